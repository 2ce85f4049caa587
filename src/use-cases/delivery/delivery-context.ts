import type { Refusal } from '../../contract/common.ts';
import { countryCalendar } from '../../domain/calendar/country-calendar.ts';
import type { Day } from '../../domain/calendar/day.ts';
import type { WorkingCalendar } from '../../domain/calendar/working-calendar.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { DeliveryStore } from '../ports/deliveries.ts';
import type { CustomerRecord, Ports } from '../ports/ports.ts';
import { NOT_A_CONTACT } from '../visiting/open-contact.ts';

/** What deliveries need besides the rest. */
export interface DeliveryPorts extends Ports {
  readonly deliveries: DeliveryStore;
}

export interface DeliveryContext {
  readonly customer: CustomerRecord;
  readonly calendar: WorkingCalendar;
  readonly highValue: boolean;
  readonly today: Day;
  readonly contactId: string;
  readonly ownerNames: ReadonlyMap<string, string>;
  /** Who writes the reports and letters. */
  readonly managerId: string;
}

/** A customer with the calendar that the days of a project are counted by. */
export async function deliveryContext(
  { contactId, today }: { readonly contactId: string; readonly today: Day },
  ports: Ports,
): Promise<({ readonly ok: true } & DeliveryContext) | Refusal> {
  const [customer] = await ports.customers.read([contactId]);
  if (!customer) return NOT_A_CONTACT;
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  const { flags, owners } = customer.facts;
  return {
    ok: true,
    customer,
    calendar: countryCalendar(inForce.policy.calendar),
    highValue: flags.includes('high_value_program'),
    today,
    contactId: customer.contactId,
    ownerNames: await ports.people.ownerNames(),
    managerId: owners.account_manager ?? owners.service_engineer ?? owners.care_specialist ?? '',
  };
}
