import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, day } from '../../../src/domain/calendar/day.ts';
import type { Tier } from '../../../src/domain/planning/facts.ts';
import { DEFAULT_TIERS } from '../../../src/domain/policy/default-tiers.ts';
import type { TierPolicy } from '../../../src/domain/policy/policy.ts';
import { BookTally, type Scores, scoresOf, type Worth } from '../../../src/domain/segmentation/scores.ts';
import { rankingOf, tierOf } from '../../../src/domain/segmentation/tier.ts';
import type { KeptTier } from '../../../src/domain/segmentation/tier-decision.ts';

const TODAY = day('2026-11-23');

const worth = fc.record({
  lastPurchaseOn: fc.integer({ min: 0, max: 700 }).map((ago) => addDays(TODAY, -ago)),
  purchaseCount: fc.integer({ min: 1, max: 40 }),
  purchaseCents: fc.integer({ min: 0, max: 900_000 }),
});
const book = fc.array(worth, { minLength: 1, maxLength: 80 });

function cutsOf(customers: readonly Worth[], tiers: TierPolicy = DEFAULT_TIERS, today: Day = TODAY) {
  const tally = new BookTally();
  for (const customer of customers) tally.add(customer, today);
  return tally.cuts(tiers, today);
}

function decide(own: Worth, others: readonly Worth[], kept?: KeptTier, today: Day = TODAY, tiers = DEFAULT_TIERS) {
  return tierOf({ worth: own, kept, cuts: cutsOf([...others, own], tiers, today), tiers, today });
}

/** A book whose customer number n bought n times, for n × 10.00, n days before the newest. */
const RANKED: readonly Worth[] = Array.from({ length: 100 }, (_, index) => ({
  lastPurchaseOn: addDays(TODAY, index - 100),
  purchaseCount: index + 1,
  purchaseCents: (index + 1) * 1_000,
}));

const scores = (recency: number, frequency: number, money: number, more: Partial<Scores> = {}): Scores => ({
  recency,
  frequency,
  money,
  ...more,
});

describe('scores', () => {
  test.prop([book, fc.nat(), fc.integer({ min: 0, max: 500_000 }), fc.integer({ min: 0, max: 700 })])(
    'do not fall when a purchase is added, the whole book counted anew',
    (customers, pick, cents, ago) => {
      const index = pick % customers.length;
      const own = customers[index] as (typeof customers)[number];
      const others = customers.filter((_, i) => i !== index);
      const richer = {
        lastPurchaseOn: Math.max(own.lastPurchaseOn, TODAY - ago) as Day,
        purchaseCount: own.purchaseCount + 1,
        purchaseCents: own.purchaseCents + cents,
      };
      const before = scoresOf(own, cutsOf([...others, own]));
      const after = scoresOf(richer, cutsOf([...others, richer]));
      if (!before.ok || !after.ok) throw new Error('everybody here is scored');
      for (const dimension of ['recency', 'frequency', 'money'] as const) {
        expect(after.scores[dimension]).toBeGreaterThanOrEqual(before.scores[dimension]);
      }
    },
  );

  test.prop([book, fc.integer({ min: 2, max: 1_000 })])('do not depend on the unit of money', (customers, factor) => {
    const scaled = customers.map((each) => ({ ...each, purchaseCents: each.purchaseCents * factor }));
    const told = (all: readonly Worth[]) => all.map((each) => scoresOf(each, cutsOf(all)));
    expect(told(scaled)).toEqual(told(customers));
  });

  test.prop([book])('do not depend on the order of the customers', (customers) => {
    expect(cutsOf([...customers].reverse())).toEqual(cutsOf(customers));
  });

  test.prop([book])('survive being kept between two halves of the pass', (customers) => {
    const half = customers.length >> 1;
    const first = new BookTally();
    for (const customer of customers.slice(0, half)) first.add(customer, TODAY);
    const second = BookTally.decode(first.encode());
    for (const customer of customers.slice(half)) second?.add(customer, TODAY);
    expect(second?.cuts(DEFAULT_TIERS, TODAY)).toEqual(cutsOf(customers));
  });

  it.each<[string, Worth, readonly string[]]>([
    ['recency', { purchaseCount: 3, purchaseCents: 500 }, ['recency']],
    [
      'a last purchase that is still to come',
      { lastPurchaseOn: addDays(TODAY, 1), purchaseCount: 3, purchaseCents: 500 },
      ['recency'],
    ],
    ['everything', {}, ['recency', 'frequency', 'money']],
    ['a number of purchases', { lastPurchaseOn: TODAY, purchaseCents: 500 }, ['frequency']],
  ])('are not given without %s, and nobody else is ranked by it', (_, own, missing) => {
    expect(scoresOf(own, cutsOf([...RANKED, own]))).toEqual({ ok: false, missing });
    expect(cutsOf([...RANKED, own])).toEqual(cutsOf(RANKED));
    expect(decide(own, RANKED)).toMatchObject({ because: 'not_scored', missing });
    expect(decide(own, RANKED).tier).toBeUndefined();
  });

  it('are 5 for the highest fifth and 1 for the lowest', () => {
    const found = RANKED.map((each) => scoresOf(each, cutsOf(RANKED)));
    const money = found.map((each) => (each.ok ? each.scores.money : 0));
    expect(money).toEqual([1, 2, 3, 4, 5].flatMap((score) => Array.from({ length: 20 }, () => score)));
  });
});

describe('the tier by its scores (Q31)', () => {
  it.each<[Scores, Worth, Tier]>([
    [scores(3, 3, 4), {}, 'A'],
    [scores(1, 5, 4), {}, 'A'],
    [scores(2, 3, 5), {}, 'B'],
    [scores(5, 5, 3), {}, 'B'],
    [scores(5, 5, 2), {}, 'C'],
    [scores(1, 1, 1), {}, 'C'],
    [scores(1, 1, 1), { potential: 4 }, 'B'],
    [scores(1, 1, 1), { potential: 3 }, 'C'],
    [scores(5, 5, 4), { potential: 1 }, 'A'],
    [scores(1, 1, 1, { growth: 5 }), {}, 'B'],
    [scores(1, 1, 1, { growth: 5 }), { potential: 2 }, 'C'],
  ])('%j with %j is %s', (own, judged, tier) => {
    expect(rankingOf(own, judged, DEFAULT_TIERS).tier).toBe(tier);
  });

  it('weighs profit, loyalty and growth in where the policy says so, and leaves out what is not known', () => {
    const tiers = { ...DEFAULT_TIERS, weights: { money: 2, profit: 1, loyalty: 0, growth: 1 } };
    expect(rankingOf(scores(3, 3, 5, { profit: 1, growth: 1 }), {}, tiers)).toMatchObject({ value: 3, tier: 'B' });
    expect(rankingOf(scores(3, 3, 5, { profit: 2 }), {}, tiers)).toMatchObject({ value: 4, tier: 'A' });
    expect(rankingOf(scores(3, 3, 5, { loyalty: 1 }), {}, tiers)).toMatchObject({ value: 5, tier: 'A' });
  });
});

describe('a tier near a cut', () => {
  /** Customer n of the hundred: 1 to 80 have less money than score 5, 61 to 80 score 4. */
  const withRank = (rank: number): Worth => ({
    lastPurchaseOn: addDays(TODAY, -1),
    purchaseCount: 100,
    purchaseCents: rank * 1_000 + 1,
  });
  const kept = (tier: Tier, since?: string): KeptTier => ({
    tier,
    source: 'computed',
    ...(since ? { since: day(since) } : {}),
  });

  it('is raised as soon as the scores say so', () => {
    expect(decide(withRank(62), RANKED, kept('B', '2026-11-22'))).toMatchObject({
      tier: 'A',
      changed: true,
      because: 'scores',
      since: TODAY,
    });
  });

  it('is kept within five points of the cut, lowered beyond', () => {
    expect(decide(withRank(58), RANKED, kept('A', '2026-01-01'))).toMatchObject({
      tier: 'A',
      changed: false,
      because: 'held_by_points',
      since: day('2026-01-01'),
    });
    expect(decide(withRank(53), RANKED, kept('A', '2026-01-01'))).toMatchObject({ tier: 'B', changed: true });
  });

  it('is not lowered in the thirty days after it changed', () => {
    expect(decide(withRank(10), RANKED, kept('A', '2026-10-25'))).toMatchObject({ tier: 'A', because: 'held_by_days' });
    expect(decide(withRank(10), RANKED, kept('A', '2026-10-24'))).toMatchObject({ tier: 'C', because: 'scores' });
  });

  test.prop([
    fc.integer({ min: 1, max: 100 }),
    fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 10, maxLength: 10 }),
    fc.constantFrom<Tier | undefined>('A', 'B', 'C', undefined),
  ])('does not move back and forth over ten noisy days', (rank, noise, first) => {
    const tiers: (Tier | undefined)[] = [];
    let before: KeptTier | undefined = first === undefined ? undefined : kept(first);
    // Without the rule of days: the points alone have to hold.
    const policy = { ...DEFAULT_TIERS, hysteresis: { points: 5, holdDays: 0 } };
    for (const [offset, points] of noise.entries()) {
      const own = withRank(Math.min(100, Math.max(0, rank + points)));
      const decided = decide(own, RANKED, before, addDays(TODAY, offset), policy);
      tiers.push(decided.tier);
      if (decided.tier)
        before = { tier: decided.tier, source: 'computed', ...(decided.since ? { since: decided.since } : {}) };
    }
    // The first day may move it to where it belongs; after that it is raised at most.
    const ranks = tiers.map((tier) => 'CBA'.indexOf(tier ?? 'C'));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBeLessThanOrEqual(2);
  });

  test.prop([book, fc.array(worth, { minLength: 10, maxLength: 10 })])(
    'is never lowered in the ten days after it was raised, whatever happens',
    (others, days) => {
      let before: KeptTier | undefined;
      let raised = false;
      for (const [offset, own] of days.entries()) {
        const today = addDays(TODAY, offset);
        const decided = decide(own, others, before, today);
        const was = 'CBA'.indexOf(before?.tier ?? 'C');
        const is = 'CBA'.indexOf(decided.tier ?? 'C');
        if (raised) expect(is).toBeGreaterThanOrEqual(was);
        if (before !== undefined && is > was) raised = true;
        if (decided.tier && decided.since !== undefined)
          before = { tier: decided.tier, source: 'computed', since: decided.since };
      }
    },
  );
});

describe('a tier set by hand', () => {
  const manual: KeptTier = {
    tier: 'A',
    source: 'manual',
    reason: '行业影响力',
    since: day('2026-08-01'),
    until: TODAY,
  };
  const poor = RANKED[4] as Worth;

  it('holds through its last day, and says who, why and what the scores are', () => {
    const decided = decide(poor, RANKED, manual);
    expect(decided).toMatchObject({
      tier: 'A',
      source: 'manual',
      changed: false,
      because: 'manual',
      ranking: { tier: 'C' },
    });
    expect(decided.why.zh).toContain('人工设定，至 2026-11-23：行业影响力');
    expect(decided.why.en).toContain('set by hand until 2026-11-23: 行业影响力; the scores say C');
  });

  it('gives way on the day after, at once', () => {
    const decided = decide(poor, RANKED, manual, addDays(TODAY, 1));
    expect(decided).toMatchObject({ tier: 'C', source: 'computed', changed: true, expiredOn: TODAY });
    expect(decided.why.en).toContain('ended on 2026-11-23');
  });

  it('holds without an end until somebody takes it back, and says that it has none', () => {
    const { until: _, ...open } = manual;
    const decided = decide(poor, RANKED, open, addDays(TODAY, 900));
    expect(decided.tier).toBe('A');
    expect(decided.why.en).toContain('without an end');
  });
});

describe('the explanation', () => {
  it('names the numbers and the cuts they are between, in both languages', () => {
    const own = { lastPurchaseOn: day('2026-11-22'), purchaseCount: 65, purchaseCents: 65_050 };
    const { why } = decide(own, RANKED);
    expect(why.en).toBe(
      'Tier A by the scores; value 4 (A ≥ 4, B ≥ 3), activity 4.5 (A ≥ 3); recency 5 (1 day: fewer than 20 days); frequency 4 (65 orders: above 61 orders, not above 80 orders); money 4 (650.50: above 610.00, not above 800.00).',
    );
    expect(why.zh).toContain('A 级，按评分；价值 4（A ≥ 4，B ≥ 3）');
    expect(why.zh).toContain('金额 4 分（650.50：高于 610.00，未高于 800.00）');
  });

  it('names what is missing', () => {
    const { why } = decide({ potential: 5 }, RANKED);
    expect(why.en).toBe('Tier B by its potential; not scored: recency, frequency, money is not known.');
    expect(why.zh).toBe('B 级，按潜力；缺少最近购买、购买频次、金额，未评分。');
  });
});

it('keeps a tier, and a high one above all, when nothing is known any more', () => {
  for (const tier of ['A', 'B', 'C'] as const)
    expect(decide({}, RANKED, { tier, source: 'computed' })).toMatchObject({ tier, changed: false });
  expect(decide({ potential: 5 }, RANKED, { tier: 'A', source: 'computed' }).tier).toBe('A');
  expect(decide({ potential: 5 }, RANKED, { tier: 'C', source: 'computed' }).tier).toBe('B');
});
