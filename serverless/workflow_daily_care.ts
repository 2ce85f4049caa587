import { surveyPorts } from '../src/hubspot/survey-ports.ts';
import { dailyCare } from '../src/use-cases/survey/daily-care.ts';
import type { EndpointContext } from './shared/endpoint.ts';
import { answerWorkflow } from './shared/workflow.ts';

/** Time for reading and looking in one call; what was begun is still written within the budget of the door. */
const CARE_MS = 3_000;
const MORE_MS = 1_000;

/**
 * The workflow action "Answers and deliveries": reads what customers answered by link and looks after projects; beside "Plan visits
 * now" in a scheduled workflow it completes the portal's daily run.
 */
export const main = (context: EndpointContext) =>
  answerWorkflow(context, 'return-visits/workflow-daily-care', async (_, ports, today, api) => {
    const until = ports.clock.now() + CARE_MS;
    const { portalId } = await ports.account();
    const more = surveyPorts(api, { portalId, secret: process.env.HUBSPOT_CLIENT_SECRET });
    const care = await dailyCare(today, { ...ports, ...more }, () => ports.clock.now() > until);
    if (!care.ok) return care;
    const { answers, deliveries } = care;
    if (answers.more || deliveries.more) return { ok: true, againInMs: MORE_MS };
    const refused = Object.values(answers.refused).reduce((sum, count) => sum + count, 0);
    return {
      ok: true,
      outputFields: {
        answers: String(answers.taken),
        refused: String(refused),
        exceptions: String(deliveries.exceptions),
        hs_execution_state: 'SUCCESS',
      },
    };
  });
