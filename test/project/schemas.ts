/**
 * JSON schemas of the components' `config`, written by us from HubSpot's public templates and documentation.
 *
 * HubSpot's own schemas are downloaded by its tools from an account and are not published; these stand in for them, so
 * that its validation runs without one. What passes here is not thereby accepted by HubSpot.
 */
const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: text };
const entrypoint = (folder: string) => ({ type: 'string', pattern: `^/app/${folder}/[^/]+\\.(js|jsx|ts|tsx)$` });

function object(required: readonly string[], properties: Record<string, unknown>, others = false) {
  return { type: 'object', required, properties, additionalProperties: others };
}

const field = object(['typeDefinition'], {
  typeDefinition: object(
    ['name', 'type'],
    {
      name: { type: 'string', pattern: '^[A-Za-z0-9_]+$' },
      type: { enum: ['bool', 'date', 'datetime', 'enumeration', 'number', 'phone_number', 'string'] },
      fieldType: text,
      externalOptions: { const: false },
    },
    true,
  ),
  supportedValueTypes: { type: 'array', items: { enum: ['STATIC_VALUE', 'OBJECT_PROPERTY'] } },
  isRequired: { type: 'boolean' },
});

const labels = object(['actionName', 'inputFieldLabels', 'inputFieldDescriptions'], {
  actionName: text,
  actionDescription: text,
  actionCardContent: text,
  appDisplayName: text,
  inputFieldLabels: { type: 'object', additionalProperties: text },
  inputFieldDescriptions: { type: 'object', additionalProperties: text },
  outputFieldLabels: { type: 'object', additionalProperties: text },
});

const subscriptions = {
  type: 'array',
  items: object(['subscriptionType', 'active'], {
    subscriptionType: { type: 'string', pattern: '^[a-z]+\\.[A-Za-z]+$' },
    objectType: text,
    propertyName: text,
    active: { type: 'boolean' },
  }),
};

/** By the type's name inside HubSpot's tools. */
export const SCHEMAS = {
  APPLICATION: object(['name', 'description', 'distribution', 'auth', 'permittedUrls'], {
    name: { type: 'string', minLength: 1, maxLength: 200 },
    description: { type: 'string', minLength: 1, maxLength: 8192 },
    distribution: { enum: ['private', 'marketplace'] },
    auth: object(['type', 'requiredScopes'], {
      type: { enum: ['static', 'oauth'] },
      requiredScopes: texts,
      optionalScopes: texts,
      conditionallyRequiredScopes: texts,
    }),
    permittedUrls: object(['fetch', 'iframe', 'img'], { fetch: texts, iframe: texts, img: texts }),
    support: object([], { supportEmail: text, documentationUrl: text, supportUrl: text, supportPhone: text }),
  }),
  CARD: object(['name', 'location', 'entrypoint', 'objectTypes'], {
    name: text,
    description: text,
    location: { enum: ['crm.record.tab', 'crm.record.sidebar', 'crm.preview', 'helpdesk.sidebar'] },
    entrypoint: entrypoint('cards'),
    objectTypes: { type: 'array', items: text, minItems: 1 },
  }),
  PAGE: object(['entrypoint'], { entrypoint: entrypoint('pages') }),
  CRM_BULK_ACTION: object(['label', 'entrypoint', 'objectTypes', 'displayMode'], {
    label: text,
    entrypoint: entrypoint('actions'),
    objectTypes: { type: 'array', items: text, minItems: 1 },
    displayMode: { enum: ['PANEL', 'MODAL'] },
    icon: text,
  }),
  SETTINGS: object(['entrypoint'], { entrypoint: entrypoint('settings') }),
  APP_FUNCTION: object(
    ['entrypoint', 'secretKeys'],
    {
      entrypoint: entrypoint('functions'),
      endpoint: object(['path', 'methods'], {
        path: { type: 'string', pattern: '^/' },
        methods: { type: 'array', items: { enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] }, minItems: 1 },
      }),
      secretKeys: { type: 'array', items: { type: 'string', pattern: '^[A-Z][A-Z0-9_]*$' } },
    },
    true,
  ),
  WEBHOOKS: object(['settings', 'subscriptions'], {
    settings: object(['targetUrl'], {
      targetUrl: { type: 'string', pattern: '^https://' },
      maxConcurrentRequests: { type: 'integer', minimum: 5, maximum: 100 },
    }),
    subscriptions: object([], { crmObjects: subscriptions, legacyCrmObjects: subscriptions, hubEvents: subscriptions }),
  }),
  WORKFLOW_ACTION: object(['actionUrl', 'isPublished', 'supportedClients', 'inputFields', 'labels', 'objectTypes'], {
    actionUrl: { type: 'string', pattern: '^https://' },
    isPublished: { type: 'boolean' },
    supportedClients: { type: 'array', items: object(['client'], { client: { enum: ['WORKFLOWS', 'AGENTS'] } }) },
    inputFields: { type: 'array', items: field },
    outputFields: { type: 'array', items: field },
    labels: { type: 'object', required: ['en'], additionalProperties: labels },
    objectTypes: texts,
  }),
};
