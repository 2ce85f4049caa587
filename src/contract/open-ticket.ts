import * as z from 'zod';
import { portalInput, type Refusal } from './common.ts';
import type { OpenContactAnswer } from './open-contact.ts';

/** What the help-desk card asks for. The ticket's id comes from `propertiesToSend.hs_object_id`. */
export const openTicketInput = z.strictObject({
  portal: portalInput,
  /** Which of the ticket's contacts; one that is not the ticket's is refused. */
  contactId: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
});
export type OpenTicketInput = z.input<typeof openTicketInput>;

export type OpenTicketAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly contacts: readonly { readonly id: string; readonly name: string }[];
      /** The one contact, or the chosen one; null: none, or one has to be chosen. */
      readonly contact: Extract<OpenContactAnswer, { readonly ok: true }> | null;
    };
