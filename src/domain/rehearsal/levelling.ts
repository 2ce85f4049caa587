import type { Day } from '../calendar/day.ts';

/** A visit that may lie on any working day from `from` to `to`; it lies on `on` now. */
export interface Movable {
  readonly from: Day;
  readonly to: Day;
  readonly on: Day;
}

/** The working days there are, ascending, with how many visits each has room for. */
export interface Room {
  readonly days: readonly Day[];
  readonly visitsADay: number;
}

/** How a person's visits lie best. */
export interface Levelled {
  /** The new day of each visit; undefined: no day of its window is left for it. */
  readonly days: readonly (Day | undefined)[];
  /** Visits that lie on another day than before. */
  readonly moved: number;
  /** Visits without a day: no arrangement keeps more. */
  readonly short: number;
}

/**
 * Arranges visits so that as many as possible have room inside their windows, and as few as possible change their day.
 *
 * Exact: a maximum flow of least cost from visits to days, where staying costs 0 and moving 1, found by successive cheapest
 * paths from the arrangement as it is (Busacker and Gowen, 1961). A path is at most as long as there are days.
 */
export function level(visits: readonly Movable[], room: Room): Levelled {
  const { days, visitsADay } = room;
  const spans = visits.map((visit) => spanOf(visit, days));
  const assigned: number[] = visits.map(() => NOWHERE);
  const byDay: Set<number>[] = days.map(() => new Set());
  const unassigned = new Set<number>();
  const put = (visit: number, to: number): void => {
    byDay[assigned[visit] as number]?.delete(visit);
    assigned[visit] = to;
    byDay[to]?.add(visit);
  };
  spans.forEach(({ home }, visit) => {
    if (home !== NOWHERE && (byDay[home] as Set<number>).size < visitsADay) put(visit, home);
    else unassigned.add(visit);
  });

  for (;;) {
    const path = cheapestPath(spans, byDay, unassigned, assigned, visitsADay);
    if (path === undefined) break;
    for (const { visit, to } of path) {
      unassigned.delete(visit);
      put(visit, to);
    }
  }
  let moved = 0;
  let short = 0;
  const arranged = assigned.map((at, visit) => {
    if (at === NOWHERE) short += 1;
    else if (at !== spans[visit]?.home) moved += 1;
    return at === NOWHERE ? undefined : days[at];
  });
  return { days: arranged, moved, short };
}

/**
 * How many visits have room inside their windows at best: day by day, those whose windows end first.
 *
 * For visits of one length this greedy count is the maximum (Glover, 1967, matching in a convex bipartite graph), so it bounds
 * what any planner can keep.
 */
export function mostKept(visits: readonly Movable[], { days, visitsADay }: Room): number {
  const spans = visits.map((visit) => spanOf(visit, days)).filter(({ first, last }) => first <= last);
  spans.sort((a, b) => a.first - b.first);
  const ends: number[] = [];
  let kept = 0;
  let next = 0;
  for (let at = 0; at < days.length; at += 1) {
    for (let span = spans[next]; span !== undefined && span.first <= at; span = spans[next]) {
      next += 1;
      insert(ends, span.last);
    }
    while (ends.length > 0 && (ends[ends.length - 1] as number) < at) ends.pop();
    for (let n = 0; n < visitsADay && ends.length > 0; n += 1) {
      ends.pop();
      kept += 1;
    }
  }
  return kept;
}

/** The smallest number of visits a day that keeps all that has a working day at all. */
export function smallestDailyNumber(visits: readonly Movable[], { days }: Room): number {
  const possible = mostKept(visits, { days, visitsADay: visits.length });
  let low = 1;
  let high = Math.max(1, visits.length);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (mostKept(visits, { days, visitsADay: middle }) >= possible) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The stretch of days whose own visits exceed its room most, the shortest such; undefined: none does. */
export function tightestStretch(
  visits: readonly Movable[],
  { days, visitsADay }: Room,
): { readonly from: Day; readonly to: Day; readonly over: number } | undefined {
  const endingOn: number[][] = days.map(() => []);
  for (const visit of visits) {
    const { first, last } = spanOf(visit, days);
    if (first <= last) endingOn[last]?.push(first);
  }
  let worst: { from: number; to: number; over: number } | undefined;
  for (let from = 0; from < days.length; from += 1) {
    let inside = 0;
    for (let to = from; to < days.length; to += 1) {
      for (const first of endingOn[to] as number[]) if (first >= from) inside += 1;
      const over = inside - (to - from + 1) * visitsADay;
      if (over <= 0) continue;
      if (worst === undefined || over > worst.over || (over === worst.over && to - from < worst.to - worst.from))
        worst = { from, to, over };
    }
  }
  return worst && { from: days[worst.from] as Day, to: days[worst.to] as Day, over: worst.over };
}

const NOWHERE = -1;

/** A window as the first and last index of its working days; `first > last` where it has none. */
interface Span {
  readonly first: number;
  readonly last: number;
  readonly home: number;
}

function spanOf({ from, to, on }: Movable, days: readonly Day[]): Span {
  const first = firstNotBefore(from, days);
  const last = firstNotBefore((to + 1) as Day, days) - 1;
  const at = firstNotBefore(on, days);
  return { first, last, home: days[at] === on && at >= first && at <= last ? at : NOWHERE };
}

function firstNotBefore(on: Day, days: readonly Day[]): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] as Day) < on) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Step {
  readonly visit: number;
  readonly to: number;
}

/** Bellman and Ford over the days; undefined when no visit without a day can be given one. */
function cheapestPath(
  spans: readonly Span[],
  byDay: readonly ReadonlySet<number>[],
  unassigned: ReadonlySet<number>,
  assigned: readonly number[],
  visitsADay: number,
): readonly Step[] | undefined {
  const cost = byDay.map(() => Number.POSITIVE_INFINITY);
  const via: (Step | undefined)[] = byDay.map(() => undefined);
  const priceOf = ({ home }: Span, at: number): number => (at === home ? 0 : 1);
  for (const visit of unassigned) {
    const span = spans[visit] as Span;
    for (let to = span.first; to <= span.last; to += 1) {
      const price = priceOf(span, to);
      if (price >= (cost[to] as number)) continue;
      cost[to] = price;
      via[to] = { visit, to };
    }
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (let from = 0; from < byDay.length; from += 1) {
      const base = cost[from] as number;
      if (base === Number.POSITIVE_INFINITY) continue;
      for (const visit of byDay[from] as ReadonlySet<number>) {
        const span = spans[visit] as Span;
        for (let to = span.first; to <= span.last; to += 1) {
          const price = base + priceOf(span, to) - priceOf(span, from);
          if (to === from || price >= (cost[to] as number)) continue;
          cost[to] = price;
          via[to] = { visit, to };
          changed = true;
        }
      }
    }
  }
  let end: number | undefined;
  byDay.forEach((visits, at) => {
    if (visits.size >= visitsADay || cost[at] === Number.POSITIVE_INFINITY) return;
    if (end === undefined || (cost[at] as number) < (cost[end] as number)) end = at;
  });
  if (end === undefined) return undefined;
  const path: Step[] = [];
  for (let at: number = end; at !== NOWHERE; ) {
    const step = via[at] as Step;
    path.push(step);
    at = assigned[step.visit] as number;
  }
  return path;
}

/** Into a list that descends. */
function insert(list: number[], value: number): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) >= value) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, value);
}
