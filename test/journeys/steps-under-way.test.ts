import { beforeAll, describe, expect, it } from 'vitest';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { addDays, day, formatDay } from '../../src/domain/calendar/day.ts';
import type { Answer, Call, HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { createRandom } from '../../src/portal/random.ts';
import { planUntilDone, type RunSettings } from '../../src/use-cases/planning/plan-until-done.ts';
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
const ROOMY = { capacity: { minutesPerDay: 10_000, byOwner: {} } };

const PAGES = 'looking for customers to plan';
const DATES = 'writing the next dates';
const VISITS = 'writing visits';
const MARK = 'keeping the planning clock';

class Killed extends Error {}

type Around = (sent: { readonly call: Call; readonly number: number }, send: () => Promise<Answer>) => Promise<Answer>;

/** Pages of fifty, and answers that come in another order than the calls were sent, the same each time. */
function slowApi(portal: Portal, around: Around = (_, send) => send()): HubspotApi & { underWay(): number } {
  const random = createRandom(3);
  let underWay = 0;
  let mayWrite = false;
  const inner = apiInto(portal);
  let number = 0;
  const wait = async (turns: number): Promise<void> => {
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
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
          await wait(there);
          const answer = await inner.call(asked);
          // Dates take so long that visits of the next step are sent beside them, and a page longer than the mark of the one before it.
          await wait(call.attempting === DATES ? 60 : isPage ? 25 : back);
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
  const settings = { today: TODAY, trigger: 'worker', readAhead: true, stepSize: STEP, onWaiting: () => {} } as const;
  return planUntilDone(ports, { ...settings, ...more });
}

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

  it('places everybody as one step after the other does when owners’ days are nearly full', async () => {
    const { portal } = await openBook(CUSTOMERS.slice(0, 200), TODAY, { capacity: { minutesPerDay: 30, byOwner: {} } });
    const snapshot = portal.snapshot();
    await planBook(portal, apiInto(portal), TODAY);
    const ahead = portalFrom(snapshot, TODAY);
    await planAhead(ahead, slowApi(ahead), { stepSize: PAGE });
    expect(await readState(ahead)).toEqual(await readState(portal));
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
      const api = slowApi(portal, async ({ call, number }, send) => {
        if (number === at && when === 'after') await send();
        // What was sent before comes to its end as it would by itself.
        if (number === at || (forGood && number > at)) {
          if (forGood) throw new Killed();
          throw new PortalError({ kind: 'unavailable', attempting: call.attempting, message: 'lost' });
        }
        return send();
      });
      await expect(planAhead(portal, api), `call ${at}`).rejects.toBeInstanceOf(forGood ? Killed : PortalError);
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
