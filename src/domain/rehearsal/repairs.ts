import { dayText, earlierOf, laterOf } from '../calendar/civil.ts';
import type { Day } from '../calendar/day.ts';
import type { RuleId } from '../planning/plan.ts';
import { type CompiledPolicy, compilePolicy } from '../planning/plan-customer.ts';
import type { Policy, PolicyRule } from '../policy/policy.ts';
import { minutesADay } from './day-load.ts';
import { level, type Movable, mostKept, type Room, smallestDay, tightestStretch } from './levelling.ts';
import { type Rehearsal, type RehearsalInput, type RehearsedVisit, rehearseDays } from './rehearsal.ts';

/** One way to keep what cannot be kept now. */
export type Repair =
  /** `left`: visits that stay without room however the days are arranged. */
  | {
      readonly kind: 'move_within_windows';
      readonly moves: readonly { readonly contact: string; readonly from: Day; readonly to: Day }[];
      readonly left: number;
    }
  | {
      /** Minutes a day. */
      readonly kind: 'more_minutes_a_day';
      readonly from: number;
      readonly to: number;
    }
  /** Days from visit to visit, as targets. `guard`: the promise per calendar period that has to go with it. */
  | {
      readonly kind: 'longer_interval';
      readonly rule: RuleId;
      readonly from: number;
      readonly to: number;
      readonly guard?: 'month' | 'quarter';
    };

/** An owner who cannot keep the promise, and what would help, the least first. */
export interface OwnerVerdict {
  readonly owner: string;
  /** Visits that found no room on any day of their window. */
  readonly withoutRoom: number;
  /** Of them, those that no arrangement of the days keeps. */
  readonly short: number;
  /** Where the owner's own visits exceed the days most, in minutes. */
  readonly tightest?: { readonly from: Day; readonly to: Day; readonly over: number };
  readonly repairs: readonly Repair[];
}

/** A rule is lengthened in steps of a week … */
const STEP_DAYS = 7;
/** … and of an owner's rules at most this many are tried, those with most visits first. */
const MOST_RULES = 3;

/**
 * For every owner without room: the moves inside windows that help, the smallest number of minutes a day that keeps every visit, and for
 * each cadence the smallest interval, in whole weeks up to twice the present one, with which nobody is left without room.
 *
 * Moves and minutes are exact where an owner's visits are all of one length, else the best that was found; a visit is not moved past the last rehearsed day. Longer intervals are
 * rehearsed again with the customers of that owner, where the visits of other rules alone would have room.
 */
export function verdictsOf(rehearsal: Rehearsal, input: RehearsalInput): readonly OwnerVerdict[] {
  const byOwner = new Map<string, RehearsedVisit[]>();
  for (const visit of [...rehearsal.visits, ...rehearsal.touches]) {
    if (visit.minutes === 0) continue;
    const own = byOwner.get(visit.ownerId);
    if (own === undefined) byOwner.set(visit.ownerId, [visit]);
    else own.push(visit);
  }
  return [...byOwner]
    .filter(([, visits]) => visits.some((visit) => visit.noRoom))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([owner, visits]) => verdictOf(owner, visits, input));
}

function verdictOf(owner: string, visits: readonly RehearsedVisit[], input: RehearsalInput): OwnerVerdict {
  const { policy } = input.policy;
  const days = workingDays(owner, input);
  const movable = visits.map((visit) => movableOf(visit, input));
  const daily = minutesADay(policy, owner);
  const room: Room = { days, minutesADay: daily };
  const levelled = level(movable, room);
  const tightest = tightestStretch(movable, room);
  const repairs: Repair[] = [];
  if (levelled.moved > 0) {
    const moves = visits.flatMap(({ contact, on }, i) => {
      const to = levelled.days[i];
      return to === undefined || to === on ? [] : { contact, from: on, to };
    });
    repairs.push({ kind: 'move_within_windows', moves, left: levelled.short });
  }
  const needed = smallestDay(movable, room);
  if (needed > daily) repairs.push({ kind: 'more_minutes_a_day', from: daily, to: needed });
  repairs.push(...longerIntervals(owner, visits, input, room));
  return {
    owner,
    withoutRoom: visits.filter((visit) => visit.noRoom).length,
    short: Math.min(levelled.short, visits.length - mostKept(movable, room)),
    ...(tightest === undefined ? {} : { tightest }),
    repairs,
  };
}

/** The rehearsed days on which an owner works. */
function workingDays(owner: string, { policy: { calendar, policy }, today, days }: RehearsalInput): readonly Day[] {
  const leave = policy.team?.leave?.filter(({ ownerId }) => ownerId === owner) ?? [];
  const found: Day[] = [];
  for (let on = today; on < today + days; on = (on + 1) as Day) {
    const text = dayText(on);
    if (calendar.isWorking(on) && !leave.some(({ from, to }) => from <= text && text <= to)) found.push(on);
  }
  return found;
}

/** Where else a visit could have been put: in its window, or, being late, on the days that the policy allows for that. */
function movableOf(
  { window, on, late, minutes }: RehearsedVisit,
  { today, days, policy: { calendar, policy } }: RehearsalInput,
): Movable {
  const until = (today + days - 1) as Day;
  if (late) {
    const from = calendar.workingOnOrAfter(laterOf(today, (window.latest + 1) as Day));
    const limit = laterOf(on, calendar.addWorking(from, policy.lateWithinWorkingDays));
    return { from: earlierOf(from, on), to: earlierOf(limit, until), on, minutes };
  }
  const latest = laterOf(window.latest, on);
  const earliest = earlierOf(window.earliest, on);
  return { from: laterOf(earliest, today), to: earlierOf(latest, until), on, minutes };
}

function longerIntervals(
  owner: string,
  visits: readonly RehearsedVisit[],
  input: RehearsalInput,
  room: Room,
): readonly Extract<Repair, { kind: 'longer_interval' }>[] {
  const { policy } = input.policy;
  const counts = new Map<RuleId, number>();
  for (const { pays } of visits) counts.set(pays[0] as RuleId, (counts.get(pays[0] as RuleId) ?? 0) + 1);
  const rules = policy.rules
    .filter(isCadence)
    .filter((rule) => counts.has(rule.id) && helps(rule, visits, input, room))
    .sort((a, b) => (counts.get(b.id) as number) - (counts.get(a.id) as number) || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_RULES);
  const customers = input.customers.filter(({ facts }) => Object.values(facts.owners).includes(owner));
  return rules.flatMap((rule) => {
    const interval = rule.window.target.n;
    for (let more = STEP_DAYS; more <= interval; more += STEP_DAYS) {
      if (leavesOut(owner, { ...input, customers, policy: lengthened(input.policy, rule, more) })) continue;
      const guard = rule.trigger.guard?.period;
      return {
        kind: 'longer_interval' as const,
        rule: rule.id,
        from: interval,
        to: interval + more,
        ...(guard === undefined ? {} : { guard }),
      };
    }
    return [];
  });
}

/** Whether some visit of an owner finds no room; ends with the first that does not. */
function leavesOut(owner: string, input: RehearsalInput): boolean {
  for (const { held } of rehearseDays({ ...input, heldOnly: true })) {
    if (held.some((visit) => visit.noRoom && visit.ownerId === owner)) return true;
  }
  return false;
}

/** Without any visit that the rule leads the days would do; otherwise no interval is long enough. */
function helps(rule: Cadence, visits: readonly RehearsedVisit[], input: RehearsalInput, room: Room): boolean {
  const others = visits.filter(({ pays }) => pays[0] !== rule.id).map((visit) => movableOf(visit, input));
  return mostKept(others, room) === others.length;
}

type Cadence = PolicyRule & { readonly trigger: { readonly type: 'recurring' } };

/** A cadence counted in days: contracts, milestones and festivals have their dates from elsewhere. */
function isCadence(rule: PolicyRule): rule is Cadence {
  return rule.trigger.type === 'recurring' && rule.rank === 5 && rule.window.target.unit === 'C';
}

/** The same policy with one cadence longer by some days; its guard per calendar period goes, it could not be kept any more. */
function lengthened({ policy, calendar, goLiveOn }: CompiledPolicy, rule: Cadence, days: number): CompiledPolicy {
  const { earliest, target, latest } = rule.window;
  const { guard: _, ...trigger } = rule.trigger;
  const longer: PolicyRule = {
    ...rule,
    trigger,
    window: {
      earliest: { ...earliest, n: earliest.n + days },
      target: { ...target, n: target.n + days },
      latest: { ...latest, n: latest.n + days },
    },
  };
  const changed: Policy = {
    ...policy,
    goLiveOn: dayText(goLiveOn),
    rules: policy.rules.map((each) => (each.id === rule.id ? longer : each)),
  };
  return compilePolicy(changed, calendar);
}
