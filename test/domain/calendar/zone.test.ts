import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import { dayIn, instantAt, zoneExists, zoneOf } from '../../../src/domain/calendar/zone.ts';
import { inZone, ZONES } from '../support.ts';

const CLOCKS = [
  'UTC',
  'Asia/Shanghai',
  'Asia/Kolkata',
  'Europe/Berlin',
  'America/Santiago',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  // Twice a year around Ramadan, and 45 minutes off the hour.
  'Africa/Casablanca',
  'Pacific/Chatham',
  'America/New_York',
];
const at = (text: string): number => Date.parse(text) / 60_000;
const show = (minute: number): string => new Date(minute * 60_000).toISOString().slice(0, 16);
const wall = (on: string, time: string): number =>
  day(on) * 1_440 + Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const zoned = (minute: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(minute * 60_000).toZonedDateTimeISO(zone);

describe.each(ZONES)('the clock of a zone against Temporal, the process in %s', (zone) => {
  it('is as far from UTC at any instant from 2005 to 2045', () => {
    inZone(zone, () => {
      for (const name of CLOCKS) {
        fc.assert(
          fc.property(fc.integer({ min: at('2005-01-01T00:00Z'), max: at('2045-01-01T00:00Z') }), (minute) => {
            const clock = zoned(minute, name);
            expect(zoneOf(name).offsetAt(minute)).toBe(clock.offsetNanoseconds / 60_000_000_000);
            expect(zoneOf(name).wallAt(minute)).toBe(minute + clock.offsetNanoseconds / 60_000_000_000);
          }),
          { numRuns: 60 },
        );
      }
    });
  });

  it('changes at the very minute, on every change from 2008 to 2032', () => {
    inZone(zone, () => {
      let changes = 0;
      for (const name of CLOCKS) {
        let clock = zoned(at('2008-01-01T00:00Z'), name).getTimeZoneTransition('next');
        for (; clock !== null && clock.year < 2032; clock = clock.getTimeZoneTransition('next')) {
          const minute = clock.epochMilliseconds / 60_000;
          const before = zoned(minute - 1, name);
          expect([name, show(minute), zoneOf(name).offsetAt(minute - 1), zoneOf(name).offsetAt(minute)]).toEqual([
            name,
            show(minute),
            before.offsetNanoseconds / 60_000_000_000,
            clock.offsetNanoseconds / 60_000_000_000,
          ]);
          changes += 1;
        }
      }
      expect(changes).toBeGreaterThan(250);
    });
  });

  it('shows a wall minute first when Temporal says so, near each change too', () => {
    inZone(zone, () => {
      for (const name of CLOCKS) {
        const around = [
          '2011-12-30T10:00Z',
          '2026-03-29T01:00Z',
          '2026-10-25T01:00Z',
          '2026-04-05T03:00Z',
          '2026-09-06T04:00Z',
          '2026-10-03T15:30Z',
          '2026-04-04T15:00Z',
        ];
        fc.assert(
          fc.property(fc.constantFrom(...around), fc.integer({ min: -2_000, max: 2_000 }), (near, off) => {
            const minute = at(near) + off;
            const date = Temporal.PlainDateTime.from(show(minute));
            const first = date.toZonedDateTime(name, { disambiguation: 'compatible' });
            const compatible = first.epochMilliseconds;
            const text = show(minute);
            expect(instantAt(name, day(text.slice(0, 10)), text.slice(11))).toBe(compatible);
            const shown = zoneOf(name).firstShowing(minute);
            // In a gap it is the jump itself: the last instant before the clock shows something later.
            expect(zoneOf(name).wallAt(shown)).toBeGreaterThanOrEqual(minute);
            expect(zoneOf(name).wallAt(shown - 1)).toBeLessThan(minute);
            if (first.toPlainDateTime().equals(date)) expect(shown * 60_000).toBe(compatible);
          }),
          { numRuns: 150 },
        );
      }
    });
  });
});

describe('the first instant at which a clock shows a time', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29', '02:00', '2026-03-29T01:00'],
    ['Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:00'],
    ['Europe/Berlin', '2026-03-29', '03:00', '2026-03-29T01:00'],
    ['Europe/Berlin', '2026-03-29', '03:01', '2026-03-29T01:01'],
    ['Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30'],
    ['Europe/Berlin', '2026-10-25', '03:00', '2026-10-25T02:00'],
    // Santiago's clock jumps at midnight, so that the day begins at one, and is put back at midnight to 23:00.
    ['America/Santiago', '2026-09-06', '00:00', '2026-09-06T04:00'],
    ['America/Santiago', '2026-04-04', '23:30', '2026-04-05T02:30'],
    ['America/Santiago', '2026-04-05', '00:00', '2026-04-05T04:00'],
    // Apia left out 2011-12-30.
    ['Pacific/Apia', '2011-12-29', '23:59', '2011-12-30T09:59'],
    ['Pacific/Apia', '2011-12-30', '00:00', '2011-12-30T10:00'],
    ['Pacific/Apia', '2011-12-30', '15:00', '2011-12-30T10:00'],
    ['Pacific/Apia', '2011-12-31', '00:00', '2011-12-30T10:00'],
    ['Pacific/Apia', '2011-12-31', '00:01', '2011-12-30T10:01'],
    // Half an hour only.
    ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:30'],
    ['Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45'],
    ['Asia/Kolkata', '2026-06-01', '09:00', '2026-06-01T03:30'],
  ])('in %s, of %s %s, is %s', (zone, on, time, instant) => {
    expect(show(zoneOf(zone).firstShowing(wall(on, time)))).toBe(instant);
  });
});

describe('days and instants', () => {
  it('tell the civil day on both sides of midnight, to the millisecond', () => {
    const on = (zone: string, text: string): string => formatDay(dayIn(zone, Date.parse(text)));
    expect(on('Asia/Shanghai', '2026-11-21T15:59:59.999Z')).toBe('2026-11-21');
    expect(on('Asia/Shanghai', '2026-11-21T16:00:00Z')).toBe('2026-11-22');
    expect(on('America/Los_Angeles', '2026-11-21T07:59:59.999Z')).toBe('2026-11-20');
    expect(on('Pacific/Apia', '2011-12-30T09:59:59.999Z')).toBe('2011-12-29');
    expect(on('Pacific/Apia', '2011-12-30T10:00:00Z')).toBe('2011-12-31');
    expect(on('UTC', '1969-12-31T23:59:59.999Z')).toBe('1969-12-31');
  });

  it('a time in a gap is as long after the jump as it lies in the gap', () => {
    expect(new Date(instantAt('Europe/Berlin', day('2026-03-29'), '02:30')).toISOString()).toBe(
      '2026-03-29T01:30:00.000Z',
    );
    expect(new Date(instantAt('Europe/Berlin', day('2026-03-29'), '02:00')).toISOString()).toBe(
      '2026-03-29T01:00:00.000Z',
    );
  });
});

describe('a zone that does not exist', () => {
  it('is refused by name', () => {
    expect(() => zoneOf('Asia/Nowhere')).toThrow('expected a time zone that exists, got "Asia/Nowhere"');
    expect(() => dayIn('Mars/Olympus', 0)).toThrow(RangeError);
    expect([zoneExists('Asia/Nowhere'), zoneExists(''), zoneExists('Asia/Shanghai')]).toEqual([false, false, true]);
  });

  it('and an instant that is none is refused too', () => {
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY, 1e15])
      expect(() => zoneOf('UTC').offsetAt(none)).toThrow(RangeError);
  });
});
