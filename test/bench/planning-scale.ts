import { instantAt } from '../../src/domain/calendar/zone.ts';
import { readAccount } from '../../src/hubspot/account.ts';
import { type Carrier, hubspotApi } from '../../src/hubspot/api.ts';
import { hubspotPorts } from '../../src/hubspot/ports.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { createRandom } from '../../src/portal/random.ts';
import { planUntilDone } from '../../src/use-cases/planning/plan-until-done.ts';
import { READ_AHEAD } from '../../src/use-cases/planning/read-ahead.ts';
import { bigBook, carrierInto, loader, makeDue, TODAY, ZONE } from './big-book.ts';
import { flowBound } from './flow-bound.ts';
import { sizesOr } from './sizes.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const BURST = 190;
const SEARCHES_A_SECOND = 5;
const MEAN_ROUND_TRIP_S = 0.165;
/** Longer than planning mistrusts the search index after a run. */
const INDEX_SETTLES_MS = 120_000;

/** Of each hundred customers, by their places, who is due in a run of that share, and who in the run beside a second client. */
const SHARES = [
  { due: [0], beside: [50] },
  { due: [10, 43, 76], beside: [20, 53, 86] },
];
/** And who is due the day before, two of them. */
const DAY_BEFORE = 7;

/** Limits: calls over the bound, fixed calls of a run and of a step, wall time over the bound at a million, refusals beside another. */
const MOST = { calls: 1.01, aRun: 12, aStep: 2, wall: 1.1, wallFrom: 1_000_000, refusedBeside: 0.01 };

/** What grows with who is due, and is what the bound counts. */
const DAILY = /^(looking for customers to plan|writing (visits|tasks|the next dates)|associating|queueing marked)/;
/** What each step of two thousand customers costs besides: its mark on the clock, and at times the right to write anew. */
const MARK = 'keeping the planning clock';
const RIGHT = 'taking the right to plan';

interface Measured {
  readonly decided: number;
  readonly searches: number;
  readonly others: number;
  readonly daily: number;
  readonly seconds: number;
  readonly refused: number;
  /** Calls besides the daily ones, by what they are for. */
  readonly what: ReadonlyMap<string, number>;
}

/** Calls of a run that its steps make, and those that it makes at any size. */
function fixedOf({ what }: Measured): { readonly aRun: number; readonly steps: number; readonly ofSteps: number } {
  const steps = what.get(MARK) ?? 0;
  const ofSteps = steps + (what.get(RIGHT) ?? 1) - 1;
  const all = [...what.values()].reduce((sum, count) => sum + count, 0);
  return { aRun: all - ofSteps, steps, ofSteps };
}

/**
 * A daily run in virtual time: the embedded portal with its limits on the same clock, every call 80–250 ms on its way, seeded.
 * Our own computing takes no time here.
 */
async function measure(portal: Portal, time: VirtualTime, seed: number): Promise<Measured> {
  const random = createRandom(seed);
  const into = carrierInto(portal, 'ours');
  const what = new Map<string, number>();
  let searches = 0;
  let others = 0;
  let daily = 0;
  let refused = 0;
  const carrier: Carrier = async (call) => {
    const wayMs = 40 + random.next() * 85;
    await time.sleep(wayMs);
    const answer = await time.standing(into(call));
    await time.sleep(wayMs);
    if (answer.status === 429) refused += 1;
    if (call.path.endsWith('/search')) searches += 1;
    else others += 1;
    if (DAILY.test(call.attempting)) daily += 1;
    else what.set(call.attempting, (what.get(call.attempting) ?? 0) + 1);
    return answer;
  };
  const { now, sleep } = time;
  const api = hubspotApi({ accessToken: 'ours', carrier, now, sleep, random: () => random.next() });
  // A worker knows the account since it started, a function is told it.
  const ports = hubspotPorts(api, { now, sleep, portal: await readAccount(loader(portal, time)) });
  const startedAt = now();
  const result = await planUntilDone(ports, {
    today: TODAY,
    trigger: 'worker',
    readAhead: READ_AHEAD,
    onWaiting: () => {},
  });
  if (!result.ok) throw new Error(result.message.en);
  if (result.failed > 0) throw new Error(`${result.failed} were not written: ${result.failures[0]?.message}`);
  return { decided: result.decided, searches, others, daily, seconds: (now() - startedAt) / 1_000, refused, what };
}

async function dueRun(
  portal: Portal,
  time: VirtualTime,
  { size, places, every = 100 }: { readonly size: number; readonly places: readonly number[]; readonly every?: number },
  seed: number,
): Promise<Measured> {
  for (const from of places) await makeDue(portal, time, { size, from, every });
  // The index settles, and earlier calls are out of the window.
  await time.sleep(INDEX_SETTLES_MS);
  return measure(portal, time, seed);
}

/** Another integration that takes half of the account's calls and searches for as long as `isOn`. */
async function secondClient(portal: Portal, time: VirtualTime, isOn: () => boolean): Promise<void> {
  const into = carrierInto(portal, 'ours');
  let n = 0;
  while (isOn()) {
    n += 1;
    const isSearch = n % 5 === 0;
    const path = '/crm/objects/2026-09/companies';
    await time.standing(
      into({
        method: isSearch ? 'POST' : 'GET',
        path: isSearch ? `${path}/search` : path,
        ...(isSearch ? { body: { filterGroups: [], limit: 1 } } : {}),
        attempting: 'something else',
        repeatable: true,
      }),
    );
    // 9.5 calls and 2.4 searches a second.
    await time.sleep(84);
  }
}

/**
 * Calls against HubSpot's batch bound, wall time against the limits, refusals; the run after it; and beside a second client.
 *
 * Nobody is due in two runs of one book: whoever an earlier run of the same day opened a visit for has it still, and reading these visits
 * would be calls that no daily run of such a book makes.
 */
export async function planningScale(): Promise<void> {
  console.log(
    [
      'C_min: pages, visits, tasks with their associations, next dates, visits with contacts by the hundreds and thousands that HubSpot takes.',
      'Fixed, printed apart: a run reads owners, clock and policy, the loops and tickets that moved, five kinds of talks since the last run and,',
      'where it opens something, the number of a kind of association, wins the right to write and gives it back; a step marks the clock, and',
      'every fifteen seconds the right is won anew. The account is known since the worker started; the record limit and the count of open',
      'visits are of a week, taken the day before. T_min: searches at 5 a second, or writes beyond the first 190 at 19 a second, and four round',
      'trips. T_window: the calls sent, no more than 190 in any ten seconds. No run comes near either, since both limits hold at once.',
      'T_flow: the least that the fewest calls take under both, each call after those whose answers it needs.',
      'contacts      due   calls  a run  steps  of steps  (calls-fixed)/C_min   wall s   T_min s  wall/T_min  T_window s  wall/T_window  T_flow s  wall/T_flow   429   2nd run: calls, decided   with a second client: wall s, 429 share',
    ].join('\n'),
  );
  for (const size of sizesOr(SIZES)) {
    const time = virtualTime(instantAt(ZONE, TODAY, '06:00'));
    const portal = await bigBook(size, time);
    // The day before: what is done once a week is done.
    await dueRun(portal, time, { size, places: [DAY_BEFORE], every: 100 * Math.floor(size / 200) }, 5);
    for (const [index, share] of SHARES.entries()) {
      const run = await dueRun(portal, time, { size, places: share.due }, 11 + index);
      await time.sleep(INDEX_SETTLES_MS);
      const again = await measure(portal, time, 21 + index);
      let on = true;
      const other = secondClient(portal, time, () => on);
      const beside = await dueRun(portal, time, { size, places: share.beside }, 31 + index);
      on = false;
      await other;
      print(size, run, again, beside);
    }
    await portal.close();
  }
}

function print(size: number, run: Measured, again: Measured, beside: Measured): void {
  const due = run.decided;
  const searches = Math.ceil(due / 200);
  // Contacts without a company.
  const writes = 3 * Math.ceil(due / 100) + Math.ceil(due / 2_000);
  const roundTrips = 4 * MEAN_ROUND_TRIP_S;
  const tMin = Math.max(searches / SEARCHES_A_SECOND, Math.max(0, writes - BURST) / (BURST / 10)) + roundTrips;
  // No more than 190 in any ten seconds: the 191st call cannot be earlier than ten seconds after the first.
  const tWindow = Math.max(run.searches / SEARCHES_A_SECOND, 10 * Math.floor((run.others - 1) / BURST)) + roundTrips;
  const tFlow = flowBound(due, {
    burst: BURST,
    searchesASecond: SEARCHES_A_SECOND,
    roundTripS: MEAN_ROUND_TRIP_S,
  });
  const calls = run.searches + run.others;
  const { aRun, steps, ofSteps } = fixedOf(run);
  const columns: [string | number, number][] = [
    [size, 8],
    [due, 8],
    [calls, 7],
    [aRun, 6],
    [steps, 6],
    [ofSteps, 9],
    [(run.daily / (searches + writes)).toFixed(3), 20],
    [run.seconds.toFixed(1), 8],
    [tMin.toFixed(1), 9],
    [(run.seconds / tMin).toFixed(2), 11],
    [tWindow.toFixed(1), 11],
    [(run.seconds / tWindow).toFixed(2), 14],
    [tFlow.toFixed(1), 9],
    [(run.seconds / tFlow).toFixed(2), 12],
    [run.refused, 5],
    [`${again.searches + again.others}, ${again.decided}`, 25],
    [`${beside.seconds.toFixed(1)}, ${((100 * beside.refused) / (beside.searches + beside.others)).toFixed(2)} %`, 38],
  ];
  console.log(columns.map(([text, width]) => String(text).padStart(width)).join(' '));
  console.log(`           besides C_min: ${[...run.what].map(([name, count]) => `${name} ${count}`).join(', ')}`);
  const perStep = steps === 0 ? 0 : ofSteps / steps;
  const emptySearches = again.daily;
  const isQuiet = again.decided === 0 && emptySearches === 1 && !again.what.has(MARK);
  const limits: [string, boolean | undefined][] = [
    [
      `calls ${ratio(run.daily / (searches + writes), 3)} of ${MOST.calls}`,
      run.daily <= MOST.calls * (searches + writes),
    ],
    [`a run ${aRun} of ${MOST.aRun}`, aRun <= MOST.aRun],
    [`a step ${ratio(perStep, 2)} of ${MOST.aStep}`, perStep <= MOST.aStep],
    [
      `wall ${ratio(run.seconds / tFlow, 3)} of ${MOST.wall.toFixed(2)} at a million`,
      size < MOST.wallFrom ? undefined : run.seconds <= MOST.wall * tFlow,
    ],
    ['no 429', run.refused === 0],
    [`again: the fixed part, one empty search, nothing written`, isQuiet && fixedOf(again).aRun <= MOST.aRun],
    [
      `beside another ${ratio((100 * beside.refused) / (beside.searches + beside.others), 2)} % of ${100 * MOST.refusedBeside} % 429`,
      beside.refused < MOST.refusedBeside * (beside.searches + beside.others),
    ],
  ];
  console.log(
    `           limits: ${limits.map(([text, held]) => `${text}${held === undefined ? '' : held ? ': held' : ': BROKEN'}`).join('; ')}`,
  );
}

const ratio = (value: number, digits: number): string => value.toFixed(digits);
