import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main as webhooks } from '../../serverless/webhooks.ts';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { signatureV3 } from '../../src/portal/outgoing/signatures.ts';
import { apiInto, type BookState, planBook, readState } from '../support/book.ts';
import { type Endpoints, ORIGIN, openEndpoints, SECRET, standAt } from '../support/endpoints.ts';

const TODAY = day('2026-11-23');
const TARGET = `${ORIGIN}/hs/serverless/return-visits/webhooks`;
const OBJECTS = '/crm/objects/2026-09';

let stage: Endpoints;

beforeEach(async () => {
  stage = await openEndpoints(demoCustomers(TODAY).slice(0, 24), TODAY);
  standAt(stage);
});
afterEach(async () => {
  await stage.close();
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

interface Subscribed {
  readonly subscriptionType: string;
  readonly propertyName?: string;
}

async function subscribe(subscriptions: readonly Subscribed[], more: object = {}): Promise<void> {
  await stage.control('webhooks', {
    targetUrl: TARGET,
    clientSecret: SECRET,
    subscriptions: subscriptions.map((one) => ({ ...one, active: true })),
    delivery: 'manual',
    ...more,
  });
}

const deliver = () => stage.control('webhooks/deliver');
const state = (): Promise<BookState> => readState(stage.portal);
const marked = async (): Promise<string[]> =>
  Object.values((await state()).contacts)
    .filter(({ rv_replan }) => rv_replan === 'true')
    .map(({ email = '' }) => email);

/** Somebody of the book with an open visit. */
async function someone(nth = 0): Promise<{ readonly id: string; readonly email: string }> {
  const { contacts, visits } = await state();
  const open = Object.values(visits)
    .filter(({ rv_status }) => rv_status === 'planned')
    .map(({ rv_customer_key }) => rv_customer_key);
  const contact = Object.values(contacts).filter(({ rv_customer_key }) => open.includes(rv_customer_key))[nth];
  return { id: contact?.rv_customer_key ?? '', email: contact?.email ?? '' };
}

const PROPERTY_CHANGES = [
  ['the tier', 'rv_tier', 'C'],
  ['the stage', 'rv_stage', 'lost'],
  ['a date', 'rv_contract_ends_on', '2027-01-15'],
  ['the owner', 'hubspot_owner_id', '1002'],
  ['a purchase', 'rv_last_purchase_on', '2026-11-22'],
  ['a pause', 'rv_paused_until', '2027-02-01'],
] as const;

describe('a webhook delivery', () => {
  it.each(PROPERTY_CHANGES)('of %s marks the contact concerned and nobody else', async (_, property, value) => {
    const { id, email } = await someone(3);
    await subscribe([{ subscriptionType: 'contact.propertyChange', propertyName: property }], { duplicateShare: 1 });
    await stage.send('PATCH', `${OBJECTS}/contacts/${id}`, { properties: { [property]: value } });
    await deliver();
    expect(stage.calls.map(({ status }) => status)).toEqual([200]);
    // Every event was sent twice.
    expect(JSON.parse(stage.calls[0]?.request.body ?? '[]')).toHaveLength(2);
    expect(await marked()).toEqual([email]);
  });

  it.each([
    [
      'a deal that is won',
      'deals',
      { dealname: 'Renewal', dealstage: 'qualifiedtobuy', pipeline: 'default' },
      'dealstage',
      'closedwon',
    ],
    [
      'a ticket that is closed',
      'tickets',
      { subject: 'Noise', hs_pipeline: '0', hs_pipeline_stage: '1' },
      'hs_pipeline_stage',
      '4',
    ],
  ] as const)('of %s marks the contacts of it', async (_, type, properties, changed, value) => {
    const { id, email } = await someone(1);
    const record = await stage.send('POST', `${OBJECTS}/${type}`, { properties });
    await stage.send('POST', `/crm/associations/2026-09/${type}/contacts/batch/associate/default`, {
      inputs: [{ from: { id: record.id }, to: { id } }],
    });
    await subscribe([{ subscriptionType: `${type.slice(0, -1)}.propertyChange`, propertyName: changed }]);
    await stage.send('PATCH', `${OBJECTS}/${type}/${record.id}`, { properties: { [changed]: value } });
    await deliver();
    expect(stage.calls.map(({ status }) => status)).toEqual([200]);
    expect(await marked()).toEqual([email]);
  });

  it('leads to the same plan in whatever order and however often its events come', async () => {
    const { id } = await someone(2);
    const other = await someone(4);
    await subscribe(
      ['rv_tier', 'rv_stage', 'hubspot_owner_id'].map((propertyName) => ({
        subscriptionType: 'contact.propertyChange',
        propertyName,
      })),
      { duplicateShare: 0.5 },
    );
    await stage.send('PATCH', `${OBJECTS}/contacts/${id}`, { properties: { rv_tier: 'A' } });
    await stage.send('PATCH', `${OBJECTS}/contacts/${id}`, { properties: { rv_tier: 'C', rv_stage: 'dormant' } });
    await stage.send('PATCH', `${OBJECTS}/contacts/${other.id}`, { properties: { hubspot_owner_id: '1002' } });
    await deliver();
    await planBook(stage.portal, apiInto(stage.portal), TODAY);
    const once = await state();

    // The same delivery again, its events the other way round, later than the planning.
    for (const { request } of [...stage.calls]) {
      const events = (JSON.parse(request.body) as unknown[]).reverse();
      expect((await webhooks(signed(events))).statusCode).toBe(200);
    }
    await planBook(stage.portal, apiInto(stage.portal), TODAY);
    expect(await state()).toEqual(once);
  });

  it('withdraws the visits of a contact that was deleted, and of none else', async () => {
    const gone = await someone(0);
    const before = await state();
    await subscribe([{ subscriptionType: 'contact.deletion' }], { duplicateShare: 1 });
    await stage.send('DELETE', `${OBJECTS}/contacts/${gone.id}`);
    await deliver();
    const after = await state();
    const isTheirs = (key: string) => key.startsWith(`${gone.id}:`);
    for (const [key, visit] of Object.entries(after.visits)) {
      if (!isTheirs(key)) expect(visit).toEqual(before.visits[key]);
      else {
        expect(visit).toMatchObject({ rv_status: 'withdrawn', rv_reason_en: expect.stringContaining('gone') });
        expect(after.tasks[`visit:${key}`]?.hs_task_status).toBe('COMPLETED');
      }
    }
    expect(Object.keys(after.visits).filter(isTheirs).length).toBeGreaterThan(0);
    expect(await marked()).toEqual([]);
  });

  it('withdraws the visits of a contact that was erased', async () => {
    const gone = await someone(0);
    await subscribe([{ subscriptionType: 'contact.privacyDeletion' }]);
    await stage.send('POST', `${OBJECTS}/contacts/gdpr-delete`, { objectId: gone.id });
    await deliver();
    expect(stage.calls.map(({ status }) => status)).toEqual([200]);
    const open = Object.entries((await state()).visits).filter(
      ([key, { rv_status }]) => key.startsWith(`${gone.id}:`) && rv_status === 'planned',
    );
    expect(open).toEqual([]);
  });

  it('of a merge makes one customer of two at the next planning, though a deletion is told as well', async () => {
    const primary = await someone(0);
    const other = await someone(1);
    await subscribe([{ subscriptionType: 'contact.merge' }, { subscriptionType: 'contact.deletion' }]);
    await stage.send('POST', `${OBJECTS}/contacts/merge`, {
      primaryObjectId: primary.id,
      objectIdToMerge: other.id,
    });
    await deliver();
    expect(stage.calls.every(({ status }) => status === 200)).toBe(true);
    const told = stage.calls.flatMap(({ request }) => JSON.parse(request.body) as { subscriptionType: string }[]);
    expect(new Set(told.map(({ subscriptionType }) => subscriptionType))).toContain('contact.merge');
    // Nothing is withdrawn by mistake: the contact lives on under a new id.
    const between = await state();
    expect(between.visits[`${primary.id}:1`]?.rv_status).toBe('planned');
    await planBook(stage.portal, apiInto(stage.portal), TODAY);
    const { visits } = await state();
    const open = Object.entries(visits).filter(
      ([key, { rv_status }]) => rv_status === 'planned' && [primary.id, other.id].includes(key.split(':')[0] ?? ''),
    );
    expect(open.length).toBeGreaterThan(0);
    expect(open.every(([key]) => key.startsWith(`${primary.id}:`))).toBe(true);
  });

  it('told again after a restore does not withdraw what stands', async () => {
    const { id, email } = await someone(0);
    const before = await state();
    // The deletion is told late: the contact is there.
    const event = { subscriptionType: 'contact.deletion', objectId: Number(id), changeFlag: 'DELETED' };
    expect((await webhooks(signed([event]))).statusCode).toBe(200);
    expect((await state()).visits).toEqual(before.visits);
    expect(await marked()).toEqual([email]);
  });

  it('is refused when it is old, from the future, changed by one byte, or signed for another address', async () => {
    const { id } = await someone(0);
    const before = await state();
    const event = [{ subscriptionType: 'contact.propertyChange', objectId: Number(id), propertyName: 'rv_tier' }];
    const call = signed(event);
    const minutes = (n: number) => stage.portal.now() + n * 60_000;
    for (const refused of [
      signed(event, { at: minutes(-6) }),
      signed(event, { at: minutes(5) }),
      { ...call, body: `${call.body} ` },
      { ...call, body: call.body.replace('rv_tier', 'rv_tiex') },
      signed(event, { url: `${TARGET}/` }),
      signed(event, { secret: 'another' }),
      signed(event, { method: 'PUT' }),
    ]) {
      expect(await webhooks(refused)).toMatchObject({ statusCode: 401 });
    }
    expect(await state()).toEqual(before);
    expect((await webhooks(call)).statusCode).toBe(200);
  });

  it('is signed over the bytes that came, whatever they are', async () => {
    const { id, email } = await someone(0);
    // Spaces and escapes that no serialiser of ours would write.
    const body = `[ {"subscriptionType":"contact.propertyChange","propertyName":"rv_\\u0074ier",  "objectId":${id}, "propertyValue":"张"} ]`;
    expect((await webhooks(signed(body))).statusCode).toBe(200);
    expect(await marked()).toEqual([email]);
  });

  it('that cannot be read is not asked for again, and one that HubSpot itself refuses to serve is', async () => {
    expect((await webhooks(signed('not json'))).statusCode).toBe(200);
    expect((await webhooks(signed([{ subscriptionType: 'contact.propertyChange' }]))).statusCode).toBe(200);
    const { id } = await someone(0);
    vi.stubEnv('HUBSPOT_API_BASE', 'http://127.0.0.1:9');
    const event = [{ subscriptionType: 'contact.propertyChange', objectId: Number(id), propertyName: 'rv_tier' }];
    expect((await webhooks(signed(event))).statusCode).toBe(503);
  });

  it('passes over what this app wrote itself', async () => {
    const { id } = await someone(0);
    vi.stubEnv('HUBSPOT_APP_ID', '4711');
    const event = { subscriptionType: 'contact.propertyChange', objectId: Number(id), propertyName: 'rv_tier' };
    const own = { ...event, changeSource: 'INTEGRATION', sourceId: '4711' };
    expect(await webhooks(signed([own]))).toMatchObject({ statusCode: 200, body: { marked: 0, ignored: 1 } });
    const foreign = { ...event, changeSource: 'INTEGRATION', sourceId: '4712' };
    expect(await webhooks(signed([foreign]))).toMatchObject({ statusCode: 200, body: { marked: 1, ignored: 0 } });
  });
});

/** A delivery as HubSpot signs it. */
function signed(
  events: unknown,
  {
    at = stage.portal.now(),
    url = TARGET,
    secret = SECRET,
    method = 'POST',
  }: { at?: number; url?: string; secret?: string; method?: string } = {},
) {
  const body = typeof events === 'string' ? events : JSON.stringify(events);
  return {
    method: 'POST',
    body,
    headers: {
      'X-HubSpot-Signature-v3': signatureV3(secret, method, url, body, at),
      'X-HubSpot-Request-Timestamp': String(at),
    },
    secrets: { PRIVATE_APP_ACCESS_TOKEN: 'test' },
  };
}
