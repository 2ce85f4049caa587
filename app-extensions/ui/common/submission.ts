/** A name for one submission of a form; sent again with it, the same visit is not written twice. */
export function newSubmissionId(): string {
  return crypto.randomUUID();
}
