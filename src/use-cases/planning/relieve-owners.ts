import { isAway } from '../../domain/planning/compiled-policy.ts';
import type { Ports } from '../ports/ports.ts';
import { type Decided, decideRecords, type PlanRun } from './plan-step.ts';

/** Customers decided at once. */
const PART = 500;

/**
 * Decides again the customers whose open visits lie with somebody who has left the portal, or on days on which their owner is
 * away, part by part.
 *
 * The load table tells who that is, so that a run in which nobody is missing costs nothing. A visit with nobody to take it stays
 * where it is, and is looked at in every run.
 */
export async function* relieveOwners(run: PlanRun, ports: Ports): AsyncIterable<Decided> {
  const ids = await contactsToRelieve(run, ports);
  for (let start = 0; start < ids.length; start += PART) {
    yield await decideRecords(run, await ports.customers.read(ids.slice(start, start + PART)), ports);
  }
}

/** The contacts whose open visits somebody else has to take. */
export async function contactsToRelieve(
  run: Pick<PlanRun, 'load' | 'present' | 'compiled' | 'today' | 'decidedBefore'>,
  ports: Pick<Ports, 'visits'>,
): Promise<readonly string[]> {
  const contacts = new Set<string>();
  for (const { ownerId, days } of run.load.owners()) {
    const gone = run.present !== undefined && !run.present.has(ownerId);
    const away = days.some((on) => on >= run.today && isAway(run.compiled, ownerId, on));
    if (!gone && !away) continue;
    for await (const rows of ports.visits.openRows({ ownerId })) {
      for (const { contactId, on } of rows) {
        if (run.decidedBefore.has(contactId)) continue;
        if (gone || isAway(run.compiled, ownerId, on)) contacts.add(contactId);
      }
    }
  }
  return [...contacts];
}
