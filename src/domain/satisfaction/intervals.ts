import { Z } from './distributions.ts';

/** A share or a score with the range that the same number of answers could as well have come from, at 95 %. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Why answers say more or less than as many independent ones out of an endless population would. */
export interface Certainty {
  /** How many times the variance is larger because answers of one company resemble each other: at least 1. */
  readonly designEffect?: number;
  /** Degrees of freedom of the design effect: companies less one. Student's t then takes the normal's place. */
  readonly quantile?: number;
  /**
   * Everybody who was asked and could have answered, for a statement about these customers in this period only. Counts when more
   * than 5 % of them answered (Cochran 1977, §2.6); leave it out for anything that is meant to hold beyond them.
   */
  readonly population?: number;
}

/** Below this share of the population the correction is not worth its explanation. */
export const SMALL_SAMPLING_FRACTION = 0.05;

/** As how many independent answers out of an endless population `n` answers count. */
function effectiveN(n: number, { designEffect = 1, population }: Certainty): number {
  if (!(designEffect >= 1)) throw new RangeError(`expected a design effect of at least 1, got ${designEffect}`);
  const apart = n / designEffect;
  if (population === undefined) return apart;
  if (population < n)
    throw new RangeError(`expected at least the ${n} who answered, got a population of ${population}`);
  if (n / population <= SMALL_SAMPLING_FRACTION) return apart;
  // Everybody answered: nothing is left to chance.
  return population === n ? Number.POSITIVE_INFINITY : (apart * (population - 1)) / (population - n);
}

/**
 * Wilson score interval of a share, Wilson 1927: stays inside 0–1 and holds for few answers and for 0 and 100 %. With a design
 * effect or a population the answers count as their effective number (Franco, Little, Louis & Slud 2019).
 *
 * @example wilson(9, 10) // { low: 0.596, high: 0.982 }
 */
export function wilson(hits: number, of: number, certainty: Certainty = {}): Interval {
  if (!Number.isInteger(of) || of < 1 || hits < 0 || hits > of)
    throw new RangeError(`expected 0 to ${of} hits of at least one answer, got ${hits} of ${of}`);
  const share = hits / of;
  const n = effectiveN(of, certainty);
  const z = certainty.quantile ?? Z;
  if (n === Number.POSITIVE_INFINITY) return { low: share, high: share };
  const spread = z * z;
  const middle = (share + spread / (2 * n)) / (1 + spread / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + spread / (4 * n * n))) / (1 + spread / n);
  // At 0 and 100 % the formula meets the edge; rounding must not pass it.
  return {
    low: hits === 0 ? 0 : Math.max(0, Math.min(share, middle - half)),
    high: hits === of ? 1 : Math.min(1, Math.max(share, middle + half)),
  };
}

export interface NpsCounts {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
}

/** @example npsCounts([10, 9, 7, 3]) // { promoters: 2, passives: 1, detractors: 1 } */
export function npsCounts(scores: readonly number[]): NpsCounts {
  const promoters = scores.filter((score) => score >= 9).length;
  const detractors = scores.filter((score) => score <= 6).length;
  return { promoters, detractors, passives: scores.length - promoters - detractors };
}

/** Centre and standard error of the adjusted-Wald interval, both −1 … 1; where everybody answered there is no error. */
export function adjustedNps(
  { promoters, passives, detractors }: NpsCounts,
  certainty: Certainty = {},
): { readonly middle: number; readonly error: number } {
  const answers = promoters + passives + detractors;
  if (answers < 1) throw new RangeError('expected at least one answer');
  const n = effectiveN(answers, certainty);
  if (n === Number.POSITIVE_INFINITY) return { middle: (promoters - detractors) / answers, error: 0 };
  const up = ((promoters / answers) * n + 0.75) / (n + 3);
  const down = ((detractors / answers) * n + 0.75) / (n + 3);
  const middle = up - down;
  return { middle, error: Math.sqrt((up + down - middle * middle) / (n + 3)) };
}

/**
 * Net promoter score from −1 to 1 with the adjusted-Wald interval (Rocks 2016): three answers are added, a quarter of
 * each side, so that few answers do not pretend to certainty. The score itself is the plain one.
 *
 * @example nps({ promoters: 6, passives: 3, detractors: 1 }) // score 0.5, interval −0.002 … 0.771
 */
export function nps(
  counts: NpsCounts,
  certainty: Certainty = {},
): {
  readonly score: number;
  readonly interval: Interval;
} {
  const { promoters, passives, detractors } = counts;
  const { middle, error } = adjustedNps(counts, certainty);
  const half = (certainty.quantile ?? Z) * error;
  return {
    score: (promoters - detractors) / (promoters + passives + detractors),
    interval: { low: Math.max(-1, middle - half), high: Math.min(1, middle + half) },
  };
}
