import type { Day } from '../calendar/day.ts';

/** One order: a day and an amount in hundredths of the portal's currency; a refund is negative. */
export interface Purchase {
  readonly on: Day;
  readonly cents: number;
}

/** A deal that was won, with what is noted of it. */
export interface WonDeal {
  readonly id: string;
  /** The day it was won. */
  readonly on: Day;
  readonly createdOn?: Day;
  /** Hundredths, as of a purchase; absent: no amount. */
  readonly cents?: number;
  /** It was made in another currency than the portal's. */
  readonly otherCurrency?: true;
}

/** Won deals as orders; one without an amount is none. */
export function ordersIn(deals: readonly WonDeal[]): readonly Purchase[] {
  return deals.flatMap(({ on, cents }) => (cents === undefined ? [] : [{ on, cents }]));
}

/** What the orders of one customer come to. */
export interface PurchaseTotals {
  readonly count: number;
  readonly cents: number;
  readonly firstOn: Day;
  readonly lastOn: Day;
  /** Median days between the days on which something was ordered; absent with fewer than three such days. */
  readonly gapDays?: number;
  /** Spending of the 365 days up to `today` against the 365 before, in percent; absent where there was none before. */
  readonly growthPercent?: number;
}

/** Adds up the orders of a customer up to `today`; undefined without any. Any order of them gives the same. */
export function totalsOf(purchases: readonly Purchase[], today: Day): PurchaseTotals | undefined {
  const past = purchases.filter(({ on }) => on <= today);
  if (past.length === 0) return undefined;
  const days = [...new Set(past.map(({ on }) => on))].sort((a, b) => a - b);
  const [firstOn] = days;
  const lastOn = days.at(-1);
  if (firstOn === undefined || lastOn === undefined) return undefined;
  const gaps = days.slice(1).map((on, i) => on - (days[i] ?? on));
  const spentIn = (from: number, to: number): number => total(past.filter(({ on }) => on > from && on <= to));
  const before = spentIn(today - 730, today - 365);
  return {
    count: past.length,
    cents: total(past),
    firstOn,
    lastOn,
    ...(gaps.length < 2 ? {} : { gapDays: median(gaps) }),
    ...(before > 0 ? { growthPercent: Math.round((100 * (spentIn(today - 365, today) - before)) / before) } : {}),
  };
}

function total(purchases: readonly Purchase[]): number {
  return purchases.reduce((sum, { cents }) => sum + cents, 0);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? upper)) / 2;
}
