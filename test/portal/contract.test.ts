/** Every operation once, well formed: request and answer are held against the client's types, and none is left out. */
import { describe, expect, it } from 'vitest';
import { checkContract, contractRecorder, coverage } from './contract/recorder.ts';
import { type Answer, callerOf, createContact, createVisitSchema, newPortal } from './support.ts';

describe('the contract', () => {
  it('holds for every operation that the portal answers', async () => {
    const { portal } = newPortal({
      send: async () => new Response('{"outputFields":{"hs_execution_state":"BLOCK"}}'),
    });
    const contract = contractRecorder(portal.fetch);
    const caller = callerOf({ ...portal, fetch: contract.fetch });
    const ok = async (answer: Promise<Answer>) => {
      const { status, body } = await answer;
      expect(status, JSON.stringify(body)).toBeLessThan(300);
      return body;
    };
    const { get, post, put, patch } = caller;
    const remove = caller.delete;

    await ok(post('/__portal/owners', [{ email: 'o@example.com' }]));
    const objects = '/crm/objects/2026-09';
    const [one, two, three] = [
      await createContact(caller, { email: 'one@example.com' }),
      await createContact(caller, { email: 'two@example.com' }),
      await createContact(caller, { email: 'three@example.com' }),
    ];
    const contacts = `${objects}/contacts`;
    await ok(get(`${contacts}?limit=1&associations=companies`));
    await ok(get(`${contacts}/${one}?propertiesWithHistory=email`));
    await ok(patch(`${contacts}/${one}`, { properties: { city: 'Wuxi' } }));
    await ok(
      post(`${contacts}/search`, {
        filterGroups: [{ filters: [{ propertyName: 'city', operator: 'EQ', value: 'Wuxi' }] }],
        sorts: [{ propertyName: 'email', direction: 'ASCENDING' }],
        limit: 1,
      }),
    );
    await ok(
      post(`${contacts}/batch/create`, {
        inputs: [
          { properties: { email: 'four@example.com' }, objectWriteTraceId: '1' },
          { properties: { nope: 'x' }, objectWriteTraceId: '2' },
        ],
      }),
    );
    await ok(post(`${contacts}/batch/read`, { inputs: [{ id: one }, { id: '1' }], properties: ['email'] }));
    await ok(post(`${contacts}/batch/update`, { inputs: [{ id: one, properties: { city: '' } }] }));
    await ok(
      post(`${contacts}/batch/upsert`, { inputs: [{ id: 'five@example.com', idProperty: 'email', properties: {} }] }),
    );
    await ok(post(`${contacts}/batch/archive`, { inputs: [{ id: '1' }] }));
    await ok(post(`${contacts}/gdpr-delete`, { objectId: three }));
    const company = (await ok(post(`${objects}/companies`, { properties: { name: 'Acme' } }))).id;

    const associations = '/crm/associations/2026-09/contacts/companies';
    const kind = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 };
    const pair = { from: { id: one }, to: { id: company } };
    await ok(put(`${contacts}/${one}/associations/companies/${company}`, [kind]));
    await ok(put(`${contacts}/${one}/associations/default/companies/${company}`));
    await ok(get(`${contacts}/${one}/associations/companies`));
    await ok(
      post(`${associations}/batch/create`, {
        inputs: [
          { ...pair, types: [kind] },
          { from: { id: 'x' }, to: { id: company }, types: [kind] },
        ],
      }),
    );
    await ok(post(`${associations}/batch/associate/default`, { inputs: [pair] }));
    await ok(post(`${associations}/batch/read`, { inputs: [{ id: one }, { id: two }] }));
    await ok(post(`${associations}/batch/labels/archive`, { inputs: [{ ...pair, types: [kind] }] }));
    await ok(post(`${associations}/batch/archive`, { inputs: [{ from: { id: one }, to: [{ id: company }] }] }));
    await ok(remove(`${contacts}/${one}/associations/companies/${company}`));
    const label = (await ok(post(`${associations}/labels`, { label: 'L', name: 'l' }))).results[0];
    await ok(get(`${associations}/labels`));
    await ok(put(`${associations}/labels`, { associationTypeId: label.typeId, label: 'M' }));
    await ok(remove(`${associations}/labels/${label.typeId}`));
    const limits = '/crm/associations/2026-09/definitions/configurations';
    const limit = { category: 'HUBSPOT_DEFINED', typeId: 279, maxToObjectIds: 5 };
    await ok(post(`${limits}/contacts/companies/batch/create`, { inputs: [limit] }));
    await ok(post(`${limits}/contacts/companies/batch/update`, { inputs: [limit] }));
    await ok(get(`${limits}/all`));
    await ok(get(`${limits}/contacts/companies`));
    await ok(
      post(`${limits}/contacts/companies/batch/purge`, { inputs: [{ category: 'HUBSPOT_DEFINED', typeId: 279 }] }),
    );
    const v3 = '/crm/v3/associations/contacts/companies';
    await ok(get(`${v3}/types`));
    await ok(post(`${v3}/batch/create`, { inputs: [{ ...pair, type: 'contact_to_company' }] }));
    await ok(post(`${v3}/batch/read`, { inputs: [{ id: one }, { id: two }] }));
    await ok(post(`${v3}/batch/archive`, { inputs: [{ ...pair, type: 'contact_to_company' }] }));
    await ok(post(`${contacts}/merge`, { primaryObjectId: one, objectIdToMerge: two }));
    await ok(remove(`${contacts}/${one}`));

    const schemas = '/crm-object-schemas/2026-09/schemas';
    const visit = await createVisitSchema(caller);
    await ok(get(schemas));
    await ok(get(`${schemas}/${visit}`));
    await ok(patch(`${schemas}/${visit}`, { description: 'D' }));
    const definition = await ok(
      post(`${schemas}/${visit}/associations`, { fromObjectTypeId: visit, toObjectTypeId: '0-2' }),
    );
    await ok(remove(`${schemas}/${visit}/associations/${definition.id}`));
    await ok(remove(`${schemas}/${visit}`));

    const properties = '/crm/properties/2026-09/contacts';
    const text = { label: 'T', type: 'string', fieldType: 'text', groupName: 'care' };
    await ok(post(`${properties}/groups`, { name: 'care', label: 'Care' }));
    await ok(get(`${properties}/groups`));
    await ok(get(`${properties}/groups/care`));
    await ok(patch(`${properties}/groups/care`, { label: 'Caring' }));
    await ok(post(properties, { ...text, name: 'first' }));
    await ok(
      post(`${properties}/batch/create`, {
        inputs: [
          { ...text, name: 'second' },
          { ...text, name: 'first' },
        ],
      }),
    );
    await ok(post(`${properties}/batch/read`, { archived: false, inputs: [{ name: 'first' }, { name: 'nope' }] }));
    await ok(get(properties));
    await ok(get(`${properties}/first`));
    await ok(patch(`${properties}/first`, { label: 'F' }));
    await ok(remove(`${properties}/first`));
    await ok(post(`${properties}/batch/archive`, { inputs: [{ name: 'second' }] }));
    await ok(remove(`${properties}/groups/care`));

    const pipelines = '/crm/pipelines/2026-09/deals';
    const stage = { label: 'S', displayOrder: 0, metadata: { probability: '0.5' } };
    const pipeline = await ok(post(pipelines, { label: 'P', displayOrder: 1, stages: [stage] }));
    await ok(get(pipelines));
    await ok(get(`${pipelines}/${pipeline.id}`));
    await ok(patch(`${pipelines}/${pipeline.id}`, { label: 'Q' }));
    await ok(put(`${pipelines}/${pipeline.id}`, { label: 'R', displayOrder: 1, stages: [stage] }));
    await ok(get(`${pipelines}/${pipeline.id}/audit`));
    const stages = `${pipelines}/${pipeline.id}/stages`;
    const added = await ok(post(stages, { ...stage, label: 'T' }));
    await ok(get(stages));
    await ok(get(`${stages}/${added.id}`));
    await ok(patch(`${stages}/${added.id}`, { label: 'U' }));
    await ok(put(`${stages}/${added.id}`, { ...stage, label: 'V' }));
    await ok(get(`${stages}/${added.id}/audit`));
    await ok(remove(`${stages}/${added.id}`));
    await ok(remove(`${pipelines}/${pipeline.id}`));

    const lists = '/crm/lists/2026-09';
    const contact = await createContact(caller, { email: 'six@example.com' });
    const { list } = await ok(post(lists, { name: 'L', objectTypeId: '0-1', processingType: 'MANUAL' }));
    const condition = {
      filterType: 'PROPERTY',
      property: 'city',
      operation: { operationType: 'ALL_PROPERTY', operator: 'IS_KNOWN', includeObjectsWithNoValueSet: false },
    };
    const filterBranch = {
      filterBranchType: 'OR',
      filterBranchOperator: 'OR',
      filters: [],
      filterBranches: [
        { filterBranchType: 'AND', filterBranchOperator: 'AND', filterBranches: [], filters: [condition] },
      ],
    };
    const dynamic = (await ok(post(lists, { name: 'D', objectTypeId: '0-1', processingType: 'DYNAMIC', filterBranch })))
      .list;
    const at = `${lists}/${list.listId}`;
    await ok(get(`${lists}?listIds=${list.listId}&includeFilters=true`));
    await ok(post(`${lists}/search`, { query: 'L', additionalProperties: [] }));
    await ok(post(`${lists}/all`, { limit: 10 }));
    await ok(get(`${lists}/object-type-id/0-1/name/L`));
    await ok(get(at));
    await ok(put(`${at}/update-list-name?listName=M`));
    await ok(put(`${lists}/${dynamic.listId}/update-list-filters`, { filterBranch }));
    await ok(put(`${at}/memberships/add`, [contact]));
    await ok(put(`${at}/memberships/add-and-remove`, { recordIdsToAdd: [contact], recordIdsToRemove: [] }));
    await ok(put(`${at}/memberships/add-from/${dynamic.listId}`));
    await ok(get(`${at}/memberships`));
    await ok(get(`${at}/memberships/join-order`));
    await ok(get(`${lists}/records/0-1/${contact}/memberships`));
    await ok(put(`${at}/memberships/remove`, [contact]));
    await ok(remove(`${at}/memberships`));
    await ok(put(`${at}/schedule-conversion`, { conversionType: 'CONVERSION_DATE', year: 2027, month: 1, day: 31 }));
    await ok(get(`${at}/schedule-conversion`));
    await ok(remove(`${at}/schedule-conversion`));
    await ok(get(`${lists}/idmapping?legacyListId=${list.listId}`));
    await ok(post(`${lists}/idmapping`, [list.listId, '77']));
    const { folder } = await ok(post(`${lists}/folders`, { name: 'F' }));
    const inner = (await ok(post(`${lists}/folders`, { name: 'G' }))).folder;
    await ok(get(`${lists}/folders`));
    await ok(put(`${lists}/folders/move-list`, { listId: list.listId, newFolderId: String(folder.id) }));
    await ok(put(`${lists}/folders/${inner.id}/move/${folder.id}`));
    await ok(put(`${lists}/folders/${inner.id}/rename?newFolderName=H`));
    await ok(remove(`${lists}/folders/${inner.id}`));
    await ok(remove(at));
    await ok(put(`${at}/restore`));

    await ok(get('/crm/owners/2026-09'));
    await ok(get('/crm/owners/2026-09/70001'));
    const users = '/settings/users/2026-09';
    const user = await ok(post(users, { email: 'u@example.com' }));
    for (const path of ['', '/roles', '/teams', `/${user.id}`]) await ok(get(users + path));
    await ok(put(`${users}/${user.id}`, { firstName: 'U' }));
    await ok(remove(`${users}/${user.id}`));
    const forms = '/marketing/forms/2026-09-beta';
    const form = await ok(post(forms, { name: 'F', formType: 'hubspot' }));
    await ok(get(forms));
    await ok(get(`${forms}/${form.id}`));
    await ok(patch(`${forms}/${form.id}`, { name: 'G' }));
    const declared = { groupType: 'default_group', richTextType: 'text', fields: [{ name: 'email', label: 'E-mail' }] };
    await ok(put(`${forms}/${form.id}`, { name: 'H', fieldGroups: [declared] }));
    for (const secure of ['', '/secure'])
      await ok(
        post(`/submissions/v3/integration${secure}/submit/4242/${form.id}`, {
          fields: [{ name: 'email', value: 'f@example.com' }],
        }),
      );
    await ok(get(`/form-integrations/v1/submissions/forms/${form.id}`));
    await ok(remove(`${forms}/${form.id}`));
    const callbacks = '/automation/actions/callbacks/2026-09';
    const blocked = () =>
      ok(
        post('/__portal/workflow-actions/execute', {
          actionUrl: 'https://app.example',
          clientSecret: 's',
          objectType: 'contacts',
          objectId: contact,
        }),
      );
    const completion = { outputFields: { hs_execution_state: 'SUCCESS' }, typedOutputs: {} };
    await ok(post(`${callbacks}/${(await blocked()).callbackId}/complete`, completion));
    await ok(post(`${callbacks}/complete`, { inputs: [{ callbackId: (await blocked()).callbackId, ...completion }] }));
    for (const path of ['details', 'api-usage/daily', 'api-usage/daily/private-apps'])
      await ok(get(`/account-info/2026-09/${path}`));
    for (const path of [
      'custom-object-types',
      'records',
      'custom-properties',
      'calculated-properties',
      'pipelines',
      'associations/labels',
    ])
      await ok(get(`/crm/limits/2026-09/${path}`));

    const { covered, missing } = coverage();
    console.log(`contract: ${covered.length} of ${covered.length + missing.length} operations covered`);
    expect(contract.violations()).toEqual([]);
    expect(missing).toEqual([]);
  });
});

describe('the check of requests', () => {
  const check = (method: string, path: string, body: unknown) =>
    checkContract({
      method,
      path,
      requestText: JSON.stringify(body),
      status: 400,
      answerText: '{"status":"error","message":"m","correlationId":"c"}',
    });
  const batch = '/crm/objects/2026-09/contacts/batch/update';

  it.each([
    ['a key that nobody knows', 'POST', '/crm/objects/2026-09/contacts', { properties: {}, propertys: {} }],
    ['a value that is not text', 'POST', '/crm/objects/2026-09/contacts', { properties: { amount: 5 } }],
    [
      'an id that comes twice',
      'POST',
      batch,
      {
        inputs: [
          { id: '1', properties: {} },
          { id: '1', properties: {} },
        ],
      },
    ],
    [
      'more than a hundred inputs',
      'POST',
      batch,
      { inputs: Array.from({ length: 101 }, (_, i) => ({ id: String(i), properties: {} })) },
    ],
    ['no inputs', 'POST', batch, { inputs: [] }],
    ['a page that is too long', 'GET', '/crm/objects/2026-09/contacts?limit=200', undefined],
    ['a search beyond its end', 'POST', '/crm/objects/2026-09/contacts/search', { after: '9950', limit: 100 }],
    [
      'an object where a list belongs',
      'PUT',
      '/crm/objects/2026-09/contacts/1/associations/companies/2',
      { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 },
    ],
    ['an address that nobody answers', 'GET', '/crm/objects/2025-01/contacts', undefined],
  ])('finds %s', (_what, method, path, body) => {
    expect(check(method, path, body)).not.toEqual([]);
  });

  it('finds nothing in a call that is right', () => {
    expect(check('POST', batch, { inputs: [{ id: '1', properties: { city: 'Wuxi' } }] })).toEqual([]);
  });
});
