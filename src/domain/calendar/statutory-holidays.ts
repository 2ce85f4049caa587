import { civilOf, dayOfCivil, daysInMonth } from './civil.ts';
import { addDays, type Day, day, isoWeekday } from './day.ts';
import { isWeekend } from './working-calendar.ts';

/** A country's public holidays as its law names them. The files in `data/statutory` have this shape; its README says what each part means. */
export interface StatutoryHolidays {
  readonly country: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly source: string;
  /** `none`, `nearest`, `next_weekday` or `after_sunday`. */
  readonly substitute: string;
  readonly bridged?: boolean;
  readonly announcedUntil?: number;
  readonly holidays: readonly HolidayRule[];
}

export interface HolidayRule {
  readonly name: string;
  readonly month?: number | undefined;
  readonly day?: number | undefined;
  /** 1 Monday … 7 Sunday. */
  readonly weekday?: number | undefined;
  /** -1: the last of the month. */
  readonly nth?: number | undefined;
  /** Days after Easter Sunday. */
  readonly easter?: number | undefined;
  /** `spring` or `autumn`, Japan's day. */
  readonly equinox?: string | undefined;
  readonly dates?: readonly string[] | undefined;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  /** `MM-DD` by year. */
  readonly moved?: { readonly [year: string]: string | undefined } | undefined;
}

/**
 * The days off of some years by a country's law, ascending: the holidays, the days that stand in for those on a weekend, and,
 * where the law has them, the days between two holidays.
 *
 * A substitute can fall into the neighbouring year (New Year on a Saturday: Friday 31 December), so the year before and the year
 * after are worked out too.
 *
 * @example statutoryHolidays(US, 2021, 2021) // 2021-12-31 among them: New Year 2022 is a Saturday
 */
export function statutoryHolidays(law: StatutoryHolidays, from: number, to: number): readonly Day[] {
  const named = new Set<Day>();
  for (let year = from - 1; year <= to + 1; year += 1) {
    for (const rule of law.holidays) for (const on of daysOf(rule, year)) named.add(on);
  }
  const off = new Set(named);
  for (const on of [...named].sort((a, b) => a - b)) {
    const instead = substituteFor(law.substitute, on, off);
    if (instead !== undefined) off.add(instead);
  }
  if (law.bridged) {
    for (const on of named) if (named.has(addDays(on, 2)) && !off.has(addDays(on, 1))) off.add(addDays(on, 1));
  }
  return [...off].filter((on) => civilOf(on).year >= from && civilOf(on).year <= to).sort((a, b) => a - b);
}

function substituteFor(substitute: string, on: Day, taken: ReadonlySet<Day>): Day | undefined {
  const weekday = isoWeekday(on);
  switch (substitute) {
    case 'none':
      return undefined;
    case 'nearest':
      return weekday === 6 ? addDays(on, -1) : weekday === 7 ? addDays(on, 1) : undefined;
    case 'next_weekday':
      return isWeekend(on) ? nextFree(on, (next) => taken.has(next) || isWeekend(next)) : undefined;
    case 'after_sunday':
      return weekday === 7 ? nextFree(on, (next) => taken.has(next)) : undefined;
    default:
      throw new RangeError(`expected none, nearest, next_weekday or after_sunday, got ${JSON.stringify(substitute)}`);
  }
}

function nextFree(on: Day, isTaken: (next: Day) => boolean): Day {
  let next = addDays(on, 1);
  while (isTaken(next)) next = addDays(next, 1);
  return next;
}

function daysOf(rule: HolidayRule, year: number): readonly Day[] {
  if (rule.dates !== undefined) return rule.dates.map(day).filter((on) => civilOf(on).year === year);
  if (year < (rule.from ?? year) || year > (rule.until ?? year)) return [];
  const moved = rule.moved?.[year];
  if (moved !== undefined) return [day(`${year}-${moved}`)];
  if (rule.easter !== undefined) return [addDays(easterOf(year), rule.easter)];
  if (rule.equinox !== undefined) return [equinoxOf(year, rule.equinox)];
  const { month, weekday, nth } = rule;
  if (month !== undefined && rule.day !== undefined) return [dayOfCivil(year, month, rule.day)];
  if (month !== undefined && weekday !== undefined && nth !== undefined) return [nthOf(year, month, weekday, nth)];
  throw new RangeError(`expected a day of the year for ${JSON.stringify(rule.name)}`);
}

function nthOf(year: number, month: number, weekday: number, nth: number): Day {
  if (nth > 0) {
    const first = dayOfCivil(year, month, 1);
    return addDays(first, ((weekday - isoWeekday(first) + 7) % 7) + (nth - 1) * 7);
  }
  const last = dayOfCivil(year, month, daysInMonth(year, month));
  return addDays(last, -((isoWeekday(last) - weekday + 7) % 7) + (nth + 1) * 7);
}

/** Easter Sunday of the Gregorian calendar: Anonymous, Nature 13 (1876), 487; Meeus, Astronomical Algorithms (1991), ch. 8. */
export function easterOf(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return dayOfCivil(year, Math.floor(n / 31), (n % 31) + 1);
}

/** Japan's equinox days of 1980 to 2099, 新こよみ便利帳. */
function equinoxOf(year: number, season: string): Day {
  const [month, base] = season === 'spring' ? [3, 20.8431] : [9, 23.2488];
  const since = year - 1980;
  return dayOfCivil(year, month, Math.floor(base + 0.242194 * since) - Math.floor(since / 4));
}
