import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg, rankShares } from '../../../src/domain/satisfaction/ranking.ts';
import { drawn, randomOf } from './random.ts';

describe('many comparisons at once', () => {
  it('the fifteen outcomes of Benjamini & Hochberg 1995, §3.2: four stand at 5 %, nine would have by themselves', () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const adjusted = benjaminiHochberg(p);
    expect(adjusted.filter((value) => value <= 0.05)).toHaveLength(4);
    expect(p.filter((value) => value <= 0.05)).toHaveLength(9);
    // SciPy 1.17.1: scipy.stats.false_discovery_control.
    const expected = [
      0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714, 0.06385714, 0.0645, 0.0765, 0.486, 0.58118182, 0.714875,
      0.75323077, 0.81321429, 1,
    ];
    expected.forEach((value, index) => {
      expect(adjusted[index]).toBeCloseTo(value, 7);
    });
  });

  test.prop([
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
    fc.double({ min: 0.01, max: 0.5, noNaN: true }),
  ])('rejects what the step-up rule of the paper rejects', (p, q) => {
    // The rule as written in 1995: the largest k with p(k) ≤ k q / m, and all up to it.
    const sorted = [...p].sort((a, b) => a - b);
    let k = 0;
    sorted.forEach((value, index) => {
      if (value <= ((index + 1) / p.length) * q) k = index + 1;
    });
    const limit = k === 0 ? -1 : (sorted[k - 1] as number);
    const adjusted = benjaminiHochberg(p);
    p.forEach((value, index) => {
      // Equal up to rounding is decided either way.
      if (Math.abs((adjusted[index] as number) - q) > 1e-9)
        expect((adjusted[index] as number) <= q).toBe(value <= limit);
    });
  });
});

describe('a ranking of reps', () => {
  it('gives no rank where intervals overlap, and tells the one apart who is', () => {
    const ranked = rankShares([
      { id: 'Li', hits: 90, of: 100 },
      { id: 'Wang', hits: 88, of: 100 },
      { id: 'Zhao', hits: 40, of: 100 },
      { id: 'Chen', hits: 3, of: 4 },
    ]);
    expect(ranked.map(({ id }) => id)).toEqual(['Li', 'Wang', 'Zhao', 'Chen']);
    expect(ranked.map(({ rank }) => rank)).toEqual([undefined, undefined, 3, undefined]);
    expect(ranked.map(({ against }) => against)).toEqual(['above', 'above', 'below', 'too_few']);
    expect(ranked[3]).toEqual({ id: 'Chen', hits: 3, n: 4, against: 'too_few' });
  });

  it('does not rank what chance alone has ordered: of forty teams of equal reps one in twenty names somebody', () => {
    const random = randomOf(21);
    let named = 0;
    let naive = 0;
    const teams = 400;
    for (let team = 0; team < teams; team += 1) {
      const groups = Array.from({ length: 20 }, (_, i) => ({ id: String(i), hits: drawn(random, 40, 0.85), of: 40 }));
      const ranked = rankShares(groups);
      if (ranked.some(({ against }) => against !== 'not_distinguishable')) named += 1;
      const shares = groups.map(({ hits }) => hits / 40);
      const mean = shares.reduce((sum, share) => sum + share, 0) / 20;
      if (shares.some((share) => Math.abs(share - mean) > 1.96 * Math.sqrt((mean * (1 - mean)) / 40))) naive += 1;
    }
    expect(named / teams).toBeLessThan(0.06);
    expect(naive / teams).toBeGreaterThan(0.4);
  });

  it('a rep whose answers come from few companies is not called better for them', () => {
    const rest = { id: 'rest', hits: 70, of: 100 };
    const against = (certainty: object) =>
      rankShares([{ id: 'one', hits: 50, of: 55, ...certainty }, rest])[0]?.against;
    expect(against({})).toBe('above');
    expect(against({ certainty: { designEffect: 8 } })).toBe('not_distinguishable');
  });

  it('one rep alone has no rank', () => {
    expect(rankShares([{ id: 'only', hits: 5, of: 9 }])[0]).toMatchObject({
      against: 'not_distinguishable',
      adjustedP: 1,
    });
    expect(rankShares([{ id: 'only', hits: 5, of: 9 }])[0]).not.toHaveProperty('rank');
    expect(rankShares([])).toEqual([]);
  });
});
