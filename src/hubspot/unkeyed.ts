import { PortalError } from '../use-cases/ports/ports.ts';
import type { Answer, Call, HubspotApi } from './api.ts';
import { chunks, type HubspotRecord } from './batch.ts';
import { plainLinkType } from './link-types.ts';
import type { ObjectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { jsonOf, textOf } from './values.ts';

const KEYS = ['rv_task_key', 'rv_activity_key'] as const;
/** On visits and loops: ids of the tasks and activities made for them, by what each is for. */
const IDS = 'rv_task_ids';
const ACTIVITY_KINDS = ['tasks', 'calls', 'meetings', 'communications', 'notes'] as const;
const TITLES = ['hs_task_subject', 'hs_call_title', 'hs_meeting_title', 'hs_communication_body', 'hs_note_body'];

type Properties = { readonly [name: string]: string };
interface Input {
  readonly id: string;
  readonly properties?: Properties;
  readonly objectWriteTraceId?: string;
}
interface Parent extends HubspotRecord {
  readonly type: 'rv_visit' | 'rv_issue';
}

/**
 * The API for portals that refuse a unique property on tasks and activities.
 *
 * Calls go through as they are until HubSpot refuses one because of our key; from then on, in this process, the ids of tasks and
 * activities are kept on the visit or loop they belong to, and a call by key becomes calls by id. A task is made together with its
 * association, so that a run that died before its id was kept finds it again by that and its title.
 *
 * Probe: task-unique-property, activity-unique-property. What is lost: somebody who empties the kept ids and renames a task
 * gets it twice.
 */
export function forPortalsWithoutKeys(api: HubspotApi, types: () => Promise<ObjectTypes>): HubspotApi {
  const byKey = keyedUntilRefused();
  const linkTypes = new Map<string, Promise<object>>();

  async function call(given: Call): Promise<Answer> {
    const kind = ACTIVITY_KINDS.find((name) => given.path.startsWith(`${PATHS[name].path}/`));
    if (kind === undefined || !mentionsKey(given)) return api.call(given);
    return byKey(
      () => api.call(given),
      () => callById(kind, given),
    );
  }

  async function callById(kind: (typeof ACTIVITY_KINDS)[number], given: Call): Promise<Answer> {
    switch (given.path.slice(PATHS[kind].path.length)) {
      case '/batch/upsert':
        return upsert(kind, given);
      // Without its key a record that is there would be made again.
      case '/batch/create':
        return { status: 207, body: { status: 'COMPLETE', results: [] } };
      case '/batch/read':
        return read(kind, given);
      case '/search':
        return search(kind, given);
      default:
        return api.call({ ...given, body: withoutKeys(given.body) });
    }
  }

  async function upsert(kind: (typeof ACTIVITY_KINDS)[number], given: Call): Promise<Answer> {
    const { inputs } = given.body as { readonly inputs: readonly Input[] };
    const parents = await parentsOf(inputs.map(({ id }) => id));
    const known = new Map<string, string>();
    for (const { id } of inputs) {
      const kept = parents.get(parentOf(id).key);
      const at = kept && idsOf(kept)[parentOf(id).part];
      if (at) known.set(id, at);
    }
    const fresh = inputs.filter(({ id }) => !known.has(id));
    await adopt(kind, fresh, parents, known);
    const results: HubspotRecord[] = [];
    const updates = inputs.filter(({ id }) => known.has(id));
    if (updates.length > 0) {
      const { body } = await api.call({
        ...given,
        path: `${PATHS[kind].path}/batch/update`,
        body: {
          inputs: updates.map((input) => ({ id: known.get(input.id), properties: bare(input.properties ?? {}) })),
        },
      });
      results.push(...(body.results as HubspotRecord[]).map((record) => named(record, keyFor(record.id, known))));
    }
    for (const input of inputs.filter(({ id }) => !known.has(id))) {
      const parent = parents.get(parentOf(input.id).key);
      if (!parent) continue;
      const { body } = await api.call({
        method: 'POST',
        path: PATHS[kind].path,
        body: {
          properties: bare(input.properties ?? {}),
          associations: [{ to: { id: parent.id }, types: [await linkType(kind, parent.type)] }],
        },
        attempting: given.attempting,
        // Made twice it would be there twice; the next run finds it by its association.
        repeatable: false,
      });
      known.set(input.id, body.id as string);
      results.push(named(body as HubspotRecord, input.id));
    }
    await keep(known, parents);
    return { status: 200, body: { status: 'COMPLETE', results } };
  }

  /** Those that a run made and died before it kept their ids: they hang on their visit or loop and are called the same. */
  async function adopt(
    kind: (typeof ACTIVITY_KINDS)[number],
    fresh: readonly Input[],
    parents: ReadonlyMap<string, Parent>,
    known: Map<string, string>,
  ): Promise<void> {
    for (const type of ['rv_visit', 'rv_issue'] as const) {
      const of = (input: Input) => parents.get(parentOf(input.id).key);
      const wanting = fresh.filter((input) => of(input)?.type === type);
      if (wanting.length === 0) continue;
      const linked = await links(
        (await types())[type],
        kind,
        wanting.flatMap((input) => of(input)?.id ?? []),
      );
      const ids = [...new Set([...linked.values()].flat())];
      const records = new Map((await readByIds(kind, ids, TITLES)).map((record) => [record.id, record]));
      for (const input of wanting) {
        const parent = of(input);
        const taken = new Set(parent ? Object.values(idsOf(parent)) : []);
        const title = titleOf(input.properties ?? {});
        const found = (linked.get(parent?.id ?? '') ?? []).find(
          (id) => !taken.has(id) && titleOf(records.get(id)?.properties ?? {}) === title,
        );
        if (found) known.set(input.id, found);
      }
    }
  }

  async function read(kind: (typeof ACTIVITY_KINDS)[number], given: Call): Promise<Answer> {
    const { inputs, properties, idProperty } = given.body as {
      readonly inputs: readonly Input[];
      readonly properties: readonly string[];
      readonly idProperty?: string;
    };
    const wanted = properties.filter((name) => !isKey(name));
    if (idProperty === undefined) {
      const records = await readByIds(
        kind,
        inputs.map(({ id }) => id),
        wanted,
      );
      return { status: 200, body: { status: 'COMPLETE', results: await withKeys(kind, records) } };
    }
    const parents = await parentsOf(inputs.map(({ id }) => id));
    const keys = new Map<string, string>();
    for (const { id } of inputs) {
      const parent = parents.get(parentOf(id).key);
      const at = parent && idsOf(parent)[parentOf(id).part];
      if (at) keys.set(at, id);
    }
    const records = await readByIds(kind, [...keys.keys()], wanted);
    const results = records.map((record) => named(record, keys.get(record.id) ?? ''));
    return { status: 200, body: { status: 'COMPLETE', results } };
  }

  async function search(kind: (typeof ACTIVITY_KINDS)[number], given: Call): Promise<Answer> {
    const answer = await api.call({ ...given, body: withoutKeys(given.body) });
    if (kind !== 'tasks') return answer;
    const results = await withKeys(kind, answer.body.results as HubspotRecord[]);
    return { status: answer.status, body: { ...answer.body, results } };
  }

  /** Tasks with the keys of the visits they hang on. */
  async function withKeys(kind: (typeof ACTIVITY_KINDS)[number], records: readonly HubspotRecord[]) {
    if (records.length === 0) return records;
    const { rv_visit } = await types();
    const linked = await links(
      kind,
      rv_visit,
      records.map(({ id }) => id),
    );
    const visits = new Map<string, HubspotRecord>();
    const visitIds = [...new Set([...linked.values()].flat())];
    for (const visit of await readBatch(pathOf(rv_visit), visitIds, ['rv_visit_key', IDS])) visits.set(visit.id, visit);
    return records.map((record) => {
      const visit = (linked.get(record.id) ?? []).map((id) => visits.get(id)).find((one) => one !== undefined);
      const isIts = visit && idsOf(visit)[TASK] === record.id;
      return isIts ? named(record, `visit:${textOf(visit.properties, 'rv_visit_key') ?? ''}`) : record;
    });
  }

  async function parentsOf(keys: readonly string[]): Promise<Map<string, Parent>> {
    const found = new Map<string, Parent>();
    for (const type of ['rv_visit', 'rv_issue'] as const) {
      const property = `${type}_key`;
      const of = [...new Set(keys.map(parentOf).flatMap((parent) => (parent.type === type ? [parent.key] : [])))];
      const records = await readBatch(pathOf((await types())[type]), of, [property, IDS], property);
      for (const record of records) found.set(textOf(record.properties, property) ?? '', { ...record, type });
    }
    return found;
  }

  async function keep(known: ReadonlyMap<string, string>, parents: ReadonlyMap<string, Parent>): Promise<void> {
    const changed = new Map<Parent, { [part: string]: string }>();
    for (const [key, id] of known) {
      const parent = parents.get(parentOf(key).key);
      if (!parent || idsOf(parent)[parentOf(key).part] === id) continue;
      const ids = changed.get(parent) ?? { ...idsOf(parent) };
      ids[parentOf(key).part] = id;
      changed.set(parent, ids);
    }
    for (const type of ['rv_visit', 'rv_issue'] as const) {
      const inputs = [...changed].filter(([parent]) => parent.type === type);
      if (inputs.length === 0) continue;
      await api.call({
        method: 'POST',
        path: `${pathOf((await types())[type])}/batch/update`,
        body: { inputs: inputs.map(([{ id }, ids]) => ({ id, properties: { [IDS]: JSON.stringify(ids) } })) },
        attempting: 'keeping the ids of tasks',
        repeatable: true,
      });
    }
  }

  async function links(from: string, to: string, ids: readonly string[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (const part of chunks([...new Set(ids)], 1_000)) {
      const { body } = await api.call({
        method: 'POST',
        path: `${PATHS.associations.path}/${from}/${to}/batch/read`,
        body: { inputs: part.map((id) => ({ id })) },
        attempting: 'reading which tasks belong to visits',
        repeatable: true,
        alsoFine: [207],
      });
      for (const entry of body.results as { from: { id: string }; to: { toObjectId: number | string }[] }[])
        found.set(
          String(entry.from.id),
          entry.to.map(({ toObjectId }) => String(toObjectId)),
        );
    }
    return found;
  }

  const readByIds = (kind: (typeof ACTIVITY_KINDS)[number], ids: readonly string[], properties: readonly string[]) =>
    readBatch(PATHS[kind].path, ids, properties);

  async function readBatch(
    path: string,
    ids: readonly string[],
    properties: readonly string[],
    idProperty?: string,
  ): Promise<HubspotRecord[]> {
    const records: HubspotRecord[] = [];
    for (const part of chunks([...new Set(ids)], 100)) {
      const { body } = await api.call({
        method: 'POST',
        path: `${path}/batch/read`,
        body: { inputs: part.map((id) => ({ id })), properties, ...(idProperty ? { idProperty } : {}) },
        attempting: 'reading tasks of visits',
        repeatable: true,
        alsoFine: [207],
      });
      records.push(...((body?.results ?? []) as HubspotRecord[]));
    }
    return records;
  }

  /** The kind of association without a label, looked up: its number differs from portal to portal. */
  function linkType(kind: string, type: 'rv_visit' | 'rv_issue'): Promise<object> {
    const name = `${kind} ${type}`;
    const known = linkTypes.get(name);
    if (known) return known;
    const loading = types().then((known) => plainLinkType(api, kind, known[type]));
    linkTypes.set(name, loading);
    return loading;
  }

  return { call, sent: api.sent };
}

const TASK = 'task';

/** @example parentOf('visit:101:2') // the task of visit 101:2; `visit:101:2:form-7` is the activity its form left */
function parentOf(key: string): {
  readonly type: 'rv_visit' | 'rv_issue';
  readonly key: string;
  readonly part: string;
} {
  const [, visit, form] = /^visit:([^:]+:\d+)(?::(.+))?$/.exec(key) ?? [];
  if (visit !== undefined) return { type: 'rv_visit', key: visit, part: form ?? TASK };
  const from = key.indexOf(':') + 1;
  const to = key.lastIndexOf(':');
  return { type: 'rv_issue', key: key.slice(from, to), part: `${key.slice(0, from)}${key.slice(to + 1)}` };
}

const pathOf = (type: string): string => PATHS.customObjects.path.replace('{objectTypeId}', type);

const idsOf = ({ properties }: HubspotRecord): { readonly [part: string]: string } =>
  jsonOf<{ readonly [part: string]: string }>(textOf(properties, IDS)) ?? {};

const isKey = (name: string): boolean => KEYS.some((key) => key === name);
const mentionsKey = ({ body }: Call): boolean => {
  const text = JSON.stringify(body ?? '');
  return KEYS.some((key) => text.includes(`"${key}"`));
};

/** Does something by our key until HubSpot refuses that; from then on, in this process, the other way. */
export function keyedUntilRefused(): <T>(keyed: () => Promise<T>, otherwise: () => Promise<T>) => Promise<T> {
  let isRefused = false;
  return async (keyed, otherwise) => {
    if (!isRefused) {
      try {
        return await keyed();
      } catch (error) {
        if (!isAboutKey(error)) throw error;
        isRefused = true;
      }
    }
    return otherwise();
  };
}

/** HubSpot's refusals of a key that is not there, or is not unique; a searched one is named in the message or not. */
function isAboutKey(error: unknown): boolean {
  return (
    error instanceof PortalError &&
    error.kind === 'refused' &&
    /rv_(task|activity)_key|non-unique|unique property/i.test(error.message)
  );
}

function bare(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !isKey(name)));
}

function named(record: HubspotRecord, key: string): HubspotRecord {
  return { ...record, properties: { ...record.properties, rv_task_key: key, rv_activity_key: key } };
}

function keyFor(id: string, known: ReadonlyMap<string, string>): string {
  return [...known].find(([, at]) => at === id)?.[0] ?? '';
}

function titleOf(properties: { readonly [name: string]: string | null }): string {
  return TITLES.map((name) => properties[name] ?? '').join('\n');
}

/** The same body, no key in it. */
function withoutKeys(body: unknown): unknown {
  if (Array.isArray(body)) {
    return body
      .filter(
        (one) =>
          !(typeof one === 'string' && isKey(one)) && !isKey(String((one as { propertyName?: unknown })?.propertyName)),
      )
      .map(withoutKeys);
  }
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => !isKey(name))
      .map(([name, value]) => [name, withoutKeys(value)]),
  );
}
