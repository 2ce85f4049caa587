import type { Day } from '../domain/calendar/day.ts';
import { dayIn } from '../domain/calendar/zone.ts';
import type { TouchDirection, TouchKind } from '../domain/planning/facts.ts';
import type { ContactTouch, FinishedTask, SweepSource, TouchLog } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { chunks, type HubspotRecord } from './batch.ts';
import { PATHS } from './paths.ts';
import { textOf } from './values.ts';

const PAGE = 200;
const ASSOCIATIONS_PER_READ = 1_000;

type Activity = Exclude<SweepSource, 'tasks'>;
type Values = HubspotRecord['properties'];

interface ActivityKind {
  readonly properties: readonly string[];
  readonly filters: readonly { readonly propertyName: string; readonly operator: string; readonly value?: string }[];
  readonly kind: (values: Values) => TouchKind;
  readonly direction: (values: Values) => TouchDirection;
}

/** The call outcome "Connected", the same in every portal. */
const CONNECTED = 'f240bbac-87c9-4f6e-bf70-924b57d47db7';

/**
 * Which activities are talks in both directions. HubSpot's own "last contacted" counts unanswered calls and outgoing mail too,
 * which are not.
 */
const ACTIVITIES: { readonly [source in Activity]: ActivityKind } = {
  calls: {
    properties: ['hs_call_direction'],
    filters: [{ propertyName: 'hs_call_disposition', operator: 'EQ', value: CONNECTED }],
    kind: () => 'call',
    direction: (values) => (values.hs_call_direction === 'INBOUND' ? 'in' : 'out'),
  },
  meetings: {
    properties: ['hs_meeting_location_type'],
    filters: [{ propertyName: 'hs_meeting_outcome', operator: 'EQ', value: 'COMPLETED' }],
    kind: ({ hs_meeting_location_type: place }) =>
      place === 'ADDRESS' ? 'on_site' : place === 'VIDEO' ? 'video' : place === 'PHONE' ? 'call' : 'meeting',
    direction: () => 'out',
  },
  emails: {
    properties: [],
    filters: [{ propertyName: 'hs_email_direction', operator: 'EQ', value: 'INCOMING_EMAIL' }],
    kind: () => 'email',
    direction: () => 'in',
  },
  communications: {
    properties: [],
    filters: [{ propertyName: 'hs_communication_channel_type', operator: 'HAS_PROPERTY' }],
    kind: () => 'message',
    direction: () => 'out',
  },
};

/**
 * What people did in HubSpot without our card, found by when it was last changed.
 *
 * `unverified` on a real portal: which of these the contacts' scopes open (e-mails may want `sales-email-read`), and that a
 * completed task has `hs_task_completion_date`; where it has none, the day of its last change is taken.
 * Probe: activity-search, task-completion-date.
 */
export function hubspotTouches(api: HubspotApi, timeZone: () => Promise<string>): TouchLog {
  async function search(
    source: SweepSource,
    since: number,
    after: string | undefined,
    filters: ActivityKind['filters'],
    properties: readonly string[],
  ): Promise<{ readonly records: readonly HubspotRecord[]; readonly after: string | null }> {
    const { body } = await api.call({
      method: 'POST',
      path: `${PATHS[source].path}/search`,
      body: {
        filterGroups: [
          {
            filters: [
              { propertyName: 'hs_object_id', operator: 'GT', value: after ?? '0' },
              { propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: String(since) },
              ...filters,
            ],
          },
        ],
        sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
        properties: ['hs_timestamp', ...properties],
        limit: PAGE,
      },
      attempting: `looking for ${source} of others`,
      repeatable: true,
    });
    const records = body.results as HubspotRecord[];
    const last = records.at(-1);
    return { records, after: last !== undefined && Number(body.total) > records.length ? last.id : null };
  }

  return {
    async touches(source, { since, after }) {
      const { properties, filters, kind, direction } = ACTIVITIES[source];
      const own = source === 'emails' ? [] : [{ propertyName: 'rv_activity_key', operator: 'NOT_HAS_PROPERTY' }];
      const page = await search(source, since, after, [...filters, ...own], properties);
      if (page.records.length === 0) return { touches: [], after: null };
      const zone = await timeZone();
      const contacts = await contactsOf(
        source,
        page.records.map(({ id }) => id),
      );
      const touches = page.records.flatMap(({ id, properties: values }): ContactTouch[] => {
        const on = dayOfInstant(values.hs_timestamp, zone);
        if (on === undefined) return [];
        const touch = { on, kind: kind(values), direction: direction(values) };
        return (contacts.get(id) ?? []).map((contactId) => ({ contactId, ...touch }));
      });
      return { touches, after: page.after };
    },

    async finishedTasks({ since, after }) {
      const page = await search(
        'tasks',
        since,
        after,
        [
          { propertyName: 'rv_task_key', operator: 'HAS_PROPERTY' },
          { propertyName: 'hs_task_status', operator: 'EQ', value: 'COMPLETED' },
        ],
        ['rv_task_key', 'hs_task_completion_date', 'hs_lastmodifieddate'],
      );
      const zone = page.records.length > 0 ? await timeZone() : 'UTC';
      const tasks = page.records.flatMap(({ properties: values }): FinishedTask[] => {
        const [, customerKey, slot] = /^visit:(.+):(\d+)$/.exec(textOf(values, 'rv_task_key') ?? '') ?? [];
        const at = instantOf(values.hs_task_completion_date ?? values.hs_lastmodifieddate);
        return customerKey === undefined || at === undefined
          ? []
          : [{ customerKey, slot: Number(slot), on: dayIn(zone, at), at }];
      });
      return { tasks, after: page.after };
    },
  };

  async function contactsOf(source: Activity, ids: readonly string[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (const part of chunks(ids, ASSOCIATIONS_PER_READ)) {
      const { body } = await api.call({
        method: 'POST',
        path: `${PATHS.associations.path}/${source}/contacts/batch/read`,
        body: { inputs: part.map((id) => ({ id })) },
        attempting: `reading the contacts of ${source}`,
        repeatable: true,
        // 207: some have no contact, which is an answer.
        alsoFine: [207],
      });
      for (const { from, to } of body.results as { from: { id: string }; to: { toObjectId: number | string }[] }[]) {
        found.set(String(from.id), [...new Set(to.map(({ toObjectId }) => String(toObjectId)))]);
      }
    }
    return found;
  }
}

function dayOfInstant(text: string | null | undefined, zone: string): Day | undefined {
  const at = instantOf(text);
  return at === undefined ? undefined : dayIn(zone, at);
}

function instantOf(text: string | null | undefined): number | undefined {
  if (!text) return undefined;
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
