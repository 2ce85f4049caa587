import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, day } from '../../../src/domain/calendar/day.ts';
import {
  type Drawable,
  type DrawnOutcome,
  drawnDay,
  drawnOutcomes,
  LEAST_DRAWN,
  NO_RANDOM_DAYS,
  OUTCOME_DAYS,
  type RandomDayPolicy,
  visitEffect,
} from '../../../src/domain/measures/random-day.ts';
import { randomOf } from '../satisfaction/random.ts';

const POLICY: RandomDayPolicy = { on: true, seed: 's', tiers: ['B', 'C'], stages: [] };
const ONLY_LOYAL: RandomDayPolicy = { ...POLICY, stages: ['loyal'] };
const everyDay = (): boolean => true;

function visit(more: Partial<Drawable> = {}): Drawable {
  const earliest = day('2026-04-06');
  const window = { earliest, target: addDays(earliest, 7), latest: addDays(earliest, 14) };
  return { key: '12:1', tier: 'B', stage: 'loyal', window, hasClock: false, ...more };
}

describe('a day left to chance', () => {
  it('is off unless somebody switches it on, and then only where it was agreed', () => {
    expect(drawnDay(visit(), NO_RANDOM_DAYS, everyDay)).toBeUndefined();
    expect(drawnDay(visit(), { ...POLICY, on: false }, everyDay)).toBeUndefined();
    expect(drawnDay(visit(), POLICY, everyDay)).toBeDefined();
    expect(drawnDay(visit({ tier: 'C' }), { ...POLICY, tiers: ['B'] }, everyDay)).toBeUndefined();
    expect(drawnDay(visit({ tier: 'C', stage: 'new' }), ONLY_LOYAL, everyDay)).toBeUndefined();
    expect(drawnDay(visit({ tier: 'C', stage: 'loyal' }), ONLY_LOYAL, everyDay)).toBeDefined();
  });

  it('is never that of tier A, nor of a visit that a clock waits for', () => {
    const all = { ...POLICY, tiers: JSON.parse('["A","B"]') as RandomDayPolicy['tiers'] };
    expect(drawnDay(visit({ tier: 'A' }), all, everyDay)).toBeUndefined();
    expect(drawnDay(visit({ hasClock: true }), POLICY, everyDay)).toBeUndefined();
  });

  test.prop([fc.nat(1e9), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 7 })])(
    'stays in the window, on a working day, in its half, and is the same however often it is drawn',
    (id, length, off) => {
      const earliest = day('2026-05-01');
      const window = { earliest, target: earliest, latest: addDays(earliest, length) };
      const isWorking = (on: Day): boolean => on % 7 !== off % 7;
      const each = visit({ key: `${id}:1`, window });
      const drawn = drawnDay(each, POLICY, isWorking);
      const days = Array.from({ length: length + 1 }, (_, i) => addDays(earliest, i)).filter(isWorking);
      expect(drawn === undefined).toBe(days.length < 2);
      if (!drawn) return;
      const place = days.indexOf(drawn.on);
      expect(place).toBeGreaterThanOrEqual(0);
      expect(drawn.arm === 'early' ? place < days.length / 2 : place >= days.length / 2 - 1e-9).toBe(true);
      expect(drawnDay(each, POLICY, isWorking)).toEqual(drawn);
    },
  );

  it('is early as often as late, and another with another seed', () => {
    const draws = Array.from({ length: 2_000 }, (_, i) => drawnDay(visit({ key: `${i}:1` }), POLICY, everyDay));
    const early = draws.filter((drawn) => drawn?.arm === 'early').length;
    // Four standard errors of a fair coin.
    expect(Math.abs(early - 1_000)).toBeLessThan(4 * Math.sqrt(500));
    const other = { ...POLICY, seed: 'other' };
    const changed = draws.filter((drawn, i) => drawn?.arm !== drawnDay(visit({ key: `${i}:1` }), other, everyDay)?.arm);
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

  it.each([
    // True shares of good outcomes of the two halves; the difference is what the interval has to hold.
    [0.8, 0.8],
    [0.8, 0.65],
    [0.3, 0.4],
  ])('has an interval that holds the true effect 95 times of 100, early %s and late %s', (early, late) => {
    const random = randomOf(11);
    let held = 0;
    let zero = 0;
    const draws = 400;
    for (let draw = 0; draw < draws; draw += 1) {
      const list = Array.from({ length: 300 }, (_, customer): DrawnOutcome => {
        const arm = random() < 0.5 ? 'early' : 'late';
        return { customer, arm, isGood: random() < (arm === 'early' ? early : late) };
      });
      const told = visitEffect(list);
      if (told.verdict === 'cannot_tell_yet') throw new Error('expected an effect of three hundred');
      const { low, high } = told.interval;
      if (low <= early - late && early - late <= high) held += 1;
      if (low <= 0 && 0 <= high) zero += 1;
      expect(told.verdict === 'not_distinguishable').toBe(low <= 0 && 0 <= high);
    }
    // Three standard errors of 95 % in 400 draws are 3.3 points.
    expect(held / draws).toBeGreaterThan(0.917);
    if (early === late) expect(zero).toBe(held);
    else expect(zero / draws).toBeLessThan(0.6);
  });
});

describe('what became of drawn customers', () => {
  const draw = { arm: 'early', earliest: day('2026-01-10'), latest: day('2026-01-20') } as const;
  const over = addDays(draw.latest, OUTCOME_DAYS + 1);
  const good = (...orders: readonly string[]): boolean | undefined =>
    drawnOutcomes([{ customer: 1, draw, ordersOn: orders.map((on) => day(on)) }], over).outcomes[0]?.isGood;

  it('is an order from the first day of the window until two months after its last, for both halves alike', () => {
    expect([good(), good('2026-01-09'), good('2026-01-10'), good('2026-03-21'), good('2026-03-22')]).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
    expect(good('2025-12-01', '2026-02-01', '2026-12-01')).toBe(true);
  });

  it('waits for its end, and counts a company once with its earliest draw', () => {
    const later = { arm: 'late', earliest: day('2026-01-11'), latest: day('2026-01-15') } as const;
    const both = [
      { customer: 1, draw: later, ordersOn: [day('2026-02-01')] },
      { customer: 1, draw, ordersOn: [] },
    ];
    expect(drawnOutcomes(both, over)).toEqual({
      outcomes: [{ customer: 1, arm: 'early', isGood: false }],
      waiting: 0,
    });
    expect(drawnOutcomes(both, addDays(over, -1))).toEqual({ outcomes: [], waiting: 1 });
  });
});
