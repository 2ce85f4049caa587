import type { Stage, Tier } from '../planning/facts.ts';

export const TIER_VALUES = ['A', 'B', 'C', 'none'] as const;
export const STAGE_VALUES = ['prospect', 'new', 'established', 'loyal', 'dormant', 'lost', 'none'] as const;

const STAGES = STAGE_VALUES.length;
/**
 * Tier and stage as one number, read once where a fact is made: a fact is counted in many places.
 *
 * @example segmentNumber('A', 'prospect') // 0; segmentNumber(undefined, undefined) // 27
 */
export function segmentNumber(tier: Tier | undefined, stage: Stage | undefined): number {
  return TIER_VALUES.indexOf(tier ?? 'none') * STAGES + STAGE_VALUES.indexOf(stage ?? 'none');
}

/** What {@link segmentNumber} read; `none` where nothing was noted. */
export function segmentOf(segment: number): {
  readonly tier: (typeof TIER_VALUES)[number];
  readonly stage: (typeof STAGE_VALUES)[number];
} {
  const tier = TIER_VALUES[Math.floor(segment / STAGES)];
  const stage = STAGE_VALUES[segment % STAGES];
  if (tier === undefined || stage === undefined) throw new RangeError(`expected a segment, got ${segment}`);
  return { tier, stage };
}
