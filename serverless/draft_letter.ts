import { draftLetterInput } from '../src/contract/draft-letter.ts';
import { hubspotDeliveries } from '../src/hubspot/deliveries.ts';
import { draftLetter } from '../src/use-cases/delivery/draft-letter.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** Drafts a report or a letter from what is on record. */
export const main = (context: FunctionContext) =>
  answer(context, draftLetterInput, async (input, ports, today, api) => {
    const contactId = contactIdOf(context);
    return contactId
      ? draftLetter(input, { contactId, today }, { ...ports, deliveries: hubspotDeliveries(api) })
      : NO_CONTACT;
  });
