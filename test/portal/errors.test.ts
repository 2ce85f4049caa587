/** Each error body seen in public, asked for here; what varies (ids, words of a parser) aside. */
import { describe, expect, it } from 'vitest';
import { limitsOf } from '../../src/portal/limits.ts';
import { createPortal } from '../../src/portal/portal.ts';
import { RateLimiter } from '../../src/portal/rate-limits.ts';
import { callerOf, contactsPath, createContact, createVisitSchema, newPortal, noon } from './support.ts';

const correlationId = expect.stringMatching(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);

describe('a refused write', () => {
  it('names a property that does not exist, in the message and beside it', async () => {
    const { status, headers, body } = await newPortal().post(contactsPath, { properties: { testproperty: 'x' } });
    expect(status).toBe(400);
    const words = 'Property \\"testproperty\\" does not exist';
    expect(body).toEqual({
      status: 'error',
      message: `Property values were not valid: [{"isValid":false,"message":"${words}","error":"PROPERTY_DOESNT_EXIST","name":"testproperty","localizedErrorMessage":"${words}","portalId":4242}]`,
      correlationId,
      errors: [
        {
          message: 'Property "testproperty" does not exist',
          code: 'PROPERTY_DOESNT_EXIST',
          context: { propertyName: ['testproperty'] },
        },
      ],
      category: 'VALIDATION_ERROR',
    });
    expect(headers.get('X-HubSpot-Correlation-Id')).toBe(body.correlationId);
  });

  it('says which options there are', async () => {
    const { body } = await newPortal().post('/crm/objects/2026-09/tasks', {
      properties: { hs_timestamp: '0', hs_task_priority: 'NAM Only' },
    });
    expect(body.message).toContain('NAM Only was not one of the allowed options: [None, Low, Medium, High]');
    expect(body.errors[0].code).toBe('INVALID_OPTION');
  });

  it('says which instant was no number of milliseconds', async () => {
    const { body } = await newPortal().post('/crm/objects/2026-09/deals', {
      properties: { dealname: 'd', closedate: 'asd000' },
    });
    expect(body.message).toContain(
      '"message":"asd000 was not a valid long.","error":"INVALID_LONG","name":"closedate"',
    );
  });

  it('is a conflict when a contact has the address already', async () => {
    const portal = newPortal();
    const id = await createContact(portal, { email: 'a@example.com' });
    const { status, body } = await portal.post(contactsPath, { properties: { email: 'A@example.com' } });
    expect(status).toBe(409);
    expect(body).toEqual({
      status: 'error',
      message: `Contact already exists. Existing ID: ${id}`,
      correlationId,
      category: 'CONFLICT',
    });
  });

  it('lists what is missing: in v3 in the context, from 2026-09 on as errors', async () => {
    const portal = newPortal();
    const v3 = await portal.post('/crm/v3/objects/notes', { properties: { hs_note_body: 'n' } });
    expect(v3.body).toMatchObject({
      message: 'Error creating NOTE. Some required properties were not set.',
      context: { properties: ['hs_timestamp'] },
    });
    const dated = await portal.post('/crm/objects/2026-09/notes', { properties: { hs_note_body: 'n' } });
    expect(dated.body.errors[0].code).toBe('MISSING_REQUIRED_PROPERTY');
  });
});

describe('a batch', () => {
  const inputs = (count: number) => Array.from({ length: count }, (_, i) => ({ id: String(i + 1), properties: {} }));

  it('takes 100 inputs', async () => {
    const { status, body } = await newPortal().post(`${contactsPath}/batch/create`, { inputs: inputs(101) });
    expect(status).toBe(400);
    expect(body.message).toBe(
      'The maximum number of inputs supported in a batch is 100. Please reduce the number of items and try again',
    );
  });

  it('takes 50 inputs when it reads history', async () => {
    const { body } = await newPortal().post(`${contactsPath}/batch/read`, {
      inputs: inputs(51),
      propertiesWithHistory: ['email'],
    });
    expect(body.message).toBe('The maximum number of inputs supported in a batch request for property histories is 50');
  });

  it('refuses an id that comes twice', async () => {
    const twice = [inputs(1), inputs(1)].flat();
    const { status, body } = await newPortal().post(`${contactsPath}/batch/update`, { inputs: twice });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      message: 'Duplicate IDs found in batch input: [1]. IDs must be unique',
      context: { ids: ['1'] },
    });
  });

  it('cannot be told apart by a property that is not unique', async () => {
    const { status, body } = await newPortal().post('/crm/objects/2026-09/companies/batch/upsert', {
      inputs: [{ id: '1', idProperty: 'hs_object_id', properties: {} }],
    });
    expect(status).toBe(400);
    expect(body.message).toBe(
      'Unable to perform update/upsert by non-unique 0-2 property hs_object_id in portal ID 4242',
    );
  });

  it('with a trace id on every input answers 207 and does what it can', async () => {
    const { status, body } = await newPortal().post(`${contactsPath}/batch/create`, {
      inputs: [
        { objectWriteTraceId: 'good', properties: { email: 'a@example.com' } },
        { objectWriteTraceId: '549b1c2a9351', properties: { nope: 'x' } },
      ],
    });
    expect(status).toBe(207);
    expect(body).toMatchObject({ status: 'COMPLETE', numErrors: 1, results: [{ objectWriteTraceId: 'good' }] });
    expect(body.errors[0]).toMatchObject({
      status: 'error',
      category: 'VALIDATION_ERROR',
      context: { objectWriteTraceId: ['549b1c2a9351'] },
    });
  });

  it('without trace ids does nothing when one input is bad', async () => {
    const portal = newPortal();
    const { status } = await portal.post(`${contactsPath}/batch/create`, {
      inputs: [{ properties: { email: 'a@example.com' } }, { properties: { nope: 'x' } }],
    });
    expect(status).toBe(400);
    expect((await portal.get(contactsPath)).body.results).toEqual([]);
  });

  it('lists the ids that lead nowhere', async () => {
    const portal = newPortal();
    const id = await createContact(portal, { email: 'a@example.com' });
    for (const verb of ['read', 'update']) {
      const { status, body } = await portal.post(`${contactsPath}/batch/${verb}`, {
        inputs: [
          { id: 'unknownIdentifier888', properties: {} },
          { id, properties: { firstname: 'A' } },
        ],
      });
      expect(status).toBe(207);
      expect(body.results).toHaveLength(1);
      expect(body.errors[0]).toMatchObject({
        status: 'error',
        category: 'OBJECT_NOT_FOUND',
        message: 'Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.',
        context: { ids: ['unknownIdentifier888'] },
      });
    }
  });
});

describe('a request that cannot be read', () => {
  it('is told where its JSON breaks', async () => {
    const { status, body } = await newPortal().post(contactsPath, '{\n  "properties": {\n    x');
    expect(status).toBe(400);
    expect(body).toEqual({
      status: 'error',
      message: expect.stringMatching(/^Invalid input JSON on line 3, column 5: /),
      correlationId,
    });
  });

  it('is told that a list came where text belongs', async () => {
    const { status, body } = await newPortal().post(contactsPath, { properties: { email: ['a@example.com'] } });
    expect(status).toBe(400);
    expect(body.message).toMatch(
      /^Invalid input JSON on line \d+, column \d+: Cannot deserialize value of type `.+` .*from Array value \(token `JsonToken.START_ARRAY`\)$/,
    );
  });

  it('is told that it has no body', async () => {
    const { status, body } = await newPortal().post(contactsPath);
    expect(status).toBe(400);
    expect(body).toEqual({
      status: 'error',
      message: 'Invalid JSON input: a request body was expected, but none found',
      correlationId,
      category: 'VALIDATION_ERROR',
    });
  });

  it('is told that nothing is called butterflies', async () => {
    const { status, body } = await newPortal().post('/crm/objects/2026-09/butterflies/search', {});
    expect(status).toBe(400);
    expect(body).toEqual({ status: 'error', message: 'Unable to infer object type from: butterflies', correlationId });
  });

  it('is told so for the bare name of a custom object', async () => {
    const portal = newPortal();
    const typeId = await createVisitSchema(portal);
    expect((await portal.get('/crm/objects/2026-09/visit')).status).toBe(400);
    for (const word of [typeId, 'p4242_visit', 'P4242_VISIT'])
      expect((await portal.get(`/crm/objects/2026-09/${word}`)).status).toBe(200);
    for (const word of ['contact', 'CONTACTS', '0-1'])
      expect((await portal.get(`/crm/objects/2026-09/${word}`)).status).toBe(200);
  });
});

describe('a token', () => {
  it('lacks scopes', async () => {
    const portal = callerOf(
      createPortal({ now: () => noon, tokens: { narrow: { scopes: ['crm.objects.contacts.read'] } } }),
      'narrow',
    );
    expect((await portal.get(contactsPath)).status).toBe(200);
    const { status, body } = await portal.get('/crm/objects/2026-09/deals');
    expect(status).toBe(403);
    expect(body).toEqual({
      status: 'error',
      message:
        "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
      correlationId,
      errors: [
        {
          message: 'One or more of the following scopes are required.',
          context: { requiredGranularScopes: ['crm.objects.deals.read'] },
        },
      ],
      links: { scopes: 'https://developers.hubspot.com/scopes' },
      category: 'MISSING_SCOPES',
    });
    expect((await portal.post(contactsPath, { properties: {} })).status).toBe(403);
    expect(
      (await portal.post('/crm/objects/2026-09/tasks', { properties: {} })).body.errors[0].context
        .requiredGranularScopes,
    ).toEqual(['crm.objects.contacts.write']);
  });

  it('that nobody gave out is refused', async () => {
    const portal = callerOf(createPortal({ tokens: { known: { scopes: 'all' } } }), 'other');
    expect((await portal.get(contactsPath)).status).toBe(401);
  });
});

describe('too many calls', () => {
  it('of search are five in a second, and no header says when to come back', async () => {
    let now = noon;
    const portal = callerOf(createPortal({ now: () => now }));
    const search = () => portal.post(`${contactsPath}/search`, {});
    for (let i = 0; i < 5; i++) expect((await search()).status).toBe(200);
    const { status, headers, body } = await search();
    expect(status).toBe(429);
    expect(body).toEqual({
      status: 'error',
      message: 'You have reached your secondly limit.',
      correlationId,
      category: 'RATE_LIMITS',
    });
    expect(headers.get('Retry-After')).toBeNull();
    expect(headers.get('X-HubSpot-RateLimit-Max')).toBeNull();
    expect(headers.get('X-HubSpot-RateLimit-Daily')).toBe('1000000');
    now += 1_000;
    expect((await search()).status).toBe(200);
  });

  it.each([
    ['free', 100],
    ['professional', 190],
    ['enterprise', 190],
  ] as const)('of anything else are, on %s, %d in ten rolling seconds', async (tier, most) => {
    let now = noon;
    const portal = callerOf(createPortal({ now: () => now, tier }));
    for (let i = 0; i < most; i++) {
      const { status, headers } = await portal.get(contactsPath);
      expect([status, headers.get('X-HubSpot-RateLimit-Remaining')]).toEqual([200, String(most - i - 1)]);
    }
    const { status, headers, body } = await portal.get(contactsPath);
    expect(status).toBe(429);
    expect(body).toMatchObject({
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
    });
    expect(headers.get('X-HubSpot-RateLimit-Interval-Milliseconds')).toBe('10000');
    now += 9_999;
    expect((await portal.get(contactsPath)).status).toBe(429);
    now += 1;
    expect((await portal.get(contactsPath)).status).toBe(200);
  });

  it('are neither refused nor held against a caller where limits are off', async () => {
    const portal = callerOf(createPortal({ now: () => noon, tier: 'enterprise', rateLimits: false }));
    for (let i = 0; i < 200; i++) {
      const { status, headers } = await portal.get(contactsPath);
      expect([status, headers.get('X-HubSpot-RateLimit-Remaining')]).toEqual([200, '190']);
    }
  });

  it('in a day are counted to midnight of the zone, all apps together', async () => {
    // Twenty seconds before midnight in Shanghai.
    let now = Date.UTC(2026, 10, 21, 15, 59, 40);
    const portal = createPortal({ now: () => now, tier: 'free', rateLimits: true });
    const [one, two] = [callerOf(portal, 'one'), callerOf(portal, 'two')];
    const remaining = (headers: Headers) => Number(headers.get('X-HubSpot-RateLimit-Daily-Remaining'));
    expect(remaining((await one.get(contactsPath)).headers)).toBe(249_999);
    expect(remaining((await two.get(contactsPath)).headers)).toBe(249_998);
    now += 20_000;
    expect(remaining((await one.get(contactsPath)).headers)).toBe(249_999);
  });

  it('in a day are refused beyond the quota', () => {
    const limiter = new RateLimiter({ ...limitsOf.free, callsPerDay: 3 }, true, () => 0);
    const caller = { token: 't', appId: 1, scopes: 'all' } as const;
    for (let i = 0; i < 3; i++) limiter.take(caller, false, noon);
    expect(() => limiter.take(caller, false, noon)).toThrow(
      expect.objectContaining({
        status: 429,
        body: expect.objectContaining({ message: 'You have reached your daily limit.', policyName: 'DAILY' }),
      }),
    );
    expect(() => limiter.take(caller, false, noon + 86_400_000)).not.toThrow();
  });
});

describe('associations', () => {
  it('answer 207 for a record without any', async () => {
    const portal = newPortal();
    const id = await createContact(portal, { email: 'a@example.com' });
    const { status, body } = await portal.post('/crm/v4/associations/contacts/companies/batch/read', {
      inputs: [{ id }],
    });
    expect(status).toBe(207);
    expect(body.errors[0]).toMatchObject({
      status: 'error',
      category: 'OBJECT_NOT_FOUND',
      subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
      message: `No company is associated with contact ${id}.`,
      context: { fromObjectId: [id], fromObjectType: ['contact'], toObjectType: ['company'] },
    });
  });

  it('answer 207 for what is no id, and for a record with itself', async () => {
    const portal = newPortal();
    const id = await createContact(portal, { email: 'a@example.com' });
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 449 }];
    const { status, body } = await portal.post('/crm/v4/associations/contacts/contacts/batch/create', {
      inputs: [
        { from: { id }, to: { id: 'unknown_id_123456798' }, types },
        { from: { id }, to: { id }, types },
      ],
    });
    expect(status).toBe(207);
    expect(body.results).toEqual([]);
    expect(body.errors).toMatchObject([
      {
        category: 'VALIDATION_ERROR',
        subCategory: 'crm.associations.INVALID_IDENTIFIER',
        message: 'unknown_id_123456798 is not a valid ID',
        context: { id: ['unknown_id_123456798'] },
      },
      { category: 'VALIDATION_ERROR', message: `Object ${id} cannot be associated to itself (${id})` },
    ]);
  });
});

describe('properties', () => {
  const path = '/crm/properties/2026-09/contacts';
  const text = { label: 'T', type: 'string', fieldType: 'text', groupName: 'contactinformation' };

  it('exist once', async () => {
    const portal = newPortal();
    expect((await portal.post(path, { ...text, name: 'shoe_size' })).status).toBe(201);
    const { status, body } = await portal.post(path, { ...text, name: 'shoe_size' });
    expect(status).toBe(409);
    expect(body).toEqual({
      status: 'error',
      message: "A property named 'shoe_size' already exists.",
      correlationId,
      category: 'OBJECT_ALREADY_EXISTS',
      subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
    });
  });

  it('that are unknown are not found, to read or to archive', async () => {
    const portal = newPortal();
    for (const answer of [await portal.get(`${path}/nope`), await portal.delete(`${path}/nope`)]) {
      expect([answer.status, answer.body.category]).toEqual([404, 'OBJECT_NOT_FOUND']);
    }
  });

  it('that are in use are kept', async () => {
    const portal = newPortal();
    const typeId = await createVisitSchema(portal);
    const { status, body } = await portal.delete(`/crm/properties/2026-09/${typeId}/visit_key`);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      category: 'VALIDATION_ERROR',
      subCategory: 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE',
      errors: [{ context: { parentType: ['OBJECT_TYPE'], parentName: ['visit'] } }],
    });
  });
});
