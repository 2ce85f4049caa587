import * as z from 'zod';
import { DIMENSIONS } from '../domain/satisfaction/dimensions.ts';
import type { Bilingual, Refusal } from './common.ts';
import { dayText } from './common.ts';

export const OUTCOMES = ['reached', 'no_answer', 'refused', 'wrong_number', 'rescheduled'] as const;
export const CHANNELS = ['phone', 'on_site', 'video', 'email', 'sms', 'wechat', 'survey'] as const;
/** How a score was obtained. */
export const COLLECTED_BY = ['rep_on_phone', 'customer_link'] as const;

const note = z.string().trim().max(10_000);

/** What was promised to the customer, due at a wall-clock time of the portal's zone. */
export const promiseInput = z.strictObject({
  text: z.string().trim().min(1).max(500),
  dueOn: dayText,
  dueTime: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day as HH:MM')
    .default('17:00'),
});

/** What became of an open loop in the talk; `not_now` says why it was left out. */
export const MENTIONS = ['discussed', 'answered', 'not_now'] as const;
const mention = {
  how: z.enum(MENTIONS),
  because: z.string().trim().max(500).optional(),
};

/** One visit as the rep records it. Empty text is the same as none. */
export const logVisitInput = z
  .strictObject({
    visitKey: z.string().min(1).max(100),
    /** Made once by the form; the same submission sent again changes nothing and answers the same. */
    submissionId: z.string().min(8).max(100),
    outcome: z.enum(OUTCOMES),
    channel: z.enum(CHANNELS),
    /** Day of the talk or of the attempt, portal zone; not in the future. */
    heldOn: dayText,
    feedback: z
      .strictObject({
        problem: note.optional(),
        need: note.optional(),
        suggestion: note.optional(),
        complaint: note.optional(),
        praise: note.optional(),
      })
      .default({}),
    /** 1–5; a missing dimension was not asked. */
    scores: z.partialRecord(z.enum(DIMENSIONS), z.number().int().min(1).max(5)).default({}),
    scoresCollectedBy: z.enum(COLLECTED_BY).optional(),
    nps: z.number().int().min(0).max(10).optional(),
    followUpPlan: note.optional(),
    /** Next contact agreed with the customer, or the new day of a rescheduled visit. */
    nextContactOn: dayText.optional(),
    rescheduleReason: z.string().trim().max(500).optional(),
    promises: z.array(promiseInput).max(5).default([]),
    /** How pressing what was raised is, and by when the customer expects it. */
    urgency: z.enum(['normal', 'urgent']).default('normal'),
    expectedOn: dayText.optional(),
    /** What was clicked in the script: question id → answer id. */
    scriptAnswers: z.record(z.string().max(64), z.string().max(64)).default({}),
    /** What became of each open loop; a talk that leaves one unmentioned is not complete. */
    loops: z
      .array(z.strictObject({ key: z.string().min(1).max(200), ...mention }))
      .max(100)
      .default([]),
    /** The same for all open loops that are not named. */
    otherLoops: z.strictObject(mention).optional(),
    /** An attempt logged beside the form leaves the form's draft alone. */
    keepDraft: z.boolean().default(false),
  })
  .check((context) => {
    const { outcome, nextContactOn, rescheduleReason, loops, otherLoops } = context.value;
    const unexplained = (said: { readonly how: string; readonly because?: string | undefined } | undefined) =>
      said?.how === 'not_now' && !said.because;
    for (const path of [
      ...loops.flatMap((loop) => (unexplained(loop) ? [['loops', loop.key]] : [])),
      ...(unexplained(otherLoops) ? [['otherLoops']] : []),
    ]) {
      context.issues.push({ code: 'custom', path, message: 'why not now?', input: undefined });
    }
    if (outcome !== 'rescheduled') return;
    if (!nextContactOn)
      context.issues.push({
        code: 'custom',
        path: ['nextContactOn'],
        message: 'a new day is needed',
        input: nextContactOn,
      });
    if (!rescheduleReason)
      context.issues.push({
        code: 'custom',
        path: ['rescheduleReason'],
        message: 'a reason is needed',
        input: rescheduleReason,
      });
  });
export type LogVisitInput = z.input<typeof logVisitInput>;
export type LoggedVisit = z.output<typeof logVisitInput>;

export type LogVisitAnswer =
  | Refusal
  | {
      readonly ok: true;
      readonly visitKey: string;
      readonly outcome: (typeof OUTCOMES)[number];
      /** What was written, so that the form can say it. */
      readonly wrote: {
        readonly activity: 'call' | 'meeting' | 'communication' | 'note' | null;
        readonly taskCompleted: boolean;
        /** Loops that what was said has opened. */
        readonly loops: readonly { readonly key: string; readonly kind: string; readonly description: string }[];
        readonly promises: number;
      };
      /** This very submission had been saved before; nothing was written twice. */
      readonly repeated: boolean;
      readonly next: { readonly on: string; readonly why: Bilingual; readonly open: boolean } | null;
    };
