/** Merging two records into a new one. */
import { formatInstant } from '../clock.ts';
import type { Core } from '../core.ts';
import { invalid } from '../errors.ts';
import type { StoredRecord } from '../store.ts';
import { asText, type Json } from './input.ts';
import { join, partFromAll } from './links.ts';
import { recordNotFound, type WriteContext } from './records.ts';
import type { ObjectType } from './types.ts';

/**
 * The merged record has an id of its own, and both old ids lead to it [documented since 2025]. It has the primary's values,
 * the other's where the primary has none [documented], and the associations of both. Property history of the two starts
 * anew. [unverified]
 */
export function mergeRecords(core: Core, type: ObjectType, body: Json, { source }: WriteContext): StoredRecord {
  const primaryId = asText(body.primaryObjectId, 'primaryObjectId');
  const otherId = asText(body.objectIdToMerge, 'objectIdToMerge');
  const primary = core.store.liveRecord(type.typeId, primaryId);
  const other = core.store.liveRecord(type.typeId, otherId);
  if (primary === undefined) throw recordNotFound(type, primaryId);
  if (other === undefined) throw recordNotFound(type, otherId);
  if (primary.id === other.id) throw invalid(`Cannot merge an object with itself: ${primary.id}`);

  const links = [primary, other].flatMap((record) =>
    core.store
      .linkedTypes(record.typeId, record.id)
      .flatMap((toTypeId) =>
        [...core.store.linked(record.typeId, record.id, toTypeId)].map(([toId, kinds]) => ({ toTypeId, toId, kinds })),
      ),
  );
  const lists = new Set([...core.store.listsOf(type.typeId, primary.id), ...core.store.listsOf(type.typeId, other.id)]);
  const at = core.clock.now();
  for (const record of [primary, other]) {
    partFromAll(core, record, source);
    for (const listId of core.store.listsOf(type.typeId, record.id)) {
      core.store.change({ op: 'members', listId, add: [], remove: [record.id], at });
    }
    core.store.change({ op: 'archive', typeId: type.typeId, id: record.id, at });
  }

  const id = String(core.store.nextNumber('record', 9_001));
  const createdAt = Math.min(primary.createdAt, other.createdAt);
  const set = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  const values: Record<string, string> = {
    ...set(other.values),
    ...set(primary.values),
    hs_object_id: id,
    hs_merged_object_ids: mergedIds(primary, other).join(';'),
    [type.createdProperty]: formatInstant(createdAt),
    [type.modifiedProperty]: formatInstant(at),
  };
  delete values.associatedcompanyid;
  if (type.typeId === '0-1') {
    const addresses = [primary, other].flatMap((record) => [
      record.values.email,
      ...(record.values.hs_additional_emails ?? '').split(';'),
    ]);
    const additional = new Set(addresses.filter((address): address is string => !!address && address !== values.email));
    if (additional.size > 0) values.hs_additional_emails = [...additional].join(';');
  }
  core.store.change({
    op: 'record',
    record: { id, typeId: type.typeId, createdAt, updatedAt: at, source, values, history: {} },
  });
  for (const record of [primary, other])
    core.store.change({ op: 'alias', typeId: type.typeId, from: record.id, to: id });

  const merged = core.store.record(type.typeId, id) as StoredRecord;
  // The primary's come first, so its primary company stays the primary one.
  for (const { toTypeId, toId, kinds } of links) {
    const to = core.store.liveRecord(toTypeId, toId);
    if (to === undefined || to.id === id) continue;
    const types = kinds.map((key) => core.store.associationType(key)).filter((kind) => kind !== undefined);
    const hasPrimary = core.store.linked(merged.typeId, id, toTypeId).size > 0;
    join(core, merged, to, hasPrimary ? types.filter((kind) => kind.label !== 'Primary') : types, source);
  }
  for (const listId of lists) core.store.change({ op: 'members', listId, add: [id], remove: [], at });
  return core.store.record(type.typeId, id) as StoredRecord;
}

function mergedIds(primary: StoredRecord, other: StoredRecord): string[] {
  const ids = [primary, other].flatMap((record) => [
    record.id,
    ...(record.values.hs_merged_object_ids ?? '').split(';'),
  ]);
  return [...new Set(ids.filter((id) => id !== ''))];
}
