import { openHistoryInput } from '../src/contract/open-history.ts';
import { openHistory } from '../src/use-cases/visiting/open-contact.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** Visits older than those that came with the tab. */
export const main = (context: FunctionContext) =>
  answer(context, openHistoryInput, async ({ before }, ports) => {
    const contactId = contactIdOf(context);
    return contactId ? openHistory({ contactId, before }, ports) : NO_CONTACT;
  });
