import * as z from 'zod';
import type { Policy } from '../domain/policy/policy.ts';
import type { Bilingual, Refusal } from './common.ts';
import { portalInput } from './common.ts';

/** A procedure in Chinese or English, read into rules beside those of a policy; nothing is saved. */
export const importSopInput = z.strictObject({
  portal: portalInput,
  text: z.string().min(1).max(60_000),
  /** The draft they are put into. */
  policy: z.unknown(),
});

export interface ImportedRule {
  readonly id: string;
  readonly line: number;
  readonly name: Bilingual;
  /** Off: it does not go together with a rule that is there. */
  readonly on: boolean;
  readonly assumed: readonly Bilingual[];
}

export type ImportSopAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly policy: Policy;
      readonly rules: readonly ImportedRule[];
      /** Sentences that became no rule, and why. */
      readonly left: readonly { readonly line: number; readonly text: string; readonly why: Bilingual }[];
      readonly notUnderstood: readonly { readonly line: number; readonly text: string }[];
      readonly contradictions: readonly {
        readonly lines: readonly number[];
        readonly what: Bilingual;
        readonly resolution: Bilingual;
      }[];
    };
