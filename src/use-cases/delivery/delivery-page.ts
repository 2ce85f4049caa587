import type { DeliveryDutyLine, DeliveryPage } from '../../contract/open-delivery.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import type { WorkingCalendar } from '../../domain/calendar/working-calendar.ts';
import { allowedOn } from '../../domain/delivery/decide.ts';
import type { Delivery } from '../../domain/delivery/delivery.ts';
import { type DeliveryDuty, dutiesOf } from '../../domain/delivery/due.ts';

export interface PageContext {
  readonly calendar: WorkingCalendar;
  readonly highValue: boolean;
  readonly today: Day;
  readonly contactId: string;
  readonly ownerNames: ReadonlyMap<string, string>;
}

/** What a link to the survey of a project is asked for with. */
export function deliveryKey(contactId: string, delivery: Delivery): string {
  return `${contactId}:${delivery.id}`;
}

export function deliveryPage(delivery: Delivery | undefined, context: PageContext): DeliveryPage {
  const { highValue, today, ownerNames } = context;
  if (!delivery) {
    return {
      version: 0,
      stage: 'none',
      highValue,
      needs: [],
      milestones: [],
      reports: [],
      letters: [],
      exceptions: [],
      survey: {},
      due: [],
      allowed: allowedOn(undefined),
    };
  }
  const { survey } = delivery;
  return {
    version: delivery.version,
    stage: delivery.stage,
    startedOn: formatDay(delivery.startedOn),
    ...(delivery.doneOn === undefined ? {} : { doneOn: formatDay(delivery.doneOn) }),
    highValue,
    needs: delivery.needs.map(({ expectedOn, judged, ...need }) => ({
      ...need,
      expectedOn: formatDay(expectedOn),
      ...(judged ? { judged: { ...judged, on: formatDay(judged.on) } } : {}),
    })),
    ...(delivery.confirmed ? { confirmed: { ...delivery.confirmed, on: formatDay(delivery.confirmed.on) } } : {}),
    milestones: delivery.milestones.map(({ id, text, standard, ownerId, dueOn, firstDueOn, doneOn }) => ({
      id,
      text,
      standard,
      ownerId,
      ownerName: ownerNames.get(ownerId) ?? ownerId,
      dueOn: formatDay(dueOn),
      ...(firstDueOn === undefined ? {} : { firstDueOn: formatDay(firstDueOn) }),
      ...(doneOn === undefined ? {} : { doneOn: formatDay(doneOn) }),
      late: doneOn === undefined && dueOn < today,
    })),
    reports: delivery.reports.map(({ week, on, ...report }) => ({
      ...report,
      week: formatDay(week),
      on: formatDay(on),
    })),
    letters: delivery.letters.map(({ kind, slot, on, sent, skippedBecause }) => ({
      kind,
      slot: formatDay(slot),
      on: formatDay(on),
      ...(sent ? { subject: sent.subject } : {}),
      ...(skippedBecause === undefined ? {} : { skippedBecause }),
    })),
    exceptions: delivery.exceptions.map(({ raisedAt, agreed, ...exception }) => ({
      ...exception,
      raisedAt: new Date(raisedAt).toISOString(),
      ...(agreed ? { agreed: { ...agreed, on: formatDay(agreed.on) } } : {}),
    })),
    ...(delivery.accepted ? { accepted: { ...delivery.accepted, on: formatDay(delivery.accepted.on) } } : {}),
    survey: {
      ...(survey.sentOn === undefined ? {} : { sentOn: formatDay(survey.sentOn) }),
      ...(survey.answeredOn === undefined ? {} : { answeredOn: formatDay(survey.answeredOn) }),
      ...(survey.scores ? { scores: survey.scores } : {}),
      ...(survey.comment === undefined ? {} : { comment: survey.comment }),
      ...(delivery.stage === 'in_service' && survey.answeredOn === undefined
        ? { key: deliveryKey(context.contactId, delivery) }
        : {}),
    },
    due: dutiesOf(delivery, context).map((duty) => dutyLine(duty, today)),
    allowed: allowedOn(delivery),
  };
}

function dutyLine(duty: DeliveryDuty, today: Day): DeliveryDutyLine {
  const { what, on, latest } = duty;
  const of =
    what === 'report'
      ? formatDay(duty.week)
      : what === 'milestone'
        ? duty.milestoneId
        : what === 'survey'
          ? formatDay(on)
          : formatDay(duty.slot);
  return { what, of, on: formatDay(on), latest: formatDay(latest), late: latest < today };
}
