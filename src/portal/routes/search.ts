/** `/crm/objects/{version}/{type}/search`. https://developers.hubspot.com/docs/api-reference/search/guide */
import type { Hono } from 'hono';
import type { Core } from '../core.ts';
import { answer, type PortalEnv, readBody } from '../http.ts';
import { recordFormat } from '../objects/format.ts';
import { findType } from '../objects/registry.ts';
import type { ObjectType } from '../objects/types.ts';
import { type AssociationFilter, parseSearch } from '../search/query.ts';
import type { StoredRecord } from '../store.ts';

export function searchRoutes(app: Hono<PortalEnv>, core: Core): void {
  app.post('/objects/:type/search', async (call) => {
    const type = findType(core.store, call.req.param('type'));
    const body = await readBody(call);
    const query = parseSearch(body.value, body.length, type, (name) => {
      const property = core.store.property(type.typeId, name);
      return property?.archived === false ? property : undefined;
    });
    const isLinked = query.associationFilters.some((filters) => filters.length > 0)
      ? linkTest(core, type, query.associationFilters)
      : undefined;
    const page = core.search.find(type.typeId, query, type.searchableProperties, isLinked);
    const next = query.offset + page.records.length;
    return answer(200, {
      total: page.total,
      results: page.records.map(recordFormat(core, type, { properties: query.properties })),
      // [recorded] No paging on the last page.
      ...(next < page.total && page.records.length > 0 ? { paging: { next: { after: String(next) } } } : {}),
    });
  });
}

/** `associations.company` and its like. Edges are read as they are now, whatever the lag. [unverified] */
function linkTest(
  core: Core,
  type: ObjectType,
  groups: readonly (readonly AssociationFilter[])[],
): (record: StoredRecord, group: number) => boolean {
  const tests = groups.map((filters) =>
    filters.map(({ toTypeWord, operator, ids }) => {
      const toType = findType(core.store, toTypeWord);
      const linked = (record: StoredRecord) => core.store.linked(type.typeId, record.id, toType.typeId);
      const toAny = (record: StoredRecord) => ids.some((id) => linked(record).has(id));
      switch (operator) {
        case 'EQ':
        case 'IN':
          return toAny;
        case 'NEQ':
        case 'NOT_IN':
          return (record: StoredRecord) => !toAny(record);
        case 'HAS_PROPERTY':
          return (record: StoredRecord) => linked(record).size > 0;
        case 'NOT_HAS_PROPERTY':
          return (record: StoredRecord) => linked(record).size === 0;
        default: {
          const never: never = operator;
          throw new RangeError(`unknown operator ${String(never)}`);
        }
      }
    }),
  );
  return (record, group) => (tests[group] ?? []).every((test) => test(record));
}
