import type { Day } from '../calendar/day.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import type { Debt } from './debts.ts';
import type { Touch } from './facts.ts';
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
 */
export function placeTouches(
  debts: readonly Debt[],
  talks: readonly Talk[],
  touches: readonly Touch[],
  policy: CompiledPolicy,
  today: Day,
): readonly SentTouch[] {
  const sorted = debts.length > 1 ? [...debts].sort(goesOut) : debts;
  const sent: SentTouch[] = [];
  const messages: Day[] = [];
  const surveys: Day[] = [];
  for (const { shaped, rank, kind } of sorted) {
    if (kind === 'message' && rank === 6 && shaped.before !== undefined) messages.push(shaped.before);
  }
  for (const touch of touches) if (touch.kind === 'survey') surveys.push(touch.on);
  for (const debt of sorted) {
    const on = firstDay(debt, policy);
    if (debt.kind === 'message' && debt.rank === 6) {
      const talk = talks.find(({ leader, placing }) => leader.kind === 'visit' && isIn(debt, placing.on, today));
      if (talk !== undefined) {
        talk.joined.push(debt);
        sent.push({ debt, saidBy: talk });
        continue;
      }
    }
    const { budget } = policy.policy;
    const [others, apart] = limitsOf(debt, budget?.messageEveryDays ?? 0, budget?.surveyEveryDays ?? 0);
    if (others === undefined || (debt.kind === 'survey' && budget?.surveyExempt.includes(debt.rule.id))) {
      if (debt.kind === 'survey') surveys.push(on);
      sent.push({ debt, on });
      continue;
    }
    const free = freeDay(debt, on, others, apart, policy);
    if (free === undefined) sent.push({ debt });
    else {
      others.push(free);
      sent.push({ debt, on: free });
    }
  }
  return sent;

  function limitsOf(debt: Debt, messageDays: number, surveyDays: number): readonly [Day[] | undefined, number] {
    if (debt.kind === 'message' && debt.rank === 6 && messageDays > 0) return [messages, messageDays];
    if (debt.kind === 'survey' && surveyDays > 0) return [surveys, surveyDays];
    return [undefined, 0];
  }
}

/** Rank, then the earlier target, then the rule. */
function goesOut(a: Debt, b: Debt): number {
  return a.rank - b.rank || a.window.target - b.window.target || (a.rule.id < b.rule.id ? -1 : 1);
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
  const isFree = (on: Day): boolean => others.every((other) => Math.abs(other - on) >= apart);
  for (let on = from; on <= window.latest; on = calendar.addWorking(on, 1)) if (isFree(on)) return on;
  for (let on = calendar.addWorking(from, -1); on >= window.earliest; on = calendar.addWorking(on, -1)) {
    if (isFree(on)) return on;
  }
  return undefined;
}
