import { openDraftInput } from '../src/contract/save-draft.ts';
import { openDraft } from '../src/use-cases/visiting/drafts.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** A draft that was too long to come with the tab. */
export const main = (context: FunctionContext) =>
  answer(context, openDraftInput, async ({ visitKey }, ports) => {
    const contactId = contactIdOf(context);
    return contactId ? openDraft({ contactId, visitKey }, ports) : NO_CONTACT;
  });
