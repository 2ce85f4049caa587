import { instantAt } from '../domain/calendar/zone.ts';
import type { Account, People, Ports, RecordUse } from '../use-cases/ports/ports.ts';
import { once, readAccount } from './account.ts';
import type { HubspotApi } from './api.ts';
import { hubspotCheckBook } from './check-book.ts';
import { hubspotCustomers } from './customers.ts';
import { hubspotIssues } from './issues.ts';
import { hubspotJobs } from './jobs.ts';
import { hubspotMeasures } from './measures.ts';
import { hubspotMerges } from './merges.ts';
import { namedObjectTypes, objectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { hubspotPolicies } from './policies.ts';
import { hubspotPolicyDesk, hubspotPublisher, type PolicyPublisher } from './policy-desk.ts';
import { hubspotProfiles } from './profiles.ts';
import { hubspotPurchases } from './purchases.ts';
import { hubspotRuns } from './runs.ts';
import { hubspotTickets } from './tickets.ts';
import { hubspotTouchTasks } from './touch-tasks.ts';
import { hubspotTouches } from './touches.ts';
import { forPortalsWithoutKeys } from './unkeyed.ts';
import { hubspotVisits } from './visits.ts';

/** All ports on one HubSpot portal. What does not change while a process lives is looked up once. */
export function hubspotPorts(
  portalApi: HubspotApi,
  settings: {
    readonly now: () => number;
    readonly sleep?: (ms: number) => Promise<void>;
    /** What the caller knows of the portal already: it is not looked up. Where it is wrong, HubSpot finds nothing. */
    readonly portal?: Account;
  },
): Ports & { readonly policies: Ports['policies'] & PolicyPublisher } {
  const { portal } = settings;
  const types = once(async () => (portal ? namedObjectTypes(portal.portalId) : objectTypes(portalApi)));
  const api = forPortalsWithoutKeys(portalApi, types);
  const pathOf = async (name: 'rv_policy' | 'rv_run') =>
    PATHS.customObjects.path.replace('{objectTypeId}', (await types())[name]);
  const policyPaths = { policies: () => pathOf('rv_policy'), runs: () => pathOf('rv_run') };
  const account = once(async () => portal ?? readAccount(api));
  const people = hubspotPeople(api);
  const timeZone = async (): Promise<string> => (await account()).timeZone;
  return {
    clock: {
      now: settings.now,
      sleep: settings.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
      instantAt: async (on, time) => instantAt(await timeZone(), on, time),
    },
    account,
    recordUse: () => readRecordUse(api),
    customers: hubspotCustomers(api, timeZone),
    visits: hubspotVisits(api, {
      types,
      timeZone,
      now: settings.now,
      ownerNames: people.ownerNames,
    }),
    touches: hubspotTouches(api, timeZone),
    touchTasks: hubspotTouchTasks(portalApi, { types, timeZone }),
    issues: hubspotIssues(api, types, settings.now),
    merges: hubspotMerges(api, types),
    jobs: hubspotJobs(api, types),
    policies: { ...hubspotPolicies(api, policyPaths.runs), ...hubspotPublisher(api, policyPaths) },
    desk: hubspotPolicyDesk(api, policyPaths),
    people,
    runs: hubspotRuns(api, types, settings.now),
    measures: hubspotMeasures(api, types, settings.now),
    checks: hubspotCheckBook(api, timeZone),
    purchases: hubspotPurchases(api, timeZone),
    tickets: hubspotTickets(api),
    profiles: hubspotProfiles(api, timeZone),
  };
}

/**
 * Custom-object records, the customer's own among them.
 *
 * `unverified` on a real portal: the shape of the answer. One that says nothing we can read, or is refused, is no reason not to plan.
 * Probe: record-limits.
 */
async function readRecordUse(api: HubspotApi): Promise<RecordUse | undefined> {
  const { body } = await api.call({
    method: 'GET',
    path: PATHS.recordLimits.path,
    attempting: 'reading the record limit',
    repeatable: true,
    alsoFine: [403, 404],
  });
  const { overallUsage: used, overallLimit: limit } = body?.customObjectTypes ?? {};
  return Number.isFinite(used) && Number.isFinite(limit) ? { used, limit } : undefined;
}

interface StoredOwner {
  readonly id: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly userId?: number | null;
}

function hubspotPeople(api: HubspotApi): People {
  const owners = once(async () => {
    const found: { id: string; name: string; email: string; userId?: string }[] = [];
    let after: string | undefined;
    do {
      const { body } = await api.call({
        method: 'GET',
        path: PATHS.owners.path,
        query: { limit: '500', ...(after ? { after } : {}) },
        attempting: 'reading owners',
        repeatable: true,
      });
      for (const owner of body.results as StoredOwner[]) {
        const first = owner.firstName ?? '';
        const last = owner.lastName ?? '';
        const name = /\p{Script=Han}/u.test(first + last) ? `${last}${first}` : `${first} ${last}`.trim();
        found.push({
          id: owner.id,
          name: name || owner.email || owner.id,
          email: owner.email ?? '',
          ...(owner.userId == null ? {} : { userId: String(owner.userId) }),
        });
      }
      after = body.paging?.next?.after;
    } while (after);
    return found;
  });
  return {
    owners,
    ownerNames: async () => new Map((await owners()).map(({ id, name }) => [id, name])),
  };
}
