import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main as planVisits } from '../../serverless/plan_visits.ts';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { addDays, type Day, day } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { type PortalServer, servePortal } from '../../src/portal/server.ts';
import { apiInto, openBook, planBook, readState, ZONE } from '../support/book.ts';
import { underContract } from '../support/under-contract.ts';

const TODAY = day('2026-11-23');
let portal: Portal;
let served: PortalServer;

beforeEach(async () => {
  ({ portal } = await openBook(demoCustomers(TODAY).slice(0, 12), TODAY));
  served = await servePortal(underContract(portal), { port: 0 });
  vi.stubEnv('HUBSPOT_API_BASE', served.url);
  vi.stubEnv('PRIVATE_APP_ACCESS_TOKEN', 'test');
  // The clock goes on as calls are made: a client that paces itself by one that stands still waits for ever longer.
  vi.useFakeTimers({ toFake: ['Date'], now: portal.now(), shouldAdvanceTime: true });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await served.close();
});

/** The button of the page Today, pressed until it has nothing left to do. */
async function planFromThePage(): Promise<void> {
  for (let calls = 0; calls < 10; calls += 1) {
    const answer = await planVisits({ parameters: {}, secrets: {} });
    expect(answer).toMatchObject({ ok: true });
    if (answer.ok && answer.state === 'done') return;
  }
  throw new Error('the page never came to an end');
}

/** What a workflow of HubSpot's own or a person does on a record. */
async function edit(id: string, properties: object, sourceType: string): Promise<void> {
  const answer = await fetch(`${served.url}/__portal/edits`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ objectType: 'contacts', id, properties, sourceType }),
  });
  expect(answer.status).toBe(200);
}

function standOn(on: Day): void {
  portal.setNow(instantAt(ZONE, on, '09:00'));
  vi.setSystemTime(portal.now());
}

/** Nobody is called by this portal: no webhook is subscribed and no workflow action exists. */
describe('a portal that publishes no endpoints', () => {
  it('is planned from the page as from a scheduler or worker', async () => {
    const before = portal.snapshot();
    await planFromThePage();
    const { visits } = await readState(portal);
    expect(Object.keys(visits).length).toBeGreaterThan(5);

    portal.restore(before);
    await planBook(portal, apiInto(portal), TODAY);
    expect(Object.keys((await readState(portal)).visits)).toEqual(Object.keys(visits));
  });

  it('sees a change when HubSpot’s own workflow sets the mark, and without it when the customer is due', async () => {
    await planBook(portal, apiInto(portal), TODAY);
    const { contacts, visits } = await readState(portal);
    const open = Object.values(visits).filter(({ rv_status }) => rv_status === 'planned');
    const [first = {}, second = {}] = open;
    const openOf = async (customer: string | undefined) =>
      Object.values((await readState(portal)).visits).filter(
        ({ rv_customer_key, rv_status }) => rv_customer_key === customer && rv_status === 'planned',
      );
    expect(first.rv_customer_key).not.toBe(second.rv_customer_key);

    for (const { rv_customer_key = '' } of [first, second])
      await edit(rv_customer_key, { rv_do_not_visit: 'true' }, 'CRM_UI');
    await edit(first.rv_customer_key ?? '', { rv_replan: 'true' }, 'AUTOMATION_PLATFORM');
    standOn(addDays(TODAY, 1));
    await planFromThePage();
    expect(await openOf(first.rv_customer_key)).toEqual([]);
    expect(await openOf(second.rv_customer_key)).toHaveLength(1);

    const dueOn = Object.values(contacts).find(
      ({ rv_customer_key }) => rv_customer_key === second.rv_customer_key,
    )?.rv_plan_on;
    standOn(day(dueOn ?? ''));
    await planFromThePage();
    expect(await openOf(second.rv_customer_key)).toEqual([]);
  });

  it('withdraws the visits of a contact that was deleted within the week in which the load is counted anew', async () => {
    await planBook(portal, apiInto(portal), TODAY);
    const [gone = {}] = Object.values((await readState(portal)).visits).filter(
      ({ rv_status }) => rv_status === 'planned',
    );
    await fetch(`${served.url}/crm/objects/2026-09/contacts/${gone.rv_customer_key}`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer test' },
    });
    for (const on of [1, 8]) {
      standOn(addDays(TODAY, on));
      await planBook(portal, apiInto(portal), addDays(TODAY, on));
    }
    const theirs = Object.values((await readState(portal)).visits).filter(
      ({ rv_customer_key }) => rv_customer_key === gone.rv_customer_key,
    );
    expect(theirs.map(({ rv_status }) => rv_status)).not.toContain('planned');
  });
});
