import type { Account, People, Ports } from '../use-cases/ports.ts';
import type { HubspotApi } from './api.ts';
import { hubspotCustomers } from './customers.ts';
import { objectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { hubspotPolicies, type PolicyPublisher } from './policies.ts';
import { hubspotVisits } from './visits.ts';

/** All ports on one HubSpot portal. What does not change while a process lives is looked up once. */
export function hubspotPorts(
  api: HubspotApi,
  settings: { readonly now: () => number },
): Ports & { readonly policies: PolicyPublisher } {
  const types = once(() => objectTypes(api));
  const account = once(() => readAccount(api));
  const timeZone = async (): Promise<string> => (await account()).timeZone;
  return {
    clock: { now: settings.now },
    account,
    customers: hubspotCustomers(api, timeZone),
    visits: hubspotVisits(api, {
      types,
      timeZone,
      now: settings.now,
    }),
    policies: hubspotPolicies(api, types),
    people: hubspotPeople(api),
  };
}

async function readAccount(api: HubspotApi): Promise<Account> {
  const { body } = await api.call({
    method: 'GET',
    path: PATHS.account.path,
    attempting: 'reading the account',
    repeatable: true,
  });
  return { portalId: Number(body.portalId), timeZone: String(body.timeZone ?? 'UTC') };
}

function hubspotPeople(api: HubspotApi): People {
  return {
    ownerNames: once(async () => {
      const names = new Map<string, string>();
      let after: string | undefined;
      do {
        const { body } = await api.call({
          method: 'GET',
          path: PATHS.owners.path,
          query: { limit: '100', ...(after ? { after } : {}) },
          attempting: 'reading owners',
          repeatable: true,
        });
        for (const owner of body.results as { id: string; firstName?: string; lastName?: string; email?: string }[]) {
          const first = owner.firstName ?? '';
          const last = owner.lastName ?? '';
          const name = /\p{Script=Han}/u.test(first + last) ? `${last}${first}` : `${first} ${last}`.trim();
          names.set(owner.id, name || owner.email || owner.id);
        }
        after = body.paging?.next?.after;
      } while (after);
      return names;
    }),
  };
}

/** Runs `load` at the first call; a failure is not kept. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined;
  return () => {
    value ??= load().catch((error) => {
      value = undefined;
      throw error;
    });
    return value;
  };
}
