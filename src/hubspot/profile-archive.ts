import { formatDay } from '../domain/calendar/day.ts';
import { OPTIONAL_PROFILE_FIELDS, type OptionalProfileField } from '../domain/readiness/profile.ts';
import { PortalError } from '../use-cases/ports/ports.ts';
import type { ProfileArchive } from '../use-cases/ports/profiles.ts';
import type { HubspotApi } from './api.ts';
import { batchWrite, type Properties } from './batch.ts';
import { OPTIONAL_PROPERTIES } from './model.ts';
import { pagesById } from './pages.ts';
import { PATHS } from './paths.ts';
import { dayOf } from './values.ts';

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
      const groups =
        notedBy === undefined
          ? [[has]]
          : [
              [has, { propertyName: noted, operator: 'LTE', value: String(notedBy * 86_400_000) }],
              [has, { propertyName: noted, operator: 'NOT_HAS_PROPERTY' }],
            ];
      const attempting = 'looking for optional profile values';
      for await (const records of pagesById(api, { path: contacts, groups, properties: [noted], attempting }))
        yield records.map(({ id, properties }) => {
          const on = dayOf(properties, noted);
          return { contactId: id, ...(on === undefined ? {} : { notedOn: on }) };
        });
    },

    forget: (field, contactIds) =>
      update(contactIds, { [nameOf(field)]: '', [notedOnOf(field)]: '' }, 'removing optional profile values'),

    note: (field, contactIds, on) =>
      update(contactIds, { [notedOnOf(field)]: formatDay(on) }, 'dating optional profile values'),
  };
}
