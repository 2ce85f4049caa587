import { logVisitInput } from '../src/contract/log-visit.ts';
import { logVisit } from '../src/use-cases/visiting/log-visit.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** Records a visit from the form, or one unanswered call from the sidebar. */
export const main = (context: FunctionContext) =>
  answer(context, logVisitInput, async (input, ports, today) => {
    const contactId = contactIdOf(context);
    return contactId ? logVisit(input, { contactId, today }, ports) : NO_CONTACT;
  });
