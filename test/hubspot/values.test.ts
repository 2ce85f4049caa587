import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../src/domain/calendar/day.ts';
import { dayIn, instantAt } from '../../src/domain/calendar/zone.ts';
import { boolOf, dayOf, heldOf, listOf, numberOf, textOf } from '../../src/hubspot/values.ts';

describe('property values', () => {
  it('reads null, missing and cleared as nothing', () => {
    const values = { a: null, b: '', c: 'x' };
    expect([textOf(values, 'a'), textOf(values, 'b'), textOf(values, 'd'), textOf(values, 'c')]).toEqual([
      undefined,
      undefined,
      undefined,
      'x',
    ]);
  });

  it('holds what is not empty, of all its names or of those asked for', () => {
    const values = { a: null, b: '', c: 'x', d: '0' };
    expect(heldOf(values)).toEqual({ c: 'x', d: '0' });
    expect(heldOf(values, ['a', 'd', 'e'])).toEqual({ d: '0' });
  });

  it('reads a date as text, as an instant and as milliseconds', () => {
    const on = day('2026-02-14');
    for (const value of ['2026-02-14', '2026-02-14T00:00:00Z', '1771027200000'])
      expect(dayOf({ on: value }, 'on')).toBe(on);
    expect(dayOf({ on: '14.2.2026' }, 'on')).toBeUndefined();
  });

  it('reads lists, yes and numbers', () => {
    expect(listOf({ v: 'a; b;;c' }, 'v')).toEqual(['a', 'b', 'c']);
    expect(boolOf({ v: 'true' }, 'v')).toBe(true);
    expect(boolOf({ v: null }, 'v')).toBe(false);
    expect([numberOf({ v: '4.5' }, 'v'), numberOf({ v: 'x' }, 'v'), numberOf({ v: '' }, 'v')]).toEqual([
      4.5,
      undefined,
      undefined,
    ]);
  });
});

describe('days and instants of a zone', () => {
  it('tells the civil day on both sides of midnight', () => {
    expect(formatDay(dayIn('Asia/Shanghai', Date.parse('2026-11-21T15:59:59Z')))).toBe('2026-11-21');
    expect(formatDay(dayIn('Asia/Shanghai', Date.parse('2026-11-21T16:00:00Z')))).toBe('2026-11-22');
    expect(formatDay(dayIn('America/Los_Angeles', Date.parse('2026-11-21T07:59:59Z')))).toBe('2026-11-20');
  });

  it.each([
    ['Asia/Shanghai', '2026-11-23', '09:00', '2026-11-23T01:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29', '09:00', '2026-03-29T07:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25', '09:00', '2026-10-25T08:00:00.000Z'],
    // 02:30 does not exist: the clock goes from 02:00 to 03:00.
    ['Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:30:00.000Z'],
    // 02:30 comes twice: the first, in summer time.
    ['Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04', '09:00', '2026-10-03T22:00:00.000Z'],
  ])('in %s, %s %s is %s', (zone, on, time, instant) => {
    expect(new Date(instantAt(zone, day(on), time)).toISOString()).toBe(instant);
  });
});
