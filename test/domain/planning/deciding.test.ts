import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import type { Policy, PolicyRule } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, Life, only, planOn, show } from '../support.ts';
import { REACHABLE, shipped } from './signed.ts';

const GO_LIVE = '2026-01-01';
/** Tier A, last contact Monday 2026-05-04: window 2026-05-25, 06-01, 06-04. */
const MONTHLY: CustomerText = { stage: 'loyal', tier: 'A', touch: '2026-05-04 call:out' };
const P11 = only('P11');

const decideOn = (text: CustomerText, today: string, policy: Partial<Policy> = P11) =>
  show(planOn(text, { goLiveOn: GO_LIVE, today, policy })).decideOn;

describe('the day of the next decision', () => {
  it('is the day after the latest one of a visit that stands: 2026-06-05', () => {
    expect(decideOn(MONTHLY, '2026-05-25')).toBe('2026-06-05');
  });

  it('is the day after a late visit’s own: placed on 2026-06-08, so 06-09', () => {
    const life = new Life(GO_LIVE, MONTHLY, P11);
    life.plan('2026-05-25');
    expect(life.plan('2026-06-08')).toMatchObject({ decideOn: '2026-06-09' });
  });

  it('is the day after the one its owner chose, where that is past the latest: 2026-06-10, so 06-11', () => {
    const life = new Life(GO_LIVE, MONTHLY, P11);
    life.plan('2026-05-25');
    life.move(1, '2026-06-10');
    expect(life.plan('2026-05-26').decideOn).toBe('2026-06-11');
    life.move(1, '2026-06-03');
    expect(life.plan('2026-05-26').decideOn).toBe('2026-06-05');
  });

  it('is tomorrow for a visit that finds no room: 2026-05-26', () => {
    const life = new Life(GO_LIVE, MONTHLY, P11);
    life.load = { minutes: () => 600 };
    expect(life.plan('2026-05-25').decideOn).toBe('2026-05-26');
  });

  it('is a week before a visit still to come: 2026-05-25', () => {
    expect(decideOn(MONTHLY, '2026-05-12')).toBe('2026-05-25');
  });

  it('is a week before a message still to be sent, else the day after its latest: 2026-06-05 and 06-17', () => {
    const text: CustomerText = { ...MONTHLY, tier: 'C', birthday: '06-17', consents: ['greeting', 'sms'] };
    const greeting = only('P27');
    // Target 2026-06-12, latest 2026-06-16.
    expect(decideOn(text, '2026-06-01', greeting)).toBe('2026-06-05');
    expect(decideOn(text, '2026-06-05', greeting)).toBe('2026-06-17');
    expect(decideOn(text, '2026-06-12', greeting)).toBe('2026-06-17');
  });

  it('does not wait for a message that is said in a talk: 2026-06-15', () => {
    const text: CustomerText = {
      ...MONTHLY,
      touch: '2026-05-15 call:out',
      birthday: '06-17',
      consents: ['greeting', 'sms', 'call'],
    };
    const both = { rules: ['P11', 'P27'].map((id) => shipped(id)) };
    const plan = planOn(text, { goLiveOn: GO_LIVE, today: '2026-06-08', policy: both });
    expect(plan.ledger.find(({ rule }) => rule === 'P27')?.verdict).toBe('joins');
    expect(show(plan).decideOn).toBe('2026-06-16');
    // Its own latest day, 2026-06-12, would be over sooner.
    const sooner = planOn({ ...text, birthday: '06-13' }, { goLiveOn: GO_LIVE, today: '2026-06-08', policy: both });
    expect(sooner.ledger.find(({ rule }) => rule === 'P27')?.verdict).toBe('joins');
    expect(show(sooner).decideOn).toBe('2026-06-16');
  });

  it('is the end of a pause, and the day after a contract has ended', () => {
    expect(decideOn({ ...MONTHLY, pausedUntil: '2026-05-20' }, '2026-05-12')).toBe('2026-05-20');
    expect(decideOn({ ...MONTHLY, pausedUntil: '2026-05-12' }, '2026-05-12')).toBe('2026-05-25');
    const leaving: CustomerText = { stage: 'lost', contractEndsOn: '2026-05-14' };
    expect(decideOn(leaving, '2026-05-12')).toBe('2026-05-15');
    expect(decideOn(leaving, '2026-05-14')).toBe('2026-05-15');
    expect(decideOn(leaving, '2026-05-15')).toBe('2026-06-14');
  });

  it('is thirty days ahead where nothing else is: 2026-06-11', () => {
    expect(decideOn({ stage: 'lost' }, '2026-05-12')).toBe('2026-06-11');
  });
});

describe('where a customer stands', () => {
  /** Each on its own day of June after signing on Monday 2026-06-01, apart from each other. */
  const visit = (id: string, target: number, latest: number, change: Partial<PolicyRule> = {}): PolicyRule => ({
    ...shipped('P43'),
    id,
    applies: {},
    series: 'apart',
    trigger: { type: 'after', anchor: ['signedOn'] },
    window: { earliest: { n: 0, unit: 'C' }, target: { n: target, unit: 'C' }, latest: { n: latest, unit: 'C' } },
    roll: 'none',
    ...change,
  });
  const text: CustomerText = { stage: 'loyal', signedOn: '2026-06-01', touch: '2026-06-01 call:out' };
  const standing = (rules: readonly PolicyRule[], today: string, more: CustomerText = {}) =>
    show(planOn({ ...text, ...more }, { goLiveOn: GO_LIVE, today, policy: { rules, leadDays: 60 } })).standing;

  it('is the earliest open visit: 2026-06-03 before 06-05', () => {
    expect(standing([visit('V1', 4, 20), visit('V2', 2, 20)], '2026-06-01')).toBe('open V2 2026-06-03');
    expect(standing([visit('V1', 2, 20), visit('V2', 4, 20)], '2026-06-01')).toBe('open V1 2026-06-03');
  });

  it('is a late visit before an earlier one that is not', () => {
    const life = new Life(GO_LIVE, text, { rules: [visit('V1', 2, 3), visit('V2', 8, 20)], leadDays: 60 });
    life.plan('2026-06-01');
    life.move(2, '2026-06-09');
    life.plan('2026-06-02');
    life.move(1, '2026-06-10');
    expect(life.plan('2026-06-08').standing).toBe('late V1 2026-06-10');
  });

  it('is the weightiest reason where everything is held back', () => {
    const rules = [visit('V1', 2, 20, { rank: 5 }), visit('V2', 4, 20, { rank: 5, channels: ['on_site'] })];
    expect(standing(rules, '2026-06-01', { doNotVisit: true })).toBe('suppressed do_not_visit');
    expect(standing(rules, '2026-06-01', { pausedUntil: '2026-06-20' })).toBe('suppressed paused until 2026-06-20');
    expect(standing(rules.slice(0, 1), '2026-06-01', { refusals: ['call'] })).toBe('suppressed refused');
    // The call is refused, the mail is paused.
    const both = [rules[0] as PolicyRule, visit('V2', 4, 20, { rank: 5, channels: ['email'] })];
    for (const given of [both, [...both].reverse()]) {
      expect(standing(given, '2026-06-01', { refusals: ['call'], pausedUntil: '2026-06-20' })).toBe(
        'suppressed paused until 2026-06-20',
      );
    }
  });

  it('is the weightiest debt that nobody owns: rank 3 before 4', () => {
    const nobody = { owners: {} };
    expect(standing([visit('V1', 2, 20), visit('V2', 4, 20, { rank: 3 })], '2026-06-01', nobody)).toBe(
      'infeasible no_owner V2',
    );
    expect(standing([visit('V1', 2, 20, { rank: 3 }), visit('V2', 4, 20)], '2026-06-01', nobody)).toBe(
      'infeasible no_owner V1',
    );
    expect(standing([visit('V1', 2, 20), visit('V2', 4, 20)], '2026-06-01', nobody)).toBe('infeasible no_owner V1');
  });

  it('says what a visit carries: the windows of all it pays, who helps, and the day its owner chose', () => {
    const rules = [visit('V1', 2, 20, { rank: 3, series: 'a' }), visit('V2', 4, 10, { series: 'b' })];
    const life = new Life(
      GO_LIVE,
      { ...text, owners: { account_manager: 'amy', team_lead: 'lee' } },
      { rules, leadDays: 60 },
    );
    const [both] = life.planned('2026-06-01').visits;
    const days = ({ earliest, target, latest }: { earliest: number; target: number; latest: number }) =>
      [earliest, target, latest].map((on) => formatDay(day(formatDay(on as never)))).join(' ');
    expect(both?.pays).toEqual(['V1@2026-06-01', 'V2@2026-06-01']);
    expect(both?.windows?.map(days)).toEqual(['2026-06-01 2026-06-03 2026-06-21', '2026-06-01 2026-06-05 2026-06-11']);
    expect(both?.helpers).toEqual([{ role: 'team_lead', id: 'lee' }]);
    expect(both?.rescheduledTo).toBeUndefined();
    expect(both?.infeasible).toBeUndefined();
    life.move(1, '2026-06-08');
    const [moved] = life.planned('2026-06-02').visits;
    expect(moved?.rescheduledTo).toBe(day('2026-06-08'));
    const alone = planOn(
      { ...text },
      { goLiveOn: GO_LIVE, today: '2026-06-01', policy: { rules: [visit('V1', 2, 20)] } },
    );
    expect(alone.visits[0]?.windows).toBeUndefined();
    expect(alone.visits[0]?.helpers).toBeUndefined();
  });
});

describe('what goes out besides visits', () => {
  const text: CustomerText = {
    stage: 'loyal',
    signedOn: '2026-06-01',
    ...REACHABLE,
  };
  const rule = (id: string, kind: 'message' | 'survey', target: number): PolicyRule => ({
    ...shipped('P36'),
    id,
    kind,
    rank: 4,
    channels: ['email'],
    trigger: { type: 'after', anchor: ['signedOn'] },
    window: { earliest: { n: 0, unit: 'C' }, target: { n: target, unit: 'C' }, latest: { n: 20, unit: 'C' } },
  });
  const incentive = { on: true, name: { zh: '九折券', en: 'ten per cent off' } };
  const sent = (rules: readonly PolicyRule[], more: Partial<Policy> = {}) =>
    planOn(text, { goLiveOn: GO_LIVE, today: '2026-06-01', policy: { rules, ...more } }).touches;

  it('is listed by its day, then by its rule, from a week before: 2026-06-03, 06-04, 06-08', () => {
    const rules = [
      rule('M4', 'message', 7),
      rule('M3', 'message', 3),
      rule('M2', 'message', 2),
      rule('M1', 'message', 3),
    ];
    expect(sent([...rules, rule('M5', 'message', 8)]).map(({ rule: id, on }) => `${id} ${formatDay(on)}`)).toEqual([
      'M2 2026-06-03',
      'M1 2026-06-04',
      'M3 2026-06-04',
      'M4 2026-06-08',
    ]);
  });

  it('promises what everybody gets who answers, with surveys alone and where it is on', () => {
    const rules = [rule('S1', 'survey', 2), rule('M1', 'message', 2)];
    const promised = (more: Partial<Policy>) =>
      sent(rules, more).map(({ rule: id, incentive: for_ }) => [id, for_?.en]);
    expect(promised({ incentive } as Partial<Policy>)).toEqual([
      ['M1', undefined],
      ['S1', 'ten per cent off'],
    ]);
    expect(promised({ incentive: { ...incentive, on: false } } as Partial<Policy>)[1]).toEqual(['S1', undefined]);
    expect(promised({})[1]).toEqual(['S1', undefined]);
  });
});
