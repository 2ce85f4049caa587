import type { Day } from '../calendar/day.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import type { Debt } from './debts.ts';
import type { Touch } from './facts.ts';
import { append, sortFew } from './short-list.ts';
import type { Talk } from './talk.ts';

/** What becomes of a message, a survey or a task. */
export interface SentTouch {
  readonly debt: Debt;
  /** Absent: no day of its window is left by the limits. */
  readonly on?: Day;
  /** Said in this talk instead. */
  readonly saidBy?: Talk;
}

/**
 * Gives every message, survey and task its day: the target, which stays the same from day to day, since nobody reports what was sent.
 *
 * A message of rank 6 is said in a talk whose day lies in its window. Two of them keep the policy's days apart, and so do two
 * surveys: the later one moves inside its window, or is left out.
 *
 * @param debts are put in the order in which they go out
 */
export function placeTouches(
  debts: Debt[],
  talks: readonly Talk[],
  touches: readonly Touch[],
  policy: CompiledPolicy,
  today: Day,
): readonly SentTouch[] {
  const sorted = sortFew(debts, goesOut);
  let sent: SentTouch[] | undefined;
  let messages: Day[] | undefined;
  let surveys: Day[] | undefined;
  for (const { shaped, rank, kind } of sorted) {
    if (kind === 'message' && rank === 6 && shaped.before !== undefined) messages = append(messages, shaped.before);
  }
  for (const touch of touches) if (touch.kind === 'survey') surveys = append(surveys, touch.on);
  for (const debt of sorted) {
    const on = firstDay(debt, policy);
    const isMessage = debt.kind === 'message' && debt.rank === 6;
    if (isMessage) {
      const talk = talkFor(debt, talks, today);
      if (talk !== undefined) {
        talk.joined = [...talk.joined, debt];
        sent = append(sent, { debt, saidBy: talk });
        continue;
      }
    }
    const { budget } = policy.policy;
    const isSurvey = debt.kind === 'survey';
    const apart = (isMessage ? budget?.messageEveryDays : isSurvey ? budget?.surveyEveryDays : undefined) ?? 0;
    if (apart <= 0 || (isSurvey && budget?.surveyExempt.includes(debt.rule.id))) {
      if (isSurvey) surveys = append(surveys, on);
      sent = append(sent, { debt, on });
      continue;
    }
    const free = freeDay(debt, on, (isMessage ? messages : surveys) ?? NONE, apart, policy);
    if (free === undefined) sent = append(sent, { debt });
    else {
      if (isMessage) messages = append(messages, free);
      else surveys = append(surveys, free);
      sent = append(sent, { debt, on: free });
    }
  }
  return sent ?? [];
}

const NONE: readonly Day[] = [];

/** Rank, then the earlier target, then the rule. */
function goesOut(a: Debt, b: Debt): number {
  return a.rank - b.rank || a.window.target - b.window.target || (a.rule.id < b.rule.id ? -1 : 1);
}

function talkFor(debt: Debt, talks: readonly Talk[], today: Day): Talk | undefined {
  for (const talk of talks) if (talk.leader.kind === 'visit' && isIn(debt, talk.placing.on, today)) return talk;
  return undefined;
}

function isIn({ window }: Debt, on: Day, today: Day): boolean {
  return on >= window.earliest && on <= window.latest && on >= today;
}

/** The target, or where it lies before the first day the first working day of what is left. */
function firstDay({ window }: Debt, { calendar, goLiveOn }: CompiledPolicy): Day {
  if (window.target >= goLiveOn) return window.target;
  const on = calendar.workingOnOrAfter(goLiveOn);
  return on <= window.latest ? on : window.target;
}

function freeDay(
  { window }: Debt,
  from: Day,
  others: readonly Day[],
  apart: number,
  { calendar }: CompiledPolicy,
): Day | undefined {
  for (let on = from; on <= window.latest; on = calendar.addWorking(on, 1)) if (isApart(on, others, apart)) return on;
  for (let on = calendar.addWorking(from, -1); on >= window.earliest; on = calendar.addWorking(on, -1)) {
    if (isApart(on, others, apart)) return on;
  }
  return undefined;
}

function isApart(on: Day, others: readonly Day[], days: number): boolean {
  for (const other of others) if (Math.abs(other - on) < days) return false;
  return true;
}
