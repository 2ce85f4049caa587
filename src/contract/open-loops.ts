import * as z from 'zod';
import { portalInput, type Refusal } from './common.ts';

export const openLoopsInput = z.strictObject({
  portal: portalInput,
  /** Loops to leave out at the beginning: those shown already. */
  skip: z.int().min(0).max(100).default(0),
});

/** One open loop with its clock. */
export interface LoopLine {
  readonly key: string;
  readonly kind: 'problem' | 'complaint' | 'need' | 'suggestion' | 'exception' | 'praise';
  readonly state: 'raised' | 'accepted' | 'in_progress' | 'resolved' | 'confirmed' | 'closed_unconfirmed';
  /** Cut where it is long. */
  readonly description: string;
  readonly urgency: 'normal' | 'urgent';
  /** `YYYY-MM-DD`. */
  readonly raisedOn: string;
  readonly ageDays: number;
  readonly clock: 'overdue' | 'soon' | 'running' | 'none';
  /** ISO instant. */
  readonly dueAt?: string;
  readonly expectedOn?: string;
  readonly promise?: { readonly text: string; readonly dueAt: string };
  readonly ownerName?: string;
  readonly visitKey?: string;
  readonly because: readonly string[];
}

export type OpenLoopsAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly today: string;
      readonly timeZone: string;
      readonly contactName: string;
      readonly loops: readonly LoopLine[];
      readonly total: number;
      /** How many to skip for the next page; null: all is here. */
      readonly next: number | null;
    };
