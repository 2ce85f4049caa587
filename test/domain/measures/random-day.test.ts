import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, day } from '../../../src/domain/calendar/day.ts';
import {
  type Drawable,
  type DrawnOutcome,
  drawnDay,
  LEAST_DRAWN,
  NO_RANDOM_DAYS,
  type RandomDayPolicy,
  visitEffect,
} from '../../../src/domain/measures/random-day.ts';
import { randomOf } from '../satisfaction/random.ts';

const TODAY = day('2026-04-01');
const POLICY: RandomDayPolicy = { on: true, seed: 's', segments: [{ tier: 'B' }, { tier: 'C', stages: ['loyal'] }] };
const everyDay = (): boolean => true;

function visit(more: Partial<Drawable> = {}): Drawable {
  const earliest = day('2026-04-06');
  const window = { earliest, target: addDays(earliest, 7), latest: addDays(earliest, 14) };
  return { visitKey: '12:1', tier: 'B', stage: 'loyal', window, hasClock: false, ...more };
}

describe('a day left to chance', () => {
  it('is off unless somebody switches it on, and then only where it was agreed', () => {
    expect(drawnDay(visit(), NO_RANDOM_DAYS, TODAY, everyDay)).toBeUndefined();
    expect(drawnDay(visit(), { ...POLICY, on: false }, TODAY, everyDay)).toBeUndefined();
    expect(drawnDay(visit(), POLICY, TODAY, everyDay)).toBeDefined();
    expect(drawnDay(visit({ tier: 'C', stage: 'new' }), POLICY, TODAY, everyDay)).toBeUndefined();
    expect(drawnDay(visit({ tier: 'C' }), POLICY, TODAY, everyDay)).toBeDefined();
  });

  it('is never that of tier A, nor of a visit that a clock waits for, nor of a window that has begun', () => {
    const all = { ...POLICY, segments: JSON.parse('[{"tier":"A"}]') as RandomDayPolicy['segments'] };
    expect(drawnDay(visit({ tier: 'A' }), all, TODAY, everyDay)).toBeUndefined();
    expect(drawnDay(visit({ hasClock: true }), POLICY, TODAY, everyDay)).toBeUndefined();
    expect(drawnDay(visit(), POLICY, day('2026-04-07'), everyDay)).toBeUndefined();
  });

  test.prop([fc.nat(1e9), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 7 })])(
    'stays in the window, on a working day, in its half, and is the same however often it is drawn',
    (id, length, off) => {
      const earliest = day('2026-05-01');
      const window = { earliest, target: earliest, latest: addDays(earliest, length) };
      const isWorking = (on: Day): boolean => on % 7 !== off % 7;
      const each = visit({ visitKey: `${id}:1`, window });
      const drawn = drawnDay(each, POLICY, TODAY, isWorking);
      const days = Array.from({ length: length + 1 }, (_, i) => addDays(earliest, i)).filter(isWorking);
      expect(drawn === undefined).toBe(days.length < 2);
      if (!drawn) return;
      const place = days.indexOf(drawn.on);
      expect(place).toBeGreaterThanOrEqual(0);
      expect(drawn.arm === 'early' ? place < days.length / 2 : place >= days.length / 2 - 1e-9).toBe(true);
      expect(drawnDay(each, POLICY, addDays(TODAY, 9), isWorking)).toEqual(drawn);
    },
  );

  it('is early as often as late, and another with another seed', () => {
    const draws = Array.from({ length: 2_000 }, (_, i) =>
      drawnDay(visit({ visitKey: `${i}:1` }), POLICY, TODAY, everyDay),
    );
    const early = draws.filter((drawn) => drawn?.arm === 'early').length;
    // Four standard errors of a fair coin.
    expect(Math.abs(early - 1_000)).toBeLessThan(4 * Math.sqrt(500));
    const other = { ...POLICY, seed: 'other' };
    const changed = draws.filter(
      (drawn, i) => drawn?.arm !== drawnDay(visit({ visitKey: `${i}:1` }), other, TODAY, everyDay)?.arm,
    );
    expect(changed.length).toBeGreaterThan(800);
  });
});

function outcomes(early: readonly [number, number], late: readonly [number, number]): DrawnOutcome[] {
  let customer = 0;
  const of = (arm: 'early' | 'late', [hits, n]: readonly [number, number]): DrawnOutcome[] =>
    Array.from({ length: n }, (_, i) => {
      customer += 1;
      return { customer, arm, isGood: i < hits };
    });
  return [...of('early', early), ...of('late', late)];
}

describe('whether visits helped', () => {
  it('cannot be told of few, however large the difference looks', () => {
    expect(visitEffect(outcomes([99, 99], [0, 99]))).toEqual({
      verdict: 'cannot_tell_yet',
      early: 99,
      late: 99,
      wanted: LEAST_DRAWN,
    });
    expect(visitEffect([])).toMatchObject({ verdict: 'cannot_tell_yet', early: 0 });
  });

  it('is a difference with its interval; one that noise could have made is said to be so', () => {
    // Newcombe 1998, method 10; by hand from the Wilson intervals of 180/200 and 150/200.
    const told = visitEffect(outcomes([180, 200], [150, 200]));
    expect(told).toMatchObject({ verdict: 'higher', early: 200, late: 200 });
    if (told.verdict === 'cannot_tell_yet') throw new Error('expected an effect');
    expect(told.difference).toBeCloseTo(0.15, 9);
    expect(told.interval.low).toBeGreaterThan(0.07);
    expect(told.interval.high).toBeLessThan(0.23);
    expect(visitEffect(outcomes([165, 200], [160, 200]))).toMatchObject({ verdict: 'not_distinguishable' });
  });

  it('counts a customer once, with the first draw: visits of one customer are no new evidence', () => {
    const once = outcomes([60, 60], [0, 60]);
    const again = [...once, ...once, ...once].map((each) => ({ ...each }));
    expect(visitEffect(again)).toMatchObject({ verdict: 'cannot_tell_yet', early: 60, late: 60 });
  });

  it('finds nothing where there is nothing, 95 times of 100', () => {
    const random = randomOf(11);
    let found = 0;
    for (let draw = 0; draw < 400; draw += 1) {
      const list = Array.from(
        { length: 300 },
        (_, customer): DrawnOutcome => ({
          customer,
          arm: random() < 0.5 ? 'early' : 'late',
          isGood: random() < 0.8,
        }),
      );
      if (visitEffect(list).verdict !== 'not_distinguishable') found += 1;
    }
    expect(found / 400).toBeLessThan(0.08);
  });
});
