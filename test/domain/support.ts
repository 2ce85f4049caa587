import { chinaCalendar } from '../../src/domain/calendar/china-calendar.ts';
import { type Day, day, formatDay } from '../../src/domain/calendar/day.ts';
import type {
  Channel,
  CustomerFacts,
  Flag,
  Permission,
  Stage,
  Tier,
  TouchDirection,
  TouchKind,
} from '../../src/domain/planning/facts.ts';
import { decodeMemory, encodeMemory } from '../../src/domain/planning/memory.ts';
import {
  EMPTY_MEMORY,
  type KnownVisit,
  type LoadView,
  type Plan,
  type PlanMemory,
} from '../../src/domain/planning/plan.ts';
import { type CompiledPolicy, compilePolicy, planCustomer } from '../../src/domain/planning/plan-customer.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';

/** The zones under which the laws must hold alike: `zones.test.ts` runs every suite that asks for them in a process of each. */
export const EVERY_ZONE = ['UTC', 'America/Santiago', 'Asia/Kolkata', 'Pacific/Apia'] as const;
/** Those of this process. */
export const ZONES: readonly string[] = [process.env.ZONE_UNDER_TEST ?? 'UTC'];
/** Asked again for every change that a mutation run makes to the code. */
export const IS_MUTATED = process.env.MUTATED_FOLDER !== undefined;
/** How many cases of a law: a fortieth in the processes of other zones, where nothing but the zone is new, and few where it is asked thousands of times. */
export const cases = (numRuns: number): { readonly numRuns: number } => ({
  numRuns: Math.ceil(numRuns / (IS_MUTATED ? 50 : process.env.ZONE_UNDER_TEST === undefined ? 1 : 40)),
});

/** Runs something with the process in another zone: the rules must not notice. */
export function inZone<T>(zone: string, run: () => T): T {
  const before = process.env.TZ;
  process.env.TZ = zone;
  try {
    return run();
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
}

export const CALENDAR = chinaCalendar([]);

/** The shipped policy with these rules only, without limits: what one rule does shows best alone. */
export function only(...ids: readonly string[]): Partial<Policy> {
  const { budget: _, duties: __, team: ___, ...rest } = DEFAULT_POLICY;
  return { ...rest, rules: DEFAULT_POLICY.rules.filter(({ id }) => ids.includes(id)) };
}

/** The milestones and cadences that most customers live by. */
export const CORE = only('P01', 'P03', 'P08', 'P11', 'P18', 'P19', 'P20', 'P24');
/** Everything that ships. */
export const WHOLE: Partial<Policy> = DEFAULT_POLICY;

export function compiled(goLiveOn: string, changes: Partial<Policy> = {}): CompiledPolicy {
  const { budget: _, duties: __, team: ___, ...rest } = DEFAULT_POLICY;
  return compilePolicy({ ...rest, ...CORE, ...changes, goLiveOn } as Policy, CALENDAR);
}

export const NOBODY_BUSY: LoadView = { minutes: () => 0 };

type DayText = { readonly [field in DayField]?: string };
type DayField =
  | 'stageEnteredOn'
  | 'projectStartedOn'
  | 'projectDoneOn'
  | 'serviceDueOn'
  | 'churnRiskOn'
  | 'profileCheckedOn'
  | 'openIssueRaisedOn'
  | 'cadenceUntil'
  | 'signedOn'
  | 'firstPurchaseOn'
  | 'lastPurchaseOn'
  | 'deliveredOn'
  | 'acceptedOn'
  | 'contractEndsOn'
  | 'pausedUntil';
const DAY_FIELDS: readonly DayField[] = [
  'projectStartedOn',
  'projectDoneOn',
  'serviceDueOn',
  'churnRiskOn',
  'profileCheckedOn',
  'openIssueRaisedOn',
  'cadenceUntil',
  'stageEnteredOn',
  'signedOn',
  'firstPurchaseOn',
  'lastPurchaseOn',
  'deliveredOn',
  'acceptedOn',
  'contractEndsOn',
  'pausedUntil',
];

/** A customer with the days written out; the rest is that of somebody ordinary. `touch`: `2026-01-05 call:out`. */
export type CustomerText = Omit<Partial<CustomerFacts>, DayField | 'lastTouch'> & DayText & { readonly touch?: string };

export function customer(text: CustomerText): CustomerFacts {
  const { touch, ...rest } = text;
  const days: Record<string, Day> = {};
  for (const field of DAY_FIELDS) {
    const on = text[field];
    if (on !== undefined) days[field] = day(on);
  }
  return {
    customerKey: 'c1',
    lifecycleStage: 'customer',
    flags: [],
    consents: [],
    refusals: [],
    doNotVisit: false,
    owners: { account_manager: 'amy' },
    ...(rest as unknown as Partial<CustomerFacts>),
    ...days,
    ...(touch === undefined ? {} : { lastTouch: touchOf(touch) }),
  };
}

export function touchOf(text: string): { on: Day; kind: TouchKind; direction: TouchDirection } {
  const [on, how] = text.split(' ') as [string, string];
  const [kind, direction] = how.split(':') as [TouchKind, TouchDirection];
  return { on: day(on), kind, direction };
}

/** Days of a plan as text, so that a failing test shows dates. */
export interface Shown {
  readonly visits: readonly string[];
  readonly next: string | undefined;
  readonly touches: readonly string[];
  readonly standing: string;
  readonly decideOn: string;
}

/** `1 P01 2026-02-14 [2026-02-12 2026-02-14 2026-02-24] late`, the debts that joined after a `+`. */
export function show(plan: Plan): Shown {
  const days = (window: { earliest: Day; target: Day; latest: Day }): string =>
    `[${formatDay(window.earliest)} ${formatDay(window.target)} ${formatDay(window.latest)}]`;
  const joined = (pays: readonly string[]): string =>
    pays
      .slice(1)
      .map((debt) => ` +${debt.slice(0, debt.indexOf('@'))}`)
      .join('');
  const { standing } = plan;
  return {
    visits: plan.visits.map(
      (visit) =>
        `${visit.slot} ${visit.leader}${joined(visit.pays)} ${formatDay(visit.plannedOn)} ${days(visit.window)}${visit.kind === 'message' ? ' message' : ''}${visit.late ? ' late' : ''}${visit.extended ? ' extended' : ''}${visit.provisional ? ' provisional' : ''}${visit.infeasible ? ' full' : ''}`,
    ),
    next:
      plan.next && `${plan.next.leader}${joined(plan.next.pays)} ${formatDay(plan.next.on)} ${days(plan.next.window)}`,
    touches: plan.touches.map(
      (touch) =>
        `${touch.rule} ${touch.kind} ${formatDay(touch.on)} ${days(touch.window)} ${touch.channel}${touch.provisional ? ' provisional' : ''}`,
    ),
    standing:
      standing.kind === 'suppressed'
        ? `suppressed ${standing.reason}${standing.until === undefined ? '' : ` until ${formatDay(standing.until)}`}`
        : standing.kind === 'infeasible'
          ? `infeasible ${standing.reason} ${standing.rule}`
          : `${standing.kind} ${standing.rule} ${formatDay(standing.on)}`,
    decideOn: formatDay(plan.decideOn),
  };
}

export interface Setting {
  readonly goLiveOn: string;
  readonly today: string;
  readonly memory?: PlanMemory;
  readonly visits?: readonly KnownVisit[];
  readonly load?: LoadView;
  readonly policy?: Partial<Policy>;
}

export function planOn(text: CustomerText, { goLiveOn, today, memory, visits, load, policy }: Setting): Plan {
  return planCustomer(customer(text), memory ?? EMPTY_MEMORY, visits ?? [], {
    policy: compiled(goLiveOn, policy),
    load: load ?? NOBODY_BUSY,
    today: day(today),
  });
}

/** What stands in storage after a plan was written over what stood there. */
export function stored(plan: Plan, before: readonly KnownVisit[] = []): KnownVisit[] {
  const slots = new Map(before.map((visit) => [visit.slot, visit]));
  for (const { slot } of plan.withdrawn) {
    const visit = slots.get(slot);
    if (visit) slots.set(slot, { ...visit, status: 'withdrawn' });
  }
  for (const slot of plan.closed) {
    // Tried as often as the policy allows: nobody but the planner closes it.
    const visit = slots.get(slot);
    if (visit?.status === 'planned') slots.set(slot, { ...visit, status: 'unreached' });
  }
  for (const visit of plan.visits) {
    slots.set(visit.slot, {
      slot: visit.slot,
      status: 'planned',
      kind: visit.kind,
      pays: visit.pays,
      plannedOn: visit.plannedOn,
      window: visit.window,
      ownerId: visit.ownerId,
      channel: visit.channel,
      attempts: visit.attempts,
      ...(visit.rescheduledTo === undefined ? {} : { rescheduledTo: visit.rescheduledTo }),
      ...(visit.drawn === undefined ? {} : { drawn: visit.drawn }),
    });
  }
  return [...slots.values()].sort((a, b) => a.slot - b.slot);
}

/** A row of the generated book as the planner's facts. */
export function factsOfRow(row: Record<string, string>): CustomerFacts {
  const list = <T extends string>(header: string): T[] => (row[header] ? (row[header].split(';') as T[]) : []);
  const text: Record<string, string> = {};
  const days = {
    stageEnteredOn: 'rv_stage_entered_on',
    signedOn: 'rv_signed_on',
    firstPurchaseOn: 'rv_first_purchase_on',
    lastPurchaseOn: 'rv_last_purchase_on',
    deliveredOn: 'rv_delivered_on',
    acceptedOn: 'rv_accepted_on',
    projectStartedOn: 'rv_project_started_on',
    projectDoneOn: 'rv_project_done_on',
    serviceDueOn: 'rv_service_due_on',
    churnRiskOn: 'rv_churn_risk_on',
    profileCheckedOn: 'rv_profile_checked_on',
    cadenceUntil: 'rv_cadence_until',
    contractEndsOn: 'rv_contract_ends_on',
    pausedUntil: 'rv_paused_until',
  };
  for (const [field, header] of Object.entries(days)) if (row[header]) text[field] = row[header];
  const owners = {
    ...(row.hubspot_owner_id ? { account_manager: row.hubspot_owner_id } : {}),
    ...(row.rv_service_owner ? { service_engineer: row.rv_service_owner } : {}),
    ...(row.rv_care_owner ? { care_specialist: row.rv_care_owner } : {}),
  };
  return customer({
    ...text,
    customerKey: row.email ?? '',
    lifecycleStage: row.lifecyclestage ?? '',
    ...(row.rv_tier ? { tier: row.rv_tier as Tier } : {}),
    ...(row.rv_stage ? { stage: row.rv_stage as Stage } : {}),
    flags: list<Flag>('rv_flags'),
    consents: list<Permission>('rv_consents'),
    refusals: list<Permission>('rv_refusals'),
    ...(row.rv_preferred_channel ? { preferredChannel: row.rv_preferred_channel as Channel } : {}),
    doNotVisit: row.rv_do_not_visit === 'true',
    ...(row.rv_birthday ? { birthday: row.rv_birthday } : {}),
    ...(row.rv_customer_kind ? { customerKind: row.rv_customer_kind as 'b2b' | 'b2c' } : {}),
    ...(row.rv_products ? { products: list('rv_products') } : {}),
    ...(row.rv_cadence_days ? { cadenceDays: Number(row.rv_cadence_days) } : {}),
    ...(row.rv_cadence_reason ? { cadenceReason: row.rv_cadence_reason } : {}),
    owners,
    ...(row.rv_last_touch_at ? { touch: `${row.rv_last_touch_at.slice(0, 10)} ${row.rv_last_touch_kind}` } : {}),
  });
}

/**
 * One customer from day to day: plans are stored, people act on what is stored, memory goes through its text as in production.
 */
export class Life {
  readonly goLiveOn: string;
  readonly policy: CompiledPolicy;
  text: CustomerText;
  memory: PlanMemory = EMPTY_MEMORY;
  visits: KnownVisit[] = [];
  load: LoadView = NOBODY_BUSY;

  constructor(goLiveOn: string, text: CustomerText, changes: Partial<Policy> = {}) {
    this.goLiveOn = goLiveOn;
    this.policy = compiled(goLiveOn, changes);
    this.text = text;
  }

  decide(today: string): Plan {
    return planCustomer(customer(this.text), this.memory, this.visits, {
      policy: this.policy,
      load: this.load,
      today: day(today),
    });
  }

  /** Plans and stores. */
  plan(today: string): Shown {
    return show(this.planned(today));
  }

  planned(today: string): Plan {
    const plan = this.decide(today);
    this.visits = stored(plan, this.visits);
    this.memory = decodeMemory(encodeMemory(plan.memory));
    return plan;
  }

  hold(slot: number, on: string): void {
    this.#change(slot, { status: 'held', closedOn: day(on) });
  }

  /** An attempt in vain. */
  fail(slot: number, on: string): void {
    const visit = this.visits.find((each) => each.slot === slot);
    this.#change(slot, { attempts: [...(visit?.attempts ?? []), day(on)] });
  }

  refuse(slot: number, on: string): void {
    this.#change(slot, { status: 'refused', closedOn: day(on) });
  }

  move(slot: number, to: string): void {
    this.#change(slot, { rescheduledTo: day(to) });
  }

  #change(slot: number, change: Partial<KnownVisit>): void {
    this.visits = this.visits.map((visit) => (visit.slot === slot ? { ...visit, ...change } : visit));
  }
}
