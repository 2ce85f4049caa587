import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type Histogram, quantileOf } from '../../../src/domain/measures/quantiles.ts';
import { randomOf } from '../satisfaction/random.ts';

const histogramOf = (values: readonly number[]): Histogram =>
  [...new Set(values)]
    .sort((a, b) => a - b)
    .map((value) => ({ value, count: values.filter((each) => each === value).length }));

describe('quantiles of counted values', () => {
  // R 4: quantile(c(15, 20, 35, 40, 50), c(.4, .5, .9)), type 7: 29, 35, 46.
  it.each([
    [0.4, 29],
    [0.5, 35],
    [0.9, 46],
  ])('the %f quantile of five values is that of R type 7', (share, value) => {
    expect(quantileOf(histogramOf([15, 20, 35, 40, 50]), share)?.value).toBeCloseTo(value, 12);
  });

  // Conover 1999 and SciPy's binom.cdf: of ten values ranks 2 and 9, of twenty 6 and 15; of fifty the ninth tenth 41 and 50.
  it.each([
    [10, 0.5, 2, 9],
    [20, 0.5, 6, 15],
    [50, 0.9, 41, 50],
  ])('of %i values the %f quantile lies between ranks %i and %i', (n, share, low, high) => {
    const ranks = Array.from({ length: n }, (_, i) => i + 1);
    expect(quantileOf(histogramOf(ranks), share)?.interval).toEqual({ low, high });
  });

  it('has no interval where no two values could hold it, and no value of none', () => {
    expect(quantileOf(histogramOf([1, 2, 3, 4, 5]), 0.5)).toEqual({ n: 5, value: 3 });
    expect(quantileOf([], 0.5)).toBeUndefined();
  });

  it('one call of three hours moves the mean and not the median', () => {
    const calls = [300, 310, 320, 330, 340, 350, 10_800];
    expect(calls.reduce((sum, call) => sum + call, 0) / calls.length).toBeGreaterThan(1_800);
    expect(quantileOf(histogramOf(calls), 0.5)?.value).toBe(330);
  });

  test.prop([fc.array(fc.nat(30), { minLength: 1, maxLength: 60 }), fc.double({ min: 0, max: 1, noNaN: true })])(
    'are those of the sorted list',
    (values, share) => {
      const sorted = [...values].sort((a, b) => a - b);
      const at = (sorted.length - 1) * share;
      const below = sorted[Math.floor(at)] as number;
      const above = sorted[Math.ceil(at)] as number;
      expect(quantileOf(histogramOf(values), share)?.value).toBeCloseTo(
        below + (above - below) * (at - Math.floor(at)),
        9,
      );
    },
  );

  it('the interval of the median holds the true one in at least 95 % of draws', () => {
    const random = randomOf(13);
    let held = 0;
    for (let draw = 0; draw < 4_000; draw += 1) {
      // Exponential: its median is ln 2.
      const values = Array.from({ length: 25 }, () => -Math.log(1 - random()));
      const interval = quantileOf(histogramOf(values), 0.5)?.interval;
      if (interval && interval.low <= Math.LN2 && Math.LN2 <= interval.high) held += 1;
    }
    expect(held / 4_000).toBeGreaterThan(0.945);
    expect(held / 4_000).toBeLessThan(0.98);
  });
});
