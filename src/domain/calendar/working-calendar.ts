import type { CalendarException } from '../policy/policy.ts';
import { festivalIn } from './china-festivals.ts';
import { civilOf, dayOfCivil, dayText } from './civil.ts';
import y2016 from './data/holiday-cn/2016.json' with { type: 'json' };
import y2017 from './data/holiday-cn/2017.json' with { type: 'json' };
import y2018 from './data/holiday-cn/2018.json' with { type: 'json' };
import y2019 from './data/holiday-cn/2019.json' with { type: 'json' };
import y2020 from './data/holiday-cn/2020.json' with { type: 'json' };
import y2021 from './data/holiday-cn/2021.json' with { type: 'json' };
import y2022 from './data/holiday-cn/2022.json' with { type: 'json' };
import y2023 from './data/holiday-cn/2023.json' with { type: 'json' };
import y2024 from './data/holiday-cn/2024.json' with { type: 'json' };
import y2025 from './data/holiday-cn/2025.json' with { type: 'json' };
import y2026 from './data/holiday-cn/2026.json' with { type: 'json' };
import y2027 from './data/holiday-cn/2027.json' with { type: 'json' };
import { addDays, type Day, day, isoWeekday, parseDay } from './day.ts';

/** `make_up`: a weekend day that is worked (调休). `holiday`: a day off that would be worked otherwise, or a named one. */
export type DayKind = 'workday' | 'make_up' | 'weekend' | 'holiday';

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
  /** Last day of the last announced year. */
  readonly publishedUntil: Day;
}

interface YearFile {
  readonly year: number;
  readonly days: readonly { readonly date: string; readonly isOffDay: boolean }[];
}

const FILES: readonly YearFile[] = [y2016, y2017, y2018, y2019, y2020, y2021, y2022, y2023, y2024, y2025, y2026, y2027];

const FIRST = day('2016-01-01');
const LAST = day('2060-12-31');

/**
 * The working days of mainland China: weekends off, the official holidays off, make-up workdays worked.
 *
 * Holidays are taken from every year file, since the first days of a year can be announced in its neighbour's file
 * (2018-12-29 is a make-up workday of the 2019 file). A year that is not announced yet gets the thirteen statutory days
 * and no make-up days; `isPublished` is false there. The admin's exceptions go on top of both.
 *
 * @example chinaCalendar([]).addWorking(day('2026-02-12'), 3) // 2026-02-24: 13 Feb, Saturday 14 Feb, 24 Feb
 */
export function chinaCalendar(exceptions: readonly CalendarException[]): WorkingCalendar {
  const kinds = new Uint8Array(LAST - FIRST + 1);
  for (let i = 0; i < kinds.length; i += 1) kinds[i] = isoWeekday(addDays(FIRST, i)) >= 6 ? WEEKEND : WORKDAY;
  const set = (on: Day, working: boolean): void => {
    const i = on - FIRST;
    if (i < 0 || i >= kinds.length) return;
    const weekend = isoWeekday(on) >= 6;
    kinds[i] = working ? (weekend ? MAKE_UP : WORKDAY) : HOLIDAY;
  };

  const published = new Set<number>();
  for (const file of FILES) if (file.days.length > 0) published.add(file.year);
  for (let year = civilOf(FIRST).year; year <= civilOf(LAST).year; year += 1) {
    if (!published.has(year)) for (const on of statutoryDays(year)) set(on, false);
  }
  for (const file of FILES) for (const { date, isOffDay } of file.days) set(day(date), !isOffDay);
  for (const { on, working } of exceptions) {
    const parsed = parseDay(on);
    if (parsed === undefined || parsed < FIRST || parsed > LAST) {
      throw new RangeError(
        `expected a calendar exception between ${dayText(FIRST)} and ${dayText(LAST)}, got ${JSON.stringify(on)}`,
      );
    }
    set(parsed, working);
  }
  const publishedYears = [...published].sort((a, b) => a - b);
  const lastPublished = publishedYears[publishedYears.length - 1] ?? 0;
  return build(kinds, published, dayOfCivil(lastPublished, 12, 31));
}

/**
 * The thirteen statutory days off of a year, by the State Council's rules in force since 2025: New Year 1, Spring Festival 4
 * (its eve to the third day), Qingming 1, Labour Day 2, Dragon Boat 1, Mid-Autumn 1, National Day 3.
 */
export function statutoryDays(year: number): readonly Day[] {
  const fixed = [
    [1, 1],
    [5, 1],
    [5, 2],
    [10, 1],
    [10, 2],
    [10, 3],
  ] as const;
  const spring = festivalDay(year, 'spring_festival');
  return [
    ...fixed.map(([month, dayOfMonth]) => dayOfCivil(year, month, dayOfMonth)),
    ...[-1, 0, 1, 2].map((offset) => addDays(spring, offset)),
    festivalDay(year, 'qingming'),
    festivalDay(year, 'dragon_boat'),
    festivalDay(year, 'mid_autumn'),
  ];
}

const WORKDAY = 0;
const MAKE_UP = 1;
const WEEKEND = 2;
const HOLIDAY = 3;
const KINDS: readonly DayKind[] = ['workday', 'make_up', 'weekend', 'holiday'];

function festivalDay(year: number, festival: Parameters<typeof festivalIn>[1]): Day {
  const found = festivalIn(year, festival);
  if (!found) throw new RangeError(`expected a year from 2016 to 2060, got ${year}`);
  return dayOfCivil(year, found.month, found.dayOfMonth);
}

function build(kinds: Uint8Array, published: ReadonlySet<number>, publishedUntil: Day): WorkingCalendar {
  // rank[i]: working days before day i; select[r]: the r-th working day. Both from 0.
  const rank = new Int32Array(kinds.length + 1);
  const select = new Int32Array(kinds.length);
  let count = 0;
  for (let i = 0; i < kinds.length; i += 1) {
    rank[i] = count;
    if ((kinds[i] as number) <= MAKE_UP) {
      select[count] = FIRST + i;
      count += 1;
    }
  }
  rank[kinds.length] = count;

  const index = (on: Day): number => {
    const i = on - FIRST;
    if (i >= 0 && i < kinds.length) return i;
    throw new RangeError(`expected a day from ${dayText(FIRST)} to ${dayText(LAST)}, got day number ${on}`);
  };
  const nth = (r: number): Day => {
    if (r >= 0 && r < count) return select[r] as Day;
    throw new RangeError(`expected a working day from ${dayText(FIRST)} to ${dayText(LAST)}, got one outside`);
  };
  return {
    first: FIRST,
    last: LAST,
    publishedUntil,
    isWorking: (on) => (kinds[index(on)] as number) <= MAKE_UP,
    addWorking(from, n) {
      const i = index(from);
      if (n > 0) return nth((rank[i + 1] as number) + n - 1);
      return n === 0 ? from : nth((rank[i] as number) + n);
    },
    workingOnOrAfter: (on) => nth(rank[index(on)] as number),
    workingOnOrBefore: (on) => nth((rank[index(on) + 1] as number) - 1),
    workingDaysBetween: (from, to) => (rank[index(to) + 1] as number) - (rank[index(from) + 1] as number),
    isPublished: (on) => published.has(civilOf(addDays(FIRST, index(on))).year),
    kindOf: (on) => KINDS[kinds[index(on)] as number] as DayKind,
  };
}
