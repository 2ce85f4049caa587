import type { Client } from '@hubspot/api-client';
import { PortalError } from '../use-cases/ports/ports.ts';
import { portalError, unreachable } from './errors.ts';
import { isDaily, type LimitSigns, ownPacer, type Pacer } from './pacing.ts';
import { present } from './values.ts';

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
  /** Of the answer as it came; absent where a caller put it together. */
  readonly headers?: CarriedAnswer['headers'];
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
  /** Shared with others who call the same portal; this process alone unless told. */
  readonly pacer?: Pacer;
  /** Carries calls instead of HubSpot's client, which goes over the network. */
  readonly carrier?: Carrier;
}

export interface CarriedAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: unknown;
}

export type Carrier = (call: Call) => Promise<CarriedAnswer>;

const MAX_TRIES = 6;
const LATE_MS = 60;

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
  let loading: Promise<Carrier> | undefined;
  let sent = 0;
  const pacer = options.pacer ?? ownPacer(now);

  /** Waits for a place, and answers when that was, at the earliest. */
  async function pace(call: Call): Promise<number> {
    for (let turn = 1; ; turn += 1) {
      const askedAt = now();
      const waitMs = await pacer.reserve(kindOf(call), call.attempting);
      const dueAt = now() + waitMs;
      if (waitMs > 0) await pause(waitMs, call);
      // A process that was held up has let its place pass; sent now, the call would crowd those who kept theirs.
      if (now() - dueAt <= LATE_MS || turn === 3) return askedAt + waitMs;
    }
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
      // Before a place is reserved: loading takes longer than places are apart.
      loading ??= options.carrier ? Promise.resolve(options.carrier) : clientCarrier(options);
      const send = await loading;
      for (let attempt = 1; ; attempt += 1) {
        const placeAt = await pace(call);
        sent += 1;
        const answer = await send(call).catch((cause: unknown) => unreachable(call.attempting, cause));
        let waitMs = 250 * 2 ** (attempt - 1) * (0.5 + random());
        let error: PortalError;
        if (answer instanceof PortalError) {
          error = answer;
        } else {
          await pacer.heed({ ...signsOf(call, answer), tookMs: now() - placeAt });
          if ((answer.status >= 200 && answer.status < 300) || call.alsoFine?.includes(answer.status)) {
            return { status: answer.status, body: answer.body, headers: answer.headers };
          }
          error = portalError(call.attempting, answer.status, answer.body);
          waitMs = waitAfter(answer, waitMs);
        }
        // A 429 was refused before it did anything: repeating it is safe whatever the call.
        const again = error.kind === 'rate-limited' || (error.kind === 'unavailable' && call.repeatable);
        if (!again || attempt >= MAX_TRIES || isDaily(error) || now() + waitMs > deadline) throw error;
        await sleep(waitMs);
      }
    },
  };
}

/** HubSpot's own client; a call or its answer that takes too long is given up. */
async function clientCarrier(options: ApiOptions): Promise<Carrier> {
  const { Client } = await import('@hubspot/api-client');
  const timeoutMs = options.timeoutMs ?? 30_000;
  const client: Client = new Client({
    accessToken: options.accessToken,
    ...(options.basePath ? { basePath: options.basePath } : {}),
  });
  return async (call) => {
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
    return { status: response.status, headers: response.headers, body: text ? parseJson(text) : null };
  };
}

function waitAfter(answer: CarriedAnswer, otherwise: number): number {
  const after = Number(answer.headers.get('retry-after'));
  if (after > 0) return after * 1000;
  if (answer.status === 423) return 2_000;
  if (answer.status !== 429) return otherwise;
  const policy = (answer.body as { policyName?: unknown } | null)?.policyName;
  return policy === 'TEN_SECONDLY_ROLLING' ? 10_150 : 1_000 + otherwise;
}

function kindOf(call: Call): LimitSigns['kind'] {
  return call.path.endsWith('/search') ? 'search' : 'other';
}

function signsOf(call: Call, { status, headers, body }: CarriedAnswer): LimitSigns {
  const count = (name: string): number | undefined => {
    const text = headers.get(name);
    return text === null || !/^\d+$/.test(text) ? undefined : Number(text);
  };
  const retryAfter = Number(headers.get('retry-after'));
  const policyName = (body as { policyName?: unknown } | null)?.policyName;
  return {
    kind: kindOf(call),
    status,
    ...present('max', count('x-hubspot-ratelimit-max')),
    ...present('remaining', count('x-hubspot-ratelimit-remaining')),
    ...present('leftToday', count('x-hubspot-ratelimit-daily-remaining')),
    ...(retryAfter > 0 ? { retryAfterMs: retryAfter * 1_000 } : {}),
    ...(typeof policyName === 'string' ? { policyName } : {}),
  };
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
