import type { CalendarException } from '../policy/policy.ts';
import { festivalIn } from './china-festivals.ts';
import { civilOf, dayOfCivil } from './civil.ts';
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
import { addDays, type Day, day } from './day.ts';
import { buildCalendar, type DayChange, FIRST_DAY, LAST_DAY, type WorkingCalendar } from './working-calendar.ts';

/** What the State Council announced for a year; no days: nothing yet. */
export interface AnnouncedYear {
  readonly year: number;
  readonly days: readonly { readonly date: string; readonly isOffDay: boolean }[];
}

/** The announcements that ship with this version. */
export const ANNOUNCED: readonly AnnouncedYear[] = [
  y2016,
  y2017,
  y2018,
  y2019,
  y2020,
  y2021,
  y2022,
  y2023,
  y2024,
  y2025,
  y2026,
  y2027,
];

/**
 * The working days of mainland China: weekends off, the official holidays off, make-up workdays worked.
 *
 * Holidays are taken from every year file, since the first days of a year can be announced in its neighbour's file
 * (2018-12-29 is a make-up workday of the 2019 file). A year that is not announced yet gets the thirteen statutory days
 * and no make-up days; `isPublished` is false there. The admin's exceptions go on top of both.
 *
 * @example chinaCalendar([]).addWorking(day('2026-02-12'), 3) // 2026-02-24: 13 Feb, Saturday 14 Feb, 24 Feb
 */
export function chinaCalendar(
  exceptions: readonly CalendarException[],
  announced: readonly AnnouncedYear[] = ANNOUNCED,
): WorkingCalendar {
  const publishedYears = announced.filter(({ days }) => days.length > 0).map(({ year }) => year);
  const official: DayChange[] = [];
  for (let { year } = civilOf(FIRST_DAY); year <= civilOf(LAST_DAY).year; year += 1) {
    if (publishedYears.includes(year)) continue;
    for (const on of statutoryDays(year)) official.push({ on, working: false });
  }
  for (const { days } of announced) {
    for (const { date, isOffDay } of days) official.push({ on: day(date), working: !isOffDay });
  }
  return buildCalendar({
    first: FIRST_DAY,
    last: LAST_DAY,
    country: 'CN',
    basis: 'holidays',
    official,
    exceptions,
    publishedYears: publishedYears.sort((a, b) => a - b),
  });
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

function festivalDay(year: number, festival: Parameters<typeof festivalIn>[1]): Day {
  const found = festivalIn(year, festival);
  if (!found) throw new RangeError(`expected a year from 2016 to 2060, got ${year}`);
  return dayOfCivil(year, found.month, found.dayOfMonth);
}
