import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import { audienceOf, shortestInterval } from '../../../src/domain/planning/audience.ts';
import { DEFAULT_DUTIES } from '../../../src/domain/policy/default-duties.ts';
import { type CustomerText, compiled, customer, only, WHOLE } from '../support.ts';
import { told } from './finding.ts';

const TODAY = day('2026-06-01');

describe('of several recurring visits of rank 5 the shortest interval stands', () => {
  const winner = (recurring: readonly string[], applied = recurring): string | undefined => {
    const { rules } = compiled('2026-01-01', WHOLE);
    const list = recurring.flatMap((id) => rules.filter((rule) => rule.id === id));
    return shortestInterval(list, applied)?.id;
  };

  it.each<[string, string[], string[] | undefined, string | undefined]>([
    ['every 28 days before every 84', ['P08', 'P11'], undefined, 'P11'],
    ['whichever comes first in the policy', ['P11', 'P08'], undefined, 'P11'],
    ['every 15 before all', ['P08', 'P11', 'P12', 'P18'], undefined, 'P12'],
    ['only of those that apply', ['P08', 'P11', 'P12'], ['P08', 'P11'], 'P11'],
    ['of two alike the first by name', ['P21', 'P11'], undefined, 'P11'],
    ['or so', ['P11', 'P21'], undefined, 'P11'],
    ['none where there is one', ['P08'], undefined, undefined],
    ['none where there are none', [], undefined, undefined],
    ['an agreed weekly talk of a project competes with nobody', ['P17', 'P08'], undefined, 'P08'],
    ['nor does a task of ours', ['P47', 'P19'], undefined, 'P19'],
  ])('%s: %j', (_what, recurring, applied, found) => {
    expect(winner(recurring, applied)).toBe(found);
  });

  it.each<[CustomerText, string | undefined]>([
    [{ tier: 'A' }, 'P11'],
    [{ tier: 'B' }, 'P18'],
    [{ tier: 'A', flags: ['high_value_program'] }, 'P12'],
  ])('of a loyal customer %j: %s', (text, found) => {
    const policy = compiled('2026-01-01', WHOLE);
    expect(audienceOf(policy, customer(text), { stage: 'loyal' }, true, TODAY).shortest?.id).toBe(found);
  });

  it('of somebody with one of them there is none to choose', () => {
    const policy = compiled('2026-01-01', only('P08'));
    expect(audienceOf(policy, customer({}), { stage: 'loyal' }, true, TODAY).shortest).toBeUndefined();
    expect(audienceOf(policy, customer({}), { stage: 'loyal' }, false, TODAY).shortest).toBeUndefined();
  });
});

it('the rules are decided on once for all customers of one kind', () => {
  const policy = compiled('2026-01-01', WHOLE);
  const of = (text: CustomerText, inScope = true) =>
    audienceOf(policy, customer(text), { stage: 'loyal' }, inScope, TODAY);
  expect(of({ customerKey: 'c2', tier: 'A', signedOn: '2024-03-02' })).toBe(of({ tier: 'A' }));
  expect(of({ tier: 'B' })).not.toBe(of({ tier: 'A' }));
  expect(of({ tier: 'B' }, false)).toBe(of({ tier: 'A' }, false));
});

it('a rule that stands in for others does not stand in for itself', () => {
  const rules = (WHOLE.rules ?? []).map((rule) =>
    rule.id === 'P30' ? { ...rule, on: true, replaces: ['P02', 'P30'] } : rule,
  );
  const policy = compiled('2026-01-01', { ...WHOLE, rules });
  const { replacedBy } = audienceOf(policy, customer({ customerKind: 'b2c' }), { stage: 'new' }, true, TODAY);
  expect(
    policy.rules.flatMap(({ id, index }) => (replacedBy[index] ? [`${id} ${replacedBy[index]?.id}`] : [])),
  ).toEqual(['P02 P30']);
});

describe('a conversation that loops ask for', () => {
  const why = (on: boolean, rules: readonly string[]): string => {
    const duties = DEFAULT_DUTIES.filter(({ id }) => id === 'P22').map((duty) => ({ ...duty, on }));
    const policy = compiled('2026-01-01', { ...only('P08'), duties });
    const window = { earliest: TODAY, target: TODAY, latest: TODAY };
    const asked = rules.map((rule) => ({ rule, loop: 'c1:1', window }));
    const { whys } = audienceOf(policy, customer({ asked }), { stage: 'loyal' }, true, TODAY);
    const found = whys[policy.rules.findIndex(({ id }) => id === 'P22')];
    return found === undefined ? 'applies' : told(found);
  };

  it('is for whose loops ask for it, and off is said before that nobody asks', () => {
    expect(why(true, ['P22'])).toBe('applies');
    expect(why(true, ['P42', 'P22'])).toBe('applies');
    expect(why(true, ['P42'])).toBe('not: not_asked');
    expect(why(true, [])).toBe('not: not_asked');
    expect(why(false, ['P22'])).toBe('off');
    expect(why(false, [])).toBe('off');
  });
});
