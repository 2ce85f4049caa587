import * as z from 'zod';
import type { Refusal } from './common.ts';

/**
 * One call of the page that plans everybody who is due. Without `step` it plans for a few seconds and goes on where the planning
 * of this portal stopped, whichever page began it. `look` only tells how far it is; `stop` keeps it from going on by itself.
 */
export const planVisitsInput = z.strictObject({ step: z.enum(['look', 'stop']).optional() });
export type PlanVisitsInput = z.input<typeof planVisitsInput>;

export interface PlanCounts {
  readonly decided: number;
  readonly opened: number;
  readonly changed: number;
  readonly withdrawn: number;
  readonly unchanged: number;
}

export interface PlanProgress {
  /**
   * `none`: nothing was begun today. `running`: there is more to do. `elsewhere`: another run may write just now, ask again in a
   * few seconds. `stopped`: a person stopped it. `done`: nobody waits any more.
   */
  readonly state: 'none' | 'running' | 'elsewhere' | 'stopped' | 'done';
  /** Of a running one: some page has worked on it within the last half minute. */
  readonly alive: boolean;
  /** Since it was begun, by whichever page. */
  readonly counts: PlanCounts;
  /** Customers to decide in all, as far as is known. */
  readonly of: number;
  /** Seconds that the rest takes at the pace so far; null: nothing is known yet. */
  readonly secondsLeft: number | null;
}

export type PlanVisitsAnswer = Refusal | ({ readonly ok: true } & PlanProgress);
