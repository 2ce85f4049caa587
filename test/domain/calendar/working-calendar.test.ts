import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANNOUNCED, chinaCalendar, statutoryDays } from '../../../src/domain/calendar/china-calendar.ts';
import { festivalIn } from '../../../src/domain/calendar/china-festivals.ts';
import { civilOf, dayText } from '../../../src/domain/calendar/civil.ts';
import { addDays, type Day, day, formatDay, isoWeekday } from '../../../src/domain/calendar/day.ts';
import { buildCalendar, type WorkingCalendar } from '../../../src/domain/calendar/working-calendar.ts';
import { EMPTY_MEMORY } from '../../../src/domain/planning/plan.ts';
import { compilePolicy, planCustomer } from '../../../src/domain/planning/plan-customer.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { CALENDAR, customer, inZone, NOBODY_BUSY, only, show, ZONES } from '../support.ts';

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

/** How 2027 could be announced: Spring Festival 5 to 11 February, with Sunday 31 January and Saturday 13 February worked. */
const IN_2027 = {
  year: 2027,
  days: [
    { date: '2027-01-01', isOffDay: true },
    { date: '2027-01-31', isOffDay: false },
    ...['05', '06', '07', '08', '09', '10', '11'].map((on) => ({ date: `2027-02-${on}`, isOffDay: true })),
    { date: '2027-02-13', isOffDay: false },
  ],
};

describe('a year that is announced later', () => {
  const announced = chinaCalendar([], [...ANNOUNCED.filter(({ year }) => year !== 2027), IN_2027]);
  const firstVisit = (calendar: WorkingCalendar): readonly string[] => {
    const policy = compilePolicy({ ...DEFAULT_POLICY, ...only('P01'), goLiveOn: '2027-01-04' } as Policy, calendar);
    const facts = customer({ signedOn: '2027-02-02' });
    return show(planCustomer(facts, EMPTY_MEMORY, [], { policy, load: NOBODY_BUSY, today: day('2027-02-02') })).visits;
  };

  it('loses its statutory days, takes the announced ones and the make-up days, and is certain', () => {
    expect(announced.isPublished(day('2027-01-01'))).toBe(true);
    expect(announced.isPublished(day('2027-12-31'))).toBe(true);
    expect(announced.isPublished(day('2028-01-01'))).toBe(false);
    expect(formatDay(announced.publishedUntil)).toBe('2027-12-31');
    expect(announced.kindOf(day('2027-02-13'))).toBe('make_up');
    expect(announced.kindOf(day('2027-02-11'))).toBe('holiday');
    // Only what is announced holds: this announcement left the first of October out.
    expect(CALENDAR.isWorking(day('2027-10-01'))).toBe(false);
    expect(announced.isWorking(day('2027-10-01'))).toBe(true);
  });

  it('a visit planned by the statutory days is provisional, and is planned anew when the year is announced', () => {
    // Signed Tuesday 2 February: Wednesday, Thursday, then 9 February by the statutory days, 12 February as announced.
    expect(firstVisit(CALENDAR)).toEqual(['1 P01 2027-02-04 [2027-02-02 2027-02-04 2027-02-09] provisional']);
    expect(firstVisit(announced)).toEqual(['1 P01 2027-02-04 [2027-02-02 2027-02-04 2027-02-12]']);
  });

  it('that nobody announced at all leaves every year provisional', () => {
    const nothing = chinaCalendar([], []);
    expect(nothing.isPublished(day('2016-05-01'))).toBe(false);
    expect(formatDay(nothing.publishedUntil)).toBe('2015-12-31');
    expect(nothing.isWorking(day('2026-10-02'))).toBe(false);
    expect(nothing.isWorking(day('2026-10-05'))).toBe(true);
  });

  it('years outside 2016 to 2060 have no statutory days', () => {
    expect(() => statutoryDays(2015)).toThrow('expected a year from 2016 to 2060, got 2015');
    expect(() => statutoryDays(2061)).toThrow('got 2061');
    expect(statutoryDays(2060)).toHaveLength(13);
  });
});

describe('what a day is', () => {
  it.each([
    ['2026-03-02', 'workday'],
    ['2026-03-01', 'weekend'],
    ['2026-02-14', 'make_up'],
    ['2026-02-17', 'holiday'],
    ['2026-10-04', 'holiday'],
  ])('%s is a %s', (on, kind) => {
    expect(CALENDAR.kindOf(day(on))).toBe(kind);
  });

  it('weekdays of days before 1970 and after are told alike', () => {
    expect(
      ['1969-12-28', '1969-12-29', '1970-01-01', '2026-03-01', '2026-03-02'].map((on) => isoWeekday(day(on))),
    ).toEqual([7, 1, 4, 7, 1]);
  });
});

describe('a calendar of a few days', () => {
  const build = (official: readonly { on: string; working: boolean }[] = []): WorkingCalendar =>
    buildCalendar({
      first: day('2026-03-02'),
      last: day('2026-03-15'),
      country: 'none',
      basis: 'none',
      official: official.map(({ on, working }) => ({ on: day(on), working })),
      exceptions: [],
      publishedYears: [],
    });

  it('answers for its first and its last day, and throws beyond, with the place', () => {
    const calendar = build();
    expect(formatDay(calendar.workingOnOrAfter(day('2026-03-02')))).toBe('2026-03-02');
    expect(formatDay(calendar.workingOnOrBefore(day('2026-03-15')))).toBe('2026-03-13');
    expect(calendar.workingDaysBetween(day('2026-03-02'), day('2026-03-15'))).toBe(9);
    expect(calendar.workingDaysBetween(day('2026-03-15'), day('2026-03-02'))).toBe(-9);
    expect(() => calendar.workingOnOrAfter(day('2026-03-14'))).toThrow(
      'expected a working day from 2026-03-02 to 2026-03-15, got one outside',
    );
    expect(() => calendar.isWorking(day('2026-03-01'))).toThrow(
      'expected a day from 2026-03-02 to 2026-03-15, got 2026-03-01',
    );
    expect(() => calendar.isWorking(day('2026-03-16'))).toThrow('got 2026-03-16');
    expect(() => calendar.isWorking(0.5 as Day)).toThrow('got day number 0.5');
    expect(formatDay(calendar.addWorking(day('2026-03-02'), 9))).toBe('2026-03-13');
    expect(() => calendar.addWorking(day('2026-03-02'), 10)).toThrow(RangeError);
    expect(() => calendar.addWorking(day('2026-03-02'), -1)).toThrow(RangeError);
    expect(formatDay(calendar.addWorking(day('2026-03-07'), 0))).toBe('2026-03-07');
  });

  it('leaves out official days outside it, and takes those at its ends', () => {
    const calendar = build([
      { on: '2026-03-01', working: true },
      { on: '2026-03-02', working: false },
      { on: '2026-03-15', working: true },
      { on: '2026-03-16', working: false },
    ]);
    expect(calendar.isWorking(day('2026-03-02'))).toBe(false);
    expect(calendar.isWorking(day('2026-03-15'))).toBe(true);
    expect(calendar.workingDaysBetween(day('2026-03-02'), day('2026-03-15'))).toBe(10);
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
    expect(() => chinaCalendar([{ on: '2026-02-30', working: true, name: 'x' }])).toThrow(
      'expected exceptions.0.on from 2016-01-01 to 2060-12-31, got "2026-02-30"',
    );
    expect(() =>
      chinaCalendar([
        { on: '2060-12-31', working: true, name: 'x' },
        { on: '2061-01-01', working: true, name: 'x' },
      ]),
    ).toThrow('exceptions.1.on');
    expect(chinaCalendar([{ on: '2016-01-01', working: true, name: 'x' }]).isWorking(day('2016-01-01'))).toBe(true);
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
