import type { Erasure } from '../use-cases/ports/erasure.ts';
import { PortalError } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { type BatchItem, batchRead, batchWrite, type HubspotRecord, type Properties } from './batch.ts';
import { ACTIVITIES, ISSUE, type PropertyDefinition, VISIT } from './model.ts';
import type { ObjectTypes } from './object-types.ts';
import { pagesById } from './pages.ts';
import { PATHS } from './paths.ts';
import { jsonOf, textOf } from './values.ts';

const PAGE = 100;
const GONE = '已删除 Erased';
/** What says nothing about a person and keeps counts, dates and keys right. Everything else that is text is emptied. */
const KEPT: readonly string[] = [
  'rv_visit_key',
  'rv_issue_key',
  'rv_customer_key',
  'rv_pays',
  'rv_leader',
  'rv_goal',
  'rv_owner_id',
  'rv_owner_then',
  'rv_owner_role',
  'rv_team_then',
  'rv_due_month',
  'rv_due_rule',
  'rv_scores',
  'rv_scores_by',
  'rv_script',
  'rv_made_by',
  'rv_breached',
  'rv_rules',
  'rv_attempts',
];
const ACTIVITY_TEXTS = {
  calls: ['hs_call_title', 'hs_call_body'],
  meetings: ['hs_meeting_title', 'hs_meeting_body'],
  communications: ['hs_communication_body'],
  notes: ['hs_note_body'],
} as const;
const CLOCK_RULES = ['P13', 'P14', 'P22', 'P23', 'P34', 'P40', 'P41', 'P42', 'P45', 'P45#2'];

/** Takes persons out of what the app holds: texts are emptied, loops end, counts stay. Each step may run twice. */
export function hubspotErasure(api: HubspotApi, types: () => Promise<ObjectTypes>, now: () => number): Erasure {
  const pathOf = async (name: 'rv_visit' | 'rv_issue'): Promise<string> =>
    PATHS.customObjects.path.replace('{objectTypeId}', (await types())[name]);

  async function held(path: string, contactIds: readonly string[], properties: readonly string[]) {
    const ofThem =
      contactIds.length > 0
        ? { propertyName: 'rv_contact_id', operator: 'IN', values: contactIds }
        : { propertyName: 'rv_contact_id', operator: 'HAS_PROPERTY' };
    const attempting = 'looking for what is held of erased contacts';
    const found: HubspotRecord[] = [];
    // A portal may not have the mark on tasks.
    const alsoFine = path === PATHS.tasks.path ? [400] : [];
    for await (const records of pagesById(api, { path, groups: [[ofThem]], properties, attempting, alsoFine }))
      found.push(...records);
    return found;
  }

  async function write(path: string, items: readonly BatchItem[], attempting: string): Promise<void> {
    const [failure] = (await batchWrite(api, path, 'update', items, attempting)).failures;
    if (failure) throw new PortalError({ kind: 'refused', attempting, message: `${failure.key}: ${failure.message}` });
  }

  async function emptyKeyed(
    path: string,
    keyProperty: string,
    keys: readonly string[],
    texts: Properties,
    attempting: string,
  ): Promise<void> {
    if (keys.length === 0) return;
    const records = await batchRead(api, path, keys, [keyProperty], attempting, keyProperty);
    await write(
      path,
      records.map(({ id }) => ({ key: id, id, properties: texts })),
      attempting,
    );
  }

  return {
    async erase(contactIds) {
      if (contactIds.length === 0) return 0;
      const [visitsPath, issuesPath] = await Promise.all([pathOf('rv_visit'), pathOf('rv_issue')]);
      const visits = await held(visitsPath, contactIds, ['rv_visit_key', 'rv_status', 'rv_submission']);
      const issues = await held(issuesPath, contactIds, ['rv_issue_key', 'rv_state', 'rv_loop', 'rv_clocks']);
      const tasks = await held(PATHS.tasks.path, contactIds, ['rv_contact_id']);
      if (visits.length + issues.length + tasks.length === 0) return 0;

      // What hangs on them first: they lead to it by their keys.
      const visitKeys = visits.map(({ properties }) => textOf(properties, 'rv_visit_key') ?? '');
      await emptyKeyed(
        PATHS.tasks.path,
        'rv_task_key',
        [...visitKeys.map((key) => `visit:${key}`), ...issues.flatMap(taskKeysOf)],
        NO_TASK,
        'emptying tasks of erased contacts',
      );
      const forms = visits.flatMap(({ properties }) => {
        const form = textOf(properties, 'rv_submission');
        return form ? [`visit:${textOf(properties, 'rv_visit_key') ?? ''}:${form}`] : [];
      });
      for (const kind of ACTIVITIES) {
        const texts = Object.fromEntries(ACTIVITY_TEXTS[kind].map((name) => [name, GONE]));
        await emptyKeyed(PATHS[kind].path, 'rv_activity_key', forms, texts, 'emptying activities of erased contacts');
      }
      await write(
        PATHS.tasks.path,
        tasks.map(({ id }) => ({ key: id, id, properties: { ...NO_TASK, rv_contact_id: '' } })),
        'emptying tasks of erased contacts',
      );
      const visitTexts = emptied(VISIT.properties);
      await write(
        visitsPath,
        visits.map(({ id, properties }) => ({
          key: id,
          id,
          properties: {
            ...visitTexts,
            rv_name: GONE,
            ...(properties.rv_status === 'planned' ? { rv_status: 'withdrawn' } : {}),
            // The last word: whatever still names the contact was not finished.
            rv_contact_id: '',
          },
        })),
        'emptying visits of erased contacts',
      );
      const issueTexts = emptied(ISSUE.properties);
      await write(
        issuesPath,
        issues.map(({ id, properties }) => ({
          key: id,
          id,
          properties: {
            ...issueTexts,
            rv_next_alarm_at: '',
            ...(OPEN.includes(properties.rv_state ?? '')
              ? { rv_state: 'closed_unconfirmed', rv_closed_at: new Date(now()).toISOString() }
              : {}),
            rv_contact_id: '',
          },
        })),
        'emptying loops of erased contacts',
      );
      return visits.length + issues.length + tasks.length;
    },

    async held() {
      const ids = new Set<string>();
      for (const path of [await pathOf('rv_visit'), await pathOf('rv_issue'), PATHS.tasks.path]) {
        for (const { properties } of await held(path, [], ['rv_contact_id'])) {
          const id = textOf(properties, 'rv_contact_id');
          if (id) ids.add(id);
        }
      }
      return [...ids];
    },

    async inArchive(contactIds) {
      const found: string[] = [];
      for (let start = 0; start < contactIds.length; start += PAGE) {
        const part = contactIds.slice(start, start + PAGE);
        const { body } = await api.call({
          method: 'POST',
          path: `${PATHS.contacts.path}/batch/read`,
          query: { archived: 'true' },
          body: { inputs: part.map((id) => ({ id })), properties: ['hs_object_id'] },
          attempting: 'looking for deleted contacts',
          repeatable: true,
          alsoFine: [207],
        });
        found.push(...((body?.results ?? []) as HubspotRecord[]).map(({ id }) => id));
      }
      return found;
    },
  };
}

const NO_TASK = { hs_task_subject: GONE, hs_task_body: '', hs_task_status: 'COMPLETED' };
const OPEN = ['raised', 'accepted', 'in_progress', 'resolved'];

function emptied(properties: readonly PropertyDefinition[]): Properties {
  const texts = properties.filter(({ name, type }) => type === 'string' && !KEPT.includes(name));
  return Object.fromEntries(texts.map(({ name }) => [name, '']));
}

/** Every task that a loop can have had. */
function taskKeysOf({ properties }: HubspotRecord): string[] {
  const key = textOf(properties, 'rv_issue_key') ?? '';
  const clocks = jsonOf<readonly { readonly id: string }[]>(textOf(properties, 'rv_clocks')) ?? [];
  const loop = jsonOf<{
    readonly alarms?: { readonly [clock: string]: unknown };
    readonly promises?: readonly { readonly id: string }[];
  }>(textOf(properties, 'rv_loop'));
  const ids = new Set([...CLOCK_RULES, ...clocks.map(({ id }) => id), ...Object.keys(loop?.alarms ?? {})]);
  return [
    ...[...ids].filter((id) => !id.startsWith('promise#')).map((id) => `issue:${key}:${id}`),
    ...(loop?.promises ?? []).map(({ id }) => `promise:${key}:${id}`),
  ];
}
