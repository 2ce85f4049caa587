import { describe, expect, it } from 'vitest';
import { addDays, type Day, day } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import { hubspotErasure } from '../../src/hubspot/erasure.ts';
import { withHealth } from '../../src/hubspot/health.ts';
import { objectTypes } from '../../src/hubspot/object-types.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { planUntilDone } from '../../src/use-cases/planning/plan-until-done.ts';
import { undoRun } from '../../src/use-cases/planning/undo-run.ts';
import { withdrawGone } from '../../src/use-cases/planning/withdraw-gone.ts';
import { apiInto, type Book, openBook, planBook, portalFrom, readState, ZONE } from '../support/book.ts';

const TODAY = day('2026-11-23');

/** Tier C, a talk two weeks ago, a birthday on 1 December: nothing is due but the greeting of 27 November. */
const LI = {
  firstname: '娜',
  lastname: '李',
  email: 'li.na@example.com',
  company: '青岛海沃',
  lifecyclestage: 'customer',
  rv_tier: 'C',
  rv_signed_on: '2024-03-01',
  rv_last_purchase_on: '2026-10-30',
  rv_last_touch_at: '2026-11-10T02:00:00Z',
  rv_last_touch_kind: 'call:out',
  rv_birthday: '12-01',
  rv_consents: 'call;email;greeting',
  rv_profile_checked_on: '2026-11-10',
  hubspot_owner_id: '1001',
  rv_care_owner: '1003',
};
const SUBJECT = '生日问候 · Birthday greeting — 李娜 (青岛海沃)';

const open = (more: { readonly [name: string]: string } = {}, policy: Partial<Policy> = {}, options = {}) =>
  openBook([{ ...LI, ...more }], TODAY, policy, options);

/** Tasks besides visits, by what their key says after the customer; each with its contact. */
async function greetings({ portal }: Pick<Book, 'portal'>) {
  const { tasks, associations } = await readState(portal);
  return Object.entries(tasks)
    .filter(([key]) => key.startsWith('touch:'))
    .map(([key, task]) => ({
      key,
      debt: key.split(':')[2],
      owner: task.hubspot_owner_id,
      status: task.hs_task_status,
      subject: task.hs_task_subject,
      body: task.hs_task_body ?? '',
      due: task.hs_timestamp,
      contacts: associations.filter((pair) => pair.startsWith(`${key} – `)).map((pair) => pair.slice(key.length + 3)),
    }));
}

async function only(book: Pick<Book, 'portal'>) {
  const all = await greetings(book);
  expect(all).toHaveLength(1);
  return all[0] as (typeof all)[number];
}

async function patch({ portal }: Pick<Book, 'portal'>, path: string, properties: { readonly [name: string]: string }) {
  await apiInto(portal).call({ method: 'PATCH', path, body: { properties }, attempting: 'test', repeatable: true });
}

async function idOf({ portal }: Pick<Book, 'portal'>, type: 'contacts' | 'tasks'): Promise<string> {
  const { body } = await apiInto(portal).call({
    method: 'GET',
    path: `/crm/objects/2026-09/${type}`,
    attempting: 'test',
    repeatable: true,
  });
  return (body.results as { id: string }[])[0]?.id ?? '';
}

const customer = async (book: Pick<Book, 'portal'>, properties: { readonly [name: string]: string }) =>
  patch(book, `/crm/objects/2026-09/contacts/${await idOf(book, 'contacts')}`, { ...properties, rv_replan: 'true' });
const task = async (book: Pick<Book, 'portal'>, properties: { readonly [name: string]: string }) =>
  patch(book, `/crm/objects/2026-09/tasks/${await idOf(book, 'tasks')}`, properties);

function on(book: Book, today: Day): Day {
  book.portal.setNow(instantAt(ZONE, today, '09:00'));
  return today;
}

const portsOf = (portal: Portal, api = apiInto(portal)) =>
  withHealth(api, hubspotPorts(api, { now: () => portal.now(), sleep: async () => {} }));

describe('what is to be sent besides visits', () => {
  it('is one task of whom it is for, on the customer, due at nine of its day, saying why, how and until when', async () => {
    const book = await open();
    await planBook(book.portal, book.api, TODAY);
    const greeting = await only(book);
    expect(greeting).toMatchObject({
      debt: 'P27@2026-12-01',
      owner: '1003',
      status: 'NOT_STARTED',
      subject: SUBJECT,
      due: '2026-11-27T01:00:00Z',
      contacts: ['li.na@example.com'],
    });
    expect(greeting.body.split('\n')).toEqual([
      '生日问候：2026-12-01 生日；目标 2026-11-27（3 天前，遇休息日提前），最迟 2026-11-30（1 天前）',
      'Birthday greeting: birthday on 2026-12-01; target 2026-11-27 (3 days before, moved back from a day off), latest 2026-11-30 (1 day before)',
      '发邮件，最迟 2026-11-30 · Send an e-mail by 2026-11-30',
    ]);
    // The half-year greeting of tier C is a record of its own and has its task as visits have: nothing of it is due here.
    expect(Object.keys((await readState(book.portal)).visits)).toEqual([]);
  });

  it('is told once: the second run of a day writes nothing, nor does the next day', async () => {
    const book = await open();
    await planBook(book.portal, book.api, TODAY);
    const before = await greetings(book);
    await customer(book, {});
    const written: string[] = [];
    const watched = apiInto(book.portal, ({ call }, send) => {
      if (call.path.includes('/tasks')) written.push(`${call.method} ${call.path}`);
      return send();
    });
    await planBook(book.portal, watched, TODAY);
    await customer(book, {});
    await planBook(book.portal, watched, on(book, addDays(TODAY, 1)));
    expect(await greetings(book)).toEqual(before);
    // The look at what people completed is the only call about tasks.
    expect(written.filter((call) => !call.endsWith('/tasks/search'))).toEqual([]);
  });

  it('costs one call for the tasks and one for their contacts, whatever their number up to a hundred', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => ({ ...LI, firstname: `娜${n}`, email: `li.${n}@example.com` }));
    const withTouches = await openBook(rows, TODAY);
    const none = await openBook(
      rows.map((row) => ({ ...row, rv_consents: 'call;email' })),
      TODAY,
    );
    const calls: number[] = [];
    for (const { portal } of [none, withTouches]) {
      const api = apiInto(portal);
      await planBook(portal, api, TODAY);
      calls.push(api.sent());
    }
    expect((await greetings(withTouches)).length).toBe(40);
    expect((calls[1] ?? 0) - (calls[0] ?? 0)).toBe(2);
  });

  it('stays done once somebody has done it, even where its owner changes or a pause comes between', async () => {
    const book = await open();
    await planBook(book.portal, book.api, TODAY);
    await task(book, { hs_task_status: 'COMPLETED' });
    const done = await only(book);
    await customer(book, { rv_care_owner: '1001' });
    await planBook(book.portal, book.api, TODAY);
    expect(await only(book)).toEqual(done);
    await customer(book, { rv_paused_until: '2026-11-26' });
    await planBook(book.portal, book.api, TODAY);
    await planBook(book.portal, book.api, on(book, day('2026-11-26')));
    expect(await only(book)).toEqual(done);
  });

  it('is not made again where somebody deleted the task', async () => {
    const book = await open();
    await planBook(book.portal, book.api, TODAY);
    await apiInto(book.portal).call({
      method: 'DELETE',
      path: `/crm/objects/2026-09/tasks/${await idOf(book, 'tasks')}`,
      attempting: 'test',
      repeatable: true,
    });
    await customer(book, { rv_care_owner: '1001' });
    await planBook(book.portal, book.api, TODAY);
    expect(await greetings(book)).toEqual([]);
  });

  it('is withdrawn with the reason when the customer takes the consent back, and stands again with it', async () => {
    const book = await open();
    await planBook(book.portal, book.api, TODAY);
    const before = await only(book);
    await customer(book, { rv_consents: 'call;email' });
    await planBook(book.portal, book.api, TODAY);
    expect(await only(book)).toMatchObject({
      status: 'COMPLETED',
      subject: `已撤回 Withdrawn · ${SUBJECT}`,
      body: '客户没有同意这种联系方式\nthe customer did not agree to this way of contact',
    });
    await customer(book, { rv_consents: 'call;email;greeting' });
    await planBook(book.portal, book.api, TODAY);
    expect(await only(book)).toEqual(before);
  });

  it('is withdrawn when its last day has passed, since nobody sends it late', async () => {
    const book = await open();
    await planBook(book.portal, book.api, TODAY);
    await planBook(book.portal, book.api, on(book, day('2026-12-01')));
    expect(await only(book)).toMatchObject({
      status: 'COMPLETED',
      body: '最迟日 2026-11-30 已过，不再补\nits latest day 2026-11-30 has passed; not sent late',
    });
  });

  it('moves to the new owner and keeps where its owner was with it', async () => {
    const book = await open();
    await planBook(book.portal, book.api, TODAY);
    await task(book, { hs_task_status: 'IN_PROGRESS' });
    await customer(book, { rv_care_owner: '1001' });
    await planBook(book.portal, book.api, TODAY);
    expect(await only(book)).toMatchObject({ owner: '1001', status: 'IN_PROGRESS', subject: SUBJECT });
  });

  it('is said in a talk of those days instead, and its task says so', async () => {
    const book = await open();
    await planBook(book.portal, book.api, TODAY);
    // A new contract: the first call after signing falls on 27 November too.
    await customer(book, { rv_signed_on: '2026-11-24' });
    await planBook(book.portal, book.api, on(book, day('2026-11-24')));
    const { visits } = await readState(book.portal);
    const talk = Object.values(visits).find(({ rv_pays }) => rv_pays?.includes('P27@2026-12-01'));
    expect(talk?.rv_status).toBe('planned');
    const { status, body } = await only(book);
    expect(status).toBe('COMPLETED');
    expect(body).toMatch(/^在「.+」中一并说\nsaid in ".+" instead$/);
  });

  it('is a link to be made for a survey, with what everybody gets who answers; an answer ends it as done', async () => {
    const incentive = {
      on: true,
      name: { zh: '赠送一次保养', en: 'A service for free' },
      source: 'test',
      basis: 'ours',
    } as const;
    const book = await open(
      { rv_birthday: '', rv_delivered_on: '2026-07-28', rv_stage: 'new', rv_consents: 'call;email;survey' },
      { incentive },
    );
    await planBook(book.portal, book.api, TODAY);
    const survey = (await greetings(book)).find(({ debt }) => debt === 'P06@2026-07-28');
    expect(survey).toMatchObject({ owner: '1003', status: 'NOT_STARTED' });
    expect(survey?.body).toContain(
      '链接在联系人的「回访」页签生成 · The link is made in the contact’s tab "Visit"\n赠送一次保养 · A service for free',
    );
    await customer(book, { rv_last_touch_at: '2026-11-23T00:30:00Z', rv_last_touch_kind: 'survey:in' });
    await planBook(book.portal, book.api, TODAY);
    const answered = (await greetings(book)).find(({ debt }) => debt === 'P06@2026-07-28');
    expect(answered).toMatchObject({
      status: 'COMPLETED',
      subject: survey?.subject,
      body: '2026-11-23 已收到回复\nanswered on 2026-11-23',
    });
  });

  it('of a project in the Delivery tab is that tab’s: no second letter, and one told before is withdrawn', async () => {
    const project = {
      rv_birthday: '',
      rv_flags: 'in_project',
      rv_project_started_on: '2026-11-09',
      rv_service_due_on: '2026-11-25',
    };
    const alone = await open(project);
    await planBook(alone.portal, alone.api, TODAY);
    const told = (await greetings(alone)).map(({ debt }) => debt?.split('@')[0]);
    expect(told).toEqual(expect.arrayContaining(['P33', 'P52']));
    await customer(alone, { rv_delivery_stage: 'delivering' });
    await planBook(alone.portal, alone.api, TODAY);
    for (const { status, body } of await greetings(alone)) {
      expect(status).toBe('COMPLETED');
      expect(body).toBe('改由「服务交付」页签发送\nsent from the Delivery tab instead');
    }
    const inTab = await open({ ...project, rv_delivery_stage: 'delivering' });
    await planBook(inTab.portal, inTab.api, TODAY);
    expect(await greetings(inTab)).toEqual([]);
  });

  it('of a policy that is new is written only where it changed', async () => {
    const book = await open();
    await planBook(book.portal, book.api, TODAY);
    const ports = hubspotPorts(book.api, { now: () => book.portal.now() });
    const policy = (await ports.policies.current()) as Policy;
    await ports.policies.publish(2, { ...policy, version: 2 });
    const written: string[] = [];
    const watched = apiInto(book.portal, ({ call }, send) => {
      if (call.path.includes('/tasks/batch')) written.push(call.path);
      return send();
    });
    await planBook(book.portal, watched, TODAY);
    expect(written).toEqual([]);
    const renamed = policy.rules.map((rule) =>
      rule.id === 'P27' ? { ...rule, name: { zh: '生日祝福', en: 'Birthday wishes' } } : rule,
    );
    await ports.policies.publish(3, { ...policy, version: 3, rules: renamed });
    await planBook(book.portal, watched, TODAY);
    expect(await only(book)).toMatchObject({ subject: '生日祝福 · Birthday wishes — 李娜 (青岛海沃)' });
  });
});

describe('a run that dies while it tells somebody', () => {
  class Killed extends Error {}

  const dyingAfter = (portal: Portal, at: number) =>
    apiInto(portal, async ({ number }, send) => {
      if (number > at) throw new Killed();
      return send();
    });

  const restored = (snapshot: unknown): Portal => portalFrom(snapshot, TODAY);

  it('ends in the same state run again, wherever it died: making a task, ending one, handing one over', async () => {
    const book = await openBook(
      ['new', 'ended', 'moved'].map((name) => ({
        ...LI,
        email: `${name}@example.com`,
        ...(name === 'new' ? { rv_consents: 'call;email' } : {}),
      })),
      TODAY,
    );
    await planBook(book.portal, book.api, TODAY);
    const { contacts } = await readState(book.portal);
    const changes: { readonly [email: string]: { readonly [name: string]: string } } = {
      'new@example.com': { rv_consents: LI.rv_consents },
      'ended@example.com': { rv_consents: 'call;email' },
      'moved@example.com': { rv_care_owner: '1001' },
    };
    for (const [email, { rv_customer_key = '' }] of Object.entries(contacts)) {
      const path = `/crm/objects/2026-09/contacts/${rv_customer_key}`;
      await patch(book, path, { ...changes[email], rv_replan: 'true' });
    }
    const before = book.portal.snapshot();
    let first = 0;
    const api = apiInto(book.portal, ({ call, number }, send) => {
      if (first === 0 && call.attempting.endsWith('tasks besides visits')) first = number;
      return send();
    });
    await planBook(book.portal, api, TODAY);
    const undisturbed = await readState(book.portal);
    expect((await greetings(book)).map(({ owner, status }) => `${owner} ${status}`).sort()).toEqual([
      '1001 NOT_STARTED',
      '1003 COMPLETED',
      '1003 NOT_STARTED',
    ]);
    expect(first).toBeGreaterThan(1);
    // Dead before a call is dead after the one before it.
    for (let at = first - 1; at < api.sent(); at += 1) {
      const portal = restored(before);
      await expect(planBook(portal, dyingAfter(portal, at), TODAY)).rejects.toBeInstanceOf(Killed);
      await planBook(portal, apiInto(portal), TODAY);
      expect(await readState(portal), `killed after call ${at}`).toEqual(undisturbed);
    }
  });

  it('does not reopen what somebody did before it ran again', async () => {
    const book = await open();
    let dead = false;
    const mortal = apiInto(book.portal, async ({ call }, send) => {
      if (call.attempting === 'writing the next dates') dead = true;
      if (dead) throw new Killed();
      return send();
    });
    await expect(planBook(book.portal, mortal, TODAY)).rejects.toBeInstanceOf(Killed);
    await task(book, { hs_task_status: 'COMPLETED' });
    await planBook(book.portal, apiInto(book.portal), TODAY);
    expect(await only(book)).toMatchObject({ status: 'COMPLETED', subject: SUBJECT });
  });
});

it('a portal that refuses keys on tasks gets the same tasks, once, and they end with the reason', async () => {
  const keyed = await open();
  const unkeyed = await open({}, {}, { limits: { uniquePropertiesPerActivity: 0 } });
  for (const book of [keyed, unkeyed]) await planBook(book.portal, book.api, TODAY);
  const [expected] = await tasksOf(keyed);
  expect(await tasksOf(unkeyed)).toEqual([expected]);
  await customer(unkeyed, { rv_care_owner: '1001' });
  await planBook(unkeyed.portal, unkeyed.api, TODAY);
  expect(await tasksOf(unkeyed)).toEqual([{ ...expected, owner: '1001' }]);
  await customer(unkeyed, { rv_consents: 'call;email' });
  await planBook(unkeyed.portal, unkeyed.api, TODAY);
  expect(await tasksOf(unkeyed)).toMatchObject([{ status: 'COMPLETED', subject: `已撤回 Withdrawn · ${SUBJECT}` }]);
});

async function tasksOf({ portal }: Book) {
  const { body } = await apiInto(portal).call({
    method: 'GET',
    path: '/crm/objects/2026-09/tasks',
    query: {
      limit: '100',
      properties: 'hs_task_subject,hs_task_status,hs_task_body,hs_timestamp,hubspot_owner_id',
      associations: 'contacts',
    },
    attempting: 'test',
    repeatable: true,
  });
  return (
    body.results as {
      properties: { [name: string]: string };
      associations?: { contacts?: { results: unknown[] } };
    }[]
  ).map(({ properties: p, associations }) => ({
    subject: p.hs_task_subject,
    status: p.hs_task_status,
    body: p.hs_task_body,
    due: p.hs_timestamp,
    owner: p.hubspot_owner_id,
    contacts: associations?.contacts?.results.length ?? 0,
  }));
}

it('what a run told is taken back with it, and told again when planning goes on', async () => {
  const book = await open();
  const { name = '' } = await planBook(book.portal, book.api, TODAY);
  const before = await only(book);
  expect(await undoRun(name, { today: TODAY, dryRun: true }, portsOf(book.portal))).toMatchObject({ told: 1 });
  expect(await only(book)).toEqual(before);
  expect(await undoRun(name, { today: TODAY }, portsOf(book.portal))).toMatchObject({ ok: true, done: true, told: 1 });
  expect(await only(book)).toMatchObject({ status: 'COMPLETED', subject: `已撤回 Withdrawn · ${SUBJECT}` });
  const ports = portsOf(book.portal);
  await ports.runs.pause(null);
  await planBook(book.portal, book.api, TODAY);
  expect(await only(book)).toEqual(before);
});

it('a contact that was erased leaves no name in its tasks; one that is gone leaves none open', async () => {
  const book = await open();
  await planBook(book.portal, book.api, TODAY);
  const contactId = await idOf(book, 'contacts');
  await apiInto(book.portal).call({
    method: 'DELETE',
    path: `/crm/objects/2026-09/contacts/${contactId}`,
    attempting: 'test',
    repeatable: true,
  });
  await withdrawGone([contactId], portsOf(book.portal));
  const [gone] = await greetings(book);
  expect(gone).toMatchObject({ status: 'COMPLETED' });
  const erasure = hubspotErasure(
    book.api,
    () => objectTypes(book.api),
    () => book.portal.now(),
  );
  expect(await erasure.held()).toEqual([contactId]);
  await erasure.erase([contactId]);
  const [erased] = await greetings(book);
  expect(JSON.stringify(erased)).not.toMatch(/李娜|海沃/);
  expect(await erasure.held()).toEqual([]);
  expect((await planUntilDone(portsOf(book.portal), { today: TODAY, trigger: 'command' })).ok).toBe(true);
});
