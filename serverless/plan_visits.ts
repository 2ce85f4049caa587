import { type PlanVisitsAnswer, planVisitsInput } from '../src/contract/plan-visits.ts';
import { planUntilDone } from '../src/use-cases/plan-until-done.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** Time for steps in one call; the last one begun is still written within HubSpot's 15 s. */
const STEPS_MS = 5_000;
const STEP_SIZE = 400;

/** Plans for a few seconds; the page calls again with the cursor until `done`. */
export const main = (context: FunctionContext) =>
  answer(context, planVisitsInput, async ({ cursor }, ports, today): Promise<PlanVisitsAnswer> => {
    const until = ports.clock.now() + STEPS_MS;
    const result = await planUntilDone(ports, {
      today,
      trigger: 'page',
      cursor: cursor ?? null,
      stepSize: STEP_SIZE,
      shouldStop: () => ports.clock.now() > until,
    });
    if (!result.ok) return result;
    const { done, waiting, decided, totals } = result;
    return { ok: true, done, cursor: result.cursor, waiting, counts: { decided, ...totals } };
  });
