import * as z from 'zod';
import type { Bilingual, Refusal } from './common.ts';

export const openTodayInput = z.strictObject({
  /** Only this owner's visits; absent: the whole team's. */
  ownerId: z.string().max(40).optional(),
  tier: z.enum(['A', 'B', 'C']).optional(),
  /** Page cursor of the answer before. */
  after: z.string().max(40).optional(),
});
export type OpenTodayInput = z.input<typeof openTodayInput>;

export interface QueueRow {
  readonly visitKey: string;
  readonly contactId: string;
  readonly contactName: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly tier?: 'A' | 'B' | 'C';
  readonly on: string;
  readonly latest: string;
  /** Days from today; negative: overdue. */
  readonly inDays: number;
  readonly late: boolean;
  readonly channel: string;
  readonly rules: readonly string[];
  readonly name: Bilingual;
}

export type OpenTodayAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly today: string;
      readonly timeZone: string;
      readonly rows: readonly QueueRow[];
      readonly total: number;
      readonly after: string | null;
      readonly owners: readonly { readonly id: string; readonly name: string }[];
    };
