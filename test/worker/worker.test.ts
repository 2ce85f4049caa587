import { Client, Pool } from 'pg';
import { afterAll, beforeAll, describe, it, type TestContext } from 'vitest';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { createPortal } from '../../src/portal/portal.ts';
import { DEAD_JOBS, openBoss, openDatabase, queueOf } from '../../src/worker/queues.ts';
import { apiInto, type BookState, planBook, readState } from '../support/book.ts';
import { runFromSource } from '../support/command.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import {
  dueBook,
  environment,
  load,
  newDatabase,
  PORTAL,
  runCaller,
  type ServedPortal,
  serve,
  startWorkerProcess,
  TODAY,
  TOKEN,
  type WorkerProcess,
  workerCommand,
  ZONE,
} from './workers.ts';

/** More than one step writes, so that a run can be stopped between two. */
const TWO_STEPS = 2_020;
const LEASE_MS = 30_000;

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

async function setUp({ onTestFinished, onTestFailed }: TestContext, name: string, customers: number) {
  const book = await dueBook(customers, TODAY);
  const workers: WorkerProcess[] = [];
  const served = await serve(book);
  onTestFinished(async () => {
    await Promise.all(workers.map((worker) => worker.end('SIGKILL')));
    await served.close();
  });
  // Which worker did what, and when, is the only trace of a race.
  onTestFailed(() => {
    for (const { text } of workers) process.stderr.write(`--- a worker of "${name}" said:\n${text()}`);
  });
  const databaseUrl = await newDatabase(postgres.url, name);
  const env = environment(databaseUrl, served.url);
  const start = async (): Promise<WorkerProcess> => {
    const worker = await startWorkerProcess(env);
    workers.push(worker);
    return worker;
  };
  /** What the portal is to hold when a run that nothing disturbs has ended. */
  const undisturbed = async (): Promise<BookState> => {
    const portal = createPortal({ timeZone: ZONE, seed: 7, rateLimits: false });
    portal.restore(book);
    await planBook(portal, apiInto(portal), TODAY);
    return readState(portal);
  };
  return { served, env, start, databaseUrl, undisturbed };
}

async function rowsOf<T extends object>(databaseUrl: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<T>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

/** Everything in every table, as text. */
async function dump(databaseUrl: string): Promise<string> {
  const tables = await rowsOf<{ name: string }>(
    databaseUrl,
    `SELECT schemaname || '.' || quote_ident(tablename) AS name FROM pg_tables WHERE schemaname IN ('pgboss', 'return_visits')`,
  );
  const parts: string[] = [];
  for (const { name } of tables) parts.push(JSON.stringify(await rowsOf(databaseUrl, `SELECT * FROM ${name}`)));
  return parts.join('\n');
}

// Not beside the others: its processes are timed against a lease of half a minute.
describe('two workers of one portal', () => {
  it('plan it once; when one is killed holding the lease, the other goes on when the lease has run out', async (test) => {
    const { expect } = test;
    const { served, start, databaseUrl, undisturbed } = await setUp(test, 'killed', 600);
    let killed: { at: number; worker: WorkerProcess } | undefined;
    const both = await Promise.all([start(), start()]);
    let taskBatches = 0;
    served.watch = (request) => {
      if (!request.url.includes('/tasks/batch/create')) return;
      taskBatches += 1;
      if (taskBatches !== 3) return;
      const holder = both.find(({ lines }) => lines.some(({ event }) => event === 'run-begun'));
      if (!holder) throw new Error('expected a worker that has begun');
      holder.child.kill('SIGKILL');
      killed = { at: Date.now(), worker: holder };
    };
    await Promise.all(both.map((worker) => worker.line(({ event }) => event === 'portal-ready')));
    await expect.poll(() => killed, { timeout: 30_000 }).toBeDefined();
    const other = both.find((worker) => worker !== killed?.worker);
    if (!other || !killed) throw new Error('expected two workers, one of them killed');

    const done = await other.line(({ event, decided }) => event === 'run-done' && Number(decided) > 0);
    // Those whose next date the killed one had not written yet, which is the last thing written of all.
    expect(done.decided).toBe(600);
    expect(await readState(served.portal)).toEqual(await undisturbed());
    const { burst, searches, refused } = load(served);
    expect(burst).toBeLessThanOrEqual(190);
    expect(searches).toBeLessThanOrEqual(5);
    expect(refused).toBe(0);

    // The portal's own records say when: the second lease begins where the first one ended, not a minute later.
    const leases = (await planningRuns(served)).filter(({ rv_trigger }) => rv_trigger === 'worker');
    const [dead, next] = leases.sort((a, b) => (a.rv_started_at ?? '').localeCompare(b.rv_started_at ?? ''));
    const expiredAt = Date.parse(dead?.rv_expires_at ?? '');
    expect(dead?.rv_status).toBe('running');
    expect(expiredAt).toBeLessThanOrEqual(killed.at + LEASE_MS);
    const wentOnAt = Date.parse(next?.rv_started_at ?? '');
    expect(wentOnAt).toBeGreaterThanOrEqual(expiredAt);
    expect(wentOnAt).toBeLessThan(expiredAt + 10_000);

    // What is kept and said names no customer and no secret.
    const kept = await dump(databaseUrl);
    for (const secret of [TOKEN, 'zhang.wei', '张', '139 0000']) {
      expect(kept).not.toContain(secret);
      for (const worker of both) expect(worker.text()).not.toContain(secret);
    }
  }, 240_000);

  it('hand a run on in good order when one is asked to end, with its place', async (test) => {
    const { expect } = test;
    const { served, start, databaseUrl, undisturbed } = await setUp(test, 'handed', TWO_STEPS);
    const first = await start();
    let code: Promise<number | null> | undefined;
    served.watch = (request) => {
      if (!code && request.url.includes('/tasks/batch/create')) code = first.end('SIGTERM');
    };
    await first.line(({ event }) => event === 'worker-stopped');
    expect(await code).toBe(0);
    const handedOn = first.lines.find(({ event }) => event === 'run-handed-on');
    expect(handedOn?.cursor).toMatch(/^\d+$/);
    const [waiting, ...more] = await rowsOf<{ data: { cursor: string; totals: { decided: number } } }>(
      databaseUrl,
      `SELECT data FROM pgboss.job WHERE name = 'return-visits-${PORTAL}' AND state < 'active'`,
    );
    expect(more).toEqual([]);
    expect(waiting?.data.cursor).toBe(handedOn?.cursor);
    // Whole pages, not the whole run.
    const handed = waiting?.data.totals.decided ?? 0;
    expect(handed).toBeGreaterThan(0);
    expect(handed).toBeLessThan(TWO_STEPS);
    expect(handed % 200).toBe(0);
    // The lease was given back: nobody has to wait for it.
    expect((await planningRuns(served)).map(({ rv_status }) => rv_status).sort()).toEqual(['clock', 'done']);

    const second = await start();
    const done = await second.line(({ event }) => event === 'run-done');
    expect(done).toMatchObject({ decided: TWO_STEPS, failed: 0 });
    expect(await readState(served.portal)).toEqual(await undisturbed());
    const [schedule] = await rowsOf<{ cron: string; timezone: string }>(
      databaseUrl,
      'SELECT cron, timezone FROM pgboss.schedule',
    );
    expect(schedule).toEqual({ cron: '0 0 * * *', timezone: ZONE });
  }, 240_000);
});

describe.concurrent('the budget of a portal', () => {
  it('is never exceeded by two processes that call as fast as they may, and is used up', async (test) => {
    const { expect } = test;
    const served = await serve(await dueBook(1, TODAY), { limits: { callsPerTenSeconds: 60 } });
    test.onTestFinished(() => served.close());
    const env = environment(await newDatabase(postgres.url, 'shared'), served.url);
    const callers = await Promise.all([runCaller(80, env), runCaller(80, env)]);
    expect(callers.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ]);
    const { burst, searches, refused } = load(served);
    expect(refused).toBe(0);
    expect(burst).toBeLessThanOrEqual(60);
    expect(burst).toBeGreaterThanOrEqual(50);
    expect(searches).toBeLessThanOrEqual(5);
    expect(served.calls).toHaveLength(160);
  });
});

describe.concurrent('a worker', () => {
  it('gives a job up at once when its token is refused, keeps the reason, and lists it', async (test) => {
    const { expect } = test;
    const { served, start, env } = await setUp(test, 'dead', 3);
    const worker = await start();
    served.watch = (request) => {
      // The token is taken back when the run looks for its owners.
      return request.url.includes('/owners') ? refuseAll(served, 401) : undefined;
    };
    const dead = await worker.line(({ event }) => event === 'run-dead');
    // Clock and owners are read at once: whichever is refused first is named.
    expect(dead.reason).toMatch(/^unauthorized while reading /);
    const listed = await workerCommand(['--dead'], env);
    expect(listed.stdout).toMatch(
      new RegExp(`portal ${PORTAL}: unauthorized while reading .*: check the token.*\\n1 dead\\n$`),
    );
    expect(listed.code).toBe(0);
  });

  it('tries a job again after a while when the portal is down', async (test) => {
    const { expect } = test;
    const { served, start, databaseUrl } = await setUp(test, 'down', 3);
    const worker = await start();
    served.watch = (request) => {
      return request.url.includes('/owners') ? refuseAll(served, 503) : undefined;
    };
    const failed = await worker.line(({ event }) => event === 'run-failed');
    expect(failed.reason).toMatch(/^unavailable while reading /);
    const [job] = await rowsOf<{ state: string; later: boolean; output: { reason: string } }>(
      databaseUrl,
      `SELECT state, start_after > now() + interval '5 seconds' AS later, output FROM pgboss.job
       WHERE name = 'return-visits-${PORTAL}' AND state < 'active'`,
    );
    expect(job).toEqual({ state: 'retry', later: true, output: { reason: failed.reason } });
  });

  it('leaves a paused portal alone until it goes on', async (test) => {
    const { expect } = test;
    const { served, start, env } = await setUp(test, 'paused', 3);
    const paused = await workerCommand(['--pause', PORTAL, '--because', '盘点'], env);
    expect(paused).toMatchObject({ code: 0 });
    const worker = await start();
    await worker.line(({ event }) => event === 'run-paused');
    expect((await readState(served.portal)).visits).toEqual({});
    expect((await workerCommand(['--resume', PORTAL], env)).stdout).toContain('a run is asked for');
    await worker.line(({ event, decided }) => event === 'run-done' && decided === 3);
    expect(worker.text()).not.toContain('盘点');
  });

  it('starts beside others in an empty database, where nobody has made the tables yet', async ({ expect }) => {
    const url = await newDatabase(postgres.url, 'together');
    const many = Array.from({ length: 6 }, () => {
      const pool = new Pool({ connectionString: url });
      return { pool, boss: openBoss(pool, { schedules: false }) };
    });
    try {
      await Promise.all(many.map(({ pool, boss }) => openDatabase(pool, boss, [1, 2, 3])));
      const queues = await many[0]?.boss.getQueues();
      expect(queues?.map(({ name }) => name).sort()).toEqual([DEAD_JOBS, ...[1, 2, 3].map(queueOf)].sort());
    } finally {
      for (const { pool, boss } of many) {
        await boss.stop({ graceful: false });
        await pool.end();
      }
    }
  });

  it('that cannot make its tables says why, and does not stay behind doing nothing', async ({ expect }) => {
    const url = await newDatabase(postgres.url, 'readonly');
    const env = environment(url, 'http://127.0.0.1:1');
    await rowsOf(postgres.url, 'ALTER DATABASE readonly SET default_transaction_read_only = on');
    const ours = await workerCommand([], env);
    await rowsOf(postgres.url, 'ALTER DATABASE readonly RESET ALL');
    // Now it is pg-boss that cannot go on: what stands there is not its own.
    await rowsOf(url, 'CREATE SCHEMA pgboss; CREATE TABLE pgboss.version (version int)');
    const queues = await workerCommand([], env);
    for (const { code, stdout, stderr } of [ours, queues]) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    expect(ours.stderr).toContain('read-only');
  });

  it('says in one line what is missing, and that the database does not answer', async ({ expect }) => {
    const env = environment('postgresql://visits:secret-of-the-database@127.0.0.1:1/postgres', 'http://127.0.0.1:1');
    const [unset, unreachable, unknown] = await Promise.all([
      runFromSource('worker', [], { ...env, [`HUBSPOT_TOKEN_${PORTAL}`]: '' }),
      workerCommand([], env),
      workerCommand(['--plan', '5'], env),
    ]);
    expect(unset).toEqual({
      code: 2,
      stdout: '',
      stderr: `HUBSPOT_TOKEN_${PORTAL} is missing: set it to the app's access token of that portal\n`,
    });
    expect(unreachable).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'cannot use the database at 127.0.0.1:1/postgres (ECONNREFUSED): check DATABASE_URL and that PostgreSQL runs\n',
    });
    expect(unknown.code).toBe(2);
    expect(unknown.stderr.trim().split('\n')).toHaveLength(1);
  });
});

async function refuseAll(served: ServedPortal, status: number): Promise<void> {
  served.watch = () => {};
  const made = await served.portal.fetch(
    new Request('http://portal.test/__portal/faults', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ path: '/crm', status, times: 1_000 }),
    }),
  );
  if (made.status !== 201) throw new Error(`the fault was not taken: ${made.status}`);
}

async function planningRuns({ portal }: ServedPortal): Promise<{ [name: string]: string | null }[]> {
  const api = apiInto(portal);
  const { portalId } = await hubspotPorts(api, { now: Date.now }).account();
  const { body } = await api.call({
    method: 'GET',
    path: `/crm/objects/2026-09/p${portalId}_rv_run`,
    query: { limit: '100', properties: 'rv_run_key,rv_status,rv_trigger,rv_started_at,rv_expires_at' },
    attempting: 'test',
    repeatable: true,
  });
  // What the app keeps beside its runs in the same object, such as where its forms are, is no run and has no status.
  return (body.results as { properties: { [name: string]: string | null } }[])
    .map(({ properties }) => properties)
    .filter(({ rv_status }) => rv_status !== null);
}
