import type { Day } from '../../domain/calendar/day.ts';
import type { LoopKind } from '../../domain/loop/loop.ts';
import type { LoopEvent, OpenLoop } from '../../domain/loop/loop-state.ts';
import type { Asked } from '../../domain/planning/asked.ts';
import type { CompanyPart } from '../../domain/planning/company.ts';
import type { CustomerFacts, Touch } from '../../domain/planning/facts.ts';
import type { PlanMemory, PlannedVisit, RuleId, Standing, VisitStatus, Words } from '../../domain/planning/plan.ts';
import type { CallingHours, Exclusion, Script } from '../../domain/policy/policy.ts';
import type { MeasureBook } from './measures.ts';
import type { PolicyDesk } from './policy-desk.ts';
import type { PortalTraits } from './portal-traits.ts';
import type { ProfileBook } from './profiles.ts';
import type { CheckBook, PurchaseBook } from './ranking.ts';
import type { ItemFailure, NamedClock, SlotKey, StoredIssue, StoredVisit, VisitRecord } from './records.ts';
import type { TicketBook } from './tickets.ts';
import type { TouchTaskStore } from './touch-tasks.ts';

export type {
  ItemFailure,
  LoopMention,
  NamedClock,
  SlotKey,
  StoredIssue,
  StoredVisit,
  VisitPage,
  VisitRecord,
} from './records.ts';

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
  /** With what its company adds. */
  readonly facts: CustomerFacts;
  /** As its own record says. */
  readonly ownFacts: CustomerFacts;
  /** Marked as the one whom visits to its company go to. */
  readonly isMarkedLead: boolean;
  /** Its part in its company as last found out; absent: nobody looked, or it has none. */
  readonly part?: CompanyPart;
  /** The part is still to be written. */
  readonly partIsNew?: boolean;
  /** Values that could not be read and were left out, as property names. */
  readonly unreadable: readonly string[];
  /** A fact changed since the last decision. */
  readonly marked: boolean;
  readonly memory: PlanMemory;
  /** Fingerprint of the visits and, after a point, of the tasks besides them that were written completely; empty before the first time. */
  readonly written: string;
  readonly next?: { readonly on: Day; readonly reason: Words };
  /** The day the queue brings the customer up again; absent: never planned. */
  readonly decideOn?: Day;
  /** Where the last planning left the customer; absent: never planned. */
  readonly standing?: StandingText;
  /** The stage the last planning saw. */
  readonly stageThen?: string;
  /** Open loops as last counted. */
  readonly openLoops: number;
  /** Why visits are paused, as a person said. */
  readonly pausedBecause?: string;
  /** Contacts merged into this one: those whose visits and loops did not follow yet, and those taken in before. */
  readonly merged?: { readonly fresh: readonly string[]; readonly seen: readonly string[] };
  /** Slots that a merge brought, or that a run had opened when it died before one: their visits may have no task yet. */
  readonly slotsOfMerge?: readonly number[];
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
  /** Its new part in its company; null: it has none any more; absent: as stored. */
  readonly part?: CompanyPart | null;
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
    /** Everybody who was ever planned, due or not. */
    readonly whole?: boolean;
    /** Only those in scope whom nobody planned yet. */
    readonly fresh?: boolean;
    /** Only those in whose roles this owner is. */
    readonly ownerId?: string;
  }): Promise<{ readonly customers: readonly CustomerRecord[]; readonly total: number; readonly more: boolean }>;
  /** How many contacts a scope takes in, or of these how many an exclusion of it leaves out. */
  countScope(
    scope: { readonly lifecycleStages: readonly string[]; readonly anyTier: boolean },
    exclusion?: Exclusion,
  ): Promise<number>;
  /** Ids unknown to the portal are left out; the rest ascending. */
  read(ids: readonly string[]): Promise<readonly CustomerRecord[]>;
  /** Turns marks into queue entries for `today`, so that a mark set from now on is a new one. */
  unmark(ids: readonly string[], today: Day): Promise<void>;
  /** Contacts of deals or tickets. */
  ofRelated(type: 'deals' | 'tickets', ids: readonly string[]): Promise<readonly string[]>;
  /** Asks for a decision at the next planning; ids unknown to the portal are passed over. */
  mark(ids: readonly string[]): Promise<void>;
  /** Writes what people decided about customers, with the mark that asks for a decision. */
  change(changes: readonly CustomerChange[]): Promise<readonly ItemFailure[]>;
  /** Takes back what a card shows as the next visit, and asks for a decision. */
  forgetNext(ids: readonly string[]): Promise<void>;
  /** Takes back what is known of written tasks, and asks for a decision: what stands is written again. */
  forgetWritten(ids: readonly string[]): Promise<void>;
  savePlans(plans: readonly CustomerPlan[]): Promise<readonly ItemFailure[]>;
  /** Every contact of these companies, in the book or not; the index shows them seconds after they were written. */
  ofCompanies(companyIds: readonly string[]): Promise<readonly CustomerRecord[]>;
  /** Gives contacts their part in their company, and asks for a decision. */
  saveParts(parts: readonly { readonly contactId: string; readonly part: CompanyPart }[]): Promise<void>;
  /**
   * Contacts to whom the visits of their colleagues go, each once, page by page of these colleagues; with an id only those of colleagues
   * after this one. `upTo` is the last colleague of the page.
   */
  leads(after?: string): AsyncIterable<{ readonly ids: readonly string[]; readonly upTo: string }>;
  /** Contacts whose visits went to one of these who is no more: their companies are looked at again. */
  releaseLed(leadIds: readonly string[]): Promise<void>;
  saveScores(
    contactId: string,
    scores: { readonly csat?: number; readonly nps?: number; readonly openLoops?: number },
  ): Promise<void>;
  /** What open loops ask of planning: since when one is open, and which calls they wait for; asks for a decision. */
  saveLoopNews(
    contactId: string,
    news: { readonly openIssueOn: Day | null; readonly asked: readonly Asked[] },
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

/** A pause or another owner for one customer, as a person asked for it. */
export interface CustomerChange {
  readonly contactId: string;
  /** Null ends a pause. */
  readonly pause?: { readonly until: Day; readonly because: string } | null;
  readonly owner?: { readonly role: OwnerRole; readonly id: string };
}

/** Whose visits can be handed over: each role has a property on the contact. */
export type OwnerRole = 'account_manager' | 'service_engineer' | 'care_specialist';

export interface SilentCustomer {
  readonly contactId: string;
  readonly name: string;
  readonly tier?: 'A' | 'B' | 'C';
  readonly lastTouchOn: Day;
  readonly nextOn?: Day;
}

/** A loop that moved, with everything that is to be written of it. */
export interface IssueMove {
  /** As it was read before. */
  readonly before: StoredIssue;
  readonly loop: OpenLoop;
  readonly clocks: readonly NamedClock[];
  /** What was added by this move. */
  readonly events: readonly LoopEvent[];
  readonly nextAlarmAt?: number;
  readonly ownerName?: string;
  readonly contactId: string;
  readonly customerName: string;
}

export interface IssueWrite extends Omit<StoredIssue, 'id' | 'state'> {
  readonly nextAlarmAt?: number;
  readonly contactId: string;
  readonly customerName: string;
  /** Record id of the visit it was raised in. */
  readonly visitId?: string;
  readonly snapshot: { readonly tier?: string; readonly stage?: string; readonly policyVersion?: number };
}

/** An open loop as the lead's board lists it. */
export interface BoardIssue extends StoredIssue {
  readonly ownerRole?: string;
  /** The rule whose clock is due next. */
  readonly rule?: string;
  readonly waiting: boolean;
  readonly breached: boolean;
}

/** Which open loops are wanted; what is left out is not asked for. */
export interface BoardFilter {
  readonly kind?: string;
  readonly urgency?: string;
  readonly state?: string;
  readonly ownerId?: string;
  readonly role?: string;
  /** `pressing`: overdue, or due within a day. */
  readonly standing: 'all' | 'overdue' | 'soon' | 'pressing' | 'waiting';
  /** Epoch ms. */
  readonly now: number;
}

export interface IssueStore {
  /** Open loops of one customer, at most a hundred, the newest first; `total` counts them all. */
  open(
    customerKey: string,
    options?: { readonly withClocks: boolean },
  ): Promise<{ readonly issues: readonly StoredIssue[]; readonly total: number }>;
  /** One loop with all that is known of it. */
  read(key: string): Promise<StoredIssue | undefined>;
  /**
   * Wins the right to move a loop: of two commands at the same moment one gets true. The same command gets it again; a claim that
   * was not released is taken over after half a minute.
   */
  claim(key: string, commandId: string): Promise<boolean>;
  /** Gives the right back, where this command has it. */
  release(key: string, commandId: string): Promise<void>;
  /**
   * Writes a move and brings the tasks of its clocks up to date: what runs has one, what ended is completed. May run twice. Without
   * events only the tasks are written.
   */
  saveMove(move: IssueMove): Promise<void>;
  /** Loops by their keys, in any order; those that are gone are left out. */
  readAll(keys: readonly string[]): Promise<readonly StoredIssue[]>;
  /** {@link claim} for up to a hundred loops at once; answers those that were won. */
  claimAll(keys: readonly string[], commandId: string): Promise<ReadonlySet<string>>;
  releaseAll(keys: readonly string[], commandId: string): Promise<void>;
  /**
   * {@link saveMove} for many, tasks first and records last, so that what was cut off is found again by its alarm; answers the keys of
   * those that the portal refused.
   */
  saveMoves(moves: readonly IssueMove[]): Promise<readonly string[]>;
  /**
   * Loops with a clock that has reached something nobody was told, and those whose record changed since an instant, ascending by record
   * id after `after`; at most a hundred. Of each the loop and the next alarm are read, not its history.
   */
  alarmed(query: { readonly now: number; readonly changedSince: number; readonly after: string }): Promise<{
    readonly issues: readonly (StoredIssue & { readonly nextAlarmAt?: number })[];
    /** Where the next page begins; null: this was the last. */
    readonly upTo: string | null;
  }>;
  /** One page of everybody's open loops, the next due instant first. */
  board(
    query: BoardFilter & { readonly limit: number; readonly after?: string },
  ): Promise<{ readonly issues: readonly BoardIssue[]; readonly total: number; readonly after: string | null }>;
  /** Everybody's open loops, ascending by record id after `after`; at most a hundred. */
  allOpen(query: { readonly after: string }): Promise<readonly StoredIssue[]>;
  /** Loops raised from these tickets, at most a hundred. */
  ofTickets(ticketIds: readonly string[]): Promise<readonly StoredIssue[]>;
  /** Loops of these kinds in any state, the newest first. */
  newest(customerKey: string, kinds: readonly LoopKind[], limit: number): Promise<readonly StoredIssue[]>;
  /** Creates those whose key is new, with their promise tasks; one that exists stays as it is. Answers the keys created. */
  raise(issues: readonly IssueWrite[]): Promise<readonly string[]>;
}

/** What is to be associated, by HubSpot's ids: a visit with whom it is of or, where there is a task, the task with both. */
export interface PlannedLink {
  readonly visitId: string;
  readonly contactId: string;
  readonly companyId?: string;
  readonly taskId?: string;
}

/** What became of visits that were written. */
export interface SavedVisits {
  /** HubSpot's ids of those that were, by visit key. */
  readonly ids: ReadonlyMap<string, string>;
  readonly failures: readonly ItemFailure[];
  readonly links: readonly PlannedLink[];
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
  /** When the customer may be called, in `timeZone`; absent: at any time. */
  readonly callingHours?: CallingHours;
  /** Where the customer lives; absent: in the portal's zone. */
  readonly timeZone?: string;
  /** The script of the leading rule, pinned to the visit. */
  readonly script?: Script;
  /** The script that the visit in this slot is pinned to already, as `id@version`: it stays. */
  readonly keepsScript?: string;
  readonly snapshot: {
    readonly tier?: string;
    readonly stage: string;
    readonly policyVersion: number;
    readonly team?: string;
  };
  /** Of a visit that is new in its slot: the run that made it. Its task is made with it; of a visit that stands it is only changed. */
  readonly opens?: {
    readonly run?: string;
    /** Nothing was ever in its slot, as far as its customer's memory knows. */
    readonly isFirst?: boolean;
  };
  /** It stands, and yet its task may never have been made: it is made where it is missing. */
  readonly mayLackTask?: true;
  /** Whose visit it was until now, and why it moves. */
  readonly handover?: Handover;
  /** What was noted when it changed hands before. */
  readonly handedOver?: string;
}

export interface Handover {
  /** Name of the one whose visit it was; the id where no name is known. */
  readonly from: string;
  /** `left`: has no user in the portal any more. */
  readonly because: 'owner_changed' | 'leave' | 'left';
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
  /** The run that opened it. */
  readonly madeBy?: string;
}

/** A visit that people closed, with everything stored of it. */
export interface ClosedVisit {
  readonly id: string;
  readonly properties: { readonly [name: string]: string };
}

/** What is taken out of a portal after its time. */
export interface Archive {
  /** Held, refused and unreached visits whose latest day lies before this one, page by page; each page may be archived. */
  closedVisits(before: Day): AsyncIterable<readonly ClosedVisit[]>;
  archiveVisits(ids: readonly string[]): Promise<void>;
  /** Archives the records of runs whose right to write ended before an instant, epoch ms; answers how many. */
  archiveRuns(before: number): Promise<number>;
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
  /** Open visits of these contacts, at most a hundred contacts; the index shows them seconds after they were written. */
  openOf(contactIds: readonly string[]): Promise<readonly OpenVisitRow[]>;
  /** Every visit that waits to be held, page by page. */
  openRows(query?: {
    readonly ownerId?: string;
    readonly tier?: string;
    /** Those that this run made, and those of them that were withdrawn since. */
    readonly madeBy?: string;
    /** Only those after this visit, by its id. */
    readonly after?: string;
  }): AsyncIterable<readonly OpenVisitRow[]>;
  /** Writes visits, their tasks and their associations; any of it may be there already. */
  savePlanned(writes: readonly VisitWrite[]): Promise<readonly ItemFailure[]>;
  /** The first part of {@link savePlanned}: what is to be associated is told, so that it can be done for several of these at once. */
  saveVisits(writes: readonly VisitWrite[]): Promise<SavedVisits>;
  /** The second part: tasks of the visits that were written. One that is made anew is associated as it is made. */
  saveTasks(
    writes: readonly VisitWrite[],
    saved: SavedVisits,
  ): Promise<{ readonly failures: readonly ItemFailure[]; readonly links: readonly PlannedLink[] }>;
  /** The last part. May run twice. */
  associatePlanned(links: readonly PlannedLink[]): Promise<void>;
  /** Visits that took place, as their completed tasks say; what was talked about is still to be recorded. */
  markHeld(
    held: readonly {
      readonly visit: StoredVisit;
      readonly on: Day;
      /** By when it is to be recorded, epoch ms; a task says so. Absent: the policy sets no time. */
      readonly recordDueAt?: number | undefined;
    }[],
  ): Promise<void>;
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
  readonly step?: {
    readonly after: string;
    readonly upTo: string;
    /** When a run died in it, epoch ms; absent: it is being written, or nobody has looked yet. */
    readonly diedAt?: number;
    /** Names of the runs that wrote, or write, in it; absent: an earlier version of the app did not tell. */
    readonly runs?: readonly string[];
  };
  /** How far the sweep over people's own activities has come. */
  readonly sweep?: SweepMark;
  /** What the whole book was last decided by: policy version and form of the memory; another one decides everybody again. */
  readonly bookBy?: string;
  /** The customer up to whom the whole book was decided again by what is in force now. */
  readonly rebook?: { readonly by: string; readonly after: string };
  /** The records of the portal, as asked on a day. */
  readonly records?: RecordUse & { readonly on: Day };
  /** Instant of the last write of any run, epoch ms. */
  readonly writtenAt?: number;
  /** Why nothing may be planned until an admin says so. */
  readonly pausedBecause?: string;
  /** What the last probe found; nothing a run writes. */
  readonly portal?: PortalTraits;
}

/** What people do in HubSpot that a run looks for, in this order. */
export const SWEEP_SOURCES = ['calls', 'meetings', 'emails', 'communications', 'tasks'] as const;
export type SweepSource = (typeof SWEEP_SOURCES)[number];

export interface SweepMark {
  /** Changes from this instant on are looked for, epoch ms. */
  readonly since: number;
  /** Of a sweep that goes on: when it began, and the source and record it has come to. */
  readonly startedAt?: number;
  readonly source?: SweepSource;
  readonly after?: string;
}

/** A two-way talk with a contact that was not recorded with our card. */
export interface ContactTouch extends Touch {
  readonly contactId: string;
}

/** A visit's task that somebody completed, and on which day. */
export interface FinishedTask extends SlotKey {
  readonly on: Day;
  /** When it was completed, epoch ms. */
  readonly at: number;
}

export interface TouchLog {
  /**
   * One page of activities changed at or after `since`, ascending by id after `after`; those that recorded visits wrote are left
   * out. `after` null: it was the last page. A source that the token may not read throws a PortalError of kind `forbidden`.
   */
  touches(
    source: Exclude<SweepSource, 'tasks'>,
    query: { readonly since: number; readonly after?: string },
  ): Promise<{ readonly touches: readonly ContactTouch[]; readonly after: string | null }>;
  finishedTasks(query: {
    readonly since: number;
    readonly after?: string;
  }): Promise<{ readonly tasks: readonly FinishedTask[]; readonly after: string | null }>;
}

/** The right to plan a portal, until `expiresAt` unless renewed. */
export interface Lease {
  readonly key: string;
  readonly expiresAt: number;
}

export interface RunOutcome {
  /** The key under which the run began, which names it, and when, epoch ms: its right to write may have been renewed since. */
  readonly begun?: { readonly run: string; readonly startedAt: number };
  readonly counts: { readonly [what: string]: number };
  readonly facts?: RunFacts;
}

export interface RunReport {
  readonly trigger: 'command' | 'page' | 'workflow' | 'worker' | 'demo';
  readonly today: Day;
  readonly policyVersion: number;
  /** Where the right to write is renewed. */
  readonly begun?: RunOutcome['begun'];
}

/** What is kept of a run besides its counts; only codes, ids and numbers: records of runs outlive the erasure of a person. */
export interface RunFacts {
  readonly steps?: number;
  /** HubSpot calls of the run, repeats counted. */
  readonly calls?: number;
  /** Customers by where they were left: `open`, `suppressed:paused`, `infeasible:no_owner`. */
  readonly standings?: { readonly [standing: StandingText]: number };
  /** The first who got no visit and why, as contact id and standing. */
  readonly skipped?: readonly (readonly [string, StandingText])[];
  /** The first that HubSpot refused, as contact id or visit key and the codes in its answer. */
  readonly refused?: readonly (readonly [string, string])[];
  /** What the token may not read. */
  readonly unread?: readonly SweepSource[];
  /** Why it ended before its time. */
  readonly trouble?: {
    readonly kind: PortalError['kind'] | 'internal';
    readonly attempting: string;
    readonly status?: number;
    readonly correlationId?: string;
  };
  readonly undone?: { readonly at: number; readonly withdrawn: number; readonly kept: number };
}

/** What is kept of a run. */
export interface PastRun {
  /** Of its record; of a run that renewed its right, the last one. */
  readonly key: string;
  /** Under which its visits can be taken back. */
  readonly name: string;
  /** Epoch ms, as are all instants here. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly today?: Day;
  readonly policyVersion?: number;
  /** `died`: its right to write ran out and nobody gave it back. `holdsUntil` of a running one: nobody else may write before. */
  readonly status: 'running' | 'died' | 'done' | 'failed';
  readonly holdsUntil?: number;
  readonly trigger: string;
  readonly counts: { readonly [what: string]: number };
  readonly facts: RunFacts;
}

export interface RunQuery {
  /** Begun at or after this instant, epoch ms. */
  readonly since?: number;
  readonly trigger?: string;
  readonly status?: PastRun['status'];
  /** Where the page before ended. */
  readonly after?: string;
  readonly limit: number;
}

/** Runs as people look back on them. */
export interface PastRuns {
  /** A run by its name; undefined: there is none. */
  find(name: string): Promise<PastRun | undefined>;
  /** Runs that wrote, the newest first. The index shows them seconds after they began. */
  latest(
    query: RunQuery,
  ): Promise<{ readonly runs: readonly PastRun[]; readonly total: number; readonly after: string | null }>;
  /** Keeps that the run of this name was taken back. */
  noteUndone(name: string, undone: NonNullable<RunFacts['undone']>): Promise<void>;
}

/** Who held the right to write when somebody looked, as {@link RunStore.look} found it. */
export interface SeenRights {
  /** Epoch ms. */
  readonly at: number;
  /** Until when somebody holds it; not after `at`: nobody does. */
  readonly heldUntil: number;
  readonly runs: readonly { readonly [name: string]: string | null }[];
}

/** What is kept when a run ends, beside what it did. */
export interface LeftBehind {
  readonly clock?: Omit<PlanClock, 'pausedBecause'>;
  /** Texts of jobs by their keys. */
  readonly jobs?: ReadonlyMap<string, string>;
}

export interface ClockAndPolicy {
  readonly clock: PlanClock;
  /** As {@link PolicyStore.current} answers it. */
  readonly stored: unknown;
}

export interface RunStore {
  readClock(): Promise<PlanClock>;
  /** What one customer's decision must know, in one read. */
  readStanding(): Promise<ClockAndPolicy>;
  /** What a run must know before it may begin, in one read: the clock, the policy, who may write, and what is kept of these jobs. */
  look(
    jobs: readonly string[],
  ): Promise<ClockAndPolicy & { readonly rights: SeenRights; readonly jobs: ReadonlyMap<string, string> }>;
  /** Keeps what a run leaves; a pause is not a run's to change. */
  saveClock(clock: Omit<PlanClock, 'pausedBecause'>): Promise<void>;
  /** Stops planning with a reason; null lets it go on. */
  pause(because: string | null): Promise<void>;
  /**
   * Wins by creating a record whose key is unique; when another run holds the right, says until when.
   *
   * @param seen what was found just now, instead of looking; `heldUntil` 0: it holds no more, somebody must look again
   */
  takeLease(report: RunReport, seen?: SeenRights): Promise<Lease | { readonly heldUntil: number }>;
  /** A lease near its end becomes a new one; undefined: another run has it now. */
  renewLease(lease: Lease, report: RunReport): Promise<Lease | undefined>;
  /** Gives the right back and keeps what the run did, and what it leaves behind, in one write. */
  endLease(lease: Lease, did: RunOutcome, left?: LeftBehind): Promise<void>;
  /** Keeps what a run did that cannot go on; its right to write runs out by itself, for something of it may be under way. */
  noteTrouble(lease: Lease, did: RunOutcome): Promise<void>;
}

/** Work that takes several calls: whoever asks again goes on where it stopped. */
export interface JobStore {
  /** As kept, unparsed; undefined: there is none. */
  read(key: string): Promise<string | undefined>;
  save(key: string, text: string): Promise<void>;
}

/** An open loop, as far as a merge has to know it. */
export interface BelongingIssue {
  readonly id: string;
  readonly customerKey: string;
  readonly contactId: string;
  readonly visitKey: string;
}

/** What a merge of contacts leaves behind, and the writes that put it right. Each may run twice. */
export interface MergeStore {
  /** Visits and loops that hang on a contact, or that name one of the contacts merged into it. */
  belongings(
    contactId: string,
    mergedIds: readonly string[],
  ): Promise<{ readonly visits: readonly StoredVisit[]; readonly issues: readonly BelongingIssue[] }>;
  /** Loops now belong to this customer; `visitKeys` tells the new key of a visit they were raised in. */
  moveIssues(
    issues: readonly BelongingIssue[],
    to: { readonly contactId: string; readonly customerKey: string; readonly visitKeys: ReadonlyMap<string, string> },
  ): Promise<void>;
  /** Visits get a slot of this customer, and their tasks the key of it. */
  moveVisits(
    moves: readonly { readonly visit: StoredVisit; readonly slot: number }[],
    to: { readonly contactId: string; readonly customerKey: string },
  ): Promise<void>;
  /** Visits keep their key and name the contact that survives. */
  nameContact(visits: readonly StoredVisit[], contactId: string): Promise<void>;
  /** What people did with one visit is kept on another: attempts, the day it was moved to, the draft. */
  carryOver(from: StoredVisit, to: StoredVisit): Promise<void>;
  /** Ends visits of a customer who is no more, with what people did with them; their tasks, open ones of ended visits too, are completed. */
  endMerged(visits: readonly StoredVisit[], why: Words): Promise<void>;
  /** The last write: what was merged is done, and the planner knows the slots. */
  saveMerged(contactId: string, customerKey: string, mergedIds: readonly string[], memory: PlanMemory): Promise<void>;
}

export interface PolicyStore {
  /** The published policy as stored, unparsed; undefined: none was published. */
  current(): Promise<unknown>;
}

export interface Account {
  readonly portalId: number;
  readonly timeZone: string;
  /** The code of the currency it reckons in; absent where it was not asked for. */
  readonly currency?: string;
}

export interface People {
  ownerNames(): Promise<ReadonlyMap<string, string>>;
  owners(): Promise<
    readonly { readonly id: string; readonly name: string; readonly email: string; readonly userId?: string }[]
  >;
}

/** Records of custom objects that a portal holds, and may hold. */
export interface RecordUse {
  readonly used: number;
  readonly limit: number;
}

/** Everything a use case needs from outside. */
export interface Ports {
  readonly clock: Clock;
  readonly account: () => Promise<Account>;
  /** Undefined where the portal does not tell. */
  readonly recordUse: () => Promise<RecordUse | undefined>;
  readonly customers: CustomerBook;
  readonly visits: VisitStore;
  readonly touches: TouchLog;
  readonly touchTasks: TouchTaskStore;
  readonly issues: IssueStore;
  readonly merges: MergeStore;
  readonly jobs: JobStore;
  readonly policies: PolicyStore;
  readonly desk: PolicyDesk;
  readonly people: People;
  readonly runs: RunStore;
  readonly measures: MeasureBook;
  /** The book to be checked for what is missing or wrong. */
  readonly checks: CheckBook;
  readonly purchases: PurchaseBook;
  readonly tickets: TicketBook;
  readonly profiles: ProfileBook;
}
