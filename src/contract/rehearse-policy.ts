import * as z from 'zod';
import { type Bilingual, portalInput, type Refusal } from './common.ts';
import type { WhyLine } from './open-why.ts';

/**
 * One call of a rehearsal of a saved draft over everybody in the book. The page calls again with the `step` of the answer until it is
 * null; what was worked out so far is kept in the portal.
 */
export const rehearsePolicyInput = z.strictObject({
  portal: portalInput,
  /** Of the draft. */
  revision: z.int().min(1),
  days: z.int().min(1).max(92),
  /** Absent: begins anew. */
  step: z.int().min(1).optional(),
});

/** What helps an owner who cannot keep the promises, the least first. */
export const repairPolicyInput = z.strictObject({
  portal: portalInput,
  revision: z.int().min(1),
  days: z.int().min(1).max(92),
  ownerId: z.string().regex(/^\d{1,20}$/),
});

export interface RehearsedSide {
  readonly visits: number;
  readonly touches: number;
  readonly late: number;
  /** Visits whose owner was full on every day that would have done. */
  readonly noRoom: number;
}

/** One visit of an example, as it would be held. */
export interface RehearsedLine {
  readonly kind: 'visit' | 'message' | 'survey';
  readonly on: string;
  readonly rules: readonly string[];
  readonly channel: string;
  readonly late: boolean;
  readonly noRoom: boolean;
}

export interface RehearsedExample {
  readonly contactId: string;
  readonly name: string;
  readonly before: readonly RehearsedLine[];
  readonly after: readonly RehearsedLine[];
  /** What each rule says today that asks something under either policy, what decides under the draft first. */
  readonly ledger: readonly RehearsedRule[];
}

/** A rule under both policies; null: that policy has no such rule. */
export interface RehearsedRule {
  readonly rule: string;
  readonly before: WhyLine | null;
  readonly after: WhyLine | null;
}

/** What becomes of a task on the day of publishing. */
export interface ForecastTask {
  /** Of the visit. */
  readonly key: string;
  readonly contactId: string;
  readonly name: string;
  readonly what: 'opened' | 'changed' | 'withdrawn';
  readonly on?: string;
  readonly ownerId?: string;
  readonly rule?: string;
}

export interface OwnerLoad {
  readonly ownerId: string;
  readonly name: string;
  /** Minutes a day. */
  readonly capacity: number;
  /** Minutes by day, from the first rehearsed day on. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly noRoomBefore: number;
  readonly noRoomAfter: number;
}

export interface Rehearsed {
  readonly today: string;
  readonly days: number;
  readonly revision: number;
  readonly customers: number;
  readonly before: RehearsedSide;
  readonly after: RehearsedSide;
  readonly added: number;
  readonly removed: number;
  readonly moved: number;
  readonly kept: number;
  /** Rules whose visits change most. */
  readonly byRule: readonly {
    readonly rule: string;
    readonly name: Bilingual;
    readonly before: number;
    readonly after: number;
    readonly noRoom: number;
  }[];
  readonly firstDay: {
    readonly opened: number;
    readonly changed: number;
    readonly withdrawn: number;
    readonly unchanged: number;
    /** The first of them. */
    readonly tasks: readonly ForecastTask[];
  };
  readonly load: readonly OwnerLoad[];
  readonly examples: readonly RehearsedExample[];
}

export type RehearsePolicyAnswer =
  | Refusal
  | {
      readonly ok: true;
      /** Hand it in with the next call; null: done. */
      readonly step: number | null;
      /** Customers rehearsed, and how many there are as far as is known. */
      readonly rehearsed: number;
      readonly of: number;
      /** Null while it is under way. */
      readonly result: Rehearsed | null;
    };

export type ShownRepair =
  | { readonly kind: 'move_within_windows'; readonly moves: number; readonly left: number }
  | { readonly kind: 'more_minutes_a_day'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'longer_interval';
      readonly rule: string;
      readonly name: Bilingual;
      readonly from: number;
      readonly to: number;
      readonly guard?: 'month' | 'quarter';
    };

export type RepairPolicyAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly ownerId: string;
      readonly customers: number;
      readonly withoutRoom: number;
      /** Of them, those that no arrangement of the days keeps. */
      readonly short: number;
      readonly tightest?: { readonly from: string; readonly to: string; readonly over: number };
      readonly repairs: readonly ShownRepair[];
    };
