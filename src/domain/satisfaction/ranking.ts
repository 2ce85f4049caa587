import type { Hits } from './comparison.ts';
import { sampleOf } from './display.ts';
import { hypergeometricAtLeast } from './distributions.ts';
import { type Interval, wilson } from './intervals.ts';

/** Share of false discoveries among those told apart that we accept. */
const FALSE_DISCOVERIES = 0.05;

/**
 * Adjusted p-values by Benjamini & Hochberg 1995, in the order given: what is at most `q` can be told apart with at most a share `q`
 * of mistakes among all that are.
 *
 * @example benjaminiHochberg([0.01, 0.04, 0.03]) // [0.03, 0.04, 0.04]
 */
export function benjaminiHochberg(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[b] ?? 0) - (pValues[a] ?? 0));
  const adjusted = new Array<number>(pValues.length);
  let least = 1;
  order.forEach((index, position) => {
    const rank = pValues.length - position;
    least = Math.min(least, ((pValues[index] ?? 0) * pValues.length) / rank);
    adjusted[index] = least;
  });
  return adjusted;
}

export interface RankedGroup {
  readonly id: string;
  readonly hits: number;
  readonly n: number;
  /** Absent under five answers: such a group is listed without a percentage and stands in no order. */
  readonly share?: number;
  readonly interval?: Interval;
  /** Against all the others together, Fisher's exact test, two-sided by doubling, adjusted for the number of groups. */
  readonly adjustedP?: number;
  readonly against: 'above' | 'below' | 'not_distinguishable' | 'too_few';
  /** 1 is the highest; only where no other group's interval overlaps this one's. */
  readonly rank?: number;
}

/**
 * Reps or segments by a share, the highest first, those with too few answers last. None has a rank whose interval overlaps another's,
 * and one is told apart from the rest only after correction for many comparisons.
 */
export function rankShares(groups: readonly ({ readonly id: string } & Hits)[]): readonly RankedGroup[] {
  const shown = groups.filter(({ of }) => sampleOf(of) !== 'too_few');
  const total = shown.reduce((sum, group) => add(sum, effective(group)), { hits: 0, of: 0 });
  const adjusted = benjaminiHochberg(shown.map((group) => againstRest(effective(group), total)));
  const intervals = shown.map(({ hits, of, certainty }) => wilson(hits, of, certainty));
  const ranked = shown.map(({ id, hits, of }, index): RankedGroup => {
    const interval = intervals[index] as Interval;
    const adjustedP = adjusted[index] as number;
    const apart = intervals.every(
      (other, at) => at === index || other.low > interval.high || other.high < interval.low,
    );
    const above = intervals.filter((other) => other.low > interval.high).length;
    const higher = hits / of > total.hits / total.of;
    return {
      id,
      hits,
      n: of,
      share: hits / of,
      interval,
      adjustedP,
      against: adjustedP > FALSE_DISCOVERIES ? 'not_distinguishable' : higher ? 'above' : 'below',
      ...(apart && shown.length > 1 ? { rank: above + 1 } : {}),
    };
  });
  const few = groups.filter(({ of }) => sampleOf(of) === 'too_few');
  return [
    ...ranked.sort((a, b) => (b.share ?? 0) - (a.share ?? 0) || (a.id < b.id ? -1 : 1)),
    ...few.map(({ id, hits, of }): RankedGroup => ({ id, hits, n: of, against: 'too_few' })),
  ];
}

/** Whole answers as which clustered ones count, so that an exact test can take them. */
function effective({ hits, of, certainty }: Hits): { readonly hits: number; readonly of: number } {
  const designEffect = certainty?.designEffect ?? 1;
  if (designEffect === 1) return { hits, of };
  const n = Math.max(1, Math.round(of / designEffect));
  return { of: n, hits: Math.round((hits / of) * n) };
}

function add(
  sum: { readonly hits: number; readonly of: number },
  more: { readonly hits: number; readonly of: number },
): { readonly hits: number; readonly of: number } {
  return { hits: sum.hits + more.hits, of: sum.of + more.of };
}

function againstRest(
  group: { readonly hits: number; readonly of: number },
  total: { readonly hits: number; readonly of: number },
): number {
  const atLeast = hypergeometricAtLeast(group.hits, group.of, total.hits, total.of);
  const atMost = hypergeometricAtLeast(group.of - group.hits, group.of, total.of - total.hits, total.of);
  return Math.min(1, 2 * Math.min(atLeast, atMost));
}
