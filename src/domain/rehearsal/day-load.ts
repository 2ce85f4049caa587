import type { Day } from '../calendar/day.ts';
import type { LoadView } from '../planning/plan.ts';
import type { Policy } from '../policy/policy.ts';

/** What a visit takes of an owner's day (chosen by us: the guides name none, and the policy counts visits). */
export const MINUTES_PER_VISIT = 30;

/** How many visits an owner can hold on a working day. */
export function visitsADay({ capacity }: Policy, ownerId: string): number {
  return capacity.byOwner[ownerId] ?? capacity.visitsPerDay;
}

/** How many visits each owner has on each day of a rehearsal. */
export class DayLoad implements LoadView {
  readonly #byOwner = new Map<string, Map<Day, number>>();

  count(ownerId: string, on: Day): number {
    return this.#byOwner.get(ownerId)?.get(on) ?? 0;
  }

  change(ownerId: string, on: Day, by: 1 | -1): void {
    let days = this.#byOwner.get(ownerId);
    if (days === undefined) {
      days = new Map();
      this.#byOwner.set(ownerId, days);
    }
    days.set(on, (days.get(on) ?? 0) + by);
  }
}
