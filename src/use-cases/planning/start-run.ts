import type { Refusal } from '../../contract/common.ts';
import type { Day } from '../../domain/calendar/day.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { compile } from '../policy/compiled.ts';
import { policyOf } from '../policy/policy-in-force.ts';
import type { ClockAndPolicy, PlanClock, Ports } from '../ports/ports.ts';
import type { DeadRunLoad } from './dead-run-load.ts';
import { LoadTable } from './load-table.ts';
import type { PlanRun } from './plan-step.ts';
import { recordLevel } from './record-limit.ts';

/** What is asked once a week: so often the load is counted anew from the open visits, that what people changed meanwhile is in it. */
export const COUNT_EVERY_DAYS = 7;
/** HubSpot's search index shows a write after seconds, at times after a minute; this long after the last one it is believed. */
const INDEX_SETTLES_MS = 90_000;

type StartSettings = {
  readonly today: Day;
  readonly dryRun?: boolean;
} & (
  | {
      /** One customer's decision, not a run over the book: the load is taken as the clock has it. */
      readonly single: true;
      readonly load?: undefined;
    }
  | { readonly single?: undefined; readonly load: LoadOfRun }
);

/** How full owners' days are, for a run over the book. */
export type LoadOfRun = (
  of: Pick<Outlook, 'policy' | 'clock'> & Pick<PlanRun, 'compiled' | 'today'> & { readonly unfinished: Unfinished },
  ports: Ports,
  goOn?: () => Promise<boolean>,
) => Promise<{
  readonly load: LoadTable;
  /** From the open visits themselves. */
  readonly isCounted: boolean;
  readonly deadRunLoad?: DeadRunLoad;
}>;

export type Unfinished = PlanRun['unfinished'] | undefined;

/** What has to be known before a run may begin. */
export interface Outlook {
  readonly ok: true;
  readonly policy: Policy;
  readonly clock: PlanClock;
  readonly people: Awaited<ReturnType<Ports['people']['owners']>>;
}

/**
 * Everything a run reads once: the policy in force, its calendar, the clock, and how full each owner's days are.
 *
 * When the last run died, its half-written step is told by the clock, and the load is counted anew.
 */
export async function startRun(
  ports: Ports,
  settings: StartSettings,
): Promise<{ readonly ok: true; readonly run: PlanRun } | Refusal> {
  const outlook = await lookOut(ports, settings, () => ports.runs.readStanding());
  return outlook.ok ? { ok: true, run: await runFrom(outlook, ports, settings) } : outlook;
}

/**
 * The policy in force, the clock and who is there; or why nothing may be planned now.
 *
 * @param look reads the clock and the policy, and whatever else is wanted with them
 */
export async function lookOut<Looked extends ClockAndPolicy>(
  ports: Ports,
  { single }: Pick<StartSettings, 'single'>,
  look: () => Promise<Looked>,
): Promise<(Outlook & Looked) | Refusal> {
  const [looked, people] = await Promise.all([look(), ports.people.owners()]);
  const inForce = policyOf(looked.stored);
  if (!inForce.ok) return inForce;
  const { pausedBecause } = looked.clock;
  // While planning is paused people still record their visits; what follows is planned afterwards.
  if (pausedBecause !== undefined && !single) return pausedRefusal(pausedBecause);
  return { ...looked, ok: true, policy: inForce.policy, people };
}

/**
 * The run itself, its load counted where the clock's does not hold any more.
 *
 * @param settings.goOn asked between pages that are counted; false: time is up
 */
export async function runFrom(
  { policy, clock, people }: Omit<Outlook, 'ok'>,
  ports: Ports,
  settings: StartSettings & { readonly goOn?: () => Promise<boolean> },
): Promise<PlanRun> {
  const { today } = settings;
  const records = await recordsOn(today, clock.records, settings, ports);
  const age = clock.writtenAt === undefined ? Number.POSITIVE_INFINITY : ports.clock.now() - clock.writtenAt;
  const mistrustIndex = age < INDEX_SETTLES_MS;
  const compiled = compile(policy);
  const now = ports.clock.now();
  const unfinished = clock.step && unfinishedOf(clock.step, clock.writtenAt ?? now, now);
  const { load, isCounted, deadRunLoad } = settings.load
    ? await settings.load({ policy, clock, compiled, today, unfinished }, ports, settings.goOn)
    : { load: LoadTable.decode(clock.load ?? '') ?? new LoadTable(), isCounted: false };
  return {
    policy,
    compiled,
    today,
    load,
    countedOn: isCounted ? today : (clock.countedOn ?? today),
    countsAnew: isCounted && clock.countedOn !== undefined,
    dryRun: settings.dryRun ?? false,
    mistrustIndex,
    paused: clock.pausedBecause !== undefined,
    decidedBefore: new Set(),
    // A portal that names nobody is not one that everybody has left.
    ...(people.length > 0 ? { present: new Set(people.map(({ id }) => id)) } : {}),
    ...(clock.sweep === undefined ? {} : { sweep: clock.sweep }),
    ...(records === undefined ? {} : { records }),
    ...bookOf(clock, policy),
    ...(unfinished === undefined ? {} : { unfinished }),
    ...(deadRunLoad === undefined ? {} : { deadRunLoad }),
  };
}

/**
 * Whoever opens thirty thousand visits a day fills a portal in a month: asked once a day, and while less than half of it is taken as seldom
 * as the load is counted. One that was full is asked each time, so that what was archived makes room at once.
 */
async function recordsOn(
  today: Day,
  known: PlanClock['records'],
  { single, dryRun }: Pick<StartSettings, 'single' | 'dryRun'>,
  ports: Ports,
): Promise<PlanClock['records']> {
  const restDays = known !== undefined && known.used < known.limit / 2 ? COUNT_EVERY_DAYS : 1;
  const isRecent = (known !== undefined && today - known.on < restDays) || single || dryRun;
  if (isRecent && !(known && recordLevel(known) === 'full')) return known;
  const use = await ports.recordUse();
  return use && { ...use, on: today };
}

function unfinishedOf(
  { after, upTo, diedAt = Number.NaN, runs = [] }: NonNullable<PlanClock['step']>,
  writtenAt: number,
  now: number,
): NonNullable<PlanRun['unfinished']> {
  const died = Number.isNaN(diedAt) ? writtenAt : diedAt;
  return { after, upTo, diedAt: died, isSettled: now - died >= INDEX_SETTLES_MS, runs };
}

/** The form in which planning keeps what it knows; a new one decides the whole book again. */
const FORM = 2;

/** What {@link PlanClock} says of a book that this version decided. */
export function bookKey(version: number): string {
  return `${version}.${FORM}`;
}

/** The version by which the book was decided last: in force still, unless another was published since. */
export function versionOf(bookBy: PlanClock['bookBy'] | undefined): number | undefined {
  return bookBy === undefined ? undefined : Number.parseInt(bookBy, 10);
}

/** By what the book was decided, and whether it must be decided again by what is in force now. */
export function bookOf(
  { bookBy, rebook, countedOn }: PlanClock,
  { version }: Policy,
): Pick<PlanRun, 'bookBy' | 'rebook'> {
  const by = bookKey(version);
  // A book that nobody decided yet waits in the queue as a whole.
  if (bookBy === by || (bookBy === undefined && countedOn === undefined)) return { bookBy: by };
  return { ...(bookBy === undefined ? {} : { bookBy }), rebook: rebook?.by === by ? rebook : { by, after: '0' } };
}

export function busy(ms: number): Refusal {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return {
    ok: false,
    reason: 'busy',
    message: {
      zh: `另一次计划正在运行；${seconds} 秒后再试，它会从中断处继续。`,
      en: `Another planning run is at work; try again in ${seconds} s, it goes on where that one stops.`,
    },
  };
}

function pausedRefusal(because: string): Refusal {
  return {
    ok: false,
    reason: 'paused',
    message: {
      zh: `回访计划已暂停：${because}。请管理员在“计划运行”的时钟记录上清除暂停原因。`,
      en: `Planning is paused: ${because}. An admin can clear the reason on the clock record of planning runs.`,
    },
  };
}
