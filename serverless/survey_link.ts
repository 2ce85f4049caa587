import { surveyLinkInput } from '../src/contract/survey-link.ts';
import { surveyPorts } from '../src/hubspot/survey-ports.ts';
import { surveyLink } from '../src/use-cases/survey/survey-link.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** A link to a survey about something of the contact. */
export const main = (context: FunctionContext) =>
  answer(context, surveyLinkInput, async (input, ports, today, api) => {
    const contactId = contactIdOf(context);
    if (!contactId) return NO_CONTACT;
    const { portalId } = await ports.account();
    const more = surveyPorts(api, { portalId, secret: process.env.HUBSPOT_CLIENT_SECRET });
    return surveyLink(input, { contactId, today }, { ...ports, ...more });
  });
