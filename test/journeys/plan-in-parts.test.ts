import { beforeAll, describe, expect, it } from 'vitest';
import type { PlanProgress } from '../../src/contract/plan-visits.ts';
import { addDays, type Day, day } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import type { Answer, HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { lookAtPlanning, planInParts, stopPlanning } from '../../src/use-cases/planning/plan-in-parts.ts';
import { apiInto, type BookState, openBook, planBook, portalFrom, readState, ZONE } from '../support/book.ts';
import { generatedBook } from '../support/generated-book.ts';

const TODAY = day('2026-11-23');
const ROWS = generatedBook(3, 650, '2026-11-23');

let unplanned: unknown;
let whole: { readonly decided: number; readonly opened: number; readonly state: BookState };

beforeAll(async () => {
  const { portal, api } = await openBook(ROWS, TODAY);
  unplanned = portal.snapshot();
  const result = await planBook(portal, api, TODAY);
  whole = { decided: result.decided, opened: result.totals.opened, state: await readState(portal) };
});

const freshPortal = (): Portal => portalFrom(unplanned, TODAY);

const portsOn = (portal: Portal, api: HubspotApi = apiInto(portal)) =>
  hubspotPorts(api, { now: () => portal.now(), sleep: async () => {} });

/** One call of a page: one step, then time is up; five seconds pass. */
async function part(
  portal: Portal,
  {
    api = apiInto(portal),
    key = 'page',
    again = true,
    today = TODAY,
    steps,
  }: { api?: HubspotApi; key?: string; again?: boolean; today?: Day; steps?: number } = {},
): Promise<PlanProgress> {
  const before = await lookAtPlanning({ key, today }, portsOn(portal));
  // The five sources of talks logged elsewhere come first.
  const most = steps ?? (before.state !== 'done' && before.counts.decided > 0 ? 1 : 6);
  let asked = 0;
  const progress = await planInParts(portsOn(portal, api), {
    key,
    today,
    trigger: 'page',
    stepSize: 60,
    shouldStop: () => {
      asked += 1;
      portal.setNow(portal.now() + 1_000);
      return asked >= most;
    },
    again,
  });
  if (!progress.ok) throw new Error(progress.message.en);
  return progress;
}

async function untilDone(portal: Portal, options: Parameters<typeof part>[1] = {}): Promise<PlanProgress> {
  for (let tries = 0; tries < 30; tries += 1) {
    const progress = await part(portal, options);
    if (progress.state === 'done') return progress;
  }
  throw new Error('expected an end');
}

/** Visits without the moment at which one was withdrawn. */
const undated = ({ visits }: BookState) =>
  Object.entries(visits).map(([key, { rv_withdrawn_at: _, ...visit }]) => ({ key, ...visit }));

const look = (portal: Portal, today = TODAY) => lookAtPlanning({ key: 'page', today }, portsOn(portal));

describe('planning in parts', () => {
  it('does in many calls what one run does, and counts all of it', async () => {
    const portal = freshPortal();
    const done = await untilDone(portal);
    expect(done.counts).toMatchObject({ decided: whole.decided, opened: whole.opened });
    expect(done.of).toBe(whole.decided);
    expect(done.secondsLeft).toBeNull();
    expect(Object.keys((await readState(portal)).visits)).toEqual(Object.keys(whole.state.visits));
  });

  it('goes on where it stopped when the page is opened again, and tells how long it still takes', async () => {
    const portal = freshPortal();
    expect(await look(portal)).toMatchObject({ state: 'none', counts: { decided: 0 }, secondsLeft: null });
    const progress = await part(portal);
    expect(progress).toMatchObject({ state: 'running', alive: true });
    // The page is closed and opened again.
    const seen = await look(portal);
    expect(seen).toMatchObject({ state: 'running', counts: progress.counts, of: whole.decided });
    expect(seen.secondsLeft).toBeGreaterThan(0);
    portal.setNow(portal.now() + 31_000);
    expect(await look(portal)).toMatchObject({ state: 'running', alive: false });

    const next = await part(portal);
    expect(next.counts.decided).toBeGreaterThan(progress.counts.decided);
    expect((await untilDone(portal)).counts.decided).toBe(whole.decided);
    expect(await look(portal)).toMatchObject({ state: 'done', counts: { decided: whole.decided } });
  });

  it('is one planning for two pages that are open at once', async () => {
    const portal = freshPortal();
    let both: readonly PlanProgress[] = [];
    const seen: number[] = [];
    for (let tries = 0; tries < 30 && !both.some(({ state }) => state === 'done'); tries += 1) {
      both = await Promise.all([part(portal), part(portal)]);
      seen.push(Math.max(...both.map(({ counts }) => counts.decided)));
      // Of two that ask at one moment at most one may write.
      if (both.every(({ state }) => state !== 'done')) {
        expect(both.some(({ state }) => state === 'elsewhere')).toBe(true);
      }
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    const end = await look(portal);
    expect(end).toMatchObject({ state: 'done', counts: { decided: whole.decided, opened: whole.opened } });
    expect(Object.keys((await readState(portal)).visits)).toEqual(Object.keys(whole.state.visits));
  });

  it('that was stopped does not go on by itself, and goes on when asked', async () => {
    const portal = freshPortal();
    await part(portal);
    await stopPlanning({ key: 'page', today: TODAY }, portsOn(portal));
    expect(await look(portal)).toMatchObject({ state: 'stopped', alive: false });
    expect(await part(portal)).toMatchObject({ state: 'running' });
  });

  it('begins anew on another day', async () => {
    const portal = freshPortal();
    await untilDone(portal);
    const tomorrow = addDays(TODAY, 1);
    portal.setNow(instantAt(ZONE, tomorrow, '09:00'));
    expect(await look(portal, tomorrow)).toMatchObject({ state: 'none' });
    const done = await untilDone(portal, { today: tomorrow });
    expect(done.counts.decided).toBeLessThan(whole.decided);
  });

  it('that may come twice answers the same and writes nothing more', async () => {
    const portal = freshPortal();
    const options = { key: 'workflow:ap-1', again: false };
    const first = await untilDone(portal, options);
    const before = await readState(portal);
    expect(await part(portal, options)).toEqual(first);
    expect(await readState(portal)).toEqual(before);
  });

  it('says that planning is paused', async () => {
    const portal = freshPortal();
    await portsOn(portal).runs.pause('盘点 stocktaking');
    const refused = await planInParts(portsOn(portal), {
      key: 'page',
      today: TODAY,
      trigger: 'page',
      stepSize: 60,
      shouldStop: () => true,
      again: true,
    });
    expect(refused).toMatchObject({
      ok: false,
      reason: 'paused',
      message: { en: expect.stringContaining('stocktaking') },
    });
  });

  it('counts the open visits in as many calls as it takes, when a week has gone by', async () => {
    const portal = freshPortal();
    await planBook(portal, apiInto(portal), TODAY);
    const later = addDays(TODAY, 8);
    const setLater = (each: Portal) => each.setNow(instantAt(ZONE, later, '09:00'));
    setLater(portal);
    const left = portal.snapshot();
    await planBook(portal, apiInto(portal), later);
    const atOnce = await readState(portal);

    let pages = 0;
    const inPages = (each: Portal): HubspotApi =>
      apiInto(each, ({ call }, send) => {
        if (call.attempting !== 'reading open visits') return send();
        pages += 1;
        return apiInto(each).call({ ...call, body: { ...(call.body as object), limit: 50 } });
      });
    const goingOn = portalFrom(left, later);
    setLater(goingOn);
    const counted = (): Promise<PlanProgress> => part(goingOn, { api: inPages(goingOn), today: later, steps: 1 });
    const perCall: number[] = [];
    for (let progress = await counted(); progress.counts.decided === 0; progress = await counted()) {
      expect(progress.state).toBe('running');
      perCall.push(pages);
      pages = 0;
    }
    expect(Math.max(...perCall)).toBe(1);
    expect(perCall.filter((each) => each === 1).length, 'calls that only counted').toBeGreaterThan(3);
    await untilDone(goingOn, { api: inPages(goingOn), today: later });
    expect(undated(await readState(goingOn))).toEqual(undated(atOnce));
  });

  it('looks for contacts that are gone in as many calls as it takes, when a week has gone by', async () => {
    const portal = freshPortal();
    await planBook(portal, apiInto(portal), TODAY);
    const gone = (await openVisitsOf(portal)).filter((_, index) => index % 20 === 0);
    for (const { contactId } of gone) await remove(portal, contactId);
    const later = addDays(TODAY, 8);
    portal.setNow(instantAt(ZONE, later, '09:00'));
    const perCall: number[] = [];
    for (let state = 'none'; state !== 'done'; ) {
      let pages = 0;
      const api = apiInto(portal, ({ call }, send) => {
        if (call.attempting !== 'reading open visits') return send();
        pages += 1;
        return apiInto(portal).call({ ...call, body: { ...(call.body as object), limit: 50 } });
      });
      state = (await part(portal, { api, today: later })).state;
      perCall.push(pages);
    }
    // Six steps fit a first call, as six pages do.
    expect(Math.max(...perCall)).toBeLessThanOrEqual(6);
    expect(perCall.filter((pages) => pages === 1).length, 'calls that only looked').toBeGreaterThan(3);
    const { visits } = await readState(portal);
    expect(gone.length).toBeGreaterThan(10);
    const contactsOf = (kept: (visit: { readonly [name: string]: string }) => boolean) =>
      new Set(
        Object.values(visits)
          .filter(kept)
          .map(({ rv_contact_id }) => rv_contact_id),
      );
    const deleted = new Set(gone.map(({ contactId }) => contactId));
    expect(contactsOf(({ rv_reason_en }) => rv_reason_en?.includes('contact is gone') ?? false)).toEqual(deleted);
    const stillOpen = contactsOf(({ rv_status }) => rv_status === 'planned');
    expect([...deleted].filter((contactId) => stillOpen.has(contactId))).toEqual([]);
  });

  it.each([
    ['stopped in good order', false],
    ['killed in their turn', true],
  ])('brings up what a dead call wrote for a contact deleted since, after calls that were %s', async (_, isKilled) => {
    const portal = freshPortal();
    const dying = (when: string): HubspotApi => {
      let dead = false;
      return apiInto(portal, ({ call }, send) => {
        dead ||= call.attempting === when;
        if (dead) throw new Killed();
        return send();
      });
    };
    await expect(untilDone(portal, { api: dying('writing the next dates') })).rejects.toBeInstanceOf(Killed);
    const [first] = await openVisitsOf(portal);
    expect(first).toBeDefined();
    await remove(portal, first?.contactId ?? '');
    // The index shows by now what the dead call wrote.
    portal.setNow(portal.now() + 300_000);
    if (isKilled) {
      await expect(part(portal, { steps: 8, api: dying('ending the run') })).rejects.toBeInstanceOf(Killed);
      portal.setNow(portal.now() + 300_000);
    } else {
      expect(await part(portal, { steps: 8 })).toMatchObject({ state: 'running' });
    }
    await untilDone(portal, { steps: 1 });
    expect((await readState(portal)).visits[first?.key ?? '']).toMatchObject({ rv_status: 'withdrawn' });
  });

  it('ends as if undisturbed wherever a call was cut off', async () => {
    const counting = freshPortal();
    const calls = apiInto(counting);
    await untilDone(counting, { api: calls });
    // Every fifteenth call stands for the others: each step repeats them.
    for (let at = 2; at <= calls.sent(); at += 15) {
      const portal = freshPortal();
      let dead = false;
      const dying = apiInto(portal, async ({ number }, send: () => Promise<Answer>) => {
        if (dead) throw new Killed();
        if (number !== at) return send();
        dead = true;
        await send();
        throw new Killed();
      });
      await expect(untilDone(portal, { api: dying }), `killed after call ${at}`).rejects.toBeInstanceOf(Killed);
      portal.setNow(portal.now() + 60_000);
      await untilDone(portal);
      const { visits, tasks } = await readState(portal);
      expect(Object.keys(visits), `killed after call ${at}`).toEqual(Object.keys(whole.state.visits));
      expect(Object.keys(tasks), `killed after call ${at}`).toEqual(Object.keys(whole.state.tasks));
    }
  });
});

class Killed extends Error {}

async function openVisitsOf(portal: Portal): Promise<readonly { readonly key: string; readonly contactId: string }[]> {
  return Object.entries((await readState(portal)).visits)
    .filter(([, { rv_status }]) => rv_status === 'planned')
    .map(([key, { rv_contact_id = '' }]) => ({ key, contactId: rv_contact_id }));
}

const remove = (portal: Portal, contactId: string): Promise<Answer> =>
  apiInto(portal).call({
    method: 'DELETE',
    path: `/crm/objects/2026-09/contacts/${contactId}`,
    attempting: 'test',
    repeatable: true,
  });
