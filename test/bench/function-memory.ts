import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PEAK = fileURLToPath(new URL('peak-memory.cjs', import.meta.url));

/** What a function may take in all: HubSpot gives 128 MB. */
export const MOST_MB = 80;

/**
 * The heap that AWS's own runtime client gives a function of 128 MB (its bootstrap script: a tenth for new space, halved, the rest
 * for old space). HubSpot says that its functions run there; `unverified` on a real portal. Probe: function-memory.
 */
export const HEAP_OF_128_MB = ['--expose-gc', '--max-semi-space-size=6', '--max-old-space-size=116'];

/** What a process of that heap takes which does nothing. */
export async function emptyNodeBytes(): Promise<number> {
  const words = [...HEAP_OF_128_MB, '-p', `require(${JSON.stringify(PEAK)}).peakBytes()`];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return Number(stdout);
}
