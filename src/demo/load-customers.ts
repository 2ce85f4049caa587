import type { HubspotApi } from '../hubspot/api.ts';
import { batchWrite } from '../hubspot/batch.ts';
import { PATHS } from '../hubspot/paths.ts';
import type { ItemFailure } from '../use-cases/ports.ts';
import type { CustomerRow } from './customers-csv.ts';

/** Writes customers as contacts, found again by email; loading the same file twice changes nothing. */
export async function loadCustomers(
  api: HubspotApi,
  rows: readonly CustomerRow[],
  onProgress: (loaded: number) => void = () => {},
): Promise<readonly ItemFailure[]> {
  const failures: ItemFailure[] = [];
  for (let start = 0; start < rows.length; start += 1_000) {
    const part = rows.slice(start, start + 1_000);
    const items = part.map(({ properties }) => ({ key: properties.email, id: properties.email, properties }));
    failures.push(
      ...(await batchWrite(api, PATHS.contacts.path, 'upsert', items, 'loading customers', 'email')).failures,
    );
    onProgress(start + part.length);
  }
  return failures;
}
