import { formatDay, parseDay } from '../domain/calendar/day.ts';
import type { PortalTraits } from '../use-cases/ports/portal-traits.ts';
import {
  type PlanClock,
  PortalError,
  type RunOutcome,
  type RunStore,
  SWEEP_SOURCES,
  type SweepMark,
} from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchRead, batchWrite, type Properties } from './batch.ts';
import { hubspotLeases } from './leases.ts';
import type { ObjectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { dayOf, jsonOf, present, textOf } from './values.ts';

const CLOCK = 'clock';

/** Runs are records of our custom object; the clock is one of them. */
export function hubspotRuns(api: HubspotApi, types: () => Promise<ObjectTypes>, now: () => number): RunStore {
  const path = async (): Promise<string> => PATHS.customObjects.path.replace('{objectTypeId}', (await types()).rv_run);
  const leases = hubspotLeases(api, path, now, { prefix: 'run', attempting: 'taking the right to plan' });

  /** Calls sent when this run began. */
  let sentBefore = api.sent();
  const textOfRun = ({ begun, counts, facts }: RunOutcome): string =>
    JSON.stringify({ ...begun, ...counts, ...facts, calls: api.sent() - sentBefore });

  async function read(keys: readonly string[]) {
    const records = await batchRead(api, await path(), keys, READ, 'reading planning runs', 'rv_run_key');
    return records.map((record) => record.properties);
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
        ...present('portal', jsonOf<PortalTraits>(textOf(clock, 'rv_portal'))),
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

    pause: (because) => writeClock({ rv_paused: because ?? '' }),

    async takeLease(report) {
      const taken = await leases.take(report);
      sentBefore = api.sent();
      return taken;
    },
    renewLease: leases.renew,
    endLease: (lease, did) => leases.end(lease, { rv_counts: textOfRun(did) }),
    noteTrouble: (lease, did) => leases.note(lease.key, { rv_counts: textOfRun(did) }),
  };
}

function recordsOf(text: string | undefined): PlanClock['records'] {
  const [day, used, limit] = (text ?? '').split(' ');
  const on = parseDay(day ?? '');
  return on === undefined || !used || !limit ? undefined : { on, used: Number(used), limit: Number(limit) };
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
  'rv_portal',
];
