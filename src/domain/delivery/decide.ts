import { addDays, type Day } from '../calendar/day.ts';
import type {
  Delivery,
  DeliveryCommand,
  DeliveryCommandType,
  DeliveryDecision,
  DeliveryEvent,
  DeliveryOccurrence,
  DeliveryRefusal,
  DeliveryStage,
} from './delivery.ts';
import { evolve } from './evolve.ts';

/** More than a plan on one screen holds; the whole has to fit one property. */
export const MOST = { needs: 50, milestones: 60, exceptions: 60 } as const;
/** A day further ahead than this is a slip of the hand. */
const FARTHEST_DAYS = 5 * 366;

const BY_STAGE: { readonly [stage in DeliveryStage]: readonly DeliveryCommandType[] } = {
  delivering: [
    'add_need',
    'drop_need',
    'confirm_needs',
    'add_milestone',
    'move_milestone',
    'hand_milestone',
    'finish_milestone',
    'report',
    'send_letter',
    'skip_letter',
    'raise_exception',
    'agree_exception',
  ],
  delivered: [
    'judge_need',
    'accept',
    'add_need',
    'confirm_needs',
    'add_milestone',
    'report',
    'send_letter',
    'skip_letter',
    'raise_exception',
    'agree_exception',
  ],
  in_service: ['survey_sent', 'survey_answered', 'agree_exception', 'begin'],
};

/** What can be done with a delivery as it stands. */
export function allowedOn(delivery: Delivery | undefined): readonly DeliveryCommandType[] {
  if (!delivery) return ['begin'];
  return BY_STAGE[delivery.stage].filter((type) => {
    switch (type) {
      case 'confirm_needs':
        return delivery.needs.length > 0 && delivery.confirmed === undefined;
      case 'drop_need':
        return delivery.needs.length > 0;
      case 'add_milestone':
        return delivery.confirmed !== undefined;
      case 'move_milestone':
      case 'hand_milestone':
      case 'finish_milestone':
        return delivery.milestones.some(({ doneOn }) => doneOn === undefined);
      case 'agree_exception':
        return delivery.exceptions.some(({ agreed }) => agreed === undefined);
      case 'accept':
        return delivery.needs.every(({ judged }) => judged?.met === true);
      case 'survey_sent':
        return delivery.survey.sentOn === undefined && delivery.survey.answeredOn === undefined;
      case 'survey_answered':
        return delivery.survey.answeredOn === undefined;
      default:
        return true;
    }
  });
}

/** The events that a command leads to, or why it cannot be carried out. A command that was carried out before leads to nothing. */
export function decide(command: DeliveryCommand, delivery: Delivery | undefined): DeliveryDecision {
  if (delivery?.handled.includes(command.id)) return { ok: true, events: [], repeated: true };
  if (command.type === 'begin') {
    if (delivery && delivery.stage !== 'in_service') return refused({ reason: 'begun', startedOn: delivery.startedOn });
  } else if (!delivery) return refused({ reason: 'not_begun' });
  if (command.expected !== undefined && command.expected !== (delivery?.version ?? 0))
    return refused({ reason: 'moved_meanwhile' });
  const outcome = happens(command, delivery);
  if ('reason' in outcome) return refused(outcome);
  const first = (delivery?.version ?? 0) + 1;
  const events = outcome.map(
    (occurrence, index): DeliveryEvent => ({ ...occurrence, seq: first + index, command: command.id }),
  );
  return { ok: true, events, repeated: false };
}

/** The delivery after a command's events. */
export function afterEvents(delivery: Delivery | undefined, events: readonly DeliveryEvent[]): Delivery | undefined {
  return events.reduce<Delivery | undefined>(evolve, delivery);
}

function happens(
  command: DeliveryCommand,
  delivery: Delivery | undefined,
): readonly DeliveryOccurrence[] | DeliveryRefusal {
  const { today, by } = command;
  if (command.type === 'begin') {
    if (command.startedOn > today) return { reason: 'in_future', field: 'startedOn' };
    if (delivery && command.startedOn <= delivery.startedOn) return { reason: 'in_past', field: 'startedOn' };
    return [{ type: 'begun', startedOn: command.startedOn }];
  }
  if (!delivery) return { reason: 'not_begun' };
  const inStage = BY_STAGE[delivery.stage].includes(command.type);
  if (!inStage) return { reason: 'wrong_stage', stage: delivery.stage, allowed: allowedOn(delivery) };
  switch (command.type) {
    case 'add_need': {
      const { text, priority, expectedOn } = command;
      if (isBlank(text)) return { reason: 'needs_text', field: 'text' };
      if (isOff(expectedOn, today)) return { reason: 'in_past', field: 'expectedOn' };
      if (delivery.needs.length >= MOST.needs) return { reason: 'too_many', most: MOST.needs };
      const need = { id: nextId('n', delivery.needs), text: text.trim(), priority, expectedOn };
      return [{ type: 'need_added', need }];
    }
    case 'drop_need':
      return delivery.needs.some(({ id }) => id === command.needId)
        ? [{ type: 'need_dropped', needId: command.needId }]
        : { reason: 'unknown_need' };
    case 'confirm_needs': {
      const { confirmedBy, ours, confirmedOn } = command;
      if (delivery.needs.length === 0) return { reason: 'no_needs' };
      if (isBlank(confirmedBy)) return { reason: 'needs_text', field: 'confirmedBy' };
      if (isBlank(ours)) return { reason: 'needs_text', field: 'ours' };
      if (confirmedOn > today) return { reason: 'in_future', field: 'confirmedOn' };
      return [{ type: 'needs_confirmed', by: confirmedBy.trim(), ours: ours.trim(), on: confirmedOn }];
    }
    case 'add_milestone': {
      const { text, standard, ownerId, dueOn } = command;
      if (delivery.confirmed === undefined) return { reason: 'not_confirmed' };
      if (isBlank(text)) return { reason: 'needs_text', field: 'text' };
      if (isBlank(ownerId)) return { reason: 'needs_text', field: 'ownerId' };
      if (isOff(dueOn, today)) return { reason: 'in_past', field: 'dueOn' };
      if (delivery.milestones.length >= MOST.milestones) return { reason: 'too_many', most: MOST.milestones };
      const milestone = {
        id: nextId('m', delivery.milestones),
        text: text.trim(),
        standard: standard.trim(),
        ownerId,
        dueOn,
      };
      return [{ type: 'milestone_added', milestone }];
    }
    case 'move_milestone': {
      const known = openMilestone(delivery, command.milestoneId);
      if ('reason' in known) return known;
      if (isOff(command.dueOn, today)) return { reason: 'in_past', field: 'dueOn' };
      if (command.dueOn > known.dueOn && isBlank(command.agreedWith))
        return { reason: 'needs_agreement', field: 'agreedWith' };
      if (command.dueOn === known.dueOn) return [];
      return [
        {
          type: 'milestone_moved',
          milestoneId: known.id,
          dueOn: command.dueOn,
          agreedWith: command.agreedWith.trim(),
        },
      ];
    }
    case 'hand_milestone': {
      const known = openMilestone(delivery, command.milestoneId);
      if ('reason' in known) return known;
      if (isBlank(command.ownerId)) return { reason: 'needs_text', field: 'ownerId' };
      return [{ type: 'milestone_handed', milestoneId: known.id, ownerId: command.ownerId }];
    }
    case 'finish_milestone': {
      const known = openMilestone(delivery, command.milestoneId);
      if ('reason' in known) return known;
      if (command.doneOn > today) return { reason: 'in_future', field: 'doneOn' };
      if (command.doneOn < delivery.startedOn) return { reason: 'in_past', field: 'doneOn' };
      return [{ type: 'milestone_done', milestoneId: known.id, on: command.doneOn }];
    }
    case 'report': {
      const { week, done, next, coordinate } = command;
      const known = delivery.reports.find((report) => report.week === week);
      if (known) return { reason: 'reported', on: known.on };
      if (week > today) return { reason: 'in_future', field: 'week' };
      if (isBlank(done)) return { reason: 'needs_text', field: 'done' };
      if (isBlank(next)) return { reason: 'needs_text', field: 'next' };
      const report = { week, done: done.trim(), next: next.trim(), coordinate: coordinate.trim(), on: today, by };
      return [{ type: 'reported', report }];
    }
    case 'send_letter':
    case 'skip_letter': {
      const { kind, slot } = command;
      const known = delivery.letters.find((letter) => letter.slot === slot);
      if (known) return { reason: 'letter_kept', on: known.on };
      const kept = { kind, slot, on: today, by };
      if (command.type === 'skip_letter') {
        if (isBlank(command.because)) return { reason: 'needs_text', field: 'because' };
        return [{ type: 'letter_kept', letter: { ...kept, skippedBecause: command.because.trim() } }];
      }
      const { language, subject, body } = command;
      if (isBlank(subject)) return { reason: 'needs_text', field: 'subject' };
      if (isBlank(body)) return { reason: 'needs_text', field: 'body' };
      return [{ type: 'letter_kept', letter: { ...kept, sent: { language, subject: subject.trim(), body } } }];
    }
    case 'raise_exception': {
      const { text, solution, milestoneId, exceptionId } = command;
      if (isBlank(text)) return { reason: 'needs_text', field: 'text' };
      if (milestoneId !== undefined && !delivery.milestones.some(({ id }) => id === milestoneId))
        return { reason: 'unknown_milestone' };
      if (exceptionId !== undefined && delivery.exceptions.some(({ id }) => id === exceptionId)) return [];
      if (delivery.exceptions.length >= MOST.exceptions) return { reason: 'too_many', most: MOST.exceptions };
      const exception = {
        id: exceptionId ?? nextId('x', delivery.exceptions),
        text: text.trim(),
        solution: solution.trim(),
        raisedAt: command.at,
        ...(milestoneId === undefined ? {} : { milestoneId }),
      };
      return [{ type: 'exception_raised', exception }];
    }
    case 'agree_exception': {
      const known = delivery.exceptions.find(({ id }) => id === command.exceptionId);
      if (!known) return { reason: 'unknown_exception' };
      if (known.agreed) return { reason: 'agreed_already' };
      if (isBlank(command.agreedWith)) return { reason: 'needs_agreement', field: 'agreedWith' };
      if (isBlank(command.plan)) return { reason: 'needs_text', field: 'plan' };
      const milestone = delivery.milestones.find(({ id, doneOn }) => id === known.milestoneId && doneOn === undefined);
      if (milestone && command.dueOn !== undefined && isOff(command.dueOn, today))
        return { reason: 'in_past', field: 'dueOn' };
      // A milestone that passed its day needs another one: without it the same delay would come up tomorrow.
      if (milestone && milestone.dueOn < today && command.dueOn === undefined)
        return { reason: 'needs_text', field: 'dueOn' };
      const agreedWith = command.agreedWith.trim();
      return [
        { type: 'exception_agreed', exceptionId: known.id, with: agreedWith, plan: command.plan.trim(), on: today },
        ...(milestone && command.dueOn !== undefined && command.dueOn !== milestone.dueOn
          ? [{ type: 'milestone_moved', milestoneId: milestone.id, dueOn: command.dueOn, agreedWith } as const]
          : []),
      ];
    }
    case 'judge_need': {
      const known = delivery.needs.find(({ id }) => id === command.needId);
      if (!known) return { reason: 'unknown_need' };
      // What is not met has to be said: somebody has to do it.
      if (!command.met && isBlank(command.remark)) return { reason: 'needs_text', field: 'remark' };
      const remark = command.remark.trim();
      return [{ type: 'need_judged', needId: known.id, met: command.met, remark, on: today }];
    }
    case 'accept': {
      if (delivery.confirmed === undefined) return { reason: 'not_confirmed' };
      const unmet = delivery.needs.filter(({ judged }) => judged?.met !== true);
      if (unmet.length > 0) return { reason: 'unmet', needs: unmet.map(({ text }) => text) };
      if (isBlank(command.acceptedBy)) return { reason: 'needs_text', field: 'acceptedBy' };
      if (command.acceptedOn > today) return { reason: 'in_future', field: 'acceptedOn' };
      if (command.acceptedOn < (delivery.doneOn ?? delivery.startedOn))
        return { reason: 'in_past', field: 'acceptedOn' };
      return [{ type: 'accepted', by: command.acceptedBy.trim(), on: command.acceptedOn }];
    }
    case 'survey_sent':
      if (delivery.survey.answeredOn !== undefined) return { reason: 'survey_answered' };
      return delivery.survey.sentOn === undefined ? [{ type: 'survey_sent', on: today }] : [];
    case 'survey_answered': {
      if (delivery.survey.answeredOn !== undefined) return { reason: 'survey_answered' };
      const { scores, comment, incentive } = command;
      return [
        {
          type: 'survey_answered',
          on: today,
          scores,
          ...(comment === undefined ? {} : { comment }),
          ...(incentive ? { incentive } : {}),
        },
      ];
    }
    default:
      return command satisfies never;
  }
}

function openMilestone(delivery: Delivery, id: string): Delivery['milestones'][number] | DeliveryRefusal {
  const known = delivery.milestones.find((each) => each.id === id);
  if (!known) return { reason: 'unknown_milestone' };
  return known.doneOn === undefined ? known : { reason: 'milestone_done', on: known.doneOn };
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** In the past, or too far ahead to be meant. */
function isOff(on: Day, today: Day): boolean {
  return on < today || on > addDays(today, FARTHEST_DAYS);
}

/** `n1`, `n2` …: never one that was given before and dropped, as long as a later one stands. */
function nextId(letter: string, list: readonly { readonly id: string }[]): string {
  const numbers = list.map(({ id }) => (id.startsWith(letter) ? Number(id.slice(1)) : 0)).filter(Number.isSafeInteger);
  return `${letter}${Math.max(0, ...numbers) + 1}`;
}

function refused(refusal: DeliveryRefusal): DeliveryDecision {
  return { ok: false, refusal };
}
