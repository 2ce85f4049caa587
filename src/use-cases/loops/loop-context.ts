import { countryCalendar } from '../../domain/calendar/country-calendar.ts';
import type { WorkingCalendar } from '../../domain/calendar/working-calendar.ts';
import { clockViews, nextAlarmOf } from '../../domain/loop/clock-view.ts';
import { termsOf } from '../../domain/loop/clocks-of.ts';
import type { LoopContext } from '../../domain/loop/decide.ts';
import { deskOf } from '../../domain/loop/desk.ts';
import type { OpenLoop } from '../../domain/loop/loop-state.ts';
import type { CustomerFacts, Role } from '../../domain/planning/facts.ts';
import { DEFAULT_LOOPS } from '../../domain/policy/default-loops.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { NamedClock } from '../ports/ports.ts';

/** What the clocks of one customer's loops are worked out with. */
export interface LoopDesk extends LoopContext {
  /** The clocks of a loop with their names and the people who answer for them. */
  clocksOf(loop: OpenLoop): { readonly clocks: readonly NamedClock[]; readonly nextAlarmAt?: number };
}

/** Years beyond the newest instant: the longest holiday and the check of a measure lie within. */
const YEARS_AHEAD = 3;

/**
 * @param since the oldest instant that is counted from, epoch milliseconds
 */
export function loopDesk(settings: {
  readonly policy: Policy;
  readonly portalZone: string;
  readonly ownerId: string;
  readonly owners: CustomerFacts['owners'];
  readonly since: number;
  readonly now: number;
}): LoopDesk {
  const { policy, portalZone, ownerId, owners, since, now } = settings;
  const { duties = [], loops = DEFAULT_LOOPS } = policy;
  const calendar = calendarOf(policy);
  const context: LoopContext = {
    desk: deskOf({
      calendar,
      team: policy.team,
      ownerId,
      portalZone,
      opensAt: loops.opensAt.value,
      years: { from: yearOf(Math.min(since, now)) - 1, to: yearOf(now) + YEARS_AHEAD },
    }),
    settings: loops,
    terms: termsOf(duties, loops),
  };
  const names = new Map(duties.map(({ id, name }) => [id, name]));
  return {
    ...context,
    clocksOf(loop) {
      const views = clockViews(loop, context);
      const nextAlarmAt = nextAlarmOf(loop, views);
      return {
        clocks: views.map((view) => ({
          ...view,
          name: names.get(view.rule) ?? { zh: view.rule, en: view.rule },
          ownerId:
            // What was escalated is the lead's from then on, where the customer has one.
            (loop.alarms[view.id]?.escalatedAt === undefined ? undefined : owners.team_lead) ??
            holderOf(view.role, owners, policy.fallback) ??
            loop.ownerId,
        })),
        ...(nextAlarmAt === undefined ? {} : { nextAlarmAt }),
      };
    },
  };
}

/** Who holds a role for a customer, or stands in for it. */
function holderOf(role: Role, owners: CustomerFacts['owners'], fallback: Policy['fallback']): string | undefined {
  const seen = new Set<Role>();
  for (let at: Role | undefined = role; at !== undefined && !seen.has(at); at = fallback[at]) {
    if (owners[at]) return owners[at];
    seen.add(at);
  }
  return undefined;
}

/** Building a calendar reads forty years: the last policy's is kept while the process lives. */
let last: { readonly text: string; readonly calendar: WorkingCalendar } | undefined;

function calendarOf({ calendar }: Policy): WorkingCalendar {
  const text = JSON.stringify(calendar);
  if (last?.text !== text) last = { text, calendar: countryCalendar(calendar) };
  return last.calendar;
}

function yearOf(at: number): number {
  return new Date(at).getUTCFullYear();
}
