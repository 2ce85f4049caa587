import { createHmac } from 'node:crypto';

interface Seen {
  readonly holds: boolean;
  readonly seen: string;
}

/** What the probe function answers to a call that is signed for this app. */
export interface RuntimeNote {
  readonly node: string;
  readonly contextKeys: readonly string[];
  readonly headers: readonly string[];
  readonly bodyType: string;
  readonly hasToken: boolean;
  readonly waitedMs: number;
}

const PATH = '/hs/serverless/return-visits/probe';
/** What the doors need at least: HubSpot's own guides name ten seconds for endpoints. */
const WAIT_MS = 8_500;

/** Calls the probe function as HubSpot would, signed with the app's client secret. */
export async function probeEndpoint({
  url,
  secret,
}: {
  readonly url: string;
  readonly secret: string;
}): Promise<{ readonly signature: Seen; readonly runtime?: Seen }> {
  // What re-serialisation could change: key order, spaces, escapes, characters beyond ASCII.
  const words = { zh: '回访', quote: '"\\/', wait: 0 };
  const quick = await call(url, secret, words);
  if (typeof quick === 'string') return { signature: { holds: false, seen: quick } };
  const signature = {
    holds: true,
    seen: `accepted; the function sees ${quick.headers.length} headers and a body as ${quick.bodyType}`,
  };
  const slow = await call(url, secret, { ...words, wait: WAIT_MS });
  const major = Number(/^v(\d+)/.exec(quick.node)?.[1]);
  const waits = typeof slow !== 'string' && slow.waitedMs >= WAIT_MS;
  return {
    signature,
    runtime: {
      holds: major >= 20 && quick.hasToken && waits,
      seen: `Node ${quick.node}, ${quick.hasToken ? 'with' : 'without'} the token, ${waits ? `still there after ${WAIT_MS / 1000} s` : `cut before ${WAIT_MS / 1000} s`}; context: ${quick.contextKeys.join(', ')}`,
    },
  };
}

/** The note, or why there is none. */
async function call(origin: string, secret: string, words: object): Promise<RuntimeNote | string> {
  const address = origin.replace(/\/$/, '') + PATH;
  const body = JSON.stringify(words);
  const timestamp = String(Date.now());
  const signature = createHmac('sha256', secret).update(`POST${address}${body}${timestamp}`).digest('base64');
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-hubspot-signature-v3': signature,
        'x-hubspot-request-timestamp': timestamp,
      },
      body,
      signal: AbortSignal.timeout(30_000),
    });
    const text = await answer.text();
    const said = (text.startsWith('{') ? JSON.parse(text) : {}) as RuntimeNote & { because?: string };
    if (answer.ok && said.node) return said;
    return `${answer.status}${said.because ? `: ${said.because}` : ''}`;
  } catch (cause) {
    return `no answer from ${address}: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
