import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type ClusterSum, clustering, replacedAmong } from '../../../src/domain/satisfaction/clusters.ts';
import { nps, wilson } from '../../../src/domain/satisfaction/intervals.ts';
import { drawn, randomOf } from './random.ts';

const hitsOf = (n: number, hits: number): ClusterSum => ({ n, sum: hits, squares: hits });

describe('answers of companies', () => {
  it('of one person each are independent', () => {
    expect(clustering(Array.from({ length: 20 }, (_, i) => hitsOf(1, i % 2)))).toEqual({
      clusters: 20,
      meanSize: 1,
      designEffect: 1,
      certainty: {},
    });
  });

  it('that all agree within the company count as one answer a company', () => {
    // Ten companies of four, half of them satisfied: between/independent = (10/9 · 10 · 4)/1600 over (40 · 1/4)/39/40.
    const companies = Array.from({ length: 10 }, (_, i) => hitsOf(4, i < 5 ? 4 : 0));
    const { designEffect } = clustering(companies);
    expect(designEffect).toBeCloseTo(((10 / 9) * 40) / 1_600 / (10 / 39 / 40), 9);
    expect(designEffect).toBeCloseTo(4.33, 2);
    const naive = wilson(20, 40);
    const honest = wilson(20, 40, clustering(companies).certainty);
    expect(honest.high - honest.low).toBeGreaterThan(1.9 * (naive.high - naive.low));
  });

  it('where everybody is satisfied no variance can be seen: companies then count by their size', () => {
    expect(clustering([hitsOf(6, 6), hitsOf(2, 2)]).designEffect).toBeCloseTo((36 + 4) / 8, 12);
  });

  it('of one company say nothing of others', () => {
    const { certainty } = clustering([hitsOf(50, 40)]);
    const { low, high } = wilson(40, 50, certainty);
    expect(high - low).toBeGreaterThan(0.9);
  });

  it('nobody answered: no companies, nothing to correct', () => {
    expect(clustering([])).toEqual({ clusters: 0, meanSize: 0, designEffect: 1, certainty: {} });
  });

  test.prop([fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.nat(8)), { minLength: 3, maxLength: 30 })])(
    'the variance is nearly that of leaving out one company at a time (jackknife)',
    (drawnCompanies) => {
      const companies = drawnCompanies.map(([n, hits]) => hitsOf(n, Math.min(n, hits)));
      const all = companies.reduce((sum, { n }) => sum + n, 0);
      const hits = companies.reduce((sum, { sum: part }) => sum + part, 0);
      const largest = Math.max(...companies.map(({ n }) => n));
      const effect = clustering(companies).designEffect;
      fc.pre(hits > 0 && hits < all && effect > 1 && largest < all / 8);
      const share = hits / all;
      const without = companies.map((company) => (hits - company.sum) / (all - company.n));
      const m = companies.length;
      const jackknife = ((m - 1) / m) * without.reduce((sum, left) => sum + (left - share) ** 2, 0);
      const linear = (effect * (share * (1 - share))) / (all - 1);
      expect(linear / jackknife).toBeGreaterThan(0.75);
      expect(linear / jackknife).toBeLessThan(1.1);
    },
  );

  test.prop([fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.nat(8)), { maxLength: 20 }), fc.nat()])(
    'any order of the companies gives the same',
    (drawnCompanies, turn) => {
      const companies = drawnCompanies.map(([n, hits]) => hitsOf(n, Math.min(n, hits)));
      const at = companies.length === 0 ? 0 : turn % companies.length;
      const turned = [...companies.slice(at), ...companies.slice(0, at)];
      expect(clustering(turned).designEffect).toBeCloseTo(clustering(companies).designEffect, 9);
    },
  );

  it('keeps its promise of 95 % where the naive interval holds in two of three draws', () => {
    // Forty companies of six; each company has its own share of satisfied people, 50 % or 100 %, so three quarters in all.
    const random = randomOf(3);
    let naive = 0;
    let honest = 0;
    const draws = 4_000;
    for (let draw = 0; draw < draws; draw += 1) {
      const companies = Array.from({ length: 40 }, () => hitsOf(6, drawn(random, 6, random() < 0.5 ? 0.5 : 1)));
      const hits = companies.reduce((sum, { sum: part }) => sum + part, 0);
      const plain = wilson(hits, 240);
      const wide = wilson(hits, 240, clustering(companies).certainty);
      if (plain.low <= 0.75 && 0.75 <= plain.high) naive += 1;
      if (wide.low <= 0.75 && 0.75 <= wide.high) honest += 1;
    }
    expect(naive / draws).toBeLessThan(0.9);
    expect(honest / draws).toBeGreaterThan(0.935);
    expect(honest / draws).toBeLessThan(0.97);
  });

  it('keeps it for NPS too', () => {
    const random = randomOf(8);
    let naive = 0;
    let honest = 0;
    const draws = 4_000;
    for (let draw = 0; draw < draws; draw += 1) {
      // A company is of promoters, or of detractors, with one in five who thinks otherwise: the true score is 0.
      const counts = { promoters: 0, passives: 0, detractors: 0 };
      const companies = Array.from({ length: 30 }, (): ClusterSum => {
        const up = drawn(random, 5, random() < 0.5 ? 0.8 : 0.2);
        counts.promoters += up;
        counts.detractors += 5 - up;
        return { n: 5, sum: up - (5 - up), squares: 5 };
      });
      const plain = nps(counts).interval;
      const wide = nps(counts, clustering(companies).certainty).interval;
      if (plain.low <= 0 && 0 <= plain.high) naive += 1;
      if (wide.low <= 0 && 0 <= wide.high) honest += 1;
    }
    expect(naive / draws).toBeLessThan(0.85);
    expect(honest / draws).toBeGreaterThan(0.93);
    expect(honest / draws).toBeLessThan(0.975);
  });
});

describe('answers of one person in a period', () => {
  const everyOne = (): boolean => true;

  it('count once: the latest', () => {
    const first = { person: 1, on: 1, key: '1' };
    const last = { person: 1, on: 9, key: '2' };
    const other = { person: 2, on: 5, key: '3' };
    expect([...replacedAmong([last, other, first], everyOne)]).toEqual([0, 0, 1]);
  });

  it('are replaced by those alone that count', () => {
    const told = { person: 1, on: 1, key: '1' };
    const blind = { person: 1, on: 9, key: '2' };
    expect([...replacedAmong([told, blind], (answer) => answer !== blind)]).toEqual([0, 0]);
  });

  it('count once among thousands, and a period knows nothing of the one before', () => {
    const people = Array.from({ length: 5_000 }, (_, i) => 9_000_000_000 + i * 4);
    const answers = [1, 2].flatMap((on) => people.map((person) => ({ person, on, key: `${on}` })));
    const once = people.map((person) => ({ person, on: 1, key: '1' }));
    for (const list of [answers, once, answers])
      expect([...replacedAmong(list, everyOne)]).toEqual(list.map(({ on }) => (on === 1 && list === answers ? 1 : 0)));
  });

  test.prop([
    fc.uniqueArray(
      fc.record({ person: fc.constantFrom(0, 1, 2 ** 40, 2 ** 40 + 64), on: fc.nat(3), key: fc.string() }),
      { selector: ({ key }) => key },
    ),
  ])('keep each person once in any order, two of one day told apart by their keys', (answers) => {
    const kept = (list: readonly { readonly person: number; readonly on: number; readonly key: string }[]) => {
      const replaced = replacedAmong(list, everyOne);
      return list.filter((_, place) => replaced[place] === 0);
    };
    // By hand: sorted by day and key, a person's last one wins.
    const last = new Map(
      [...answers]
        .sort((a, b) => a.on - b.on || (a.key < b.key ? -1 : 1))
        .map((answer): [number, string] => [answer.person, answer.key]),
    );
    const keys = (list: readonly { readonly key: string }[]): string[] => list.map(({ key }) => key).sort();
    expect(keys(kept(answers))).toEqual([...last.values()].sort());
    expect(keys(kept([...answers].reverse()))).toEqual(keys(kept(answers)));
  });
});
