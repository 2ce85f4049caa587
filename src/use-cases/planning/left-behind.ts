import type { OpenVisitRow, Ports } from '../ports/ports.ts';
import { type ContactRange, isAmong, joined } from './contact-order.ts';
import { type PlanRun, planCustomers } from './plan-step.ts';
import { endOf, findGone, GONE_BESIDES } from './withdraw-gone.ts';

/** How far a look at what was left behind is; it goes on over as many runs as it takes. */
export const LEFT = 'visits:left';

/** What only a look at every open visit finds; everything else is brought up by the queue. */
export interface LeftBehind {
  /** Contacts among whom a run died, once those of them who wait were decided: it may have written for others, who wait no more. */
  readonly among?: (ContactRange & { readonly isSettled: boolean }) | undefined;
  /** Customers among them who were decided. */
  readonly met: ReadonlySet<string>;
  /** Contacts that were deleted are looked for too, where no webhook tells of them. */
  readonly gone: boolean;
}

interface Look extends Omit<LeftBehind, 'met'> {
  readonly part: Part;
  /** The last record of this part that was looked at. */
  readonly after: string;
}

const PARTS = ['visits', 'tasks', 'leads'] as const;
type Part = (typeof PARTS)[number];

/**
 * Looks through the open visits: what a dead run wrote for a customer who left the queue since is decided on, in the book or out of it,
 * and visits of contacts that are gone are withdrawn. So are tasks besides visits, and a contact that is gone leads nobody any more.
 *
 * Where nothing was left behind it calls nobody.
 *
 * @param found what is new since earlier runs looked
 * @param goOn asked after each page; false: time is up, and a later run goes on from there
 * @returns whether it came to the end
 */
export async function lookLeftBehind(
  run: PlanRun,
  found: LeftBehind,
  goOn: () => Promise<boolean>,
  ports: Ports,
): Promise<boolean> {
  const kept = await keptLook(ports);
  const look = withNews(kept, found);
  if (look === undefined) return true;
  for (const part of PARTS.slice(PARTS.indexOf(look.part), look.gone ? PARTS.length : 1)) {
    for await (const after of lookAt[part](part === look.part ? look.after : '0', ports, look, {
      run,
      met: found.met,
    })) {
      if (await goOn()) continue;
      await save({ ...look, part, after }, ports);
      return false;
    }
  }
  if (kept !== undefined) await ports.jobs.save(LEFT, '');
  return true;
}

/** Leaves it to a later run. */
export async function leaveBehind(found: LeftBehind, ports: Pick<Ports, 'jobs'>): Promise<void> {
  const kept = await keptLook(ports);
  const look = withNews(kept, found);
  if (look !== undefined && look !== kept) await save(look, ports);
}

/** What is new may lie before what was looked at already. */
function withNews(kept: Look | undefined, { among, gone }: LeftBehind): Look | undefined {
  const isLookedFor = kept?.gone === true;
  if ((!gone || isLookedFor) && (among === undefined || isLookedThrough(among, kept))) return kept;
  return { among: joined(kept?.among, among), gone: gone || isLookedFor, part: 'visits', after: '0' };
}

/** While the index may hide something a dead run is found again by each run; once it is settled, by one. */
function isLookedThrough({ upTo, isSettled }: NonNullable<Look['among']>, kept: Look | undefined): boolean {
  return !isSettled && kept?.among?.isSettled === false && kept.among.upTo === upTo;
}

type LookAt = (
  after: string,
  ports: Ports,
  look: Look,
  by: { readonly run: PlanRun; readonly met: ReadonlySet<string> },
) => AsyncIterable<string>;

/** Each tells the last record of a page that it has put right. */
const lookAt: Readonly<Record<Part, LookAt>> = {
  async *visits(from, ports, { among, gone }, { run, met }) {
    for await (const rows of ports.visits.openRows({ after: from })) {
      const isLeft = ({ contactId }: OpenVisitRow): boolean =>
        among !== undefined && isAmong(among, contactId) && !met.has(contactId);
      await putRight(gone ? rows : rows.filter(isLeft), isLeft, run, ports);
      yield rows.at(-1)?.visitId ?? from;
    }
  },

  async *tasks(from, ports) {
    for await (const tasks of ports.touchTasks.open(from)) {
      const { gone } = await findGone(idsOf(tasks), ports);
      if (gone.length > 0) await ports.touchTasks.endOf(gone, GONE_BESIDES);
      yield tasks.at(-1)?.id ?? from;
    }
  },

  async *leads(from, ports) {
    for await (const { ids, upTo } of ports.customers.leads(from)) {
      const { gone } = await findGone(ids, ports);
      if (gone.length > 0) await ports.customers.releaseLed(gone);
      yield upTo;
    }
  },
};

async function putRight(
  rows: readonly OpenVisitRow[],
  isLeft: (row: OpenVisitRow) => boolean,
  run: PlanRun,
  ports: Ports,
): Promise<void> {
  const ids = idsOf(rows);
  if (ids.length === 0) return;
  const customers = await ports.customers.read(ids);
  // A visit that its customer's memory knows was written whole: its own next date brings it up.
  const isUnknown = (contactId: string, known: readonly number[]): boolean =>
    rows.some((row) => row.contactId === contactId && isLeft(row) && !known.includes(row.slot));
  const undecided = customers.filter(
    // Not asked for by its own id: it was merged, and decides over the visits of both.
    ({ contactId, memory }) => !ids.includes(contactId) || isUnknown(contactId, memory.openSlots),
  );
  if (undecided.length > 0) {
    await planCustomers(
      run,
      undecided.map(({ contactId }) => contactId),
      ports,
    );
  }
  const { gone } = await findGone(ids, ports, customers);
  await endOf(
    rows.filter(({ contactId }) => gone.includes(contactId)),
    ports,
  );
}

const idsOf = (rows: readonly { readonly contactId: string }[]): readonly string[] => [
  ...new Set(rows.map(({ contactId }) => contactId)),
];

async function keptLook({ jobs }: Pick<Ports, 'jobs'>): Promise<Look | undefined> {
  try {
    const look = JSON.parse((await jobs.read(LEFT)) ?? '') as Look;
    return PARTS.includes(look.part) && /^\d+$/.test(look.after) ? look : undefined;
  } catch {
    // Nothing is kept, or it was changed by hand.
    return undefined;
  }
}

const save = (look: Look, { jobs }: Pick<Ports, 'jobs'>): Promise<void> => jobs.save(LEFT, JSON.stringify(look));
