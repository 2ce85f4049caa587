import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOfCivil } from '../../../src/domain/calendar/civil.ts';
import { isCountry } from '../../../src/domain/calendar/country.ts';
import { COUNTRIES, countryCalendar } from '../../../src/domain/calendar/country-calendar.ts';
import { addDays, day, formatDay, isoWeekday } from '../../../src/domain/calendar/day.ts';
import {
  easterOf,
  type StatutoryHolidays,
  statutoryHolidays,
} from '../../../src/domain/calendar/statutory-holidays.ts';
import { FIRST_DAY, LAST_DAY } from '../../../src/domain/calendar/working-calendar.ts';
import { inZone, ZONES } from '../support.ts';

/** The days off of a year that are no weekend, as `MM-DD`. */
function weekdaysOff(country: string, year: number): string {
  const calendar = countryCalendar({ country, exceptions: [] });
  const off: string[] = [];
  for (let on = dayOfCivil(year, 1, 1); on <= dayOfCivil(year, 12, 31); on = addDays(on, 1)) {
    if (isoWeekday(on) < 6 && !calendar.isWorking(on)) off.push(formatDay(on).slice(5));
  }
  return off.join(' ');
}

describe.each(ZONES)('public holidays on weekdays, the process in %s', (zone) => {
  it.each([
    // Office of Personnel Management, federal holidays.
    ['US', 2020, '01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25'],
    // Juneteenth for the first time, on the Friday before; New Year 2022 on 31 December.
    ['US', 2021, '01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31'],
    ['US', 2022, '01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26'],
    ['US', 2026, '01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25'],
    // gov.uk, bank holidays of England and Wales: early May moved to VE Day.
    ['GB', 2020, '01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28'],
    // Christmas on a Saturday: two days in lieu.
    ['GB', 2021, '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28'],
    // Christmas on a Sunday gives the Tuesday; jubilee and funeral.
    ['GB', 2022, '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27'],
    ['GB', 2023, '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26'],
    ['GB', 2026, '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'],
    ['DE', 2017, '04-14 04-17 05-01 05-25 06-05 10-03 10-31 12-25 12-26'],
    ['DE', 2026, '01-01 04-03 04-06 05-01 05-14 05-25 12-25'],
    ['FR', 2026, '01-01 04-06 05-01 05-08 05-14 05-25 07-14 11-11 12-25'],
    // 内閣府: the enthronement makes ten days off in a row.
    [
      'JP',
      2019,
      '01-01 01-14 02-11 03-21 04-29 04-30 05-01 05-02 05-03 05-06 07-15 08-12 09-16 09-23 10-14 10-22 11-04',
    ],
    ['JP', 2018, '01-01 01-08 02-12 03-21 04-30 05-03 05-04 07-16 09-17 09-24 10-08 11-23 12-24'],
    // Moved for the Games.
    ['JP', 2020, '01-01 01-13 02-11 02-24 03-20 04-29 05-04 05-05 05-06 07-23 07-24 08-10 09-21 09-22 11-03 11-23'],
    ['JP', 2021, '01-01 01-11 02-11 02-23 04-29 05-03 05-04 05-05 07-22 07-23 08-09 09-20 09-23 11-03 11-23'],
    // A Tuesday between two holidays; 3 May is a Sunday, 4 and 5 May are holidays: 6 May.
    [
      'JP',
      2026,
      '01-01 01-12 02-11 02-23 03-20 04-29 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23',
    ],
    ['none', 2026, ''],
    ['BR', 2026, ''],
  ])('%s %i: %s', (country, year, expected) => {
    expect(inZone(zone, () => weekdaysOff(country, year))).toBe(expected);
  });
});

describe('Easter Sunday', () => {
  it.each([
    '2016-03-27',
    '2019-04-21',
    '2020-04-12',
    '2024-03-31',
    '2026-04-05',
    '2027-03-28',
    '2038-04-25',
    '2008-03-23',
  ])('is %s', (on) => {
    expect(formatDay(easterOf(Number(on.slice(0, 4))))).toBe(on);
  });

  it('agrees with Knuth’s way, by golden number and epact, from 1583 to 2999', () => {
    // The Art of Computer Programming 1, 1.3.2 exercise 14.
    const knuth = (year: number): string => {
      const golden = (year % 19) + 1;
      const century = Math.floor(year / 100) + 1;
      const x = Math.floor((3 * century) / 4) - 12;
      const z = Math.floor((8 * century + 5) / 25) - 5;
      const d = Math.floor((5 * year) / 4) - x - 10;
      let epact = (((11 * golden + 20 + z - x) % 30) + 30) % 30;
      if ((epact === 25 && golden > 11) || epact === 24) epact += 1;
      let n = 44 - epact;
      if (n < 21) n += 30;
      n += 7 - ((d + n) % 7);
      return new Date(Date.UTC(year, 2, n)).toISOString().slice(0, 10);
    };
    for (let year = 1583; year < 3000; year += 1) expect(formatDay(easterOf(year))).toBe(knuth(year));
  });
});

const LAW: StatutoryHolidays = {
  country: 'XX',
  name: { zh: '某国', en: 'somewhere' },
  source: 'a test',
  substitute: 'none',
  holidays: [{ name: 'a day', month: 5, day: 2 }],
};

describe('a law of holidays', () => {
  const days = (law: Partial<StatutoryHolidays>, from = 2026, to = from): string[] =>
    statutoryHolidays({ ...LAW, ...law }, from, to).map(formatDay);

  it('keeps a Saturday as it is, or gives the Friday, or the Monday', () => {
    // 2026-05-02 is a Saturday, 2027-05-02 a Sunday.
    expect(days({}, 2026, 2027)).toEqual(['2026-05-02', '2027-05-02']);
    expect(days({ substitute: 'nearest' }, 2026, 2027)).toEqual([
      '2026-05-01',
      '2026-05-02',
      '2027-05-02',
      '2027-05-03',
    ]);
    expect(days({ substitute: 'next_weekday' }, 2026, 2027)).toEqual([
      '2026-05-02',
      '2026-05-04',
      '2027-05-02',
      '2027-05-03',
    ]);
    expect(days({ substitute: 'after_sunday' }, 2026, 2027)).toEqual(['2026-05-02', '2027-05-02', '2027-05-03']);
  });

  it('gives a day between two holidays only where it is bridged', () => {
    const holidays = [
      { name: 'one', month: 9, day: 21 },
      { name: 'two', month: 9, day: 23 },
    ];
    expect(days({ holidays })).toEqual(['2026-09-21', '2026-09-23']);
    expect(days({ holidays, bridged: true })).toEqual(['2026-09-21', '2026-09-22', '2026-09-23']);
  });

  it('counts the nth weekday from either end of the month', () => {
    const nth = (n: number): string[] => days({ holidays: [{ name: 'a day', month: 8, weekday: 1, nth: n }] });
    // August 2026 begins on a Saturday and ends on a Monday.
    expect([nth(1), nth(5), nth(-1), nth(-2)]).toEqual([
      ['2026-08-03'],
      ['2026-08-31'],
      ['2026-08-31'],
      ['2026-08-24'],
    ]);
  });

  it('holds from its first to its last year', () => {
    const holidays = [{ name: 'a day', month: 6, day: 19, from: 2021, until: 2023 }];
    expect(days({ holidays }, 2019, 2026)).toEqual(['2021-06-19', '2022-06-19', '2023-06-19']);
  });

  it('refuses what says no day, and a substitute it does not know', () => {
    expect(() => days({ holidays: [{ name: 'May something', month: 5 }] })).toThrow('"May something"');
    expect(() => days({ holidays: [{ name: 'a Monday', month: 5, weekday: 1 }] })).toThrow('"a Monday"');
    expect(() => days({ holidays: [{ name: 'day two', day: 2 }] })).toThrow('"day two"');
    expect(() => days({ holidays: [{ name: 'first Monday', weekday: 1, nth: 1 }] })).toThrow('"first Monday"');
    expect(() => days({ substitute: 'sometimes' })).toThrow(
      'expected none, nearest, next_weekday or after_sunday, got "sometimes"',
    );
  });
});

describe('a country', () => {
  it('is known with its names, or by its letters alone, or none', () => {
    expect(COUNTRIES.map(({ code }) => code)).toEqual(['CN', 'DE', 'FR', 'GB', 'JP', 'US']);
    for (const { code, name } of COUNTRIES) {
      expect(isCountry(code)).toBe(true);
      expect([name.zh, name.en].every((each) => each.length > 1)).toBe(true);
    }
    for (const code of ['BR', 'none', 'SG']) expect(isCountry(code)).toBe(true);
    for (const code of ['UX', 'us', 'USA', 'U', '', 'ZZ', 'None', '86', 'XUS']) expect(isCountry(code)).toBe(false);
    expect(() => countryCalendar({ country: 'UX', exceptions: [] })).toThrow('two letters, or none, got "UX"');
  });

  it('whose law names its days has certain ones to the end; Japan’s equinoxes are announced year by year', () => {
    const until = (country: string): string => formatDay(countryCalendar({ country, exceptions: [] }).publishedUntil);
    expect(['US', 'GB', 'DE', 'FR', 'none'].map(until)).toEqual(Array(5).fill('2060-12-31'));
    expect(until('JP')).toBe('2026-12-31');
    expect(until('CN')).toBe('2026-12-31');
    const japan = countryCalendar({ country: 'JP', exceptions: [] });
    expect(japan.isPublished(day('2016-01-01'))).toBe(true);
    expect(japan.isPublished(day('2026-12-31'))).toBe(true);
    expect(japan.isPublished(day('2027-01-01'))).toBe(false);
    expect(japan.isWorking(day('2027-03-22'))).toBe(false);
  });

  it('that is not known here has Monday to Friday, says so, and is certain of no day', () => {
    const brazil = countryCalendar({ country: 'BR', exceptions: [] });
    expect([brazil.country, brazil.basis]).toEqual(['BR', 'weekdays']);
    expect(formatDay(brazil.publishedUntil)).toBe('2015-12-31');
    expect(brazil.isPublished(FIRST_DAY)).toBe(false);
    expect(brazil.isPublished(LAST_DAY)).toBe(false);
    expect(formatDay(brazil.addWorking(day('2026-12-24'), 1))).toBe('2026-12-25');
    const none = countryCalendar({ country: 'none', exceptions: [] });
    expect([none.country, none.basis, none.isPublished(FIRST_DAY), none.isPublished(LAST_DAY)]).toEqual([
      'none',
      'none',
      true,
      true,
    ]);
    expect(countryCalendar({ country: 'US', exceptions: [] }).basis).toBe('holidays');
    const china = countryCalendar({ country: 'CN', exceptions: [] });
    expect([china.country, china.basis]).toEqual(['CN', 'holidays']);
  });

  it.each(['CN', 'US', 'GB', 'DE', 'FR', 'JP', 'BR', 'none'])('%s takes the admin’s exceptions on top', (country) => {
    const calendar = countryCalendar({
      country,
      exceptions: [
        { on: '2026-03-10', working: false, name: 'closed' },
        { on: '2026-12-26', working: true, name: 'stocktaking on a Saturday' },
        { on: '2026-01-01', working: true, name: 'open on New Year' },
      ],
    });
    expect(calendar.kindOf(day('2026-03-10'))).toBe('holiday');
    expect(calendar.kindOf(day('2026-12-26'))).toBe('make_up');
    expect(calendar.kindOf(day('2026-01-01'))).toBe('workday');
    expect(formatDay(calendar.addWorking(day('2026-03-09'), 1))).toBe('2026-03-11');
    expect(() => countryCalendar({ country, exceptions: [{ on: '2061-01-01', working: true, name: 'x' }] })).toThrow(
      'expected exceptions.0.on from 2016-01-01 to 2060-12-31, got "2061-01-01"',
    );
  });

  it('counts its working days as a walk does, there and back', () => {
    for (const { code } of COUNTRIES) {
      const calendar = countryCalendar({ country: code, exceptions: [] });
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 15_000 }), fc.integer({ min: 1, max: 60 }), (offset, n) => {
          const from = addDays(calendar.first, offset);
          let on = from;
          for (let left = n; left > 0; ) {
            on = addDays(on, 1);
            if (calendar.isWorking(on)) left -= 1;
          }
          expect(calendar.addWorking(from, n)).toBe(on);
          if (calendar.isWorking(from)) expect(calendar.addWorking(on, -n)).toBe(from);
        }),
        { numRuns: 100 },
      );
    }
  });
});
