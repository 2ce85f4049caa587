import { type Day, parseDay } from '../calendar/day.ts';
import { type Period, periodEnd, periodStart } from '../calendar/months.ts';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';
import type { Offset, Policy, PolicyRule } from '../policy/policy.ts';

/** A rule with what the planner would otherwise work out again for every customer. */
export interface CompiledRule {
  readonly rule: PolicyRule;
  readonly id: string;
  readonly index: number;
  /** Once per date of the customer, against again and again. */
  readonly isEvent: boolean;
  /** Days between two visits, for "the shorter interval goes first"; 0 for events. */
  readonly interval: number;
  /** No day of a window lies further than this from its anchor, holidays included. */
  readonly reach: number;
}

/** A policy read once for a run. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly calendar: WorkingCalendar;
  readonly goLiveOn: Day;
  /** Last day over which debts overdue at go-live are spread. */
  readonly spreadUntil: Day;
  readonly rules: readonly CompiledRule[];
  /** The first calendar period that is wholly after go-live: guards hold from there. */
  readonly guardsFrom: { readonly [period in Period]: Day };
}

/**
 * Prepares a policy and its calendar for {@link planCustomer}.
 *
 * A policy that was never published has no first day: planning by it throws, since every overdue customer would be called at once.
 */
export function compilePolicy(policy: Policy, calendar: WorkingCalendar): CompiledPolicy {
  const goLiveOn = policy.goLiveOn === null ? undefined : parseDay(policy.goLiveOn);
  if (goLiveOn === undefined) {
    throw new RangeError(`expected a policy with its first day, got goLiveOn ${JSON.stringify(policy.goLiveOn)}`);
  }
  return {
    policy,
    calendar,
    goLiveOn,
    spreadUntil: calendar.addWorking(goLiveOn, policy.firstRun.spreadWorkingDays),
    rules: policy.rules.map((rule, index) => compileRule(rule, index)),
    guardsFrom: { month: firstWhole(goLiveOn, 'month'), quarter: firstWhole(goLiveOn, 'quarter') },
  };
}

/** The first day of the first period that lies wholly on or after `from`. */
export function firstWhole(from: Day, period: Period): Day {
  return periodStart(from, period) === from ? from : ((periodEnd(from, period) + 1) as Day);
}

function compileRule(rule: PolicyRule, index: number): CompiledRule {
  const { earliest, target, latest } = rule.window;
  const isEvent = rule.trigger.type !== 'recurring';
  return {
    rule,
    id: rule.id,
    index,
    isEvent,
    interval: isEvent ? 0 : mostDays(target),
    reach: Math.max(mostDays(earliest), mostDays(target), mostDays(latest)) + 40,
  };
}

function mostDays({ n, unit }: Offset): number {
  const size = Math.abs(n);
  return unit === 'C' ? size : unit === 'm' ? size * 31 : size * 2 + 12;
}
