import { describe, expect, it } from 'vitest';
import { EMPTY_MEMORY, type PlanMemory, type PlannedTouch, type Told } from '../../../src/domain/planning/plan.ts';
import { toldAfter } from '../../../src/domain/planning/told.ts';
import type { Policy, PolicyRule } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, Life, planOn } from '../support.ts';
import { REACHABLE, shipped } from './signed.ts';

const touch = (debt: string, more: Partial<PlannedTouch> = {}) =>
  ({ debt, rule: debt.slice(0, 3), kind: 'message', ...more }) as PlannedTouch;

describe('what is remembered of tasks besides visits', () => {
  it('is nothing of a customer who was never told of any', () => {
    expect(toldAfter(undefined, [])).toBeUndefined();
    expect(toldAfter(undefined, [touch('P15@2026-11-23', { byDelivery: true })])).toBeUndefined();
  });

  it('puts what is new first and keeps what ended, which stands again when it comes back', () => {
    const once = toldAfter(undefined, [touch('P26@2026-09-25')]);
    const then = toldAfter(once, [touch('P27@2026-12-01')]);
    expect(then).toEqual([{ debt: 'P27@2026-12-01' }, { debt: 'P26@2026-09-25', off: true }]);
    expect(toldAfter(then, [touch('P26@2026-09-25')])).toEqual([
      { debt: 'P27@2026-12-01', off: true },
      { debt: 'P26@2026-09-25' },
    ]);
  });

  it('tells each once, and none that the Delivery tab sends, also where it stood: that one has ended', () => {
    const sent = touch('P15@2026-11-23', { byDelivery: true });
    expect(toldAfter(undefined, [touch('P26@2026-09-25'), sent])).toEqual([{ debt: 'P26@2026-09-25' }]);
    expect(toldAfter([{ debt: 'P15@2026-11-23' }], [sent])).toEqual([{ debt: 'P15@2026-11-23', off: true }]);
    const both = [touch('P26@2026-09-25'), touch('P27@2026-12-01')];
    expect(toldAfter(toldAfter(undefined, both), both)).toEqual([
      { debt: 'P26@2026-09-25' },
      { debt: 'P27@2026-12-01' },
    ]);
    expect(toldAfter([], [])).toBeUndefined();
  });

  it('forgets the oldest of more than twelve, and never one that stands', () => {
    const known: readonly Told[] = Array.from({ length: 12 }, (_, n) => ({
      debt: `P${30 + n}@2026-09-25`,
      ...(n === 11 ? {} : { off: true as const }),
    }));
    const after = toldAfter(known, [touch('P27@2026-12-01'), touch(known[11]?.debt ?? '')]);
    expect(after).toHaveLength(13);
    expect(after?.[0]).toEqual({ debt: 'P27@2026-12-01' });
    expect(after?.[12]).toEqual({ debt: known[11]?.debt });
    expect(toldAfter(after, [])).toHaveLength(12);
    expect(toldAfter(after, [])?.every(({ off }) => off)).toBe(true);
  });
});

describe('a task besides visits that stood until now', () => {
  const GO_LIVE = '2026-01-01';
  const GREETED: CustomerText = {
    stage: 'loyal',
    ...REACHABLE,
  };
  const rulesOf = (...ids: readonly string[]): Partial<Policy> => ({
    rules: ids.map((id) => ({ ...shipped(id), on: true })),
  });

  interface Given {
    readonly text: CustomerText;
    /** The day on which somebody was told. */
    readonly told: string;
    readonly policy: Partial<Policy>;
  }
  /** What is ended on a later day, after what changed meanwhile. */
  function ended(
    { text, told, policy }: Given,
    today: string,
    then: CustomerText = {},
    policyThen: Partial<Policy> = policy,
  ) {
    const before = new Life(GO_LIVE, text, policy);
    const stood = before.planned(told);
    expect(stood.touches.length).toBeGreaterThan(0);
    expect(stood.untold).toEqual([]);
    const life = new Life(GO_LIVE, { ...text, ...then }, policyThen);
    life.memory = before.memory;
    const { untold } = life.planned(today);
    // Ended once: it is not ended again the next time.
    expect(life.planned(today).untold).toEqual([]);
    return untold;
  }

  /** Sent on 2026-06-12, at the latest 06-16. */
  const BIRTHDAY: Given = { text: { ...GREETED, birthday: '06-17' }, told: '2026-06-08', policy: rulesOf('P27') };
  const PROFILE: Given = {
    text: { ...GREETED, profileCheckedOn: '2026-03-10' },
    told: '2026-06-01',
    policy: rulesOf('P27', 'P47'),
  };
  const SURVEY: Given = {
    text: { ...GREETED, stage: 'new', acceptedOn: '2026-06-01' },
    told: '2026-06-01',
    policy: rulesOf('P36'),
  };
  const LETTER: Given = {
    text: { ...GREETED, stage: 'new', flags: ['in_project'], projectStartedOn: '2026-06-01' },
    told: '2026-06-12',
    policy: rulesOf('P33'),
  };
  const atRisk: CustomerText = { flags: ['churn_risk'], churnRiskOn: '2026-06-11' };

  it('goes on while it is to be sent', () => {
    expect(ended(BIRTHDAY, '2026-06-16')).toEqual([]);
    expect(ended(PROFILE, '2026-06-08')).toEqual([]);
  });

  it.each<[string, () => ReturnType<typeof ended>, object]>([
    [
      'its days are over',
      () => ended(BIRTHDAY, '2026-06-17'),
      {
        debt: 'P27@2026-06-17',
        why: { zh: '最迟日 2026-06-16 已过，不再补', en: 'its latest day 2026-06-16 has passed; not sent late' },
      },
    ],
    [
      'it was done, so that it counts anew: a profile checked on 2026-06-03',
      () => ended(PROFILE, '2026-06-04', { profileCheckedOn: '2026-06-03' }),
      { debt: 'P47@2026-03-10', done: true, why: { zh: '2026-06-03 已完成', en: 'done on 2026-06-03' } },
    ],
    [
      'the day it counts from was put back: it was not done',
      () => ended(PROFILE, '2026-06-04', { profileCheckedOn: '2026-03-05' }),
      {
        debt: 'P47@2026-03-10',
        why: { zh: '期间已有联系或日期更改，重新计时', en: 'contact or a changed date meanwhile; counted anew' },
      },
    ],
    [
      'it was answered',
      () => ended(SURVEY, '2026-06-03', { touch: '2026-06-02 survey:in' }),
      { debt: 'P36@2026-06-01', done: true, why: { zh: '2026-06-02 已收到回复', en: 'answered on 2026-06-02' } },
    ],
    [
      'the project is run in the Delivery tab now',
      () => ended(LETTER, '2026-06-15', { hasDelivery: true }),
      { debt: 'P33@2026-06-15', why: { zh: '改由「服务交付」页签发送', en: 'sent from the Delivery tab instead' } },
    ],
    [
      'it is said in a talk: at risk since 2026-06-11, called on 06-12',
      () => ended(BIRTHDAY, '2026-06-11', atRisk, rulesOf('P27', 'P43')),
      {
        debt: 'P27@2026-06-17',
        why: { zh: '在「流失风险干预」中一并说', en: 'said in "Intervening at risk of leaving" instead' },
      },
    ],
    [
      'its rule is gone',
      () => ended(BIRTHDAY, '2026-06-09', {}, { rules: [] }),
      { debt: 'P27@2026-06-17', why: { zh: '规则已停用', en: 'its rule is no longer in the policy' } },
    ],
    [
      'its rule is off, also when its days are over',
      () => ended(BIRTHDAY, '2026-06-17', {}, { rules: [shipped('P27', { on: false })] }),
      { debt: 'P27@2026-06-17', why: { zh: '规则未启用', en: 'the rule is off' } },
    ],
    [
      'it is not allowed any more',
      () => ended(BIRTHDAY, '2026-06-09', { refusals: ['greeting'] }),
      { debt: 'P27@2026-06-17', why: { zh: '客户拒绝这种联系方式', en: 'the customer refuses this way of contact' } },
    ],
    [
      'the birthday was another',
      () => ended(BIRTHDAY, '2026-06-09', { birthday: '06-20' }),
      {
        debt: 'P27@2026-06-17',
        why: { zh: '期间已有联系或日期更改，重新计时', en: 'contact or a changed date meanwhile; counted anew' },
      },
    ],
    [
      'it is not allowed any more, on its latest day',
      () => ended(BIRTHDAY, '2026-06-16', { refusals: ['greeting'] }),
      { debt: 'P27@2026-06-17', why: { zh: '客户拒绝这种联系方式', en: 'the customer refuses this way of contact' } },
    ],
    [
      'the policy looks one day ahead now, no longer seven',
      () => ended(BIRTHDAY, '2026-06-09', {}, { ...BIRTHDAY.policy, leadDays: 1 }),
      {
        debt: 'P27@2026-06-17',
        why: { zh: '改到更晚或并入另一次回访', en: 'moved later or covered by another visit' },
      },
    ],
    [
      'the policy looks one day ahead now: nothing was done yet',
      () => ended({ ...PROFILE, told: '2026-05-27' }, '2026-05-28', {}, { ...PROFILE.policy, leadDays: 1 }),
      {
        debt: 'P47@2026-03-10',
        why: { zh: '改到更晚或并入另一次回访', en: 'moved later or covered by another visit' },
      },
    ],
    [
      'what was answered is the survey of another acceptance',
      () => ended(SURVEY, '2026-06-03', { acceptedOn: '2026-06-02', touch: '2026-06-03 survey:in' }),
      { debt: 'P36@2026-06-01', why: { zh: '2026-06-03 已联系过', en: 'paid by a talk on 2026-06-03' } },
    ],
    [
      'the stage is another',
      () => ended(PROFILE, '2026-06-04', { stage: 'lost' }),
      {
        debt: 'P47@2026-03-10',
        why: {
          zh: '适用于新客户、稳定客户、老客户、沉默客户，现为流失客户',
          en: 'for new, established, loyal, dormant customers, this one is lost',
        },
      },
    ],
  ])('is ended, and why: %s', (_, untold, expected) => {
    expect(untold()).toEqual([expected]);
  });

  it('is ended where others are too near: the campaign of 2026-06-11 goes out, three days apart', () => {
    const campaign = shipped('P28', {
      on: true,
      rank: 6,
      trigger: { type: 'dated', dates: ['2026-06-11'] },
      window: { earliest: { n: 0, unit: 'C' }, target: { n: 0, unit: 'C' }, latest: { n: 0, unit: 'C' } },
    });
    const birthday: PolicyRule = shipped('P27', {
      window: { earliest: { n: -5, unit: 'C' }, target: { n: -5, unit: 'C' }, latest: { n: -5, unit: 'C' } },
    });
    const budget = {
      calls: { most: 1, days: 1 },
      conversations: { most: 9, days: 1 },
      messageEveryDays: 3,
      surveyEveryDays: 30,
      surveyExempt: [],
    };
    const untold = ended(
      { ...BIRTHDAY, policy: { rules: [birthday], budget } },
      '2026-06-09',
      {},
      {
        rules: [campaign, birthday],
        budget,
      },
    );
    expect(untold).toEqual([
      {
        debt: 'P27@2026-06-17',
        why: {
          zh: '3 天内只发一条消息，期限内没有合适的日子',
          en: 'one message in 3 days: no day of its window suits',
        },
      },
    ]);
  });

  it('of a day that the calendar does not hold, or that is none, is ended without a guess', () => {
    const memory = (debt: string): PlanMemory => ({ ...EMPTY_MEMORY, applied: [], told: [{ debt }] });
    for (const debt of ['P27@1999-06-17', 'P27@2015-12-22', 'P27@2061-01-05', 'P27@2099-06-17']) {
      const { untold } = planOn(GREETED, {
        goLiveOn: GO_LIVE,
        today: '2026-06-09',
        policy: rulesOf('P27'),
        memory: memory(debt),
      });
      expect(untold).toEqual([{ debt, why: { zh: '缺少起算日期', en: 'the date it counts from is not known' } }]);
    }
  });
});
