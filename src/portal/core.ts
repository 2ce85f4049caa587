/** What every route is handed: the state, the time, and what this portal is. */
import type { Clock } from './clock.ts';
import type { PortalLimits, Tier } from './limits.ts';
import type { Random } from './random.ts';
import type { SearchIndex } from './search/search-index.ts';
import type { Source, Store } from './store.ts';

/** The API version a path names. Only write validation differs between them. [documented] */
export type ApiVersion = 'v3' | 'v4' | '2026-03' | '2026-09';

export interface Caller {
  readonly token: string;
  readonly appId: number;
  readonly scopes: ReadonlySet<string> | 'all';
}

export interface Core {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly search: SearchIndex;
  readonly portalId: number;
  readonly timeZone: string;
  readonly tier: Tier;
  readonly limits: PortalLimits;
  newCorrelationId(): string;
}

/** Property history names an app's writes so. [documented: INTEGRATION with the app's id] */
export function sourceOf(caller: Caller): Source {
  return { sourceType: 'INTEGRATION', sourceId: String(caller.appId) };
}
