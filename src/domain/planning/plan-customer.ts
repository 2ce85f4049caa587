import { laterOf } from '../calendar/civil.ts';
import type { Day } from '../calendar/day.ts';
import { DELIVERY_RULES } from '../delivery/due.ts';
import { type DrawnDay, drawnDay } from '../measures/random-day.ts';
import type { Budget, Policy } from '../policy/policy.ts';
import { isInScope, type StageOnDay, stageOf } from '../segmentation/stage.ts';
import { type Audience, audienceOf, shortestInterval } from './audience.ts';
import type { CompiledPolicy, CompiledRule } from './compiled-policy.ts';
import { ruleIdOf } from './debt-key.ts';
import { type Debt, type Finding, findingOf, furtherAsked, gridIsOver, type Situation } from './debts.ts';
import type { FirstDraw } from './draw.ts';
import type { CustomerFacts, Stage, Tier, Touch } from './facts.ts';
import { isActedOn, keepNeeded, type Past, pastOf } from './past.ts';
import { type HasRoom, keptDay, lateLimit, type OwnVisit, type Place, placeOf, placeWithin, roomBy } from './place.ts';
import type {
  DebtKey,
  ForeseenVisit,
  KnownVisit,
  LedgerEntry,
  LoadView,
  Plan,
  PlanMemory,
  PlannedTouch,
  PlannedVisit,
  RuleId,
  Standing,
  SuppressionReason,
  VisitKind,
  VisitWindow,
  Words,
} from './plan.ts';
import { append, bySlot, sortFew } from './short-list.ts';
import { assignSlots } from './slots.ts';
import type { Talk } from './talk.ts';
import { notSentAnyMore, toldAfter, untoldOf } from './told.ts';
import { placeTouches, type SentTouch } from './touches.ts';
import { capWords, findingWords, firstLineOf, type Placing, visitReason, withdrawnWords } from './words.ts';

export { type CompiledPolicy, compilePolicy } from './compiled-policy.ts';

export interface PlanContext {
  readonly policy: CompiledPolicy;
  /** Without this customer's own visits. */
  readonly load: LoadView;
  readonly today: Day;
  /** `none` leaves `plan.ledger` empty, which spares the words for rules that ask nothing. Default `full`. */
  readonly ledger?: 'full' | 'none';
}

/**
 * Decides for one customer on one day: which visits must stand in which slots, what is withdrawn, when to look again, and why.
 *
 * The same facts, memory and stored visits always give the same plan, and planning again over its outcome changes nothing. A
 * visit that stands keeps its day while its window and owner do; only changed facts move it.
 * `visits` may hold more than the open slots (see `slotsToRead`): what an unfinished run left half written is adopted or withdrawn,
 * and the memory afterwards is that of a run which never died.
 */
export function planCustomer(
  facts: CustomerFacts,
  memory: PlanMemory,
  visits: readonly KnownVisit[],
  context: PlanContext,
): Plan {
  const { policy, today, load } = context;
  const past = pastOf(facts, memory, visits, policy, today);
  const newest = past.touches[0];
  const { lastTouch } = facts;
  const isNewer = newest !== undefined && (lastTouch === undefined || newest.on > lastTouch.on || lastTouch.on > today);
  const known = isNewer ? { ...facts, lastTouch: newest } : facts;
  const stage = stageOf(known, policy.policy, today);
  const inScope = isInScope(known, policy.policy);

  const audience = audienceOf(policy, known, stage, inScope, today);
  const applied = inScope && !known.doNotVisit ? recurringRules(known, audience, today) : NO_RULES;
  // Who comes into the book after the first-run spread does not start overdue: what would be begins to apply today.
  const mayBegin = memory.applied === undefined && memory.lost === undefined && today > policy.spreadUntil;
  const fresh: { [rule: RuleId]: Day } | undefined = mayBegin ? {} : undefined;
  const began = fresh ?? beginnings(applied, memory, today);
  const situation: Situation = {
    facts: known,
    stage,
    policy,
    whys: audience.whys,
    today,
    touches: past.touches,
    settled: past.settled,
    began,
    tried: past.tried,
  };
  const findings = findAll(situation, audience, applied);
  if (fresh !== undefined) beginNow(fresh, findings, situation, audience);

  let owed: Debt[] | undefined;
  let loose: Debt[] | undefined;
  for (let i = 0; i < findings.length; i += 1) {
    const rule = audience.asking[i] as CompiledRule;
    if (rule.asks !== undefined) for (const debt of furtherAsked(rule, situation)) owed = append(owed, debt);
    const finding = findings[i] as Finding;
    if (finding.kind !== 'debt') continue;
    if (rule.asTouch) loose = append(loose, finding.debt);
    else owed = append(owed, finding.debt);
  }
  const debts = owed === undefined ? NO_DEBTS : sortFew(owed, goesFirst);
  const lots = lotsFor(known, stage, policy, today, memory.firstDraw);
  const talks = netAndPlace(debts, past, policy, today, load, spokenTo(known, past, policy), lots);
  const firstDraw = memory.firstDraw ?? lots?.first;
  const sent = loose === undefined ? NOTHING_SENT : placeTouches(loose, talks, past.touches, policy, today);
  let due: Talk[] | undefined;
  let waiting: Talk[] | undefined;
  for (const talk of talks) {
    if (talk.isOpen) due = append(due, talk);
    else waiting = append(waiting, talk);
  }
  const wanted = due === undefined ? NOTHING_WANTED : due.map(paysOf);
  const given = assignSlots(wanted, past);
  let standing: PlannedVisit[] | undefined;
  for (let i = 0; due !== undefined && i < due.length; i += 1) {
    const slot = given.slots[i];
    const talk = due[i] as Talk;
    if (slot === undefined) waiting = append(waiting, talk);
    else standing = append(standing, plannedVisit(slot, talk, wanted[i] as readonly DebtKey[], policy));
  }
  const planned = standing === undefined ? NO_PLANNED : sortFew(standing, bySlot);
  const later = waiting === undefined ? NO_TALKS : sortFew(waiting, comesFirst);

  const next = later[0] === undefined ? undefined : foreseenVisit(later[0], policy);
  const touches = sent.length === 0 ? NO_TOUCHES : touchesOf(sent, known, policy, today);
  const told = toldAfter(memory.told, touches);
  return {
    visits: planned,
    withdrawn:
      given.leftover.length === 0 ? NOTHING_WITHDRAWN : withdrawnOf(given.leftover, findings, audience, stage, policy),
    closed: past.closed,
    touches,
    untold:
      memory.told === undefined ? NOBODY_UNTOLD : untold(memory.told, touches, sent, findings, situation, audience),
    next,
    standing: standingOf(planned, next, findings, audience, stage, inScope),
    decideOn: decideOn(planned, later, sent, known, stage, policy, today),
    memory: {
      nextSlot: given.nextSlot,
      openSlots: given.openSlots,
      freeSlots: given.freeSlots,
      settled: remembered(past, findings, policy),
      touches: past.touches,
      began,
      firstDraw,
      told,
      applied,
    },
    ledger:
      context.ledger === 'none' ? NO_LEDGER : ledgerOf(talks, sent, everyFinding(findings, audience), stage, policy),
  };
}

/** Recurring rules whose window is over count from today instead. */
function beginNow(
  began: { [rule: RuleId]: Day },
  findings: Finding[],
  situation: Situation,
  { asking }: Audience,
): void {
  const { today } = situation;
  for (let i = 0; i < asking.length; i += 1) {
    const rule = asking[i] as CompiledRule;
    const finding = findings[i] as Finding;
    if (rule.trigger.type !== 'recurring') continue;
    if (finding.kind !== 'debt' || finding.debt.window.latest >= today) continue;
    began[rule.id] = today;
    findings[i] = findingOf(rule, situation);
  }
}

function untold(
  told: NonNullable<PlanMemory['told']>,
  touches: Plan['touches'],
  sent: readonly SentTouch[],
  findings: readonly Finding[],
  { stage: { stage }, policy, today }: Situation,
  audience: Audience,
): Plan['untold'] {
  const gone = notSentAnyMore(told, touches);
  if (gone.length === 0) return NOBODY_UNTOLD;
  const all = everyFinding(findings, audience);
  return untoldOf(gone, touches, { sent, findings: all, stage, policy, today, nameOf: (id) => nameOf(id, policy) });
}

/** The talks that the budget counts: this contact's, and where the policy says so those with others of the company. */
function spokenTo({ companyTouches }: CustomerFacts, past: Past, { policy }: CompiledPolicy): readonly Touch[] {
  if (companyTouches === undefined || !policy.company?.sharesBudget) return past.touches;
  return [...past.touches, ...companyTouches];
}

/** Draws the days of a customer's debts where the lead left them to chance, and remembers the first draw. */
interface Lots {
  of(debt: Debt): DrawnDay | undefined;
  first: FirstDraw | undefined;
}

/** Undefined: no day of this customer's is drawn. */
function lotsFor(
  { customerKey, tier }: CustomerFacts,
  { stage }: StageOnDay,
  policy: CompiledPolicy,
  today: Day,
  before: FirstDraw | undefined,
): Lots | undefined {
  const { randomDays } = policy.policy;
  if (!randomDays?.on || tier === undefined || tier === 'A') return undefined;
  return drawing(customerKey, tier, stage, randomDays, policy, today, before);
}

function drawing(
  customerKey: string,
  tier: Tier,
  stage: Stage,
  randomDays: NonNullable<Policy['randomDays']>,
  policy: CompiledPolicy,
  today: Day,
  before: FirstDraw | undefined,
): Lots {
  const lots: Lots = {
    first: before,
    of({ key, kind, rank, rule, window, attempts, ownerId }) {
      if (kind !== 'visit' || attempts.length > 0) return undefined;
      const hasClock = rank < 4 || rule.asks !== undefined || rule.rule.applies.during !== undefined;
      const { isWorking } = policy.calendarOf(ownerId);
      const drawn = drawnDay({ key: `${customerKey}/${key}`, tier, stage, window, hasClock }, randomDays, isWorking);
      // Of a window that had begun before anybody looked, half could not be kept any more: it tells nothing.
      if (drawn !== undefined && window.earliest >= today)
        lots.first ??= { arm: drawn.arm, earliest: window.earliest, latest: window.latest };
      return drawn;
    },
  };
  return lots;
}

// Most customers have nothing of these: what is empty is one and the same for all, and costs nothing.
const NO_DEBTS: readonly Debt[] = [];
const NOTHING_WANTED: readonly (readonly string[])[] = [];
const NO_PLANNED: readonly PlannedVisit[] = [];
const NOTHING_SENT: readonly SentTouch[] = [];
const NOTHING_WITHDRAWN: Plan['withdrawn'] = [];
const NO_TOUCHES: Plan['touches'] = [];
const NO_LEDGER: Plan['ledger'] = [];
const NOBODY_UNTOLD: Plan['untold'] = [];

function paysOf({ leader, joined }: Talk): readonly string[] {
  return joined.length === 0 ? [leader.key] : [leader.key, ...joined.map((debt) => debt.key)];
}

const NO_RULES: readonly RuleId[] = [];

function recurringRules(facts: CustomerFacts, { recurring, recurringIds }: Audience, today: Day): readonly RuleId[] {
  for (const each of recurring) {
    if (each.isGrid && gridIsOver(each, facts, today)) return stillRecurring(recurring, facts, today);
  }
  return recurringIds;
}

function stillRecurring(recurring: readonly CompiledRule[], facts: CustomerFacts, today: Day): readonly RuleId[] {
  return recurring.filter((rule) => !gridIsOver(rule, facts, today)).map(({ id }) => id);
}

/** Since when each applying recurring rule applies, where that is later than the first planning. */
function beginnings(applied: readonly RuleId[], memory: PlanMemory, today: Day): PlanMemory['began'] {
  const before = memory.applied;
  if (before === undefined) return NEVER_BEGAN;
  let began: { [rule: RuleId]: Day } | undefined;
  for (const id of applied) {
    const since = before.includes(id) ? memory.began[id] : today;
    if (since === undefined) continue;
    began ??= {};
    began[id] = since;
  }
  return began ?? NEVER_BEGAN;
}

const NEVER_BEGAN: PlanMemory['began'] = {};

/** What became of each rule that may ask something, in the order of `audience.asking`: a dozen out of all. */
function findAll(at: Situation, audience: Audience, applied: readonly RuleId[]): Finding[] {
  const { asking, replacedBy } = audience;
  const winner = winnerOf(at.policy, audience, applied);
  const findings = new Array<Finding>(asking.length);
  for (let i = 0; i < asking.length; i += 1) {
    const rule = asking[i] as CompiledRule;
    const isBeaten = winner !== undefined && rule.isCadence && rule !== winner && applied.includes(rule.id);
    const by = isBeaten ? winner : replacedBy[rule.index];
    findings[i] = by === undefined ? findingOf(rule, at) : { kind: 'beaten', by: by.id };
  }
  return findings;
}

/** One finding for each rule, in the policy's order; only explanations need them all. */
function everyFinding(findings: readonly Finding[], { asking, whys }: Audience): readonly Finding[] {
  const all = whys.slice() as Finding[];
  asking.forEach(({ index }, i) => {
    all[index] = findings[i] as Finding;
  });
  return all;
}

/** Of the recurring visits that compete, the one that stands. */
function winnerOf(
  { agreed }: CompiledPolicy,
  { whys, recurring, recurringIds, shortest }: Audience,
  applied: readonly RuleId[],
): CompiledRule | undefined {
  if (agreed !== undefined && whys[agreed.index] === undefined) return agreed;
  return applied === recurringIds ? shortest : shortestInterval(recurring, applied);
}

/** Rank, event before recurring, shorter interval, earlier target, rule. */
function goesFirst(a: Debt, b: Debt): number {
  return (
    a.rank - b.rank ||
    a.interval - b.interval ||
    a.window.target - b.window.target ||
    (a.rule.id < b.rule.id ? -1 : a.rule.id > b.rule.id ? 1 : 0)
  );
}

function comesFirst(a: Talk, b: Talk): number {
  return a.placing.on - b.placing.on || goesFirst(a.leader, b.leader);
}

/**
 * Makes talks of debts: the first in order leads and its day stands; every other visit whose window holds that day joins.
 *
 * Rules of one series never share a talk. A debt past its latest day joins whatever talk comes before it would be given up as late.
 * A debt that was tried in vain goes on alone, or with those it was tried together with.
 */
function netAndPlace(
  debts: readonly Debt[],
  past: Past,
  policy: CompiledPolicy,
  today: Day,
  load: LoadView,
  spoken: readonly Touch[],
  lots: Lots | undefined,
): readonly Talk[] {
  if (debts.length === 0) return NO_TALKS;
  let talks: Talk[] | undefined;
  // Nothing happens before the first day.
  const from = today > policy.goLiveOn ? today : policy.goLiveOn;
  const placed: OwnVisit[] = [];
  const taken: Day[] = [];
  const hasRoom = roomBy(load, policy, placed);
  const at: Placement = { debts, past, policy, today, from, hasRoom, taken, spoken, lots };
  let left = debts;
  for (let leader = left[0]; leader !== undefined; leader = left[0]) {
    const talk = placeTalk(leader, at);
    const { on } = talk.placing;
    let joined: Debt[] | undefined;
    let apart: Debt[] | undefined;
    for (let i = 1; i < left.length; i += 1) {
      const other = left[i] as Debt;
      if (leader.kind === 'visit' && joins(other, leader, joined ?? NO_DEBTS, on, policy, from))
        joined = append(joined, other);
      else apart = append(apart, other);
    }
    left = apart ?? NO_DEBTS;
    if (left.length > 0) {
      // What follows has to fit beside it.
      if (talk.isOpen) placed.push({ ownerId: leader.ownerId, on, minutes: leader.minutes });
      if (leader.kind === 'visit') taken.push(on);
    }
    if (joined !== undefined) talk.joined = joined;
    talks = append(talks, talk);
  }
  return talks ?? NO_TALKS;
}

const NO_TALKS: readonly Talk[] = [];

/** What the day of a talk depends on besides its own debt. */
interface Placement {
  readonly debts: readonly Debt[];
  readonly past: Past;
  readonly policy: CompiledPolicy;
  readonly today: Day;
  /** The first day on which anything happens. */
  readonly from: Day;
  readonly hasRoom: HasRoom;
  /** Days of the visits placed before. */
  readonly taken: readonly Day[];
  readonly spoken: readonly Touch[];
  readonly lots: Lots | undefined;
}

function joins(
  other: Debt,
  leader: Debt,
  joined: readonly Debt[],
  on: Day,
  policy: CompiledPolicy,
  from: Day,
): boolean {
  if (other.kind !== 'visit' || other.triedIn !== leader.triedIn) return false;
  if (isOfSameSeries(other, leader)) return false;
  for (const debt of joined) if (isOfSameSeries(other, debt)) return false;
  const { earliest, latest } = other.window;
  if (on < earliest) return false;
  return on <= latest || (from > latest && on <= lateLimit(from, policy, leader.ownerId));
}

function isOfSameSeries({ rule: { rule, id } }: Debt, debt: Debt): boolean {
  const other = debt.rule.rule;
  if (rule.series === undefined || rule.series !== other.series) return false;
  return !rule.mergesWith?.includes(other.id) && !other.mergesWith?.includes(id);
}

const ALWAYS_ROOM: HasRoom = () => true;

/** The talk that a debt leads, alone so far. */
function placeTalk(leader: Debt, at: Placement): Talk {
  const { debts, past, policy, today, from, hasRoom, lots } = at;
  let stored = storedFor(leader, past.open, debts);
  let kept = stored === undefined ? undefined : keptDay(stored, leader, policy, from);
  if (kept === undefined && past.halfWritten.length > 0) {
    // A visit that a dead run wrote keeps its day only if it is still to come: nobody can have seen it yet.
    stored = storedFor(leader, past.halfWritten, debts);
    kept = stored === undefined ? undefined : keptDay(stored, leader, policy, from);
    // What lies around it may have changed since, so that the budget would have it elsewhere.
    const stays = kept !== undefined && kept.on >= today && !isLimited(leader, policy);
    if (stored !== undefined && !stays && !isActedOn(stored)) kept = undefined;
  }
  if (kept !== undefined) {
    const { on } = kept;
    const full = on >= today && !hasRoom(leader, on) && placeOf(leader, policy, from, hasRoom).full;
    const placing = drawnBy(stored?.drawn, placingOf(leader, on, full, policy, kept.rescheduledTo));
    const stands = full || !isLimited(leader, policy) ? placing : withBudget(placing, leader, at);
    return { leader, joined: NO_DEBTS, placing: stands, isOpen: true };
  }
  // Who stood before days were drawn, or was drawn before they no longer are, stays what he was.
  const lot = stored === undefined || stored.drawn !== undefined ? lots?.of(leader) : undefined;
  const drawn = stored?.drawn ?? lot?.arm;
  const target = lot?.on ?? leader.window.target;
  const aimed = lot === undefined ? leader : { ...leader, window: { ...leader.window, target } };
  const wanted = leader.attempts.length === 0 ? target : leader.window.earliest;
  const isOpen = laterOf(wanted, from) - policy.policy.leadDays <= today;
  const room = isOpen ? hasRoom : ALWAYS_ROOM;
  const placing = placed(placeOf(aimed, policy, from, room), leader, drawn, room, at);
  return { leader, joined: NO_DEBTS, placing, isOpen };
}

/** The stored visit that a debt leads, or led together with others while no debt is owed any more that leads it. */
function storedFor({ key }: Debt, visits: readonly KnownVisit[], debts: readonly Debt[]): KnownVisit | undefined {
  for (const visit of visits) {
    const [first] = visit.pays;
    if (first === key) return visit;
    if (visit.pays.includes(key) && !debts.some((debt) => debt.key === first)) return visit;
  }
  return undefined;
}

function drawnBy(arm: Placing['drawn'], placing: Placing): Placing {
  return arm === undefined ? placing : { ...placing, drawn: arm };
}

/** The budget moves a visit inside its window; where no day of it suits, the latest one wins. */
function placed(place: Place, leader: Debt, drawn: Placing['drawn'], room: HasRoom, at: Placement): Placing {
  const { policy, from } = at;
  if (!isLimited(leader, policy) || place.full || place.on > leader.window.latest)
    return drawnBy(drawn, placingOf(leader, place.on, place.full, policy));
  let { on } = place;
  if (!fits(on, at)) {
    const suits: HasRoom = (debt, day) => room(debt, day) && fits(day, at);
    on = placeWithin(leader, on, policy, from, suits) ?? lastWithRoom(leader, on, policy, room);
  }
  return withBudget(drawnBy(drawn, placingOf(leader, on, false, policy)), leader, at);
}

function fits(on: Day, { policy, taken, spoken }: Placement): boolean {
  const { budget } = policy.policy;
  return budget === undefined || isWithinBudget(on, taken, spoken, budget);
}

/** Says what the budget did, from the day alone, so that a visit which stands says the same every day. */
function withBudget(placing: Placing, { window, ownerId }: Debt, at: Placement): Placing {
  const { on } = placing;
  if (on > window.latest) return placing;
  if (!fits(on, at)) {
    return on === at.policy.calendarOf(ownerId).workingOnOrBefore(window.latest)
      ? { ...placing, budget: 'overruled' }
      : placing;
  }
  if (placing.drawn !== undefined || on === window.target) return placing;
  return fits(window.target, at) ? placing : { ...placing, budget: 'moved' };
}

/** Whether the budget has a say in the day of a debt. */
function isLimited({ rank, kind, attempts }: Debt, { policy }: CompiledPolicy): boolean {
  return policy.budget !== undefined && rank === 5 && kind === 'visit' && attempts.length === 0;
}

/** The last working day of the window with room, from a day on that has it. */
function lastWithRoom(debt: Debt, from: Day, { calendarOf }: CompiledPolicy, hasRoom: HasRoom): Day {
  const calendar = calendarOf(debt.ownerId);
  for (let on = calendar.workingOnOrBefore(debt.window.latest); on > from; on = calendar.addWorking(on, -1)) {
    if (hasRoom(debt, on)) return on;
  }
  return from;
}

/** A talk on this day leaves room for what was held and what is planned: calls apart, and few in any fortnight. */
function isWithinBudget(
  on: Day,
  planned: readonly Day[],
  touches: readonly Touch[],
  { calls, conversations }: Budget,
): boolean {
  const near = Math.max(calls.days, conversations.days);
  const days: number[] = [];
  for (const day of planned) {
    const apart = Math.abs(day - on);
    if (apart < calls.days) return false;
    if (apart < near) days.push(day - on);
  }
  for (const touch of touches) {
    if (touch.direction !== 'out' || !CONVERSATIONS.has(touch.kind)) continue;
    const apart = Math.abs(touch.on - on);
    if (touch.kind === 'call' && apart < calls.days) return false;
    if (apart < near) days.push(touch.on - on);
  }
  if (days.length < conversations.most) return true;
  // Any stretch of that many days that holds this one.
  for (let first = 1 - conversations.days; first <= 0; first += 1) {
    let count = 0;
    for (const day of days) if (day >= first && day < first + conversations.days) count += 1;
    if (count >= conversations.most) return false;
  }
  return true;
}

const CONVERSATIONS: ReadonlySet<Touch['kind']> = new Set(['call', 'video', 'on_site', 'meeting']);

function placingOf(debt: Debt, on: Day, full: boolean, { calendar }: CompiledPolicy, rescheduledTo?: Day): Placing {
  const { anchor, window, story } = debt;
  const looked = Math.max(anchor, window.latest, story.lookedUntil, on);
  const placing = { on, full, late: on > window.latest, provisional: looked > calendar.publishedUntil };
  return rescheduledTo === undefined ? placing : { ...placing, rescheduledTo };
}

/** Only visits and the message of rank 5 take a slot. */
const slotKind = ({ kind }: Debt): VisitKind => (kind === 'message' ? 'message' : 'visit');

function plannedVisit(slot: number, talk: Talk, pays: readonly DebtKey[], policy: CompiledPolicy): PlannedVisit {
  const { leader, joined, placing } = talk;
  return {
    slot,
    kind: slotKind(leader),
    leader: leader.rule.id,
    pays,
    window: leader.window,
    plannedOn: placing.on,
    ownerId: leader.ownerId,
    ownerRole: leader.ownerRole,
    channel: leader.channel,
    minutes: leader.minutes,
    goal: leader.rule.rule.goal,
    attempts: leader.attempts,
    late: placing.late,
    extended: leader.story.extended,
    provisional: placing.provisional,
    reason: visitReason(leader, joined, placing, policy),
    windows: joined.length === 0 ? undefined : [leader.window, ...joined.map(windowOf)],
    helpers: leader.helpers,
    infeasible: placing.full ? NO_ROOM : undefined,
    rescheduledTo: placing.rescheduledTo,
    drawn: placing.drawn,
  };
}

const windowOf = ({ window }: Debt): VisitWindow => window;

const NO_ROOM: Words = {
  zh: '期限内负责人每天都已排满：请增加每日时长、换人或放宽期限',
  en: 'its owner is full on every day of the window: give more minutes a day, hand over, or widen the window',
};

function foreseenVisit(talk: Talk, policy: CompiledPolicy): ForeseenVisit {
  const { leader, joined, placing } = talk;
  return {
    leader: leader.rule.id,
    pays: paysOf(talk),
    kind: slotKind(leader),
    window: leader.window,
    on: placing.on,
    reason: visitReason(leader, joined, placing, policy),
  };
}

/** Suppressions from the weightiest: the customer's standing names one. */
const WEIGHT: readonly SuppressionReason[] = ['do_not_visit', 'lead_elsewhere', 'paused', 'refused', 'no_consent'];

function standingOf(
  visits: readonly PlannedVisit[],
  next: ForeseenVisit | undefined,
  findings: readonly Finding[],
  { asking }: Audience,
  stage: StageOnDay,
  inScope: boolean,
): Standing {
  let orphan: Extract<Finding, { kind: 'no_owner' }> | undefined;
  let orphaned: RuleId | undefined;
  let stop: Extract<Finding, { kind: 'suppressed' }> | undefined;
  let hasLapsed = false;
  for (let i = 0; i < asking.length; i += 1) {
    const { asTouch, id } = asking[i] as CompiledRule;
    if (asTouch) continue;
    const finding = findings[i] as Finding;
    if (finding.kind === 'no_owner') {
      if (orphan === undefined || (finding.rank - orphan.rank || finding.interval - orphan.interval) < 0) {
        orphan = finding;
        orphaned = id;
      }
    } else if (finding.kind === 'suppressed') {
      if (stop === undefined || WEIGHT.indexOf(finding.reason) < WEIGHT.indexOf(stop.reason)) stop = finding;
    } else if (finding.kind === 'lapsed') hasLapsed = true;
  }
  if (orphaned !== undefined) return { kind: 'infeasible', reason: 'no_owner', rule: orphaned };
  let first: PlannedVisit | undefined;
  for (const visit of visits) {
    if (visit.infeasible !== undefined) return { kind: 'infeasible', reason: 'no_capacity', rule: visit.leader };
    if (
      first === undefined ||
      (visit.late && !first.late) ||
      (visit.late === first.late && visit.plannedOn < first.plannedOn)
    ) {
      first = visit;
    }
  }
  if (first !== undefined) return { kind: first.late ? 'late' : 'open', on: first.plannedOn, rule: first.leader };
  if (next !== undefined) return { kind: 'later', on: next.on, rule: next.leader };
  if (!inScope) return { kind: 'suppressed', reason: 'out_of_scope' };
  if (stop !== undefined) return suppressed(stop.reason, stop.until);
  return suppressed(hasLapsed ? 'milestones_lapsed' : 'no_rule_applies', stage.nextChangeOn);
}

function suppressed(reason: SuppressionReason, until: Day | undefined): Standing {
  return until === undefined ? { kind: 'suppressed', reason } : { kind: 'suppressed', reason, until };
}

/** Longest time without looking at a customer again: what nobody told us about heals by itself. */
const MOST_DAYS_AHEAD = 30;

function decideOn(
  visits: readonly PlannedVisit[],
  waiting: readonly Talk[],
  sent: readonly SentTouch[],
  facts: CustomerFacts,
  stage: StageOnDay,
  { policy }: CompiledPolicy,
  today: Day,
): Day {
  let on = (today + MOST_DAYS_AHEAD) as Day;
  for (const visit of visits) {
    const until = visit.late || visit.plannedOn > visit.window.latest ? visit.plannedOn : visit.window.latest;
    on = sooner(on, visit.infeasible === undefined ? until + 1 : today + 1, today);
  }
  for (const talk of waiting) on = sooner(on, talk.placing.on - policy.leadDays, today);
  for (const { debt, on: sentOn, saidBy } of sent) {
    if (saidBy !== undefined) continue;
    const isDue = sentOn === undefined || sentOn - policy.leadDays <= today;
    on = sooner(on, isDue ? debt.window.latest + 1 : sentOn - policy.leadDays, today);
  }
  if (stage.nextChangeOn !== undefined) on = sooner(on, stage.nextChangeOn, today);
  if (facts.pausedUntil !== undefined && facts.pausedUntil > today) on = sooner(on, facts.pausedUntil, today);
  if (facts.contractEndsOn !== undefined && facts.contractEndsOn >= today) {
    on = sooner(on, facts.contractEndsOn + 1, today);
  }
  return on;
}

/** The earlier of two days, of which the second may lie in the past: that is tomorrow. */
function sooner(on: Day, other: number, today: Day): Day {
  return Math.min(on, Math.max(other, today + 1)) as Day;
}

/** Settled debts with those that follow from touches which will be forgotten. */
function remembered(past: Past, findings: readonly Finding[], { rules }: CompiledPolicy): PlanMemory['settled'] {
  let found: PlanMemory['settled'][number][] | undefined;
  for (const finding of findings) {
    if (finding.kind !== 'settled' || !finding.remember) continue;
    found ??= [];
    found.push({ debt: finding.key, how: finding.how, on: finding.on });
  }
  return found === undefined ? past.settled : keepNeeded([...found, ...past.settled], rules);
}

function ruleOf(
  visit: KnownVisit,
  { rules }: CompiledPolicy,
  findings: readonly Finding[],
): readonly [CompiledRule | undefined, Finding | undefined] {
  const id = ruleIdOf(visit.pays[0] ?? '');
  const rule = rules.find((each) => each.id === id);
  return [rule, rule === undefined ? undefined : findings[rule.index]];
}

function withdrawnOf(
  leftover: readonly KnownVisit[],
  findings: readonly Finding[],
  audience: Audience,
  { stage }: StageOnDay,
  policy: CompiledPolicy,
): Plan['withdrawn'] {
  const all = everyFinding(findings, audience);
  return leftover.map((visit) => {
    const [rule, finding] = ruleOf(visit, policy, all);
    const why = withdrawnWords(visit.pays[0], finding, rule?.rule, stage, (id) => nameOf(id, policy));
    return { slot: visit.slot, why };
  });
}

function nameOf(id: RuleId, { rules }: CompiledPolicy): Words {
  return rules.find((rule) => rule.id === id)?.rule.name ?? { zh: id, en: id };
}

/** What goes out within lead time, by day. */
function touchesOf(
  sent: readonly SentTouch[],
  { hasDelivery }: CustomerFacts,
  policy: CompiledPolicy,
  today: Day,
): readonly PlannedTouch[] {
  const touches: PlannedTouch[] = [];
  const { incentive } = policy.policy;
  for (const { debt, on, saidBy } of sent) {
    if (on === undefined || saidBy !== undefined || on - policy.policy.leadDays > today) continue;
    const placing = placingOf(debt, on, false, policy);
    touches.push({
      debt: debt.key,
      rule: debt.rule.id,
      kind: debt.kind as PlannedTouch['kind'],
      rank: debt.rank,
      window: debt.window,
      on,
      channel: debt.channel,
      ownerId: debt.ownerId,
      ownerRole: debt.ownerRole,
      provisional: placing.provisional,
      reason: visitReason(debt, [], placing, policy),
      incentive: debt.kind === 'survey' && incentive?.on ? incentive.name : undefined,
      byDelivery: hasDelivery && DELIVERY_RULES.has(debt.rule.id) ? true : undefined,
    });
  }
  return sortFew(touches, (a, b) => a.on - b.on || (a.rule < b.rule ? -1 : 1));
}

function ledgerOf(
  talks: readonly Talk[],
  sent: readonly SentTouch[],
  findings: readonly Finding[],
  stage: StageOnDay,
  policy: CompiledPolicy,
): readonly LedgerEntry[] {
  const named = (id: RuleId): Words => nameOf(id, policy);
  const entryOf = (rule: CompiledRule): LedgerEntry => {
    const finding = findings[rule.index] as Finding;
    const { id } = rule;
    switch (finding.kind) {
      case 'debt':
        return debtEntry(finding.debt, talks, sent, policy);
      case 'off':
      case 'not_applicable':
        if (rule.asks !== undefined && finding.kind === 'not_applicable' && finding.because === 'not_asked')
          return { rule: id, verdict: 'elsewhere', why: rule.asks.why };
        return { rule: id, verdict: finding.kind, why: findingWords(finding, rule.rule, stage.stage, named) };
      case 'beaten':
        return {
          rule: id,
          verdict: 'beaten',
          by: finding.by,
          why: findingWords(finding, rule.rule, stage.stage, named),
        };
      case 'settled':
        return {
          rule: id,
          verdict: 'settled',
          debt: finding.key,
          why: findingWords(finding, rule.rule, stage.stage, named),
        };
      case 'lapsed':
        return {
          rule: id,
          verdict: 'lapsed',
          debt: finding.key,
          ...(finding.window ? { window: finding.window } : {}),
          why: findingWords(finding, rule.rule, stage.stage, named),
        };
      case 'suppressed':
        return {
          rule: id,
          verdict: 'suppressed',
          ...(finding.key ? { debt: finding.key } : {}),
          why: findingWords(finding, rule.rule, stage.stage, named),
        };
      case 'no_owner':
        return {
          rule: id,
          verdict: 'infeasible',
          debt: finding.key,
          window: finding.window,
          why: findingWords(finding, rule.rule, stage.stage, named),
        };
      default:
        return finding satisfies never;
    }
  };
  const entries = policy.rules.filter(({ asks }) => asks === undefined).map(entryOf);
  for (const { id, on, why } of policy.policy.duties ?? []) {
    const asked = policy.asks.find((rule) => rule.id === id);
    if (asked !== undefined) {
      entries.push(entryOf(asked), ...furtherEntries(asked));
      continue;
    }
    entries.push(
      on
        ? { rule: id, verdict: 'elsewhere', why }
        : { rule: id, verdict: 'off', why: { zh: '规则未启用', en: 'the rule is off' } },
    );
  }
  return entries;

  /** Loops may ask for several conversations by one rule. */
  function furtherEntries(rule: CompiledRule): readonly LedgerEntry[] {
    const first = findings[rule.index] as Finding;
    return talks
      .flatMap(({ leader, joined }) => [leader, ...joined])
      .filter((debt) => debt.rule === rule && (first.kind !== 'debt' || first.debt !== debt))
      .map((debt) => debtEntry(debt, talks, sent, policy));
  }
}

function debtEntry(
  debt: Debt,
  talks: readonly Talk[],
  sent: readonly SentTouch[],
  policy: CompiledPolicy,
): LedgerEntry {
  const { id } = debt.rule;
  const facts = { rule: id, debt: debt.key, window: debt.window };
  if (debt.rule.asTouch) {
    const touch = sent.find((each) => each.debt === debt);
    if (touch?.saidBy === undefined) {
      if (touch?.on === undefined) return { ...facts, verdict: 'suppressed', why: capWords(debt, policy) };
      return {
        ...facts,
        verdict: 'sends',
        on: touch.on,
        why: visitReason(debt, [], placingOf(debt, touch.on, false, policy), policy),
      };
    }
  }
  const leads = talks.find((talk) => talk.leader === debt);
  if (leads !== undefined) {
    return {
      ...facts,
      verdict: leads.isOpen ? 'leads' : 'foreseen',
      on: leads.placing.on,
      why: visitReason(debt, leads.joined, leads.placing, policy),
    };
  }
  const talk = talks.find(({ joined }) => joined.includes(debt)) as Talk;
  const own = firstLineOf(debt, policy);
  const { zh, en } = talk.leader.rule.rule.name;
  return {
    ...facts,
    verdict: 'joins',
    by: talk.leader.rule.id,
    why: { zh: `${own.zh}\n在「${zh}」中一并谈`, en: `${own.en}\nCovered in "${en}"` },
  };
}
