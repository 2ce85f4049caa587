import { dayIn } from '../../src/domain/calendar/zone.ts';
import { hubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import { planUntilDone } from '../../src/use-cases/planning/plan-until-done.ts';
import { ZONE } from './big-book.ts';
import { planPerContact } from './peers/per-contact.ts';
import { startPortalChild } from './portal-child.ts';

const CONTACTS = 10_000;
const EVERY = 33;
const DUE = 300;
const LATENCY_MS = 100;

interface Run {
  readonly name: string;
  readonly again: string;
  plan(url: string): Promise<number>;
}

const today = () => dayIn(ZONE, Date.now());

const RUNS: readonly Run[] = [
  {
    name: 'ours',
    again: 'changes nothing',
    async plan(url) {
      const ports = hubspotPorts(hubspotApi({ accessToken: 'bench', basePath: url }), { now: Date.now });
      const result = await planUntilDone(ports, {
        today: today(),
        trigger: 'command',
        readAhead: true,
        onWaiting: () => {},
      });
      if (!result.ok) throw new Error(result.message.en);
      return result.decided;
    },
  },
  {
    name: 'per contact, one after the other',
    again: 'may make things twice',
    plan: (url) => planPerContact(url, today(), 1),
  },
  {
    name: 'per contact, 4 at once, limiter',
    again: 'may make things twice',
    plan: (url) => planPerContact(url, today(), 4),
  },
];

/** The same day planned over real time, HTTP, 100 ms a call and HubSpot's limits: our run and a script with HubSpot's client. */
export async function peers(): Promise<void> {
  console.log(
    `${CONTACTS} contacts, ${LATENCY_MS} ms a call, 190 calls in 10 s, 5 searches a second; takes some minutes`,
  );
  console.log(
    '                                     due   calls   429    wall s   calls against ours   wall against ours   run again',
  );
  let first: { calls: number; seconds: number } | undefined;
  for (const { name, again, plan } of RUNS) {
    const portal = await startPortalChild(CONTACTS, EVERY, { latencyMs: LATENCY_MS, most: DUE });
    const before = await portal.answered();
    const begun = performance.now();
    const due = await plan(portal.url);
    const seconds = (performance.now() - begun) / 1_000;
    const after = await portal.answered();
    portal.close();
    const calls = after.calls - before.calls;
    first ??= { calls, seconds };
    console.log(
      `${name.padEnd(34)} ${String(due).padStart(6)} ${String(calls).padStart(7)} ${String(after.refused - before.refused).padStart(5)} ${seconds.toFixed(2).padStart(9)} ${`${(calls / first.calls).toFixed(1)}x`.padStart(20)} ${`${(seconds / first.seconds).toFixed(1)}x`.padStart(19)}   ${again}`,
    );
  }
}
