import { earlierOf, laterOf } from '../calendar/civil.ts';
import type { Day } from '../calendar/day.ts';
import { addMonths } from '../calendar/months.ts';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';
import type { Offset, PolicyRule } from '../policy/policy.ts';
import type { VisitWindow } from './plan.ts';

/** A window and how its days came about, for the reason. */
export interface WindowStory {
  readonly window: VisitWindow;
  /** Which way the target moved off a day off. `within`: the last working day up to it. */
  readonly moved: 'no' | 'forward' | 'back';
  /** It held no working day: `latest` moved to the first one after it. */
  readonly extended: boolean;
  /** The furthest day that decided something. */
  readonly lookedUntil: Day;
}

export function offsetFrom(anchor: Day, { n, unit }: Offset, calendar: WorkingCalendar): Day {
  switch (unit) {
    case 'C':
      return (anchor + n) as Day;
    case 'm':
      return addMonths(anchor, n);
    case 'W':
      return calendar.addWorking(anchor, n);
    default:
      return unit satisfies never;
  }
}

/**
 * The window of a rule counted from a day.
 *
 * After an event only the target leaves a day off: forward, and back inside the window where that would be past `latest`. With
 * `within`, the target is the last working day after the anchor up to it, and forward only if there is none. Before a date all
 * three days move back. What comes again and again moves forward, whatever the rule says.
 *
 * @example windowFrom(P01, day('2026-02-12'), calendar) // 2026-02-12, Saturday 2026-02-14 (a make-up workday), 2026-02-24
 */
export function windowFrom(rule: PolicyRule, anchor: Day, calendar: WorkingCalendar): WindowStory {
  const earliest = offsetFrom(anchor, rule.window.earliest, calendar);
  const target = offsetFrom(anchor, rule.window.target, calendar);
  const latest = offsetFrom(anchor, rule.window.latest, calendar);
  if (rule.trigger.type === 'recurring') return rollForward(earliest, target, latest, calendar);
  if (rule.roll === 'back') return rollBack(earliest, target, latest, calendar);
  if (rule.roll === 'within') {
    const last = calendar.workingOnOrBefore(target);
    if (last > anchor && last >= earliest && last <= latest) {
      return {
        window: { earliest, target: last, latest },
        moved: last < target ? 'back' : 'no',
        extended: false,
        lookedUntil: latest,
      };
    }
  }
  return rollForward(earliest, target, latest, calendar);
}

/** Target forward to a working day, else back inside the window; a window without one is extended to the first after it. */
export function rollForward(earliest: Day, target: Day, latest: Day, calendar: WorkingCalendar): WindowStory {
  const forward = calendar.workingOnOrAfter(target);
  if (forward <= latest) {
    return {
      window: { earliest, target: forward, latest },
      moved: forward > target ? 'forward' : 'no',
      extended: false,
      lookedUntil: latest,
    };
  }
  const back = calendar.workingOnOrBefore(latest);
  if (back >= earliest) {
    return { window: { earliest, target: back, latest }, moved: 'back', extended: false, lookedUntil: forward };
  }
  return {
    window: { earliest, target: forward, latest: forward },
    moved: 'forward',
    extended: true,
    lookedUntil: forward,
  };
}

/** Before a date: all three back. A window that has got out of order keeps its target. */
function rollBack(earliest: Day, target: Day, latest: Day, calendar: WorkingCalendar): WindowStory {
  const on = calendar.workingOnOrBefore(target);
  const from = calendar.workingOnOrBefore(earliest);
  const until = calendar.workingOnOrBefore(latest);
  return {
    window: { earliest: earlierOf(on, from), target: on, latest: laterOf(until, on) },
    moved: on < target ? 'back' : 'no',
    extended: false,
    lookedUntil: latest,
  };
}
