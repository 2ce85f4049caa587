import { day, formatDay } from '../../src/domain/calendar/day.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import type { Answer, Call, HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotRankPorts } from '../../src/hubspot/rank-ports.ts';
import { retier } from '../../src/use-cases/customers/retier.ts';

const TODAY = day('2026-11-23');
const PAGE = 200;

/**
 * One process that ranks a book of `process.argv[2]` invented customers: the use case and its port as they ship, over answers that are
 * made on the spot, so that nothing but ranking takes memory. About one in thirty is in another tier than it should be, the
 * programme is proposed to a good third, and of most it is written down since when they are silent: those are written.
 */
const size = Number(process.argv[2]);

function contact(id: number): { id: string; properties: { [name: string]: string } } {
  // Spread by a prime: amounts and days come in no order.
  const spread = (id * 7_919) % 1_000_003;
  const orders = 1 + (spread % 23);
  const cents = 500 + ((spread * 31) % 2_500_000);
  // About where the cuts will be: two fifths of the book have money from 4 on, activity is even.
  const money = Math.min(5, 1 + Math.floor((cents - 500) / 500_000));
  const frequency = Math.min(5, 1 + Math.floor((5 * (orders - 1)) / 23));
  const recency = Math.min(5, 1 + Math.floor((5 * (899 - (spread % 900))) / 900));
  const tier = money >= 4 && recency + frequency >= 6 ? 'A' : money >= 3 ? 'B' : 'C';
  return {
    id: String(id),
    properties: {
      email: `c${id}@example.com`,
      firstname: 'Customer',
      lastname: String(id),
      lifecyclestage: 'customer',
      hubspot_owner_id: String(1_001 + (id % 50)),
      rv_tier: id % 30 === 0 ? (tier === 'C' ? 'B' : 'C') : tier,
      rv_tier_since: '2026-01-01',
      rv_first_purchase_on: '2023-01-01',
      rv_last_purchase_on: formatDay((TODAY - 1 - (spread % 900)) as typeof TODAY),
      rv_purchase_count: String(orders),
      rv_purchase_total: (cents / 100).toFixed(2),
    },
  };
}

const calls = { sent: 0, pages: 0, batches: 0, written: 0, largest: 0 };
const run: { kept?: { [name: string]: string } } = {};

function answerTo(call: Call): unknown {
  const body = call.body as {
    filterGroups?: { filters: { value?: string }[] }[];
    properties?: readonly string[];
    inputs?: { id: string; properties: { [name: string]: string } }[];
  };
  if (call.path.endsWith('/details')) return { portalId: 1, timeZone: 'Asia/Shanghai' };
  if (call.path.endsWith('/schemas'))
    return {
      results: ['rv_visit', 'rv_issue', 'rv_policy', 'rv_run', 'rv_lock'].map((name) => ({ name, objectTypeId: name })),
    };
  if (call.path.includes('rv_run') && call.path.endsWith('/batch/read'))
    return { results: run.kept && body.inputs?.[0]?.id === 'retier' ? [{ id: '1', properties: run.kept }] : [] };
  if (call.path.includes('rv_run')) {
    const written = body.inputs?.[0]?.properties ?? {};
    // The others say who has the right to rank: nobody else asks for it here.
    if (written.rv_run_key === 'retier') run.kept = written;
    return { results: [{ id: '1', properties: written }] };
  }
  if (call.path.includes('contacts') && call.path.endsWith('/search')) {
    calls.pages += 1;
    const after = Number(body.filterGroups?.[0]?.filters[0]?.value ?? 0);
    const left = size - after;
    const wanted = new Set(body.properties);
    const results = Array.from({ length: Math.min(PAGE, left) }, (_, index) => {
      const { id, properties } = contact(after + index + 1);
      return { id, properties: Object.fromEntries(Object.entries(properties).filter(([name]) => wanted.has(name))) };
    });
    return { total: left, results };
  }
  if (call.path.endsWith('/search')) return { total: 0, results: [] };
  if (call.path.endsWith('/batch/update')) {
    calls.batches += 1;
    calls.written += body.inputs?.length ?? 0;
    return { results: body.inputs?.map(({ id }) => ({ id, properties: {} })) };
  }
  throw new Error(`unexpected ${call.method} ${call.path}`);
}

const api: HubspotApi = {
  sent: () => calls.sent,
  async call(call): Promise<Answer> {
    calls.sent += 1;
    calls.largest = Math.max(calls.largest, JSON.stringify(call.body ?? '').length);
    // As it would come over the wire.
    return { status: 200, body: JSON.parse(JSON.stringify(answerTo(call))) };
  },
};

const ports = hubspotRankPorts(api, undefined, { now: () => 0, sleep: async () => {} });
const begun = performance.now();
const result = await retier(
  {
    ...ports,
    policies: {
      ...ports.policies,
      current: async () => ({ ...DEFAULT_POLICY, goLiveOn: '2026-01-01' }),
    },
  },
  { today: TODAY, apply: true },
);
if (!result.ok || !result.done) throw new Error(JSON.stringify(result));
const bound = 2 * Math.ceil(size / PAGE) + Math.ceil(calls.written / 100);
console.log(
  JSON.stringify({
    ms: performance.now() - begun,
    rssMb: process.resourceUsage().maxRSS / 1024,
    calls: calls.sent,
    bound,
    written: calls.written,
    error: result.cuts?.error ?? 0,
    bytesKept: Buffer.byteLength((run.kept?.rv_tally ?? '') + (run.kept?.rv_tally_more ?? '')),
  }),
);
