import { day, parseDay } from '../calendar/day.ts';
import { FIRST_DAY, LAST_DAY } from '../calendar/working-calendar.ts';
import { zoneExists } from '../calendar/zone.ts';
import type { Role } from '../planning/facts.ts';
import { faultsOfScript, SCRIPT_FAULTS } from '../script/check.ts';
import { checkScript } from '../script/flow.ts';
import { checkTiers } from './check-tiers.ts';
import { checkValues, isTimeOfDay } from './check-values.ts';
import type { CalendarException, Offset, Policy, PolicyRule, WorkingTime } from './policy.ts';

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

  checkValues(policy, report);
  checkSettings(policy, report);
  checkTeam(policy, report);
  if (policy.tiers) checkTiers(policy.tiers, report);
  if (policy.rules.length > MOST_RULES) report('rules', `at most ${MOST_RULES} rules fit into a customer's memory`);
  reportDoubled(policy.rules, 'rules', report);
  reportDoubled(policy.scripts, 'scripts', report);
  const scripts = new Set(policy.scripts.map((script) => script.id));
  policy.rules.forEach((rule, i) => {
    checkRule(rule, `rules.${i}`, report);
    if (!scripts.has(rule.script)) report(`rules.${i}.script`, `there is no script ${JSON.stringify(rule.script)}`);
  });
  reportDoubled(policy.duties ?? [], 'duties', report);
  if (policy.rules.length <= MOST_RULES) checkTogether(policy, report);
  policy.scripts.forEach((script, i) => {
    const named = new Map(checkScript(script).map(({ path, message }) => [path, message]));
    for (const { path, fault } of faultsOfScript(script))
      report(path === '' ? `scripts.${i}` : `scripts.${i}.${path}`, named.get(path) ?? SCRIPT_FAULTS[fault]);
  });
  return problems;
}

type Report = (path: string, message: string) => void;

function checkSettings(policy: Policy, report: Report): void {
  const { goLiveOn, capacity, stages, scope, randomDays } = policy;
  if (goLiveOn !== null) {
    const on = parseDay(goLiveOn);
    if (on === undefined) report('goLiveOn', `there is no day ${JSON.stringify(goLiveOn)}`);
    else if (on < FIRST || on > LAST) report('goLiveOn', 'the calendar reaches from 2017 to 2059 for a first day');
  }
  if (scope.lifecycleStages.length === 0 && !scope.anyTier) report('scope', 'nobody would be in the book');
  scope.exclude?.forEach(({ field, values }, i) => {
    // Whoever has an e-mail address or a company has one of their kind.
    if (values.length === 0 && (field === 'email_domain' || field === 'company'))
      report(`scope.exclude.${i}.values`, 'name at least one, or nearly everybody is left out');
    if (field === 'email_domain' && values.some((value) => !/^[^\s@]+\.[^\s@.]+$/.test(value)))
      report(`scope.exclude.${i}.values`, 'what stands after the @, such as example.com');
  });
  checkCapacity('capacity.minutesPerDay', capacity.minutesPerDay, policy, report);
  for (const [ownerId, minutes] of Object.entries(capacity.byOwner)) {
    checkCapacity(`capacity.byOwner.${ownerId}`, minutes, policy, report);
  }
  for (const [channel, minutes] of Object.entries(policy.visitMinutes)) {
    if (minutes < 1) report(`visitMinutes.${channel}`, 'at least one minute is needed');
  }
  if (randomDays?.on && randomDays.tiers.length === 0)
    report('randomDays.tiers', 'say whose days may be drawn, or switch it off: tier B, C or both');
  if (randomDays?.on && randomDays.seed.trim() === '')
    report('randomDays.seed', 'a word that nobody guesses is needed: the draw is made from it');
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
  checkExceptions(policy.calendar.exceptions, 'calendar.exceptions', report);
}

function checkExceptions(exceptions: readonly CalendarException[], path: string, report: Report): void {
  const named = new Map<string, number>();
  exceptions.forEach(({ on }, i) => {
    checkDay(on, `${path}.${i}.on`, report);
    const before = named.get(on);
    if (before !== undefined) report(`${path}.${i}.on`, `${on} is there twice, see ${path}.${before}`);
    named.set(on, i);
  });
}

function checkDay(on: string, path: string, report: Report): void {
  const parsed = parseDay(on);
  if (parsed === undefined) report(path, `there is no day ${JSON.stringify(on)}`);
  else if (parsed < FIRST_DAY || parsed > LAST_DAY) report(path, 'the calendar reaches from 2016 to 2060');
}

function checkCapacity(path: string, minutes: number, { visitMinutes }: Policy, report: Report): void {
  if (minutes < visitMinutes.phone)
    report(path, `an owner must be able to hold at least one call a day, ${visitMinutes.phone} minutes`);
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
    if ((trigger.type === 'after' || trigger.type === 'recurring') && n < 0)
      report(`${path}.window.${part}.n`, 'counts on from its date: 0 or positive');
  }
  switch (trigger.type) {
    case 'recurring':
      if (rule.on && window.target.n < 1)
        report(`${path}.window.target.n`, 'a recurring visit needs an interval of at least one day');
      if (trigger.paidBy?.kinds.length === 0)
        report(`${path}.trigger.paidBy.kinds`, 'nothing would ever pay this rule');
      if (trigger.guard && trigger.guard.times < 1) report(`${path}.trigger.guard.times`, 'at least once a period');
      break;
    case 'grid':
      checkGrid(rule, trigger, path, report);
      break;
    case 'dated':
      checkDated(rule, trigger, path, report);
      break;
    case 'after':
    case 'before':
      if (trigger.anchor.length === 0) report(`${path}.trigger.anchor`, 'a date to count from is needed');
      if (trigger.type === 'before' && rule.roll !== 'back')
        report(`${path}.roll`, 'a visit before a date moves back from a day off');
      break;
    default:
      trigger satisfies never;
  }
  if (rule.applies.tiers?.some((tier) => rule.applies.notTiers?.includes(tier))) {
    report(`${path}.applies.notTiers`, 'a tier is both asked for and left out');
  }
  if (rule.applies.flags?.some((flag) => rule.applies.notFlags?.includes(flag))) {
    report(`${path}.applies.notFlags`, 'a flag is both asked for and left out');
  }
  if (rule.applies.stages?.length === 0) report(`${path}.applies.stages`, 'the rule would apply to nobody');
  if (rule.applies.tiers?.length === 0) report(`${path}.applies.tiers`, 'the rule would apply to nobody');
  if (rule.channels.length === 0) report(`${path}.channels`, 'a channel is needed');
  if (rule.kind === 'message' && !rule.channels.some((channel) => channel === 'email' || channel === 'sms')) {
    report(`${path}.channels`, 'a message needs email or sms');
  }
  if (rule.owners.length === 0) report(`${path}.owners`, 'a role is needed');
  if (rule.minutes !== undefined && rule.minutes < 1) report(`${path}.minutes`, 'at least one minute is needed');
  rule.ours.forEach((part, i) => {
    if (!pathExists(rule, part)) report(`${path}.ours.${i}`, `the rule has no ${JSON.stringify(part)}`);
  });
}

function checkGrid(
  { window }: PolicyRule,
  trigger: Extract<PolicyRule['trigger'], { type: 'grid' }>,
  path: string,
  report: Report,
): void {
  if (trigger.anchor.length === 0) report(`${path}.trigger.anchor`, 'a date to count from is needed');
  if (trigger.every < 1) report(`${path}.trigger.every`, 'a grid needs at least one day between its days');
  for (const part of ['earliest', 'target', 'latest'] as const) {
    if (window[part].unit !== 'C') report(`${path}.window.${part}.unit`, 'a grid is counted in calendar days');
  }
  if (window.latest.n - window.earliest.n >= trigger.every) {
    report(`${path}.window.latest.n`, 'the window reaches into that of the next day of the grid');
  }
  trigger.slots?.forEach((slot, i) => {
    if (slot < 1) report(`${path}.trigger.slots.${i}`, 'the first day of a grid is number 1');
    else if (slot <= (trigger.slots?.[i - 1] ?? 0)) report(`${path}.trigger.slots.${i}`, 'numbers ascend');
  });
  if (trigger.slots?.length === 0) report(`${path}.trigger.slots`, 'the rule would ask nothing');
}

function checkDated(
  rule: PolicyRule,
  trigger: Extract<PolicyRule['trigger'], { type: 'dated' }>,
  path: string,
  report: Report,
): void {
  const named = [trigger.festivals, trigger.birthday, trigger.dates].filter((each) => each !== undefined).length;
  if (named !== 1) report(`${path}.trigger`, 'one of festivals, birthday and dates');
  if (rule.on && trigger.dates?.length === 0) report(`${path}.trigger.dates`, 'the rule is on and has no date');
  if (trigger.festivals?.length === 0) report(`${path}.trigger.festivals`, 'a festival is needed');
  trigger.dates?.forEach((on, i) => {
    const parsed = parseDay(on);
    if (parsed === undefined || parsed < FIRST || parsed > LAST)
      report(`${path}.trigger.dates.${i}`, `the calendar has no day ${JSON.stringify(on)}`);
  });
}

/** What only shows when rules are looked at side by side. */
function checkTogether(policy: Policy, report: Report): void {
  const { rules, scripts, duties = [] } = policy;
  const at = new Map(rules.map((rule, i) => [rule.id, i]));
  rules.forEach((rule, i) => {
    const path = `rules.${i}`;
    const known = (ids: readonly string[] | undefined, where: string): void =>
      ids?.forEach((id, k) => {
        if (!at.has(id)) report(`${path}.${where}.${k}`, `there is no rule ${id}`);
      });
    known(rule.mergesWith, 'mergesWith');
    known(rule.replaces, 'replaces');
    if (rule.trigger.type === 'dated') known(rule.trigger.pays, 'trigger.pays');
    if (rule.trigger.type === 'grid' && rule.trigger.reminder !== undefined) {
      const { of, slot } = rule.trigger.reminder;
      const survey = rules[at.get(of) ?? -1];
      if (survey === undefined) report(`${path}.trigger.reminder.of`, `there is no rule ${of}`);
      else if (survey.trigger.type !== 'after') report(`${path}.trigger.reminder.of`, `${of} comes after no date`);
      if (rule.trigger.slots !== undefined && !rule.trigger.slots.includes(slot))
        report(`${path}.trigger.reminder.slot`, `${slot} is none of its slots`);
    }
    const circle = circleFrom(rule, rules);
    if (circle !== undefined)
      report(`${path}.replaces`, `the rules replace each other in a circle: ${circle.join(' → ')}`);
    if (rule.on) {
      rules.slice(0, i).forEach((other) => {
        if (other.on && asksTheSame(rule, other)) report(path, `asks the same of the same customers as ${other.id}`);
      });
      const beaten = neverWins(rule, rules);
      if (beaten !== undefined)
        report(path, `${beaten} comes sooner for every customer it applies to: it would never decide`);
    }
    rule.owners.forEach((role, k) => {
      if (!isHeld(role, policy))
        report(`${path}.owners.${k}`, `nobody can hold the role ${role}: no one stands in for it`);
    });
  });
  duties.forEach((duty, i) => {
    if (at.has(duty.id)) report(`duties.${i}.id`, `${duty.id} is a rule too, see rules.${at.get(duty.id)}`);
    if (duty.kind === 'clock' && duty.on && duty.latest === undefined)
      report(`duties.${i}.latest`, 'a clock needs a length');
    if (duty.on && duty.kind !== 'context' && duty.owners.length === 0)
      report(`duties.${i}.owners`, 'a role is needed');
    if (duty.visit !== undefined) {
      const path = `duties.${i}.visit`;
      if (duty.visit.channels.length === 0) report(`${path}.channels`, 'a channel is needed');
      if (!scripts.some(({ id }) => id === duty.visit?.script))
        report(`${path}.script`, `there is no script ${JSON.stringify(duty.visit.script)}`);
      for (const role of [...duty.owners, ...(duty.visit.highValue?.owners ?? [])])
        if (duty.on && !isHeld(role, policy))
          report(`${path}`, `nobody can hold the role ${role}: no one stands in for it`);
    }
    duty.ours.forEach((part, k) => {
      if (!pathExists(duty, part)) report(`duties.${i}.ours.${k}`, `the duty has no ${JSON.stringify(part)}`);
    });
  });
}

/** Roles that a contact's own properties fill. */
const FILLED: readonly Role[] = ['account_manager', 'service_engineer', 'care_specialist'];

function isHeld(role: Role, { fallback }: Policy): boolean {
  let at: Role | undefined = role;
  for (let steps = 0; at !== undefined && steps < 7; steps += 1) {
    if (FILLED.includes(at)) return true;
    at = fallback[at];
  }
  return false;
}

function circleFrom(rule: PolicyRule, rules: readonly PolicyRule[]): readonly string[] | undefined {
  const walk = (from: PolicyRule, chain: readonly string[]): readonly string[] | undefined => {
    for (const id of from.replaces ?? []) {
      if (id === rule.id) return [...chain, id];
      const next = rules.find((each) => each.id === id);
      if (next === undefined || chain.includes(id)) continue;
      const found = walk(next, [...chain, id]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(rule, [rule.id]);
}

function asksTheSame(a: PolicyRule, b: PolicyRule): boolean {
  const key = ({ kind, applies, trigger, window, roll }: PolicyRule): string =>
    JSON.stringify([kind, applies, trigger, window, roll]);
  return key(a) === key(b);
}

/** A cadence that applies to nobody whom a shorter one does not take first. */
function neverWins(rule: PolicyRule, rules: readonly PolicyRule[]): string | undefined {
  if (rule.trigger.type !== 'recurring' || rule.rank !== 5 || rule.kind === 'task') return undefined;
  return rules.find(
    (other) =>
      other !== rule &&
      other.on &&
      other.rank === 5 &&
      other.kind !== 'task' &&
      other.trigger.type === 'recurring' &&
      other.window.target.unit === 'C' &&
      rule.window.target.unit === 'C' &&
      other.window.target.n < rule.window.target.n &&
      isWider(other, rule),
  )?.id;
}

/** Whether everybody `b` applies to is one `a` applies to. */
function isWider({ applies: a }: PolicyRule, { applies: b }: PolicyRule): boolean {
  const within = <T>(inner: readonly T[] | undefined, outer: readonly T[] | undefined): boolean =>
    outer === undefined || (inner?.every((each) => outer.includes(each)) ?? false);
  const { stages, tiers, notTiers, flags, ...rest } = a;
  if (Object.keys(rest).length > 0) return false;
  if (!within(b.stages, stages) || !within(b.tiers, tiers)) return false;
  if (
    notTiers !== undefined &&
    !notTiers.every((tier) => b.notTiers?.includes(tier) || (b.tiers && !b.tiers.includes(tier)))
  )
    return false;
  return flags === undefined || flags.every((flag) => b.flags?.includes(flag));
}

function checkTeam({ team, budget, callingHours }: Policy, report: Report): void {
  if (budget !== undefined) {
    for (const part of ['calls', 'conversations'] as const) {
      if (budget[part].most < 1) report(`budget.${part}.most`, 'at least one, or nobody would ever be called');
      if (budget[part].days < 1) report(`budget.${part}.days`, 'at least one day is needed');
    }
    if (budget.messageEveryDays < 0) report('budget.messageEveryDays', 'must not be negative');
    if (budget.surveyEveryDays < 0) report('budget.surveyEveryDays', 'must not be negative');
  }
  if (callingHours !== undefined) checkShifts('callingHours', [callingHours], report);
  callingHours?.pauses.forEach((pause, i) => {
    if (areTimes(pause) && pause.to <= pause.from) report(`callingHours.pauses.${i}.to`, 'ends before it begins');
  });
  team?.leave?.forEach(({ ownerId, from, to, backup }, i) => {
    checkDay(from, `team.leave.${i}.from`, report);
    checkDay(to, `team.leave.${i}.to`, report);
    if (to < from) report(`team.leave.${i}.to`, 'the leave ends before it begins');
    if (backup === ownerId) report(`team.leave.${i}.backup`, 'nobody stands in for himself');
  });
  const times: (readonly [string, WorkingTime])[] = [];
  if (team?.portal !== undefined) times.push(['team.portal', team.portal]);
  for (const [id, time] of Object.entries(team?.teams ?? {})) times.push([`team.teams.${id}`, time]);
  for (const [id, time] of Object.entries(team?.users ?? {})) {
    times.push([`team.users.${id}`, time]);
    if (time.team !== undefined && team?.teams?.[time.team] === undefined)
      report(`team.users.${id}.team`, `there is no team ${JSON.stringify(time.team)}`);
  }
  for (const [path, { zone, shifts, exceptions = [] }] of times) {
    if (zone !== undefined && !zoneExists(zone))
      report(`${path}.zone`, `there is no time zone ${JSON.stringify(zone)}`);
    if (shifts?.length === 0) report(`${path}.shifts`, 'nobody would ever work');
    if (shifts !== undefined) checkShifts(`${path}.shifts`, shifts, report);
    checkExceptions(exceptions, `${path}.exceptions`, report);
  }
}

/** Whether a span can be looked at; a time that is none is told by itself. */
function areTimes({ from, to }: { readonly from: string; readonly to: string }): boolean {
  return isTimeOfDay(from) && (isTimeOfDay(to) || to === '24:00');
}

function checkShifts(
  path: string,
  shifts: readonly { readonly from: string; readonly to: string }[],
  report: Report,
): void {
  shifts.forEach(({ from, to }, i) => {
    const where = path === 'callingHours' ? path : `${path}.${i}`;
    if (!areTimes({ from, to })) return;
    if (to <= from)
      report(`${where}.to`, 'ends before it begins; work over midnight is two shifts, up to 24:00 and from 00:00');
    else if (i > 0 && from < (shifts[i - 1]?.to ?? ''))
      report(`${where}.from`, 'begins before the shift before it ends');
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
