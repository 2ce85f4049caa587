import type { Erasure } from '../ports/erasure.ts';
import type { Ports } from '../ports/ports.ts';
import { findGone } from './withdraw-gone.ts';

/**
 * Takes out of visits, loops, tasks and activities what they say of contacts that were erased for their privacy.
 *
 * Who is erased is asked, not believed: a contact that lives, or lies in the archive from where it can be restored, is left as it is.
 */
export async function eraseGone(contactIds: readonly string[], ports: Ports, erasure: Erasure): Promise<number> {
  const erased = await erasedOf(contactIds, ports, erasure);
  return erased.length > 0 ? erasure.erase(erased) : 0;
}

/** Of everybody of whom anything is held, those who were erased: for portals without webhooks, and to be sure. */
export async function findErased(ports: Ports, erasure: Erasure): Promise<readonly string[]> {
  return erasedOf(await erasure.held(), ports, erasure);
}

/** Contacts asked for at once. */
const MOST = 100;

async function erasedOf(contactIds: readonly string[], ports: Ports, erasure: Erasure): Promise<readonly string[]> {
  const erased: string[] = [];
  for (let start = 0; start < contactIds.length; start += MOST) {
    const { gone } = await findGone(contactIds.slice(start, start + MOST), ports);
    if (gone.length === 0) continue;
    const restorable = new Set(await erasure.inArchive(gone));
    erased.push(...gone.filter((id) => !restorable.has(id)));
  }
  return erased;
}
