/** Associations between records, the v4 way: `/crm/associations/{version}/…` and `/crm/objects/{version}/…/associations/…`. */
import type { Hono } from 'hono';
import { type Core, sourceOf } from '../core.ts';
import { ApiError, type ErrorBody, invalid } from '../errors.ts';
import {
  answer,
  type BatchProblem,
  batchAnswer,
  type Call,
  integerParameter,
  noContent,
  type PortalEnv,
  readBody,
} from '../http.ts';
import type { AssociationType } from '../objects/association-types.ts';
import { asArray, asObject, asText, type Json } from '../objects/input.ts';
import { defaultKind, join, linkProblem, parseKinds, part } from '../objects/links.ts';
import { recordNotFound } from '../objects/records.ts';
import { findType } from '../objects/registry.ts';
import type { ObjectType } from '../objects/types.ts';
import type { StoredRecord } from '../store.ts';

/** [documented] */
const most = { read: 1_000, create: 2_000, page: 500 };

export function associationRoutes(app: Hono<PortalEnv>, core: Core): void {
  app.post('/associations/:from/:to/batch/create', async (call) => {
    const startedAt = core.clock.now();
    const [from, to] = ends(core, call);
    const problems: BatchProblem[] = [];
    const results: object[] = [];
    for (const input of inputsOf((await readBody(call)).value, most.create)) {
      const kinds = parseKinds(core, input.types, from.typeId, to.typeId);
      const pair = pairOf(core, from, to, input, problems);
      if (pair === undefined || isFull(core, pair, kinds, problems)) continue;
      join(core, pair.from, pair.to, kinds, sourceOf(call.env.caller));
      results.push(formatPair(call, pair.from, pair.to, kinds));
    }
    return batchAnswer(core, 201, results, problems, startedAt);
  });

  app.post('/associations/:from/:to/batch/associate/default', async (call) => {
    const startedAt = core.clock.now();
    const [from, to] = ends(core, call);
    const kind = requireDefault(core, from, to);
    const problems: BatchProblem[] = [];
    const results: object[] = [];
    for (const input of inputsOf((await readBody(call)).value, most.create)) {
      const pair = pairOf(core, from, to, input, problems);
      if (pair === undefined || isFull(core, pair, [kind], problems)) continue;
      join(core, pair.from, pair.to, [kind], sourceOf(call.env.caller));
      results.push(...formatDefault(core, pair.from, pair.to, kind));
    }
    return batchAnswer(core, 200, results, problems, startedAt);
  });

  app.post('/associations/:from/:to/batch/read', async (call) => {
    const startedAt = core.clock.now();
    const [from, to] = ends(core, call);
    const problems: BatchProblem[] = [];
    const results: object[] = [];
    for (const input of inputsOf((await readBody(call)).value, most.read)) {
      const id = asText(input.id, 'id');
      if (!/^\d+$/.test(id)) {
        problems.push(invalidIdentifier(id));
        continue;
      }
      const after = input.after === undefined || input.after === null ? 0 : Number(input.after);
      const page = pageOf(
        core,
        call,
        from,
        to,
        core.store.currentId(from.typeId, id),
        Number.isFinite(after) ? after : 0,
        most.page,
      );
      if (page.to.length === 0) problems.push(noneFound(from, to, id));
      else results.push({ from: { id }, to: page.to, ...page.paging });
    }
    return batchAnswer(core, 200, results, problems, startedAt);
  });

  app.post('/associations/:from/:to/batch/archive', async (call) => {
    const [from, to] = ends(core, call);
    for (const input of inputsOf((await readBody(call)).value, most.create)) {
      const record = core.store.liveRecord(from.typeId, idOf(input.from, 'from'));
      for (const other of asArray(input.to, 'to')) {
        const toId = core.store.currentId(to.typeId, idOf(other, 'to'));
        if (record !== undefined) part(core, record, to.typeId, toId, 'all', sourceOf(call.env.caller));
      }
    }
    return noContent();
  });

  app.post('/associations/:from/:to/batch/labels/archive', async (call) => {
    const [from, to] = ends(core, call);
    for (const input of inputsOf((await readBody(call)).value, most.create)) {
      const kinds = parseKinds(core, input.types, from.typeId, to.typeId);
      const record = core.store.liveRecord(from.typeId, idOf(input.from, 'from'));
      const toId = core.store.currentId(to.typeId, idOf(input.to, 'to'));
      if (record !== undefined)
        part(
          core,
          record,
          to.typeId,
          toId,
          kinds.map((kind) => kind.key),
          sourceOf(call.env.caller),
        );
    }
    return noContent();
  });

  app.get('/objects/:from/:id/associations/:to', (call) => {
    const [from, to] = ends(core, call);
    const record = requireRecord(core, from, call.req.param('id'));
    const after = Number(call.req.query('after') ?? 0);
    const limit = integerParameter(call, 'limit', 500, 500);
    if (call.env.version === 'v3') {
      // [documented] The v3 path names kinds by word.
      const results = [...core.store.linked(from.typeId, record.id, to.typeId)].flatMap(([id, kinds]) =>
        kinds.map((key) => ({ id, type: core.store.associationType(key)?.name ?? key })),
      );
      return answer(200, { results: results.slice(0, limit) });
    }
    const page = pageOf(core, call, from, to, record.id, Number.isFinite(after) ? after : 0, limit);
    return answer(200, { results: page.to, ...page.paging });
  });

  // The body is a list of specs, not an object that holds one. [documented]
  app.put('/objects/:from/:id/associations/:to/:toId', async (call) => {
    const [from, to] = ends(core, call);
    const body = asArray((await readBody(call)).value, 'AssociationSpec');
    const kinds = parseKinds(core, body, from.typeId, to.typeId);
    if (kinds.length === 0) throw invalid('At least one association type is required');
    const record = requireRecord(core, from, call.req.param('id'));
    const other = requireRecord(core, to, call.req.param('toId'));
    refuseSelf(record, other);
    refuseFull(core, record, other, kinds);
    join(core, record, other, kinds, sourceOf(call.env.caller));
    return answer(201, formatPair(call, record, other, kinds));
  });

  app.delete('/objects/:from/:id/associations/:to/:toId', (call) => {
    const [from, to] = ends(core, call);
    const record = core.store.liveRecord(from.typeId, call.req.param('id'));
    const toId = core.store.currentId(to.typeId, call.req.param('toId'));
    if (record !== undefined) part(core, record, to.typeId, toId, 'all', sourceOf(call.env.caller));
    return noContent();
  });

  app.put('/objects/:from/:id/associations/default/:to/:toId', (call) => {
    const startedAt = core.clock.now();
    const [from, to] = ends(core, call);
    const kind = requireDefault(core, from, to);
    const record = requireRecord(core, from, call.req.param('id'));
    const other = requireRecord(core, to, call.req.param('toId'));
    refuseSelf(record, other);
    refuseFull(core, record, other, [kind]);
    join(core, record, other, [kind], sourceOf(call.env.caller));
    return batchAnswer(core, 200, formatDefault(core, record, other, kind), [], startedAt);
  });
}

export function ends(core: Core, call: Call): [ObjectType, ObjectType] {
  return [findType(core.store, call.req.param('from') ?? ''), findType(core.store, call.req.param('to') ?? '')];
}

/** Answers on v4 paths carry ids as numbers [recorded]; the dated paths' carry them as text [documented]. */
function wireId(call: Call, id: string): string | number {
  return call.env.version === 'v4' ? Number(id) : id;
}

function inputsOf(body: unknown, limit: number): Json[] {
  const inputs = asArray(asObject(body, 'BatchInput').inputs, 'inputs');
  if (inputs.length > limit) {
    throw invalid(
      `The maximum number of inputs supported in a batch is ${limit}. Please reduce the number of items and try again`,
    );
  }
  return inputs.map((input) => asObject(input, 'inputs'));
}

function idOf(value: unknown, where: string): string {
  return asText(asObject(value, 'PublicObjectId').id, `${where}.id`);
}

function pairOf(
  core: Core,
  from: ObjectType,
  to: ObjectType,
  input: Json,
  problems: BatchProblem[],
): { from: StoredRecord; to: StoredRecord } | undefined {
  const fromId = idOf(input.from, 'from');
  const toId = idOf(input.to, 'to');
  const stray = [fromId, toId].find((id) => !/^\d+$/.test(id));
  if (stray !== undefined) {
    problems.push(invalidIdentifier(stray));
    return undefined;
  }
  const record = core.store.liveRecord(from.typeId, fromId);
  const other = core.store.liveRecord(to.typeId, toId);
  if (record === undefined || other === undefined) {
    const [type, id] = record === undefined ? [from, fromId] : [to, toId];
    problems.push({ error: recordNotFound(type, id).body, context: { id: [id], objectType: [type.typeId] } });
    return undefined;
  }
  if (record.typeId === other.typeId && record.id === other.id) {
    problems.push({ error: selfError(record, other), context: {} });
    return undefined;
  }
  return { from: record, to: other };
}

/** [recorded] */
function invalidIdentifier(id: string): BatchProblem {
  return {
    error: {
      category: 'VALIDATION_ERROR',
      subCategory: 'crm.associations.INVALID_IDENTIFIER',
      message: `${id} is not a valid ID`,
    },
    context: { id: [id] },
  };
}

/** [recorded] */
function noneFound(from: ObjectType, to: ObjectType, id: string): BatchProblem {
  const word = (type: ObjectType) => (type.custom ? type.typeId : type.singular);
  return {
    error: {
      category: 'OBJECT_NOT_FOUND',
      subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
      message: `No ${word(to)} is associated with ${word(from)} ${id}.`,
    },
    context: { fromObjectId: [id], fromObjectType: [word(from)], toObjectType: [word(to)] },
  };
}

/** [recorded] */
function selfError(record: StoredRecord, other: StoredRecord): ErrorBody {
  return { category: 'VALIDATION_ERROR', message: `Object ${record.id} cannot be associated to itself (${other.id})` };
}

function refuseSelf(record: StoredRecord, other: StoredRecord): void {
  if (record.typeId === other.typeId && record.id === other.id) throw new ApiError(400, selfError(record, other));
}

function refuseFull(core: Core, record: StoredRecord, other: StoredRecord, kinds: readonly AssociationType[]): void {
  const problem = linkProblem(core, record, other, kinds);
  if (problem !== undefined) throw new ApiError(400, problem);
}

function isFull(
  core: Core,
  pair: { from: StoredRecord; to: StoredRecord },
  kinds: readonly AssociationType[],
  problems: BatchProblem[],
): boolean {
  const problem = linkProblem(core, pair.from, pair.to, kinds);
  if (problem !== undefined) problems.push({ error: problem, context: { fromObjectId: [pair.from.id] } });
  return problem !== undefined;
}

function requireRecord(core: Core, type: ObjectType, id: string): StoredRecord {
  const record = core.store.liveRecord(type.typeId, id);
  if (record === undefined) throw recordNotFound(type, id);
  return record;
}

function requireDefault(core: Core, from: ObjectType, to: ObjectType): AssociationType {
  const kind = defaultKind(core, from.typeId, to.typeId);
  // [unverified] The words.
  if (kind === undefined) throw invalid(`No default association type is defined from ${from.typeId} to ${to.typeId}`);
  return kind;
}

/** [documented] A page of up to 500; `after` is the id of the next. */
function pageOf(core: Core, call: Call, from: ObjectType, to: ObjectType, id: string, after: number, limit: number) {
  const linked = [...core.store.linked(from.typeId, id, to.typeId)]
    .filter(([toId]) => Number(toId) >= after)
    .sort(([a], [b]) => Number(a) - Number(b));
  const next = linked[limit];
  return {
    to: linked.slice(0, limit).map(([toId, kinds]) => ({
      toObjectId: wireId(call, toId),
      associationTypes: kinds.map((key) => {
        const kind = core.store.associationType(key);
        return { category: kind?.category ?? 'USER_DEFINED', typeId: kind?.typeId ?? 0, label: kind?.label ?? null };
      }),
    })),
    paging: next === undefined ? {} : { paging: { next: { after: next[0] } } },
  };
}

function formatPair(call: Call, from: StoredRecord, to: StoredRecord, kinds: readonly AssociationType[]): object {
  return {
    fromObjectTypeId: from.typeId,
    fromObjectId: wireId(call, from.id),
    toObjectTypeId: to.typeId,
    toObjectId: wireId(call, to.id),
    labels: kinds.map((kind) => kind.label).filter((label) => label !== null),
  };
}

/** [documented] Both directions are in the answer. */
function formatDefault(core: Core, from: StoredRecord, to: StoredRecord, kind: AssociationType): object[] {
  const spec = (one: AssociationType) => ({ associationCategory: one.category, associationTypeId: one.typeId });
  const inverse = core.store.associationType(kind.inverseKey) ?? kind;
  return [
    { from: { id: from.id }, to: { id: to.id }, associationSpec: spec(kind) },
    { from: { id: to.id }, to: { id: from.id }, associationSpec: spec(inverse) },
  ];
}
