/** Records as the wire carries them. */
import { formatInstant } from '../clock.ts';
import type { Core } from '../core.ts';
import type { StoredRecord } from '../store.ts';
import type { ObjectType } from './types.ts';

export interface WireRecord {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly propertiesWithHistory?: Readonly<Record<string, readonly WireRevision[]>>;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archived: boolean;
  readonly archivedAt?: string;
  readonly url: string;
}

interface WireRevision {
  readonly value: string;
  readonly timestamp: string;
  readonly sourceType: string;
  readonly sourceId?: string;
  readonly updatedByUserId?: number;
}

export interface Wanted {
  readonly properties?: readonly string[] | undefined;
  readonly history?: readonly string[] | undefined;
}

/**
 * Writes records with the properties asked for, all those of one answer. Those never set are null; those cleared are `""`
 * [recorded]; names the type does not have are left out. [documented: ignored]
 */
export function recordFormat(core: Core, type: ObjectType, wanted: Wanted = {}): (record: StoredRecord) => WireRecord {
  const asked = wanted.properties?.length ? [...wanted.properties, ...stamps(type)] : type.defaultProperties;
  const names = [...new Set([...asked, ...(wanted.history ?? [])])]
    .filter((name) => core.store.property(type.typeId, name)?.archived === false)
    .sort();
  return (record) => {
    const properties: Record<string, string | null> = {};
    for (const name of names) properties[name] = record.values[name] ?? null;
    return { ...frame(core, record, properties), ...historyOf(core, type, record, wanted.history) };
  };
}

/** A create answers with everything it set. [recorded] */
export function formatWhole(core: Core, record: StoredRecord): WireRecord {
  return frame(core, record, sorted(record.values));
}

/**
 * An update answers with what it touched and the time stamps. [recorded] A batch update of contacts leaves two of them out.
 */
export function formatTouched(
  core: Core,
  type: ObjectType,
  record: StoredRecord,
  touched: readonly string[],
  inBatch: boolean,
): WireRecord {
  const names = inBatch && type.typeId === '0-1' ? [...touched, type.modifiedProperty] : [...touched, ...stamps(type)];
  return frame(core, record, sorted(Object.fromEntries(names.map((name) => [name, record.values[name] ?? null]))));
}

function stamps(type: ObjectType): string[] {
  return [type.createdProperty, type.modifiedProperty, 'hs_object_id'];
}

function sorted(values: Readonly<Record<string, string | null>>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function frame(core: Core, record: StoredRecord, properties: Record<string, string | null>): WireRecord {
  return {
    id: record.id,
    properties,
    createdAt: formatInstant(record.createdAt),
    updatedAt: formatInstant(record.updatedAt),
    archived: record.archivedAt !== undefined,
    ...(record.archivedAt === undefined ? {} : { archivedAt: formatInstant(record.archivedAt) }),
    // [recorded] Since 2025.
    url: `https://app.hubspot.com/contacts/${core.portalId}/record/${record.typeId}/${record.id}`,
  };
}

function historyOf(
  core: Core,
  type: ObjectType,
  record: StoredRecord,
  names: readonly string[] | undefined,
): Pick<WireRecord, 'propertiesWithHistory'> {
  if (names === undefined || names.length === 0) return {};
  const history: Record<string, WireRevision[]> = {};
  for (const name of names) {
    if (core.store.property(type.typeId, name) === undefined) continue;
    const first = record.values[name];
    const revisions =
      record.history[name] ??
      (first === undefined ? [] : [{ value: first, at: record.createdAt, source: record.source }]);
    // [documented] Newest first.
    history[name] = revisions
      .map(({ value, at, source }) => ({ value, timestamp: formatInstant(at), ...source }))
      .reverse();
  }
  return { propertiesWithHistory: history };
}
