import { readAnswersInput } from '../src/contract/read-answers.ts';
import { surveyPorts } from '../src/hubspot/survey-ports.ts';
import { dailyCare } from '../src/use-cases/survey/daily-care.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** Time for reading in one call; what was begun is still written within HubSpot's 15 s. */
const READ_MS = 4_000;

/** Reads what customers answered by link and looks after projects; the page "Today" asks for it before it plans. */
export const main = (context: FunctionContext) =>
  answer(context, readAnswersInput, async (_, ports, today, api) => {
    const until = ports.clock.now() + READ_MS;
    const { portalId } = await ports.account();
    const more = surveyPorts(api, { portalId, secret: process.env.HUBSPOT_CLIENT_SECRET });
    const care = await dailyCare(today, { ...ports, ...more }, () => ports.clock.now() > until);
    if (!care.ok) return care;
    return { ok: true as const, taken: care.answers.taken, more: care.answers.more || care.deliveries.more };
  });
