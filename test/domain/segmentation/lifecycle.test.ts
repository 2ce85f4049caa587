import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays, day } from '../../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { lifecycleToWrite, stageToKeep } from '../../../src/domain/segmentation/lifecycle.ts';
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
    // Tier A is dormant after 90 days: since 2026-08-30. As tier B it is so too; with C it would be only after 273.
    const silent = { firstPurchaseOn: '2024-01-01', lastPurchaseOn: '2026-06-01' } as const;
    const asA = stageOf(customer({ ...silent, tier: 'A' }), DEFAULT_POLICY, TODAY);
    expect(asA).toEqual({ stage: 'dormant', enteredOn: day('2026-08-30') });
    const stageKept = stageToKeep({}, asA, TODAY);
    expect(stageKept).toEqual({ stage: 'dormant', enteredOn: day('2026-08-30') });
    // No tier: 137 days of silence, full on 2026-10-16; it fell silent before.
    const without = { ...customer(silent), stageKept };
    expect(stageOf(customer(silent), DEFAULT_POLICY, TODAY)).toMatchObject({ enteredOn: day('2026-10-16') });
    expect(stageOf(without, DEFAULT_POLICY, TODAY)).toEqual(asA);
    expect(stageToKeep(without, asA, TODAY)).toBeUndefined();
    // An order since, and silence again: that is another one.
    const again = { ...customer({ ...silent, lastPurchaseOn: '2026-09-01' }), stageKept };
    expect(stageOf(again, DEFAULT_POLICY, day('2027-02-01'))).toMatchObject({ enteredOn: day('2027-01-16') });
  });

  it('is written down where the dates would not tell it again', () => {
    const lost = stageOf(customer({ stage: 'lost' }), DEFAULT_POLICY, TODAY);
    const stageKept = stageToKeep({}, lost, TODAY);
    expect(stageKept).toEqual({ stage: 'lost', enteredOn: TODAY });
    const later = day('2026-12-24');
    expect(stageOf({ ...customer({ stage: 'lost' }), stageKept }, DEFAULT_POLICY, later)).toEqual({
      stage: 'lost',
      enteredOn: TODAY,
    });
    // A day that a person gave stands above it.
    const dated = { ...customer({ stage: 'lost', stageEnteredOn: '2026-03-01' }), stageKept };
    expect(stageOf(dated, DEFAULT_POLICY, later)).toEqual({ stage: 'lost', enteredOn: day('2026-03-01') });
    const loyal = { stage: 'loyal', enteredOn: day('2026-01-01') } as const;
    expect(stageToKeep({}, loyal, TODAY)).toBeUndefined();
    expect(stageToKeep({ stageKept }, loyal, TODAY)).toEqual(loyal);
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
