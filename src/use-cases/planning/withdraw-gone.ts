import type { Words } from '../../domain/planning/plan.ts';
import type { CustomerRecord, OpenVisitRow, Ports, SlotEnd } from '../ports/ports.ts';

const GONE: Words = { zh: '联系人已不存在，回访撤回。', en: 'The contact is gone; the visit is withdrawn.' };
export const GONE_BESIDES: Words = { zh: '联系人已不存在。', en: 'The contact is gone.' };
/** Contacts looked for at once. */
const MOST_CONTACTS = 100;

/**
 * Withdraws the open visits of contacts that the portal does not have any more, deleted or erased, and completes their tasks.
 *
 * An event that says so may be late: a contact that was restored meanwhile, or lives on in the one it was merged into, is marked
 * instead, so that the next planning decides about it. Nobody else's visits are touched.
 */
export async function withdrawGone(
  contactIds: readonly string[],
  ports: Ports,
): Promise<{ readonly withdrawn: number; readonly alive: readonly string[] }> {
  let withdrawn = 0;
  const living = new Set<string>();
  for (let start = 0; start < contactIds.length; start += MOST_CONTACTS) {
    const ids = contactIds.slice(start, start + MOST_CONTACTS);
    const { gone, found } = await findGone(ids, ports);
    for (const id of found) living.add(id);
    if (gone.length > 0) await ports.customers.releaseLed(gone);
    if (gone.length > 0) withdrawn += await endOf(await ports.visits.openOf(gone), ports);
    if (gone.length > 0) await ports.touchTasks.endOf(gone, GONE_BESIDES);
  }
  const alive = [...living];
  if (alive.length > 0) await ports.customers.mark(alive);
  return { withdrawn, alive };
}

/**
 * Withdraws these visits of contacts that are gone.
 *
 * @returns how many
 */
export async function endOf(rows: readonly OpenVisitRow[], ports: Ports): Promise<number> {
  const ends = rows.map(
    ({ contactId, customerKey, slot }): SlotEnd => ({ contactId, customerKey, slot, status: 'withdrawn', why: GONE }),
  );
  const failures = ends.length > 0 ? await ports.visits.endSlots(ends) : [];
  return ends.length - failures.length;
}

/**
 * Which of these contacts the portal does not have any more, and under which ids the others live.
 *
 * @param known what was read just now by these ids; otherwise they are read
 */
export async function findGone(
  ids: readonly string[],
  ports: Ports,
  known?: readonly CustomerRecord[],
): Promise<{ readonly gone: readonly string[]; readonly found: readonly string[] }> {
  const found = (known ?? (await ports.customers.read(ids))).map(({ contactId }) => contactId);
  const missing = ids.filter((id) => !found.includes(id));
  // An old id leads to the contact it was merged into: then the missing ones are asked for one by one.
  if (found.every((id) => ids.includes(id))) return { gone: missing, found };
  const gone: string[] = [];
  for (const id of missing) if ((await ports.customers.read([id])).length === 0) gone.push(id);
  return { gone, found };
}
