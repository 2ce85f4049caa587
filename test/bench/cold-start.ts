import { spawn } from 'node:child_process';
import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { functionFiles } from './function-files.ts';

const CHILD = fileURLToPath(new URL('cold-start-child.cjs', import.meta.url));
const ROUNDS = 5;
/** The share of a processor that 128 of a function's 1,769 MB buy; inferred, HubSpot does not say. */
const SHARE = 0.072;
const PERIOD_US = 100_000;

/** Puts a process under a limit of processor time. */
type Limit = (pid: number) => Promise<void>;

/** What each function weighs, and how long require and first answer take over an empty node. */
export async function coldStart(): Promise<void> {
  // A portal that refuses every token at once: the first answer needs the client and one call, and nothing of a book.
  const server = createServer((_, answer) => {
    answer.writeHead(401, { 'content-type': 'application/json' });
    answer.end('{"status":"error","message":"no","category":"INVALID_AUTHENTICATION"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const slow = await slowGroup();
  const empty = await least(ROUNDS, () => timeOf([CHILD], base));
  const emptySlow = slow && (await least(3, () => timeOf([CHILD], base, slow.limit)));
  console.log(
    `an empty node: ${ms(empty.wallMs)} (${ms(empty.cpuMs)} of processor), ${ms(emptySlow?.wallMs)} at ${SHARE} of a processor`,
  );
  console.log('over an empty node       bytes   processor        wall   wall at 0.072 of a processor');
  for (const { uid, file, bytes } of await functionFiles()) {
    const full = await least(ROUNDS, () => timeOf([CHILD, file], base));
    const slowed = slow && (await least(3, () => timeOf([CHILD, file], base, slow.limit)));
    const slowMs = slowed && emptySlow ? slowed.wallMs - emptySlow.wallMs : undefined;
    console.log(
      `${uid.padEnd(20)} ${String(bytes).padStart(9)} ${ms(full.cpuMs - empty.cpuMs).padStart(11)} ${ms(full.wallMs - empty.wallMs).padStart(11)} ${ms(slowMs).padStart(30)}`,
    );
  }
  await slow?.remove();
  server.close();
}

function ms(value: number | undefined): string {
  return value === undefined ? 'not available here' : `${value.toFixed(0)} ms`;
}

interface Took {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** The least of some rounds: what else a machine does only ever adds. */
async function least(rounds: number, measure: () => Promise<Took>): Promise<Took> {
  const took: Took[] = [];
  for (let round = 0; round < rounds; round += 1) took.push(await measure());
  return {
    wallMs: Math.min(...took.map(({ wallMs }) => wallMs)),
    cpuMs: Math.min(...took.map(({ cpuMs }) => cpuMs)),
  };
}

/** From the start of the process to its end; the shell waits until the limit holds, and becomes node. */
async function timeOf(words: readonly string[], base: string, limit?: Limit): Promise<Took> {
  const child = spawn('/bin/sh', ['-c', 'read go; exec "$@"', 'sh', process.execPath, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, HUBSPOT_API_BASE: base },
  });
  let said = '';
  child.stdout.on('data', (part) => {
    said += part;
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${words.join(' ')} ended with ${code}`)),
    );
  });
  if (child.pid !== undefined) await limit?.(child.pid);
  const begun = performance.now();
  child.stdin.end('go\n');
  await ended;
  return { wallMs: performance.now() - begun, cpuMs: Number(said.slice(said.lastIndexOf('\n') + 1)) };
}

/** A control group with a share of one processor, where this user may make one: version 2, then version 1. */
async function slowGroup(): Promise<{ readonly limit: Limit; remove(): Promise<void> } | undefined> {
  const quota = String(SHARE * PERIOD_US);
  const kinds = [
    { root: '/sys/fs/cgroup', quota: ['cpu.max', `${quota} ${PERIOD_US}`], procs: 'cgroup.procs' },
    { root: '/sys/fs/cgroup/cpu', quota: ['cpu.cfs_quota_us', quota], procs: 'cgroup.procs' },
  ] as const;
  for (const {
    root,
    quota: [name, value],
    procs,
  } of kinds) {
    const folder = path.join(root, `return-visits-bench-${process.pid}`);
    try {
      await mkdir(folder);
    } catch {
      continue;
    }
    try {
      await writeFile(path.join(folder, name), value, { flag: 'r+' });
      return {
        limit: (pid) => writeFile(path.join(folder, procs), String(pid), { flag: 'r+' }),
        remove: () => rmdir(folder),
      };
    } catch {
      await rmdir(folder).catch(() => undefined);
    }
  }
  return undefined;
}
