import * as z from 'zod';
import { dayText, portalInput, type Refusal } from './common.ts';

export const draftLetterInput = z.strictObject({
  portal: portalInput,
  what: z.enum(['brief', 'letter', 'report']),
  /** The letter's day of the grid, or the Monday of the report's week. */
  of: dayText,
  language: z.enum(['zh', 'en']),
});
export type DraftLetterInput = z.input<typeof draftLetterInput>;
export type DraftAsked = z.output<typeof draftLetterInput>;

export type DraftLetterAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly draft:
        | { readonly what: 'letter'; readonly subject: string; readonly body: string; readonly empty: boolean }
        | { readonly what: 'report'; readonly done: string; readonly next: string; readonly coordinate: string };
    };
