/** `/crm/objects/{version}/{type}/batch/…`. https://developers.hubspot.com/docs/api-reference/error-handling#multi-status-errors */
import type { Hono } from 'hono';
import { type Core, sourceOf } from '../core.ts';
import { ApiError, invalid } from '../errors.ts';
import { type BatchProblem, batchAnswer, noContent, type PortalEnv, readBody } from '../http.ts';
import { formatTouched, formatWhole, recordFormat, type WireRecord } from '../objects/format.ts';
import { asArray, asObject, asOptionalText, asText, asValues, type Json } from '../objects/input.ts';
import {
  archive,
  checkCreate,
  checkUpdate,
  create,
  find,
  nothingTaken,
  requireUniqueProperty,
  type Taken,
  update,
  type WriteContext,
} from '../objects/records.ts';
import { findType, typeWord } from '../objects/registry.ts';
import type { ObjectType } from '../objects/types.ts';
import { writeContext } from './objects.ts';

const mostInputs = 100;
const mostInputsWithHistory = 50;

/** One input: `check` refuses it or gives the write, which cannot fail any more. */
interface Step {
  readonly traceId: string | undefined;
  readonly check: (taken: Taken) => () => WireRecord & { readonly new?: boolean };
}

export function objectBatchRoutes(app: Hono<PortalEnv>, core: Core): void {
  app.post('/objects/:type/batch/create', async (call) => {
    const startedAt = core.clock.now();
    const type = findType(core.store, call.req.param('type'));
    const context = writeContext(call);
    const inputs = inputsOf((await readBody(call)).value);
    const steps = inputs.map(
      (input): Step => ({
        traceId: traceIdOf(input),
        check: (taken) => {
          const checked = checkCreate(core, type, input, context, taken);
          return () => formatWhole(core, create(core, type, checked, context));
        },
      }),
    );
    return runBatch(core, 201, steps, [], startedAt);
  });

  app.post('/objects/:type/batch/read', async (call) => {
    const startedAt = core.clock.now();
    const type = findType(core.store, call.req.param('type'));
    const body = asObject((await readBody(call)).value, 'BatchReadInputSimplePublicObjectId');
    const names = (value: unknown) =>
      value === undefined || value === null ? undefined : asArray(value, 'properties').map(String);
    const wanted = { properties: names(body.properties), history: names(body.propertiesWithHistory) };
    const inputs = inputsOf(body);
    if (wanted.history?.length && inputs.length > mostInputsWithHistory) {
      throw invalid(
        `The maximum number of inputs supported in a batch request for property histories is ${mostInputsWithHistory}`,
      );
    }
    const idProperty = asOptionalText(body.idProperty, 'idProperty');
    if (idProperty !== undefined) requireUniqueProperty(core, type, idProperty);
    const ids = inputs.map((input) => asText(input.id, 'id'));
    refuseDuplicates(ids);
    const archived = call.req.query('archived') === 'true';
    const format = recordFormat(core, type, wanted);
    const results: WireRecord[] = [];
    const missing: string[] = [];
    for (const id of ids) {
      const record = archived ? core.store.record(type.typeId, id) : find(core, type, id, idProperty);
      if (record === undefined || (record.archivedAt !== undefined) !== archived) missing.push(id);
      else results.push(format(record));
    }
    return batchAnswer(core, 200, results, notFoundProblems(type, missing), startedAt);
  });

  app.post('/objects/:type/batch/update', async (call) => {
    const startedAt = core.clock.now();
    const type = findType(core.store, call.req.param('type'));
    const context = writeContext(call);
    const inputs = inputsOf((await readBody(call)).value);
    const keyed = inputs.map((input) => ({
      input,
      id: asText(input.id, 'id'),
      idProperty: asOptionalText(input.idProperty, 'idProperty'),
    }));
    refuseDuplicates(keyed.map(({ id }) => id));
    const missing: string[] = [];
    const steps: Step[] = [];
    for (const { input, id, idProperty } of keyed) {
      const record = find(core, type, id, idProperty);
      if (record === undefined) missing.push(id);
      else {
        steps.push({
          traceId: traceIdOf(input),
          check: (taken) => {
            const checked = checkUpdate(core, type, record, input, context, taken);
            return () =>
              formatTouched(core, type, update(core, type, checked, context), Object.keys(checked.values), true);
          },
        });
      }
    }
    return runBatch(core, 200, steps, notFoundProblems(type, missing), startedAt);
  });

  app.post('/objects/:type/batch/upsert', async (call) => {
    const startedAt = core.clock.now();
    const type = findType(core.store, call.req.param('type'));
    const context = writeContext(call);
    const inputs = inputsOf((await readBody(call)).value);
    const keyed = inputs.map((input) => ({
      input,
      id: asText(input.id, 'id'),
      idProperty: asOptionalText(input.idProperty, 'idProperty'),
    }));
    for (const { idProperty } of keyed) if (idProperty !== undefined) requireUniqueProperty(core, type, idProperty);
    refuseDuplicates(keyed.map(({ id, idProperty }) => (idProperty === 'email' ? id.toLowerCase() : id)));
    // [documented] Partial upserts are not supported when using email: one bad input refuses them all.
    const whole = keyed.some(({ idProperty }) => idProperty === 'email');
    const missing: string[] = [];
    const steps: Step[] = [];
    for (const { input, id, idProperty } of keyed) {
      // [unverified] Without idProperty the id is a record's, and an unknown one is not created.
      if (idProperty === undefined && find(core, type, id, undefined) === undefined) missing.push(id);
      else {
        steps.push({
          traceId: whole ? undefined : traceIdOf(input),
          check: (taken) => checkUpsert(core, type, id, idProperty, input, context, taken),
        });
      }
    }
    return runBatch(core, 200, steps, notFoundProblems(type, missing), startedAt);
  });

  // [documented] 204 whichever of the ids were there.
  app.post('/objects/:type/batch/archive', async (call) => {
    const type = findType(core.store, call.req.param('type'));
    const ids = inputsOf((await readBody(call)).value).map((input) => asText(input.id, 'id'));
    for (const id of ids) {
      const record = core.store.liveRecord(type.typeId, id);
      if (record !== undefined) archive(core, record, sourceOf(call.env.caller));
    }
    return noContent();
  });
}

function checkUpsert(
  core: Core,
  type: ObjectType,
  id: string,
  idProperty: string | undefined,
  input: Json,
  context: WriteContext,
  taken: Taken,
): ReturnType<Step['check']> {
  const record = find(core, type, id, idProperty);
  if (record === undefined) {
    const properties = { ...(idProperty === undefined ? {} : { [idProperty]: id }), ...asValues(input.properties) };
    const checked = checkCreate(core, type, { properties }, context, taken);
    return () => ({ ...formatWhole(core, create(core, type, checked, context)), new: true });
  }
  const checked = checkUpdate(core, type, record, input, context, taken);
  return () => ({
    ...formatTouched(core, type, update(core, type, checked, context), Object.keys(checked.values), false),
    new: false,
  });
}

/**
 * Carries a batch out: all or nothing, unless every input has a trace id of its own; then each is on its own. [documented]
 */
function runBatch(
  core: Core,
  status: number,
  steps: readonly Step[],
  before: readonly BatchProblem[],
  startedAt: number,
): Response {
  const traceIds = steps.map((step) => step.traceId).filter((traceId) => traceId !== undefined);
  const eachAlone = steps.length > 0 && new Set(traceIds).size === steps.length;
  const taken = nothingTaken();
  const problems = [...before];
  const writes: { traceId: string | undefined; write: ReturnType<Step['check']> }[] = [];
  for (const { traceId, check } of steps) {
    try {
      writes.push({ traceId, write: check(taken) });
    } catch (error) {
      if (!eachAlone || traceId === undefined || !(error instanceof ApiError)) throw error;
      const existing = /Existing ID: (\d+)/.exec(error.body.message)?.[1];
      problems.push({
        error: error.body,
        context: { objectWriteTraceId: [traceId], ...(existing === undefined ? {} : { existingId: [existing] }) },
      });
    }
  }
  const results = writes.map(({ traceId, write }) => {
    const wire = write();
    return traceId === undefined ? wire : { ...wire, objectWriteTraceId: traceId };
  });
  return batchAnswer(core, status, results, problems, startedAt);
}

/** [reported] A body without inputs is an empty batch. */
function inputsOf(body: unknown): Json[] {
  const { inputs } = asObject(body, 'BatchInput');
  const list = inputs === undefined || inputs === null ? [] : asArray(inputs, 'inputs');
  if (list.length > mostInputs) {
    throw invalid(
      `The maximum number of inputs supported in a batch is ${mostInputs}. Please reduce the number of items and try again`,
    );
  }
  return list.map((input) => asObject(input, 'inputs'));
}

function traceIdOf(input: Json): string | undefined {
  return asOptionalText(input.objectWriteTraceId, 'objectWriteTraceId');
}

/** [recorded] */
function refuseDuplicates(ids: readonly string[]): void {
  const twice = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  if (twice.length === 0) return;
  throw invalid(`Duplicate IDs found in batch input: [${twice.join(', ')}]. IDs must be unique`, {
    context: { ids: twice },
  });
}

/** [recorded] One problem for all ids that lead nowhere. */
function notFoundProblems(type: ObjectType, ids: readonly string[]): BatchProblem[] {
  if (ids.length === 0) return [];
  return [
    {
      error: {
        category: 'OBJECT_NOT_FOUND',
        message: `Could not get some ${typeWord(type)} objects, they may be deleted or not exist. Check that ids are valid.`,
      },
      context: { ids },
    },
  ];
}
