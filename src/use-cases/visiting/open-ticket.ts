import type { OpenTicketAnswer } from '../../contract/open-ticket.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { cut } from '../loops/loop-lines.ts';
import type { Ports } from '../ports/ports.ts';
import { NOT_A_CONTACT, openContact } from './open-contact.ts';

/** People of one ticket that a card lets choose from. */
const MOST_CONTACTS = 10;

/** The sidebar's answer for the contact of a ticket; where a ticket has several, the card asks which. */
export async function openTicket(
  input: { readonly ticketId: string; readonly contactId: string | undefined; readonly today: Day },
  ports: Ports,
): Promise<OpenTicketAnswer> {
  const ids = await ports.customers.idsOfTicket(input.ticketId);
  // The card names the contact; the ticket decides whether it may.
  if (input.contactId !== undefined && !ids.includes(input.contactId)) return NOT_A_CONTACT;
  const chosen = input.contactId ?? (ids.length === 1 ? ids[0] : undefined);
  if (chosen === undefined) {
    const customers = ids.length > 0 ? await ports.customers.read(ids.slice(0, MOST_CONTACTS)) : [];
    const contacts = customers.map(({ contactId, name }) => ({ id: contactId, name: cut(name, 120) }));
    return { ok: true, contacts, contact: null };
  }
  const contact = await openContact({ contactId: chosen, view: 'next', today: input.today }, ports);
  if (!contact.ok) return contact;
  return { ok: true, contacts: [{ id: chosen, name: contact.contact.name }], contact };
}
