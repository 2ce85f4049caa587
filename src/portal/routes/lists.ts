/** `/crm/lists/{version}`: lists (segments), their members and folders. https://developers.hubspot.com/docs/api-reference/crm-lists-v3/guide */
import type { Hono } from 'hono';
import { formatInstant } from '../clock.ts';
import type { Core } from '../core.ts';
import { alreadyExists, invalid, notFound } from '../errors.ts';
import {
  answer,
  booleanParameter,
  integerParameter,
  listParameter,
  noContent,
  type PortalEnv,
  readBody,
} from '../http.ts';
import {
  asArray,
  asInteger,
  asObject,
  asOptionalArray,
  asOptionalInteger,
  asOptionalText,
  asText,
  type Json,
} from '../objects/input.ts';
import { compileBranch } from '../objects/list-filters.ts';
import { findType } from '../objects/registry.ts';

interface ListDoc {
  readonly listId: string;
  readonly name: string;
  readonly objectTypeId: string;
  readonly processingType: 'MANUAL' | 'DYNAMIC' | 'SNAPSHOT';
  readonly filterBranch?: unknown;
  readonly listVersion: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly filtersUpdatedAt: number;
  readonly deletedAt?: number;
  readonly folderId: number;
  readonly conversion?: unknown;
}

interface FolderDoc {
  readonly id: number;
  readonly name: string;
  readonly parentFolderId: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

const rootFolder: FolderDoc = { id: 0, name: 'Root', parentFolderId: 0, createdAt: 0, updatedAt: 0 };

export function listRoutes(app: Hono<PortalEnv>, core: Core): void {
  app.post('/lists', async (call) => {
    const body = asObject((await readBody(call)).value, 'ListCreateRequest');
    const type = findType(core.store, asText(body.objectTypeId, 'objectTypeId'));
    const processingType = asText(body.processingType, 'processingType');
    if (processingType !== 'MANUAL' && processingType !== 'DYNAMIC' && processingType !== 'SNAPSHOT') {
      throw invalid(`${processingType} is not one of the processing types [MANUAL, DYNAMIC, SNAPSHOT]`);
    }
    const filterBranch = body.filterBranch ?? undefined;
    if (processingType !== 'MANUAL' && filterBranch === undefined)
      throw invalid(`A ${processingType} list needs a filterBranch`);
    const test = filterBranch === undefined ? undefined : compileBranch(core, type, filterBranch);
    const name = asText(body.name, 'name');
    refuseName(core, type.typeId, name, undefined);
    if (liveLists(core).length >= core.limits.lists)
      throw invalid(`This portal has reached its limit of ${core.limits.lists} lists`);
    const now = core.clock.now();
    const list: ListDoc = {
      listId: String(core.store.nextNumber('list', 1)),
      name,
      objectTypeId: type.typeId,
      processingType,
      ...(filterBranch === undefined ? {} : { filterBranch }),
      listVersion: 1,
      createdAt: now,
      updatedAt: now,
      filtersUpdatedAt: now,
      folderId: asOptionalInteger(body.listFolderId, 'listFolderId') ?? 0,
    };
    core.store.putDoc('list', list.listId, list);
    // [documented] A snapshot's filters are read once, when it is made.
    if (processingType === 'SNAPSHOT' && test !== undefined) {
      const ids = [...core.store.records(type.typeId)]
        .filter((record) => record.archivedAt === undefined && test(record))
        .map((record) => record.id);
      if (ids.length > 0) core.store.change({ op: 'members', listId: list.listId, add: ids, remove: [], at: now });
    }
    return answer(200, { list: formatList(core, list, true) });
  });

  app.get('/lists', (call) => {
    const ids = listParameter(call, 'listIds') ?? [];
    const lists = ids
      .map((id) => core.store.doc<ListDoc>('list', id))
      .filter((list) => list !== undefined && list.deletedAt === undefined);
    return answer(200, {
      lists: lists.map((list) => formatList(core, list as ListDoc, booleanParameter(call, 'includeFilters'))),
    });
  });

  app.post('/lists/search', async (call) => {
    const body = asObject((await readBody(call)).value, 'ListSearchRequest');
    const words = asOptionalText(body.query, 'query')?.toLowerCase() ?? '';
    const types = asOptionalArray(body.processingTypes, 'processingTypes').map(String);
    const ids = asOptionalArray(body.listIds, 'listIds').map(String);
    const offset = asOptionalInteger(body.offset, 'offset') ?? 0;
    const count = asOptionalInteger(body.count, 'count') ?? 20;
    if (offset < 0 || count < 0 || count > 500)
      throw invalid('offset must not be negative, and count must be from 0 to 500');
    const found = liveLists(core).filter(
      (list) =>
        list.name.toLowerCase().includes(words) &&
        (types.length === 0 || types.includes(list.processingType)) &&
        (ids.length === 0 || ids.includes(list.listId)),
    );
    const page = found.slice(offset, offset + (count || 20));
    return answer(200, {
      lists: page.map((list) => {
        const { size, filterBranch: _filterBranch, ...rest } = formatList(core, list, false);
        return { ...rest, additionalProperties: { hs_list_size: String(size) } };
      }),
      total: found.length,
      offset: offset + page.length,
      hasMore: offset + page.length < found.length,
    });
  });

  // [unverified] New in 2026-09; its shape follows the other paged answers.
  app.post('/lists/all', async (call) => {
    const body = asObject((await readBody(call)).value, 'request');
    const limit = asOptionalInteger(body.limit, 'limit') ?? 100;
    if (limit < 1 || limit > 500) throw invalid(`limit must be from 1 to 500, got ${limit}`);
    const after = Number(asOptionalText(body.after, 'after') ?? 0);
    const lists = liveLists(core).filter((list) => !(Number(list.listId) < after));
    const next = lists[limit];
    return answer(200, {
      lists: lists.slice(0, limit).map((list) => formatList(core, list, false)),
      ...(next === undefined ? {} : { paging: { next: { after: next.listId } } }),
    });
  });

  app.get('/lists/idmapping', (call) => {
    const id = call.req.query('legacyListId') ?? '';
    listNamed(core, id);
    return answer(200, { listId: id, legacyListId: id });
  });
  app.post('/lists/idmapping', async (call) => {
    const ids = asArray((await readBody(call)).value, 'legacyListIds').map(String);
    const known = ids.filter((id) => core.store.doc('list', id) !== undefined);
    return answer(200, {
      legacyListIdsToIdsMapping: known.map((id) => ({ listId: id, legacyListId: id })),
      missingLegacyListIds: ids.filter((id) => !known.includes(id)),
    });
  });

  folderRoutes(app, core);

  app.get('/lists/object-type-id/:type/name/:name', (call) => {
    const type = findType(core.store, call.req.param('type'));
    const name = call.req.param('name');
    const list = liveLists(core).find((one) => one.objectTypeId === type.typeId && one.name === name);
    if (list === undefined) throw notFound(`No list named ${name} of ${type.typeId}`);
    return answer(200, { list: formatList(core, list, booleanParameter(call, 'includeFilters')) });
  });

  app.get('/lists/records/:type/:record/memberships', (call) => {
    const type = findType(core.store, call.req.param('type'));
    const id = core.store.currentId(type.typeId, call.req.param('record'));
    const lists = liveLists(core).filter((list) => list.objectTypeId === type.typeId && membersOf(core, list).has(id));
    return answer(200, {
      total: lists.length,
      results: lists.map((list) => {
        const at = formatInstant(membersOf(core, list).get(id) ?? list.createdAt);
        return { listId: list.listId, listVersion: list.listVersion, firstAddedTimestamp: at, lastAddedTimestamp: at };
      }),
    });
  });

  app.get('/lists/:id', (call) =>
    answer(200, {
      list: formatList(core, listNamed(core, call.req.param('id')), booleanParameter(call, 'includeFilters')),
    }),
  );

  app.delete('/lists/:id', (call) => {
    const list = listNamed(core, call.req.param('id'));
    core.store.putDoc('list', list.listId, { ...list, deletedAt: core.clock.now() });
    return noContent();
  });

  // [documented] Up to 90 days after it was deleted.
  app.put('/lists/:id/restore', (call) => {
    const list = core.store.doc<ListDoc>('list', call.req.param('id'));
    if (list === undefined || (list.deletedAt !== undefined && core.clock.now() - list.deletedAt > 90 * 86_400_000)) {
      throw notFound(`No list with id ${call.req.param('id')}`);
    }
    const { deletedAt: _deletedAt, ...restored } = list;
    core.store.putDoc('list', list.listId, restored);
    return noContent();
  });

  app.put('/lists/:id/update-list-name', (call) => {
    const list = listNamed(core, call.req.param('id'));
    const name = call.req.query('listName');
    if (name === undefined || name === '') throw invalid('listName is required');
    refuseName(core, list.objectTypeId, name, list.listId);
    const changed: ListDoc = { ...list, name, updatedAt: core.clock.now(), listVersion: list.listVersion + 1 };
    core.store.putDoc('list', list.listId, changed);
    return answer(200, { updatedList: formatList(core, changed, booleanParameter(call, 'includeFilters')) });
  });

  app.put('/lists/:id/update-list-filters', async (call) => {
    const list = listNamed(core, call.req.param('id'));
    if (list.processingType !== 'DYNAMIC') throw invalid('Only the filters of a DYNAMIC list can be changed');
    const { filterBranch } = asObject((await readBody(call)).value, 'ListFilterUpdateRequest');
    compileBranch(core, findType(core.store, list.objectTypeId), filterBranch);
    const now = core.clock.now();
    const changed: ListDoc = {
      ...list,
      filterBranch,
      updatedAt: now,
      filtersUpdatedAt: now,
      listVersion: list.listVersion + 1,
    };
    core.store.putDoc('list', list.listId, changed);
    return answer(200, { updatedList: formatList(core, changed, true) });
  });

  app.put('/lists/:id/schedule-conversion', async (call) => {
    const list = listNamed(core, call.req.param('id'));
    const requestedConversionTime = conversionOf(asObject((await readBody(call)).value, 'PublicListConversionTime'));
    core.store.putDoc('list', list.listId, { ...list, conversion: requestedConversionTime });
    return answer(200, { listId: list.listId, requestedConversionTime });
  });
  app.get('/lists/:id/schedule-conversion', (call) => {
    const list = listNamed(core, call.req.param('id'));
    if (list.conversion === undefined) throw notFound(`The list ${list.listId} is not to be converted`);
    return answer(200, { listId: list.listId, requestedConversionTime: list.conversion });
  });
  app.delete('/lists/:id/schedule-conversion', (call) => {
    const { conversion: _conversion, ...list } = listNamed(core, call.req.param('id'));
    core.store.putDoc('list', list.listId, list);
    return noContent();
  });

  for (const path of ['/lists/:id/memberships', '/lists/:id/memberships/join-order']) {
    app.get(path, (call) => {
      const list = listNamed(core, call.req.param('id') ?? '');
      const limit = integerParameter(call, 'limit', 100, 250);
      const start = Number(call.req.query('after') ?? 0);
      if (!Number.isSafeInteger(start) || start < 0)
        throw invalid(`after must be what the last page gave, got ${call.req.query('after')}`);
      const members = [...membersOf(core, list)];
      if (path.endsWith('join-order')) members.sort(([, a], [, b]) => a - b);
      else members.sort(([a], [b]) => Number(a) - Number(b));
      const end = start + limit;
      return answer(200, {
        total: members.length,
        results: members
          .slice(start, end)
          .map(([recordId, at]) => ({ recordId, membershipTimestamp: formatInstant(at) })),
        ...(end < members.length ? { paging: { next: { after: String(end) } } } : {}),
      });
    });
  }

  app.delete('/lists/:id/memberships', (call) => {
    const list = writable(listNamed(core, call.req.param('id')));
    change(core, list, [], [...core.store.members(list.listId).keys()]);
    return noContent();
  });

  app.put('/lists/:id/memberships/add', async (call) => {
    const list = writable(listNamed(core, call.req.param('id')));
    return answer(200, change(core, list, idsOf((await readBody(call)).value), []));
  });

  app.put('/lists/:id/memberships/remove', async (call) => {
    const list = writable(listNamed(core, call.req.param('id')));
    return answer(200, change(core, list, [], idsOf((await readBody(call)).value)));
  });

  app.put('/lists/:id/memberships/add-and-remove', async (call) => {
    const list = writable(listNamed(core, call.req.param('id')));
    const body = asObject((await readBody(call)).value, 'MembershipChangeRequest');
    return answer(200, change(core, list, idsOf(body.recordIdsToAdd ?? []), idsOf(body.recordIdsToRemove ?? [])));
  });

  app.put('/lists/:id/memberships/add-from/:source', (call) => {
    const list = writable(listNamed(core, call.req.param('id')));
    const source = listNamed(core, call.req.param('source'));
    if (source.objectTypeId !== list.objectTypeId) throw invalid('Both lists must be of one object type');
    change(core, list, [...membersOf(core, source).keys()], []);
    return noContent();
  });
}

function folderRoutes(app: Hono<PortalEnv>, core: Core): void {
  const folders = (): FolderDoc[] => [rootFolder, ...core.store.docs<FolderDoc>('folder')];
  const folderNumbered = (id: string): FolderDoc => {
    const folder = folders().find((one) => String(one.id) === id);
    if (folder === undefined) throw notFound(`No folder with id ${id}`);
    return folder;
  };
  const format = (folder: FolderDoc): object => ({
    id: folder.id,
    name: folder.name,
    parentFolderId: folder.parentFolderId,
    childNodes: folders()
      .filter((one) => one.parentFolderId === folder.id && one.id !== 0)
      .map(format),
    childLists: liveLists(core)
      .filter((list) => list.folderId === folder.id)
      .map((list) => Number(list.listId)),
    createdAt: formatInstant(folder.createdAt),
    updatedAt: formatInstant(folder.updatedAt),
  });
  const put = (folder: FolderDoc): void =>
    core.store.putDoc('folder', String(folder.id), { ...folder, updatedAt: core.clock.now() });
  const isBelow = (folder: FolderDoc, other: FolderDoc): boolean => {
    for (let one: FolderDoc = folder; one.id !== 0; one = folderNumbered(String(one.parentFolderId)))
      if (one.id === other.id) return true;
    return false;
  };

  app.get('/lists/folders', (call) =>
    answer(200, { folder: format(folderNumbered(call.req.query('folderId') ?? '0')) }),
  );
  app.post('/lists/folders', async (call) => {
    const body = asObject((await readBody(call)).value, 'ListFolderCreateRequest');
    const parent = folderNumbered(asOptionalText(body.parentFolderId, 'parentFolderId') ?? '0');
    const now = core.clock.now();
    const name = asText(body.name, 'name');
    const folder: FolderDoc = {
      id: core.store.nextNumber('folder', 1),
      name,
      parentFolderId: parent.id,
      createdAt: now,
      updatedAt: now,
    };
    put(folder);
    return answer(200, { folder: format(folder) });
  });
  app.put('/lists/folders/move-list', async (call) => {
    const body = asObject((await readBody(call)).value, 'ListMoveRequest');
    const list = listNamed(core, asText(body.listId, 'listId'));
    core.store.putDoc('list', list.listId, {
      ...list,
      folderId: folderNumbered(asText(body.newFolderId, 'newFolderId')).id,
    });
    return noContent();
  });
  app.put('/lists/folders/:id/move/:parent', (call) => {
    const folder = folderNumbered(call.req.param('id'));
    const parent = folderNumbered(call.req.param('parent'));
    if (folder.id === 0 || isBelow(parent, folder)) throw invalid('A folder cannot be moved into itself');
    put({ ...folder, parentFolderId: parent.id });
    return answer(200, { folder: format(folderNumbered(String(folder.id))) });
  });
  app.put('/lists/folders/:id/rename', (call) => {
    const folder = folderNumbered(call.req.param('id'));
    const name = call.req.query('newFolderName');
    if (folder.id === 0 || name === undefined || name === '')
      throw invalid('newFolderName is required, and the root has none');
    put({ ...folder, name });
    return answer(200, { folder: format(folderNumbered(String(folder.id))) });
  });
  app.delete('/lists/folders/:id', (call) => {
    const folder = folderNumbered(call.req.param('id'));
    const empty =
      !folders().some((one) => one.parentFolderId === folder.id) &&
      !liveLists(core).some((list) => list.folderId === folder.id);
    if (folder.id === 0 || !empty) throw invalid('Only an empty folder can be deleted');
    core.store.deleteDoc('folder', String(folder.id));
    return noContent();
  });
}

function conversionOf(body: Json): object {
  switch (body.conversionType) {
    case 'CONVERSION_DATE':
      return {
        conversionType: 'CONVERSION_DATE',
        year: asInteger(body.year, 'year'),
        month: asInteger(body.month, 'month'),
        day: asInteger(body.day, 'day'),
      };
    case 'INACTIVITY': {
      const timeUnit = asText(body.timeUnit, 'timeUnit');
      if (!['DAY', 'WEEK', 'MONTH'].includes(timeUnit))
        throw invalid(`timeUnit is DAY, WEEK or MONTH, got ${timeUnit}`);
      return { conversionType: 'INACTIVITY', timeUnit, offset: asInteger(body.offset, 'offset') };
    }
    default:
      throw invalid(`conversionType is CONVERSION_DATE or INACTIVITY, got ${String(body.conversionType)}`);
  }
}

function liveLists(core: Core): ListDoc[] {
  return core.store.docs<ListDoc>('list').filter((list) => list.deletedAt === undefined);
}

function listNamed(core: Core, id: string): ListDoc {
  const list = core.store.doc<ListDoc>('list', id);
  if (list === undefined || list.deletedAt !== undefined) throw notFound(`List does not exist with ID ${id}.`);
  return list;
}

function writable(list: ListDoc): ListDoc {
  // [documented] The members of a dynamic list are those its filters take in.
  if (list.processingType === 'DYNAMIC') throw invalid('The members of a DYNAMIC list cannot be changed');
  return list;
}

function refuseName(core: Core, objectTypeId: string, name: string, listId: string | undefined): void {
  if (name.trim() === '') throw invalid('name must not be empty');
  const same = liveLists(core).find(
    (list) => list.objectTypeId === objectTypeId && list.name.toLowerCase() === name.toLowerCase(),
  );
  if (same !== undefined && same.listId !== listId)
    throw alreadyExists(`A list named '${name}' already exists.`, 'ILS.DUPLICATE_LIST_NAMES');
}

function idsOf(value: unknown): string[] {
  const ids = asArray(value, 'recordIds').map((id) => asText(id, 'recordId'));
  // [documented]
  if (ids.length > 100_000) throw invalid('At most 100,000 records can be added or removed at once');
  return [...new Set(ids)];
}

function change(core: Core, list: ListDoc, add: readonly string[], remove: readonly string[]): object {
  const members = core.store.members(list.listId);
  const exists = (id: string) => core.store.liveRecord(list.objectTypeId, id)?.id === id;
  const added = add.filter((id) => exists(id) && !members.has(id));
  const removed = remove.filter((id) => members.has(id));
  if (added.length > 0 || removed.length > 0) {
    core.store.change({ op: 'members', listId: list.listId, add: added, remove: removed, at: core.clock.now() });
  }
  const missing = [...add, ...remove].filter((id) => !exists(id));
  // The field is spelt so. [documented]
  return { recordsIdsAdded: added, recordIdsRemoved: removed, recordIdsMissing: missing };
}

function membersOf(core: Core, list: ListDoc): ReadonlyMap<string, number> {
  if (list.processingType !== 'DYNAMIC') return core.store.members(list.listId);
  const test = compileBranch(core, findType(core.store, list.objectTypeId), list.filterBranch);
  const members = new Map<string, number>();
  for (const record of core.store.records(list.objectTypeId)) {
    // [unverified] When a record came in is taken to be its last change.
    if (record.archivedAt === undefined && test(record)) members.set(record.id, record.updatedAt);
  }
  return members;
}

function formatList(core: Core, list: ListDoc, withFilters: boolean) {
  const {
    createdAt,
    updatedAt,
    filtersUpdatedAt,
    deletedAt: _deletedAt,
    folderId: _folderId,
    conversion: _conversion,
    filterBranch,
    ...rest
  } = list;
  return {
    ...rest,
    processingStatus: 'COMPLETE',
    size: membersOf(core, list).size,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
    filtersUpdatedAt: formatInstant(filtersUpdatedAt),
    ...(withFilters && filterBranch !== undefined ? { filterBranch } : {}),
  };
}
