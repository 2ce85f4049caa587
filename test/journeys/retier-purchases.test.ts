import { describe, expect, it } from 'vitest';
import { day } from '../../src/domain/calendar/day.ts';
import type { HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotRankPorts } from '../../src/hubspot/rank-ports.ts';
import { retier } from '../../src/use-cases/customers/retier.ts';
import { openBook, readState } from '../support/book.ts';

const TODAY = day('2026-11-23');

async function idOf(api: HubspotApi, email: string): Promise<string> {
  const { body } = await api.call({
    method: 'POST',
    path: '/crm/objects/2026-09/contacts/search',
    body: { filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: email }] }], limit: 1 },
    attempting: 'test',
    repeatable: true,
  });
  return body.results[0].id;
}

async function deal(api: HubspotApi, contacts: readonly string[], properties: Record<string, string>): Promise<void> {
  const { body } = await api.call({
    method: 'POST',
    path: '/crm/objects/2026-09/deals',
    body: { properties: { dealname: 'Order', pipeline: 'default', ...properties } },
    attempting: 'test',
    repeatable: false,
  });
  await api.call({
    method: 'POST',
    path: '/crm/associations/2026-09/contacts/deals/batch/associate/default',
    body: { inputs: contacts.map((id) => ({ from: { id }, to: { id: body.id } })) },
    attempting: 'test',
    repeatable: true,
  });
}

describe('orders from deals', () => {
  it('are those that were won, on the day they closed in the portal’s zone, up to today', async () => {
    const { portal, api } = await openBook(
      [
        { email: 'a@example.com', lifecyclestage: 'customer' },
        { email: 'b@example.com', lifecyclestage: 'customer' },
        {
          email: 'c@example.com',
          lifecyclestage: 'customer',
          rv_purchase_count: '7',
          rv_purchase_total: '70',
          rv_last_purchase_on: '2026-10-01',
        },
      ],
      TODAY,
    );
    const [a, b] = [await idOf(api, 'a@example.com'), await idOf(api, 'b@example.com')];
    const won = { dealstage: 'closedwon' };
    // Past midnight in Shanghai.
    await deal(api, [a, b], { ...won, closedate: '2026-01-31T17:00:00Z', amount: '100.25' });
    await deal(api, [a], { ...won, closedate: '2026-03-01T02:00:00Z', amount: '50' });
    await deal(api, [a], { ...won, closedate: '2026-05-01T02:00:00Z', amount: '10' });
    await deal(api, [a], { ...won, closedate: '2026-12-24T02:00:00Z', amount: '999' });
    await deal(api, [a], { dealstage: 'closedlost', closedate: '2026-04-01T02:00:00Z', amount: '999' });
    await deal(api, [a], { dealstage: 'contractsent', closedate: '2026-04-01T02:00:00Z', amount: '999' });
    const ports = hubspotRankPorts(api, undefined, { now: () => portal.now(), sleep: async () => {} });
    const before = await readState(portal);
    const preview = await retier(ports, { today: TODAY, apply: false, fromDeals: true });
    expect(preview).toMatchObject({
      ok: true,
      customers: 3,
      cuts: { customers: 3 },
      reordered: {
        customers: 2,
        examples: [
          { before: null, after: { count: 3, cents: 16_025 } },
          { before: null, after: { count: 1, cents: 10_025 } },
        ],
      },
    });
    expect(await readState(portal)).toEqual(before);

    const applied = await retier(ports, { today: TODAY, apply: true, fromDeals: true });
    expect(applied).toMatchObject({ ok: true, reordered: { customers: 2 }, failures: [] });
    const { contacts } = await readState(portal);
    expect(contacts['a@example.com']).toMatchObject({
      rv_purchase_count: '3',
      rv_purchase_total: '160.25',
      rv_first_purchase_on: '2026-02-01',
      rv_last_purchase_on: '2026-05-01',
      rv_order_gap_days: '44.5',
      rv_replan: 'true',
    });
    expect(contacts['b@example.com']).toMatchObject({ rv_purchase_count: '1', rv_purchase_total: '100.25' });
    // What was imported stays where there is no deal.
    expect(contacts['c@example.com']).toMatchObject({ rv_purchase_count: '7', rv_purchase_total: '70' });
    // And what is right already is not written again.
    expect(await retier(ports, { today: TODAY, apply: true, fromDeals: true })).toMatchObject({
      customers: 3,
      written: 0,
      reordered: { customers: 0 },
    });
    // By what is stored the cuts are the same now; those counted from the deals are not taken for it.
    const stored = await retier(ports, { today: TODAY, apply: false });
    expect(stored.ok && stored.cuts).toEqual(applied.ok && applied.cuts);
  });
});
