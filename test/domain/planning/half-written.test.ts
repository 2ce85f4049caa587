import { describe, expect, it } from 'vitest';
import type { KnownVisit, Plan } from '../../../src/domain/planning/plan.ts';
import { type CustomerText, Life, show, stored } from '../support.ts';

const GO_LIVE = '2026-01-01';
/** Two visits at once: renewal on 2026-08-24, monthly on 2026-08-17. */
const TWO: CustomerText = { stage: 'loyal', tier: 'A', touch: '2026-07-20 call:out', contractEndsOn: '2026-11-24' };

/** What a reader sees in the slots. */
const seen = (visits: readonly KnownVisit[]): string[] =>
  visits
    .filter(({ status }) => status !== 'withdrawn')
    .map(({ slot, status, pays, plannedOn, ownerId }) => `${slot} ${status} ${pays} ${plannedOn} ${ownerId}`);

/** A run that died after writing some of a plan's visits: storage has them, memory does not know. */
function dies(life: Life, plan: Plan, written: readonly number[]): void {
  const all = stored(plan, life.visits);
  const before = new Map(life.visits.map((visit) => [visit.slot, visit]));
  life.visits = all
    .filter((visit) => written.includes(visit.slot) || before.has(visit.slot))
    .map((visit) => (written.includes(visit.slot) ? visit : (before.get(visit.slot) ?? visit)));
}

describe('a run that died before it wrote the memory', () => {
  it.each([[[]], [[1]], [[2]], [[1, 2]]])(
    'with slots %j written, ends as one that did not, the same day',
    (written) => {
      const calm = new Life(GO_LIVE, TWO);
      const broken = new Life(GO_LIVE, TWO);
      dies(broken, broken.decide('2026-08-17'), written);
      expect(broken.plan('2026-08-17')).toEqual(calm.plan('2026-08-17'));
      expect(broken.memory).toEqual(calm.memory);
      expect(seen(broken.visits)).toEqual(seen(calm.visits));
    },
  );

  it.each<[string, Partial<CustomerText>]>([
    ['another tier', { tier: 'C' }],
    ['no tier', { tier: undefined as never }],
    ['another owner', { owners: { account_manager: 'ben' } }],
    ['no owner', { owners: {} }],
    ['a call that paid the monthly visit', { touch: '2026-08-16 call:out' }],
    ['a contract that was extended', { contractEndsOn: '2027-11-24' }],
    ['a pause', { pausedUntil: '2026-09-07' }],
    ['do-not-visit', { doNotVisit: true }],
  ])('and with a changed fact in between (%s) as one that saw only that fact', (_name, change) => {
    for (const written of [[], [1], [2], [1, 2]]) {
      const calm = new Life(GO_LIVE, { ...TWO, ...change });
      const broken = new Life(GO_LIVE, TWO);
      dies(broken, broken.decide('2026-08-17'), written);
      broken.text = { ...TWO, ...change };
      expect(broken.plan('2026-08-17')).toEqual(calm.plan('2026-08-17'));
      expect(broken.memory).toEqual(calm.memory);
      expect(seen(broken.visits)).toEqual(seen(calm.visits));
    }
  });

  it('while it withdrew a visit: the withdrawal is decided again, or taken back', () => {
    for (const change of [{ pausedUntil: '2026-09-07' }, {}] as const) {
      const calm = new Life(GO_LIVE, TWO);
      const broken = new Life(GO_LIVE, TWO);
      calm.plan('2026-08-17');
      broken.plan('2026-08-17');
      broken.text = { ...TWO, pausedUntil: '2026-09-07' };
      const plan = broken.decide('2026-08-18');
      expect(plan.withdrawn.map(({ slot }) => slot)).toEqual([2]);
      broken.visits = stored(plan, broken.visits);
      calm.text = { ...TWO, ...change };
      broken.text = { ...TWO, ...change };
      expect(broken.plan('2026-08-18')).toEqual(calm.plan('2026-08-18'));
      expect(broken.memory).toEqual(calm.memory);
      expect(seen(broken.visits)).toEqual(seen(calm.visits));
    }
  });

  it('while it took a free slot again', () => {
    const lives = [new Life(GO_LIVE, TWO), new Life(GO_LIVE, TWO)] as const;
    for (const life of lives) {
      life.plan('2026-08-17');
      life.text = { ...TWO, pausedUntil: '2026-08-20' };
      life.plan('2026-08-18');
      expect(life.memory.freeSlots).toEqual([2]);
    }
    const [calm, broken] = lives;
    dies(broken, broken.decide('2026-08-20'), [2]);
    expect(broken.visits.find(({ slot }) => slot === 2)?.status).toBe('planned');
    for (const life of lives) life.text = { ...TWO, touch: '2026-08-20 call:out' };
    const plan = broken.planned('2026-08-20');
    expect(show(plan)).toEqual(calm.plan('2026-08-20'));
    expect(plan.withdrawn.map(({ slot }) => slot)).toEqual([2]);
    expect(broken.memory).toEqual(calm.memory);
    expect(seen(broken.visits)).toEqual(seen(calm.visits));
  });

  it('and people held what it had written: it is settled like any other', () => {
    for (const [written, held] of [
      [[1, 2], 1],
      [[1, 2], 2],
      [[2], 2],
    ] as const) {
      const calm = new Life(GO_LIVE, TWO);
      calm.plan('2026-08-17');
      calm.hold(held, '2026-08-18');
      const broken = new Life(GO_LIVE, TWO);
      dies(broken, broken.decide('2026-08-17'), written);
      broken.hold(held, '2026-08-18');
      const after = broken.planned('2026-08-18');
      expect(after.closed).toEqual([held]);
      expect(show(after)).toEqual(calm.plan('2026-08-18'));
      // The dead run never came to remember slot 2; it is the next to be used all the same.
      const { nextSlot, freeSlots, ...memory } = calm.memory;
      expect(broken.memory).toMatchObject(memory);
      expect([...broken.memory.freeSlots, broken.memory.nextSlot][0]).toBe([...freeSlots, nextSlot][0]);
    }
  });

  it('and people tried what it had written: it stays in its slot with its attempt', () => {
    const broken = new Life(GO_LIVE, TWO);
    dies(broken, broken.decide('2026-08-17'), [1, 2]);
    broken.fail(2, '2026-08-17');
    broken.text = { ...TWO, contractEndsOn: '2027-11-24' };
    const plan = broken.planned('2026-08-17');
    expect(show(plan).visits).toEqual(['2 P11 2026-08-18 [2026-08-10 2026-08-17 2026-08-20]']);
    expect(plan.withdrawn.map(({ slot }) => slot)).toEqual([1]);
    expect(plan.memory).toMatchObject({ nextSlot: 3, openSlots: [2], freeSlots: [1] });
  });

  it('a day later: a day that is still to come is kept, one that has gone by is not', () => {
    const text: CustomerText = { firstPurchaseOn: '2026-03-02' };
    const broken = new Life(GO_LIVE, text);
    dies(broken, broken.decide('2026-03-08'), [1]);
    expect(broken.decide('2026-03-09').visits.map(({ slot }) => slot)).toEqual([1]);
    expect(show(broken.decide('2026-03-09')).visits[0]).toContain('2026-03-09 [');
    expect(show(broken.decide('2026-03-10')).visits[0]).toContain('2026-03-10 [');
  });

  it('a record that is gone from an open slot is written again', () => {
    const life = new Life(GO_LIVE, TWO);
    const before = life.plan('2026-08-17');
    life.visits = [];
    expect(life.plan('2026-08-17')).toEqual(before);
    expect(seen(life.visits)).toHaveLength(2);
  });
});
