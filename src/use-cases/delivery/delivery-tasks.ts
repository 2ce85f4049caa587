import { type Day, formatDay } from '../../domain/calendar/day.ts';
import type { Delivery, Milestone } from '../../domain/delivery/delivery.ts';
import { type DeliveryDuty, dutiesOf } from '../../domain/delivery/due.ts';
import type { DeliveryTask } from '../ports/deliveries.ts';
import type { Clock } from '../ports/ports.ts';
import type { DeliveryContext } from './delivery-context.ts';

/** When the work of a day is to be done, and when its owner is reminded, in the portal's zone. Chosen by us. */
const DUE = '17:00';
const REMIND = '09:00';
/** Working days before a milestone on which its owner is reminded. Chosen by us. */
const REMIND_DAYS = -1;

export function taskKey(customerKey: string, delivery: Delivery, of: string): string {
  return `delivery:${customerKey}:${delivery.id}:${of}`;
}

/** What the task of a duty is found by. */
export function dutyKey(duty: DeliveryDuty): string {
  switch (duty.what) {
    case 'report':
      return `report:${formatDay(duty.week)}`;
    case 'milestone':
      return `milestone:${duty.milestoneId}`;
    case 'survey':
      return 'survey';
    default:
      return `letter:${formatDay(duty.slot)}`;
  }
}

/** The task of a milestone, with its standard. */
export async function milestoneTask(
  delivery: Delivery,
  milestone: Milestone,
  { customer, calendar }: DeliveryContext,
  clock: Clock,
): Promise<DeliveryTask> {
  const { id, text, standard, ownerId, dueOn, doneOn } = milestone;
  return {
    key: taskKey(customer.facts.customerKey, delivery, `milestone:${id}`),
    subject: `里程碑 Milestone · ${text.slice(0, 120)} — ${customer.name}`,
    body: standard === '' ? text : `${text}\n交付标准 Standard: ${standard}`,
    ownerId,
    dueAt: await clock.instantAt(dueOn, DUE),
    remindAt: await clock.instantAt(calendar.addWorking(dueOn, REMIND_DAYS), REMIND),
    done: doneOn !== undefined,
  };
}

const SUBJECTS: { readonly [what in Exclude<DeliveryDuty['what'], 'milestone'>]: string } = {
  report: '内部周报 Weekly report',
  brief: '服务进度简报 Weekly brief',
  letter: '服务进度同步函 Progress letter',
  survey: '验收满意度调查 Acceptance survey',
};

/** The task of a report, a letter or the survey; done where a person saw to it. */
export async function dutyTask(
  delivery: Delivery,
  duty: Exclude<DeliveryDuty, { what: 'milestone' }>,
  { customer, managerId }: DeliveryContext,
  clock: Clock,
  done = false,
): Promise<DeliveryTask> {
  const day = duty.what === 'report' ? duty.week : duty.what === 'survey' ? duty.latest : duty.slot;
  return {
    key: taskKey(customer.facts.customerKey, delivery, dutyKey(duty)),
    subject: `${SUBJECTS[duty.what]} · ${formatDay(day)} — ${customer.name}`,
    body: `请在“交付”标签页处理，最迟 ${formatDay(duty.latest)}。\nSee the “Delivery” tab, ${formatDay(duty.latest)} at the latest.`,
    ownerId: managerId,
    dueAt: await clock.instantAt(duty.on, DUE),
    done,
  };
}

/** Tasks that a change makes, and those that it changes. */
export async function tasksOf(
  before: Delivery | undefined,
  now: Delivery,
  context: DeliveryContext,
  clock: Clock,
): Promise<{ readonly make: readonly DeliveryTask[]; readonly change: readonly DeliveryTask[] }> {
  const make: DeliveryTask[] = [];
  const change: DeliveryTask[] = [];
  const same = before?.id === now.id ? before : undefined;
  const known = new Map(same?.milestones.map((milestone) => [milestone.id, milestone]));
  for (const milestone of now.milestones) {
    const old = known.get(milestone.id);
    if (old === milestone) continue;
    (old === undefined ? make : change).push(await milestoneTask(now, milestone, context, clock));
  }
  const seenTo = async (duty: Exclude<DeliveryDuty, { what: 'milestone' }>): Promise<void> => {
    change.push(await dutyTask(now, duty, context, clock, true));
  };
  const at = (on: Day) => ({ on, latest: on });
  for (const { week, on } of now.reports) {
    if (!same?.reports.some((report) => report.week === week)) await seenTo({ what: 'report', week, ...at(on) });
  }
  for (const { kind, slot, on } of now.letters) {
    if (!same?.letters.some((letter) => letter.slot === slot)) await seenTo({ what: kind, slot, ...at(on) });
  }
  if (now.stage === 'in_service' && same?.stage !== 'in_service') {
    for (const duty of dutiesOf(now, context))
      if (duty.what === 'survey') make.push(await dutyTask(now, duty, context, clock));
  }
  const { sentOn, answeredOn } = now.survey;
  const asked = sentOn ?? answeredOn;
  if (asked !== undefined && (same?.survey.sentOn ?? same?.survey.answeredOn) === undefined)
    await seenTo({ what: 'survey', ...at(asked) });
  return { make, change };
}
