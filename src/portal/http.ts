/** Reading calls and writing answers, the same for every route. */
import type { Context } from 'hono';
import { formatInstant } from './clock.ts';
import type { ApiVersion, Caller, Core } from './core.ts';
import { ApiError, type ErrorBody, invalid, missingBody, unreadableJson } from './errors.ts';

export interface PortalEnv {
  Bindings: { caller: Caller; version: ApiVersion };
}

export type Call = Context<PortalEnv>;

export interface ReadBody {
  readonly value: unknown;
  readonly length: number;
}

export async function readBody(call: Call): Promise<ReadBody> {
  const text = await call.req.text();
  if (text.trim() === '') throw missingBody();
  try {
    return { value: JSON.parse(text) as unknown, length: text.length };
  } catch (error) {
    const position = Number(/position (\d+)/.exec(String(error))?.[1] ?? text.length);
    const before = text.slice(0, position).split('\n');
    throw unreadableJson('Unexpected character or end of input', before.length, (before.at(-1) ?? '').length + 1);
  }
}

export function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json;charset=utf-8', ...headers },
  });
}

export function noContent(): Response {
  return new Response(null, { status: 204 });
}

/** The one place that writes HubSpot's error envelope. [documented] */
export function errorAnswer(error: unknown, correlationId: string): Response {
  const known =
    error instanceof ApiError
      ? error
      : new ApiError(
          500,
          { message: 'internal error', category: 'INTERNAL_ERROR' },
          { 'X-Portal-Bug': bugWords(error) },
        );
  return answer(known.status, { status: 'error', ...withCorrelation(known.body, correlationId) }, known.headers);
}

/** A 500 is a fault of this portal's code and says so, where a header can. */
function bugWords(error: unknown): string {
  return String(error instanceof Error ? error.stack : error)
    .replace(/[^\x20-\x7e]+/g, ' ')
    .slice(0, 600);
}

function withCorrelation({ message, ...rest }: ErrorBody, correlationId: string): object {
  return { message, correlationId, ...rest };
}

/** Comma-separated and repeated parameters mean the same. [documented] */
export function listParameter(call: Call, name: string): string[] | undefined {
  const values = call.req.queries(name);
  return values?.flatMap((value) => value.split(',')).filter((value) => value !== '');
}

export function booleanParameter(call: Call, name: string): boolean {
  return call.req.query(name)?.toLowerCase() === 'true';
}

export function integerParameter(call: Call, name: string, fallback: number, most: number): number {
  const text = call.req.query(name);
  if (text === undefined || text === '') return fallback;
  if (!/^\d{1,15}$/.test(text)) throw invalid(`${name} must be a whole number, got ${text}`);
  const value = Number(text);
  if (value > most) throw invalid(`${name} must be at most ${most}, got ${value}`);
  return value === 0 ? fallback : value;
}

/** One input of a batch that could not be carried out. */
export interface BatchProblem {
  readonly error: ErrorBody;
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/**
 * What a batch answers. Results come in no particular order, as 17 of 22 recorded batches did.
 */
export function batchAnswer(
  core: Core,
  status: number,
  results: readonly unknown[],
  problems: readonly BatchProblem[],
  startedAt: number,
): Response {
  const body = {
    status: 'COMPLETE',
    results: core.random.shuffled(results),
    startedAt: formatInstant(startedAt),
    completedAt: formatInstant(core.clock.now()),
  };
  if (problems.length === 0) return answer(status, body);
  return answer(207, {
    ...body,
    numErrors: problems.length,
    errors: problems.map(({ error, context }) => ({
      status: 'error',
      category: error.category ?? 'VALIDATION_ERROR',
      ...(error.subCategory === undefined ? {} : { subCategory: error.subCategory }),
      message: error.message,
      context: { ...error.context, ...context },
      errors: error.errors ?? [],
      links: error.links ?? {},
    })),
  });
}
