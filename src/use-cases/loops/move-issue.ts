import type { MovedIssue, MoveIssueAnswer } from '../../contract/move-issue.ts';
import type { LoopDetail } from '../../contract/open-loops.ts';
import { type Day, day } from '../../domain/calendar/day.ts';
import { decide } from '../../domain/loop/decide.ts';
import { evolve } from '../../domain/loop/evolve.ts';
import { OPEN_STATES } from '../../domain/loop/loop.ts';
import type { LoopCommand, LoopDecision, OpenLoop } from '../../domain/loop/loop-state.ts';
import { tellPlanning } from '../planning/loop-news.ts';
import type { PlanOne } from '../planning/plan-one.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import {
  type CustomerRecord,
  type IssueMove,
  type IssueWrite,
  PortalError,
  type Ports,
  type StoredIssue,
} from '../ports/ports.ts';
import { badField } from '../visiting/log-visit-refusals.ts';
import { NOT_A_CONTACT } from '../visiting/open-contact.ts';
import { countOpenLoops } from './count-loops.ts';
import { isVisited, type LoopDesk, loopDesk } from './loop-context.ts';
import { loopDetail } from './loop-details.ts';
import { LOOP_BUSY, loopRefusal, NO_LOOP } from './loop-refusals.ts';
import { detailOf, FARTHEST_DAYS, promiseOf } from './raise-issue.ts';
import { caughtUp, loopOf, raisedIssue, relieved, retimed } from './raised-issue.ts';
import { raisedIn, saveRaised } from './save-raised.ts';

interface Context {
  readonly contactId: string;
  readonly today: Day;
  /** Plans the talk that the loop asks for now; absent: the next run does. */
  readonly plan?: PlanOne;
}

/**
 * Moves one open loop: reads it, decides, writes it with its clocks and their tasks.
 *
 * Of two people who move it at the same moment one is refused and told what the other did. The same command sent again, after a lost
 * answer, finishes what is missing and moves nothing twice. A low score given with a confirmation raises a loop of its own.
 */
export async function moveIssue(input: MovedIssue, context: Context, ports: Ports): Promise<MoveIssueAnswer> {
  const [customer] = await ports.customers.read([context.contactId]);
  if (!customer) return NOT_A_CONTACT;
  const issue = await ports.issues.read(input.issueKey);
  // A loop of somebody else is refused: the record the card stands on decides.
  if (!issue || issue.customerKey !== customer.facts.customerKey) return NO_LOOP;
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  const { policy } = inForce;
  const now = ports.clock.now();
  const { timeZone } = await ports.account();
  const people = await ports.people.ownerNames();
  if (input.move.type === 'reassign' && input.move.ownerId !== '' && !people.has(input.move.ownerId))
    return badField('ownerId', 'nobody in this portal has this id; choose somebody who is there');
  const deskOf = (stored: StoredIssue): LoopDesk =>
    loopDesk({
      policy,
      portalZone: timeZone,
      ownerId: stored.loop?.ownerId ?? stored.ownerId,
      owners: customer.facts.owners,
      since: stored.loop?.raisedAt ?? stored.createdAt ?? stored.raisedOn * 86_400_000,
      now,
      present: new Set(people.keys()),
      visited: isVisited(customer, policy),
    });
  const desk = deskOf(issue);
  const shown = (stored: StoredIssue, by: LoopDesk): LoopDetail => {
    const loop = loopOf(stored, customer, by);
    return loopDetail(stored, loop, by.clocksOf(loop).clocks, {
      today: context.today,
      now,
      blindReaskPercent: by.settings.blindReaskPercent.value,
    });
  };
  const refused = (
    decision: Extract<LoopDecision, { ok: false }>,
    stored: StoredIssue,
    by: LoopDesk,
  ): MoveIssueAnswer => ({
    ...loopRefusal(decision.refusal, (at) => by.desk.text(at / 60_000)),
    loop: shown(stored, by),
  });

  const command = await commandOf(input, now, context, ports);
  if ('ok' in command) return command;
  const first = decide(command, loopOf(issue, customer, desk), desk);
  if (!first.ok) return refused(first, issue, desk);

  let after = issue;
  let lowScore: IssueWrite | undefined;
  if (first.repeated) {
    // What was cut off after the record was written is brought up to date: tasks of clocks that ended, and of those that run.
    const loop = loopOf(issue, customer, desk);
    const ended = loop.ended.slice(-10).map(({ id }) => ({ ...NO_CLOCK, id }));
    await ports.issues.saveMove({
      ...moveOf({ ...issue, clocks: ended }, loop, [], desk, customer),
    });
    lowScore = lowScoreOf(loop, customer, context.today, policy.version, desk);
    await ports.issues.release(issue.key, command.id);
  } else {
    if (!(await ports.issues.claim(issue.key, command.id))) return { ...LOOP_BUSY, loop: shown(issue, desk) };
    try {
      // Somebody may have moved it, and let go of it, between the first look and the claim.
      const again = (await ports.issues.read(input.issueKey)) ?? issue;
      const by = deskOf(again);
      const caught = caughtUp(again, customer, command, by);
      const timed = retimed(caught.loop, command, by);
      const decision = decide(command, timed.loop, by);
      if (!decision.ok) return refused(decision, again, by);
      const done = decision.events.reduce<OpenLoop | undefined>(evolve, timed.loop) ?? timed.loop;
      const relief = relieved(done, command, deskOf({ ...again, loop: done }));
      const { loop } = relief;
      const events = [...caught.events, ...timed.events, ...decision.events, ...relief.events];
      const ownerName = people.get(loop.ownerId);
      const move: IssueMove = {
        ...moveOf(again, loop, events, deskOf({ ...again, loop }), customer),
        ...(ownerName === undefined ? {} : { ownerName }),
      };
      await ports.issues.saveMove(move);
      after = {
        ...again,
        loop,
        state: loop.state,
        promises: loop.promises,
        events: [...(again.events ?? []), ...events],
        ...(ownerName === undefined ? {} : { ownerName }),
      };
      if (again.loop?.state !== loop.state) await ports.customers.mark([context.contactId]);
      lowScore = lowScoreOf(loop, customer, context.today, policy.version, desk);
    } finally {
      await ports.issues.release(issue.key, command.id);
    }
  }

  const moved = loopOf(after, customer, desk);
  if (moved.state === 'confirmed' && issue.ticketId !== undefined && moved.ticketClosedAt === undefined)
    await closeTicket(issue.ticketId, ports);
  const created = lowScore ? (await saveRaised([lowScore], customer, ports)).created : [];
  const total = await openNow(moved, created, customer, ports);
  const isNews = await tellPlanning(
    [{ ...after, loop: moved }, ...(lowScore ? [lowScore] : [])],
    customer,
    policy,
    ports,
  );
  await ports.customers.saveScores(context.contactId, {
    openLoops: total,
    ...(moved.score ? { csat: moved.score.value } : {}),
  });
  if (isNews) await context.plan?.(context.contactId, context.today, ports);
  return {
    ok: true,
    loop: shown(after, deskOf(after)),
    repeated: first.repeated,
    raised: lowScore ? [detailOf(lowScore, desk, context.today, now)] : [],
    total,
  };
}

/** A ticket ends when the customer has confirmed; where the token may not touch tickets, people close it. */
async function closeTicket(ticketId: string, ports: Ports): Promise<void> {
  try {
    await ports.tickets.close(ticketId);
  } catch (error) {
    if (!(error instanceof PortalError) || error.kind !== 'forbidden') throw error;
  }
}

/** Stands for a clock of which only the name is known. */
const NO_CLOCK = {
  rule: '',
  startedAt: 0,
  role: 'account_manager',
  paused: 0,
  steps: [],
  name: { zh: '', en: '' },
  ownerId: '',
} as const;

function moveOf(
  before: StoredIssue,
  loop: OpenLoop,
  events: IssueMove['events'],
  desk: LoopDesk,
  { contactId, name }: CustomerRecord,
): IssueMove {
  return { before, loop, events, contactId, customerName: name, ...desk.clocksOf(loop) };
}

/** The loop that a low score given with a confirmation raises; its key comes from this one's, so that it is raised once. */
function lowScoreOf(
  loop: OpenLoop,
  customer: CustomerRecord,
  today: Day,
  policyVersion: number,
  desk: LoopDesk,
): IssueWrite | undefined {
  const { score } = loop;
  if (!score || score.value > desk.settings.lowScore.value) return undefined;
  const raised = raisedIssue(
    {
      ...raisedIn(customer, policyVersion),
      key: `${loop.key}:mark`,
      kind: 'problem',
      description: `${score.value}/5 · ${loop.description}`.slice(0, 10_000),
      urgency: 'normal',
      raisedOn: today,
      ownerId: loop.ownerId,
      because: ['low_score'],
    },
    customer,
    { commandId: `${loop.key}:mark`, by: score.by, at: score.at, complexity: 'simple', promises: [] },
    desk,
  );
  return raised.ok ? raised.write : undefined;
}

/** The index may not show yet that this loop was closed, or opened again, a moment ago. */
async function openNow(
  loop: OpenLoop,
  created: readonly string[],
  customer: CustomerRecord,
  ports: Ports,
): Promise<number> {
  const isOpen = OPEN_STATES.includes(loop.state);
  const total = await countOpenLoops(customer.facts.customerKey, isOpen ? [...created, loop.key] : created, ports);
  if (isOpen) return total;
  const { issues } = await ports.issues.open(customer.facts.customerKey);
  return issues.some(({ key }) => key === loop.key) ? total - 1 : total;
}

async function commandOf(
  { move, commandId, expected, claimedBy }: MovedIssue,
  now: number,
  { today }: Context,
  { clock }: Ports,
): Promise<LoopCommand | ReturnType<typeof badField>> {
  const common = { id: commandId, at: now, by: claimedBy, expected };
  switch (move.type) {
    case 'accept': {
      if (!move.promise) return { ...common, type: 'accept' };
      const promise = await promiseOf(move.promise, commandId.slice(0, 8), today, clock);
      return 'ok' in promise ? promise : { ...common, type: 'accept', promise };
    }
    case 'promise': {
      const promise = await promiseOf(move.promise, commandId.slice(0, 8), today, clock);
      return 'ok' in promise ? promise : { ...common, type: 'promise', promise };
    }
    case 'extend': {
      if (day(move.dueOn) - today > FARTHEST_DAYS) return badField('dueOn', 'more than a year ahead');
      const until = await clock.instantAt(day(move.dueOn), move.dueTime);
      return { ...common, type: 'extend', what: move.what, until, agreedWith: move.agreedWith };
    }
    case 'offer': {
      const { type, what, compensation } = move;
      return { ...common, type, what, ...(compensation ? { compensation } : {}) };
    }
    case 'confirm': {
      const { score, ...rest } = move;
      return { ...common, ...rest, ...(score === undefined ? {} : { score }) };
    }
    case 'set_root_cause': {
      const { type, category, text } = move;
      return { ...common, type, text, ...(category ? { category } : {}) };
    }
    case 'set_measure': {
      const { type, dueOn, ...measure } = move;
      if (day(dueOn) < today) return badField('dueOn', 'the day must not be in the past');
      if (day(dueOn) - today > FARTHEST_DAYS) return badField('dueOn', 'more than a year ahead');
      return { ...common, type, measure: { ...measure, dueOn: day(dueOn) } };
    }
    default:
      return { ...common, ...move };
  }
}
