import { saveDraftInput } from '../src/contract/save-draft.ts';
import { saveDraft } from '../src/use-cases/visiting/drafts.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** Keeps what is being typed on the visit. */
export const main = (context: FunctionContext) =>
  answer(context, saveDraftInput, async (input, ports) => {
    const contactId = contactIdOf(context);
    return contactId ? saveDraft({ ...input, contactId }, ports) : NO_CONTACT;
  });
