import type { TierPolicy } from './policy.ts';

/** Settings of the tiers that do not make sense together. */
export function checkTiers(tiers: TierPolicy, report: (path: string, message: string) => void): void {
  const { scoreCuts, A, B, weights, hysteresis } = tiers;
  scoreCuts.forEach((cut, i) => {
    const before = scoreCuts[i - 1];
    if (before !== undefined && cut <= before) report(`tiers.scoreCuts.${i}`, 'must be above the cut before it');
  });
  const [lowest = 0] = scoreCuts;
  if (hysteresis.points >= lowest)
    report('tiers.hysteresis.points', 'must be less than the lowest cut, or nobody ever loses the lowest score');
  if (A.value < B.value) report('tiers.A.value', 'must not be below tiers.B.value');
  if (Object.values(weights).every((weight) => weight === 0)) report('tiers.weights', 'at least one must be above 0');
}
