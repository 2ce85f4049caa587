import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Policy, PolicyRule } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, inZone, only, planOn, show, ZONES } from '../support.ts';

const GO_LIVE = '2026-01-01';
const LOYAL: CustomerText = { stage: 'loyal', touch: '2026-05-04 call:out' };
const IN_PROJECT: CustomerText = { stage: 'new', projectStartedOn: '2026-06-01', flags: ['in_project'] };
const HIGH: CustomerText = { ...IN_PROJECT, flags: ['in_project', 'high_value_program'] };
const GREETED: CustomerText = { ...LOYAL, consents: ['greeting', 'sms', 'email', 'call'] };
const switchedOn = (id: string, change: Partial<PolicyRule> = {}) => ({
  ...only(id),
  rules: DEFAULT_POLICY.rules.filter((rule) => rule.id === id).map((rule) => ({ ...rule, ...change, on: true })),
});

interface Told {
  readonly visits?: readonly string[];
  readonly next?: string | undefined;
  readonly touches?: readonly string[];
}
type Case = readonly [
  rule: string,
  what: string,
  text: CustomerText,
  today: string,
  told: Told,
  policy?: ReturnType<typeof only>,
];

/** Each rule alone, go-live 2026-01-01. */
const CASES: readonly Case[] = [
  [
    'P02',
    'helps within three days of delivery, at the latest on the third working day',
    { deliveredOn: '2026-06-01' },
    '2026-06-01',
    { visits: ['1 P02 2026-06-04 [2026-06-01 2026-06-04 2026-06-04]'] },
  ],
  [
    'P02',
    'counts from the purchase where nothing is delivered, over Spring Festival',
    { firstPurchaseOn: '2026-02-13' },
    '2026-02-13',
    { visits: ['1 P02 2026-02-14 [2026-02-13 2026-02-14 2026-02-25]'] },
  ],
  [
    'P04',
    'is thirty days after delivery, five days either way',
    { deliveredOn: '2026-06-01' },
    '2026-06-24',
    { visits: ['1 P04 2026-07-01 [2026-06-26 2026-07-01 2026-07-06]'] },
  ],
  [
    'P04',
    'moves on from a Saturday',
    { deliveredOn: '2026-06-04' },
    '2026-07-01',
    { visits: ['1 P04 2026-07-06 [2026-06-29 2026-07-06 2026-07-09]'] },
  ],
  [
    'P05',
    'asks nothing while its list of products is empty',
    { ...LOYAL, firstPurchaseOn: '2025-06-01', lastPurchaseOn: '2026-06-01', products: ['Alpha'] },
    '2026-06-24',
    { visits: [] },
  ],
  [
    'P05',
    'follows a repeat order of a product it names',
    { ...LOYAL, firstPurchaseOn: '2025-06-01', lastPurchaseOn: '2026-06-01', products: ['Alpha'] },
    '2026-06-24',
    { visits: ['1 P05 2026-07-01 [2026-06-26 2026-07-01 2026-07-06]'] },
    switchedOn('P05', { applies: { products: ['Alpha'], repeatOrder: true } }),
  ],
  [
    'P05',
    'leaves the first order to P04',
    { firstPurchaseOn: '2026-06-01', lastPurchaseOn: '2026-06-01', products: ['Alpha'] },
    '2026-06-24',
    { visits: [] },
    switchedOn('P05', { applies: { products: ['Alpha'], repeatOrder: true } }),
  ],
  [
    'P06',
    'sends one survey on day 120, between day 90 and day 180',
    { firstPurchaseOn: '2026-03-02' },
    '2026-06-24',
    { touches: ['P06 survey 2026-06-30 [2026-05-31 2026-06-30 2026-08-29] email'] },
  ],
  [
    'P06',
    'is paid by its answer',
    { firstPurchaseOn: '2026-03-02', touch: '2026-06-22 survey:in' },
    '2026-06-24',
    { touches: [] },
  ],
  [
    'P07',
    'is in the middle of the second service month',
    { firstPurchaseOn: '2026-03-02' },
    '2026-04-09',
    { visits: ['1 P07 2026-04-16 [2026-04-02 2026-04-16 2026-05-01]'] },
  ],
  [
    'P07',
    'is paid by any talk of that month, and asks again in the third',
    { firstPurchaseOn: '2026-03-02', touch: '2026-04-03 email:in' },
    '2026-05-12',
    { visits: ['1 P07 2026-05-18 [2026-05-02 2026-05-18 2026-05-31]'] },
  ],
  [
    'P07',
    'calls in month four where the survey has no answer',
    { firstPurchaseOn: '2026-03-02', touch: '2026-05-18 call:out' },
    '2026-07-01',
    { visits: ['1 P07 2026-07-07 [2026-07-07 2026-07-07 2026-07-14]'] },
    only('P06', 'P07'),
  ],
  [
    'P07',
    'does not where it was answered',
    { firstPurchaseOn: '2026-03-02', touch: '2026-06-30 survey:in' },
    '2026-07-08',
    { visits: ['1 P07 2026-07-15 [2026-07-01 2026-07-15 2026-07-30]'] },
    only('P06', 'P07'),
  ],
  ['P10', 'is off until a date is named', { ...GREETED, tier: 'A' }, '2026-05-12', { touches: [] }],
  [
    'P10',
    'invites thirty days before the day it is given, rolled back',
    { ...GREETED, tier: 'A' },
    '2026-05-12',
    { touches: ['P10 message 2026-05-15 [2026-04-30 2026-05-15 2026-06-01] email'] },
    switchedOn('P10', { trigger: { type: 'dated', dates: ['2026-06-15'] } }),
  ],
  [
    'P12',
    'is fifteen days after the last talk, twice in each month',
    { ...LOYAL, flags: ['high_value_program'] },
    '2026-05-12',
    { visits: ['1 P12 2026-05-19 [2026-05-14 2026-05-19 2026-05-24]'] },
  ],
  [
    'P12',
    'ends with the month while one of its two talks is missing',
    { ...LOYAL, touch: '2026-05-15 call:out', flags: ['high_value_program'] },
    '2026-05-25',
    { visits: ['1 P12 2026-05-29 [2026-05-25 2026-05-29 2026-05-29]'] },
  ],
  [
    'P15',
    'sends a brief every seventh day of a project',
    HIGH,
    '2026-06-02',
    { touches: ['P15 message 2026-06-08 [2026-06-06 2026-06-08 2026-06-10] email'] },
  ],
  [
    'P15',
    'counts from the issue where no project runs',
    { ...LOYAL, flags: ['high_value_program'], openIssueRaisedOn: '2026-06-03' },
    '2026-06-08',
    { touches: ['P15 message 2026-06-10 [2026-06-08 2026-06-10 2026-06-12] email'] },
  ],
  [
    'P15',
    'leaves out a week without a working day',
    { ...HIGH, projectStartedOn: '2026-09-27' },
    '2026-10-05',
    {
      touches: ['P15 message 2026-10-11 [2026-10-09 2026-10-11 2026-10-13] email'].map((each) =>
        each.replace('2026-10-11 [2026-10-09 2026-10-11', '2026-10-12 [2026-10-09 2026-10-12'),
      ),
    },
  ],
  [
    'P16',
    'invites two weeks before a release',
    { ...GREETED, flags: ['high_value_program'] },
    '2026-05-12',
    { touches: ['P16 message 2026-05-15 [2026-04-29 2026-05-15 2026-05-22] email'] },
    switchedOn('P16', { trigger: { type: 'dated', dates: ['2026-05-29'] } }),
  ],
  [
    'P17',
    'talks every seventh day of a project',
    HIGH,
    '2026-06-02',
    { visits: ['1 P17 2026-06-08 [2026-06-06 2026-06-08 2026-06-10]'] },
  ],
  ['P17', 'ends with the acceptance', { ...HIGH, acceptedOn: '2026-06-12' }, '2026-06-13', { visits: [] }],
  ['P17', 'ends after eight weeks', HIGH, '2026-08-03', { visits: [] }],
  ['P21', 'is off', LOYAL, '2026-05-27', { visits: [] }],
  [
    'P21',
    'calls every month where an admin wants it',
    LOYAL,
    '2026-05-27',
    { visits: ['1 P21 2026-06-01 [2026-05-25 2026-06-01 2026-06-04]'] },
    switchedOn('P21'),
  ],
  ['P25', 'is off: no guide gives a number', { ...LOYAL, flags: ['high_value_program'] }, '2026-05-27', { visits: [] }],
  [
    'P26',
    'greets three days before Spring Festival, on the make-up Saturday',
    GREETED,
    '2026-02-10',
    { touches: ['P26 message 2026-02-14 [2026-02-14 2026-02-14 2026-02-14] sms'] },
  ],
  [
    'P26',
    'greets three days before Mid-Autumn',
    GREETED,
    '2026-09-18',
    { touches: ['P26 message 2026-09-22 [2026-09-22 2026-09-22 2026-09-24] sms'] },
  ],
  ['P26', 'is not for who did not agree to greetings', { ...LOYAL, consents: ['sms'] }, '2026-09-18', { touches: [] }],
  [
    'P27',
    'greets three days before a birthday',
    { ...GREETED, birthday: '06-12' },
    '2026-06-05',
    { touches: ['P27 message 2026-06-09 [2026-06-09 2026-06-09 2026-06-11] sms'] },
  ],
  [
    'P27',
    'rolls back from a Sunday',
    { ...GREETED, birthday: '06-10' },
    '2026-06-01',
    { touches: ['P27 message 2026-06-05 [2026-06-05 2026-06-05 2026-06-09] sms'] },
  ],
  [
    'P28',
    'tells of a campaign from its day on',
    GREETED,
    '2026-06-03',
    { touches: ['P28 message 2026-06-08 [2026-06-08 2026-06-08 2026-06-15] email'] },
    switchedOn('P28', { trigger: { type: 'dated', dates: ['2026-06-08'] } }),
  ],
  ['P30', 'is off', { firstPurchaseOn: '2026-06-01', customerKind: 'b2c' }, '2026-06-03', { visits: [] }],
  [
    'P30',
    'calls a consumer within a week where its preset is on',
    { firstPurchaseOn: '2026-06-01', customerKind: 'b2c' },
    '2026-06-03',
    { visits: ['1 P30 2026-06-08 [2026-06-01 2026-06-08 2026-06-08]'] },
    switchedOn('P30'),
  ],
  [
    'P33',
    'writes every fourteenth day of a project',
    IN_PROJECT,
    '2026-06-09',
    { touches: ['P33 message 2026-06-15 [2026-06-13 2026-06-15 2026-06-17] email'] },
  ],
  ['P33', 'is not for the programme, which has its brief (Q24)', HIGH, '2026-06-09', { touches: [] }],
  [
    'P35',
    'is on the third working day after delivery is complete',
    { ...LOYAL, projectDoneOn: '2026-06-11' },
    '2026-06-11',
    { visits: ['1 P35 2026-06-16 [2026-06-11 2026-06-16 2026-06-18]'] },
  ],
  [
    'P36',
    'asks on the working day after acceptance',
    { ...LOYAL, acceptedOn: '2026-06-30' },
    '2026-06-30',
    { touches: ['P36 survey 2026-07-01 [2026-06-30 2026-07-01 2026-07-03] email'] },
  ],
  [
    'P43',
    'calls on the next working day',
    { ...LOYAL, flags: ['churn_risk'], churnRiskOn: '2026-06-18' },
    '2026-06-18',
    { visits: ['1 P43 2026-06-22 [2026-06-18 2026-06-22 2026-06-24]'] },
  ],
  [
    'P47',
    'has the profile checked every quarter',
    { ...LOYAL, profileCheckedOn: '2026-03-02' },
    '2026-05-20',
    { touches: ['P47 task 2026-05-25 [2026-05-01 2026-05-25 2026-05-31] email'] },
  ],
  ['P50', 'is off', { stage: 'lost', stageEnteredOn: '2026-05-22' }, '2026-05-29', { visits: [] }],
  [
    'P50',
    'tries once to win back where an admin wants it',
    { stage: 'lost', stageEnteredOn: '2026-05-22' },
    '2026-05-29',
    { visits: ['1 P50 2026-06-05 [2026-05-22 2026-06-05 2026-06-22]'] },
    switchedOn('P50'),
  ],
  [
    'P51',
    'follows the interval of a contract',
    { ...LOYAL, cadenceDays: 45, cadenceReason: 'contract' },
    '2026-06-12',
    { visits: ['1 P51 2026-06-18 [2026-05-05 2026-06-18 2026-06-22]'] },
  ],
  [
    'P51',
    'needs a last day for any other reason',
    { ...LOYAL, cadenceDays: 45, cadenceReason: 'agreed with Ms Li' },
    '2026-06-12',
    { visits: [], next: undefined },
  ],
  [
    'P52',
    'reminds its owner a working day before a milestone',
    { ...IN_PROJECT, serviceDueOn: '2026-06-26' },
    '2026-06-19',
    { touches: ['P52 task 2026-06-25 [2026-06-23 2026-06-25 2026-06-26] email'] },
  ],
];

describe.each(ZONES)('every rule that plans from facts, the process in %s', (zone) => {
  for (const [rule, what, text, today, told, policy] of CASES) {
    it(`${rule} ${what}`, () => {
      const shown = inZone(zone, () => show(planOn(text, { goLiveOn: GO_LIVE, today, policy: policy ?? only(rule) })));
      expect(shown).toMatchObject(told);
    });
  }
});

describe('every rule that something else starts', () => {
  const duties = DEFAULT_POLICY.duties ?? [];

  it.each([
    ['P13', 'clock', undefined, '2wh'],
    ['P14', 'clock', undefined, '24h'],
    ['P22', 'clock', '4wh', '24h'],
    ['P23', 'clock', '24h', '72h'],
    ['P34', 'clock', '0h', '24h'],
    ['P37', 'clock', '0h', '24h'],
    ['P38', 'clock', undefined, '2wh'],
    ['P39', 'clock', undefined, '0h'],
    ['P40', 'clock', undefined, '7C'],
    ['P41', 'clock', '2wh', '24h'],
    ['P42', 'clock', '0h', '24h'],
    ['P45', 'task', undefined, '30C'],
    ['P46', 'gate', '1W', '2W'],
    ['P53', 'task', '5W', '10W'],
    ['P09', 'entitlement', undefined, undefined],
    ['P29', 'context', undefined, undefined],
    ['P31', 'context', undefined, undefined],
    ['P32', 'task', undefined, '5W'],
    ['P44', 'task', undefined, '24h'],
    ['P48', 'gate', undefined, undefined],
    ['P49', 'context', undefined, undefined],
  ])(
    '%s is in the policy as a %s with its numbers %s and %s, and the ledger says why it plans nothing',
    (id, kind, target, latest) => {
      const duty = duties.find((each) => each.id === id);
      const text = (length: { n: number; unit: string } | undefined) => length && `${length.n}${length.unit}`;
      expect([duty?.kind, text(duty?.target), text(duty?.latest)]).toEqual([kind, target, latest]);
      const { ledger } = planOn(LOYAL, { goLiveOn: GO_LIVE, today: '2026-06-01', policy: DEFAULT_POLICY });
      const entry = ledger.find(({ rule }) => rule === id);
      expect(entry?.verdict).toBe(duty?.on ? 'elsewhere' : 'off');
      expect(entry?.why.zh).toMatch(/[\u4e00-\u9fff]/);
    },
  );

  it('P01 to P53 are all in the shipped policy, each once', () => {
    const ids = [...DEFAULT_POLICY.rules, ...duties].map(({ id }) => id).sort();
    // Q18, asking a fixer's own score again, is a conversation of its own.
    expect(ids).toEqual([...Array.from({ length: 53 }, (_, i) => `P${String(i + 1).padStart(2, '0')}`), 'Q18']);
  });
});

describe('reading rule 15, budget', () => {
  const policy = { ...only('P08'), budget: DEFAULT_POLICY.budget } as Partial<Policy>;
  it('moves a cadence away from a milestone, inside its window', () => {
    const text: CustomerText = { stage: 'loyal', touch: '2026-03-09 email:in', projectDoneOn: '2026-05-27' };
    const both = { ...policy, ...only('P08', 'P35'), budget: DEFAULT_POLICY.budget } as typeof policy;
    // P35 is on Monday 2026-06-01; P08 would be on the same day and joins it. One talk pays both.
    expect(show(planOn(text, { goLiveOn: GO_LIVE, today: '2026-05-27', policy: both })).visits).toEqual([
      '1 P35 +P08 2026-06-01 [2026-05-27 2026-06-01 2026-06-03]',
    ]);
    // Called on Friday 2026-05-29 about something else, which pays a cadence; a dormant customer's one call stands apart.
    const dormant: CustomerText = { stage: 'dormant', stageEnteredOn: '2026-05-18', projectDoneOn: '2026-05-25' };
    const apart = { ...policy, ...only('P20', 'P35'), budget: DEFAULT_POLICY.budget } as typeof policy;
    expect(show(planOn(dormant, { goLiveOn: GO_LIVE, today: '2026-05-25', policy: apart })).visits).toEqual([
      '1 P35 +P20 2026-05-28 [2026-05-25 2026-05-28 2026-06-01]',
    ]);
  });

  it('at its latest day a visit wins, and its reason says so', () => {
    const text: CustomerText = {
      stage: 'loyal',
      flags: ['high_value_program'],
      touch: '2026-05-15 call:out',
      signedOn: '2026-05-19',
    };
    const guarded = {
      ...only('P12'),
      budget: { ...(DEFAULT_POLICY.budget as object), calls: { most: 1, days: 40 } },
    } as typeof policy;
    const plan = planOn(text, { goLiveOn: GO_LIVE, today: '2026-05-25', policy: guarded });
    expect(plan.visits.map((visit) => formatDay(visit.plannedOn))).toEqual(['2026-05-29']);
    expect(plan.visits[0]?.reason.en).toContain('as late as it may be');
  });

  it('two messages of rank 6 are three days apart', () => {
    // Mid-Autumn 2026-09-25 is greeted on 09-22, a birthday on 09-26 would be on 09-23: the next free day is its last, 09-25.
    const text: CustomerText = { ...GREETED, birthday: '09-26' };
    const greetings = { ...only('P26', 'P27'), budget: DEFAULT_POLICY.budget } as typeof policy;
    expect(
      show(planOn(text, { goLiveOn: GO_LIVE, today: '2026-09-18', policy: greetings })).touches.map((each) =>
        each.slice(0, 22),
      ),
    ).toEqual(['P26 message 2026-09-22']);
    const ledger = planOn(text, { goLiveOn: GO_LIVE, today: '2026-09-18', policy: greetings }).ledger;
    expect(ledger.find(({ rule }) => rule === 'P27')).toMatchObject({ verdict: 'suppressed' });
  });
});

describe('reading rules 10 and 9, greetings', () => {
  it('a greeting whose window holds a planned talk is said in it', () => {
    const text: CustomerText = { ...GREETED, touch: '2026-06-30 call:out', birthday: '09-25' };
    const plan = planOn(text, { goLiveOn: GO_LIVE, today: '2026-09-17', policy: only('P08', 'P27') });
    expect(show(plan)).toMatchObject({
      visits: ['1 P08 +P27 2026-09-22 [2026-08-29 2026-09-22 2026-09-28]'],
      touches: [],
    });
  });

  it('a greeting pays the half-year of tier C (Q20)', () => {
    const text: CustomerText = { ...GREETED, tier: 'C', touch: '2025-12-20 call:out' };
    const policy = only('P19', 'P26');
    expect(show(planOn(text, { goLiveOn: GO_LIVE, today: '2026-02-13', policy })).next).toMatch(/^P19 2026-06-08/);
    expect(show(planOn(text, { goLiveOn: GO_LIVE, today: '2026-02-24', policy })).next).toMatch(/^P19 2026-08-03/);
  });
});

describe('reading rule 6, leave', () => {
  const away = (from: string, to: string, backup?: string) => ({
    ...only('P43'),
    team: { leave: [{ ownerId: 'amy', from, to, ...(backup ? { backup } : {}) }] },
  });
  const text: CustomerText = { ...LOYAL, flags: ['churn_risk'], churnRiskOn: '2026-06-08' };
  const told = (policy: ReturnType<typeof away>) =>
    planOn(text, { goLiveOn: GO_LIVE, today: '2026-06-08', policy }).visits.map(
      (visit) => `${visit.ownerId} ${formatDay(visit.plannedOn)}${visit.infeasible ? ' full' : ''}`,
    );

  it('a visit keeps out of its owner’s leave', () => {
    expect(told(away('2026-06-09', '2026-06-09'))).toEqual(['amy 2026-06-08']);
    expect(told(away('2026-06-08', '2026-06-10'))).toEqual(['amy 2026-06-11']);
  });

  it('away for the whole window, the backup owns it; without one it is infeasible', () => {
    expect(told(away('2026-06-01', '2026-06-30', 'ben'))).toEqual(['ben 2026-06-09']);
    expect(told(away('2026-06-01', '2026-06-30'))).toEqual(['amy 2026-06-09 full']);
  });
});

it('reading rule 21: a birthday on 02-29 is on 02-28 in a common year', () => {
  const { ledger } = planOn(
    { ...GREETED, birthday: '02-29' },
    { goLiveOn: GO_LIVE, today: '2026-01-05', policy: only('P27') },
  );
  expect(ledger[0]).toMatchObject({ debt: 'P27@2026-02-28', on: day('2026-02-25') });
});

it('reading rule 19: P30 takes the place of P02 and P03 for consumers', () => {
  const policy = {
    ...only('P02', 'P03', 'P30'),
    rules: DEFAULT_POLICY.rules
      .filter(({ id }) => ['P02', 'P03', 'P30'].includes(id))
      .map((rule) => ({ ...rule, on: true })),
  };
  const { ledger } = planOn(
    { firstPurchaseOn: '2026-06-01', customerKind: 'b2c' },
    { goLiveOn: GO_LIVE, today: '2026-06-02', policy },
  );
  expect(ledger.map(({ rule, verdict, by }) => `${rule} ${verdict} ${by ?? ''}`.trim())).toEqual([
    'P02 beaten P30',
    'P03 beaten P30',
    'P30 leads',
  ]);
});

it('reading rule 7 and P51: an agreed interval stands in for every cadence', () => {
  const text: CustomerText = { ...LOYAL, tier: 'A', cadenceDays: 60, cadenceReason: 'contract' };
  const { ledger } = planOn(text, { goLiveOn: GO_LIVE, today: '2026-05-05', policy: only('P08', 'P11', 'P51') });
  expect(ledger.map(({ rule, verdict, by }) => `${rule} ${verdict} ${by ?? ''}`.trim())).toEqual([
    'P08 beaten P51',
    'P11 beaten P51',
    'P51 foreseen',
  ]);
});
