import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type Day, day } from '../../../src/domain/calendar/day.ts';
import {
  level,
  type Movable,
  mostKept,
  type Room,
  smallestDailyNumber,
  tightestStretch,
} from '../../../src/domain/rehearsal/levelling.ts';

const MONDAY = day('2026-06-01');
const at = (offset: number): Day => (MONDAY + offset) as Day;
const week = (visitsADay: number): Room => ({ days: [0, 1, 2, 3, 4].map(at), visitsADay });

/** Every arrangement there is: the most visits kept, and the fewest moves with which that many are. */
function oracle(visits: readonly Movable[], { days, visitsADay }: Room): { kept: number; moved: number } {
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
      if (on < visit.from || on > visit.to || (taken[index] as number) >= visitsADay) return;
      taken[index] = (taken[index] as number) + 1;
      place(i + 1, kept + 1, moved + (on === visit.on ? 0 : 1));
      taken[index] = (taken[index] as number) - 1;
    });
  };
  place(0, 0, 0);
  return best;
}

const visit = fc
  .tuple(fc.integer({ min: -1, max: 5 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }))
  .map(([from, length, within]): Movable => {
    return { from: at(from), to: at(from + length), on: at(from + Math.min(length, within)) };
  });
const room = fc
  .tuple(fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1 }), fc.integer({ min: 1, max: 3 }))
  .map(([offsets, visitsADay]): Room => ({ days: offsets.map(at), visitsADay }));

describe('levelling', () => {
  it('moves as few as possible: one of two on a full day', () => {
    const both = { from: at(0), to: at(4), on: at(2) };
    const { days, moved, short } = level([both, both], week(1));
    expect([moved, short]).toEqual([1, 0]);
    expect(new Set(days).size).toBe(2);
  });

  it('makes room by moving somebody else where only that helps', () => {
    const fixed = { from: at(2), to: at(2), on: at(2) };
    const free = { from: at(2), to: at(3), on: at(2) };
    expect(level([free, fixed], week(1))).toEqual({ days: [at(3), at(2)], moved: 1, short: 0 });
  });

  it('leaves what nothing keeps, and does not move it for nothing', () => {
    const fixed = { from: at(2), to: at(2), on: at(2) };
    expect(level([fixed, fixed, fixed], week(2))).toMatchObject({ moved: 0, short: 1 });
    expect(tightestStretch([fixed, fixed, fixed], week(2))).toEqual({ from: at(2), to: at(2), over: 1 });
    expect(smallestDailyNumber([fixed, fixed, fixed], week(2))).toBe(3);
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
        taken.set(on, (taken.get(on) ?? 0) + 1);
      });
      for (const count of taken.values()) expect(count).toBeLessThanOrEqual(limits.visitsADay);
    },
  );

  it.prop([fc.array(visit, { minLength: 1, maxLength: 40 }), room], { numRuns: 2_000 })(
    'the smallest daily number keeps all that can be kept, and one less does not',
    (visits, limits) => {
      const all = mostKept(visits, { ...limits, visitsADay: visits.length });
      const needed = smallestDailyNumber(visits, limits);
      expect(mostKept(visits, { ...limits, visitsADay: needed })).toBe(all);
      expect(needed === 1 || mostKept(visits, { ...limits, visitsADay: needed - 1 }) < all).toBe(true);
    },
  );

  it.prop([fc.array(visit, { maxLength: 40 }), room], { numRuns: 2_000 })(
    'a stretch is over its room by no more than is short, and something is short where one is',
    (visits, limits) => {
      const possible = mostKept(visits, { ...limits, visitsADay: Math.max(1, visits.length) });
      const short = possible - mostKept(visits, limits);
      const { over } = tightestStretch(visits, limits) ?? { over: 0 };
      expect(over).toBeLessThanOrEqual(short);
      expect(over > 0).toBe(short > 0);
    },
  );
});
