import { beforeAll, describe, expect, it } from 'vitest';
import { logVisitInput } from '../../src/contract/log-visit.ts';
import { raiseIssueInput } from '../../src/contract/raise-issue.ts';
import { day, formatDay } from '../../src/domain/calendar/day.ts';
import { encodeMemory } from '../../src/domain/planning/memory.ts';
import { EMPTY_MEMORY } from '../../src/domain/planning/plan.ts';
import type { Call } from '../../src/hubspot/api.ts';
import { associateDefault, batchWrite } from '../../src/hubspot/batch.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { openLoops } from '../../src/use-cases/loops/open-loops.ts';
import { raiseIssue } from '../../src/use-cases/loops/raise-issue.ts';
import { openSatisfaction } from '../../src/use-cases/measures/open-satisfaction.ts';
import type { Ports } from '../../src/use-cases/ports/ports.ts';
import { openDraft, saveDraft } from '../../src/use-cases/visiting/drafts.ts';
import { logAttempt, logVisit, rescheduleVisit } from '../../src/use-cases/visiting/log-visit.ts';
import { openContact, openHistory } from '../../src/use-cases/visiting/open-contact.ts';
import { openTicket } from '../../src/use-cases/visiting/open-ticket.ts';
import { openToday } from '../../src/use-cases/visiting/open-today.ts';
import { apiInto, openBook, planBook, readState, ZONE } from '../support/book.ts';

const TODAY = day('2026-11-23');
/** The embedded portal's own, unless another is asked for. */
const PORTAL_ID = 146_000_001;
const KIND = { feedback: {}, scores: {} };

const customer = (email: string, more: { readonly [name: string]: string } = {}) => ({
  email,
  lastname: '王',
  firstname: '建国',
  company: '华东机械',
  phone: '+86 21 5555 0101',
  hubspot_owner_id: '71',
  lifecyclestage: 'customer',
  rv_tier: 'A',
  rv_signed_on: '2024-03-01',
  rv_first_purchase_on: '2024-03-01',
  rv_last_touch_at: '2026-10-20T04:00:00Z',
  rv_last_touch_kind: 'call:out',
  rv_products: '打印机;服务合同',
  ...more,
});

/** The ports as a card's function opens them, and the calls it makes. */
function watched(portal: Portal): { readonly ports: Ports; readonly calls: Call[] } {
  const calls: Call[] = [];
  const api = apiInto(portal, ({ call }, send) => {
    calls.push(call);
    return send();
  });
  const ports = hubspotPorts(api, {
    now: () => portal.now(),
    portal: { portalId: PORTAL_ID, timeZone: ZONE },
  });
  return { ports, calls };
}

async function contactIdOf(portal: Portal, email: string): Promise<string> {
  const { body } = await apiInto(portal).call({
    method: 'POST',
    path: '/crm/objects/2026-09/contacts/search',
    body: { filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: email }] }], limit: 1 },
    attempting: 'test',
    repeatable: true,
  });
  return String(body.results[0].id);
}

async function planned(...emails: readonly string[]) {
  const book = await openBook(
    emails.map((email) => customer(email)),
    TODAY,
  );
  await planBook(book.portal, book.api, TODAY);
  const contactId = await contactIdOf(book.portal, emails[0] ?? '');
  return { ...book, contactId, visitKey: `${contactId}:1`, ...watched(book.portal) };
}

const logInput = (visitKey: string, more: object) =>
  logVisitInput.parse({
    visitKey,
    submissionId: 'submission-1',
    outcome: 'reached',
    channel: 'phone',
    heldOn: '2026-11-23',
    ...KIND,
    ...more,
  });

describe('a contact with 200 visits and 50 open loops', () => {
  let portal: Portal;
  let contactId: string;

  beforeAll(async () => {
    const book = await openBook([customer('long@example.com')], TODAY);
    portal = book.portal;
    await planBook(portal, book.api, TODAY);
    contactId = await contactIdOf(portal, 'long@example.com');
    const name = (type: string) => `/crm/objects/2026-09/p${PORTAL_ID}_${type}`;
    const long = '客户说打印机每周断线一次，希望我们尽快派人检查并给出原因。'.repeat(20);
    const visits = Array.from({ length: 200 }, (_, index) => {
      const on = formatDay((TODAY - 2 - (200 - index) * 7) as typeof TODAY);
      return {
        key: `${contactId}:${index + 2}`,
        id: `${contactId}:${index + 2}`,
        properties: {
          rv_visit_key: `${contactId}:${index + 2}`,
          rv_customer_key: contactId,
          rv_contact_id: contactId,
          rv_status: 'held',
          rv_leader: 'P11',
          rv_earliest_on: on,
          rv_target_on: on,
          rv_latest_on: on,
          rv_scheduled_on: on,
          rv_closed_on: on,
          rv_outcome: 'reached',
          rv_channel: 'phone',
          rv_submission: `old-${index}`,
          rv_scores: `service_quality=${(index % 5) + 1};response_speed=4`,
          rv_scores_by: index % 2 ? 'rep_on_phone' : 'customer_link',
          rv_nps: String(index % 11),
          rv_problem: long,
          rv_complaint: long,
          rv_script_text: 'x'.repeat(5_000),
        },
      };
    });
    await batchWrite(book.api, name('rv_visit'), 'upsert', visits, 'test', 'rv_visit_key');
    const issues = Array.from({ length: 50 }, (_, index) => ({
      key: `issue-${index}`,
      id: `issue-${index}`,
      properties: {
        rv_issue_key: `issue-${index}`,
        rv_customer_key: contactId,
        rv_contact_id: contactId,
        rv_kind: index % 5 === 0 ? 'suggestion' : 'problem',
        rv_state: 'raised',
        rv_description: long,
        rv_raised_on: '2026-11-02',
        rv_promises: JSON.stringify([{ id: '1', text: long, dueAt: portal.now() - 1000 * index, state: 'open' }]),
      },
    }));
    await batchWrite(book.api, name('rv_issue'), 'upsert', issues, 'test', 'rv_issue_key');
    const state = { ...EMPTY_MEMORY, nextSlot: 202, openSlots: [1] };
    await batchWrite(
      book.api,
      '/crm/objects/2026-09/contacts',
      'update',
      [
        {
          key: contactId,
          id: contactId,
          properties: {
            rv_plan_state: encodeMemory(state),
            firstname: '建国'.repeat(60),
            company: 'A very long company name '.repeat(20),
            rv_products: Array.from({ length: 40 }, (_, index) => `product ${index} ${'x'.repeat(80)}`).join(';'),
          },
        },
      ],
      'test',
    );
  });

  const bytes = (answer: unknown) => new TextEncoder().encode(JSON.stringify(answer)).length;

  it.each([
    ['the sidebar', 4_000, (ports: Ports) => openContact({ contactId, view: 'next', today: TODAY }, ports)],
    ['the visit tab', 24_000, (ports: Ports) => openContact({ contactId, view: 'visit', today: TODAY }, ports)],
    ['older visits', 24_000, (ports: Ports) => openHistory({ contactId, before: 182 }, ports)],
    ['the open loops', 24_000, (ports: Ports) => openLoops({ contactId, skip: 0, today: TODAY }, ports)],
    [
      'the satisfaction tab',
      24_000,
      (ports: Ports) => openSatisfaction({ contactId, before: undefined, today: TODAY }, ports),
    ],
  ] as const)('costs %s at most three calls and %i bytes', async (_, limit, open) => {
    const { ports, calls } = watched(portal);
    const answer = await open(ports);
    expect(answer.ok).toBe(true);
    expect(calls.map(({ path }) => path.replace('/crm/objects/2026-09/', '')).length).toBeLessThanOrEqual(3);
    expect(bytes(answer)).toBeLessThanOrEqual(limit);
  });

  it('shows what is due, the promise that is broken longest and how many loops are open', async () => {
    const { ports } = watched(portal);
    const answer = await openContact({ contactId, view: 'next', today: TODAY }, ports);
    expect(answer).toMatchObject({
      ok: true,
      openLoops: 50,
      promiseAtRisk: { overdue: true, dueAt: new Date(portal.now() - 49_000).toISOString() },
      visit: {
        key: `${contactId}:1`,
        ownerName: 'Owner 71',
        rules: [{ id: 'P11', name: { en: 'Monthly visit, tier A' } }],
      },
    });
  });

  it('reads the whole history page by page, every visit once', async () => {
    const { ports } = watched(portal);
    const answer = await openContact({ contactId, view: 'visit', today: TODAY }, ports);
    if (!answer.ok) throw new Error(answer.reason);
    const keys = answer.history.map(({ key }) => key);
    let { before } = answer;
    while (before !== null) {
      const page = await openHistory({ contactId, before }, ports);
      if (!page.ok) throw new Error(page.reason);
      keys.push(...page.history.map(({ key }) => key));
      before = page.before;
    }
    expect(keys).toEqual(Array.from({ length: 200 }, (_, index) => `${contactId}:${201 - index}`));
  });

  it('reads all loops page by page, every loop once', async () => {
    const { ports } = watched(portal);
    const keys: string[] = [];
    let skip: number | null = 0;
    while (skip !== null) {
      const page: Awaited<ReturnType<typeof openLoops>> = await openLoops({ contactId, skip, today: TODAY }, ports);
      if (!page.ok) throw new Error(page.reason);
      keys.push(...page.loops.map(({ key }) => key));
      skip = page.next;
    }
    expect(new Set(keys).size).toBe(50);
    expect(keys).toHaveLength(50);
  });

  it('tells the marks with n and interval, by how they were collected', async () => {
    const { ports } = watched(portal);
    const answer = await openSatisfaction({ contactId, before: undefined, today: TODAY }, ports);
    expect(answer).toMatchObject({
      ok: true,
      dimensions: { response_speed: { n: 20, hits: 20, percent: 100, sample: 'small' } },
      modes: { rep_on_phone: 10, customer_link: 10 },
      nps: { n: 20 },
    });
    if (answer.ok) expect(answer.suggestions).toHaveLength(5);
  });
});

describe('a visit with a problem, a low score and a promise', () => {
  it('completes the task, plans the next visit and opens one loop with the promise’s own clock and task', async () => {
    const { portal, ports, contactId, visitKey } = await planned('wang@example.com');
    const answer = await logVisit(
      logInput(visitKey, {
        feedback: { problem: '接口每周断一次', praise: '服务态度好' },
        scores: { response_speed: 2, service_quality: 5 },
        scoresCollectedBy: 'rep_on_phone',
        nps: 6,
        urgency: 'urgent',
        expectedOn: '2026-11-30',
        promises: [{ text: '周三前派工程师上门', dueOn: '2026-11-25', dueTime: '12:00' }],
        scriptAnswers: { last_promises: 'open' },
      }),
      { contactId, today: TODAY },
      ports,
    );
    expect(answer).toMatchObject({
      ok: true,
      wrote: {
        activity: 'call',
        taskCompleted: true,
        promises: 1,
        loops: [
          {
            key: `${visitKey}:problem`,
            kind: 'problem',
            description: '接口每周断一次\n(response_speed 2/5, NPS 6/10)',
          },
        ],
      },
      next: { open: false },
    });
    const state = await readState(portal);
    expect(state.tasks[`visit:${visitKey}`]?.hs_task_status).toBe('COMPLETED');
    expect(state.tasks[`promise:${visitKey}:problem:1`]).toMatchObject({
      hs_task_status: 'NOT_STARTED',
      hubspot_owner_id: '71',
      // 12:00 in Shanghai.
      hs_timestamp: expect.stringMatching(/^2026-11-25T04:00:00/),
    });
    expect(state.contacts['wang@example.com']).toMatchObject({
      rv_open_loops: '1',
      rv_last_nps: '6',
      rv_last_csat: '3.5',
    });
    expect(state.visits[visitKey]).toMatchObject({ rv_script_answers: 'last_promises=open' });

    const loops = await openLoops({ contactId, skip: 0, today: TODAY }, ports);
    expect(loops).toMatchObject({
      ok: true,
      total: 1,
      loops: [
        {
          kind: 'problem',
          state: 'raised',
          urgency: 'urgent',
          raisedOn: '2026-11-23',
          expectedOn: '2026-11-30',
          clock: 'running',
          promise: { text: '周三前派工程师上门', dueAt: '2026-11-25T04:00:00.000Z' },
          because: ['said', 'low_score', 'low_nps'],
          ownerName: 'Owner 71',
          visitKey,
        },
      ],
    });
  });

  it('writes nothing twice when the same submission is sent again, and leaves a loop that has moved on', async () => {
    const { portal, ports, contactId, visitKey, api } = await planned('wang@example.com');
    const input = logInput(visitKey, {
      feedback: { complaint: 'late' },
      promises: [{ text: 'call back', dueOn: '2026-11-24' }],
    });
    await logVisit(input, { contactId, today: TODAY }, ports);
    await batchWrite(
      api,
      `/crm/objects/2026-09/p${PORTAL_ID}_rv_issue`,
      'upsert',
      [
        {
          key: 'k',
          id: `${visitKey}:complaint`,
          properties: { rv_issue_key: `${visitKey}:complaint`, rv_state: 'accepted' },
        },
      ],
      'test',
      'rv_issue_key',
    );
    const before = await readState(portal);
    const again = await logVisit(input, { contactId, today: TODAY }, ports);
    expect(again).toMatchObject({ ok: true, repeated: true });
    const after = await readState(portal);
    expect(after.tasks).toEqual(before.tasks);
    expect(after.contacts).toEqual(before.contacts);
    const loops = await openLoops({ contactId, skip: 0, today: TODAY }, ports);
    expect(loops).toMatchObject({ total: 1, loops: [{ state: 'accepted' }] });
  });

  it('is written by one of two reps who save at the same moment; the other is told', async () => {
    const { portal, contactId, visitKey } = await planned('wang@example.com');
    const answers = await Promise.all(
      ['rep-one-1', 'rep-two-2'].map((submissionId) =>
        logVisit(
          logInput(visitKey, { submissionId, feedback: { problem: submissionId } }),
          { contactId, today: TODAY },
          watched(portal).ports,
        ),
      ),
    );
    const saved = answers.filter(({ ok }) => ok);
    expect(saved).toHaveLength(1);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ reason: 'already_recorded' });
    const { body } = await apiInto(portal).call({
      method: 'GET',
      path: '/crm/objects/2026-09/calls',
      query: { properties: 'rv_activity_key', limit: '100' },
      attempting: 'test',
      repeatable: true,
    });
    expect(body.results).toHaveLength(1);
  });

  it.each([
    [{ nextContactOn: '2026-11-22' }, 'nextContactOn'],
    [{ heldOn: '2026-11-24' }, 'heldOn'],
    [{ promises: [{ text: 'late', dueOn: '2026-11-23', dueTime: '08:00' }] }, 'promises.0.dueOn'],
  ])('is refused with the field that is wrong: %o', async (more, path) => {
    const { ports, contactId, visitKey, portal } = await planned('wang@example.com');
    const before = await readState(portal);
    const answer = await logVisit(logInput(visitKey, more), { contactId, today: TODAY }, ports);
    expect(answer).toMatchObject({ ok: false, reason: 'bad_input', fields: [{ path }] });
    expect(await readState(portal)).toEqual(before);
  });
});

describe('a visit that is moved', () => {
  it('goes to the day with its reason and keeps the draft of the form', async () => {
    const { portal, ports, contactId, visitKey } = await planned('wang@example.com');
    await saveDraft({ contactId, visitKey, formId: 'form-one', sequence: 1, text: '{"a":1}' }, ports);
    const answer = await rescheduleVisit(
      { visitKey, submissionId: 'move-it-1', newOn: '2026-11-27', reason: '客户出差' },
      { contactId, today: TODAY },
      ports,
    );
    expect(answer).toMatchObject({ ok: true, next: { on: '2026-11-27', open: true } });
    const state = await readState(portal);
    expect(state.visits[visitKey]).toMatchObject({
      rv_status: 'planned',
      rv_scheduled_on: '2026-11-27',
      rv_reschedule_reason: '客户出差',
    });
    expect(state.tasks[`visit:${visitKey}`]?.hs_task_status).toBe('NOT_STARTED');
    expect(await openDraft({ contactId, visitKey }, ports)).toMatchObject({ draft: { text: '{"a":1}' } });
  });

  it('is put off by working days with one click', async () => {
    const { ports, contactId, visitKey } = await planned('wang@example.com');
    const answer = await rescheduleVisit(
      { visitKey, submissionId: 'snooze-it', snoozeDays: 5 },
      { contactId, today: TODAY },
      ports,
    );
    // Monday plus five working days.
    expect(answer).toMatchObject({ ok: true, next: { on: '2026-11-30' } });
  });

  it('cannot be moved into the past', async () => {
    const { ports, contactId, visitKey } = await planned('wang@example.com');
    const answer = await rescheduleVisit(
      { visitKey, submissionId: 'move-it-1', newOn: '2026-11-23', reason: 'x' },
      { contactId, today: TODAY },
      ports,
    );
    expect(answer).toMatchObject({ ok: false, fields: [{ path: 'newOn' }] });
  });
});

describe('the draft of a form', () => {
  it('comes back with the card, is the newest text of its form, and goes when the visit is saved', async () => {
    const { ports, contactId, visitKey } = await planned('wang@example.com');
    const keep = (sequence: number, text: string, formId = 'form-one', basedOn?: string) =>
      saveDraft({ contactId, visitKey, formId, sequence, text, ...(basedOn ? { basedOn } : {}) }, ports);
    expect(await keep(2, 'second')).toEqual({ ok: true });
    // Sent first, arrived last.
    expect(await keep(1, 'first')).toEqual({ ok: true });
    expect(await openContact({ contactId, view: 'visit', today: TODAY }, ports)).toMatchObject({
      draft: { formId: 'form-one', sequence: 2, text: 'second' },
    });
    // Somebody else's form does not wipe it out, unless it began from it.
    expect(await keep(1, 'other', 'form-two')).toMatchObject({ ok: false, reason: 'draft_elsewhere' });
    expect(await keep(1, 'went on', 'form-two', 'form-one')).toEqual({ ok: true });

    await logVisit(logInput(visitKey, {}), { contactId, today: TODAY }, ports);
    expect(await keep(9, 'late', 'form-two')).toMatchObject({ ok: false, reason: 'already_recorded' });
  });

  it('that is long comes on demand, whole', async () => {
    const { ports, contactId, visitKey } = await planned('wang@example.com');
    const text = '长'.repeat(50_000);
    await saveDraft({ contactId, visitKey, formId: 'form-one', sequence: 1, text }, ports);
    expect(await openContact({ contactId, view: 'visit', today: TODAY }, ports)).toMatchObject({
      draft: { text: null },
    });
    expect(await openDraft({ contactId, visitKey }, ports)).toMatchObject({ draft: { text } });
  });

  it('is refused for somebody else’s visit', async () => {
    const { ports, portal, visitKey } = await planned('wang@example.com', 'li@example.com');
    const contactId = await contactIdOf(portal, 'li@example.com');
    const answer = await saveDraft({ contactId, visitKey, formId: 'form-one', sequence: 1, text: 'x' }, ports);
    expect(answer).toMatchObject({ ok: false, reason: 'no_visit' });
  });
});

describe('a loop raised outside a visit', () => {
  const input = (more: object = {}) =>
    raiseIssueInput.parse({ submissionId: 'raise-one-1', kind: 'complaint', description: '发票抬头错了', ...more });

  it('is there once, counted on the contact', async () => {
    const { ports, portal, contactId } = await planned('wang@example.com');
    const once = await raiseIssue({ ...input(), contactId, today: TODAY }, ports);
    const twice = await raiseIssue({ ...input(), contactId, today: TODAY }, ports);
    expect(once).toMatchObject({ ok: true, repeated: false, total: 1 });
    expect(twice).toMatchObject({ ok: true, repeated: true, total: 1 });
    expect((await readState(portal)).contacts['wang@example.com']?.rv_open_loops).toBe('1');
  });

  it('must not promise the past', async () => {
    const { ports, contactId } = await planned('wang@example.com');
    const answer = await raiseIssue(
      { ...input({ promise: { text: 'x', dueOn: '2026-11-22' } }), contactId, today: TODAY },
      ports,
    );
    expect(answer).toMatchObject({ ok: false, fields: [{ path: 'promise.dueOn' }] });
  });
});

describe('the queue', () => {
  it('is one search and the contacts’ names, filtered where HubSpot searches', async () => {
    const { ports, calls } = await planned('wang@example.com', 'li@example.com');
    const answer = await openToday({ view: 'queue', today: TODAY, tier: 'A', channel: 'phone' }, ports);
    expect(answer).toMatchObject({ ok: true, total: 2, rows: [{ contactName: '王建国', ownerName: 'Owner 71' }, {}] });
    expect(calls.length).toBeLessThanOrEqual(3);
    expect(await openToday({ view: 'queue', today: TODAY, goal: 'renewal' }, ports)).toMatchObject({ total: 0 });
    expect(await openToday({ view: 'queue', today: TODAY, mine: 'owner-71@example.com' }, ports)).toMatchObject({
      ownerId: '71',
      total: 2,
    });
  });

  it('counts an unanswered call in place, once', async () => {
    const { ports, portal, visitKey } = await planned('wang@example.com');
    const attempt = { visitKey, submissionId: 'attempt-1' };
    expect(await logAttempt(attempt, { today: TODAY }, ports)).toMatchObject({ ok: true, outcome: 'no_answer' });
    expect(await logAttempt(attempt, { today: TODAY }, ports)).toMatchObject({ ok: true, repeated: true });
    expect((await readState(portal)).visits[visitKey]).toMatchObject({
      rv_attempts: '2026-11-23',
      rv_status: 'planned',
    });
    expect(await logAttempt({ ...attempt, visitKey: '1:1' }, { today: TODAY }, ports)).toMatchObject({
      reason: 'no_visit',
    });
  });

  it('tells whom we are losing touch with, the longest silence first', async () => {
    const book = await openBook(
      [
        customer('a@example.com', { rv_last_touch_at: '2026-08-01T04:00:00Z', firstname: '一' }),
        customer('b@example.com', { rv_last_touch_at: '2026-05-01T04:00:00Z', firstname: '二' }),
        customer('c@example.com', { rv_last_touch_at: '2026-11-20T04:00:00Z', firstname: '三' }),
      ],
      TODAY,
    );
    await planBook(book.portal, book.api, TODAY);
    const answer = await openToday({ view: 'silent', today: TODAY }, watched(book.portal).ports);
    expect(answer).toMatchObject({
      ok: true,
      silent: [
        { contactName: '王二', lastTouchOn: '2026-05-01', silentDays: 206, tier: 'A' },
        { contactName: '王一', silentDays: 114 },
      ],
    });
  });
});

describe('a ticket', () => {
  it('opens its one contact, asks where there are several, and refuses one that is not its own', async () => {
    const { portal, ports, api } = await planned('wang@example.com', 'li@example.com');
    const wang = await contactIdOf(portal, 'wang@example.com');
    const li = await contactIdOf(portal, 'li@example.com');
    const { body } = await api.call({
      method: 'POST',
      path: '/crm/objects/2026-09/tickets',
      body: { properties: { subject: 'broken', hs_pipeline: '0', hs_pipeline_stage: '1' } },
      attempting: 'test',
      repeatable: false,
    });
    const ticketId = String(body.id);
    const open = (contactId?: string) => openTicket({ ticketId, contactId, today: TODAY }, ports);
    const associations = '/crm/associations/2026-09';
    expect(await open()).toEqual({ ok: true, contacts: [], contact: null });
    await associateDefault(api, associations, 'tickets', 'contacts', [[ticketId, wang]], 'test');
    expect(await open()).toMatchObject({ ok: true, contact: { visit: { key: `${wang}:1` } } });
    expect(await open(li)).toMatchObject({ ok: false, reason: 'not_a_contact' });
    await associateDefault(api, associations, 'tickets', 'contacts', [[ticketId, li]], 'test');
    expect(await open()).toMatchObject({ ok: true, contact: null, contacts: [{ id: wang }, { id: li }] });
    expect(await open(li)).toMatchObject({ ok: true, contact: { visit: { key: `${li}:1` } } });
  });
});
