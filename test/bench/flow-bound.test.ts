import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/portal/random.ts';
import { type FlowLimits, flowBound } from './flow-bound.ts';

const HUBSPOT: FlowLimits = { burst: 190, searchesASecond: 5, roundTripS: 0.165 };
const NO_LIMITS: FlowLimits = { burst: 1e6, searchesASecond: 1e6, roundTripS: 1 };

describe('the shortest time of a run', () => {
  it('is that of its longest chain where nothing is limited', () => {
    // Clock, page, mark, visits, tasks, dates, end.
    expect(flowBound(1, NO_LIMITS)).toBe(7);
    expect(flowBound(50_000, NO_LIMITS)).toBe(7);
  });

  it('waits for the second in which the page can be asked for', () => {
    // The page is the sixth search, a second later; the mark that another page let be made is not what is waited for.
    expect(flowBound(200, { ...NO_LIMITS, searchesASecond: 5 })).toBe(7);
    // The 50th page is the 55th, ten seconds later; the mark was made long before.
    expect(flowBound(10_000, { ...NO_LIMITS, searchesASecond: 5 })).toBe(7 + 10 - 1);
  });

  it('waits for every search, also one that changes no decision', () => {
    // The eighth is seven seconds after the first, and answered after nine.
    expect(flowBound(1, { ...NO_LIMITS, searchesASecond: 1 })).toBe(Math.max(1 + 5 + 1 + 4, 1 + 7 + 1 + 1));
  });

  it('waits ten seconds for the call that is one too many', () => {
    // Five before the visits, two of each of visits, tasks and dates, one of associations, the end: thirteen.
    expect(flowBound(200, { ...NO_LIMITS, burst: 13 })).toBe(7);
    // The end takes the place of the first call, which was sent at nought and frees it at ten; it is answered a second later.
    expect(flowBound(200, { ...NO_LIMITS, burst: 12 })).toBe(11);
  });

  it('is longer than either limit alone asks for', () => {
    for (const due of [1_000, 10_000, 33_334]) {
      const calls = 6 + 3 * Math.ceil(due / 100) + Math.ceil(due / 2_000);
      expect(flowBound(due, HUBSPOT)).toBeGreaterThan(10 * Math.floor((calls - 1) / 190));
      expect(flowBound(due, HUBSPOT)).toBeGreaterThan(Math.floor((7 + Math.ceil(due / 200) - 1) / 5));
    }
  });

  it('is never longer than a run that keeps to the limits takes, whatever is sent first', () => {
    for (const [seed, due] of [1, 150, 2_345, 4_000].entries()) {
      for (const burst of [40, 190]) {
        const limits = { ...HUBSPOT, burst };
        expect(flowBound(due, limits), `${due} due, ${burst}`).toBeLessThanOrEqual(anyRun(due, limits, seed) + 1e-9);
      }
    }
  });
});

interface Sending {
  readonly isSearch: boolean;
  readonly needs: readonly Sending[];
  answeredAt?: number;
}

/** A run call by call: at each moment one of those whose inputs are there and whose limit has a place is sent, drawn by lot. */
function anyRun(due: number, { burst, searchesASecond, roundTripS }: FlowLimits, seed: number): number {
  const calls: Sending[] = [];
  const call = (needs: readonly Sending[], isSearch = false): Sending => {
    const made = { isSearch, needs };
    calls.push(made);
    return made;
  };
  const [look, kinds] = [call([]), call([])];
  call([]);
  const right = call([look]);
  const talks = Array.from({ length: 5 }, () => call([look], true));
  for (let loops = 0; loops < 2; loops += 1) call([look], true);
  const pages = Array.from({ length: Math.ceil(due / 200) }, () => call([look], true));
  const mark = call([right, pages[0] ?? right]);
  for (let from = 0; from < due; from += 2_000) {
    const to = Math.min(due, from + 2_000);
    const visits: Sending[] = [];
    for (let at = from; at < to; at += 100)
      visits.push(call([...talks, mark, ...pages.slice(Math.floor(at / 200), Math.floor(at / 200) + 1)]));
    const tasks = visits.map((visit) => call([visit, kinds]));
    const links = call(visits);
    for (const task of tasks) call([task, links]);
  }
  const end = call([...calls]);

  const random = createRandom(seed);
  const sent = { searches: [] as number[], others: [] as number[] };
  let waiting = calls;
  for (let now = 0; waiting.length > 0; now += 0.005) {
    const ready = waiting.filter(({ needs }) =>
      needs.every(({ answeredAt }) => answeredAt !== undefined && answeredAt <= now),
    );
    for (const each of ready.map((one) => ({ one, lot: random.next() })).sort((a, b) => a.lot - b.lot)) {
      const { one } = each;
      const [list, most, span] = one.isSearch
        ? ([sent.searches, searchesASecond, 1] as const)
        : ([sent.others, burst, 10] as const);
      if (now < (list.at(-most) ?? Number.NEGATIVE_INFINITY) + span) continue;
      list.push(now);
      one.answeredAt = now + roundTripS;
    }
    if (ready.length > 0) waiting = waiting.filter(({ answeredAt }) => answeredAt === undefined);
  }
  return end.answeredAt ?? 0;
}
