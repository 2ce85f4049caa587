import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import type { Asked } from '../../../src/domain/planning/asked.ts';
import { EMPTY_MEMORY, type KnownVisit, type LedgerEntry, type Plan } from '../../../src/domain/planning/plan.ts';
import { planCustomer } from '../../../src/domain/planning/plan-customer.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Duty, Policy, PolicyRule } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, compiled, customer, Life, NOBODY_BUSY, planOn } from '../support.ts';
import { REACHABLE, shipped } from './signed.ts';

const GO_LIVE = '2026-01-01';
const MONTHLY: CustomerText = { stage: 'loyal', tier: 'A', touch: '2026-05-04 call:out' };
const duty = (id: string, change: Partial<Duty> = {}): Duty => {
  const found = DEFAULT_POLICY.duties?.find((each) => each.id === id);
  if (!found) throw new Error(`${id} does not ship`);
  return { ...found, ...change };
};
const decided = (text: CustomerText, today: string, policy: Partial<Policy>): Plan =>
  planOn(text, { goLiveOn: GO_LIVE, today, policy });
const entry = (plan: Plan, rule: string): LedgerEntry | undefined => plan.ledger.find((each) => each.rule === rule);
const days = ({ earliest, target, latest }: NonNullable<LedgerEntry['window']>): string =>
  [earliest, target, latest].map((on) => formatDay(on).slice(5)).join(' ');

describe('what became of each rule', () => {
  it('that another replaces: it names the shorter interval', () => {
    const plan = decided(MONTHLY, '2026-05-25', { rules: [shipped('P08'), shipped('P11')] });
    expect(entry(plan, 'P08')).toEqual({
      rule: 'P08',
      verdict: 'beaten',
      by: 'P11',
      why: {
        zh: '由间隔更短的「A 类客户月度回访」代替',
        en: 'replaced by the shorter interval of "Monthly visit, tier A"',
      },
    });
  });

  it('that joined another talk: its own first line, and in which', () => {
    const text: CustomerText = { ...MONTHLY, contractEndsOn: '2026-09-01' };
    const rules = [shipped('P11'), shipped('P24')];
    expect(entry(decided(text, '2026-05-25', { rules }), 'P11')).toMatchObject({
      verdict: 'joins',
      by: 'P24',
      debt: 'P11@2026-05-04',
      why: {
        zh: 'A 类客户月度回访：上次联系 2026-05-04；目标 2026-06-01（相隔 28 天），最迟 2026-06-04（相隔 31 天）\n在「合同到期前续约回访」中一并谈',
        en: 'Monthly visit, tier A: last contact 2026-05-04; target 2026-06-01 (28 days on), latest 2026-06-04 (31 days on)\nCovered in "Renewal visit before the contract ends"',
      },
    });
    // Tried together: its attempts are told once, where the talk is.
    const life = new Life(GO_LIVE, text, { rules });
    life.plan('2026-06-01');
    life.fail(1, '2026-06-01');
    const why = entry(life.planned('2026-06-01'), 'P11')?.why;
    expect(why?.zh.split('\n').slice(1)).toEqual(['在「合同到期前续约回访」中一并谈']);
    expect(why?.en.split('\n').slice(1)).toEqual(['Covered in "Renewal visit before the contract ends"']);
  });

  it('that is said in a talk joins it, with its own window', () => {
    const text: CustomerText = { ...MONTHLY, birthday: '06-03', consents: ['greeting', 'sms', 'call'] };
    const said = entry(decided(text, '2026-05-25', { rules: [shipped('P11'), shipped('P27')] }), 'P27');
    expect(said).toMatchObject({ verdict: 'joins', by: 'P11', debt: 'P27@2026-06-03' });
    expect(said?.window && days(said.window)).toBe('05-29 05-29 06-02');
    expect(said?.why.en).toMatch(/\nCovered in "Monthly visit, tier A"$/);
  });

  it('that nobody owns, that is stopped, that has lapsed: with debt and window', () => {
    const rules = [shipped('P11')];
    const orphan = entry(decided({ ...MONTHLY, owners: {} }, '2026-05-25', { rules }), 'P11');
    expect(orphan).toMatchObject({ rule: 'P11', verdict: 'infeasible', debt: 'P11@2026-05-04' });
    expect(orphan?.window && days(orphan.window)).toBe('05-25 06-01 06-04');
    expect(orphan?.why.en).toBe('nobody owns this customer; cannot be planned');
    const stopped = entry(decided({ ...MONTHLY, pausedUntil: '2026-07-01' }, '2026-05-25', { rules }), 'P11');
    expect(stopped).toEqual({
      rule: 'P11',
      verdict: 'suppressed',
      debt: 'P11@2026-05-04',
      why: { zh: '暂停到 2026-07-01', en: 'paused until 2026-07-01' },
    });
    const lapsed = entry(decided({ signedOn: '2025-12-01' }, '2026-01-05', { rules: [shipped('P01')] }), 'P01');
    expect(lapsed).toMatchObject({ verdict: 'lapsed', debt: 'P01@2025-12-01' });
    expect(lapsed?.window && days(lapsed.window)).toBe('12-01 12-04 12-04');
    const older = entry(
      decided({ stage: 'new', signedOn: '2015-01-05' }, '2026-01-05', { rules: [shipped('P01')] }),
      'P01',
    );
    expect(older).toMatchObject({ verdict: 'lapsed', debt: 'P01@2015-01-05' });
    expect(older).not.toHaveProperty('window');
  });

  it('is listed once for each rule, then for each duty; a duty that asks for talks as long as none is asked says what starts it', () => {
    const duties = [duty('P22'), duty('P29'), duty('P32')];
    const plan = decided(MONTHLY, '2026-05-25', { rules: [shipped('P08'), shipped('P11')], duties });
    expect(plan.ledger.map(({ rule, verdict }) => `${rule} ${verdict}`)).toEqual([
      'P08 beaten',
      'P11 leads',
      'P22 elsewhere',
      'P29 off',
      'P32 elsewhere',
    ]);
    expect(entry(plan, 'P22')?.why).toEqual(duty('P22').why);
    expect(entry(plan, 'P29')?.why).toEqual({ zh: '规则未启用', en: 'the rule is off' });
    expect(entry(plan, 'P32')?.why).toEqual(duty('P32').why);
    const off = decided(MONTHLY, '2026-05-25', { rules: [], duties: [duty('P22', { on: false })] });
    expect(entry(off, 'P22')).toEqual({
      rule: 'P22',
      verdict: 'off',
      why: { zh: '规则未启用', en: 'the rule is off' },
    });
    const outside = decided({ lifecycleStage: 'subscriber' }, '2026-05-25', { rules: [], duties });
    expect(entry(outside, 'P22')).toMatchObject({ verdict: 'not_applicable', why: { zh: '不在回访范围内' } });
  });

  const asked = (loop: number, from: string, until: string, notBy?: readonly string[]): Asked => ({
    rule: 'P22',
    loop: `101:${loop}`,
    window: { earliest: day(from), target: day(from), latest: day(until) },
    ...(notBy === undefined ? {} : { notBy }),
  });

  it('has a line for each talk that loops ask for by one duty, and each is planned', () => {
    const text: CustomerText = {
      ...MONTHLY,
      asked: [asked(1, '2026-06-01', '2026-06-02'), asked(2, '2026-06-03', '2026-06-04')],
    };
    const plan = decided(text, '2026-06-01', { rules: [], duties: [duty('P22'), duty('P32')] });
    expect(plan.ledger.map(({ rule, verdict, debt }) => `${rule} ${verdict} ${debt ?? ''}`)).toEqual([
      'P22 leads P22@2026-06-01',
      'P22 leads P22@2026-06-03',
      'P32 elsewhere ',
    ]);
    expect(plan.visits.map(({ leader, plannedOn }) => `${leader} ${formatDay(plannedOn)}`)).toEqual([
      'P22 2026-06-01',
      'P22 2026-06-03',
    ]);
  });

  it('tells of one that nobody may ask beside one that somebody may', () => {
    const text: CustomerText = {
      ...MONTHLY,
      asked: [asked(1, '2026-06-01', '2026-06-02', ['amy']), asked(2, '2026-06-03', '2026-06-04')],
    };
    const plan = decided(text, '2026-06-01', { rules: [], duties: [duty('P22')] });
    expect(plan.ledger.map(({ verdict, debt }) => `${verdict} ${debt}`)).toEqual([
      'infeasible P22@2026-06-01',
      'leads P22@2026-06-03',
    ]);
  });

  it('is left out where nobody wants it, and the rest is the same', () => {
    const policy = compiled(GO_LIVE, { rules: [shipped('P08'), shipped('P11')] });
    const [whole, bare] = (['full', 'none'] as const).map((ledger) =>
      planCustomer(customer(MONTHLY), EMPTY_MEMORY, [], {
        policy,
        load: NOBODY_BUSY,
        today: day('2026-05-25'),
        ledger,
      }),
    );
    expect(whole?.ledger).toHaveLength(2);
    expect(bare).toEqual({ ...whole, ledger: [] });
  });
});

describe('why a visit that stood goes', () => {
  const withdrawn = (life: Life, today: string) =>
    life.planned(today).withdrawn.map(({ slot, why }) => `${slot} ${why.en}`);

  it('another rule has the shorter interval now', () => {
    const rules = [shipped('P08'), shipped('P11')];
    const life = new Life(GO_LIVE, { ...MONTHLY, tier: undefined as never, touch: '2026-03-02 call:out' }, { rules });
    expect(life.planned('2026-05-25').visits.map(({ leader }) => leader)).toEqual(['P08']);
    life.text = { ...life.text, tier: 'A', touch: '2026-05-25 call:out' };
    expect(withdrawn(life, '2026-05-25')).toEqual(['1 replaced by the shorter interval of "Monthly visit, tier A"']);
  });

  it.each([[['X99@2026-05-04']], [['not a debt']], [[]]])('its record names no rule of the policy: %j', (pays) => {
    const life = new Life(GO_LIVE, MONTHLY, { rules: [shipped('P11')] });
    life.planned('2026-05-25');
    life.text = { ...MONTHLY, touch: '2026-05-25 call:out' };
    life.visits = life.visits.map((visit): KnownVisit => ({ ...visit, pays }));
    expect(withdrawn(life, '2026-05-25')).toEqual(['1 its rule is no longer in the policy']);
  });
});

describe('where a customer stands that nobody owns', () => {
  it('is the talk of the shorter interval, of one rank: every 7 days before every 14', () => {
    const weekly = (id: string, every: number): PolicyRule =>
      shipped('P17', { id, applies: {}, trigger: { type: 'grid', anchor: ['signedOn'], every } });
    const standing = (rules: readonly PolicyRule[]) =>
      decided({ stage: 'loyal', signedOn: '2026-06-01', owners: {} }, '2026-06-08', { rules }).standing;
    const rules = [weekly('G1', 14), weekly('G2', 7)];
    for (const given of [rules, [...rules].reverse()])
      expect(standing(given)).toEqual({ kind: 'infeasible', reason: 'no_owner', rule: 'G2' });
  });
});

describe('what goes out besides visits', () => {
  const text: CustomerText = {
    stage: 'loyal',
    signedOn: '2026-06-01',
    ...REACHABLE,
  };
  const message = (id: string, rank: PolicyRule['rank'], target: number, latest = target): PolicyRule =>
    shipped('P36', {
      id,
      kind: 'message',
      rank,
      channels: ['email'],
      trigger: { type: 'after', anchor: ['signedOn'] },
      window: { earliest: { n: 0, unit: 'C' }, target: { n: target, unit: 'C' }, latest: { n: latest, unit: 'C' } },
      roll: 'none',
    });
  const sent = (rules: readonly PolicyRule[], more: Partial<Policy> = {}, facts: CustomerText = {}) =>
    decided({ ...text, ...facts }, '2026-06-01', { rules, ...more }).touches;

  it('is listed by its day whatever its rank, then by its rule: 2026-06-03, 06-04, 06-04, 06-08', () => {
    const rules = [message('M9', 3, 7), message('M8', 3, 3), message('M7', 6, 3), message('M6', 6, 2)];
    expect(sent(rules).map(({ rule, on }) => `${rule} ${formatDay(on)}`)).toEqual([
      'M6 2026-06-03',
      'M7 2026-06-04',
      'M8 2026-06-04',
      'M9 2026-06-08',
    ]);
  });

  it('says nothing of a day that is full: what is sent takes none', () => {
    for (const { reason } of sent([message('M1', 3, 2)])) expect(reason.en).not.toContain('\n');
    expect(entry(decided(text, '2026-06-01', { rules: [message('M1', 3, 2)] }), 'M1')?.why.en).not.toContain('\n');
  });

  it('is not what has no day, since others are too near', () => {
    const budget = {
      calls: { most: 1, days: 1 },
      conversations: { most: 9, days: 1 },
      messageEveryDays: 30,
      surveyEveryDays: 30,
      surveyExempt: [],
    };
    const rules = [message('M1', 6, 2), message('M2', 6, 3)];
    expect(sent(rules, { budget }).map(({ rule }) => rule)).toEqual(['M1']);
  });

  it('is sent by the Delivery tab, where the project is run there and the rule is one of its own', () => {
    const project: CustomerText = {
      ...text,
      stage: 'new',
      flags: ['in_project'],
      projectStartedOn: '2026-05-18',
      birthday: '06-05',
    };
    const by = (hasDelivery: boolean) =>
      sent([shipped('P33'), shipped('P27')], {}, { ...project, hasDelivery }).map(({ rule, byDelivery }) => [
        rule,
        byDelivery,
      ]);
    expect(by(true)).toEqual([
      ['P33', true],
      ['P27', undefined],
    ]);
    expect(by(false)).toEqual([
      ['P33', undefined],
      ['P27', undefined],
    ]);
  });

  it('promises nothing where the policy names no incentive', () => {
    const none = { incentive: undefined } as unknown as Partial<Policy>;
    const [survey] = sent([shipped('P36', { trigger: { type: 'after', anchor: ['signedOn'] } })], none);
    expect(survey?.kind).toBe('survey');
    expect(survey?.incentive).toBeUndefined();
  });
});

describe('what is remembered', () => {
  const DORMANT: CustomerText = { stage: 'dormant', stageEnteredOn: '2026-05-04' };
  const P20 = { rules: [shipped('P20')] };

  it('is what a talk paid that will be forgotten: won back on 2026-05-11', () => {
    const life = new Life(GO_LIVE, { ...DORMANT, touch: '2026-05-11 call:in' }, P20);
    const { memory } = life.planned('2026-05-12');
    expect(memory.settled).toEqual([{ debt: 'P20@2026-05-04', how: 'held', on: day('2026-05-11') }]);
    expect(life.planned('2026-05-13').memory.settled).toEqual(memory.settled);
  });

  it('is nothing of what was not paid, nor of what is remembered of a survey by its answer', () => {
    const rules = [shipped('P20'), shipped('P36'), shipped('P08'), shipped('P01', { on: false })];
    const { memory } = decided({ ...DORMANT, acceptedOn: '2026-05-11', touch: '2026-05-11 survey:in' }, '2026-05-12', {
      rules: rules.slice(1),
    });
    expect(memory.settled).toEqual([]);
    expect(decided(DORMANT, '2026-05-12', { rules }).memory.settled).toEqual([]);
  });

  it('is since when a rule applies: from the day of the promotion, while it lasts', () => {
    const life = new Life(GO_LIVE, { ...MONTHLY, tier: 'B' }, { rules: [shipped('P11'), shipped('P18')] });
    const began = (today: string, tier: 'A' | 'B') => {
      life.text = { ...MONTHLY, tier };
      const { memory } = life.planned(today);
      return Object.entries(memory.began).map(([rule, on]) => `${rule} ${formatDay(on)}`);
    };
    expect(began('2026-05-11', 'B')).toEqual([]);
    expect(began('2026-05-12', 'A')).toEqual(['P11 2026-05-12']);
    expect(began('2026-05-20', 'A')).toEqual(['P11 2026-05-12']);
    expect(began('2026-05-21', 'B')).toEqual(['P18 2026-05-21']);
    expect(began('2026-05-22', 'A')).toEqual(['P11 2026-05-22']);
  });
});

describe('who comes into the book after the first-run spread, which ends on Thursday 2026-01-29', () => {
  /** Tier A, overdue since 2026-01-20. */
  const OVERDUE: CustomerText = { ...MONTHLY, touch: '2025-12-20 call:out' };
  const P11 = { rules: [shipped('P11')] };
  const first = (
    today: string,
    change: Partial<typeof EMPTY_MEMORY> = {},
    text = OVERDUE,
    policy: Partial<Policy> = P11,
  ) => {
    const plan = planOn(text, { goLiveOn: GO_LIVE, today, policy, memory: { ...EMPTY_MEMORY, ...change } });
    const { visits, next, memory } = plan;
    const talk = visits[0] ?? next;
    return {
      target: talk && formatDay(talk.window.target),
      began: Object.entries(memory.began).map(([rule, on]) => `${rule} ${formatDay(on)}`),
    };
  };

  it('does not start overdue: its rule begins to apply on the day it is first seen', () => {
    expect(first('2026-01-29')).toEqual({ target: '2026-01-19', began: [] });
    expect(first('2026-01-30')).toEqual({ target: '2026-02-06', began: ['P11 2026-01-30'] });
  });

  it('is not somebody who was decided on before, nor whose memory was lost', () => {
    expect(first('2026-01-30', { applied: ['P11'] })).toEqual({ target: '2026-01-19', began: [] });
    expect(first('2026-01-30', { lost: true })).toEqual({ target: '2026-01-19', began: [] });
  });

  it('keeps what is not over yet: latest Wednesday 2026-04-08', () => {
    const quarterly: CustomerText = { stage: 'loyal', touch: '2026-01-08 call:out' };
    const P08 = { rules: [shipped('P08')] };
    expect(first('2026-04-08', {}, quarterly, P08)).toEqual({ target: '2026-04-02', began: [] });
    expect(first('2026-04-09', {}, quarterly, P08)).toEqual({ target: '2026-04-16', began: ['P08 2026-04-09'] });
  });

  it('is late all the same with what is owed once: signed on 2026-02-02', () => {
    const signed: CustomerText = { stage: 'new', signedOn: '2026-02-02' };
    const P01 = { rules: [shipped('P01')] };
    expect(first('2026-03-02', {}, signed, P01)).toEqual({ target: '2026-02-05', began: [] });
  });
});

describe('when a customer was spoken to last', () => {
  const SILENT: CustomerText = { firstPurchaseOn: '2024-01-10', touch: '2025-12-01 call:out' };
  const stage = (touches: readonly string[], text: CustomerText) => {
    const plan = planOn(text, {
      goLiveOn: GO_LIVE,
      today: '2026-06-01',
      policy: { rules: [shipped('P08'), shipped('P20')] },
      memory: {
        ...EMPTY_MEMORY,
        applied: ['P08'],
        touches: touches.map((on) => ({ on: day(on), kind: 'call', direction: 'out' })),
      },
    });
    return plan.visits[0]?.leader ?? plan.next?.leader;
  };

  it('is the newest of what is remembered and what the record says: not silent since 2026-05-25', () => {
    expect(stage(['2026-05-25'], SILENT)).toBe('P08');
    expect(stage([], SILENT)).toBe('P20');
    expect(stage(['2025-11-03'], { ...SILENT, touch: '2026-05-25 call:out' })).toBe('P08');
  });

  it('is no day still to come: a typing error of 2026-07-01 does not hide what is remembered', () => {
    expect(stage(['2026-05-25'], { ...SILENT, touch: '2026-07-01 call:out' })).toBe('P08');
    expect(stage(['2025-12-01'], { ...SILENT, touch: '2026-07-01 call:out' })).toBe('P20');
  });
});
