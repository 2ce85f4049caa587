/** Joining records and parting them. */
import type { Core } from '../core.ts';
import { type ErrorBody, invalid } from '../errors.ts';
import type { Source, StoredRecord } from '../store.ts';
import {
  type AssociationCategory,
  type AssociationType,
  associationKey,
  primaryCompanyKeys,
} from './association-types.ts';
import { asArray, asInteger, asObject, asText } from './input.ts';
import type { ObjectType } from './types.ts';

const categories: readonly AssociationCategory[] = ['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED'];

export interface AssociationRequest {
  readonly to: StoredRecord;
  readonly types: readonly AssociationType[];
}

/** The kinds a request asks for, each of which must lead from the one type of record (to the other, where it is known). */
export function parseKinds(core: Core, specs: unknown, fromTypeId: string, toTypeId?: string): AssociationType[] {
  return asArray(specs, 'types').map((spec) => {
    const { associationCategory, associationTypeId } = asObject(spec, 'AssociationSpec');
    const category = categories.find((candidate) => candidate === associationCategory);
    if (category === undefined) {
      throw invalid(
        `${String(associationCategory)} is not one of the association categories [${categories.join(', ')}]`,
      );
    }
    const typeId = asInteger(associationTypeId, 'associationTypeId');
    const kind = core.store.associationType(associationKey(category, typeId));
    if (
      kind === undefined ||
      kind.fromTypeId !== fromTypeId ||
      (toTypeId !== undefined && kind.toTypeId !== toTypeId)
    ) {
      // [unverified] The words; HubSpot answers 400.
      throw invalid(
        `No association type with id ${typeId} and category ${category} leads from ${fromTypeId}${toTypeId === undefined ? '' : ` to ${toTypeId}`}`,
      );
    }
    return kind;
  });
}

/** The `associations` of a create request. A record that is not there refuses the whole. [unverified: the words] */
export function parseAssociations(core: Core, type: ObjectType, value: unknown): AssociationRequest[] {
  if (value === undefined || value === null) return [];
  return asArray(value, 'associations').map((one) => {
    const request = asObject(one, 'PublicAssociationsForObject');
    const toId = asText(asObject(request.to, 'PublicObjectId').id, 'to.id');
    const types = parseKinds(core, request.types, type.typeId);
    const [first] = types;
    if (first === undefined) throw invalid('An association needs at least one type');
    const other = types.find((kind) => kind.toTypeId !== first.toTypeId);
    if (other !== undefined)
      throw invalid(`Association types ${first.typeId} and ${other.typeId} lead to different object types`);
    const to = core.store.liveRecord(first.toTypeId, toId);
    if (to === undefined) {
      throw invalid(`Associations are not valid: no object of type ${first.toTypeId} with id ${toId} exists`, {
        context: { objectId: [toId], objectTypeId: [first.toTypeId] },
      });
    }
    return { to, types };
  });
}

/** The kind without a label: what `default` means. */
export function defaultKind(core: Core, fromTypeId: string, toTypeId: string): AssociationType | undefined {
  return core.store.associationTypes(fromTypeId, toTypeId).find((kind) => kind.label === null);
}

/** How many records one may be joined to by a kind, where that is limited. Kept by `/definitions/configurations`. */
export interface AssociationLimit {
  readonly key: string;
  readonly maxToObjectIds: number;
}

/** Why these two cannot be joined any more: a limit of the portal's own, or HubSpot's for any record. */
export function linkProblem(
  core: Core,
  from: StoredRecord,
  to: StoredRecord,
  kinds: readonly AssociationType[],
): ErrorBody | undefined {
  const linked = core.store.linked(from.typeId, from.id, to.typeId);
  const before = linked.get(to.id) ?? [];
  if (before.length === 0 && linked.size >= core.limits.associationsPerRecord) {
    return limitReached(from, core.limits.associationsPerRecord);
  }
  for (const kind of kinds) {
    const limit = core.store.doc<AssociationLimit>('associationLimit', kind.key);
    if (limit === undefined || before.includes(kind.key)) continue;
    const used = [...linked.values()].filter((keys) => keys.includes(kind.key)).length;
    if (used >= limit.maxToObjectIds) return limitReached(from, limit.maxToObjectIds);
  }
  return undefined;
}

/** [unverified] The words and the sub-category. */
function limitReached(from: StoredRecord, most: number): ErrorBody {
  return {
    category: 'VALIDATION_ERROR',
    subCategory: 'crm.associations.LIMIT_EXCEEDED',
    message: `Object ${from.id} of type ${from.typeId} has reached its limit of ${most} associations`,
  };
}

/**
 * Joins two records. A label brings the kind without label along, as recorded answers show it; the first company of a
 * record becomes its primary one [unverified], and a new primary company takes the place of the old. [documented]
 */
export function join(
  core: Core,
  from: StoredRecord,
  to: StoredRecord,
  kinds: readonly AssociationType[],
  source: Source,
): void {
  const before = core.store.linked(from.typeId, from.id, to.typeId).get(to.id) ?? [];
  const wanted = new Set([...before, ...kinds.map((kind) => kind.key)]);
  const plain = defaultKind(core, from.typeId, to.typeId);
  if (plain !== undefined) wanted.add(plain.key);
  const primary = primaryKind(core, from.typeId, to.typeId);
  if (primary !== undefined) {
    const holder = primary.fromTypeId === from.typeId && primary.toTypeId === to.typeId ? from : to;
    const company = holder === from ? to : from;
    const holderKey = primaryCompanyKeys.get(holder.typeId) ?? '';
    const keyHere = holder === from ? holderKey : (core.store.associationType(holderKey)?.inverseKey ?? '');
    const current = primaryCompanyOf(core, holder);
    if (current === undefined) wanted.add(keyHere);
    if (wanted.has(keyHere) && current !== company.id) {
      if (current !== undefined) dropKind(core, holder, '0-2', current, holderKey);
      link(core, from, to, [...wanted]);
      setPrimaryProperty(core, holder, company.id, source);
      return;
    }
  }
  if (wanted.size !== before.length) link(core, from, to, [...wanted]);
}

/** Takes some kinds away, or all of them. */
export function part(
  core: Core,
  from: StoredRecord,
  toTypeId: string,
  toId: string,
  kinds: readonly string[] | 'all',
  source: Source,
): void {
  const before = core.store.linked(from.typeId, from.id, toTypeId).get(toId);
  if (before === undefined) return;
  const left = kinds === 'all' ? [] : before.filter((key) => !kinds.includes(key));
  core.store.change({ op: 'link', fromTypeId: from.typeId, fromId: from.id, toTypeId, toId, kinds: left });
  const holder =
    primaryCompanyKeys.has(from.typeId) && toTypeId === '0-2'
      ? from
      : from.typeId === '0-2'
        ? core.store.liveRecord(toTypeId, toId)
        : undefined;
  if (holder !== undefined && primaryCompanyKeys.has(holder.typeId)) {
    setPrimaryProperty(core, holder, primaryCompanyOf(core, holder) ?? '', source);
  }
}

/** Parts a record from everything: it was archived, or merged away. */
export function partFromAll(core: Core, record: StoredRecord, source: Source): void {
  for (const toTypeId of core.store.linkedTypes(record.typeId, record.id)) {
    for (const toId of [...core.store.linked(record.typeId, record.id, toTypeId).keys()]) {
      part(core, record, toTypeId, toId, 'all', source);
    }
  }
}

function link(core: Core, from: StoredRecord, to: StoredRecord, kinds: readonly string[]): void {
  core.store.change({ op: 'link', fromTypeId: from.typeId, fromId: from.id, toTypeId: to.typeId, toId: to.id, kinds });
}

function dropKind(core: Core, from: StoredRecord, toTypeId: string, toId: string, key: string): void {
  const kinds = core.store.linked(from.typeId, from.id, toTypeId).get(toId) ?? [];
  core.store.change({
    op: 'link',
    fromTypeId: from.typeId,
    fromId: from.id,
    toTypeId,
    toId,
    kinds: kinds.filter((kind) => kind !== key),
  });
}

function primaryKind(core: Core, fromTypeId: string, toTypeId: string): AssociationType | undefined {
  const holderTypeId = toTypeId === '0-2' ? fromTypeId : fromTypeId === '0-2' ? toTypeId : undefined;
  const key = holderTypeId === undefined ? undefined : primaryCompanyKeys.get(holderTypeId);
  return key === undefined ? undefined : core.store.associationType(key);
}

export function primaryCompanyOf(core: Core, record: StoredRecord): string | undefined {
  const key = primaryCompanyKeys.get(record.typeId);
  if (key === undefined) return undefined;
  for (const [id, kinds] of core.store.linked(record.typeId, record.id, '0-2')) if (kinds.includes(key)) return id;
  return undefined;
}

/** A contact carries its primary company's id. [documented: `associatedcompanyid`] */
function setPrimaryProperty(core: Core, holder: StoredRecord, companyId: string, source: Source): void {
  if (holder.typeId !== '0-1') return;
  const current = core.store.record(holder.typeId, holder.id);
  if (current === undefined || (current.values.associatedcompanyid ?? '') === companyId) return;
  const at = core.clock.now();
  core.store.change({
    op: 'set',
    typeId: holder.typeId,
    id: holder.id,
    at,
    values: { associatedcompanyid: companyId },
    source,
  });
}
