/** What nobody can go beyond. */
export interface FlowLimits {
  /** Calls other than searches in any ten seconds. */
  readonly burst: number;
  /** Searches in any second. */
  readonly searchesASecond: number;
  /** From sending a call to its answer, s: the mean. */
  readonly roundTripS: number;
}

/** Searches for talks, whose answers change decisions, and those for loops and tickets, which may come at any time. */
const TALKS = 5;
const LOOPS = 2;
const PAGE = 200;
const BATCH = 100;
/** Visits with their contacts; tasks are associated as they are made. */
const ASSOCIATIONS = 2_000;
const WINDOW_S = 10;

/**
 * The least time, s, in which `due` customers can be planned with the fewest calls, however a run is arranged. Both limits hold at once
 * in it; that a run can be as fast is not said.
 *
 * Assumed: every call takes the mean round trip; our own computing takes no time; any number of calls may be under way; every
 * customer gets one visit and has no company. The calls: owners, clock with policy, the right to write, seven searches, a page
 * for each 200, one kind of association, one mark on the clock, visits, tasks and next dates by the hundred, associations by two
 * thousand, the end of the run. Marks after the first, and the right won anew, are not counted.
 *
 * What waits for what: the right and every search for the clock; nobody is decided before the five searches for talks are answered,
 * nor before his page is; the mark waits for a page and the right, the first visits for the mark, tasks and associations for their
 * visits, next dates for both, the end for everything.
 *
 * Why it is a lower bound: each call is given the earliest instant at which its inputs can be there if no call but the searches ever had to
 * wait for its place. Of calls of one kind in the order in which they are sent, the i-th of n cannot leave more to the others than they
 * hold, so that it needs at least `due − 100 (n − i)` customers. In any schedule n calls have been sent when the n-th is, so it is not
 * earlier than the n-th smallest of these instants, nor earlier than ten seconds after the call `burst` places before it.
 */
export function flowBound(due: number, { burst, searchesASecond, roundTripS }: FlowLimits): number {
  const looked = roundTripS;
  /** When so many searches can be answered. */
  const found = (searches: number): number => looked + Math.floor((searches - 1) / searchesASecond) + roundTripS;
  const known = (customers: number): number => found(TALKS + Math.ceil(customers / PAGE));
  const mark = looked + roundTripS;
  /** How many customers must be through with it when the i-th of so many calls is sent. */
  const through = (size: number, i: number): number => due - size * (Math.ceil(due / size) - i);
  const numbers = (size: number): number[] => Array.from({ length: Math.ceil(due / size) }, (_, index) => index + 1);
  const visit = (customers: number): number => Math.max(known(customers), mark + roundTripS);
  const association = (i: number): number => visit(through(ASSOCIATIONS, i)) + roundTripS;

  const ready = [
    ...[0, 0, 0, looked, mark],
    ...numbers(BATCH).flatMap((i) => {
      const at = visit(through(BATCH, i));
      const date = association(Math.ceil(through(BATCH, i) / ASSOCIATIONS)) + roundTripS;
      return [at, at + roundTripS, date];
    }),
    ...numbers(ASSOCIATIONS).map(association),
  ].sort((a, b) => a - b);
  const sent: number[] = [];
  const place = (at: number): number => Math.max(at, (sent.at(-burst) ?? Number.NEGATIVE_INFINITY) + WINDOW_S);
  for (const at of ready) sent.push(place(at));
  const over = Math.max((sent.at(-1) ?? 0) + roundTripS, found(TALKS + LOOPS + Math.ceil(due / PAGE)));
  return place(over) + roundTripS;
}
