import { type Day, formatDay } from '../domain/calendar/day.ts';
import { dayIn } from '../domain/calendar/zone.ts';
import type { PurchaseTotals, WonDeal } from '../domain/segmentation/purchases.ts';
import type { PurchaseBook } from '../use-cases/ports/ranking.ts';
import { once, readAccount } from './account.ts';
import type { HubspotApi } from './api.ts';
import { batchRead, type HubspotRecord, type Properties } from './batch.ts';
import { PATHS } from './paths.ts';
import { instantOf, numberOf, present, textOf } from './values.ts';

/** Association batch reads take a thousand records. */
const CONTACTS_PER_READ = 1_000;

/**
 * Orders of contacts, from the deals that were won.
 *
 * A deal is won in a stage that its pipeline calls closed with a probability of 1. Its day is the close date in the portal's zone,
 * its amount that in the company's currency where HubSpot has worked it out. One made in another currency is marked.
 * `unverified` on a real portal: that a batch read lists all deals of a contact with more than 500. Probe: many-deals.
 */
export function hubspotPurchases(api: HubspotApi, timeZone: () => Promise<string>): PurchaseBook {
  let wonIn: Promise<ReadonlySet<string>> | undefined;
  const account = once(() => readAccount(api));

  return { of: wonDeals };

  async function wonDeals(contactIds: readonly string[]): Promise<ReadonlyMap<string, readonly WonDeal[]>> {
    const contactsOf = new Map<string, string[]>();
    for (let start = 0; start < contactIds.length; start += CONTACTS_PER_READ) {
      const { body } = await api.call({
        method: 'POST',
        path: `${PATHS.associations.path}/contacts/deals/batch/read`,
        body: { inputs: contactIds.slice(start, start + CONTACTS_PER_READ).map((id) => ({ id })) },
        attempting: 'looking for the deals of customers',
        repeatable: true,
        // 207: some have no deal, which is an answer.
        alsoFine: [207],
      });
      for (const { from, to } of body.results as Associated[]) {
        for (const { toObjectId } of to) {
          const deal = String(toObjectId);
          contactsOf.set(deal, [...(contactsOf.get(deal) ?? []), String(from.id)]);
        }
      }
    }
    const found = new Map<string, WonDeal[]>();
    if (contactsOf.size === 0) return found;
    wonIn ??= wonStages(api);
    const [stages, zone] = await Promise.all([wonIn, timeZone()]);
    const deals = await batchRead(api, PATHS.deals.path, [...contactsOf.keys()], READ, 'reading deals');
    const isForeign = deals.some(({ properties: p }) => textOf(p, 'deal_currency_code') !== undefined);
    const home = isForeign ? (await account()).currency : undefined;
    for (const deal of deals) {
      const won = wonDealOf(deal, stages, zone, home);
      if (!won) continue;
      for (const contactId of contactsOf.get(deal.id) ?? []) {
        found.set(contactId, [...(found.get(contactId) ?? []), won]);
      }
    }
    return found;
  }
}

/** What orders come to, as properties of a contact. */
export function orderProperties({ count, cents, firstOn, lastOn, gapDays, growthPercent }: PurchaseTotals): Properties {
  return {
    rv_purchase_count: String(count),
    rv_purchase_total: (cents / 100).toFixed(2),
    rv_first_purchase_on: formatDay(firstOn),
    rv_last_purchase_on: formatDay(lastOn),
    rv_order_gap_days: gapDays === undefined ? '' : String(gapDays),
    rv_growth_percent: growthPercent === undefined ? '' : String(growthPercent),
  };
}

interface Associated {
  readonly from: { readonly id: string | number };
  readonly to: readonly { readonly toObjectId: string | number }[];
}

const READ = [
  'dealstage',
  'pipeline',
  'createdate',
  'closedate',
  'amount',
  'amount_in_home_currency',
  'deal_currency_code',
];

/** Stages by `pipeline stage`. */
async function wonStages(api: HubspotApi): Promise<ReadonlySet<string>> {
  const { body } = await api.call({
    method: 'GET',
    path: `${PATHS.pipelines.path}/deals`,
    attempting: 'reading the deal pipelines',
    repeatable: true,
  });
  const pipelines = body.results as readonly {
    readonly id: string;
    readonly stages: readonly { readonly id: string; readonly metadata?: { readonly [name: string]: string } }[];
  }[];
  return new Set(
    pipelines.flatMap(({ id, stages }) =>
      stages
        .filter(({ metadata }) => metadata?.isClosed === 'true' && Number(metadata.probability) === 1)
        .map((stage) => `${id} ${stage.id}`),
    ),
  );
}

function wonDealOf(
  { id, properties: p }: HubspotRecord,
  won: ReadonlySet<string>,
  zone: string,
  home: string | undefined,
): WonDeal | undefined {
  if (!won.has(`${textOf(p, 'pipeline') ?? 'default'} ${textOf(p, 'dealstage') ?? ''}`)) return undefined;
  const dayAt = (name: string): Day | undefined => {
    const at = instantOf(p, name);
    return at === undefined ? undefined : dayIn(zone, at);
  };
  const on = dayAt('closedate');
  if (on === undefined) return undefined;
  const amount = numberOf(p, 'amount_in_home_currency') ?? numberOf(p, 'amount');
  const currency = textOf(p, 'deal_currency_code');
  return {
    id,
    on,
    ...present('createdOn', dayAt('createdate')),
    ...present('cents', amount === undefined ? amount : Math.round(amount * 100)),
    ...present('otherCurrency', currency && home && currency !== home ? true : undefined),
  };
}
