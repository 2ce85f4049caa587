import * as z from 'zod';
import { type Bilingual, dayText, portalInput, type Refusal } from './common.ts';

/** Contacts of one preview call and of one step of the work. */
export const BULK_STEP = 100;
/** Contacts of one bulk action in all; they are kept in one property. */
export const BULK_MOST = 2_000;

const ownerId = z.string().regex(/^\d{1,20}$/);
const contactIds = z.array(z.int().positive()).min(1);

/** What is to happen to the selected contacts. */
export const bulkWish = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plan') }),
  z.strictObject({ kind: z.literal('pause'), until: dayText, because: z.string().trim().min(1).max(300) }),
  z.strictObject({ kind: z.literal('resume') }),
  z.strictObject({
    kind: z.literal('hand_over'),
    role: z.enum(['account_manager', 'service_engineer', 'care_specialist']),
    ownerId,
  }),
]);
export type BulkWish = z.infer<typeof bulkWish>;

/** HubSpot names the user to the panel only: the id says whose unfinished work it is, and proves nothing. */
const userId = z.int().positive();
const jobId = z.string().min(8).max(100);

/**
 * One call of the panel. `open`: who can take over, and what this user left unfinished. `preview`: what would happen to a part
 * of the contacts; writes nothing. `begin`: keeps the work. `go_on`: does the next part of it. `drop`: leaves the rest undone.
 */
export const bulkActionInput = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('open'), portal: portalInput, userId }),
  z.strictObject({
    step: z.literal('preview'),
    portal: portalInput,
    wish: bulkWish,
    contactIds: contactIds.max(BULK_STEP),
  }),
  z.strictObject({
    step: z.literal('begin'),
    portal: portalInput,
    userId,
    jobId,
    wish: bulkWish,
    contactIds: contactIds.max(BULK_MOST),
  }),
  z.strictObject({ step: z.literal('go_on'), portal: portalInput, userId, jobId }),
  z.strictObject({ step: z.literal('drop'), portal: portalInput, userId, jobId }),
]);
export type BulkActionInput = z.input<typeof bulkActionInput>;

/** What would happen to one contact. */
export interface BulkLine {
  readonly contactId: string;
  /** Empty: there is no such contact. */
  readonly name: string;
  readonly outcome: 'changes' | 'same' | 'cannot';
  /** Why it stays as it is or cannot be done. */
  readonly why: Bilingual | null;
  readonly visits: { readonly opened: number; readonly moved: number; readonly withdrawn: number };
  /** Day of the next visit before and after; null: none. */
  readonly next: { readonly from: string | null; readonly to: string | null };
}

/** How far a bulk action has come. */
export interface BulkJob {
  readonly id: string;
  readonly wish: BulkWish;
  /** Contacts in all, and those done. */
  readonly total: number;
  readonly done: number;
  /** Of those done: how many are planned with the next run, because another one is at work or planning is paused. */
  readonly later: number;
  readonly visits: { readonly opened: number; readonly moved: number; readonly withdrawn: number };
  readonly failed: number;
  /** The first of them, by name where it is known. */
  readonly failures: readonly { readonly contactId: string; readonly name: string; readonly message: string }[];
  readonly finished: boolean;
  /** Seconds that the rest takes at the pace so far; null: nothing was done yet. */
  readonly secondsLeft: number | null;
}

export type BulkActionAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly step: 'open';
      readonly today: string;
      readonly owners: readonly { readonly id: string; readonly name: string }[];
      readonly job: BulkJob | null;
    }
  | { readonly ok: true; readonly step: 'preview'; readonly lines: readonly BulkLine[] }
  | { readonly ok: true; readonly step: 'job'; readonly job: BulkJob };
