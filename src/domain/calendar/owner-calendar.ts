import type { Team } from '../policy/policy.ts';
import { dayText } from './civil.ts';
import { addDays, type Day, day } from './day.ts';
import { changesOf, type DayChange, isWeekend, outside, type WorkingCalendar } from './working-calendar.ts';
import { settingsOf, type WorkingTime, workingTime } from './working-time.ts';

/**
 * The working days of one owner: the policy's calendar, then the exceptions of the portal, of his team and his own, the nearest
 * last, then his leave, on which nothing makes him work.
 *
 * Only the days that differ are kept, so a calendar for each of a thousand owners costs little; counting takes a binary search
 * over them.
 *
 * @throws RangeError for an exception or leave outside the calendar.
 * @example ownerCalendar(china, team, 'amy').isWorking(day('2026-03-04')) // false: she is away
 */
export function ownerCalendar(calendar: WorkingCalendar, team: Team | undefined, ownerId: string): WorkingCalendar {
  const user = team?.users?.[ownerId];
  const { exceptions = [] } = settingsOf(team?.portal, teamOf(team, ownerId), user);
  return withChanges(calendar, [...changesOf(exceptions, calendar), ...leaveOf(calendar, team, ownerId)]);
}

/**
 * The working minutes of one owner: zone and shifts from the nearest level that names them, the days of {@link ownerCalendar}.
 *
 * @param portalZone the zone where no level names one
 */
export function ownerWorkingTime(
  calendar: WorkingCalendar,
  team: Team | undefined,
  ownerId: string,
  portalZone: string,
  years: { readonly from: number; readonly to: number },
): WorkingTime {
  const { zone = portalZone, shifts = [] } = settingsOf(team?.portal, teamOf(team, ownerId), team?.users?.[ownerId]);
  return workingTime(ownerCalendar(calendar, team, ownerId), { zone, shifts }, years);
}

/** A calendar with some days changed; of two changes of one day the later holds. The rest is that of the calendar below. */
export function withChanges(base: WorkingCalendar, changes: readonly DayChange[]): WorkingCalendar {
  const { first, last } = base;
  const latest = new Map<Day, boolean>();
  for (const { on, working } of changes) {
    if (!(on >= first && on <= last)) throw outside(on, base);
    latest.set(on, working);
  }
  const days = [...latest.keys()].filter((on) => latest.get(on) !== base.isWorking(on)).sort((a, b) => a - b);
  if (days.length === 0) return base;

  const firstWorks = base.isWorking(first) ? 1 : 0;
  /** Working days of the base up to and with a day. */
  const countOfBase = (on: Day): number => base.workingDaysBetween(first, on) + firstWorks;
  // shift[i]: by how much the first i changes move the count. counts[i]: working days up to and with the i-th changed day.
  const shift = [0];
  const counts: number[] = [];
  days.forEach((on, i) => {
    const moved = (shift[i] as number) + (latest.get(on) ? 1 : -1);
    shift.push(moved);
    counts.push(countOfBase(on) + moved);
  });
  const countTo = (on: Day): number => countOfBase(on) + (shift[firstAbove(days, on)] as number);
  const isWorking = (on: Day): boolean => latest.get(on) ?? base.isWorking(on);
  const nth = (n: number): Day => {
    if (n < 1) throw new RangeError(`expected a working day from ${dayText(first)} on, got one before`);
    const i = firstAbove(counts, n - 1);
    const changed = days[i];
    if (changed !== undefined && counts[i] === n && latest.get(changed)) return changed;
    const unmoved = n - (shift[i] as number);
    return base.addWorking(first, unmoved - firstWorks);
  };
  return {
    ...base,
    isWorking,
    addWorking(from, n) {
      if (n === 0) return base.addWorking(from, 0);
      return nth(n > 0 ? countTo(from) + n : countTo(from) - (isWorking(from) ? 1 : 0) + 1 + n);
    },
    workingOnOrAfter: (on) => (isWorking(on) ? on : nth(countTo(on) + 1)),
    workingOnOrBefore: (on) => nth(countTo(on)),
    workingDaysBetween: (from, to) => countTo(to) - countTo(from),
    kindOf(on) {
      const changed = latest.get(on);
      if (changed === undefined || changed === base.isWorking(on)) return base.kindOf(on);
      return changed ? (isWeekend(on) ? 'make_up' : 'workday') : 'holiday';
    },
  };
}

/** Index of the first entry above a value; the length where there is none. */
function firstAbove(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function teamOf(team: Team | undefined, ownerId: string): NonNullable<Team['teams']>[string] | undefined {
  const id = team?.users?.[ownerId]?.team;
  return id === undefined ? undefined : team?.teams?.[id];
}

function leaveOf(calendar: WorkingCalendar, team: Team | undefined, ownerId: string): readonly DayChange[] {
  const changes: DayChange[] = [];
  team?.leave?.forEach((leave, i) => {
    if (leave.ownerId !== ownerId) return;
    const from = day(leave.from);
    const to = day(leave.to);
    if (from < calendar.first || to > calendar.last || to < from) {
      throw new RangeError(`expected leave.${i} to lie in the calendar, got ${leave.from} to ${leave.to}`);
    }
    for (let on = from; on <= to; on = addDays(on, 1)) changes.push({ on, working: false });
  });
  return changes;
}
