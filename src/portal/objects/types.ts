/** HubSpot's own object types, with the names their paths accept and the properties they answer with unasked. */
export interface ObjectType {
  readonly typeId: string;
  /** What error messages and association paths call it: `CONTACT`. */
  readonly singular: string;
  readonly plural: string;
  /** `p<portalId>_<name>` for custom objects. */
  readonly fullyQualifiedName: string;
  readonly labels: { readonly singular: string; readonly plural: string };
  readonly createdProperty: string;
  readonly modifiedProperty: string;
  /** [recorded, documented] Returned when the request names no properties. */
  readonly defaultProperties: readonly string[];
  readonly primaryDisplayProperty: string;
  readonly searchableProperties: readonly string[];
  readonly requiredProperties: readonly string[];
  readonly custom: boolean;
  readonly readOnly: boolean;
  /** Which scope word its endpoints ask for: `crm.objects.<scopeWord>.read`. */
  readonly scopeWord: string;
  readonly defaultGroup: string;
}

type Standard = Pick<ObjectType, 'typeId' | 'singular' | 'plural' | 'defaultProperties' | 'primaryDisplayProperty'> &
  Partial<ObjectType>;

const activity = { createdProperty: 'hs_createdate', modifiedProperty: 'hs_lastmodifieddate' } as const;
const activityDefaults = ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'];

function standard(type: Standard): ObjectType {
  const label = (word: string) =>
    word
      .split('_')
      .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
      .join(' ');
  return {
    fullyQualifiedName: type.singular.toUpperCase(),
    labels: { singular: label(type.singular), plural: label(type.plural) },
    createdProperty: 'createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    searchableProperties: [],
    requiredProperties: [],
    custom: false,
    readOnly: false,
    scopeWord: type.plural,
    defaultGroup: `${type.singular}information`,
    ...type,
  };
}

export const standardTypes: readonly ObjectType[] = [
  standard({
    typeId: '0-1',
    singular: 'contact',
    plural: 'contacts',
    modifiedProperty: 'lastmodifieddate',
    defaultProperties: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
    primaryDisplayProperty: 'email',
    searchableProperties: [
      'firstname',
      'lastname',
      'email',
      'phone',
      'hs_additional_emails',
      'fax',
      'mobilephone',
      'company',
    ],
  }),
  standard({
    typeId: '0-2',
    singular: 'company',
    plural: 'companies',
    defaultProperties: ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'],
    primaryDisplayProperty: 'name',
    searchableProperties: ['website', 'phone', 'name', 'domain'],
  }),
  standard({
    typeId: '0-3',
    singular: 'deal',
    plural: 'deals',
    defaultProperties: [
      'amount',
      'closedate',
      'createdate',
      'dealname',
      'dealstage',
      'hs_lastmodifieddate',
      'hs_object_id',
      'pipeline',
    ],
    primaryDisplayProperty: 'dealname',
    searchableProperties: ['dealname', 'pipeline', 'dealstage', 'description', 'dealtype'],
  }),
  standard({
    typeId: '0-5',
    singular: 'ticket',
    plural: 'tickets',
    scopeWord: 'tickets',
    // [reported] A ticket without a stage is refused.
    requiredProperties: ['hs_pipeline_stage'],
    defaultProperties: [
      'content',
      'createdate',
      'hs_lastmodifieddate',
      'hs_object_id',
      'hs_pipeline',
      'hs_pipeline_stage',
      'hs_ticket_category',
      'hs_ticket_priority',
      'subject',
    ],
    primaryDisplayProperty: 'subject',
    searchableProperties: ['subject', 'content', 'hs_pipeline_stage', 'hs_ticket_category', 'hs_ticket_id'],
  }),
  standard({
    typeId: '0-7',
    singular: 'product',
    plural: 'products',
    scopeWord: 'products',
    defaultProperties: ['createdate', 'description', 'hs_lastmodifieddate', 'hs_object_id', 'name', 'price'],
    primaryDisplayProperty: 'name',
    searchableProperties: ['name', 'description', 'price', 'hs_sku'],
  }),
  standard({
    typeId: '0-8',
    singular: 'line_item',
    plural: 'line_items',
    // [unverified] Which of a line item's properties come unasked.
    defaultProperties: ['amount', 'createdate', 'hs_lastmodifieddate', 'hs_object_id', 'name', 'price', 'quantity'],
    primaryDisplayProperty: 'name',
    searchableProperties: ['name', 'description'],
    defaultGroup: 'lineiteminformation',
  }),
  standard({
    typeId: '0-19',
    singular: 'feedback_submission',
    plural: 'feedback_submissions',
    ...activity,
    readOnly: true,
    defaultProperties: activityDefaults,
    primaryDisplayProperty: 'hs_survey_name',
    searchableProperties: ['hs_content', 'hs_survey_name'],
    defaultGroup: 'feedback_submission_information',
  }),
  standard({
    typeId: '0-27',
    singular: 'task',
    plural: 'tasks',
    ...activity,
    // [documented] Activities have no scopes of their own: they ask for those of contacts.
    scopeWord: 'contacts',
    defaultProperties: activityDefaults,
    requiredProperties: ['hs_timestamp'],
    primaryDisplayProperty: 'hs_task_subject',
    searchableProperties: ['hs_body_preview', 'hs_task_subject'],
    defaultGroup: 'task_information',
  }),
  standard({
    typeId: '0-46',
    singular: 'note',
    plural: 'notes',
    ...activity,
    scopeWord: 'contacts',
    defaultProperties: activityDefaults,
    requiredProperties: ['hs_timestamp'],
    primaryDisplayProperty: 'hs_body_preview',
    searchableProperties: ['hs_body_preview', 'hs_note_body'],
    defaultGroup: 'note_information',
  }),
  standard({
    typeId: '0-47',
    singular: 'meeting',
    plural: 'meetings',
    ...activity,
    scopeWord: 'contacts',
    defaultProperties: activityDefaults,
    requiredProperties: ['hs_timestamp'],
    primaryDisplayProperty: 'hs_meeting_title',
    searchableProperties: ['hs_meeting_title', 'hs_meeting_body'],
    defaultGroup: 'meeting_information',
  }),
  standard({
    typeId: '0-48',
    singular: 'call',
    plural: 'calls',
    ...activity,
    scopeWord: 'contacts',
    defaultProperties: activityDefaults,
    requiredProperties: ['hs_timestamp'],
    primaryDisplayProperty: 'hs_call_title',
    searchableProperties: ['hs_call_title', 'hs_body_preview'],
    defaultGroup: 'call_information',
  }),
  standard({
    typeId: '0-49',
    singular: 'email',
    plural: 'emails',
    ...activity,
    scopeWord: 'contacts',
    defaultProperties: activityDefaults,
    requiredProperties: ['hs_timestamp'],
    primaryDisplayProperty: 'hs_email_subject',
    searchableProperties: ['hs_email_subject'],
    defaultGroup: 'email_information',
  }),
  standard({
    typeId: '0-18',
    singular: 'communication',
    plural: 'communications',
    ...activity,
    scopeWord: 'contacts',
    defaultProperties: activityDefaults,
    requiredProperties: ['hs_timestamp'],
    primaryDisplayProperty: 'hs_communication_body',
    searchableProperties: ['hs_communication_body', 'hs_body_preview'],
    defaultGroup: 'communication_information',
  }),
  standard({
    typeId: '0-115',
    singular: 'user',
    plural: 'users',
    ...activity,
    defaultProperties: activityDefaults,
    primaryDisplayProperty: 'hs_email',
    searchableProperties: ['hs_email', 'hs_given_name', 'hs_family_name'],
    defaultGroup: 'user_information',
  }),
];

/** The activity types that every custom object can be associated with from the start. [observed live: 9 definitions] */
export const activityTypeIds = ['0-49', '0-47', '0-46', '0-27', '0-48', '0-18'] as const;
