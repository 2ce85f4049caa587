import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  binomialAtMost,
  hypergeometricAtLeast,
  poissonInterval,
  studentQuantile,
  Z,
} from '../../../src/domain/satisfaction/distributions.ts';

// Values of SciPy 1.17.1: scipy.stats.t.ppf, chi2.ppf, hypergeom.sf, binom.cdf.
describe('distributions', () => {
  it.each([
    [1, 12.706204736174694],
    [2, 4.302652729749462],
    [5, 2.5705818356363146],
    [10, 2.228138851986274],
    [29, 2.045229642132703],
    [127, 1.9788195347028539],
  ])('Student’s t of %i degrees leaves 2.5 %% above %f', (degrees, quantile) => {
    expect(studentQuantile(degrees)).toBeCloseTo(quantile, 9);
  });

  it('Student’s t comes to the normal and is not asked without a degree', () => {
    expect(studentQuantile(1e8)).toBe(Z);
    expect(studentQuantile(9e6)).toBeCloseTo(Z, 6);
    expect(() => studentQuantile(0)).toThrow('at least one degree');
  });

  it.each([
    [0, 0, 3.6888794541139354],
    [1, 0.025317807984289876, 5.571643390938898],
    [5, 1.6234863901184207, 11.66833207932267],
    [10, 4.7953886961324335, 18.39035604201778],
    [100, 81.36399125092314, 121.62679379242638],
  ])('%i events may come from a mean of %f to %f (Garwood 1936)', (count, low, high) => {
    const interval = poissonInterval(count);
    expect(interval.low).toBeCloseTo(low, 9);
    expect(interval.high).toBeCloseTo(high, 9);
  });

  it('the lady tasting tea: three of four cups right by chance is 17 in 70, four is 1 in 70 (Fisher 1935)', () => {
    expect(hypergeometricAtLeast(3, 4, 4, 8)).toBeCloseTo(17 / 70, 12);
    expect(hypergeometricAtLeast(4, 4, 4, 8)).toBeCloseTo(1 / 70, 12);
  });

  it.each([
    [38, 80, 400, 1_000, 0.09597112003504242],
    [20, 80, 400, 1_000, 0.9988737155251388],
    [99_990, 200_000, 500_000, 1_000_000, 0.5209348466528962],
  ])('at least %i of %i drawn, of %i marked among %i', (hits, drawn, marked, all, p) => {
    expect(hypergeometricAtLeast(hits, drawn, marked, all)).toBeCloseTo(p, 7);
  });

  it.each([
    [3, 10, 0.5, 0.171875],
    [480, 1_000, 0.5, 0.10872414660207075],
    [2, 1_000_000, 1e-6, 0.9196986948985504],
  ])('at most %i of %i tries at %f', (hits, of, share, p) => {
    expect(binomialAtMost(hits, of, share)).toBeCloseTo(p, 9);
  });

  test.prop([fc.nat(12), fc.nat(12), fc.nat(12), fc.nat(12)])(
    'the tail is the share of all hands that hold as many (counted one by one)',
    (a, b, c, d) => {
      const [marked, plain, drawn] = [a, b, Math.min(c, a + b)];
      const hits = Math.min(d, drawn);
      fc.pre(marked + plain > 0);
      // Pascal's triangle, whole numbers: nothing of the formula under test.
      const choose = (n: number, k: number): number =>
        k < 0 || k > n ? 0 : k === 0 || k === n ? 1 : (choose(n - 1, k - 1) * n) / k;
      let good = 0;
      for (let k = hits; k <= drawn; k += 1) good += choose(marked, k) * choose(plain, drawn - k);
      expect(hypergeometricAtLeast(hits, drawn, marked, marked + plain)).toBeCloseTo(
        good / choose(marked + plain, drawn),
        9,
      );
    },
  );
});
