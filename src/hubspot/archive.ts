import type { Archive } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchArchive } from './batch.ts';
import { VISIT } from './model.ts';
import { namedObjectTypes } from './object-types.ts';
import { pagesById } from './pages.ts';
import { PATHS } from './paths.ts';
import { heldOf } from './values.ts';

/** What is taken out of a portal after its time; apart from the other ports, since no function does it. */
export function hubspotArchive(api: HubspotApi, portalId: number): Archive {
  const types = namedObjectTypes(portalId);
  const pathOf = (type: keyof typeof types): string => PATHS.customObjects.path.replace('{objectTypeId}', types[type]);

  const pages = (type: keyof typeof types, filters: readonly object[], properties: readonly string[]) =>
    pagesById(api, { path: pathOf(type), groups: [filters], properties, attempting: 'looking for old records' });

  return {
    async *closedVisits(before) {
      const filters = [
        { propertyName: 'rv_status', operator: 'IN', values: ['held', 'refused', 'unreached'] },
        { propertyName: 'rv_latest_on', operator: 'LT', value: String(before * 86_400_000) },
      ];
      const names = VISIT.properties.map(({ name }) => name);
      for await (const records of pages('rv_visit', filters, names)) {
        yield records.map(({ id, properties }) => ({ id, properties: heldOf(properties) }));
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
