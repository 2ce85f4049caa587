import type { Refusal } from '../../contract/common.ts';
import type { WhyLine } from '../../contract/open-why.ts';
import { parsePolicy } from '../../contract/policy.ts';
import type {
  ForecastTask,
  OwnerLoad,
  Rehearsed,
  RehearsedExample,
  RehearsedLine,
  RehearsedRule,
  RehearsedSide,
  RehearsePolicyAnswer,
} from '../../contract/rehearse-policy.ts';
import { addDays, type Day, formatDay, parseDay } from '../../domain/calendar/day.ts';
import { type CompiledPolicy, minutesOf, takeSameMinutes } from '../../domain/planning/compiled-policy.ts';
import { ASKS_NOTHING, type LedgerEntry, type PlannedVisit } from '../../domain/planning/plan.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { pairUp } from '../../domain/rehearsal/compare.ts';
import { minutesADay } from '../../domain/rehearsal/day-load.ts';
import {
  bothIn,
  type ChangingLoad,
  type RehearsedCustomer,
  type RehearsedVisit,
  rehearseDays,
} from '../../domain/rehearsal/rehearsal.ts';
import { placeInCompanies } from '../planning/company-parts.ts';
import { countLoad, loadOfRun } from '../planning/count-load.ts';
import { LoadTable } from '../planning/load-table.ts';
import { readSlots, withPresentOwners } from '../planning/plan-step.ts';
import { contactsToRelieve } from '../planning/relieve-owners.ts';
import { startRun } from '../planning/start-run.ts';
import type { CustomerRecord, Ports, StoredVisit } from '../ports/ports.ts';
import { whyLines } from '../visiting/why-lines.ts';
import { compile } from './compiled.ts';
import { ownVersions, runOf, type UsedPolicy } from './own-version.ts';
import { isTakenBack } from './withdraw-open.ts';

export interface RehearsalSettings {
  readonly revision: number;
  readonly today: Day;
  readonly days: number;
  readonly step: number | undefined;
  /** Customers read at once. */
  readonly size: number;
  readonly shouldStop: () => boolean;
  /** Told every task that publishing would open, change or withdraw today. */
  readonly onTask?: (task: ForecastTask) => void;
}

/** What is kept between two calls. */
interface Kept {
  readonly revision: number;
  readonly today: string;
  readonly days: number;
  readonly step: number;
  /** First those whose owner is away, as a run does, then everybody ever planned, then those who are new to the book. */
  readonly phase: 'relieved' | 'book' | 'fresh';
  readonly after: string;
  readonly relieved: readonly string[];
  readonly of: number;
  /** Load tables: what a run of the first day sees, the rest of the days, and the days as they would be without the draft. */
  readonly first: string;
  readonly rest: string;
  readonly base: string;
  readonly tally: Tally;
}

interface Tally {
  customers: number;
  before: RehearsedSide;
  after: RehearsedSide;
  added: number;
  removed: number;
  moved: number;
  kept: number;
  opened: number;
  changed: number;
  withdrawn: number;
  unchanged: number;
  tasks: ForecastTask[];
  examples: RehearsedExample[];
  /** Visits by rule: before, after, and those after without room. */
  rules: { [rule: string]: [number, number, number] };
  /** Visits without room by owner: before, after. */
  noRoom: { [ownerId: string]: [number, number] };
}

const NOBODY: RehearsedSide = { visits: 0, touches: 0, late: 0, noRoom: 0 };
const MOST_TASKS = 100;
const MOST_EXAMPLES = 8;
/** Decided in the order of the book, as a run does, and told what is held alone. */
const BARE = { inOrder: true, heldOnly: true } as const;
const MOST_RULES = 20;
/** Of one customer's ledger. */
const MOST_LEDGER_RULES = 12;
/** Longer than any load table of a portal; kept in several records where it must be. */
const MOST_TEXT = 4_000_000;

/**
 * Rehearses a draft over the whole book, part by part, beside the policy in force: what publishing it today would do, and the days
 * after, if every visit were held on its day.
 *
 * The first day is decided exactly as the run after publishing decides it: from the same facts, memories, open visits and load, in the
 * same order. Of later days the load is that of the parts before: their visits find their place first.
 */
export async function rehearsePolicy(settings: RehearsalSettings, ports: Ports): Promise<RehearsePolicyAnswer> {
  const { revision, today, days } = settings;
  const draft = await draftAs(revision, ports);
  if (!draft.ok) return draft;
  const started = await startRun(ports, { today, dryRun: true, load: loadOfRun });
  if (!started.ok) return started;
  const { run } = started;
  const after: UsedPolicy = { policy: draft.policy, compiled: compile(draft.policy) };

  let kept = settings.step === undefined ? await begin() : await readKept(ports);
  if (
    kept === undefined ||
    kept.step !== (settings.step ?? kept.step) ||
    kept.revision !== revision ||
    kept.days !== days
  )
    return ANOTHER;
  if (kept.today !== formatDay(today)) return ANOTHER;

  const tables = { first: tableOf(kept.first), rest: tableOf(kept.rest), base: tableOf(kept.base) };
  const tally = kept.tally;
  let { phase, after: cursor, of } = kept;
  let done = false;
  do {
    const page = await readPage(phase, cursor, kept.relieved);
    of = Math.max(of, tally.customers + page.total);
    await rehearsePart(page.customers);
    if (page.next === null) {
      if (phase === 'fresh') done = true;
      phase = phase === 'relieved' ? 'book' : 'fresh';
      cursor = '0';
    } else cursor = page.next;
  } while (!done && !settings.shouldStop());

  if (done) {
    return { ok: true, step: null, rehearsed: tally.customers, of: tally.customers, result: await result() };
  }
  kept = { ...kept, step: kept.step + 1, phase, after: cursor, of, ...texts(), tally };
  await save(kept, ports);
  return { ok: true, step: kept.step, rehearsed: tally.customers, of, result: null };

  async function begin(): Promise<Kept> {
    const load = textOf(run.load);
    // As the run after publishing does: where visits take other minutes, what is open is counted by them.
    const isSame = takeSameMinutes(run.compiled, after.compiled);
    const afterLoad = isSame ? load : textOf(await countLoad(ports, after.compiled));
    const relieved = await contactsToRelieve({ ...run, compiled: after.compiled }, ports);
    return {
      revision,
      today: formatDay(today),
      days,
      step: 0,
      phase: relieved.length > 0 ? 'relieved' : 'book',
      after: '0',
      relieved,
      of: 0,
      first: afterLoad,
      rest: afterLoad,
      base: load,
      tally: {
        customers: 0,
        before: NOBODY,
        after: NOBODY,
        added: 0,
        removed: 0,
        moved: 0,
        kept: 0,
        opened: 0,
        changed: 0,
        withdrawn: 0,
        unchanged: 0,
        tasks: [],
        examples: [],
        rules: {},
        noRoom: {},
      },
    };
  }

  function texts(): Pick<Kept, 'first' | 'rest' | 'base'> {
    return { first: textOf(tables.first), rest: textOf(tables.rest), base: textOf(tables.base) };
  }

  async function readPage(
    at: Kept['phase'],
    from: string,
    relieved: readonly string[],
  ): Promise<{ readonly customers: readonly CustomerRecord[]; readonly next: string | null; readonly total: number }> {
    if (at === 'relieved') {
      const start = Number(from);
      const ids = relieved.slice(start, start + settings.size);
      const next = start + settings.size < relieved.length ? String(start + settings.size) : null;
      return { customers: await ports.customers.read(ids), next, total: relieved.length - start };
    }
    const { scope } = after.policy;
    const customers: CustomerRecord[] = [];
    let more = true;
    let total = 0;
    let next = from;
    while (more && customers.length < settings.size) {
      const page = await ports.customers.due({
        today,
        after: next,
        lifecycleStages: scope.lifecycleStages,
        anyTier: scope.anyTier,
        ...(at === 'book' ? { whole: true } : { fresh: true }),
      });
      if (next === from) total = page.total;
      customers.push(...page.customers.filter(({ contactId }) => !relieved.includes(contactId)));
      next = page.customers.at(-1)?.contactId ?? next;
      more = page.more && page.customers.length > 0;
    }
    const ids = customers.map(({ contactId }) => contactId);
    return {
      customers: run.mistrustIndex && ids.length > 0 ? await ports.customers.read(ids) : customers,
      next: more ? next : null,
      total,
    };
  }

  async function rehearsePart(records: readonly CustomerRecord[]): Promise<void> {
    if (records.length === 0) return;
    const slots = await readSlots(records, run, ports);
    const versions = await ownVersions(after, [...slots.values()].flat(), ports);
    // A draft that looks at companies otherwise gives their contacts other parts; nothing is read where it does not.
    const placed = await placeInCompanies(records, slots, { policy: after.policy, today, dryRun: true }, ports);
    for (const record of records) {
      for (const visit of slots.get(record.facts.customerKey) ?? []) {
        if (visit.status !== 'planned' || record.memory.openSlots.includes(visit.slot)) continue;
        // What a run that died left half written does not count until its customer is decided.
        for (const [name, table] of Object.entries(tables))
          table.change(
            visit.ownerId,
            visit.plannedOn,
            -minutesOf(name === 'base' ? run.compiled : after.compiled, visit),
          );
      }
    }
    const customers = (side: 'before' | 'after'): readonly RehearsedCustomer[] =>
      (side === 'before' ? records : placed).map((record) => {
        const known = slots.get(record.facts.customerKey) ?? [];
        return customerOf(record, known, side);
      });
    const held = { before: byContact(), after: byContact() };
    const visits: (readonly PlannedVisit[] | undefined)[] = [];
    const sides = { before: customers('before'), after: customers('after') };
    const loadsBefore = tally.examples.length < MOST_EXAMPLES ? texts() : undefined;
    const span = { today, days, ...BARE } as const;
    for (const day of rehearseDays({
      ...span,
      customers: sides.before,
      policy: run.compiled,
      load: () => bothIn(tables.base),
    }))
      held.before.take(day.held);
    for (const day of rehearseDays({
      ...span,
      customers: sides.after,
      policy: after.compiled,
      load: () => ({ first: mirrored(tables.first, tables.rest), rest: tables.rest }),
      onFirstPlan: (index, plan) => {
        visits[index] = plan.visits;
      },
    }))
      held.after.take(day.held);

    const differing: number[] = [];
    records.forEach((record, index) => {
      const planned = visits[index];
      if (planned) forecast(record, slots.get(record.facts.customerKey) ?? [], planned);
      if (count(held.before.of(record.contactId), held.after.of(record.contactId))) differing.push(index);
    });
    if (loadsBefore) addExamples(differing.slice(0, MOST_EXAMPLES - tally.examples.length), loadsBefore);

    /** Their ledgers are those of today's decisions, made once more on the days as they were then. */
    function addExamples(chosen: readonly number[], loads: ReturnType<typeof texts>): void {
      // Whom the policy in force would not look at today is asked about all the same.
      const askedToday = chosen.flatMap((index): readonly RehearsedCustomer[] => {
        const customer = sides.before[index];
        if (!customer?.start) return [];
        const { decideOn: _, ...start } = customer.start;
        return [{ ...customer, start }];
      });
      const was = ledgersOf(askedToday, () => true, run.compiled, loads.base);
      const last = Math.max(-1, ...chosen);
      const is = ledgersOf(
        sides.after.slice(0, last + 1),
        (index) => chosen.includes(index),
        after.compiled,
        loads.first,
      );
      for (const { contactId, name } of chosen.flatMap((index) => records[index] ?? []))
        tally.examples.push({
          contactId,
          name,
          before: held.before.of(contactId).map(lineOf),
          after: held.after.of(contactId).map(lineOf),
          ledger: besideEachOther(was.get(contactId) ?? [], is.get(contactId) ?? []),
        });
    }

    function ledgersOf(
      customers: readonly RehearsedCustomer[],
      explainsFirst: (index: number) => boolean,
      policy: CompiledPolicy,
      load: string,
    ): ReadonlyMap<string, readonly LedgerEntry[]> {
      const found = new Map<string, readonly LedgerEntry[]>();
      const table = tableOf(load);
      const firstDay = rehearseDays({
        today,
        days: 1,
        ...BARE,
        customers,
        policy,
        load: () => bothIn(table),
        explainsFirst,
        onFirstPlan: (index, { ledger }) => {
          const customer = customers[index];
          if (customer && ledger.length > 0) found.set(customer.contact, ledger);
        },
      });
      firstDay.next();
      return found;
    }

    function customerOf(
      record: CustomerRecord,
      stored: readonly StoredVisit[],
      side: 'before' | 'after',
    ): RehearsedCustomer {
      const known =
        side === 'after' && after.policy.openVisits === 'withdraw'
          ? stored.map((visit) =>
              isTakenBack(visit, after.policy) ? { ...visit, status: 'withdrawn' as const } : visit,
            )
          : stored;
      const own = runOf(after, record.memory, known, versions);
      const by = (side === 'before' ? run : after).compiled;
      return {
        contact: record.contactId,
        facts: withPresentOwners(record.facts, run),
        start: {
          memory: record.memory,
          known,
          open: known.filter(({ status }) => status === 'planned').map((visit) => standing(visit, by)),
          counted: known
            .filter(({ slot }) => record.memory.openSlots.includes(slot))
            .map((visit) => ({ ...visit, minutes: minutesOf(by, visit) })),
          ...(side === 'before' && record.decideOn !== undefined && !record.marked
            ? { decideOn: record.decideOn }
            : {}),
          ...(side === 'after' && own !== after ? { own: own.compiled } : {}),
        },
      };
    }
  }

  /** Rules that ask something under either policy, those first that decide under the draft. */
  function besideEachOther(before: readonly LedgerEntry[], now: readonly LedgerEntry[]): readonly RehearsedRule[] {
    const was = whyLines(before, run.policy);
    const is = whyLines(now, after.policy);
    const speak = ({ verdict }: WhyLine): boolean => !ASKS_NOTHING.has(verdict);
    const rules = [...new Set([...is.filter(speak), ...was.filter(speak)].map(({ rule }) => rule))];
    return rules.slice(0, MOST_LEDGER_RULES).map((rule) => ({
      rule,
      before: was.find((line) => line.rule === rule) ?? null,
      after: is.find((line) => line.rule === rule) ?? null,
    }));
  }

  /** What the run after publishing writes of one customer. */
  function forecast(record: CustomerRecord, known: readonly StoredVisit[], planned: readonly PlannedVisit[]): void {
    const tell = (task: ForecastTask): void => {
      tally[task.what] += 1;
      if (tally.tasks.length < MOST_TASKS) tally.tasks.push(task);
      settings.onTask?.(task);
    };
    const base = { contactId: record.contactId, name: record.name };
    const key = (slot: number): string => `${record.facts.customerKey}:${slot}`;
    for (const visit of planned) {
      const before = known.find(({ slot, status }) => slot === visit.slot && status === 'planned');
      const isSame =
        before !== undefined &&
        before.plannedOn === visit.plannedOn &&
        before.ownerId === visit.ownerId &&
        before.channel === visit.channel &&
        before.leader === visit.leader &&
        run.policy.taskDueAt === after.policy.taskDueAt;
      if (isSame) tally.unchanged += 1;
      else
        tell({
          ...base,
          key: key(visit.slot),
          what: before === undefined ? 'opened' : 'changed',
          on: formatDay(visit.plannedOn),
          ownerId: visit.ownerId,
          rule: visit.leader,
        });
    }
    const stays = new Set(planned.map(({ slot }) => slot));
    for (const { slot, status } of known)
      if (status === 'planned' && !stays.has(slot)) tell({ ...base, key: key(slot), what: 'withdrawn' });
  }

  /** Counts one customer; whether anything is different for it. */
  function count(before: readonly RehearsedVisit[], now: readonly RehearsedVisit[]): boolean {
    tally.customers += 1;
    tally.before = sum(tally.before, before);
    tally.after = sum(tally.after, now);
    const pairs = pairUp(before, now);
    const moved = pairs.same.filter(([old, next]) => old.on !== next.on).length;
    tally.added += pairs.added.length;
    tally.removed += pairs.removed.length;
    tally.moved += moved;
    tally.kept += pairs.same.length - moved;
    for (const [side, visits] of [before, now].entries()) {
      for (const { pays, noRoom, ownerId } of visits) {
        const rule = pays[0] as string;
        const counts = tally.rules[rule] ?? [0, 0, 0];
        counts[side] = (counts[side] ?? 0) + 1;
        if (noRoom && side === 1) counts[2] += 1;
        tally.rules[rule] = counts;
        if (!noRoom) continue;
        const full = tally.noRoom[ownerId] ?? [0, 0];
        full[side] = (full[side] ?? 0) + 1;
        tally.noRoom[ownerId] = full;
      }
    }
    return pairs.added.length + pairs.removed.length + moved > 0;
  }

  async function result(): Promise<Rehearsed> {
    const names = await ports.people.ownerNames();
    const rules = new Map([...run.policy.rules, ...after.policy.rules].map(({ id, name }) => [id, name]));
    const { customers, before, added, removed, moved, opened, changed, withdrawn, unchanged, tasks, examples } = tally;
    const spanned = Array.from({ length: days }, (_, index) => addDays(today, index));
    const owners = [
      ...new Set([...tables.base.owners(), ...tables.rest.owners()].map(({ ownerId }) => ownerId)),
    ].sort();
    return {
      today: formatDay(today),
      days,
      revision,
      customers,
      before,
      after: tally.after,
      added,
      removed,
      moved,
      kept: tally.kept,
      byRule: Object.entries(tally.rules)
        .map(([rule, [was, is, noRoom]]) => ({
          rule,
          name: rules.get(rule) ?? { zh: rule, en: rule },
          before: was,
          after: is,
          noRoom,
        }))
        .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || (a.rule < b.rule ? -1 : 1))
        .slice(0, MOST_RULES),
      firstDay: { opened, changed, withdrawn, unchanged, tasks },
      load: owners.map((ownerId): OwnerLoad => {
        const [noRoomBefore = 0, noRoomAfter = 0] = tally.noRoom[ownerId] ?? [];
        return {
          ownerId,
          name: names.get(ownerId) ?? ownerId,
          capacity: minutesADay(after.policy, ownerId),
          before: spanned.map((on) => tables.base.minutes(ownerId, on)),
          after: spanned.map((on) => tables.rest.minutes(ownerId, on)),
          noRoomBefore,
          noRoomAfter,
        };
      }),
      examples,
    };
  }
}

/** A saved draft as it would be published: with the number after the newest version, and a first day. */
export async function draftAs(
  revision: number,
  ports: Pick<Ports, 'desk'>,
): Promise<{ readonly ok: true; readonly policy: Policy } | Refusal> {
  const [draft, standing] = await Promise.all([ports.desk.draft(revision), ports.desk.standing()]);
  if (draft === undefined || standing === undefined) return NO_DRAFT;
  const parsed = parsePolicy(draft.policy);
  if (!parsed.ok)
    return {
      ok: false,
      reason: 'bad_policy',
      message: {
        zh: '这份草稿无法使用：请先修改标出的地方并保存。',
        en: 'This draft cannot be planned by: correct the marked places and save it first.',
      },
      fields: parsed.problems,
    };
  return { ok: true, policy: { ...parsed.policy, version: standing.newest + 1 } };
}

export const NO_DRAFT: Refusal = {
  ok: false,
  reason: 'no_draft',
  message: {
    zh: '没有这份草稿：请重新打开策略页，保存草稿后再试。',
    en: 'There is no such draft: open the policy page again, save a draft and try again.',
  },
};

const ANOTHER: Refusal = {
  ok: false,
  reason: 'no_job',
  message: {
    zh: '另一次演练已经开始，或日期已变：请重新开始演练。',
    en: 'Another rehearsal was begun, or the day has changed: begin the rehearsal again.',
  },
};

/** A stored visit as the planner would hand it out. */
export function standing(visit: StoredVisit, compiled: CompiledPolicy): PlannedVisit {
  const rule = compiled.policy.rules.find(({ id }) => id === visit.leader);
  return {
    ...visit,
    ownerRole: rule?.owners[0] ?? 'account_manager',
    minutes: minutesOf(compiled, visit),
    extended: false,
  };
}

/** Decisions look at one table and are noted in both. */
function mirrored(seen: ChangingLoad, also: ChangingLoad): ChangingLoad {
  return {
    minutes: (ownerId, on) => seen.minutes(ownerId, on),
    change(ownerId, on, by) {
      seen.change(ownerId, on, by);
      also.change(ownerId, on, by);
    },
  };
}

function byContact() {
  const found = new Map<string, RehearsedVisit[]>();
  return {
    take(held: readonly RehearsedVisit[]): void {
      for (const visit of held) {
        const own = found.get(visit.contact);
        if (own === undefined) found.set(visit.contact, [visit]);
        else own.push(visit);
      }
    },
    of: (contact: string): readonly RehearsedVisit[] => found.get(contact) ?? [],
  };
}

function sum(side: RehearsedSide, held: readonly RehearsedVisit[]): RehearsedSide {
  const visits = held.filter(({ kind }) => kind === 'visit').length;
  return {
    visits: side.visits + visits,
    touches: side.touches + held.length - visits,
    late: side.late + held.filter(({ late }) => late).length,
    noRoom: side.noRoom + held.filter(({ noRoom }) => noRoom).length,
  };
}

function lineOf({ kind, on, pays, channel, late, noRoom }: RehearsedVisit): RehearsedLine {
  return { kind, on: formatDay(on), rules: pays, channel, late, noRoom };
}

function textOf(table: LoadTable): string {
  return table.encode(0 as Day, MOST_TEXT) ?? '';
}

function tableOf(text: string): LoadTable {
  return LoadTable.decode(text) ?? new LoadTable();
}

const KEY = 'rehearsal';
/** A property holds 65,536 characters. */
const PART = 60_000;

async function save(kept: Kept, { jobs }: Pick<Ports, 'jobs'>): Promise<void> {
  const text = JSON.stringify(kept);
  const parts = Math.ceil(text.length / PART);
  for (let part = 1; part < parts; part += 1)
    await jobs.save(`${KEY}:${part}`, `${kept.step} ${text.slice(part * PART, (part + 1) * PART)}`);
  // The first part last: it says how many there are, and of which step.
  await jobs.save(KEY, `${kept.step} ${parts} ${text.slice(0, PART)}`);
}

async function readKept({ jobs }: Pick<Ports, 'jobs'>): Promise<Kept | undefined> {
  const first = /^(\d+) (\d+) ([\s\S]*)$/.exec((await jobs.read(KEY)) ?? '');
  if (!first) return undefined;
  const [, step = '', parts = '', head = ''] = first;
  let text = head;
  for (let part = 1; part < Number(parts); part += 1) {
    const more = (await jobs.read(`${KEY}:${part}`)) ?? '';
    if (!more.startsWith(`${step} `)) return undefined;
    text += more.slice(step.length + 1);
  }
  try {
    const kept = JSON.parse(text) as Kept;
    return parseDay(kept.today) === undefined ? undefined : kept;
  } catch {
    return undefined;
  }
}
