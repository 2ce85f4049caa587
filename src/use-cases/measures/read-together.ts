import type { MeasureBook } from '../ports/measures.ts';
import type { PurchaseBook } from '../ports/ranking.ts';

/** Owners whose months are read with one search; HubSpot takes a hundred values, and what is read is held until they are counted. */
const TOGETHER = 10;
/** Two months are counted side by side, each by its own ten: what was read for others before is let go. */
const KEPT = 2;

/** What a month is counted from. */
export interface Counted {
  readonly measures: Pick<
    MeasureBook,
    'visitsOf' | 'issuesOf' | 'standingsOf' | 'callsOf' | 'acceptancesOf' | 'customersOf' | 'contactsOf'
  >;
  readonly purchases: PurchaseBook;
}

/** Owners by those with whom they are read; who is in none is read alone. */
export function groupsOf(ownerIds: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (let start = 0; start < ownerIds.length; start += TOGETHER) {
    const group = ownerIds.slice(start, start + TOGETHER);
    for (const id of group) groups.set(id, group);
  }
  return groups;
}

/**
 * The same answers from fewer calls: what is asked for one owner is read for all of his group, and kept until the others of it ask.
 *
 * @param groupOf with whom an owner is read
 */
export function readTogether<P extends Counted>(ports: P, groupOf: (ownerId: string) => readonly string[]): P {
  const { measures, purchases } = ports;
  const visits = remembered(async (month: string, group) => {
    const found = await gathered(measures.visitsOf({ month, ownerId: group }));
    const unpaid = found.filter(({ visit: { status } }) => status !== 'held').map(({ visit }) => visit.contactId);
    return { byOwner: grouped(found, ({ asThen }) => asThen.ownerId), standings: await measures.standingsOf(unpaid) };
  });
  const issues = remembered(async (month: string, group) =>
    grouped(await gathered(measures.issuesOf({ month, ownerId: group })), ({ asThen }) => asThen.ownerId),
  );
  const calls = remembered(async (span: string, group) => {
    const [from = 0, to = 0] = span.split(' ').map(Number);
    return grouped(await measures.callsOf(group, from, to), ({ ownerId }) => ownerId);
  });
  const acceptances = remembered(async (_: string, group) =>
    grouped(await measures.acceptancesOf(group), ({ from }) => from.ownerId),
  );
  const customers = remembered(async (_: string, group) => {
    const own = await gathered(measures.customersOf(group));
    const companies = new Set(own.flatMap(({ companyId }) => companyId ?? []));
    const colleagues = companies.size === 0 ? [] : await measures.contactsOf([...companies]);
    const people = new Set([...own, ...colleagues].map(({ contactId }) => contactId));
    const orders = await purchases.of([...people]);
    return {
      byOwner: grouped(own, ({ ownerId }) => ownerId),
      companies,
      colleagues: grouped(colleagues, ({ companyId }) => companyId ?? ''),
      people,
      orders,
    };
  });

  return {
    ...ports,
    measures: {
      ...measures,
      async *visitsOf({ month, ownerId }) {
        if (typeof ownerId !== 'string') yield* measures.visitsOf({ month, ownerId });
        else yield (await visits.of(month, groupOf(ownerId))).byOwner.get(ownerId) ?? [];
      },
      async *issuesOf({ month, ownerId }) {
        if (typeof ownerId !== 'string') yield* measures.issuesOf({ month, ownerId });
        else yield (await issues.of(month, groupOf(ownerId))).get(ownerId) ?? [];
      },
      async standingsOf(contactIds) {
        // Those of a group's visits are there already; of a contact who is not among them they are read.
        const known = await visits.all();
        const missing = contactIds.filter((id) => !known.some(({ standings }) => standings.has(id)));
        const read = missing.length === 0 ? new Map() : await measures.standingsOf(missing);
        return new Map([...known.flatMap(({ standings }) => [...standings]), ...read]);
      },
      async callsOf(ownerId, from, to) {
        if (typeof ownerId !== 'string') return measures.callsOf(ownerId, from, to);
        return (await calls.of(`${from} ${to}`, groupOf(ownerId))).get(ownerId) ?? [];
      },
      async acceptancesOf(ownerId) {
        if (typeof ownerId !== 'string') return measures.acceptancesOf(ownerId);
        return (await acceptances.of('', groupOf(ownerId))).get(ownerId) ?? [];
      },
      async *customersOf(ownerId) {
        if (typeof ownerId !== 'string') yield* measures.customersOf(ownerId);
        else yield (await customers.of('', groupOf(ownerId))).byOwner.get(ownerId) ?? [];
      },
      async contactsOf(companyIds) {
        const known = (await customers.all()).find(({ companies }) => companyIds.every((id) => companies.has(id)));
        return known
          ? [...new Set(companyIds)].flatMap((id) => known.colleagues.get(id) ?? [])
          : measures.contactsOf(companyIds);
      },
    },
    purchases: {
      ...purchases,
      async of(contactIds) {
        const known = (await customers.all()).find(({ people }) => contactIds.every((id) => people.has(id)));
        return known ? known.orders : purchases.of(contactIds);
      },
    },
  };
}

/** What was read for a group, the newest few of them. */
function remembered<T>(read: (what: string, group: readonly string[]) => Promise<T>) {
  const known = new Map<string, Promise<T>>();
  return {
    of(what: string, group: readonly string[]): Promise<T> {
      const key = `${what} ${group.join(' ')}`;
      const reading = known.get(key) ?? read(what, group);
      known.delete(key);
      known.set(key, reading);
      for (const oldest of [...known.keys()].slice(0, -KEPT)) known.delete(oldest);
      return reading;
    },
    all: (): Promise<readonly T[]> => Promise.all(known.values()),
  };
}

async function gathered<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

function grouped<T>(list: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
