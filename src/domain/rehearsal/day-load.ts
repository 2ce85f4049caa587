import type { Day } from '../calendar/day.ts';
import type { LoadView } from '../planning/plan.ts';
import type { Policy } from '../policy/policy.ts';

/** Minutes that an owner has for visits on a working day. */
export function minutesADay({ capacity }: Policy, ownerId: string): number {
  return capacity.byOwner[ownerId] ?? capacity.minutesPerDay;
}

/** How many minutes of visits each owner has on each day of a rehearsal. */
export class DayLoad implements LoadView {
  readonly #byOwner = new Map<string, Map<Day, number>>();

  minutes(ownerId: string, on: Day): number {
    return this.#byOwner.get(ownerId)?.get(on) ?? 0;
  }

  /** @param by minutes, negative to give them back */
  change(ownerId: string, on: Day, by: number): void {
    let days = this.#byOwner.get(ownerId);
    if (days === undefined) {
      days = new Map();
      this.#byOwner.set(ownerId, days);
    }
    days.set(on, (days.get(on) ?? 0) + by);
  }
}
