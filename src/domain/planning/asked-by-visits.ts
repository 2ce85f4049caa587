import { dayText } from '../calendar/civil.ts';
import { isBlindReask, REASK_SEED } from '../loop/confirmation.ts';
import type { Desk } from '../loop/desk.ts';
import type { Budget, Duty } from '../policy/policy.ts';
import { askerOf } from '../satisfaction/reask.ts';
import type { Asked } from './asked.ts';
import { REASK, windowAsked } from './asked-by-loops.ts';

/** A visit whose marks somebody has just written down. */
export interface ScoredVisit {
  /** `<customerKey>:<slot>`: it alone decides the draw. */
  readonly key: string;
  readonly ownerId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const MS_PER_DAY = 86_400_000;

/**
 * The call in which somebody else asks for the marks again that a rep asked for himself, where the visit was drawn for it; undefined
 * where it was not.
 *
 * It lies past the days that the contact budget keeps between two calls, and nobody is asked again while such a call is still owed.
 *
 * @param pending what the customer's record asks for already
 * @param askers owner ids of everybody who could
 */
export function visitReaskOf(
  visit: ScoredVisit,
  pending: readonly Asked[],
  settings: {
    readonly percent: number;
    readonly duty: Duty | undefined;
    readonly budget: Budget | undefined;
    readonly desk: Desk;
    readonly askers: readonly string[];
  },
): Asked | undefined {
  const { percent, duty, budget, desk, askers } = settings;
  if (!duty?.on || !isBlindReask(visit.key, percent) || pending.some(({ rule }) => rule === REASK)) return undefined;
  const by = askerOf(visit.key, [visit.ownerId], { seed: REASK_SEED, askers });
  const from = visit.at + (budget?.calls.days ?? 0) * MS_PER_DAY;
  const window = windowAsked(REASK, duty, from, desk);
  return by === undefined || window === undefined
    ? undefined
    : { rule: REASK, loop: visit.key, window, notBy: [visit.ownerId], by };
}

/** What is still asked for once a visit was closed: its own call is over, the others stay. */
export function askedAfter(asked: readonly Asked[], pays: readonly string[]): readonly Asked[] {
  // Of a loop the call is over when the loop itself was asked again.
  return asked.filter(({ rule, loop, window }) => {
    const isVisit = /^[^:]+:\d+$/.test(loop);
    return rule !== REASK || !isVisit || !pays.includes(`${REASK}@${dayText(window.earliest)}`);
  });
}
