import { beforeEach, describe, expect, it } from 'vitest';
import { type LoopMove, moveIssueInput } from '../../src/contract/move-issue.ts';
import { raiseFromTicketInput } from '../../src/contract/raise-issue.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { dayIn, instantAt } from '../../src/domain/calendar/zone.ts';
import type { Call, HubspotApi } from '../../src/hubspot/api.ts';
import { portalError } from '../../src/hubspot/errors.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { moveIssue } from '../../src/use-cases/loops/move-issue.ts';
import { raiseFromTicket } from '../../src/use-cases/loops/raise-from-ticket.ts';
import { planUntilDone } from '../../src/use-cases/planning/plan-until-done.ts';
import { READ_AHEAD } from '../../src/use-cases/planning/read-ahead.ts';
import { apiInto, openBook, readState, ZONE } from '../support/book.ts';

const TODAY = day('2026-09-28');
const TICKETS = '/crm/objects/2026-09/tickets';
/** The embedded portal's support pipeline: 1 is new, 4 is closed. */
const CLOSED = '4';

let portal: Portal;
let api: HubspotApi;
let now = 0;
const to = (on: string, time: string): void => {
  now = instantAt(ZONE, day(on), time);
  portal?.setNow(now);
};

const customer = (email: string, more: object = {}) => ({
  email,
  firstname: 'Ann',
  lastname: 'Lin',
  hubspot_owner_id: '71',
  rv_service_owner: '72',
  lifecyclestage: 'customer',
  ...more,
});

function portsOf(around: (call: Call, send: () => Promise<unknown>) => Promise<unknown> = (_, send) => send()) {
  return hubspotPorts(
    apiInto(portal, ({ call }, send) => around(call, send) as ReturnType<typeof send>),
    { now: () => now, sleep: async () => {}, portal: { portalId: 146_000_001, timeZone: ZONE } },
  );
}

async function run(ports = portsOf()): Promise<void> {
  const result = await planUntilDone(ports, {
    today: dayIn(ZONE, now),
    trigger: 'command',
    readAhead: readAhead ? READ_AHEAD : undefined,
  });
  if (!result.ok || !result.done) throw new Error(JSON.stringify(result));
}

const post = async (path: string, body: object) =>
  (await api.call({ method: 'POST', path, body, attempting: 'test', repeatable: true })).body;

async function contactOf(email: string): Promise<string> {
  const found = await post('/crm/objects/2026-09/contacts/search', {
    filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: email }] }],
    limit: 1,
  });
  return String(found.results[0].id);
}

async function ticket(subject: string, email: string): Promise<string> {
  const { id } = await post(TICKETS, { properties: { subject, hs_pipeline: '0', hs_pipeline_stage: '1' } });
  await post('/crm/associations/2026-09/tickets/contacts/batch/associate/default', {
    inputs: [{ from: { id }, to: { id: await contactOf(email) } }],
  });
  return String(id);
}

const close = (id: string) =>
  api.call({
    method: 'PATCH',
    path: `${TICKETS}/${id}`,
    body: { properties: { hs_pipeline_stage: CLOSED } },
    attempting: 'test',
    repeatable: true,
  });

async function ticketNow(id: string): Promise<{ readonly [name: string]: string | null }> {
  const { body } = await api.call({
    method: 'GET',
    path: `${TICKETS}/${id}`,
    query: { properties: 'hs_ticket_priority,hs_pipeline_stage,closed_date' },
    attempting: 'test',
    repeatable: true,
  });
  return body.properties;
}

async function raise(ticketId: string, email: string, submissionId = 'submission-1') {
  return raiseFromTicket(
    {
      ...raiseFromTicketInput.parse({
        submissionId,
        contactId: await contactOf(email),
        kind: 'problem',
        description: '打印机每周断线',
      }),
      ticketId,
      today: dayIn(ZONE, now),
    },
    portsOf(),
  );
}

let commands = 0;
async function move(issueKey: string, email: string, what: LoopMove) {
  commands += 1;
  const stored = await portsOf().issues.read(issueKey);
  const answer = await moveIssue(
    moveIssueInput.parse({
      issueKey,
      commandId: `command-${commands}`,
      expected: stored?.loop?.movedAt ?? 1,
      claimedBy: 'amy',
      move: what,
    }),
    { contactId: await contactOf(email), today: dayIn(ZONE, now) },
    portsOf(),
  );
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

const loopOf = async (key: string) => (await portsOf().issues.read(key))?.loop;

const ANN = 'ann@example.com';
const VIP = 'vip@example.com';
const STRANGER = 'stranger@example.com';

/** A worker reads ahead: what it looks for is asked for before it is needed, and loops come behind the queue. */
let readAhead = false;

describe.each([
  ['a function', false],
  ['a worker', true],
] as const)('as %s plans', (_door, ahead) => {
  beforeEach(async () => {
    readAhead = ahead;
    now = instantAt(ZONE, TODAY, '09:00');
    ({ portal, api } = await openBook(
      [
        customer(ANN),
        customer(VIP, { rv_flags: 'high_value_program' }),
        customer(STRANGER, { lifecyclestage: 'lead', hubspot_owner_id: '' }),
      ],
      TODAY,
      {},
      { now: () => now },
    ));
    await run();
  });

  describe('a loop raised from a ticket', () => {
    it('is the ticket’s one loop, whoever raises it and however often; it hangs on the ticket', async () => {
      const id = await ticket('printer', ANN);
      const first = await raise(id, ANN);
      const second = await raise(id, ANN, 'submission-2');
      expect(first).toMatchObject({ ok: true, repeated: false, total: 1 });
      expect(second).toMatchObject({ ok: true, repeated: true, total: 1 });
      if (!first.ok) return;
      const associated = await post('/crm/associations/2026-09/tickets/p146000001_rv_issue/batch/read', {
        inputs: [{ id }],
      });
      expect(associated.results).toHaveLength(1);
      // An ordinary customer's ticket keeps its priority.
      expect((await ticketNow(id)).hs_ticket_priority).toBeNull();
    });

    it('is refused for somebody who is not on the ticket', async () => {
      const id = await ticket('printer', ANN);
      expect(await raise(id, VIP)).toMatchObject({ ok: false, reason: 'not_a_contact' });
    });

    it('gives the ticket of a customer in the programme its priority; the next run does so for every such ticket', async () => {
      const raisedFrom = await ticket('printer', VIP);
      const other = await ticket('scanner', VIP);
      const ordinary = await ticket('mouse', ANN);
      await raise(raisedFrom, VIP);
      expect((await ticketNow(raisedFrom)).hs_ticket_priority).toBe('HIGH');
      expect((await ticketNow(other)).hs_ticket_priority).toBeNull();
      await run();
      expect((await ticketNow(other)).hs_ticket_priority).toBe('HIGH');
      expect((await ticketNow(ordinary)).hs_ticket_priority).toBeNull();
    });
  });

  describe('a ticket that is closed', () => {
    it('P23: without the customer’s word makes the loop wait for one: a call 24 hours after, once', async () => {
      const id = await ticket('printer', ANN);
      const raised = await raise(id, ANN);
      if (!raised.ok) throw new Error(raised.reason);
      const { key } = raised.loop;
      to('2026-09-28', '11:00');
      await close(id);
      to('2026-09-28', '11:30');
      await run();
      expect(await loopOf(key)).toMatchObject({
        state: 'resolved',
        ticketClosedAt: Date.parse('2026-09-28T11:00+08:00'),
        resolvedAt: Date.parse('2026-09-28T11:00+08:00'),
      });
      const { tasks, visits } = await readState(portal);
      const calls = Object.entries(visits).filter(([, { rv_pays }]) => rv_pays?.includes('P23@2026-09-28'));
      expect(calls.map(([visit]) => tasks[`visit:${visit}`]?.hs_task_status)).toEqual(['NOT_STARTED']);
      // One matter, one task: neither the ticket's clock nor the loop's has another.
      expect(Object.keys(tasks).filter((task) => /:P2[23]$/.test(task))).toEqual([]);
      await run();
      expect((await portsOf().issues.read(key))?.events?.filter(({ type }) => type === 'ticket_closed')).toHaveLength(
        1,
      );
    });

    it('P23: that nobody raised a loop from gets one; one of nobody’s customer does not', async () => {
      const known = await ticket('printer', ANN);
      const unknown = await ticket('a question', STRANGER);
      to('2026-09-28', '11:00');
      await close(known);
      await close(unknown);
      to('2026-09-28', '11:30');
      await run();
      const found = await portsOf().issues.ofTickets([known, unknown]);
      expect(found.map(({ description, state, ticketId }) => [description, state, ticketId])).toEqual([
        ['printer', 'resolved', known],
      ]);
      const { contacts } = await readState(portal);
      expect(contacts[ANN]).toMatchObject({ rv_open_loops: '1' });
    });

    it('is closed by us when the customer confirms; without a score one survey falls due 24 hours after, with one none', async () => {
      const scoreless = await ticket('printer', ANN);
      const scored = await ticket('scanner', VIP);
      const keys: string[] = [];
      for (const [id, email] of [
        [scoreless, ANN],
        [scored, VIP],
      ] as const) {
        const raised = await raise(id, email);
        if (!raised.ok) throw new Error(raised.reason);
        keys.push(raised.loop.key);
      }
      const [a = '', b = ''] = keys;
      to('2026-09-28', '10:00');
      await move(a, ANN, { type: 'resolve', reply: '更换了网线' });
      await move(a, ANN, { type: 'confirm', answer: '好了', how: 'phone' });
      await move(b, VIP, { type: 'resolve', reply: '更换了网线' });
      await move(b, VIP, { type: 'confirm', answer: '好了', how: 'phone', score: 5 });
      expect((await ticketNow(scoreless)).hs_pipeline_stage).toBe(CLOSED);
      expect((await ticketNow(scored)).hs_pipeline_stage).toBe(CLOSED);
      to('2026-09-28', '10:30');
      await run();
      const surveyOf = async (key: string) => {
        const found = await post('/crm/objects/2026-09/p146000001_rv_issue/search', {
          filterGroups: [{ filters: [{ propertyName: 'rv_issue_key', operator: 'EQ', value: key }] }],
          properties: ['rv_survey_at', 'rv_ticket_closed_at', 'rv_state'],
          limit: 1,
        });
        return found.results[0].properties;
      };
      expect(await surveyOf(a)).toMatchObject({ rv_survey_at: '2026-09-29T02:00:00Z', rv_state: 'confirmed' });
      expect((await surveyOf(b)).rv_survey_at ?? '').toBe('');
      // Neither is called about once more.
      const { tasks } = await readState(portal);
      expect(Object.keys(tasks).filter((key) => key.includes(':P23'))).toEqual([]);
    });
  });

  it('where the token may not read tickets, planning goes on and asks again only after a day', async () => {
    let asked = 0;
    const forbidden = () =>
      portsOf(async (call, send) => {
        if (!call.path.startsWith(TICKETS)) return send();
        asked += 1;
        throw portalError(call.attempting, 403, { message: 'This app hasn’t been granted all required scopes' });
      });
    await run(forbidden());
    await run(forbidden());
    expect(asked).toBe(1);
    to('2026-09-29', '09:30');
    await run(forbidden());
    expect(asked).toBe(2);
  });
});
