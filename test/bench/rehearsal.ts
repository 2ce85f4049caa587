import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { functionFiles } from './function-files.ts';
import { startPortalChild } from './portal-child.ts';

const SIZES = process.env.SIZES?.split(',').map(Number) ?? [1_000, 10_000, 100_000];
const DAYS = 30;
const CHILD = fileURLToPath(new URL('rehearsal-child.cjs', import.meta.url));
const MB = 1_000_000;
const MOST_MB = 80;
const PAGE = 200;
/** As in the table `memory`: the heap of a function of 128 MB. */
const HEAP_OF_128_MB = ['--expose-gc', '--max-semi-space-size=6', '--max-old-space-size=116'];

/** A draft rehearsed over a whole book with the built function: memory, and pages of the book that were read. */
export async function rehearsal(): Promise<void> {
  const file = (await functionFiles()).find(({ uid }) => uid === 'rehearse_policy')?.file;
  if (file === undefined) throw new Error('there is no function rehearse_policy');
  const folder = path.dirname(file);
  const run = promisify(execFile);
  let highest = 0;
  console.log(`${DAYS} days`);
  console.log(
    'contacts   calls of the function   calls of HubSpot   pages of the book, read / bound   seconds   peak RSS MB',
  );
  for (const size of SIZES) {
    const portal = await startPortalChild(size, size + 1);
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
    const { customers, turns, peakBytes } = JSON.parse(stdout) as {
      customers: number;
      turns: number;
      peakBytes: number;
    };
    if (customers !== size) throw new Error(`expected ${size} customers to be rehearsed, got ${customers}`);
    const pages = requests.filter((each) => each.path.endsWith('/contacts/search')).length;
    highest = Math.max(highest, peakBytes / MB);
    // Each part begins a page, and the new customers are looked for once.
    const bound = Math.ceil(size / PAGE) + 2;
    console.log(
      `${String(size).padStart(8)} ${String(turns).padStart(23)} ${String(requests.length).padStart(18)} ${`${pages} / ${bound}`.padStart(33)} ${seconds.toFixed(1).padStart(9)} ${(peakBytes / MB).toFixed(1).padStart(13)}`,
    );
  }
  console.log(`${highest <= MOST_MB ? 'within' : 'over'} ${MOST_MB} MB`);
}

async function journal(
  url: string,
  since: number,
): Promise<{ readonly total: number; readonly requests: readonly { readonly path: string }[] }> {
  const answer = await fetch(`${url}/__portal/requests?since=${since}`);
  return (await answer.json()) as { total: number; requests: readonly { path: string }[] };
}
