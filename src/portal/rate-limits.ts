/**
 * How many calls are answered before HubSpot says no.
 * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
 */
import type { Caller } from './core.ts';
import { ApiError } from './errors.ts';
import type { PortalLimits } from './limits.ts';

const windowMs = 10_000;
const quarterMs = 900_000;
const dayMs = 86_400_000;

export class RateLimiter {
  readonly #limits: PortalLimits;
  readonly #enforced: boolean;
  readonly #offsetMs: (at: number) => number;
  readonly #callsOfApp = new Map<number, number[]>();
  #searches: number[] = [];
  /** Zones change on a quarter of an hour: one look at the zone serves all its calls. */
  #offset = { quarter: Number.NaN, ms: 0 };
  #day = -1;
  #usedToday = 0;

  constructor(limits: PortalLimits, enforced: boolean, offsetMs: (at: number) => number) {
    this.#limits = limits;
    this.#enforced = enforced;
    this.#offsetMs = offsetMs;
  }

  /**
   * Counts a call, and gives the headers that its answer carries.
   * @throws 429 when it is one too many; a refused call counts towards the day alone. [unverified]
   */
  take(caller: Caller, isSearch: boolean, at: number): Record<string, string> {
    const day = this.dayOf(at);
    this.#usedToday = day.used + 1;
    const daily = {
      'X-HubSpot-RateLimit-Daily': String(this.#limits.callsPerDay),
      'X-HubSpot-RateLimit-Daily-Remaining': String(Math.max(0, this.#limits.callsPerDay - this.#usedToday)),
    };
    if (this.#usedToday > this.#limits.callsPerDay) this.#refuse('daily', 'DAILY', daily);
    if (isSearch) {
      this.#searches = within(this.#searches, at, 1_000);
      // [recorded] No policy, no interval headers, no Retry-After: 69 of 69.
      if (this.#enforced && this.#searches.length >= this.#limits.searchesPerSecond) {
        throw new ApiError(429, { message: 'You have reached your secondly limit.', category: 'RATE_LIMITS' }, daily);
      }
      this.#searches.push(at);
      return daily;
    }
    const most = this.#limits.callsPerTenSeconds;
    const calls = within(this.#callsOfApp.get(caller.appId) ?? [], at, windowMs);
    this.#callsOfApp.set(caller.appId, calls);
    const headers = () => ({
      'X-HubSpot-RateLimit-Max': String(most),
      'X-HubSpot-RateLimit-Remaining': String(Math.max(0, most - calls.length)),
      'X-HubSpot-RateLimit-Interval-Milliseconds': String(windowMs),
      // [recorded] Still sent; [documented] not enforced any more.
      'X-HubSpot-RateLimit-Secondly': String(Math.floor(most / 10)),
      'X-HubSpot-RateLimit-Secondly-Remaining': String(
        Math.max(0, Math.floor(most / 10) - countSince(calls, at - 1_000)),
      ),
      ...daily,
    });
    if (calls.length >= most) this.#refuse('ten_secondly_rolling', 'TEN_SECONDLY_ROLLING', headers());
    // Headers that told of a limit nobody enforces would make a careful caller wait ten seconds for nothing.
    if (this.#enforced) calls.push(at);
    return headers();
  }

  /** Calls made since midnight of the portal's zone, and the next midnight. */
  dayOf(at: number): { used: number; resetsAt: number } {
    const quarter = Math.floor(at / quarterMs);
    if (this.#offset.quarter !== quarter) this.#offset = { quarter, ms: this.#offsetMs(at) };
    const offset = this.#offset.ms;
    const day = Math.floor((at + offset) / dayMs);
    if (day !== this.#day) {
      this.#day = day;
      this.#usedToday = 0;
    }
    return { used: this.#usedToday, resetsAt: (day + 1) * dayMs - offset };
  }

  forget(): void {
    this.#callsOfApp.clear();
    this.#searches = [];
    this.#usedToday = 0;
  }

  #refuse(words: string, policyName: string, headers: Record<string, string>): void {
    if (!this.#enforced) return;
    throw new ApiError(
      429,
      {
        message: `You have reached your ${words} limit.`,
        errorType: 'RATE_LIMIT',
        category: 'RATE_LIMITS',
        policyName,
      },
      headers,
    );
  }
}

/** The instants of the last while. A clock that was set back forgets what lies ahead. */
function within(instants: readonly number[], at: number, lengthMs: number): number[] {
  return instants.filter((instant) => instant > at - lengthMs && instant <= at);
}

function countSince(instants: readonly number[], since: number): number {
  return instants.filter((instant) => instant > since).length;
}
