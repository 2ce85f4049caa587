import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import { stageOf } from '../../../src/domain/segmentation/stage.ts';
import { type CustomerText, customer, inZone, ZONES } from '../support.ts';

function told(text: CustomerText, today: string): string {
  const { stage, enteredOn, nextChangeOn } = stageOf(customer(text), DEFAULT_POLICY, day(today));
  return `${stage}${enteredOn === undefined ? '' : ` since ${formatDay(enteredOn)}`}${nextChangeOn === undefined ? '' : ` until ${formatDay(nextChangeOn)}`}`;
}

describe.each(ZONES)('the stage of a customer (Q6, Q9), the process in %s', (zone) => {
  it.each<[string, CustomerText, string, string]>([
    [
      'is what is stored, with its day',
      { stage: 'loyal', stageEnteredOn: '2026-01-05' },
      '2026-06-20',
      'loyal since 2026-01-05',
    ],
    ['is what is stored, whatever the dates say', { stage: 'new', firstPurchaseOn: '2019-01-05' }, '2026-06-20', 'new'],
    [
      'is new from the first day',
      { firstPurchaseOn: '2026-03-02' },
      '2026-03-02',
      'new since 2026-03-02 until 2026-08-30',
    ],
    ['is new on day 180', { firstPurchaseOn: '2026-03-02' }, '2026-08-29', 'new since 2026-03-02 until 2026-08-30'],
    [
      'is established from day 181',
      { firstPurchaseOn: '2026-03-02', touch: '2026-08-20 call:out' },
      '2026-08-30',
      'established since 2026-08-30 until 2027-01-04',
    ],
    [
      'is established on day 364',
      { firstPurchaseOn: '2025-03-02', touch: '2026-02-20 call:out' },
      '2026-03-01',
      'established since 2025-08-30 until 2026-03-02',
    ],
    [
      'is loyal from day 365',
      { firstPurchaseOn: '2025-03-02', touch: '2026-02-20 call:out' },
      '2026-03-02',
      'loyal since 2026-03-02 until 2026-07-07',
    ],
    [
      'counts from delivery, then first purchase, then signing',
      { signedOn: '2026-01-05', firstPurchaseOn: '2026-01-20', deliveredOn: '2026-02-10' },
      '2026-03-01',
      'new since 2026-02-10 until 2026-08-10',
    ],
    [
      'does not count a delivery that is still to come',
      { firstPurchaseOn: '2026-02-20', deliveredOn: '2026-03-10' },
      '2026-03-01',
      'new since 2026-02-20 until 2026-03-10',
    ],
    ['is prospect before the signing', { signedOn: '2026-03-10' }, '2026-03-01', 'prospect until 2026-03-10'],
    [
      'stays new while silent in its first days',
      { firstPurchaseOn: '2026-01-05', tier: 'A' },
      '2026-06-20',
      'new since 2026-01-05 until 2026-07-05',
    ],
    [
      'is dormant after 137 days without order and talk',
      { firstPurchaseOn: '2020-01-05', touch: '2026-02-01 call:in' },
      '2026-06-18',
      'dormant since 2026-06-18',
    ],
    [
      'is not dormant a day earlier',
      { firstPurchaseOn: '2020-01-05', touch: '2026-02-01 call:in' },
      '2026-06-17',
      'loyal since 2021-01-04 until 2026-06-18',
    ],
    [
      'is dormant after 90 days in tier A',
      { tier: 'A', firstPurchaseOn: '2020-01-05', touch: '2026-02-01 call:in' },
      '2026-05-02',
      'dormant since 2026-05-02',
    ],
    [
      'is dormant after 90 days in tier B',
      { tier: 'B', firstPurchaseOn: '2020-01-05', touch: '2026-02-01 call:in' },
      '2026-05-02',
      'dormant since 2026-05-02',
    ],
    [
      'is dormant after 273 days in tier C',
      { tier: 'C', firstPurchaseOn: '2020-01-05', touch: '2026-02-01 call:in' },
      '2026-11-01',
      'dormant since 2026-11-01',
    ],
    [
      'an order wakes it',
      { firstPurchaseOn: '2020-01-05', lastPurchaseOn: '2026-06-01' },
      '2026-06-18',
      'loyal since 2021-01-04 until 2026-10-16',
    ],
    [
      'dormant as stored, since when follows from the last sign',
      { stage: 'dormant', touch: '2026-01-05 call:in' },
      '2026-06-20',
      'dormant since 2026-05-22',
    ],
    ['a customer without any date is established', {}, '2026-06-20', 'established'],
    [
      'a tier alone, no date, is established too',
      { lifecycleStage: undefined as never, tier: 'B' },
      '2026-06-20',
      'established',
    ],
    ['a lead with a tier and no date is a prospect', { lifecycleStage: 'lead', tier: 'B' }, '2026-06-20', 'prospect'],
    ['whoever is not in the book and has no date is a prospect', { lifecycleStage: 'lead' }, '2026-06-20', 'prospect'],
  ])('%s', (_name, text, today, expected) => {
    expect(inZone(zone, () => told(text, today))).toBe(expected);
  });
});
