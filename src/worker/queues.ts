import type { Pool, PoolClient } from 'pg';
import PgBoss from 'pg-boss';
import type { PlanJob } from './plan-job.ts';
import { createTables, oneAtATime } from './tables.ts';

/** Jobs that nobody tries any more, each with its reason. */
export const DEAD_JOBS = 'return-visits-dead';

/** A queue a portal: pg-boss keeps one schedule a queue, and lets one job of it be active. */
export function queueOf(portalId: number): string {
  return `return-visits-${portalId}`;
}

const RETRIES = 6;
const RETRY_DELAY_SECONDS = 20;
const KEEP_DEAD_DAYS = 60;

/** On the pool's connections: a start that fails leaves none of its own behind. */
export function openBoss(pool: Pool, options: { readonly schedules: boolean }): PgBoss {
  return new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    schedule: options.schedules,
    supervise: options.schedules,
  });
}

/** Makes what is missing of the tables and of these portals' queues, and starts pg-boss. */
export async function openDatabase(pool: Pool, boss: PgBoss, portalIds: readonly number[]): Promise<void> {
  await oneAtATime(pool, async () => {
    await createTables(pool);
    await boss.start();
    await createQueues(boss, portalIds);
  });
}

async function createQueues(boss: PgBoss, portalIds: readonly number[]): Promise<void> {
  await boss.createQueue(DEAD_JOBS, { name: DEAD_JOBS, retentionDays: KEEP_DEAD_DAYS });
  for (const portalId of portalIds) {
    const name = queueOf(portalId);
    await boss.createQueue(name, {
      name,
      policy: 'singleton',
      retryLimit: RETRIES,
      retryDelay: RETRY_DELAY_SECONDS,
      retryBackoff: true,
      // A worker that dies is noticed by its silence, long before this.
      expireInMinutes: 30,
      deadLetter: DEAD_JOBS,
    });
  }
}

/** pg-boss's statements within a transaction of ours. */
export function within(client: PoolClient): PgBoss.ConnectionOptions {
  return { db: { executeSql: (text, values) => client.query(text, values) } };
}

/** Asks for a run now, unless one waits already. */
export async function sendPlan(boss: PgBoss, pool: Pool, portalId: number): Promise<boolean> {
  const name = queueOf(portalId);
  const { rowCount } = await pool.query(
    `SELECT 1 FROM pgboss.job WHERE name = $1 AND state = 'created' AND start_after <= now() LIMIT 1`,
    [name],
  );
  if (rowCount) return false;
  const job: PlanJob = { portalId };
  await boss.send(name, job);
  return true;
}

/** Of these portals those that have a job to be begun now. */
export async function portalsDue(pool: Pool, portalIds: readonly number[]): Promise<readonly number[]> {
  const byName = new Map(portalIds.map((portalId) => [queueOf(portalId), portalId]));
  const { rows } = await pool.query<{ name: string }>(
    `SELECT DISTINCT name FROM pgboss.job WHERE name = ANY($1) AND state < 'active' AND start_after <= now()`,
    [[...byName.keys()]],
  );
  return rows.flatMap(({ name }) => byName.get(name) ?? []);
}

export interface DeadJob {
  readonly id: string;
  readonly portalId: number;
  readonly diedAt: Date;
  readonly reason: string;
}

/** The newest first, at most a thousand. */
export async function deadJobs(pool: Pool): Promise<readonly DeadJob[]> {
  const { rows } = await pool.query<{ id: string; portal_id: string; created_on: Date; reason: string | null }>(
    `SELECT id, data->>'portalId' AS portal_id, created_on, COALESCE(data->>'reason', output->>'reason', output->'value'->>'message') AS reason
     FROM pgboss.job WHERE name = $1 AND state < 'active' ORDER BY created_on DESC LIMIT 1000`,
    [DEAD_JOBS],
  );
  return rows.map((row) => ({
    id: row.id,
    portalId: Number(row.portal_id),
    diedAt: row.created_on,
    reason: row.reason ?? 'no reason was left',
  }));
}
