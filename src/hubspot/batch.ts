import type { ItemFailure } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';

export type Properties = { readonly [name: string]: string };

export interface HubspotRecord {
  readonly id: string;
  readonly properties: { readonly [name: string]: string | null };
}

/** HubSpot's limits of one batch call. */
export const RECORDS_PER_BATCH = 100;
const ASSOCIATIONS_PER_BATCH = 2_000;
/** Batches under way at once: those of a whole step, so that what HubSpot's ten seconds have free is used at once. */
const LANES = 20;

/** Reads records by id or by a unique property, in any order; unknown ones are left out. */
export async function batchRead(
  api: HubspotApi,
  path: string,
  ids: readonly string[],
  properties: readonly string[],
  attempting: string,
  idProperty?: string,
): Promise<HubspotRecord[]> {
  const parts = await inLanes([...chunks([...new Set(ids)], RECORDS_PER_BATCH)], async (part) => {
    const { body } = await api.call({
      method: 'POST',
      path: `${path}/batch/read`,
      body: { inputs: part.map((id) => ({ id })), properties, ...(idProperty ? { idProperty } : {}) },
      attempting,
      repeatable: true,
      // 207: some do not exist, which is an answer.
      alsoFine: [207],
    });
    return (body?.results ?? []) as HubspotRecord[];
  });
  return parts.flat();
}

export interface BatchItem {
  /** Ours: contact id or visit key, returned with a failure. */
  readonly key: string;
  readonly id: string;
  /** A function is asked when its batch is sent: thousands of items wait as what they are made from. */
  readonly properties: Properties | (() => Properties);
  /** Items of one group are written in the order given, each once the one before it is confirmed, or not at all. */
  readonly group?: string;
}

/** A record that HubSpot confirmed. */
export interface Written {
  readonly id: string;
}

/**
 * Updates or upserts records in batches, several at once; batches may run twice without harm.
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
): Promise<{ readonly written: ReadonlyMap<string, Written>; readonly failures: readonly ItemFailure[] }> {
  const written = new Map<string, Written>();
  const failures: ItemFailure[] = [];
  const stopped = new Set<string>();
  for (const wave of wavesOf(items)) {
    const isStopped = ({ group }: BatchItem): boolean => group !== undefined && stopped.has(group);
    const writable = wave.filter((item) => !isStopped(item));
    for (const { key } of wave.filter(isStopped)) failures.push({ key, message: 'what comes before it was refused' });
    await inLanes([...chunks(writable, RECORDS_PER_BATCH)], async (part) => {
      const { body } = await api.call({
        method: 'POST',
        path: `${path}/batch/${verb}`,
        body: {
          inputs: part.map((item) => ({
            id: item.id,
            properties: typeof item.properties === 'function' ? item.properties() : item.properties,
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
        // Not the record: HubSpot sends back all that was written, and two thousand scripts fill a function's memory.
        if (item) written.set(item.key, { id: record.id });
      }
      const reasons = failureReasons(body?.errors);
      for (const item of part) {
        if (written.has(item.key)) continue;
        if (item.group !== undefined) stopped.add(item.group);
        failures.push({
          key: item.key,
          message: reasons.get(item.key) ?? reasons.get(item.id) ?? 'HubSpot did not confirm it',
        });
      }
    });
  }
  return { written, failures };
}

/**
 * Creates records with a unique key, together with their associations; batches may run twice without harm.
 *
 * @returns the keys of those that were; the others are there already or were refused, together or alone
 */
export async function batchMake(
  api: HubspotApi,
  path: string,
  items: readonly (BatchItem & { readonly associations: readonly object[] })[],
  attempting: string,
  idProperty: string,
): Promise<ReadonlySet<string>> {
  const made = new Set<string>();
  await inLanes([...chunks(items, RECORDS_PER_BATCH)], async (part) => {
    const { body } = await api.call({
      method: 'POST',
      path: `${path}/batch/create`,
      body: {
        inputs: part.map((item) => ({
          properties: typeof item.properties === 'function' ? item.properties() : item.properties,
          associations: item.associations,
          objectWriteTraceId: item.key,
        })),
      },
      attempting,
      // Sent again after a lost answer it is refused.
      repeatable: true,
      alsoFine: [207, 400, 409],
    });
    const byId = new Map(part.map((item) => [item.id, item.key]));
    for (const record of (body?.results ?? []) as HubspotRecord[]) {
      const key = byId.get(record.properties?.[idProperty] ?? '');
      if (key !== undefined) made.add(key);
    }
  });
  return made;
}

/** The first of each group, then the second of each, and so on; items without a group go first. */
function wavesOf(items: readonly BatchItem[]): readonly (readonly BatchItem[])[] {
  const waves: BatchItem[][] = [];
  const met = new Map<string, number>();
  for (const item of items) {
    const nth = item.group === undefined ? 0 : (met.get(item.group) ?? 0);
    if (item.group !== undefined) met.set(item.group, nth + 1);
    const wave = waves[nth];
    if (wave) wave.push(item);
    else waves.push([item]);
  }
  return waves;
}

/**
 * Does `work` for every item, several at once, and answers in the order of the items.
 *
 * After a failure nothing new is begun, and it is thrown only when what was under way has ended: whoever goes on afterwards
 * meets no late write.
 */
export async function inLanes<T, R>(items: readonly T[], work: (item: T) => Promise<R>, lanes = LANES): Promise<R[]> {
  const results: R[] = [];
  const errors: unknown[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length && errors.length === 0) {
      const at = next;
      next += 1;
      try {
        results[at] = await work(items[at] as T);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  if (errors.length > 0) throw errors[0];
  return results;
}

/** Archives records; those that are gone already are passed over. */
export async function batchArchive(
  api: HubspotApi,
  path: string,
  ids: readonly string[],
  attempting: string,
): Promise<void> {
  await inLanes([...chunks(ids, RECORDS_PER_BATCH)], (part) =>
    api.call({
      method: 'POST',
      path: `${path}/batch/archive`,
      body: { inputs: part.map((id) => ({ id })) },
      attempting,
      repeatable: true,
    }),
  );
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
  await inLanes([...chunks(pairs, ASSOCIATIONS_PER_BATCH)], (part) =>
    api.call({
      method: 'POST',
      path: `${associationsPath}/${from}/${to}/batch/associate/default`,
      body: { inputs: part.map(([fromId, toId]) => ({ from: { id: fromId }, to: { id: toId } })) },
      attempting,
      repeatable: true,
    }),
  );
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
