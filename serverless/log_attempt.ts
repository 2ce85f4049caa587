import { logAttemptInput } from '../src/contract/log-attempt.ts';
import { logAttempt } from '../src/use-cases/visiting/log-visit.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** Counts one unanswered call from the queue. A page stands on no record: the visit says whose it is. */
export const main = (context: FunctionContext) =>
  answer(context, logAttemptInput, (input, ports, today) => logAttempt(input, { today }, ports));
