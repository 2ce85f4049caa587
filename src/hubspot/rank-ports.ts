import type { Account, Ports } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { hubspotBasePorts } from './base-ports.ts';
import { hubspotPurchases } from './purchases.ts';
import { hubspotRankBook } from './rank-book.ts';
import { hubspotVisits } from './visits.ts';

/** The ports that ranking needs. */
export function hubspotRankPorts(
  api: HubspotApi,
  portal: Account | undefined,
): Pick<Ports, 'account' | 'clock' | 'policies' | 'ranks' | 'purchases' | 'visits'> {
  const { ports, types, timeZone } = hubspotBasePorts(api, portal);
  const { now } = ports.clock;
  return {
    ...ports,
    ranks: hubspotRankBook(api, types, timeZone, now),
    purchases: hubspotPurchases(api, timeZone),
    // Marks of visits are read; nobody is named.
    visits: hubspotVisits(api, { types, timeZone, now, ownerNames: async () => new Map() }),
  };
}
