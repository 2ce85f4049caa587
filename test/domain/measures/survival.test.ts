import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type Ages, survival } from '../../../src/domain/measures/survival.ts';

/** Weeks; a negative one was still in remission when last seen. */
const agesOf = (weeks: readonly number[]): Ages[] =>
  weeks.map((week) => ({ age: Math.abs(week), ended: week > 0 ? 1 : 0, open: week > 0 ? 0 : 1 }));

// Freireich et al. 1963, Blood 21:699–716: weeks of remission of 42 children with leukaemia, as in Kalbfleisch & Prentice.
const TREATED = agesOf([6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35]);
const PLACEBO = agesOf([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]);

describe('how long things last', () => {
  it('the treated children: median 23 weeks, as published', () => {
    const { n, ended, median, medianInterval, steps } = survival(TREATED);
    expect({ n, ended, median }).toEqual({ n: 21, ended: 9, median: 23 });
    // SciPy 1.17.1: stats.ecdf of right-censored data, confidence_interval(method='log-log').
    const expected = [
      [6, 0.85714286, 0.61971796, 0.95155175],
      [7, 0.80672269, 0.56314656, 0.92280902],
      [10, 0.75294118, 0.50319951, 0.88936184],
      [13, 0.69019608, 0.43161022, 0.84906596],
      [16, 0.62745098, 0.36751086, 0.80491219],
      [22, 0.53781513, 0.26777894, 0.74679072],
      [23, 0.44817927, 0.18805201, 0.68014263],
    ] as const;
    expect(steps.map(({ age }) => age)).toEqual(expected.map(([age]) => age));
    expected.forEach(([, lasting, low, high], index) => {
      const step = steps[index];
      expect(step?.lasting).toBeCloseTo(lasting, 8);
      expect(step?.interval.low).toBeCloseTo(low, 7);
      expect(step?.interval.high).toBeCloseTo(high, 7);
    });
    // First week whose lower bound is at most one half; no upper bound comes down to it.
    expect(medianInterval).toEqual({ low: 13 });
  });

  it('the untreated: median 8 weeks, between 4 and 11', () => {
    expect(survival(PLACEBO)).toMatchObject({ n: 21, ended: 21, median: 8, medianInterval: { low: 4, high: 11 } });
  });

  it('what is open is not forgotten: a mean over what has ended says 2 days where half last 10', () => {
    const loops: Ages[] = [
      { age: 2, ended: 4, open: 0 },
      { age: 10, ended: 2, open: 4 },
    ];
    const meanOfEnded = (4 * 2 + 2 * 10) / 6;
    expect(meanOfEnded).toBeLessThan(5);
    expect(survival(loops).median).toBe(10);
  });

  it('has no median while more than half are open', () => {
    const { median, medianInterval } = survival([
      { age: 1, ended: 1, open: 0 },
      { age: 5, ended: 0, open: 3 },
    ]);
    expect(median).toBeUndefined();
    expect(medianInterval).not.toHaveProperty('high');
  });

  it('one that has ended says nothing of how long others may take', () => {
    expect(survival([{ age: 3, ended: 1, open: 0 }])).toMatchObject({ median: 3, medianInterval: { low: 3 } });
    expect(survival([{ age: 3, ended: 1, open: 0 }]).medianInterval).not.toHaveProperty('high');
  });

  it('of nothing there is nothing to say', () => {
    expect(survival([])).toEqual({ n: 0, ended: 0, steps: [], medianInterval: {} });
    expect(() => survival([{ age: -1, ended: 1, open: 0 }])).toThrow('at least 0');
  });

  test.prop([fc.array(fc.record({ age: fc.nat(12), ended: fc.nat(3), open: fc.nat(3) }), { maxLength: 12 })])(
    'is what comes of giving each open one’s weight to those that last longer (Efron 1967)',
    (ages) => {
      const people = ages
        .flatMap(({ age, ended, open }) => [
          ...Array.from({ length: ended }, () => ({ age, ended: true })),
          ...Array.from({ length: open }, () => ({ age, ended: false })),
        ])
        .sort((a, b) => a.age - b.age || Number(b.ended) - Number(a.ended));
      const weights = people.map(() => 1 / people.length);
      people.forEach((person, index) => {
        const later = people.length - index - 1;
        if (person.ended || later === 0) return;
        for (let i = index + 1; i < people.length; i += 1)
          weights[i] = (weights[i] as number) + (weights[index] as number) / later;
        weights[index] = 0;
      });
      const { steps } = survival(ages);
      for (const { age, lasting } of steps) {
        const ended = people.reduce(
          (sum, person, i) => (person.ended && person.age <= age ? sum + (weights[i] as number) : sum),
          0,
        );
        expect(lasting).toBeCloseTo(1 - ended, 9);
      }
    },
  );

  test.prop([
    fc.array(fc.record({ age: fc.nat(12), ended: fc.nat(3), open: fc.nat(3) }), { maxLength: 10 }),
    fc.nat(9),
  ])('is the same in any order and however it was counted together', (ages, turn) => {
    const split = ages.flatMap(({ age, ended, open }) => [
      { age, ended, open: 0 },
      { age, ended: 0, open },
    ]);
    const at = split.length === 0 ? 0 : turn % split.length;
    expect(survival([...split.slice(at), ...split.slice(0, at)])).toEqual(survival(ages));
  });
});
