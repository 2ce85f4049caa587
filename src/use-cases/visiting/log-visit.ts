import type { LoggedVisit, LogVisitAnswer } from '../../contract/log-visit.ts';
import type { RescheduleVisitInput } from '../../contract/reschedule-visit.ts';
import { countryCalendar } from '../../domain/calendar/country-calendar.ts';
import { type Day, day, formatDay } from '../../domain/calendar/day.ts';
import { loopsRaisedBy } from '../../domain/loop/loop.ts';
import type { LoopSettings } from '../../domain/loop/settings.ts';
import { REASK } from '../../domain/planning/asked-by-loops.ts';
import { visitReaskOf } from '../../domain/planning/asked-by-visits.ts';
import { rulesPaidBy } from '../../domain/planning/debt-key.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { mostTries } from '../../domain/visit/tries.ts';
import { decideReport, type ReportDecision } from '../../domain/visit/visit.ts';
import { countOpenLoops } from '../loops/count-loops.ts';
import { discussLoops } from '../loops/discuss-loops.ts';
import { isVisited, loopDesk } from '../loops/loop-context.ts';
import { cut } from '../loops/loop-lines.ts';
import { withClocks } from '../loops/raised-issue.ts';
import { triedInVain } from '../loops/tried-in-vain.ts';
import { tellPlanning } from '../planning/loop-news.ts';
import { nextDayOf, planCustomers } from '../planning/plan-step.ts';
import { startRun } from '../planning/start-run.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type {
  CustomerRecord,
  IssueWrite,
  LoopMention,
  Ports,
  StoredIssue,
  StoredVisit,
  VisitRecord,
} from '../ports/ports.ts';
import { awaitsRecord } from './awaits-record.ts';
import { slotKeyOf } from './drafts.ts';
import { badField, COUNTED_AS_HELD, loopsUnmentioned, NO_VISIT, RECORDED_ALREADY } from './log-visit-refusals.ts';
import { NOT_A_CONTACT } from './open-contact.ts';

interface Context {
  readonly contactId: string;
  readonly today: Day;
}

/**
 * Records what a rep reports of a visit: the visit, the native activity, the loops it opens, the completed task, and what
 * comes next.
 *
 * The contact is marked first, so that the daily planning ends whatever is cut off here; the same submission sent again
 * finishes what is missing and writes nothing twice. Of two people who close the same visit at the same moment one is
 * refused before anything of theirs is written.
 */
export async function logVisit(input: LoggedVisit, context: Context, ports: Ports): Promise<LogVisitAnswer> {
  const [customer] = await ports.customers.read([context.contactId]);
  if (!customer) return NOT_A_CONTACT;
  const visit = await findVisit(input.visitKey, customer.facts.customerKey, context.contactId, ports);
  if (!visit) return NO_VISIT;
  const started = await startRun(ports, { today: context.today, single: true });
  if (!started.ok) return started;
  const { run } = started;

  const now = ports.clock.now();
  if (input.outcome !== 'rescheduled' && input.nextContactOn && day(input.nextContactOn) < context.today)
    return badField('nextContactOn', 'the day must not be in the past');
  const promises = await Promise.all(
    input.promises.map(async ({ text, dueOn, dueTime }) => ({
      text,
      dueAt: await ports.clock.instantAt(day(dueOn), dueTime),
    })),
  );
  const past = promises.findIndex(({ dueAt }) => dueAt <= now);

  const decide = (known: StoredVisit): ReportDecision =>
    decideReport(
      {
        outcome: input.outcome,
        on: day(input.heldOn),
        submissionId: input.submissionId,
        ...(input.nextContactOn ? { nextOn: day(input.nextContactOn) } : {}),
      },
      {
        status: known.status,
        attempts: known.attempts,
        awaitsRecord: awaitsRecord(known),
        ...(known.record ? { submissionId: known.record.submissionId } : {}),
      },
      context.today,
      { most: mostTries(run.policy, known.pays), isWorkingDay: run.compiled.calendarOf(known.ownerId).isWorking },
    );
  const decision = decide(visit);
  if (!decision.ok) return refused(decision);
  // A submission that was carried out stays so, although its promise has fallen due since.
  if (past >= 0 && !decision.repeated)
    return badField(`promises.${past}.dueOn`, 'a promise must fall due in the future');

  const mentioned: Mentioned =
    input.outcome === 'reached' && !decision.repeated
      ? mentionsOf(input, await ports.issues.open(customer.facts.customerKey))
      : { ok: true, mentions: [] };
  if (!mentioned.ok) return loopsUnmentioned(mentioned.unmentioned);
  const record = {
    ...recordOf(input, promises, mentioned.mentions),
    ...askedAgainBy(input, visit),
    ...(isPromised(input, visit, run.policy) ? { incentive: true as const } : {}),
  };
  const closes = decision.status !== 'planned';
  const slot = { customerKey: visit.customerKey, slot: visit.slot };
  if (!decision.repeated) {
    await ports.customers.mark([context.contactId]);
    if (closes) {
      if (!(await ports.visits.claim(slot, input.submissionId))) return RECORDED_ALREADY;
      // Somebody may have closed it, and let go of it, between the first look and the claim.
      const [again] = await ports.visits.readSlots([slot]);
      const still = again ? decide(again) : undefined;
      if (!still?.ok) {
        await ports.visits.release(slot);
        return still ? refused(still) : NO_VISIT;
      }
    }
  }
  const { timeZone: portalZone } = await ports.account();
  const desk = loopDesk({
    policy: run.policy,
    portalZone,
    ownerId: visit.ownerId,
    owners: customer.facts.owners,
    since: now,
    now,
    present: run.present,
    visited: isVisited(customer, run.policy),
  });
  const raising = { commandId: input.submissionId, by: visit.ownerId, at: now };
  const issues =
    input.outcome === 'reached'
      ? issuesOf(input, record, visit, customer, { today: context.today, settings: desk.settings }).map((issue) =>
          withClocks(issue, customer, raising, desk),
        )
      : [];
  // Before the visit is recorded: what the customer raised is then never lost, also where nobody sends the form again.
  const created = await ports.issues.raise(issues);
  if (!decision.repeated)
    await ports.visits.saveRecord(visit, record, { ...decision, keepDraft: input.keepDraft && !closes });
  await discussLoops(
    {
      mentions: (decision.repeated ? visit.record?.mentions : mentioned.mentions) ?? [],
      visitKey: input.visitKey,
      by: visit.ownerId,
    },
    { policy: run.policy, portalZone, now },
    ports,
  );
  const activity = await ports.visits.saveActivity(visit, record, customer.name);
  const marks = Object.values(record.scores);
  await ports.customers.saveScores(context.contactId, {
    ...(marks.length > 0 ? { csat: average(marks) } : {}),
    ...(record.nps === undefined ? {} : { nps: record.nps }),
    ...(issues.length > 0 ? { openLoops: await countOpenLoops(customer.facts.customerKey, created, ports) } : {}),
  });

  if (input.outcome === 'no_answer' || input.outcome === 'wrong_number')
    await triedInVain(visit, customer, input, context, ports);
  const isReask = rulesPaidBy(visit).includes(REASK);
  const asks =
    record.scoresCollectedBy === 'rep_on_phone' && closes
      ? visitReaskOf({ key: input.visitKey, ownerId: visit.ownerId, at: now }, customer.facts.asked ?? [], {
          percent: desk.settings.blindReaskPercent.value,
          duty: run.policy.duties?.find(({ id }) => id === REASK),
          budget: run.policy.budget,
          desk: desk.desk,
          askers: [...(run.present ?? [])],
        })
      : undefined;
  if (issues.length > 0 || asks || (isReask && closes))
    await tellPlanning(issues, customer, run.policy, ports, { pays: closes ? visit.pays : [], asks });
  // Reads the visit as it now is, completes its task, and plans what comes next.
  const planned = await planCustomers(run, [context.contactId], ports);
  if (run.paused && decision.status !== 'planned') {
    await ports.visits.endSlots([{ ...slot, contactId: context.contactId, status: decision.status }]);
  }
  if (closes && !decision.repeated) await ports.visits.release(slot);
  const decided = planned.decided[0];
  const standing = decided?.standing;
  const open = standing?.kind === 'open' || standing?.kind === 'late' || standing?.kind === 'infeasible';
  const nextOn = decided && nextDayOf(decided);
  return {
    ok: true,
    visitKey: input.visitKey,
    outcome: input.outcome,
    wrote: {
      activity,
      taskCompleted: closes,
      loops: issues.map(({ key, kind, description }) => ({ key, kind, description: cut(description, 120) })),
      promises: promises.length,
    },
    repeated: decision.repeated,
    next: nextOn !== undefined && decided?.reason ? { on: formatDay(nextOn), why: decided.reason, open } : null,
  };
}

/** Moves a visit to a day with a reason, or puts it off by some working days with one click. */
export async function rescheduleVisit(
  input: RescheduleVisitInput,
  context: Context,
  ports: Ports,
): Promise<LogVisitAnswer> {
  const visit = await visitOf(input.visitKey, context.contactId, ports);
  if (!visit) return NO_VISIT;
  let newOn: string;
  let reason: string;
  if ('newOn' in input) {
    ({ newOn, reason } = input);
  } else {
    const inForce = await policyInForce(ports.policies);
    if (!inForce.ok) return inForce;
    const calendar = countryCalendar(inForce.policy.calendar);
    newOn = formatDay(calendar.addWorking(context.today, input.snoozeDays));
    reason = `推迟 ${input.snoozeDays} 个工作日 Put off by ${input.snoozeDays} working days`;
  }
  const answer = await logVisit(
    {
      ...besideTheForm(visit, input, context.today),
      outcome: 'rescheduled',
      nextContactOn: newOn,
      rescheduleReason: reason,
    },
    context,
    ports,
  );
  if (answer.ok || !answer.fields) return answer;
  // The words of this form, not of the long one.
  return {
    ...answer,
    fields: answer.fields.map(({ path, message }) => ({ path: path === 'nextContactOn' ? 'newOn' : path, message })),
  };
}

/** Counts one unanswered call from the queue: the visit says whose it is, and nothing is told about the customer. */
export async function logAttempt(
  input: { readonly visitKey: string; readonly submissionId: string },
  context: { readonly today: Day },
  ports: Ports,
): Promise<LogVisitAnswer> {
  const key = slotKeyOf(input.visitKey);
  const [visit] = key ? await ports.visits.readSlots([key]) : [];
  if (!visit) return NO_VISIT;
  return logVisit(
    { ...besideTheForm(visit, input, context.today), outcome: 'no_answer' },
    { contactId: visit.contactId, today: context.today },
    ports,
  );
}

/** What a report says that is made beside the form; the form's draft stays. */
function besideTheForm(
  visit: StoredVisit,
  { visitKey, submissionId }: { readonly visitKey: string; readonly submissionId: string },
  today: Day,
): Omit<LoggedVisit, 'outcome'> {
  return {
    visitKey,
    submissionId,
    channel: visit.channel,
    heldOn: formatDay(today),
    feedback: {},
    scores: {},
    promises: [],
    urgency: 'normal',
    scriptAnswers: {},
    loops: [],
    keepDraft: true,
  };
}

function refused(decision: Extract<ReportDecision, { ok: false }>): Extract<LogVisitAnswer, { ok: false }> {
  switch (decision.reason) {
    case 'withdrawn':
      return NO_VISIT;
    case 'already_recorded':
      return RECORDED_ALREADY;
    case 'counted_as_held':
      return COUNTED_AS_HELD;
    case 'in_future':
      return badField('heldOn', 'a visit cannot be recorded before it took place');
    case 'not_later':
      return badField('nextContactOn', 'the new day must be after today');
  }
}

type Mentioned =
  | { readonly ok: true; readonly mentions: readonly LoopMention[] }
  | { readonly ok: false; readonly unmentioned: readonly StoredIssue[] };

/** What became of each open loop, as the form says it one by one or for all others; a loop that it passes over is named. */
function mentionsOf(
  { loops, otherLoops, visitKey }: LoggedVisit,
  open: { readonly issues: readonly StoredIssue[] },
): Mentioned {
  const said = new Map(loops.map((loop) => [loop.key, loop]));
  // What this very visit raised before it was cut off is no old loop.
  const asked = open.issues.filter((issue) => issue.visitKey !== visitKey);
  const rest = asked.filter(({ key }) => !said.has(key));
  if (rest.length > 0 && !otherLoops) return { ok: false, unmentioned: rest };
  const one = (how: LoopMention['how'], because: string | undefined, keys: readonly string[]): LoopMention => ({
    keys,
    how,
    ...(because ? { because } : {}),
  });
  return {
    ok: true,
    mentions: [
      ...asked.flatMap(({ key }) => {
        const loop = said.get(key);
        return loop ? [one(loop.how, loop.because, [key])] : [];
      }),
      ...(rest.length > 0 && otherLoops
        ? [
            one(
              otherLoops.how,
              otherLoops.because,
              rest.map(({ key }) => key),
            ),
          ]
        : []),
    ],
  };
}

/** Marks that somebody asked for again are told apart from those that a rep asked for of his own work. */
function askedAgainBy({ scores, scoresCollectedBy }: LoggedVisit, visit: StoredVisit): Partial<VisitRecord> {
  const isAgain = rulesPaidBy(visit).includes(REASK) && Object.keys(scores).length > 0;
  return isAgain && scoresCollectedBy !== 'customer_link' ? { scoresCollectedBy: 'blind_reask' } : {};
}

/** What is promised for answering a survey is promised to whoever answers it in a talk, too (Q8). */
function isPromised({ scores, nps, channel }: LoggedVisit, visit: StoredVisit, { incentive, rules }: Policy): boolean {
  if (!incentive?.on || (Object.keys(scores).length === 0 && nps === undefined)) return false;
  const paid = rulesPaidBy(visit);
  return channel === 'survey' || rules.some(({ id, kind }) => kind === 'survey' && paid.includes(id));
}

function recordOf(
  input: LoggedVisit,
  promises: NonNullable<VisitRecord['promises']>,
  mentions: readonly LoopMention[],
): VisitRecord {
  const answers = Object.entries(input.scriptAnswers).map(([question, answer]) => `${question}=${answer}`);
  return {
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
    ...(promises.length > 0 ? { promises } : {}),
    ...(answers.length > 0 ? { scriptAnswers: answers } : {}),
    ...(mentions.length > 0 ? { mentions } : {}),
  };
}

/** The loops of a recorded visit; their keys come from the visit's, so that no submission raises one twice. */
function issuesOf(
  input: LoggedVisit,
  record: VisitRecord,
  visit: StoredVisit,
  customer: CustomerRecord,
  { today, settings }: { readonly today: Day; readonly settings: LoopSettings },
): IssueWrite[] {
  const said = {
    feedback: record.feedback,
    scores: record.scores,
    promises: record.promises ?? [],
    ...(record.nps === undefined ? {} : { nps: record.nps }),
  };
  const stage = customer.facts.stage ?? customer.stageThen;
  return loopsRaisedBy(said, { score: settings.lowScore.value, nps: settings.lowNps.value }).map((loop) => {
    const key = `${input.visitKey}:${loop.suffix}`;
    const due = loop.promises.map(({ dueAt }) => dueAt).sort((a, b) => a - b)[0];
    return {
      key,
      customerKey: customer.facts.customerKey,
      contactId: customer.contactId,
      customerName: customer.name,
      visitId: visit.id,
      visitKey: input.visitKey,
      kind: loop.kind,
      description: loop.description,
      urgency: input.urgency,
      raisedOn: today,
      ownerId: visit.ownerId,
      because: loop.because,
      promises: loop.promises,
      snapshot: {
        policyVersion: visit.policyVersion,
        ...(customer.facts.tier ? { tier: customer.facts.tier } : {}),
        ...(stage ? { stage } : {}),
      },
      ...(due === undefined ? {} : { dueAt: due }),
      ...(input.expectedOn ? { expectedOn: day(input.expectedOn) } : {}),
      ...(visit.page?.ownerName ? { ownerName: visit.page.ownerName } : {}),
    };
  });
}

async function findVisit(
  key: string,
  customerKey: string,
  contactId: string,
  ports: Ports,
): Promise<StoredVisit | undefined> {
  // A key of somebody else's visit is refused: the record the card stands on decides.
  if (slotKeyOf(key)?.customerKey !== customerKey) return undefined;
  return visitOf(key, contactId, ports);
}

async function visitOf(key: string, contactId: string, ports: Ports): Promise<StoredVisit | undefined> {
  const slot = slotKeyOf(key);
  if (!slot) return undefined;
  const [visit] = await ports.visits.readSlots([slot], { withPage: true });
  return visit?.contactId === contactId ? visit : undefined;
}

function average(scores: readonly number[]): number {
  return Math.round((scores.reduce((sum, score) => sum + score, 0) / scores.length) * 100) / 100;
}
