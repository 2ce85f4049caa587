import * as z from 'zod';
import { hasValidV3Signature } from '../src/hubspot/signature.ts';
import { markFromEvents } from '../src/use-cases/mark-from-events.ts';
import { answer, endpointUri } from './shared/answer.ts';

interface EndpointContext {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string | undefined };
  readonly secrets?: { readonly [name: string]: string };
}

/** HubSpot sends at most a hundred events at once. */
const delivery = z
  .array(
    z.looseObject({
      subscriptionType: z.string().max(100),
      objectId: z.number().int().positive(),
      propertyName: z.string().max(200).optional(),
      changeSource: z.string().max(100).optional(),
      sourceId: z.string().max(200).optional(),
    }),
  )
  .max(100);

/**
 * Takes HubSpot's webhook deliveries: a change of tier, stage, dates or owner, a won deal, a closed ticket.
 *
 * It only marks the customers concerned and answers at once: HubSpot waits five seconds, and repeats what it got no 2xx for.
 */
export async function main(context: EndpointContext): Promise<{ statusCode: number; body: unknown }> {
  const header = (name: string): string | undefined =>
    Object.entries(context.headers ?? {}).find(([known]) => known.toLowerCase() === name)?.[1];
  const text = typeof context.body === 'string' ? context.body : JSON.stringify(context.body ?? []);
  const signed = hasValidV3Signature(
    process.env.HUBSPOT_CLIENT_SECRET ?? '',
    { method: context.method ?? 'POST', uri: endpointUri('return-visits/webhooks'), body: text },
    { signature: header('x-hubspot-signature-v3'), timestamp: header('x-hubspot-request-timestamp') },
    Date.now(),
  );
  if (!signed) return { statusCode: 401, body: { message: 'the call is not signed by HubSpot for this app' } };
  const parameters = typeof context.body === 'string' ? parseJson(context.body) : context.body;
  const result = await answer({ ...context, parameters }, delivery, async (events, ports) => ({
    ok: true as const,
    ...(await markFromEvents(events, ports, { ownAppId: process.env.HUBSPOT_APP_ID })),
  }));
  if (result.ok) return { statusCode: 200, body: { marked: result.marked, ignored: result.ignored } };
  // HubSpot repeats every 4xx and 5xx; a delivery that cannot be read will not be readable later.
  return { statusCode: result.reason === 'bad_input' ? 200 : 503, body: result };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
