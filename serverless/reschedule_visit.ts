import { rescheduleVisitInput } from '../src/contract/reschedule-visit.ts';
import { rescheduleVisit } from '../src/use-cases/visiting/log-visit.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** Moves a visit, or puts it off with one click. */
export const main = (context: FunctionContext) =>
  answer(context, rescheduleVisitInput, async (input, ports, today) => {
    const contactId = contactIdOf(context);
    return contactId ? rescheduleVisit(input, { contactId, today }, ports) : NO_CONTACT;
  });
