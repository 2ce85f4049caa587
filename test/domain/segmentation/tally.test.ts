import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { cutValue, scoreOf, Tally } from '../../../src/domain/segmentation/tally.ts';

function tallyOf(values: readonly number[], mostCells?: number): Tally {
  const tally = new Tally(mostCells);
  for (const value of values) tally.add(value);
  return tally;
}

/** R's type 1: the smallest value that at least the share of all does not exceed. Percentages in whole numbers. */
function exactCut(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted.findIndex((_, index) => (index + 1) * 100 >= percent * sorted.length);
  return sorted[at] ?? Number.NaN;
}

const PERCENTS = [15, 20, 40, 55, 60, 80, 99];
const amounts = fc.array(fc.integer({ min: 0, max: 50_000_000 }), { minLength: 1, maxLength: 300 });
const anything = fc.array(
  fc.oneof(fc.integer({ min: -5_000, max: 5_000 }), fc.integer({ min: -9_000_000_000, max: 9_000_000_000 })),
  { minLength: 1, maxLength: 300 },
);

describe('counting values for their quantiles', () => {
  test.prop([anything])('is exact while there are few different values', (values) => {
    const tally = tallyOf(values);
    const cuts = tally.cuts(PERCENTS);
    expect(tally.error).toBe(0);
    expect(PERCENTS.map((_, index) => cuts && cutValue(cuts, index))).toEqual(
      PERCENTS.map((percent) => exactCut(values, percent)),
    );
  });

  test.prop([amounts, fc.constantFrom(4, 16, 64)])(
    'stays within the stated error of the exact quantile when there are many',
    (values, mostCells) => {
      const tally = tallyOf(values, mostCells);
      const cuts = tally.cuts(PERCENTS);
      expect(tally.cells).toBeLessThanOrEqual(mostCells);
      for (const [index, percent] of PERCENTS.entries()) {
        const exact = exactCut(values, percent);
        const cut = cuts ? cutValue(cuts, index) : Number.NaN;
        expect(cut).toBeGreaterThanOrEqual(exact);
        expect(cut).toBeLessThanOrEqual(exact * (1 + tally.error));
      }
    },
  );

  test.prop([anything, fc.constantFrom(8, 50, 400)])(
    'gives the same cells in any order and for any parting',
    (values, mostCells) => {
      const whole = tallyOf(values, mostCells).encode();
      expect(tallyOf([...values].reverse(), mostCells).encode()).toBe(whole);
      const odd = tallyOf(
        values.filter((_, index) => index % 2 === 1),
        mostCells,
      );
      const even = tallyOf(
        values.filter((_, index) => index % 2 === 0),
        mostCells,
      );
      odd.merge(even);
      expect(odd.encode()).toBe(whole);
      expect(odd.count).toBe(values.length);
    },
  );

  test.prop([anything, fc.constantFrom(8, 50, 400)])('is kept as text and goes on from there', (values, mostCells) => {
    const half = values.length >> 1;
    const kept = Tally.decode(tallyOf(values.slice(0, half), mostCells).encode(), mostCells);
    for (const value of values.slice(half)) kept?.add(value);
    expect(kept?.encode()).toBe(tallyOf(values, mostCells).encode());
  });

  test.prop([anything, fc.constantFrom(8, 400)])(
    'never ranks a larger value below a smaller one',
    (values, mostCells) => {
      const cuts = tallyOf(values, mostCells).cuts([20, 40, 60, 80]);
      const scores = [...values].sort((a, b) => a - b).map((value) => (cuts ? scoreOf(value, cuts) : 0));
      expect(scores).toEqual([...scores].sort((a, b) => a - b));
      expect(Math.min(...scores)).toBe(1);
      expect(Math.max(...scores)).toBeLessThanOrEqual(5);
    },
  );

  it('keeps a hundred thousand different amounts in its budget, with the error it states', () => {
    const tally = new Tally(2_048);
    const values = Array.from({ length: 100_000 }, (_, index) => (index * 7_919) % 99_991);
    for (const value of values) tally.add(value);
    expect(tally.cells).toBeLessThanOrEqual(2_048);
    expect(tally.error).toBeGreaterThan(0);
    expect(tally.error).toBeLessThan(0.01);
    const cuts = tally.cuts([50]);
    const exact = exactCut(values, 50);
    expect(cuts && cutValue(cuts, 0)).toBeLessThanOrEqual(exact * (1 + tally.error));
    expect(cuts && cutValue(cuts, 0)).toBeGreaterThanOrEqual(exact);
  });

  it('lets equal values share a score, the lowest where nobody is lower', () => {
    const cuts = tallyOf([10, 10, 10, 20, 30]).cuts([20, 40, 60, 80]);
    expect([10, 20, 30].map((value) => cuts && scoreOf(value, cuts))).toEqual([1, 4, 5]);
  });

  it.each(['', 'x', '0', '0;1*0', '0;*', '-1;1', '0;1;2'])('does not take %j for counts', (text) => {
    expect(Tally.decode(text)).toBeUndefined();
  });

  it('cannot cut what it never saw, and counts whole numbers only', () => {
    expect(new Tally().cuts([50])).toBeUndefined();
    expect(() => new Tally().add(1.5)).toThrow(RangeError);
  });
});
