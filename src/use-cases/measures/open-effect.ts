import type { OpenEffectAnswer } from '../../contract/open-dashboard.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { customerNumber } from '../../domain/measures/coverage.ts';
import {
  type DrawnCustomer,
  drawnOutcomes,
  NO_RANDOM_DAYS,
  OUTCOME_DAYS,
  visitEffect,
} from '../../domain/measures/random-day.ts';
import { ordersIn } from '../../domain/segmentation/purchases.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { DrawnContact } from '../ports/measures.ts';
import type { Ports } from '../ports/ports.ts';

/** A function has twelve seconds: some thirty calls of two hundred contacts each. */
const CONTACTS = 6_000;

/** Whether visits helped: customers whose visit was drawn into the first half of its window against those of the second. */
export async function openEffect(today: Day, ports: Ports): Promise<OpenEffectAnswer> {
  const inForce = await policyInForce(ports.policies);
  const { on, tiers, stages } = (inForce.ok ? inForce.policy.randomDays : undefined) ?? NO_RANDOM_DAYS;
  const contacts: DrawnContact[] = [];
  let more = false;
  for await (const page of ports.measures.drawn()) {
    contacts.push(...page);
    more = contacts.length >= CONTACTS;
    if (more) break;
  }
  const won =
    contacts.length === 0 ? undefined : await ports.purchases.of(contacts.map(({ contact }) => contact.contactId));
  const drawn = contacts.map(({ contact, draw }): DrawnCustomer => {
    const { contactId, companyId, lastPurchaseOn } = contact;
    const known = ordersIn(won?.get(contactId) ?? []).map((order) => order.on);
    return {
      customer: customerNumber(companyId ? `c${companyId}` : contactId),
      draw,
      ordersOn: lastPurchaseOn === undefined ? known : [...known, lastPurchaseOn],
    };
  });
  const { outcomes, waiting } = drawnOutcomes(drawn, today);
  return { ok: true, on, tiers, stages, effect: visitEffect(outcomes), waiting, outcomeDays: OUTCOME_DAYS, more };
}
