import { laterOf } from '../calendar/civil.ts';
import type { Day } from '../calendar/day.ts';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';
import { type CompiledPolicy, isAway } from './compiled-policy.ts';
import type { Debt } from './debts.ts';
import type { KnownVisit, LoadView } from './plan.ts';

/** The day of a visit, and whether its owner had room on any day that would do. */
export interface Place {
  readonly on: Day;
  readonly full: boolean;
}

/** Whether its owner has room for a visit on a day, this customer's other visits of today's decision counted. */
export type HasRoom = (debt: Debt, on: Day) => boolean;

/** A visit of the same customer that today's decision placed. */
export interface OwnVisit {
  readonly ownerId: string;
  readonly on: Day;
  readonly minutes: number;
}

export function roomBy(load: LoadView, policy: CompiledPolicy, own: readonly OwnVisit[]): HasRoom {
  const { minutesPerDay, byOwner } = policy.policy.capacity;
  return ({ ownerId, minutes }, on) => {
    if (isAway(policy, ownerId, on)) return false;
    let taken = load.minutes(ownerId, on);
    for (const visit of own) if (visit.ownerId === ownerId && visit.on === on) taken += visit.minutes;
    // Who has nothing else that day has room: a visit longer than the day allows is not put off for ever.
    return taken === 0 || taken + minutes <= (byOwner[ownerId] ?? minutesPerDay);
  };
}

/**
 * The day of a debt's visit: its target, while it can be met and its owner has room; else the nearest working day of the window
 * that has both, of two equally near the earlier. Past `latest`, the first working day with room within the days allowed for being
 * late. After an attempt in vain, the next working day with room, never the same day. Without room the visit stays where it
 * would have been.
 */
export function placeOf(debt: Debt, policy: CompiledPolicy, today: Day, hasRoom: HasRoom): Place {
  const calendar = policy.calendarOf(debt.ownerId);
  const { earliest, target, latest } = debt.window;
  const lastTry = debt.attempts.length > 0 ? (debt.attempts[debt.attempts.length - 1] as Day) : undefined;
  if (lastTry !== undefined) {
    const from = calendar.workingOnOrAfter(laterOf(lastTry >= today ? ((lastTry + 1) as Day) : today, earliest));
    const late = lateLimit(from, policy, debt.ownerId);
    return firstWithRoom(from, laterOf(late, latest), debt, calendar, hasRoom);
  }
  const from = earliest > today ? earliest : today;
  const start = calendar.workingOnOrAfter(from);
  if (start > latest) return firstWithRoom(start, lateLimit(start, policy, debt.ownerId), debt, calendar, hasRoom);
  if (target < start) return firstWithRoom(start, latest, debt, calendar, hasRoom);
  const works = calendar.isWorking(target);
  if (works && hasRoom(debt, target)) return { on: target, full: false };
  let nearest: Day | undefined;
  for (let away = 1; target - away >= start || target + away <= latest; away += 1) {
    for (const on of [(target - away) as Day, (target + away) as Day]) {
      if (on < start || on > latest || !calendar.isWorking(on)) continue;
      if (hasRoom(debt, on)) return { on, full: false };
      nearest ??= on;
    }
  }
  // Nobody is given a day on which he does not work, however full the others are.
  return { on: works || nearest === undefined ? target : nearest, full: true };
}

/** The working day of the window, not before `today`, that is nearest to `on` and has room; of two equally near the earlier. */
export function placeWithin(
  debt: Debt,
  on: Day,
  policy: CompiledPolicy,
  today: Day,
  hasRoom: HasRoom,
): Day | undefined {
  const calendar = policy.calendarOf(debt.ownerId);
  const { earliest, latest } = debt.window;
  const start = earliest > today ? earliest : today;
  for (let away = 1; on - away >= start || on + away <= latest; away += 1) {
    const before = (on - away) as Day;
    if (before >= start && calendar.isWorking(before) && hasRoom(debt, before)) return before;
    const after = (on + away) as Day;
    if (after <= latest && calendar.isWorking(after) && hasRoom(debt, after)) return after;
  }
  return undefined;
}

/** The last working day on which a visit is placed that is late on `from`. */
export function lateLimit(from: Day, { policy, calendarOf }: CompiledPolicy, ownerId: string): Day {
  return calendarOf(ownerId).addWorking(from, policy.lateWithinWorkingDays);
}

/** The day on which a stored visit stays. */
export interface Kept {
  readonly on: Day;
  /** What its owner chose, where that is why. */
  readonly rescheduledTo?: Day;
}

/**
 * The day on which a stored visit stays, or undefined when it must be placed anew.
 *
 * A visit keeps its day while its window and owner are the same, also when the day has gone by and there is still time: it is
 * overdue for its owner, not for the customer. Past `latest` it keeps only a day that is still to come. A day that the owner
 * chose is kept until it has gone by. After an attempt on or past that day it is always placed anew.
 */
export function keptDay(stored: KnownVisit, debt: Debt, policy: CompiledPolicy, today: Day): Kept | undefined {
  const calendar = policy.calendarOf(debt.ownerId);
  const { latest } = debt.window;
  if (stored.ownerId !== debt.ownerId) return undefined;
  const lastTry = debt.attempts.length > 0 ? (debt.attempts[debt.attempts.length - 1] as Day) : undefined;
  const { rescheduledTo } = stored;
  if (rescheduledTo !== undefined) {
    const on = calendar.workingOnOrAfter(rescheduledTo);
    if ((lastTry === undefined || on > lastTry) && (on >= today || today <= latest)) return { on, rescheduledTo };
  }
  if (stored.kind !== debt.kind || !sameWindow(stored, debt)) return undefined;
  const on = stored.plannedOn;
  if (!calendar.isWorking(on) || on < debt.window.earliest || isAway(policy, debt.ownerId, on)) return undefined;
  if (lastTry !== undefined && on <= lastTry) return undefined;
  const inTime = on <= latest && !noneLeft(today, latest, calendar);
  if (on < today) return inTime && today <= latest ? { on } : undefined;
  return on <= latest || lastTry !== undefined || noneLeft(today, latest, calendar) ? { on } : undefined;
}

/** No working day of the window is left. */
function noneLeft(today: Day, latest: Day, calendar: WorkingCalendar): boolean {
  return calendar.workingOnOrAfter(today) > latest;
}

function sameWindow(stored: KnownVisit, debt: Debt): boolean {
  return (
    stored.window.earliest === debt.window.earliest &&
    stored.window.target === debt.window.target &&
    stored.window.latest === debt.window.latest
  );
}

function firstWithRoom(from: Day, until: Day, debt: Debt, calendar: WorkingCalendar, hasRoom: HasRoom): Place {
  for (let on = from; on <= until; on = calendar.addWorking(on, 1)) if (hasRoom(debt, on)) return { on, full: false };
  return { on: from, full: true };
}
