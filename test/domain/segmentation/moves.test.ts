import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../src/contract/policy.ts';
import { day } from '../../../src/domain/calendar/day.ts';
import type { Tier } from '../../../src/domain/planning/facts.ts';
import { checkPolicy } from '../../../src/domain/policy/check.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import { DEFAULT_TIERS, tiersOf } from '../../../src/domain/policy/default-tiers.ts';
import type { TierPolicy } from '../../../src/domain/policy/policy.ts';
import { loadChange } from '../../../src/domain/segmentation/load-change.ts';
import { MoveSummary } from '../../../src/domain/segmentation/moves.ts';
import type { TierDecision } from '../../../src/domain/segmentation/tier-decision.ts';
import { compiled, customer, WHOLE } from '../support.ts';

const TODAY = day('2026-11-23');

const decision = (tier: Tier): TierDecision => ({
  tier,
  source: 'computed',
  because: 'scores',
  changed: true,
  missing: [],
  why: { zh: tier, en: tier },
});

/** A loyal customer last talked to a hundred days ago. */
const loyal = (id: string) => ({
  id,
  name: id,
  facts: { ...customer({ firstPurchaseOn: '2024-01-01', touch: '2026-08-15 call:out', tier: 'C' }), customerKey: id },
});

function summaryOf(moves: readonly (readonly [string, Tier | undefined, Tier])[], sampleSize?: number): MoveSummary {
  const summary = new MoveSummary(sampleSize);
  for (const [id, from, to] of moves) summary.add(loyal(id), from, decision(to));
  return summary;
}

describe('what a ranking does to a book', () => {
  it('counts each customer once, with the first few of each move', () => {
    const summary = summaryOf([
      ['1', 'B', 'A'],
      ['2', 'B', 'A'],
      ['3', 'A', 'A'],
      ['4', undefined, 'C'],
      ['5', 'B', 'A'],
      ['6', 'B', 'A'],
    ]);
    expect(summary.moved).toBe(5);
    expect(
      summary.moves().map(({ from, to, customers, examples }) => [from, to, customers, examples.map(({ id }) => id)]),
    ).toEqual([
      ['A', 'A', 1, ['3']],
      ['B', 'A', 4, ['1', '2', '5']],
      ['none', 'C', 1, ['4']],
    ]);
    expect(summary.because()).toEqual({ scores: 6 });
  });

  test.prop([fc.uniqueArray(fc.nat().map(String), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 20 })])(
    'draws the same sample of those who move in any order',
    (ids, size) => {
      const told = (order: readonly string[]) =>
        summaryOf(
          order.map((id) => [id, 'C', 'A'] as const),
          size,
        ).sample.map(({ id }) => id);
      expect(told([...ids].reverse())).toEqual(told(ids));
      expect(told(ids)).toHaveLength(Math.min(size, ids.length));
    },
  );
});

describe('what moving does to the load', () => {
  const policy = compiled('2026-01-01', WHOLE);

  it('is more work for whoever is raised, in proportion to how many are', () => {
    const ids = Array.from({ length: 40 }, (_, index) => String(index));
    const few = summaryOf(
      ids.map((id) => [id, 'C', 'A'] as const),
      10,
    );
    const change = loadChange(few.sample, few.moved, policy, TODAY);
    expect(change).toMatchObject({ days: 30, moved: 40, rehearsed: 10 });
    // Monthly instead of half-yearly: one talk each at least, and nothing owed in these days before.
    expect(change.visitsAfter).toBeGreaterThanOrEqual(40);
    expect(change.visitsAfter).toBeGreaterThan(change.visitsBefore);
    expect(change.minutesAfter).toBeGreaterThan(change.minutesBefore);
    const many = loadChange(few.sample, 400, policy, TODAY);
    expect(many.visitsAfter).toBe(10 * change.visitsAfter);
  });

  it('is nothing when nobody moves', () => {
    expect(loadChange([], 0, policy, TODAY)).toMatchObject({ visitsBefore: 0, visitsAfter: 0, rehearsed: 0 });
  });
});

describe('the settings of tiers', () => {
  const problems = (changes: Partial<TierPolicy>) =>
    checkPolicy({ ...DEFAULT_POLICY, tiers: { ...DEFAULT_TIERS, ...changes } }).map(({ path }) => path);

  it('are in the shipped policy, which reads back', () => {
    expect(DEFAULT_POLICY.tiers).toEqual(DEFAULT_TIERS);
    expect(parsePolicy(JSON.parse(JSON.stringify(DEFAULT_POLICY)))).toMatchObject({ ok: true });
  });

  it('of a policy from before there were any are those shipped', () => {
    const { tiers: _, ...older } = DEFAULT_POLICY;
    expect(tiersOf(older)).toEqual(DEFAULT_TIERS);
    expect(parsePolicy(older)).toMatchObject({ ok: true });
  });

  it.each<[Partial<TierPolicy>, string]>([
    [{ scoreCuts: [20, 40, 40, 80] }, 'tiers.scoreCuts.2'],
    [{ hysteresis: { points: 20, holdDays: 30 } }, 'tiers.hysteresis.points'],
    [{ A: { value: 2, activity: 3 } }, 'tiers.A.value'],
    [{ weights: { money: 0, profit: 0, loyalty: 0, growth: 0 } }, 'tiers.weights'],
  ])('%j are refused at %s', (changes, path) => {
    expect(problems(changes)).toContain(path);
    expect(problems({})).toEqual([]);
  });

  it.each([
    { scoreCuts: [20, 40, 60] },
    { scoreCuts: [20, 40, 60, 100] },
    { A: { value: 6, activity: 3 } },
    { weights: { money: -1, profit: 0, loyalty: 0, growth: 0 } },
    { extra: 1 },
  ])('%j do not parse', (changes) => {
    expect(parsePolicy({ ...DEFAULT_POLICY, tiers: { ...DEFAULT_TIERS, ...changes } })).toMatchObject({ ok: false });
  });
});
