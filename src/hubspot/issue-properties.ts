import { formatDay } from '../domain/calendar/day.ts';
import { surveyAt } from '../domain/loop/clocks-of.ts';
import { foldHistory, type LoopHistory } from '../domain/loop/evolve.ts';
import type { LoopEvent, OpenLoop } from '../domain/loop/loop-state.ts';
import type { NamedClock } from '../use-cases/ports/ports.ts';

/** Events kept on the record in full. */
const NEWEST_EVENTS = 50;
/** HubSpot takes 65,536 characters in one property. */
const MOST_CHARACTERS = 60_000;

/** What a loop writes on its record: the state for people, lists and workflows, and the whole of it for us. */
export function loopProperties(
  loop: OpenLoop,
  clocks: readonly NamedClock[],
  history: LoopHistory,
  nextAlarmAt: number | undefined,
  olderEvents = '',
): { readonly [name: string]: string } {
  const running = clocks.filter(({ dueAt }) => dueAt !== undefined).sort((a, b) => untilOf(a) - untilOf(b));
  const [first] = running;
  const dueOf = (...rules: readonly string[]): string => {
    const clock = running.find(({ rule, id }) => rules.includes(rule) && !id.startsWith('promise#'));
    return instant(clock && untilOf(clock));
  };
  const breaches = Object.entries(loop.alarms).flatMap(([clock, { breachedAt }]) =>
    breachedAt === undefined ? [] : [{ clock, breachedAt }],
  );
  const { description: _, ...kept } = loop;
  return {
    rv_state: loop.state,
    rv_urgency: loop.urgency,
    rv_due_at: instant(first && untilOf(first)),
    rv_due_rule: first?.rule ?? '',
    rv_plain_due_at: instant(first?.plainAt),
    rv_reply_due_at: dueOf('P13', 'P34', 'P41', 'P42'),
    rv_close_due_at: dueOf('P14'),
    rv_confirm_due_at: dueOf('P22', 'P23'),
    rv_progress_due_at: dueOf('P40'),
    rv_next_alarm_at: instant(nextAlarmAt),
    rv_breached_at: instant(
      breaches.length > 0 ? Math.min(...breaches.map(({ breachedAt }) => breachedAt)) : undefined,
    ),
    rv_breached: breaches.map(({ clock }) => clock).join(';'),
    rv_paused_minutes: String(clocks.find(({ rule }) => rule === 'P14')?.paused ?? pausedMinutes(loop)),
    rv_waiting: String(loop.waitingFor !== undefined),
    rv_complexity: loop.complexity,
    rv_owner_role: loop.ownerRole,
    rv_owner_id: loop.ownerId,
    rv_promises: loop.promises.length > 0 ? JSON.stringify(loop.promises) : '',
    rv_raised_at: instant(loop.raisedAt),
    rv_accepted_at: instant(loop.acceptedAt),
    rv_resolved_at: instant(loop.resolvedAt),
    rv_confirmed_at: instant(loop.confirmedAt),
    rv_ticket_closed_at: instant(loop.ticketClosedAt),
    rv_survey_at: instant(surveyAt(loop)),
    rv_closed_at: instant(loop.closedAt),
    rv_reopened: String(loop.reopenedTimes),
    rv_reply: loop.reply ?? '',
    rv_answer: loop.answer ?? '',
    rv_attempts: loop.attempts.map(({ on }) => formatDay(on)).join(';'),
    rv_score: loop.score === undefined ? '' : String(loop.score.value),
    rv_self_collected: loop.score === undefined ? '' : String(loop.score.selfCollected),
    rv_offered: loop.offer?.what ?? '',
    rv_compensation: loop.offer?.compensation ?? '',
    rv_root_cause_category: loop.rootCategory ?? '',
    rv_root_cause: loop.rootCause ?? '',
    rv_prevention: loop.prevention ?? '',
    rv_measure: loop.measure?.what ?? '',
    rv_measure_department: loop.measure?.department ?? '',
    rv_measure_person: loop.measure?.person ?? '',
    rv_measure_due_on: loop.measure === undefined ? '' : formatDay(loop.measure.dueOn),
    rv_loop: JSON.stringify(kept),
    rv_clocks: clocks.length > 0 ? JSON.stringify(clocks) : '',
    ...historyProperties(history, olderEvents),
  };
}

export function untilOf({ agreedAt, dueAt }: Pick<NamedClock, 'agreedAt' | 'dueAt'>): number {
  return agreedAt ?? dueAt ?? Number.POSITIVE_INFINITY;
}

/**
 * The newest events in full. Older ones are folded into the loop they made, by which a replay begins, and stay as a line each:
 * `number instant type by`.
 */
function historyProperties(history: LoopHistory, olderEvents: string): { readonly [name: string]: string } {
  for (let keep = Math.min(NEWEST_EVENTS, history.events.length); ; keep -= 1) {
    const { base, events, folded } = foldHistory(history, keep);
    const text = JSON.stringify(events);
    if (text.length > MOST_CHARACTERS && keep > 0) continue;
    if (!base || folded.length === 0) return { rv_events: text };
    const { description: _, ...kept } = base;
    const lines = [...olderEvents.split('\n').filter(Boolean), ...folded.map(lineOf)];
    return { rv_events: text, rv_folded: JSON.stringify(kept), rv_older_events: newestLines(lines).join('\n') };
  }
}

function lineOf({ seq, at, type, by }: LoopEvent): string {
  return [seq, instant(at), type, by.replace(/\s/g, ' ')].join(' ').trimEnd();
}

/** As many lines as fit a property, about a thousand; the numbers tell how many went before them. */
function newestLines(lines: readonly string[]): readonly string[] {
  let characters = 0;
  let first = lines.length;
  while (first > 0 && characters + (lines[first - 1] ?? '').length < MOST_CHARACTERS) {
    first -= 1;
    characters += (lines[first] ?? '').length + 1;
  }
  return lines.slice(first);
}

function pausedMinutes({ pauses }: OpenLoop): number {
  return pauses.reduce((sum, { from, to }) => sum + (to === undefined ? 0 : Math.floor((to - from) / 60_000)), 0);
}

function instant(at: number | undefined): string {
  return at === undefined ? '' : new Date(at).toISOString();
}
