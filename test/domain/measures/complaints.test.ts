import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays, day } from '../../../src/domain/calendar/day.ts';
import { type Complaint, complaintSummary } from '../../../src/domain/measures/complaints.ts';
import type { LoopFact, ResponseFact } from '../../../src/domain/measures/facts.ts';
import { measuresOf } from '../../../src/domain/measures/month-measures.ts';
import { csat, shareKpi, timeToResolution } from '../../../src/domain/measures/scorecard.ts';
import { wilson } from '../../../src/domain/satisfaction/intervals.ts';
import { APRIL, contextOn, fact, MS } from './arbitraries.ts';

let counted = 0;
const nextKey = (): string => {
  counted += 1;
  return `700:${counted}`;
};
const complaint = (raisedOn: string, more: Partial<Complaint> = {}): Complaint => ({
  key: nextKey(),
  raisedOn: day(raisedOn),
  ownerId: '1',
  isPrevented: false,
  ...more,
});

describe('complaints of a month', () => {
  it('are told by cause, the same words in another spelling as one, with what came again within ninety days', () => {
    const list = [
      complaint('2026-01-01', { rootCause: 'late parts' }),
      complaint('2026-01-15', { rootCause: 'manual' }),
      complaint('2026-04-02', { rootCause: 'Late parts.' }),
      complaint('2026-04-20', { rootCause: 'late  parts', isPrevented: true }),
      complaint('2026-04-30', { rootCause: ' Manual' }),
      complaint('2026-04-30', { rootCause: '   ' }),
      complaint('2026-04-30'),
      complaint('2026-05-01', { rootCause: 'manual' }),
    ];
    const told = complaintSummary(list, APRIL);
    // Ninety days before 2 April is 2 January: that of the first is too long ago. Naively, every cause seen before came again.
    expect(told.causes).toMatchObject([
      { category: 'other', cause: 'Late parts.', n: 2, again: 1, keys: [list[2]?.key, list[3]?.key] },
      { category: 'other', cause: 'Manual', n: 1, again: 0, keys: [list[4]?.key] },
    ]);
    expect(told).toMatchObject({ n: 5, withoutCause: 2, prevented: 1 });
    const seenBefore = list.filter(({ rootCause }, i) =>
      list.slice(0, i).some((each) => each.rootCause?.trim().toLowerCase() === rootCause?.trim().toLowerCase()),
    );
    expect(seenBefore.length).not.toBe(1);
  });

  it('are of one cause where one was chosen from the list, whatever was written beside it; ranked only where intervals are apart', () => {
    const of = (n: number, category: Complaint['category'], words: (i: number) => string): Complaint[] =>
      Array.from({ length: n }, (_, i) => complaint('2026-04-02', { category, rootCause: words(i) }));
    const list = [
      ...of(1, 'product_quality', () => ''),
      ...of(18, 'response_speed', (i) => `nobody called back, case ${i}`),
      ...of(1, 'other', () => 'strike'),
      complaint('2026-04-03'),
    ];
    const told = complaintSummary(list, APRIL);
    expect(told).toMatchObject({ n: 21, withoutCause: 1 });
    expect(told.causes).toMatchObject([
      // Wilson, 18 of 20: 69.9 … 97.2 % (Newcombe 1998, by DescTools::BinomCI 0.99). Two of them, 1 of 20 each: 0.9 … 23.6 %.
      {
        category: 'response_speed',
        n: 18,
        rank: 1,
        again: 17,
        share: { n: 20, hits: 18, share: 0.9, sample: 'small' },
      },
      { category: 'other', cause: 'strike', n: 1, again: 0 },
      { category: 'product_quality', n: 1, again: 0 },
    ]);
    expect(told.causes[0]?.share.interval?.low).toBeCloseTo(0.699, 3);
    expect(told.causes[0]?.share.interval?.high).toBeCloseTo(0.972, 3);
    expect(told.causes.slice(1).every(({ rank }) => rank === undefined)).toBe(true);
    // By words alone every one of the eighteen would be a cause of its own that never came again.
    expect(new Set(list.map(({ rootCause }) => rootCause)).size).toBeGreaterThan(18);
    // Of a handful there are counts, and neither percentage nor rank.
    const few = complaintSummary(list.slice(0, 4), APRIL).causes;
    expect(few.map(({ n, share, rank }) => [n, share.hits, share.n, share.share, share.interval, rank])).toEqual([
      [3, 3, 4, undefined, undefined, undefined],
      [1, 1, 4, undefined, undefined, undefined],
    ]);
  });

  it('count a measure as effective when somebody looked and it was, not when it was written down', () => {
    const list = [
      complaint('2026-04-02', { measure: {} }),
      complaint('2026-04-03', { measure: { checked: { done: true, effective: false } } }),
      complaint('2026-04-04', { measure: { checked: { done: true, effective: true } } }),
      complaint('2026-04-05', { measure: { checked: { done: false, effective: false } } }),
      complaint('2026-03-05', { measure: { checked: { done: true, effective: true } } }),
    ];
    expect(complaintSummary(list, APRIL).measures).toEqual({ n: 4, checked: 3, done: 2, effective: 1 });
  });

  it('of none are none', () => {
    expect(complaintSummary([], APRIL)).toEqual({
      n: 0,
      withoutCause: 0,
      prevented: 0,
      causes: [],
      measures: { n: 0, checked: 0, done: 0, effective: 0 },
    });
  });

  test.prop([
    fc.array(
      fc.record({
        gap: fc.integer({ min: -95, max: 35 }),
        category: fc.constantFrom('communication', 'other', undefined),
        cause: fc.constantFrom('a', 'b', undefined),
      }),
      { maxLength: 20 },
    ),
  ])('causes and those without one add up to all of them, each to the complaints behind it, in any order', (drawn) => {
    const list = drawn.map(
      ({ gap, category, cause }, i): Complaint => ({
        key: String(i),
        category,
        raisedOn: addDays(APRIL.from, gap),
        ownerId: '1',
        rootCause: cause,
        isPrevented: false,
      }),
    );
    const told = complaintSummary(list, APRIL);
    expect(told.withoutCause + told.causes.reduce((sum, { n }) => sum + n, 0)).toBe(told.n);
    expect(complaintSummary([...list].reverse(), APRIL)).toEqual(told);
    for (const { n, again } of told.causes) expect(again).toBeLessThanOrEqual(n);
    for (const { n, keys, share } of told.causes) {
      expect(keys.length).toBe(n);
      expect(share).toMatchObject({ hits: n, n: told.n - told.withoutCause });
    }
    const behind = told.causes.flatMap(({ keys }) => keys);
    expect(new Set(behind).size).toBe(behind.length);
  });
});

/**
 * The same loops counted by a version that knows only how they stand now: as many are resolved as are closed, each is looked at by itself, and
 * a cause is its words.
 */
describe('a naive count of complaints gives another answer', () => {
  const AT = (on: string, hours = 0): number => day(on) * MS + hours * 3_600_000;
  const END = contextOn(day('2026-05-31'));
  const loop = (more: Partial<Pick<LoopFact, 'moves' | 'ownerId'>> & { customer?: string; raisedAt?: number } = {}) =>
    fact<LoopFact>({ type: 'loop', kind: 'complaint', raisedAt: AT('2026-04-02'), moves: [], ...more });
  const lastState = ({ moves }: LoopFact): string => moves.at(-1)?.to ?? 'raised';

  it('where one was reopened: closed today is not resolved within a week', () => {
    const reopened = loop({
      moves: [
        { at: AT('2026-04-03'), to: 'resolved' },
        { at: AT('2026-04-05'), to: 'in_progress' },
        { at: AT('2026-04-20'), to: 'resolved' },
        { at: AT('2026-04-21'), to: 'confirmed' },
      ],
    });
    const kept = loop({ moves: [{ at: AT('2026-04-04'), to: 'resolved' }] });
    const loops = [reopened, kept, loop(), loop(), loop()];
    const measures = measuresOf(loops, END);
    expect(shareKpi(measures, 'resolved')).toMatchObject({ hits: 1, n: 5 });
    expect(loops.filter((each) => ['resolved', 'confirmed'].includes(lastState(each)))).toHaveLength(2);
    expect(shareKpi(measures, 'confirmed')).toMatchObject({ hits: 0, n: 5 });
    expect(loops.filter((each) => lastState(each) === 'confirmed')).toHaveLength(1);
    // Eighteen days for the one, two for the other; its first resolution would make it one.
    const hours = [...measures.cubes.ages.counts].flatMap((count, age) => (count > 0 ? [age] : []));
    expect(hours.slice(0, 2)).toEqual([2 * 24, 18 * 24]);
    const firstResolved = loops.flatMap(({ moves }) => moves.find(({ to }) => to === 'resolved')?.at ?? []);
    expect(firstResolved.map((at) => (at - AT('2026-04-02')) / 3_600_000)).toEqual([24, 48]);
  });

  it('where the customer moved to somebody else: what he complained of before came again', () => {
    const list = [
      complaint('2026-03-20', { rootCause: 'late parts', ownerId: '1' }),
      complaint('2026-04-09', { rootCause: 'late parts', ownerId: '2' }),
      complaint('2026-04-10', { rootCause: 'manual', ownerId: '1' }),
    ];
    const of = (ownerId: string) => complaintSummary(list, APRIL, ownerId);
    expect(of('2').causes).toMatchObject([{ cause: 'late parts', n: 1, again: 1 }]);
    expect(of('1').causes).toMatchObject([{ cause: 'manual', n: 1, again: 0 }]);
    expect(of('1').n + of('2').n).toBe(complaintSummary(list, APRIL).n);
    // Of his own complaints alone none came again.
    const alone = complaintSummary(
      list.filter(({ ownerId }) => ownerId === '2'),
      APRIL,
    );
    expect(alone.causes).toMatchObject([{ cause: 'late parts', n: 1, again: 0 }]);
  });

  it('where two contacts of one company complain: two complaints, one cause that came again, one customer', () => {
    const list = [
      complaint('2026-04-02', { rootCause: 'late parts' }),
      complaint('2026-04-09', { rootCause: 'Late parts' }),
    ];
    expect(complaintSummary(list, APRIL).causes).toMatchObject([{ cause: 'late parts', n: 2, again: 1 }]);
    expect(new Set(list.map(({ rootCause }) => rootCause)).size).toBe(2);
    const loops = [loop({ customer: 'c7' }), loop({ customer: 'c7' }), loop({ customer: 'c8' })];
    expect(shareKpi(measuresOf(loops, END), 'resolved').n).toBe(3);
    expect(new Set(loops.map(({ customer }) => customer)).size).toBe(2);
    // Their answers about it are of one company: they say less than as many companies would.
    const answer = (customer: string, person: string, mark: number) =>
      fact<ResponseFact>({
        type: 'response',
        person,
        customer,
        on: day('2026-04-12'),
        mode: 'customer_link',
        subjectId: '1',
        valid: true,
        marks: { overall: mark },
      });
    const alike = Array.from({ length: 10 }, (_, i) => [
      answer(`c${500 + i}`, `a${i}`, i % 2 === 0 ? 5 : 1),
      answer(`c${500 + i}`, `b${i}`, i % 2 === 0 ? 5 : 1),
    ]).flat();
    const { hits, n, interval, companies } = csat(measuresOf(alike, END));
    expect({ hits, n }).toEqual({ hits: 10, n: 20 });
    expect(companies.designEffect).toBeGreaterThan(1.5);
    const { low, high } = wilson(hits, n);
    expect((interval?.high ?? 0) - (interval?.low ?? 0)).toBeGreaterThan(1.2 * (high - low));
  });

  it('where it is still open: the mean of those that are closed is not how long they take', () => {
    const quick = Array.from({ length: 3 }, (_, i) =>
      loop({ moves: [{ at: AT('2026-04-02', 10 + i), to: 'resolved' }] }),
    );
    const waiting = Array.from({ length: 4 }, () => loop());
    const told = timeToResolution(measuresOf([...quick, ...waiting], END));
    expect(told).toMatchObject({ n: 7, ended: 3 });
    expect(told.median).toBeUndefined();
    const closed = quick.map(({ moves }) => ((moves[0]?.at ?? 0) - AT('2026-04-02')) / 3_600_000);
    expect(closed.reduce((sum, each) => sum + each, 0) / closed.length).toBe(11);
  });

  it('where it was raised on the last days of the month: it is not missed before its week is over', () => {
    const late = loop({ raisedAt: AT('2026-04-28') });
    const on = (date: string) => shareKpi(measuresOf([late], contextOn(day(date))), 'resolved');
    expect(on('2026-04-30')).toMatchObject({ n: 0, excluded: { not_due: 1 } });
    expect(on('2026-05-05')).toMatchObject({ n: 1, hits: 0 });
    // At the end of its month a naive count has one of one missed.
    expect([late].filter((each) => lastState(each) !== 'resolved')).toHaveLength(1);
  });
});
