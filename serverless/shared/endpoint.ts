import type { V3Headers } from '../../src/hubspot/signature.ts';

/** What HubSpot hands to an endpoint function (seen in field reports; `unverified` here). Probe: function-runtime. */
export interface EndpointContext {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string | undefined };
  readonly secrets?: { readonly [name: string]: string };
}

/** Written by the build: where this project's endpoints are published. */
declare const __ENDPOINT_ORIGIN__: string | undefined;

/** A call to the endpoint `path` as signatures see it, with its body parsed; null where it is no JSON. */
export function readCall(context: EndpointContext, path: string) {
  const { body } = context;
  const built = typeof __ENDPOINT_ORIGIN__ === 'string' ? __ENDPOINT_ORIGIN__ : '';
  return {
    signed: {
      method: context.method ?? 'POST',
      // As configured: signatures are over the address that HubSpot was given.
      uri: `${process.env.ENDPOINT_ORIGIN ?? built}/hs/serverless/${path}`,
      body: typeof body === 'string' ? body : JSON.stringify(body ?? {}),
    },
    parameters: typeof body === 'string' ? parseJson(body) : body,
    header: (name: string): string | undefined =>
      Object.entries(context.headers ?? {}).find(([known]) => known.toLowerCase() === name)?.[1],
  };
}

/** The v3 headers of a call. */
export function v3HeadersOf({ header }: Pick<ReturnType<typeof readCall>, 'header'>): V3Headers {
  return { signature: header('x-hubspot-signature-v3'), timestamp: header('x-hubspot-request-timestamp') };
}

export const UNSIGNED = { statusCode: 401, body: { message: 'the call is not signed by HubSpot for this app' } };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
