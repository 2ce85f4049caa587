import { sampleOf } from './display.ts';
import { studentQuantile, Z } from './distributions.ts';
import { adjustedNps, type Certainty, type Interval, type NpsCounts, wilson } from './intervals.ts';
import { type MarkCounts, meanOf, varianceOf } from './ratings.ts';

/** What two periods, teams or ways of collecting say against each other. */
export type Comparison =
  /** One side has under five answers, or under thirty where averages are compared. */
  | { readonly verdict: 'too_few' }
  | {
      /** `not_distinguishable`: the interval of the difference holds 0, so noise alone could have made it. */
      readonly verdict: 'higher' | 'lower' | 'not_distinguishable';
      /** Now less before, in the unit of what is compared. */
      readonly difference: number;
      readonly interval: Interval;
      readonly method: ComparisonMethod;
    };

export type ComparisonMethod =
  /** Newcombe 1998, method 10: difference of two shares from their Wilson intervals. */
  | 'newcombe_wilson'
  /** Rocks 2016: difference of two adjusted estimates, errors added as squares. */
  | 'adjusted_wald'
  /** Student's t of each person's own change. */
  | 'paired_t'
  /** Welch's t of two averages. */
  | 'welch_t';

export interface Hits {
  readonly hits: number;
  readonly of: number;
  readonly certainty?: Certainty;
}

/**
 * Two shares.
 *
 * @example compareShares({ hits: 56, of: 70 }, { hits: 48, of: 80 }) // higher by 0.2, from 0.052 to 0.334
 */
export function compareShares(now: Hits, before: Hits): Comparison {
  if (tooFew(now.of, before.of)) return { verdict: 'too_few' };
  const share = now.hits / now.of;
  const other = before.hits / before.of;
  const one = wilson(now.hits, now.of, now.certainty);
  const two = wilson(before.hits, before.of, before.certainty);
  const difference = share - other;
  return told('newcombe_wilson', difference, {
    low: difference - Math.hypot(share - one.low, two.high - other),
    high: difference + Math.hypot(one.high - share, other - two.low),
  });
}

/** Two net promoter scores of different people, −1 … 1. The difference shown is the plain one, its interval the adjusted one. */
export function compareNps(
  now: NpsCounts,
  before: NpsCounts,
  certainty: { readonly now?: Certainty; readonly before?: Certainty } = {},
): Comparison {
  const count = ({ promoters, passives, detractors }: NpsCounts): number => promoters + passives + detractors;
  if (tooFew(count(now), count(before))) return { verdict: 'too_few' };
  const one = adjustedNps(now, certainty.now);
  const two = adjustedNps(before, certainty.before);
  const half = Math.hypot((certainty.now?.quantile ?? Z) * one.error, (certainty.before?.quantile ?? Z) * two.error);
  const middle = one.middle - two.middle;
  const plain = (counts: NpsCounts): number => (counts.promoters - counts.detractors) / count(counts);
  return told('adjusted_wald', plain(now) - plain(before), {
    low: Math.max(-2, middle - half),
    high: Math.min(2, middle + half),
  });
}

/** The same people twice, each as −1 (detractor), 0 or 1 (promoter) then and now: what each changed counts, not who they are. */
export function comparePairedNps(
  pairs: readonly { readonly now: -1 | 0 | 1; readonly before: -1 | 0 | 1 }[],
): Comparison {
  const n = pairs.length;
  if (tooFew(n, n)) return { verdict: 'too_few' };
  const changes = pairs.map(({ now, before }) => now - before);
  const mean = changes.reduce((sum, change) => sum + change, 0) / n;
  const variance = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / (n - 1);
  const half = studentQuantile(n - 1) * Math.sqrt(variance / n);
  // Everybody changed alike, or not at all: that is no proof of certainty among few.
  if (variance === 0 && mean !== 0 && sampleOf(n) === 'small') return { verdict: 'too_few' };
  return told('paired_t', mean, { low: mean - half, high: mean + half });
}

/** Two average ratings of at least thirty marks each. */
export function compareAverages(now: MarkCounts, before: MarkCounts): Comparison {
  const size = (counts: MarkCounts): number => counts.reduce((sum, count) => sum + count, 0);
  const [n, m] = [size(now), size(before)];
  if (sampleOf(Math.min(n, m)) !== 'enough') return { verdict: 'too_few' };
  const side = (counts: MarkCounts, of: number): Sampled => ({
    n: of,
    mean: meanOf(counts),
    variance: varianceOf(counts),
  });
  const interval = welch(side(now, n), side(before, m));
  return told('welch_t', meanOf(now) - meanOf(before), interval);
}

/** A sample of two or more, with its mean and its variance by n − 1. */
export interface Sampled {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

/** Welch's 95 % interval of the difference of two means. */
export function welch(now: Sampled, before: Sampled): Interval {
  const [a, b] = [now.variance / now.n, before.variance / before.n];
  const degrees = a + b === 0 ? now.n + before.n - 2 : (a + b) ** 2 / (a ** 2 / (now.n - 1) + b ** 2 / (before.n - 1));
  const half = studentQuantile(degrees) * Math.sqrt(a + b);
  const difference = now.mean - before.mean;
  return { low: difference - half, high: difference + half };
}

function tooFew(n: number, m: number): boolean {
  return sampleOf(Math.min(n, m)) === 'too_few';
}

function told(method: ComparisonMethod, difference: number, interval: Interval): Comparison {
  const verdict = interval.low > 0 ? 'higher' : interval.high < 0 ? 'lower' : 'not_distinguishable';
  return { verdict, difference, interval, method };
}
