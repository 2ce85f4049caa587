/** `/crm/objects/{version}/{type}`: one record, and pages of records. */
import type { Hono } from 'hono';
import { type Core, sourceOf } from '../core.ts';
import { invalid } from '../errors.ts';
import {
  answer,
  booleanParameter,
  type Call,
  integerParameter,
  listParameter,
  noContent,
  type PortalEnv,
  readBody,
} from '../http.ts';
import { formatTouched, formatWhole, recordFormat, type WireRecord } from '../objects/format.ts';
import { asObject } from '../objects/input.ts';
import { mergeRecords } from '../objects/merge.ts';
import {
  archive,
  checkCreate,
  checkUpdate,
  create,
  find,
  recordNotFound,
  update,
  type WriteContext,
} from '../objects/records.ts';
import { findType, lookUpType } from '../objects/registry.ts';
import type { ObjectType } from '../objects/types.ts';
import type { StoredRecord } from '../store.ts';

export function objectRoutes(app: Hono<PortalEnv>, core: Core): void {
  app.get('/objects/:type', (call) => {
    const type = findType(core.store, call.req.param('type'));
    const wanted = wantedOf(call);
    // [documented] 100 a page; [recorded] 50 with history.
    const most = wanted.history?.length ? 50 : 100;
    const limit = integerParameter(call, 'limit', 10, most);
    const after = call.req.query('after');
    if (after !== undefined && after !== '' && !/^\d+$/.test(after))
      throw invalid(`after must be a record id, got ${after}`);
    const archived = booleanParameter(call, 'archived');
    const { page, next } = pageOf(core.store.recordsFrom(type.typeId, Number(after || 0)), archived, limit);
    const format = recordFormat(core, type, wanted);
    const results = page.map((record) => withAssociations(core, call, type, record, format(record)));
    if (next === undefined) return answer(200, { results });
    const link = new URL(call.req.url);
    link.searchParams.set('after', next);
    return answer(200, {
      results,
      paging: { next: { after: next, link: `https://api.hubapi.com${link.pathname}${link.search}` } },
    });
  });

  app.post('/objects/:type', async (call) => {
    const type = findType(core.store, call.req.param('type'));
    const context = writeContext(call);
    const body = asObject((await readBody(call)).value, 'SimplePublicObjectInputForCreate');
    const record = create(core, type, checkCreate(core, type, body, context), context);
    return answer(201, formatWhole(core, record), {
      Location: `https://api.hubapi.com/crm/v3/objects/${type.typeId}/${record.id}`,
    });
  });

  app.post('/objects/:type/merge', async (call) => {
    const type = findType(core.store, call.req.param('type'));
    const body = asObject((await readBody(call)).value, 'PublicMergeInput');
    return answer(200, formatWhole(core, mergeRecords(core, type, body, writeContext(call))));
  });

  app.post('/objects/:type/gdpr-delete', async (call) => {
    const type = findType(core.store, call.req.param('type'));
    const body = asObject((await readBody(call)).value, 'PublicGdprDeleteInput');
    const idProperty = body.idProperty === undefined || body.idProperty === null ? undefined : String(body.idProperty);
    const record = find(core, type, String(body.objectId), idProperty);
    if (record !== undefined) {
      archive(core, record, sourceOf(call.env.caller));
      core.store.change({ op: 'purge', typeId: type.typeId, id: record.id });
    }
    return noContent();
  });

  app.get('/objects/:type/:id', (call) => {
    const type = findType(core.store, call.req.param('type'));
    const id = call.req.param('id');
    const record = booleanParameter(call, 'archived')
      ? archivedRecord(core, type, id)
      : find(core, type, id, call.req.query('idProperty'));
    if (record === undefined) throw recordNotFound(type, id);
    return answer(200, withAssociations(core, call, type, record, recordFormat(core, type, wantedOf(call))(record)));
  });

  app.patch('/objects/:type/:id', async (call) => {
    const type = findType(core.store, call.req.param('type'));
    const context = writeContext(call);
    const body = asObject((await readBody(call)).value, 'SimplePublicObjectInput');
    const id = call.req.param('id');
    const record = find(core, type, id, call.req.query('idProperty'));
    if (record === undefined) throw recordNotFound(type, id);
    const checked = checkUpdate(core, type, record, body, context);
    return answer(
      200,
      formatTouched(core, type, update(core, type, checked, context), Object.keys(checked.values), false),
    );
  });

  // [reported] 204 whether the record was there or not.
  app.delete('/objects/:type/:id', (call) => {
    const type = findType(core.store, call.req.param('type'));
    const record = core.store.liveRecord(type.typeId, call.req.param('id'));
    if (record !== undefined) archive(core, record, sourceOf(call.env.caller));
    return noContent();
  });
}

export function writeContext(call: Call): WriteContext {
  return { version: call.env.version, source: sourceOf(call.env.caller) };
}

function wantedOf(call: Call) {
  return { properties: listParameter(call, 'properties'), history: listParameter(call, 'propertiesWithHistory') };
}

function archivedRecord(core: Core, type: ObjectType, id: string): StoredRecord | undefined {
  const record = core.store.record(type.typeId, id);
  return record?.archivedAt === undefined ? undefined : record;
}

/** [documented] `after` is the id of the next record. */
function pageOf(
  records: Iterable<StoredRecord>,
  archived: boolean,
  limit: number,
): { page: StoredRecord[]; next: string | undefined } {
  const page: StoredRecord[] = [];
  for (const record of records) {
    if ((record.archivedAt !== undefined) !== archived) continue;
    if (page.length === limit) return { page, next: record.id };
    page.push(record);
  }
  return { page, next: undefined };
}

/** `associations=` on a read. [documented: at most 500 of each type, with paging; a type name that is unknown is refused] */
function withAssociations(core: Core, call: Call, type: ObjectType, record: StoredRecord, wire: WireRecord): object {
  const asked = listParameter(call, 'associations');
  if (asked === undefined || asked.length === 0) return wire;
  const associations: Record<string, object> = {};
  for (const word of asked) {
    const toType = lookUpType(core.store, word);
    if (toType === undefined) throw invalid(`Unable to infer object type from: ${word}`);
    const linked = [...core.store.linked(type.typeId, record.id, toType.typeId)];
    if (linked.length === 0) continue;
    const results = linked.flatMap(([id, kinds]) =>
      kinds.map((key) => ({ id, type: core.store.associationType(key)?.name ?? key })),
    );
    const shown = results.slice(0, 500);
    associations[toType.plural] = {
      results: shown,
      ...(shown.length < results.length ? { paging: { next: { after: results[500]?.id ?? '' } } } : {}),
    };
  }
  return Object.keys(associations).length === 0 ? wire : { ...wire, associations };
}
