import type { PortalTraits } from '../use-cases/ports/portal-traits.ts';
import { PortalError } from '../use-cases/ports/ports.ts';

/** HubSpot counts searches apart: 5 a second for the whole account, whoever asks. */
export type CallKind = 'search' | 'other';

/**
 * What the callers of one portal know of its limits and of each other. Plain data: one process keeps it in memory, many
 * share it in a database. All instants are epoch ms of one clock.
 */
export interface Pace {
  /** When calls of the last ten seconds and a moment before were let go, ascending; the newest may lie ahead. */
  readonly grants: readonly number[];
  /** Calls that the portal answers in ten seconds, as its headers say. */
  readonly burst: number;
  /** Calls in ten seconds that were not ours, as the headers showed, and when. */
  readonly others: number;
  readonly othersAt: number;
  /** Nothing is sent before this: the portal said that the ten seconds are used up. */
  readonly heldUntil: number;
  readonly nextSearchAt: number;
  /** Now, and when nobody else searches. */
  readonly searchSpacingMs: number;
  readonly searchFloorMs: number;
  /** Calls left of the day that ends at `dayEndsAt`; absent: not known. */
  readonly leftToday?: number;
  readonly dayEndsAt?: number;
}

/** What an answer says about limits. */
export interface LimitSigns {
  readonly kind: CallKind;
  readonly status: number;
  readonly max?: number;
  readonly remaining?: number;
  readonly leftToday?: number;
  readonly policyName?: string;
  readonly retryAfterMs?: number;
  /** From the call's place to its answer, ms. */
  readonly tookMs?: number;
}

/** Says when a call may be sent, so that the limits hold among all who call a portal. */
export interface Pacer {
  /**
   * Reserves the next place and answers how long to wait for it, ms.
   * @throws PortalError of kind `rate-limited` when the day's calls are spent
   */
  reserve(kind: CallKind, attempting: string): Promise<number>;
  heed(signs: LimitSigns): Promise<void>;
}

const TEN_SECONDS_MS = 10_000;
/** What a call may take longer on its way than a later one, as long as nobody knows better. */
const SLACK_MS = 150;
const WINDOW_MS = TEN_SECONDS_MS + SLACK_MS;
/** Places left free beside others: answers show what they do only after they did it. */
const SPARE = 5;
/** And while nobody else was seen for ten seconds: whoever comes then finds room for a first call or two. */
const SPARE_ALONE = 2;
/** An answer that takes longer than this was held up on its way. */
const USUAL_MS = 400;
/** Calls are remembered until no answer that is still on its way can count them. */
const KEPT_MS = WINDOW_MS + USUAL_MS;
/** Of one account, whoever asks. */
const SEARCHES_A_SECOND = 5;
/**
 * Searches are spread evenly under 5 a second: bursts of five earned hundreds of 429s. So far apart, also six of which the first
 * was long on its way and the last was not do not arrive within one second.
 */
const SEARCH_SPACING_MS = 215;
const WIDEST_SEARCH_SPACING_MS = 2_000;

/** Headers correct the 100 of the smallest subscription. */
export const FRESH_PACE: Pace = {
  grants: [],
  burst: 100,
  others: 0,
  othersAt: 0,
  heldUntil: 0,
  nextSearchAt: 0,
  searchSpacingMs: SEARCH_SPACING_MS,
  searchFloorMs: SEARCH_SPACING_MS,
};

/** The next place for a call: `at` is when it may be sent; `spentUntil` instead when the day's calls are used up. */
export function reserve(
  pace: Pace,
  kind: CallKind,
  now: number,
): { readonly pace: Pace; readonly at: number } | { readonly spentUntil: number } {
  const { leftToday, dayEndsAt, ...rest } = pace;
  const known = leftToday !== undefined && dayEndsAt !== undefined && now < dayEndsAt;
  if (known && leftToday <= 0) return { spentUntil: dayEndsAt };
  const today: Pace = known ? { ...rest, leftToday: leftToday - 1, dayEndsAt } : rest;
  if (kind === 'search') {
    const at = Math.max(now, pace.nextSearchAt);
    return { pace: { ...today, nextSearchAt: at + Math.max(pace.searchSpacingMs, besideOthers(pace)) }, at };
  }
  const spare = pace.others > 0 ? SPARE : SPARE_ALONE;
  const places = Math.max(1, pace.burst - spare - pace.others);
  const { grants } = pace;
  const freed = (grants.at(-places) ?? Number.NEGATIVE_INFINITY) + WINDOW_MS;
  const at = Math.max(now, freed, pace.heldUntil, grants.at(-1) ?? 0);
  return { pace: { ...today, grants: [...grants.filter((grant) => grant > now - KEPT_MS), at] }, at };
}

/**
 * Answers to searches do not tell what others search: they are left the share that they have of the other calls, in whole searches of a
 * second.
 */
function besideOthers({ others, burst, searchFloorMs }: Pace): number {
  const share = others > SPARE ? others / burst : 0;
  const ours = Math.max(1, Math.floor(SEARCHES_A_SECOND * (1 - share)));
  return Math.ceil((searchFloorMs * SEARCHES_A_SECOND) / ours);
}

/** What is known after an answer. `endOfDay` tells when the portal counts a new day; without it days are not counted. */
export function heed(pace: Pace, signs: LimitSigns, now: number, endOfDay?: (now: number) => number): Pace {
  let next = pace;
  const refused = signs.status === 429;
  const spent = refused && signs.policyName === 'DAILY';
  if (endOfDay && (spent || signs.leftToday !== undefined)) {
    next = { ...next, leftToday: spent ? 0 : (signs.leftToday ?? 0), dayEndsAt: endOfDay(now) };
  }
  if (signs.kind === 'search') {
    // Others search too, and no header says how much: give way quickly, come back slowly.
    const searchSpacingMs =
      refused && !spent
        ? Math.min(WIDEST_SEARCH_SPACING_MS, pace.searchSpacingMs * 2)
        : Math.max(pace.searchFloorMs, pace.searchSpacingMs - 1);
    // One that was held up may have arrived as late as its answer: the next keeps its distance from there.
    const nextSearchAt =
      (signs.tookMs ?? 0) > USUAL_MS ? Math.max(pace.nextSearchAt, now + searchSpacingMs) : pace.nextSearchAt;
    return searchSpacingMs === pace.searchSpacingMs && nextSearchAt === pace.nextSearchAt
      ? next
      : { ...next, searchSpacingMs, nextSearchAt };
  }
  const { tookMs } = signs;
  if (tookMs !== undefined && tookMs > SLACK_MS) {
    // HubSpot may have counted it as late as it answered: its ten seconds begin there at the latest.
    const place = nearest(next.grants, now - tookMs);
    if (place !== undefined) {
      const at = next.grants.indexOf(place);
      const grants = [...next.grants.slice(0, at), ...next.grants.slice(at + 1), now - SLACK_MS].sort((a, b) => a - b);
      next = { ...next, grants };
    }
  }
  if (signs.max !== undefined && signs.max > 10) {
    if (signs.max !== next.burst) next = { ...next, burst: signs.max };
    const used = signs.max - (signs.remaining ?? signs.max);
    // Counted while the call was on its way: what was sent ten seconds before that may be among it. A burst of ours that has just left our own
    // ten seconds would look like another client's, and be left room for as long as that.
    const since = now - Math.max(WINDOW_MS, TEN_SECONDS_MS + Math.min(tookMs ?? 0, USUAL_MS));
    const ours = pace.grants.filter((grant) => grant > since && grant <= now).length;
    const others = Math.max(0, used - ours);
    if (others > pace.others || (others < pace.others && now - pace.othersAt > WINDOW_MS)) {
      next = { ...next, others, othersAt: now };
    }
  }
  if (refused && !spent) {
    const holdMs = signs.retryAfterMs ?? (signs.policyName === 'TEN_SECONDLY_ROLLING' ? WINDOW_MS : 1_000);
    next = { ...next, heldUntil: now + holdMs };
  }
  return next;
}

/** The place that a call had that was let go at about this instant. */
function nearest(grants: readonly number[], at: number): number | undefined {
  const near = grants.filter((grant) => Math.abs(grant - at) <= USUAL_MS);
  return near.sort((a, b) => Math.abs(a - at) - Math.abs(b - at))[0];
}

/** Where one begins in a portal that a probe found slower than others. */
export function paceOf({ burst, searchSpacingMs }: PortalTraits): Pace {
  const spacing = searchSpacingMs ?? SEARCH_SPACING_MS;
  return { ...FRESH_PACE, burst: burst ?? FRESH_PACE.burst, searchSpacingMs: spacing, searchFloorMs: spacing };
}

/** For a process that calls a portal alone. */
export function ownPacer(now: () => number, start = FRESH_PACE): Pacer {
  let pace = start;
  return {
    async reserve(kind, attempting) {
      const at = now();
      const place = reserve(pace, kind, at);
      if ('spentUntil' in place) throw dailySpent(attempting);
      pace = place.pace;
      return place.at - at;
    },
    async heed(signs) {
      pace = heed(pace, signs, now());
    },
  };
}

export function dailySpent(attempting: string): PortalError {
  return new PortalError({
    kind: 'rate-limited',
    attempting,
    status: 429,
    message: 'the daily limit of calls is spent',
  });
}

/** A spent day does not come back by waiting seconds. */
export function isDaily(error: PortalError): boolean {
  return error.kind === 'rate-limited' && /daily/i.test(error.message);
}
