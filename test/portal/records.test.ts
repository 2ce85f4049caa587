import { describe, expect, it } from 'vitest';
import { createPortal } from '../../src/portal/portal.ts';
import { callerOf, contactsPath, createContact, createVisitSchema, newPortal, noon } from './support.ts';

describe('a property', () => {
  it('never set is null, and one cleared is empty, in reads and in searches', async () => {
    const portal = newPortal();
    const id = await createContact(portal, { email: 'a@example.com', city: 'Wuxi' });
    const update = await portal.patch(`${contactsPath}/${id}`, { properties: { city: '' } });
    expect(update.body.properties.city).toBe('');
    const read = await portal.get(`${contactsPath}/${id}?properties=city,state,not_there`);
    expect(read.body.properties).toMatchObject({ city: '', state: null });
    expect(read.body.properties).not.toHaveProperty('not_there');
    const search = await portal.post(`${contactsPath}/search`, { properties: ['city', 'state'] });
    expect(search.body.results[0].properties).toMatchObject({ city: '', state: null });
  });

  it('keeps its history with who wrote it, newest first', async () => {
    let now = noon;
    const portal = callerOf(createPortal({ now: () => now, rateLimits: false }));
    const id = await createContact(portal, { email: 'a@example.com', city: 'Wuxi' });
    now += 60_000;
    await portal.patch(`${contactsPath}/${id}`, { properties: { city: 'Suzhou' } });
    now += 60_000;
    await portal.patch(`${contactsPath}/${id}`, { properties: { city: 'Suzhou' } });
    const { body } = await portal.get(`${contactsPath}/${id}?propertiesWithHistory=city,email`);
    expect(body.propertiesWithHistory.city).toEqual([
      { value: 'Suzhou', timestamp: '2026-11-21T04:01:00Z', sourceType: 'INTEGRATION', sourceId: '40001' },
      { value: 'Wuxi', timestamp: '2026-11-21T04:00:00Z', sourceType: 'INTEGRATION', sourceId: '40001' },
    ]);
    expect(body.propertiesWithHistory.email).toHaveLength(1);
    expect(body.updatedAt).toBe(body.properties.lastmodifieddate);
  });

  it.each([
    ['date', '2026-02-28', '2026-02-28'],
    ['date', String(Date.UTC(2026, 1, 28)), '2026-02-28'],
    ['date', '2026-02-30', undefined],
    ['date', '2026-02-28T10:00:00Z', undefined],
    ['datetime', '2026-02-28T10:00:00.250+08:00', '2026-02-28T02:00:00.250Z'],
    ['datetime', '1772244000000', '2026-02-28T02:00:00Z'],
    ['datetime', 'soon', undefined],
    ['number', '-12.50', '-12.50'],
    ['number', ' 12', undefined],
    ['number', 'twelve', undefined],
    ['bool', 'TRUE', 'true'],
    ['bool', 'yes', undefined],
    ['string', ' kept ', ' kept '],
    ['string', 'x'.repeat(65_536), 'x'.repeat(65_536)],
    ['string', 'x'.repeat(65_537), undefined],
  ])('of type %s given %j is kept as %j', async (type, given, kept) => {
    const portal = newPortal();
    const fieldType = { date: 'date', datetime: 'date', number: 'number', bool: 'booleancheckbox', string: 'text' }[
      type
    ];
    const options =
      type === 'bool'
        ? [
            { label: 'Y', value: 'true' },
            { label: 'N', value: 'false' },
          ]
        : [];
    await portal.post('/crm/properties/2026-09/contacts', {
      name: 'tested',
      label: 'T',
      type,
      fieldType,
      groupName: 'contactinformation',
      options,
    });
    const { status, body } = await portal.post(contactsPath, { properties: { tested: given } });
    expect([status, body.properties?.tested]).toEqual(kept === undefined ? [400, undefined] : [201, kept]);
  });

  it('of many choices takes several, and more with a leading semicolon', async () => {
    const portal = newPortal();
    const options = ['a', 'b', 'c'].map((value) => ({ value, label: value.toUpperCase() }));
    await portal.post('/crm/properties/2026-09/contacts', {
      name: 'likes',
      label: 'L',
      type: 'enumeration',
      fieldType: 'checkbox',
      groupName: 'contactinformation',
      options,
    });
    const id = await createContact(portal, { likes: 'a' });
    const { body } = await portal.patch(`${contactsPath}/${id}`, { properties: { likes: ';b' } });
    expect(body.properties.likes).toBe('a;b');
    expect((await portal.patch(`${contactsPath}/${id}`, { properties: { likes: 'a;z' } })).status).toBe(400);
  });

  it('that HubSpot works out cannot be written', async () => {
    const { status, body } = await newPortal().post(contactsPath, { properties: { hs_object_id: '7' } });
    expect([status, body.errors[0].code]).toEqual([400, 'READ_ONLY_VALUE']);
  });

  it('with unique values holds each once, without regard to case', async () => {
    const portal = newPortal();
    const typeId = await createVisitSchema(portal);
    const path = `/crm/objects/2026-09/${typeId}`;
    await portal.post(path, { properties: { visit_key: 'A' } });
    const again = await portal.post(path, { properties: { visit_key: 'a' } });
    expect([again.status, again.body.errors[0].code]).toEqual([400, 'CONFLICTING_UNIQUE_VALUE']);
    const other = await portal.post(path, { properties: { visit_key: 'B' } });
    expect((await portal.patch(`${path}/${other.body.id}`, { properties: { visit_key: 'A' } })).status).toBe(400);
    const batch = await portal.post(`${path}/batch/create`, {
      inputs: [{ properties: { visit_key: 'C' } }, { properties: { visit_key: 'c' } }],
    });
    expect(batch.status).toBe(400);
    await portal.delete(`${path}/${other.body.id}`);
    expect((await portal.post(path, { properties: { visit_key: 'b' } })).status).toBe(201);
  });
});

describe('an answer', () => {
  it.each([
    [
      'contacts',
      { email: 'a@example.com' },
      ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
    ],
    ['companies', { name: 'A' }, ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name']],
    [
      'deals',
      { dealname: 'D', dealstage: 'closedwon' },
      ['amount', 'closedate', 'createdate', 'dealname', 'dealstage', 'hs_lastmodifieddate', 'hs_object_id', 'pipeline'],
    ],
    ['tasks', { hs_timestamp: '0' }, ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id']],
    ['products', { name: 'P' }, ['createdate', 'description', 'hs_lastmodifieddate', 'hs_object_id', 'name', 'price']],
  ])('about %s carries their default properties when none are asked for', async (type, properties, expected) => {
    const portal = newPortal();
    const { body } = await portal.post(`/crm/objects/2026-09/${type}`, { properties });
    const read = await portal.get(`/crm/objects/2026-09/${type}/${body.id}`);
    expect(Object.keys(read.body.properties)).toEqual(expected);
    expect(read.body.createdAt).toBe(read.body.properties.createdate ?? read.body.properties.hs_createdate);
  });

  it('to a batch update leaves out the creation date and the id of contacts alone', async () => {
    const portal = newPortal();
    const contact = await createContact(portal, { email: 'a@example.com' });
    const company = (await portal.post('/crm/objects/2026-09/companies', { properties: { name: 'A' } })).body.id;
    const update = async (type: string, id: string, properties: object) =>
      Object.keys(
        (await portal.post(`/crm/objects/2026-09/${type}/batch/update`, { inputs: [{ id, properties }] })).body
          .results[0].properties,
      );
    expect(await update('contacts', contact, { city: 'Wuxi' })).toEqual(['city', 'lastmodifieddate']);
    expect(await update('companies', company, { city: 'Wuxi' })).toEqual([
      'city',
      'createdate',
      'hs_lastmodifieddate',
      'hs_object_id',
    ]);
  });

  it('to a batch does not keep the order of the inputs', async () => {
    const portal = newPortal();
    const inputs = Array.from({ length: 12 }, (_, i) => ({ properties: { email: `c${i}@example.com` } }));
    const { body } = await portal.post(`${contactsPath}/batch/create`, { inputs });
    const ids = body.results.map((one: { id: string }) => Number(one.id));
    expect(ids).not.toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(12);
  });

  it("about a company takes its website from its domain, and says where it is in HubSpot's own app", async () => {
    const { body } = await newPortal().post('/crm/objects/2026-09/companies', {
      properties: { domain: 'acme.example' },
    });
    expect(body.properties.website).toBe('acme.example');
    expect(body.url).toBe(`https://app.hubspot.com/contacts/4242/record/0-2/${body.id}`);
  });

  it('about a task that is completed says when', async () => {
    const portal = newPortal();
    const task = await portal.post('/crm/objects/2026-09/tasks', { properties: { hs_timestamp: '0' } });
    expect(task.body.properties.hs_task_status).toBe('NOT_STARTED');
    await portal.patch(`/crm/objects/2026-09/tasks/${task.body.id}`, { properties: { hs_task_status: 'COMPLETED' } });
    const read = await portal.get(`/crm/objects/2026-09/tasks/${task.body.id}?properties=hs_task_completion_date`);
    expect(read.body.properties.hs_task_completion_date).toBe('2026-11-21T04:00:00Z');
  });

  it('carries the time of the portal', async () => {
    const { headers } = await newPortal().get(contactsPath);
    expect(headers.get('Date')).toBe('Sat, 21 Nov 2026 04:00:00 GMT');
  });
});

describe('a list of records', () => {
  it('comes in pages of a hundred at most, each saying where the next begins', async () => {
    const portal = newPortal();
    for (let i = 0; i < 5; i++) await createContact(portal, { email: `c${i}@example.com` });
    expect((await portal.get(`${contactsPath}?limit=101`)).status).toBe(400);
    const first = await portal.get(`${contactsPath}?limit=2`);
    expect(first.body.paging.next.after).toBe('9003');
    expect(first.body.paging.next.link).toContain('after=9003');
    const last = await portal.get(`${contactsPath}?limit=2&after=9005`);
    expect(last.body.results).toHaveLength(1);
    expect(last.body).not.toHaveProperty('paging');
  });

  it('with associations shows them by type', async () => {
    const portal = newPortal();
    const contact = await createContact(portal, { email: 'a@example.com' });
    const company = (await portal.post('/crm/objects/2026-09/companies', { properties: { name: 'A' } })).body.id;
    await portal.put(`/crm/objects/2026-09/contacts/${contact}/associations/default/companies/${company}`);
    const { body } = await portal.get(`${contactsPath}?associations=companies`);
    expect(body.results[0].associations.companies.results).toEqual(
      expect.arrayContaining([
        { id: company, type: 'contact_to_company' },
        { id: company, type: 'contact_to_company_unlabeled' },
      ]),
    );
  });
});

describe('archiving', () => {
  it('answers 204 whether the record was there or not', async () => {
    const portal = newPortal();
    expect((await portal.delete(`${contactsPath}/1`)).status).toBe(204);
    expect((await portal.post(`${contactsPath}/batch/archive`, { inputs: [{ id: '1' }] })).status).toBe(204);
  });

  it('hides the record from lists, searches, batches and the other end of its associations', async () => {
    const portal = newPortal();
    const contact = await createContact(portal, { email: 'a@example.com' });
    const company = (await portal.post('/crm/objects/2026-09/companies', { properties: { name: 'A' } })).body.id;
    await portal.put(`/crm/objects/2026-09/contacts/${contact}/associations/default/companies/${company}`);
    await portal.delete(`${contactsPath}/${contact}`);
    expect((await portal.get(contactsPath)).body.results).toEqual([]);
    expect((await portal.post(`${contactsPath}/search`, {})).body.total).toBe(0);
    expect((await portal.post(`${contactsPath}/batch/read`, { inputs: [{ id: contact }] })).body.numErrors).toBe(1);
    expect((await portal.get(`/crm/objects/2026-09/companies/${company}/associations/contacts`)).body.results).toEqual(
      [],
    );
    expect((await portal.get(`${contactsPath}?archived=true`)).body.results[0]).toMatchObject({
      id: contact,
      archived: true,
    });
    expect(await createContact(portal, { email: 'a@example.com' })).not.toBe(contact);
  });

  it('for good leaves nothing', async () => {
    const portal = newPortal();
    const id = await createContact(portal, { email: 'a@example.com' });
    expect(
      (await portal.post(`${contactsPath}/gdpr-delete`, { objectId: 'a@example.com', idProperty: 'email' })).status,
    ).toBe(204);
    expect((await portal.get(`${contactsPath}/${id}?archived=true`)).status).toBe(404);
  });
});

describe('a merge', () => {
  it('makes a new record that both old ids lead to, with the values of the first and the associations of both', async () => {
    const portal = newPortal();
    const one = await createContact(portal, { email: 'one@example.com', city: 'Wuxi' });
    const two = await createContact(portal, { email: 'two@example.com', city: 'Suzhou', phone: '123' });
    const company = async (name: string) =>
      (await portal.post('/crm/objects/2026-09/companies', { properties: { name } })).body.id;
    const [first, second] = [await company('First'), await company('Second')];
    await portal.put(`/crm/objects/2026-09/contacts/${one}/associations/default/companies/${first}`);
    await portal.put(`/crm/objects/2026-09/contacts/${two}/associations/default/companies/${second}`);

    const { status, body } = await portal.post(`${contactsPath}/merge`, { primaryObjectId: one, objectIdToMerge: two });
    expect(status).toBe(200);
    expect([one, two]).not.toContain(body.id);
    expect(body.properties).toMatchObject({
      email: 'one@example.com',
      city: 'Wuxi',
      phone: '123',
      hs_merged_object_ids: `${one};${two}`,
      hs_additional_emails: 'two@example.com',
    });
    for (const id of [one, two, body.id]) expect((await portal.get(`${contactsPath}/${id}`)).body.id).toBe(body.id);
    expect((await portal.get(`${contactsPath}/two@example.com?idProperty=email`)).body.id).toBe(body.id);
    const linked = (await portal.get(`/crm/objects/2026-09/contacts/${body.id}/associations/companies`)).body.results;
    expect(linked.map((link: { toObjectId: string }) => link.toObjectId)).toEqual([first, second]);
    expect(
      (await portal.get(`${contactsPath}/${body.id}?properties=associatedcompanyid`)).body.properties
        .associatedcompanyid,
    ).toBe(first);
    expect((await portal.post(`${contactsPath}/search`, {})).body.total).toBe(1);
    expect(portal.portal.inconsistencies()).toEqual([]);
  });

  it('of a record with itself is refused', async () => {
    const portal = newPortal();
    const one = await createContact(portal, { email: 'one@example.com' });
    expect((await portal.post(`${contactsPath}/merge`, { primaryObjectId: one, objectIdToMerge: one })).status).toBe(
      400,
    );
  });
});

describe('upsert', () => {
  it('by address is all or nothing, trace ids or not', async () => {
    const portal = newPortal();
    const input = (id: string, properties: object) => ({ id, idProperty: 'email', objectWriteTraceId: id, properties });
    const { status } = await portal.post(`${contactsPath}/batch/upsert`, {
      inputs: [input('a@example.com', {}), input('b@example.com', { nope: '1' })],
    });
    expect(status).toBe(400);
    expect((await portal.get(contactsPath)).body.results).toEqual([]);
  });

  it('by a key of its own does the good ones when each has a trace id', async () => {
    const portal = newPortal();
    const typeId = await createVisitSchema(portal);
    const input = (id: string, score: string) => ({
      id,
      idProperty: 'visit_key',
      objectWriteTraceId: id,
      properties: { score },
    });
    const { status, body } = await portal.post(`/crm/objects/2026-09/${typeId}/batch/upsert`, {
      inputs: [input('a', '1'), input('b', 'x')],
    });
    expect(status).toBe(207);
    expect(body.results).toMatchObject([{ new: true, objectWriteTraceId: 'a' }]);
    expect(body.errors[0].context.objectWriteTraceId).toEqual(['b']);
  });

  it('says which contact has the address, in a 207', async () => {
    const portal = newPortal();
    const id = await createContact(portal, { email: 'a@example.com' });
    const { body } = await portal.post(`${contactsPath}/batch/create`, {
      inputs: [{ objectWriteTraceId: 'x', properties: { email: 'a@example.com' } }],
    });
    expect(body.errors[0]).toMatchObject({ category: 'CONFLICT', context: { existingId: [id] } });
  });
});

describe('a batch', () => {
  it('without inputs is an empty success', async () => {
    const { status, body } = await newPortal().post(`${contactsPath}/batch/create`, { records: [] });
    expect([status, body.results]).toEqual([201, []]);
  });

  it('updates by a unique property', async () => {
    const portal = newPortal();
    const id = await createContact(portal, { email: 'a@example.com' });
    const inputs = [{ id: 'a@example.com', idProperty: 'email', properties: { city: 'Wuxi' } }];
    const { body } = await portal.post(`${contactsPath}/batch/update`, { inputs });
    expect(body.results[0]).toMatchObject({ id, properties: { city: 'Wuxi' } });
  });

  it('reads by a unique property, with history and without associations', async () => {
    const portal = newPortal();
    await createContact(portal, { email: 'a@example.com' });
    const { body } = await portal.post(`${contactsPath}/batch/read?associations=companies`, {
      inputs: [{ id: 'a@example.com' }],
      idProperty: 'email',
      propertiesWithHistory: ['email'],
    });
    expect(body.results[0].propertiesWithHistory.email).toHaveLength(1);
    expect(body.results[0]).not.toHaveProperty('associations');
  });

  it('of associations takes a thousand to read and two thousand to create', async () => {
    const portal = newPortal();
    const path = '/crm/associations/2026-09/contacts/companies/batch';
    const many = (count: number) => Array.from({ length: count }, (_, i) => ({ id: String(i + 1) }));
    expect((await portal.post(`${path}/read`, { inputs: many(1_000) })).status).toBe(207);
    expect((await portal.post(`${path}/read`, { inputs: many(1_001) })).status).toBe(400);
    const pairs = many(2_001).map((from) => ({ from, to: from }));
    expect((await portal.post(`${path}/associate/default`, { inputs: pairs.slice(1) })).status).toBe(207);
    expect((await portal.post(`${path}/associate/default`, { inputs: pairs })).status).toBe(400);
  });
});

describe("a contact's zone and a call's outcome", () => {
  it("are written in HubSpot's own words", async () => {
    const portal = newPortal();
    const status = async (path: string, properties: object) =>
      (await portal.post(`/crm/objects/2026-09/${path}`, { properties })).status;
    expect(await status('contacts', { hs_timezone: 'asia_slash_shanghai' })).toBe(201);
    expect(await status('contacts', { hs_timezone: 'Asia/Shanghai' })).toBe(400);
    expect(
      await status('calls', { hs_timestamp: '0', hs_call_disposition: 'f240bbac-87c9-4f6e-bf70-924b57d47db7' }),
    ).toBe(201);
    expect(await status('calls', { hs_timestamp: '0', hs_call_disposition: 'Connected' })).toBe(400);
  });
});

describe('the domain of a company', () => {
  it('need not be its own', async () => {
    const portal = newPortal();
    const create = () => portal.post('/crm/objects/2026-09/companies', { properties: { domain: 'acme.example' } });
    expect([(await create()).status, (await create()).status]).toEqual([201, 201]);
  });
});

describe('what cannot be written', () => {
  it('are feedback submissions, which HubSpot alone makes', async () => {
    const portal = newPortal();
    const path = '/crm/objects/2026-09/feedback_submissions';
    expect((await portal.post(path, { properties: {} })).status).toBe(405);
    await portal.post('/__portal/records', {
      objectType: 'feedback_submissions',
      inputs: [{ properties: { hs_value: '9', hs_survey_type: 'NPS' } }],
    });
    expect((await portal.get(`${path}?properties=hs_value`)).body.results[0].properties.hs_value).toBe('9');
    expect((await portal.patch(`${path}/9001`, { properties: { hs_value: '1' } })).status).toBe(405);
  });

  it('are custom objects without the subscription', async () => {
    const portal = newPortal({ tier: 'professional' });
    expect(
      (await portal.post('/crm-object-schemas/2026-09/schemas', { name: 'v', labels: {}, primaryDisplayProperty: 'a' }))
        .status,
    ).toBe(403);
  });
});

describe('a subscription', () => {
  it.each([
    ['professional', 'POST', '/crm-object-schemas/2026-09/schemas', 403],
    ['professional', 'GET', '/crm/objects/2026-09/2-1', 403],
    ['free', 'POST', '/crm/associations/2026-09/contacts/companies/labels', 403],
    ['free', 'GET', '/crm/objects/2026-09/feedback_submissions', 403],
    ['professional', 'GET', '/crm/objects/2026-09/feedback_submissions', 200],
    ['free', 'GET', '/crm/objects/2026-09/contacts', 200],
  ] as const)('%s answers %s %s with %d', async (tier, method, path, status) => {
    expect((await newPortal({ tier }).call(method, path, method === 'POST' ? {} : undefined)).status).toBe(status);
  });
});

describe('an address', () => {
  it('that is too long is refused', async () => {
    expect((await newPortal().get(`${contactsPath}?properties=${'x'.repeat(17_000)}`)).status).toBe(414);
  });
});

describe('a dated path', () => {
  it.each(['/crm/objects/2026-03', '/crm/objects/2026-09', '/crm/v3/objects'])('%s answers', async (root) => {
    expect((await newPortal().get(`${root}/contacts`)).status).toBe(200);
  });

  it('that HubSpot never released is not found', async () => {
    expect((await newPortal().get('/crm/objects/2025-01/contacts')).status).toBe(404);
  });
});
