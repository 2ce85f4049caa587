import { type Day, formatDay, parseDay } from '../domain/calendar/day.ts';
import { instantAt } from '../domain/calendar/zone.ts';
import { type CallingTime, callingTime } from '../domain/planning/calling-time.ts';
import { rulesPaidBy } from '../domain/planning/debt-key.ts';
import type { Channel } from '../domain/planning/facts.ts';
import type { RuleId, VisitKind, VisitStatus, VisitWindow, Words } from '../domain/planning/plan.ts';
import type {
  Handover,
  ItemFailure,
  OpenVisitRow,
  PlannedLink,
  SavedVisits,
  SlotEnd,
  SlotKey,
  StoredVisit,
  VisitPage,
  VisitRecord,
  VisitStore,
  VisitWrite,
} from '../use-cases/ports/ports.ts';
import { once } from './account.ts';
import type { HubspotApi } from './api.ts';
import {
  associateDefault,
  type BatchItem,
  batchMake,
  batchRead,
  batchWrite,
  type HubspotRecord,
  inLanes,
  type Properties,
  RECORDS_PER_BATCH,
} from './batch.ts';
import { plainLinkType } from './link-types.ts';
import type { ObjectTypes } from './object-types.ts';
import { pagesById } from './pages.ts';
import { PATHS } from './paths.ts';
import { boolOf, dayOf, dayText, jsonOf, listOf, numberOf, present, textOf, wordsOf } from './values.ts';

const FEEDBACK = ['problem', 'need', 'suggestion', 'complaint', 'praise'] as const;
export const VISIT_PROPERTIES = [
  'rv_visit_key',
  'rv_customer_key',
  'rv_contact_id',
  'rv_status',
  'rv_kind',
  'rv_leader',
  'rv_pays',
  'rv_earliest_on',
  'rv_target_on',
  'rv_latest_on',
  'rv_scheduled_on',
  'rv_late',
  'rv_provisional',
  'rv_goal',
  'rv_channel',
  'rv_owner_id',
  'rv_owner_name',
  'rv_handover',
  'rv_reason_zh',
  'rv_reason_en',
  'rv_attempts',
  'rv_rescheduled_to',
  'rv_closed_on',
  'rv_policy_version',
  'rv_outcome',
  ...FEEDBACK.map((kind) => `rv_${kind}`),
  'rv_scores',
  'rv_scores_by',
  'rv_nps',
  'rv_incentive',
  'rv_follow_up',
  'rv_next_contact_on',
  'rv_submission',
  'rv_loops_mentioned',
  'rv_script',
  'rv_drawn',
];
/** What only a card shows; the planner reads thousands of visits without it. */
const READ_PAGE = ['rv_rules', 'rv_script_text', 'rv_stage_then', 'rv_tier_then', 'rv_draft'];
const QUEUE = [
  'rv_visit_key',
  'rv_contact_id',
  'rv_owner_id',
  'rv_owner_name',
  'rv_scheduled_on',
  'rv_latest_on',
  'rv_late',
  'rv_channel',
  'rv_goal',
  'rv_leader',
  'rv_rules',
  'rv_tier_then',
];
/** A claim older than this was left by a function that died. */
const CLAIM_MS = 30_000;

export interface VisitStoreOptions {
  readonly types: () => Promise<ObjectTypes>;
  readonly timeZone: () => Promise<string>;
  readonly now: () => number;
  /** Names of the people visits belong to, kept on the visit so that a card need not look them up. */
  readonly ownerNames: () => Promise<ReadonlyMap<string, string>>;
}

export function visitKey({ customerKey, slot }: SlotKey): string {
  return `${customerKey}:${slot}`;
}

/** Visits are records of our custom object; each planned one has a task in HubSpot, found again by its key. */
export function hubspotVisits(api: HubspotApi, options: VisitStoreOptions): VisitStore {
  const visitType = async (): Promise<string> => (await options.types()).rv_visit;
  const visitsPath = async (): Promise<string> => PATHS.customObjects.path.replace('{objectTypeId}', await visitType());
  const runsPath = async (): Promise<string> =>
    PATHS.customObjects.path.replace('{objectTypeId}', (await options.types()).rv_run);

  /** The kind of association of tasks with visits: its number differs from portal to portal. */
  const taskToVisit = once(async () => plainLinkType(api, 'tasks', await visitType()));

  async function* openPages(
    filters: readonly object[],
    properties: readonly string[],
    attempting: string,
    from?: string,
  ): AsyncGenerator<readonly OpenVisitRow[]> {
    const search = { path: await visitsPath(), groups: [filters], properties, attempting, from };
    for await (const records of pagesById(api, search)) yield records.map(openRowOf).filter((row) => row !== undefined);
  }

  async function completeTasks(ends: readonly SlotEnd[]): Promise<readonly ItemFailure[]> {
    // An upsert would make a task that a person deleted; only those that exist are completed.
    const keys = ends.map((end) => taskKey(end));
    const tasks = await batchRead(
      api,
      PATHS.tasks.path,
      keys,
      ['rv_task_key', 'hs_task_status', 'hs_task_subject'],
      'reading tasks',
      'rv_task_key',
    );
    const open = new Map(
      tasks
        .filter((task) => task.properties.hs_task_status !== 'COMPLETED')
        .map((task) => [task.properties.rv_task_key, task]),
    );
    const items: BatchItem[] = [];
    for (const end of ends) {
      const task = open.get(taskKey(end));
      if (!task) continue;
      const properties =
        end.status === 'withdrawn' && end.why
          ? withdrawnTask(task, end.why)
          : {
              hs_task_status: 'COMPLETED',
              ...(end.why ? { hs_task_body: `${end.why.zh}\n${end.why.en}` } : {}),
            };
      items.push({ key: visitKey(end), id: task.id, properties });
    }
    return (await batchWrite(api, PATHS.tasks.path, 'update', items, 'completing tasks')).failures;
  }

  /** A task for each visit that was held and whose record has a time. */
  async function saveRecordTasks(held: Parameters<VisitStore['markHeld']>[0]): Promise<void> {
    const timed = held.flatMap(({ visit, recordDueAt }) => (recordDueAt === undefined ? [] : [{ visit, recordDueAt }]));
    const { written } = await batchWrite(
      api,
      PATHS.tasks.path,
      'upsert',
      timed.map(({ visit, recordDueAt }) => ({
        key: recordTaskKey(visit),
        id: recordTaskKey(visit),
        properties: {
          rv_task_key: recordTaskKey(visit),
          hs_task_subject: '记录回访 Record the visit',
          hs_task_body: `${visit.reason.zh}\n${visit.reason.en}`,
          hs_task_status: 'NOT_STARTED',
          hs_task_priority: 'MEDIUM',
          hs_task_type: 'TODO',
          hs_timestamp: new Date(recordDueAt).toISOString(),
          hubspot_owner_id: visit.ownerId,
        },
      })),
      'writing the tasks of records',
      'rv_task_key',
    );
    await associateDefault(
      api,
      PATHS.associations.path,
      'tasks',
      'contacts',
      timed.flatMap(({ visit }): [string, string][] => {
        const id = written.get(recordTaskKey(visit))?.id;
        return id ? [[id, visit.contactId]] : [];
      }),
      'associating tasks',
    );
  }

  async function endRecordTask(visit: StoredVisit): Promise<void> {
    const key = recordTaskKey(visit);
    const [task] = await batchRead(api, PATHS.tasks.path, [key], ['rv_task_key'], 'reading tasks', 'rv_task_key');
    if (!task) return;
    const properties = { hs_task_status: 'COMPLETED' };
    await batchWrite(api, PATHS.tasks.path, 'update', [{ key, id: task.id, properties }], 'completing tasks');
  }

  async function deletedTasks(writes: readonly VisitWrite[]): Promise<ReadonlySet<string>> {
    const keys = writes.map(keyOf);
    if (keys.length === 0) return new Set();
    const found = await batchRead(
      api,
      PATHS.tasks.path,
      keys.map((key) => `visit:${key}`),
      ['rv_task_key'],
      'reading tasks',
      'rv_task_key',
    );
    const there = new Set(found.map(({ properties }) => properties.rv_task_key));
    return new Set(keys.filter((key) => !there.has(`visit:${key}`)));
  }

  async function associatePlanned(links: readonly PlannedLink[]): Promise<void> {
    const visitContact: [string, string][] = [];
    const visitTask: [string, string][] = [];
    const taskContact: [string, string][] = [];
    const visitCompany: [string, string][] = [];
    for (const { visitId, contactId, companyId, taskId } of links) {
      if (taskId !== undefined) {
        visitTask.push([visitId, taskId]);
        taskContact.push([taskId, contactId]);
        continue;
      }
      visitContact.push([visitId, contactId]);
      if (companyId) visitCompany.push([visitId, companyId]);
    }
    const type = await visitType();
    const lists = [
      [type, 'contacts', visitContact, 'associating visits with contacts'],
      [type, 'companies', visitCompany, 'associating visits with companies'],
      [type, 'tasks', visitTask, 'associating visits with tasks'],
      ['tasks', 'contacts', taskContact, 'associating tasks with contacts'],
    ] as const;
    await inLanes(lists, ([from, to, pairs, attempting]) =>
      associateDefault(api, PATHS.associations.path, from, to, pairs, attempting),
    );
  }

  async function saveVisits(writes: readonly VisitWrite[]): Promise<SavedVisits> {
    // Told to whoever makes tasks.
    if (writes.some(({ opens }) => opens?.isFirst)) taskToVisit().catch(() => {});
    const names = await options.ownerNames();
    const { written, failures } = await batchWrite(
      api,
      await visitsPath(),
      'upsert',
      writes.map((write) => visitItem(write, names)),
      'writing visits',
      'rv_visit_key',
    );
    const ids = new Map([...written].map(([key, { id }]) => [key, id]));
    const links = writes.flatMap((write): PlannedLink[] => {
      const visitId = ids.get(keyOf(write));
      const { contactId, companyId } = write;
      return visitId === undefined ? [] : [{ visitId, contactId, ...present('companyId', companyId) }];
    });
    return { ids, failures, links };
  }

  async function saveTasks(writes: readonly VisitWrite[], { ids }: SavedVisits): ReturnType<VisitStore['saveTasks']> {
    const [timeZone, names] = [await options.timeZone(), await options.ownerNames()];
    const itemOf = (write: VisitWrite) => taskItem(write, names, dueTimeOf(write, timeZone));
    // A task that a person deleted is not made again for the visit it belonged to.
    const deleted = await deletedTasks(writes.filter(({ opens, mayLackTask }) => opens === undefined && !mayLackTask));
    const wanted = writes.filter((write) => ids.has(keyOf(write)) && !deleted.has(keyOf(write)));
    const first = wanted.filter(({ opens }) => opens?.isFirst);
    // Beside others only whole calls of them: a call that takes both costs no more.
    const fresh =
      first.length === wanted.length ? first : first.slice(0, first.length - (first.length % RECORDS_PER_BATCH));
    const makes = new Set(fresh);
    const others = wanted.filter((write) => !makes.has(write));
    const parts = await inLanes([fresh, others], async (some) => {
      const made = some === fresh ? await makeTasks(fresh, ids, itemOf) : NONE;
      const left = some.filter((write) => !made.has(keyOf(write)));
      return upsertTasks(left, ids, itemOf);
    });
    return { failures: parts.flatMap(({ failures }) => failures), links: parts.flatMap(({ links }) => links) };
  }

  async function upsertTasks(
    writes: readonly VisitWrite[],
    ids: ReadonlyMap<string, string>,
    itemOf: (write: VisitWrite) => BatchItem,
  ): ReturnType<VisitStore['saveTasks']> {
    const items = writes.map(itemOf);
    const { written, failures } = await batchWrite(
      api,
      PATHS.tasks.path,
      'upsert',
      items,
      'writing tasks',
      'rv_task_key',
    );
    const links = writes.flatMap((write): PlannedLink[] => {
      const [visitId, taskId] = [ids.get(keyOf(write)), written.get(keyOf(write))?.id];
      return visitId === undefined || taskId === undefined ? [] : [{ visitId, contactId: write.contactId, taskId }];
    });
    return { failures, links };
  }

  /**
   * Makes tasks together with their associations, and answers the keys of those that HubSpot confirmed. It refuses one whose key is
   * there already: that one is written as any other.
   *
   * `unverified` on a real portal: that it refuses that one alone. Where it refuses them together they all are written as others.
   * Probe: unique-refused-alone, task-made-associated.
   */
  async function makeTasks(
    writes: readonly VisitWrite[],
    ids: ReadonlyMap<string, string>,
    itemOf: (write: VisitWrite) => BatchItem,
  ): Promise<ReadonlySet<string>> {
    if (writes.length === 0) return NONE;
    const toVisit = await taskToVisit();
    return batchMake(
      api,
      PATHS.tasks.path,
      writes.map((write) => ({
        ...itemOf(write),
        associations: [
          { to: { id: write.contactId }, types: [TASK_TO_CONTACT] },
          { to: { id: ids.get(keyOf(write)) ?? '' }, types: [toVisit] },
        ],
      })),
      'writing tasks',
      'rv_task_key',
    );
  }

  return {
    async readSlots(keys, { withPage } = { withPage: false }) {
      const records = await batchRead(
        api,
        await visitsPath(),
        keys.map(visitKey),
        withPage ? [...VISIT_PROPERTIES, ...READ_PAGE] : VISIT_PROPERTIES,
        'reading visits',
        'rv_visit_key',
      );
      return records.flatMap((record) => {
        const visit = visitOf(record);
        if (!visit) return [];
        return [withPage ? { ...visit, page: pageOf(record.properties) } : visit];
      });
    },

    async queue({ ownerId, tier, channel, goal, after, limit }) {
      const equals = (propertyName: string, value: string | undefined) =>
        value ? [{ propertyName, operator: 'EQ', value }] : [];
      const { body } = await api.call({
        method: 'POST',
        path: `${await visitsPath()}/search`,
        body: {
          filterGroups: [
            {
              filters: [
                ...equals('rv_status', 'planned'),
                ...equals('rv_owner_id', ownerId),
                ...equals('rv_tier_then', tier),
                ...equals('rv_channel', channel),
                ...equals('rv_goal', goal),
              ],
            },
          ],
          sorts: [{ propertyName: 'rv_scheduled_on', direction: 'ASCENDING' }],
          properties: QUEUE,
          limit,
          ...(after ? { after } : {}),
        },
        attempting: 'reading the queue',
        repeatable: true,
      });
      return {
        rows: (body.results as HubspotRecord[]).map(openRowOf).filter((row) => row !== undefined),
        total: Number(body.total),
        after: (body.paging?.next?.after as string | undefined) ?? null,
      };
    },

    async saveDraft(visit, text) {
      await api.call({
        method: 'PATCH',
        path: `${await visitsPath()}/${visit.id}`,
        body: { properties: { rv_draft: text } },
        attempting: 'keeping the draft',
        repeatable: true,
      });
    },

    async claim(key, submissionId) {
      const path = await runsPath();
      const claimKey = claimOf(key);
      const properties = {
        rv_run_key: claimKey,
        rv_trigger: submissionId,
        rv_started_at: new Date(options.now()).toISOString(),
      };
      const made = await api.call({
        method: 'POST',
        path,
        body: { properties },
        attempting: 'claiming the visit',
        // Sent again after a lost answer it is refused, and then found to be ours.
        repeatable: true,
        alsoFine: [400, 409],
      });
      if (made.status < 300) return true;
      const [held] = await batchRead(
        api,
        path,
        [claimKey],
        ['rv_trigger', 'rv_started_at'],
        'claiming the visit',
        'rv_run_key',
      );
      if (!held) return true;
      if (held.properties.rv_trigger === submissionId) return true;
      if (Date.parse(held.properties.rv_started_at ?? '') > options.now() - CLAIM_MS) return false;
      await api.call({
        method: 'PATCH',
        path: `${path}/${held.id}`,
        body: { properties },
        attempting: 'claiming the visit',
        repeatable: true,
      });
      return true;
    },

    async release(key) {
      const path = await runsPath();
      const [held] = await batchRead(api, path, [claimOf(key)], ['rv_trigger'], 'releasing the visit', 'rv_run_key');
      if (!held) return;
      await api.call({
        method: 'DELETE',
        path: `${path}/${held.id}`,
        attempting: 'releasing the visit',
        repeatable: true,
        alsoFine: [404],
      });
    },

    async openOf(contactIds) {
      if (contactIds.length === 0) return [];
      const filters = [
        { propertyName: 'rv_status', operator: 'EQ', value: 'planned' },
        { propertyName: 'rv_contact_id', operator: 'IN', values: contactIds },
      ];
      const rows: OpenVisitRow[] = [];
      for await (const page of openPages(filters, QUEUE, 'reading open visits of contacts')) rows.push(...page);
      return rows;
    },

    openRows(query = {}) {
      const filters = [
        query.madeBy
          ? { propertyName: 'rv_status', operator: 'IN', values: ['planned', 'withdrawn'] }
          : { propertyName: 'rv_status', operator: 'EQ', value: 'planned' },
        ...(query.ownerId ? [{ propertyName: 'rv_owner_id', operator: 'EQ', value: query.ownerId }] : []),
        ...(query.tier ? [{ propertyName: 'rv_tier_then', operator: 'EQ', value: query.tier }] : []),
        ...(query.madeBy ? [{ propertyName: 'rv_made_by', operator: 'EQ', value: query.madeBy }] : []),
      ];
      const properties = [
        'rv_customer_key',
        'rv_visit_key',
        'rv_contact_id',
        'rv_owner_id',
        'rv_scheduled_on',
        'rv_latest_on',
        'rv_late',
        'rv_channel',
        'rv_goal',
        'rv_leader',
        'rv_tier_then',
        'rv_made_by',
      ];
      return openPages(filters, properties, 'reading open visits', query.after);
    },

    async savePlanned(writes) {
      const saved = await saveVisits(writes);
      const tasks = await saveTasks(writes, saved);
      await associatePlanned([...saved.links, ...tasks.links]);
      return [...saved.failures, ...tasks.failures];
    },

    saveVisits,
    saveTasks,
    associatePlanned,

    async markHeld(held) {
      const { failures } = await batchWrite(
        api,
        await visitsPath(),
        'update',
        held.map(({ visit, on, recordDueAt }) => ({
          key: visitKey(visit),
          id: visit.id,
          properties: {
            rv_status: 'held',
            rv_closed_on: formatDay(on),
            ...(recordDueAt === undefined ? {} : { rv_record_due_at: new Date(recordDueAt).toISOString() }),
          },
        })),
        'marking visits as held',
      );
      if (failures[0]) throw new Error(`marking visits as held: ${failures[0].message}`);
      await saveRecordTasks(held);
    },

    async endSlots(ends) {
      const withdrawn = ends.filter((end) => end.status === 'withdrawn');
      const givenUp = ends.filter((end) => end.gaveUpOn !== undefined);
      const { failures } = await batchWrite(
        api,
        await visitsPath(),
        'upsert',
        [
          ...givenUp.map((end) => ({
            key: visitKey(end),
            id: visitKey(end),
            properties: {
              rv_visit_key: visitKey(end),
              rv_status: 'unreached',
              rv_closed_on: dayText(end.gaveUpOn),
            },
          })),
          ...withdrawn.map((end) => ({
            key: visitKey(end),
            id: visitKey(end),
            properties: {
              rv_visit_key: visitKey(end),
              rv_status: 'withdrawn',
              rv_reason_zh: end.why?.zh ?? '',
              rv_reason_en: end.why?.en ?? '',
              rv_withdrawn_at: new Date(options.now()).toISOString(),
              // The slot is used again: nothing of this visit may pass to the next.
              rv_attempts: '',
              rv_rescheduled_to: '',
              rv_reschedule_reason: '',
              rv_outcome: '',
              rv_submission: '',
              rv_draft: '',
            },
          })),
        ],
        'ending visits',
        'rv_visit_key',
      );
      return [...failures, ...(await completeTasks(ends))];
    },

    async saveRecord(visit, record, after) {
      if (visit.status === 'held' && visit.record === undefined) await endRecordTask(visit);
      const feedback = Object.fromEntries(FEEDBACK.map((kind) => [`rv_${kind}`, record.feedback[kind] ?? '']));
      await api.call({
        method: 'PATCH',
        path: `${await visitsPath()}/${visit.id}`,
        body: {
          properties: {
            ...feedback,
            rv_status: after.status,
            rv_outcome: record.outcome,
            rv_channel: record.channel,
            rv_attempts: after.attempts.map(formatDay).join(';'),
            rv_closed_on: after.status === 'planned' ? '' : formatDay(record.heldOn),
            ...(after.rescheduledTo === undefined ? {} : { rv_rescheduled_to: formatDay(after.rescheduledTo) }),
            rv_reschedule_reason: record.rescheduleReason ?? '',
            rv_scores: Object.entries(record.scores)
              .map(([dimension, score]) => `${dimension}=${score}`)
              .join(';'),
            rv_scores_by: record.scoresCollectedBy ?? '',
            rv_nps: record.nps === undefined ? '' : String(record.nps),
            ...(record.incentive ? { rv_incentive: 'true' } : {}),
            rv_follow_up: record.followUpPlan ?? '',
            rv_next_contact_on: dayText(record.nextContactOn),
            rv_recorded_at: new Date(options.now()).toISOString(),
            rv_submission: record.submissionId,
            rv_commitments: record.promises?.length ? JSON.stringify(record.promises) : '',
            rv_script_answers: record.scriptAnswers?.join(';') ?? '',
            rv_loops_mentioned: record.mentions?.length ? JSON.stringify(record.mentions) : '',
            ...(after.keepDraft ? {} : { rv_draft: '' }),
          },
        },
        attempting: 'recording the visit',
        repeatable: true,
      });
    },

    async saveActivity(visit, record, customerName) {
      const kind = activityOf(record);
      if (!kind) return null;
      const at = new Date(instantAt(await options.timeZone(), record.heldOn, '12:00')).toISOString();
      const { path } = PATHS[`${kind}s` as 'calls' | 'meetings' | 'communications' | 'notes'];
      const key = `visit:${visitKey(visit)}:${record.submissionId}`;
      const { written, failures } = await batchWrite(
        api,
        path,
        'upsert',
        [
          {
            key,
            id: key,
            properties: {
              rv_activity_key: key,
              hubspot_owner_id: visit.ownerId,
              hs_timestamp: at,
              ...activityProperties(kind, record, customerName),
            },
          },
        ],
        'writing the activity',
        'rv_activity_key',
      );
      const activity = written.get(key);
      if (!activity) throw new Error(failures[0]?.message ?? 'the activity was not written');
      const associations = PATHS.associations.path;
      await associateDefault(
        api,
        associations,
        `${kind}s`,
        'contacts',
        [[activity.id, visit.contactId]],
        'associating the activity',
      );
      await associateDefault(
        api,
        associations,
        await visitType(),
        `${kind}s`,
        [[visit.id, activity.id]],
        'associating the activity',
      );
      return kind;
    },
  };
}

/** HubSpot's own number of the association of a task with its contact, the same in every portal (its guide to tasks). */
const TASK_TO_CONTACT = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 204 };

const NONE: ReadonlySet<string> = new Set();

const WITHDRAWN = '已撤回 Withdrawn · ';

/** A completed task that no person completed. */
export const wasWithdrawn = ({ properties }: HubspotRecord): boolean =>
  properties.hs_task_subject?.startsWith(WITHDRAWN) ?? false;

/** The task of a visit that is not to be held any more. */
export function withdrawnTask({ properties }: HubspotRecord, why: Words): Properties {
  const subject = textOf(properties, 'hs_task_subject') ?? '';
  return {
    hs_task_status: 'COMPLETED',
    ...(subject.startsWith(WITHDRAWN) ? {} : { hs_task_subject: WITHDRAWN + subject }),
    hs_task_body: `${why.zh}\n${why.en}`,
  };
}

const recordTaskKey = (key: SlotKey): string => `record:${visitKey(key)}`;

const claimOf = (key: SlotKey): string => `log:${visitKey(key)}`;
const keyOf = (write: VisitWrite): string => visitKey({ customerKey: write.customerKey, slot: write.visit.slot });
const taskKey = (slot: SlotKey): string => `visit:${visitKey(slot)}`;

type Names = ReadonlyMap<string, string>;

function visitItem(write: VisitWrite, names: Names): BatchItem {
  const { visit, snapshot } = write;
  const key = keyOf(write);
  return {
    key,
    id: key,
    // Debts that part take what was tried along: their new slot comes before the old one is written over.
    group: write.customerKey,
    properties: () => ({
      rv_visit_key: key,
      rv_name: subjectOf(write),
      rv_customer_key: write.customerKey,
      rv_contact_id: write.contactId,
      rv_company_id: write.companyId ?? '',
      rv_status: 'planned',
      rv_kind: visit.kind,
      rv_leader: visit.leader,
      rv_pays: visit.pays.join(';'),
      rv_earliest_on: formatDay(visit.window.earliest),
      rv_target_on: formatDay(visit.window.target),
      rv_latest_on: formatDay(visit.window.latest),
      rv_scheduled_on: formatDay(visit.plannedOn),
      rv_rescheduled_to: dayText(visit.rescheduledTo),
      rv_late: String(visit.late),
      rv_provisional: String(visit.provisional),
      rv_goal: visit.goal,
      rv_channel: visit.channel,
      rv_owner_id: visit.ownerId,
      rv_owner_name: names.get(visit.ownerId) ?? '',
      rv_owner_role: visit.ownerRole,
      rv_rules: JSON.stringify(rulesOf(write)),
      // A visit that has its script keeps the version it began with.
      ...(write.keepsScript
        ? {}
        : {
            rv_script: write.script ? `${write.script.id}@${write.script.version}` : '',
            rv_script_text: write.script ? JSON.stringify(write.script) : '',
          }),
      rv_reason_zh: visit.reason.zh,
      rv_reason_en: visit.reason.en,
      rv_infeasible: visit.infeasible ? `${visit.infeasible.zh} / ${visit.infeasible.en}` : '',
      rv_attempts: visit.attempts.map(formatDay).join(';'),
      rv_closed_on: '',
      rv_tier_then: snapshot.tier ?? '',
      rv_stage_then: snapshot.stage,
      rv_owner_then: visit.ownerId,
      rv_team_then: snapshot.team ?? '',
      rv_drawn: visit.drawn ?? '',
      rv_windows: visit.windows?.map(windowText).join(';') ?? '',
      rv_withdrawn_at: '',
      rv_policy_version: String(snapshot.policyVersion),
      rv_due_month: formatDay(visit.window.latest).slice(0, 7),
      // A slot that is used again keeps nothing of the visit before.
      ...(write.opens ? { rv_made_by: write.opens.run ?? '', rv_handover: '' } : {}),
      ...(write.handover ? { rv_handover: handoverText(write, write.handover, names) } : {}),
    }),
  };
}

function windowText({ earliest, target, latest }: VisitWindow): string {
  return [earliest, target, latest].map(formatDay).join('/');
}

/** Reads `rv_windows`; undefined where it was not written, or not by us. */
export function windowsOf(values: HubspotRecord['properties']): readonly VisitWindow[] | undefined {
  const windows = listOf(values, 'rv_windows').map((text): VisitWindow | undefined => {
    const [earliest, target, latest] = text.split('/').map(parseDay);
    return earliest === undefined || target === undefined || latest === undefined
      ? undefined
      : { earliest, target, latest };
  });
  const known = windows.filter((each) => each !== undefined);
  return known.length > 0 && known.length === windows.length ? known : undefined;
}

function rulesOf({ visit, ruleNames }: VisitWrite): VisitPage['rules'] {
  return rulesPaidBy(visit).map((id, index) => ({ id, name: ruleNames[index] ?? { zh: id, en: id } }));
}

/** What a visit is called in HubSpot's own lists and on its task. */
function subjectOf(write: VisitWrite): string {
  const name = write.ruleNames[0] ?? { zh: '回访', en: 'Visit' };
  return `${name.zh} · ${name.en} — ${write.customerName}`;
}

const HANDOVER: { readonly [because in Handover['because']]: Words } = {
  owner_changed: { zh: '负责人变更', en: 'the owner changed' },
  leave: { zh: '休假代班', en: 'cover for leave' },
  left: { zh: '原负责人已离开', en: 'the owner has left' },
};

/** What the next person must know: from whom, why, and what was tried. */
function handoverText({ visit }: VisitWrite, { from: before, because }: Handover, names: Names): string {
  const [from, to, why, days] = [
    before,
    names.get(visit.ownerId) ?? visit.ownerId,
    HANDOVER[because],
    visit.attempts.map(formatDay),
  ];
  const tried =
    days.length > 0 ? [`；已联系未果：${days.join('、')}`, `; tried in vain on ${days.join(', ')}`] : ['', ''];
  return `交接：${from} → ${to}（${why.zh}${tried[0]}）\nHandover: ${from} → ${to} (${why.en}${tried[1]})`;
}

function dueTimeOf({ visit, taskDueAt, callingHours, timeZone }: VisitWrite, portalZone: string): CallingTime {
  const zones = { owner: portalZone, customer: timeZone };
  return callingTime(visit.plannedOn, taskDueAt, visit.channel, callingHours, zones);
}

function taskItem(write: VisitWrite, names: Names, due: CallingTime): BatchItem {
  const { visit } = write;
  return {
    key: keyOf(write),
    id: `visit:${keyOf(write)}`,
    properties: () => ({
      rv_task_key: `visit:${keyOf(write)}`,
      hs_task_subject: subjectOf(write),
      hs_task_body: [
        ...[write.handover ? handoverText(write, write.handover, names) : write.handedOver].filter(
          (note) => note !== undefined,
        ),
        visit.reason.zh,
        visit.reason.en,
        ...(due.why ? [`${due.why.zh} · ${due.why.en}`] : []),
      ].join('\n'),
      hs_task_status: 'NOT_STARTED',
      hs_task_priority: visit.late ? 'HIGH' : 'MEDIUM',
      hs_task_type: visit.channel === 'phone' ? 'CALL' : visit.channel === 'email' ? 'EMAIL' : 'TODO',
      hs_timestamp: new Date(due.at).toISOString(),
      hubspot_owner_id: visit.ownerId,
    }),
  };
}

export function visitOf({ id, properties: p }: HubspotRecord): StoredVisit | undefined {
  const key = textOf(p, 'rv_visit_key') ?? '';
  const slot = Number(key.slice(key.lastIndexOf(':') + 1));
  const earliest = dayOf(p, 'rv_earliest_on');
  const target = dayOf(p, 'rv_target_on');
  const latest = dayOf(p, 'rv_latest_on');
  const plannedOn = dayOf(p, 'rv_scheduled_on');
  if (earliest === undefined || target === undefined || latest === undefined || plannedOn === undefined)
    return undefined;
  const closedOn = dayOf(p, 'rv_closed_on');
  const drawn = textOf(p, 'rv_drawn');
  const rescheduledTo = dayOf(p, 'rv_rescheduled_to');
  const record = recordOf(p, closedOn);
  return {
    id,
    slot,
    customerKey: key.slice(0, key.lastIndexOf(':')),
    contactId: textOf(p, 'rv_contact_id') ?? '',
    status: (textOf(p, 'rv_status') ?? 'planned') as VisitStatus,
    kind: (textOf(p, 'rv_kind') ?? 'visit') as VisitKind,
    leader: (textOf(p, 'rv_leader') ?? '') as RuleId,
    pays: listOf(p, 'rv_pays'),
    window: { earliest, target, latest },
    plannedOn,
    late: boolOf(p, 'rv_late'),
    provisional: boolOf(p, 'rv_provisional'),
    goal: textOf(p, 'rv_goal') ?? '',
    channel: (textOf(p, 'rv_channel') ?? 'phone') as Channel,
    ownerId: textOf(p, 'rv_owner_id') ?? '',
    reason: wordsOf(p, 'rv_reason_zh', 'rv_reason_en'),
    attempts: listOf(p, 'rv_attempts')
      .map(parseDay)
      .filter((on) => on !== undefined),
    policyVersion: numberOf(p, 'rv_policy_version') ?? 0,
    ...(closedOn === undefined ? {} : { closedOn }),
    ...(rescheduledTo === undefined ? {} : { rescheduledTo }),
    ...(drawn === 'early' || drawn === 'late' ? { drawn } : {}),
    ...present('ownerName', textOf(p, 'rv_owner_name')),
    ...present('handover', textOf(p, 'rv_handover')),
    ...present('pinnedScript', textOf(p, 'rv_script')),
    ...(record ? { record } : {}),
  };
}

function pageOf(p: HubspotRecord['properties']): VisitPage {
  const script = jsonOf<VisitPage['script']>(textOf(p, 'rv_script_text'));
  return {
    rules: jsonOf<VisitPage['rules']>(textOf(p, 'rv_rules')) ?? [],
    ...present('ownerName', textOf(p, 'rv_owner_name')),
    ...present('stageThen', textOf(p, 'rv_stage_then')),
    ...present('tierThen', textOf(p, 'rv_tier_then')),
    ...present('draft', textOf(p, 'rv_draft')),
    ...(script ? { script } : {}),
  };
}

function recordOf(p: HubspotRecord['properties'], closedOn: Day | undefined): VisitRecord | undefined {
  const submissionId = textOf(p, 'rv_submission');
  const outcome = textOf(p, 'rv_outcome');
  const heldOn =
    closedOn ??
    listOf(p, 'rv_attempts')
      .map(parseDay)
      .filter((on) => on !== undefined)
      .at(-1) ??
    dayOf(p, 'rv_scheduled_on');
  if (!submissionId || !outcome || heldOn === undefined) return undefined;
  const nps = numberOf(p, 'rv_nps');
  const scoresBy = textOf(p, 'rv_scores_by');
  const followUpPlan = textOf(p, 'rv_follow_up');
  const nextContactOn = dayOf(p, 'rv_next_contact_on');
  const feedback: { [kind: string]: string } = {};
  for (const kind of FEEDBACK) {
    const said = textOf(p, `rv_${kind}`);
    if (said) feedback[kind] = said;
  }
  return {
    submissionId,
    outcome,
    channel: textOf(p, 'rv_channel') ?? 'phone',
    heldOn,
    feedback,
    scores: Object.fromEntries(
      listOf(p, 'rv_scores').map((pair) => {
        const [dimension = '', score] = pair.split('=');
        return [dimension, Number(score)];
      }),
    ),
    ...(scoresBy ? { scoresCollectedBy: scoresBy } : {}),
    ...(nps === undefined ? {} : { nps }),
    ...(boolOf(p, 'rv_incentive') ? { incentive: true } : {}),
    ...(followUpPlan ? { followUpPlan } : {}),
    ...(nextContactOn === undefined ? {} : { nextContactOn }),
    ...present('mentions', jsonOf<VisitRecord['mentions']>(textOf(p, 'rv_loops_mentioned'))),
  };
}

function openRowOf({ id, properties: p }: HubspotRecord): OpenVisitRow | undefined {
  const on = dayOf(p, 'rv_scheduled_on');
  const latest = dayOf(p, 'rv_latest_on');
  const key = textOf(p, 'rv_visit_key') ?? '';
  if (on === undefined || latest === undefined) return undefined;
  const tier = textOf(p, 'rv_tier_then') as 'A' | 'B' | 'C' | undefined;
  return {
    visitId: id,
    customerKey: key.slice(0, key.lastIndexOf(':')),
    slot: Number(key.slice(key.lastIndexOf(':') + 1)),
    contactId: textOf(p, 'rv_contact_id') ?? '',
    ownerId: textOf(p, 'rv_owner_id') ?? '',
    on,
    latest,
    late: boolOf(p, 'rv_late'),
    channel: textOf(p, 'rv_channel') ?? 'phone',
    leader: textOf(p, 'rv_leader') ?? '',
    goal: textOf(p, 'rv_goal') ?? '',
    ...(tier ? { tier } : {}),
    ...present('ownerName', textOf(p, 'rv_owner_name')),
    ...present('name', jsonOf<VisitPage['rules']>(textOf(p, 'rv_rules'))?.[0]?.name),
    ...present('madeBy', textOf(p, 'rv_made_by')),
  };
}

/** An attempt by phone is a call on the timeline too; a refusal was spoken; a moved visit leaves nothing. */
function activityOf(record: VisitRecord): 'call' | 'meeting' | 'communication' | 'note' | null {
  if (record.outcome === 'rescheduled') return null;
  switch (record.channel) {
    case 'phone':
      return 'call';
    case 'on_site':
    case 'video':
      return record.outcome === 'reached' ? 'meeting' : 'note';
    case 'sms':
      return 'communication';
    // HubSpot knows no WeChat channel for communications: a note says what it was.
    default:
      return 'note';
  }
}

function activityProperties(
  kind: 'call' | 'meeting' | 'communication' | 'note',
  record: VisitRecord,
  name: string,
): { [property: string]: string } {
  const title = `回访 Visit — ${name}`;
  const body = summary(record);
  switch (kind) {
    case 'call':
      return {
        hs_call_title: title,
        hs_call_body: body,
        hs_call_direction: 'OUTBOUND',
        hs_call_status: record.outcome === 'reached' || record.outcome === 'refused' ? 'COMPLETED' : 'NO_ANSWER',
      };
    case 'meeting':
      return { hs_meeting_title: title, hs_meeting_body: body, hs_meeting_outcome: 'COMPLETED' };
    case 'communication':
      return {
        hs_communication_channel_type: 'SMS',
        hs_communication_logged_from: 'CRM',
        hs_communication_body: `${title}\n${body}`,
      };
    case 'note':
      return { hs_note_body: `${title}\n${body}` };
  }
}

const FEEDBACK_WORDS: { readonly [kind: string]: string } = {
  problem: '问题 Problem',
  need: '需求 Need',
  suggestion: '建议 Suggestion',
  complaint: '投诉 Complaint',
  praise: '表扬 Praise',
};

const MENTION_WORDS = {
  discussed: '已谈 discussed',
  answered: '已答复 answered',
  not_now: '这次不谈 not now',
} as const;

function summary(record: VisitRecord): string {
  const lines = [`结果 Outcome: ${record.outcome} (${record.channel})`];
  for (const [kind, said] of Object.entries(record.feedback)) lines.push(`${FEEDBACK_WORDS[kind] ?? kind}: ${said}`);
  const scores = Object.entries(record.scores);
  if (scores.length > 0)
    lines.push(`评分 Scores: ${scores.map(([dimension, score]) => `${dimension} ${score}/5`).join(', ')}`);
  if (record.nps !== undefined) lines.push(`NPS: ${record.nps}`);
  for (const { keys, how, because } of record.mentions ?? [])
    lines.push(`未闭环 Open loops: ${keys.length} ${MENTION_WORDS[how]}${because ? `: ${because}` : ''}`);
  if (record.followUpPlan) lines.push(`后续 Follow-up: ${record.followUpPlan}`);
  return lines.join('\n');
}
