import type { Day } from '../domain/calendar/day.ts';
import type { LoopCause, LoopKind, LoopPromise, LoopState, Urgency } from '../domain/loop/loop.ts';
import type { CustomerFacts } from '../domain/planning/facts.ts';
import type {
  KnownVisit,
  PlanMemory,
  PlannedVisit,
  RuleId,
  Standing,
  VisitStatus,
  Words,
} from '../domain/planning/plan.ts';
import type { Script } from '../domain/policy/policy.ts';

/** Trouble outside: HubSpot did not do what was asked. `src/hubspot/errors.ts` alone builds it. */
export class PortalError extends Error {
  override readonly name = 'PortalError';
  readonly kind: 'unauthorized' | 'forbidden' | 'rate-limited' | 'not-found' | 'conflict' | 'refused' | 'unavailable';
  /** What was being attempted: `reading contacts`. */
  readonly attempting: string;
  readonly status: number | undefined;
  readonly correlationId: string | undefined;

  constructor(facts: {
    readonly kind: PortalError['kind'];
    readonly attempting: string;
    readonly message: string;
    readonly status?: number | undefined;
    readonly correlationId?: string | undefined;
    readonly cause?: unknown;
  }) {
    super(`${facts.attempting}: ${facts.message}`, { cause: facts.cause });
    this.kind = facts.kind;
    this.attempting = facts.attempting;
    this.status = facts.status;
    this.correlationId = facts.correlationId;
  }
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** The instant at which a wall clock of the portal's zone shows a day and `HH:MM`. */
  instantAt(on: Day, time: string): Promise<number>;
}

/** One customer as stored: what the rules need, what people read, what the planner left there. */
export interface CustomerRecord {
  readonly contactId: string;
  readonly name: string;
  readonly company?: string;
  readonly companyId?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly language?: 'zh' | 'en';
  readonly products: readonly string[];
  readonly preferenceTags: readonly string[];
  readonly facts: CustomerFacts;
  /** Values that could not be read and were left out, as property names. */
  readonly unreadable: readonly string[];
  /** A fact changed since the last decision. */
  readonly marked: boolean;
  readonly memory: PlanMemory;
  /** Fingerprint of the visits and tasks that were written completely; empty before the first time. */
  readonly written: string;
  readonly next?: { readonly on: Day; readonly reason: Words };
  /** Where the last planning left the customer; absent: never planned. */
  readonly standing?: StandingText;
  /** The stage the last planning saw. */
  readonly stageThen?: string;
  /** Open loops as last counted. */
  readonly openLoops: number;
}

/** A standing in one word, with its reason where it has one: `open`, `suppressed:paused`, `infeasible:no_owner`. */
export type StandingText = string;

/** What the planner leaves on a customer. Written last: it is the checkpoint. */
export interface CustomerPlan {
  readonly contactId: string;
  readonly customerKey: string;
  readonly decideOn: Day;
  readonly memory: PlanMemory;
  readonly written: string;
  readonly next: { readonly on: Day; readonly reason: Words } | null;
  /** Newest two-way touch that our own visits add; null leaves what is stored. */
  readonly lastTouch: { readonly on: Day; readonly kind: string; readonly direction: 'in' | 'out' } | null;
  readonly standing: Standing;
  readonly stage: string;
}

export interface CustomerBook {
  /**
   * Customers who need a decision on `today`, ascending by id, after `after`, at most 200; `total` counts them all.
   *
   * They come from an index that lags by seconds: right after somebody else wrote, read them by id before deciding.
   */
  due(query: {
    readonly today: Day;
    readonly after: string | undefined;
    readonly lifecycleStages: readonly string[];
    readonly anyTier: boolean;
  }): Promise<{ readonly customers: readonly CustomerRecord[]; readonly total: number; readonly more: boolean }>;
  /** Ids unknown to the portal are left out; the rest ascending. */
  read(ids: readonly string[]): Promise<readonly CustomerRecord[]>;
  /** Turns marks into queue entries for `today`, so that a mark set from now on is a new one. */
  unmark(ids: readonly string[], today: Day): Promise<void>;
  /** Contacts of deals or tickets. */
  ofRelated(type: 'deals' | 'tickets', ids: readonly string[]): Promise<readonly string[]>;
  /** Asks for a decision at the next planning; ids unknown to the portal are passed over. */
  mark(ids: readonly string[]): Promise<void>;
  savePlans(plans: readonly CustomerPlan[]): Promise<readonly ItemFailure[]>;
  saveScores(
    contactId: string,
    scores: { readonly csat?: number; readonly nps?: number; readonly openLoops?: number },
  ): Promise<void>;
  /** Contacts associated with a ticket. */
  idsOfTicket(ticketId: string): Promise<readonly string[]>;
  /** Customers by the day of their last two-way talk, the longest silence first; those never talked to are left out. */
  longestSilent(query: {
    readonly ownerId?: string;
    readonly before: Day;
    readonly limit: number;
  }): Promise<readonly SilentCustomer[]>;
}

export interface SilentCustomer {
  readonly contactId: string;
  readonly name: string;
  readonly tier?: 'A' | 'B' | 'C';
  readonly lastTouchOn: Day;
  readonly nextOn?: Day;
}

/** One item of a batch that the portal refused; the others were written. */
export interface ItemFailure {
  /** Contact id or visit key. */
  readonly key: string;
  readonly message: string;
}

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
  readonly record?: VisitRecord;
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
  readonly followUpPlan?: string;
  readonly nextContactOn?: Day;
  readonly rescheduleReason?: string;
  readonly promises?: readonly { readonly text: string; readonly dueAt: number }[];
  /** What was clicked in the script, `question=answer`. */
  readonly scriptAnswers?: readonly string[];
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
}

export interface IssueWrite extends Omit<StoredIssue, 'id' | 'state'> {
  readonly contactId: string;
  readonly customerName: string;
  /** Record id of the visit it was raised in. */
  readonly visitId?: string;
  readonly snapshot: { readonly tier?: string; readonly stage?: string; readonly policyVersion?: number };
}

export interface IssueStore {
  /** Open loops of one customer, at most a hundred, the newest first; `total` counts them all. */
  open(customerKey: string): Promise<{ readonly issues: readonly StoredIssue[]; readonly total: number }>;
  /** Loops of these kinds in any state, the newest first. */
  newest(customerKey: string, kinds: readonly LoopKind[], limit: number): Promise<readonly StoredIssue[]>;
  /** Creates those whose key is new, with their promise tasks; one that exists stays as it is. Answers the keys created. */
  raise(issues: readonly IssueWrite[]): Promise<readonly string[]>;
}

/** A visit with its task, as the planner wants them to stand. */
export interface VisitWrite {
  readonly contactId: string;
  readonly companyId?: string;
  readonly customerKey: string;
  readonly customerName: string;
  readonly visit: PlannedVisit;
  readonly ruleNames: readonly Words[];
  /** Time of day at which the task is due, portal zone, `HH:MM`. */
  readonly taskDueAt: string;
  /** The script of the leading rule, pinned to the visit. */
  readonly script?: Script;
  readonly snapshot: { readonly tier?: string; readonly stage: string; readonly policyVersion: number };
}

/** A slot whose visit ended: withdrawn by the planner, or closed by people. */
export interface SlotEnd {
  readonly contactId: string;
  readonly customerKey: string;
  readonly slot: number;
  readonly status: Exclude<VisitStatus, 'planned'>;
  readonly why?: Words;
  /** The planner gives the visit up: its status is still to be written, with the day of the last attempt. */
  readonly gaveUpOn?: Day;
}

export interface OpenVisitRow {
  readonly visitId: string;
  readonly customerKey: string;
  readonly slot: number;
  readonly contactId: string;
  readonly ownerId: string;
  readonly on: Day;
  readonly latest: Day;
  readonly late: boolean;
  readonly channel: string;
  readonly leader: RuleId;
  readonly tier?: 'A' | 'B' | 'C';
  readonly goal: string;
  readonly ownerName?: string;
  readonly name?: Words;
}

export interface VisitStore {
  readSlots(keys: readonly SlotKey[], options?: { readonly withPage: boolean }): Promise<readonly StoredVisit[]>;
  /** One page of the visits that wait to be held, by their day. */
  queue(query: {
    readonly ownerId?: string;
    readonly tier?: string;
    readonly channel?: string;
    readonly goal?: string;
    readonly after?: string;
    readonly limit: number;
  }): Promise<{ readonly rows: readonly OpenVisitRow[]; readonly total: number; readonly after: string | null }>;
  /** Keeps what is being typed. */
  saveDraft(visit: StoredVisit, text: string): Promise<void>;
  /**
   * Wins the right to close a visit: of two submissions at the same moment one gets true. The same submission gets it again;
   * a claim that was not released is taken over after half a minute.
   */
  claim(key: SlotKey, submissionId: string): Promise<boolean>;
  release(key: SlotKey): Promise<void>;
  /** Every visit that waits to be held, page by page. */
  openRows(query?: { readonly ownerId?: string; readonly tier?: string }): AsyncIterable<readonly OpenVisitRow[]>;
  /** Writes visits, their tasks and their associations; any of it may be there already. */
  savePlanned(writes: readonly VisitWrite[]): Promise<readonly ItemFailure[]>;
  /** Ends slots: a withdrawn visit is marked so; the task is completed in either case. */
  endSlots(ends: readonly SlotEnd[]): Promise<readonly ItemFailure[]>;
  saveRecord(
    visit: StoredVisit,
    record: VisitRecord,
    after: { status: VisitStatus; attempts: readonly Day[]; rescheduledTo?: Day; keepDraft?: boolean },
  ): Promise<void>;
  /** The native activity of a recorded visit, written once; answers its kind, or null for an attempt without a talk. */
  saveActivity(
    visit: StoredVisit,
    record: VisitRecord,
    customerName: string,
  ): Promise<'call' | 'meeting' | 'communication' | 'note' | null>;
}

/** What the planner keeps for the whole portal, in one record. */
export interface PlanClock {
  /** How full owners' days are, as {@link LoadTable} writes it; undefined: count the open visits. */
  readonly load?: string;
  /** When the load was last counted from the open visits themselves. */
  readonly countedOn?: Day;
  /** Customers of the step that was being written: after this id, up to that one. Still there at a run's start: it died. */
  readonly step?: { readonly after: string; readonly upTo: string };
  /** Instant of the last write of any run, epoch ms. */
  readonly writtenAt?: number;
  /** Why nothing may be planned until an admin says so. */
  readonly pausedBecause?: string;
}

/** The right to plan a portal, until `expiresAt` unless renewed. */
export interface Lease {
  readonly key: string;
  readonly expiresAt: number;
}

export interface RunReport {
  readonly trigger: 'command' | 'page' | 'workflow' | 'worker' | 'demo';
  readonly today: Day;
  readonly policyVersion: number;
}

export interface RunStore {
  readClock(): Promise<PlanClock>;
  /** Keeps what a run leaves; a pause is not a run's to change. */
  saveClock(clock: Omit<PlanClock, 'pausedBecause'>): Promise<void>;
  /** Stops planning with a reason; null lets it go on. */
  pause(because: string | null): Promise<void>;
  /** Wins by creating a record whose key is unique; when another run holds the right, says until when. */
  takeLease(report: RunReport): Promise<Lease | { readonly heldUntil: number }>;
  /** A lease near its end becomes a new one; undefined: another run has it now. */
  renewLease(lease: Lease, report: RunReport): Promise<Lease | undefined>;
  /** Gives the right back and keeps what the run did. */
  endLease(lease: Lease, outcome: { readonly status: 'done' | 'failed'; readonly counts: string }): Promise<void>;
}

export interface PolicyStore {
  /** The published policy as stored, unparsed; undefined: none was published. */
  current(): Promise<unknown>;
}

export interface Account {
  readonly portalId: number;
  readonly timeZone: string;
}

export interface People {
  ownerNames(): Promise<ReadonlyMap<string, string>>;
  owners(): Promise<readonly { readonly id: string; readonly name: string; readonly email: string }[]>;
}

/** Everything a use case needs from outside. */
export interface Ports {
  readonly clock: Clock;
  readonly account: () => Promise<Account>;
  readonly customers: CustomerBook;
  readonly visits: VisitStore;
  readonly issues: IssueStore;
  readonly policies: PolicyStore;
  readonly people: People;
  readonly runs: RunStore;
}
