import type { Delivery, DeliveryEvent, Milestone } from './delivery.ts';

/** Commands remembered by their ids. */
const HANDLED = 40;
/** Reports and letters kept with the delivery; older ones stand on the customer's timeline. */
const KEPT = 12;

/**
 * What a delivery becomes once an event has happened. Only the event that comes next by its number changes anything, so that events
 * in any order, or twice, make the same delivery.
 */
export function evolve(delivery: Delivery | undefined, event: DeliveryEvent): Delivery | undefined {
  if (event.seq !== (delivery?.version ?? 0) + 1) return delivery;
  const changed = delivery === undefined ? begun(event) : happened(delivery, event);
  if (!changed) return undefined;
  return {
    ...changed,
    version: event.seq,
    handled: changed.handled.includes(event.command)
      ? changed.handled
      : [...changed.handled, event.command].slice(-HANDLED),
  };
}

/** The delivery that these events make, in whatever order and however often they are there. */
export function replay(events: readonly DeliveryEvent[]): Delivery | undefined {
  return [...events].sort((a, b) => a.seq - b.seq).reduce<Delivery | undefined>(evolve, undefined);
}

function begun(event: DeliveryEvent): Delivery | undefined {
  if (event.type !== 'begun') return undefined;
  return {
    id: String(event.startedOn),
    version: 0,
    stage: 'delivering',
    startedOn: event.startedOn,
    needs: [],
    milestones: [],
    reports: [],
    letters: [],
    exceptions: [],
    survey: {},
    handled: [],
  };
}

function happened(delivery: Delivery, event: DeliveryEvent): Delivery {
  switch (event.type) {
    case 'begun':
      // The next project begins where the last one is in service.
      return { ...(begun(event) ?? delivery), handled: delivery.handled };
    case 'need_added':
      return { ...unconfirmed(delivery), needs: [...delivery.needs, event.need] };
    case 'need_dropped':
      return { ...unconfirmed(delivery), needs: delivery.needs.filter(({ id }) => id !== event.needId) };
    case 'needs_confirmed':
      return { ...delivery, confirmed: { by: event.by, ours: event.ours, on: event.on } };
    case 'milestone_added': {
      const { doneOn: _, ...rest } = delivery;
      return { ...rest, stage: 'delivering', milestones: [...delivery.milestones, event.milestone] };
    }
    case 'milestone_moved':
      return milestone(delivery, event.milestoneId, (known) => ({
        ...known,
        dueOn: event.dueOn,
        firstDueOn: known.firstDueOn ?? known.dueOn,
        ...(event.agreedWith === '' ? {} : { agreedWith: event.agreedWith }),
      }));
    case 'milestone_handed':
      return milestone(delivery, event.milestoneId, (known) => ({ ...known, ownerId: event.ownerId }));
    case 'milestone_done': {
      const after = milestone(delivery, event.milestoneId, (known) => ({ ...known, doneOn: event.on }));
      return after.milestones.every(({ doneOn }) => doneOn !== undefined)
        ? { ...after, stage: 'delivered', doneOn: event.on }
        : after;
    }
    case 'reported':
      return { ...delivery, reports: [...delivery.reports, event.report].slice(-KEPT) };
    case 'letter_kept':
      return { ...delivery, letters: [...delivery.letters, event.letter].slice(-KEPT) };
    case 'exception_raised':
      return { ...delivery, exceptions: [...delivery.exceptions, event.exception] };
    case 'exception_agreed':
      return {
        ...delivery,
        exceptions: delivery.exceptions.map((known) =>
          known.id === event.exceptionId
            ? { ...known, agreed: { with: event.with, on: event.on, plan: event.plan } }
            : known,
        ),
      };
    case 'need_judged':
      return {
        ...delivery,
        needs: delivery.needs.map((known) =>
          known.id === event.needId
            ? { ...known, judged: { met: event.met, remark: event.remark, on: event.on } }
            : known,
        ),
      };
    case 'accepted':
      return { ...delivery, stage: 'in_service', accepted: { by: event.by, on: event.on } };
    case 'survey_sent':
      return { ...delivery, survey: { ...delivery.survey, sentOn: event.on } };
    case 'survey_answered':
      return {
        ...delivery,
        survey: {
          ...delivery.survey,
          answeredOn: event.on,
          scores: event.scores,
          ...(event.comment === undefined ? {} : { comment: event.comment }),
          ...(event.incentive ? { incentive: event.incentive } : {}),
        },
      };
    default:
      return event satisfies never;
  }
}

/** What was signed is not what stands there now. */
function unconfirmed({ confirmed: _, ...rest }: Delivery): Delivery {
  return rest;
}

function milestone(delivery: Delivery, id: string, change: (known: Milestone) => Milestone): Delivery {
  return { ...delivery, milestones: delivery.milestones.map((known) => (known.id === id ? change(known) : known)) };
}
