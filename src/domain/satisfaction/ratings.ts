import { type Clustering, clustering } from './clusters.ts';
import { type Sample, sampleOf } from './display.ts';
import { studentQuantile } from './distributions.ts';
import type { Interval } from './intervals.ts';

/** How often each mark 1 … 5 was given. */
export type MarkCounts = readonly [number, number, number, number, number];

export interface AverageRating {
  readonly n: number;
  readonly counts: MarkCounts;
  /** 1–5; absent under five answers. */
  readonly mean?: number;
  /** Only from thirty answers on: marks crowd at 5, and a ± of few of them would pass it. */
  readonly interval?: Interval;
  readonly sample: Sample;
}

/** Fewer answers, or companies where they cluster, carry no interval of their average. */
const ENOUGH_FOR_AVERAGE = 30;

/**
 * The average rating with the whole distribution; another number than the share of 4 and 5, and never shown as CSAT.
 *
 * Interval by Student's t; of companies with several answers by their design effect and t with as many degrees as companies less one.
 *
 * @example averageRating([0, 0, 0, 0, 6]) // mean 5, no interval
 */
export function averageRating(
  counts: MarkCounts,
  companies: Pick<Clustering, 'certainty'> = clustering([]),
): AverageRating {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const sample = sampleOf(n);
  if (sample === 'too_few') return { n, counts, sample };
  const mean = meanOf(counts);
  const { designEffect = 1, quantile = studentQuantile(n - 1) } = companies.certainty;
  if (n / designEffect < ENOUGH_FOR_AVERAGE) return { n, counts, mean, sample };
  const half = quantile * Math.sqrt((varianceOf(counts) / n) * designEffect);
  return { n, counts, mean, sample, interval: { low: Math.max(1, mean - half), high: Math.min(5, mean + half) } };
}

export function meanOf(counts: MarkCounts): number {
  let n = 0;
  let sum = 0;
  counts.forEach((count, index) => {
    n += count;
    sum += count * (index + 1);
  });
  return sum / n;
}

/** Variance of a sample, divided by n − 1. */
export function varianceOf(counts: MarkCounts): number {
  const mean = meanOf(counts);
  let n = 0;
  let squares = 0;
  counts.forEach((count, index) => {
    n += count;
    squares += count * (index + 1 - mean) ** 2;
  });
  return squares / (n - 1);
}
