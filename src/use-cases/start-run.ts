import type { Refusal } from '../contract/common.ts';
import type { Day } from '../domain/calendar/day.ts';
import { chinaCalendar } from '../domain/calendar/working-calendar.ts';
import { compilePolicy } from '../domain/planning/plan-customer.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { type LoadTable, type PlanRun, readLoad } from './plan-step.ts';
import { policyInForce } from './policy-in-force.ts';
import type { Ports } from './ports.ts';

/** Everything a run reads once: the policy in force, its calendar, and how full each owner's days are. */
export async function startRun(
  ports: Ports,
  settings: { readonly today: Day; readonly dryRun?: boolean },
): Promise<{ readonly ok: true; readonly run: PlanRun } | Refusal> {
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  const load = await readLoad(ports);
  return { ok: true, run: runWith(inForce.policy, settings.today, load, settings.dryRun ?? false) };
}

export function runWith(policy: Policy, today: Day, load: LoadTable, dryRun: boolean): PlanRun {
  return { policy, compiled: compilePolicy(policy, chinaCalendar(policy.calendar.exceptions)), today, load, dryRun };
}
