import type { Client } from '@hubspot/api-client';
import { PortalError } from '../use-cases/ports.ts';
import { portalError, unreachable } from './errors.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: { readonly [name: string]: string };
  readonly body?: unknown;
  /** What is being attempted, for people: `reading contacts`. */
  readonly attempting: string;
  /** May run twice without harm; only such a call is repeated. */
  readonly repeatable: boolean;
  /** Statuses besides 2xx that are an answer, not an error. */
  readonly alsoFine?: readonly number[];
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: HubSpot's answers are read field by field where they enter, in this folder only.
  readonly body: any;
}

export interface HubspotApi {
  call(call: Call): Promise<Answer>;
  /** Calls sent so far, repeats counted. */
  readonly sent: () => number;
}

export interface ApiOptions {
  readonly accessToken: string;
  /** `https://api.hubapi.com` unless told. */
  readonly basePath?: string;
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly random?: () => number;
  /** Epoch ms after which nothing is repeated or waited for. */
  readonly deadline?: number;
  /** One call is given up after this long. */
  readonly timeoutMs?: number;
}

const MAX_TRIES = 6;
/** Searches are spread evenly under HubSpot's 5 a second and account: bursts of five earned hundreds of 429s. */
const SEARCH_SPACING_MS = 210;

/**
 * HubSpot's API through its own client's `apiRequest`, with our pacing and retry.
 *
 * The client's own retry and limiter stay unset: they live in one process-wide singleton, repeat creates and ignore
 * `Retry-After`. A call that is not `repeatable` is sent once. Waiting never goes past `deadline`.
 *
 * @throws PortalError for every answer that is neither 2xx nor named in `alsoFine`
 */
export function hubspotApi(options: ApiOptions): HubspotApi {
  const now = options.now ?? Date.now;
  const sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  const random = options.random ?? Math.random;
  const deadline = options.deadline ?? Number.POSITIVE_INFINITY;
  const timeoutMs = options.timeoutMs ?? 30_000;
  let client: Client | undefined;
  let sent = 0;
  let nextSearchAt = 0;
  /** Instants of the calls of the last ten seconds, to stay under the burst limit the headers name. */
  let recent: number[] = [];
  let burst = 100;

  async function send(call: Call): Promise<{ status: number; headers: Headers; body: unknown }> {
    if (!client) {
      const { Client } = await import('@hubspot/api-client');
      client = new Client({
        accessToken: options.accessToken,
        ...(options.basePath ? { basePath: options.basePath } : {}),
      });
    }
    const query = call.query ? `?${new URLSearchParams(call.query)}` : '';
    const request = client.apiRequest({
      method: call.method,
      path: call.path + query,
      // Without it node-fetch closes the connection after every call.
      headers: { Connection: 'keep-alive' },
      ...(call.body === undefined ? {} : { body: call.body }),
    });
    const response = await withTimeout(request, timeoutMs);
    const text = await withTimeout(response.text(), timeoutMs);
    return {
      status: response.status,
      headers: response.headers as unknown as Headers,
      body: text ? parseJson(text) : null,
    };
  }

  async function pace(call: Call): Promise<void> {
    const isSearch = call.path.endsWith('/search');
    let waitMs = 0;
    if (isSearch) {
      waitMs = Math.max(0, nextSearchAt - now());
      nextSearchAt = now() + waitMs + SEARCH_SPACING_MS;
    } else {
      const since = now() - 10_150;
      recent = recent.filter((at) => at > since);
      const oldest = recent[0];
      if (recent.length >= burst - 5 && oldest !== undefined) waitMs = Math.max(0, oldest + 10_150 - now());
    }
    if (waitMs > 0) await pause(waitMs, call);
    if (!isSearch) recent.push(now());
  }

  async function pause(ms: number, call: Call): Promise<void> {
    if (now() + ms > deadline)
      throw new PortalError({
        kind: 'rate-limited',
        attempting: call.attempting,
        message: 'no time left to wait for HubSpot',
      });
    await sleep(ms);
  }

  return {
    sent: () => sent,
    async call(call) {
      for (let attempt = 1; ; attempt += 1) {
        await pace(call);
        sent += 1;
        let error: PortalError;
        let waitMs = 250 * 2 ** (attempt - 1) * (0.5 + random());
        try {
          const answer = await send(call);
          const max = Number(answer.headers.get('x-hubspot-ratelimit-max'));
          if (max > 10) burst = max;
          if ((answer.status >= 200 && answer.status < 300) || call.alsoFine?.includes(answer.status)) {
            return { status: answer.status, body: answer.body };
          }
          error = portalError(call.attempting, answer.status, answer.body);
          waitMs = waitAfter(answer, waitMs);
        } catch (cause) {
          if (cause instanceof PortalError) throw cause;
          error = unreachable(call.attempting, cause);
        }
        // A 429 was refused before it did anything: repeating it is safe whatever the call.
        const again = error.kind === 'rate-limited' || (error.kind === 'unavailable' && call.repeatable);
        if (!again || attempt >= MAX_TRIES || isDaily(error) || now() + waitMs > deadline) throw error;
        await sleep(waitMs);
      }
    },
  };
}

function waitAfter(answer: { status: number; headers: Headers; body: unknown }, otherwise: number): number {
  const after = Number(answer.headers.get('retry-after'));
  if (after > 0) return after * 1000;
  if (answer.status === 423) return 2_000;
  if (answer.status !== 429) return otherwise;
  const policy = (answer.body as { policyName?: unknown } | null)?.policyName;
  return policy === 'TEN_SECONDLY_ROLLING' ? 10_150 : 1_000 + otherwise;
}

/** A spent day does not come back by waiting seconds. */
function isDaily(error: PortalError): boolean {
  return error.kind === 'rate-limited' && /daily/i.test(error.message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
