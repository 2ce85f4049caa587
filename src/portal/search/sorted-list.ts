/**
 * A list kept in order, in blocks: finding a place costs a binary search among blocks and one within, so that it stays
 * quick at a million entries without a tree's bookkeeping.
 */
const blockSize = 512;

export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  #blocks: T[][] = [];
  #size = 0;

  constructor(compare: (a: T, b: T) => number, items: readonly T[] = []) {
    this.#compare = compare;
    const sorted = [...items].sort(compare);
    for (let start = 0; start < sorted.length; start += blockSize)
      this.#blocks.push(sorted.slice(start, start + blockSize));
    this.#size = sorted.length;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds an entry, unless an equal one is there. */
  add(item: T): boolean {
    const block = this.#blocks[this.#blockFor(item)];
    if (block === undefined) {
      this.#blocks.push([item]);
      this.#size += 1;
      return true;
    }
    const place = this.#placeIn(block, item);
    const there = block[place];
    if (there !== undefined && this.#compare(there, item) === 0) return false;
    block.splice(place, 0, item);
    this.#size += 1;
    if (block.length > 2 * blockSize) this.#blocks.splice(this.#blocks.indexOf(block) + 1, 0, block.splice(blockSize));
    return true;
  }

  delete(item: T): boolean {
    const at = this.#blockFor(item);
    const block = this.#blocks[at];
    if (block === undefined) return false;
    const place = this.#placeIn(block, item);
    const there = block[place];
    if (there === undefined || this.#compare(there, item) !== 0) return false;
    block.splice(place, 1);
    if (block.length === 0) this.#blocks.splice(at, 1);
    this.#size -= 1;
    return true;
  }

  /** How many entries come before this one. */
  rank(item: T): number {
    const at = this.#blockFor(item);
    const block = this.#blocks[at];
    if (block === undefined) return 0;
    let before = 0;
    for (let i = 0; i < at; i++) before += (this.#blocks[i] as T[]).length;
    return before + this.#placeIn(block, item);
  }

  /** The entries from one rank to another. */
  slice(from: number, to: number): T[] {
    const result: T[] = [];
    let start = 0;
    for (const block of this.#blocks) {
      if (start >= to) break;
      if (start + block.length > from) {
        for (let i = Math.max(0, from - start); i < Math.min(block.length, to - start); i++) result.push(block[i] as T);
      }
      start += block.length;
    }
    return result;
  }

  /** The first block whose last entry is not before the item; the last block, if there is none. */
  #blockFor(item: T): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.#blocks[middle] as T[];
      if (this.#compare(block[block.length - 1] as T, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #placeIn(block: readonly T[], item: T): number {
    let low = 0;
    let high = block.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(block[middle] as T, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
