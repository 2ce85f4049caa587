import type { CheckedCustomer } from '../domain/readiness/checks.ts';
import type { CheckBook } from '../use-cases/ports/ranking.ts';
import type { HubspotApi } from './api.ts';
import { batchRead, batchWrite, type HubspotRecord } from './batch.ts';
import { customerOf } from './customers.ts';
import { CONTACT_FACTS, NATIVE_CONTACT_FACTS } from './model.ts';
import { PATHS } from './paths.ts';
import { inBook } from './rank-book.ts';
import { dayOf, textOf } from './values.ts';

const CONTACTS = PATHS.contacts.path;
const PAGE = 200;

/** Where nobody should have written a private number, besides the work phone, which is meant to hold one. */
const TEXTS = [
  'firstname',
  'lastname',
  'company',
  'jobtitle',
  'mobilephone',
  'rv_preference_tags',
  'rv_cadence_reason',
  'rv_tier_reason',
];
const READ = [
  ...new Set([
    'hs_object_id',
    'hs_timezone',
    ...NATIVE_CONTACT_FACTS,
    ...CONTACT_FACTS.map(({ name }) => name),
    ...TEXTS,
    'rv_customer_key',
  ]),
];

/** The book as its data are checked, on contacts. */
export function hubspotCheckBook(api: HubspotApi, timeZone: () => Promise<string>): CheckBook {
  return {
    async page(query) {
      const { body } = await api.call({
        method: 'POST',
        path: `${CONTACTS}/search`,
        body: {
          filterGroups: inBook(query),
          sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
          properties: READ,
          limit: PAGE,
        },
        attempting: 'checking the book',
        repeatable: true,
      });
      const zone = await timeZone();
      const customers = (body.results as HubspotRecord[]).map((record) => checkedOf(record, zone));
      return { customers, total: Number(body.total), more: Number(body.total) > customers.length };
    },

    async read(ids) {
      const zone = await timeZone();
      const records = await batchRead(api, CONTACTS, ids, READ, 'reading contacts to correct');
      return records.map((record) => checkedOf(record, zone));
    },

    async correct(corrections) {
      const byContact = new Map<string, { [field: string]: string }>();
      for (const { id, field, value } of corrections) byContact.set(id, { ...byContact.get(id), [field]: value });
      const items = [...byContact].map(([id, properties]) => ({ key: id, id, properties }));
      return (await batchWrite(api, CONTACTS, 'update', items, 'correcting contacts')).failures;
    },
  };
}

/** A contact as its data are checked. */
export function checkedOf(record: HubspotRecord, timeZone: string): CheckedCustomer {
  const { properties: p } = record;
  const { contactId, name, facts, unreadable } = customerOf(record, timeZone);
  return {
    id: contactId,
    name,
    company: textOf(p, 'company'),
    email: textOf(p, 'email'),
    phone: textOf(p, 'phone'),
    zone: textOf(p, 'rv_time_zone') ?? textOf(p, 'hs_timezone'),
    texts: TEXTS.flatMap((field) => {
      const text = textOf(p, field);
      return text === undefined ? [] : [{ field, text }];
    }),
    facts,
    unreadable,
    manualTier:
      textOf(p, 'rv_tier_source') === 'manual'
        ? { reason: textOf(p, 'rv_tier_reason'), until: dayOf(p, 'rv_tier_until') }
        : undefined,
  };
}
