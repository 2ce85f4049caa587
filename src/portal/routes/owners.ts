/** `/crm/owners/{version}`. HubSpot makes owners from users; here they are put in place through `/__portal/owners`. */
import type { Hono } from 'hono';
import { formatInstant } from '../clock.ts';
import type { Core } from '../core.ts';
import { notFound } from '../errors.ts';
import { answer, booleanParameter, integerParameter, type PortalEnv } from '../http.ts';
import { asArray, asObject, asOptionalBoolean, asOptionalInteger, asOptionalText } from '../objects/input.ts';

export interface OwnerDoc {
  readonly id: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly userId: number;
  readonly archived: boolean;
  readonly teams: readonly { readonly id: string; readonly name: string; readonly primary: boolean }[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export function ownerRoutes(app: Hono<PortalEnv>, core: Core): void {
  app.get('/owners', (call) => {
    const archived = booleanParameter(call, 'archived');
    const email = call.req.query('email')?.toLowerCase();
    const limit = integerParameter(call, 'limit', 100, 500);
    const after = Number(call.req.query('after') ?? 0);
    const owners = core.store
      .docs<OwnerDoc>('owner')
      .filter((owner) => owner.archived === archived && (email === undefined || owner.email.toLowerCase() === email))
      .filter((owner) => !(Number(owner.id) < after))
      .sort((a, b) => Number(a.id) - Number(b.id));
    const next = owners[limit];
    return answer(200, {
      results: owners.slice(0, limit).map(formatOwner),
      ...(next === undefined ? {} : { paging: { next: { after: next.id } } }),
    });
  });

  app.get('/owners/:id', (call) => {
    const archived = booleanParameter(call, 'archived');
    const id = call.req.param('id');
    const byUser = call.req.query('idProperty') === 'userId';
    const owner = core.store
      .docs<OwnerDoc>('owner')
      .find((one) => one.archived === archived && (byUser ? String(one.userId) : one.id) === id);
    if (owner === undefined) throw notFound(`No owner with ${byUser ? 'user id' : 'id'} ${id}`);
    return answer(200, formatOwner(owner));
  });
}

/** Puts owners in place, or changes them; an owner without an id is given one. */
export function seedOwners(core: Core, body: unknown): object[] {
  const list = Array.isArray(body) ? body : asArray(asObject(body).owners, 'owners');
  return list.map((one) => {
    const given = asObject(one, 'owner');
    const id = given.id === undefined ? String(core.store.nextNumber('owner', 70_001)) : String(given.id);
    const before = core.store.doc<OwnerDoc>('owner', id);
    const now = core.clock.now();
    const teams =
      given.teams === undefined
        ? (before?.teams ?? [])
        : asArray(given.teams, 'teams').map((team) => {
            const { id: teamId, name, primary } = asObject(team, 'team');
            return { id: String(teamId), name: String(name), primary: primary === true };
          });
    const owner: OwnerDoc = {
      id,
      email: asOptionalText(given.email, 'email') ?? before?.email ?? `owner${id}@example.com`,
      firstName: asOptionalText(given.firstName, 'firstName') ?? before?.firstName ?? '',
      lastName: asOptionalText(given.lastName, 'lastName') ?? before?.lastName ?? '',
      userId: asOptionalInteger(given.userId, 'userId') ?? before?.userId ?? core.store.nextNumber('user', 60_001),
      archived: asOptionalBoolean(given.archived, 'archived') ?? before?.archived ?? false,
      teams,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    };
    core.store.putDoc('owner', id, owner);
    return formatOwner(owner);
  });
}

function formatOwner(owner: OwnerDoc): object {
  const { createdAt, updatedAt, teams, userId, ...rest } = owner;
  return {
    ...rest,
    type: 'PERSON',
    // [documented] An archived owner's user may be gone; the id it had stays to be seen.
    ...(owner.archived ? {} : { userId }),
    userIdIncludingInactive: userId,
    ...(teams.length === 0 ? {} : { teams }),
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}
