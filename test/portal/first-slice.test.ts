import { describe, expect, it } from 'vitest';
import { contactsPath, createContact, createVisitSchema, newPortal } from './support.ts';

describe('records', () => {
  it('are created, read, changed, listed and archived', async () => {
    const portal = newPortal();
    const created = await portal.post(contactsPath, { properties: { email: 'Li.Na@Example.com', firstname: 'Na' } });
    expect(created.status).toBe(201);
    expect(created.body.properties).toMatchObject({
      email: 'li.na@example.com',
      hs_email_domain: 'example.com',
      hs_object_id: '9001',
    });
    const id = created.body.id;
    expect((await portal.get(`${contactsPath}/${id}`)).body.properties).toEqual({
      createdate: '2026-11-21T04:00:00Z',
      email: 'li.na@example.com',
      firstname: 'Na',
      hs_object_id: '9001',
      lastmodifieddate: '2026-11-21T04:00:00Z',
      lastname: null,
    });
    const changed = await portal.patch(`${contactsPath}/${id}`, { properties: { lastname: 'Li' } });
    expect(changed.status).toBe(200);
    expect((await portal.get(contactsPath)).body.results).toHaveLength(1);
    expect((await portal.delete(`${contactsPath}/${id}`)).status).toBe(204);
    expect((await portal.get(`${contactsPath}/${id}`)).status).toBe(404);
    expect((await portal.get(`${contactsPath}/${id}?archived=true`)).status).toBe(200);
  });

  it('of a custom object are upserted by their unique key', async () => {
    const portal = newPortal();
    const typeId = await createVisitSchema(portal);
    const upsert = (score: string) =>
      portal.post(`/crm/objects/2026-09/${typeId}/batch/upsert`, {
        inputs: [{ id: 'a', idProperty: 'visit_key', properties: { score } }],
      });
    const first = await upsert('1');
    expect(first.status).toBe(200);
    expect(first.body.results[0].new).toBe(true);
    const second = await upsert('2');
    expect(second.body.results[0]).toMatchObject({ id: first.body.results[0].id, new: false });
    const read = await portal.get(`/crm/objects/2026-09/p4242_visit/a?idProperty=visit_key&properties=score`);
    expect(read.body.properties.score).toBe('2');
  });
});

describe('search', () => {
  it('walks by id with filters, sorts and totals', async () => {
    const portal = newPortal();
    for (let i = 0; i < 7; i++)
      await createContact(portal, { email: `c${i}@example.com`, firstname: i % 2 ? 'Odd' : 'Even' });
    const search = (body: object) => portal.post(`${contactsPath}/search`, body);
    const even = { propertyName: 'firstname', operator: 'EQ', value: 'EVEN' };
    const first = await search({ filterGroups: [{ filters: [even] }], limit: 2 });
    expect(first.body).toMatchObject({ total: 4, paging: { next: { after: '2' } } });
    const last = first.body.results[1].id;
    const next = await search({
      filterGroups: [{ filters: [even, { propertyName: 'hs_object_id', operator: 'GT', value: last }] }],
      limit: 2,
    });
    expect(next.body.total).toBe(2);
    expect(next.body.results.map((one: { id: string }) => one.id)).toEqual(['9005', '9007']);
    const sorted = await search({ sorts: [{ propertyName: 'email', direction: 'DESCENDING' }], limit: 1 });
    expect(sorted.body.results[0].properties.email).toBe('c6@example.com');
  });
});

describe('associations', () => {
  it('join a task to a contact when it is created, and both ways', async () => {
    const portal = newPortal();
    const contact = await createContact(portal, { email: 'a@example.com' });
    const task = await portal.post('/crm/objects/2026-09/tasks', {
      properties: { hs_timestamp: '2026-11-25T08:00:00Z', hs_task_subject: 'Call' },
      associations: [
        { to: { id: contact }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 204 }] },
      ],
    });
    expect(task.status).toBe(201);
    const read = await portal.post('/crm/associations/2026-09/contacts/tasks/batch/read', {
      inputs: [{ id: contact }],
    });
    expect(read.body.results[0].to).toEqual([
      { toObjectId: task.body.id, associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 203, label: null }] },
    ]);
  });

  it('join custom objects by the default kind', async () => {
    const portal = newPortal();
    const typeId = await createVisitSchema(portal);
    const contact = await createContact(portal, { email: 'a@example.com' });
    const visit = await portal.post(`/crm/objects/2026-09/${typeId}`, { properties: { visit_key: 'k' } });
    const put = await portal.put(
      `/crm/objects/2026-09/${typeId}/${visit.body.id}/associations/default/contacts/${contact}`,
    );
    expect(put.status).toBe(200);
    const labels = await portal.get(`/crm/associations/2026-09/${typeId}/contacts/labels`);
    expect(labels.body.results).toHaveLength(1);
    const back = await portal.get(`/crm/objects/2026-09/contacts/${contact}/associations/${typeId}`);
    expect(back.body.results[0].toObjectId).toBe(visit.body.id);
  });
});

describe('a call without a token', () => {
  it('is refused', async () => {
    const portal = newPortal();
    const { status, body } = await portal.call('GET', contactsPath, undefined, { Authorization: '' });
    expect(status).toBe(401);
    expect(body.category).toBe('INVALID_AUTHENTICATION');
  });
});
