import { encodeMemory } from '../domain/planning/memory.ts';
import { type BelongingIssue, type MergeStore, PortalError, type StoredVisit } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { type BatchItem, batchRead, batchWrite, chunks, type HubspotRecord, type Properties } from './batch.ts';
import type { ObjectTypes } from './object-types.ts';
import { pagesById } from './pages.ts';
import { PATHS } from './paths.ts';
import { textOf } from './values.ts';
import { VISIT_PROPERTIES, visitKey, visitOf, withdrawnTask } from './visits.ts';

/** Values that one `IN` of a search may hold. */
const MOST_VALUES = 100;
/** What people did with a visit. */
const DONE_BY_PEOPLE = ['rv_attempts', 'rv_rescheduled_to', 'rv_reschedule_reason', 'rv_draft'];

/**
 * A merge gives a contact a new id and all associations of the two. Ours are found by them, and by the old ids too: a visit that
 * a run was writing when the merge came has no association yet.
 */
export function hubspotMerges(api: HubspotApi, types: () => Promise<ObjectTypes>): MergeStore {
  const pathOf = async (name: 'rv_visit' | 'rv_issue'): Promise<string> =>
    PATHS.customObjects.path.replace('{objectTypeId}', (await types())[name]);

  async function linked(from: string, to: string, ids: readonly string[], attempting: string): Promise<string[]> {
    if (ids.length === 0) return [];
    const { body } = await api.call({
      method: 'POST',
      path: `${PATHS.associations.path}/${from}/${to}/batch/read`,
      body: { inputs: ids.map((id) => ({ id })) },
      attempting,
      repeatable: true,
      // 207: some have none, which is an answer.
      alsoFine: [207],
    });
    return (body.results as { to: { toObjectId: number | string }[] }[]).flatMap((entry) =>
      entry.to.map(({ toObjectId }) => String(toObjectId)),
    );
  }

  async function naming(path: string, contactIds: readonly string[], attempting: string): Promise<string[]> {
    const found: string[] = [];
    for (const values of chunks(contactIds, MOST_VALUES)) {
      const groups = [[{ propertyName: 'rv_contact_id', operator: 'IN', values }]];
      for await (const records of pagesById(api, { path, groups, properties: ['rv_contact_id'], attempting }))
        found.push(...records.map(({ id }) => id));
    }
    return found;
  }

  async function update(path: string, items: readonly BatchItem[], attempting: string): Promise<void> {
    const [failure] = (await batchWrite(api, path, 'update', items, attempting)).failures;
    if (failure) throw new PortalError({ kind: 'refused', attempting, message: `${failure.key}: ${failure.message}` });
  }

  /** Tasks of these visits: those that hang on them, and those a run made and had not hung on them yet. */
  async function tasksOf(visits: readonly StoredVisit[]): Promise<HubspotRecord[]> {
    const type = (await types()).rv_visit;
    const attempting = 'reading the tasks of merged customers';
    const properties = ['rv_task_key', 'hs_task_status', 'hs_task_subject'];
    const ids = await linked(
      type,
      'tasks',
      visits.map(({ id }) => id),
      attempting,
    );
    const keys = visits.map((visit) => `visit:${visitKey(visit)}`);
    const tasks = [
      ...(await batchRead(api, PATHS.tasks.path, ids, properties, attempting)),
      ...(await batchRead(api, PATHS.tasks.path, keys, properties, attempting, 'rv_task_key')),
    ];
    return [...new Map(tasks.map((task) => [task.id, task])).values()].filter((task) =>
      textOf(task.properties, 'rv_task_key')?.startsWith('visit:'),
    );
  }

  return {
    async belongings(contactId, mergedIds) {
      const { rv_visit, rv_issue } = await types();
      const [visitsPath, issuesPath] = await Promise.all([pathOf('rv_visit'), pathOf('rv_issue')]);
      const attempting = 'looking for what belongs to merged customers';
      const visitIds = [
        ...(await linked('contacts', rv_visit, [contactId], attempting)),
        ...(await naming(visitsPath, mergedIds, attempting)),
      ];
      const issueIds = [
        ...(await linked('contacts', rv_issue, [contactId], attempting)),
        ...(await naming(issuesPath, mergedIds, attempting)),
      ];
      const visits = await batchRead(api, visitsPath, visitIds, VISIT_PROPERTIES, attempting);
      const issues = await batchRead(
        api,
        issuesPath,
        issueIds,
        ['rv_customer_key', 'rv_contact_id', 'rv_visit_key'],
        attempting,
      );
      return { visits: visits.map(visitOf).filter((visit) => visit !== undefined), issues: issues.map(issueOf) };
    },

    async moveIssues(issues, { contactId, customerKey, visitKeys }) {
      const items = issues.map((issue) => ({
        key: issue.id,
        id: issue.id,
        properties: {
          rv_customer_key: customerKey,
          rv_contact_id: contactId,
          rv_visit_key: visitKeys.get(issue.visitKey) ?? issue.visitKey,
        },
      }));
      await update(await pathOf('rv_issue'), items, 'moving loops to the merged customer');
    },

    async moveVisits(moves, { contactId, customerKey }) {
      const newKey = new Map(moves.map(({ visit, slot }) => [visit.id, visitKey({ customerKey, slot })]));
      const attempting = 'moving visits to the merged customer';
      // Tasks first: they are found by the key that their visit still has.
      for (const { visit } of moves) {
        const key = `visit:${newKey.get(visit.id) ?? ''}`;
        const tasks = (await tasksOf([visit])).filter((task) => task.properties.rv_task_key !== key);
        await update(
          PATHS.tasks.path,
          // A key is unique: of two tasks of one visit only one can have it.
          tasks.slice(0, 1).map(({ id }) => ({ key: id, id, properties: { rv_task_key: key } })),
          attempting,
        );
      }
      const items = moves.map(({ visit }) => ({
        key: visit.id,
        id: visit.id,
        properties: {
          rv_visit_key: newKey.get(visit.id) ?? '',
          rv_customer_key: customerKey,
          rv_contact_id: contactId,
        },
      }));
      await update(await pathOf('rv_visit'), items, attempting);
    },

    async nameContact(visits, contactId) {
      const items = visits.map(({ id }) => ({ key: id, id, properties: { rv_contact_id: contactId } }));
      await update(await pathOf('rv_visit'), items, 'naming the merged contact on its visits');
    },

    async carryOver(from, to) {
      const path = await pathOf('rv_visit');
      const attempting = 'keeping what was done with a visit';
      const records = await batchRead(api, path, [from.id, to.id], DONE_BY_PEOPLE, attempting);
      const of = (id: string) => records.find((record) => record.id === id)?.properties ?? {};
      const properties: { [name: string]: string } = {};
      for (const name of DONE_BY_PEOPLE) {
        const value = textOf(of(from.id), name);
        if (value !== undefined && textOf(of(to.id), name) === undefined) properties[name] = value;
      }
      await update(path, [{ key: to.id, id: to.id, properties }], attempting);
    },

    async endMerged(visits, why) {
      const items = visits
        .filter(({ status }) => status === 'planned')
        .map(({ id }) => ({
          key: id,
          id,
          properties: { rv_status: 'withdrawn', rv_reason_zh: why.zh, rv_reason_en: why.en } satisfies Properties,
        }));
      // Visits first: a completed task of a visit that still stands would say that it was held.
      await update(await pathOf('rv_visit'), items, 'ending visits of merged customers');
      const tasks = (await tasksOf(visits)).filter(({ properties }) => properties.hs_task_status !== 'COMPLETED');
      await update(
        PATHS.tasks.path,
        tasks.map((task) => ({ key: task.id, id: task.id, properties: withdrawnTask(task, why) })),
        'completing tasks of merged customers',
      );
    },

    async saveMerged(contactId, customerKey, mergedIds, memory) {
      const properties = {
        rv_customer_key: customerKey,
        rv_merged_seen: mergedIds.join(';'),
        rv_plan_state: encodeMemory(memory),
        rv_plan_written: '',
      };
      await update(
        PATHS.contacts.path,
        [{ key: contactId, id: contactId, properties }],
        'keeping that contacts merged',
      );
    },
  };
}

function issueOf({ id, properties: p }: HubspotRecord): BelongingIssue {
  return {
    id,
    customerKey: textOf(p, 'rv_customer_key') ?? '',
    contactId: textOf(p, 'rv_contact_id') ?? '',
    visitKey: textOf(p, 'rv_visit_key') ?? '',
  };
}
