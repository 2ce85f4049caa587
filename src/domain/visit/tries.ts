import type { Day } from '../calendar/day.ts';
import type { DebtKey } from '../planning/plan.ts';
import { DEFAULT_LOOPS } from '../policy/default-loops.ts';
import type { Policy } from '../policy/policy.ts';

/** Calls that ask whether a loop is settled: how often is the loop's own setting. */
const CONFIRMING = /^P2[23]@/;

/** How many tries are made before a visit is given up: of its rules that of the most. */
export function mostTries(
  { attempts, loops = DEFAULT_LOOPS }: Pick<Policy, 'attempts' | 'loops'>,
  pays: readonly DebtKey[],
): number {
  const confirms = pays.some((debt) => CONFIRMING.test(debt));
  return confirms ? Math.max(attempts, loops.confirmationAttempts.value) : attempts;
}

/**
 * The days on which somebody tried in vain that count towards giving up: each day once, and only working days of whoever tried (G0:34,
 * Q16). A try on a Saturday is kept for people to see, and is none of the three.
 *
 * @returns ascending
 * @example triesThatCount([friday, saturday, monday, monday], isWorking) // [friday, monday]
 */
export function triesThatCount(days: readonly Day[], isWorkingDay: (on: Day) => boolean): readonly Day[] {
  return [...new Set(days)].filter(isWorkingDay).sort((a, b) => a - b);
}
