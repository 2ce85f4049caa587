import { type PlanVisitsAnswer, planVisitsInput } from '../src/contract/plan-visits.ts';
import { planStep } from '../src/use-cases/plan-step.ts';
import { startRun } from '../src/use-cases/start-run.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** One step of planning; the page calls again with the cursor until `done`. */
export const main = (context: FunctionContext) =>
  answer(context, planVisitsInput, async ({ cursor }, ports, today): Promise<PlanVisitsAnswer> => {
    const started = await startRun(ports, { today });
    if (!started.ok) return started;
    const step = await planStep(started.run, cursor ?? null, ports);
    return {
      ok: true,
      done: step.done,
      cursor: step.cursor,
      waiting: step.waiting,
      counts: {
        decided: step.decided.length,
        opened: step.opened,
        changed: step.changed,
        withdrawn: step.withdrawn,
        unchanged: step.unchanged,
      },
    };
  });
