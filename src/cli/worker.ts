import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Pool } from 'pg';
import { jsonLog, reasonOf } from '../use-cases/operations/log.ts';
import { settleForBooks } from '../worker/engine.ts';
import { openPortal } from '../worker/plan-job.ts';
import { deadJobs, openBoss, openDatabase, sendPlan } from '../worker/queues.ts';
import { type PortalSettings, workerSettings } from '../worker/settings.ts';
import { addPortal, askToStop } from '../worker/tables.ts';
import { startWorker } from '../worker/worker.ts';
import { command, Failure, flags, UsageError } from './words.ts';

const USAGE = 'npm run worker [-- --plan PORTAL | --pause PORTAL --because TEXT | --resume PORTAL | --dead]';

settleForBooks();
await command(async () => {
  const words = flags(
    {
      plan: { type: 'string' },
      pause: { type: 'string' },
      because: { type: 'string' },
      resume: { type: 'string' },
      dead: { type: 'boolean' },
    },
    USAGE,
  );
  const read = workerSettings(process.env);
  if (!read.ok) throw new UsageError(read.problem);
  const { settings } = read;
  const asked = words.plan ?? words.pause ?? words.resume;
  const portal = asked === undefined ? undefined : portalNamed(settings.portals, asked);
  if (words.pause !== undefined && !words.because)
    throw new UsageError(`--pause needs --because, which people read on the clock record. Usage: ${USAGE}`);

  const pool = new Pool({ connectionString: settings.databaseUrl, application_name: 'return-visits-worker', max: 12 });
  const worker = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const log = jsonLog((line) => console.log(line), worker, Date.now);
  // A connection that breaks while idle is replaced; nobody waited for it.
  pool.on('error', (error) => log('database-trouble', { reason: reasonOf(error) }));
  await reach(pool, settings.databaseUrl);

  const isWorker = portal === undefined && !words.dead;
  const boss = openBoss(pool, { schedules: isWorker });
  boss.on('error', (error) => log('queue-trouble', { reason: reasonOf(error) }));
  // Whatever happens, no connection is left that would keep a process alive which does nothing.
  try {
    if (isWorker) {
      const running = await startWorker(settings, { pool, boss, worker, log });
      await askedToEnd();
      await running.stop();
      return 0;
    }
    await openDatabase(pool, boss, portal ? [portal.portalId] : []);
    if (words.dead) {
      const dead = await deadJobs(pool);
      for (const job of dead) console.log(`${job.diedAt.toISOString()} portal ${job.portalId}: ${job.reason}`);
      console.log(`${dead.length} dead`);
    }
    if (portal) {
      await addPortal(pool, portal.portalId);
      if (words.pause !== undefined) {
        await openPortal(settings, portal, {}).ports.runs.pause(words.because ?? '');
        await askToStop(pool, portal.portalId);
        console.log(`portal ${portal.portalId} is paused; a run at work ends after its step`);
      }
      if (words.resume !== undefined) await openPortal(settings, portal, {}).ports.runs.pause(null);
      if (words.pause === undefined) {
        const sent = await sendPlan(boss, pool, portal.portalId);
        console.log(`portal ${portal.portalId}: ${sent ? 'a run is asked for' : 'a run waits already'}`);
      }
    }
  } finally {
    await boss.stop({ graceful: false });
    await pool.end();
  }
  return 0;
});

/** Resolves when the process is asked to end; a second time it ends at once. */
function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGTERM', stop);
      process.off('SIGINT', stop);
      resolve();
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}

function portalNamed(portals: readonly PortalSettings[], text: string): PortalSettings {
  const portal = portals.find(({ portalId }) => String(portalId) === text);
  if (!portal) throw new UsageError(`${JSON.stringify(text)} is not in WORKER_PORTALS. Usage: ${USAGE}`);
  return portal;
}

/** The address without its password goes into the refusal. */
async function reach(pool: Pool, databaseUrl: string): Promise<void> {
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    const { hostname: host, port, pathname } = new URL(databaseUrl);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    throw new Failure(
      `cannot use the database at ${host}:${port || '5432'}${pathname} (${code}): check DATABASE_URL and that PostgreSQL runs`,
      { cause: error },
    );
  }
}
