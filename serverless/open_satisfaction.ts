import { openSatisfactionInput } from '../src/contract/open-satisfaction.ts';
import { openSatisfaction } from '../src/use-cases/measures/open-satisfaction.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** What the contact thinks of us, for its tab. */
export const main = (context: FunctionContext) =>
  answer(context, openSatisfactionInput, async ({ before }, ports, today) => {
    const contactId = contactIdOf(context);
    return contactId ? openSatisfaction({ contactId, before, today }, ports) : NO_CONTACT;
  });
