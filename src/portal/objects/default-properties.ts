/**
 * The properties that HubSpot's own objects have from the start: the ones an integration meets, not all of the several
 * hundred. A line is `name type[/fieldType] flags Label`, with `!` for a value that cannot be written and `*` for a unique
 * one; an enumeration's options follow in brackets. Names and types are documented
 * (https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide and each object's guide).
 */
import type { Property, PropertyGroup, PropertyType } from './property.ts';
import { type ObjectType, standardTypes } from './types.ts';

const common = `
hs_object_id number ! Record ID
hs_object_source string ! Record source
hs_object_source_id string ! Record source ID
hs_object_source_label enumeration/select ! Record source label
hs_created_by_user_id number ! Created by user ID
hs_updated_by_user_id number ! Updated by user ID
hs_merged_object_ids enumeration/checkbox ! Merged record IDs
hs_unique_creation_key string !* Unique creation key
hs_all_owner_ids enumeration/checkbox ! All owner IDs
hs_user_ids_of_all_owners enumeration/checkbox ! User IDs of all owners
hs_was_imported bool ! Performed in an import
hs_read_only bool ! Read only object
hubspot_team_id enumeration/select - HubSpot team
hubspot_owner_assigneddate datetime ! Owner assigned date
`;

const owner = 'hubspot_owner_id enumeration/select - Owner';
const bodyPreview = 'hs_body_preview string ! Body preview';
const activityCommon = `
${owner}
${bodyPreview}
hs_createdate datetime ! Object create date
hs_lastmodifieddate datetime ! Object last modified date
hs_timestamp datetime - Activity date
hs_attachment_ids enumeration/checkbox - Attached file IDs
hs_activity_type enumeration/select - Activity type
hs_unique_id string ! Unique ID
`;

const lifecycleStages =
  '[subscriber=Subscriber lead=Lead marketingqualifiedlead=Marketing_Qualified_Lead salesqualifiedlead=Sales_Qualified_Lead opportunity=Opportunity customer=Customer evangelist=Evangelist other=Other]';

/** [reported] A contact's zone is written `asia_slash_shanghai`; a user's `Asia/Shanghai`. */
const timeZones = `[${Intl.supportedValuesOf('timeZone')
  .map((zone) => `${zone.toLowerCase().replaceAll('/', '_slash_')}=${zone.replaceAll('/', '_')}`)
  .join(' ')}]`;

const lines: Record<string, string> = {
  contacts: `
email string - Email
hs_additional_emails enumeration/checkbox ! Additional email addresses
hs_email_domain string ! Email domain
firstname string - First name
lastname string - Last name
salutation string - Salutation
company string - Company name
jobtitle string - Job title
phone phone_number/phonenumber - Phone number
mobilephone phone_number/phonenumber - Mobile phone number
hs_whatsapp_phone_number string - WhatsApp phone number
fax string - Fax number
website string - Website URL
address string - Street address
city string - City
state string - State/Region
zip string - Postal code
country string - Country/Region
date_of_birth string - Date of birth
gender string - Gender
industry string - Industry
message string/textarea - Message
lifecyclestage enumeration/radio - Lifecycle stage ${lifecycleStages}
hs_lead_status enumeration/radio - Lead status [NEW=New OPEN=Open IN_PROGRESS=In_Progress OPEN_DEAL=Open_Deal UNQUALIFIED=Unqualified ATTEMPTED_TO_CONTACT=Attempted_to_Contact CONNECTED=Connected BAD_TIMING=Bad_Timing]
hs_pipeline enumeration/select - Pipeline
hs_language enumeration/select - Preferred language
hs_timezone enumeration/select - Time zone ${timeZones}
hs_email_optout bool - Unsubscribed from all email
hs_marketable_status enumeration/select ! Marketing contact status [true=Marketing_contact false=Non-marketing_contact]
hs_full_name_or_email string ! Full name or email
hs_is_contact bool ! Is a contact
hs_is_unworked bool ! Contact unworked
hs_legal_basis enumeration/checkbox - Legal basis for processing contact's data
hs_persona enumeration/select - Persona
hs_analytics_source enumeration/select ! Original source
hs_latest_source enumeration/select ! Latest traffic source
hs_lifecyclestage_lead_date datetime ! Became a lead date
hs_lifecyclestage_customer_date datetime ! Became a customer date
hs_searchable_calculated_phone_number string ! Calculated phone number
hs_calculated_phone_number string ! Calculated phone number with country code
hs_last_sales_activity_timestamp datetime ! Last engagement date
notes_last_contacted datetime ! Last contacted
notes_last_updated datetime ! Last activity date
notes_next_activity_date datetime ! Next activity date
num_notes number ! Number of sales activities
num_contacted_notes number ! Number of times contacted
num_associated_deals number ! Number of associated deals
recent_conversion_date datetime ! Recent conversion date
recent_conversion_event_name string ! Recent conversion
first_conversion_date datetime ! First conversion date
first_conversion_event_name string ! First conversion
num_conversion_events number ! Number of form submissions
associatedcompanyid number - Primary associated company ID
hs_feedback_last_nps_rating enumeration/select ! Last NPS survey rating
hs_feedback_last_survey_date datetime ! Last NPS survey date
hs_sales_email_last_replied datetime ! Recent sales email replied date
hs_email_last_open_date datetime ! Last marketing email open date
createdate datetime ! Create date
lastmodifieddate datetime ! Last modified date
closedate datetime - Close date
annualrevenue string - Annual revenue
numemployees enumeration/select - Number of employees
${owner}`,
  companies: `
name string - Company name
domain string - Company domain name
hs_additional_domains enumeration/checkbox ! Additional domains
website string - Website URL
phone phone_number/phonenumber - Phone number
address string - Street address
address2 string - Street address 2
city string - City
state string - State/Region
zip string - Postal code
country string - Country/Region
description string/textarea - Description
industry enumeration/select - Industry
type enumeration/radio - Type [PROSPECT=Prospect PARTNER=Partner RESELLER=Reseller VENDOR=Vendor OTHER=Other]
lifecyclestage enumeration/radio - Lifecycle stage ${lifecycleStages}
hs_lead_status enumeration/radio - Lead status [NEW=New OPEN=Open IN_PROGRESS=In_Progress]
hs_pipeline enumeration/select - Pipeline
annualrevenue number - Annual revenue
numberofemployees number - Number of employees
founded_year string - Year founded
timezone string - Time zone
linkedin_company_page string - LinkedIn company page
hs_num_child_companies number ! Number of child companies
num_associated_contacts number ! Number of associated contacts
num_associated_deals number ! Number of associated deals
notes_last_contacted datetime ! Last contacted
notes_last_updated datetime ! Last activity date
createdate datetime - Create date
hs_lastmodifieddate datetime ! Last modified date
closedate datetime - Close date
${owner}`,
  deals: `
dealname string - Deal name
amount number - Amount
amount_in_home_currency number ! Amount in company currency
deal_currency_code enumeration/select - Currency
dealstage enumeration/radio - Deal stage
pipeline enumeration/select - Pipeline
dealtype enumeration/radio - Deal type [newbusiness=New_Business existingbusiness=Existing_Business]
description string/textarea - Deal description
closedate datetime - Close date
closed_lost_reason string/textarea - Closed lost reason
closed_won_reason string/textarea - Closed won reason
hs_deal_stage_probability number ! Deal probability
hs_is_closed bool ! Is deal closed
hs_is_closed_won bool ! Is closed won
hs_priority enumeration/select - Priority [low=Low medium=Medium high=High]
hs_next_step string - Next step
hs_forecast_amount number ! Forecast amount
num_associated_contacts number ! Number of associated contacts
notes_last_contacted datetime ! Last contacted
notes_last_updated datetime ! Last activity date
createdate datetime - Create date
hs_lastmodifieddate datetime ! Last modified date
${owner}`,
  tickets: `
subject string - Ticket name
content string/textarea - Ticket description
hs_pipeline enumeration/select - Pipeline
hs_pipeline_stage enumeration/select - Ticket status
hs_ticket_category enumeration/checkbox - Category [PRODUCT_ISSUE=Product_Issue BILLING_ISSUE=Billing_Issue FEATURE_REQUEST=Feature_Request GENERAL_INQUIRY=General_Inquiry]
hs_ticket_priority enumeration/select - Priority [LOW=Low MEDIUM=Medium HIGH=High URGENT=Urgent]
hs_ticket_id number ! Ticket ID
hs_resolution enumeration/checkbox - Resolution
source_type enumeration/select - Source [CHAT=Chat EMAIL=Email FORM=Form PHONE=Phone]
closed_date datetime - Close date
hs_is_closed bool ! Is closed
first_agent_reply_date datetime - First agent email response date
hs_last_message_received_at datetime ! Last message received date
notes_last_contacted datetime ! Last contacted
createdate datetime - Create date
hs_lastmodifieddate datetime ! Last modified date
${owner}`,
  products: `
name string - Name
description string/textarea - Product description
price number - Unit price
hs_sku string - SKU
hs_url string - URL
hs_cost_of_goods_sold number - Unit cost
hs_recurring_billing_period string - Term
recurringbillingfrequency enumeration/select - Billing frequency [monthly=Monthly quarterly=Quarterly annually=Annually]
createdate datetime ! Create date
hs_lastmodifieddate datetime ! Last modified date
${owner}`,
  line_items: `
name string - Name
description string/textarea - Description
price number - Unit price
quantity number - Quantity
amount number ! Net price
discount number - Unit discount
hs_discount_percentage number - Discount percentage
hs_product_id enumeration/select - Product ID
hs_sku string - SKU
hs_line_item_currency_code enumeration/select - Currency
recurringbillingfrequency enumeration/select - Billing frequency [monthly=Monthly quarterly=Quarterly annually=Annually]
createdate datetime ! Create date
hs_lastmodifieddate datetime ! Last modified date
${owner}`,
  feedback_submissions: `
hs_survey_id number ! Survey ID
hs_survey_name string ! Survey name
hs_survey_type enumeration/select ! Survey type [NPS=NPS CSAT=CSAT CES=CES CUSTOM=Custom]
hs_survey_channel enumeration/select ! Survey channel [EMAIL=Email WEB=Web LINK=Link]
hs_response_group enumeration/select ! Response group
hs_value number ! Rating
hs_content string/textarea ! Response
hs_submission_timestamp datetime ! Date submitted
hs_contact_id number ! Contact ID
hs_contact_email_rollup string ! Contact email
hs_createdate datetime ! Create date
hs_lastmodifieddate datetime ! Last modified date
hs_timestamp datetime ! Activity date
${owner}`,
  tasks: `
${activityCommon}
hs_task_subject string - Task title
hs_task_body string/html - Task notes
hs_task_status enumeration/select - Task status [NOT_STARTED=Not_started IN_PROGRESS=In_progress WAITING=Waiting DEFERRED=Deferred COMPLETED=Completed]
hs_task_priority enumeration/select - Priority [NONE=None LOW=Low MEDIUM=Medium HIGH=High]
hs_task_type enumeration/select - Task type [CALL=Call EMAIL=Email TODO=To-do LINKED_IN=LinkedIn MEETING=Meeting]
hs_task_completion_date datetime - Completed at
hs_task_is_completed number ! Is completed
hs_task_is_overdue bool ! Is overdue
hs_task_reminders string - Reminders
hs_task_send_default_reminder bool - Send default reminder
hs_task_last_contact_outreach datetime - Last contact outreach
hs_task_relative_reminders string - Relative reminders
hs_task_for_object_type enumeration/select - For object type
hs_queue_membership_ids enumeration/checkbox - Queue
hs_repeat_status enumeration/select ! Repeat status`,
  notes: `
${activityCommon}
hs_note_body string/html - Note body`,
  calls: `
${activityCommon}
hs_call_title string - Call title
hs_call_body string/html - Call notes
hs_call_callee_object_id number - Callee object ID
hs_call_callee_object_type_id string - Callee object type
hs_call_direction enumeration/select - Call direction [INBOUND=Inbound OUTBOUND=Outbound]
hs_call_disposition enumeration/select - Call outcome [9d9162e7-6cf3-4944-bf63-4dff82258764=Busy f240bbac-87c9-4f6e-bf70-924b57d47db7=Connected a4c4c377-d246-4b32-a13b-75a56a4cd0ff=Left_live_message b2cf5968-551e-4856-9783-52b3da59a7d0=Left_voicemail 73a0d17f-1163-4015-bdd5-ec830791da20=No_answer 17b47fee-58de-441e-a44c-c6300d46f273=Wrong_number]
hs_call_duration number - Call duration
hs_call_from_number string - From number
hs_call_to_number string - To number
hs_call_recording_url string - Recording URL
hs_call_source enumeration/select - Call source [INTEGRATIONS_PLATFORM=Integrations CONVERSATIONS=Conversations MOBILE=Mobile ZOOM=Zoom]
hs_call_status enumeration/select - Call status [BUSY=Busy CALLING_CRM_USER=Calling_CRM_user CANCELED=Canceled COMPLETED=Completed CONNECTING=Connecting FAILED=Failed IN_PROGRESS=In_progress NO_ANSWER=No_answer QUEUED=Queued RINGING=Ringing MISSED=Missed HOLD=Hold]
hs_call_has_transcript bool ! Has transcript`,
  meetings: `
${activityCommon}
hs_meeting_title string - Meeting name
hs_meeting_body string/html - Meeting description
hs_internal_meeting_notes string/html - Internal meeting notes
hs_meeting_external_url string - External URL
hs_meeting_location string - Location
hs_meeting_location_type enumeration/select - Location type [PHONE=Phone ADDRESS=Address CUSTOM=Custom VIDEO=Video]
hs_meeting_start_time datetime - Start time
hs_meeting_end_time datetime - End time
hs_meeting_outcome enumeration/select - Outcome [SCHEDULED=Scheduled COMPLETED=Completed RESCHEDULED=Rescheduled NO_SHOW=No_show CANCELED=Canceled]
hs_meeting_source enumeration/select - Source
hs_meeting_type enumeration/select - Meeting type`,
  emails: `
${activityCommon}
hs_email_subject string - Email subject
hs_email_text string/textarea - Email body
hs_email_html string/html - Email HTML
hs_email_direction enumeration/select - Direction [EMAIL=Email INCOMING_EMAIL=Incoming_email FORWARDED_EMAIL=Forwarded_email]
hs_email_status enumeration/select - Send status [BOUNCED=Bounced FAILED=Failed SCHEDULED=Scheduled SENDING=Sending SENT=Sent]
hs_email_headers json/textarea - Headers
hs_email_from_email string ! From
hs_email_from_firstname string ! From first name
hs_email_from_lastname string ! From last name
hs_email_to_email string ! To
hs_email_sender_email string ! Sender
hs_email_open_count number ! Opens
hs_email_click_count number ! Clicks
hs_email_reply_count number ! Replies`,
  communications: `
${activityCommon}
hs_communication_channel_type enumeration/select - Channel type [WHATS_APP=WhatsApp LINKEDIN_MESSAGE=LinkedIn_message SMS=SMS CUSTOM_CHANNEL_CONVERSATION=Custom_channel]
hs_communication_logged_from enumeration/select - Logged from [CRM=CRM]
hs_communication_body string/html - Communication body`,
  users: `
hs_email string ! Email
hs_given_name string - Given name
hs_family_name string - Family name
hs_job_title string - Job title
hs_standard_time_zone enumeration/select - Time zone
hs_working_hours string - Working hours
hs_out_of_office_hours string - Out of office hours
hs_availability_status enumeration/select - Availability status [available=Available away=Away]
hs_additional_phone string - Additional phone
hs_main_user_language_skill enumeration/select - Main language skill
hs_secondary_user_language_skill enumeration/checkbox - Secondary language skill
hs_internal_user_id number ! Internal user ID
hs_deactivated bool ! Deactivated
hs_createdate datetime ! Create date
hs_lastmodifieddate datetime ! Last modified date
${owner}`,
  custom: `
${owner}
hs_createdate datetime ! Object create date
hs_lastmodifieddate datetime ! Object last modified date
hs_pipeline enumeration/select - Pipeline
hs_pipeline_stage enumeration/select - Pipeline stage
hs_created_by_user_id number ! Created by user ID
hs_num_associated_deals number ! Number of associated deals
hs_notes_last_activity datetime ! Last activity
hs_notes_last_contacted datetime ! Last contacted
hs_notes_next_activity_date datetime ! Next activity date
hs_lastactivitydate datetime ! Last activity date
hs_nextactivitydate datetime ! Next activity date
hs_num_notes number ! Number of activities
hs_num_times_contacted number ! Number of times contacted
hs_shared_team_ids enumeration/checkbox - Shared teams
hs_shared_user_ids enumeration/checkbox - Shared users
hs_owning_teams enumeration/checkbox - Owning teams
hs_all_team_ids enumeration/checkbox ! All team IDs
hs_all_accessible_team_ids enumeration/checkbox ! All accessible team IDs
hs_all_assigned_business_unit_ids enumeration/checkbox - Brands
hs_user_ids_of_all_notification_followers enumeration/checkbox ! Notification followers
hs_user_ids_of_all_notification_unfollowers enumeration/checkbox ! Notification unfollowers`,
};

/** Enumerations whose members HubSpot takes from elsewhere (owners, pipelines, users) or that the list above leaves out. */
const openEnumeration = (options: readonly unknown[]): boolean => options.length === 0;

const contactEmailIsUnique = (plural: string, name: string): boolean => plural === 'contacts' && name === 'email';

function parseLine(line: string, plural: string, groupName: string): Property {
  const match = /^(\S+) ([a-z_]+)(?:\/([a-z]+))? ([-!*]+) ([^[]+?)(?: \[(.+)\])?$/.exec(line);
  if (match === null) throw new RangeError(`expected "name type flags Label [options]", got "${line}"`);
  const [, name = '', type = 'string', fieldType, flags = '', label = '', optionText = ''] = match;
  const options = optionText
    .split(' ')
    .filter((text) => text.includes('='))
    .map((text, displayOrder) => {
      const [value = '', words = ''] = text.split('=');
      return { value, label: words.replaceAll('_', ' '), displayOrder, hidden: false };
    });
  return {
    name,
    label,
    description: '',
    groupName,
    type: type as PropertyType,
    fieldType: fieldType ?? defaultFieldType(type as PropertyType),
    options:
      type === 'bool'
        ? [
            { value: 'true', label: 'Yes', displayOrder: 0, hidden: false },
            { value: 'false', label: 'No', displayOrder: 1, hidden: false },
          ]
        : options,
    displayOrder: -1,
    hidden: false,
    formField: !flags.includes('!') && type !== 'datetime',
    hasUniqueValue: flags.includes('*') || contactEmailIsUnique(plural, name),
    calculated: false,
    externalOptions: type === 'enumeration' && openEnumeration(options),
    hubspotDefined: true,
    readOnlyValue: flags.includes('!'),
    archived: false,
  };
}

function defaultFieldType(type: PropertyType): string {
  switch (type) {
    case 'number':
      return 'number';
    case 'bool':
      return 'booleancheckbox';
    case 'date':
    case 'datetime':
      return 'date';
    case 'enumeration':
      return 'select';
    case 'phone_number':
      return 'phonenumber';
    default:
      return 'text';
  }
}

function parseLines(plural: string, groupName: string): Property[] {
  const byName = new Map<string, Property>();
  for (const line of `${lines[plural] ?? ''}${common}`.split('\n')) {
    if (line.trim() === '') continue;
    const property = parseLine(line.trim(), plural, groupName);
    if (!byName.has(property.name)) byName.set(property.name, property);
  }
  return [...byName.values()];
}

const parsed = new Map<string, readonly Property[]>(
  standardTypes.map((type) => [type.typeId, parseLines(type.plural, type.defaultGroup)]),
);

/** The properties a type of HubSpot's has from the start. */
export function defaultProperties(type: ObjectType): readonly Property[] {
  return parsed.get(type.typeId) ?? [];
}

/** The 32 `hs_` properties and the owner that a new custom object is given. [observed live: the number] */
export function customObjectProperties(groupName: string): readonly Property[] {
  return parseLines('custom', groupName);
}

export function defaultGroups(type: ObjectType): readonly PropertyGroup[] {
  const words = type.labels.singular.toLowerCase();
  return [
    {
      name: type.defaultGroup,
      label: `${words.charAt(0).toUpperCase()}${words.slice(1)} information`,
      displayOrder: 0,
      archived: false,
    },
  ];
}
