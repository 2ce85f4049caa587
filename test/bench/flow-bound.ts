/** What nobody can go beyond. */
export interface FlowLimits {
  /** Calls other than searches in any ten seconds. */
  readonly burst: number;
  /** Searches in any second. */
  readonly searchesASecond: number;
  /** From sending a call to its answer, s: the mean. */
  readonly roundTripS: number;
}

/** Calls of a run at any size. Before the queue: owners and clock at once, then the policy, then the right to write; then the searches. */
const FIXED_SEARCHES = 7;
const PAGE = 200;
const BATCH = 100;
const ASSOCIATIONS = 2_000;
/** Visits with contacts, visits with tasks, tasks with contacts. */
const KINDS = 3;
const WINDOW_S = 10;

/**
 * The least time, s, in which `due` customers can be planned with the fewest calls, however a run is arranged. Both limits hold at once
 * in it; that a run can be as fast is not said.
 *
 * Assumed: every call takes the mean round trip; our own computing takes no time; any number of calls may be under way; every
 * customer gets one visit and has no company. The calls: two at the start, the policy, the right to write, seven searches, a page
 * for each 200, one mark on the clock, visits, tasks and next dates by the hundred, three kinds of associations by two thousand,
 * the end of the run. Marks after the first, and the right won anew, are not counted.
 *
 * What waits for what: nothing is read before the right is won, nobody is decided before the seven searches are answered (what they
 * find changes decisions), nor before his page is; the first visits wait for the mark, tasks for their visits, associations for
 * their tasks, next dates for their associations, the end for everything.
 *
 * Why it is a lower bound: each call is given the earliest instant at which its inputs can be there if no call but the searches ever had to
 * wait for its place. Of calls of one kind in the order in which they are sent, the i-th of n cannot leave more to the others than they
 * hold, so that it needs at least `due − 100 (n − i)` customers. In any schedule n calls have been sent when the n-th is, so it is not
 * earlier than the n-th smallest of these instants, nor earlier than ten seconds after the call `burst` places before it.
 */
export function flowBound(due: number, { burst, searchesASecond, roundTripS }: FlowLimits): number {
  const right = 2 * roundTripS;
  const searching = right + roundTripS;
  /** When so many customers can be known. */
  const known = (customers: number): number => {
    const searches = FIXED_SEARCHES + Math.ceil(customers / PAGE);
    return searching + Math.floor((searches - 1) / searchesASecond) + roundTripS;
  };
  const marked = known(1) + roundTripS;
  /** How many customers must be through with it when the i-th of so many calls is sent. */
  const through = (size: number, i: number): number => due - size * (Math.ceil(due / size) - i);
  const numbers = (size: number): number[] => Array.from({ length: Math.ceil(due / size) }, (_, index) => index + 1);
  const visit = (customers: number): number => Math.max(known(customers), marked);
  const association = (i: number): number => visit(through(ASSOCIATIONS, i)) + 2 * roundTripS;

  const ready = [
    ...[0, 0, roundTripS, right, known(1)],
    ...numbers(BATCH).flatMap((i) => {
      const at = visit(through(BATCH, i));
      const date = association(Math.ceil(through(BATCH, i) / ASSOCIATIONS)) + roundTripS;
      return [at, at + roundTripS, date];
    }),
    ...numbers(ASSOCIATIONS).flatMap((i) => Array.from({ length: KINDS }, () => association(i))),
  ].sort((a, b) => a - b);
  const sent: number[] = [];
  const place = (at: number): number => Math.max(at, (sent.at(-burst) ?? Number.NEGATIVE_INFINITY) + WINDOW_S);
  for (const at of ready) sent.push(place(at));
  return place((sent.at(-1) ?? 0) + roundTripS) + roundTripS;
}
