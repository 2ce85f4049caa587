import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilOf, dayOfCivil, daysInMonth, dayText, earlierOf, laterOf } from '../../../src/domain/calendar/civil.ts';
import { addDays, type Day, day, formatDay, isoWeekday, parseDay } from '../../../src/domain/calendar/day.ts';

describe('a day as text', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-02-29', 11_016],
    ['2026-11-23', 20_780],
  ])('%s is day %i, and back', (text, number) => {
    expect(parseDay(text)).toBe(number);
    expect(formatDay(number as Day)).toBe(text);
    expect(dayText(number as Day)).toBe(text);
  });

  it.each([
    '2026-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '26-01-01',
    '2026-01-01T00:00',
    'x2026-01-01',
    '02026-01-01',
    '',
    'today',
  ])('%j is none', (text) => {
    expect(parseDay(text)).toBeUndefined();
    expect(() => day(text)).toThrow(`expected a day as YYYY-MM-DD, got ${JSON.stringify(text)}`);
  });
});

describe('civil days', () => {
  it('are those of Date for every day of four hundred years', () => {
    for (let n = day('1850-01-01'); n <= day('2250-12-31'); n = addDays(n, 1)) {
      const date = new Date(n * 86_400_000);
      const { year, month, dayOfMonth } = civilOf(n);
      if (year !== date.getUTCFullYear() || month !== date.getUTCMonth() + 1 || dayOfMonth !== date.getUTCDate()) {
        throw new Error(`${date.toISOString()} became ${year}-${month}-${dayOfMonth}`);
      }
      if (dayOfCivil(year, month, dayOfMonth) !== n) throw new Error(`${date.toISOString()} does not come back`);
      if (isoWeekday(n) !== (date.getUTCDay() || 7)) throw new Error(`${date.toISOString()} is another weekday`);
    }
  });

  it('hold before the common era’s first centuries too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -900_000, max: 2_000_000 }), (n) => {
        const { year, month, dayOfMonth } = civilOf(n as Day);
        const date = new Date(n * 86_400_000);
        expect([year, month, dayOfMonth]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
        expect(dayOfCivil(year, month, dayOfMonth)).toBe(n);
      }),
    );
  });

  it('know how long each month is', () => {
    const months = (year: number): number[] => Array.from({ length: 12 }, (_, i) => daysInMonth(year, i + 1));
    expect(months(2026)).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
    expect([2024, 2000, 1900, 2100].map((year) => daysInMonth(year, 2))).toEqual([29, 29, 28, 28]);
  });

  it('can be compared', () => {
    const [a, b] = [day('2026-03-01'), day('2026-03-02')];
    expect([earlierOf(a, b), earlierOf(b, a), laterOf(a, b), laterOf(b, a)]).toEqual([a, a, b, b]);
  });

  it('are written with two digits for month and day', () => {
    expect([dayText(day('2026-09-09')), dayText(day('2026-10-10'))]).toEqual(['2026-09-09', '2026-10-10']);
  });
});
