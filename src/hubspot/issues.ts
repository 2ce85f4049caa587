import { formatDay } from '../domain/calendar/day.ts';
import { type LoopCause, type LoopKind, type LoopState, nextPromise, OPEN_STATES } from '../domain/loop/loop.ts';
import type { IssueStore, IssueWrite, StoredIssue } from '../use-cases/ports.ts';
import type { HubspotApi } from './api.ts';
import { associateDefault, batchRead, batchWrite, type HubspotRecord } from './batch.ts';
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
const OPEN_PAGE = 100;

/** Open loops are records of our custom object; each promise has a task in HubSpot, found again by its key. */
export function hubspotIssues(api: HubspotApi, types: () => Promise<ObjectTypes>): IssueStore {
  const issueType = async (): Promise<string> => (await types()).rv_issue;
  const issuesPath = async (): Promise<string> => PATHS.customObjects.path.replace('{objectTypeId}', await issueType());

  async function search(filters: readonly object[], limit: number) {
    const { body } = await api.call({
      method: 'POST',
      path: `${await issuesPath()}/search`,
      body: {
        filterGroups: [{ filters }],
        sorts: [{ propertyName: 'hs_object_id', direction: 'DESCENDING' }],
        properties: READ,
        limit,
      },
      attempting: 'reading open loops',
      repeatable: true,
    });
    const issues = (body.results as HubspotRecord[]).map(issueOf).filter((issue) => issue !== undefined);
    return { issues, total: Number(body.total) };
  }

  return {
    open: (customerKey) =>
      search(
        [
          { propertyName: 'rv_customer_key', operator: 'EQ', value: customerKey },
          { propertyName: 'rv_state', operator: 'IN', values: OPEN_STATES },
        ],
        OPEN_PAGE,
      ),

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
        ['rv_issue_key'],
        'looking for loops raised before',
        'rv_issue_key',
      );
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
      const promises = writes.flatMap((issue) => issue.promises.map((promise) => ({ issue, promise })));
      const tasks = await batchWrite(
        api,
        PATHS.tasks.path,
        'upsert',
        // A promise whose loop was there has its task, and a person may have moved it.
        promises
          .filter(({ issue }) => !there.has(issue.key))
          .map(({ issue, promise }) => {
            const key = `promise:${issue.key}:${promise.id}`;
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
      return fresh.map(({ key }) => key);
    },
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
  };
}

function issueOf({ id, properties: p }: HubspotRecord): StoredIssue | undefined {
  const raisedOn = dayOf(p, 'rv_raised_on');
  const key = textOf(p, 'rv_issue_key');
  if (raisedOn === undefined || !key) return undefined;
  const promises = jsonOf<StoredIssue['promises']>(textOf(p, 'rv_promises')) ?? [];
  const stored = Date.parse(textOf(p, 'rv_due_at') ?? '');
  const dueAt = nextPromise(promises)?.dueAt ?? (Number.isNaN(stored) ? undefined : stored);
  return {
    id,
    key,
    customerKey: textOf(p, 'rv_customer_key') ?? '',
    kind: (textOf(p, 'rv_kind') ?? 'problem') as LoopKind,
    state: (textOf(p, 'rv_state') ?? 'raised') as LoopState,
    description: textOf(p, 'rv_description') ?? '',
    urgency: textOf(p, 'rv_urgency') === 'urgent' ? 'urgent' : 'normal',
    raisedOn,
    ownerId: textOf(p, 'rv_owner_id') ?? '',
    because: listOf(p, 'rv_because') as LoopCause[],
    promises,
    ...present('dueAt', dueAt),
    ...present('expectedOn', dayOf(p, 'rv_expected_on')),
    ...present('ownerName', textOf(p, 'rv_owner_name')),
    ...present('visitKey', textOf(p, 'rv_visit_key')),
  };
}
