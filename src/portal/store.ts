/**
 * Everything the portal holds. It changes only through `apply(change)`, and the changes of one request are one line of the
 * journal: what is on disk is how the state came about, and reading it back gives the same state.
 *
 * Maps answer by id; the indexes (unique values, association edges both ways, merged ids) are kept in step by `apply` and
 * can be compared with a rebuild (`inconsistencies`).
 */
import { type AssociationType, standardAssociationTypes } from './objects/association-types.ts';
import type { Property } from './objects/property.ts';

/** Who made a change: what property history prints. */
export interface Source {
  readonly sourceType: string;
  readonly sourceId?: string;
  /** Of what a person did in HubSpot's own screens. */
  readonly updatedByUserId?: number;
}

export interface Revision {
  readonly value: string;
  readonly at: number;
  readonly source: Source;
}

export interface StoredRecord {
  readonly id: string;
  readonly typeId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archivedAt?: number;
  readonly source: Source;
  /** A property never set is absent; one cleared is `""`. */
  readonly values: Readonly<Record<string, string>>;
  /** Revisions oldest first, of the properties changed after creation alone: the others have one, at `createdAt`. */
  readonly history: Readonly<Record<string, readonly Revision[]>>;
}

export type DocKind =
  | 'account'
  | 'associationLimit'
  | 'associationType'
  | 'callback'
  | 'folder'
  | 'form'
  | 'group'
  | 'list'
  | 'owner'
  | 'pipeline'
  | 'property'
  | 'schema'
  | 'submission'
  | 'webhooks';

export type Change =
  | { readonly op: 'record'; readonly record: StoredRecord }
  | {
      readonly op: 'set';
      readonly typeId: string;
      readonly id: string;
      readonly at: number;
      readonly values: Readonly<Record<string, string>>;
      readonly source: Source;
    }
  | { readonly op: 'archive'; readonly typeId: string; readonly id: string; readonly at: number }
  | { readonly op: 'restore'; readonly typeId: string; readonly id: string }
  | { readonly op: 'purge'; readonly typeId: string; readonly id: string }
  | { readonly op: 'alias'; readonly typeId: string; readonly from: string; readonly to: string }
  | {
      /** The kinds that join two records from now on; none parts them. */
      readonly op: 'link';
      readonly fromTypeId: string;
      readonly fromId: string;
      readonly toTypeId: string;
      readonly toId: string;
      readonly kinds: readonly string[];
    }
  | { readonly op: 'doc'; readonly kind: DocKind; readonly key: string; readonly doc: unknown }
  | {
      readonly op: 'members';
      readonly listId: string;
      readonly add: readonly string[];
      readonly remove: readonly string[];
      readonly at: number;
    }
  | { readonly op: 'count'; readonly name: string; readonly value: number };

export interface StoreObserver {
  recordChanged(before: StoredRecord | undefined, after: StoredRecord | undefined): void;
  definitionsChanged(typeId: string): void;
  /** Two records became one. */
  merged?(typeId: string, from: string, to: string): void;
}

/** [unverified] How many revisions HubSpot keeps: 45 for contacts, 20 for other objects. */
const revisionsKept = (typeId: string): number => (typeId === '0-1' ? 45 : 20);

type Edges = Map<string, Map<string, readonly string[]>>;

export class Store {
  readonly #observers: StoreObserver[] = [];
  #records = new Map<string, Map<string, StoredRecord>>();
  /** Ids of each type in ascending order, for pages that start anywhere. */
  #order = new Map<string, number[]>();
  #live = new Map<string, number>();
  #aliases = new Map<string, Map<string, string>>();
  /** type:id → other type → other id → kinds. */
  #edges = new Map<string, Edges>();
  #docs = new Map<DocKind, Map<string, unknown>>();
  #members = new Map<string, Map<string, number>>();
  #memberOf = new Map<string, Set<string>>();
  #counters = new Map<string, number>();
  #properties = new Map<string, Map<string, Property>>();
  #associationTypes = new Map<string, AssociationType>();
  #associationPairs = new Map<string, AssociationType[]>();
  /** type → property → value → record id, of live records. */
  #unique = new Map<string, Map<string, Map<string, string>>>();
  #uniqueNames = new Map<string, readonly string[]>();
  #pending: Change[] = [];
  readonly #seedProperties: (typeId: string) => readonly Property[];

  constructor(seedProperties: (typeId: string) => readonly Property[]) {
    this.#seedProperties = seedProperties;
    this.#seed();
  }

  observe(observer: StoreObserver): void {
    this.#observers.push(observer);
  }

  /** Carries a change out and remembers it for the journal. */
  change(change: Change): void {
    this.apply(change);
    this.#pending.push(change);
  }

  /** The changes since the last call: one line of the journal. */
  takePending(): readonly Change[] {
    if (this.#pending.length === 0) return [];
    const pending = this.#pending;
    this.#pending = [];
    return pending;
  }

  apply(change: Change): void {
    switch (change.op) {
      case 'record':
        this.#put(change.record);
        break;
      case 'set': {
        const record = this.record(change.typeId, change.id);
        if (record !== undefined) this.#put(withValues(record, change));
        break;
      }
      case 'archive': {
        const record = this.record(change.typeId, change.id);
        if (record !== undefined) this.#put({ ...record, archivedAt: change.at });
        break;
      }
      case 'restore': {
        const record = this.record(change.typeId, change.id);
        if (record !== undefined) {
          const { archivedAt: _archivedAt, ...restored } = record;
          this.#put(restored);
        }
        break;
      }
      case 'purge':
        this.#remove(change.typeId, change.id);
        break;
      case 'alias':
        into(this.#aliases, change.typeId, () => new Map()).set(change.from, change.to);
        for (const observer of this.#observers) observer.merged?.(change.typeId, change.from, change.to);
        break;
      case 'link':
        this.#link(change);
        break;
      case 'doc':
        this.#putDoc(change.kind, change.key, change.doc);
        break;
      case 'members':
        this.#changeMembers(change);
        break;
      case 'count':
        this.#counters.set(change.name, change.value);
        break;
      default: {
        const never: never = change;
        throw new RangeError(`unknown change ${JSON.stringify(never)}`);
      }
    }
  }

  // Records

  record(typeId: string, id: string): StoredRecord | undefined {
    return this.#records.get(typeId)?.get(id);
  }

  /** The id a record goes by now: a merged record's old ids lead to the one that took them in. */
  currentId(typeId: string, id: string): string {
    const aliases = this.#aliases.get(typeId);
    let current = id;
    for (let next = aliases?.get(current); next !== undefined; next = aliases?.get(current)) current = next;
    return current;
  }

  liveRecord(typeId: string, id: string): StoredRecord | undefined {
    const record = this.record(typeId, this.currentId(typeId, id));
    return record?.archivedAt === undefined ? record : undefined;
  }

  /** In order of creation. */
  records(typeId: string): IterableIterator<StoredRecord> {
    return (this.#records.get(typeId) ?? new Map<string, StoredRecord>()).values();
  }

  /** In order of id, from this one on. */
  *recordsFrom(typeId: string, id: number): Generator<StoredRecord> {
    const order = this.#order.get(typeId) ?? [];
    for (let place = placeOf(order, id); place < order.length; place++) {
      const record = this.record(typeId, String(order[place]));
      if (record !== undefined) yield record;
    }
  }

  typesWithRecords(): readonly string[] {
    return [...this.#records.keys()];
  }

  liveCount(typeId: string): number {
    return this.#live.get(typeId) ?? 0;
  }

  idWithUniqueValue(typeId: string, property: string, value: string): string | undefined {
    return this.#unique.get(typeId)?.get(property)?.get(uniqueForm(value));
  }

  // Counters

  nextNumber(name: string, first: number): number {
    const value = (this.#counters.get(name) ?? first - 1) + 1;
    this.change({ op: 'count', name, value });
    return value;
  }

  // Documents: definitions and whatever else is not a record

  doc<T>(kind: DocKind, key: string): T | undefined {
    return this.#docs.get(kind)?.get(key) as T | undefined;
  }

  docs<T>(kind: DocKind): T[] {
    return [...(this.#docs.get(kind)?.values() ?? [])] as T[];
  }

  putDoc(kind: DocKind, key: string, doc: unknown): void {
    this.change({ op: 'doc', kind, key, doc });
  }

  deleteDoc(kind: DocKind, key: string): void {
    this.change({ op: 'doc', kind, key, doc: null });
  }

  // Properties

  properties(typeId: string): ReadonlyMap<string, Property> {
    return into(this.#properties, typeId, () => {
      const seeded = new Map<string, Property>();
      for (const property of this.#seedProperties(typeId)) seeded.set(property.name, property);
      return seeded;
    });
  }

  property(typeId: string, name: string): Property | undefined {
    return this.properties(typeId).get(name);
  }

  // Associations

  associationType(key: string): AssociationType | undefined {
    return this.#associationTypes.get(key);
  }

  associationTypes(fromTypeId: string, toTypeId: string): readonly AssociationType[] {
    return this.#associationPairs.get(`${fromTypeId}>${toTypeId}`) ?? [];
  }

  /** Other records joined to this one, with the kinds, in the order in which they were joined. */
  linked(typeId: string, id: string, toTypeId: string): ReadonlyMap<string, readonly string[]> {
    return this.#edges.get(`${typeId}:${id}`)?.get(toTypeId) ?? new Map();
  }

  linkedTypes(typeId: string, id: string): readonly string[] {
    return [...(this.#edges.get(`${typeId}:${id}`)?.keys() ?? [])];
  }

  // Lists

  members(listId: string): ReadonlyMap<string, number> {
    return this.#members.get(listId) ?? new Map();
  }

  listsOf(typeId: string, id: string): ReadonlySet<string> {
    return this.#memberOf.get(`${typeId}:${id}`) ?? new Set();
  }

  // The whole

  /** The shortest row of changes that leads from an empty portal to this one. */
  *snapshot(): Generator<Change> {
    for (const [name, value] of this.#counters) yield { op: 'count', name, value };
    for (const [kind, docs] of this.#docs) {
      for (const [key, doc] of docs) yield { op: 'doc', kind, key, doc };
    }
    for (const records of this.#records.values()) {
      for (const record of records.values()) yield { op: 'record', record };
    }
    for (const [typeId, aliases] of this.#aliases) {
      for (const [from, to] of aliases) yield { op: 'alias', typeId, from, to };
    }
    for (const [from, edges] of this.#edges) {
      const [fromTypeId = '', fromId = ''] = from.split(':');
      for (const [toTypeId, others] of edges) {
        for (const [toId, kinds] of others) {
          // Both directions are kept; one of them says it all.
          const forward = compareEnds(fromTypeId, fromId, toTypeId, toId) <= 0;
          if (forward) yield { op: 'link', fromTypeId, fromId, toTypeId, toId, kinds };
        }
      }
    }
    for (const [listId, members] of this.#members) {
      for (const [id, at] of members) yield { op: 'members', listId, add: [id], remove: [], at };
    }
  }

  /** Back to an empty portal; observers see every record go. */
  clear(): void {
    for (const [typeId, records] of this.#records) {
      for (const record of records.values()) this.#tell(record, undefined);
      for (const observer of this.#observers) observer.definitionsChanged(typeId);
    }
    this.#records = new Map();
    this.#order = new Map();
    this.#live = new Map();
    this.#aliases = new Map();
    this.#edges = new Map();
    this.#docs = new Map();
    this.#members = new Map();
    this.#memberOf = new Map();
    this.#counters = new Map();
    this.#properties = new Map();
    this.#unique = new Map();
    this.#uniqueNames = new Map();
    this.#pending = [];
    this.#seed();
  }

  /** What differs between the indexes and the same indexes built anew from the records; nothing, if all is well. */
  inconsistencies(): string[] {
    const found: string[] = [];
    const rebuilt = new Store(this.#seedProperties);
    for (const change of this.snapshot()) rebuilt.apply(change);
    for (const typeId of new Set([...this.#unique.keys(), ...rebuilt.#unique.keys()])) {
      const here = flattenUnique(this.#unique.get(typeId));
      const there = flattenUnique(rebuilt.#unique.get(typeId));
      for (const [key, id] of here)
        if (there.get(key) !== id) found.push(`unique ${typeId} ${key}: ${id}, rebuilt ${there.get(key)}`);
      for (const key of there.keys()) if (!here.has(key)) found.push(`unique ${typeId} ${key} is missing`);
    }
    for (const [typeId, count] of rebuilt.#live) {
      if (this.liveCount(typeId) !== count) found.push(`live ${typeId}: ${this.liveCount(typeId)}, rebuilt ${count}`);
    }
    for (const [end, edges] of this.#edges) {
      const [typeId = '', id = ''] = end.split(':');
      for (const [toTypeId, others] of edges) {
        for (const [toId, kinds] of others) {
          const back = this.linked(toTypeId, toId, typeId).get(id);
          const expected = kinds.map((key) => this.associationType(key)?.inverseKey ?? `? ${key}`);
          if (back === undefined || [...back].sort().join() !== [...expected].sort().join()) {
            found.push(`edge ${end} → ${toTypeId}:${toId} [${kinds}] comes back as [${back}]`);
          }
          if (this.liveRecord(toTypeId, toId) === undefined)
            found.push(`edge ${end} → ${toTypeId}:${toId} leads nowhere`);
        }
      }
    }
    for (const [listId, members] of this.#members) {
      for (const id of members.keys()) {
        const list = this.doc<{ objectTypeId: string }>('list', listId);
        if (list !== undefined && !this.listsOf(list.objectTypeId, id).has(listId))
          found.push(`list ${listId} holds ${id}, not the other way`);
      }
    }
    return found;
  }

  #seed(): void {
    this.#associationTypes = new Map();
    this.#associationPairs = new Map();
    for (const type of standardAssociationTypes) this.#putAssociationType(type.key, type);
  }

  #put(record: StoredRecord): void {
    const records = into(this.#records, record.typeId, () => new Map());
    const before = records.get(record.id);
    records.set(record.id, record);
    if (before === undefined) {
      const order = into(this.#order, record.typeId, () => []);
      order.splice(placeOf(order, Number(record.id)), 0, Number(record.id));
    }
    this.#count(
      record.typeId,
      (record.archivedAt === undefined ? 1 : 0) - (before !== undefined && before.archivedAt === undefined ? 1 : 0),
    );
    this.#indexUnique(before, record);
    this.#tell(before, record);
  }

  #remove(typeId: string, id: string): void {
    const record = this.record(typeId, id);
    if (record === undefined) return;
    this.#records.get(typeId)?.delete(id);
    const order = this.#order.get(typeId) ?? [];
    order.splice(placeOf(order, Number(id)), 1);
    if (record.archivedAt === undefined) this.#count(typeId, -1);
    this.#indexUnique(record, undefined);
    this.#tell(record, undefined);
  }

  #count(typeId: string, by: number): void {
    if (by !== 0) this.#live.set(typeId, (this.#live.get(typeId) ?? 0) + by);
  }

  #tell(before: StoredRecord | undefined, after: StoredRecord | undefined): void {
    for (const observer of this.#observers) observer.recordChanged(before, after);
  }

  #indexUnique(before: StoredRecord | undefined, after: StoredRecord | undefined): void {
    const typeId = after?.typeId ?? before?.typeId;
    if (typeId === undefined) return;
    for (const property of this.#uniqueProperties(typeId)) {
      const old = before?.archivedAt === undefined ? uniqueForms(before, property) : [];
      const now = after?.archivedAt === undefined ? uniqueForms(after, property) : [];
      if (old.join() === now.join()) continue;
      const index = into(
        into(this.#unique, typeId, () => new Map()),
        property,
        () => new Map<string, string>(),
      );
      for (const form of old) if (index.get(form) === before?.id) index.delete(form);
      for (const form of now) if (after !== undefined) index.set(form, after.id);
    }
  }

  #uniqueProperties(typeId: string): readonly string[] {
    return into(this.#uniqueNames, typeId, () =>
      [...this.properties(typeId).values()]
        .filter((property) => property.hasUniqueValue)
        .map((property) => property.name),
    );
  }

  #link(change: Change & { op: 'link' }): void {
    const { fromTypeId, fromId, toTypeId, toId, kinds } = change;
    this.#setEdge(fromTypeId, fromId, toTypeId, toId, kinds);
    const inverse = kinds.map((key) => this.associationType(key)?.inverseKey ?? key);
    this.#setEdge(toTypeId, toId, fromTypeId, fromId, inverse);
  }

  #setEdge(typeId: string, id: string, toTypeId: string, toId: string, kinds: readonly string[]): void {
    const end = `${typeId}:${id}`;
    if (kinds.length > 0) {
      into(
        into(this.#edges, end, (): Edges => new Map()),
        toTypeId,
        () => new Map(),
      ).set(toId, kinds);
      return;
    }
    const edges = this.#edges.get(end);
    const others = edges?.get(toTypeId);
    others?.delete(toId);
    if (others?.size === 0) edges?.delete(toTypeId);
    if (edges?.size === 0) this.#edges.delete(end);
  }

  #putDoc(kind: DocKind, key: string, doc: unknown): void {
    const docs = into(this.#docs, kind, () => new Map<string, unknown>());
    if (doc === null) docs.delete(key);
    else docs.set(key, doc);
    if (kind === 'property') this.#putProperty(key, doc as Property | null);
    if (kind === 'associationType') this.#putAssociationType(key, doc as AssociationType | null);
    if (kind === 'list' && doc === null) this.#dropList(key);
  }

  #putProperty(key: string, property: Property | null): void {
    const slash = key.indexOf('/');
    const typeId = key.slice(0, slash);
    const name = key.slice(slash + 1);
    const known = this.properties(typeId) as Map<string, Property>;
    const before = known.get(name);
    if (property === null) known.delete(name);
    else known.set(name, property);
    this.#uniqueNames.delete(typeId);
    if ((property?.hasUniqueValue ?? false) !== (before?.hasUniqueValue ?? false)) {
      this.#unique.get(typeId)?.delete(name);
      if (property?.hasUniqueValue) for (const record of this.records(typeId)) this.#indexUnique(undefined, record);
    }
    for (const observer of this.#observers) observer.definitionsChanged(typeId);
  }

  #putAssociationType(key: string, type: AssociationType | null): void {
    const before = this.#associationTypes.get(key);
    if (before !== undefined) {
      const pair = `${before.fromTypeId}>${before.toTypeId}`;
      this.#associationPairs.set(
        pair,
        (this.#associationPairs.get(pair) ?? []).filter((other) => other.key !== key),
      );
      this.#associationTypes.delete(key);
    }
    if (type === null) return;
    this.#associationTypes.set(key, type);
    into(this.#associationPairs, `${type.fromTypeId}>${type.toTypeId}`, () => []).push(type);
  }

  #changeMembers(change: Change & { op: 'members' }): void {
    const list = this.doc<{ objectTypeId: string }>('list', change.listId);
    const members = into(this.#members, change.listId, () => new Map<string, number>());
    const end = (id: string) => `${list?.objectTypeId ?? ''}:${id}`;
    for (const id of change.add) {
      if (!members.has(id)) members.set(id, change.at);
      into(this.#memberOf, end(id), () => new Set<string>()).add(change.listId);
    }
    for (const id of change.remove) {
      members.delete(id);
      this.#memberOf.get(end(id))?.delete(change.listId);
    }
  }

  #dropList(listId: string): void {
    this.#members.delete(listId);
    for (const lists of this.#memberOf.values()) lists.delete(listId);
  }
}

function withValues(record: StoredRecord, change: Change & { op: 'set' }): StoredRecord {
  const history = { ...record.history };
  for (const [name, value] of Object.entries(change.values)) {
    const held = record.values[name];
    if (held === value) continue;
    const before =
      history[name] ?? (held === undefined ? [] : [{ value: held, at: record.createdAt, source: record.source }]);
    history[name] = [...before, { value, at: change.at, source: change.source }].slice(-revisionsKept(record.typeId));
  }
  return { ...record, updatedAt: change.at, values: { ...record.values, ...change.values }, history };
}

/** Unique values are compared without case. [unverified for custom properties; observed live for email addresses] */
function uniqueForm(value: string): string {
  return value.toLowerCase();
}

/** What a record is found by. A contact is also found by the addresses that it got by merging. */
function uniqueForms(record: StoredRecord | undefined, property: string): string[] {
  const value = record?.values[property];
  if (record === undefined || value === undefined || value === '') return [];
  const others =
    record.typeId === '0-1' && property === 'email' ? (record.values.hs_additional_emails ?? '').split(';') : [];
  return [value, ...others].filter((form) => form !== '').map(uniqueForm);
}

function compareEnds(fromTypeId: string, fromId: string, toTypeId: string, toId: string): number {
  if (fromTypeId !== toTypeId) return fromTypeId < toTypeId ? -1 : 1;
  return Number(fromId) - Number(toId);
}

function flattenUnique(index: Map<string, Map<string, string>> | undefined): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [property, values] of index ?? []) for (const [value, id] of values) flat.set(`${property}=${value}`, id);
  return flat;
}

/** Where an id stands, or would stand, in ascending order. */
function placeOf(order: readonly number[], id: number): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((order[middle] as number) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function into<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
