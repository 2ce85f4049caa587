import { beforeEach, describe, expect, it } from 'vitest';
import { type LoopMove, moveIssueInput } from '../../src/contract/move-issue.ts';
import { raiseIssueInput } from '../../src/contract/raise-issue.ts';
import { day, formatDay } from '../../src/domain/calendar/day.ts';
import { dayIn, instantAt } from '../../src/domain/calendar/zone.ts';
import { replay } from '../../src/domain/loop/evolve.ts';
import { DEFAULT_LOOPS } from '../../src/domain/policy/default-loops.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import type { Call } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { checkLoops, retimeLoops } from '../../src/use-cases/loops/check-loops.ts';
import { moveIssue } from '../../src/use-cases/loops/move-issue.ts';
import { raiseIssue } from '../../src/use-cases/loops/raise-issue.ts';
import { planUntilDone } from '../../src/use-cases/planning/plan-until-done.ts';
import { apiInto, openBook, readState, ZONE } from '../support/book.ts';

const TODAY = day('2026-09-29');
const LEAD = '79';
const WANG = {
  email: 'wang@example.com',
  lastname: '王',
  firstname: '建国',
  hubspot_owner_id: '71',
  rv_service_owner: '72',
  rv_care_owner: LEAD,
  lifecyclestage: 'customer',
  rv_tier: 'A',
  rv_flags: 'high_value_program',
};
const POLICY: Partial<Policy> = { team: { ...DEFAULT_POLICY.team, lead: LEAD } };

let portal: Portal;
let contactId = '';
let now = 0;
const to = (on: string, time: string): void => {
  now = instantAt(ZONE, day(on), time);
  portal?.setNow(now);
};

function portsOf(around: (call: Call, send: () => Promise<unknown>) => Promise<unknown> = (_, send) => send()) {
  return hubspotPorts(
    apiInto(portal, ({ call }, send) => around(call, send) as ReturnType<typeof send>),
    { now: () => now, sleep: async () => {}, portal: { portalId: 146_000_001, timeZone: ZONE } },
  );
}

/** The daily or hourly run; answers its calls. */
async function run(): Promise<readonly Call[]> {
  const calls: Call[] = [];
  const ports = portsOf((call, send) => {
    calls.push(call);
    return send();
  });
  const result = await planUntilDone(ports, { today: dayIn(ZONE, now), trigger: 'command' });
  if (!result.ok || !result.done) throw new Error(JSON.stringify(result));
  return calls;
}

async function publish(version: number, change: Partial<Policy>): Promise<void> {
  await portsOf().policies.publish(version, {
    ...DEFAULT_POLICY,
    ...POLICY,
    goLiveOn: formatDay(TODAY),
    ...change,
    version,
  });
}

async function raise(submissionId: string, more: object = {}): Promise<string> {
  const answer = await raiseIssue(
    {
      ...raiseIssueInput.parse({ submissionId, kind: 'problem', description: '打印机每周断线', ...more }),
      contactId,
      today: dayIn(ZONE, now),
    },
    portsOf(),
  );
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer.loop.key;
}

let commands = 0;
async function move(issueKey: string, what: LoopMove) {
  commands += 1;
  const stored = await portsOf().issues.read(issueKey);
  return moveIssue(
    moveIssueInput.parse({
      issueKey,
      commandId: `command-${commands}`,
      expected: stored?.loop?.movedAt ?? 1,
      claimedBy: 'amy',
      move: what,
    }),
    { contactId, today: dayIn(ZONE, now) },
    portsOf(),
  );
}

async function people(ids: readonly string[]): Promise<void> {
  await portal.fetch(
    new Request('http://portal.test/__portal/owners', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        ['71', '72', LEAD].map((id) => ({
          id,
          firstName: 'Owner',
          lastName: id,
          email: `owner-${id}@example.com`,
          archived: !ids.includes(id),
        })),
      ),
    }),
  );
}

const taskOf = async (key: string) => (await readState(portal)).tasks[key];
const stored = async (key: string) => {
  const issue = await portsOf().issues.read(key);
  if (!issue?.loop) throw new Error(`no loop ${key}`);
  return { ...issue, loop: issue.loop };
};

beforeEach(async () => {
  now = instantAt(ZONE, TODAY, '09:00');
  const book = await openBook([WANG], TODAY, POLICY, { now: () => now });
  portal = book.portal;
  const { body } = await book.api.call({
    method: 'POST',
    path: '/crm/objects/2026-09/contacts/search',
    body: { filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: WANG.email }] }], limit: 1 },
    attempting: 'test',
    repeatable: true,
  });
  contactId = String(body.results[0].id);
  await run();
});

const aboutLoops = (calls: readonly Call[]): readonly string[] =>
  calls.map(({ attempting }) => attempting).filter((attempting) => attempting.includes('loop'));

describe('the daily run', () => {
  it('warns, marks a breach, and hands what is long overdue to the lead; steady state is one search', async () => {
    const key = await raise('submission-1', { urgency: 'urgent' });
    expect(aboutLoops(await run())).toEqual(['reading open loops']);
    // Due at 11:00; warned from 10:30, escalated two working hours after, at 14:00.
    to('2026-09-29', '10:40');
    await run();
    expect(await taskOf(`issue:${key}:P13`)).toMatchObject({ hubspot_owner_id: '71', hs_task_priority: 'HIGH' });
    expect((await stored(key)).loop.alarms.P13).toEqual({ warnedAt: Date.parse('2026-09-29T10:30+08:00') });
    to('2026-09-29', '11:30');
    await run();
    expect((await taskOf(`issue:${key}:P13`))?.hs_task_subject).toMatch(/^超时 Overdue · /);
    expect(await taskOf(`issue:${key}:P13`)).toMatchObject({ hubspot_owner_id: '71' });
    to('2026-09-29', '16:00');
    await run();
    expect(await taskOf(`issue:${key}:P13`)).toMatchObject({ hubspot_owner_id: LEAD, hs_task_status: 'NOT_STARTED' });
    expect((await taskOf(`issue:${key}:P13`))?.hs_task_subject).toMatch(/^已上报主管 Escalated · /);
    expect((await stored(key)).loop.alarms.P13?.escalatedAt).toBe(Date.parse('2026-09-29T14:00+08:00'));
    // The other clocks go on with whoever has them.
    expect(await taskOf(`issue:${key}:P14`)).toMatchObject({ hubspot_owner_id: '71' });
    const state = await readState(portal);
    expect(aboutLoops(await run())).toEqual(['reading open loops']);
    expect((await readState(portal)).tasks).toEqual(state.tasks);
  });

  it('stays with the owner where nobody is named as lead, and still says that it was escalated', async () => {
    await publish(2, { team: DEFAULT_POLICY.team ?? {} });
    const key = await raise('submission-1', { urgency: 'urgent' });
    to('2026-09-29', '16:00');
    await run();
    expect(await taskOf(`issue:${key}:P13`)).toMatchObject({ hubspot_owner_id: '71' });
    expect((await taskOf(`issue:${key}:P13`))?.hs_task_subject).toMatch(/^已上报主管 Escalated · /);
  });

  it('looks after a hundred and twenty loops in about ten calls a hundred, and again changes nothing', async () => {
    for (let n = 0; n < 120; n += 1) await raise(`submission-${n}`, { urgency: 'urgent' });
    to('2026-09-29', '16:00');
    const calls: Call[] = [];
    const result = await checkLoops(
      portsOf((call, send) => {
        calls.push(call);
        return send();
      }),
    );
    expect(result).toMatchObject({ ok: true, checked: 120, more: false });
    expect(calls.length).toBeLessThanOrEqual(32);
    expect(await checkLoops(portsOf())).toMatchObject({ ok: true, checked: 0, breached: [] });
  });

  it('cut off at any call and begun again ends as if it had not been', async () => {
    const key = await raise('submission-1', { urgency: 'urgent' });
    to('2026-09-29', '16:00');
    const before = await portal.snapshot();
    await checkLoops(portsOf());
    const whole = await readState(portal);
    for (let n = 1; n <= 12; n += 1) {
      await portal.restore(before);
      let sent = 0;
      const cut = portsOf(async (_, send) => {
        sent += 1;
        if (sent >= n) throw new Error('cut');
        return send();
      });
      await checkLoops(cut).catch(() => {});
      // What a dead one had claimed is free after half a minute.
      now += 31_000;
      await checkLoops(portsOf());
      now -= 31_000;
      expect((await readState(portal)).tasks[`issue:${key}:P13`], `cut ${n}`).toEqual(whole.tasks[`issue:${key}:P13`]);
    }
  });

  it('leaves a loop to whoever moves it at this moment', async () => {
    const key = await raise('submission-1', { urgency: 'urgent' });
    to('2026-09-29', '16:00');
    await portsOf().issues.claim(key, 'somebody-else');
    expect(await checkLoops(portsOf())).toMatchObject({ ok: true, checked: 0 });
    await portsOf().issues.release(key, 'somebody-else');
    expect(await checkLoops(portsOf())).toMatchObject({ ok: true, checked: 1 });
  });
});

describe('a state that somebody set on the record in HubSpot', () => {
  async function set(key: string, state: string): Promise<void> {
    const { id } = await stored(key);
    const answer = await portal.fetch(
      new Request(`http://portal.test/crm/objects/2026-09/p146000001_rv_issue/${id}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', authorization: 'Bearer a-person' },
        body: JSON.stringify({ properties: { rv_state: state } }),
      }),
    );
    expect(answer.status).toBe(200);
  }
  const openVisits = async () =>
    Object.values((await readState(portal)).visits).filter(({ rv_status }) => rv_status === 'planned');

  it('is taken in by the next run: what happened, clocks, and the confirmation that it asks for', async () => {
    const key = await raise('submission-1', { urgency: 'urgent' });
    await run();
    to('2026-09-29', '10:00');
    await set(key, 'resolved');
    to('2026-09-29', '15:00');
    await run();
    const { loop, events = [], state } = await stored(key);
    expect(state).toBe('resolved');
    expect(events.filter(({ type }) => type === 'set_by_hand')).toMatchObject([{ state: 'resolved', by: '' }]);
    expect(replay(events)).toEqual(loop);
    // Timed by when it was set, not by when somebody noticed: answered before 11:00.
    expect(loop).toMatchObject({ state: 'resolved', resolvedAt: Date.parse('2026-09-29T10:00+08:00') });
    expect(loop.ended.find(({ rule }) => rule === 'P13')).toMatchObject({ result: 'met' });
    const { contacts } = await readState(portal);
    expect(contacts[WANG.email]?.rv_asked).toContain('P22 2026-09-29');
    expect((await openVisits()).map(({ rv_pays }) => rv_pays)).toContainEqual(
      expect.stringContaining('P22@2026-09-29'),
    );
    // Once; then nothing is left to do.
    expect(aboutLoops(await run())).toEqual(['reading open loops']);
    expect((await stored(key)).events).toHaveLength(events.length);
  });

  it('“confirmed” is not the customer’s word: the loop waits for that, and is still open', async () => {
    const key = await raise('submission-1');
    await run();
    to('2026-09-29', '10:00');
    await set(key, 'confirmed');
    await run();
    const { loop, state } = await stored(key);
    expect([state, loop.state, loop.confirmedAt]).toEqual(['resolved', 'resolved', undefined]);
    expect((await readState(portal)).contacts[WANG.email]).toMatchObject({ rv_open_loops: '1' });
    expect(await move(key, { type: 'confirm', answer: 'it works', how: 'phone' })).toMatchObject({
      ok: true,
      loop: { state: 'confirmed' },
    });
  });

  it('“closed, not confirmed” ends it; “in progress” opens it again', async () => {
    const key = await raise('submission-1');
    await run();
    to('2026-09-29', '10:00');
    await set(key, 'closed_unconfirmed');
    await run();
    expect((await stored(key)).loop.state).toBe('closed_unconfirmed');
    expect((await readState(portal)).contacts[WANG.email]).toMatchObject({ rv_open_loops: '0' });
    expect((await readState(portal)).contacts[WANG.email]).not.toHaveProperty('rv_open_issue_on');
    to('2026-09-29', '11:00');
    await set(key, 'in_progress');
    await run();
    expect((await stored(key)).loop).toMatchObject({ state: 'in_progress', reopenedTimes: 1 });
    expect((await readState(portal)).contacts[WANG.email]).toMatchObject({ rv_open_loops: '1' });
  });
});

describe('an owner who left', () => {
  it('is relieved at the next alarm: the loop and its tasks go to whoever fills the role, else to the lead', async () => {
    const key = await raise('submission-1', { urgency: 'urgent' });
    await people(['72', LEAD]);
    to('2026-09-29', '10:40');
    await run();
    const issue = await stored(key);
    // Nobody else is account manager of this customer: the role falls back to the lead.
    expect(issue.loop.ownerId).toBe(LEAD);
    expect(issue.events?.map(({ type }) => type)).toContain('reassigned');
    for (const clock of ['P13', 'P14', 'P40'])
      expect(await taskOf(`issue:${key}:${clock}`)).toMatchObject({ hubspot_owner_id: LEAD });
  });

  it('is relieved when anybody moves the loop, and nobody can hand it to somebody who is not there', async () => {
    const key = await raise('submission-1');
    await people(['72', LEAD]);
    expect(await move(key, { type: 'reassign', ownerRole: 'sales', ownerId: '71' })).toMatchObject({
      ok: false,
      reason: 'bad_input',
      fields: [{ path: 'ownerId' }],
    });
    expect(await move(key, { type: 'accept' })).toMatchObject({ ok: true, loop: { ownerName: `Owner ${LEAD}` } });
    expect(await move(key, { type: 'reassign', ownerRole: 'service_engineer', ownerId: '72' })).toMatchObject({
      ok: true,
      loop: { ownerName: 'Owner 72' },
    });
  });

  it('a role without a person goes to whoever fills it for the customer', async () => {
    const key = await raise('submission-1');
    expect(await move(key, { type: 'reassign', ownerRole: 'service_engineer', ownerId: '' })).toMatchObject({
      ok: true,
      loop: { ownerName: 'Owner 72' },
    });
  });
});

describe('a calendar that changes', () => {
  /** Raised on Tuesday at 17:00: eight working hours end on Wednesday at 17:00, the eve of the holiday. */
  const closureWithin = (latest: { n: number; unit: 'wh' | 'h' }): Partial<Policy> => ({
    duties: (DEFAULT_POLICY.duties ?? []).map((duty) =>
      duty.id === 'P14' ? { ...duty, latest, outside: 'keep' as const } : duty,
    ),
  });
  const OFF = {
    calendar: {
      ...DEFAULT_POLICY.calendar,
      exceptions: [{ on: '2026-09-30', working: false, name: '临时放假' }],
    },
  };
  const closure = async (key: string) => (await stored(key)).clocks?.find(({ id }) => id === 'P14')?.dueAt;

  it('moves what is open and in working hours at the next run, once', async () => {
    await publish(2, closureWithin({ n: 8, unit: 'wh' }));
    await run();
    to('2026-09-29', '17:00');
    const key = await raise('submission-1');
    expect(await closure(key)).toBe(Date.parse('2026-09-30T17:00+08:00'));
    await publish(3, { ...closureWithin({ n: 8, unit: 'wh' }), ...OFF });
    await run();
    // Wednesday is off now, then the holiday: the first worked day is 8 October.
    expect(await closure(key)).toBe(Date.parse('2026-10-08T17:00+08:00'));
    expect(await taskOf(`issue:${key}:P14`)).toMatchObject({ hs_timestamp: '2026-10-08T09:00:00Z' });
    const calls = aboutLoops(await run());
    expect(calls).toEqual(['reading open loops']);
  });

  it.each([
    ['new', '2026-09-30T17:00+08:00'],
    ['new_and_open', '2026-09-30T11:00+08:00'],
  ] as const)('a policy that is stricter times %s loops, also those nobody moves', async (which, due) => {
    await publish(2, closureWithin({ n: 8, unit: 'wh' }));
    await run();
    to('2026-09-29', '17:00');
    const key = await raise('submission-1');
    await publish(3, {
      ...closureWithin({ n: 3, unit: 'wh' }),
      loops: { ...DEFAULT_LOOPS, newTermsFor: { ...DEFAULT_LOOPS.newTermsFor, value: which } },
    });
    await run();
    expect(await closure(key)).toBe(Date.parse(due));
  });

  it('is applied page by page; cut off between two pages it goes on where it stopped, done it costs one read', async () => {
    for (let n = 0; n < 130; n += 1) await raise(`submission-${n}`);
    await publish(2, OFF);
    const first = await retimeLoops(portsOf(), '2.1', { goOn: async () => false });
    expect(first).toMatchObject({ ok: true, more: true });
    const calls: Call[] = [];
    const second = await retimeLoops(
      portsOf((call, send) => {
        calls.push(call);
        return send();
      }),
      '2.1',
    );
    expect(second).toMatchObject({ ok: true, more: false });
    const changed = [first, second].map((result) => (result.ok ? result.changed : Number.NaN));
    expect(changed).toEqual([100, 30]);
    // The pages of the second call alone: thirty loops and the end.
    expect(calls.filter(({ attempting }) => attempting === 'reading open loops')).toHaveLength(2);
    calls.length = 0;
    await retimeLoops(
      portsOf((call, send) => {
        calls.push(call);
        return send();
      }),
      '2.1',
    );
    expect(calls).toHaveLength(1);
  });
});

describe('a loop with more than fifty events', () => {
  it('keeps them all: the newest in full, older ones folded into the loop they made and told in a line each', async () => {
    const key = await raise('submission-1');
    await move(key, { type: 'accept' });
    for (let n = 0; n < 60; n += 1) {
      now += 60_000;
      await move(key, { type: 'tell', text: `step ${n}`, reached: n % 2 === 0 });
    }
    const issue = await stored(key);
    expect(issue.events).toHaveLength(50);
    expect(issue.base?.version).toBe(issue.loop.version - 50);
    expect(replay(issue.events ?? [], issue.base)).toEqual(issue.loop);
    const lines = issue.olderEvents?.split('\n') ?? [];
    expect(lines).toHaveLength(issue.loop.version - 50);
    expect(lines.map((line) => Number(line.split(' ')[0]))).toEqual(lines.map((_, index) => index + 1));
    expect(lines[0]).toMatch(/^1 2026-09-29T01:00:00.000Z raised/);
  });
});
