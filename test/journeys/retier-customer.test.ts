import { beforeEach, describe, expect, it } from 'vitest';
import type { RetierCustomerAnswer, RetierCustomerCommand } from '../../src/contract/retier.ts';
import { addDays, type Day, day, formatDay } from '../../src/domain/calendar/day.ts';
import { encodeMemory } from '../../src/domain/planning/memory.ts';
import { EMPTY_MEMORY } from '../../src/domain/planning/plan.ts';
import type { HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotRankPorts } from '../../src/hubspot/rank-ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { retier } from '../../src/use-cases/customers/retier.ts';
import { retierCustomer } from '../../src/use-cases/customers/retier-customer.ts';
import { openBook, readState } from '../support/book.ts';

const TODAY = day('2026-11-23');

/** Twenty who bought lately, the more the higher their number, and one whom nobody has heard of for long. */
const BOOK: Record<string, string>[] = [
  {
    email: 'silent@example.com',
    lastname: 'Silent',
    lifecyclestage: 'customer',
    hubspot_owner_id: '1001',
    rv_first_purchase_on: '2024-01-01',
    rv_last_purchase_on: '2026-06-01',
    rv_purchase_count: '3',
    rv_purchase_total: '35',
    rv_order_gap_days: '60',
  },
  ...Array.from({ length: 20 }, (_, index) => ({
    email: `o${index}@example.com`,
    lifecyclestage: 'customer',
    hubspot_owner_id: '1001',
    rv_first_purchase_on: '2024-01-01',
    rv_last_purchase_on: formatDay(addDays(TODAY, -index)),
    rv_purchase_count: String(index + 1),
    rv_purchase_total: String((index + 1) * 10),
  })),
];

let portal: Portal;
let api: HubspotApi;
let id: string;

beforeEach(async () => {
  ({ portal, api } = await openBook(BOOK, TODAY));
  const { body } = await api.call({
    method: 'POST',
    path: '/crm/objects/2026-09/contacts/search',
    body: {
      filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: 'silent@example.com' }] }],
      limit: 1,
    },
    attempting: 'test',
    repeatable: true,
  });
  id = body.results[0].id;
});

const ports = () => hubspotRankPorts(api, undefined, { now: () => portal.now(), sleep: async () => {} });
const rank = (today: Day = TODAY) => retier(ports(), { today, apply: true });
const told = (command: RetierCustomerCommand, today: Day = TODAY) => retierCustomer(command, id, today, ports());
async function done(command: RetierCustomerCommand, today: Day = TODAY) {
  const answer = await told(command, today);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer;
}
const stored = async () => (await readState(portal)).contacts['silent@example.com'] ?? {};
const groundsIn = (answer: RetierCustomerAnswer) =>
  answer.ok ? answer.flags.flatMap(({ evidence }) => evidence.map(({ en }) => en)) : [];
const risk = (answer: RetierCustomerAnswer) =>
  answer.ok ? answer.flags.find(({ flag }) => flag === 'churn_risk') : undefined;

describe('a tier set by hand', () => {
  it('holds against every ranking up to its last day, then gives way', async () => {
    await rank();
    expect(await stored()).toMatchObject({ rv_tier: 'C', rv_tier_source: 'computed' });
    const set = await done({ command: 'set_tier', tier: 'A', reason: '行业影响力', until: '2026-12-31' });
    expect(set).toMatchObject({
      tier: 'A',
      source: 'manual',
      since: '2026-11-23',
      reason: '行业影响力',
      until: '2026-12-31',
    });
    expect(set.why?.en).toContain('set by hand until 2026-12-31: 行业影响力; the scores say C');
    expect(await stored()).toMatchObject({
      rv_tier: 'A',
      rv_tier_source: 'manual',
      rv_tier_until: '2026-12-31',
      rv_replan: 'true',
    });

    await rank(day('2026-12-31'));
    expect(await stored()).toMatchObject({ rv_tier: 'A', rv_tier_source: 'manual' });
    await rank(day('2027-01-01'));
    const after = await stored();
    expect(after).toMatchObject({ rv_tier: 'C', rv_tier_source: 'computed', rv_tier_since: '2027-01-01' });
    expect([after.rv_tier_reason, after.rv_tier_until]).toEqual([undefined, undefined]);
    expect(after.rv_tier_why).toContain('ended on 2026-12-31');
  });

  it('can be taken back before, and not twice', async () => {
    await rank();
    await done({ command: 'set_tier', tier: 'A', reason: 'x', until: '2026-12-31' });
    expect(await done({ command: 'release_tier' })).toMatchObject({ tier: 'C', source: 'computed' });
    expect(await stored()).toMatchObject({ rv_tier: 'C', rv_tier_source: 'computed' });
    expect(await told({ command: 'release_tier' })).toMatchObject({ ok: false, reason: 'bad_input' });
  });

  it('needs a day that is not over', async () => {
    expect(await told({ command: 'set_tier', tier: 'A', reason: 'x', until: '2026-11-22' })).toMatchObject({
      ok: false,
    });
    expect((await stored()).rv_tier).toBeUndefined();
  });
});

describe('the explanation of a tier', () => {
  it('names numbers and cuts once the book was counted, and says nothing before', async () => {
    expect((await done({ command: 'explain' })).why).toBeNull();
    await rank();
    const { why, tier } = await done({ command: 'explain' });
    expect(tier).toBe('C');
    // Twenty amounts from 10 to 200 and one of 35: the fifth of 21 is 40, so that 35 is in the first fifth.
    expect(why?.en).toContain('money 1 (35.00: not above 40.00)');
    expect(why?.zh).toContain('金额 1 分（35.00：未高于 40.00）');
    const { numbers } = await done({ command: 'explain' });
    expect(numbers).toContainEqual({ dimension: 'money', value: '35.00', score: 1, next: '40.00' });
    // Recency counts the other way: 175 days, and the next score begins below.
    expect(numbers).toContainEqual({ dimension: 'recency', value: '175', score: 1, next: '16' });
  });
});

describe('a churn-risk flag', () => {
  it('appears with evidence, is snoozed, and returns only with new evidence', async () => {
    await rank();
    const raised = await done({ command: 'explain' });
    expect(risk(raised)).toMatchObject({ state: 'set', raisedOn: '2026-11-23' });
    expect(groundsIn(raised)).toEqual([
      'No talk and no order since 2026-06-01: 175 days, 2 times its own interval of 60',
    ]);

    const snoozed = await done({ command: 'snooze', flag: 'churn_risk', until: '2026-11-25' });
    expect(risk(snoozed)).toMatchObject({ state: 'snoozed', snoozedUntil: '2026-11-25', canUndo: true });
    expect(groundsIn(snoozed)).toEqual([]);
    const after = await stored();
    expect([after.rv_flags, after.rv_churn_risk_on]).toEqual([undefined, undefined]);

    // The snooze is over, the ground is the same: it stays down.
    await rank(day('2026-11-26'));
    expect((await stored()).rv_flags).toBeUndefined();
    // A third interval has passed in silence: that is new.
    await rank(day('2026-11-28'));
    expect(await stored()).toMatchObject({ rv_flags: 'churn_risk', rv_churn_risk_on: '2026-11-28' });
  });

  it('goes away when the customer is marked healthy, and comes back when that is undone', async () => {
    await rank();
    expect(risk(await done({ command: 'mark_healthy', flag: 'churn_risk' }))?.state).toBe('answered');
    expect((await stored()).rv_flags).toBeUndefined();
    await rank();
    expect((await stored()).rv_flags).toBeUndefined();

    const undone = await done({ command: 'undo', flag: 'churn_risk' });
    expect(risk(undone)).toMatchObject({ state: 'set', raisedOn: '2026-11-23' });
    expect(groundsIn(undone)).toHaveLength(1);
    expect(await stored()).toMatchObject({ rv_flags: 'churn_risk', rv_churn_risk_on: '2026-11-23' });
    expect(await told({ command: 'undo', flag: 'churn_risk' })).toMatchObject({ ok: false, reason: 'bad_input' });
  });
});

describe('evidence from visits and loops', () => {
  const create = (type: string, properties: Record<string, string>) =>
    api.call({
      method: 'POST',
      path: `/crm/objects/2026-09/${type}`,
      body: { properties },
      attempting: 'test',
      repeatable: false,
    });

  async function type(name: string): Promise<string> {
    const { body } = await api.call({
      method: 'GET',
      path: '/crm-object-schemas/2026-09/schemas',
      attempting: 'test',
      repeatable: true,
    });
    return body.results.find((schema: { name: string }) => schema.name === name).objectTypeId;
  }

  async function customerWith(properties: Record<string, string>): Promise<void> {
    await api.call({
      method: 'PATCH',
      path: `/crm/objects/2026-09/contacts/${id}`,
      // No rhythm of its own: silence says nothing.
      body: { properties: { rv_customer_key: id, rv_order_gap_days: '', ...properties } },
      attempting: 'test',
      repeatable: true,
    });
  }

  it('is marks that fell from one visit to the next', async () => {
    await customerWith({ rv_plan_state: encodeMemory({ ...EMPTY_MEMORY, nextSlot: 4 }), rv_last_csat: '3' });
    const visits = await type('rv_visit');
    for (const [slot, on, score] of [
      [1, '2026-03-02', 5],
      [2, '2026-06-01', 4],
      [3, '2026-09-01', 3],
    ] as const)
      await create(visits, {
        rv_visit_key: `${id}:${slot}`,
        rv_customer_key: id,
        rv_contact_id: id,
        rv_status: 'held',
        rv_kind: 'visit',
        rv_pays: 'P11@2026-01-01',
        rv_scheduled_on: on,
        rv_earliest_on: on,
        rv_target_on: on,
        rv_latest_on: on,
        rv_closed_on: on,
        rv_outcome: 'reached',
        rv_channel: 'phone',
        rv_owner_id: '1001',
        rv_scores: `service_quality=${score}`,
        rv_submission: `s${slot}`,
      });
    await rank();
    expect(await stored()).toMatchObject({ rv_flags: 'churn_risk' });
    expect(groundsIn(await done({ command: 'explain' }))).toEqual([
      'Scores are falling: 3.0 on 2026-09-01, 4.5 on average in the 2 before',
    ]);
  });

  it('is a promise on an open loop whose day is over', async () => {
    await customerWith({});
    const promise = (promiseId: string, dueAt: string, state: string) => ({
      id: promiseId,
      text: 'x',
      dueAt: Date.parse(dueAt),
      state,
    });
    await create(await type('rv_issue'), {
      rv_issue_key: `${id}:1:problem`,
      rv_customer_key: id,
      rv_kind: 'problem',
      rv_state: 'in_progress',
      rv_due_at: '2026-11-20T04:00:00Z',
      rv_promises: JSON.stringify([
        promise('p1', '2026-11-20T04:00:00Z', 'open'),
        promise('p2', '2026-11-19T04:00:00Z', 'kept'),
        promise('p3', '2026-11-23T04:00:00Z', 'open'),
      ]),
    });
    await rank();
    expect(groundsIn(await done({ command: 'explain' }))).toEqual(['A promise was broken: it was due on 2026-11-20']);
    expect(await stored()).toMatchObject({ rv_flags: 'churn_risk', rv_churn_risk_on: '2026-11-23' });
  });
});

describe('a contract near its end', () => {
  it('is a ground while loops are open, and none when they are closed', async () => {
    const change = (properties: Record<string, string>) =>
      api.call({
        method: 'PATCH',
        path: `/crm/objects/2026-09/contacts/${id}`,
        body: { properties },
        attempting: 'test',
        repeatable: true,
      });
    await change({ rv_contract_ends_on: '2027-01-15', rv_open_loops: '2', rv_order_gap_days: '' });
    await rank();
    expect(groundsIn(await done({ command: 'explain' }))).toEqual([
      'The contract ends on 2027-01-15 (in 53 days) with 2 open loops',
    ]);
    expect(await stored()).toMatchObject({ rv_flags: 'churn_risk', rv_churn_risk_on: '2026-11-23' });
    await change({ rv_open_loops: '0' });
    await rank(addDays(TODAY, 1));
    expect((await stored()).rv_flags).toBeUndefined();
  });
});

describe('the stage of a customer', () => {
  it('is told with its day, which ranking keeps where the dates alone would not tell it again', async () => {
    await rank();
    // Silent since 2026-06-01, tier C: allowed 273 days, so it is still loyal.
    expect((await done({ command: 'explain' })).stage).toMatchObject({ stage: 'loyal', nextChangeOn: '2027-03-01' });
    await done({ command: 'set_tier', tier: 'A', reason: 'x', until: '2026-12-31' });
    await rank(addDays(TODAY, 1));
    expect(await stored()).toMatchObject({ rv_stage_kept: 'dormant 2026-08-30' });
    // Ninety days as A; with no tier it would be 137, and the day stays.
    await api.call({
      method: 'PATCH',
      path: `/crm/objects/2026-09/contacts/${id}`,
      body: { properties: { rv_tier: '', rv_tier_source: '' } },
      attempting: 'test',
      repeatable: true,
    });
    expect((await done({ command: 'explain' })).stage).toEqual({ stage: 'dormant', enteredOn: '2026-08-30' });
  });
});

describe('the high-value programme', () => {
  it('is proposed by the scores and joined by a person with a reason', async () => {
    const [{ id: best }] = (
      await api.call({
        method: 'POST',
        path: '/crm/objects/2026-09/contacts/search',
        body: {
          filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: 'o19@example.com' }] }],
          limit: 1,
        },
        attempting: 'test',
        repeatable: true,
      })
    ).body.results;
    await rank();
    const contact = async () => (await readState(portal)).contacts['o19@example.com'] ?? {};
    expect(await contact()).toMatchObject({ rv_proposed_flags: 'high_value_program' });
    expect((await contact()).rv_flags).toBeUndefined();

    const joined = await retierCustomer({ command: 'join_programme', reason: '年采购额最高' }, best, TODAY, ports());
    expect(joined).toMatchObject({ ok: true, flags: [{ flag: 'high_value_program', state: 'set' }] });
    const after = await contact();
    expect(after).toMatchObject({ rv_flags: 'high_value_program' });
    expect(after.rv_proposed_flags).toBeUndefined();
    expect(after.rv_flag_evidence).toContain('年采购额最高');
    await rank(addDays(TODAY, 1));
    expect(await contact()).toMatchObject({ rv_flags: 'high_value_program' });
    const shown = await retierCustomer({ command: 'explain' }, best, TODAY, ports());
    expect(shown).toMatchObject({ flags: [{ flag: 'high_value_program', state: 'set', reason: '年采购额最高' }] });

    // It is left with a reason too, and not proposed again for what was known then.
    const left = await retierCustomer({ command: 'leave_programme', reason: '改由渠道服务' }, best, TODAY, ports());
    expect(left).toMatchObject({ ok: true, flags: [{ state: 'answered', reason: '改由渠道服务' }] });
    await rank(addDays(TODAY, 2));
    const afterwards = await contact();
    expect([afterwards.rv_flags, afterwards.rv_proposed_flags]).toEqual([undefined, undefined]);
    expect(await retierCustomer({ command: 'leave_programme', reason: 'again' }, best, TODAY, ports())).toMatchObject({
      ok: false,
      reason: 'bad_input',
    });
  });
});
