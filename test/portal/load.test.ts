/** Size and speed: a hundred thousand contacts, pages that cost the same at every size, and a day of mixed calls. */
import { describe, expect, it } from 'vitest';
import { createPortal } from '../../src/portal/portal.ts';
import { createRandom } from '../../src/portal/random.ts';
import { contractRecorder } from './contract/recorder.ts';
import { type Caller, callerOf, contactsPath, newPortal, noon } from './support.ts';

const long = process.env.LONG === '1';

async function load(caller: Caller, from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += 100) {
    const inputs = Array.from({ length: 100 }, (_, i) => ({
      properties: {
        email: `c${start + i}@example.com`,
        city: `City ${(start + i) % 50}`,
        closedate: String(noon + ((start + i) % 700) * 86_400_000),
      },
    }));
    const { status } = await caller.post(`${contactsPath}/batch/create`, { inputs });
    if (status !== 201) throw new Error(`expected 201, got ${status}`);
  }
}

/** Milliseconds of the middle one of so many pages, walking by id through half of all contacts. */
async function pageMs(caller: Caller, pages: number): Promise<number> {
  const times: number[] = [];
  let last = '0';
  for (let page = 0; page < pages; page++) {
    const start = performance.now();
    const { body } = await caller.post(`${contactsPath}/search`, {
      filterGroups: [
        {
          filters: [
            { propertyName: 'closedate', operator: 'LTE', value: String(noon + 350 * 86_400_000) },
            { propertyName: 'hs_object_id', operator: 'GT', value: last },
          ],
        },
      ],
      sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
      limit: 100,
    });
    times.push(performance.now() - start);
    last = body.results.at(-1)?.id ?? '0';
  }
  return times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
}

describe('a hundred thousand contacts', () => {
  it('load in less than a minute, and a search page costs at all sizes what it costs at a thousand', async () => {
    const caller = newPortal();
    const sizes = long ? [1_000, 10_000, 100_000] : [1_000, 10_000, 30_000];
    const table: string[] = [];
    const pages: number[] = [];
    let held = 0;
    const start = performance.now();
    let loadMs = 0;
    for (const size of sizes) {
      const loading = performance.now();
      await load(caller, held, size);
      loadMs += performance.now() - loading;
      held = size;
      await pageMs(caller, 3);
      const ms = await pageMs(caller, 40);
      pages.push(ms);
      table.push(`${String(size).padStart(7)} contacts: ${ms.toFixed(2)} ms a page of 100`);
    }
    console.log(`${table.join('\n')}\n${held} contacts loaded in ${(loadMs / 1_000).toFixed(1)} s`);
    expect(performance.now() - start).toBeLessThan(60_000);
    // Flat: a hundred times the records may not cost three times as much; a scan would cost a hundred times.
    expect(pages.at(-1)).toBeLessThan(3 * (pages[0] ?? 0) + 2);
  });
});

describe('a day of mixed calls', () => {
  const calls = long ? 1_000_000 : 4_000;

  it(`of ${calls.toLocaleString('en')} ends with every index as a rebuild makes it`, {
    timeout: 3_600_000,
  }, async () => {
    const time = { now: noon };
    const random = createRandom(20_261_121);
    const portal = createPortal({ now: () => time.now, searchLagMs: 2_000, seed: 3 });
    const contract = contractRecorder(portal.fetch);
    const checked = callerOf({ ...portal, fetch: contract.fetch });
    const plain = callerOf(portal);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random.next() * items.length)] as T;
    const cities = ['Wuxi', 'Suzhou', 'Nanjing', ''];
    const ids: string[] = [];
    const companies: string[] = [];
    const counts = new Map<number, number>();
    let serial = 0;
    const email = () => `c${serial++}@example.com`;
    const companiesPath = '/crm/objects/2026-09/companies';

    const remember = (answer: { status: number; body: { id?: string; results?: { id: string }[] } }) => {
      if (answer.status === 201) ids.push(...(answer.body.results?.map((one) => one.id) ?? [answer.body.id ?? '']));
      return answer.status;
    };
    const dropped = () => ids.splice(Math.floor(random.next() * ids.length), 1)[0] ?? '1';
    const moves: ((caller: Caller) => Promise<number>)[] = [
      async (caller) =>
        remember(await caller.post(contactsPath, { properties: { email: email(), city: pick(cities) } })),
      async (caller) =>
        remember(
          await caller.post(`${contactsPath}/batch/create`, {
            inputs: [0, 1, 2].map(() => ({ properties: { email: email() } })),
          }),
        ),
      async (caller) =>
        (await caller.patch(`${contactsPath}/${pick(ids) ?? '1'}`, { properties: { city: pick(cities) } })).status,
      async (caller) =>
        (await caller.get(`${contactsPath}/${pick(ids) ?? '1'}?properties=city&propertiesWithHistory=city`)).status,
      async (caller) =>
        (
          await caller.post(`${contactsPath}/search`, {
            filterGroups: [{ filters: [{ propertyName: 'city', operator: 'EQ', value: pick(cities) || 'none' }] }],
            limit: 20,
          })
        ).status,
      async (caller) => (await caller.delete(`${contactsPath}/${dropped()}`)).status,
      async (caller) => (await caller.post(`${contactsPath}/batch/archive`, { inputs: [{ id: dropped() }] })).status,
      async (caller) => (await caller.post(`${contactsPath}/gdpr-delete`, { objectId: dropped() })).status,
      async (caller) => {
        const { status, body } = await caller.post(companiesPath, { properties: { name: `N${serial++}` } });
        if (status === 201) companies.push(body.id);
        if (companies.length > 300) await caller.delete(`${companiesPath}/${companies.shift()}`);
        return status;
      },
      async (caller) =>
        (
          await caller.put(
            `/crm/objects/2026-09/contacts/${pick(ids) ?? '1'}/associations/default/companies/${pick(companies) ?? '1'}`,
          )
        ).status,
      async (caller) =>
        (
          await caller.post('/crm/associations/2026-09/contacts/companies/batch/read', {
            inputs: [{ id: pick(ids) ?? '1' }],
          })
        ).status,
      async (caller) =>
        (
          await caller.post(`${contactsPath}/batch/upsert`, {
            inputs: [
              {
                id: `c${Math.floor(random.next() * (serial + 1))}@example.com`,
                idProperty: 'email',
                properties: { city: pick(cities) },
              },
            ],
          })
        ).status,
      async (caller) => {
        if (ids.length < 2) return 200;
        const { status, body } = await caller.post(`${contactsPath}/merge`, {
          primaryObjectId: dropped(),
          objectIdToMerge: dropped(),
        });
        if (status === 200) ids.push(body.id);
        return status;
      },
    ];
    const start = performance.now();
    for (let i = 0; i < calls; i++) {
      time.now = noon + Math.floor((i / calls) * 86_400_000);
      // Every answer is of the contract; checking one in fifty keeps the long run to minutes.
      const status = await pick(moves)(i % (long ? 50 : 5) === 0 ? checked : plain);
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    time.now += 10_000;
    console.log(
      `${calls} calls in ${((performance.now() - start) / 1_000).toFixed(1)} s: ${[...counts]
        .sort()
        .map(([status, count]) => `${status} × ${count}`)
        .join(', ')}`,
    );
    expect([...counts.keys()].filter((status) => status >= 500)).toEqual([]);
    expect(contract.violations()).toEqual([]);
    expect(portal.inconsistencies()).toEqual([]);
  });
});
