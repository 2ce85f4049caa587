import type { CallsOfDay, PortalHealth } from '../use-cases/ports/health.ts';
import type { Account, PastRuns, Ports } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchRead } from './batch.ts';
import { install } from './installer.ts';
import { namedObjectTypes, objectTypes } from './object-types.ts';
import { hubspotPastRuns } from './past-runs.ts';
import { PATHS } from './paths.ts';
import { numberOf, present, textOf } from './values.ts';

/** What the app reads; one record of each, or the first page where HubSpot knows no smaller one. */
const READS = [
  'contacts',
  'tasks',
  'calls',
  'meetings',
  'communications',
  'notes',
  'emails',
  'deals',
  'schemas',
  'owners',
  'customObjects',
] as const;

/** What HubSpot says when it could not count. */
const UNCOUNTED = ['FAILURE', 'TIMEOUT', 'NOTFOUND'];

/** All ports, with those that looking at a portal needs besides. */
export function withHealth<P extends Pick<Ports, 'account' | 'clock'>>(
  api: HubspotApi,
  ports: P,
): P & { readonly health: PortalHealth; readonly pastRuns: PastRuns } {
  const types = async () => namedObjectTypes((await ports.account()).portalId);
  return {
    ...ports,
    health: hubspotHealth(api, ports.account),
    pastRuns: hubspotPastRuns(api, types, ports.clock.now),
  };
}

/** A portal as `npm run doctor` and the page "Install and health" look at it. */
export function hubspotHealth(api: HubspotApi, account: () => Promise<Account>): PortalHealth {
  return {
    apiVersion: /\/(\d{4}-\d{2})\//.exec(PATHS.schemas.path)?.[1] ?? '',

    async installation() {
      const { presentOf, parts, differences, surveys } = await install(api, () => {}, { dryRun: true });
      return {
        isThere: (presentOf.object ?? 0) > 0,
        present: presentOf,
        missing: parts,
        differing: differences,
        surveys,
      };
    },

    async repair() {
      return (await install(api)).parts;
    },

    async clockRecord() {
      const { rv_run: objectTypeId } = await objectTypes(api);
      const path = PATHS.customObjects.path.replace('{objectTypeId}', objectTypeId);
      const [record] = await batchRead(api, path, ['clock'], ['rv_run_key'], 'looking for the clock', 'rv_run_key');
      return record && { objectTypeId, id: record.id };
    },

    async access() {
      const { portalId } = await account();
      const answers = await Promise.all(
        READS.map(async (name) => {
          const { path, scopes } = PATHS[name];
          const { status, headers } = await api.call({
            method: 'GET',
            path: path.replace('{objectTypeId}', `p${portalId}_rv_run`),
            ...(name === 'schemas' ? {} : { query: { limit: '1' } }),
            attempting: `reading ${name}`,
            repeatable: true,
            alsoFine: [400, 403, 404],
          });
          const left = Number(headers?.get('x-hubspot-ratelimit-daily-remaining') ?? Number.NaN);
          return { what: name, scopes, isRefused: status === 403, left };
        }),
      );
      const left = answers.map((each) => each.left).filter((each) => !Number.isNaN(each));
      return {
        refused: answers.filter(({ isRefused }) => isRefused).map(({ what, scopes }) => ({ what, scopes })),
        ...(left.length === 0 ? {} : { leftToday: Math.min(...left) }),
      };
    },

    /**
     * `unverified` on a real portal: that calls of an app made as a project are counted here, as HubSpot's reference says of private
     * apps; where nothing can be read, the headers of answers still tell what is left. Probe: rate-headers.
     */
    async callsToday(): Promise<CallsOfDay | undefined> {
      const { status, body } = await api.call({
        method: 'GET',
        path: PATHS.callsToday.path,
        attempting: 'reading the calls of the day',
        repeatable: true,
        alsoFine: [400, 403, 404],
      });
      if (status !== 200) return undefined;
      for (const each of (body.results ?? []) as readonly { readonly [name: string]: string | null }[]) {
        const used = numberOf(each, 'currentUsage');
        const limit = numberOf(each, 'usageLimit');
        if (used === undefined || limit === undefined || UNCOUNTED.includes(textOf(each, 'fetchStatus') ?? ''))
          continue;
        return { used, limit, ...present('resetsAt', textOf(each, 'resetsAt')) };
      }
      return undefined;
    },
  };
}
