/** Each step of the finest grid is this much wider than the one before. */
const STEP = 1.001;
const LOG_STEP = Math.log(STEP);
/** Keeps memory near a megabyte, and what is stored of money within one text property for most books. */
const MOST_CELLS = 8_192;

/**
 * How often each whole number came, in a memory that does not grow with how many came.
 *
 * While there are at most `mostCells` different numbers, each is counted by itself and every cut is exact. When there are more, all are
 * counted in the cells of a grid whose steps grow by 0.1 %, then by the square of that, and so on until they fit (DDSketch, Masson,
 * Rim and Lee 2019, with the uniform collapse of UDDSketch, Epicoco et al. 2020). A cut is then the upper edge of the cell that holds the
 * true one: never below it, and above it by less than {@link error} of its size. Whole numbers under a thousand stay exact on
 * the first grid.
 *
 * What is counted depends on the numbers alone: any order, and any way of merging parts, gives the same cells.
 */
export class Tally {
  readonly #mostCells: number;
  #cells = new Map<number, number>();
  /** 0: the cells are the numbers themselves. */
  #level = 0;
  #count = 0;

  constructor(mostCells = MOST_CELLS) {
    this.#mostCells = mostCells;
  }

  get count(): number {
    return this.#count;
  }

  get cells(): number {
    return this.#cells.size;
  }

  /** A cut lies above the true one by less than this share of its size; 0: cuts are exact. */
  get error(): number {
    return errorAt(this.#level);
  }

  /** Counts a whole number, negative ones too. */
  add(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError(`expected a whole number, got ${value}`);
    this.#put(cellOf(value, this.#level), 1);
    this.#fit();
  }

  merge(other: Tally): void {
    while (this.#level < other.#level) this.#coarsen();
    for (const [cell, times] of other.#cells) this.#put(raised(cell, other.#level, this.#level), times);
    this.#fit();
  }

  /**
   * For each percentage the smallest number that at least that share of all numbers does not exceed (R type 1); undefined
   * when nothing was counted.
   */
  cuts(percents: readonly number[]): Cuts | undefined {
    if (this.#count === 0) return undefined;
    const ascending = [...this.#cells].sort(([a], [b]) => a - b);
    const cells = percents.map((percent) => {
      // Whole percentages: 55 / 100 × 20 would be 11.000000000000002.
      const rank = Math.max(1, Math.ceil((percent * this.#count) / 100));
      let below = 0;
      for (const [cell, times] of ascending) {
        below += times;
        if (below >= rank) return cell;
      }
      throw new RangeError(`expected percentages up to 100, got ${percent}`);
    });
    return { level: this.#level, cells };
  }

  /** The counts as text; {@link Tally.decode} reads it. */
  encode(): string {
    let before = 0;
    const parts = [...this.#cells]
      .sort(([a], [b]) => a - b)
      .map(([cell, times]) => {
        const step = cell - before;
        before = cell;
        return times === 1 ? step.toString(36) : `${step.toString(36)}*${times.toString(36)}`;
      });
    return `${this.#level};${parts.join(',')}`;
  }

  /** Undefined for anything that {@link encode} did not write. */
  static decode(text: string, mostCells = MOST_CELLS): Tally | undefined {
    const match = /^(\d{1,2});([-\w*,]*)$/.exec(text);
    if (!match) return undefined;
    const tally = new Tally(mostCells);
    tally.#level = Number(match[1]);
    let cell = 0;
    for (const part of match[2] ? match[2].split(',') : []) {
      const [step = '', times] = part.split('*');
      cell += Number.parseInt(step, 36);
      const count = times === undefined ? 1 : Number.parseInt(times, 36);
      if (!Number.isSafeInteger(cell) || !(count > 0)) return undefined;
      tally.#put(cell, count);
    }
    tally.#fit();
    return tally;
  }

  #put(cell: number, times: number): void {
    this.#cells.set(cell, (this.#cells.get(cell) ?? 0) + times);
    this.#count += times;
  }

  #fit(): void {
    while (this.#cells.size > this.#mostCells) this.#coarsen();
  }

  #coarsen(): void {
    const finer = this.#cells;
    this.#cells = new Map();
    this.#count = 0;
    this.#level += 1;
    for (const [cell, times] of finer) this.#put(raised(cell, this.#level - 1, this.#level), times);
  }
}

/** Cut points, as cells of the grid they were found on. Plain data. */
export interface Cuts {
  readonly level: number;
  readonly cells: readonly number[];
}

/**
 * How many of the cuts a number is above, plus one: equal numbers always get the same score.
 *
 * @example scoreOf(10, cutsOf([10, 10, 10, 20, 30])) // 1: 10 is above none of the cuts 10, 10, 10, 20
 */
export function scoreOf(value: number, { level, cells }: Cuts): number {
  const own = cellOf(value, level);
  return 1 + cells.filter((cell) => own > cell).length;
}

/** The largest whole number that the cut takes in. */
export function cutValue({ level, cells }: Cuts, index: number): number {
  const cell = cells[index];
  if (cell === undefined) throw new RangeError(`expected one of ${cells.length} cuts, got ${index}`);
  if (level === 0 || cell === 0) return cell;
  const width = LOG_STEP * 2 ** (level - 1);
  // An edge that is a whole number must not become the one below by rounding.
  if (cell > 0) return Math.floor(Math.exp((cell - 1) * width) * (1 + Number.EPSILON * 64));
  return -Math.ceil(Math.exp((-cell - 1) * width) * (1 - Number.EPSILON * 64));
}

function errorAt(level: number): number {
  return level === 0 ? 0 : Math.expm1(LOG_STEP * 2 ** (level - 1));
}

/**
 * The cell of a whole number. On a grid of width `w` (logarithm): 0 is cell 0, cell i + 1 holds exp(w (i − 1)) up to exp(w i), and the
 * negative numbers mirror that, rounded up towards 0 likewise.
 */
function cellOf(value: number, level: number): number {
  if (level === 0 || value === 0) return value;
  const steps = Math.log(Math.abs(value)) / LOG_STEP;
  return raised(value > 0 ? Math.ceil(steps) + 1 : -(Math.floor(steps) + 1), 1, level);
}

/** The cell of a coarser grid that holds a whole cell of a finer one. */
function raised(cell: number, from: number, to: number): number {
  if (from === 0 && to > 0) return cellOf(cell, to);
  if (cell === 0 || from === to) return cell;
  const together = 2 ** (to - from);
  return cell > 0 ? Math.ceil((cell - 1) / together) + 1 : -(Math.floor((-cell - 1) / together) + 1);
}
