import { MOST_NEW_SLOTS } from './memory.ts';
import { isActedOn, type Past } from './past.ts';
import type { DebtKey, KnownVisit } from './plan.ts';
import { append, ascending, sortFew } from './short-list.ts';

export interface Slots {
  /** One for each visit wanted; undefined for those that must wait for the next day. */
  readonly slots: readonly (number | undefined)[];
  /** Stored open visits that nothing wants any more. */
  readonly leftover: readonly KnownVisit[];
  readonly openSlots: readonly number[];
  readonly freeSlots: readonly number[];
  readonly nextSlot: number;
}

/**
 * Gives every wanted visit, told by the debts it pays (the leader's first), its slot: the one whose stored visit is for the same debt, else one whose visit is no longer wanted and
 * that nobody acted on, else a free one, else the next.
 *
 * Half-written visits do not decide slots unless people acted on them, so that the answer is that of a run which never died.
 */
export function assignSlots(wanted: readonly (readonly DebtKey[])[], past: Past): Slots {
  if (wanted.length === 0 && past.open.length === 0 && past.halfWritten.length === 0) {
    const { freeSlots, nextSlot } = past;
    return { slots: NO_SLOTS, leftover: NO_VISITS, openSlots: NO_SLOTS, freeSlots, nextSlot };
  }
  const stored = past.halfWritten.length === 0 ? past.open : [...past.open, ...past.halfWritten];
  const slots = new Array<number | undefined>(wanted.length);
  // A handful at most: lists are quicker than sets.
  let taken: number[] | undefined;
  const acted = past.halfWritten.length === 0 ? past.halfWritten : past.halfWritten.filter(isActedOn);
  const matchable = acted.length > 0 ? [...past.open, ...acted] : past.open;
  if (matchable.length > 0) {
    taken = match(slots, taken, wanted, matchable, isForSame);
    taken = match(slots, taken, wanted, matchable, paysAny);
  }

  const freeable = past.open.length === 0 ? NO_SLOTS : freeableOf(past.open, taken ?? NO_SLOTS);
  let reused = 0;
  let { freeSlots: free, nextSlot } = past;
  if (acted.length > 0) {
    const blocked = acted.map(({ slot }) => slot);
    nextSlot = Math.max(nextSlot, ...blocked.map((slot) => slot + 1));
    // With the slots jumped over because people acted on one further on.
    free = unblocked(free, past.nextSlot, nextSlot, blocked);
  }
  const limit = nextSlot + MOST_NEW_SLOTS;
  for (let i = 0; i < slots.length; i += 1) {
    if (slots[i] !== undefined) continue;
    let slot = freeable[reused];
    if (slot !== undefined) reused += 1;
    if (slot === undefined && free.length > 0) {
      slot = free[0] as number;
      free = free.slice(1);
    }
    if (slot === undefined && nextSlot < limit) {
      slot = nextSlot;
      nextSlot += 1;
    }
    if (slot === undefined) continue;
    slots[i] = slot;
    if (!taken?.includes(slot)) taken = append(taken, slot);
  }

  const leftover = stored.length === 0 ? stored : leftOf(stored, taken ?? NO_SLOTS);
  const freed = freeable.length > reused ? freeable.slice(reused) : NO_SLOTS;
  return {
    slots,
    leftover,
    openSlots: taken === undefined ? NO_SLOTS : sortFew(taken, ascending),
    freeSlots: freed.length > 0 ? [...free, ...freed].sort((a, b) => a - b) : free,
    nextSlot,
  };
}

const NO_SLOTS: readonly number[] = [];
const NO_VISITS: readonly KnownVisit[] = [];

function leftOf(visits: readonly KnownVisit[], taken: readonly number[]): readonly KnownVisit[] {
  let left: KnownVisit[] | undefined;
  for (const visit of visits) if (!taken.includes(visit.slot)) left = append(left, visit);
  return left ?? NO_VISITS;
}

function freeableOf(open: readonly KnownVisit[], taken: readonly number[]): readonly number[] {
  let free: number[] | undefined;
  for (const visit of leftOf(open, taken)) if (!isActedOn(visit)) free = append(free, visit.slot);
  return free ?? NO_SLOTS;
}

function unblocked(
  free: readonly number[],
  from: number,
  until: number,
  blocked: readonly number[],
): readonly number[] {
  const jumped = Array.from({ length: until - from }, (_, i) => from + i);
  return [...free, ...jumped].filter((slot) => !blocked.includes(slot));
}

type Fit = (visit: KnownVisit, want: readonly DebtKey[]) => boolean;
const isForSame: Fit = (visit, want) => visit.pays[0] === want[0];
const paysAny: Fit = (visit, want) => want.some((debt) => visit.pays.includes(debt));

/** Gives each wanted visit that has no slot yet that of the first stored one which fits and is not taken; answers the slots taken. */
function match(
  slots: (number | undefined)[],
  before: number[] | undefined,
  wanted: readonly (readonly DebtKey[])[],
  stored: readonly KnownVisit[],
  fits: Fit,
): number[] | undefined {
  let taken = before;
  for (let i = 0; i < wanted.length; i += 1) {
    if (slots[i] !== undefined) continue;
    for (const visit of stored) {
      if (taken?.includes(visit.slot) || !fits(visit, wanted[i] as readonly DebtKey[])) continue;
      slots[i] = visit.slot;
      taken = append(taken, visit.slot);
      break;
    }
  }
  return taken;
}
