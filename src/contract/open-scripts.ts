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
  /** The version in force, which visits planned from now on are pinned to. */
  readonly version: number;
  /** The policy draft that has it differently; absent: none does. */
  readonly draft?: { readonly revision: number; readonly savedBy: string; readonly savedAt: string };
  /** Rules whose visits use it. */
  readonly rules: readonly { readonly id: string; readonly name: Bilingual }[];
}

export type OpenScriptsAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly scripts: readonly ScriptRow[];
      /** As the draft has it, else as it is in force; or the older version asked for. */
      readonly script: Script | null;
      /** The version in force of that script, which a change has to begin from. */
      readonly inForce: number | null;
      /** The policy draft a save has to go after; 0: there never was one. */
      readonly after: number;
      /** What the script says of the contact, as on its card; null: none was asked for, or it is not there. */
      readonly facts: ScriptFacts | null;
    };
