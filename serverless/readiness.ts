import { readinessInput } from '../src/contract/readiness.ts';
import { correctForms, readiness } from '../src/use-cases/customers/readiness.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** Time for pages in one call; what is answered stays far below HubSpot's megabyte. */
const PAGES_MS = 5_000;

/** Checks the book for a few seconds, or corrects what is safe to correct; the page calls again until `done`. */
export const main = (context: FunctionContext) =>
  answer(context, readinessInput, async ({ cursor, correct }, ports, today) => {
    if (correct) return correctForms(ports, { ...correct, today });
    const until = ports.clock.now() + PAGES_MS;
    return readiness(ports, { today, cursor: cursor ?? null, shouldStop: () => ports.clock.now() > until });
  });
