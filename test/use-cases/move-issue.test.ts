import { beforeEach, describe, expect, it } from 'vitest';
import { type LoopMove, moveIssueInput } from '../../src/contract/move-issue.ts';
import { raiseIssueInput } from '../../src/contract/raise-issue.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import { DEFAULT_DUTIES } from '../../src/domain/policy/default-duties.ts';
import { DEFAULT_LOOPS } from '../../src/domain/policy/default-loops.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import type { Call } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { checkLoops } from '../../src/use-cases/loops/check-loops.ts';
import { moveIssue } from '../../src/use-cases/loops/move-issue.ts';
import { openLoops } from '../../src/use-cases/loops/open-loops.ts';
import { raiseIssue } from '../../src/use-cases/loops/raise-issue.ts';
import type { Ports } from '../../src/use-cases/ports/ports.ts';
import { apiInto, openBook, readState, ZONE } from '../support/book.ts';

const TODAY = day('2026-09-29');
const MAIL = 'wang@example.com';
/** The embedded portal's own, unless another is asked for. */
const PORTAL = { portalId: 146_000_001, timeZone: ZONE };

let portal: Portal;
let contactId: string;
let commands = 0;
/** A book's clock stands still; the test moves it. */
let now = 0;
const to = (on: string, time: string): void => {
  now = instantAt(ZONE, day(on), time);
};

function portsOf(around: (call: Call, send: () => Promise<unknown>) => Promise<unknown> = (_, send) => send()): Ports {
  return hubspotPorts(
    apiInto(portal, ({ call }, send) => around(call, send) as ReturnType<typeof send>),
    { now: () => now, portal: PORTAL },
  );
}

beforeEach(async () => {
  to('2026-09-29', '09:00');
  const book = await openBook(
    [
      {
        email: MAIL,
        lastname: '王',
        firstname: '建国',
        hubspot_owner_id: '71',
        rv_service_owner: '72',
        lifecyclestage: 'customer',
        rv_tier: 'A',
        rv_flags: 'high_value_program',
      },
    ],
    TODAY,
    {},
    { now: () => now },
  );
  portal = book.portal;
  const { body } = await book.api.call({
    method: 'POST',
    path: '/crm/objects/2026-09/contacts/search',
    body: { filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: MAIL }] }], limit: 1 },
    attempting: 'test',
    repeatable: true,
  });
  contactId = String(body.results[0].id);
  await book.api.call({
    method: 'PATCH',
    path: `/crm/objects/2026-09/contacts/${contactId}`,
    body: { properties: { rv_customer_key: contactId } },
    attempting: 'test',
    repeatable: true,
  });
});

const raise = async (more: object = {}, ports = portsOf()) => {
  const answer = await raiseIssue(
    {
      ...raiseIssueInput.parse({
        submissionId: 'submission-1',
        kind: 'problem',
        description: '打印机接口每周断一次',
        ...more,
      }),
      contactId,
      today: TODAY,
    },
    ports,
  );
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer;
};

const KEY = () => `${contactId}:i:submission-1`;
async function move(
  what: LoopMove,
  {
    expected,
    commandId,
    claimedBy = 'amy',
    ports = portsOf(),
  }: Partial<{ expected: number; commandId: string; claimedBy: string; ports: Ports }> = {},
) {
  commands += 1;
  const id = commandId ?? `command-${commands}`;
  const listed = await portsOf().issues.read(KEY());
  return moveIssue(
    moveIssueInput.parse({
      issueKey: KEY(),
      commandId: id,
      expected: expected ?? listed?.loop?.movedAt ?? 1,
      claimedBy,
      move: what,
    }),
    { contactId, today: TODAY },
    ports,
  );
}
async function moved(...args: Parameters<typeof move>) {
  const answer = await move(...args);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer;
}
const taskOf = async (key: string) => (await readState(portal)).tasks[key];

describe('a loop of a high-value customer, from the eve of National Day on', () => {
  it('is raised urgent at 17:50 with its clocks, due instants on the record and a task for each', async () => {
    to('2026-09-30', '17:50');
    const { loop } = await raise({ urgency: 'urgent' });
    expect(loop.clocks.map(({ id, dueAt }) => [id, dueAt])).toEqual([
      ['P13', '2026-10-08T02:50:00.000Z'],
      ['P14', '2026-10-01T09:50:00.000Z'],
      ['P40', '2026-10-08T10:00:00.000Z'],
    ]);
    const stored = await portsOf().issues.read(KEY());
    expect(stored?.loop?.state).toBe('raised');
    const p13 = await taskOf(`issue:${KEY()}:P13`);
    expect(p13).toMatchObject({
      hs_task_status: 'NOT_STARTED',
      hs_timestamp: '2026-10-08T02:50:00Z',
      hubspot_owner_id: '71',
    });
    expect(p13?.hs_task_subject).toContain('王建国');
    const listed = await openLoops({ contactId, skip: 0, today: TODAY }, portsOf());
    expect(listed).toMatchObject({
      ok: true,
      total: 1,
      loops: [
        {
          dueAt: '2026-10-01T09:50:00.000Z',
          movedAt: 1,
          clocks: [
            {
              id: 'P13',
              state: 'running',
              steps: [
                { do: 'start', at: '2026-09-30T17:50+08:00' },
                { do: 'work', minutes: 10, at: '2026-09-30T18:00+08:00' },
                { do: 'off', days: 7, first: '2026-10-01', last: '2026-10-07', at: '2026-10-08T09:00+08:00' },
                { do: 'work', minutes: 110, at: '2026-10-08T10:50+08:00' },
              ],
            },
            { id: 'P14' },
            { id: 'P40' },
          ],
        },
      ],
    });
  });

  it('goes from raised to confirmed; tasks of clocks that ended are completed, the confirmation is the account manager’s', async () => {
    await raise({ urgency: 'urgent' });
    await moved({ type: 'accept' });
    to('2026-09-29', '09:30');
    await moved({ type: 'promise', promise: { kind: 'simple', text: '回电告知原因' } });
    const promiseKey = Object.keys((await readState(portal)).tasks).find((key) => key.startsWith('promise:')) ?? '';
    expect(await taskOf(promiseKey)).toMatchObject({ hs_timestamp: '2026-09-29T03:30:00Z' });
    expect(await taskOf(`issue:${KEY()}:P13`)).toMatchObject({ hs_task_status: 'COMPLETED' });
    await moved({ type: 'start' });
    to('2026-09-29', '11:00');
    await moved({ type: 'keep', promiseId: promiseKey.split(':').at(-1) ?? '' });
    expect(await taskOf(promiseKey)).toMatchObject({ hs_task_status: 'COMPLETED' });
    const resolved = await moved({ type: 'resolve', reply: '更换了网线' });
    expect(resolved.loop).toMatchObject({ state: 'resolved', reply: '更换了网线' });
    // Standing still while we wait for the customer, and no due instant.
    expect(resolved.loop.clocks.find(({ id }) => id === 'P14')).toMatchObject({ state: 'standing' });
    // One matter, one task: the call is planned as a visit, and that has its own.
    const asking = (await portsOf().issues.read(KEY()))?.clocks?.find(({ id }) => id === 'P22');
    expect(asking).toMatchObject({ ownerId: '71', inVisit: true, dueAt: Date.parse('2026-09-30T03:00:00Z') });
    expect(await taskOf(`issue:${KEY()}:P22`)).toBeUndefined();
    to('2026-09-30', '10:00');
    const confirmed = await moved({ type: 'confirm', answer: '好了', how: 'phone', score: 5 }, { claimedBy: 'bob' });
    expect(confirmed).toMatchObject({
      total: 0,
      loop: { state: 'confirmed', answer: '好了', score: { value: 5, selfCollected: false }, clocks: [] },
    });
    const { tasks, contacts } = await readState(portal);
    expect(Object.values(tasks).map(({ hs_task_status }) => hs_task_status)).toEqual(
      Object.values(tasks).map(() => 'COMPLETED'),
    );
    expect(contacts[MAIL]).toMatchObject({ rv_open_loops: '0', rv_last_csat: '5' });
  });

  it('stands still while it waits for the customer over the holiday, and is due 184 hours later', async () => {
    to('2026-09-30', '15:00');
    await raise();
    await moved({ type: 'accept' });
    to('2026-09-30', '17:00');
    const waiting = await moved({ type: 'wait_for_customer', waitingFor: '序列号' });
    expect(waiting.loop).toMatchObject({ waitingFor: '序列号' });
    expect(waiting.loop.clocks.map(({ state }) => state)).toEqual(['standing', 'standing']);
    expect(waiting.loop.clocks[0]?.dueAt).toBeUndefined();
    to('2026-10-08', '09:00');
    const back = await moved({ type: 'customer_answered' });
    expect(back.loop.clocks[0]).toMatchObject({ id: 'P14', dueAt: '2026-10-08T23:00:00.000Z' });
  });
});

describe('a move', () => {
  it('that the state does not allow is refused with the state and what is allowed, and nothing is written', async () => {
    await raise();
    const before = await readState(portal);
    const answer = await move({ type: 'confirm', answer: 'yes', how: 'phone' });
    expect(answer).toMatchObject({ ok: false, reason: 'not_allowed_now', loop: { state: 'raised', movedAt: 1 } });
    if (!answer.ok)
      expect(answer.message.en).toMatch(/“raised”; possible now: accept, tell progress, promise, resolve/);
    expect(await readState(portal)).toEqual(before);
  });

  it('by a second person who looked before the first moved is refused, and shows what the first did', async () => {
    await raise();
    const looked = { expected: 1 };
    await moved({ type: 'accept' }, { ...looked, claimedBy: 'amy' });
    const second = await move({ type: 'resolve', reply: 'done' }, { ...looked, claimedBy: 'bob' });
    expect(second).toMatchObject({
      ok: false,
      reason: 'moved_meanwhile',
      loop: { state: 'accepted', done: [{ type: 'accepted', by: 'amy' }, { type: 'raised' }] },
    });
  });

  it('by two people at the same moment is carried out once', async () => {
    await raise();
    const answers = await Promise.all([
      move({ type: 'accept' }, { expected: 1, claimedBy: 'amy' }),
      move({ type: 'resolve', reply: 'done' }, { expected: 1, claimedBy: 'bob' }),
    ]);
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
    const stored = await portsOf().issues.read(KEY());
    expect(stored?.events?.filter(({ type }) => ['accepted', 'resolved'].includes(type))).toHaveLength(1);
  });

  it('sent twice moves once', async () => {
    await raise();
    const first = await moved({ type: 'accept' }, { commandId: 'the-same-command' });
    const state = await readState(portal);
    const again = await moved({ type: 'accept' }, { commandId: 'the-same-command', expected: 1 });
    expect([first.repeated, again.repeated]).toEqual([false, true]);
    expect(again.loop.movedAt).toBe(first.loop.movedAt);
    expect(await readState(portal)).toEqual(state);
  });

  it('cut off at any call and sent again ends the same', async () => {
    await raise({ urgency: 'urgent' });
    const calls: string[] = [];
    await moved({ type: 'tell', text: '工程师在路上', reached: true });
    const cutAt = async (n: number): Promise<void> => {
      let sent = 0;
      const ports = portsOf(async (call, send) => {
        sent += 1;
        if (sent === n) throw new Error('cut');
        calls.push(call.path);
        return send();
      });
      const commandId = `resolve-number-${n}`;
      const listed = await portsOf().issues.read(KEY());
      const expected = listed?.loop?.movedAt ?? 1;
      const what: LoopMove =
        listed?.loop?.state === 'resolved' ? { type: 'reopen', why: 'again' } : { type: 'resolve', reply: 'x' };
      await move(what, { commandId, expected, ports }).catch(() => {});
      // A claim that was left behind is the same command's.
      await moved(what, { commandId, expected });
      const { tasks } = await readState(portal);
      const stored = await portsOf().issues.read(KEY());
      const running = (stored?.clocks ?? []).flatMap(({ id, inVisit }) => (inVisit ? [] : [`issue:${KEY()}:${id}`]));
      for (const key of running) expect(tasks[key]?.hs_task_status, `${key} after cut ${n}`).toBe('NOT_STARTED');
      for (const [key, task] of Object.entries(tasks)) {
        if (!running.includes(key)) expect(task.hs_task_status, `${key} after cut ${n}`).toBe('COMPLETED');
      }
    };
    for (let n = 4; n <= 16; n += 1) await cutAt(n);
  });

  it('gives a low score a loop of its own, once', async () => {
    await raise();
    await moved({ type: 'resolve', reply: 'x' });
    const confirm: LoopMove = { type: 'confirm', answer: 'it works, but it took weeks', how: 'phone', score: 2 };
    const answer = await moved(confirm, { commandId: 'confirm-low-score' });
    expect(answer).toMatchObject({
      total: 1,
      raised: [{ key: `${KEY()}:mark`, because: ['low_score'], clocks: [{ id: 'P14' }, { id: 'P42' }, { id: 'P40' }] }],
    });
    const again = await moved(confirm, { commandId: 'confirm-low-score', expected: 1 });
    expect(again.total).toBe(1);
  });

  it('closes unconfirmed after three attempts on three working days, and is not counted as confirmed', async () => {
    await raise();
    await moved({ type: 'resolve', reply: 'x' });
    for (const on of ['2026-09-29', '2026-09-30']) {
      to(on, '16:00');
      await moved({ type: 'attempt_confirmation' });
      expect(await move({ type: 'attempt_confirmation' })).toMatchObject({ ok: false, reason: 'not_allowed_now' });
    }
    to('2026-10-08', '16:00');
    expect(await moved({ type: 'attempt_confirmation' })).toMatchObject({
      total: 0,
      loop: { state: 'closed_unconfirmed', attempts: ['2026-09-29', '2026-09-30', '2026-10-08'] },
    });
  });

  it.each([
    [
      'a promise in the past',
      { type: 'promise', promise: { kind: 'result', text: 'x', due: { dueOn: '2026-09-28' } } },
    ],
    [
      'a promise ten years ahead',
      { type: 'promise', promise: { kind: 'result', text: 'x', due: { dueOn: '2036-09-28' } } },
    ],
    ['a measure for yesterday', { type: 'set_measure', what: 'x', department: 'x', person: 'x', dueOn: '2026-09-28' }],
  ] as const)('with %s is refused with its field', async (_, what) => {
    await raise();
    const answer = await move(what);
    expect(answer).toMatchObject({ ok: false, reason: 'bad_input' });
    if (!answer.ok) expect(answer.fields).toHaveLength(1);
  });

  it('of a loop of somebody else is refused', async () => {
    const answer = await moveIssue(
      moveIssueInput.parse({ issueKey: '999:i:x', commandId: 'command-x', expected: 1, move: { type: 'start' } }),
      { contactId, today: TODAY },
      portsOf(),
    );
    expect(answer).toMatchObject({ ok: false, reason: 'no_loop' });
  });

  it('of a loop whose owner left goes on, and can be handed over', async () => {
    await raise();
    const answer = await moved({ type: 'reassign', ownerRole: 'service_engineer', ownerId: '72' });
    expect(answer.loop).toMatchObject({ ownerName: 'Owner 72' });
    expect((await portsOf().issues.read(KEY()))?.ownerId).toBe('72');
  });
});

describe('fifty open loops', () => {
  it('take two calls and at most 24 kB, each with its clocks and their arithmetic', async () => {
    const description = '客户说打印机每周断线一次，希望我们尽快派人检查并给出原因。'.repeat(20);
    for (let i = 0; i < 50; i += 1) await raise({ submissionId: `submission-${i}`, description, urgency: 'urgent' });
    const calls: Call[] = [];
    const ports = portsOf((call, send) => {
      calls.push(call);
      return send();
    });
    const answer = await openLoops({ contactId, skip: 0, today: TODAY }, ports);
    if (!answer.ok) throw new Error(answer.reason);
    expect(calls.length).toBeLessThanOrEqual(3);
    expect(new TextEncoder().encode(JSON.stringify(answer)).length).toBeLessThanOrEqual(24_000);
    expect(answer.total).toBe(50);
    for (const { clocks } of answer.loops) {
      expect(clocks).toHaveLength(3);
      for (const { steps } of clocks) expect(steps?.length).toBeGreaterThan(1);
    }
    expect(answer.loops.length).toBeGreaterThanOrEqual(6);
    expect(answer.next).toBe(answer.loops.length);
  });
});

describe('what the clocks reach while nobody moves a loop', () => {
  it('is written down once, at the instant at which it was true; with nothing reached one read and one search are all', async () => {
    await raise({ urgency: 'urgent' });
    const calls: Call[] = [];
    const ports = portsOf((call, send) => {
      calls.push(call);
      return send();
    });
    // The first look ever notes from when on hands are looked for.
    await checkLoops(portsOf());
    expect(await checkLoops(ports)).toMatchObject({ ok: true, checked: 0 });
    expect(calls.map(({ method }) => method)).toEqual(['POST', 'POST']);
    to('2026-09-29', '16:00');
    expect(await checkLoops(portsOf())).toMatchObject({
      ok: true,
      checked: 1,
      breached: [KEY()],
      escalated: [KEY()],
      more: false,
    });
    const stored = await portsOf().issues.read(KEY());
    expect(stored?.loop?.alarms.P13).toEqual({
      warnedAt: Date.parse('2026-09-29T10:30+08:00'),
      breachedAt: Date.parse('2026-09-29T11:00+08:00'),
      escalatedAt: Date.parse('2026-09-29T14:00+08:00'),
    });
    // Nobody's move: who looked before goes on.
    expect(stored?.loop?.movedAt).toBe(1);
    expect(await checkLoops(portsOf())).toMatchObject({ ok: true, checked: 0 });
  });
});

describe('a policy that is changed while a loop is open', () => {
  const publish = async (newTermsFor: 'new' | 'new_and_open') => {
    const { policies } = hubspotPorts(apiInto(portal), { now: () => now, portal: PORTAL });
    const duties = DEFAULT_DUTIES.map((duty) =>
      duty.id === 'P14' ? { ...duty, latest: { n: 48, unit: 'h' as const } } : duty,
    );
    const loops = { ...DEFAULT_LOOPS, newTermsFor: { ...DEFAULT_LOOPS.newTermsFor, value: newTermsFor } };
    await policies.publish(2, { ...DEFAULT_POLICY, goLiveOn: '2026-09-29', version: 2, duties, loops });
  };

  it.each([
    ['new', '2026-09-30T01:00:00.000Z'],
    ['new_and_open', '2026-10-01T01:00:00.000Z'],
  ] as const)('times %s loops by it', async (which, dueAt) => {
    await raise();
    await publish(which);
    const { loop } = await moved({ type: 'accept' });
    expect(loop.clocks.find(({ id }) => id === 'P14')?.dueAt).toBe(dueAt);
  });
});
