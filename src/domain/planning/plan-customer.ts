import type { Day } from '../calendar/day.ts';
import { isInScope, type StageOnDay, stageOf } from '../segmentation/stage.ts';
import type { CompiledPolicy, CompiledRule } from './compiled-policy.ts';
import { applicability, type Debt, type Finding, findingOf, type Situation } from './debts.ts';
import type { CustomerFacts } from './facts.ts';
import { isActedOn, keepNeeded, type Past, pastOf } from './past.ts';
import { type HasRoom, keptDay, lateLimit, placeOf, roomBy } from './place.ts';
import type {
  ForeseenVisit,
  KnownVisit,
  LedgerEntry,
  LoadView,
  Plan,
  PlanMemory,
  PlannedVisit,
  RuleId,
  Standing,
  SuppressionReason,
  Words,
} from './plan.ts';
import { assignSlots } from './slots.ts';
import { findingWords, type Placing, visitReason, withdrawnWords } from './words.ts';

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
  const known =
    newest !== undefined &&
    (facts.lastTouch === undefined || newest.on > facts.lastTouch.on || facts.lastTouch.on > today)
      ? { ...facts, lastTouch: newest }
      : facts;
  const stage = stageOf(known, policy.policy, today);
  const inScope = isInScope(known, policy.policy);

  const applied = inScope && !known.doNotVisit ? recurringRules(known, stage, policy) : [];
  const began = beginnings(applied, memory, today);
  const situation: Situation = {
    facts: known,
    stage,
    policy,
    today,
    touches: past.touches,
    settled: past.settled,
    began,
    tried: past.tried,
  };
  const findings = findAll(situation, inScope, applied);
  if (memory.applied === undefined && memory.lost === undefined && today > policy.spreadUntil) {
    // Who comes into the book after the first-run spread does not start overdue: what would be begins to apply today.
    findings.forEach((finding, i) => {
      if (finding.kind !== 'debt' || finding.debt.rule.isEvent || finding.debt.window.latest >= today) return;
      began[finding.debt.rule.id] = today;
      findings[i] = findingOf(finding.debt.rule, situation);
    });
  }

  const debts = findings.flatMap((finding) => (finding.kind === 'debt' ? finding.debt : [])).sort(goesFirst);
  const talks = netAndPlace(debts, past, policy, today, load);
  const due = talks.filter((talk) => talk.isOpen);
  const given = assignSlots(
    due.map(({ leader, joined }) => ({ pays: [leader.key, ...joined.map((debt) => debt.key)] })),
    past,
  );
  const standing: PlannedVisit[] = [];
  const waiting: Talk[] = talks.filter((talk) => !talk.isOpen);
  due.forEach((talk, i) => {
    const slot = given.slots[i];
    if (slot === undefined) waiting.push(talk);
    else standing.push(plannedVisit(slot, talk, policy));
  });
  standing.sort((a, b) => a.slot - b.slot);
  waiting.sort((a, b) => a.placing.on - b.placing.on || goesFirst(a.leader, b.leader));

  const next = waiting[0] === undefined ? undefined : foreseenVisit(waiting[0], policy);
  const nameOf = (id: RuleId): Words => policy.rules.find((rule) => rule.id === id)?.rule.name ?? { zh: id, en: id };
  return {
    visits: standing,
    withdrawn: given.leftover.map((visit) => {
      const [rule, finding] = ruleOf(visit, policy, findings);
      return { slot: visit.slot, why: withdrawnWords(visit.pays[0], finding, rule?.rule, stage.stage, nameOf) };
    }),
    closed: past.closed,
    ...(next === undefined ? {} : { next }),
    standing: standingOf(standing, next, findings, stage, inScope, policy),
    decideOn: decideOn(standing, waiting, known, stage, policy, today),
    memory: {
      nextSlot: given.nextSlot,
      openSlots: given.openSlots,
      freeSlots: given.freeSlots,
      settled: remembered(past, findings, policy),
      touches: past.touches,
      began,
      applied,
    },
    ledger: context.ledger === 'none' ? [] : ledgerOf(talks, findings, stage, policy, nameOf),
  };
}

/** One conversation (or message): the debt that leads, and those it pays along the way. */
interface Talk {
  readonly leader: Debt;
  readonly joined: readonly Debt[];
  readonly placing: Placing;
  /** It must stand in a slot now; otherwise it is foreseen. */
  readonly isOpen: boolean;
}

function recurringRules(facts: CustomerFacts, stage: StageOnDay, { rules }: CompiledPolicy): readonly RuleId[] {
  const applied: RuleId[] = [];
  for (const each of rules)
    if (!each.isEvent && applicability(each.rule, facts, stage) === undefined) applied.push(each.id);
  return applied;
}

/** Since when each applying recurring rule applies, where that is later than the first planning. */
function beginnings(applied: readonly RuleId[], memory: PlanMemory, today: Day): { [rule: RuleId]: Day } {
  const before = memory.applied;
  const began: { [rule: RuleId]: Day } = {};
  if (before === undefined) return began;
  for (const id of applied) {
    if (before.includes(id)) {
      const since = memory.began[id];
      if (since !== undefined) began[id] = since;
    } else began[id] = today;
  }
  return began;
}

const OUT_OF_SCOPE: Finding = { kind: 'not_applicable', because: 'scope' };

/** One finding for each rule, in the policy's order. */
function findAll(at: Situation, inScope: boolean, applied: readonly RuleId[]): Finding[] {
  const { rules } = at.policy;
  const winner = shortestInterval(rules, applied);
  return rules.map((rule) => {
    if (!inScope) return rule.rule.on ? OUT_OF_SCOPE : { kind: 'off' };
    const why = applicability(rule.rule, at.facts, at.stage);
    if (why !== undefined) return why;
    if (winner !== undefined && isCadence(rule) && rule !== winner) return { kind: 'beaten', by: winner.id };
    return findingOf(rule, at);
  });
}

/** Recurring visits of rank 5 compete: the shortest interval that applies wins. */
function shortestInterval(rules: readonly CompiledRule[], applied: readonly RuleId[]): CompiledRule | undefined {
  if (applied.length < 2) return undefined;
  let winner: CompiledRule | undefined;
  for (const rule of rules) {
    if (!isCadence(rule) || !applied.includes(rule.id)) continue;
    if (
      winner === undefined ||
      rule.interval < winner.interval ||
      (rule.interval === winner.interval && rule.id < winner.id)
    ) {
      winner = rule;
    }
  }
  return winner;
}

function isCadence({ rule, isEvent }: CompiledRule): boolean {
  return !isEvent && rule.rank === 5;
}

/** Rank, event before recurring, shorter interval, earlier target, rule. */
function goesFirst(a: Debt, b: Debt): number {
  return (
    a.rule.rule.rank - b.rule.rule.rank ||
    a.rule.interval - b.rule.interval ||
    a.window.target - b.window.target ||
    (a.rule.id < b.rule.id ? -1 : a.rule.id > b.rule.id ? 1 : 0)
  );
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
): readonly Talk[] {
  const talks: Talk[] = [];
  if (debts.length === 0) return talks;
  // Nothing happens before the first day.
  const from = today > policy.goLiveOn ? today : policy.goLiveOn;
  const placed: { ownerId: string; on: Day }[] = [];
  const hasRoom = roomBy(load, policy, placed);
  const left = [...debts];
  for (let leader = left.shift(); leader !== undefined; leader = left.shift()) {
    const [placing, isOpen] = placeTalk(leader, debts, past, policy, today, from, hasRoom);
    if (isOpen) placed.push({ ownerId: leader.ownerId, on: placing.on });
    const joined: Debt[] = [];
    if (leader.kind === 'visit') {
      for (let i = 0; i < left.length; i += 1) {
        const other = left[i] as Debt;
        if (!joins(other, leader, joined, placing.on, policy, from)) continue;
        joined.push(other);
        left.splice(i, 1);
        i -= 1;
      }
    }
    talks.push({ leader, joined, placing, isOpen });
  }
  return talks;
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
  const { series } = other.rule.rule;
  if (series !== undefined && [leader, ...joined].some((debt) => debt.rule.rule.series === series)) return false;
  const { earliest, latest } = other.window;
  if (on < earliest) return false;
  return on <= latest || (from > latest && on <= lateLimit(from, policy));
}

const ALWAYS_ROOM: HasRoom = () => true;

function placeTalk(
  leader: Debt,
  debts: readonly Debt[],
  past: Past,
  policy: CompiledPolicy,
  today: Day,
  from: Day,
  hasRoom: HasRoom,
): readonly [Placing, boolean] {
  const leadsIn = (visit: KnownVisit): boolean =>
    visit.pays[0] === leader.key ||
    (visit.pays.includes(leader.key) && !debts.some((debt) => debt.key === visit.pays[0]));
  let stored = past.open.find(leadsIn);
  let kept = stored === undefined ? undefined : keptDay(stored, leader, policy, from);
  if (kept === undefined && past.halfWritten.length > 0) {
    // A visit that a dead run wrote keeps its day only if it is still to come: nobody can have seen it yet.
    const half = past.halfWritten.find(leadsIn);
    const day = half === undefined ? undefined : keptDay(half, leader, policy, from);
    if (half !== undefined && day !== undefined && (day >= today || isActedOn(half))) {
      stored = half;
      kept = day;
    }
  }
  if (kept !== undefined && stored !== undefined) {
    const full = kept >= today && !hasRoom(leader.ownerId, kept) && placeOf(leader, policy, from, hasRoom).full;
    return [placingOf(leader, kept, full, stored.rescheduledTo !== undefined, policy), true];
  }
  const { target } = leader.window;
  const soonest = leader.attempts.length === 0 && target > from ? target : from;
  if (soonest - policy.policy.leadDays > today) {
    const { on } = placeOf(leader, policy, from, ALWAYS_ROOM);
    return [placingOf(leader, on, false, false, policy), false];
  }
  const { on, full } = placeOf(leader, policy, from, hasRoom);
  return [placingOf(leader, on, full, false, policy), true];
}

function placingOf(debt: Debt, on: Day, full: boolean, rescheduled: boolean, { calendar }: CompiledPolicy): Placing {
  const { anchor, window, story } = debt;
  const looked = Math.max(anchor, window.latest, story.lookedUntil, on);
  return { on, full, rescheduled, late: on > window.latest, provisional: looked > calendar.publishedUntil };
}

function plannedVisit(slot: number, { leader, joined, placing }: Talk, policy: CompiledPolicy): PlannedVisit {
  const visit: PlannedVisit = {
    slot,
    kind: leader.kind,
    leader: leader.rule.id,
    pays: joined.length === 0 ? [leader.key] : [leader.key, ...joined.map((debt) => debt.key)],
    window: leader.window,
    plannedOn: placing.on,
    ownerId: leader.ownerId,
    ownerRole: leader.ownerRole,
    channel: leader.channel,
    goal: leader.rule.rule.goal,
    attempts: leader.attempts,
    late: placing.late,
    extended: leader.story.extended,
    provisional: placing.provisional,
    reason: visitReason(leader, joined, placing, policy),
  };
  return placing.full ? { ...visit, infeasible: NO_ROOM } : visit;
}

const NO_ROOM: Words = {
  zh: '期限内负责人每天都已排满：请增加当日容量、换人或放宽期限',
  en: 'its owner is full on every day of the window: raise the daily number, hand over, or widen the window',
};

function foreseenVisit({ leader, joined, placing }: Talk, policy: CompiledPolicy): ForeseenVisit {
  return {
    leader: leader.rule.id,
    pays: joined.length === 0 ? [leader.key] : [leader.key, ...joined.map((debt) => debt.key)],
    kind: leader.kind,
    window: leader.window,
    on: placing.on,
    reason: visitReason(leader, joined, placing, policy),
  };
}

/** Suppressions from the weightiest: the customer's standing names one. */
const WEIGHT: readonly SuppressionReason[] = ['do_not_visit', 'paused', 'refused', 'no_consent'];

function standingOf(
  visits: readonly PlannedVisit[],
  next: ForeseenVisit | undefined,
  findings: readonly Finding[],
  stage: StageOnDay,
  inScope: boolean,
  { rules }: CompiledPolicy,
): Standing {
  let orphan: CompiledRule | undefined;
  for (const rule of rules) {
    if (findings[rule.index]?.kind !== 'no_owner') continue;
    if (orphan === undefined || (rule.rule.rank - orphan.rule.rank || rule.interval - orphan.interval) < 0)
      orphan = rule;
  }
  if (orphan !== undefined) return { kind: 'infeasible', reason: 'no_owner', rule: orphan.id };
  const full = visits.find((visit) => visit.infeasible !== undefined);
  if (full !== undefined) return { kind: 'infeasible', reason: 'no_capacity', rule: full.leader };
  let first: PlannedVisit | undefined;
  for (const visit of visits) {
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
  for (const reason of WEIGHT) {
    const found = findings.find((finding) => finding.kind === 'suppressed' && finding.reason === reason);
    if (found?.kind !== 'suppressed') continue;
    return found.until === undefined
      ? { kind: 'suppressed', reason }
      : { kind: 'suppressed', reason, until: found.until };
  }
  const reason = findings.some((finding) => finding.kind === 'lapsed') ? 'milestones_lapsed' : 'no_rule_applies';
  return stage.nextChangeOn === undefined
    ? { kind: 'suppressed', reason }
    : { kind: 'suppressed', reason, until: stage.nextChangeOn };
}

/** Longest time without looking at a customer again: what nobody told us about heals by itself. */
const MOST_DAYS_AHEAD = 30;

function decideOn(
  visits: readonly PlannedVisit[],
  waiting: readonly Talk[],
  facts: CustomerFacts,
  stage: StageOnDay,
  { policy }: CompiledPolicy,
  today: Day,
): Day {
  let on = (today + MOST_DAYS_AHEAD) as Day;
  const see = (day: number | undefined): void => {
    if (day !== undefined && day < on) on = (day > today ? day : today + 1) as Day;
  };
  for (const visit of visits) {
    if (visit.infeasible !== undefined) see(today + 1);
    see((visit.late || visit.plannedOn > visit.window.latest ? visit.plannedOn : visit.window.latest) + 1);
  }
  for (const talk of waiting) see(talk.placing.on - policy.leadDays);
  if (stage.nextChangeOn !== undefined) see(stage.nextChangeOn);
  if (facts.pausedUntil !== undefined && facts.pausedUntil > today) see(facts.pausedUntil);
  if (facts.contractEndsOn !== undefined && facts.contractEndsOn >= today) see(facts.contractEndsOn + 1);
  return on;
}

/** Settled debts with those that follow from touches which will be forgotten. */
function remembered(past: Past, findings: readonly Finding[], { rules }: CompiledPolicy): PlanMemory['settled'] {
  const found: PlanMemory['settled'][number][] = [];
  for (const finding of findings) {
    if (finding.kind === 'settled' && finding.remember) {
      found.push({ debt: finding.key, how: finding.how === 'touch' ? 'held' : finding.how, on: finding.on });
    }
  }
  return found.length === 0 ? past.settled : keepNeeded([...found, ...past.settled], rules);
}

function ruleOf(
  visit: KnownVisit,
  { rules }: CompiledPolicy,
  findings: readonly Finding[],
): readonly [CompiledRule | undefined, Finding | undefined] {
  const debt = visit.pays[0] ?? '';
  const id = debt.slice(0, Math.max(0, debt.lastIndexOf('@')));
  const rule = rules.find((each) => each.id === id);
  return [rule, rule === undefined ? undefined : findings[rule.index]];
}

function ledgerOf(
  talks: readonly Talk[],
  findings: readonly Finding[],
  stage: StageOnDay,
  policy: CompiledPolicy,
  nameOf: (id: RuleId) => Words,
): readonly LedgerEntry[] {
  return policy.rules.map((rule): LedgerEntry => {
    const finding = findings[rule.index] as Finding;
    const { id } = rule;
    switch (finding.kind) {
      case 'debt':
        return debtEntry(finding.debt, talks, policy);
      case 'off':
      case 'not_applicable':
        return { rule: id, verdict: finding.kind, why: findingWords(finding, rule.rule, stage.stage, nameOf) };
      case 'beaten':
        return {
          rule: id,
          verdict: 'beaten',
          by: finding.by,
          why: findingWords(finding, rule.rule, stage.stage, nameOf),
        };
      case 'settled':
        return {
          rule: id,
          verdict: 'settled',
          debt: finding.key,
          why: findingWords(finding, rule.rule, stage.stage, nameOf),
        };
      case 'lapsed':
        return {
          rule: id,
          verdict: 'lapsed',
          debt: finding.key,
          ...(finding.window ? { window: finding.window } : {}),
          why: findingWords(finding, rule.rule, stage.stage, nameOf),
        };
      case 'suppressed':
        return {
          rule: id,
          verdict: 'suppressed',
          ...(finding.key ? { debt: finding.key } : {}),
          why: findingWords(finding, rule.rule, stage.stage, nameOf),
        };
      case 'no_owner':
        return {
          rule: id,
          verdict: 'infeasible',
          debt: finding.key,
          window: finding.window,
          why: findingWords(finding, rule.rule, stage.stage, nameOf),
        };
      default:
        return finding satisfies never;
    }
  });
}

function debtEntry(debt: Debt, talks: readonly Talk[], policy: CompiledPolicy): LedgerEntry {
  const { id } = debt.rule;
  const facts = { rule: id, debt: debt.key, window: debt.window };
  const leads = talks.find((talk) => talk.leader === debt);
  if (leads !== undefined) {
    return {
      ...facts,
      verdict: leads.isOpen ? 'leads' : 'foreseen',
      why: visitReason(debt, leads.joined, leads.placing, policy),
    };
  }
  const talk = talks.find(({ joined }) => joined.includes(debt)) as Talk;
  const own = visitReason(
    debt,
    [],
    { ...talk.placing, on: debt.window.target, late: false, full: false, rescheduled: false, provisional: false },
    policy,
  );
  const { zh, en } = talk.leader.rule.rule.name;
  return {
    ...facts,
    verdict: 'joins',
    by: talk.leader.rule.id,
    why: { zh: `${own.zh}\n在「${zh}」中一并谈`, en: `${own.en}\nCovered in "${en}"` },
  };
}
