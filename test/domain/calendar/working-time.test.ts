import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chinaCalendar } from '../../../src/domain/calendar/china-calendar.ts';
import { addDays, day, formatDay } from '../../../src/domain/calendar/day.ts';
import { buildCalendar } from '../../../src/domain/calendar/working-calendar.ts';
import { settingsOf, workingTime } from '../../../src/domain/calendar/working-time.ts';
import { inZone, ZONES } from '../support.ts';
import { count, walk, workedMinutes } from './minute-oracle.ts';

const CALENDAR = chinaCalendar([]);
const SPLIT = [
  { from: '09:00', to: '12:00' },
  { from: '13:00', to: '18:00' },
];
const YEARS = { from: 2025, to: 2027 };
const at = (text: string): number => Date.parse(text) / 60_000;
const show = (minute: number): string => new Date(minute * 60_000).toISOString().slice(0, 16);

describe('working minutes', () => {
  const shanghai = workingTime(CALENDAR, { zone: 'Asia/Shanghai', shifts: SPLIT }, YEARS);

  it.each([
    ['over lunch', '2026-03-02T11:30+08:00', 60, '2026-03-02T13:30+08:00'],
    ['up to the end of a stretch', '2026-03-02T11:30+08:00', 30, '2026-03-02T12:00+08:00'],
    ['over a weekend', '2026-03-06T17:30+08:00', 60, '2026-03-09T09:30+08:00'],
    ['through a make-up Saturday and Spring Festival', '2026-02-13T17:00+08:00', 600, '2026-02-24T10:00+08:00'],
    ['from a day off', '2026-03-07T11:00+08:00', 1, '2026-03-09T09:01+08:00'],
    ['to the next open minute', '2026-03-07T11:00+08:00', 0, '2026-03-09T09:00+08:00'],
    ['backwards', '2026-03-09T09:30+08:00', -60, '2026-03-06T17:30+08:00'],
  ])('are added %s', (_what, from, minutes, expected) => {
    expect(show(shanghai.addMinutes(at(from), minutes))).toBe(show(at(expected)));
  });

  it('the next working day opens at nine', () => {
    expect(show(shanghai.nextOpen(at('2026-02-14T19:00+08:00')))).toBe(show(at('2026-02-24T09:00+08:00')));
  });

  it('a shift over the hour that is left out is an hour shorter, over the one that is repeated an hour longer', () => {
    const night = { shifts: [{ from: '00:00', to: '06:00' }], exceptions: [] };
    const everyDay = (on: string) => ({ on, working: true });
    const newYork = workingTime(
      CALENDAR,
      { ...night, zone: 'America/New_York', exceptions: ['2026-03-08', '2026-11-01'].map(everyDay) },
      YEARS,
    );
    expect(newYork.minutesBetween(at('2026-03-08T00:00-05:00'), at('2026-03-08T12:00-04:00'))).toBe(300);
    expect(newYork.minutesBetween(at('2026-11-01T00:00-04:00'), at('2026-11-01T12:00-05:00'))).toBe(420);
    // Santiago puts its clock forward at midnight itself: the day begins at one.
    const santiago = workingTime(
      CALENDAR,
      { ...night, zone: 'America/Santiago', exceptions: [everyDay('2026-09-06')] },
      YEARS,
    );
    expect(santiago.minutesBetween(at('2026-09-06T01:00-03:00'), at('2026-09-06T12:00-03:00'))).toBe(300);
  });

  it('a person’s own time goes before the team’s, and that before the portal’s', () => {
    expect(
      settingsOf(
        { zone: 'Asia/Shanghai', shifts: SPLIT, exceptions: [{ on: '2026-03-07', working: true }] },
        { zone: 'Asia/Urumqi' },
        { shifts: [{ from: '10:00', to: '14:00' }], exceptions: [{ on: '2026-03-07', working: false }] },
      ),
    ).toEqual({
      zone: 'Asia/Urumqi',
      shifts: [{ from: '10:00', to: '14:00' }],
      exceptions: [
        { on: '2026-03-07', working: true },
        { on: '2026-03-07', working: false },
      ],
    });
  });

  it.each([
    [
      'a zone that does not exist',
      { zone: 'Asia/Nowhere', shifts: SPLIT },
      'time zone that exists, got "Asia/Nowhere"',
    ],
    ['no shift', { zone: 'UTC', shifts: [] }, 'expected at least one shift'],
    ['no word of shifts', { zone: 'UTC' }, 'expected at least one shift'],
    [
      'shifts that overlap',
      {
        shifts: [
          { from: '09:00', to: '12:00' },
          { from: '11:00', to: '18:00' },
        ],
      },
      'expected shifts.1 to ascend, got {"from":"11:00","to":"18:00"}',
    ],
    [
      'a shift over midnight',
      { shifts: [{ from: '22:00', to: '06:00' }] },
      'expected shifts.0 to end after it begins, got {"from":"22:00","to":"06:00"}: a shift over midnight is written as two',
    ],
    ['a shift without length', { shifts: [{ from: '09:00', to: '09:00' }] }, 'shifts.0 to end after it begins'],
    [
      'a time of day that is none',
      { shifts: [{ from: '9:00', to: '17:00' }] },
      'expected shifts.0.from as HH:MM up to 24:00, got "9:00"',
    ],
    [
      'the 75th minute',
      { shifts: [...SPLIT, { from: '19:00', to: '19:75' }] },
      'expected shifts.2.to as HH:MM up to 24:00, got "19:75"',
    ],
    ['a minute past 24:00', { shifts: [{ from: '09:00', to: '24:01' }] }, 'got "24:01"'],
    ['the 25th hour', { shifts: [{ from: '25:00', to: '26:00' }] }, 'got "25:00"'],
    ['more than a time', { shifts: [{ from: '09:00x', to: '10:00' }] }, 'got "09:00x"'],
    ['more before a time', { shifts: [{ from: 'x09:00', to: '10:00' }] }, 'got "x09:00"'],
    ['more after midnight', { shifts: [{ from: '09:00', to: '24:00h' }] }, 'got "24:00h"'],
    [
      'an exception on no day',
      { shifts: SPLIT, exceptions: [{ on: '2026-02-30', working: true }] },
      'expected exceptions.0.on from 2016-01-01 to 2060-12-31, got "2026-02-30"',
    ],
    ['an exception outside', { shifts: SPLIT, exceptions: [{ on: '2061-01-01', working: true }] }, 'got "2061-01-01"'],
  ])('are refused for %s, with the place', (_what, settings, message) => {
    expect(() => workingTime(CALENDAR, settings, YEARS)).toThrow(RangeError);
    expect(() => workingTime(CALENDAR, settings, YEARS)).toThrow(message);
  });

  it.each([
    [2015, 2027],
    [2025, 2061],
    [2027, 2026],
    [Number.NaN, 2027],
    [2025, Number.NaN],
  ])('are refused from %d to %d', (from, to) => {
    expect(() => workingTime(CALENDAR, { shifts: SPLIT }, { from, to })).toThrow(
      `expected years from 2016 to 2060, got ${from} to ${to}`,
    );
  });

  it('are there for the first and the last year of the calendar', () => {
    const first = workingTime(CALENDAR, { shifts: SPLIT }, { from: 2016, to: 2016 });
    expect(show(first.addMinutes(at('2016-01-01T00:00Z'), 1))).toBe('2016-01-04T09:01');
    const last = workingTime(CALENDAR, { shifts: SPLIT }, { from: 2060, to: 2060 });
    expect(show(last.addMinutes(at('2061-01-01T00:00Z'), -1))).toBe('2060-12-31T17:59');
  });

  it('an instant outside the years is refused, with the place, whatever is asked', () => {
    const from = at('2025-01-01T00:00+08:00');
    const to = at('2028-01-01T00:00+08:00');
    for (const ask of [
      (instant: number) => shanghai.isWorking(instant),
      (instant: number) => shanghai.addMinutes(instant, 0),
      (instant: number) => shanghai.minutesBetween(instant, to),
      (instant: number) => shanghai.minutesBetween(from, instant),
      (instant: number) => shanghai.nextOpen(instant),
    ]) {
      expect(() => ask(at('2031-01-01T00:00Z'))).toThrow(
        'expected an instant from 2025 to 2027, got 2031-01-01T00:00:00.000Z',
      );
      expect(() => ask(from - 1)).toThrow('got 2024-12-31T15:59:00.000Z');
      expect(() => ask(to + 1)).toThrow('got 2027-12-31T16:01:00.000Z');
      expect(() => ask(Number.NaN)).toThrow('got epoch minute NaN');
      expect(() => ask(Number.POSITIVE_INFINITY)).toThrow('got epoch minute Infinity');
    }
    expect(shanghai.isWorking(from)).toBe(false);
    expect(shanghai.isWorking(to)).toBe(false);
    expect(shanghai.minutesBetween(from, from + 1)).toBe(0);
  });

  it('time that reaches beyond the years is refused, and the very last minute is not', () => {
    const to = at('2028-01-01T00:00+08:00');
    const total = shanghai.minutesBetween(at('2025-01-01T00:00+08:00'), to);
    expect(show(shanghai.addMinutes(to, -total))).toBe(show(at('2025-01-02T09:00+08:00')));
    expect(show(shanghai.addMinutes(at('2025-01-01T00:00+08:00'), total))).toBe(show(at('2027-12-31T18:00+08:00')));
    expect(() => shanghai.addMinutes(to, -total - 1)).toThrow(
      `expected ${-total - 1} working minutes from 2025 to 2027, got none from 2027-12-31T16:00:00.000Z`,
    );
    expect(() => shanghai.addMinutes(to, 1)).toThrow('expected 1 working minutes from 2025 to 2027');
    expect(() => shanghai.addMinutes(to, 0)).toThrow('expected a working minute from 2025 to 2027');
    expect(() => shanghai.addMinutes(to, Number.NaN)).toThrow('expected NaN working minutes');
    expect(() => shanghai.nextOpen(to)).toThrow('expected an opening from 2025 to 2027');
  });

  it('count parts of a minute', () => {
    const from = at('2026-03-02T09:00+08:00');
    expect(shanghai.addMinutes(from + 0.5, 180)).toBe(at('2026-03-02T13:00+08:00') + 0.5);
    expect(shanghai.minutesBetween(from + 0.25, from + 1)).toBe(0.75);
  });
});

describe('a working day', () => {
  const shanghai = workingTime(CALENDAR, { zone: 'Asia/Shanghai', shifts: SPLIT }, YEARS);
  it.each([
    ['before it has begun', '2026-03-02T08:00+08:00', undefined, '2026-03-02T09:00+08:00'],
    ['as it begins', '2026-03-02T09:00+08:00', undefined, '2026-03-02T09:00+08:00'],
    ['once it has begun', '2026-03-02T09:01+08:00', undefined, '2026-03-03T09:00+08:00'],
    ['over lunch', '2026-03-02T12:30+08:00', undefined, '2026-03-03T09:00+08:00'],
    ['in the evening before a weekend', '2026-03-06T19:00+08:00', undefined, '2026-03-09T09:00+08:00'],
    ['before the first of the years', '2025-01-01T00:00+08:00', undefined, '2025-01-02T09:00+08:00'],
    ['at ten, from the evening before', '2026-03-06T19:00+08:00', 600, '2026-03-09T10:00+08:00'],
    ['at ten, early that day', '2026-03-02T08:00+08:00', 600, '2026-03-02T10:00+08:00'],
    ['at ten, to the minute', '2026-03-02T10:00+08:00', 600, '2026-03-02T10:00+08:00'],
    ['at ten, over lunch', '2026-03-02T12:30+08:00', 600, '2026-03-03T10:00+08:00'],
    ['at ten, on a make-up Saturday’s eve', '2026-02-13T19:00+08:00', 600, '2026-02-14T10:00+08:00'],
    ['at half past twelve, which is lunch', '2026-03-02T08:00+08:00', 750, '2026-03-02T13:00+08:00'],
    ['at noon, when the morning ends', '2026-03-02T08:00+08:00', 720, '2026-03-02T13:00+08:00'],
    ['at six in the morning', '2026-03-02T03:00+08:00', 360, '2026-03-02T09:00+08:00'],
  ])('opens next, asked %s', (_what, from, notBefore, expected) => {
    const open = shanghai.nextOpen(at(from), ...(notBefore === undefined ? [] : [notBefore]));
    expect(show(open)).toBe(show(at(expected)));
  });

  it('never opens at an hour at which nobody works', () => {
    expect(() => shanghai.nextOpen(at('2026-03-02T08:00+08:00'), 1_080)).toThrow('expected an opening');
  });

  it('that a zone leaves out has no minute and no opening: Apia went from 29 to 31 December 2011', () => {
    const everyDay = buildCalendar({
      first: day('2011-12-01'),
      last: day('2012-01-31'),
      country: 'none',
      basis: 'none',
      official: [
        { on: day('2011-12-24'), working: true },
        { on: day('2011-12-31'), working: true },
      ],
      exceptions: [],
      publishedYears: [2011, 2012],
    });
    const apia = workingTime(everyDay, { zone: 'Pacific/Apia', shifts: SPLIT }, { from: 2011, to: 2012 });
    const thursday = at('2011-12-29T09:00-10:00');
    // Friday 30 December is a weekday that never was.
    expect(show(apia.addMinutes(thursday, 480))).toBe(show(at('2011-12-29T18:00-10:00')));
    expect(show(apia.addMinutes(thursday, 481))).toBe(show(at('2011-12-31T09:01+14:00')));
    expect(show(apia.nextOpen(at('2011-12-29T20:00-10:00')))).toBe(show(at('2011-12-31T09:00+14:00')));
    expect(apia.minutesBetween(at('2011-12-29T18:00-10:00'), at('2011-12-31T09:00+14:00'))).toBe(0);
    expect(apia.isWorking(at('2011-12-31T00:00+14:00'))).toBe(false);
  });

  it('without any work has none to add, and nothing opens', () => {
    const leave = Array.from({ length: 366 }, (_, i) => ({
      on: formatDay(addDays(day('2028-01-01'), i)),
      working: false,
    }));
    const away = workingTime(CALENDAR, { shifts: SPLIT, exceptions: leave }, { from: 2028, to: 2028 });
    const from = at('2028-06-01T09:00Z');
    expect(away.isWorking(from)).toBe(false);
    expect(away.minutesBetween(from, at('2028-12-01T00:00Z'))).toBe(0);
    expect(() => away.addMinutes(from, 0)).toThrow('expected a working minute from 2028 to 2028');
    expect(() => away.addMinutes(from, 1)).toThrow(RangeError);
    expect(() => away.addMinutes(from, -1)).toThrow(RangeError);
    expect(() => away.nextOpen(from)).toThrow(RangeError);
  });
});

describe('the hour a clock leaves out, and the one it shows twice', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29', [['01:00', '04:00']], 120],
    // Begins in the gap: at the jump.
    ['Europe/Berlin', '2026-03-29', [['02:30', '04:00']], 60],
    // Ends in the gap: at the jump.
    ['Europe/Berlin', '2026-03-29', [['01:00', '02:30']], 60],
    // Wholly in the gap: never.
    ['Europe/Berlin', '2026-03-29', [['02:10', '02:50']], 0],
    ['Europe/Berlin', '2026-10-25', [['01:00', '04:00']], 240],
    // Ends the first time its clock shows so.
    ['Europe/Berlin', '2026-10-25', [['01:00', '02:30']], 90],
    // Begins the first time.
    ['Europe/Berlin', '2026-10-25', [['02:15', '03:00']], 105],
    // One after the other: the hour shown twice is worked once by each minute's shift, none is lost.
    [
      'Europe/Berlin',
      '2026-10-25',
      [
        ['01:00', '02:30'],
        ['02:30', '04:00'],
      ],
      240,
    ],
    ['Australia/Lord_Howe', '2026-10-04', [['01:00', '04:00']], 150],
    ['Australia/Lord_Howe', '2026-04-05', [['01:00', '04:00']], 210],
    ['America/Santiago', '2026-09-06', [['00:00', '06:00']], 300],
    ['Asia/Kolkata', '2026-03-29', [['00:00', '24:00']], 1_440],
    ['Europe/Berlin', '2026-03-29', [['00:00', '24:00']], 1_380],
    ['Europe/Berlin', '2026-10-25', [['00:00', '24:00']], 1_500],
  ] as const)('in %s on %s: %j makes %i minutes', (zone, on, shifts, minutes) => {
    const time = workingTime(
      CALENDAR,
      {
        zone,
        shifts: shifts.map(([from, to]) => ({ from, to })),
        exceptions: [-1, 0, 1].map((off) => ({ on: formatDay(addDays(day(on), off)), working: off === 0 })),
      },
      { from: 2026, to: 2026 },
    );
    const noon = Date.parse(`${on}T12:00Z`) / 60_000;
    expect(time.minutesBetween(noon - 1_440, noon + 1_440)).toBe(minutes);
  });
});

const NIGHTS = [
  { from: '00:00', to: '02:15' },
  { from: '02:40', to: '06:00' },
  { from: '22:00', to: '24:00' },
];

/** Weeks that hold every change of these clocks in 2026, Qingming, and National Day with its make-up days. */
const SEASONS = [
  {
    from: '2026-03-20T00:00Z',
    to: '2026-04-25T00:00Z',
    changes: ['2026-03-29T01:00Z', '2026-04-04T15:00Z', '2026-04-05T03:00Z'],
  },
  {
    from: '2026-08-30T00:00Z',
    to: '2026-11-10T00:00Z',
    changes: ['2026-09-06T04:00Z', '2026-10-03T15:30Z', '2026-10-25T01:00Z'],
  },
];

describe.each(ZONES)('working minutes against a clock read minute by minute, the process in %s', (zone) => {
  it.each([
    'Asia/Shanghai',
    'UTC',
    'Asia/Kolkata',
    'Europe/Berlin',
    'America/Santiago',
    'Australia/Lord_Howe',
    'Pacific/Apia',
  ])('in %s every answer is the same, and there and back returns', (where) => {
    inZone(zone, () => {
      for (const shifts of [SPLIT, NIGHTS]) {
        const time = workingTime(CALENDAR, { zone: where, shifts }, { from: 2026, to: 2026 });
        for (const { from: begin, to, changes } of SEASONS) {
          const clock = workedMinutes(where, shifts, begin, to);
          const isWorked = (minute: number): boolean => clock.worked[minute - clock.from] === 1;
          const instant = fc.oneof(
            fc.integer({ min: clock.from, max: clock.from + clock.worked.length - 25_000 }),
            fc
              .tuple(fc.constantFrom(...changes), fc.integer({ min: -1_500, max: 1_500 }))
              .map(([near, off]) => at(near) + off),
          );
          fc.assert(
            fc.property(instant, fc.integer({ min: 1, max: 1_000 }), (from, minutes) => {
              const end = walk(clock, from, minutes);
              expect(show(time.addMinutes(from, minutes))).toBe(show(end));
              expect(time.minutesBetween(from, end)).toBe(minutes);
              expect(time.minutesBetween(end, from)).toBe(-minutes);
              expect(count(clock, from, end)).toBe(minutes);
              expect(time.isWorking(from)).toBe(isWorked(from));
              const next = time.addMinutes(from, 0);
              expect([isWorked(next), count(clock, from, next)]).toEqual([true, 0]);
              const back = time.addMinutes(end, -minutes);
              expect(time.minutesBetween(back, end)).toBe(minutes);
              // The first minute of a stretch and the end of the one before are the same point of working time.
              if (isWorked(from) && isWorked(from - 1)) expect(show(back)).toBe(show(from));
            }),
            { numRuns: 40 },
          );
        }
      }
    });
  });
});
