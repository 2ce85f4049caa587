import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type CallKind, FRESH_PACE, heed, type Pace, reserve } from '../../src/hubspot/pacing.ts';

const OTHER = { kind: 'other', status: 200 } as const;
const SEARCH = { kind: 'search', status: 200 } as const;

function place(pace: Pace, kind: CallKind, now: number): { pace: Pace; at: number } {
  const answer = reserve(pace, kind, now);
  if ('spentUntil' in answer) throw new Error('expected a place');
  return answer;
}

/** The places of calls that are asked for after these pauses. */
function places(start: Pace, kind: CallKind, pausesMs: readonly number[]): number[] {
  let pace = start;
  let now = 1_000_000;
  return pausesMs.map((pause) => {
    now += pause;
    const next = place(pace, kind, now);
    pace = next.pace;
    return next.at;
  });
}

/** A pace in which every place of ten seconds was given at one instant. */
function allPlaces(): Pace {
  return Array.from({ length: 98 }).reduce<Pace>((pace) => place(pace, 'other', 1_000_000).pace, FRESH_PACE);
}

/** When calls reach HubSpot that eight lanes make, one after the other each, and that are so long on their way there. */
function arrivalsOf(ways: readonly number[], start: Pace): number[] {
  const arrivals: number[] = [];
  const lanes = Array.from({ length: 8 }, () => ({ freeAt: 1_000_000, tookMs: 0 }));
  let pace = start;
  for (const [index, way] of ways.entries()) {
    const lane = lanes.reduce((first, each) => (each.freeAt < first.freeAt ? each : first));
    const now = lane.freeAt;
    if (lane.tookMs > 0) pace = heed(pace, { ...OTHER, tookMs: lane.tookMs }, now);
    const next = place(pace, 'other', now);
    pace = next.pace;
    arrivals.push(next.at + way);
    lane.tookMs = way + (index % 7) * 10;
    lane.freeAt = next.at + lane.tookMs;
  }
  return arrivals;
}

function mostWithin(ats: readonly number[], lengthMs: number): number {
  return Math.max(...ats.map((from) => ats.filter((at) => at >= from && at < from + lengthMs).length));
}

describe('the places of calls', () => {
  it.prop([
    fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 600 }),
    fc.constantFrom(100, 110, 190, 250),
  ])('never hold more than the portal takes in any ten seconds, whenever they are asked for', (pauses, burst) => {
    expect(mostWithin(places({ ...FRESH_PACE, burst }, 'other', pauses), 10_000)).toBeLessThanOrEqual(burst);
  });

  it.prop([fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 100 })])(
    'of searches are never more than five in any second',
    (pauses) => {
      expect(mostWithin(places(FRESH_PACE, 'search', pauses), 1_000)).toBeLessThanOrEqual(5);
    },
  );

  it.prop([fc.array(fc.integer({ min: 40, max: 125 }), { minLength: 1, maxLength: 100 })])(
    'let no six searches one after the other reach HubSpot within a second, each 40 to 125 ms on its way there and back',
    (ways) => {
      const arrivals: number[] = [];
      let [pace, now] = [FRESH_PACE, 1_000_000];
      for (const way of ways) {
        const next = place(pace, 'search', now);
        pace = next.pace;
        arrivals.push(next.at + way);
        now = next.at + 2 * way;
      }
      expect(mostWithin(arrivals, 1_000)).toBeLessThanOrEqual(5);
    },
  );

  it.prop([
    fc.array(
      fc.record({
        calls: fc.integer({ min: 1, max: 25 }),
        way: fc.oneof(fc.integer({ min: 20, max: 125 }), fc.integer({ min: 125, max: 2_000 })),
      }),
      { minLength: 10, maxLength: 30 },
    ),
  ])(
    'let no more calls arrive in any ten seconds than the portal takes, however long some are on their way',
    (stretches) => {
      const ways = stretches.flatMap(({ calls, way }) => Array<number>(calls).fill(way));
      expect(mostWithin(arrivalsOf(ways, { ...FRESH_PACE, burst: 60 }), 10_000)).toBeLessThanOrEqual(60);
    },
  );

  it('are given at once while there are any, and nearly all of them', () => {
    const ats = places({ ...FRESH_PACE, burst: 190 }, 'other', Array(190).fill(0));
    expect(ats.filter((at) => at === ats[0])).toHaveLength(188);
  });

  it('leave to others what the headers say they use, and take it back when they stop', () => {
    const used = heed(FRESH_PACE, { ...OTHER, max: 190, remaining: 95 }, 1_000_000);
    const ats = places(used, 'other', Array(100).fill(0));
    expect(ats.filter((at) => at === ats[0])).toHaveLength(90);
    const alone = heed(used, { ...OTHER, max: 190, remaining: 190 }, 1_020_000);
    expect(places(alone, 'other', Array(188).fill(0)).every((at) => at === 1_000_000)).toBe(true);
  });

  it('are not left to others for a burst of ours that an answer still counts when our own ten seconds have passed', () => {
    const burst = Array.from({ length: 20 }).reduce<Pace>((pace) => place(pace, 'other', 1_000_000).pace, {
      ...FRESH_PACE,
      burst: 190,
    });
    // It arrived up to 125 ms late, and the answer was on its way for as long.
    const next = place(burst, 'other', 1_010_155).pace;
    const answered = { ...OTHER, max: 190, tookMs: 190 };
    expect(heed(next, { ...answered, remaining: 169 }, 1_010_180).others).toBe(0);
    expect(heed(next, { ...answered, remaining: 129 }, 1_010_180).others).toBe(40);
  });

  it('of searches leave others the share that they have of the other calls, before any search is refused', () => {
    const half = heed(FRESH_PACE, { ...OTHER, max: 190, remaining: 95 }, 1_000_000);
    expect(places(half, 'search', [0, 0, 0])).toEqual([1_000_000, 1_000_538, 1_001_076]);
    const nearlyAll = heed(FRESH_PACE, { ...OTHER, max: 190, remaining: 0 }, 1_000_000);
    expect(places(nearlyAll, 'search', [0, 0])[1]).toBe(1_001_075);
    // A few calls are what a person's page makes, and no sign of somebody who searches.
    const few = heed(FRESH_PACE, { ...OTHER, max: 190, remaining: 186 }, 1_000_000);
    expect(places(few, 'search', [0, 0])[1]).toBe(1_000_215);
  });

  it('of a call that was held up on its way begin their ten seconds at its answer', () => {
    // All 98 places of the first ten seconds are given at once; one call is answered only three seconds later.
    const full = allPlaces();
    const slow = heed(full, { ...OTHER, tookMs: 3_000 }, 1_003_000);
    const next = Array.from({ length: 98 }).reduce<{ pace: Pace; ats: number[] }>(
      ({ pace, ats }) => {
        const given = place(pace, 'other', 1_010_200);
        return { pace: given.pace, ats: [...ats, given.at] };
      },
      { pace: slow, ats: [] },
    ).ats;
    expect(next.filter((at) => at === 1_010_200)).toHaveLength(97);
    expect(next.at(-1)).toBe(1_013_000);
    // What is on its way for no longer than places leave room for changes nothing.
    expect(heed(full, { ...OTHER, tookMs: 150 }, 1_000_150)).toBe(full);
  });

  it('wait for the ten seconds to pass, or as long as the answer asks, after a refusal', () => {
    const refused = { kind: 'other', status: 429, policyName: 'TEN_SECONDLY_ROLLING' } as const;
    expect(place(heed(FRESH_PACE, refused, 1_000_000), 'other', 1_000_000).at).toBe(1_010_150);
    expect(place(heed(FRESH_PACE, { ...refused, retryAfterMs: 3_000 }, 1_000_000), 'other', 1_000_000).at).toBe(
      1_003_000,
    );
  });

  it('of searches move apart when somebody else searches too, and come back slowly', () => {
    const refused = heed(FRESH_PACE, { kind: 'search', status: 429 }, 0);
    const { searchSpacingMs: usual } = FRESH_PACE;
    expect(refused.searchSpacingMs).toBe(2 * usual);
    let pace = refused;
    for (let n = 0; n < usual; n += 1) pace = heed(pace, SEARCH, 0);
    expect(pace.searchSpacingMs).toBe(usual);
    expect(heed(refused, SEARCH, 0).searchSpacingMs).toBeGreaterThan(400);
  });

  it('end with the day that is spent, and begin again with the next', () => {
    const endOfDay = (): number => 2_000_000;
    const spent = heed(FRESH_PACE, { kind: 'other', status: 429, policyName: 'DAILY' }, 1_000_000, endOfDay);
    expect(reserve(spent, 'search', 1_999_999)).toEqual({ spentUntil: 2_000_000 });
    expect(place(spent, 'other', 2_000_000).at).toBe(2_000_000);
    const two = heed(FRESH_PACE, { ...OTHER, leftToday: 2 }, 1_000_000, endOfDay);
    const none = place(place(two, 'search', 1_000_000).pace, 'other', 1_000_000).pace;
    expect(reserve(none, 'other', 1_000_000)).toEqual({ spentUntil: 2_000_000 });
  });
});
