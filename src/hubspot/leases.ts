import { type Day, formatDay } from '../domain/calendar/day.ts';
import { type Lease, PortalError, type RunOutcome } from '../use-cases/ports/ports.ts';
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
      const span = Math.floor(at / LEASE_MS);
      const keys = [span - 1, span].flatMap((each) => TURNS.map((turn) => `${prefix}:${each}:${turn}`));
      const runs = await read(keys);
      const heldUntil = Math.max(0, ...runs.filter((run) => run.rv_run_key !== own?.key).map(holdsUntil));
      if (heldUntil > at) return { heldUntil };
      const turn = TURNS.find((each) => !runs.some((run) => run.rv_run_key === `${prefix}:${span}:${each}`));
      if (turn === undefined) return { heldUntil: (span + 1) * LEASE_MS };
      const lease = { key: `${prefix}:${span}:${turn}`, expiresAt: at + LEASE_MS };
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
        // Somebody was quicker by a moment: look again, they hold it now. Any other refusal is not about the key.
        const taken = error instanceof PortalError && (error.kind === 'conflict' || error.kind === 'refused');
        if (!taken || (await read([lease.key])).length === 0) throw error;
      }
    }
  }

  async function read(keys: readonly string[]) {
    const properties = ['rv_run_key', 'rv_status', 'rv_expires_at'];
    const records = await batchRead(api, await path(), keys, properties, 'reading planning runs', 'rv_run_key');
    return records.map((record) => record.properties);
  }

  async function note(key: string, properties: Properties): Promise<void> {
    const items = [{ key, id: key, properties: { rv_run_key: key, ...properties } }];
    await batchWrite(api, await path(), 'upsert', items, 'ending the run', 'rv_run_key');
  }

  const end = (lease: Lease, more: Properties): Promise<void> =>
    note(lease.key, { rv_status: 'done', rv_ended_at: new Date(now()).toISOString(), ...more });

  return {
    take: (report: Report) => take(report),
    /** A lease near its end becomes a new one; undefined: another run has it now. */
    async renew(lease: Lease, report: Report): Promise<Lease | undefined> {
      const left = lease.expiresAt - now();
      if (left > LEASE_MS / 2 && left <= LEASE_MS) return lease;
      const next = await take(report, lease);
      if (!('key' in next)) return undefined;
      await end(lease, { rv_trigger: RENEWED });
      return next;
    },
    end,
    note,
  };
}

/** Until when a run holds the right; 0: it gave it back. */
function holdsUntil(run: { readonly [name: string]: string | null }): number {
  return run.rv_status === 'running' ? Date.parse(textOf(run, 'rv_expires_at') ?? '') || 0 : 0;
}
