/**
 * The addresses HubSpot gives one resource over the versions, each brought to the one path that the routes know.
 * Dated paths: https://developers.hubspot.com/docs/developer-tooling/platform/versioning. v3 and v4 are the ones that
 * HubSpot's own clients still call.
 */
import type { ApiVersion } from './core.ts';

export interface Address {
  readonly path: string;
  readonly version: ApiVersion;
}

const dated = '(2026-03|2026-09)';

/** Address → path inside; the version is the first group that names one. */
const table: readonly (readonly [pattern: RegExp, inside: string, version?: ApiVersion])[] = [
  [new RegExp(`^/crm/objects/${dated}(?=/)`), '/objects'],
  [/^\/crm\/(v3)\/objects(?=\/)/, '/objects'],
  [/^\/crm\/(v4)\/objects(?=\/[^/]+\/[^/]+\/associations)/, '/objects'],
  [new RegExp(`^/crm/associations/${dated}(?=/)`), '/associations'],
  [/^\/crm\/(v4)\/associations(?=\/)/, '/associations'],
  [/^\/crm\/(v3)\/associations(?=\/)/, '/associations-v3'],
  [new RegExp(`^/crm/properties/${dated}(?=/)`), '/properties'],
  [/^\/crm\/(v3)\/properties(?=\/)/, '/properties'],
  [new RegExp(`^/crm-object-schemas/${dated}/schemas`), '/schemas'],
  [/^\/crm-object-schemas\/(v3)\/schemas/, '/schemas'],
  [/^\/crm\/(v3)\/schemas/, '/schemas'],
  [new RegExp(`^/crm/owners/${dated}`), '/owners'],
  [/^\/crm\/(v3)\/owners/, '/owners'],
  [new RegExp(`^/crm/pipelines/${dated}(?=/)`), '/pipelines'],
  [/^\/crm\/(v3)\/pipelines(?=\/)/, '/pipelines'],
  [new RegExp(`^/crm/lists/${dated}`), '/lists'],
  [/^\/crm\/(v3)\/lists/, '/lists'],
  [new RegExp(`^/crm/limits/${dated}(?=/)`), '/limits'],
  [/^\/crm\/(v3)\/limits(?=\/)/, '/limits'],
  [new RegExp(`^/account-info/${dated}(?=/)`), '/account-info'],
  [/^\/account-info\/(v3)(?=\/)/, '/account-info'],
  // [documented] HubSpot's specifications know a beta alone beside v3.
  [/^\/marketing\/forms\/2026-09-beta(?=\/|$)/, '/forms', '2026-09'],
  [/^\/marketing\/(v3)\/forms/, '/forms'],
  [/^\/form-integrations\/v1(?=\/)/, '/form-integrations', 'v3'],
  [/^\/submissions\/v3(?=\/)/, '/form-integrations/submissions', 'v3'],
  [new RegExp(`^/settings/users/${dated}`), '/users'],
  [/^\/settings\/(v3)\/users/, '/users'],
  [new RegExp(`^/automation/actions/callbacks/${dated}`), '/callbacks'],
  [/^\/automation\/(v4)\/actions\/callbacks/, '/callbacks'],
];

export function findAddress(pathname: string): Address | undefined {
  const path = pathname.length > 1 ? pathname.replace(/\/+$/, '') : pathname;
  for (const [pattern, inside, version] of table) {
    const match = pattern.exec(path);
    if (match === null) continue;
    return { path: inside + path.slice(match[0].length), version: version ?? (match[1] as ApiVersion) };
  }
  return undefined;
}
