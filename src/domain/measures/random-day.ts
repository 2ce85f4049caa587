import { addDays, type Day } from '../calendar/day.ts';
import type { Arm, FirstDraw } from '../planning/draw.ts';
import type { Stage, Tier } from '../planning/facts.ts';
import type { VisitWindow } from '../planning/plan.ts';
import { type Comparison, compareShares } from '../satisfaction/comparison.ts';
import { hashOf } from '../satisfaction/hash.ts';

/** Whether visits help is only known from visits whose day was left to chance. Off unless somebody switches it on. */
export interface RandomDayPolicy {
  readonly on: boolean;
  /** Makes the draw one that nobody can foresee. */
  readonly seed: string;
  /** Tiers whose lead agreed. Tier A is never drawn, whatever is written here. */
  readonly tiers: readonly Exclude<Tier, 'A'>[];
  /** Only customers in these stages; empty: in every stage. */
  readonly stages: readonly Stage[];
}

export const NO_RANDOM_DAYS: RandomDayPolicy = { on: false, seed: '', tiers: [], stages: [] };

/** A visit whose day might be drawn. */
export interface Drawable {
  /** Names the contact and the window, whichever day it is planned on. */
  readonly key: string;
  readonly tier?: Tier | undefined;
  readonly stage?: Stage | undefined;
  readonly window: VisitWindow;
  /** A promise, an open loop or a clock waits for it: its day is never left to chance. */
  readonly hasClock: boolean;
}

export interface DrawnDay {
  readonly arm: Arm;
  readonly on: Day;
}

/**
 * A day inside the visit's own window, by chance; undefined: the planner's day stands.
 *
 * The draw depends on the seed and the key alone: on another day, on another machine, or by a run that follows a dead one it is the same,
 * and it knows nothing of the customer. That holds also where the day drawn has gone by when it is asked for: who would have been
 * visited early must not leave the comparison because planning was late. No window is widened, so that nobody is visited later than is
 * owed. Days that are not worked are left out by `isWorking`.
 */
export function drawnDay(
  visit: Drawable,
  policy: RandomDayPolicy,
  isWorking: (on: Day) => boolean,
): DrawnDay | undefined {
  if (!policy.on || visit.hasClock || visit.tier === undefined || visit.tier === 'A') return undefined;
  const { tier, stage, window } = visit;
  const agreed =
    policy.tiers.includes(tier) &&
    (policy.stages.length === 0 || (stage !== undefined && policy.stages.includes(stage)));
  if (!agreed) return undefined;
  const days: Day[] = [];
  for (let on = window.earliest; on <= window.latest; on = addDays(on, 1)) if (isWorking(on)) days.push(on);
  // A window of one day leaves nothing to chance.
  if (days.length < 2) return undefined;
  const half = Math.floor(days.length / 2);
  const arm: Arm = hashOf(`${policy.seed}/arm/${visit.key}`) % 2 === 0 ? 'early' : 'late';
  const choice = arm === 'early' ? days.slice(0, half) : days.slice(days.length - half);
  const on = choice[hashOf(`${policy.seed}/day/${visit.key}`) % choice.length];
  return on === undefined ? undefined : { arm, on };
}

/** What became of a customer whose visit's day was drawn, by a day that is the same for both halves. */
export interface DrawnOutcome {
  readonly customer: number;
  readonly arm: Arm;
  /** As drawn, visited on that day or not: who was not reached stays in his half (intention to treat). */
  readonly isGood: boolean;
}

/** Days after its window in which an order counts for a drawn visit. Ours: long enough for one to follow a talk. */
export const OUTCOME_DAYS = 60;

/** A customer with the first draw, and the days of the orders. */
export interface DrawnCustomer {
  /** Contacts of one company have one number. */
  readonly customer: number;
  readonly draw: FirstDraw;
  readonly ordersOn: readonly Day[];
}

/**
 * Good is an order from the window's first day until {@link OUTCOME_DAYS} after its last: both halves are looked at for as long. Of a
 * company the earliest draw counts; customers whose time is not over yet are only counted as waiting.
 */
export function drawnOutcomes(
  drawn: readonly DrawnCustomer[],
  today: Day,
): { readonly outcomes: readonly DrawnOutcome[]; readonly waiting: number } {
  const outcomes: DrawnOutcome[] = [];
  const seen = new Set<number>();
  let waiting = 0;
  for (const { customer, draw, ordersOn } of [...drawn].sort((a, b) => a.draw.earliest - b.draw.earliest)) {
    if (seen.has(customer)) continue;
    seen.add(customer);
    const until = addDays(draw.latest, OUTCOME_DAYS);
    if (until >= today) waiting += 1;
    else
      outcomes.push({
        customer,
        arm: draw.arm,
        isGood: ordersOn.some((on) => on >= draw.earliest && on <= until),
      });
  }
  return { outcomes, waiting };
}

export type VisitEffect =
  | { readonly verdict: 'cannot_tell_yet'; readonly early: number; readonly late: number; readonly wanted: number }
  /** `difference`: share of good outcomes of those visited early less that of those visited late, with its interval. */
  | (Exclude<Comparison, { readonly verdict: 'too_few' }> & { readonly early: number; readonly late: number });

/** Customers a half has to have before anything is said. Ours: a difference of 10 points from 80 % is then seen in half of all cases. */
export const LEAST_DRAWN = 100;

/**
 * Whether being visited early made a difference: the effect with its interval, or that it cannot be told yet.
 *
 * A customer counts once, with his first draw: a second visit's day was drawn after the first had its effect.
 */
export function visitEffect(outcomes: readonly DrawnOutcome[]): VisitEffect {
  const first = new Map<number, DrawnOutcome>();
  for (const outcome of outcomes) if (!first.has(outcome.customer)) first.set(outcome.customer, outcome);
  const hits = { early: 0, late: 0 };
  const of = { early: 0, late: 0 };
  for (const { arm, isGood } of first.values()) {
    of[arm] += 1;
    if (isGood) hits[arm] += 1;
  }
  const { early, late } = of;
  const compared = compareShares({ hits: hits.early, of: early }, { hits: hits.late, of: late });
  if (early < LEAST_DRAWN || late < LEAST_DRAWN || compared.verdict === 'too_few')
    return { verdict: 'cannot_tell_yet', early, late, wanted: LEAST_DRAWN };
  return { ...compared, early, late };
}
