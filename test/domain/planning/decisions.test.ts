import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import { instantAt } from '../../../src/domain/calendar/zone.ts';
import { callingTime } from '../../../src/domain/planning/calling-time.ts';
import { leadOf } from '../../../src/domain/planning/lead.ts';
import type { LedgerEntry } from '../../../src/domain/planning/plan.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { stageOf } from '../../../src/domain/segmentation/stage.ts';
import { type CustomerText, customer, only, planOn, type Shown, show, WHOLE } from '../support.ts';

/** The decisions on what the practice guides leave open, on days of China's calendar; go-live 2026-01-01. */
const GO_LIVE = '2026-01-01';

function planned(text: CustomerText, today: string, policy: Partial<Policy>, goLiveOn = GO_LIVE): Shown {
  return show(planOn(text, { goLiveOn, today, policy }));
}

function entry(text: CustomerText, today: string, policy: Partial<Policy>, rule: string): LedgerEntry | undefined {
  return planOn(text, { goLiveOn: GO_LIVE, today, policy }).ledger.find((each) => each.rule === rule);
}

const switchedOn = (...ids: readonly string[]): Partial<Policy> => ({
  ...only(...ids),
  rules: DEFAULT_POLICY.rules.filter(({ id }) => ids.includes(id)).map((rule) => ({ ...rule, on: true })),
});

describe('decisions', () => {
  it('Q1 signed Thursday 2026-02-12: on the make-up Saturday 02-14, at the latest Tuesday 02-24', () => {
    expect(planned({ signedOn: '2026-02-12' }, '2026-02-12', only('P01')).visits).toEqual([
      '1 P01 2026-02-14 [2026-02-12 2026-02-14 2026-02-24]',
    ]);
  });

  it('Q1 signed Wednesday 2026-09-30: forward to Thursday 10-08, at the latest the make-up Saturday 10-10', () => {
    expect(planned({ signedOn: '2026-09-30' }, '2026-10-01', only('P01')).visits).toEqual([
      '1 P01 2026-10-08 [2026-09-30 2026-10-08 2026-10-10]',
    ]);
  });

  it('Q1 the first visit after signing and the first guidance are one call', () => {
    const text: CustomerText = { signedOn: '2026-06-01', deliveredOn: '2026-06-01' };
    expect(planned(text, '2026-06-01', only('P01', 'P02')).visits).toEqual([
      '1 P01 +P02 2026-06-04 [2026-06-01 2026-06-04 2026-06-04]',
    ]);
  });

  it('Q2 a third working day in a year that is not announced is counted over its statutory days and called provisional', () => {
    // Friday 2027-01-01 is off by law; nobody knows yet which Saturdays are worked.
    expect(planned({ signedOn: '2026-12-30' }, '2026-12-30', only('P01')).visits).toEqual([
      '1 P01 2026-12-31 [2026-12-30 2026-12-31 2027-01-05] provisional',
    ]);
  });

  it('Q3 tier A once a month, the programme twice; a longer interval only by a named exception with its last day', () => {
    const loyal: CustomerText = { stage: 'loyal', touch: '2026-06-05 call:out', tier: 'A' };
    expect(planned(loyal, '2026-06-29', only('P11', 'P12')).visits).toEqual([
      '1 P11 2026-07-03 [2026-06-26 2026-07-03 2026-07-06]',
    ]);
    // Day 15 is Saturday 06-20 of the Dragon Boat days off.
    expect(planned({ ...loyal, flags: ['high_value_program'] }, '2026-06-16', only('P11', 'P12')).visits).toEqual([
      '1 P12 2026-06-22 [2026-06-15 2026-06-22 2026-06-25]',
    ]);
    const quarterly: CustomerText = { ...loyal, cadenceDays: 90, cadenceReason: 'Ms Li asked for it' };
    const rules = only('P11', 'P12', 'P51');
    expect(planned({ ...quarterly, cadenceUntil: '2026-12-31' }, '2026-08-31', rules).visits).toEqual([
      '1 P51 2026-09-03 [2026-06-06 2026-09-03 2026-09-12]',
    ]);
    expect(planned(quarterly, '2026-06-29', rules).visits).toEqual([
      '1 P11 2026-07-03 [2026-06-26 2026-07-03 2026-07-06]',
    ]);
    expect(planned({ ...quarterly, cadenceUntil: '2026-06-28' }, '2026-06-29', rules).visits).toEqual([
      '1 P11 2026-07-03 [2026-06-26 2026-07-03 2026-07-06]',
    ]);
  });

  it('Q4 established once a quarter, tier B twice, the monthly call of the handbook off', () => {
    const text: CustomerText = { stage: 'established', touch: '2026-06-01 call:out' };
    expect(planned(text, '2026-08-17', WHOLE).visits).toEqual(['1 P08 2026-08-24 [2026-07-31 2026-08-24 2026-08-30]']);
    expect(planned({ ...text, tier: 'B', touch: '2026-07-01 call:out' }, '2026-08-11', WHOLE).visits).toEqual([
      '1 P18 2026-08-17 [2026-07-31 2026-08-17 2026-08-30]',
    ]);
    expect(entry(text, '2026-08-17', WHOLE, 'P21')?.verdict).toBe('off');
  });

  it('Q5 month four is paid by an answered survey, else its reminder is that month’s call on 2026-07-07', () => {
    const bought: CustomerText = { firstPurchaseOn: '2026-03-02', touch: '2026-05-18 call:out' };
    const rules = only('P06', 'P07');
    expect(planned(bought, '2026-07-01', rules).visits).toEqual([
      '1 P07 2026-07-07 [2026-07-07 2026-07-07 2026-07-14]',
    ]);
    // Month five is 2026-06-30 and the 29 days after it, its call on day 135.
    expect(planned({ ...bought, touch: '2026-06-29 survey:in' }, '2026-07-08', rules).visits).toEqual([
      '1 P07 2026-07-15 [2026-07-01 2026-07-15 2026-07-30]',
    ]);
  });

  it.each([
    ['2026-06-30', 180, 'new'],
    ['2026-07-01', 181, 'established'],
    ['2026-12-31', 364, 'established'],
    ['2027-01-01', 365, 'loyal'],
  ])('Q6 bought 2026-01-01, on %s it is day %i: %s', (on, days, stage) => {
    expect(day(on) - day('2026-01-01')).toBe(days);
    const facts = customer({ firstPurchaseOn: '2026-01-01', touch: `${on} call:out` });
    expect(stageOf(facts, DEFAULT_POLICY, day(on)).stage).toBe(stage);
  });

  it('Q7 one survey, from day 90 to day 180, sent on day 120', () => {
    const text: CustomerText = { firstPurchaseOn: '2026-03-02' };
    expect(planned(text, '2026-06-25', only('P06')).touches).toEqual([
      'P06 survey 2026-06-30 [2026-05-31 2026-06-30 2026-08-29] email',
    ]);
    expect(DEFAULT_POLICY.rules.find(({ id }) => id === 'P06')?.ours).toEqual(['window.target']);
  });

  it.each([
    ['A', 90, '2026-04-01'],
    ['B', 90, '2026-04-01'],
    [undefined, 137, '2026-05-18'],
    ['C', 273, '2026-10-01'],
  ] as const)('Q9 tier %s without order or talk for %i days is dormant on %s', (tier, days, on) => {
    const facts = customer({
      firstPurchaseOn: '2024-01-01',
      touch: '2026-01-01 call:out',
      ...(tier === undefined ? {} : { tier }),
    });
    expect(day(on) - day('2026-01-01')).toBe(days);
    expect(stageOf(facts, DEFAULT_POLICY, (day(on) - 1) as typeof facts.lastPurchaseOn & number).stage).toBe('loyal');
    expect(stageOf(facts, DEFAULT_POLICY, day(on))).toMatchObject({ stage: 'dormant', enteredOn: day(on) });
  });

  it('Q9 dormant since 2026-04-01: within a calendar month, in place of the cadence', () => {
    const text: CustomerText = { tier: 'B', firstPurchaseOn: '2024-01-01', touch: '2026-01-01 call:out' };
    const plan = planned(text, '2026-04-10', WHOLE);
    expect(plan.visits).toEqual(['1 P20 2026-04-15 [2026-04-01 2026-04-15 2026-05-01]']);
    expect(entry(text, '2026-04-10', WHOLE, 'P18')?.verdict).toBe('not_applicable');
  });

  it('Q19 three days before the festival itself and before a birthday, back to a working day', () => {
    const greeted: CustomerText = { stage: 'loyal', consents: ['greeting', 'sms'] };
    expect(planned(greeted, '2026-02-10', only('P26')).touches).toEqual([
      'P26 message 2026-02-14 [2026-02-14 2026-02-14 2026-02-14] sms',
    ]);
    expect(planned(greeted, '2026-09-20', only('P26')).touches).toEqual([
      'P26 message 2026-09-22 [2026-09-22 2026-09-22 2026-09-24] sms',
    ]);
    // Three days before Wednesday 2026-06-17 is a Sunday.
    expect(planned({ ...greeted, birthday: '06-17' }, '2026-06-08', only('P27')).touches).toEqual([
      'P27 message 2026-06-12 [2026-06-12 2026-06-12 2026-06-16] sms',
    ]);
  });

  it('Q20 a greeting counts as a contact for tier C only', () => {
    const rules = only('P08', 'P19', 'P26');
    const text: CustomerText = { stage: 'loyal', consents: ['greeting', 'sms', 'call'], touch: '2026-01-05 call:out' };
    // Greeted on 2026-02-14: the next half-year of tier C is counted from there, the quarter of another is not.
    expect(planned({ ...text, tier: 'C' }, '2026-03-02', rules).next).toBe(
      'P19 2026-08-03 [2026-07-14 2026-08-03 2026-08-14]',
    );
    expect(planned({ ...text, tier: 'B' }, '2026-03-02', rules).next).toBe(
      'P08 2026-03-30 [2026-03-06 2026-03-30 2026-04-05]',
    );
  });

  it.each([
    ['2026-12-31', '2026-09-28', '1 P24 2026-09-30 [2026-09-30 2026-09-30 2026-10-30]'],
    ['2026-05-31', '2026-02-24', '1 P24 2026-02-28 [2026-02-28 2026-02-28 2026-03-31]'],
    ['2026-08-10', '2026-05-06', '1 P24 2026-05-09 [2026-05-09 2026-05-09 2026-06-10]'],
  ])(
    'Q21 contract to %s: three months before, clamped to the end of the month, back to a working day',
    (ends, today, visit) => {
      expect(planned({ stage: 'loyal', contractEndsOn: ends }, today, only('P24')).visits).toEqual([visit]);
    },
  );

  it('Q22 a first order has the visit of day 30, a repeat order that of its product alone', () => {
    const rules: Partial<Policy> = {
      ...only('P04', 'P05'),
      rules: only('P04', 'P05').rules?.map((rule) =>
        rule.id === 'P05' ? { ...rule, applies: { ...rule.applies, products: ['Alpha'] } } : rule,
      ) as Policy['rules'],
    };
    const first: CustomerText = { firstPurchaseOn: '2026-06-01', lastPurchaseOn: '2026-06-01', products: ['Alpha'] };
    expect(planned(first, '2026-06-26', rules).visits).toEqual(['1 P04 2026-07-01 [2026-06-26 2026-07-01 2026-07-06]']);
    const again: CustomerText = { ...first, firstPurchaseOn: '2024-06-01' };
    expect(planned(again, '2026-06-26', rules).visits).toEqual(['1 P05 2026-07-01 [2026-06-26 2026-07-01 2026-07-06]']);
  });

  it('Q23 a consumer who bought on Monday 2026-06-01 is called by Monday 06-08, a number that is marked as ours', () => {
    const text: CustomerText = { customerKind: 'b2c', firstPurchaseOn: '2026-06-01' };
    expect(planned(text, '2026-06-02', switchedOn('P30')).visits).toEqual([
      '1 P30 2026-06-08 [2026-06-01 2026-06-08 2026-06-08]',
    ]);
    expect(DEFAULT_POLICY.rules.find(({ id }) => id === 'P30')?.ours).toContain('window.latest');
  });

  it('Q24 in project: the weekly brief for a high-value customer, else the fortnightly letter, never both', () => {
    const text: CustomerText = { stage: 'new', projectStartedOn: '2026-06-01', flags: ['in_project'] };
    const rules = only('P15', 'P33');
    expect(planned(text, '2026-06-09', rules).touches).toEqual([
      'P33 message 2026-06-15 [2026-06-13 2026-06-15 2026-06-17] email',
    ]);
    expect(planned({ ...text, flags: ['in_project', 'high_value_program'] }, '2026-06-09', rules).touches).toEqual([
      'P15 message 2026-06-08 [2026-06-06 2026-06-08 2026-06-10] email',
    ]);
    expect(DEFAULT_POLICY.duties?.find(({ id }) => id === 'P32')?.on).toBe(true);
  });

  it('Q25 weekly in project until the eighth week, 2026-07-27, or until acceptance', () => {
    const text: CustomerText = {
      stage: 'new',
      projectStartedOn: '2026-06-01',
      flags: ['in_project', 'high_value_program'],
    };
    expect(planned(text, '2026-07-25', only('P17')).visits).toEqual([
      '1 P17 2026-07-27 [2026-07-25 2026-07-27 2026-07-29]',
    ]);
    expect(planned(text, '2026-08-03', only('P17')).visits).toEqual([]);
    const accepted: CustomerText = { ...text, acceptedOn: '2026-06-30' };
    expect(planned(accepted, '2026-06-27', only('P17')).visits).toEqual([
      '1 P17 2026-06-29 [2026-06-27 2026-06-29 2026-07-01]',
    ]);
    expect(planned(accepted, '2026-07-06', only('P17')).visits).toEqual([]);
  });

  it('Q28 a birthday is a month and a day, and greets by SMS only with consent', () => {
    const text: CustomerText = { stage: 'loyal', birthday: '06-17', consents: ['greeting', 'sms'] };
    expect(planned(text, '2026-06-08', only('P27')).touches).toHaveLength(1);
    expect(entry({ ...text, birthday: '1990-06-17' }, '2026-06-08', only('P27'), 'P27')?.verdict).toBe(
      'not_applicable',
    );
    expect(entry({ ...text, consents: ['greeting'] }, '2026-06-08', only('P27'), 'P27')?.verdict).toBe('suppressed');
  });

  it('Q29 one call in seven days and two talks in fourteen hold for rank 5, not for milestones', () => {
    const { budget } = DEFAULT_POLICY;
    const limited = { ...only('P03', 'P18'), ...(budget ? { budget } : {}) };
    // The quarterly-twice visit of tier B would be on 2026-06-08, day 7 after delivery is that day too.
    const text: CustomerText = { tier: 'B', deliveredOn: '2026-06-01', touch: '2026-06-04 call:out', stage: 'new' };
    expect(planned(text, '2026-06-04', limited).visits).toEqual([
      '1 P03 2026-06-08 [2026-06-06 2026-06-08 2026-06-10]',
    ]);
    const twice: CustomerText = { tier: 'B', stage: 'loyal', touch: '2026-06-01 call:out' };
    const renewal = { ...only('P18', 'P24'), ...(budget ? { budget } : {}) };
    // Renewal on Tuesday 2026-07-14 (contract to 10-14); the 45th day is Thursday 07-16: seven days apart at the nearest.
    const plan = planned({ ...twice, contractEndsOn: '2026-10-14' }, '2026-07-10', renewal);
    expect(plan.visits).toEqual(['1 P24 +P18 2026-07-14 [2026-07-14 2026-07-14 2026-08-14]']);
  });

  it.each([
    ['Asia/Shanghai', '09:00', '09:00', 'Asia/Shanghai'],
    ['Asia/Shanghai', '12:30', '13:30', 'Asia/Shanghai'],
    // 09:00 in Shanghai is 03:00 in Madrid in summer; from 09:00 there.
    ['Europe/Madrid', '09:00', '09:00', 'Europe/Madrid'],
    // The day before: 09:00 in Shanghai is 21:00 in New York, which opens at 21:00 of Shanghai.
    ['America/New_York', '09:00', '09:00', 'America/New_York'],
  ])('Q29 a customer in %s is not called in its quiet hours: usual %s becomes %s', (zone, usual, expected, shownIn) => {
    const on = day('2026-06-03');
    const { at, why } = callingTime(on, usual, 'phone', DEFAULT_POLICY.callingHours, {
      owner: 'Asia/Shanghai',
      customer: zone,
    });
    expect(at).toBe(instantAt(shownIn, on, expected));
    expect(why === undefined).toBe(usual === expected && zone === 'Asia/Shanghai');
    const byMail = callingTime(on, usual, 'email', DEFAULT_POLICY.callingHours, {
      owner: 'Asia/Shanghai',
      customer: zone,
    });
    expect(byMail).toEqual({ at: instantAt('Asia/Shanghai', on, usual) });
  });

  it('Q30 a lost customer is left alone unless an admin wants one win-back within a month', () => {
    const text: CustomerText = { stage: 'lost', stageEnteredOn: '2026-06-01' };
    expect(planned(text, '2026-06-10', WHOLE).visits).toEqual([]);
    expect(planned(text, '2026-06-10', switchedOn('P50')).visits).toEqual([
      '1 P50 2026-06-15 [2026-06-01 2026-06-15 2026-07-01]',
    ]);
    expect(DEFAULT_POLICY.rules.find(({ id }) => id === 'P50')?.basis).toBe('ours');
  });

  it('Q35 tier C has its half-year instead of the quarter, every other tier the shortest interval', () => {
    const text: CustomerText = { stage: 'loyal', touch: '2026-07-01 call:out' };
    const rules = only('P08', 'P11', 'P18', 'P19');
    const decides = (tier: 'A' | 'B' | 'C'): string | undefined => planned({ ...text, tier }, '2026-07-02', rules).next;
    expect(decides('A')).toBe('P11 2026-07-29 [2026-07-22 2026-07-29 2026-08-01]');
    expect(decides('B')).toBe('P18 2026-08-17 [2026-07-31 2026-08-17 2026-08-30]');
    expect(decides('C')).toBe('P19 2026-12-16 [2026-11-28 2026-12-16 2026-12-29]');
    expect(entry({ ...text, tier: 'C' }, '2026-07-02', rules, 'P08')?.verdict).toBe('not_applicable');
  });

  it('Q36 never asked: visits yes, greetings no; refused: never', () => {
    const text: CustomerText = { tier: 'B', stage: 'loyal', touch: '2026-06-01 call:out' };
    const rules = only('P18', 'P26');
    const verdicts = (change: CustomerText, today: string): (string | undefined)[] =>
      ['P18', 'P26'].map((rule) => entry({ ...text, ...change }, today, rules, rule)?.verdict);
    expect(verdicts({}, '2026-07-10')).toEqual(['leads', 'suppressed']);
    expect(verdicts({ consents: ['greeting', 'sms'] }, '2026-07-10')).toEqual(['suppressed', 'sends']);
    expect(verdicts({ refusals: ['call', 'greeting'] }, '2026-07-10')).toEqual(['suppressed', 'suppressed']);
  });

  it('Q37 a high-value customer gets the brief in project or with an open issue, in a week with a working day', () => {
    const text: CustomerText = { stage: 'loyal', flags: ['high_value_program'] };
    expect(entry(text, '2026-06-09', only('P15'), 'P15')?.verdict).toBe('not_applicable');
    expect(planned({ ...text, openIssueRaisedOn: '2026-06-02' }, '2026-06-08', only('P15')).touches).toEqual([
      'P15 message 2026-06-09 [2026-06-07 2026-06-09 2026-06-11] email',
    ]);
    // The slot of 2026-02-19 lies from 02-17 to 02-21, all of it in the Spring Festival: the next is 02-26.
    const project: CustomerText = {
      ...text,
      flags: ['high_value_program', 'in_project'],
      projectStartedOn: '2026-02-05',
    };
    const next = entry(project, '2026-02-18', only('P15'), 'P15');
    expect(next?.debt).toBe('P15@2026-02-26');
    expect(next?.why.en).toContain('2026-02-19 had no working day and is left out');
  });

  it('Q38 every row says what it rests on; an example is on where no other number stands for the same customer', () => {
    const rows = [...DEFAULT_POLICY.rules, ...(DEFAULT_POLICY.duties ?? [])];
    const examples = rows.filter(({ basis }) => basis === 'example');
    expect(examples.map(({ id, on }) => `${id} ${on ? 'on' : 'off'}`)).toEqual(
      expect.arrayContaining(['P05 on', 'P21 off', 'P24 on', 'P30 off']),
    );
    for (const { source } of rows) expect(source).not.toBe('');
  });
});

describe('how a row is read', () => {
  it('reading rule 1: visits are V, messages and surveys are touches, tasks and gates are neither', () => {
    const plan = planOn(
      { stage: 'new', signedOn: '2026-06-01', acceptedOn: '2026-06-01', profileCheckedOn: '2026-03-10' },
      { goLiveOn: GO_LIVE, today: '2026-06-02', policy: only('P01', 'P36', 'P47') },
    );
    expect(plan.visits.map(({ leader, kind }) => [leader, kind])).toEqual([['P01', 'visit']]);
    expect(plan.touches.map(({ rule, kind, on }) => [rule, kind, formatDay(on)])).toEqual([
      ['P36', 'survey', '2026-06-02'],
      ['P47', 'task', '2026-06-02'],
    ]);
  });

  it('reading rule 3: after an event only the target rolls, forward, and back where that is past the latest day', () => {
    // Day 7 after Saturday 2026-05-30 is Saturday 06-06: Monday 06-08 is day 9.
    expect(planned({ deliveredOn: '2026-05-30' }, '2026-06-01', only('P03')).visits).toEqual([
      '1 P03 2026-06-08 [2026-06-04 2026-06-08 2026-06-08]',
    ]);
    // Day 7 after Sunday 2026-02-08 and day 9 lie in the Spring Festival: back to the make-up Saturday.
    expect(planned({ deliveredOn: '2026-02-08' }, '2026-02-10', only('P03')).visits).toEqual([
      '1 P03 2026-02-14 [2026-02-13 2026-02-14 2026-02-17]',
    ]);
  });

  it('reading rule 4: before a date all three days roll back, and the earliest is never after the target', () => {
    // Three months before 2026-11-15 is Saturday 08-15, two months before is Tuesday 09-15.
    expect(planned({ stage: 'loyal', contractEndsOn: '2026-11-15' }, '2026-08-10', only('P24')).visits).toEqual([
      '1 P24 2026-08-14 [2026-08-14 2026-08-14 2026-09-15]',
    ]);
  });

  it('reading rule 5: a window without a working day ends on the first one after it, and that is on time', () => {
    // Day 5 to 9 after 2026-02-12 is 02-17 to 02-21, all off; work begins again on Tuesday 02-24.
    expect(planned({ deliveredOn: '2026-02-12' }, '2026-02-20', only('P03')).visits).toEqual([
      '1 P03 2026-02-24 [2026-02-17 2026-02-24 2026-02-24] extended',
    ]);
  });

  it('reading rule 17: A + B is owned by A, with B as help; a role that only A could fill is nobody’s help', () => {
    const text: CustomerText = { deliveredOn: '2026-06-01' };
    const helpers = (owners: CustomerText['owners']): unknown => {
      const plan = planOn(
        { ...text, ...(owners === undefined ? {} : { owners }) },
        { goLiveOn: GO_LIVE, today: '2026-06-01', policy: only('P02') },
      );
      return plan.visits.map((visit) => [visit.ownerRole, visit.ownerId, visit.helpers]);
    };
    expect(helpers({ account_manager: 'amy', service_engineer: 'eva' })).toEqual([
      ['service_engineer', 'eva', [{ role: 'account_manager', id: 'amy' }]],
    ]);
    expect(helpers({ account_manager: 'amy' })).toEqual([['account_manager', 'amy', undefined]]);
  });

  it('reading rule 18: visits and surveys of ranks 3 to 5 go to the lead of the company, greetings to everybody', () => {
    const text: CustomerText = {
      tier: 'A',
      stage: 'loyal',
      touch: '2026-01-20 call:out',
      acceptedOn: '2026-02-10',
      consents: ['greeting', 'sms', 'call', 'survey'],
      leadElsewhere: 'Wang Fang',
    };
    const plan = planOn(text, { goLiveOn: GO_LIVE, today: '2026-02-11', policy: only('P11', 'P26', 'P36') });
    expect(plan.ledger.map(({ rule, verdict }) => `${rule} ${verdict}`)).toEqual([
      'P11 suppressed',
      'P26 sends',
      'P36 suppressed',
    ]);
    expect(plan.standing).toEqual({ kind: 'suppressed', reason: 'lead_elsewhere' });
    expect(plan.ledger[0]?.why.en).toContain('lead contact');
    const each = { ...only('P11', 'P26', 'P36'), company: { visits: 'each', sharesBudget: false } } as const;
    expect(planned(text, '2026-02-11', each).visits).toHaveLength(1);
  });

  it.each([
    ['the one marked, whoever was spoken to last', '7', [true, '2026-01-05'], [false, '2026-06-01']],
    ['else the one spoken to last', '9', [false, '2026-01-05'], [false, '2026-06-01']],
    ['else the older record', '7', [false, '2026-06-01'], [false, '2026-06-01']],
  ] as const)('reading rule 18: the lead of a company is %s', (_what, lead, first, second) => {
    const contact = (id: string, [isMarkedLead, touched]: readonly [boolean, string]) => ({
      id,
      isMarkedLead,
      lastTouchOn: day(touched),
    });
    expect(leadOf([contact('9', second), contact('7', first)])).toBe(lead);
    expect(leadOf([contact('7', first), contact('9', second)])).toBe(lead);
    expect(leadOf([])).toBeUndefined();
  });

  it('reading rule 18: where the policy says so, a talk with one contact of a company counts for all', () => {
    const { budget } = DEFAULT_POLICY;
    const text: CustomerText = {
      tier: 'B',
      stage: 'loyal',
      touch: '2026-05-04 call:out',
      companyTouches: [{ on: day('2026-06-15'), kind: 'call', direction: 'out' }],
    };
    // The 45th day is 2026-06-18: three days after another contact of the company was called.
    const shared = (sharesBudget: boolean): readonly string[] =>
      planned(text, '2026-06-16', {
        ...only('P18'),
        ...(budget ? { budget } : {}),
        company: { visits: 'lead', sharesBudget },
      }).visits;
    expect(shared(false)).toEqual(['1 P18 2026-06-18 [2026-06-03 2026-06-18 2026-06-30]']);
    expect(shared(true)).toEqual(['1 P18 2026-06-22 [2026-06-03 2026-06-18 2026-06-30]']);
  });
});

describe('dates that cannot be', () => {
  it('a contract that ends before it was signed plans no renewal and says why; the first visit is planned all the same', () => {
    const text: CustomerText = { stage: 'new', signedOn: '2026-06-01', contractEndsOn: '2026-05-15' };
    const plan = planOn(text, { goLiveOn: GO_LIVE, today: '2026-05-14', policy: only('P01', 'P24') });
    const renewal = plan.ledger.find(({ rule }) => rule === 'P24');
    expect(renewal).toMatchObject({ verdict: 'not_applicable' });
    expect(renewal?.why.en).toBe('contradictory dates: the contract ends before it was signed');
    expect(planned(text, '2026-06-01', only('P01', 'P24')).visits).toEqual([
      '1 P01 2026-06-04 [2026-06-01 2026-06-04 2026-06-04]',
    ]);
  });

  it('delivered before it was bought counts from the delivery', () => {
    expect(
      planned({ firstPurchaseOn: '2026-06-08', deliveredOn: '2026-06-01' }, '2026-06-01', only('P03')).visits,
    ).toEqual(['1 P03 2026-06-08 [2026-06-06 2026-06-08 2026-06-10]']);
  });

  it('a talk in the future is not one that took place', () => {
    const text: CustomerText = {
      tier: 'B',
      stage: 'loyal',
      touch: '2026-07-01 call:out',
      lastPurchaseOn: '2026-05-04',
    };
    expect(planned(text, '2026-06-12', only('P18')).visits[0]).toContain('P18 2026-06-18 [2026-06-03 ');
  });
});

describe('spacing', () => {
  it('the least: calls of rank 5 keep seven days apart inside their window; the most: the latest day of the cadence', () => {
    const { budget } = DEFAULT_POLICY;
    const policy = { ...only('P11', 'P43'), ...(budget ? { budget } : {}) };
    // The 28th day after 2026-05-20 is Wednesday 06-17; the flag of 06-15 has its talk on Tuesday 06-16, which P11's window holds.
    const text: CustomerText = {
      tier: 'A',
      stage: 'loyal',
      touch: '2026-05-20 call:out',
      flags: ['churn_risk'],
      churnRiskOn: '2026-06-15',
    };
    expect(planned(text, '2026-06-15', policy).visits).toEqual([
      '1 P43 +P11 2026-06-16 [2026-06-15 2026-06-16 2026-06-18]',
    ]);
  });
});
