import type { Refusal } from '../contract/common.ts';
import type { LoggedVisit, LogVisitAnswer } from '../contract/log-visit.ts';
import { type Day, day, formatDay } from '../domain/calendar/day.ts';
import { decideReport } from '../domain/visit/visit.ts';
import { planCustomers } from './plan-step.ts';
import type { Ports, StoredVisit, VisitRecord } from './ports.ts';
import { startRun } from './start-run.ts';

/**
 * Records what a rep reports of a visit: the visit, the native activity, the completed task, and what comes next.
 *
 * The contact is marked first, so that the daily planning ends whatever is cut off here; the same submission sent
 * again finishes what is missing and writes nothing twice.
 */
export async function logVisit(
  input: LoggedVisit,
  context: { readonly contactId: string; readonly today: Day },
  ports: Ports,
): Promise<LogVisitAnswer> {
  const [customer] = await ports.customers.read([context.contactId]);
  if (!customer) return refusal('not_a_contact');
  const visit = await findVisit(input.visitKey, customer.facts.customerKey, context.contactId, ports);
  if (!visit) return refusal('no_visit');
  const started = await startRun(ports, { today: context.today });
  if (!started.ok) return started;
  const { run } = started;

  const decision = decideReport(
    {
      outcome: input.outcome,
      on: day(input.heldOn),
      submissionId: input.submissionId,
      ...(input.nextContactOn ? { nextOn: day(input.nextContactOn) } : {}),
    },
    {
      status: visit.status,
      attempts: visit.attempts,
      ...(visit.record ? { submissionId: visit.record.submissionId } : {}),
    },
    context.today,
    run.policy.attempts,
  );
  if (!decision.ok) {
    switch (decision.reason) {
      case 'already_recorded':
      case 'withdrawn':
        return refusal(decision.reason === 'withdrawn' ? 'no_visit' : 'already_recorded');
      case 'in_future':
        return badField('heldOn', 'a visit cannot be recorded before it took place');
      case 'not_later':
        return badField('nextContactOn', 'the new day must be after today');
    }
  }

  const record: VisitRecord = {
    submissionId: input.submissionId,
    outcome: input.outcome,
    channel: input.channel,
    heldOn: day(input.heldOn),
    feedback: Object.fromEntries(
      Object.entries(input.feedback).flatMap(([kind, said]) => (said ? [[kind, said]] : [])),
    ),
    scores: input.scores,
    ...(input.scoresCollectedBy && Object.keys(input.scores).length > 0
      ? { scoresCollectedBy: input.scoresCollectedBy }
      : {}),
    ...(input.nps === undefined ? {} : { nps: input.nps }),
    ...(input.followUpPlan ? { followUpPlan: input.followUpPlan } : {}),
    ...(input.nextContactOn ? { nextContactOn: day(input.nextContactOn) } : {}),
    ...(input.rescheduleReason ? { rescheduleReason: input.rescheduleReason } : {}),
  };
  if (!decision.repeated) {
    await ports.customers.mark([context.contactId]);
    await ports.visits.saveRecord(visit, record, decision);
  }
  const activity = await ports.visits.saveActivity(visit, record, customer.name);
  const marks = Object.values(record.scores);
  await ports.customers.saveScores(context.contactId, {
    ...(marks.length > 0 ? { csat: average(marks) } : {}),
    ...(record.nps === undefined ? {} : { nps: record.nps }),
  });

  // Reads the visit as it now is, completes its task, and plans what comes next.
  const planned = await planCustomers(run, [context.contactId], ports);
  const decided = planned.decided[0];
  const standing = decided?.standing;
  const open = standing?.kind === 'open' || standing?.kind === 'late' || standing?.kind === 'infeasible';
  const nextOn = standing && 'on' in standing ? standing.on : decided?.next?.on;
  return {
    ok: true,
    visitKey: input.visitKey,
    outcome: input.outcome,
    wrote: { activity, taskCompleted: decision.status !== 'planned' },
    repeated: decision.repeated,
    next: nextOn !== undefined && decided?.reason ? { on: formatDay(nextOn), why: decided.reason, open } : null,
  };
}

async function findVisit(
  key: string,
  customerKey: string,
  contactId: string,
  ports: Ports,
): Promise<StoredVisit | undefined> {
  const at = key.lastIndexOf(':');
  const slot = Number(key.slice(at + 1));
  // A key of somebody else's visit is refused: the record the card stands on decides.
  if (key.slice(0, at) !== customerKey || !Number.isInteger(slot) || slot < 1) return undefined;
  const [visit] = await ports.visits.readSlots([{ customerKey, slot }]);
  return visit?.contactId === contactId ? visit : undefined;
}

function average(scores: readonly number[]): number {
  return Math.round((scores.reduce((sum, score) => sum + score, 0) / scores.length) * 100) / 100;
}

function badField(path: string, message: string): Refusal {
  return {
    ok: false,
    reason: 'bad_input',
    message: { zh: '请检查标出的字段后再保存。', en: 'Check the marked fields and save again.' },
    fields: [{ path, message }],
  };
}

function refusal(reason: 'not_a_contact' | 'no_visit' | 'already_recorded'): Refusal {
  const message = {
    not_a_contact: {
      zh: '找不到这个联系人，可能已被删除。',
      en: 'This contact cannot be found; it may have been deleted.',
    },
    no_visit: {
      zh: '这次回访已不在计划中，请刷新卡片。您输入的内容仍在表单里。',
      en: 'This visit is no longer planned; refresh the card. What you typed is still in the form.',
    },
    already_recorded: {
      zh: '这次回访已有人记录，请刷新卡片查看。您输入的内容仍在表单里。',
      en: 'Somebody has recorded this visit already; refresh the card to see it. What you typed is still in the form.',
    },
  };
  return { ok: false, reason, message: message[reason] };
}
