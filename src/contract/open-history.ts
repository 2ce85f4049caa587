import * as z from 'zod';
import { portalInput, type Refusal } from './common.ts';
import type { PastVisit } from './open-contact.ts';

/** Visits older than those that came with the card. */
export const openHistoryInput = z.strictObject({ portal: portalInput, before: z.int().min(1) });
export type OpenHistoryInput = z.input<typeof openHistoryInput>;

export type OpenHistoryAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly history: readonly PastVisit[];
      /** Ask again with it; null: this was all. */
      readonly before: number | null;
    };
