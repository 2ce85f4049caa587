import * as z from 'zod';
import type { Refusal } from '../../src/contract/common.ts';
import type { Day } from '../../src/domain/calendar/day.ts';
import type { HubspotApi } from '../../src/hubspot/api.ts';
import { hasValidV2Signature, v3Trouble } from '../../src/hubspot/signature.ts';
import type { Ports } from '../../src/use-cases/ports/ports.ts';
import { answer } from './answer.ts';
import { noteDoor } from './door.ts';
import { type EndpointContext, readCall, UNSIGNED, v3HeadersOf } from './endpoint.ts';
import { log } from './log.ts';

const actionCall = z.looseObject({
  callbackId: z.string().min(1).max(200),
  object: z.looseObject({ objectId: z.union([z.number().int().positive(), z.string().regex(/^\d+$/)]) }),
});

type ActionCall = z.output<typeof actionCall>;

/** What an action hands on to the rest of the workflow; or that it has to be called again in so many milliseconds. */
export type ActionAnswer =
  | { readonly ok: true; readonly outputFields: { readonly [name: string]: string } }
  | { readonly ok: true; readonly againInMs: number }
  | Refusal;

/** HubSpot cuts an endpoint after 10 s; nothing is begun or waited for after this. */
const BUDGET_MS = 7_000;
/** HubSpot's requests come back: after this long there is room again. */
const RATE_LIMITED_MS = 10_000;
/** What no later call can put right: the workflow goes on without it. */
const FINAL: readonly Refusal['reason'][] = ['paused', 'no_policy', 'bad_policy', 'not_installed'];

/**
 * Answers one call of a workflow action; unsigned calls are refused.
 *
 * HubSpot repeats 429 after `Retry-After`, which it reads in milliseconds, and 5xx by itself; other 4xx it gives up.
 * It is signed with v2 by its guide; where v3 headers come along, they are held against the call and its time.
 * `unverified` on a real portal: that a custom action is repeated so, and for how long. Probe: workflow-retry.
 */
export async function answerWorkflow(
  context: EndpointContext,
  path: string,
  use: (call: ActionCall, ports: Ports, today: Day, api: HubspotApi) => Promise<ActionAnswer>,
): Promise<{ statusCode: number; body: unknown; headers?: Record<string, string> }> {
  const call = readCall(context, path);
  const { signed, parameters, header } = call;
  const secret = process.env.HUBSPOT_CLIENT_SECRET ?? '';
  const headers = v3HeadersOf(call);
  const kind = headers.signature === undefined ? 'v2' : 'v3';
  const trouble =
    kind === 'v3'
      ? v3Trouble(secret, signed, headers, Date.now())
      : hasValidV2Signature(secret, signed, header('x-hubspot-signature'))
        ? undefined
        : 'mismatch';
  if (trouble !== undefined) {
    log('unsigned-call', { endpoint: path, because: trouble });
    return UNSIGNED;
  }
  const result = await answer(
    { ...context, parameters },
    actionCall,
    async (input, ports, today, api) => {
      await noteDoor('workflow', kind, ports);
      return use(input, ports, today, api);
    },
    { budgetMs: BUDGET_MS },
  );
  if (result.ok && 'outputFields' in result) return { statusCode: 200, body: { outputFields: result.outputFields } };
  if (result.ok) return again(result.againInMs, { message: 'there is more to do' });
  if (result.reason === 'portal_rate_limited') return again(RATE_LIMITED_MS, result);
  if (FINAL.includes(result.reason)) {
    const outputFields = { reason: result.message.en, hs_execution_state: 'FAIL_CONTINUE' };
    return { statusCode: 200, body: { outputFields } };
  }
  return { statusCode: result.reason === 'bad_input' ? 400 : 503, body: result };
}

function again(ms: number, body: unknown) {
  return { statusCode: 429, headers: { 'Retry-After': String(ms) }, body };
}
