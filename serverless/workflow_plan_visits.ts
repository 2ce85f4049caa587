import { planInParts } from '../src/use-cases/planning/plan-in-parts.ts';
import type { EndpointContext } from './shared/endpoint.ts';
import './shared/small-heap.ts';
import { timeIsUpAfter } from './shared/step-time.ts';
import { answerWorkflow } from './shared/workflow.ts';

/** Time for steps in one call; the last one begun is still written within the budget of the door. */
const STEPS_MS = 2_500;
const STEP_SIZE = 200;
/** While there is more to do, and while another run is at work: its right to write ends after half a minute. */
const MORE_MS = 1_000;
const BUSY_MS = 10_000;

/**
 * The workflow action "Plan visits now": plans everybody who is due, whoever is enrolled; a scheduled workflow makes it the
 * portal's daily clock.
 *
 * Each call plans for some seconds and asks to be called again while work is left; calls of one execution carry one callback id,
 * by which each goes on where the one before stopped, and answers what all of them did.
 */
export const main = (context: EndpointContext) =>
  answerWorkflow(context, 'return-visits/workflow-plan-visits', async ({ callbackId }, ports, today) => {
    const progress = await planInParts(ports, {
      key: `workflow:${callbackId}`,
      today,
      trigger: 'workflow',
      stepSize: STEP_SIZE,
      shouldStop: timeIsUpAfter(STEPS_MS, ports),
      again: false,
    });
    if (!progress.ok) return progress;
    const { state, counts, of } = progress;
    if (state === 'elsewhere') return { ok: true, againInMs: BUSY_MS };
    if (state !== 'done') return { ok: true, againInMs: MORE_MS };
    return {
      ok: true,
      outputFields: {
        done: 'true',
        decided: String(counts.decided),
        opened: String(counts.opened),
        waiting: String(Math.max(0, of - counts.decided)),
        reason: '',
        hs_execution_state: 'SUCCESS',
      },
    };
  });
