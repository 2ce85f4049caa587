/**
 * `portal-process.ts CONTACTS EVERY FASTEST_MS SLOWEST_MS MOST_DUE WAS_PLANNED`: a loaded portal over HTTP, limits on; prints
 * `portal ready URL`. EVERY 0: of a book of all ages and tiers that was planned whole. WAS_PLANNED 1: a run did before what is done
 * once a week.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { dayIn } from '../../src/domain/calendar/zone.ts';
import { createRandom } from '../../src/portal/random.ts';
import { servePortal } from '../../src/portal/server.ts';
import { anyCustomer, bigBook, makeDue, planWhole, ZONE } from './big-book.ts';
import { virtualTime } from './virtual-time.ts';

const [size = 1_000, every = 33, fastestMs = 0, slowestMs = 0, most = size, wasPlanned = 0] = process.argv
  .slice(2)
  .map(Number);
// Loading waits in virtual time, which ends before the real one begins.
const time = virtualTime(Date.now() - 3 * 3_600_000);
let isServing = false;
const today = dayIn(ZONE, Date.now());
const now = (): number => (isServing ? Date.now() : time.now());
const isPlanned = every === 0;
const portal = await bigBook(size, time, { today, now, ...(isPlanned ? { customer: anyCustomer } : {}) });
if (wasPlanned) await makeDue(portal, time, { size, from: 1, every: size, today });
if (isPlanned || wasPlanned) await planWhole(portal, time, today);
if (!isPlanned) await makeDue(portal, time, { size, from: 0, every, today, most });
isServing = true;
const random = createRandom(7);
const server = await servePortal(
  {
    ...portal,
    async fetch(request) {
      const wayMs = (fastestMs + random.next() * (slowestMs - fastestMs)) / 2;
      if (wayMs > 0) await wait(wayMs);
      const answer = await portal.fetch(request);
      if (wayMs > 0) await wait(wayMs);
      return answer;
    },
  },
  { port: 0 },
);
console.log(`portal ready ${server.url}`);
