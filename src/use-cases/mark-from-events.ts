import type { Ports } from './ports.ts';

/** One event of a webhook delivery, as far as planning cares. */
export interface ChangeEvent {
  readonly subscriptionType: string;
  readonly objectId: number;
  readonly propertyName?: string | undefined;
  readonly changeSource?: string | undefined;
  readonly sourceId?: string | undefined;
}

/**
 * Marks the customers whom changes in HubSpot concern, so that the next planning decides them again.
 *
 * Events come in any order, late and more than once; a mark says only "look again", so none of it matters. What this
 * very app wrote is passed over: the planner would answer itself for ever.
 */
export async function markFromEvents(
  events: readonly ChangeEvent[],
  ports: Ports,
  settings: { readonly ownAppId?: string | undefined } = {},
): Promise<{ readonly marked: number; readonly ignored: number }> {
  const contacts = new Set<string>();
  const related = { deals: new Set<string>(), tickets: new Set<string>() };
  let ignored = 0;
  for (const event of events) {
    const [object = ''] = event.subscriptionType.split('.');
    if (isOwn(event, settings.ownAppId)) ignored += 1;
    else if (object === 'contact') contacts.add(String(event.objectId));
    else if (object === 'deal') related.deals.add(String(event.objectId));
    else if (object === 'ticket') related.tickets.add(String(event.objectId));
    else ignored += 1;
  }
  for (const type of ['deals', 'tickets'] as const) {
    if (related[type].size === 0) continue;
    for (const id of await ports.customers.ofRelated(type, [...related[type]])) contacts.add(id);
  }
  if (contacts.size > 0) await ports.customers.mark([...contacts]);
  return { marked: contacts.size, ignored };
}

function isOwn({ changeSource, sourceId }: ChangeEvent, ownAppId: string | undefined): boolean {
  return changeSource === 'INTEGRATION' && ownAppId !== undefined && ownAppId !== '' && sourceId === ownAppId;
}
