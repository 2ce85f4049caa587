import { civilOf, dayOfCivil, earlierOf, laterOf } from './civil.ts';
import { addDays, type Day } from './day.ts';
import { changesOf, type WorkingCalendar } from './working-calendar.ts';
import { zoneOf } from './zone.ts';

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

/**
 * Working minutes counted in the zone of whoever works. Instants are epoch minutes; an instant outside the years throws a RangeError.
 *
 * Due after N working minutes: `addMinutes(start, n)`. Elapsed on a clock: `minutesBetween(start, now)`. With pauses, in the same
 * minutes: add up `minutesBetween` of each stretch in which the clock ran; when it runs again, it is due at
 * `addMinutes(resumedAt, n - elapsed)`. Outside working time: `isWorking(due) ? due : nextOpen(due, 600)` is 10:00 of the next
 * working day.
 */
export interface WorkingTime {
  isWorking(at: number): boolean;
  /** The instant at which so many working minutes have passed since `from`; 0 gives the next instant that is worked. */
  addMinutes(from: number, minutes: number): number;
  /** Working minutes from one instant up to another; negative backwards. */
  minutesBetween(from: number, to: number): number;
  /**
   * The first instant of the next working day's work, or of this one's if it has not begun. With `notBefore`, minutes since
   * midnight: the first worked instant of a day at or after that time of day.
   */
  nextOpen(at: number, notBefore?: number): number;
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
 * Working minutes between two years, by prefix sums over the stretches of work and a table into them: every answer takes the same
 * time, whatever lies between.
 *
 * A shift begins and ends at the first instant at which its clock shows so. One over the night on which the clock is put forward is
 * shorter by that, one over the hour that comes twice is longer; where the clock skips its beginning, it begins with the jump, and a
 * day that a zone skips altogether (Apia, 2011-12-30) has none. A shift over midnight is refused: it is written as two.
 *
 * @throws RangeError for a zone that does not exist, shifts that do not ascend, exceptions and years outside the calendar.
 * @example nine to twelve and one to six in Shanghai: 60 minutes after Friday 17:30 is Monday 09:30
 */
export function workingTime(
  calendar: WorkingCalendar,
  { zone: zoneName = 'UTC', shifts: written = [], exceptions = [] }: WorkingTimeSettings,
  years: { readonly from: number; readonly to: number },
): WorkingTime {
  const shifts = shiftsOf(written);
  const zone = zoneOf(zoneName);
  const changed = new Map(changesOf(exceptions, calendar).map(({ on, working }) => [on, working]));
  const range = { from: civilOf(calendar.first).year, to: civilOf(calendar.last).year };
  if (!(years.from >= range.from && years.to <= range.to && years.from <= years.to)) {
    throw new RangeError(`expected years from ${range.from} to ${range.to}, got ${years.from} to ${years.to}`);
  }
  const first = laterOf(calendar.first, dayOfCivil(years.from, 1, 1));
  const last = earlierOf(calendar.last, dayOfCivil(years.to, 12, 31));

  // Stretches of work, ascending: where each begins and ends, and the working minutes before it.
  const starts: number[] = [];
  const ends: number[] = [];
  const before: number[] = [];
  // The days on which there is work, and the first stretch of each.
  const days: Day[] = [];
  const firstOf: number[] = [];
  let total = 0;
  for (let on = first; on <= last; on = addDays(on, 1)) {
    if (!(changed.get(on) ?? calendar.isWorking(on))) continue;
    for (const { from, to } of shifts) {
      const start = zone.firstShowing(on * 1_440 + from);
      const end = zone.firstShowing(on * 1_440 + to);
      if (end <= start) continue;
      if (days.at(-1) !== on) {
        days.push(on);
        firstOf.push(starts.length);
      }
      starts.push(start);
      ends.push(end);
      before.push(total);
      total += end - start;
    }
  }
  firstOf.push(starts.length);
  const begin = zone.firstShowing(first * 1_440);
  const end = zone.firstShowing((last + 1) * 1_440);
  const stretchAt = lastUpTo(starts, begin, end);
  const stretchOfCount = lastUpTo(before, 0, total);
  const dayAt = lastUpTo(
    days.map((_, i) => starts[firstOf[i] as number] as number),
    begin,
    end,
  );

  /** Index of the last stretch that begins at or before an instant; -1 before the first. */
  const indexAt = (instant: number): number => {
    if (instant >= begin && instant <= end) return stretchAt(instant);
    throw new RangeError(`expected an instant from ${years.from} to ${years.to}, got ${instantText(instant)}`);
  };
  /** Working minutes before an instant, whose stretch is the i-th. */
  const rank = (instant: number, i: number): number =>
    i < 0 ? 0 : (before[i] as number) + Math.min(instant, ends[i] as number) - (starts[i] as number);
  const tooFar = (what: string, from: number): RangeError =>
    new RangeError(`expected ${what} from ${years.from} to ${years.to}, got none from ${instantText(from)}`);
  return {
    isWorking(instant) {
      const i = indexAt(instant);
      return i >= 0 && instant < (ends[i] as number);
    },
    addMinutes(from, minutes) {
      const here = indexAt(from);
      if (minutes === 0) {
        if (here >= 0 && from < (ends[here] as number)) return from;
        const next = starts[here + 1];
        if (next === undefined) throw tooFar('a working minute', from);
        return next;
      }
      const wanted = rank(from, here) + minutes;
      if (!(wanted >= 0 && wanted <= total)) throw tooFar(`${minutes} working minutes`, from);
      const i = stretchOfCount(wanted);
      // Time that ends with a stretch is up at its end, not when the next begins.
      const j = i > 0 && before[i] === wanted ? i - 1 : i;
      return (starts[j] as number) + wanted - (before[j] as number);
    },
    minutesBetween: (from, to) => rank(to, indexAt(to)) - rank(from, indexAt(from)),
    nextOpen(instant, notBefore = 0) {
      indexAt(instant);
      for (let i = Math.max(0, dayAt(instant)); i < days.length; i += 1) {
        const earliest = zone.firstShowing((days[i] as Day) * 1_440 + notBefore);
        let k = firstOf[i] as number;
        while (k < (firstOf[i + 1] as number) && (ends[k] as number) <= earliest) k += 1;
        if (k === firstOf[i + 1]) continue;
        const open = Math.max(starts[k] as number, earliest);
        if (open >= instant) return open;
      }
      throw tooFar('an opening', instant);
    },
  };
}

/**
 * Index of the last of some ascending numbers up to a value between `from` and `to`; -1 before the first. A table says where each
 * stretch of 512 begins, from there it is a step or two.
 */
function lastUpTo(ascending: readonly number[], from: number, to: number): (value: number) => number {
  const sorted = Int32Array.from(ascending);
  const table = new Int32Array(((to - from) >> 9) + 1);
  let i = -1;
  for (let k = 0; k < table.length; k += 1) {
    while (i + 1 < sorted.length && (sorted[i + 1] as number) <= from + k * 512) i += 1;
    table[k] = i;
  }
  return (value) => {
    let at = table[(value - from) >> 9] as number;
    while ((sorted[at + 1] as number) <= value) at += 1;
    return at;
  };
}

const TIME = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

function shiftsOf(written: readonly { readonly from: string; readonly to: string }[]): readonly Shift[] {
  if (written.length === 0) throw new RangeError('expected at least one shift');
  const shifts = written.map(({ from, to }, i) => ({
    from: minuteOfDay(from, `shifts.${i}.from`),
    to: minuteOfDay(to, `shifts.${i}.to`),
  }));
  shifts.forEach(({ from, to }, i) => {
    const got = JSON.stringify(written[i]);
    if (to <= from) {
      throw new RangeError(
        `expected shifts.${i} to end after it begins, got ${got}: a shift over midnight is written as two, up to 24:00 and from 00:00`,
      );
    }
    if (i > 0 && from < (shifts[i - 1] as Shift).to) throw new RangeError(`expected shifts.${i} to ascend, got ${got}`);
  });
  return shifts;
}

function minuteOfDay(text: string, place: string): number {
  const match = TIME.exec(text);
  if (!match) throw new RangeError(`expected ${place} as HH:MM up to 24:00, got ${JSON.stringify(text)}`);
  return match[1] === undefined ? 1_440 : Number(match[1]) * 60 + Number(match[2]);
}

function instantText(at: number): string {
  return Math.abs(at) <= 144_000_000_000 ? new Date(at * 60_000).toISOString() : `epoch minute ${at}`;
}
