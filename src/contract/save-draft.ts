import * as z from 'zod';
import { portalInput, type Refusal } from './common.ts';

/** What one property holds, with room for the head. */
const MAX_DRAFT = 60_000;

/** The form as it stands, kept two seconds after typing stops. Empty text forgets the draft. */
export const saveDraftInput = z.strictObject({
  portal: portalInput,
  visitKey: z.string().min(1).max(100),
  /** Made once by each open form. */
  formId: z.string().min(8).max(100),
  /** Counts up; an older text that comes late changes nothing. */
  sequence: z.int().min(0),
  /** The form whose draft this one began from. */
  basedOn: z.string().max(100).optional(),
  text: z.string().max(MAX_DRAFT),
});
export type SaveDraftInput = z.input<typeof saveDraftInput>;
export type SaveDraftAnswer = Refusal | { readonly ok: true };

/** Reads a draft that was too long to come with the card. */
export const openDraftInput = z.strictObject({ portal: portalInput, visitKey: z.string().min(1).max(100) });
export type OpenDraftInput = z.input<typeof openDraftInput>;

export interface Draft {
  readonly formId: string;
  readonly sequence: number;
  /** ISO instant at which it was kept. */
  readonly at: string;
  /** Null: too long to come with the card; ask for it. */
  readonly text: string | null;
}
export type OpenDraftAnswer = Refusal | { readonly ok: true; readonly draft: Draft | null };
