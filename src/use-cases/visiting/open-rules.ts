import type { OpenRulesAnswer, RuleLine } from '../../contract/open-rules.ts';
import type { PolicyRule } from '../../domain/policy/policy.ts';
import { fitting, TAB_BYTES } from '../answer-size.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { Ports } from '../ports/ports.ts';

/** The rules that are switched on in the policy in force, as many as fit one answer. */
export async function openRules(input: { readonly from: number }, ports: Ports): Promise<OpenRulesAnswer> {
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  const { rules, version } = inForce.policy;
  const on = rules.filter((rule) => rule.on);
  const rest = on.slice(input.from);
  return fitting(rest.length, TAB_BYTES, (entries) => ({
    ok: true as const,
    policyVersion: version,
    rules: rest.slice(0, entries).map(ruleLine),
    off: rules.length - on.length,
    next: entries < rest.length && entries > 0 ? input.from + entries : null,
  }));
}

function ruleLine({ id, name, kind, applies, trigger, window, channels, owners }: PolicyRule): RuleLine {
  return { id, name, kind, applies, trigger, window, channels, owners };
}
