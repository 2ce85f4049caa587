import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays, day } from '../../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { keepStage, lifecycleToWrite } from '../../../src/domain/segmentation/lifecycle.ts';
import { totalsOf } from '../../../src/domain/segmentation/purchases.ts';
import { stageOf } from '../../../src/domain/segmentation/stage.ts';
import { customer } from '../support.ts';

const TODAY = day('2026-11-23');
const withStages = (stages: Partial<Policy['stages']>): Policy => ({
  ...DEFAULT_POLICY,
  stages: { ...DEFAULT_POLICY.stages, ...stages },
});

describe('stages and HubSpot’s life cycle', () => {
  const mapped = withStages({
    lifecycle: { reads: { other: 'lost', opportunity: 'prospect' }, writes: { new: 'customer', loyal: 'evangelist' } },
  });

  it('reads the stage that an admin chose for a life-cycle stage, before the dates', () => {
    const facts = customer({ firstPurchaseOn: '2026-11-01', lifecycleStage: 'other' });
    expect(stageOf(facts, mapped, TODAY)).toEqual({ stage: 'lost' });
    expect(stageOf({ ...facts, stageEnteredOn: day('2026-11-05') }, mapped, TODAY)).toEqual({
      stage: 'lost',
      enteredOn: day('2026-11-05'),
    });
    expect(stageOf(facts, DEFAULT_POLICY, TODAY).stage).toBe('new');
    expect(stageOf({ ...facts, stage: 'loyal' }, mapped, TODAY).stage).toBe('loyal');
  });

  it.each([
    ['new', 'opportunity', 'customer'],
    ['new', undefined, 'customer'],
    ['new', 'customer', undefined],
    ['new', 'evangelist', undefined],
    ['loyal', 'customer', 'evangelist'],
    ['loyal', 'other', undefined],
    ['loyal', '27519351', undefined],
    ['dormant', 'customer', undefined],
  ] as const)('writes back only what was chosen and only forwards: %s over %s gives %s', (stage, before, written) => {
    expect(lifecycleToWrite(stage, before, mapped)).toBe(written);
    expect(lifecycleToWrite(stage, before, DEFAULT_POLICY)).toBeUndefined();
  });

  it('keeps the day a stage was entered while it lasts', () => {
    const kept = { stage: 'dormant', enteredOn: day('2026-10-01') } as const;
    expect(keepStage(kept, { stage: 'dormant', enteredOn: day('2026-11-20') }, TODAY)).toEqual(kept);
    expect(keepStage(kept, { stage: 'loyal', enteredOn: day('2026-11-20') }, TODAY)).toEqual({
      stage: 'loyal',
      enteredOn: day('2026-11-20'),
    });
    expect(keepStage(undefined, { stage: 'established' }, TODAY)).toEqual({ stage: 'established', enteredOn: TODAY });
  });
});

describe('dormancy by the customer’s own rhythm (Q9)', () => {
  const byRhythm = withStages({ ownRhythm: { factor: 2 } });
  // Loyal, without a tier: dormant after 137 days by the table.
  const silent = (orderGapDays?: number) => ({
    ...customer({ firstPurchaseOn: '2024-01-01', lastPurchaseOn: '2026-06-01' }),
    ...(orderGapDays === undefined ? {} : { orderGapDays }),
  });

  it('waits twice the median gap where that is longer, if the admin chose so', () => {
    expect(stageOf(silent(100), DEFAULT_POLICY, TODAY)).toMatchObject({
      stage: 'dormant',
      enteredOn: day('2026-10-16'),
    });
    expect(stageOf(silent(100), byRhythm, TODAY)).toMatchObject({ stage: 'loyal', nextChangeOn: day('2026-12-18') });
    expect(stageOf(silent(100), byRhythm, day('2026-12-18'))).toMatchObject({
      stage: 'dormant',
      enteredOn: day('2026-12-18'),
    });
  });

  it('never waits less than the table', () => {
    expect(stageOf(silent(3), byRhythm, TODAY)).toEqual(stageOf(silent(), DEFAULT_POLICY, TODAY));
  });
});

describe('what orders come to', () => {
  const order = (on: string, amount: number) => ({ on: day(on), cents: amount * 100 });

  it('counts, adds up and finds the median gap between ordering days', () => {
    expect(
      totalsOf(
        [
          order('2026-03-01', 10),
          order('2026-01-01', 20),
          order('2026-01-31', 5),
          order('2026-01-31', 1),
          order('2026-12-24', 99),
        ],
        TODAY,
      ),
    ).toEqual({ count: 4, cents: 3_600, firstOn: day('2026-01-01'), lastOn: day('2026-03-01'), gapDays: 29.5 });
  });

  it('compares the last year with the one before', () => {
    const orders = [order('2025-11-23', 100), order('2025-11-24', 150)];
    expect(totalsOf(orders, TODAY)?.growthPercent).toBe(50);
    expect(totalsOf([order('2026-11-01', 5)], TODAY)).not.toHaveProperty('growthPercent');
  });

  it('knows nothing without orders', () => {
    expect(totalsOf([], TODAY)).toBeUndefined();
    expect(totalsOf([order('2026-11-24', 1)], TODAY)).toBeUndefined();
  });

  test.prop([
    fc.array(fc.record({ ago: fc.integer({ min: 0, max: 900 }), cents: fc.integer({ min: 0, max: 9_999 }) })),
  ])('is the same in any order of the orders', (told) => {
    const orders = told.map(({ ago, cents }) => ({ on: addDays(TODAY, -ago), cents }));
    expect(totalsOf([...orders].reverse(), TODAY)).toEqual(totalsOf(orders, TODAY));
  });
});
