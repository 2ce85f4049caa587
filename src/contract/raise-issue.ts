import * as z from 'zod';
import { dayText, portalInput, type Refusal } from './common.ts';
import { promiseInput } from './log-visit.ts';
import type { LoopLine } from './open-loops.ts';

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
  promise: promiseInput.optional(),
});
export type RaiseIssueInput = z.input<typeof raiseIssueInput>;
export type RaisedIssue = z.output<typeof raiseIssueInput>;

export type RaiseIssueAnswer =
  | Refusal
  | { readonly ok: true; readonly loop: LoopLine; readonly repeated: boolean; readonly total: number };
