import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Budget, PolicyRule } from '../../../src/domain/policy/policy.ts';
import type { CustomerText } from '../support.ts';

/** Mondays of March 2026: 2, 9, 16, 23, 30; no holiday. What was held before signing pays nothing that signing began. */
export const GO_LIVE = '2026-01-01';
export const SIGNED: CustomerText = { stage: 'loyal', signedOn: '2026-03-09' };
/** May be reached in every way, and everybody who might is there to do so. */
export const REACHABLE = {
  consents: ['greeting', 'sms', 'email', 'call', 'survey'],
  owners: { account_manager: 'amy', care_specialist: 'cai' },
} satisfies CustomerText;
const SIGNED_ON = 9;
/** One call a week, two conversations a fortnight. */
export const BUDGET: Budget = {
  calls: { most: 1, days: 7 },
  conversations: { most: 2, days: 14 },
  messageEveryDays: 0,
  surveyEveryDays: 0,
  surveyExempt: [],
};

/** So many days after signing, as a day of March 2026. */
const on = (dayOfMarch: number) => ({ n: dayOfMarch - SIGNED_ON, unit: 'C' }) as const;

export function shipped(id: string, change: Partial<PolicyRule> = {}): PolicyRule {
  const rule = DEFAULT_POLICY.rules.find((each) => each.id === id);
  if (!rule) throw new Error(`${id} does not ship`);
  return { ...rule, ...change };
}

/** A visit of rank 5 by phone, once after signing, with these days of March 2026 as its window. */
export function visit(
  id: string,
  [earliest, target, latest]: readonly [number, number, number],
  change: Partial<PolicyRule> = {},
): PolicyRule {
  const { helpers: _, ...rest } = shipped('P43');
  return {
    ...rest,
    id,
    rank: 5,
    applies: {},
    channels: ['phone'],
    trigger: { type: 'after', anchor: ['signedOn'] },
    window: { earliest: on(earliest), target: on(target), latest: on(latest) },
    roll: 'none',
    ...change,
  };
}
/** Apart from each other whatever their windows. */
export const SERIES = { series: 'apart' } as const;
