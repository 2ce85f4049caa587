import { festivalIn } from '../calendar/china-festivals.ts';
import { civilOf, dayOfCivil, dayText } from '../calendar/civil.ts';
import { type Day, parseDay } from '../calendar/day.ts';
import { type Period, periodEnd, periodStart } from '../calendar/months.ts';
import { ownerCalendar } from '../calendar/owner-calendar.ts';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';
import type { Duty, Offset, Policy, PolicyRule, RuleKind } from '../policy/policy.ts';
import type { Channel, Role } from './facts.ts';
import type { DebtKey, RuleId, SuppressionReason } from './plan.ts';
import { type WindowStory, windowFrom } from './window.ts';

/** A rule with what the planner would otherwise work out again for every customer. */
export interface CompiledRule {
  readonly rule: PolicyRule;
  readonly id: string;
  readonly index: number;
  /** Once per date, against again and again. */
  readonly isEvent: boolean;
  /** A recurring contact of rank 5: of several the shortest interval wins. */
  readonly isCadence: boolean;
  /** Goes out or is done without a visit. */
  readonly asTouch: boolean;
  /** Days between two visits, for "the shorter interval goes first"; 0 for events. */
  readonly interval: number;
  /** No day of a window lies further than this from its anchor, holidays included. */
  readonly reach: number;
  /** Of a rule on days that the policy names: all its windows, ascending. */
  readonly occurrences: readonly Occurrence[];
  readonly kind: RuleKind;
  readonly rank: PolicyRule['rank'];
  readonly trigger: PolicyRule['trigger'];
  readonly isGrid: boolean;
  readonly channels: readonly Channel[];
  readonly owners: readonly Role[];
  readonly helpers: readonly Role[] | undefined;
  /** Follows an interval agreed with the customer. */
  readonly isAgreed: boolean;
  /** The duty whose conversation this is: an open loop asks for it and gives it its window. */
  readonly asks: Duty | undefined;
  readonly ways: Ways;
  /** A message's ways to be spoken instead; of other rules the same as `ways`. */
  readonly spoken: Ways;
  /** What was worked out for an anchor day. */
  readonly windows: Map<Day, KeyedWindow>;
}

/** How a customer may be reached for a rule. */
export interface Reach {
  readonly kind: RuleKind;
  readonly channel: Channel;
  /** Set when a stop holds; the debt is worked out all the same, so that what is settled or over is called so. */
  readonly stopped: { readonly reason: SuppressionReason; readonly until?: Day } | undefined;
}

/** How anybody may be reached for a rule: one object for all customers, since there are a dozen for each. */
export interface Ways {
  readonly by: { readonly [channel in Channel]?: Reach };
  readonly stopped: {
    readonly [reason in 'do_not_visit' | 'lead_elsewhere' | 'refused' | 'no_consent']: Reach;
  };
}

/** The debt of a rule for one anchor day, and its window before anything of the customer changes it. */
export interface KeyedWindow {
  readonly key: DebtKey;
  readonly story: WindowStory;
}

export interface Occurrence {
  readonly on: Day;
  readonly story: WindowStory;
}

/** A stretch of leave, both days included. */
interface Away {
  readonly from: Day;
  readonly to: Day;
  readonly backup?: string;
}

/** A policy read once for a run. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly calendar: WorkingCalendar;
  readonly goLiveOn: Day;
  /** Last day over which debts overdue at go-live are spread. */
  readonly spreadUntil: Day;
  /** Those of the policy, then the conversations that its duties ask for. */
  readonly rules: readonly CompiledRule[];
  readonly asks: readonly CompiledRule[];
  /** Rules that stand in for others, and the one that follows an agreed interval. */
  readonly replacing: readonly CompiledRule[];
  readonly agreed: CompiledRule | undefined;
  /** Dated rules that count as a contact for some other. */
  readonly greetings: readonly CompiledRule[];
  /** Rules that depend on what was bought. */
  readonly byProduct: readonly CompiledRule[];
  /** The first calendar period that is wholly after go-live: guards hold from there. */
  readonly guardsFrom: { readonly [period in Period]: Day };
  readonly away: ReadonlyMap<string, readonly Away[]>;
  /** Working days of one owner, leave aside; the policy's own calendar where nothing differs. */
  readonly calendarOf: (ownerId: string) => WorkingCalendar;
}

/**
 * Prepares a policy and its calendar for {@link planCustomer}.
 *
 * A policy that was never published has no first day: planning by it throws, since every overdue customer would be called at once.
 */
export function compilePolicy(policy: Policy, base: WorkingCalendar): CompiledPolicy {
  const goLiveOn = policy.goLiveOn === null ? undefined : parseDay(policy.goLiveOn);
  if (goLiveOn === undefined) {
    throw new RangeError(`expected a policy with its first day, got goLiveOn ${JSON.stringify(policy.goLiveOn)}`);
  }
  // What the whole portal works or not is everybody's calendar, of whom no visit is known yet too.
  const calendar = ownerCalendar(base, policy.team?.portal && { portal: policy.team.portal }, '');
  const rules = policy.rules.map((rule, index) => compileRule(rule, index, calendar));
  const asks: CompiledRule[] = [];
  for (const duty of policy.duties ?? []) {
    const rule = conversationOf(duty);
    if (rule !== undefined) asks.push({ ...compileRule(rule, rules.length + asks.length, calendar), asks: duty });
  }
  return {
    policy,
    calendar,
    goLiveOn,
    spreadUntil: calendar.addWorking(goLiveOn, policy.firstRun.spreadWorkingDays),
    rules: [...rules, ...asks],
    asks,
    replacing: rules.filter(({ rule }) => rule.on && rule.replaces !== undefined),
    agreed: rules.find(({ rule }) => rule.on && rule.applies.agreedCadence === true),
    greetings: rules.filter(({ rule }) => rule.on && rule.trigger.type === 'dated' && rule.trigger.pays !== undefined),
    byProduct: rules.filter(({ rule }) => rule.on && dependsOnProducts(rule)),
    guardsFrom: { month: firstWhole(goLiveOn, 'month'), quarter: firstWhole(goLiveOn, 'quarter') },
    away: awayByOwner(policy),
    calendarOf: calendarsOf(policy, base, calendar),
  };
}

/** The calendars of owners who differ from everybody's, each worked out once. */
function calendarsOf(
  { team }: Policy,
  base: WorkingCalendar,
  everybody: WorkingCalendar,
): CompiledPolicy['calendarOf'] {
  const levels = [...Object.values(team?.teams ?? {}), ...Object.values(team?.users ?? {})];
  if (team === undefined || levels.every(({ exceptions = [] }) => exceptions.length === 0)) return () => everybody;
  // Days off of one person are looked up apart: somebody may stand in.
  const { leave: _, ...present } = team;
  const known = new Map<string, WorkingCalendar>();
  return (ownerId) => {
    let calendar = known.get(ownerId);
    if (calendar === undefined) {
      calendar = team.users?.[ownerId] === undefined ? everybody : ownerCalendar(base, present, ownerId);
      known.set(ownerId, calendar);
    }
    return calendar;
  };
}

const AT_ONCE: Offset = { n: 0, unit: 'C' };

/** The conversation that a duty asks for, as a rule whose window each loop gives. */
function conversationOf({
  id,
  name,
  source,
  basis,
  ours,
  on,
  rank,
  owners,
  helpers,
  visit,
}: Duty): PolicyRule | undefined {
  if (visit === undefined) return undefined;
  return {
    id,
    name,
    source,
    basis,
    ours,
    on,
    kind: 'visit',
    rank: rank ?? 2,
    goal: visit.goal,
    applies: {},
    trigger: { type: 'after', anchor: [] },
    window: { earliest: AT_ONCE, target: AT_ONCE, latest: AT_ONCE },
    roll: 'none',
    channels: visit.channels,
    ...(visit.minutes === undefined ? {} : { minutes: visit.minutes }),
    owners,
    ...(helpers === undefined ? {} : { helpers }),
    script: visit.script,
  };
}

/**
 * Minutes that a stored visit takes of its owner's day: what the rule that leads says, else what its channel takes; a call's where
 * the record names a channel that there is not.
 */
export function minutesOf(
  { policy, rules }: CompiledPolicy,
  visit: { readonly leader: RuleId; readonly channel: string },
): number {
  const ruled = rules.find(({ id }) => id === visit.leader)?.rule.minutes;
  return ruled ?? policy.visitMinutes[visit.channel as Channel] ?? policy.visitMinutes.phone;
}

/** Whether every visit takes as long by one policy as by the other. */
export function takeSameMinutes(a: CompiledPolicy, b: CompiledPolicy): boolean {
  const minutes = ({ policy, rules }: CompiledPolicy): string =>
    JSON.stringify([
      Object.entries(policy.visitMinutes).sort(),
      rules.flatMap(({ id, rule }) => (rule.minutes === undefined ? [] : [`${id} ${rule.minutes}`])).sort(),
    ]);
  return minutes(a) === minutes(b);
}

/** The first day of the first period that lies wholly on or after `from`. */
export function firstWhole(from: Day, period: Period): Day {
  return periodStart(from, period) === from ? from : ((periodEnd(from, period) + 1) as Day);
}

/** Whether somebody is on leave on a day. */
export function isAway({ away }: CompiledPolicy, ownerId: string, on: Day): boolean {
  if (away.size === 0) return false;
  const stretches = away.get(ownerId);
  return stretches?.some(({ from, to }) => on >= from && on <= to) ?? false;
}

/** Who stands in for somebody who is away on every working day of a stretch; undefined where nobody need or can. */
export function backupFor(policy: CompiledPolicy, ownerId: string, from: Day, to: Day): string | undefined {
  const stretches = policy.away.get(ownerId);
  if (stretches === undefined) return undefined;
  const calendar = policy.calendarOf(ownerId);
  let backup: string | undefined;
  for (let on = calendar.workingOnOrAfter(from); on <= to; on = calendar.addWorking(on, 1)) {
    const stretch = stretches.find((each) => on >= each.from && on <= each.to);
    if (stretch === undefined) return undefined;
    backup ??= stretch.backup;
  }
  return backup;
}

function awayByOwner({ team }: Policy): CompiledPolicy['away'] {
  const away = new Map<string, Away[]>();
  for (const { ownerId, from, to, backup } of team?.leave ?? []) {
    const first = parseDay(from);
    const last = parseDay(to);
    if (first === undefined || last === undefined || last < first) {
      throw new RangeError(`expected leave from a day to a later one, got ${from} to ${to}`);
    }
    const stretch: Away = backup === undefined ? { from: first, to: last } : { from: first, to: last, backup };
    away.set(ownerId, [...(away.get(ownerId) ?? []), stretch]);
  }
  return away;
}

/** More anchor days than this are not remembered of a rule: some ten years of working days. */
const MOST_WINDOWS = 4_000;

/** The debt of a rule for an anchor day, with its window as {@link windowFrom} counts it; worked out once for each day. */
export function windowOn(rule: CompiledRule, anchor: Day, calendar: WorkingCalendar): KeyedWindow {
  const known = rule.windows.get(anchor);
  if (known !== undefined) return known;
  if (rule.windows.size >= MOST_WINDOWS) rule.windows.clear();
  const found = { key: `${rule.id}@${dayText(anchor)}`, story: windowFrom(rule.rule, anchor, calendar) };
  rule.windows.set(anchor, found);
  return found;
}

function compileRule(rule: PolicyRule, index: number, calendar: WorkingCalendar): CompiledRule {
  const { earliest, target, latest } = rule.window;
  const { trigger } = rule;
  const isEvent = trigger.type !== 'recurring' && trigger.type !== 'grid';
  const asTouch = rule.kind !== 'visit' && rule.rank !== 5;
  const ways = waysOf(rule.kind, rule.channels);
  const reach = Math.max(mostDays(earliest), mostDays(target), mostDays(latest)) + 40;
  return {
    rule,
    id: rule.id,
    index,
    isEvent,
    isCadence: !isEvent && rule.rank === 5 && rule.kind !== 'task',
    asTouch: asTouch || rule.kind === 'task' || rule.kind === 'survey',
    interval: trigger.type === 'grid' ? trigger.every : isEvent ? 0 : mostDays(target),
    reach,
    kind: rule.kind,
    rank: rule.rank,
    trigger,
    isGrid: trigger.type === 'grid',
    channels: rule.channels,
    owners: rule.owners,
    helpers: rule.helpers,
    isAgreed: rule.applies.agreedCadence === true,
    asks: undefined,
    ways,
    spoken: rule.kind === 'visit' ? ways : waysOf('visit', rule.channels),
    windows: new Map(),
    occurrences: namedDays(rule, calendar)
      .filter((on) => on > calendar.first + reach && on < calendar.last - reach)
      .map((on) => ({ on, story: windowFrom(rule, on, calendar) })),
  };
}

function waysOf(kind: RuleKind, channels: readonly Channel[]): Ways {
  const by: { [channel in Channel]?: Reach } = {};
  for (const channel of channels) by[channel] = { kind, channel, stopped: undefined };
  const stopped = (reason: SuppressionReason): Reach => ({
    kind,
    channel: channels[0] as Channel,
    stopped: { reason },
  });
  return {
    by,
    stopped: {
      do_not_visit: stopped('do_not_visit'),
      lead_elsewhere: stopped('lead_elsewhere'),
      refused: stopped('refused'),
      no_consent: stopped('no_consent'),
    },
  };
}

/** A rule with an empty list of products asks nothing of anybody. */
function dependsOnProducts({ applies: { products, repeatOrder } }: PolicyRule): boolean {
  return products === undefined ? repeatOrder === true : products.length > 0;
}

function namedDays({ trigger, on }: PolicyRule, calendar: WorkingCalendar): readonly Day[] {
  if (trigger.type !== 'dated' || !on) return [];
  const days: Day[] = [];
  for (const text of trigger.dates ?? []) {
    const named = parseDay(text);
    if (named !== undefined) days.push(named);
  }
  const last = civilOf(calendar.last).year;
  for (let { year } = civilOf(calendar.first); year <= last; year += 1) {
    for (const festival of trigger.festivals ?? []) {
      const found = festivalIn(year, festival);
      if (found !== undefined) days.push(dayOfCivil(year, found.month, found.dayOfMonth));
    }
  }
  return days.sort((a, b) => a - b);
}

function mostDays({ n, unit }: Offset): number {
  const size = Math.abs(n);
  return unit === 'C' ? size : unit === 'm' ? size * 31 : size * 2 + 12;
}
