import type { Day } from '../calendar/day.ts';
import type { Role } from '../planning/facts.ts';
import type { ComplaintCause } from './causes.ts';
import type { Pause } from './clock.ts';
import type { LoopCause, LoopKind, LoopPromise, LoopState, PromiseKind, Urgency } from './loop.ts';
import type { Length, Terms } from './settings.ts';

/** How the customer's answer came. */
export type AnsweredBy = 'phone' | 'on_site' | 'video' | 'wechat' | 'email' | 'customer_link' | 'in_the_talk';

export interface LoopScore {
  /** 1 to 5. */
  readonly value: number;
  readonly at: number;
  /** Who asked. */
  readonly by: string;
  readonly how: AnsweredBy;
  /** Asked by somebody who worked on it himself. */
  readonly selfCollected: boolean;
}

export interface Measure {
  readonly what: string;
  readonly department: string;
  readonly person: string;
  readonly dueOn: Day;
  /** Looked at once after it was due. */
  readonly checked?: { readonly at: number; readonly done: boolean; readonly effective: boolean };
}

/** What the customer was offered to make it good: a solution, and a compensation where one is allowed. */
export interface Offer {
  readonly what: string;
  readonly compensation?: string;
  readonly at: number;
}

/** One attempt to ask for confirmation. */
export interface Attempt {
  readonly at: number;
  readonly on: Day;
  readonly by: string;
  /** Made on a working day: only those count. */
  readonly counts: boolean;
}

/** How a clock ended. `unconfirmed`: nobody can say whether it was kept, since the customer was never reached. */
export type ClockResult = 'met' | 'extended' | 'breached' | 'unconfirmed';

export interface EndedClock {
  readonly id: string;
  readonly rule: string;
  readonly startedAt: number;
  readonly plainAt: number;
  readonly dueAt: number;
  readonly stoppedAt: number;
  readonly result: ClockResult;
}

/** What was said of a clock, once each. Instants are those at which it was true, not those at which somebody looked. */
export interface AlarmLog {
  readonly warnedAt?: number;
  readonly breachedAt?: number;
  readonly escalatedAt?: number;
}

/** Everything known of one open loop. Instants are epoch milliseconds. */
export interface OpenLoop {
  readonly key: string;
  /** Number of the newest event. */
  readonly version: number;
  /** Number of the newest event that a person brought about: it tells whether a loop moved on since somebody looked. */
  readonly movedAt: number;
  readonly state: LoopState;
  readonly kind: LoopKind;
  readonly description: string;
  readonly urgency: Urgency;
  readonly because: readonly LoopCause[];
  /** Simple: one person answers it. Complex: a department is asked, and somebody calls at a promised time. */
  readonly complexity: 'simple' | 'complex';
  readonly highValue: boolean;
  readonly ownerRole: Role;
  readonly ownerId: string;
  readonly terms: Terms;
  readonly closureStopsAt: 'confirmed' | 'resolved';
  readonly expectedOn?: Day;
  readonly raisedAt: number;
  readonly lastAt: number;
  readonly acceptedAt?: number;
  /** First time anybody spoke with the customer about it, and first time anybody tried. */
  readonly repliedAt?: number;
  readonly triedAt?: number;
  /** Since when the customer waits to hear of progress, and how often that was told. */
  readonly silentSince: number;
  readonly told: number;
  readonly resolvedAt?: number;
  readonly firstResolvedAt?: number;
  readonly resolvedTimes: number;
  readonly outcome?: 'done' | 'declined';
  readonly reply?: string;
  readonly confirmedAt?: number;
  readonly confirmedHow?: AnsweredBy;
  readonly answer?: string;
  readonly closedAt?: number;
  readonly reopenedTimes: number;
  /** Attempts since it was last resolved. */
  readonly attempts: readonly Attempt[];
  readonly pauses: readonly Pause[];
  readonly waitingFor?: string;
  readonly promises: readonly LoopPromise[];
  readonly extension?: { readonly until: number; readonly at: number; readonly agreedWith: string };
  readonly ticketClosedAt?: number;
  /** Who worked on it: their own score is marked. */
  readonly fixers: readonly string[];
  readonly score?: LoopScore;
  /** The same question asked again by somebody else. */
  readonly reask?: LoopScore;
  readonly offer?: Offer;
  /** In words; with a category they may be empty. */
  readonly rootCause?: string;
  /** Absent: from before causes were chosen from a list. */
  readonly rootCategory?: ComplaintCause;
  readonly prevention?: string;
  readonly measure?: Measure;
  readonly alarms: { readonly [clock: string]: AlarmLog };
  readonly ended: readonly EndedClock[];
  /** Visits in which it was spoken about with the customer. */
  readonly discussedIn: readonly string[];
  /** Newest commands carried out: one of them sent again changes nothing. */
  readonly handled: readonly string[];
}

/** A promise as it is made. `within` counts from now, in working hours or by the clock. */
export interface NewPromise {
  readonly id: string;
  readonly kind: PromiseKind;
  readonly text: string;
  readonly due?: { readonly at: number } | { readonly within: Length };
}

export interface NewLoop {
  readonly key: string;
  readonly kind: LoopKind;
  readonly description: string;
  readonly urgency: Urgency;
  readonly because: readonly LoopCause[];
  readonly complexity: 'simple' | 'complex';
  readonly highValue: boolean;
  readonly ownerRole: Role;
  readonly ownerId: string;
  readonly expectedOn?: Day;
  readonly promises: readonly NewPromise[];
  /** Answered in the same talk, and what the customer said to it. */
  readonly answered?: { readonly reply: string; readonly answer?: string };
}

type What =
  | { readonly type: 'raise'; readonly loop: NewLoop }
  | { readonly type: 'accept'; readonly promise?: NewPromise }
  | { readonly type: 'start' }
  /** Progress told; not reached: only tried. */
  | { readonly type: 'tell'; readonly text: string; readonly reached: boolean }
  | { readonly type: 'promise'; readonly promise: NewPromise }
  | { readonly type: 'extend'; readonly what: string; readonly until: number; readonly agreedWith: string }
  | { readonly type: 'keep'; readonly promiseId: string }
  | { readonly type: 'break'; readonly promiseId: string }
  | { readonly type: 'wait_for_customer'; readonly waitingFor: string }
  | { readonly type: 'customer_answered' }
  | { readonly type: 'resolve'; readonly reply: string; readonly outcome: 'done' | 'declined' }
  | { readonly type: 'attempt_confirmation' }
  | { readonly type: 'confirm'; readonly answer: string; readonly how: AnsweredBy; readonly score?: number }
  | { readonly type: 'close_unconfirmed' }
  | { readonly type: 'reopen'; readonly why: string }
  | { readonly type: 'reassign'; readonly ownerRole: Role; readonly ownerId: string }
  /** What the customer was offered; the newest one counts. */
  | { readonly type: 'offer'; readonly what: string; readonly compensation?: string }
  /** Words are needed where no category, or `other`, was chosen. */
  | { readonly type: 'set_root_cause'; readonly category?: ComplaintCause; readonly text: string }
  | { readonly type: 'set_prevention'; readonly text: string }
  | { readonly type: 'set_measure'; readonly measure: Omit<Measure, 'checked'> }
  | { readonly type: 'check_measure'; readonly done: boolean; readonly effective: boolean }
  | { readonly type: 'score'; readonly score: number; readonly how: AnsweredBy }
  | { readonly type: 'reask'; readonly score: number; readonly how: AnsweredBy }
  | { readonly type: 'discuss'; readonly visitKey: string }
  | { readonly type: 'close_ticket' }
  /** Somebody set the state on the record itself, past every rule: it holds, but nobody confirms for the customer. */
  | { readonly type: 'set_by_hand'; readonly state: LoopState }
  /** Writes down what the clocks have reached; changes nothing else. */
  | { readonly type: 'check_clocks' }
  /** Times the loop by another policy. */
  | { readonly type: 'change_terms'; readonly terms: Terms; readonly closureStopsAt: 'confirmed' | 'resolved' };

export type CommandType = What['type'];

/** `id` names the command: sent again with it, nothing happens twice. `expected` is the `movedAt` its sender looked at. */
export type LoopCommand = What & {
  readonly id: string;
  readonly at: number;
  readonly by: string;
  readonly expected?: number;
};

type Happened =
  | {
      readonly type: 'raised';
      readonly loop: Omit<NewLoop, 'promises' | 'answered'>;
      readonly terms: Terms;
      readonly closureStopsAt: 'confirmed' | 'resolved';
    }
  | { readonly type: 'accepted' }
  | { readonly type: 'started' }
  | { readonly type: 'told'; readonly text: string; readonly reached: boolean }
  | { readonly type: 'promised'; readonly promise: LoopPromise }
  | {
      readonly type: 'promise_extended';
      readonly promiseId: string;
      readonly until: number;
      readonly agreedWith: string;
    }
  | { readonly type: 'promise_kept'; readonly promiseId: string }
  | { readonly type: 'promise_broken'; readonly promiseId: string }
  | { readonly type: 'extended'; readonly until: number; readonly agreedWith: string }
  | { readonly type: 'waiting'; readonly waitingFor: string }
  | { readonly type: 'customer_answered' }
  | { readonly type: 'resolved'; readonly reply: string; readonly outcome: 'done' | 'declined' }
  | { readonly type: 'confirmation_attempted'; readonly on: Day; readonly counts: boolean }
  | { readonly type: 'confirmed'; readonly answer: string; readonly how: AnsweredBy }
  | { readonly type: 'scored'; readonly score: LoopScore }
  | { readonly type: 'asked_again'; readonly score: LoopScore }
  | { readonly type: 'closed_unconfirmed' }
  | { readonly type: 'reopened'; readonly why: string }
  | { readonly type: 'reassigned'; readonly ownerRole: Role; readonly ownerId: string }
  | { readonly type: 'offered'; readonly what: string; readonly compensation?: string }
  | { readonly type: 'root_cause_set'; readonly category?: ComplaintCause; readonly text: string }
  | { readonly type: 'prevention_set'; readonly text: string }
  | { readonly type: 'measure_set'; readonly measure: Omit<Measure, 'checked'> }
  | { readonly type: 'measure_checked'; readonly done: boolean; readonly effective: boolean }
  | { readonly type: 'discussed'; readonly visitKey: string }
  | { readonly type: 'ticket_closed' }
  | { readonly type: 'set_by_hand'; readonly state: LoopState }
  | { readonly type: 'clock_warned'; readonly clock: string }
  | { readonly type: 'clock_breached'; readonly clock: string }
  | { readonly type: 'clock_escalated'; readonly clock: string }
  | { readonly type: 'clock_ended'; readonly clock: EndedClock }
  | { readonly type: 'terms_changed'; readonly terms: Terms; readonly closureStopsAt: 'confirmed' | 'resolved' };

/** `seq` counts from 1 on each loop without a gap, so that events in any order, or twice, make the same loop. */
export type LoopEvent = Happened & {
  readonly seq: number;
  readonly at: number;
  readonly by: string;
  /** The command it came from. */
  readonly command: string;
};

/** An event before it has its number, by and command. */
export type Occurrence = Happened & { readonly at: number };

/** Why a command cannot be carried out now, with the facts that people need. */
export type LoopRefusal =
  /** The state does not allow it; `allowed` is what it does allow. */
  | { readonly reason: 'not_in_state'; readonly state: LoopState | 'none'; readonly allowed: readonly CommandType[] }
  /** Somebody moved it since its sender looked. */
  | { readonly reason: 'moved_meanwhile'; readonly movedAt: number }
  | { readonly reason: 'in_past'; readonly at: number }
  | { readonly reason: 'not_later'; readonly than: number }
  | { readonly reason: 'unknown_promise'; readonly promiseId: string }
  | { readonly reason: 'promise_closed'; readonly promiseId: string; readonly state: LoopPromise['state'] }
  | { readonly reason: 'promise_twice'; readonly promiseId: string }
  | { readonly reason: 'needs_text'; readonly field: string }
  | { readonly reason: 'needs_due' }
  /** Only a simple matter is settled in the talk it was raised in. */
  | { readonly reason: 'not_simple' }
  /** A complex matter is accepted only with the time at which somebody calls. */
  | { readonly reason: 'needs_contact_by' }
  | { readonly reason: 'already_breached'; readonly at: number }
  | { readonly reason: 'already_waiting' }
  | { readonly reason: 'not_waiting' }
  | { readonly reason: 'attempted_today'; readonly on: Day }
  | { readonly reason: 'too_few_attempts'; readonly attempts: number; readonly needed: number }
  | { readonly reason: 'already_scored'; readonly value: number }
  | { readonly reason: 'bad_score'; readonly value: number }
  | { readonly reason: 'nothing_to_ask_again' }
  | { readonly reason: 'same_person' }
  | { readonly reason: 'no_measure' };

export type LoopDecision =
  | { readonly ok: true; readonly events: readonly LoopEvent[]; readonly repeated: boolean }
  | { readonly ok: false; readonly refusal: LoopRefusal };
