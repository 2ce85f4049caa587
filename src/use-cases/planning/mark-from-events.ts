import type { Erasure } from '../ports/erasure.ts';
import type { Ports } from '../ports/ports.ts';
import { eraseGone } from './erase-gone.ts';
import { withdrawGone } from './withdraw-gone.ts';

/** One event of a webhook delivery, as far as planning cares. */
export interface ChangeEvent {
  readonly subscriptionType: string;
  readonly objectId: number;
  readonly propertyName?: string | undefined;
  readonly changeSource?: string | undefined;
  readonly sourceId?: string | undefined;
  /** Of a merge: the contact that lives on; HubSpot made it, or it is one of the two. */
  readonly newObjectId?: number | undefined;
  readonly primaryObjectId?: number | undefined;
}

/**
 * Marks the customers whom changes in HubSpot concern, so that the next planning decides them again; visits of deleted contacts
 * are withdrawn at once, as no planning meets their contact again.
 *
 * Events come in any order, late and more than once; a mark says only "look again", and whether a contact is gone is asked, not
 * believed: none of it matters. What this very app wrote is passed over: the planner would answer itself for ever.
 */
export async function markFromEvents(
  events: readonly ChangeEvent[],
  ports: Ports,
  settings: { readonly ownAppId?: string | undefined; readonly erasure?: Erasure } = {},
): Promise<{ readonly marked: number; readonly withdrawn: number; readonly ignored: number }> {
  const contacts = new Set<string>();
  const deleted = new Set<string>();
  const erased = new Set<string>();
  const related = { deals: new Set<string>(), tickets: new Set<string>() };
  let ignored = 0;
  for (const event of events) {
    const [object = '', what = ''] = event.subscriptionType.split('.');
    if (isOwn(event, settings.ownAppId)) ignored += 1;
    else if (object === 'contact' && (what === 'deletion' || what === 'privacyDeletion')) {
      deleted.add(String(event.objectId));
      if (what === 'privacyDeletion') erased.add(String(event.objectId));
    } else if (object === 'contact') contacts.add(survivorOf(event));
    else if (object === 'deal') related.deals.add(String(event.objectId));
    else if (object === 'ticket') related.tickets.add(String(event.objectId));
    else ignored += 1;
  }
  for (const type of ['deals', 'tickets'] as const) {
    if (related[type].size === 0) continue;
    for (const id of await ports.customers.ofRelated(type, [...related[type]])) contacts.add(id);
  }
  if (contacts.size > 0) await ports.customers.mark([...contacts]);
  if (deleted.size === 0) return { marked: contacts.size, withdrawn: 0, ignored };
  const { withdrawn, alive } = await withdrawGone([...deleted], ports);
  for (const id of alive) contacts.add(id);
  // After the withdrawal, which still knows whose visits they are.
  if (erased.size > 0 && settings.erasure) await eraseGone([...erased], ports, settings.erasure);
  return { marked: contacts.size, withdrawn, ignored };
}

function survivorOf({ newObjectId, primaryObjectId, objectId }: ChangeEvent): string {
  return String(newObjectId ?? primaryObjectId ?? objectId);
}

function isOwn({ changeSource, sourceId }: ChangeEvent, ownAppId: string | undefined): boolean {
  return changeSource === 'INTEGRATION' && ownAppId !== undefined && ownAppId !== '' && sourceId === ownAppId;
}
