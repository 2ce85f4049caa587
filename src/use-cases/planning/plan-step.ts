import type { Day } from '../../domain/calendar/day.ts';
import type { Asked } from '../../domain/planning/asked.ts';
import { isAway, minutesOf } from '../../domain/planning/compiled-policy.ts';
import { rulesPaidBy } from '../../domain/planning/debt-key.ts';
import type { CustomerFacts, Role } from '../../domain/planning/facts.ts';
import { slotsToRead } from '../../domain/planning/memory.ts';
import type { ForeseenVisit, Plan, Standing, Words } from '../../domain/planning/plan.ts';
import { type CompiledPolicy, planCustomer } from '../../domain/planning/plan-customer.ts';
import { standingText } from '../../domain/planning/standing.ts';
import type { Policy, PolicyRule } from '../../domain/policy/policy.ts';
import { stageOf } from '../../domain/segmentation/stage.ts';
import { ownVersions, runOf } from '../policy/own-version.ts';
import type {
  CustomerPlan,
  CustomerRecord,
  Handover,
  ItemFailure,
  PlanClock,
  Ports,
  SlotEnd,
  StoredVisit,
  SweepMark,
  VisitWrite,
} from '../ports/ports.ts';
import type { TouchEnd, TouchWrite } from '../ports/touch-tasks.ts';
import { isPlaced, placeInCompanies } from './company-parts.ts';
import { type ContactRange, isAfter, isAmong, joined } from './contact-order.ts';
import type { DeadRunLoad } from './dead-run-load.ts';
import type { LoadTable } from './load-table.ts';
import { reconcileMerges } from './reconcile-merges.ts';
import { recordLevel } from './record-limit.ts';
import { sumOf } from './sum-of.ts';
import { touchWork, visitsPart } from './touch-work.ts';

/** What a run holds from its first step to its last. */
export interface PlanRun {
  readonly policy: Policy;
  readonly compiled: CompiledPolicy;
  /** Civil day of the portal's zone at the run's start; a run that passes midnight keeps it. */
  readonly today: Day;
  readonly load: LoadTable;
  /** When the load was last counted from the open visits themselves. */
  readonly countedOn: Day;
  /** It was counted again in this run. */
  readonly countsAnew: boolean;
  /** Decide and report, write nothing. */
  readonly dryRun: boolean;
  /** Customers among whom a run that died may have left half-written visits: after this id, up to that one. */
  readonly unfinished?: ContactRange & {
    /** Epoch ms. */
    readonly diedAt: number;
    /** The index shows by now whatever that run wrote. */
    readonly isSettled: boolean;
    /** Names of the runs that died in it, the newest last. */
    readonly runs: readonly string[];
  };
  /** What the runs that died there opened; absent: none did, or the load was not counted from the visits. */
  readonly deadRunLoad?: DeadRunLoad;
  /** The index may not show yet what was written moments ago: read each customer by id before deciding. */
  readonly mistrustIndex: boolean;
  /** An admin paused planning: nothing new is decided, what people report is still kept. */
  readonly paused: boolean;
  /** Who can be given work: the users of the portal; undefined: nobody asked. */
  readonly present?: ReadonlySet<string>;
  /** The name under which the visits that this run opens can be taken back together. */
  readonly name?: string;
  /** Customers decided before the queue was read: the index still shows them as they were. */
  readonly decidedBefore: Set<string>;
  readonly sweep?: SweepMark;
  readonly records?: PlanClock['records'];
  /** What the whole book was decided by, and how far this run is in deciding it again; see {@link PlanClock}. */
  readonly bookBy?: string;
  readonly rebook?: { readonly by: string; readonly after: string };
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

/** The day of the visit that stands or is foreseen. */
export function nextDayOf({ standing, next }: DecidedCustomer): Day | undefined {
  return 'on' in standing ? standing.on : next?.on;
}

export interface StepCounts {
  readonly opened: number;
  readonly changed: number;
  readonly withdrawn: number;
  readonly unchanged: number;
}

export interface StepResult extends StepCounts {
  readonly done: boolean;
  /** Pass it to the next step; null when done. */
  readonly cursor: string | null;
  /** Customers that waited when this step began. */
  readonly waiting: number;
  readonly decided: readonly DecidedCustomer[];
  readonly failures: readonly ItemFailure[];
}

/** What was decided and written of some customers. */
export type Decided = Omit<StepResult, 'done' | 'cursor' | 'waiting'>;

/** Customers that one step writes at most: associations go 2,000 to a call. */
export const STEP_SIZE = 2_000;
/** Facts older than this are read again before they are decided on. */
const STALE_AFTER_MS = 20_000;

/** Customers of one step, as the queue's pages tell them. */
export interface DueCustomers {
  readonly customers: readonly CustomerRecord[];
  /** The last of them; null: there was none. */
  readonly upTo: string | null;
  readonly more: boolean;
  /** Everybody who waited when the first page was read. */
  readonly waiting: number;
  readonly readAt: number;
}

export interface StepSettings {
  readonly size?: number | undefined;
  /** Everybody who was ever planned, instead of those who are due. */
  readonly whole?: boolean;
}

/** Reads the customers of the step after `cursor`. */
export async function readDue(
  run: PlanRun,
  cursor: string | null,
  ports: Ports,
  { size = STEP_SIZE, whole = false }: StepSettings = {},
): Promise<DueCustomers> {
  const readAt = ports.clock.now();
  const customers: CustomerRecord[] = [];
  let waiting = 0;
  let after = cursor;
  let more = true;
  while (more && customers.length < size) {
    const page = await ports.customers.due({
      today: run.today,
      after: after ?? undefined,
      lifecycleStages: run.policy.scope.lifecycleStages,
      anyTier: run.policy.scope.anyTier,
      whole,
    });
    if (after === cursor) waiting = page.total;
    customers.push(...page.customers.filter(({ contactId }) => !run.decidedBefore.has(contactId)));
    after = page.customers.at(-1)?.contactId ?? after;
    more = page.more && page.customers.length > 0;
  }
  return { customers, upTo: customers.length > 0 ? after : null, more, waiting, readAt };
}

/**
 * One step of a planning run: up to 2,000 customers that need a decision, ascending by id, are read, decided and written.
 *
 * Facts come with the queue's own pages. The next date of each customer is written last. It is the checkpoint: a step
 * that dies anywhere leaves its customers in the queue, and the clock tells the next run among whom to look for half-written
 * visits.
 */
export async function planStep(
  run: PlanRun,
  cursor: string | null,
  ports: Ports,
  settings: StepSettings = {},
): Promise<StepResult> {
  const due = await readDue(run, cursor, ports, settings);
  const { upTo, more, waiting } = due;
  if (upTo === null) return { ...NOTHING, done: true, cursor: null, waiting: 0 };
  const customers = await asTheyAre(due, run, ports);
  if (!run.dryRun) {
    await ports.runs.saveClock({ ...clockOf(run), step: stepRange(run, cursor ?? '0', upTo) });
  }
  const decided = await decideRecords(run, customers, ports, { onlyChanges: settings.whole ?? false });
  return { ...decided, done: !more, cursor: more ? upTo : null, waiting };
}

/** The customers of a page; read by id where the index, or time, may have passed over a change. */
export async function asTheyAre(
  { customers, readAt }: DueCustomers,
  { mistrustIndex }: PlanRun,
  ports: Ports,
): Promise<readonly CustomerRecord[]> {
  if (!mistrustIndex && ports.clock.now() - readAt <= STALE_AFTER_MS) return customers;
  return ports.customers.read(customers.map(({ contactId }) => contactId));
}

export const NOTHING: Decided = { decided: [], opened: 0, changed: 0, unchanged: 0, withdrawn: 0, failures: [] };

/** What the clock says of a run between its steps. */
export function clockOf(run: PlanRun): Omit<PlanClock, 'step' | 'writtenAt' | 'pausedBecause'> {
  const load = run.load.encode(run.today);
  return {
    countedOn: run.countedOn,
    ...(load === undefined ? {} : { load }),
    ...(run.sweep === undefined ? {} : { sweep: run.sweep }),
    ...(run.records === undefined ? {} : { records: run.records }),
    ...(run.bookBy === undefined ? {} : { bookBy: run.bookBy }),
    ...(run.rebook === undefined ? {} : { rebook: run.rebook }),
  };
}

/** What a dead run left is not forgotten before this run has ended. */
export function stepRange({ unfinished, name }: PlanRun, after: string, upTo: string): NonNullable<PlanClock['step']> {
  const runs = [...(unfinished?.runs ?? []), ...(name === undefined ? [] : [name])];
  return { ...joined<ContactRange>(unfinished ?? { after, upTo }, { after, upTo }), runs };
}

function take(visit: StoredVisit, { load, compiled }: Pick<PlanRun, 'load' | 'compiled'>): void {
  load.add(visit.ownerId, visit.plannedOn, minutesOf(compiled, visit));
}

/** Gives its owner the time back that a stored visit takes. */
export function release(visit: StoredVisit, { load, compiled }: Pick<PlanRun, 'load' | 'compiled'>): void {
  load.remove(visit.ownerId, visit.plannedOn, minutesOf(compiled, visit));
}

/** Whether a dead run may have left half-written visits of this contact. */
export function isUnfinished({ unfinished }: Pick<PlanRun, 'unfinished'>, contactId: string): boolean {
  return unfinished !== undefined && isAmong(unfinished, contactId);
}

/**
 * What is left of a dead run's step when this run stops at `cursor`: where the index may not show yet what that run wrote, all of
 * it, so that a later run looks once more.
 */
export function leftUnfinished({ unfinished }: PlanRun, cursor: string | null): PlanClock['step'] {
  if (unfinished === undefined) return undefined;
  const { isSettled, ...step } = unfinished;
  return !isSettled || (cursor !== null && !isAfter(cursor, step.upTo)) ? step : undefined;
}

/** Decides and writes the customers with these ids now, whether they are due or not. */
export async function planCustomers(run: PlanRun, ids: readonly string[], ports: Ports): Promise<Decided> {
  if (run.paused) return NOTHING;
  return decideRecords({ ...run, unfinished: EVERYBODY }, await ports.customers.read(ids), ports);
}

const EVERYBODY = { after: '0', upTo: '9'.repeat(15), diedAt: 0, isSettled: true, runs: [] };

/**
 * Decides and writes these customers, read just now.
 *
 * @param settings.onlyChanges leave a customer alone whose plan is what is stored already
 */
export async function decideRecords(
  run: PlanRun,
  customers: readonly CustomerRecord[],
  ports: Ports,
  settings: DecideSettings = {},
): Promise<Decided> {
  const draft = await readAndDecide(run, customers, ports, settings);
  if (run.dryRun) return decidedOf([draft]);
  const refused = draft.writes.length > 0 ? await ports.visits.savePlanned(draft.writes) : [];
  return finishWriting([draft], refused, ports);
}

interface DecideSettings {
  readonly onlyChanges?: boolean;
}

/** What was decided of some customers, and is still to be written. */
export interface Draft extends Decided {
  readonly writes: readonly VisitWrite[];
  readonly ends: readonly SlotEnd[];
  readonly touches: readonly TouchWrite[];
  readonly touchEnds: readonly TouchEnd[];
  readonly plans: readonly CustomerPlan[];
}

/** What was decided, with what was refused since. */
function decidedOf(drafts: readonly Draft[], refused: readonly ItemFailure[] = []): Decided {
  const counts = { opened: 0, changed: 0, withdrawn: 0, unchanged: 0 };
  for (const draft of drafts)
    for (const key of ['opened', 'changed', 'withdrawn', 'unchanged'] as const) counts[key] += draft[key];
  return {
    decided: drafts.flatMap(({ decided }) => decided),
    ...counts,
    failures: [...drafts.flatMap(({ failures }) => failures), ...refused],
  };
}

/** Writes what follows the visits that stand: ends and tasks besides visits, and last the next dates. */
export async function finishWriting(
  drafts: readonly Draft[],
  refusedVisits: readonly ItemFailure[],
  ports: Ports,
): Promise<Decided> {
  const decided = decidedOf(drafts, refusedVisits);
  const failures = [...decided.failures];
  const ends = drafts.flatMap((draft) => draft.ends);
  const touches = drafts.flatMap((draft) => draft.touches);
  const touchEnds = drafts.flatMap((draft) => draft.touchEnds);
  if (ends.length > 0) failures.push(...(await ports.visits.endSlots(ends)));
  if (touches.length + touchEnds.length > 0) failures.push(...(await ports.touchTasks.save(touches, touchEnds)));
  // A customer whose visit or task was refused stays in the queue, with the reason in the report.
  const refused = new Set(failures.map((failure) => failure.key.slice(0, failure.key.lastIndexOf(':'))));
  const plans = drafts.flatMap((draft) => draft.plans).filter((plan) => !refused.has(plan.customerKey));
  failures.push(...(await ports.customers.savePlans(plans)));
  return { ...decided, failures };
}

/** Whether something besides its record has to be read before this customer can be decided. */
export function needsReading(record: CustomerRecord, run: PlanRun): boolean {
  const { marked, merged, memory, contactId } = record;
  return (
    marked ||
    merged !== undefined ||
    memory.lost === true ||
    memory.openSlots.length > 0 ||
    isUnfinished(run, contactId) ||
    !isPlaced(record, [], run.policy)
  );
}

/** Decides customers of whom nothing else has to be read, at once. */
export function decideAtOnce(run: PlanRun, records: readonly CustomerRecord[]): Draft {
  return decide(run, records, { slots: new Map(), versions: new Map() }, {});
}

/** Reads what these customers need and decides them; of their visits and dates nothing is written. */
export async function readAndDecide(
  run: PlanRun,
  customers: readonly CustomerRecord[],
  ports: Ports,
  settings: DecideSettings = {},
): Promise<Draft> {
  const met = run.dryRun ? customers : await reconcileMerges(await takeMarks(customers, run, ports), run, ports);
  const slots = await readSlots(met, run, ports);
  const records = await placeInCompanies(met, slots, run, ports);
  const versions = await ownVersions(run, [...slots.values()].flat(), ports);
  return decide(run, records, { slots, versions }, settings);
}

function decide(
  run: PlanRun,
  records: readonly CustomerRecord[],
  known: {
    readonly slots: ReadonlyMap<string, readonly StoredVisit[]>;
    readonly versions: Awaited<ReturnType<typeof ownVersions>>;
  },
  { onlyChanges = false }: DecideSettings,
): Draft {
  const { slots, versions } = known;

  // What a run that died left half written does not count until its customer is decided.
  for (const record of records) {
    run.deadRunLoad?.count(record.contactId);
    for (const visit of slots.get(record.facts.customerKey) ?? []) {
      if (visit.status === 'planned' && !record.memory.openSlots.includes(visit.slot)) {
        release(visit, run);
      }
    }
  }

  const writes: VisitWrite[] = [];
  const ends: SlotEnd[] = [];
  const touches: TouchWrite[] = [];
  const touchEnds: TouchEnd[] = [];
  const plans: CustomerPlan[] = [];
  const decided: DecidedCustomer[] = [];
  const failures: ItemFailure[] = [];
  const isFull = run.records !== undefined && recordLevel(run.records) === 'full';
  const counts = { opened: 0, changed: 0, withdrawn: 0, unchanged: 0 };
  for (const record of records) {
    run.deadRunLoad?.reach(record.contactId);
    const known = slots.get(record.facts.customerKey) ?? [];
    for (const visit of known) {
      if (record.memory.openSlots.includes(visit.slot)) release(visit, run);
    }
    const by = runOf(run, record.memory, known, versions);
    const plan = planCustomer(withPresentOwners(record.facts, run), record.memory, known, {
      policy: by.compiled,
      load: run.load,
      today: run.today,
      ledger: 'none',
    });
    if (isFull && plan.visits.some(({ slot }) => !known.some((visit) => visit.slot === slot))) {
      // It stays in the queue; what is stored of it still counts.
      for (const visit of known) {
        if (record.memory.openSlots.includes(visit.slot)) take(visit, run);
      }
      failures.push({ key: record.contactId, message: NO_ROOM });
      continue;
    }
    for (const visit of plan.visits) run.load.add(visit.ownerId, visit.plannedOn, visit.minutes);

    const told = touchWork(by, record, plan, isUnfinished(run, record.contactId) || record.memory.lost === true);
    touches.push(...told.writes);
    touchEnds.push(...told.ends);
    const outcome = writesOf(by, record, known, plan, told.written);
    // A slot that was taken back while its contact was deleted reads as it was planned: it is opened again.
    const isNew =
      visitsPart(outcome.plan.written) !== visitsPart(record.written) ||
      outcome.writes.some(({ opens }) => opens !== undefined);
    if (isNew && plan.visits.length > 0) {
      // New slots first: debts that part take what was tried along, and the old record is written over only once that is safe.
      const changed = outcome.writes.filter(({ opens }) => opens === undefined);
      const opened = outcome.writes.filter(({ opens }) => opens !== undefined);
      writes.push(...opened, ...changed);
      counts.opened += opened.length;
      counts.changed += changed.length;
    } else {
      counts.unchanged += 1;
    }
    counts.withdrawn += plan.withdrawn.length;
    ends.push(...outcome.ends);
    if (!onlyChanges || outcome.ends.length > 0 || !isStored(outcome.plan, record)) plans.push(outcome.plan);
    decided.push(decidedCustomer(record, plan));
  }

  return { decided, ...counts, failures, writes, ends, touches, touchEnds, plans };
}

/** Whoever has left the portal fills no role any more; who stands in for the role takes over. */
export function withPresentOwners(facts: CustomerFacts, { present }: Pick<PlanRun, 'present'>): CustomerFacts {
  if (present === undefined) return facts;
  const roles = Object.entries(facts.owners) as [Role, string][];
  const isGone = ({ by }: Asked): boolean => by !== undefined && !present.has(by);
  const asked = facts.asked?.some(isGone)
    ? facts.asked.map((each) => (isGone(each) ? { ...each, by: undefined } : each))
    : facts.asked;
  if (asked === facts.asked && roles.every(([, id]) => present.has(id))) return facts;
  return { ...facts, asked, owners: Object.fromEntries(roles.filter(([, id]) => present.has(id))) };
}

/** Whether a plan says what its customer's record says. */
function isStored(plan: CustomerPlan, record: CustomerRecord): boolean {
  return (
    !record.marked &&
    plan.part === undefined &&
    plan.decideOn === record.decideOn &&
    plan.written === record.written &&
    standingText(plan.standing) === record.standing &&
    plan.stage === record.stageThen &&
    (plan.next?.on ?? undefined) === record.next?.on &&
    plan.next?.reason.zh === record.next?.reason.zh &&
    JSON.stringify(plan.memory) === JSON.stringify(record.memory)
  );
}

const NO_ROOM = 'the portal holds nearly all the custom-object records it may: archive old visits (npm run app:retain)';

/** Marks become queue entries, and what was marked is read again: a change after that sets the mark anew and is not lost. */
async function takeMarks(
  customers: readonly CustomerRecord[],
  run: PlanRun,
  ports: Ports,
): Promise<readonly CustomerRecord[]> {
  const marked = customers.filter((customer) => customer.marked).map((customer) => customer.contactId);
  if (marked.length === 0) return customers;
  await ports.customers.unmark(marked, run.today);
  const again = new Map((await ports.customers.read(marked)).map((customer) => [customer.contactId, customer]));
  return customers.map((customer) => again.get(customer.contactId) ?? customer);
}

/** Slots of a memory that cannot be read any more: every visit a customer may have. */
const ALL_SLOTS = Array.from({ length: 60 }, (_, index) => index + 1);

export async function readSlots(
  records: readonly CustomerRecord[],
  run: Pick<PlanRun, 'unfinished'>,
  ports: Ports,
): Promise<Map<string, StoredVisit[]>> {
  const bySlot = new Map<string, StoredVisit[]>();
  const keys = records.flatMap(({ contactId, facts, memory }) => {
    const wanted = memory.lost ? ALL_SLOTS : isUnfinished(run, contactId) ? slotsToRead(memory) : memory.openSlots;
    return wanted.map((slot) => ({ customerKey: facts.customerKey, slot }));
  });
  if (keys.length === 0) return bySlot;
  for (const visit of await ports.visits.readSlots(keys)) {
    const list = bySlot.get(visit.customerKey);
    if (list) list.push(visit);
    else bySlot.set(visit.customerKey, [visit]);
  }
  for (const list of bySlot.values()) list.sort((a, b) => a.slot - b.slot);
  return bySlot;
}

/** Of the visits that stand, in whatever slots, the one that comes first. */
function soonest({ visits }: Plan): Plan['visits'][number] | undefined {
  return visits.reduce<Plan['visits'][number] | undefined>(
    (first, visit) => (first === undefined || visit.plannedOn < first.plannedOn ? visit : first),
    undefined,
  );
}

function decidedCustomer(record: CustomerRecord, plan: Plan): DecidedCustomer {
  const first = soonest(plan);
  const owner = first?.ownerId ?? record.facts.owners.account_manager;
  const reason = first?.reason ?? plan.next?.reason;
  return {
    contactId: record.contactId,
    name: record.name,
    standing: plan.standing,
    unreadable: record.unreadable,
    ...(reason ? { reason } : {}),
    ...(plan.next ? { next: plan.next } : {}),
    ...(owner ? { owner } : {}),
  };
}

function writesOf(
  run: PlanRun,
  record: CustomerRecord,
  known: readonly StoredVisit[],
  plan: Plan,
  toldPart: string,
): { readonly writes: VisitWrite[]; readonly ends: SlotEnd[]; readonly plan: CustomerPlan } {
  const { contactId, facts } = record;
  const { customerKey } = facts;
  const { stage } = stageOf(facts, run.policy, run.today);
  const writes = plan.visits.map((visit): VisitWrite => {
    const before = known.find(({ slot }) => slot === visit.slot);
    // One that was taken back stands anew.
    const isOpen = record.memory.openSlots.includes(visit.slot) && before?.status !== 'withdrawn';
    return {
      contactId,
      customerKey,
      customerName: record.company ? `${record.name} (${record.company})` : record.name,
      visit,
      ruleNames: rulesPaidBy(visit).flatMap((id) => ruleOf(id, run.compiled)?.name ?? []),
      taskDueAt: run.policy.taskDueAt,
      ...(run.policy.callingHours === undefined ? {} : { callingHours: run.policy.callingHours }),
      ...(facts.timeZone === undefined ? {} : { timeZone: facts.timeZone }),
      ...scriptOf(
        run.compiled,
        visit.leader,
        known.find(({ slot, status }) => slot === visit.slot && status === 'planned'),
      ),
      snapshot: {
        stage,
        policyVersion: run.policy.version,
        ...(facts.tier ? { tier: facts.tier } : {}),
        ...teamOf(run.policy, visit.ownerId),
      },
      ...(record.companyId ? { companyId: record.companyId } : {}),
      ...(isOpen ? {} : { opens: opening(visit.slot, record, run) }),
      ...(isOpen && record.slotsOfMerge?.includes(visit.slot) ? { mayLackTask: true as const } : {}),
      ...(isOpen && before?.handover !== undefined ? { handedOver: before.handover } : {}),
      ...(isOpen && before !== undefined && before.ownerId !== visit.ownerId
        ? { handover: { from: before.ownerName ?? before.ownerId, because: whyHandedOver(before, run) } }
        : {}),
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
    const visit = known.find((each) => each.slot === slot);
    if (!visit) continue;
    // Tried in vain as often as the policy allows while nobody was looking: it is given up now.
    if (visit.status === 'planned')
      ends.push({ contactId, customerKey, slot, status: 'unreached', gaveUpOn: visit.attempts.at(-1) ?? run.today });
    else ends.push({ contactId, customerKey, slot, status: visit.status });
  }
  const first = soonest(plan);
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
      written: fingerprint(writes) + toldPart,
      next: first
        ? { on: first.plannedOn, reason: first.reason }
        : plan.next
          ? { on: plan.next.on, reason: plan.next.reason }
          : null,
      standing: plan.standing,
      stage,
      ...(record.partIsNew ? { part: record.part ?? null } : {}),
      lastTouch: newest && (storedTouch === undefined || newest.on > storedTouch) ? newest : null,
    },
  };
}

/** A rule of the policy, or the conversation that one of its duties asks for. */
function ruleOf(id: string, { rules }: CompiledPolicy): PolicyRule | undefined {
  return rules.find((rule) => rule.id === id)?.rule;
}

function opening(slot: number, { memory }: CustomerRecord, { name }: PlanRun): NonNullable<VisitWrite['opens']> {
  return { isFirst: slot >= memory.nextSlot, ...(name === undefined ? {} : { run: name }) };
}

/** A visit stays with the version it is pinned to, as long as its leading rule asks for the same script. */
function scriptOf(
  compiled: CompiledPolicy,
  leader: string,
  open: StoredVisit | undefined,
): Pick<VisitWrite, 'script' | 'keepsScript'> {
  const id = ruleOf(leader, compiled)?.script;
  const pinned = open?.pinnedScript;
  if (pinned !== undefined && pinned.slice(0, pinned.lastIndexOf('@')) === id) return { keepsScript: pinned };
  const script = compiled.policy.scripts.find((known) => known.id === id);
  return script ? { script } : {};
}

function whyHandedOver({ ownerId, plannedOn }: StoredVisit, { compiled, present }: PlanRun): Handover['because'] {
  if (present !== undefined && !present.has(ownerId)) return 'left';
  return isAway(compiled, ownerId, plannedOn) ? 'leave' : 'owner_changed';
}

/** Changes whenever what must stand in the slots changes. Nothing open: empty. */
function fingerprint(writes: readonly VisitWrite[]): string {
  if (writes.length === 0) return '';
  // A script is told by its version: its text would make a long sum of what the version says already. How a visit came to
  // stand is not what stands.
  return sumOf(
    JSON.stringify(
      writes.map(({ script, keepsScript, opens, mayLackTask, handover, handedOver, ...write }) => ({
        ...write,
        script: keepsScript ?? (script && `${script.id}@${script.version}`),
      })),
    ),
  );
}

/** The team a person is in by the policy. */
function teamOf({ team }: Policy, ownerId: string): { readonly team?: string } {
  const name = team?.users?.[ownerId]?.team;
  return name === undefined ? {} : { team: name };
}
