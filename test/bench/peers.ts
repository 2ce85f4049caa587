import { dayIn } from '../../src/domain/calendar/zone.ts';
import { readAccount } from '../../src/hubspot/account.ts';
import { hubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { planUntilDone } from '../../src/use-cases/planning/plan-until-done.ts';
import { READ_AHEAD } from '../../src/use-cases/planning/read-ahead.ts';
import { settleForBooks } from '../../src/worker/engine.ts';
import { ZONE } from './big-book.ts';
import { planPerContact } from './peers/per-contact.ts';
import { startPortalChild } from './portal-child.ts';

const CONTACTS = 10_000;
/** Of the portal that a worker has planned before. */
const OTHER_CONTACTS = 1_000;
const EVERY = 33;
const DUE = 300;
/** The least and the most that a call takes. */
const LATENCY_MS = [80, 250] as const;

interface Run {
  readonly name: string;
  readonly again: string;
  /** Of a portal that has been planned before. */
  readonly isDaily: boolean;
  /** Whatever a process does once, when it starts. */
  open(url: string): Promise<{ plan(): Promise<number> }>;
}

const today = () => dayIn(ZONE, Date.now());

async function openOurs(url: string): Promise<{ plan(): Promise<number> }> {
  const api = hubspotApi({ accessToken: 'bench', basePath: url });
  // A worker knows the account since it started.
  const portal = await readAccount(api);
  return {
    async plan() {
      const ports = hubspotPorts(api, { now: Date.now, portal });
      const result = await planUntilDone(ports, {
        today: today(),
        trigger: 'worker',
        readAhead: READ_AHEAD,
        onWaiting: () => {},
      });
      if (!result.ok) throw new Error(result.message.en);
      return result.decided;
    },
  };
}

/** A worker runs for weeks, and for many portals: it has planned another one since it started. */
async function openWorker(url: string): Promise<{ plan(): Promise<number> }> {
  const other = await startPortalChild(OTHER_CONTACTS, EVERY);
  await (await openOurs(other.url)).plan();
  other.close();
  return openOurs(url);
}

/** What the others are compared with comes first; a process that has planned is not one that just started any more. */
const OURS = 2;
const RUNS: readonly Run[] = [
  { name: 'ours, daily, process just started', again: 'changes nothing', isDaily: true, open: openOurs },
  { name: 'ours, daily, by a worker', again: 'changes nothing', isDaily: true, open: openWorker },
  { name: 'ours, the first run of a portal', again: 'changes nothing', isDaily: false, open: openOurs },
  {
    name: 'per contact, one after the other',
    again: 'may make things twice',
    isDaily: true,
    open: async (url) => ({ plan: () => planPerContact(url, today(), 1) }),
  },
  {
    name: 'per contact, 4 at once, limiter',
    again: 'may make things twice',
    isDaily: true,
    open: async (url) => ({ plan: () => planPerContact(url, today(), 4) }),
  },
];

/** The same day planned over real time, HTTP and HubSpot's limits: our run and a script with HubSpot's client. */
export async function peers(): Promise<void> {
  // As the worker and the command do.
  settleForBooks();
  console.log(
    `${CONTACTS} contacts, ${LATENCY_MS.join(' to ')} ms a call, 190 calls in 10 s, 5 searches a second; takes some minutes`,
  );
  console.log(
    '                                     due   calls   429    wall s   calls against ours   wall against ours, just started and a worker   run again',
  );
  const ours: { calls: number; seconds: number }[] = [];
  for (const { name, again, isDaily, open } of RUNS) {
    const portal = await startPortalChild(CONTACTS, EVERY, { latencyMs: LATENCY_MS, most: DUE, wasPlanned: isDaily });
    const { plan } = await open(portal.url);
    const before = await portal.answered();
    const begun = performance.now();
    const due = await plan();
    const seconds = (performance.now() - begun) / 1_000;
    const after = await portal.answered();
    portal.close();
    const calls = after.calls - before.calls;
    if (ours.length < OURS) ours.push({ calls, seconds });
    const against = ours.map((one) => `${(seconds / one.seconds).toFixed(1)}x`).join('  ');
    console.log(
      `${name.padEnd(34)} ${String(due).padStart(6)} ${String(calls).padStart(7)} ${String(after.refused - before.refused).padStart(5)} ${seconds.toFixed(2).padStart(9)} ${`${(calls / (ours[0]?.calls ?? calls)).toFixed(1)}x`.padStart(20)} ${against.padStart(46)}   ${again}`,
    );
  }
}
