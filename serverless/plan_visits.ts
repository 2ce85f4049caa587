import { type PlanVisitsAnswer, planVisitsInput } from '../src/contract/plan-visits.ts';
import { lookAtPlanning, planInParts, stopPlanning } from '../src/use-cases/planning/plan-in-parts.ts';
import './shared/small-heap.ts';
import { answer, type FunctionContext } from './shared/answer.ts';
import { timeIsUpAfter } from './shared/step-time.ts';

/** Time for steps in one call; the last one begun is still written within HubSpot's 15 s. */
const STEPS_MS = 5_000;
const STEP_SIZE = 200;

/** Plans for a few seconds; the page calls again until it is done, and any page goes on where another one stopped. */
export const main = (context: FunctionContext) =>
  answer(context, planVisitsInput, ({ step }, ports, today): Promise<PlanVisitsAnswer> => {
    const planning = { key: 'page', today };
    if (step === 'look') return lookAtPlanning(planning, ports);
    if (step === 'stop') return stopPlanning(planning, ports);
    return planInParts(ports, {
      ...planning,
      trigger: 'page',
      stepSize: STEP_SIZE,
      shouldStop: timeIsUpAfter(STEPS_MS, ports),
      again: true,
    });
  });
