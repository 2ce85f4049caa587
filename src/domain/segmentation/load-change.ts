import type { Day } from '../calendar/day.ts';
import type { CompiledPolicy } from '../planning/compiled-policy.ts';
import { rehearse } from '../rehearsal/rehearsal.ts';
import type { Mover } from './moves.ts';

/** What moving customers to other tiers does to the work of the coming days. */
export interface LoadChange {
  readonly days: number;
  /** Customers whose tier changes, and how many of them were rehearsed. */
  readonly moved: number;
  readonly rehearsed: number;
  /** Visits of the movers, in all `moved` as estimated from those rehearsed. */
  readonly visitsBefore: number;
  readonly visitsAfter: number;
  readonly minutesBefore: number;
  readonly minutesAfter: number;
}

/**
 * An estimate: the sample is rehearsed for so many days with the tiers it has and with the tiers it gets, alone on its owners'
 * calendars and as if each had been planned for the first time, and the sums are scaled to all who move.
 */
export function loadChange(
  sample: readonly Mover[],
  moved: number,
  policy: CompiledPolicy,
  today: Day,
  days = 30,
): LoadChange {
  const run = (withNewTier: boolean): { visits: number; minutes: number } => {
    const { visits } = rehearse({
      customers: sample.map(({ id, facts, to }) => ({
        contact: id,
        facts: withNewTier ? { ...facts, tier: to } : facts,
      })),
      policy,
      today,
      days,
      heldOnly: true,
    });
    return { visits: visits.length, minutes: visits.reduce((sum, { minutes }) => sum + minutes, 0) };
  };
  const scale = sample.length === 0 ? 0 : moved / sample.length;
  const before = run(false);
  const after = run(true);
  return {
    days,
    moved,
    rehearsed: sample.length,
    visitsBefore: Math.round(before.visits * scale),
    visitsAfter: Math.round(after.visits * scale),
    minutesBefore: Math.round(before.minutes * scale),
    minutesAfter: Math.round(after.minutes * scale),
  };
}
