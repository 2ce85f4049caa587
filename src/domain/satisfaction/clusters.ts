import { studentQuantile } from './distributions.ts';
import { placing } from './hash.ts';
import type { Certainty } from './intervals.ts';
import { HALF_FILLED, PERSON_WORDS } from './places.ts';

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

/** Places of the smallest table; it grows before more than half of it is filled. */
const SMALLEST = 2_048;
/** By so much, so that few people have to move more than once. */
const GROWTH = 8;
/** A larger table is not kept for the next period. */
const LARGEST_KEPT = 131_072;

/** Emptied, and kept for the next period. */
let idle: Int32Array | undefined;

/**
 * One answer per person and period: the latest; of two on one day the one with the greater key, so that order never matters. Answers come one
 * by one, and each tells at once which of them no longer counts.
 */
export class LatestAnswers<T extends Dated> {
  readonly #answers: readonly T[];
  /** An open table by the person's number. */
  #table = idle ?? new Int32Array(SMALLEST * PERSON_WORDS);
  /** Words of the table that are in use, less one. */
  #mask = SMALLEST * PERSON_WORDS - 1;
  /** So many people more, and it grows. */
  #room = SMALLEST / 2;

  /** @param answers by their places; only those that are added are looked up */
  constructor(answers: readonly T[]) {
    this.#answers = answers;
    idle = undefined;
  }

  /**
   * The place of the answer that does not count since its person gave a later one: one that came before, or this one; -1: none.
   *
   * @param placed the person's number by `placing`, where it is known already
   */
  add(answer: T, place: number, placed = placing(answer.person)): number {
    const table = this.#table;
    const mask = this.#mask;
    let at = (placed << 1) & mask;
    for (let known = table[at + 1] as number; known !== 0; known = table[at + 1] as number) {
      if (table[at] === placed) {
        const before = this.#answers[known - 1] as T;
        if (before.person === answer.person) {
          if (!isLater(answer, before)) return place;
          table[at + 1] = place + 1;
          return known - 1;
        }
      }
      at = (at + PERSON_WORDS) & mask;
    }
    table[at] = placed;
    table[at + 1] = place + 1;
    this.#room -= 1;
    if (this.#room === 0) this.#grow();
    return -1;
  }

  /** Gives back what adding took: nothing more is added. */
  end(): void {
    const table = this.#table;
    if (table.length > LARGEST_KEPT * PERSON_WORDS) return;
    table.fill(0, 0, this.#mask + 1);
    idle = table;
  }

  #grow(): void {
    const before = this.#table.slice(0, this.#mask + 1);
    const words = before.length * GROWTH;
    const mask = words - 1;
    const table = this.#table.length >= words ? this.#table : new Int32Array(words);
    table.fill(0, 0, before.length);
    for (let from = 0; from < before.length; from += PERSON_WORDS) {
      if (before[from + 1] === 0) continue;
      let at = ((before[from] as number) << 1) & mask;
      while (table[at + 1] !== 0) at = (at + PERSON_WORDS) & mask;
      table[at] = before[from] as number;
      table[at + 1] = before[from + 1] as number;
    }
    this.#table = table;
    this.#mask = mask;
    this.#room = (words - before.length) / HALF_FILLED;
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
  const latest = new LatestAnswers(answers);
  const replaced = new Uint8Array(answers.length);
  answers.forEach((answer, place) => {
    const earlier = counts(answer) ? latest.add(answer, place) : -1;
    if (earlier >= 0) replaced[earlier] = 1;
  });
  latest.end();
  return replaced;
}
