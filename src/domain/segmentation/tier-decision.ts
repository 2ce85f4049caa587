import type { Day } from '../calendar/day.ts';
import type { Tier } from '../planning/facts.ts';
import type { Words } from '../planning/plan.ts';
import type { Needed, Scores } from './scores.ts';

/** The tier of a customer as it is stored, and who set it. */
export interface KeptTier {
  readonly tier: Tier;
  readonly source: 'computed' | 'manual';
  /** The day it became this tier; absent: nobody wrote it down. */
  readonly since?: Day | undefined;
  /** Of a manual one. */
  readonly reason?: string | undefined;
  /** The last day on which a manual one holds; absent: until somebody takes it back. */
  readonly until?: Day | undefined;
}

/** What the scores alone come to. */
export interface Ranking {
  readonly scores: Scores;
  /** Mean of the recency and the frequency score. */
  readonly activity: number;
  /** Mean of the value scores that are known, by weight. */
  readonly value: number;
  /** As a person judged it, else the growth score. */
  readonly potential?: number;
  readonly tier: Tier;
}

/** Why a tier is what it is, besides the scores. */
export type TierBecause =
  /** The scores say so. */
  | 'scores'
  /** The scores say less, but not yet by enough. */
  | 'held_by_points'
  /** The scores say less, but it is too soon after the last change. */
  | 'held_by_days'
  /** Something needed is not known: the potential decides, or what was. */
  | 'potential'
  | 'not_scored'
  | 'manual';

export interface TierDecision {
  /** Absent: nothing is known and nothing was stored. */
  readonly tier?: Tier;
  readonly source: 'computed' | 'manual';
  readonly since?: Day;
  readonly because: TierBecause;
  /** Differs from what is stored in tier or source. */
  readonly changed: boolean;
  /** Absent: not scored. */
  readonly ranking?: Ranking;
  readonly missing: readonly Needed[];
  /** A manual tier that had to give way, with the day it ended on. */
  readonly expiredOn?: Day;
  readonly why: Words;
}
