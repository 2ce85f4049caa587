import { parseDay } from '../domain/calendar/day.ts';
import { instantAt } from '../domain/calendar/zone.ts';
import type { HubspotApi } from '../hubspot/api.ts';
import { batchWrite } from '../hubspot/batch.ts';
import { PATHS } from '../hubspot/paths.ts';
import type { ItemFailure } from '../use-cases/ports/ports.ts';
import type { CustomerRow } from './customers-csv.ts';

/** Writes customers as contacts, found again by email; loading the same file twice changes nothing. */
export async function loadCustomers(
  api: HubspotApi,
  rows: readonly CustomerRow[],
  timeZone: string,
  onProgress: (loaded: number) => void = () => {},
): Promise<readonly ItemFailure[]> {
  const failures: ItemFailure[] = [];
  for (let start = 0; start < rows.length; start += 1_000) {
    const part = rows.slice(start, start + 1_000);
    const items = part.map(({ properties }) => ({
      key: properties.email,
      id: properties.email,
      properties: inZone(properties, timeZone),
    }));
    failures.push(
      ...(await batchWrite(api, PATHS.contacts.path, 'upsert', items, 'loading customers', 'email')).failures,
    );
    onProgress(start + part.length);
  }
  return failures;
}

/** A contact known by its day alone is said to have been at noon of the portal's zone: midnight UTC is another day in half the world. */
function inZone(properties: CustomerRow['properties'], timeZone: string): CustomerRow['properties'] {
  const on = parseDay(properties.rv_last_touch_at ?? '');
  if (on === undefined) return properties;
  return { ...properties, rv_last_touch_at: new Date(instantAt(timeZone, on, '12:00')).toISOString() };
}
