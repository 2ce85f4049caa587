import { type Day, formatDay } from '../domain/calendar/day.ts';
import {
  isOptional,
  type OptionalProfileField,
  PROFILE_FIELDS,
  type Profile,
  type ProfileField,
} from '../domain/readiness/profile.ts';
import { PortalError } from '../use-cases/ports/ports.ts';
import type { ProfileBook, ProfileTask, StoredProfile } from '../use-cases/ports/profiles.ts';
import type { HubspotApi } from './api.ts';
import { associateDefault, batchRead, batchWrite, type HubspotRecord, type Properties } from './batch.ts';
import { customerOf } from './customers.ts';
import { CONTACT_FACTS, GROUP, NATIVE_CONTACT_FACTS, OPTIONAL_PROPERTIES, propertyBody } from './model.ts';
import { PATHS } from './paths.ts';
import { dayOf, numberOf, present, textOf } from './values.ts';

const CONTACTS = PATHS.contacts.path;

/** Where HubSpot has a property of its own for it, that one is used. */
const PROPERTIES: { readonly [field in ProfileField]: string } = {
  kind: 'rv_customer_kind',
  company: 'company',
  industry: 'industry',
  staff: 'rv_staff',
  revenue: 'annualrevenue',
  position: 'jobtitle',
  decision_role: 'rv_decision_role',
  work_phone: 'phone',
  source: 'rv_source',
  source_note: 'rv_source_note',
  products: 'rv_products',
  signed_on: 'rv_signed_on',
  first_purchase_on: 'rv_first_purchase_on',
  contract_amount: 'rv_contract_amount',
  preferences: 'rv_preference_tags',
  channel: 'rv_preferred_channel',
  third_party: OPTIONAL_PROPERTIES.third_party.value.name,
  age: OPTIONAL_PROPERTIES.age.value.name,
  gender: OPTIONAL_PROPERTIES.gender.value.name,
};
const namesOf = (field: OptionalProfileField): readonly string[] =>
  Object.values(OPTIONAL_PROPERTIES[field]).map(({ name }) => name);
const READ = [
  ...new Set([
    'hs_object_id',
    ...NATIVE_CONTACT_FACTS,
    ...CONTACT_FACTS.map(({ name }) => name),
    ...PROFILE_FIELDS.map((field) => PROPERTIES[field]),
    'rv_customer_key',
    'rv_open_loops',
    'rv_plan_state',
    'rv_stage_kept',
  ]),
];

/** Customers' profiles, on contacts and tasks. */
export function hubspotProfiles(api: HubspotApi, timeZone: () => Promise<string>): ProfileBook {
  return {
    async read(contactIds, optional = []) {
      const zone = await timeZone();
      const names = optional.flatMap((field) => namesOf(field));
      const records = await batchRead(api, CONTACTS, contactIds, [...READ, ...names], 'reading profiles');
      return records.map((record) => profileOf(record, zone, optional));
    },

    async save(contactId, changes, today) {
      const fields = Object.entries(changes) as [ProfileField, string][];
      // Signing, purchase and kind are what cadences follow: decide again.
      const properties: { [name: string]: string } = {};
      for (const [field, value] of fields) {
        properties[PROPERTIES[field]] = value;
        if (!isOptional(field)) continue;
        await ensureOptional(field);
        properties[OPTIONAL_PROPERTIES[field].notedOn.name] = value === '' ? '' : formatDay(today);
      }
      await update(contactId, { ...properties, rv_replan: 'true' });
    },

    async markChecked(contactId, customerKey, on, quarters) {
      await update(contactId, { rv_profile_checked_on: formatDay(on), rv_replan: 'true' });
      const keys = quarters.map((quarter) => `profile:${customerKey}:${quarter}`);
      const properties = ['rv_task_key', 'hs_task_status'];
      const attempting = 'looking for the task of the profile';
      const tasks = await batchRead(api, PATHS.tasks.path, keys, properties, attempting, 'rv_task_key');
      const open = tasks.filter((task) => task.properties.hs_task_status !== 'COMPLETED');
      const items = open.map(({ id }) => ({ key: id, id, properties: { hs_task_status: 'COMPLETED' } }));
      await batchWrite(api, PATHS.tasks.path, 'update', items, 'completing the task of the profile');
    },

    async makeTasks(tasks) {
      const keyOf = ({ customerKey, quarter }: ProfileTask): string => `profile:${customerKey}:${quarter}`;
      const known = await batchRead(
        api,
        PATHS.tasks.path,
        tasks.map(keyOf),
        ['rv_task_key'],
        'looking for tasks of profiles',
        'rv_task_key',
      );
      const there = new Map(known.map(({ id, properties }) => [properties.rv_task_key, id]));
      const fresh = tasks.filter((task) => !there.has(keyOf(task)));
      const { written, failures } = await batchWrite(
        api,
        PATHS.tasks.path,
        'upsert',
        fresh.map((task) => ({ key: keyOf(task), id: keyOf(task), properties: taskProperties(keyOf(task), task) })),
        'making tasks of profiles',
        'rv_task_key',
      );
      // One that was there may lack its contact: the run that made it died before it said so.
      const pairs = tasks.flatMap((task): [string, string][] => {
        const id = written.get(keyOf(task))?.id ?? there.get(keyOf(task));
        return id === undefined ? [] : [[id, task.contactId]];
      });
      await associateDefault(api, PATHS.associations.path, 'tasks', 'contacts', pairs, 'associating tasks of profiles');
      return { made: written.size, failures };
    },
  };

  /** Somebody else may be making it at the same moment. */
  async function ensureOptional(field: OptionalProfileField): Promise<void> {
    for (const property of Object.values(OPTIONAL_PROPERTIES[field])) {
      const path = `${PATHS.properties.path}/contacts`;
      const found = await api.call({
        method: 'GET',
        path: `${path}/${property.name}`,
        attempting: 'looking for the property of an optional field',
        repeatable: true,
        alsoFine: [404],
      });
      if (found.status !== 404) continue;
      await api.call({
        method: 'POST',
        path,
        body: propertyBody(property, GROUP.name),
        attempting: 'creating the property of an optional field',
        repeatable: true,
        alsoFine: [409],
      });
    }
  }

  async function update(contactId: string, properties: Properties): Promise<void> {
    const items = [{ key: contactId, id: contactId, properties }];
    const { failures } = await batchWrite(api, CONTACTS, 'update', items, 'writing the profile');
    const [failure] = failures;
    if (failure)
      throw new PortalError({ kind: 'refused', attempting: 'writing the profile', message: failure.message });
  }
}

function taskProperties(key: string, { customerName, ownerId, dueAt, why }: ProfileTask): Properties {
  return {
    rv_task_key: key,
    hs_task_subject: `画像核对 Profile check — ${customerName}`,
    hs_task_body: `${why.zh}\n${why.en}`,
    hs_task_status: 'NOT_STARTED',
    hs_task_priority: 'LOW',
    hs_task_type: 'TODO',
    hs_timestamp: new Date(dueAt).toISOString(),
    hubspot_owner_id: ownerId,
  };
}

function profileOf(record: HubspotRecord, zone: string, optional: readonly OptionalProfileField[]): StoredProfile {
  const { properties: p } = record;
  const { contactId, name, facts, openLoops, memory } = customerOf(record, zone);
  const profile: { [field in ProfileField]?: string } = {};
  for (const field of [...PROFILE_FIELDS, ...optional]) {
    const value = textOf(p, PROPERTIES[field]);
    if (value !== undefined) profile[field] = value;
  }
  const notedOn: { [field in OptionalProfileField]?: Day } = {};
  for (const field of optional) {
    const on = dayOf(p, OPTIONAL_PROPERTIES[field].notedOn.name);
    if (on !== undefined) notedOn[field] = on;
  }
  const total = numberOf(p, 'rv_purchase_total');
  return {
    contactId,
    name,
    facts,
    openLoops,
    ...present('told', memory.told),
    profile: profile satisfies Profile,
    ...(optional.length > 0 ? { notedOn } : {}),
    orders: {
      ...present('count', numberOf(p, 'rv_purchase_count')),
      ...present('cents', total === undefined ? undefined : Math.round(total * 100)),
      ...present('growthPercent', numberOf(p, 'rv_growth_percent')),
    },
  };
}
