import type { Refusal } from '../../contract/common.ts';
import { addDays, type Day, formatDay } from '../../domain/calendar/day.ts';
import type { Delivery } from '../../domain/delivery/delivery.ts';
import { dutiesOf, lateId, lateMilestones, nextLook, openMilestones } from '../../domain/delivery/due.ts';
import type { DeliveryTask } from '../ports/deliveries.ts';
import { type DeliveryContext, type DeliveryPorts, deliveryContext } from './delivery-context.ts';
import { dutyTask } from './delivery-tasks.ts';
import { carryOut, factsOf } from './move-delivery.ts';

/** Projects looked after in one go; the rest is reported as left. */
const MOST = 100;
/** A letter's task is there these days before its day of the grid. */
const LETTER_AHEAD = 2;

export type DeliveryCheck =
  | Refusal
  | {
      readonly ok: true;
      readonly checked: number;
      /** Milestones that passed their day: the customer is to be told within 24 hours. */
      readonly exceptions: number;
      /** Somebody was at work on it, or HubSpot refused it: looked at the next time. */
      readonly left: number;
      readonly more: boolean;
    };

/**
 * Looks after projects whose day has come: a milestone that passed its day becomes an exception with its clock, and the report of the
 * week and the letter of the grid get their task, and milestones whose owner has left go to who answers for the project.
 *
 * One search finds them by the day that was written when each last changed; with nothing due that search is all. May run twice.
 */
export async function checkDeliveries(
  today: Day,
  ports: DeliveryPorts,
  shouldStop: () => boolean = () => false,
): Promise<DeliveryCheck> {
  const found = await ports.deliveries.due({ today, limit: MOST });
  let checked = 0;
  let exceptions = 0;
  let left = 0;
  for (const contactId of found) {
    if (shouldStop()) return { ok: true, checked, exceptions, left, more: true };
    const context = await deliveryContext({ contactId, today }, ports);
    if (!context.ok) {
      if (context.reason !== 'not_a_contact') return context;
      left += 1;
      continue;
    }
    const raised = await look(context, ports);
    if (raised === undefined) left += 1;
    else {
      checked += 1;
      exceptions += raised;
    }
  }
  return { ok: true, checked, exceptions, left, more: found.length === MOST };
}

/** How many exceptions it raised; undefined: it has to wait. */
async function look(context: DeliveryContext, ports: DeliveryPorts): Promise<number | undefined> {
  const { contactId, today } = context;
  const stored = await ports.deliveries.read(contactId);
  let { delivery } = stored;
  if (!delivery) return undefined;
  const late = lateMilestones(delivery, today);
  for (const { id, text, dueOn } of late) {
    const exceptionId = lateId(id, dueOn);
    const carried = await carryOut(
      {
        type: 'raise_exception',
        id: `${delivery.id}:${exceptionId}`,
        at: ports.clock.now(),
        today,
        by: '',
        text: `里程碑逾期 Milestone overdue (${formatDay(dueOn)}): ${text}`,
        solution: '',
        milestoneId: id,
        exceptionId,
      },
      context,
      ports,
    );
    if (!carried.ok) return undefined;
    ({ delivery } = carried);
  }
  const relieved = await relieve(delivery, context, ports);
  if (!relieved) return undefined;
  delivery = relieved;
  const make = await tasksDue(delivery, stored.nextOn ?? today, context, ports);
  await ports.deliveries.saveTasks(contactId, { make, change: [] });
  const { nextOn: _, ...facts } = factsOf(delivery, context, undefined);
  const nextOn = nextLook(delivery, context);
  await ports.deliveries.save(contactId, delivery, nextOn === undefined ? facts : { ...facts, nextOn });
  return late.length;
}

/** Milestones of somebody who has left the portal go to who answers for the project; undefined: it has to wait. */
async function relieve(
  delivery: Delivery,
  context: DeliveryContext,
  ports: DeliveryPorts,
): Promise<Delivery | undefined> {
  const { ownerNames, managerId, today } = context;
  // A portal that names nobody is not one that everybody has left.
  if (ownerNames.size === 0 || !ownerNames.has(managerId)) return delivery;
  let now = delivery;
  for (const { id, ownerId } of openMilestones(delivery)) {
    if (ownerNames.has(ownerId)) continue;
    const carried = await carryOut(
      {
        type: 'hand_milestone',
        id: `${delivery.id}:left:${id}:${ownerId}`,
        at: ports.clock.now(),
        today,
        by: '',
        milestoneId: id,
        ownerId: managerId,
      },
      context,
      ports,
    );
    if (!carried.ok) return undefined;
    now = carried.delivery;
  }
  return now;
}

/** Tasks of what has come up since a day: what came up before has its own, which a person may have deleted. */
async function tasksDue(
  delivery: Delivery,
  since: Day,
  context: DeliveryContext,
  { clock }: DeliveryPorts,
): Promise<readonly DeliveryTask[]> {
  const { today } = context;
  const tasks: DeliveryTask[] = [];
  for (const duty of dutiesOf(delivery, context)) {
    const from =
      duty.what === 'report'
        ? duty.week
        : duty.what === 'brief' || duty.what === 'letter'
          ? addDays(duty.slot, -LETTER_AHEAD)
          : undefined;
    if (duty.what !== 'milestone' && from !== undefined && from >= since && from <= today)
      tasks.push(await dutyTask(delivery, duty, context, clock));
  }
  return tasks;
}
