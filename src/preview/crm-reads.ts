import { accountDetails, firstKnown, type PortalClient, PortalRefusal } from './portal-client.ts';
import type {
  Activity,
  AssociationsAnswer,
  AssociationsRequest,
  ContactQuery,
  ContactRecord,
  CrmPage,
  CrmRow,
  Owner,
  Properties,
  PropertyDefinition,
  RecordForm,
  SearchAnswer,
  SearchFilter,
  SearchRequest,
  TaskPage,
  TaskQuery,
} from './protocol.ts';
import { ACTIVITY_TYPES, activityOf, type CustomType, type TimelineType, timelineProperties } from './timeline.ts';
import { addDays, startOfDay, startOfWeek } from './zoned-day.ts';

const VERSION = '2026-09';
const BATCH = 100;
const PAGE_SIZE = 25;
const DEFINITIONS_TRUSTED_MS = 15_000;

/** What the screens and the cards' hooks read, each from the portal's public API. */
export interface CrmReads {
  account(): Promise<{ id: number; timeZone: string }>;
  owners(): Promise<readonly Owner[]>;
  definitions(objectType: string): Promise<readonly PropertyDefinition[]>;
  contacts(query: ContactQuery, columns: readonly string[]): Promise<CrmPage>;
  record(objectType: string, id: number, properties: readonly string[] | '*'): Promise<CrmRow | null>;
  contactRecord(id: number): Promise<ContactRecord | null>;
  /** A custom object's record with every property that is not HubSpot's own; null: there is none. */
  recordForm(objectType: string, id: number): Promise<RecordForm | null>;
  timeline(objectType: string, id: number): Promise<readonly Activity[]>;
  tasks(query: TaskQuery, now: { at: string; day: string; timeZone: string }): Promise<TaskPage>;
  completeTask(id: number, isCompleted: boolean): Promise<void>;
  associations(request: AssociationsRequest): Promise<AssociationsAnswer>;
  search(request: SearchRequest): Promise<SearchAnswer>;
}

interface ApiRecord {
  readonly id: string;
  readonly properties: Properties;
}

interface ApiSearchAnswer {
  readonly total: number;
  readonly results: readonly ApiRecord[];
  readonly paging?: { readonly next?: { readonly after?: string } };
}

interface ApiAssociation {
  readonly toObjectId: number | string;
  readonly associationTypes: readonly {
    readonly category: string;
    readonly typeId: number;
    readonly label: string | null;
  }[];
}

interface ApiSchema {
  readonly objectTypeId: string;
  readonly fullyQualifiedName?: string;
  readonly labels?: { readonly singular?: string };
  readonly name: string;
  readonly primaryDisplayProperty?: string;
  readonly secondaryDisplayProperties?: readonly string[];
}

export function createCrmReads(portal: PortalClient): CrmReads {
  const definitions = remembered(async (objectType: string) => {
    const answer = await portal.get<{ results: Partial<PropertyDefinition>[] }>(
      `/crm/properties/${VERSION}/${encodeURIComponent(objectType)}`,
    );
    return answer.results.map(
      (definition): PropertyDefinition => ({
        name: definition.name ?? '',
        label: definition.label ?? definition.name ?? '',
        type: definition.type ?? 'string',
        fieldType: definition.fieldType ?? 'text',
        groupName: definition.groupName ?? '',
        options: (definition.options ?? []).map(({ value, label }) => ({ value, label })),
        referencedObjectType: definition.referencedObjectType ?? null,
      }),
    );
  });
  const owners = remembered(async (_: string) => await readOwners(portal));
  const customTypes = remembered(async (_: string) => await readCustomTypes(portal));
  const account = remembered(async (_: string) => {
    const details = await accountDetails(portal);
    return { id: Number(details.portalId), timeZone: details.timeZone };
  });

  async function search(objectType: string, body: Record<string, unknown>): Promise<ApiSearchAnswer> {
    return await portal.read<ApiSearchAnswer>(`/crm/objects/${VERSION}/${encodeURIComponent(objectType)}/search`, body);
  }

  async function batchRead(
    objectType: string,
    ids: readonly number[],
    properties: readonly string[],
  ): Promise<CrmRow[]> {
    const rows = new Map<number, CrmRow>();
    for (let from = 0; from < ids.length; from += BATCH) {
      const inputs = ids.slice(from, from + BATCH).map((id) => ({ id: String(id) }));
      const answer = await portal.read<{ results: ApiRecord[] }>(
        `/crm/objects/${VERSION}/${encodeURIComponent(objectType)}/batch/read`,
        {
          properties,
          inputs,
        },
      );
      for (const record of answer.results) rows.set(Number(record.id), rowOf(record));
    }
    // The portal answers in any order, and leaves out what it does not know.
    return ids.flatMap((id) => rows.get(id) ?? []);
  }

  async function associatedIds(objectType: string, id: number, toType: string): Promise<ApiAssociation[]> {
    const found: ApiAssociation[] = [];
    let after: string | undefined;
    do {
      const answer = await portal.get<{ results: ApiAssociation[]; paging?: { next?: { after?: string } } }>(
        `/crm/objects/${VERSION}/${encodeURIComponent(objectType)}/${id}/associations/${encodeURIComponent(toType)}`,
        { limit: '500', ...(after ? { after } : {}) },
      );
      found.push(...answer.results);
      after = answer.paging?.next?.after;
    } while (after);
    return found;
  }

  async function record(objectType: string, id: number, properties: readonly string[] | '*'): Promise<CrmRow | null> {
    const names = properties === '*' ? (await definitions(objectType)).map(({ name }) => name) : properties;
    const [row] = await batchRead(objectType, [id], names);
    return row ?? null;
  }

  return {
    account: () => account(''),
    owners: () => owners(''),
    definitions,
    record,

    async contacts(query, columns) {
      const filters: SearchFilter[] = Object.entries(query.filters).map(([propertyName, value]) => ({
        propertyName,
        operator: 'EQ',
        value,
      }));
      const answer = await search('contacts', {
        ...(query.search ? { query: query.search } : {}),
        filterGroups: filters.length > 0 ? [{ filters }] : [],
        sorts: query.sort ? [{ propertyName: query.sort.property, direction: query.sort.direction }] : [],
        properties: ['firstname', 'lastname', 'email', 'company', 'hubspot_owner_id', 'lifecyclestage', ...columns],
        limit: PAGE_SIZE,
        ...(query.page > 1 ? { after: String((query.page - 1) * PAGE_SIZE) } : {}),
      });
      return { total: answer.total, pageSize: PAGE_SIZE, rows: answer.results.map(rowOf) };
    },

    async recordForm(objectType, id) {
      const type = (await customTypes('')).find(
        (each) => each.objectTypeId === objectType || each.fullyQualifiedName === objectType,
      );
      if (!type) return null;
      const [row, known] = await Promise.all([record(type.objectTypeId, id, '*'), definitions(type.objectTypeId)]);
      return (
        row && {
          typeLabel: type.label,
          title: row.properties[type.title] || String(id),
          fields: known
            .filter(({ name }) => !name.startsWith('hs_'))
            .map((definition) => ({ definition, value: row.properties[definition.name] ?? '' })),
        }
      );
    },

    async contactRecord(id) {
      const [contact, companyLinks] = await Promise.all([
        record('contacts', id, '*'),
        associatedIds('contacts', id, 'companies').catch(noneIfUnknown),
      ]);
      if (!contact) return null;
      const companies = await batchRead('companies', idsOf(companyLinks), [
        'name',
        'domain',
        'phone',
        'city',
        'industry',
      ]);
      return { ...contact, companies };
    },

    async timeline(objectType, id) {
      const types: readonly TimelineType[] = [...ACTIVITY_TYPES, ...(await customTypes(''))];
      const perType = await Promise.all(
        types.map(async (type) => {
          const links = await associatedIds(objectType, id, type.objectTypeId).catch(noneIfUnknown);
          if (links.length === 0) return [];
          const [rows, known] = await Promise.all([
            batchRead(type.objectTypeId, idsOf(links), timelineProperties(type)),
            type.details.length > 0 ? definitions(type.objectTypeId) : [],
          ]);
          return rows.map((row) => activityOf(type, row, known));
        }),
      );
      return perType.flat().sort((a, b) => (b.at ?? '').localeCompare(a.at ?? '') || b.id - a.id);
    },

    async tasks(query, now) {
      const filters: SearchFilter[] = [
        { propertyName: 'hs_task_status', operator: query.status === 'completed' ? 'EQ' : 'NEQ', value: 'COMPLETED' },
        ...(query.ownerId ? [{ propertyName: 'hubspot_owner_id', operator: 'EQ', value: query.ownerId }] : []),
        ...dueFilters(query.due, now),
      ];
      const answer = await search('tasks', {
        filterGroups: [{ filters }],
        sorts: [{ propertyName: 'hs_timestamp', direction: query.status === 'completed' ? 'DESCENDING' : 'ASCENDING' }],
        properties: [
          'hs_task_subject',
          'hs_task_status',
          'hs_task_priority',
          'hs_task_type',
          'hs_timestamp',
          'hubspot_owner_id',
        ],
        limit: PAGE_SIZE,
        ...(query.page > 1 ? { after: String((query.page - 1) * PAGE_SIZE) } : {}),
      });
      const rows = answer.results.map(rowOf);
      const contactOf = await contactsOfTasks(rows.map(({ id }) => id));
      return {
        total: answer.total,
        pageSize: PAGE_SIZE,
        rows: rows.map((row) => ({ ...row, contact: contactOf.get(row.id) ?? null })),
      };
    },

    async completeTask(id, isCompleted) {
      await portal.patch(`/crm/objects/${VERSION}/tasks/${id}`, {
        properties: { hs_task_status: isCompleted ? 'COMPLETED' : 'NOT_STARTED' },
      });
    },

    async associations(request) {
      const links = await associatedIds(request.objectTypeId, request.objectId, request.toObjectType);
      const offset = request.offset ?? 0;
      const page = links.slice(offset, offset + (request.pageLength ?? 10));
      const rows = await batchRead(request.toObjectType, idsOf(page), request.properties ?? []);
      const propertiesOf = new Map(rows.map((row) => [row.id, row.properties]));
      return {
        results: page.map((link) => ({
          toObjectId: Number(link.toObjectId),
          associationTypes: link.associationTypes.map((type) => ({ ...type, label: type.label ?? '' })),
          properties: onlyNamed(propertiesOf.get(Number(link.toObjectId)) ?? {}, request.properties ?? []),
        })),
        hasMore: offset + page.length < links.length,
        nextOffset: offset + page.length,
      };
    },

    async search(request) {
      const answer = await search(request.objectType, {
        ...(request.query ? { query: request.query } : {}),
        filterGroups: (request.filterGroups ?? []).map(({ filters }) => ({ filters: filters.map(asText) })),
        sorts: request.sorts ?? [],
        properties: request.properties ?? [],
        limit: request.pageLength ?? 10,
        ...(request.after ? { after: request.after } : {}),
      });
      const after = answer.paging?.next?.after;
      return {
        results: answer.results.map((found) => ({
          objectId: Number(found.id),
          properties: onlyNamed(found.properties, request.properties ?? []),
        })),
        total: answer.total,
        hasMore: after !== undefined,
        ...(after === undefined ? {} : { after }),
      };
    },
  };

  async function contactsOfTasks(taskIds: readonly number[]): Promise<Map<number, CrmRow>> {
    if (taskIds.length === 0) return new Map();
    const links = await portal.read<{ results: { from: { id: string }; to: ApiAssociation[] }[] }>(
      `/crm/associations/${VERSION}/tasks/contacts/batch/read`,
      { inputs: taskIds.map((id) => ({ id: String(id) })) },
    );
    const contactIdOf = new Map(
      links.results.flatMap(({ from, to }) => (to[0] ? [[Number(from.id), Number(to[0].toObjectId)] as const] : [])),
    );
    const contacts = await batchRead(
      'contacts',
      [...new Set(contactIdOf.values())],
      ['firstname', 'lastname', 'email', 'company'],
    );
    const byId = new Map(contacts.map((contact) => [contact.id, contact]));
    return new Map(
      [...contactIdOf].flatMap(([taskId, contactId]) => {
        const contact = byId.get(contactId);
        return contact ? [[taskId, contact] as const] : [];
      }),
    );
  }
}

function dueFilters(due: TaskQuery['due'], now: { at: string; day: string; timeZone: string }): SearchFilter[] {
  const between = (from: string, until: string): SearchFilter[] => [
    { propertyName: 'hs_timestamp', operator: 'GTE', value: String(startOfDay(from, now.timeZone)) },
    { propertyName: 'hs_timestamp', operator: 'LT', value: String(startOfDay(until, now.timeZone)) },
  ];
  switch (due) {
    case 'any':
      return [];
    case 'overdue':
      return [{ propertyName: 'hs_timestamp', operator: 'LT', value: String(Date.parse(now.at)) }];
    case 'today':
      return between(now.day, addDays(now.day, 1));
    case 'week':
      return between(startOfWeek(now.day), addDays(startOfWeek(now.day), 7));
    default:
      return due satisfies never;
  }
}

async function readOwners(portal: PortalClient): Promise<readonly Owner[]> {
  type ApiOwner = {
    id: string;
    userId?: number;
    email?: string;
    firstName?: string;
    lastName?: string;
    teams?: { id: string; name: string }[];
  };
  const owners: ApiOwner[] = [];
  let after: string | undefined;
  do {
    const answer = await firstKnown<{ results: ApiOwner[]; paging?: { next?: { after?: string } } }>(
      portal,
      [`/crm/owners/${VERSION}`, '/crm/v3/owners'],
      { limit: '500', ...(after ? { after } : {}) },
    );
    owners.push(...answer.results);
    after = answer.paging?.next?.after;
  } while (after);
  return owners.map((owner) => ({
    id: owner.id,
    userId: owner.userId ?? Number(owner.id),
    email: owner.email ?? '',
    firstName: owner.firstName ?? '',
    lastName: owner.lastName ?? '',
    teams: (owner.teams ?? []).map((team) => ({ id: Number(team.id), name: team.name })),
  }));
}

async function readCustomTypes(
  portal: PortalClient,
): Promise<readonly (CustomType & { readonly fullyQualifiedName: string })[]> {
  const schemas = await firstKnown<{ results: ApiSchema[] }>(portal, [
    `/crm-object-schemas/${VERSION}/schemas`,
    '/crm/v3/schemas',
  ]);
  return schemas.results.map((schema) => ({
    kind: 'record',
    objectTypeId: schema.objectTypeId,
    fullyQualifiedName: schema.fullyQualifiedName ?? '',
    label: schema.labels?.singular ?? schema.name,
    title: schema.primaryDisplayProperty ?? 'hs_object_id',
    details: schema.secondaryDisplayProperties ?? [],
  }));
}

/** Keeps an answer for a few seconds: definitions change when an app is installed while the preview runs. */
function remembered<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const kept = new Map<string, { at: number; value: Promise<T> }>();
  return (key) => {
    const known = kept.get(key);
    if (known && performance.now() - known.at < DEFINITIONS_TRUSTED_MS) return known.value;
    const value = read(key);
    kept.set(key, { at: performance.now(), value });
    value.catch(() => kept.delete(key));
    return value;
  };
}

/** A portal refuses to list the associations of a record that it does not have. */
function noneIfUnknown(error: unknown): never[] {
  if (error instanceof PortalRefusal && error.httpStatus === 404) return [];
  throw error;
}

function rowOf(record: ApiRecord): CrmRow {
  return { id: Number(record.id), properties: record.properties };
}

function idsOf(links: readonly ApiAssociation[]): number[] {
  return [...new Set(links.map((link) => Number(link.toObjectId)))];
}

/** HubSpot gives a card exactly the properties it named, `null` where there is no value. */
export function onlyNamed(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(names.map((name) => [name, properties[name] ?? null]));
}

function asText(filter: SearchFilter): Record<string, unknown> {
  return {
    propertyName: filter.propertyName,
    operator: filter.operator,
    ...(filter.value === undefined ? {} : { value: String(filter.value) }),
    ...(filter.values === undefined ? {} : { values: filter.values.map(String) }),
    ...(filter.highValue === undefined ? {} : { highValue: String(filter.highValue) }),
  };
}
