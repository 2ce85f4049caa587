import { type CompiledPolicy, minutesOf } from '../../domain/planning/compiled-policy.ts';
import { slotsToRead } from '../../domain/planning/memory.ts';
import { isActedOn } from '../../domain/planning/past.ts';
import type { PlanMemory, Words } from '../../domain/planning/plan.ts';
import type { CustomerRecord, Ports, StoredVisit } from '../ports/ports.ts';
import type { LoadTable } from './load-table.ts';

type Loaded = { readonly load: LoadTable; readonly compiled: CompiledPolicy };

const MERGED: Words = {
  zh: '联系人已合并，由合并后客户的回访接续。',
  en: 'The contact was merged; the visit of the merged customer goes on in its place.',
};

const MERGED_BESIDES: Words = {
  zh: '联系人已合并，由合并后的客户接续。',
  en: 'The contact was merged; the merged customer goes on in its place.',
};

/**
 * Takes in what merges of contacts left behind, for those records that need it; the others come back as they are.
 *
 * HubSpot gives the merged contact a new id, the values of the primary one and the associations of both. What was planned for the
 * other would stand beside it for ever: its visits go to the key that survives, history first, so that cards and planner find
 * them; of open visits of both one stands, and keeps what people did with the others; every loop follows. The last write is the
 * checkpoint: a run that dies before it does the same again, to the same end.
 *
 * Needs no webhook: HubSpot lists on a contact which contacts it was merged from.
 */
export async function reconcileMerges(
  records: readonly CustomerRecord[],
  run: Loaded,
  ports: Ports,
): Promise<readonly CustomerRecord[]> {
  if (records.every(({ merged }) => merged === undefined)) return records;
  const reconciled: CustomerRecord[] = [];
  for (const record of records) reconciled.push(await reconcile(record, run, ports));
  return reconciled;
}

async function reconcile(record: CustomerRecord, run: Loaded, ports: Ports): Promise<CustomerRecord> {
  const { merged: contacts, ...settled } = record;
  if (contacts === undefined) return record;
  const { contactId, memory } = record;
  const { customerKey } = record.facts;
  const { visits, issues } = await ports.merges.belongings(contactId, contacts.fresh);
  const own = await ownVisits(record, visits, ports);
  const others = visits.filter((visit) => visit.customerKey !== customerKey).sort(byKey);
  const open = own.filter(isOpen).sort((a, b) => a.plannedOn - b.plannedOn);
  const otherOpen = others.filter(isOpen).sort((a, b) => a.plannedOn - b.plannedOn);

  const acted = otherOpen.find(isActedOn);
  const [first] = open;
  const stands = first === undefined ? (acted ?? otherOpen[0]) : undefined;
  const ended = otherOpen.filter((visit) => visit !== stands);
  // History keeps its order in the new slots; the visit that is still to be held comes last.
  const moving = [...others.filter(isClosed), ...(stands === undefined ? [] : [stands])];
  const firstFree = Math.max(memory.nextSlot, 1 + Math.max(0, ...own.map(({ slot }) => slot)));
  const moves = moving.map((visit, index) => ({ visit, slot: firstFree + index }));

  const to = { contactId, customerKey };
  const visitKeys = new Map(moves.map(({ visit, slot }) => [keyOf(visit), `${customerKey}:${slot}`]));
  const homeless = issues.filter(
    (issue) => issue.customerKey !== customerKey || issue.contactId !== contactId || visitKeys.has(issue.visitKey),
  );
  if (homeless.length > 0) await ports.merges.moveIssues(homeless, { ...to, visitKeys });
  if (first !== undefined && acted !== undefined && !open.some(isActedOn)) {
    await ports.merges.carryOver(acted, open.find(({ leader }) => leader === acted.leader) ?? first);
  }
  if (moves.length > 0) await ports.merges.moveVisits(moves, to);
  // Of those withdrawn already a dead run may have left the task.
  const over = [...ended, ...others.filter(({ status }) => status === 'withdrawn')];
  if (over.length > 0) await ports.merges.endMerged(over, MERGED);
  const misnamed = [...own, ...others].filter(
    (visit) => visit.contactId !== contactId && !moves.some((move) => move.visit.id === visit.id),
  );
  if (misnamed.length > 0) await ports.merges.nameContact(misnamed, contactId);

  await ports.touchTasks.endOf(contacts.fresh, MERGED_BESIDES, to);

  const known = withSlots(
    memory,
    own,
    moves.map(({ slot }) => slot),
  );
  await ports.merges.saveMerged(contactId, customerKey, [...contacts.seen, ...contacts.fresh], known);
  for (const visit of ended) run.load.remove(visit.ownerId, visit.plannedOn, minutesOf(run.compiled, visit));
  const slotsOfMerge = known.openSlots.filter((slot) => !memory.openSlots.includes(slot));
  return { ...settled, memory: known, written: '', slotsOfMerge };
}

/** Those found, and those that a run made just before the merge and nobody can find but by their key. */
async function ownVisits(record: CustomerRecord, found: readonly StoredVisit[], ports: Ports): Promise<StoredVisit[]> {
  const { customerKey } = record.facts;
  const slots = slotsToRead(record.memory);
  const read = await ports.visits.readSlots(slots.map((slot) => ({ customerKey, slot })));
  const own = [...found.filter((visit) => visit.customerKey === customerKey), ...read];
  return [...new Map(own.map((visit) => [visit.id, visit])).values()].sort(byKey);
}

/**
 * The planner looks at every slot that came with the merge as if it were open: what was held there pays its debts and counts as a
 * talk, what is still planned is kept or withdrawn.
 */
function withSlots(memory: PlanMemory, own: readonly StoredVisit[], moved: readonly number[]): PlanMemory {
  const ahead = own.filter(({ slot }) => slot >= memory.nextSlot);
  const openSlots = new Set([
    ...memory.openSlots,
    ...ahead.filter(({ status }) => status !== 'withdrawn').map(({ slot }) => slot),
    ...moved,
  ]);
  const nextSlot = Math.max(memory.nextSlot, ...[...ahead.map(({ slot }) => slot), ...moved].map((slot) => slot + 1));
  const unused = Array.from({ length: nextSlot - memory.nextSlot }, (_, index) => memory.nextSlot + index).filter(
    (slot) => !openSlots.has(slot),
  );
  return {
    ...memory,
    nextSlot,
    openSlots: [...openSlots].sort(ascending),
    freeSlots: [...memory.freeSlots, ...unused].sort(ascending),
  };
}

const keyOf = ({ customerKey, slot }: StoredVisit): string => `${customerKey}:${slot}`;
const ascending = (a: number, b: number): number => a - b;
const isOpen = ({ status }: StoredVisit): boolean => status === 'planned';
const isClosed = ({ status }: StoredVisit): boolean => status !== 'planned' && status !== 'withdrawn';

function byKey(a: StoredVisit, b: StoredVisit): number {
  if (a.customerKey !== b.customerKey) return a.customerKey < b.customerKey ? -1 : 1;
  return a.slot - b.slot;
}
