import * as z from 'zod';
import { dayText, portalInput, type Refusal } from './common.ts';
import { promiseInput } from './log-visit.ts';
import { loopPromise } from './move-issue.ts';
import type { LoopDetail } from './open-loops.ts';

const RAISED_KINDS = ['problem', 'complaint', 'need', 'suggestion', 'exception', 'praise'] as const;

/** A loop raised outside a visit. */
export const raiseIssueInput = z.strictObject({
  portal: portalInput,
  /** Made once by the form; the same submission raises the loop once. */
  submissionId: z.string().min(8).max(64),
  kind: z.enum(RAISED_KINDS),
  description: z.string().trim().min(1, 'say what it is about').max(10_000),
  urgency: z.enum(['normal', 'urgent']).default('normal'),
  expectedOn: dayText.optional(),
  /** Simple: one person answers. Complex: a department is asked, and somebody calls at a promised time. */
  complexity: z.enum(['simple', 'complex']).default('simple'),
  promise: z.union([loopPromise, promiseInput]).optional(),
  /** Answered in the same talk, and the customer's word on it. */
  answered: z
    .strictObject({
      reply: z.string().trim().min(1, 'say what was answered').max(2_000),
      answer: z.string().trim().max(2_000).optional(),
    })
    .optional(),
  /** Who raises it, as the page says. */
  claimedBy: z.string().max(200).default(''),
});
export type RaiseIssueInput = z.input<typeof raiseIssueInput>;
export type RaisedIssue = z.output<typeof raiseIssueInput>;

/** A loop raised from a ticket, for one of its contacts. The ticket's id comes from `propertiesToSend.hs_object_id`. */
export const raiseFromTicketInput = raiseIssueInput.extend({ contactId: z.string().regex(/^\d{1,20}$/) });
export type RaiseFromTicketInput = z.input<typeof raiseFromTicketInput>;

export type RaiseIssueAnswer =
  | Refusal
  | { readonly ok: true; readonly loop: LoopDetail; readonly repeated: boolean; readonly total: number };
