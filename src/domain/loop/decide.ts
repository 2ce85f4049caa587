import { triesThatCount } from '../visit/tries.ts';
import { alarmsOf, type ClockRun, dueOf, standingOf } from './clock.ts';
import { clocksOf } from './clocks-of.ts';
import { waitsForReask } from './confirmation.ts';
import type { Desk } from './desk.ts';
import { evolve } from './evolve.ts';
import { type LoopPromise, type LoopState, WORKED_ON } from './loop.ts';
import type {
  CommandType,
  EndedClock,
  LoopCommand,
  LoopDecision,
  LoopEvent,
  LoopRefusal,
  LoopScore,
  NewPromise,
  Occurrence,
  OpenLoop,
} from './loop-state.ts';
import type { LoopSettings, Terms } from './settings.ts';

/** What a decision needs to know besides the loop. */
export interface LoopContext {
  /** Working time of whoever answers for the loop. */
  readonly desk: Desk;
  readonly settings: LoopSettings;
  /** The clocks of the policy in force: a new loop takes them with it. */
  readonly terms: Terms;
}

const ALWAYS: readonly CommandType[] = [
  'keep',
  'break',
  'extend',
  'set_root_cause',
  'set_prevention',
  'set_measure',
  'check_measure',
  'check_clocks',
  'close_ticket',
  'set_by_hand',
];
const WORKING: readonly CommandType[] = ['tell', 'promise', 'offer', 'reassign', 'discuss', 'change_terms'];
const CLOSED: readonly CommandType[] = ['reopen', 'score', 'reask'];
const BY_STATE: { readonly [state in LoopState]: readonly CommandType[] } = {
  raised: ['accept', ...WORKING],
  accepted: ['start', 'wait_for_customer', 'customer_answered', ...WORKING],
  in_progress: ['wait_for_customer', 'customer_answered', 'resolve', ...WORKING],
  resolved: [
    'confirm',
    'attempt_confirmation',
    'close_unconfirmed',
    'reopen',
    'score',
    'promise',
    'offer',
    'reassign',
    'discuss',
    'change_terms',
  ],
  confirmed: CLOSED,
  closed_unconfirmed: ['confirm', ...CLOSED],
};

/** What can be done with a loop as it stands. */
export function allowedOn(loop: OpenLoop): readonly CommandType[] {
  // A simple matter need not pass from hand to hand before it is answered; a complaint always does.
  const short = loop.complexity === 'simple' && loop.kind !== 'complaint' && loop.state !== 'in_progress';
  const resolves: readonly CommandType[] =
    short && (loop.state === 'raised' || loop.state === 'accepted') ? ['resolve'] : [];
  const waiting = loop.waitingFor !== undefined;
  return [...BY_STATE[loop.state], ...resolves, ...ALWAYS].filter((type) => {
    if (type === 'wait_for_customer') return !waiting;
    if (type === 'customer_answered') return waiting;
    if (type === 'reopen') return loop.kind !== 'praise';
    return true;
  });
}

/**
 * The events that a command leads to, or why it cannot be carried out.
 *
 * What the clocks reached before the command is written down first, at the instants at which it was true. A command that was
 * carried out before leads to nothing and is no refusal. Time never runs back: a command from a clock that is slow counts as
 * simultaneous with the newest event.
 */
export function decide(command: LoopCommand, loop: OpenLoop | undefined, context: LoopContext): LoopDecision {
  if (loop?.handled.includes(command.id)) return { ok: true, events: [], repeated: true };
  if (command.type === 'raise') {
    if (loop) return refused({ reason: 'not_in_state', state: loop.state, allowed: allowedOn(loop) });
    return raised(command, context);
  }
  if (!loop) return refused({ reason: 'not_in_state', state: 'none', allowed: ['raise'] });
  if (command.expected !== undefined && command.expected !== loop.movedAt)
    return refused({ reason: 'moved_meanwhile', movedAt: loop.movedAt });

  const at = Math.max(command.at, loop.lastAt);
  const history = new History(loop, command);
  for (const lapse of lapses(loop, at, context)) history.add(lapse);
  const before = clocksOf(history.loop);
  const outcome = happens({ ...command, at }, history.loop, context);
  if ('reason' in outcome) return refused(outcome);
  for (const occurrence of outcome) history.add(occurrence);
  history.endClocks(before, at, context.desk);
  return { ok: true, events: history.events, repeated: false };
}

/** Events as they are numbered, and the loop they have made so far. */
class History {
  readonly events: LoopEvent[] = [];
  #loop: OpenLoop | undefined;
  readonly #command: LoopCommand;

  constructor(loop: OpenLoop | undefined, command: LoopCommand) {
    this.#loop = loop;
    this.#command = command;
  }

  get loop(): OpenLoop {
    if (!this.#loop) throw new Error('expected a loop that was raised');
    return this.#loop;
  }

  add(occurrence: Occurrence): void {
    const event: LoopEvent = {
      ...occurrence,
      seq: (this.#loop?.version ?? 0) + 1,
      by: this.#command.by,
      command: this.#command.id,
    };
    this.events.push(event);
    this.#loop = evolve(this.#loop, event);
  }

  /** Clocks that ran before and no longer do have ended, with their result. */
  endClocks(before: readonly ClockRun[], at: number, desk: Desk): void {
    const running = new Set(clocksOf(this.loop).map(({ id }) => id));
    for (const run of before) {
      if (!running.has(run.id)) this.add({ type: 'clock_ended', at, clock: endedClock(run, this.loop, at, desk) });
    }
  }
}

function raised(command: Extract<LoopCommand, { type: 'raise' }>, context: LoopContext): LoopDecision {
  const { promises, answered, ...loop } = command.loop;
  const { at } = command;
  if (loop.description.trim() === '') return refused({ reason: 'needs_text', field: 'description' });
  if (answered && (loop.complexity === 'complex' || loop.kind === 'complaint' || loop.kind === 'praise'))
    return refused({ reason: 'not_simple' });
  const history = new History(undefined, command);
  history.add({
    type: 'raised',
    at,
    loop,
    terms: context.terms,
    closureStopsAt: context.settings.closureStopsAt.value,
  });
  for (const promise of promises) {
    const made = promiseOf(promise, at, history.loop, context);
    if ('reason' in made) return refused(made);
    history.add({ type: 'promised', at, promise: made });
  }
  const before = clocksOf(history.loop);
  if (answered) {
    if (answered.reply.trim() === '') return refused({ reason: 'needs_text', field: 'reply' });
    history.add({ type: 'resolved', at, reply: answered.reply, outcome: 'done' });
    if (answered.answer?.trim()) history.add({ type: 'confirmed', at, answer: answered.answer, how: 'in_the_talk' });
  }
  // Praise is the customer's own last word: nobody owes anything.
  if (loop.kind === 'praise') history.add({ type: 'confirmed', at, answer: loop.description, how: 'in_the_talk' });
  history.endClocks(before, at, context.desk);
  return { ok: true, events: history.events, repeated: false };
}

function happens(
  command: Exclude<LoopCommand, { type: 'raise' }>,
  loop: OpenLoop,
  context: LoopContext,
): readonly Occurrence[] | LoopRefusal {
  const { at, by } = command;
  const allowed = allowedOn(loop);
  if (!allowed.includes(command.type)) {
    if (command.type === 'wait_for_customer' && loop.waitingFor !== undefined) return { reason: 'already_waiting' };
    if (command.type === 'customer_answered' && BY_STATE[loop.state].includes(command.type))
      return { reason: 'not_waiting' };
    return { reason: 'not_in_state', state: loop.state, allowed };
  }
  switch (command.type) {
    case 'accept': {
      const made = command.promise && promiseOf(command.promise, at, loop, context);
      if (made && 'reason' in made) return made;
      const promises = made ? [...loop.promises, made] : loop.promises;
      if (
        loop.complexity === 'complex' &&
        !promises.some(({ kind, state }) => kind === 'contact_by' && state === 'open')
      )
        return { reason: 'needs_contact_by' };
      return [{ type: 'accepted', at }, ...(made ? [{ type: 'promised', at, promise: made } as const] : [])];
    }
    case 'start':
      return [{ type: 'started', at }];
    case 'tell':
      if (command.reached && command.text.trim() === '') return { reason: 'needs_text', field: 'text' };
      return [{ type: 'told', at, text: command.text, reached: command.reached }];
    case 'promise': {
      const made = promiseOf(command.promise, at, loop, context);
      return 'reason' in made ? made : [{ type: 'promised', at, promise: made }];
    }
    case 'extend':
      return extended(command, at, loop, context);
    case 'keep':
    case 'break': {
      const promise = loop.promises.find(({ id }) => id === command.promiseId);
      if (!promise) return { reason: 'unknown_promise', promiseId: command.promiseId };
      const late = command.type === 'keep' && promise.state === 'broken' && promise.keptAt === undefined;
      if (promise.state !== 'open' && !late)
        return { reason: 'promise_closed', promiseId: promise.id, state: promise.state };
      if (command.type === 'keep') return [{ type: 'promise_kept', at, promiseId: promise.id }];
      return [
        { type: 'clock_breached', at, clock: `promise#${promise.id}` },
        { type: 'promise_broken', at, promiseId: promise.id },
      ];
    }
    case 'wait_for_customer':
      if (command.waitingFor.trim() === '') return { reason: 'needs_text', field: 'waitingFor' };
      return [{ type: 'waiting', at, waitingFor: command.waitingFor }];
    case 'customer_answered':
      return [{ type: 'customer_answered', at }];
    case 'resolve':
      if (command.reply.trim() === '') return { reason: 'needs_text', field: 'reply' };
      return [{ type: 'resolved', at, reply: command.reply, outcome: command.outcome }];
    case 'attempt_confirmation': {
      const on = context.desk.dayOf(Math.floor(at / 60_000));
      if (loop.attempts.some((attempt) => attempt.on === on)) return { reason: 'attempted_today', on };
      const counts = triesThatCount([on], context.desk.isWorkingDay).length > 0;
      const made = loop.attempts.filter((attempt) => attempt.counts).length + (counts ? 1 : 0);
      const attempted: Occurrence = { type: 'confirmation_attempted', at, on, counts };
      return made >= context.settings.confirmationAttempts.value
        ? [attempted, { type: 'closed_unconfirmed', at }]
        : [attempted];
    }
    case 'close_unconfirmed': {
      const attempts = loop.attempts.filter(({ counts }) => counts).length;
      const needed = context.settings.confirmationAttempts.value;
      return attempts >= needed
        ? [{ type: 'closed_unconfirmed', at }]
        : { reason: 'too_few_attempts', attempts, needed };
    }
    case 'confirm': {
      if (command.answer.trim() === '') return { reason: 'needs_text', field: 'answer' };
      const confirmed: Occurrence = { type: 'confirmed', at, answer: command.answer, how: command.how };
      if (command.score === undefined) return [confirmed];
      const score = scoreOf(command.score, command.how, at, by, loop);
      return 'reason' in score ? score : [confirmed, { type: 'scored', at, score }];
    }
    case 'reopen':
      if (command.why.trim() === '') return { reason: 'needs_text', field: 'why' };
      return [{ type: 'reopened', at, why: command.why }];
    case 'score': {
      const score = scoreOf(command.score, command.how, at, by, loop);
      return 'reason' in score ? score : [{ type: 'scored', at, score }];
    }
    case 'reask': {
      if (!waitsForReask(loop, context.settings.blindReaskPercent.value)) return { reason: 'nothing_to_ask_again' };
      if (loop.fixers.includes(by) || loop.score?.by === by) return { reason: 'same_person' };
      if (!isMark(command.score)) return { reason: 'bad_score', value: command.score };
      const score: LoopScore = { value: command.score, at, by, how: command.how, selfCollected: false };
      return [{ type: 'asked_again', at, score }];
    }
    case 'reassign':
      return [{ type: 'reassigned', at, ownerRole: command.ownerRole, ownerId: command.ownerId }];
    case 'offer': {
      const { what, compensation } = command;
      if (what.trim() === '') return { reason: 'needs_text', field: 'what' };
      return [{ type: 'offered', at, what, ...(compensation?.trim() ? { compensation } : {}) }];
    }
    case 'set_root_cause': {
      const { category, text } = command;
      if ((category ?? 'other') === 'other' && text.trim() === '') return { reason: 'needs_text', field: 'text' };
      return [{ type: 'root_cause_set', at, text, ...(category ? { category } : {}) }];
    }
    case 'set_prevention':
      if (command.text.trim() === '') return { reason: 'needs_text', field: 'text' };
      return [{ type: 'prevention_set', at, text: command.text }];
    case 'set_measure':
      return [{ type: 'measure_set', at, measure: command.measure }];
    case 'check_measure':
      if (!loop.measure) return { reason: 'no_measure' };
      return [{ type: 'measure_checked', at, done: command.done, effective: command.effective }];
    case 'discuss':
      return [{ type: 'discussed', at, visitKey: command.visitKey }];
    case 'close_ticket': {
      if (loop.ticketClosedAt !== undefined) return [];
      const closed: Occurrence = { type: 'ticket_closed', at };
      // Closed in HubSpot without a word to the customer: he is called, and asked.
      return WORKED_ON.includes(loop.state) ? [closed, { type: 'resolved', at, reply: '', outcome: 'done' }] : [closed];
    }
    case 'set_by_hand': {
      // Q10: closed without the customer's word, it waits for that word.
      const state = command.state === 'confirmed' ? 'resolved' : command.state;
      return state === loop.state ? [] : [{ type: 'set_by_hand', at, state }];
    }
    case 'check_clocks':
      return [];
    case 'change_terms':
      return [{ type: 'terms_changed', at, terms: command.terms, closureStopsAt: command.closureStopsAt }];
    default:
      return command satisfies never;
  }
}

function extended(
  { what, until, agreedWith }: Extract<LoopCommand, { type: 'extend' }>,
  at: number,
  loop: OpenLoop,
  { desk }: LoopContext,
): readonly Occurrence[] | LoopRefusal {
  if (agreedWith.trim() === '') return { reason: 'needs_text', field: 'agreedWith' };
  if (until <= at) return { reason: 'in_past', at: until };
  if (what === 'loop') {
    if (!WORKED_ON.includes(loop.state)) return { reason: 'not_in_state', state: loop.state, allowed: allowedOn(loop) };
    const breachedAt = loop.alarms.P14?.breachedAt;
    if (breachedAt !== undefined) return { reason: 'already_breached', at: breachedAt };
    const run = clocksOf(loop).find(({ id }) => id === 'P14');
    const due = run && dueOf(run, desk);
    if (due && !due.standing && until <= due.effectiveAt) return { reason: 'not_later', than: due.effectiveAt };
    return [{ type: 'extended', at, until, agreedWith }];
  }
  const promise = loop.promises.find(({ id }) => id === what);
  if (!promise) return { reason: 'unknown_promise', promiseId: what };
  if (promise.state !== 'open') return { reason: 'promise_closed', promiseId: what, state: promise.state };
  if (until <= promise.dueAt) return { reason: 'not_later', than: promise.dueAt };
  return [{ type: 'promise_extended', at, promiseId: what, until, agreedWith }];
}

function promiseOf(promise: NewPromise, at: number, loop: OpenLoop, { desk }: LoopContext): LoopPromise | LoopRefusal {
  const { id, kind, text, due } = promise;
  if (text.trim() === '') return { reason: 'needs_text', field: 'promise' };
  if (loop.promises.some((known) => known.id === id)) return { reason: 'promise_twice', promiseId: id };
  const within = due === undefined && kind === 'simple' ? loop.terms.P38?.latest : undefined;
  const length: ClockRun['length'] | undefined = due === undefined ? within : 'at' in due ? due : due.within;
  if (length === undefined) return { reason: 'needs_due' };
  const run: ClockRun = { id, rule: 'P38', startedAt: at, length, outside: 'keep', pauses: [] };
  const dueAt = 'at' in length ? length.at : dueOf(run, desk).dueAt;
  if (dueAt <= at) return { reason: 'in_past', at: dueAt };
  return { id, kind, text, dueAt, madeAt: at, state: 'open' };
}

function scoreOf(
  value: number,
  how: LoopScore['how'],
  at: number,
  by: string,
  loop: OpenLoop,
): LoopScore | LoopRefusal {
  if (loop.score) return { reason: 'already_scored', value: loop.score.value };
  if (!isMark(value)) return { reason: 'bad_score', value };
  return { value, at, by, how, selfCollected: how !== 'customer_link' && loop.fixers.includes(by) };
}

function isMark(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 5;
}

/** What the clocks have reached by an instant and nobody has written down yet, in the order in which it came. */
function lapses(loop: OpenLoop, at: number, { desk, settings }: LoopContext): Occurrence[] {
  const found: Occurrence[] = [];
  const alarmSettings = {
    warnAtPercent: settings.warnAtPercent.value,
    escalateAfterMinutes: settings.escalateAfterMinutes.value,
  };
  for (const run of clocksOf(loop)) {
    const said = loop.alarms[run.id] ?? {};
    const alarms = alarmsOf(run, dueOf(run, desk), desk, alarmSettings);
    if (!alarms) continue;
    const clock = run.id;
    if (said.warnedAt === undefined && said.breachedAt === undefined && alarms.warnAt <= at)
      found.push({ type: 'clock_warned', at: alarms.warnAt, clock });
    if (said.breachedAt === undefined && alarms.breachAt < at) {
      found.push({ type: 'clock_breached', at: alarms.breachAt, clock });
      if (clock.startsWith('promise#'))
        found.push({ type: 'promise_broken', at: alarms.breachAt, promiseId: clock.slice('promise#'.length) });
    }
    if (said.escalatedAt === undefined && alarms.escalateAt < at && alarms.breachAt < at)
      found.push({ type: 'clock_escalated', at: alarms.escalateAt, clock });
  }
  return found.sort((a, b) => a.at - b.at);
}

function endedClock(run: ClockRun, loop: OpenLoop, at: number, desk: Desk): EndedClock {
  const stopped = { ...run, stoppedAt: at };
  const due = dueOf(stopped, desk);
  const standing = standingOf(stopped, due, at, undefined);
  const breached = loop.alarms[run.id]?.breachedAt !== undefined || standing === 'breached';
  const unknown = run.rule === 'P14' && loop.state === 'closed_unconfirmed';
  return {
    id: run.id,
    rule: run.rule,
    startedAt: run.startedAt,
    plainAt: due.plainAt,
    dueAt: due.effectiveAt,
    stoppedAt: at,
    result: breached ? 'breached' : unknown ? 'unconfirmed' : standing === 'extended' ? 'extended' : 'met',
  };
}

function refused(refusal: LoopRefusal): LoopDecision {
  return { ok: false, refusal };
}
