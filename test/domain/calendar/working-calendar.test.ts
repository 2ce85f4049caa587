import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { festivalIn } from '../../../src/domain/calendar/china-festivals.ts';
import { civilOf, dayText } from '../../../src/domain/calendar/civil.ts';
import { addDays, type Day, day, formatDay, isoWeekday } from '../../../src/domain/calendar/day.ts';
import { chinaCalendar, statutoryDays } from '../../../src/domain/calendar/working-calendar.ts';
import { CALENDAR, inZone, ZONES } from '../support.ts';

describe.each(ZONES)('the working calendar of China, the process in %s', (zone) => {
  it.each([
    // Signed Thursday before Spring Festival 2026: 13 Feb, Saturday 14 Feb (make-up), and on after 15–23 Feb.
    ['2026-02-12', 1, '2026-02-13'],
    ['2026-02-12', 2, '2026-02-14'],
    ['2026-02-12', 3, '2026-02-24'],
    ['2026-02-24', -1, '2026-02-14'],
    // National Day 2026: 1–7 October off, Saturday 10 October worked.
    ['2026-09-30', 1, '2026-10-08'],
    ['2026-09-30', 3, '2026-10-10'],
    ['2026-10-01', -1, '2026-09-30'],
    // The Sunday before National Day is worked.
    ['2026-09-18', 1, '2026-09-20'],
    // Announced in the neighbour's file: Saturday 2018-12-29 is worked, Monday 2018-12-31 is off; 2022-12-31 is off.
    ['2018-12-28', 1, '2018-12-29'],
    ['2018-12-29', 1, '2019-01-02'],
    ['2022-12-30', 1, '2023-01-03'],
    // Saturday 1 October 2016 is off, the Sundays of 8 and 9 October are worked.
    ['2016-09-30', 1, '2016-10-08'],
    ['2016-10-08', 1, '2016-10-09'],
  ])('from %s the working day %i on is %s', (from, n, expected) => {
    expect(inZone(zone, () => formatDay(CALENDAR.addWorking(day(from), n)))).toBe(expected);
  });

  it('agrees with a walk day by day, there and back', () => {
    inZone(zone, () =>
      fc.assert(
        fc.property(fc.integer({ min: 200, max: 16_000 }), fc.integer({ min: 1, max: 60 }), (offset, n) => {
          const from = addDays(CALENDAR.first, offset);
          let on = from;
          for (let left = n; left > 0; ) {
            on = addDays(on, 1);
            if (CALENDAR.isWorking(on)) left -= 1;
          }
          expect(CALENDAR.addWorking(from, n)).toBe(on);
          expect(CALENDAR.workingDaysBetween(from, on)).toBe(n);
          if (CALENDAR.isWorking(from)) expect(CALENDAR.addWorking(on, -n)).toBe(from);
          expect(CALENDAR.workingOnOrAfter(addDays(from, 1))).toBe(CALENDAR.addWorking(from, 1));
          expect(CALENDAR.workingOnOrBefore(addDays(from, -1))).toBe(CALENDAR.addWorking(from, -1));
        }),
        { numRuns: 300 },
      ),
    );
  });

  it('holds every announced day of 2016 to 2026 as the files say', () => {
    inZone(zone, () => {
      for (let year = 2016; year <= 2026; year += 1) {
        const file = new URL(`../../../src/domain/calendar/data/holiday-cn/${year}.json`, import.meta.url);
        const { days } = JSON.parse(readFileSync(file, 'utf8')) as { days: { date: string; isOffDay: boolean }[] };
        expect(days.length).toBeGreaterThan(25);
        for (const { date, isOffDay } of days)
          expect(`${date} ${CALENDAR.isWorking(day(date))}`).toBe(`${date} ${!isOffDay}`);
      }
    });
  });
});

describe('a year that is not announced', () => {
  it('has the thirteen statutory days of 2027 off and no make-up days', () => {
    expect(statutoryDays(2027).map(formatDay).sort()).toEqual([
      '2027-01-01',
      '2027-02-05',
      '2027-02-06',
      '2027-02-07',
      '2027-02-08',
      '2027-04-05',
      '2027-05-01',
      '2027-05-02',
      '2027-06-09',
      '2027-09-15',
      '2027-10-01',
      '2027-10-02',
      '2027-10-03',
    ]);
    for (const on of statutoryDays(2027)) expect(CALENDAR.isWorking(on)).toBe(false);
    for (let on = day('2027-01-01'); on <= day('2027-12-31'); on = addDays(on, 1)) {
      if (isoWeekday(on) >= 6) expect(CALENDAR.isWorking(on)).toBe(false);
    }
  });

  it('is provisional from 2027-01-01 on, and 2026-12-31 is not', () => {
    expect(CALENDAR.isPublished(day('2026-12-31'))).toBe(true);
    expect(CALENDAR.isPublished(day('2027-01-01'))).toBe(false);
    expect(CALENDAR.isPublished(day('2060-12-31'))).toBe(false);
    expect(formatDay(CALENDAR.publishedUntil)).toBe('2026-12-31');
  });

  it('has Spring Festival 2027 on 02-06 and that of 2030 on 02-03, where Intl is a day off', () => {
    expect(festivalIn(2027, 'spring_festival')).toEqual({ month: 2, dayOfMonth: 6 });
    expect(festivalIn(2030, 'spring_festival')).toEqual({ month: 2, dayOfMonth: 3 });
    expect(festivalIn(2027, 'qingming')).toEqual({ month: 4, dayOfMonth: 5 });
    expect(festivalIn(2027, 'dragon_boat')).toEqual({ month: 6, dayOfMonth: 9 });
    expect(festivalIn(2027, 'mid_autumn')).toEqual({ month: 9, dayOfMonth: 15 });
    expect(festivalIn(2061, 'mid_autumn')).toBeUndefined();
  });

  it('agrees with the lunar calendar of Intl in every other year to 2060', () => {
    const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', { month: 'numeric', day: 'numeric', timeZone: 'UTC' });
    const wrong: string[] = [];
    for (let year = 2016; year <= 2060; year += 1) {
      for (const [festival, name] of [
        ['spring_festival', '1/1'],
        ['dragon_boat', '5/5'],
        ['mid_autumn', '8/15'],
      ] as const) {
        const { month, dayOfMonth } = festivalIn(year, festival) as { month: number; dayOfMonth: number };
        if (lunar.format(new Date(Date.UTC(year, month - 1, dayOfMonth, 12))) !== name)
          wrong.push(`${year} ${festival}`);
      }
    }
    expect(wrong.filter((each) => each !== '2027 spring_festival' && each !== '2030 spring_festival')).toEqual([]);
  });

  it('knows the festivals of the announced years as the days that are off', () => {
    for (let year = 2016; year <= 2026; year += 1) {
      for (const festival of ['spring_festival', 'qingming', 'dragon_boat', 'mid_autumn'] as const) {
        const found = festivalIn(year, festival) as { month: number; dayOfMonth: number };
        const on = day(`${year}-${String(found.month).padStart(2, '0')}-${String(found.dayOfMonth).padStart(2, '0')}`);
        expect(`${formatDay(on)} ${CALENDAR.isWorking(on)}`).toBe(`${formatDay(on)} false`);
      }
    }
  });
});

describe('exceptions of the admin', () => {
  it('go on top of the official days, both ways', () => {
    const calendar = chinaCalendar([
      { on: '2026-02-14', working: false, name: '公司年会' },
      { on: '2026-02-23', working: true, name: '提前开工' },
      { on: '2026-03-07', working: true, name: '周六值班' },
    ]);
    expect(formatDay(calendar.addWorking(day('2026-02-12'), 2))).toBe('2026-02-23');
    expect(calendar.kindOf(day('2026-03-07'))).toBe('make_up');
    expect(calendar.kindOf(day('2026-02-14'))).toBe('holiday');
    expect(calendar.kindOf(day('2026-02-23'))).toBe('workday');
  });

  it('are refused where the calendar does not reach, or the day does not exist', () => {
    expect(() => chinaCalendar([{ on: '2026-02-30', working: true, name: 'x' }])).toThrow(RangeError);
    expect(() => chinaCalendar([{ on: '2015-12-31', working: true, name: 'x' }])).toThrow(RangeError);
  });
});

describe('outside its range', () => {
  it('the calendar throws, it never guesses', () => {
    for (const on of ['2015-12-31', '2061-01-01']) {
      expect(() => CALENDAR.isWorking(day(on))).toThrow(RangeError);
      expect(() => CALENDAR.isPublished(day(on))).toThrow(RangeError);
      expect(() => CALENDAR.addWorking(day(on), 1)).toThrow(RangeError);
    }
    expect(() => CALENDAR.addWorking(day('2016-01-02'), -1)).toThrow(RangeError);
    expect(() => CALENDAR.addWorking(day('2060-12-30'), 40)).toThrow(RangeError);
    expect(() => CALENDAR.workingOnOrBefore(day('2016-01-03'))).toThrow(RangeError);
  });
});

describe('civil days without Date', () => {
  it('are those of Date, from 1600 to 2400', () => {
    fc.assert(
      fc.property(fc.integer({ min: -135_000, max: 157_000 }), (n) => {
        const date = new Date(n * 86_400_000);
        expect(civilOf(n as Day)).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          dayOfMonth: date.getUTCDate(),
        });
        expect(dayText(n as Day)).toBe(formatDay(n as Day));
      }),
      { numRuns: 2_000 },
    );
  });
});
