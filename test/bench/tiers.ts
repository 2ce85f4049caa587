import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { cutValue, Tally } from '../../src/domain/segmentation/tally.ts';

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const PERCENTS = [20, 40, 60, 80];
const ROUNDS = 3;
/** As in a small container: otherwise Node lets garbage lie about that it has room for. */
const SMALL_HEAP = ['--max-semi-space-size=1', '--max-old-space-size=32'];

/** Cut points by counting against sorting everything; then a whole ranking in a process of its own, with its calls and its memory. */
export async function tiers(): Promise<void> {
  console.log('amounts      counting ns each   against sorting   cells   largest error   error stated');
  for (const size of SIZES) {
    const amounts = Array.from({ length: size }, (_, index) => 100 + ((index * 104_729) % 3_000_017));
    const [times, sorts]: [number[], number[]] = [[], []];
    let tally = new Tally();
    let sorted: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      let begun = performance.now();
      tally = new Tally();
      for (const amount of amounts) tally.add(amount);
      tally.cuts(PERCENTS);
      times.push(performance.now() - begun);
      begun = performance.now();
      sorted = [...amounts].sort((a, b) => a - b);
      sorts.push(performance.now() - begun);
    }
    const cuts = tally.cuts(PERCENTS);
    const errors = PERCENTS.map((percent, index) => {
      const exact = sorted[Math.ceil((percent * size) / 100) - 1] ?? Number.NaN;
      return cuts ? cutValue(cuts, index) / exact - 1 : Number.NaN;
    });
    console.log(
      `${String(size).padStart(9)} ${((median(times) / size) * 1e6).toFixed(0).padStart(18)} ${(median(times) / median(sorts)).toFixed(2).padStart(17)} ${String(tally.cells).padStart(7)} ${share(Math.max(...errors)).padStart(15)} ${share(tally.error).padStart(14)}`,
    );
  }

  const folder = mkdtempSync(path.join(tmpdir(), 'bench-tiers-'));
  try {
    const file = path.join(folder, 'run.mjs');
    buildSync({
      entryPoints: [fileURLToPath(new URL('tiers-run.ts', import.meta.url))],
      bundle: true,
      platform: 'node',
      format: 'esm',
      // As functions ship.
      minify: true,
      external: ['@hubspot/api-client'],
      outfile: file,
      logLevel: 'error',
    });
    const ran = (size: number) =>
      JSON.parse(execFileSync(process.execPath, [...SMALL_HEAP, file, String(size)], { encoding: 'utf8' })) as {
        readonly [name in 'ms' | 'rssMb' | 'calls' | 'bound' | 'written' | 'bytesKept' | 'error']: number;
      };
    console.log(
      '\ncustomers   written    calls    bound   calls / bound   us a customer   RSS MB   kept bytes   cut error',
    );
    for (const size of SIZES) {
      const { ms, rssMb, calls, bound, written, bytesKept, error } = ran(size);
      console.log(
        `${String(size).padStart(9)} ${String(written).padStart(9)} ${String(calls).padStart(8)} ${String(bound).padStart(8)} ${(calls / bound).toFixed(3).padStart(15)} ${((ms / size) * 1e3).toFixed(1).padStart(15)} ${rssMb.toFixed(0).padStart(8)} ${String(bytesKept).padStart(12)} ${share(error).padStart(11)}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function share(error: number): string {
  return `${(error * 100).toFixed(3)} %`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
