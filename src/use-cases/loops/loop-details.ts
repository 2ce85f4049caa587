import type { LoopClock, LoopDetail } from '../../contract/open-loops.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import { viewStanding } from '../../domain/loop/clock-view.ts';
import { lackingOf, waitsForReask } from '../../domain/loop/confirmation.ts';
import { allowedOn } from '../../domain/loop/decide.ts';
import type { OpenLoop } from '../../domain/loop/loop-state.ts';
import type { NamedClock, StoredIssue } from '../ports/ports.ts';
import { cut, loopLine } from './loop-lines.ts';

/** Done by nobody: they are told with the clocks. */
const SILENT = ['clock_warned', 'clock_breached', 'clock_escalated', 'clock_ended'];
/** Moves that the sweep makes, not a person. */
const NOT_FOR_PEOPLE = ['check_clocks', 'change_terms', 'close_ticket', 'set_by_hand'];
const NEWEST_DONE = 5;
const LONGEST = 1_000;

export interface DetailSettings {
  readonly today: Day;
  readonly now: number;
  readonly blindReaskPercent: number;
  /** Characters of what people wrote; the record holds all of it. */
  readonly length?: number;
}

/** A loop as the tab shows it. */
export function loopDetail(
  issue: StoredIssue,
  loop: OpenLoop,
  clocks: readonly NamedClock[],
  { today, now, blindReaskPercent, length = LONGEST }: DetailSettings,
): LoopDetail {
  const { dueAt, ...rest } = issue;
  const views = clocks.map((clock) => clockOf(clock, now));
  const next = clocks
    .map(({ agreedAt, dueAt }) => agreedAt ?? dueAt)
    .filter((at) => at !== undefined)
    .sort((a, b) => a - b)[0];
  const shown: StoredIssue = {
    ...rest,
    state: loop.state,
    ownerId: loop.ownerId,
    promises: loop.promises,
    // A loop that nobody moved yet has no clocks of its own.
    ...(next === undefined ? (issue.clocks === undefined && dueAt !== undefined ? { dueAt } : {}) : { dueAt: next }),
  };
  return {
    ...loopLine(shown, today, now, length),
    movedAt: loop.movedAt,
    complexity: loop.complexity,
    allowed: allowedOn(loop).filter((type) => !NOT_FOR_PEOPLE.includes(type)),
    clocks: views,
    promises: loop.promises.map(({ id, text, kind, dueAt, firstDueAt, state, keptAt }) => ({
      id,
      text: cut(text, 160),
      dueAt: instantText(dueAt),
      state,
      ...(kind ? { kind } : {}),
      ...(firstDueAt === undefined ? {} : { firstDueAt: instantText(firstDueAt) }),
      ...(keptAt === undefined ? {} : { keptAt: instantText(keptAt) }),
    })),
    attempts: loop.attempts.map(({ on }) => formatDay(on)),
    reask: waitsForReask(loop, blindReaskPercent),
    lacking: lackingOf(loop),
    done: (issue.events ?? [])
      .filter(({ type }) => !SILENT.includes(type))
      .slice(-NEWEST_DONE)
      .reverse()
      .map(({ type, at, by }) => ({ type, at: instantText(at), by: cut(by, 80) })),
    ...(loop.waitingFor === undefined ? {} : { waitingFor: cut(loop.waitingFor, 160) }),
    ...(loop.reply ? { reply: cut(loop.reply, length) } : {}),
    ...(loop.answer ? { answer: cut(loop.answer, length) } : {}),
    ...(loop.score ? { score: { value: loop.score.value, selfCollected: loop.score.selfCollected } } : {}),
    ...(loop.offer ? { offer: offerOf(loop.offer, length) } : {}),
    ...(isRecovered(loop) ? { recovery: recoveryOf(loop) } : {}),
    ...(loop.rootCause ? { rootCause: cut(loop.rootCause, length) } : {}),
    ...(loop.rootCategory ? { rootCategory: loop.rootCategory } : {}),
    ...(loop.prevention ? { prevention: cut(loop.prevention, length) } : {}),
    ...(loop.measure ? { measure: measureOf(loop.measure) } : {}),
  };
}

function offerOf(
  { what, compensation }: NonNullable<OpenLoop['offer']>,
  length: number,
): NonNullable<LoopDetail['offer']> {
  return { what: cut(what, length), ...(compensation ? { compensation: cut(compensation, length) } : {}) };
}

/** A complaint or a low mark: the talk about it keeps an order. */
function isRecovered({ kind, because }: OpenLoop): boolean {
  return kind === 'complaint' || because.some((cause) => cause === 'low_score' || cause === 'low_nps');
}

function recoveryOf(loop: OpenLoop): NonNullable<LoopDetail['recovery']> {
  return {
    told: loop.repliedAt !== undefined,
    promised: loop.promises.length > 0,
    revisited: loop.confirmedAt !== undefined || loop.attempts.length > 0 || loop.discussedIn.length > 0,
  };
}

function measureOf(measure: NonNullable<OpenLoop['measure']>): NonNullable<LoopDetail['measure']> {
  const { what, department, person, dueOn, checked } = measure;
  return {
    what: cut(what, 300),
    department,
    person,
    dueOn: formatDay(dueOn),
    ...(checked ? { checked: { done: checked.done, effective: checked.effective } } : {}),
  };
}

function clockOf(clock: NamedClock, now: number): LoopClock {
  const { id, rule, name, plainAt, targetAt, dueAt, agreedAt, steps } = clock;
  return {
    id,
    rule,
    name,
    state: viewStanding(clock, now),
    ...(plainAt === undefined ? {} : { plainAt: instantText(plainAt) }),
    ...(targetAt === undefined ? {} : { targetAt: instantText(targetAt) }),
    ...(dueAt === undefined ? {} : { dueAt: instantText(dueAt) }),
    ...(agreedAt === undefined ? {} : { agreedAt: instantText(agreedAt) }),
    steps,
  };
}

function instantText(at: number): string {
  return new Date(at).toISOString();
}
