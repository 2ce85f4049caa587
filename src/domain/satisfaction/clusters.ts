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

/** What tells which of a person's answers is the latest. */
interface Dated {
  /** Who answered. */
  readonly person: number;
  readonly on: number;
  readonly key: string;
}

/** Places of the first table; it doubles when half of it is filled. */
const SMALLEST = 2_048;

/**
 * One answer per person and period: the latest; of two on one day the one with the greater key, so that order never matters. Answers come one
 * by one, and each tells at once which of them no longer counts.
 */
export class LatestAnswers<T extends Dated> {
  /** Of each person the latest so far. */
  readonly #latest: T[] = [];
  /** An open table by the person's number: its spread, and the place in the list above and one; 0 marks an empty place. */
  #table = new Int32Array(SMALLEST * 2);
  #mask = SMALLEST - 1;

  /** The answer that does not count since its person gave a later one: one that came before, this one, or none. */
  add(answer: T): T | undefined {
    const { person } = answer;
    const spreadOut = spread(person) | 0;
    const table = this.#table;
    let at = (spreadOut & this.#mask) * 2;
    for (;;) {
      const known = table[at + 1] as number;
      if (known === 0) break;
      if (table[at] === spreadOut) {
        const before = this.#latest[known - 1] as T;
        if (before.person === person) {
          if (!isLater(answer, before)) return answer;
          this.#latest[known - 1] = answer;
          return before;
        }
      }
      at = (at + 2) & (this.#mask * 2 + 1);
    }
    this.#latest.push(answer);
    table[at] = spreadOut;
    table[at + 1] = this.#latest.length;
    if (this.#latest.length * 2 > this.#mask) this.#grow();
    return undefined;
  }

  #grow(): void {
    const table = this.#table;
    const places = (this.#mask + 1) * 2;
    const grown = new Int32Array(places * 2);
    for (let from = 0; from < table.length; from += 2) {
      if (table[from + 1] === 0) continue;
      let at = ((table[from] as number) & (places - 1)) * 2;
      while (grown[at + 1] !== 0) at = (at + 2) & (places * 2 - 1);
      grown[at] = table[from] as number;
      grown[at + 1] = table[from + 1] as number;
    }
    this.#table = grown;
    this.#mask = places - 1;
  }
}

function isLater(answer: Dated, before: Dated): boolean {
  return answer.on > before.on || (answer.on === before.on && answer.key > before.key);
}

/**
 * Of each answer whether its person gave another later, by {@link LatestAnswers}: 1, or 0. Those that do not count replace nothing and are not
 * replaced.
 *
 * @param counts whether an answer is one of those of which a person has one
 */
export function replacedAmong<T extends Dated>(answers: readonly T[], counts: (answer: T) => boolean): Uint8Array {
  const latest = new LatestAnswers<T>();
  const replaced = new Set(answers.map((answer) => (counts(answer) ? latest.add(answer) : undefined)));
  return Uint8Array.from(answers, (answer) => (replaced.has(answer) ? 1 : 0));
}
