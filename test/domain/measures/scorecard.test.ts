import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import { customerNumber } from '../../../src/domain/measures/coverage.ts';
import type { ResponseFact } from '../../../src/domain/measures/facts.ts';
import { measuresOf } from '../../../src/domain/measures/month-measures.ts';
import {
  collections,
  csat,
  csatByAttempt,
  csatByDimension,
  csatOfAttempts,
  hubspotCsat,
  npsOf,
  shareOf,
} from '../../../src/domain/measures/scorecard.ts';
import { clustering } from '../../../src/domain/satisfaction/clusters.ts';
import { wilson } from '../../../src/domain/satisfaction/intervals.ts';
import { namedMarks } from '../../../src/domain/satisfaction/marks.ts';
import { drawn, randomOf } from '../../domain/satisfaction/random.ts';
import { contextOn, type Fields, fact } from './arbitraries.ts';

const END = contextOn(day('2026-04-30'));
let people = 0;
type Given = Fields<ResponseFact>;
function answer(more: Given): ResponseFact {
  people += 1;
  return fact<ResponseFact>({
    type: 'response',
    person: `p${people}`,
    customer: `c${people}`,
    on: day('2026-04-15'),
    mode: 'customer_link',
    subjectId: '1',
    valid: true,
    marks: {},
    ...more,
  });
}
const answers = (marks: readonly number[], more: Given = {}): ResponseFact[] =>
  marks.map((mark) => answer({ marks: { service_quality: mark }, ...more }));

describe('CSAT', () => {
  it('is the share of 4 and 5 with its interval; the average is another number with its distribution', () => {
    // Nine of ten: 59.6 to 98.2.
    const told = csat(measuresOf(answers([5, 5, 5, 5, 5, 4, 4, 4, 4, 1]), END), { dimension: 'service_quality' });
    expect(told).toMatchObject({ n: 10, hits: 9, share: 0.9, counts: [1, 0, 0, 4, 5], sample: 'small' });
    expect(told.interval?.low).toBeCloseTo(0.596, 3);
    expect(told.interval?.high).toBeCloseTo(0.982, 3);
    expect(told.average).toEqual({ n: 10, counts: [1, 0, 0, 4, 5], mean: 4.2, sample: 'small' });
  });

  it('of four answers is counts alone, of none nothing', () => {
    const four = csat(measuresOf(answers([5, 5, 5, 4]), END));
    expect(four).toMatchObject({ n: 4, hits: 4, sample: 'too_few' });
    expect(four).not.toHaveProperty('share');
    expect(four).not.toHaveProperty('interval');
    expect(csat(measuresOf([], END))).toMatchObject({ n: 0, hits: 0, sample: 'too_few' });
  });

  it('of a person who answered twice counts the later answer', () => {
    const [first, second] = [
      answer({ person: 'x', on: day('2026-04-02'), marks: { service_quality: 5 } }),
      answer({ person: 'x', on: day('2026-04-20'), marks: { service_quality: 1 } }),
    ];
    expect(csat(measuresOf([second, first], END))).toMatchObject({ n: 1, hits: 0 });
    expect(csat(measuresOf([second, first], contextOn(day('2026-04-10'))))).toMatchObject({ n: 1, hits: 1 });
  });

  it('of two people of one company is not as sure as of two companies', () => {
    const marks = [...Array(30).fill(5), ...Array(10).fill(2)];
    const alone = answers(marks);
    const together = marks.flatMap((mark, i) => answers([mark], { customer: `c${Math.floor(i / 4) + 1}` }));
    const width = (list: readonly ResponseFact[]): number => {
      const { interval } = csat(measuresOf(list, END), { dimension: 'service_quality' });
      return (interval?.high ?? 0) - (interval?.low ?? 0);
    };
    expect(width(together)).toBeGreaterThan(1.5 * width(alone));
  });

  it('of all dimensions together takes the marks of one talk for what they are: alike', () => {
    const list = [5, 5, 5, 5, 5, 5, 5, 5, 1, 1].flatMap((mark) =>
      answer({ marks: { service_quality: mark, response_speed: mark, solution_effect: mark, professionalism: mark } }),
    );
    const { n, interval } = csat(measuresOf(list, END));
    const naive = wilson(32, 40);
    expect(n).toBe(40);
    expect((interval?.high ?? 0) - (interval?.low ?? 0)).toBeGreaterThan(1.8 * (naive.high - naive.low));
  });

  it('keeps dimensions apart and puts unknown ones together', () => {
    const list = [answer({ marks: { response_speed: 2, taste: 5 } }), answer({ marks: { response_speed: 4 } })];
    expect(csatByDimension(measuresOf(list, END)).map(({ dimension, counts }) => [dimension, counts])).toEqual([
      ['response_speed', [0, 1, 0, 1, 0]],
      ['other', [0, 0, 0, 0, 1]],
    ]);
  });

  it('tells self-collected answers apart', () => {
    const list = [
      ...answers([5, 5], { mode: 'rep_on_phone', collectorId: '1' }),
      ...answers([4], { mode: 'rep_on_phone', collectorId: '2' }),
      ...answers([2, 2, 2]),
    ];
    expect(
      collections(measuresOf(list, END)).map(({ collection, csat: { n, hits } }) => [collection, hits, n]),
    ).toEqual([
      ['self_collected', 2, 2],
      ['colleague', 1, 1],
      ['customer_link', 0, 3],
    ]);
    expect(csat(measuresOf(list, END), { collections: ['colleague', 'customer_link'] })).toMatchObject({
      n: 4,
      hits: 1,
    });
  });

  it('tells those apart who were reached late; whom nobody tried to reach is in no line', () => {
    const list = [
      // Nine of ten: 59.6 to 98.2.
      ...answers([5, 5, 5, 5, 5, 4, 4, 4, 4, 1], { attempt: 1, tier: 'A' }),
      ...answers([5, 3, 2, 2], { attempt: 2 }),
      ...answers([4, 1, 1], { attempt: 3, tier: 'A' }),
      ...answers([5, 5]),
    ];
    const measures = measuresOf(list, END);
    expect(csatByAttempt(measures).map(({ attempt, counts, sample }) => [attempt, counts, sample])).toEqual([
      ['first', [1, 0, 0, 4, 5], 'small'],
      ['second', [0, 2, 1, 0, 1], 'too_few'],
      ['third_or_later', [2, 0, 0, 1, 0], 'too_few'],
    ]);
    const [first, second] = csatByAttempt(measures);
    expect(first).toMatchObject({ n: 10, hits: 9, share: 0.9 });
    expect(first?.interval?.low).toBeCloseTo(0.596, 3);
    expect(first?.interval?.high).toBeCloseTo(0.982, 3);
    // Of four counts alone.
    expect(second).toMatchObject({ n: 4, hits: 1 });
    expect(second).not.toHaveProperty('share');
    expect(second).not.toHaveProperty('interval');
    expect(csatOfAttempts(measures, ['second', 'third_or_later'])).toMatchObject({ n: 7, hits: 2, sample: 'small' });
    expect(csatByAttempt(measures, { tier: 'A' }).map(({ attempt, n }) => [attempt, n])).toEqual([
      ['first', 10],
      ['third_or_later', 3],
    ]);
    expect(csat(measures).n).toBe(19);
  });

  it('HubSpot’s 0, 1 and 2 are a share of their own and no part of any mean', () => {
    const list = [
      ...Array.from({ length: 8 }, () => answer({ mode: 'hubspot_feedback', hubspotMark: 2 })),
      ...Array.from({ length: 2 }, (_, i) => answer({ mode: 'hubspot_feedback', hubspotMark: i === 0 ? 0 : 1 })),
    ];
    const measures = measuresOf(list, END);
    expect(hubspotCsat(measures)).toMatchObject({ hits: 8, n: 10, share: 0.8 });
    expect(csat(measures)).toMatchObject({ n: 0, counts: [0, 0, 0, 0, 0] });
    expect(csat(measures).average).not.toHaveProperty('mean');
  });

  test.prop([
    fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 5 })), {
      minLength: 1,
      maxLength: 80,
    }),
  ])('the sum over groups of companies is the sum over the list, and few companies are not taken for many', (pairs) => {
    const list = pairs.map(([company, mark]) => answer({ customer: `c${company}`, marks: { service_quality: mark } }));
    const told = csat(measuresOf(list, END), { dimension: 'service_quality' });
    expect(told.n).toBe(pairs.length);
    expect(told.companies.clusters).toBeLessThanOrEqual(Math.min(64, new Set(pairs.map(([company]) => company)).size));
  });

  it('from random groups of companies is about as wide as from the companies themselves', () => {
    const random = randomOf(4);
    let ratio = 0;
    for (let draw = 0; draw < 40; draw += 1) {
      const companies = Array.from({ length: 200 }, (_, company) => ({ company, share: random() < 0.5 ? 0.5 : 1 }));
      const list = companies.flatMap(({ company, share }) => {
        const hits = drawn(random, 5, share);
        return Array.from({ length: 5 }, (_, i) =>
          answer({ customer: `c${draw * 1_000 + company}`, marks: { overall: i < hits ? 5 : 3 } }),
        );
      });
      const exact = clustering(
        companies.map(({ company }) => {
          const own = list.filter(({ customer }) => customer === customerNumber(`c${draw * 1_000 + company}`));
          const hits = own.filter((each) => Object.fromEntries(namedMarks(each)).overall === 5).length;
          return { n: own.length, sum: hits, squares: hits };
        }),
      );
      ratio += csat(measuresOf(list, END)).companies.designEffect / exact.designEffect / 40;
    }
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.15);
  });
});

describe('NPS', () => {
  it('is promoters less detractors of all, with the adjusted interval', () => {
    const list = [10, 9, 9, 10, 9, 10, 7, 8, 8, 6].map((nps) => answer({ nps }));
    const told = npsOf(measuresOf(list, END));
    expect(told).toMatchObject({ n: 10, promoters: 6, passives: 3, detractors: 1, score: 0.5, sample: 'small' });
    expect(told.interval?.low).toBeCloseTo(-0.002, 3);
    expect(told.interval?.high).toBeCloseTo(0.771, 3);
    expect(npsOf(measuresOf(list.slice(0, 4), END))).not.toHaveProperty('score');
  });

  it('of one segment leaves the others out', () => {
    const list = [answer({ nps: 10, tier: 'A' }), answer({ nps: 0, tier: 'B' })];
    expect(npsOf(measuresOf(list, END), { tier: 'A' })).toMatchObject({ n: 1, promoters: 1, detractors: 0 });
  });
});

describe('how a share is shown', () => {
  it.each([
    [4, 'too_few', false],
    [5, 'small', true],
    [29, 'small', true],
    [30, 'enough', true],
  ])('of %i is %s', (n, sample, shown) => {
    const told = shareOf({ met: n });
    expect(told.sample).toBe(sample);
    expect('share' in told).toBe(shown);
  });

  it('says what was left out and why, and nothing of reasons that did not occur', () => {
    expect(shareOf({ met: 1, missed: 1, lost: 2, paused: 0 }).excluded).toEqual({ lost: 2 });
  });
});
