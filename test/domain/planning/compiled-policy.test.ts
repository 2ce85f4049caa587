import { describe, expect, it } from 'vitest';
import { addDays, day, formatDay } from '../../../src/domain/calendar/day.ts';
import { compilePolicy, isAway } from '../../../src/domain/planning/compiled-policy.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Policy, Team } from '../../../src/domain/policy/policy.ts';
import { CALENDAR, compiled, WHOLE } from '../support.ts';

describe('a policy made ready to plan by', () => {
  it.each([null, '2026-02-30', 'soon'])('needs its first day: %j is refused and named', (goLiveOn) => {
    const policy = { ...DEFAULT_POLICY, goLiveOn } as unknown as Policy;
    expect(() => compilePolicy(policy, CALENDAR)).toThrow(JSON.stringify(goLiveOn));
    expect(() => compilePolicy(policy, CALENDAR)).toThrow(RangeError);
  });

  it('knows which rules replace others, pay others, and depend on what was bought, of those that are on', () => {
    const ids = (rules: readonly { readonly id: string }[]) => rules.map(({ id }) => id);
    const shippedAs = compiled('2026-01-01', WHOLE);
    expect(ids(shippedAs.replacing)).toEqual([]);
    expect(ids(shippedAs.greetings)).toEqual(['P26', 'P27']);
    const all = (WHOLE.rules ?? []).map((rule) => ({ ...rule, on: true }));
    const everything = compiled('2026-01-01', { ...WHOLE, rules: all });
    expect(ids(everything.replacing)).toEqual(['P30']);
    expect(ids(everything.greetings)).toEqual(['P26', 'P27']);
    const none = compiled('2026-01-01', { ...WHOLE, rules: all.map((rule) => ({ ...rule, on: false })) });
    expect([none.replacing, none.greetings, none.byProduct].flat()).toEqual([]);
    const some = all.map((rule) =>
      rule.id === 'P08' ? { ...rule, applies: { ...rule.applies, products: ['lathe'] } } : rule,
    );
    const before = ids(everything.byProduct);
    expect(before).not.toContain('P08');
    expect(ids(compiled('2026-01-01', { ...WHOLE, rules: some }).byProduct)).toContain('P08');
  });

  it('takes the conversations that duties ask for as rules of their own, with their minutes and helpers', () => {
    const policy = compiled('2026-01-01', { duties: DEFAULT_POLICY.duties ?? [] });
    expect(policy.asks.map(({ id }) => id).sort()).toEqual(['P22', 'P23', 'P34', 'P42', 'Q18']);
    for (const { rule, asTouch } of policy.asks) {
      expect(rule).toMatchObject({ kind: 'visit', roll: 'none' });
      expect(asTouch).toBe(false);
    }
    expect(compiled('2026-01-01').asks).toEqual([]);
    expect(policy.asks.every(({ index }, i) => index === policy.rules.length - policy.asks.length + i)).toBe(true);
  });

  it('tells what makes a visit from what is sent', () => {
    const policy = compiled('2026-01-01', WHOLE);
    const sent = policy.rules.filter(({ asTouch }) => asTouch).map(({ id }) => id);
    expect(sent).toEqual(expect.arrayContaining(['P06', 'P26', 'P27', 'P33', 'P36', 'P47', 'P52']));
    expect(sent).not.toContain('P11');
    expect(sent).not.toContain('P19');
  });
});

describe('leave', () => {
  const away = (...leave: NonNullable<Team['leave']>) => compiled('2026-01-01', { team: { leave } });
  const gone = (policy: ReturnType<typeof away>, from: string, to: string) => {
    const found: string[] = [];
    for (let on = day(from); on <= day(to); on = addDays(on, 1))
      if (isAway(policy, 'amy', on)) found.push(formatDay(on).slice(5));
    return found;
  };

  it('holds on its first and its last day, and for nobody else: 2026-06-09 to 06-10', () => {
    const policy = away({ ownerId: 'amy', from: '2026-06-09', to: '2026-06-10' });
    expect(gone(policy, '2026-06-08', '2026-06-12')).toEqual(['06-09', '06-10']);
    expect(isAway(policy, 'ben', day('2026-06-09'))).toBe(false);
    expect(isAway(compiled('2026-01-01'), 'amy', day('2026-06-09'))).toBe(false);
  });

  it('of several stretches each holds: 2026-06-09 and 06-11', () => {
    const policy = away(
      { ownerId: 'amy', from: '2026-06-09', to: '2026-06-09' },
      { ownerId: 'amy', from: '2026-06-11', to: '2026-06-11' },
    );
    expect(gone(policy, '2026-06-08', '2026-06-12')).toEqual(['06-09', '06-11']);
  });

  it.each([
    [{ ownerId: 'amy', from: '2026-06-10', to: '2026-06-09' }],
    [{ ownerId: 'amy', from: '2026-06-31', to: '2026-07-01' }],
    [{ ownerId: 'amy', from: '2026-06-09', to: 'later' }],
  ])('that cannot be is refused: %j', (leave) => {
    expect(() => away(leave)).toThrow(RangeError);
  });
});
