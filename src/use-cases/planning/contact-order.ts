/** Whether a contact comes after another one: their ids are numbers of any length. */
export function isAfter(id: string, other: string): boolean {
  return id.length === other.length ? id > other : id.length > other.length;
}

/** Contacts after one id, up to and with another. */
export interface ContactRange {
  readonly after: string;
  readonly upTo: string;
}

export function isAmong({ after, upTo }: ContactRange, contactId: string): boolean {
  return isAfter(contactId, after) && !isAfter(contactId, upTo);
}

/** The least range that holds both. */
export function joined<Range extends ContactRange | undefined>(one: Range, other: Range): Range {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    ...other,
    after: isAfter(one.after, other.after) ? other.after : one.after,
    upTo: isAfter(one.upTo, other.upTo) ? one.upTo : other.upTo,
  };
}
