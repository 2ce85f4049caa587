/**
 * `npm run walkthrough`: does what the README says, in an empty clone, as somebody new would, and prints how long it took.
 *
 * The commands are taken from the README itself, so that one which does not work any more fails here. Where it speaks of a HubSpot
 * portal, an embedded one stands in; HubSpot's own CLI (`hs`) is passed over, since it needs an account.
 *
 * Words: `--here` walks the working tree with its uncommitted changes instead of the last commit; `--tests` runs `npm test` too.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const here = process.argv.includes('--here');
const withTests = process.argv.includes('--tests');

const clone = await mkdtemp(path.join(tmpdir(), 'return-visits-walk-'));
const children: ChildProcess[] = [];
try {
  await walk();
} finally {
  for (const child of children) stop(child);
  await rm(clone, { recursive: true, force: true });
}

async function walk(): Promise<void> {
  await cloneTo(clone);
  const readme = await readFile(path.join(clone, 'README.md'), 'utf8');
  const begun = performance.now();
  const seconds = () => ((performance.now() - begun) / 1000).toFixed(1);

  const [start = '', test = ''] = commandsOf(/```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? '');
  const [install = '', open = ''] = start.split('&&').map((part) => part.trim());
  await run(install);
  console.log(`installed after ${seconds()} s: ${install}`);
  const preview = launch(`${open} -- --port 0`);
  const [, address] = await lineOf(preview, /ready (http:\S+)/);
  console.log(`ready after ${seconds()} s: ${start}`);
  const page = await fetch(address ?? '');
  if (!page.ok) throw new Error(`${address} answers ${page.status}`);
  stop(preview);
  await run(`${open} -- --once`);
  if (withTests) await run(test.split('&&').at(-1)?.trim() ?? '');

  const portal = launch('npm run portal -- --port 0 --no-rate-limits');
  const [, url = ''] = await lineOf(portal, /portal ready (http:\S+)/);
  const [, section = ''] = /\n## In a HubSpot portal\n([\s\S]*?)\n## /.exec(readme) ?? [];
  for (const command of inlineCommands(section)) {
    await run(
      command.replaceAll('https://api.hubapi.com', url).replaceAll('=…', '=embedded').replaceAll(' URL', ` ${url}`),
    );
    console.log(`${seconds()} s: ${command}`);
  }
  console.log(`walked the README in ${seconds()} s`);
}

async function cloneTo(folder: string): Promise<void> {
  if (!here) {
    execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${ROOT}`, folder]);
    return;
  }
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  for (const file of files.toString().split('\0').filter(Boolean)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    // A file may have been deleted and not yet committed as such.
    await cp(path.join(ROOT, file), path.join(folder, file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

/** Lines of a block, without what is said of them. */
function commandsOf(block: string): string[] {
  return block
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter(Boolean);
}

/** Whole commands in running text; those with an ellipsis for a file or a choice in brackets are no commands yet. */
function inlineCommands(section: string): string[] {
  const found = [...section.matchAll(/`((?:[A-Z_]+=\S+ )*npm (?:run|start)[^`]*)`/g)].map(([, command = '']) =>
    command.replace(/\s+/g, ' '),
  );
  return found.filter((command) => !/[[\]]|FILE|DOMAIN|DATE/.test(command));
}

function launch(command: string): ChildProcess {
  const child = spawn('bash', ['-c', command], {
    cwd: clone,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, NODE_PATH: undefined },
  });
  children.push(child);
  return child;
}

async function run(command: string): Promise<void> {
  const child = launch(command);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (part) => {
      said += part;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${said.slice(-3_000)}`);
}

function lineOf(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let said = '';
    const look = (part: unknown): void => {
      said += part;
      const match = pattern.exec(said);
      if (match) resolve(match);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('close', (code) => reject(new Error(`ended with ${code}:\n${said.slice(-3_000)}`)));
  });
}

/** A command and what it started. */
function stop({ pid, exitCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It ended meanwhile.
  }
}
