import type { Standing } from './plan.ts';

/** A standing in one word, with its reason where it has one: `open`, `suppressed:paused`, `infeasible:no_owner`. */
export function standingText(standing: Standing): string {
  return 'reason' in standing ? `${standing.kind}:${standing.reason}` : standing.kind;
}
