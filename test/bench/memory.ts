import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { functionFiles } from './function-files.ts';
import { emptyNodeBytes, HEAP_OF_128_MB, MOST_MB } from './function-memory.ts';
import { startPortalChild } from './portal-child.ts';
import { sizesOr } from './sizes.ts';

const SIZES = [1_000, 10_000, 100_000];
const EVERY = 33;
const CHILD = fileURLToPath(new URL('memory-child.cjs', import.meta.url));
const MB = 1_000_000;

/** The most memory that a process takes which plans a whole book with the built function, beside an empty one. */
export async function memory(): Promise<void> {
  const file = (await functionFiles()).find(({ uid }) => uid === 'plan_visits')?.file;
  if (file === undefined) throw new Error('there is no function plan_visits');
  const run = promisify(execFile);
  const empty = await emptyNodeBytes();
  const peaks: [number, number][] = [];
  console.log(`an empty node takes ${(empty / MB).toFixed(1)} MB`);
  console.log('contacts     due   calls of the function   peak RSS MB   over an empty node');
  for (const size of sizesOr(SIZES)) {
    const portal = await startPortalChild(size, EVERY);
    const { stdout } = await run(process.execPath, [...HEAP_OF_128_MB, CHILD, file], {
      env: { ...process.env, HUBSPOT_API_BASE: portal.url },
    }).finally(() => portal.close());
    const { decided, turns, peakBytes } = JSON.parse(stdout) as { decided: number; turns: number; peakBytes: number };
    peaks.push([size, peakBytes]);
    const over = peakBytes - empty;
    console.log(
      `${String(size).padStart(8)} ${String(decided).padStart(7)} ${String(turns).padStart(23)} ${(peakBytes / MB).toFixed(1).padStart(13)} ${(over / MB).toFixed(1).padStart(20)}`,
    );
  }
  const [first, last] = [peaks[0], peaks.at(-1)];
  if (!first || !last) return;
  const exponent = Math.log(last[1] / first[1]) / Math.log(last[0] / first[0]);
  const highest = Math.max(...peaks.map(([, peak]) => peak)) / MB;
  const growth = peaks.length > 1 ? `growth exponent ${exponent.toFixed(3)} (flat: at most 0.05); ` : '';
  console.log(`${growth}${highest <= MOST_MB ? 'within' : 'over'} ${MOST_MB} MB`);
}
