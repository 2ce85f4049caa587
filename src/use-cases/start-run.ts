import type { Refusal } from '../contract/common.ts';
import type { Day } from '../domain/calendar/day.ts';
import { chinaCalendar } from '../domain/calendar/working-calendar.ts';
import { compilePolicy } from '../domain/planning/plan-customer.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { LoadTable } from './load-table.ts';
import type { PlanRun } from './plan-step.ts';
import { policyInForce } from './policy-in-force.ts';
import type { PlanClock, Ports } from './ports.ts';

/** The load is counted anew from the open visits this often: what people changed meanwhile is in it then. */
const COUNT_EVERY_DAYS = 7;
/** HubSpot's search index shows a write after seconds; this long after the last one it is believed. */
const INDEX_SETTLES_MS = 15_000;

/**
 * Everything a run reads once: the policy in force, its calendar, the clock, and how full each owner's days are.
 *
 * When the last run died, its half-written step is told by the clock, and the load is counted anew once the index has settled.
 */
export async function startRun(
  ports: Ports,
  settings: {
    readonly today: Day;
    readonly dryRun?: boolean;
    /** One customer's decision, not a run over the book: the load is taken as the clock has it. */
    readonly single?: boolean;
  },
): Promise<{ readonly ok: true; readonly run: PlanRun } | Refusal> {
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  const clock = await ports.runs.readClock();
  // While planning is paused people still record their visits; what follows is planned afterwards.
  if (clock.pausedBecause !== undefined && !settings.single) return pausedRefusal(clock.pausedBecause);
  const { today } = settings;
  const age = clock.writtenAt === undefined ? Number.POSITIVE_INFINITY : ports.clock.now() - clock.writtenAt;
  const known = usableLoad(clock, today, settings.single ?? false);
  const mistrustIndex = age < INDEX_SETTLES_MS;
  if (known === undefined && mistrustIndex && clock.step !== undefined) await ports.clock.sleep(INDEX_SETTLES_MS - age);
  const load = known ?? (await countLoad(ports));
  return {
    ok: true,
    run: {
      policy: inForce.policy,
      compiled: compile(inForce.policy),
      today,
      load,
      countedOn: known === undefined ? today : (clock.countedOn ?? today),
      dryRun: settings.dryRun ?? false,
      mistrustIndex,
      paused: clock.pausedBecause !== undefined,
      ...(clock.step === undefined ? {} : { unfinished: clock.step }),
    },
  };
}

function usableLoad(clock: PlanClock, today: Day, single: boolean): LoadTable | undefined {
  if (clock.load === undefined) return single ? new LoadTable() : undefined;
  const fresh = clock.countedOn !== undefined && today - clock.countedOn < COUNT_EVERY_DAYS && clock.step === undefined;
  return fresh || single ? LoadTable.decode(clock.load) : undefined;
}

/** Reads every visit that waits to be held. */
async function countLoad(ports: Ports): Promise<LoadTable> {
  const load = new LoadTable();
  for await (const rows of ports.visits.openRows()) {
    for (const row of rows) load.add(row.ownerId, row.on);
  }
  return load;
}

/** Compiling reads the calendar of forty years: the last policy's is kept while the process lives. */
let last: { readonly text: string; readonly compiled: ReturnType<typeof compilePolicy> } | undefined;

function compile(policy: Policy): ReturnType<typeof compilePolicy> {
  const text = JSON.stringify(policy);
  if (last?.text !== text) last = { text, compiled: compilePolicy(policy, chinaCalendar(policy.calendar.exceptions)) };
  return last.compiled;
}

function pausedRefusal(because: string): Refusal {
  return {
    ok: false,
    reason: 'paused',
    message: {
      zh: `回访计划已暂停：${because}。请管理员在“计划运行”的时钟记录上清除暂停原因。`,
      en: `Planning is paused: ${because}. An admin can clear the reason on the clock record of planning runs.`,
    },
  };
}
