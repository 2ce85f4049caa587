import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { functionFiles } from './function-files.ts';
import { emptyNodeBytes, HEAP_OF_128_MB, MOST_MB } from './function-memory.ts';
import { startPortalChild } from './portal-child.ts';
import { sizesOr } from './sizes.ts';

const SIZES = [1_000, 10_000, 100_000];
const DAYS = 30;
const CHILD = fileURLToPath(new URL('rehearsal-child.cjs', import.meta.url));
const MB = 1_000_000;
const PAGE = 200;
const BATCH = 100;

/**
 * A draft rehearsed with the built function over a whole book that was planned: memory beside an empty node, and calls beside one read of
 * the book, which is a page of each 200 contacts, the last of them empty, and a batch of each 100 open visits.
 */
export async function rehearsal(): Promise<void> {
  const file = (await functionFiles()).find(({ uid }) => uid === 'rehearse_policy')?.file;
  if (file === undefined) throw new Error('there is no function rehearse_policy');
  const folder = path.dirname(file);
  const run = promisify(execFile);
  const empty = await emptyNodeBytes();
  const peaks: [number, number][] = [];
  console.log(`${DAYS} days; an empty node takes ${(empty / MB).toFixed(1)} MB`);
  console.log(
    'contacts   open visits   calls of the function   reads of the book / bound   other calls   seconds   peak RSS MB',
  );
  for (const size of sizesOr(SIZES)) {
    const portal = await startPortalChild(size, 0);
    const env = { ...process.env, HUBSPOT_API_BASE: portal.url };
    const saved = await run(process.execPath, [CHILD, folder, String(DAYS)], { env });
    const { revision } = JSON.parse(saved.stdout) as { revision: number };
    const { total: since } = await journal(portal.url, 0);
    const startedAt = Date.now();
    const { stdout } = await run(process.execPath, [...HEAP_OF_128_MB, CHILD, folder, String(DAYS)], {
      env: { ...env, REVISION: String(revision) },
    });
    const seconds = (Date.now() - startedAt) / 1_000;
    const { requests } = await journal(portal.url, since);
    portal.close();
    const { customers, open, visitType, turns, peakBytes } = JSON.parse(stdout) as {
      customers: number;
      open: number;
      visitType: string;
      turns: number;
      peakBytes: number;
    };
    if (customers !== size) throw new Error(`expected ${size} customers to be rehearsed, got ${customers}`);
    // What was refused for its pace was not read.
    const answered = requests.filter(({ status }) => status !== 429);
    const reads = answered.filter(
      (each) => each.path.endsWith('/contacts/search') || each.path.endsWith(`/${visitType}/batch/read`),
    ).length;
    peaks.push([size, peakBytes]);
    const bound = Math.ceil(size / PAGE) + 1 + Math.ceil(open / BATCH);
    console.log(
      `${String(size).padStart(8)} ${String(open).padStart(13)} ${String(turns).padStart(23)} ${`${reads} / ${bound} = ${(reads / bound).toFixed(2)}`.padStart(27)} ${String(requests.length - reads).padStart(13)} ${seconds.toFixed(1).padStart(9)} ${(peakBytes / MB).toFixed(1).padStart(13)}`,
    );
  }
  const [first, last] = [peaks[0], peaks.at(-1)];
  if (!first || !last) return;
  const highest = Math.max(...peaks.map(([, peak]) => peak)) / MB;
  const exponent = last === first ? 0 : Math.log(last[1] / first[1]) / Math.log(last[0] / first[0]);
  console.log(`growth exponent ${exponent.toFixed(3)}; ${highest <= MOST_MB ? 'within' : 'over'} ${MOST_MB} MB`);
}

async function journal(
  url: string,
  since: number,
): Promise<{
  readonly total: number;
  readonly requests: readonly { readonly path: string; readonly status: number }[];
}> {
  const answer = await fetch(`${url}/__portal/requests?since=${since}`);
  return (await answer.json()) as { total: number; requests: readonly { path: string; status: number }[] };
}
