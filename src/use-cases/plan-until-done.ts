import type { Refusal } from '../contract/common.ts';
import type { Day } from '../domain/calendar/day.ts';
import {
  clockOf,
  type DecidedCustomer,
  isUnfinished,
  leftUnfinished,
  type PlanRun,
  planCustomers,
  planStep,
  type StepCounts,
} from './plan-step.ts';
import type { ItemFailure, Lease, OpenVisitRow, Ports, RunReport, SlotEnd } from './ports.ts';
import { startRun } from './start-run.ts';

export interface RunResult {
  readonly ok: true;
  /** Nobody waits any more; otherwise time was up or the run was asked to stop, and `cursor` goes on from there. */
  readonly done: boolean;
  readonly cursor: string | null;
  /** Customers that waited when the run began. */
  readonly waiting: number;
  readonly decided: number;
  /** Items the portal refused, at most the first hundred; they stay in the queue. */
  readonly failures: readonly ItemFailure[];
  readonly failed: number;
  readonly totals: StepCounts;
}

export interface RunSettings {
  readonly today: Day;
  readonly trigger: RunReport['trigger'];
  readonly dryRun?: boolean;
  /** Called after each step, so that nothing of a customer has to be kept longer. */
  readonly onDecided?: (customers: readonly DecidedCustomer[]) => void;
  readonly onProgress?: (progress: { readonly decided: number; readonly waiting: number }) => void;
  /** When another run is at work: wait for it to end or to be given up, instead of saying so. */
  readonly onWaiting?: (untilMs: number) => void;
  /** Asked between steps; true ends the run in good order. */
  readonly shouldStop?: () => boolean;
  /** Where an earlier run that was stopped goes on. */
  readonly cursor?: string | null;
  /** Customers to a step; fewer where time is short. */
  readonly stepSize?: number;
}

/**
 * Plans step by step until nobody waits, as the one run that may write.
 *
 * A run that ends badly leaves its step on the clock; the next one goes on from there.
 */
export async function planUntilDone(ports: Ports, settings: RunSettings): Promise<RunResult | Refusal> {
  let lease: Lease | undefined;
  let started = await startRun(ports, settings);
  for (;;) {
    if (!started.ok) return started;
    if (settings.dryRun) break;
    const taken = await ports.runs.takeLease(reportOf(started.run, settings.trigger));
    if ('key' in taken) {
      lease = taken;
      break;
    }
    if (!settings.onWaiting) return busy(taken.heldUntil - ports.clock.now());
    settings.onWaiting(taken.heldUntil);
    await ports.clock.sleep(Math.max(1_000, taken.heldUntil - ports.clock.now()));
    // What the other run left is on the clock now.
    started = await startRun(ports, settings);
  }
  const { run } = started;
  const report = reportOf(run, settings.trigger);

  const failures: ItemFailure[] = [];
  const totals = { opened: 0, changed: 0, withdrawn: 0, unchanged: 0 };
  let decided = 0;
  let failed = 0;
  let waiting: number | undefined;
  // What a dead run left lies before any cursor: it comes first.
  let cursor: string | null = run.unfinished === undefined ? (settings.cursor ?? null) : null;
  let done = false;
  /** Customers of the dead run's step that were decided again. */
  const met = new Set<string>();
  for (;;) {
    const step = await planStep(run, cursor, ports, settings.stepSize);
    waiting ??= step.waiting;
    decided += step.decided.length;
    failed += step.failures.length;
    failures.push(...step.failures.slice(0, Math.max(0, 100 - failures.length)));
    for (const key of ['opened', 'changed', 'withdrawn', 'unchanged'] as const) totals[key] += step[key];
    if (step.decided.length > 0) {
      settings.onDecided?.(step.decided);
      settings.onProgress?.({ decided, waiting: Math.max(0, step.waiting - step.decided.length) });
    }
    for (const customer of step.decided) if (isUnfinished(run, customer.contactId)) met.add(customer.contactId);
    cursor = step.cursor;
    done = step.done;
    if (done || settings.shouldStop?.()) break;
    if (lease) {
      lease = await ports.runs.renewLease(lease, report);
      if (!lease) return busy(0);
    }
  }
  if (done && lease && run.unfinished !== undefined) await endOrphans(run, met, ports);
  if (lease) {
    const step = leftUnfinished(run, cursor);
    if (decided > 0 || run.unfinished !== undefined) {
      await ports.runs.saveClock({ ...clockOf(run), ...(step === undefined ? {} : { step }) });
    }
    await ports.runs.endLease(lease, { status: 'done', counts: JSON.stringify({ decided, failed, ...totals }) });
  }
  return { ok: true, done, cursor, waiting, decided, failures, failed, totals };
}

/**
 * A dead run may have written visits for customers who left the queue since: they are decided now, out of the book or
 * not, and a visit whose contact is gone is withdrawn.
 */
async function endOrphans(run: PlanRun, met: ReadonlySet<string>, ports: Ports): Promise<void> {
  const orphans = new Map<string, OpenVisitRow[]>();
  for await (const rows of ports.visits.openRows()) {
    for (const row of rows) {
      if (!isUnfinished(run, row.contactId) || met.has(row.contactId)) continue;
      const list = orphans.get(row.contactId);
      if (list) list.push(row);
      else orphans.set(row.contactId, [row]);
    }
  }
  if (orphans.size === 0) return;
  const customers = await ports.customers.read([...orphans.keys()]);
  // A visit that its customer's memory knows was written whole: its own next date brings it up.
  const undecided = customers.filter(
    ({ contactId, memory }) => orphans.get(contactId)?.some(({ slot }) => !memory.openSlots.includes(slot)) ?? false,
  );
  if (undecided.length > 0) {
    await planCustomers(
      run,
      undecided.map(({ contactId }) => contactId),
      ports,
    );
  }
  for (const { contactId } of customers) orphans.delete(contactId);
  const ends = [...orphans.values()].flat().map(
    ({ contactId, customerKey, slot }): SlotEnd => ({
      contactId,
      customerKey,
      slot,
      status: 'withdrawn',
      why: { zh: '联系人已不存在，回访撤回。', en: 'The contact is gone; the visit is withdrawn.' },
    }),
  );
  if (ends.length > 0) await ports.visits.endSlots(ends);
}

function reportOf(run: PlanRun, trigger: RunReport['trigger']): RunReport {
  return { trigger, today: run.today, policyVersion: run.policy.version };
}

function busy(ms: number): Refusal {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return {
    ok: false,
    reason: 'busy',
    message: {
      zh: `另一次计划正在运行；${seconds} 秒后再试，它会从中断处继续。`,
      en: `Another planning run is at work; try again in ${seconds} s, it goes on where that one stops.`,
    },
  };
}
