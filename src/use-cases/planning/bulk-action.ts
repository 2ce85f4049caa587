import {
  BULK_STEP,
  type BulkActionAnswer,
  type BulkActionInput,
  type BulkJob,
  type BulkLine,
  type BulkWish,
} from '../../contract/bulk-action.ts';
import type { Bilingual, Refusal } from '../../contract/common.ts';
import { type Day, formatDay, parseDay } from '../../domain/calendar/day.ts';
import type { CustomerFacts } from '../../domain/planning/facts.ts';
import type { CustomerChange, CustomerRecord, ItemFailure, Ports, SlotKey } from '../ports/ports.ts';
import { type Decided, decideRecords, nextDayOf, type PlanRun, planCustomers } from './plan-step.ts';
import { startRun } from './start-run.ts';

interface Settings {
  readonly today: Day;
  /** Asked between parts; true ends the call in good order. */
  readonly shouldStop: () => boolean;
}

/** Whatever the panel of the bulk action asks for. */
export async function bulkAction(input: BulkActionInput, settings: Settings, ports: Ports): Promise<BulkActionAnswer> {
  switch (input.step) {
    case 'open':
      return open(input.userId, settings.today, ports);
    case 'preview': {
      const refused = await refusalOfWish(input.wish, settings.today, ports);
      return refused ?? preview(input.wish, input.contactIds.map(String), settings.today, ports);
    }
    case 'begin': {
      const refused = await refusalOfWish(input.wish, settings.today, ports);
      return refused ?? begin(input, ports);
    }
    case 'go_on':
      return goOn(input, settings, ports);
    case 'drop':
      return drop(input, ports);
  }
}

/** As it is kept between two calls. */
interface KeptJob {
  readonly id: string;
  readonly wish: BulkWish;
  readonly contactIds: readonly string[];
  readonly done: number;
  readonly later: number;
  readonly opened: number;
  readonly moved: number;
  readonly withdrawn: number;
  readonly failed: number;
  readonly failures: BulkJob['failures'];
  /** Milliseconds spent on the contacts done. */
  readonly workedMs: number;
  /** A person left the rest undone. */
  readonly dropped?: true;
}

const MOST_FAILURES = 20;
const keyOf = (userId: number): string => `bulk:${userId}`;

async function readJob(userId: number, ports: Ports): Promise<KeptJob | undefined> {
  const text = await ports.jobs.read(keyOf(userId));
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as KeptJob;
  } catch {
    // A person changed it by hand: what was written on the contacts stands, the rest is asked for anew.
    return undefined;
  }
}

async function open(userId: number, today: Day, ports: Ports): Promise<BulkActionAnswer> {
  const [people, kept] = await Promise.all([ports.people.owners(), readJob(userId, ports)]);
  const isUnfinished = kept !== undefined && kept.dropped === undefined && kept.done < kept.contactIds.length;
  return {
    ok: true,
    step: 'open',
    today: formatDay(today),
    owners: people.map(({ id, name }) => ({ id, name })),
    job: isUnfinished ? shown(kept) : null,
  };
}

async function begin(
  { userId, jobId, wish, contactIds }: Extract<BulkActionInput, { step: 'begin' }>,
  ports: Ports,
): Promise<BulkActionAnswer> {
  const before = await readJob(userId, ports);
  // Sent twice it is begun once.
  if (before?.id === jobId) return { ok: true, step: 'job', job: shown(before) };
  const job: KeptJob = {
    id: jobId,
    wish,
    contactIds: [...new Set(contactIds)].sort((a, b) => a - b).map(String),
    done: 0,
    later: 0,
    opened: 0,
    moved: 0,
    withdrawn: 0,
    failed: 0,
    failures: [],
    workedMs: 0,
  };
  await ports.jobs.save(keyOf(userId), JSON.stringify(job));
  return { ok: true, step: 'job', job: shown(job) };
}

/**
 * The next parts of the work, as long as there is time: facts and mark first, then the planning, then how far it came.
 *
 * A part that died is done again and finds its facts there; what it did not plan is marked, so that the next run plans it even if
 * nobody opens the panel again.
 */
async function goOn(
  { userId, jobId }: Extract<BulkActionInput, { step: 'go_on' }>,
  { today, shouldStop }: Settings,
  ports: Ports,
): Promise<BulkActionAnswer> {
  let job = await readJob(userId, ports);
  if (job === undefined || job.id !== jobId || job.dropped) return NO_JOB;
  while (job.done < job.contactIds.length) {
    const startedAt = ports.clock.now();
    const ids = job.contactIds.slice(job.done, job.done + BULK_STEP);
    const part = await doPart(job.wish, ids, today, ports);
    const failed: number = job.failed + part.failures.length;
    job = {
      ...job,
      done: job.done + ids.length,
      later: job.later + (part.decided === null ? ids.length - part.failures.length : 0),
      opened: job.opened + (part.decided?.opened ?? 0),
      moved: job.moved + (part.decided?.changed ?? 0),
      withdrawn: job.withdrawn + (part.decided?.withdrawn ?? 0),
      failed,
      failures: [...job.failures, ...part.failures].slice(0, MOST_FAILURES),
      workedMs: job.workedMs + Math.max(0, ports.clock.now() - startedAt),
    };
    await ports.jobs.save(keyOf(userId), JSON.stringify(job));
    if (shouldStop()) break;
  }
  return { ok: true, step: 'job', job: shown(job) };
}

async function drop(
  { userId, jobId }: Extract<BulkActionInput, { step: 'drop' }>,
  ports: Ports,
): Promise<BulkActionAnswer> {
  const job = await readJob(userId, ports);
  if (job === undefined || job.id !== jobId) return NO_JOB;
  const dropped: KeptJob = { ...job, dropped: true };
  await ports.jobs.save(keyOf(userId), JSON.stringify(dropped));
  return { ok: true, step: 'job', job: shown(dropped) };
}

/** `decided` null: they are marked, and the next run plans them. */
async function doPart(
  wish: BulkWish,
  ids: readonly string[],
  today: Day,
  ports: Ports,
): Promise<{ readonly decided: Decided | null; readonly failures: BulkJob['failures'] }> {
  const records = await ports.customers.read(ids);
  const there = new Map(records.map((record) => [record.contactId, record]));
  const failures = ids.filter((id) => !there.has(id)).map((id) => failureOf({ key: id, message: NOT_THERE.en }, there));
  const changes = records.map((record) => changeOf(wish, record));
  const refused = await ports.customers.change(changes);
  failures.push(...refused.map((failure) => failureOf(failure, there)));
  const written = records.map(({ contactId }) => contactId).filter((id) => !refused.some(({ key }) => key === id));
  const decided = await planMarked(written, today, ports);
  // A visit that was refused stays marked for the next run; its customer is named.
  const unplanned = decided?.failures ?? [];
  failures.push(...unplanned.map((failure) => failureOf(failure, there)));
  return { decided, failures: onePerContact(failures) };
}

/** Plans as the one run that may write; null when another one is at work or planning is paused. */
async function planMarked(ids: readonly string[], today: Day, ports: Ports): Promise<Decided | null> {
  const started = await startRun(ports, { today, single: true });
  if (!started.ok || started.run.paused) return null;
  const { run } = started;
  const lease = await ports.runs.takeLease({ trigger: 'page', today, policyVersion: run.policy.version });
  if (!('key' in lease)) return null;
  const decided = await planCustomers(run, ids, ports);
  await ports.runs.endLease(lease, { counts: { decided: decided.decided.length } });
  return decided;
}

function changeOf(wish: BulkWish, { contactId }: CustomerRecord): CustomerChange {
  switch (wish.kind) {
    case 'plan':
      return { contactId };
    case 'pause':
      return { contactId, pause: { until: dayOf(wish.until), because: wish.because } };
    case 'resume':
      return { contactId, pause: null };
    case 'hand_over':
      return { contactId, owner: { role: wish.role, id: wish.ownerId } };
  }
}

/**
 * What would happen to each contact: the facts are changed as they would be, and the planning step itself decides, writing
 * nothing. Days are those of this moment: whoever plans before may take a place.
 */
async function preview(wish: BulkWish, ids: readonly string[], today: Day, ports: Ports): Promise<BulkActionAnswer> {
  const started = await startRun(ports, { today, single: true, dryRun: true });
  if (!started.ok) return started;
  const { run } = started;
  const records = await ports.customers.read(ids);
  const cached = await withSlotsRead(records, ports);
  const lines: BulkLine[] = [];
  for (const record of records) lines.push(await lineOf(wish, record, run, cached));
  for (const id of ids) {
    if (!records.some(({ contactId }) => contactId === id)) lines.push(cannot(id, '', NOT_THERE));
  }
  return { ok: true, step: 'preview', lines };
}

/** Stored visits of all of them come in one read; deciding one customer at a time then reads nothing. */
async function withSlotsRead(records: readonly CustomerRecord[], ports: Ports): Promise<Ports> {
  const keys = records.flatMap(({ facts, memory }) =>
    memory.openSlots.map((slot): SlotKey => ({ customerKey: facts.customerKey, slot })),
  );
  const stored = keys.length > 0 ? await ports.visits.readSlots(keys) : [];
  const visits = new Map(stored.map((visit) => [`${visit.customerKey}:${visit.slot}`, visit]));
  return {
    ...ports,
    visits: {
      ...ports.visits,
      async readSlots(wanted, options) {
        const asked = wanted.map(({ customerKey, slot }) => `${customerKey}:${slot}`);
        const isCached = wanted.every(({ customerKey, slot }) =>
          keys.some((key) => key.customerKey === customerKey && key.slot === slot),
        );
        if (!isCached) return ports.visits.readSlots(wanted, options);
        return asked.map((key) => visits.get(key)).filter((visit) => visit !== undefined);
      },
    },
  };
}

async function lineOf(wish: BulkWish, record: CustomerRecord, run: PlanRun, ports: Ports): Promise<BulkLine> {
  const { contactId, name } = record;
  const same = sameAlready(wish, record);
  if (same !== null) return { ...cannot(contactId, name, same), outcome: 'same', next: nextOf(record, undefined) };
  const changed: CustomerRecord = { ...record, facts: factsAfter(wish, record.facts) };
  const {
    decided,
    opened,
    changed: moved,
    withdrawn,
  } = await decideRecords({ ...run, dryRun: true }, [changed], ports);
  const after = decided[0];
  const visits = { opened, moved, withdrawn };
  const next = { from: dayOrNull(record.next?.on), to: dayOrNull(after && nextDayOf(after)) };
  const obstacle = wish.kind === 'plan' && after ? obstacleOf(after.standing) : null;
  if (obstacle !== null && opened + moved + withdrawn === 0) return { ...cannot(contactId, name, obstacle), next };
  const isQuiet = wish.kind === 'plan' && opened + moved + withdrawn === 0 && next.from === next.to;
  return {
    contactId,
    name,
    outcome: isQuiet ? 'same' : 'changes',
    why: isQuiet ? PLANNED : obstacle,
    visits,
    next,
  };
}

function nextOf(record: CustomerRecord, to: Day | undefined): BulkLine['next'] {
  const from = dayOrNull(record.next?.on);
  return { from, to: to === undefined ? from : formatDay(to) };
}

function sameAlready(wish: BulkWish, { facts, pausedBecause, marked }: CustomerRecord): Bilingual | null {
  if (marked) return null;
  switch (wish.kind) {
    case 'plan':
      return null;
    case 'pause':
      return facts.pausedUntil === dayOf(wish.until) && pausedBecause === wish.because
        ? { zh: '已暂停到这一天。', en: 'Paused until that day already.' }
        : null;
    case 'resume':
      return facts.pausedUntil === undefined ? { zh: '没有暂停。', en: 'Not paused.' } : null;
    case 'hand_over':
      return facts.owners[wish.role] === wish.ownerId
        ? { zh: '已经是这位负责人。', en: 'Belongs to that person already.' }
        : null;
  }
}

function factsAfter(wish: BulkWish, facts: CustomerFacts): CustomerFacts {
  switch (wish.kind) {
    case 'plan':
      return facts;
    case 'pause':
      return { ...facts, pausedUntil: dayOf(wish.until) };
    case 'resume': {
      const { pausedUntil: _ended, ...rest } = facts;
      return rest;
    }
    case 'hand_over':
      return { ...facts, owners: { ...facts.owners, [wish.role]: wish.ownerId } };
  }
}

/** Why planning gives a customer no visit; null: it does, or says when. */
function obstacleOf(standing: Decided['decided'][number]['standing']): Bilingual | null {
  if (standing.kind !== 'suppressed' && standing.kind !== 'infeasible') return null;
  return OBSTACLES[standing.reason];
}

const OBSTACLES: {
  readonly [reason in Extract<
    Decided['decided'][number]['standing'],
    { readonly reason: string }
  >['reason']]: Bilingual;
} = {
  out_of_scope: {
    zh: '不在客户名册内：生命周期阶段不是客户，也没有分层。',
    en: 'Not in the book: neither a customer by lifecycle stage nor given a tier.',
  },
  do_not_visit: { zh: '已标记为勿回访。', en: 'Marked “do not visit”.' },
  lead_elsewhere: { zh: '同公司的回访由另一位对接人接待。', en: 'Visits of this company go to another contact.' },
  paused: { zh: '回访已暂停。', en: 'Visits are paused.' },
  refused: { zh: '客户拒绝了这类联系。', en: 'The customer refused this kind of contact.' },
  no_consent: { zh: '没有客户的同意。', en: 'There is no consent.' },
  no_rule_applies: { zh: '没有适用的规则。', en: 'No rule applies.' },
  milestones_lapsed: { zh: '里程碑都已过期。', en: 'All milestones have lapsed.' },
  no_owner: { zh: '没有负责人。', en: 'There is no owner.' },
  no_capacity: { zh: '负责人没有空余时间。', en: 'The owner has no room.' },
};

const NOT_THERE: Bilingual = {
  zh: '找不到这个联系人，可能已被删除。',
  en: 'This contact cannot be found; it may have been deleted.',
};
const PLANNED: Bilingual = { zh: '已经安排好了。', en: 'Planned already.' };

const NO_JOB: Refusal = {
  ok: false,
  reason: 'no_job',
  message: {
    zh: '找不到这次批量操作，可能已在另一个窗口开始了新的操作。请重新打开面板。',
    en: 'This bulk action cannot be found; another one may have been begun in another window. Open the panel again.',
  },
};

async function refusalOfWish(wish: BulkWish, today: Day, ports: Ports): Promise<Refusal | null> {
  if (wish.kind === 'pause' && dayOf(wish.until) < today) {
    return {
      ok: false,
      reason: 'bad_input',
      message: {
        zh: '暂停的截止日期已过，请选今天或以后的日期。',
        en: 'That day is over: choose today or a later one.',
      },
      fields: [{ path: 'wish.until', message: 'in the past' }],
    };
  }
  if (wish.kind === 'hand_over' && !(await ports.people.ownerNames()).has(wish.ownerId)) {
    return {
      ok: false,
      reason: 'bad_input',
      message: {
        zh: '找不到这位负责人，可能已停用。',
        en: 'That person cannot be found; the account may be deactivated.',
      },
      fields: [{ path: 'wish.ownerId', message: 'no such owner' }],
    };
  }
  return null;
}

function cannot(contactId: string, name: string, why: Bilingual): BulkLine {
  return {
    contactId,
    name,
    outcome: 'cannot',
    why,
    visits: { opened: 0, moved: 0, withdrawn: 0 },
    next: { from: null, to: null },
  };
}

function failureOf(
  { key, message }: ItemFailure,
  there: ReadonlyMap<string, CustomerRecord>,
): BulkJob['failures'][number] {
  // Refused visits are told by their key: the customer's key and the slot.
  const customerKey = key.slice(0, Math.max(0, key.lastIndexOf(':')));
  const record = there.get(key) ?? [...there.values()].find(({ facts }) => facts.customerKey === customerKey);
  return { contactId: record?.contactId ?? key, name: record?.name ?? '', message };
}

function onePerContact(failures: BulkJob['failures']): BulkJob['failures'] {
  return [...new Map(failures.map((failure) => [failure.contactId, failure])).values()];
}

function shown(job: KeptJob): BulkJob {
  const left = job.contactIds.length - job.done;
  return {
    id: job.id,
    wish: job.wish,
    total: job.contactIds.length,
    done: job.done,
    later: job.later,
    visits: { opened: job.opened, moved: job.moved, withdrawn: job.withdrawn },
    failed: job.failed,
    failures: job.failures,
    finished: left === 0,
    secondsLeft: job.done === 0 ? null : Math.ceil((left * job.workedMs) / job.done / 1_000),
  };
}

const dayOrNull = (on: Day | undefined): string | null => (on === undefined ? null : formatDay(on));

function dayOf(text: string): Day {
  const on = parseDay(text);
  if (on === undefined) throw new RangeError(`expected a day as YYYY-MM-DD, got ${JSON.stringify(text)}`);
  return on;
}
