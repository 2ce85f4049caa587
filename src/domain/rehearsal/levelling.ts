import type { Day } from '../calendar/day.ts';

/** A visit that may lie on any working day from `from` to `to`; it lies on `on` now. */
export interface Movable {
  readonly from: Day;
  readonly to: Day;
  readonly on: Day;
  /** What it takes of its day. */
  readonly minutes: number;
}

/** The working days there are, ascending, with how many minutes of visits each has room for. */
export interface Room {
  readonly days: readonly Day[];
  readonly minutesADay: number;
}

/** How a person's visits lie best. */
export interface Levelled {
  /** The new day of each visit; undefined: no day of its window is left for it. */
  readonly days: readonly (Day | undefined)[];
  /** Visits that lie on another day than before. */
  readonly moved: number;
  /** Visits without a day. */
  readonly short: number;
}

/**
 * Arranges visits so that as many as possible have room inside their windows, and as few as possible change their day.
 *
 * For visits of one length it is exact: a maximum flow of least cost from visits to days, where staying costs 0 and moving 1, found
 * by successive cheapest paths from the arrangement as it is (Busacker and Gowen, 1961). A path is at most as long as there are
 * days. For visits of several lengths, which makes it bin packing, the same paths are taken where each step leaves room.
 */
export function level(visits: readonly Movable[], room: Room): Levelled {
  const { days, minutesADay } = room;
  const spans = visits.map((visit) => spanOf(visit, days));
  const assigned: number[] = visits.map(() => NOWHERE);
  const byDay: Set<number>[] = days.map(() => new Set());
  const free = days.map(() => minutesADay);
  const unassigned = new Set<number>();
  const put = (visit: number, to: number): void => {
    const { minutes } = spans[visit] as Span;
    const from = assigned[visit] as number;
    if (from !== NOWHERE) {
      byDay[from]?.delete(visit);
      free[from] = (free[from] as number) + minutes;
    }
    assigned[visit] = to;
    byDay[to]?.add(visit);
    free[to] = (free[to] as number) - minutes;
  };
  spans.forEach(({ home, minutes }, visit) => {
    if (home !== NOWHERE && (free[home] as number) >= minutes) put(visit, home);
    else unassigned.add(visit);
  });

  for (;;) {
    const path = pathOf(unassigned) ?? pathOfOne();
    if (path === undefined) break;
    for (const { visit, to } of path) {
      unassigned.delete(visit);
      put(visit, to);
    }
  }
  function pathOf(from: ReadonlySet<number>): readonly Step[] | undefined {
    return cheapestPath(spans, byDay, from, assigned, free);
  }

  /** Visits of several lengths: a long one that finds no room must not stand before a short one that does. */
  function pathOfOne(): readonly Step[] | undefined {
    for (const visit of unassigned) {
      const { first, last, minutes } = spans[visit] as Span;
      for (let to = first; to <= last; to += 1) if ((free[to] as number) >= minutes) return [{ visit, to }];
      const path = pathOf(new Set([visit]));
      if (path !== undefined) return path;
    }
    return undefined;
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
 * what any planner can keep; for several lengths it is a number that can be kept.
 */
export function mostKept(visits: readonly Movable[], { days, minutesADay }: Room): number {
  const spans = visits.map((visit) => spanOf(visit, days)).filter(({ first, last }) => first <= last);
  spans.sort((a, b) => a.first - b.first);
  // Ascending by the end of the window.
  const waiting: Span[] = [];
  let kept = 0;
  let next = 0;
  for (let at = 0; at < days.length; at += 1) {
    for (let span = spans[next]; span !== undefined && span.first <= at; span = spans[next]) {
      next += 1;
      insert(waiting, span);
    }
    while (waiting.length > 0 && (waiting[0] as Span).last < at) waiting.shift();
    let free = minutesADay;
    for (let i = 0; i < waiting.length; ) {
      const { minutes } = waiting[i] as Span;
      if (minutes > free) i += 1;
      else {
        free -= minutes;
        waiting.splice(i, 1);
        kept += 1;
      }
    }
  }
  return kept;
}

/** The smallest number of minutes a day that keeps all that has a working day at all: a multiple of the shortest visit. */
export function smallestDay(visits: readonly Movable[], { days }: Room): number {
  const total = visits.reduce((sum, { minutes }) => sum + minutes, 0);
  const step = Math.max(1, Math.min(...visits.map(({ minutes }) => minutes), total));
  const possible = mostKept(visits, { days, minutesADay: total });
  let low = 1;
  let high = Math.max(1, Math.ceil(total / step));
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (mostKept(visits, { days, minutesADay: middle * step }) >= possible) high = middle;
    else low = middle + 1;
  }
  return low * step;
}

/** The stretch of days whose own visits exceed its minutes most, the shortest such; undefined: none does. */
export function tightestStretch(
  visits: readonly Movable[],
  { days, minutesADay }: Room,
): { readonly from: Day; readonly to: Day; readonly over: number } | undefined {
  const endingOn: Span[][] = days.map(() => []);
  for (const visit of visits) {
    const span = spanOf(visit, days);
    if (span.first <= span.last) endingOn[span.last]?.push(span);
  }
  let worst: { from: number; to: number; over: number } | undefined;
  for (let from = 0; from < days.length; from += 1) {
    let inside = 0;
    for (let to = from; to < days.length; to += 1) {
      for (const { first, minutes } of endingOn[to] as Span[]) if (first >= from) inside += minutes;
      const over = inside - (to - from + 1) * minutesADay;
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
  readonly minutes: number;
}

function spanOf({ from, to, on, minutes }: Movable, days: readonly Day[]): Span {
  const first = firstNotBefore(from, days);
  const last = firstNotBefore((to + 1) as Day, days) - 1;
  const at = firstNotBefore(on, days);
  return { first, last, home: days[at] === on && at >= first && at <= last ? at : NOWHERE, minutes };
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

/**
 * Bellman and Ford over the days; undefined when no visit without a day can be given one.
 *
 * A step puts a visit on a day in the place of one that goes on from there, which must leave it room.
 */
function cheapestPath(
  spans: readonly Span[],
  byDay: readonly ReadonlySet<number>[],
  unassigned: ReadonlySet<number>,
  assigned: readonly number[],
  free: readonly number[],
): readonly Step[] | undefined {
  const cost = byDay.map(() => Number.POSITIVE_INFINITY);
  const via: (Step | undefined)[] = byDay.map(() => undefined);
  const priceOf = ({ home }: Span, at: number): number => (at === home ? 0 : 1);
  const minutesOf = (visit: number): number => (spans[visit] as Span).minutes;
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
      const coming = minutesOf((via[from] as Step).visit);
      for (const visit of byDay[from] as ReadonlySet<number>) {
        if ((free[from] as number) + minutesOf(visit) < coming) continue;
        const span = spans[visit] as Span;
        for (let to = span.first; to <= span.last; to += 1) {
          const price = base + priceOf(span, to) - priceOf(span, from);
          if (to === from || price >= (cost[to] as number) || leadsThrough(from, to)) continue;
          cost[to] = price;
          via[to] = { visit, to };
          changed = true;
        }
      }
    }
  }
  let end: number | undefined;
  byDay.forEach((_, at) => {
    const last = via[at];
    if (last === undefined || (free[at] as number) < minutesOf(last.visit) || !holds(at)) return;
    if (end === undefined || (cost[at] as number) < (cost[end] as number)) end = at;
  });
  return end === undefined ? undefined : pathTo(end);

  /** Whether the way to a day goes over another one, so that coming there again would be a circle. */
  function leadsThrough(day: number, other: number): boolean {
    for (let at = day; at !== NOWHERE; at = assigned[(via[at] as Step).visit] as number) if (at === other) return true;
    return false;
  }

  /** A day's way may have changed since the next day's was found: of visits of several lengths, one may not fit any more. */
  function holds(day: number): boolean {
    const path = pathTo(day);
    return path.every(({ to }, i) => {
      const leaving = path[i - 1];
      const room = (free[to] as number) + (leaving === undefined ? 0 : minutesOf(leaving.visit));
      return room >= minutesOf((path[i] as Step).visit);
    });
  }

  function pathTo(day: number): readonly Step[] {
    const path: Step[] = [];
    for (let at = day; at !== NOWHERE; ) {
      const step = via[at] as Step;
      path.push(step);
      at = assigned[step.visit] as number;
    }
    return path;
  }
}

/** Into a list that ascends by the end of the window. */
function insert(list: Span[], span: Span): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as Span).last <= span.last) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, span);
}
