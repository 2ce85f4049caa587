import { rememberTouches } from '../../domain/planning/past.ts';
import { isInScope } from '../../domain/segmentation/stage.ts';
import { recordDueAt } from '../loops/record-clock.ts';
import type { ContactTouch, CustomerRecord, FinishedTask, Ports, SweepMark, SweepSource } from '../ports/ports.ts';
import { PortalError, SWEEP_SOURCES } from '../ports/ports.ts';
import { type Decided, decideRecords, NOTHING, type PlanRun } from './plan-step.ts';

/** How far back the first sweep of a portal looks: a quarter, the longest interval that most customers have; chosen by us. */
const FIRST_SWEEP_MS = 92 * 86_400_000;
/** An index may show a change this much later; the next sweep begins that much before this one did. */
const INDEX_LAG_MS = 120_000;

export interface SweepStep extends Decided {
  /** Where the next step goes on; `source` is gone when the sweep is complete. */
  readonly mark: SweepMark;
  /** A source that the token may not read; it was passed over. */
  readonly unread?: SweepSource;
}

/**
 * One step of the sweep over what people did in HubSpot without our card: a page of connected calls, completed meetings,
 * incoming e-mails, logged messages, or tasks of visits that somebody completed.
 *
 * Customers of the book whom it concerns are decided again at once, with the touch in their facts, so that nothing waits for the
 * search index. What was taken in before changes nothing: pages may be read twice.
 */
export async function sweepStep(run: PlanRun, mark: SweepMark | undefined, ports: Ports): Promise<SweepStep> {
  const now = ports.clock.now();
  const since = mark?.since ?? now - FIRST_SWEEP_MS;
  const source = mark?.source ?? SWEEP_SOURCES[0];
  const startedAt = mark?.startedAt ?? now;
  const query = { since, ...(mark?.after === undefined ? {} : { after: mark.after }) };
  const at = { since, startedAt };
  try {
    if (source === 'tasks') {
      const page = await ports.touches.finishedTasks(query);
      return { ...(await takeFinished(page.tasks, run, ports)), mark: next(at, source, page.after) };
    }
    const page = await ports.touches.touches(source, query);
    return { ...(await takeTouches(page.touches, run, ports)), mark: next(at, source, page.after) };
  } catch (error) {
    if (!(error instanceof PortalError) || error.kind !== 'forbidden') throw error;
    return { ...NOTHING, mark: next(at, source, null), unread: source };
  }
}

function next(
  at: { readonly since: number; readonly startedAt: number },
  source: SweepSource,
  after: string | null,
): SweepMark {
  if (after !== null) return { ...at, source, after };
  const following = SWEEP_SOURCES[SWEEP_SOURCES.indexOf(source) + 1];
  return following === undefined ? { since: at.startedAt - INDEX_LAG_MS } : { ...at, source: following };
}

async function takeTouches(touches: readonly ContactTouch[], run: PlanRun, ports: Ports): Promise<Decided> {
  const byContact = new Map<string, ContactTouch[]>();
  for (const touch of touches) {
    if (touch.on > run.today) continue;
    const list = byContact.get(touch.contactId);
    if (list) list.push(touch);
    else byContact.set(touch.contactId, [touch]);
  }
  if (byContact.size === 0) return NOTHING;
  const records = await ports.customers.read([...byContact.keys()]);
  const news = records.flatMap((record) => {
    if (!isPlannedFor(record, run)) return [];
    const memory = rememberTouches(record.memory, byContact.get(record.contactId) ?? [], run.today);
    return memory === record.memory ? [] : [{ ...record, memory }];
  });
  return news.length === 0 ? NOTHING : decideRecords(run, news, ports);
}

/** A completed task says that the visit took place; the record is still owed. */
async function takeFinished(tasks: readonly FinishedTask[], run: PlanRun, ports: Ports): Promise<Decided> {
  if (tasks.length === 0) return NOTHING;
  const finished = new Map(tasks.map((task) => [`${task.customerKey}:${task.slot}`, task]));
  const visits = (await ports.visits.readSlots(tasks)).filter(({ status }) => status === 'planned');
  if (visits.length === 0) return NOTHING;
  const { timeZone: portalZone } = await ports.account();
  const now = ports.clock.now();
  const held = visits.map((visit) => {
    const { on = run.today, at = now } = finished.get(`${visit.customerKey}:${visit.slot}`) ?? {};
    return {
      visit,
      on: Math.min(on, run.today) as typeof run.today,
      recordDueAt: recordDueAt(at, { policy: run.policy, portalZone, ownerId: visit.ownerId, now }),
    };
  });
  if (!run.dryRun) await ports.visits.markHeld(held);
  const records = await ports.customers.read([...new Set(visits.map(({ contactId }) => contactId))]);
  return decideRecords(run, records, ports);
}

/** Whom the planner never met and who is not in the book is nobody's customer yet. */
function isPlannedFor(record: CustomerRecord, run: PlanRun): boolean {
  return record.standing !== undefined || isInScope(record.facts, run.policy);
}
