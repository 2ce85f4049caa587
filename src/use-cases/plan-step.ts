import type { Day } from '../domain/calendar/day.ts';
import type { ForeseenVisit, LoadView, Plan, Standing, Words } from '../domain/planning/plan.ts';
import { type CompiledPolicy, planCustomer } from '../domain/planning/plan-customer.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { stageOf } from '../domain/segmentation/stage.ts';
import type { CustomerPlan, CustomerRecord, ItemFailure, Ports, SlotEnd, StoredVisit, VisitWrite } from './ports.ts';

/** What a run holds from its first step to its last. */
export interface PlanRun {
  readonly policy: Policy;
  readonly compiled: CompiledPolicy;
  /** Civil day of the portal's zone at the run's start; a run that passes midnight keeps it. */
  readonly today: Day;
  readonly load: LoadTable;
  /** Decide and report, write nothing. */
  readonly dryRun: boolean;
}

export interface DecidedCustomer {
  readonly contactId: string;
  readonly name: string;
  readonly standing: Standing;
  readonly reason?: Words;
  readonly next?: ForeseenVisit;
  readonly owner?: string;
  readonly unreadable: readonly string[];
}

export interface StepResult {
  readonly done: boolean;
  /** Pass it to the next step; null when done. */
  readonly cursor: string | null;
  /** Customers that waited when this step began. */
  readonly waiting: number;
  readonly decided: readonly DecidedCustomer[];
  readonly opened: number;
  readonly changed: number;
  readonly withdrawn: number;
  readonly unchanged: number;
  readonly failures: readonly ItemFailure[];
}

/** How many visits each owner has on each day; one customer's own can be taken out while that customer is decided. */
export class LoadTable implements LoadView {
  readonly #counts = new Map<string, number>();
  readonly #byCustomer = new Map<string, Map<number, string>>();

  count(ownerId: string, on: Day): number {
    return this.#counts.get(`${ownerId}@${on}`) ?? 0;
  }

  add(customerKey: string, slot: number, ownerId: string, on: Day): void {
    this.remove(customerKey, slot);
    const place = `${ownerId}@${on}`;
    let slots = this.#byCustomer.get(customerKey);
    if (!slots) {
      slots = new Map();
      this.#byCustomer.set(customerKey, slots);
    }
    slots.set(slot, place);
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + 1);
  }

  remove(customerKey: string, slot?: number): void {
    const slots = this.#byCustomer.get(customerKey);
    if (!slots) return;
    for (const [known, place] of [...slots]) {
      if (slot !== undefined && known !== slot) continue;
      slots.delete(known);
      this.#counts.set(place, (this.#counts.get(place) ?? 1) - 1);
    }
    if (slots.size === 0) this.#byCustomer.delete(customerKey);
  }
}

/** Reads every visit that waits to be held into a load table. */
export async function readLoad(ports: Ports): Promise<LoadTable> {
  const load = new LoadTable();
  for await (const rows of ports.visits.openRows()) {
    for (const row of rows) load.add(row.customerKey, row.slot, row.ownerId, row.on);
  }
  return load;
}

/**
 * One step of a planning run: up to 200 customers that need a decision, ascending by id, are read, decided and written.
 *
 * The next date of each customer is written last. It is the checkpoint: a step that dies anywhere leaves its customers
 * in the queue, and the next step finds what was half written by its slot keys and ends in the same state.
 */
export async function planStep(run: PlanRun, cursor: string | null, ports: Ports): Promise<StepResult> {
  const page = await ports.customers.due({
    today: run.today,
    after: cursor ?? undefined,
    lifecycleStages: run.policy.scope.lifecycleStages,
    anyTier: run.policy.scope.anyTier,
  });
  const decided = await planCustomers(run, page.ids, ports);
  const done = !page.more || page.ids.length === 0;
  return { ...decided, done, cursor: done ? null : (page.ids.at(-1) ?? null), waiting: page.total };
}

/** Decides and writes the customers with these ids now, whether they are due or not. */
export async function planCustomers(
  run: PlanRun,
  ids: readonly string[],
  ports: Ports,
): Promise<Omit<StepResult, 'done' | 'cursor' | 'waiting'>> {
  let records = await ports.customers.read(ids);
  const marked = records.filter((record) => record.marked).map((record) => record.contactId);
  if (marked.length > 0 && !run.dryRun) {
    await ports.customers.unmark(marked, run.today);
    // A change between the first read and the unmarking would be lost: what was marked is read again.
    const again = new Map((await ports.customers.read(marked)).map((record) => [record.contactId, record]));
    records = records.map((record) => again.get(record.contactId) ?? record);
  }
  const slots = await readKnownSlots(records, ports);

  // Visits that no memory knows of are half written: they do not count until their customer is decided.
  for (const record of records) {
    for (const visit of slots.get(record.facts.customerKey) ?? []) {
      if (!record.memory.openSlots.includes(visit.slot)) run.load.remove(record.facts.customerKey, visit.slot);
    }
  }

  const writes: VisitWrite[] = [];
  const ends: SlotEnd[] = [];
  const plans: CustomerPlan[] = [];
  const decided: DecidedCustomer[] = [];
  let opened = 0;
  let changed = 0;
  let unchanged = 0;
  let withdrawn = 0;
  for (const record of records) {
    const { customerKey } = record.facts;
    const known = slots.get(customerKey) ?? [];
    run.load.remove(customerKey);
    const plan = planCustomer(record.facts, record.memory, known, {
      policy: run.compiled,
      load: run.load,
      today: run.today,
    });
    for (const visit of plan.visits) run.load.add(customerKey, visit.slot, visit.ownerId, visit.plannedOn);

    const outcome = writesOf(run, record, known, plan);
    const fresh = outcome.plan.written !== record.written;
    if (fresh) {
      writes.push(...outcome.writes);
      const before = new Set(record.memory.openSlots);
      for (const visit of plan.visits) {
        if (before.has(visit.slot)) changed += 1;
        else opened += 1;
      }
      if (plan.visits.length === 0) unchanged += 1;
    } else {
      unchanged += 1;
    }
    withdrawn += plan.withdrawn.length;
    ends.push(...outcome.ends);
    plans.push(outcome.plan);
    const owner = plan.visits[0]?.ownerId ?? record.facts.owners.account_manager;
    const reason = plan.visits[0]?.reason ?? plan.next?.reason;
    decided.push({
      contactId: record.contactId,
      name: record.name,
      standing: plan.standing,
      unreadable: record.unreadable,
      ...(reason ? { reason } : {}),
      ...(plan.next ? { next: plan.next } : {}),
      ...(owner ? { owner } : {}),
    });
  }

  const failures: ItemFailure[] = [];
  if (!run.dryRun) {
    if (writes.length > 0) failures.push(...(await ports.visits.savePlanned(writes)));
    if (ends.length > 0) failures.push(...(await ports.visits.endSlots(ends)));
    // A customer whose visit was refused stays in the queue, with the reason in the report.
    const refused = new Set(failures.map((failure) => failure.key.slice(0, failure.key.lastIndexOf(':'))));
    failures.push(...(await ports.customers.savePlans(plans.filter((plan) => !refused.has(plan.customerKey)))));
  }
  return { decided, opened, changed, unchanged, withdrawn, failures };
}

async function readKnownSlots(records: readonly CustomerRecord[], ports: Ports): Promise<Map<string, StoredVisit[]>> {
  const keys = records.flatMap(({ facts, memory }) =>
    // Two slots beyond what memory knows: a step that died may have written them.
    [...new Set([...memory.openSlots, ...memory.freeSlots, memory.nextSlot, memory.nextSlot + 1])].map((slot) => ({
      customerKey: facts.customerKey,
      slot,
    })),
  );
  const bySlot = new Map<string, StoredVisit[]>();
  for (const visit of await ports.visits.readSlots(keys)) {
    const list = bySlot.get(visit.customerKey);
    if (list) list.push(visit);
    else bySlot.set(visit.customerKey, [visit]);
  }
  for (const list of bySlot.values()) list.sort((a, b) => a.slot - b.slot);
  return bySlot;
}

function writesOf(
  run: PlanRun,
  record: CustomerRecord,
  known: readonly StoredVisit[],
  plan: Plan,
): { readonly writes: VisitWrite[]; readonly ends: SlotEnd[]; readonly plan: CustomerPlan } {
  const { contactId, facts } = record;
  const { customerKey } = facts;
  const names = new Map(run.policy.rules.map((rule) => [rule.id, rule.name]));
  const stage = stageOf(facts, run.policy, run.today).stage;
  const writes = plan.visits.map((visit): VisitWrite => {
    const rules = [visit.leader, ...visit.pays.map((debt) => debt.slice(0, debt.indexOf('@')))];
    return {
      contactId,
      customerKey,
      customerName: record.company ? `${record.name} (${record.company})` : record.name,
      visit,
      ruleNames: [...new Set(rules)].flatMap((rule) => names.get(rule) ?? []),
      taskDueAt: run.policy.taskDueAt,
      snapshot: { stage, policyVersion: run.policy.version, ...(facts.tier ? { tier: facts.tier } : {}) },
    };
  });
  const ends: SlotEnd[] = plan.withdrawn.map(({ slot, why }) => ({
    contactId,
    customerKey,
    slot,
    status: 'withdrawn',
    why,
  }));
  for (const slot of plan.closed) {
    const status = known.find((visit) => visit.slot === slot)?.status;
    if (status && status !== 'planned') ends.push({ contactId, customerKey, slot, status });
  }
  const first = plan.visits[0];
  const next = first
    ? { on: first.plannedOn, reason: first.reason }
    : plan.next
      ? { on: plan.next.on, reason: plan.next.reason }
      : null;
  const newest = plan.memory.touches[0];
  const storedTouch = facts.lastTouch?.on;
  return {
    writes,
    ends,
    plan: {
      contactId,
      customerKey,
      decideOn: plan.decideOn,
      memory: plan.memory,
      written: fingerprint(writes),
      next,
      lastTouch: newest && (storedTouch === undefined || newest.on > storedTouch) ? newest : null,
    },
  };
}

/** Changes whenever what must stand in the slots changes; two 32-bit FNV-1a sums over its JSON. Nothing open: empty. */
function fingerprint(writes: readonly VisitWrite[]): string {
  if (writes.length === 0) return '';
  const text = JSON.stringify(writes);
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x01000197);
  }
  return (low >>> 0).toString(36) + (high >>> 0).toString(36);
}
