/**
 * Answers searches from indexes. What a search sees is what was written `lagMs` ago, as HubSpot's own index lags behind its
 * records. [recorded: a median of 1.9 s]
 *
 * A property filtered on once has a sorted index of its values from then on, and the filter that leaves the fewest
 * candidates is the one that is read. The matches of a recent query are kept in order and in step with every write, so that
 * the next page, and the same question after a write, cost a page and not a portal. Bounds on `hs_object_id` are cut out of
 * that sorted list: paging by id is one query, whatever the bound.
 */
import type { Clock } from '../clock.ts';
import type { Property } from '../objects/property.ts';
import type { Store, StoredRecord, StoreObserver } from '../store.ts';
import { type Filter, isMultiple, isNumeric, type Key, keyOf, type SearchQuery, words } from './query.ts';
import { SortedList } from './sorted-list.ts';

export interface SearchPage {
  readonly total: number;
  readonly records: readonly StoredRecord[];
}

interface Entry {
  readonly key: Key | undefined;
  readonly id: number;
}

interface LiveQuery {
  readonly matches: (record: StoredRecord) => boolean;
  readonly sort: SearchQuery['sort'];
  readonly list: SortedList<Entry>;
}

interface Bounds {
  readonly above: number;
  readonly below: number;
}

const queriesKept = 24;

export class SearchIndex implements StoreObserver {
  readonly #clock: Clock;
  readonly #store: Store;
  #lagMs: number;
  readonly #types = new Map<string, TypeIndex>();
  #queue: { at: number; typeId: string; id: string; record: StoredRecord | undefined }[] = [];
  #queueHead = 0;

  constructor(store: Store, clock: Clock, lagMs: number) {
    this.#store = store;
    this.#clock = clock;
    this.#lagMs = lagMs;
  }

  get lagMs(): number {
    return this.#lagMs;
  }

  setLag(lagMs: number): void {
    this.#lagMs = lagMs;
  }

  recordChanged(before: StoredRecord | undefined, after: StoredRecord | undefined): void {
    const changed = after ?? before;
    if (changed === undefined) return;
    const record = after?.archivedAt === undefined ? after : undefined;
    if (this.#lagMs === 0 && this.#queueHead === this.#queue.length) {
      this.#typeIndex(changed.typeId).set(changed.id, record);
      return;
    }
    this.#queue.push({ at: this.#clock.now(), typeId: changed.typeId, id: changed.id, record });
  }

  definitionsChanged(typeId: string): void {
    this.#types.get(typeId)?.forgetQueries();
  }

  /** Everything written so far can be found from now on: after a start from disk, or a restored snapshot. */
  settle(): void {
    for (; this.#queueHead < this.#queue.length; this.#queueHead++) this.#take();
    this.#queue = [];
    this.#queueHead = 0;
  }

  find(
    typeId: string,
    query: SearchQuery,
    searchable: readonly string[],
    linkedIds: ((record: StoredRecord, group: number) => boolean) | undefined,
  ): SearchPage {
    this.#catchUp();
    return this.#typeIndex(typeId).find(query, searchable, linkedIds);
  }

  /** Compares the indexes with the same built anew. */
  inconsistencies(): string[] {
    this.#catchUp();
    return [...this.#types].flatMap(([typeId, index]) =>
      index.inconsistencies().map((found) => `search ${typeId}: ${found}`),
    );
  }

  #catchUp(): void {
    const now = this.#clock.now();
    for (; this.#queueHead < this.#queue.length; this.#queueHead++) {
      const at = this.#queue[this.#queueHead]?.at ?? 0;
      // A clock that was set back must not hide a record for good.
      if (at + this.#lagMs > now && at <= now) break;
      this.#take();
    }
    if (this.#queueHead === this.#queue.length) {
      this.#queue = [];
      this.#queueHead = 0;
    }
  }

  #take(): void {
    const next = this.#queue[this.#queueHead];
    if (next !== undefined) this.#typeIndex(next.typeId).set(next.id, next.record);
  }

  #typeIndex(typeId: string): TypeIndex {
    const found = this.#types.get(typeId);
    if (found !== undefined) return found;
    const made = new TypeIndex((name) => this.#store.property(typeId, name));
    this.#types.set(typeId, made);
    return made;
  }
}

class TypeIndex {
  readonly #propertyOf: (name: string) => Property | undefined;
  readonly #records = new Map<number, StoredRecord>();
  readonly #byProperty = new Map<string, SortedList<Entry>>();
  readonly #queries = new Map<string, LiveQuery>();

  constructor(propertyOf: (name: string) => Property | undefined) {
    this.#propertyOf = propertyOf;
  }

  set(id: string, record: StoredRecord | undefined): void {
    const number = Number(id);
    const before = this.#records.get(number);
    if (before === undefined && record === undefined) return;
    if (record === undefined) this.#records.delete(number);
    else this.#records.set(number, record);
    for (const [name, list] of this.#byProperty) {
      const property = this.#propertyOf(name);
      const old = before?.values[name];
      const value = record?.values[name];
      if (property === undefined || old === value) continue;
      for (const key of keysOf(property, old)) list.delete({ key, id: number });
      for (const key of keysOf(property, value)) list.add({ key, id: number });
    }
    for (const query of this.#queries.values()) {
      if (before !== undefined && query.matches(before)) query.list.delete(entryOf(before, query.sort));
      if (record !== undefined && query.matches(record)) query.list.add(entryOf(record, query.sort));
    }
  }

  forgetQueries(): void {
    this.#queries.clear();
    this.#byProperty.clear();
  }

  find(
    query: SearchQuery,
    searchable: readonly string[],
    isLinked: ((record: StoredRecord, group: number) => boolean) | undefined,
  ): SearchPage {
    const { base, bounds } = cutIdBounds(query);
    const live = isLinked === undefined ? this.#liveQuery(base, searchable) : this.#ask(base, searchable, isLinked);
    const descending = query.sort?.descending ?? false;
    const edge = (id: number): number => live.list.rank({ key: query.sort === undefined ? undefined : id, id });
    let from = 0;
    let to = live.list.size;
    if (bounds !== undefined) {
      // Ids are whole numbers, so a bound is the place where the next whole number would stand.
      from = descending ? edge(bounds.below - 1) : edge(bounds.above + 1);
      to = descending ? edge(bounds.above) : edge(bounds.below);
    }
    const total = Math.max(0, to - from);
    const start = from + query.offset;
    const entries = live.list.slice(start, Math.min(start + query.limit, to));
    return { total, records: entries.map(({ id }) => this.#records.get(id) as StoredRecord) };
  }

  inconsistencies(): string[] {
    const found: string[] = [];
    for (const [name, list] of this.#byProperty) {
      const property = this.#propertyOf(name);
      if (property === undefined) continue;
      const rebuilt = this.#buildIndex(property);
      if (fingerprint(list) !== fingerprint(rebuilt)) found.push(`index of ${name} differs from a rebuild`);
    }
    for (const [text, query] of this.#queries) {
      const entries = [...this.#records.values()].filter(query.matches).map((record) => entryOf(record, query.sort));
      const rebuilt = new SortedList(comparing(query.sort?.descending ?? false), entries);
      if (fingerprint(query.list) !== fingerprint(rebuilt)) found.push(`kept matches of ${text} differ from a rebuild`);
    }
    return found;
  }

  #liveQuery(query: SearchQuery, searchable: readonly string[]): LiveQuery {
    const name = JSON.stringify([
      query.groups.map((filters) =>
        filters.map(({ property, operator, operands }) => [property.name, operator, operands]),
      ),
      query.text,
      query.sort?.property.name,
      query.sort?.descending,
    ]);
    const known = this.#queries.get(name);
    if (known !== undefined) {
      // The map keeps the order of use: the first is the one unused for longest.
      this.#queries.delete(name);
      this.#queries.set(name, known);
      return known;
    }
    const asked = this.#ask(query, searchable, undefined);
    this.#queries.set(name, asked);
    if (this.#queries.size > queriesKept) this.#queries.delete(this.#queries.keys().next().value as string);
    return asked;
  }

  #ask(
    query: SearchQuery,
    searchable: readonly string[],
    isLinked: ((record: StoredRecord, group: number) => boolean) | undefined,
  ): LiveQuery {
    const groups = query.groups.map((filters) => filters.map(predicateOf));
    const matchesText = textPredicate(query.text, searchable);
    const matches = (record: StoredRecord): boolean =>
      matchesText(record) &&
      (groups.length === 0 ||
        groups.some(
          (filters, group) => filters.every((filter) => filter(record)) && (isLinked?.(record, group) ?? true),
        ));
    const entries: Entry[] = [];
    for (const record of this.#candidates(query)) if (matches(record)) entries.push(entryOf(record, query.sort));
    return { matches, sort: query.sort, list: new SortedList(comparing(query.sort?.descending ?? false), entries) };
  }

  /** The records that may match: for each group those that its narrowest filter leaves. */
  #candidates(query: SearchQuery): Iterable<StoredRecord> {
    if (query.groups.length === 0) return this.#records.values();
    const ids = new Set<number>();
    for (const filters of query.groups) {
      let narrowest: { list: SortedList<Entry>; ranges: [number, number][]; size: number } | undefined;
      for (const filter of filters) {
        const keys = rangesOf(filter);
        if (keys === undefined) continue;
        const list = this.#index(filter.property);
        const ranges = keys.map(([low, high]): [number, number] => [list.rank(low), list.rank(high)]);
        const size = ranges.reduce((sum, [from, to]) => sum + Math.max(0, to - from), 0);
        if (narrowest === undefined || size < narrowest.size) narrowest = { list, ranges, size };
      }
      if (narrowest === undefined) return this.#records.values();
      for (const [from, to] of narrowest.ranges) for (const { id } of narrowest.list.slice(from, to)) ids.add(id);
    }
    return [...ids].map((id) => this.#records.get(id) as StoredRecord);
  }

  #index(property: Property): SortedList<Entry> {
    const found = this.#byProperty.get(property.name);
    if (found !== undefined) return found;
    const built = this.#buildIndex(property);
    this.#byProperty.set(property.name, built);
    return built;
  }

  #buildIndex(property: Property): SortedList<Entry> {
    const entries: Entry[] = [];
    for (const [id, record] of this.#records) {
      for (const key of keysOf(property, record.values[property.name])) entries.push({ key, id });
    }
    return new SortedList(comparing(false), entries);
  }
}

/** One key a value, one for each choice of a multiple-choice property. */
function keysOf(property: Property, value: string | undefined): Key[] {
  const key = keyOf(property, value);
  if (key === undefined) return [];
  return isMultiple(property) ? [...new Set(String(key).split(';'))].filter((part) => part !== '') : [key];
}

function compareKeys(a: Key | undefined, b: Key | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1; // [unverified] Records without a value come last, whichever way the sort goes.
  if (b === undefined) return -1;
  return a < b ? -1 : 1;
}

function comparing(descending: boolean): (a: Entry, b: Entry) => number {
  return (a, b) => {
    if (a.key === undefined || b.key === undefined || !descending) return compareKeys(a.key, b.key) || a.id - b.id;
    return compareKeys(b.key, a.key) || a.id - b.id;
  };
}

/** Without a sort the oldest come first, and ids grow with time. [documented: oldest first] */
function entryOf(record: StoredRecord, sort: SearchQuery['sort']): Entry {
  return {
    key: sort === undefined ? undefined : keyOf(sort.property, record.values[sort.property.name]),
    id: Number(record.id),
  };
}

function rangesOf({ property, operator, operands }: Filter): [Entry, Entry][] | undefined {
  const [first, second] = operands;
  const before = (key: Key): Entry => ({ key, id: Number.NEGATIVE_INFINITY });
  const after = (key: Key): Entry => ({ key, id: Number.POSITIVE_INFINITY });
  const start: Entry = { key: isNumeric(property) ? Number.NEGATIVE_INFINITY : '', id: Number.NEGATIVE_INFINITY };
  const end: Entry = { key: undefined, id: Number.POSITIVE_INFINITY };
  if (operator === 'IN') return operands.map((key) => [before(key), after(key)]);
  if (operator === 'HAS_PROPERTY') return [[start, end]];
  if (first === undefined) return undefined;
  switch (operator) {
    case 'EQ':
      return [[before(first), after(first)]];
    case 'LT':
      return [[start, before(first)]];
    case 'LTE':
      return [[start, after(first)]];
    case 'GT':
      return [[after(first), end]];
    case 'GTE':
      return [[before(first), end]];
    case 'BETWEEN':
      return second === undefined ? undefined : [[before(first), after(second)]];
    default:
      return undefined;
  }
}

function predicateOf({ property, operator, operands }: Filter): (record: StoredRecord) => boolean {
  const [first, second] = operands;
  const set = new Set(operands);
  const keys = (record: StoredRecord) => keysOf(property, record.values[property.name]);
  const some = (test: (key: Key) => boolean) => (record: StoredRecord) => keys(record).some(test);
  switch (operator) {
    case 'HAS_PROPERTY':
      return (record) => keys(record).length > 0;
    case 'NOT_HAS_PROPERTY':
      return (record) => keys(record).length === 0;
    case 'EQ':
      return some((key) => key === first);
    case 'IN':
      return some((key) => set.has(key));
    // [unverified] A record without a value matches neither EQ nor NEQ, neither IN nor NOT_IN.
    case 'NEQ':
      return (record) => keys(record).length > 0 && !keys(record).some((key) => key === first);
    case 'NOT_IN':
      return (record) => keys(record).length > 0 && !keys(record).some((key) => set.has(key));
    case 'LT':
      return some((key) => first !== undefined && key < first);
    case 'LTE':
      return some((key) => first !== undefined && key <= first);
    case 'GT':
      return some((key) => first !== undefined && key > first);
    case 'GTE':
      return some((key) => first !== undefined && key >= first);
    case 'BETWEEN':
      return some((key) => first !== undefined && second !== undefined && key >= first && key <= second);
    case 'CONTAINS_TOKEN':
      return tokenPredicate(property, String(first));
    case 'NOT_CONTAINS_TOKEN': {
      const contains = tokenPredicate(property, String(first));
      return (record) => !contains(record);
    }
    default: {
      const never: never = operator;
      throw new RangeError(`unknown operator ${String(never)}`);
    }
  }
}

/** Every word of the operand is a word of the value; `*` stands for any ending or beginning. [documented] */
function tokenPredicate(property: Property, operand: string): (record: StoredRecord) => boolean {
  const patterns = operand
    .toLowerCase()
    .split(/[^\p{L}\p{N}_*]+/u)
    .filter((token) => token !== '')
    .flatMap((token) => (token.includes('*') ? [token] : words(token)))
    .map((token) => new RegExp(`^${token.split('*').map(escapeRegExp).join('.*')}$`, 'u'));
  return (record) => {
    const value = record.values[property.name];
    if (value === undefined || value === '') return false;
    const present = words(value);
    return patterns.length > 0 && patterns.every((pattern) => present.some((word) => pattern.test(word)));
  };
}

/** [unverified] Every word of the query begins a word of one of the type's searchable properties. */
function textPredicate(text: readonly string[], searchable: readonly string[]): (record: StoredRecord) => boolean {
  if (text.length === 0) return () => true;
  return (record) => {
    const present = searchable.flatMap((name) => words(record.values[name] ?? ''));
    return text.every((word) => present.some((candidate) => candidate.startsWith(word)));
  };
}

/**
 * Takes the bounds on `hs_object_id` out of a query of one group that is sorted by id, so that every page of a walk by id
 * is the same query.
 */
function cutIdBounds(query: SearchQuery): { base: SearchQuery; bounds: Bounds | undefined } {
  const [filters, second] = query.groups;
  const byId = query.sort === undefined || query.sort.property.name === 'hs_object_id';
  if (filters === undefined || second !== undefined || !byId) return { base: query, bounds: undefined };
  let above = -1;
  let below = Number.MAX_SAFE_INTEGER;
  const others: Filter[] = [];
  for (const filter of filters) {
    const first = Number(filter.operands[0]);
    if (filter.property.name !== 'hs_object_id') others.push(filter);
    else if (filter.operator === 'GT') above = Math.max(above, Math.floor(first));
    else if (filter.operator === 'GTE') above = Math.max(above, Math.ceil(first) - 1);
    else if (filter.operator === 'LT') below = Math.min(below, Math.ceil(first));
    else if (filter.operator === 'LTE') below = Math.min(below, Math.floor(first) + 1);
    else if (filter.operator === 'BETWEEN') {
      above = Math.max(above, Math.ceil(first) - 1);
      below = Math.min(below, Math.floor(Number(filter.operands[1])) + 1);
    } else others.push(filter);
  }
  if (others.length === filters.length) return { base: query, bounds: undefined };
  return { base: { ...query, groups: [others] }, bounds: { above, below } };
}

function fingerprint(list: SortedList<Entry>): string {
  return JSON.stringify(list.slice(0, list.size).map(({ key, id }) => [key, id]));
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
