import type { Day } from '../calendar/day.ts';
import type { TierPolicy } from '../policy/policy.ts';
import { type Cuts, cutValue, scoreOf, Tally } from './tally.ts';

/** What a customer is ranked by, as it is known. Amounts in hundredths of the portal's currency. */
export interface Worth {
  readonly lastPurchaseOn?: Day | undefined;
  readonly purchaseCount?: number | undefined;
  readonly purchaseCents?: number | undefined;
  readonly profitCents?: number | undefined;
  /** First order or signing: how long it has been loyal. */
  readonly customerSince?: Day | undefined;
  /** Against the year before. */
  readonly growthPercent?: number | undefined;
  /** 1 to 5, as a person judged it. */
  readonly potential?: number | undefined;
}

/** What must be known before a customer is scored. */
export const NEEDED = ['recency', 'frequency', 'money'] as const;
const OPTIONAL = ['profit', 'loyalty', 'growth'] as const;
export const DIMENSIONS = [...NEEDED, ...OPTIONAL] as const;
export type Needed = (typeof NEEDED)[number];
export type Dimension = (typeof DIMENSIONS)[number];

/** Whole numbers, more is better; absent: not known. */
type Numbers = { readonly [dimension in Dimension]?: number };

/** What each dimension of the book was counted into; two books add up to one. */
export class BookTally {
  readonly #tallies: { readonly [dimension in Dimension]: Tally };

  constructor(tallies: { readonly [dimension in Dimension]?: Tally } = {}) {
    this.#tallies = Object.fromEntries(
      DIMENSIONS.map((dimension) => [dimension, tallies[dimension] ?? new Tally()]),
    ) as { readonly [dimension in Dimension]: Tally };
  }

  /** Customers that were counted: all of {@link NEEDED} is known of them. */
  get scored(): number {
    return this.#tallies.recency.count;
  }

  /** Counts a customer; false: something needed is not known, and nothing was counted. */
  add(worth: Worth, today: Day): boolean {
    const numbers = numbersOf(worth, today);
    if (missingOf(numbers).length > 0) return false;
    for (const dimension of DIMENSIONS) {
      const value = numbers[dimension];
      if (value !== undefined) this.#tallies[dimension].add(value);
    }
    return true;
  }

  merge(other: BookTally): void {
    for (const dimension of DIMENSIONS) this.#tallies[dimension].merge(other.#tallies[dimension]);
  }

  cuts({ scoreCuts, hysteresis }: TierPolicy, today: Day): BookCuts {
    const lenient = scoreCuts.map((percent) => percent - hysteresis.points);
    const by = (percents: readonly number[]): { [dimension in Dimension]?: Cuts } =>
      Object.fromEntries(
        DIMENSIONS.flatMap((dimension) => {
          const cuts = this.#tallies[dimension].cuts(percents);
          return cuts ? [[dimension, cuts]] : [];
        }),
      );
    return {
      today,
      customers: this.scored,
      strict: by(scoreCuts),
      lenient: by(lenient),
      error: Math.max(...DIMENSIONS.map((dimension) => this.#tallies[dimension].error)),
    };
  }

  /** One line a dimension. */
  encode(): string {
    return DIMENSIONS.map((dimension) => this.#tallies[dimension].encode()).join('\n');
  }

  /** Undefined for anything that {@link encode} did not write. */
  static decode(text: string): BookTally | undefined {
    const lines = text.split('\n');
    const tallies: { [dimension in Dimension]?: Tally } = {};
    for (const [index, dimension] of DIMENSIONS.entries()) {
      const tally = Tally.decode(lines[index] ?? '');
      if (!tally) return undefined;
      tallies[dimension] = tally;
    }
    return lines.length === DIMENSIONS.length ? new BookTally(tallies) : undefined;
  }
}

/** Where the scores of a book end. Plain data. */
export interface BookCuts {
  /** Days of recency are counted to this one. */
  readonly today: Day;
  readonly customers: number;
  readonly strict: { readonly [dimension in Dimension]?: Cuts };
  /** Lower by the points of the hysteresis. */
  readonly lenient: { readonly [dimension in Dimension]?: Cuts };
  /** A cut lies above the true one by less than this share of its size; 0: exact. */
  readonly error: number;
}

export type Scores = { readonly [dimension in Needed]: number } & {
  readonly [dimension in Dimension]?: number;
};

/**
 * Scores a customer from 1 to 5: one more than the number of cuts that it is above, so that equal numbers share a score.
 *
 * A dimension that is not known is not scored, never zero. Without recency, frequency or money there is no score at all, and
 * what is missing is named.
 */
export function scoresOf(
  worth: Worth,
  cuts: BookCuts,
  by: 'strict' | 'lenient' = 'strict',
): { readonly ok: true; readonly scores: Scores } | { readonly ok: false; readonly missing: readonly Needed[] } {
  const numbers = numbersOf(worth, cuts.today);
  const missing = missingOf(numbers);
  if (missing.length > 0) return { ok: false, missing };
  const scores: { [dimension in Dimension]?: number } = {};
  for (const dimension of DIMENSIONS) {
    const value = numbers[dimension];
    const own = cuts[by][dimension];
    if (value !== undefined && own !== undefined) scores[dimension] = scoreOf(value, own);
  }
  const { recency, frequency, money } = scores;
  if (recency === undefined || frequency === undefined || money === undefined) return { ok: false, missing: NEEDED };
  return { ok: true, scores: { ...scores, recency, frequency, money } };
}

/** A number of a customer beside the cuts it was compared with: recency in days since, amounts in hundredths. */
export function compared(
  worth: Worth,
  cuts: BookCuts,
  dimension: Dimension,
): { readonly value: number; readonly cuts: readonly number[] } | undefined {
  const value = numbersOf(worth, cuts.today)[dimension];
  const own = cutNumbers(cuts, dimension);
  return value === undefined || own === undefined ? undefined : { value: unsigned(dimension, value), cuts: own };
}

/** The cuts of a dimension as text, amounts with their decimals; undefined where nobody has a number. */
export function cutsShown(cuts: BookCuts, dimension: Dimension): readonly string[] | undefined {
  const inMoney = dimension === 'money' || dimension === 'profit';
  return cutNumbers(cuts, dimension)?.map((cut) => (inMoney ? (cut / 100).toFixed(2) : String(cut)));
}

function cutNumbers(cuts: BookCuts, dimension: Dimension): readonly number[] | undefined {
  const own = cuts.strict[dimension];
  return own?.cells.map((_, index) => unsigned(dimension, cutValue(own, index)));
}

/** Recency is counted below zero, so that more is better. `0 - x`: a minus before zero would show. */
function unsigned(dimension: Dimension, value: number): number {
  return dimension === 'recency' ? 0 - value : value;
}

/** A purchase that is still to come says nothing about recency: it is a mistake in the data. */
function numbersOf(worth: Worth, today: Day): Numbers {
  const numbers: { [dimension in Dimension]?: number } = {};
  const put = (dimension: Dimension, value: number | undefined): void => {
    if (value === undefined) return;
    const rounded = Math.round(value);
    // `+ 0`: minus zero is zero.
    if (Number.isSafeInteger(rounded)) numbers[dimension] = rounded + 0;
  };
  const { lastPurchaseOn, purchaseCount, customerSince } = worth;
  if (lastPurchaseOn !== undefined && lastPurchaseOn <= today) put('recency', lastPurchaseOn - today);
  if (purchaseCount !== undefined && purchaseCount >= 1) put('frequency', purchaseCount);
  put('money', worth.purchaseCents);
  put('profit', worth.profitCents);
  if (customerSince !== undefined && customerSince <= today) put('loyalty', today - customerSince);
  put('growth', worth.growthPercent);
  return numbers;
}

function missingOf(numbers: Numbers): readonly Needed[] {
  return NEEDED.filter((dimension) => numbers[dimension] === undefined);
}
