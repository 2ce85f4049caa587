/** A ticket of HubSpot's help desk, as far as loops care. */
export interface Ticket {
  readonly id: string;
  readonly subject: string;
  /** Epoch ms; absent: it is open. */
  readonly closedAt?: number;
}

/**
 * Tickets of a portal. Where the token may not read them every call throws a PortalError of kind `forbidden`: the scope is an extra of
 * the build.
 */
export interface TicketBook {
  /**
   * Tickets closed at or after an instant, and open ones without a high priority that were made at or after it; ascending by id after
   * `after`, at most a hundred.
   */
  changedSince(query: { readonly since: number; readonly after: string }): Promise<readonly Ticket[]>;
  /** Contacts of tickets, by ticket id. */
  contactsOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Gives tickets the high priority that goes with the programme. */
  prioritise(ids: readonly string[]): Promise<void>;
  /** Moves a ticket to the first closed stage of its pipeline; one that is closed or gone stays as it is. */
  close(id: string): Promise<void>;
}
