import { describe, expect, it } from 'vitest';
import { type Caller, contactsPath, createContact, createVisitSchema, newPortal } from './support.ts';

const properties = '/crm/properties/2026-09/contacts';
const text = { label: 'T', type: 'string', fieldType: 'text', groupName: 'contactinformation' };

describe('a property', () => {
  it('archived is gone, can be seen as archived, and comes back with its values when it is made again', async () => {
    const portal = newPortal();
    const made = await portal.post(properties, { ...text, name: 'shoe_size' });
    expect(made.headers.get('Location')).toContain('shoe_size');
    const id = await createContact(portal, { shoe_size: '42' });
    expect((await portal.delete(`${properties}/shoe_size`)).status).toBe(204);
    expect((await portal.get(`${properties}/shoe_size`)).status).toBe(404);
    expect((await portal.get(`${properties}/shoe_size?archived=true`)).status).toBe(200);
    expect((await portal.delete(`${properties}/shoe_size`)).status).toBe(404);
    expect((await portal.patch(`${contactsPath}/${id}`, { properties: { shoe_size: '43' } })).status).toBe(400);
    const again = await portal.post(properties, { ...text, name: 'shoe_size', label: 'Shoe' });
    expect([again.status, again.body.label]).toEqual([201, 'Shoe']);
    expect((await portal.get(`${contactsPath}/${id}?properties=shoe_size`)).body.properties.shoe_size).toBe('42');
  });

  it('changed without options keeps them, with options has the new ones alone; uniqueness stays as it is', async () => {
    const portal = newPortal();
    const options = [
      { label: 'A', value: 'a' },
      { label: 'B', value: 'b' },
    ];
    await portal.post(properties, {
      name: 'kind',
      label: 'K',
      type: 'enumeration',
      fieldType: 'select',
      groupName: 'contactinformation',
      options,
    });
    expect((await portal.patch(`${properties}/kind`, { label: 'Kind' })).body.options).toHaveLength(2);
    const changed = await portal.patch(`${properties}/kind`, { options: options.slice(1), hasUniqueValue: true });
    expect([changed.status, changed.body.options.length, changed.body.hasUniqueValue]).toEqual([200, 1, false]);
  });

  it('of yes and no needs exactly those two options', async () => {
    const bool = {
      name: 'vip',
      label: 'V',
      type: 'bool',
      fieldType: 'booleancheckbox',
      groupName: 'contactinformation',
    };
    const { status, body } = await newPortal().post(properties, { ...bool, options: [{ label: 'Y', value: 'yes' }] });
    expect([status, body.subCategory]).toEqual([400, 'PropertyValidationError.INVALID_BOOLEAN_OPTION']);
  });

  it('worked out from another needs that other', async () => {
    const formula = (calculationFormula: string) => ({
      name: 'sum',
      label: 'S',
      type: 'number',
      fieldType: 'calculation_equation',
      groupName: 'contactinformation',
      calculationFormula,
    });
    expect((await newPortal().post(properties, formula('nope + 1'))).status).toBe(404);
    expect((await newPortal().post(properties, formula('max(num_notes, 1)'))).status).toBe(201);
  });

  it('with unique values is one of ten at most', async () => {
    const portal = newPortal();
    for (let i = 0; i < 10; i++)
      expect((await portal.post(properties, { ...text, name: `key${i}`, hasUniqueValue: true })).status).toBe(201);
    expect((await portal.post(properties, { ...text, name: 'key10', hasUniqueValue: true })).status).toBe(400);
  });

  it("of HubSpot's own says so, and may leave out whether it is archived", async () => {
    const { body } = await newPortal().get(`${properties}/email`);
    expect(body).toMatchObject({
      hubspotDefined: true,
      hasUniqueValue: true,
      modificationMetadata: { archivable: false },
    });
    expect(body).not.toHaveProperty('archived');
  });

  it('is made and read in batches', async () => {
    const portal = newPortal();
    const made = await portal.post(`${properties}/batch/create`, {
      inputs: [
        { ...text, name: 'one' },
        { ...text, name: 'email' },
      ],
    });
    expect([made.status, made.body.results.length, made.body.numErrors]).toEqual([207, 1, 1]);
    const read = await portal.post(`${properties}/batch/read`, {
      archived: false,
      inputs: [{ name: 'one' }, { name: 'nope' }],
    });
    expect([read.status, read.body.results.length]).toEqual([207, 1]);
    expect((await portal.post(`${properties}/batch/archive`, { inputs: [{ name: 'one' }] })).status).toBe(204);
    expect((await portal.get(`${properties}/one`)).status).toBe(404);
  });
});

describe('a group of properties', () => {
  it('with properties is kept, empty is archived, and its name can be used again', async () => {
    const portal = newPortal();
    const group = { name: 'care', label: 'Care', displayOrder: 1 };
    expect((await portal.post(`${properties}/groups`, group)).status).toBe(201);
    expect((await portal.post(`${properties}/groups`, group)).status).toBe(409);
    await portal.post(properties, { ...text, name: 'one', groupName: 'care' });
    const kept = await portal.delete(`${properties}/groups/care`);
    expect([kept.status, kept.body.subCategory]).toEqual([400, 'PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES']);
    await portal.delete(`${properties}/one`);
    expect((await portal.delete(`${properties}/groups/care`)).status).toBe(204);
    expect((await portal.post(`${properties}/groups`, group)).status).toBe(201);
  });
});

describe('a schema', () => {
  const path = '/crm-object-schemas/2026-09/schemas';
  const least = {
    name: 'machine',
    labels: { singular: 'Machine', plural: 'Machines' },
    primaryDisplayProperty: 'serial',
    properties: [{ name: 'serial', label: 'Serial' }],
  };

  it('needs a name, labels and a primary display property, and brings properties, a group and activities along', async () => {
    const portal = newPortal();
    const { primaryDisplayProperty: _left, ...without } = least;
    const refused = await portal.post(path, without);
    expect([refused.status, refused.body.subCategory]).toEqual([
      400,
      'ObjectTypeError.PRIMARY_DISPLAY_PROPERTY_REQUIRED',
    ]);
    const { status, body } = await portal.post(path, least);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      fullyQualifiedName: 'p4242_machine',
      metaType: 'PORTAL_SPECIFIC',
      restorable: true,
      searchableProperties: ['hs_object_id'],
    });
    expect(body.objectTypeId).toBe(`2-${body.id}`);
    expect(body.properties.filter((one: { name: string }) => one.name.startsWith('hs_'))).toHaveLength(32);
    expect(body.associations).toHaveLength(9);
    const groups = await portal.get(`/crm/properties/2026-09/${body.objectTypeId}/groups`);
    expect(groups.body.results.map((one: { name: string }) => one.name)).toEqual(['machine_information']);
  });

  it('keeps its name, whatever a change says, and its display properties must exist', async () => {
    const portal = newPortal();
    const { body } = await portal.post(path, least);
    const changed = await portal.patch(`${path}/${body.objectTypeId}`, { name: 'other', description: 'D' });
    expect(changed.body).toMatchObject({ name: 'machine', description: 'D' });
    expect((await portal.patch(`${path}/${body.objectTypeId}`, { secondaryDisplayProperties: ['nope'] })).status).toBe(
      400,
    );
    expect(
      (
        await portal.patch(`${path}/${body.objectTypeId}`, {
          secondaryDisplayProperties: ['serial', 'serial', 'serial'],
        })
      ).status,
    ).toBe(400);
  });

  it('is one of its name in any case', async () => {
    const portal = newPortal();
    await portal.post(path, least);
    expect((await portal.post(path, { ...least, name: 'MACHINE' })).status).toBe(409);
    for (const name of ['1st', 'a-b', 'x'.repeat(51)])
      expect((await portal.post(path, { ...least, name })).status).toBe(400);
  });

  it('with records cannot be archived; archived it can be purged, or replaced by its name', async () => {
    const portal = newPortal();
    const { objectTypeId } = (await portal.post(path, least)).body;
    const record = await portal.post(`/crm/objects/2026-09/${objectTypeId}`, { properties: { serial: 'A' } });
    const refused = await portal.delete(`${path}/${objectTypeId}`);
    expect([refused.status, refused.body.subCategory]).toEqual([400, 'ObjectTypeError.EXISTING_OBJECT_RECORDS']);
    await portal.delete(`/crm/objects/2026-09/${objectTypeId}/${record.body.id}`);
    expect((await portal.delete(`${path}/${objectTypeId}?archived=true`)).status).toBe(400);
    expect((await portal.delete(`${path}/${objectTypeId}`)).status).toBe(204);
    expect((await portal.get(`${path}?archived=true`)).body.results).toHaveLength(1);
    const again = await portal.post(path, least);
    expect(again.body.objectTypeId).not.toBe(objectTypeId);
    expect((await portal.get(`${path}?archived=true`)).body.results).toHaveLength(0);
    expect(portal.portal.inconsistencies()).toEqual([]);
  });

  it('is one of twenty, and all their records count together', async () => {
    const portal = newPortal();
    for (let i = 0; i < 20; i++) expect((await portal.post(path, { ...least, name: `m${i}` })).status).toBe(201);
    expect((await portal.post(path, { ...least, name: 'm20' })).body.subCategory).toBe('ObjectTypeError.LIMIT_REACHED');
    const { body } = await portal.get('/crm/limits/2026-09/custom-object-types');
    expect(body).toEqual({ limit: 20, usage: 20, percentage: 100 });
  });

  it('has no room for a record beyond what all custom objects may hold together', async () => {
    const portal = newPortal({ limits: { customObjectRecords: 2 } });
    const types = [];
    for (const name of ['one', 'two']) types.push((await portal.post(path, { ...least, name })).body.objectTypeId);
    const create = (typeId: string) => portal.post(`/crm/objects/2026-09/${typeId}`, { properties: { serial: 'S' } });
    expect([(await create(types[0])).status, (await create(types[1])).status]).toEqual([201, 201]);
    const refused = await create(types[0]);
    expect([refused.status, refused.body.subCategory]).toEqual([400, 'CustomObjectError.RECORD_LIMIT_REACHED']);
    const batch = await newPortal({ limits: { customObjectRecords: 2 } });
    const typeId = (await batch.post(path, least)).body.objectTypeId;
    const inputs = ['a', 'b', 'c'].map((serial) => ({ properties: { serial } }));
    expect((await batch.post(`/crm/objects/2026-09/${typeId}/batch/create`, { inputs })).status).toBe(400);
    expect((await batch.get(`/crm/objects/2026-09/${typeId}`)).body.results).toEqual([]);
  });

  it('is associated with another later', async () => {
    const portal = newPortal();
    const visit = await createVisitSchema(portal);
    const machine = (await portal.post(path, least)).body.objectTypeId;
    const made = await portal.post(`${path}/${visit}/associations`, {
      fromObjectTypeId: visit,
      toObjectTypeId: machine,
      name: 'visit_to_machine',
    });
    expect([made.status, made.body.fromObjectTypeId]).toEqual([201, visit]);
    expect((await portal.get(`/crm/associations/2026-09/${visit}/${machine}/labels`)).body.results).toHaveLength(1);
    expect((await portal.delete(`${path}/${visit}/associations/${made.body.id}`)).status).toBe(204);
  });
});

describe('an association label', () => {
  const path = '/crm/associations/2026-09/contacts/companies/labels';
  const add = (portal: Caller, body: object) => portal.post(path, body);

  it('has a number for each direction', async () => {
    const portal = newPortal();
    const { status, body } = await add(portal, {
      label: 'Manager',
      inverseLabel: 'Employee',
      name: 'manager_employee',
    });
    expect(status).toBe(200);
    expect(body.results.map((one: { label: string }) => one.label)).toEqual(['Manager', 'Employee']);
    const back = await portal.get('/crm/associations/2026-09/companies/contacts/labels');
    expect(back.body.results).toContainEqual({
      category: 'USER_DEFINED',
      typeId: body.results[1].typeId,
      label: 'Employee',
    });
    expect((await add(portal, { label: 'Other', name: 'manager_employee' })).status).toBe(409);
    expect((await add(portal, { name: 'nameless' })).status).toBe(400);
    expect((await add(portal, { label: 'X', name: '1x' })).status).toBe(400);
  });

  it('is renamed on both sides, and deleted with both', async () => {
    const portal = newPortal();
    const { body } = await add(portal, { label: 'Manager', name: 'manager' });
    const [there, back] = body.results;
    expect((await portal.put(path, { associationTypeId: there.typeId, label: 'Boss' })).status).toBe(204);
    const labels = (await portal.get('/crm/associations/2026-09/companies/contacts/labels')).body.results;
    expect(labels).toContainEqual({ ...back, label: 'Boss' });
    expect((await portal.delete(`/crm/associations/2026-09/companies/contacts/labels/${back.typeId}`)).status).toBe(
      204,
    );
    expect((await portal.get(path)).body.results.map((one: { label: string }) => one.label)).toEqual([null, 'Primary']);
  });

  it('is one of fifty, and the next answers 437', async () => {
    const portal = newPortal();
    for (let i = 0; i < 50; i++) expect((await add(portal, { label: `L${i}`, name: `l${i}` })).status).toBe(200);
    expect((await add(portal, { label: 'L50', name: 'l50' })).status).toBe(437);
  });

  it('goes without parting the records', async () => {
    const portal = newPortal();
    const contact = await createContact(portal, { email: 'a@example.com' });
    const company = (await portal.post('/crm/objects/2026-09/companies', { properties: { name: 'A' } })).body.id;
    const { typeId } = (await add(portal, { label: 'Manager', name: 'manager' })).body.results[0];
    const spec = { associationCategory: 'USER_DEFINED', associationTypeId: typeId };
    const put = await portal.put(`/crm/objects/2026-09/contacts/${contact}/associations/companies/${company}`, [spec]);
    expect([put.status, put.body.labels]).toEqual([201, ['Manager']]);
    expect(
      (await portal.put(`/crm/objects/2026-09/contacts/${contact}/associations/companies/${company}`, spec)).status,
    ).toBe(400);
    const inputs = [{ from: { id: contact }, to: { id: company }, types: [spec] }];
    expect(
      (await portal.post('/crm/associations/2026-09/contacts/companies/batch/labels/archive', { inputs })).status,
    ).toBe(204);
    const left = await portal.get(`/crm/objects/2026-09/contacts/${contact}/associations/companies`);
    expect(left.body.results[0].associationTypes.map((one: { label: string }) => one.label).sort()).toEqual(
      ['Primary', null].sort(),
    );
  });

  it('can be limited to a number of records', async () => {
    const portal = newPortal();
    const contact = await createContact(portal, { email: 'a@example.com' });
    const limits = '/crm/associations/2026-09/definitions/configurations/contacts/companies';
    const made = await portal.post(`${limits}/batch/create`, {
      inputs: [{ category: 'HUBSPOT_DEFINED', typeId: 279, maxToObjectIds: 1 }],
    });
    expect(made.status).toBe(201);
    const company = async () =>
      (await portal.post('/crm/objects/2026-09/companies', { properties: { name: 'A' } })).body.id;
    const join = async (id: string) =>
      (await portal.put(`/crm/objects/2026-09/contacts/${contact}/associations/default/companies/${id}`)).status;
    const first = await company();
    expect([await join(first), await join(first), await join(await company())]).toEqual([200, 200, 400]);
    expect((await portal.get(limits)).body.results).toHaveLength(1);
  });
});

describe('the primary company', () => {
  it('is one: a new one takes the place of the old, and the contact names it', async () => {
    const portal = newPortal();
    const contact = await createContact(portal, { email: 'a@example.com' });
    const company = async (name: string) =>
      (await portal.post('/crm/objects/2026-09/companies', { properties: { name } })).body.id;
    const [one, two] = [await company('One'), await company('Two')];
    const link = (id: string, associationTypeId: number) =>
      portal.put(`/crm/objects/2026-09/contacts/${contact}/associations/companies/${id}`, [
        { associationCategory: 'HUBSPOT_DEFINED', associationTypeId },
      ]);
    const primary = async () =>
      (await portal.get(`${contactsPath}/${contact}?properties=associatedcompanyid`)).body.properties
        .associatedcompanyid;
    await link(one, 279);
    expect(await primary()).toBe(one);
    await link(two, 1);
    expect(await primary()).toBe(two);
    const { body } = await portal.post('/crm/v4/associations/contacts/companies/batch/read', {
      inputs: [{ id: contact }],
    });
    expect(body.results[0].to).toEqual([
      { toObjectId: Number(one), associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null }] },
      {
        toObjectId: Number(two),
        associationTypes: expect.arrayContaining([
          { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
          { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
        ]),
      },
    ]);
    await portal.patch(`${contactsPath}/${contact}`, { properties: { associatedcompanyid: one } });
    expect(await primary()).toBe(one);
    expect(portal.portal.inconsistencies()).toEqual([]);
  });
});

describe('v3 associations', () => {
  it('name their kinds by words', async () => {
    const portal = newPortal();
    const contact = await createContact(portal, { email: 'a@example.com' });
    const company = (await portal.post('/crm/objects/2026-09/companies', { properties: { name: 'A' } })).body.id;
    const path = '/crm/v3/associations/contacts/companies';
    expect((await portal.get(`${path}/types`)).body.results).toContainEqual({ id: '1', name: 'contact_to_company' });
    const inputs = [{ from: { id: contact }, to: { id: company }, type: 'contact_to_company' }];
    expect((await portal.post(`${path}/batch/create`, { inputs })).status).toBe(201);
    const read = await portal.post(`${path}/batch/read`, { inputs: [{ id: contact }] });
    expect(read.body.results[0].to).toContainEqual({ id: company, type: 'contact_to_company' });
    expect((await portal.post(`${path}/batch/archive`, { inputs })).status).toBe(204);
  });
});

describe('a pipeline', () => {
  const path = '/crm/pipelines/2026-09/deals';
  const stage = (label: string, probability: string, more: object = {}) => ({
    label,
    displayOrder: 0,
    metadata: { probability },
    ...more,
  });

  it('keeps the ids it is given, echoes what was sent, and shows what it kept', async () => {
    const portal = newPortal();
    const made = await portal.post(path, {
      pipelineId: 'mine',
      label: 'Mine',
      displayOrder: 1,
      stages: [stage('Won', '1', { stageId: 'won', metadata: { probability: '1', odd: 'x' } })],
    });
    expect([made.status, made.body.id, made.body.stages[0].metadata.probability]).toEqual([201, 'mine', '1']);
    const { body } = await portal.get(`${path}/mine/stages/won`);
    expect(body.metadata).toEqual({ isClosed: 'true', probability: '1.0' });
  });

  it('has stages with labels of their own and a probability', async () => {
    const portal = newPortal();
    const twice = await portal.post(path, {
      label: 'P',
      displayOrder: 0,
      stages: [stage('A', '0.1'), stage('a', '0.2')],
    });
    expect(twice.body.subCategory).toBe('PipelineError.STAGE_LABEL_EXISTS');
    expect((await portal.post(`${path}/default/stages`, { label: 'New', displayOrder: 9 })).status).toBe(400);
    expect((await portal.post(`${path}/default/stages`, stage('New', '1.1'))).status).toBe(400);
    const added = await portal.post(`${path}/default/stages`, stage('New', '0.5'));
    expect(added.status).toBe(201);
    const changed = await portal.patch(`${path}/default/stages/${added.body.id}`, { label: 'Newer' });
    expect(changed.body).toMatchObject({ label: 'Newer', metadata: { probability: '0.5' } });
    expect((await portal.get(`${path}/default/stages/${added.body.id}/audit`)).body.results).toHaveLength(1);
  });

  it('of tickets has a closed stage', async () => {
    const portal = newPortal();
    const open = { label: 'Open', displayOrder: 0, metadata: { ticketState: 'OPEN' } };
    const { status, body } = await portal.post('/crm/pipelines/2026-09/tickets', {
      label: 'P',
      displayOrder: 0,
      stages: [open],
    });
    expect([status, body.subCategory]).toEqual([400, 'PipelineError.MISSING_CLOSED_STAGE']);
  });

  it('in use is kept from 2026-09 on, and so is a stage in use', async () => {
    const portal = newPortal();
    await portal.post('/crm/objects/2026-09/deals', {
      properties: { dealname: 'D', pipeline: 'default', dealstage: 'contractsent' },
    });
    const inUse = await portal.delete(`${path}/default/stages/contractsent`);
    expect([inUse.status, inUse.body.subCategory]).toEqual([400, 'PipelineError.STAGE_ID_IN_USE']);
    expect((await portal.delete(`${path}/default/stages/nope`)).status).toBe(204);
    expect((await portal.delete(`${path}/default`)).status).toBe(400);
    expect((await portal.delete('/crm/v3/pipelines/deals/default')).status).toBe(204);
  });

  it('decides which stages a deal can be in, and whether it is closed', async () => {
    const portal = newPortal();
    const deal = (dealstage: string) =>
      portal.post('/crm/objects/2026-09/deals', { properties: { dealname: 'D', dealstage } });
    expect((await deal('nope')).body.errors[0].code).toBe('INVALID_OPTION');
    expect((await deal('closedwon')).body.properties).toMatchObject({
      pipeline: 'default',
      hs_is_closed_won: 'true',
      hs_deal_stage_probability: '1.0',
    });
  });
});

describe('a list', () => {
  const path = '/crm/lists/2026-09';

  it('of chosen members gains and loses them, by name or by id', async () => {
    const portal = newPortal();
    const [one, two] = [
      await createContact(portal, { email: 'a@example.com' }),
      await createContact(portal, { email: 'b@example.com' }),
    ];
    const { list } = (await portal.post(path, { name: 'Mine', objectTypeId: '0-1', processingType: 'MANUAL' })).body;
    expect((await portal.post(path, { name: 'mine', objectTypeId: '0-1', processingType: 'MANUAL' })).status).toBe(409);
    expect((await portal.get(`${path}/object-type-id/0-1/name/Mine`)).body.list.listId).toBe(list.listId);
    expect((await portal.put(`${path}/${list.listId}/memberships/add`, [one, two, '1'])).body).toEqual({
      recordsIdsAdded: [one, two],
      recordIdsRemoved: [],
      recordIdsMissing: ['1'],
    });
    await portal.put(`${path}/${list.listId}/memberships/add-and-remove`, {
      recordIdsToAdd: [],
      recordIdsToRemove: [one],
    });
    expect(
      (await portal.get(`${path}/${list.listId}/memberships`)).body.results.map(
        (member: { recordId: string }) => member.recordId,
      ),
    ).toEqual([two]);
    expect((await portal.get(`${path}/records/0-1/${two}/memberships`)).body.results).toHaveLength(1);
    await portal.delete(`${contactsPath}/${two}`);
    expect((await portal.get(`${path}/${list.listId}`)).body.list.size).toBe(0);
    expect(portal.portal.inconsistencies()).toEqual([]);
  });

  it('of a condition holds whoever meets it now', async () => {
    const portal = newPortal();
    const id = await createContact(portal, { email: 'a@example.com', city: 'Wuxi' });
    const operation = {
      operationType: 'MULTISTRING',
      operator: 'IS_EQUAL_TO',
      values: ['wuxi'],
      includeObjectsWithNoValueSet: false,
    };
    const filterBranch = {
      filterBranchType: 'OR',
      filters: [],
      filterBranches: [
        {
          filterBranchType: 'AND',
          filterBranches: [],
          filters: [{ filterType: 'PROPERTY', property: 'city', operation }],
        },
      ],
    };
    const { list } = (
      await portal.post(path, { name: 'Wuxi', objectTypeId: '0-1', processingType: 'DYNAMIC', filterBranch })
    ).body;
    expect(list.size).toBe(1);
    expect((await portal.put(`${path}/${list.listId}/memberships/add`, [id])).status).toBe(400);
    await portal.patch(`${contactsPath}/${id}`, { properties: { city: 'Suzhou' } });
    expect((await portal.get(`${path}/${list.listId}/memberships`)).body.total).toBe(0);
  });

  it('is renamed, found, deleted, restored and put into folders', async () => {
    const portal = newPortal();
    const { list } = (await portal.post(path, { name: 'Mine', objectTypeId: '0-1', processingType: 'MANUAL' })).body;
    expect((await portal.put(`${path}/${list.listId}/update-list-name?listName=Yours`)).body.updatedList.name).toBe(
      'Yours',
    );
    expect((await portal.post(`${path}/search`, { query: 'your' })).body).toMatchObject({ total: 1, hasMore: false });
    const { folder } = (await portal.post(`${path}/folders`, { name: 'F' })).body;
    expect(
      (await portal.put(`${path}/folders/move-list`, { listId: list.listId, newFolderId: String(folder.id) })).status,
    ).toBe(204);
    expect((await portal.get(`${path}/folders?folderId=${folder.id}`)).body.folder.childLists).toEqual([
      Number(list.listId),
    ]);
    expect((await portal.delete(`${path}/folders/${folder.id}`)).status).toBe(400);
    expect((await portal.delete(`${path}/${list.listId}`)).status).toBe(204);
    expect((await portal.get(`${path}/${list.listId}`)).status).toBe(404);
    expect((await portal.put(`${path}/${list.listId}/restore`)).status).toBe(204);
    expect((await portal.get(`${path}?listIds=${list.listId}`)).body.lists).toHaveLength(1);
    expect((await portal.post(`${path}/all`, {})).body.lists).toHaveLength(1);
  });
});

describe('people', () => {
  it('are owners and users, put in place from outside', async () => {
    const portal = newPortal();
    await portal.post('/__portal/owners', [
      { email: 'a@example.com', firstName: 'A' },
      { id: '77', email: 'b@example.com', archived: true },
    ]);
    expect((await portal.get('/crm/owners/2026-09?email=A@example.com')).body.results).toHaveLength(1);
    expect((await portal.get('/crm/owners/2026-09?archived=true')).body.results[0]).toMatchObject({
      id: '77',
      archived: true,
    });
    await portal.post('/__portal/users', [
      { email: 'a@example.com', firstName: 'A', properties: { hs_standard_time_zone: 'Asia/Shanghai' } },
    ]);
    expect((await portal.get('/settings/v3/users')).body.results).toHaveLength(1);
    const users = await portal.get('/crm/objects/2026-09/users?properties=hs_email,hs_standard_time_zone');
    expect(users.body.results[0].properties).toMatchObject({
      hs_email: 'a@example.com',
      hs_standard_time_zone: 'Asia/Shanghai',
    });
    expect((await portal.post('/settings/v3/users', { email: 'a@example.com' })).status).toBe(409);
  });
});

describe('the portal itself', () => {
  it('says what it is and how full', async () => {
    const portal = newPortal();
    expect((await portal.get('/account-info/2026-09/details')).body).toMatchObject({
      portalId: 4242,
      timeZone: 'Asia/Shanghai',
      utcOffset: '+08:00',
    });
    const typeId = await createVisitSchema(portal);
    await portal.post(`/crm/objects/2026-09/${typeId}`, { properties: { visit_key: 'k' } });
    const { body } = await portal.get('/crm/limits/2026-09/records');
    expect(body.customObjectTypes).toMatchObject({ overallLimit: 1_000_000, overallUsage: 1 });
    for (const name of ['custom-properties', 'calculated-properties', 'pipelines', 'associations/labels']) {
      expect((await portal.get(`/crm/limits/2026-09/${name}`)).status).toBe(200);
    }
  });
});

describe('a form', () => {
  it('sent makes a contact, and is kept', async () => {
    const portal = newPortal();
    const field = (name: string) => ({ name, label: name, objectTypeId: '0-1', fieldType: 'single_line_text' });
    const fieldGroups = ['email', 'favourite'].map((name) => ({
      groupType: 'default_group',
      richTextType: 'text',
      fields: [field(name)],
    }));
    const { id } = (await portal.post('/marketing/v3/forms', { name: 'Feedback', formType: 'hubspot', fieldGroups }))
      .body;
    const fields = [
      { name: 'email', value: 'a@example.com' },
      { name: 'favourite', value: 'blue' },
    ];
    const send = await portal.call(
      'POST',
      `/submissions/v3/integration/submit/4242/${id}`,
      { fields },
      { Authorization: '' },
    );
    expect(send.status).toBe(200);
    const contact = await portal.get(
      `${contactsPath}/a@example.com?idProperty=email&properties=num_conversion_events&propertiesWithHistory=email`,
    );
    expect(contact.body.properties.num_conversion_events).toBe('1');
    expect(contact.body.propertiesWithHistory.email[0]).toMatchObject({ sourceType: 'FORM', sourceId: id });
    const kept = await portal.get(`/form-integrations/v1/submissions/forms/${id}`);
    expect(kept.body.results[0].values).toHaveLength(2);
    expect((await portal.patch(`/marketing/v3/forms/${id}`, { name: 'Other' })).body.name).toBe('Other');
    expect((await portal.delete(`/marketing/v3/forms/${id}`)).status).toBe(204);
    expect((await portal.get('/marketing/v3/forms')).body.results).toEqual([]);
  });
});
