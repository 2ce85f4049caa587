import { beforeEach, describe, expect, it } from 'vitest';
import { addDays, type Day, day, formatDay } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import type { HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { logVisit } from '../../src/use-cases/visiting/log-visit.ts';
import { openContact } from '../../src/use-cases/visiting/open-contact.ts';
import { apiInto, openBook, planBook, readState, ZONE } from '../support/book.ts';

const TODAY = day('2026-11-23');
const CONNECTED = 'f240bbac-87c9-4f6e-bf70-924b57d47db7';
const NO_ANSWER = '73a0d17f-1163-4015-bdd5-ec830791da20';

/** Signed on Friday: the first call is due by Wednesday. */
const SIGNED = {
  email: 'signed@example.com',
  lastname: 'Signed',
  hubspot_owner_id: '1001',
  lifecyclestage: 'customer',
  rv_signed_on: '2026-11-20',
};
/** Tier A, last spoken to four weeks ago. */
const MONTHLY = {
  email: 'monthly@example.com',
  lastname: 'Monthly',
  hubspot_owner_id: '1001',
  lifecyclestage: 'customer',
  rv_tier: 'A',
  rv_first_purchase_on: '2025-01-10',
  rv_last_touch_at: '2026-10-26T04:00:00Z',
  rv_last_touch_kind: 'call:out',
};
const PROSPECT = {
  email: 'prospect@example.com',
  lastname: 'Prospect',
  hubspot_owner_id: '1001',
  lifecyclestage: 'lead',
};

async function idOf(api: HubspotApi, email: string): Promise<string> {
  const { body } = await api.call({
    method: 'POST',
    path: '/crm/objects/2026-09/contacts/search',
    body: { filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: email }] }], limit: 1 },
    attempting: 'test',
    repeatable: true,
  });
  return body.results[0].id;
}

/** As a rep does in HubSpot itself. */
async function logActivity(
  api: HubspotApi,
  type: 'calls' | 'meetings' | 'emails' | 'communications',
  email: string,
  on: Day,
  properties: { readonly [name: string]: string },
): Promise<void> {
  const { body } = await api.call({
    method: 'POST',
    path: `/crm/objects/2026-09/${type}`,
    body: { properties: { hs_timestamp: new Date(instantAt(ZONE, on, '10:00')).toISOString(), ...properties } },
    attempting: 'test',
    repeatable: false,
  });
  await api.call({
    method: 'POST',
    path: `/crm/associations/2026-09/${type}/contacts/batch/associate/default`,
    body: { inputs: [{ from: { id: body.id }, to: { id: await idOf(api, email) } }] },
    attempting: 'test',
    repeatable: true,
  });
}

async function taskOf(api: HubspotApi, key: string): Promise<string> {
  const { body } = await api.call({
    method: 'POST',
    path: '/crm/objects/2026-09/tasks/batch/read',
    body: { inputs: [{ id: key }], properties: ['rv_task_key'], idProperty: 'rv_task_key' },
    attempting: 'test',
    repeatable: true,
  });
  return body.results[0].id;
}

function openVisits(state: Awaited<ReturnType<typeof readState>>, email: string): string[] {
  const key = state.contacts[email]?.rv_customer_key;
  return Object.entries(state.visits)
    .filter(([visit, { rv_status }]) => visit.startsWith(`${key}:`) && rv_status === 'planned')
    .map(([, { rv_leader }]) => rv_leader ?? '');
}

const ports = (portal: Portal, api: HubspotApi) =>
  hubspotPorts(api, { now: () => portal.now(), sleep: async () => {} });

/** A worker reads ahead: what it looks for is asked for before it is needed, and loops come behind the queue. */
let readAhead = false;

const planned = (portal: Portal, api: HubspotApi, today: Day) => planBook(portal, api, today, { readAhead });

describe.each([
  ['a function', false],
  ['a worker', true],
] as const)('as %s plans', (_door, ahead) => {
  beforeEach(() => {
    readAhead = ahead;
  });

  describe('a talk that was logged in HubSpot without our card', () => {
    it.each([
      ['a connected call', 'calls', { hs_call_disposition: CONNECTED, hs_call_direction: 'OUTBOUND' }],
      ['a video meeting', 'meetings', { hs_meeting_outcome: 'COMPLETED', hs_meeting_location_type: 'VIDEO' }],
      [
        'a meeting at their place',
        'meetings',
        { hs_meeting_outcome: 'COMPLETED', hs_meeting_location_type: 'ADDRESS' },
      ],
    ] as const)('pays what it pays: %s', async (_, type, properties) => {
      const { portal, api } = await openBook([SIGNED, MONTHLY], TODAY);
      await planned(portal, api, TODAY);
      expect(openVisits(await readState(portal), MONTHLY.email)).toEqual(['P11']);
      await logActivity(api, type, MONTHLY.email, TODAY, properties);

      const result = await planned(portal, apiInto(portal), TODAY);

      expect(result.customers.map(({ name }) => name)).toEqual(['Monthly']);
      const state = await readState(portal);
      expect(openVisits(state, MONTHLY.email)).toEqual([]);
      expect(openVisits(state, SIGNED.email)).toEqual(['P01']);
      // Four weeks on, Monday 2026-12-21.
      expect(state.contacts[MONTHLY.email]?.rv_next_visit_on).toBe('2026-12-21');
      expect(state.contacts[MONTHLY.email]?.rv_last_touch_at).toBe('2026-11-23T04:00:00Z');
      const task = Object.values(state.tasks).find(({ hs_task_subject: subject = '' }) => subject.includes('Monthly'));
      expect(task?.hs_task_status).toBe('COMPLETED');
    });

    it.each([
      ['nobody answered', 'calls', { hs_call_disposition: NO_ANSWER, hs_call_direction: 'OUTBOUND' }],
      ['the meeting was not held', 'meetings', { hs_meeting_outcome: 'NO_SHOW', hs_meeting_location_type: 'VIDEO' }],
      ['the mail went out', 'emails', { hs_email_direction: 'EMAIL', hs_email_subject: 'Hello' }],
      ['it is a mail from the customer, and a call is owed', 'emails', { hs_email_direction: 'INCOMING_EMAIL' }],
    ] as const)('pays nothing when %s', async (_, type, properties) => {
      const { portal, api } = await openBook([MONTHLY], TODAY);
      await planned(portal, api, TODAY);
      await logActivity(api, type, MONTHLY.email, TODAY, properties);
      await planned(portal, apiInto(portal), TODAY);
      expect(openVisits(await readState(portal), MONTHLY.email)).toEqual(['P11']);
    });

    it('leaves alone who is not in the book', async () => {
      const { portal, api } = await openBook([SIGNED, PROSPECT], TODAY);
      await planned(portal, api, TODAY);
      await logActivity(api, 'calls', PROSPECT.email, TODAY, { hs_call_disposition: CONNECTED });
      const result = await planned(portal, apiInto(portal), TODAY);
      expect(result.decided).toBe(0);
      expect((await readState(portal)).contacts[PROSPECT.email]).not.toHaveProperty('rv_plan_on');
    });

    it('is taken in once, however often the run looks', async () => {
      const { portal, api } = await openBook([SIGNED, MONTHLY], TODAY);
      await planned(portal, api, TODAY);
      await logActivity(api, 'calls', MONTHLY.email, TODAY, { hs_call_disposition: CONNECTED });
      await planned(portal, apiInto(portal), TODAY);
      const before = await readState(portal);
      const again = await planned(portal, apiInto(portal), TODAY);
      expect(again.decided).toBe(0);
      expect(await readState(portal)).toEqual(before);
    });

    it('that fills more than a page is read to its end, also after the run died in the middle', async () => {
      const rows = Array.from({ length: 450 }, (_, i) => ({
        ...MONTHLY,
        email: `m${i}@example.com`,
        lastname: `M${i}`,
        hubspot_owner_id: String(1001 + (i % 9)),
      }));
      const { portal, api } = await openBook(rows, TODAY, { capacity: { minutesPerDay: 1_440, byOwner: {} } });
      await planned(portal, api, TODAY);
      for (const { email } of rows) await logActivity(api, 'calls', email, TODAY, { hs_call_disposition: CONNECTED });
      const dying = apiInto(portal, async ({ call }, send) => {
        if (call.attempting === 'reading the contacts of calls' && pages++ === 1) throw new Error('killed');
        return send();
      });
      let pages = 0;
      await expect(planned(portal, dying, TODAY)).rejects.toThrow('killed');
      await planned(portal, apiInto(portal), TODAY);
      const state = await readState(portal);
      expect(rows.flatMap(({ email }) => openVisits(state, email))).toEqual([]);
    });

    it('is passed over where the token may not read it, and the run says so', async () => {
      const { portal, api } = await openBook([SIGNED, MONTHLY], TODAY);
      await planned(portal, api, TODAY);
      await logActivity(api, 'calls', MONTHLY.email, TODAY, { hs_call_disposition: CONNECTED });
      const withoutMail = apiInto(portal, async ({ call }, send) => {
        if (call.path.includes('/emails/')) {
          const { portalError } = await import('../../src/hubspot/errors.ts');
          throw portalError(call.attempting, 403, { category: 'MISSING_SCOPES', message: 'missing scopes' });
        }
        return send();
      });
      const result = await planned(portal, withoutMail, TODAY);
      expect(result.unread).toEqual(['emails']);
      expect(openVisits(await readState(portal), MONTHLY.email)).toEqual([]);
    });
  });

  describe('a task that somebody completed in HubSpot', () => {
    async function completed() {
      const { portal, api } = await openBook([SIGNED], TODAY);
      await planned(portal, api, TODAY);
      const id = await idOf(api, SIGNED.email);
      await api.call({
        method: 'PATCH',
        path: `/crm/objects/2026-09/tasks/${await taskOf(api, `visit:${id}:1`)}`,
        body: { properties: { hs_task_status: 'COMPLETED' } },
        attempting: 'test',
        repeatable: true,
      });
      await planned(portal, apiInto(portal), TODAY);
      return { portal, api, id };
    }

    it('means that the visit was held; nothing is owed twice, and the record is asked for', async () => {
      const { portal, api, id } = await completed();
      const state = await readState(portal);
      expect(state.visits[`${id}:1`]).toMatchObject({ rv_status: 'held', rv_closed_on: formatDay(TODAY) });
      expect(openVisits(state, SIGNED.email)).toEqual([]);
      const card = await openContact({ contactId: id, view: 'next', today: TODAY }, ports(portal, api));
      expect(card).toMatchObject({ ok: true, visit: { key: `${id}:1` } });
    });

    it('P37, Q13: begins the clock of the record: a task says by when, and ends with the record', async () => {
      const { portal, api, id } = await completed();
      // Completed on Monday at nine: 24 hours by the clock.
      const state = await readState(portal);
      expect(state.visits[`${id}:1`]).toMatchObject({ rv_record_due_at: '2026-11-24T01:00:00Z' });
      expect(state.tasks[`record:${id}:1`]).toMatchObject({
        hs_task_status: 'NOT_STARTED',
        hs_timestamp: '2026-11-24T01:00:00Z',
        hubspot_owner_id: '1001',
      });
      const answer = await logVisit(
        {
          visitKey: `${id}:1`,
          submissionId: 'late-record',
          outcome: 'reached',
          channel: 'phone',
          heldOn: formatDay(TODAY),
          feedback: {},
          scores: {},
          promises: [],
          urgency: 'normal',
          scriptAnswers: {},
          loops: [],
          keepDraft: false,
        },
        { contactId: id, today: TODAY },
        ports(portal, api),
      );
      expect(answer).toMatchObject({ ok: true });
      expect((await readState(portal)).tasks[`record:${id}:1`]).toMatchObject({ hs_task_status: 'COMPLETED' });
    });

    it('is recorded afterwards, once, and then asked for no more', async () => {
      const { portal, api, id } = await completed();
      const record = {
        visitKey: `${id}:1`,
        submissionId: 'late-record',
        outcome: 'reached' as const,
        channel: 'phone' as const,
        heldOn: formatDay(TODAY),
        feedback: { need: 'a second seat' },
        scores: { service_quality: 5 },
        scoresCollectedBy: 'rep_on_phone' as const,
        promises: [],
        urgency: 'normal' as const,
        scriptAnswers: {},
        loops: [],
        keepDraft: false,
      };
      const answer = await logVisit(record, { contactId: id, today: TODAY }, ports(portal, api));
      expect(answer).toMatchObject({ ok: true, repeated: false });
      expect((await readState(portal)).visits[`${id}:1`]).toMatchObject({ rv_status: 'held', rv_outcome: 'reached' });
      const other = await logVisit(
        { ...record, submissionId: 'another' },
        { contactId: id, today: TODAY },
        ports(portal, api),
      );
      expect(other).toMatchObject({ ok: false, reason: 'already_recorded' });
      const card = await openContact({ contactId: id, view: 'next', today: TODAY }, ports(portal, api));
      expect(card).toMatchObject({ ok: true, visit: null });
    });

    it('cannot be called unanswered: the refusal says what to do', async () => {
      const { portal, api, id } = await completed();
      const answer = await logVisit(
        {
          visitKey: `${id}:1`,
          submissionId: 'no-answer',
          outcome: 'no_answer',
          channel: 'phone',
          heldOn: formatDay(TODAY),
          feedback: {},
          scores: {},
          promises: [],
          urgency: 'normal',
          scriptAnswers: {},
          loops: [],
          keepDraft: true,
        },
        { contactId: id, today: TODAY },
        ports(portal, api),
      );
      expect(answer).toMatchObject({ ok: false, reason: 'counted_as_held' });
    });

    it('is not made again when a person deleted it, though its visit changes', async () => {
      const { portal, api } = await openBook([SIGNED], TODAY);
      await planned(portal, api, TODAY);
      const id = await idOf(api, SIGNED.email);
      await api.call({
        method: 'DELETE',
        path: `/crm/objects/2026-09/tasks/${await taskOf(api, `visit:${id}:1`)}`,
        attempting: 'test',
        repeatable: true,
      });
      await api.call({
        method: 'PATCH',
        path: `/crm/objects/2026-09/contacts/${id}`,
        body: { properties: { rv_signed_on: formatDay(addDays(TODAY, -1)), rv_replan: 'true' } },
        attempting: 'test',
        repeatable: true,
      });
      await planned(portal, apiInto(portal), TODAY);
      const state = await readState(portal);
      expect(state.visits[`${id}:1`]).toMatchObject({ rv_status: 'planned', rv_pays: 'P01@2026-11-22' });
      expect(Object.keys(state.tasks)).toEqual([]);
    });
  });
});
