import type { Words } from '../planning/plan.ts';
import { checkPolicy } from '../policy/check.ts';
import type { Policy, PolicyRule } from '../policy/policy.ts';
import type { DraftRule } from './draft.ts';
import { ruleOfDraft } from './rule-of-draft.ts';

/** A policy with the rules that drafts became, and the drafts that became none. */
export interface DraftedPolicy {
  readonly policy: Policy;
  readonly rules: readonly PolicyRule[];
  readonly left: readonly { readonly draft: DraftRule; readonly why: Words }[];
}

/**
 * The rules of a procedure beside those of a policy, numbered S01, S02 …
 *
 * A rule that does not go together with those before it (it asks the same, or could never decide) is added switched off: what comes
 * out can always be planned by, and an admin chooses.
 */
export function policyOfDrafts(drafts: readonly DraftRule[], base: Policy): DraftedPolicy {
  const rules: PolicyRule[] = [];
  const left: { draft: DraftRule; why: Words }[] = [];
  for (const draft of drafts) {
    const drafted = ruleOfDraft(draft, `S${String(rules.length + 1).padStart(2, '0')}`);
    if (!drafted.ok) left.push({ draft, why: drafted.why });
    else {
      const together = { ...base, rules: [...base.rules, ...rules, drafted.rule] };
      rules.push(
        checkPolicy(together).length > checkPolicy(base).length ? { ...drafted.rule, on: false } : drafted.rule,
      );
    }
  }
  return { policy: { ...base, rules: [...base.rules, ...rules] }, rules, left };
}
