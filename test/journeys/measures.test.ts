import { describe, expect, it } from 'vitest';
import { addDays, type Day, day, formatDay } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { measureStep, measureUntilDone } from '../../src/use-cases/measures/measures.ts';
import { measuresOn } from '../../src/use-cases/measures/measures-on.ts';
import { openDashboard, openRecords } from '../../src/use-cases/measures/open-dashboard.ts';
import { EVERYBODY } from '../../src/use-cases/ports/measures.ts';
import type { Ports } from '../../src/use-cases/ports/ports.ts';
import { apiInto, openBook, ZONE } from '../support/book.ts';

const TODAY = day('2026-04-20');
const OWNERS = ['1001', '1002', '1003'];

interface Sown {
  readonly slot: number;
  readonly owner: string;
  readonly status: string;
  readonly latest: Day;
  readonly heldOn?: Day;
  readonly mark?: number;
  readonly tier: string;
}

/** Visits of April, written straight into the portal: every third held in time, every third late, the rest open. */
function sown(count: number): Sown[] {
  return Array.from({ length: count }, (_, i): Sown => {
    const latest = addDays(day('2026-04-01'), i % 28);
    const held = i % 3 === 0 ? latest : i % 3 === 1 ? addDays(latest, 2) : undefined;
    const isHeld = held !== undefined && held < TODAY;
    return {
      slot: i + 1,
      owner: OWNERS[i % 3 === 2 ? 2 : i % 2] as string,
      status: isHeld ? 'held' : 'planned',
      latest,
      tier: 'ABC'[i % 3] as string,
      ...(isHeld ? { heldOn: held, mark: (i % 5) + 1 } : {}),
    };
  });
}

function ports(portal: Portal, watch?: (attempting: string, number: number) => void): Ports {
  const api = apiInto(portal, async ({ call, number }, send) => {
    watch?.(call.attempting, number);
    return send();
  });
  return hubspotPorts(api, { now: () => portal.now() });
}

async function openPortal(visits: readonly Sown[]): Promise<Portal> {
  const rows = OWNERS.map((owner, i) => ({
    email: `c${i}@example.com`,
    lifecyclestage: 'customer',
    hubspot_owner_id: owner,
  }));
  const { portal, api } = await openBook(rows, TODAY);
  const { body } = await api.call({
    method: 'GET',
    path: '/crm-object-schemas/2026-09/schemas',
    attempting: 'test',
    repeatable: true,
  });
  const type = (body.results as { name: string; objectTypeId: string }[]).find(
    ({ name }) => name === 'rv_visit',
  )?.objectTypeId;
  for (let at = 0; at < visits.length; at += 100) {
    await api.call({
      method: 'POST',
      path: `/crm/objects/2026-09/${type}/batch/create`,
      body: {
        inputs: visits.slice(at, at + 100).map((visit) => ({ properties: propertiesOf(visit), associations: [] })),
      },
      attempting: 'test',
      repeatable: false,
    });
  }
  // The index and the margin of the sweep are behind us.
  portal.setNow(portal.now() + 120_000);
  return portal;
}

function propertiesOf({ slot, owner, status, latest, heldOn, mark, tier }: Sown): { [name: string]: string } {
  return {
    rv_visit_key: `${500 + slot}:1`,
    rv_customer_key: String(500 + slot),
    rv_contact_id: String(500 + slot),
    rv_status: status,
    rv_kind: 'visit',
    rv_leader: 'P11',
    rv_pays: `P11@${formatDay(addDays(latest, -28))}`,
    rv_earliest_on: formatDay(addDays(latest, -7)),
    rv_target_on: formatDay(addDays(latest, -3)),
    rv_latest_on: formatDay(latest),
    rv_scheduled_on: formatDay(addDays(latest, -3)),
    rv_owner_then: owner,
    rv_owner_id: owner,
    rv_tier_then: tier,
    rv_stage_then: 'loyal',
    rv_due_month: formatDay(latest).slice(0, 7),
    ...(heldOn === undefined
      ? {}
      : {
          rv_closed_on: formatDay(heldOn),
          rv_outcome: 'reached',
          rv_submission: `submission-${slot}`,
          rv_recorded_at: new Date(instantAt(ZONE, heldOn, '18:00')).toISOString(),
        }),
    ...(mark === undefined
      ? {}
      : { rv_scores: `service_quality=${mark}`, rv_scores_by: 'customer_link', rv_nps: String(mark * 2) }),
  };
}

/** By hand: what had fallen due by the nineteenth, and what of it was held by its last day. */
function onTimeOf(visits: readonly Sown[]): { readonly n: number; readonly hits: number } {
  const due = visits.filter(({ latest }) => latest < TODAY);
  return { n: due.length, hits: due.filter(({ heldOn, latest }) => heldOn !== undefined && heldOn <= latest).length };
}

const onTime = async (portal: Portal, ownerId?: string) => {
  const { shares } = await openDashboard({ month: '2026-04', ownerId, today: TODAY }, ports(portal));
  const { n, hits } = shares.find(({ kpi }) => kpi === 'on_time') ?? { n: -1, hits: -1 };
  return { n, hits };
};

describe('measures of a portal', () => {
  it('are counted from its visits, and read in three calls however many there are', async () => {
    const visits = sown(450);
    const portal = await openPortal(visits);
    const result = await measureUntilDone(ports(portal), TODAY);
    expect(result).toEqual({ counted: 3, done: true });
    expect(await onTime(portal)).toEqual(onTimeOf(visits));
    for (const owner of OWNERS)
      expect(await onTime(portal, owner)).toEqual(onTimeOf(visits.filter((visit) => visit.owner === owner)));

    const calls: string[] = [];
    const known = { portalId: (await ports(portal).account()).portalId, timeZone: ZONE };
    const api = apiInto(portal, async ({ call }, send) => {
      calls.push(call.attempting);
      return send();
    });
    const page = await openDashboard(
      { month: '2026-04', today: TODAY },
      hubspotPorts(api, { now: () => portal.now(), portal: known }),
    );
    expect(calls).toHaveLength(3);
    expect(page).toMatchObject({ asOf: '2026-04-19', month: '2026-04' });
    expect(page.trend).toHaveLength(13);
    const marks = visits.flatMap(({ mark, heldOn }) => (mark !== undefined && heldOn !== undefined ? [mark] : []));
    expect(page.csat).toMatchObject({ n: marks.length, hits: marks.filter((mark) => mark >= 4).length });
    expect(JSON.stringify(page).length).toBeLessThan(60_000);
    await portal.close();
  });

  it('open into the records behind them, as many as they say', async () => {
    const visits = sown(120);
    const portal = await openPortal(visits);
    await measureUntilDone(ports(portal), TODAY);
    const own = visits.filter(({ owner, tier }) => owner === '1001' && tier === 'A');
    const missed = own.filter(({ latest, heldOn }) => latest < TODAY && !(heldOn !== undefined && heldOn <= latest));
    const opened = await openRecords(
      {
        month: '2026-04',
        ownerId: '1001',
        kpi: 'on_time',
        verdict: 'missed',
        tier: 'A',
        today: TODAY,
        portal: undefined,
        stage: undefined,
        rule: undefined,
      },
      ports(portal),
    );
    if (!opened.ok) throw new Error(opened.reason);
    expect([...opened.records].sort()).toEqual(missed.map(({ slot }) => `${500 + slot}:1`).sort());
    await portal.close();
  });

  it('are counted again where a visit changed, and nowhere else', async () => {
    const visits = sown(60);
    const portal = await openPortal(visits);
    await measureUntilDone(ports(portal), TODAY);
    expect(await measureStep(ports(portal), TODAY)).toEqual({ counted: 0, left: 0 });
    const open = visits.find(({ status, owner, latest }) => status === 'planned' && owner === '1003' && latest < TODAY);
    if (!open) throw new Error('expected an open visit');
    const later = { ...open, status: 'held', heldOn: open.latest };
    await write(portal, later);
    portal.setNow(portal.now() + 120_000);
    expect(await measureStep(ports(portal), TODAY)).toEqual({ counted: 1, left: 0 });
    expect(await onTime(portal)).toEqual(onTimeOf(visits.map((visit) => (visit === open ? later : visit))));
    await portal.close();
  });

  it('follow a visit that was given to somebody else, on the next day at the latest', async () => {
    const visits = sown(60);
    const portal = await openPortal(visits);
    await measureUntilDone(ports(portal), TODAY);
    const moved = visits.map((visit) =>
      visit.owner === '1003' && visit.status === 'planned' ? { ...visit, owner: '1001' } : visit,
    );
    for (const visit of moved.filter((each, i) => each !== visits[i])) await write(portal, visit);
    portal.setNow(portal.now() + 86_400_000);
    const tomorrow = addDays(TODAY, 1);
    await measureUntilDone(ports(portal), tomorrow);
    const { shares } = await openDashboard({ month: '2026-04', ownerId: '1003', today: tomorrow }, ports(portal));
    expect(shares.find(({ kpi }) => kpi === 'on_time')).toMatchObject({ n: 0, excluded: {} });
    await portal.close();
  });

  it('cut off at any call end as they would have', async () => {
    const visits = sown(30);
    const whole = await openPortal(visits);
    let calls = 0;
    await measureUntilDone(
      ports(whole, () => (calls += 1)),
      TODAY,
    );
    const wanted = await kept(whole);
    await whole.close();
    for (let cut = 1; cut <= calls; cut += 1) {
      const portal = await openPortal(visits);
      const dying = ports(portal, (_, number) => {
        if (number === cut) throw new Error('cut off');
      });
      await expect(measureUntilDone(dying, TODAY)).rejects.toThrow('cut off');
      await measureUntilDone(ports(portal), TODAY);
      expect(await kept(portal)).toEqual(wanted);
      await portal.close();
    }
  });

  it('of a past day are what they were: what was held since is not known, and nothing kept is changed', async () => {
    const visits = sown(90);
    const portal = await openPortal(visits);
    await measureUntilDone(ports(portal), TODAY);
    const before = await kept(portal);
    const past = day('2026-04-12');
    const page = await openDashboard({ month: '2026-04', today: past }, await measuresOn(past, ports(portal)));
    const due = visits.filter(({ latest }) => latest < past);
    const hits = due.filter(({ heldOn, latest }) => heldOn !== undefined && heldOn <= latest);
    const later = visits.filter(({ latest }) => latest >= past);
    expect(page.asOf).toBe('2026-04-11');
    expect(page.shares.find(({ kpi }) => kpi === 'on_time')).toMatchObject({
      n: due.length,
      hits: hits.length,
      excluded: { not_due: later.length },
    });
    // Two of three visits late by two days: those of the tenth and eleventh had not been held yet.
    const held = visits.filter(({ heldOn }) => heldOn !== undefined && heldOn < past);
    expect(page.shares.find(({ kpi }) => kpi === 'reach')).toMatchObject({ n: held.length });
    expect(await kept(portal)).toEqual(before);
    await portal.close();
  });

  it('of an empty portal are empty, and say that nothing was counted', async () => {
    const portal = await openPortal([]);
    await measureUntilDone(ports(portal), TODAY);
    const page = await openDashboard({ today: TODAY }, ports(portal));
    expect(page).toMatchObject({
      asOf: null,
      month: '2026-04',
      csat: { n: 0, sample: 'too_few', change: { verdict: 'too_few' } },
    });
    expect(page.byOwner).toEqual({ onTime: [], csat: [] });
    await portal.close();
  });
});

async function write(portal: Portal, visit: Sown): Promise<void> {
  const api = apiInto(portal);
  const { body } = await api.call({
    method: 'GET',
    path: '/crm-object-schemas/2026-09/schemas',
    attempting: 'test',
    repeatable: true,
  });
  const type = (body.results as { name: string; objectTypeId: string }[]).find(
    ({ name }) => name === 'rv_visit',
  )?.objectTypeId;
  const properties = propertiesOf(visit);
  await api.call({
    method: 'POST',
    path: `/crm/objects/2026-09/${type}/batch/upsert`,
    body: { inputs: [{ id: properties.rv_visit_key, idProperty: 'rv_visit_key', properties }] },
    attempting: 'test',
    repeatable: true,
  });
}

async function kept(portal: Portal): Promise<unknown> {
  const { measures } = ports(portal);
  const records = await measures.read([...OWNERS, EVERYBODY].map((ownerId) => ({ month: '2026-04', ownerId })));
  return [...records].sort((a, b) => (a.ownerId < b.ownerId ? -1 : 1));
}
