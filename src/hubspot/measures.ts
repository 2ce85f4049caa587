import type { Stage, Tier } from '../domain/planning/facts.ts';
import type { MeasureBook, MeasureRecord, OwnerMonth, Then } from '../use-cases/ports/measures.ts';
import { PortalError } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchRead, batchWrite, type HubspotRecord } from './batch.ts';
import { issueOf, READ_WHOLE } from './issues.ts';
import type { ObjectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { jsonOf, present, textOf } from './values.ts';
import { VISIT_PROPERTIES, visitOf } from './visits.ts';

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
  'hs_lastmodifieddate',
];

/** Monthly measures are records of the runs' object, found by their keys; what they are made of is searched by month and owner. */
export function hubspotMeasures(api: HubspotApi, types: () => Promise<ObjectTypes>, now: () => number): MeasureBook {
  const pathOf = async (object: keyof ObjectTypes): Promise<string> =>
    PATHS.customObjects.path.replace('{objectTypeId}', (await types())[object]);

  /** Every record that fits, a page at a time, ascending by id: no cap on how many. */
  async function* pages(
    object: 'rv_visit' | 'rv_issue',
    filters: readonly object[],
    properties: readonly string[],
    attempting: string,
  ): AsyncIterable<readonly HubspotRecord[]> {
    const path = await pathOf(object);
    let after = '0';
    for (;;) {
      const { body } = await api.call({
        method: 'POST',
        path: `${path}/search`,
        body: {
          filterGroups: [{ filters: [{ propertyName: 'hs_object_id', operator: 'GT', value: after }, ...filters] }],
          sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
          properties,
          limit: SEARCH_PAGE,
        },
        attempting,
        repeatable: true,
      });
      const records = body.results as HubspotRecord[];
      yield records;
      const last = records.at(-1);
      if (!last || records.length < SEARCH_PAGE) return;
      after = last.id;
    }
  }

  const dueIn = ({ month, ownerId }: OwnerMonth): readonly object[] => [
    { propertyName: 'rv_due_month', operator: 'EQ', value: month },
    { propertyName: 'rv_owner_then', operator: 'EQ', value: ownerId },
  ];

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

  return {
    async readClock() {
      const [clock] = await batchRead(api, await pathOf('rv_run'), [CLOCK], KEPT, 'reading measures', 'rv_run_key');
      const sweptAt = Date.parse(textOf(clock?.properties ?? {}, 'rv_written_at') ?? '');
      const dirty =
        jsonOf<readonly (readonly [string, string])[]>(textOf(clock?.properties ?? {}, 'rv_measures')) ?? [];
      return {
        dirty: dirty.map(([month, ownerId]) => ({ month, ownerId })),
        ...(Number.isNaN(sweptAt) ? {} : { sweptAt }),
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
          const recordedAt = Date.parse(textOf(record.properties, 'rv_recorded_at') ?? '');
          return [{ visit, asThen: thenOf(record), ...(Number.isNaN(recordedAt) ? {} : { recordedAt }) }];
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

    async read(of) {
      const keys = of.map(keyOf);
      return recordsOf(await batchRead(api, await pathOf('rv_run'), keys, KEPT, 'reading measures', 'rv_run_key'));
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
          },
        })),
      );
    },
  };
}

const KEPT = ['rv_run_key', 'rv_measures', 'rv_due_month', 'rv_owner_then', 'rv_written_at'];

const keyOf = ({ month, ownerId }: OwnerMonth): string => `measure:${month}:${ownerId}`;
const isEverybody = ({ ownerId }: OwnerMonth): boolean => !/^\d+$/.test(ownerId);

function recordsOf(records: readonly HubspotRecord[]): readonly MeasureRecord[] {
  return records.flatMap(({ properties }) => {
    const [, month, ownerId] = (textOf(properties, 'rv_run_key') ?? '').split(':');
    const text = textOf(properties, 'rv_measures');
    return month && ownerId && text ? [{ month, ownerId, text }] : [];
  });
}

function thenOf({ properties: p }: HubspotRecord): Then {
  return {
    ownerId: textOf(p, 'rv_owner_then') ?? '',
    changedAt: Date.parse(textOf(p, 'hs_lastmodifieddate') ?? '') || 0,
    ...present('companyId', textOf(p, 'rv_company_id')),
    ...present('tier', textOf(p, 'rv_tier_then') as Tier | undefined),
    ...present('stage', textOf(p, 'rv_stage_then') as Stage | undefined),
    ...present('team', textOf(p, 'rv_team_then')),
  };
}
