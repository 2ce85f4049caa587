import type { Day } from '../calendar/day.ts';
import type { Tier } from '../planning/facts.ts';
import type { TierPolicy } from '../policy/policy.ts';
import { type BookCuts, type Scores, scoresOf, type Worth } from './scores.ts';
import type { KeptTier, Ranking, TierBecause, TierDecision } from './tier-decision.ts';
import { tierWords } from './tier-words.ts';

const RANK = { C: 1, B: 2, A: 3 } as const;

/**
 * The tier of a customer on a day.
 *
 * A manual tier holds up to its last day. Otherwise the scores decide: `strict` is what they say with the cuts as they are, `lenient`
 * what they would say if every cut took `hysteresis.points` less of the book. The stored tier moves no further than it must to lie
 * between the two, and is not lowered within `hysteresis.holdDays` of the day it began. So whoever wavers about a cut by less than these
 * points moves at most once, and upwards; and whatever the noise, nobody who was raised is lowered in those days.
 * Without recency, frequency or money there is no score: what is stored stays, and a high potential still makes a B.
 *
 * @example tierOf({ worth, kept: undefined, cuts, tiers, today }) // { tier: 'B', because: 'scores', … }
 */
export function tierOf({
  worth,
  kept,
  cuts,
  tiers,
  today,
}: {
  readonly worth: Worth;
  readonly kept: KeptTier | undefined;
  readonly cuts: BookCuts;
  readonly tiers: TierPolicy;
  readonly today: Day;
}): TierDecision {
  const scored = scoresOf(worth, cuts);
  const missing = scored.ok ? [] : scored.missing;
  const ranking = scored.ok ? rankingOf(scored.scores, worth, tiers) : undefined;
  const manual = kept?.source === 'manual' ? kept : undefined;
  const inForce = manual !== undefined && (manual.until === undefined || manual.until >= today);
  const computed = manual === undefined ? kept : undefined;
  const decided: Decided = inForce
    ? { tier: manual.tier, because: 'manual' }
    : ranking
      ? moved(computed, ranking.tier, () => lenientTier(worth, cuts, tiers) ?? ranking.tier, tiers, today)
      : unscored(kept?.tier, worth, tiers);
  const source = inForce ? 'manual' : 'computed';
  const changed = decided.tier !== kept?.tier || (decided.tier !== undefined && source !== kept?.source);
  const since = decided.tier === kept?.tier ? kept?.since : today;
  const decision = {
    source,
    because: decided.because,
    changed,
    missing,
    ...(decided.tier === undefined ? {} : { tier: decided.tier }),
    ...(since === undefined || decided.tier === undefined ? {} : { since }),
    ...(ranking ? { ranking } : {}),
    ...(manual?.until !== undefined && !inForce ? { expiredOn: manual.until } : {}),
  } as const;
  return {
    ...decision,
    // Said for the few that somebody looks at: words take longer than the decision.
    get why() {
      return tierWords(decision, { worth, kept, cuts, tiers });
    },
  };
}

/** What the scores come to by the thresholds of the policy. */
export function rankingOf(scores: Scores, worth: Worth, tiers: TierPolicy): Ranking {
  const { weights, A, B } = tiers;
  let sum = 0;
  let weight = 0;
  for (const dimension of ['money', 'profit', 'loyalty', 'growth'] as const) {
    const score = scores[dimension];
    if (score === undefined) continue;
    sum += score * weights[dimension];
    weight += weights[dimension];
  }
  const activity = (scores.recency + scores.frequency) / 2;
  // Only what is not known had a weight: money is known of everybody who is scored.
  const value = weight > 0 ? sum / weight : scores.money;
  const potential = worth.potential ?? scores.growth;
  const isB = value >= B.value || (potential !== undefined && potential >= B.potential);
  const tier = value >= A.value && activity >= A.activity ? 'A' : isB ? 'B' : 'C';
  return { scores, activity, value, tier, ...(potential === undefined ? {} : { potential }) };
}

interface Decided {
  readonly tier?: Tier;
  readonly because: TierBecause;
}

function lenientTier(worth: Worth, cuts: BookCuts, tiers: TierPolicy): Tier | undefined {
  const scored = scoresOf(worth, cuts, 'lenient');
  return scored.ok ? rankingOf(scored.scores, worth, tiers).tier : undefined;
}

function moved(
  kept: KeptTier | undefined,
  strict: Tier,
  lenientOf: () => Tier,
  tiers: TierPolicy,
  today: Day,
): Decided {
  if (kept === undefined || RANK[kept.tier] <= RANK[strict]) return { tier: strict, because: 'scores' };
  const lenient = lenientOf();
  if (RANK[kept.tier] <= RANK[lenient]) return { tier: kept.tier, because: 'held_by_points' };
  if (kept.since !== undefined && today - kept.since < tiers.hysteresis.holdDays)
    return { tier: kept.tier, because: 'held_by_days' };
  return { tier: lenient, because: lenient === strict ? 'scores' : 'held_by_points' };
}

function unscored(kept: Tier | undefined, { potential }: Worth, { B }: TierPolicy): Decided {
  const lifted = potential !== undefined && potential >= B.potential;
  if (lifted && (kept === undefined || kept === 'C')) return { tier: 'B', because: 'potential' };
  return kept === undefined ? { because: 'not_scored' } : { tier: kept, because: 'not_scored' };
}
