import { describe, expect, it } from 'vitest';
import { addDays, day, formatDay } from '../../../src/domain/calendar/day.ts';
import {
  backupFor,
  type CompiledRule,
  compilePolicy,
  firstWhole,
  isAway,
  minutesOf,
  takeSameMinutes,
  windowOn,
} from '../../../src/domain/planning/compiled-policy.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Duty, Offset, Policy, PolicyRule, Team } from '../../../src/domain/policy/policy.ts';
import { CALENDAR, compiled, WHOLE } from '../support.ts';
import { shipped } from './signed.ts';

/** A rule that ships, alone and on, with what is special about it changed. */
function compiledRule(id: string, change: Partial<PolicyRule> = {}): CompiledRule {
  const [rule] = compiled('2026-01-01', { rules: [shipped(id, { on: true, ...change })] }).rules;
  if (!rule) throw new Error('a policy without its rule');
  return rule;
}

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

  it('says of a duty’s conversation what the duty says: its minutes, its helpers, rank 2 where it has none', () => {
    const duty = (change: Partial<Duty>): Duty => {
      const shipped = DEFAULT_POLICY.duties?.find(({ id }) => id === 'P23');
      if (!shipped) throw new Error('P23 does not ship');
      return { ...shipped, ...change };
    };
    const asked = (change: Partial<Duty>) => compiled('2026-01-01', { duties: [duty(change)] }).asks[0]?.rule;
    const visit = { channels: ['phone'], goal: 'feedback', script: 'confirm_solved' } as const;
    expect(asked({ rank: 3, helpers: ['sales'], visit: { ...visit, minutes: 40 } })).toMatchObject({
      id: 'P23',
      rank: 3,
      helpers: ['sales'],
      minutes: 40,
      trigger: { type: 'after', anchor: [] },
    });
    const { helpers: _, ...alone } = duty({ rank: null, visit });
    const [plain] = compiled('2026-01-01', { duties: [alone] }).asks;
    expect(plain?.rule.rank).toBe(2);
    expect(plain?.rule).not.toHaveProperty('helpers');
    expect(plain?.rule).not.toHaveProperty('minutes');
    expect(plain).toMatchObject({ isEvent: true, interval: 0, rank: 2 });
  });

  it('lets the recurring and gridded visits of rank 5 compete, no other rule', () => {
    const shipped = compiled('2026-01-01', WHOLE);
    const cadences = shipped.rules.filter(({ isCadence }) => isCadence).map(({ id }) => id);
    expect(cadences).toEqual(expect.arrayContaining(['P07', 'P08', 'P11', 'P12', 'P18', 'P19']));
    for (const id of ['P01', 'P17', 'P20', 'P24', 'P26', 'P47', 'P51']) expect(cadences).not.toContain(id);
    expect(compiledRule('P47', { rank: 5 }).isCadence).toBe(false);
    expect(compiledRule('P11', { rank: 4 }).isCadence).toBe(false);
  });

  it.each<[string, Partial<PolicyRule>, boolean]>([
    ['P11', {}, false],
    ['P19', { kind: 'message', rank: 5 }, false],
    ['P19', { kind: 'message', rank: 6 }, true],
    ['P36', { rank: 5 }, true],
    ['P47', { rank: 5 }, true],
    ['P11', { rank: 6 }, false],
  ])('of rank 5 messages alone take a slot, as visits do: %s %j goes out without one: %s', (id, change, asTouch) => {
    expect(compiledRule(id, change).asTouch).toBe(asTouch);
  });

  it.each<[string, Partial<PolicyRule>, object]>([
    ['P11', {}, { isEvent: false, isGrid: false, isAgreed: false, interval: 28 }],
    ['P33', {}, { isEvent: false, isGrid: true, isAgreed: false, interval: 14 }],
    ['P01', {}, { isEvent: true, isGrid: false, isAgreed: false, interval: 0 }],
    ['P27', {}, { isEvent: true, isGrid: false, isAgreed: false, interval: 0 }],
    ['P51', {}, { isEvent: false, isGrid: false, isAgreed: true }],
  ])('tells once per date from again and again: %s', (id, change, expected) => {
    expect(compiledRule(id, change)).toMatchObject(expected);
  });

  it('depends on what was bought where a list names it, or a repeat order is asked; an empty list asks nothing', () => {
    const byProduct = (applies: PolicyRule['applies']) => {
      const rules = [compiledRule('P05', { applies }).rule];
      return compiled('2026-01-01', { rules }).byProduct.length;
    };
    expect(byProduct({ products: ['lathe'] })).toBe(1);
    expect(byProduct({ products: [], repeatOrder: true })).toBe(0);
    expect(byProduct({ repeatOrder: true })).toBe(1);
    expect(byProduct({ repeatOrder: false })).toBe(0);
    expect(byProduct({})).toBe(0);
  });

  it('counts as greetings dated rules alone that pay another', () => {
    const rules = ['P26', 'P28', 'P11'].map((id) => compiledRule(id).rule);
    expect(compiled('2026-01-01', { rules }).greetings.map(({ id }) => id)).toEqual(['P26']);
  });

  it.each([
    ['2026-01-01', '2026-01-01', '2026-01-01'],
    ['2026-01-02', '2026-02-01', '2026-04-01'],
    ['2026-03-31', '2026-04-01', '2026-04-01'],
    ['2026-10-01', '2026-10-01', '2026-10-01'],
    ['2026-12-31', '2027-01-01', '2027-01-01'],
  ])('guards from the first whole month and quarter: live on %s, so %s and %s', (goLiveOn, month, quarter) => {
    const { guardsFrom } = compiled(goLiveOn);
    expect([guardsFrom.month, guardsFrom.quarter].map(formatDay)).toEqual([month, quarter]);
    expect(formatDay(firstWhole(day(goLiveOn), 'month'))).toBe(month);
    expect(formatDay(firstWhole(day(goLiveOn), 'quarter'))).toBe(quarter);
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

describe('who stands in for somebody away on every working day: Monday 2026-06-08 to Wednesday 06-10', () => {
  const LEAVE = { ownerId: 'amy', from: '2026-06-08', to: '2026-06-10', backup: 'ben' } as const;
  const standIn = (leave: readonly NonNullable<Team['leave']>[number][], from: string, to: string, ownerId = 'amy') =>
    backupFor(compiled('2026-01-01', { team: { leave } }), ownerId, day(from), day(to));

  it.each<[string, string, string, string | undefined]>([
    ['all of it', '2026-06-08', '2026-06-10', 'ben'],
    ['part of it', '2026-06-09', '2026-06-09', 'ben'],
    ['with the weekend before, on which nobody works', '2026-06-06', '2026-06-10', 'ben'],
    ['a weekend alone, on which nobody need', '2026-06-06', '2026-06-07', undefined],
    ['from the Friday before', '2026-06-05', '2026-06-10', undefined],
    ['to the Thursday after', '2026-06-08', '2026-06-11', undefined],
  ])('%s', (_, from, to, expected) => {
    expect(standIn([LEAVE], from, to)).toBe(expected);
  });

  it('is the first of two who follow each other, and nobody for somebody else or where none was named', () => {
    const next = { ...LEAVE, from: '2026-06-11', to: '2026-06-12', backup: 'cai' };
    expect(standIn([LEAVE, next], '2026-06-10', '2026-06-12')).toBe('ben');
    expect(standIn([LEAVE, next], '2026-06-11', '2026-06-12')).toBe('cai');
    expect(standIn([LEAVE], '2026-06-08', '2026-06-10', 'ben')).toBeUndefined();
    const { backup: _, ...nobody } = LEAVE;
    expect(standIn([nobody], '2026-06-08', '2026-06-10')).toBeUndefined();
    expect(standIn([nobody, next], '2026-06-10', '2026-06-11')).toBe('cai');
  });
});

describe('the working days of an owner', () => {
  const off = (on: string) => ({ exceptions: [{ on, working: false, name: 'off' }] });
  const team = {
    leave: [{ ownerId: 'amy', from: '2026-06-11', to: '2026-06-11' }],
    portal: off('2026-06-08'),
    teams: { south: off('2026-06-09') },
    users: { amy: { team: 'south', ...off('2026-06-10') }, ben: { team: 'south' }, cai: {} },
  } as unknown as Team;
  const offDays = (changes: Partial<Policy>, ownerId: string) => {
    const calendar = compiled('2026-01-01', changes).calendarOf(ownerId);
    return ['06-08', '06-09', '06-10', '06-11'].filter((on) => !calendar.isWorking(day(`2026-${on}`)));
  };

  it('are those of the portal, of the team and his own, leave aside', () => {
    expect(offDays({ team }, 'amy')).toEqual(['06-08', '06-09', '06-10']);
    expect(offDays({ team }, 'ben')).toEqual(['06-08', '06-09']);
    expect(offDays({ team }, 'cai')).toEqual(['06-08']);
    expect(offDays({ team }, 'nobody')).toEqual(['06-08']);
    expect(offDays({}, 'amy')).toEqual([]);
  });

  it('are one and the same calendar where nothing differs, and are worked out once where something does', () => {
    const some = compiled('2026-01-01', { team });
    expect(some.calendarOf('nobody')).toBe(some.calendar);
    expect(some.calendarOf('amy')).toBe(some.calendarOf('amy'));
    for (const same of [undefined, {}, { users: { amy: { team: 'south' } }, teams: { south: { exceptions: [] } } }]) {
      const policy = compiled('2026-01-01', same === undefined ? {} : { team: same });
      expect(policy.calendarOf('amy')).toBe(policy.calendar);
    }
    const { portal: _, ...own } = team;
    expect(offDays({ team: own }, 'ben')).toEqual(['06-09']);
    expect(offDays({ team: { portal: team.portal ?? {} } }, 'ben')).toEqual(['06-08']);
  });
});

describe('minutes of a visit', () => {
  const visitMinutes = { ...DEFAULT_POLICY.visitMinutes, phone: 15, on_site: 120 };
  const rules = [compiledRule('P01', { minutes: 45 }).rule, compiledRule('P11').rule];
  const policy = compiled('2026-01-01', { rules, visitMinutes });

  it.each([
    ['P01', 'on_site', 45],
    ['P11', 'on_site', 120],
    ['P11', 'phone', 15],
    ['P11', 'pigeon', 15],
    ['gone', 'on_site', 120],
  ])('are what the rule says, else what the channel takes, else a call’s: %s by %s takes %i', (leader, channel, n) => {
    expect(minutesOf(policy, { leader, channel })).toBe(n);
  });

  it('are the same by two policies whatever the order, and differ by channel, rule or number', () => {
    const by = (changes: Partial<Policy>) => compiled('2026-02-01', { rules, visitMinutes, ...changes });
    const turned = Object.fromEntries(Object.entries(visitMinutes).reverse()) as Policy['visitMinutes'];
    const two = [...rules, compiledRule('P03', { minutes: 20 }).rule];
    expect(takeSameMinutes(policy, by({}))).toBe(true);
    expect(takeSameMinutes(policy, by({ visitMinutes: turned }))).toBe(true);
    expect(takeSameMinutes(by({ rules: two }), by({ rules: [...two].reverse() }))).toBe(true);
    expect(takeSameMinutes(policy, by({ rules: rules.slice(0, 1) }))).toBe(true);
    expect(takeSameMinutes(policy, by({ visitMinutes: { ...visitMinutes, video: 31 } }))).toBe(false);
    expect(takeSameMinutes(policy, by({ rules: rules.slice(1) }))).toBe(false);
    expect(takeSameMinutes(policy, by({ rules: [compiledRule('P01', { minutes: 44 }).rule] }))).toBe(false);
    expect(takeSameMinutes(policy, by({ rules: [compiledRule('P03', { minutes: 45 }).rule] }))).toBe(false);
  });
});

describe('days of a rule', () => {
  const at = (n: number, unit: Offset['unit']): Offset => ({ n, unit });
  const NOTHING = at(0, 'C');

  it.each<[string, Offset]>([
    ['days before', at(-200, 'C')],
    ['days after', at(200, 'C')],
    ['working days', at(100, 'W')],
    ['months', at(12, 'm')],
  ])('none of a window lies further from its anchor than its reach, which is not twice as far: %s', (_, far) => {
    const window =
      far.n < 0
        ? { earliest: far, target: NOTHING, latest: NOTHING }
        : { earliest: NOTHING, target: NOTHING, latest: far };
    for (const moved of [window, { ...window, target: far, earliest: far.n < 0 ? far : NOTHING }]) {
      const rule = compiledRule('P01', { window: moved, roll: 'none' });
      for (const anchor of ['2026-02-12', '2026-09-30', '2026-06-01'].map((on) => day(on))) {
        const { earliest, latest } = windowOn(rule, anchor, CALENDAR).story.window;
        const furthest = Math.max(Math.abs(earliest - anchor), Math.abs(latest - anchor));
        expect(rule.reach).toBeGreaterThanOrEqual(furthest);
        expect(rule.reach).toBeLessThan(2 * furthest);
      }
    }
  });

  it('are worked out once for each anchor, and of a rule no more than four thousand are kept', () => {
    const rule = compiledRule('P01');
    const first = windowOn(rule, day('2026-02-12'), CALENDAR);
    expect(first.key).toBe('P01@2026-02-12');
    expect(formatDay(first.story.window.target)).toBe('2026-02-14');
    expect(windowOn(rule, day('2026-02-12'), CALENDAR)).toBe(first);
    const from = day('2026-02-12');
    for (let i = 1; i < 4_000; i += 1) windowOn(rule, addDays(from, i), CALENDAR);
    expect(rule.windows.size).toBe(4_000);
    expect(windowOn(rule, from, CALENDAR)).toBe(first);
    windowOn(rule, addDays(from, 4_000), CALENDAR);
    expect(rule.windows.size).toBeLessThan(4_000);
    expect(windowOn(rule, from, CALENDAR)).toEqual(first);
  });

  const named = (trigger: Extract<PolicyRule['trigger'], { type: 'dated' }>, change: Partial<PolicyRule> = {}) =>
    compiledRule('P28', { trigger, ...change }).occurrences.map(({ on }) => formatDay(on));

  it('that the policy names come in order, and what is no day is left out', () => {
    const dates = ['2026-09-12', '2026-06-12', '2026-02-30', 'soon', '2027-01-04'];
    expect(named({ type: 'dated', dates })).toEqual(['2026-06-12', '2026-09-12', '2027-01-04']);
    expect(named({ type: 'dated', dates }, { on: false })).toEqual([]);
    expect(named({ type: 'dated' })).toEqual([]);
    expect(compiledRule('P01').occurrences).toEqual([]);
    const [occurrence] = compiledRule('P28', { trigger: { type: 'dated', dates } }).occurrences;
    expect(formatDay(occurrence?.story.window.target ?? day('2026-01-01'))).toBe('2026-06-12');
  });

  it('of festivals come once a year: Mid-Autumn on 2025-10-06, 2026-09-25, 2027-09-15', () => {
    const days = compiledRule('P26').occurrences.map(({ on }) => formatDay(on));
    expect(days).toEqual([...days].sort());
    const of = (year: number) => days.filter((on) => on.startsWith(`${year}-`));
    expect([2025, 2026, 2027].map(of)).toEqual([
      ['2025-01-29', '2025-10-06'],
      ['2026-02-17', '2026-09-25'],
      ['2027-02-06', '2027-09-15'],
    ]);
    for (let year = 2017; year <= 2059; year += 1) expect(of(year)).toHaveLength(2);
  });

  it('lie so far inside the calendar that no day of their windows is outside it', () => {
    const { first, last } = CALENDAR;
    const { reach } = compiledRule('P28', { trigger: { type: 'dated', dates: [] } });
    const dates = [-1, 0, 1, 2]
      .flatMap((more) => [addDays(first, reach + more), addDays(last, -reach - more)])
      .map(formatDay);
    const inside = [1, 2].flatMap((more) => [addDays(first, reach + more), addDays(last, -reach - more)]);
    expect(named({ type: 'dated', dates })).toEqual(inside.map(formatDay).sort());
    const tooFar = [formatDay(addDays(first, -reach - 2)), formatDay(first), formatDay(last)];
    expect(named({ type: 'dated', dates: tooFar })).toEqual([]);
  });
});
