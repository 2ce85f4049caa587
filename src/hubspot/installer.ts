import type { Bilingual } from '../contract/common.ts';
import { SURVEYS } from '../domain/survey/survey.ts';
import type { InstalledPart } from '../use-cases/ports/health.ts';
import { PortalError } from '../use-cases/ports/ports.ts';
import type { Call, HubspotApi } from './api.ts';
import { type FormsReport, installForms, lookAtForms } from './forms.ts';
import {
  ACTIVITIES,
  ACTIVITY_KEY,
  CONTACT_DELIVERY,
  CONTACT_FACTS,
  CONTACT_PROFILE,
  CONTACT_RANKING,
  CONTACT_STATE,
  CONTACT_SURVEY_FIELDS,
  CONTACT_SURVEYED,
  GROUP,
  LABELS,
  OBJECTS,
  type ObjectDefinition,
  OWN_ASSOCIATIONS,
  type PropertyDefinition,
  propertyBody,
  TASK_KEY,
  TASK_MARKS,
} from './model.ts';
import { PATHS } from './paths.ts';

export interface InstallOptions {
  /** Where people fill in a survey instead of on HubSpot's own page of the form. */
  readonly surveyPages?: Parameters<typeof installForms>[1];
  /** Only looks: what would be made is told as made. */
  readonly dryRun?: boolean;
}

export interface InstallReport {
  /** What was made, as people call it: `object rv_visit`, `property contacts.rv_tier`. */
  readonly created: readonly string[];
  /** The same, part by part. */
  readonly parts: readonly InstalledPart[];
  readonly present: number;
  readonly presentOf: { readonly [kind in InstalledPart['kind']]?: number };
  /** What exists but differs from what the app needs, and is left as it is. */
  readonly differing: readonly string[];
  readonly differences: readonly Bilingual[];
  /** Whether customers can answer by link. */
  readonly surveys: FormsReport['state'];
}

interface StoredSchema {
  readonly name: string;
  readonly objectTypeId: string;
  readonly properties?: readonly { readonly name: string }[];
  readonly associations?: readonly { readonly fromObjectTypeId: string; readonly toObjectTypeId: string }[];
}

/**
 * Brings a portal up to what the app needs: creates what is missing, adds what is new, never deletes or renames.
 *
 * Can be run any number of times and goes on where an interrupted run stopped.
 */
export async function install(
  api: HubspotApi,
  onProgress: (line: string) => void = () => {},
  { surveyPages, dryRun = false }: InstallOptions = {},
): Promise<InstallReport> {
  const parts: InstalledPart[] = [];
  const differences: Bilingual[] = [];
  const presentOf: { [kind in InstalledPart['kind']]?: number } = {};
  const there = (kind: InstalledPart['kind'], count = 1): void => {
    presentOf[kind] = (presentOf[kind] ?? 0) + count;
  };
  const made = (kind: InstalledPart['kind'], name: string, more: { readonly isOptional?: true } = {}): void => {
    parts.push({ kind, name, ...more });
    onProgress(`created ${kind} ${name}`);
  };
  const write = async (call: Call): Promise<unknown> => (dryRun ? undefined : (await api.call(call)).body);

  const schemas = await readSchemas(api);
  for (const definition of OBJECTS) {
    if (schemas.has(definition.name)) {
      there('object');
      continue;
    }
    const created = await write({
      method: 'POST',
      path: PATHS.schemas.path,
      body: schemaBody(definition),
      attempting: `creating object ${definition.name}`,
      repeatable: false,
    });
    if (!dryRun) schemas.set(definition.name, created as StoredSchema);
    made('object', definition.name);
  }
  const isWhole = OBJECTS.every(({ name }) => schemas.has(name));
  const typeId = (name: string): string => {
    const schema = schemas.get(name);
    if (!schema) throw new Error(`expected a schema for ${name}`);
    return schema.objectTypeId;
  };

  // Properties that a later version added to an object that exists.
  for (const { name, properties } of OBJECTS) {
    // Those of an object that is only looked for come with it.
    if (schemas.has(name)) await ensureProperties(typeId(name), name, properties, undefined);
  }
  await ensureProperties(
    'contacts',
    'contacts',
    [
      ...CONTACT_FACTS,
      ...CONTACT_STATE,
      ...CONTACT_RANKING,
      ...CONTACT_PROFILE,
      ...CONTACT_SURVEYED,
      ...CONTACT_DELIVERY,
    ],
    GROUP,
  );
  await ensureKey('tasks', TASK_KEY);
  await ensureProperties('tasks', 'tasks', TASK_MARKS, GROUP, { isOptional: true });
  for (const activity of ACTIVITIES) await ensureKey(activity, ACTIVITY_KEY);

  for (const { from, to, name } of OWN_ASSOCIATIONS) {
    if (!isWhole) {
      made('association', `${from}–${to}`);
      continue;
    }
    const existing = schemas.get(from)?.associations ?? [];
    const fresh = existing.some((association) => association.toObjectTypeId === typeId(to));
    const labels = fresh ? [] : await readLabels(typeId(from), typeId(to));
    if (fresh || labels.length > 0) {
      there('association');
      continue;
    }
    await write({
      method: 'POST',
      path: `${PATHS.schemas.path}/${typeId(from)}/associations`,
      body: { fromObjectTypeId: typeId(from), toObjectTypeId: typeId(to), name },
      attempting: `associating ${from} with ${to}`,
      repeatable: false,
    });
    made('association', `${from}–${to}`);
  }
  for (const { from, to, name, label, inverse } of LABELS) {
    const labels = isWhole ? await readLabels(typeId(from), typeId(to)) : [];
    if (labels.some((known) => known.label === label || known.label === inverse)) {
      there('label');
      continue;
    }
    if (isWhole)
      await write({
        method: 'POST',
        path: `${PATHS.associations.path}/${typeId(from)}/${typeId(to)}/labels`,
        body: { label, inverseLabel: inverse, name },
        attempting: `creating the label ${label}`,
        repeatable: false,
      });
    made('label', `${from}–${to} "${label}"`);
  }
  const makeFields = () => ensureProperties('contacts', 'contacts', CONTACT_SURVEY_FIELDS, GROUP);
  const surveys = dryRun
    ? await lookAtForms(api, isWhole, makeFields)
    : await installForms(api, surveyPages, makeFields);
  if (surveys.state === 'ready') {
    for (const kind of surveys.created) made('form', kind);
    there('form', SURVEYS.length - surveys.created.length);
  }
  return {
    created: parts.map(({ kind, name }) => `${kind} ${name}`),
    parts,
    present: Object.values(presentOf).reduce((sum, count) => sum + count, 0),
    presentOf,
    differing: differences.map(({ en }) => en),
    differences,
    surveys: surveys.state,
  };

  /** A key that HubSpot refuses is done without: ids are then kept on visits and loops. */
  async function ensureKey(objectType: string, key: PropertyDefinition): Promise<void> {
    try {
      await ensureProperties(objectType, objectType, [key], GROUP, { isOptional: true });
    } catch (error) {
      if (!(error instanceof PortalError) || (error.kind !== 'refused' && error.kind !== 'forbidden')) throw error;
      onProgress(`${objectType}.${key.name} was refused: ids are kept on visits and loops instead`);
    }
  }

  async function readLabels(from: string, to: string): Promise<readonly { label: string | null }[]> {
    const { body } = await api.call({
      method: 'GET',
      path: `${PATHS.associations.path}/${from}/${to}/labels`,
      attempting: 'reading association labels',
      repeatable: true,
    });
    return body.results;
  }

  async function ensureProperties(
    objectType: string,
    name: string,
    properties: readonly PropertyDefinition[],
    group: typeof GROUP | undefined,
    more: { readonly isOptional?: true } = {},
  ): Promise<void> {
    const { body } = await api.call({
      method: 'GET',
      path: `${PATHS.properties.path}/${objectType}`,
      attempting: `reading the properties of ${name}`,
      repeatable: true,
    });
    const known = new Map((body.results as StoredProperty[]).map((property) => [property.name, property]));
    let groupName = `${name}_information`;
    const missing = properties.filter((property) => !known.has(property.name));
    if (group && missing.length > 0) {
      groupName = group.name;
      await ensureGroup(objectType, name, group);
    } else if (!group) {
      groupName = known.get(properties[0]?.name ?? '')?.groupName ?? groupName;
    }
    for (const property of properties) {
      const stored = known.get(property.name);
      if (!stored) continue;
      if (stored.type !== property.type)
        differences.push({
          zh: `${name}.${property.name} 的类型是 ${stored.type}，需要的是 ${property.type}`,
          en: `${name}.${property.name} is ${stored.type}, needed is ${property.type}`,
        });
      else if (property.unique && !stored.hasUniqueValue)
        differences.push({
          zh: `${name}.${property.name} 不是唯一值属性`,
          en: `${name}.${property.name} is not unique`,
        });
      else await ensureOptions(objectType, name, property, stored);
    }
    for (let start = 0; start < missing.length; start += 100) {
      await write({
        method: 'POST',
        path: `${PATHS.properties.path}/${objectType}/batch/create`,
        body: { inputs: missing.slice(start, start + 100).map((property) => propertyBody(property, groupName)) },
        attempting: `creating properties of ${name}`,
        repeatable: false,
      });
    }
    for (const property of missing) made('property', `${name}.${property.name}`, more);
    there('property', properties.length - missing.length);
  }

  /** A later version knows more choices; those that people added or renamed stay. */
  async function ensureOptions(
    objectType: string,
    name: string,
    property: PropertyDefinition,
    { options = [] }: StoredProperty,
  ): Promise<void> {
    const values = new Set(options.map(({ value }) => value));
    const missing = property.options?.filter(({ value }) => !values.has(value)) ?? [];
    if (missing.length === 0) return;
    const fresh = missing.map((option, index) => ({ ...option, displayOrder: options.length + index, hidden: false }));
    await write({
      method: 'PATCH',
      path: `${PATHS.properties.path}/${objectType}/${property.name}`,
      body: { options: [...options, ...fresh] },
      attempting: `adding choices to ${name}.${property.name}`,
      repeatable: true,
    });
    for (const { value } of missing) made('choice', `${name}.${property.name} ${value}`);
  }

  async function ensureGroup(objectType: string, name: string, group: typeof GROUP): Promise<void> {
    const { body } = await api.call({
      method: 'GET',
      path: `${PATHS.properties.path}/${objectType}/groups`,
      attempting: `reading the property groups of ${name}`,
      repeatable: true,
    });
    if ((body.results as { name: string }[]).some((known) => known.name === group.name)) return;
    await write({
      method: 'POST',
      path: `${PATHS.properties.path}/${objectType}/groups`,
      body: { name: group.name, label: group.label, displayOrder: -1 },
      attempting: `creating the property group of ${name}`,
      repeatable: false,
    });
    made('property group', `${name}.${group.name}`);
  }
}

interface StoredProperty {
  readonly name: string;
  readonly type: string;
  readonly hasUniqueValue?: boolean;
  readonly groupName?: string;
  readonly options?: readonly { readonly value: string }[];
}

async function readSchemas(api: HubspotApi): Promise<Map<string, StoredSchema>> {
  const { body } = await api.call({
    method: 'GET',
    path: PATHS.schemas.path,
    attempting: 'reading the custom objects',
    repeatable: true,
  });
  return new Map((body.results as StoredSchema[]).map((schema) => [schema.name, schema]));
}

function schemaBody(definition: ObjectDefinition): unknown {
  return {
    name: definition.name,
    description: definition.description,
    labels: { singular: definition.singular, plural: definition.plural },
    primaryDisplayProperty: definition.primary,
    secondaryDisplayProperties: definition.secondary,
    searchableProperties: definition.searchable,
    requiredProperties: definition.required,
    allowsSensitiveProperties: false,
    associatedObjects: definition.associated,
    properties: definition.properties.map((property) => propertyBody(property, undefined)),
  };
}

/** What to do about trouble with a portal, in one line for the command line. */
export function advice(error: PortalError): string {
  switch (error.kind) {
    case 'unauthorized':
      return 'HubSpot refused the token: put a valid one in HUBSPOT_TOKEN (the app’s Auth page shows it)';
    case 'forbidden':
      return 'the token lacks a scope for this: add it to the app and install the app again';
    case 'rate-limited':
      return 'HubSpot’s request limit is used up: wait and run the same command again, it goes on where it stopped';
    case 'unavailable':
      return 'the portal does not answer as it should: check --portal, wait and run the same command again, nothing is lost';
    case 'not-found':
      return 'run npm run app:install on this portal first';
    case 'conflict':
    case 'refused':
      return 'HubSpot did not accept what was sent: npm run app:install shows what differs in this portal';
  }
}
