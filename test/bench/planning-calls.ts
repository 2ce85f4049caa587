import { addDays, day, formatDay } from '../../src/domain/calendar/day.ts';
import { readAccount } from '../../src/hubspot/account.ts';
import type { Answer, HubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { planUntilDone } from '../../src/use-cases/planning/plan-until-done.ts';
import { apiInto, openBook } from '../support/book.ts';

const TODAY = day('2026-11-23');
const SIZES = [1_000, 10_000, 100_000];
const SHARES = [0.01, 0.03];
/** One customer who is due the day before: what is done once a week is done then. */
const YESTERDAY = 1;

/** Calls of one daily run against the least that HubSpot's batch sizes allow; and of the run after it. */
export async function planningCalls(): Promise<void> {
  console.log(
    [
      'a run: owners, clock, policy, right to write, loops and tickets that moved, five kinds of talks since the last run, the end of the run;',
      'a step of 2,000: its mark on the clock. Bound: pages, visits, tasks, next dates, three associations (no companies here).',
      'contacts     due   calls   a run   steps   of steps   bound   (calls − fixed) / bound   second run: calls, of them writes',
    ].join('\n'),
  );
  for (const size of SIZES) {
    for (const share of SHARES) {
      const every = Math.round(1 / share);
      const rows = Array.from({ length: size }, (_, index) => ({
        email: `c${index}@example.com`,
        hubspot_owner_id: String(1001 + (index % 50)),
        lifecyclestage: 'customer',
        rv_signed_on: formatDay(addDays(TODAY, -1)),
        rv_plan_on: formatDay(addDays(TODAY, index === YESTERDAY ? -1 : index % every === 0 ? 0 : 10)),
      }));
      const { portal } = await openBook(rows, TODAY, { capacity: { minutesPerDay: 10_000, byOwner: {} } });
      const at = portal.now();
      portal.setNow(at - 86_400_000);
      await run(portal, addDays(TODAY, -1));
      portal.setNow(at);
      const daily = await run(portal, TODAY);
      // ⌈D/200⌉ searches; visits, tasks and next dates by hundreds; three associations by two thousands.
      const { due } = daily;
      const bound = Math.ceil(due / 200) + 3 * Math.ceil(due / 100) + 3 * Math.ceil(due / 2_000);
      portal.setNow(at + 600_000);
      const again = await run(portal, TODAY);
      const ratio = (daily.calls - daily.aRun - daily.ofSteps) / bound;
      const columns: [string | number, number][] = [
        [size, 8],
        [due, 7],
        [daily.calls, 7],
        [daily.aRun, 7],
        [daily.steps, 7],
        [daily.ofSteps, 10],
        [bound, 7],
        [ratio.toFixed(3), 25],
        [`${again.calls}, ${again.writes.join(' and ')}`, 0],
      ];
      console.log(columns.map(([text, width]) => String(text).padStart(width)).join(' '));
      await portal.close();
    }
  }
}

const DAILY = /^(looking for customers to plan|writing (visits|tasks|the next dates)|associating)/;
const MARK = 'keeping the planning clock';
const RIGHT = 'taking the right to plan';

interface Counted {
  readonly due: number;
  readonly calls: number;
  /** What a run costs at any size, and what its steps cost besides what the bound counts. */
  readonly aRun: number;
  readonly steps: number;
  readonly ofSteps: number;
  readonly writes: readonly string[];
}

/** A run as a worker makes it, which knows the account since it started. */
async function run(portal: Portal, today: typeof TODAY): Promise<Counted> {
  const inner = apiInto(portal);
  const what = new Map<string, number>();
  const writes: string[] = [];
  const api: HubspotApi = {
    sent: inner.sent,
    call(call): Promise<Answer> {
      what.set(call.attempting, (what.get(call.attempting) ?? 0) + 1);
      if (call.method !== 'GET' && !/\/(search|batch\/read)$/.test(call.path)) writes.push(call.attempting);
      return inner.call(call);
    },
  };
  const account = await readAccount(apiInto(portal));
  const ports = hubspotPorts(api, { now: () => portal.now(), portal: account });
  const result = await planUntilDone(ports, { today, trigger: 'worker' });
  if (!result.ok) throw new Error(result.message.en);
  const calls = [...what.values()].reduce((sum, count) => sum + count, 0);
  const daily = [...what].filter(([name]) => DAILY.test(name)).reduce((sum, [, count]) => sum + count, 0);
  const steps = what.get(MARK) ?? 0;
  const ofSteps = steps + (what.get(RIGHT) ?? 1) - 1;
  return { due: result.decided, calls, aRun: calls - daily - ofSteps, steps, ofSteps, writes };
}
