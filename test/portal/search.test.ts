import { describe, expect, it } from 'vitest';
import { createPortal } from '../../src/portal/portal.ts';
import { SortedList } from '../../src/portal/search/sorted-list.ts';
import { type Caller, callerOf, contactsPath, createContact, createVisitSchema, newPortal, noon } from './support.ts';

interface Filter {
  propertyName: string;
  operator: string;
  value?: string;
  values?: string[];
  highValue?: string;
}

async function names(portal: Caller, ...filters: Filter[]): Promise<string> {
  const { status, body } = await portal.post(`${contactsPath}/search`, {
    filterGroups: [{ filters }],
    properties: ['firstname'],
  });
  if (status !== 200) return `${status} ${body.message}`;
  return body.results.map((one: { properties: { firstname: string } }) => one.properties.firstname).join(' ');
}

async function people(): Promise<Caller> {
  const portal = newPortal();
  await portal.post('/crm/properties/2026-09/contacts', {
    name: 'num',
    label: 'N',
    type: 'number',
    fieldType: 'number',
    groupName: 'contactinformation',
  });
  await createContact(portal, {
    firstname: 'Ann',
    city: 'Wuxi',
    num: '5',
    lifecyclestage: 'customer',
    jobtitle: 'Head of Sales',
  });
  await createContact(portal, {
    firstname: 'Bo',
    city: 'wuxi',
    num: '10',
    lifecyclestage: 'lead',
    jobtitle: 'Sales rep',
  });
  await createContact(portal, { firstname: 'Cy', city: 'Suzhou', num: '-1' });
  await createContact(portal, { firstname: 'Di', jobtitle: '销售 经理' });
  return portal;
}

describe('a filter', () => {
  it.each<[string, Filter]>([
    ['Ann Bo', { propertyName: 'city', operator: 'EQ', value: 'WUXI' }],
    ['Cy', { propertyName: 'city', operator: 'NEQ', value: 'wuxi' }],
    ['Cy', { propertyName: 'num', operator: 'LT', value: '5' }],
    ['Ann Cy', { propertyName: 'num', operator: 'LTE', value: '5' }],
    ['Bo', { propertyName: 'num', operator: 'GT', value: '5' }],
    ['Ann Bo', { propertyName: 'num', operator: 'GTE', value: '5' }],
    ['Ann Cy', { propertyName: 'num', operator: 'BETWEEN', value: '-1', highValue: '9.5' }],
    ['Ann Bo', { propertyName: 'city', operator: 'IN', values: ['wuxi'] }],
    ['', { propertyName: 'city', operator: 'IN', values: ['Wuxi'] }],
    ['Cy', { propertyName: 'city', operator: 'NOT_IN', values: ['wuxi'] }],
    ['Ann Bo Cy', { propertyName: 'city', operator: 'HAS_PROPERTY' }],
    ['Di', { propertyName: 'city', operator: 'NOT_HAS_PROPERTY' }],
    ['Ann Bo', { propertyName: 'jobtitle', operator: 'CONTAINS_TOKEN', value: 'sales' }],
    ['Ann Bo', { propertyName: 'jobtitle', operator: 'CONTAINS_TOKEN', value: 'sal*' }],
    ['Di', { propertyName: 'jobtitle', operator: 'CONTAINS_TOKEN', value: '经理' }],
    ['Cy Di', { propertyName: 'jobtitle', operator: 'NOT_CONTAINS_TOKEN', value: 'sales' }],
    ['Ann', { propertyName: 'lifecyclestage', operator: 'EQ', value: 'customer' }],
    ['', { propertyName: 'lifecyclestage', operator: 'EQ', value: 'CUSTOMER' }],
    ['Ann Bo Cy Di', { propertyName: 'createdate', operator: 'LTE', value: String(noon) }],
    ['', { propertyName: 'createdate', operator: 'GT', value: '2026-11-21T04:00:00Z' }],
  ])('finds "%s" by %j', async (expected, filter) => {
    expect(await names(await people(), filter)).toBe(expected);
  });

  it('in a group is joined by and, groups by or', async () => {
    const portal = await people();
    const wuxi: Filter = { propertyName: 'city', operator: 'EQ', value: 'wuxi' };
    const many: Filter = { propertyName: 'num', operator: 'GT', value: '5' };
    expect(await names(portal, wuxi, many)).toBe('Bo');
    const { body } = await portal.post(`${contactsPath}/search`, {
      filterGroups: [{ filters: [many] }, { filters: [{ propertyName: 'city', operator: 'NOT_HAS_PROPERTY' }] }],
    });
    expect(body.total).toBe(2);
  });

  it('that names no property, no operator or no number is refused', async () => {
    const portal = await people();
    expect(await names(portal, { propertyName: 'nope', operator: 'EQ', value: 'x' })).toBe(
      '400 Property "nope" does not exist',
    );
    expect(await names(portal, { propertyName: 'city', operator: 'LIKE', value: 'x' })).toMatch(
      /^400 LIKE is not one of/,
    );
    expect(await names(portal, { propertyName: 'num', operator: 'GT', value: 'many' })).toMatch(
      /^400 many cannot be compared/,
    );
  });

  it('on associations works, but not where a custom object is at either end', async () => {
    const portal = newPortal();
    const typeId = await createVisitSchema(portal);
    const contact = await createContact(portal, { firstname: 'Ann' });
    const company = (await portal.post('/crm/objects/2026-09/companies', { properties: { name: 'A' } })).body.id;
    await portal.put(`/crm/objects/2026-09/contacts/${contact}/associations/default/companies/${company}`);
    expect(await names(portal, { propertyName: 'associations.company', operator: 'EQ', value: company })).toBe('Ann');
    expect(await names(portal, { propertyName: 'associations.company', operator: 'EQ', value: '1' })).toBe('');
    expect(await names(portal, { propertyName: `associations.${typeId}`, operator: 'EQ', value: '1' })).toMatch(/^400/);
    const visits = await portal.post(`/crm/objects/2026-09/${typeId}/search`, {
      filterGroups: [{ filters: [{ propertyName: 'associations.contact', operator: 'EQ', value: contact }] }],
    });
    expect(visits.status).toBe(400);
  });
});

describe('a search', () => {
  it('gives ten results unless asked, two hundred at most, and none beyond ten thousand', async () => {
    const portal = newPortal();
    for (let start = 0; start < 12; start++) await createContact(portal, { email: `c${start}@example.com` });
    const search = (body: object) => portal.post(`${contactsPath}/search`, body);
    const first = await search({});
    expect(first.body.results).toHaveLength(10);
    expect(first.body.paging.next.after).toBe('10');
    const last = await search({ after: '10' });
    expect(last.body.results).toHaveLength(2);
    expect(last.body).not.toHaveProperty('paging');
    expect((await search({ limit: 201 })).status).toBe(400);
    expect((await search({ limit: 200, after: '9800' })).status).toBe(200);
    expect((await search({ limit: 200, after: '9801' })).status).toBe(400);
    expect((await search({ after: 'x' })).status).toBe(400);
  });

  it('has at most five groups of six filters, eighteen in all, one sort and 3,000 characters', async () => {
    const portal = newPortal();
    const filters = (count: number) => ({
      filters: Array.from({ length: count }, () => ({ propertyName: 'city', operator: 'HAS_PROPERTY' })),
    });
    const status = async (body: object) => (await portal.post(`${contactsPath}/search`, body)).status;
    expect(await status({ filterGroups: [filters(6), filters(6), filters(6)] })).toBe(200);
    expect(await status({ filterGroups: [filters(7)] })).toBe(400);
    expect(await status({ filterGroups: [filters(5), filters(5), filters(5), filters(4)] })).toBe(400);
    expect(await status({ filterGroups: Array.from({ length: 6 }, () => filters(1)) })).toBe(400);
    const sort = { propertyName: 'city', direction: 'ASCENDING' };
    expect(await status({ sorts: [sort, sort] })).toBe(400);
    expect(await status({ query: 'x'.repeat(2_985) })).toBe(200);
    expect(await status({ query: 'x'.repeat(2_990) })).toBe(400);
  });

  it('comes oldest first unless sorted, and sorts numbers as numbers', async () => {
    const portal = await people();
    const first = async (sorts: object[]) =>
      (await portal.post(`${contactsPath}/search`, { sorts, properties: ['firstname'] })).body.results
        .map((one: { properties: { firstname: string } }) => one.properties.firstname)
        .join(' ');
    expect(await first([])).toBe('Ann Bo Cy Di');
    expect(await first([{ propertyName: 'num', direction: 'ASCENDING' }])).toBe('Cy Ann Bo Di');
    expect(await first([{ propertyName: 'num', direction: 'DESCENDING' }])).toBe('Bo Ann Cy Di');
  });

  it('by words looks into the searchable properties', async () => {
    const portal = await people();
    const total = async (query: string) => (await portal.post(`${contactsPath}/search`, { query })).body.total;
    expect(await total('ann')).toBe(1);
    expect(await total('AN')).toBe(1);
    expect(await total('wuxi')).toBe(0);
  });

  it('does not see a write before the index has come to it', async () => {
    let now = noon;
    const portal = callerOf(createPortal({ now: () => now, searchLagMs: 2_000, rateLimits: false }));
    const id = await createContact(portal, { email: 'a@example.com', city: 'Wuxi' });
    const search = async () =>
      (await portal.post(`${contactsPath}/search`, { properties: ['city'] })).body.results.map(
        (one: { properties: { city: string } }) => one.properties.city,
      );
    expect(await search()).toEqual([]);
    expect((await portal.get(`${contactsPath}/${id}`)).status).toBe(200);
    now += 2_000;
    expect(await search()).toEqual(['Wuxi']);
    await portal.patch(`${contactsPath}/${id}`, { properties: { city: 'Suzhou' } });
    now += 1_999;
    expect(await search()).toEqual(['Wuxi']);
    now += 1;
    expect(await search()).toEqual(['Suzhou']);
    await portal.delete(`${contactsPath}/${id}`);
    expect(await search()).toEqual(['Suzhou']);
    now += 2_000;
    expect(await search()).toEqual([]);
  });

  it('by id walks in either direction over every record once, while records come and go', async () => {
    const portal = newPortal();
    for (let i = 0; i < 25; i++) await createContact(portal, { email: `c${i}@example.com`, city: 'Wuxi' });
    for (const direction of ['ASCENDING', 'DESCENDING']) {
      const seen: number[] = [];
      let last = direction === 'ASCENDING' ? 0 : 1e9;
      for (;;) {
        const { body } = await portal.post(`${contactsPath}/search`, {
          filterGroups: [
            {
              filters: [
                { propertyName: 'city', operator: 'EQ', value: 'wuxi' },
                {
                  propertyName: 'hs_object_id',
                  operator: direction === 'ASCENDING' ? 'GT' : 'LT',
                  value: String(last),
                },
              ],
            },
          ],
          sorts: [{ propertyName: 'hs_object_id', direction }],
          limit: 4,
        });
        if (body.results.length === 0) break;
        expect(body.total).toBe(25 - seen.length);
        seen.push(...body.results.map((one: { id: string }) => Number(one.id)));
        last = seen.at(-1) ?? 0;
        // A record that leaves the query and comes back between two pages.
        await portal.patch(`${contactsPath}/${last}`, { properties: { city: 'Suzhou' } });
        await portal.patch(`${contactsPath}/${last}`, { properties: { city: 'Wuxi' } });
      }
      expect(seen).toHaveLength(25);
      expect(seen).toEqual([...seen].sort((a, b) => (direction === 'ASCENDING' ? a - b : b - a)));
    }
    expect(portal.portal.inconsistencies()).toEqual([]);
  });
});

describe('a sorted list', () => {
  it('holds what an array would that is sorted after every change', () => {
    const list = new SortedList<number>((a, b) => a - b);
    const plain = new Set<number>();
    let state = 12_345;
    for (let i = 0; i < 20_000; i++) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      const item = state % 5_000;
      if (state % 3 === 0) expect(list.delete(item)).toBe(plain.delete(item));
      else {
        expect(list.add(item)).toBe(!plain.has(item));
        plain.add(item);
      }
    }
    const sorted = [...plain].sort((a, b) => a - b);
    expect(list.slice(0, list.size)).toEqual(sorted);
    expect(list.slice(700, 900)).toEqual(sorted.slice(700, 900));
    for (const probe of [-1, 0, 2_500, 4_999, 9_999])
      expect(list.rank(probe)).toBe(sorted.filter((item) => item < probe).length);
  });
});
