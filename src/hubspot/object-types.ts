import { PortalError } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { PATHS } from './paths.ts';

/** Ids of our custom objects in one portal; they differ from portal to portal. */
export type ObjectTypes = { readonly [name in 'rv_visit' | 'rv_issue' | 'rv_policy' | 'rv_run']: string };

/** Our objects by their full names, which HubSpot takes wherever it takes their ids. */
export function namedObjectTypes(portalId: number): ObjectTypes {
  const named = (name: keyof ObjectTypes): string => `p${portalId}_${name}`;
  return {
    rv_visit: named('rv_visit'),
    rv_issue: named('rv_issue'),
    rv_policy: named('rv_policy'),
    rv_run: named('rv_run'),
  };
}

/**
 * Looks our objects up by name.
 *
 * @throws PortalError of kind `not-found` when the app was not installed here
 */
export async function objectTypes(api: HubspotApi): Promise<ObjectTypes> {
  const { body } = await api.call({
    method: 'GET',
    path: PATHS.schemas.path,
    attempting: 'looking up the custom objects',
    repeatable: true,
  });
  const found = new Map<string, string>();
  for (const schema of body.results as readonly { name: string; objectTypeId: string }[])
    found.set(schema.name, schema.objectTypeId);
  const id = (name: keyof ObjectTypes): string => {
    const typeId = found.get(name);
    if (!typeId)
      throw new PortalError({
        kind: 'not-found',
        attempting: 'looking up the custom objects',
        message: `this portal has no object ${name}; run the installer first`,
      });
    return typeId;
  };
  return { rv_visit: id('rv_visit'), rv_issue: id('rv_issue'), rv_policy: id('rv_policy'), rv_run: id('rv_run') };
}
