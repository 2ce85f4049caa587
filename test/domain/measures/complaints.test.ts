import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays, day } from '../../../src/domain/calendar/day.ts';
import { type Complaint, complaintSummary } from '../../../src/domain/measures/complaints.ts';
import { APRIL } from './arbitraries.ts';

const complaint = (raisedOn: string, more: Partial<Complaint> = {}): Complaint => ({
  raisedOn: day(raisedOn),
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
    expect(told.causes).toEqual([
      { cause: 'Late parts.', n: 2, again: 1 },
      { cause: 'Manual', n: 1, again: 0 },
    ]);
    expect(told).toMatchObject({ n: 5, withoutCause: 2, prevented: 1 });
    const seenBefore = list.filter(({ rootCause }, i) =>
      list.slice(0, i).some((each) => each.rootCause?.trim().toLowerCase() === rootCause?.trim().toLowerCase()),
    );
    expect(seenBefore.length).not.toBe(1);
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
    fc.array(fc.record({ gap: fc.integer({ min: -95, max: 35 }), cause: fc.constantFrom('a', 'b', undefined) }), {
      maxLength: 20,
    }),
  ])('causes and those without one add up to all of them, in any order', (drawn) => {
    const list = drawn.map(
      ({ gap, cause }): Complaint => ({ raisedOn: addDays(APRIL.from, gap), rootCause: cause, isPrevented: false }),
    );
    const told = complaintSummary(list, APRIL);
    expect(told.withoutCause + told.causes.reduce((sum, { n }) => sum + n, 0)).toBe(told.n);
    expect(complaintSummary([...list].reverse(), APRIL)).toEqual(told);
    for (const { n, again } of told.causes) expect(again).toBeLessThanOrEqual(n);
  });
});
