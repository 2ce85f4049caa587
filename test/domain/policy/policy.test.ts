import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { parsePolicy, type policySchema } from '../../../src/contract/policy.ts';
import { checkPolicy } from '../../../src/domain/policy/check.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Offset, Policy } from '../../../src/domain/policy/policy.ts';

/** Changes one field of the document, named by its path. */
type Change = (policy: object) => void;
const put =
  (path: string, value: unknown): Change =>
  (policy) => {
    const keys = path.split('.');
    const last = keys.pop() as string;
    const at = keys.reduce((part, key) => part[key] as Record<string, unknown>, policy as Record<string, unknown>);
    at[last] = value;
  };
function spoilt(...changes: readonly Change[]): unknown {
  const policy: object = JSON.parse(JSON.stringify(FEW));
  for (const change of changes) change(policy);
  return policy;
}
/** Eight of the rules, so that a path such as `rules.3` says the same for ever. */
const FEW: Policy = {
  ...DEFAULT_POLICY,
  rules: DEFAULT_POLICY.rules.filter(({ id }) => ['P01', 'P03', 'P08', 'P11', 'P18', 'P19', 'P20', 'P24'].includes(id)),
};
function problems(...changes: readonly Change[]): string[] {
  const answer = parsePolicy(spoilt(...changes));
  return answer.ok ? [] : answer.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe('the shipped policy', () => {
  it('parses, and is the same after a journey through JSON', () => {
    expect(parsePolicy(JSON.parse(JSON.stringify(DEFAULT_POLICY)))).toEqual({ ok: true, policy: DEFAULT_POLICY });
  });

  it('has no first day: publishing sets it', () => {
    expect(DEFAULT_POLICY.goLiveOn).toBeNull();
  });

  // Kind, rank, window, roll and source as the policy's table states them.
  it.each([
    ['P01', 'visit', 4, '0C +3C +3W', 'within', 'G0:32,34', 'account_manager'],
    ['P03', 'visit', 4, '5C +7C +9C', 'forward', 'G3:51 G4:9', 'service_engineer'],
    ['P08', 'visit', 5, '60C +84C +90C', 'forward', 'G0:32 G3:57,79', 'account_manager care_specialist'],
    ['P11', 'visit', 5, '21C +28C +31C', 'forward', 'G0:98', 'account_manager'],
    ['P18', 'visit', 5, '30C +45C +60C', 'forward', 'G0:100', 'account_manager'],
    ['P19', 'message', 5, '150C +168C +181C', 'forward', 'G0:102', 'care_specialist'],
    ['P20', 'visit', 5, '0C +14C +1m', 'forward', 'G0:32', 'account_manager'],
    ['P24', 'visit', 3, '-3m -3m -2m', 'back', 'G4:9', 'account_manager'],
  ])('states %s as a %s of rank %i, %s', (id, kind, rank, window, roll, source, owners) => {
    const rule = DEFAULT_POLICY.rules.find((each) => each.id === id);
    const text = ({ n, unit }: Offset, sign = true): string => `${sign && n > 0 ? '+' : ''}${n}${unit}`;
    expect(
      rule && [
        rule.kind,
        rule.rank,
        `${text(rule.window.earliest, false)} ${text(rule.window.target)} ${text(rule.window.latest)}`,
      ],
    ).toEqual([kind, rank, window]);
    expect(rule?.roll).toBe(roll);
    expect(rule?.source).toBe(source);
    expect(rule?.owners.join(' ')).toBe(owners);
    expect(rule?.on).toBe(true);
  });

  it('marks every number that no guide states as chosen by us', () => {
    const ours = Object.fromEntries(DEFAULT_POLICY.rules.map(({ id, ours }) => [id, ours.join(' ')]));
    const all = 'window.earliest window.target window.latest';
    const sides = 'window.earliest window.latest';
    expect(ours).toEqual({
      P01: '',
      P02: '',
      P03: sides,
      P04: sides,
      P05: sides,
      P06: 'window.target',
      P07: 'window.target trigger.reminder.afterDays',
      P08: all,
      P10: `applies.tiers ${all}`,
      P11: all,
      P12: all,
      P15: sides,
      P16: all,
      P17: `${sides} trigger.until.days`,
      P18: all,
      P19: `${all} channels`,
      P20: 'window.target',
      P21: all,
      P24: 'window.latest',
      P25: 'applies.flags',
      P26: 'window.latest',
      P27: 'window.latest',
      P28: 'window.latest',
      P30: all,
      P33: sides,
      P35: 'window.target window.latest',
      P36: 'window.target',
      P43: 'window.target window.latest',
      P47: all,
      P50: all,
      P51: 'window.latest',
      P52: all,
    });
  });

  it('has for each rule a script with opening, questions to every goal and closing, in both languages', () => {
    for (const rule of DEFAULT_POLICY.rules) {
      const script = DEFAULT_POLICY.scripts.find(({ id }) => id === rule.script);
      expect(script?.opening.length).toBeGreaterThan(0);
      expect(script?.closing.length).toBeGreaterThan(0);
      // What is sent or done among us asks nothing.
      if (rule.kind === 'visit' || rule.rank === 5)
        expect(new Set(script?.questions.map(({ goal }) => goal))).toEqual(new Set(['care', 'need', 'feedback']));
      for (const { zh, en } of [
        ...(script?.opening ?? []),
        ...(script?.closing ?? []),
        ...(script?.questions ?? []).map(({ text }) => text),
      ]) {
        expect(zh).toMatch(/[\u4e00-\u9fff]/);
        expect(en).toMatch(/[A-Za-z]/);
        expect(en).not.toMatch(/[\u4e00-\u9fff]/);
        for (const token of `${zh}${en}`.match(/\{\{[^}]*\}\}/g) ?? [])
          expect(['{{name}}', '{{company}}', '{{product}}', '{{rep}}']).toContain(token);
      }
    }
  });
});

describe('a policy from outside', () => {
  it.each<[string, Change, string]>([
    [
      'a word for a number',
      put('rules.3.window.latest.n', '31'),
      'rules.3.window.latest.n: Invalid input: expected number, received string',
    ],
    ['a unit that is none', put('rules.0.window.target.unit', 'D'), 'rules.0.window.target.unit'],
    ['a misspelt setting', put('leadDay', 7), 'leadDay: there is no such setting'],
    [
      'a misspelt setting of a rule',
      put('rules.1.window.sooner', 1),
      'rules.1.window.sooner: there is no such setting',
    ],
    ['a missing setting', put('attempts', undefined), 'attempts: '],
    ['a first day that does not exist', put('goLiveOn', '2026-02-29'), 'goLiveOn: a day that exists, as YYYY-MM-DD'],
    [
      'a first day outside the calendar',
      put('goLiveOn', '2015-06-01'),
      'goLiveOn: the calendar reaches from 2017 to 2059 for a first day',
    ],
    ['a role that is unknown', put('rules.0.owners.0', 'boss'), 'rules.0.owners.0: '],
    [
      'a guard on a rule that does not recur',
      put('rules.0.trigger.guard', { period: 'month', times: 1 }),
      'rules.0.trigger.guard: there is no such setting',
    ],
    [
      'a guard that asks for nothing',
      put('rules.3.trigger.guard.times', 0),
      'rules.3.trigger.guard.times: at least once a period',
    ],
    ['a rule named twice', put('rules.4.id', 'P01'), 'rules.4.id: P01 is there twice'],
    ['a rule id that does not fit', put('rules.4.id', 'p-18'), 'rules.4.id: '],
    [
      'a target after the latest day',
      put('rules.1.window.target.n', 12),
      'rules.1.window.latest.n: the latest day is before the target',
    ],
    [
      'an earliest day after the target',
      put('rules.1.window.earliest.n', 8),
      'rules.1.window.target.n: the target is before the earliest day',
    ],
    [
      'working days that are too few for the calendar days',
      put('rules.0.window.target.n', 40),
      'rules.0.window.latest.n: the latest day is before the target',
    ],
    [
      'months that are too few for the days',
      put('rules.6.window.target.n', 32),
      'rules.6.window.latest.n: the latest day is before the target',
    ],
    [
      'a visit before a date that counts on',
      put('rules.7.window.latest.n', 2),
      'rules.7.window.latest.n: counts back from its date: 0 or negative',
    ],
    [
      'a visit after a date that counts back',
      put('rules.1.window.earliest.n', -1),
      'rules.1.window.earliest.n: counts on from its date: 0 or positive',
    ],
    [
      'a visit before a date that rolls on',
      put('rules.7.roll', 'forward'),
      'rules.7.roll: a visit before a date moves back from a day off',
    ],
    [
      'an interval of nothing',
      put('rules.2.window', {
        earliest: { n: 0, unit: 'C' },
        target: { n: 0, unit: 'C' },
        latest: { n: 0, unit: 'C' },
      }),
      'rules.2.window.target.n: a recurring visit needs an interval of at least one day',
    ],
    ['a script that is missing', put('rules.2.script', 'nowhere'), 'rules.2.script: there is no script "nowhere"'],
    [
      'a script named twice',
      put('scripts.1.id', 'first_after_signing'),
      'scripts.1.id: first_after_signing is there twice',
    ],
    [
      'a question named twice',
      put('scripts.0.questions.1.id', 'start_ok'),
      'scripts.0.questions.1.id: start_ok is there twice',
    ],
    ['a script without an opening', put('scripts.0.opening', []), 'scripts.0.opening: at least one line is needed'],
    [
      'no capacity',
      put('capacity.minutesPerDay', 0),
      'capacity.minutesPerDay: an owner must be able to hold at least one call a day, 15 minutes',
    ],
    [
      'negative capacity of one owner',
      put('capacity.byOwner', { '7001': -1 }),
      'capacity.byOwner.7001: an owner must be able to hold at least one call a day, 15 minutes',
    ],
    [
      'stages out of order',
      put('stages.establishedUntilDay', 100),
      'stages.establishedUntilDay: must be after stages.newUntilDay',
    ],
    ['no attempt', put('attempts', 0), 'attempts: at least one attempt is needed'],
    [
      'roles that stand in for each other',
      put('fallback.team_lead', 'account_manager'),
      'fallback.account_manager: the roles stand in for each other in a circle: account_manager → team_lead → account_manager',
    ],
    [
      'a calendar exception on no day',
      put('calendar.exceptions', [{ on: '2026-04-31', working: false, name: 'x' }]),
      'calendar.exceptions.0.on: a day that exists, as YYYY-MM-DD',
    ],
    [
      'a calendar exception twice',
      put('calendar.exceptions', [
        { on: '2026-04-30', working: false, name: 'x' },
        { on: '2026-04-30', working: true, name: 'y' },
      ]),
      'calendar.exceptions.1.on: 2026-04-30 is there twice, see calendar.exceptions.0',
    ],
    [
      'a calendar exception out of range',
      put('calendar.exceptions', [{ on: '2061-04-30', working: false, name: 'x' }]),
      'calendar.exceptions.0.on: the calendar reaches from 2016 to 2060',
    ],
    [
      'a tier asked for and left out',
      put('rules.3.applies.notTiers', ['A']),
      'rules.3.applies.notTiers: a tier is both asked for and left out',
    ],
    [
      'a message that cannot be written',
      put('rules.5.channels', ['phone']),
      'rules.5.channels: a message needs email or sms',
    ],
    ['nobody in the book', put('scope', { lifecycleStages: [], anyTier: false }), 'scope: nobody would be in the book'],
    ['a time of day that is none', put('taskDueAt', '25:00'), 'taskDueAt: a time of day as HH:MM'],
    [
      'a part chosen by us that is not there',
      put('rules.1.ours.0', 'window.soonest'),
      'rules.1.ours.0: the rule has no "window.soonest"',
    ],
    [
      'too many rules',
      put('rules', [
        ...DEFAULT_POLICY.rules,
        ...Array.from({ length: 80 }, (_, i) => ({ ...DEFAULT_POLICY.rules[1], id: `X${i}` })),
      ]),
      "rules: at most 80 rules fit into a customer's memory",
    ],
  ])('is refused for %s, with the path of the field', (_name, change, expected) => {
    const found = problems(change);
    expect(found.filter((each) => each.startsWith(expected))).toHaveLength(1);
    expect(found.length).toBeLessThanOrEqual(2);
  });

  it('is refused whole when it is no policy at all', () => {
    for (const input of [null, 'policy', [], 7]) expect(parsePolicy(input)).toMatchObject({ ok: false });
  });

  it('names every problem at once', () => {
    expect(problems(put('attempts', 0), put('capacity.minutesPerDay', 0))).toHaveLength(2);
  });

  it('bears rules to come: flags, other counts in a period', () => {
    const answer = parsePolicy(
      spoilt(
        put('rules.8', {
          ...DEFAULT_POLICY.rules[3],
          id: 'P12',
          applies: { flags: ['high_value_program'] },
          window: { earliest: { n: 10, unit: 'C' }, target: { n: 15, unit: 'C' }, latest: { n: 20, unit: 'C' } },
          trigger: { type: 'recurring', guard: { period: 'month', times: 2 } },
        }),
      ),
    );
    expect(answer.ok).toBe(true);
  });
});

// The schema and the type are one: this does not compile otherwise.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
const same: Same<Mutable<Policy>, Mutable<z.output<typeof policySchema>>> = true;

it('checks a policy of sound form without zod', () => {
  expect(same).toBe(true);
  expect(checkPolicy(DEFAULT_POLICY)).toEqual([]);
});
