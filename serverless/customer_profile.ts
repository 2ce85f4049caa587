import { customerProfileInput } from '../src/contract/customer-profile.ts';
import { customerProfile } from '../src/use-cases/customers/customer-profile.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** What is kept of one customer, and what people add to it. */
export const main = (context: FunctionContext) =>
  answer(context, customerProfileInput, async (command, ports, today) => {
    const contactId = contactIdOf(context);
    return contactId === undefined ? NO_CONTACT : customerProfile(command, contactId, today, ports);
  });
