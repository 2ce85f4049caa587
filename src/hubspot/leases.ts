import { type Day, formatDay } from '../domain/calendar/day.ts';
import {
  type ItemFailure,
  type Lease,
  PortalError,
  type RunOutcome,
  type SeenRights,
} from '../use-cases/ports/ports.ts';
import type { HubspotApi } from './api.ts';
import { batchRead, batchWrite, type Properties } from './batch.ts';
import { textOf } from './values.ts';

/** How long a run may write before it must renew; also how long a dead run keeps others away. */
const LEASE_MS = 30_000;
/** Runs that may begin within one span. */
const TURNS = Array.from({ length: 40 }, (_, index) => index + 1);
/** What sets rankings off, on their records. */
export const RANKING = 'retier';

/** What sets off, on its record, a lease that its own run renewed: the run's last record tells of all. */
export const RENEWED = 'renewed';

interface Report {
  readonly trigger: string;
  readonly today: Day;
  readonly policyVersion: number;
  readonly begun?: RunOutcome['begun'];
}

/**
 * The right to write, of which there is one to a prefix.
 *
 * HubSpot has no compare-and-set: of two runs that create the same key, one is refused. Keys are numbered inside a
 * span of time, so that no record has to be deleted for the next run to win; a run that began in the span before
 * is looked for too.
 * `unverified` on a real portal: the status with which a taken unique value is refused (400 or 409). Probe: unique-refused, unique-after-archive.
 */
export function hubspotLeases(
  api: HubspotApi,
  path: () => Promise<string>,
  now: () => number,
  { prefix, attempting }: { readonly prefix: string; readonly attempting: string },
) {
  async function take(report: Report, own?: Lease): Promise<Lease | { readonly heldUntil: number }> {
    for (;;) {
      const at = now();
      const taken = await claim(report, seenAt(at, await read(keysAt(at)), own));
      if (taken !== undefined) return taken;
    }
  }

  /** Undefined: somebody was quicker by a moment, and holds it now. */
  async function claim(
    report: Report,
    { at, heldUntil, runs }: SeenRights,
  ): Promise<Lease | { readonly heldUntil: number } | undefined> {
    const span = spanOf(at);
    if (heldUntil > at) return { heldUntil };
    const turn = TURNS.find((each) => !runs.some((run) => run.rv_run_key === `${prefix}:${span}:${each}`));
    return turn === undefined ? { heldUntil: (span + 1) * LEASE_MS } : create(report, at, turn);
  }

  async function create(report: Report, at: number, turn: number): Promise<Lease | undefined> {
    const lease = { key: `${prefix}:${spanOf(at)}:${turn}`, expiresAt: at + LEASE_MS };
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
            ...(report.begun === undefined ? {} : { rv_counts: JSON.stringify(report.begun) }),
          } satisfies Properties,
        },
        attempting,
        repeatable: false,
      });
      return lease;
    } catch (error) {
      // Any other refusal is not about the key.
      const taken = error instanceof PortalError && (error.kind === 'conflict' || error.kind === 'refused');
      if (!taken || (await read([lease.key])).length === 0) throw error;
      return undefined;
    }
  }

  /** Of a right that still holds: nobody else can have taken it, so nobody is looked for. */
  async function prolong(lease: Lease, report: Report): Promise<Lease | undefined> {
    const at = now();
    const [, span, turn] = /:(\d+):(\d+)$/.exec(lease.key) ?? [];
    const next = await create(report, at, Number(span) === spanOf(at) ? Number(turn) + 1 : 1);
    if (next === undefined || now() < lease.expiresAt) return next;
    // It ran out meanwhile: whoever came in between has it.
    const others = (await read(keysAt(now()))).filter(({ rv_run_key: key }) => key !== next.key && key !== lease.key);
    if (others.every((run) => holdsUntil(run) <= now())) return next;
    await note([ended(next.key)]);
    return undefined;
  }

  async function read(keys: readonly string[]) {
    const records = await batchRead(api, await path(), keys, READ_RIGHTS, 'reading planning runs', 'rv_run_key');
    return records.map((record) => record.properties);
  }

  /** Puts what is kept of runs and beside them on their records; answers what HubSpot refused. */
  async function note(records: readonly KeyedRecord[], attempting = 'ending the run'): Promise<readonly ItemFailure[]> {
    const items = records.map(({ key, properties }) => ({
      key,
      id: key,
      properties: { rv_run_key: key, ...properties },
    }));
    return (await batchWrite(api, await path(), 'upsert', items, attempting, 'rv_run_key')).failures;
  }

  const keysAt = (at: number): string[] =>
    [spanOf(at) - 1, spanOf(at)].flatMap((span) => TURNS.map((turn) => `${prefix}:${span}:${turn}`));
  const ended = (key: string, more: Properties = {}): KeyedRecord => ({
    key,
    properties: { rv_status: 'done', rv_ended_at: new Date(now()).toISOString(), ...more },
  });

  return {
    keysAt,
    seenAt,
    /** @param seen of what {@link keysAt} names; `heldUntil` 0: it may not hold any more */
    async take(report: Report, seen?: SeenRights): Promise<Lease | { readonly heldUntil: number }> {
      if (seen === undefined) return take(report);
      if (spanOf(seen.at) !== spanOf(now())) return { heldUntil: 0 };
      return (await claim(report, seen)) ?? { heldUntil: 0 };
    },
    /**
     * A lease near its end becomes a new one; undefined: another run has it now.
     *
     * @param outlived is told of the old one, to be written as {@link renewed} says with what is written next; absent: it is written at once
     */
    async renew(lease: Lease, report: Report, outlived?: (key: string) => void): Promise<Lease | undefined> {
      const left = lease.expiresAt - now();
      if (left > LEASE_MS / 2 && left <= LEASE_MS) return lease;
      let next = left > 0 && left <= LEASE_MS ? await prolong(lease, report) : undefined;
      if (next === undefined) {
        const taken = await take(report, lease);
        if (!('key' in taken)) return undefined;
        next = taken;
      }
      if (outlived) outlived(lease.key);
      else await note([ended(lease.key, RENEWED_BY_ITS_RUN)]);
      return next;
    },
    ended,
    renewed: (key: string): KeyedRecord => ended(key, RENEWED_BY_ITS_RUN),
    note,
  };
}

/** A record of the runs' object, told by its unique key. */
export interface KeyedRecord {
  readonly key: string;
  readonly properties: Properties;
}

const READ_RIGHTS = ['rv_run_key', 'rv_status', 'rv_expires_at'];
const RENEWED_BY_ITS_RUN = { rv_trigger: RENEWED };

/** @param own whose right is not another's */
const seenAt = (at: number, runs: SeenRights['runs'], own?: Lease): SeenRights => ({
  at,
  heldUntil: Math.max(0, ...runs.filter((run) => run.rv_run_key !== own?.key).map(holdsUntil)),
  runs,
});
const spanOf = (at: number): number => Math.floor(at / LEASE_MS);

/** Until when a run holds the right; 0: it gave it back. */
function holdsUntil(run: { readonly [name: string]: string | null }): number {
  return run.rv_status === 'running' ? Date.parse(textOf(run, 'rv_expires_at') ?? '') || 0 : 0;
}
