import { MOST_NEW_SLOTS } from './memory.ts';
import { isActedOn, type Past } from './past.ts';
import type { DebtKey, KnownVisit } from './plan.ts';

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
  const taken: number[] = [];
  const acted = past.halfWritten.length === 0 ? past.halfWritten : past.halfWritten.filter(isActedOn);
  const matchable = acted.length > 0 ? [...past.open, ...acted] : past.open;
  if (matchable.length > 0) {
    match(slots, taken, wanted, matchable, isForSame);
    match(slots, taken, wanted, matchable, paysAny);
  }

  const freeable = past.open.length === 0 ? NO_SLOTS : freeableOf(past.open, taken);
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
    if (!taken.includes(slot)) taken.push(slot);
  }

  const leftover = stored.length === 0 ? stored : leftOf(stored, taken);
  const freed = freeable.length > reused ? freeable.slice(reused) : NO_SLOTS;
  return {
    slots,
    leftover,
    openSlots: taken.length > 1 ? taken.sort((a, b) => a - b) : taken,
    freeSlots: freed.length > 0 ? [...free, ...freed].sort((a, b) => a - b) : free,
    nextSlot,
  };
}

const NO_SLOTS: readonly number[] = [];
const NO_VISITS: readonly KnownVisit[] = [];

// Apart, so that the lists of a customer with nothing stored are not kept for them.
function leftOf(visits: readonly KnownVisit[], taken: readonly number[]): readonly KnownVisit[] {
  return visits.filter(({ slot }) => !taken.includes(slot));
}

function freeableOf(open: readonly KnownVisit[], taken: readonly number[]): readonly number[] {
  return leftOf(open, taken)
    .filter((visit) => !isActedOn(visit))
    .map(({ slot }) => slot);
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

/** Gives each wanted visit that has no slot yet that of the first stored one which fits and is not taken. */
function match(
  slots: (number | undefined)[],
  taken: number[],
  wanted: readonly (readonly DebtKey[])[],
  stored: readonly KnownVisit[],
  fits: Fit,
): void {
  for (let i = 0; i < wanted.length; i += 1) {
    if (slots[i] !== undefined) continue;
    for (const visit of stored) {
      if (taken.includes(visit.slot) || !fits(visit, wanted[i] as readonly DebtKey[])) continue;
      slots[i] = visit.slot;
      taken.push(visit.slot);
      break;
    }
  }
}
