import type { JobStore } from '../use-cases/ports/ports.ts';
import { PortalError } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchRead, batchWrite } from './batch.ts';
import type { KeyedRecord } from './leases.ts';
import type { ObjectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { textOf } from './values.ts';

/** Jobs are records of planning runs, found again by their key. */
export function hubspotJobs(api: HubspotApi, types: () => Promise<ObjectTypes>): JobStore {
  const path = async (): Promise<string> => PATHS.customObjects.path.replace('{objectTypeId}', (await types()).rv_run);
  return {
    async read(key) {
      const [record] = await batchRead(
        api,
        await path(),
        [jobKey(key)],
        ['rv_run_key', 'rv_counts'],
        'reading what was begun',
        'rv_run_key',
      );
      return record && textOf(record.properties, 'rv_counts');
    },

    async save(key, text) {
      const { key: id, properties } = jobRecord(key, text);
      const { failures } = await batchWrite(
        api,
        await path(),
        'upsert',
        [{ key: id, id, properties: { rv_run_key: id, ...properties } }],
        'keeping what was begun',
        'rv_run_key',
      );
      const [failure] = failures;
      if (failure)
        throw new PortalError({ kind: 'refused', attempting: 'keeping what was begun', message: failure.message });
    },
  };
}

export const jobKey = (key: string): string => `job:${key}`;

export const jobRecord = (key: string, text: string): KeyedRecord => ({
  key: jobKey(key),
  properties: { rv_trigger: 'job', rv_counts: text },
});
