import * as z from 'zod';
import type { Script } from '../domain/policy/policy.ts';
import type { ScriptFacts } from '../domain/script/personalise.ts';
import { type Bilingual, portalInput, type Refusal } from './common.ts';

/** What the scripts page asks for: without `scriptId` the list, with it one script, in force or of an older version. */
export const openScriptsInput = z.strictObject({
  portal: portalInput,
  scriptId: z.string().max(64).optional(),
  version: z.int().min(1).optional(),
  /** A contact to try the script with. */
  contactId: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
});
export type OpenScriptsInput = z.input<typeof openScriptsInput>;

export interface ScriptRow {
  readonly id: string;
  /** The version that visits planned from now on are pinned to. */
  readonly version: number;
  /** Rules whose visits use it. */
  readonly rules: readonly { readonly id: string; readonly name: Bilingual }[];
  /** Who saved it, as the page claimed; absent: it came with the policy. */
  readonly savedBy?: string;
  /** ISO instant. */
  readonly savedAt?: string;
}

export type OpenScriptsAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly scripts: readonly ScriptRow[];
      readonly script: Script | null;
      /** The version in force of that script, which a change has to begin from. */
      readonly inForce: number | null;
      /** What the script says of the contact, as on its card; null: none was asked for, or it is not there. */
      readonly facts: ScriptFacts | null;
    };
