import { earlierOf } from '../calendar/civil.ts';
import { type ClockRun, dueOf, targetOf } from '../loop/clock.ts';
import { waitsForReask } from '../loop/confirmation.ts';
import type { Desk } from '../loop/desk.ts';
import { OPEN_STATES } from '../loop/loop.ts';
import type { OpenLoop } from '../loop/loop-state.ts';
import type { Length, Term } from '../loop/settings.ts';
import type { Duty } from '../policy/policy.ts';
import type { Asked } from './asked.ts';
import type { VisitWindow } from './plan.ts';

/** Asking for a fixer's own score again, by somebody else. */
export const REASK = 'Q18';

/**
 * The call that confirms a loop, with the window of its clock as days of whoever answers for it; undefined where the loop waits for
 * none. A loop that the closing of a ticket resolved is called about as the ticket's rule says.
 *
 * The window stays that of the clock after an attempt in vain has ended the clock itself.
 */
export function confirmationOf(loop: OpenLoop, desk: Desk): Asked | undefined {
  if (loop.state !== 'resolved' || loop.resolvedAt === undefined) return undefined;
  const rule = loop.ticketClosedAt === loop.resolvedAt ? 'P23' : 'P22';
  const term = loop.terms[rule];
  if (term === undefined) return undefined;
  return { rule, loop: loop.key, window: windowOf(rule, term, loop.resolvedAt, desk) };
}

/**
 * The calls that explain an exception (P34) or make good a low score (P42), with the windows of their clocks; none where somebody
 * has spoken with the customer about it since.
 *
 * As with a confirmation, an attempt in vain ends the clock and not the call.
 */
export function explanationsOf(loop: OpenLoop, desk: Desk): readonly Asked[] {
  if (!OPEN_STATES.includes(loop.state) || loop.repliedAt !== undefined) return [];
  const low = loop.because.some((cause) => cause === 'low_score' || cause === 'low_nps');
  return [...(loop.kind === 'exception' ? ['P34'] : []), ...(low ? ['P42'] : [])].flatMap((rule) => {
    const term = loop.terms[rule];
    if (term === undefined) return [];
    const window = windowOf(rule, term, loop.raisedAt, desk);
    // Without a target of the policy's own it is aimed at once.
    return [{ rule, loop: loop.key, window: term.target ? window : { ...window, target: window.earliest } }];
  });
}

/**
 * The call that asks for a score again which a fixer collected himself, where the loop was drawn for it; undefined where it was not.
 *
 * @param nameOf the owner id of somebody as the loop names him
 */
export function reaskOf(
  loop: OpenLoop,
  {
    percent,
    duty,
    desk,
    nameOf,
  }: {
    readonly percent: number;
    readonly duty: Duty | undefined;
    readonly desk: Desk;
    readonly nameOf: (by: string) => string;
  },
): Asked | undefined {
  if (!duty?.on || loop.score === undefined || !waitsForReask(loop, percent)) return undefined;
  const window = windowAsked(REASK, duty, loop.score.at, desk);
  const worked = [...new Set([...loop.fixers, loop.score.by].map(nameOf))].sort();
  return window && { rule: REASK, loop: loop.key, window, notBy: worked };
}

/** The days in which a duty's call is owed, counted from an instant; undefined where the policy sets it no time. */
export function windowAsked(rule: string, duty: Duty, from: number, desk: Desk): VisitWindow | undefined {
  const { latest, target, outside = 'next_open' } = duty;
  return latest && windowOf(rule, { latest, outside, ...(target ? { target } : {}) }, from, desk);
}

function windowOf(rule: string, { latest, target, outside }: Term, startedAt: number, desk: Desk): VisitWindow {
  const run: ClockRun = {
    id: rule,
    rule,
    startedAt,
    length: latest,
    outside,
    pauses: [],
    ...(isLength(target) ? { target } : {}),
  };
  const dayOf = (at: number) => desk.dayOf(Math.floor(at / 60_000));
  const earliest = dayOf(startedAt);
  const until = dayOf(dueOf(run, desk).effectiveAt);
  const aim = targetOf(run, desk);
  const by = aim === undefined ? until : dayOf(aim);
  return { earliest, target: earlierOf(by, until), latest: until };
}

function isLength(length: Length | undefined): length is Length {
  return length !== undefined && length.n > 0;
}
