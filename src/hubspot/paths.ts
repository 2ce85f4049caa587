/**
 * Every HubSpot path this app can call, and the scopes each needs.
 *
 * The dated version is named here alone: moving to the next one is this line.
 * Scopes of tasks and activities follow HubSpot's specification, which lists the contacts scopes for them;
 * `unverified` on a real portal: the scope for creating a property on tasks and activities.
 * Probe: task-unique-property, scopes.
 */
const VERSION = '2026-09';

interface ApiPath {
  /** Starts with `/`, without the parts a call adds. */
  readonly path: string;
  readonly scopes: readonly string[];
}

const OBJECTS = `/crm/objects/${VERSION}`;
const CONTACTS = ['crm.objects.contacts.read', 'crm.objects.contacts.write'] as const;
const CUSTOM = ['crm.objects.custom.read', 'crm.objects.custom.write'] as const;

export const PATHS = {
  contacts: { path: `${OBJECTS}/contacts`, scopes: CONTACTS },
  tasks: { path: `${OBJECTS}/tasks`, scopes: CONTACTS },
  calls: { path: `${OBJECTS}/calls`, scopes: CONTACTS },
  meetings: { path: `${OBJECTS}/meetings`, scopes: CONTACTS },
  communications: { path: `${OBJECTS}/communications`, scopes: CONTACTS },
  emails: { path: `${OBJECTS}/emails`, scopes: CONTACTS },
  notes: { path: `${OBJECTS}/notes`, scopes: CONTACTS },
  // The scope of tickets is asked for by `npm run build -- --with tickets` alone; without it tickets are passed over.
  tickets: { path: `${OBJECTS}/tickets`, scopes: [] },
  /** Asked for with `--with feedback` alone: a portal without surveys must be able to install the app. */
  feedback: { path: `${OBJECTS}/feedback_submissions`, scopes: [] },
  deals: { path: `${OBJECTS}/deals`, scopes: ['crm.objects.deals.read'] },
  pipelines: { path: `/crm/pipelines/${VERSION}`, scopes: ['crm.objects.deals.read'] },
  customObjects: { path: `${OBJECTS}/{objectTypeId}`, scopes: CUSTOM },
  associations: { path: `/crm/associations/${VERSION}`, scopes: [...CONTACTS, ...CUSTOM] },
  schemas: {
    path: `/crm-object-schemas/${VERSION}/schemas`,
    scopes: ['crm.schemas.custom.read', 'crm.schemas.custom.write'],
  },
  properties: {
    path: `/crm/properties/${VERSION}`,
    scopes: ['crm.schemas.contacts.read', 'crm.schemas.contacts.write'],
  },
  owners: { path: `/crm/owners/${VERSION}`, scopes: ['crm.objects.owners.read'] },
  recordLimits: { path: `/crm/limits/${VERSION}/records`, scopes: [] },
  // HubSpot's specifications know no released dated path for forms, only a beta. Their scope, `forms`, is asked for by
  // `npm run build -- --with forms` alone: without it the installer makes no forms and no links are offered.
  forms: { path: '/marketing/v3/forms', scopes: [] },
  submissions: { path: '/form-integrations/v1/submissions', scopes: [] },
  /** Scope as HubSpot's reference of the call has it. */
  callsToday: { path: `/account-info/${VERSION}/api-usage/daily/private-apps`, scopes: ['oauth'] },
  account: { path: `/account-info/${VERSION}/details`, scopes: ['oauth'] },
} as const satisfies Record<string, ApiPath>;
