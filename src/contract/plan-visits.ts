import * as z from 'zod';
import type { Refusal } from './common.ts';

/** One step of planning; the page calls again with the cursor until `done`. */
export const planVisitsInput = z.strictObject({ cursor: z.string().max(40).optional() });
export type PlanVisitsInput = z.input<typeof planVisitsInput>;

export interface PlanCounts {
  readonly decided: number;
  readonly opened: number;
  readonly changed: number;
  readonly withdrawn: number;
  readonly unchanged: number;
}

export type PlanVisitsAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly done: boolean;
      readonly cursor: string | null;
      /** Customers still waiting when this step began. */
      readonly waiting: number;
      readonly counts: PlanCounts;
    };
