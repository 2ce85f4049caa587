/** `/crm/properties/{version}/{type}`: definitions and their groups. Rules without a mark are [observed live]. */
import type { Hono } from 'hono';
import { formatInstant } from '../clock.ts';
import type { Core } from '../core.ts';
import { ApiError, alreadyExists, invalid, notFound } from '../errors.ts';
import {
  answer,
  type BatchProblem,
  batchAnswer,
  booleanParameter,
  noContent,
  type PortalEnv,
  readBody,
} from '../http.ts';
import { defaultGroups } from '../objects/default-properties.ts';
import {
  asArray,
  asObject,
  asOptionalArray,
  asOptionalBoolean,
  asOptionalInteger,
  asOptionalText,
  asText,
  type Json,
} from '../objects/input.ts';
import type { Property, PropertyGroup, PropertyOption, PropertyType } from '../objects/property.ts';
import { findType } from '../objects/registry.ts';
import type { SchemaDoc } from '../objects/schema.ts';
import type { ObjectType } from '../objects/types.ts';

/** [documented] Which field each type of value can be shown in. */
const fieldTypes: Readonly<Record<string, readonly string[]>> = {
  bool: ['booleancheckbox', 'calculation_equation'],
  date: ['date'],
  datetime: ['date'],
  enumeration: ['booleancheckbox', 'checkbox', 'radio', 'select', 'calculation_equation'],
  number: ['number', 'calculation_equation'],
  phone_number: ['phonenumber'],
  string: ['file', 'text', 'textarea', 'html', 'phonenumber', 'calculation_equation'],
};

export function propertyRoutes(app: Hono<PortalEnv>, core: Core): void {
  app.get('/properties/:type/groups', (call) => {
    const type = findType(core.store, call.req.param('type'));
    return answer(200, { results: groupsOf(core, type).filter((group) => !group.archived) });
  });

  app.post('/properties/:type/groups', async (call) => {
    const type = findType(core.store, call.req.param('type'));
    const body = asObject((await readBody(call)).value, 'PropertyGroupCreate');
    const name = asText(body.name, 'name');
    if (!/^[a-z][a-z0-9_]*$/i.test(name)) throw invalid(`Invalid property group name: ${name}`);
    if (groupsOf(core, type).some((group) => group.name === name && !group.archived)) {
      throw alreadyExists(
        `A property group named '${name}' already exists.`,
        'PropertyGroupError.PROPERTY_GROUP_EXISTS',
      );
    }
    const group: PropertyGroup = {
      name,
      label: asText(body.label, 'label'),
      displayOrder: asOptionalInteger(body.displayOrder, 'displayOrder') ?? -1,
      archived: false,
    };
    putGroup(core, type, group);
    return answer(201, group);
  });

  app.get('/properties/:type/groups/:group', (call) => {
    const type = findType(core.store, call.req.param('type'));
    return answer(200, groupNamed(core, type, call.req.param('group')));
  });

  app.patch('/properties/:type/groups/:group', async (call) => {
    const type = findType(core.store, call.req.param('type'));
    const body = asObject((await readBody(call)).value, 'PropertyGroupUpdate');
    const before = groupNamed(core, type, call.req.param('group'));
    const group: PropertyGroup = {
      ...before,
      label: asOptionalText(body.label, 'label') ?? before.label,
      displayOrder: asOptionalInteger(body.displayOrder, 'displayOrder') ?? before.displayOrder,
    };
    putGroup(core, type, group);
    return answer(200, group);
  });

  app.delete('/properties/:type/groups/:group', (call) => {
    const type = findType(core.store, call.req.param('type'));
    const group = groupNamed(core, type, call.req.param('group'));
    if (activeProperties(core, type).some((property) => property.groupName === group.name)) {
      throw invalid(`The property group '${group.name}' still has properties.`, {
        subCategory: 'PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES',
      });
    }
    putGroup(core, type, { ...group, archived: true });
    return noContent();
  });

  app.get('/properties/:type', (call) => {
    const type = findType(core.store, call.req.param('type'));
    const archived = booleanParameter(call, 'archived');
    const properties = [...core.store.properties(type.typeId).values()].filter(
      (property) => property.archived === archived,
    );
    return answer(200, { results: properties.map(formatProperty) });
  });

  app.post('/properties/:type', async (call) => {
    const type = findType(core.store, call.req.param('type'));
    const property = createProperty(core, type, asObject((await readBody(call)).value, 'PropertyCreate'));
    return answer(201, formatProperty(property), {
      Location: `https://api.hubapi.com/crm/v3/properties/${type.typeId}/${property.name}`,
    });
  });

  app.post('/properties/:type/batch/create', async (call) => {
    const startedAt = core.clock.now();
    const type = findType(core.store, call.req.param('type'));
    const problems: BatchProblem[] = [];
    const results = [];
    for (const input of inputsOf((await readBody(call)).value)) {
      try {
        results.push(formatProperty(createProperty(core, type, input)));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        problems.push({ error: error.body, context: { name: [String(input.name)] } });
      }
    }
    return batchAnswer(core, 201, results, problems, startedAt);
  });

  app.post('/properties/:type/batch/read', async (call) => {
    const startedAt = core.clock.now();
    const type = findType(core.store, call.req.param('type'));
    const body = asObject((await readBody(call)).value, 'BatchReadInputPropertyName');
    const archived = asOptionalBoolean(body.archived, 'archived') ?? false;
    const problems: BatchProblem[] = [];
    const results = [];
    for (const input of inputsOf(body)) {
      const name = asText(input.name, 'name');
      const property = core.store.property(type.typeId, name);
      if (property?.archived === archived) results.push(formatProperty(property));
      else problems.push({ error: propertyNotFound(name).body, context: { name: [name] } });
    }
    return batchAnswer(core, 200, results, problems, startedAt);
  });

  app.post('/properties/:type/batch/archive', async (call) => {
    const type = findType(core.store, call.req.param('type'));
    for (const input of inputsOf((await readBody(call)).value)) {
      const property = core.store.property(type.typeId, asText(input.name, 'name'));
      if (property !== undefined && !property.archived) archiveProperty(core, type, property);
    }
    return noContent();
  });

  app.get('/properties/:type/:name', (call) => {
    const type = findType(core.store, call.req.param('type'));
    const archived = booleanParameter(call, 'archived');
    return answer(200, formatProperty(propertyNamed(core, type, call.req.param('name'), archived)));
  });

  app.patch('/properties/:type/:name', async (call) => {
    const type = findType(core.store, call.req.param('type'));
    const body = asObject((await readBody(call)).value, 'PropertyUpdate');
    const before = propertyNamed(core, type, call.req.param('name'), false);
    const property = patchProperty(core, type, before, body);
    putProperty(core, type, property);
    return answer(200, formatProperty(property));
  });

  app.delete('/properties/:type/:name', (call) => {
    const type = findType(core.store, call.req.param('type'));
    archiveProperty(core, type, propertyNamed(core, type, call.req.param('name'), false));
    return noContent();
  });
}

/** Makes a property, or brings an archived one of that name back with the definition sent and its old creation date. */
export function createProperty(
  core: Core,
  type: ObjectType,
  body: Json,
  options: { readonly defaultGroup?: string } = {},
): Property {
  const name = asText(body.name, 'name');
  // [documented] Lower case, letters first; names that begin with `hs_` are HubSpot's. [unverified: the words]
  if (!/^[a-z][a-z0-9_]{0,99}$/.test(name))
    throw invalid(`Invalid property name: ${name}`, { subCategory: 'PropertyValidationError.INVALID_PROPERTY_NAME' });
  if (name.startsWith('hs_'))
    throw invalid(`Property names beginning with hs_ are reserved: ${name}`, {
      subCategory: 'PropertyValidationError.RESERVED_PROPERTY_NAME',
    });
  const before = core.store.property(type.typeId, name);
  if (before !== undefined && !before.archived) {
    throw alreadyExists(`A property named '${name}' already exists.`, 'Properties.PROPERTY_WITH_NAME_EXISTS');
  }
  const propertyType = typeOf(body.type ?? (options.defaultGroup === undefined ? undefined : 'string'));
  const fieldType = fieldTypeOf(
    propertyType,
    body.fieldType ?? (options.defaultGroup === undefined ? undefined : 'text'),
  );
  const groupName = asOptionalText(body.groupName, 'groupName') ?? options.defaultGroup;
  if (groupName === undefined) throw invalid('Some required fields were not set: [groupName]');
  if (!groupsOf(core, type).some((group) => group.name === groupName && !group.archived)) {
    throw invalid(`The property group '${groupName}' does not exist.`, {
      subCategory: 'PropertyValidationError.GROUP_DOES_NOT_EXIST',
    });
  }
  const hasUniqueValue = asOptionalBoolean(body.hasUniqueValue, 'hasUniqueValue') ?? false;
  refuseTooMany(core, type, hasUniqueValue);
  const calculationFormula = asOptionalText(body.calculationFormula, 'calculationFormula');
  if (calculationFormula !== undefined) checkFormula(core, type, calculationFormula);
  const now = core.clock.now();
  const referencedObjectType = asOptionalText(body.referencedObjectType, 'referencedObjectType');
  const property: Property = {
    name,
    label: asText(body.label, 'label'),
    description: asOptionalText(body.description, 'description') ?? '',
    groupName,
    type: propertyType,
    fieldType,
    options: optionsOf(propertyType, body.options),
    displayOrder: asOptionalInteger(body.displayOrder, 'displayOrder') ?? -1,
    hidden: asOptionalBoolean(body.hidden, 'hidden') ?? false,
    formField: asOptionalBoolean(body.formField, 'formField') ?? false,
    hasUniqueValue,
    calculated: fieldType === 'calculation_equation',
    externalOptions: asOptionalBoolean(body.externalOptions, 'externalOptions') ?? referencedObjectType !== undefined,
    hubspotDefined: false,
    readOnlyValue: fieldType === 'calculation_equation',
    archived: false,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
    ...(calculationFormula === undefined ? {} : { calculationFormula }),
    ...(referencedObjectType === undefined ? {} : { referencedObjectType }),
  };
  putProperty(core, type, property);
  return property;
}

function putProperty(core: Core, type: ObjectType, property: Property): void {
  core.store.putDoc('property', `${type.typeId}/${property.name}`, property);
}

/** Definitions are never changed in place, are long, and are asked for again and again. */
const formatted = new WeakMap<Property, object>();

export function formatProperty(property: Property): object {
  const known = formatted.get(property);
  if (known !== undefined) return known;
  const shown = shownProperty(property);
  formatted.set(property, shown);
  return shown;
}

function shownProperty(property: Property): object {
  const { createdAt, updatedAt, archivedAt, readOnlyValue, ...rest } = property;
  const { archived, ...unarchived } = rest;
  return {
    // `archived` can be absent on HubSpot's own.
    ...(property.hubspotDefined && !archived ? unarchived : rest),
    ...(createdAt === undefined ? {} : { createdAt: formatInstant(createdAt) }),
    ...(updatedAt === undefined ? {} : { updatedAt: formatInstant(updatedAt) }),
    ...(archivedAt === undefined ? {} : { archivedAt: formatInstant(archivedAt) }),
    modificationMetadata: {
      archivable: !property.hubspotDefined,
      readOnlyDefinition: property.hubspotDefined,
      readOnlyValue,
      ...(property.type === 'enumeration' ? { readOnlyOptions: false } : {}),
    },
  };
}

function groupsOf(core: Core, type: ObjectType): PropertyGroup[] {
  const groups = new Map<string, PropertyGroup>(defaultGroups(type).map((group) => [group.name, group]));
  for (const { typeId, group } of core.store.docs<{ typeId: string; group: PropertyGroup }>('group')) {
    if (typeId === type.typeId) groups.set(group.name, group);
  }
  return [...groups.values()];
}

export function putGroup(core: Core, type: ObjectType, group: PropertyGroup): void {
  core.store.putDoc('group', `${type.typeId}/${group.name}`, { typeId: type.typeId, group });
}

function patchProperty(core: Core, type: ObjectType, before: Property, body: Json): Property {
  const groupName = asOptionalText(body.groupName, 'groupName') ?? before.groupName;
  if (!groupsOf(core, type).some((group) => group.name === groupName && !group.archived)) {
    throw invalid(`The property group '${groupName}' does not exist.`, {
      subCategory: 'PropertyValidationError.GROUP_DOES_NOT_EXIST',
    });
  }
  const propertyType = body.type === undefined || body.type === null ? before.type : typeOf(body.type);
  const fieldType =
    body.fieldType === undefined || body.fieldType === null
      ? before.fieldType
      : fieldTypeOf(propertyType, body.fieldType);
  const calculationFormula = asOptionalText(body.calculationFormula, 'calculationFormula') ?? before.calculationFormula;
  if (calculationFormula !== undefined) checkFormula(core, type, calculationFormula);
  return {
    ...before,
    groupName,
    type: propertyType,
    fieldType,
    label: asOptionalText(body.label, 'label') ?? before.label,
    description: asOptionalText(body.description, 'description') ?? before.description,
    // Without options the old ones stay; with options the whole list is replaced.
    options:
      body.options === undefined || body.options === null ? before.options : optionsOf(propertyType, body.options),
    displayOrder: asOptionalInteger(body.displayOrder, 'displayOrder') ?? before.displayOrder,
    hidden: asOptionalBoolean(body.hidden, 'hidden') ?? before.hidden,
    formField: asOptionalBoolean(body.formField, 'formField') ?? before.formField,
    // hasUniqueValue, dataSensitivity and referencedObjectType are fixed: sending them is no error and does nothing.
    updatedAt: core.clock.now(),
    ...(calculationFormula === undefined ? {} : { calculationFormula }),
  };
}

function archiveProperty(core: Core, type: ObjectType, property: Property): void {
  if (property.hubspotDefined) {
    throw invalid(`The property '${property.name}' is defined by HubSpot and cannot be archived.`, {
      subCategory: 'PropertyValidationError.CANNOT_DELETE_HUBSPOT_DEFINED_PROPERTY',
    });
  }
  const uses = usesOf(core, type, property);
  if (uses.length > 0) {
    const context = { parentType: uses.map((use) => use.parentType), parentName: uses.map((use) => use.parentName) };
    throw invalid(`The property '${property.name}' is in use and cannot be archived.`, {
      subCategory: 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE',
      errors: [{ message: `'${property.name}' is in use`, context }],
    });
  }
  putProperty(core, type, { ...property, archived: true, archivedAt: core.clock.now() });
}

/** What this portal knows to use a property: a schema's display and required properties, and formulas. */
function usesOf(core: Core, type: ObjectType, property: Property): { parentType: string; parentName: string }[] {
  const schema = core.store.docs<SchemaDoc>('schema').find((candidate) => candidate.objectTypeId === type.typeId);
  const named = [
    schema?.primaryDisplayProperty,
    ...(schema?.secondaryDisplayProperties ?? []),
    ...(schema?.requiredProperties ?? []),
  ];
  const formulas = activeProperties(core, type).filter((other) =>
    formulaNames(other.calculationFormula ?? '').includes(property.name),
  );
  return [
    ...(schema !== undefined && named.includes(property.name)
      ? [{ parentType: 'OBJECT_TYPE', parentName: schema.name }]
      : []),
    ...formulas.map((other) => ({ parentType: 'CALCULATED_PROPERTY', parentName: other.name })),
  ];
}

function propertyNamed(core: Core, type: ObjectType, name: string, archived: boolean): Property {
  const property = core.store.property(type.typeId, name);
  if (property?.archived !== archived) throw propertyNotFound(name);
  return property;
}

function propertyNotFound(name: string): ApiError {
  return notFound(`Property "${name}" does not exist`, { subCategory: 'Properties.PROPERTY_NOT_FOUND' });
}

function groupNamed(core: Core, type: ObjectType, name: string): PropertyGroup {
  const group = groupsOf(core, type).find((candidate) => candidate.name === name && !candidate.archived);
  if (group === undefined) throw notFound(`Property group "${name}" does not exist`);
  return group;
}

function activeProperties(core: Core, type: ObjectType): Property[] {
  return [...core.store.properties(type.typeId).values()].filter((property) => !property.archived);
}

function typeOf(value: unknown): PropertyType {
  const type = asText(value, 'type');
  if (!(type in fieldTypes))
    throw invalid(`${type} is not one of the property types [${Object.keys(fieldTypes).join(', ')}]`);
  return type as PropertyType;
}

function fieldTypeOf(type: PropertyType, value: unknown): string {
  const fieldType = asText(value, 'fieldType');
  const allowed = fieldTypes[type] ?? [];
  if (!allowed.includes(fieldType)) {
    throw invalid(`${fieldType} is not a field type of ${type}: [${allowed.join(', ')}]`, {
      subCategory: 'PropertyValidationError.INVALID_FIELD_TYPE',
    });
  }
  return fieldType;
}

function optionsOf(type: PropertyType, value: unknown): PropertyOption[] {
  const options = asOptionalArray(value, 'options').map((one, index): PropertyOption => {
    const option = asObject(one, 'OptionInput');
    const description = asOptionalText(option.description, 'description');
    return {
      label: asText(option.label, 'label'),
      value: asText(option.value, 'value'),
      displayOrder: asOptionalInteger(option.displayOrder, 'displayOrder') ?? index,
      hidden: asOptionalBoolean(option.hidden, 'hidden') ?? false,
      ...(description === undefined ? {} : { description }),
    };
  });
  if (
    type === 'bool' &&
    options
      .map((option) => option.value)
      .sort()
      .join() !== 'false,true'
  ) {
    throw invalid('Boolean properties must have exactly two options, with the values true and false.', {
      subCategory: 'PropertyValidationError.INVALID_BOOLEAN_OPTION',
    });
  }
  const values = options.map((option) => option.value);
  const twice = values.find((option, index) => values.indexOf(option) !== index);
  // [unverified] The words.
  if (twice !== undefined) throw invalid(`Option values must be unique, got ${twice} twice.`);
  return options;
}

/** Communications, notes, meetings, calls, emails, tasks. */
const ACTIVITY_TYPES = new Set(['0-18', '0-46', '0-47', '0-48', '0-49', '0-27']);

function refuseTooMany(core: Core, type: ObjectType, unique: boolean): void {
  const own = activeProperties(core, type).filter((property) => !property.hubspotDefined);
  const { customPropertiesPerObject } = core.limits;
  const mostUnique = ACTIVITY_TYPES.has(type.typeId)
    ? core.limits.uniquePropertiesPerActivity
    : core.limits.uniquePropertiesPerObject;
  const full = (what: string, most: number) =>
    // [unverified] The words.
    invalid(`${type.typeId} has reached its limit of ${most} ${what}`, {
      subCategory: 'PropertyValidationError.LIMIT_REACHED',
    });
  if (own.length >= customPropertiesPerObject) throw full('custom properties', customPropertiesPerObject);
  if (unique && own.filter((property) => property.hasUniqueValue).length >= mostUnique) {
    throw full('properties with unique values', mostUnique);
  }
}

function checkFormula(core: Core, type: ObjectType, formula: string): void {
  const stray = formulaNames(formula).find((name) => core.store.property(type.typeId, name)?.archived !== false);
  if (stray !== undefined) throw propertyNotFound(stray);
}

const formulaWords = new Set(['if', 'elseif', 'else', 'endif', 'then', 'and', 'or', 'not', 'true', 'false']);

/** The properties a formula names: words that are neither functions nor keywords, outside of quotes. */
function formulaNames(formula: string): string[] {
  const bare = formula.replace(/"[^"]*"|'[^']*'/g, ' ');
  return [...bare.matchAll(/[a-z_][a-z0-9_]*(?!\s*\()\b/gi)]
    .filter((match) => !/^\s*\(/.test(bare.slice(match.index + match[0].length)))
    .map((match) => match[0])
    .filter((word) => !formulaWords.has(word.toLowerCase()));
}

function inputsOf(body: unknown): Json[] {
  const inputs = asArray(asObject(body, 'BatchInput').inputs, 'inputs');
  if (inputs.length > 100)
    throw invalid(
      'The maximum number of inputs supported in a batch is 100. Please reduce the number of items and try again',
    );
  return inputs.map((input) => asObject(input, 'inputs'));
}
