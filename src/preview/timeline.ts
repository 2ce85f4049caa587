import type { Activity, ActivityKind, CrmRow, PropertyDefinition } from './protocol.ts';

/** One of HubSpot's own activity types, and which of its properties say what. */
interface NativeType {
  readonly kind: Exclude<ActivityKind, 'record'>;
  readonly objectTypeId: string;
  readonly title: string | null;
  readonly body: string | null;
  readonly details: readonly string[];
  readonly properties: readonly string[];
}

/** A custom object type of the portal. */
export interface CustomType {
  readonly kind: 'record';
  readonly objectTypeId: string;
  readonly label: string;
  readonly primary: string;
  readonly secondary: readonly PropertyDefinition[];
  readonly properties: readonly string[];
}

const native = (
  kind: NativeType['kind'],
  objectTypeId: string,
  title: string | null,
  body: string | null,
  details: readonly string[],
): NativeType => ({
  kind,
  objectTypeId,
  title,
  body,
  details,
  properties: [
    'hs_timestamp',
    'hs_createdate',
    'hubspot_owner_id',
    ...details,
    ...[title, body].filter((name) => name !== null),
  ],
});

export const ACTIVITY_TYPES: readonly NativeType[] = [
  native('task', '0-27', 'hs_task_subject', 'hs_task_body', ['hs_task_status', 'hs_task_priority', 'hs_task_type']),
  native('call', '0-48', 'hs_call_title', 'hs_call_body', ['hs_call_direction', 'hs_call_status']),
  native('meeting', '0-47', 'hs_meeting_title', 'hs_meeting_body', ['hs_meeting_outcome', 'hs_meeting_location']),
  native('note', '0-46', null, 'hs_note_body', []),
  native('email', '0-49', 'hs_email_subject', 'hs_email_text', ['hs_email_direction', 'hs_email_status']),
  native('communication', '0-18', null, 'hs_communication_body', ['hs_communication_channel_type']),
];

/** What the timeline shows of a record. */
export function activityOf(type: NativeType | CustomType, row: CrmRow): Activity {
  const value = (name: string | null) => (name === null ? '' : (row.properties[name] ?? ''));
  const common = {
    id: row.id,
    objectTypeId: type.objectTypeId,
    kind: type.kind,
    ownerId: value('hubspot_owner_id') || null,
  };
  if (type.kind === 'record') {
    return {
      ...common,
      typeLabel: type.label,
      title: value(type.primary) || `${type.label} ${row.id}`,
      body: '',
      at: value('hs_createdate') || null,
      isDone: false,
      details: type.secondary.flatMap((definition) => {
        const text = value(definition.name);
        return text ? [{ label: definition.label, value: labelOf(definition, text) }] : [];
      }),
    };
  }
  return {
    ...common,
    typeLabel: '',
    title: value(type.title),
    body: value(type.body),
    at: value('hs_timestamp') || value('hs_createdate') || null,
    isDone: value('hs_task_status') === 'COMPLETED',
    details: type.details.flatMap((name) => (value(name) ? [{ label: name, value: value(name) }] : [])),
  };
}

/** An option's label, or the value itself where the definition has no such option. */
export function labelOf(definition: PropertyDefinition, value: string): string {
  if (definition.options.length === 0) return value;
  return value
    .split(';')
    .map((part) => definition.options.find((option) => option.value === part)?.label ?? part)
    .join(', ');
}
