import { spawn } from 'node:child_process';
import { access, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The version that the guide names; nothing of ours depends on it. */
export const CLI_VERSION = '8.14.0';

export interface Said {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Where HubSpot's CLI lies on this machine, fetched when it is not there yet.
 *
 * It is fetched as `npm ci` fetches everything else, by npm as it is set up here, into the folder for temporary files and kept
 * there: 600 packages that no product needs are no dependency.
 *
 * @throws Error that says what failed: without the CLI nobody knows whether it takes the project, so the test must not pass
 */
export async function fetchCli(): Promise<string> {
  const home = path.join(tmpdir(), `return-visits-hubspot-cli-${CLI_VERSION}`);
  const bin = 'node_modules/@hubspot/cli/bin/hs.js';
  if (await exists(path.join(home, bin))) return path.join(home, bin);
  const fresh = await mkdtemp(`${home}-`);
  await writeFile(path.join(fresh, 'package.json'), '{ "private": true }');
  const fetched = await run(
    'npm',
    ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', `@hubspot/cli@${CLI_VERSION}`],
    { cwd: fresh },
  );
  if (fetched.code !== 0) {
    await rm(fresh, { recursive: true, force: true });
    throw new Error(
      `HubSpot's CLI ${CLI_VERSION} could not be fetched. This test needs the package source that npm ci uses; ` +
        `npm said:\n${fetched.output.slice(-2_000)}`,
    );
  }
  // Another run may have been quicker: its copy is as good.
  await rename(fresh, home).catch(() => rm(fresh, { recursive: true, force: true }));
  return path.join(home, bin);
}

export function run(
  command: string,
  words: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part) => {
        output += part;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
