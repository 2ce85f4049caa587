import { civilOf, dayOfCivil, daysInMonth, dayText, laterOf } from '../calendar/civil.ts';
import type { Day } from '../calendar/day.ts';
import { periodEnd, periodStart } from '../calendar/months.ts';
import type { AnchorField, PolicyRule, RuleKind } from '../policy/policy.ts';
import { dormantAfter, type StageOnDay, silenceAllowed } from '../segmentation/stage.ts';
import type { Asked } from './asked.ts';
import {
  backupFor,
  type CompiledPolicy,
  type CompiledRule,
  firstWhole,
  type Reach,
  type Ways,
  windowOn,
} from './compiled-policy.ts';
import type { Channel, CustomerFacts, Permission, Role, Tier, Touch } from './facts.ts';
import type { DebtKey, Helper, PlanMemory, RuleId, SuppressionReason, VisitWindow } from './plan.ts';
import { append } from './short-list.ts';
import { offsetFrom, rollForward, type WindowStory, windowFrom } from './window.ts';

/** What a window was counted from. `unreached`: the last attempt; `began`: the rule began to apply. */
export type AnchoredBy =
  | AnchorField
  | 'asked'
  | 'touch'
  | 'unreached'
  | 'refused'
  | 'began'
  | 'festival'
  | 'birthday'
  | 'date';

/** A contact that is owed, with its window. */
export interface Debt {
  readonly rule: CompiledRule;
  readonly key: DebtKey;
  readonly anchor: Day;
  readonly anchoredBy: AnchoredBy;
  readonly kind: RuleKind;
  /** Of the rule, unless the customer's agreement gives it another. */
  readonly rank: number;
  readonly interval: number;
  readonly channel: Channel;
  readonly minutes: number;
  readonly ownerId: string;
  readonly ownerRole: Role;
  readonly helpers?: readonly Helper[] | undefined;
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
  /** The slot of a grid, and the slot before it that was left out for want of a working day. */
  readonly slot?: number;
  readonly skippedOn?: Day | undefined;
  /** Follows a survey that nobody answered. */
  readonly reminds?: RuleId | undefined;
  /** The occurrence before this one, which may have gone out days ago. */
  readonly before?: Day;
}

/** What became of a rule before visits are made of the debts. */
export type Finding =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'not_applicable';
      readonly because:
        | 'scope'
        | 'stage'
        | 'tier'
        | 'flag'
        | 'work'
        | 'customer_kind'
        | 'product'
        | 'no_agreement'
        /** No open loop asks for it. */
        | 'not_asked'
        | 'no_date'
        | 'over'
        | 'unsound'
        | 'out_of_range';
    }
  | {
      readonly kind: 'settled';
      readonly key: DebtKey;
      readonly how: 'held' | 'unreached' | 'refused';
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
  | {
      readonly kind: 'no_owner';
      readonly key: DebtKey;
      readonly window: VisitWindow;
      readonly rank: number;
      readonly interval: number;
    }
  | { readonly kind: 'debt'; readonly debt: Debt };

/** What the planner knows when it looks for debts. */
export interface Situation {
  readonly facts: CustomerFacts;
  readonly stage: StageOnDay;
  readonly policy: CompiledPolicy;
  /** By rule: why it asks nothing of this customer. */
  readonly whys: readonly (Finding | undefined)[];
  readonly today: Day;
  /** Newest first, the visits closed since the last run among them. */
  readonly touches: readonly Touch[];
  readonly settled: PlanMemory['settled'];
  readonly began: { readonly [rule: RuleId]: Day };
  /** Attempts on open visits, by debt. */
  readonly tried: ReadonlyMap<DebtKey, { readonly slot: number; readonly attempts: readonly Day[] }>;
}

const NOTHING: Shaped = { guarded: false, spread: false, fresh: false, reopened: false, halfTerm: false };
// One object for all: words are worked out once for debts of the same shape.
const SPREAD: Shaped = { ...NOTHING, spread: true };
const FRESH: Shaped = { ...NOTHING, fresh: true };
const GUARDED: Shaped = { ...NOTHING, guarded: true };
const OFF: Finding = { kind: 'off' };
const not = (because: Extract<Finding, { kind: 'not_applicable' }>['because']): Finding => ({
  kind: 'not_applicable',
  because,
});
const NOT_STAGE = not('stage');
const NOT_TIER = not('tier');
const NOT_FLAG = not('flag');
const NOT_WORK = not('work');
const NOT_KIND = not('customer_kind');
const NOT_PRODUCT = not('product');
const NOT_AGREED = not('no_agreement');
const NOT_ASKED = not('not_asked');
const NO_DATE = not('no_date');
const OVER = not('over');
const UNSOUND = not('unsound');
const OUT_OF_RANGE = not('out_of_range');

/** Whether the rule is for a customer of this stage, tier and flags; if not, why. */
export function applicability(
  rule: PolicyRule,
  facts: CustomerFacts,
  stage: StageOnDay,
  today: Day,
): Finding | undefined {
  if (!rule.on) return OFF;
  const { stages, tiers, notTiers, flags } = rule.applies;
  if (stages !== undefined && !stages.includes(stage.stage)) return NOT_STAGE;
  if (tiers !== undefined && (facts.tier === undefined || !tiers.includes(facts.tier))) return NOT_TIER;
  if (notTiers !== undefined && facts.tier !== undefined && notTiers.includes(facts.tier)) return NOT_TIER;
  if (flags !== undefined && !flags.every((flag) => facts.flags.includes(flag))) return NOT_FLAG;
  const { notFlags, during, customerKind, agreedCadence } = rule.applies;
  if (notFlags?.some((flag) => facts.flags.includes(flag))) return NOT_FLAG;
  if (during !== undefined && !facts.flags.includes('in_project') && facts.openIssueRaisedOn === undefined) {
    return NOT_WORK;
  }
  if (customerKind !== undefined && facts.customerKind !== customerKind) return NOT_KIND;
  if (!asksOfProducts(rule.applies, facts)) return NOT_PRODUCT;
  if (agreedCadence && agreementOf(facts, today) === undefined) return NOT_AGREED;
  return undefined;
}

/** Whether the customer bought what the rule is for. */
export function asksOfProducts({ products, repeatOrder }: PolicyRule['applies'], facts: CustomerFacts): boolean {
  if (products !== undefined && !products.some((product) => facts.products?.includes(product))) return false;
  const { firstPurchaseOn, lastPurchaseOn } = facts;
  return (
    !repeatOrder || (firstPurchaseOn !== undefined && lastPurchaseOn !== undefined && lastPurchaseOn > firstPurchaseOn)
  );
}

/** The interval agreed with a customer: by contract, or as an exception with a reason, which ends on a day. */
export function agreementOf(facts: CustomerFacts, today: Day): 'contract' | 'exception' | undefined {
  const { cadenceDays, cadenceReason, cadenceUntil } = facts;
  if (cadenceDays === undefined || cadenceDays < 1 || cadenceDays > MOST_AGREED_DAYS || !cadenceReason)
    return undefined;
  if (cadenceUntil !== undefined && cadenceUntil < today) return undefined;
  if (cadenceReason === 'contract') return 'contract';
  return cadenceUntil === undefined ? undefined : 'exception';
}

/** What a contract promises goes before what we promised ourselves. */
function rankOf(rule: CompiledRule, facts: CustomerFacts, today: Day): number {
  return rule.isAgreed && agreementOf(facts, today) === 'exception' ? 5 : rule.rank;
}

/** A longer interval is a slip of the keyboard. */
const MOST_AGREED_DAYS = 1_100;

/**
 * What an applying rule asks of a customer today: a debt with its window, or why there is none.
 *
 * Windows come from the facts and what is remembered alone, never from `today`: the same debt has the same window until it is paid.
 */
export function findingOf(rule: CompiledRule, at: Situation): Finding {
  const reach = reachOut(rule, at);
  const { trigger } = rule;
  if (rule.asks !== undefined) return askedFindings(rule, reach, at)[0] ?? NOT_ASKED;
  switch (trigger.type) {
    case 'recurring':
      return recurringFinding(rule, trigger, reach, at);
    case 'grid':
      return gridFinding(rule, trigger, reach, at);
    case 'dated':
      return datedFinding(rule, trigger, reach, at);
    case 'after':
    case 'before':
      return eventFinding(rule, trigger, reach, at);
    default:
      return trigger satisfies never;
  }
}

/** Further conversations of the same kind that loops ask for; the first is the finding of its rule. */
export function furtherAsked(rule: CompiledRule, at: Situation): readonly Debt[] {
  const further: Debt[] = [];
  for (const finding of askedFindings(rule, reachOut(rule, at), at).slice(1))
    if (finding.kind === 'debt') further.push(finding.debt);
  return further;
}

/** What loops ask for by a rule, what is still owed first, then the most pressing; those of one day are one. */
function askedFindings(rule: CompiledRule, reach: Reach, at: Situation): readonly Finding[] {
  const { calendar } = at.policy;
  const byDay = new Map<Day, Asked>();
  for (const asked of at.facts.asked ?? []) {
    if (asked.rule !== rule.id) continue;
    const { earliest, latest } = asked.window;
    if (earliest < calendar.first + LONGEST_ASKED || latest > calendar.last - LONGEST_ASKED) continue;
    const known = byDay.get(earliest);
    if (known === undefined || latest < known.window.latest) byDay.set(earliest, asked);
  }
  const findings = [...byDay]
    .sort(([, a], [, b]) => a.window.latest - b.window.latest || a.window.earliest - b.window.earliest)
    .map(([on, { window, notBy = [], by }]): Finding => {
      const key = keyOf(rule, on);
      const before = settledAs(key, at);
      if (before !== undefined) return before;
      const { earliest, target, latest } = window;
      const story = rollForward(earliest, target, latest, calendar);
      return owed(rule, key, on, 'asked', story, NOTHING, reach, at, notBy, by);
    });
  const isSettled = ({ kind }: Finding): number => (kind === 'settled' ? 1 : 0);
  return findings.sort((a, b) => isSettled(a) - isSettled(b));
}

/** Days that the calendar must reach beyond what is asked. */
const LONGEST_ASKED = 40;

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

function reachOut(rule: CompiledRule, at: Situation): Reach {
  const { facts, today } = at;
  const { kind, rank, channels, ways, spoken } = rule;
  if (kind === 'task') return TASK_REACH;
  if (facts.doNotVisit) return ways.stopped.do_not_visit;
  const isLed = facts.leadElsewhere !== undefined && at.policy.policy.company?.visits !== 'each';
  const byLead = isLed && rank >= 3 && rank <= 5;
  if (byLead && kind !== 'message') return ways.stopped.lead_elsewhere;
  const ranked = rule.isAgreed ? rankOf(rule, facts, today) : rank;
  const paused =
    ranked >= 4 && facts.pausedUntil !== undefined && today < facts.pausedUntil
      ? { reason: 'paused' as const, until: facts.pausedUntil }
      : undefined;

  if (kind === 'survey' || (kind === 'message' && rank !== 5)) return writtenReach(rule, facts, paused);
  const { consents, refusals, preferredChannel } = facts;
  if (kind === 'message') {
    // A message is only sent to who said yes to greetings and to the way it takes; everybody else may still be called.
    const by =
      consents.includes('greeting') && !refusals.includes('greeting')
        ? wayOf(channels, facts, 'written', 'consent')
        : undefined;
    if (by !== undefined) return reachBy(ways, by, paused);
    // Everybody gets his own message; the talk in its place is held with one of the company.
    if (byLead) return spoken.stopped.lead_elsewhere;
  } else if (paused === undefined && preferredChannel === undefined && consents.length + refusals.length === 0) {
    return reachBy(ways, channels[0] as Channel, undefined);
  }
  const medium = kind === 'message' ? 'spoken' : 'any';
  const by = wayOf(channels, facts, medium, ranked >= 5 && consents.length > 0 ? 'consent' : 'no_refusal');
  return by === undefined ? spoken.stopped[whyNot(channels, facts, medium)] : reachBy(spoken, by, paused);
}

function reachBy({ by }: Ways, channel: Channel, paused: Stop): Reach {
  const reach = by[channel] as Reach;
  return paused === undefined ? reach : { ...reach, stopped: paused };
}

const TASK_REACH: Reach = { kind: 'task', channel: 'email', stopped: undefined };

/**
 * How something is sent. Ranks 2 to 4 ask for no consent, only that the way was not refused; greetings, content and surveys do,
 * except that a survey may be mailed to whoever was never asked for anything.
 */
function writtenReach(rule: CompiledRule, facts: CustomerFacts, paused: Stop): Reach {
  const { kind, channels, trigger, ways } = rule;
  const { consents, refusals } = facts;
  let topic: Permission | undefined;
  if (kind === 'survey') topic = 'survey';
  else if (trigger.type === 'dated' && (trigger.festivals !== undefined || trigger.birthday)) topic = 'greeting';
  if (topic !== undefined) {
    if (refusals.includes(topic)) return ways.stopped.refused;
    const neverAsked = consents.length === 0;
    if (!consents.includes(topic) && !(topic === 'survey' && neverAsked)) return ways.stopped.no_consent;
  }
  const asks = rule.rank === 6 ? 'consent' : kind === 'survey' ? 'consent_unless_mail' : 'no_refusal';
  const by = wayOf(channels, facts, 'any', asks);
  return by === undefined ? ways.stopped[whyNot(channels, facts, 'any')] : reachBy(ways, by, paused);
}

type Stop = Reach['stopped'];

type Medium = 'any' | 'written' | 'spoken';
/** What a way of contact needs to be taken. */
type Needs = 'no_refusal' | 'consent' | 'consent_unless_mail';

const isWritten = (channel: Channel): boolean => channel === 'email' || channel === 'sms' || channel === 'wechat';

const isBy = (medium: Medium, channel: Channel): boolean =>
  medium === 'any' || isWritten(channel) === (medium === 'written');

/** The first of a rule's channels that the customer is open to, the preferred one before all others. */
function wayOf(channels: readonly Channel[], facts: CustomerFacts, medium: Medium, needs: Needs): Channel | undefined {
  const { preferredChannel } = facts;
  if (
    preferredChannel !== undefined &&
    channels.includes(preferredChannel) &&
    isOpenTo(preferredChannel, facts, medium, needs)
  )
    return preferredChannel;
  for (const channel of channels) if (isOpenTo(channel, facts, medium, needs)) return channel;
  return undefined;
}

function isOpenTo(channel: Channel, { consents, refusals }: CustomerFacts, medium: Medium, needs: Needs): boolean {
  if (!isBy(medium, channel)) return false;
  const permission = PERMISSION[channel];
  if (refusals.includes(permission)) return false;
  if (needs === 'no_refusal' || (needs === 'consent_unless_mail' && channel === 'email')) return true;
  return consents.includes(permission);
}

/** Why a customer is open to none of a rule's channels. */
function whyNot(channels: readonly Channel[], { refusals }: CustomerFacts, medium: Medium): 'refused' | 'no_consent' {
  const isRefused = channels.some((channel) => isBy(medium, channel) && refusals.includes(PERMISSION[channel]));
  return isRefused ? 'refused' : 'no_consent';
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

  // Before the calendar begins nothing can be counted, and nothing needs to be: it is long over.
  if (anchor < calendar.first + rule.reach) {
    const key = keyOf(rule, anchor);
    return settledAs(key, at) ?? (rule.rank >= 5 ? OUT_OF_RANGE : { kind: 'lapsed', key });
  }
  const counted = windowOn(rule, anchor, calendar);
  const { key } = counted;
  const before = settledAs(key, at);
  if (before !== undefined) return before;
  let { story } = counted;
  let shaped = NOTHING;
  if (trigger.type === 'before' && facts.signedOn !== undefined && anchoredBy === 'contractEndsOn') {
    const half = (facts.signedOn + Math.floor((anchor - facts.signedOn) / 2)) as Day;
    if (half > story.window.earliest && half >= calendar.first) {
      story = notBefore(half, story, policy);
      shaped = { ...NOTHING, halfTerm: true };
    }
  }

  const { earliest, latest } = story.window;
  if (rule.asTouch) {
    // A survey is paid by its answer.
    const answer = rule.kind === 'survey' ? answerSince(anchor, at.touches) : undefined;
    if (answer !== undefined) return { kind: 'settled', key, how: 'held', on: answer, remember: false };
    if (latest < today || latest < goLiveOn) return { kind: 'lapsed', key, window: story.window };
    return owed(rule, key, anchor, anchoredBy, story, shaped, reach, at);
  }
  // A visit of ours that carried the goal pays also when the date it counts from was corrected since.
  for (const entry of at.settled) {
    if (entry.how === 'held' && entry.on >= earliest && entry.on <= today && isOf(rule.id, entry.debt)) {
      return { kind: 'settled', key, how: 'held', on: entry.on, remember: true };
    }
  }
  if (rule.rank >= 5) {
    // Any two-way touch after the day itself pays, ours or not.
    for (const touch of at.touches) {
      if (touch.on > anchor && touch.on >= earliest)
        return { kind: 'settled', key, how: 'held', on: touch.on, remember: true };
    }
    if (latest < goLiveOn) {
      // Somebody dormant was silent for that long before.
      const silentFrom = anchoredBy === 'stageEnteredOn' ? anchor - silenceAllowed(facts, policy.policy) : anchor;
      story = spread(silentFrom as Day, facts.tier, policy);
      shaped = SPREAD;
    }
  } else {
    if (anchor < goLiveOn) {
      for (const touch of at.touches) {
        if (touch.on < goLiveOn && touch.on > anchor && touch.on >= earliest) {
          return { kind: 'settled', key, how: 'held', on: touch.on, remember: true };
        }
      }
    }
    // The contract still runs: better late than never.
    if (latest < goLiveOn && trigger.type === 'after') return { kind: 'lapsed', key, window: story.window };
  }
  return owed(rule, key, anchor, anchoredBy, story, shaped, reach, at);
}

const keyOf = ({ id }: CompiledRule, on: Day): DebtKey => `${id}@${dayText(on)}`;

/** The debt itself was settled before. */
function settledAs(key: DebtKey, { settled }: Situation): Finding | undefined {
  for (const { debt, how, on } of settled) if (debt === key) return { kind: 'settled', key, how, on, remember: false };
  return undefined;
}

function answerSince(from: Day, touches: readonly Touch[]): Day | undefined {
  for (const touch of touches) if (touch.kind === 'survey' && touch.on >= from) return touch.on;
  return undefined;
}

type GridTrigger = Extract<PolicyRule['trigger'], { type: 'grid' }>;

/** The slot of a grid that is owed now: the first that is neither paid nor gone by. */
function gridFinding(rule: CompiledRule, trigger: GridTrigger, reach: Reach, at: Situation): Finding {
  const { facts, policy, today } = at;
  const { calendar, goLiveOn } = policy;
  const found = gridAnchor(trigger, facts);
  if (found === undefined) return NO_DATE;
  const [anchor, anchoredBy] = found;
  const { every, slots, reminder } = trigger;
  if (anchor < calendar.first + rule.reach + every) return OUT_OF_RANGE;
  const end = gridEnd(trigger, facts, anchor, anchoredBy);
  if (slots !== undefined) {
    const lastSlot = slots[slots.length - 1] ?? 0;
    if (today > anchor + lastSlot * every + rule.rule.window.latest.n + reminding(rule, trigger)) return OVER;
  }

  let i = 0;
  // Slots long before today cannot be owed any more.
  let k = Math.max(1, Math.floor((today - anchor - rule.reach) / every) - 1);
  let last: Finding | undefined;
  let skippedOn: Day | undefined;
  for (;;) {
    if (slots !== undefined) {
      while (i < slots.length && (slots[i] as number) < k) i += 1;
      if (i >= slots.length) return last ?? OVER;
      k = slots[i] as number;
    }
    const on = (anchor + k * every) as Day;
    if (on > end) return last ?? OVER;
    if (on > calendar.last - rule.reach - every) return OUT_OF_RANGE;
    const { key, story: window } = windowOn(rule, on, calendar);
    const reminded = reminder !== undefined && reminder.slot === k ? reminderOf(reminder, anchor, policy) : undefined;
    if (reminded === 'no_survey' || reminded === undefined) {
      if (window.extended && trigger.skipsEmpty) {
        if (on >= today - every) skippedOn = on;
        k += 1;
        continue;
      }
      const state = slotState(rule, key, window, k, at, trigger, anchor);
      if (state === 'owed' && window.window.latest >= goLiveOn) {
        return owed(rule, key, on, anchoredBy, window, slotShape(k, skippedOn, undefined), reach, at);
      }
      last = typeof state === 'string' ? undefined : state;
    } else {
      const [story, surveyFrom] = reminded;
      const answered = answerSince(surveyFrom, at.touches);
      const state = slotState(rule, key, story, k, at, trigger, anchor);
      if (answered !== undefined) last = { kind: 'settled', key, how: 'held', on: answered, remember: false };
      else if (state === 'owed' && story.window.latest >= goLiveOn) {
        return owed(rule, key, on, anchoredBy, story, slotShape(k, undefined, reminder?.of), reach, at);
      } else last = typeof state === 'string' ? undefined : state;
    }
    k += 1;
  }
}

function slotShape(slot: number, skippedOn: Day | undefined, reminds: RuleId | undefined): Shaped {
  return { guarded: false, spread: false, fresh: false, reopened: false, halfTerm: false, slot, skippedOn, reminds };
}

function gridAnchor(trigger: GridTrigger, facts: CustomerFacts): readonly [Day, AnchorField] | undefined {
  for (const field of trigger.anchor) {
    const on = facts[field];
    if (on !== undefined) return [on, field];
  }
  return undefined;
}

const FOR_EVER = Number.MAX_SAFE_INTEGER;

function gridEnd({ until, anchor: [first] }: GridTrigger, facts: CustomerFacts, anchor: Day, by: AnchorField): number {
  if (until === undefined || by !== first) return FOR_EVER;
  const ends = until.field === undefined ? undefined : facts[until.field];
  return Math.min(
    ends !== undefined && ends >= anchor ? ends : FOR_EVER,
    until.days === undefined ? FOR_EVER : anchor + until.days,
  );
}

/** Whether a cadence on a grid has anything left to ask, so that it can compete with the others. */
export function gridIsOver(rule: CompiledRule, facts: CustomerFacts, today: Day): boolean {
  const { trigger } = rule;
  if (trigger.type !== 'grid') return false;
  const found = gridAnchor(trigger, facts);
  if (found === undefined) return true;
  const [anchor, by] = found;
  const lastSlot = trigger.slots === undefined ? undefined : trigger.slots[trigger.slots.length - 1];
  return (
    today > gridEnd(trigger, facts, anchor, by) ||
    (lastSlot !== undefined && today > anchor + lastSlot * trigger.every + reminding(rule, trigger))
  );
}

/** Days that a reminder in the last slot may last longer than the slot: its window counts from the survey's. */
function reminding({ reach }: CompiledRule, { slots, reminder }: GridTrigger): number {
  return reminder !== undefined && reminder.slot === slots?.[slots.length - 1] ? reach : 0;
}

/** A call in place of the survey nobody answered, with the first day on which an answer counts. */
function reminderOf(
  { of, afterDays }: NonNullable<GridTrigger['reminder']>,
  anchor: Day,
  { rules, calendar }: CompiledPolicy,
): readonly [WindowStory, Day] | 'no_survey' {
  const survey = rules.find(({ id }) => id === of);
  if (survey === undefined || !survey.rule.on) return 'no_survey';
  const { window } = windowFrom(survey.rule, anchor, calendar);
  const on = (window.target + afterDays) as Day;
  return [rollForward(on, on, (on + afterDays) as Day, calendar), window.earliest];
}

/** `gone`: nobody will pay it any more. */
function slotState(
  rule: CompiledRule,
  key: DebtKey,
  { window }: WindowStory,
  k: number,
  at: Situation,
  trigger: GridTrigger,
  anchor: Day,
): 'owed' | 'gone' | Finding {
  const before = settledAs(key, at);
  if (before !== undefined) return before;
  const { today } = at;
  if (rule.rank >= 5) {
    for (const touch of at.touches) {
      if (touch.on >= window.earliest && touch.on <= window.latest) {
        return { kind: 'settled', key, how: 'held', on: touch.on, remember: false };
      }
    }
  }
  if (window.latest >= today) return 'owed';
  if (rule.asTouch) return 'gone';
  // Late until the window of the next slot opens.
  const next = trigger.slots === undefined ? k + 1 : (trigger.slots.find((slot) => slot > k) ?? FOR_EVER);
  return anchor + next * trigger.every + rule.rule.window.earliest.n <= today || next === FOR_EVER ? 'gone' : 'owed';
}

/** The occurrence of a named day that is to come, or whose window is not over. */
function datedFinding(
  rule: CompiledRule,
  trigger: Extract<PolicyRule['trigger'], { type: 'dated' }>,
  reach: Reach,
  at: Situation,
): Finding {
  const { facts, policy, today } = at;
  if (trigger.birthday && facts.birthday === undefined) return NO_DATE;
  const from = laterOf(today, policy.goLiveOn);
  const [current, before] = trigger.birthday
    ? birthdayAround(rule, facts.birthday as string, from, policy)
    : occurrenceAround(rule, from);
  if (current === undefined) return trigger.birthday ? NO_DATE : OVER;
  const { on, story } = current;
  const { key } = windowOn(rule, on, policy.calendar);
  const paid = settledAs(key, at);
  if (paid !== undefined) return paid;
  const by: AnchoredBy = trigger.birthday ? 'birthday' : trigger.festivals === undefined ? 'date' : 'festival';
  const sentOn = before?.story.window.target;
  const shaped = sentOn !== undefined && sentOn >= policy.goLiveOn ? { ...NOTHING, before: sentOn } : NOTHING;
  return owed(rule, key, on, by, story, shaped, reach, at);
}

type Occurrence = CompiledRule['occurrences'][number];
type Around = readonly [current: Occurrence | undefined, before: Occurrence | undefined];

function occurrenceAround({ occurrences }: CompiledRule, today: Day): Around {
  let low = 0;
  let high = occurrences.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((occurrences[middle] as Occurrence).story.window.latest < today) low = middle + 1;
    else high = middle;
  }
  return [occurrences[low], occurrences[low - 1]];
}

const BIRTHDAY = /^(\d{2})-(\d{2})$/;
const BIRTHDAYS = new Map<string, { readonly month: number; readonly dayOfMonth: number }>();

/** Month and day of `MM-DD`; undefined for a day that no year has. Each of the 366 is read once. */
function birthdayOf(text: string): { readonly month: number; readonly dayOfMonth: number } | undefined {
  const known = BIRTHDAYS.get(text);
  if (known !== undefined) return known;
  const match = BIRTHDAY.exec(text);
  const month = Number(match?.[1]);
  const dayOfMonth = Number(match?.[2]);
  if (match === null || month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysInMonth(2024, month)) {
    return undefined;
  }
  const born = { month, dayOfMonth };
  BIRTHDAYS.set(text, born);
  return born;
}

/** A birthday on 02-29 is on 02-28 in a common year. */
function birthdayAround(rule: CompiledRule, birthday: string, today: Day, { calendar }: CompiledPolicy): Around {
  const born = birthdayOf(birthday);
  if (born === undefined) return [undefined, undefined];
  const { month, dayOfMonth } = born;
  const { year } = civilOf(today);
  let before: Occurrence | undefined;
  for (let at = year - 1; at <= year + 1; at += 1) {
    const on = dayOfCivil(at, month, Math.min(dayOfMonth, daysInMonth(at, month)));
    if (on < calendar.first + rule.reach || on > calendar.last - rule.reach) continue;
    const { story } = windowOn(rule, on, calendar);
    if (story.window.latest >= today) return [{ on, story }, before];
    before = { on, story };
  }
  return [undefined, before];
}

/** The last greeting that went to this customer and counts as a contact for a rule. */
function greetedOn(id: RuleId, at: Situation): Day | undefined {
  const { facts, policy, whys, today } = at;
  let newest: Day | undefined;
  for (const greeting of policy.greetings) {
    const { trigger } = greeting.rule;
    if (trigger.type !== 'dated' || !trigger.pays?.includes(id)) continue;
    if (whys[greeting.index] !== undefined) continue;
    if (trigger.birthday && facts.birthday === undefined) continue;
    const reach = reachOut(greeting, at);
    if (reach.stopped !== undefined) continue;
    const [current, before] = trigger.birthday
      ? birthdayAround(greeting, facts.birthday as string, today, policy)
      : occurrenceAround(greeting, today);
    for (const each of [current, before]) {
      const on = each?.story.window.target;
      if (on === undefined || on > today || on < policy.goLiveOn) continue;
      if (newest === undefined || on > newest) newest = on;
    }
  }
  return newest;
}

type RecurringTrigger = Extract<PolicyRule['trigger'], { type: 'recurring' }>;

function recurringFinding(rule: CompiledRule, trigger: RecurringTrigger, reach: Reach, at: Situation): Finding {
  const { facts, policy, today } = at;
  const { goLiveOn } = policy;
  const began = at.began[rule.id];

  let base: Day | undefined;
  let anchoredBy: AnchoredBy = 'touch';
  if (trigger.from !== undefined) {
    base = facts[trigger.from];
    anchoredBy = trigger.from;
    if (base === undefined || base > today) {
      base = began ?? goLiveOn;
      anchoredBy = 'began';
    }
    return owedSince(rule, trigger, base, anchoredBy, reach, at);
  }
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
  if (policy.greetings.length > 0 && rule.kind === 'message') {
    const greeted = greetedOn(rule.id, at);
    if (greeted !== undefined && (base === undefined || greeted > base)) {
      base = greeted;
      anchoredBy = 'touch';
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
  return owedSince(rule, trigger, base, anchoredBy, reach, at);
}

function owedSince(
  rule: CompiledRule,
  trigger: RecurringTrigger,
  from: Day,
  anchoredBy: AnchoredBy,
  reach: Reach,
  at: Situation,
): Finding {
  const { calendar } = at.policy;
  const began = at.began[rule.id];
  let base = from;
  for (;;) {
    if (base > calendar.last - rule.reach) return OUT_OF_RANGE;
    const { story, shaped = NOTHING } = recurringWindow(rule, trigger, base, anchoredBy, began, at);
    // A message that was not sent in time is not sent late; the next one counts from there.
    if (reach.kind !== 'message' || story.window.latest >= at.today) {
      const key = base < calendar.first + rule.reach ? keyOf(rule, base) : windowOn(rule, base, calendar).key;
      return owed(rule, key, base, anchoredBy, story, shaped, reach, at);
    }
    base = story.window.latest;
  }
}

/** With no touch, the latest of these counts. */
const BASES = ['lastPurchaseOn', 'acceptedOn', 'firstPurchaseOn', 'signedOn'] as const;
/** A rule that begins to apply late has its first target this many days on (ours). */
const FIRST_TARGET_DAYS = 7;

interface ShapedWindow {
  readonly story: WindowStory;
  /** Absent: nothing did. */
  readonly shaped?: Shaped;
}

function recurringWindow(
  rule: CompiledRule,
  trigger: RecurringTrigger,
  base: Day,
  anchoredBy: AnchoredBy,
  began: Day | undefined,
  at: Situation,
): ShapedWindow {
  const { policy, facts } = at;
  const { calendar, goLiveOn } = policy;
  const from = laterOf(base, (calendar.first + rule.reach) as Day);
  // Before the calendar begins: overdue on any count.
  if (base < from && began === undefined) return { story: spread(base, facts.tier, policy), shaped: SPREAD };
  const periodEndsOn = guardEnd(rule, trigger, base, anchoredBy, began, at);
  const counted = windowOn(rule, from, calendar);
  const isPlain =
    (began === undefined || base >= began) &&
    !(rule.isAgreed && facts.cadenceDays !== undefined) &&
    (periodEndsOn === undefined || periodEndsOn >= counted.story.window.latest);
  const window: ShapedWindow = isPlain ? counted : shapedWindow(rule, from, base, periodEndsOn, began, at);
  if (began === undefined && base < goLiveOn && window.story.window.latest < goLiveOn)
    return { story: spread(base, facts.tier, policy), shaped: SPREAD };
  return window;
}

/** The window where an agreement, a late beginning or a calendar period has a say in it. */
function shapedWindow(
  rule: CompiledRule,
  from: Day,
  base: Day,
  periodEndsOn: Day | undefined,
  began: Day | undefined,
  { facts, policy: { calendar } }: Situation,
): ShapedWindow {
  let earliest = offsetFrom(from, rule.rule.window.earliest, calendar);
  let target = offsetFrom(from, rule.rule.window.target, calendar);
  let latest = offsetFrom(from, rule.rule.window.latest, calendar);
  if (rule.isAgreed && facts.cadenceDays !== undefined) {
    // Any talk meanwhile starts it again, so nothing is too early.
    earliest = (from + 1) as Day;
    target = (from + facts.cadenceDays) as Day;
    latest = (target + Math.floor(facts.cadenceDays / 10)) as Day;
  }
  if (began !== undefined && base < began && target < began + FIRST_TARGET_DAYS) {
    const fresh = (began + FIRST_TARGET_DAYS) as Day;
    const until = (fresh + (latest - target)) as Day;
    return { story: rollForward(began, fresh, until, calendar), shaped: FRESH };
  }
  if (periodEndsOn === undefined || periodEndsOn >= latest)
    return { story: rollForward(earliest, target, latest, calendar) };
  if (target > periodEndsOn) target = periodEndsOn;
  if (earliest > target) earliest = target;
  return { story: rollForward(earliest, target, periodEndsOn, calendar), shaped: GUARDED };
}

/** The last working day of the calendar period in which the rule must be paid; undefined: it counts by no period. */
function guardEnd(
  { id }: CompiledRule,
  { guard, paidBy }: RecurringTrigger,
  base: Day,
  anchoredBy: AnchoredBy,
  began: Day | undefined,
  at: Situation,
): Day | undefined {
  if (guard === undefined) return undefined;
  const { period, times } = guard;
  const { calendar, guardsFrom } = at.policy;
  // A period in which the customer came, or was tried in vain, asks for nothing more; the first whole one does.
  let start = anchoredBy === 'touch' ? periodStart(base, period) : firstWhole(base, period);
  const guarded = began === undefined ? guardsFrom[period] : firstWhole(began, period);
  if (start < guarded) start = guarded;
  else if (countIn(start, periodEnd(start, period), id, paidBy, at) >= times)
    start = (periodEnd(start, period) + 1) as Day;
  return calendar.workingOnOrBefore(periodEnd(start, period));
}

/** Days in a calendar period on which the rule was paid. */
function countIn(
  from: Day,
  to: Day,
  id: RuleId,
  paidBy: RecurringTrigger['paidBy'],
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

function pays(paidBy: RecurringTrigger['paidBy'], touch: Touch): boolean {
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
 * of the tier's dormancy (about where its cadence is overdue), at x / (x + 30) of the way to the front. Most of a neglected book
 * so lands early in its quarter, with room on both sides for the levelling by load. The place follows from this customer alone,
 * so the order in which customers are planned does not matter.
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
  notBy: readonly string[] = NOBODY,
  by?: string,
): Finding {
  if (reach.stopped !== undefined) {
    const { reason, until } = reach.stopped;
    return until === undefined ? { kind: 'suppressed', key, reason } : { kind: 'suppressed', key, reason, until };
  }
  const { facts, policy } = at;
  const rank = rankOf(rule, facts, at.today);
  const ended = facts.pausedUntil;
  let opened = story;
  if (
    ended !== undefined &&
    rank >= 4 &&
    reach.kind !== 'task' &&
    ended > story.window.earliest &&
    ended > policy.calendar.first &&
    ended < policy.calendar.last - rule.reach
  ) {
    opened = reopen(ended, story, policy);
    shaped = { ...shaped, reopened: true };
  }
  const interval = rule.isAgreed ? (facts.cadenceDays ?? rule.interval) : rule.interval;
  const { owners, helpers } = peopleFor(rule, facts);
  const owner =
    by === undefined ? ownerOf(owners, facts, policy, notBy) : { id: by, role: owners[0] ?? 'care_specialist' };
  if (owner === undefined) return { kind: 'no_owner', key, window: opened.window, rank, interval };
  const tried = at.tried.size === 0 ? undefined : at.tried.get(key);
  return {
    kind: 'debt',
    debt: {
      rank,
      interval,
      rule,
      key,
      anchor,
      anchoredBy,
      kind: reach.kind,
      channel: reach.channel,
      minutes: rule.rule.minutes ?? policy.policy.visitMinutes[reach.channel],
      ownerId: policy.away.size === 0 ? owner.id : (coverFor(owner.id, opened.window, at.today, policy) ?? owner.id),
      ownerRole: owner.role,
      helpers: helpers === undefined ? undefined : helpersOf(helpers, owner.id, facts, policy),
      window: opened.window,
      story: opened,
      shaped,
      attempts: tried?.attempts ?? NEVER,
      triedIn: tried?.slot ?? 0,
    },
  };
}

/** Who stands in where the owner is away for what is left of the window: cover ends with the leave. */
function coverFor(
  ownerId: string,
  { earliest, latest }: VisitWindow,
  today: Day,
  policy: CompiledPolicy,
): string | undefined {
  const from = laterOf(earliest, today);
  return backupFor(policy, ownerId, from, laterOf(latest, policy.calendar.workingOnOrAfter(from)));
}

/** A pause that cut into a window opens it again where it ends, as wide after its target as it was. */
function reopen(ended: Day, story: WindowStory, { calendar }: CompiledPolicy): WindowStory {
  const { target, latest } = story.window;
  if (target >= ended) return { ...story, window: { earliest: ended, target, latest } };
  const until = (ended + (latest - target)) as Day;
  return rollForward(ended, ended, laterOf(until, latest), calendar);
}

const NOBODY: readonly string[] = [];
const NEVER: readonly Day[] = [];

/** Whose matter a rule is; customers of the high-value programme have one contact for what their issues ask for. */
function peopleFor(
  rule: CompiledRule,
  { flags }: CustomerFacts,
): { readonly owners: readonly Role[]; readonly helpers?: readonly Role[] | undefined } {
  const special = rule.asks?.visit?.highValue;
  return special !== undefined && flags.includes('high_value_program') ? special : rule;
}

/** The first of these roles that the customer has filled, else who stands in for it; nobody of those who may not. */
export function ownerOf(
  roles: readonly Role[],
  { owners }: CustomerFacts,
  policy: CompiledPolicy,
  notBy: readonly string[],
): { readonly id: string; readonly role: Role } | undefined {
  for (const role of roles) {
    const id = owners[role];
    if (id !== undefined && !notBy.includes(id)) return { id, role };
  }
  for (const role of roles) {
    const found = standInFor(role, owners, policy, notBy);
    if (found !== undefined) return found;
  }
  return undefined;
}

function standInFor(
  role: Role,
  owners: CustomerFacts['owners'],
  { policy }: CompiledPolicy,
  notBy: readonly string[] = NOBODY,
): { readonly id: string; readonly role: Role } | undefined {
  let next = policy.fallback[role];
  for (let steps = 0; next !== undefined && steps < 6; steps += 1) {
    const id = owners[next];
    if (id !== undefined && !notBy.includes(id)) return { id, role: next };
    next = policy.fallback[next];
  }
  return undefined;
}

/** Who helps the owner, each named once; a role that only the owner could fill is nobody's help. */
function helpersOf(
  roles: readonly Role[],
  ownerId: string,
  { owners }: CustomerFacts,
  policy: CompiledPolicy,
): readonly Helper[] | undefined {
  let helpers: Helper[] | undefined;
  for (const role of roles) {
    const id = owners[role] ?? standInFor(role, owners, policy)?.id;
    if (id === undefined || id === ownerId || helpers?.some((helper) => helper.id === id)) continue;
    helpers = append(helpers, { role, id });
  }
  return helpers;
}
