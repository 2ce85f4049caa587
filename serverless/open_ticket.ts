import { openTicketInput } from '../src/contract/open-ticket.ts';
import { openTicket } from '../src/use-cases/visiting/open-ticket.ts';
import { answer, type FunctionContext, NO_CONTACT, recordIdOf } from './shared/answer.ts';

/** Called by the help-desk card: the contact of the ticket it stands on. */
export const main = (context: FunctionContext) =>
  answer(context, openTicketInput, async ({ contactId }, ports, today) => {
    const ticketId = recordIdOf(context);
    return ticketId ? openTicket({ ticketId, contactId, today }, ports) : NO_CONTACT;
  });
