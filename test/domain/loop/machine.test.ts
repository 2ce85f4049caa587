import { isWorkday } from 'chinese-workday';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, it } from 'vitest';
import { clocksOf } from '../../../src/domain/loop/clocks-of.ts';
import { allowedOn, decide, type LoopContext } from '../../../src/domain/loop/decide.ts';
import { evolve, replay } from '../../../src/domain/loop/evolve.ts';
import type { LoopState } from '../../../src/domain/loop/loop.ts';
import type { CommandType, LoopCommand, LoopEvent, OpenLoop } from '../../../src/domain/loop/loop-state.ts';
import { type WorkedMinutes, workedMinutes } from '../calendar/minute-oracle.ts';
import { cases, inZone, ZONES } from '../support.ts';
import { context, desk, type Said, SHIFTS } from './support.ts';

const ZONE = 'Asia/Shanghai';
const MINUTE = 60_000;
const START = Date.parse('2026-09-24T09:00+08:00');
const CLOSE_HOURS = 16;

/** The clocks with another length of the one to closure. */
function termsWith(hours: number, { terms }: LoopContext): LoopContext['terms'] {
  const { unit = 'h' } = terms.P14?.latest ?? {};
  return { ...terms, P14: { latest: { n: hours, unit }, outside: 'keep' } };
}

/** What the issue says the machine is, written down a second time and plainly. */
const LEGAL: { readonly [type: string]: readonly LoopState[] } = {
  accept: ['raised'],
  start: ['accepted'],
  tell: ['raised', 'accepted', 'in_progress'],
  wait_for_customer: ['accepted', 'in_progress'],
  customer_answered: ['accepted', 'in_progress'],
  attempt_confirmation: ['resolved'],
  confirm: ['resolved', 'closed_unconfirmed'],
  reopen: ['resolved', 'confirmed', 'closed_unconfirmed'],
  reassign: ['raised', 'accepted', 'in_progress', 'resolved'],
  discuss: ['raised', 'accepted', 'in_progress', 'resolved'],
  promise: ['raised', 'accepted', 'in_progress', 'resolved'],
  offer: ['raised', 'accepted', 'in_progress', 'resolved'],
  change_terms: ['raised', 'accepted', 'in_progress', 'resolved'],
};
const resolvable = (state: LoopState, complaint: boolean): boolean =>
  state === 'in_progress' || (!complaint && (state === 'raised' || state === 'accepted'));

interface Model {
  state: LoopState;
  complaint: boolean;
  waiting: boolean;
  /** Working days on which an attempt was made since it was resolved, and all days. */
  counted: number;
  triedOn: string[];
  answers: number;
  scored: boolean;
  promises: Map<string, { dueAt: number; state: 'open' | 'kept' | 'broken'; late: boolean }>;
  /** When the clock to closure stood still. */
  pauses: { from: number; to?: number }[];
  /** How many hours it had, from when on: a changed policy may give it others. */
  terms: { readonly from: number; readonly hours: number }[];
}

interface Real {
  loop: OpenLoop;
  events: LoopEvent[];
  now: number;
  commands: number;
  context: LoopContext;
}

/** What a command does in the model; undefined: it must be refused. */
type Effect = (model: Model, at: number) => (() => void) | undefined;

class Move implements fc.Command<Model, Real> {
  readonly #after: number;
  readonly #said: Said;
  readonly #effect: Effect;
  readonly #twice: boolean;

  constructor(after: number, said: Said, effect: Effect, twice: boolean) {
    this.#after = after;
    this.#said = said;
    this.#effect = effect;
    this.#twice = twice;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    real.now += this.#after * MINUTE;
    real.commands += 1;
    lapse(model, real.now);
    const given =
      this.#said.type === 'change_terms'
        ? { ...this.#said, terms: termsWith(hoursOf(this.#said), real.context) }
        : this.#said;
    const command = { by: 'amy', ...given, id: `c${real.commands}`, at: real.now } as LoopCommand;
    const effect = this.#effect(model, real.now);
    const decision = decide(command, real.loop, real.context);
    if (!effect) {
      if (decision.ok) throw new Error(`${command.type} was carried out in ${real.loop.state}`);
      if (decision.refusal.reason === 'not_in_state') {
        expect(decision.refusal.state).toBe(real.loop.state);
        expect(decision.refusal.allowed).toEqual(allowedOn(lapsed(real)));
        expect(decision.refusal.allowed).not.toContain(command.type);
      }
      return;
    }
    if (!decision.ok) throw new Error(`${command.type} was refused in ${real.loop.state}: ${JSON.stringify(decision)}`);
    effect();
    take(real, decision.events);
    if (this.#twice && decision.events.length > 0) {
      // Sent again after a lost answer.
      expect(decide({ ...command, at: real.now + 1 }, real.loop, real.context)).toEqual({
        ok: true,
        events: [],
        repeated: true,
      });
    }
    expect(real.loop.state).toBe(model.state);
    expect(real.loop.waitingFor !== undefined).toBe(model.waiting);
    expect(real.loop.score !== undefined).toBe(model.scored);
    expect(Object.fromEntries(real.loop.promises.map(({ id, state }) => [id, state]))).toEqual(
      Object.fromEntries([...model.promises].map(([id, { state }]) => [id, state])),
    );
    // Nothing is confirmed without the customer's answer.
    if (real.loop.state === 'confirmed') {
      expect(model.answers).toBeGreaterThan(0);
      expect(real.loop.answer).toBeTruthy();
    } else {
      expect(real.loop.answer).toBeUndefined();
    }
  }

  toString(): string {
    return `+${this.#after} min ${JSON.stringify(this.#said)}`;
  }
}

function take(real: Real, events: readonly LoopEvent[]): void {
  for (const event of events) {
    real.events.push(event);
    real.loop = evolve(real.loop, event) ?? real.loop;
  }
}

/** The loop with what its clocks have reached, as a command finds it. */
function lapsed(real: Real): OpenLoop {
  const check = { type: 'check_clocks', id: 'look', by: 'amy', at: real.now } as const;
  const decision = decide(check, real.loop, real.context);
  return decision.ok ? (decision.events.reduce<OpenLoop | undefined>(evolve, real.loop) ?? real.loop) : real.loop;
}

function lapse(model: Model, now: number): void {
  for (const promise of model.promises.values())
    if (promise.state === 'open' && promise.dueAt < now) promise.state = 'broken';
}

function end(model: Model, at: number): void {
  for (const pause of model.pauses) if (pause.to === undefined) pause.to = at;
}

const dateOf = (at: number): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(ZONE).toPlainDate().toString();

const legal = (type: CommandType, model: Model): boolean => LEGAL[type]?.includes(model.state) ?? true;

const EFFECTS: { readonly [type: string]: (said: Said) => Effect } = {
  accept: () => (model) =>
    legal('accept', model)
      ? () => {
          model.state = 'accepted';
        }
      : undefined,
  start: () => (model) =>
    legal('start', model)
      ? () => {
          model.state = 'in_progress';
        }
      : undefined,
  tell: () => (model) => (legal('tell', model) ? () => {} : undefined),
  reassign: () => (model) => (legal('reassign', model) ? () => {} : undefined),
  discuss: () => (model) => (legal('discuss', model) ? () => {} : undefined),
  offer: () => (model) => (legal('offer', model) ? () => {} : undefined),
  change_terms: (said) => (model, at) =>
    legal('change_terms', model) ? () => void model.terms.push({ from: at, hours: hoursOf(said) }) : undefined,
  check_clocks: () => () => () => {},
  set_by_hand: (said) => (model, at) => () => {
    const { state } = said as { readonly state: LoopState };
    // Nobody but the customer confirms.
    const to = state === 'confirmed' ? 'resolved' : state;
    if (to === model.state) return;
    const stands = to === 'closed_unconfirmed' && (model.state === 'resolved' || model.state === 'confirmed');
    model.waiting = false;
    if (!stands) end(model, at);
    if (to === 'resolved' || (to === 'closed_unconfirmed' && !stands)) model.pauses.push({ from: at });
    if (to === 'resolved') Object.assign(model, { counted: 0, triedOn: [] });
    model.state = to;
  },
  wait_for_customer: () => (model, at) =>
    legal('wait_for_customer', model) && !model.waiting
      ? () => {
          model.waiting = true;
          model.pauses.push({ from: at });
        }
      : undefined,
  customer_answered: () => (model, at) =>
    legal('customer_answered', model) && model.waiting
      ? () => {
          model.waiting = false;
          end(model, at);
        }
      : undefined,
  resolve: () => (model, at) =>
    resolvable(model.state, model.complaint)
      ? () => {
          model.state = 'resolved';
          model.waiting = false;
          model.counted = 0;
          model.triedOn = [];
          end(model, at);
          model.pauses.push({ from: at });
        }
      : undefined,
  attempt_confirmation: () => (model, at) => {
    const on = dateOf(at);
    if (!legal('attempt_confirmation', model) || model.triedOn.includes(on)) return undefined;
    return () => {
      model.triedOn.push(on);
      if (isWorkday(on)) model.counted += 1;
      if (model.counted === 3) model.state = 'closed_unconfirmed';
    };
  },
  confirm: (said) => (model) => {
    const { score } = said as { readonly score?: number };
    if (!legal('confirm', model) || (score !== undefined && model.scored)) return undefined;
    return () => {
      model.state = 'confirmed';
      model.answers += 1;
      if (score !== undefined) model.scored = true;
    };
  },
  reopen: () => (model, at) =>
    legal('reopen', model)
      ? () => {
          model.state = 'in_progress';
          end(model, at);
        }
      : undefined,
  promise: (said) => (model, at) => {
    const { promise } = said as { readonly promise: { readonly id: string; readonly due: { readonly at: number } } };
    if (!legal('promise', model) || promise.due.at <= at || model.promises.has(promise.id)) return undefined;
    return () => void model.promises.set(promise.id, { dueAt: promise.due.at, state: 'open', late: false });
  },
  keep: (said) => (model) => {
    const promise = model.promises.get((said as { readonly promiseId: string }).promiseId);
    if (!promise || promise.state === 'kept' || (promise.state === 'broken' && promise.late)) return undefined;
    return () => {
      if (promise.state === 'broken') promise.late = true;
      else promise.state = 'kept';
    };
  },
  break: (said) => (model) => {
    const promise = model.promises.get((said as { readonly promiseId: string }).promiseId);
    return promise?.state === 'open'
      ? () => {
          promise.state = 'broken';
        }
      : undefined;
  },
  extend: (said) => (model, at) => {
    const { what, until } = said as { readonly what: string; readonly until: number };
    const promise = model.promises.get(what);
    if (promise?.state !== 'open' || until <= promise.dueAt || until <= at) return undefined;
    return () => {
      promise.dueAt = until;
    };
  },
};

const promiseId = fc.constantFrom('1', '2', '3');
const instant = fc.integer({ min: -600, max: 30_000 }).map((minutes) => START + minutes * MINUTE);
const said: fc.Arbitrary<Said> = fc.oneof(
  fc.constant<Said>({ type: 'accept' }),
  fc.constant<Said>({ type: 'start' }),
  fc.boolean().map((reached): Said => ({ type: 'tell', text: 'how it stands', reached })),
  fc.constant<Said>({ type: 'wait_for_customer', waitingFor: 'a photo' }),
  fc.constant<Said>({ type: 'customer_answered' }),
  { arbitrary: fc.constant<Said>({ type: 'resolve', reply: 'done', outcome: 'done' }), weight: 4 },
  { arbitrary: fc.constant<Said>({ type: 'attempt_confirmation' }), weight: 5 },
  fc
    .option(fc.integer({ min: 1, max: 5 }), { nil: undefined })
    .map(
      (score): Said => ({ type: 'confirm', answer: 'yes', how: 'phone', ...(score === undefined ? {} : { score }) }),
    ),
  { arbitrary: fc.constant<Said>({ type: 'reopen', why: 'again' }), weight: 2 },
  fc.constant<Said>({ type: 'reassign', ownerRole: 'problem_owner', ownerId: 'bob' }),
  fc.constant<Said>({ type: 'discuss', visitKey: '501:2' }),
  fc.constant<Said>({ type: 'offer', what: 'a new unit' }),
  fc.constantFrom(4, 9, 40).map(
    (hours): Said => ({
      type: 'change_terms',
      terms: { P14: { latest: { n: hours, unit: 'h' }, outside: 'keep' } },
      closureStopsAt: 'confirmed',
    }),
  ),
  fc.constant<Said>({ type: 'check_clocks' }),
  fc
    .constantFrom(...(['raised', 'accepted', 'in_progress', 'resolved', 'confirmed', 'closed_unconfirmed'] as const))
    .map((state): Said => ({ type: 'set_by_hand', state })),
  fc
    .tuple(promiseId, instant)
    .map(([id, at]): Said => ({ type: 'promise', promise: { id, kind: 'result', text: 'x', due: { at } } })),
  promiseId.map((id): Said => ({ type: 'keep', promiseId: id })),
  promiseId.map((id): Said => ({ type: 'break', promiseId: id })),
  fc.tuple(promiseId, instant).map(([what, until]): Said => ({ type: 'extend', what, until, agreedWith: 'Ms Li' })),
);
const move = fc
  .tuple(fc.integer({ min: 0, max: 1_500 }), said, fc.boolean())
  .map(([after, what, twice]) => new Move(after, what, (EFFECTS[what.type] as (said: Said) => Effect)(what), twice));

function hoursOf(said: Said): number {
  return said.type === 'change_terms' ? (said.terms.P14?.latest.n ?? Number.NaN) : Number.NaN;
}

/**
 * When the clock to closure was breached: under each policy in turn it is looked at when the next one comes, and in the end; what one
 * of them had breached stays so.
 */
function slowBreach(
  unit: 'h' | 'wh',
  { pauses, terms }: Model,
  end: number,
  oracle: WorkedMinutes,
): number | undefined {
  for (const [index, { hours }] of terms.entries()) {
    const until = Math.min(terms[index + 1]?.from ?? end, end);
    const due = slowDue(unit, hours, pauses, until, oracle);
    if (due !== undefined && due < until) return due;
  }
  return undefined;
}

/** When a clock of so many hours is due: minute by minute, without the pauses; undefined: not reached by `until`. */
function slowDue(
  unit: 'h' | 'wh',
  hours: number,
  pauses: Model['pauses'],
  until: number,
  oracle: WorkedMinutes,
): number | undefined {
  let left = hours * 60;
  for (let at = START / MINUTE; at < until / MINUTE; at += 1) {
    const paused = pauses.some(({ from, to = Number.POSITIVE_INFINITY }) => at >= from / MINUTE && at < to / MINUTE);
    if (!paused && (unit === 'h' || oracle.worked[at - oracle.from] === 1)) left -= 1;
    if (left === 0) return (at + 1) * MINUTE;
  }
  return undefined;
}

describe('any history of a loop', () => {
  let oracle: WorkedMinutes;
  beforeAll(() => {
    oracle = workedMinutes(ZONE, SHIFTS, '2026-09-23T00:00Z', '2026-12-25T00:00Z');
  });

  it.each([['h', 'UTC'], ...ZONES.map((zone) => ['wh', zone] as const)] as const)(
    'keeps to the machine; the clock to closure, in %s, counts minus pauses; events in any order make the same loop (process in %s)',
    (unit, zone) => {
      inZone(zone, () =>
        fc.assert(
          fc.property(
            fc.commands([move], { maxCommands: 40 }),
            fc.boolean(),
            fc.infiniteStream(fc.nat()),
            (commands, complaint, numbers) => {
              const base = context({}, desk(ZONE));
              const real: Real = {
                loop: undefined as unknown as OpenLoop,
                events: [],
                now: START,
                commands: 0,
                context: {
                  ...base,
                  terms: { ...base.terms, P14: { latest: { n: CLOSE_HOURS, unit }, outside: 'keep' } },
                },
              };
              const raise: LoopCommand = {
                type: 'raise',
                id: 'c0',
                by: 'amy',
                at: START,
                loop: {
                  key: '501:1:problem',
                  kind: complaint ? 'complaint' : 'problem',
                  description: 'x',
                  urgency: 'urgent',
                  because: ['said'],
                  complexity: 'simple',
                  highValue: true,
                  ownerRole: 'account_manager',
                  ownerId: 'amy',
                  promises: [],
                },
              };
              const born = decide(raise, undefined, real.context);
              if (!born.ok) throw new Error('not raised');
              take(real, born.events);
              const model: Model = {
                state: 'raised',
                complaint,
                waiting: false,
                counted: 0,
                triedOn: [],
                answers: 0,
                scored: false,
                promises: new Map(),
                pauses: [],
                terms: [{ from: START, hours: CLOSE_HOURS }],
              };
              fc.modelRun(() => ({ model, real }), commands);

              // The clock to closure: breached exactly when its minutes were up before it ended, or before now.
              const loop = lapsed(real);
              const closed = loop.ended.find(({ rule }) => rule === 'P14');
              const until = closed?.stoppedAt ?? real.now;
              const due = slowBreach(unit, model, until, oracle);
              expect(loop.alarms.P14?.breachedAt !== undefined || closed?.result === 'breached').toBe(
                due !== undefined,
              );
              if (loop.alarms.P14?.breachedAt !== undefined) expect(loop.alarms.P14.breachedAt).toBe(due);
              if (!closed) expect(clocksOf(loop).some(({ id }) => id === 'P14')).toBe(true);

              // Twice and in any order the events make the stored loop.
              const twice = [...real.events, ...real.events]
                .map((event) => ({ event, key: numbers.next().value as number }))
                .sort((a, b) => a.key - b.key)
                .map(({ event }) => event);
              expect(replay(twice)).toEqual(real.loop);
              expect(JSON.parse(JSON.stringify(replay(twice)))).toEqual(JSON.parse(JSON.stringify(real.loop)));
              const numbersOfEvents = real.events.map(({ seq }) => seq);
              expect(numbersOfEvents).toEqual(numbersOfEvents.map((_, index) => index + 1));
              // One by one in a wrong order nothing is taken before its turn.
              const last = real.events.at(-1);
              if (last && last.seq > 1) expect(evolve(evolve(undefined, last), last)).toBeUndefined();
            },
          ),
          cases(1_000),
        ),
      );
    },
  );
});
