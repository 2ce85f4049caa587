import type { Policy } from '../../domain/policy/policy.ts';
import { tellPlanning } from '../planning/loop-news.ts';
import type { CustomerRecord, Ports } from '../ports/ports.ts';
import { PortalError } from '../ports/ports.ts';
import type { Ticket } from '../ports/tickets.ts';
import { isPlannedFor, isVisited, loopDesk } from './loop-context.ts';
import { moveLoops } from './move-loops.ts';
import { raisedIssue } from './raised-issue.ts';
import { raisedIn, saveRaised, ticketLoopKey } from './save-raised.ts';

/** How far the look at tickets has come. */
interface KeptLook {
  /** Tickets that changed from here on are looked at, epoch ms. */
  readonly since: number;
  /** Where the token may not read tickets: not asked again before then. */
  readonly refusedUntil?: number;
}
export const LOOK = 'loops:tickets';
/** Before the first record id. */
const BEGINNING = '0';
/** An index may show a change this much later. */
const INDEX_LAG_MS = 120_000;
/** What was looked at within this is looked at again rather than written down. */
const REMEMBERED_MS = 3_600_000;
/** A build that is installed anew with the scope is found within this. */
const REFUSED_MS = 86_400_000;

/** What {@link mirrorTickets} looks for, and the search it begins with, on its way; absent where none is sent. */
export interface TicketsAsked {
  readonly now: number;
  readonly kept?: KeptLook;
  readonly first?: ReturnType<Ports['tickets']['changedSince']>;
}

/** Sends the search that {@link mirrorTickets} begins with; what goes wrong with it is thrown there. */
export async function askForTickets(ports: Pick<Ports, 'clock' | 'jobs' | 'tickets'>): Promise<TicketsAsked> {
  const now = ports.clock.now();
  const kept = keptOf(await ports.jobs.read(LOOK));
  if (kept === undefined) return { now };
  if (kept.refusedUntil !== undefined && now < kept.refusedUntil) return { now, kept };
  const first = ports.tickets.changedSince({ since: kept.since, after: BEGINNING });
  first.catch(() => {});
  return { now, kept, first };
}

export interface Mirrored {
  readonly closed: number;
  readonly prioritised: number;
  /** Contacts of whom planning was told something new. */
  readonly told: readonly string[];
  /** Time was up: more are waiting. */
  readonly more: boolean;
}

/**
 * Mirrors HubSpot's tickets: one that was closed closes the loop raised from it, and one that nobody raised a loop from gets one, so
 * that the customer is asked; open tickets of customers in the programme get their priority.
 *
 * With nothing changed it costs a read and a search; where the token may not read tickets, the read alone. May run twice.
 *
 * @param settings.asked the search, where it was sent before
 */
export async function mirrorTickets(
  ports: Ports,
  settings: {
    readonly policy: Policy;
    readonly goOn?: () => Promise<boolean>;
    readonly asked?: TicketsAsked | undefined;
  },
): Promise<Mirrored> {
  const { policy, goOn } = settings;
  const { now, kept, first } = settings.asked ?? (await askForTickets(ports));
  const told: string[] = [];
  let closed = 0;
  let prioritised = 0;
  // Tickets closed before anybody looked are history.
  if (kept === undefined) await save({ since: now - INDEX_LAG_MS }, ports);
  if (kept === undefined || first === undefined) return { closed, prioritised, told, more: false };
  const { since } = kept;
  try {
    for (let after = BEGINNING; ; ) {
      const found = await (after === BEGINNING ? first : ports.tickets.changedSince({ since, after }));
      const last = found.at(-1);
      if (last === undefined) break;
      const over = found.filter(({ closedAt }) => closedAt !== undefined);
      const open = found.filter(({ closedAt }) => closedAt === undefined);
      if (over.length > 0) {
        const contacts = await closeLoops(over, policy, now, ports);
        closed += contacts.length;
        told.push(...contacts);
      }
      if (open.length > 0) prioritised += await prioritise(open, ports);
      after = last.id;
      if (goOn && !(await goOn())) return { closed, prioritised, told, more: true };
    }
  } catch (error) {
    if (!(error instanceof PortalError) || error.kind !== 'forbidden') throw error;
    await save({ since: now, refusedUntil: now + REFUSED_MS }, ports);
    return { closed, prioritised, told, more: false };
  }
  if (closed > 0 || prioritised > 0 || now - since > REMEMBERED_MS) await save({ since: now - INDEX_LAG_MS }, ports);
  return { closed, prioritised, told, more: false };
}

/** The contacts whose loops were closed, one for each. */
async function closeLoops(
  found: readonly Ticket[],
  policy: Policy,
  now: number,
  ports: Ports,
): Promise<readonly string[]> {
  const customers = await customersOf(found, ports);
  const { timeZone: portalZone } = await ports.account();
  const present = new Set((await ports.people.owners()).map(({ id }) => id));
  const known = new Map(
    (await ports.issues.ofTickets(found.map(({ id }) => id))).map((issue) => [issue.ticketId, issue]),
  );
  const told: string[] = [];
  for (const ticket of found) {
    const customer = customers.get(ticket.id)?.find((each) => isPlannedFor(each, policy));
    if (!customer || ticket.closedAt === undefined) continue;
    const { closedAt } = ticket;
    const key = known.get(ticket.id)?.key ?? ticketLoopKey(customer.facts.customerKey, ticket.id);
    if (!known.has(ticket.id)) await raiseFor(ticket, key, customer, { policy, portalZone, present, now }, ports);
    const issues = await ports.issues.readAll([key]);
    const moved = await moveLoops(issues, { policy, portalZone, present, now }, ports, () => ({
      type: 'close_ticket',
      id: `ticket:${ticket.id}:${closedAt}`,
      by: '',
      at: closedAt,
    }));
    if (moved.length === 0) continue;
    told.push(customer.contactId);
    const [after] = await ports.issues.readAll([key]);
    if (after) await tellPlanning([after], customer, policy, ports);
    await ports.customers.mark([customer.contactId]);
  }
  return told;
}

/** Nobody raised a loop from a ticket that is closed: it gets one, so that the customer is asked whether it is settled. */
async function raiseFor(
  ticket: Ticket,
  key: string,
  customer: CustomerRecord,
  run: Pick<Parameters<typeof loopDesk>[0], 'policy' | 'portalZone' | 'present' | 'now'>,
  ports: Ports,
): Promise<void> {
  const { facts } = customer;
  const ownerId = facts.owners.service_engineer ?? facts.owners.account_manager ?? '';
  const at = ticket.closedAt ?? run.now;
  const desk = loopDesk({
    ...run,
    ownerId,
    owners: facts.owners,
    since: at,
    visited: isVisited(customer, run.policy),
  });
  const ownerName = (await ports.people.ownerNames()).get(ownerId);
  const raised = raisedIssue(
    {
      ...raisedIn(customer, run.policy.version),
      key,
      kind: 'problem',
      description: ticket.subject || `ticket ${ticket.id}`,
      urgency: 'normal',
      raisedOn: desk.desk.dayOf(Math.floor(at / 60_000)),
      ownerId,
      because: ['said'],
      ticketId: ticket.id,
      ...(ownerName ? { ownerName } : {}),
    },
    customer,
    { commandId: `ticket:${ticket.id}`, by: '', at, complexity: 'simple', promises: [] },
    desk,
  );
  if (raised.ok) await saveRaised([raised.write], customer, ports);
}

async function prioritise(found: readonly Ticket[], ports: Ports): Promise<number> {
  const customers = await customersOf(found, ports);
  const ids = found
    .map(({ id }) => id)
    .filter((id) => customers.get(id)?.some(({ facts }) => facts.flags.includes('high_value_program')));
  if (ids.length > 0) await ports.tickets.prioritise(ids);
  return ids.length;
}

async function customersOf(
  tickets: readonly Ticket[],
  ports: Ports,
): Promise<ReadonlyMap<string, readonly CustomerRecord[]>> {
  const contacts = await ports.tickets.contactsOf(tickets.map(({ id }) => id));
  const ids = [...new Set([...contacts.values()].flat())];
  const records = new Map(
    (ids.length > 0 ? await ports.customers.read(ids) : []).map((record) => [record.contactId, record]),
  );
  return new Map(
    [...contacts].map(([ticketId, contactIds]) => [ticketId, contactIds.flatMap((id) => records.get(id) ?? [])]),
  );
}

function keptOf(text: string | undefined): KeptLook | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as KeptLook);
  } catch {
    // Changed by hand: it is begun anew.
    return undefined;
  }
}

const save = (kept: KeptLook, ports: Ports): Promise<void> => ports.jobs.save(LOOK, JSON.stringify(kept));
