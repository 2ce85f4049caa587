/** Takes persons out of what the app holds. */
export interface Erasure {
  /** Empties the texts of everything held of these contacts and ends what is open; answers how many records. Can run twice. */
  erase(contactIds: readonly string[]): Promise<number>;
  /** Contacts of whom anything is held. */
  held(): Promise<readonly string[]>;
  /** Those of these contacts that were deleted and can still be restored. */
  inArchive(contactIds: readonly string[]): Promise<readonly string[]>;
}
