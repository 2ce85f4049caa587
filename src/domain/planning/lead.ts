import type { Day } from '../calendar/day.ts';

/** A contact of a company, when it is found out to whom its visits go. */
interface CompanyContact {
  readonly id: string;
  readonly isMarkedLead: boolean;
  readonly lastTouchOn?: Day;
}

/**
 * The contact of a company to whom visits and surveys of ranks 3 to 5 go: the one marked lead, else the one spoken to last, else the
 * oldest record. Of several, the smaller number. Undefined for a company without contacts.
 *
 * @example leadOf([{ id: '7', isMarkedLead: false }, { id: '9', isMarkedLead: true }]) // '9'
 */
export function leadOf(contacts: readonly CompanyContact[]): string | undefined {
  let lead: CompanyContact | undefined;
  for (const contact of contacts) if (lead === undefined || goesBefore(contact, lead)) lead = contact;
  return lead?.id;
}

function goesBefore(a: CompanyContact, b: CompanyContact): boolean {
  if (a.isMarkedLead !== b.isMarkedLead) return a.isMarkedLead;
  const later = (a.lastTouchOn ?? 0) - (b.lastTouchOn ?? 0);
  return later === 0 ? Number(a.id) < Number(b.id) : later > 0;
}
