import { earlierOf } from '../calendar/civil.ts';
import { type ClockRun, dueOf, targetOf } from '../loop/clock.ts';
import { waitsForReask } from '../loop/confirmation.ts';
import type { Desk } from '../loop/desk.ts';
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
  if (!duty?.on || duty.latest === undefined || loop.score === undefined || !waitsForReask(loop, percent))
    return undefined;
  const { latest, target } = duty;
  const term: Term = { latest, outside: duty.outside ?? 'next_open', ...(target ? { target } : {}) };
  const worked = [...new Set([...loop.fixers, loop.score.by].map(nameOf))].sort();
  return { rule: REASK, loop: loop.key, window: windowOf(REASK, term, loop.score.at, desk), notBy: worked };
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
