import { civilOf, dayOfCivil, daysInMonth } from './civil.ts';
import type { Day } from './day.ts';

export type Period = 'month' | 'quarter';

/**
 * The same day of the month `months` later (earlier, when negative).
 *
 * A 31st falls on the last day of a shorter month. Count every step from the anchor, never from a clamped
 * result: the 31st comes back in the month after.
 *
 * @example addMonths(day('2026-01-31'), 1) // 2026-02-28, and 2 months are 2026-03-31
 */
export function addMonths(anchor: Day, months: number): Day {
  const { year, month, dayOfMonth } = civilOf(anchor);
  const index = year * 12 + (month - 1) + months;
  const toYear = Math.floor(index / 12);
  const toMonth = index - toYear * 12 + 1;
  const last = daysInMonth(toYear, toMonth);
  return dayOfCivil(toYear, toMonth, Math.min(dayOfMonth, last));
}

/**
 * The first day of the calendar month or quarter that holds `day`.
 *
 * @example periodStart(day('2026-05-17'), 'quarter') // 2026-04-01
 */
export function periodStart(day: Day, period: Period): Day {
  const { year, month } = civilOf(day);
  return dayOfCivil(year, period === 'month' ? month : month - ((month - 1) % 3), 1);
}

/**
 * The last day of the calendar month or quarter that holds `day`.
 *
 * @example periodEnd(day('2026-02-03'), 'quarter') // 2026-03-31
 */
export function periodEnd(day: Day, period: Period): Day {
  const { year, month } = civilOf(day);
  const last = period === 'month' ? month : month - ((month - 1) % 3) + 2;
  return dayOfCivil(year, last, daysInMonth(year, last));
}
