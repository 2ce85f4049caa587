import { dueOf } from '../../domain/loop/clock.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { loopDesk } from './loop-context.ts';

/**
 * P37: by when a visit that has ended is recorded, as the policy times it for whoever held it; undefined where the policy has the
 * clock off.
 *
 * @param endedAt epoch milliseconds, as is the answer
 */
export function recordDueAt(
  endedAt: number,
  settings: { readonly policy: Policy; readonly portalZone: string; readonly ownerId: string; readonly now: number },
): number | undefined {
  const { desk, terms } = loopDesk({ ...settings, owners: {}, since: endedAt });
  const term = terms.P37;
  if (term === undefined) return undefined;
  const run = { id: 'P37', rule: 'P37', startedAt: endedAt, length: term.latest, outside: term.outside, pauses: [] };
  return dueOf(run, desk).dueAt;
}
