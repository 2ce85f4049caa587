import { openLoopsInput } from '../src/contract/open-loops.ts';
import { openLoops } from '../src/use-cases/loops/open-loops.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** The open loops of the contact, for its tab. */
export const main = (context: FunctionContext) =>
  answer(context, openLoopsInput, async ({ skip }, ports, today) => {
    const contactId = contactIdOf(context);
    return contactId ? openLoops({ contactId, skip, today }, ports) : NO_CONTACT;
  });
