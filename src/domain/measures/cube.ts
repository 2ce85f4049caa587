/** One way by which counts are told apart, with every value it can take. */
export interface Axis {
  readonly name: string;
  readonly values: readonly string[];
}

/** Cells are kept by so many together, of which there are none where nothing was counted. */
const PAGE_BITS = 8;
const PAGE = 1 << PAGE_BITS;

/** How many cells there are by these axes. */
export function sizeOf(axes: readonly Axis[]): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

/** Cells in which something was counted, in no order that means anything, and how much. */
export interface Counted {
  readonly cells: Int32Array;
  readonly counts: Int32Array;
}

/** Where records are counted fast, up to 2^30 in a cell: cells that are emptied again, and a list of those that were counted in. */
export class Tally {
  /** Twice the count, and one more in a cell that is listed: one of which all was taken back is not listed again. */
  readonly #cells: Int32Array;
  readonly #listed: Int32Array;
  #size = 0;

  constructor(cells: number) {
    this.#cells = new Int32Array(cells);
    this.#listed = new Int32Array(cells);
  }

  count(cell: number, times: number): void {
    const cells = this.#cells;
    const before = cells[cell] as number;
    if (before === 0) this.#listed[this.#size++] = cell;
    cells[cell] = (before | 1) + (times << 1);
  }

  /** Hands over what was counted and is empty afterwards. */
  settle(): Counted {
    const cells = this.#listed.slice(0, this.#size);
    const counts = new Int32Array(cells.length);
    for (let at = 0; at < cells.length; at += 1) {
      const cell = cells[at] as number;
      counts[at] = (this.#cells[cell] as number) >> 1;
      this.#cells[cell] = 0;
    }
    this.#size = 0;
    return { cells, counts };
  }
}

/**
 * Counts by several axes, in memory that depends on the axes alone.
 *
 * Every measure is kept as a count, never as an average: counts add up exactly, so records may come in any order, in any pieces, from any
 * number of machines. Who counts knows the cell: an axis has a value for the rest where there can be one.
 */
export class Cube {
  readonly axes: readonly Axis[];
  /** Doubles: exact up to 2^53. A page is made when something is counted in it: an owner's month fills a few of a hundred. */
  readonly #pages: (Float64Array | undefined)[] = [];

  /** @param counts one count a cell, as {@link counts} gives them */
  constructor(axes: readonly Axis[], counts?: Float64Array) {
    this.axes = axes;
    for (let from = 0; counts && from < counts.length; from += PAGE) {
      const page = counts.subarray(from, from + PAGE);
      if (page.some((count) => count !== 0)) this.#opened(from >> PAGE_BITS).set(page);
    }
  }

  /** One count a cell, the last axis running fastest: a copy. */
  get counts(): Float64Array {
    const size = sizeOf(this.axes);
    const counts = new Float64Array(size);
    this.#pages.forEach((page, index) => {
      const from = index * PAGE;
      if (page) counts.set(page.subarray(0, size - from), from);
    });
    return counts;
  }

  /** What the counts take in memory. */
  get bytes(): number {
    return this.#pages.reduce((sum, page) => sum + (page?.byteLength ?? 0), 0);
  }

  addAt(cell: number, count = 1): void {
    const page = this.#pages[cell >> PAGE_BITS] ?? this.#opened(cell >> PAGE_BITS);
    const at = cell & (PAGE - 1);
    page[at] = (page[at] as number) + count;
  }

  #opened(index: number): Float64Array {
    return this.#keep(index, new Float64Array(PAGE));
  }

  #keep(index: number, page: Float64Array): Float64Array {
    while (this.#pages.length < index) this.#pages.push(undefined);
    this.#pages[index] = page;
    return page;
  }

  /** Adds the counts of another cube of the same axes to these. */
  take(other: Cube): void {
    if (this.axes !== other.axes && layoutOf(this.axes) !== layoutOf(other.axes))
      throw new RangeError('expected cubes of the same axes');
    other.#pages.forEach((more, index) => {
      const page = more && (this.#pages[index] ?? this.#opened(index));
      for (let at = 0; page && at < PAGE; at += 1) page[at] = (page[at] as number) + (more[at] as number);
    });
  }

  /** Counts by the values of one axis, where the other axes have one of the values chosen; an axis not named may have any. */
  by(
    axis: string,
    chosen: { readonly [axis: string]: readonly string[] | undefined } = {},
  ): { readonly [value: string]: number } {
    const index = this.axes.findIndex(({ name }) => name === axis);
    const found = this.axes[index];
    if (!found) throw new RangeError(`expected an axis of the cube, got ${axis}`);
    const sums: { [value: string]: number } = Object.fromEntries(found.values.map((value) => [value, 0]));
    const wanted = this.axes.map(({ name, values }) => {
      const only = chosen[name];
      return values.map((value) => only === undefined || only.includes(value));
    });
    this.#pages.forEach((page, number) => {
      page?.forEach((count, cell) => {
        if (count === 0) return;
        let rest = number * PAGE + cell;
        let at = 0;
        for (let i = this.axes.length - 1; i >= 0; i -= 1) {
          const size = (this.axes[i] as Axis).values.length;
          const place = rest % size;
          rest = (rest - place) / size;
          if (!wanted[i]?.[place]) return;
          if (i === index) at = place;
        }
        const value = found.values[at] as string;
        sums[value] = (sums[value] as number) + count;
      });
    });
    return sums;
  }

  /** The sum of all counts, chosen as by {@link by}. */
  total(chosen: { readonly [axis: string]: readonly string[] | undefined } = {}): number {
    const [first] = this.axes;
    return first ? Object.values(this.by(first.name, chosen)).reduce((sum, count) => sum + count, 0) : 0;
  }
}

/**
 * The counts that are not 0 as text, `gap.count` each in base 36: `1a`, or `3.2` where the count is not 1. Its length follows the number
 * of filled cells.
 *
 * @example encodeCounts(Float64Array.of(0, 1, 0, 0, 5)) // '1,2.5'
 */
export function encodeCounts(counts: Float64Array): string {
  const parts: string[] = [];
  let last = -1;
  counts.forEach((count, cell) => {
    if (count === 0) return;
    const gap = (cell - last - 1).toString(36);
    parts.push(count === 1 ? gap : `${gap}.${count.toString(36)}`);
    last = cell;
  });
  return parts.join(',');
}

/** Reads what {@link encodeCounts} wrote, into so many cells. Anything else throws a RangeError. */
export function decodeCounts(text: string, size: number): Float64Array {
  const counts = new Float64Array(size);
  if (text === '') return counts;
  let cell = -1;
  for (const part of text.split(',')) {
    const [gap = '', count = '1', ...more] = part.split('.');
    cell += naturalOf(gap) + 1;
    const value = naturalOf(count);
    if (more.length > 0 || cell >= size || value === 0)
      throw new RangeError(`expected a gap and a count, got ${JSON.stringify(part)}`);
    counts[cell] = value;
  }
  return counts;
}

/** A whole number of base 36 without sign; anything else throws a RangeError. */
export function naturalOf(text: string): number {
  const value = /^(0|[1-9a-z][0-9a-z]{0,10})$/.test(text) ? Number.parseInt(text, 36) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new RangeError(`expected a number in base 36, got ${JSON.stringify(text)}`);
  return value;
}

/** Two cubes of the same layout count the same things in the same cells. */
export function layoutOf(axes: readonly Axis[]): string {
  return axes.map(({ name, values }) => `${name}:${values.join(',')}`).join(';');
}
