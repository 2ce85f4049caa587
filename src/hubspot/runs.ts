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
import { batchRead, type HubspotRecord } from './batch.ts';
import { documentOf, IN_FORCE, READ_DOCUMENT } from './in-force.ts';
import { jobKey, jobRecord } from './jobs.ts';
import { hubspotLeases, type KeyedRecord } from './leases.ts';
import type { ObjectTypes } from './object-types.ts';
import { PATHS } from './paths.ts';
import { dayOf, jsonOf, present, textOf } from './values.ts';

const CLOCK = 'clock';
const CLOCK_KIND = { rv_status: 'clock' };

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

  /** Records of rights that their own runs renewed: what is written next says so. */
  let outlived: readonly string[] = [];

  /** Writes these in one call; `own` may be refused: its right runs out by itself. */
  async function keep(records: readonly KeyedRecord[], attempting: string, own?: string): Promise<void> {
    const renewed = outlived;
    const failures = await leases.note([...records, ...renewed.map(leases.renewed)], attempting);
    outlived = outlived.filter((key) => !renewed.includes(key));
    const failure = failures.find(({ key }) => key !== own && !renewed.includes(key));
    if (failure) throw new PortalError({ kind: 'refused', attempting, message: failure.message });
  }

  return {
    readClock: async () => clockOf((await read([CLOCK]))[0]),

    async readStanding() {
      const rows = await read([CLOCK, IN_FORCE]);
      const rowOf = (key: string) => rows.find(({ rv_run_key }) => rv_run_key === key);
      return { clock: clockOf(rowOf(CLOCK)), stored: documentOf(rowOf(IN_FORCE)) };
    },

    async look(jobs) {
      const at = now();
      const keys = jobs.map(jobKey);
      const rights = leases.keysAt(at);
      const rows = await read([CLOCK, IN_FORCE, ...keys, ...rights]);
      const kept = new Map(rows.map((row) => [row.rv_run_key ?? '', row]));
      return {
        clock: clockOf(kept.get(CLOCK)),
        stored: documentOf(kept.get(IN_FORCE)),
        jobs: new Map(
          jobs.flatMap((key): [string, string][] => {
            const text = textOf(kept.get(jobKey(key)) ?? {}, 'rv_counts');
            return text === undefined ? [] : [[key, text]];
          }),
        ),
        rights: leases.seenAt(
          at,
          rights.map((key) => kept.get(key)).filter((row) => row !== undefined),
        ),
      };
    },

    saveClock: (clock) => keep([clockRecord(clock, now())], 'keeping the planning clock'),

    pause: (because) =>
      keep([{ key: CLOCK, properties: { ...CLOCK_KIND, rv_paused: because ?? '' } }], 'keeping the planning clock'),

    async takeLease(report, seen) {
      const taken = await leases.take(report, seen);
      sentBefore = api.sent();
      return taken;
    },
    renewLease: (lease, report) =>
      leases.renew(lease, report, (key) => {
        outlived = [...outlived, key];
      }),
    endLease: (lease, did, { clock, jobs } = {}) =>
      keep(
        [
          ...(clock === undefined ? [] : [clockRecord(clock, now())]),
          ...[...(jobs ?? [])].map(([key, text]) => jobRecord(key, text)),
          leases.ended(lease.key, { rv_counts: textOfRun(did) }),
        ],
        'ending the run',
        lease.key,
      ),
    async noteTrouble(lease, did) {
      await leases.note([{ key: lease.key, properties: { rv_counts: textOfRun(did) } }]);
    },
  };
}

function clockRecord(clock: Omit<PlanClock, 'pausedBecause'>, at: number): KeyedRecord {
  return {
    key: CLOCK,
    properties: {
      ...CLOCK_KIND,
      rv_load: clock.load === '' ? EMPTY : (clock.load ?? ''),
      rv_counted_on: clock.countedOn === undefined ? '' : formatDay(clock.countedOn),
      rv_step: clock.step ? stepText(clock.step) : '',
      rv_sweep: clock.sweep ? sweepText(clock.sweep) : '',
      rv_book_by: clock.bookBy ?? '',
      rv_records: clock.records ? `${formatDay(clock.records.on)} ${clock.records.used} ${clock.records.limit}` : '',
      rv_rebook: clock.rebook ? `${clock.rebook.by} ${clock.rebook.after}` : '',
      rv_written_at: new Date(at).toISOString(),
    },
  };
}

function clockOf(clock: HubspotRecord['properties'] | undefined): PlanClock {
  if (!clock) return {};
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
    ...present('step', stepOf(textOf(clock, 'rv_step'))),
    ...(sweep === undefined ? {} : { sweep }),
    ...(bookBy === undefined ? {} : { bookBy }),
    ...(records === undefined ? {} : { records }),
    ...(by && bookAfter ? { rebook: { by, after: bookAfter } } : {}),
    ...(Number.isNaN(writtenAt) ? {} : { writtenAt }),
    ...(pausedBecause ? { pausedBecause } : {}),
    ...present('portal', jsonOf<PortalTraits>(textOf(clock, 'rv_portal'))),
  };
}

/** `after upTo diedAt runs`; `-` for an instant that nobody knows. */
function stepText({ after, upTo, diedAt, runs = [] }: NonNullable<PlanClock['step']>): string {
  return [after, upTo, diedAt ?? '-', runs.join(',')].join(' ').trim();
}

function stepOf(text: string | undefined): PlanClock['step'] {
  const [after, upTo, diedAt = '-', runs = ''] = (text ?? '').split(' ');
  if (!after || !upTo) return undefined;
  return {
    after,
    upTo,
    ...(diedAt === '-' ? {} : { diedAt: Number(diedAt) }),
    ...(runs === '' ? {} : { runs: runs.split(',') }),
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
  // Of jobs.
  'rv_counts',
  READ_DOCUMENT,
];
