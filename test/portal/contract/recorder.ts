/**
 * Holds every exchange against the contract: what is asked, with the bounds that the types lack, and what is answered.
 *
 * ```ts
 * const contract = contractRecorder(portal.fetch);
 * …use contract.fetch…
 * expect(contract.violations()).toEqual([]);
 * ```
 */
import { findAddress } from '../../../src/portal/paths.ts';
import { findOperation, type Operation, operations } from './operations.ts';
import { violations as modelViolations } from './schemas.ts';

export interface Exchange {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** As it was sent. */
  readonly requestText: string;
  readonly status: number;
  readonly answerText: string;
  /** The answer's JSON where it is read already; null: there is none. */
  readonly answer?: unknown;
}

export interface ContractRecorder {
  readonly fetch: (request: Request) => Promise<Response>;
  violations(): readonly string[];
  coverage(): Coverage;
}

export interface Coverage {
  readonly covered: readonly string[];
  readonly missing: readonly string[];
}

export interface ContractOptions {
  /** Requests that are meant to be wrong are not held against the contract. Default true. */
  readonly checkRequests?: boolean;
}

const seen = new Set<string>();

/** Wraps a `fetch` so that every exchange is checked; the violations are collected, not thrown. */
export function contractRecorder(
  fetch: (request: Request) => Promise<Response>,
  options: ContractOptions = {},
): ContractRecorder {
  const found: string[] = [];
  return {
    async fetch(request) {
      const requestText = await request.clone().text();
      const response = await fetch(request);
      const url = new URL(request.url);
      found.push(
        ...checkContract(
          {
            method: request.method,
            path: url.pathname + url.search,
            requestText,
            status: response.status,
            answerText: await response.clone().text(),
          },
          options,
        ),
      );
      return response;
    },
    violations: () => found,
    coverage,
  };
}

/** Which operations were seen in this process, and which were not. */
export function coverage(): Coverage {
  const names = operations.map(nameOf);
  return { covered: names.filter((name) => seen.has(name)), missing: names.filter((name) => !seen.has(name)) };
}

/** What one exchange breaks of the contract, in words. */
export function checkContract(exchange: Exchange, { checkRequests = true }: ContractOptions = {}): string[] {
  const url = new URL(exchange.path, 'https://api.hubapi.com');
  if (url.pathname.startsWith('/__portal/')) return [];
  const where = `${exchange.method} ${url.pathname} → ${exchange.status}:`;
  const address = findAddress(url.pathname);
  const operation = address === undefined ? undefined : findOperation(exchange.method, address.path);
  if (address === undefined || operation === undefined) {
    return checkRequests || exchange.status < 400
      ? [`${where} no such operation`]
      : checkAnswer(exchange, undefined, where);
  }
  // v3 reads of associations have a shape of their own, which the client has no call for.
  if (address.version === 'v3' && operation.path.includes('/associations/')) return [];
  seen.add(nameOf(operation));
  return [
    ...(checkRequests ? checkRequest(exchange, operation, url, where) : []),
    ...(isDefinition(exchange) ? checkDefinition(exchange, operation, where) : checkAnswer(exchange, operation, where)),
  ];
}

/** The last answer to each request for definitions that kept the contract. */
const lastDefinitions = new Map<string, string>();

const isDefinition = ({ method, path, status }: Exchange): boolean =>
  method === 'GET' && status === 200 && /^\/crm(-object-schemas|\/properties)\//.test(path);

/** Definitions are asked for again and again, are long, and mostly the same: what kept the contract is not held against it anew. */
function checkDefinition(exchange: Exchange, operation: Operation, where: string): string[] {
  if (lastDefinitions.get(exchange.path) === exchange.answerText) return [];
  const found = checkAnswer(exchange, operation, where);
  if (found.length === 0) lastDefinitions.set(exchange.path, exchange.answerText);
  return found;
}

function checkRequest(exchange: Exchange, operation: Operation, url: URL, where: string): string[] {
  const found = pageBounds(operation, url);
  if (operation.request === undefined) {
    if (exchange.requestText !== '') found.push('has a body, and the operation takes none');
    return found.map((words) => `${where} request ${words}`);
  }
  const body = parse(exchange.requestText);
  if (body === undefined) return [`${where} request is not JSON`];
  if (operation.request !== 'free') found.push(...checkModel(operation, operation.request, 'request', body));
  found.push(...bounds(operation, body, exchange.requestText));
  return found.map((words) => `${where} request ${words}`);
}

function checkAnswer(exchange: Exchange, operation: Operation | undefined, where: string): string[] {
  const { status } = exchange;
  if (status >= 400 || status === 0) {
    const body = answerOf(exchange);
    if (body === undefined) return [`${where} answer is not JSON`];
    return modelViolations('crm/objects', 'ModelError', 'answer', body).map((words) => `${where} answer ${words}`);
  }
  const model = operation?.answers[status];
  if (operation === undefined || model === undefined)
    return [`${where} no such status: ${Object.keys(operation?.answers ?? {})}`];
  if (model === null) return exchange.answerText === '' ? [] : [`${where} answer has a body, and should have none`];
  const body = answerOf(exchange);
  if (body === undefined) return [`${where} answer is not JSON`];
  return (model === 'free' ? [] : checkModel(operation, model, 'answer', body)).map(
    (words) => `${where} answer ${words}`,
  );
}

function checkModel(operation: Operation, model: string, direction: 'request' | 'answer', body: unknown): string[] {
  if (!model.endsWith('[]')) return modelViolations(operation.group, model, direction, body);
  if (!Array.isArray(body)) return [`${model} must be an array`];
  return body.flatMap((one) => modelViolations(operation.group, model.slice(0, -2), direction, one));
}

function nameOf(operation: Operation): string {
  return `${operation.method} ${operation.path}`;
}

interface AnyBody {
  readonly inputs?: readonly { readonly id?: unknown; readonly properties?: Record<string, unknown> }[];
  readonly propertiesWithHistory?: readonly unknown[];
  readonly properties?: unknown;
  readonly limit?: number;
  readonly after?: unknown;
  readonly filterGroups?: readonly { readonly filters: readonly unknown[] }[];
  readonly sorts?: readonly unknown[];
}

/** [documented, recorded] What the types do not say. */
function bounds(operation: Operation, body: unknown, text: string): string[] {
  const found: string[] = [];
  const must = (holds: boolean, words: string) => {
    if (!holds) found.push(words);
  };
  const { inputs, propertiesWithHistory, limit = 0, after, filterGroups = [], sorts = [] } = body as AnyBody;
  if (inputs !== undefined) {
    const isAssociation = operation.path.startsWith('/associations/');
    const most = isAssociation
      ? operation.path.endsWith('/read')
        ? 1_000
        : 2_000
      : propertiesWithHistory?.length
        ? 50
        : 100;
    must(inputs.length <= most, `has ${inputs.length} inputs, at most ${most} are allowed`);
    must(inputs.length > 0, 'has no inputs');
    if (/^\/objects\/:type\/batch\/(read|update|upsert)$/.test(operation.path)) {
      const ids = inputs.map((input) => String(input.id));
      must(new Set(ids).size === ids.length, 'names an id twice');
    }
  }
  if (operation.path === '/objects/:type/search') {
    must(text.length <= 3_000, `has ${text.length} characters, at most 3,000 are allowed`);
    must(limit <= 200, `asks for ${limit} results, at most 200 are allowed`);
    must(filterGroups.length <= 5, `has ${filterGroups.length} filter groups, at most 5 are allowed`);
    must(
      filterGroups.every((group) => group.filters.length <= 6),
      'has more than 6 filters in a group',
    );
    must(filterGroups.reduce((sum, group) => sum + group.filters.length, 0) <= 18, 'has more than 18 filters');
    must(sorts.length <= 1, 'has more than one sort');
    must(after === undefined || /^\d+$/.test(String(after)), `has an after that is no whole number: ${String(after)}`);
    must(Number(after ?? 0) + (limit || 10) <= 10_000, 'goes beyond 10,000 results');
  }
  return found;
}

function pageBounds(operation: Operation, url: URL): string[] {
  const limit = Number(url.searchParams.get('limit') ?? 0);
  const most = operation.path === '/objects/:type' ? 100 : 500;
  const tooMany = limit > most ? [`asks for ${limit} a page, at most ${most} are allowed`] : [];
  return url.pathname.length + url.search.length > 8_000 ? [...tooMany, 'has an address that is too long'] : tooMany;
}

function answerOf({ answer, answerText }: Exchange): unknown {
  return answer === undefined || answer === null ? parse(answerText) : answer;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
