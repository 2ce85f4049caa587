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
) {
  const portal = portalFrom(before, TODAY);
  const calls: Call[] = [];
  const api = apiInto(portal, ({ call }, send) => {
    calls.push(call);
    return call.path.endsWith(`/tasks${MADE}`) ? answer(call, send, portal) : send();
  });
  const ports = hubspotPorts(api, { now: () => portal.now() });
  expect(await planUntilDone(ports, { today: TODAY, trigger: 'worker' })).toMatchObject({ ok: true, failed: 0 });
  return { state: await readState(portal), calls };
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
});
