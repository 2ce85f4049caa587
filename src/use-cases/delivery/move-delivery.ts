import type { Refusal } from '../../contract/common.ts';
import type { MoveDeliveryAnswer, MovedDelivery } from '../../contract/move-delivery.ts';
import { addDays, type Day, day, formatDay } from '../../domain/calendar/day.ts';
import { afterEvents, decide } from '../../domain/delivery/decide.ts';

import type { Delivery, DeliveryCommand, DeliveryEvent, DeliveryException } from '../../domain/delivery/delivery.ts';
import { dutiesOf, nextLook, openMilestones } from '../../domain/delivery/due.ts';
import { allowedOn } from '../../domain/loop/decide.ts';
import { moveIssue } from '../loops/move-issue.ts';
import { raiseIssue } from '../loops/raise-issue.ts';
import type { DeliveryFacts } from '../ports/deliveries.ts';
import { badField } from '../visiting/log-visit-refusals.ts';
import { type DeliveryContext, type DeliveryPorts, deliveryContext } from './delivery-context.ts';
import { deliveryPage } from './delivery-page.ts';
import { DELIVERY_BUSY, DELIVERY_TOO_BIG, deliveryRefusal } from './delivery-refusals.ts';
import { tasksOf } from './delivery-tasks.ts';

/** HubSpot takes 65,536 characters in one property. */
const MOST_CHARACTERS = 60_000;
/** Longer than any letter's grid. */
const BEFORE_BEGIN = 14;

interface Where {
  readonly contactId: string;
  readonly today: Day;
}

/** Does something with a customer's project, and shows it as it stands then. */
export async function moveDelivery(
  input: MovedDelivery,
  where: Where,
  ports: DeliveryPorts,
): Promise<MoveDeliveryAnswer> {
  const context = await deliveryContext(where, ports);
  if (!context.ok) return context;
  const { move } = input;
  if ('ownerId' in move && !context.ownerNames.has(move.ownerId))
    return badField('ownerId', '请选择负责人 · choose somebody who is in this portal');
  const now = ports.clock.now();
  const carried = await carryOut(
    {
      ...commandOf(move),
      id: input.commandId,
      at: now,
      today: where.today,
      by: input.claimedBy,
      expected: input.expected,
    },
    context,
    ports,
  );
  if (!carried.ok) {
    const known = carried.delivery;
    return known === null ? carried.refusal : { ...carried.refusal, page: deliveryPage(known, context) };
  }
  return { ok: true, page: deliveryPage(carried.delivery, context), repeated: carried.repeated };
}

export type Carried =
  | { readonly ok: true; readonly delivery: Delivery; readonly repeated: boolean }
  /** `delivery`: as it stands; null: nobody looked. */
  | { readonly ok: false; readonly refusal: Refusal; readonly delivery: Delivery | undefined | null };

/**
 * Carries one command out: reads, decides, writes what comes of it, and the project itself last, so that whatever is cut off is done
 * by sending the command again, and nothing twice.
 *
 * Of two people at the same moment one is told to look again.
 */
export async function carryOut(
  command: DeliveryCommand,
  context: DeliveryContext,
  ports: DeliveryPorts,
): Promise<Carried> {
  const { contactId } = context;
  const stored = await ports.deliveries.read(contactId);
  const first = decide(command, stored.delivery);
  if (!first.ok) return { ok: false, refusal: deliveryRefusal(first.refusal), delivery: stored.delivery };
  const claim = `delivery:${contactId}`;
  if (first.repeated && stored.delivery) {
    // Cut off after the project was written: nothing is left to do but to let go of it.
    await ports.issues.release(claim, command.id);
    return { ok: true, delivery: stored.delivery, repeated: true };
  }
  if (!(await ports.issues.claim(claim, command.id)))
    return { ok: false, refusal: DELIVERY_BUSY, delivery: stored.delivery };
  try {
    // Somebody may have changed it, and let go of it, between the first look and the claim.
    const again = await ports.deliveries.read(contactId);
    const decision = decide(command, again.delivery);
    if (!decision.ok) return { ok: false, refusal: deliveryRefusal(decision.refusal), delivery: again.delivery };
    const delivery = afterEvents(again.delivery, decision.events);
    if (!delivery) throw new Error('expected the events of a command to leave a project');
    if (JSON.stringify(delivery).length > MOST_CHARACTERS)
      return { ok: false, refusal: DELIVERY_TOO_BIG, delivery: again.delivery };
    for (const event of decision.events) {
      const refusal = await consequence(event, delivery, command, context, ports);
      if (refusal) return { ok: false, refusal, delivery: again.delivery };
    }
    await ports.deliveries.saveTasks(contactId, await tasksOf(again.delivery, delivery, context, ports.clock));
    if (decision.events.length > 0) {
      const begins = decision.events.some(({ type }) => type === 'begun');
      // From so long ago on, what has come up already gets its task at the next look.
      const lookOn = begins ? addDays(context.today, -BEFORE_BEGIN) : again.nextOn;
      await ports.deliveries.save(contactId, delivery, factsOf(delivery, context, lookOn));
    }
    return { ok: true, delivery, repeated: decision.repeated };
  } finally {
    await ports.issues.release(claim, command.id);
  }
}

/** What a project tells the planner and people's lists. `lookOn`: when it was to be looked at: a day that has come stays. */
export function factsOf(delivery: Delivery, context: DeliveryContext, lookOn: Day | undefined): DeliveryFacts {
  const inService = delivery.stage === 'in_service';
  const others = context.customer.facts.flags.filter((flag) => flag !== 'in_project');
  const [milestone] = openMilestones(delivery);
  const survey = dutiesOf(delivery, context).find(({ what }) => what === 'survey');
  const isDue = lookOn !== undefined && lookOn <= context.today && !inService;
  const nextOn = isDue ? lookOn : nextLook(delivery, context);
  return {
    flags: inService ? others : [...others, 'in_project'],
    serviceStatus: inService ? 'in_service' : 'in_delivery',
    ...(milestone ? { milestoneOn: milestone.dueOn } : {}),
    ...(survey ? { surveyBy: survey.latest } : {}),
    ...(nextOn === undefined ? {} : { nextOn }),
  };
}

/** What an event leaves outside the project; a refusal stops before the project is written. */
async function consequence(
  event: DeliveryEvent,
  delivery: Delivery,
  command: DeliveryCommand,
  context: DeliveryContext,
  ports: DeliveryPorts,
): Promise<Refusal | undefined> {
  const { contactId, customer, today, managerId } = context;
  const note = (of: string, text: string): Promise<void> =>
    ports.deliveries.saveNote(contactId, {
      key: `delivery:${customer.facts.customerKey}:${delivery.id}:${of}`,
      at: command.at,
      ownerId: managerId,
      text,
    });
  switch (event.type) {
    case 'reported': {
      const { week, done, next, coordinate } = event.report;
      const parts = [
        `内部周报 Weekly report · ${formatDay(week)}`,
        `已完成 Done\n${done}`,
        `下一步 Next\n${next}`,
        ...(coordinate === '' ? [] : [`需协调 Needs coordination\n${coordinate}`]),
      ];
      await note(`report:${formatDay(week)}`, parts.join('\n\n'));
      return undefined;
    }
    case 'letter_kept': {
      const { sent, slot } = event.letter;
      if (sent) await note(`letter:${formatDay(slot)}`, `${sent.subject}\n\n${sent.body}`);
      return undefined;
    }
    case 'accepted':
      await note('acceptance', acceptanceText(delivery));
      return undefined;
    case 'exception_raised': {
      const raised = await raiseIssue(
        {
          submissionId: issueSuffix(delivery, event.exception),
          kind: 'exception',
          description: [event.exception.text, event.exception.solution].filter((text) => text !== '').join('\n'),
          urgency: 'normal',
          complexity: 'simple',
          claimedBy: command.by,
          contactId,
          today,
        },
        ports,
      );
      return raised.ok ? undefined : raised;
    }
    case 'exception_agreed': {
      const exception = delivery.exceptions.find(({ id }) => id === event.exceptionId);
      return exception && settleException(exception, event, delivery, command, context, ports);
    }
    default:
      return undefined;
  }
}

/** The loop of an exception: the customer heard the plan and agreed to it, which is his word on it. */
async function settleException(
  exception: DeliveryException,
  { plan, with: person }: Extract<DeliveryEvent, { type: 'exception_agreed' }>,
  delivery: Delivery,
  command: DeliveryCommand,
  { contactId, customer, today }: DeliveryContext,
  ports: DeliveryPorts,
): Promise<Refusal | undefined> {
  const issueKey = `${customer.facts.customerKey}:i:${issueSuffix(delivery, exception)}`;
  const moves = [
    { type: 'resolve', reply: plan, outcome: 'done' },
    { type: 'confirm', answer: person, how: 'phone' },
  ] as const;
  for (const move of moves) {
    const commandId = `${command.id}:${move.type}`;
    const issue = await ports.issues.read(issueKey);
    // Merged, deleted, or already where it belongs: the project goes on. What this command began is finished.
    const loop = issue?.loop;
    if (!loop || (!allowedOn(loop).includes(move.type) && !loop.handled.includes(commandId))) continue;
    const moved = await moveIssue(
      {
        issueKey,
        commandId,
        expected: loop.movedAt,
        claimedBy: command.by,
        move,
      },
      { contactId, today },
      ports,
    );
    if (!moved.ok && moved.reason === 'moved_meanwhile') return DELIVERY_BUSY;
  }
  return undefined;
}

function issueSuffix(delivery: Delivery, { id }: Pick<DeliveryException, 'id'>): string {
  return `delivery-${delivery.id}-${id}`;
}

/** The acceptance report: every need with what it came to, and who signed. */
function acceptanceText({ needs, accepted, confirmed }: Delivery): string {
  return [
    '服务验收报告 Acceptance report',
    ...(confirmed ? [`需求确认 Needs confirmed: ${confirmed.by} / ${confirmed.ours}, ${formatDay(confirmed.on)}`] : []),
    needs
      .map(
        ({ text, judged }, index) =>
          `${index + 1}. ${text}: ${judged?.met ? '通过 accepted' : '未通过 not accepted'}${judged?.remark ? ` (${judged.remark})` : ''}`,
      )
      .join('\n'),
    ...(accepted ? [`签署 Signed: ${accepted.by}, ${formatDay(accepted.on)}`] : []),
  ].join('\n\n');
}

type Bare = DeliveryCommand extends infer Command
  ? Command extends DeliveryCommand
    ? Omit<Command, 'id' | 'at' | 'today' | 'by' | 'expected'>
    : never
  : never;

function commandOf(move: MovedDelivery['move']): Bare {
  switch (move.type) {
    case 'begin':
      return { ...move, startedOn: day(move.startedOn) };
    case 'add_need':
      return { ...move, expectedOn: day(move.expectedOn) };
    case 'confirm_needs':
      return { ...move, confirmedOn: day(move.confirmedOn) };
    case 'add_milestone':
    case 'move_milestone':
      return { ...move, dueOn: day(move.dueOn) };
    case 'finish_milestone':
      return { ...move, doneOn: day(move.doneOn) };
    case 'report':
      return { ...move, week: day(move.week) };
    case 'send_letter':
    case 'skip_letter':
      return { ...move, slot: day(move.slot) };
    case 'raise_exception': {
      const { milestoneId, ...rest } = move;
      return milestoneId === undefined ? rest : { ...rest, milestoneId };
    }
    case 'agree_exception': {
      const { dueOn, ...rest } = move;
      return dueOn === undefined ? rest : { ...rest, dueOn: day(dueOn) };
    }
    case 'accept':
      return { ...move, acceptedOn: day(move.acceptedOn) };
    case 'drop_need':
    case 'hand_milestone':
    case 'judge_need':
      return move;
    default:
      return move satisfies never;
  }
}
