import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import { offsetFrom, rollForward, type WindowStory, windowFrom } from '../../../src/domain/planning/window.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Offset, PolicyRule } from '../../../src/domain/policy/policy.ts';
import { CALENDAR } from '../support.ts';

/** Mondays of March 2026: 2, 9, 16, 23, 30; no holiday. 1 to 7 October 2026 are off, Saturday 10 October is worked. */
function shown({ window, moved, extended, lookedUntil }: WindowStory): string {
  const days = [window.earliest, window.target, window.latest].map(formatDay).join(' ');
  return `${days} ${moved}${extended ? ' extended' : ''}, looked until ${formatDay(lookedUntil)}`;
}
const C = (n: number): Offset => ({ n, unit: 'C' });

function rule(roll: PolicyRule['roll'], earliest: Offset, target: Offset, latest: Offset): PolicyRule {
  const [some] = DEFAULT_POLICY.rules;
  if (!some) throw new Error('no rule ships');
  return { ...some, roll, window: { earliest, target, latest } };
}

describe('a day counted from another', () => {
  it.each<[string, Offset, string]>([
    ['2026-01-31', C(1), '2026-02-01'],
    ['2026-01-31', { n: 1, unit: 'm' }, '2026-02-28'],
    ['2026-05-31', { n: -3, unit: 'm' }, '2026-02-28'],
    ['2026-09-30', { n: 1, unit: 'W' }, '2026-10-08'],
    ['2026-10-08', { n: -1, unit: 'W' }, '2026-09-30'],
  ])('from %s by %j: %s', (from, offset, expected) => {
    expect(formatDay(offsetFrom(day(from), offset, CALENDAR))).toBe(expected);
  });
});

describe('reading rule 3: the target of a window after an event', () => {
  const forward = (earliest: string, target: string, latest: string) =>
    shown(rollForward(day(earliest), day(target), day(latest), CALENDAR));

  it('stays where it is on a working day: Wednesday 2026-03-04', () => {
    expect(forward('2026-03-02', '2026-03-04', '2026-03-06')).toBe(
      '2026-03-02 2026-03-04 2026-03-06 no, looked until 2026-03-06',
    );
  });

  it('goes forward to Monday, that being the latest day too: 2026-03-09', () => {
    expect(forward('2026-03-02', '2026-03-07', '2026-03-09')).toBe(
      '2026-03-02 2026-03-09 2026-03-09 forward, looked until 2026-03-09',
    );
  });

  it('goes back inside the window where forward is too late: Saturday 2026-03-07 to Friday', () => {
    expect(forward('2026-03-06', '2026-03-07', '2026-03-08')).toBe(
      '2026-03-06 2026-03-06 2026-03-08 back, looked until 2026-03-09',
    );
  });

  it('reading rule 5: a window without a working day is extended to the first after it: 2026-03-09', () => {
    expect(forward('2026-03-07', '2026-03-07', '2026-03-08')).toBe(
      '2026-03-07 2026-03-09 2026-03-09 forward extended, looked until 2026-03-09',
    );
  });
});

describe('reading rule 3: a target that is to lie within its days', () => {
  const within = (anchor: string, earliest: number, target: number, latest: number) =>
    shown(windowFrom(rule('within', C(earliest), C(target), C(latest)), day(anchor), CALENDAR));

  it('is the last working day up to it: three days from Thursday 2026-03-05 is Friday', () => {
    expect(within('2026-03-05', 0, 3, 10)).toBe('2026-03-05 2026-03-06 2026-03-15 back, looked until 2026-03-15');
  });

  it('is itself on a working day: 2026-03-06', () => {
    expect(within('2026-03-03', 0, 3, 10)).toBe('2026-03-03 2026-03-06 2026-03-13 no, looked until 2026-03-13');
  });

  it('may be the first or the last day of its window: 2026-03-06', () => {
    expect(within('2026-03-03', 3, 3, 10)).toBe('2026-03-06 2026-03-06 2026-03-13 no, looked until 2026-03-13');
    expect(within('2026-03-03', 0, 3, 3)).toBe('2026-03-03 2026-03-06 2026-03-06 no, looked until 2026-03-06');
  });

  it('goes forward where no working day lies between: two days from Friday 2026-03-06 is Monday', () => {
    expect(within('2026-03-06', 0, 2, 10)).toBe('2026-03-06 2026-03-09 2026-03-16 forward, looked until 2026-03-16');
  });

  it('goes forward where the last working day is before the window: Saturday 2026-03-07 on', () => {
    expect(within('2026-03-04', 3, 4, 10)).toBe('2026-03-07 2026-03-09 2026-03-14 forward, looked until 2026-03-14');
  });
});

describe('reading rule 4: a window before a date', () => {
  const dated = (anchor: string, earliest: number, target: number, latest: number) =>
    shown(windowFrom(rule('back', C(earliest), C(target), C(latest)), day(anchor), CALENDAR));

  it('has all three days moved back: to Friday 2026-03-06 and its neighbours', () => {
    // 2026-03-16: 15 days before is Sunday 03-01, 8 before Sunday 03-08, one before Sunday 03-15.
    expect(dated('2026-03-16', -15, -8, -1)).toBe('2026-02-28 2026-03-06 2026-03-13 back, looked until 2026-03-15');
  });

  it('says that nothing moved where the target is a working day: 2026-03-11', () => {
    expect(dated('2026-03-16', -10, -5, -1)).toBe('2026-03-06 2026-03-11 2026-03-13 no, looked until 2026-03-15');
  });

  it('keeps the target when the others get out of order: the first day of National Day 2026', () => {
    expect(dated('2026-10-08', -6, -5, -4)).toBe('2026-09-30 2026-09-30 2026-09-30 back, looked until 2026-10-04');
  });
});
