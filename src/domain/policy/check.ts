import { day, parseDay } from '../calendar/day.ts';
import type { Role } from '../planning/facts.ts';
import type { Offset, Policy, PolicyRule } from './policy.ts';

/** Something in a policy that cannot be planned by, and where. */
export interface PolicyProblem {
  /** `rules.3.window.latest.n` */
  readonly path: string;
  readonly message: string;
}

const FIRST = day('2017-01-01');
const LAST = day('2059-12-31');
/** What a customer remembers is one short text; more rules than this would not fit. */
const MOST_RULES = 80;

/**
 * Everything about a well-formed policy that does not make sense, each with the path of its field; empty when it can be planned by.
 *
 * Windows are compared in the unit they are written in; across units only what is out of order on any calendar is reported
 * (three calendar days and three working days are in order: a working day is never shorter).
 *
 * @example checkPolicy(twoRulesNamedP01) // [{ path: 'rules.1.id', message: 'P01 is there twice' }]
 */
export function checkPolicy(policy: Policy): readonly PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const report = (path: string, message: string): void => {
    problems.push({ path, message });
  };

  checkSettings(policy, report);
  if (policy.rules.length > MOST_RULES) report('rules', `at most ${MOST_RULES} rules fit into a customer's memory`);
  reportDoubled(policy.rules, 'rules', report);
  reportDoubled(policy.scripts, 'scripts', report);
  const scripts = new Set(policy.scripts.map((script) => script.id));
  policy.rules.forEach((rule, i) => {
    checkRule(rule, `rules.${i}`, report);
    if (!scripts.has(rule.script)) report(`rules.${i}.script`, `there is no script ${JSON.stringify(rule.script)}`);
  });
  policy.scripts.forEach((script, i) => {
    reportDoubled(script.questions, `scripts.${i}.questions`, report);
    if (script.opening.length === 0) report(`scripts.${i}.opening`, 'a script needs an opening');
    if (script.closing.length === 0) report(`scripts.${i}.closing`, 'a script needs a closing');
  });
  return problems;
}

type Report = (path: string, message: string) => void;

function checkSettings(policy: Policy, report: Report): void {
  const { goLiveOn, capacity, stages, scope } = policy;
  if (goLiveOn !== null) {
    const on = parseDay(goLiveOn);
    if (on === undefined) report('goLiveOn', `there is no day ${JSON.stringify(goLiveOn)}`);
    else if (on < FIRST || on > LAST) report('goLiveOn', 'the calendar reaches from 2017 to 2059 for a first day');
  }
  if (scope.lifecycleStages.length === 0 && !scope.anyTier) report('scope', 'nobody would be in the book');
  if (capacity.visitsPerDay < 1)
    report('capacity.visitsPerDay', 'an owner must be able to hold at least one visit a day');
  for (const [ownerId, visits] of Object.entries(capacity.byOwner)) {
    if (visits < 1) report(`capacity.byOwner.${ownerId}`, 'an owner must be able to hold at least one visit a day');
  }
  if (policy.leadDays < 0) report('leadDays', 'must not be negative');
  if (policy.attempts < 1) report('attempts', 'at least one attempt is needed');
  if (policy.lateWithinWorkingDays < 1) report('lateWithinWorkingDays', 'at least one working day is needed');
  if (policy.firstRun.spreadWorkingDays < 1) report('firstRun.spreadWorkingDays', 'at least one working day is needed');
  if (stages.newUntilDay < 0) report('stages.newUntilDay', 'must not be negative');
  if (stages.establishedUntilDay <= stages.newUntilDay) {
    report('stages.establishedUntilDay', 'must be after stages.newUntilDay');
  }
  for (const [tier, days] of Object.entries(stages.dormantAfterDays)) {
    if (days < 1) report(`stages.dormantAfterDays.${tier}`, 'at least one day is needed');
  }
  for (const role of Object.keys(policy.fallback) as Role[]) {
    const chain: Role[] = [role];
    for (let at = policy.fallback[role]; at !== undefined && !chain.slice(1).includes(at); at = policy.fallback[at]) {
      chain.push(at);
      if (at !== role) continue;
      report(`fallback.${role}`, `the roles stand in for each other in a circle: ${chain.join(' → ')}`);
      break;
    }
  }
  const named = new Map<string, number>();
  policy.calendar.exceptions.forEach(({ on }, i) => {
    const path = `calendar.exceptions.${i}.on`;
    if (parseDay(on) === undefined) report(path, `there is no day ${JSON.stringify(on)}`);
    else if (on < '2016-01-01' || on > '2060-12-31') report(path, 'the calendar reaches from 2016 to 2060');
    const before = named.get(on);
    if (before !== undefined) report(path, `${on} is there twice, see calendar.exceptions.${before}`);
    named.set(on, i);
  });
}

function checkRule(rule: PolicyRule, path: string, report: Report): void {
  const { window, trigger } = rule;
  if (surelyAfter(window.earliest, window.target))
    report(`${path}.window.target.n`, 'the target is before the earliest day');
  if (surelyAfter(window.target, window.latest))
    report(`${path}.window.latest.n`, 'the latest day is before the target');
  for (const part of ['earliest', 'target', 'latest'] as const) {
    const { n } = window[part];
    if (trigger.type === 'before' && n > 0)
      report(`${path}.window.${part}.n`, 'counts back from its date: 0 or negative');
    if (trigger.type !== 'before' && n < 0)
      report(`${path}.window.${part}.n`, 'counts on from its date: 0 or positive');
  }
  if (trigger.type === 'recurring') {
    if (window.target.n < 1)
      report(`${path}.window.target.n`, 'a recurring visit needs an interval of at least one day');
    if (trigger.paidBy?.kinds.length === 0) report(`${path}.trigger.paidBy.kinds`, 'nothing would ever pay this rule');
    if (trigger.guard && trigger.guard.times < 1) report(`${path}.trigger.guard.times`, 'at least once a period');
  } else {
    if (trigger.anchor.length === 0) report(`${path}.trigger.anchor`, 'a date to count from is needed');
    if (trigger.type === 'before' && rule.roll !== 'back') {
      report(`${path}.roll`, 'a visit before a date moves back from a day off');
    }
  }
  if (rule.applies.tiers?.some((tier) => rule.applies.notTiers?.includes(tier))) {
    report(`${path}.applies.notTiers`, 'a tier is both asked for and left out');
  }
  if (rule.applies.stages?.length === 0) report(`${path}.applies.stages`, 'the rule would apply to nobody');
  if (rule.applies.tiers?.length === 0) report(`${path}.applies.tiers`, 'the rule would apply to nobody');
  if (rule.channels.length === 0) report(`${path}.channels`, 'a channel is needed');
  if (rule.kind === 'message' && !rule.channels.some((channel) => channel === 'email' || channel === 'sms')) {
    report(`${path}.channels`, 'a message needs email or sms');
  }
  if (rule.owners.length === 0) report(`${path}.owners`, 'a role is needed');
  rule.ours.forEach((part, i) => {
    if (!pathExists(rule, part)) report(`${path}.ours.${i}`, `the rule has no ${JSON.stringify(part)}`);
  });
}

function reportDoubled(items: readonly { readonly id: string }[], path: string, report: Report): void {
  const seen = new Set<string>();
  items.forEach(({ id }, i) => {
    if (seen.has(id)) report(`${path}.${i}.id`, `${id} is there twice`);
    seen.add(id);
  });
}

/** Whether `a` lies after `b` on every calendar. */
function surelyAfter(a: Offset, b: Offset): boolean {
  if (a.unit === b.unit) return a.n > b.n;
  return daysOf(a).least > daysOf(b).most;
}

/** The fewest and the most calendar days an offset can mean; a long holiday is ten days off. */
function daysOf({ n, unit }: Offset): { readonly least: number; readonly most: number } {
  if (unit === 'C') return { least: n, most: n };
  const size = Math.abs(n);
  const [least, most] = unit === 'm' ? [size * 28, size * 31] : [size, Math.ceil((size * 7) / 5) + (size > 0 ? 12 : 0)];
  return n < 0 ? { least: -most, most: -least } : { least, most };
}

function pathExists(value: unknown, path: string): boolean {
  let at = value;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !(key in at)) return false;
    at = (at as { readonly [key: string]: unknown })[key];
  }
  return true;
}
