import type { ComplaintCause } from './causes.ts';
import { type LoopPromise, WORKED_ON } from './loop.ts';
import type { LoopEvent, OpenLoop } from './loop-state.ts';

/** What no command of ours brought about: whoever looked before may still move the loop. */
const UNSEEN: readonly LoopEvent['type'][] = ['terms_changed', 'set_by_hand'];

/** Commands remembered by their ids. */
const HANDLED = 20;

/**
 * What a loop becomes once an event has happened.
 *
 * Only the event that comes next by its number changes anything: one that was there already, or that came before its turn, leaves
 * the loop as it is.
 */
export function evolve(loop: OpenLoop | undefined, event: LoopEvent): OpenLoop | undefined {
  if (event.seq !== (loop?.version ?? 0) + 1) return loop;
  if (!loop) return event.type === 'raised' ? bornOf(event) : undefined;
  const { at } = event;
  return {
    ...changed(loop, event),
    version: event.seq,
    movedAt: event.type.startsWith('clock_') || UNSEEN.includes(event.type) ? loop.movedAt : event.seq,
    lastAt: Math.max(loop.lastAt, at),
    handled: loop.handled.includes(event.command) ? loop.handled : [...loop.handled, event.command].slice(-HANDLED),
  };
}

/** The loop that these events make, in whatever order and however often they are there; `base` is what older ones had made. */
export function replay(events: readonly LoopEvent[], base?: OpenLoop): OpenLoop | undefined {
  const inOrder = [...events].sort((a, b) => a.seq - b.seq);
  return inOrder.reduce<OpenLoop | undefined>(evolve, base);
}

/**
 * The loop as it was at an instant. Undefined: what happened since is not told apart any more.
 *
 * @param history what is kept of it
 */
export function loopAt({ base, events }: LoopHistory, at: number): OpenLoop | undefined {
  if (base && base.lastAt > at) return undefined;
  return replay(
    events.filter((event) => event.at <= at),
    base,
  );
}

/** What happened to a loop, of which the oldest part may be told only by what it came to. */
export interface LoopHistory {
  /** The loop as the events that are not listed any more had made it. */
  readonly base?: OpenLoop;
  readonly events: readonly LoopEvent[];
}

/**
 * The same history with at most `keep` events listed: the oldest are folded into the loop they make, so that a replay still gives
 * the loop as it stands. `folded` are those, for whoever keeps them elsewhere.
 */
export function foldHistory(
  { base, events }: LoopHistory,
  keep: number,
): LoopHistory & { readonly folded: readonly LoopEvent[] } {
  const first = Math.max(0, events.length - keep);
  const folded = events.slice(0, first);
  const made = replay(folded, base);
  return { events: events.slice(first), folded, ...(made ? { base: made } : {}) };
}

function bornOf(event: Extract<LoopEvent, { type: 'raised' }>): OpenLoop {
  const { at, loop, terms, closureStopsAt, command } = event;
  return {
    ...loop,
    version: event.seq,
    movedAt: event.seq,
    state: 'raised',
    terms,
    closureStopsAt,
    raisedAt: at,
    lastAt: at,
    silentSince: at,
    told: 0,
    resolvedTimes: 0,
    reopenedTimes: 0,
    attempts: [],
    pauses: [],
    promises: [],
    fixers: [],
    alarms: {},
    ended: [],
    discussedIn: [],
    handled: [command],
  };
}

function changed(loop: OpenLoop, event: LoopEvent): OpenLoop {
  const { at, by } = event;
  switch (event.type) {
    case 'raised':
      return loop;
    case 'accepted':
      return { ...loop, state: 'accepted', acceptedAt: at, fixers: withOne(loop.fixers, by) };
    case 'started':
      return { ...loop, state: 'in_progress', fixers: withOne(loop.fixers, by) };
    case 'told': {
      const tried = { ...loop, triedAt: loop.triedAt ?? at };
      return event.reached ? heard(tried, at) : tried;
    }
    case 'promised':
      return { ...replied(loop, at), silentSince: at, promises: [...loop.promises, event.promise] };
    case 'promise_extended':
      return promise(loop, event.promiseId, (known) => ({
        ...known,
        dueAt: event.until,
        firstDueAt: known.firstDueAt ?? known.dueAt,
        agreedWith: event.agreedWith,
      }));
    case 'promise_kept':
      return promise({ ...loop, silentSince: at }, event.promiseId, (known) => ({
        ...known,
        state: known.state === 'broken' ? 'broken' : 'kept',
        keptAt: at,
      }));
    case 'promise_broken':
      return promise(loop, event.promiseId, (known) => ({ ...known, state: 'broken', brokenAt: at }));
    case 'extended':
      return { ...loop, extension: { until: event.until, at, agreedWith: event.agreedWith } };
    case 'waiting':
      return { ...replied(loop, at), waitingFor: event.waitingFor, pauses: [...loop.pauses, { from: at }] };
    case 'customer_answered': {
      const { waitingFor: _, ...rest } = loop;
      return { ...rest, pauses: ended(loop.pauses, at) };
    }
    case 'resolved': {
      const { outcome, reply } = event;
      return { ...resolved(loop, at), outcome, reply, fixers: withOne(loop.fixers, by) };
    }
    case 'confirmation_attempted':
      return { ...loop, attempts: [...loop.attempts, { at, on: event.on, by, counts: event.counts }] };
    case 'confirmed': {
      const { closedAt: _, ...rest } = loop;
      return { ...rest, state: 'confirmed', confirmedAt: at, confirmedHow: event.how, answer: event.answer };
    }
    case 'scored':
      return { ...loop, score: event.score };
    case 'asked_again':
      return { ...loop, reask: event.score };
    case 'closed_unconfirmed':
      return { ...loop, state: 'closed_unconfirmed', closedAt: at };
    case 'reopened':
      return reopened(loop, at);
    case 'reassigned':
      return { ...loop, ownerRole: event.ownerRole, ownerId: event.ownerId };
    case 'offered': {
      const { what, compensation } = event;
      return { ...loop, offer: { what, at, ...(compensation === undefined ? {} : { compensation }) } };
    }
    case 'root_cause_set':
      return withRootCause(loop, event);
    case 'prevention_set':
      return { ...loop, prevention: event.text };
    case 'measure_set':
      return { ...loop, measure: event.measure };
    case 'measure_checked':
      return loop.measure
        ? { ...loop, measure: { ...loop.measure, checked: { at, done: event.done, effective: event.effective } } }
        : loop;
    case 'discussed':
      // Spoken about in a talk: the customer has heard of us, and how it stands.
      return { ...heard(loop, at), discussedIn: withOne(loop.discussedIn, event.visitKey) };
    case 'ticket_closed':
      return { ...loop, ticketClosedAt: at };
    case 'set_by_hand':
      return setByHand(loop, event.state, at);
    case 'clock_warned':
      return alarm(loop, event.clock, { warnedAt: at });
    case 'clock_breached':
      return alarm(loop, event.clock, { breachedAt: at });
    case 'clock_escalated':
      return alarm(loop, event.clock, { escalatedAt: at });
    case 'clock_ended':
      return { ...loop, ended: [...loop.ended, event.clock] };
    case 'terms_changed':
      return { ...loop, terms: event.terms, closureStopsAt: event.closureStopsAt };
    default:
      return event satisfies never;
  }
}

/** What a loop is once somebody has set its state on the record itself; from then on nobody waits for the customer's answer. */
export function setByHand(loop: OpenLoop, state: OpenLoop['state'], at: number): OpenLoop {
  switch (state) {
    case 'resolved':
    case 'confirmed':
      return resolved(loop, at);
    case 'closed_unconfirmed': {
      const stands = loop.state === 'resolved' || loop.state === 'confirmed';
      const pauses = stands ? loop.pauses : [...ended(loop.pauses, at), { from: at }];
      return { ...unanswered(loop), state, closedAt: at, pauses };
    }
    case 'raised':
    case 'accepted':
    case 'in_progress': {
      const { waitingFor: _, ...rest } = loop;
      const open = WORKED_ON.includes(loop.state) ? { ...rest, pauses: ended(loop.pauses, at) } : reopened(rest, at);
      return { ...open, state, ...(state === 'raised' ? {} : { acceptedAt: loop.acceptedAt ?? at }) };
    }
    default:
      return state satisfies never;
  }
}

/** Without what the customer had said to it, and what we were waiting for. */
function unanswered(loop: OpenLoop): OpenLoop {
  const { waitingFor: _, confirmedAt: __, confirmedHow: ___, answer: ____, closedAt: _____, ...rest } = loop;
  return rest;
}

function resolved(loop: OpenLoop, at: number): OpenLoop {
  const {
    waitingFor: _,
    confirmedAt: __,
    confirmedHow: ___,
    answer: ____,
    closedAt: _____,
    ...rest
  } = replied(loop, at);
  return {
    ...rest,
    state: 'resolved',
    resolvedAt: at,
    firstResolvedAt: loop.firstResolvedAt ?? at,
    resolvedTimes: loop.resolvedTimes + 1,
    attempts: [],
    // From now on we wait for the customer's word.
    pauses: [...ended(loop.pauses, at), { from: at }],
  };
}

function reopened(loop: OpenLoop, at: number): OpenLoop {
  return {
    ...unanswered(loop),
    state: 'in_progress',
    reopenedTimes: loop.reopenedTimes + 1,
    silentSince: at,
    pauses: ended(loop.pauses, at),
    // The clock to closure goes on where it stood; what it had breached stays breached.
    ended: loop.ended.filter(({ rule }) => rule !== 'P14'),
  };
}

function replied(loop: OpenLoop, at: number): OpenLoop {
  return { ...loop, repliedAt: loop.repliedAt ?? at, triedAt: loop.triedAt ?? at };
}

/** The newest one counts; one without a category takes the category of the one before away. */
function withRootCause(
  { rootCategory: _, ...loop }: OpenLoop,
  { category, text }: { readonly category?: ComplaintCause; readonly text: string },
): OpenLoop {
  return { ...loop, rootCause: text, ...(category ? { rootCategory: category } : {}) };
}

/** The customer was told how it stands. */
function heard(loop: OpenLoop, at: number): OpenLoop {
  return { ...replied(loop, at), silentSince: at, told: loop.told + 1 };
}

function promise(loop: OpenLoop, id: string, change: (known: LoopPromise) => LoopPromise): OpenLoop {
  return { ...loop, promises: loop.promises.map((known) => (known.id === id ? change(known) : known)) };
}

function ended(pauses: OpenLoop['pauses'], at: number): OpenLoop['pauses'] {
  return pauses.map((pause) => (pause.to === undefined ? { ...pause, to: at } : pause));
}

function alarm(loop: OpenLoop, clock: string, said: OpenLoop['alarms'][string]): OpenLoop {
  return { ...loop, alarms: { ...loop.alarms, [clock]: { ...loop.alarms[clock], ...said } } };
}

function withOne(list: readonly string[], one: string): readonly string[] {
  return list.includes(one) ? list : [...list, one];
}
