/** One way by which counts are told apart, with every value it can take. */
export interface Axis {
  readonly name: string;
  readonly values: readonly string[];
}

/**
 * Counts by several axes, in memory that depends on the axes alone.
 *
 * Every measure is kept as a count, never as an average: counts add up exactly, so records may come in any order, in any pieces, from any
 * number of machines. Who counts knows the cell: an axis has a value for the rest where there can be one.
 */
export class Cube {
  readonly axes: readonly Axis[];
  #counts: Float64Array | undefined;

  constructor(axes: readonly Axis[], counts?: Float64Array) {
    this.axes = axes;
    this.#counts = counts;
  }

  /** One count a cell, the last axis running fastest. Doubles: exact up to 2^53. Made when first asked for: most months lack most things. */
  get counts(): Float64Array {
    this.#counts ??= new Float64Array(this.axes.reduce((size, { values }) => size * values.length, 1));
    return this.#counts;
  }

  addAt(cell: number, count = 1): void {
    this.counts[cell] = (this.counts[cell] as number) + count;
  }

  /** Adds the counts of another cube of the same axes to these. */
  take(other: Cube): void {
    if (this.axes !== other.axes && layoutOf(this.axes) !== layoutOf(other.axes))
      throw new RangeError('expected cubes of the same axes');
    const more = other.#counts;
    if (!more) return;
    const { counts } = this;
    for (let cell = 0; cell < counts.length; cell += 1)
      counts[cell] = (counts[cell] as number) + (more[cell] as number);
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
    this.counts.forEach((count, cell) => {
      if (count === 0) return;
      let rest = cell;
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
