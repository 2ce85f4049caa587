import { describe, expect, it } from 'vitest';
import { checkPolicy } from '../../../src/domain/policy/check.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Policy, PolicyRule } from '../../../src/domain/policy/policy.ts';

const rule = (id: string): PolicyRule => DEFAULT_POLICY.rules.find((each) => each.id === id) as PolicyRule;
const told = (change: Partial<Policy>): string[] =>
  checkPolicy({ ...DEFAULT_POLICY, ...change }).map(({ path, message }) => `${path}: ${message}`);
const rules = (...list: readonly PolicyRule[]) => told({ rules: list, duties: [] });

describe('rules looked at side by side', () => {
  it('the shipped ones have nothing against each other', () => {
    expect(told({})).toEqual([]);
  });

  it('two that ask the same of the same customers are named', () => {
    expect(rules(rule('P08'), { ...rule('P08'), id: 'X1' })).toEqual([
      'rules.1: asks the same of the same customers as P08',
    ]);
  });

  it('a cadence that a shorter one always takes is named', () => {
    const wide = { ...rule('P08'), id: 'X1', applies: {}, window: rule('P11').window };
    expect(rules(rule('P08'), wide)).toEqual([
      'rules.0: X1 comes sooner for every customer it applies to: it would never decide',
    ]);
  });

  it('rules that replace each other in a circle are named', () => {
    expect(rules({ ...rule('P02'), mergesWith: [], replaces: ['P03'] }, { ...rule('P03'), replaces: ['P02'] })).toEqual(
      [
        'rules.0.replaces: the rules replace each other in a circle: P02 → P03 → P02',
        'rules.1.replaces: the rules replace each other in a circle: P03 → P02 → P03',
      ],
    );
  });

  it('a role that nobody holds and nobody stands in for is named', () => {
    expect(told({ fallback: {}, rules: [{ ...rule('P01'), owners: ['sales'] }], duties: [] })).toEqual([
      'rules.0.owners.0: nobody can hold the role sales: no one stands in for it',
    ]);
  });

  it('a rule that is spoken of and is not there is named', () => {
    expect(rules({ ...rule('P02'), mergesWith: ['P99'] })).toEqual(['rules.0.mergesWith.0: there is no rule P99']);
    expect(rules(rule('P07'))).toEqual(['rules.0.trigger.reminder.of: there is no rule P06']);
  });

  it('a grid whose windows meet, and a rule on dates without any, are named', () => {
    const { window } = rule('P17');
    expect(rules({ ...rule('P17'), window: { ...window, latest: { n: 5, unit: 'C' } } })).toEqual([
      'rules.0.window.latest.n: the window reaches into that of the next day of the grid',
    ]);
    expect(rules({ ...rule('P10'), on: true })).toEqual(['rules.0.trigger.dates: the rule is on and has no date']);
  });

  it('the blank interval of P25 must be given before it is switched on', () => {
    expect(rules({ ...rule('P25'), on: true })).toEqual([
      'rules.0.window.target.n: a recurring visit needs an interval of at least one day',
    ]);
  });
});

describe('the team part', () => {
  it.each<[string, Policy['team'], string]>([
    [
      'leave that ends before it begins',
      { leave: [{ ownerId: 'amy', from: '2026-06-10', to: '2026-06-01' }] },
      'team.leave.0.to: the leave ends before it begins',
    ],
    [
      'somebody who stands in for himself',
      { leave: [{ ownerId: 'amy', from: '2026-06-01', to: '2026-06-10', backup: 'amy' }] },
      'team.leave.0.backup: nobody stands in for himself',
    ],
    [
      'a zone that does not exist',
      { portal: { zone: 'Asia/Nowhere' } },
      'team.portal.zone: there is no time zone "Asia/Nowhere"',
    ],
    [
      'shifts that overlap',
      {
        users: {
          amy: {
            shifts: [
              { from: '09:00', to: '12:00' },
              { from: '11:00', to: '18:00' },
            ],
          },
        },
      },
      'team.users.amy.shifts.1.from: begins before the shift before it ends',
    ],
    [
      'a team that is not there',
      { users: { amy: { team: 'north' } } },
      'team.users.amy.team: there is no team "north"',
    ],
  ])('is refused for %s', (_what, team, problem) => {
    expect(told(team === undefined ? {} : { team })).toEqual([problem]);
  });
});
