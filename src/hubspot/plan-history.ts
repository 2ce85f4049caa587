import { decodeMemory, encodeMemory } from '../domain/planning/memory.ts';
import type { PlanHistory } from '../use-cases/ports/plan-history.ts';
import type { HubspotApi } from './api.ts';
import { type BatchItem, batchWrite, inLanes } from './batch.ts';
import { VISIT } from './model.ts';
import type { ObjectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';

/** What planning writes on a contact; last of all, as always: the next date is the checkpoint. */
const CONTACT_PLAN = [
  'rv_next_visit_on',
  'rv_next_visit_reason',
  'rv_plan_on',
  'rv_plan_state',
  'rv_plan_written',
  'rv_standing',
  'rv_stage_then',
];
/** What people leave on a visit. */
const VISIT_DEEDS = ['rv_submission', 'rv_attempts', 'rv_rescheduled_to', 'rv_outcome', 'rv_draft'];
const NEVER_CHANGED = ['rv_visit_key', 'rv_customer_key', 'rv_contact_id', 'rv_company_id'];
/** Everything else on a visit, whatever a later version adds: where nobody acted on it, planning wrote it. */
const VISIT_PLAN = VISIT.properties
  .map(({ name }) => name)
  .filter((name) => !VISIT_DEEDS.includes(name) && !NEVER_CHANGED.includes(name));
const TASK_PLAN = [
  'hs_task_subject',
  'hs_task_body',
  'hs_task_status',
  'hs_task_priority',
  'hs_task_type',
  'hs_timestamp',
  'hubspot_owner_id',
];
/** HubSpot's limit of one batch read with histories. */
const RECORDS_WITH_HISTORY = 50;
/** HubSpot keeps so many values of a property: 45 of a contact's, 20 of any other record's. */
const KEPT = { contacts: 45, others: 20 };
const UNDONE = {
  zh: '已恢复之前的策略，这次回访撤回。',
  en: 'The policy before was restored; this visit is withdrawn.',
};

interface Revision {
  readonly value: string;
  readonly timestamp: string;
  readonly sourceType: string;
}

interface Past {
  readonly id: string;
  /** Newest first. */
  readonly history: { readonly [name: string]: readonly Revision[] };
  readonly createdAt: number;
}

export function hubspotPlanHistory(api: HubspotApi, types: () => Promise<ObjectTypes>): PlanHistory {
  const visitsPath = async (): Promise<string> =>
    PATHS.customObjects.path.replace('{objectTypeId}', (await types()).rv_visit);

  async function read(
    path: string,
    ids: readonly string[],
    names: readonly string[],
    idProperty?: string,
  ): Promise<ReadonlyMap<string, Past>> {
    const parts: string[][] = [];
    for (let start = 0; start < ids.length; start += RECORDS_WITH_HISTORY)
      parts.push(ids.slice(start, start + RECORDS_WITH_HISTORY));
    const found = await inLanes(parts, async (part) => {
      const { body } = await api.call({
        method: 'POST',
        path: `${path}/batch/read`,
        body: {
          inputs: part.map((id) => ({ id })),
          properties: idProperty ? [idProperty] : [],
          propertiesWithHistory: names,
          ...(idProperty ? { idProperty } : {}),
        },
        attempting: 'reading what was planned before',
        repeatable: true,
        alsoFine: [207],
      });
      return (body?.results ?? []) as readonly {
        readonly id: string;
        readonly createdAt: string;
        readonly properties: { readonly [name: string]: string | null };
        readonly propertiesWithHistory?: Past['history'];
      }[];
    });
    return new Map(
      found
        .flat()
        .map((record) => [
          (idProperty ? record.properties[idProperty] : record.id) ?? '',
          { id: record.id, history: record.propertiesWithHistory ?? {}, createdAt: Date.parse(record.createdAt) },
        ]),
    );
  }

  async function write(path: string, items: readonly BatchItem[]): Promise<ReadonlySet<string>> {
    if (items.length === 0) return new Set();
    const { failures } = await batchWrite(api, path, 'update', items, 'restoring what was planned before');
    return new Set(failures.map(({ key }) => key));
  }

  return {
    async restore(contactIds, at) {
      const contacts = await read(PATHS.contacts.path, contactIds, [...CONTACT_PLAN, 'rv_replan', 'rv_customer_key']);
      const left = new Set<string>();
      const changed: { readonly contactId: string; readonly past: Past; readonly keys: readonly string[] }[] = [];
      for (const [contactId, past] of contacts) {
        if (CONTACT_PLAN.every((name) => valueAt(past, name, at) === valueNow(past, name))) continue;
        const state = valueAt(past, 'rv_plan_state', at);
        if (state === '' || !reachesBack(past, CONTACT_PLAN, at, KEPT.contacts)) left.add(contactId);
        else changed.push({ contactId, past, keys: visitKeys(past, state) });
      }
      const keys = changed.flatMap((customer) => customer.keys);
      const [visits, tasks] = await Promise.all([
        read(await visitsPath(), keys, [...VISIT_PLAN, ...VISIT_DEEDS], 'rv_visit_key'),
        read(
          PATHS.tasks.path,
          keys.map((key) => `visit:${key}`),
          TASK_PLAN,
          'rv_task_key',
        ),
      ]);

      const visitItems: BatchItem[] = [];
      const taskItems: BatchItem[] = [];
      const contactItems: BatchItem[] = [];
      for (const { contactId, past, keys: own } of changed) {
        const pairs = own.map((key) => ({ visit: visits.get(key), task: tasks.get(`visit:${key}`) }));
        if (pairs.some(({ visit, task }) => wasActedOn(visit, task, at))) {
          left.add(contactId);
          continue;
        }
        for (const { visit, task } of pairs) {
          if (visit) visitItems.push({ key: contactId, id: visit.id, properties: visitThen(visit, at) });
          if (task) taskItems.push({ key: contactId, id: task.id, properties: taskThen(task, visit, at) });
        }
        const wasMarked = (past.history.rv_replan ?? []).some(
          ({ value, timestamp }) => value === 'true' && Date.parse(timestamp) >= at,
        );
        const then = valuesAt(past, CONTACT_PLAN, at);
        const state = withTasks(then.rv_plan_state ?? '', valueNow(past, 'rv_plan_state'));
        const isMarked = wasMarked || state !== then.rv_plan_state;
        contactItems.push({
          key: contactId,
          id: contactId,
          properties: { ...then, rv_plan_state: state, ...(isMarked ? { rv_replan: 'true' } : {}) },
        });
      }
      const refused = new Set([
        ...(await write(await visitsPath(), visitItems)),
        ...(await write(PATHS.tasks.path, taskItems)),
      ]);
      const whole = contactItems.filter(({ key }) => !refused.has(key));
      for (const key of [...refused, ...(await write(PATHS.contacts.path, whole))]) left.add(key);
      return {
        restored: contactItems.filter(({ key }) => !left.has(key)).length,
        unchanged: contacts.size - left.size - contactItems.filter(({ key }) => !left.has(key)).length,
        left: [...left],
      };
    },
  };
}

function valueNow({ history }: Past, name: string): string {
  return history[name]?.[0]?.value ?? '';
}

function valueAt({ history }: Past, name: string, at: number): string {
  return history[name]?.find(({ timestamp }) => Date.parse(timestamp) < at)?.value ?? '';
}

function valuesAt(past: Past, names: readonly string[], at: number): { readonly [name: string]: string } {
  return Object.fromEntries(names.map((name) => [name, valueAt(past, name, at)]));
}

/** Whether nothing of what stood then has fallen out of the history. */
function reachesBack({ history }: Past, names: readonly string[], at: number, kept: number): boolean {
  return names.every((name) => {
    const revisions = history[name] ?? [];
    const oldest = revisions.at(-1);
    return revisions.length < kept || oldest === undefined || Date.parse(oldest.timestamp) < at;
  });
}

/** Tasks besides visits stay as they are: what is known of them does too, and the next planning ends what is not to be sent. */
function withTasks(stateThen: string, stateNow: string): string {
  const then = decodeMemory(stateThen);
  const { told: _, ...others } = then;
  const { told } = decodeMemory(stateNow);
  const isSame = JSON.stringify(told) === JSON.stringify(then.told);
  return isSame || then.lost ? stateThen : encodeMemory({ ...others, ...(told === undefined ? {} : { told }) });
}

/** Every slot that either plan used and a run may have written since. */
function visitKeys(past: Past, stateThen: string): readonly string[] {
  const then = decodeMemory(stateThen);
  const now = decodeMemory(valueNow(past, 'rv_plan_state'));
  const slots = new Set([...then.openSlots, ...then.freeSlots, ...now.openSlots, ...now.freeSlots]);
  for (let slot = then.nextSlot; slot < now.nextSlot; slot += 1) slots.add(slot);
  const customerKey = valueNow(past, 'rv_customer_key');
  return [...slots].sort((a, b) => a - b).map((slot) => `${customerKey}:${slot}`);
}

function stoodThen(visit: Past, at: number): boolean {
  return visit.createdAt < at;
}

function wasActedOn(visit: Past | undefined, task: Past | undefined, at: number): boolean {
  if (visit !== undefined) {
    const status = valueNow(visit, 'rv_status');
    const isClosed = status === 'held' || status === 'refused' || status === 'unreached';
    if (isClosed && status !== valueAt(visit, 'rv_status', at)) return true;
    if (VISIT_DEEDS.some((name) => valueNow(visit, name) !== valueAt(visit, name, at))) return true;
    if (stoodThen(visit, at) && !reachesBack(visit, VISIT_PLAN, at, KEPT.others)) return true;
  }
  if (task === undefined) return false;
  if (stoodThen(task, at) && !reachesBack(task, TASK_PLAN, at, KEPT.others)) return true;
  return TASK_PLAN.some((name) => {
    const newest = task.history[name]?.[0];
    return newest !== undefined && Date.parse(newest.timestamp) >= at && newest.sourceType !== 'INTEGRATION';
  });
}

function visitThen(visit: Past, at: number): { readonly [name: string]: string } {
  if (stoodThen(visit, at)) return valuesAt(visit, VISIT_PLAN, at);
  return { rv_status: 'withdrawn', rv_reason_zh: UNDONE.zh, rv_reason_en: UNDONE.en };
}

function taskThen(task: Past, visit: Past | undefined, at: number): { readonly [name: string]: string } {
  if (stoodThen(task, at)) return valuesAt(task, TASK_PLAN, at);
  return visit === undefined || stoodThen(visit, at)
    ? { hs_task_status: 'COMPLETED' }
    : { hs_task_status: 'COMPLETED', hs_task_body: `${UNDONE.zh}\n${UNDONE.en}` };
}
