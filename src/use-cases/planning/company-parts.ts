import type { Day } from '../../domain/calendar/day.ts';
import {
  type CompanyContact,
  type CompanyPart,
  companyOf,
  isCurrent,
  looksAtCompanies,
  partsOf,
  withCompany,
} from '../../domain/planning/company.ts';
import type { Touch } from '../../domain/planning/facts.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { isInScope } from '../../domain/segmentation/stage.ts';
import type { CustomerRecord, Ports, StoredVisit } from '../ports/ports.ts';

/**
 * Sees to it that each of these contacts knows its part in its company: to whom visits go, what the lead takes over, which talks with
 * colleagues count. Those whose part still holds cost nothing; the companies of the others are read with all their contacts, a
 * search for each hundred, and colleagues whose part changes by it are written and marked.
 *
 * New parts of the contacts themselves are written with their plans.
 */
export async function placeInCompanies(
  records: readonly CustomerRecord[],
  slots: ReadonlyMap<string, readonly StoredVisit[]>,
  run: { readonly policy: Policy; readonly today: Day; readonly dryRun: boolean },
  ports: Ports,
): Promise<readonly CustomerRecord[]> {
  const { policy, today } = run;
  const visitsOf = (record: CustomerRecord) => slots.get(record.facts.customerKey) ?? [];
  const companyFor = (record: CustomerRecord) => companyIn(record, policy);
  const contactOf = (record: CustomerRecord) => asContact(record, visitsOf(record));
  const stale = records.filter((record) => !isPlaced(record, visitsOf(record), policy));
  if (stale.length === 0) return records;

  const companies = new Set(stale.flatMap((record) => [companyFor(record), record.part?.companyId]));
  companies.delete(undefined);
  const ids = [...companies].filter((id) => id !== undefined);
  const known = new Map(records.map((record) => [record.contactId, record]));
  const colleagues = (ids.length > 0 ? await ports.customers.ofCompanies(ids) : []).filter(
    ({ contactId }) => !known.has(contactId),
  );
  const byCompany = new Map<string, CompanyContact[]>(ids.map((id) => [id, []]));
  for (const record of [...records, ...colleagues]) byCompany.get(companyFor(record) ?? '')?.push(contactOf(record));
  const parts = new Map<string, CompanyPart>();
  for (const [companyId, contacts] of byCompany)
    for (const [id, part] of partsOf(companyId, contacts, policy, today)) parts.set(id, part);

  const changed = colleagues.flatMap((record) => {
    const part = parts.get(record.contactId);
    // Whoever is not in the book is planned for by nobody.
    if (part === undefined || (record.part === undefined && !isInScope(record.ownFacts, policy))) return [];
    return isSame(part, record.part) ? [] : [{ contactId: record.contactId, part }];
  });
  if (changed.length > 0 && !run.dryRun) await ports.customers.saveParts(changed);
  const left = new Set(stale.map(({ contactId }) => contactId));
  return records.map((record) => {
    const part = parts.get(record.contactId);
    if ((part === undefined && !left.has(record.contactId)) || isSame(part, record.part)) return record;
    const { part: _, ...alone } = record;
    const facts = withCompany(record.ownFacts, part);
    return { ...alone, facts, ...(part === undefined ? {} : { part }), partIsNew: true };
  });
}

/** Whether a contact's part in its company may still be believed. */
export function isPlaced(record: CustomerRecord, visits: readonly StoredVisit[], policy: Policy): boolean {
  return isCurrent(record.part, asContact(record, visits), companyIn(record, policy), policy);
}

function companyIn({ ownFacts, companyId }: CustomerRecord, policy: Policy): string | undefined {
  return looksAtCompanies(policy) ? companyOf(ownFacts, companyId) : undefined;
}

function asContact(record: CustomerRecord, visits: readonly StoredVisit[]): CompanyContact {
  const { contactId, isMarkedLead, ownFacts } = record;
  return { id: contactId, isMarkedLead, facts: ownFacts, touches: talksOf(record, visits) };
}

function isSame(a: CompanyPart | undefined, b: CompanyPart | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Newest first: those remembered, the one on the record, and visits that were held since anybody looked. */
function talksOf({ memory, ownFacts }: CustomerRecord, visits: readonly StoredVisit[]): readonly Touch[] {
  const { lastTouch } = ownFacts;
  const held = visits.flatMap(({ status, kind, closedOn, slot }): Touch[] =>
    status === 'held' && kind === 'visit' && closedOn !== undefined && memory.openSlots.includes(slot)
      ? [{ on: closedOn, kind: 'call', direction: 'out' }]
      : [],
  );
  const isNew = lastTouch !== undefined && !memory.touches.some(({ on }) => on === lastTouch.on);
  return [...held, ...(isNew ? [lastTouch] : []), ...memory.touches].sort((a, b) => b.on - a.on);
}
