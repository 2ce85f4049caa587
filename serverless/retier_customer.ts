import { retierCustomerInput } from '../src/contract/retier.ts';
import { hubspotRankPorts } from '../src/hubspot/rank-ports.ts';
import { retierCustomer } from '../src/use-cases/customers/retier-customer.ts';
import { contactIdOf, NO_CONTACT } from './shared/answer.ts';
import { answerWith, type FunctionContext } from './shared/answer-with.ts';

/** One customer's tier and flags, and what a person decides about them. */
export const main = (context: FunctionContext) =>
  answerWith(context, retierCustomerInput, { open: hubspotRankPorts }, async (command, ports, today) => {
    const contactId = contactIdOf(context);
    return contactId === undefined ? NO_CONTACT : retierCustomer(command, contactId, today, ports);
  });
