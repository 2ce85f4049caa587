import { readinessInput } from '../src/contract/readiness.ts';
import { hubspotCheckPorts } from '../src/hubspot/check-ports.ts';
import { readPhone } from '../src/use-cases/customers/phone-doubt.ts';
import { correctForms, readiness } from '../src/use-cases/customers/readiness.ts';
import './shared/small-heap.ts';
import { answerWith, type FunctionContext } from './shared/answer-with.ts';

/** Time for pages in one call; what is answered stays far below HubSpot's megabyte. */
const PAGES_MS = 5_000;

/** Checks the book for a few seconds, or corrects what is safe to correct; the page calls again until `done`. */
export const main = (context: FunctionContext) =>
  answerWith(context, readinessInput, { open: hubspotCheckPorts }, async ({ cursor, correct }, ports, today) => {
    if (correct) return correctForms(ports, { ...correct, today, readPhone });
    const until = ports.clock.now() + PAGES_MS;
    const shouldStop = () => ports.clock.now() > until;
    return readiness(ports, { today, cursor: cursor ?? null, readPhone, shouldStop });
  });
