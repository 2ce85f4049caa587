import type { Refusal } from '../../contract/common.ts';
import type { PlanCounts, PlanProgress } from '../../contract/plan-visits.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import type { Ports, RunReport } from '../ports/ports.ts';
import { planUntilDone } from './plan-until-done.ts';

/** A planning that is done in several calls, as it is kept between them. */
interface KeptPlanning {
  /** A new day begins anew: who waits is another question then. */
  readonly today: string;
  readonly state: 'running' | 'stopped' | 'done';
  readonly cursor: string | null;
  readonly counts: PlanCounts;
  readonly of: number;
  /** Milliseconds spent on those decided. */
  readonly workedMs: number;
  /** Instant of the last call, epoch ms. */
  readonly at: number;
}

interface Settings {
  /** Whose planning it is: the page of the portal has one, each workflow execution has its own. */
  readonly key: string;
  readonly today: Day;
  readonly trigger: RunReport['trigger'];
  readonly stepSize: number;
  readonly shouldStop: () => boolean;
  /** A planning that is done is begun anew when asked for; off: it stays done, the same call may come twice. */
  readonly again: boolean;
}

const NONE: PlanCounts = { decided: 0, opened: 0, changed: 0, withdrawn: 0, unchanged: 0 };
/** A page that worked on it so long ago is closed. */
const ALIVE_MS = 30_000;

/**
 * Plans for as long as one call may, and keeps how far it came, so that another call, from any page, goes on there.
 *
 * What is kept is for people: who waits is known by the portal itself. A call that died undercounts, and loses nothing.
 */
export async function planInParts(
  ports: Ports,
  settings: Settings,
): Promise<({ readonly ok: true } & PlanProgress) | Refusal> {
  const { key, today } = settings;
  const before = await readKept(key, today, ports);
  if (before?.state === 'done' && !settings.again) return { ok: true, ...progressOf(before, ports) };
  const startedAt = ports.clock.now();
  const begun: KeptPlanning =
    before === undefined || before.state === 'done'
      ? { today: formatDay(today), state: 'running', cursor: null, counts: NONE, of: 0, workedMs: 0, at: startedAt }
      : { ...before, state: 'running', at: startedAt };
  // Whoever looks meanwhile sees that somebody is at it.
  if (before?.state !== 'running') await save(key, begun, ports);

  let of = begun.of;
  const result = await planUntilDone(ports, {
    today,
    trigger: settings.trigger,
    cursor: begun.cursor,
    stepSize: settings.stepSize,
    shouldStop: settings.shouldStop,
    onProgress: ({ decided, waiting }) => {
      of = Math.max(of, begun.counts.decided + decided + waiting);
    },
  });
  if (!result.ok) {
    if (result.reason !== 'busy') return result;
    return { ok: true, ...progressOf(begun, ports), state: 'elsewhere' };
  }
  const kept: KeptPlanning = {
    ...begun,
    state: result.done ? 'done' : 'running',
    cursor: result.cursor,
    counts: sum(begun.counts, { decided: result.decided, ...result.totals }),
    of: Math.max(of, begun.counts.decided + result.waiting),
    workedMs: begun.workedMs + Math.max(0, ports.clock.now() - startedAt),
    at: ports.clock.now(),
  };
  await save(key, kept, ports);
  return { ok: true, ...progressOf(kept, ports) };
}

/** How far a planning is that any page began today. */
export async function lookAtPlanning(
  { key, today }: Pick<Settings, 'key' | 'today'>,
  ports: Ports,
): Promise<{ readonly ok: true } & PlanProgress> {
  const kept = await readKept(key, today, ports);
  if (kept === undefined) return { ok: true, state: 'none', alive: false, counts: NONE, of: 0, secondsLeft: null };
  return { ok: true, ...progressOf(kept, ports) };
}

/** It does not go on by itself when a page is opened; whoever asks for it, it goes on. */
export async function stopPlanning(
  { key, today }: Pick<Settings, 'key' | 'today'>,
  ports: Ports,
): Promise<{ readonly ok: true } & PlanProgress> {
  const kept = await readKept(key, today, ports);
  if (kept?.state === 'running') await save(key, { ...kept, state: 'stopped' }, ports);
  return lookAtPlanning({ key, today }, ports);
}

const jobKey = (key: string): string => `plan:${key}`;

async function readKept(key: string, today: Day, ports: Ports): Promise<KeptPlanning | undefined> {
  const text = await ports.jobs.read(jobKey(key));
  if (text === undefined) return undefined;
  try {
    const kept = JSON.parse(text) as KeptPlanning;
    return kept.today === formatDay(today) ? kept : undefined;
  } catch {
    // Changed by hand: it is begun anew.
    return undefined;
  }
}

const save = (key: string, kept: KeptPlanning, ports: Ports): Promise<void> =>
  ports.jobs.save(jobKey(key), JSON.stringify(kept));

function progressOf({ state, counts, of, workedMs, at }: KeptPlanning, ports: Ports): PlanProgress {
  const left = Math.max(0, of - counts.decided);
  const known = state !== 'done' && counts.decided > 0 && workedMs > 0;
  return {
    state,
    alive: state === 'running' && ports.clock.now() - at < ALIVE_MS,
    counts,
    of,
    secondsLeft: known ? Math.ceil((left * workedMs) / counts.decided / 1_000) : null,
  };
}

function sum(a: PlanCounts, b: PlanCounts): PlanCounts {
  return {
    decided: a.decided + b.decided,
    opened: a.opened + b.opened,
    changed: a.changed + b.changed,
    withdrawn: a.withdrawn + b.withdrawn,
    unchanged: a.unchanged + b.unchanged,
  };
}
