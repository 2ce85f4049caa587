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
 * The rules of a procedure beside those of a policy, numbered S01, S02 … after those it has already.
 *
 * A rule that does not go together with those before it (it asks the same, or could never decide) is added switched off: what comes
 * out can always be planned by, and an admin chooses.
 */
export function policyOfDrafts(drafts: readonly DraftRule[], base: Policy): DraftedPolicy {
  const rules: PolicyRule[] = [];
  const left: { draft: DraftRule; why: Words }[] = [];
  const taken = new Set([...base.rules, ...(base.duties ?? [])].map(({ id }) => id));
  let number = 0;
  const nextId = (): string => {
    do number += 1;
    while (taken.has(idOf(number)));
    return idOf(number);
  };
  for (const draft of drafts) {
    const drafted = ruleOfDraft(draft, nextId());
    if (!drafted.ok) {
      left.push({ draft, why: drafted.why });
      number -= 1;
    } else {
      const together = { ...base, rules: [...base.rules, ...rules, drafted.rule] };
      rules.push(
        checkPolicy(together).length > checkPolicy(base).length ? { ...drafted.rule, on: false } : drafted.rule,
      );
    }
  }
  return { policy: { ...base, rules: [...base.rules, ...rules] }, rules, left };
}

function idOf(number: number): string {
  return `S${String(number).padStart(2, '0')}`;
}
