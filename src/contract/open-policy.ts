import * as z from 'zod';
import type { Policy } from '../domain/policy/policy.ts';
import { dayText, portalInput, type Refusal } from './common.ts';
import { scopeSchema } from './policy.ts';

/** What the policy page asks for: what is in force with the draft, or with `version` or `onDay` one of the past. */
export const openPolicyInput = z.strictObject({
  portal: portalInput,
  version: z.int().min(1).optional(),
  /** The policy that was in force at the end of this day. */
  onDay: dayText.optional(),
  /** A scope to be counted, of a draft or in force. */
  count: scopeSchema.optional(),
});

export interface ShownDraft {
  readonly revision: number;
  /** The version in force that it changes. */
  readonly base: number;
  readonly policy: Policy;
  readonly note: string;
  /** As the page claimed. */
  readonly savedBy: string;
  /** ISO instant. */
  readonly savedAt: string;
  /** Where `Approval` is set, as HubSpot's address names the record. */
  readonly record: { readonly objectType: string; readonly id: string };
  /** `approved`: it can be published. `other`: something stands there that does not count; `message` of publishing says why. */
  readonly approval: 'none' | 'approved' | 'other';
}

export interface ShownChange {
  readonly number: number;
  readonly kind: 'publish' | 'go_back' | 'command';
  readonly from: number;
  readonly to: number;
  /** ISO instant. */
  readonly at: string;
  /** Name of the user who approved, as HubSpot's history tells; empty: from the command line. */
  readonly approvedBy: string;
  readonly claimedBy: string;
  readonly note: string;
}

export interface ShownPerson {
  readonly id: string;
  readonly name: string;
  readonly userId?: string;
}

export interface ScopeCounts {
  /** Contacts whom life-cycle stage or tier puts into the book. */
  readonly contacts: number;
  /** Of them, those whom each exclusion leaves out, in its order; one may be left out by several. */
  readonly excluded: readonly number[];
}

export type OpenPolicyAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly today: string;
      readonly inForce: Policy;
      readonly newest: number;
      readonly draft: ShownDraft | null;
      /** The number a save has to go after; 0: there never was a draft. */
      readonly lastRevision: number;
      readonly changes: readonly ShownChange[];
      readonly people: readonly ShownPerson[];
      /** As HubSpot counts; null: nothing was asked to be counted. */
      readonly counted: ScopeCounts | null;
      /** Of another version or day, as asked for; null: there is none. */
      readonly past: { readonly version: number; readonly policy: Policy } | null;
      /** Where going back to the version before is approved; null: there is nothing to go back to. */
      readonly goBackTo: {
        readonly version: number;
        readonly record: { readonly objectType: string; readonly id: string };
      } | null;
    };
