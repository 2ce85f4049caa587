import { formatDay } from '../src/domain/calendar/day.ts';
import { nextDayOf, planCustomers } from '../src/use-cases/planning/plan-step.ts';
import { startRun } from '../src/use-cases/planning/start-run.ts';
import type { EndpointContext } from './shared/endpoint.ts';
import { answerWorkflow } from './shared/workflow.ts';

/**
 * The workflow action "Plan this contact": decides the enrolled contact now and answers what comes next.
 *
 * Planning the same contact again changes nothing, so a repeated call is harmless.
 */
export const main = (context: EndpointContext) =>
  answerWorkflow(context, 'return-visits/workflow-action', async ({ object }, ports, today) => {
    const started = await startRun(ports, { today, single: true });
    if (!started.ok) return started;
    const { decided, failures } = await planCustomers(started.run, [String(object.objectId)], ports);
    const standing = decided[0]?.standing;
    const nextOn = decided[0] && nextDayOf(decided[0]);
    return {
      ok: true,
      outputFields: {
        planned_on: nextOn === undefined ? '' : formatDay(nextOn),
        rule: standing && 'rule' in standing ? (standing.rule ?? '') : '',
        reason: decided[0]?.reason?.en ?? '',
        hs_execution_state: failures.length > 0 ? 'FAIL_CONTINUE' : 'SUCCESS',
      },
    };
  });
