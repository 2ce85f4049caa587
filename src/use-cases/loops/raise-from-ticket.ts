import type { RaisedIssue, RaiseIssueAnswer } from '../../contract/raise-issue.ts';
import type { Day } from '../../domain/calendar/day.ts';
import type { PlanOne } from '../planning/plan-one.ts';
import type { Ports } from '../ports/ports.ts';
import { NOT_A_CONTACT } from '../visiting/open-contact.ts';
import { raiseIssue } from './raise-issue.ts';

/**
 * Raises the loop of a ticket for one of its contacts; raised again it stays as it is. The ticket of a customer in the programme gets
 * its priority.
 */
export async function raiseFromTicket(
  input: RaisedIssue & { readonly ticketId: string; readonly contactId: string; readonly today: Day },
  ports: Ports,
  plan?: PlanOne,
): Promise<RaiseIssueAnswer> {
  // The card names the contact; the ticket decides whether it may.
  if (!(await ports.customers.idsOfTicket(input.ticketId)).includes(input.contactId)) return NOT_A_CONTACT;
  const raised = await raiseIssue(input, ports, plan);
  const [customer] = raised.ok ? await ports.customers.read([input.contactId]) : [];
  if (customer?.facts.flags.includes('high_value_program')) await ports.tickets.prioritise([input.ticketId]);
  return raised;
}
