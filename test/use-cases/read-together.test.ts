import { describe, expect, it } from 'vitest';
import { day } from '../../src/domain/calendar/day.ts';
import { type Counted, groupsOf, readTogether } from '../../src/use-cases/measures/read-together.ts';
import type { MeasuredCustomer, MeasuredVisit, Whose } from '../../src/use-cases/ports/measures.ts';

const OWNERS = Array.from({ length: 23 }, (_, i) => String(1_001 + i));
const MONTHS = ['2026-03', '2026-04'];
const has = (whose: Whose, ownerId: string): boolean =>
  typeof whose === 'string' ? whose === ownerId : whose.includes(ownerId);

/** Everybody has one visit a month, one call, one answer after acceptance, and two contacts of one company, the second a colleague's. */
function portal() {
  const sent: string[] = [];
  const visit = (ownerId: string, month: string): MeasuredVisit => ({
    visit: {
      id: `${ownerId}${month}`,
      customerKey: ownerId,
      contactId: ownerId,
      slot: 1,
      status: Number(ownerId) % 2 === 0 ? 'held' : 'planned',
      kind: 'visit',
      pays: [],
      plannedOn: day('2026-04-02'),
      window: { earliest: day('2026-04-01'), target: day('2026-04-02'), latest: day('2026-04-03') },
      ownerId,
      channel: 'phone',
      attempts: [],
      late: false,
      provisional: false,
      goal: 'care',
      leader: 'P01',
      reason: { zh: '', en: '' },
      policyVersion: 1,
    },
    asThen: { ownerId, changedAt: 0 },
  });
  const contact = (ownerId: string, contactId: string): MeasuredCustomer => ({
    contactId,
    companyId: `9${ownerId}`,
    ownerId,
  });
  const read: Counted = {
    measures: {
      async *visitsOf({ month, ownerId }) {
        sent.push('visits');
        for (const id of OWNERS.filter((each) => has(ownerId, each))) yield [visit(id, month)];
      },
      async *issuesOf() {
        sent.push('issues');
        yield [];
      },
      async standingsOf(ids) {
        sent.push('standings');
        return new Map(ids.map((id) => [id, { doNotContact: [{ from: Number(id) }], lost: [] }]));
      },
      async callsOf(whose, from) {
        sent.push('calls');
        return OWNERS.filter((each) => has(whose, each)).map((ownerId) => ({
          id: `${ownerId}${from}`,
          ownerId,
          contactId: ownerId,
          at: from,
          seconds: 60,
        }));
      },
      async acceptancesOf(whose) {
        sent.push('acceptances');
        return OWNERS.filter((each) => has(whose, each)).map((ownerId) => ({
          from: contact(ownerId, ownerId),
          on: day('2026-04-02'),
          scores: {},
        }));
      },
      async *customersOf(whose) {
        sent.push('customers');
        for (const id of OWNERS.filter((each) => has(whose, each))) yield [contact(id, id)];
      },
      async contactsOf(companyIds) {
        sent.push('companies');
        return companyIds.flatMap((companyId) => {
          const ownerId = companyId.slice(1);
          return [contact(ownerId, ownerId), contact(`${Number(ownerId) + 1}`, `7${ownerId}`)].map((each) => ({
            ...each,
            companyId,
          }));
        });
      },
    },
    purchases: {
      async of(ids) {
        sent.push('orders');
        return new Map(ids.map((id) => [id, [{ id: `d${id}`, on: day('2026-04-02'), cents: Number(id) }]]));
      },
    },
  };
  return { read, sent };
}

/** What is counted of an owner's month, as its counting asks for it. */
async function monthOf(ports: Counted, ownerId: string, month: string) {
  const all = async <T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> => {
    const found: T[] = [];
    for await (const page of pages) found.push(...page);
    return found;
  };
  const visits = await all(ports.measures.visitsOf({ month, ownerId }));
  const unpaid = visits.filter(({ visit }) => visit.status !== 'held').map(({ visit }) => visit.contactId);
  const standings = await ports.measures.standingsOf(unpaid);
  const own = await all(ports.measures.customersOf(ownerId));
  const colleagues = await ports.measures.contactsOf(own.flatMap(({ companyId }) => companyId ?? []));
  const people = [...new Set([...own, ...colleagues].map(({ contactId }) => contactId))];
  const orders = await ports.purchases.of(people);
  return {
    visits,
    issues: await all(ports.measures.issuesOf({ month, ownerId })),
    standings: unpaid.map((id) => standings.get(id)),
    calls: await ports.measures.callsOf(ownerId, MONTHS.indexOf(month), 9),
    acceptances: await ports.measures.acceptancesOf(ownerId),
    own,
    colleagues,
    orders: people.map((id) => orders.get(id)),
  };
}

describe('months of many owners, read together', () => {
  it('are what each is alone, also of two months side by side, with a call for every ten owners', async () => {
    const alone = portal();
    const expected = new Map<string, unknown>();
    for (const month of MONTHS)
      for (const id of OWNERS) expected.set(`${month} ${id}`, await monthOf(alone.read, id, month));
    const together = portal();
    const groups = groupsOf(OWNERS);
    const ports = readTogether(together.read, (id) => groups.get(id) ?? [id]);
    await Promise.all(
      MONTHS.map(async (month) => {
        for (const id of OWNERS)
          expect([month, id, await monthOf(ports, id, month)]).toEqual([month, id, expected.get(`${month} ${id}`)]);
      }),
    );
    const count = (what: string) => together.sent.filter((each) => each === what).length;
    // Three groups, two months.
    for (const what of ['visits', 'issues', 'standings', 'calls']) expect([what, count(what)]).toEqual([what, 6]);
    // What belongs to no month is read once.
    for (const what of ['acceptances', 'customers', 'companies', 'orders'])
      expect([what, count(what)]).toEqual([what, 3]);
    expect(alone.sent.length).toBeGreaterThan(8 * together.sent.length);
  });

  it('of somebody who is in no group are read alone', async () => {
    const { read, sent } = portal();
    const ports = readTogether(read, (id) => [id]);
    expect((await monthOf(ports, '1001', '2026-04')).visits).toHaveLength(1);
    expect(sent.filter((each) => each === 'visits')).toHaveLength(1);
    expect(groupsOf(OWNERS).get('1003')).toEqual(OWNERS.slice(0, 10));
    expect(groupsOf(OWNERS).get('1023')).toEqual(OWNERS.slice(20));
    expect(groupsOf(OWNERS).get('2000')).toBeUndefined();
  });
});
