import type { Account, Ports } from '../use-cases/ports/ports.ts';
import type { RankBook } from '../use-cases/ports/ranking.ts';
import type { HubspotApi } from './api.ts';
import { type Clock, hubspotBasePorts } from './base-ports.ts';
import { hubspotPurchases } from './purchases.ts';
import { hubspotRankBook } from './rank-book.ts';
import { hubspotVisits } from './visits.ts';

/** The ports that ranking needs. */
export function hubspotRankPorts(
  api: HubspotApi,
  portal: Account | undefined,
  clock?: Clock,
): Pick<Ports, 'account' | 'clock' | 'policies' | 'purchases' | 'visits'> & { readonly ranks: RankBook } {
  const { ports, types, timeZone } = hubspotBasePorts(api, portal, clock);
  const { now } = ports.clock;
  return {
    ...ports,
    ranks: hubspotRankBook(api, types, timeZone, now),
    purchases: hubspotPurchases(api, timeZone),
    // Marks of visits are read; nobody is named.
    visits: hubspotVisits(api, { types, timeZone, now, ownerNames: async () => new Map() }),
  };
}
