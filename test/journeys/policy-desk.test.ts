import { beforeAll, describe, expect, it } from 'vitest';
import type { ForecastTask } from '../../src/contract/rehearse-policy.ts';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { addDays, day, formatDay } from '../../src/domain/calendar/day.ts';
import { dayIn, instantAt } from '../../src/domain/calendar/zone.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import type { HubspotApi } from '../../src/hubspot/api.ts';
import { namedObjectTypes } from '../../src/hubspot/object-types.ts';
import { hubspotPlanHistory } from '../../src/hubspot/plan-history.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { openPolicy } from '../../src/use-cases/policy/open-policy.ts';
import { publishPolicy } from '../../src/use-cases/policy/publish-policy.ts';
import { rehearsePolicy } from '../../src/use-cases/policy/rehearse-policy.ts';
import { repairPolicy } from '../../src/use-cases/policy/repair-policy.ts';
import { rollBack } from '../../src/use-cases/policy/roll-back.ts';
import { saveDraft } from '../../src/use-cases/policy/save-draft.ts';
import { logAttempt } from '../../src/use-cases/visiting/log-visit.ts';
import { apiInto, openBook, planBook, portalFrom, readState, ZONE } from '../support/book.ts';
import { ADMIN, draftOf, inForce, portsOf, setApproval, withRule } from '../support/desk.ts';
import { generatedBook } from '../support/generated-book.ts';

const TODAY = day('2026-11-23');
const NEXT = addDays(TODAY, 1);

/** A book that was planned by version 1 yesterday; the clock stands at nine of the next day. */
let planned: unknown;
beforeAll(async () => {
  const { portal, api } = await openBook([...demoCustomers(TODAY), ...generatedBook(5, 420, '2026-11-23')], TODAY);
  await foundCompanies(api);
  await planBook(portal, api, TODAY);
  planned = portal.snapshot();
});

/** Twenty companies of four contacts each, so that visits go to one of them. */
async function foundCompanies(api: HubspotApi): Promise<void> {
  const post = (path: string, body: object) =>
    api.call({ method: 'POST', path, body, attempting: 'test', repeatable: false });
  const { body: contacts } = await post('/crm/objects/2026-09/contacts/search', {
    filterGroups: [{ filters: [{ propertyName: 'lifecyclestage', operator: 'EQ', value: 'customer' }] }],
    sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
    limit: 80,
  });
  const { body: companies } = await post('/crm/objects/2026-09/companies/batch/create', {
    inputs: Array.from({ length: 20 }, (_, index) => ({ properties: { name: `Company ${index}` } })),
  });
  const ids = (companies.results as { id: string }[]).map(({ id }) => id);
  await post('/crm/associations/2026-09/contacts/companies/batch/associate/default', {
    inputs: (contacts.results as { id: string }[]).map(({ id }, index) => ({
      from: { id },
      to: { id: ids[index % ids.length] },
    })),
  });
}

async function book(): Promise<Portal> {
  const portal = portalFrom(planned, TODAY);
  portal.setNow(instantAt(ZONE, NEXT, '09:00'));
  await planBook(portal, apiInto(portal), NEXT);
  portal.setNow(portal.now() + 600_000);
  return portal;
}

/** Tier A twice as often, greetings off, dormant customers later, one owner on leave. */
const CHANGES = (policy: Policy): Policy => ({
  ...withRule(
    withRule(policy, 'P11', (rule) => ({
      trigger: { type: 'recurring' },
      window: { earliest: { n: 7, unit: 'C' }, target: { n: 14, unit: 'C' }, latest: { n: 17, unit: 'C' } },
      channels: rule.channels,
    })),
    'P08',
    () => ({ on: false }),
  ),
  visitMinutes: { ...policy.visitMinutes, phone: 45 },
});

/** Has open visits in the days ahead. */
const AWAY = '7003';

/** One visit fills a day, one owner is away, contacts of a company are visited each, and those nobody sold to yet are in the book. */
const HARD: Partial<Policy> = {
  capacity: { minutesPerDay: 45, byOwner: {} },
  company: { visits: 'each', sharesBudget: false },
  scope: { lifecycleStages: ['customer', 'evangelist', 'opportunity'], anyTier: true },
  team: { leave: [{ ownerId: AWAY, from: '2026-11-24', to: '2026-12-18', backup: '7004' }] },
};

const byKey = <T extends { readonly key: string }>(tasks: readonly T[]) =>
  [...tasks].sort((a, b) => (a.key < b.key ? -1 : 1));

async function rehearsal(portal: Portal, revision: number, days = 7, size = 40) {
  const tasks: ForecastTask[] = [];
  let step: number | undefined;
  for (;;) {
    const answer = await rehearsePolicy(
      { revision, today: NEXT, days, step, size, shouldStop: () => true, onTask: (task) => tasks.push(task) },
      portsOf(portal),
    );
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    if (answer.result) return { result: answer.result, tasks };
    step = answer.step ?? undefined;
  }
}

async function publish(portal: Portal, change: (policy: Policy) => Policy): Promise<number> {
  const { revision, recordId } = await draftOf(portal, change);
  portal.setNow(portal.now() + 60_000);
  await setApproval(portal, recordId, 'approved');
  portal.setNow(portal.now() + 60_000);
  const answer = await publishPolicy({ revision, claimedBy: 'Tom', today: NEXT }, portsOf(portal));
  expect(answer).toMatchObject({ ok: true });
  return revision;
}

/** Open visits by key: day, owner, rule, channel; whose any visit is; and their tasks that are not completed: due day, owner. */
async function open(portal: Portal) {
  const { visits, tasks } = await readState(portal);
  return {
    contacts: Object.fromEntries(Object.entries(visits).map(([key, { rv_contact_id }]) => [key, rv_contact_id ?? ''])),
    visits: Object.fromEntries(
      Object.entries(visits)
        .filter(([, { rv_status }]) => rv_status === 'planned')
        .map(([key, visit]) => [
          key,
          [visit.rv_scheduled_on, visit.rv_owner_id, visit.rv_leader, visit.rv_channel].join(' '),
        ]),
    ),
    tasks: Object.fromEntries(
      Object.entries(tasks)
        .filter(([key, { hs_task_status }]) => key.startsWith('visit:') && hs_task_status !== 'COMPLETED')
        .map(([key, { hs_timestamp, hubspot_owner_id }]) => [
          key.replace(/^visit:/, ''),
          `${formatDay(dayIn(ZONE, Date.parse(hs_timestamp ?? '')))} ${hubspot_owner_id}`,
        ]),
    ),
  };
}

describe('a draft', () => {
  it('is kept as its own record, and of two admins the second is told while nothing is overwritten', async () => {
    const portal = await book();
    const ports = portsOf(portal);
    const policy = await inForce(ports);
    const save = (who: string, leadDays: number, after = 0) =>
      saveDraft(
        {
          portal: undefined,
          after,
          base: 1,
          submissionId: `${who}-${leadDays}-save`,
          savedBy: who,
          note: '',
          policy: { ...policy, leadDays },
        },
        ports,
      );
    expect(await save('王敏', 5)).toEqual({ ok: true, revision: 1, repeated: false });
    expect(await save('Tom', 9)).toMatchObject({
      ok: false,
      reason: 'draft_changed',
      message: { en: expect.stringContaining('王敏') },
    });
    expect(await save('王敏', 5)).toEqual({ ok: true, revision: 1, repeated: true });
    expect((await ports.desk.newestDraft())?.policy).toMatchObject({ leadDays: 5 });
    expect(await inForce(ports)).toEqual(policy);
    const both = await Promise.all([save('A', 3, 1), save('B', 4, 1)]);
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
  });

  it('that contradicts itself or is too long is refused with its place, and nothing is saved', async () => {
    const portal = await book();
    const ports = portsOf(portal);
    const policy = await inForce(ports);
    const save = (changed: unknown) =>
      saveDraft(
        { portal: undefined, after: 0, base: 1, submissionId: 'bad-save-1', savedBy: '', note: '', policy: changed },
        ports,
      );
    const index = policy.rules.findIndex(({ id }) => id === 'P11');
    const backwards = withRule(policy, 'P11', (rule) => ({ window: { ...rule.window, latest: { n: 2, unit: 'C' } } }));
    expect(await save(backwards)).toMatchObject({
      reason: 'bad_input',
      fields: [{ path: `rules.${index}.window.latest.n` }],
    });
    expect(await save({ ...policy, capacity: { ...policy.capacity, minutesPerDay: -30 } })).toMatchObject({
      fields: [{ path: 'capacity.minutesPerDay' }],
    });
    const [script] = policy.scripts;
    const long = {
      ...policy,
      scripts: [...policy.scripts, { ...script, id: 'long', closing: [{ zh: '长'.repeat(30_000), en: 'x' }] }],
    };
    expect(await save(long)).toMatchObject({ reason: 'too_big', message: { en: expect.stringContaining('65536') } });
    expect(await ports.desk.newestDraft()).toBeUndefined();
  });
});

describe('a rehearsal', () => {
  it.each([
    ['move', {}],
    ['keep', { openVisits: 'keep' as const }],
    ['withdraw', { openVisits: 'withdraw' as const }],
    ['no room, an owner away, companies apart, a wider book', HARD],
  ] as [string, Partial<Policy>][])(
    'forecasts of the first day, task by task, what publishing then does (%s)',
    async (_, terms) => {
      const portal = await book();
      const before = await open(portal);
      const { revision, recordId } = await draftOf(portal, (policy) => ({ ...CHANGES(policy), ...terms }));
      const writes = await readState(portal);
      const { result, tasks } = await rehearsal(portal, revision);
      expect(await readState(portal)).toEqual(writes);

      await setApproval(portal, recordId, 'approved');
      expect(await publishPolicy({ revision, claimedBy: '', today: NEXT }, portsOf(portal))).toMatchObject({
        ok: true,
      });
      await planBook(portal, apiInto(portal), NEXT);

      const after = await open(portal);
      const changed: Omit<ForecastTask, 'name'>[] = [];
      for (const key of new Set([...Object.keys(before.visits), ...Object.keys(after.visits)])) {
        const [was, is] = [before.visits[key], after.visits[key]];
        if (was === is) continue;
        const what = was === undefined ? 'opened' : is === undefined ? 'withdrawn' : 'changed';
        const contactId = after.contacts[key] ?? '';
        const [on, ownerId, rule] = (is ?? '').split(' ');
        changed.push(
          is === undefined || on === undefined || ownerId === undefined || rule === undefined
            ? { key, contactId, what }
            : { key, contactId, what, on, ownerId, rule },
        );
      }
      // Withdrawn and planned again in the same slot: the same task, the same visit where nothing else of it is new.
      const told = tasks
        .filter(({ key, what }) => what !== 'opened' || before.visits[key] !== after.visits[key])
        .map(({ name: _, ...task }) => ({
          ...task,
          what: task.what === 'opened' && before.visits[task.key] !== undefined ? ('changed' as const) : task.what,
        }));
      expect(byKey(told)).toEqual(byKey(changed));
      // The tasks themselves: whose day or person is another was told so, and to the same day and person.
      const toldOf = new Map(told.map((task) => [task.key, task]));
      for (const key of new Set([...Object.keys(before.tasks), ...Object.keys(after.tasks)])) {
        const [was, is] = [before.tasks[key], after.tasks[key]];
        const task = toldOf.get(key);
        if (was !== is) expect(task, `${key}: ${was} → ${is}`).toBeDefined();
        if (task) expect(is, key).toBe(task.on === undefined ? undefined : `${task.on} ${task.ownerId}`);
      }
      expect(Object.keys(after.tasks).sort()).toEqual(Object.keys(after.visits).sort());
      if (terms.openVisits === 'keep')
        for (const key of Object.keys(before.visits)) expect(after.visits[key]).toBe(before.visits[key]);
      else expect(changed.length).toBeGreaterThan(3);
      expect(result.customers).toBe(
        Object.values((await readState(portal)).contacts).filter((c) => c.rv_plan_on).length,
      );
      if (terms !== HARD) return;
      // It is as hard as it is meant to be.
      expect(new Set(changed.map(({ what }) => what))).toEqual(new Set(['opened', 'changed', 'withdrawn']));
      expect(result.examples.length).toBeGreaterThan(0);
      for (const { contactId, after: lines, ledger } of result.examples) {
        // Who gets a task today is told why by the rule that leads it, on the day of the task.
        const task = changed.find((each) => each.contactId === contactId && each.on !== undefined);
        const leads = ledger.find(({ rule }) => rule === task?.rule);
        if (task) expect(leads?.after).toMatchObject({ verdict: 'leads', on: task.on });
        expect(ledger.some(({ after }) => after !== null) || lines.length === 0).toBe(true);
      }
      expect(result.after.noRoom).toBeGreaterThan(20);
      expect(result.customers).toBeGreaterThan(Object.values(writes.contacts).filter((c) => c.rv_plan_on).length);
      expect(changed.some(({ key, ownerId }) => before.visits[key]?.split(' ')[1] === AWAY && ownerId !== AWAY)).toBe(
        true,
      );
    },
    60_000,
  );

  it('counts the same in one part as in many, and says who is overloaded and what would help', async () => {
    const portal = await book();
    const { revision } = await draftOf(portal, (policy) => ({
      ...CHANGES(policy),
      capacity: { ...policy.capacity, minutesPerDay: 60, byOwner: {} },
    }));
    const whole = await rehearsal(portal, revision, 14, 10_000);
    const parts = await rehearsal(portal, revision, 14, 25);
    expect(byKey(parts.tasks)).toEqual(byKey(whole.tasks));
    expect(parts.result.firstDay).toMatchObject({
      opened: whole.result.firstDay.opened,
      changed: whole.result.firstDay.changed,
    });
    const [worst] = [...whole.result.load].sort((a, b) => b.noRoomAfter - a.noRoomAfter);
    expect(worst?.noRoomAfter).toBeGreaterThan(0);
    const repairs = await repairPolicy(
      { revision, ownerId: worst?.ownerId ?? '', today: NEXT, days: 14 },
      portsOf(portal),
    );
    if (!repairs.ok) throw new Error(JSON.stringify(repairs));
    const more = repairs.repairs.find(({ kind }) => kind === 'more_minutes_a_day');
    expect(more).toMatchObject({ from: 60 });
  }, 60_000);

  it('refuses to go on with another rehearsal', async () => {
    const portal = await book();
    const { revision } = await draftOf(portal, CHANGES);
    const ask = (more: object) =>
      rehearsePolicy(
        { revision, today: NEXT, days: 3, step: undefined, size: 20, shouldStop: () => true, ...more },
        portsOf(portal),
      );
    const first = await ask({});
    if (!first.ok) throw new Error('refused');
    await ask({});
    await ask({ step: 1 });
    expect(await ask({ step: first.step })).toMatchObject({ ok: false, reason: 'no_job' });
    expect(await ask({ revision: 99 })).toMatchObject({ ok: false, reason: 'no_draft' });
  });
});

describe('publishing', () => {
  it('is refused without an approval that a person set in HubSpot, after the text was written', async () => {
    const portal = await book();
    const { revision, recordId } = await draftOf(portal, CHANGES);
    const ports = portsOf(portal);
    const ask = () => publishPolicy({ revision, claimedBy: 'admin', today: NEXT }, portsOf(portal));
    const before = await ports.desk.standing();
    expect(await ask()).toMatchObject({ reason: 'not_approved' });
    await setApproval(portal, recordId, 'approved', { sourceType: 'INTEGRATION', userId: ADMIN });
    expect(await ask()).toMatchObject({ reason: 'not_approved' });
    await setApproval(portal, recordId, 'rejected');
    expect(await ask()).toMatchObject({ reason: 'not_approved' });
    await setApproval(portal, recordId, 'approved', { sourceType: 'CRM_UI' });
    expect(await ask()).toMatchObject({ reason: 'not_approved' });
    await setApproval(portal, recordId, 'rejected');
    await setApproval(portal, recordId, 'approved');
    portal.setNow(portal.now() + 1_000);
    await portal.fetch(
      new Request('http://portal.test/__portal/edits', {
        method: 'POST',
        body: JSON.stringify({
          objectType: `p${(await ports.account()).portalId}_rv_policy`,
          id: recordId,
          userId: 5,
          properties: { rv_document: JSON.stringify({ ...(await inForce(ports)), leadDays: 1 }) },
        }),
        headers: { 'content-type': 'application/json' },
      }),
    );
    expect(await ask()).toMatchObject({ reason: 'not_approved' });
    expect(await ports.desk.standing()).toEqual(before);
  });

  it('asks the list of the policy in force who may approve, and keeps every publishing', async () => {
    const portal = await book();
    await publish(portal, (policy) => ({ ...policy, approvers: ['77'] }));
    const { revision, recordId } = await draftOf(portal, (policy) => ({ ...policy, approvers: ['5'], leadDays: 3 }));
    await setApproval(portal, recordId, 'approved', { userId: 5 });
    const ask = () => publishPolicy({ revision, claimedBy: 'somebody', today: NEXT }, portsOf(portal));
    expect(await ask()).toMatchObject({ reason: 'not_approved', message: { en: expect.stringContaining('list') } });
    await setApproval(portal, recordId, 'rejected', { userId: 77 });
    portal.setNow(portal.now() + 1_000);
    await setApproval(portal, recordId, 'approved', { userId: 77 });
    expect(await ask()).toEqual({ ok: true, version: 3, repeated: false });
    expect(await ask()).toEqual({ ok: true, version: 3, repeated: true });
    const opened = await openPolicy({ today: NEXT }, portsOf(portal));
    if (!opened.ok) throw new Error('refused');
    expect(opened.changes.map(({ kind, from, to, claimedBy }) => [kind, from, to, claimedBy])).toEqual([
      ['publish', 2, 3, 'somebody'],
      ['publish', 1, 2, 'Tom'],
      ['command', 0, 1, ''],
    ]);
    expect(opened.draft).toBeNull();
    const past = await openPolicy({ today: NEXT, onDay: '2026-11-23' }, portsOf(portal));
    expect(past).toMatchObject({ past: { version: 1 } });
  });

  it('tells who comes second that another version is in force', async () => {
    const portal = await book();
    const first = await draftOf(portal, (policy) => ({ ...policy, leadDays: 3 }));
    const second = await draftOf(portal, (policy) => ({ ...policy, leadDays: 4 }));
    for (const { recordId } of [first, second]) await setApproval(portal, recordId, 'approved');
    const ask = (revision: number) => publishPolicy({ revision, claimedBy: '', today: NEXT }, portsOf(portal));
    expect(await ask(first.revision)).toMatchObject({ ok: true, version: 2 });
    expect(await ask(second.revision)).toMatchObject({ ok: false, reason: 'policy_changed' });
    expect((await inForce(portsOf(portal))).leadDays).toBe(3);
  });

  it('cut off after every call is finished by asking again, or not begun', async () => {
    const portal = await book();
    const { revision, recordId } = await draftOf(portal, CHANGES);
    await setApproval(portal, recordId, 'approved');
    const start = portal.snapshot();
    const whole = apiInto(portal);
    await publishPolicy({ revision, claimedBy: '', today: NEXT }, portsOf(portal, whole));
    const expected = await inForce(portsOf(portal));
    for (let at = 1; at <= whole.sent(); at += 1) {
      portal.restore(start);
      const dying = apiInto(portal, async ({ number }, send) => {
        const answer = await send();
        if (number >= at) throw new Error('killed');
        return answer;
      });
      await publishPolicy({ revision, claimedBy: '', today: NEXT }, portsOf(portal, dying)).catch(() => {});
      portal.setNow(portal.now() + 60_000);
      expect(
        await publishPolicy({ revision, claimedBy: '', today: NEXT }, portsOf(portal)),
        `killed after ${at}`,
      ).toMatchObject({
        ok: true,
        version: 2,
      });
      expect(await inForce(portsOf(portal))).toEqual(expected);
    }
  }, 60_000);
});

describe('going back', () => {
  const back = async (portal: Portal) => {
    const api = apiInto(portal);
    const ports = portsOf(portal, api);
    const { portalId } = await ports.account();
    for (;;) {
      const answer = await rollBack(
        { version: 1, claimedBy: 'Tom', today: NEXT, shouldStop: () => true },
        { ...ports, history: hubspotPlanHistory(api, async () => namedObjectTypes(portalId)) },
      );
      if (!answer.ok || answer.done) return answer;
    }
  };
  const approve = async (portal: Portal) => {
    portal.setNow(portal.now() + 60_000);
    const version = await portsOf(portal).desk.version(1);
    await setApproval(portal, version?.recordId ?? '', 'restore');
    portal.setNow(portal.now() + 60_000);
  };

  it('needs an approval of its own, and then leaves every task, visit and plan as it was', async () => {
    const portal = await book();
    const before = await readState(portal);
    await publish(portal, CHANGES);
    await planBook(portal, apiInto(portal), NEXT);
    expect((await readState(portal)).tasks).not.toEqual(before.tasks);
    expect(await back(portal)).toMatchObject({ ok: false, reason: 'not_approved' });
    await approve(portal);
    const done = await back(portal);
    expect(done).toMatchObject({ ok: true, done: true, version: 1, replanned: 0 });

    const after = await readState(portal);
    for (const [key, task] of Object.entries(before.tasks)) expect(after.tasks[key], key).toEqual(task);
    for (const [key, task] of Object.entries(after.tasks))
      if (!before.tasks[key]) expect(task.hs_task_status, key).toBe('COMPLETED');
    for (const [key, visit] of Object.entries(before.visits)) expect(after.visits[key], key).toEqual(visit);
    expect((await inForce(portsOf(portal))).version).toBe(1);
    // Nothing is left to plan again by the version that is in force once more.
    const run = await planBook(portal, apiInto(portal), NEXT);
    expect([run.totals.opened, run.totals.changed, run.totals.withdrawn]).toEqual([0, 0, 0]);
    expect((await readState(portal)).tasks).toEqual(after.tasks);
    expect(await back(portal)).toMatchObject({ ok: true, done: true });
    expect(await openPolicy({ today: NEXT }, portsOf(portal))).toMatchObject({
      changes: [{ kind: 'go_back', from: 2, to: 1 }, { kind: 'publish' }, { kind: 'command' }],
    });
  }, 60_000);

  it('keeps what people did since, and plans those customers again', async () => {
    const portal = await book();
    await publish(portal, CHANGES);
    await planBook(portal, apiInto(portal), NEXT);
    const [key = ''] = Object.keys((await open(portal)).visits);
    await logAttempt({ visitKey: key, submissionId: 'attempt-one' }, { today: NEXT }, portsOf(portal));
    await approve(portal);
    expect(await back(portal)).toMatchObject({ ok: true, replanned: 1 });
    await planBook(portal, apiInto(portal), NEXT);
    expect((await readState(portal)).visits[key]?.rv_attempts).not.toBe('');
    expect(await back(portal)).toMatchObject({ ok: true, done: true });
  }, 60_000);

  it('is refused where nothing was published, and for any version but the one before', async () => {
    const portal = await book();
    expect(await back(portal)).toMatchObject({ ok: false, reason: 'nothing_to_restore' });
  });
});
