import { countryCalendar } from '../../domain/calendar/country-calendar.ts';
import type { WorkingCalendar } from '../../domain/calendar/working-calendar.ts';
import { clockViews, nextAlarmOf } from '../../domain/loop/clock-view.ts';
import { termsOf } from '../../domain/loop/clocks-of.ts';
import type { LoopContext } from '../../domain/loop/decide.ts';
import { type Desk, deskOf } from '../../domain/loop/desk.ts';
import { leadOf } from '../../domain/loop/lead.ts';
import type { OpenLoop } from '../../domain/loop/loop-state.ts';
import type { CustomerFacts, Role } from '../../domain/planning/facts.ts';
import { DEFAULT_LOOPS } from '../../domain/policy/default-loops.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { isInScope } from '../../domain/segmentation/stage.ts';
import type { CustomerRecord, NamedClock } from '../ports/ports.ts';

/** What the clocks of one customer's loops are worked out with. */
export interface LoopDesk extends LoopContext {
  /** The clocks of a loop with their names and the people who answer for them. */
  clocksOf(loop: OpenLoop): { readonly clocks: readonly NamedClock[]; readonly nextAlarmAt?: number };
  /** Who has to take the loop over; undefined: its owner is there, or there is nobody to take it. */
  successorOf(loop: OpenLoop): string | undefined;
}

/** Years beyond the newest instant: the longest holiday and the check of a measure lie within. */
const YEARS_AHEAD = 3;

/**
 * @param since the oldest instant that is counted from, epoch milliseconds
 * @param present owner ids of those who can be given work; absent: nobody asked
 */
export function loopDesk(settings: {
  readonly policy: Policy;
  readonly portalZone: string;
  readonly ownerId: string;
  readonly owners: CustomerFacts['owners'];
  readonly since: number;
  readonly now: number;
  readonly present?: ReadonlySet<string> | undefined;
  /** What a loop asks to be talked about becomes a visit of this customer: see {@link isVisited}. */
  readonly visited?: boolean;
}): LoopDesk {
  const { policy, portalZone, ownerId, since, now, present, visited = false } = settings;
  const { duties = [], loops = DEFAULT_LOOPS } = policy;
  // A portal that names nobody is not one that everybody has left.
  const isPresent = (id: string): boolean => present === undefined || present.size === 0 || present.has(id);
  const lead = leadOf(policy.team, ownerId, isPresent);
  const owners: CustomerFacts['owners'] = Object.fromEntries(
    Object.entries({ ...(lead === undefined ? {} : { team_lead: lead }), ...settings.owners }).filter(([, id]) =>
      isPresent(id),
    ),
  );
  const context: LoopContext = {
    desk: deskFor(policy, ownerId, portalZone, loops.opensAt.value, {
      from: yearOf(Math.min(since, now)) - 1,
      to: yearOf(now) + YEARS_AHEAD,
    }),
    settings: loops,
    terms: termsOf(duties, loops),
  };
  const names = new Map(duties.map(({ id, name }) => [id, name]));
  const talks = new Set(visited ? duties.filter(({ on, visit }) => on && visit !== undefined).map(({ id }) => id) : []);
  const holder = (role: Role): string | undefined => holderOf(role, owners, policy.fallback);
  return {
    ...context,
    clocksOf(loop) {
      const views = clockViews(loop, context);
      const nextAlarmAt = nextAlarmOf(loop, views);
      return {
        clocks: views.map((view) => {
          // What was escalated is the lead's from then on, where there is one.
          const escalatedTo = loop.alarms[view.id]?.escalatedAt === undefined ? undefined : owners.team_lead;
          return {
            ...view,
            name: names.get(view.rule) ?? { zh: view.rule, en: view.rule },
            ownerId: escalatedTo ?? holder(view.role) ?? (isPresent(loop.ownerId) ? undefined : lead) ?? loop.ownerId,
            // One matter, one task: the talk's. What the lead has to see to is another matter than the talk.
            ...(escalatedTo === undefined && talks.has(view.rule) ? { inVisit: true as const } : {}),
          };
        }),
        ...(nextAlarmAt === undefined ? {} : { nextAlarmAt }),
      };
    },
    successorOf(loop) {
      if (loop.ownerId !== '' && isPresent(loop.ownerId)) return undefined;
      return holder(loop.ownerRole) ?? lead;
    },
  };
}

/** Whom the planner never met and who is not in the book is nobody's customer yet. */
export function isPlannedFor({ standing, facts }: CustomerRecord, policy: Policy): boolean {
  return standing !== undefined || isInScope(facts, policy);
}

/** Whether talks that loops ask for are planned as visits of this customer; else their clocks have tasks of their own. */
export function isVisited(customer: CustomerRecord, policy: Policy): boolean {
  const { doNotVisit, owners } = customer.facts;
  return isPlannedFor(customer, policy) && !doNotVisit && Object.values(owners).some((id) => id !== undefined);
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

/** Building a calendar reads forty years, a desk counts the minutes of some: those of the last policy are kept while the process lives. */
let last: { readonly text: string; readonly calendar: WorkingCalendar; readonly desks: Map<string, Desk> } | undefined;
/** Owners whose desks are kept; a book has hardly more, and a function little memory. */
const MOST_DESKS = 200;

function deskFor(
  { calendar, team }: Policy,
  ownerId: string,
  portalZone: string,
  opensAt: string,
  years: { readonly from: number; readonly to: number },
): Desk {
  const text = JSON.stringify([calendar, team]);
  if (last?.text !== text) last = { text, calendar: countryCalendar(calendar), desks: new Map() };
  const key = [ownerId, portalZone, opensAt, years.from, years.to].join(' ');
  const known = last.desks.get(key);
  if (known) return known;
  const desk = deskOf({ calendar: last.calendar, team, ownerId, portalZone, opensAt, years });
  if (last.desks.size >= MOST_DESKS) last.desks.clear();
  last.desks.set(key, desk);
  return desk;
}

function yearOf(at: number): number {
  return new Date(at).getUTCFullYear();
}
