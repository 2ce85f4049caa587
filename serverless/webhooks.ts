import * as z from 'zod';
import { hasValidV3Signature } from '../src/hubspot/signature.ts';
import { markFromEvents } from '../src/use-cases/planning/mark-from-events.ts';
import { answer } from './shared/answer.ts';
import { type EndpointContext, readCall, UNSIGNED } from './shared/endpoint.ts';

/** HubSpot sends at most a hundred events at once. */
const delivery = z
  .array(
    z.looseObject({
      subscriptionType: z.string().max(100),
      objectId: z.number().int().positive(),
      propertyName: z.string().max(200).optional(),
      changeSource: z.string().max(100).optional(),
      sourceId: z.string().max(200).optional(),
      newObjectId: z.number().int().positive().optional(),
      primaryObjectId: z.number().int().positive().optional(),
    }),
  )
  .max(100);

/** HubSpot gives a delivery up after five seconds and sends it again; nothing is begun or waited for after this. */
const BUDGET_MS = 3_000;

/**
 * Takes HubSpot's webhook deliveries: a change of tier, stage, dates, purchases or owner, a won deal, a closed ticket, contacts
 * that were deleted, erased, restored or merged.
 *
 * It marks the customers concerned, withdraws visits of those who are gone, and answers at once: HubSpot waits five seconds, and
 * repeats what it got no 2xx for. A delivery that comes again, late or out of order does no harm: it only makes us look.
 */
export async function main(context: EndpointContext): Promise<{ statusCode: number; body: unknown }> {
  const { signed, parameters, header } = readCall(context, 'return-visits/webhooks');
  const isSigned = hasValidV3Signature(
    process.env.HUBSPOT_CLIENT_SECRET ?? '',
    signed,
    { signature: header('x-hubspot-signature-v3'), timestamp: header('x-hubspot-request-timestamp') },
    Date.now(),
  );
  if (!isSigned) return UNSIGNED;
  const result = await answer(
    { ...context, parameters },
    delivery,
    async (events, ports) => ({
      ok: true as const,
      ...(await markFromEvents(events, ports, { ownAppId: process.env.HUBSPOT_APP_ID })),
    }),
    { budgetMs: BUDGET_MS },
  );
  if (result.ok) {
    const { marked, withdrawn, ignored } = result;
    return { statusCode: 200, body: { marked, withdrawn, ignored } };
  }
  // HubSpot repeats every 4xx and 5xx; a delivery that cannot be read will not be readable later.
  return { statusCode: result.reason === 'bad_input' ? 200 : 503, body: result };
}
