import type { Day } from '../domain/calendar/day.ts';
import type { CustomerFacts } from '../domain/planning/facts.ts';
import type { KnownVisit, PlanMemory, PlannedVisit, RuleId, VisitStatus, Words } from '../domain/planning/plan.ts';

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
}

/** One customer as stored: what the rules need, what people read, what the planner left there. */
export interface CustomerRecord {
  readonly contactId: string;
  readonly name: string;
  readonly company?: string;
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
}

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
}

export interface CustomerBook {
  /**
   * Ids of customers who need a decision on `today`, ascending, after `after`, at most 200; `total` counts them all.
   * The index may lag by seconds: read a customer by id before deciding.
   */
  due(query: {
    readonly today: Day;
    readonly after: string | undefined;
    readonly lifecycleStages: readonly string[];
    readonly anyTier: boolean;
  }): Promise<{ readonly ids: readonly string[]; readonly total: number; readonly more: boolean }>;
  /** Ids unknown to the portal are left out; the rest ascending. */
  read(ids: readonly string[]): Promise<readonly CustomerRecord[]>;
  /** Turns marks into queue entries for `today`, so that a mark set from now on is a new one. */
  unmark(ids: readonly string[], today: Day): Promise<void>;
  /** Asks for a decision at the next planning. */
  mark(ids: readonly string[]): Promise<void>;
  savePlans(plans: readonly CustomerPlan[]): Promise<readonly ItemFailure[]>;
  saveScores(contactId: string, scores: { readonly csat?: number; readonly nps?: number }): Promise<void>;
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
}

/** A visit with its task, as the planner wants them to stand. */
export interface VisitWrite {
  readonly contactId: string;
  readonly customerKey: string;
  readonly customerName: string;
  readonly visit: PlannedVisit;
  readonly ruleNames: readonly Words[];
  /** Time of day at which the task is due, portal zone, `HH:MM`. */
  readonly taskDueAt: string;
  readonly snapshot: { readonly tier?: string; readonly stage: string; readonly policyVersion: number };
}

/** A slot whose visit ended: withdrawn by the planner, or closed by people. */
export interface SlotEnd {
  readonly contactId: string;
  readonly customerKey: string;
  readonly slot: number;
  readonly status: Exclude<VisitStatus, 'planned'>;
  readonly why?: Words;
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
}

export interface VisitStore {
  readSlots(keys: readonly SlotKey[]): Promise<readonly StoredVisit[]>;
  /** Every visit that waits to be held, page by page. */
  openRows(query?: { readonly ownerId?: string; readonly tier?: string }): AsyncIterable<readonly OpenVisitRow[]>;
  /** Writes visits, their tasks and their associations; any of it may be there already. */
  savePlanned(writes: readonly VisitWrite[]): Promise<readonly ItemFailure[]>;
  /** Ends slots: a withdrawn visit is marked so; the task is completed in either case. */
  endSlots(ends: readonly SlotEnd[]): Promise<readonly ItemFailure[]>;
  saveRecord(
    visit: StoredVisit,
    record: VisitRecord,
    after: { status: VisitStatus; attempts: readonly Day[]; rescheduledTo?: Day },
  ): Promise<void>;
  /** The native activity of a recorded visit, written once; answers its kind, or null for an attempt without a talk. */
  saveActivity(
    visit: StoredVisit,
    record: VisitRecord,
    customerName: string,
  ): Promise<'call' | 'meeting' | 'communication' | 'note' | null>;
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
}

/** Everything a use case needs from outside. */
export interface Ports {
  readonly clock: Clock;
  readonly account: () => Promise<Account>;
  readonly customers: CustomerBook;
  readonly visits: VisitStore;
  readonly policies: PolicyStore;
  readonly people: People;
}
