import { chinaCalendar } from '../../src/domain/calendar/china-calendar.ts';
import { day } from '../../src/domain/calendar/day.ts';
import type { CustomerFacts } from '../../src/domain/planning/facts.ts';
import { encodeMemory } from '../../src/domain/planning/memory.ts';
import type { KnownVisit, Plan, PlanMemory, PlannedVisit } from '../../src/domain/planning/plan.ts';
import {
  type CompiledPolicy,
  compilePolicy,
  type PlanContext,
  planCustomer,
} from '../../src/domain/planning/plan-customer.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { customerOf } from '../../src/hubspot/customers.ts';
import { LoadTable } from '../../src/use-cases/planning/load-table.ts';
import { settleForBooks } from '../../src/worker/engine.ts';
import { generatedBook } from '../support/generated-book.ts';

const TODAY = '2026-06-20';
const ZONE = 'Asia/Shanghai';
const SIZES = [1_000, 10_000, 100_000, 1_000_000];
/** Contacts of one team of twenty owners, five hundred each: made, then planned, so that a million of them need no memory. */
const TEAM = 10_000;
/** Customers that a run reads, decides and writes together; their plans are kept until all of them are decided. */
const STEP = 2_000;
/** Customers to a page of HubSpot's search. */
const PAGE = 200;

/** A customer as HubSpot tells it, and the visits of its open slots. */
interface Told {
  readonly id: string;
  readonly properties: Record<string, string>;
  readonly visits: readonly KnownVisit[];
}

/**
 * What deciding adds to a run over the whole shipped policy: the processor time of reading a step's customers and deciding them,
 * less that of reading them alone, a contact. {@link planCustomer} is called as a run calls it: facts and memory fresh from HubSpot's
 * JSON, the load of their owners in the table, which every plan changes, no ledger, V8 set as the worker sets it. All threads count,
 * so what is cleared away behind the planner does too; what reading leaves behind is cleared away in both and counts in neither.
 * `first`: nobody was planned before; `later`: with what was remembered and stored by the first planning.
 *
 * The growth exponent is that of total time, between two sizes and over all of them: 1 is as many times longer as there are more
 * contacts. Between two it swings by what two measurements differ.
 */
async function planner(): Promise<void> {
  const policy = compilePolicy({ ...DEFAULT_POLICY, goLiveOn: TODAY }, chinaCalendar([]));
  // Compiled and warm, as it is a second into any run.
  for (let team = 0; team < 3; team += 1) await planTeam(1_000_000 + team, TEAM, policy, new LoadTable());

  console.log('contacts   first, µs each   later, µs each   growth exponent, first and later');
  let before: Row | undefined;
  const rows: Row[] = [];
  for (const size of SIZES) {
    let [first, later] = [0, 0];
    // Small sizes many times over: a single round of a few milliseconds is mostly chance.
    const rounds = Math.max(1, Math.round(200_000 / size));
    for (let round = 0; round < rounds; round += 1) {
      const load = new LoadTable();
      for (let done = 0; done < size; done += TEAM) {
        const seed = round * 1_000 + done / TEAM;
        const spent = await planTeam(seed, Math.min(TEAM, size - done), policy, load);
        first += spent.first / rounds;
        later += spent.later / rounds;
      }
    }
    const grown = (now: number, then: number | undefined): string =>
      then === undefined || before === undefined ? '' : (Math.log(now / then) / Math.log(size / before[0])).toFixed(3);
    console.log(
      `${String(size).padStart(8)} ${(first / size).toFixed(2).padStart(16)} ${(later / size).toFixed(2).padStart(16)} ${grown(first, before?.[1]).padStart(16)} ${grown(later, before?.[2]).padStart(8)}`,
    );
    before = [size, first, later];
    rows.push(before);
  }
  const [first, later] = ([1, 2] as const).map((column) => slope(rows.map((row) => [row[0], row[column]])).toFixed(3));
  console.log(`over all sizes: exponent ${first} first, ${later} later (targets: at most 10 µs at a million, 1.02)`);
}

type Row = readonly [size: number, first: number, later: number];

/** Of the straight line that fits the logarithms best. */
function slope(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (axis: 0 | 1): number => logs.reduce((sum, log) => sum + log[axis], 0) / logs.length;
  const [x0, y0] = [mean(0), mean(1)];
  const across = logs.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0);
  return across / logs.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
}

settleForBooks();
await planner();

/** Microseconds of processor time. */
async function planTeam(
  seed: number,
  count: number,
  policy: CompiledPolicy,
  load: LoadTable,
): Promise<{ readonly first: number; readonly later: number }> {
  const context: Context = { policy, load, today: day(TODAY), ledger: 'none' };
  const steps = stepsOf(generatedBook(seed, count, TODAY), seed);
  let [first, later] = [0, 0];
  for (const [i, pages] of steps.entries()) {
    const { spent, plans } = await planStep(pages, context);
    first += spent;
    steps[i] = pages.map((page, nth) =>
      pageOf(
        toldIn(page).map(({ id, properties }, at): Told => {
          const { memory, visits } = plans[nth * PAGE + at] as Plan;
          const planned = { ...properties, rv_plan_state: encodeMemory(memory) };
          return { id, properties: planned, visits: visits.map(storedVisit) };
        }),
      ),
    );
  }
  for (const pages of steps) later += (await planStep(pages, context)).spent;
  return { first, later };
}

/** As it comes over the line: bytes, of which the engine's heap knows nothing before they are read. */
type Page = Buffer;

function stepsOf(book: readonly Record<string, string>[], seed: number): (readonly Page[])[] {
  const customers = book.map((properties, i) => told(properties, `${seed}-${i + 1}`, seed));
  return chunks(customers, STEP).map((step) => chunks(step, PAGE).map(pageOf));
}

function chunks<T>(list: readonly T[], size: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}

function pageOf(customers: readonly Told[]): Page {
  return Buffer.from(JSON.stringify(customers));
}

function toldIn(page: Page): readonly Told[] {
  return JSON.parse(page.toString());
}

interface ReadCustomer {
  readonly facts: CustomerFacts;
  readonly memory: PlanMemory;
  readonly visits: readonly KnownVisit[];
}

interface Context extends PlanContext {
  readonly load: LoadTable;
}

/** Reads a step's customers, then reads them again and decides them. */
async function planStep(
  pages: readonly Page[],
  context: Context,
): Promise<{ readonly spent: number; readonly plans: readonly Plan[] }> {
  // Not kept: it must not be there a second time while customers are decided.
  const reading = await timeOf(() => void read(pages));
  const both = await timeOf(() => decide(read(pages), context));
  return { spent: both.spent - reading.spent, plans: both.made };
}

function read(pages: readonly Page[]): readonly ReadCustomer[] {
  return pages.flatMap((page) =>
    toldIn(page).map(({ id, properties, visits }) => {
      const { facts, memory } = customerOf({ id, properties }, ZONE);
      return { facts, memory, visits };
    }),
  );
}

function decide(customers: readonly ReadCustomer[], context: Context): readonly Plan[] {
  const { load, policy } = context;
  return customers.map(({ facts, memory, visits }) => {
    for (const visit of visits) load.remove(visit.ownerId, visit.plannedOn, policy.policy.visitMinutes[visit.channel]);
    const plan = planCustomer(facts, memory, visits, context);
    for (const visit of plan.visits) load.add(visit.ownerId, visit.plannedOn, visit.minutes);
    return plan;
  });
}

/** Microseconds of processor time, with what the engine's other threads do of it a moment later. */
async function timeOf<T>(work: () => T): Promise<{ readonly spent: number; readonly made: T }> {
  await settle();
  const started = process.cpuUsage();
  const made = work();
  await settle();
  return { spent: process.cpuUsage(started).user, made };
}

/** Every team has owners of its own. */
function told(properties: Record<string, string>, id: string, seed: number): Told {
  const owned = { ...properties };
  for (const role of ['hubspot_owner_id', 'rv_service_owner', 'rv_care_owner']) {
    if (owned[role]) owned[role] = `${seed}${owned[role]}`;
  }
  return { id, properties: owned, visits: [] };
}

function storedVisit({ slot, kind, pays, plannedOn, window, ownerId, channel, attempts }: PlannedVisit): KnownVisit {
  return { slot, status: 'planned', kind, pays, plannedOn, window, ownerId, channel, attempts };
}

/** What is left to the engine's other threads, garbage and machine code, is done. */
async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
}
