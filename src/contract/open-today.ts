import * as z from 'zod';
import { type Bilingual, portalInput, type Refusal } from './common.ts';
import { CHANNELS } from './log-visit.ts';

/** What a visit is for. */
export const GOALS = ['trust', 'need', 'retention', 'feedback', 'care', 'renewal'] as const;

export const openTodayInput = z.strictObject({
  /** Only this owner's visits; absent: the whole team's. */
  ownerId: z.string().max(40).optional(),
  portal: portalInput,
  /** Address of who looks: without `ownerId` that owner's visits come first asked for. Claimed by the page, so it only filters. */
  mine: z.string().max(200).optional(),
  tier: z.enum(['A', 'B', 'C']).optional(),
  channel: z.enum(CHANNELS).optional(),
  goal: z.enum(GOALS).optional(),
  /** `silent`: instead of the queue, the customers whose last talk is longest ago. */
  view: z.enum(['queue', 'silent']).default('queue'),
  /** Page cursor of the answer before. */
  after: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional(),
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
  readonly goal: string;
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
      /** Whose visits these are; null: everybody's. */
      readonly ownerId: string | null;
      /** Only in view `silent`. */
      readonly silent: readonly SilentRow[];
    };

/** A customer we are losing touch with. */
export interface SilentRow {
  readonly contactId: string;
  readonly contactName: string;
  readonly tier?: 'A' | 'B' | 'C';
  readonly lastTouchOn: string;
  readonly silentDays: number;
  /** The next visit; absent: none is planned. */
  readonly nextOn?: string;
}
