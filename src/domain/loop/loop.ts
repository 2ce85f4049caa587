import type { Day } from '../calendar/day.ts';

/** An open loop: what a customer raised and has not yet confirmed as settled. */
export type LoopKind = 'problem' | 'complaint' | 'need' | 'suggestion' | 'exception' | 'praise';
export type LoopState = 'raised' | 'accepted' | 'in_progress' | 'resolved' | 'confirmed' | 'closed_unconfirmed';
export type Urgency = 'normal' | 'urgent';
/** Why a loop was opened: what the customer said, a low mark, or only a promise of ours. */
export type LoopCause = 'said' | 'low_score' | 'low_nps' | 'promise';

/** States in which somebody still owes the customer something. */
export const OPEN_STATES: readonly LoopState[] = ['raised', 'accepted', 'in_progress', 'resolved'];

/** States in which somebody still works on it. */
export const WORKED_ON: readonly LoopState[] = ['raised', 'accepted', 'in_progress'];

/** `simple`: an answer. `contact_by`: somebody calls. `result`: the matter is done by then. `progress`: we tell how it stands. */
export type PromiseKind = 'simple' | 'contact_by' | 'result' | 'progress';

/** What we said we would do, with its own due instant. Instants are epoch milliseconds. */
export interface LoopPromise {
  readonly id: string;
  readonly text: string;
  readonly dueAt: number;
  /** `broken` stays, also where it was fulfilled late. */
  readonly state: 'open' | 'kept' | 'broken';
  readonly kind?: PromiseKind;
  readonly madeAt?: number;
  /** What was promised at first, where the customer agreed to a later time. */
  readonly firstDueAt?: number;
  readonly agreedWith?: string;
  readonly keptAt?: number;
  readonly brokenAt?: number;
}

/** A loop that a recorded visit opens; `suffix` makes its key from the visit's key. */
export interface RaisedLoop {
  readonly suffix: string;
  readonly kind: LoopKind;
  readonly description: string;
  readonly because: readonly LoopCause[];
  readonly promises: readonly LoopPromise[];
}

export interface SaidInVisit {
  readonly feedback: { readonly [kind: string]: string };
  readonly scores: { readonly [dimension: string]: number };
  readonly nps?: number;
  readonly promises: readonly { readonly text: string; readonly dueAt: number }[];
}

/** A mark of 1 or 2 out of 5, or a 0–6 out of 10, is somebody who is about to leave; as shipped, the policy may say otherwise. */
export const LOW_SCORE = 2;
export const LOW_NPS = 6;

/** Praise and a suggestion are kept too; only the first three are troubles that a low mark can belong to. */
const RAISING = ['complaint', 'problem', 'need', 'suggestion'] as const;
const TROUBLES: readonly LoopKind[] = ['complaint', 'problem'];

/**
 * The loops that what a customer said opens.
 *
 * Each kind of feedback opens one. A low mark opens one of its own, unless a complaint or a problem was raised in the same
 * talk: that one carries the mark, so that nobody chases the same trouble twice. Promises go with the first loop; a promise
 * alone opens one, since somebody has to keep it.
 *
 * @example loopsRaisedBy({ feedback: {}, scores: { response_speed: 2 }, promises: [] }) // one loop `mark` because of low_score
 */
export function loopsRaisedBy(
  said: SaidInVisit,
  limits: { readonly score: number; readonly nps: number } = { score: LOW_SCORE, nps: LOW_NPS },
): readonly RaisedLoop[] {
  const low = Object.entries(said.scores).filter(([, score]) => score <= limits.score);
  const causes: LoopCause[] = [
    ...(low.length > 0 ? (['low_score'] as const) : []),
    ...(said.nps !== undefined && said.nps <= limits.nps ? (['low_nps'] as const) : []),
  ];
  const marks = [
    ...low.map(([dimension, score]) => `${dimension} ${score}/5`),
    ...(causes.includes('low_nps') ? [`NPS ${said.nps}/10`] : []),
  ].join(', ');
  const promises = said.promises.map(
    (promise, index): LoopPromise => ({ ...promise, id: String(index + 1), state: 'open' }),
  );

  const loops: RaisedLoop[] = [];
  for (const kind of RAISING) {
    const description = said.feedback[kind];
    if (!description) continue;
    const carries = marks !== '' && TROUBLES.includes(kind) && !loops.some((loop) => TROUBLES.includes(loop.kind));
    loops.push({
      suffix: kind,
      kind,
      description: carries ? `${description}\n(${marks})` : description,
      because: carries ? ['said', ...causes] : ['said'],
      promises: [],
    });
  }
  if (marks !== '' && !loops.some((loop) => TROUBLES.includes(loop.kind))) {
    loops.unshift({ suffix: 'mark', kind: 'problem', description: marks, because: causes, promises: [] });
  }
  if (promises.length === 0) return loops;
  const [first, ...others] = loops;
  if (first) return [{ ...first, promises }, ...others];
  const description = promises.map(({ text }) => text).join('\n');
  return [{ suffix: 'promise', kind: 'need', description, because: ['promise'], promises }];
}

/** How a loop stands to its clock. */
export type ClockState = 'overdue' | 'soon' | 'running' | 'none';

/** Within a day: the last moment at which the customer can still be told in time. */
export const SOON_MS = 24 * 3_600_000;
/** After every instant a clock can name. */
const NEVER = 8.64e15;

/** How a due instant stands to now; see {@link SOON_MS}. */
export function clockState(dueAt: number | undefined, now: number): ClockState {
  if (dueAt === undefined) return 'none';
  if (dueAt < now) return 'overdue';
  return dueAt - now <= SOON_MS ? 'soon' : 'running';
}

/** The earliest open promise of a loop. */
export function nextPromise(promises: readonly LoopPromise[]): LoopPromise | undefined {
  return promises.filter(({ state }) => state === 'open').sort((a, b) => a.dueAt - b.dueAt)[0];
}

/**
 * Loops in the order in which they are brought up: broken promises, then urgent ones, then by their due instant, those
 * without one by age.
 */
export function byUrgency<
  T extends {
    readonly urgency: Urgency;
    readonly raisedOn: Day;
    readonly dueAt?: number;
    readonly promises: readonly LoopPromise[];
  },
>(loops: readonly T[], now: number): T[] {
  const rank = (loop: T): number => {
    const promise = nextPromise(loop.promises);
    if (promise && promise.dueAt < now) return 0;
    if (clockState(loop.dueAt, now) === 'overdue') return 1;
    return loop.urgency === 'urgent' ? 2 : 3;
  };
  return [...loops].sort(
    (a, b) => rank(a) - rank(b) || (a.dueAt ?? NEVER) - (b.dueAt ?? NEVER) || a.raisedOn - b.raisedOn,
  );
}
