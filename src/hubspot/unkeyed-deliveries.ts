import { PortalError } from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchRead, batchWrite, type HubspotRecord, type Properties } from './batch.ts';
import { hubspotJobs } from './jobs.ts';
import { plainLinkType } from './link-types.ts';
import type { ObjectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { jsonOf, textOf } from './values.ts';

type Kind = 'tasks' | 'notes';
type Ids = { readonly [key: string]: string };

const CHANGING = 'changing what a delivery left';
const TITLE: { readonly [kind in Kind]: string } = { tasks: 'hs_task_subject', notes: 'hs_note_body' };

/** A task or a note of a delivery, by the key that it would have elsewhere. */
export interface Unkeyed {
  readonly key: string;
  readonly properties: Properties;
}

/**
 * Tasks and notes of deliveries, and tasks of what is sent besides visits, in portals that refuse a unique property on them: their ids
 * are kept by customer, as visits and loops keep those of theirs. Each is made together with its association, so that one made by a
 * call that died before it kept the id is found again by that and its title.
 */
export function unkeyedDeliveries(api: HubspotApi, types: () => Promise<ObjectTypes>) {
  const jobs = hubspotJobs(api, types);
  const job = (contactId: string): string => `delivery-ids:${contactId}`;
  const idsOf = async (contactId: string): Promise<Ids> => jsonOf<Ids>(await jobs.read(job(contactId))) ?? {};

  /** Makes what is new, and brings what is there up to date; what a person deleted stays away. */
  async function write(kind: Kind, contactId: string, items: readonly Unkeyed[]): Promise<void> {
    if (items.length === 0) return;
    const known = await idsOf(contactId);
    const fresh = items.filter(({ key }) => known[key] === undefined);
    const ids = await make(kind, contactId, fresh, known);
    await update(
      kind,
      items.filter((item) => !fresh.includes(item)),
      ids,
    );
  }

  /** Makes what is new, unless a call that died has; answers all ids that are known then. */
  async function make(kind: Kind, contactId: string, fresh: readonly Unkeyed[], known: Ids): Promise<Ids> {
    if (fresh.length === 0) return known;
    let ids = known;
    const found = await onContact(kind, contactId);
    for (const { key, properties } of fresh) {
      const taken = new Set(Object.values(ids));
      const title = properties[TITLE[kind]];
      const left = found.find((record) => !taken.has(record.id) && textOf(record.properties, TITLE[kind]) === title);
      ids = { ...ids, [key]: left?.id ?? (await create(kind, contactId, properties)) };
    }
    await jobs.save(job(contactId), JSON.stringify(ids));
    return ids;
  }

  /** Changes those that are there and that nobody has completed. */
  async function change(kind: Kind, contactId: string, items: readonly Unkeyed[]): Promise<void> {
    if (items.length > 0) await update(kind, items, await idsOf(contactId));
  }

  async function update(kind: Kind, items: readonly Unkeyed[], ids: Ids): Promise<void> {
    const { path } = PATHS[kind];
    const wanted = items.flatMap(({ key }) => ids[key] ?? []);
    const records = await batchRead(api, path, wanted, ['hs_task_status'], 'reading what a delivery left');
    const open = new Set(
      records.filter(({ properties }) => properties.hs_task_status !== 'COMPLETED').map(({ id }) => id),
    );
    const changed = items.flatMap(({ key, properties }) => {
      const id = ids[key];
      return id !== undefined && open.has(id) ? [{ key, id, properties }] : [];
    });
    const { failures } = await batchWrite(api, path, 'update', changed, CHANGING);
    const [failure] = failures;
    if (failure) throw new PortalError({ kind: 'refused', attempting: CHANGING, message: failure.message });
  }

  async function create(kind: Kind, contactId: string, properties: Properties): Promise<string> {
    const { body } = await api.call({
      method: 'POST',
      path: PATHS[kind].path,
      body: {
        properties,
        associations: [{ to: { id: contactId }, types: [await plainLinkType(api, kind, 'contacts')] }],
      },
      attempting: 'writing what a delivery leaves',
      // Made twice it would be there twice; the next call finds it by its association.
      repeatable: false,
    });
    return String(body.id);
  }

  async function onContact(kind: Kind, contactId: string): Promise<readonly HubspotRecord[]> {
    const { body } = await api.call({
      method: 'POST',
      path: `${PATHS.associations.path}/contacts/${kind}/batch/read`,
      body: { inputs: [{ id: contactId }] },
      attempting: 'reading what hangs on the customer',
      repeatable: true,
      alsoFine: [207],
    });
    const linked = (body.results as { readonly to: { readonly toObjectId: number | string }[] }[]).flatMap(({ to }) =>
      to.map(({ toObjectId }) => String(toObjectId)),
    );
    return batchRead(api, PATHS[kind].path, linked, [TITLE[kind]], 'reading what hangs on the customer');
  }

  return { write, change, make, idsOf };
}
