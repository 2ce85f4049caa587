/** Whatever is sent: no 5xx, no answer outside the contract, no index that differs from a rebuild. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { bodiesOf } from './contract/arbitraries.ts';
import { operations } from './contract/operations.ts';
import { contractRecorder } from './contract/recorder.ts';
import { type Caller, callerOf, contactsPath, createContact, createVisitSchema, newPortal } from './support.ts';

const long = process.env.LONG === '1';
const seed = 20_261_121;
/** The whole takes a quarter of an hour. */
const timeoutMs = long ? 3_600_000 : 60_000;
const runs = (share: number, whole: number) => ({ numRuns: long ? whole : share, seed });

/** The dated address of a path inside. */
const roots: readonly (readonly [inside: string, address: string])[] = [
  ['/objects', '/crm/objects/2026-09'],
  ['/associations-v3', '/crm/v3/associations'],
  ['/associations', '/crm/associations/2026-09'],
  ['/properties', '/crm/properties/2026-09'],
  ['/schemas', '/crm-object-schemas/2026-09/schemas'],
  ['/owners', '/crm/owners/2026-09'],
  ['/pipelines', '/crm/pipelines/2026-09'],
  ['/lists', '/crm/lists/2026-09'],
  ['/limits', '/crm/limits/2026-09'],
  ['/account-info', '/account-info/2026-09'],
  ['/form-integrations/submissions/integration', '/submissions/v3/integration'],
  ['/form-integrations', '/form-integrations/v1'],
  ['/forms', '/marketing/forms/2026-09-beta'],
  ['/users', '/settings/users/2026-09'],
  ['/callbacks', '/automation/actions/callbacks/2026-09'],
];

function addressOf(path: string): string {
  const root = roots.find(([inside]) => path === inside || path.startsWith(`${inside}/`));
  if (root === undefined) throw new RangeError(`no address for ${path}`);
  return root[1] + path.slice(root[0].length);
}

async function furnished(): Promise<{ caller: Caller; check: () => string[] }> {
  const { portal } = newPortal();
  const contract = contractRecorder(portal.fetch, { checkRequests: false });
  const caller = callerOf({ ...portal, fetch: contract.fetch });
  for (let i = 0; i < 3; i++) await createContact(caller, { email: `c${i}@example.com` });
  await createVisitSchema(caller);
  await caller.post('/crm/lists/2026-09', { name: 'L', objectTypeId: '0-1', processingType: 'MANUAL' });
  return { caller, check: () => [...contract.violations(), ...portal.inconsistencies()] };
}

const anything = fc.string({ minLength: 1, maxLength: 8 }).map((text) => encodeURIComponent(text));
const types = ['contacts', '0-1', 'tasks', 'companies', 'deals', 'tickets', 'p4242_visit', '2-3453001'];
const ids = ['9001', '9002', '9003', '1', 'default', '0', '70001'];
const known: Readonly<Record<string, readonly string[]>> = {
  type: types,
  from: types,
  to: types,
  id: ids,
  toId: ids,
  record: ids,
  parent: ids,
  typeId: ['279', '1', '203'],
  stage: ['contractsent', '1', '4'],
  name: ['email', 'visit_key', 'L'],
  group: ['contactinformation', 'visit_information'],
  source: ['1', '2'],
  portal: ['4242'],
};

/** Mostly what is there, sometimes anything. */
const placeFor = (name: string) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...(known[name.slice(1)] ?? ids)) },
    { weight: 1, arbitrary: anything },
  );
const operation = fc.constantFrom(...operations);
const filled = operation.chain((one) => {
  const names = one.path.match(/:[a-zA-Z]+/g) ?? [];
  return fc.tuple(...names.map(placeFor)).map((values) => ({
    operation: one,
    path: names.reduce((path, name, index) => path.replace(name, values[index] ?? 'x'), one.path),
  }));
});

describe('a malformed call', () => {
  const body = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fc.string({ maxLength: 30 }),
    fc
      .jsonValue({ maxDepth: 2 })
      .map((inputs) =>
        JSON.stringify({ inputs, properties: inputs, filterGroups: inputs, name: inputs, types: inputs }),
      ),
    fc
      .jsonValue({ maxDepth: 2 })
      .map((one) => JSON.stringify({ inputs: [one], properties: { email: one }, stages: [one], fields: [one] })),
  );

  test.prop(
    [fc.array(fc.tuple(filled, body, fc.webQueryParameters()), { minLength: 1, maxLength: 12 })],
    runs(150, 20_000),
  )(
    'is refused with 4xx and a body of the contract',
    async (calls) => {
      const { caller, check } = await furnished();
      for (const [{ operation: one, path }, text, query] of calls) {
        const takesBody = one.method !== 'GET' && one.method !== 'DELETE';
        const { status, body: answer } = await caller.call(
          one.method,
          `${addressOf(path)}?${query}`,
          takesBody ? text : undefined,
        );
        expect(status, `${one.method} ${path} ${text} → ${JSON.stringify(answer)}`).toBeLessThan(500);
      }
      expect(check()).toEqual([]);
    },
    timeoutMs,
  );
});

describe('a well-formed call of any operation', () => {
  const formed = filled.chain(({ operation: one, path }) => {
    const model = one.request;
    if (model === undefined) return fc.constant({ one, path, body: undefined as unknown });
    const body =
      model === 'free'
        ? fc.jsonValue({ maxDepth: 2 })
        : model.endsWith('[]')
          ? fc.array(bodiesOf(one.group, model.slice(0, -2)), { maxLength: 3 })
          : bodiesOf(one.group, model);
    return body.map((made) => ({ one, path, body: made }));
  });

  test.prop([fc.array(formed, { minLength: 1, maxLength: 20 })], runs(150, 20_000))(
    'is answered within the contract, and leaves every index whole',
    async (calls) => {
      const { caller, check } = await furnished();
      for (const { one, path, body } of calls) {
        const { status, body: answer } = await caller.call(
          one.method,
          addressOf(path),
          body === undefined ? undefined : JSON.stringify(body),
        );
        expect(status, `${one.method} ${path} ${JSON.stringify(body)} → ${JSON.stringify(answer)}`).toBeLessThan(500);
      }
      expect(check()).toEqual([]);
    },
    timeoutMs,
  );
});

/** What a reader would keep on paper: rows, and nothing else. */
interface Row {
  readonly email: string;
  city: string;
  archived: boolean;
}

describe('any row of writes', () => {
  const email = fc.constantFrom('a', 'b', 'c', 'd', 'e').map((name) => `${name}@example.com`);
  const city = fc.constantFrom('Wuxi', 'Suzhou', '');
  const step = fc.oneof(
    fc.record({ kind: fc.constant('create' as const), email, city }),
    fc.record({ kind: fc.constant('update' as const), pick: fc.nat(9), city }),
    fc.record({ kind: fc.constant('archive' as const), pick: fc.nat(9) }),
    fc.record({ kind: fc.constant('upsert' as const), email, city }),
    fc.record({ kind: fc.constant('search' as const), city: fc.constantFrom('wuxi', 'suzhou') }),
    fc.record({ kind: fc.constant('restart' as const) }),
  );

  test.prop([fc.array(step, { minLength: 1, maxLength: 40 })], runs(200, 20_000))(
    'leaves what the same row leaves on paper',
    async (steps) => {
      const portal = newPortal();
      const rows = new Map<string, Row>();
      const live = () => [...rows].filter(([, row]) => !row.archived);
      const holder = (address: string) => live().find(([, row]) => row.email === address);
      for (const one of steps) {
        switch (one.kind) {
          case 'create': {
            const { status, body } = await portal.post(contactsPath, {
              properties: { email: one.email, city: one.city },
            });
            expect(status).toBe(holder(one.email) === undefined ? 201 : 409);
            if (status === 201) rows.set(body.id, { email: one.email, city: one.city, archived: false });
            break;
          }
          case 'update': {
            const [id, row] = [...rows][one.pick] ?? ['1', undefined];
            const { status } = await portal.patch(`${contactsPath}/${id}`, { properties: { city: one.city } });
            expect(status).toBe(row === undefined || row.archived ? 404 : 200);
            if (status === 200 && row !== undefined) row.city = one.city;
            break;
          }
          case 'archive': {
            const [id, row] = [...rows][one.pick] ?? ['1', undefined];
            expect((await portal.delete(`${contactsPath}/${id}`)).status).toBe(204);
            if (row !== undefined) row.archived = true;
            break;
          }
          case 'upsert': {
            const before = holder(one.email);
            const { body } = await portal.post(`${contactsPath}/batch/upsert`, {
              inputs: [{ id: one.email, idProperty: 'email', properties: { city: one.city } }],
            });
            expect(body.results[0].new).toBe(before === undefined);
            if (before === undefined)
              rows.set(body.results[0].id, { email: one.email, city: one.city, archived: false });
            else before[1].city = one.city;
            break;
          }
          case 'search': {
            const { body } = await portal.post(`${contactsPath}/search`, {
              filterGroups: [{ filters: [{ propertyName: 'city', operator: 'EQ', value: one.city }] }],
              limit: 100,
            });
            const expected = live().filter(([, row]) => row.city.toLowerCase() === one.city);
            expect(body.results.map((found: { id: string }) => found.id)).toEqual(expected.map(([id]) => id));
            break;
          }
          case 'restart':
            portal.portal.restore(JSON.parse(JSON.stringify(portal.portal.snapshot())));
            break;
          default: {
            const never: never = one;
            throw new RangeError(`unknown step ${JSON.stringify(never)}`);
          }
        }
      }
      expect(portal.portal.inconsistencies()).toEqual([]);
    },
    timeoutMs,
  );
});

describe('every operation of the contract', () => {
  it('has an address', () => {
    for (const { path } of operations) expect(addressOf(path)).toMatch(/^\//);
  });
});
