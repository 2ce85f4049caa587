import { describe, expect, it } from 'vitest';
import { addDays, type Day, day, formatDay } from '../../../src/domain/calendar/day.ts';
import type { Debt } from '../../../src/domain/planning/debts.ts';
import { type HasRoom, keptDay, lateLimit, placeOf, placeWithin, roomBy } from '../../../src/domain/planning/place.ts';
import type { KnownVisit } from '../../../src/domain/planning/plan.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { compiled } from '../support.ts';

/** June 2026 in China: Mondays 1, 8, 15, 22, 29; Friday 06-19 is off for the Dragon Boat Festival. Late within five working days. */
const june = (dayOfMonth: number): Day => addDays(day('2026-05-31'), dayOfMonth);
const shown = (on: Day | undefined): string | undefined => (on === undefined ? undefined : formatDay(on).slice(5));
const compiledWith = (changes: Partial<Policy> = {}) =>
  compiled('2026-01-01', { lateWithinWorkingDays: 5, ...changes });
const POLICY = compiledWith();
/** Amy's team is off on Wednesday 2026-06-10. */
const OFF_ON_10 = compiledWith({
  team: {
    teams: { south: { exceptions: [{ on: '2026-06-10', working: false }] } },
    users: { amy: { team: 'south' } },
  } as unknown as NonNullable<Policy['team']>,
});

type Window = readonly [earliest: number, target: number, latest: number];

function debt([earliest, target, latest]: Window, attempts: readonly number[] = [], more: Partial<Debt> = {}): Debt {
  return {
    kind: 'visit',
    ownerId: 'amy',
    minutes: 30,
    window: { earliest: june(earliest), target: june(target), latest: june(latest) },
    attempts: attempts.map(june),
    ...more,
  } as Debt;
}

/** Room on every day but these. */
const busyOn =
  (...days: readonly number[]): HasRoom =>
  (_, on) =>
    !days.some((each) => june(each) === on);
const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('the day of a visit', () => {
  const placed = (window: Window, today: number, busy: readonly number[], attempts: readonly number[] = []) => {
    const { on, full } = placeOf(debt(window, attempts), POLICY, june(today), busyOn(...busy));
    return `${shown(on)}${full ? ' full' : ''}`;
  };

  it.each<[string, Window, number, readonly number[], string]>([
    ['its target', [8, 10, 12], 1, [], '06-10'],
    ['its target, on the day itself too', [8, 10, 12], 10, [], '06-10'],
    ['of two equally near days the earlier', [8, 10, 12], 1, [10], '06-09'],
    ['the other of the two', [8, 10, 12], 1, [9, 10], '06-11'],
    ['the first day of the window', [8, 10, 12], 1, [9, 10, 11], '06-08'],
    ['the last day of the window', [8, 10, 12], 1, range(8, 11), '06-12'],
    ['without room, its target, and says so', [8, 10, 12], 1, range(8, 12), '06-10 full'],
    ['the first day of the window, further off than its last', [5, 10, 10], 1, range(6, 10), '06-05'],
    ['no day before the window', [10, 10, 12], 1, [10], '06-11'],
    ['no day before today', [8, 10, 12], 10, [10], '06-11'],
    ['no day after the window', [8, 10, 10], 1, range(8, 10), '06-10 full'],
    ['no weekend: Monday full, so Tuesday', [4, 8, 10], 1, [8], '06-09'],
    ['no weekend: both full, so Wednesday, two days on', [4, 8, 10], 1, [8, 9], '06-10'],
    ['the Friday before, three days back', [4, 8, 11], 1, [8, 9, 10], '06-05'],
    ['a target on a Saturday: the Friday', [8, 13, 16], 1, [], '06-12'],
    ['a target on a Sunday: the Monday', [8, 14, 16], 1, [], '06-15'],
    ['a target on a Saturday, all full: the Friday', [8, 13, 16], 1, range(8, 16), '06-12 full'],
    ['a target on a Saturday, today Saturday: the Monday', [8, 13, 16], 13, [], '06-15'],
  ])('is %s', (_, window, today, busy, expected) => {
    expect(placed(window, today, busy)).toBe(expected);
  });

  it.each<[string, Window, number, readonly number[], string]>([
    ['today', [8, 10, 12], 11, [], '06-11'],
    ['the next with room', [8, 10, 12], 11, [11], '06-12'],
    ['without room today all the same', [8, 10, 12], 11, [11, 12], '06-11 full'],
    ['on a Saturday the Monday', [8, 10, 15], 13, [], '06-15'],
    ['no day after its latest', [8, 10, 12], 12, [12], '06-12 full'],
  ])('is, where the target has gone by, %s', (_, window, today, busy, expected) => {
    expect(placed(window, today, busy)).toBe(expected);
  });

  it.each<[string, Window, number, readonly number[], string]>([
    ['today', [8, 10, 12], 15, [], '06-15'],
    ['the Monday, where only a weekend is left', [8, 10, 14], 13, [], '06-15'],
    ['the fifth working day after today', [8, 10, 12], 15, range(15, 22), '06-23'],
    ['without room till then today all the same', [8, 10, 12], 15, range(15, 23), '06-15 full'],
    ['a window without a working day: the first one after it', [13, 13, 14], 8, [], '06-15'],
  ])('is, past its latest, %s', (_, window, today, busy, expected) => {
    expect(placed(window, today, busy)).toBe(expected);
  });

  it.each<[string, Window, readonly number[], number, readonly number[], string]>([
    ['the next working day, not the same', [8, 10, 12], [10], 10, [], '06-11'],
    ['the next working day over a weekend', [8, 10, 12], [12], 12, [], '06-15'],
    ['today, where it was tried before', [8, 10, 12], [10], 12, [], '06-12'],
    ['after the last of several', [8, 10, 12], [9, 11], 11, [], '06-12'],
    ['after one that was written down for tomorrow', [8, 10, 12], [11], 10, [], '06-12'],
    ['not before the window', [8, 10, 12], [1], 2, [], '06-08'],
    ['not on the target, which lies further on', [1, 24, 30], [9], 9, [], '06-10'],
    ['the next with room', [8, 10, 12], [10], 10, [11], '06-12'],
    ['late, within five working days', [8, 10, 12], [10], 10, range(11, 17), '06-18'],
    ['without room till then the next day all the same', [8, 10, 12], [10], 10, range(11, 18), '06-11 full'],
    ['to the end of a longer window', [8, 10, 30], [10], 10, range(11, 29), '06-30'],
  ])('is, after an attempt in vain, %s', (_, window, attempts, today, busy, expected) => {
    expect(placed(window, today, busy, attempts)).toBe(expected);
  });

  it('is one on which its owner works: Amy’s team is off on 2026-06-10', () => {
    const on = (ownerId: string, today = 1, attempts: readonly number[] = []) =>
      shown(placeOf(debt([8, 10, 12], attempts, { ownerId }), OFF_ON_10, june(today), busyOn()).on);
    expect([on('amy'), on('ben')]).toEqual(['06-09', '06-10']);
    expect([on('amy', 9, [9]), on('ben', 9, [9])]).toEqual(['06-11', '06-10']);
    expect(shown(lateLimit(june(8), OFF_ON_10, 'amy'))).toBe('06-16');
    expect(shown(lateLimit(june(8), OFF_ON_10, 'ben'))).toBe('06-15');
  });
});

describe('another day of the window', () => {
  const within = (window: Window, on: number, today: number, busy: readonly number[] = []) =>
    shown(placeWithin(debt(window), june(on), POLICY, june(today), busyOn(...busy)));

  it.each<[string, Window, number, number, readonly number[], string | undefined]>([
    ['of two equally near the earlier', [8, 10, 12], 10, 1, [], '06-09'],
    ['else the later', [8, 10, 12], 10, 1, [9], '06-11'],
    ['its first day', [8, 10, 12], 10, 1, [9, 11], '06-08'],
    ['its last day', [8, 10, 12], 10, 1, [8, 9, 11], '06-12'],
    ['its last day, further off than its first', [10, 10, 12], 10, 1, [11], '06-12'],
    ['its first day, further off than its last', [8, 10, 10], 10, 1, [9], '06-08'],
    ['today', [8, 10, 12], 11, 10, [12], '06-10'],
    ['not before today', [8, 10, 12], 10, 10, [], '06-11'],
    ['not before the window', [10, 10, 12], 10, 1, [], '06-11'],
    ['over a weekend, two days back rather than three on', [12, 14, 22], 14, 1, [15], '06-12'],
    ['over a weekend, forward', [13, 13, 22], 13, 1, [], '06-15'],
    ['over a weekend, back', [5, 7, 7], 7, 1, [], '06-05'],
    ['never the day itself', [10, 10, 10], 10, 1, [], undefined],
    ['none, where all are full', [8, 10, 12], 10, 1, [8, 9, 11, 12], undefined],
    ['none after its last day', [8, 10, 10], 10, 10, [], undefined],
  ])('is %s', (_, window, on, today, busy, expected) => {
    expect(within(window, on, today, busy)).toBe(expected);
  });
});

describe('room on a day', () => {
  const minutes = compiledWith({ capacity: { minutesPerDay: 60, byOwner: { ben: 90 } } });
  const room = (
    ownerId: string,
    taken: number,
    { policy = minutes, own = [] as Parameters<typeof roomBy>[2], minutes: needs = 30, on = 10 } = {},
  ) => roomBy({ minutes: () => taken }, policy, own)(debt([8, 10, 12], [], { ownerId, minutes: needs }), june(on));

  it('is what is left of sixty minutes, of ninety for Ben: thirty fit beside thirty, not beside thirty-one', () => {
    expect([room('amy', 30), room('amy', 31), room('ben', 60), room('ben', 61)]).toEqual([true, false, true, false]);
  });

  it('is there for a visit that is longer than the day, on a day without any other', () => {
    expect([room('amy', 0, { minutes: 120 }), room('amy', 1, { minutes: 120 })]).toEqual([true, false]);
  });

  it('counts what this customer was given today, of the same owner on the same day', () => {
    const own = [{ ownerId: 'amy', on: june(10), minutes: 31 }];
    expect(room('amy', 0, { own })).toBe(false);
    expect(room('amy', 0, { own, on: 11 })).toBe(true);
    expect(room('ben', 60, { own })).toBe(true);
    expect(room('amy', 0, { own: [{ ownerId: 'amy', on: june(10), minutes: 30 }] })).toBe(true);
  });

  it('is not there on leave: Amy is away on 2026-06-10', () => {
    const away = compiledWith({ team: { leave: [{ ownerId: 'amy', from: '2026-06-10', to: '2026-06-10' }] } });
    expect([9, 10, 11].map((on) => room('amy', 0, { policy: away, on }))).toEqual([true, false, true]);
    expect(room('ben', 0, { policy: away })).toBe(true);
  });
});

describe('the day that a stored visit keeps', () => {
  interface Given {
    readonly on?: number;
    readonly window?: Window;
    readonly attempts?: readonly number[];
    readonly moved?: number;
    readonly visit?: Partial<KnownVisit>;
    readonly today: number;
    readonly policy?: typeof POLICY;
  }
  /** Stored for 2026-06-10 in a window from 06-08 to 06-12, the debt still as it was. */
  function kept({ on = 10, window = [8, 10, 12], attempts = [], moved, visit = {}, today, policy = POLICY }: Given) {
    const owed = debt(window, attempts);
    const stored = {
      slot: 1,
      kind: 'visit',
      status: 'planned',
      ownerId: 'amy',
      plannedOn: june(on),
      window: owed.window,
      attempts: owed.attempts,
      ...(moved === undefined ? {} : { rescheduledTo: june(moved) }),
      ...visit,
    } as KnownVisit;
    const found = keptDay(stored, owed, policy, june(today));
    return found && [shown(found.on), shown(found.rescheduledTo)].filter((text) => text !== undefined).join(' moved ');
  }

  it.each<[string, Given, string | undefined]>([
    ['its own while it is to come', { today: 1 }, '06-10'],
    ['its own today', { today: 10 }, '06-10'],
    ['its own when it has gone by and there is still time', { today: 11 }, '06-10'],
    ['its own on its latest day', { today: 12 }, '06-10'],
    ['none past its latest', { today: 13 }, undefined],
    ['none where only a weekend is left', { window: [8, 10, 14], today: 13 }, undefined],
    ['a late one that is to come', { on: 15, today: 13 }, '06-15'],
    ['a late one today', { on: 15, today: 15 }, '06-15'],
    ['no late one that has gone by', { on: 15, today: 16 }, undefined],
    ['no late one while a day of the window is left', { on: 15, today: 12 }, undefined],
    ['its latest day', { on: 12, today: 8 }, '06-12'],
    ['none before its window', { on: 5, today: 1 }, undefined],
    ['the first day of its window', { on: 8, today: 1 }, '06-08'],
    ['none on a day off', { on: 13, window: [8, 10, 16], today: 1 }, undefined],
    ['none of another owner', { visit: { ownerId: 'ben' }, today: 1 }, undefined],
    ['none of another kind', { visit: { kind: 'message' }, today: 1 }, undefined],
  ])('is %s', (_, given, expected) => {
    expect(kept(given)).toBe(expected);
  });

  it.each(['earliest', 'target', 'latest'] as const)('is none where its window has another %s', (field) => {
    const { window } = debt([8, 10, 12]);
    expect(kept({ visit: { window: { ...window, [field]: addDays(window[field], 1) } }, today: 1 })).toBeUndefined();
  });

  it.each<[string, Given, string | undefined]>([
    ['one after it', { on: 11, attempts: [10], today: 10 }, '06-11'],
    ['not that day', { attempts: [10], today: 10 }, undefined],
    ['not a day before it', { attempts: [11], today: 11 }, undefined],
    ['a late one, also while a day of the window is left', { on: 15, attempts: [11], today: 12 }, '06-15'],
    ['after the last of several', { on: 11, attempts: [9, 11], today: 11 }, undefined],
  ])('is, after an attempt in vain, %s', (_, given, expected) => {
    expect(kept(given)).toBe(expected);
  });

  it.each<[string, Given, string | undefined]>([
    ['to come', { moved: 11, today: 8 }, '06-11 moved 06-11'],
    ['today', { moved: 11, today: 11 }, '06-11 moved 06-11'],
    ['past the latest, to come', { moved: 16, today: 15 }, '06-16 moved 06-16'],
    ['past the latest, today', { moved: 16, today: 16 }, '06-16 moved 06-16'],
    ['gone by on the latest day', { moved: 9, today: 12 }, '06-09 moved 06-09'],
    ['gone by past the latest', { on: 9, moved: 9, today: 13 }, undefined],
    ['off work, which is the next working day', { moved: 13, today: 8 }, '06-15 moved 06-13'],
    ['before the window', { moved: 5, today: 4 }, '06-05 moved 06-05'],
    ['in another window', { moved: 11, visit: { window: debt([1, 2, 3]).window }, today: 8 }, '06-11 moved 06-11'],
    ['of another owner', { moved: 11, visit: { ownerId: 'ben' }, today: 8 }, undefined],
    ['after an attempt', { moved: 11, attempts: [10], today: 10 }, '06-11 moved 06-11'],
    ['on which it was tried in vain', { on: 11, moved: 11, attempts: [11], today: 11 }, undefined],
    ['before the last attempt', { on: 11, moved: 9, attempts: [10], today: 10 }, '06-11'],
  ])('is the one that its owner chose: %s', (_, given, expected) => {
    expect(kept(given)).toBe(expected);
  });

  it('is none on which its owner does not work or is away: 2026-06-10', () => {
    const away = compiledWith({ team: { leave: [{ ownerId: 'amy', from: '2026-06-10', to: '2026-06-10' }] } });
    expect(kept({ today: 1, policy: OFF_ON_10 })).toBeUndefined();
    expect(kept({ today: 1, policy: away })).toBeUndefined();
    expect(kept({ on: 9, today: 1, policy: OFF_ON_10 })).toBe('06-09');
    expect(kept({ on: 9, today: 1, policy: away })).toBe('06-09');
  });
});
