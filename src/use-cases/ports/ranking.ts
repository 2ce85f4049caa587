import type { Day } from '../../domain/calendar/day.ts';
import type { CustomerFacts, Flag } from '../../domain/planning/facts.ts';
import type { Words } from '../../domain/planning/plan.ts';
import type { CheckedCustomer } from '../../domain/readiness/checks.ts';
import type { FlagStates } from '../../domain/segmentation/flags.ts';
import type { KeptStage } from '../../domain/segmentation/lifecycle.ts';
import type { PurchaseTotals, WonDeal } from '../../domain/segmentation/purchases.ts';
import type { Worth } from '../../domain/segmentation/scores.ts';
import type { KeptTier } from '../../domain/segmentation/tier-decision.ts';

/** One customer as ranking sees it. */
export interface RankedCustomer {
  readonly contactId: string;
  readonly name: string;
  readonly ownerId?: string;
  readonly facts: CustomerFacts;
  readonly worth: Worth;
  readonly kept?: KeptTier;
  readonly flagStates: FlagStates;
  /** As proposed before. */
  readonly proposed: readonly Flag[];
  readonly openLoops: number;
  /** The newest mark, 1 to 5; absent: none was given. */
  readonly lastCsat?: number;
  /** The next visit slot that was never used: the last visits are those before it. */
  readonly nextSlot: number;
}

/** What ranking writes on one customer; absent: stays as it is. */
export interface RankWrite {
  readonly contactId: string;
  readonly tier?: {
    readonly tier: 'A' | 'B' | 'C';
    readonly source: 'computed' | 'manual';
    readonly since?: Day;
    readonly why: Words;
    /** Of one set by hand; null clears. */
    readonly reason?: string | null;
    readonly until?: Day | null;
  };
  readonly flags?: {
    readonly flags: readonly Flag[];
    readonly proposed: readonly Flag[];
    readonly states: FlagStates;
    readonly evidence: readonly Words[];
    /** Since when churn risk is flagged; null clears. */
    readonly churnRiskOn: Day | null;
  };
  readonly lifecycleStage?: string;
  /** Orders as the won deals have them. */
  readonly orders?: PurchaseTotals;
  /** The stage with the day it was entered, where the dates alone would not tell it again. */
  readonly stage?: KeptStage;
}

/** The right to rank, while it lasts. */
export interface RankLease {
  readonly key: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** How far a ranking of the whole book has come; kept so that the next call goes on from there. */
export interface RankRun {
  readonly today: Day;
  readonly policyVersion: number;
  /** `counted`: the cuts stand, nothing is written yet. */
  readonly phase: 'counting' | 'counted' | 'writing' | 'done';
  /** The last customer that this phase is through with; empty: none yet. */
  readonly after: string;
  /** What was counted so far, as text. */
  readonly tally: string;
  /** What was written so far, as text for people. */
  readonly counts: string;
  /** Where the orders were taken from. */
  readonly orders: 'contacts' | 'deals';
}

/** Contacts of the book with everything about them that is checked. */
export interface CheckBook {
  /** Ascending by id after one, at most 200; `total` counts those left with them. */
  page(query: {
    readonly after: string | undefined;
    readonly lifecycleStages: readonly string[];
    readonly anyTier: boolean;
  }): Promise<{ readonly customers: readonly CheckedCustomer[]; readonly total: number; readonly more: boolean }>;
  /** Ids unknown to the portal are left out. */
  read(ids: readonly string[]): Promise<readonly CheckedCustomer[]>;
  /** Writes corrected forms of the same value. */
  correct(
    corrections: readonly { readonly id: string; readonly field: 'email' | 'phone'; readonly value: string }[],
  ): Promise<readonly { readonly key: string; readonly message: string }[]>;
}

/** What customers ordered: the deals that were won. */
export interface PurchaseBook {
  /** By contact; contacts without a won deal are left out. A deal of two contacts is with both. */
  of(contactIds: readonly string[]): Promise<ReadonlyMap<string, readonly WonDeal[]>>;
}

/** Customers in the book, to be ranked. */
export interface RankBook {
  /** Customers of the book ascending by id after one, at most 200; `total` counts those left with them. */
  page(query: {
    readonly after: string | undefined;
    readonly lifecycleStages: readonly string[];
    readonly anyTier: boolean;
    /** Only what counting needs. */
    readonly worthOnly: boolean;
  }): Promise<{ readonly customers: readonly RankedCustomer[]; readonly total: number; readonly more: boolean }>;
  /** Ids unknown to the portal are left out. */
  read(ids: readonly string[]): Promise<readonly RankedCustomer[]>;
  /** Writes orders, tiers, stages and flags, and asks for a decision at the next planning. */
  save(writes: readonly RankWrite[]): Promise<readonly { readonly key: string; readonly message: string }[]>;
  readRun(): Promise<RankRun | undefined>;
  saveRun(run: RankRun): Promise<void>;
  /** Wins by creating a record whose key is unique; when another ranking holds the right, says until when. */
  takeLease(run: Pick<RankRun, 'today' | 'policyVersion'>): Promise<RankLease | { readonly heldUntil: number }>;
  /** A lease near its end becomes a new one; undefined: another ranking has it now. */
  renewLease(lease: RankLease, run: Pick<RankRun, 'today' | 'policyVersion'>): Promise<RankLease | undefined>;
  endLease(lease: RankLease): Promise<void>;
  /** Promises on open loops that are overdue at the end of the day before, by customer key; of one customer or all. */
  brokenPromises(
    today: Day,
    customerKey?: string,
  ): Promise<ReadonlyMap<string, readonly { readonly id: string; readonly dueOn: Day }[]>>;
}
