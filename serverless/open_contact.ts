import { openContactInput } from '../src/contract/open-contact.ts';
import { openContact } from '../src/use-cases/visiting/open-contact.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** Called by the cards on a contact record, once when they open. */
export const main = (context: FunctionContext) =>
  answer(context, openContactInput, async ({ view }, ports, today) => {
    const contactId = contactIdOf(context);
    return contactId ? openContact({ contactId, view, today }, ports) : NO_CONTACT;
  });
