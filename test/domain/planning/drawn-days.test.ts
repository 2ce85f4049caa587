import { describe, expect, it } from 'vitest';
import { addDays, type Day, day } from '../../../src/domain/calendar/day.ts';
import type { RandomDayPolicy } from '../../../src/domain/measures/random-day.ts';
import { decodeMemory, encodeMemory } from '../../../src/domain/planning/memory.ts';
import { EMPTY_MEMORY, type KnownVisit, type Plan, type PlanMemory } from '../../../src/domain/planning/plan.ts';
import { type CompiledPolicy, planCustomer } from '../../../src/domain/planning/plan-customer.ts';
import { DEFAULT_DUTIES as DUTIES } from '../../../src/domain/policy/default-duties.ts';
import { CALENDAR, type CustomerText, compiled, customer, NOBODY_BUSY, only, stored } from '../support.ts';

const GO_LIVE = '2026-01-05';
const DRAWN: RandomDayPolicy = { on: true, seed: 'spring', tiers: ['B', 'C'], stages: [] };
const policyOf = (randomDays: RandomDayPolicy): CompiledPolicy =>
  compiled(GO_LIVE, { ...only('P11', 'P18', 'P24'), randomDays });
const WITH_LOTS = policyOf(DRAWN);
const WITHOUT = compiled(GO_LIVE, only('P11', 'P18', 'P24'));

const ofTier = (tier: 'A' | 'B' | 'C', n: number): CustomerText => ({
  customerKey: `c${n}`,
  tier,
  stage: 'loyal',
  firstPurchaseOn: '2024-01-10',
  lastPurchaseOn: '2026-01-02',
  touch: '2026-01-20 call:out',
});

/** Plans every day of some weeks, as the daily run does, with nobody holding anything; answers each day's plan. */
function daily(text: CustomerText, policy: CompiledPolicy, from: Day, days: number): Plan[] {
  let memory: PlanMemory = EMPTY_MEMORY;
  let known: KnownVisit[] = [];
  return Array.from({ length: days }, (_, i) => {
    const plan = planCustomer(customer(text), memory, known, {
      policy,
      load: NOBODY_BUSY,
      today: addDays(from, i),
    });
    memory = decodeMemory(encodeMemory(plan.memory));
    known = stored(plan, known);
    return plan;
  });
}

const FROM = day('2026-01-26');
const firstOpened = (plans: readonly Plan[]) => plans.find(({ visits }) => visits.length > 0)?.visits[0];

describe('a visit whose day is left to chance', () => {
  it('is on the day drawn, a working day inside its window, and says so in its reason and in the ledger', () => {
    const arms = new Set<string>();
    for (let n = 1; n <= 24; n += 1) {
      const plans = daily(ofTier('B', n), WITH_LOTS, FROM, 62);
      const visit = firstOpened(plans);
      if (!visit) throw new Error('expected a visit in nine weeks');
      arms.add(visit.drawn ?? '');
      expect(visit.plannedOn >= visit.window.earliest && visit.plannedOn <= visit.window.latest).toBe(true);
      expect(CALENDAR.isWorking(visit.plannedOn)).toBe(true);
      expect([visit.reason.zh, visit.reason.en]).toEqual([
        expect.stringContaining('抽签'),
        expect.stringContaining('rawn by lot'),
      ]);
      const told = plans.find(({ visits }) => visits.length > 0)?.ledger.find(({ verdict }) => verdict === 'leads');
      expect(told?.why.en).toContain('rawn by lot');
    }
    expect([...arms].sort()).toEqual(['early', 'late']);
  });

  it('keeps its day from the first planning to the last, planned once or every day', () => {
    for (let n = 1; n <= 12; n += 1) {
      const plans = daily(ofTier('B', n), WITH_LOTS, FROM, 62);
      const wanted = firstOpened(plans)?.plannedOn ?? FROM;
      // Past its day it is overdue, and past its window it is late: both are no draws.
      const days = plans.slice(0, wanted - FROM + 1).map(({ visits, next }) => visits[0]?.plannedOn ?? next?.on);
      expect(new Set(days).size).toBe(1);
      const opened = plans.findIndex(({ visits }) => visits.length > 0);
      const late = daily(ofTier('B', n), WITH_LOTS, addDays(FROM, opened), 1)[0];
      expect(late?.visits[0]?.plannedOn).toBe(days[0]);
    }
  });

  it('remembers the first draw of a customer, also before there is a visit, and only of a window nobody missed', () => {
    for (let n = 1; n <= 12; n += 1) {
      const plans = daily(ofTier('B', n), WITH_LOTS, FROM, 62);
      const draw = plans[0]?.memory.firstDraw;
      const visit = firstOpened(plans);
      expect(draw).toEqual({ arm: visit?.drawn, earliest: visit?.window.earliest, latest: visit?.window.latest });
      expect(plans.at(-1)?.memory.firstDraw).toEqual(draw);
      const begun = addDays(visit?.window.earliest ?? FROM, 1);
      expect(daily(ofTier('B', n), WITH_LOTS, begun, 1)[0]?.memory.firstDraw).toBeUndefined();
    }
  });

  it('is nobody’s of tier A, nobody’s where it is off, and no visit’s that stood before', () => {
    for (let n = 1; n <= 6; n += 1) {
      expect(daily(ofTier('A', n), WITH_LOTS, FROM, 20)).toEqual(daily(ofTier('A', n), WITHOUT, FROM, 20));
      const off = policyOf({ ...DRAWN, on: false });
      expect(daily(ofTier('B', n), off, FROM, 20)).toEqual(daily(ofTier('B', n), WITHOUT, FROM, 20));
    }
    const text = ofTier('B', 1);
    const plans = daily(text, WITHOUT, FROM, 62);
    const at = plans.findIndex(({ visits }) => visits.length > 0);
    const stood = plans[at];
    const [visit] = stood?.visits ?? [];
    if (!stood || !visit) throw new Error('expected a visit');
    const after = planCustomer(customer(text), stood.memory, stored(stood), {
      policy: WITH_LOTS,
      load: NOBODY_BUSY,
      today: addDays(FROM, at + 1),
    });
    expect(after.visits[0]).toMatchObject({ plannedOn: visit.plannedOn });
    expect(after.visits[0]?.drawn).toBeUndefined();
  });

  it('never moves what a clock waits for', () => {
    const asked = [
      {
        rule: 'P22',
        loop: 'c1:1',
        window: { earliest: FROM, target: addDays(FROM, 1), latest: addDays(FROM, 4) },
      },
    ];
    const with22 = { ...only('P11', 'P18', 'P24') };
    const text = { ...ofTier('B', 3), asked };
    const one = planOnce(text, compiled(GO_LIVE, { ...with22, duties: DUTIES, randomDays: DRAWN }));
    const other = planOnce(text, compiled(GO_LIVE, { ...with22, duties: DUTIES }));
    expect(one.visits[0]?.leader).toBe('P22');
    expect(one.visits).toEqual(other.visits);
  });
});

function planOnce(text: CustomerText, policy: CompiledPolicy): Plan {
  return planCustomer(customer(text), EMPTY_MEMORY, [], { policy, load: NOBODY_BUSY, today: FROM });
}
