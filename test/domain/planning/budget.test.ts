import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import { EMPTY_MEMORY } from '../../../src/domain/planning/plan.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Budget, Policy, PolicyRule } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, Life, planOn, touchOf } from '../support.ts';
import { BUDGET, GO_LIVE, SERIES, SIGNED, visit } from './signed.ts';

interface Given {
  /** What was held, newest first: `2026-03-04 call:out`. */
  readonly touches?: readonly string[];
  readonly text?: CustomerText;
  readonly budget?: Partial<Budget>;
  readonly policy?: Partial<Policy>;
  readonly busyOn?: readonly string[];
  /** What the owner has on 2026-03-12 already. */
  readonly minutes?: number;
}
const NOTES: readonly (readonly [string, RegExp])[] = [
  ['moved', /spoken to around that day/i],
  ['overruled', /as late as it may be/],
  ['gone', /target day gone or full/i],
];

function planned(
  rules: readonly PolicyRule[],
  { touches = [], text = {}, budget = {}, policy = {}, busyOn = [], minutes = 0 }: Given = {},
) {
  const { visits, next } = planOn(
    { ...SIGNED, ...text },
    {
      goLiveOn: GO_LIVE,
      today: '2026-03-09',
      memory: { ...EMPTY_MEMORY, touches: touches.map(touchOf) },
      policy: { rules, budget: { ...BUDGET, ...budget }, leadDays: 60, ...policy },
      load: { minutes: (_, on) => (busyOn.includes(formatDay(on)) ? 600 : on === day('2026-03-12') ? minutes : 0) },
    },
  );
  expect(next).toBeUndefined();
  return visits.map(({ leader, plannedOn, reason }) =>
    [leader, formatDay(plannedOn), ...NOTES.flatMap(([note, said]) => (said.test(reason.en) ? [note] : []))].join(' '),
  );
}

describe('reading rule 15: one call in seven days', () => {
  const CALLED = ['2026-03-06 call:out'];

  it('a visit of rank 5 leaves seven days after a call: called on 2026-03-06, so on 03-13', () => {
    expect(planned([visit('V1', [9, 12, 25])], { touches: CALLED })).toEqual(['V1 2026-03-13 moved']);
    expect(planned([visit('V1', [9, 13, 25])], { touches: CALLED })).toEqual(['V1 2026-03-13']);
  });

  it.each(['call:in', 'email:in', 'message:out', 'survey:in', 'email:out'])(
    'what is no call of ours does not count: %s on 2026-03-06',
    (how) => {
      expect(planned([visit('V1', [9, 12, 25])], { touches: [`2026-03-06 ${how}`] })).toEqual(['V1 2026-03-12']);
    },
  );

  it.each(['video:out', 'on_site:out', 'meeting:out'])(
    'another conversation counts as one of two, not as a call: %s on 2026-03-06',
    (how) => {
      const touches = [`2026-03-06 ${how}`];
      expect(planned([visit('V1', [9, 12, 25])], { touches })).toEqual(['V1 2026-03-12']);
      expect(
        planned([visit('V1', [9, 12, 25])], { touches, budget: { conversations: { most: 1, days: 14 } } }),
      ).toEqual(['V1 2026-03-20 moved']);
    },
  );

  it('at its latest day the visit wins, and the reason says so: 2026-03-12', () => {
    expect(planned([visit('V1', [9, 11, 12])], { touches: CALLED })).toEqual(['V1 2026-03-12 overruled']);
    // Sunday 2026-03-15 is the latest: the last working day up to it stands for it.
    const touches = ['2026-03-09 call:out'];
    expect(planned([visit('V1', [9, 12, 15])], { touches })).toEqual(['V1 2026-03-13 overruled']);
  });

  it('where the owner is full that day, on the last one with room: 2026-03-11', () => {
    expect(planned([visit('V1', [9, 10, 12])], { touches: CALLED, busyOn: ['2026-03-12'] })).toEqual([
      'V1 2026-03-11 gone',
    ]);
  });

  it('ranks 3 and 4 are not limited, and count for those that are: 2026-03-12, so 03-19', () => {
    const third = visit('V3', [9, 12, 25], { rank: 3, ...SERIES });
    expect(planned([third], { touches: CALLED })).toEqual(['V3 2026-03-12']);
    expect(planned([visit('V4', [9, 12, 25], { rank: 4 })], { touches: CALLED })).toEqual(['V4 2026-03-12']);
    expect(planned([third, visit('V5', [9, 13, 35], SERIES)])).toEqual(['V3 2026-03-12', 'V5 2026-03-19 moved']);
  });

  it('without a budget nothing moves: 2026-03-12', () => {
    const policy = { budget: undefined } as unknown as Partial<Policy>;
    expect(planned([visit('V1', [9, 12, 25])], { touches: CALLED, policy })).toEqual(['V1 2026-03-12']);
  });

  it('keeps off what is still to come too: planned for 2026-03-20, so 03-13', () => {
    const third = visit('V3', [9, 20, 25], { rank: 3, ...SERIES });
    expect(planned([third, visit('V5', [9, 16, 17], SERIES)])).toEqual(['V3 2026-03-20', 'V5 2026-03-13 moved']);
  });

  it('a visit that was tried in vain is not limited: tried on 2026-03-12, again on 03-13', () => {
    const life = new Life(GO_LIVE, SIGNED, { rules: [visit('V1', [9, 12, 25])], budget: BUDGET });
    life.plan('2026-03-09');
    life.fail(1, '2026-03-12');
    life.text = { ...SIGNED, touch: '2026-03-09 call:out' };
    expect(life.planned('2026-03-12').visits.map(({ plannedOn }) => formatDay(plannedOn))).toEqual(['2026-03-13']);
  });

  it('the talks with others of the company count where the policy shares the budget', () => {
    const text = { companyTouches: CALLED.map(touchOf) } as unknown as CustomerText;
    const company = (sharesBudget: boolean): Given => ({ policy: { company: { visits: 'each', sharesBudget } } });
    expect(planned([visit('V1', [9, 12, 25])], { text, ...company(true) })).toEqual(['V1 2026-03-13 moved']);
    expect(planned([visit('V1', [9, 12, 25])], { text, ...company(false) })).toEqual(['V1 2026-03-12']);
    expect(planned([visit('V1', [9, 12, 25])], { text })).toEqual(['V1 2026-03-12']);
  });
});

describe('reading rule 15: two conversations in fourteen days', () => {
  it('a third waits until the first is fourteen days ago: 2026-03-04 and 03-06, so 03-18', () => {
    const touches = ['2026-03-06 video:out', '2026-03-04 video:out'];
    expect(planned([visit('V1', [9, 12, 25])], { touches })).toEqual(['V1 2026-03-18 moved']);
  });

  it('two of which one is fourteen days ago do not hold it: 2026-02-26 and 03-06, 03-12 is free', () => {
    const touches = ['2026-03-06 video:out', '2026-02-26 video:out'];
    expect(planned([visit('V1', [9, 12, 25])], { touches })).toEqual(['V1 2026-03-12']);
    expect(planned([visit('V1', [9, 11, 25])], { touches })).toEqual(['V1 2026-03-12 moved']);
  });

  it('one before and one still to come make a fortnight with it', () => {
    const touches = ['2026-03-06 video:out'];
    const third = (dayOfMarch: number) => visit('V3', [9, dayOfMarch, 40], { rank: 3, ...SERIES });
    const budget = { calls: { most: 1, days: 1 } };
    // 2026-03-06 to 03-19 is a stretch of fourteen days, up to 03-20 of fifteen.
    expect(planned([third(19), visit('V5', [9, 16, 40], SERIES)], { touches, budget })).toEqual([
      'V3 2026-03-19',
      'V5 2026-03-20 moved',
    ]);
    expect(planned([third(20), visit('V5', [9, 16, 40], SERIES)], { touches, budget })).toEqual([
      'V3 2026-03-20',
      'V5 2026-03-16',
    ]);
  });
});

describe('reading rule 10: which visits share a talk', () => {
  const leader = visit('V3', [9, 12, 25], { rank: 3 });
  const budget = { calls: { most: 1, days: 1 }, conversations: { most: 9, days: 1 } };

  it.each([
    ['begins that day', [12, 16, 25]],
    ['ends that day', [9, 10, 12]],
  ] as const)('one whose window %s joins: 2026-03-12', (_, window) => {
    expect(planned([leader, visit('V5', window)])).toEqual(['V3 2026-03-12']);
  });

  it('one whose window begins the day after does not: 2026-03-16', () => {
    expect(planned([leader, visit('V5', [13, 16, 25])], { budget })).toEqual(['V3 2026-03-12', 'V5 2026-03-16']);
  });

  it('two of one series do not meet in the talk of a third, unless one says it merges with the other', () => {
    const two = [visit('V5', [9, 13, 25], SERIES), visit('V6', [9, 16, 25], SERIES)];
    expect(planned([leader, ...two], { budget })).toEqual(['V3 2026-03-12', 'V6 2026-03-16']);
    const merging = [two[0] as PolicyRule, { ...(two[1] as PolicyRule), mergesWith: ['V5'] }];
    expect(planned([leader, ...merging], { budget })).toEqual(['V3 2026-03-12']);
    expect(planned(merging, { budget })).toEqual(['V5 2026-03-13']);
  });

  it('rank leads, then the earlier target, then the rule', () => {
    const leads = (...rules: readonly PolicyRule[]) => planned(rules, { budget })[0];
    expect(leads(visit('V5', [9, 10, 25]), visit('V3', [9, 13, 25], { rank: 3 }))).toBe('V3 2026-03-13');
    expect(leads(visit('V5', [9, 16, 25]), visit('V6', [9, 13, 25]))).toBe('V6 2026-03-13');
    expect(leads(visit('V6', [9, 13, 25]), visit('V5', [9, 13, 25]))).toBe('V5 2026-03-13');
    expect(leads(visit('V5', [9, 13, 25]), visit('V6', [9, 13, 25]))).toBe('V5 2026-03-13');
  });

  it('a second talk sees what the first takes of its owner’s day: 2026-03-12, so 03-11', () => {
    const two = [visit('V5', [9, 12, 25], SERIES), visit('V6', [9, 12, 25], SERIES)];
    const minutes = DEFAULT_POLICY.capacity.minutesPerDay - 20;
    expect(planned(two, { budget: { ...budget, calls: { most: 1, days: 0 } }, minutes })).toEqual([
      'V5 2026-03-12',
      'V6 2026-03-11 gone',
    ]);
  });
});
