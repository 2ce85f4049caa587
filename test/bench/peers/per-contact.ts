import { Client } from '@hubspot/api-client';
import { AssociationSpecAssociationCategoryEnum } from '@hubspot/api-client/lib/codegen/crm/objects/models/AssociationSpec.js';
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/objects/models/Filter.js';
import { addDays, type Day, formatDay } from '../../../src/domain/calendar/day.ts';

/**
 * The script that such a job usually starts as: HubSpot's own typed client, all contacts page by page, and for each that is
 * due a look whether it has a visit, then a visit, a task, their association and the next date, one after the other. Two of it
 * at once, or one that died between two calls, make things twice.
 *
 * @param parallel contacts at once; more than one with the limiter that the client brings, at HubSpot's burst
 */
export async function planPerContact(basePath: string, today: Day, parallel: number): Promise<number> {
  const client = new Client({
    accessToken: 'bench',
    basePath,
    numberOfApiCallRetries: 6,
    // 190 calls in ten seconds, spread evenly.
    ...(parallel > 1 ? { limiterOptions: { minTime: 1_000 / 19, maxConcurrent: parallel } } : {}),
  });
  const due: { id: string; ownerId: string }[] = [];
  let after: string | undefined;
  do {
    const page = await client.crm.contacts.basicApi.getPage(100, after, ['rv_plan_on', 'hubspot_owner_id']);
    for (const { id, properties } of page.results) {
      if ((properties.rv_plan_on ?? '9999') <= formatDay(today))
        due.push({ id, ownerId: properties.hubspot_owner_id ?? '' });
    }
    after = page.paging?.next?.after;
  } while (after);

  const schemas = await client.crm.schemas.coreApi.getAll();
  const visitType = schemas.results.find(({ name }) => name === 'rv_visit')?.objectTypeId;
  if (visitType === undefined) throw new Error('the portal has no visits');
  const visitToContact = await typeIdOf(client, visitType, 'contacts');
  const taskToContact = await typeIdOf(client, 'tasks', 'contacts');
  const day = formatDay(addDays(today, 1));

  const planOne = async ({ id, ownerId }: { id: string; ownerId: string }): Promise<void> => {
    const known = await client.crm.objects.searchApi.doSearch(visitType, {
      filterGroups: [{ filters: [{ propertyName: 'rv_contact_id', operator: FilterOperatorEnum.Eq, value: id }] }],
      properties: ['rv_status'],
      limit: 1,
    });
    if (known.total > 0) return;
    const visit = await client.crm.objects.basicApi.create(visitType, {
      properties: {
        rv_visit_key: `peer:${id}`,
        rv_contact_id: id,
        rv_status: 'planned',
        rv_scheduled_on: day,
        rv_owner_id: ownerId,
      },
      associations: [{ to: { id }, types: [visitToContact] }],
    });
    const task = await client.crm.objects.tasks.basicApi.create({
      properties: { hs_task_subject: 'Visit', hs_task_status: 'NOT_STARTED', hs_timestamp: `${day}T01:00:00Z` },
      associations: [{ to: { id }, types: [taskToContact] }],
    });
    await client.crm.associations.v4.basicApi.createDefault(visitType, visit.id, 'tasks', task.id);
    await client.crm.contacts.basicApi.update(id, {
      properties: { rv_plan_on: formatDay(addDays(today, 30)), rv_next_visit_on: day },
    });
  };
  let next = 0;
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      for (let contact = due[next++]; contact; contact = due[next++]) await planOne(contact);
    }),
  );
  return due.length;
}

interface AssociationType {
  readonly associationCategory: AssociationSpecAssociationCategoryEnum;
  readonly associationTypeId: number;
}

async function typeIdOf(client: Client, from: string, to: string): Promise<AssociationType> {
  const { results } = await client.crm.associations.v4.schema.definitionsApi.getAll(from, to);
  const found = results.find(({ label }) => !label);
  if (!found) throw new Error(`no association from ${from} to ${to}`);
  const category = Object.values(AssociationSpecAssociationCategoryEnum).find(
    (each) => each === String(found.category),
  );
  if (category === undefined) throw new Error(`an unknown category of associations: ${found.category}`);
  return { associationCategory: category, associationTypeId: found.typeId };
}
