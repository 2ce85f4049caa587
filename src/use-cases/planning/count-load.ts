import { parsePolicy } from '../../contract/policy.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { type CompiledPolicy, minutesOf, takeSameMinutes } from '../../domain/planning/compiled-policy.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { compile } from '../policy/compiled.ts';
import type { OpenVisitRow, PlanClock, Ports } from '../ports/ports.ts';
import { DeadRunLoad } from './dead-run-load.ts';
import { LoadTable } from './load-table.ts';
import { isUnfinished } from './plan-step.ts';
import { bookKey, bookOf, COUNT_EVERY_DAYS, type LoadOfRun, type Unfinished, versionOf } from './start-run.ts';

/** How far a count has come that is done in several calls. */
export const COUNT = 'load:count';
/** A property holds so many characters. */
const MOST_KEPT = 65_000;

/** Time was up before all open visits were counted; what was counted is kept, and the next run goes on there. */
export class CountStopped extends Error {}

interface KeptCount {
  /** What it is a count for; for anything else it begins anew. */
  readonly of: string;
  /** The last visit that is counted, by its id. */
  readonly after: string;
  readonly load: string;
  readonly dead: string;
}

/**
 * The clock's table, where it still holds; otherwise the open visits are counted page by page, in as many runs as it takes.
 *
 * @throws CountStopped when `goOn` says so
 */
export const loadOfRun: LoadOfRun = async ({ policy, clock, compiled, today, unfinished }, ports, goOn) => {
  const known = (await countsOtherwise(clock, policy, ports)) ? undefined : usableLoad(clock, today);
  if (known !== undefined) return { load: known, isCounted: false };
  const { after, upTo, runs = [] } = clock.step ?? {};
  const of = [today, bookKey(policy.version), after, upTo, ...runs].join(' ');
  // Who is asked nothing counts to the end, and writes nothing.
  const before = goOn && keptCount(await ports.jobs.read(COUNT), of);
  const count = new Count(compiled, unfinished, before);
  for await (const rows of ports.visits.openRows({ after: before?.after ?? '0' })) {
    count.add(rows);
    if (goOn === undefined || (await goOn())) continue;
    const kept = count.kept(today);
    const text = JSON.stringify({ of, ...kept });
    // What does not fit cannot be kept: it is counted to its end now.
    if (kept === undefined || text.length > MOST_KEPT) continue;
    await ports.jobs.save(COUNT, text);
    throw new CountStopped();
  }
  if (before !== undefined) await ports.jobs.save(COUNT, '');
  return { load: count.load, deadRunLoad: count.deadRunLoad, isCounted: true };
};

function keptCount(text: string | undefined, of: string): KeptCount | undefined {
  try {
    const kept = JSON.parse(text ?? '') as KeptCount;
    return kept.of === of && LoadTable.decode(kept.load) !== undefined ? kept : undefined;
  } catch {
    // Nothing is kept, or it was changed by hand.
    return undefined;
  }
}

function usableLoad(clock: PlanClock, today: Day): LoadTable | undefined {
  if (clock.load === undefined || clock.countedOn === undefined || clock.step !== undefined) return undefined;
  return today - clock.countedOn < COUNT_EVERY_DAYS ? LoadTable.decode(clock.load) : undefined;
}

/**
 * Whether the load on the clock was counted by a version under which visits took other minutes: what this run gave back of them would
 * not be what is in it.
 */
async function countsOtherwise(clock: PlanClock, policy: Policy, ports: Pick<Ports, 'desk'>): Promise<boolean> {
  const { bookBy, rebook } = bookOf(clock, policy);
  if (clock.load === undefined || rebook?.after !== '0') return false;
  const before = parsePolicy((await ports.desk.version(versionOf(bookBy) ?? 0))?.policy);
  return !before.ok || !takeSameMinutes(compile(before.policy), compile(policy));
}

/** Reads every visit that waits to be held, with its minutes by this policy. */
export async function countLoad(ports: Pick<Ports, 'visits'>, compiled: CompiledPolicy): Promise<LoadTable> {
  const count = new Count(compiled);
  for await (const rows of ports.visits.openRows()) count.add(rows);
  return count.load;
}

/** Minutes of visits that wait to be held, and which of them the runs that died in the unfinished step opened. */
class Count {
  readonly load: LoadTable;
  readonly deadRunLoad: DeadRunLoad;
  readonly #compiled: CompiledPolicy;
  readonly #unfinished: Unfinished;
  readonly #dead: ReadonlySet<string>;
  #after = '0';

  constructor(compiled: CompiledPolicy, unfinished?: Unfinished, before?: KeptCount) {
    this.load = (before && LoadTable.decode(before.load)) ?? new LoadTable();
    this.deadRunLoad = new DeadRunLoad(this.load);
    if (before) this.deadRunLoad.addText(before.dead);
    this.#compiled = compiled;
    this.#unfinished = unfinished;
    this.#dead = new Set(unfinished?.runs);
  }

  add(rows: readonly OpenVisitRow[]): void {
    const unfinished = this.#unfinished;
    for (const { contactId, madeBy = '', ...row } of rows) {
      const taken = { ownerId: row.ownerId, on: row.on, minutes: minutesOf(this.#compiled, row) };
      this.load.add(taken.ownerId, taken.on, taken.minutes);
      if (unfinished && this.#dead.has(madeBy) && isUnfinished({ unfinished }, contactId))
        this.deadRunLoad.add(contactId, taken);
    }
    this.#after = rows.at(-1)?.visitId ?? this.#after;
  }

  /** What is kept of it between two runs; undefined: the table is too long. */
  kept(today: Day): Omit<KeptCount, 'of'> | undefined {
    const load = this.load.encode(today);
    return load === undefined ? undefined : { after: this.#after, load, dead: this.deadRunLoad.toText() };
  }
}
