import { describe, expect, it } from 'vitest';
import { type Day, day, formatDay } from '../../../src/domain/calendar/day.ts';
import { decodeMemory } from '../../../src/domain/planning/memory.ts';
import { EMPTY_MEMORY, type LoadView } from '../../../src/domain/planning/plan.ts';
import { compilePolicy, planCustomer } from '../../../src/domain/planning/plan-customer.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import { CALENDAR, type CustomerText, customer, Life, planOn, show, touchOf } from '../support.ts';

const GO_LIVE = '2026-01-01';
const on = (text: CustomerText, today: string) => show(planOn(text, { goLiveOn: GO_LIVE, today }));
/** So many visits already stand on these days, for everybody. */
/** Days on which that many half hours are taken. */
const busy = (days: Record<string, number>): LoadView => ({ minutes: (_, at) => 30 * (days[formatDay(at)] ?? 0) });

describe('reading rule 2, days', () => {
  it('the day of signing is day 0 and never counts: signed Friday 2026-03-06, latest Wednesday 2026-03-11', () => {
    expect(on({ signedOn: '2026-03-06' }, '2026-03-06').visits).toEqual([
      '1 P01 2026-03-09 [2026-03-06 2026-03-09 2026-03-11]',
    ]);
  });
});

describe('reading rule 6, place', () => {
  const text: CustomerText = { stage: 'dormant', stageEnteredOn: '2026-05-22' };
  // Window 2026-05-22 to 06-22, target Friday 06-05; eight visits a day.
  it.each([
    ['on the target while there is room', { '2026-06-05': 7 }, '2026-06-05'],
    ['on the nearest working day when the target is full', { '2026-06-05': 8 }, '2026-06-04'],
    [
      'on Monday when all the week before it is full',
      { '2026-06-05': 8, '2026-06-04': 8, '2026-06-03': 8, '2026-06-02': 8 },
      '2026-06-08',
    ],
    [
      'of two equally near, Tuesday before and Monday after, on the earlier',
      { '2026-06-05': 8, '2026-06-04': 8, '2026-06-03': 8 },
      '2026-06-02',
    ],
  ])('a visit is %s', (_name, days, expected) => {
    const plan = planOn(text, { goLiveOn: GO_LIVE, today: '2026-06-01', load: busy(days) });
    expect(plan.visits.map((visit) => formatDay(visit.plannedOn))).toEqual([expected]);
    expect(plan.standing.kind).toBe('open');
  });

  it('without room in the whole window it stays on its target and is called infeasible', () => {
    const plan = planOn(text, { goLiveOn: GO_LIVE, today: '2026-06-01', load: { minutes: () => 240 } });
    expect(show(plan)).toMatchObject({
      visits: ['1 P20 2026-06-05 [2026-05-22 2026-06-05 2026-06-22] full'],
      standing: 'infeasible no_capacity P20',
      decideOn: '2026-06-02',
    });
    expect(plan.visits[0]?.infeasible?.zh).toContain('排满');
  });

  it('an owner of his own number is levelled by it', () => {
    const plan = planOn(text, {
      goLiveOn: GO_LIVE,
      today: '2026-06-01',
      load: busy({ '2026-06-05': 2 }),
      policy: { capacity: { minutesPerDay: 240, byOwner: { amy: 30 } } },
    });
    expect(plan.visits.map((visit) => formatDay(visit.plannedOn))).toEqual(['2026-06-04']);
  });

  it('a target that has gone by becomes the first working day with room', () => {
    const plan = planOn(text, { goLiveOn: GO_LIVE, today: '2026-06-13', load: busy({ '2026-06-15': 8 }) });
    expect(show(plan).visits).toEqual(['1 P20 2026-06-16 [2026-05-22 2026-06-05 2026-06-22]']);
  });

  it('a visit and its task are made seven days before its day, not earlier', () => {
    expect(on(text, '2026-05-28')).toMatchObject({
      visits: [],
      standing: 'later P20 2026-06-05',
      decideOn: '2026-05-29',
    });
    expect(on(text, '2026-05-29')).toMatchObject({ standing: 'open P20 2026-06-05', decideOn: '2026-06-23' });
  });

  it('a visit that stands keeps its day when its owner gets busy, and when the day has gone by', () => {
    const life = new Life(GO_LIVE, text);
    expect(life.plan('2026-05-29').visits).toEqual(['1 P20 2026-06-05 [2026-05-22 2026-06-05 2026-06-22]']);
    life.load = { minutes: () => 2_000 };
    expect(life.plan('2026-06-01').visits[0]).toContain('2026-06-05 [');
    life.load = busy({});
    expect(life.plan('2026-06-10').visits).toEqual(['1 P20 2026-06-05 [2026-05-22 2026-06-05 2026-06-22]']);
  });

  it('a day the owner chose is kept, and past the latest day it is called late', () => {
    const life = new Life(GO_LIVE, text);
    life.plan('2026-05-29');
    life.move(1, '2026-06-12');
    expect(life.plan('2026-06-01').visits).toEqual(['1 P20 2026-06-12 [2026-05-22 2026-06-05 2026-06-22]']);
    life.move(1, '2026-06-24');
    expect(life.plan('2026-06-01')).toMatchObject({
      visits: ['1 P20 2026-06-24 [2026-05-22 2026-06-05 2026-06-22] late'],
      decideOn: '2026-06-25',
    });
    expect(life.plan('2026-06-25').visits).toEqual(['1 P20 2026-06-25 [2026-05-22 2026-06-05 2026-06-22] late']);
  });
});

describe('reading rule 7, recurrence', () => {
  it('counts from the last talk, then from the latest of purchase, acceptance and signing, then from the first day', () => {
    const base = { stage: 'loyal' } as const;
    expect(on({ ...base, touch: '2026-01-05 call:in', lastPurchaseOn: '2026-01-12' }, '2026-01-13').next).toMatch(
      /^P08 2026-03-30/,
    );
    expect(
      on({ ...base, lastPurchaseOn: '2026-01-05', acceptedOn: '2026-01-06', signedOn: '2025-12-01' }, '2026-01-13')
        .next,
    ).toMatch(/^P08 2026-03-31/);
    expect(on(base, '2026-01-13').next).toMatch(/^P08 2026-03-26/);
  });

  it('a talk we had restarts it: the visit that stood is withdrawn, with the reason', () => {
    const life = new Life(GO_LIVE, { stage: 'loyal', touch: '2026-01-05 call:out' });
    life.plan('2026-01-05');
    expect(life.plan('2026-03-23').visits).toEqual(['1 P08 2026-03-30 [2026-03-06 2026-03-30 2026-04-05]']);
    life.text = { ...life.text, touch: '2026-03-25 email:in' };
    const plan = life.planned('2026-03-25');
    expect(show(plan)).toMatchObject({ visits: [], next: 'P08 2026-06-17 [2026-05-24 2026-06-17 2026-06-23]' });
    expect(plan.withdrawn.map(({ slot, why }) => [slot, why.zh])).toEqual([[1, '期间已有联系或日期更改，重新计时']]);
    expect(plan.memory).toMatchObject({ nextSlot: 2, openSlots: [], freeSlots: [1] });
  });

  it('a customer promoted to A has the first monthly visit a week later, never overdue', () => {
    const life = new Life(GO_LIVE, { stage: 'loyal', tier: 'C', touch: '2026-01-05 call:out' });
    life.plan('2026-01-05');
    life.plan('2026-02-04');
    life.text = { ...life.text, tier: 'A' };
    expect(life.plan('2026-03-02').visits).toEqual(['1 P11 2026-03-09 [2026-03-02 2026-03-09 2026-03-12]']);
    expect(life.plan('2026-03-04').visits).toEqual(['1 P11 2026-03-09 [2026-03-02 2026-03-09 2026-03-12]']);
    life.hold(1, '2026-03-09');
    expect(life.plan('2026-03-09').next).toBe('P11 2026-04-07 [2026-03-30 2026-04-07 2026-04-09]');
  });

  it('who comes into the book months after go-live does not start overdue', () => {
    expect(on({ stage: 'loyal', touch: '2025-11-02 call:out' }, '2026-06-01').visits).toEqual([
      '1 P08 2026-06-08 [2026-06-01 2026-06-08 2026-06-14]',
    ]);
  });
});

describe('reading rule 8, calendar guard', () => {
  it('the month after the last talk ends the window when that is sooner: talk 2026-01-30, latest 2026-02-28', () => {
    // 31 days on would be 2026-03-02.
    expect(on({ stage: 'loyal', tier: 'A', touch: '2026-01-30 call:out' }, '2026-01-30').next).toBe(
      'P11 2026-02-27 [2026-02-20 2026-02-27 2026-02-28]',
    );
  });

  it('two a quarter: after one talk the quarter asks for another, after two it does not', () => {
    const one = { stage: 'loyal', tier: 'B', touch: '2026-02-20 call:out' } as const;
    expect(on(one, '2026-02-20').next).toBe('P18 2026-03-31 [2026-03-22 2026-03-31 2026-03-31]');
    const two = planOn(one, {
      goLiveOn: GO_LIVE,
      today: '2026-02-20',
      memory: { ...EMPTY_MEMORY, touches: [touchOf('2026-01-12 call:in')], applied: ['P08', 'P18'] },
    });
    expect(show(two).next).toBe('P18 2026-04-07 [2026-03-22 2026-04-07 2026-04-21]');
  });

  it('a period that go-live cuts into asks for nothing: only the last talk before it is known', () => {
    const plan = planOn(
      { stage: 'loyal', tier: 'B', touch: '2026-02-20 call:out' },
      { goLiveOn: '2026-02-24', today: '2026-02-24' },
    );
    expect(show(plan).next).toBe('P18 2026-04-07 [2026-03-22 2026-04-07 2026-04-21]');
  });

  it('a month in which the customer came asks for nothing: signed 2026-01-29, not called again on 2026-01-30', () => {
    expect(on({ signedOn: '2026-01-29', tier: 'A' }, '2026-01-29').next).toBe(
      'P11 2026-02-26 [2026-02-19 2026-02-26 2026-02-28]',
    );
  });
});

describe('reading rule 9, what pays', () => {
  it('a milestone is paid by a visit of ours, not by any talk after go-live', () => {
    const life = new Life(GO_LIVE, { firstPurchaseOn: '2026-03-02', touch: '2026-03-08 call:out' });
    expect(life.plan('2026-03-08').visits).toEqual(['1 P03 2026-03-09 [2026-03-07 2026-03-09 2026-03-11]']);
    life.hold(1, '2026-03-09');
    const plan = life.planned('2026-03-09');
    expect(plan.closed).toEqual([1]);
    expect(plan.ledger.find(({ rule }) => rule === 'P03')).toMatchObject({
      verdict: 'settled',
      why: { zh: '2026-03-09 已联系过' },
    });
    expect(show(plan)).toMatchObject({ visits: [], standing: 'suppressed no_rule_applies until 2026-08-30' });
  });

  it('and stays paid when its date is corrected by a day', () => {
    const life = new Life(GO_LIVE, { firstPurchaseOn: '2026-03-02' });
    life.plan('2026-03-08');
    life.hold(1, '2026-03-09');
    life.plan('2026-03-09');
    life.text = { firstPurchaseOn: '2026-03-03' };
    expect(life.plan('2026-03-10').visits).toEqual([]);
  });

  it('a talk on the very day a customer fell silent does not pay the reactivation', () => {
    expect(
      on({ stage: 'dormant', stageEnteredOn: '2026-05-22', touch: '2026-05-22 call:in' }, '2026-06-01').visits,
    ).toHaveLength(1);
  });
});

describe('reading rule 10, netting', () => {
  it('the renewal leads, the monthly visit whose window holds its day joins and is paid with it', () => {
    // P11: 2026-08-17 … 24 … 27; P24: 2026-08-24.
    const life = new Life(GO_LIVE, {
      stage: 'loyal',
      tier: 'A',
      touch: '2026-07-27 call:out',
      contractEndsOn: '2026-11-24',
    });
    expect(life.plan('2026-08-17').visits).toEqual(['1 P24 +P11 2026-08-24 [2026-08-24 2026-08-24 2026-09-24]']);
    const plan = life.planned('2026-08-18');
    expect(plan.visits[0]?.reason.zh).toContain('一次谈完：A 类客户月度回访');
    expect(plan.ledger.find(({ rule }) => rule === 'P11')).toMatchObject({ verdict: 'joins', by: 'P24' });
    life.hold(1, '2026-08-24');
    expect(life.plan('2026-08-24')).toMatchObject({
      visits: [],
      next: 'P11 2026-09-21 [2026-09-14 2026-09-21 2026-09-24]',
    });
  });

  it('what the day does not suit stays a visit of its own', () => {
    // P11: 2026-08-10 … 17 … 20; P24: 2026-08-24.
    const life = new Life(GO_LIVE, {
      stage: 'loyal',
      tier: 'A',
      touch: '2026-07-20 call:out',
      contractEndsOn: '2026-11-24',
    });
    expect(life.plan('2026-08-17').visits).toEqual([
      '1 P24 2026-08-24 [2026-08-24 2026-08-24 2026-09-24]',
      '2 P11 2026-08-17 [2026-08-10 2026-08-17 2026-08-20]',
    ]);
  });

  it('the visits of the first days never share a talk', () => {
    expect(on({ signedOn: '2026-03-06', firstPurchaseOn: '2026-03-02' }, '2026-03-06').visits).toEqual([
      '1 P01 2026-03-09 [2026-03-06 2026-03-09 2026-03-11]',
      '2 P03 2026-03-09 [2026-03-07 2026-03-09 2026-03-11]',
    ]);
  });

  it('a debt past its latest day joins the talk that comes before it would be given up', () => {
    const life = new Life(GO_LIVE, {
      stage: 'loyal',
      tier: 'A',
      touch: '2026-07-17 call:out',
      contractEndsOn: '2026-11-24',
    });
    // P11 was due by 2026-08-17; planned again on 2026-08-21, P24 is on 2026-08-24.
    expect(life.plan('2026-08-21').visits).toEqual(['1 P24 +P11 2026-08-24 [2026-08-24 2026-08-24 2026-09-24]']);
  });

  it('a message neither joins nor is joined', () => {
    const text: CustomerText = {
      stage: 'loyal',
      tier: 'C',
      touch: '2026-01-05 call:out',
      consents: ['greeting', 'email', 'call'],
      contractEndsOn: '2026-09-22',
    };
    expect(on(text, '2026-06-16').visits).toEqual([
      '1 P24 2026-06-22 [2026-06-22 2026-06-22 2026-07-22]',
      '2 P19 2026-06-22 [2026-06-04 2026-06-22 2026-07-05] message',
    ]);
  });
});

describe('reading rules 11 and 12, attempts', () => {
  const joint = (): Life => {
    const life = new Life(GO_LIVE, {
      stage: 'loyal',
      tier: 'A',
      touch: '2026-07-27 call:out',
      contractEndsOn: '2026-11-24',
    });
    life.plan('2026-08-17');
    return life;
  };

  it('after an attempt in vain it is tried again on the next working day, never the same', () => {
    const life = joint();
    life.fail(1, '2026-08-24');
    expect(life.plan('2026-08-24').visits).toEqual(['1 P24 +P11 2026-08-25 [2026-08-24 2026-08-24 2026-09-24]']);
    expect(life.plan('2026-08-25').visits).toEqual(['1 P24 +P11 2026-08-25 [2026-08-24 2026-08-24 2026-09-24]']);
  });

  it('on the next one with room', () => {
    const life = joint();
    life.fail(1, '2026-08-24');
    life.load = busy({ '2026-08-25': 8, '2026-08-26': 8 });
    expect(life.plan('2026-08-24').visits[0]).toContain('2026-08-27 [');
  });

  it('each debt has its own window back: what the new day no longer suits is a visit of its own, with its attempt', () => {
    const life = joint();
    life.fail(1, '2026-08-24');
    life.load = busy({ '2026-08-25': 8, '2026-08-26': 8, '2026-08-27': 8 });
    const plan = life.planned('2026-08-24');
    expect(show(plan).visits).toEqual([
      '1 P24 2026-08-28 [2026-08-24 2026-08-24 2026-09-24]',
      '2 P11 2026-08-28 [2026-08-17 2026-08-24 2026-08-27] late',
    ]);
    expect(plan.visits.map(({ attempts }) => attempts.map(formatDay))).toEqual([['2026-08-24'], ['2026-08-24']]);
  });

  it('after three on three days a milestone is given up, and the recurring debt counts from the last attempt', () => {
    const life = joint();
    for (const attempt of ['2026-08-24', '2026-08-25', '2026-08-26']) {
      life.fail(1, attempt);
      life.plan(attempt);
    }
    const plan = life.decide('2026-08-26');
    expect(life.memory.settled.map(({ debt, how, on: at }) => `${debt} ${how} ${formatDay(at)}`)).toEqual([
      'P11@2026-07-27 unreached 2026-08-26',
      'P24@2026-11-24 unreached 2026-08-26',
    ]);
    expect(show(plan)).toMatchObject({ visits: [], next: 'P11 2026-09-23 [2026-09-16 2026-09-23 2026-09-26]' });
    expect(plan.ledger.find(({ rule }) => rule === 'P24')).toMatchObject({
      verdict: 'settled',
      why: { zh: '多次尝试未联系上，最近 2026-08-26' },
    });
  });

  it('two attempts on one day are one', () => {
    const life = joint();
    life.fail(1, '2026-08-24');
    life.fail(1, '2026-08-24');
    life.fail(1, '2026-08-24');
    expect(life.plan('2026-08-24').visits[0]).toMatch(/^1 P24 \+P11 2026-08-25/);
  });

  it('a debt that falls due meanwhile does not join what was tried: the count stays its own', () => {
    const life = new Life(GO_LIVE, {
      stage: 'loyal',
      tier: 'A',
      touch: '2026-07-31 call:out',
      contractEndsOn: '2026-11-18',
    });
    life.plan('2026-08-18');
    life.fail(1, '2026-08-18');
    expect(life.plan('2026-08-21').visits).toEqual([
      '1 P24 2026-08-21 [2026-08-18 2026-08-18 2026-09-18]',
      '2 P11 2026-08-28 [2026-08-21 2026-08-28 2026-08-31]',
    ]);
  });

  it('a customer who declines is not asked again for the same thing', () => {
    const life = joint();
    life.refuse(1, '2026-08-24');
    expect(life.plan('2026-08-24')).toMatchObject({
      visits: [],
      next: 'P11 2026-09-21 [2026-09-14 2026-09-21 2026-09-24]',
    });
  });
});

describe('reading rule 13, late', () => {
  it('past its latest day a visit goes to the first working day with room, and keeps its own window', () => {
    const life = new Life(GO_LIVE, { firstPurchaseOn: '2026-03-02' });
    life.plan('2026-03-08');
    expect(life.plan('2026-03-12')).toMatchObject({
      visits: ['1 P03 2026-03-12 [2026-03-07 2026-03-09 2026-03-11] late'],
      standing: 'late P03 2026-03-12',
      decideOn: '2026-03-13',
    });
    life.load = busy({ '2026-03-13': 8, '2026-03-16': 8 });
    expect(life.plan('2026-03-13').visits).toEqual(['1 P03 2026-03-17 [2026-03-07 2026-03-09 2026-03-11] late']);
    // It keeps that day, until it has gone by.
    life.load = busy({});
    expect(life.plan('2026-03-14').visits[0]).toContain('2026-03-17 [');
    expect(life.plan('2026-03-18').visits[0]).toContain('2026-03-18 [');
  });

  it('full for five working days on, it is infeasible', () => {
    const life = new Life(GO_LIVE, { firstPurchaseOn: '2026-03-02' });
    life.load = { minutes: (_, at) => (at <= day('2026-03-19') ? 240 : 0) };
    expect(life.plan('2026-03-12')).toMatchObject({
      visits: ['1 P03 2026-03-12 [2026-03-07 2026-03-09 2026-03-11] late full'],
      standing: 'infeasible no_capacity P03',
    });
    life.load = { minutes: (_, at) => (at <= day('2026-03-18') ? 240 : 0) };
    expect(new Life(GO_LIVE, life.text).plan('2026-03-12').standing).toBe('late P03 2026-03-12');
  });

  it('a message that was not sent in time is not sent: the next counts from there', () => {
    const life = new Life(GO_LIVE, {
      stage: 'loyal',
      tier: 'C',
      touch: '2026-01-05 call:out',
      lastPurchaseOn: '2026-05-01',
      consents: ['greeting', 'email'],
    });
    expect(life.plan('2026-06-16').visits).toEqual(['1 P19 2026-06-22 [2026-06-04 2026-06-22 2026-07-05] message']);
    expect(life.plan('2026-07-06')).toMatchObject({
      visits: [],
      next: 'P19 2026-12-21 [2026-12-02 2026-12-21 2027-01-02]',
    });
  });
});

describe('reading rule 14, first run', () => {
  const first = (text: CustomerText, today: string) => planOn(text, { goLiveOn: today, today });
  const verdict = (text: CustomerText, today: string, rule: string) =>
    first(text, today).ledger.find((entry) => entry.rule === rule)?.verdict;

  it('a talk after the first day and within the window pays a milestone', () => {
    expect(verdict({ firstPurchaseOn: '2026-03-02', touch: '2026-03-08 email:in' }, '2026-03-09', 'P03')).toBe(
      'settled',
    );
    expect(verdict({ signedOn: '2026-03-02', touch: '2026-03-03 call:out' }, '2026-03-04', 'P01')).toBe('settled');
  });

  it('a talk on the first day, or before the window, does not', () => {
    expect(verdict({ signedOn: '2026-03-02', touch: '2026-03-02 call:out' }, '2026-03-04', 'P01')).toBe('leads');
    expect(verdict({ firstPurchaseOn: '2026-03-02', touch: '2026-03-06 call:out' }, '2026-03-09', 'P03')).toBe('leads');
  });

  it('and stays paid when later talks have pushed that one out of memory', () => {
    const life = new Life('2026-03-09', { firstPurchaseOn: '2026-03-02', touch: '2026-03-08 email:in' });
    life.plan('2026-03-09');
    for (let n = 10; n < 20; n += 1) {
      life.text = { ...life.text, touch: `2026-03-${n} email:in` };
      expect(life.plan(`2026-03-${n}`).visits).toEqual([]);
    }
    expect(life.memory.touches.map((touch) => formatDay(touch.on))).not.toContain('2026-03-08');
  });

  it('a milestone whose latest day is before go-live lapses', () => {
    const plan = first({ firstPurchaseOn: '2026-03-02' }, '2026-03-12');
    expect(show(plan)).toMatchObject({ visits: [], standing: 'suppressed milestones_lapsed until 2026-08-30' });
    expect(plan.ledger.find(({ rule }) => rule === 'P03')).toMatchObject({
      verdict: 'lapsed',
      why: { zh: '最迟日 2026-03-11 早于上线日，不再补' },
    });
  });

  it('a milestone whose window reaches over go-live is raised', () => {
    expect(show(first({ firstPurchaseOn: '2026-03-02' }, '2026-03-11')).visits).toEqual([
      '1 P03 2026-03-11 [2026-03-07 2026-03-09 2026-03-11]',
    ]);
  });

  it('the renewal visit is made at once, marked late, while the contract runs', () => {
    expect(show(first({ stage: 'lost', contractEndsOn: '2026-04-20' }, '2026-03-12')).visits).toEqual([
      '1 P24 2026-03-12 [2026-01-20 2026-01-20 2026-02-14] late',
    ]);
  });

  it('but not before half of the term', () => {
    // Signed 2026-03-01 to 2026-04-20: half is 2026-03-26.
    expect(
      show(first({ stage: 'lost', signedOn: '2026-03-01', contractEndsOn: '2026-04-20' }, '2026-03-20')).visits,
    ).toEqual(['1 P24 2026-03-26 [2026-03-26 2026-03-26 2026-03-26]']);
  });

  it('overdue recurring debts are spread over twenty working days: A, B, none, C, the longest silent first', () => {
    // Go-live Monday 2026-03-02; the 5th, 10th, 15th and 20th working days after it are 03-09, 03-16, 03-23 and 03-30.
    const days = (tier: 'A' | 'B' | 'C' | undefined, touches: readonly string[]) =>
      touches.map((touch) => {
        const plan = first({ stage: 'loyal', touch: `${touch} call:out`, ...(tier ? { tier } : {}) }, '2026-03-02');
        const debt = plan.ledger.find(({ verdict: is }) => is === 'leads' || is === 'foreseen');
        expect([debt?.window?.earliest, debt?.window?.latest].map((at) => formatDay(at as Day))).toEqual([
          '2026-03-02',
          '2026-03-30',
        ]);
        return formatDay(debt?.window?.target as Day);
      });
    expect(days('A', ['2024-03-01', '2025-12-01', '2026-01-25'])).toEqual(['2026-03-03', '2026-03-05', '2026-03-09']);
    expect(days('B', ['2024-03-01', '2025-12-01', '2025-12-31'])).toEqual(['2026-03-10', '2026-03-12', '2026-03-16']);
    expect(days(undefined, ['2024-03-01', '2025-11-01', '2025-12-01'])).toEqual([
      '2026-03-17',
      '2026-03-19',
      '2026-03-23',
    ]);
    expect(days('C', ['2024-03-01', '2025-08-01', '2025-09-01'])).toEqual(['2026-03-24', '2026-03-26', '2026-03-30']);
  });

  it('somebody dormant for long is spread too', () => {
    const plan = first({ firstPurchaseOn: '2020-01-05', touch: '2025-03-01 call:out' }, '2026-03-02');
    expect(plan.ledger.find(({ rule }) => rule === 'P20')).toMatchObject({ verdict: 'foreseen' });
    expect(show(plan).next).toBe('P20 2026-03-17 [2026-03-02 2026-03-17 2026-03-30]');
  });

  it('nothing is placed before the first day', () => {
    const plan = planOn(
      { stage: 'loyal', tier: 'A', touch: '2026-01-31 call:out' },
      { goLiveOn: '2026-03-02', today: '2026-02-25' },
    );
    expect(show(plan).visits).toEqual(['1 P11 2026-03-02 [2026-02-21 2026-02-28 2026-03-03]']);
  });
});

describe('reading rule 16, consent and stops', () => {
  const loyal: CustomerText = { stage: 'loyal', tier: 'A', touch: '2026-01-26 call:out', contractEndsOn: '2026-05-25' };

  it('do-not-visit stops everything', () => {
    expect(on({ ...loyal, doNotVisit: true }, '2026-02-20')).toMatchObject({
      visits: [],
      next: undefined,
      standing: 'suppressed do_not_visit',
    });
  });

  it('when it is taken back nothing starts overdue', () => {
    const life = new Life(GO_LIVE, { stage: 'loyal', tier: 'A', touch: '2026-01-05 call:out', doNotVisit: true });
    life.plan('2026-01-05');
    life.plan('2026-03-01');
    life.text = { ...life.text, doNotVisit: false };
    expect(life.plan('2026-03-02').visits).toEqual(['1 P11 2026-03-09 [2026-03-02 2026-03-09 2026-03-12]']);
  });

  it('a pause stops ranks 4 to 6 and leaves the renewal', () => {
    expect(on({ ...loyal, pausedUntil: '2026-03-16' }, '2026-02-20')).toMatchObject({
      visits: ['1 P24 2026-02-25 [2026-02-25 2026-02-25 2026-03-25]'],
    });
  });

  it('windows reopen on the day it ends', () => {
    const life = new Life(GO_LIVE, {
      stage: 'loyal',
      tier: 'A',
      touch: '2026-01-26 call:out',
      pausedUntil: '2026-03-16',
    });
    expect(life.plan('2026-02-20')).toMatchObject({
      visits: [],
      standing: 'suppressed paused until 2026-03-16',
      decideOn: '2026-03-16',
    });
    expect(life.plan('2026-03-15')).toMatchObject({ visits: [], decideOn: '2026-03-16' });
    // 28 and 31 days after 2026-01-26 were 02-23 and 02-26 (02-24 after the holiday): three days' margin again.
    expect(life.plan('2026-03-16').visits).toEqual(['1 P11 2026-03-16 [2026-03-16 2026-03-16 2026-03-18]']);
  });

  it('a visit that stands is withdrawn by a pause, and taken up again in its slot', () => {
    const life = new Life(GO_LIVE, { stage: 'loyal', tier: 'A', touch: '2026-01-26 call:out' });
    expect(life.plan('2026-02-20').visits).toEqual(['1 P11 2026-02-24 [2026-02-16 2026-02-24 2026-02-26]']);
    life.text = { ...life.text, pausedUntil: '2026-03-16' };
    const plan = life.planned('2026-02-22');
    expect(plan.withdrawn).toEqual([{ slot: 1, why: { zh: '暂停到 2026-03-16', en: 'paused until 2026-03-16' } }]);
    expect(life.plan('2026-03-16').visits[0]).toMatch(/^1 P11/);
  });

  it('ranks 3 and 4 need no consent, a refusal of calls they respect', () => {
    expect(on({ signedOn: '2026-03-02', consents: ['email'] }, '2026-03-02').standing).toBe('open P01 2026-03-05');
    expect(on({ signedOn: '2026-03-02', refusals: ['call'] }, '2026-03-02').standing).toBe(
      'suppressed refused until 2026-08-30'.replace(' until 2026-08-30', ''),
    );
  });

  it('rank 5: never asked is allowed, asked needs the channel', () => {
    const text: CustomerText = { stage: 'loyal', touch: '2026-01-05 call:out' };
    expect(on(text, '2026-03-24').standing).toBe('open P08 2026-03-30');
    expect(on({ ...text, consents: ['call'] }, '2026-03-24').standing).toBe('open P08 2026-03-30');
    expect(on({ ...text, consents: ['email'] }, '2026-03-24').standing).toBe('suppressed no_consent');
    expect(on({ ...text, refusals: ['call'] }, '2026-03-24').standing).toBe('suppressed refused');
  });

  it('the preferred channel is taken where the rule knows it', () => {
    const channel = (preferredChannel: 'on_site' | 'email') =>
      planOn(
        { stage: 'loyal', touch: '2026-01-05 call:out', preferredChannel },
        { goLiveOn: GO_LIVE, today: '2026-03-24' },
      ).visits[0]?.channel;
    expect(channel('on_site')).toBe('on_site');
    expect(channel('email')).toBe('phone');
  });

  it('whoever is not in the book is not visited', () => {
    expect(on({ lifecycleStage: 'lead', signedOn: '2026-03-02' }, '2026-03-02')).toMatchObject({
      visits: [],
      standing: 'suppressed out_of_scope',
    });
    expect(on({ lifecycleStage: 'lead', tier: 'C', signedOn: '2026-03-02' }, '2026-03-02').visits).toHaveLength(1);
  });
});

describe('reading rule 17, owner', () => {
  const owner = (owners: CustomerText['owners'], text: CustomerText) =>
    planOn({ ...text, owners: owners ?? {} }, { goLiveOn: GO_LIVE, today: '2026-03-05' }).visits.map(
      (visit) => `${visit.leader} ${visit.ownerId} ${visit.ownerRole}`,
    );

  it('the first role the customer has filled, else who stands in', () => {
    const bought: CustomerText = { firstPurchaseOn: '2026-03-02' };
    expect(owner({ service_engineer: 'eva', account_manager: 'amy' }, bought)).toEqual(['P03 eva service_engineer']);
    expect(owner({ account_manager: 'amy' }, bought)).toEqual(['P03 amy account_manager']);
    expect(owner({ team_lead: 'tom' }, bought)).toEqual(['P03 tom team_lead']);
  });

  it('of two roles the first that is filled', () => {
    const loyal: CustomerText = { stage: 'loyal', touch: '2025-12-12 call:out' };
    expect(owner({ care_specialist: 'cai' }, loyal)).toEqual(['P08 cai care_specialist']);
    expect(owner({ care_specialist: 'cai', account_manager: 'amy' }, loyal)).toEqual(['P08 amy account_manager']);
  });

  it('nobody at all: not planned, and said so', () => {
    expect(on({ signedOn: '2026-03-02', owners: {} }, '2026-03-02')).toMatchObject({
      visits: [],
      standing: 'infeasible no_owner P01',
    });
  });

  it('a new owner takes over the slot, placed by his own load', () => {
    const life = new Life(GO_LIVE, { firstPurchaseOn: '2026-03-02' });
    life.plan('2026-03-04');
    life.text = { ...life.text, owners: { account_manager: 'ben' } };
    life.load = { minutes: (id, at) => (id === 'ben' && formatDay(at) === '2026-03-09' ? 240 : 0) };
    const plan = life.planned('2026-03-05');
    expect(plan.visits.map((visit) => `${visit.slot} ${visit.ownerId} ${formatDay(visit.plannedOn)}`)).toEqual([
      '1 ben 2026-03-08'.replace('08', '10'),
    ]);
  });
});

describe('reading rule 19, stages', () => {
  it('a customer who grows out of its first days is looked at again on that day', () => {
    const life = new Life('2026-08-03', { firstPurchaseOn: '2026-03-02', touch: '2026-08-10 call:out' });
    life.plan('2026-08-15');
    expect(life.plan('2026-08-20').decideOn).toBe('2026-08-30');
    expect(life.plan('2026-08-30').next).toBe('P08 2026-11-02 [2026-10-09 2026-11-02 2026-11-08]');
  });
});

describe('reading rule 20, provisional', () => {
  it('a visit is provisional when any day of its window is in a year without announcement', () => {
    const text: CustomerText = { stage: 'loyal', touch: '2026-10-05 call:out' };
    expect(on(text, '2026-12-22').visits).toEqual(['1 P08 2026-12-28 [2026-12-04 2026-12-28 2027-01-03] provisional']);
    expect(on({ ...text, touch: '2026-10-01 call:out' }, '2026-12-22').visits).toEqual([
      '1 P08 2026-12-24 [2026-11-30 2026-12-24 2026-12-30]',
    ]);
  });
});

describe('the day of the next decision', () => {
  it('is at most 30 days ahead, also for those nothing is asked of', () => {
    expect(on({ stage: 'lost' }, '2026-03-02').decideOn).toBe('2026-04-01');
    expect(on({ lifecycleStage: 'lead' }, '2026-03-02').decideOn).toBe('2026-04-01');
  });
});

describe('a policy that was never published', () => {
  it('cannot be planned by', () => {
    expect(() => compilePolicy(DEFAULT_POLICY, CALENDAR)).toThrow(RangeError);
  });
});

describe('dates far away', () => {
  it('before the calendar a milestone has lapsed and a cadence is overdue, after it nothing is counted', () => {
    const old = planOn(
      { stage: 'new', signedOn: '1998-03-02', deliveredOn: '2003-03-02' },
      { goLiveOn: GO_LIVE, today: GO_LIVE },
    );
    expect(show(old).standing).toBe('suppressed milestones_lapsed');
    const silent = planOn({ stage: 'loyal', lastPurchaseOn: '1998-03-02' }, { goLiveOn: GO_LIVE, today: GO_LIVE });
    expect(silent.standing.kind).toBe('later');
    const far = planOn({ stage: 'lost', contractEndsOn: '2099-12-31' }, { goLiveOn: GO_LIVE, today: GO_LIVE });
    expect(far.ledger.find(({ rule }) => rule === 'P24')).toMatchObject({
      verdict: 'not_applicable',
      why: { zh: '日期超出日历范围' },
    });
  });
});

describe('a memory that was lost', () => {
  it('is found again from the stored visits: what was held stays paid, what is open is adopted', () => {
    const life = new Life(GO_LIVE, { signedOn: '2026-03-02', firstPurchaseOn: '2026-03-02' });
    life.plan('2026-03-02');
    life.hold(1, '2026-03-05');
    life.plan('2026-03-05');
    const before = life.decide('2026-03-06');
    life.memory = decodeMemory('broken');
    const after = life.decide('2026-03-06');
    expect(after.visits).toEqual(before.visits);
    expect(after.memory).toEqual({ ...before.memory, freeSlots: before.memory.freeSlots });
    expect(after.memory.lost).toBeUndefined();
  });
});

describe('reasons', () => {
  const reason = (text: CustomerText, today: string) => {
    const plan = planOn(text, { goLiveOn: GO_LIVE, today });
    return plan.visits[0]?.reason ?? plan.next?.reason;
  };
  it.each<[CustomerText, string, string, string]>([
    [
      { signedOn: '2026-02-12' },
      '2026-02-12',
      '签约后首次回访：2026-02-12 签约；目标 2026-02-14（3 天内最后一个工作日，调休上班），最迟 2026-02-24（第 3 个工作日）',
      'First visit after signing: signed 2026-02-12; target 2026-02-14 (last working day within 3 days, a make-up workday), latest 2026-02-24 (3rd working day)',
    ],
    [
      { signedOn: '2026-09-30' },
      '2026-10-01',
      '签约后首次回访：2026-09-30 签约；目标 2026-10-08（3 天内没有工作日，顺延），最迟 2026-10-10（第 3 个工作日）',
      'First visit after signing: signed 2026-09-30; target 2026-10-08 (no working day within 3 days, moved on), latest 2026-10-10 (3rd working day)',
    ],
    [
      { stage: 'loyal', tier: 'A', touch: '2026-01-19 call:out' },
      '2026-02-10',
      'A 类客户月度回访：上次联系 2026-01-19；目标 2026-02-14（相隔 28 天，遇休息日提前，调休上班），最迟 2026-02-19（相隔 31 天）',
      'Monthly visit, tier A: last contact 2026-01-19; target 2026-02-14 (28 days on, moved back from a day off, a make-up workday), latest 2026-02-19 (31 days on)',
    ],
    [
      { stage: 'loyal', tier: 'B', touch: '2026-02-20 call:out' },
      '2026-03-25',
      'B 类客户每季度两次回访：上次联系 2026-02-20；目标 2026-03-31（不晚于最迟日），最迟 2026-03-31（当季最后一个工作日）',
      'Twice a quarter, tier B: last contact 2026-02-20; target 2026-03-31 (no later than the latest day), latest 2026-03-31 (last working day of the quarter)',
    ],
    [
      { firstPurchaseOn: '2026-02-10' },
      '2026-02-25',
      '首购第 7 天回访：2026-02-10 首次购买；目标 2026-02-24（第 7 天，遇休息日顺延），最迟 2026-02-24（期限内没有工作日，顺延到第一个工作日）\n已过最迟日，安排在 2026-02-25',
      'Day-7 visit after the first purchase: first purchase 2026-02-10; target 2026-02-24 (day 7, moved on from a day off), latest 2026-02-24 (no working day in time, moved to the first one after)\nPast its latest day, placed on 2026-02-25',
    ],
    [
      { stage: 'lost', contractEndsOn: '2027-05-31' },
      '2026-12-25',
      '合同到期前续约回访：合同 2027-05-31 到期；目标 2027-02-26（到期前 3 个月，遇休息日提前），最迟 2027-03-31（到期前 2 个月）\n2027 年放假安排尚未公布，日期暂定',
      'Renewal visit before the contract ends: contract ends 2027-05-31; target 2027-02-26 (3 months before, moved back from a day off), latest 2027-03-31 (2 months before)\nThe holidays of 2027 are not announced yet, provisional',
    ],
    [
      { stage: 'dormant', stageEnteredOn: '2026-05-22' },
      '2026-06-01',
      '沉默客户唤醒：2026-05-22 起沉默；目标 2026-06-05（第 14 天），最迟 2026-06-22（满 1 个月）',
      'Reactivating a dormant customer: silent customer since 2026-05-22; target 2026-06-05 (day 14), latest 2026-06-22 (after 1 month)',
    ],
  ])('show the arithmetic: %j', (text, today, zh, en) => {
    expect(reason(text, today)).toEqual({ zh, en });
  });
});

it('facts are only read', () => {
  const freeze = <T extends object>(value: T): T => {
    for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) freeze(part as object);
    return Object.freeze(value);
  };
  const life = new Life(GO_LIVE, {
    stage: 'loyal',
    tier: 'A',
    touch: '2026-07-27 call:out',
    contractEndsOn: '2026-11-24',
  });
  life.plan('2026-08-17');
  life.fail(1, '2026-08-24');
  const facts = freeze(customer(life.text));
  const plan = planCustomer(facts, freeze(life.memory), freeze(life.visits), {
    policy: life.policy,
    load: { minutes: () => 0 },
    today: day('2026-08-24'),
  });
  expect(plan.visits).toHaveLength(1);
});
