import { describe, expect, it } from 'vitest';
import { logVisitInput } from '../../src/contract/log-visit.ts';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { addDays, day } from '../../src/domain/calendar/day.ts';
import { dayIn, instantAt } from '../../src/domain/calendar/zone.ts';
import { hubspotErasure } from '../../src/hubspot/erasure.ts';
import { objectTypes } from '../../src/hubspot/object-types.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { createPortal, type Portal } from '../../src/portal/portal.ts';
import { findErased } from '../../src/use-cases/planning/erase-gone.ts';
import { markFromEvents } from '../../src/use-cases/planning/mark-from-events.ts';
import { recordLevel } from '../../src/use-cases/planning/record-limit.ts';
import { logVisit } from '../../src/use-cases/visiting/log-visit.ts';
import { apiInto, openBook, planBook, readState, ZONE } from '../support/book.ts';

const TODAY = day('2026-11-23');
const EMAIL = 'kehu9@example.cn';
/** Words that only this customer's record holds. */
const PLANTED = ['Quillwort', 'Zephyrine', '13955550147', 'the lift of her mother'];

const erasureOf = (portal: Portal, api = apiInto(portal)) =>
  hubspotErasure(
    api,
    () => objectTypes(api),
    () => portal.now(),
  );
const portsOf = (portal: Portal) => hubspotPorts(apiInto(portal), { now: () => portal.now(), sleep: async () => {} });

/** A planned book in which one customer has a recorded visit with an open loop, and a talk full of what is theirs. */
async function bookWithOneKnown() {
  const rows = demoCustomers(TODAY)
    .filter(({ email }, index) => email === EMAIL || index < 8)
    .map((row) =>
      row.email === EMAIL ? { ...row, firstname: 'Zephyrine', lastname: 'Quillwort', phone: '13955550147' } : row,
    );
  const { portal, api } = await openBook(rows, TODAY);
  await planBook(portal, api, TODAY);
  const contactId = (await readState(portal)).contacts[EMAIL]?.rv_customer_key ?? '';
  const said = 'Zephyrine Quillwort, 13955550147, complains about the lift of her mother';
  const answer = await logVisit(
    logVisitInput.parse({
      visitKey: `${contactId}:1`,
      submissionId: 'form-0001',
      outcome: 'reached',
      channel: 'phone',
      heldOn: '2026-11-23',
      feedback: { problem: said, need: said, praise: said },
      followUpPlan: said,
      scores: { service_quality: 4 },
      scoresCollectedBy: 'rep_on_phone',
      nps: 9,
    }),
    { contactId, today: TODAY },
    portsOf(portal),
  );
  expect(answer).toMatchObject({ ok: true });
  portal.setNow(instantAt(ZONE, addDays(TODAY, 25), '09:00'));
  await planBook(portal, api, addDays(TODAY, 25));
  return { portal, contactId };
}

async function send(portal: Portal, method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) {
  return apiInto(portal).call({
    method,
    path,
    ...(body === undefined ? {} : { body }),
    attempting: 'test',
    repeatable: true,
  });
}

/** Every value that the live records of a portal hold. */
async function values(portal: Portal): Promise<readonly string[]> {
  const { body } = await send(portal, 'GET', '/crm-object-schemas/2026-09/schemas');
  const types = (body.results as { objectTypeId: string }[]).map(({ objectTypeId }) => objectTypeId);
  const found: string[] = [];
  for (const type of ['contacts', 'tasks', 'calls', 'meetings', 'communications', 'notes', ...types]) {
    const properties = (await send(portal, 'GET', `/crm/properties/2026-09/${type}`)).body.results as {
      name: string;
    }[];
    const names = properties.map(({ name }) => name).join(',');
    for (let after: string | undefined = '0'; after !== undefined; ) {
      const page = await apiInto(portal).call({
        method: 'GET',
        path: `/crm/objects/2026-09/${type}`,
        query: { limit: '100', properties: names, ...(after === '0' ? {} : { after }) },
        attempting: 'test',
        repeatable: true,
      });
      for (const record of page.body.results as { properties: object }[])
        found.push(...Object.entries(record.properties).map(([name, value]) => `${type}.${name}=${value}`));
      after = page.body.paging?.next?.after as string | undefined;
    }
  }
  return found;
}

const speaking = async (portal: Portal) =>
  (await values(portal)).filter((value) => PLANTED.some((word) => value.includes(word)));

const erasedEvent = (contactId: string) => [
  { subscriptionType: 'contact.privacyDeletion', objectId: Number(contactId) },
];

describe('a contact that is erased for its privacy', () => {
  it('is spoken of nowhere any more; its dates and scores still count, its loops and visits are over', async () => {
    const { portal, contactId } = await bookWithOneKnown();
    const places = new Set((await speaking(portal)).map((value) => value.split('=')[0]));
    for (const place of ['calls.hs_call_body', 'tasks.hs_task_subject', 'contacts.lastname'])
      expect(places).toContain(place);
    expect([...places].filter((place) => place?.includes('rv_')).length).toBeGreaterThan(5);

    await send(portal, 'POST', '/crm/objects/2026-09/contacts/gdpr-delete', { objectId: contactId });
    await markFromEvents(erasedEvent(contactId), portsOf(portal), { erasure: erasureOf(portal) });

    expect(await speaking(portal)).toEqual([]);
    const { visits, tasks } = await readState(portal);
    const theirs = Object.entries(visits).filter(([key]) => key.startsWith(`${contactId}:`));
    expect(theirs.length).toBeGreaterThan(1);
    expect(theirs.filter(([, { rv_status }]) => rv_status === 'planned')).toEqual([]);
    expect(visits[`${contactId}:1`]).toMatchObject({ rv_status: 'held', rv_scores: 'service_quality=4', rv_nps: '9' });
    for (const [key, { hs_task_status }] of Object.entries(tasks))
      if (key.includes(`:${contactId}:`)) expect([key, hs_task_status]).toEqual([key, 'COMPLETED']);
    expect((await portsOf(portal).issues.open(contactId)).total).toBe(0);
  });

  it('may be told of again, late or before anything was planned, and cut off at every call', async () => {
    const { portal, contactId } = await bookWithOneKnown();
    await send(portal, 'POST', '/crm/objects/2026-09/contacts/gdpr-delete', { objectId: contactId });
    const ready = portal.snapshot();
    const whole = await countingRun(portal, contactId, Number.POSITIVE_INFINITY);
    const end = await readState(portal);
    for (let cut = 1; cut < whole; cut += 3) {
      portal.restore(ready);
      await countingRun(portal, contactId, cut);
      await markFromEvents(erasedEvent(contactId), portsOf(portal), { erasure: erasureOf(portal) });
      expect(await speaking(portal)).toEqual([]);
    }
    await markFromEvents(erasedEvent(contactId), portsOf(portal), { erasure: erasureOf(portal) });
    expect((await readState(portal)).visits).toEqual(end.visits);
  });

  it('is found without a webhook too; one that was only deleted keeps everything, for it may come back', async () => {
    const { portal, contactId } = await bookWithOneKnown();
    await send(portal, 'DELETE', `/crm/objects/2026-09/contacts/${contactId}`);
    expect(await findErased(portsOf(portal), erasureOf(portal))).toEqual([]);
    await markFromEvents(erasedEvent(contactId), portsOf(portal), { erasure: erasureOf(portal) });
    expect((await speaking(portal)).length).toBeGreaterThan(5);

    const other = await bookWithOneKnown();
    await send(other.portal, 'POST', '/crm/objects/2026-09/contacts/gdpr-delete', { objectId: other.contactId });
    const ports = portsOf(other.portal);
    expect(await findErased(ports, erasureOf(other.portal))).toEqual([other.contactId]);
    expect(await erasureOf(other.portal).erase([other.contactId])).toBeGreaterThan(1);
    expect(await findErased(ports, erasureOf(other.portal))).toEqual([]);
    expect(await speaking(other.portal)).toEqual([]);
  });
});

/** What is open for the customer: visits with what they pay and when, loops with their clocks, tasks. */
async function openOf(portal: Portal, contactId: string) {
  const { visits, tasks } = await readState(portal);
  const planned = Object.entries(visits).filter(
    ([key, { rv_status }]) => key.startsWith(`${contactId}:`) && rv_status === 'planned',
  );
  const { issues } = await portsOf(portal).issues.open(contactId);
  const isOpen = ([key, { hs_task_status }]: [string, { readonly [name: string]: string }]) =>
    hs_task_status !== 'COMPLETED' && key.includes(`:${contactId}:`) && !key.startsWith('visit:');
  return {
    visits: planned.map(([, { rv_pays, rv_target_on }]) => `${rv_pays} ${rv_target_on}`).sort(),
    tasksOfVisits: planned.map(([key]) => tasks[`visit:${key}`]?.hs_task_status),
    loops: issues.map(({ key, state, dueAt }) => `${key} ${state} ${dueAt}`),
    tasksOfLoops: Object.entries(tasks)
      .filter(isOpen)
      .map(([key]) => key),
  };
}

describe('a contact that is deleted and comes back', () => {
  const AWAY = addDays(TODAY, 27);
  const BACK = addDays(TODAY, 30);

  async function planOn(portal: Portal, on: typeof TODAY): Promise<void> {
    portal.setNow(instantAt(ZONE, on, '09:00'));
    await planBook(portal, apiInto(portal), on);
  }

  const told = (portal: Portal, contactId: string, what: 'deletion' | 'restore') =>
    markFromEvents([{ subscriptionType: `contact.${what}`, objectId: Number(contactId) }], portsOf(portal), {
      erasure: erasureOf(portal),
    });

  it.each([
    ['with webhooks', true],
    ['without webhooks', false],
  ])('has what it had, once: visits, loops, tasks and what was recorded; %s', async (_, isTold) => {
    const { portal, contactId } = await bookWithOneKnown();
    const kept = portal.snapshot();
    await planOn(portal, AWAY);
    await planOn(portal, BACK);
    const never = await openOf(portal, contactId);
    expect(never.visits.length).toBeGreaterThan(0);
    expect(never.loops.length).toBeGreaterThan(0);

    portal.restore(kept);
    const recorded = (await readState(portal)).visits[`${contactId}:1`];
    await send(portal, 'DELETE', `/crm/objects/2026-09/contacts/${contactId}`);
    if (isTold) await told(portal, contactId, 'deletion');
    await planOn(portal, AWAY);
    await control(portal, 'restorations', { objectType: 'contacts', id: contactId });
    if (isTold) await told(portal, contactId, 'restore');
    await planOn(portal, BACK);

    expect(await openOf(portal, contactId)).toEqual(never);
    expect((await readState(portal)).visits[`${contactId}:1`]).toEqual(recorded);
    await planOn(portal, BACK);
    expect(await openOf(portal, contactId)).toEqual(never);
  });
});

async function control(portal: Portal, what: string, body: object): Promise<void> {
  const answer = await portal.fetch(
    new Request(`http://portal.test/__portal/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
  if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
}

async function countingRun(portal: Portal, contactId: string, cut: number): Promise<number> {
  let calls = 0;
  const api = apiInto(portal, async (_, call) => {
    calls += 1;
    if (calls > cut) throw new Error('cut off');
    return call();
  });
  const ports = hubspotPorts(api, { now: () => portal.now(), sleep: async () => {} });
  await markFromEvents(erasedEvent(contactId), ports, { erasure: erasureOf(portal, api) }).catch((error: Error) => {
    if (error.message !== 'cut off') throw error;
  });
  return calls;
}

describe('a portal that moves to another time zone', () => {
  it('goes on with the clocks of loops: the same instants, the same tasks', async () => {
    const { portal, contactId } = await bookWithOneKnown();
    const at = portal.now() + 3 * 86_400_000;
    const moved = createPortal({ timeZone: 'America/Los_Angeles', rateLimits: false, seed: 7, now: () => at });
    moved.restore(portal.snapshot());
    portal.setNow(at);
    for (const each of [portal, moved]) {
      const { timeZone } = await portsOf(each).account();
      await planBook(each, apiInto(each), dayIn(timeZone, at));
    }
    const here = await openOf(portal, contactId);
    expect(here.loops.length).toBeGreaterThan(0);
    expect(here.tasksOfLoops.length).toBeGreaterThan(0);
    expect(await openOf(moved, contactId)).toEqual(here);
  });

  it('keeps every visit once: the next run decides by the days of the new zone', async () => {
    const before = await openBook(demoCustomers(TODAY), TODAY);
    await planBook(before.portal, before.api, TODAY);
    const planned = await readState(before.portal);
    const moved = createPortal({
      timeZone: 'America/Los_Angeles',
      rateLimits: false,
      seed: 7,
      now: () => before.portal.now() + 3_600_000,
    });
    moved.restore(before.portal.snapshot());
    const { timeZone } = await portsOf(moved).account();
    const today = dayIn(timeZone, moved.now());
    expect(today).toBe(addDays(TODAY, -1));

    await planBook(moved, apiInto(moved), today);
    await planBook(moved, apiInto(moved), TODAY);
    const after = await readState(moved);
    const open = ({ visits }: typeof after) =>
      Object.entries(visits).flatMap(([key, { rv_status, rv_pays }]) =>
        rv_status === 'planned' ? [`${key} ${rv_pays}`] : [],
      );
    expect(open(after)).toEqual(open(planned));
    expect(Object.keys(after.tasks)).toEqual(Object.keys(planned.tasks));
  });
});

const MACHINES = {
  name: 'machine',
  labels: { singular: 'Machine', plural: 'Machines' },
  properties: [{ name: 'serial', label: 'Serial', type: 'string', fieldType: 'text' }],
  requiredProperties: [],
  searchableProperties: [],
  secondaryDisplayProperties: [],
  primaryDisplayProperty: 'serial',
  associatedObjects: [],
  allowsSensitiveProperties: false,
};

describe('a portal that fills up', () => {
  const BOOK = demoCustomers(TODAY).slice(0, 8);
  const plannedWith = async (customObjectRecords: number) => {
    const book = await openBook(BOOK, TODAY, {}, { limits: { customObjectRecords } });
    // The customer's own object counts too.
    await send(book.portal, 'POST', '/crm-object-schemas/2026-09/schemas', MACHINES);
    for (const batch of [0, 1, 2])
      await send(book.portal, 'POST', '/crm/objects/2026-09/p146000001_machine/batch/create', {
        inputs: Array.from({ length: 100 }, (_, index) => ({ properties: { serial: `${batch}-${index}` } })),
      });
    const result = await planBook(book.portal, book.api, TODAY);
    return { portal: book.portal, result, state: await readState(book.portal) };
  };

  it('says of itself how full it is: filling, it is planned and said; full, nothing is opened, and nothing is lost', async () => {
    const wide = await plannedWith(1_000_000);
    const { used = 0, limit } = wide.result.records ?? {};
    expect({ limit, level: recordLevel({ used, limit: 1_000_000 }) }).toEqual({ limit: 1_000_000, level: 'fine' });

    expect(used).toBeGreaterThan(300);
    const filling = await plannedWith(Math.floor(used / 0.72));
    expect(filling.result.records && recordLevel(filling.result.records)).toBe('filling');
    expect(filling.state.visits).toEqual(wide.state.visits);

    const full = await plannedWith(Math.floor(used / 0.981));
    expect(full.result.records && recordLevel(full.result.records)).toBe('full');
    expect(full.state.visits).toEqual({});
    expect(full.result.failures.map(({ message }) => message)).toContainEqual(expect.stringContaining('app:retain'));
    // Somebody archives, or buys more room: the next run opens what waited.
    const roomy = createPortal({ timeZone: ZONE, rateLimits: false, seed: 7, now: () => full.portal.now() });
    roomy.restore(full.portal.snapshot());
    await planBook(roomy, apiInto(roomy), TODAY);
    expect(Object.keys((await readState(roomy)).visits)).toEqual(Object.keys(wide.state.visits));
  });

  it('is warned of at 70 %, told to archive at 85 %, and gets no more visits at 98 %', () => {
    const at = (used: number) => recordLevel({ used, limit: 1_000_000 });
    expect([699_999, 700_000, 849_999, 850_000, 979_999, 980_000, 1_000_000].map(at)).toEqual([
      'fine',
      'filling',
      'filling',
      'nearly_full',
      'nearly_full',
      'full',
      'full',
    ]);
    expect(recordLevel({ used: 0, limit: 0 })).toBe('full');
  });
});
