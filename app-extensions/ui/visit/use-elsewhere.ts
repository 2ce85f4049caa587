import { useAssociations } from '@hubspot/ui-extensions/crm';

/** A talk that was logged in HubSpot and not in our form. */
export interface Elsewhere {
  readonly key: string;
  readonly kind: 'call' | 'meeting';
  /** ISO instant, or what HubSpot answered. */
  readonly at: string;
  readonly title: string;
}

const SHOWN = 10;

/** Calls and meetings of the record that people logged in HubSpot itself; those our form wrote have our key. */
export function useElsewhere(): readonly Elsewhere[] {
  const calls = useAssociations({
    toObjectType: '0-48',
    properties: ['hs_timestamp', 'hs_call_title', 'rv_activity_key'],
    pageLength: SHOWN,
  });
  const meetings = useAssociations({
    toObjectType: '0-47',
    properties: ['hs_timestamp', 'hs_meeting_title', 'rv_activity_key'],
    pageLength: SHOWN,
  });
  const rows = (kind: Elsewhere['kind'], title: string, { results }: typeof calls): Elsewhere[] =>
    results
      .filter(({ properties }) => !properties.rv_activity_key)
      .map(({ toObjectId, properties }) => ({
        key: `${kind}-${toObjectId}`,
        kind,
        at: instantOf(String(properties.hs_timestamp ?? '')),
        title: String(properties[title] ?? ''),
      }));
  return [...rows('call', 'hs_call_title', calls), ...rows('meeting', 'hs_meeting_title', meetings)]
    .sort((a, b) => b.at.localeCompare(a.at))
    .slice(0, SHOWN);
}

/** HubSpot answers instants as milliseconds or as ISO text. */
function instantOf(value: string): string {
  return /^\d{11,}$/.test(value) ? new Date(Number(value)).toISOString() : value;
}
