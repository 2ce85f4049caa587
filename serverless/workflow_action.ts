import * as z from 'zod';
import { formatDay } from '../src/domain/calendar/day.ts';
import { hasValidV2Signature } from '../src/hubspot/signature.ts';
import { nextDayOf, planCustomers } from '../src/use-cases/plan-step.ts';
import { startRun } from '../src/use-cases/start-run.ts';
import { answer } from './shared/answer.ts';
import { type EndpointContext, readCall, UNSIGNED } from './shared/endpoint.ts';

const actionCall = z.looseObject({
  callbackId: z.string().max(200),
  object: z.looseObject({ objectId: z.union([z.number().int().positive(), z.string().regex(/^\d+$/)]) }),
});

/**
 * The workflow action "Plan this contact": decides the enrolled contact now and answers what comes next.
 *
 * Planning the same contact again changes nothing, so a repeated call is harmless. Unsigned calls are refused.
 */
export async function main(
  context: EndpointContext,
): Promise<{ statusCode: number; body: unknown; headers?: Record<string, string> }> {
  const { signed, parameters, header } = readCall(context, 'return-visits/workflow-action');
  if (!hasValidV2Signature(process.env.HUBSPOT_CLIENT_SECRET ?? '', signed, header('x-hubspot-signature')))
    return UNSIGNED;
  const result = await answer({ ...context, parameters }, actionCall, async ({ object }, ports, today) => {
    const started = await startRun(ports, { today, single: true });
    if (!started.ok) return started;
    const { decided, failures } = await planCustomers(started.run, [String(object.objectId)], ports);
    const standing = decided[0]?.standing;
    const nextOn = decided[0] && nextDayOf(decided[0]);
    return {
      ok: true as const,
      outputFields: {
        planned_on: nextOn === undefined ? '' : formatDay(nextOn),
        rule: standing && 'rule' in standing ? (standing.rule ?? '') : '',
        reason: decided[0]?.reason?.en ?? '',
        hs_execution_state: failures.length > 0 ? 'FAIL_CONTINUE' : 'SUCCESS',
      },
    };
  });
  if (result.ok) return { statusCode: 200, body: { outputFields: result.outputFields } };
  // HubSpot repeats 429 after this long, in milliseconds, and 5xx by itself; other 4xx it gives up.
  if (result.reason === 'portal_rate_limited')
    return { statusCode: 429, headers: { 'Retry-After': '10000' }, body: result };
  return { statusCode: result.reason === 'bad_input' ? 400 : 503, body: result };
}
