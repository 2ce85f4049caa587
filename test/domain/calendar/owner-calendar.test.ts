import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chinaCalendar } from '../../../src/domain/calendar/china-calendar.ts';
import { addDays, type Day, day, formatDay } from '../../../src/domain/calendar/day.ts';
import { ownerCalendar, ownerWorkingTime, withChanges } from '../../../src/domain/calendar/owner-calendar.ts';
import { FIRST_DAY, LAST_DAY } from '../../../src/domain/calendar/working-calendar.ts';
import type { Team } from '../../../src/domain/policy/policy.ts';
import { CALENDAR, inZone, ZONES } from '../support.ts';

const TEAM: Team = {
  portal: {
    zone: 'Asia/Shanghai',
    shifts: [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '18:00' },
    ],
    exceptions: [
      { on: '2026-03-07', working: true, name: '周六值班' },
      { on: '2026-03-09', working: false, name: '停电' },
    ],
  },
  teams: {
    north: {
      shifts: [{ from: '10:00', to: '16:00' }],
      exceptions: [
        { on: '2026-03-07', working: false, name: '北方组休息' },
        { on: '2026-03-11', working: false, name: '团建' },
      ],
    },
    empty: {},
  },
  users: {
    amy: { team: 'north', exceptions: [{ on: '2026-03-11', working: true, name: '不去' }] },
    bob: { team: 'north', zone: 'Asia/Urumqi' },
    eve: { team: 'empty', shifts: [{ from: '08:00', to: '10:00' }] },
  },
  leave: [
    { ownerId: 'amy', from: '2026-03-12', to: '2026-03-13' },
    { ownerId: 'cat', from: '2026-03-07', to: '2026-03-08' },
    { ownerId: 'cat', from: '2026-03-10', to: '2026-03-10', backup: 'amy' },
  ],
};

/** Friday 2026-03-06 to Monday 2026-03-16: the days that are worked. */
function week(ownerId: string, team: Team | undefined = TEAM): string {
  const calendar = ownerCalendar(CALENDAR, team, ownerId);
  const worked: string[] = [];
  for (let on = day('2026-03-06'); on <= day('2026-03-16'); on = addDays(on, 1)) {
    if (calendar.isWorking(on)) worked.push(formatDay(on).slice(8));
  }
  return worked.join(' ');
}

describe('the calendar of an owner', () => {
  it('is the portal’s where nothing else is said', () => {
    expect(week('nobody', {})).toBe('06 09 10 11 12 13 16');
    expect(week('nobody')).toBe('06 07 10 11 12 13 16');
    expect(week('eve')).toBe('06 07 10 11 12 13 16');
    expect(ownerCalendar(CALENDAR, undefined, 'amy')).toBe(CALENDAR);
  });

  it('has the team’s exceptions over the portal’s, and his own over the team’s', () => {
    expect(week('bob')).toBe('06 10 12 13 16');
    expect(week('amy')).toBe('06 10 11 16');
  });

  it('has his leave over everything, also over a Saturday that is worked', () => {
    expect(week('cat')).toBe('06 11 12 13 16');
  });

  it('names what a changed day is, and leaves the rest as it was', () => {
    const calendar = ownerCalendar(CALENDAR, TEAM, 'eve');
    expect(calendar.kindOf(day('2026-03-07'))).toBe('make_up');
    expect(calendar.kindOf(day('2026-03-09'))).toBe('holiday');
    expect(calendar.kindOf(day('2026-02-14'))).toBe('make_up');
    expect(calendar.kindOf(day('2026-03-08'))).toBe('weekend');
    const opened = withChanges(CALENDAR, [{ on: day('2026-10-01'), working: true }]);
    expect(opened.kindOf(day('2026-10-01'))).toBe('workday');
    expect(calendar.publishedUntil).toBe(CALENDAR.publishedUntil);
    expect(calendar.isPublished(day('2027-01-01'))).toBe(false);
  });

  it('is the very calendar below where no day differs', () => {
    expect(withChanges(CALENDAR, [])).toBe(CALENDAR);
    expect(withChanges(CALENDAR, [{ on: day('2026-03-07'), working: false }])).toBe(CALENDAR);
    const twice = [
      { on: day('2026-03-07'), working: true },
      { on: day('2026-03-07'), working: false },
    ];
    expect(withChanges(CALENDAR, twice)).toBe(CALENDAR);
  });

  it.each([
    [
      'leave before the calendar',
      { leave: [{ ownerId: 'amy', from: '2015-12-31', to: '2016-01-02' }] },
      'leave.0 to lie in the calendar, got 2015-12-31 to 2016-01-02',
    ],
    ['leave after it', { leave: [{ ownerId: 'amy', from: '2060-12-31', to: '2061-01-01' }] }, 'leave.0 to lie'],
    [
      'leave that ends before it begins',
      { leave: [{ ownerId: 'amy', from: '2026-03-02', to: '2026-03-01' }] },
      'leave.0',
    ],
    ['leave on no day', { leave: [{ ownerId: 'amy', from: '2026-02-30', to: '2026-03-01' }] }, '"2026-02-30"'],
    [
      'an exception outside',
      { portal: { exceptions: [{ on: '2061-01-01', working: true, name: 'x' }] } },
      'exceptions.0.on from 2016-01-01 to 2060-12-31, got "2061-01-01"',
    ],
  ])('refuses %s, with the place', (_what, team: Team, message) => {
    expect(() => ownerCalendar(CALENDAR, team, 'amy')).toThrow(message);
  });

  it('takes leave on the first and the last day of the calendar, and on one day', () => {
    const leave = [
      { ownerId: 'amy', from: '2016-01-01', to: '2016-01-04' },
      { ownerId: 'amy', from: '2060-12-30', to: '2060-12-31' },
    ];
    const calendar = ownerCalendar(CALENDAR, { leave }, 'amy');
    expect(formatDay(calendar.workingOnOrAfter(FIRST_DAY))).toBe('2016-01-05');
    expect(formatDay(calendar.workingOnOrBefore(LAST_DAY))).toBe('2060-12-29');
    expect(calendar.isWorking(day('2016-01-04'))).toBe(false);
    expect(() => calendar.workingOnOrBefore(day('2016-01-04'))).toThrow('from 2016-01-01 on, got one before');
    expect(() => calendar.workingOnOrAfter(day('2060-12-30'))).toThrow(RangeError);
  });
});

describe('a change outside the calendar', () => {
  it('throws, and so does asking for a day outside', () => {
    expect(() => withChanges(CALENDAR, [{ on: addDays(FIRST_DAY, -1), working: true }])).toThrow(
      'expected a day from 2016-01-01 to 2060-12-31, got 2015-12-31',
    );
    expect(() => withChanges(CALENDAR, [{ on: addDays(LAST_DAY, 1), working: true }])).toThrow('got 2061-01-01');
    expect(() => withChanges(CALENDAR, [{ on: Number.NaN as Day, working: true }])).toThrow('got day number NaN');
    const calendar = withChanges(CALENDAR, [{ on: FIRST_DAY, working: true }]);
    expect(calendar.isWorking(FIRST_DAY)).toBe(true);
    for (const on of [addDays(FIRST_DAY, -1), addDays(LAST_DAY, 1)]) {
      expect(() => calendar.isWorking(on)).toThrow(RangeError);
      expect(() => calendar.addWorking(on, 0)).toThrow(RangeError);
      expect(() => calendar.addWorking(on, 1)).toThrow(RangeError);
      expect(() => calendar.kindOf(on)).toThrow(RangeError);
      expect(() => calendar.workingDaysBetween(on, FIRST_DAY)).toThrow(RangeError);
    }
    expect(() => calendar.addWorking(FIRST_DAY, -1)).toThrow(RangeError);
    expect(formatDay(calendar.addWorking(day('2016-01-04'), -1))).toBe('2016-01-01');
  });
});

/** Days around the first weeks, where the ends of the calendar are near, and around one Spring Festival. */
const someDay = fc
  .oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 3_690, max: 3_730 }))
  .map((offset) => addDays(FIRST_DAY, offset));
const changes = fc.array(fc.record({ on: someDay, working: fc.boolean() }), { maxLength: 25 });

describe.each(ZONES)('changed days against a calendar that was built with them, the process in %s', (zone) => {
  it('every question has the same answer', () => {
    inZone(zone, () =>
      fc.assert(
        fc.property(changes, someDay, someDay, fc.integer({ min: -25, max: 25 }), (list, from, to, n) => {
          const layered = withChanges(CALENDAR, list);
          const built = chinaCalendar(list.map(({ on, working }) => ({ on: formatDay(on), working, name: 'x' })));
          const answers = (calendar: typeof CALENDAR): unknown[] =>
            [
              () => calendar.isWorking(from),
              () => calendar.addWorking(from, n),
              () => calendar.workingOnOrAfter(from),
              () => calendar.workingOnOrBefore(from),
              () => calendar.workingDaysBetween(from, to),
              () => calendar.addWorking(from, 0),
            ].map((ask) => {
              try {
                return ask();
              } catch (error) {
                return error instanceof RangeError ? 'outside' : error;
              }
            });
          expect(answers(layered)).toEqual(answers(built));
        }),
        { numRuns: 300 },
      ),
    );
  });
});

describe('the working minutes of an owner', () => {
  const at = (text: string): number => Date.parse(text) / 60_000;
  const years = { from: 2026, to: 2026 };
  const workedUntil = (ownerId: string, from: string, minutes: number, team: Team = TEAM): string =>
    new Date(
      ownerWorkingTime(CALENDAR, team, ownerId, 'Europe/Berlin', years).addMinutes(at(from), minutes) * 60_000,
    ).toISOString();

  it('have the nearest level’s shifts and zone', () => {
    // Nine in Shanghai, of the portal.
    expect(workedUntil('nobody', '2026-03-06T00:00Z', 1)).toBe('2026-03-06T01:01:00.000Z');
    // Ten in Shanghai, of the team.
    expect(workedUntil('amy', '2026-03-06T00:00Z', 1)).toBe('2026-03-06T02:01:00.000Z');
    // Ten in Urumqi, his own zone.
    expect(workedUntil('bob', '2026-03-06T00:00Z', 1)).toBe('2026-03-06T04:01:00.000Z');
    expect(workedUntil('eve', '2026-03-06T00:00Z', 1)).toBe('2026-03-06T00:01:00.000Z');
  });

  it('leave out exceptions and leave', () => {
    // Friday, Tuesday, Wednesday: six hours each; Thursday and Friday away.
    expect(workedUntil('amy', '2026-03-06T00:00Z', 3 * 360 + 1)).toBe('2026-03-16T02:01:00.000Z');
  });

  it('are in the portal’s zone where no level names one, and refused without a shift', () => {
    const team: Team = { users: { amy: { shifts: [{ from: '09:00', to: '17:00' }] } } };
    expect(workedUntil('amy', '2026-03-06T00:00Z', 1, team)).toBe('2026-03-06T08:01:00.000Z');
    expect(() => workedUntil('bob', '2026-03-06T00:00Z', 1, team)).toThrow('at least one shift');
  });
});
