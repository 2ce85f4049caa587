import { describe, expect, it } from 'vitest';
import { formatDay } from '../../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Budget, Policy, PolicyRule } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, Life, planOn } from '../support.ts';
import { REACHABLE, shipped } from './signed.ts';

/** Mondays of March 2026: 2, 9, 16, 23, 30; no holiday. */
const CUSTOMER: CustomerText = {
  stage: 'loyal',
  signedOn: '2026-03-02',
  ...REACHABLE,
};
const BUDGET: Budget = {
  calls: { most: 1, days: 1 },
  conversations: { most: 9, days: 1 },
  messageEveryDays: 3,
  surveyEveryDays: 30,
  surveyExempt: ['S9'],
};

/** A rule that is due so many days after signing on Monday 2026-03-02. */
function rule(
  id: string,
  kind: 'message' | 'survey' | 'visit',
  rank: PolicyRule['rank'],
  [earliest, target, latest]: readonly [number, number, number],
): PolicyRule {
  const shape = DEFAULT_POLICY.rules.find((each) => each.id === 'P36');
  if (!shape) throw new Error('P36 does not ship');
  return {
    ...shape,
    id,
    kind,
    rank,
    on: true,
    applies: {},
    goal: 'care',
    channels: kind === 'visit' ? ['phone'] : ['email'],
    trigger: { type: 'after', anchor: ['signedOn'] },
    window: {
      earliest: { n: earliest, unit: 'C' },
      target: { n: target, unit: 'C' },
      latest: { n: latest, unit: 'C' },
    },
    roll: 'none',
    owners: ['account_manager'],
  };
}

/** What goes out on which day of March, what is said in a talk, and what is left out. */
function sent(
  rules: readonly PolicyRule[],
  {
    text = {},
    budget = {},
    today = '2026-03-03',
    goLiveOn = '2026-01-01',
  }: {
    readonly text?: CustomerText;
    readonly budget?: Partial<Budget>;
    readonly today?: string;
    readonly goLiveOn?: string;
  } = {},
): readonly string[] {
  const policy: Partial<Policy> = { rules, budget: { ...BUDGET, ...budget } };
  const { ledger } = planOn({ ...CUSTOMER, ...text }, { goLiveOn, today, policy });
  return ledger
    .filter((entry) => rules.some(({ id, kind }) => id === entry.rule && kind !== 'visit'))
    .map(({ rule: id, verdict, on, by }) =>
      [id, verdict, on === undefined ? undefined : formatDay(on), by].filter((word) => word !== undefined).join(' '),
    );
}

describe('messages of rank 6, three days apart', () => {
  const first = rule('M1', 'message', 6, [7, 8, 11]);

  it('the later one moves on to its last day: the first on 2026-03-10, it on 03-13', () => {
    expect(sent([first, rule('M2', 'message', 6, [7, 9, 11])])).toEqual(['M1 sends 2026-03-10', 'M2 sends 2026-03-13']);
  });

  it('else back, a weekend left out: Friday 2026-03-06', () => {
    expect(sent([first, rule('M2', 'message', 6, [3, 9, 10])])).toEqual(['M1 sends 2026-03-10', 'M2 sends 2026-03-06']);
    expect(sent([first, rule('M2', 'message', 6, [4, 9, 10])])).toEqual(['M1 sends 2026-03-10', 'M2 sends 2026-03-06']);
  });

  it('else it is left out, and the ledger says why', () => {
    const rules = [first, rule('M2', 'message', 6, [5, 9, 10])];
    expect(sent(rules)).toEqual(['M1 sends 2026-03-10', 'M2 suppressed']);
    const { ledger } = planOn(CUSTOMER, {
      goLiveOn: '2026-01-01',
      today: '2026-03-03',
      policy: { rules, budget: BUDGET },
    });
    expect(ledger.find((entry) => entry.rule === 'M2')?.why).toEqual({
      zh: '3 天内只发一条消息，期限内没有合适的日子',
      en: 'one message in 3 days: no day of its window suits',
    });
  });

  it('go out by their targets, then by their rules, whatever their order in the policy: 2026-03-10 first', () => {
    const early = rule('M9', 'message', 6, [7, 8, 15]);
    const same = rule('M3', 'message', 6, [7, 8, 15]);
    expect(sent([rule('M2', 'message', 6, [7, 9, 15]), early, same])).toEqual([
      'M2 sends 2026-03-16',
      'M9 sends 2026-03-13',
      'M3 sends 2026-03-10',
    ]);
  });

  it('keep their days where the policy sets no distance: 2026-03-10 and 03-11', () => {
    const rules = [first, rule('M2', 'message', 6, [7, 9, 11])];
    expect(sent(rules, { budget: { messageEveryDays: 0 } })).toEqual(['M1 sends 2026-03-10', 'M2 sends 2026-03-11']);
  });

  it.each<[string, Partial<PolicyRule>, string]>([
    ['a greeting counts: on Monday 09-28, after the days off', {}, '2026-09-28'],
    ['one of another rank does not', { rank: 3 }, '2026-09-24'],
    ['a task of ours does not', { kind: 'task' }, '2026-09-24'],
  ])('of what went out before, on 2026-09-22, for a festival that is over, %s', (_, change, expected) => {
    const festival = shipped('P26', change);
    const after = rule('M1', 'message', 6, [14, 17, 23]);
    const text: CustomerText = { signedOn: '2026-09-07' };
    expect(sent([festival, after], { text, today: '2026-09-25' })).toContain(`M1 sends ${expected}`);
    expect(sent([after], { text, today: '2026-09-25' })).toEqual(['M1 sends 2026-09-24']);
  });

  it('do not hold back what the customer is owed: a brief of rank 3 goes out on 2026-03-10 too', () => {
    expect(sent([rule('M2', 'message', 3, [7, 8, 11]), first])).toEqual(['M2 sends 2026-03-10', 'M1 sends 2026-03-10']);
  });
});

describe('surveys, thirty days apart', () => {
  it('the later one moves inside its window: the first on 2026-03-10, it on 04-09', () => {
    expect(sent([rule('S1', 'survey', 4, [7, 8, 11]), rule('S2', 'survey', 4, [7, 9, 60])])).toEqual([
      'S1 sends 2026-03-10',
      'S2 sends 2026-04-09',
    ]);
  });

  it('of a lower rank waits for the higher: the one of rank 3 on 2026-03-20 first', () => {
    expect(sent([rule('S1', 'survey', 4, [7, 8, 60]), rule('S2', 'survey', 3, [7, 18, 60])])).toEqual([
      'S1 sends 2026-04-20',
      'S2 sends 2026-03-20',
    ]);
  });

  it('one that was answered counts: answered on 2026-02-27, the next on Monday 03-30', () => {
    const text: CustomerText = { touch: '2026-02-27 survey:in' };
    expect(sent([rule('S1', 'survey', 4, [7, 8, 60])], { text })).toEqual(['S1 sends 2026-03-30']);
    expect(sent([rule('S1', 'survey', 4, [7, 8, 60])], { text: { touch: '2026-02-27 call:in' } })).toEqual([
      'S1 sends 2026-03-10',
    ]);
  });

  it('one that is exempt keeps its day and counts for the others: 2026-03-12, the other on 04-13', () => {
    expect(sent([rule('S9', 'survey', 3, [7, 10, 11]), rule('S1', 'survey', 4, [7, 8, 60])])).toEqual([
      'S9 sends 2026-03-12',
      'S1 sends 2026-04-13',
    ]);
    const text: CustomerText = { touch: '2026-02-27 survey:in' };
    expect(sent([rule('S9', 'survey', 3, [7, 10, 11])], { text })).toEqual(['S9 sends 2026-03-12']);
  });

  it('is left out where its window has no such day, and the ledger says why', () => {
    const rules = [rule('S1', 'survey', 4, [7, 8, 11]), rule('S2', 'survey', 4, [7, 9, 30])];
    expect(sent(rules)).toEqual(['S1 sends 2026-03-10', 'S2 suppressed']);
    const policy = { rules, budget: BUDGET };
    const { ledger } = planOn(CUSTOMER, { goLiveOn: '2026-01-01', today: '2026-03-03', policy });
    expect(ledger.find((entry) => entry.rule === 'S2')?.why).toEqual({
      zh: '30 天内只发一份问卷，期限内没有合适的日子',
      en: 'one survey in 30 days: no day of its window suits',
    });
  });

  it('keep their days where the policy sets no distance, and do not count as messages', () => {
    const rules = [rule('S1', 'survey', 4, [7, 8, 11]), rule('S2', 'survey', 4, [7, 8, 30])];
    expect(sent(rules, { budget: { surveyEveryDays: 0 } })).toEqual(['S1 sends 2026-03-10', 'S2 sends 2026-03-10']);
    expect(sent([rule('S1', 'survey', 4, [7, 8, 11]), rule('M1', 'message', 6, [7, 8, 11])])).toEqual([
      'S1 sends 2026-03-10',
      'M1 sends 2026-03-10',
    ]);
  });
});

describe('a message of rank 6 beside a talk on Tuesday 2026-03-10', () => {
  const talk = rule('V1', 'visit', 4, [7, 8, 8]);

  it.each([
    ['whose window begins that day', [8, 10, 11]],
    ['whose window ends that day', [3, 4, 8]],
  ] as const)('%s is said in it', (_, window) => {
    expect(sent([talk, rule('M1', 'message', 6, window)])).toEqual(['M1 joins V1']);
  });

  it.each([
    ['whose window begins the day after', [9, 10, 11], 'M1 sends 2026-03-12'],
    ['whose window ends the day before', [3, 4, 7], 'M1 sends 2026-03-06'],
  ] as const)('%s is sent', (_, window, expected) => {
    expect(sent([talk, rule('M1', 'message', 6, window)])).toEqual([expected]);
  });

  it('is said in it on the day itself too', () => {
    expect(sent([talk, rule('M1', 'message', 6, [8, 10, 11])], { today: '2026-03-10' })).toEqual(['M1 joins V1']);
  });

  it('is sent where that day has gone by and nobody held the talk: 2026-03-12', () => {
    const rules = [rule('V1', 'visit', 4, [7, 8, 14]), rule('M1', 'message', 6, [8, 10, 11])];
    const life = new Life('2026-01-01', CUSTOMER, { rules, budget: BUDGET });
    const said = (today: string) => life.planned(today).ledger.find((entry) => entry.rule === 'M1')?.verdict;
    expect([said('2026-03-09'), said('2026-03-10'), said('2026-03-11')]).toEqual(['joins', 'joins', 'sends']);
  });

  it('is not said in another message, which takes a slot: 2026-03-12', () => {
    expect(sent([rule('M5', 'message', 5, [7, 8, 8]), rule('M1', 'message', 6, [8, 10, 11])])).toEqual([
      'M5 leads 2026-03-10',
      'M1 sends 2026-03-12',
    ]);
  });

  it('of rank 3 is sent all the same, and a survey is: 2026-03-10', () => {
    expect(sent([talk, rule('M1', 'message', 3, [7, 8, 11]), rule('S1', 'survey', 4, [7, 8, 11])])).toEqual([
      'M1 sends 2026-03-10',
      'S1 sends 2026-03-10',
    ]);
  });
});

describe('what fell due before the first day, Tuesday 2026-03-10', () => {
  const sentFrom = (window: readonly [number, number, number], goLiveOn: string) =>
    sent([rule('M1', 'message', 4, window)], { goLiveOn, today: goLiveOn });

  it('goes out on it where its window still holds it, on a day off on the next working one', () => {
    expect(sentFrom([3, 4, 8], '2026-03-10')).toEqual(['M1 sends 2026-03-10']);
    expect(sentFrom([3, 4, 7], '2026-03-07')).toEqual(['M1 sends 2026-03-09']);
    expect(sentFrom([3, 8, 11], '2026-03-10')).toEqual(['M1 sends 2026-03-10']);
  });
});
