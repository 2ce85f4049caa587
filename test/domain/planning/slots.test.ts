import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import type { Past } from '../../../src/domain/planning/past.ts';
import type { KnownVisit } from '../../../src/domain/planning/plan.ts';
import { assignSlots } from '../../../src/domain/planning/slots.ts';

/** `2 A+B`: slot 2 pays A and B, A leads; a `*` at its end: somebody tried, a `>`: its owner moved it. */
function visit(text: string): KnownVisit {
  const [, slot, pays = '', acted] = /^(\d+) ([A-Z+]+)([*>]?)$/.exec(text) ?? [];
  return {
    slot: Number(slot),
    pays: pays.split('+'),
    attempts: acted === '*' ? [day('2026-06-08')] : [],
    ...(acted === '>' ? { rescheduledTo: day('2026-06-09') } : {}),
  } as unknown as KnownVisit;
}

interface Given {
  readonly open?: readonly string[];
  /** Written by a run that died. */
  readonly half?: readonly string[];
  readonly free?: readonly number[];
  readonly next?: number;
}

function given({ open = [], half = [], free = [], next = 3 }: Given, ...wanted: readonly string[]) {
  const past = {
    open: open.map(visit),
    halfWritten: half.map(visit),
    freeSlots: free,
    nextSlot: next,
  } as Partial<Past>;
  const { slots, leftover, openSlots, freeSlots, nextSlot } = assignSlots(
    wanted.map((debts) => debts.split('+')),
    past as Past,
  );
  return { slots, left: leftover.map(({ slot }) => slot), open: openSlots, free: freeSlots, next: nextSlot };
}

describe('the slot of a visit', () => {
  it.each<[string, Given, readonly string[], ReturnType<typeof given>]>([
    ['none where nothing is wanted', { free: [2] }, [], { slots: [], left: [], open: [], free: [2], next: 3 }],
    ['the next', {}, ['A'], { slots: [3], left: [], open: [3], free: [], next: 4 }],
    ['a free one before that', { free: [1, 2] }, ['A'], { slots: [1], left: [], open: [1], free: [2], next: 3 }],
    [
      'free ones, then the next',
      { free: [2] },
      ['A', 'B', 'C'],
      { slots: [2, 3, 4], left: [], open: [2, 3, 4], free: [], next: 5 },
    ],
    [
      'none for the fifth that would open a new one: it waits',
      {},
      ['A', 'B', 'C', 'D', 'E'],
      { slots: [3, 4, 5, 6, undefined], left: [], open: [3, 4, 5, 6], free: [], next: 7 },
    ],
    [
      'its own, whatever the order',
      { open: ['1 A', '2 B'], free: [9] },
      ['B', 'A'],
      { slots: [2, 1], left: [], open: [1, 2], free: [9], next: 3 },
    ],
    [
      'the one that its leader led, before one that paid it too',
      { open: ['1 A+B', '2 B'] },
      ['B', 'A'],
      { slots: [2, 1], left: [], open: [1, 2], free: [], next: 3 },
    ],
    ['one that paid it', { open: ['1 A+B'] }, ['B'], { slots: [1], left: [], open: [1], free: [], next: 3 }],
    ['one that paid what it pays', { open: ['1 A'] }, ['C+A'], { slots: [1], left: [], open: [1], free: [], next: 3 }],
    [
      'one that paid what it pays, also where somebody tried',
      { open: ['1 A*'] },
      ['C+A'],
      { slots: [1], left: [], open: [1], free: [], next: 3 },
    ],
    [
      'its own and no second one that paid it',
      { open: ['1 A', '2 A+B'] },
      ['A'],
      { slots: [1], left: [2], open: [1], free: [2], next: 3 },
    ],
    [
      'not one that the first of two has already',
      { open: ['1 A+B'] },
      ['A', 'B'],
      { slots: [1, 3], left: [], open: [1, 3], free: [], next: 4 },
    ],
    [
      'one whose visit is not wanted any more, before a free one',
      { open: ['2 A'], free: [1] },
      ['B'],
      { slots: [2], left: [], open: [2], free: [1], next: 3 },
    ],
    [
      'each of those once',
      { open: ['1 A', '2 B'] },
      ['C', 'D', 'E'],
      { slots: [1, 2, 3], left: [], open: [1, 2, 3], free: [], next: 4 },
    ],
    [
      'not that of a visit which somebody tried',
      { open: ['1 A*'] },
      ['B'],
      { slots: [3], left: [1], open: [3], free: [], next: 4 },
    ],
    [
      'not that of a visit which its owner moved',
      { open: ['1 A>'] },
      ['B'],
      { slots: [3], left: [1], open: [3], free: [], next: 4 },
    ],
    [
      'a visit that was tried keeps its own',
      { open: ['1 A*'] },
      ['A'],
      { slots: [1], left: [], open: [1], free: [], next: 3 },
    ],
  ])('is %s', (_, past, wanted, expected) => {
    expect(given(past, ...wanted)).toEqual(expected);
  });

  it('is free again once nothing wants its visit: 2 beside 9 and 10, in order', () => {
    const open = ['2 A', '3 B', '11 C'];
    expect(given({ open, free: [9, 10], next: 12 }, 'B')).toEqual({
      slots: [3],
      left: [2, 11],
      open: [3],
      free: [2, 9, 10, 11],
      next: 12,
    });
    expect(given({ open, next: 12 })).toEqual({ slots: [], left: [2, 3, 11], open: [], free: [2, 3, 11], next: 12 });
    expect(given({ open, free: [9], next: 12 }, 'D')).toEqual({
      slots: [2],
      left: [3, 11],
      open: [2],
      free: [3, 9, 11],
      next: 12,
    });
  });

  it('is listed in order: 9 before 10', () => {
    expect(given({ open: ['9 A', '10 B'], next: 11 }, 'B', 'A').open).toEqual([9, 10]);
  });
});

describe('the slot of a visit after a run that died', () => {
  it.each<[string, Given, readonly string[], ReturnType<typeof given>]>([
    [
      'is what it would have been: what was written decides nothing',
      { half: ['3 A'], free: [1] },
      ['A'],
      { slots: [1], left: [3], open: [1], free: [], next: 3 },
    ],
    ['is written over by another', { half: ['3 A'] }, ['B'], { slots: [3], left: [], open: [3], free: [], next: 4 }],
    [
      'is withdrawn where nothing is wanted, and stays the next',
      { half: ['3 A'] },
      [],
      { slots: [], left: [3], open: [], free: [], next: 3 },
    ],
    [
      'does not take the place of an open one',
      { open: ['1 A'], half: ['3 A'] },
      ['A'],
      { slots: [1], left: [3], open: [1], free: [], next: 3 },
    ],
    [
      'is kept where somebody tried; those passed over are free',
      { half: ['5 A*'] },
      ['A'],
      { slots: [5], left: [], open: [5], free: [3, 4], next: 6 },
    ],
    [
      'leaves what was passed over to the others',
      { half: ['5 A>'] },
      ['B', 'A'],
      { slots: [3, 5], left: [], open: [3, 5], free: [4], next: 6 },
    ],
    [
      'is not given to another where somebody tried',
      { half: ['3 A*'] },
      ['B'],
      { slots: [4], left: [3], open: [4], free: [], next: 5 },
    ],
    [
      'is not free any more where somebody tried',
      { half: ['2 A*'], free: [1, 2] },
      ['A', 'B', 'C'],
      { slots: [2, 1, 3], left: [], open: [1, 2, 3], free: [], next: 4 },
    ],
    [
      'goes on after the furthest of two that were tried',
      { half: ['3 A*', '6 B*'] },
      ['B', 'A'],
      { slots: [6, 3], left: [], open: [3, 6], free: [4, 5], next: 7 },
    ],
    [
      'opens four new ones at most beyond it',
      { half: ['3 A*'] },
      ['A', 'B', 'C', 'D', 'E', 'F'],
      { slots: [3, 4, 5, 6, 7, undefined], left: [], open: [3, 4, 5, 6, 7], free: [], next: 8 },
    ],
    [
      'counts one that was tried and one that was not apart',
      { half: ['3 A', '4 B*'] },
      ['B'],
      { slots: [4], left: [3], open: [4], free: [3], next: 5 },
    ],
  ])('%s', (_, past, wanted, expected) => {
    expect(given(past, ...wanted)).toEqual(expected);
  });
});
