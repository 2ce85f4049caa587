import { beforeAll, describe, expect, it } from 'vitest';
import { type LoggedVisit, logVisitInput } from '../../src/contract/log-visit.ts';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { addDays, day } from '../../src/domain/calendar/day.ts';
import type { Answer } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import type { Ports } from '../../src/use-cases/ports/ports.ts';
import { logVisit } from '../../src/use-cases/visiting/log-visit.ts';
import { apiInto, type BookState, openBook, planBook, portalFrom, readState, type Sent } from '../support/book.ts';

const TODAY = day('2026-11-23');
/** 王建国: tier A, last talk 2026-10-27, visit planned on 2026-11-24. */
const EMAIL = 'kehu9@example.cn';

let planned: unknown;
let contactId: string;

beforeAll(async () => {
  const { portal, api } = await openBook(demoCustomers(TODAY), TODAY);
  await planBook(portal, api, TODAY);
  planned = portal.snapshot();
  contactId = (await readState(portal)).contacts[EMAIL]?.rv_customer_key ?? '';
});

const fresh = (today = TODAY): Portal => portalFrom(planned, today, '15:00');

function portsOf(portal: Portal, around?: (sent: Sent, send: () => Promise<Answer>) => Promise<Answer>): Ports {
  return hubspotPorts(apiInto(portal, around), { now: () => portal.now() });
}

function report(more: { readonly [name: string]: unknown } = {}): LoggedVisit {
  return logVisitInput.parse({
    visitKey: `${contactId}:1`,
    submissionId: 'form-0001',
    outcome: 'reached',
    channel: 'phone',
    heldOn: '2026-11-23',
    feedback: { problem: '接口每周断一次' },
    scores: { response_speed: 5, service_quality: 4 },
    scoresCollectedBy: 'rep_on_phone',
    nps: 9,
    ...more,
  });
}

const context = () => ({ contactId, today: TODAY });

async function callsOf(portal: Portal): Promise<{ id: string; properties: { [name: string]: string | null } }[]> {
  const { body } = await apiInto(portal).call({
    method: 'GET',
    path: '/crm/objects/2026-09/calls',
    query: { properties: 'rv_activity_key,hs_call_body,hs_call_status,hs_call_direction' },
    attempting: 'test',
    repeatable: true,
  });
  return body.results;
}

describe('a visit that is logged', () => {
  it('writes the record, the call on the timeline, the completed task and the next date', async () => {
    const portal = fresh();
    const answer = await logVisit(report(), context(), portsOf(portal));
    expect(answer).toMatchObject({
      ok: true,
      repeated: false,
      wrote: { activity: 'call', taskCompleted: true },
      next: { on: '2026-12-21', open: false },
    });
    const state = await readState(portal);
    expect(state.visits[`${contactId}:1`]).toMatchObject({
      rv_status: 'held',
      rv_outcome: 'reached',
      rv_problem: '接口每周断一次',
      rv_scores: 'response_speed=5;service_quality=4',
      rv_nps: '9',
      rv_submission: 'form-0001',
    });
    expect(state.tasks[`visit:${contactId}:1`]?.hs_task_status).toBe('COMPLETED');
    expect(state.contacts[EMAIL]).toMatchObject({
      rv_next_visit_on: '2026-12-21',
      rv_last_csat: '4.5',
      rv_last_nps: '9',
      rv_last_touch_kind: 'call:out',
    });
    const [call, ...more] = await callsOf(portal);
    expect(more).toEqual([]);
    expect(call?.properties).toMatchObject({ hs_call_status: 'COMPLETED', hs_call_direction: 'OUTBOUND' });
    expect(call?.properties.hs_call_body).toContain('接口每周断一次');
  });

  it('is written once when the same form is sent twice', async () => {
    const portal = fresh();
    await logVisit(report(), context(), portsOf(portal));
    const once = await readState(portal);
    const again = await logVisit(report(), context(), portsOf(portal));
    expect(again).toMatchObject({ ok: true, repeated: true, next: { on: '2026-12-21' } });
    expect(await readState(portal)).toEqual(once);
    expect(await callsOf(portal)).toHaveLength(1);
  });

  it('refuses a second rep’s record of the same visit, and writes nothing', async () => {
    const portal = fresh();
    await logVisit(report(), context(), portsOf(portal));
    const once = await readState(portal);
    const second = await logVisit(
      report({ submissionId: 'form-0002', outcome: 'refused' }),
      context(),
      portsOf(portal),
    );
    expect(second).toMatchObject({ ok: false, reason: 'already_recorded' });
    expect(await readState(portal)).toEqual(once);
  });

  it('ends the same wherever it is cut off, when the form is sent again', async () => {
    const whole = fresh();
    let calls = 0;
    await logVisit(
      report(),
      context(),
      portsOf(whole, (_, send) => {
        calls += 1;
        return send();
      }),
    );
    const wanted = await readState(whole);
    for (let at = 1; at <= calls; at += 1) {
      for (const when of ['before', 'after'] as const) {
        const portal = fresh();
        const dying = portsOf(portal, async ({ number }, send) => {
          if (number > at || (number === at && when === 'before')) throw new Error('cut off');
          const answer = await send();
          if (number === at) throw new Error('cut off');
          return answer;
        });
        await expect(logVisit(report(), context(), dying)).rejects.toThrow('cut off');
        await logVisit(report(), context(), portsOf(portal));
        expect(withoutClock(await readState(portal)), `cut off ${when} call ${at}`).toEqual(withoutClock(wanted));
        expect(await callsOf(portal), `cut off ${when} call ${at}`).toHaveLength(1);
      }
    }
  });

  it('is healed by the next planning when nobody sends the form again', async () => {
    const whole = fresh();
    await logVisit(report(), context(), portsOf(whole));
    const wanted = await readState(whole);
    const portal = fresh();
    // Cut off right after the visit itself was recorded.
    const dying = portsOf(portal, async ({ call }, send) => {
      const answer = await send();
      if (call.attempting === 'recording the visit') throw new Error('cut off');
      return answer;
    });
    await expect(logVisit(report(), context(), dying)).rejects.toThrow('cut off');
    await planBook(portal, apiInto(portal), TODAY);
    const healed = await readState(portal);
    expect(healed.tasks).toEqual(wanted.tasks);
    expect(healed.contacts[EMAIL]?.rv_next_visit_on).toBe('2026-12-21');
  });

  it('counts attempts on three days and then gives up, with the task completed and the next one planned from the last attempt', async () => {
    let portal = fresh();
    const days = ['2026-11-24', '2026-11-25', '2026-11-26'].map(day);
    for (const [index, on] of days.entries()) {
      portal = portalFrom(portal.snapshot(), on, '15:00');
      await planBook(portal, apiInto(portal), on);
      const heldOn = ['2026-11-24', '2026-11-25', '2026-11-26'][index];
      const answer = await logVisit(
        report({
          outcome: 'no_answer',
          heldOn,
          submissionId: `form-100${index}`,
          feedback: {},
          scores: {},
          nps: undefined,
        }),
        { contactId, today: on },
        portsOf(portal),
      );
      expect(answer).toMatchObject({ ok: true, wrote: { activity: 'call', taskCompleted: index === 2 } });
    }
    const state = await readState(portal);
    expect(state.visits[`${contactId}:1`]).toMatchObject({
      rv_status: 'unreached',
      rv_attempts: '2026-11-24;2026-11-25;2026-11-26',
    });
    expect(state.tasks[`visit:${contactId}:1`]?.hs_task_status).toBe('COMPLETED');
    // 28 days after the last attempt of Thursday 2026-11-26.
    expect(state.contacts[EMAIL]?.rv_next_visit_on).toBe('2026-12-24');
    expect(await callsOf(portal)).toHaveLength(3);
  });

  it('moves to the new day when it is rescheduled, and its task with it', async () => {
    const portal = fresh();
    const answer = await logVisit(
      report({ outcome: 'rescheduled', nextContactOn: '2026-11-26', rescheduleReason: '客户出差' }),
      context(),
      portsOf(portal),
    );
    expect(answer).toMatchObject({
      ok: true,
      wrote: { activity: null, taskCompleted: false },
      next: { on: '2026-11-26', open: true },
    });
    const state = await readState(portal);
    expect(state.visits[`${contactId}:1`]).toMatchObject({
      rv_status: 'planned',
      rv_scheduled_on: '2026-11-26',
      rv_reschedule_reason: '客户出差',
    });
    expect(state.tasks[`visit:${contactId}:1`]).toMatchObject({
      hs_task_status: 'NOT_STARTED',
      hs_timestamp: '2026-11-26T01:00:00Z',
    });
  });

  it('is recorded and its task completed while planning is paused; what follows is planned afterwards', async () => {
    const portal = fresh();
    const ports = portsOf(portal);
    await ports.runs.pause('年终盘点');
    expect(await logVisit(report(), context(), ports)).toMatchObject({
      ok: true,
      wrote: { taskCompleted: true },
      next: null,
    });
    const paused = await readState(portal);
    expect(paused.visits[`${contactId}:1`]?.rv_status).toBe('held');
    expect(paused.tasks[`visit:${contactId}:1`]?.hs_task_status).toBe('COMPLETED');
    await expect(planBook(portal, apiInto(portal), TODAY)).rejects.toThrow('年终盘点');
    await ports.runs.pause(null);
    await planBook(portal, apiInto(portal), TODAY);
    expect((await readState(portal)).contacts[EMAIL]?.rv_next_visit_on).toBe('2026-12-21');
  });

  it('refuses a visit of somebody else, a withdrawn one, a talk in the future', async () => {
    const portal = fresh();
    const before = await readState(portal);
    expect(
      await logVisit(report({ visitKey: `${Number(contactId) + 1}:1` }), context(), portsOf(portal)),
    ).toMatchObject({ ok: false, reason: 'no_visit' });
    expect(await logVisit(report({ visitKey: `${contactId}:9` }), context(), portsOf(portal))).toMatchObject({
      ok: false,
      reason: 'no_visit',
    });
    expect(await logVisit(report({ heldOn: '2026-11-24' }), context(), portsOf(portal))).toMatchObject({
      ok: false,
      reason: 'bad_input',
      fields: [{ path: 'heldOn' }],
    });
    expect(await logVisit(report(), { contactId: '999999', today: addDays(TODAY, 0) }, portsOf(portal))).toMatchObject({
      ok: false,
      reason: 'not_a_contact',
    });
    expect(await readState(portal)).toEqual(before);
  });
});

/** The instant of recording is the one thing a second try may change. */
function withoutClock(state: BookState): BookState {
  return {
    ...state,
    visits: Object.fromEntries(
      Object.entries(state.visits).map(([key, visit]) => [
        key,
        Object.fromEntries(Object.entries(visit).filter(([name]) => name !== 'rv_recorded_at')),
      ]),
    ),
  };
}
