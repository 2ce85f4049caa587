import type { Day } from '../../domain/calendar/day.ts';
import type { FirstDraw } from '../../domain/planning/draw.ts';
import type { Stage, Tier } from '../../domain/planning/facts.ts';
import type { VisitWindow } from '../../domain/planning/plan.ts';
import type { StoredIssue, StoredVisit } from './records.ts';

/** An owner's month: what fell due in it while the customer was his. */
export interface OwnerMonth {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly ownerId: string;
}

/** One, or several at once: at most a hundred. */
export type Whose = string | readonly string[];

/** As it was when the visit was planned or the loop was raised. */
export interface Then {
  readonly companyId?: string;
  readonly tier?: Tier;
  readonly stage?: Stage;
  readonly ownerId: string;
  readonly team?: string;
  /** When the record was last changed, epoch milliseconds. */
  readonly changedAt: number;
  /** Of a withdrawn visit, when it was withdrawn; absent where that was not written down. */
  readonly withdrawnAt?: number;
}

export interface MeasuredVisit {
  readonly visit: StoredVisit;
  readonly asThen: Then;
  readonly recordedAt?: number;
  /** Window of each debt, in the order of what the visit pays; absent: all have the visit's. */
  readonly windows?: readonly VisitWindow[];
}

/** A stretch in which something was so of a customer; without an end it still is. Epoch milliseconds. */
export interface Stretch {
  readonly from: number;
  readonly to?: number;
}

/** When a contact must not be contacted, and when he was a lost customer. */
export interface Standings {
  readonly doNotContact: readonly Stretch[];
  readonly lost: readonly Stretch[];
}

/** A connected call of an owner with a contact. */
export interface MeasuredCall {
  readonly id: string;
  readonly ownerId: string;
  readonly contactId: string;
  readonly at: number;
  readonly seconds: number;
}

/** A contact of the book as buyer, with what he is today. */
export interface MeasuredCustomer {
  readonly contactId: string;
  readonly companyId?: string;
  readonly ownerId: string;
  readonly tier?: Tier;
  readonly stage?: Stage;
  readonly stageEnteredOn?: Day;
  readonly signedOn?: Day;
  readonly firstPurchaseOn?: Day;
  readonly lastPurchaseOn?: Day;
  readonly contractEndsOn?: Day;
  /** When it was last given to its owner, epoch milliseconds; absent: not known. */
  readonly ownedSince?: number;
}

/** An answer to a survey of HubSpot's own. */
export interface MeasuredSubmission {
  readonly id: string;
  readonly at: number;
  readonly survey: 'NPS' | 'CSAT' | 'other';
  readonly value?: number;
  /** As the contact is today; absent: from nobody we know. */
  readonly from?: MeasuredCustomer;
}

/** Marks that a customer gave after his project was accepted. */
export interface MeasuredAcceptance {
  /** As the contact is today. */
  readonly from: MeasuredCustomer;
  readonly on: Day;
  readonly scores: { readonly [dimension: string]: number };
  readonly incentive?: true;
}

/** What customers said in the visits of a month. */
export interface SaidWords {
  readonly visitKey: string;
  readonly contactId: string;
  readonly ownerId: string;
  readonly on: Day;
  readonly said: { readonly [kind: string]: string };
}

/** An answer that the owner asked for himself, or a blind one, without its marks. */
export interface CollectedAnswer {
  readonly visitKey: string;
  readonly contactId: string;
  readonly ownerId: string;
  readonly on: Day;
  readonly blind: boolean;
}

/** A contact for whom the day of a visit was drawn, with the first draw. */
export interface DrawnContact {
  readonly contact: MeasuredCustomer;
  readonly draw: FirstDraw;
}

export interface MeasuredIssue {
  readonly issue: StoredIssue;
  readonly asThen: Then;
}

/** Which owner-months have to be counted anew, and up to when changes were looked for. */
export interface MeasuresClock {
  readonly sweptAt?: number;
  readonly dirty: readonly OwnerMonth[];
}

/** Measures as they are kept: `text` is what the domain encoded. */
export interface MeasureRecord extends OwnerMonth {
  readonly text: string;
  /** The team the owner was in then. */
  readonly team?: string;
}

/** The owner under which a month of everybody together is kept. */
export const EVERYBODY = 'all';

export interface MeasureBook {
  readClock(): Promise<MeasuresClock>;
  saveClock(clock: MeasuresClock): Promise<void>;
  /** Owner-months of visits and issues changed from an instant on, each once; `upTo`: everything before it was seen. */
  changedSince(since: number): Promise<{ readonly changed: readonly OwnerMonth[]; readonly upTo: number }>;
  visitsOf(of: { readonly month: string; readonly ownerId: Whose }): AsyncIterable<readonly MeasuredVisit[]>;
  issuesOf(of: { readonly month: string; readonly ownerId: Whose }): AsyncIterable<readonly MeasuredIssue[]>;
  /** Contacts by id, at most as many as there are: those unknown are left out. */
  standingsOf(contactIds: readonly string[]): Promise<ReadonlyMap<string, Standings>>;
  /** Connected calls of an owner between two instants, with contacts of any kind. */
  callsOf(ownerId: Whose, from: number, to: number): Promise<readonly MeasuredCall[]>;
  /** An owner's contacts in the book. */
  customersOf(ownerId: Whose): AsyncIterable<readonly MeasuredCustomer[]>;
  /** Every contact in the book of these companies, whoever's he is. */
  contactsOf(companyIds: readonly string[]): Promise<readonly MeasuredCustomer[]>;
  /** Marks of an owner's contacts after acceptance, of the project that each has or had last. */
  acceptancesOf(ownerId: Whose): Promise<readonly MeasuredAcceptance[]>;
  /** Answers to HubSpot's surveys between two instants; none where the portal has no surveys or does not let us read them. */
  submissions(from: number, to: number): Promise<readonly MeasuredSubmission[]>;
  /** Words of customers in visits of a month, the newest first, at most `limit`; of one owner or of everybody. */
  wordsOf(of: Partial<OwnerMonth> & Pick<OwnerMonth, 'month'>, limit: number): Promise<readonly SaidWords[]>;
  /** Suggestions raised in a month, the newest first, at most `limit`; of one owner or of everybody. */
  suggestionsOf(of: Partial<OwnerMonth> & Pick<OwnerMonth, 'month'>, limit: number): Promise<readonly MeasuredIssue[]>;
  /** Complaints raised in these months, the newest first, at most `limit`; of one owner or of everybody. */
  complaintsOf(
    of: { readonly months: readonly string[]; readonly ownerId?: string },
    limit: number,
  ): Promise<readonly MeasuredIssue[]>;
  /** Answers with marks that their owners asked for, and blind ones, from a day on, the newest first, at most `limit`. */
  collectedSince(from: Day, limit: number): Promise<readonly CollectedAnswer[]>;
  /** Contacts for whom the day of a visit was drawn, page by page. */
  drawn(): AsyncIterable<readonly DrawnContact[]>;
  /** Those that are kept, in any order: one call for up to a hundred. */
  read(of: readonly OwnerMonth[]): Promise<readonly MeasureRecord[]>;
  /** The same, and with the same call the minutes of visits that owners have before them, as the planner keeps them. */
  readWithLoad(
    of: readonly OwnerMonth[],
  ): Promise<{ readonly records: readonly MeasureRecord[]; readonly load?: string }>;
  /** Every owner's measures of one month, at most two hundred; one call. */
  ofMonth(month: string): Promise<readonly MeasureRecord[]>;
  save(records: readonly MeasureRecord[]): Promise<void>;
}
