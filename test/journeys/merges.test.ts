import { beforeEach, describe, expect, it } from 'vitest';
import { addDays, type Day, day, formatDay } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import type { Answer, HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { withdrawGone } from '../../src/use-cases/planning/withdraw-gone.ts';
import { apiInto, openBook, planBook, portalFrom, readState, statesSeen, ZONE } from '../support/book.ts';

const TODAY = day('2026-11-23');
const NEXT_DAY = day('2026-11-24');

/** Monthly customers whose talk falls due these days, and one who has nothing to do with it. */
const customer = (name: string, talked: string, more: { readonly [name: string]: string } = {}) => ({
  email: `${name}@example.cn`,
  firstname: name,
  lastname: 'Test',
  hubspot_owner_id: '1001',
  lifecyclestage: 'customer',
  rv_tier: 'A',
  rv_stage: 'established',
  rv_signed_on: '2024-01-10',
  rv_first_purchase_on: '2024-01-10',
  rv_last_purchase_on: '2026-10-01',
  rv_last_touch_at: `${talked}T04:00:00Z`,
  rv_last_touch_kind: 'call:out',
  ...more,
});

let portal: Portal;
let ids: { readonly [email: string]: string };

async function openWith(rows: readonly { readonly [name: string]: string }[]): Promise<void> {
  const book = await openBook(rows, TODAY);
  portal = book.portal;
  await planBook(portal, book.api, TODAY);
  ids = Object.fromEntries(
    Object.values((await readState(portal)).contacts).map(({ email = '', rv_customer_key = '' }) => [
      email,
      rv_customer_key,
    ]),
  );
}

beforeEach(() =>
  openWith([customer('anna', '2026-10-26'), customer('anne', '2026-10-27'), customer('boris', '2026-10-26')]),
);

const idOf = (name: string): string => ids[`${name}@example.cn`] ?? '';
const ports = (on: Portal = portal, api: HubspotApi = apiInto(on)) =>
  hubspotPorts(api, { now: () => on.now(), sleep: async () => {} });

async function send(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, on: Portal = portal) {
  const answer = await apiInto(on).call({
    method,
    path: `/crm/objects/2026-09/${path}`,
    ...(body === undefined ? {} : { body }),
    attempting: 'test',
    repeatable: true,
  });
  return answer.body;
}

async function merge(primary: string, other: string, on: Portal = portal): Promise<string> {
  const body = await send(
    'POST',
    'contacts/merge',
    { primaryObjectId: idOf(primary), objectIdToMerge: idOf(other) },
    on,
  );
  return body.id;
}

async function typeOf(name: string): Promise<string> {
  const { body } = await apiInto(portal).call({
    method: 'GET',
    path: '/crm-object-schemas/2026-09/schemas',
    attempting: 'test',
    repeatable: true,
  });
  return (
    (body.results as { name: string; objectTypeId: string }[]).find((type) => type.name === name)?.objectTypeId ?? ''
  );
}

async function setVisit(key: string, properties: { readonly [name: string]: string }): Promise<void> {
  const [visit] = await ports().visits.readSlots([
    { customerKey: key.split(':')[0] ?? '', slot: Number(key.split(':')[1]) },
  ]);
  await send('PATCH', `${await typeOf('rv_visit')}/${visit?.id}`, { properties });
}

async function planNextDay(on: Portal = portal, api: HubspotApi = apiInto(on)) {
  on.setNow(instantAt(ZONE, NEXT_DAY, '09:00'));
  return planBook(on, api, NEXT_DAY);
}

/** As HubSpot's own marking workflow or our webhook would. */
const mark = (contactId: string, on: Portal = portal) =>
  send('PATCH', `contacts/${contactId}`, { properties: { rv_replan: 'true' } }, on);

const openKeys = (state: Awaited<ReturnType<typeof readState>>) =>
  Object.entries(state.visits)
    .filter(([, { rv_status }]) => rv_status === 'planned')
    .map(([key]) => key);
const openTasks = (state: Awaited<ReturnType<typeof readState>>) =>
  Object.entries(state.tasks)
    .filter(([, { hs_task_status }]) => hs_task_status !== 'COMPLETED')
    .map(([key]) => key);

async function raise(name: string, key: string): Promise<void> {
  await ports().issues.raise([
    {
      key,
      customerKey: idOf(name),
      contactId: idOf(name),
      customerName: name,
      kind: 'problem',
      description: `the door of ${name} sticks`,
      urgency: 'normal',
      raisedOn: TODAY,
      ownerId: '1001',
      visitKey: `${idOf(name)}:1`,
      because: [],
      promises: [],
      snapshot: {},
    },
  ]);
}

describe('contacts that were merged', () => {
  it('keep one open visit under the key that survives; the other is withdrawn, and nobody else is touched', async () => {
    const before = await readState(portal);
    expect(openKeys(before)).toEqual(expect.arrayContaining([`${idOf('anna')}:1`, `${idOf('anne')}:1`]));
    const merged = await merge('anna', 'anne');
    await mark(merged);
    await planNextDay();

    const after = await readState(portal);
    expect(openKeys(after).sort()).toEqual([`${idOf('anna')}:1`, `${idOf('boris')}:1`].sort());
    expect(openTasks(after).sort()).toEqual([`visit:${idOf('anna')}:1`, `visit:${idOf('boris')}:1`].sort());
    expect(after.visits[`${idOf('anne')}:1`]).toMatchObject({
      rv_status: 'withdrawn',
      rv_reason_en: expect.stringContaining('merged'),
      rv_reason_zh: expect.stringContaining('合并'),
      rv_contact_id: merged,
    });
    expect(after.visits[`${idOf('anna')}:1`]?.rv_contact_id).toBe(merged);
    expect(after.tasks[`visit:${idOf('anne')}:1`]).toMatchObject({
      hs_task_status: 'COMPLETED',
      hs_task_body: expect.stringContaining('merged'),
    });
    expect(after.visits[`${idOf('boris')}:1`]).toEqual(before.visits[`${idOf('boris')}:1`]);
    expect(after.tasks[`visit:${idOf('boris')}:1`]).toEqual(before.tasks[`visit:${idOf('boris')}:1`]);
  });

  it('heals without a mark at the next decision, and then has nothing more to do', async () => {
    const merged = await merge('anna', 'anne');
    // Nobody marked it: the queue brings it up on its own day.
    const decideOn = (await readState(portal)).contacts['anna@example.cn']?.rv_plan_on ?? '';
    const on = day(decideOn);
    portal.setNow(instantAt(ZONE, on, '09:00'));
    await planBook(portal, apiInto(portal), on);
    const once = await readState(portal);
    expect(openKeys(once).filter((key) => key.startsWith(`${idOf('anne')}:`))).toEqual([]);
    expect(once.contacts['anna@example.cn']?.rv_merged_seen?.split(';').sort()).toEqual(
      [idOf('anna'), idOf('anne')].sort(),
    );

    const calls: string[] = [];
    await mark(merged);
    const watched = apiInto(portal, (sent, next) => {
      calls.push(sent.call.attempting);
      return next();
    });
    await planBook(portal, watched, on);
    expect(calls.filter((attempting) => attempting.includes('merged'))).toEqual([]);
  });

  it('do not lose attempts and a new day that only the losing visit has', async () => {
    await setVisit(`${idOf('anne')}:1`, {
      rv_attempts: '2026-11-23',
      rv_rescheduled_to: '2026-11-26',
      rv_reschedule_reason: 'in a meeting',
      rv_draft: '{"text":"half"}',
    });
    await mark(await merge('anna', 'anne'));
    await planNextDay();
    const after = await readState(portal);
    expect(after.visits[`${idOf('anna')}:1`]).toMatchObject({
      rv_status: 'planned',
      rv_attempts: '2026-11-23',
      rv_rescheduled_to: '2026-11-26',
      rv_scheduled_on: '2026-11-26',
      rv_reschedule_reason: 'in a meeting',
      rv_draft: '{"text":"half"}',
    });
    expect(after.visits[`${idOf('anne')}:1`]).toMatchObject({ rv_status: 'withdrawn', rv_attempts: '2026-11-23' });
  });

  it('leave the visit that stands as it is when people acted on that one', async () => {
    await setVisit(`${idOf('anna')}:1`, { rv_attempts: '2026-11-20' });
    await setVisit(`${idOf('anne')}:1`, { rv_attempts: '2026-11-23', rv_rescheduled_to: '2026-11-26' });
    await mark(await merge('anna', 'anne'));
    await planNextDay();
    const { visits } = await readState(portal);
    expect(visits[`${idOf('anna')}:1`]).toMatchObject({ rv_status: 'planned', rv_attempts: '2026-11-20' });
    expect(visits[`${idOf('anna')}:1`]?.rv_rescheduled_to).toBeUndefined();
  });

  it('keep the visit of the other when the one that survives has none, with its task, under the surviving key', async () => {
    await openWith([customer('anna', '2026-10-27', { rv_paused_until: '2026-12-31' }), customer('anne', '2026-10-27')]);
    expect(openKeys(await readState(portal))).toEqual([`${idOf('anne')}:1`]);
    // The pause ends with the merge: the survivor is owed the visit too.
    const merged = await merge('anna', 'anne');
    await send('PATCH', `contacts/${merged}`, {
      properties: { rv_paused_until: '', rv_replan: 'true' },
    });
    await planNextDay();
    const after = await readState(portal);
    const [key = ''] = openKeys(after);
    expect(openKeys(after)).toHaveLength(1);
    expect(key.startsWith(`${idOf('anna')}:`)).toBe(true);
    expect(openTasks(after)).toEqual([`visit:${key}`]);
    expect(Object.keys(after.visits)).toHaveLength(1);
    expect(after.visits[key]).toMatchObject({ rv_contact_id: merged, rv_customer_key: idOf('anna') });
  });

  it('count talks held with the other, and show them on the card of the one that survives', async () => {
    await setVisit(`${idOf('anne')}:1`, {
      rv_status: 'held',
      rv_closed_on: '2026-11-23',
      rv_outcome: 'reached',
      rv_submission: 'submission-1',
    });
    await mark(await merge('anna', 'anne'));
    await planNextDay();
    const after = await readState(portal);
    // The talk of 23 November pays the month: nothing is open until the next one comes near.
    expect(openKeys(after)).toEqual([`${idOf('boris')}:1`]);
    const [record] = await ports().customers.read([idOf('anna')]);
    expect(record?.memory.touches.map(({ on }) => formatDay(on))).toContain('2026-11-23');
    const slots = Array.from({ length: (record?.memory.nextSlot ?? 1) - 1 }, (_, index) => ({
      customerKey: idOf('anna'),
      slot: index + 1,
    }));
    const shown = await ports().visits.readSlots(slots);
    expect(shown.filter(({ status }) => status === 'held')).toHaveLength(1);
  });

  it('keep every loop, of both, on the card of the one that survives', async () => {
    await raise('anna', 'issue-1');
    await raise('anne', 'issue-2');
    await raise('boris', 'issue-3');
    const merged = await merge('anna', 'anne');
    await mark(merged);
    await planNextDay();
    const { issues } = await ports().issues.open(idOf('anna'));
    expect(issues.map(({ key }) => key).sort()).toEqual(['issue-1', 'issue-2']);
    expect((await ports().issues.open(idOf('boris'))).issues.map(({ key }) => key)).toEqual(['issue-3']);
    const { body } = await apiInto(portal).call({
      method: 'POST',
      path: `/crm/objects/2026-09/${await typeOf('rv_issue')}/search`,
      body: {
        filterGroups: [{ filters: [{ propertyName: 'rv_contact_id', operator: 'EQ', value: merged }] }],
        properties: ['rv_issue_key'],
        limit: 10,
      },
      attempting: 'test',
      repeatable: true,
    });
    expect(body.total).toBe(2);
  });

  it('are put right when one of them was never planned', async () => {
    await openWith([
      customer('anna', '2026-10-26'),
      { ...customer('anne', '2026-10-27'), rv_tier: '', lifecyclestage: 'lead' },
    ]);
    const other = String((await ports().customers.read([String(Number(idOf('anna')) + 1)]))[0]?.contactId);
    const body = await send('POST', 'contacts/merge', { primaryObjectId: other, objectIdToMerge: idOf('anna') });
    await mark(body.id);
    await planNextDay();
    const after = await readState(portal);
    expect(openKeys(after)).toEqual([`${idOf('anna')}:1`]);
    expect(after.visits[`${idOf('anna')}:1`]?.rv_contact_id).toBe(body.id);
  });

  it('are put right after two merges in a row', async () => {
    const first = await merge('anna', 'anne');
    const body = await send('POST', 'contacts/merge', { primaryObjectId: first, objectIdToMerge: idOf('boris') });
    await mark(body.id);
    await planNextDay();
    const after = await readState(portal);
    expect(openKeys(after)).toEqual([`${idOf('anna')}:1`]);
    expect(openTasks(after)).toEqual([`visit:${idOf('anna')}:1`]);
  });

  it('end as if undisturbed wherever the run that takes them in is killed', async () => {
    await setVisit(`${idOf('anne')}:1`, { rv_attempts: '2026-11-23', rv_rescheduled_to: '2026-11-26' });
    await raise('anne', 'issue-2');
    await mark(await merge('anna', 'anne'));
    await killedAnywhere();
  }, 240_000);

  it('end as if undisturbed also when visits have to be moved', async () => {
    await openWith([
      customer('anna', '2026-10-27', { rv_paused_until: '2026-12-31' }),
      customer('anne', '2026-10-27'),
      customer('boris', '2026-10-26'),
    ]);
    await raise('anne', 'issue-2');
    const merged = await merge('anna', 'anne');
    await send('PATCH', `contacts/${merged}`, {
      properties: { rv_paused_until: '', rv_replan: 'true' },
    });
    await killedAnywhere();
  }, 240_000);
});

class Killed extends Error {}

/** Kills the next day's run at every call, before and after; the run after it must leave what an undisturbed one leaves. */
async function killedAnywhere(): Promise<void> {
  const start = portal.snapshot();
  const counting = apiInto(portal);
  await planNextDay(portal, counting);
  const undisturbed = { state: await readState(portal), issues: await ports().issues.open(idOf('anna')) };
  expect(undisturbed.issues.total).toBe(1);
  const isKnown = statesSeen();
  for (let at = 1; at <= counting.sent(); at += 1) {
    for (const when of ['before', 'after'] as const) {
      const again = portalWith(start, NEXT_DAY);
      let dead = false;
      const dying = apiInto(again, async ({ number }, next: () => Promise<Answer>) => {
        if (dead) throw new Killed();
        if (number !== at) return next();
        dead = true;
        if (when === 'after') await next();
        throw new Killed();
      });
      await expect(planBook(again, dying, NEXT_DAY)).rejects.toBeInstanceOf(Killed);
      if (isKnown(again)) continue;
      await planBook(again, apiInto(again), NEXT_DAY);
      const state = await readState(again);
      expect(state, `killed ${when} call ${at}`).toEqual(undisturbed.state);
      expect(await ports(again).issues.open(idOf('anna')), `killed ${when} call ${at}`).toEqual(undisturbed.issues);
    }
  }
}

function portalWith(snapshot: unknown, on: Day): Portal {
  const again = portalFrom(snapshot, on);
  again.setNow(instantAt(ZONE, on, '09:00'));
  return again;
}

describe('contacts that are gone', () => {
  it.each(['deleted', 'erased'])('lose their open visits and no one else does (%s)', async (how) => {
    const before = await readState(portal);
    if (how === 'deleted') await send('DELETE', `contacts/${idOf('anne')}`);
    else await send('POST', 'contacts/gdpr-delete', { objectId: idOf('anne') });
    expect(await withdrawGone([idOf('anne')], ports())).toEqual({ withdrawn: 1, alive: [] });
    const after = await readState(portal);
    const key = `${idOf('anne')}:1`;
    expect(after.visits[key]).toMatchObject({ rv_status: 'withdrawn', rv_reason_en: expect.stringContaining('gone') });
    expect(after.tasks[`visit:${key}`]).toMatchObject({
      hs_task_status: 'COMPLETED',
      hs_task_body: expect.stringContaining('gone'),
    });
    for (const name of ['anna', 'boris']) {
      const own = `${idOf(name)}:1`;
      expect(after.visits[own]).toEqual(before.visits[own]);
      expect(after.tasks[`visit:${own}`]).toEqual(before.tasks[`visit:${own}`]);
    }
    // Told again, nothing more happens.
    expect(await withdrawGone([idOf('anne')], ports())).toEqual({ withdrawn: 0, alive: [] });
    expect(await readState(portal)).toEqual(after);
  });

  it('are believed gone only when they are: who is back or merged is marked for a decision', async () => {
    const merged = await merge('anna', 'anne');
    expect(await withdrawGone([idOf('anne'), idOf('boris')], ports())).toEqual({
      withdrawn: 0,
      alive: expect.arrayContaining([merged, idOf('boris')]),
    });
    const after = await readState(portal);
    expect(openKeys(after)).toHaveLength(3);
    expect(after.contacts['anna@example.cn']?.rv_replan).toBe('true');
  });

  it('are found without a webhook, by the first run of a new week', async () => {
    await send('DELETE', `contacts/${idOf('anne')}`);
    const key = `${idOf('anne')}:1`;
    const stateAfter = async (days: number) => {
      const on = addDays(TODAY, days);
      portal.setNow(instantAt(ZONE, on, '09:00'));
      await planBook(portal, apiInto(portal), on);
      return (await readState(portal)).visits[key];
    };
    expect(await stateAfter(1)).toMatchObject({ rv_status: 'planned' });
    expect(await stateAfter(8)).toMatchObject({
      rv_status: 'withdrawn',
      rv_reason_en: expect.stringContaining('gone'),
    });
  });
});
