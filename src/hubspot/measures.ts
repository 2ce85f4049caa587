import { type Day, parseDay } from '../domain/calendar/day.ts';
import type { Delivery } from '../domain/delivery/delivery.ts';
import type { FirstDraw } from '../domain/planning/draw.ts';
import type { Stage, Tier } from '../domain/planning/facts.ts';
import type {
  CollectedAnswer,
  MeasureBook,
  MeasuredAcceptance,
  MeasuredCall,
  MeasuredCustomer,
  MeasuredIssue,
  MeasuredSubmission,
  MeasureRecord,
  OwnerMonth,
  SaidWords,
  Standings,
  Stretch,
  Then,
  Whose,
} from '../use-cases/ports/measures.ts';
import { PortalError } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchRead, batchWrite, chunks, type HubspotRecord, inLanes } from './batch.ts';
import { issueOf, READ_WHOLE } from './issues.ts';
import type { ObjectTypes } from './object-types.ts';
import { pagesById } from './pages.ts';
import { PATHS } from './paths.ts';
import { dayOf, instantOf, jsonOf, numberOf, present, textOf } from './values.ts';
import { VISIT_PROPERTIES, visitOf, windowsOf } from './visits.ts';

const CLOCK = 'measures';
const SEARCH_PAGE = 200;
/** HubSpot's search sees a write after seconds: changes younger than this are looked for again. */
const INDEX_SETTLES_MS = 15_000;
const SNAPSHOT = [
  'rv_company_id',
  'rv_tier_then',
  'rv_stage_then',
  'rv_owner_then',
  'rv_team_then',
  'rv_withdrawn_at',
  'rv_windows',
  'hs_lastmodifieddate',
];
/** The clock record of planning, where the load of the days to come is kept. */
const PLAN_CLOCK = 'clock';
const ASSOCIATIONS_PER_READ = 1_000;
const COMPANIES_PER_SEARCH = 100;
/** Batch reads with histories take half as many records. */
const HISTORIES_PER_READ = 50;
/** The call outcome "Connected", the same in every portal. */
const CONNECTED = 'f240bbac-87c9-4f6e-bf70-924b57d47db7';
const BUYER = [
  'associatedcompanyid',
  'hubspot_owner_id',
  'rv_tier',
  'rv_stage',
  'rv_stage_entered_on',
  'rv_signed_on',
  'rv_first_purchase_on',
  'rv_last_purchase_on',
  'rv_contract_ends_on',
  'hubspot_owner_assigneddate',
];
const SAID = ['problem', 'need', 'suggestion', 'complaint', 'praise'] as const;
const HEADS = ['rv_visit_key', 'rv_contact_id', 'rv_owner_then', 'rv_closed_on', 'rv_scores_by'];

/** Monthly measures are records of the runs' object, found by their keys; what they are made of is searched by month and owner. */
export function hubspotMeasures(api: HubspotApi, types: () => Promise<ObjectTypes>, now: () => number): MeasureBook {
  const pathOf = async (object: keyof ObjectTypes): Promise<string> =>
    PATHS.customObjects.path.replace('{objectTypeId}', (await types())[object]);

  /** Every record that fits, a page at a time, ascending by id: no cap on how many. */
  async function* pages(
    object: 'rv_visit' | 'rv_issue' | 'contacts' | 'calls' | 'feedback',
    filters: readonly object[],
    properties: readonly string[],
    attempting: string,
    alsoFine: readonly number[] = [],
  ): AsyncIterable<readonly HubspotRecord[]> {
    const path = object === 'rv_visit' || object === 'rv_issue' ? await pathOf(object) : PATHS[object].path;
    yield* pagesById(api, { path, groups: [filters], properties, attempting, alsoFine });
  }

  const dueIn = ({ month, ownerId }: { readonly month: string; readonly ownerId: Whose }): readonly object[] => [
    { propertyName: 'rv_due_month', operator: 'EQ', value: month },
    whose('rv_owner_then', ownerId),
  ];

  /** The newest records that fit any of some groups of filters, one call a page of two hundred. */
  async function newest(
    object: 'rv_visit' | 'rv_issue',
    groups: readonly (readonly object[])[],
    properties: readonly string[],
    limit: number,
    attempting: string,
  ): Promise<readonly HubspotRecord[]> {
    const path = await pathOf(object);
    const found: HubspotRecord[] = [];
    let after: string | undefined;
    do {
      const { body } = await api.call({
        method: 'POST',
        path: `${path}/search`,
        body: {
          filterGroups: groups.map((filters) => ({ filters })),
          sorts: [{ propertyName: 'hs_object_id', direction: 'DESCENDING' }],
          properties,
          limit: Math.min(SEARCH_PAGE, limit - found.length),
          ...(after ? { after } : {}),
        },
        attempting,
        repeatable: true,
      });
      found.push(...(body.results as HubspotRecord[]));
      after = body.paging?.next?.after as string | undefined;
    } while (after !== undefined && found.length < limit);
    return found;
  }

  const inMonth = ({ month, ownerId }: { readonly month: string; readonly ownerId?: string }): readonly object[] => [
    { propertyName: 'rv_due_month', operator: 'EQ', value: month },
    ...byOwner(ownerId),
  ];

  async function newestIssues(
    filters: readonly object[],
    limit: number,
    attempting: string,
  ): Promise<readonly MeasuredIssue[]> {
    const records = await newest('rv_issue', [filters], [...READ_WHOLE, ...SNAPSHOT], limit, attempting);
    return records.flatMap((record) => {
      const issue = issueOf(record);
      return issue ? [{ issue, asThen: thenOf(record) }] : [];
    });
  }

  const readKept = async (keys: readonly string[], properties: readonly string[]): Promise<readonly HubspotRecord[]> =>
    batchRead(api, await pathOf('rv_run'), keys, properties, 'reading measures', 'rv_run_key');

  async function upsert(
    items: readonly { readonly key: string; readonly properties: { readonly [name: string]: string } }[],
  ) {
    const { failures } = await batchWrite(
      api,
      await pathOf('rv_run'),
      'upsert',
      items.map(({ key, properties }) => ({ key, id: key, properties: { rv_run_key: key, ...properties } })),
      'keeping measures',
      'rv_run_key',
    );
    const [failure] = failures;
    if (failure) throw new PortalError({ kind: 'refused', attempting: 'keeping measures', message: failure.message });
  }

  const submitted = new Map<string, Promise<readonly MeasuredSubmission[]>>();

  return {
    async readClock() {
      const [clock] = await batchRead(api, await pathOf('rv_run'), [CLOCK], KEPT, 'reading measures', 'rv_run_key');
      const dirty =
        jsonOf<readonly (readonly [string, string])[]>(textOf(clock?.properties ?? {}, 'rv_measures')) ?? [];
      return {
        dirty: dirty.map(([month, ownerId]) => ({ month, ownerId })),
        ...present('sweptAt', instantOf(clock?.properties ?? {}, 'rv_written_at')),
      };
    },

    async saveClock({ sweptAt, dirty }) {
      const text = JSON.stringify(dirty.map(({ month, ownerId }) => [month, ownerId]));
      const rv_written_at = sweptAt === undefined ? '' : new Date(sweptAt).toISOString();
      await upsert([{ key: CLOCK, properties: { rv_measures: text, rv_written_at } }]);
    },

    async changedSince(since) {
      const upTo = now() - INDEX_SETTLES_MS;
      const changed = new Map<string, OwnerMonth>();
      const filters = [{ propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: String(since) }];
      for (const object of ['rv_visit', 'rv_issue'] as const) {
        for await (const records of pages(object, filters, ['rv_due_month', 'rv_owner_then'], 'looking for changes')) {
          for (const { properties } of records) {
            const month = textOf(properties, 'rv_due_month');
            const ownerId = textOf(properties, 'rv_owner_then');
            if (month && ownerId) changed.set(`${month} ${ownerId}`, { month, ownerId });
          }
        }
      }
      return { changed: [...changed.values()], upTo };
    },

    async *visitsOf(of) {
      const properties = [...VISIT_PROPERTIES, ...SNAPSHOT, 'rv_recorded_at'];
      for await (const records of pages('rv_visit', dueIn(of), properties, 'reading visits for measures')) {
        yield records.flatMap((record) => {
          const visit = visitOf(record);
          if (!visit) return [];
          return [
            {
              visit,
              asThen: thenOf(record),
              ...present('recordedAt', instantOf(record.properties, 'rv_recorded_at')),
              ...present('windows', windowsOf(record.properties)),
            },
          ];
        });
      }
    },

    async *issuesOf(of) {
      for await (const records of pages(
        'rv_issue',
        dueIn(of),
        [...READ_WHOLE, ...SNAPSHOT],
        'reading loops for measures',
      )) {
        yield records.flatMap((record) => {
          const issue = issueOf(record);
          return issue ? [{ issue, asThen: thenOf(record) }] : [];
        });
      }
    },

    async standingsOf(contactIds) {
      const found = new Map<string, Standings>();
      await inLanes([...chunks([...new Set(contactIds)], HISTORIES_PER_READ)], async (part) => {
        const { body } = await api.call({
          method: 'POST',
          path: `${PATHS.contacts.path}/batch/read`,
          body: {
            inputs: part.map((id) => ({ id })),
            properties: [],
            propertiesWithHistory: ['rv_do_not_visit', 'rv_stage'],
          },
          attempting: 'reading what customers were',
          repeatable: true,
          // 207: some do not exist, which is an answer.
          alsoFine: [207],
        });
        for (const { id, propertiesWithHistory: then = {} } of (body?.results ?? []) as WithHistory[]) {
          found.set(id, {
            doNotContact: stretchesOf(then.rv_do_not_visit, 'true'),
            lost: stretchesOf(then.rv_stage, 'lost'),
          });
        }
      });
      return found;
    },

    async callsOf(ownerId, from, to) {
      const filters = [
        whose('hubspot_owner_id', ownerId),
        { propertyName: 'hs_timestamp', operator: 'BETWEEN', value: String(from), highValue: String(to) },
        { propertyName: 'hs_call_disposition', operator: 'EQ', value: CONNECTED },
        { propertyName: 'hs_call_duration', operator: 'GT', value: '0' },
      ];
      const calls: MeasuredCall[] = [];
      const properties = ['hs_timestamp', 'hs_call_duration', 'hubspot_owner_id'];
      for await (const records of pages('calls', filters, properties, 'reading calls')) {
        const contacts = await contactsOfCalls(records.map(({ id }) => id));
        for (const { id, properties: p } of records) {
          const at = instantOf(p, 'hs_timestamp');
          const ms = numberOf(p, 'hs_call_duration');
          const by = textOf(p, 'hubspot_owner_id');
          if (at === undefined || ms === undefined || by === undefined) continue;
          for (const contactId of contacts.get(id) ?? [])
            calls.push({ id, ownerId: by, contactId, at, seconds: Math.round(ms / 1_000) });
        }
      }
      return calls;
    },

    async *customersOf(ownerId) {
      const filters = [
        whose('hubspot_owner_id', ownerId),
        { propertyName: 'rv_customer_key', operator: 'HAS_PROPERTY' },
      ];
      for await (const records of pages('contacts', filters, BUYER, 'reading customers for measures'))
        yield records.map(buyerOf);
    },

    async acceptancesOf(ownerId) {
      const found: MeasuredAcceptance[] = [];
      const filters = [
        whose('hubspot_owner_id', ownerId),
        { propertyName: 'rv_delivery_csat', operator: 'HAS_PROPERTY' },
      ];
      for await (const records of pages(
        'contacts',
        filters,
        [...BUYER, 'rv_delivery'],
        'reading marks after acceptance',
      ))
        found.push(
          ...records.flatMap((record): MeasuredAcceptance[] => {
            const { answeredOn, scores, incentive } =
              jsonOf<Delivery>(textOf(record.properties, 'rv_delivery'))?.survey ?? {};
            if (answeredOn === undefined || !scores) return [];
            return [{ from: buyerOf(record), on: answeredOn, scores, ...(incentive ? { incentive } : {}) }];
          }),
        );
      return found;
    },

    async contactsOf(companyIds) {
      const found: MeasuredCustomer[] = [];
      for (const part of chunks([...new Set(companyIds)], COMPANIES_PER_SEARCH)) {
        const filters = [
          { propertyName: 'associatedcompanyid', operator: 'IN', values: part },
          { propertyName: 'rv_customer_key', operator: 'HAS_PROPERTY' },
        ];
        for await (const records of pages('contacts', filters, BUYER, 'reading companies for measures'))
          found.push(...records.map(buyerOf));
      }
      return found;
    },

    submissions(from, to) {
      // Every owner’s month asks for the same ones: they are read once while the process lives.
      const span = `${from} ${to}`;
      const known = submitted.get(span);
      if (known) return known;
      const reading = readSubmissions(from, to).catch((error) => {
        submitted.delete(span);
        throw error;
      });
      submitted.set(span, reading);
      return reading;
    },

    async wordsOf(of, limit) {
      const groups = SAID.map((kind) => [...inMonth(of), { propertyName: `rv_${kind}`, operator: 'HAS_PROPERTY' }]);
      const properties = [...HEADS, ...SAID.map((kind) => `rv_${kind}`)];
      const records = await newest('rv_visit', groups, properties, limit, 'reading words of customers');
      return records.flatMap(({ properties: p }): SaidWords[] => {
        const head = headOf(p);
        const said = Object.fromEntries(
          SAID.flatMap((kind) => {
            const text = textOf(p, `rv_${kind}`);
            return text === undefined ? [] : [[kind, text]];
          }),
        );
        return head === undefined || Object.keys(said).length === 0 ? [] : [{ ...head, said }];
      });
    },

    async suggestionsOf(of, limit) {
      const filters = [...inMonth(of), { propertyName: 'rv_kind', operator: 'EQ', value: 'suggestion' }];
      return newestIssues(filters, limit, 'reading suggestions');
    },

    async complaintsOf({ months, ownerId }, limit) {
      const filters = [
        { propertyName: 'rv_due_month', operator: 'IN', values: months },
        { propertyName: 'rv_kind', operator: 'EQ', value: 'complaint' },
        ...byOwner(ownerId),
      ];
      return newestIssues(filters, limit, 'reading complaints');
    },

    async collectedSince(from, limit) {
      const at = String(from * MS_PER_DAY);
      const filters = [
        { propertyName: 'rv_closed_on', operator: 'GTE', value: at },
        { propertyName: 'rv_scores', operator: 'HAS_PROPERTY' },
        { propertyName: 'rv_scores_by', operator: 'IN', values: ['rep_on_phone', 'blind_reask'] },
      ];
      const records = await newest('rv_visit', [filters], HEADS, limit, 'reading who asked for marks');
      return records.flatMap(({ properties: p }): CollectedAnswer[] => {
        const head = headOf(p);
        return head === undefined ? [] : [{ ...head, blind: textOf(p, 'rv_scores_by') === 'blind_reask' }];
      });
    },

    async *drawn() {
      const filters = [{ propertyName: 'rv_drawn', operator: 'HAS_PROPERTY' }];
      for await (const records of pages('contacts', filters, [...BUYER, 'rv_drawn'], 'reading whose days were drawn'))
        yield records.flatMap((record) => {
          const draw = drawOf(textOf(record.properties, 'rv_drawn'));
          return draw === undefined ? [] : [{ contact: buyerOf(record), draw }];
        });
    },

    async read(of) {
      return recordsOf(await readKept(of.map(keyOf), KEPT));
    },

    async readWithLoad(of) {
      const found = await readKept([...of.map(keyOf), PLAN_CLOCK], [...KEPT, 'rv_load']);
      const clock = found.find(({ properties }) => properties.rv_run_key === PLAN_CLOCK);
      return {
        records: recordsOf(found),
        ...present('load', textOf(clock?.properties ?? {}, 'rv_load')),
      };
    },

    async ofMonth(month) {
      const { body } = await api.call({
        method: 'POST',
        path: `${await pathOf('rv_run')}/search`,
        body: {
          filterGroups: [
            {
              filters: [
                { propertyName: 'rv_due_month', operator: 'EQ', value: month },
                { propertyName: 'rv_owner_then', operator: 'HAS_PROPERTY' },
              ],
            },
          ],
          sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
          properties: KEPT,
          limit: SEARCH_PAGE,
        },
        attempting: 'reading measures of a month',
        repeatable: true,
      });
      return recordsOf(body.results as HubspotRecord[]);
    },

    async save(records) {
      await upsert(
        records.map((record) => ({
          key: keyOf(record),
          properties: {
            rv_measures: record.text,
            rv_due_month: record.month,
            // The month of everybody is read by its key, never found among the owners.
            rv_owner_then: isEverybody(record) ? '' : record.ownerId,
            rv_team_then: record.team ?? '',
          },
        })),
      );
    },
  };

  async function contactsOfCalls(ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = new Map<string, readonly string[]>();
    for (const part of chunks(ids, ASSOCIATIONS_PER_READ)) {
      const { body } = await api.call({
        method: 'POST',
        path: `${PATHS.associations.path}/calls/contacts/batch/read`,
        body: { inputs: part.map((id) => ({ id })) },
        attempting: 'reading the contacts of calls',
        repeatable: true,
        // 207: some have no contact, which is an answer.
        alsoFine: [207],
      });
      for (const { from, to } of body.results as { from: { id: string }; to: { toObjectId: number | string }[] }[])
        found.set(
          from.id,
          to.map(({ toObjectId }) => String(toObjectId)),
        );
    }
    return found;
  }

  /**
   * HubSpot's own surveys: of NPS 0 to 10, of satisfaction 0, 1 or 2.
   *
   * Read-only, and only with a scope that not every account can grant: without it (403) or without surveys (400, 404) there are none.
   * `unverified` on a real portal: that a submission's contact is in `hs_contact_id`, and the names of the survey types.
   * Probe: survey-submissions.
   */
  async function readSubmissions(from: number, to: number): Promise<readonly MeasuredSubmission[]> {
    const filters = [
      { propertyName: 'hs_submission_timestamp', operator: 'BETWEEN', value: String(from), highValue: String(to) },
    ];
    const properties = ['hs_survey_type', 'hs_value', 'hs_submission_timestamp', 'hs_contact_id'];
    const found: HubspotRecord[] = [];
    for await (const records of pages('feedback', filters, properties, 'reading HubSpot surveys', [400, 403, 404]))
      found.push(...records);
    const ids = found.flatMap(({ properties: p }) => textOf(p, 'hs_contact_id') ?? []);
    const contacts =
      ids.length === 0 ? [] : await batchRead(api, PATHS.contacts.path, ids, BUYER, 'reading who answered');
    const known = new Map(contacts.map((contact) => [contact.id, buyerOf(contact)]));
    return found.flatMap(({ id, properties: p }): MeasuredSubmission[] => {
      const at = instantOf(p, 'hs_submission_timestamp');
      if (at === undefined) return [];
      const type = textOf(p, 'hs_survey_type');
      return [
        {
          id,
          at,
          survey: type === 'NPS' || type === 'CSAT' ? type : 'other',
          ...present('value', numberOf(p, 'hs_value')),
          ...present('from', known.get(textOf(p, 'hs_contact_id') ?? '')),
        },
      ];
    });
  }
}

const MS_PER_DAY = 86_400_000;

interface WithHistory {
  readonly id: string;
  readonly propertiesWithHistory?: {
    readonly [name: string]: readonly { readonly value: string; readonly timestamp: string }[] | undefined;
  };
}

/** When a property had a value, from its history, the newest first as HubSpot answers it. */
function stretchesOf(
  history: readonly { readonly value: string; readonly timestamp: string }[] | undefined,
  value: string,
): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let until: number | undefined;
  for (const revision of history ?? []) {
    const from = Date.parse(revision.timestamp);
    if (revision.value === value) stretches.push(until === undefined ? { from } : { from, to: until });
    until = from;
  }
  return stretches;
}

function headOf(
  p: HubspotRecord['properties'],
): { readonly visitKey: string; readonly contactId: string; readonly ownerId: string; readonly on: Day } | undefined {
  const visitKey = textOf(p, 'rv_visit_key');
  const contactId = textOf(p, 'rv_contact_id');
  const on = dayOf(p, 'rv_closed_on');
  if (!visitKey || !contactId || on === undefined) return undefined;
  return { visitKey, contactId, ownerId: textOf(p, 'rv_owner_then') ?? '', on };
}

/** Reads `rv_drawn`: `early 2026-03-01 2026-04-10`. */
function drawOf(value: string | undefined): FirstDraw | undefined {
  const [arm, from, until] = (value ?? '').split(' ');
  const earliest = parseDay(from ?? '');
  const latest = parseDay(until ?? '');
  if ((arm !== 'early' && arm !== 'late') || earliest === undefined || latest === undefined) return undefined;
  return { arm, earliest, latest };
}

function buyerOf({ id, properties: p }: HubspotRecord): MeasuredCustomer {
  return {
    contactId: id,
    ownerId: textOf(p, 'hubspot_owner_id') ?? '',
    ...present('companyId', textOf(p, 'associatedcompanyid')),
    ...present('tier', tierOf(textOf(p, 'rv_tier'))),
    ...present('stage', stageOf(textOf(p, 'rv_stage'))),
    ...present('stageEnteredOn', dayOf(p, 'rv_stage_entered_on')),
    ...present('signedOn', dayOf(p, 'rv_signed_on')),
    ...present('firstPurchaseOn', dayOf(p, 'rv_first_purchase_on')),
    ...present('lastPurchaseOn', dayOf(p, 'rv_last_purchase_on')),
    ...present('contractEndsOn', dayOf(p, 'rv_contract_ends_on')),
    ...present('ownedSince', instantOf(p, 'hubspot_owner_assigneddate')),
  };
}

const TIERS: readonly Tier[] = ['A', 'B', 'C'];
const STAGES: readonly Stage[] = ['prospect', 'new', 'established', 'loyal', 'dormant', 'lost'];
/** One of our own texts and not HubSpot's copy of it: counting compares them a million times. */
const tierOf = (value: string | undefined): Tier | undefined => TIERS.find((tier) => tier === value);
const stageOf = (value: string | undefined): Stage | undefined => STAGES.find((stage) => stage === value);

const KEPT = ['rv_run_key', 'rv_measures', 'rv_due_month', 'rv_owner_then', 'rv_team_then', 'rv_written_at'];

const keyOf = ({ month, ownerId }: OwnerMonth): string => `measure:${month}:${ownerId}`;
const isEverybody = ({ ownerId }: OwnerMonth): boolean => !/^\d+$/.test(ownerId);

function recordsOf(records: readonly HubspotRecord[]): readonly MeasureRecord[] {
  return records.flatMap(({ properties }) => {
    const [, month, ownerId] = (textOf(properties, 'rv_run_key') ?? '').split(':');
    const text = textOf(properties, 'rv_measures');
    return month && ownerId && text
      ? [{ month, ownerId, text, ...present('team', textOf(properties, 'rv_team_then')) }]
      : [];
  });
}

function thenOf({ properties: p }: HubspotRecord): Then {
  return {
    ownerId: textOf(p, 'rv_owner_then') ?? '',
    changedAt: instantOf(p, 'hs_lastmodifieddate') ?? 0,
    ...present('companyId', textOf(p, 'rv_company_id')),
    ...present('withdrawnAt', instantOf(p, 'rv_withdrawn_at')),
    ...present('tier', tierOf(textOf(p, 'rv_tier_then'))),
    ...present('stage', stageOf(textOf(p, 'rv_stage_then'))),
    ...present('team', textOf(p, 'rv_team_then')),
  };
}

function whose(propertyName: string, ownerId: Whose): object {
  return typeof ownerId === 'string'
    ? { propertyName, operator: 'EQ', value: ownerId }
    : { propertyName, operator: 'IN', values: ownerId };
}

function byOwner(ownerId: string | undefined): readonly object[] {
  return ownerId === undefined ? [] : [{ propertyName: 'rv_owner_then', operator: 'EQ', value: ownerId }];
}
