import { beforeAll, describe, expect, it } from 'vitest';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { day } from '../../src/domain/calendar/day.ts';
import type { Answer, Call } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { planUntilDone } from '../../src/use-cases/planning/plan-until-done.ts';
import { apiInto, type BookState, openBook, portalFrom, readState } from '../support/book.ts';

const TODAY = day('2026-11-23');
const MADE = '/batch/create';

let before: unknown;
let undisturbed: BookState;
let attempted: readonly Call[];

/** @param answer instead of the portal's; undefined: the portal's own */
async function planned(
  answer: (call: Call, send: () => Promise<Answer>, portal: Portal) => Promise<Answer> = (_, send) => send(),
  portal = portalFrom(before, TODAY),
) {
  const calls: Call[] = [];
  const api = apiInto(portal, ({ call }, send) => {
    calls.push(call);
    return call.path.endsWith(`/tasks${MADE}`) ? answer(call, send, portal) : send();
  });
  const ports = hubspotPorts(api, { now: () => portal.now() });
  expect(await planUntilDone(ports, { today: TODAY, trigger: 'worker' })).toMatchObject({ ok: true, failed: 0 });
  return { portal, state: await readState(portal), calls };
}

interface StoredContact {
  readonly id: string;
  readonly properties: { readonly hubspot_owner_id: string };
}
interface Input {
  readonly id?: string;
  readonly properties?: { readonly [name: string]: string };
}
const inputsOf = ({ body }: Call) => (body as { readonly inputs: readonly Input[] }).inputs;
const upsertsOf = (calls: readonly Call[]) =>
  calls.filter(({ path, attempting }) => path.endsWith('/tasks/batch/upsert') && attempting === 'writing tasks');

beforeAll(async () => {
  before = (await openBook(demoCustomers(TODAY), TODAY)).portal.snapshot();
  ({ state: undisturbed, calls: attempted } = await planned());
});

describe('tasks of visits that are opened', () => {
  it('are made with their associations, in no call besides', () => {
    expect(attempted.filter(({ path }) => path.endsWith(`/tasks${MADE}`)).flatMap(inputsOf)).toHaveLength(
      Object.keys(undisturbed.visits).length,
    );
    expect(upsertsOf(attempted)).toEqual([]);
    expect(attempted.map(({ attempting }) => attempting)).not.toContain('associating tasks with contacts');
    for (const key of Object.keys(undisturbed.visits)) expect(undisturbed.tasks).toHaveProperty([`visit:${key}`]);
  });

  it.each([400, 409])('are written by their keys where HubSpot refuses them together with %i', async (status) => {
    const { state, calls } = await planned(async () => ({ status, body: { status: 'error', message: 'refused' } }));
    expect(state).toEqual(undisturbed);
    expect(upsertsOf(calls).flatMap(inputsOf)).toHaveLength(Object.keys(undisturbed.visits).length);
  });

  it('are written by their keys, those alone that are there already', async () => {
    let made = '';
    const { state, calls } = await planned(async (call, send, portal) => {
      const [first] = inputsOf(call);
      if (made === '' && first?.properties) {
        // As a run that died left it: there, of another text, and nobody's.
        made = first.properties.rv_task_key ?? '';
        const inputs = [{ properties: { ...first.properties, hs_task_subject: 'half' } }];
        await apiInto(portal).call({ ...call, body: { inputs } });
      }
      return send();
    });
    expect(made).not.toBe('');
    expect(state).toEqual(undisturbed);
    expect(upsertsOf(calls).flatMap(inputsOf)).toEqual([expect.objectContaining({ id: made })]);
  });

  it('go in one call with those of visits that change, for whom a call is needed anyway', async () => {
    const { portal, state: first } = await planned();
    const owners = [...new Set(Object.values(first.visits).map(({ rv_owner_id = '' }) => rv_owner_id))];
    const api = apiInto(portal);
    const post = async (path: string, body: object) =>
      (await api.call({ method: 'POST', path, body, attempting: 'test', repeatable: false })).body;
    const contacts = '/crm/objects/2026-09/contacts';
    const filters = [{ propertyName: 'rv_next_visit_on', operator: 'HAS_PROPERTY' }];
    const { results } = await post(`${contacts}/search`, {
      filterGroups: [{ filters }],
      properties: ['hubspot_owner_id'],
      limit: 3,
    });
    const inputs = (results as StoredContact[]).map(({ id, properties }) => ({
      id,
      properties: {
        hubspot_owner_id: owners.find((owner) => owner !== properties.hubspot_owner_id) ?? '',
        rv_replan: 'true',
      },
    }));
    await post(`${contacts}/batch/update`, { inputs });
    for (const email of ['new-1@example.com', 'new-2@example.com'])
      await post(contacts, {
        properties: {
          email,
          hubspot_owner_id: owners[0] ?? '',
          lifecyclestage: 'customer',
          rv_signed_on: '2026-11-20',
        },
      });
    // The index has settled.
    portal.setNow(portal.now() + 600_000);
    const { calls, state } = await planned(undefined, portal);
    const wrote = calls.filter(({ attempting }) => attempting === 'writing tasks');
    expect(wrote.map(({ path }) => path.slice(path.lastIndexOf('/') + 1))).toEqual(['upsert']);
    // Three changed, two new.
    expect(wrote.flatMap(inputsOf).length).toBeGreaterThanOrEqual(5);
    for (const key of Object.keys(state.visits)) expect(state.tasks).toHaveProperty([`visit:${key}`]);
  });
});
