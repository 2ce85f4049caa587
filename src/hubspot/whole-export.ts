import type { HubspotApi } from './api.ts';
import { CONTACT_FACTS, CONTACT_STATE, NATIVE_CONTACT_FACTS, OBJECTS } from './model.ts';
import { type PagedSearch, pagesById } from './pages.ts';
import { PATHS } from './paths.ts';
import { heldOf } from './values.ts';

/** One kind of record of ours, as it is taken out of a portal. */
export interface ExportedKind {
  /** `rv_visit`, or `contacts`. */
  readonly name: string;
  /** Every record with what it holds; what is empty is left out. */
  readonly records: AsyncIterable<readonly { readonly id: string; readonly [property: string]: string }[]>;
}

/** Everything the app keeps in a portal: its objects whole, and its properties of the contacts it ever planned or ranked. */
export function wholeExport(api: HubspotApi, portalId: number): readonly ExportedKind[] {
  async function* pages(
    path: string,
    groups: PagedSearch['groups'],
    properties: readonly string[],
  ): ExportedKind['records'] {
    for await (const records of pagesById(api, { path, groups, properties, attempting: 'taking everything out' }))
      yield records.map(({ id, properties: held }) => ({ ...heldOf(held, properties), id }));
  }

  const ours = [...CONTACT_FACTS, ...CONTACT_STATE].map(({ name }) => name);
  const known = ['rv_plan_on', 'rv_tier'].map((propertyName) => [{ propertyName, operator: 'HAS_PROPERTY' }]);
  return [
    ...OBJECTS.map(({ name, properties }) => ({
      name,
      records: pages(
        PATHS.customObjects.path.replace('{objectTypeId}', `p${portalId}_${name}`),
        [[]],
        properties.map((property) => property.name),
      ),
    })),
    { name: 'contacts', records: pages(PATHS.contacts.path, known, [...NATIVE_CONTACT_FACTS, ...ours]) },
  ];
}
