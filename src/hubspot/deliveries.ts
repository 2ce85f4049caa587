import { formatDay } from '../domain/calendar/day.ts';
import type { Delivery } from '../domain/delivery/delivery.ts';
import type { DeliveryStore, DeliveryTask } from '../use-cases/ports/deliveries.ts';
import { PortalError } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import {
  associateDefault,
  type BatchItem,
  batchRead,
  batchWrite,
  type HubspotRecord,
  type Properties,
} from './batch.ts';
import { type ObjectTypes, objectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { keyedUntilRefused } from './unkeyed.ts';
import { unkeyedDeliveries } from './unkeyed-deliveries.ts';
import { dayOf, dayText, jsonOf, present, textOf } from './values.ts';

const CONTACTS = PATHS.contacts.path;

/**
 * A customer's project in properties of the contact, its milestones as tasks, its reports as notes.
 *
 * Properties and no object of its own: a customer has one project at a time, the planner reads its dates from the contact already,
 * and contact lists and workflows filter on them; an account has ten kinds of custom objects in all, and this app takes four.
 */
export function hubspotDeliveries(
  api: HubspotApi,
  types: () => Promise<ObjectTypes> = () => objectTypes(api),
): DeliveryStore {
  const unkeyed = unkeyedDeliveries(api, types);
  const byKey = keyedUntilRefused();

  return {
    async read(contactId) {
      const [record] = await batchRead(
        api,
        CONTACTS,
        [contactId],
        ['rv_delivery', 'rv_delivery_next_on'],
        'reading the delivery',
      );
      const values = record?.properties ?? {};
      return {
        ...present('delivery', jsonOf<Delivery>(textOf(values, 'rv_delivery'))),
        ...present('nextOn', dayOf(values, 'rv_delivery_next_on')),
      };
    },

    async save(contactId, delivery, { flags, serviceStatus, milestoneOn, surveyBy, nextOn }) {
      const marks = Object.values(delivery.survey.scores ?? {});
      await api.call({
        method: 'PATCH',
        path: `${CONTACTS}/${contactId}`,
        body: {
          properties: {
            rv_delivery: JSON.stringify(delivery),
            rv_delivery_stage: delivery.stage,
            rv_delivery_confirmed: String(delivery.confirmed !== undefined),
            rv_delivery_milestone_on: dayText(milestoneOn),
            rv_delivery_open_needs: String(delivery.needs.filter(({ judged }) => judged?.met !== true).length),
            rv_delivery_exceptions: String(delivery.exceptions.filter(({ agreed }) => agreed === undefined).length),
            rv_delivery_survey_by: dayText(surveyBy),
            rv_delivery_csat: marks.length === 0 ? '' : String(marks.reduce((a, b) => a + b, 0) / marks.length),
            rv_delivery_next_on: dayText(nextOn),
            rv_flags: flags.join(';'),
            rv_service_status: serviceStatus,
            rv_project_started_on: formatDay(delivery.startedOn),
            rv_project_done_on: dayText(delivery.doneOn),
            rv_accepted_on: dayText(delivery.accepted?.on),
            rv_replan: 'true',
          },
        },
        attempting: 'writing the delivery',
        repeatable: true,
      });
    },

    async due({ today, limit }) {
      const { body } = await api.call({
        method: 'POST',
        path: `${CONTACTS}/search`,
        body: {
          filterGroups: [
            {
              filters: [{ propertyName: 'rv_delivery_next_on', operator: 'LTE', value: String(today * 86_400_000) }],
            },
          ],
          sorts: [{ propertyName: 'rv_delivery_next_on', direction: 'ASCENDING' }],
          properties: ['rv_delivery_next_on'],
          limit,
        },
        attempting: 'looking for deliveries to look after',
        repeatable: true,
      });
      return (body.results as HubspotRecord[]).map(({ id }) => id);
    },

    saveTasks: (contactId, { make, change }) => {
      const plain = (tasks: readonly DeliveryTask[]) =>
        tasks.map((task) => ({ key: task.key, properties: taskProperties(task) }));
      return byKey(
        () => saveTasksByKey(contactId, make, change),
        async () => {
          await unkeyed.write('tasks', contactId, plain(make));
          await unkeyed.change('tasks', contactId, plain(change));
        },
      );
    },

    saveNote: (contactId, { key, at, ownerId, text }) => {
      const properties = {
        hs_timestamp: new Date(at).toISOString(),
        hubspot_owner_id: ownerId,
        hs_note_body: noteBody(text),
      };
      return byKey(
        () => saveNoteByKey(contactId, key, properties),
        () => unkeyed.write('notes', contactId, [{ key, properties }]),
      );
    },
  };

  async function saveTasksByKey(
    contactId: string,
    make: readonly DeliveryTask[],
    change: readonly DeliveryTask[],
  ): Promise<void> {
    const made = await batchWrite(
      api,
      PATHS.tasks.path,
      'upsert',
      make.map((task) => ({
        key: task.key,
        id: task.key,
        properties: { rv_task_key: task.key, ...taskProperties(task) },
      })),
      'writing the tasks of a delivery',
      'rv_task_key',
    );
    fail(made.failures, 'writing the tasks of a delivery');
    await associateDefault(
      api,
      PATHS.associations.path,
      'tasks',
      'contacts',
      [...made.written.values()].map(({ id }): [string, string] => [id, contactId]),
      'associating tasks',
    );
    if (change.length === 0) return;
    const found = await batchRead(
      api,
      PATHS.tasks.path,
      change.map(({ key }) => key),
      ['rv_task_key', 'hs_task_status'],
      'reading the tasks of a delivery',
      'rv_task_key',
    );
    const there = new Map(found.map(({ id, properties }) => [properties.rv_task_key ?? '', { id, properties }]));
    const items = change.flatMap((task): BatchItem[] => {
      const known = there.get(task.key);
      // What a person completed stays so.
      if (!known || known.properties.hs_task_status === 'COMPLETED') return [];
      return [{ key: task.key, id: known.id, properties: taskProperties(task) }];
    });
    fail(
      (await batchWrite(api, PATHS.tasks.path, 'update', items, 'changing the tasks of a delivery')).failures,
      'changing the tasks of a delivery',
    );
  }

  async function saveNoteByKey(contactId: string, key: string, properties: Properties): Promise<void> {
    const { written, failures } = await batchWrite(
      api,
      PATHS.notes.path,
      'upsert',
      [
        {
          key,
          id: key,
          properties: { rv_activity_key: key, ...properties },
        },
      ],
      'writing a note',
      'rv_activity_key',
    );
    fail(failures, 'writing a note');
    await associateDefault(
      api,
      PATHS.associations.path,
      'notes',
      'contacts',
      [...written.values()].map(({ id }): [string, string] => [id, contactId]),
      'associating a note',
    );
  }
}

function taskProperties({ subject, body, ownerId, dueAt, remindAt, done }: DeliveryTask): {
  readonly [name: string]: string;
} {
  return {
    hs_task_subject: subject,
    hs_task_body: body,
    hs_task_status: done ? 'COMPLETED' : 'NOT_STARTED',
    hs_task_priority: 'MEDIUM',
    hs_task_type: 'TODO',
    hs_timestamp: new Date(dueAt).toISOString(),
    hubspot_owner_id: ownerId,
    ...(remindAt === undefined || done ? {} : { hs_task_reminders: String(remindAt) }),
  };
}

const MARKUP: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A note is shown as HTML: what was typed is shown as it was typed. */
function noteBody(text: string): string {
  return text.replace(/[&<>]/g, (character) => MARKUP[character] ?? character).replaceAll('\n', '<br>');
}

function fail(failures: readonly { readonly message: string }[], attempting: string): void {
  const [failure] = failures;
  if (failure) throw new PortalError({ kind: 'refused', attempting, message: failure.message });
}
