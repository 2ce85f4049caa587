import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/portal/random.ts';
import { type FlowLimits, flowBound } from './flow-bound.ts';

const HUBSPOT: FlowLimits = { burst: 190, searchesASecond: 5, roundTripS: 0.165 };
const NO_LIMITS: FlowLimits = { burst: 1e6, searchesASecond: 1e6, roundTripS: 1 };

describe('the shortest time of a run', () => {
  it('is that of its longest chain where nothing is limited', () => {
    // Clock, policy, right, page, mark, visits, tasks, associations, dates, end.
    expect(flowBound(1, NO_LIMITS)).toBe(10);
    expect(flowBound(50_000, NO_LIMITS)).toBe(10);
  });

  it('waits for the second in which the page can be asked for', () => {
    // The page is the eighth search: the second five are a second later.
    expect(flowBound(200, { ...NO_LIMITS, searchesASecond: 5 })).toBe(11);
    // The 50th page is the 57th, eleven seconds later; the mark was made long before.
    expect(flowBound(10_000, { ...NO_LIMITS, searchesASecond: 5 })).toBe(10 + 11 - 1);
  });

  it('waits ten seconds for the call that is one too many', () => {
    // Five before the visits, two of each of visits, tasks and dates, three associations, the end: fifteen.
    expect(flowBound(200, { ...NO_LIMITS, burst: 15 })).toBe(10);
    // The end takes the place of the first call, which was sent at nought and frees it at ten; it is answered a second later.
    expect(flowBound(200, { ...NO_LIMITS, burst: 14 })).toBe(11);
  });

  it('is longer than either limit alone asks for', () => {
    for (const due of [1_000, 10_000, 33_334]) {
      const calls = 6 + 3 * Math.ceil(due / 100) + 3 * Math.ceil(due / 2_000);
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
  const start = [call([]), call([])];
  const right = call([call(start)]);
  const before = Array.from({ length: 7 }, () => call([right], true));
  const pages = Array.from({ length: Math.ceil(due / 200) }, () => call([right], true));
  const mark = call([...before, pages[0] ?? right]);
  for (let from = 0; from < due; from += 2_000) {
    const to = Math.min(due, from + 2_000);
    const tasks: Sending[] = [];
    for (let at = from; at < to; at += 100)
      tasks.push(call([call([...before, mark, ...pages.slice(Math.floor(at / 200), Math.floor(at / 200) + 1)])]));
    const links = [call(tasks), call(tasks), call(tasks)];
    for (let at = from; at < to; at += 100) call(links);
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
