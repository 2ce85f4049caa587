import { beforeAll, describe, expect, it } from 'vitest';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { addDays, day, formatDay } from '../../src/domain/calendar/day.ts';
import type { Answer, Call, HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { createRandom } from '../../src/portal/random.ts';
import { planUntilDone, type RunSettings } from '../../src/use-cases/planning/plan-until-done.ts';
import { READ_AHEAD } from '../../src/use-cases/planning/read-ahead.ts';
import { PortalError } from '../../src/use-cases/ports/ports.ts';
import { apiInto, type BookState, openBook, planBook, portalFrom, readState, statesSeen } from '../support/book.ts';

const TODAY = day('2026-11-23');
const PAGE = 50;
/** Three pages: of two of them a whole call of visits goes out while the third is read. */
const STEP = 150;
/** Two steps of new customers, some in the second marked for a decision, then one of all sorts. */
const CUSTOMERS = [
  ...Array.from({ length: 2 * STEP }, (_, index) => ({
    email: `new-${index}@example.com`,
    hubspot_owner_id: String(1001 + (index % 7)),
    lifecyclestage: 'customer',
    rv_tier: 'ABC'[index % 3] ?? 'C',
    rv_signed_on: formatDay(addDays(TODAY, -1)),
    ...(index > 1.7 * STEP && index % 11 === 0 ? { rv_replan: 'true' } : {}),
  })),
  ...demoCustomers(TODAY),
];
/** A book of four steps of a page, whose owners have no room for all. */
const STEP_OF_FULL = PAGE;
const FULL_BOOK = [...CUSTOMERS.slice(0, 3 * STEP_OF_FULL), ...demoCustomers(TODAY)];
const FULL = { capacity: { minutesPerDay: 75, byOwner: {} } };
const ROOMY = { capacity: { minutesPerDay: 10_000, byOwner: {} } };

const PAGES = 'looking for customers to plan';
const DATES = 'writing the next dates';
const VISITS = 'writing visits';
const MARK = 'keeping the planning clock';
const KINDS = 'reading kinds of associations';

class Killed extends Error {}

type Around = (sent: { readonly call: Call; readonly number: number }, send: () => Promise<Answer>) => Promise<Answer>;

/** Pages of fifty, and answers that come in another order than the calls were sent, the same each time. */
function slowApi(portal: Portal, around: Around = (_, send) => send()): HubspotApi & { underWay(): number } {
  const random = createRandom(3);
  let underWay = 0;
  let mayWrite = false;
  const inner = apiInto(portal);
  let number = 0;
  return {
    sent: () => number,
    underWay: () => underWay,
    async call(call) {
      number += 1;
      const sent = { call, number };
      const isPage = call.attempting === PAGES;
      const asked = isPage ? { ...call, body: { ...(call.body as object), limit: PAGE } } : call;
      const [there, back] = [1 + Math.floor(random.next() * 4), 1 + Math.floor(random.next() * 4)];
      // What is read before it may write does not count: nobody minds when that comes to its end.
      mayWrite ||= call.attempting === 'taking the right to plan';
      const counts = mayWrite ? 1 : 0;
      underWay += counts;
      try {
        return await around(sent, async () => {
          await turns(there);
          const answer = await inner.call(asked);
          // Dates take so long that visits of the next step are sent beside them, and a page longer than the mark of the one before it.
          await turns(call.attempting === DATES ? 60 : isPage ? 25 : back);
          return answer;
        });
      } finally {
        underWay -= counts;
      }
    },
  };
}

/** As a worker plans, which has two steps under way at once. */
function planAhead(portal: Portal, api: HubspotApi, more: Partial<RunSettings> = {}) {
  let waited = 0;
  const sleep = async (ms: number): Promise<void> => {
    waited += ms;
  };
  const ports = hubspotPorts(api, { now: () => portal.now() + waited, sleep });
  const settings = {
    today: TODAY,
    trigger: 'worker',
    readAhead: READ_AHEAD,
    stepSize: STEP,
    onWaiting: () => {},
  } as const;
  return planUntilDone(ports, { ...settings, ...more });
}

/** How the run after one that died plans. */
const NEXT: readonly ((portal: Portal) => ReturnType<typeof planAhead>)[] = [
  (portal) => planAhead(portal, slowApi(portal), { stepSize: STEP_OF_FULL }),
  // As a function does: one step after the other, smaller ones than the worker's.
  (portal) => planAhead(portal, apiInto(portal), { readAhead: undefined, stepSize: 20 }),
  (portal) => planAhead(portal, apiInto(portal), { readAhead: undefined }),
  // As one does that has time for a page of open visits or a step, and is then called again.
  async (portal) => {
    for (let cursor: string | null = null; ; ) {
      const api = apiInto(portal, ({ call }, send) =>
        call.attempting === 'reading open visits'
          ? apiInto(portal).call({ ...call, body: { ...(call.body as object), limit: PAGE } })
          : send(),
      );
      const part = await planAhead(portal, api, { readAhead: undefined, stepSize: 60, cursor, shouldStop: () => true });
      if (!part.ok || part.done) return part;
      cursor = part.cursor;
    }
  },
];

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

const idsIn = ({ body }: Call): string[] =>
  (body as { inputs: { id: string; properties: { rv_contact_id?: string } }[] }).inputs.map(
    ({ id, properties }) => properties.rv_contact_id ?? id,
  );

function markIn({ body }: Call): { readonly after: number; readonly upTo: number } {
  const [clock] = (body as { inputs: { properties: { rv_step: string } }[] }).inputs;
  const [after, upTo] = (clock?.properties.rv_step ?? '').split(' ').map(Number);
  return { after: after ?? Number.NaN, upTo: upTo ?? Number.NaN };
}

describe('a run that has two steps under way at once', () => {
  let before: unknown;
  let undisturbed: BookState;
  let calls = 0;
  /** The first call of the first step; what comes before is the same in every run. */
  let begins = 0;
  const isKnown = statesSeen();

  beforeAll(async () => {
    const { portal, api } = await openBook(CUSTOMERS, TODAY, ROOMY);
    before = portal.snapshot();
    await planBook(portal, api, TODAY);
    undisturbed = await readState(portal);
    expect(Object.keys(undisturbed.visits).length).toBeGreaterThanOrEqual(2 * STEP);
    const counted = portalFrom(before, TODAY);
    const counting = slowApi(counted, ({ call, number }, send) => {
      if (call.attempting === PAGES && begins === 0) begins = number;
      return send();
    });
    await planAhead(counted, counting);
    calls = counting.sent();
    expect(calls - begins).toBeGreaterThan(30);
  });

  it('plans what one step after the other plans, begins a step before the one before it has ended, and writes for nobody whom the clock does not tell of', async () => {
    const portal = portalFrom(before, TODAY);
    const sent: string[] = [];
    let mark = { after: 0, upTo: 0 };
    const dated = new Set<string>();
    let beside = 0;
    let begunEarly = 0;
    const order: string[] = [];
    const api = slowApi(portal, async ({ call }, send) => {
      sent.push(call.attempting);
      if (call.attempting === VISITS) {
        const ids = idsIn(call);
        expect(ids.filter((id) => Number(id) <= mark.after || Number(id) > mark.upTo)).toEqual([]);
        expect(ids.filter((id) => dated.has(id))).toEqual([]);
        const isNext = ids.some((id) => order.indexOf(id) >= STEP);
        if (isNext && dated.size < STEP) beside += 1;
        if (order.length < STEP) begunEarly += 1;
      }
      const answer = await send();
      if (call.attempting === PAGES) order.push(...answer.body.results.map(({ id }: { id: string }) => id));
      if (call.attempting === DATES) for (const id of idsIn(call)) dated.add(id);
      if (call.attempting === MARK) mark = markIn(call);
      return answer;
    });
    const steps: number[] = [];
    const result = await planAhead(portal, api, { onDecided: (customers) => steps.push(customers.length) });
    expect(result).toMatchObject({ ok: true, done: true, failed: 0 });
    expect(await readState(portal)).toEqual(undisturbed);
    expect(steps.length).toBeGreaterThan(2);
    expect(beside, 'visits of a step before the dates of the one before').toBeGreaterThan(0);
    expect(begunEarly, 'visits written before the step was read').toBeGreaterThan(0);
    expect(sent.at(-1)).toBe('ending the run');
    // As often as one step after the other: once for each.
    expect(sent.filter((each) => each === MARK).length).toBeLessThanOrEqual(steps.length);
  });

  // Every fourth call each, so that all of them together meet every call.
  it.each([
    ['is killed before a call took effect', 'before', true, 0],
    ['is killed after a call took effect', 'after', true, 1],
    ['loses a call before it took effect', 'before', false, 2],
    ['loses a call after it took effect', 'after', false, 3],
  ] as const)('loses and doubles nothing when it %s', async (_, when, forGood, first) => {
    let cases = 0;
    for (let at = begins + first; at <= calls; at += 4) {
      const portal = portalFrom(before, TODAY);
      let hit = '';
      const api = slowApi(portal, async ({ call, number }, send) => {
        if (number === at) hit = call.attempting;
        if (number === at && when === 'after') await send();
        // What was sent before comes to its end as it would by itself.
        if (number === at || (forGood && number > at)) {
          if (forGood) throw new Killed();
          throw new PortalError({ kind: 'unavailable', attempting: call.attempting, message: 'lost' });
        }
        return send();
      });
      const [run] = await Promise.allSettled([planAhead(portal, api)]);
      // Asked ahead, and once more by whoever needs it.
      if (hit === KINDS && !forGood) expect(run).toMatchObject({ value: { ok: true, done: true } });
      else
        expect(run, `call ${at}`).toEqual({ status: 'rejected', reason: expect.any(forGood ? Killed : PortalError) });
      expect(api.underWay(), `under way after call ${at}`).toBe(0);
      cases += 1;
      if (isKnown(portal)) continue;
      const next = forGood ? planBook(portal, apiInto(portal), TODAY) : planAhead(portal, slowApi(portal));
      expect(await next, `after call ${at}`).toMatchObject({ ok: true, done: true });
      expect(await readState(portal), `${when} call ${at}`).toEqual(undisturbed);
    }
    expect(cases).toBeGreaterThan(7);
  });

  it('stops in good order between pages, and goes on from there', async () => {
    const portal = portalFrom(before, TODAY);
    let asked = 0;
    const first = await planAhead(portal, slowApi(portal), { shouldStop: () => ++asked > 5 });
    if (!first.ok) throw new Error(first.message.en);
    expect(first.done).toBe(false);
    expect(first.decided).toBeGreaterThan(0);
    expect(first.decided).toBeLessThan(CUSTOMERS.length);
    const rest = await planAhead(portal, slowApi(portal), { cursor: first.cursor });
    if (!rest.ok) throw new Error(rest.message.en);
    expect(rest.done).toBe(true);
    expect(first.decided + rest.decided).toBe(Object.keys(undisturbed.contacts).length);
    expect(await readState(portal)).toEqual(undisturbed);
  });
});

describe('a run that has two steps under way at once, when owners’ days are full', () => {
  let before: unknown;
  let undisturbed: BookState;
  let ahead: BookState;
  /** What each call of an undisturbed run is for. */
  const calls: string[] = [];

  beforeAll(async () => {
    const { portal, api } = await openBook(FULL_BOOK, TODAY, FULL);
    before = portal.snapshot();
    await planBook(portal, api, TODAY);
    undisturbed = await readState(portal);
    const watched = portalFrom(before, TODAY);
    const watching = slowApi(watched, ({ call }, send) => {
      calls.push(call.attempting);
      return send();
    });
    await planAhead(watched, watching, { stepSize: STEP_OF_FULL });
    ahead = await readState(watched);
  });

  /** What a run leaves of which one call was lost, noticed when those sent after it had long arrived. */
  async function leftWithout(lost: number): Promise<unknown> {
    const portal = portalFrom(before, TODAY);
    const api = slowApi(portal, async ({ number, call }, send) => {
      if (number !== lost) return send();
      await turns(150);
      throw new PortalError({ kind: 'unavailable', attempting: call.attempting, message: 'lost' });
    });
    await expect(planAhead(portal, api, { stepSize: STEP_OF_FULL }), `call ${lost}`).rejects.toBeInstanceOf(
      PortalError,
    );
    return portal.snapshot();
  }

  /** Numbers of the calls that write visits, a step's each and what is left of it. */
  const callsOfVisits = (): number[] => calls.flatMap((each, index) => (each === VISITS ? [index + 1] : []));

  const contactsIn = ({ visits }: BookState): number[] =>
    Object.values(visits).map(({ rv_contact_id }) => Number(rv_contact_id));

  it('places everybody as one step after the other does', () => {
    expect(ahead).toEqual(undisturbed);
    const withoutRoom = Object.values(undisturbed.visits).filter(({ rv_reason_en = '' }) =>
      /no room/.test(rv_reason_en),
    );
    expect(withoutRoom.length, 'visits on days that are over-full').toBeGreaterThan(20);
  });

  it('places everybody as if nothing had been after a kill at any call', async () => {
    let cases = 0;
    for (let at = calls.indexOf(MARK) + 1; at <= calls.length; at += 1) {
      const portal = portalFrom(before, TODAY);
      const api = slowApi(portal, async ({ number }, send) => {
        if (number === at && at % 2 === 0) await send();
        if (number >= at) throw new Killed();
        return send();
      });
      await expect(planAhead(portal, api, { stepSize: STEP_OF_FULL }), `call ${at}`).rejects.toBeInstanceOf(Killed);
      await NEXT[at % NEXT.length]?.(portal);
      expect(await readState(portal), `killed at call ${at}, ${calls[at - 1]}`).toEqual(undisturbed);
      cases += 1;
    }
    expect(cases).toBeGreaterThan(20);
  });

  it('places everybody as if nothing had been when some visits are missing and later ones are there', async () => {
    let holes = 0;
    for (const [index, attempting] of calls.entries()) {
      if (!/^writing (visits|tasks)$/.test(attempting)) continue;
      const left = await leftWithout(index + 1);
      const there = contactsIn(await readState(portalFrom(left, TODAY)));
      const missing = contactsIn(undisturbed).filter((id) => !there.includes(id));
      const isHole = Math.min(...missing) < Math.max(...there);
      if (isHole) holes += 1;
      for (const [door, next] of NEXT.entries()) {
        // Whatever goes on must see to the holes; that it goes on at all is seen with one of them.
        if (!isHole && door !== index % NEXT.length) continue;
        const portal = portalFrom(left, TODAY);
        await next(portal);
        expect(await readState(portal), `lost call ${index + 1}, ${attempting}, then way ${door}`).toEqual(undisturbed);
      }
    }
    expect(holes).toBeGreaterThan(1);
  });

  it('places everybody as if nothing had been when the run that goes on dies too', async () => {
    const left = await leftWithout(callsOfVisits()[2] ?? 0);
    let deaths = 0;
    for (let at = 16, isOver = false; !isOver; at += 4) {
      const portal = portalFrom(left, TODAY);
      const api = slowApi(portal, async ({ number }, send) => {
        if (number >= at) throw new Killed();
        return send();
      });
      isOver = await planAhead(portal, api, { stepSize: 20 }).then(
        () => true,
        (error) => {
          expect(error).toBeInstanceOf(Killed);
          return false;
        },
      );
      if (!isOver) deaths += 1;
      await NEXT[at % NEXT.length]?.(portal);
      expect(await readState(portal), `died again at call ${at}`).toEqual(undisturbed);
    }
    expect(deaths).toBeGreaterThan(3);
  });

  it.each([{ rv_tier: 'A' }, { hubspot_owner_id: '1003' }])(
    'loses and doubles nothing when a customer changes before the run that goes on: %j',
    async (change) => {
      /** What each visit is for, whose it is and by when: the day depends on whether the change came before the others. */
      const owed = ({ visits }: BookState): string[] =>
        Object.values(visits)
          .filter(({ rv_status }) => rv_status === 'planned')
          .map((visit) =>
            ['rv_customer_key', 'rv_pays', 'rv_owner_id', 'rv_earliest_on', 'rv_latest_on']
              .map((name) => visit[name])
              .join(' '),
          )
          .sort();
      const ids = [...new Set(contactsIn(undisturbed))].sort((a, b) => a - b);
      for (const [door, lost] of callsOfVisits().slice(0, 3).entries()) {
        const portal = portalFrom(await leftWithout(lost), TODAY);
        const changed = portalFrom(before, TODAY);
        for (const each of [portal, changed]) {
          await apiInto(each).call({
            method: 'PATCH',
            path: `/crm/objects/2026-09/contacts/${ids[door * STEP_OF_FULL + 20]}`,
            body: { properties: { ...change, rv_replan: 'true' } },
            attempting: 'test',
            repeatable: true,
          });
        }
        await NEXT[door % NEXT.length]?.(portal);
        await planBook(changed, apiInto(changed), TODAY);
        expect(owed(await readState(portal)), `lost call ${lost}`).toEqual(owed(await readState(changed)));
      }
    },
  );
});
