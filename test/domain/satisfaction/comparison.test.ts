import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  compareAverages,
  compareNps,
  comparePairedNps,
  compareShares,
} from '../../../src/domain/satisfaction/comparison.ts';
import { wilson } from '../../../src/domain/satisfaction/intervals.ts';
import { averageRating } from '../../../src/domain/satisfaction/ratings.ts';
import { drawn, randomOf } from './random.ts';

describe('two shares', () => {
  // Newcombe 1998, Statistics in Medicine 17:873–890, Table II, method 10 (score, no continuity correction).
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%i/%i less %i/%i is between %f and %f', (hits, of, otherHits, otherOf, low, high) => {
    const told = compareShares({ hits, of }, { hits: otherHits, of: otherOf });
    expect(told).toMatchObject({ method: 'newcombe_wilson' });
    if (told.verdict === 'too_few') throw new Error('expected a comparison');
    expect(told.interval.low).toBeCloseTo(low, 4);
    expect(told.interval.high).toBeCloseTo(high, 4);
    expect(told.verdict).toBe(low > 0 ? 'higher' : 'not_distinguishable');
  });

  it('does not call 90 % of 10 better than 70 % of 10, and calls 90 % of 100 so', () => {
    expect(compareShares({ hits: 9, of: 10 }, { hits: 7, of: 10 }).verdict).toBe('not_distinguishable');
    expect(compareShares({ hits: 90, of: 100 }, { hits: 70, of: 100 }).verdict).toBe('higher');
    expect(compareShares({ hits: 70, of: 100 }, { hits: 90, of: 100 }).verdict).toBe('lower');
  });

  it('says nothing of four answers', () => {
    expect(compareShares({ hits: 4, of: 4 }, { hits: 0, of: 400 })).toEqual({ verdict: 'too_few' });
  });

  it('companies with several answers take a difference back that single answers would make', () => {
    const certainty = { designEffect: 6, quantile: 2.26 };
    expect(compareShares({ hits: 90, of: 100 }, { hits: 75, of: 100 }).verdict).toBe('higher');
    expect(compareShares({ hits: 90, of: 100, certainty }, { hits: 75, of: 100, certainty }).verdict).toBe(
      'not_distinguishable',
    );
  });

  it('holds the true difference in about 95 % of draws; where nearly everybody is satisfied in more, never in fewer', () => {
    const random = randomOf(11);
    for (const [p, q, n, m, most] of [
      [0.9, 0.8, 20, 30, 0.975],
      [0.6, 0.3, 12, 40, 0.975],
      [0.95, 0.95, 15, 15, 1],
    ] as const) {
      let held = 0;
      for (let draw = 0; draw < 20_000; draw += 1) {
        const told = compareShares({ hits: drawn(random, n, p), of: n }, { hits: drawn(random, m, q), of: m });
        if (told.verdict !== 'too_few' && told.interval.low <= p - q && p - q <= told.interval.high) held += 1;
      }
      expect(held / 20_000).toBeGreaterThan(0.93);
      expect(held / 20_000).toBeLessThan(most);
    }
  });
});

describe('two net promoter scores', () => {
  it('of different people differ by the root of both errors squared', () => {
    // By hand: 60/20/20 of 100 → P' 60.75/103, D' 20.75/103, centre 0.388350, SE² 0.6404939…/103; 40/20/40 → centre 0, SE² (81.5/103)/103.
    const told = compareNps(
      { promoters: 60, passives: 20, detractors: 20 },
      { promoters: 40, passives: 20, detractors: 40 },
    );
    if (told.verdict === 'too_few') throw new Error('expected a comparison');
    const middle = 40 / 103;
    const error = Math.sqrt((81.5 / 103 - middle ** 2 + 81.5 / 103) / 103);
    expect(told.difference).toBeCloseTo(0.4, 12);
    expect(told.interval.low).toBeCloseTo(middle - 1.959964 * error, 6);
    expect(told.interval.high).toBeCloseTo(middle + 1.959964 * error, 6);
    expect(told).toMatchObject({ verdict: 'higher', method: 'adjusted_wald' });
  });

  it('of the same people are told by what each of them changed', () => {
    // SciPy 1.17.1: ttest_1samp([1,1,0,1,-1,0,1,1,0,1], 0).confidence_interval().
    const changes = [1, 1, 0, 1, -1, 0, 1, 1, 0, 1];
    const told = comparePairedNps(changes.map((change) => ({ now: change > 0 ? 1 : 0, before: change < 0 ? 1 : 0 })));
    if (told.verdict === 'too_few') throw new Error('expected a comparison');
    expect(told.difference).toBeCloseTo(0.5, 12);
    expect(told.interval.low).toBeCloseTo(-0.005833719180484476, 9);
    expect(told.interval.high).toBeCloseTo(1.0058337191804845, 9);
    expect(told).toMatchObject({ verdict: 'not_distinguishable', method: 'paired_t' });
  });

  it('the same change of everybody is noticed where two groups of strangers would hide it', () => {
    // Five of ninety passives became promoters, nobody went back.
    const pairs = Array.from({ length: 100 }, (_, i) => ({ now: i < 15 ? 1 : 0, before: i < 10 ? 1 : 0 }) as const);
    expect(comparePairedNps(pairs).verdict).toBe('higher');
    expect(
      compareNps({ promoters: 15, passives: 85, detractors: 0 }, { promoters: 10, passives: 90, detractors: 0 })
        .verdict,
    ).toBe('not_distinguishable');
  });

  it('a change that all of six made is not proof', () => {
    expect(comparePairedNps(Array.from({ length: 6 }, () => ({ now: 1, before: 0 })))).toEqual({ verdict: 'too_few' });
  });

  test.prop([fc.nat(40), fc.nat(40), fc.nat(40), fc.nat(40), fc.nat(40), fc.nat(40)])(
    'turn over with now and before',
    (a, b, c, d, e, f) => {
      fc.pre(a + b + c >= 5 && d + e + f >= 5);
      const one = { promoters: a, passives: b, detractors: c };
      const two = { promoters: d, passives: e, detractors: f };
      const [there, back] = [compareNps(one, two), compareNps(two, one)];
      if (there.verdict === 'too_few' || back.verdict === 'too_few') throw new Error('expected comparisons');
      expect(there.difference).toBeCloseTo(-back.difference, 12);
      expect(there.interval.low).toBeCloseTo(-back.interval.high, 12);
    },
  );
});

describe('average ratings', () => {
  it('have the t interval of SciPy where there are thirty marks', () => {
    // scipy.stats.t.interval(0.95, 39, …) of 2 ones, 3 twos, 5 threes, 20 fours, 10 fives.
    const { mean, interval } = averageRating([2, 3, 5, 20, 10]);
    expect(mean).toBeCloseTo(3.825, 12);
    expect(interval?.low).toBeCloseTo(3.486171211379994, 9);
    expect(interval?.high).toBeCloseTo(4.163828788620006, 9);
  });

  it('never pass five, and have no ± for few or for companies that answer as one', () => {
    expect(averageRating([0, 0, 0, 0, 12])).toEqual({ n: 12, counts: [0, 0, 0, 0, 12], mean: 5, sample: 'small' });
    expect(averageRating([0, 0, 1, 0, 60]).interval?.high).toBeLessThanOrEqual(5);
    expect(averageRating([1, 1, 1, 1, 0]).mean).toBeUndefined();
    const companies = { certainty: { designEffect: 2, quantile: 2.1 } };
    expect(averageRating([2, 3, 5, 20, 10], companies).interval).toBeUndefined();
  });

  it('are compared by Welch’s t', () => {
    // scipy.stats.ttest_ind(…, equal_var=False).confidence_interval() of the two lists.
    const told = compareAverages([2, 3, 5, 20, 10], [5, 5, 10, 15, 5]);
    if (told.verdict === 'too_few') throw new Error('expected a comparison');
    expect(told.difference).toBeCloseTo(0.575, 12);
    expect(told.interval.low).toBeCloseTo(0.06759776034399867, 9);
    expect(told.interval.high).toBeCloseTo(1.0824022396560018, 9);
    expect(told).toMatchObject({ verdict: 'higher', method: 'welch_t' });
    expect(compareAverages([0, 0, 0, 0, 29], [29, 0, 0, 0, 0])).toEqual({ verdict: 'too_few' });
  });
});

describe('a finite population', () => {
  it('leaves nothing to chance where everybody answered, and little where most did', () => {
    expect(wilson(9, 10, { population: 10 })).toEqual({ low: 0.9, high: 0.9 });
    const most = wilson(90, 100, { population: 110 });
    const endless = wilson(90, 100);
    expect(most.high - most.low).toBeLessThan((endless.high - endless.low) / 2.5);
  });

  it('multiplies the standard error by the root of (N − n)/(N − 1) (Cochran 1977, §2.6)', () => {
    // 400 of 1,000 answered, half of them satisfied: z √(p q / n · 600/999), and Wilson's shrinking of it.
    const z = 1.959963984540054;
    const n = (400 * 999) / 600;
    const { low, high } = wilson(200, 400, { population: 1_000 });
    expect((high - low) / 2).toBeCloseTo((z * Math.sqrt(0.25 / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n), 12);
    expect((high - low) / 2).toBeCloseTo(z * Math.sqrt((0.25 / 400) * (600 / 999)), 3);
  });

  it('does not count when at most 5 % answered, and cannot be smaller than who answered', () => {
    expect(wilson(9, 10, { population: 200 })).toEqual(wilson(9, 10));
    expect(() => wilson(9, 10, { population: 9 })).toThrow('population of 9');
  });

  it('holds the share of these very customers in 95 % of draws, where the plain interval holds it nearly always', () => {
    const random = randomOf(5);
    const people = Array.from({ length: 200 }, (_, i) => i < 150);
    let held = 0;
    let plain = 0;
    for (let draw = 0; draw < 10_000; draw += 1) {
      // The first 120 of a shuffle.
      const left = [...people];
      let hits = 0;
      for (let i = 0; i < 120; i += 1) {
        const at = i + Math.floor(random() * (left.length - i));
        [left[i], left[at]] = [left[at] as boolean, left[i] as boolean];
        if (left[i]) hits += 1;
      }
      const corrected = wilson(hits, 120, { population: 200 });
      const endless = wilson(hits, 120);
      if (corrected.low <= 0.75 && 0.75 <= corrected.high) held += 1;
      if (endless.low <= 0.75 && 0.75 <= endless.high) plain += 1;
    }
    expect(held / 10_000).toBeGreaterThan(0.93);
    expect(held / 10_000).toBeLessThan(0.975);
    expect(plain / 10_000).toBeGreaterThan(0.99);
  });
});
