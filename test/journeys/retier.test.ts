import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { cdnowCustomers } from '../../src/demo/cdnow.ts';
import { addDays, type Day, day, formatDay } from '../../src/domain/calendar/day.ts';
import type { Answer, HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotRankPorts } from '../../src/hubspot/rank-ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { type RetierResult, type RetierSettings, retier } from '../../src/use-cases/customers/retier.ts';
import { apiInto, openBook, planBook, portalFrom, readState, type Sent } from '../support/book.ts';

const TODAY = day('2026-11-23');

let sample: string;
beforeAll(async () => {
  sample = await readFile(new URL('../../data/cdnow/CDNOW_sample.txt', import.meta.url), 'utf8');
});

/** Customers of the CDNOW sample without the tiers that the demo gives them, but for every tenth. */
function book(count: number): Record<string, string>[] {
  return cdnowCustomers(sample, TODAY)
    .slice(0, count)
    .map(({ rv_tier, ...row }, index) => (index % 10 === 0 && rv_tier ? { ...row, rv_tier } : row));
}

/** Waiting moves a clock of its own, the portal's stands still. */
function portsInto(portal: Portal, api: HubspotApi) {
  let waited = 0;
  const sleep = async (ms: number): Promise<void> => {
    waited += ms;
  };
  return hubspotRankPorts(api, undefined, { now: () => portal.now() + waited, sleep });
}

async function run(portal: Portal, api: HubspotApi, settings: Partial<RetierSettings> = {}): Promise<RetierResult> {
  const result = await retier(portsInto(portal, api), { today: TODAY, apply: true, onWaiting: () => {}, ...settings });
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result;
}

async function tiersIn(portal: Portal): Promise<{ [email: string]: string | undefined }> {
  const { contacts } = await readState(portal);
  return Object.fromEntries(
    Object.entries(contacts).map(([email, { rv_tier, rv_tier_source, rv_tier_since }]) => [
      email,
      [rv_tier, rv_tier_source, rv_tier_since].join(' '),
    ]),
  );
}

/** A portal in the state of `snapshot`. */
const portalWith = (snapshot: unknown): Portal => portalFrom(snapshot, TODAY);

class Killed extends Error {}

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

const WRITES = /^(writing tiers|keeping how far)/;

describe('ranking a book through the portal', () => {
  it('previews without writing, then writes what it showed, and nothing the second time', async () => {
    const { portal } = await openBook(book(700), TODAY);
    const before = await readState(portal);
    const written: string[] = [];
    const api = apiInto(portal, ({ call }, send) => {
      if (WRITES.test(call.attempting)) written.push(call.attempting);
      return send();
    });

    const preview = await run(portal, api, { apply: false });
    expect(await readState(portal)).toEqual(before);
    expect(written).toEqual(['keeping how far ranking has come']);
    expect(preview).toMatchObject({ done: true, phase: 'deciding', customers: 700, failures: [] });
    expect(preview.cuts?.customers).toBe(700);
    const moves = preview.summary.moves();
    expect(moves.reduce((sum, { customers }) => sum + customers, 0)).toBe(700);
    expect(moves.find(({ from, to }) => from === 'none' && to === 'A')?.examples[0]?.why.en).toMatch(
      /^Tier A by the scores/,
    );
    expect(preview.load).toMatchObject({ days: 30, moved: preview.summary.moved });
    expect(preview.load?.visitsAfter).toBeGreaterThan(0);

    const applied = await run(portal, api);
    expect(applied.summary.moves()).toEqual(moves);
    expect(applied.written).toBe(preview.written);
    const after = await readState(portal);
    const tiers = Object.values(after.contacts).map(({ rv_tier }) => rv_tier);
    for (const tier of ['A', 'B', 'C'])
      expect(tiers.filter((each) => each === tier)).toHaveLength(
        moves.filter(({ to }) => to === tier).reduce((sum, { customers }) => sum + customers, 0),
      );

    const tiersThen = await tiersIn(portal);
    const again = await run(portal, api);
    expect(again).toMatchObject({ done: true, customers: 700, written: 0 });
    expect(await tiersIn(portal)).toEqual(tiersThen);
  });

  it('asks planning to decide those again whose tier it changed', async () => {
    const { portal, api } = await openBook(book(60), TODAY);
    await planBook(portal, api, TODAY);
    const result = await run(portal, apiInto(portal));
    const { contacts } = await readState(portal);
    const marked = Object.values(contacts).filter(({ rv_replan }) => rv_replan === 'true');
    expect(marked).toHaveLength(result.written);
    expect(result.written).toBeGreaterThan(40);
    const planned = await planBook(portal, api, TODAY);
    expect(planned.decided).toBe(result.written);
  });

  it('ends, run again, in the state of an undisturbed run, wherever it was killed', async () => {
    const { portal } = await openBook(book(230), TODAY);
    const before = portal.snapshot();
    const api = apiInto(portal);
    await run(portal, api);
    const calls = api.sent();
    const undisturbed = await tiersIn(portal);
    expect(new Set(Object.values(undisturbed)).size).toBeGreaterThan(2);
    for (let at = 1; at <= calls; at += 1) {
      for (const when of ['before', 'after'] as const) {
        const again = portalWith(before);
        await expect(run(again, dyingAt(again, at, when))).rejects.toBeInstanceOf(Killed);
        const rest = await run(again, apiInto(again));
        expect(rest.done).toBe(true);
        expect(await tiersIn(again), `killed ${when} call ${at}`).toEqual(undisturbed);
      }
    }
  });

  it('goes on page by page from one short call to the next, counting nobody twice', async () => {
    const rows = book(700);
    const { portal } = await openBook(rows, TODAY);
    const before = portal.snapshot();
    await run(portal, apiInto(portal));
    const whole = await tiersIn(portal);

    const short = portalWith(before);
    let deciding = 0;
    let calls = 0;
    let lease: RetierResult['lease'] = null;
    for (let done = false; !done; calls += 1) {
      const step = await run(short, apiInto(short), { shouldStop: () => true, ...(lease ? { lease } : {}) });
      ({ lease } = step);
      if (step.phase === 'deciding') {
        deciding += step.customers;
        expect(step.cuts?.customers).toBe(700);
      }
      done = step.done;
    }
    expect(calls).toBeGreaterThan(4);
    expect(deciding).toBe(700);
    expect(await tiersIn(short)).toEqual(whole);
    expect(lease).toBeNull();
  });

  it('is one at a time: another is told how long to wait, and the one that goes on is not held up', async () => {
    const { portal } = await openBook(book(450), TODAY);
    const before = portal.snapshot();
    await run(portal, apiInto(portal));
    const alone = await tiersIn(portal);

    const shared = portalWith(before);
    const first = await run(shared, apiInto(shared), { shouldStop: () => true });
    expect(first).toMatchObject({ done: false, lease: { key: expect.stringMatching(/^retier:/) } });
    const other = { today: TODAY, shouldStop: () => true };
    for (const apply of [false, true]) {
      expect(await retier(portsInto(shared, apiInto(shared)), { ...other, apply })).toMatchObject({
        ok: false,
        reason: 'busy',
        message: { en: expect.stringContaining('try again in 30 s') },
      });
    }
    // Neither began to count anew: the first goes on where it was, and comes to what it would have come to alone.
    const { lease } = first;
    const rest = await run(shared, apiInto(shared), lease ? { lease } : {});
    expect(rest).toMatchObject({ done: true, customers: 450, lease: null });
    expect(await tiersIn(shared)).toEqual(alone);
    // It gave the right back: nobody has to wait.
    expect(await retier(portsInto(shared, apiInto(shared)), { ...other, apply: false })).toMatchObject({ ok: true });
  });

  it('gives way when it was so slow that another ranking took over', async () => {
    const { portal } = await openBook(book(450), TODAY);
    const first = await run(portal, apiInto(portal), { shouldStop: () => true });
    // Half a minute later the right has run out, and somebody else has it.
    portal.setNow(portal.now() + 31_000);
    expect((await run(portal, apiInto(portal), { shouldStop: () => true })).done).toBe(false);
    const { lease } = first;
    const late = await retier(portsInto(portal, apiInto(portal)), {
      today: TODAY,
      apply: true,
      ...(lease ? { lease } : {}),
    });
    expect(late).toMatchObject({ ok: false, reason: 'busy' });
  });

  it('reads each page twice and writes full batches: within one part in fifty of the least', async () => {
    const { portal } = await openBook(book(2_357), TODAY);
    const api = apiInto(portal);
    let counted = 0;
    const watched: HubspotApi = {
      sent: api.sent,
      call(call) {
        if (/^(counting|reading) the book|^writing tiers/.test(call.attempting)) counted += 1;
        return api.call(call);
      },
    };
    const result = await run(portal, watched);
    const bound = 2 * Math.ceil(2_357 / 200) + Math.ceil(result.written / 100);
    expect(counted / bound).toBeLessThanOrEqual(1.02);
    // What a run costs at any size: policy, types, zone, scripts, promises, where it has come, and the right to rank three times.
    expect(api.sent() - counted).toBeLessThanOrEqual(13);
  });

  it('counts anew on another day, and keeps on the day after what wavers', async () => {
    const { portal } = await openBook(book(450), TODAY);
    await run(portal, apiInto(portal));
    const first = await tiersIn(portal);
    const next = await run(portal, apiInto(portal), { today: addDays(TODAY, 1) });
    expect(next.cuts?.today).toBe(addDays(TODAY, 1));
    // Everybody is a day older: nobody changes place.
    expect(await tiersIn(portal)).toEqual(first);
  });
});

describe('flags', () => {
  const contact = (more: Record<string, string>): Record<string, string> => ({
    email: 'a@example.com',
    lifecyclestage: 'customer',
    hubspot_owner_id: '1001',
    rv_purchase_count: '8',
    rv_purchase_total: '900',
    rv_first_purchase_on: '2024-01-01',
    rv_last_purchase_on: '2026-06-01',
    rv_order_gap_days: '60',
    ...more,
  });
  const others = (): Record<string, string>[] =>
    Array.from({ length: 20 }, (_, index) =>
      contact({
        email: `o${index}@example.com`,
        rv_purchase_count: String(index + 1),
        rv_purchase_total: String(index * 10),
        rv_last_purchase_on: formatDay(addDays(TODAY, -index)),
      }),
    );

  async function flagsOf(portal: Portal, today: Day) {
    await run(portal, apiInto(portal), { today });
    const { contacts } = await readState(portal);
    const { rv_flags, rv_churn_risk_on, rv_flag_evidence, rv_proposed_flags } = contacts['a@example.com'] ?? {};
    return { rv_flags, rv_churn_risk_on, rv_flag_evidence, rv_proposed_flags };
  }

  it('come with evidence, are proposed where a person decides, and fall when their ground is gone', async () => {
    const { portal, api } = await openBook([contact({}), ...others()], TODAY);
    const flagged = await flagsOf(portal, TODAY);
    expect(flagged).toMatchObject({ rv_flags: 'churn_risk', rv_churn_risk_on: '2026-11-23' });
    expect(flagged.rv_flag_evidence).toContain(
      'No talk and no order since 2026-06-01: 175 days, 2 times its own interval of 60',
    );
    expect(flagged.rv_flag_evidence).toContain('自 2026-06-01 起 175 天无联系、无订单');
    expect(flagged.rv_proposed_flags).toBe('high_value_program');

    const { body } = await api.call({
      method: 'POST',
      path: '/crm/objects/2026-09/contacts/batch/update',
      body: {
        inputs: [{ idProperty: 'email', id: 'a@example.com', properties: { rv_last_purchase_on: '2026-11-22' } }],
      },
      attempting: 'test',
      repeatable: true,
    });
    expect(body.results).toHaveLength(1);
    expect((await flagsOf(portal, addDays(TODAY, 1))).rv_flags).toBeUndefined();
  });

  it('that people set or took away stay as they are', async () => {
    const { portal } = await openBook(
      [
        contact({ rv_flags: 'churn_risk;high_value_program', rv_churn_risk_on: '2026-10-01', rv_order_gap_days: '' }),
        ...others(),
      ],
      TODAY,
    );
    const kept = await flagsOf(portal, TODAY);
    expect(kept).toMatchObject({ rv_flags: 'churn_risk;high_value_program', rv_churn_risk_on: '2026-10-01' });
    expect(kept.rv_proposed_flags).toBeUndefined();
  });
});
