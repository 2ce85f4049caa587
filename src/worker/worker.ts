import type { Pool } from 'pg';
import type PgBoss from 'pg-boss';
import { formatDay } from '../domain/calendar/day.ts';
import { dayIn, instantAt } from '../domain/calendar/zone.ts';
import { type Log, reasonOf } from '../use-cases/operations/log.ts';
import type { Account } from '../use-cases/ports/ports.ts';
import { endOfDay, type JobOutcome, openPortal, type PlanJob, runPlanJob, Stopped, type StopSign } from './plan-job.ts';
import { DEAD_JOBS, openDatabase, portalsDue, queueOf, sendPlan, within } from './queues.ts';
import type { PortalSettings, WorkerSettings } from './settings.ts';
import { sharedPacer } from './shared-pacer.ts';
import { addPortal, beat, beginJob, endJob, inTransaction, keepZone, type RunningJob, silentJobs } from './tables.ts';

export interface Worker {
  /** Begins nothing new, lets each run end its step, hands back what is left, and resolves. */
  stop(): Promise<void>;
}

interface KnownPortal {
  readonly settings: PortalSettings;
  readonly account: Account;
}

/** How often a worker looks for jobs, and says that it lives. */
const TICK_MS = 1_000;
const BEAT_MS = 2_000;
/** A worker silent for so long is taken for dead; HubSpot's lease keeps one that is not from writing twice. */
const SILENT_MS = 10_000;
/** A portal that could not be read is tried again after this. */
const PREPARE_AGAIN_MS = 60_000;

/**
 * Plans many portals: each has its queue, its schedule in its own zone and one budget of calls that all workers share.
 *
 * The queue's own query is the checkpoint, so a job says little more than which portal. A worker that dies holding HubSpot's
 * lease is noticed within ten seconds; its job is begun again by another, which waits for the lease to run out.
 */
export async function startWorker(
  settings: WorkerSettings,
  outside: { readonly pool: Pool; readonly boss: PgBoss; readonly worker: string; readonly log: Log },
): Promise<Worker> {
  const { pool, boss, worker, log } = outside;
  const portals = new Map<number, KnownPortal>();
  const running = new Map<number, { readonly ended: Promise<void>; readonly stop: (why: string) => void }>();
  let stopping = false;

  const portalIds = settings.portals.map(({ portalId }) => portalId);
  await openDatabase(pool, boss, portalIds);

  /** Reads the portal's zone, sets its schedule and makes up for a run that was missed while no worker lived. */
  async function prepare(portal: PortalSettings): Promise<void> {
    const { portalId, planAt } = portal;
    await addPortal(pool, portalId);
    // The zone is not known yet; until it is, a spent day ends with the day in UTC.
    const pacer = sharedPacer(pool, portalId, (now) => endOfDay('UTC', now));
    const account = await openPortal(settings, portal, { pacer }).ports.account();
    if (account.portalId !== portalId) {
      log('portal-refused', { portal: portalId, reason: `its token is of portal ${account.portalId}` });
      return;
    }
    const { timeZone } = account;
    const [hours, minutes] = planAt.split(':').map(Number);
    const job: PlanJob = { portalId };
    await boss.schedule(queueOf(portalId), `${minutes} ${hours} * * *`, job, { tz: timeZone });
    const doneOn = await keepZone(pool, portalId, timeZone);
    portals.set(portalId, { settings: portal, account });
    const today = dayIn(timeZone, Date.now());
    const missed = Date.now() >= instantAt(timeZone, today, planAt) && (doneOn ?? '') < formatDay(today);
    if (missed) await sendPlan(boss, pool, portalId);
    log('portal-ready', { portal: portalId, zone: timeZone, planAt, missed });
  }

  const again = new Set<NodeJS.Timeout>();
  async function prepareUntilReady(portal: PortalSettings): Promise<void> {
    try {
      await prepare(portal);
    } catch (error) {
      log('portal-unavailable', { portal: portal.portalId, reason: reasonOf(error) });
      if (stopping) return;
      const timer = setTimeout(() => {
        again.delete(timer);
        void prepareUntilReady(portal);
      }, PREPARE_AGAIN_MS);
      again.add(timer);
    }
  }

  async function runJob(known: KnownPortal, job: PgBoss.JobWithMetadata<PlanJob>, stop: StopSwitch): Promise<void> {
    const { portalId } = known.settings;
    const mine: RunningJob = { portalId, jobId: job.id };
    await beginJob(pool, mine, worker);
    log('run-begun', { portal: portalId, job: job.id, retry: job.retryCount, today: job.data.today });
    let progress = { decided: 0, waiting: 0 };
    let silentSince = Date.now();
    const beats = setInterval(async () => {
      try {
        const answer = await beat(pool, mine, progress);
        silentSince = Date.now();
        if (answer !== 'on') stop.stop(answer === 'lost' ? 'taken over' : 'asked to stop');
      } catch (error) {
        log('beat-failed', { portal: portalId, reason: reasonOf(error) });
        if (Date.now() - silentSince > SILENT_MS) stop.stop('database unreachable');
      }
    }, BEAT_MS);
    try {
      const pacer = sharedPacer(pool, portalId, (now) => endOfDay(known.account.timeZone, now));
      const portal = openPortal(settings, known.settings, { pacer, account: known.account, sleep: stop.sleep });
      const outcome = await runPlanJob(job.data, portal, stop, (made) => {
        progress = made;
      });
      await settle(mine, job, stop.why() === 'asked to stop' ? { kind: 'paused' } : outcome);
    } catch (error) {
      await failJob(mine, job, reasonOf(error));
    } finally {
      clearInterval(beats);
    }
  }

  /** What follows from a job's end, and the end itself, in one transaction: neither is lost without the other. */
  async function settle(mine: RunningJob, job: PgBoss.JobWithMetadata<PlanJob>, outcome: JobOutcome): Promise<void> {
    const name = queueOf(mine.portalId);
    await inTransaction(pool, async (client) => {
      const db = within(client);
      if (outcome.kind === 'more') await boss.send(name, outcome.job, db);
      if (outcome.kind === 'later') await boss.send(name, outcome.job, { ...db, startAfter: new Date(outcome.at) });
      if (outcome.kind === 'hopeless') await boss.send(DEAD_JOBS, { ...job.data, reason: outcome.reason }, db);
      await boss.complete(name, job.id, { outcome: outcome.kind }, db);
      await endJob(client, mine, outcome.kind === 'done' ? outcome.today : undefined);
    });
    const facts = { portal: mine.portalId, job: mine.jobId };
    if (outcome.kind === 'done') log('run-done', { ...facts, today: outcome.today, ...outcome.totals });
    else if (outcome.kind === 'more') log('run-handed-on', { ...facts, cursor: outcome.job.cursor });
    else if (outcome.kind === 'later')
      log('run-put-off', { ...facts, until: new Date(outcome.at).toISOString(), reason: outcome.reason });
    else if (outcome.kind === 'hopeless') log('run-dead', { ...facts, reason: outcome.reason });
    else log('run-paused', facts);
  }

  async function failJob(mine: RunningJob, job: PgBoss.JobWithMetadata<PlanJob>, reason: string): Promise<void> {
    await inTransaction(pool, async (client) => {
      await boss.fail(queueOf(mine.portalId), job.id, { reason }, within(client));
      await endJob(client, mine);
    });
    log(job.retryCount < job.retryLimit ? 'run-failed' : 'run-dead', {
      portal: mine.portalId,
      job: mine.jobId,
      retry: job.retryCount,
      reason,
    });
  }

  async function begin(portalId: number): Promise<void> {
    const known = portals.get(portalId);
    if (!known || running.has(portalId) || running.size >= settings.atOnce) return;
    const stop = stopSwitch();
    let ended = (): void => undefined;
    running.set(portalId, { ended: new Promise((resolve) => (ended = resolve)), stop: stop.stop });
    try {
      // Another worker's active job of this queue leaves nothing to fetch.
      const [job] = await boss.fetch<PlanJob>(queueOf(portalId), { includeMetadata: true });
      if (job) await runJob(known, job, stop);
    } catch (error) {
      log('job-trouble', { portal: portalId, reason: reasonOf(error) });
    } finally {
      running.delete(portalId);
      ended();
    }
  }

  /** Jobs of workers that are silent are begun again, at once; one that ended its worker each time is given up. */
  async function takeOver(): Promise<void> {
    await inTransaction(pool, async (client) => {
      for (const silent of await silentJobs(client, SILENT_MS)) {
        const name = queueOf(silent.portalId);
        const db = within(client);
        const job = await boss.getJobById<PlanJob>(name, silent.jobId, { ...db, includeArchive: false });
        if (job?.state === 'active') {
          if (job.retryCount >= job.retryLimit) {
            await boss.fail(name, job.id, { reason: 'its worker ended without a word, every time' }, db);
          } else {
            await boss.cancel(name, job.id, db);
            await boss.resume(name, job.id, db);
          }
          log('run-taken-over', { portal: silent.portalId, job: silent.jobId, retry: job.retryCount });
        }
        await endJob(client, silent);
      }
    });
  }

  async function tick(): Promise<void> {
    try {
      await takeOver();
      const free = [...portals.keys()].filter((portalId) => !running.has(portalId));
      if (free.length === 0 || running.size >= settings.atOnce) return;
      for (const portalId of await portalsDue(pool, free)) if (!stopping) void begin(portalId);
    } catch (error) {
      log('database-trouble', { reason: reasonOf(error) });
    }
  }

  for (const portal of settings.portals) void prepareUntilReady(portal);
  let timer: NodeJS.Timeout | undefined;
  const loop = async (): Promise<void> => {
    await tick();
    if (!stopping) timer = setTimeout(() => void loop(), TICK_MS);
  };
  void loop();
  log('worker-ready', { portals: settings.portals.length });

  return {
    async stop() {
      stopping = true;
      clearTimeout(timer);
      for (const each of again) clearTimeout(each);
      log('worker-stopping', { running: running.size });
      for (const { stop } of running.values()) stop('worker stops');
      await Promise.all([...running.values()].map(({ ended }) => ended));
      await boss.stop({ graceful: false });
      log('worker-stopped');
    },
  };
}

interface StopSwitch extends StopSign {
  stop(why: string): void;
  why(): string | undefined;
}

function stopSwitch(): StopSwitch {
  let reason: string | undefined;
  const waiting = new Set<() => void>();
  return {
    isStopped: () => reason !== undefined,
    why: () => reason,
    stop(why) {
      reason ??= why;
      for (const wake of waiting) wake();
    },
    sleep: (ms) =>
      new Promise((resolve, reject) => {
        const wake = (): void => {
          clearTimeout(timer);
          waiting.delete(wake);
          if (reason === undefined) resolve();
          else reject(new Stopped());
        };
        const timer = setTimeout(wake, ms);
        waiting.add(wake);
        if (reason !== undefined) wake();
      }),
  };
}
