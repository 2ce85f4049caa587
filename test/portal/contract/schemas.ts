/**
 * JSON Schemas of what HubSpot's Node client sends and reads, generated from the client's own type declarations and kept
 * in a cache, since generating takes some seconds. What a recording or the documentation says otherwise is corrected here,
 * with the reason.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

export const groups = [
  'crm/objects',
  'crm/contacts',
  'crm/associations',
  'crm/associations/v4',
  'crm/associations/v4/schema',
  'crm/schemas',
  'crm/properties',
  'crm/pipelines',
  'crm/lists',
  'crm/owners',
  'settings/users',
  'marketing/forms',
  'automation/actions',
] as const;
export type Group = (typeof groups)[number];

export interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  format?: string;
  $ref?: string;
}

type Definitions = Record<string, Schema>;

const require = createRequire(import.meta.url);
const clientFolder = dirname(require.resolve('@hubspot/api-client/package.json'));
const clientVersion = (require('@hubspot/api-client/package.json') as { version: string }).version;
const cacheFile = join(clientFolder, '..', '..', '.cache', 'portal-contract', `schemas-${clientVersion}-2.json`);

/** Keys that answers carry and the 13.5 types do not know. */
const furtherAnswerKeys: Readonly<Record<string, readonly string[]>> = {
  // [recorded] Since 2025.
  SimplePublicObject: ['url'],
  SimplePublicObjectWithAssociations: ['url'],
  SimplePublicUpsertObject: ['url'],
  // [recorded] Schemas say whose they are.
  ObjectSchema: ['metaType', 'restorable', 'allowsSensitiveProperties'],
  ObjectTypeDefinition: ['metaType', 'restorable', 'allowsSensitiveProperties'],
  // [documented] Every error body has a status; those of rate limits name the policy.
  ModelError: ['status', 'errorType', 'policyName'],
};

/** Keys that requests may carry and the 13.5 types do not know. */
const furtherRequestKeys: Readonly<Record<string, readonly string[]>> = {
  // [documented, 2026-09]
  ObjectSchemaEgg: ['allowsSensitiveProperties'],
  // [observed live] Ids are kept as they are sent.
  PipelineInput: ['pipelineId'],
  PipelineStageInput: ['stageId'],
  // [documented, 2026-09]
  CallbackCompletionRequest: ['typedOutputs', 'failureReasonType', 'requestContext'],
  CallbackCompletionBatchRequest: ['typedOutputs', 'failureReasonType', 'requestContext'],
  PropertyCreate: ['dataSensitivity'],
};

/** Required by the types, and optional by the documentation or by recorded requests. */
const optional: Readonly<Record<string, readonly string[]>> = {
  BatchReadInputSimplePublicObjectId: ['properties', 'propertiesWithHistory'],
  // [recorded] Unreadable JSON and unknown object types are answered without a category.
  ModelError: ['category'],
  // [documented] https://developers.hubspot.com/docs/api-reference/crm-lists-v3/guide
  MembershipChangeRequest: ['recordIdsToAdd', 'recordIdsToRemove'],
  // [observed live] The types have the required list the wrong way round.
  ObjectSchemaEgg: ['requiredProperties', 'associatedObjects', 'properties'],
  OptionInput: ['hidden', 'displayOrder'],
};

function load(): Record<string, Definitions> {
  if (existsSync(cacheFile)) return JSON.parse(readFileSync(cacheFile, 'utf8')) as Record<string, Definitions>;
  const all = Object.fromEntries(groups.map((group) => [group, generate(group)]));
  mkdirSync(dirname(cacheFile), { recursive: true });
  // Another worker may be writing the same file: it appears whole, or not at all.
  const draft = `${cacheFile}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(all));
  renameSync(draft, cacheFile);
  return all;
}

function generate(group: Group): Definitions {
  const models = join(clientFolder, 'lib', 'codegen', group, 'models');
  const { definitions = {} } = createGenerator({
    path: join(models, '*.d.ts'),
    type: '*',
    skipTypeCheck: true,
    additionalProperties: true,
    jsDoc: 'none',
  }).createSchema('*');
  const classes = require(join(models, 'all.js')) as Record<
    string,
    { attributeTypeMap?: { name: string; baseName: string }[] }
  >;
  const renamed: Definitions = {};
  for (const [name, definition] of Object.entries(definitions)) {
    renamed[name] = renameKeys(definition as Schema, classes[name]?.attributeTypeMap ?? []);
  }
  return renamed;
}

/** Words that are reserved in TypeScript have another name there than on the wire: `_from`, `_new`, `_in`. */
function renameKeys(schema: Schema, names: readonly { name: string; baseName: string }[]): Schema {
  const wireName = (name: string) => names.find((one) => one.name === name)?.baseName ?? name;
  if (schema.properties === undefined) return schema;
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(schema.properties).map(([name, value]) => [wireName(name), value])),
    ...(schema.required === undefined ? {} : { required: schema.required.map(wireName) }),
  };
}

/** Closes every object with named properties, and puts right what is known to be otherwise. */
function correct(definitions: Definitions, direction: 'request' | 'answer'): Definitions {
  const further = direction === 'request' ? furtherRequestKeys : furtherAnswerKeys;
  const corrected: Definitions = {};
  for (const [name, schema] of Object.entries(definitions)) {
    if (schema.properties === undefined) {
      corrected[name] = schema;
      continue;
    }
    const properties: Record<string, Schema> = { ...schema.properties };
    for (const key of further[name] ?? []) properties[key] = {};
    if (name === 'PublicObjectSearchRequest') {
      // [documented; the client's issue 559] Sorts are objects.
      const sort: Schema = {
        type: 'object',
        properties: { propertyName: { type: 'string' }, direction: { type: 'string' } },
      };
      properties.sorts = {
        type: 'array',
        items: { anyOf: [{ type: 'string' }, { ...sort, required: ['propertyName'], additionalProperties: false }] },
      };
    }
    if (direction === 'answer') {
      // [recorded] v4 answers carry record ids as numbers.
      for (const key of ['toObjectId', 'fromObjectId'])
        if (key in properties) properties[key] = { type: ['string', 'number'] };
      // [recorded] A kind without a label says null.
      if (name === 'AssociationSpecWithLabel') properties.label = { type: ['string', 'null'] };
    }
    corrected[name] = {
      ...schema,
      properties,
      required: (schema.required ?? []).filter((key) => !(optional[name] ?? []).includes(key)),
      additionalProperties: false,
    };
  }
  return corrected;
}

const loaded = load();
const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addFormat('date-time', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/);
const corrected = new Map<string, Definitions>();
const compiled = new Map<string, ValidateFunction>();

export function definitionsOf(group: Group, direction: 'request' | 'answer'): Definitions {
  const key = `${direction} ${group}`;
  const known = corrected.get(key);
  if (known !== undefined) return known;
  const definitions = correct(loaded[group] ?? {}, direction);
  corrected.set(key, definitions);
  return definitions;
}

/** What a body breaks of its model, in words. */
export function violations(group: Group, model: string, direction: 'request' | 'answer', body: unknown): string[] {
  const key = `${direction} ${group} ${model}`;
  let validate = compiled.get(key);
  if (validate === undefined) {
    const definitions = definitionsOf(group, direction);
    if (definitions[model] === undefined) throw new RangeError(`the client has no model ${model} in ${group}`);
    validate = ajv.compile({ $ref: `#/definitions/${model}`, definitions });
    compiled.set(key, validate);
  }
  if (validate(body)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${model}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
