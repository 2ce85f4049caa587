import type { Pool, PoolClient } from 'pg';

/** Beside pg-boss's own schema: what the workers of one database know of each portal. */
const SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS return_visits;
  CREATE TABLE IF NOT EXISTS return_visits.pace (
    portal_id bigint PRIMARY KEY,
    turn bigint NOT NULL,
    state jsonb NOT NULL
  );
  CREATE TABLE IF NOT EXISTS return_visits.portal (
    portal_id bigint PRIMARY KEY,
    time_zone text,
    done_on date,
    stop_asked_at timestamptz,
    worker text,
    job_id uuid,
    began_at timestamptz,
    beat_at timestamptz,
    decided int,
    waiting int
  );
`;
/** Any number, the same in every worker. */
const LOCK = 4_108_270_291;

/** Does what makes tables while no other worker of this database does the like: two at once can end in a deadlock. */
export async function oneAtATime(pool: Pool, work: () => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await work();
  } finally {
    // The lock ends with its connection.
    client.release(true);
  }
}

export async function createTables(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query(SCHEMA);
  });
}

export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // A connection in an unknown state is not used again.
    client.release(true);
    throw error;
  }
}

export interface RunningJob {
  readonly portalId: number;
  readonly jobId: string;
}

export async function addPortal(pool: Pool, portalId: number): Promise<void> {
  await pool.query('INSERT INTO return_visits.portal (portal_id) VALUES ($1) ON CONFLICT DO NOTHING', [portalId]);
}

/** Remembers the zone and answers the day of the last run that came to its end, `YYYY-MM-DD`. */
export async function keepZone(pool: Pool, portalId: number, timeZone: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ done_on: string | null }>(
    'UPDATE return_visits.portal SET time_zone = $2 WHERE portal_id = $1 RETURNING done_on::text',
    [portalId, timeZone],
  );
  return rows[0]?.done_on ?? undefined;
}

export async function beginJob(pool: Pool, { portalId, jobId }: RunningJob, worker: string): Promise<void> {
  await pool.query(
    `UPDATE return_visits.portal
     SET worker = $2, job_id = $3, began_at = now(), beat_at = now(), decided = NULL, waiting = NULL WHERE portal_id = $1`,
    [portalId, worker, jobId],
  );
}

/** Says that the worker lives; `lost`: others took it for dead, `stop`: somebody asked the run to stop. */
export async function beat(
  pool: Pool,
  { portalId, jobId }: RunningJob,
  progress: { readonly decided: number; readonly waiting: number },
): Promise<'on' | 'lost' | 'stop'> {
  const { rows } = await pool.query<{ stop: boolean | null }>(
    `UPDATE return_visits.portal SET beat_at = now(), decided = $3, waiting = $4
     WHERE portal_id = $1 AND job_id = $2 RETURNING stop_asked_at > began_at AS stop`,
    [portalId, jobId, progress.decided, progress.waiting],
  );
  if (rows[0] === undefined) return 'lost';
  return rows[0].stop ? 'stop' : 'on';
}

export async function endJob(client: PoolClient, { portalId, jobId }: RunningJob, doneOn?: string): Promise<void> {
  await client.query(
    `UPDATE return_visits.portal SET job_id = NULL, worker = NULL, done_on = COALESCE($3, done_on)
     WHERE portal_id = $1 AND job_id = $2`,
    [portalId, jobId, doneOn ?? null],
  );
}

/** Jobs whose worker has been silent for so long; no other worker sees them until the transaction ends. */
export async function silentJobs(client: PoolClient, silentMs: number): Promise<readonly RunningJob[]> {
  const { rows } = await client.query<{ portal_id: string; job_id: string }>(
    `SELECT portal_id, job_id FROM return_visits.portal
     WHERE job_id IS NOT NULL AND beat_at < now() - $1 * interval '1 millisecond' FOR UPDATE SKIP LOCKED`,
    [silentMs],
  );
  return rows.map((row) => ({ portalId: Number(row.portal_id), jobId: row.job_id }));
}

/** A run that began before now ends after its step. */
export async function askToStop(pool: Pool, portalId: number): Promise<void> {
  await pool.query('UPDATE return_visits.portal SET stop_asked_at = now() WHERE portal_id = $1', [portalId]);
}
