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
  const rows = demoCustomers(TODAY).map((row) =>
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

describe('a portal that fills up', () => {
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
