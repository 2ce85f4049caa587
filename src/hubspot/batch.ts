import type { ItemFailure } from '../use-cases/ports.ts';
import type { HubspotApi } from './api.ts';

export type Properties = { readonly [name: string]: string };

export interface HubspotRecord {
  readonly id: string;
  readonly properties: { readonly [name: string]: string | null };
}

/** HubSpot's limits of one batch call. */
const RECORDS_PER_BATCH = 100;
const ASSOCIATIONS_PER_BATCH = 2_000;

/** Reads records by id or by a unique property, in any order; unknown ones are left out. */
export async function batchRead(
  api: HubspotApi,
  path: string,
  ids: readonly string[],
  properties: readonly string[],
  attempting: string,
  idProperty?: string,
): Promise<HubspotRecord[]> {
  const records: HubspotRecord[] = [];
  for (const part of chunks([...new Set(ids)], RECORDS_PER_BATCH)) {
    const { body } = await api.call({
      method: 'POST',
      path: `${path}/batch/read`,
      body: { inputs: part.map((id) => ({ id })), properties, ...(idProperty ? { idProperty } : {}) },
      attempting,
      repeatable: true,
      // 207: some do not exist, which is an answer.
      alsoFine: [207],
    });
    records.push(...(body?.results ?? []));
  }
  return records;
}

export interface BatchItem {
  /** Ours: contact id or visit key, returned with a failure. */
  readonly key: string;
  readonly id: string;
  readonly properties: Properties;
}

/**
 * Updates or upserts records in batches, one after the other in the order given; batches may run twice without harm.
 *
 * Every input carries a trace id, so that one bad record is refused alone (207) instead of the whole batch.
 */
export async function batchWrite(
  api: HubspotApi,
  path: string,
  verb: 'update' | 'upsert',
  items: readonly BatchItem[],
  attempting: string,
  idProperty?: string,
): Promise<{ readonly written: ReadonlyMap<string, HubspotRecord>; readonly failures: readonly ItemFailure[] }> {
  const written = new Map<string, HubspotRecord>();
  const failures: ItemFailure[] = [];
  for (const part of chunks(items, RECORDS_PER_BATCH)) {
    const { body } = await api.call({
      method: 'POST',
      path: `${path}/batch/${verb}`,
      body: {
        inputs: part.map((item) => ({
          id: item.id,
          properties: item.properties,
          objectWriteTraceId: item.key,
          ...(idProperty ? { idProperty } : {}),
        })),
      },
      attempting,
      repeatable: true,
      alsoFine: [207],
    });
    // Results come in any order and need not carry the trace id: they are matched by id, or by the unique property.
    const byId = new Map(part.map((item) => [item.id, item]));
    for (const record of (body?.results ?? []) as HubspotRecord[]) {
      const item = byId.get(idProperty ? (record.properties[idProperty] ?? '') : record.id);
      if (item) written.set(item.key, record);
    }
    const reasons = failureReasons(body?.errors);
    for (const item of part) {
      if (written.has(item.key)) continue;
      failures.push({
        key: item.key,
        message: reasons.get(item.key) ?? reasons.get(item.id) ?? 'HubSpot did not confirm it',
      });
    }
  }
  return { written, failures };
}

/** Associates pairs with the unlabelled default type; pairs that are associated already stay so. */
export async function associateDefault(
  api: HubspotApi,
  associationsPath: string,
  from: string,
  to: string,
  pairs: readonly (readonly [string, string])[],
  attempting: string,
): Promise<void> {
  for (const part of chunks(pairs, ASSOCIATIONS_PER_BATCH)) {
    await api.call({
      method: 'POST',
      path: `${associationsPath}/${from}/${to}/batch/associate/default`,
      body: { inputs: part.map(([fromId, toId]) => ({ from: { id: fromId }, to: { id: toId } })) },
      attempting,
      repeatable: true,
    });
  }
}

function failureReasons(errors: unknown): Map<string, string> {
  const reasons = new Map<string, string>();
  if (!Array.isArray(errors)) return reasons;
  for (const error of errors as readonly { message?: string; context?: { [key: string]: string[] } }[]) {
    const named = [...(error.context?.objectWriteTraceId ?? []), ...(error.context?.ids ?? [])];
    for (const key of named) reasons.set(key, error.message ?? 'refused');
  }
  return reasons;
}

export function* chunks<T>(items: readonly T[], size: number): Iterable<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
