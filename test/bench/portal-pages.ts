import { createPortal, type Portal } from '../../src/portal/portal.ts';

const SIZES = [1_000, 10_000, 100_000];
const PAGES = 40;
const DAY_MS = 86_400_000;
const TODAY = Date.parse('2026-11-23T00:00:00Z');

async function post(
  portal: Portal,
  path: string,
  body: unknown,
): Promise<{ results: { id: string }[]; total: number }> {
  const answer = await portal.fetch(
    new Request(`http://portal.test${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer bench', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as { results: { id: string }[]; total: number };
}

/** A search page by keyset and one date, at three sizes of the portal: flat, because an index answers it. */
export async function portalPages(): Promise<void> {
  let first: number | undefined;
  console.log('contacts   load s   contacts/s   ms a page (median)   against 1,000');
  for (const size of SIZES) {
    const portal = createPortal({ rateLimits: false, now: () => TODAY });
    await post(portal, '/crm/properties/2026-09/contacts', {
      name: 'bench_on',
      label: 'On',
      type: 'date',
      fieldType: 'date',
      groupName: 'contactinformation',
    });
    const begun = performance.now();
    for (let start = 0; start < size; start += 100) {
      await post(portal, '/crm/objects/2026-09/contacts/batch/create', {
        inputs: Array.from({ length: 100 }, (_, index) => ({
          properties: {
            email: `c${start + index}@example.com`,
            bench_on: new Date(TODAY + (((start + index) * 7919) % 100) * DAY_MS).toISOString().slice(0, 10),
          },
        })),
      });
    }
    const seconds = (performance.now() - begun) / 1000;
    const times: number[] = [];
    let after = '0';
    // The first page builds the index of the property; it is not counted.
    for (let page = -1; page < PAGES; page += 1) {
      const started = performance.now();
      const { results } = await post(portal, '/crm/objects/2026-09/contacts/search', {
        filterGroups: [
          {
            filters: [
              { propertyName: 'hs_object_id', operator: 'GT', value: after },
              { propertyName: 'bench_on', operator: 'LTE', value: String(TODAY + 50 * DAY_MS) },
            ],
          },
        ],
        sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
        properties: ['email', 'bench_on'],
        limit: 100,
      });
      if (page >= 0) times.push(performance.now() - started);
      after = results.length < 100 ? '0' : (results.at(-1)?.id ?? '0');
    }
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
    first ??= median;
    console.log(
      `${String(size).padStart(8)} ${seconds.toFixed(1).padStart(8)} ${Math.round(size / seconds)
        .toString()
        .padStart(12)} ${median.toFixed(2).padStart(20)} ${(median / first).toFixed(2).padStart(15)}`,
    );
    await portal.close();
  }
}
