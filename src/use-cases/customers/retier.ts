import type { Refusal } from '../../contract/common.ts';
import { countryCalendar } from '../../domain/calendar/country-calendar.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import { compilePolicy } from '../../domain/planning/plan-customer.ts';
import { tiersOf } from '../../domain/policy/default-tiers.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { type LoadChange, loadChange } from '../../domain/segmentation/load-change.ts';
import { MoveSummary } from '../../domain/segmentation/moves.ts';
import type { PurchaseTotals } from '../../domain/segmentation/purchases.ts';
import { type BookCuts, BookTally, type Worth } from '../../domain/segmentation/scores.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { ItemFailure, Ports } from '../ports/ports.ts';
import type { RankBook, RankedCustomer, RankLease, RankRun, RankWrite } from '../ports/ranking.ts';
import { type Ordered, ordersFromDeals } from './orders.ts';
import { marksOf, type Ranking, rankCustomer, type Signs } from './rank-customer.ts';

/** What ranking asks of a portal. */
export type RankPorts = Pick<Ports, 'clock' | 'policies' | 'purchases' | 'visits'> & {
  /** The book to be ranked into tiers. */
  readonly ranks: RankBook;
};

export interface RetierSettings {
  readonly today: Day;
  /** Write; otherwise only tell what would be written. */
  readonly apply: boolean;
  /** Take what customers ordered from their won deals, and write that too; otherwise what is stored on them counts. */
  readonly fromDeals?: boolean;
  /** Where an earlier call of a preview stopped; applying knows by itself. */
  readonly cursor?: string | null;
  /** The right to rank that an earlier call of this ranking handed on. */
  readonly lease?: RankLease;
  /** When another ranking is at work: wait for it to end or to be given up, instead of saying so. */
  readonly onWaiting?: (untilMs: number) => void;
  readonly shouldStop?: () => boolean;
  readonly onProgress?: (progress: { readonly phase: 'counting' | 'deciding'; readonly customers: number }) => void;
}

/** What one call did; several calls add up. */
export interface RetierResult {
  readonly ok: true;
  readonly done: boolean;
  readonly phase: 'counting' | 'deciding';
  /** For the next call of a preview. */
  readonly cursor: string | null;
  /** For the next call; null: given back. */
  readonly lease: RankLease | null;
  /** Customers gone through in this phase by this call. */
  readonly customers: number;
  /** Absent while counting. */
  readonly cuts?: BookCuts;
  readonly summary: MoveSummary;
  /** Customers whose flags change, and for whom the high-value programme is newly proposed. */
  readonly flagged: { readonly churnRisk: number; readonly healthy: number; readonly proposed: number };
  /** Customers whose orders are other ones in the deals than on record, with the first few. */
  readonly reordered: { readonly customers: number; readonly examples: readonly OrderChange[] };
  /** What the moves of this call do to the coming days; only a preview tells. */
  readonly load?: LoadChange;
  readonly written: number;
  readonly failures: readonly ItemFailure[];
}

/** A customer whose deals say something else than is stored. Amounts in hundredths. */
export interface OrderChange {
  readonly id: string;
  readonly name: string;
  readonly before: { readonly count: number; readonly cents: number } | null;
  readonly after: { readonly count: number; readonly cents: number };
}

/** How far a run has come is kept after so many pages of 200. */
const KEEP_EVERY_PAGES = 100;
const BATCH = 100;
const KEPT_FAILURES = 100;
const EXAMPLES = 3;

/**
 * Ranks the whole book: one pass counts where the cuts are, in constant memory, another decides each customer by them and writes
 * what differs.
 *
 * One ranking at a time has the right to: another waits, or is told until when. What was counted and how far each pass came is kept on
 * a record, so that a call that is cut off is followed by one that goes on; writing the same customer twice changes nothing. A preview
 * counts anew and writes no customer; applying takes the cuts of the preview of that day and policy version, so that what was shown
 * is what is written.
 */
export async function retier(ports: RankPorts, settings: RetierSettings): Promise<RetierResult | Refusal> {
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  const { policy } = inForce;
  const right = await rightToRank(ports, policy, settings);
  if (!('held' in right)) return right;
  try {
    const result = await rank(ports, policy, right, settings);
    if (!result.done) return { ...result, lease: right.held };
    await ports.ranks.endLease(right.held);
    return { ...result, lease: null };
  } catch (error) {
    if (error instanceof LostLease) return busy(0);
    // Nobody has to wait for what ended. Where that fails too, the right runs out by itself.
    await ports.ranks.endLease(right.held).catch(() => {});
    throw error;
  }
}

/** Another ranking took over while this one was slow: whatever it would write now is the other's to write. */
class LostLease extends Error {}

interface Right {
  held: RankLease;
  /** Before anything is written; throws {@link LostLease}. */
  readonly renew: () => Promise<void>;
}

async function rightToRank(
  ports: RankPorts,
  { version: policyVersion }: Policy,
  { today, lease, onWaiting }: RetierSettings,
): Promise<Right | Refusal> {
  const { ranks, clock } = ports;
  const run = { today, policyVersion };
  let taken = lease === undefined ? await ranks.takeLease(run) : await ranks.renewLease(lease, run);
  if (taken === undefined) return busy(0);
  while ('heldUntil' in taken) {
    if (!onWaiting) return busy(taken.heldUntil - clock.now());
    onWaiting(taken.heldUntil);
    await clock.sleep(Math.max(1_000, taken.heldUntil - clock.now()));
    taken = await ranks.takeLease(run);
  }
  const right: Right = {
    held: taken,
    async renew() {
      const next = await ranks.renewLease(right.held, run);
      if (next === undefined) throw new LostLease();
      right.held = next;
    },
  };
  return right;
}

function busy(ms: number): Refusal {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  return {
    ok: false,
    reason: 'busy',
    message: {
      zh: `另一次分层正在进行，请 ${seconds} 秒后重试。`,
      en: `Another ranking is at work: try again in ${seconds} s.`,
    },
  };
}

type Ranked = Omit<RetierResult, 'lease'>;

async function rank(ports: RankPorts, policy: Policy, right: Right, settings: RetierSettings): Promise<Ranked> {
  const { today } = settings;
  const started = startOf(await ports.ranks.readRun(), policy, settings);
  const counted = started.phase === 'counting' ? await countBook(started, policy, ports, right, settings) : undefined;
  if (counted && !counted.done) {
    return { ok: true, done: false, phase: 'counting', cursor: null, customers: counted.customers, ...NOTHING() };
  }
  const run = counted?.run ?? started;
  const tally = BookTally.decode(run.tally) ?? new BookTally();
  const cuts = tally.cuts(tiersOf(policy), today);
  return decideBook({ run, cuts, policy, today }, ports, right, settings);
}

const NOTHING = () => ({
  summary: new MoveSummary(),
  flagged: { churnRisk: 0, healthy: 0, proposed: 0 },
  reordered: { customers: 0, examples: [] },
  written: 0,
  failures: [],
});

/** Where to begin: a run of another day or policy, or one that is over, is no use; nor what a new preview would not have counted. */
function startOf(kept: RankRun | undefined, policy: Policy, settings: RetierSettings): RankRun {
  const { today, apply, cursor } = settings;
  const orders = settings.fromDeals ? 'deals' : 'contacts';
  const fresh: RankRun = {
    today,
    policyVersion: policy.version,
    phase: 'counting',
    after: '',
    tally: new BookTally().encode(),
    counts: '',
    orders,
  };
  if (!kept || kept.today !== today || kept.policyVersion !== policy.version || kept.orders !== orders) return fresh;
  if (BookTally.decode(kept.tally) === undefined) return fresh;
  const goesOn = kept.phase === 'counting' || (apply ? kept.phase !== 'done' : cursor !== undefined && cursor !== null);
  return goesOn ? kept : fresh;
}

async function countBook(
  from: RankRun,
  policy: Policy,
  { ranks: book, purchases }: RankPorts,
  right: Right,
  { today, fromDeals, shouldStop, onProgress }: RetierSettings,
): Promise<{ readonly done: boolean; readonly run: RankRun; readonly customers: number }> {
  const tally = BookTally.decode(from.tally) ?? new BookTally();
  let { after } = from;
  let customers = 0;
  const runAt = (phase: RankRun['phase']): RankRun => ({
    ...from,
    phase,
    after: phase === 'counting' ? after : '',
    tally: tally.encode(),
  });
  for (let pages = 1; ; pages += 1) {
    const page = await book.page({ ...scopeOf(policy), after: after || undefined, worthOnly: true });
    const ordered = fromDeals ? await ordersFromDeals(page.customers, purchases, today) : asStored(page.customers);
    for (const { customer } of ordered) tally.add(customer.worth, today);
    customers += page.customers.length;
    after = page.customers.at(-1)?.contactId ?? after;
    onProgress?.({ phase: 'counting', customers });
    const stops = !page.more || shouldStop?.();
    await right.renew();
    if (stops || pages % KEEP_EVERY_PAGES === 0) await book.saveRun(runAt(page.more ? 'counting' : 'counted'));
    if (stops) return { done: !page.more, run: runAt('counted'), customers };
  }
}

async function decideBook(
  { run, cuts, policy, today }: Ranking & { readonly run: RankRun },
  ports: RankPorts,
  right: Right,
  { apply, fromDeals, cursor, shouldStop, onProgress }: RetierSettings,
): Promise<Ranked> {
  const { ranks: book, purchases } = ports;
  const ranking: Ranking = { policy, cuts, today };
  const summary = new MoveSummary();
  const flagged = { churnRisk: 0, healthy: 0, proposed: 0 };
  const reordered = { customers: 0, examples: [] as OrderChange[] };
  const writer = writerOf(book, apply);
  let after = apply ? run.after : (cursor ?? '');
  let customers = 0;
  let broken: Signs['broken'] | undefined;
  const keep = async (phase: RankRun['phase']): Promise<void> => {
    if (!apply) return;
    await writer.flush();
    await book.saveRun({ ...run, phase, after, counts: JSON.stringify({ written: writer.written() }) });
  };
  for (let pages = 1; ; pages += 1) {
    const page = await book.page({ ...scopeOf(policy), after: after || undefined, worthOnly: false });
    broken ??= page.customers.length > 0 ? await book.brokenPromises(today) : new Map();
    const signs: Signs = { broken, scores: await marksOf(page.customers, policy, ports) };
    const ordered = fromDeals ? await ordersFromDeals(page.customers, purchases, today) : asStored(page.customers);
    await right.renew();
    for (const [index, { customer, orders }] of ordered.entries()) {
      const { tier, flags, write } = rankCustomer(customer, ranking, signs);
      const { contactId, name, facts } = customer;
      summary.add({ id: contactId, name, facts }, customer.kept?.tier, tier);
      countFlags(flagged, customer, flags);
      if (orders) {
        reordered.customers += 1;
        const stored = page.customers[index]?.worth;
        if (reordered.examples.length < EXAMPLES) reordered.examples.push(orderChange(contactId, name, stored, orders));
      }
      if (write || orders) await writer.add({ ...(write ?? { contactId }), ...(orders ? { orders } : {}) });
    }
    customers += page.customers.length;
    after = page.customers.at(-1)?.contactId ?? after;
    onProgress?.({ phase: 'deciding', customers });
    const stops = !page.more || shouldStop?.();
    if (stops || pages % KEEP_EVERY_PAGES === 0) await keep(page.more ? 'writing' : 'done');
    if (!stops) continue;
    return {
      ok: true,
      done: !page.more,
      phase: 'deciding',
      cursor: page.more ? after : null,
      customers,
      cuts,
      summary,
      flagged,
      reordered,
      ...(apply ? {} : { load: loadOf(summary, policy, today) }),
      written: writer.written(),
      failures: writer.failures(),
    };
  }
}

function asStored(customers: readonly RankedCustomer[]): readonly Ordered[] {
  return customers.map((customer) => ({ customer }));
}

function orderChange(
  id: string,
  name: string,
  stored: Worth | undefined,
  { count, cents }: PurchaseTotals,
): OrderChange {
  const { purchaseCount, purchaseCents } = stored ?? {};
  const known = purchaseCount !== undefined || purchaseCents !== undefined;
  const before = known ? { count: purchaseCount ?? 0, cents: purchaseCents ?? 0 } : null;
  return { id, name, before, after: { count, cents } };
}

function scopeOf({ scope }: Policy): { readonly lifecycleStages: readonly string[]; readonly anyTier: boolean } {
  return { lifecycleStages: scope.lifecycleStages, anyTier: scope.anyTier };
}

/** Writes in full batches whatever the pages brought. */
function writerOf(book: RankBook, apply: boolean) {
  let waiting: RankWrite[] = [];
  let written = 0;
  const failures: ItemFailure[] = [];
  const send = async (): Promise<void> => {
    const batch = waiting.slice(0, BATCH);
    waiting = waiting.slice(BATCH);
    const failed = apply ? await book.save(batch) : [];
    written += batch.length - failed.length;
    failures.push(...failed.slice(0, Math.max(0, KEPT_FAILURES - failures.length)));
  };
  return {
    written: () => written + (apply ? 0 : waiting.length),
    failures: () => failures,
    async add(write: RankWrite): Promise<void> {
      waiting.push(write);
      if (waiting.length >= BATCH) await send();
    },
    async flush(): Promise<void> {
      while (waiting.length > 0) await send();
    },
  };
}

function countFlags(
  flagged: { churnRisk: number; healthy: number; proposed: number },
  { facts, proposed }: RankedCustomer,
  flags: ReturnType<typeof rankCustomer>['flags'],
): void {
  const was = facts.flags.includes('churn_risk');
  const is = flags.flags.includes('churn_risk');
  if (is && !was) flagged.churnRisk += 1;
  if (was && !is) flagged.healthy += 1;
  if (flags.proposed.length > 0 && proposed.length === 0) flagged.proposed += 1;
}

function loadOf(summary: MoveSummary, policy: Policy, today: Day): LoadChange {
  const goLiveOn = policy.goLiveOn ?? formatDay(today);
  const compiled = compilePolicy({ ...policy, goLiveOn }, countryCalendar(policy.calendar));
  return loadChange(summary.sample, summary.moved, compiled, today);
}
