import { beforeAll, describe, expect, it } from 'vitest';
import type { BulkActionAnswer, BulkActionInput, BulkJob, BulkWish } from '../../src/contract/bulk-action.ts';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { addDays, day, formatDay } from '../../src/domain/calendar/day.ts';
import type { Answer, HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { bulkAction } from '../../src/use-cases/planning/bulk-action.ts';
import { apiInto, type BookState, openBook, planBook, portalFrom, readState } from '../support/book.ts';
import { generatedBook } from '../support/generated-book.ts';

const TODAY = day('2026-11-23');
const USER = 77;
const PAUSE: BulkWish = { kind: 'pause', until: '2027-03-01', because: '客户搬迁 moving house' };

/** The demo's customers, planned; each test begins with a portal of its own in that state. */
let planned: unknown;
let before: BookState;

beforeAll(async () => {
  const { portal, api } = await openBook(demoCustomers(TODAY), TODAY);
  await planBook(portal, api, TODAY);
  planned = portal.snapshot();
  before = await readState(portal);
});

const portalWith = (snapshot: unknown, on = TODAY): Portal => portalFrom(snapshot, on, '10:00');

/** One call of the panel, as the function makes it. */
async function call(
  portal: Portal,
  input: BulkActionInput,
  { api = apiInto(portal), shouldStop = () => false }: { api?: HubspotApi; shouldStop?: () => boolean } = {},
): Promise<BulkActionAnswer> {
  const ports = hubspotPorts(api, { now: () => portal.now(), sleep: async () => {} });
  return bulkAction(input, { today: TODAY, shouldStop }, ports);
}

async function jobOf(answer: Promise<BulkActionAnswer>): Promise<BulkJob> {
  const given = await answer;
  if (!given.ok || given.step !== 'job') throw new Error(`expected a job, got ${JSON.stringify(given)}`);
  return given.job;
}

async function linesOf(answer: Promise<BulkActionAnswer>) {
  const given = await answer;
  if (!given.ok || given.step !== 'preview') throw new Error(`expected a preview, got ${JSON.stringify(given)}`);
  return given.lines;
}

/** Begins the work and does it to its end. */
async function apply(portal: Portal, wish: BulkWish, contactIds: readonly number[], jobId = 'job-00001') {
  await jobOf(call(portal, { step: 'begin', userId: USER, jobId, wish, contactIds: [...contactIds] }));
  return jobOf(call(portal, { step: 'go_on', userId: USER, jobId }));
}

const idOf = (email: string): number => Number(before.contacts[email]?.rv_customer_key);
/** Contacts with an open visit, whose account manager is this owner. */
function withVisit(owner?: string): string[] {
  const open = new Set(
    Object.values(before.visits)
      .filter(({ rv_status }) => rv_status === 'planned')
      .map(({ rv_customer_key }) => rv_customer_key),
  );
  return Object.values(before.contacts)
    .filter((contact) => open.has(contact.rv_customer_key) && (!owner || contact.hubspot_owner_id === owner))
    .map(({ email = '' }) => email);
}
function visitsOf(state: BookState, email: string) {
  const key = before.contacts[email]?.rv_customer_key ?? '';
  return Object.entries(state.visits).filter(([visit]) => visit.startsWith(`${key}:`));
}
/** What stands apart from these customers. */
function others(state: BookState, emails: readonly string[]) {
  const keys = emails.map((email) => before.contacts[email]?.rv_customer_key ?? '');
  const isTheirs = (key: string) => keys.some((own) => key.replace(/^visit:/, '').startsWith(`${own}:`));
  const without = <T>(table: { readonly [key: string]: T }, isOut: (key: string) => boolean) =>
    Object.fromEntries(Object.entries(table).filter(([key]) => !isOut(key)));
  return {
    contacts: without(state.contacts, (email) => emails.includes(email)),
    visits: without(state.visits, isTheirs),
    tasks: without(state.tasks, isTheirs),
  };
}

describe('the preview of a bulk action', () => {
  it('says for each contact what a pause would do, and writes nothing', async () => {
    const portal = portalWith(planned);
    const [busy = ''] = withVisit();
    const ids = [idOf(busy), 999_999];
    const lines = await linesOf(call(portal, { step: 'preview', wish: PAUSE, contactIds: ids }));

    expect(lines).toEqual([
      expect.objectContaining({
        contactId: String(idOf(busy)),
        outcome: 'changes',
        visits: { opened: 0, moved: 0, withdrawn: visitsOf(before, busy).length },
        next: { from: before.contacts[busy]?.rv_next_visit_on, to: expect.toSatisfy(isNullOrAfter('2027-03-01')) },
      }),
      expect.objectContaining({ contactId: '999999', name: '', outcome: 'cannot' }),
    ]);
    expect(lines[0]?.name).not.toBe('');
    expect(await readState(portal)).toEqual(before);
  });

  it('tells whose visits change hands, and who belongs to that person already', async () => {
    const portal = portalWith(planned);
    const [from = ''] = withVisit('1001');
    const [there = ''] = withVisit('1003');
    const wish: BulkWish = { kind: 'hand_over', role: 'account_manager', ownerId: '1003' };
    const lines = await linesOf(call(portal, { step: 'preview', wish, contactIds: [idOf(from), idOf(there)] }));
    const of = (email: string) => lines.find(({ contactId }) => contactId === String(idOf(email)));
    expect(of(from)).toMatchObject({ outcome: 'changes' });
    expect(of(from)?.visits.moved).toBeGreaterThan(0);
    expect(of(there)).toMatchObject({ outcome: 'same', visits: { opened: 0, moved: 0, withdrawn: 0 } });
  });

  it('promises what the work then does', async () => {
    const portal = portalWith(planned);
    const emails = withVisit().slice(0, 10);
    const ids = emails.map(idOf);
    const wish: BulkWish = { kind: 'hand_over', role: 'account_manager', ownerId: '1003' };
    const lines = await linesOf(call(portal, { step: 'preview', wish, contactIds: ids }));
    const promised = lines.filter(({ outcome }) => outcome === 'changes');
    const job = await apply(
      portal,
      wish,
      promised.map(({ contactId }) => Number(contactId)),
    );
    const sum = (count: 'opened' | 'moved' | 'withdrawn') => promised.reduce((n, { visits }) => n + visits[count], 0);
    expect(job.visits).toEqual({ opened: sum('opened'), moved: sum('moved'), withdrawn: sum('withdrawn') });
    const after = await readState(portal);
    for (const { contactId, next } of promised) {
      const contact = Object.values(after.contacts).find(({ rv_customer_key }) => rv_customer_key === contactId);
      expect(contact?.rv_next_visit_on ?? null, contactId).toBe(next.to);
    }
  });

  it('says why nobody is planned who is out of the book, paused or not to be visited', async () => {
    const rows = demoCustomers(TODAY).slice(0, 3);
    const [a, b, c] = rows as [Record<string, string>, Record<string, string>, Record<string, string>];
    a.rv_paused_until = '2027-06-01';
    b.rv_do_not_visit = 'true';
    c.rv_tier = '';
    c.lifecyclestage = 'lead';
    const { portal, api } = await openBook(rows, TODAY);
    const records = await hubspotPorts(api, { now: () => portal.now() }).customers.read([
      '1',
      '2',
      '3',
      ...(await allIds(portal)),
    ]);
    const lines = await linesOf(
      call(portal, {
        step: 'preview',
        wish: { kind: 'plan' },
        contactIds: records.map(({ contactId }) => Number(contactId)),
      }),
    );
    expect(lines.map(({ outcome, why }) => [outcome, why?.en])).toEqual([
      ['cannot', 'Visits are paused.'],
      ['cannot', 'Marked “do not visit”.'],
      ['cannot', 'Not in the book: neither a customer by lifecycle stage nor given a tier.'],
    ]);
  });

  it('refuses a day that is over and a person who is not there, and writes nothing', async () => {
    const portal = portalWith(planned);
    const contactIds = [idOf(withVisit()[0] ?? '')];
    const past: BulkWish = { ...PAUSE, kind: 'pause', until: formatDay(addDays(TODAY, -1)), because: 'x' };
    const nobody: BulkWish = { kind: 'hand_over', role: 'service_engineer', ownerId: '424242' };
    for (const wish of [past, nobody]) {
      for (const input of [
        { step: 'preview', wish, contactIds },
        { step: 'begin', userId: USER, jobId: 'job-00001', wish, contactIds },
      ] as const) {
        expect(await call(portal, input)).toMatchObject({ ok: false, reason: 'bad_input' });
      }
    }
    expect(await readState(portal)).toEqual(before);
  });
});

describe('a bulk action', () => {
  it('pauses the selected contacts alone, withdraws their visits, and gives them back when they resume', async () => {
    const portal = portalWith(planned);
    const emails = withVisit().slice(0, 3);
    const job = await apply(portal, PAUSE, emails.map(idOf));
    expect(job).toMatchObject({ total: 3, done: 3, failed: 0, later: 0, finished: true });

    const paused = await readState(portal);
    expect(others(paused, emails)).toEqual(others(before, emails));
    for (const email of emails) {
      expect(paused.contacts[email]).toMatchObject({
        rv_paused_until: '2027-03-01',
        rv_paused_reason: '客户搬迁 moving house',
        rv_standing: 'suppressed:paused',
      });
      for (const [key, visit] of visitsOf(paused, email)) {
        expect(visit.rv_status, key).toBe('withdrawn');
        expect(paused.tasks[`visit:${key}`]?.hs_task_status).toBe('COMPLETED');
      }
    }

    await apply(portal, { kind: 'resume' }, emails.map(idOf), 'job-00002');
    const resumed = await readState(portal);
    for (const email of emails) {
      expect(resumed.contacts[email]?.rv_paused_until).toBeUndefined();
      expect(resumed.contacts[email]?.rv_paused_reason).toBeUndefined();
      const open = (state: BookState) => visitsOf(state, email).filter(([, { rv_status }]) => rv_status === 'planned');
      expect(open(resumed).map(([, visit]) => [visit.rv_pays, visit.rv_latest_on])).toEqual(
        open(before).map(([, visit]) => [visit.rv_pays, visit.rv_latest_on]),
      );
      for (const [key] of open(resumed)) expect(resumed.tasks[`visit:${key}`]?.hs_task_status).toBe('NOT_STARTED');
    }
  });

  it('hands over contacts with their visits and tasks', async () => {
    const portal = portalWith(planned);
    const emails = withVisit('1001').slice(0, 4);
    await apply(portal, { kind: 'hand_over', role: 'account_manager', ownerId: '1003' }, emails.map(idOf));
    const after = await readState(portal);
    expect(others(after, emails)).toEqual(others(before, emails));
    for (const email of emails) {
      expect(after.contacts[email]?.hubspot_owner_id).toBe('1003');
      for (const [key, visit] of visitsOf(after, email).filter(([, { rv_status }]) => rv_status === 'planned')) {
        if (visit.rv_owner_role !== 'account_manager') continue;
        expect(visit.rv_owner_id, key).toBe('1003');
        expect(after.tasks[`visit:${key}`]?.hubspot_owner_id).toBe('1003');
      }
    }
  });

  it('writes nothing new when it is done again', async () => {
    const portal = portalWith(planned);
    const ids = withVisit().slice(0, 5).map(idOf);
    await apply(portal, PAUSE, ids);
    const once = await readState(portal);
    await apply(portal, PAUSE, ids, 'job-00002');
    expect(await readState(portal)).toEqual(once);
  });

  it('ends as if undisturbed wherever its function was killed', async () => {
    const emails = withVisit('1001').slice(0, 3);
    const wish: BulkWish = { kind: 'hand_over', role: 'account_manager', ownerId: '1002' };
    const begun = portalWith(planned);
    const job = { userId: USER, jobId: 'job-00001' };
    await jobOf(call(begun, { step: 'begin', ...job, wish, contactIds: emails.map(idOf) }));
    const start = begun.snapshot();
    const counting = apiInto(begun);
    await jobOf(call(begun, { step: 'go_on', ...job }, { api: counting }));
    const undisturbed = await readState(begun);
    expect(counting.sent()).toBeGreaterThan(8);

    for (let at = 1; at <= counting.sent(); at += 1) {
      for (const when of ['before', 'after'] as const) {
        const portal = portalWith(start);
        await expect(
          call(portal, { step: 'go_on', ...job }, { api: dyingAt(portal, at, when) }),
        ).rejects.toBeInstanceOf(Killed);
        // A run that died keeps others away for half a minute.
        portal.setNow(portal.now() + 60_000);
        const done = await jobOf(call(portal, { step: 'go_on', ...job }));
        expect(done, `killed ${when} call ${at}`).toMatchObject({ finished: true, failed: 0 });
        expect(withoutNotes(await readState(portal)), `killed ${when} call ${at}`).toEqual(withoutNotes(undisturbed));
      }
    }
  }, 240_000);

  it('is finished by the daily run when nobody opens the panel again', async () => {
    const emails = withVisit('1001').slice(0, 3);
    const wish: BulkWish = { kind: 'hand_over', role: 'account_manager', ownerId: '1002' };
    const start = portalWith(planned);
    const job = { userId: USER, jobId: 'job-00001' };
    await jobOf(call(start, { step: 'begin', ...job, wish, contactIds: emails.map(idOf) }));
    const begun = start.snapshot();
    const counting = apiInto(start);
    await jobOf(call(start, { step: 'go_on', ...job }, { api: counting }));
    const undisturbed = await readState(start);
    for (let at = 1; at <= counting.sent(); at += 1) {
      const portal = portalWith(begun);
      await expect(
        call(portal, { step: 'go_on', ...job }, { api: dyingAt(portal, at, 'after') }),
      ).rejects.toBeInstanceOf(Killed);
      portal.setNow(portal.now() + 60_000);
      const handedOver = (await readState(portal)).contacts[emails[0] ?? '']?.hubspot_owner_id === '1002';
      await planBook(portal, apiInto(portal), TODAY);
      expect(withoutNotes(await readState(portal)), `killed after call ${at}`).toEqual(
        withoutNotes(handedOver ? undisturbed : before),
      );
    }
  });

  it('goes on where it stopped when the panel is opened again, part by part', async () => {
    const rows = generatedBook(5, 230, '2026-11-23');
    const { portal, api } = await openBook(rows, TODAY);
    await planBook(portal, api, TODAY);
    const contactIds = (await allIds(portal)).map(Number);
    const stopAtOnce = { shouldStop: () => true };
    await jobOf(call(portal, { step: 'begin', userId: USER, jobId: 'job-00001', wish: PAUSE, contactIds }));
    expect(await jobOf(call(portal, { step: 'go_on', userId: USER, jobId: 'job-00001' }, stopAtOnce))).toMatchObject({
      done: 100,
      total: contactIds.length,
      finished: false,
    });

    const opened = await call(portal, { step: 'open', userId: USER });
    expect(opened).toMatchObject({
      ok: true,
      step: 'open',
      today: '2026-11-23',
      job: { id: 'job-00001', done: 100, wish: PAUSE },
    });
    expect(await call(portal, { step: 'open', userId: USER + 1 })).toMatchObject({ ok: true, job: null });
    // The same beginning, sent twice, does not begin again.
    expect(
      await jobOf(call(portal, { step: 'begin', userId: USER, jobId: 'job-00001', wish: PAUSE, contactIds })),
    ).toMatchObject({ done: 100 });
    const steps = [];
    for (let finished = false; !finished; ) {
      const job = await jobOf(call(portal, { step: 'go_on', userId: USER, jobId: 'job-00001' }, stopAtOnce));
      steps.push(job.done);
      finished = job.finished;
    }
    expect(steps).toEqual([200, contactIds.length]);
    const state = await readState(portal);
    expect(Object.values(state.contacts).every(({ rv_paused_until }) => rv_paused_until === '2027-03-01')).toBe(true);
    expect(await call(portal, { step: 'open', userId: USER })).toMatchObject({ ok: true, job: null });
  });

  it('names who could not be done and does the others', async () => {
    const portal = portalWith(planned);
    const [gone = '', stays = ''] = withVisit();
    const ids = [idOf(gone), idOf(stays)];
    await jobOf(call(portal, { step: 'begin', userId: USER, jobId: 'job-00001', wish: PAUSE, contactIds: ids }));
    await apiInto(portal).call({
      method: 'DELETE',
      path: `/crm/objects/2026-09/contacts/${idOf(gone)}`,
      attempting: 'test',
      repeatable: true,
    });
    const job = await jobOf(call(portal, { step: 'go_on', userId: USER, jobId: 'job-00001' }));
    expect(job).toMatchObject({
      finished: true,
      failed: 1,
      failures: [{ contactId: String(idOf(gone)), message: expect.stringContaining('deleted') }],
    });
    expect((await readState(portal)).contacts[stays]?.rv_paused_until).toBe('2027-03-01');
  });

  it('leaves the planning to the run that is at work, and says so', async () => {
    const portal = portalWith(planned);
    const emails = withVisit().slice(0, 2);
    const ports = hubspotPorts(apiInto(portal), { now: () => portal.now() });
    await ports.runs.takeLease({ trigger: 'worker', today: TODAY, policyVersion: 1 });
    const job = await apply(portal, PAUSE, emails.map(idOf));
    expect(job).toMatchObject({ finished: true, later: 2, visits: { withdrawn: 0 } });
    portal.setNow(portal.now() + 60_000);
    await planBook(portal, apiInto(portal), TODAY);
    const after = await readState(portal);
    for (const email of emails) {
      expect(after.contacts[email]).toMatchObject({ rv_paused_until: '2027-03-01', rv_standing: 'suppressed:paused' });
    }
  });

  it('ends the same when two windows work on it at once', async () => {
    const emails = withVisit('1001').slice(0, 4);
    const wish: BulkWish = { kind: 'hand_over', role: 'account_manager', ownerId: '1002' };
    const alone = portalWith(planned);
    await apply(alone, wish, emails.map(idOf));
    const portal = portalWith(planned);
    const job = { userId: USER, jobId: 'job-00001' };
    await jobOf(call(portal, { step: 'begin', ...job, wish, contactIds: emails.map(idOf) }));
    await Promise.all([call(portal, { step: 'go_on', ...job }), call(portal, { step: 'go_on', ...job })]);
    await planBook(portal, apiInto(portal), TODAY);
    expect(await readState(portal)).toEqual(await readState(alone));
  });

  it('leaves the rest undone when it is dropped, and says that another took its place', async () => {
    const portal = portalWith(planned);
    const contactIds = withVisit().slice(0, 2).map(idOf);
    const first = { userId: USER, jobId: 'job-00001' };
    await jobOf(call(portal, { step: 'begin', ...first, wish: PAUSE, contactIds }));
    await jobOf(call(portal, { step: 'drop', ...first }));
    expect(await call(portal, { step: 'open', userId: USER })).toMatchObject({ job: null });
    expect(await call(portal, { step: 'go_on', ...first })).toMatchObject({ ok: false, reason: 'no_job' });
    await jobOf(call(portal, { step: 'begin', userId: USER, jobId: 'job-00002', wish: PAUSE, contactIds }));
    expect(await call(portal, { step: 'drop', ...first })).toMatchObject({ ok: false, reason: 'no_job' });
    expect(await readState(portal)).toEqual(before);
  });
});

/** Notes of a handover belong to the planning step, which has tests of its own. */
function withoutNotes(state: BookState): BookState {
  const tasks = Object.fromEntries(
    Object.entries(state.tasks).map(([key, task]) => [
      key,
      { ...task, hs_task_body: (task.hs_task_body ?? '').replace(/^(交接：|Handover: ).*\n/gm, '') },
    ]),
  );
  return { ...state, tasks };
}

class Killed extends Error {}

/** An API that dies at the n-th call, before or after it took effect; every later call dies too. */
function dyingAt(portal: Portal, at: number, when: 'before' | 'after'): HubspotApi {
  let dead = false;
  return apiInto(portal, async ({ number }, send: () => Promise<Answer>) => {
    if (dead) throw new Killed();
    if (number !== at) return send();
    dead = true;
    if (when === 'after') await send();
    throw new Killed();
  });
}

const isNullOrAfter = (text: string) => (value: unknown) =>
  value === null || (typeof value === 'string' && value >= text);

async function allIds(portal: Portal): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const { body } = await apiInto(portal).call({
      method: 'GET',
      path: '/crm/objects/2026-09/contacts',
      query: { limit: '100', ...(after ? { after } : {}) },
      attempting: 'test',
      repeatable: true,
    });
    ids.push(...(body.results as { id: string }[]).map(({ id }) => id));
    after = body.paging?.next?.after;
  } while (after);
  return ids;
}
