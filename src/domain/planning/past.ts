import type { Day } from '../calendar/day.ts';
import { mostTries, triesThatCount } from '../visit/tries.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import { ruleIdOf } from './debt-key.ts';
import { isOf } from './debts.ts';
import type { Channel, CustomerFacts, Touch, TouchKind } from './facts.ts';
import type { DebtKey, KnownVisit, PlanMemory } from './plan.ts';
import { append, ascending, bySlot, sortFew } from './short-list.ts';

type Settled = PlanMemory['settled'][number];

/** What is stored and remembered of a customer, sorted by what can still be done with it. */
export interface Past {
  /** Open visits that memory knows, a half-written withdrawal among them: nobody has decided on it yet. Ascending by slot. */
  readonly open: readonly KnownVisit[];
  /** Open visits that memory does not know: a run died after writing them. Ascending by slot. */
  readonly halfWritten: readonly KnownVisit[];
  /** Slots whose visit is closed and was not settled yet. */
  readonly closed: readonly number[];
  readonly freeSlots: readonly number[];
  readonly nextSlot: number;
  readonly settled: readonly Settled[];
  readonly touches: readonly Touch[];
  readonly tried: ReadonlyMap<DebtKey, { readonly slot: number; readonly attempts: readonly Day[] }>;
}

const NEVER_TRIED: Past['tried'] = new Map();
const NO_VISITS: readonly KnownVisit[] = [];
const NO_SLOTS: readonly number[] = [];
const NO_HELD: readonly Touch[] = [];

/**
 * Takes in what happened since the last decision: visits that people closed pay or end their debts, talks become touches, and
 * visits tried in vain as often as the policy allows are given up.
 */
export function pastOf(
  facts: CustomerFacts,
  memory: PlanMemory,
  visits: readonly KnownVisit[],
  { policy, rules, calendarOf }: CompiledPolicy,
  today: Day,
): Past {
  // So it is with most of the book: nothing stood, nothing stands.
  if (visits.length === 0 && memory.openSlots.length === 0) {
    return {
      open: NO_VISITS,
      halfWritten: NO_VISITS,
      closed: NO_SLOTS,
      freeSlots: memory.freeSlots,
      nextSlot: memory.nextSlot,
      settled: memory.settled,
      touches: mergeTouches(memory.touches, NO_HELD, facts.lastTouch, today),
      tried: NEVER_TRIED,
    };
  }
  let open: KnownVisit[] | undefined;
  let halfWritten: KnownVisit[] | undefined;
  let closed: number[] | undefined;
  let settled: Settled[] | undefined;
  let held: Touch[] | undefined;
  let tried: Map<DebtKey, { readonly slot: number; readonly attempts: readonly Day[] }> | undefined;
  let nextSlot = memory.nextSlot;
  let usedAhead: number[] | undefined;

  for (const visit of visits) {
    const known = memory.openSlots.includes(visit.slot);
    if (!known && visit.slot < memory.nextSlot && !memory.freeSlots.includes(visit.slot)) continue;
    const attempts = visit.attempts.length > 0 ? distinctDays(visit.attempts) : visit.attempts;
    const isGivenUp =
      visit.status === 'planned' &&
      attempts.length >= policy.attempts &&
      triesThatCount(attempts, calendarOf(visit.ownerId).isWorking).length >= mostTries(policy, visit.pays);
    const ended = isGivenUp ? 'unreached' : visit.status;
    if (ended === 'planned' || ended === 'withdrawn') {
      if (known) open = append(open, visit);
      else if (ended === 'planned') halfWritten = append(halfWritten, visit);
      if (attempts.length > 0 && (known || ended === 'planned')) {
        tried ??= new Map();
        for (const debt of visit.pays) tried.set(debt, { slot: visit.slot, attempts });
      }
      continue;
    }
    const on = visit.closedOn ?? attempts[attempts.length - 1] ?? (visit.plannedOn < today ? visit.plannedOn : today);
    for (const debt of visit.pays) if (isDebt(debt)) settled = append(settled, { debt, how: ended, on });
    if (ended === 'held' && visit.kind === 'visit')
      held = append(held, { on, kind: TOUCH[visit.channel], direction: 'out' });
    closed = append(closed, visit.slot);
    if (visit.slot >= memory.nextSlot) {
      usedAhead ??= [];
      usedAhead.push(visit.slot);
      if (visit.slot >= nextSlot) nextSlot = visit.slot + 1;
    }
  }

  // Slots that memory calls open but nothing is stored in, and slots passed over by those closed ahead, can be used again.
  let freeSlots = memory.freeSlots;
  const missing = slotsOfNothing(memory.openSlots, open ?? NO_VISITS, closed ?? NO_SLOTS);
  if (missing.length > 0 || usedAhead !== undefined || closed?.some((slot) => freeSlots.includes(slot))) {
    const free = new Set([...freeSlots, ...missing].filter((slot) => !closed?.includes(slot)));
    for (let slot = memory.nextSlot; slot < nextSlot; slot += 1) if (!usedAhead?.includes(slot)) free.add(slot);
    freeSlots = [...free].sort((a, b) => a - b);
  }

  return {
    open: open === undefined ? NO_VISITS : sortFew(open, bySlot),
    halfWritten: halfWritten === undefined ? NO_VISITS : sortFew(halfWritten, bySlot),
    closed: closed === undefined ? NO_SLOTS : sortFew(closed, ascending),
    freeSlots,
    nextSlot,
    settled: settled === undefined ? memory.settled : keepNeeded([...settled, ...memory.settled], rules),
    touches: mergeTouches(memory.touches, held ?? NO_HELD, facts.lastTouch, today),
    tried: tried ?? NEVER_TRIED,
  };
}

/** Of the slots called open those in which nothing is stored. */
function slotsOfNothing(
  slots: readonly number[],
  open: readonly KnownVisit[],
  closed: readonly number[],
): readonly number[] {
  let missing: number[] | undefined;
  for (const slot of slots)
    if (!closed.includes(slot) && !open.some((visit) => visit.slot === slot)) missing = append(missing, slot);
  return missing ?? NO_SLOTS;
}

/** Somebody has acted on it: its slot is not used for anything else. */
export function isActedOn(visit: KnownVisit): boolean {
  return visit.attempts.length > 0 || visit.rescheduledTo !== undefined;
}

/**
 * Settled debts that a rule can still need, newest first, none twice: of a recurring rule those that its guard may count, of an
 * event rule the newest three, so that a date which is corrected and corrected back raises nothing again.
 */
export function keepNeeded(settled: readonly Settled[], rules: CompiledPolicy['rules']): readonly Settled[] {
  if (settled.length === 1) return settled;
  const sorted = [...settled].sort((a, b) => b.on - a.on || (a.debt < b.debt ? -1 : a.debt > b.debt ? 1 : 0));
  const kept: Settled[] = [];
  for (const entry of sorted) {
    if (kept.some((other) => other.debt === entry.debt)) continue;
    const id = ruleIdOf(entry.debt);
    const trigger = rules.find((rule) => rule.id === id)?.rule.trigger;
    const most = trigger?.type === 'recurring' ? Math.max(1, trigger.guard?.times ?? 1) : 3;
    let same = 0;
    for (const other of kept) if (isOf(id, other.debt)) same += 1;
    if (same < most) kept.push(entry);
  }
  return kept;
}

const TOUCH: { readonly [channel in Channel]: TouchKind } = {
  phone: 'call',
  on_site: 'on_site',
  video: 'video',
  email: 'email',
  sms: 'message',
  wechat: 'message',
  survey: 'survey',
};

const MOST_TOUCHES = 8;

/** The newest eight, newest first. Of nine, one goes that has two newer of its kind: a rule that asks for calls keeps the last call. */
function mergeTouches(
  known: readonly Touch[],
  held: readonly Touch[],
  last: Touch | undefined,
  today: Day,
): readonly Touch[] {
  if (held.length === 0 && (last === undefined || last.on > today || isAmong(last, known))) return known;
  if (last !== undefined && last.on <= today && known.length + held.length === 0) return [last];
  const added = last !== undefined && last.on <= today && !isAmong(last, held) ? [...held, last] : held;
  const fresh = added.filter((touch) => !isAmong(touch, known));
  if (fresh.length === 0) return known;
  const touches = [...fresh, ...known].sort(
    (a, b) => b.on - a.on || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0) || (a.direction < b.direction ? -1 : 1),
  );
  while (touches.length > MOST_TOUCHES) touches.splice(leastNeeded(touches), 1);
  return touches;
}

/**
 * Takes talks that were held elsewhere into a memory; the very same memory where they say nothing new.
 *
 * @param touches none after `today`
 */
export function rememberTouches(memory: PlanMemory, touches: readonly Touch[], today: Day): PlanMemory {
  const merged = mergeTouches(memory.touches, touches, undefined, today);
  const isNew =
    merged.length !== memory.touches.length || merged.some((touch, i) => !isSame(touch, memory.touches[i] as Touch));
  return isNew ? { ...memory, touches: merged } : memory;
}

function leastNeeded(touches: readonly Touch[]): number {
  for (const newer of [2, 1]) {
    for (let i = touches.length - 1; i > 0; i -= 1) {
      const { kind, direction } = touches[i] as Touch;
      let same = 0;
      for (let j = 0; j < i; j += 1) if (touches[j]?.kind === kind && touches[j]?.direction === direction) same += 1;
      if (same >= newer) return i;
    }
  }
  return touches.length - 1;
}

function isAmong(touch: Touch, touches: readonly Touch[]): boolean {
  for (const other of touches) if (isSame(touch, other)) return true;
  return false;
}

function isSame(a: Touch, b: Touch): boolean {
  return a.on === b.on && a.kind === b.kind && a.direction === b.direction;
}

function distinctDays(days: readonly Day[]): readonly Day[] {
  return [...new Set(days)].sort((a, b) => a - b);
}

const DEBT = /^[A-Z][A-Z0-9]*@\d{4}-\d{2}-\d{2}$/;

/** A record that people edited may hold anything. */
function isDebt(text: string): boolean {
  return DEBT.test(text);
}
