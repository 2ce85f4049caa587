import type { CustomerRecord, IssueWrite, Ports } from '../ports/ports.ts';
import { countOpenLoops } from './count-loops.ts';

/** The key of the loop of a ticket: a ticket has one, whoever raises it. */
export const ticketLoopKey = (customerKey: string, ticketId: string): string => `${customerKey}:t:${ticketId}`;

/** Writes loops that were raised, and how many are open now. */
export async function saveRaised(
  writes: readonly IssueWrite[],
  customer: CustomerRecord,
  ports: Ports,
): Promise<{ readonly created: readonly string[]; readonly total: number }> {
  const created = await ports.issues.raise(writes);
  const open = writes.filter(({ loop }) => loop?.state !== 'confirmed').map(({ key }) => key);
  const total = await countOpenLoops(
    customer.facts.customerKey,
    created.filter((key) => open.includes(key)),
    ports,
  );
  if (total !== customer.openLoops) await ports.customers.saveScores(customer.contactId, { openLoops: total });
  return { created, total };
}

/** What a loop of a customer keeps of the moment in which it was raised. */
export function raisedIn(
  { facts, contactId, name, stageThen }: CustomerRecord,
  policyVersion: number,
): Pick<IssueWrite, 'customerKey' | 'contactId' | 'customerName' | 'snapshot'> {
  const stage = facts.stage ?? stageThen;
  return {
    customerKey: facts.customerKey,
    contactId,
    customerName: name,
    snapshot: { policyVersion, ...(facts.tier ? { tier: facts.tier } : {}), ...(stage ? { stage } : {}) },
  };
}
