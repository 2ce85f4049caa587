import type { Archive } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchArchive, type HubspotRecord } from './batch.ts';
import { VISIT } from './model.ts';
import { namedObjectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';

const PAGE = 200;

/** What is taken out of a portal after its time; apart from the other ports, since no function does it. */
export function hubspotArchive(api: HubspotApi, portalId: number): Archive {
  const types = namedObjectTypes(portalId);
  const pathOf = (type: keyof typeof types): string => PATHS.customObjects.path.replace('{objectTypeId}', types[type]);

  async function* pages(
    type: keyof typeof types,
    filters: readonly object[],
    properties: readonly string[],
  ): AsyncIterable<readonly HubspotRecord[]> {
    let after = '0';
    for (;;) {
      const { body } = await api.call({
        method: 'POST',
        path: `${pathOf(type)}/search`,
        body: {
          filterGroups: [{ filters: [{ propertyName: 'hs_object_id', operator: 'GT', value: after }, ...filters] }],
          sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
          properties,
          limit: PAGE,
        },
        attempting: 'looking for old records',
        repeatable: true,
      });
      const records = body.results as HubspotRecord[];
      const last = records.at(-1);
      if (last === undefined) return;
      yield records;
      after = last.id;
    }
  }

  return {
    async *closedVisits(before) {
      const filters = [
        { propertyName: 'rv_status', operator: 'IN', values: ['held', 'refused', 'unreached'] },
        { propertyName: 'rv_latest_on', operator: 'LT', value: String(before * 86_400_000) },
      ];
      const names = VISIT.properties.map(({ name }) => name);
      for await (const records of pages('rv_visit', filters, names)) {
        yield records.map(({ id, properties }) => ({
          id,
          properties: Object.fromEntries(
            Object.entries(properties).flatMap(([name, value]) => (value ? [[name, value]] : [])),
          ),
        }));
      }
    },

    archiveVisits: (ids) => batchArchive(api, pathOf('rv_visit'), ids, 'archiving visits'),

    async archiveRuns(before) {
      const filters = [{ propertyName: 'rv_expires_at', operator: 'LT', value: String(before) }];
      let archived = 0;
      for await (const records of pages('rv_run', filters, ['rv_run_key'])) {
        const ids = records.map(({ id }) => id);
        await batchArchive(api, pathOf('rv_run'), ids, 'archiving planning runs');
        archived += ids.length;
      }
      return archived;
    },
  };
}
