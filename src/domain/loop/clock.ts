import { addDays, type Day, formatDay } from '../calendar/day.ts';
import type { RuleId } from '../planning/plan.ts';
import type { ClockStep } from './clock-steps.ts';
import type { Desk } from './desk.ts';
import type { Length } from './settings.ts';

/** A stretch in which a clock stands still; without an end it still does. Epoch milliseconds. */
export interface Pause {
  readonly from: number;
  readonly to?: number;
}

/** A clock that was started. Instants are epoch milliseconds; clocks run in whole minutes. */
export interface ClockRun {
  /** Names the run on its loop: `P14`, `P22#2` the second time, `promise#1`. */
  readonly id: string;
  readonly rule: RuleId;
  readonly startedAt: number;
  /** How long it may run, or the instant or the day by whose end it was promised. */
  readonly length: Length | { readonly at: number } | { readonly on: Day };
  readonly target?: Length;
  readonly outside: 'keep' | 'next_open';
  readonly pauses: readonly Pause[];
  /** A later instant that the customer agreed to. */
  readonly agreedUntil?: number;
  readonly stoppedAt?: number;
}

/** When a clock is due. */
export interface Due {
  /** By hours alone. */
  readonly plainAt: number;
  /** When it is breached: as `plainAt`, or moved to when somebody works. */
  readonly dueAt: number;
  /** `dueAt`, or the later instant that was agreed. */
  readonly effectiveAt: number;
  /** Minutes it stood still, in its own unit; days for a clock in days. */
  readonly paused: number;
  /** It stands still now, so that it is due at no instant yet. */
  readonly standing: boolean;
}

const MINUTE = 60_000;
const minuteOf = (at: number): number => Math.floor(at / MINUTE);

/**
 * When a clock is due: its start plus its length, with the pauses added in the clock's own unit, never dates added to dates.
 *
 * Time in which the customer keeps us waiting counts only until the clock is due: what was late stays late. A due instant outside
 * working time is kept or moved on as the run says. A pause never brings the due instant nearer.
 */
export function dueOf(run: ClockRun, desk: Desk): Due {
  const start = minuteOf(run.startedAt);
  let paused = 0;
  let plain = plainDue(run, start, 0, desk);
  let due = moved(run, plain, desk);
  let standing = false;
  for (const pause of run.pauses) {
    const from = Math.max(minuteOf(pause.from), start);
    if (from >= due) break;
    const to = pause.to ?? run.stoppedAt;
    if (to === undefined) {
      standing = true;
      break;
    }
    const end = minuteOf(to);
    if (end <= from) continue;
    paused += inUnit(run.length, from, end, desk);
    plain = plainDue(run, start, paused, desk);
    due = Math.max(due, moved(run, plain, desk));
  }
  const dueAt = due * MINUTE;
  return {
    plainAt: plain * MINUTE,
    dueAt,
    effectiveAt: Math.max(dueAt, run.agreedUntil ?? dueAt),
    paused,
    standing,
  };
}

/** When the aim of a clock falls due; undefined where it has none of its own. */
export function targetOf(run: ClockRun, desk: Desk): number | undefined {
  if (run.target === undefined || run.target.n === 0) return undefined;
  const { agreedUntil: _, ...plain } = run;
  return dueOf({ ...plain, length: run.target }, desk).dueAt;
}

/** Minutes a clock has run up to an instant, in its own unit: working or clock minutes, less those it stood still. */
export function elapsedOf(run: ClockRun, until: number, desk: Desk): number {
  const start = minuteOf(run.startedAt);
  const end = Math.max(start, minuteOf(Math.min(until, run.stoppedAt ?? until)));
  const unit: Length = 'unit' in run.length && run.length.unit === 'wh' ? run.length : { n: 0, unit: 'h' };
  let elapsed = inUnit(unit, start, end, desk);
  for (const pause of run.pauses) {
    const from = Math.min(Math.max(minuteOf(pause.from), start), end);
    const to = Math.min(Math.max(minuteOf(pause.to ?? end * MINUTE), from), end);
    elapsed -= inUnit(unit, from, to, desk);
  }
  return elapsed;
}

/** How a clock stands or how it ended. */
export type ClockStanding = 'running' | 'warning' | 'standing' | 'breached' | 'met' | 'extended';

/** The instants at which somebody is told. Undefined while the clock stands still. */
export interface Alarms {
  readonly warnAt: number;
  readonly breachAt: number;
  readonly escalateAt: number;
}

export interface AlarmSettings {
  readonly warnAtPercent: number;
  /** Working minutes. */
  readonly escalateAfterMinutes: number;
}

export function alarmsOf(run: ClockRun, due: Due, desk: Desk, settings: AlarmSettings): Alarms | undefined {
  if (due.standing) return undefined;
  const start = minuteOf(run.startedAt);
  const breach = minuteOf(due.effectiveAt);
  let warn: number;
  if ('unit' in run.length && run.length.unit === 'wh') {
    const minutes = desk.between(start, breach) * (settings.warnAtPercent / 100);
    warn = desk.add(start, Math.floor(minutes));
  } else {
    warn = start + Math.floor(((breach - start) * settings.warnAtPercent) / 100);
  }
  return {
    warnAt: Math.min(warn, breach) * MINUTE,
    breachAt: due.effectiveAt,
    escalateAt: Math.max(breach, desk.add(breach, settings.escalateAfterMinutes)) * MINUTE,
  };
}

/** How a clock stands at an instant; a stopped one is judged by when it stopped. */
export function standingOf(run: ClockRun, due: Due, at: number, warnAt: number | undefined): ClockStanding {
  if (run.stoppedAt !== undefined) {
    if (run.stoppedAt <= due.dueAt) return 'met';
    return run.stoppedAt <= due.effectiveAt ? 'extended' : 'breached';
  }
  if (due.standing) return 'standing';
  if (at > due.effectiveAt) return 'breached';
  return warnAt !== undefined && at >= warnAt ? 'warning' : 'running';
}

/** Steps shown before the rest is added up in one. */
const MOST_STEPS = 10;

/** The arithmetic of a clock, step by step, so that anybody can follow it with a calendar on the wall. */
export function stepsOf(run: ClockRun, desk: Desk): readonly ClockStep[] {
  const start = minuteOf(run.startedAt);
  const due = dueOf(run, desk);
  const plain = minuteOf(due.plainAt);
  const steps: ClockStep[] = [{ do: 'start', at: desk.text(start) }];
  const pauses = run.pauses
    .map((pause) => ({ from: Math.max(minuteOf(pause.from), start), to: endOf(pause, run) }))
    .filter(({ from, to }) => from < minuteOf(due.dueAt) && (to === undefined || to > from));
  if (!('unit' in run.length)) {
    steps.push({ do: 'promised', at: desk.text(plain) });
  } else if (run.length.unit === 'wh') {
    steps.push(...workedSteps(start, run.length.n * 60, pauses, desk));
  } else {
    for (const { from, to } of pauses) steps.push(pauseStep(run.length, from, to, desk));
    if (!due.standing && run.length.unit === 'h') {
      steps.push({ do: 'clock', minutes: run.length.n * 60 + due.paused, at: desk.text(plain) });
    } else if (!due.standing && (run.length.unit === 'C' || run.length.unit === 'W')) {
      steps.push({ do: 'days', n: run.length.n + due.paused, unit: run.length.unit, at: desk.text(plain) });
    }
  }
  if (due.standing) return steps;
  if (due.dueAt !== due.plainAt) steps.push({ do: 'moved', at: desk.text(minuteOf(due.dueAt)) });
  else if (!desk.isOpen(plain) && !desk.isOpen(plain - 1)) steps.push({ do: 'kept', at: desk.text(plain) });
  if (due.effectiveAt !== due.dueAt) steps.push({ do: 'agreed', at: desk.text(minuteOf(due.effectiveAt)) });
  if (isProvisional(run, due, desk)) steps.push({ do: 'provisional' });
  return steps;
}

/** A clock that reaches into a year whose holidays are not announced yet. */
export function isProvisional(run: ClockRun, due: Due, desk: Desk): boolean {
  return (
    !desk.isPublished(desk.dayOf(minuteOf(run.startedAt))) || !desk.isPublished(desk.dayOf(minuteOf(due.effectiveAt)))
  );
}

function endOf(pause: Pause, run: ClockRun): number | undefined {
  const to = pause.to ?? run.stoppedAt;
  return to === undefined ? undefined : minuteOf(to);
}

function plainDue(run: ClockRun, start: number, paused: number, desk: Desk): number {
  const { length } = run;
  if ('at' in length) return minuteOf(length.at);
  if ('on' in length) return desk.endOf(length.on);
  switch (length.unit) {
    case 'h':
      return start + length.n * 60 + paused;
    case 'wh':
      return length.n === 0 && paused === 0 ? start : desk.add(start, length.n * 60 + paused);
    case 'C':
      return desk.endOf(lastWorkingDayUpTo(desk.dayOf(start), length.n + paused, desk));
    case 'W':
      return desk.endOf(desk.addWorkingDays(desk.dayOf(start), length.n + paused));
    default:
      return length.unit satisfies never;
  }
}

/** The last working day of the days after a day; where there is none, the first one after them. */
function lastWorkingDayUpTo(from: Day, days: number, desk: Desk): Day {
  for (let n = days; n > 0; n -= 1) {
    const on = addDays(from, n);
    if (desk.isWorkingDay(on)) return on;
  }
  return desk.addWorkingDays(addDays(from, Math.max(days, 0)), 1);
}

function moved(run: ClockRun, plain: number, desk: Desk): number {
  if (run.outside === 'keep' || !('unit' in run.length) || run.length.unit !== 'h') return plain;
  // The minute at which a day's work ends is still that day's.
  return desk.isOpen(plain) || desk.isOpen(plain - 1) ? plain : desk.nextOpen(plain);
}

function inUnit(length: ClockRun['length'], from: number, to: number, desk: Desk): number {
  if (!('unit' in length)) return 0;
  switch (length.unit) {
    case 'h':
      return to - from;
    case 'wh':
      return desk.between(from, to);
    case 'C':
      return desk.dayOf(to) - desk.dayOf(from);
    case 'W':
      return desk.workingDaysBetween(desk.dayOf(from), desk.dayOf(to));
    default:
      return length.unit satisfies never;
  }
}

function pauseStep(length: ClockRun['length'], from: number, to: number | undefined, desk: Desk): ClockStep {
  const days = 'unit' in length && (length.unit === 'C' || length.unit === 'W');
  return {
    do: 'pause',
    at: desk.text(from),
    ...(to === undefined ? {} : { to: desk.text(to), [days ? 'days' : 'minutes']: inUnit(length, from, to, desk) }),
  };
}

/** Working time stretch by stretch, with what lies between. */
function workedSteps(
  start: number,
  length: number,
  pauses: readonly { readonly from: number; readonly to: number | undefined }[],
  desk: Desk,
): ClockStep[] {
  const steps: ClockStep[] = [];
  let at = start;
  let left = length;
  let next = 0;
  while (left > 0) {
    const pause = pauses[next];
    if (pause && pause.from <= at) {
      steps.push(pauseStep({ n: 0, unit: 'wh' }, pause.from, pause.to, desk));
      next += 1;
      if (pause.to === undefined) return steps;
      at = Math.max(at, pause.to);
      continue;
    }
    if (!desk.isOpen(at)) {
      const opens = desk.add(at, 0);
      const until = pause && pause.from < opens ? pause.from : opens;
      steps.push(offStep(at, until, desk));
      at = until;
      continue;
    }
    const until = Math.min(desk.closesAfter(at), pause?.from ?? Number.POSITIVE_INFINITY, at + left);
    if (steps.length >= MOST_STEPS && !pause) {
      const end = desk.add(at, left);
      steps.push({ do: 'rest', minutes: left, at: desk.text(end) });
      return steps;
    }
    steps.push({ do: 'work', minutes: until - at, at: desk.text(until) });
    left -= until - at;
    at = until;
  }
  return steps;
}

function offStep(from: number, to: number, desk: Desk): ClockStep {
  const first = desk.dayOf(from);
  const last = desk.dayOf(to);
  const free: Day[] = [];
  for (let on = first; on < last; on = addDays(on, 1)) if (!desk.isWorkingDay(on)) free.push(on);
  const [a, z] = [free[0], free.at(-1)];
  return {
    do: 'off',
    at: desk.text(to),
    ...(a !== undefined && z !== undefined ? { days: free.length, first: formatDay(a), last: formatDay(z) } : {}),
  };
}
