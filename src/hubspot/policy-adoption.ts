import type { PolicyStanding } from '../use-cases/ports/policy-desk.ts';
import type { HubspotApi } from './api.ts';
import { batchRead } from './batch.ts';
import { type ObjectTypes, objectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { hubspotPolicyDesk } from './policy-desk.ts';
import { jsonOf, numberOf, textOf } from './values.ts';

/** What named the version in force before its text was kept with it. */
const POINTER = 'pointer';

/** Puts in force what was in force in a portal that was installed before policies in force stood among the runs. May run twice. */
export async function adoptPolicy(api: HubspotApi): Promise<void> {
  const types = await objectTypes(api);
  const pathOf = (name: keyof ObjectTypes): string => PATHS.customObjects.path.replace('{objectTypeId}', types[name]);
  const desk = hubspotPolicyDesk(api, {
    policies: async () => pathOf('rv_policy'),
    runs: async () => pathOf('rv_run'),
  });
  if ((await desk.standing()) !== undefined) return;
  const properties = ['rv_version', 'rv_meta'];
  const [pointer] = await batchRead(
    api,
    pathOf('rv_policy'),
    [POINTER],
    properties,
    'reading the policy',
    'rv_policy_key',
  );
  const version = pointer && numberOf(pointer.properties, 'rv_version');
  const stored = version === undefined ? undefined : await desk.version(version);
  if (pointer === undefined || version === undefined || stored?.policy === undefined) return;
  const { newest = version, change = 0 } = jsonOf<Partial<PolicyStanding>>(textOf(pointer.properties, 'rv_meta')) ?? {};
  await desk.putInForce({ version, newest: Math.max(newest, version), change }, JSON.stringify(stored.policy));
}
