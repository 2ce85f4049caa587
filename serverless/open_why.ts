import { openWhyInput } from '../src/contract/open-why.ts';
import { openWhy } from '../src/use-cases/visiting/open-why.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** The full list of rules behind a card, on a click. */
export const main = (context: FunctionContext) =>
  answer(context, openWhyInput, async ({ from }, ports, today) => {
    const contactId = contactIdOf(context);
    return contactId ? openWhy({ contactId, from, today }, ports) : NO_CONTACT;
  });
