import type { Day } from './day.ts';

/** Year, month (1–12) and day of the month of a civil day. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
}

/**
 * Splits a day into year, month and day of the month, without `Date`: the planner does this some millions of times a run.
 *
 * Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
 */
export function civilOf(day: Day): Civil {
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** The day of a year, month (1–12) and day of the month, which must exist. Hinnant's days_from_civil. */
export function dayOfCivil(year: number, month: number, dayOfMonth: number): Day {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) as Day;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export function earlierOf(a: Day, b: Day): Day {
  return Math.min(a, b) as Day;
}

export function laterOf(a: Day, b: Day): Day {
  return Math.max(a, b) as Day;
}

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);

/** The days of 1970–2069 as text, each written when it is first asked for: a run writes the same few days again and again. */
const TEXTS: (string | undefined)[] = new Array(36_525);

/** `YYYY-MM-DD`, the same text as `formatDay`, built without `Date`. Years 1000–9999. */
export function dayText(day: Day): string {
  const known = TEXTS[day];
  if (known !== undefined) return known;
  const { year, month, dayOfMonth } = civilOf(day);
  const text = `${year}-${two(month)}-${two(dayOfMonth)}`;
  if (day >= 0 && day < TEXTS.length) TEXTS[day] = text;
  return text;
}
