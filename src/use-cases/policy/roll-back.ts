import type { RollBackPolicyAnswer } from '../../contract/change-policy.ts';
import type { Refusal } from '../../contract/common.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { bookKey, busy } from '../planning/start-run.ts';
import type { PlanHistory } from '../ports/plan-history.ts';
import type { PolicyChange } from '../ports/policy-desk.ts';
import type { Ports } from '../ports/ports.ts';
import { approvedBy } from './publish-policy.ts';

/** How far going back has come, as it is kept between calls. */
interface Kept {
  /** Of the change that goes back. */
  readonly number: number;
  readonly cursor: string;
  readonly restored: number;
  readonly unchanged: number;
  readonly replanned: number;
}

const JOB = 'go-back';
const PAUSED = { zh: '正在恢复策略版本', en: 'Going back to policy version' };

/**
 * Goes back to the version before the last publishing, plans and tasks included: each customer's plan, visits and tasks are put back as
 * HubSpot's own history says they stood when that publishing was begun. Customers with whom somebody did something since keep that
 * and are planned again.
 *
 * Needs an approval as publishing does, set on the version's record. Nothing is planned while it is under way; the version is put in force last.
 * Cut off anywhere, the same call goes on.
 */
export async function rollBack(
  input: {
    readonly version: number;
    readonly claimedBy: string;
    readonly today: Day;
    readonly shouldStop: () => boolean;
  },
  ports: Ports & { readonly history: PlanHistory },
): Promise<RollBackPolicyAnswer> {
  const { desk } = ports;
  const standing = await desk.standing();
  if (standing === undefined) return NOTHING_BEFORE;
  const [published, begun] = await Promise.all([desk.change(standing.change), desk.change(standing.change + 1)]);
  if (published?.kind === 'go_back' && published.to === input.version) {
    const kept = await readKept(published.number, ports);
    return { ok: true, done: true, version: input.version, ...countsOf(kept) };
  }
  if (published?.kind !== 'publish' || published.from !== input.version) return NOTHING_BEFORE;
  let change: PolicyChange | undefined = begun;
  if (change !== undefined && change.kind !== 'go_back') return NOTHING_BEFORE;
  if (change === undefined) {
    const approval = await approvedBy({ version: input.version, since: published.at }, standing, ports);
    if (!approval.ok) return approval;
    const number = standing.change + 1;
    const wanted = {
      number,
      kind: 'go_back' as const,
      from: standing.version,
      to: input.version,
      approvedBy: approval.userId,
      approvedAt: approval.at,
      claimedBy: input.claimedBy,
      note: '',
    };
    const made = await desk.addChange(wanted);
    change = made === undefined ? await desk.change(number) : { ...wanted, at: made.at };
    if (change?.kind !== 'go_back') return NOTHING_BEFORE;
  }
  const before = await desk.version(change.to);
  if (before?.policy === undefined) return NOTHING_BEFORE;
  const because = `${PAUSED.zh} ${change.to} · ${PAUSED.en} ${change.to}`;
  if ((await ports.runs.readClock()).pausedBecause === undefined) await ports.runs.pause(because);
  const lease = await ports.runs.takeLease({ trigger: 'page', today: input.today, policyVersion: change.to });
  if (!('key' in lease)) return busy(lease.heldUntil - ports.clock.now());
  let kept: Kept = (await readKept(change.number, ports)) ?? {
    number: change.number,
    cursor: '0',
    restored: 0,
    unchanged: 0,
    replanned: 0,
  };
  try {
    for (;;) {
      const page = await ports.customers.due({
        today: input.today,
        after: kept.cursor,
        lifecycleStages: [],
        anyTier: false,
        whole: true,
      });
      const ids = page.customers.map(({ contactId }) => contactId);
      if (ids.length > 0) {
        const { restored, unchanged, left } = await ports.history.restore(ids, published.at);
        if (left.length > 0) await ports.customers.mark(left);
        kept = {
          ...kept,
          cursor: ids.at(-1) ?? kept.cursor,
          restored: kept.restored + restored,
          unchanged: kept.unchanged + unchanged,
          replanned: kept.replanned + left.length,
        };
        await ports.jobs.save(JOB, JSON.stringify(kept));
      }
      if (!page.more || ids.length === 0) break;
      if (input.shouldStop()) return { ok: true, done: false, version: change.to, ...countsOf(kept) };
    }
    const {
      step: _,
      load: __,
      rebook: ___,
      pausedBecause: ____,
      writtenAt: _____,
      ...clock
    } = await ports.runs.readClock();
    // The load is counted anew from what stands now.
    await ports.runs.saveClock({ ...clock, bookBy: bookKey(change.to) });
    const { version, policy } = before;
    await desk.putInForce({ version, newest: standing.newest, change: change.number }, JSON.stringify(policy));
    if ((await ports.runs.readClock()).pausedBecause === because) await ports.runs.pause(null);
    return { ok: true, done: true, version: change.to, ...countsOf(kept) };
  } finally {
    await ports.runs.endLease(lease, { counts: countsOf(kept) });
  }
}

function countsOf(kept: Kept | undefined) {
  const { restored = 0, unchanged = 0, replanned = 0 } = kept ?? {};
  return { restored, unchanged, replanned };
}

async function readKept(number: number, { jobs }: Pick<Ports, 'jobs'>): Promise<Kept | undefined> {
  try {
    const kept = JSON.parse((await jobs.read(JOB)) ?? 'null') as Kept | null;
    return kept?.number === number ? kept : undefined;
  } catch {
    return undefined;
  }
}

const NOTHING_BEFORE: Refusal = {
  ok: false,
  reason: 'nothing_to_restore',
  message: {
    zh: '只能恢复到最近一次发布之前的版本：请重新打开策略页。更早的版本可以另存为草稿后发布。',
    en: 'Only the version before the last publishing can be restored: open the policy page again. Older versions can be taken as a draft and published.',
  },
};
