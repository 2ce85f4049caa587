import * as z from 'zod';
import { type Bilingual, dayText, type Refusal } from './common.ts';

/** One step of ranking the book; the page calls again until `done`. Without `apply` nothing is written on a customer. */
export const retierInput = z.strictObject({
  apply: z.boolean().default(false),
  cursor: z.string().max(40).optional(),
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
      readonly customers: number;
      /** Customers who are scored at all. */
      readonly scored?: number;
      /** Where scores 2 to 5 begin, as text: days, orders, amounts. */
      readonly cuts?: { readonly [dimension: string]: readonly string[] };
      /** A cut lies above the true one by less than this share; 0: exact. */
      readonly error?: number;
      readonly moves: readonly TierMove[];
      readonly flagged: { readonly churnRisk: number; readonly healthy: number; readonly proposed: number };
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

/** What a person decides about one customer's tier and flags; the customer is the record that the card stands on. */
export const retierCustomerInput = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('explain') }),
  z.strictObject({
    command: z.literal('set_tier'),
    tier: z.enum(['A', 'B', 'C']),
    reason: z.string().trim().min(1).max(200),
    until: dayText,
  }),
  z.strictObject({ command: z.literal('release_tier') }),
  z.strictObject({ command: z.literal('snooze'), flag, until: dayText }),
  z.strictObject({ command: z.literal('mark_healthy'), flag }),
  z.strictObject({ command: z.literal('undo'), flag }),
  z.strictObject({ command: z.literal('join_programme'), reason: z.string().trim().min(1).max(200) }),
]);
export type RetierCustomerCommand = z.output<typeof retierCustomerInput>;

export interface FlagLine {
  readonly flag: z.output<typeof flag>;
  /** `answered`: people have dealt with the grounds there were. */
  readonly state: 'set' | 'proposed' | 'snoozed' | 'answered';
  readonly raisedOn?: string;
  readonly snoozedUntil?: string;
  readonly canUndo: boolean;
}

export type RetierCustomerAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly name: string;
      readonly tier: 'A' | 'B' | 'C' | null;
      readonly source: 'computed' | 'manual';
      readonly since?: string;
      readonly reason?: string;
      readonly until?: string;
      /** Null: the book was not counted yet. */
      readonly why: Bilingual | null;
      readonly flags: readonly FlagLine[];
      /** Why flags stand. */
      readonly evidence: readonly Bilingual[];
    };
