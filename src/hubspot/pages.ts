import type { HubspotApi } from './api.ts';
import type { HubspotRecord } from './batch.ts';

/** As many as HubSpot gives at once. */
const PAGE = 200;

/** What is looked for: records of `path` that fit all filters of any of the groups. */
export interface PagedSearch {
  readonly path: string;
  /** At most five; each may name five properties, the sixth being the id. */
  readonly groups: readonly (readonly object[])[];
  readonly properties: readonly string[];
  readonly attempting: string;
  /** Only records after this id. */
  readonly from?: string | undefined;
  /** Statuses that mean there is nothing to be found. */
  readonly alsoFine?: readonly number[];
}

/**
 * Every record that fits, a page at a time, ascending by id: a search pages through ten thousand records at most, one by id has no
 * such end. Records may change and go while it pages; no page is empty.
 */
export async function* pagesById(
  api: HubspotApi,
  { path, groups, properties, attempting, from: first = '0', alsoFine = [] }: PagedSearch,
): AsyncGenerator<readonly HubspotRecord[]> {
  for (let after = first; ; ) {
    const from = { propertyName: 'hs_object_id', operator: 'GT', value: after };
    const { body } = await api.call({
      method: 'POST',
      path: `${path}/search`,
      body: {
        filterGroups: groups.map((filters) => ({ filters: [from, ...filters] })),
        sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
        properties,
        limit: PAGE,
      },
      attempting,
      repeatable: true,
      alsoFine,
    });
    const records = (body?.results ?? []) as HubspotRecord[];
    const last = records.at(-1);
    if (last === undefined) return;
    yield records;
    // HubSpot names what comes next on every page but the last.
    if (body.paging?.next === undefined) return;
    after = last.id;
  }
}
