import type { Account, Ports } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { hubspotBasePorts } from './base-ports.ts';
import { hubspotCheckBook } from './check-book.ts';
import { hubspotProfiles } from './profiles.ts';

/** The ports that checking the book needs: beside them its function carries the world's numbering plans. */
export function hubspotCheckPorts(
  api: HubspotApi,
  portal: Account | undefined,
): Pick<Ports, 'account' | 'clock' | 'policies' | 'checks' | 'profiles'> {
  const { ports, timeZone } = hubspotBasePorts(api, portal);
  return { ...ports, checks: hubspotCheckBook(api, timeZone), profiles: hubspotProfiles(api, timeZone) };
}
