import { dayText, laterOf } from '../calendar/civil.ts';
import type { Day } from '../calendar/day.ts';
import { periodEnd, periodStart } from '../calendar/months.ts';
import type { AnchorField, PolicyRule } from '../policy/policy.ts';
import { dormantAfter, type StageOnDay } from '../segmentation/stage.ts';
import { type CompiledPolicy, type CompiledRule, firstWhole } from './compiled-policy.ts';
import type { Channel, CustomerFacts, Permission, Role, Tier, Touch } from './facts.ts';
import type { DebtKey, PlanMemory, RuleId, SuppressionReason, VisitKind, VisitWindow } from './plan.ts';
import { offsetFrom, rollForward, type WindowStory, windowFrom } from './window.ts';

/** What a window was counted from. `unreached`: the last attempt; `began`: the rule began to apply. */
export type AnchoredBy = AnchorField | 'touch' | 'unreached' | 'refused' | 'began';

/** A contact that is owed, with its window. */
export interface Debt {
  readonly rule: CompiledRule;
  readonly key: DebtKey;
  readonly anchor: Day;
  readonly anchoredBy: AnchoredBy;
  readonly kind: VisitKind;
  readonly channel: Channel;
  readonly ownerId: string;
  readonly ownerRole: Role;
  readonly window: VisitWindow;
  readonly story: WindowStory;
  /** What else shaped the window. */
  readonly shaped: Shaped;
  /** Days on which it was tried in vain, ascending. */
  readonly attempts: readonly Day[];
  /** The slot of the visit that was tried; 0 when none was. */
  readonly triedIn: number;
}

export interface Shaped {
  /** `latest` is the last working day of a calendar period that still lacks a visit. */
  readonly guarded: boolean;
  /** Overdue at go-live, spread over the first working days. */
  readonly spread: boolean;
  /** Began to apply late: the first target is a week on. */
  readonly fresh: boolean;
  /** Reopened at the end of a pause. */
  readonly reopened: boolean;
  /** Not before half of the contract's term. */
  readonly halfTerm: boolean;
}

/** What became of a rule before visits are made of the debts. */
export type Finding =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'not_applicable';
      readonly because: 'scope' | 'stage' | 'tier' | 'flag' | 'no_date' | 'over' | 'unsound' | 'out_of_range';
    }
  | {
      readonly kind: 'settled';
      readonly key: DebtKey;
      readonly how: 'held' | 'unreached' | 'refused' | 'touch';
      readonly on: Day;
      /** Found out now, to be remembered: it follows from a touch that will be forgotten one day. */
      readonly remember: boolean;
    }
  | { readonly kind: 'lapsed'; readonly key: DebtKey; readonly window?: VisitWindow }
  | { readonly kind: 'beaten'; readonly by: RuleId }
  | {
      readonly kind: 'suppressed';
      readonly reason: SuppressionReason;
      readonly until?: Day;
      readonly key?: DebtKey;
    }
  | { readonly kind: 'no_owner'; readonly key: DebtKey; readonly window: VisitWindow }
  | { readonly kind: 'debt'; readonly debt: Debt };

/** What the planner knows when it looks for debts. */
export interface Situation {
  readonly facts: CustomerFacts;
  readonly stage: StageOnDay;
  readonly policy: CompiledPolicy;
  readonly today: Day;
  /** Newest first, the visits closed since the last run among them. */
  readonly touches: readonly Touch[];
  readonly settled: PlanMemory['settled'];
  readonly began: { readonly [rule: RuleId]: Day };
  /** Attempts on open visits, by debt. */
  readonly tried: ReadonlyMap<DebtKey, { readonly slot: number; readonly attempts: readonly Day[] }>;
}

const NOTHING: Shaped = { guarded: false, spread: false, fresh: false, reopened: false, halfTerm: false };
const OFF: Finding = { kind: 'off' };
const not = (because: Extract<Finding, { kind: 'not_applicable' }>['because']): Finding => ({
  kind: 'not_applicable',
  because,
});
const NOT_STAGE = not('stage');
const NOT_TIER = not('tier');
const NOT_FLAG = not('flag');
const NO_DATE = not('no_date');
const OVER = not('over');
const UNSOUND = not('unsound');
const OUT_OF_RANGE = not('out_of_range');

/** Whether the rule is for a customer of this stage, tier and flags; if not, why. */
export function applicability(rule: PolicyRule, facts: CustomerFacts, stage: StageOnDay): Finding | undefined {
  if (!rule.on) return OFF;
  const { stages, tiers, notTiers, flags } = rule.applies;
  if (stages !== undefined && !stages.includes(stage.stage)) return NOT_STAGE;
  if (tiers !== undefined && (facts.tier === undefined || !tiers.includes(facts.tier))) return NOT_TIER;
  if (notTiers !== undefined && facts.tier !== undefined && notTiers.includes(facts.tier)) return NOT_TIER;
  if (flags !== undefined && !flags.every((flag) => facts.flags.includes(flag))) return NOT_FLAG;
  return undefined;
}

/**
 * What an applying rule asks of a customer today: a debt with its window, or why there is none.
 *
 * Windows come from the facts and what is remembered alone, never from `today`: the same debt has the same window until it is paid.
 */
export function findingOf(rule: CompiledRule, at: Situation): Finding {
  const reach = reachOut(rule, at);
  if (reach.kind === 'finding') return reach.finding;
  const { trigger } = rule.rule;
  return trigger.type === 'recurring'
    ? recurringFinding(rule, trigger, reach, at)
    : eventFinding(rule, trigger, reach, at);
}

/** How the customer may be reached for this rule. */
interface Reach {
  readonly kind: VisitKind;
  readonly channel: Channel;
  /** Set when a stop holds; the debt is worked out all the same, so that what is settled or over is called so. */
  readonly stopped?: { readonly reason: SuppressionReason; readonly until?: Day };
}

const PERMISSION: { readonly [channel in Channel]: Permission } = {
  phone: 'call',
  // Two people talk: who allows calls may be visited, who refuses them may not.
  on_site: 'call',
  video: 'call',
  email: 'email',
  sms: 'sms',
  wechat: 'sms',
  survey: 'survey',
};

function reachOut(
  { rule }: CompiledRule,
  at: Situation,
): Reach | { readonly kind: 'finding'; readonly finding: Finding } {
  const { facts, today } = at;
  const { consents, refusals } = facts;
  if (facts.doNotVisit)
    return { kind: rule.kind, channel: rule.channels[0] as Channel, stopped: { reason: 'do_not_visit' } };
  const paused =
    rule.rank >= 4 && facts.pausedUntil !== undefined && today < facts.pausedUntil
      ? { reason: 'paused' as const, until: facts.pausedUntil }
      : undefined;

  let refused = false;
  if (rule.kind === 'message') {
    // A message is only sent to who said yes to greetings and to the way it takes; everybody else may still be called.
    const mayGreet = consents.includes('greeting') && !refusals.includes('greeting');
    const by = mayGreet
      ? pick(rule.channels, facts.preferredChannel, (channel) => {
          const permission = PERMISSION[channel];
          return isWritten(channel) && consents.includes(permission) && !refusals.includes(permission);
        })
      : undefined;
    if (by !== undefined)
      return paused ? { kind: 'message', channel: by, stopped: paused } : { kind: 'message', channel: by };
  }
  const asksConsent = rule.rank >= 5 && consents.length > 0;
  const by = pick(rule.channels, facts.preferredChannel, (channel) => {
    if (rule.kind === 'message' && isWritten(channel)) return false;
    const permission = PERMISSION[channel];
    if (refusals.includes(permission)) {
      refused = true;
      return false;
    }
    return !asksConsent || consents.includes(permission);
  });
  if (by === undefined) {
    return {
      kind: 'visit',
      channel: rule.channels[0] as Channel,
      stopped: { reason: refused ? 'refused' : 'no_consent' },
    };
  }
  return paused ? { kind: 'visit', channel: by, stopped: paused } : { kind: 'visit', channel: by };
}

const isWritten = (channel: Channel): boolean => channel === 'email' || channel === 'sms' || channel === 'wechat';

function pick(
  channels: readonly Channel[],
  preferred: Channel | undefined,
  allowed: (channel: Channel) => boolean,
): Channel | undefined {
  if (preferred !== undefined && channels.includes(preferred) && allowed(preferred)) return preferred;
  return channels.find(allowed);
}

function eventFinding(
  rule: CompiledRule,
  trigger: Extract<PolicyRule['trigger'], { type: 'after' | 'before' }>,
  reach: Reach,
  at: Situation,
): Finding {
  const { facts, stage, policy, today } = at;
  const { calendar, goLiveOn } = policy;
  let anchor: Day | undefined;
  let anchoredBy: AnchorField | undefined;
  for (const field of trigger.anchor) {
    // Dormant since nobody knows when: the debt needs one name that does not change from run to run.
    anchor = field === 'stageEnteredOn' ? (stage.enteredOn ?? goLiveOn) : facts[field];
    anchoredBy = field;
    if (anchor !== undefined) break;
  }
  if (anchor === undefined || anchoredBy === undefined) return NO_DATE;
  if (trigger.type === 'before' && today > anchor) return OVER;
  if (anchoredBy === 'contractEndsOn' && facts.signedOn !== undefined && anchor <= facts.signedOn) return UNSOUND;
  if (anchor > calendar.last - rule.reach) return OUT_OF_RANGE;

  const key = `${rule.id}@${dayText(anchor)}`;
  const before = at.settled.find((entry) => entry.debt === key);
  if (before !== undefined) return { kind: 'settled', key, how: before.how, on: before.on, remember: false };
  // Before the calendar begins nothing can be counted, and nothing needs to be: it is long over.
  if (anchor < calendar.first + rule.reach) return rule.rule.rank >= 5 ? OUT_OF_RANGE : { kind: 'lapsed', key };

  let story = windowFrom(rule.rule, anchor, calendar);
  let shaped = NOTHING;
  if (trigger.type === 'before' && facts.signedOn !== undefined && anchoredBy === 'contractEndsOn') {
    const half = (facts.signedOn + Math.floor((anchor - facts.signedOn) / 2)) as Day;
    if (half > story.window.earliest && half >= calendar.first) {
      story = notBefore(half, story, policy);
      shaped = { ...NOTHING, halfTerm: true };
    }
  }

  const { earliest, latest } = story.window;
  // A visit of ours that carried the goal pays also when the date it counts from was corrected since.
  for (const entry of at.settled) {
    if (entry.how === 'held' && entry.on >= earliest && entry.on <= today && isOf(rule.id, entry.debt)) {
      return { kind: 'settled', key, how: 'held', on: entry.on, remember: true };
    }
  }
  if (rule.rule.rank >= 5) {
    // Any two-way touch after the day itself pays, ours or not.
    for (const touch of at.touches) {
      if (touch.on > anchor && touch.on >= earliest)
        return { kind: 'settled', key, how: 'touch', on: touch.on, remember: true };
    }
    if (latest < goLiveOn) {
      // Somebody dormant was silent for that long before.
      const silentFrom = anchoredBy === 'stageEnteredOn' ? anchor - dormantAfter(policy.policy, facts.tier) : anchor;
      story = spread(silentFrom as Day, facts.tier, policy);
      shaped = { ...shaped, spread: true };
    }
  } else {
    if (anchor < goLiveOn) {
      for (const touch of at.touches) {
        if (touch.on < goLiveOn && touch.on > anchor && touch.on >= earliest) {
          return { kind: 'settled', key, how: 'touch', on: touch.on, remember: true };
        }
      }
    }
    // The contract still runs: better late than never.
    if (latest < goLiveOn && trigger.type === 'after') return { kind: 'lapsed', key, window: story.window };
  }
  return owed(rule, key, anchor, anchoredBy, story, shaped, reach, at);
}

function recurringFinding(
  rule: CompiledRule,
  trigger: Extract<PolicyRule['trigger'], { type: 'recurring' }>,
  reach: Reach,
  at: Situation,
): Finding {
  const { facts, policy, today } = at;
  const { calendar, goLiveOn } = policy;
  const began = at.began[rule.id];

  let base: Day | undefined;
  let anchoredBy: AnchoredBy = 'touch';
  for (const touch of at.touches) {
    if (pays(trigger.paidBy, touch)) {
      base = touch.on;
      break;
    }
  }
  for (const entry of at.settled) {
    if (isOf(rule.id, entry.debt) && (base === undefined || entry.on > base)) {
      base = entry.on;
      anchoredBy = entry.how === 'held' ? 'touch' : entry.how;
    }
  }
  if (base === undefined) {
    for (const field of BASES) {
      const on = facts[field];
      if (on !== undefined && on <= today && (base === undefined || on > base)) {
        base = on;
        anchoredBy = field;
      }
    }
  }
  if (base === undefined) {
    base = began ?? goLiveOn;
    anchoredBy = 'began';
  }

  let shaped = NOTHING;
  let story: WindowStory;
  for (;;) {
    if (base > calendar.last - rule.reach) return OUT_OF_RANGE;
    [story, shaped] = recurringWindow(rule, trigger, base, anchoredBy, began, at);
    // A message that was not sent in time is not sent late; the next one counts from there.
    if (reach.kind !== 'message' || story.window.latest >= today) break;
    base = story.window.latest;
  }
  return owed(rule, `${rule.id}@${dayText(base)}`, base, anchoredBy, story, shaped, reach, at);
}

/** With no touch, the latest of these counts. */
const BASES = ['lastPurchaseOn', 'acceptedOn', 'firstPurchaseOn', 'signedOn'] as const;
/** A rule that begins to apply late has its first target this many days on (ours). */
const FIRST_TARGET_DAYS = 7;

function recurringWindow(
  rule: CompiledRule,
  trigger: Extract<PolicyRule['trigger'], { type: 'recurring' }>,
  base: Day,
  anchoredBy: AnchoredBy,
  began: Day | undefined,
  at: Situation,
): readonly [WindowStory, Shaped] {
  const { policy, facts } = at;
  const { calendar, goLiveOn } = policy;
  // Before the calendar begins: overdue on any count.
  if (base < calendar.first + rule.reach && began === undefined) {
    return [spread(base, facts.tier, policy), { ...NOTHING, spread: true }];
  }
  const from = base < calendar.first + rule.reach ? ((calendar.first + rule.reach) as Day) : base;
  let earliest = offsetFrom(from, rule.rule.window.earliest, calendar);
  let target = offsetFrom(from, rule.rule.window.target, calendar);
  let latest = offsetFrom(from, rule.rule.window.latest, calendar);

  if (began !== undefined && base < began && target < began + FIRST_TARGET_DAYS) {
    const fresh = (began + FIRST_TARGET_DAYS) as Day;
    const until = (fresh + (latest - target)) as Day;
    return [rollForward(began, fresh, until, calendar), { ...NOTHING, fresh: true }];
  }

  let guarded = false;
  if (trigger.guard !== undefined) {
    const { period, times } = trigger.guard;
    // A period in which the customer came, or was tried in vain, asks for nothing more; the first whole one does.
    let start = anchoredBy === 'touch' ? periodStart(base, period) : firstWhole(base, period);
    const guardsFrom = began === undefined ? policy.guardsFrom[period] : firstWhole(began, period);
    if (start < guardsFrom) start = guardsFrom;
    else if (countIn(start, periodEnd(start, period), rule.id, trigger.paidBy, at) >= times) {
      start = (periodEnd(start, period) + 1) as Day;
    }
    const end = calendar.workingOnOrBefore(periodEnd(start, period));
    if (end < latest) {
      latest = end;
      guarded = true;
      if (target > latest) target = latest;
      if (earliest > target) earliest = target;
    }
  }
  const story = rollForward(earliest, target, latest, calendar);
  if (began === undefined && base < goLiveOn && story.window.latest < goLiveOn) {
    return [spread(base, facts.tier, policy), { ...NOTHING, spread: true }];
  }
  return [story, guarded ? { ...NOTHING, guarded } : NOTHING];
}

/** Days in a calendar period on which the rule was paid. */
function countIn(
  from: Day,
  to: Day,
  id: RuleId,
  paidBy: Extract<PolicyRule['trigger'], { type: 'recurring' }>['paidBy'],
  { touches, settled }: Situation,
): number {
  const days: Day[] = [];
  for (const touch of touches) {
    if (touch.on >= from && touch.on <= to && pays(paidBy, touch) && !days.includes(touch.on)) days.push(touch.on);
  }
  for (const entry of settled) {
    if (
      entry.how === 'held' &&
      entry.on >= from &&
      entry.on <= to &&
      isOf(id, entry.debt) &&
      !days.includes(entry.on)
    ) {
      days.push(entry.on);
    }
  }
  return days.length;
}

function pays(paidBy: Extract<PolicyRule['trigger'], { type: 'recurring' }>['paidBy'], touch: Touch): boolean {
  if (paidBy === undefined) return true;
  return paidBy.kinds.includes(touch.kind) && (paidBy.direction === undefined || paidBy.direction === touch.direction);
}

/** Whether a debt is one of the rule. */
export function isOf(id: RuleId, debt: DebtKey): boolean {
  return debt.length > id.length && debt.startsWith(id) && debt[id.length] === '@';
}

/**
 * Where a debt that was overdue at go-live goes in the first working days (policy: tier A, B, none, C, longest silence first).
 *
 * Each tier has a quarter of the days. Inside it the longer silent comes the earlier: with x the days of silence beyond two thirds
 * of the tier's dormancy (about where its cadence is overdue), at x / (x + 30) of the way to the front. The place follows from
 * this customer alone, so the order in which customers are planned does not matter; levelling by load does the rest.
 *
 * @example spread over 20 working days, tier B: the 6th to the 10th after go-live
 */
function spread(
  silentFrom: Day,
  tier: Tier | undefined,
  { policy, calendar, goLiveOn, spreadUntil }: CompiledPolicy,
): WindowStory {
  const days = policy.firstRun.spreadWorkingDays;
  const band = tier === 'A' ? 0 : tier === 'B' ? 1 : tier === undefined ? 2 : 3;
  const from = Math.floor((band * days) / 4);
  const size = Math.max(1, Math.floor(((band + 1) * days) / 4) - from);
  const beyond = Math.max(0, goLiveOn - silentFrom - (dormantAfter(policy, tier) * 2) / 3);
  const place = Math.min(size - 1, Math.floor((1 - beyond / (beyond + 30)) * size));
  const target = calendar.addWorking(goLiveOn, Math.min(days, from + place + 1));
  return {
    window: { earliest: goLiveOn, target, latest: spreadUntil },
    moved: 'no',
    extended: false,
    lookedUntil: spreadUntil,
  };
}

/** Half of a contract's term is the earliest day of its renewal visit; a short contract's window moves there. */
function notBefore(half: Day, story: WindowStory, { calendar }: CompiledPolicy): WindowStory {
  const { target, latest } = story.window;
  const on = target >= half ? target : calendar.workingOnOrAfter(half);
  return {
    window: { earliest: half, target: on, latest: laterOf(latest, on) },
    moved: target >= half ? story.moved : on > half ? 'forward' : 'no',
    extended: false,
    lookedUntil: latest < on ? on : story.lookedUntil,
  };
}

function owed(
  rule: CompiledRule,
  key: DebtKey,
  anchor: Day,
  anchoredBy: AnchoredBy,
  story: WindowStory,
  shaped: Shaped,
  reach: Reach,
  at: Situation,
): Finding {
  if (reach.stopped !== undefined) return { kind: 'suppressed', key, ...reach.stopped };
  const { facts, policy } = at;
  const ended = facts.pausedUntil;
  let opened = story;
  if (
    rule.rule.rank >= 4 &&
    ended !== undefined &&
    ended > story.window.earliest &&
    ended > policy.calendar.first &&
    ended < policy.calendar.last - rule.reach
  ) {
    opened = reopen(ended, story, policy);
    if (opened !== story) shaped = { ...shaped, reopened: true };
  }
  const owner = ownerOf(rule.rule, facts, policy);
  if (owner === undefined) return { kind: 'no_owner', key, window: opened.window };
  const tried = at.tried.get(key);
  return {
    kind: 'debt',
    debt: {
      rule,
      key,
      anchor,
      anchoredBy,
      kind: reach.kind,
      channel: reach.channel,
      ownerId: owner.id,
      ownerRole: owner.role,
      window: opened.window,
      story: opened,
      shaped,
      attempts: tried?.attempts ?? [],
      triedIn: tried?.slot ?? 0,
    },
  };
}

/** A pause that cut into a window opens it again where it ends, as wide after its target as it was. */
function reopen(ended: Day, story: WindowStory, { calendar }: CompiledPolicy): WindowStory {
  const { target, latest } = story.window;
  if (target >= ended) return { ...story, window: { earliest: ended, target, latest } };
  const until = (ended + (latest - target)) as Day;
  return rollForward(ended, ended, laterOf(until, latest), calendar);
}

/** The first role of the rule that the customer has filled, else who stands in for it. */
function ownerOf(
  rule: PolicyRule,
  facts: CustomerFacts,
  { policy }: CompiledPolicy,
): { readonly id: string; readonly role: Role } | undefined {
  const { owners } = facts;
  for (const role of rule.owners) {
    const id = owners[role];
    if (id !== undefined) return { id, role };
  }
  for (const first of rule.owners) {
    let role = policy.fallback[first];
    for (let steps = 0; role !== undefined && steps < 6; steps += 1) {
      const id = owners[role];
      if (id !== undefined) return { id, role };
      role = policy.fallback[role];
    }
  }
  return undefined;
}
