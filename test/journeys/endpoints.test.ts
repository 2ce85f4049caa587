import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { main as webhooks } from '../../serverless/webhooks.ts';
import { main as workflowAction } from '../../serverless/workflow_action.ts';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { servePortal } from '../../src/portal/server.ts';
import { type Book, openBook, planBook, readState } from '../support/book.ts';
import { underContract } from '../support/under-contract.ts';

const TODAY = day('2026-11-23');
const ORIGIN = 'https://app.example.com';
const SECRET = 'client-secret-1';

let book: Book;
let served: { readonly url: string; close(): Promise<void> };
/** Status of each delivery that reached an endpoint. */
let answered: number[];

/** What HubSpot's gateway hands to an endpoint function. */
async function deliver(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const main = pathname.endsWith('/webhooks') ? webhooks : workflowAction;
  const answer = await main({
    method: request.method,
    body: await request.text(),
    headers: Object.fromEntries(request.headers),
    secrets: { PRIVATE_APP_ACCESS_TOKEN: 'test' },
  });
  answered.push(answer.statusCode);
  return new Response(JSON.stringify(answer.body), {
    status: answer.statusCode,
    headers: { 'content-type': 'application/json' },
  });
}

async function control(path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${served.url}/__portal/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.ok, `${path}: ${answer.status}`).toBe(true);
  return answer.json();
}

async function update(id: string, properties: { readonly [name: string]: string }): Promise<void> {
  await fetch(`${served.url}/crm/objects/2026-09/contacts/${id}`, {
    method: 'PATCH',
    headers: { authorization: 'Bearer somebody', 'content-type': 'application/json' },
    body: JSON.stringify({ properties }),
  });
}

beforeAll(async () => {
  book = await openBook(demoCustomers(TODAY), TODAY, {}, { send: deliver });
  await planBook(book.portal, book.api, TODAY);
  served = await servePortal(underContract(book.portal), { port: 0 });
});
afterAll(() => served.close());
beforeEach(() => {
  answered = [];
  // The endpoint checks the age of a signature by the clock that the portal signed with.
  vi.useFakeTimers({ toFake: ['Date'], now: book.portal.now() });
  vi.stubEnv('HUBSPOT_API_BASE', served.url);
  vi.stubEnv('HUBSPOT_CLIENT_SECRET', SECRET);
  vi.stubEnv('ENDPOINT_ORIGIN', ORIGIN);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const idOf = async (email: string): Promise<string> =>
  (await readState(book.portal)).contacts[email]?.rv_customer_key ?? '';

describe('the webhook endpoint, driven by the portal', () => {
  it('marks the contact whose tier changed, and the next planning decides it', async () => {
    const id = await idOf('kehu9@example.cn');
    await control('webhooks', {
      targetUrl: `${ORIGIN}/hs/serverless/return-visits/webhooks`,
      clientSecret: SECRET,
      subscriptions: [{ subscriptionType: 'contact.propertyChange', propertyName: 'rv_tier', active: true }],
      delivery: 'manual',
      duplicateShare: 0.5,
    });
    await update(id, { rv_tier: 'C' });
    await control('webhooks/deliver', {});
    expect(answered.length).toBeGreaterThan(0);
    expect(answered.every((status) => status === 200)).toBe(true);
    expect((await readState(book.portal)).contacts['kehu9@example.cn']?.rv_replan).toBe('true');
    const result = await planBook(book.portal, book.api, TODAY);
    expect(result.decided).toBe(1);
    const state = await readState(book.portal);
    // Tier C is owed a word twice a year, the last talk was four weeks ago: the monthly visit is withdrawn.
    expect(state.visits[`${id}:1`]?.rv_status).toBe('withdrawn');
    expect(state.tasks[`visit:${id}:1`]?.hs_task_status).toBe('COMPLETED');
  });

  it('refuses what is not signed with the app’s secret, and writes nothing', async () => {
    const before = await readState(book.portal);
    const body = JSON.stringify([{ subscriptionType: 'contact.propertyChange', objectId: 1, propertyName: 'rv_tier' }]);
    for (const headers of [
      {},
      { 'x-hubspot-signature-v3': 'AAAA', 'x-hubspot-request-timestamp': String(Date.now()) },
    ]) {
      expect(await webhooks({ method: 'POST', body, headers })).toMatchObject({ statusCode: 401 });
    }
    expect(await readState(book.portal)).toEqual(before);
  });
});

describe('the workflow action "Plan this contact", driven by the portal', () => {
  it('plans the enrolled contact and answers when and why', async () => {
    const id = await idOf('kehu10@example.cn');
    await control('workflow-actions/execute', {
      actionUrl: `${ORIGIN}/hs/serverless/return-visits/workflow-action`,
      clientSecret: SECRET,
      objectType: 'CONTACT',
      objectId: Number(id),
    });
    expect(answered).toEqual([200]);
    const executions = (await (await fetch(`${served.url}/__portal/workflow-actions`)).json()) as {
      executions: unknown[];
    };
    expect(JSON.stringify(executions)).toContain('2026-11-27');
    expect(JSON.stringify(executions)).toContain('P11');
  });

  it('refuses an unsigned call', async () => {
    expect(await workflowAction({ method: 'POST', body: '{}', headers: {} })).toMatchObject({ statusCode: 401 });
  });
});
