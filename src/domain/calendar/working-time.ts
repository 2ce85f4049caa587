import { type Day, parseDay } from './day.ts';
import type { WorkingCalendar } from './working-calendar.ts';

/** A stretch of work on a working day, in minutes since local midnight. */
export interface Shift {
  readonly from: number;
  readonly to: number;
}

/** What one level says of working time; what it leaves out, the level above says. */
export interface WorkingTimeSettings {
  readonly zone?: string;
  readonly shifts?: readonly { readonly from: string; readonly to: string }[];
  readonly exceptions?: readonly { readonly on: string; readonly working: boolean }[];
}

/** Working minutes counted in the zone of whoever works. Instants are epoch minutes. */
export interface WorkingTime {
  isWorking(at: number): boolean;
  /** The instant at which so many working minutes have passed since `from`; 0 gives the next instant that is worked. */
  addMinutes(from: number, minutes: number): number;
  /** Working minutes from one instant up to another; negative backwards. */
  minutesBetween(from: number, to: number): number;
  /** The first instant of the next working day's work, or of this one's if it has not begun. */
  nextOpen(at: number): number;
}

/**
 * The working time that holds for somebody: each part from the nearest level that says it, exceptions of all levels together,
 * the nearest last.
 */
export function settingsOf(...levels: readonly (WorkingTimeSettings | undefined)[]): WorkingTimeSettings {
  let zone: string | undefined;
  let shifts: WorkingTimeSettings['shifts'];
  const exceptions: { readonly on: string; readonly working: boolean }[] = [];
  for (const level of levels) {
    zone = level?.zone ?? zone;
    shifts = level?.shifts ?? shifts;
    exceptions.push(...(level?.exceptions ?? []));
  }
  return { exceptions, ...(zone === undefined ? {} : { zone }), ...(shifts === undefined ? {} : { shifts }) };
}

/**
 * Working minutes between two years, by prefix sums over the days: an addition takes one binary search, whatever its length.
 *
 * A shift is worked as its clock shows it. On the night the clock is put forward, a shift over the gap is an hour shorter; where it is
 * put back, an hour longer. A zone that does not exist, shifts that overlap and an instant outside the years throw a RangeError.
 *
 * @example nine to twelve and one to six in Shanghai: 60 minutes after Friday 17:30 is Monday 09:30
 */
export function workingTime(
  calendar: WorkingCalendar,
  { zone = 'UTC', shifts: written = [], exceptions = [] }: WorkingTimeSettings,
  years: { readonly from: number; readonly to: number },
): WorkingTime {
  const shifts = written.map(shiftOf);
  if (shifts.length === 0) throw new RangeError('expected at least one shift');
  shifts.forEach((shift, i) => {
    if (shift.to <= shift.from || shift.from < (shifts[i - 1]?.to ?? 0))
      throw new RangeError(`expected shifts that ascend, got ${JSON.stringify(written[i])}`);
  });
  const offsetAt = offsetsOf(zone);
  const first = Math.max(calendar.first, Math.floor(Date.UTC(years.from, 0, 1) / 86_400_000));
  const last = Math.min(calendar.last, Math.floor(Date.UTC(years.to, 11, 31) / 86_400_000));
  const changed = new Map<number, boolean>();
  for (const { on, working } of exceptions) {
    const day = parseDay(on);
    if (day === undefined) throw new RangeError(`expected a day, got ${JSON.stringify(on)}`);
    changed.set(day, working);
  }

  const starts: number[] = [];
  const ends: number[] = [];
  const before: number[] = [];
  const opens: number[] = [];
  let total = 0;
  for (let day = first; day <= last; day += 1) {
    if (!(changed.get(day) ?? calendar.isWorking(day as Day))) continue;
    shifts.forEach((shift, i) => {
      const start = instantOf(day, shift.from, offsetAt);
      const end = instantOf(day, shift.to, offsetAt);
      if (i === 0) opens.push(start);
      if (end <= start) return;
      starts.push(start);
      ends.push(end);
      before.push(total);
      total += end - start;
    });
  }
  const covered = { from: instantOf(first, 0, offsetAt), to: instantOf(last + 1, 0, offsetAt) };

  /** Index of the last stretch that begins at or before an instant; -1 before the first. */
  const at = (instant: number): number => {
    if (!(instant >= covered.from && instant <= covered.to)) {
      throw new RangeError(`expected an instant between ${years.from} and ${years.to}, got epoch minute ${instant}`);
    }
    return lastUpTo(starts, instant);
  };
  /** Working minutes before an instant. */
  const rank = (instant: number): number => {
    const i = at(instant);
    if (i < 0) return 0;
    return (before[i] as number) + Math.min(instant, ends[i] as number) - (starts[i] as number);
  };
  return {
    isWorking(instant) {
      const i = at(instant);
      return i >= 0 && instant < (ends[i] as number);
    },
    addMinutes(from, minutes) {
      const wanted = rank(from) + minutes;
      if (minutes < 0) {
        // The latest instant with so few minutes before it would be the next morning; the end of the stretch is meant.
        let i = lastUpTo(before, wanted);
        if (i > 0 && before[i] === wanted) i -= 1;
        if (wanted < 0 || i < 0) throw new RangeError(`expected an instant from ${years.from} on`);
        return (starts[i] as number) + wanted - (before[i] as number);
      }
      const i = lastUpTo(before, wanted);
      if (wanted > total || i < 0 || (wanted === total && minutes === 0))
        throw new RangeError(`expected an instant up to ${years.to}`);
      const here = at(from);
      if (minutes === 0) {
        if (here >= 0 && from < (ends[here] as number)) return from;
        return starts[here + 1] as number;
      }
      // Time that ends with a stretch is up at its end, not when the next begins.
      const j = before[i] === wanted ? i - 1 : i;
      return (starts[j] as number) + wanted - (before[j] as number);
    },
    minutesBetween: (from, to) => rank(to) - rank(from),
    nextOpen(instant) {
      at(instant);
      const i = lastUpTo(opens, instant - 1) + 1;
      const open = opens[i];
      if (open === undefined) throw new RangeError(`expected an instant up to ${years.to}`);
      return open;
    },
  };
}

function lastUpTo(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function shiftOf({ from, to }: { readonly from: string; readonly to: string }): Shift {
  const minutes = (text: string): number => {
    const match = /^(\d{2}):(\d{2})$/.exec(text);
    const at = match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN;
    if (!(at <= 1_440)) throw new RangeError(`expected a time of day as HH:MM, got ${JSON.stringify(text)}`);
    return at;
  };
  return { from: minutes(from), to: minutes(to) };
}

/** Minutes a zone's clock is ahead of UTC at an epoch minute; each hour of the clock is looked up once. */
function offsetsOf(zone: string): (at: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch {
    throw new RangeError(`expected a time zone that exists, got ${JSON.stringify(zone)}`);
  }
  const known = new Map<number, number>();
  return (at) => {
    const quarter = Math.floor(at / 15);
    let offset = known.get(quarter);
    if (offset === undefined) {
      const start = quarter * 15;
      const parts: { [type: string]: number } = {};
      for (const { type, value } of format.formatToParts(start * 60_000)) parts[type] = Number(value);
      const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
      offset = Date.UTC(year, month - 1, day, hour, minute) / 60_000 - start;
      known.set(quarter, offset);
    }
    return offset;
  };
}

/** The epoch minute at which a zone's clock shows a time of a day. In the gap of a clock change: the minute the clock jumps; in the fold: the first. */
function instantOf(day: number, minute: number, offsetAt: (at: number) => number): number {
  const shown = day * 1_440 + minute;
  const early = shown - offsetAt(shown - 1_440);
  const late = shown - offsetAt(shown + 1_440);
  const [a, b] = early < late ? [early, late] : [late, early];
  if (a + offsetAt(a) === shown) return a;
  if (b + offsetAt(b) === shown) return b;
  // In the gap: walk to the jump.
  let at = a;
  while (at + offsetAt(at) < shown) at += 1;
  return at;
}
