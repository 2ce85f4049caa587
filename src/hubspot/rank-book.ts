import { type Day, formatDay } from '../domain/calendar/day.ts';
import { dayIn } from '../domain/calendar/zone.ts';
import { type LoopPromise, OPEN_STATES } from '../domain/loop/loop.ts';
import type { Flag, Tier } from '../domain/planning/facts.ts';
import { decodeFlags, encodeFlags } from '../domain/segmentation/flags.ts';
import type { Worth } from '../domain/segmentation/scores.ts';
import type { KeptTier } from '../domain/segmentation/tier-decision.ts';
import { PortalError } from '../use-cases/ports/ports.ts';
import type { RankBook, RankedCustomer, RankRun, RankWrite } from '../use-cases/ports/ranking.ts';
import type { HubspotApi } from './api.ts';
import { type BatchItem, batchRead, batchWrite, type HubspotRecord, type Properties } from './batch.ts';
import { customerOf, stageKeptText } from './customers.ts';
import { hubspotLeases, RANKING } from './leases.ts';
import { CONTACT_FACTS, CONTACT_RANKING, NATIVE_CONTACT_FACTS } from './model.ts';
import type { ObjectTypes } from './object-types.ts';
import { pagesById } from './pages.ts';
import { PATHS } from './paths.ts';
import { orderProperties } from './purchases.ts';
import { dayOf, dayText, jsonOf, listOf, numberOf, present, textOf } from './values.ts';

const CONTACTS = PATHS.contacts.path;
const SEARCH_PAGE = 200;
/** The one record that says how far a ranking of the whole book has come. */
const RUN_KEY = 'retier';
/** A text property holds 65,536 characters; what was counted may need two. */
const TALLY_PART = 60_000;

const WORTH = [
  'rv_tier',
  'rv_last_purchase_on',
  'rv_purchase_count',
  'rv_purchase_total',
  'rv_profit_total',
  'rv_first_purchase_on',
  'rv_signed_on',
  'rv_growth_percent',
  'rv_potential',
];
const EVERYTHING = [
  'hs_object_id',
  ...NATIVE_CONTACT_FACTS,
  ...CONTACT_FACTS.map(({ name }) => name),
  ...CONTACT_RANKING.map(({ name }) => name),
  'rv_customer_key',
  'rv_open_loops',
  'rv_last_csat',
  'rv_plan_state',
  'rv_stage_kept',
];

/** The book as ranking sees it, on contacts. */
export function hubspotRankBook(
  api: HubspotApi,
  types: () => Promise<ObjectTypes>,
  timeZone: () => Promise<string>,
  now: () => number,
): RankBook {
  const objects = async (name: keyof ObjectTypes): Promise<string> =>
    PATHS.customObjects.path.replace('{objectTypeId}', (await types())[name]);
  const leases = hubspotLeases(api, () => objects('rv_run'), now, {
    prefix: RUN_KEY,
    attempting: 'taking the right to rank',
  });

  return {
    async page({ after, lifecycleStages, anyTier, worthOnly }) {
      const { body } = await api.call({
        method: 'POST',
        path: `${CONTACTS}/search`,
        body: {
          filterGroups: inBook({ after, lifecycleStages, anyTier }),
          sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
          properties: worthOnly ? WORTH : EVERYTHING,
          limit: SEARCH_PAGE,
        },
        attempting: worthOnly ? 'counting the book' : 'reading the book',
        repeatable: true,
      });
      const zone = await timeZone();
      const customers = (body.results as HubspotRecord[]).map((record) => rankedOf(record, zone));
      return { customers, total: Number(body.total), more: Number(body.total) > customers.length };
    },

    async read(ids) {
      const zone = await timeZone();
      const records = await batchRead(api, CONTACTS, ids, EVERYTHING, 'reading customers');
      return records.map((record) => rankedOf(record, zone));
    },

    async save(writes) {
      return (await batchWrite(api, CONTACTS, 'update', writes.map(itemOf), 'writing tiers and flags')).failures;
    },

    async readRun() {
      const [record] = await batchRead(
        api,
        await objects('rv_run'),
        [RUN_KEY],
        ['rv_today', 'rv_policy_version', 'rv_cursor', 'rv_tally', 'rv_tally_more', 'rv_counts'],
        'reading how far ranking has come',
        'rv_run_key',
      );
      return record ? runOf(record.properties) : undefined;
    },

    async saveRun(run) {
      const { failures } = await batchWrite(
        api,
        await objects('rv_run'),
        'upsert',
        [
          {
            key: RUN_KEY,
            id: RUN_KEY,
            properties: {
              rv_run_key: RUN_KEY,
              rv_status: run.phase === 'done' ? 'done' : 'running',
              rv_trigger: RANKING,
              rv_today: formatDay(run.today),
              rv_policy_version: String(run.policyVersion),
              rv_cursor: `${run.phase} ${run.after} ${run.orders}`,
              rv_tally: run.tally.slice(0, TALLY_PART),
              rv_tally_more: run.tally.slice(TALLY_PART),
              rv_counts: run.counts,
            },
          },
        ],
        'keeping how far ranking has come',
        'rv_run_key',
      );
      if (failures[0]) {
        throw new PortalError({
          kind: 'refused',
          attempting: 'keeping how far ranking has come',
          message: failures[0].message,
        });
      }
    },

    takeLease: (run) => leases.take({ ...run, trigger: RANKING }),
    renewLease: (lease, run) => leases.renew(lease, { ...run, trigger: RANKING }),
    endLease: async (lease) => {
      await leases.note([leases.ended(lease.key, { rv_counts: '' })]);
    },

    async brokenPromises(today, customerKey) {
      const zone = await timeZone();
      const broken = new Map<string, { readonly id: string; readonly dueOn: Day }[]>();
      const filters = [
        { propertyName: 'rv_state', operator: 'IN', values: OPEN_STATES },
        { propertyName: 'rv_promises', operator: 'HAS_PROPERTY' },
        ...(customerKey === undefined ? [] : [{ propertyName: 'rv_customer_key', operator: 'EQ', value: customerKey }]),
      ];
      const search = {
        path: await objects('rv_issue'),
        groups: [filters],
        properties: ['rv_customer_key', 'rv_promises'],
        attempting: 'looking for broken promises',
      };
      for await (const records of pagesById(api, search)) {
        for (const { properties } of records) {
          const key = textOf(properties, 'rv_customer_key');
          if (key === undefined) continue;
          const overdue = (jsonOf<readonly LoopPromise[]>(textOf(properties, 'rv_promises')) ?? [])
            .filter(({ state }) => state !== 'kept')
            .map(({ id, dueAt }) => ({ id, dueOn: dayIn(zone, dueAt) }))
            .filter(({ dueOn }) => dueOn < today);
          if (overdue.length > 0) broken.set(key, [...(broken.get(key) ?? []), ...overdue]);
        }
      }
      return broken;
    },
  };
}

/** Search filters for the contacts of the book after one. */
export function inBook({
  after,
  lifecycleStages,
  anyTier,
}: {
  readonly after: string | undefined;
  readonly lifecycleStages: readonly string[];
  readonly anyTier: boolean;
}): readonly { readonly filters: readonly object[] }[] {
  const from = { propertyName: 'hs_object_id', operator: 'GT', value: after ?? '0' };
  return [
    ...(lifecycleStages.length > 0
      ? [{ filters: [from, { propertyName: 'lifecyclestage', operator: 'IN', values: lifecycleStages }] }]
      : []),
    ...(anyTier ? [{ filters: [from, { propertyName: 'rv_tier', operator: 'HAS_PROPERTY' }] }] : []),
  ];
}

/** A contact as ranking sees it. */
export function rankedOf(record: HubspotRecord, timeZone: string): RankedCustomer {
  const { properties: p } = record;
  const { contactId, name, facts, openLoops, memory } = customerOf(record, timeZone);
  const tier = textOf(p, 'rv_tier') as Tier | undefined;
  const kept: KeptTier | undefined = tier && {
    tier,
    source: textOf(p, 'rv_tier_source') === 'manual' ? 'manual' : 'computed',
    since: dayOf(p, 'rv_tier_since'),
    reason: textOf(p, 'rv_tier_reason'),
    until: dayOf(p, 'rv_tier_until'),
  };
  return {
    contactId,
    name,
    facts,
    worth: worthOf(p),
    flagStates: decodeFlags(textOf(p, 'rv_flag_state')),
    proposed: listOf(p, 'rv_proposed_flags') as Flag[],
    openLoops,
    nextSlot: memory.nextSlot,
    ...present('ownerId', textOf(p, 'hubspot_owner_id')),
    ...present('lastCsat', numberOf(p, 'rv_last_csat')),
    ...(kept ? { kept } : {}),
  };
}

function worthOf(p: HubspotRecord['properties']): Worth {
  return {
    lastPurchaseOn: dayOf(p, 'rv_last_purchase_on'),
    purchaseCount: numberOf(p, 'rv_purchase_count'),
    purchaseCents: hundredths(numberOf(p, 'rv_purchase_total')),
    profitCents: hundredths(numberOf(p, 'rv_profit_total')),
    customerSince: dayOf(p, 'rv_first_purchase_on') ?? dayOf(p, 'rv_signed_on'),
    growthPercent: numberOf(p, 'rv_growth_percent'),
    potential: judged(numberOf(p, 'rv_potential')),
  };
}

function hundredths(amount: number | undefined): number | undefined {
  return amount === undefined ? undefined : Math.round(amount * 100);
}

function judged(potential: number | undefined): number | undefined {
  return potential !== undefined && potential >= 1 && potential <= 5 ? potential : undefined;
}

function itemOf({ contactId, tier, flags, lifecycleStage, orders, stage }: RankWrite): BatchItem {
  const properties: Properties = {
    ...(tier
      ? {
          rv_tier: tier.tier,
          rv_tier_source: tier.source,
          rv_tier_since: dayText(tier.since),
          rv_tier_why: `${tier.why.zh}\n${tier.why.en}`,
          ...(tier.reason === undefined ? {} : { rv_tier_reason: tier.reason ?? '' }),
          ...(tier.until === undefined ? {} : { rv_tier_until: dayText(tier.until) }),
        }
      : {}),
    ...(flags
      ? {
          rv_flags: flags.flags.join(';'),
          rv_proposed_flags: flags.proposed.join(';'),
          rv_flag_state: encodeFlags(flags.states),
          rv_flag_evidence: flags.evidence.map(({ zh, en }) => `${zh}\n${en}`).join('\n'),
          rv_churn_risk_on: dayText(flags.churnRiskOn),
        }
      : {}),
    ...(lifecycleStage === undefined ? {} : { lifecyclestage: lifecycleStage }),
    ...(orders ? orderProperties(orders) : {}),
    ...(stage ? { rv_stage_kept: stageKeptText(stage) } : {}),
    // The cadence follows all of these: decide again.
    rv_replan: 'true',
  };
  return { key: contactId, id: contactId, properties };
}

function runOf(p: HubspotRecord['properties']): RankRun | undefined {
  const today = dayOf(p, 'rv_today');
  const policyVersion = numberOf(p, 'rv_policy_version');
  const [phase, after = '', orders] = (textOf(p, 'rv_cursor') ?? '').split(' ');
  if (today === undefined || policyVersion === undefined) return undefined;
  if (phase !== 'counting' && phase !== 'counted' && phase !== 'writing' && phase !== 'done') return undefined;
  const tally = (textOf(p, 'rv_tally') ?? '') + (textOf(p, 'rv_tally_more') ?? '');
  return {
    today,
    policyVersion,
    phase,
    after,
    tally,
    counts: textOf(p, 'rv_counts') ?? '',
    orders: orders === 'deals' ? 'deals' : 'contacts',
  };
}
