import * as z from 'zod';
import { portalInput, type Refusal } from './common.ts';

const claimed = z.string().max(200).default('');

/** What is wrong in the policy itself is for its checker to say, with paths. */
export const saveDraftPolicyInput = z.strictObject({
  portal: portalInput,
  /** The draft this one goes after; 0: there was none. */
  after: z.int().min(0),
  /** The version in force that it changes. */
  base: z.int().min(1),
  /** Made once by each save; sent again, no second draft is made. */
  submissionId: z.string().min(8).max(100),
  /** Who saves, as the page says: functions are not told. Shown as claimed. */
  savedBy: claimed,
  note: z.string().max(2_000).default(''),
  policy: z.unknown(),
});

export type SaveDraftPolicyAnswer =
  | Refusal
  | { readonly ok: true; readonly revision: number; readonly repeated: boolean };

/** Whether it may be published is asked of the draft's record in HubSpot, never of what is sent here. */
export const publishPolicyInput = z.strictObject({
  portal: portalInput,
  revision: z.int().min(1),
  claimedBy: claimed,
});

export type PublishPolicyAnswer =
  | Refusal
  | {
      readonly ok: true;
      /** In force now. */
      readonly version: number;
      readonly repeated: boolean;
    };

/** Goes back to the version that was in force before the last publishing; the page calls again until `done`. */
export const rollBackPolicyInput = z.strictObject({
  portal: portalInput,
  /** The version to go back to. */
  version: z.int().min(1),
  claimedBy: claimed,
});

export type RollBackPolicyAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly done: boolean;
      readonly version: number;
      /** Customers whose plans were put back. */
      readonly restored: number;
      /** Customers looked at whom nothing had changed. */
      readonly unchanged: number;
      /** Customers with whom somebody did something since: they are planned again. */
      readonly replanned: number;
    };
