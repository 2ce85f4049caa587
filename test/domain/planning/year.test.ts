import { describe, expect, it } from 'vitest';
import { addDays, type Day, day, formatDay } from '../../../src/domain/calendar/day.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, inZone, Life, WHOLE, ZONES } from '../support.ts';

/** A year in which every visit is held on its day: `2026-03-16 P08`. Plans only on the days the planner asked for. */
function year(text: CustomerText, policy: Partial<Policy> = {}): string[] {
  const life = new Life('2026-01-01', text, policy);
  const held: string[] = [];
  let decideOn: Day = day('2026-01-01');
  for (let on = day('2026-01-01'); on <= day('2026-12-31'); on = addDays(on, 1)) {
    if (on >= decideOn) decideOn = life.planned(formatDay(on)).decideOn;
    for (const visit of life.visits) {
      if (visit.status !== 'planned' || visit.plannedOn !== on) continue;
      held.push(`${formatDay(on)} ${visit.pays.map((debt) => debt.slice(0, 3)).join('+')}`);
      life.hold(visit.slot, formatDay(on));
    }
    if (life.visits.some(({ closedOn }) => closedOn === on)) decideOn = life.planned(formatDay(on)).decideOn;
  }
  return held;
}

const OLD = { stage: 'loyal', firstPurchaseOn: '2020-01-01', touch: '2025-12-20 call:out' } as const;

describe.each(ZONES)('the whole of 2026, last talk 2025-12-20, the process in %s', (zone) => {
  it('a loyal customer without tier has four visits', () => {
    expect(inZone(zone, () => year(OLD))).toEqual([
      '2026-03-16 P08',
      '2026-06-08 P08',
      '2026-08-31 P08',
      '2026-11-23 P08',
    ]);
  });

  it('one of tier A has thirteen, one in each month and a second in August', () => {
    const visits = inZone(zone, () => year({ ...OLD, tier: 'A' }));
    expect(visits).toEqual([
      '2026-01-19 P11',
      '2026-02-14 P11',
      '2026-03-16 P11',
      '2026-04-13 P11',
      '2026-05-11 P11',
      '2026-06-08 P11',
      '2026-07-06 P11',
      '2026-08-03 P11',
      '2026-08-31 P11',
      '2026-09-28 P11',
      '2026-10-26 P11',
      '2026-11-23 P11',
      '2026-12-21 P11',
    ]);
    expect(new Set(visits.map((visit) => visit.slice(0, 7))).size).toBe(12);
  });

  it('one of tier B has eight, two in each quarter', () => {
    expect(inZone(zone, () => year({ ...OLD, tier: 'B' }))).toEqual([
      '2026-02-03 P18',
      '2026-03-20 P18',
      '2026-05-06 P18',
      '2026-06-22 P18',
      '2026-08-06 P18',
      '2026-09-20 P18',
      '2026-11-04 P18',
      '2026-12-21 P18',
    ]);
  });

  it('one of tier C is called twice', () => {
    expect(inZone(zone, () => year({ ...OLD, tier: 'C' }))).toEqual(['2026-06-08 P19', '2026-11-23 P19']);
  });

  it('a new customer of tier A has the first days, then the months, and the renewal in one talk with a month', () => {
    const text: CustomerText = {
      tier: 'A',
      signedOn: '2026-03-02',
      deliveredOn: '2026-03-02',
      contractEndsOn: '2026-11-30',
    };
    expect(inZone(zone, () => year(text))).toEqual([
      '2026-03-05 P01',
      '2026-03-09 P03',
      '2026-04-07 P11',
      '2026-05-06 P11',
      '2026-06-03 P11',
      '2026-07-01 P11',
      '2026-07-29 P11',
      '2026-08-28 P24+P11',
      '2026-09-28 P11',
      '2026-10-26 P11',
      '2026-11-23 P11',
      '2026-12-21 P11',
    ]);
  });

  it('one in the high-value programme has twenty-four by the whole policy, two in each month', () => {
    const visits = inZone(zone, () => year({ ...OLD, flags: ['high_value_program'] }, WHOLE));
    for (let month = 1; month <= 12; month += 1) {
      const start = `2026-${String(month).padStart(2, '0')}`;
      expect(visits.filter((visit) => visit.startsWith(start)).length, start).toBeGreaterThanOrEqual(2);
    }
    expect(visits).toHaveLength(24);
  });

  // Days 3, 7, 30, 45, 77, then 127 or 135, then 165 after the purchase.
  it.each([
    ['is called on day 127 where nobody answers the survey of day 120', undefined, '2026-07-07 P07'],
    ['is called on day 135 where it was answered', '2026-06-30 survey:in', '2026-07-15 P07'],
  ])('a new customer %s', (_what, touch, fifth) => {
    const bought: CustomerText = { firstPurchaseOn: '2026-03-02', lastPurchaseOn: '2026-03-02' };
    const text = touch === undefined ? bought : { ...bought, touch };
    expect(inZone(zone, () => year(text, WHOLE)).slice(0, 7)).toEqual([
      '2026-03-05 P02',
      '2026-03-09 P03',
      '2026-04-01 P04',
      '2026-04-16 P07',
      '2026-05-18 P07',
      fifth,
      '2026-08-14 P07',
    ]);
  });
});
