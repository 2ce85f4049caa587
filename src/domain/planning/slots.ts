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
    return { slots: [], leftover: [], openSlots: [], freeSlots, nextSlot };
  }
  const slots: (number | undefined)[] = wanted.map(() => undefined);
  const taken = new Set<number>();
  const acted = past.halfWritten.filter(isActedOn);
  const matchable = acted.length > 0 ? [...past.open, ...acted] : past.open;
  const matchBy = (fits: (visit: KnownVisit, want: readonly DebtKey[]) => boolean): void => {
    wanted.forEach((want, i) => {
      if (slots[i] !== undefined) return;
      const visit = matchable.find((each) => !taken.has(each.slot) && fits(each, want));
      if (visit === undefined) return;
      slots[i] = visit.slot;
      taken.add(visit.slot);
    });
  };
  if (matchable.length > 0 && wanted.length > 0) {
    matchBy((visit, want) => visit.pays[0] === want[0]);
    matchBy((visit, want) => want.some((debt) => visit.pays.includes(debt)));
  }

  const blocked = new Set(acted.map((visit) => visit.slot));
  const reusable = past.open.filter((visit) => !taken.has(visit.slot) && !isActedOn(visit)).map((visit) => visit.slot);
  let free = past.freeSlots.filter((slot) => !blocked.has(slot));
  let nextSlot = past.nextSlot;
  for (const slot of blocked) if (slot >= nextSlot) nextSlot = slot + 1;
  // Slots jumped over because people acted on one further on.
  for (let slot = past.nextSlot; slot < nextSlot; slot += 1) if (!blocked.has(slot)) free = [...free, slot];
  const limit = nextSlot + MOST_NEW_SLOTS;
  wanted.forEach((_, i) => {
    if (slots[i] !== undefined) return;
    const reused = reusable.shift();
    if (reused !== undefined) slots[i] = reused;
    else if (free.length > 0) {
      slots[i] = free[0];
      free = free.slice(1);
    } else if (nextSlot < limit) {
      slots[i] = nextSlot;
      nextSlot += 1;
    } else return;
    taken.add(slots[i] as number);
  });

  const leftover = [...past.open, ...past.halfWritten].filter((visit) => !taken.has(visit.slot));
  const freed = past.open.filter((visit) => !taken.has(visit.slot) && !isActedOn(visit)).map((visit) => visit.slot);
  return {
    slots,
    leftover,
    openSlots: taken.size > 0 ? [...taken].sort((a, b) => a - b) : [],
    freeSlots: freed.length > 0 ? [...free, ...freed].sort((a, b) => a - b) : free,
    nextSlot,
  };
}
