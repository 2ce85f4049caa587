import { binomialAtMost } from '../satisfaction/distributions.ts';
import type { Interval } from '../satisfaction/intervals.ts';

/** How often each value was seen, ascending by value. */
export type Histogram = readonly { readonly value: number; readonly count: number }[];

export interface QuantileOf {
  readonly n: number;
  readonly value: number;
  /** Between two of the values seen; absent where there are too few for a bound on either side. */
  readonly interval?: Interval;
}

/**
 * A quantile of what was counted, R type 7 (Hyndman & Fan 1996), with the interval between two of the values seen that holds whatever
 * their distribution (Conover 1999, §3.2).
 *
 * @example quantileOf([{ value: 1, count: 1 }, { value: 2, count: 1 }], 0.5).value // 1.5
 */
export function quantileOf(histogram: Histogram, share: number): QuantileOf | undefined {
  const n = histogram.reduce((sum, { count }) => sum + count, 0);
  if (n === 0) return undefined;
  const at = (n - 1) * share;
  const below = valueAt(histogram, Math.floor(at) + 1);
  const above = valueAt(histogram, Math.ceil(at) + 1);
  const value = below + (above - below) * (at - Math.floor(at));
  const low = lastRank(n, (rank) => binomialAtMost(rank - 1, n, share) <= 0.025);
  const high = lastRank(n, (rank) => 1 - binomialAtMost(rank - 1, n, share) > 0.025) + 1;
  if (low < 1 || high > n) return { n, value };
  return { n, value, interval: { low: valueAt(histogram, low), high: valueAt(histogram, high) } };
}

/** The `rank`-th smallest value, from 1. */
function valueAt(histogram: Histogram, rank: number): number {
  let seen = 0;
  for (const { value, count } of histogram) {
    seen += count;
    if (seen >= rank) return value;
  }
  throw new RangeError(`expected at least ${rank} values, got ${seen}`);
}

/** The last rank of 1 … n for which something holds that holds from the first on; 0: for none. */
function lastRank(n: number, holds: (rank: number) => boolean): number {
  let yes = 0;
  let no = n + 1;
  while (no - yes > 1) {
    const middle = Math.floor((yes + no) / 2);
    if (holds(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}
