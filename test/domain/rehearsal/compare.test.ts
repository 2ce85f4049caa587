import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Policy, PolicyRule } from '../../../src/domain/policy/policy.ts';
import { compareRehearsals } from '../../../src/domain/rehearsal/compare.ts';
import { type RehearsalInput, rehearse } from '../../../src/domain/rehearsal/rehearsal.ts';
import { verdictsOf } from '../../../src/domain/rehearsal/repairs.ts';
import { generatedBook } from '../../support/generated-book.ts';
import { type CustomerText, compiled, customer, factsOfRow, WHOLE } from '../support.ts';

const TODAY = '2026-06-01';

function inputOf(texts: readonly CustomerText[], changes: Partial<Policy>, days = 30): RehearsalInput {
  const customers = texts.map((text, i) => ({
    contact: `c${String(i).padStart(2, '0')}@example.test`,
    facts: customer(text),
  }));
  return { customers, policy: compiled(TODAY, { ...WHOLE, ...changes }), today: day(TODAY), days };
}

function compare(before: RehearsalInput, after: RehearsalInput) {
  return compareRehearsals(rehearse(before), rehearse(after), { before, after });
}

function changedRule(id: string, change: (rule: PolicyRule) => PolicyRule): Partial<Policy> {
  return { rules: DEFAULT_POLICY.rules.map((rule) => (rule.id === id ? change(rule) : rule)) };
}

const signed: CustomerText = { signedOn: TODAY, stage: 'new' };
const many = (count: number, text: CustomerText): CustomerText[] => Array.from({ length: count }, () => text);

describe('another policy over the same book', () => {
  it('a rule switched off is removed, switched on it is added', () => {
    const before = inputOf([signed], {});
    const after = inputOf(
      [signed],
      changedRule('P01', (rule) => ({ ...rule, on: false })),
    );
    const { added, removed } = compare(before, after);
    expect(removed.map(({ pays, on }) => `${formatDay(on)} ${pays[0]}`)).toContain('2026-06-04 P01');
    const back = compare(after, before);
    expect(back.added).toEqual(removed);
    expect(back.removed).toEqual(added);
  });

  it('another target moves the visit and the minutes of its owner', () => {
    const before = inputOf([signed], {}, 10);
    const earlier = changedRule('P01', (rule) => ({
      ...rule,
      window: { ...rule.window, target: { n: 1, unit: 'C' } },
    }));
    const { moved, load, added, removed } = compare(before, inputOf([signed], earlier, 10));
    expect([added, removed]).toEqual([[], []]);
    expect(moved.map(({ rule, before: old, after }) => [rule, formatDay(old.on), formatDay(after.on)])).toEqual([
      ['P01', '2026-06-04', '2026-06-02'],
    ]);
    expect(load).toEqual([
      { owner: 'amy', on: day('2026-06-02'), before: 0, after: 15, capacity: 240 },
      { owner: 'amy', on: day('2026-06-04'), before: 15, after: 0, capacity: 240 },
    ]);
  });

  it.prop([fc.nat({ max: 10_000 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })], { numRuns: 15 })(
    'compared with itself nothing differs; compared with another the counts add up',
    (seed, one, other) => {
      const customers = generatedBook(seed, 40, TODAY).map((row) => ({
        contact: row.email ?? '',
        facts: factsOfRow(row),
      }));
      const input = (calls: number): RehearsalInput => ({
        customers,
        policy: compiled(TODAY, { ...WHOLE, capacity: { minutesPerDay: 15 * calls, byOwner: {} } }),
        today: day(TODAY),
        days: 20,
      });
      const same = compare(input(one), input(one));
      expect([same.added, same.removed, same.moved, same.load]).toEqual([[], [], [], []]);
      const before = rehearse(input(one));
      const after = rehearse(input(other));
      const { added, removed, moved, kept } = compareRehearsals(before, after, {
        before: input(one),
        after: input(other),
      });
      const all = ({ visits, touches }: typeof before): number => visits.length + touches.length;
      expect(added.length + moved.length + kept).toBe(all(after));
      expect(removed.length + moved.length + kept).toBe(all(before));
    },
  );
});

describe('what cannot be kept, and what would help', () => {
  it('six first visits in four days at one a day: two are short, two a day keep all', () => {
    const input = inputOf(many(6, signed), { capacity: { minutesPerDay: 15, byOwner: {} } }, 5);
    const [verdict] = verdictsOf(rehearse(input), input);
    expect(verdict).toMatchObject({
      owner: 'amy',
      withoutRoom: 2,
      short: 2,
      tightest: { from: day('2026-06-01'), to: day('2026-06-04'), over: 30 },
    });
    expect(verdict?.repairs).toContainEqual({ kind: 'more_minutes_a_day', from: 15, to: 30 });
    const better = inputOf(many(6, signed), { capacity: { minutesPerDay: 30, byOwner: {} } }, 5);
    expect(verdictsOf(rehearse(better), better)).toEqual([]);
  });

  it('where a day of the window is left, moving is enough', () => {
    // Decided first, the roomy visit takes the only day that the tight one has.
    const rules = DEFAULT_POLICY.rules.flatMap((rule): PolicyRule[] => {
      if (rule.id === 'P20') return [rule];
      const seventh = { n: 7, unit: 'C' } as const;
      return rule.id === 'P03' ? [{ ...rule, window: { earliest: seventh, target: seventh, latest: seventh } }] : [];
    });
    const roomy: CustomerText = { stage: 'dormant', stageEnteredOn: '2026-05-21' };
    const tight: CustomerText = { stage: 'new', deliveredOn: '2026-05-28' };
    const input = inputOf([roomy, tight], { rules, capacity: { minutesPerDay: 15, byOwner: {} } });
    const [verdict] = verdictsOf(rehearse(input), input);
    expect(verdict).toMatchObject({ withoutRoom: 1, short: 0 });
    expect(verdict?.repairs[0]).toMatchObject({
      kind: 'move_within_windows',
      moves: [{ contact: 'c00@example.test', from: day('2026-06-04') }],
      left: 0,
    });
  });

  it('a cadence too dense for one person: the smallest interval found leaves nobody without room, a week less does', () => {
    const loyal: CustomerText = {
      tier: 'B',
      stage: 'loyal',
      firstPurchaseOn: '2024-01-10',
      touch: '2026-05-10 call:out',
    };
    const changes = { capacity: { minutesPerDay: 15, byOwner: {} } };
    const input = inputOf(many(24, loyal), changes, 45);
    const [verdict] = verdictsOf(rehearse(input), input);
    const repair = verdict?.repairs.find(({ kind }) => kind === 'longer_interval');
    expect(repair).toMatchObject({ rule: 'P18', from: 45, guard: 'quarter' });
    const withoutRoom = (more: number): number => {
      const longer = changedRule('P18', (rule) => ({
        ...rule,
        trigger: { type: 'recurring' },
        window: {
          earliest: { n: 30 + more, unit: 'C' },
          target: { n: 45 + more, unit: 'C' },
          latest: { n: 60 + more, unit: 'C' },
        },
      }));
      const trial = rehearse(inputOf(many(24, loyal), { ...changes, ...longer }, 45));
      return trial.visits.filter(({ noRoom }) => noRoom).length;
    };
    const to = repair?.kind === 'longer_interval' ? repair.to : 0;
    expect(withoutRoom(to - 45)).toBe(0);
    expect(to === 52 || withoutRoom(to - 45 - 7) > 0).toBe(true);
  });
});
