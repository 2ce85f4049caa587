import type { Activity, ActivityKind, CrmRow, PropertyDefinition } from './protocol.ts';

/** One of HubSpot's own activity types, and which of its properties say what. */
interface NativeType {
  readonly kind: Exclude<ActivityKind, 'record'>;
  readonly objectTypeId: string;
  readonly title: string | null;
  readonly body: string | null;
  readonly details: readonly string[];
}

/** A custom object type of the portal. */
export interface CustomType {
  readonly kind: 'record';
  readonly objectTypeId: string;
  readonly label: string;
  readonly title: string;
  readonly details: readonly string[];
}

export type TimelineType = NativeType | CustomType;

const native = (
  kind: NativeType['kind'],
  objectTypeId: string,
  title: string | null,
  body: string,
  ...details: string[]
): NativeType => ({ kind, objectTypeId, title, body, details });

export const ACTIVITY_TYPES: readonly NativeType[] = [
  native('task', '0-27', 'hs_task_subject', 'hs_task_body'),
  native('call', '0-48', 'hs_call_title', 'hs_call_body', 'hs_call_direction', 'hs_call_status'),
  native('meeting', '0-47', 'hs_meeting_title', 'hs_meeting_body', 'hs_meeting_outcome', 'hs_meeting_location'),
  native('note', '0-46', null, 'hs_note_body'),
  native('email', '0-49', 'hs_email_subject', 'hs_email_text', 'hs_email_direction'),
  native('communication', '0-18', null, 'hs_communication_body', 'hs_communication_channel_type'),
];

/** The properties that the timeline has to read of a type. */
export function timelineProperties(type: TimelineType): readonly string[] {
  const own = type.kind === 'record' ? [type.title] : [type.title, type.body, 'hs_timestamp', 'hs_task_status'];
  return [...own.filter((name) => name !== null), ...type.details, 'hs_createdate', 'hubspot_owner_id'];
}

/** What the timeline shows of a record. */
export function activityOf(type: TimelineType, row: CrmRow, definitions: readonly PropertyDefinition[]): Activity {
  const value = (name: string | null) => (name === null ? '' : (row.properties[name] ?? ''));
  const common = {
    id: row.id,
    objectTypeId: type.objectTypeId,
    ownerId: value('hubspot_owner_id') || null,
    details: type.details.flatMap((name) => {
      const definition = definitions.find((candidate) => candidate.name === name);
      return definition && value(name) ? [{ definition, value: value(name) }] : [];
    }),
  };
  if (type.kind === 'record') {
    return {
      ...common,
      kind: type.kind,
      typeLabel: type.label,
      title: value(type.title) || `${type.label} ${row.id}`,
      body: '',
      at: value('hs_createdate') || null,
      isDone: false,
    };
  }
  return {
    ...common,
    kind: type.kind,
    typeLabel: '',
    title: value(type.title),
    body: value(type.body),
    at: value('hs_timestamp') || value('hs_createdate') || null,
    isDone: value('hs_task_status') === 'COMPLETED',
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
