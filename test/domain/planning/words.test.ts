import { describe, expect, it } from 'vitest';
import { countryCalendar } from '../../../src/domain/calendar/country-calendar.ts';
import { day } from '../../../src/domain/calendar/day.ts';
import type { Debt, Finding } from '../../../src/domain/planning/debts.ts';
import type { Stage } from '../../../src/domain/planning/facts.ts';
import { EMPTY_MEMORY } from '../../../src/domain/planning/plan.ts';
import { compilePolicy, planCustomer } from '../../../src/domain/planning/plan-customer.ts';
import { findingWords, withdrawnWords } from '../../../src/domain/planning/words.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Duty, Policy, PolicyRule } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, compiled, customer, Life, NOBODY_BUSY, planOn } from '../support.ts';
import { REACHABLE, shipped } from './signed.ts';

const GO_LIVE = '2026-01-01';
const ON = day('2026-06-02');
const WINDOW = { earliest: day('2026-06-01'), target: ON, latest: day('2026-06-05') };

const nameOf = (id: string) => shipped(id).name;
const why = (finding: Finding, rule = shipped('P11'), stage: Stage = 'loyal') =>
  findingWords(finding, rule, stage, nameOf);

describe('why a rule asks nothing', () => {
  it.each<[Finding, string, string]>([
    [{ kind: 'off' }, '规则未启用', 'the rule is off'],
    [
      { kind: 'settled', key: 'P11@2026-06-01', how: 'held', on: ON, remember: false },
      '2026-06-02 已联系过',
      'paid by a talk on 2026-06-02',
    ],
    [
      { kind: 'settled', key: 'P11@2026-06-01', how: 'unreached', on: ON, remember: false },
      '多次尝试未联系上，最近 2026-06-02',
      'tried in vain, last on 2026-06-02',
    ],
    [
      { kind: 'settled', key: 'P11@2026-06-01', how: 'refused', on: ON, remember: false },
      '2026-06-02 客户婉拒',
      'declined by the customer on 2026-06-02',
    ],
    [{ kind: 'lapsed', key: 'P11@2026-06-01' }, '早于上线日，不再补', 'long before go-live; not raised'],
    [
      { kind: 'lapsed', key: 'P11@2026-06-01', window: WINDOW },
      '最迟日 2026-06-05 早于上线日，不再补',
      'its latest day 2026-06-05 is before go-live; not raised',
    ],
    [
      { kind: 'beaten', by: 'P01' },
      '由间隔更短的「签约后首次回访」代替',
      'replaced by the shorter interval of "First visit after signing"',
    ],
    [{ kind: 'suppressed', reason: 'out_of_scope' }, '不在回访范围内', 'not in the book of customers'],
    [{ kind: 'suppressed', reason: 'do_not_visit' }, '客户标记为勿访', 'marked as do not visit'],
    [
      { kind: 'suppressed', reason: 'lead_elsewhere' },
      '回访由同公司的对接人接待',
      'visits of this company go to its lead contact',
    ],
    [{ kind: 'suppressed', reason: 'paused' }, '已暂停', 'paused'],
    [{ kind: 'suppressed', reason: 'paused', until: ON }, '暂停到 2026-06-02', 'paused until 2026-06-02'],
    [{ kind: 'suppressed', reason: 'refused' }, '客户拒绝这种联系方式', 'the customer refuses this way of contact'],
    [
      { kind: 'suppressed', reason: 'no_consent' },
      '客户没有同意这种联系方式',
      'the customer did not agree to this way of contact',
    ],
    [{ kind: 'suppressed', reason: 'no_rule_applies' }, '目前没有适用的规则', 'no rule applies at present'],
    [{ kind: 'suppressed', reason: 'milestones_lapsed' }, '节点回访早于上线日', 'its milestones were before go-live'],
    [
      { kind: 'no_owner', key: 'P11@2026-06-01', window: WINDOW, rank: 5, interval: 30 },
      '没有负责人，无法安排',
      'nobody owns this customer; cannot be planned',
    ],
    [{ kind: 'debt', debt: { window: WINDOW } as Debt }, '目标 2026-06-02', 'target 2026-06-02'],
    [{ kind: 'not_applicable', because: 'scope' }, '不在回访范围内', 'not in the book of customers'],
    [{ kind: 'not_applicable', because: 'work' }, '没有进行中的项目或问题', 'no project runs and no issue is open'],
    [
      { kind: 'not_applicable', because: 'customer_kind' },
      '不是这类客户（企业或个人）',
      'for the other kind of customer, business or consumer',
    ],
    [{ kind: 'not_applicable', because: 'no_agreement' }, '没有约定间隔', 'no interval was agreed'],
    [{ kind: 'not_applicable', because: 'not_asked' }, '没有等待确认或回复的问题', 'no issue waits for it any more'],
    [{ kind: 'not_applicable', because: 'no_date' }, '缺少起算日期', 'the date it counts from is not known'],
    [{ kind: 'not_applicable', because: 'over' }, '日期已过', 'its date has passed'],
    [
      { kind: 'not_applicable', because: 'unsound' },
      '日期有矛盾：合同到期早于签约',
      'contradictory dates: the contract ends before it was signed',
    ],
    [{ kind: 'not_applicable', because: 'out_of_range' }, '日期超出日历范围', 'its date is outside the calendar'],
  ])('%j', (finding, zh, en) => {
    expect(why(finding)).toEqual({ zh, en });
  });

  it('a message whose days are over is not sent late: 2026-06-05', () => {
    expect(why({ kind: 'lapsed', key: 'P26@2026-06-01', window: WINDOW }, shipped('P26'))).toEqual({
      zh: '最迟日 2026-06-05 已过，不再补',
      en: 'its latest day 2026-06-05 has passed; not sent late',
    });
  });

  it.each<[Stage, string, string]>([
    ['prospect', '潜在客户', 'prospect'],
    ['new', '新客户', 'new'],
    ['established', '稳定客户', 'established'],
    ['loyal', '老客户', 'loyal'],
    ['dormant', '沉默客户', 'dormant'],
    ['lost', '流失客户', 'lost'],
  ])('names the stages it is for, and that of the customer: %s', (stage, zh, en) => {
    const finding = { kind: 'not_applicable', because: 'stage' } as const;
    expect(why(finding, shipped('P11', { applies: { stages: ['new', 'loyal'] } }), stage)).toEqual({
      zh: `适用于新客户、老客户，现为${zh}`,
      en: `for new, loyal customers, this one is ${en}`,
    });
    expect(why(finding, shipped('P11', { applies: {} }), stage).en).toBe(`for  customers, this one is ${en}`);
  });

  it('names tiers and says what flags and products ask', () => {
    const because = (reason: 'tier' | 'flag' | 'product', applies: PolicyRule['applies']) =>
      why({ kind: 'not_applicable', because: reason }, shipped('P11', { applies }));
    expect(because('tier', { tiers: ['A', 'B'] })).toEqual({ zh: '只适用于 A、B 类', en: 'for tier A, B only' });
    expect(because('tier', { notTiers: ['B', 'C'] })).toEqual({ zh: '不适用于 B、C 类', en: 'not for tier B, C' });
    expect(because('flag', { flags: ['churn_risk'] })).toEqual({
      zh: '缺少所需标记',
      en: 'the flag it asks for is not set',
    });
    expect(because('flag', { notFlags: ['churn_risk'] })).toEqual({
      zh: '标记不符',
      en: 'not with the flags this customer has',
    });
    expect(because('product', { products: [] })).toEqual({
      zh: '规则中没有列出产品',
      en: 'its list of products is empty',
    });
    for (const applies of [{ products: ['press'] }, {}]) {
      expect(because('product', applies)).toEqual({
        zh: '没有再次购买所列产品',
        en: 'none of its products was bought again',
      });
    }
  });
});

describe('why a stored visit is withdrawn', () => {
  const rule = shipped('P11');
  const withdrawn = (debt: string | undefined, finding: Finding | undefined, of: PolicyRule | undefined = rule) =>
    withdrawnWords(debt, finding, of, 'loyal', nameOf);
  const GONE = { zh: '规则已停用', en: 'its rule is no longer in the policy' };
  const ANEW = { zh: '期间已有联系或日期更改，重新计时', en: 'contact or a changed date meanwhile; counted anew' };

  it('its rule is gone', () => {
    expect(withdrawn(undefined, { kind: 'off' })).toEqual(GONE);
    expect(withdrawn('P11@2026-06-01', undefined)).toEqual(GONE);
    expect(withdrawnWords('P11@2026-06-01', { kind: 'off' }, undefined, 'loyal', nameOf)).toEqual(GONE);
  });

  it('its rule counts from another day now', () => {
    expect(withdrawn('P11@2026-06-01', { kind: 'suppressed', reason: 'paused', key: 'P11@2026-06-08' })).toEqual(ANEW);
    const nobody = { kind: 'no_owner', key: 'P11@2026-06-08', window: WINDOW, rank: 5, interval: 30 } as const;
    expect(withdrawn('P11@2026-06-01', nobody)).toEqual(ANEW);
    expect(withdrawn('P11@2026-06-01', { kind: 'debt', debt: { key: 'P11@2026-06-08' } as Debt })).toEqual(ANEW);
  });

  it('it is owed at another time, or in another talk', () => {
    for (const key of ['P11@2026-06-01', 'P01@2026-06-08'])
      expect(withdrawn('P11@2026-06-01', { kind: 'debt', debt: { key } as Debt }, shipped(key.slice(0, 3)))).toEqual({
        zh: '改到更晚或并入另一次回访',
        en: 'moved later or covered by another visit',
      });
  });

  it('else for what became of its debt', () => {
    expect(withdrawn('P11@2026-06-01', { kind: 'suppressed', reason: 'paused', key: 'P11@2026-06-01' }).en).toBe(
      'paused',
    );
    expect(withdrawn('P11@2026-06-01', { kind: 'suppressed', reason: 'paused' }).en).toBe('paused');
    // The visit leads for another rule: that one's debt says nothing about counting anew.
    expect(withdrawn('P01@2026-06-01', { kind: 'suppressed', reason: 'paused', key: 'P11@2026-06-08' }).en).toBe(
      'paused',
    );
    expect(withdrawn('P11@2026-06-01', { kind: 'off' }).en).toBe('the rule is off');
    // What was settled or has lapsed meanwhile is said as such, whatever day it counts from.
    const held = { kind: 'settled', key: 'P11@2026-06-08', how: 'held', on: ON, remember: false } as const;
    expect(withdrawn('P11@2026-06-01', held).en).toBe('paid by a talk on 2026-06-02');
    expect(withdrawn('P11@2026-06-01', { kind: 'lapsed', key: 'P11@2026-06-08' }).en).toBe(
      'long before go-live; not raised',
    );
  });
});

/** One rule, its days and what is special about it changed. */
function changed(id: string, change: Partial<PolicyRule>, more: Partial<Policy> = {}): Partial<Policy> {
  return { rules: [{ ...shipped(id), on: true, ...change }], ...more };
}

describe('what a visit counts from', () => {
  const reason = (text: CustomerText, today: string, policy: Partial<Policy>) => {
    const { visits, next, touches, ledger } = planOn(text, { goLiveOn: GO_LIVE, today, policy });
    const words = visits[0]?.reason ?? next?.reason ?? touches[0]?.reason ?? ledger[0]?.why;
    return { zh: words?.zh.split('：')[1]?.split('；')[0], en: words?.en.split(': ')[1]?.split(';')[0] };
  };
  const anchored = (field: string): Partial<Policy> =>
    changed('P36', {
      kind: 'visit',
      channels: ['phone'],
      applies: {},
      trigger: { type: 'after', anchor: [field] } as PolicyRule['trigger'],
    });

  it.each([
    ['signedOn', '2026-06-01 签约', 'signed 2026-06-01'],
    ['firstPurchaseOn', '2026-06-01 首次购买', 'first purchase 2026-06-01'],
    ['lastPurchaseOn', '2026-06-01 最近购买', 'last purchase 2026-06-01'],
    ['deliveredOn', '2026-06-01 交付', 'delivered 2026-06-01'],
    ['acceptedOn', '2026-06-01 验收', 'accepted 2026-06-01'],
    ['stageEnteredOn', '2026-06-01 起沉默', 'silent customer since 2026-06-01'],
    ['projectStartedOn', '项目 2026-06-01 开始', 'project started 2026-06-01'],
    ['projectDoneOn', '2026-06-01 交付完成', 'delivery complete 2026-06-01'],
    ['churnRiskOn', '2026-06-01 标记流失风险', 'flagged at risk 2026-06-01'],
    ['openIssueRaisedOn', '2026-06-01 提出问题', 'issue raised 2026-06-01'],
  ])('%s', (field, zh, en) => {
    const text = { stage: 'loyal', [field]: '2026-06-01' } as CustomerText;
    expect(reason(text, '2026-06-01', anchored(field))).toEqual({ zh, en });
  });

  it('of a recurring rule the last talk, what ended the last debt, a week on where it newly applies', () => {
    const monthly = changed('P11', {});
    const text: CustomerText = { stage: 'loyal', tier: 'A', touch: '2026-05-04 call:out' };
    expect(reason(text, '2026-06-01', monthly)).toEqual({ zh: '上次联系 2026-05-04', en: 'last contact 2026-05-04' });
    const life = new Life(GO_LIVE, text, monthly);
    life.plan('2026-06-01');
    life.refuse(1, '2026-06-01');
    life.plan('2026-06-01');
    expect(life.planned('2026-06-22').visits[0]?.reason).toMatchObject({
      zh: expect.stringContaining('2026-06-01 客户婉拒'),
      en: expect.stringContaining('declined by the customer 2026-06-01'),
    });
    expect(reason({ stage: 'loyal', tier: 'A' }, '2026-01-22', monthly)).toEqual({
      zh: '规则自 2026-01-01 起适用',
      en: 'the rule applies since 2026-01-01',
    });
    const tried = new Life(GO_LIVE, text, monthly);
    for (const on of ['2026-06-01', '2026-06-02', '2026-06-03']) {
      tried.plan(on);
      tried.fail(1, on);
    }
    tried.plan('2026-06-03');
    expect(tried.planned('2026-06-24').visits[0]?.reason).toMatchObject({
      zh: expect.stringContaining('2026-06-03 最后一次尝试未联系上'),
      en: expect.stringContaining('last tried in vain 2026-06-03'),
    });
    const promoted = new Life(GO_LIVE, { ...text, tier: 'B' }, monthly);
    promoted.plan('2026-06-01');
    promoted.text = text;
    expect(promoted.planned('2026-06-08').visits[0]?.reason).toEqual({
      zh: 'A 类客户月度回访：上次联系 2026-05-04；目标 2026-06-15（刚开始适用，7 天后），最迟 2026-06-18（同样的宽限）',
      en: 'Monthly visit, tier A: last contact 2026-05-04; target 2026-06-15 (newly applies, 7 days on), latest 2026-06-18 (the same margin)',
    });
  });
});

describe('how the days of a window came about', () => {
  const SIGNED = { stage: 'loyal', signedOn: '2026-06-01', touch: '2026-06-01 call:out' } as const;
  const days = (
    window: PolicyRule['window'],
    trigger: PolicyRule['trigger'],
    text: CustomerText = SIGNED,
    roll: PolicyRule['roll'] = 'none',
  ) => {
    const policy = changed('P36', { kind: 'visit', channels: ['phone'], applies: {}, window, trigger, roll });
    const { ledger } = planOn(text, { goLiveOn: GO_LIVE, today: '2026-06-01', policy });
    return ledger.map(({ why: { zh, en } }) =>
      [...zh.matchAll(/（([^）]*)）/g), ...en.matchAll(/\(([^)]*)\)/g)].map(([, words]) => words),
    );
  };
  const after = { type: 'after', anchor: ['signedOn'] } as const;
  const window = (target: PolicyRule['window']['target'], latest: PolicyRule['window']['latest']) => ({
    earliest: { n: 0, unit: 'C' } as const,
    target,
    latest,
  });

  it.each<[PolicyRule['window'], readonly string[]]>([
    [
      window({ n: 1, unit: 'W' }, { n: 2, unit: 'W' }),
      ['第 1 个工作日', '第 2 个工作日', '1st working day', '2nd working day'],
    ],
    [
      window({ n: 3, unit: 'W' }, { n: 4, unit: 'W' }),
      ['第 3 个工作日', '第 4 个工作日', '3rd working day', '4th working day'],
    ],
    [
      window({ n: 11, unit: 'W' }, { n: 12, unit: 'W' }),
      ['第 11 个工作日', '第 12 个工作日', '11th working day', '12th working day'],
    ],
    [
      window({ n: 13, unit: 'W' }, { n: 21, unit: 'W' }),
      ['第 13 个工作日', '第 21 个工作日', '13th working day', '21st working day'],
    ],
    [
      window({ n: 22, unit: 'W' }, { n: 23, unit: 'W' }),
      ['第 22 个工作日', '第 23 个工作日', '22nd working day', '23rd working day'],
    ],
    [window({ n: 1, unit: 'm' }, { n: 2, unit: 'm' }), ['满 1 个月', '满 2 个月', 'after 1 month', 'after 2 months']],
    [window({ n: 2, unit: 'C' }, { n: 10, unit: 'C' }), ['第 2 天', '第 10 天', 'day 2', 'day 10']],
  ])('after an event: %j', (of, words) => {
    expect(days(of, after)).toEqual([words]);
  });

  it('of a recurring rule the days between: 28 and 31 days after 2026-06-01', () => {
    expect(days(window({ n: 28, unit: 'C' }, { n: 31, unit: 'C' }), { type: 'recurring' })).toEqual([
      ['相隔 28 天', '相隔 31 天', '28 days on', '31 days on'],
    ]);
  });

  it.each<[PolicyRule['window'], readonly string[]]>([
    [
      { earliest: { n: -30, unit: 'C' }, target: { n: -8, unit: 'C' }, latest: { n: -1, unit: 'C' } },
      ['到期前 8 天', '到期前 1 天', '8 days before', '1 day before'],
    ],
    [
      { earliest: { n: -3, unit: 'm' }, target: { n: -2, unit: 'm' }, latest: { n: -1, unit: 'm' } },
      ['到期前 2 个月', '到期前 1 个月', '2 months before', '1 month before'],
    ],
    [
      { earliest: { n: -30, unit: 'C' }, target: { n: -2, unit: 'W' }, latest: { n: -1, unit: 'W' } },
      ['到期前 2 个工作日', '到期前 1 个工作日', '2 working days before', '1 working day before'],
    ],
  ])('before a date: %j', (of, words) => {
    const text: CustomerText = { stage: 'loyal', contractEndsOn: '2026-09-09' };
    expect(days(of, { type: 'before', anchor: ['contractEndsOn'] }, text)).toEqual([words]);
  });

  it('says which way the target left a day off: Saturday 2026-06-06, Sunday 2026-06-07', () => {
    const of = window({ n: 5, unit: 'C' }, { n: 20, unit: 'C' });
    expect(days(of, after, SIGNED, 'forward')[0]?.filter((words) => /遇|day off/.test(words ?? ''))).toEqual([
      '第 5 天，遇休息日顺延',
      'day 5, moved on from a day off',
    ]);
    const short = window({ n: 5, unit: 'C' }, { n: 6, unit: 'C' });
    expect(days(short, after, SIGNED, 'forward')[0]?.filter((words) => /遇|day off/.test(words ?? ''))).toEqual([
      '第 5 天，遇休息日提前',
      'day 5, moved back from a day off',
    ]);
  });
});

describe('what is special about the day of a visit', () => {
  const text: CustomerText = { stage: 'loyal', tier: 'A', touch: '2026-05-04 call:out' };
  const monthly = changed('P11', {});
  const special = (life: Life, today: string) => {
    const words = life.planned(today).visits[0]?.reason;
    return { zh: words?.zh.split('\n')[1], en: words?.en.split('\n')[1] };
  };

  it('nothing, on its target: 2026-06-01', () => {
    expect(special(new Life(GO_LIVE, text, monthly), '2026-05-25')).toEqual({ zh: undefined, en: undefined });
  });

  it('a target that is gone or full: 2026-06-01 to 06-02', () => {
    const gone = { zh: '目标日不可用，安排在 2026-06-02', en: 'Target day gone or full, placed on 2026-06-02' };
    expect(special(new Life(GO_LIVE, text, monthly), '2026-06-02')).toEqual(gone);
    const busy = new Life(GO_LIVE, text, monthly);
    busy.load = { minutes: (_, on) => (on === day('2026-06-01') ? 600 : 0) };
    expect(special(busy, '2026-06-01')).toEqual(gone);
  });

  it('no room in the whole window', () => {
    const life = new Life(GO_LIVE, text, monthly);
    life.load = { minutes: () => 600 };
    expect(special(life, '2026-05-25')).toEqual({
      zh: '期限内负责人没有空档，暂留此日',
      en: 'Its owner has no room in the window; kept on this day',
    });
  });

  it('the day its owner chose, and that it is late: 2026-06-03 and 2026-06-10', () => {
    const life = new Life(GO_LIVE, text, monthly);
    life.plan('2026-05-25');
    life.move(1, '2026-06-03');
    expect(special(life, '2026-05-26')).toEqual({
      zh: '负责人改到 2026-06-03',
      en: 'Moved to 2026-06-03 by its owner',
    });
    life.move(1, '2026-06-10');
    expect(special(life, '2026-05-27')).toEqual({
      zh: '负责人改到 2026-06-10；已过最迟日',
      en: 'Moved to 2026-06-10 by its owner; past its latest day',
    });
  });

  it('tries in vain, and that it is late: 2026-06-01, 06-02 and 06-04', () => {
    const life = new Life(GO_LIVE, text, monthly);
    life.plan('2026-06-01');
    life.fail(1, '2026-06-01');
    expect(special(life, '2026-06-01')).toEqual({
      zh: '已尝试 1 次，最近 2026-06-01 未联系上，2026-06-02 再试',
      en: 'Tried 1 time, last in vain on 2026-06-01, again on 2026-06-02',
    });
    life.fail(1, '2026-06-04');
    expect(special(life, '2026-06-04')).toEqual({
      zh: '已尝试 2 次，最近 2026-06-04 未联系上，2026-06-05 再试；已过最迟日',
      en: 'Tried 2 times, last in vain on 2026-06-04, again on 2026-06-05; past its latest day',
    });
  });

  it('that it is late: latest 2026-06-04, so 2026-06-08', () => {
    const life = new Life(GO_LIVE, text, monthly);
    life.plan('2026-05-25');
    expect(special(life, '2026-06-08')).toEqual({
      zh: '已过最迟日，安排在 2026-06-08',
      en: 'Past its latest day, placed on 2026-06-08',
    });
  });

  it('that its owner does not work that day: the team is off on 2026-06-01', () => {
    const team = {
      teams: { south: { exceptions: [{ on: '2026-06-01', working: false }] } },
      users: { amy: { team: 'south' } },
    } as unknown as NonNullable<Policy['team']>;
    expect(special(new Life(GO_LIVE, text, { ...monthly, team }), '2026-05-25')).toEqual({
      zh: '负责人 2026-06-01 不上班（团队或个人日历），安排在 2026-06-02',
      en: 'Its owner does not work on 2026-06-01 (calendar of the team or the person), placed on 2026-06-02',
    });
  });

  it('what else is talked about, each by its name', () => {
    const rules = ['P11', 'P24', 'P43'].map((id) => shipped(id));
    const renewal: CustomerText = { ...text, contractEndsOn: '2026-09-01' };
    expect(special(new Life(GO_LIVE, renewal, { rules }), '2026-05-25')).toEqual({
      zh: '一次谈完：A 类客户月度回访',
      en: 'Also covers: Monthly visit, tier A',
    });
    const atRisk: CustomerText = { ...renewal, flags: ['churn_risk'], churnRiskOn: '2026-05-29' };
    expect(special(new Life(GO_LIVE, atRisk, { rules }), '2026-05-29')).toEqual({
      zh: '一次谈完：流失风险干预、A 类客户月度回访',
      en: 'Also covers: Intervening at risk of leaving, Monthly visit, tier A',
    });
  });

  it('that the customer is spoken to around that day: another of the company was called on 2026-06-15', () => {
    const { budget } = DEFAULT_POLICY;
    if (!budget) throw new Error('the shipped policy has a budget');
    const twice: CustomerText = {
      ...text,
      tier: 'B',
      companyTouches: [{ on: day('2026-06-15'), kind: 'call', direction: 'out' }],
    };
    const said = (days: number) => {
      const calls = { most: 1, days };
      const company = { visits: 'lead', sharesBudget: true } as const;
      return special(
        new Life(GO_LIVE, twice, changed('P18', {}, { budget: { ...budget, calls }, company })),
        '2026-06-16',
      );
    };
    expect(said(7)).toEqual({
      zh: '近期已有联系，移到 2026-06-22',
      en: 'Spoken to around that day, moved to 2026-06-22',
    });
    expect(said(30)).toEqual({
      zh: '近期已有联系，但 2026-06-30 已是最迟',
      en: 'Spoken to lately, but 2026-06-30 is as late as it may be',
    });
  });

  it('that nobody here knows the holidays of its country: Iceland', () => {
    const monday = compilePolicy(
      { ...DEFAULT_POLICY, ...changed('P01', {}), goLiveOn: GO_LIVE } as Policy,
      countryCalendar({ country: 'IS', exceptions: [] }),
    );
    const { visits } = planCustomer(customer({ signedOn: '2026-06-01' }), EMPTY_MEMORY, [], {
      policy: monday,
      load: NOBODY_BUSY,
      today: day('2026-06-01'),
    });
    expect(visits[0]?.reason.zh.split('\n')[1]).toBe('没有 IS 的节假日资料，只按周一至周五计，日期暂定');
    expect(visits[0]?.reason.en.split('\n')[1]).toBe(
      'The holidays of IS are not known, Monday to Friday stand in, provisional',
    );
  });
});

describe('the reasons of rules of other kinds, in full', () => {
  const LOYAL: CustomerText = {
    stage: 'loyal',
    touch: '2026-05-04 call:out',
    ...REACHABLE,
  };
  const IN_PROJECT: CustomerText = { ...LOYAL, stage: 'new', flags: ['in_project'] };
  const on = (id: string, change: Partial<PolicyRule> = {}): Partial<Policy> => changed(id, change);
  const campaign = (...dates: readonly string[]): PolicyRule['trigger'] => ({ type: 'dated', dates });

  it.each<[string, CustomerText, string, Partial<Policy>, string, string]>([
    [
      'a milestone of a project',
      { ...IN_PROJECT, serviceDueOn: '2026-06-10' },
      '2026-06-05',
      on('P52'),
      '项目节点提醒：节点 2026-06-10 到期；目标 2026-06-09（到期前 1 个工作日），最迟 2026-06-10（到期当天）',
      'Reminder of a project milestone: milestone due 2026-06-10; target 2026-06-09 (1 working day before), latest 2026-06-10 (the day itself)',
    ],
    [
      'a profile to check',
      { ...LOYAL, profileCheckedOn: '2026-03-10' },
      '2026-06-01',
      on('P47'),
      '客户画像核对：画像 2026-03-10 核对；目标 2026-06-02（相隔 84 天），最迟 2026-06-08（相隔 90 天）',
      'Profile check: profile checked 2026-03-10; target 2026-06-02 (84 days on), latest 2026-06-08 (90 days on)',
    ],
    [
      'a festival',
      LOYAL,
      '2026-09-18',
      on('P26'),
      '节日问候：2026-09-25 节日；目标 2026-09-22（3 天前），最迟 2026-09-24（1 天前）',
      'Festival greeting: festival on 2026-09-25; target 2026-09-22 (3 days before), latest 2026-09-24 (1 day before)',
    ],
    [
      'a birthday',
      { ...LOYAL, birthday: '06-17' },
      '2026-06-10',
      on('P27'),
      '生日问候：2026-06-17 生日；目标 2026-06-12（3 天前，遇休息日提前），最迟 2026-06-16（1 天前）',
      'Birthday greeting: birthday on 2026-06-17; target 2026-06-12 (3 days before, moved back from a day off), latest 2026-06-16 (1 day before)',
    ],
    [
      'a campaign',
      LOYAL,
      '2026-06-10',
      on('P28', { trigger: campaign('2026-06-12') }),
      '新品与活动通知：2026-06-12 活动；目标 2026-06-12（当天），最迟 2026-06-22（5 个工作日后）',
      'News of products and campaigns: event on 2026-06-12; target 2026-06-12 (the day itself), latest 2026-06-22 (5 working days after)',
    ],
    [
      'a campaign counted in months',
      LOYAL,
      '2026-06-10',
      on('P28', {
        trigger: campaign('2026-09-12'),
        window: { earliest: { n: -3, unit: 'm' }, target: { n: -2, unit: 'm' }, latest: { n: -1, unit: 'C' } },
      }),
      '新品与活动通知：2026-09-12 活动；目标 2026-07-13（2 个月前，遇休息日顺延），最迟 2026-09-11（1 天前）',
      'News of products and campaigns: event on 2026-09-12; target 2026-07-13 (2 months before, moved on from a day off), latest 2026-09-11 (1 day before)',
    ],
    [
      'a campaign and what follows it',
      LOYAL,
      '2026-06-10',
      on('P28', {
        trigger: campaign('2026-06-12'),
        window: { earliest: { n: -2, unit: 'W' }, target: { n: 1, unit: 'W' }, latest: { n: 1, unit: 'm' } },
      }),
      '新品与活动通知：2026-06-12 活动；目标 2026-06-15（1 个工作日后），最迟 2026-07-12（1 个月后）',
      'News of products and campaigns: event on 2026-06-12; target 2026-06-15 (1 working day after), latest 2026-07-12 (1 month after)',
    ],
    [
      'a grid',
      { ...IN_PROJECT, projectStartedOn: '2026-06-01' },
      '2026-06-12',
      on('P33'),
      '双周服务进度同步函：项目 2026-06-01 开始，每 14 天一期第 1 期；目标 2026-06-15（当期之日），最迟 2026-06-17（当期后 2 天）',
      'Fortnightly progress letter: project started 2026-06-01, every 14 days, number 1; target 2026-06-15 (the day itself), latest 2026-06-17 (2 days after it)',
    ],
    [
      'a grid before its day',
      { ...IN_PROJECT, projectStartedOn: '2026-06-01' },
      '2026-06-12',
      on('P33', {
        window: { earliest: { n: -3, unit: 'C' }, target: { n: -3, unit: 'C' }, latest: { n: -1, unit: 'C' } },
      }),
      '双周服务进度同步函：项目 2026-06-01 开始，每 14 天一期第 1 期；目标 2026-06-12（当期前 3 天），最迟 2026-06-14（当期前 1 天）',
      'Fortnightly progress letter: project started 2026-06-01, every 14 days, number 1; target 2026-06-12 (3 days before it), latest 2026-06-14 (1 day before it)',
    ],
    [
      'a grid over National Day 2026',
      { ...IN_PROJECT, projectStartedOn: '2026-09-20' },
      '2026-09-30',
      on('P33'),
      '双周服务进度同步函：项目 2026-09-20 开始，每 14 天一期第 1 期；目标 2026-10-08（当期之日，遇休息日顺延），最迟 2026-10-08（期限内没有工作日，顺延到第一个工作日）',
      'Fortnightly progress letter: project started 2026-09-20, every 14 days, number 1; target 2026-10-08 (the day itself, moved on from a day off), latest 2026-10-08 (no working day in time, moved to the first one after)',
    ],
    [
      'a weekly grid that leaves a week out',
      { ...IN_PROJECT, projectStartedOn: '2026-09-20', flags: ['in_project', 'high_value_program'] },
      '2026-10-05',
      on('P15'),
      '每周服务进度简报：项目 2026-09-20 开始，每 7 天一期第 3 期（2026-10-04 一期没有工作日，略过）；目标 2026-10-12（当期之日，遇休息日顺延），最迟 2026-10-13（当期后 2 天）',
      'Weekly service brief: project started 2026-09-20, every 7 days, number 3 (the one of 2026-10-04 had no working day and is left out); target 2026-10-12 (the day itself, moved on from a day off), latest 2026-10-13 (2 days after it)',
    ],
    [
      'what was due when the app came',
      { stage: 'loyal', tier: 'A', touch: '2025-10-01 call:out' },
      '2026-01-01',
      on('P11'),
      'A 类客户月度回访：上次联系 2025-10-01；目标 2026-01-06（上线时已到期，分散在 20 个工作日内），最迟 2026-01-29（上线后第 20 个工作日）',
      'Monthly visit, tier A: last contact 2025-10-01; target 2026-01-06 (already due at go-live, spread over 20 working days), latest 2026-01-29 (20th working day after go-live)',
    ],
    [
      'the renewal of a contract whose half lies inside its window',
      { stage: 'loyal', signedOn: '2026-01-15', contractEndsOn: '2026-07-05' },
      '2026-01-20',
      on('P24'),
      '合同到期前续约回访：合同 2026-07-05 到期；目标 2026-04-10（不早于合同过半），最迟 2026-04-30（到期前 2 个月）',
      'Renewal visit before the contract ends: contract ends 2026-07-05; target 2026-04-10 (not before half of the term), latest 2026-04-30 (2 months before)',
    ],
    [
      'the renewal of a short contract',
      { stage: 'loyal', signedOn: '2026-01-15', contractEndsOn: '2026-05-05' },
      '2026-01-20',
      on('P24'),
      '合同到期前续约回访：合同 2026-05-05 到期；目标 2026-03-11（不早于合同过半），最迟 2026-03-11（与目标同日）',
      'Renewal visit before the contract ends: contract ends 2026-05-05; target 2026-03-11 (not before half of the term), latest 2026-03-11 (that day too)',
    ],
    [
      'an agreed interval',
      { stage: 'loyal', touch: '2026-05-04 call:out', cadenceDays: 40, cadenceReason: 'contract' },
      '2026-06-08',
      on('P51'),
      '合同约定的回访：上次联系 2026-05-04；目标 2026-06-15（约定相隔 40 天，遇休息日顺延），最迟 2026-06-17（约定相隔 44 天）',
      'Visit at the agreed interval: last contact 2026-05-04; target 2026-06-15 (agreed, 40 days on, moved on from a day off), latest 2026-06-17 (agreed, 44 days on)',
    ],
    [
      'a month that ends sooner',
      { stage: 'loyal', tier: 'A', touch: '2026-01-30 call:out' },
      '2026-02-24',
      on('P11'),
      'A 类客户月度回访：上次联系 2026-01-30；目标 2026-02-27（相隔 28 天），最迟 2026-02-28（当月最后一个工作日）',
      'Monthly visit, tier A: last contact 2026-01-30; target 2026-02-27 (28 days on), latest 2026-02-28 (last working day of the month)',
    ],
  ])('%s', (_, text, today, policy, zh, en) => {
    expect(planOn(text, { goLiveOn: GO_LIVE, today, policy }).ledger[0]?.why).toEqual({ zh, en });
  });

  it('the end of a quarter: tier B, last talk 2026-05-04, one of two held', () => {
    const [entry] = planOn(
      { ...LOYAL, tier: 'B', touch: '2026-05-04 call:out' },
      { goLiveOn: GO_LIVE, today: '2026-06-12', policy: on('P18') },
    ).ledger;
    expect(entry?.why.zh).toContain('最迟 2026-06-30（当季最后一个工作日）');
    expect(entry?.why.en).toContain('latest 2026-06-30 (last working day of the quarter)');
  });

  it('a pause that ends before the target leaves it as it was: paused until 2026-05-28, target 06-01', () => {
    const life = new Life(GO_LIVE, { ...LOYAL, tier: 'A', pausedUntil: '2026-05-28' }, on('P11'));
    expect(life.planned('2026-05-28').ledger[0]?.why).toEqual({
      zh: 'A 类客户月度回访：上次联系 2026-05-04；目标 2026-06-01（相隔 28 天），最迟 2026-06-04（同样的宽限）',
      en: 'Monthly visit, tier A: last contact 2026-05-04; target 2026-06-01 (28 days on), latest 2026-06-04 (the same margin)',
    });
  });

  type Clock = Pick<Duty, 'target' | 'latest'>;
  it.each<[Clock, string, string, string, string]>([
    [
      { target: { n: 2, unit: 'h' }, latest: { n: 24, unit: 'h' } },
      '2 小时内',
      '24 小时内',
      'within 2 hours',
      'within 24 hours',
    ],
    [
      { target: { n: 1, unit: 'h' }, latest: { n: 1, unit: 'wh' } },
      '1 小时内',
      '1 个工作小时内',
      'within 1 hour',
      'within 1 working hour',
    ],
    [
      { target: { n: 4, unit: 'wh' }, latest: { n: 3, unit: 'C' } },
      '4 个工作小时内',
      '3 天内',
      'within 4 working hours',
      'within 3 days',
    ],
    [
      { target: { n: 1, unit: 'C' }, latest: { n: 10, unit: 'W' } },
      '1 天内',
      '10 个工作日内',
      'within 1 day',
      'within 10 working days',
    ],
    [{ latest: { n: 1, unit: 'W' } }, '1 个工作日内', '1 个工作日内', 'within 1 working day', 'within 1 working day'],
    [{ target: { n: 0, unit: 'h' }, latest: { n: 24, unit: 'h' } }, '尽快', '24 小时内', 'at once', 'within 24 hours'],
    [{}, '尽快', '尽快', 'at once', 'at once'],
  ])('what a clock allows: %j', (clock, zhTarget, zhLatest, enTarget, enLatest) => {
    const shippedDuty = DEFAULT_POLICY.duties?.find(({ id }) => id === 'P22');
    if (!shippedDuty) throw new Error('P22 does not ship');
    const { target: _, latest: __, ...duty } = shippedDuty;
    const window = { earliest: day('2026-06-02'), target: day('2026-06-02'), latest: day('2026-06-03') };
    const text: CustomerText = { ...LOYAL, asked: [{ rule: 'P22', loop: '101:1', window }] };
    const policy: Partial<Policy> = { rules: [], duties: [{ ...duty, ...clock }] };
    const [visit] = planOn(text, { goLiveOn: GO_LIVE, today: '2026-06-02', policy }).visits;
    expect(visit?.reason).toEqual({
      zh: `${duty.name.zh}：2026-06-02 起计时；目标 2026-06-02（${zhTarget}），最迟 2026-06-03（${zhLatest}）`,
      en: `${duty.name.en}: counted from 2026-06-02; target 2026-06-02 (${enTarget}), latest 2026-06-03 (${enLatest})`,
    });
  });

  it.each<[string, string, CustomerText, CustomerText, string?, string?]>([
    [
      'delivered or bought that day',
      'P02',
      { deliveredOn: '2026-06-01', touch: '2026-01-20 call:out' },
      { firstPurchaseOn: '2026-06-01', touch: '2026-01-20 call:out' },
    ],
    [
      'another interval agreed',
      'P51',
      { ...LOYAL, cadenceDays: 33, cadenceReason: 'contract' },
      { ...LOYAL, cadenceDays: 34, cadenceReason: 'contract' },
    ],
    ['a pause or none', 'P11', { ...LOYAL, tier: 'A' }, { ...LOYAL, tier: 'A', pausedUntil: '2026-06-02' }],
    [
      'half of another term',
      'P24',
      { stage: 'loyal', signedOn: '2026-01-15', contractEndsOn: '2026-09-01' },
      { stage: 'loyal', signedOn: '2026-05-01', contractEndsOn: '2026-09-01' },
    ],
    [
      'a project begun a fortnight sooner',
      'P33',
      { ...IN_PROJECT, projectStartedOn: '2026-06-01' },
      { ...IN_PROJECT, projectStartedOn: '2026-05-18' },
      '2026-06-12',
    ],
    [
      'a week that was left out, told while it is the last',
      'P15',
      { ...IN_PROJECT, projectStartedOn: '2026-09-20', flags: ['in_project', 'high_value_program'] },
      { ...IN_PROJECT, projectStartedOn: '2026-09-20', flags: ['in_project', 'high_value_program'] },
      '2026-10-05',
      '2026-10-12',
    ],
  ])('the words of one customer are not another’s that counts from the same day: %s', (...given) => {
    const [, id, one, other, onOne = '2026-06-01', onOther = onOne] = given;
    const shared = compiled(GO_LIVE, on(id));
    const said = (text: CustomerText, today: string, policy = compiled(GO_LIVE, on(id))) =>
      planCustomer(customer(text), EMPTY_MEMORY, [], { policy, load: NOBODY_BUSY, today: day(today) }).ledger[0];
    const [first, second] = [said(one, onOne), said(other, onOther)];
    expect(first?.debt).toBe(second?.debt);
    expect(first?.why).not.toEqual(second?.why);
    expect(said(one, onOne, shared)?.why).toEqual(first?.why);
    expect(said(other, onOther, shared)?.why).toEqual(second?.why);
    expect(said(one, onOne, shared)?.why).toEqual(first?.why);
  });

  it.each<[string, CustomerText, string]>([
    ['P11', { ...LOYAL, tier: 'A' }, '2026-05-25'],
    ['P33', { ...IN_PROJECT, projectStartedOn: '2026-06-01' }, '2026-06-12'],
  ])('the words of two customers who owe the same are made once: %s', (id, text, today) => {
    const policy = compiled(GO_LIVE, on(id));
    const [one, other] = ['c1', 'c2'].map((customerKey) => {
      const at = { policy, load: NOBODY_BUSY, today: day(today) };
      return planCustomer(customer({ ...text, customerKey }), EMPTY_MEMORY, [], at).ledger[0]?.why;
    });
    expect(one?.en).toContain('target 2026-06-');
    expect(other).toBe(one);
  });

  it('the end of a pause: 2026-06-21', () => {
    const life = new Life(
      GO_LIVE,
      { ...LOYAL, tier: 'A', touch: '2026-05-10 call:out', pausedUntil: '2026-06-21' },
      on('P11'),
    );
    life.plan('2026-06-10');
    expect(life.planned('2026-06-22').ledger[0]?.why).toEqual({
      zh: 'A 类客户月度回访：上次联系 2026-05-10；目标 2026-06-22（暂停结束后重新开始），最迟 2026-06-23（同样的宽限）',
      en: 'Monthly visit, tier A: last contact 2026-05-10; target 2026-06-22 (reopened after the pause), latest 2026-06-23 (the same margin)',
    });
  });

  it('a survey that nobody answered: sent 2026-05-15, the call a week on', () => {
    const text: CustomerText = { ...LOYAL, stage: 'new', touch: '2026-01-20 call:out', deliveredOn: '2026-01-15' };
    const rules = ['P06', 'P07'].map((id) => shipped(id));
    const { ledger } = planOn(text, { goLiveOn: GO_LIVE, today: '2026-05-22', policy: { rules } });
    expect(ledger[1]?.why).toEqual({
      zh: '新客户月度关怀：2026-01-15 交付，每 30 天一期第 4 期；目标 2026-05-22（问卷没有回复，电话提醒），最迟 2026-05-29（一周内）',
      en: 'Monthly care for new customers: delivered 2026-01-15, every 30 days, number 4; target 2026-05-22 (the survey was not answered), latest 2026-05-29 (within a week)',
    });
  });

  it('a year whose holidays are not announced says so: 2027', () => {
    const unknown = planOn({ signedOn: '2026-12-30' }, { goLiveOn: GO_LIVE, today: '2026-12-30', policy: on('P01') });
    expect(unknown.ledger[0]?.why.en.split('\n')[1]).toBe('The holidays of 2027 are not announced yet, provisional');
    expect(unknown.ledger[0]?.why.zh.split('\n')[1]).toBe('2027 年放假安排尚未公布，日期暂定');
  });
});
