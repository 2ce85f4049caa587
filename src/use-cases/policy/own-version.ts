import { parsePolicy } from '../../contract/policy.ts';
import type { CompiledPolicy } from '../../domain/planning/compiled-policy.ts';
import type { PlanMemory } from '../../domain/planning/plan.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Ports, StoredVisit } from '../ports/ports.ts';
import { compile } from './compiled.ts';

/** A policy as planning uses it. */
export interface UsedPolicy {
  readonly policy: Policy;
  readonly compiled: CompiledPolicy;
}

/** More versions than this are not kept apart: visits of still older ones are planned by the one in force. */
const MOST_VERSIONS = 2;

/**
 * The earlier versions by which customers with open visits are still decided, where the policy in force leaves open visits as they
 * are.
 */
export async function ownVersions(
  { policy }: Pick<UsedPolicy, 'policy'>,
  visits: readonly StoredVisit[],
  { desk }: Pick<Ports, 'desk'>,
): Promise<ReadonlyMap<number, UsedPolicy>> {
  const found = new Map<number, UsedPolicy>();
  if (policy.openVisits !== 'keep') return found;
  const older = visits.filter((visit) => visit.status === 'planned').map(({ policyVersion }) => policyVersion);
  const versions = [...new Set(older)].filter((version) => version > 0 && version < policy.version);
  for (const version of versions.sort((a, b) => b - a).slice(0, MOST_VERSIONS)) {
    const stored = await desk.version(version);
    const parsed = stored === undefined ? undefined : parsePolicy(stored.policy);
    if (parsed?.ok) found.set(version, { policy: parsed.policy, compiled: compile(parsed.policy) });
  }
  return found;
}

/** The same run by the version that planned a customer's open visits, where that is one of these. */
export function runOf<Run extends UsedPolicy>(
  run: Run,
  { openSlots }: Pick<PlanMemory, 'openSlots'>,
  known: readonly StoredVisit[],
  versions: ReadonlyMap<number, UsedPolicy>,
): Run {
  if (versions.size === 0) return run;
  const open = known.filter(({ slot, status }) => status === 'planned' && openSlots.includes(slot));
  const own = versions.get(Math.max(0, ...open.map(({ policyVersion }) => policyVersion)));
  return own === undefined ? run : { ...run, ...own };
}
