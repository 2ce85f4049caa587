/** `/__portal/…`: what no real portal has. Reset, clock, snapshot, requests, faults, people. */
import { Hono } from 'hono';
import type { Core } from '../core.ts';
import { invalid, notFound } from '../errors.ts';
import type { Faults } from '../faults.ts';
import { answer, noContent, type PortalEnv, readBody } from '../http.ts';
import { formatWhole } from '../objects/format.ts';
import { asArray, asObject, asOptionalBoolean, asOptionalInteger, asOptionalText, asText } from '../objects/input.ts';
import { checkCreate, checkUpdate, create, restore, update, type WriteContext } from '../objects/records.ts';
import { findType } from '../objects/registry.ts';
import { parseInstant } from '../objects/values.ts';
import type { Webhooks } from '../outgoing/webhooks.ts';
import type { WorkflowActions } from '../outgoing/workflow-actions.ts';
import type { JournalEntry, RequestJournal } from '../request-journal.ts';
import { formPageRoutes } from './form-page.ts';
import { seedOwners } from './owners.ts';
import { seedUsers } from './users.ts';

export interface ControlledPortal {
  reset(): void;
  snapshot(): unknown;
  restore(snapshot: unknown): void;
}

export interface ControlParts {
  readonly core: Core;
  readonly faults: Faults;
  readonly requests: RequestJournal;
  readonly portal: ControlledPortal;
  readonly webhooks: Webhooks;
  readonly actions: WorkflowActions;
}

export function controlApp({ core, faults, requests, portal, webhooks, actions }: ControlParts): Hono<PortalEnv> {
  const app = new Hono<PortalEnv>();

  app.post('/__portal/reset', () => {
    portal.reset();
    return noContent();
  });

  const clockAnswer = () =>
    answer(200, { now: new Date(core.clock.now()).toISOString(), frozen: core.clock.isFrozen() });
  app.get('/__portal/clock', clockAnswer);
  app.post('/__portal/clock', async (call) => {
    const body = asObject((await readBody(call)).value, 'clock');
    const frozen = asOptionalBoolean(body.frozen, 'frozen') ?? false;
    if (body.now === null) core.clock.set(null);
    else {
      const at = body.now === undefined ? core.clock.now() : parseInstant(String(body.now));
      if (at === undefined) throw invalid(`now is an ISO 8601 instant or epoch milliseconds, got ${String(body.now)}`);
      core.clock.set(at, { frozen });
    }
    return clockAnswer();
  });

  app.get('/__portal/snapshot', () => answer(200, portal.snapshot()));
  app.put('/__portal/snapshot', async (call) => {
    portal.restore((await readBody(call)).value);
    return noContent();
  });

  app.get('/__portal/requests', (call) => {
    const since = Number(call.req.query('since') ?? 0);
    if (!Number.isSafeInteger(since) || since < 0)
      throw invalid(`since is a number of requests, got ${call.req.query('since')}`);
    const entries = requests.since(since);
    return answer(200, { total: requests.total, requests: entries, counts: countsOf(entries) });
  });

  app.get('/__portal/faults', () => answer(200, { faults: faults.list(), searchLagMs: core.search.lagMs }));
  app.post('/__portal/faults', async (call) => {
    const body = asObject((await readBody(call)).value, 'fault');
    const searchLagMs = asOptionalInteger(body.searchLagMs, 'searchLagMs');
    if (searchLagMs !== undefined) {
      core.search.setLag(Math.max(0, searchLagMs));
      return answer(201, { searchLagMs: core.search.lagMs });
    }
    return answer(201, faults.add(body));
  });
  app.delete('/__portal/faults', () => {
    faults.clear();
    return noContent();
  });

  formPageRoutes(app, core);

  app.post('/__portal/owners', async (call) =>
    answer(201, { results: seedOwners(core, (await readBody(call)).value) }),
  );
  app.post('/__portal/users', async (call) => answer(201, { results: seedUsers(core, (await readBody(call)).value) }));

  // Records that only HubSpot itself makes, such as answers to surveys: read-only properties may be set.
  app.post('/__portal/records', async (call) => {
    const body = asObject((await readBody(call)).value, 'records');
    const type = findType(core.store, asText(body.objectType, 'objectType'));
    const sourceType = asOptionalText(body.sourceType, 'sourceType') ?? 'CRM_UI';
    const context: WriteContext = { version: '2026-09', source: { sourceType }, asHubSpot: true };
    const checked = asArray(body.inputs, 'inputs').map((input) =>
      checkCreate(core, type, asObject(input, 'inputs'), context),
    );
    return answer(201, { results: checked.map((one) => formatWhole(core, create(core, type, one, context))) });
  });

  // What a person changes in HubSpot's own form: property history names the person.
  app.post('/__portal/edits', async (call) => {
    const body = asObject((await readBody(call)).value, 'edit');
    const type = findType(core.store, asText(body.objectType, 'objectType'));
    const id = asText(body.id, 'id');
    const record = core.store.record(type.typeId, id);
    if (record === undefined) throw notFound(`there is no record ${id} of ${type.typeId}`);
    const userId = asOptionalInteger(body.userId, 'userId');
    const sourceType = asOptionalText(body.sourceType, 'sourceType') ?? 'CRM_UI';
    const by = userId === undefined ? {} : { sourceId: `userId:${userId}`, updatedByUserId: userId };
    const context: WriteContext = { version: '2026-09', source: { sourceType, ...by } };
    const checked = checkUpdate(core, type, record, { properties: asObject(body.properties, 'properties') }, context);
    return answer(200, formatWhole(core, update(core, type, checked, context)));
  });

  // What a person brings back on HubSpot's page of deleted records; no API does.
  app.post('/__portal/restorations', async (call) => {
    const body = asObject((await readBody(call)).value, 'restoration');
    const type = findType(core.store, asText(body.objectType, 'objectType'));
    const id = asText(body.id, 'id');
    const record = core.store.record(type.typeId, id);
    if (record?.archivedAt === undefined || core.store.currentId(type.typeId, id) !== id)
      throw notFound(`there is no deleted record ${id} of ${type.typeId}`);
    return answer(200, formatWhole(core, restore(core, type, record)));
  });

  app.get('/__portal/webhooks', () => answer(200, webhooks.status()));
  app.post('/__portal/webhooks', async (call) => answer(201, webhooks.configure((await readBody(call)).value)));
  app.post('/__portal/webhooks/deliver', async () => answer(200, { deliveries: await webhooks.deliver('any') }));

  app.get('/__portal/workflow-actions', () => answer(200, { executions: actions.executions() }));
  app.post('/__portal/workflow-actions/execute', async (call) =>
    answer(201, await actions.execute((await readBody(call)).value)),
  );
  app.post('/__portal/workflow-actions/retry', async () => {
    await actions.retryDue();
    return answer(200, { executions: actions.executions() });
  });

  return app;
}

function countsOf(entries: readonly JournalEntry[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method, path } of entries) {
    // Ids would make every path its own.
    const shape = `${method} ${path.replace(/\/\d+(?=\/|$)/g, '/{id}')}`;
    counts[shape] = (counts[shape] ?? 0) + 1;
  }
  return counts;
}
