import { describe, expect, it } from 'vitest';
import { demoCustomers } from '../../src/demo/demo-customers.ts';
import { addDays, day, formatDay } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import type { Answer, HubspotApi } from '../../src/hubspot/api.ts';
import { createPortal, type Portal } from '../../src/portal/portal.ts';
import { apiInto, openBook, planBook, portalFrom, readState, type Sent, statesSeen, ZONE } from '../support/book.ts';

const TODAY = day('2026-11-23');

class Killed extends Error {}

/** An API that dies at the n-th call, before or after it took effect; every later call dies too. */
function dyingAt(portal: Portal, at: number, when: 'before' | 'after'): HubspotApi {
  let dead = false;
  return apiInto(portal, async ({ number }: Sent, send: () => Promise<Answer>) => {
    if (dead) throw new Killed();
    if (number === at) {
      dead = true;
      if (when === 'after') await send();
      throw new Killed();
    }
    return send();
  });
}

async function runUntilKilled(portal: Portal, at: number, when: 'before' | 'after'): Promise<void> {
  await expect(planBook(portal, dyingAt(portal, at, when), TODAY)).rejects.toBeInstanceOf(Killed);
}

const portalWith = (snapshot: unknown): Portal => portalFrom(snapshot, TODAY);

describe('a planning run that is killed', () => {
  it('ends, run again, in the state of an undisturbed run, wherever it was killed', async () => {
    const { portal } = await openBook(demoCustomers(TODAY), TODAY);
    const before = portal.snapshot();
    const api = apiInto(portal);
    await planBook(portal, api, TODAY);
    const calls = api.sent();
    const undisturbed = await readState(portal);
    expect(Object.keys(undisturbed.visits).length).toBeGreaterThan(10);

    const isKnown = statesSeen();
    for (let at = 1; at <= calls; at += 1) {
      for (const when of ['before', 'after'] as const) {
        const again = portalWith(before);
        await runUntilKilled(again, at, when);
        if (isKnown(again)) continue;
        await planBook(again, apiInto(again), TODAY);
        expect(await readState(again), `killed ${when} call ${at}`).toEqual(undisturbed);
      }
    }
  });

  it('places everybody as before when owners’ days are nearly full', async () => {
    const tight = { capacity: { minutesPerDay: 30, byOwner: {} } };
    const { portal } = await openBook(demoCustomers(TODAY), TODAY, tight);
    const before = portal.snapshot();
    const api = apiInto(portal);
    await planBook(portal, api, TODAY);
    const undisturbed = await readState(portal);
    const isKnown = statesSeen();
    for (let at = 1; at <= api.sent(); at += 1) {
      const again = portalWith(before);
      await runUntilKilled(again, at, 'after');
      if (isKnown(again)) continue;
      await planBook(again, apiInto(again), TODAY);
      expect(await readState(again), `killed after call ${at}`).toEqual(undisturbed);
    }
  });

  it('ends as an undisturbed run although the search index is a minute late', async () => {
    const customers = demoCustomers(TODAY).filter((_, index) => index % 2 === 0);
    const { portal, api } = await openBook(customers, TODAY);
    const before = portal.snapshot();
    await planBook(portal, api, TODAY);
    const undisturbed = await readState(portal);
    const late = (): Portal => {
      let now = instantAt(ZONE, TODAY, '09:00');
      const lagging = createPortal({ timeZone: ZONE, rateLimits: false, seed: 7, searchLagMs: 60_000, now: () => now });
      lagging.restore(before);
      // Everything so far is in the index.
      now += 120_000;
      lagging.setNow(now);
      return lagging;
    };
    const counting = late();
    const counted = apiInto(counting);
    await planBook(counting, counted, TODAY, { movesClock: true });
    let met = 0;
    for (let at = 1; at <= counted.sent(); at += 1) {
      const lagging = late();
      const dying = apiInto(lagging, async ({ number }, send) => {
        if (number > at) throw new Killed();
        const answer = await send();
        if (number === at) throw new Killed();
        return answer;
      });
      await expect(planBook(lagging, dying, TODAY, { movesClock: true })).rejects.toBeInstanceOf(Killed);
      await planBook(lagging, apiInto(lagging), TODAY, { movesClock: true });
      lagging.setNow(lagging.now() + 120_000);
      await planBook(lagging, apiInto(lagging), TODAY, { movesClock: true });
      expect(await readState(lagging), `killed after call ${at}`).toEqual(undisturbed);
      met += 1;
    }
    expect(met).toBeGreaterThan(15);
  });

  it('writes nothing when it is run again undisturbed', async () => {
    const { portal, api } = await openBook(demoCustomers(TODAY), TODAY);
    await planBook(portal, api, TODAY);
    const state = await readState(portal);
    const writes: string[] = [];
    const watched = apiInto(portal, ({ call }, send) => {
      if (!(call.method === 'GET' || call.path.endsWith('/search') || call.path.endsWith('/batch/read')))
        writes.push(call.attempting);
      return send();
    });
    const result = await planBook(portal, watched, TODAY);
    expect(result.decided).toBe(0);
    // The run's own record is all: the right to plan, taken and given back.
    expect(writes).toEqual(['taking the right to plan', 'ending the run']);
    expect(await readState(portal)).toEqual(state);
  });

  it('never leaves a customer with two open visits that pay the same debt, over thirty days', async () => {
    const { portal, api } = await openBook(demoCustomers(TODAY), TODAY);
    for (let on = 0; on <= 30; on += 1) {
      const today = addDays(TODAY, on);
      portal.setNow(instantAt(ZONE, today, '09:00'));
      await planBook(portal, api, today);
    }
    const { visits } = await readState(portal);
    const debts = Object.entries(visits)
      .filter(([, visit]) => visit.rv_status === 'planned')
      .flatMap(([, visit]) => (visit.rv_pays ?? '').split(';').map((debt) => `${visit.rv_customer_key} ${debt}`));
    expect(debts.length).toBeGreaterThan(20);
    expect(debts.filter((debt, index) => debts.indexOf(debt) !== index)).toEqual([]);
    expect(formatDay(addDays(TODAY, 30))).toBe('2026-12-23');
  });
});
