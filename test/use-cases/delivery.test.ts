import { beforeEach, describe, expect, it } from 'vitest';
import { draftLetterInput } from '../../src/contract/draft-letter.ts';
import { type DeliveryMove, moveDeliveryInput } from '../../src/contract/move-delivery.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import type { Answer } from '../../src/hubspot/api.ts';
import { hubspotDeliveries } from '../../src/hubspot/deliveries.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { createPortal, type Portal, type PortalOptions } from '../../src/portal/portal.ts';
import { checkDeliveries } from '../../src/use-cases/delivery/check-deliveries.ts';
import type { DeliveryPorts } from '../../src/use-cases/delivery/delivery-context.ts';
import { draftLetter } from '../../src/use-cases/delivery/draft-letter.ts';
import { moveDelivery } from '../../src/use-cases/delivery/move-delivery.ts';
import { openDelivery } from '../../src/use-cases/delivery/open-delivery.ts';
import { apiInto, openBook, readState, type Sent, ZONE } from '../support/book.ts';

const MAIL = 'wang@example.com';
const PORTAL = { portalId: 146_000_001, timeZone: ZONE };

let portal: Portal;
let contactId: string;
let now = 0;
let today = day('2026-09-01');
let commands = 0;

function on(text: string, time = '09:00'): void {
  today = day(text);
  now = instantAt(ZONE, today, time);
}

function portsOf(around?: (sent: Sent, send: () => Promise<Answer>) => Promise<Answer>, into = portal): DeliveryPorts {
  const api = apiInto(into, around);
  return { ...hubspotPorts(api, { now: () => now, portal: PORTAL }), deliveries: hubspotDeliveries(api) };
}

const prepared = new Map<string, { readonly snapshot: unknown; readonly contactId: string }>();

/** A portal with one customer; the second time it is a copy. */
async function open(flags = '', limits: PortalOptions['limits'] = {}): Promise<void> {
  on('2026-09-01');
  commands = 0;
  const kind = JSON.stringify([flags, limits]);
  const known = prepared.get(kind);
  if (known) {
    portal = createPortal({ timeZone: ZONE, rateLimits: false, seed: 7, now: () => now, limits });
    portal.restore(known.snapshot);
    ({ contactId } = known);
    return;
  }
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
        rv_flags: flags,
      },
    ],
    today,
    {},
    { now: () => now, limits },
  );
  portal = book.portal;
  const { body } = await book.api.call({
    method: 'GET',
    path: '/crm/objects/2026-09/contacts',
    attempting: 'test',
    repeatable: true,
  });
  contactId = String(body.results[0].id);
  prepared.set(kind, { snapshot: portal.snapshot(), contactId });
}

beforeEach(() => open());

const where = () => ({ contactId, today });

async function move(what: DeliveryMove, more: { expected?: number; commandId?: string; ports?: DeliveryPorts } = {}) {
  commands += 1;
  const opened = await openDelivery(where(), portsOf());
  if (!opened.ok) throw new Error(JSON.stringify(opened));
  return moveDelivery(
    moveDeliveryInput.parse({
      commandId: more.commandId ?? `command-${commands}`,
      expected: more.expected ?? opened.page.version,
      claimedBy: 'amy@example.com',
      move: what,
    }),
    where(),
    more.ports ?? portsOf(),
  );
}

async function done(what: DeliveryMove, more: Parameters<typeof move>[1] = {}) {
  const answer = await move(what, more);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

async function planned(): Promise<void> {
  await done({ type: 'begin', startedOn: '2026-09-01' });
  await done({ type: 'add_need', text: '报表自动导出', priority: 'high', expectedOn: '2026-09-30' });
  await done({ type: 'confirm_needs', confirmedBy: '王总', ours: '李强', confirmedOn: '2026-09-01' });
  await done({
    type: 'add_milestone',
    text: '部署测试环境',
    standard: '客户可登录',
    ownerId: '72',
    dueOn: '2026-09-10',
  });
}

const contact = async () => (await readState(portal)).contacts[MAIL];
const taskOf = async (of: string) =>
  Object.entries((await readState(portal)).tasks).find(([key]) => key.startsWith('delivery:') && key.endsWith(of))?.[1];

async function notes(): Promise<string[]> {
  const { body } = await apiInto(portal).call({
    method: 'GET',
    path: '/crm/objects/2026-09/notes',
    query: { properties: 'hs_note_body' },
    attempting: 'test',
    repeatable: true,
  });
  return (body.results as { properties: { hs_note_body: string } }[]).map(({ properties }) => properties.hs_note_body);
}

describe('a project of a customer', () => {
  it('begins, is confirmed and planned; the planner’s facts and the milestone’s task are there', async () => {
    await planned();
    expect(await contact()).toMatchObject({
      rv_delivery_stage: 'delivering',
      rv_delivery_confirmed: 'true',
      rv_delivery_milestone_on: '2026-09-10',
      rv_delivery_open_needs: '1',
      rv_flags: 'in_project',
      rv_service_status: 'in_delivery',
      rv_project_started_on: '2026-09-01',
      rv_replan: 'true',
    });
    const task = await taskOf('milestone:m1');
    expect(task).toMatchObject({
      hs_task_status: 'NOT_STARTED',
      hubspot_owner_id: '72',
      hs_timestamp: '2026-09-10T09:00:00Z',
    });
    expect(task?.hs_task_body).toContain('客户可登录');
  });

  it('goes to service: every need judged, signed, the flag taken away, the survey’s task due within three working days', async () => {
    await planned();
    on('2026-09-09');
    await done({ type: 'finish_milestone', milestoneId: 'm1', doneOn: '2026-09-09' });
    expect(await taskOf('milestone:m1')).toMatchObject({ hs_task_status: 'COMPLETED' });
    expect(await contact()).toMatchObject({ rv_delivery_stage: 'delivered', rv_project_done_on: '2026-09-09' });
    const early = await move({ type: 'accept', acceptedBy: '王总', acceptedOn: '2026-09-09' });
    expect(early).toMatchObject({ ok: false, reason: 'not_allowed_now' });
    expect(!early.ok && early.message.zh).toContain('报表自动导出');
    await done({ type: 'judge_need', needId: 'n1', met: true, remark: '演示通过' });
    const accepted = await done({ type: 'accept', acceptedBy: '王总', acceptedOn: '2026-09-09' });
    expect(accepted.page).toMatchObject({
      stage: 'in_service',
      accepted: { by: '王总', on: '2026-09-09' },
      due: [{ what: 'survey', on: '2026-09-10', latest: '2026-09-14', late: false }],
    });
    expect(await contact()).toMatchObject({
      rv_delivery_stage: 'in_service',
      rv_service_status: 'in_service',
      rv_accepted_on: '2026-09-09',
      rv_delivery_survey_by: '2026-09-14',
    });
    expect((await contact())?.rv_flags).toBeUndefined();
    expect(await taskOf(':survey')).toMatchObject({ hs_task_status: 'NOT_STARTED', hubspot_owner_id: '71' });
    expect((await notes()).join()).toContain('服务验收报告');
  });

  it('keeps what is said in a report and in a letter on the timeline, as it was typed', async () => {
    await planned();
    await done({
      type: 'report',
      week: '2026-08-31',
      done: '<b>装好了</b> & 测过',
      next: '联调',
      coordinate: '要网络组',
    });
    await done({
      type: 'send_letter',
      kind: 'letter',
      slot: '2026-09-15',
      language: 'zh',
      subject: '服务进度同步函',
      body: '王总您好',
    });
    const written = (await notes()).join('\n');
    expect(written).toContain('&lt;b&gt;装好了&lt;/b&gt; &amp; 测过');
    expect(written).toContain('要网络组');
    expect(written).toContain('王总您好');
    const again = await move({ type: 'report', week: '2026-08-31', done: 'x', next: 'y' });
    expect(again).toMatchObject({ ok: false, reason: 'not_allowed_now' });
    expect(await notes()).toHaveLength(2);
  });

  it('tells an exception within 24 hours: it is a loop with that clock, settled by the customer’s agreement', async () => {
    await planned();
    await done({ type: 'raise_exception', text: '服务器未到货', solution: '先用云主机', milestoneId: 'm1' });
    const ports = portsOf();
    const { issues } = await ports.issues.open(contactId, { withClocks: true });
    expect(issues).toMatchObject([{ kind: 'exception', description: '服务器未到货\n先用云主机' }]);
    expect(issues[0]?.clocks?.map(({ rule, dueAt }) => [rule, new Date(dueAt ?? 0).toISOString()])).toContainEqual([
      'P34',
      '2026-09-02T01:00:00.000Z',
    ]);
    expect(await contact()).toMatchObject({ rv_delivery_exceptions: '1' });
    await done({
      type: 'agree_exception',
      exceptionId: 'x1',
      agreedWith: '王总',
      plan: '9 月 14 日云主机上线',
      dueOn: '2026-09-14',
    });
    expect(await contact()).toMatchObject({ rv_delivery_exceptions: '0', rv_delivery_milestone_on: '2026-09-14' });
    expect(await taskOf('milestone:m1')).toMatchObject({ hs_timestamp: '2026-09-14T09:00:00Z' });
    const settled = await portsOf().issues.read(issues[0]?.key ?? '');
    expect(settled).toMatchObject({ state: 'confirmed', loop: { reply: '9 月 14 日云主机上线', answer: '王总' } });
  });

  it('is looked after every day its day comes: tasks for report and letter, an exception for what is overdue, each once', async () => {
    await planned();
    expect(await checkDeliveries(today, portsOf())).toMatchObject({ ok: true, checked: 1, exceptions: 0 });
    expect(await taskOf('report:2026-08-31')).toMatchObject({ hs_task_status: 'NOT_STARTED', hubspot_owner_id: '71' });
    expect(await checkDeliveries(today, portsOf())).toMatchObject({ checked: 0 });
    on('2026-09-11');
    expect(await checkDeliveries(today, portsOf())).toMatchObject({ checked: 1, exceptions: 1 });
    expect((await portsOf().issues.open(contactId)).issues).toMatchObject([{ kind: 'exception' }]);
    on('2026-09-14');
    expect(await checkDeliveries(today, portsOf())).toMatchObject({ checked: 1, exceptions: 0 });
    expect(await taskOf('letter:2026-09-15')).toMatchObject({ hs_task_status: 'NOT_STARTED' });
    expect((await portsOf().issues.open(contactId)).total).toBe(1);
    await done({ type: 'skip_letter', kind: 'letter', slot: '2026-09-15', because: '本周无进展' });
    expect(await taskOf('letter:2026-09-15')).toMatchObject({ hs_task_status: 'COMPLETED' });
  });

  it('leaves alone the task that a person deleted', async () => {
    await planned();
    const api = apiInto(portal);
    const { body } = await api.call({
      method: 'POST',
      path: '/crm/objects/2026-09/tasks/search',
      body: { filterGroups: [{ filters: [{ propertyName: 'rv_task_key', operator: 'HAS_PROPERTY' }] }], limit: 1 },
      attempting: 'test',
      repeatable: true,
    });
    await api.call({
      method: 'DELETE',
      path: `/crm/objects/2026-09/tasks/${body.results[0].id}`,
      attempting: 'test',
      repeatable: false,
    });
    await done({ type: 'move_milestone', milestoneId: 'm1', dueOn: '2026-09-08' });
    expect(await taskOf('milestone:m1')).toBeUndefined();
  });

  it('shows the second of two people what the first did, and writes nothing', async () => {
    await planned();
    const before = await readState(portal);
    const second = await move({ type: 'finish_milestone', milestoneId: 'm1', doneOn: '2026-09-01' }, { expected: 2 });
    expect(second).toMatchObject({ ok: false, reason: 'moved_meanwhile', page: { version: 4 } });
    expect(await readState(portal)).toEqual(before);
    await portsOf().issues.claim(`delivery:${contactId}`, 'somebody-else');
    expect(await move({ type: 'finish_milestone', milestoneId: 'm1', doneOn: '2026-09-01' })).toMatchObject({
      ok: false,
      reason: 'moved_meanwhile',
    });
  });

  it.each([
    ['an owner who is not here', { type: 'hand_milestone', milestoneId: 'm1', ownerId: '999' }, 'bad_input'],
    [
      'a milestone of nobody',
      { type: 'finish_milestone', milestoneId: 'm77', doneOn: '2026-09-01' },
      'not_allowed_now',
    ],
    ['a day in the past', { type: 'move_milestone', milestoneId: 'm1', dueOn: '2026-08-01' }, 'bad_input'],
    ['a report of a week to come', { type: 'report', week: '2026-10-05', done: 'a', next: 'b' }, 'bad_input'],
    [
      'a day five thousand years ahead',
      { type: 'add_need', text: 'x', priority: 'low', expectedOn: '7026-01-01' },
      'bad_input',
    ],
  ] as const)('refuses %s in both languages', async (_, what, reason) => {
    await planned();
    const before = await readState(portal);
    const answer = await move(what as DeliveryMove);
    expect(answer).toMatchObject({ ok: false, reason });
    if (answer.ok) return;
    expect(answer.message.zh).toMatch(/\p{Script=Han}/u);
    expect(answer.message.en).toMatch(/[a-z]{3}/);
    expect(await readState(portal)).toEqual(before);
  });

  it('keeps what HubSpot holds in one property: what would be more is refused, and says what to do', async () => {
    await planned();
    const ports = portsOf();
    const { delivery } = await ports.deliveries.read(contactId);
    if (!delivery) throw new Error('expected a project');
    const [need] = delivery.needs;
    const many = Array.from({ length: 50 }, (_, n) => ({ ...need, id: `n${n + 1}`, text: '需'.repeat(490) }));
    const facts = { flags: ['in_project'], serviceStatus: 'in_delivery' } as const;
    await ports.deliveries.save(contactId, { ...delivery, needs: many as never }, facts);
    expect(await move({ type: 'add_need', text: 'one more', priority: 'low', expectedOn: '2026-09-30' })).toMatchObject(
      {
        ok: false,
        reason: 'not_allowed_now',
      },
    );
    const long = many.map((each) => ({ ...each, text: '需'.repeat(1_190) }));
    await ports.deliveries.save(contactId, { ...delivery, needs: long as never }, facts);
    const before = await contact();
    const answer = await move({
      type: 'add_milestone',
      text: '里'.repeat(200),
      standard: '标'.repeat(300),
      ownerId: '72',
      dueOn: '2026-09-10',
    });
    expect(answer).toMatchObject({ ok: false, reason: 'bad_input' });
    expect(await contact()).toEqual(before);
  });

  it('ends the same wherever a command is cut off, when it is sent again', async () => {
    const steps: readonly DeliveryMove[] = [
      { type: 'raise_exception', text: '服务器未到货', solution: '先用云主机', milestoneId: 'm1' },
      { type: 'agree_exception', exceptionId: 'x1', agreedWith: '王总', plan: '云主机', dueOn: '2026-09-14' },
      { type: 'report', week: '2026-08-31', done: 'a', next: 'b' },
    ];
    await planned();
    for (const [index, step] of steps.entries()) {
      const start = portal.snapshot();
      let calls = 0;
      const counting = portsOf((_, send) => {
        calls += 1;
        return send();
      });
      await done(step, { commandId: `step-000${index}`, ports: counting });
      const wanted = withoutChanges(await readState(portal));
      for (let at = 1; at <= calls; at += 2) {
        // Before the next call is the same as after this one, but for a call that arrived and whose answer was lost.
        portal.restore(start);
        const dying = portsOf(async ({ number }, send) => {
          if (number > at) throw new Error('cut off');
          const answer = await send();
          if (number === at) throw new Error('cut off');
          return answer;
        });
        const expected = 4 + index + (index === 2 ? 1 : 0);
        await move(step, { commandId: `step-000${index}`, expected, ports: dying }).catch(() => {});
        await done(step, { commandId: `step-000${index}`, expected });
        expect(withoutChanges(await readState(portal)), `${step.type} cut off at call ${at}`).toEqual(wanted);
      }
    }
  });
});

/** The loops of a customer are counted anew by each run; what stands is compared. */
function withoutChanges(state: Awaited<ReturnType<typeof readState>>) {
  return { contacts: state.contacts, tasks: state.tasks, visits: state.visits };
}

describe('bad input', () => {
  it.each<[string, DeliveryMove, string]>([
    [
      'a need that was due yesterday',
      { type: 'add_need', text: 'x', priority: 'low', expectedOn: '2026-08-31' },
      'expectedOn',
    ],
    [
      'a milestone in the past',
      { type: 'add_milestone', text: 'x', standard: '', ownerId: '72', dueOn: '2026-08-31' },
      'dueOn',
    ],
    [
      'a milestone that moves into the past',
      { type: 'move_milestone', milestoneId: 'm1', dueOn: '2026-08-31' },
      'dueOn',
    ],
    ['work done tomorrow', { type: 'finish_milestone', milestoneId: 'm1', doneOn: '2026-09-02' }, 'doneOn'],
    [
      'work done before the project began',
      { type: 'finish_milestone', milestoneId: 'm1', doneOn: '2026-08-31' },
      'doneOn',
    ],
    [
      'a milestone of nobody in the portal',
      { type: 'add_milestone', text: 'x', standard: '', ownerId: '99', dueOn: '2026-09-10' },
      'ownerId',
    ],
  ])('%s is refused with its field, in both languages, and nothing is written', async (_, what, field) => {
    await planned();
    const before = await contact();
    const answer = await move(what);
    if (answer.ok) throw new Error('expected a refusal');
    expect(answer.fields?.map(({ path }) => path)).toEqual([field]);
    expect([answer.message.zh, answer.message.en].every((text) => text.length > 0)).toBe(true);
    expect(await contact()).toEqual(before);
  });

  it('an acceptance while a need is neither accepted nor refused names the need; signed in advance it is refused', async () => {
    await planned();
    await done({ type: 'finish_milestone', milestoneId: 'm1', doneOn: '2026-09-01' });
    const open = await move({ type: 'accept', acceptedBy: '王总', acceptedOn: '2026-09-01' });
    expect(open).toMatchObject({ ok: false });
    if (open.ok) throw new Error('expected a refusal');
    expect([open.message.zh, open.message.en].every((text) => text.includes('报表自动导出'))).toBe(true);
    await done({ type: 'judge_need', needId: 'n1', met: false, remark: '缺少导出' });
    expect(await move({ type: 'accept', acceptedBy: '王总', acceptedOn: '2026-09-01' })).toMatchObject({ ok: false });
    await done({ type: 'judge_need', needId: 'n1', met: true });
    const early = await move({ type: 'accept', acceptedBy: '王总', acceptedOn: '2026-09-02' });
    expect(!early.ok && early.fields?.map(({ path }) => path)).toEqual(['acceptedOn']);
  });

  it('a milestone whose owner left goes to who answers for the project, with its task, once', async () => {
    await planned();
    await portal.fetch(
      new Request('http://portal.test/__portal/owners', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([
          { id: '71', firstName: 'Owner', lastName: '71', email: 'owner-71@example.com' },
          { id: '72', firstName: 'Owner', lastName: '72', email: 'owner-72@example.com', archived: true },
        ]),
      }),
    );
    expect(await checkDeliveries(today, portsOf())).toMatchObject({ ok: true, checked: 1 });
    expect(await taskOf('milestone:m1')).toMatchObject({ hubspot_owner_id: '71', hs_task_status: 'NOT_STARTED' });
    const shown = await openDelivery(where(), portsOf());
    expect(shown.ok && shown.page.milestones.map(({ ownerId }) => ownerId)).toEqual(['71']);
  });
});

describe('a portal that refuses keys on tasks and notes', () => {
  /** Subjects and states of tasks that a delivery made. */
  async function deliveryTasks(): Promise<readonly string[]> {
    const { body } = await apiInto(portal).call({
      method: 'GET',
      path: '/crm/objects/2026-09/tasks',
      query: { properties: 'hs_task_subject,hs_task_status,hubspot_owner_id' },
      attempting: 'test',
      repeatable: true,
    });
    return (body.results as { readonly properties: { readonly [name: string]: string } }[])
      .map(({ properties: p }) => `${p.hs_task_subject?.split(' ·')[0]} ${p.hs_task_status} ${p.hubspot_owner_id}`)
      .sort();
  }

  it('keeps a project there too: each task and note once, also where a call died before it kept the id', async () => {
    await open('', { uniquePropertiesPerActivity: 0 });
    await planned();
    expect(await deliveryTasks()).toEqual(['里程碑 Milestone NOT_STARTED 72']);
    let hasDied = false;
    const mortal = portsOf(({ call }, send) => {
      if (hasDied || call.attempting !== 'keeping what was begun') return send();
      hasDied = true;
      throw new Error('killed');
    });
    const report: DeliveryMove = { type: 'report', week: '2026-08-31', done: '已部署', next: '培训' };
    await expect(move(report, { commandId: 'report-0001', ports: mortal })).rejects.toThrow('killed');
    expect(hasDied).toBe(true);
    await done(report, { commandId: 'report-0001' });
    expect((await notes()).filter((text) => text.includes('已部署'))).toHaveLength(1);
    await done({ type: 'hand_milestone', milestoneId: 'm1', ownerId: '71' });
    expect(await deliveryTasks()).toEqual(['里程碑 Milestone NOT_STARTED 71']);
    await done({ type: 'finish_milestone', milestoneId: 'm1', doneOn: '2026-09-01' });
    await done({ type: 'judge_need', needId: 'n1', met: true });
    await done({ type: 'accept', acceptedBy: '王总', acceptedOn: '2026-09-01' });
    expect(await deliveryTasks()).toEqual([
      '里程碑 Milestone COMPLETED 71',
      expect.stringMatching(/^验收满意度调查 Acceptance survey NOT_STARTED 71$/),
    ]);
  });
});

describe('a draft', () => {
  const drafted = async (asked: object) => {
    const answer = await draftLetter(draftLetterInput.parse({ language: 'zh', ...asked }), where(), portsOf());
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    return answer.draft;
  };

  it('says what happened, what was agreed and what comes, in either language, and nothing that did not happen', async () => {
    await planned();
    await done({ type: 'add_milestone', text: '数据迁移', standard: '', ownerId: '72', dueOn: '2026-09-20' });
    on('2026-09-08');
    await done({ type: 'finish_milestone', milestoneId: 'm1', doneOn: '2026-09-08' });
    await done({ type: 'raise_exception', text: '接口变更', solution: '改配置', milestoneId: 'm2' });
    on('2026-09-14');
    const zh = await drafted({ what: 'letter', of: '2026-09-15' });
    expect(zh).toMatchObject({ subject: '服务进度同步函（2026-09-01 至 2026-09-14）', empty: false });
    const text = 'body' in zh ? zh.body : '';
    for (const said of ['王建国，您好', '2026-09-08 部署测试环境', '接口变更；处理：改配置', '2026-09-20 数据迁移'])
      expect(text).toContain(said);
    expect(text).not.toContain('仍在处理');
    const en = await drafted({ what: 'letter', of: '2026-09-15', language: 'en' });
    expect('body' in en && en.body).toContain('- 2026-09-08 部署测试环境');
    expect('subject' in en && en.subject).toBe('Progress letter (2026-09-01 to 2026-09-14)');
    expect(await drafted({ what: 'report', of: '2026-09-07' })).toEqual({
      what: 'report',
      done: '2026-09-08 部署测试环境',
      next: '2026-09-20 数据迁移',
      coordinate: '异常待客户同意：接口变更',
    });
  });

  it('of a stretch without anything says that it is empty', async () => {
    await planned();
    expect(await drafted({ what: 'letter', of: '2026-09-15' })).toMatchObject({ empty: true });
  });

  it('is refused where nothing was begun, and for a day of no project', async () => {
    const ask = (of: string) =>
      draftLetter(draftLetterInput.parse({ what: 'letter', of, language: 'en' }), where(), portsOf());
    expect(await ask('2026-09-15')).toMatchObject({ ok: false, reason: 'not_allowed_now' });
    await planned();
    expect(await ask('2020-01-01')).toMatchObject({ ok: false, reason: 'bad_input' });
    expect(await ask('2030-01-01')).toMatchObject({ ok: false, reason: 'bad_input' });
  });
});

describe('a high-value customer', () => {
  it('gets the weekly brief instead of the letter, and keeps the programme’s flag', async () => {
    await open('high_value_program');
    await planned();
    const opened = await openDelivery(where(), portsOf());
    expect(opened).toMatchObject({ ok: true, page: { highValue: true } });
    expect(opened.ok && opened.page.due.map(({ what, of }) => [what, of])).toEqual([
      ['report', '2026-08-31'],
      ['brief', '2026-09-08'],
      ['milestone', 'm1'],
    ]);
    expect((await contact())?.rv_flags?.split(';').sort()).toEqual(['high_value_program', 'in_project']);
  });
});
