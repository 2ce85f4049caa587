import { addMonths as addMonthsOfDateFns } from 'date-fns/addMonths';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Day, day, formatDay } from '../../../src/domain/calendar/day.ts';
import { addMonths, periodEnd, periodStart } from '../../../src/domain/calendar/months.ts';
import { inZone, ZONES } from '../support.ts';

describe.each(ZONES)('months, the process in %s', (zone) => {
  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2026-01-31', 2, '2026-03-31'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-05-31', -3, '2026-02-28'],
    ['2026-02-28', -3, '2025-11-28'],
    ['2026-11-30', -2, '2026-09-30'],
    ['2026-12-15', 1, '2027-01-15'],
  ])('%s and %i months is %s: clamped to the month, counted from the anchor', (from, months, expected) => {
    expect(inZone(zone, () => formatDay(addMonths(day(from), months)))).toBe(expected);
  });

  it.each([
    ['2026-02-03', 'month', '2026-02-01', '2026-02-28'],
    ['2024-02-29', 'month', '2024-02-01', '2024-02-29'],
    ['2026-02-03', 'quarter', '2026-01-01', '2026-03-31'],
    ['2026-05-17', 'quarter', '2026-04-01', '2026-06-30'],
    ['2026-09-30', 'quarter', '2026-07-01', '2026-09-30'],
    ['2026-12-31', 'quarter', '2026-10-01', '2026-12-31'],
  ] as const)('%s lies in the %s from %s to %s', (on, period, from, to) => {
    inZone(zone, () => {
      expect(formatDay(periodStart(day(on), period))).toBe(from);
      expect(formatDay(periodEnd(day(on), period))).toBe(to);
    });
  });

  it('adds as date-fns does in local time', () => {
    inZone(zone, () =>
      fc.assert(
        fc.property(fc.integer({ min: 11_000, max: 33_000 }), fc.integer({ min: -40, max: 40 }), (n, months) => {
          const [year, month, dayOfMonth] = formatDay(n as Day)
            .split('-')
            .map(Number) as [number, number, number];
          // Noon, which no clock change removes.
          const local = addMonthsOfDateFns(new Date(year, month - 1, dayOfMonth, 12), months);
          const expected = `${local.getFullYear()}-${String(local.getMonth() + 1).padStart(2, '0')}-${String(local.getDate()).padStart(2, '0')}`;
          expect(formatDay(addMonths(n as Day, months))).toBe(expected);
        }),
      ),
    );
  });
});
