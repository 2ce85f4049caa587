import type { Refusal } from '../../contract/common.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { HANDS } from '../loops/check-loops.ts';
import { LOOK } from '../loops/mirror-tickets.ts';
import { policyOf } from '../policy/policy-in-force.ts';
import { withdrawOpen } from '../policy/withdraw-open.ts';
import type {
  ItemFailure,
  Lease,
  PlanClock,
  Ports,
  RecordUse,
  RunFacts,
  RunOutcome,
  RunReport,
  SweepMark,
  SweepSource,
} from '../ports/ports.ts';
import { COUNT, CountStopped, loadOfRun } from './count-load.ts';
import { LEFT, leaveBehind, lookLeftBehind } from './left-behind.ts';
import { LoopCare } from './loop-care.ts';
import {
  clockOf,
  type Decided,
  type DecidedCustomer,
  isUnfinished,
  leftUnfinished,
  type PlanRun,
  planStep,
  type StepCounts,
  type StepResult,
} from './plan-step.ts';
import type { ReadAhead } from './read-ahead.ts';
import { relieveOwners } from './relieve-owners.ts';
import { RunJobs } from './run-jobs.ts';
import { RunTally, troubleOf } from './run-tally.ts';
import { busy, lookOut, runFrom, startRun } from './start-run.ts';
import type { TalksAhead } from './talks-ahead.ts';
import { sweepStep } from './touch-sweep.ts';

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
  /** What people do in HubSpot that the token may not read: talks there count only when they are recorded with our card. */
  readonly unread: readonly SweepSource[];
  /** How full the portal is; absent where it does not tell. */
  readonly records?: RecordUse;
  /** Under which its visits can be taken back; absent for a dry run. */
  readonly name?: string;
}

/** How far a run is: talks that were logged elsewhere, then the whole book where the policy is new, then who is due. */
export interface Progress {
  readonly phase: 'talks' | 'book' | 'queue';
  readonly decided: number;
  /** Customers of this phase still to come; 0 while nobody can know. */
  readonly waiting: number;
}

export interface RunSettings {
  readonly today: Day;
  readonly trigger: RunReport['trigger'];
  readonly dryRun?: boolean;
  /** Called after each step, so that nothing of a customer has to be kept longer. */
  readonly onDecided?: (customers: readonly DecidedCustomer[]) => void;
  readonly onProgress?: (progress: Progress) => void;
  /** When another run is at work: wait for it to end or to be given up, instead of saying so. */
  readonly onWaiting?: (untilMs: number) => void;
  /** Asked between steps, and between pages where the run reads ahead; true ends it in good order. */
  readonly shouldStop?: () => boolean;
  /** Where an earlier run that was stopped goes on. */
  readonly cursor?: string | null;
  /** Read ahead and have two steps under way at once: faster, for three times the memory. */
  readonly readAhead?: ReadAhead | undefined;
  /** Customers to a step; fewer where time is short. */
  readonly stepSize?: number;
}

/**
 * Plans step by step until nobody waits, as the one run that may write.
 *
 * A run that ends badly leaves its step on the clock; the next one goes on from there.
 */
export async function planUntilDone(givenPorts: Ports, settings: RunSettings): Promise<RunResult | Refusal> {
  if (settings.dryRun) {
    const started = await startRun(givenPorts, { today: settings.today, dryRun: true, load: loadOfRun });
    return started.ok ? planFrom(givenPorts, settings, started.run) : started;
  }
  const { clock } = givenPorts;
  for (;;) {
    const result = await planIfFree(givenPorts, settings);
    if ('ok' in result) return result;
    const { heldUntil } = result;
    // What was looked at holds no more; what another run left is on the clock then.
    if (heldUntil === 0) continue;
    if (!settings.onWaiting) return busy(heldUntil - clock.now());
    settings.onWaiting(heldUntil);
    await clock.sleep(Math.max(1_000, heldUntil - clock.now()));
  }
}

async function planIfFree(
  givenPorts: Ports,
  settings: RunSettings,
): Promise<RunResult | Refusal | { readonly heldUntil: number }> {
  const { runs, clock } = givenPorts;
  let ahead: TalksAhead | undefined;
  try {
    const outlook = await lookOut(givenPorts, {}, async () => {
      const looking = runs.look(JOBS);
      settings.readAhead?.getReady(clock);
      const seen = await looking;
      const mark = settings.readAhead && mayBegin(seen) ? sweepOf(seen.clock, settings) : undefined;
      if (mark === undefined) return seen;
      ahead = settings.readAhead?.talksAhead(givenPorts.touches, mark);
      // Talks that are logged from here on are of the next sweep.
      const sweep = { ...mark, startedAt: mark.startedAt ?? seen.rights.at };
      return { ...seen, clock: { ...seen.clock, sweep } };
    });
    if (!outlook.ok) return outlook;
    const report = { trigger: settings.trigger, today: settings.today, policyVersion: outlook.policy.version };
    const taken = await runs.takeLease(report, outlook.rights);
    if (!('key' in taken)) return taken;
    const right = new Right(runs, taken, report, clock.now());
    const jobs = new RunJobs(givenPorts.jobs, JOBS, outlook.jobs);
    const ports = { ...givenPorts, jobs, touches: ahead ?? givenPorts.touches };
    try {
      const run = await runFrom(outlook, ports, {
        today: settings.today,
        load: loadOfRun,
        goOn: async () => {
          await right.renew();
          return !(settings.shouldStop?.() ?? false);
        },
      });
      return await planFrom(ports, settings, { ...run, name: taken.key }, { right, jobs });
    } catch (error) {
      if (error instanceof LostLease) return busy(0);
      if (error instanceof CountStopped) return await endCounting(runs, right, jobs, settings);
      throw error;
    }
  } finally {
    await ahead?.settle();
  }
}

/** Ends a run that only counted how full owners' days are. */
async function endCounting(
  runs: Ports['runs'],
  { lease, begun }: Right,
  jobs: RunJobs,
  { cursor = null }: RunSettings,
): Promise<RunResult> {
  const totals = { opened: 0, changed: 0, withdrawn: 0, unchanged: 0 };
  await runs.endLease(lease, { counts: { decided: 0, failed: 0, ...totals }, begun }, { jobs: jobs.changed });
  return { ok: true, done: false, cursor, waiting: 0, decided: 0, failures: [], failed: 0, totals, unread: [] };
}

/**
 * Whether nothing that can be seen speaks against a run. A policy that is met for the first time takes longer to read than searches are
 * apart: it is read before the first of them has its place.
 */
function mayBegin({ clock, stored, rights }: Awaited<ReturnType<Ports['runs']['look']>>): boolean {
  return clock.pausedBecause === undefined && rights.heldUntil <= rights.at && policyOf(stored).ok;
}

/** Where a run goes on with the sweep over talks; undefined: it does not, or it is the first of the portal. */
function sweepOf({ sweep }: PlanClock, { cursor }: Pick<RunSettings, 'cursor'>): SweepMark | undefined {
  return cursor == null || sweep?.source !== undefined ? sweep : undefined;
}

/** What is kept between runs beside the clock, looked at with it and written with it. */
const JOBS = [HANDS, LOOK, COUNT, LEFT];

/** The right to write, as long as a run renews it. */
class Right {
  readonly begun: NonNullable<RunReport['begun']>;
  readonly #runs: Ports['runs'];
  readonly #report: RunReport;
  #lease: Lease;

  constructor(runs: Ports['runs'], lease: Lease, report: RunReport, startedAt: number) {
    this.#runs = runs;
    this.#lease = lease;
    this.begun = { run: lease.key, startedAt };
    this.#report = { ...report, begun: this.begun };
  }

  get lease(): Lease {
    return this.#lease;
  }

  /** @throws LostLease when another run has taken over */
  async renew(): Promise<void> {
    const lease = await this.#runs.renewLease(this.#lease, this.#report);
    if (lease === undefined) throw new LostLease();
    this.#lease = lease;
  }
}

/** @param held absent: nothing is written */
async function planFrom(
  ports: Ports,
  settings: RunSettings,
  started: PlanRun,
  held?: { readonly right: Right; readonly jobs: RunJobs },
): Promise<RunResult> {
  let run = started;
  const tally = new RunTally();

  const failures: ItemFailure[] = [];
  const totals = { opened: 0, changed: 0, withdrawn: 0, unchanged: 0 };
  const unread: SweepSource[] = [];
  let decided = 0;
  let failed = 0;
  let waiting: number | undefined;
  /** Customers of the dead run's step that were decided again. */
  const met = new Set<string>();
  const take = (step: Decided, progress: Omit<Progress, 'decided'>): void => {
    tally.add(step);
    decided += step.decided.length;
    failed += step.failures.length;
    failures.push(...step.failures.slice(0, Math.max(0, 100 - failures.length)));
    for (const key of ['opened', 'changed', 'withdrawn', 'unchanged'] as const) totals[key] += step[key];
    for (const { contactId } of step.decided) if (isUnfinished(run, contactId)) met.add(contactId);
    if (step.decided.length === 0) return;
    settings.onDecided?.(step.decided);
    settings.onProgress?.({ ...progress, decided });
  };
  /** After a step: false when the run has to end here. */
  const goOn = async (): Promise<boolean> => {
    if (settings.shouldStop?.()) return false;
    await held?.right.renew();
    return true;
  };

  // What a dead run left lies before any cursor: it comes first.
  let cursor: string | null = run.unfinished === undefined ? (settings.cursor ?? null) : null;
  let done = false;
  /** A run that has the time looks after loops behind the queue, while its last visits are written; before a long one they do not wait. */
  const loopsLast = settings.readAhead !== undefined && run.rebook === undefined;
  const loops = new LoopCare(ports);
  /** The loops were looked after; where they come first nothing else is begun before. */
  let looked = true;
  try {
    if (held !== undefined && !loopsLast && settings.cursor == null)
      looked = (await loops.look(run, goOn)) !== undefined;
    const before = looked && (await decideBeforeQueue());
    // Whoever goes on later need not look for talks again.
    if (looked && !before && run.sweep?.source === undefined) cursor ??= '0';
    if (before) await decideQueue();
    if (done && held !== undefined && loopsLast) await lookBehindQueue();
  } catch (error) {
    const trouble = troubleOf(error);
    // Where HubSpot does not answer nothing can be kept, and trying would take the time that a function has.
    const isKept = trouble.kind !== 'unavailable' && trouble.kind !== 'rate-limited';
    if (held && !(error instanceof LostLease) && isKept)
      await ports.runs.noteTrouble(held.right.lease, did({ trouble })).catch(() => {});
    throw error;
  } finally {
    await loops.settle();
  }
  run.deadRunLoad?.end();
  if (held) {
    const step = leftUnfinished(run, looked ? cursor : '0');
    // As seldom as the load is counted: contacts that were deleted where no webhook tells.
    const left = { among: done || step === undefined ? run.unfinished : undefined, met, gone: run.countsAnew };
    if (!done) await leaveBehind(left, ports);
    else if (!(await lookLeftBehind(run, left, goOn, ports))) {
      done = false;
      cursor = '0';
    }
    const moved = run.sweep?.source !== started.sweep?.source || run.rebook?.after !== started.rebook?.after;
    const isMended = run.unfinished !== undefined || held.jobs.changed.has(LEFT);
    const isNews = decided > 0 || moved || run.bookBy !== started.bookBy || isMended;
    await ports.runs.endLease(held.right.lease, did({}), {
      ...(isNews ? { clock: { ...clockOf(run), ...(step === undefined ? {} : { step }) } } : {}),
      jobs: held.jobs.changed,
    });
  }
  return {
    ok: true,
    done,
    cursor,
    waiting: waiting ?? 0,
    decided,
    failures,
    failed,
    totals,
    unread,
    ...(run.records === undefined ? {} : { records: run.records }),
    ...(run.name === undefined ? {} : { name: run.name }),
  };

  function did(more: RunFacts): RunOutcome {
    const facts = { ...tally.facts(), ...(unread.length === 0 ? {} : { unread }), ...more };
    return {
      counts: { decided, failed, ...totals },
      facts,
      ...(held === undefined ? {} : { begun: held.right.begun }),
    };
  }

  async function decideQueue(): Promise<void> {
    for await (const step of queueSteps(cursor)) {
      waiting ??= step.waiting;
      take(step, { phase: 'queue', waiting: Math.max(0, step.waiting - step.decided.length) });
      cursor = step.cursor;
      done = step.done;
    }
  }

  /** Whom the loops ask something of is decided in this run too. */
  async function lookBehindQueue(): Promise<void> {
    const told = await loops.look(run, goOn);
    looked = done = told !== undefined;
    if (told === undefined || told.length === 0) return;
    for (const contactId of told) run.decidedBefore.delete(contactId);
    // The index still shows as waiting whom the queue has just brought.
    run = { ...run, mistrustIndex: true };
    cursor = '0';
    await decideQueue();
  }

  async function* queueSteps(from: string | null): AsyncGenerator<StepResult> {
    const { stepSize: size } = settings;
    if (settings.readAhead && !run.dryRun) {
      const onRead = (): void => {
        if (loopsLast) loops.ask();
      };
      yield* settings.readAhead.stepsUnderWay(run, from, ports, { size, goOn, onRead });
      return;
    }
    for (let after = from; ; ) {
      const step = await planStep(run, after, ports, { size });
      yield step;
      after = step.cursor;
      if (step.done || !(await goOn())) return;
    }
  }

  /** Talks that were logged elsewhere, whose owner cannot keep them, and a book that a new policy is for; false: time is up. */
  async function decideBeforeQueue(): Promise<boolean> {
    // A run that goes on at a cursor has done this, unless it was stopped in the middle of it.
    if (settings.cursor == null || run.sweep?.source !== undefined) {
      do {
        const step = await sweepStep(run, run.sweep, ports);
        run = { ...run, sweep: step.mark };
        if (step.unread !== undefined) unread.push(step.unread);
        for (const { contactId } of step.decided) run.decidedBefore.add(contactId);
        take(step, { phase: 'talks', waiting: 0 });
        if (!(await goOn())) return false;
      } while (run.sweep?.source !== undefined);
      for await (const relieved of relieveOwners(run, ports)) {
        for (const { contactId } of relieved.decided) run.decidedBefore.add(contactId);
        take(relieved, { phase: 'talks', waiting: 0 });
        if (!(await goOn())) return false;
      }
    }
    if (run.rebook?.after === '0' && run.policy.openVisits === 'withdraw' && !run.dryRun) {
      for await (const _ of withdrawOpen(run, ports)) if (!(await goOn())) return false;
    }
    run.deadRunLoad?.holdBack();
    while (run.rebook !== undefined) {
      const { by, after } = run.rebook;
      const step = await planStep(run, after, ports, { size: settings.stepSize, whole: true });
      const { rebook: _, ...rest } = run;
      run = step.cursor === null ? { ...rest, bookBy: by } : { ...run, rebook: { by, after: step.cursor } };
      for (const { contactId } of step.decided) run.decidedBefore.add(contactId);
      take(step, { phase: 'book', waiting: Math.max(0, step.waiting - step.decided.length) });
      if (!(await goOn())) return false;
    }
    return true;
  }
}

/** Another run has taken over. */
class LostLease extends Error {}
