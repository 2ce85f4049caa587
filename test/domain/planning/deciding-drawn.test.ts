import { describe, expect, it } from 'vitest';
import { addDays, day, formatDay } from '../../../src/domain/calendar/day.ts';
import type { RandomDayPolicy } from '../../../src/domain/measures/random-day.ts';
import { EMPTY_MEMORY, type PlannedVisit } from '../../../src/domain/planning/plan.ts';
import { planCustomer } from '../../../src/domain/planning/plan-customer.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Policy, PolicyRule } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, compiled, customer, Life, NOBODY_BUSY, stored } from '../support.ts';
import { BUDGET, GO_LIVE, SIGNED, visit } from './signed.ts';

/** Among so many customers both halves of a window are drawn. */
const CUSTOMERS = Array.from({ length: 12 }, (_, n) => `c${n + 1}`);
const ON: RandomDayPolicy = { on: true, seed: 'spring', tiers: ['B', 'C'], stages: [] };
/** A visit of rank 5 from Monday 2026-03-09 to Friday 03-27, aimed at the 18th. */
const FREE = visit('V5', [9, 18, 27]);

function first(
  customerKey: string,
  rules: readonly PolicyRule[],
  text: CustomerText = {},
  today = '2026-03-09',
  more: Partial<Policy> = {},
): { readonly visit: PlannedVisit | undefined; readonly life: Life; readonly draw: string | undefined } {
  const life = new Life(
    GO_LIVE,
    { ...SIGNED, tier: 'B', customerKey, ...text },
    {
      rules,
      leadDays: 60,
      randomDays: ON,
      ...more,
    },
  );
  const plan = life.planned(today);
  return { visit: plan.visits[0], life, draw: plan.memory.firstDraw?.arm };
}
const arms = (rules: readonly PolicyRule[], text: CustomerText = {}, more: Partial<Policy> = {}) =>
  [...new Set(CUSTOMERS.map((key) => first(key, rules, text, '2026-03-09', more).visit?.drawn))].sort();

describe('whose day is left to chance', () => {
  it.each<[string, PolicyRule, CustomerText]>([
    ['rank 5', FREE, {}],
    ['rank 4', { ...FREE, rank: 4 }, {}],
    ['tier C', FREE, { tier: 'C' }],
    [
      'a message that becomes a call, since nobody agreed to messages',
      { ...FREE, kind: 'message', channels: ['sms', 'phone'] },
      {},
    ],
  ])('%s', (_, rule, text) => {
    expect(arms([rule], text)).toEqual(['early', 'late']);
  });

  it.each<[string, PolicyRule, CustomerText]>([
    ['rank 3, which is owed', { ...FREE, rank: 3 }, {}],
    [
      'what a project or an open issue waits for',
      { ...FREE, applies: { during: 'project_or_issue' } },
      { flags: ['in_project'] },
    ],
    ['a message', { ...FREE, kind: 'message', channels: ['sms'] }, { consents: ['greeting', 'sms', 'call'] }],
    ['tier A', FREE, { tier: 'A' }],
    ['no tier', FREE, { tier: undefined as never }],
    ['a window of one day', visit('V5', [18, 18, 18]), {}],
  ])('not %s', (_, rule, text) => {
    expect(arms([rule], text)).toEqual([undefined]);
    for (const key of CUSTOMERS) {
      const { visit: planned, draw } = first(key, [rule], text);
      expect([formatDay(planned?.plannedOn ?? day(GO_LIVE)), draw]).toEqual(['2026-03-18', undefined]);
    }
  });

  it('not what an open loop asks for, whatever its rank', () => {
    const asks = DEFAULT_POLICY.duties?.find(({ id }) => id === 'P22');
    if (!asks) throw new Error('P22 does not ship');
    const window = { earliest: day('2026-03-09'), target: day('2026-03-18'), latest: day('2026-03-27') };
    const text: CustomerText = { asked: [{ rule: 'P22', loop: '101:1', window }] };
    expect(arms([], text, { duties: [{ ...asks, rank: 5 }] })).toEqual([undefined]);
  });

  it('nobody’s where it is off or the policy says nothing of it', () => {
    expect(arms([FREE], {}, { randomDays: { ...ON, on: false } })).toEqual([undefined]);
    expect(arms([FREE], {}, { randomDays: undefined } as unknown as Partial<Policy>)).toEqual([undefined]);
  });
});

describe('a draw', () => {
  it('is remembered with its window, from the day that begins, not of one that had begun: 2026-03-09', () => {
    for (const key of CUSTOMERS) {
      const { visit: planned, draw, life } = first(key, [FREE]);
      expect(draw).toBe(planned?.drawn);
      expect(life.memory.firstDraw).toEqual({
        arm: planned?.drawn,
        earliest: day('2026-03-09'),
        latest: day('2026-03-27'),
      });
      const begun = first(key, [FREE], {}, '2026-03-10');
      expect([begun.visit?.drawn, begun.draw]).toEqual([planned?.drawn, undefined]);
    }
  });

  it('of a customer is the first: a later window does not replace it', () => {
    const { life, draw } = first('c1', [FREE]);
    life.hold(1, '2026-03-09');
    life.text = { ...life.text, signedOn: '2026-04-20' };
    const later = life.planned('2026-04-20');
    expect(later.visits[0]?.drawn).toBeDefined();
    expect(later.memory.firstDraw).toEqual({ arm: draw, earliest: day('2026-03-09'), latest: day('2026-03-27') });
  });

  it('stays a customer’s half when the visit goes to another owner, after an attempt, and when drawing ends', () => {
    for (const key of CUSTOMERS) {
      const { visit: planned, life } = first(key, [FREE]);
      const again = (change: () => void, policy = life.policy) => {
        const { visits, memory, text } = life;
        change();
        const plan = planCustomer(customer(life.text), life.memory, life.visits, {
          policy,
          load: NOBODY_BUSY,
          today: day('2026-03-09'),
        });
        [life.visits, life.memory, life.text] = [visits, memory, text];
        return plan.visits[0];
      };
      const handedOver = again(() => {
        life.text = { ...life.text, owners: { account_manager: 'ben' } };
      });
      expect(handedOver).toMatchObject({ ownerId: 'ben', drawn: planned?.drawn, plannedOn: planned?.plannedOn });
      const tried = again(() => life.fail(1, '2026-03-09'));
      const drawnOn = planned?.plannedOn ?? day(GO_LIVE);
      const next = drawnOn > day('2026-03-09') ? drawnOn : day('2026-03-10');
      expect(tried).toMatchObject({ drawn: planned?.drawn, plannedOn: next });
      const ended = again(() => undefined, compiled(GO_LIVE, { rules: [FREE], leadDays: 60 }));
      expect(ended).toMatchObject({ drawn: planned?.drawn, plannedOn: planned?.plannedOn });
    }
  });

  it('is not made of a visit that stood before days were drawn, also where it goes to another owner', () => {
    for (const key of CUSTOMERS) {
      const before = first(key, [FREE], {}, '2026-03-09', { randomDays: { ...ON, on: false } }).life;
      const { life } = first(key, [FREE]);
      const text = { ...before.text, owners: { account_manager: 'ben' } };
      const plan = planCustomer(customer(text), before.memory, before.visits, {
        policy: life.policy,
        load: NOBODY_BUSY,
        today: day('2026-03-09'),
      });
      expect(plan.visits[0]).toMatchObject({ ownerId: 'ben', plannedOn: day('2026-03-18') });
      expect(plan.visits[0]?.drawn).toBeUndefined();
    }
  });

  it('is what the reason tells, also near another talk: called on 2026-03-12 for another of the company', () => {
    const company = { visits: 'each', sharesBudget: true } as const;
    const companyTouches = [{ on: day('2026-03-12'), kind: 'call', direction: 'out' }] as const;
    for (const key of CUSTOMERS) {
      const { visit: planned } = first(key, [FREE], { companyTouches }, '2026-03-09', { budget: BUDGET, company });
      expect(planned?.reason.en).toContain('Drawn by lot within the window');
      expect(Math.abs((planned?.plannedOn ?? 0) - day('2026-03-12'))).toBeGreaterThanOrEqual(7);
    }
  });

  it('is the same whichever day it is asked for, and of a run that died', () => {
    for (const key of CUSTOMERS) {
      const { visit: planned, life } = first(key, [FREE]);
      const dead = new Life(GO_LIVE, life.text, { rules: [FREE], leadDays: 60, randomDays: ON });
      dead.visits = stored(dead.decide('2026-03-09'));
      const on = planned?.plannedOn ?? day(GO_LIVE);
      const after = planCustomer(customer(dead.text), EMPTY_MEMORY, dead.visits, {
        policy: dead.policy,
        load: NOBODY_BUSY,
        today: addDays(day('2026-03-09'), 1),
      });
      if (on > day('2026-03-09')) expect(after.visits[0]).toMatchObject({ drawn: planned?.drawn, plannedOn: on });
    }
  });
});
