import { describe, expect, it } from 'vitest';
import { addDays, type Day, day, formatDay } from '../../src/domain/calendar/day.ts';
import { instantAt } from '../../src/domain/calendar/zone.ts';
import type { ObligationFact } from '../../src/domain/measures/facts.ts';
import { encodeMeasures, MonthMeasures } from '../../src/domain/measures/month-measures.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { calendarOf, contextOf, measureStep, measureUntilDone } from '../../src/use-cases/measures/measures.ts';
import { measuresOn } from '../../src/use-cases/measures/measures-on.ts';
import { openDashboard } from '../../src/use-cases/measures/open-dashboard.ts';
import { openReasks, openRecords, openWords } from '../../src/use-cases/measures/open-records.ts';
import { reportText, satisfactionReport } from '../../src/use-cases/measures/report.ts';
import { EVERYBODY } from '../../src/use-cases/ports/measures.ts';
import type { Ports } from '../../src/use-cases/ports/ports.ts';
import { fact } from '../domain/measures/arbitraries.ts';
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
  readonly contactId?: string;
  readonly goal?: string;
  readonly pays?: string;
  readonly windows?: string;
  readonly withdrawnAt?: string;
  readonly scoresBy?: string;
  readonly attempts?: string;
  readonly channel?: string;
  readonly praise?: string;
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

function propertiesOf({
  slot,
  owner,
  status,
  latest,
  heldOn,
  mark,
  tier,
  contactId = String(500 + slot),
  goal = 'care',
  pays,
  windows = '',
  withdrawnAt = '',
  scoresBy = 'customer_link',
  praise = '',
  attempts = '',
  channel = 'phone',
}: Sown): { [name: string]: string } {
  return {
    rv_visit_key: `${500 + slot}:1`,
    rv_customer_key: String(500 + slot),
    rv_contact_id: contactId,
    rv_goal: goal,
    rv_windows: windows,
    rv_withdrawn_at: withdrawnAt,
    rv_praise: praise,
    rv_attempts: attempts,
    rv_channel: channel,
    rv_status: status,
    rv_kind: 'visit',
    rv_leader: 'P11',
    rv_pays: pays ?? `P11@${formatDay(addDays(latest, -28))}`,
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
      : { rv_scores: `service_quality=${mark}`, rv_scores_by: scoresBy, rv_nps: String(mark * 2) }),
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
        dimension: undefined,
        collection: undefined,
        attempt: undefined,
      },
      ports(portal),
    );
    if (!opened.ok) throw new Error(opened.reason);
    expect(opened.records.map(({ key }) => key).sort()).toEqual(missed.map(({ slot }) => `${500 + slot}:1`).sort());
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

describe('what visits alone do not tell', () => {
  const APRIL_FIRST = day('2026-04-01');
  const MAY = day('2026-05-04');
  const at = (on: string, time = '10:00'): string => new Date(instantAt(ZONE, day(on), time)).toISOString();

  interface Asked {
    readonly portal: Portal;
    readonly ids: readonly string[];
    readonly send: (method: string, path: string, body: unknown) => Promise<{ readonly [name: string]: unknown }>;
  }

  /** A book of the first of April whose contacts are customers since before. */
  async function openApril(rows: readonly { readonly [name: string]: string }[]): Promise<Asked> {
    const all = rows.map((row, i) => ({
      email: `c${i}@example.com`,
      firstname: `Name${i}`,
      lifecyclestage: 'customer',
      hubspot_owner_id: '1001',
      rv_customer_key: String(700 + i),
      ...row,
    }));
    const { portal, api } = await openBook(all, APRIL_FIRST);
    const { body } = await api.call({
      method: 'POST',
      path: '/crm/objects/2026-09/contacts/batch/read',
      body: { inputs: all.map(({ email }) => ({ id: email })), properties: ['email'], idProperty: 'email' },
      attempting: 'test',
      repeatable: true,
    });
    const ids = new Map(
      (body.results as { id: string; properties: { email: string } }[]).map((each) => [each.properties.email, each.id]),
    );
    const send: Asked['send'] = async (method, path, sent) => {
      const answer = await portal.fetch(
        new Request(`http://portal.test${path}`, {
          method,
          headers: { authorization: 'Bearer test', 'content-type': 'application/json' },
          body: JSON.stringify(sent),
        }),
      );
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      const text = await answer.text();
      return text ? (JSON.parse(text) as { [name: string]: unknown }) : {};
    };
    return { portal, ids: all.map(({ email }) => ids.get(email) ?? ''), send };
  }

  const pageOfMay = async (portal: Portal, ownerId?: string) => {
    const own = ports(portal);
    return openDashboard({ month: '2026-04', ownerId, today: MAY }, await measuresOn(MAY, own));
  };
  const shareOf = (page: Awaited<ReturnType<typeof openDashboard>>, kpi: string) =>
    page.shares.find((share) => share.kpi === kpi);
  /** A visit of one of these contacts, due in the middle of April. */
  const visitOf = (contactId: string, more: Partial<Sown> = {}): Sown => ({
    slot: 1,
    owner: '1001',
    status: 'planned',
    latest: day('2026-04-15'),
    tier: 'B',
    ...more,
    contactId,
  });

  it('churn and repurchase come from orders and contracts, a company once, with whom its first contact is', async () => {
    const { portal, ids, send } = await openApril([
      // Silent for a year since the fifth of April: lost on the sixth.
      { rv_first_purchase_on: '2025-01-10', rv_last_purchase_on: '2025-04-05' },
      // The window of a hundred and eighty days closes in April: bought again in it.
      { rv_first_purchase_on: '2025-10-10', rv_last_purchase_on: '2026-03-01' },
      // The same window, nothing bought.
      { rv_first_purchase_on: '2025-10-15', rv_last_purchase_on: '2025-10-15' },
      // The contract ended.
      { rv_signed_on: '2025-04-20', rv_contract_ends_on: '2026-04-20' },
      // Two contacts of one company with two owners: alone the first would be lost, the second bought in April.
      { rv_first_purchase_on: '2025-02-01', rv_last_purchase_on: '2025-04-12' },
      { rv_first_purchase_on: '2026-04-10', rv_last_purchase_on: '2026-04-10', hubspot_owner_id: '1002' },
    ]);
    const { id } = await send('POST', '/crm/objects/2026-09/companies', { properties: { name: 'Firm' } });
    for (const contact of ids.slice(4))
      await send('PUT', `/crm/objects/2026-09/contacts/${contact}/associations/default/companies/${id}`, {});
    for (const [slot, owner] of [
      [1, '1001'],
      [2, '1002'],
    ] as const)
      await write(portal, visitOf(ids[0] ?? '', { slot, owner }));
    portal.setNow(instantAt(ZONE, MAY, '09:00'));
    const page = await pageOfMay(portal, '1001');
    expect(shareOf(page, 'churn')).toMatchObject({ n: 5, hits: 2 });
    expect(shareOf(page, 'repurchase')).toMatchObject({ n: 2, hits: 1 });
    expect(shareOf(await pageOfMay(portal, '1002'), 'churn')).toMatchObject({ n: 0 });
    expect(shareOf(await pageOfMay(portal), 'churn')).toMatchObject({ n: 5, hits: 2 });
    const opened = await openRecords(
      { ...NOTHING, month: '2026-04', ownerId: '1001', kpi: 'churn', verdict: 'met', today: MAY },
      ports(portal),
    );
    if (!opened.ok) throw new Error(opened.reason);
    expect(opened.records.map(({ name }) => name).sort()).toEqual(['Name0', 'Name3']);
    await portal.close();
  });

  it('what was bought after a visit handed to sales stands beside what others bought, deal by deal', async () => {
    const OLD = { rv_first_purchase_on: '2025-01-10', rv_last_purchase_on: '2026-03-01' };
    const AUGUST = day('2026-08-03');
    const { portal, ids, send } = await openApril([OLD, OLD, OLD, OLD]);
    const [handed = '', notHanded = '', other = '', idle = ''] = ids;
    await write(portal, visitOf(handed, { slot: 1, status: 'held', heldOn: day('2026-04-10') }));
    await write(portal, visitOf(notHanded, { slot: 2, status: 'held', heldOn: day('2026-04-10') }));
    const { results } = (await send('GET', '/crm-object-schemas/2026-09/schemas', undefined)) as {
      results: { name: string; objectTypeId: string }[];
    };
    const type = results.find(({ name }) => name === 'rv_issue')?.objectTypeId;
    const need = (slot: number, ownerRole: string) => ({
      properties: {
        rv_issue_key: `${500 + slot}:1:need`,
        rv_customer_key: String(500 + slot),
        rv_visit_key: `${500 + slot}:1`,
        rv_kind: 'need',
        rv_raised_on: '2026-04-10',
        rv_due_month: '2026-04',
        rv_owner_then: '1001',
        rv_loop: JSON.stringify({ ownerRole, ended: [], pauses: [] }),
      },
      associations: [],
    });
    await send('POST', `/crm/objects/2026-09/${type}/batch/create`, {
      inputs: [need(1, 'sales'), need(2, 'account_manager')],
    });
    const sell = async (to: readonly string[], createdOn: string, more: { readonly [name: string]: string }) => {
      const { id } = await send('POST', '/crm/objects/2026-09/deals', {
        properties: {
          dealname: 'More',
          pipeline: 'default',
          dealstage: 'closedwon',
          createdate: at(createdOn),
          closedate: at('2026-07-01'),
          ...more,
        },
      });
      for (const contact of to)
        await send('PUT', `/crm/objects/2026-09/contacts/${contact}/associations/default/deals/${id}`, {});
      return String(id);
    };
    // Counted in May, when nothing is told; nothing of the visits changes until it is.
    portal.setNow(instantAt(ZONE, MAY, '09:00'));
    await measureUntilDone(ports(portal), MAY);
    const early = await openDashboard({ month: '2026-04', ownerId: '1001', today: MAY }, ports(portal));
    expect(early.upsell).toMatchObject({ visited: { customers: 0, cents: 0 }, left: { not_due: 4 } });
    const counted = await sell([handed], '2026-04-20', { amount: '500.25' });
    const late = await sell([handed], '2026-07-09', { amount: '20', closedate: at('2026-07-20') });
    await sell([handed], '2026-04-09', { amount: '7000' });
    await sell([handed], '2026-05-20', { amount: '900', deal_currency_code: 'EUR' });
    await sell([handed], '2026-05-21', {});
    await sell([handed], '2026-05-22', { amount: '60', dealstage: 'closedlost' });
    await sell([notHanded], '2026-04-20', { amount: '3000' });
    const beside = await sell([other], '2026-05-01', { amount: '80' });
    await sell([idle], '2026-08-01', { amount: '40', closedate: at('2026-08-02') });

    portal.setNow(instantAt(ZONE, AUGUST, '09:00'));
    await measureUntilDone(ports(portal), AUGUST);
    portal.setNow(portal.now() + 120_000);
    const page = await openDashboard({ month: '2026-04', ownerId: '1001', today: AUGUST }, ports(portal));
    expect(page.upsell).toEqual({
      visited: {
        customers: 2,
        handed: 1,
        buyers: 1,
        deals: 2,
        cents: 520_25,
        dealsLeft: { no_amount: 1, other_currency: 1, no_creation: 0 },
      },
      notVisited: {
        customers: 2,
        handed: 0,
        buyers: 1,
        deals: 1,
        cents: 80_00,
        dealsLeft: { no_amount: 0, other_currency: 0, no_creation: 0 },
      },
      left: { not_due: 0, other_month: 0, new_owner: 0, several_owners: 0 },
    });
    const listOf = async (verdict: 'visited' | 'not_visited') => {
      const opened = await openRecords(
        { ...NOTHING, month: '2026-04', ownerId: '1001', kpi: 'upsell', verdict, today: AUGUST },
        ports(portal),
      );
      if (!opened.ok) throw new Error(opened.reason);
      return opened.records.map(({ key, name, cents }) => [key, name, cents]).sort();
    };
    expect(await listOf('visited')).toEqual(
      [
        [`deal${counted}`, 'Name0', 500_25],
        [`deal${late}`, 'Name0', 20_00],
      ].sort(),
    );
    expect(await listOf('not_visited')).toEqual([[`deal${beside}`, 'Name2', 80_00]]);
    const report = reportText(satisfactionReport(page, 'en'));
    expect(report).toContain('won deals after those visits: 2, customers with a deal: 1, amount: 520.25');
    expect(report).toContain('associated with');
    await portal.close();
  });

  it('who must not be contacted is left out from the day on which that was said, and not before', async () => {
    const { portal, ids, send } = await openApril([{ rv_do_not_visit: 'true' }, {}, {}]);
    portal.setNow(instantAt(ZONE, day('2026-05-02'), '09:00'));
    await send('PATCH', `/crm/objects/2026-09/contacts/${ids[1]}`, { properties: { rv_do_not_visit: 'true' } });
    for (const [i, id] of ids.entries()) await write(portal, visitOf(id, { slot: i + 1 }));
    portal.setNow(instantAt(ZONE, MAY, '09:00'));
    expect(shareOf(await pageOfMay(portal, '1001'), 'coverage')).toMatchObject({
      n: 2,
      hits: 0,
      excluded: { do_not_contact: 1 },
    });
    await portal.close();
  });

  it('calls on the day of a visit have their length, HubSpot’s surveys stand apart and have no mean', async () => {
    const { portal, ids, send } = await openApril([{}, {}, {}, {}]);
    await write(portal, visitOf(ids[0] ?? '', { status: 'held', heldOn: day('2026-04-10') }));
    for (const [on, ms] of [
      ['2026-04-10', 95_000],
      // On another day: no part of a visit.
      ['2026-04-12', 900_000],
    ] as const) {
      await send('POST', '/crm/objects/2026-09/calls', {
        properties: {
          hs_timestamp: at(on),
          hubspot_owner_id: '1001',
          hs_call_disposition: 'f240bbac-87c9-4f6e-bf70-924b57d47db7',
          hs_call_duration: String(ms),
        },
        associations: [
          { to: { id: ids[0] }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 194 }] },
        ],
      });
    }
    const survey = (contact: number, type: string, value: number) => ({
      properties: {
        hs_survey_type: type,
        hs_value: String(value),
        hs_contact_id: ids[contact] ?? '',
        hs_submission_timestamp: at('2026-04-20'),
      },
    });
    await send('POST', '/__portal/records', {
      objectType: 'feedback_submissions',
      // Five is no value of a scale of three: it is told as invalid, never as a five.
      inputs: [survey(0, 'CSAT', 2), survey(1, 'CSAT', 0), survey(2, 'CSAT', 5), survey(3, 'NPS', 9)],
    });
    portal.setNow(instantAt(ZONE, MAY, '09:00'));
    const page = await pageOfMay(portal, '1001');
    expect(page.calls).toMatchObject({ n: 1 });
    expect(page.hubspotCsat).toMatchObject({ n: 2, hits: 1 });
    expect(page.nps).toMatchObject({ n: 1, promoters: 1 });
    expect(page.csat).toMatchObject({ n: 0, counts: [0, 0, 0, 0, 0] });
    expect(page.csat).not.toHaveProperty('mean');
    await portal.close();
  });

  it('without the right to read surveys everything else is counted', async () => {
    const { portal, ids } = await openApril([{}]);
    await write(portal, visitOf(ids[0] ?? ''));
    portal.setNow(instantAt(ZONE, MAY, '09:00'));
    const api = apiInto(portal, async ({ call }, send) =>
      call.path.includes('feedback_submissions') ? { status: 403, body: {} } : send(),
    );
    const own = hubspotPorts(api, { now: () => portal.now() });
    const page = await openDashboard({ month: '2026-04', today: MAY }, await measuresOn(MAY, own));
    expect(shareOf(page, 'on_time')).toMatchObject({ n: 1 });
    await portal.close();
  });

  it('who was held to be heard was asked; who was not reached was not', async () => {
    const { portal, ids } = await openApril([{}, {}, {}, {}]);
    const heldOn = day('2026-04-10');
    const all: readonly Partial<Sown>[] = [
      { status: 'held', heldOn, goal: 'feedback', mark: 4 },
      { status: 'held', heldOn, goal: 'feedback' },
      { status: 'unreached', heldOn, goal: 'feedback' },
      // Marks given by the way: nobody knows who else could have given some.
      { status: 'held', heldOn, goal: 'care', mark: 5 },
    ];
    for (const [i, id] of ids.entries()) await write(portal, visitOf(id, { slot: i + 1, ...all[i] }));
    portal.setNow(instantAt(ZONE, MAY, '09:00'));
    expect(shareOf(await pageOfMay(portal, '1001'), 'response')).toMatchObject({
      n: 2,
      hits: 1,
      excluded: { not_delivered: 1 },
    });
    await portal.close();
  });

  it('each debt has its own window, and a withdrawn one its own day, whenever the record was changed since', async () => {
    const { portal, ids } = await openApril([{}, {}]);
    await write(portal, {
      ...visitOf(ids[0] ?? '', { status: 'held', heldOn: day('2026-04-14') }),
      pays: 'P11@2026-03-01;P12@2026-03-20',
      windows: '2026-04-01/2026-04-05/2026-04-08;2026-04-10/2026-04-15/2026-04-20',
    });
    await write(portal, {
      ...visitOf(ids[1] ?? '', { slot: 2, status: 'withdrawn' }),
      withdrawnAt: at('2026-04-03'),
    });
    portal.setNow(instantAt(ZONE, MAY, '09:00'));
    // Held on the fourteenth: too late for the first debt, in time for the second.
    expect(shareOf(await pageOfMay(portal, '1001'), 'on_time')).toMatchObject({
      n: 2,
      hits: 1,
      excluded: { withdrawn: 1 },
    });
    await portal.close();
  });

  it('marks after acceptance of a project count in the month they were given, told apart from those of visits', async () => {
    const { portal, ids, send } = await openApril([{}, {}, {}]);
    const answered = async (id: string | undefined, on: string, mark: number): Promise<unknown> => {
      const delivery = JSON.stringify({ survey: { answeredOn: day(on), scores: { service_quality: mark } } });
      const properties = { rv_delivery: delivery, rv_delivery_csat: String(mark) };
      return send('PATCH', `/crm/objects/2026-09/contacts/${id}`, { properties });
    };
    await answered(ids[0], '2026-04-20', 2);
    await answered(ids[1], '2026-03-31', 5);
    // One person answered a visit and the project's survey: about two things, both count.
    await write(portal, visitOf(ids[0] ?? '', { status: 'held', heldOn: day('2026-04-14'), mark: 5 }));
    portal.setNow(instantAt(ZONE, MAY, '09:00'));
    const page = await pageOfMay(portal, '1001');
    expect(page.collections.map(({ collection, hits, n }) => [collection, hits, n])).toEqual([
      ['customer_link', 1, 1],
      ['after_acceptance', 0, 1],
    ]);
    await portal.close();
  });

  it('marks are told by the attempt at which the customer was reached, and open into their visits', async () => {
    const { portal, ids } = await openApril([{}, {}, {}, {}, {}, {}]);
    const held = { status: 'held', heldOn: day('2026-04-14'), scoresBy: 'rep_on_phone' } as const;
    const sownAs: readonly [attempts: string, mark: number, more: Partial<Sown>][] = [
      ['', 5, {}],
      // One day in vain; a day written down after the talk is no attempt before it.
      ['2026-04-13', 2, {}],
      ['2026-04-16', 4, {}],
      ['2026-04-08;2026-04-09;2026-04-10', 3, {}],
      // By himself he answered at no attempt, by a link or on a questionnaire.
      ['2026-04-13', 1, { scoresBy: 'customer_link' }],
      ['2026-04-13', 1, { channel: 'survey' }],
    ];
    for (const [i, [attempts, mark, more]] of sownAs.entries())
      await write(portal, { ...visitOf(ids[i] ?? '', { ...held, mark, attempts, ...more }), slot: i + 1 });
    portal.setNow(instantAt(ZONE, MAY, '09:00'));
    const page = await pageOfMay(portal, '1001');
    expect(page.csat).toMatchObject({ n: 6, hits: 2 });
    expect(page.attempts.map(({ attempt, hits, n }) => [attempt, hits, n])).toEqual([
      ['first', 2, 2],
      ['second', 0, 1],
      ['third_or_later', 0, 1],
    ]);
    expect(page.attemptGap).toEqual({ verdict: 'too_few' });
    const opened = async (attempt: string, verdict: 'met' | 'missed', more: { readonly dimension?: string } = {}) =>
      openRecords(
        { ...NOTHING, month: '2026-04', ownerId: '1001', kpi: 'csat', verdict, attempt, today: MAY, ...more },
        ports(portal),
      );
    expect(await opened('first', 'met')).toMatchObject({ total: 2, records: [{ key: '501:1' }, { key: '503:1' }] });
    expect(await opened('second', 'missed')).toMatchObject({ total: 1, records: [{ key: '502:1' }] });
    expect(await opened('third_or_later', 'missed')).toMatchObject({ total: 1, records: [{ key: '504:1' }] });
    expect(await opened('fourth', 'met')).toMatchObject({ ok: false, reason: 'bad_input' });
    expect(await opened('first', 'met', { dimension: 'overall' })).toMatchObject({ ok: false, reason: 'bad_input' });
    await portal.close();
  });

  it('complaints are told by root cause, with what came again and what was done', async () => {
    const { portal, send } = await openApril([{}]);
    const { results } = (await send('GET', '/crm-object-schemas/2026-09/schemas', undefined)) as {
      results: { name: string; objectTypeId: string }[];
    };
    const type = results.find(({ name }) => name === 'rv_issue')?.objectTypeId;
    const issue = (n: number, kind: string, raisedOn: string, loop: object) => ({
      properties: {
        rv_issue_key: `700:${n}`,
        rv_customer_key: '700',
        rv_kind: kind,
        rv_raised_on: raisedOn,
        rv_due_month: raisedOn.slice(0, 7),
        rv_owner_then: '1001',
        rv_loop: JSON.stringify(loop),
      },
      associations: [],
    });
    await send('POST', `/crm/objects/2026-09/${type}/batch/create`, {
      inputs: [
        issue(1, 'complaint', '2026-02-20', { rootCause: 'Late parts' }),
        issue(2, 'complaint', '2026-04-02', { rootCause: 'late parts', prevention: 'Order a week earlier' }),
        issue(3, 'complaint', '2026-04-09', {
          measure: { what: 'x', checked: { at: 1, done: true, effective: false } },
        }),
        issue(4, 'problem', '2026-04-09', { rootCause: 'late parts' }),
      ],
    });
    portal.setNow(instantAt(ZONE, MAY, '09:00'));
    const said = await openWords({ ...NOBODY, month: '2026-04', what: 'words' }, ports(portal));
    if (!said.ok) throw new Error(said.reason);
    expect(said.complaints).toMatchObject({
      n: 2,
      withoutCause: 1,
      prevented: 1,
      causes: [{ category: 'other', cause: 'late parts', n: 1, again: 1, keys: ['700:2'] }],
      lines: [{ key: '700:2', raisedOn: '2026-04-02' }],
      measures: { n: 1, checked: 1, done: 1, effective: 0 },
      more: false,
    });
    const report = reportText(satisfactionReport(await pageOfMay(portal), 'en', said));
    expect(report).toContain('Complaints: 2; no root cause noted yet for 1');
    // One cause known, of one complaint: a count, and no percentage.
    expect(report).toContain('Other: late parts\t1\t\t\t\ttoo few\t\t1');
    expect(report).toContain('Other: late parts\t2026-04-02\t700\t');
    await portal.close();
  });

  it('says what customers said and whom to ask again, without the marks', async () => {
    const { portal, ids } = await openApril([{}, {}]);
    portal.setNow(instantAt(ZONE, MAY, '09:00'));
    for (let slot = 1; slot <= 60; slot += 1)
      await write(portal, {
        ...visitOf(ids[slot % 2] ?? '', { slot, status: 'held', heldOn: day('2026-04-28'), mark: 5 }),
        scoresBy: 'rep_on_phone',
        ...(slot === 7 ? { praise: 'Prompt and kind' } : {}),
      });
    portal.setNow(portal.now() + 60_000);
    const said = await openWords({ ...NOBODY, month: '2026-04', what: 'words' }, ports(portal));
    if (!said.ok) throw new Error(said.reason);
    expect(said.words).toMatchObject([{ name: 'Name1', said: { praise: 'Prompt and kind' }, on: '2026-04-28' }]);
    const asked = await openReasks({ ...NOBODY, month: '2026-05', what: 'reasks' }, MAY, ports(portal));
    if (!asked.ok) throw new Error(asked.reason);
    expect(asked.lookedAt).toBe(60);
    // Another owner is needed to ask: the book has one alone.
    expect(asked.queue).toEqual([]);
    expect(asked.left.nobody_else).toBeGreaterThan(0);
    expect(JSON.stringify(asked)).not.toMatch(/mark|score/);
    await portal.close();
  });
});

describe('a million visits', () => {
  it('are three calls for the page, and one more for whose they are', async () => {
    const portal = await openPortal([]);
    const debt = (paidOn: Day | undefined, customer: string) =>
      fact<ObligationFact>({
        type: 'obligation',
        owesVisit: true,
        customer,
        target: day('2026-04-05'),
        latest: day('2026-04-08'),
        ...(paidOn === undefined ? {} : { paidOn }),
      });
    const context = contextOf('2026-04', TODAY, await calendarOf(ports(portal)));
    // Of each owner 400,000, 350,000 and 250,000: the same facts again and again, as a book of that size adds up.
    const counts = [400_000, 350_000, 250_000];
    let all = new MonthMeasures();
    const records = OWNERS.map((ownerId, i) => {
      const count = counts[i] ?? 0;
      const measures = new MonthMeasures();
      const met = debt(day('2026-04-04'), '7');
      const missed = debt(undefined, '8');
      for (let n = 0; n < count; n += 1) measures.add(n % 4 === 0 ? missed : met, context);
      all = all.plus(measures);
      return { month: '2026-04', ownerId, text: encodeMeasures({ measures, asOf: context.asOf.day }) };
    });
    const everybody = { month: '2026-04', ownerId: EVERYBODY };
    const text = encodeMeasures({ measures: all, asOf: context.asOf.day });
    await ports(portal).measures.save([...records, { ...everybody, text }]);
    portal.setNow(portal.now() + 120_000);

    const calls: string[] = [];
    const known = { portalId: (await ports(portal).account()).portalId, timeZone: ZONE };
    const api = apiInto(portal, async ({ call }, send) => {
      calls.push(call.attempting);
      return send();
    });
    const counted = hubspotPorts(api, { now: () => portal.now(), portal: known });
    const page = await openDashboard({ month: '2026-04', today: TODAY }, counted);
    expect(calls.length).toBeLessThanOrEqual(3);
    expect(JSON.stringify(page).length).toBeLessThan(100_000);
    expect(page.shares.find(({ kpi }) => kpi === 'on_time')).toMatchObject({ n: 1_000_000, hits: 750_000 });
    expect(page.segments.person.map(({ onTime: { n } }) => n).sort()).toEqual([250_000, 350_000, 400_000]);

    calls.length = 0;
    const opened = await openRecords(
      { ...NOTHING, month: '2026-04', kpi: 'on_time', verdict: 'missed', today: TODAY },
      counted,
    );
    if (!opened.ok) throw new Error(opened.reason);
    expect(opened.total).toBe(250_000);
    expect(opened.parts.reduce((sum, { n }) => sum + n, 0)).toBe(opened.total);
    expect(calls.length).toBeLessThanOrEqual(1);
    await portal.close();
  });
});

const NOBODY = { portal: undefined, ownerId: undefined, tier: undefined, stage: undefined } as const;
const NOTHING = {
  ...NOBODY,
  rule: undefined,
  dimension: undefined,
  collection: undefined,
  attempt: undefined,
} as const;

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
