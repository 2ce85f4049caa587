/** 97.5 % quantile of the normal distribution: intervals here are at 95 %. */
const Z = 1.959963984540054;

/** A share or a score with the range that the same number of answers could as well have come from. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson score interval of a share, Wilson 1927: stays inside 0–1 and holds for few answers and for 0 and 100 %.
 *
 * @example wilson(9, 10) // { low: 0.596, high: 0.982 }
 */
export function wilson(hits: number, of: number): Interval {
  if (!Number.isInteger(of) || of < 1 || hits < 0 || hits > of)
    throw new RangeError(`expected 0 to ${of} hits of at least one answer, got ${hits} of ${of}`);
  const share = hits / of;
  const spread = Z * Z;
  const middle = (share + spread / (2 * of)) / (1 + spread / of);
  const half = (Z * Math.sqrt((share * (1 - share)) / of + spread / (4 * of * of))) / (1 + spread / of);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
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

/**
 * Net promoter score from −1 to 1 with the adjusted-Wald interval (Rocks 2016): three answers are added, a quarter of
 * each side, so that few answers do not pretend to certainty. The score itself is the plain one.
 *
 * @example nps({ promoters: 6, passives: 3, detractors: 1 }) // score 0.5, interval −0.002 … 0.771
 */
export function nps({ promoters, passives, detractors }: NpsCounts): {
  readonly score: number;
  readonly interval: Interval;
} {
  const n = promoters + passives + detractors;
  if (n < 1) throw new RangeError('expected at least one answer');
  const adjusted = n + 3;
  const up = (promoters + 0.75) / adjusted;
  const down = (detractors + 0.75) / adjusted;
  const middle = up - down;
  const error = Math.sqrt((up + down - middle * middle) / adjusted);
  return {
    score: (promoters - detractors) / n,
    interval: { low: Math.max(-1, middle - Z * error), high: Math.min(1, middle + Z * error) },
  };
}
