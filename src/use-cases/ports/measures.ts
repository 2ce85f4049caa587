import type { Stage, Tier } from '../../domain/planning/facts.ts';
import type { StoredIssue, StoredVisit } from './records.ts';

/** An owner's month: what fell due in it while the customer was his. */
export interface OwnerMonth {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly ownerId: string;
}

/** As it was when the visit was planned or the loop was raised. */
export interface Then {
  readonly companyId?: string;
  readonly tier?: Tier;
  readonly stage?: Stage;
  readonly ownerId: string;
  readonly team?: string;
  /** Epoch milliseconds; of a withdrawn visit, when it was withdrawn. */
  readonly changedAt: number;
}

export interface MeasuredVisit {
  readonly visit: StoredVisit;
  readonly asThen: Then;
  readonly recordedAt?: number;
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
}

/** The owner under which a month of everybody together is kept. */
export const EVERYBODY = 'all';

export interface MeasureBook {
  readClock(): Promise<MeasuresClock>;
  saveClock(clock: MeasuresClock): Promise<void>;
  /** Owner-months of visits and issues changed from an instant on, each once; `upTo`: everything before it was seen. */
  changedSince(since: number): Promise<{ readonly changed: readonly OwnerMonth[]; readonly upTo: number }>;
  visitsOf(of: OwnerMonth): AsyncIterable<readonly MeasuredVisit[]>;
  issuesOf(of: OwnerMonth): AsyncIterable<readonly MeasuredIssue[]>;
  /** Those that are kept, in any order: one call for up to a hundred. */
  read(of: readonly OwnerMonth[]): Promise<readonly MeasureRecord[]>;
  /** Every owner's measures of one month, at most two hundred; one call. */
  ofMonth(month: string): Promise<readonly MeasureRecord[]>;
  save(records: readonly MeasureRecord[]): Promise<void>;
}
