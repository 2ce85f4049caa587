import type { PolicyApproval, PolicyChange, PolicyDesk, PolicyDraft } from '../use-cases/ports/policy-desk.ts';
import { PortalError } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchRead, batchWrite, type HubspotRecord, type Properties } from './batch.ts';
import { documentOf, IN_FORCE, inForceRecord, READ_STANDING, standingOf } from './in-force.ts';
import { jsonOf, numberOf, textOf } from './values.ts';

const LAST_DRAFT = 'draft';
const versionKey = (version: number): string => `policy:${version}`;
const draftKey = (revision: number): string => `draft:${revision}`;
const changeKey = (number: number): string => `change:${number}`;
const READ = ['rv_policy_key', 'rv_version', 'rv_document', 'rv_meta', 'hs_createdate'];

/** Where policies are kept: what was ever written of them, and among the planning runs the one in force. */
interface PolicyPaths {
  readonly policies: () => Promise<string>;
  readonly runs: () => Promise<string>;
}

/** Drafts, versions and changes are records of the policy object; what is never written twice is made with its unique key. */
export function hubspotPolicyDesk(api: HubspotApi, { policies: path, runs }: PolicyPaths): PolicyDesk {
  const read = async (keys: readonly string[]): Promise<ReadonlyMap<string, HubspotRecord>> =>
    new Map(
      (await batchRead(api, await path(), keys, READ, 'reading the policy', 'rv_policy_key')).map((record) => [
        record.properties.rv_policy_key ?? '',
        record,
      ]),
    );
  const readOne = async (key: string): Promise<HubspotRecord | undefined> => (await read([key])).get(key);

  /** HubSpot has no compare-and-set; creating a record with a unique key is one. */
  async function create(key: string, properties: Properties): Promise<{ readonly at: number } | undefined> {
    const made = await api.call({
      method: 'POST',
      path: await path(),
      body: { properties: { rv_policy_key: key, ...properties } },
      attempting: 'saving the policy',
      // Sent again after a lost answer it is refused, and then found to be ours.
      repeatable: true,
      alsoFine: [400, 409],
    });
    if (made.status < 300) return { at: Date.parse(String(made.body.createdAt)) };
    if (await readOne(key)) return undefined;
    throw new PortalError({
      kind: 'refused',
      attempting: 'saving the policy',
      message: String(made.body?.message ?? 'refused'),
      status: made.status,
    });
  }

  const put = (key: string, properties: Properties): Promise<void> => write(path, 'rv_policy_key', key, properties);

  async function write(of: () => Promise<string>, idProperty: string, key: string, properties: Properties) {
    const { failures } = await batchWrite(
      api,
      await of(),
      'upsert',
      [{ key, id: key, properties: { [idProperty]: key, ...properties } }],
      'publishing the policy',
      idProperty,
    );
    if (failures[0])
      throw new PortalError({ kind: 'refused', attempting: 'publishing the policy', message: failures[0].message });
  }

  return {
    async standing() {
      const attempting = 'reading which policy is in force';
      const [stored] = await batchRead(api, await runs(), [IN_FORCE], READ_STANDING, attempting, 'rv_run_key');
      return standingOf(stored?.properties);
    },

    async version(version) {
      const record = await readOne(versionKey(version));
      return record && { version, policy: documentOf(record.properties), recordId: record.id };
    },

    async newestDraft() {
      const last = await readOne(LAST_DRAFT);
      const known = last === undefined ? 0 : (numberOf(last.properties, 'rv_version') ?? 0);
      // A save that was cut off wrote its draft and not that it is the last.
      const keys = [known, known + 1, known + 2].filter((revision) => revision > 0).map(draftKey);
      return [...(await read(keys)).values()]
        .flatMap((record) => draftOf(record) ?? [])
        .sort((a, b) => b.revision - a.revision)[0];
    },

    async draft(revision) {
      const record = await readOne(draftKey(revision));
      return record && draftOf(record);
    },

    async addDraft({ revision, base, policy, note, savedBy, savedAt, submissionId }) {
      const made = await create(draftKey(revision), {
        rv_kind: 'draft',
        rv_version: String(revision),
        rv_document: JSON.stringify(policy),
        rv_meta: JSON.stringify({ base, note, savedBy, savedAt, submissionId }),
      });
      if (made === undefined) return false;
      await put(LAST_DRAFT, { rv_kind: 'draft', rv_version: String(revision) });
      return true;
    },

    async approvalOf(of) {
      const key = 'draft' in of ? draftKey(of.draft) : versionKey(of.version);
      const { body } = await api.call({
        method: 'POST',
        path: `${await path()}/batch/read`,
        body: {
          inputs: [{ id: key }],
          idProperty: 'rv_policy_key',
          properties: ['rv_policy_key'],
          propertiesWithHistory: ['rv_approval', 'rv_document'],
        },
        attempting: 'reading who approved the policy',
        repeatable: true,
        alsoFine: [207],
      });
      const history = (body?.results as readonly WithHistory[] | undefined)?.[0]?.propertiesWithHistory;
      return history && approvalOf(history);
    },

    async addChange({ number, ...change }) {
      return create(changeKey(number), {
        rv_kind: 'change',
        rv_version: String(number),
        rv_meta: JSON.stringify(change),
      });
    },

    async change(number) {
      const record = await readOne(changeKey(number));
      return record && changeOf(record);
    },

    async changes(upTo, limit) {
      const keys = Array.from({ length: Math.min(limit, Math.max(0, upTo)) }, (_, index) => changeKey(upTo - index));
      if (keys.length === 0) return [];
      return [...(await read(keys)).values()]
        .flatMap((record) => changeOf(record) ?? [])
        .sort((a, b) => b.number - a.number);
    },

    putVersion: (version, document) =>
      put(versionKey(version), { rv_kind: 'policy', rv_version: String(version), rv_document: document }),

    async putInForce(standing, document) {
      const { key, properties } = inForceRecord(standing, document);
      await write(runs, 'rv_run_key', key, properties);
    },
  };
}

/** Publishing from the command line: whoever holds the token answers for it, nobody else is asked. */
export interface PolicyPublisher {
  publish(version: number, document: unknown): Promise<void>;
}

export function hubspotPublisher(api: HubspotApi, paths: PolicyPaths): PolicyPublisher {
  const desk = hubspotPolicyDesk(api, paths);
  return {
    async publish(version, document) {
      const standing = await desk.standing();
      const number = (standing?.change ?? 0) + 1;
      await desk.addChange({
        number,
        kind: 'command',
        from: standing?.version ?? 0,
        to: version,
        claimedBy: '',
        note: '',
      });
      // What is in force last: a crash between leaves the old policy there.
      const text = JSON.stringify(document);
      await desk.putVersion(version, text);
      await desk.putInForce({ version, newest: Math.max(version, standing?.newest ?? 0), change: number }, text);
    },
  };
}

interface Revision {
  readonly value: string;
  readonly timestamp: string;
  readonly sourceType: string;
  readonly sourceId?: string;
  readonly updatedByUserId?: number;
}

interface WithHistory {
  readonly propertiesWithHistory?: { readonly [name: string]: readonly Revision[] };
}

/**
 * The approval that stands, by HubSpot's own account of who set it.
 *
 * `unverified` on a real portal: that a change in HubSpot's form carries the source `CRM_UI`, and the user as `updatedByUserId` or
 * in `sourceId` as `userId:…`.
 * Probe: approval-source.
 */
function approvalOf(history: NonNullable<WithHistory['propertiesWithHistory']>): PolicyApproval | undefined {
  const newest = (name: string): Revision | undefined =>
    [...(history[name] ?? [])].sort((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp))[0];
  const approval = newest('rv_approval');
  if (approval === undefined || approval.value === '') return undefined;
  const userId =
    approval.updatedByUserId === undefined
      ? /^userId:(\d+)$/.exec(approval.sourceId ?? '')?.[1]
      : String(approval.updatedByUserId);
  return {
    value: approval.value,
    at: Date.parse(approval.timestamp),
    source: approval.sourceType,
    documentAt: Date.parse(newest('rv_document')?.timestamp ?? '') || 0,
    ...(userId === undefined ? {} : { userId }),
  };
}

function draftOf(record: HubspotRecord): PolicyDraft | undefined {
  const { properties } = record;
  const revision = numberOf(properties, 'rv_version');
  const meta = jsonOf<Partial<PolicyDraft>>(textOf(properties, 'rv_meta'));
  if (revision === undefined || meta?.base === undefined) return undefined;
  const { base, note = '', savedBy = '', savedAt = 0, submissionId = '' } = meta;
  return { revision, base, policy: documentOf(properties), note, savedBy, savedAt, submissionId, recordId: record.id };
}

function changeOf({ properties }: HubspotRecord): PolicyChange | undefined {
  const number = numberOf(properties, 'rv_version');
  const change = jsonOf<PolicyChange>(textOf(properties, 'rv_meta'));
  if (number === undefined || change === undefined) return undefined;
  return { ...change, number, at: Date.parse(textOf(properties, 'hs_createdate') ?? '') || 0 };
}
