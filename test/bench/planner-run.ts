import { chinaCalendar } from '../../src/domain/calendar/china-calendar.ts';
import { day } from '../../src/domain/calendar/day.ts';
import { EMPTY_MEMORY, type PlanMemory } from '../../src/domain/planning/plan.ts';
import { compilePolicy, type PlanContext, planCustomer } from '../../src/domain/planning/plan-customer.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { customerOf } from '../../src/hubspot/customers.ts';
import { LoadTable } from '../../src/use-cases/planning/load-table.ts';
import { generatedBook } from '../support/generated-book.ts';

const TODAY = '2026-06-20';
const SIZES = [1_000, 10_000, 100_000, 1_000_000];
/** Contacts are made and planned by this many, so that a million of them need no memory. */
const PAGE = 1_000;

/**
 * Processor time of {@link planCustomer} a contact, by the whole shipped policy, as a run calls it: facts as they are read from HubSpot,
 * the load table, no ledger. `first`: nobody was planned before; `later`: with what is remembered from the first planning.
 *
 * The growth exponent is that of total time between two sizes: 1 is as many times longer as there are more contacts.
 */
function planner(): void {
  const context: PlanContext = {
    policy: compilePolicy({ ...DEFAULT_POLICY, goLiveOn: TODAY }, chinaCalendar([])),
    load: new LoadTable(),
    today: day(TODAY),
    ledger: 'none',
  };
  // Compiled and warm, as it is a second into any run.
  for (let page = 0; page < 20; page += 1) planPage(1_000_000 + page, context);

  console.log('contacts   first, µs each   later, µs each   growth exponent, first and later');
  let before: readonly [size: number, first: number, later: number] | undefined;
  for (const size of SIZES) {
    let [first, later] = [0, 0];
    // Small sizes several times over: a single round of a few milliseconds is mostly chance.
    const rounds = Math.max(1, Math.round(20_000 / size));
    for (let page = 0; page < (rounds * size) / PAGE; page += 1) {
      const spent = planPage(page, context);
      first += spent.first / rounds;
      later += spent.later / rounds;
    }
    const grown = (now: number, then: number | undefined): string =>
      then === undefined || before === undefined ? '' : (Math.log(now / then) / Math.log(size / before[0])).toFixed(3);
    console.log(
      `${String(size).padStart(8)} ${(first / size).toFixed(2).padStart(16)} ${(later / size).toFixed(2).padStart(16)} ${grown(first, before?.[1]).padStart(16)} ${grown(later, before?.[2]).padStart(8)}`,
    );
    before = [size, first, later];
  }
}

planner();

/** Microseconds of processor time; what making the contacts left behind is cleared away before. */
function planPage(seed: number, context: PlanContext): { readonly first: number; readonly later: number } {
  const book = generatedBook(seed, PAGE, TODAY).map(
    (properties, i) => customerOf({ id: String(i + 1), properties }, 'Asia/Shanghai').facts,
  );
  const memories: PlanMemory[] = [];
  globalThis.gc?.();
  let started = process.cpuUsage();
  for (const facts of book) memories.push(planCustomer(facts, EMPTY_MEMORY, [], context).memory);
  const first = process.cpuUsage(started).user;
  // Nothing stands in storage: what was due is planned once more.
  const known = memories.map((memory) => ({ ...memory, openSlots: [] }));
  globalThis.gc?.();
  started = process.cpuUsage();
  book.forEach((facts, i) => {
    planCustomer(facts, known[i] ?? EMPTY_MEMORY, [], context);
  });
  return { first, later: process.cpuUsage(started).user };
}
