import { studentQuantile } from './distributions.ts';
import { spread } from './hash.ts';
import type { Certainty } from './intervals.ts';

/** What the answers of one company add up to. Of a share, `sum` counts the hits; of NPS, promoters less detractors. */
export interface ClusterSum {
  readonly n: number;
  readonly sum: number;
  /** Sum of the squared answers. */
  readonly squares: number;
}

export interface Clustering {
  /** Companies with answers. */
  readonly clusters: number;
  readonly meanSize: number;
  /** Variance of the average over that of as many independent answers; at least 1. */
  readonly designEffect: number;
  readonly certainty: Certainty;
}

/** A company answers more than this many times on average: its answers are not taken for independent ones. */
const CLUSTERED_FROM = 1.5;

/**
 * How much less the answers say because those of one company resemble each other (Kish 1965, the ratio of variances; the variance
 * between companies by Taylor linearisation, Cochran 1977 §9A).
 *
 * Below 1.5 answers a company on average they count as independent. A design effect under 1 is chance and is not used. Where all
 * answers are alike no variance can be seen: a company then counts as little as its size allows, as if it had one opinion. One
 * company alone says nothing of others: it counts as one answer.
 *
 * @example clustering([{ n: 2, sum: 2, squares: 2 }, { n: 2, sum: 0, squares: 0 }]).designEffect // 3: variance 1/4 against 1/12
 */
export function clustering(sums: readonly ClusterSum[]): Clustering {
  let clusters = 0;
  let n = 0;
  let sum = 0;
  let squares = 0;
  let sizes = 0;
  for (const cluster of sums) {
    if (cluster.n === 0) continue;
    clusters += 1;
    n += cluster.n;
    sum += cluster.sum;
    squares += cluster.squares;
    sizes += cluster.n * cluster.n;
  }
  const meanSize = clusters === 0 ? 0 : n / clusters;
  if (meanSize <= CLUSTERED_FROM) return { clusters, meanSize, designEffect: 1, certainty: {} };
  const quantile = studentQuantile(Math.max(1, clusters - 1));
  const designEffect = clusters === 1 ? n : Math.max(1, ratioOfVariances());
  return { clusters, meanSize, designEffect, certainty: { designEffect, quantile } };

  function ratioOfVariances(): number {
    const mean = sum / n;
    const independent = (squares - n * mean * mean) / (n - 1) / n;
    if (independent <= 1e-12) return sizes / n;
    let between = 0;
    for (const cluster of sums) between += (cluster.sum - mean * cluster.n) ** 2;
    return ((clusters / (clusters - 1)) * between) / (n * n) / independent;
  }
}

/**
 * One answer per person and period: the latest; of two on one day the one with the greater key, so that order never matters. Tells of each
 * answer whether its person gave another later: 1, or 0. Those that do not count replace nothing and are not replaced.
 *
 * @param counts whether an answer is one of those of which a person has one
 */
export function replacedAmong<T extends { readonly person: number; readonly on: number; readonly key: string }>(
  answers: readonly T[],
  counts: (answer: T) => boolean,
): Uint8Array {
  const replaced = new Uint8Array(answers.length);
  // An open table by the person's number, half empty at least: 0, or the place of the latest answer and one.
  let size = 2;
  while (size < answers.length * 2) size *= 2;
  const mask = size - 1;
  const latest = new Int32Array(size);
  for (let place = 0; place < answers.length; place += 1) {
    const answer = answers[place] as T;
    if (!counts(answer)) continue;
    const { person } = answer;
    let at = spread(person) & mask;
    let known = latest[at] as number;
    while (known !== 0 && (answers[known - 1] as T).person !== person) {
      at = (at + 1) & mask;
      known = latest[at] as number;
    }
    if (known === 0) {
      latest[at] = place + 1;
      continue;
    }
    const before = answers[known - 1] as T;
    const isLater = answer.on > before.on || (answer.on === before.on && answer.key > before.key);
    replaced[isLater ? known - 1 : place] = 1;
    if (isLater) latest[at] = place + 1;
  }
  return replaced;
}
