import { addDays, type Day } from '../calendar/day.ts';
import type { LoopKind, LoopState } from '../loop/loop.ts';
import type {
  AttemptFact,
  ClockFact,
  CustomerFact,
  Fact,
  InvitationFact,
  LoopFact,
  ObligationFact,
  PromiseFact,
  SuggestionFact,
  VisitFact,
} from './facts.ts';
import {
  ANSWERS,
  CHURN,
  CONFIRMED,
  DO_NOT_CONTACT,
  EXTENDED,
  INVALID,
  LOST,
  MET,
  MISSED,
  NOT_DELIVERED,
  NOT_DUE,
  ON_TARGET,
  ON_TIME,
  PAUSED,
  PROMISES,
  REACH,
  RECORD_24H,
  REPURCHASE,
  RESOLVED,
  RESPONSE,
  SLA,
  SUGGESTIONS,
  UNCONFIRMED,
  WITHDRAWN,
} from './places.ts';

/**
 * Rates that count what fell due in a period, not what was finished in it.
 *
 * `coverage` is made of customers and stands apart: see coverage.ts. Of `churn` the share that was lost is the number; of the others the
 * share that was kept.
 */
export const RATES = [
  'on_time',
  'on_target',
  'reach',
  'record_24h',
  'sla',
  'resolved',
  'confirmed',
  'promises',
  'response',
  'churn',
  'repurchase',
  'suggestions',
  'answers',
] as const;
export type Rate = (typeof RATES)[number];

/** What a fact counts as. `met` and `missed` make the rate; the rest is left out of it and told beside it. */
export const VERDICTS = [
  'met',
  'missed',
  /** Falls due later than the day looked at. */
  'not_due',
  'do_not_contact',
  'lost',
  'withdrawn',
  /** The customer agreed to a later time. */
  'extended',
  /** Stands still while the customer is waited for. */
  'paused',
  /** The customer was never reached to say. */
  'unconfirmed',
  'not_delivered',
  'invalid',
  /** The same person answered again later in the period. */
  'answered_again',
] as const;
export type Verdict = (typeof VERDICTS)[number];
export type Exclusion = Exclude<Verdict, 'met' | 'missed'>;

/** Place of a verdict in {@link VERDICTS}. */
export type VerdictPlace = number;

/** The end of a day, as a day and as the instant at which it was over there: nothing later is known. */
export interface AsOf {
  readonly day: Day;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** First and last day, both in it. */
export interface Span {
  readonly from: Day;
  readonly to: Day;
}

/** Ages at which a cohort is judged, in days. */
export interface KpiSettings {
  /** A customer without a contract who orders nothing for longer is lost. */
  readonly lostAfterDays: number;
  readonly resolutionDays: number;
  readonly responseDays: number;
  readonly repurchaseDays: number;
}

/** The first is the practice of the field's reports; the others are our choice. */
export const KPI_SETTINGS: KpiSettings = {
  resolutionDays: 7,
  responseDays: 14,
  repurchaseDays: 180,
  lostAfterDays: 365,
};

export interface KpiContext {
  readonly asOf: AsOf;
  /** The month or other span whose numbers are made; only churn asks for it. */
  readonly span: Span;
  readonly settings: KpiSettings;
}

/**
 * What a fact counts as, for every rate it is part of.
 *
 * `tell` gets places in {@link RATES} and {@link VERDICTS}. The rates, their drill-down lists and the accumulators all go through here, so
 * that a list always adds up to its number. Of a fact that had not happened by the day looked at nothing is told. Answers are told apart by the period's list (see responses.ts).
 */
export function judge(fact: Fact, context: KpiContext, tell: (rate: number, verdict: VerdictPlace) => void): void {
  switch (fact.type) {
    case 'obligation': {
      const verdict = kept(fact, context.asOf);
      tell(ON_TIME, verdict);
      tell(ON_TARGET, keptByTarget(fact, verdict));
      return;
    }
    case 'attempt':
      if (fact.on > context.asOf.day) return;
      tell(REACH, spokenIn(fact));
      return;
    case 'visit':
      if (fact.endedAt <= context.asOf.at) tell(RECORD_24H, recorded(fact, context.asOf));
      return;
    // Calls are told by their length, see scorecard.ts, and what was bought by its amount, see upsell.ts: there is nothing to judge in one.
    case 'call':
    case 'upsell':
      return;
    case 'clock':
      tell(SLA, timely(fact, context.asOf));
      return;
    case 'promise':
      tell(PROMISES, timely(fact, context.asOf));
      return;
    case 'loop':
      if (fact.raisedAt > context.asOf.at || !TO_RESOLVE.includes(fact.kind)) return;
      tell(RESOLVED, reached(fact, RESOLVED_STATES, context));
      tell(CONFIRMED, reached(fact, CONFIRMED_STATES, context));
      return;
    case 'invitation':
      if (fact.on <= context.asOf.day) tell(RESPONSE, answered(fact, context));
      return;
    case 'customer': {
      const churn = churned(fact, context);
      if (churn !== undefined) tell(CHURN, churn);
      const repurchase = boughtAgain(fact, context);
      if (repurchase !== undefined) tell(REPURCHASE, repurchase);
      return;
    }
    case 'suggestion':
      if (fact.raisedOn <= context.asOf.day) tell(SUGGESTIONS, taken(fact, context.asOf));
      return;
    case 'response':
      if (fact.on <= context.asOf.day) tell(ANSWERS, fact.valid ? MET : INVALID);
      return;
    default:
      unknownFact(fact);
  }
}

function unknownFact(fact: never): never {
  throw new RangeError(`no such fact: ${JSON.stringify(fact)}`);
}

/**
 * Whether an obligation was paid by the last day of its window. Unpaid past it is missed, finished later or not. What falls due later is left
 * out even when it is paid already: it would stand without those of the same days that are not.
 */
export function kept(fact: ObligationFact, { day }: AsOf): VerdictPlace {
  if (fact.latest > day) return NOT_DUE;
  if (fact.doNotContactOn !== undefined && fact.doNotContactOn <= fact.latest) return DO_NOT_CONTACT;
  if (fact.lostOn !== undefined && fact.lostOn < fact.latest) return LOST;
  if (fact.paidOn !== undefined && fact.paidOn <= fact.latest) return MET;
  if (fact.withdrawnOn !== undefined && fact.withdrawnOn <= fact.latest) return WITHDRAWN;
  return MISSED;
}

/** The same by the target day, of an obligation that was `kept` like this. */
export function keptByTarget({ paidOn, latest, target }: ObligationFact, verdict: VerdictPlace): VerdictPlace {
  return verdict === MET && (paidOn ?? latest) > target ? MISSED : verdict;
}

/** A refusal was spoken: somebody was reached (contact rate, AAPOR Standard Definitions 2023). */
export function spokenIn({ result }: AttemptFact): VerdictPlace {
  return result === 'conversation' || result === 'refused' ? MET : MISSED;
}

/** Whether a talk was written down in time. */
export function recorded({ recordDueAt, recordedAt }: VisitFact, { at }: AsOf): VerdictPlace {
  if (recordDueAt > at) return NOT_DUE;
  return recordedAt !== undefined && recordedAt <= recordDueAt ? MET : MISSED;
}

function timely(fact: ClockFact | PromiseFact, { at }: AsOf): VerdictPlace {
  const { dueAt, agreed, pauses } = fact;
  const doneAt = fact.doneAt !== undefined && fact.doneAt <= at ? fact.doneAt : undefined;
  const stands = pauses.some(({ from, to }) => from <= at && from < dueAt && (to === undefined || to > at));
  if (stands && doneAt === undefined) return PAUSED;
  if (dueAt > at) return NOT_DUE;
  if (fact.unconfirmed && doneAt !== undefined) return UNCONFIRMED;
  if (doneAt !== undefined && doneAt <= dueAt) return MET;
  // An agreement made after the breach is none.
  const until = agreed && agreed.at <= dueAt && agreed.at <= at ? agreed.until : dueAt;
  return until > dueAt && (doneAt ?? at) <= until ? EXTENDED : MISSED;
}

/** A suggestion is weighed, praise is passed on: there is nothing to resolve in them. */
const TO_RESOLVE: readonly LoopKind[] = ['problem', 'complaint', 'need', 'exception'];
/** Closed without a confirmation, a loop was still resolved and told; it never counts as confirmed. */
const RESOLVED_STATES: readonly LoopState[] = ['resolved', 'confirmed', 'closed_unconfirmed'];
const CONFIRMED_STATES: readonly LoopState[] = ['confirmed'];
const MS_PER_DAY = 86_400_000;

/** Where a loop stood when it was so many days old. Resolved before and reopened since is not resolved. */
function reached(fact: LoopFact, states: readonly LoopState[], { asOf, settings }: KpiContext): VerdictPlace {
  const judgedAt = fact.raisedAt + settings.resolutionDays * MS_PER_DAY;
  if (judgedAt > asOf.at) return NOT_DUE;
  return states.includes(stateAt(fact, judgedAt)) ? MET : MISSED;
}

function stateAt({ moves }: LoopFact, at: number): LoopState {
  let state: LoopState = 'raised';
  for (const move of moves) if (move.at <= at) state = move.to;
  return state;
}

/** Time to resolution so far: until it was resolved for good, as far as is known, or open until now. Milliseconds. */
export function resolutionAge(
  fact: LoopFact,
  { at }: AsOf,
): { readonly ended: boolean; readonly ms: number } | undefined {
  if (fact.raisedAt > at || !TO_RESOLVE.includes(fact.kind)) return undefined;
  let since: number | undefined;
  for (const move of fact.moves) {
    if (move.at > at) break;
    if (!RESOLVED_STATES.includes(move.to)) since = undefined;
    else since ??= move.at;
  }
  // Clocks of two machines may differ: what ended before it began took no time.
  return { ended: since !== undefined, ms: Math.max(0, (since ?? at) - fact.raisedAt) };
}

function answered({ on, delivered, answeredOn }: InvitationFact, { asOf, settings }: KpiContext): VerdictPlace {
  if (!delivered) return NOT_DELIVERED;
  const until = addDays(on, settings.responseDays);
  if (until > asOf.day) return NOT_DUE;
  return answeredOn !== undefined && answeredOn <= until ? MET : MISSED;
}

/** `met`: lost in the span. Who was no customer at its start is no part of it. */
function churned({ becameOn, losses }: CustomerFact, { asOf, span }: KpiContext): VerdictPlace | undefined {
  const active =
    becameOn < span.from &&
    becameOn <= asOf.day &&
    losses.every(({ lostOn, backOn }) => lostOn >= span.from || (backOn !== undefined && backOn < span.from));
  if (!active) return undefined;
  if (span.to > asOf.day) return NOT_DUE;
  return losses.some(({ lostOn }) => lostOn >= span.from && lostOn <= span.to) ? MET : MISSED;
}

/** Counted in the span in which the window of a customer's first order closes. */
function boughtAgain(fact: CustomerFact, { asOf, span, settings }: KpiContext): VerdictPlace | undefined {
  const first = firstOrder(fact);
  if (first === undefined || first > asOf.day) return undefined;
  const closes = addDays(first, settings.repurchaseDays);
  if (closes < span.from || closes > span.to) return undefined;
  if (closes > asOf.day) return NOT_DUE;
  return fact.ordersOn.some((on) => on > first && on <= closes) ? MET : MISSED;
}

function firstOrder({ ordersOn }: CustomerFact): Day | undefined {
  return ordersOn.length === 0 ? undefined : (Math.min(...ordersOn) as Day);
}

function taken({ decided }: SuggestionFact, { day }: AsOf): VerdictPlace {
  if (!decided || decided.on > day) return NOT_DUE;
  return decided.accepted ? MET : MISSED;
}

/**
 * When a customer without a contract counts as lost: no order for so many days. He is lost on the day after, and back with his next order.
 *
 * @example lossesOf([day('2026-01-01'), day('2026-06-01')], 90, day('2026-12-31')) // lost 2026-04-02 to 06-01, and from 2026-08-31
 */
export function lossesOf(ordersOn: readonly Day[], afterDays: number, upTo: Day): CustomerFact['losses'] {
  const days = [...new Set(ordersOn)].filter((on) => on <= upTo).sort((a, b) => a - b);
  return days.flatMap((on, index) => {
    const lostOn = addDays(on, afterDays + 1);
    const backOn = days[index + 1];
    if (lostOn > upTo || (backOn !== undefined && backOn < lostOn)) return [];
    return [backOn === undefined ? { lostOn } : { lostOn, backOn }];
  });
}
