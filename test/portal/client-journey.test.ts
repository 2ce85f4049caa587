import { Client } from '@hubspot/api-client';
import { AssociationSpecAssociationCategoryEnum } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/objects/models/Filter.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPortal, type Portal } from '../../src/portal/portal.ts';
import { type PortalServer, servePortal } from '../../src/portal/server.ts';
import { type ContractRecorder, contractRecorder } from './contract/recorder.ts';
import { callerOf, noon } from './support.ts';

describe("HubSpot's own Node client, with only its basePath changed", () => {
  let portal: Portal;
  let contract: ContractRecorder;
  let server: PortalServer;
  let hubspot: Client;

  beforeAll(async () => {
    portal = createPortal({ now: () => noon, portalId: 4242, rateLimits: false });
    contract = contractRecorder(portal.fetch);
    server = await servePortal({ ...portal, fetch: contract.fetch }, { port: 0 });
    hubspot = new Client({ accessToken: 'any', basePath: server.url });
    await callerOf(portal).post('/__portal/owners', [
      { email: 'wang@example.com', firstName: 'Fang', lastName: 'Wang' },
    ]);
  });

  afterAll(async () => {
    await server.close();
    await portal.close();
  });

  it('creates, reads, changes, lists and archives contacts', async () => {
    const { basicApi, batchApi } = hubspot.crm.contacts;
    const created = await basicApi.create({ properties: { email: 'one@example.com', firstname: 'One' } });
    expect(created.properties.hs_email_domain).toBe('example.com');
    await basicApi.update(created.id, { properties: { lastname: 'Li' } });
    const read = await basicApi.getById(created.id, ['lastname'], ['lastname']);
    expect(read.properties.lastname).toBe('Li');
    expect(read.propertiesWithHistory?.lastname?.[0]).toMatchObject({ value: 'Li', sourceType: 'INTEGRATION' });
    const batch = await batchApi.create({
      inputs: Array.from({ length: 30 }, (_, i) => ({
        properties: { email: `batch${i}@example.com` },
        associations: [],
      })),
    });
    expect(batch.results).toHaveLength(30);
    const upserted = await batchApi.upsert({
      inputs: [
        { id: 'batch1@example.com', idProperty: 'email', properties: { firstname: 'Again' } },
        { id: 'fresh@example.com', idProperty: 'email', properties: { firstname: 'Fresh' } },
      ],
    });
    expect(upserted.results.map((one) => one._new).sort()).toEqual([false, true]);
    // The client's own walk over all pages.
    expect(await hubspot.crm.contacts.getAll()).toHaveLength(32);
    await batchApi.archive({ inputs: [{ id: batch.results[0]?.id ?? '' }] });
    await basicApi.archive(created.id);
    expect((await basicApi.getPage(100)).results).toHaveLength(30);
  });

  it('is told which of a batch could not be read', async () => {
    const answer = await hubspot.crm.contacts.batchApi.read({
      inputs: [{ id: '1' }],
      properties: ['email'],
      propertiesWithHistory: [],
    });
    expect(answer).toMatchObject({ results: [], numErrors: 1 });
  });

  it('searches', async () => {
    const answer = await hubspot.crm.contacts.searchApi.doSearch({
      filterGroups: [
        { filters: [{ propertyName: 'email', operator: FilterOperatorEnum.ContainsToken, value: 'batch*' }] },
      ],
      sorts: ['-hs_object_id'],
      properties: ['email'],
      limit: 5,
    });
    expect(answer.total).toBe(29);
    expect(answer.paging?.next?.after).toBe('5');
  });

  it('joins records by labels of its own and by the default kind', async () => {
    const company = await hubspot.crm.companies.basicApi.create({
      properties: { name: 'Acme', domain: 'acme.example' },
      associations: [],
    });
    const contact = await hubspot.crm.contacts.basicApi.create({
      properties: { email: 'joined@example.com' },
      associations: [],
    });
    const { v4 } = hubspot.crm.associations;
    const labels = await v4.schema.definitionsApi.create('contacts', 'companies', {
      label: 'Referrer',
      inverseLabel: 'Referred',
      name: 'referrer',
    });
    const typeId = labels.results[0]?.typeId ?? hubspotNever();
    await v4.batchApi.create('contacts', 'companies', {
      inputs: [
        {
          _from: { id: contact.id },
          to: { id: company.id },
          types: [
            { associationCategory: AssociationSpecAssociationCategoryEnum.UserDefined, associationTypeId: typeId },
          ],
        },
      ],
    });
    const read = await v4.batchApi.getPage('contacts', 'companies', { inputs: [{ id: contact.id }] });
    const found = read.results[0]?.to[0]?.associationTypes.map((one) => one.label ?? null);
    expect(found?.sort()).toEqual(['Primary', 'Referrer', null].sort());
    await v4.basicApi.createDefault('companies', company.id, 'contacts', contact.id);
    expect((await v4.basicApi.getPage('companies', company.id, 'contacts')).results).toHaveLength(1);
    await v4.basicApi.archive('contacts', contact.id, 'companies', company.id);
    expect((await v4.basicApi.getPage('companies', company.id, 'contacts')).results).toHaveLength(0);
  });

  it('defines a custom object, its properties and groups, and fills it', async () => {
    const { coreApi } = hubspot.crm.schemas;
    const schema = await coreApi.create({
      name: 'machine',
      labels: { singular: 'Machine', plural: 'Machines' },
      primaryDisplayProperty: 'serial',
      secondaryDisplayProperties: [],
      searchableProperties: ['serial'],
      requiredProperties: ['serial'],
      associatedObjects: ['CONTACT'],
      properties: [
        { name: 'serial', label: 'Serial', type: 'string' as never, fieldType: 'text', hasUniqueValue: true },
      ],
    });
    expect(schema.fullyQualifiedName).toBe('p4242_machine');
    const typeId = schema.objectTypeId ?? hubspotNever();
    await hubspot.crm.properties.groupsApi.create(typeId, { name: 'service', label: 'Service', displayOrder: 1 });
    await hubspot.crm.properties.coreApi.create(typeId, {
      name: 'serviced_on',
      label: 'Serviced on',
      groupName: 'service',
      type: 'date' as never,
      fieldType: 'date' as never,
    });
    const machine = await hubspot.crm.objects.basicApi.create(typeId, {
      properties: { serial: 'A-1', serviced_on: '2026-11-01' },
      associations: [],
    });
    const read = await hubspot.crm.objects.basicApi.getById(
      'p4242_machine',
      'A-1',
      ['serviced_on'],
      undefined,
      undefined,
      false,
      'serial',
    );
    expect(read).toMatchObject({ id: machine.id, properties: { serviced_on: '2026-11-01' } });
    expect((await coreApi.getAll()).results).toHaveLength(1);
    await coreApi.update(typeId, { secondaryDisplayProperties: ['serviced_on'] });
    expect((await coreApi.getById(typeId)).secondaryDisplayProperties).toEqual(['serviced_on']);
    expect((await hubspot.crm.properties.coreApi.getAll(typeId)).results.length).toBeGreaterThan(30);
  });

  it('reads owners, builds a pipeline and keeps a list', async () => {
    expect((await hubspot.crm.owners.ownersApi.getPage()).results[0]?.email).toBe('wang@example.com');
    const pipeline = await hubspot.crm.pipelines.pipelinesApi.create('tickets', {
      label: 'Repairs',
      displayOrder: 1,
      stages: [
        { label: 'Open', displayOrder: 0, metadata: { ticketState: 'OPEN' } },
        { label: 'Done', displayOrder: 1, metadata: { ticketState: 'CLOSED' } },
      ],
    });
    expect((await hubspot.crm.pipelines.pipelineStagesApi.getAll('tickets', pipeline.id)).results).toHaveLength(2);
    const { list } = await hubspot.crm.lists.listsApi.create({
      name: 'Callers',
      objectTypeId: '0-1',
      processingType: 'MANUAL',
    });
    const [first] = (await hubspot.crm.contacts.basicApi.getPage(1)).results;
    const added = await hubspot.crm.lists.membershipsApi.add(list.listId, [first?.id ?? '', '1']);
    expect(added).toMatchObject({ recordsIdsAdded: [first?.id], recordIdsMissing: ['1'] });
    expect((await hubspot.crm.lists.membershipsApi.getPage(list.listId)).results).toHaveLength(1);
  });

  it('upserts tasks by a unique property of theirs', async () => {
    await hubspot.crm.properties.coreApi.create('tasks', {
      name: 'task_key',
      label: 'Task key',
      groupName: 'task_information',
      type: 'string' as never,
      fieldType: 'text' as never,
      hasUniqueValue: true,
    });
    const upsert = () =>
      hubspot.crm.objects.tasks.batchApi.upsert({
        inputs: [
          {
            id: 'k1',
            idProperty: 'task_key',
            properties: { hs_timestamp: '2026-11-25T08:00:00Z', hs_task_subject: 'Call' },
          },
        ],
      });
    const [first, second] = [await upsert(), await upsert()];
    expect(first.results[0]?._new).toBe(true);
    expect(second.results[0]).toMatchObject({ id: first.results[0]?.id, _new: false });
  });

  it('sends and reads nothing outside of its own types', () => {
    expect(contract.violations()).toEqual([]);
  });
});

function hubspotNever(): never {
  throw new Error('the client left out what its types call optional');
}
