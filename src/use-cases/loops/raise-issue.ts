import type { LoopMove } from '../../contract/move-issue.ts';
import type { LoopDetail } from '../../contract/open-loops.ts';
import type { RaisedIssue, RaiseIssueAnswer } from '../../contract/raise-issue.ts';
import { type Day, day } from '../../domain/calendar/day.ts';
import type { LoopCause } from '../../domain/loop/loop.ts';
import type { NewPromise } from '../../domain/loop/loop-state.ts';
import { tellPlanning } from '../planning/loop-news.ts';
import type { PlanOne } from '../planning/plan-one.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { Clock, IssueWrite, Ports } from '../ports/ports.ts';
import { badField } from '../visiting/log-visit-refusals.ts';
import { NOT_A_CONTACT } from '../visiting/open-contact.ts';
import { isVisited, type LoopDesk, loopDesk } from './loop-context.ts';
import { loopDetail } from './loop-details.ts';
import { loopRefusal } from './loop-refusals.ts';
import { raisedIssue } from './raised-issue.ts';
import { raisedIn, saveRaised, ticketLoopKey } from './save-raised.ts';

/** A promise further ahead than this is a slip of the hand. */
export const FARTHEST_DAYS = 366;

/**
 * Raises one loop outside a visit; the same submission raises it once.
 *
 * @param plan plans the talk that it asks for now; absent: the next run does
 */
export async function raiseIssue(
  input: RaisedIssue & {
    readonly contactId: string;
    readonly today: Day;
    /** Why it is opened; the customer said it, unless told. */
    readonly because?: readonly LoopCause[];
    /** The ticket it is raised from: a ticket has one loop. */
    readonly ticketId?: string;
  },
  ports: Ports,
  plan?: PlanOne,
): Promise<RaiseIssueAnswer> {
  const [customer] = await ports.customers.read([input.contactId]);
  if (!customer) return NOT_A_CONTACT;
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  const { policy } = inForce;
  const now = ports.clock.now();
  if (input.expectedOn && day(input.expectedOn) < input.today)
    return badField('expectedOn', 'the day must not be in the past');
  const { timeZone } = await ports.account();
  const { facts } = customer;
  const people = await ports.people.ownerNames();
  const ownerId = facts.owners.account_manager ?? facts.owners.service_engineer ?? '';
  const desk = loopDesk({
    policy,
    portalZone: timeZone,
    ownerId,
    owners: facts.owners,
    since: now,
    now,
    present: new Set(people.keys()),
    visited: isVisited(customer, policy),
  });
  const promise = input.promise && (await promiseOf(input.promise, '1', input.today, ports.clock));
  if (promise && 'ok' in promise) return promise;
  const ownerName = people.get(ownerId);
  const raised = raisedIssue(
    {
      ...raisedIn(customer, policy.version),
      key: input.ticketId
        ? ticketLoopKey(facts.customerKey, input.ticketId)
        : `${facts.customerKey}:i:${input.submissionId}`,
      kind: input.kind,
      description: input.description,
      urgency: input.urgency,
      raisedOn: input.today,
      ownerId,
      because: input.because ?? ['said'],
      ...(input.ticketId ? { ticketId: input.ticketId } : {}),
      ...(ownerName ? { ownerName } : {}),
      ...(input.expectedOn ? { expectedOn: day(input.expectedOn) } : {}),
    },
    customer,
    {
      commandId: input.submissionId,
      by: input.claimedBy,
      at: now,
      complexity: input.complexity,
      promises: promise ? [promise] : [],
      ...(input.answered
        ? {
            answered: {
              reply: input.answered.reply,
              ...(input.answered.answer ? { answer: input.answered.answer } : {}),
            },
          }
        : {}),
    },
    desk,
  );
  if (!raised.ok) return loopRefusal(raised.refusal, (at) => desk.desk.text(at / 60_000));
  const { created, total } = await saveRaised([raised.write], customer, ports);
  const isNews = await tellPlanning([raised.write], customer, policy, ports);
  if (isNews) await plan?.(input.contactId, input.today, ports);
  return {
    ok: true,
    loop: detailOf(raised.write, desk, input.today, now),
    repeated: created.length === 0,
    total,
  };
}

export function detailOf(write: IssueWrite, desk: LoopDesk, today: Day, now: number): LoopDetail {
  const { loop, clocks = [] } = write;
  if (!loop) throw new Error('expected a loop with its state');
  return loopDetail({ ...write, id: '', state: loop.state }, loop, clocks, {
    today,
    now,
    blindReaskPercent: desk.settings.blindReaskPercent.value,
  });
}

type PromiseInput = NonNullable<RaisedIssue['promise']> | Extract<LoopMove, { type: 'promise' }>['promise'];

/** A promise as the loop takes it; its wall-clock time is the portal's. */
export async function promiseOf(
  input: PromiseInput,
  id: string,
  today: Day,
  clock: Clock,
): Promise<NewPromise | ReturnType<typeof badField>> {
  const { text } = input;
  const kind = 'kind' in input ? input.kind : 'result';
  const due =
    'dueOn' in input ? { dueOn: input.dueOn, dueTime: input.dueTime } : 'due' in input ? input.due : undefined;
  if (due === undefined) return { id, kind, text };
  if ('withinHours' in due) return { id, kind, text, due: { within: { n: due.withinHours, unit: due.unit ?? 'wh' } } };
  if (day(due.dueOn) - today > FARTHEST_DAYS) return badField('promise.dueOn', 'more than a year ahead');
  const at = await clock.instantAt(day(due.dueOn), due.dueTime ?? '17:00');
  if (at <= clock.now()) return badField('promise.dueOn', 'a promise must fall due in the future');
  return { id, kind, text, due: { at } };
}
