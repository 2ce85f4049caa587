/** `/crm-object-schemas/{version}/schemas`: custom objects. Rules without a mark are [observed live]. */
import type { Hono } from 'hono';
import { formatInstant } from '../clock.ts';
import type { Core } from '../core.ts';
import { type ApiError, alreadyExists, invalid, notFound } from '../errors.ts';
import { answer, booleanParameter, noContent, type PortalEnv, readBody } from '../http.ts';
import { type AssociationType, associationPair } from '../objects/association-types.ts';
import {
  asArray,
  asObject,
  asOptionalArray,
  asOptionalBoolean,
  asOptionalText,
  asText,
  type Json,
} from '../objects/input.ts';
import { customType, lookUpType } from '../objects/registry.ts';
import type { SchemaDoc } from '../objects/schema.ts';
import { activityTypeIds, standardTypes } from '../objects/types.ts';
import { createProperty, formatProperty, putGroup } from './properties.ts';

/** Activities that this portal has no records of, yet gives definitions for: postal mail, conversations, campaigns. */
const furtherActivityTypeIds = ['0-116', '0-11', '0-35'];

interface AssociationDefinition {
  readonly id: string;
  readonly fromObjectTypeId: string;
  readonly toObjectTypeId: string;
  readonly name: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export function schemaRoutes(app: Hono<PortalEnv>, core: Core): void {
  app.get('/schemas', (call) => {
    const archived = booleanParameter(call, 'archived');
    const schemas = core.store.docs<SchemaDoc>('schema').filter((schema) => schema.archived === archived);
    return answer(200, { results: schemas.map((schema) => formatSchema(core, schema)) });
  });

  app.post('/schemas', async (call) => {
    const schema = createSchema(core, asObject((await readBody(call)).value, 'ObjectSchemaEgg'));
    return answer(201, formatSchema(core, schema));
  });

  app.get('/schemas/:type', (call) => {
    const word = call.req.param('type');
    const schema = schemaNamed(core, word, (candidate) => !candidate.archived);
    if (schema !== undefined) return answer(200, formatSchema(core, schema));
    const own = lookUpType(core.store, word);
    if (own === undefined) throw schemaNotFound(word);
    return answer(200, {
      ...frameOf(core, own.typeId),
      id: own.typeId,
      objectTypeId: own.typeId,
      name: own.singular.toUpperCase(),
      fullyQualifiedName: own.fullyQualifiedName,
      labels: own.labels,
      primaryDisplayProperty: own.primaryDisplayProperty,
      secondaryDisplayProperties: [],
      searchableProperties: own.searchableProperties,
      requiredProperties: own.requiredProperties,
      archived: false,
      metaType: 'HUBSPOT',
    });
  });

  app.patch('/schemas/:type', async (call) => {
    const word = call.req.param('type');
    const before = schemaNamed(core, word, (candidate) => !candidate.archived);
    if (before === undefined) throw schemaNotFound(word);
    const body = asObject((await readBody(call)).value, 'ObjectTypeDefinitionPatch');
    const names = (value: unknown, where: string, old: readonly string[]) =>
      value === undefined || value === null ? old : asArray(value, where).map((name) => asText(name, where));
    const labels = body.labels === undefined || body.labels === null ? undefined : labelsOf(body.labels);
    const { description: oldDescription, ...kept } = before;
    const description = asOptionalText(body.description, 'description') ?? oldDescription;
    const cleared = asOptionalBoolean(body.clearDescription, 'clearDescription') ?? false;
    // A name sent along is ignored.
    const schema: SchemaDoc = {
      ...kept,
      ...(cleared || description === undefined ? {} : { description }),
      labels: { ...before.labels, ...labels },
      primaryDisplayProperty:
        asOptionalText(body.primaryDisplayProperty, 'primaryDisplayProperty') ?? before.primaryDisplayProperty,
      secondaryDisplayProperties: names(
        body.secondaryDisplayProperties,
        'secondaryDisplayProperties',
        before.secondaryDisplayProperties,
      ),
      searchableProperties: names(body.searchableProperties, 'searchableProperties', before.searchableProperties),
      requiredProperties: names(body.requiredProperties, 'requiredProperties', before.requiredProperties),
      updatedAt: core.clock.now(),
    };
    checkNames(core, schema);
    core.store.putDoc('schema', schema.objectTypeId, schema);
    core.search.definitionsChanged(schema.objectTypeId);
    const { properties: _properties, associations: _associations, ...definition } = formatSchema(core, schema);
    return answer(200, { ...definition, portalId: core.portalId });
  });

  app.delete('/schemas/:type', (call) => {
    const word = call.req.param('type');
    const purging = booleanParameter(call, 'archived');
    const schema = schemaNamed(core, word, (candidate) => candidate.archived === purging);
    if (schema === undefined) {
      const active = purging ? schemaNamed(core, word, (candidate) => !candidate.archived) : undefined;
      if (active !== undefined) throw invalid(`The schema ${active.name} is not archived.`);
      throw schemaNotFound(word);
    }
    if (purging) {
      purge(core, schema);
      return noContent();
    }
    if (core.store.liveCount(schema.objectTypeId) > 0) {
      throw invalid(`The schema ${schema.name} still has records.`, {
        subCategory: 'ObjectTypeError.EXISTING_OBJECT_RECORDS',
      });
    }
    core.store.putDoc('schema', schema.objectTypeId, { ...schema, archived: true, updatedAt: core.clock.now() });
    return noContent();
  });

  app.post('/schemas/:type/associations', async (call) => {
    const word = call.req.param('type');
    const schema = schemaNamed(core, word, (candidate) => !candidate.archived);
    if (schema === undefined) throw schemaNotFound(word);
    const body = asObject((await readBody(call)).value, 'AssociationDefinitionEgg');
    const ends = [asText(body.fromObjectTypeId, 'fromObjectTypeId'), asText(body.toObjectTypeId, 'toObjectTypeId')];
    const [from, to] = ends.map((end) => {
      const type = lookUpType(core.store, end);
      if (type === undefined) throw invalid(`Unable to infer object type from: ${end}`);
      return type;
    });
    if (from === undefined || to === undefined) throw invalid('An association definition needs two object types');
    // [unverified] A second definition between the same types is refused.
    if (core.store.associationTypes(from.typeId, to.typeId).some((kind) => kind.label === null)) {
      throw alreadyExists(`An association from ${from.typeId} to ${to.typeId} already exists.`);
    }
    const name = asOptionalText(body.name, 'name') ?? `${plainName(from.singular)}_to_${plainName(to.singular)}`;
    const [there] = defineAssociation(core, from.typeId, to.typeId, name);
    return answer(201, formatDefinition(core, there as AssociationType));
  });

  app.delete('/schemas/:type/associations/:id', (call) => {
    const word = call.req.param('type');
    const schema = schemaNamed(core, word, (candidate) => !candidate.archived);
    if (schema === undefined) throw schemaNotFound(word);
    const id = call.req.param('id');
    const kind = core.store
      .docs<AssociationType>('associationType')
      .find((one) => String(one.typeId) === id && [one.fromTypeId, one.toTypeId].includes(schema.objectTypeId));
    if (kind === undefined) throw notFound(`No association definition with id ${id}`);
    for (const key of new Set([kind.key, kind.inverseKey])) core.store.deleteDoc('associationType', key);
    return noContent();
  });
}

function createSchema(core: Core, body: Json): SchemaDoc {
  const name = asText(body.name, 'name');
  if (!/^[a-z][a-z0-9_]{0,49}$/i.test(name)) {
    throw invalid(`The name ${name} must start with a letter and hold at most 50 letters, digits and underscores.`, {
      subCategory: 'ObjectTypeError.INVALID_NAME',
    });
  }
  const labels = labelsOf(body.labels);
  const primaryDisplayProperty = asOptionalText(body.primaryDisplayProperty, 'primaryDisplayProperty');
  if (primaryDisplayProperty === undefined || primaryDisplayProperty === '') {
    throw invalid('A primary display property is required.', {
      subCategory: 'ObjectTypeError.PRIMARY_DISPLAY_PROPERTY_REQUIRED',
    });
  }
  const same = core.store.docs<SchemaDoc>('schema').find((schema) => schema.name.toLowerCase() === name.toLowerCase());
  if (same !== undefined && !same.archived) {
    throw alreadyExists(`An object type named '${name}' already exists.`, 'ObjectTypeError.OBJECT_TYPE_ALREADY_EXISTS');
  }
  const active = core.store.docs<SchemaDoc>('schema').filter((schema) => !schema.archived).length;
  if (active >= core.limits.customObjectTypes) {
    throw invalid(`This portal has reached its limit of ${core.limits.customObjectTypes} custom object types`, {
      subCategory: 'ObjectTypeError.LIMIT_REACHED',
    });
  }
  const properties = asOptionalArray(body.properties, 'properties').map((one) =>
    asObject(one, 'ObjectTypePropertyCreate'),
  );
  const names = (value: unknown, where: string) => asOptionalArray(value, where).map((one) => asText(one, where));
  const number = core.store.nextNumber('objectType', 3_453_001);
  const description = asOptionalText(body.description, 'description');
  const now = core.clock.now();
  const schema: SchemaDoc = {
    id: String(number),
    objectTypeId: `2-${number}`,
    name,
    fullyQualifiedName: `p${core.portalId}_${name}`,
    labels,
    ...(description === undefined ? {} : { description }),
    primaryDisplayProperty,
    secondaryDisplayProperties: names(body.secondaryDisplayProperties, 'secondaryDisplayProperties'),
    // Whatever is not asked for, records can be found by id.
    searchableProperties: [...new Set([...names(body.searchableProperties, 'searchableProperties'), 'hs_object_id'])],
    requiredProperties: names(body.requiredProperties, 'requiredProperties'),
    allowsSensitiveProperties: asOptionalBoolean(body.allowsSensitiveProperties, 'allowsSensitiveProperties') ?? false,
    archived: false,
    createdAt: now,
    updatedAt: now,
  };
  const posted = properties.map((property) => asText(property.name, 'name'));
  checkNames(core, schema, posted);
  const associated = associatedTypes(core, body.associatedObjects);
  // Everything that could refuse is behind us but the properties themselves, which are made in order.
  if (same !== undefined) purge(core, same);
  core.store.putDoc('schema', schema.objectTypeId, schema);
  const type = customType(schema);
  putGroup(core, type, { name: type.defaultGroup, label: labels.singular ?? name, displayOrder: 0, archived: false });
  try {
    for (const property of properties) createProperty(core, type, property, { defaultGroup: type.defaultGroup });
  } catch (error) {
    purge(core, schema);
    throw error;
  }
  for (const typeId of associated) {
    const word = standardTypes.find((candidate) => candidate.typeId === typeId)?.singular ?? typeId.replace('-', '_');
    defineAssociation(core, schema.objectTypeId, typeId, `${name}_to_${plainName(word)}`);
  }
  return schema;
}

/** The types asked for, and the activities that every custom object is associated with: nine of them. */
function associatedTypes(core: Core, value: unknown): readonly string[] {
  const asked = asOptionalArray(value, 'associatedObjects').map((one) => {
    const word = asText(one, 'associatedObjects');
    const type = lookUpType(core.store, word);
    if (type === undefined) throw invalid(`Unable to infer object type from: ${word}`);
    return type.typeId;
  });
  return [...new Set([...asked, ...activityTypeIds, ...furtherActivityTypeIds])];
}

/** [documented] The kind without a label between two types is the portal's own when one of them is. */
function defineAssociation(core: Core, fromTypeId: string, toTypeId: string, name: string): AssociationType[] {
  const forward = core.store.nextNumber('associationType', 1);
  const back = fromTypeId === toTypeId ? forward : core.store.nextNumber('associationType', 1);
  const pair = associationPair({
    category: 'USER_DEFINED',
    fromTypeId,
    toTypeId,
    forward,
    back,
    label: null,
    inverseLabel: null,
    name,
  });
  for (const kind of pair) core.store.putDoc('associationType', kind.key, kind);
  return pair;
}

function checkNames(core: Core, schema: SchemaDoc, posted: readonly string[] = []): void {
  if (schema.secondaryDisplayProperties.length > 2) {
    throw invalid('At most 2 secondary display properties are allowed.', {
      subCategory: 'ObjectTypeError.TOO_MANY_DISPLAY_PROPERTIES',
    });
  }
  const known = (name: string) =>
    posted.includes(name) ||
    name.startsWith('hs_') ||
    core.store.property(schema.objectTypeId, name)?.archived === false;
  const named = [
    schema.primaryDisplayProperty,
    ...schema.secondaryDisplayProperties,
    ...schema.requiredProperties,
    ...schema.searchableProperties,
  ];
  const stray = named.find((name) => !known(name));
  if (stray !== undefined) {
    throw invalid(`The property ${stray} does not exist.`, { subCategory: 'ObjectTypeError.PROPERTY_DOESNT_EXIST' });
  }
}

/** Archived schemas go for good, and their definitions with them. */
function purge(core: Core, schema: SchemaDoc): void {
  const { objectTypeId } = schema;
  for (const record of [...core.store.records(objectTypeId)])
    core.store.change({ op: 'purge', typeId: objectTypeId, id: record.id });
  for (const name of [...core.store.properties(objectTypeId).keys()])
    core.store.deleteDoc('property', `${objectTypeId}/${name}`);
  for (const { typeId, group } of core.store.docs<{ typeId: string; group: { name: string } }>('group')) {
    if (typeId === objectTypeId) core.store.deleteDoc('group', `${typeId}/${group.name}`);
  }
  for (const kind of core.store.docs<AssociationType>('associationType')) {
    if ([kind.fromTypeId, kind.toTypeId].includes(objectTypeId)) core.store.deleteDoc('associationType', kind.key);
  }
  core.store.deleteDoc('schema', objectTypeId);
}

function labelsOf(value: unknown): { singular?: string; plural?: string } {
  const { singular, plural } = asObject(value, 'ObjectTypeDefinitionLabels');
  const label = (text: unknown, where: string) => {
    const words = asOptionalText(text, where);
    if (words !== undefined && words.length > 50) throw invalid(`The label ${words} is longer than 50 characters.`);
    return words;
  };
  const one = label(singular, 'labels.singular');
  const many = label(plural, 'labels.plural');
  return { ...(one === undefined ? {} : { singular: one }), ...(many === undefined ? {} : { plural: many }) };
}

function schemaNamed(core: Core, word: string, test: (schema: SchemaDoc) => boolean): SchemaDoc | undefined {
  const lower = word.toLowerCase();
  return core.store
    .docs<SchemaDoc>('schema')
    .find(
      (schema) =>
        test(schema) &&
        [schema.objectTypeId, schema.fullyQualifiedName.toLowerCase(), schema.name.toLowerCase()].includes(lower),
    );
}

function schemaNotFound(word: string): ApiError {
  return notFound(`No object type found for ${word}`);
}

function frameOf(core: Core, typeId: string): { associations: AssociationDefinition[]; properties: object[] } {
  const kinds = core.store
    .docs<AssociationType>('associationType')
    .filter((kind) => kind.label === null && kind.fromTypeId === typeId);
  const properties = [...core.store.properties(typeId).values()].filter((property) => !property.archived);
  return {
    associations: kinds.map((kind) => formatDefinition(core, kind)),
    properties: properties.map(formatProperty),
  };
}

function formatSchema(core: Core, schema: SchemaDoc) {
  const { createdAt, updatedAt, ...rest } = schema;
  return {
    ...rest,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
    metaType: 'PORTAL_SPECIFIC',
    restorable: true,
    ...frameOf(core, schema.objectTypeId),
  };
}

function formatDefinition(core: Core, kind: AssociationType): AssociationDefinition {
  const owner = [kind.fromTypeId, kind.toTypeId]
    .map((typeId) => core.store.doc<SchemaDoc>('schema', typeId))
    .find((schema) => schema !== undefined);
  const at = formatInstant(owner?.createdAt ?? 0);
  return {
    id: String(kind.typeId),
    fromObjectTypeId: kind.fromTypeId,
    toObjectTypeId: kind.toTypeId,
    name: kind.name,
    createdAt: at,
    updatedAt: at,
  };
}

function plainName(fullyQualifiedName: string): string {
  return fullyQualifiedName.replace(/^p\d+_/, '');
}
