/** Bodies to try, made from the same schemas that check them. */
import fc from 'fast-check';
import { definitionsOf, type Group, type Schema } from './schemas.ts';

/** Words that mean something here, so that random bodies reach beyond the first check. */
const words = fc.oneof(
  fc.constantFrom(
    '0-1',
    '0-2',
    'contacts',
    '9001',
    '9002',
    '9003',
    '1',
    '',
    'email',
    'firstname',
    'hs_object_id',
    'a@example.com',
    'true',
    '2026-01-31',
    'default',
    'HUBSPOT_DEFINED',
  ),
  fc.string({ maxLength: 12 }),
);

export function bodiesOf(group: Group, model: string): fc.Arbitrary<unknown> {
  const definitions = definitionsOf(group, 'request');
  return arbitraryOf({ $ref: `#/definitions/${model}` }, definitions, 0);
}

function arbitraryOf(schema: Schema, definitions: Record<string, Schema>, depth: number): fc.Arbitrary<unknown> {
  if (depth > 8) return fc.constant(null);
  const inner = (one: Schema) => arbitraryOf(one, definitions, depth + 1);
  if (schema.$ref !== undefined)
    return inner(definitions[decodeURIComponent(schema.$ref.replace('#/definitions/', ''))] ?? {});
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(inner));
  const [type] = Array.isArray(schema.type) ? schema.type : [schema.type];
  switch (type) {
    case 'object':
      return objectOf(schema, inner);
    case 'array':
      return fc.array(inner(schema.items ?? {}), { maxLength: 4 });
    case 'number':
    case 'integer':
      return fc.oneof(fc.constantFrom(1, 279, 204, 0, -1), fc.integer({ min: -5, max: 1_000 }));
    case 'boolean':
      return fc.boolean();
    case 'string':
      return words;
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectOf(schema: Schema, inner: (one: Schema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  if (schema.properties === undefined) {
    const values =
      typeof schema.additionalProperties === 'object'
        ? inner(schema.additionalProperties)
        : fc.jsonValue({ maxDepth: 1 });
    return fc.dictionary(words, values, { maxKeys: 4 });
  }
  const entries = Object.fromEntries(Object.entries(schema.properties).map(([name, one]) => [name, inner(one)]));
  return fc.record(entries, { requiredKeys: schema.required ?? [] } as object);
}
