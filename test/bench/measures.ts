import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/**
 * Nanoseconds a record of what is called to count an owner's month and to add the months up, on facts as they are made from visits: against
 * a grouping by text keys that gives the same numbers, and against a plain loop that adds one whole number of each record. Least and median
 * of the runs.
 */
export async function measures(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-measures-'));
  try {
    const file = path.join(folder, 'run.mjs');
    buildSync({
      entryPoints: [fileURLToPath(new URL('measures-run.ts', import.meta.url))],
      bundle: true,
      platform: 'node',
      format: 'esm',
      // As functions ship.
      minify: true,
      outfile: file,
      logLevel: 'error',
    });
    execFileSync(process.execPath, [file], { stdio: 'inherit' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
