import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  isSatisfied,
  isSelfCollected,
  modeGap,
  outOfFive,
  testIntegrity,
} from '../../../src/domain/satisfaction/integrity.ts';
import { blindReasks, type ReaskSettings } from '../../../src/domain/satisfaction/reask.ts';
import { randomOf } from './random.ts';

let made = 0;
function answer(more: Partial<Answer> = {}): Answer {
  made += 1;
  return {
    key: `k${made}`,
    person: `p${made}`,
    on: 100,
    mode: 'rep_on_phone',
    collectorId: 'rep',
    subjectId: 'rep',
    marks: [5],
    ...more,
  };
}
const many = (count: number, more: (index: number) => Partial<Answer>): Answer[] =>
  Array.from({ length: count }, (_, index) => answer(more(index)));
/** An honest rep: marks of three dimensions that differ, seven of ten satisfied throughout, NPS all over the scale. */
const honest = (id: string, count: number): Answer[] =>
  many(count, (i) => ({
    collectorId: id,
    subjectId: id,
    marks: i % 10 < 3 ? [3, 4, 5] : [4, 5, 4],
    nps: [7, 9, 8, 10, 6, 9, 3, 8, 9, 7][i % 10] as number,
  }));

describe('HubSpot’s own survey', () => {
  it('knows satisfied and not, and has no mark out of five', () => {
    expect([0, 1, 2].map((value) => isSatisfied({ scale: 'hubspot_zero_to_two', value }))).toEqual([
      false,
      false,
      true,
    ]);
    expect([0, 1, 2].map((value) => outOfFive({ scale: 'hubspot_zero_to_two', value }))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([1, 3, 4, 5].map((value) => isSatisfied({ scale: 'one_to_five', value }))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(outOfFive({ scale: 'one_to_five', value: 2 })).toBe(2);
  });

  it.each([
    ['hubspot_zero_to_two', 3],
    ['one_to_five', 0],
    ['one_to_five', 4.5],
  ] as const)('a mark of %s that is %f is a mistake', (scale, value) => {
    expect(() => isSatisfied({ scale, value })).toThrow(String(value));
  });
});

describe('who asked', () => {
  it('is told apart when it is the one who is judged', () => {
    expect(isSelfCollected({ collectorId: 'a', subjectId: 'a' })).toBe(true);
    expect(isSelfCollected({ collectorId: 'b', subjectId: 'a' })).toBe(false);
    expect(isSelfCollected({ subjectId: 'a' })).toBe(false);
  });

  it('a gap between own asking and others is told with its interval', () => {
    const answers = [
      ...many(60, (i) => ({ marks: [i < 57 ? 5 : 2] })),
      ...many(60, (i) => ({ mode: 'customer_link' as const, marks: [i < 42 ? 4 : 2] })).map(
        ({ collectorId: _, ...rest }) => rest,
      ),
    ];
    const { self, others, gap } = modeGap(answers);
    expect([self, others]).toEqual([
      { hits: 57, of: 60 },
      { hits: 42, of: 60 },
    ]);
    expect(gap).toMatchObject({ verdict: 'higher', method: 'newcombe_wilson' });
    if (gap.verdict === 'too_few') throw new Error('expected a gap');
    expect(gap.difference).toBeCloseTo(0.25, 12);
    // Newcombe's method 10 from the Wilson intervals of SciPy 1.17.1 (binomtest.proportion_ci) of 57/60 and 42/60.
    expect(gap.interval.low).toBeCloseTo(0.116679, 6);
    expect(gap.interval.high).toBeCloseTo(0.379329, 6);
  });

  it('four links are too few to speak of a gap', () => {
    expect(modeGap([...many(60, () => ({})), ...many(4, () => ({ collectorId: 'other' }))]).gap.verdict).toBe(
      'too_few',
    );
  });
});

describe('made-up answers', () => {
  const team = (): Answer[] => ['a', 'b', 'c', 'd'].flatMap((id) => honest(id, 40));
  const found = (answers: readonly Answer[]): string[] =>
    testIntegrity(answers)
      .filter(({ suspicious }) => suspicious)
      .map(({ collectorId, test: kind }) => `${collectorId}:${kind}`);

  it('an honest team raises no question', () => {
    expect(found(team())).toEqual([]);
  });

  it('the same mark in every dimension is noticed, also where it is not the best', () => {
    expect(found([...team(), ...many(30, () => ({ collectorId: 'x', subjectId: 'x', marks: [4, 4, 4] }))])).toEqual([
      'x:straight_lining',
    ]);
  });

  it('nothing but fives is noticed', () => {
    expect(found([...team(), ...many(30, () => ({ collectorId: 'x', subjectId: 'x', marks: [5, 5, 5] }))])).toContain(
      'x:all_top',
    );
  });

  it('only 0, 5 and 10 of the NPS scale is noticed', () => {
    const heaped = many(30, (i) => ({ collectorId: 'x', subjectId: 'x', marks: [], nps: i % 3 === 0 ? 5 : 10 }));
    expect(found([...team(), ...heaped])).toEqual(['x:round_numbers']);
  });

  it('customers who say less to somebody else are noticed, by those who changed alone (McNemar)', () => {
    const told = many(30, (i) => ({ collectorId: 'x', subjectId: 'x', person: `q${i}`, marks: [4, 5] }));
    const again = many(30, (i) => ({
      mode: 'blind_reask' as const,
      collectorId: 'a',
      subjectId: 'x',
      person: `q${i}`,
      on: 105,
      marks: i < 12 ? [3, 4] : [4, 5],
    }));
    const tests = testIntegrity([...team(), ...told, ...again]);
    const reask = tests.find(({ test: kind }) => kind === 'better_than_reasked');
    expect(reask).toMatchObject({ collectorId: 'x', seen: 30, of: 30, othersSeen: 18, othersOf: 30, suspicious: true });
    // Twelve of twelve changes one way: 2^−12, times the number of tests over its rank.
    expect(reask?.adjustedP).toBeLessThanOrEqual(tests.length / 2 ** 12);
  });

  it('a re-ask made before the score says nothing of it', () => {
    const told = many(30, (i) => ({ collectorId: 'x', subjectId: 'x', person: `r${i}`, on: 200, marks: [5] }));
    const before = many(30, (i) => ({
      mode: 'blind_reask' as const,
      collectorId: 'a',
      subjectId: 'x',
      person: `r${i}`,
      on: 105,
      marks: [2],
    }));
    expect(testIntegrity([...told, ...before]).filter(({ test: kind }) => kind === 'better_than_reasked')).toEqual([]);
  });

  it('nine answers are not tested, whatever they are', () => {
    expect(
      testIntegrity([...team(), ...many(9, () => ({ collectorId: 'x', subjectId: 'x', marks: [5, 5] }))]).some(
        ({ collectorId }) => collectorId === 'x',
      ),
    ).toBe(false);
  });

  it('fifty honest reps, month after month, bring a false alarm in fewer than one month of ten', () => {
    const random = randomOf(77);
    let months = 0;
    for (let month = 0; month < 60; month += 1) {
      const answers = Array.from({ length: 50 }, (_, rep) =>
        many(25, () => {
          const mood = random();
          const mark = (): number => Math.min(5, Math.max(1, Math.round(3 + mood * 2 + random() - 0.5)));
          return {
            collectorId: `r${rep}`,
            subjectId: `r${rep}`,
            marks: [mark(), mark(), mark()],
            nps: Math.floor(random() * 11),
          };
        }),
      ).flat();
      if (testIntegrity(answers).some(({ suspicious }) => suspicious)) months += 1;
    }
    expect(months / 60).toBeLessThan(0.1);
  });
});

describe('asking again blindly', () => {
  const settings: ReaskSettings = { share: 0.1, seed: 's', today: 105, withinDays: 14, askers: ['a', 'b', 'rep'] };
  const may = (list: readonly Answer[]) => list.map((each) => ({ ...each, mayBeAsked: true }));

  it('draws a tenth of what was self-collected, nothing else, and tells no mark', () => {
    const own = may(many(10_000, (i) => ({ key: `own${i}` })));
    const linked = may(many(100, () => ({ mode: 'customer_link' as const, collectorId: 'other' })));
    const { queue } = blindReasks([...own, ...linked], settings);
    expect(queue.length).toBeGreaterThan(900);
    expect(queue.length).toBeLessThan(1_100);
    expect(queue.every(({ key }) => key.startsWith('own'))).toBe(true);
    expect(Object.keys(queue[0] ?? {}).sort()).toEqual(['askerId', 'key', 'person']);
  });

  it('draws high and low scores alike', () => {
    const own = may(many(20_000, (i) => ({ key: `own${i}`, marks: [(i % 5) + 1] })));
    const drawnMarks = blindReasks(own, settings).queue.map(({ key }) => Number(key.slice(3)) % 5);
    for (let mark = 0; mark < 5; mark += 1) {
      const share = drawnMarks.filter((each) => each === mark).length / drawnMarks.length;
      expect(Math.abs(share - 0.2)).toBeLessThan(0.03);
    }
  });

  it('another asks, both take turns', () => {
    const { queue } = blindReasks(may(many(2_000, (i) => ({ key: `own${i}` }))), { ...settings, share: 1 });
    const counts = (id: string): number => queue.filter(({ askerId }) => askerId === id).length;
    expect(counts('rep')).toBe(0);
    expect(Math.abs(counts('a') - counts('b'))).toBeLessThan(150);
  });

  it('says why one that was drawn is not asked', () => {
    const all = { ...settings, share: 1 };
    const [done, old, refused, alone] = [
      answer({ key: 'done' }),
      answer({ key: 'old', on: 90 }),
      answer({ key: 'refused' }),
      answer({ key: 'alone' }),
    ];
    const again = answer({ mode: 'blind_reask', person: done.person, on: 103, collectorId: 'a' });
    expect(blindReasks([...may([done, again, old]), { ...refused, mayBeAsked: false }], all)).toEqual({
      queue: [],
      left: [
        { key: 'old', why: 'too_old' },
        { key: 'done', why: 'reasked_already' },
        { key: 'refused', why: 'may_not_be_asked' },
      ],
    });
    expect(blindReasks(may([alone]), { ...all, askers: ['rep'] }).left).toEqual([{ key: 'alone', why: 'nobody_else' }]);
  });

  test.prop([
    fc.shuffledSubarray(
      Array.from({ length: 60 }, (_, i) => i),
      { minLength: 60 },
    ),
  ])('draws the same in any order', (order) => {
    const own = may(Array.from({ length: 60 }, (_, i) => answer({ key: `fix${i}`, person: `fp${i}` })));
    const turned = order.flatMap((index) => own[index] ?? []);
    const all = { ...settings, share: 0.5 };
    expect(blindReasks(turned, all)).toEqual(blindReasks(own, all));
  });
});
