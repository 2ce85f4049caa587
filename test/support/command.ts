import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ended, type Finished } from './child.ts';
import { onceARun } from './once-a-run.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Environment {
  readonly [name: string]: string | undefined;
}

/** Starts one of the project's commands, compiled once a run: tsx would do it at every start, for a second of processor time. */
export async function startCommand(
  name: string,
  words: readonly string[],
  env: Environment = {},
): Promise<ChildProcess> {
  return start([path.join(await onceARun('commands', compileCommands), `${name}.js`)], words, env);
}

/** Runs a command to its end. */
export async function runCommand(name: string, words: readonly string[], env: Environment = {}): Promise<Finished> {
  return ended(await startCommand(name, words, env));
}

/** Runs a command from its source, as `npm run` does. */
export function runFromSource(name: string, words: readonly string[], env: Environment = {}): Promise<Finished> {
  return ended(start(['--import', 'tsx', `src/cli/${name}.ts`], words, env));
}

function start(entry: readonly string[], words: readonly string[], env: Environment): ChildProcess {
  return spawn(process.execPath, [...entry, ...words], {
    cwd: ROOT,
    env: { ...process.env, HUBSPOT_TOKEN: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Packages of many small modules, which load faster as part of a command; every other one stays where it is. */
const CARRIED = ['date-fns', 'hono', '@hono/node-server', 'libphonenumber-js', 'zod'];

/** Every command that package.json names, as JavaScript. */
async function compileCommands(outdir: string): Promise<string> {
  const { scripts, dependencies, devDependencies } = JSON.parse(
    await readFile(path.join(ROOT, 'package.json'), 'utf8'),
  ) as { readonly [part: string]: { readonly [name: string]: string } };
  const entries = Object.values(scripts ?? {}).flatMap((script) => /^tsx (src\/cli\/\S+)/.exec(script)?.[1] ?? []);
  await build({
    absWorkingDir: ROOT,
    entryPoints: entries,
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !CARRIED.includes(name)),
    plugins: [
      {
        name: 'every-module-keeps-its-place',
        setup({ onLoad }) {
          onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path: file }) => ({
            contents: (await readFile(file, 'utf8')).replaceAll(
              'import.meta.url',
              JSON.stringify(pathToFileURL(file).href),
            ),
            loader: 'ts',
          }));
        },
      },
    ],
  });
  return outdir;
}
