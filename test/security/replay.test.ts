import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main as openContact } from '../../serverless/open_contact.ts';
import { main as probe } from '../../serverless/probe.ts';
import { main as webhooks } from '../../serverless/webhooks.ts';
import { main as planContact } from '../../serverless/workflow_action.ts';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { signatureV2, signatureV3 } from '../../src/portal/outgoing/signatures.ts';
import { readState } from '../support/book.ts';
import { type Endpoints, ORIGIN, openEndpoints, SECRET, standAt } from '../support/endpoints.ts';

const TODAY = day('2026-11-23');
const TARGET = `${ORIGIN}/hs/serverless/return-visits/webhooks`;
let stage: Endpoints;

beforeEach(async () => {
  stage = await openEndpoints(demoCustomers(TODAY), TODAY);
  standAt(stage);
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await stage.close();
});

const secrets = { PRIVATE_APP_ACCESS_TOKEN: 'token-that-is-planted' };
const reached = () => stage.portal.journal().length;

function delivery(body: string, at = Date.now(), uri = TARGET) {
  const signature = signatureV3(SECRET, 'POST', uri, body, at);
  return {
    method: 'POST',
    headers: { 'X-HubSpot-Signature-v3': signature, 'X-HubSpot-Request-Timestamp': String(at) },
    secrets,
  };
}

async function someContact(): Promise<number> {
  const { contacts } = await readState(stage.portal);
  return Number(Object.values(contacts).find(({ rv_customer_key }) => rv_customer_key)?.rv_customer_key);
}

describe('a signed call that comes again', () => {
  it('within its five minutes changes nothing that the first one did not; afterwards it is refused unread', async () => {
    const event = {
      subscriptionType: 'contact.propertyChange',
      objectId: await someContact(),
      propertyName: 'rv_tier',
    };
    const body = JSON.stringify([event]);
    const call = { ...delivery(body), body };
    expect(await webhooks(call)).toMatchObject({ statusCode: 200 });
    const once = await readState(stage.portal);
    expect(await webhooks(call)).toMatchObject({ statusCode: 200 });
    expect(await readState(stage.portal)).toEqual(once);

    vi.setSystemTime(Date.now() + 300_001);
    vi.spyOn(console, 'log').mockImplementation(() => {});
    const before = reached();
    expect(await webhooks(call)).toMatchObject({ statusCode: 401 });
    expect(reached()).toBe(before);
  });

  it('with a body that was parsed and written anew is taken where the bytes are the same, refused where one is not', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {});
    const event = {
      subscriptionType: 'contact.propertyChange',
      objectId: await someContact(),
      propertyValue: '回访 "\\/ é',
    };
    const compact = JSON.stringify([event]);
    expect(await webhooks({ ...delivery(compact), body: JSON.parse(compact) as unknown })).toMatchObject({
      statusCode: 200,
    });
    for (const spelled of [
      JSON.stringify([event], null, 2),
      compact.replace('é', '\\u00e9'),
      compact.replace('/', '\\/'),
    ]) {
      // As text it is what was signed; as an object it is written in another way.
      expect(await webhooks({ ...delivery(spelled), body: spelled })).toMatchObject({ statusCode: 200 });
      expect(await webhooks({ ...delivery(spelled), body: JSON.parse(spelled) as unknown })).toMatchObject({
        statusCode: 401,
      });
    }
  });

  it('signed for one door does not open another', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {});
    const body = JSON.stringify({ callbackId: 'ap-1', object: { objectId: await someContact() } });
    expect(await planContact({ ...delivery(body), body })).toMatchObject({ statusCode: 401 });
    expect(await probe({ ...delivery(body), body })).toMatchObject({ statusCode: 401, body: { because: 'mismatch' } });
  });
});

it('a workflow call is taken with v2 alone, and where v3 comes along it must be right and in time', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const uri = `${ORIGIN}/hs/serverless/return-visits/workflow-action`;
  const body = JSON.stringify({ callbackId: 'ap-1', object: { objectId: await someContact() } });
  const v2 = { 'X-HubSpot-Signature': signatureV2(SECRET, 'POST', uri, body) };
  const at = Date.now();
  expect(await planContact({ method: 'POST', headers: v2, body, secrets })).toMatchObject({ statusCode: 200 });
  expect(await planContact({ ...delivery(body, at, uri), body })).toMatchObject({ statusCode: 200 });
  const old = delivery(body, at - 300_001, uri);
  expect(await planContact({ ...old, headers: { ...old.headers, ...v2 }, body })).toMatchObject({ statusCode: 401 });
});

it('trouble with the portal is logged with its code and correlation id, and with nothing of the customer', async () => {
  const said = vi.spyOn(console, 'log').mockImplementation(() => {});
  const id = String(await someContact());
  await fetch(`${stage.url}/__portal/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      pathPrefix: '/crm',
      status: 400,
      times: 99,
      body: { status: 'error', message: 'Zephyrine Quillwort, 13955550147 is not valid', correlationId: 'c-0-r-r' },
    }),
  });
  const answer = await openContact({ propertiesToSend: { hs_object_id: id }, parameters: {}, secrets });
  const lines = said.mock.calls.map(([line]) => String(line));

  expect(answer).toMatchObject({ ok: false, reason: 'portal_unavailable', correlationId: 'c-0-r-r' });
  expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
    expect.objectContaining({
      event: 'portal-trouble',
      code: 'portal_unavailable',
      because: expect.stringContaining('c-0-r-r'),
    }),
  );
  for (const word of ['Quillwort', 'Zephyrine', '13955550147', 'token-that-is-planted', SECRET, '王'])
    expect(lines.join('\n')).not.toContain(word);
  expect(JSON.stringify(answer)).not.toContain('Quillwort');
});
