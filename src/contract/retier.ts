import * as z from 'zod';
import { type Bilingual, dayText, portalInput, type Refusal } from './common.ts';

/** The right to rank, handed from one step to the next. */
const lease = z.strictObject({ key: z.string().regex(/^retier:\d{1,12}:\d{1,3}$/), expiresAt: z.number() });

/** One step of ranking the book; the page calls again until `done`. Without `apply` nothing is written on a customer. */
export const retierInput = z.strictObject({
  apply: z.boolean().default(false),
  /** Take what customers ordered from their won deals. */
  fromDeals: z.boolean().default(false),
  cursor: z.string().max(40).optional(),
  lease: lease.optional(),
});
export type RetierInput = z.input<typeof retierInput>;

export type TierOrNone = 'A' | 'B' | 'C' | 'none';

export interface TierMove {
  readonly from: TierOrNone;
  readonly to: TierOrNone;
  readonly customers: number;
  readonly examples: readonly { readonly id: string; readonly name: string; readonly why: Bilingual }[];
}

/** What several steps come to is their sum. */
export type RetierAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly done: boolean;
      readonly phase: 'counting' | 'deciding';
      readonly cursor: string | null;
      /** For the next step; null: given back. */
      readonly lease: z.output<typeof lease> | null;
      readonly customers: number;
      /** Customers who are scored at all. */
      readonly scored?: number;
      /** Where scores 2 to 5 begin, as text: days, orders, amounts. */
      readonly cuts?: { readonly [dimension: string]: readonly string[] };
      /** A cut lies above the true one by less than this share; 0: exact. */
      readonly error?: number;
      readonly moves: readonly TierMove[];
      readonly flagged: { readonly churnRisk: number; readonly healthy: number; readonly proposed: number };
      /** Customers whose won deals come to something else than is stored, with the first few. */
      readonly reordered: {
        readonly customers: number;
        readonly examples: readonly {
          readonly id: string;
          readonly name: string;
          readonly before: { readonly count: number; readonly cents: number } | null;
          readonly after: { readonly count: number; readonly cents: number };
        }[];
      };
      /** Visits to those who move in the coming days, estimated by rehearsing some of them. */
      readonly load?: {
        readonly days: number;
        readonly moved: number;
        readonly rehearsed: number;
        readonly visitsBefore: number;
        readonly visitsAfter: number;
      };
      readonly written: number;
      readonly failed: number;
    };

const flag = z.enum(['churn_risk', 'high_value_program', 'in_project']);

const reason = z.string().trim().min(1, 'say why').max(200);

/** What a person decides about one customer's tier and flags; the customer is the record that the card stands on. */
export const retierCustomerInput = z.discriminatedUnion('command', [
  z.strictObject({ portal: portalInput, command: z.literal('explain') }),
  z.strictObject({
    portal: portalInput,
    command: z.literal('set_tier'),
    tier: z.enum(['A', 'B', 'C']),
    reason,
    until: dayText,
  }),
  z.strictObject({ portal: portalInput, command: z.literal('release_tier') }),
  z.strictObject({ portal: portalInput, command: z.literal('snooze'), flag, until: dayText }),
  z.strictObject({ portal: portalInput, command: z.literal('mark_healthy'), flag }),
  z.strictObject({ portal: portalInput, command: z.literal('undo'), flag }),
  z.strictObject({ portal: portalInput, command: z.literal('join_programme'), reason }),
  z.strictObject({ portal: portalInput, command: z.literal('leave_programme'), reason }),
]);
export type RetierCustomerCommand = z.output<typeof retierCustomerInput>;

export interface FlagLine {
  readonly flag: z.output<typeof flag>;
  /** `answered`: people have dealt with the grounds there were. */
  readonly state: 'set' | 'proposed' | 'snoozed' | 'answered';
  readonly raisedOn?: string;
  readonly snoozedUntil?: string;
  /** Why it stands. */
  readonly evidence: readonly Bilingual[];
  /** Why a person gave it or took it away. */
  readonly reason?: string;
  readonly canUndo: boolean;
}

/** One number of a customer, its score, and the cuts it lies between; text in days, orders or the currency. */
export interface TierNumber {
  readonly dimension: 'recency' | 'frequency' | 'money' | 'profit' | 'loyalty' | 'growth';
  readonly value: string;
  readonly score: number;
  /** The number is beyond this cut; absent: the lowest score. */
  readonly beyond?: string;
  /** The next score begins beyond this one; absent: the highest. */
  readonly next?: string;
}

export type RetierCustomerAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly today: string;
      readonly name: string;
      readonly tier: 'A' | 'B' | 'C' | null;
      readonly source: 'computed' | 'manual';
      readonly since?: string;
      readonly reason?: string;
      readonly until?: string;
      /** Null: the book was not counted yet. */
      readonly why: Bilingual | null;
      /** By what the scores come to; empty: not scored, or the book was not counted yet. */
      readonly numbers: readonly TierNumber[];
      readonly stage: { readonly stage: string; readonly enteredOn?: string; readonly nextChangeOn?: string };
      readonly flags: readonly FlagLine[];
    };
