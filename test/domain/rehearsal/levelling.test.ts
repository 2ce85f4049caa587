import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type Day, day } from '../../../src/domain/calendar/day.ts';
import {
  level,
  type Movable,
  mostKept,
  type Room,
  smallestDay,
  tightestStretch,
} from '../../../src/domain/rehearsal/levelling.ts';

const MONDAY = day('2026-06-01');
const at = (offset: number): Day => (MONDAY + offset) as Day;
const CALL = 15;
const week = (calls: number): Room => ({ days: [0, 1, 2, 3, 4].map(at), minutesADay: CALL * calls });

/** Every arrangement there is: the most visits kept, and the fewest moves with which that many are. */
function oracle(visits: readonly Movable[], { days, minutesADay }: Room): { kept: number; moved: number } {
  const taken = days.map(() => 0);
  let best = { kept: -1, moved: 0 };
  const place = (i: number, kept: number, moved: number): void => {
    const visit = visits[i];
    if (visit === undefined) {
      if (kept > best.kept || (kept === best.kept && moved < best.moved)) best = { kept, moved };
      return;
    }
    place(i + 1, kept, moved);
    days.forEach((on, index) => {
      if (on < visit.from || on > visit.to || (taken[index] as number) + visit.minutes > minutesADay) return;
      taken[index] = (taken[index] as number) + visit.minutes;
      place(i + 1, kept + 1, moved + (on === visit.on ? 0 : 1));
      taken[index] = (taken[index] as number) - visit.minutes;
    });
  };
  place(0, 0, 0);
  return best;
}

const visit = fc
  .tuple(fc.integer({ min: -1, max: 5 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }))
  .map(([from, length, within]): Movable => {
    return { from: at(from), to: at(from + length), on: at(from + Math.min(length, within)), minutes: CALL };
  });
const room = fc
  .tuple(fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1 }), fc.integer({ min: 1, max: 3 }))
  .map(([offsets, calls]): Room => ({ days: offsets.map(at), minutesADay: CALL * calls }));
/** Calls, half hours and visits on site. */
const mixed = fc.tuple(visit, fc.constantFrom(15, 30, 120)).map(([call, minutes]): Movable => ({ ...call, minutes }));

describe('levelling', () => {
  it('moves as few as possible: one of two on a full day', () => {
    const both = { from: at(0), to: at(4), on: at(2), minutes: CALL };
    const { days, moved, short } = level([both, both], week(1));
    expect([moved, short]).toEqual([1, 0]);
    expect(new Set(days).size).toBe(2);
  });

  it('makes room by moving somebody else where only that helps', () => {
    const fixed = { from: at(2), to: at(2), on: at(2), minutes: CALL };
    const free = { from: at(2), to: at(3), on: at(2), minutes: CALL };
    expect(level([free, fixed], week(1))).toEqual({ days: [at(3), at(2)], moved: 1, short: 0 });
  });

  it('leaves what nothing keeps, and does not move it for nothing', () => {
    const fixed = { from: at(2), to: at(2), on: at(2), minutes: CALL };
    expect(level([fixed, fixed, fixed], week(2))).toMatchObject({ moved: 0, short: 1 });
    expect(tightestStretch([fixed, fixed, fixed], week(2))).toEqual({ from: at(2), to: at(2), over: CALL });
    expect(smallestDay([fixed, fixed, fixed], week(2))).toBe(3 * CALL);
  });

  it.prop([fc.array(visit, { maxLength: 6 }), room], { numRuns: 3_000 })(
    'keeps as many with as few moves as the best of all arrangements',
    (visits, limits) => {
      const best = oracle(visits, limits);
      const { days, moved, short } = level(visits, limits);
      expect({ kept: visits.length - short, moved }).toEqual(best);
      expect(mostKept(visits, limits)).toBe(best.kept);
      const taken = new Map<Day, number>();
      days.forEach((on, i) => {
        if (on === undefined) return;
        const { from, to } = visits[i] as Movable;
        expect(on >= from && on <= to && limits.days.includes(on)).toBe(true);
        taken.set(on, (taken.get(on) ?? 0) + CALL);
      });
      for (const minutes of taken.values()) expect(minutes).toBeLessThanOrEqual(limits.minutesADay);
    },
  );

  it.prop([fc.array(mixed, { maxLength: 6 }), room, fc.integer({ min: 8, max: 20 })], { numRuns: 3_000 })(
    'of visits of several lengths it keeps what has room, never more than a day holds nor than the best arrangement',
    (visits, { days }, calls) => {
      const limits = { days, minutesADay: CALL * calls };
      const best = oracle(visits, limits);
      const levelled = level(visits, limits);
      const kept = visits.length - levelled.short;
      expect(kept).toBeLessThanOrEqual(best.kept);
      // Nobody is left out who fits into a day as it is.
      const taken = new Map<Day, number>();
      levelled.days.forEach((on, i) => {
        if (on === undefined) return;
        const { from, to, minutes } = visits[i] as Movable;
        expect(on >= from && on <= to && days.includes(on)).toBe(true);
        taken.set(on, (taken.get(on) ?? 0) + minutes);
      });
      for (const minutes of taken.values()) expect(minutes).toBeLessThanOrEqual(limits.minutesADay);
      levelled.days.forEach((on, i) => {
        const { from, to, minutes } = visits[i] as Movable;
        if (on !== undefined) return;
        for (const day of days) {
          if (day >= from && day <= to) expect((taken.get(day) ?? 0) + minutes).toBeGreaterThan(limits.minutesADay);
        }
      });
    },
  );

  it.prop([fc.array(visit, { minLength: 1, maxLength: 40 }), room], { numRuns: 2_000 })(
    'the smallest day keeps all that can be kept, and one call less does not',
    (visits, limits) => {
      const all = mostKept(visits, { ...limits, minutesADay: CALL * visits.length });
      const needed = smallestDay(visits, limits);
      expect(mostKept(visits, { ...limits, minutesADay: needed })).toBe(all);
      expect(needed === CALL || mostKept(visits, { ...limits, minutesADay: needed - CALL }) < all).toBe(true);
    },
  );

  it.prop([fc.array(visit, { maxLength: 40 }), room], { numRuns: 2_000 })(
    'a stretch is over its room by no more than is short, and something is short where one is',
    (visits, limits) => {
      const possible = mostKept(visits, { ...limits, minutesADay: CALL * Math.max(1, visits.length) });
      const short = possible - mostKept(visits, limits);
      const { over } = tightestStretch(visits, limits) ?? { over: 0 };
      expect(over).toBeLessThanOrEqual(short * CALL);
      expect(over > 0).toBe(short > 0);
    },
  );
});
