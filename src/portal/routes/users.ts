/** `/settings/users/{version}`: who may sign in. Their records are objects of type 0-115. */
import type { Hono } from 'hono';
import type { Core } from '../core.ts';
import { alreadyExists, notFound } from '../errors.ts';
import { answer, integerParameter, noContent, type PortalEnv, readBody } from '../http.ts';
import { asArray, asObject, asOptionalText, asText, asValues, type Json } from '../objects/input.ts';
import { checkCreate, checkUpdate, create, update, type WriteContext } from '../objects/records.ts';
import { findType } from '../objects/registry.ts';
import type { StoredRecord } from '../store.ts';

const asHubSpot: WriteContext = { version: '2026-09', source: { sourceType: 'CRM_UI' }, asHubSpot: true };

export function userRoutes(app: Hono<PortalEnv>, core: Core): void {
  app.get('/users', (call) => {
    const limit = integerParameter(call, 'limit', 100, 100);
    const after = Number(call.req.query('after') ?? 0);
    const users = liveUsers(core).filter((user) => !(Number(userIdOf(user)) < after));
    const next = users[limit];
    return answer(200, {
      results: users.slice(0, limit).map(formatUser),
      ...(next === undefined ? {} : { paging: { next: { after: userIdOf(next) } } }),
    });
  });

  app.post('/users', async (call) => {
    const body = asObject((await readBody(call)).value, 'UserProvisionRequest');
    const email = asText(body.email, 'email').toLowerCase();
    if (liveUsers(core).some((user) => user.values.hs_email === email))
      throw alreadyExists(`A user with the email ${email} already exists.`);
    return answer(201, formatUser(putUser(core, { ...body, email })));
  });

  app.get('/users/roles', () => answer(200, { results: [] }));
  app.get('/users/teams', () => answer(200, { results: [] }));

  app.get('/users/:id', (call) =>
    answer(200, formatUser(userNamed(core, call.req.param('id'), call.req.query('idProperty')))),
  );

  app.put('/users/:id', async (call) => {
    const user = userNamed(core, call.req.param('id'), call.req.query('idProperty'));
    const body = asObject((await readBody(call)).value, 'PublicUserUpdate');
    return answer(200, formatUser(putUser(core, { ...body, email: user.values.hs_email })));
  });

  app.delete('/users/:id', (call) => {
    const user = userNamed(core, call.req.param('id'), call.req.query('idProperty'));
    core.store.change({ op: 'archive', typeId: user.typeId, id: user.id, at: core.clock.now() });
    return noContent();
  });
}

/** Puts users in place, or changes them, by address; `properties` takes any of the user object's own. */
export function seedUsers(core: Core, body: unknown): object[] {
  const list = Array.isArray(body) ? body : asArray(asObject(body).users, 'users');
  return list.map((one) => formatUser(putUser(core, asObject(one, 'user'))));
}

function putUser(core: Core, given: Json): StoredRecord {
  const type = findType(core.store, 'users');
  const email = asText(given.email, 'email').toLowerCase();
  const before = liveUsers(core).find((user) => user.values.hs_email === email);
  const id =
    asOptionalText(given.id, 'id') ??
    before?.values.hs_internal_user_id ??
    String(core.store.nextNumber('user', 60_001));
  const named = (name: string, value: unknown) => (value === undefined ? {} : { [name]: String(value) });
  const properties = {
    hs_email: email,
    hs_internal_user_id: id,
    ...named('hs_given_name', given.firstName),
    ...named('hs_family_name', given.lastName),
    ...asValues(given.properties),
  };
  if (before === undefined) return create(core, type, checkCreate(core, type, { properties }, asHubSpot), asHubSpot);
  return update(core, type, checkUpdate(core, type, before, { properties }, asHubSpot), asHubSpot);
}

function liveUsers(core: Core): StoredRecord[] {
  return [...core.store.records('0-115')].filter((user) => user.archivedAt === undefined);
}

function userNamed(core: Core, id: string, idProperty: string | undefined): StoredRecord {
  const byEmail = idProperty?.toUpperCase() === 'EMAIL';
  const user = liveUsers(core).find((one) =>
    byEmail ? one.values.hs_email === id.toLowerCase() : userIdOf(one) === id,
  );
  if (user === undefined) throw notFound(`No user with ${byEmail ? 'email' : 'id'} ${id}`);
  return user;
}

function userIdOf(user: StoredRecord): string {
  return user.values.hs_internal_user_id ?? user.id;
}

function formatUser(user: StoredRecord): object {
  return {
    id: userIdOf(user),
    email: user.values.hs_email ?? '',
    firstName: user.values.hs_given_name ?? '',
    lastName: user.values.hs_family_name ?? '',
    roleIds: [],
    superAdmin: false,
  };
}
