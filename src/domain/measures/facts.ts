import type { Day } from '../calendar/day.ts';
import type { Pause } from '../loop/clock.ts';
import type { LoopKind, LoopState } from '../loop/loop.ts';
import type { RuleId } from '../planning/plan.ts';
import type { Mode } from '../satisfaction/integrity.ts';
import type { Marks } from '../satisfaction/marks.ts';

/**
 * What things were when they happened, not what they are now: owner, team, tier, stage and policy of that day. Measures of a past day
 * are made of these, so that a handover or a new policy changes no number of the past.
 */
export interface Snapshot {
  /** Names the fact, and no other. */
  readonly key: string;
  /** The record that holds it: a visit's, an issue's or a contact's key. A number opens these. */
  readonly record: string;
  /** The person, to open; absent where nobody asked for it. */
  readonly contactId?: string | undefined;
  /** The company, or the person where there is none, by `customerNumber`. Two contacts of a company are one customer. */
  readonly customer: number;
  /** Tier and stage of then, by `segmentNumber`. */
  readonly segment: number;
  readonly ownerId: string;
  readonly team?: string | undefined;
  readonly policyVersion?: number | undefined;
}

/** A debt of contact with its window. One visit may have paid several. */
export interface ObligationFact extends Snapshot {
  readonly type: 'obligation';
  /** A two-way visit is owed; of tier C a greeting counts as one. Coverage is about these alone. */
  readonly owesVisit: boolean;
  readonly target: Day;
  readonly latest: Day;
  /** The day of the conversation, of the answer or of the message that paid it. */
  readonly paidOn?: Day | undefined;
  /** The rule ceased to apply. */
  readonly withdrawnOn?: Day | undefined;
  readonly doNotContactOn?: Day | undefined;
  readonly lostOn?: Day | undefined;
}

/** One attempt to reach somebody; the one that succeeded is one too. */
export interface AttemptFact extends Snapshot {
  readonly type: 'attempt';
  readonly on: Day;
  readonly result: 'conversation' | 'refused' | 'no_answer' | 'wrong_number';
}

/** A visit that took place, and its record. Instants are epoch milliseconds. */
export interface VisitFact extends Snapshot {
  readonly type: 'visit';
  readonly endedAt: number;
  /** When it had to be recorded by the policy and calendar of that day. */
  readonly recordDueAt: number;
  readonly recordedAt?: number | undefined;
}

/** A call with a customer on the day of its visit. */
export interface CallFact extends Snapshot {
  readonly type: 'call';
  readonly on: Day;
  /** Whole seconds. */
  readonly seconds: number;
}

interface Timed extends Snapshot {
  /** By the calendar of that day; without what the customer agreed to later. */
  readonly dueAt: number;
  readonly doneAt?: number | undefined;
  readonly pauses: readonly Pause[];
  /** A later instant the customer agreed to, and when. */
  readonly agreed?: { readonly until: number; readonly at: number } | undefined;
  /** Nobody could ask whether it was kept. */
  readonly unconfirmed?: true | undefined;
}

/** One clock that ran on a loop. */
export interface ClockFact extends Timed {
  readonly type: 'clock';
  readonly rule: RuleId;
}

export interface PromiseFact extends Timed {
  readonly type: 'promise';
}

/** What a customer raised. */
export interface LoopFact extends Snapshot {
  readonly type: 'loop';
  readonly kind: LoopKind;
  readonly raisedAt: number;
  /** Every state it came to, in the order of time; a reopened one is `in_progress` again. */
  readonly moves: readonly { readonly at: number; readonly to: LoopState }[];
}

/** Somebody was asked for a score. */
export interface InvitationFact extends Snapshot {
  readonly type: 'invitation';
  readonly on: Day;
  /** False: it bounced, or nobody was there to be asked. */
  readonly delivered: boolean;
  readonly answeredOn?: Day | undefined;
}

/** A customer as buyer. Each loss ends with the day he came back, if he did. */
export interface CustomerFact extends Snapshot {
  readonly type: 'customer';
  readonly becameOn: Day;
  readonly losses: readonly { readonly lostOn: Day; readonly backOn?: Day }[];
  readonly ordersOn: readonly Day[];
}

export interface SuggestionFact extends Snapshot {
  readonly type: 'suggestion';
  readonly raisedOn: Day;
  readonly decided?: { readonly on: Day; readonly accepted: boolean } | undefined;
}

/** An existing customer of a month, with the deals he is counted with: made by `upsellOf` alone. */
export interface UpsellFact extends Snapshot {
  readonly type: 'upsell';
  readonly group: 'visited' | 'not_visited';
  /** Why he is in neither group. */
  readonly left?: 'not_due' | 'other_month' | 'new_owner' | 'several_owners' | undefined;
  /** A visit of his was handed to sales. */
  readonly handed: boolean;
  /** Amounts in hundredths of the portal's currency. */
  readonly deals: readonly { readonly id: string; readonly cents: number }[];
  /** Deals that are not counted. */
  readonly dealsLeft: { readonly no_amount: number; readonly other_currency: number; readonly no_creation: number };
}

/** An answer to a question for scores: made by `answerOf` alone. */
export interface ResponseFact extends Snapshot, Marks {
  readonly type: 'response';
  /** Who answered, by `personNumber`: of his answers of a period the latest counts. */
  readonly person: number;
  /** The same by `placing`: small enough to lie in the fact itself, where the number has to be fetched from elsewhere. */
  readonly placed: number;
  readonly on: Day;
  /** How it was told and what shows in it, as one number: see places.ts. */
  readonly told: number;
  readonly mode: Mode;
  /** Who asked; absent: the customer answered by himself. */
  readonly collectorId?: string | undefined;
  /** Whose work it is about. */
  readonly subjectId: string;
  /** False: withdrawn, a test, or from nobody we know. */
  readonly valid: boolean;
  /** Something was promised for answering: such answers are reported apart (G3:53). */
  readonly incentive?: true | undefined;
  /** Asked after a project was accepted: told apart from what visits ask. */
  readonly afterAcceptance?: true | undefined;
  /** HubSpot's own survey: 0, 1 or 2, and nothing out of five. */
  readonly hubspotMark?: 0 | 1 | 2 | undefined;
  readonly nps?: number | undefined;
  /** The attempt at which he was reached, 3 for the third and any later one; absent: nobody tried to reach him. */
  readonly attempt?: 1 | 2 | 3 | undefined;
}

export type Fact =
  | ObligationFact
  | AttemptFact
  | VisitFact
  | CallFact
  | ClockFact
  | PromiseFact
  | LoopFact
  | InvitationFact
  | CustomerFact
  | SuggestionFact
  | UpsellFact
  | ResponseFact;
