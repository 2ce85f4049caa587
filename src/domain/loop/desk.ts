import { type Day, formatDay } from '../calendar/day.ts';
import { ownerCalendar, ownerWorkingTime } from '../calendar/owner-calendar.ts';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';
import { settingsOf } from '../calendar/working-time.ts';
import { zoneOf } from '../calendar/zone.ts';
import type { Team } from '../policy/policy.ts';

/** When the person who answers for a loop works, counted in his zone. Instants are epoch minutes. */
export interface Desk {
  isOpen(at: number): boolean;
  /** The instant at which so many working minutes have passed. */
  add(from: number, minutes: number): number;
  /** Working minutes from one instant up to another. */
  between(from: number, to: number): number;
  /** The first working day's opening hour, as the policy sets it, at or after an instant. */
  nextOpen(at: number): number;
  isWorkingDay(on: Day): boolean;
  /** The n-th working day after a day; 0 gives it back. */
  addWorkingDays(from: Day, n: number): Day;
  /** Working days after a day up to and with another. */
  workingDaysBetween(from: Day, to: Day): number;
  /** The year's holidays are announced. */
  isPublished(on: Day): boolean;
  dayOf(at: number): Day;
  /** When the work of a day ends. */
  endOf(on: Day): number;
  /** Where the stretch of work ends that holds an instant. */
  closesAfter(at: number): number;
  /** `2026-09-30T17:50+08:00`. */
  text(at: number): string;
}

export interface DeskSettings {
  readonly calendar: WorkingCalendar;
  readonly team?: Team | undefined;
  readonly ownerId: string;
  /** Where neither the owner nor his team has a zone. */
  readonly portalZone: string;
  /** Hour at which the next working day opens for what fell due outside working time, `HH:MM`. */
  readonly opensAt: string;
  /** Years that instants may lie in; another throws a RangeError. */
  readonly years: { readonly from: number; readonly to: number };
}

/**
 * The working time that clocks run by. Leave is left out: a promise to a customer does not wait until somebody is back, his
 * stand-in keeps it.
 *
 * @throws RangeError for a zone that does not exist or shifts that overlap
 */
export function deskOf({ calendar, team, ownerId, portalZone, opensAt, years }: DeskSettings): Desk {
  const { leave: _, ...present } = team ?? {};
  const days = ownerCalendar(calendar, present, ownerId);
  const time = ownerWorkingTime(calendar, present, ownerId, portalZone, years);
  const user = present.users?.[ownerId];
  const group = user?.team === undefined ? undefined : present.teams?.[user.team];
  const { zone: name = portalZone, shifts: written = [] } = settingsOf(present.portal, group, user);
  const zone = zoneOf(name);
  const closings = written.map(({ to }) => minuteOfDay(to));
  const lastClosing = closings.at(-1) ?? 1_440;
  const notBefore = minuteOfDay(opensAt);
  const dayOf = (at: number): Day => Math.floor(zone.wallAt(at) / 1_440) as Day;
  return {
    isOpen: time.isWorking,
    add: time.addMinutes,
    between: time.minutesBetween,
    nextOpen: (at) => time.nextOpen(at, notBefore),
    isWorkingDay: days.isWorking,
    addWorkingDays: days.addWorking,
    workingDaysBetween: days.workingDaysBetween,
    isPublished: days.isPublished,
    dayOf,
    endOf: (on) => zone.firstShowing(on * 1_440 + lastClosing),
    closesAfter(at) {
      const midnight = dayOf(at) * 1_440;
      const closes = closings.map((to) => zone.firstShowing(midnight + to)).find((to) => to > at);
      return closes !== undefined && time.isWorking(at) ? closes : at;
    },
    text(at) {
      const wall = zone.wallAt(at);
      const offset = zone.offsetAt(at);
      const on = Math.floor(wall / 1_440) as Day;
      return `${formatDay(on)}T${hhmm(wall - on * 1_440)}${offset < 0 ? '-' : '+'}${hhmm(Math.abs(offset))}`;
    },
  };
}

function minuteOfDay(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

function hhmm(minutes: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
