import { retierCustomerInput } from '../src/contract/retier.ts';
import { retierCustomer } from '../src/use-cases/customers/retier-customer.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** One customer's tier and flags, and what a person decides about them. */
export const main = (context: FunctionContext) =>
  answer(context, retierCustomerInput, async (command, ports, today) => {
    const contactId = contactIdOf(context);
    return contactId === undefined ? NO_CONTACT : retierCustomer(command, contactId, today, ports);
  });
