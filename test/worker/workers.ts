import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { addDays, type Day, formatDay } from '../../src/domain/calendar/day.ts';
import { dayIn } from '../../src/domain/calendar/zone.ts';
import { createPortal, type Portal, type PortalOptions } from '../../src/portal/portal.ts';
import { type PortalServer, servePortal } from '../../src/portal/server.ts';
import { openBook } from '../support/book.ts';
import { ended, type Finished } from '../support/child.ts';
import { runCommand, startCommand } from '../support/command.ts';

export const TOKEN = 'pat-secret-of-the-portal';
export const PORTAL = '146000001';

/** A zone in which it is about noon now, so that no test meets midnight. */
export const ZONE = noonZone(new Date().getUTCHours());
export const TODAY = dayIn(ZONE, Date.now());

function noonZone(utcHours: number): string {
  const ahead = 12 - utcHours;
  // The signs of these names are the other way round.
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

/** A book of so many customers who are all due, as a snapshot. */
export async function dueBook(count: number, today: Day): Promise<unknown> {
  const rows = Array.from({ length: count }, (_, index) => ({
    email: `zhang.wei.${index}@example.com`,
    firstname: '伟',
    lastname: '张',
    phone: '+86 139 0000 0000',
    hubspot_owner_id: String(1001 + (index % 100)),
    lifecyclestage: 'customer',
    rv_signed_on: formatDay(addDays(today, -1)),
  }));
  const { portal } = await openBook(rows, today, {}, { timeZone: ZONE, now: Date.now });
  const snapshot = portal.snapshot();
  await portal.close();
  return snapshot;
}

export interface ServedPortal {
  readonly portal: Portal;
  readonly url: string;
  /** Sees every request before it takes effect. */
  watch: (request: Request) => void | Promise<void>;
  /** What came over HTTP, by the portal's clock; what a test reads in process is not among it. */
  readonly calls: readonly { readonly at: number; readonly isSearch: boolean; readonly status: number }[];
  close(): Promise<void>;
}

/** A portal over HTTP with its limits on. */
export async function serve(snapshot: unknown, options: PortalOptions = {}): Promise<ServedPortal> {
  const portal = createPortal({ timeZone: ZONE, seed: 7, ...options });
  portal.restore(snapshot);
  const calls: { at: number; isSearch: boolean; status: number }[] = [];
  const served = { watch: (() => {}) as ServedPortal['watch'], calls };
  const server: PortalServer = await servePortal(
    {
      ...portal,
      async fetch(request) {
        await served.watch(request);
        const at = portal.now();
        const answer = await portal.fetch(request);
        calls.push({ at, isSearch: new URL(request.url).pathname.endsWith('/search'), status: answer.status });
        return answer;
      },
    },
    { port: 0 },
  );
  return Object.assign(served, {
    portal,
    url: server.url,
    async close() {
      await server.close();
      await portal.close();
    },
  });
}

/** A database of its own on the server at `url`. */
export async function newDatabase(url: string, name: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return url.replace(/\/[^/]*$/, `/${name}`);
}

export function environment(databaseUrl: string, portalUrl: string): { [name: string]: string } {
  return {
    DATABASE_URL: databaseUrl,
    WORKER_PORTALS: PORTAL,
    [`HUBSPOT_TOKEN_${PORTAL}`]: TOKEN,
    HUBSPOT_API_BASE: portalUrl,
    // It is noon: the day's run was missed, and is made up for at the start.
    WORKER_PLAN_AT: '00:00',
  };
}

export type Line = { readonly event: string; readonly [fact: string]: unknown };

export interface WorkerProcess {
  readonly child: ChildProcess;
  readonly lines: Line[];
  readonly text: () => string;
  /** The first line, said or still to be said, that `test` holds for. */
  line(test: (line: Line) => boolean): Promise<Line>;
  /** Ends it by a signal and answers its exit code. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

export async function startWorkerProcess(env: { readonly [name: string]: string }): Promise<WorkerProcess> {
  const child = await startCommand('worker', [], env);
  const lines: Line[] = [];
  let text = '';
  let unread = '';
  const looks = new Set<() => void>();
  child.stdout?.on('data', (part) => {
    text += part;
    unread += part;
    const whole = unread.split('\n');
    unread = whole.pop() ?? '';
    for (const line of whole) lines.push(JSON.parse(line) as Line);
    for (const look of looks) look();
  });
  child.stderr?.on('data', (part) => {
    text += part;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return {
    child,
    lines,
    text: () => text,
    line: (test) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find(test);
          if (!found) return;
          looks.delete(look);
          resolve(found);
        };
        looks.add(look);
        look();
        void ended.then(() => reject(new Error(`the worker ended before that line:\n${text}`)));
      }),
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

export function workerCommand(words: readonly string[], env: { readonly [name: string]: string }): Promise<Finished> {
  return runCommand('worker', words, env);
}

/** The most calls in any stretch of so many milliseconds. */
function mostWithin(ats: readonly number[], lengthMs: number): number {
  return Math.max(0, ...ats.map((from) => ats.filter((at) => at >= from && at < from + lengthMs).length));
}

/** The busiest ten seconds, the busiest second of searches, and how many calls were refused for it. */
export function load({ calls }: ServedPortal): { burst: number; searches: number; refused: number } {
  const ats = (isSearch: boolean): number[] =>
    calls.filter((call) => call.isSearch === isSearch && call.status !== 429).map(({ at }) => at);
  return {
    burst: mostWithin(ats(false), 10_000),
    searches: mostWithin(ats(true), 1_000),
    refused: calls.filter(({ status }) => status === 429).length,
  };
}

/** A process that makes so many calls, one in five a search, as fast as the shared budget lets it. */
export function runCaller(calls: number, env: { readonly [name: string]: string }): Promise<Finished> {
  const script = fileURLToPath(new URL('caller.ts', import.meta.url));
  return ended(
    spawn(process.execPath, ['--import', 'tsx', script, String(calls)], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}
