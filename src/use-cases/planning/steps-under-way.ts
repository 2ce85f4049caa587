import type { CustomerRecord, ItemFailure, Ports, SavedVisits, VisitWrite } from '../ports/ports.ts';
import { isAfter } from './contact-order.ts';
import { DueReader } from './due-reader.ts';
import {
  asTheyAre,
  clockOf,
  type Decided,
  type Draft,
  type DueCustomers,
  decideAtOnce,
  finishWriting,
  NOTHING,
  needsReading,
  type PlanRun,
  readAndDecide,
  readDue,
  type StepResult,
  stepRange,
} from './plan-step.ts';

/**
 * Customers of a step: fewer than associations that go in one call, since next dates wait until the whole step is associated. In the
 * first ten seconds HubSpot takes more than there is to send; what waits then is sent ten seconds later.
 */
const MOST_IN_STEP = 1_800;
/** Pages read that no step has taken yet: a step of them. */
const PAGES_AHEAD = 10;
/** Steps whose customers are all decided, while the next one's are still read and decided: more would only wait for HubSpot longer. */
const STEPS_TO_FINISH = 1;
/** Visits that go to HubSpot in one call. */
const CALL_SIZE = 100;
/** A mark on the clock reaches this many times as far as the page that needs it: past the pages of the steps under way, where they lie evenly. */
const MARK_REACH = 20;

/** A page of the queue, and when the clock tells that its customers may be half-written. */
type MarkedPage = DueCustomers & { readonly marked: Promise<void> };

/**
 * Plans steps one into the other, for a process that has the time and the memory: visits and tasks of a page go out while the pages
 * after it are read, and a step's associations and next dates while the next step's visits do.
 *
 * Customers are decided in the order of their ids, as one step after the other decides them. Steps end in order. Of each step the next
 * dates are still the last that is written, and the clock tells, before anything of a page is written, from where to where customers
 * may be half-written: from the end of the last step that has ended to beyond that page.
 *
 * When something goes wrong nothing further is begun, and it is thrown only when what was under way has ended.
 *
 * @param settings.goOn asked after each page and each step; false: what is under way is the last
 * @param settings.onRead called when the last page was read
 */
export async function* stepsUnderWay(
  run: PlanRun,
  from: string | null,
  ports: Ports,
  {
    size = MOST_IN_STEP,
    goOn,
    onRead,
  }: {
    readonly size?: number | undefined;
    readonly goOn: () => Promise<boolean>;
    readonly onRead?: () => void;
  },
): AsyncGenerator<StepResult> {
  const marks = new Marks(run, from, ports);
  const read = async (after: string | null): Promise<MarkedPage> => {
    const page = await readDue(run, after, ports, { size: 1 });
    if (!page.more) onRead?.();
    return { ...page, marked: marks.cover(page) };
  };
  const reader = new DueReader(read, from, PAGES_AHEAD);
  const steps: OpenStep[] = [];
  const oldest = async (): Promise<StepResult> => {
    const step = steps[0];
    if (step === undefined) throw new RangeError('expected a step under way');
    const result = await step.result();
    steps.shift();
    if (result.cursor !== null) marks.doneUpTo = result.cursor;
    return result;
  };
  let goesOn = true;
  try {
    while (goesOn) {
      while (steps.length > STEPS_TO_FINISH) {
        yield await oldest();
        goesOn = await goOn();
      }
      if (!goesOn) break;
      const before = steps.at(-1);
      const step = new OpenStep(run, ports);
      steps.push(step);
      while (goesOn && step.more && step.size < size) {
        const page = await reader.next();
        await page.marked;
        // In the order of their ids: whom the load table has room for does not depend on which answer comes first.
        await before?.decided;
        await step.add(page);
        goesOn = !steps.some(({ failed }) => failed) && (await goOn());
        if (goesOn && steps.length > 1 && steps[0]?.hasEnded) yield await oldest();
      }
      if (steps.some(({ failed }) => failed)) break;
      step.close();
      goesOn &&= step.more;
    }
    while (steps.length > 0) {
      yield await oldest();
      if (steps.length > 0) await goOn();
    }
  } finally {
    await reader.end();
    await marks.end();
    for (const step of steps) await step.settle();
  }
}

/** A step that is decided and written while its pages are still read. */
class OpenStep {
  /** Customers so far. */
  size = 0;
  /** The queue goes on after it. */
  more = true;
  failed = false;
  hasEnded = false;
  /** Everybody in it is decided. */
  decided: Promise<unknown> = Promise.resolve();
  readonly #run: PlanRun;
  readonly #ports: Ports;
  #upTo: string | null = null;
  #waiting: number | undefined;
  /** Customers from the first on of whom something has to be read: read together when the step is whole. */
  #unread: CustomerRecord[] = [];
  readonly #drafts: Draft[] = [];
  #writes: VisitWrite[] = [];
  /** Of customers with several visits, which are written one after the other. */
  readonly #several: VisitWrite[] = [];
  readonly #visits: Promise<SavedVisits>[] = [];
  readonly #tasks: ReturnType<Ports['visits']['saveTasks']>[] = [];
  #end: Promise<Decided> | undefined;

  constructor(run: PlanRun, ports: Ports) {
    this.#run = run;
    this.#ports = ports;
  }

  /** Takes in a page: decides whom it can and begins to write, in whole calls. */
  async add(page: DueCustomers): Promise<void> {
    this.#waiting ??= page.waiting;
    this.more = page.more && page.upTo !== null;
    if (page.upTo === null) return;
    this.#upTo = page.upTo;
    this.size += page.customers.length;
    const customers = await asTheyAre(page, this.#run, this.#ports);
    const first = this.#unread.length > 0 ? 0 : customers.findIndex((each) => needsReading(each, this.#run));
    const ready = first < 0 ? customers : customers.slice(0, first);
    if (first >= 0) this.#unread.push(...customers.slice(first));
    const draft = decideAtOnce(this.#run, ready);
    this.#drafts.push({ ...draft, writes: [] });
    const visits = new Map<string, number>();
    for (const { contactId } of draft.writes) visits.set(contactId, (visits.get(contactId) ?? 0) + 1);
    for (const write of draft.writes) (visits.get(write.contactId) === 1 ? this.#writes : this.#several).push(write);
    while (this.#writes.length >= CALL_SIZE) this.#save(this.#writes.splice(0, CALL_SIZE));
  }

  /** No page follows: the rest is decided and written, and last the next dates. */
  close(): void {
    const unread = this.#unread;
    this.#unread = [];
    const rest = unread.length > 0 ? readAndDecide(this.#run, unread, this.#ports) : undefined;
    this.decided = Promise.resolve(rest);
    this.#watch(this.decided);
    this.#end = this.#finish(rest).finally(() => {
      this.hasEnded = true;
    });
    this.#watch(this.#end);
  }

  /** @throws what went wrong in it */
  async result(): Promise<StepResult> {
    if (this.#end === undefined) await this.#written();
    const decided = (await this.#end) ?? NOTHING;
    const cursor = this.more ? this.#upTo : null;
    return { ...decided, done: !this.more, cursor, waiting: this.#waiting ?? 0 };
  }

  /** Nothing of it is under way afterwards. */
  async settle(): Promise<void> {
    await Promise.allSettled([...this.#visits, ...this.#tasks, this.decided, this.#end]);
  }

  async #finish(rest: Promise<Draft> | undefined): Promise<Decided> {
    const draft = await rest;
    if (draft) this.#drafts.push({ ...draft, writes: [] });
    const writes = [...this.#writes, ...this.#several, ...(draft?.writes ?? [])];
    this.#writes = [];
    if (writes.length > 0) this.#save(writes);
    const [, refused] = await whole([this.#associated(this.#visits), this.#written()]);
    return finishWriting(this.#drafts, refused, this.#ports);
  }

  #save(writes: readonly VisitWrite[]): void {
    const visits = this.#ports.visits.saveVisits(writes);
    const tasks = visits.then((saved) => this.#ports.visits.saveTasks(writes, saved));
    for (const work of [visits, tasks]) this.#watch(work);
    this.#visits.push(visits);
    this.#tasks.push(tasks);
  }

  /** Visits and tasks are there, tasks associated; answers what was refused. */
  async #written(): Promise<readonly ItemFailure[]> {
    await this.#associated(this.#tasks);
    const parts = [...(await Promise.all(this.#visits)), ...(await Promise.all(this.#tasks))];
    return parts.flatMap(({ failures }) => failures);
  }

  async #associated(parts: readonly Promise<Pick<SavedVisits, 'links'>>[]): Promise<void> {
    const links = (await Promise.all(parts)).flatMap((part) => part.links);
    if (links.length > 0) await this.#ports.visits.associatePlanned(links);
  }

  #watch(work: Promise<unknown>): void {
    work.catch(() => {
      this.failed = true;
    });
  }
}

/** All of it; what goes wrong is thrown when none of it is under way any more. */
async function whole<T extends readonly unknown[]>(works: { readonly [K in keyof T]: Promise<T[K]> }): Promise<T> {
  await Promise.allSettled(works);
  return Promise.all(works) as unknown as Promise<T>;
}

/** What the clock says of a run whose steps are under way. */
class Marks {
  /** The end of the last step that has ended. */
  doneUpTo: string;
  readonly #run: PlanRun;
  readonly #ports: Ports;
  #upTo: string | undefined;
  /** One after the other: an earlier mark must not land on a later one. */
  #saved: Promise<void> = Promise.resolve();

  constructor(run: PlanRun, from: string | null, ports: Ports) {
    this.#run = run;
    this.#ports = ports;
    this.doneUpTo = from ?? '0';
  }

  /**
   * Resolves once the clock tells of all customers of a page. What it tells reaches beyond it, so that a call does for about a step: who is
   * marked and was not begun costs the next run, if this one dies, a look at slots that are empty.
   */
  cover({ customers, upTo, more }: DueCustomers): Promise<void> {
    if (upTo === null || (this.#upTo !== undefined && !isAfter(upTo, this.#upTo))) return this.#saved;
    const last = more ? beyond(customers, upTo) : upTo;
    this.#upTo = last;
    this.#saved = this.#saved.then(() =>
      this.#ports.runs.saveClock({ ...clockOf(this.#run), step: stepRange(this.#run, this.doneUpTo, last) }),
    );
    // Told to whoever waits for the page.
    this.#saved.catch(() => {});
    return this.#saved;
  }

  async end(): Promise<void> {
    await this.#saved.catch(() => {});
  }
}

/** An id as far beyond a page as some more of its length reach. */
function beyond(customers: readonly CustomerRecord[], upTo: string): string {
  const last = BigInt(upTo);
  return String(last + BigInt(MARK_REACH) * (last - BigInt(customers[0]?.contactId ?? upTo)));
}
