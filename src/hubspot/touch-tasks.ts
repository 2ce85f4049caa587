import { formatDay } from '../domain/calendar/day.ts';
import { instantAt } from '../domain/calendar/zone.ts';
import type { Channel } from '../domain/planning/facts.ts';
import type { Words } from '../domain/planning/plan.ts';
import { type ItemFailure, PortalError } from '../use-cases/ports/ports.ts';
import type { TouchEnd, TouchTask, TouchTaskStore, TouchWrite } from '../use-cases/ports/touch-tasks.ts';
import type { HubspotApi } from './api.ts';
import {
  associateDefault,
  type BatchItem,
  batchRead,
  batchWrite,
  type HubspotRecord,
  type Properties,
} from './batch.ts';
import type { ObjectTypes } from './object-types.ts';
import { pagesById } from './pages.ts';
import { PATHS } from './paths.ts';
import { keyedUntilRefused } from './unkeyed.ts';
import { unkeyedDeliveries } from './unkeyed-deliveries.ts';
import { textOf } from './values.ts';
import { wasWithdrawn, withdrawnTask } from './visits.ts';

const TASKS = PATHS.tasks.path;
const READ = ['rv_task_key', 'rv_contact_id', 'hs_task_status', 'hs_task_subject'];

/**
 * Tasks of what is sent or done besides visits. Each names its contact, so that it is found when that is gone, and the run that made it.
 *
 * `api` knows nothing of keys that a portal refuses: where it does, the ids are kept by customer.
 */
export function hubspotTouchTasks(
  api: HubspotApi,
  { types, timeZone }: { readonly types: () => Promise<ObjectTypes>; readonly timeZone: () => Promise<string> },
): TouchTaskStore {
  const unkeyed = unkeyedDeliveries(api, types);
  const byKey = keyedUntilRefused();

  async function saveByKey(
    writes: readonly TouchWrite[],
    ends: readonly TouchEnd[],
    zone: string,
  ): Promise<readonly ItemFailure[]> {
    const known = await batchRead(
      api,
      TASKS,
      [...writes.filter(({ was }) => was !== 'fresh'), ...ends].map(taskKeyOf),
      READ,
      'reading tasks besides visits',
      'rv_task_key',
    );
    const stored = new Map(known.map((task) => [task.properties.rv_task_key, task]));
    const fresh = writes.filter((write) => write.was !== 'told' && !stored.has(taskKeyOf(write)));
    const made = await batchWrite(
      api,
      TASKS,
      'upsert',
      fresh.map((write) => ({
        key: failureKey(write),
        id: taskKeyOf(write),
        properties: () => ({ rv_task_key: taskKeyOf(write), ...madeProperties(write, zone) }),
      })),
      'writing tasks besides visits',
      'rv_task_key',
    );
    const changed = await update(changesOf(writes, ends, zone, (of) => stored.get(taskKeyOf(of))));
    const pairs = writes.flatMap((write): [string, string][] => {
      // One that a dead run made may lack its contact.
      const id =
        made.written.get(failureKey(write))?.id ??
        (write.was === 'unsure' ? stored.get(taskKeyOf(write))?.id : undefined);
      return id === undefined ? [] : [[id, write.contactId]];
    });
    await associateDefault(api, PATHS.associations.path, 'tasks', 'contacts', pairs, 'associating tasks');
    return [...made.failures, ...changed];
  }

  async function saveById(
    writes: readonly TouchWrite[],
    ends: readonly TouchEnd[],
    zone: string,
  ): Promise<readonly ItemFailure[]> {
    const failures: ItemFailure[] = [];
    for (const contactId of new Set([...writes, ...ends].map((each) => each.contactId))) {
      const ids = await unkeyed.idsOf(contactId);
      const own = writes.filter((write) => write.contactId === contactId);
      const fresh = own.filter((write) => write.was !== 'told' && ids[taskKeyOf(write)] === undefined);
      const items = fresh.map((write) => ({ key: taskKeyOf(write), properties: madeProperties(write, zone) }));
      await unkeyed.make('tasks', contactId, items, ids);
      const others = [...own.filter((write) => !fresh.includes(write)), ...ends].flatMap(
        (of) => ids[taskKeyOf(of)] ?? [],
      );
      const records = await batchRead(api, TASKS, others, READ, 'reading tasks besides visits');
      const stored = new Map(records.map((task) => [task.id, task]));
      const ending = ends.filter((end) => end.contactId === contactId);
      failures.push(...(await update(changesOf(own, ending, zone, (of) => stored.get(ids[taskKeyOf(of)] ?? '')))));
    }
    return failures;
  }

  async function update(items: readonly BatchItem[]): Promise<readonly ItemFailure[]> {
    return (await batchWrite(api, TASKS, 'update', items, 'changing tasks besides visits')).failures;
  }

  /** Tasks with this mark; none in a portal that does not have the property. */
  const marked = (filters: readonly object[], from?: string) =>
    pagesById(api, {
      from,
      path: TASKS,
      groups: [filters],
      properties: READ,
      attempting: 'looking for tasks besides visits',
      alsoFine: [400],
    });

  return {
    async save(writes, ends) {
      if (writes.length + ends.length === 0) return [];
      const zone = await timeZone();
      return byKey(
        () => saveByKey(writes, ends, zone),
        () => saveById(writes, ends, zone),
      );
    },

    async *madeBy(run) {
      for await (const records of marked([{ propertyName: 'rv_made_by', operator: 'EQ', value: run }, IS_OPEN]))
        yield records.map(touchTaskOf);
    },

    async *open(after) {
      const named = { propertyName: 'rv_contact_id', operator: 'HAS_PROPERTY' };
      for await (const records of marked([named, IS_OPEN], after)) yield records.map(touchTaskOf);
    },

    async withdraw(tasks, why) {
      const items = tasks.map(({ id, subject }) => ({
        key: id,
        id,
        properties: withdrawnTask({ id, properties: { hs_task_subject: subject } }, why),
      }));
      const [failure] = await update(items);
      if (failure)
        throw new PortalError({ kind: 'refused', attempting: 'withdrawing tasks', message: failure.message });
    },

    async endOf(contactIds, why, survivor) {
      const items: BatchItem[] = [];
      const named = { propertyName: 'rv_contact_id', operator: 'IN', values: contactIds };
      for await (const records of marked([named])) {
        for (const task of records) {
          const key = textOf(task.properties, 'rv_task_key');
          const lives =
            survivor !== undefined && (key === undefined || key.startsWith(`touch:${survivor.customerKey}:`));
          const properties = {
            ...(survivor === undefined ? {} : { rv_contact_id: survivor.contactId }),
            ...(lives || task.properties.hs_task_status === 'COMPLETED' ? {} : withdrawnTask(task, why)),
          };
          if (Object.keys(properties).length > 0) items.push({ key: task.id, id: task.id, properties });
        }
      }
      await update(items);
    },
  };
}

const IS_OPEN = { propertyName: 'hs_task_status', operator: 'NEQ', value: 'COMPLETED' };

/** As the step names what was refused: `<customer key>:<debt>`. */
function failureKey(of: TouchWrite | TouchEnd): string {
  return `${of.customerKey}:${'touch' in of ? of.touch.debt : of.debt}`;
}

const taskKeyOf = (of: TouchWrite | TouchEnd): string => `touch:${failureKey(of)}`;

/** What a person completed stays so; what was withdrawn stands anew. */
function changesOf(
  writes: readonly TouchWrite[],
  ends: readonly TouchEnd[],
  zone: string,
  storedOf: (of: TouchWrite | TouchEnd) => HubspotRecord | undefined,
): readonly BatchItem[] {
  const items: BatchItem[] = [];
  for (const write of writes) {
    const task = storedOf(write);
    if (task === undefined || (isOver(task) && !wasWithdrawn(task))) continue;
    const reopened = isOver(task) ? { hs_task_status: 'NOT_STARTED' } : {};
    items.push({ key: failureKey(write), id: task.id, properties: { ...taskProperties(write, zone), ...reopened } });
  }
  for (const end of ends) {
    const task = storedOf(end);
    if (task === undefined || isOver(task)) continue;
    const { why, done } = end;
    const properties = done
      ? { hs_task_status: 'COMPLETED', hs_task_body: `${why.zh}\n${why.en}` }
      : withdrawnTask(task, why);
    items.push({ key: failureKey(end), id: task.id, properties });
  }
  return items;
}

const isOver = ({ properties }: HubspotRecord): boolean => properties.hs_task_status === 'COMPLETED';

function madeProperties(write: TouchWrite, zone: string): Properties {
  return {
    ...taskProperties(write, zone),
    hs_task_status: 'NOT_STARTED',
    ...(write.run === undefined ? {} : { rv_made_by: write.run }),
  };
}

function taskProperties({ contactId, customerName, touch, ruleName, taskDueAt }: TouchWrite, zone: string): Properties {
  return {
    rv_contact_id: contactId,
    hs_task_subject: `${ruleName.zh} · ${ruleName.en} — ${customerName}`,
    hs_task_body: bodyOf(touch),
    hs_task_priority: 'MEDIUM',
    hs_task_type: touch.kind !== 'task' && touch.channel === 'email' ? 'EMAIL' : 'TODO',
    hs_timestamp: new Date(instantAt(zone, touch.on, taskDueAt)).toISOString(),
    hubspot_owner_id: touch.ownerId,
  };
}

function bodyOf({ kind, channel, window, reason, incentive }: TouchWrite['touch']): string {
  const latest = formatDay(window.latest);
  const by = BY[channel];
  const how =
    kind === 'task' ? `最迟 ${latest} 完成 · Done by ${latest}` : `${by.zh}，最迟 ${latest} · ${by.en} by ${latest}`;
  return [
    reason.zh,
    reason.en,
    how,
    ...(kind === 'survey' ? [LINK] : []),
    ...(kind === 'survey' && incentive ? [`${incentive.zh} · ${incentive.en}`] : []),
  ].join('\n');
}

const BY: { readonly [channel in Channel]: Words } = {
  phone: { zh: '电话', en: 'Call' },
  on_site: { zh: '上门', en: 'On site' },
  video: { zh: '视频', en: 'Video call' },
  email: { zh: '发邮件', en: 'Send an e-mail' },
  sms: { zh: '发短信', en: 'Send a text message' },
  wechat: { zh: '发微信', en: 'Write on WeChat' },
  survey: { zh: '发问卷链接', en: 'Send the survey link' },
};
const LINK = '链接在联系人的「回访」页签生成 · The link is made in the contact’s tab "Visit"';

function touchTaskOf({ id, properties }: HubspotRecord): TouchTask {
  return {
    id,
    contactId: textOf(properties, 'rv_contact_id') ?? '',
    subject: textOf(properties, 'hs_task_subject') ?? '',
  };
}
