import { addDays, type Day } from '../calendar/day.ts';
import type { LoopKind, LoopState } from '../loop/loop.ts';
import type {
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
  readonly resolutionDays: number;
  readonly responseDays: number;
  readonly repurchaseDays: number;
}

/** The first is the practice of the field's reports; the others are our choice. */
export const KPI_SETTINGS: KpiSettings = { resolutionDays: 7, responseDays: 14, repurchaseDays: 180 };

export interface KpiContext {
  readonly asOf: AsOf;
  /** The month or other span whose numbers are made; only churn asks for it. */
  readonly span: Span;
  readonly settings: KpiSettings;
}

/**
 * What a fact counts as, for every rate it is part of.
 *
 * The rates, their drill-down lists and the accumulators all go through here, so that a list always adds up to its number. Of a
 * fact that had not happened by the day looked at nothing is told. Answers are told apart by the period's list (see responses.ts).
 */
export function judge(fact: Fact, context: KpiContext, tell: (rate: Rate, verdict: Verdict) => void): void {
  switch (fact.type) {
    case 'obligation': {
      const verdict = kept(fact, context.asOf);
      tell('on_time', verdict);
      tell('on_target', verdict === 'met' && (fact.paidOn ?? fact.latest) > fact.target ? 'missed' : verdict);
      return;
    }
    case 'attempt':
      if (fact.on > context.asOf.day) return;
      // A refusal was spoken: somebody was reached (contact rate, AAPOR Standard Definitions 2023).
      tell('reach', fact.result === 'conversation' || fact.result === 'refused' ? 'met' : 'missed');
      return;
    case 'visit':
      if (fact.endedAt <= context.asOf.at) tell('record_24h', recorded(fact, context.asOf));
      return;
    case 'clock':
      tell('sla', timely(fact, context.asOf));
      return;
    case 'promise':
      tell('promises', timely(fact, context.asOf));
      return;
    case 'loop':
      if (fact.raisedAt > context.asOf.at || !TO_RESOLVE.includes(fact.kind)) return;
      tell('resolved', reached(fact, RESOLVED, context));
      tell('confirmed', reached(fact, CONFIRMED, context));
      return;
    case 'invitation':
      if (fact.on <= context.asOf.day) tell('response', answered(fact, context));
      return;
    case 'customer': {
      const churn = churned(fact, context);
      if (churn) tell('churn', churn);
      const repurchase = boughtAgain(fact, context);
      if (repurchase) tell('repurchase', repurchase);
      return;
    }
    case 'suggestion':
      if (fact.raisedOn <= context.asOf.day) tell('suggestions', taken(fact, context.asOf));
      return;
    case 'response':
      if (fact.on <= context.asOf.day) tell('answers', fact.valid ? 'met' : 'invalid');
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
export function kept(fact: ObligationFact, { day }: AsOf): Verdict {
  if (fact.latest > day) return 'not_due';
  if (fact.doNotContactOn !== undefined && fact.doNotContactOn <= fact.latest) return 'do_not_contact';
  if (fact.lostOn !== undefined && fact.lostOn < fact.latest) return 'lost';
  if (fact.paidOn !== undefined && fact.paidOn <= fact.latest) return 'met';
  if (fact.withdrawnOn !== undefined && fact.withdrawnOn <= fact.latest) return 'withdrawn';
  return 'missed';
}

function recorded({ recordDueAt, recordedAt }: VisitFact, { at }: AsOf): Verdict {
  if (recordDueAt > at) return 'not_due';
  return recordedAt !== undefined && recordedAt <= recordDueAt ? 'met' : 'missed';
}

function timely(fact: ClockFact | PromiseFact, { at }: AsOf): Verdict {
  const { dueAt, agreed, pauses } = fact;
  const doneAt = fact.doneAt !== undefined && fact.doneAt <= at ? fact.doneAt : undefined;
  const stands = pauses.some(({ from, to }) => from <= at && from < dueAt && (to === undefined || to > at));
  if (stands && doneAt === undefined) return 'paused';
  if (dueAt > at) return 'not_due';
  if (fact.unconfirmed && doneAt !== undefined) return 'unconfirmed';
  if (doneAt !== undefined && doneAt <= dueAt) return 'met';
  // An agreement made after the breach is none.
  const until = agreed && agreed.at <= dueAt && agreed.at <= at ? agreed.until : dueAt;
  return until > dueAt && (doneAt ?? at) <= until ? 'extended' : 'missed';
}

/** A suggestion is weighed, praise is passed on: there is nothing to resolve in them. */
const TO_RESOLVE: readonly LoopKind[] = ['problem', 'complaint', 'need', 'exception'];
/** Closed without a confirmation, a loop was still resolved and told; it never counts as confirmed. */
const RESOLVED: readonly LoopState[] = ['resolved', 'confirmed', 'closed_unconfirmed'];
const CONFIRMED: readonly LoopState[] = ['confirmed'];
const MS_PER_DAY = 86_400_000;

/** Where a loop stood when it was so many days old. Resolved before and reopened since is not resolved. */
function reached(fact: LoopFact, states: readonly LoopState[], { asOf, settings }: KpiContext): Verdict {
  const judgedAt = fact.raisedAt + settings.resolutionDays * MS_PER_DAY;
  if (judgedAt > asOf.at) return 'not_due';
  return states.includes(stateAt(fact, judgedAt)) ? 'met' : 'missed';
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
    if (!RESOLVED.includes(move.to)) since = undefined;
    else since ??= move.at;
  }
  return { ended: since !== undefined, ms: (since ?? at) - fact.raisedAt };
}

function answered({ on, delivered, answeredOn }: InvitationFact, { asOf, settings }: KpiContext): Verdict {
  if (!delivered) return 'not_delivered';
  const until = addDays(on, settings.responseDays);
  if (until > asOf.day) return 'not_due';
  return answeredOn !== undefined && answeredOn <= until ? 'met' : 'missed';
}

/** `met`: lost in the span. Who was no customer at its start is no part of it. */
function churned({ becameOn, losses }: CustomerFact, { asOf, span }: KpiContext): Verdict | undefined {
  const active =
    becameOn < span.from &&
    becameOn <= asOf.day &&
    losses.every(({ lostOn, backOn }) => lostOn >= span.from || (backOn !== undefined && backOn < span.from));
  if (!active) return undefined;
  if (span.to > asOf.day) return 'not_due';
  return losses.some(({ lostOn }) => lostOn >= span.from && lostOn <= span.to) ? 'met' : 'missed';
}

/** Counted in the span in which the window of a customer's first order closes. */
function boughtAgain(fact: CustomerFact, { asOf, span, settings }: KpiContext): Verdict | undefined {
  const first = firstOrder(fact);
  if (first === undefined || first > asOf.day) return undefined;
  const closes = addDays(first, settings.repurchaseDays);
  if (closes < span.from || closes > span.to) return undefined;
  if (closes > asOf.day) return 'not_due';
  return fact.ordersOn.some((on) => on > first && on <= closes) ? 'met' : 'missed';
}

function firstOrder({ ordersOn }: CustomerFact): Day | undefined {
  return ordersOn.length === 0 ? undefined : (Math.min(...ordersOn) as Day);
}

function taken({ decided }: SuggestionFact, { day }: AsOf): Verdict {
  if (!decided || decided.on > day) return 'not_due';
  return decided.accepted ? 'met' : 'missed';
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
