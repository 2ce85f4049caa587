import { addDays, formatDay, parseDay } from '../domain/calendar/day.ts';
import { dayIn, instantAt } from '../domain/calendar/zone.ts';
import { hubspotApi } from '../hubspot/api.ts';
import { isDaily, type Pacer } from '../hubspot/pacing.ts';
import { hubspotPorts } from '../hubspot/ports.ts';
import { surveyPorts } from '../hubspot/survey-ports.ts';

import type { StepCounts } from '../use-cases/planning/plan-step.ts';
import { planUntilDone } from '../use-cases/planning/plan-until-done.ts';
import { READ_AHEAD } from '../use-cases/planning/read-ahead.ts';
import { type Account, PortalError } from '../use-cases/ports/ports.ts';
import { dailyCare } from '../use-cases/survey/daily-care.ts';
import type { SurveyPorts } from '../use-cases/survey/survey-ports.ts';
import type { PortalSettings, WorkerSettings } from './settings.ts';

/** What a job carries from one worker to the next: where the run is and what it did. No token, no customer. */
export interface PlanJob {
  readonly portalId: number;
  /** The run's civil day, `YYYY-MM-DD`; absent: the portal's day when it begins. */
  readonly today?: string;
  readonly cursor?: string | null;
  readonly totals?: JobTotals;
}

export interface JobTotals extends StepCounts {
  readonly decided: number;
  readonly failed: number;
  readonly calls: number;
}

export type JobOutcome =
  | { readonly kind: 'done'; readonly today: string; readonly totals: JobTotals }
  /** Stopped in good order, or its time was up: goes on from `job`. */
  | { readonly kind: 'more'; readonly job: PlanJob }
  /** Nothing to be done before that instant. */
  | { readonly kind: 'later'; readonly at: number; readonly reason: string; readonly job: PlanJob }
  | { readonly kind: 'paused' }
  /** Trying again would not help: a person must look. */
  | { readonly kind: 'hopeless'; readonly reason: string };

/** How a run is told to stop. */
export interface StopSign {
  readonly isStopped: () => boolean;
  /** Resolves after `ms`; rejects with {@link Stopped} when the sign goes up before. */
  sleep(ms: number): Promise<void>;
}

/** A wait was cut short because the worker stops; nothing was being written. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** A run gives others a turn after so long; what is left is the next job. */
const SLICE_MS = 300_000;
/** HubSpot may count its new day a little late. */
const AFTER_MIDNIGHT_MS = 300_000;
const EMPTY: JobTotals = { decided: 0, failed: 0, calls: 0, opened: 0, changed: 0, withdrawn: 0, unchanged: 0 };

/** When the day ends that `now` is in. */
export function endOfDay(timeZone: string, now: number): number {
  return instantAt(timeZone, addDays(dayIn(timeZone, now), 1), '00:00');
}

export function openPortal(
  settings: Pick<WorkerSettings, 'basePath'>,
  portal: PortalSettings,
  more: { readonly pacer?: Pacer; readonly account?: Account; readonly sleep?: (ms: number) => Promise<void> },
): { readonly ports: SurveyPorts; readonly calls: () => number } {
  const api = hubspotApi({
    accessToken: portal.accessToken,
    ...(settings.basePath ? { basePath: settings.basePath } : {}),
    ...(more.pacer ? { pacer: more.pacer } : {}),
  });
  const ports = hubspotPorts(api, {
    now: Date.now,
    ...(more.sleep ? { sleep: more.sleep } : {}),
    ...(more.account ? { portal: more.account } : {}),
  });
  const { portalId, clientSecret } = portal;
  return { ports: { ...ports, ...surveyPorts(api, { portalId, secret: clientSecret }) }, calls: api.sent };
}

/**
 * Runs one job: steps until nobody waits, the time is up or the sign says stop.
 *
 * @throws whatever may pass by itself: the job is tried again
 */
export async function runPlanJob(
  job: PlanJob,
  { ports, calls }: ReturnType<typeof openPortal>,
  sign: StopSign,
  onProgress: (progress: { readonly decided: number; readonly waiting: number }) => void,
): Promise<JobOutcome> {
  const { timeZone } = await ports.account();
  const begunAt = ports.clock.now();
  const today = (job.today === undefined ? undefined : parseDay(job.today)) ?? dayIn(timeZone, begunAt);
  const before = job.totals ?? EMPTY;
  const goOn = (more: Partial<PlanJob>): PlanJob => ({ portalId: job.portalId, today: formatDay(today), ...more });
  try {
    // Before planning, which then knows whom to call. May run twice: what is left of it is looked after by the next run.
    if (job.cursor === undefined) await dailyCare(today, ports, sign.isStopped);
    const result = await planUntilDone(ports, {
      today,
      trigger: 'worker',
      readAhead: READ_AHEAD,
      cursor: job.cursor ?? null,
      onWaiting: () => {},
      onProgress,
      shouldStop: () => sign.isStopped() || ports.clock.now() - begunAt > SLICE_MS,
    });
    if (!result.ok) {
      if (result.reason === 'paused') return { kind: 'paused' };
      if (result.reason === 'busy')
        return { kind: 'later', at: ports.clock.now() + 5_000, reason: 'another run', job: goOn(job) };
      return { kind: 'hopeless', reason: result.reason };
    }
    const totals: JobTotals = {
      decided: before.decided + result.decided,
      failed: before.failed + result.failed,
      calls: before.calls + calls(),
      opened: before.opened + result.totals.opened,
      changed: before.changed + result.totals.changed,
      withdrawn: before.withdrawn + result.totals.withdrawn,
      unchanged: before.unchanged + result.totals.unchanged,
    };
    if (!result.done) return { kind: 'more', job: goOn({ cursor: result.cursor, totals }) };
    return { kind: 'done', today: formatDay(today), totals: { ...totals, calls: before.calls + calls() } };
  } catch (error) {
    if (error instanceof Stopped) return { kind: 'more', job: goOn(job) };
    if (!(error instanceof PortalError)) throw error;
    if (isDaily(error)) {
      const at = endOfDay(timeZone, ports.clock.now()) + AFTER_MIDNIGHT_MS;
      // Tomorrow's run is tomorrow's: who waits today waits then too.
      return { kind: 'later', at, reason: 'the daily limit is spent', job: { portalId: job.portalId } };
    }
    if (error.kind === 'unauthorized' || error.kind === 'forbidden') {
      return { kind: 'hopeless', reason: `${error.kind} while ${error.attempting}: check the token and its scopes` };
    }
    throw error;
  }
}
