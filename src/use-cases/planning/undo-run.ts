import type { Refusal } from '../../contract/common.ts';
import type { Day } from '../../domain/calendar/day.ts';
import type { PastRuns, Ports, SlotEnd, StoredVisit } from '../ports/ports.ts';

export interface Undone {
  readonly ok: true;
  /** False: time was up; the same call goes on. */
  readonly done: boolean;
  readonly withdrawn: number;
  /** Visits that somebody has acted on since: they stay. */
  readonly kept: number;
  /** Open tasks of what was to be sent or done besides visits; they are withdrawn too. */
  readonly told: number;
}

const NO_SUCH_RUN: Refusal = {
  ok: false,
  reason: 'no_run',
  message: {
    zh: '找不到这次计划，或它没有生成任何回访。',
    en: 'There is no such planning run, or it opened no visit.',
  },
};

/**
 * Takes back what one run made: the visits it opened that nobody has acted on since are withdrawn, with their tasks, and so are the open
 * tasks of what was to be sent besides.
 *
 * Planning is paused first, or the next run would make them again; lifting the pause plans everybody concerned anew. What the run
 * changed or withdrew is not made as it was before. Cut off anywhere it goes on when asked again.
 *
 * @param asked name of the run, as {@link RunResult} and the run's record tell it
 */
export async function undoRun(
  asked: string,
  settings: { readonly today: Day; readonly dryRun?: boolean; readonly shouldStop?: () => boolean },
  ports: Ports & { readonly pastRuns: PastRuns },
): Promise<Undone | Refusal> {
  const run = await ports.pastRuns.find(asked);
  if (run === undefined) return NO_SUCH_RUN;
  const { name } = run;
  if (!settings.dryRun) await ports.runs.pause(`${UNDONE.zh} ${name} · ${UNDONE.en} ${name}`);
  let withdrawn = 0;
  let kept = 0;
  let told = 0;
  for await (const rows of ports.visits.openRows({ madeBy: name })) {
    const visits = await ports.visits.readSlots(rows.map(({ customerKey, slot }) => ({ customerKey, slot })));
    const open = visits.filter(({ status }) => status === 'planned');
    // What an undoing that was cut off has withdrawn is withdrawn again, for the sake of its task.
    const loose = visits.filter((visit) => (visit.status === 'withdrawn' ? wasUndone(visit) : !isActedOn(visit)));
    const acted = open.filter(isActedOn).length;
    kept += acted;
    withdrawn += open.length - acted;
    if (settings.dryRun || loose.length === 0) continue;
    const ends = loose.map(
      ({ contactId, customerKey, slot }): SlotEnd => ({ contactId, customerKey, slot, status: 'withdrawn', why: WHY }),
    );
    // The customer first: a visit that is withdrawn while its customer is not asked about would be taken for one still to come.
    await ports.customers.forgetNext([...new Set(loose.map(({ contactId }) => contactId))]);
    await ports.visits.endSlots(ends);
    if (settings.shouldStop?.()) return { ok: true, done: false, withdrawn, kept, told };
  }
  for await (const tasks of ports.touchTasks.madeBy(name)) {
    told += tasks.length;
    if (settings.dryRun) continue;
    await ports.customers.forgetWritten([...new Set(tasks.map(({ contactId }) => contactId))]);
    await ports.touchTasks.withdraw(tasks, WHY_TOLD);
    if (settings.shouldStop?.()) return { ok: true, done: false, withdrawn, kept, told };
  }
  if (!settings.dryRun) await ports.pastRuns.noteUndone(name, { at: ports.clock.now(), withdrawn, kept });
  return { ok: true, done: true, withdrawn, kept, told };
}

const UNDONE = { zh: '已撤销计划', en: 'Undone:' };
const WHY = {
  zh: '生成这次回访的计划已被撤销。',
  en: 'The planning run that made this visit was undone.',
};

const WHY_TOLD = { zh: '要求做这件事的计划已被撤销。', en: 'The planning run that asked for it was undone.' };

function wasUndone({ reason }: StoredVisit): boolean {
  return reason.zh === WHY.zh;
}

function isActedOn({ attempts, rescheduledTo, record }: StoredVisit): boolean {
  return attempts.length > 0 || rescheduledTo !== undefined || record !== undefined;
}
