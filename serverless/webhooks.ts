import * as z from 'zod';
import { hubspotErasure } from '../src/hubspot/erasure.ts';
import { objectTypes } from '../src/hubspot/object-types.ts';
import { v3Trouble } from '../src/hubspot/signature.ts';
import { markFromEvents } from '../src/use-cases/planning/mark-from-events.ts';
import { answer } from './shared/answer.ts';
import { noteDoor } from './shared/door.ts';
import { type EndpointContext, readCall, UNSIGNED, v3HeadersOf } from './shared/endpoint.ts';
import { log } from './shared/log.ts';

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
  const call = readCall(context, 'return-visits/webhooks');
  const { signed, parameters } = call;
  const trouble = v3Trouble(process.env.HUBSPOT_CLIENT_SECRET ?? '', signed, v3HeadersOf(call), Date.now());
  if (trouble !== undefined) {
    log('unsigned-call', { endpoint: 'return-visits/webhooks', because: trouble });
    return UNSIGNED;
  }
  const result = await answer(
    { ...context, parameters },
    delivery,
    async (events, ports, _today, api) => {
      const erasure = hubspotErasure(api, () => objectTypes(api), Date.now);
      const done = await markFromEvents(events, ports, { ownAppId: process.env.HUBSPOT_APP_ID, erasure });
      if (events.length > 0) await noteDoor('webhooks', 'v3', ports);
      return { ok: true as const, ...done };
    },
    { budgetMs: BUDGET_MS },
  );
  if (result.ok) {
    const { marked, withdrawn, ignored } = result;
    return { statusCode: 200, body: { marked, withdrawn, ignored } };
  }
  // HubSpot repeats every 4xx and 5xx; a delivery that cannot be read will not be readable later.
  return { statusCode: result.reason === 'bad_input' ? 200 : 503, body: result };
}
