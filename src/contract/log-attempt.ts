import * as z from 'zod';

/** One unanswered call, logged from the queue, where no record is open: the visit itself says whose it is. */
export const logAttemptInput = z.strictObject({
  visitKey: z.string().min(1).max(100),
  submissionId: z.string().min(8).max(100),
});
export type LogAttemptInput = z.input<typeof logAttemptInput>;
