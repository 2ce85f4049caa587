import { formatDay } from '../domain/calendar/day.ts';
import { type LoopCause, type LoopKind, type LoopState, nextPromise, OPEN_STATES } from '../domain/loop/loop.ts';
import type { LoopEvent, OpenLoop } from '../domain/loop/loop-state.ts';
import type { IssueMove, IssueStore, IssueWrite, NamedClock, StoredIssue } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { associateDefault, type BatchItem, batchRead, batchWrite, type HubspotRecord } from './batch.ts';
import { loopProperties, untilOf } from './issue-properties.ts';
import type { ObjectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { dayOf, dayText, jsonOf, listOf, present, textOf } from './values.ts';

const READ = [
  'rv_issue_key',
  'rv_customer_key',
  'rv_kind',
  'rv_state',
  'rv_description',
  'rv_urgency',
  'rv_raised_on',
  'rv_expected_on',
  'rv_due_at',
  'rv_owner_id',
  'rv_owner_name',
  'rv_visit_key',
  'rv_because',
  'rv_promises',
];
export const READ_WHOLE = [...READ, 'rv_contact_id', 'rv_loop', 'rv_clocks', 'rv_events', 'hs_createdate'];
const READ_CLOCKS = READ_WHOLE.filter((name) => name !== 'rv_events');
const OPEN_PAGE = 100;
/** A claim older than this was left by a function that died. */
const CLAIM_MS = 30_000;
/** Clocks at whose due instant somebody picks up the phone. */
const CALLS = ['P13', 'P22', 'P23', 'P34', 'P42'];

/** Open loops are records of our custom object; each promise has a task in HubSpot, found again by its key. */
export function hubspotIssues(api: HubspotApi, types: () => Promise<ObjectTypes>, now: () => number): IssueStore {
  const issueType = async (): Promise<string> => (await types()).rv_issue;
  const issuesPath = async (): Promise<string> => PATHS.customObjects.path.replace('{objectTypeId}', await issueType());

  const claimsPath = async (): Promise<string> =>
    PATHS.customObjects.path.replace('{objectTypeId}', (await types()).rv_run);

  async function search(
    filters: readonly object[],
    limit: number,
    properties: readonly string[] = READ,
    sort: object = { propertyName: 'hs_object_id', direction: 'DESCENDING' },
  ) {
    const { body } = await api.call({
      method: 'POST',
      path: `${await issuesPath()}/search`,
      body: { filterGroups: [{ filters }], sorts: [sort], properties, limit },
      attempting: 'reading open loops',
      repeatable: true,
    });
    const issues = (body.results as HubspotRecord[]).map(issueOf).filter((issue) => issue !== undefined);
    return { issues, total: Number(body.total) };
  }

  const associateTasks = (tasks: readonly { readonly id: string }[], contactId: string): Promise<void> =>
    associateDefault(
      api,
      PATHS.associations.path,
      'tasks',
      'contacts',
      tasks.map(({ id }): [string, string] => [id, contactId]),
      'associating tasks',
    );

  /** Tasks of clocks that are new are made; those of clocks that changed or ended are only changed where they still exist. */
  async function saveTasks({ before, loop, clocks, contactId, customerName }: IssueMove): Promise<void> {
    const known = new Map((before.clocks ?? []).map((clock) => [clock.id, clock]));
    const fresh = clocks.filter(({ id }) => !known.has(id));
    const made = await batchWrite(
      api,
      PATHS.tasks.path,
      'upsert',
      fresh.map((clock) => taskItem(loop, clock, customerName)),
      'writing the tasks of clocks',
      'rv_task_key',
    );
    await associateTasks([...made.written.values()], contactId);
    const moved = clocks.filter((clock) => {
      const old = known.get(clock.id);
      return old !== undefined && (untilOf(old) !== untilOf(clock) || old.ownerId !== clock.ownerId);
    });
    const running = new Set(clocks.map(({ id }) => id));
    const over = [...known.keys()].filter((id) => !running.has(id));
    const keys = [...moved.map(({ id }) => id), ...over].map((id) => clockTaskKey(loop.key, id));
    if (keys.length === 0) return;
    const found = await batchRead(
      api,
      PATHS.tasks.path,
      keys,
      ['rv_task_key', 'hs_task_status'],
      'reading the tasks of clocks',
      'rv_task_key',
    );
    const open = new Map(
      found
        .filter(({ properties }) => properties.hs_task_status !== 'COMPLETED')
        .map((task) => [task.properties.rv_task_key ?? '', task.id]),
    );
    const changes = new Map<string, { readonly [name: string]: string }>([
      ...moved.map((clock) => [clockTaskKey(loop.key, clock.id), taskTimes(clock)] as const),
      ...over.map((id) => [clockTaskKey(loop.key, id), { hs_task_status: 'COMPLETED' }] as const),
    ]);
    const items = [...changes].flatMap(([key, properties]): BatchItem[] => {
      const id = open.get(key);
      return id ? [{ key, id, properties }] : [];
    });
    await batchWrite(api, PATHS.tasks.path, 'update', items, 'changing the tasks of clocks');
  }

  /** Clocks that need no task made: they have one, or the loop moved on since it was raised. */
  async function tasksThere(
    loop: OpenLoop,
    clocks: readonly NamedClock[],
    state: string | undefined,
    contactId: string,
  ): Promise<readonly NamedClock[]> {
    if (state !== loop.state) return clocks;
    const found = await batchRead(
      api,
      PATHS.tasks.path,
      clocks.map(({ id }) => clockTaskKey(loop.key, id)),
      ['rv_task_key'],
      'reading the tasks of clocks',
      'rv_task_key',
    );
    await associateTasks(found, contactId);
    const keys = new Set(found.map(({ properties }) => properties.rv_task_key ?? ''));
    return clocks.filter(({ id }) => keys.has(clockTaskKey(loop.key, id)));
  }

  return {
    open: (customerKey, options) =>
      search(
        [
          { propertyName: 'rv_customer_key', operator: 'EQ', value: customerKey },
          { propertyName: 'rv_state', operator: 'IN', values: OPEN_STATES },
        ],
        OPEN_PAGE,
        options?.withClocks ? READ_CLOCKS : READ,
      ),

    async read(key) {
      const [record] = await batchRead(api, await issuesPath(), [key], READ_WHOLE, 'reading a loop', 'rv_issue_key');
      return record && issueOf(record);
    },

    async alarmed({ now: until, limit }) {
      const { issues } = await search(
        [{ propertyName: 'rv_next_alarm_at', operator: 'LTE', value: String(until) }],
        limit,
        READ_WHOLE,
        { propertyName: 'rv_next_alarm_at', direction: 'ASCENDING' },
      );
      return issues;
    },

    async claim(key, commandId) {
      const path = await claimsPath();
      const properties = {
        rv_run_key: claimOf(key),
        rv_trigger: commandId,
        rv_started_at: new Date(now()).toISOString(),
      };
      const made = await api.call({
        method: 'POST',
        path,
        body: { properties },
        attempting: 'claiming the loop',
        // Sent again after a lost answer it is refused, and then found to be ours.
        repeatable: true,
        alsoFine: [400, 409],
      });
      if (made.status < 300) return true;
      const [held] = await batchRead(
        api,
        path,
        [claimOf(key)],
        ['rv_trigger', 'rv_started_at'],
        'claiming the loop',
        'rv_run_key',
      );
      if (!held || held.properties.rv_trigger === commandId) return true;
      if (Date.parse(held.properties.rv_started_at ?? '') > now() - CLAIM_MS) return false;
      await api.call({
        method: 'PATCH',
        path: `${path}/${held.id}`,
        body: { properties },
        attempting: 'claiming the loop',
        repeatable: true,
      });
      return true;
    },

    async release(key, commandId) {
      const path = await claimsPath();
      const [held] = await batchRead(api, path, [claimOf(key)], ['rv_trigger'], 'releasing the loop', 'rv_run_key');
      if (held?.properties.rv_trigger !== commandId) return;
      await api.call({
        method: 'DELETE',
        path: `${path}/${held.id}`,
        attempting: 'releasing the loop',
        repeatable: true,
        alsoFine: [404],
      });
    },

    async saveMove(move) {
      const { before, loop, clocks, events } = move;
      if (events.length > 0) {
        await api.call({
          method: 'PATCH',
          path: `${await issuesPath()}/${before.id}`,
          body: {
            properties: {
              ...loopProperties(loop, clocks, [...(before.events ?? []), ...events], move.nextAlarmAt),
              ...(move.ownerName === undefined ? {} : { rv_owner_name: move.ownerName }),
            },
          },
          attempting: 'moving a loop',
          repeatable: true,
        });
      }
      await saveTasks(move);
    },

    async newest(customerKey, kinds, limit) {
      const filters = [
        { propertyName: 'rv_customer_key', operator: 'EQ', value: customerKey },
        { propertyName: 'rv_kind', operator: 'IN', values: kinds },
      ];
      return (await search(filters, limit)).issues;
    },

    async raise(writes) {
      if (writes.length === 0) return [];
      const path = await issuesPath();
      const keys = writes.map(({ key }) => key);
      const known = await batchRead(
        api,
        path,
        keys,
        ['rv_issue_key', 'rv_state'],
        'looking for loops raised before',
        'rv_issue_key',
      );
      const states = new Map(known.map(({ properties }) => [properties.rv_issue_key ?? '', properties.rv_state ?? '']));
      const there = new Map(known.map((record) => [record.properties.rv_issue_key ?? '', record.id]));
      // One that exists may have moved on: it is never set back.
      const fresh = writes.filter(({ key }) => !there.has(key));
      const { written, failures } = await batchWrite(
        api,
        path,
        'upsert',
        fresh.map((issue) => ({ key: issue.key, id: issue.key, properties: propertiesOf(issue) })),
        'raising loops',
        'rv_issue_key',
      );
      const [failure] = failures;
      if (failure) throw new Error(`a loop was not raised: ${failure.message}`);
      const idOf = (key: string): string | undefined => written.get(key)?.id ?? there.get(key);
      const promises = writes.flatMap((issue) =>
        issue.loop ? [] : issue.promises.map((promise) => ({ issue, promise })),
      );
      const tasks = await batchWrite(
        api,
        PATHS.tasks.path,
        'upsert',
        // A promise whose loop was there has its task, and a person may have moved it.
        promises
          .filter(({ issue }) => !there.has(issue.key))
          .map(({ issue, promise }) => {
            const key = clockTaskKey(issue.key, `promise#${promise.id}`);
            return {
              key,
              id: key,
              properties: {
                rv_task_key: key,
                hs_task_subject: `承诺 Promise · ${promise.text.slice(0, 120)} — ${issue.customerName}`,
                hs_task_body: promise.text,
                hs_task_status: 'NOT_STARTED',
                hs_task_priority: 'HIGH',
                hs_task_type: 'TODO',
                hs_timestamp: new Date(promise.dueAt).toISOString(),
                hubspot_owner_id: issue.ownerId,
              },
            };
          }),
        'writing promises',
        'rv_task_key',
      );
      const type = await issueType();
      const { path: associations } = PATHS.associations;
      const pairs = (other: (issue: IssueWrite) => string | undefined) =>
        writes.flatMap((issue): [string, string][] => {
          const from = idOf(issue.key);
          const to = other(issue);
          return from && to ? [[from, to]] : [];
        });
      await associateDefault(
        api,
        associations,
        type,
        'contacts',
        pairs((issue) => issue.contactId),
        'associating loops',
      );
      const visits = pairs((issue) => issue.visitId).map(([issue, visit]): [string, string] => [visit, issue]);
      await associateDefault(
        api,
        associations,
        (await types()).rv_visit,
        type,
        visits,
        'associating loops with visits',
      );
      const taskPairs = promises.flatMap(({ issue, promise }): [string, string][] => {
        const task = tasks.written.get(`promise:${issue.key}:${promise.id}`)?.id;
        return task ? [[task, issue.contactId]] : [];
      });
      await associateDefault(api, associations, 'tasks', 'contacts', taskPairs, 'associating promises');
      for (const issue of writes) {
        const id = idOf(issue.key);
        if (!issue.loop || !id) continue;
        const { contactId, customerName, loop, clocks = [] } = issue;
        // Written before and cut off before its tasks: those that are missing are made. One that moved on has its own.
        const known = there.has(issue.key) ? await tasksThere(loop, clocks, states.get(issue.key), contactId) : [];
        const before: StoredIssue = { ...issue, id, state: 'raised', clocks: known };
        await saveTasks({ before, loop, clocks, events: [], contactId, customerName });
      }
      return fresh.map(({ key }) => key);
    },
  };
}

const claimOf = (key: string): string => `move:${key}`;

/** What a clock's task is found by. */
function clockTaskKey(issueKey: string, clockId: string): string {
  return clockId.startsWith('promise#')
    ? `promise:${issueKey}:${clockId.slice('promise#'.length)}`
    : `issue:${issueKey}:${clockId}`;
}

function taskItem(loop: OpenLoop, clock: NamedClock, customerName: string): BatchItem {
  const key = clockTaskKey(loop.key, clock.id);
  const promise = loop.promises.find(({ id }) => `promise#${id}` === clock.id);
  const what = promise ? `承诺 Promise · ${promise.text.slice(0, 120)}` : `${clock.name.zh} ${clock.name.en}`;
  return {
    key,
    id: key,
    properties: {
      rv_task_key: key,
      hs_task_subject: `${what} — ${customerName}`,
      hs_task_body: promise?.text ?? loop.description.slice(0, 2_000),
      hs_task_status: 'NOT_STARTED',
      hs_task_priority: 'HIGH',
      hs_task_type: CALLS.includes(clock.rule) ? 'CALL' : 'TODO',
      hs_timestamp: new Date(clock.startedAt).toISOString(),
      ...taskTimes(clock),
    },
  };
}

/** A clock that stands still keeps the due instant its task had. */
function taskTimes(clock: NamedClock): { readonly [name: string]: string } {
  const until = untilOf(clock);
  return {
    hubspot_owner_id: clock.ownerId,
    ...(Number.isFinite(until) ? { hs_timestamp: new Date(until).toISOString() } : {}),
    ...(clock.warnAt === undefined ? {} : { hs_task_reminders: String(clock.warnAt) }),
  };
}

function propertiesOf(issue: IssueWrite): { readonly [name: string]: string } {
  return {
    rv_issue_key: issue.key,
    rv_customer_key: issue.customerKey,
    rv_kind: issue.kind,
    rv_state: 'raised',
    rv_description: issue.description,
    rv_urgency: issue.urgency,
    rv_raised_on: formatDay(issue.raisedOn),
    rv_expected_on: dayText(issue.expectedOn),
    rv_due_at: issue.dueAt === undefined ? '' : new Date(issue.dueAt).toISOString(),
    rv_owner_id: issue.ownerId,
    rv_owner_name: issue.ownerName ?? '',
    rv_visit_key: issue.visitKey ?? '',
    rv_because: issue.because.join(';'),
    rv_promises: issue.promises.length > 0 ? JSON.stringify(issue.promises) : '',
    rv_contact_id: issue.contactId,
    rv_owner_then: issue.ownerId,
    rv_tier_then: issue.snapshot.tier ?? '',
    rv_stage_then: issue.snapshot.stage ?? '',
    ...(issue.snapshot.policyVersion === undefined ? {} : { rv_policy_version: String(issue.snapshot.policyVersion) }),
    rv_due_month: formatDay(issue.raisedOn).slice(0, 7),
    ...(issue.loop ? loopProperties(issue.loop, issue.clocks ?? [], issue.events ?? [], issue.nextAlarmAt) : {}),
  };
}

export function issueOf({ id, properties: p }: HubspotRecord): StoredIssue | undefined {
  const raisedOn = dayOf(p, 'rv_raised_on');
  const key = textOf(p, 'rv_issue_key');
  if (raisedOn === undefined || !key) return undefined;
  const promises = jsonOf<StoredIssue['promises']>(textOf(p, 'rv_promises')) ?? [];
  const stored = Date.parse(textOf(p, 'rv_due_at') ?? '');
  const promised = nextPromise(promises)?.dueAt;
  const dueAt = Number.isNaN(stored) ? promised : Math.min(stored, promised ?? stored);
  const description = textOf(p, 'rv_description') ?? '';
  const kept = jsonOf<Omit<OpenLoop, 'description'>>(textOf(p, 'rv_loop'));
  const createdAt = Date.parse(textOf(p, 'hs_createdate') ?? '');
  return {
    id,
    key,
    customerKey: textOf(p, 'rv_customer_key') ?? '',
    kind: (textOf(p, 'rv_kind') ?? 'problem') as LoopKind,
    state: (textOf(p, 'rv_state') ?? 'raised') as LoopState,
    description,
    urgency: textOf(p, 'rv_urgency') === 'urgent' ? 'urgent' : 'normal',
    raisedOn,
    ownerId: textOf(p, 'rv_owner_id') ?? '',
    because: listOf(p, 'rv_because') as LoopCause[],
    promises,
    ...present('dueAt', dueAt),
    ...present('expectedOn', dayOf(p, 'rv_expected_on')),
    ...present('ownerName', textOf(p, 'rv_owner_name')),
    ...present('visitKey', textOf(p, 'rv_visit_key')),
    ...present('contactId', textOf(p, 'rv_contact_id')),
    ...present('createdAt', Number.isNaN(createdAt) ? undefined : createdAt),
    ...present('loop', kept && { ...kept, description }),
    ...present('clocks', jsonOf<readonly NamedClock[]>(textOf(p, 'rv_clocks'))),
    ...present('events', jsonOf<readonly LoopEvent[]>(textOf(p, 'rv_events'))),
  };
}
