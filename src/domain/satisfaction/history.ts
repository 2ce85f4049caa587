import type { Day } from '../calendar/day.ts';
import { type Sample, sampleOf } from './display.ts';
import { type Interval, nps, npsCounts, wilson } from './intervals.ts';

/** The marks a customer gave in one visit. */
export interface Marks {
  readonly on: Day;
  /** 1–5 by dimension. */
  readonly scores: { readonly [dimension: string]: number };
  readonly nps?: number;
  /** `rep_on_phone`, `customer_link` … */
  readonly collectedBy?: string;
}

export interface Share {
  readonly n: number;
  /** Answers of 4 or 5. */
  readonly hits: number;
  /** Of each mark 1 … 5, how many. */
  readonly counts: readonly [number, number, number, number, number];
  /** Absent where there are too few answers. */
  readonly share?: number;
  readonly interval?: Interval;
  readonly sample: Sample;
}

export interface NpsSummary {
  readonly n: number;
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
  /** −1 … 1; absent where there are too few answers. */
  readonly score?: number;
  readonly interval?: Interval;
  readonly sample: Sample;
}

export interface SatisfactionSummary {
  readonly dimensions: { readonly [dimension: string]: Share };
  /** Every mark of every dimension; without an interval, since the marks of one talk depend on one another. */
  readonly overall: Share;
  readonly nps: NpsSummary;
  /** Visits with marks, by how they were collected; more than one mode makes a trend that compares unlike things. */
  readonly modes: { readonly [collectedBy: string]: number };
}

/** What a customer's marks say together, and how far they can be trusted. */
export function summarise(history: readonly Marks[]): SatisfactionSummary {
  const byDimension = new Map<string, number[]>();
  const modes: { [collectedBy: string]: number } = {};
  for (const { scores, collectedBy } of history) {
    const given = Object.entries(scores);
    for (const [dimension, score] of given) byDimension.set(dimension, [...(byDimension.get(dimension) ?? []), score]);
    if (given.length > 0) {
      const mode = collectedBy ?? 'unknown';
      modes[mode] = (modes[mode] ?? 0) + 1;
    }
  }
  const recommended = history.flatMap((marks) => (marks.nps === undefined ? [] : [marks.nps]));
  return {
    dimensions: Object.fromEntries([...byDimension].map(([dimension, scores]) => [dimension, shareOf(scores)])),
    overall: withoutInterval(shareOf([...byDimension.values()].flat())),
    nps: npsOf(recommended),
    modes,
  };
}

function shareOf(scores: readonly number[]): Share {
  const count = (mark: number): number => scores.filter((score) => score === mark).length;
  const counts = [count(1), count(2), count(3), count(4), count(5)] as const;
  const n = scores.length;
  const hits = counts[3] + counts[4];
  const sample = sampleOf(n);
  return {
    n,
    hits,
    counts,
    sample,
    ...(sample === 'too_few' ? {} : { share: hits / n, interval: wilson(hits, n) }),
  };
}

function withoutInterval({ interval: _, ...share }: Share): Share {
  return share;
}

function npsOf(scores: readonly number[]): NpsSummary {
  const counts = npsCounts(scores);
  const sample = sampleOf(scores.length);
  return { n: scores.length, ...counts, sample, ...(sample === 'too_few' ? {} : nps(counts)) };
}
