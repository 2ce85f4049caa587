import type { Words } from '../../domain/planning/plan.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Ports, SlotEnd, StoredVisit } from '../ports/ports.ts';

const WHY: Words = {
  zh: '新策略发布，之前安排的回访撤回并重新安排。',
  en: 'A new policy is in force: visits planned before are withdrawn and planned anew.',
};

/** Whether a policy that withdraws what was planned before takes back this visit. */
export function isTakenBack(visit: StoredVisit, { version }: Pick<Policy, 'version'>): boolean {
  const { status, policyVersion, attempts, rescheduledTo, record } = visit;
  const isActedOn = attempts.length > 0 || rescheduledTo !== undefined || record !== undefined;
  return status === 'planned' && policyVersion < version && !isActedOn;
}

/** Withdraws the open visits of earlier versions that nobody acted on, page by page; their customers are decided afterwards. */
export async function* withdrawOpen({ policy }: { readonly policy: Policy }, ports: Ports): AsyncIterable<number> {
  for await (const rows of ports.visits.openRows()) {
    const visits = await ports.visits.readSlots(rows.map(({ customerKey, slot }) => ({ customerKey, slot })));
    const ends = visits
      .filter((visit) => isTakenBack(visit, policy))
      .map(
        ({ contactId, customerKey, slot }): SlotEnd => ({
          contactId,
          customerKey,
          slot,
          status: 'withdrawn',
          why: WHY,
        }),
      );
    if (ends.length > 0) {
      // The customer first: a visit that is withdrawn while its customer is not asked about would be taken for one still to come.
      await ports.customers.forgetNext([...new Set(ends.map(({ contactId }) => contactId))]);
      await ports.visits.endSlots(ends);
    }
    yield ends.length;
  }
}
