import * as z from 'zod';
import { v3Trouble } from '../src/hubspot/signature.ts';
import { type EndpointContext, readCall, v3HeadersOf } from './shared/endpoint.ts';

/** Longer than any door of ours takes; a caller without the client secret gets nothing to wait for. */
const MOST_MS = 12_000;
const asked = z.looseObject({ wait: z.number().min(0).max(MOST_MS).default(0) });

/**
 * Tells `npm run probe`, which signs its call as HubSpot would, what runs here: it names things and tells no value of any.
 *
 * It reads and writes nothing of the portal.
 */
export async function main(context: EndpointContext): Promise<{ statusCode: number; body: unknown }> {
  const call = readCall(context, 'return-visits/probe');
  const trouble = v3Trouble(process.env.HUBSPOT_CLIENT_SECRET ?? '', call.signed, v3HeadersOf(call), Date.now());
  if (trouble !== undefined) return { statusCode: 401, body: { because: trouble } };
  const parsed = asked.safeParse(call.parameters);
  if (!parsed.success) return { statusCode: 400, body: { because: 'bad-input' } };
  const startedAt = performance.now();
  if (parsed.data.wait > 0) await new Promise((resolve) => setTimeout(resolve, parsed.data.wait));
  return {
    statusCode: 200,
    body: {
      node: process.version,
      contextKeys: Object.keys(context),
      headers: Object.keys(context.headers ?? {}).map((name) => name.toLowerCase()),
      bodyType: typeof context.body,
      hasToken: Boolean(context.secrets?.PRIVATE_APP_ACCESS_TOKEN ?? process.env.PRIVATE_APP_ACCESS_TOKEN),
      waitedMs: Math.ceil(performance.now() - startedAt),
    },
  };
}
