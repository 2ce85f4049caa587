import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import { EMPTY_MEMORY, type KnownVisit, type LoadView, type Plan } from '../../../src/domain/planning/plan.ts';
import type { Budget, Policy, PolicyRule } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, Life, planOn, show, stored, touchOf } from '../support.ts';
import { BUDGET, GO_LIVE, SERIES, SIGNED, shipped, visit } from './signed.ts';

/** Days of March 2026, on which nobody has room for a visit. */
const busyOn = (...days: readonly number[]): LoadView => ({
  minutes: (_, on) => (days.some((each) => day(`2026-03-${String(each).padStart(2, '0')}`) === on) ? 600 : 0),
});
const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const standing = ({ visits }: Plan): readonly string[] =>
  visits.map(({ slot, leader, pays, plannedOn, late, infeasible, rescheduledTo }) =>
    [
      slot,
      [leader, ...pays.slice(1).map((debt) => debt.split('@')[0])].join('+'),
      formatDay(plannedOn).slice(5),
      ...(late ? ['late'] : []),
      ...(infeasible ? ['full'] : []),
      ...(rescheduledTo === undefined ? [] : ['moved']),
    ].join(' '),
  );
/** Wide enough for every visit of the month to stand in a slot. */
const lived = (rules: readonly PolicyRule[], changes: Partial<Policy> = {}, text: CustomerText = {}): Life =>
  new Life(GO_LIVE, { ...SIGNED, ...text }, { rules, leadDays: 60, ...changes });

describe('reading rule 10: who leads', () => {
  const weekly = (id: string, every: number, first: number): PolicyRule =>
    visit(id, [9, 9, 9], {
      rank: 4,
      trigger: { type: 'grid', anchor: ['signedOn'], every },
      window: { earliest: { n: -5, unit: 'C' }, target: { n: first, unit: 'C' }, latest: { n: 5, unit: 'C' } },
    });

  it('an event before what comes again, whichever is aimed at first: 2026-03-17, not 03-16', () => {
    const event = visit('V1', [9, 17, 20], { rank: 4 });
    for (const rules of [
      [event, weekly('G1', 7, 0)],
      [weekly('G1', 7, 0), event],
    ])
      expect(standing(lived(rules).decide('2026-03-09'))).toEqual(['1 V1+G1 03-17']);
  });

  it('of two that come again the one of the shorter interval: every 7 days on 2026-03-18, every 8 on 03-17', () => {
    for (const rules of [
      [weekly('G1', 8, 0), weekly('G2', 7, 2)],
      [weekly('G2', 7, 2), weekly('G1', 8, 0)],
    ])
      expect(standing(lived(rules).decide('2026-03-09'))).toEqual(['1 G2+G1 03-18']);
  });

  it('a message does not lead visits: V merges with V only', () => {
    const message = visit('M1', [9, 12, 25], { kind: 'message', channels: ['sms'] });
    const text: CustomerText = { consents: ['greeting', 'sms', 'call'] };
    const later = visit('V6', [9, 16, 25], { rank: 6 });
    expect(standing(lived([message, later], {}, text).decide('2026-03-09'))).toEqual(['1 M1 03-12', '2 V6 03-16']);
  });

  it('one that is late joins a talk within five working days, of which Monday 2026-03-16 is the last', () => {
    const late = visit('V5', [2, 3, 6]);
    const joined = (on: number, lateDay = '2026-03-09', latest = late) =>
      standing(lived([visit('V3', [9, on, 25], { rank: 3 }), latest], { lateWithinWorkingDays: 5 }).decide(lateDay));
    expect(joined(16)).toEqual(['1 V3+V5 03-16']);
    expect(joined(17)).toEqual(['1 V3 03-17', '2 V5 03-09 late']);
    // One that still has a day left does not wait beyond it.
    expect(joined(16, '2026-03-09', visit('V5', [2, 3, 9]))).toEqual(['1 V3 03-16', '2 V5 03-09']);
    expect(joined(16, '2026-03-10', visit('V5', [2, 3, 9]))).toEqual(['1 V3+V5 03-16']);
  });
});

describe('what a policy before its first day places', () => {
  it('lies on it or after: live from Thursday 2026-03-12', () => {
    const plan = planOn(SIGNED, {
      goLiveOn: '2026-03-12',
      today: '2026-03-09',
      policy: { rules: [visit('V5', [9, 10, 20])], leadDays: 7 },
    });
    expect(standing(plan)).toEqual(['1 V5 03-12']);
  });
});

describe('slots', () => {
  const apart = range(1, 6).map((n) => visit(`V${n}`, [9, 9 + n, 25], SERIES));

  it('a day opens four new ones: the fifth visit waits for the next day, and is foreseen', () => {
    const life = lived(apart.slice(0, 5));
    const first = life.planned('2026-03-09');
    expect(standing(first)).toEqual(['1 V1 03-10', '2 V2 03-11', '3 V3 03-12', '4 V4 03-13']);
    expect(first.next?.leader).toBe('V5');
    expect(formatDay(first.decideOn)).toBe('2026-03-10');
    const second = life.planned('2026-03-10');
    expect(standing(second).map((text) => text.slice(0, 4))).toEqual(['1 V1', '2 V2', '3 V3', '4 V4', '5 V5']);
    expect(second.next).toBeUndefined();
  });

  it('are told in their order, whatever goes first today', () => {
    const life = lived([visit('V5', [9, 12, 25], SERIES), visit('V6', [9, 13, 25], SERIES)]);
    life.planned('2026-03-09');
    const more = lived([
      visit('V3', [9, 11, 25], { ...SERIES, rank: 3 }),
      visit('V5', [9, 12, 25], SERIES),
      visit('V6', [9, 13, 25], SERIES),
    ]);
    more.memory = life.memory;
    more.visits = life.visits;
    expect(standing(more.decide('2026-03-10'))).toEqual(['1 V5 03-12', '2 V6 03-13', '3 V3 03-11']);
  });
});

describe('a visit that stands', () => {
  const one = [visit('V5', [9, 11, 13])];

  it.each<[string, LoadView, string, string]>([
    ['its owner full that day, with room on another', busyOn(11), '2026-03-10', '1 V5 03-11'],
    ['its owner full on every day', busyOn(...range(9, 13)), '2026-03-10', '1 V5 03-11 full'],
    ['its owner full on every day, on the day itself', busyOn(...range(9, 13)), '2026-03-11', '1 V5 03-11 full'],
    ['its owner full, its day gone by', busyOn(...range(9, 13)), '2026-03-12', '1 V5 03-11'],
    ['its owner free', busyOn(), '2026-03-12', '1 V5 03-11'],
  ])('keeps its day: %s', (_, load, today, expected) => {
    const life = lived(one);
    life.planned('2026-03-09');
    life.load = load;
    expect(standing(life.decide(today))).toEqual([expected]);
  });

  it('on the day its owner chose has room there, also where the window has none: Tuesday 2026-03-17', () => {
    const life = lived(one);
    life.planned('2026-03-09');
    life.move(1, '2026-03-17');
    life.load = busyOn(...range(9, 13));
    expect(standing(life.decide('2026-03-10'))).toEqual(['1 V5 03-17 late moved']);
    life.load = busyOn(...range(9, 17));
    expect(standing(life.decide('2026-03-10'))).toEqual(['1 V5 03-17 late full moved']);
  });

  it('says the same every day of what the budget did', () => {
    const reasons = (touch: string, latest: number, budget: Partial<Budget> = {}) => {
      const life = lived([visit('V5', [9, 12, latest])], { budget: { ...BUDGET, ...budget } });
      life.memory = { ...EMPTY_MEMORY, touches: [touchOf(touch)] };
      return ['2026-03-09', '2026-03-10', '2026-03-11'].map(
        (on) => life.planned(on).visits[0]?.reason.en.split('\n')[1],
      );
    };
    const moved = 'Spoken to around that day, moved to 2026-03-13';
    expect(reasons('2026-03-06 call:out', 25)).toEqual([moved, moved, moved]);
    const overruled = 'Spoken to lately, but 2026-03-12 is as late as it may be';
    expect(reasons('2026-03-06 call:out', 12)).toEqual([overruled, overruled, overruled]);
    expect(reasons('2026-03-05 call:out', 25)).toEqual([undefined, undefined, undefined]);
  });

  it('of rank 3 has nothing to say of the budget, today or tomorrow', () => {
    const life = lived([visit('V3', [9, 12, 25], { rank: 3 })], { budget: BUDGET });
    life.memory = { ...EMPTY_MEMORY, touches: [touchOf('2026-03-06 call:out')] };
    for (const on of ['2026-03-09', '2026-03-10'])
      expect(life.planned(on).visits[0]?.reason.en.split('\n')).toHaveLength(1);
  });

  it('that was tried stays open when its days move on, since it was begun: tried on 2026-03-10, aimed at 05-29', () => {
    const rules = [shipped('P51')];
    const agreed = (cadenceDays: number): CustomerText => ({
      ...SIGNED,
      touch: '2026-02-09 call:out',
      cadenceDays,
      cadenceReason: 'contract',
    });
    const life = new Life(GO_LIVE, agreed(30), { rules });
    life.planned('2026-03-10');
    life.fail(1, '2026-03-10');
    life.text = agreed(109);
    const plan = life.planned('2026-03-10');
    expect(standing(plan)).toEqual(['1 P51 03-11']);
    expect(formatDay(plan.visits[0]?.window.target ?? day(GO_LIVE))).toBe('2026-05-29');
  });
});

describe('a visit that is foreseen', () => {
  it('is foreseen on its target whatever its owner’s day holds then: Wednesday 2026-03-25', () => {
    const life = lived([visit('V5', [9, 25, 30])], { leadDays: 7 });
    life.load = busyOn(25);
    expect(show(life.decide('2026-03-17')).next).toBe('V5 2026-03-25 [2026-03-09 2026-03-25 2026-03-30]');
    expect(standing(life.decide('2026-03-18'))).toEqual(['1 V5 03-24']);
  });
});

describe('reading rule 11: when a talk falls apart', () => {
  const leader = visit('V3', [9, 12, 25], { rank: 3, trigger: { type: 'after', anchor: ['acceptedOn'] } });
  const text: CustomerText = { acceptedOn: '2026-03-09' };

  it('what joined keeps the day that its owner chose, where nothing is owed any more that led', () => {
    const life = lived([leader, visit('V5', [9, 13, 25])], {}, text);
    expect(standing(life.planned('2026-03-09'))).toEqual(['1 V3+V5 03-12']);
    life.move(1, '2026-03-18');
    life.text = SIGNED;
    expect(standing(life.planned('2026-03-10'))).toEqual(['1 V5 03-18 moved']);
  });

  it('what joined has its own day again, where what led goes beyond its window', () => {
    const life = lived([leader, visit('V5', [9, 13, 16])], {}, text);
    expect(standing(life.planned('2026-03-09'))).toEqual(['1 V3+V5 03-12']);
    life.move(1, '2026-03-18');
    expect(standing(life.planned('2026-03-10'))).toEqual(['1 V3 03-18 moved', '2 V5 03-13']);
  });

  it('another customer’s debt is not among what a visit pays: it is placed on its own day', () => {
    const life = lived([visit('V5', [9, 12, 25], SERIES), visit('V6', [9, 13, 25], SERIES)]);
    life.planned('2026-03-09');
    life.move(1, '2026-03-18');
    expect(standing(life.planned('2026-03-10'))).toEqual(['1 V5 03-18 moved', '2 V6 03-13']);
  });
});

describe('a run that died after it wrote a visit', () => {
  const one = [visit('V5', [9, 11, 20])];
  /** Written on 2026-03-09 while its owner was full on the target: on 03-10. */
  function half(change: Partial<KnownVisit> = {}, changes: Partial<Policy> = {}, rules = one): Life {
    const life = lived(rules, changes);
    life.load = busyOn(11);
    const [written] = stored(life.decide('2026-03-09'));
    if (!written) throw new Error('expected a visit');
    life.visits = [{ ...written, ...change }];
    life.load = busyOn();
    return life;
  }

  it.each<[string, Partial<KnownVisit>, string, string]>([
    ['to come is kept', {}, '2026-03-09', '1 V5 03-10'],
    ['of today is kept', {}, '2026-03-10', '1 V5 03-10'],
    ['gone by is not', {}, '2026-03-11', '1 V5 03-11'],
    ['gone by that its owner chose is kept', { rescheduledTo: day('2026-03-10') }, '2026-03-11', '1 V5 03-10 moved'],
    ['of a visit for something else is not', { pays: ['V9@2026-03-09'] }, '2026-03-09', '1 V5 03-11'],
  ])('its day %s', (_, change, today, expected) => {
    expect(standing(half(change).decide(today))).toEqual([expected]);
  });

  it('keeps no day that the budget has a say in: what lies around it may have changed', () => {
    expect(standing(half({}, { budget: BUDGET }).decide('2026-03-09'))).toEqual(['1 V5 03-11']);
    const third = [visit('V3', [9, 11, 20], { rank: 3 })];
    expect(standing(half({}, { budget: BUDGET }, third).decide('2026-03-09'))).toEqual(['1 V3 03-10']);
  });

  it('leaves one that memory knows on its own day', () => {
    const life = lived(one);
    life.planned('2026-03-09');
    const [known] = life.visits;
    if (!known) throw new Error('expected a visit');
    life.visits = [known, { ...known, slot: 2, plannedOn: day('2026-03-13') }];
    expect(standing(life.decide('2026-03-10'))).toEqual(['1 V5 03-11']);
  });
});

describe('reading rule 15: what counts and what does not', () => {
  it('a message counts for no visit, and is not limited itself: 2026-03-12 and 03-13', () => {
    const message = visit('M1', [9, 12, 25], { kind: 'message', channels: ['sms'] });
    const text: CustomerText = { consents: ['greeting', 'sms', 'call'] };
    const rules = [message, visit('V5', [9, 13, 25])];
    expect(standing(lived(rules, { budget: BUDGET }, text).decide('2026-03-09'))).toEqual(['1 M1 03-12', '2 V5 03-13']);
    const before = lived([message], { budget: BUDGET }, text);
    before.memory = { ...EMPTY_MEMORY, touches: [touchOf('2026-03-06 call:out')] };
    expect(standing(before.decide('2026-03-10'))).toEqual(['1 M1 03-12']);
  });

  it('two that are planned in the fortnight after it hold it: 2026-03-20 and 03-30, so not 03-17 but 03-16', () => {
    const third = (id: string, dayOfMarch: number) => visit(id, [9, dayOfMarch, 40], { rank: 3, series: 'apart' });
    const budget = { ...BUDGET, calls: { most: 1, days: 1 } };
    const on = (target: number) =>
      standing(
        lived([third('V1', 20), third('V2', 30), visit('V5', [9, target, 40], SERIES)], { budget }).decide(
          '2026-03-09',
        ),
      )[2];
    expect(on(17)).toBe('3 V5 03-16');
    expect(on(16)).toBe('3 V5 03-16');
    expect(on(18)).toBe('3 V5 03-16');
  });
});
