import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../src/domain/calendar/day.ts';
import type { DecidedCustomer } from '../../src/use-cases/planning/plan-step.ts';
import { openBook, planBook, readState } from '../support/book.ts';
import { generatedBook } from '../support/generated-book.ts';
import { oracle } from '../support/oracle/plan-oracle.ts';

const TODAY = '2026-11-23';
const RULES = 'P01 P02 P03 P04 P07 P08 P11 P12 P17 P18 P19 P20 P24 P35 P43 P51'.split(' ');

/** Standing, rule and day of a customer, or the reason where nothing is planned. */
function told({ standing }: DecidedCustomer): string {
  if ('on' in standing) return `${standing.kind} ${standing.rule} ${formatDay(standing.on)}`;
  return standing.kind === 'infeasible'
    ? `infeasible ${standing.rule ?? standing.reason}`
    : `suppressed ${standing.reason}`;
}

describe('a generated book of 2,000 contacts over all stages, through the portal', () => {
  it('is planned as a second program, written from the policy’s text, says it must be', async () => {
    const rows = generatedBook(11, 2_000, TODAY);
    const today = day(TODAY);
    const { portal, api } = await openBook(rows, today, { capacity: { minutesPerDay: 10_000, byOwner: {} } });
    const result = await planBook(portal, api, today);
    expect(result.failures).toEqual([]);
    const { contacts } = await readState(portal);
    const emailOf = new Map(Object.entries(contacts).map(([email, contact]) => [contact.rv_customer_key, email]));
    const decided = new Map(result.customers.map((customer) => [emailOf.get(customer.contactId), customer]));

    const counts = { planner: {} as Record<string, number>, oracle: {} as Record<string, number> };
    for (const row of rows) {
      const expected = oracle(row, TODAY);
      const customer = decided.get(row.email ?? '');
      if (!customer) {
        // Contacts outside the book never come into the queue.
        expect(expected, row.email).toMatchObject({ standing: 'suppressed', reason: 'out_of_scope' });
        continue;
      }
      const wanted = expected.on
        ? `${expected.standing} ${expected.rule} ${expected.on}`
        : `${expected.standing} ${expected.standing === 'infeasible' ? expected.rule : expected.reason}`;
      expect(told(customer), row.email).toBe(wanted);
      if (expected.on && expected.rule) counts.oracle[expected.rule] = (counts.oracle[expected.rule] ?? 0) + 1;
      if ('on' in customer.standing)
        counts.planner[customer.standing.rule] = (counts.planner[customer.standing.rule] ?? 0) + 1;
    }
    console.log(RULES.map((rule) => `${rule} ${counts.planner[rule]} (oracle ${counts.oracle[rule]})`).join(', '));
    expect(counts.planner).toEqual(counts.oracle);
    expect(Object.keys(counts.planner).sort()).toEqual(RULES);
  });
});
