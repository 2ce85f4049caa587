import type { PortalTraits } from '../use-cases/ports/portal-traits.ts';
import { PortalError } from '../use-cases/ports/ports.ts';
import type { Answer, HubspotApi } from './api.ts';
import { type HubspotRecord, inLanes } from './batch.ts';
import { plainLinkType } from './link-types.ts';
import { ACTIVITIES } from './model.ts';
import type { Pacer } from './pacing.ts';
import { PATHS } from './paths.ts';
import { probeEndpoint } from './probe-endpoint.ts';
import { BY_HAND, type ProbeName } from './probe-names.ts';

export interface Finding {
  readonly name: ProbeName;
  readonly verdict: 'as-assumed' | 'differs' | 'not-tried';
  /** What was seen, in one sentence. */
  readonly seen: string;
}

export interface ProbeReport {
  readonly portalId: number;
  readonly findings: readonly Finding[];
  readonly traits: PortalTraits;
  /** The app can be installed and plan here. */
  readonly canRun: boolean;
  /** What an earlier probe had left and this one took away. */
  readonly sweptBefore: number;
}

export interface ProbeOptions {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** How long a search may take to show a record. */
  readonly patienceMs: number;
  /** Makes two contacts, merges them and deletes them again. */
  readonly withContacts: boolean;
  /** Where endpoint functions answer, and the app's client secret. */
  readonly endpoint?: { readonly url: string; readonly secret: string };
  readonly onFinding: (finding: Finding) => void;
}

const OBJECT = 'rv_probe';
const KEY = 'rv_probe_key';
/** Marks what a probe makes, so that the next one finds what this one left. */
const MARK = 'Return Visits probe, to be deleted';
const DOMAIN = 'return-visits-probe.invalid';
const KINDS = ['tasks', ...ACTIVITIES] as const;
type Kind = (typeof KINDS)[number];

/**
 * Tries what the app takes for granted, harmlessly: everything is done with records, an object and properties of its own, which are taken
 * away at the end; what a probe that was killed has left, the next one takes away first.
 *
 * @param open makes an API; a pacer of one's own measures how fast the portal answers
 * @throws PortalError when the portal cannot be reached or refuses the token
 */
export async function probePortal(open: (pacer?: Pacer) => HubspotApi, options: ProbeOptions): Promise<ProbeReport> {
  const api = open();
  const findings: Finding[] = [];
  const found = (name: ProbeName, holds: boolean | null, seen: string): void => {
    const finding: Finding = { name, verdict: holds === null ? 'not-tried' : holds ? 'as-assumed' : 'differs', seen };
    findings.push(finding);
    options.onFinding(finding);
  };
  const ask = (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    query?: { readonly [name: string]: string },
  ): Promise<Answer> =>
    api.call({
      method,
      path,
      ...(body === undefined ? {} : { body }),
      ...(query === undefined ? {} : { query }),
      attempting: `probing ${path}`,
      repeatable: method === 'GET',
      alsoFine: [207, 400, 403, 404, 405, 409, 415, 422, 437],
    });

  const { body: account } = await api.call({
    method: 'GET',
    path: PATHS.account.path,
    attempting: 'reading the account',
    repeatable: true,
  });
  const portalId = Number(account.portalId);
  const sweptBefore = await sweep(ask);
  let traits: PortalTraits = { probedOn: new Date(options.now()).toISOString().slice(0, 10), differs: [] };
  const know = (more: Partial<PortalTraits>): void => {
    traits = { ...traits, ...more };
  };
  let hasObjects = false;
  try {
    await lookAtReads();
    await lookAtSearchRate();
    hasObjects = await lookAtObjects();
    await lookAtTasks();
    if (options.withContacts) await lookAtMerges();
    else found('merge-ids', null, 'npm run probe -- --with-contacts makes two contacts, merges and deletes them');
  } finally {
    await sweep(ask);
  }
  await lookAtDoors();
  for (const [name, how] of Object.entries(BY_HAND)) found(name as ProbeName, null, `by hand: ${how}`);
  const differs = findings.filter(({ verdict }) => verdict === 'differs').map(({ name }) => name);
  traits = { ...traits, differs };
  const canRun = hasObjects && !differs.includes('scopes');
  return { portalId, findings, traits, canRun, sweptBefore };

  async function lookAtReads(): Promise<void> {
    const reads: readonly (readonly [string, string])[] = [
      ['contacts', PATHS.contacts.path],
      ...KINDS.map((kind) => [kind, PATHS[kind].path] as const),
      ['emails', PATHS.emails.path],
      ['deals', PATHS.deals.path],
      ['pipelines', `${PATHS.pipelines.path}/deals`],
      ['custom objects', PATHS.schemas.path],
      ['properties', `${PATHS.properties.path}/contacts`],
      ['owners', PATHS.owners.path],
    ];
    const answers = await inLanes(reads, ([, path]) => ask('GET', path));
    const refused = reads.filter((_, index) => answers[index]?.status !== 200).map(([what]) => what);
    found(
      'scopes',
      refused.length === 0,
      refused.length === 0 ? 'all can be read' : `not to be read: ${refused.join(', ')}`,
    );

    const max = Number(answers[0]?.headers?.get('x-hubspot-ratelimit-max') ?? Number.NaN);
    const left = answers[0]?.headers?.get('x-hubspot-ratelimit-daily-remaining') ?? null;
    const tells = Number.isInteger(max) && max > 0;
    found(
      'rate-headers',
      tells,
      tells
        ? `${max} calls in ten seconds, ${left ?? 'nobody says how many'} left today`
        : 'no x-hubspot-ratelimit-max',
    );
    if (!tells) know({ burst: 100 });

    const limits = await ask('GET', PATHS.recordLimits.path);
    const { overallUsage, overallLimit } = limits.body?.customObjectTypes ?? {};
    const isRead = Number.isFinite(overallUsage) && Number.isFinite(overallLimit);
    found(
      'record-limits',
      isRead,
      isRead ? `${overallUsage} of ${overallLimit} custom-object records` : `status ${limits.status}`,
    );

    const missing = await ask('GET', `${PATHS.contacts.path}/0`);
    const [inHeader, inBody] = [missing.headers?.get('x-hubspot-correlation-id'), missing.body?.correlationId];
    found(
      'correlation-id',
      Boolean(inBody) && inHeader === inBody,
      inBody ? `header ${inHeader === inBody ? 'and body agree' : 'lacks it'}` : 'none in the body',
    );

    const searched = await inLanes(
      ['calls', 'meetings', 'emails', 'communications', 'tasks'] as const,
      async (kind) => {
        const filters = [
          { propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: String(Math.round(options.now())) },
        ];
        const { status } = await ask('POST', `${PATHS[kind].path}/search`, { filterGroups: [{ filters }], limit: 1 });
        return status === 200 ? [] : [`${kind} (${status})`];
      },
      1,
    );
    const not = searched.flat();
    found('activity-search', not.length === 0, not.length === 0 ? 'all five' : `refused: ${not.join(', ')}`);

    const ids = Array.from({ length: 1_000 }, (_, index) => ({ id: String(index + 1) }));
    const { status } = await ask('POST', `${PATHS.associations.path}/contacts/deals/batch/read`, { inputs: ids });
    found('association-read-size', status === 200 || status === 207, `a thousand: status ${status}`);
  }

  /** Six at once: whatever is refused was more than a second may hold. */
  async function lookAtSearchRate(): Promise<void> {
    // What was searched before is no part of this second.
    await options.sleep(1_500);
    let refused = 0;
    const eager = open({
      reserve: async () => 0,
      heed: async ({ status }) => {
        if (status === 429) refused += 1;
      },
    });
    const calls = 5;
    await inLanes(
      Array.from({ length: calls }),
      () =>
        eager.call({
          method: 'POST',
          path: `${PATHS.contacts.path}/search`,
          body: {
            filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: `nobody@${DOMAIN}` }] }],
            limit: 1,
          },
          attempting: 'measuring searches',
          repeatable: true,
        }),
      calls,
    );
    const allowed = Math.max(1, calls - refused);
    found(
      'search-rate',
      refused === 0,
      refused === 0 ? 'five at once were answered' : `of five at once ${refused} were refused`,
    );
    if (refused > 0) know({ searchSpacingMs: Math.ceil(1_050 / allowed) });
  }

  async function lookAtObjects(): Promise<boolean> {
    const schema = await ask('POST', PATHS.schemas.path, {
      name: OBJECT,
      description: MARK,
      labels: { singular: 'Return Visits probe', plural: 'Return Visits probes' },
      primaryDisplayProperty: KEY,
      secondaryDisplayProperties: [],
      searchableProperties: [KEY],
      requiredProperties: [KEY],
      allowsSensitiveProperties: false,
      associatedObjects: ['0-1'],
      properties: [
        { name: KEY, label: 'Key', type: 'string', fieldType: 'text', hasUniqueValue: true },
        { name: 'rv_probe_number', label: 'Number', type: 'number', fieldType: 'number' },
      ],
    });
    const objects: readonly ProbeName[] = [
      'object-name-in-path',
      'unique-refused',
      'unique-read-lag',
      'search-lag',
      'unique-after-archive',
      'batch-refusal',
      'unique-refused-alone',
      'label-limits',
      'associate-default',
      'task-made-associated',
    ];
    if (schema.status >= 300) {
      found('custom-objects', false, `refused with ${schema.status}: ${String(schema.body?.message ?? '')}`);
      for (const name of objects) found(name, null, 'there is no custom object to try it with');
      return false;
    }
    const typeId = String(schema.body.objectTypeId);
    found('custom-objects', true, `made and found as ${typeId}`);
    const records = PATHS.customObjects.path.replace('{objectTypeId}', typeId);

    const named = await ask('GET', PATHS.customObjects.path.replace('{objectTypeId}', `p${portalId}_${OBJECT}`));
    found('object-name-in-path', named.status === 200, `status ${named.status}`);

    const make = (key: string) => ask('POST', records, { properties: { [KEY]: key } });
    const first = await make('one');
    const madeAt = options.now();
    const again = await make('one');
    found('unique-refused', again.status === 400 || again.status === 409, `status ${again.status}`);

    let late = 0;
    for (const key of ['two', 'three', 'four']) {
      await make(key);
      const read = await ask('POST', `${records}/batch/read`, {
        inputs: [{ id: key }],
        properties: [KEY],
        idProperty: KEY,
      });
      if (read.body?.results?.length !== 1) late += 1;
    }
    found('unique-read-lag', late === 0, `${late} of 3 were not found at once`);

    const isFound = async (): Promise<boolean> => {
      const filters = [{ propertyName: KEY, operator: 'EQ', value: 'one' }];
      const { body } = await ask('POST', `${records}/search`, { filterGroups: [{ filters }], limit: 1 });
      return Number(body?.total ?? 0) > 0;
    };
    let lag: number | undefined;
    while (options.now() - madeAt < options.patienceMs) {
      if (await isFound()) {
        lag = options.now() - madeAt;
        break;
      }
      await options.sleep(500);
    }
    found(
      'search-lag',
      lag !== undefined && lag < SETTLED_MS,
      lag === undefined
        ? `not seen in ${Math.round(options.patienceMs / 1000)} s`
        : `seen after ${(lag / 1000).toFixed(1)} s at the latest`,
    );
    know({ searchLagMs: lag ?? options.patienceMs });

    await ask('DELETE', `${records}/${first.body?.id}`);
    const reused = await make('one');
    found('unique-after-archive', reused.status === 201, `status ${reused.status}`);

    const batch = await ask('POST', `${records}/batch/create`, {
      inputs: [
        { properties: { [KEY]: 'five' }, objectWriteTraceId: 'good' },
        { properties: { [KEY]: 'six', rv_probe_number: 'no number' }, objectWriteTraceId: 'bad' },
      ],
    });
    found('batch-refusal', batch.status === 207, `status ${batch.status}`);

    const taken = await ask('POST', `${records}/batch/create`, {
      inputs: ['two', 'seven'].map((key) => ({ properties: { [KEY]: key }, objectWriteTraceId: key })),
    });
    const made = taken.body?.results?.length === 1;
    found('unique-refused-alone', taken.status === 207 && made, `status ${taken.status}`);

    let labels = 0;
    for (const word of ['one', 'two']) {
      const made = await ask('POST', `${PATHS.associations.path}/${typeId}/0-1/labels`, {
        label: `probe ${word}`,
        inverseLabel: `probed ${word}`,
        name: `${OBJECT}_${word}`,
      });
      if (made.status < 300) labels += 1;
    }
    found('label-limits', labels === 2, labels === 2 ? 'two were made' : `only ${labels} of two were made`);

    const task = await makeActivity('tasks');
    const record = (reused.status === 201 ? reused : first).body?.id;
    await ask('POST', `${PATHS.associations.path}/${typeId}/tasks/batch/associate/default`, {
      inputs: [{ from: { id: record }, to: { id: task } }],
    });
    const back = await ask('POST', `${PATHS.associations.path}/tasks/${typeId}/batch/read`, { inputs: [{ id: task }] });
    const there = (back.body?.results ?? []).some((entry: { to: unknown[] }) => entry.to.length > 0);
    found('associate-default', there, there ? 'seen from both sides' : 'the way back is missing');

    const linked = await ask('POST', `${PATHS.tasks.path}/batch/create`, {
      inputs: [
        {
          properties: activity('tasks', options.now()),
          associations: [{ to: { id: record }, types: [await plainLinkType(api, 'tasks', typeId)] }],
          objectWriteTraceId: 'linked',
        },
      ],
    });
    const links = await ask('POST', `${PATHS.associations.path}/tasks/${typeId}/batch/read`, {
      inputs: [{ id: String(linked.body?.results?.[0]?.id ?? '0') }],
    });
    const hangs = (links.body?.results ?? []).some((entry: { to: unknown[] }) => entry.to.length > 0);
    found('task-made-associated', hangs, hangs ? 'made and associated' : `status ${linked.status}`);
    return true;
  }

  async function makeActivity(kind: Kind, more: { readonly [name: string]: string } = {}): Promise<string> {
    const { body } = await ask('POST', PATHS[kind].path, { properties: { ...activity(kind, options.now()), ...more } });
    return String(body?.id ?? '');
  }

  async function lookAtTasks(): Promise<void> {
    const refused: string[] = [];
    for (const kind of KINDS) {
      const isKeyed = await canBeKeyed(kind);
      if (kind === 'tasks') {
        found('task-unique-property', isKeyed === true, isKeyed === true ? 'made, found and written once' : isKeyed);
        know({ keysOnTasks: isKeyed === true });
      } else if (isKeyed !== true) refused.push(`${kind}: ${isKeyed}`);
    }
    found('activity-unique-property', refused.length === 0, refused.length === 0 ? 'on all four' : refused.join('; '));

    const id = await makeActivity('tasks');
    await ask('PATCH', `${PATHS.tasks.path}/${id}`, { properties: { hs_task_status: 'COMPLETED' } });
    const done = await ask('GET', `${PATHS.tasks.path}/${id}`, undefined, { properties: 'hs_task_completion_date' });
    const on = done.body?.properties?.hs_task_completion_date;
    found('task-completion-date', Boolean(on), on ? 'it has one' : 'it has none');
  }

  /** True, or why not. The app's own key is used where it is there already. */
  async function canBeKeyed(kind: Kind): Promise<true | string> {
    const own = kind === 'tasks' ? 'rv_task_key' : 'rv_activity_key';
    const known = await ask('GET', `${PATHS.properties.path}/${kind}/${own}`);
    let name = own;
    if (known.status !== 200 || known.body?.hasUniqueValue !== true) {
      name = KEY;
      const groups = await ask('GET', `${PATHS.properties.path}/${kind}/groups`);
      const groupName = groups.body?.results?.[0]?.name ?? '';
      const property = {
        name,
        label: 'Return Visits probe',
        type: 'string',
        fieldType: 'text',
        groupName,
        hasUniqueValue: true,
      };
      const made = await ask('POST', `${PATHS.properties.path}/${kind}`, property);
      if (made.status >= 300) return `the property was refused with ${made.status}`;
    }
    const upsert = () =>
      ask('POST', `${PATHS[kind].path}/batch/upsert`, {
        inputs: [{ id: MARK, idProperty: name, properties: { ...activity(kind, options.now()), [name]: MARK } }],
      });
    const [one, two] = [await upsert(), await upsert()];
    if (one.status >= 300) return `the upsert was refused with ${one.status}`;
    const [a, b] = [one, two].map(({ body }) => body?.results?.[0]?.id as string | undefined);
    return a !== undefined && a === b ? true : 'a second upsert made a second record';
  }

  async function lookAtMerges(): Promise<void> {
    const ids: string[] = [];
    for (const who of ['one', 'two']) {
      const { body } = await ask('POST', PATHS.contacts.path, {
        properties: { email: `${who}@${DOMAIN}`, lastname: MARK },
      });
      ids.push(String(body?.id ?? ''));
    }
    const [primaryObjectId = '', objectIdToMerge = ''] = ids;
    const merged = await ask('POST', `${PATHS.contacts.path}/merge`, { primaryObjectId, objectIdToMerge });
    const { body } = await ask('GET', `${PATHS.contacts.path}/${merged.body?.id ?? primaryObjectId}`, undefined, {
      properties: 'hs_merged_object_ids',
    });
    const listed = String(body?.properties?.hs_merged_object_ids ?? '').split(';');
    found(
      'merge-ids',
      listed.includes(objectIdToMerge),
      listed.includes(objectIdToMerge) ? 'listed' : `status ${merged.status}, not listed`,
    );
    for (const id of [merged.body?.id, ...ids]) if (id) await ask('DELETE', `${PATHS.contacts.path}/${id}`);
  }

  /** Signed calls: one of our own to the probe function, and what the doors noted of HubSpot's. */
  async function lookAtDoors(): Promise<void> {
    if (options.endpoint) {
      const { signature, runtime } = await probeEndpoint(options.endpoint);
      found('endpoint-signature', signature.holds, signature.seen);
      found('function-runtime', runtime?.holds ?? null, runtime?.seen ?? 'the function did not answer');
      know({ endpoints: signature.holds });
    } else {
      const how =
        'npm run probe -- --endpoint https://<domain>, with HUBSPOT_CLIENT_SECRET, once the project is uploaded';
      found('endpoint-signature', null, how);
      found('function-runtime', null, how);
    }
    const doors = { 'webhook-signature': 'webhooks', 'workflow-signature': 'workflow' } as const;
    for (const [name, door] of Object.entries(doors) as [ProbeName, string][]) {
      const path = PATHS.customObjects.path.replace('{objectTypeId}', `p${portalId}_rv_run`);
      const id = `job:door:${door}`;
      const { body } = await ask('POST', `${path}/batch/read`, {
        inputs: [{ id }],
        properties: ['rv_counts'],
        idProperty: 'rv_run_key',
      });
      const [record] = (body?.results ?? []) as HubspotRecord[];
      const note = parse(record?.properties.rv_counts);
      if (note) found(name, true, `accepted at ${note.at}, signed ${note.signature}, Node ${note.node}`);
      else
        found(
          name,
          null,
          'no signed call was accepted yet: change a contact by hand (or run the workflow) and probe again; if it stays so, HubSpot signs otherwise: hs project logs says why',
        );
    }
  }
}

/** As long as the planner mistrusts the index after a write. */
const SETTLED_MS = 90_000;

type Ask = (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
  query?: { readonly [name: string]: string },
) => Promise<Answer>;

/** Takes away what a probe made: this one, or one that was killed. Answers how much it was. */
async function sweep(ask: Ask): Promise<number> {
  let swept = 0;
  for (const kind of KINDS) {
    const property = TITLE[kind];
    const filters = [{ propertyName: property, operator: 'EQ', value: MARK }];
    // What was made a moment ago may not be found yet; it is found by its key, or by the next probe.
    const { body } = await ask('POST', `${PATHS[kind].path}/search`, { filterGroups: [{ filters }], limit: 100 });
    const ids = new Set(((body?.results ?? []) as HubspotRecord[]).map(({ id }) => id));
    for (const name of ['rv_task_key', 'rv_activity_key', KEY]) {
      const keyed = await ask('POST', `${PATHS[kind].path}/batch/read`, {
        inputs: [{ id: MARK }],
        properties: [],
        idProperty: name,
      });
      for (const { id } of (keyed.body?.results ?? []) as HubspotRecord[]) ids.add(id);
    }
    for (const id of ids) if ((await ask('DELETE', `${PATHS[kind].path}/${id}`)).status === 204) swept += 1;
    const property_ = `${PATHS.properties.path}/${kind}/${KEY}`;
    if ((await ask('GET', property_)).status === 200 && (await ask('DELETE', property_)).status === 204) swept += 1;
  }
  const contacts = await ask('POST', `${PATHS.contacts.path}/search`, {
    filterGroups: [{ filters: [{ propertyName: 'lastname', operator: 'EQ', value: MARK }] }],
    limit: 100,
  });
  for (const { id } of (contacts.body?.results ?? []) as HubspotRecord[])
    if ((await ask('DELETE', `${PATHS.contacts.path}/${id}`)).status === 204) swept += 1;
  const { body } = await ask('GET', PATHS.schemas.path);
  const schema = ((body?.results ?? []) as { name: string; objectTypeId: string }[]).find(
    ({ name }) => name === OBJECT,
  );
  if (schema) swept += await sweepObject(ask, schema.objectTypeId);
  return swept;
}

async function sweepObject(ask: Ask, typeId: string): Promise<number> {
  const records = PATHS.customObjects.path.replace('{objectTypeId}', typeId);
  let swept = 0;
  for (;;) {
    const { body } = await ask('GET', records);
    const page = (body?.results ?? []) as HubspotRecord[];
    for (const { id } of page) await ask('DELETE', `${records}/${id}`);
    swept += page.length;
    if (page.length === 0) break;
  }
  const labels = await ask('GET', `${PATHS.associations.path}/${typeId}/0-1/labels`);
  for (const { label, typeId: kind } of (labels.body?.results ?? []) as { label: string | null; typeId: number }[])
    if (label !== null) await ask('DELETE', `${PATHS.associations.path}/${typeId}/0-1/labels/${kind}`);
  await ask('DELETE', `${PATHS.schemas.path}/${typeId}`);
  await ask('DELETE', `${PATHS.schemas.path}/${typeId}`, undefined, { archived: 'true' });
  return swept + 1;
}

const TITLE: { readonly [kind in Kind]: string } = {
  tasks: 'hs_task_subject',
  calls: 'hs_call_title',
  meetings: 'hs_meeting_title',
  communications: 'hs_communication_body',
  notes: 'hs_note_body',
};

function activity(kind: Kind, now: number): { readonly [name: string]: string } {
  const made = { hs_timestamp: new Date(now).toISOString(), [TITLE[kind]]: MARK };
  if (kind === 'tasks') return { ...made, hs_task_status: 'NOT_STARTED' };
  if (kind === 'communications')
    return { ...made, hs_communication_channel_type: 'SMS', hs_communication_logged_from: 'CRM' };
  return made;
}

interface DoorNote {
  readonly at: string;
  readonly signature: string;
  readonly node: string;
}

function parse(text: string | null | undefined): DoorNote | undefined {
  try {
    return text ? (JSON.parse(text) as DoorNote) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the result on the clock record, which every run reads. False: the app is not installed here yet. */
export async function keepTraits(api: HubspotApi, portalId: number, traits: PortalTraits): Promise<boolean> {
  const path = PATHS.customObjects.path.replace('{objectTypeId}', `p${portalId}_rv_run`);
  try {
    await api.call({
      method: 'POST',
      path: `${path}/batch/upsert`,
      body: {
        inputs: [
          {
            id: 'clock',
            idProperty: 'rv_run_key',
            properties: { rv_run_key: 'clock', rv_status: 'clock', rv_portal: JSON.stringify(traits) },
          },
        ],
      },
      attempting: 'keeping what the probe found',
      repeatable: true,
    });
    return true;
  } catch (error) {
    if (
      error instanceof PortalError &&
      (error.kind === 'not-found' || error.kind === 'refused' || error.kind === 'forbidden')
    )
      return false;
    throw error;
  }
}
