import type { CalendarException } from '../policy/policy.ts';
import { civilOf, dayText } from './civil.ts';
import { addDays, type Day, day, isoWeekday, parseDay } from './day.ts';

/** `make_up`: a weekend day that is worked (调休). `holiday`: a day off that would be worked otherwise, or a named one. */
export type DayKind = 'workday' | 'make_up' | 'weekend' | 'holiday';

/**
 * What a calendar's days off rest on. `holidays`: the public holidays of its country. `weekdays`: its country is not known here,
 * so Monday to Friday stand in and every day is provisional. `none`: the admin chose a calendar without public holidays.
 */
export type CalendarBasis = 'holidays' | 'weekdays' | 'none';

/**
 * Which days are worked. Counting is by prefix sums, so every answer takes the same time however far apart the days are.
 * A day outside `first … last` throws a RangeError: the calendar never guesses.
 */
export interface WorkingCalendar {
  isWorking(on: Day): boolean;
  /** The n-th working day after `from` (n > 0) or before it (n < 0); `from` itself never counts. 0 gives `from` back. */
  addWorking(from: Day, n: number): Day;
  workingOnOrAfter(on: Day): Day;
  workingOnOrBefore(on: Day): Day;
  /** Working days after `from` up to and with `to`, so that `addWorking(from, n)` is n of them away; negative backwards. */
  workingDaysBetween(from: Day, to: Day): number;
  /** The holidays of that day's year are announced. Elsewhere the statutory days stand in and plans are provisional. */
  isPublished(on: Day): boolean;
  kindOf(on: Day): DayKind;
  readonly first: Day;
  readonly last: Day;
  /** Last day of the last announced year; the day before `first` where no year is. */
  readonly publishedUntil: Day;
  /** ISO 3166 letters, or `none`. */
  readonly country: string;
  readonly basis: CalendarBasis;
}

/** What a calendar is made of: Monday to Friday, then each of these in turn. */
export interface CalendarParts {
  readonly first: Day;
  readonly last: Day;
  readonly country: string;
  readonly basis: CalendarBasis;
  /** Public holidays and make-up workdays; those outside the calendar are left out. */
  readonly official: Iterable<DayChange>;
  /** The admin's, on top; one outside the calendar throws. */
  readonly exceptions: readonly CalendarException[];
  /** Years whose holidays are certain, ascending. */
  readonly publishedYears: readonly number[];
}

/** A day that is worked, or not, whatever was said of it before. */
export interface DayChange {
  readonly on: Day;
  readonly working: boolean;
}

/** Every country's calendar covers these years. */
export const FIRST_DAY = day('2016-01-01');
export const LAST_DAY = day('2060-12-31');

const WORKDAY = 0;
const MAKE_UP = 1;
const WEEKEND = 2;
const HOLIDAY = 3;
const KINDS: readonly DayKind[] = ['workday', 'make_up', 'weekend', 'holiday'];

/** Counts the days once; some hundred kilobytes for forty-five years. */
export function buildCalendar(parts: CalendarParts): WorkingCalendar {
  const { first, last, country, basis, publishedYears } = parts;
  const kinds = new Uint8Array(last - first + 1);
  for (let i = 0; i < kinds.length; i += 1) kinds[i] = isWeekend(addDays(first, i)) ? WEEKEND : WORKDAY;
  const set = ({ on, working }: DayChange): void => {
    kinds[on - first] = working ? (isWeekend(on) ? MAKE_UP : WORKDAY) : HOLIDAY;
  };
  for (const change of parts.official) if (change.on >= first && change.on <= last) set(change);
  for (const change of changesOf(parts.exceptions, parts)) set(change);

  // rank[i]: working days before day i; select[r]: the r-th working day. Both from 0.
  const rank = new Int32Array(kinds.length + 1);
  const select = new Int32Array(kinds.length);
  let count = 0;
  for (let i = 0; i < kinds.length; i += 1) {
    rank[i] = count;
    if ((kinds[i] as number) <= MAKE_UP) {
      select[count] = first + i;
      count += 1;
    }
  }
  rank[kinds.length] = count;

  const index = (on: Day): number => {
    const i = on - first;
    if (i >= 0 && i < kinds.length) return i;
    throw outside(on, { first, last });
  };
  const through = rank.subarray(1);
  const worked = select.subarray(0, count);
  // A list of numbers has nothing at a place that it does not have: no bound is looked at twice.
  const nth = (r: number): Day => {
    const on = worked[r];
    if (on !== undefined) return on as Day;
    throw new RangeError(`expected a working day from ${dayText(first)} to ${dayText(last)}, got one outside`);
  };
  const published = new Set(publishedYears);
  const lastPublished = publishedYears.at(-1);
  return {
    first,
    last,
    country,
    basis,
    publishedUntil: lastPublished === undefined ? addDays(first, -1) : day(`${lastPublished}-12-31`),
    isWorking: (on) => (kinds[index(on)] as number) <= MAKE_UP,
    addWorking(from, n) {
      const upTo = through[from - first];
      if (upTo === undefined) throw outside(from, { first, last });
      if (n > 0) return nth(upTo + n - 1);
      return n === 0 ? from : nth((rank[from - first] as number) + n);
    },
    workingOnOrAfter: (on) => nth(rank[index(on)] as number),
    workingOnOrBefore: (on) => nth((rank[index(on) + 1] as number) - 1),
    workingDaysBetween: (from, to) => (rank[index(to) + 1] as number) - (rank[index(from) + 1] as number),
    isPublished: (on) => published.has(civilOf(addDays(first, index(on))).year),
    kindOf: (on) => KINDS[kinds[index(on)] as number] as DayKind,
  };
}

/** Exceptions as days; one that is no day, or lies outside the calendar, throws with its place. */
export function changesOf(
  exceptions: readonly { readonly on: string; readonly working: boolean }[],
  range: { readonly first: Day; readonly last: Day },
): readonly DayChange[] {
  return exceptions.map(({ on, working }, i) => {
    const parsed = parseDay(on);
    if (parsed === undefined || parsed < range.first || parsed > range.last) {
      throw new RangeError(
        `expected exceptions.${i}.on from ${dayText(range.first)} to ${dayText(range.last)}, got ${JSON.stringify(on)}`,
      );
    }
    return { on: parsed, working };
  });
}

export function isWeekend(on: Day): boolean {
  return isoWeekday(on) >= 6;
}

export function outside(on: Day, range: { readonly first: Day; readonly last: Day }): RangeError {
  const got = Number.isInteger(on) ? dayText(on) : `day number ${on}`;
  return new RangeError(`expected a day from ${dayText(range.first)} to ${dayText(range.last)}, got ${got}`);
}
