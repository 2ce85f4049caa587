import { addDays, type Day } from '../../domain/calendar/day.ts';
import { dayIn, instantAt } from '../../domain/calendar/zone.ts';

/** Runs on fewer days show no habit. */
const LEAST_DAYS = 2;
/** How long after its time a run may begin before it is late. */
const GRACE_MS = 2 * 3_600_000;

export interface NextRun {
  /** Epoch ms. */
  readonly at: number;
  /** The time is past, and nothing ran. */
  readonly isLate: boolean;
}

/**
 * When the next run is to be expected, as the first runs of the days before tell: no scheduler outside says so itself.
 *
 * @param starts of runs that nobody pressed a button for, epoch ms, in any order
 * @returns undefined where they show no habit
 */
export function nextRunAfter(starts: readonly number[], now: number, timeZone: string): NextRun | undefined {
  const firsts = new Map<Day, number>();
  for (const at of starts) {
    const on = dayIn(timeZone, at);
    firsts.set(on, Math.min(at, firsts.get(on) ?? at));
  }
  if (firsts.size < LEAST_DAYS) return undefined;
  const since = [...firsts].map(([on, at]) => at - instantAt(timeZone, on, '00:00')).sort((a, b) => a - b);
  const usual = since[Math.floor(since.length / 2)] ?? 0;
  const today = dayIn(timeZone, now);
  const at = instantAt(timeZone, firsts.has(today) ? addDays(today, 1) : today, '00:00') + usual;
  return { at, isLate: now > at + GRACE_MS };
}
