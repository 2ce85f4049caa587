import type { Policy, TierPolicy } from './policy.ts';

/**
 * How customers are ranked until an admin decides otherwise. The tiers and what they stand for are the guides' (G0:96-102, G2:60-64,
 * G3:42: value by amount, frequency, profit, loyalty; recency, frequency and money from 1 to 5); every number is chosen by us.
 */
export const DEFAULT_TIERS: TierPolicy = {
  scoreCuts: [20, 40, 60, 80],
  A: { value: 4, activity: 3 },
  B: { value: 3, potential: 4 },
  weights: { money: 1, profit: 0, loyalty: 0, growth: 0 },
  hysteresis: { points: 5, holdDays: 30 },
  highValue: { money: 5, frequency: 5 },
  churn: { scoreFall: 1, silenceFactor: 2, contractDays: 90, promiseDays: 90 },
};

/** A policy published before there were tiers in it ranks as shipped. */
export function tiersOf(policy: Policy): TierPolicy {
  return policy.tiers ?? DEFAULT_TIERS;
}
