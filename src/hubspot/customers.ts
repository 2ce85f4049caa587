import { type Day, formatDay, parseDay } from '../domain/calendar/day.ts';
import { dayIn, instantAt, zoneExists } from '../domain/calendar/zone.ts';
import { decodeAsked, encodeAsked } from '../domain/planning/asked.ts';
import { type CompanyPart, withCompany } from '../domain/planning/company.ts';
import type { FirstDraw } from '../domain/planning/draw.ts';
import type {
  Channel,
  CustomerFacts,
  Flag,
  Permission,
  Role,
  Stage,
  Tier,
  Touch,
  TouchDirection,
  TouchKind,
} from '../domain/planning/facts.ts';
import { decodeMemory, encodeMemory } from '../domain/planning/memory.ts';
import { readOnce } from '../domain/planning/read-once.ts';
import { standingText } from '../domain/planning/standing.ts';
import type { Exclusion } from '../domain/policy/policy.ts';
import type { CustomerBook, CustomerPlan, CustomerRecord, OwnerRole } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { type BatchItem, batchRead, batchWrite, chunks, type HubspotRecord, type Properties } from './batch.ts';
import { CONTACT_FACTS, CONTACT_STATE, NATIVE_CONTACT_FACTS } from './model.ts';
import { pagesById } from './pages.ts';
import { PATHS } from './paths.ts';
import { boolOf, dayOf, dayText, instantOf, jsonOf, listOf, numberOf, present, textOf } from './values.ts';

const READ = [
  'hs_object_id',
  'hs_merged_object_ids',
  'associatedcompanyid',
  'hs_timezone',
  'hs_lead_status',
  'hs_email_optout',
  'rv_delivery_stage',
  ...NATIVE_CONTACT_FACTS,
  ...CONTACT_FACTS.map((property) => property.name),
  ...CONTACT_STATE.map((property) => property.name),
];
const CONTACTS = PATHS.contacts.path;
const SEARCH_PAGE = 200;
/** Values that one `IN` of a search may hold. */
const MOST_VALUES = 100;

/** Customers are contacts; what the planner remembers of one lives in its properties. */
export function hubspotCustomers(api: HubspotApi, timeZone: () => Promise<string>): CustomerBook {
  const pages = (filters: readonly object[], properties: readonly string[], attempting: string, from?: string) =>
    pagesById(api, { path: CONTACTS, groups: [filters], properties, attempting, from });

  return {
    async due({ today, after, lifecycleStages, anyTier, whole, fresh, ownerId }) {
      const from = { propertyName: 'hs_object_id', operator: 'GT', value: after ?? '0' };
      const unset = { propertyName: 'rv_plan_on', operator: 'NOT_HAS_PROPERTY' };
      const inScope = [
        ...(lifecycleStages.length > 0
          ? [{ filters: [from, unset, { propertyName: 'lifecyclestage', operator: 'IN', values: lifecycleStages }] }]
          : []),
        ...(anyTier ? [{ filters: [from, unset, { propertyName: 'rv_tier', operator: 'HAS_PROPERTY' }] }] : []),
      ];
      const queue = [
        { filters: [from, { propertyName: 'rv_plan_on', operator: 'LTE', value: String(today * 86_400_000) }] },
        { filters: [from, { propertyName: 'rv_replan', operator: 'EQ', value: 'true' }] },
        ...inScope,
      ];
      const book = [{ filters: [from, { propertyName: 'rv_plan_on', operator: 'HAS_PROPERTY' }] }];
      const groups = whole ? book : fresh ? inScope : queue;
      // HubSpot allows five groups; an owner is looked for in three roles, so by the whole book or the fresh alone.
      const filterGroups =
        ownerId === undefined
          ? groups
          : groups.flatMap(({ filters }) =>
              Object.values(OWNER_PROPERTIES).map((propertyName) => ({
                filters: [...filters, { propertyName, operator: 'EQ', value: ownerId }],
              })),
            );
      if (filterGroups.length === 0) return { customers: [], total: 0, more: false };
      const { body } = await api.call({
        method: 'POST',
        path: `${CONTACTS}/search`,
        body: {
          filterGroups,
          sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
          properties: READ,
          limit: SEARCH_PAGE,
        },
        attempting: whole ? 'reading the whole book' : 'looking for customers to plan',
        repeatable: true,
      });
      const zone = await timeZone();
      const customers = (body.results as HubspotRecord[]).map((record) => customerOf(record, zone));
      return { customers, total: body.total, more: body.total > customers.length };
    },

    async countScope({ lifecycleStages, anyTier }, exclusion) {
      const inScope = [
        ...(lifecycleStages.length > 0
          ? [{ propertyName: 'lifecyclestage', operator: 'IN', values: lifecycleStages }]
          : []),
        ...(anyTier ? [{ propertyName: 'rv_tier', operator: 'HAS_PROPERTY' }] : []),
      ];
      if (inScope.length === 0) return 0;
      let count = 0;
      for (const more of exclusion === undefined ? [[]] : excluding(exclusion).map((filter) => [filter])) {
        const { body } = await api.call({
          method: 'POST',
          path: `${CONTACTS}/search`,
          body: { filterGroups: inScope.map((filter) => ({ filters: [filter, ...more] })), properties: [], limit: 1 },
          attempting: 'counting who is in the book',
          repeatable: true,
        });
        count += Number(body.total);
      }
      return count;
    },

    async read(ids) {
      const zone = await timeZone();
      const records = await batchRead(api, CONTACTS, ids, READ, 'reading customers');
      // Old ids of merged contacts lead to one and the same record.
      return [...new Map(records.map((record) => [record.id, record])).values()]
        .map((record) => customerOf(record, zone))
        .sort((a, b) => Number(a.contactId) - Number(b.contactId));
    },

    async unmark(ids, today) {
      const items = ids.map((id) => ({
        key: id,
        id,
        properties: { rv_replan: 'false', rv_plan_on: formatDay(today) },
      }));
      await batchWrite(api, CONTACTS, 'update', items, 'queueing marked customers');
    },

    async ofRelated(type, ids) {
      const { body } = await api.call({
        method: 'POST',
        path: `${PATHS.associations.path}/${type}/contacts/batch/read`,
        body: { inputs: ids.map((id) => ({ id })) },
        attempting: `reading the contacts of ${type}`,
        repeatable: true,
        // 207: some have no contact, which is an answer.
        alsoFine: [207],
      });
      return (body.results as { to: { toObjectId: number | string }[] }[]).flatMap((entry) =>
        entry.to.map((target) => String(target.toObjectId)),
      );
    },

    async mark(ids) {
      const items = ids.map((id) => ({ key: id, id, properties: { rv_replan: 'true' } }));
      await batchWrite(api, CONTACTS, 'update', items, 'marking customers for planning');
    },

    async forgetNext(ids) {
      const items = ids.map((id) => ({
        key: id,
        id,
        properties: { rv_next_visit_on: '', rv_next_visit_reason: '', rv_plan_written: '', rv_replan: 'true' },
      }));
      await batchWrite(api, CONTACTS, 'update', items, 'taking back the next dates');
    },

    async forgetWritten(ids) {
      const items = ids.map((id) => ({ key: id, id, properties: { rv_plan_written: '', rv_replan: 'true' } }));
      await batchWrite(api, CONTACTS, 'update', items, 'taking back tasks');
    },

    async change(changes) {
      const items = changes.map(({ contactId, pause, owner }) => ({
        key: contactId,
        id: contactId,
        properties: {
          ...(pause === undefined
            ? {}
            : {
                rv_paused_until: pause === null ? '' : formatDay(pause.until),
                rv_paused_reason: pause === null ? '' : pause.because,
              }),
          ...(owner === undefined ? {} : { [OWNER_PROPERTIES[owner.role]]: owner.id }),
          rv_replan: 'true',
        },
      }));
      return (await batchWrite(api, CONTACTS, 'update', items, 'changing customers')).failures;
    },

    async savePlans(plans) {
      const zone = await timeZone();
      const items = plans.map((plan) => planItem(plan, zone));
      return (await batchWrite(api, CONTACTS, 'update', items, 'writing the next dates')).failures;
    },

    async saveScores(contactId, scores) {
      const properties: { [name: string]: string } = {};
      if (scores.csat !== undefined) properties.rv_last_csat = String(scores.csat);
      if (scores.nps !== undefined) properties.rv_last_nps = String(scores.nps);
      if (scores.openLoops !== undefined) properties.rv_open_loops = String(scores.openLoops);
      if (Object.keys(properties).length === 0) return;
      await api.call({
        method: 'PATCH',
        path: `${CONTACTS}/${contactId}`,
        body: { properties },
        attempting: 'writing the last scores',
        repeatable: true,
      });
    },

    async ofCompanies(companyIds) {
      const zone = await timeZone();
      const found: CustomerRecord[] = [];
      for (const values of chunks(companyIds, MOST_VALUES)) {
        const filters = [{ propertyName: 'associatedcompanyid', operator: 'IN', values }];
        for await (const records of pages(filters, READ, 'reading the contacts of companies'))
          found.push(...records.map((record) => customerOf(record, zone)));
      }
      return found;
    },

    async saveParts(parts) {
      const items = parts.map(({ contactId, part }) => ({
        key: contactId,
        id: contactId,
        properties: { ...partProperties(part), rv_replan: 'true' },
      }));
      await batchWrite(api, CONTACTS, 'update', items, 'telling colleagues');
    },

    async *leads(after) {
      const seen = new Set<string>();
      const filters = [{ propertyName: 'rv_visits_go_to', operator: 'HAS_PROPERTY' }];
      for await (const records of pages(filters, ['rv_visits_go_to'], 'reading who receives visits', after)) {
        const named = new Set(records.flatMap(({ properties }) => textOf(properties, 'rv_visits_go_to') ?? []));
        const ids = [...named].filter((id) => !seen.has(id));
        for (const id of ids) seen.add(id);
        yield { ids, upTo: records.at(-1)?.id ?? '0' };
      }
    },

    async releaseLed(leadIds) {
      for (const values of chunks(leadIds, MOST_VALUES)) {
        const filters = [{ propertyName: 'rv_visits_go_to', operator: 'IN', values }];
        for await (const records of pages(filters, ['rv_visits_go_to'], 'looking for the colleagues of who is gone')) {
          const items = records.map(({ id }) => ({
            key: id,
            id,
            properties: { ...partProperties(null), rv_replan: 'true' },
          }));
          await batchWrite(api, CONTACTS, 'update', items, 'telling colleagues');
        }
      }
    },

    async saveLoopNews(contactId, { openIssueOn, asked }) {
      await api.call({
        method: 'PATCH',
        path: `${CONTACTS}/${contactId}`,
        body: {
          properties: {
            rv_open_issue_on: dayText(openIssueOn),
            rv_asked: encodeAsked(asked),
            rv_replan: 'true',
          },
        },
        attempting: 'telling planning of open loops',
        repeatable: true,
      });
    },

    async idsOfTicket(ticketId) {
      const { body } = await api.call({
        method: 'POST',
        path: `${PATHS.associations.path}/tickets/contacts/batch/read`,
        body: { inputs: [{ id: ticketId }] },
        attempting: 'looking for the contacts of the ticket',
        repeatable: true,
        alsoFine: [207],
      });
      const found = (body.results as { to: { toObjectId: number | string }[] }[]).flatMap(({ to }) => to);
      return [...new Set(found.map(({ toObjectId }) => String(toObjectId)))];
    },

    async longestSilent({ ownerId, before, limit }) {
      const zone = await timeZone();
      const { body } = await api.call({
        method: 'POST',
        path: `${CONTACTS}/search`,
        body: {
          filterGroups: [
            {
              filters: [
                { propertyName: 'rv_last_touch_at', operator: 'LT', value: String(before * 86_400_000) },
                { propertyName: 'rv_plan_on', operator: 'HAS_PROPERTY' },
                ...(ownerId ? [{ propertyName: 'hubspot_owner_id', operator: 'EQ', value: ownerId }] : []),
              ],
            },
          ],
          sorts: [{ propertyName: 'rv_last_touch_at', direction: 'ASCENDING' }],
          properties: [...NATIVE_CONTACT_FACTS, 'rv_tier', 'rv_last_touch_at', 'rv_next_visit_on'],
          limit,
        },
        attempting: 'looking for customers out of touch',
        repeatable: true,
      });
      return (body.results as HubspotRecord[]).flatMap((record) => {
        const { contactId, name, facts, next } = customerOf(record, zone);
        if (!facts.lastTouch) return [];
        return [
          {
            contactId,
            name,
            lastTouchOn: facts.lastTouch.on,
            ...(facts.tier ? { tier: facts.tier } : {}),
            ...(next ? { nextOn: next.on } : {}),
          },
        ];
      });
    },
  };
}

function planItem(plan: CustomerPlan, timeZone: string): BatchItem {
  return {
    key: plan.contactId,
    id: plan.contactId,
    properties: () => ({
      rv_customer_key: plan.customerKey,
      rv_next_visit_on: dayText(plan.next?.on),
      rv_next_visit_reason: plan.next ? `${plan.next.reason.zh}\n${plan.next.reason.en}` : '',
      ...(plan.lastTouch
        ? {
            rv_last_touch_at: new Date(instantAt(timeZone, plan.lastTouch.on, '12:00')).toISOString(),
            rv_last_touch_kind: `${plan.lastTouch.kind}:${plan.lastTouch.direction}`,
          }
        : {}),
      rv_plan_state: encodeMemory(plan.memory),
      ...(plan.memory.firstDraw ? { rv_drawn: drawText(plan.memory.firstDraw) } : {}),
      rv_plan_written: plan.written,
      rv_standing: standingText(plan.standing),
      rv_stage_then: plan.stage,
      ...(plan.part === undefined ? {} : partProperties(plan.part)),
      rv_plan_on: formatDay(plan.decideOn),
    }),
  };
}

/** `early 2026-03-01 2026-04-10`. */
function drawText({ arm, earliest, latest }: FirstDraw): string {
  return `${arm} ${formatDay(earliest)} ${formatDay(latest)}`;
}

/** `dormant 2026-03-01`. */
export function stageKeptText({ stage, enteredOn }: NonNullable<CustomerFacts['stageKept']>): string {
  return `${stage} ${formatDay(enteredOn)}`;
}

function stageKeptOf(text: string | undefined): CustomerFacts['stageKept'] {
  const [word, on] = (text ?? '').split(' ');
  const stage = STAGE_NAMES.find((each) => each === word);
  const enteredOn = parseDay(on ?? '');
  return stage === undefined || enteredOn === undefined ? undefined : { stage, enteredOn };
}

const STAGE_NAMES: readonly Stage[] = ['prospect', 'new', 'established', 'loyal', 'dormant', 'lost'];

/** `call:out`; words that a person changed into something else are no kind that any rule asks for. */
const touchKindOf = readOnce((text): Pick<Touch, 'kind' | 'direction'> => {
  const [kind = 'call', direction = 'out'] = text.split(':').filter(Boolean);
  return { kind: kind as TouchKind, direction: direction as TouchDirection };
}, 100);

/** A contact as a customer; a value that cannot be read is left out and named in `unreadable`. */
export function customerOf({ id, properties: p }: HubspotRecord, timeZone: string): CustomerRecord {
  const unreadable: string[] = [];
  const on = (name: string): Day | undefined => {
    const day = dayOf(p, name);
    if (day === undefined && textOf(p, name) !== undefined) unreadable.push(name);
    return day;
  };
  const owners: { [role in Role]?: string } = {};
  const owner = (role: Role, name: string): void => {
    const value = textOf(p, name);
    if (value) owners[role] = value;
  };
  owner('account_manager', 'hubspot_owner_id');
  owner('service_engineer', 'rv_service_owner');
  owner('care_specialist', 'rv_care_owner');

  const { kind, direction } = touchKindOf(textOf(p, 'rv_last_touch_kind') ?? '');
  const touchMs = instantOf(p, 'rv_last_touch_at');
  if (touchMs === undefined && textOf(p, 'rv_last_touch_at') !== undefined) unreadable.push('rv_last_touch_at');
  const lastTouch: Touch | undefined =
    touchMs === undefined ? undefined : { on: dayIn(timeZone, touchMs), kind, direction };

  const zoneName = textOf(p, 'rv_time_zone');
  if (zoneName !== undefined && !zoneExists(zoneName)) unreadable.push('rv_time_zone');
  const zone = [zoneName, nativeZone(textOf(p, 'hs_timezone'))].find((name) => name !== undefined && zoneExists(name));

  const asked = decodeAsked(textOf(p, 'rv_asked'));
  if (asked === undefined) unreadable.push('rv_asked');

  // Every field is there, so that all facts are laid out alike: the planner reads them several times faster.
  const facts: CustomerFacts = {
    customerKey: textOf(p, 'rv_customer_key') ?? id,
    flags: listOf(p, 'rv_flags') as Flag[],
    consents: listOf(p, 'rv_consents') as Permission[],
    refusals: listOf(p, 'rv_refusals') as Permission[],
    doNotVisit: boolOf(p, 'rv_do_not_visit'),
    owners,
    lifecycleStage: textOf(p, 'lifecyclestage'),
    excludable: excludableOf(p),
    tier: textOf(p, 'rv_tier') as Tier | undefined,
    stage: textOf(p, 'rv_stage') as Stage | undefined,
    stageEnteredOn: on('rv_stage_entered_on'),
    stageKept: stageKeptOf(textOf(p, 'rv_stage_kept')),
    signedOn: on('rv_signed_on'),
    firstPurchaseOn: on('rv_first_purchase_on'),
    lastPurchaseOn: on('rv_last_purchase_on'),
    orderGapDays: numberOf(p, 'rv_order_gap_days'),
    deliveredOn: on('rv_delivered_on'),
    acceptedOn: on('rv_accepted_on'),
    contractEndsOn: on('rv_contract_ends_on'),
    projectStartedOn: on('rv_project_started_on'),
    projectDoneOn: on('rv_project_done_on'),
    serviceDueOn: on('rv_service_due_on'),
    churnRiskOn: on('rv_churn_risk_on'),
    profileCheckedOn: on('rv_profile_checked_on'),
    openIssueRaisedOn: on('rv_open_issue_on'),
    asked: asked !== undefined && asked.length > 0 ? asked : undefined,
    birthday: textOf(p, 'rv_birthday'),
    customerKind: textOf(p, 'rv_customer_kind') as 'b2b' | 'b2c' | undefined,
    products: listOf(p, 'rv_products'),
    cadenceDays: numberOf(p, 'rv_cadence_days'),
    cadenceReason: textOf(p, 'rv_cadence_reason'),
    cadenceUntil: on('rv_cadence_until'),
    lastTouch,
    preferredChannel: textOf(p, 'rv_preferred_channel') as Channel | undefined,
    pausedUntil: on('rv_paused_until'),
    timeZone: zone,
    hasDelivery: textOf(p, 'rv_delivery_stage') !== undefined,
    leadElsewhere: undefined,
    companyTouches: undefined,
  };
  const part = partOf(p);
  const nextOn = dayOf(p, 'rv_next_visit_on');
  const [zh = '', en = ''] = splitReason(textOf(p, 'rv_next_visit_reason') ?? '');
  return {
    contactId: id,
    name: fullName(p),
    products: listOf(p, 'rv_products'),
    preferenceTags: listOf(p, 'rv_preference_tags'),
    facts: withCompany(facts, part),
    ownFacts: facts,
    isMarkedLead: boolOf(p, 'rv_visit_lead'),
    ...present('part', part),
    unreadable,
    marked: boolOf(p, 'rv_replan'),
    memory: decodeMemory(textOf(p, 'rv_plan_state')),
    written: textOf(p, 'rv_plan_written') ?? '',
    openLoops: numberOf(p, 'rv_open_loops') ?? 0,
    ...present('decideOn', dayOf(p, 'rv_plan_on')),
    ...present('standing', textOf(p, 'rv_standing')),
    ...present('pausedBecause', textOf(p, 'rv_paused_reason')),
    ...mergedOf(p),
    ...present('stageThen', textOf(p, 'rv_stage_then')),
    ...present('company', textOf(p, 'company')),
    ...present('companyId', textOf(p, 'associatedcompanyid')),
    ...present('phone', textOf(p, 'phone')),
    ...present('email', textOf(p, 'email')),
    ...present('language', textOf(p, 'rv_language') as 'zh' | 'en' | undefined),
    ...(nextOn === undefined ? {} : { next: { on: nextOn, reason: { zh, en } } }),
  };
}

const EXCLUSION_PROPERTIES: { readonly [field in Exclusion['field']]: string } = {
  email_domain: 'email',
  company: 'company',
  lead_status: 'hs_lead_status',
  opted_out: 'hs_email_optout',
  mark: 'rv_excluded',
};

/** What HubSpot looks for, a search each: nobody is found by two of them. */
function excluding({ field, values }: Exclusion): readonly object[] {
  const propertyName = EXCLUSION_PROPERTIES[field];
  if (field === 'email_domain')
    return values.map((domain) => ({ propertyName, operator: 'CONTAINS_TOKEN', value: `*@${domain.toLowerCase()}` }));
  if (field === 'opted_out') return [{ propertyName, operator: 'EQ', value: 'true' }];
  if (values.length === 0) return [{ propertyName, operator: 'HAS_PROPERTY' }];
  // HubSpot looks for texts in small letters; values of a closed list are as they are.
  const spelt = values.flatMap((value) => [value, value.toLowerCase(), value.toUpperCase()]);
  return [{ propertyName, operator: 'IN', values: [...new Set(spelt)] }];
}

function excludableOf(p: HubspotRecord['properties']): CustomerFacts['excludable'] {
  const small = (name: string): string | undefined => textOf(p, name)?.trim().toLowerCase();
  return {
    email_domain: small('email')?.split('@')[1],
    company: small('company'),
    lead_status: small('hs_lead_status'),
    opted_out: boolOf(p, 'hs_email_optout') ? 'true' : undefined,
    mark: small('rv_excluded'),
  };
}

function partProperties(part: CompanyPart | null): Properties {
  return { rv_visits_go_to: part?.lead ?? '', rv_company_part: part === null ? '' : JSON.stringify(part) };
}

/** What a person changed into something else counts as never found out; so does a lead who was merged into this very contact. */
function partOf(p: HubspotRecord['properties']): CompanyPart | undefined {
  const part = jsonOf<Partial<CompanyPart>>(textOf(p, 'rv_company_part'));
  if (typeof part?.companyId !== 'string' || !part.lent || !part.talks) return undefined;
  const isOwnPast = part.lead !== undefined && listOf(p, 'hs_merged_object_ids').includes(part.lead);
  return isOwnPast || part.lead !== textOf(p, 'rv_visits_go_to') ? undefined : (part as CompanyPart);
}

/** HubSpot writes a contact's zone in small letters: `asia_slash_shanghai`. A zone's name is read in any case. */
function nativeZone(value: string | undefined): string | undefined {
  return value?.replaceAll('_slash_', '/');
}

/** Contacts merged into this one that were not taken in yet. */
function mergedOf(p: HubspotRecord['properties']): Pick<CustomerRecord, 'merged'> {
  const seen = listOf(p, 'rv_merged_seen');
  const fresh = listOf(p, 'hs_merged_object_ids').filter((id) => !seen.includes(id));
  return fresh.length > 0 ? { merged: { fresh, seen } } : {};
}

const OWNER_PROPERTIES: { readonly [role in OwnerRole]: string } = {
  account_manager: 'hubspot_owner_id',
  service_engineer: 'rv_service_owner',
  care_specialist: 'rv_care_owner',
};

/** The reason is kept as the Chinese half, then the English half, of the same number of lines. */
function splitReason(text: string): [string, string] {
  const lines = text.split('\n');
  const half = Math.ceil(lines.length / 2);
  return [lines.slice(0, half).join('\n'), lines.slice(half).join('\n')];
}

/** Chinese names are written family name first, without a space. */
function fullName(p: HubspotRecord['properties']): string {
  const first = textOf(p, 'firstname') ?? '';
  const last = textOf(p, 'lastname') ?? '';
  const chinese = /\p{Script=Han}/u.test(first + last);
  const name = chinese ? `${last}${first}` : `${first} ${last}`.trim();
  return name || (textOf(p, 'email') ?? '');
}
