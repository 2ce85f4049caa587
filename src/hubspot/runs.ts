import { formatDay, parseDay } from '../domain/calendar/day.ts';
import {
  type Lease,
  type PastRun,
  type PlanClock,
  PortalError,
  type RunReport,
  type RunStore,
  SWEEP_SOURCES,
  type SweepMark,
} from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchRead, batchWrite, type HubspotRecord, type Properties } from './batch.ts';
import type { ObjectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { dayOf, jsonOf, textOf } from './values.ts';

const CLOCK = 'clock';
/** How long a run may write before it must renew; also how long a dead run keeps others away. */
const LEASE_MS = 30_000;

/** Runs are records of our custom object; the clock is one of them. */
export function hubspotRuns(api: HubspotApi, types: () => Promise<ObjectTypes>, now: () => number): RunStore {
  const path = async (): Promise<string> => PATHS.customObjects.path.replace('{objectTypeId}', (await types()).rv_run);

  /**
   * HubSpot has no compare-and-set: of two runs that create the same key, one is refused. Keys are numbered inside a
   * span of time, so that no record has to be deleted for the next run to win; a run that began in the span before
   * is looked for too.
   * `unverified` on a real portal: the status with which a taken unique value is refused (400 or 409).
   */
  async function take(report: RunReport, own?: Lease): Promise<Lease | { readonly heldUntil: number }> {
    for (;;) {
      const at = now();
      const span = Math.floor(at / LEASE_MS);
      const keys = [span - 1, span].flatMap((each) => TURNS.map((turn) => `run:${each}:${turn}`));
      const runs = await read(keys);
      const heldUntil = Math.max(0, ...runs.filter((run) => run.rv_run_key !== own?.key).map(holdsUntil));
      if (heldUntil > at) return { heldUntil };
      const turn = TURNS.find((each) => !runs.some((run) => run.rv_run_key === `run:${span}:${each}`));
      if (turn === undefined) return { heldUntil: (span + 1) * LEASE_MS };
      const lease = { key: `run:${span}:${turn}`, expiresAt: at + LEASE_MS };
      try {
        await api.call({
          method: 'POST',
          path: await path(),
          body: {
            properties: {
              rv_run_key: lease.key,
              rv_status: 'running',
              rv_trigger: report.trigger,
              rv_today: formatDay(report.today),
              rv_policy_version: String(report.policyVersion),
              rv_started_at: new Date(at).toISOString(),
              rv_expires_at: new Date(lease.expiresAt).toISOString(),
            } satisfies Properties,
          },
          attempting: 'taking the right to plan',
          repeatable: false,
        });
        return lease;
      } catch (error) {
        // Somebody was quicker by a moment: look again, they hold it now. Any other refusal is not about the key.
        const taken = error instanceof PortalError && (error.kind === 'conflict' || error.kind === 'refused');
        if (!taken || (await read([lease.key])).length === 0) throw error;
      }
    }
  }

  async function read(keys: readonly string[]) {
    const records = await batchRead(api, await path(), keys, READ, 'reading planning runs', 'rv_run_key');
    return records.map((record) => record.properties);
  }

  async function end(lease: Lease, status: 'done' | 'failed', counts: string): Promise<void> {
    await batchWrite(
      api,
      await path(),
      'upsert',
      [
        {
          key: lease.key,
          id: lease.key,
          properties: {
            rv_run_key: lease.key,
            rv_status: status,
            rv_counts: counts,
            rv_ended_at: new Date(now()).toISOString(),
          },
        },
      ],
      'ending the run',
      'rv_run_key',
    );
  }

  async function writeClock(properties: Properties): Promise<void> {
    const { failures } = await batchWrite(
      api,
      await path(),
      'upsert',
      [{ key: CLOCK, id: CLOCK, properties: { rv_run_key: CLOCK, rv_status: 'clock', ...properties } }],
      'keeping the planning clock',
      'rv_run_key',
    );
    if (failures[0]) {
      throw new PortalError({
        kind: 'refused',
        attempting: 'keeping the planning clock',
        message: failures[0].message,
      });
    }
  }

  return {
    async readClock() {
      const [clock] = await read([CLOCK]);
      if (!clock) return {};
      const [after, upTo, diedAt] = (textOf(clock, 'rv_step') ?? '').split(' ');
      const load = textOf(clock, 'rv_load');
      const countedOn = dayOf(clock, 'rv_counted_on');
      const writtenAt = Date.parse(textOf(clock, 'rv_written_at') ?? '');
      const pausedBecause = textOf(clock, 'rv_paused');
      const sweep = sweepOf(textOf(clock, 'rv_sweep'));
      const bookBy = textOf(clock, 'rv_book_by');
      const records = recordsOf(textOf(clock, 'rv_records'));
      const [by, bookAfter] = (textOf(clock, 'rv_rebook') ?? '').split(' ');
      return {
        ...(load === undefined ? {} : { load: load === EMPTY ? '' : load }),
        ...(countedOn === undefined ? {} : { countedOn }),
        ...(after && upTo ? { step: { after, upTo, ...(diedAt ? { diedAt: Number(diedAt) } : {}) } } : {}),
        ...(sweep === undefined ? {} : { sweep }),
        ...(bookBy === undefined ? {} : { bookBy }),
        ...(records === undefined ? {} : { records }),
        ...(by && bookAfter ? { rebook: { by, after: bookAfter } } : {}),
        ...(Number.isNaN(writtenAt) ? {} : { writtenAt }),
        ...(pausedBecause ? { pausedBecause } : {}),
      };
    },

    saveClock: (clock) =>
      writeClock({
        rv_load: clock.load === '' ? EMPTY : (clock.load ?? ''),
        rv_counted_on: clock.countedOn === undefined ? '' : formatDay(clock.countedOn),
        rv_step: clock.step ? [clock.step.after, clock.step.upTo, clock.step.diedAt ?? ''].join(' ').trim() : '',
        rv_sweep: clock.sweep ? sweepText(clock.sweep) : '',
        rv_book_by: clock.bookBy ?? '',
        rv_records: clock.records ? `${formatDay(clock.records.on)} ${clock.records.used} ${clock.records.limit}` : '',
        rv_rebook: clock.rebook ? `${clock.rebook.by} ${clock.rebook.after}` : '',
        rv_written_at: new Date(now()).toISOString(),
      }),

    async find(name) {
      const records = await batchRead(api, await path(), [name], READ_PAST, 'reading planning runs', 'rv_run_key');
      return records.map(({ properties }) => pastRunOf(properties))[0];
    },

    async latest(limit) {
      const { body } = await api.call({
        method: 'POST',
        path: `${await path()}/search`,
        body: {
          filterGroups: [{ filters: [{ propertyName: 'rv_expires_at', operator: 'HAS_PROPERTY' }] }],
          sorts: [{ propertyName: 'rv_started_at', direction: 'DESCENDING' }],
          properties: READ_PAST,
          limit,
        },
        attempting: 'reading planning runs',
        repeatable: true,
      });
      return (body.results as HubspotRecord[]).map(({ properties }) => pastRunOf(properties));
    },

    pause: (because) => writeClock({ rv_paused: because ?? '' }),

    takeLease: (report) => take(report),

    async renewLease(lease, report) {
      if (lease.expiresAt - now() > LEASE_MS / 2) return lease;
      const next = await take(report, lease);
      if (!('key' in next)) return undefined;
      await end(lease, 'done', '');
      return next;
    },

    endLease: (lease, { status, counts }) => end(lease, status, counts),
  };
}

function recordsOf(text: string | undefined): PlanClock['records'] {
  const [day, used, limit] = (text ?? '').split(' ');
  const on = parseDay(day ?? '');
  return on === undefined || !used || !limit ? undefined : { on, used: Number(used), limit: Number(limit) };
}

const READ_PAST = ['rv_run_key', 'rv_status', 'rv_trigger', 'rv_today', 'rv_started_at', 'rv_counts'];

function pastRunOf(p: HubspotRecord['properties']): PastRun {
  const today = dayOf(p, 'rv_today');
  return {
    name: textOf(p, 'rv_run_key') ?? '',
    startedAt: Date.parse(textOf(p, 'rv_started_at') ?? '') || 0,
    status: textOf(p, 'rv_status') ?? '',
    trigger: textOf(p, 'rv_trigger') ?? '',
    counts: jsonOf<PastRun['counts']>(textOf(p, 'rv_counts')) ?? {},
    ...(today === undefined ? {} : { today }),
  };
}

/** `since`, or of a sweep that goes on `since startedAt source after`. */
function sweepText({ since, startedAt, source, after }: SweepMark): string {
  return source === undefined ? String(since) : [since, startedAt ?? since, source, after ?? '0'].join(' ');
}

function sweepOf(text: string | undefined): SweepMark | undefined {
  const [since, startedAt, word, after] = (text ?? '').split(' ');
  if (since === undefined || !/^\d+$/.test(since)) return undefined;
  const source = SWEEP_SOURCES.find((each) => each === word);
  if (source === undefined) return { since: Number(since) };
  return { since: Number(since), startedAt: Number(startedAt), source, after: after ?? '0' };
}

/** Until when a run holds the right to plan; 0: it gave it back. */
function holdsUntil(run: { readonly [name: string]: string | null }): number {
  return run.rv_status === 'running' ? Date.parse(textOf(run, 'rv_expires_at') ?? '') || 0 : 0;
}

/** Runs that may begin within one span. */
const TURNS = Array.from({ length: 40 }, (_, index) => index + 1);

/** A cleared property and an empty table would read the same. */
const EMPTY = '-';

const READ = [
  'rv_run_key',
  'rv_status',
  'rv_expires_at',
  'rv_load',
  'rv_counted_on',
  'rv_step',
  'rv_sweep',
  'rv_book_by',
  'rv_records',
  'rv_rebook',
  'rv_written_at',
  'rv_paused',
];
