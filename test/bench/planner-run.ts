import { chinaCalendar } from '../../src/domain/calendar/china-calendar.ts';
import { day } from '../../src/domain/calendar/day.ts';
import type { CustomerFacts } from '../../src/domain/planning/facts.ts';
import { EMPTY_MEMORY, type KnownVisit, type Plan, type PlannedVisit } from '../../src/domain/planning/plan.ts';
import {
  type CompiledPolicy,
  compilePolicy,
  type PlanContext,
  planCustomer,
} from '../../src/domain/planning/plan-customer.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import { customerOf } from '../../src/hubspot/customers.ts';
import { LoadTable } from '../../src/use-cases/planning/load-table.ts';
import { generatedBook } from '../support/generated-book.ts';

const TODAY = '2026-06-20';
const SIZES = [1_000, 10_000, 100_000, 1_000_000];
/** Contacts of one team of twenty owners, five hundred each: made, then planned, so that a million of them need no memory. */
const TEAM = 10_000;
/** Kept until all of them are planned, as in a step of a run. */
const STEP = 200;

/**
 * Processor time of {@link planCustomer} a contact, by the whole shipped policy, as a run calls it: facts as they are read from HubSpot,
 * the load of their owners in the table, which every plan changes, no ledger. `first`: nobody was planned before; `later`: with what
 * was remembered and stored by the first planning. All threads count, so the clearing away of what the planner leaves behind does too.
 *
 * The growth exponent is that of total time between two sizes: 1 is as many times longer as there are more contacts.
 */
async function planner(): Promise<void> {
  const policy = compilePolicy({ ...DEFAULT_POLICY, goLiveOn: TODAY }, chinaCalendar([]));
  // Compiled and warm, as it is a second into any run.
  for (let team = 0; team < 3; team += 1) await planTeam(1_000_000 + team, TEAM, policy, new LoadTable());

  console.log('contacts   first, µs each   later, µs each   growth exponent, first and later');
  let before: readonly [size: number, first: number, later: number] | undefined;
  for (const size of SIZES) {
    let [first, later] = [0, 0];
    // Small sizes several times over: a single round of a few milliseconds is mostly chance.
    const rounds = Math.max(1, Math.round(20_000 / size));
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
  }
}

await planner();

/** Microseconds of processor time. */
async function planTeam(
  seed: number,
  count: number,
  policy: CompiledPolicy,
  load: LoadTable,
): Promise<{ readonly first: number; readonly later: number }> {
  const context: PlanContext = { policy, load, today: day(TODAY), ledger: 'none' };
  const team = generatedBook(seed, count, TODAY).map((properties, i) => factsOf(properties, `${seed}-${i + 1}`, seed));
  const stored: (Pick<Plan, 'memory'> & { readonly visits: readonly KnownVisit[] })[] = [];

  await clearAway();
  let first = 0;
  for (let from = 0; from < count; from += STEP) {
    const plans: Plan[] = [];
    const started = process.cpuUsage();
    for (let i = from; i < Math.min(count, from + STEP); i += 1) {
      const plan = planCustomer(team[i] as CustomerFacts, EMPTY_MEMORY, [], context);
      for (const visit of plan.visits) load.add(visit.ownerId, visit.plannedOn, visit.minutes);
      plans.push(plan);
    }
    first += process.cpuUsage(started).user;
    for (const { memory, visits } of plans) stored.push({ memory, visits: visits.map(storedVisit) });
  }

  await clearAway();
  let later = 0;
  for (let from = 0; from < count; from += STEP) {
    const plans: Plan[] = [];
    const started = process.cpuUsage();
    for (let i = from; i < Math.min(count, from + STEP); i += 1) {
      const { memory, visits } = stored[i] as (typeof stored)[number];
      for (const visit of visits)
        load.remove(visit.ownerId, visit.plannedOn, policy.policy.visitMinutes[visit.channel]);
      const plan = planCustomer(team[i] as CustomerFacts, memory, visits, context);
      for (const visit of plan.visits) load.add(visit.ownerId, visit.plannedOn, visit.minutes);
      plans.push(plan);
    }
    later += process.cpuUsage(started).user;
  }
  return { first, later };
}

function factsOf(properties: Record<string, string>, id: string, seed: number): CustomerFacts {
  const { facts } = customerOf({ id, properties }, 'Asia/Shanghai');
  const owners = Object.entries(facts.owners).map(([role, owner]) => [role, `${seed}${owner}`]);
  return { ...facts, owners: Object.fromEntries(owners) };
}

function storedVisit({ slot, kind, pays, plannedOn, window, ownerId, channel, attempts }: PlannedVisit): KnownVisit {
  return { slot, status: 'planned', kind, pays, plannedOn, window, ownerId, channel, attempts };
}

/** What making the contacts left to the engine's other threads, garbage and machine code, is theirs and not the planner's. */
async function clearAway(): Promise<void> {
  globalThis.gc?.();
  await new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
}
