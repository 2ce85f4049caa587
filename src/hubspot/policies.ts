import type { PolicyStore } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchRead } from './batch.ts';
import { documentOf, IN_FORCE, READ_DOCUMENT, READ_STANDING } from './in-force.ts';

export function hubspotPolicies(api: HubspotApi, runsPath: () => Promise<string>): PolicyStore {
  return {
    async current() {
      const properties = [...READ_STANDING, READ_DOCUMENT];
      const [stored] = await batchRead(
        api,
        await runsPath(),
        [IN_FORCE],
        properties,
        'reading the policy',
        'rv_run_key',
      );
      return documentOf(stored?.properties);
    },
  };
}
