import { type RetierAnswer, retierInput } from '../src/contract/retier.ts';
import { cutsShown, DIMENSIONS } from '../src/domain/segmentation/scores.ts';
import { hubspotRankPorts } from '../src/hubspot/rank-ports.ts';
import { retier } from '../src/use-cases/customers/retier.ts';
import './shared/small-heap.ts';
import { answerWith, type FunctionContext } from './shared/answer-with.ts';

/** Time for pages in one call; the last one begun is still written within HubSpot's 15 s. */
const PAGES_MS = 6_000;

/** Ranks for a few seconds; the page calls again until `done`. */
export const main = (context: FunctionContext) =>
  answerWith(
    context,
    retierInput,
    { open: hubspotRankPorts },
    async ({ apply, fromDeals, cursor, lease }, ports, today): Promise<RetierAnswer> => {
      const until = ports.clock.now() + PAGES_MS;
      const result = await retier(ports, {
        today,
        apply,
        fromDeals,
        cursor: cursor ?? null,
        ...(lease ? { lease } : {}),
        shouldStop: () => ports.clock.now() > until,
      });
      if (!result.ok) return result;
      const { done, phase, customers, cuts, summary, flagged, reordered, load, written, failures } = result;
      return {
        ok: true,
        done,
        phase,
        cursor: result.cursor,
        lease: result.lease,
        customers,
        moves: summary.moves(),
        flagged,
        reordered,
        written,
        failed: failures.length,
        ...(load ? { load } : {}),
        ...(cuts
          ? {
              scored: cuts.customers,
              error: cuts.error,
              cuts: Object.fromEntries(
                DIMENSIONS.flatMap((dimension) => {
                  const shown = cutsShown(cuts, dimension);
                  return shown ? [[dimension, shown]] : [];
                }),
              ),
            }
          : {}),
      };
    },
  );
