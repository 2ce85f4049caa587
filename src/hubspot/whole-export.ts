import type { HubspotApi } from './api.ts';
import type { HubspotRecord } from './batch.ts';
import { CONTACT_FACTS, CONTACT_STATE, NATIVE_CONTACT_FACTS, OBJECTS } from './model.ts';
import { PATHS } from './paths.ts';

const PAGE = 200;

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
    groups: readonly (readonly object[])[],
    properties: readonly string[],
  ): ExportedKind['records'] {
    for (let after = '0'; ; ) {
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
        attempting: 'taking everything out',
        repeatable: true,
      });
      const records = body.results as HubspotRecord[];
      const last = records.at(-1);
      if (last === undefined) return;
      yield records.map(({ id, properties: held }) => ({
        ...Object.fromEntries(properties.flatMap((name) => (held[name] ? [[name, held[name]]] : []))),
        id,
      }));
      after = last.id;
    }
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
