import { addDays } from '../calendar/day.ts';
import type { Role } from '../planning/facts.ts';
import type { Duty } from '../policy/policy.ts';
import type { ClockRun } from './clock.ts';
import { type LoopKind, WORKED_ON } from './loop.ts';
import type { OpenLoop } from './loop-state.ts';
import type { LoopSettings, Term, Terms } from './settings.ts';

/** Rules whose lengths a loop takes with it when it is raised. */
const ON_LOOPS = ['P13', 'P14', 'P22', 'P23', 'P34', 'P37', 'P38', 'P40', 'P41', 'P42', 'P45', 'P53'] as const;

/** Praise has nothing to close, and a suggestion is weighed by a clock of its own. */
const TO_CLOSE: readonly LoopKind[] = ['problem', 'complaint', 'need', 'exception'];

/**
 * The clocks of a policy as a loop takes them with it.
 *
 * Urgent matters run by the clock where somebody is on call, and are then due at any hour. A complaint must be accepted by its
 * target; when it is answered and confirmed is up to its promises and to the confirmation.
 */
export function termsOf(duties: readonly Duty[], settings: LoopSettings): Terms {
  const terms: { [rule: string]: Term } = {};
  for (const rule of ON_LOOPS) {
    const duty = duties.find(({ id }) => id === rule);
    if (!duty?.on) continue;
    const { target, latest, outside = 'next_open' } = duty;
    if (rule === 'P13' && latest && settings.onCallRoster.value) {
      terms[rule] = { latest: { ...latest, unit: 'h' }, outside: 'keep' };
    } else if (rule === 'P41') {
      const accept = target ?? latest;
      if (accept) terms[rule] = { latest: accept, outside };
    } else if (latest) {
      terms[rule] = { latest, outside, ...(target && target.n > 0 ? { target } : {}) };
    }
  }
  return terms;
}

/** The clocks that run on a loop now, each with what it was started by. One that has ended is in `loop.ended`. */
export function clocksOf(loop: OpenLoop): readonly ClockRun[] {
  const { terms, state, kind, because } = loop;
  const runs: ClockRun[] = [];
  const working = WORKED_ON.includes(state);
  const open = working || state === 'resolved';
  const start = (id: string, rule: string, startedAt: number, more: Partial<ClockRun> = {}): void => {
    const term = terms[rule];
    if (!term) return;
    runs.push({
      id,
      rule,
      startedAt,
      length: term.latest,
      outside: term.outside,
      pauses: loop.pauses,
      ...(term.target ? { target: term.target } : {}),
      ...more,
    });
  };
  if (loop.highValue && loop.urgency === 'urgent' && TO_CLOSE.includes(kind) && loop.repliedAt === undefined && open)
    start('P13', 'P13', loop.raisedAt);
  if (loop.highValue && TO_CLOSE.includes(kind) && (loop.closureStopsAt === 'resolved' ? working : open))
    start('P14', 'P14', loop.raisedAt, loop.extension ? { agreedUntil: loop.extension.until } : {});
  if (kind === 'complaint' && state === 'raised') start('P41', 'P41', loop.raisedAt);
  if (kind === 'exception' && loop.triedAt === undefined && open) start('P34', 'P34', loop.raisedAt);
  if (because.some((cause) => cause === 'low_score' || cause === 'low_nps') && loop.triedAt === undefined && open)
    start('P42', 'P42', loop.raisedAt);
  if (kind === 'suggestion' && working) start('P53', 'P53', loop.raisedAt);
  const promised = loop.promises.filter((promise) => promise.state === 'open');
  // A promise that is open says when the customer hears of us.
  if (working && TO_CLOSE.includes(kind) && promised.length === 0) {
    start(
      numbered('P40', loop.told + loop.reopenedTimes + loop.promises.length + keptOf(loop) + 1),
      'P40',
      loop.silentSince,
    );
  }
  if (state === 'resolved' && loop.resolvedAt !== undefined && loop.attempts.length === 0) {
    // A confirmation that the closing of a ticket asks for is not asked for twice.
    const rule = loop.ticketClosedAt === loop.resolvedAt ? 'P23' : 'P22';
    start(numbered(rule, loop.resolvedTimes), rule, loop.resolvedAt, { pauses: [] });
  }
  // A broken promise is still owed, until it is fulfilled late or the loop is closed.
  const owed = open ? loop.promises.filter(({ state, keptAt }) => state === 'broken' && keptAt === undefined) : [];
  for (const promise of [...promised, ...owed]) {
    runs.push({
      id: `promise#${promise.id}`,
      rule: promise.kind === 'simple' ? 'P38' : promise.kind === 'progress' ? 'P40' : 'P39',
      startedAt: promise.madeAt ?? loop.raisedAt,
      length: { at: promise.dueAt },
      outside: 'keep',
      pauses: [],
    });
  }
  if (loop.measure && !loop.measure.checked) {
    const { dueOn } = loop.measure;
    const check = terms.P45?.latest.n;
    const dated = { startedAt: loop.raisedAt, outside: 'keep', pauses: [] } as const;
    runs.push({ ...dated, id: 'P45', rule: 'P45', length: { on: dueOn } });
    if (check !== undefined) runs.push({ ...dated, id: 'P45#2', rule: 'P45', length: { on: addDays(dueOn, check) } });
  }
  const over = new Set(loop.ended.map(({ id }) => id));
  return runs.filter(({ id }) => !over.has(id));
}

/** When the customer is sent a survey instead of being called: a ticket was closed, he has confirmed, and nobody has his score. */
export function surveyAt(loop: OpenLoop): number | undefined {
  const hours = loop.terms.P23?.target?.n;
  if (loop.ticketClosedAt === undefined || loop.state !== 'confirmed' || loop.score || hours === undefined)
    return undefined;
  return loop.ticketClosedAt + hours * 3_600_000;
}

/** Who answers for a clock; the first role a customer has filled. */
export function roleFor(rule: string, loop: Pick<OpenLoop, 'highValue' | 'ownerRole'>): Role {
  switch (rule) {
    case 'P22':
    case 'P23':
      // The account manager is the one contact of a high-value customer; the engineer helps.
      return loop.highValue ? 'account_manager' : 'service_engineer';
    case 'P13':
    case 'P34':
    case 'P42':
      return 'account_manager';
    case 'P45':
      return 'team_lead';
    default:
      return loop.ownerRole;
  }
}

function keptOf(loop: OpenLoop): number {
  return loop.promises.filter(({ keptAt }) => keptAt !== undefined).length;
}

function numbered(rule: string, n: number): string {
  return n > 1 ? `${rule}#${n}` : rule;
}
