import { laterOf } from '../calendar/civil.ts';
import type { Day } from '../calendar/day.ts';
import { rulesPaidBy } from '../planning/debt-key.ts';
import type { Channel, CustomerFacts, Role } from '../planning/facts.ts';
import {
  type DebtKey,
  EMPTY_MEMORY,
  type KnownVisit,
  type LedgerEntry,
  type LoadView,
  type Plan,
  type PlanMemory,
  type PlannedTouch,
  type PlannedVisit,
  type RuleId,
  type VisitWindow,
} from '../planning/plan.ts';
import { type CompiledPolicy, planCustomer } from '../planning/plan-customer.ts';
import { DayLoad, minutesADay } from './day-load.ts';

export interface RehearsedCustomer {
  /** The e-mail address: customers are told apart by it and decided in its order. */
  readonly contact: string;
  readonly facts: CustomerFacts;
  /** What was planned before; absent: nothing ever was. */
  readonly start?: RehearsedStart;
}

/** Where planning left a customer. */
export interface RehearsedStart {
  readonly memory: PlanMemory;
  /** Everything stored that planning reads, whatever became of it. */
  readonly known: readonly KnownVisit[];
  /** Those of them that wait to be held, as they were planned. */
  readonly open: readonly PlannedVisit[];
  /** Whose time the load table holds. */
  readonly counted: readonly { readonly ownerId: string; readonly plannedOn: Day; readonly minutes: number }[];
  /** Not decided before; absent: on the first day. */
  readonly decideOn?: Day;
  /** The policy by which the customer is decided while these visits are open. */
  readonly own?: CompiledPolicy;
}

/** How full days are, and a place to note what is added. */
export interface ChangingLoad extends LoadView {
  /** @param by minutes, negative to give them back */
  change(ownerId: string, on: Day, by: number): void;
}

export interface RehearsalInput {
  readonly customers: readonly RehearsedCustomer[];
  readonly policy: CompiledPolicy;
  readonly today: Day;
  /** That many days, `today` being the first. */
  readonly days: number;
  /** Leaves out what is not done and why, which takes half of the time. */
  readonly heldOnly?: true;
  /** Customers are decided in the order they are handed in, as a run over a portal does, not by their address. */
  readonly inOrder?: true;
  /**
   * How full days are before, made anew for each rehearsal. `first` is what the first day's decisions look at, `rest` what those of later days do: a book that is
   * rehearsed part by part hands both on, so that the first day is decided as if there were no parts.
   */
  readonly load?: () => { readonly first: ChangingLoad; readonly rest: ChangingLoad };
  /** Whose plan of the first day explains itself, though `heldOnly`. */
  readonly explainsFirst?: (index: number) => boolean;
  /** Told what the first day decides, customer by customer. */
  readonly onFirstPlan?: (index: number, plan: Plan) => void;
}

/** A visit or touch on the day it would be held. */
export interface RehearsedVisit {
  readonly contact: string;
  readonly kind: 'visit' | 'message' | 'survey';
  readonly on: Day;
  /** That of the rule that leads. */
  readonly window: VisitWindow;
  /** The rule that leads first. */
  readonly pays: readonly RuleId[];
  readonly debt: DebtKey;
  readonly channel: Channel;
  readonly ownerRole: Role;
  readonly ownerId: string;
  /** Decided by a day of a year whose holidays are not published yet. */
  readonly provisional: boolean;
  /** The window held no working day; it is on the first one after it. */
  readonly rolled: boolean;
  readonly late: boolean;
  /** Its owner was full on every day that would have done. */
  readonly noRoom: boolean;
  /** What it takes of its owner's day. */
  readonly minutes: number;
}

/** A rule that asked for something which is not done, or not by a visit of its own. */
export interface SuppressedDebt {
  readonly contact: string;
  readonly rule: RuleId;
  /** The target of what was owed where that is a rehearsed day, else the day on which it was found. */
  readonly on: Day;
  /** `beaten`: another cadence goes first; `satisfied`: a talk that took place pays it; `lapsed`: over before go-live. */
  readonly reason: string;
  readonly by?: RuleId;
}

/** A debt that nobody can be found for. */
export interface OrphanedDebt {
  readonly contact: string;
  readonly rule: RuleId;
  readonly window: VisitWindow;
}

export interface RehearsedDay {
  readonly on: Day;
  readonly held: readonly RehearsedVisit[];
  readonly suppressed: readonly SuppressedDebt[];
  readonly orphaned: readonly OrphanedDebt[];
}

export interface OwnerDay {
  readonly owner: string;
  readonly on: Day;
  readonly minutes: number;
  readonly capacity: number;
}

/** Visits of one rule that do not fit into their windows; without an owner, visits that nobody owns. */
export interface Shortage {
  readonly owner?: string;
  readonly rule: RuleId;
  readonly from: Day;
  readonly to: Day;
  /** How many visits are too many. */
  readonly short: number;
}

export interface Rehearsal {
  readonly today: Day;
  readonly days: number;
  /** In the order they are held. */
  readonly visits: readonly RehearsedVisit[];
  /** Messages and surveys; tasks of our own are in neither. */
  readonly touches: readonly RehearsedVisit[];
  readonly suppressed: readonly SuppressedDebt[];
  readonly load: readonly OwnerDay[];
  readonly infeasible: readonly Shortage[];
}

/**
 * What a policy would do to a book, day by day, if every visit were held on its day.
 *
 * The answer depends on the customers, not on their order: on each day those who need a decision get it by their address.
 */
export function rehearse(input: RehearsalInput): Rehearsal {
  const visits: RehearsedVisit[] = [];
  const touches: RehearsedVisit[] = [];
  const suppressed: SuppressedDebt[] = [];
  const orphaned: OrphanedDebt[] = [];
  for (const day of rehearseDays(input)) {
    for (const visit of day.held) (visit.kind === 'visit' ? visits : touches).push(visit);
    suppressed.push(...day.suppressed);
    orphaned.push(...day.orphaned);
  }
  return {
    today: input.today,
    days: input.days,
    visits,
    touches,
    suppressed,
    load: loadOf([...visits, ...touches], input.policy),
    infeasible: shortagesOf([...visits, ...touches], orphaned),
  };
}

/** The same day after day, for whoever wants to show each as it comes or stop in between. */
export function* rehearseDays(input: RehearsalInput): Generator<RehearsedDay> {
  const { customers, policy, today, days, heldOnly, explainsFirst, inOrder, onFirstPlan } = input;
  const ordered = inOrder
    ? customers
    : [...customers].sort((a, b) => (a.contact < b.contact ? -1 : a.contact > b.contact ? 1 : 0));
  const lives = ordered.map((customer) => new Life(customer, today));
  const { first, rest } = input.load?.() ?? bothIn(new DayLoad());
  const toDecide = new Agenda();
  const toHold = new Agenda();
  lives.forEach((life, i) => {
    toDecide.put(life.decideOn, i);
    for (const visit of life.open.values()) toHold.put(laterOf(visit.plannedOn, today), i);
  });

  const last = (today + days - 1) as Day;
  for (let on = today; on <= last; on = (on + 1) as Day) {
    const suppressed: SuppressedDebt[] = [];
    const orphaned: OrphanedDebt[] = [];
    const held: RehearsedVisit[] = [];
    for (const i of toDecide.take(on)) {
      const life = lives[i] as Life;
      if (life.decideOn !== on) continue;
      const explains = !heldOnly || (on === today && explainsFirst?.(i));
      const plan = life.decide(policy, on === today ? first : rest, on, explains ? 'full' : 'none');
      if (on === today) onFirstPlan?.(i, plan);
      if (!heldOnly) life.tell(plan.ledger, on, last, suppressed, orphaned);
      toDecide.put(life.decideOn, i);
      for (const visit of life.open.values()) toHold.put(visit.plannedOn, i);
      for (const touch of life.touches) toHold.put(touch.on, i);
    }
    for (const i of toHold.take(on)) {
      const life = lives[i] as Life;
      held.push(...life.hold(on), ...life.send(on));
      toDecide.put(life.decideOn, i);
    }
    yield { on, held, suppressed, orphaned };
  }
}

export function bothIn(load: ChangingLoad): { readonly first: ChangingLoad; readonly rest: ChangingLoad } {
  return { first: load, rest: load };
}

/** Who is looked at on which day; nobody twice on one day, in the order of the customers. */
class Agenda {
  readonly #byDay = new Map<Day, Set<number>>();

  put(on: Day, index: number): void {
    const set = this.#byDay.get(on);
    if (set === undefined) this.#byDay.set(on, new Set([index]));
    else set.add(index);
  }

  take(on: Day): readonly number[] {
    const set = this.#byDay.get(on);
    this.#byDay.delete(on);
    return set === undefined ? [] : [...set].sort((a, b) => a - b);
  }
}

/** One customer on the way through the rehearsed days. */
class Life {
  readonly contact: string;
  readonly facts: CustomerFacts;
  decideOn: Day;
  readonly open = new Map<number, PlannedVisit>();
  /** To be sent, as last decided. */
  touches: readonly PlannedTouch[] = [];
  #memory: PlanMemory;
  /** Held since the last decision; at first, what was closed before and no decision knows of. */
  #held: KnownVisit[];
  /** Stored visits whose time is in the load table until they are decided on. */
  #counted: readonly { readonly ownerId: string; readonly plannedOn: Day; readonly minutes: number }[] | undefined;
  readonly #own: CompiledPolicy | undefined;
  readonly #told = new Set<string>();
  readonly #paid = new Set<DebtKey>();

  constructor({ contact, facts, start }: RehearsedCustomer, today: Day) {
    this.contact = contact;
    this.facts = facts;
    this.decideOn = laterOf(start?.decideOn ?? today, today);
    this.#memory = start?.memory ?? EMPTY_MEMORY;
    this.#own = start?.own;
    this.#held = start?.known.filter(({ status }) => status !== 'planned') ?? [];
    for (const visit of start?.open ?? []) this.open.set(visit.slot, visit);
    this.#counted = start?.counted;
  }

  decide(inForce: CompiledPolicy, load: ChangingLoad, today: Day, ledger: 'full' | 'none'): Plan {
    // What was open at the start stays with the policy that planned it, where it is to stay.
    const policy = this.#own !== undefined && this.open.size > 0 ? this.#own : inForce;
    const known = [...this.#held];
    for (const visit of this.open.values()) {
      if (this.#counted === undefined) load.change(visit.ownerId, visit.plannedOn, -visit.minutes);
      known.push(knownVisit(visit));
    }
    for (const visit of this.#counted ?? []) load.change(visit.ownerId, visit.plannedOn, -visit.minutes);
    this.#counted = undefined;
    known.sort((a, b) => a.slot - b.slot);
    const plan = planCustomer(this.facts, this.#memory, known, { policy, load, today, ledger });
    this.open.clear();
    for (const visit of plan.visits) {
      load.change(visit.ownerId, visit.plannedOn, visit.minutes);
      this.open.set(visit.slot, visit);
    }
    this.touches = plan.touches.filter(({ debt }) => !this.#paid.has(debt));
    this.#held = [];
    this.#memory = plan.memory;
    this.decideOn = plan.decideOn;
    return plan;
  }

  /** Holds what is planned for the day; its owner's day stays taken. Tomorrow it is decided what follows. */
  hold(on: Day): readonly RehearsedVisit[] {
    const now = [...this.open.values()].filter((visit) => visit.plannedOn <= on).sort((a, b) => a.slot - b.slot);
    for (const visit of now) {
      this.open.delete(visit.slot);
      this.#held.push({ ...knownVisit(visit), status: 'held', closedOn: on });
      for (const debt of visit.pays) this.#paid.add(debt);
    }
    if (now.length > 0) this.decideOn = (on + 1) as Day;
    return now.map((visit) => ({
      contact: this.contact,
      kind: visit.kind,
      on,
      window: visit.window,
      pays: rulesPaidBy(visit),
      debt: visit.pays[0] as DebtKey,
      channel: visit.channel,
      ownerRole: visit.ownerRole,
      ownerId: visit.ownerId,
      provisional: visit.provisional,
      rolled: visit.extended,
      late: visit.late,
      noRoom: visit.infeasible !== undefined,
      minutes: visit.minutes,
    }));
  }

  /** Each message and survey goes out once; the planner asks for it until it is over. */
  send(on: Day): readonly RehearsedVisit[] {
    return this.touches.flatMap(({ kind, debt, rule, ...touch }) => {
      if (touch.on !== on || kind === 'task' || this.#paid.has(debt)) return [];
      this.#paid.add(debt);
      const { window, channel, ownerRole, ownerId, provisional } = touch;
      return {
        contact: this.contact,
        kind,
        on,
        window,
        pays: [rule],
        debt,
        channel,
        ownerRole,
        ownerId,
        provisional,
        rolled: false,
        late: false,
        noRoom: false,
        minutes: 0,
      };
    });
  }

  /** Says once what the ledger says again at every decision. */
  tell(
    ledger: readonly LedgerEntry[],
    today: Day,
    last: Day,
    suppressed: SuppressedDebt[],
    orphaned: OrphanedDebt[],
  ): void {
    for (const entry of ledger) {
      const reason = reasonOf(entry, this.facts, today);
      if (reason === undefined || (entry.debt !== undefined && this.#paid.has(entry.debt))) continue;
      const { rule, by, window } = entry;
      const once = `${rule} ${reason} ${by ?? ''} ${entry.debt ?? ''}`;
      if (this.#told.has(once)) continue;
      this.#told.add(once);
      if (reason === 'no_owner') {
        if (window !== undefined && window.target <= last) orphaned.push({ contact: this.contact, rule, window });
        continue;
      }
      const on = window !== undefined && window.target >= today && window.target <= last ? window.target : today;
      suppressed.push({ contact: this.contact, rule, on, reason, ...(by === undefined ? {} : { by }) });
    }
  }
}

function knownVisit(visit: PlannedVisit): KnownVisit {
  const { slot, kind, pays, plannedOn, window, ownerId, channel, attempts, rescheduledTo, drawn } = visit;
  return {
    slot,
    status: 'planned',
    kind,
    pays,
    plannedOn,
    window,
    ownerId,
    channel,
    attempts,
    ...(rescheduledTo === undefined ? {} : { rescheduledTo }),
    ...(drawn === undefined ? {} : { drawn }),
  };
}

/** Why an entry of the ledger asks for no visit of its own; undefined: it does, or it asks for nothing. */
function reasonOf(entry: LedgerEntry, facts: CustomerFacts, today: Day): string | undefined {
  switch (entry.verdict) {
    case 'suppressed':
      return stopOf(entry, facts, today);
    case 'beaten':
    case 'lapsed':
      return entry.verdict;
    case 'settled':
      return 'satisfied';
    case 'infeasible':
      return 'no_owner';
    default:
      return undefined;
  }
}

function stopOf(entry: LedgerEntry, facts: CustomerFacts, today: Day): string {
  if ('reason' in entry && typeof entry.reason === 'string') return entry.reason;
  // A debt with its window is one that nothing stops but the limits of messages and surveys.
  if (entry.window !== undefined) return 'budget';
  if (facts.doNotVisit) return 'do_not_visit';
  if (facts.leadElsewhere !== undefined) return 'lead_elsewhere';
  if (facts.pausedUntil !== undefined && today < facts.pausedUntil) return 'paused';
  return facts.refusals.length > 0 ? 'refused' : 'no_consent';
}

/** Minutes of the owners' rehearsed days, by owner and day; days without a visit are left out. */
function loadOf(held: readonly RehearsedVisit[], { policy }: CompiledPolicy): readonly OwnerDay[] {
  const owners = new Map<string, Map<Day, number>>();
  for (const { ownerId, on, minutes } of held) {
    if (minutes === 0) continue;
    const days = owners.get(ownerId) ?? new Map<Day, number>();
    owners.set(ownerId, days.set(on, (days.get(on) ?? 0) + minutes));
  }
  return [...owners]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([owner, days]) =>
      [...days]
        .sort(([a], [b]) => a - b)
        .map(([on, minutes]) => ({
          owner,
          on,
          minutes,
          capacity: minutesADay(policy, owner),
        })),
    );
}

/** By owner and rule, windows that touch being one stretch. */
function shortagesOf(held: readonly RehearsedVisit[], orphaned: readonly OrphanedDebt[]): readonly Shortage[] {
  const groups = new Map<string, { owner?: string; rule: RuleId; windows: VisitWindow[] }>();
  const add = (owner: string | undefined, rule: RuleId, window: VisitWindow): void => {
    const key = `${owner ?? ''} ${rule}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { rule, windows: [window], ...(owner === undefined ? {} : { owner }) });
    } else group.windows.push(window);
  };
  for (const { noRoom, ownerId, pays, window } of held) if (noRoom) add(ownerId, pays[0] as RuleId, window);
  for (const { rule, window } of orphaned) add(undefined, rule, window);

  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, { windows, ...group }]) => {
      const stretches: { from: Day; to: Day; short: number }[] = [];
      for (const { earliest, latest } of windows.sort((a, b) => a.earliest - b.earliest)) {
        const stretch = stretches.at(-1);
        if (stretch !== undefined && earliest <= stretch.to + 1) {
          stretch.to = laterOf(stretch.to, latest);
          stretch.short += 1;
        } else stretches.push({ from: earliest, to: latest, short: 1 });
      }
      return stretches.map((stretch) => ({ ...group, ...stretch }));
    });
}
