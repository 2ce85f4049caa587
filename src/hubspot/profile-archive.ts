import { formatDay } from '../domain/calendar/day.ts';
import { OPTIONAL_PROFILE_FIELDS, type OptionalProfileField } from '../domain/readiness/profile.ts';
import { PortalError } from '../use-cases/ports/ports.ts';
import type { ProfileArchive } from '../use-cases/ports/profiles.ts';
import type { HubspotApi } from './api.ts';
import { batchWrite, type HubspotRecord, type Properties } from './batch.ts';
import { OPTIONAL_PROPERTIES } from './model.ts';
import { PATHS } from './paths.ts';
import { dayOf } from './values.ts';

const PAGE = 200;
const nameOf = (field: OptionalProfileField): string => OPTIONAL_PROPERTIES[field].value.name;
const notedOnOf = (field: OptionalProfileField): string => OPTIONAL_PROPERTIES[field].notedOn.name;

/** Optional profile values on contacts, for the command that removes them; no function does. */
export function hubspotProfileArchive(api: HubspotApi): ProfileArchive {
  const contacts = PATHS.contacts.path;

  async function update(contactIds: readonly string[], properties: Properties, attempting: string): Promise<void> {
    const items = contactIds.map((id) => ({ key: id, id, properties }));
    const { failures } = await batchWrite(api, contacts, 'update', items, attempting);
    const [failure] = failures;
    if (failure) throw new PortalError({ kind: 'refused', attempting, message: failure.message });
  }

  return {
    async fieldsThere() {
      const { body } = await api.call({
        method: 'GET',
        path: `${PATHS.properties.path}/contacts`,
        attempting: 'reading the properties of contacts',
        repeatable: true,
      });
      const names = new Set((body.results as readonly { readonly name: string }[]).map(({ name }) => name));
      return OPTIONAL_PROFILE_FIELDS.filter((field) => names.has(nameOf(field)) && names.has(notedOnOf(field)));
    },

    async *holders(field, notedBy) {
      const has = { propertyName: nameOf(field), operator: 'HAS_PROPERTY' };
      const noted = notedOnOf(field);
      let after = '0';
      for (;;) {
        const from = { propertyName: 'hs_object_id', operator: 'GT', value: after };
        const groups =
          notedBy === undefined
            ? [[from, has]]
            : [
                [from, has, { propertyName: noted, operator: 'LTE', value: String(notedBy * 86_400_000) }],
                [from, has, { propertyName: noted, operator: 'NOT_HAS_PROPERTY' }],
              ];
        const { body } = await api.call({
          method: 'POST',
          path: `${contacts}/search`,
          body: {
            filterGroups: groups.map((filters) => ({ filters })),
            sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
            properties: [noted],
            limit: PAGE,
          },
          attempting: 'looking for optional profile values',
          repeatable: true,
        });
        const records = body.results as readonly HubspotRecord[];
        const last = records.at(-1);
        if (last === undefined) return;
        yield records.map(({ id, properties }) => {
          const on = dayOf(properties, noted);
          return { contactId: id, ...(on === undefined ? {} : { notedOn: on }) };
        });
        after = last.id;
      }
    },

    forget: (field, contactIds) =>
      update(contactIds, { [nameOf(field)]: '', [notedOnOf(field)]: '' }, 'removing optional profile values'),

    note: (field, contactIds, on) =>
      update(contactIds, { [notedOnOf(field)]: formatDay(on) }, 'dating optional profile values'),
  };
}
