import { raiseFromTicketInput } from '../src/contract/raise-issue.ts';
import { raiseFromTicket } from '../src/use-cases/loops/raise-from-ticket.ts';
import { planOne } from '../src/use-cases/planning/plan-one.ts';
import { answer, type FunctionContext, NO_CONTACT, recordIdOf } from './shared/answer.ts';

/** Called by the help-desk card: raises the loop of the ticket it stands on. */
export const main = (context: FunctionContext) =>
  answer(context, raiseFromTicketInput, async (input, ports, today) => {
    const ticketId = recordIdOf(context);
    return ticketId ? raiseFromTicket({ ...input, ticketId, today }, ports, planOne) : NO_CONTACT;
  });
