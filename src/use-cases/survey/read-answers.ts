import type { Refusal } from '../../contract/common.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { dayIn } from '../../domain/calendar/zone.ts';
import { loopsRaisedBy, type SaidInVisit } from '../../domain/loop/loop.ts';
import {
  answerOf,
  SURVEYS,
  type SurveyAnswer,
  type SurveyKind,
  type SurveySubject,
} from '../../domain/survey/survey.ts';
import { readToken } from '../../domain/survey/token.ts';
import { deliveryContext } from '../delivery/delivery-context.ts';
import { deliveryKey } from '../delivery/delivery-page.ts';
import { carryOut } from '../delivery/move-delivery.ts';
import { loopDesk } from '../loops/loop-context.ts';
import { moveIssue } from '../loops/move-issue.ts';
import { raiseIssue } from '../loops/raise-issue.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { CustomerRecord } from '../ports/ports.ts';
import type { RefusedAnswer, Submission, SurveyMark } from '../ports/surveys.ts';
import type { SurveyPorts } from './survey-ports.ts';

export type AnswersRead =
  | Refusal
  | {
      readonly ok: true;
      /** False: no forms were made here, or there is no secret to check answers with. */
      readonly on: boolean;
      readonly taken: number;
      readonly refused: { readonly [reason in RefusedAnswer]?: number };
      /** Somebody was at work on what an answer is about, or the time was up: the rest is read the next time. */
      readonly more: boolean;
    };

/** The mark is kept after so many, so that a run that is cut off does not begin at the first again. */
const KEEP_EVERY = 25;

type Outcome = 'taken' | 'repeated' | 'later' | RefusedAnswer;

/**
 * Reads what customers sent since the last time, oldest first, and writes it where it belongs: a mark on the visit, a confirmation
 * by the customer's link or a reopening, the answer to the acceptance survey.
 *
 * Each token works once: the first answer counts. What is forged, expired, used or about nothing is counted and leaves no trace
 * besides. Cut off anywhere, the next reading writes the rest and nothing twice.
 */
export async function readAnswers(ports: SurveyPorts, shouldStop: () => boolean = () => false): Promise<AnswersRead> {
  const { surveys, signer } = ports;
  const forms = await surveys.forms();
  if (!forms || !signer) return { ok: true, on: false, taken: 0, refused: {}, more: false };
  let mark = await surveys.mark();
  const before = mark;
  let unkept = 0;
  let more = false;
  for (const survey of SURVEYS) {
    const form = forms[survey];
    if (!form) continue;
    for (const submission of await sentSince(mark.seen[survey], form.id, ports)) {
      const outcome = shouldStop() ? 'later' : await take(survey, submission, ports);
      if (outcome === 'later') {
        more = true;
        break;
      }
      mark = counted(mark, survey, submission, outcome);
      unkept += 1;
      if (unkept < KEEP_EVERY) continue;
      await surveys.saveMark(mark);
      unkept = 0;
    }
  }
  if (unkept > 0) await surveys.saveMark(mark);
  const refused: { [reason in RefusedAnswer]?: number } = {};
  for (const [reason, count] of Object.entries(mark.refused) as [RefusedAnswer, number][]) {
    const fresh = count - (before.refused[reason] ?? 0);
    if (fresh > 0) refused[reason] = fresh;
  }
  return { ok: true, on: true, taken: mark.taken - before.taken, refused, more };
}

/** What was sent since the mark, the oldest first. HubSpot gives the newest first. */
async function sentSince(
  seen: SurveyMark['seen'][SurveyKind],
  formId: string,
  { surveys }: SurveyPorts,
): Promise<readonly Submission[]> {
  const found: Submission[] = [];
  for await (const page of surveys.submissions(formId, seen?.at ?? 0))
    found.push(...page.filter(({ id, at }) => at !== seen?.at || !seen.ids.includes(id)));
  return found.reverse().sort((a, b) => a.at - b.at);
}

function counted(mark: SurveyMark, survey: SurveyKind, { id, at }: Submission, outcome: Outcome): SurveyMark {
  const last = mark.seen[survey];
  const ids = last?.at === at ? [...last.ids, id] : [id];
  const seen = { ...mark.seen, [survey]: { at, ids } };
  if (outcome === 'repeated' || outcome === 'later') return { ...mark, seen };
  return outcome === 'taken'
    ? { ...mark, seen, taken: mark.taken + 1 }
    : { ...mark, seen, refused: { ...mark.refused, [outcome]: (mark.refused[outcome] ?? 0) + 1 } };
}

async function take(survey: SurveyKind, submission: Submission, ports: SurveyPorts): Promise<Outcome> {
  if (!ports.signer) return 'later';
  const reading = readToken(submission.token, submission.at, ports.signer);
  if (!reading.ok) return reading.reason;
  // A token of one survey sent through the form of another.
  if (reading.token.survey !== survey) return 'malformed';
  const answer = answerOf(survey, submission.values);
  if (!answer) return 'incomplete';
  const { subject, incentive = false } = reading.token;
  switch (subject.kind) {
    case 'visit':
      return answer.kind === 'solved'
        ? 'malformed'
        : takeForVisit(subject.key, answer, { ...submission, incentive }, ports);
    case 'issue':
      return answer.kind === 'solved' ? takeForIssue(subject, answer, submission, ports) : 'malformed';
    case 'delivery':
      return answer.kind === 'csat'
        ? takeForDelivery(subject.key, answer, { ...submission, incentive }, ports)
        : 'malformed';
    default:
      return subject satisfies never;
  }
}

async function takeForVisit(
  key: string,
  answer: Extract<SurveyAnswer, { kind: 'csat' | 'nps' }>,
  { id, incentive }: Submission & { readonly incentive: boolean },
  ports: SurveyPorts,
): Promise<Outcome> {
  const visit = await ports.surveys.visit(key);
  const [customer] = visit ? await ports.customers.read([visit.contactId]) : [];
  if (!visit?.held || !customer) return 'unknown';
  const repeated = visit.answers[answer.kind] === id;
  if (!repeated && (answer.kind === 'csat' ? visit.hasScores : visit.hasNps)) return 'used';
  // Before the mark itself: a low one is then never without somebody who cares for it.
  const raised = await raiseLow(
    answer.kind === 'csat' ? { scores: answer.scores } : { nps: answer.nps },
    `link-${id}`,
    customer,
    ports,
  );
  if (!raised) return 'later';
  await ports.surveys.scoreVisit(visit, answer, id, incentive);
  await ports.customers.saveScores(
    customer.contactId,
    answer.kind === 'csat' ? { csat: mean(Object.values(answer.scores)) } : { nps: answer.nps },
  );
  return repeated ? 'repeated' : 'taken';
}

async function takeForIssue(
  { key, round }: Extract<SurveySubject, { kind: 'issue' }>,
  { solved, score, comment }: Extract<SurveyAnswer, { kind: 'solved' }>,
  { id }: Submission,
  ports: SurveyPorts,
): Promise<Outcome> {
  const issue = await ports.issues.read(key);
  if (!issue?.loop || !issue.contactId) return 'unknown';
  const { loop } = issue;
  const commandId = `link:${id}`;
  const repeated = loop.handled.includes(commandId);
  // Resolved again since, or reopened: the customer is asked anew.
  if (!repeated && (loop.resolvedTimes !== round || issue.state === 'in_progress')) return 'used';
  const words = comment ?? '客户通过链接回答 answered by link';
  const move = !solved
    ? ({ type: 'reopen', why: words } as const)
    : issue.state !== 'confirmed'
      ? ({ type: 'confirm', answer: words, how: 'customer_link', ...(score === undefined ? {} : { score }) } as const)
      : score !== undefined
        ? ({ type: 'score', score, how: 'customer_link' } as const)
        : undefined;
  if (!move) return repeated ? 'repeated' : 'used';
  const { timeZone } = await ports.account();
  const moved = await moveIssue(
    { issueKey: key, commandId, expected: loop.movedAt, claimedBy: '', move },
    { contactId: issue.contactId, today: dayIn(timeZone, ports.clock.now()) },
    ports,
  );
  if (moved.ok) return moved.repeated ? 'repeated' : 'taken';
  if (moved.reason === 'moved_meanwhile') return 'later';
  return moved.reason === 'not_allowed_now' ? 'used' : 'unknown';
}

async function takeForDelivery(
  key: string,
  answer: Extract<SurveyAnswer, { kind: 'csat' }>,
  { id, incentive }: Submission & { readonly incentive: boolean },
  ports: SurveyPorts,
): Promise<Outcome> {
  const contactId = key.slice(0, key.indexOf(':'));
  const { timeZone } = await ports.account();
  const today: Day = dayIn(timeZone, ports.clock.now());
  const context = await deliveryContext({ contactId, today }, ports);
  if (!context.ok) return context.reason === 'not_a_contact' ? 'unknown' : 'later';
  const { delivery } = await ports.deliveries.read(context.contactId);
  if (!delivery || deliveryKey(contactId, delivery) !== key) return 'unknown';
  const command = {
    type: 'survey_answered',
    id: `link:${id}`,
    at: ports.clock.now(),
    today,
    by: '',
    scores: answer.scores,
    ...(answer.comment === undefined ? {} : { comment: answer.comment }),
    ...(incentive ? { incentive: true as const } : {}),
  } as const;
  if (delivery.survey.answeredOn !== undefined && !delivery.handled.includes(command.id)) return 'used';
  if (!(await raiseLow({ scores: answer.scores }, `link-${id}`, context.customer, ports))) return 'later';
  const carried = await carryOut(command, context, ports);
  if (!carried.ok) return carried.refusal.reason === 'moved_meanwhile' ? 'later' : 'used';
  await ports.customers.saveScores(context.contactId, { csat: mean(Object.values(answer.scores)) });
  return carried.repeated ? 'repeated' : 'taken';
}

/** A low mark opens a loop by itself, as one that a rep records does. False: it could not be raised now. */
async function raiseLow(
  marks: { readonly scores?: SaidInVisit['scores']; readonly nps?: number },
  submissionId: string,
  customer: CustomerRecord,
  ports: SurveyPorts,
): Promise<boolean> {
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return false;
  const now = ports.clock.now();
  const { timeZone } = await ports.account();
  const { facts, contactId } = customer;
  const { settings } = loopDesk({
    policy: inForce.policy,
    portalZone: timeZone,
    ownerId: facts.owners.account_manager ?? '',
    owners: facts.owners,
    since: now,
    now,
  });
  const said = {
    feedback: {},
    scores: marks.scores ?? {},
    promises: [],
    ...(marks.nps === undefined ? {} : { nps: marks.nps }),
  };
  for (const { kind, description, because } of loopsRaisedBy(said, {
    score: settings.lowScore.value,
    nps: settings.lowNps.value,
  })) {
    const raised = await raiseIssue(
      {
        submissionId,
        kind: kind === 'problem' ? kind : 'problem',
        description,
        urgency: 'normal',
        complexity: 'simple',
        claimedBy: '',
        contactId,
        today: dayIn(timeZone, now),
        because,
      },
      ports,
    );
    if (!raised.ok) return false;
  }
  return true;
}

function mean(marks: readonly number[]): number {
  return Math.round((marks.reduce((sum, mark) => sum + mark, 0) / marks.length) * 100) / 100;
}
