import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import { chinaCalendar } from '../../../src/domain/calendar/working-calendar.ts';
import { settingsOf, workingTime } from '../../../src/domain/calendar/working-time.ts';
import { inZone, ZONES } from '../support.ts';

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
    ['a zone that does not exist', { zone: 'Asia/Nowhere', shifts: SPLIT }, 'Asia/Nowhere'],
    ['no shift', { zone: 'UTC', shifts: [] }, 'shift'],
    [
      'shifts that overlap',
      {
        shifts: [
          { from: '09:00', to: '12:00' },
          { from: '11:00', to: '18:00' },
        ],
      },
      'ascend',
    ],
    ['a shift that ends before it begins', { shifts: [{ from: '18:00', to: '09:00' }] }, 'ascend'],
  ])('are refused for %s, with the place', (_what, settings, message) => {
    expect(() => workingTime(CALENDAR, settings, YEARS)).toThrow(message);
  });

  it('an instant outside the years is refused', () => {
    expect(() => shanghai.addMinutes(at('2031-01-01T00:00Z'), 1)).toThrow('between 2025 and 2027');
  });
});

/** Minute by minute: is the clock of the zone inside a shift of a working day? */
function slow(zone: string) {
  const clock = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (minute: number): boolean => {
    const text = clock.format(minute * 60_000);
    const [on, time] = text.split(', ') as [string, string];
    if (!CALENDAR.isWorking(day(on))) return false;
    return SPLIT.some(({ from, to }) => time >= from && time < to);
  };
}

describe.each(ZONES)('working minutes against a clock read minute by minute, the process in %s', (zone) => {
  it('a day or two ahead is the same instant, and there and back returns', () => {
    inZone(zone, () => {
      for (const where of ['Asia/Shanghai', 'America/Santiago', 'Pacific/Apia', 'Europe/Berlin']) {
        const time = workingTime(CALENDAR, { zone: where, shifts: SPLIT }, YEARS);
        const isWorked = slow(where);
        fc.assert(
          fc.property(
            fc.integer({ min: at('2026-03-01T00:00Z'), max: at('2026-11-20T00:00Z') }),
            fc.integer({ min: 1, max: 500 }),
            (from, minutes) => {
              let left = minutes;
              let minute = from;
              while (left > 0) {
                if (isWorked(minute)) left -= 1;
                minute += 1;
              }
              const added = time.addMinutes(from, minutes);
              expect(show(added)).toBe(show(minute));
              expect(time.minutesBetween(from, added)).toBe(minutes);
              expect(time.isWorking(from)).toBe(isWorked(from));
              const back = time.addMinutes(added, -minutes);
              expect(time.minutesBetween(back, added)).toBe(minutes);
              // The first minute of a stretch and the end of the one before are the same point of working time.
              if (isWorked(from) && isWorked(from - 1)) expect(show(back)).toBe(show(from));
            },
          ),
          { numRuns: 15 },
        );
      }
    });
  });
});
