/**
 * A HubSpot-compatible portal in one object: `fetch` takes the requests that `https://api.hubapi.com` would take.
 *
 * A request passes, in this order: faults asked for, authentication, rate limits, scopes, the route of its resource; then its
 * changes are written to the journal, and only then is it answered.
 */
import { Hono } from 'hono';
import { createClock } from './clock.ts';
import type { ApiVersion, Caller, Core } from './core.ts';
import { ApiError, DroppedConnection, invalid } from './errors.ts';
import { type Fault, Faults } from './faults.ts';
import { answer, errorAnswer, type PortalEnv } from './http.ts';
import { type Journal, openJournal } from './journal.ts';
import { limitsOf, type PortalLimits, type Tier } from './limits.ts';
import { customObjectProperties, defaultProperties } from './objects/default-properties.ts';
import { defaultPipelines, pipelineKey } from './objects/pipeline.ts';
import { standardTypes } from './objects/types.ts';
import { type Send, Webhooks } from './outgoing/webhooks.ts';
import { WorkflowActions } from './outgoing/workflow-actions.ts';
import { findAddress } from './paths.ts';
import { createRandom } from './random.ts';
import { RateLimiter } from './rate-limits.ts';
import { type JournalEntry, RequestJournal } from './request-journal.ts';
import { accountRoutes, utcOffsetMs } from './routes/account.ts';
import { associationLabelRoutes } from './routes/association-labels.ts';
import { associationRoutes } from './routes/associations.ts';
import { associationV3Routes } from './routes/associations-v3.ts';
import { callbackRoutes } from './routes/callbacks.ts';
import { controlApp } from './routes/control.ts';
import { formRoutes } from './routes/forms.ts';
import { listRoutes } from './routes/lists.ts';
import { objectBatchRoutes } from './routes/object-batches.ts';
import { objectRoutes } from './routes/objects.ts';
import { ownerRoutes } from './routes/owners.ts';
import { pipelineRoutes } from './routes/pipelines.ts';
import { propertyRoutes } from './routes/properties.ts';
import { schemaRoutes } from './routes/schemas.ts';
import { searchRoutes } from './routes/search.ts';
import { userRoutes } from './routes/users.ts';
import { requireScopes, requireSubscription } from './scopes.ts';
import { SearchIndex } from './search/search-index.ts';
import { type Change, Store } from './store.ts';

export interface PortalOptions {
  /** Where journal and snapshot are kept; without it the portal lives in memory. */
  dataDir?: string;
  /** Default `enterprise`: the only one with custom objects. */
  tier?: Tier;
  /** How long after a write a search sees it. Default 0. */
  searchLagMs?: number;
  /** Epoch milliseconds. Default `Date.now`. */
  now?: () => number;
  seed?: number;
  portalId?: number;
  /** Default `Asia/Shanghai`. */
  timeZone?: string;
  /** Tokens and what they may do. Without it every token may do everything. */
  tokens?: Record<string, { scopes: readonly string[] | 'all' }>;
  /** Default true. */
  rateLimits?: boolean;
  /** Limits other than those of the tier. */
  limits?: Partial<PortalLimits>;
  /** What carries webhooks and workflow-action calls out. Default `fetch`. */
  send?: Send;
}

export interface Portal {
  fetch(request: Request): Promise<Response>;
  now(): number;
  /** Sets the clock, which goes on from there; null returns to the time it was made with. */
  setNow(epochMs: number | null): void;
  reset(): void;
  snapshot(): unknown;
  restore(snapshot: unknown): void;
  close(): Promise<void>;
  journal(): readonly { method: string; path: string; status: number; at: number }[];
  /** What differs between the indexes and a rebuild of them from the records: nothing, unless the portal has a fault. */
  inconsistencies(): string[];
}

export function createPortal(options: PortalOptions = {}): Portal {
  const { tier = 'enterprise', seed = 1, portalId = 146_000_001, timeZone = 'Asia/Shanghai' } = options;
  const clock = createClock(options.now ?? Date.now);
  const standard = new Map(standardTypes.map((type) => [type.typeId, defaultProperties(type)]));
  const newStore = (): Store => {
    const made: Store = new Store(
      (typeId) => standard.get(typeId) ?? customObjectProperties(groupNameOf(made, typeId)),
    );
    return made;
  };
  const store = newStore();
  const search = new SearchIndex(store, clock, options.searchLagMs ?? 0);
  const random = createRandom(seed);
  let answered = 0;
  const core: Core = {
    store,
    clock,
    random,
    search,
    portalId,
    timeZone,
    tier,
    limits: { ...limitsOf[tier], ...options.limits },
    newCorrelationId: () => `00000000-0000-4000-8000-${String(++answered).padStart(12, '0')}`,
  };
  const journal = options.dataDir === undefined ? undefined : openJournal(options.dataDir, store);
  store.observe(search);
  indexAll(store, search);
  const rates = new RateLimiter(core.limits, options.rateLimits ?? true, (at) => utcOffsetMs(timeZone, at));
  const faults = new Faults();
  const requests = new RequestJournal();
  const appIds = new Map<string, number>();
  const send = options.send ?? ((request) => globalThis.fetch(request));
  const webhooks = new Webhooks(core, send, seed);
  const actions = new WorkflowActions(core, send);
  store.observe(webhooks);
  let carrier: NodeJS.Timeout | undefined;
  let ticker: NodeJS.Timeout | undefined;
  let isClosed = false;

  /** What is due goes out soon after the answer; what becomes due later, when the clock has come there. */
  const carryOut = (): void => {
    watchClock();
    if (carrier !== undefined || isClosed || !(webhooks.hasDue('auto') || actions.hasDue())) return;
    carrier = setTimeout(async () => {
      await webhooks.deliver('auto');
      await actions.retryDue();
      carrier = undefined;
      if (isClosed) return;
      save(journal, store);
      carryOut();
    }, 0);
  };

  /** A timer only while something waits for its hour: one that always ran would keep every portal in memory. */
  const watchClock = (): void => {
    const waits = !isClosed && (webhooks.isWaiting() || actions.isWaiting());
    if (waits && ticker === undefined) ticker = setInterval(carryOut, 1_000).unref();
    if (!waits && ticker !== undefined) {
      clearInterval(ticker);
      ticker = undefined;
    }
  };

  const furnish = () => {
    if (store.docs('pipeline').length > 0) return;
    for (const pipeline of defaultPipelines(clock.now())) {
      store.putDoc('pipeline', pipelineKey(pipeline.objectTypeId, pipeline.id), pipeline);
    }
    save(journal, store);
  };

  const portal: Portal = {
    async fetch(request) {
      const url = new URL(request.url);
      const correlationId = core.newCorrelationId();
      if (url.pathname.startsWith('/__portal/')) {
        const controlled = await control.fetch(request);
        save(journal, store);
        carryOut();
        return stamp(controlled, correlationId);
      }
      const at = clock.now();
      const note = (status: number) => requests.add({ method: request.method, path: url.pathname, status, at });
      const fault = faults.hit(request.method, url.pathname);
      if (fault?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      if (fault?.drop === 'before') {
        note(0);
        throw new DroppedConnection();
      }
      const response =
        fault?.status === undefined ? await respond(request, url, correlationId) : faultAnswer(fault, correlationId);
      save(journal, store);
      carryOut();
      note(fault?.drop === 'after' ? 0 : response.status);
      if (fault?.drop === 'after') throw new DroppedConnection();
      return stamp(response, correlationId);
    },
    now: () => clock.now(),
    setNow: (epochMs) => clock.set(epochMs),
    reset() {
      store.clear();
      random.reseed(seed);
      rates.forget();
      faults.clear();
      requests.clear();
      answered = 0;
      search.setLag(options.searchLagMs ?? 0);
      search.settle();
      webhooks.forget();
      furnish();
      journal?.compact(store);
    },
    snapshot: () => ({ version: 1, portalId, now: clock.now(), changes: [...store.snapshot()] }),
    restore(snapshot) {
      const { changes } = (snapshot ?? {}) as { changes?: unknown };
      if (!Array.isArray(changes)) throw invalid('This is not a snapshot of a portal: it has no list of changes');
      const trial = newStore();
      try {
        for (const change of changes as Change[]) trial.apply(change);
      } catch (error) {
        // What is held now stays, when the other cannot be read.
        throw invalid(`This is not a snapshot of a portal: ${error instanceof Error ? error.message : String(error)}`);
      }
      store.clear();
      for (const change of changes as Change[]) store.apply(change);
      search.settle();
      webhooks.forget();
      furnish();
      journal?.compact(store);
    },
    async close() {
      isClosed = true;
      clearInterval(ticker);
      clearTimeout(carrier);
      save(journal, store);
      journal?.close();
    },
    journal: (): readonly JournalEntry[] => requests.since(0),
    inconsistencies: () => [...store.inconsistencies(), ...search.inconsistencies()],
  };

  const control = controlApp({ core, faults, requests, portal, webhooks, actions });
  control.onError((error) => errorAnswer(error, core.newCorrelationId()));
  control.notFound((call) => errorAnswer(noRoute(call.req.method, call.req.path), core.newCorrelationId()));

  // One router for all versions: `findAddress` has brought every path to the one the routes know.
  const app = new Hono<PortalEnv>({
    getPath: (request) => findAddress(new URL(request.url).pathname)?.path ?? '/none',
  });
  associationLabelRoutes(app, core);
  associationRoutes(app, core);
  searchRoutes(app, core);
  objectBatchRoutes(app, core);
  objectRoutes(app, core);
  propertyRoutes(app, core);
  schemaRoutes(app, core);
  ownerRoutes(app, core);
  userRoutes(app, core);
  pipelineRoutes(app, core);
  listRoutes(app, core);
  formRoutes(app, core);
  associationV3Routes(app, core);
  callbackRoutes(app, actions);
  accountRoutes(app, core, rates);
  app.onError((error, call) => errorAnswer(error, correlationOf.get(call.req.raw) ?? ''));
  app.notFound((call) =>
    errorAnswer(noRoute(call.req.method, new URL(call.req.url).pathname), correlationOf.get(call.req.raw) ?? ''),
  );
  const correlationOf = new WeakMap<Request, string>();

  async function respond(request: Request, url: URL, correlationId: string): Promise<Response> {
    let headers: Record<string, string> = {};
    const withHeaders = (response: Response): Response => {
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
      return response;
    };
    try {
      // [documented] Forms are sent by visitors, who have no token.
      const isVisitor = url.pathname.startsWith('/submissions/v3/integration/submit/');
      const caller = isVisitor ? visitor : authenticate(request);
      const address = findAddress(url.pathname);
      headers = rates.take(caller, address?.path.endsWith('/search') ?? false, clock.now());
      // [documented: the status; unverified: the length]
      if (request.url.length > 16_384)
        throw new ApiError(414, { message: 'URI Too Long', category: 'VALIDATION_ERROR' });
      if (address === undefined) throw noRoute(request.method, url.pathname);
      requireScopes(core, caller, request.method, address.path);
      requireSubscription(core, request.method, address.path);
      correlationOf.set(request, correlationId);
      const bindings: { caller: Caller; version: ApiVersion } = { caller, version: address.version };
      return withHeaders(await app.fetch(request, bindings));
    } catch (error) {
      return withHeaders(errorAnswer(error, correlationId));
    }
  }

  function authenticate(request: Request): Caller {
    const token = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.get('Authorization') ?? '')?.[1];
    const grant =
      token === undefined
        ? undefined
        : options.tokens === undefined
          ? { scopes: 'all' as const }
          : options.tokens[token];
    if (token === undefined || grant === undefined) throw unauthenticated(token !== undefined);
    const appId = appIds.get(token) ?? 40_001 + appIds.size;
    appIds.set(token, appId);
    return { token, appId, scopes: grant.scopes === 'all' ? 'all' : new Set(grant.scopes) };
  }

  function stamp(response: Response, correlationId: string): Response {
    response.headers.set('Date', new Date(clock.now()).toUTCString());
    if (!response.headers.has('X-HubSpot-Correlation-Id'))
      response.headers.set('X-HubSpot-Correlation-Id', correlationId);
    return response;
  }

  furnish();
  carryOut();
  return portal;
}

const visitor: Caller = { token: '', appId: 0, scopes: 'all' };

function groupNameOf(store: Store, typeId: string): string {
  const schema = store.doc<{ name: string }>('schema', typeId);
  return `${schema?.name ?? 'object'}_information`;
}

function save(journal: Journal | undefined, store: Store): void {
  const changes = store.takePending();
  journal?.write(changes);
}

/** What was read from disk can be found at once. */
function indexAll(store: Store, search: SearchIndex): void {
  for (const typeId of store.typesWithRecords())
    for (const record of store.records(typeId)) search.recordChanged(undefined, record);
  search.settle();
}

function faultAnswer(fault: Fault, correlationId: string): Response {
  const status = fault.status ?? 500;
  if (status === 204) return new Response(null, { status });
  const body = fault.body ?? { status: 'error', message: faultWords(status), correlationId, ...faultKind(status) };
  return answer(status, body, fault.headers);
}

function faultWords(status: number): string {
  switch (status) {
    case 429:
      return 'You have reached your ten_secondly_rolling limit.';
    case 423:
      return 'This resource is locked; try again in 2 seconds';
    default:
      return status >= 500 ? 'internal error' : 'This call was refused, as a fault asked it to be';
  }
}

function faultKind(status: number): object {
  if (status === 429) return { category: 'RATE_LIMITS', errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' };
  return { category: status >= 500 ? 'INTERNAL_ERROR' : 'VALIDATION_ERROR' };
}

/** [documented] https://developers.hubspot.com/docs/api-reference/error-handling */
function unauthenticated(tokenGiven: boolean): ApiError {
  const message = tokenGiven
    ? 'Authentication credentials not found or expired. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview'
    : 'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview';
  return new ApiError(401, { message, category: 'INVALID_AUTHENTICATION' });
}

/** [unverified] The words. */
function noRoute(method: string, path: string): ApiError {
  return new ApiError(404, { message: `No endpoint answers ${method} ${path}`, category: 'OBJECT_NOT_FOUND' });
}
