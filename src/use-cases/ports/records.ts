import type { Day } from '../../domain/calendar/day.ts';
import type { ClockView } from '../../domain/loop/clock-view.ts';
import type { LoopCause, LoopKind, LoopPromise, LoopState, Urgency } from '../../domain/loop/loop.ts';
import type { LoopEvent, OpenLoop } from '../../domain/loop/loop-state.ts';
import type { KnownVisit, RuleId, Words } from '../../domain/planning/plan.ts';
import type { Script } from '../../domain/policy/policy.ts';

export interface SlotKey {
  readonly customerKey: string;
  readonly slot: number;
}

export interface StoredVisit extends KnownVisit {
  readonly id: string;
  readonly customerKey: string;
  readonly contactId: string;
  readonly late: boolean;
  readonly provisional: boolean;
  readonly goal: string;
  readonly leader: RuleId;
  readonly reason: Words;
  readonly policyVersion: number;
  readonly ownerName?: string;
  /** From whom it came, as text; see {@link Handover}. */
  readonly handover?: string;
  readonly record?: VisitRecord;
  /** The script it is pinned to, as `id@version`. */
  readonly pinnedScript?: string;
  /** What only people look at; read on request. */
  readonly page?: VisitPage;
}

/** What the planner wrote on a visit so that a card needs nothing else, and what is being typed. */
export interface VisitPage {
  readonly ownerName?: string;
  /** The rules it pays, the leading one first. */
  readonly rules: readonly { readonly id: RuleId; readonly name: Words }[];
  /** The version that the visit is pinned to. */
  readonly script?: Script;
  readonly stageThen?: string;
  readonly tierThen?: string;
  /** The form as it was last kept, as text. */
  readonly draft?: string;
}

/** What the rep recorded. */
export interface VisitRecord {
  readonly submissionId: string;
  readonly outcome: string;
  readonly channel: string;
  readonly heldOn: Day;
  readonly feedback: { readonly [kind: string]: string };
  readonly scores: { readonly [dimension: string]: number };
  readonly scoresCollectedBy?: string;
  readonly nps?: number;
  /** Something was promised for answering. */
  readonly incentive?: true;
  readonly followUpPlan?: string;
  readonly nextContactOn?: Day;
  readonly rescheduleReason?: string;
  readonly promises?: readonly { readonly text: string; readonly dueAt: number }[];
  /** What was clicked in the script, `question=answer`. */
  readonly scriptAnswers?: readonly string[];
  /** What became of the open loops in the talk; those of one saying are told together. */
  readonly mentions?: readonly LoopMention[];
}

export interface LoopMention {
  readonly keys: readonly string[];
  readonly how: 'discussed' | 'answered' | 'not_now';
  readonly because?: string;
}

export interface StoredIssue {
  readonly id: string;
  readonly key: string;
  readonly customerKey: string;
  readonly kind: LoopKind;
  readonly state: LoopState;
  readonly description: string;
  readonly urgency: Urgency;
  readonly raisedOn: Day;
  /** When the customer expects it, or the earliest promise is due. */
  readonly dueAt?: number;
  readonly expectedOn?: Day;
  readonly ownerId: string;
  readonly ownerName?: string;
  /** The visit it was raised in. */
  readonly visitKey?: string;
  readonly because: readonly LoopCause[];
  readonly promises: readonly LoopPromise[];
  readonly contactId?: string;
  /** The ticket it was raised from. */
  readonly ticketId?: string;
  /** When HubSpot made the record, epoch milliseconds. */
  readonly createdAt?: number;
  /** When anybody last changed the record, epoch milliseconds. */
  readonly changedAt?: number;
  /** Everything that happened to it came to; absent where nobody moved it since it was written by other hands. */
  readonly loop?: OpenLoop;
  /** Its clocks as they were worked out when it last moved. */
  readonly clocks?: readonly NamedClock[];
  /** The newest of what happened to it, ascending. */
  readonly events?: readonly LoopEvent[];
  /** The loop as older events had made it, and a line for each of them. */
  readonly base?: OpenLoop;
  readonly olderEvents?: string;
}

/** A clock with the name of its rule and the person who answers for it. */
export interface NamedClock extends ClockView {
  readonly name: Words;
  readonly ownerId: string;
  /** Somebody calls about it in a visit that is planned: the visit's task is its task. */
  readonly inVisit?: true;
}

/** One item of a batch that the portal refused; the others were written. */
export interface ItemFailure {
  /** Contact id or visit key. */
  readonly key: string;
  readonly message: string;
}
