/** From the word in a path to the type of object it means. */
import { unknownObjectType } from '../errors.ts';
import type { Store } from '../store.ts';
import type { SchemaDoc } from './schema.ts';
import { type ObjectType, standardTypes } from './types.ts';

const byWord = new Map<string, ObjectType>(
  standardTypes.flatMap((type) => [type.typeId, type.singular, type.plural].map((word) => [word, type] as const)),
);

/**
 * [documented, recorded] Plural and singular names in any case, type ids and fully qualified names are understood.
 * [observed live] A custom object's bare name is not.
 */
export function findType(store: Store, word: string): ObjectType {
  const type = lookUpType(store, word);
  if (type === undefined) throw unknownObjectType(word);
  return type;
}

export function lookUpType(store: Store, word: string): ObjectType | undefined {
  const lower = word.toLowerCase();
  const own = byWord.get(lower);
  if (own !== undefined) return own;
  const schema = store
    .docs<SchemaDoc>('schema')
    .find((candidate) => candidate.objectTypeId === lower || candidate.fullyQualifiedName.toLowerCase() === lower);
  return schema === undefined || schema.archived ? undefined : customType(schema);
}

export function customType(schema: SchemaDoc): ObjectType {
  return {
    typeId: schema.objectTypeId,
    singular: schema.fullyQualifiedName,
    plural: schema.fullyQualifiedName,
    fullyQualifiedName: schema.fullyQualifiedName,
    labels: { singular: schema.labels.singular ?? schema.name, plural: schema.labels.plural ?? schema.name },
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    primaryDisplayProperty: schema.primaryDisplayProperty,
    searchableProperties: schema.searchableProperties,
    requiredProperties: schema.requiredProperties,
    custom: true,
    readOnly: false,
    scopeWord: 'custom',
    defaultGroup: `${schema.name}_information`,
  };
}

/** What error messages call a type: `CONTACT`, or a custom object's type id. [recorded for contacts] */
export function typeWord(type: ObjectType): string {
  return type.custom ? type.typeId : type.singular.toUpperCase();
}
