import * as z from 'zod';
import type { Bilingual, Refusal } from './common.ts';

/** One step of checking the book, or safe corrections; the page calls again with the cursor until `done`. */
export const readinessInput = z.strictObject({
  cursor: z.string().max(40).optional(),
  /**
   * Corrects these contacts instead of checking: capitals and blanks in e-mails; country codes, blanks and wide characters in phones.
   * Of profiles that were not looked through in time, the task of doing so is made.
   */
  correct: z
    .strictObject({
      kind: z.enum(['email_form', 'phone_form', 'stale_profile']),
      ids: z.array(z.string().regex(/^\d+$/)).min(1).max(100),
    })
    .optional(),
});
export type ReadinessInput = z.input<typeof readinessInput>;

export interface ReadinessRow {
  readonly id: string;
  readonly name: string;
  readonly findings: readonly {
    readonly kind: string;
    readonly field?: string;
    readonly why: Bilingual;
    /** What a safe correction would write. */
    readonly fix?: string;
  }[];
}

/** What several steps come to is their sum; duplicates are found by whoever holds the keys of all. */
export type ReadinessAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly done: boolean;
      readonly cursor: string | null;
      readonly customers: number;
      readonly stopped: number;
      readonly counts: readonly { readonly kind: string; readonly customers: number }[];
      readonly rules: readonly {
        readonly rule: string;
        readonly name: Bilingual;
        readonly because: string;
        readonly customers: number;
      }[];
      readonly rows: readonly ReadinessRow[];
      /** Contacts with findings beyond those in `rows`. */
      readonly more: number;
      /** By contact id: hashes of what it is compared with others by. */
      readonly keys: { readonly [id: string]: { readonly [kind: string]: string } };
      readonly corrected: number;
      readonly failed: readonly { readonly key: string; readonly message: string }[];
    };
