import { bulkActionInput } from '../src/contract/bulk-action.ts';
import { bulkAction } from '../src/use-cases/planning/bulk-action.ts';
import { answer, type FunctionContext } from './shared/answer.ts';

/** Time for parts in one call; the last one begun is still written within HubSpot's 15 s. */
const PARTS_MS = 4_000;

/**
 * The panel over selected contacts. A panel stands on no record: which contacts and which user comes from the browser, so it
 * can ask for no more than what the app may do to any contact, and the user is believed only as to whose work goes on.
 */
export const main = (context: FunctionContext) =>
  answer(context, bulkActionInput, (input, ports, today) => {
    const until = ports.clock.now() + PARTS_MS;
    return bulkAction(input, { today, shouldStop: () => ports.clock.now() > until }, ports);
  });
