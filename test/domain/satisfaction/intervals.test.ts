import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import { summarise } from '../../../src/domain/satisfaction/history.ts';
import { nps, npsCounts, wilson } from '../../../src/domain/satisfaction/intervals.ts';
import { drawn, randomOf } from './random.ts';

describe('the Wilson interval of a share', () => {
  // Worked by hand and published with the method: 9 of 10 and 10 of 10 at 95 %.
  it.each([
    [9, 10, 0.596, 0.982],
    [10, 10, 0.722, 1],
    [0, 10, 0, 0.278],
  ])('of %i in %i goes from %f to %f', (hits, of, low, high) => {
    const interval = wilson(hits, of);
    expect(interval.low).toBeCloseTo(low, 3);
    expect(interval.high).toBeCloseTo(high, 3);
  });

  test.prop([
    fc.integer({ min: 1, max: 400 }).chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of))),
  ])('holds the share, stays inside 0 to 1 and turns over with it', ([hits, of]) => {
    const { low, high } = wilson(hits, of);
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeLessThanOrEqual(1);
    expect(low).toBeLessThanOrEqual(hits / of + 1e-12);
    expect(high).toBeGreaterThanOrEqual(hits / of - 1e-12);
    const turned = wilson(of - hits, of);
    expect(turned.low).toBeCloseTo(1 - high, 9);
  });

  it('is not made of nothing', () => {
    expect(() => wilson(0, 0)).toThrow('at least one answer');
    expect(() => wilson(3, 2)).toThrow('3 of 2');
  });
});

describe('the net promoter score', () => {
  // measuringu.com, confidence intervals of NPS: six promoters and one detractor of ten.
  it('of 6 promoters and 1 detractor in 10 is +50, from -0.2 to +77.1', () => {
    const { score, interval } = nps({ promoters: 6, passives: 3, detractors: 1 });
    expect(score).toBe(0.5);
    expect(interval.low * 100).toBeCloseTo(-0.2, 1);
    expect(interval.high * 100).toBeCloseTo(77.1, 1);
  });

  test.prop([fc.nat(200), fc.nat(200), fc.nat(200)])(
    'is the mean of −1, 0 and 1 with three answers added, and its standard error from that list (Rocks 2016)',
    (promoters, passives, detractors) => {
      fc.pre(promoters + passives + detractors > 0);
      // Another way to the same: a list of weighted answers, its mean, and the mean of its squared distances.
      const list = [
        { value: 1, weight: promoters + 0.75 },
        { value: 0, weight: passives + 1.5 },
        { value: -1, weight: detractors + 0.75 },
      ];
      const all = list.reduce((sum, { weight }) => sum + weight, 0);
      const mean = list.reduce((sum, { value, weight }) => sum + value * weight, 0) / all;
      const spread = list.reduce((sum, { value, weight }) => sum + weight * (value - mean) ** 2, 0) / all;
      const half = 1.959963984540054 * Math.sqrt(spread / all);
      const { low, high } = nps({ promoters, passives, detractors }).interval;
      expect(low).toBeCloseTo(Math.max(-1, mean - half), 10);
      expect(high).toBeCloseTo(Math.min(1, mean + half), 10);
    },
  );

  it('counts 9 and 10 as promoters, 0 to 6 as detractors', () => {
    expect(npsCounts([0, 6, 7, 8, 9, 10])).toEqual({ promoters: 2, passives: 2, detractors: 2 });
  });

  test.prop([fc.nat(60), fc.nat(60), fc.nat(60)])(
    'turns over with promoters and detractors',
    (promoters, passives, detractors) => {
      fc.pre(promoters + passives + detractors > 0);
      const one = nps({ promoters, passives, detractors });
      const other = nps({ promoters: detractors, passives, detractors: promoters });
      expect(one.score).toBeCloseTo(-other.score, 12);
      expect(one.interval.low).toBeCloseTo(-other.interval.high, 12);
      expect(one.interval.low).toBeGreaterThanOrEqual(-1);
      expect(one.interval.high).toBeLessThanOrEqual(1);
    },
  );
});

describe('what a customer’s marks say together', () => {
  const marks = (score: number, collectedBy = 'rep_on_phone') => ({
    on: day('2026-03-02'),
    scores: { service_quality: score },
    collectedBy,
  });

  it('shows counts alone under five answers', () => {
    const { overall } = summarise([marks(5), marks(2), marks(4)]);
    expect(overall).toEqual({ n: 3, hits: 2, counts: [0, 1, 0, 1, 1], sample: 'too_few' });
  });

  it('shows a share with its interval from five, marked as a small sample under thirty', () => {
    const ten = summarise([...Array.from({ length: 9 }, () => marks(5)), marks(1)]);
    expect(ten.dimensions.service_quality).toMatchObject({ n: 10, hits: 9, share: 0.9, sample: 'small' });
    expect(ten.dimensions.service_quality?.interval?.low).toBeCloseTo(0.596, 3);
    expect(summarise(Array.from({ length: 30 }, () => marks(4))).overall.sample).toBe('enough');
  });

  it('gives no interval to marks of several dimensions together: those of one talk depend on one another', () => {
    const talks = Array.from({ length: 5 }, () => ({
      on: day('2026-03-02'),
      scores: { service_quality: 5, response_speed: 5 },
    }));
    expect(summarise(talks).overall).toEqual({ n: 10, hits: 10, counts: [0, 0, 0, 0, 10], share: 1, sample: 'small' });
  });

  it('tells how the marks were collected', () => {
    expect(summarise([marks(5), marks(4, 'customer_link'), marks(3)]).modes).toEqual({
      rep_on_phone: 2,
      customer_link: 1,
    });
  });

  it('has nothing to say of a customer who was never asked', () => {
    expect(summarise([{ on: day('2026-03-02'), scores: {} }])).toMatchObject({
      dimensions: {},
      overall: { n: 0, sample: 'too_few' },
      nps: { n: 0, sample: 'too_few' },
      modes: {},
    });
  });
});

describe('coverage of the intervals, simulated', () => {
  // The shares in which 200,000 draws each were held, to ±0.5 points of 40,000 draws.
  it.each([
    [0.8, 5, 94.3],
    [0.9, 10, 93.0],
    [0.9, 20, 95.7],
    [0.95, 10, 91.5],
    [0.95, 30, 94.0],
  ])('Wilson holds a true share of %f among %i answers in %f %% of draws', (share, n, percent) => {
    const random = randomOf(n);
    let held = 0;
    for (let draw = 0; draw < 40_000; draw += 1) {
      const { low, high } = wilson(drawn(random, n, share), n);
      if (low <= share && share <= high) held += 1;
    }
    expect(Math.abs(held / 400 - percent)).toBeLessThan(0.5);
  });

  it.each([
    // Within a point: how many are detractors moves it a little.
    [0.7, 0.1, 5, 93.5],
    [0.7, 0.1, 10, 95.1],
    [0.5, 0.2, 10, 96.3],
  ])(
    'adjusted Wald holds a share of %f promoters and %f detractors among %i answers in %f %% of draws',
    (up, down, n, percent) => {
      const random = randomOf(n);
      let held = 0;
      for (let draw = 0; draw < 40_000; draw += 1) {
        const counts = { promoters: 0, passives: 0, detractors: 0 };
        for (let i = 0; i < n; i += 1) {
          const at = random();
          counts[at < up ? 'promoters' : at < up + down ? 'detractors' : 'passives'] += 1;
        }
        const { low, high } = nps(counts).interval;
        if (low <= up - down && up - down <= high) held += 1;
      }
      expect(Math.abs(held / 400 - percent)).toBeLessThan(1);
    },
  );
});

describe('Wilson against other work', () => {
  // Newcombe 1998, Statistics in Medicine 17:857–872, Table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i goes from %f to %f', (hits, of, low, high) => {
    const interval = wilson(hits, of);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test.prop([
    fc.integer({ min: 1, max: 300 }).chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of))),
  ])('its ends are the shares of which the observed one is 1.96 standard errors away', ([hits, of]) => {
    // The score test, solved by halving instead of by formula.
    const distance = (p: number): number => (hits / of - p) / Math.sqrt((p * (1 - p)) / of);
    const solve = (from: number, to: number, wanted: number): number => {
      let [a, b] = [from, to];
      for (let i = 0; i < 100; i += 1) {
        const middle = (a + b) / 2;
        if (distance(middle) > wanted) a = middle;
        else b = middle;
      }
      return a;
    };
    const { low, high } = wilson(hits, of);
    if (hits > 0) expect(low).toBeCloseTo(solve(1e-12, hits / of, 1.959963984540054), 9);
    if (hits < of) expect(high).toBeCloseTo(solve(hits / of, 1 - 1e-12, -1.959963984540054), 9);
  });
});
