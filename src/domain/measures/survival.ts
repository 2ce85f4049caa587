import { Z } from '../satisfaction/distributions.ts';
import type { Interval } from '../satisfaction/intervals.ts';

/** How many ended after so much time, and how many were still open when last looked at. */
export interface Ages {
  /** Whole units since the beginning. */
  readonly age: number;
  readonly ended: number;
  /** Still open at this age. */
  readonly open: number;
}

export interface SurvivalStep {
  readonly age: number;
  /** Share of all that lasts longer than this age. */
  readonly lasting: number;
  /** 95 %, complementary log-log. */
  readonly interval: Interval;
  readonly atRisk: number;
}

export interface Survival {
  readonly n: number;
  readonly ended: number;
  readonly steps: readonly SurvivalStep[];
  /** Age by which half has ended; absent: less than half has, as far as can be seen. */
  readonly median?: number;
  /** Absent bound: it lies beyond what was seen. */
  readonly medianInterval: { readonly low?: number; readonly high?: number };
}

/**
 * How long things last when some have not ended: Kaplan & Meier 1958, variance by Greenwood, median with its interval by Brookmeyer &
 * Crowley 1982. What is open counts for as long as it was seen; a mean over what has ended would leave out the slowest.
 *
 * Who ended and who was last seen at the same age: the end comes first.
 *
 * @example survival([{ age: 1, ended: 1, open: 0 }, { age: 2, ended: 0, open: 1 }, { age: 3, ended: 1, open: 0 }]).median // 3
 */
export function survival(ages: readonly Ages[]): Survival {
  const byAge = new Map<number, { ended: number; open: number }>();
  for (const { age, ended, open } of ages) {
    if (!(age >= 0)) throw new RangeError(`expected an age of at least 0, got ${age}`);
    const known = byAge.get(age) ?? { ended: 0, open: 0 };
    byAge.set(age, { ended: known.ended + ended, open: known.open + open });
  }
  let atRisk = 0;
  for (const { ended, open } of byAge.values()) atRisk += ended + open;
  const n = atRisk;
  let lasting = 1;
  let greenwood = 0;
  let allEnded = 0;
  const steps: SurvivalStep[] = [];
  for (const [age, { ended, open }] of [...byAge].sort(([a], [b]) => a - b)) {
    if (ended > 0) {
      // The last one ends with the age: no product of rounded factors may leave a rest.
      lasting = ended === atRisk ? 0 : lasting * (1 - ended / atRisk);
      greenwood += ended === atRisk ? 0 : ended / (atRisk * (atRisk - ended));
      allEnded += ended;
      steps.push({ age, lasting, interval: logLog(lasting, greenwood), atRisk });
    }
    atRisk -= ended + open;
  }
  const median = steps.find((step) => step.lasting <= HALF);
  const low = steps.find(({ interval }) => interval.low <= HALF);
  const high = steps.find(({ interval }) => interval.high <= HALF);
  return {
    n,
    ended: allEnded,
    steps,
    ...(median ? { median: median.age } : {}),
    medianInterval: { ...(low ? { low: low.age } : {}), ...(high ? { high: high.age } : {}) },
  };
}

/** One half, with room for rounding: 10 of 20 left is half. */
const HALF = 0.5 + 1e-12;

function logLog(lasting: number, greenwood: number): Interval {
  // The formula says nothing once all have ended; the next few might have lasted longer.
  if (lasting <= 0) return { low: 0, high: 1 };
  if (lasting >= 1) return { low: 1, high: 1 };
  const half = (Z * Math.sqrt(greenwood)) / Math.log(lasting);
  return { low: lasting ** Math.exp(-half), high: lasting ** Math.exp(half) };
}
