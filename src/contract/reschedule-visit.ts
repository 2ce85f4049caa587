import * as z from 'zod';
import { dayText } from './common.ts';

/** Moves a visit: to a day, with a reason, or by some working days. */
export const rescheduleVisitInput = z.union([
  z.strictObject({
    visitKey: z.string().min(1).max(100),
    submissionId: z.string().min(8).max(100),
    newOn: dayText,
    reason: z.string().trim().min(1, 'a reason is needed').max(500),
  }),
  z.strictObject({
    visitKey: z.string().min(1).max(100),
    submissionId: z.string().min(8).max(100),
    /** Working days it can be put off with one click. */
    snoozeDays: z.union([z.literal(1), z.literal(3), z.literal(5)]),
  }),
]);
export type RescheduleVisitInput = z.input<typeof rescheduleVisitInput>;
