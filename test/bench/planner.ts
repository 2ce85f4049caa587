import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Runs {@link file://./planner-run.ts} as functions run: bundled, in a process of its own. */
export async function planner(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'planner-'));
  try {
    const outfile = join(folder, 'planner.mjs');
    const entry = join(import.meta.dirname, 'planner-run.ts');
    await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'error' });
    execFileSync(process.execPath, [outfile], { stdio: 'inherit' });
  } finally {
    await rm(folder, { recursive: true });
  }
}
