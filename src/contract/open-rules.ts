import * as z from 'zod';
import type { PolicyRule } from '../domain/policy/policy.ts';
import { portalInput, type Refusal } from './common.ts';

/** The rules of the policy in force, as the help page tells them. */
export const openRulesInput = z.strictObject({
  portal: portalInput,
  /** Rules before this one were shown already. */
  from: z.int().min(0).max(1_000).default(0),
});

export type RuleLine = Pick<
  PolicyRule,
  'id' | 'name' | 'kind' | 'applies' | 'trigger' | 'window' | 'channels' | 'owners'
>;

export type OpenRulesAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly policyVersion: number;
      /** Those that are switched on, in the policy's order. */
      readonly rules: readonly RuleLine[];
      /** How many are there but switched off. */
      readonly off: number;
      /** Ask for the rest with it; null: this was all. */
      readonly next: number | null;
    };
