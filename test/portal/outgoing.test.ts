import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signatureV3 } from '../../src/portal/outgoing/signatures.ts';
import { createPortal } from '../../src/portal/portal.ts';
import { type Caller, callerOf, contactsPath, createContact, noon } from './support.ts';

interface Received {
  readonly body: {
    eventId: number;
    subscriptionType: string;
    objectId: number;
    propertyName?: string;
    attemptNumber: number;
  }[];
  readonly headers: Headers;
  readonly text: string;
  readonly at: number;
}

/** A portal whose clock stands, and somebody who is called by it and answers as told. */
function listening(answers: number[] = []) {
  const received: Received[] = [];
  const time = { now: noon };
  const portal = createPortal({
    now: () => time.now,
    rateLimits: false,
    portalId: 4242,
    send: async (request) => {
      const text = await request.text();
      received.push({ body: JSON.parse(text), headers: request.headers, text, at: time.now });
      const status = answers.shift() ?? 200;
      return new Response(status === 204 ? null : '{}', { status });
    },
  });
  return { ...callerOf(portal), received, time };
}

const targetUrl = 'https://app.example/hooks?tenant=1';
const subscribe = (caller: Caller, more: object = {}) =>
  caller.post('/__portal/webhooks', {
    targetUrl,
    clientSecret: 'secret',
    appId: 7,
    delivery: 'manual',
    subscriptions: [
      { subscriptionType: 'object.creation', objectType: 'contact' },
      { subscriptionType: 'object.propertyChange', objectType: 'contact', propertyName: 'city' },
      { subscriptionType: 'contact.deletion' },
    ],
    ...more,
  });
const deliver = async (caller: Caller) => (await caller.post('/__portal/webhooks/deliver')).body.deliveries;

describe('a webhook', () => {
  it('tells of a record that was brought back as that alone', async () => {
    const caller = listening();
    const id = await createContact(caller, { email: 'a@example.com', city: 'Wuxi' });
    await caller.delete(`${contactsPath}/${id}`);
    await subscribe(caller, {
      subscriptions: ['contact.restore', 'contact.creation', 'contact.deletion'].map((subscriptionType) => ({
        subscriptionType,
      })),
    });
    await caller.post('/__portal/restorations', { objectType: 'contacts', id });
    await deliver(caller);
    expect(
      caller.received.flatMap(({ body }) => body.map((event) => [event.subscriptionType, event.objectId])),
    ).toEqual([['contact.restore', Number(id)]]);
  });

  it('tells of what was subscribed to, signed v3', async () => {
    const caller = listening();
    await subscribe(caller);
    const id = await createContact(caller, { email: 'a@example.com', city: 'Wuxi' });
    await caller.patch(`${contactsPath}/${id}`, { properties: { city: 'Suzhou', state: 'Jiangsu' } });
    await caller.delete(`${contactsPath}/${id}`);
    expect(await deliver(caller)).toEqual([{ appId: 7, at: noon, status: 200, events: 4, attempt: 0 }]);
    const [{ body, headers, text } = caller.received[0] as Received] = caller.received;
    const said = body.map((event) => [event.subscriptionType, event.propertyName ?? null, event.objectId]);
    expect(said).toEqual(
      expect.arrayContaining([
        ['object.creation', null, Number(id)],
        ['object.propertyChange', 'city', Number(id)],
        ['contact.deletion', null, Number(id)],
      ]),
    );
    expect(body.find((event) => event.subscriptionType === 'object.creation')).toEqual({
      eventId: expect.any(Number),
      subscriptionId: 1,
      portalId: 4242,
      appId: 7,
      occurredAt: noon,
      subscriptionType: 'object.creation',
      attemptNumber: 0,
      objectId: Number(id),
      objectTypeId: '0-1',
      changeFlag: 'CREATED',
      changeSource: 'INTEGRATION',
      sourceId: '40001',
    });
    const timestamp = headers.get('X-HubSpot-Request-Timestamp');
    expect(timestamp).toBe(String(noon));
    const expected = createHmac('sha256', 'secret').update(`POST${targetUrl}${text}${timestamp}`).digest('base64');
    expect(headers.get('X-HubSpot-Signature-v3')).toBe(expected);
    expect(headers.get('X-HubSpot-Signature')).toBe(createHash('sha256').update(`secret${text}`).digest('hex'));
  });

  it('is tried ten times more over a day of the portal, and then given up', async () => {
    const caller = listening(Array.from({ length: 20 }, () => 500));
    await subscribe(caller);
    await createContact(caller, { email: 'a@example.com' });
    for (let minute = 0; minute < 30 * 60; minute++) {
      caller.time.now += 60_000;
      await deliver(caller);
    }
    expect(caller.received.map(({ body }) => body[0]?.attemptNumber)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect((caller.received.at(-1)?.at ?? 0) - (caller.received[0]?.at ?? 0)).toBeLessThanOrEqual(86_400_000);
    expect((await caller.get('/__portal/webhooks')).body).toMatchObject({ pending: 0, givenUp: 1 });
  });

  it('carries a hundred events at most, in no order, and some twice if asked to', async () => {
    const caller = listening();
    await subscribe(caller, { duplicateShare: 0.5 });
    for (let batch = 0; batch < 3; batch++) {
      const inputs = Array.from({ length: 50 }, (_, i) => ({ properties: { email: `b${batch}-${i}@example.com` } }));
      await caller.post(`${contactsPath}/batch/create`, { inputs });
    }
    await deliver(caller);
    expect(caller.received.map(({ body }) => body.length).every((length) => length <= 100)).toBe(true);
    const ids = caller.received.flatMap(({ body }) => body.map((event) => event.eventId));
    expect(new Set(ids).size).toBe(150);
    expect(ids.length).toBeGreaterThan(180);
    expect(ids).not.toEqual([...ids].sort((a, b) => a - b));
  });

  it('goes out by itself unless it is asked not to', async () => {
    const caller = listening();
    await subscribe(caller, { delivery: 'auto' });
    await createContact(caller, { email: 'a@example.com' });
    await expect.poll(() => caller.received.length).toBe(1);
  });

  it('tried again goes out by itself when the clock has come to it', async () => {
    const caller = listening([500]);
    await subscribe(caller, { delivery: 'auto' });
    await createContact(caller, { email: 'a@example.com' });
    await expect.poll(() => caller.received.length).toBe(1);
    caller.time.now += 60_000;
    // Nobody calls the portal meanwhile.
    await expect.poll(() => caller.received.length, { timeout: 5_000 }).toBe(2);
    await caller.portal.close();
  });

  it('is not sent for what cannot be subscribed to', async () => {
    const caller = listening();
    const one = (subscription: object) => subscribe(caller, { subscriptions: [subscription] });
    expect(
      (
        await one({
          subscriptionType: 'object.propertyChange',
          objectType: 'contact',
          propertyName: 'hs_lastmodifieddate',
        })
      ).status,
    ).toBe(400);
    expect((await one({ subscriptionType: 'object.nothing', objectType: 'contact' })).status).toBe(400);
    expect((await one({ subscriptionType: 'object.creation', objectType: 'butterfly' })).status).toBe(400);
  });

  it('signs an address with its escapes read', () => {
    const plain = signatureV3('s', 'POST', 'https://a.example/x?y=a:b@c', '{}', 1);
    expect(signatureV3('s', 'POST', 'https://a.example/x?y=a%3Ab%40c', '{}', 1)).toBe(plain);
  });
});

describe('a workflow action', () => {
  const actionUrl = 'https://app.example/action';
  const execute = (caller: Caller, more: object = {}) =>
    caller.post('/__portal/workflow-actions/execute', {
      actionUrl,
      clientSecret: 'secret',
      objectType: 'contacts',
      objectId: '9001',
      inputFields: { message: 'hello', count: 3 },
      ...more,
    });

  function answering(answers: Response[]) {
    const received: Request[] = [];
    const texts: string[] = [];
    const time = { now: noon };
    const portal = createPortal({
      now: () => time.now,
      rateLimits: false,
      portalId: 4242,
      send: async (request) => {
        received.push(request.clone());
        texts.push(await request.text());
        return answers.shift() ?? new Response('{}');
      },
    });
    return { ...callerOf(portal), received, texts, time };
  }
  const output = (outputFields: object) => new Response(JSON.stringify({ outputFields }));

  it('is called with fields and types, signed v2', async () => {
    const caller = answering([output({ done: 'yes', hs_execution_state: 'SUCCESS' })]);
    const { body } = await execute(caller);
    expect(body).toMatchObject({
      state: 'SUCCESS',
      outputFields: { done: 'yes' },
      attempts: [{ at: noon, status: 200 }],
    });
    const [text = ''] = caller.texts;
    expect(JSON.parse(text)).toEqual({
      callbackId: 'ap-4242-000000000001-1-0',
      origin: {
        portalId: 4242,
        actionDefinitionId: 1,
        actionDefinitionVersion: 1,
        extensionDefinitionId: 1,
        extensionDefinitionVersionId: 1,
      },
      context: { workflowId: 1, actionId: 1, source: 'WORKFLOWS' },
      object: { objectId: 9001, objectType: 'CONTACT' },
      fields: { message: 'hello', count: 3 },
      inputFields: { message: 'hello', count: 3 },
      typedInputs: { message: { value: 'hello', type: 'STRING' }, count: { value: 3, type: 'NUMBER' } },
    });
    const signature = caller.received[0]?.headers.get('X-HubSpot-Signature');
    expect(signature).toBe(createHash('sha256').update(`secretPOST${actionUrl}${text}`).digest('hex'));
  });

  it('that blocks waits for its callback, once', async () => {
    const caller = answering([output({ hs_execution_state: 'BLOCK', hs_expiration_duration: 'P1WT1H' })]);
    const { body } = await execute(caller);
    expect(body).toMatchObject({ state: 'BLOCKED', expiresAt: noon + (7 * 24 + 1) * 3_600_000 });
    const path = `/automation/actions/callbacks/2026-09/${body.callbackId}/complete`;
    const completion = { outputFields: { hs_execution_state: 'SUCCESS' }, typedOutputs: {} };
    expect((await caller.post(path, completion)).status).toBe(204);
    expect((await caller.post(path, completion)).status).toBe(400);
    expect((await caller.post('/automation/actions/callbacks/2026-09/nope/complete', completion)).status).toBe(404);
    expect((await caller.get('/__portal/workflow-actions')).body.executions[0].state).toBe('SUCCESS');
  });

  it('that blocks for too long goes on by itself', async () => {
    const caller = answering([output({ hs_execution_state: 'BLOCK' })]);
    const { body } = await execute(caller);
    caller.time.now += 7 * 86_400_000;
    expect((await caller.get('/__portal/workflow-actions')).body.executions[0].state).toBe('EXPIRED');
    const late = { inputs: [{ callbackId: body.callbackId, outputFields: {}, typedOutputs: {} }] };
    expect((await caller.post('/automation/v4/actions/callbacks/complete', late)).status).toBe(400);
  });

  it('is tried again after 5xx, and after 429 when it is told to; other 4xx are final', async () => {
    const caller = answering([
      new Response('', { status: 503 }),
      new Response('', { status: 429, headers: { 'Retry-After': '2500' } }),
      output({}),
      new Response('', { status: 400 }),
    ]);
    const first = await execute(caller);
    expect(first.body.state).toBe('RETRYING');
    caller.time.now = first.body.nextAttemptAt;
    const [second] = (await caller.post('/__portal/workflow-actions/retry')).body.executions;
    expect(second).toMatchObject({ state: 'RETRYING', nextAttemptAt: caller.time.now + 2_500 });
    caller.time.now += 2_500;
    expect((await caller.post('/__portal/workflow-actions/retry')).body.executions[0].state).toBe('SUCCESS');
    expect((await execute(caller)).body.state).toBe('FAILED');
  });
});
