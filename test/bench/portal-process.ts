/**
 * `portal-process.ts CONTACTS EVERY LATENCY_MS MOST_DUE`: a loaded portal over HTTP, limits on; prints `portal ready URL`.
 * EVERY 0: of a book of all ages and tiers that was planned whole.
 */
import { dayIn } from '../../src/domain/calendar/zone.ts';
import { servePortal } from '../../src/portal/server.ts';
import { anyCustomer, bigBook, makeDue, planWhole, ZONE } from './big-book.ts';
import { virtualTime } from './virtual-time.ts';

const [size = 1_000, every = 33, latencyMs = 0, most = size] = process.argv.slice(2).map(Number);
// Loading waits in virtual time, which ends before the real one begins.
const time = virtualTime(Date.now() - 3 * 3_600_000);
let isServing = false;
const today = dayIn(ZONE, Date.now());
const now = (): number => (isServing ? Date.now() : time.now());
const isPlanned = every === 0;
const portal = await bigBook(size, time, { today, now, ...(isPlanned ? { customer: anyCustomer } : {}) });
if (isPlanned) await planWhole(portal, time, today);
else await makeDue(portal, time, { size, from: 0, every, today, most });
isServing = true;
const server = await servePortal(
  {
    ...portal,
    async fetch(request) {
      if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs / 2));
      const answer = await portal.fetch(request);
      if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs / 2));
      return answer;
    },
  },
  { port: 0 },
);
console.log(`portal ready ${server.url}`);
