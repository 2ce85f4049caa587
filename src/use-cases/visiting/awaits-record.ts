import type { StoredVisit } from '../ports/ports.ts';

/** Whether a visit took place, as its completed task says, and what was said is still to be recorded. */
export function awaitsRecord({ status, record }: StoredVisit): boolean {
  return status === 'held' && record?.outcome !== 'reached';
}
