import { formatDay } from '../domain/calendar/day.ts';
import type { LoopHistory } from '../domain/loop/evolve.ts';
import {
  type LoopCause,
  type LoopKind,
  type LoopState,
  nextPromise,
  OPEN_STATES,
  SOON_MS,
} from '../domain/loop/loop.ts';
import type { LoopEvent, OpenLoop } from '../domain/loop/loop-state.ts';
import type {
  BoardFilter,
  BoardIssue,
  IssueMove,
  IssueStore,
  IssueWrite,
  NamedClock,
  StoredIssue,
} from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { associateDefault, type BatchItem, batchRead, batchWrite, type HubspotRecord } from './batch.ts';
import { loopProperties, untilOf } from './issue-properties.ts';
import { RAISED_IN } from './model.ts';
import type { ObjectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { dayOf, dayText, instantOf, jsonOf, listOf, present, textOf } from './values.ts';

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
  'rv_ticket_id',
];
export const READ_WHOLE = [
  ...READ,
  'rv_contact_id',
  'rv_loop',
  'rv_clocks',
  'rv_events',
  'rv_folded',
  'rv_older_events',
  'hs_createdate',
  'hs_lastmodifieddate',
];
const READ_CLOCKS = READ_WHOLE.filter((name) => !['rv_events', 'rv_folded', 'rv_older_events'].includes(name));
/** Who is concerned: what is known of a loop is read when it is written. */
const READ_SWEEP = [...READ, 'rv_contact_id'];
const READ_ALARMED = [...READ_SWEEP, 'rv_loop', 'rv_next_alarm_at'];
const READ_BOARD = [...READ_SWEEP, 'rv_owner_role', 'rv_due_rule', 'rv_waiting', 'rv_breached'];
const OPEN_PAGE = 100;
/** Loops looked after at once: as many as a batch takes. */
const SWEEP_PAGE = 100;
const BY_ID = { propertyName: 'hs_object_id', direction: 'ASCENDING' };
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

  /**
   * Tasks of clocks that are new are made; those of clocks that changed or ended are only changed where they still exist. All moves
   * go together: a hundred of them take as many calls as one.
   */
  async function saveTasks(moves: readonly IssueMove[]): Promise<void> {
    const fresh: { readonly item: BatchItem; readonly contactId: string }[] = [];
    const changes = new Map<string, { readonly [name: string]: string }>();
    for (const { before, loop, clocks, contactId, customerName } of moves) {
      const known = new Map(withTasks(before.clocks ?? []).map((clock) => [clock.id, clock]));
      const was = before.loop?.alarms ?? {};
      for (const clock of withTasks(clocks)) {
        const old = known.get(clock.id);
        if (old === undefined) fresh.push({ item: taskItem(loop, clock, customerName), contactId });
        else if (
          untilOf(old) !== untilOf(clock) ||
          old.ownerId !== clock.ownerId ||
          JSON.stringify(was[clock.id] ?? {}) !== JSON.stringify(loop.alarms[clock.id] ?? {})
        )
          changes.set(clockTaskKey(loop.key, clock.id), taskNow(loop, clock, customerName));
        known.delete(clock.id);
      }
      for (const id of known.keys()) changes.set(clockTaskKey(loop.key, id), { hs_task_status: 'COMPLETED' });
    }
    const made = await batchWrite(
      api,
      PATHS.tasks.path,
      'upsert',
      fresh.map(({ item }) => item),
      'writing the tasks of clocks',
      'rv_task_key',
    );
    await associateDefault(
      api,
      PATHS.associations.path,
      'tasks',
      'contacts',
      fresh.flatMap(({ item, contactId }): [string, string][] => {
        const id = made.written.get(item.key)?.id;
        return id ? [[id, contactId]] : [];
      }),
      'associating tasks',
    );
    if (changes.size === 0) return;
    const found = await batchRead(
      api,
      PATHS.tasks.path,
      [...changes.keys()],
      ['rv_task_key', 'hs_task_status'],
      'reading the tasks of clocks',
      'rv_task_key',
    );
    const open = new Map(
      found
        .filter(({ properties }) => properties.hs_task_status !== 'COMPLETED')
        .map((task) => [task.properties.rv_task_key ?? '', task.id]),
    );
    const items = [...changes].flatMap(([key, properties]): BatchItem[] => {
      const id = open.get(key);
      return id ? [{ key, id, properties }] : [];
    });
    await batchWrite(api, PATHS.tasks.path, 'update', items, 'changing the tasks of clocks');
  }

  /** Writes what loops have become; those that HubSpot refused are answered. */
  async function saveLoops(moves: readonly IssueMove[]): Promise<readonly string[]> {
    const items = moves.map((move): BatchItem => {
      const { before, loop, clocks, events } = move;
      return {
        key: before.key,
        id: before.id,
        properties: () => ({
          ...loopProperties(loop, clocks, historyOf(before, events), move.nextAlarmAt, before.olderEvents),
          ...(move.ownerName === undefined ? {} : { rv_owner_name: move.ownerName }),
        }),
      };
    });
    const { failures } = await batchWrite(api, await issuesPath(), 'update', items, 'moving loops');
    return failures.map(({ key }) => key);
  }

  /** Whose claims these are. */
  const readClaims = async (keys: readonly string[]): Promise<readonly HubspotRecord[]> =>
    batchRead(
      api,
      await claimsPath(),
      keys.map(claimOf),
      ['rv_run_key', 'rv_trigger', 'rv_started_at'],
      'claiming loops',
      'rv_run_key',
    );

  async function takeOver(id: string, properties: { readonly [name: string]: string }): Promise<void> {
    await api.call({
      method: 'PATCH',
      path: `${await claimsPath()}/${id}`,
      body: { properties },
      attempting: 'claiming the loop',
      repeatable: true,
    });
  }

  const claimProperties = (key: string, commandId: string): { readonly [name: string]: string } => ({
    rv_run_key: claimOf(key),
    rv_trigger: commandId,
    rv_started_at: new Date(now()).toISOString(),
  });

  /** The type id of the label "raised in"; undefined where the installer that makes it has not run. */
  let raisedInType: Promise<number | undefined> | undefined;

  async function readRaisedInType(): Promise<number | undefined> {
    const { rv_issue, rv_visit } = await types();
    const { body } = await api.call({
      method: 'GET',
      path: `${PATHS.associations.path}/${rv_issue}/${rv_visit}/labels`,
      attempting: 'reading association labels',
      repeatable: true,
    });
    const labels = body.results as readonly { readonly label: string | null; readonly typeId: number }[];
    return labels.find(({ label }) => label === RAISED_IN.label)?.typeId;
  }

  /** Says of an association that it is the visit in which the loop was raised. */
  async function labelRaisedIn(pairs: readonly (readonly [visitId: string, issueId: string])[]): Promise<void> {
    raisedInType ??= readRaisedInType();
    const associationTypeId = await raisedInType;
    if (associationTypeId === undefined) return;
    const { rv_issue, rv_visit } = await types();
    await api.call({
      method: 'POST',
      path: `${PATHS.associations.path}/${rv_issue}/${rv_visit}/batch/create`,
      body: {
        inputs: pairs.map(([visitId, issueId]) => ({
          from: { id: issueId },
          to: { id: visitId },
          types: [{ associationCategory: 'USER_DEFINED', associationTypeId }],
        })),
      },
      attempting: 'labelling where loops were raised',
      repeatable: true,
    });
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

    async alarmed({ now: until, changedSince, after }) {
      const next = { propertyName: 'hs_object_id', operator: 'GT', value: after };
      const { body } = await api.call({
        method: 'POST',
        path: `${await issuesPath()}/search`,
        body: {
          filterGroups: [
            { filters: [{ propertyName: 'rv_next_alarm_at', operator: 'LTE', value: String(until) }, next] },
            { filters: [{ propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: String(changedSince) }, next] },
          ],
          sorts: [BY_ID],
          properties: READ_ALARMED,
          limit: SWEEP_PAGE,
        },
        attempting: 'reading open loops',
        repeatable: true,
      });
      const records = body.results as HubspotRecord[];
      const issues = records.flatMap((record) => {
        const issue = issueOf(record);
        return issue ? [{ ...issue, ...present('nextAlarmAt', instantOf(record.properties, 'rv_next_alarm_at')) }] : [];
      });
      return { issues, upTo: records.length < SWEEP_PAGE ? null : (records.at(-1)?.id ?? null) };
    },

    async allOpen({ after }) {
      const filters = [
        { propertyName: 'rv_state', operator: 'IN', values: OPEN_STATES },
        { propertyName: 'hs_object_id', operator: 'GT', value: after },
      ];
      return (await search(filters, SWEEP_PAGE, READ_SWEEP, BY_ID)).issues;
    },

    async board({ limit, after, ...filter }) {
      const { body } = await api.call({
        method: 'POST',
        path: `${await issuesPath()}/search`,
        body: {
          filterGroups: [{ filters: boardFilters(filter) }],
          sorts: [{ propertyName: 'rv_due_at', direction: 'ASCENDING' }],
          properties: READ_BOARD,
          limit,
          ...(after ? { after } : {}),
        },
        attempting: 'reading the board of loops',
        repeatable: true,
      });
      const issues = (body.results as HubspotRecord[]).flatMap((record): BoardIssue[] => {
        const issue = issueOf(record);
        const { properties: p } = record;
        if (!issue) return [];
        return [
          {
            ...issue,
            waiting: textOf(p, 'rv_waiting') === 'true',
            breached: textOf(p, 'rv_breached') !== undefined,
            ...present('ownerRole', textOf(p, 'rv_owner_role')),
            ...present('rule', textOf(p, 'rv_due_rule')),
          },
        ];
      });
      return { issues, total: Number(body.total), after: body.paging?.next?.after ?? null };
    },

    async readAll(keys) {
      const records = await batchRead(api, await issuesPath(), keys, READ_WHOLE, 'reading loops', 'rv_issue_key');
      return records.map(issueOf).filter((issue) => issue !== undefined);
    },

    async claim(key, commandId) {
      const properties = claimProperties(key, commandId);
      const made = await api.call({
        method: 'POST',
        path: await claimsPath(),
        body: { properties },
        attempting: 'claiming the loop',
        // Sent again after a lost answer it is refused, and then found to be ours.
        repeatable: true,
        alsoFine: [400, 409],
      });
      if (made.status < 300) return true;
      const [held] = await readClaims([key]);
      if (!held || held.properties.rv_trigger === commandId) return true;
      if (!isLeft(held, now())) return false;
      await takeOver(held.id, properties);
      return true;
    },

    async claimAll(keys, commandId) {
      if (keys.length === 0) return new Set();
      const { body } = await api.call({
        method: 'POST',
        path: `${await claimsPath()}/batch/create`,
        body: {
          inputs: keys.map((key) => ({
            properties: claimProperties(key, commandId),
            objectWriteTraceId: claimOf(key),
          })),
        },
        attempting: 'claiming loops',
        repeatable: true,
        // Those that somebody holds are refused one by one.
        alsoFine: [207, 400, 409],
      });
      const results = (body?.results ?? []) as HubspotRecord[];
      const won = new Set(results.map(({ properties }) => properties.rv_run_key ?? ''));
      const refused = keys.filter((key) => !won.has(claimOf(key)));
      for (const held of refused.length > 0 ? await readClaims(refused) : []) {
        const name = held.properties.rv_run_key ?? '';
        if (held.properties.rv_trigger !== commandId) {
          if (!isLeft(held, now())) continue;
          await takeOver(held.id, claimProperties(name.slice(CLAIM.length), commandId));
        }
        won.add(name);
      }
      return new Set(keys.filter((key) => won.has(claimOf(key))));
    },

    async release(key, commandId) {
      const [held] = await readClaims([key]);
      if (held?.properties.rv_trigger !== commandId) return;
      await api.call({
        method: 'DELETE',
        path: `${await claimsPath()}/${held.id}`,
        attempting: 'releasing the loop',
        repeatable: true,
        alsoFine: [404],
      });
    },

    async releaseAll(keys, commandId) {
      const held = (keys.length > 0 ? await readClaims(keys) : []).filter(
        ({ properties }) => properties.rv_trigger === commandId,
      );
      if (held.length === 0) return;
      await api.call({
        method: 'POST',
        path: `${await claimsPath()}/batch/archive`,
        body: { inputs: held.map(({ id }) => ({ id })) },
        attempting: 'releasing loops',
        repeatable: true,
      });
    },

    async saveMove(move) {
      if (move.events.length > 0) {
        const [refused] = await saveLoops([move]);
        if (refused !== undefined) throw new Error('HubSpot did not take the move of a loop');
      }
      await saveTasks([move]);
    },

    async saveMoves(moves) {
      // The record last: it is what the loop is found by again where this is cut off.
      await saveTasks(moves);
      return saveLoops(moves);
    },

    async ofTickets(ticketIds) {
      const filters = [{ propertyName: 'rv_ticket_id', operator: 'IN', values: ticketIds }];
      return (await search(filters, SWEEP_PAGE, READ_SWEEP, BY_ID)).issues;
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
      await associateDefault(
        api,
        associations,
        type,
        'tickets',
        pairs((issue) => issue.ticketId),
        'associating loops with tickets',
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
      if (visits.length > 0) await labelRaisedIn(visits);
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
        await saveTasks([{ before, loop, clocks, events: [], contactId, customerName }]);
      }
      return fresh.map(({ key }) => key);
    },
  };
}

/** One whose talk is planned as a visit has the visit's task. */
const withTasks = (clocks: readonly NamedClock[]): readonly NamedClock[] =>
  clocks.filter(({ inVisit }) => inVisit === undefined);

const CLAIM = 'move:';
const claimOf = (key: string): string => `${CLAIM}${key}`;

/** HubSpot takes six filters in a group: state, and one for each choice. */
function boardFilters({ kind, urgency, state, ownerId, role, standing, now }: BoardFilter): readonly object[] {
  const equal = (propertyName: string, value: string | undefined): object[] =>
    value === undefined ? [] : [{ propertyName, operator: 'EQ', value }];
  const due = { propertyName: 'rv_due_at' };
  const soon = String(now + SOON_MS);
  const byStanding = {
    all: [],
    overdue: [{ ...due, operator: 'LT', value: String(now) }],
    soon: [{ ...due, operator: 'BETWEEN', value: String(now), highValue: soon }],
    pressing: [{ ...due, operator: 'LTE', value: soon }],
    waiting: equal('rv_waiting', 'true'),
  };
  return [
    { propertyName: 'rv_state', operator: 'IN', values: state === undefined ? OPEN_STATES : [state] },
    ...equal('rv_kind', kind),
    ...equal('rv_urgency', urgency),
    ...equal('rv_owner_id', ownerId),
    ...equal('rv_owner_role', role),
    ...byStanding[standing],
  ];
}

/** Whoever claimed it has died. */
function isLeft({ properties }: HubspotRecord, now: number): boolean {
  return !(Date.parse(properties.rv_started_at ?? '') > now - CLAIM_MS);
}

function historyOf({ base, events = [] }: StoredIssue, added: readonly LoopEvent[]): LoopHistory {
  return { events: [...events, ...added], ...(base ? { base } : {}) };
}

/** What a clock's task is found by. */
function clockTaskKey(issueKey: string, clockId: string): string {
  return clockId.startsWith('promise#')
    ? `promise:${issueKey}:${clockId.slice('promise#'.length)}`
    : `issue:${issueKey}:${clockId}`;
}

function taskItem(loop: OpenLoop, clock: NamedClock, customerName: string): BatchItem {
  const key = clockTaskKey(loop.key, clock.id);
  const promise = loop.promises.find(({ id }) => `promise#${id}` === clock.id);
  return {
    key,
    id: key,
    properties: {
      rv_task_key: key,
      hs_task_body: promise?.text ?? loop.description.slice(0, 2_000),
      hs_task_status: 'NOT_STARTED',
      hs_task_type: CALLS.includes(clock.rule) ? 'CALL' : 'TODO',
      hs_timestamp: new Date(clock.startedAt).toISOString(),
      ...taskNow(loop, clock, customerName),
    },
  };
}

/** What a clock has come to, at the head of its task. */
const ALARMS = { breached: '超时 Overdue · ', escalated: '已上报主管 Escalated · ' };

/** What of a task follows its clock; one that stands still keeps the due instant its task had. */
function taskNow(loop: OpenLoop, clock: NamedClock, customerName: string): { readonly [name: string]: string } {
  const until = untilOf(clock);
  const promise = loop.promises.find(({ id }) => `promise#${id}` === clock.id);
  const what = promise ? `承诺 Promise · ${promise.text.slice(0, 120)}` : `${clock.name.zh} ${clock.name.en}`;
  const { warnedAt, breachedAt, escalatedAt } = loop.alarms[clock.id] ?? {};
  const head = escalatedAt !== undefined ? ALARMS.escalated : breachedAt !== undefined ? ALARMS.breached : '';
  const pressing = warnedAt !== undefined || breachedAt !== undefined || loop.urgency === 'urgent';
  return {
    hs_task_subject: `${head}${what} — ${customerName}`,
    hs_task_priority: pressing ? 'HIGH' : 'MEDIUM',
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
    rv_ticket_id: issue.ticketId ?? '',
    rv_because: issue.because.join(';'),
    rv_promises: issue.promises.length > 0 ? JSON.stringify(issue.promises) : '',
    rv_contact_id: issue.contactId,
    rv_owner_then: issue.ownerId,
    rv_tier_then: issue.snapshot.tier ?? '',
    rv_stage_then: issue.snapshot.stage ?? '',
    ...(issue.snapshot.policyVersion === undefined ? {} : { rv_policy_version: String(issue.snapshot.policyVersion) }),
    rv_due_month: formatDay(issue.raisedOn).slice(0, 7),
    ...(issue.loop
      ? loopProperties(issue.loop, issue.clocks ?? [], { events: issue.events ?? [] }, issue.nextAlarmAt)
      : {}),
  };
}

export function issueOf({ id, properties: p }: HubspotRecord): StoredIssue | undefined {
  const raisedOn = dayOf(p, 'rv_raised_on');
  const key = textOf(p, 'rv_issue_key');
  if (raisedOn === undefined || !key) return undefined;
  const promises = jsonOf<StoredIssue['promises']>(textOf(p, 'rv_promises')) ?? [];
  const stored = instantOf(p, 'rv_due_at');
  const promised = nextPromise(promises)?.dueAt;
  const dueAt = stored === undefined ? promised : Math.min(stored, promised ?? stored);
  const description = textOf(p, 'rv_description') ?? '';
  const kept = jsonOf<Omit<OpenLoop, 'description'>>(textOf(p, 'rv_loop'));
  const folded = jsonOf<Omit<OpenLoop, 'description'>>(textOf(p, 'rv_folded'));
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
    ...present('ticketId', textOf(p, 'rv_ticket_id')),
    ...present('createdAt', instantOf(p, 'hs_createdate')),
    ...present('changedAt', instantOf(p, 'hs_lastmodifieddate')),
    ...present('loop', kept && { ...kept, description }),
    ...present('clocks', jsonOf<readonly NamedClock[]>(textOf(p, 'rv_clocks'))),
    ...present('events', jsonOf<readonly LoopEvent[]>(textOf(p, 'rv_events'))),
    ...present('base', folded && { ...folded, description }),
    ...present('olderEvents', textOf(p, 'rv_older_events')),
  };
}
