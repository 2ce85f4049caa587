import { instantAt } from '../domain/calendar/zone.ts';
import type { Account, Ports } from '../use-cases/ports/ports.ts';
import { once, readAccount } from './account.ts';
import type { HubspotApi } from './api.ts';
import { namedObjectTypes, type ObjectTypes, objectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { hubspotPolicies } from './policies.ts';

export interface Clock {
  readonly now: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
}

/** What every function needs of a portal; one that asks for few ports more weighs less than with all of them. */
export function hubspotBasePorts(
  api: HubspotApi,
  portal: Account | undefined,
  { now, sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) }: Clock = { now: Date.now },
): {
  readonly types: () => Promise<ObjectTypes>;
  readonly timeZone: () => Promise<string>;
  readonly ports: Pick<Ports, 'account' | 'clock' | 'policies'>;
} {
  const types = once(async () => (portal ? namedObjectTypes(portal.portalId) : objectTypes(api)));
  const account = once(async () => portal ?? readAccount(api));
  const timeZone = async (): Promise<string> => (await account()).timeZone;
  const runsPath = async () => PATHS.customObjects.path.replace('{objectTypeId}', (await types()).rv_run);
  return {
    types,
    timeZone,
    ports: {
      clock: {
        now,
        sleep,
        instantAt: async (on, time) => instantAt(await timeZone(), on, time),
      },
      account,
      policies: hubspotPolicies(api, runsPath),
    },
  };
}
