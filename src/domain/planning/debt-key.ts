import type { DebtKey, RuleId } from './plan.ts';

/**
 * The rule of a debt; empty for a text that is none.
 *
 * @example ruleIdOf('P01@2026-02-12') // 'P01'
 */
export function ruleIdOf(debt: DebtKey): RuleId {
  return debt.slice(0, Math.max(0, debt.lastIndexOf('@')));
}

/** The rules that a visit pays, the leading one first, each once. */
export function rulesPaidBy({
  leader,
  pays,
}: {
  readonly leader: RuleId;
  readonly pays: readonly DebtKey[];
}): readonly RuleId[] {
  return [...new Set([leader, ...pays.map(ruleIdOf)])];
}
