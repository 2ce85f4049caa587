import type { Day } from '../../domain/calendar/day.ts';
import { tiersOf } from '../../domain/policy/default-tiers.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { type ChurnSigns, churnEvidence } from '../../domain/segmentation/churn.ts';
import { type DecidedFlags, decideFlags } from '../../domain/segmentation/customer-flags.ts';
import { type Grounds, highValueEvidence, projectEvidence } from '../../domain/segmentation/flags.ts';
import { lifecycleToWrite, stageToKeep } from '../../domain/segmentation/lifecycle.ts';
import type { BookCuts } from '../../domain/segmentation/scores.ts';
import { stageOf } from '../../domain/segmentation/stage.ts';
import { tierOf } from '../../domain/segmentation/tier.ts';
import type { TierDecision } from '../../domain/segmentation/tier-decision.ts';
import type { Ports } from '../ports/ports.ts';
import type { RankedCustomer, RankWrite } from '../ports/ranking.ts';

/** What a ranking knows of everybody. */
export interface Ranking {
  readonly policy: Policy;
  readonly cuts: BookCuts;
  readonly today: Day;
}

/** What is known of a page of customers besides their own fields. */
export interface Signs {
  /** Broken promises by customer key. */
  readonly broken: ReadonlyMap<string, ChurnSigns['brokenPromises']>;
  /** Marks of visits by contact. */
  readonly scores: ReadonlyMap<string, ChurnSigns['scores']>;
}

export interface RankedDecision {
  readonly tier: TierDecision;
  readonly flags: DecidedFlags;
  /** Everything that speaks for a flag today, answered or not. */
  readonly grounds: Grounds;
  /** Absent: nothing is to be written. */
  readonly write?: RankWrite;
}

/** Tier, flags and life-cycle stage of one customer, and what of it differs from what is stored. */
export function rankCustomer(customer: RankedCustomer, { policy, cuts, today }: Ranking, signs: Signs): RankedDecision {
  const { contactId, facts, worth, kept } = customer;
  const tiers = tiersOf(policy);
  const tier = tierOf({ worth, kept, cuts, tiers, today });
  const churn = churnEvidence(
    facts,
    {
      scores: signs.scores.get(contactId) ?? [],
      brokenPromises: signs.broken.get(facts.customerKey) ?? [],
      openLoops: customer.openLoops,
      rhythmDays: rhythmOf(customer, today),
    },
    tiers.churn,
    today,
  );
  const grounds: Grounds = {
    churn_risk: churn,
    high_value_program: highValueEvidence(tier.ranking?.scores, tiers),
    in_project: projectEvidence(facts, today),
  };
  const flags = decideFlags(
    { flags: facts.flags, proposed: customer.proposed, states: customer.flagStates },
    grounds,
    today,
  );
  // The silence allowed follows the tier: the one that is written with it.
  const stage = stageOf(tier.tier === facts.tier ? facts : { ...facts, tier: tier.tier }, policy, today);
  const keeps = stageToKeep(facts, stage, today);
  const lifecycleStage = lifecycleToWrite(stage.stage, facts.lifecycleStage, policy);
  if (!tier.changed && !flags.changed && lifecycleStage === undefined && !keeps) return { tier, flags, grounds };
  return {
    tier,
    flags,
    grounds,
    write: {
      contactId,
      ...(tier.changed && tier.tier !== undefined ? { tier: tierWrite(tier, tier.tier) } : {}),
      ...(flags.changed ? { flags: flagsWrite(flags, facts.churnRiskOn) } : {}),
      ...(lifecycleStage === undefined ? {} : { lifecycleStage }),
      ...(keeps ? { stage: keeps } : {}),
    },
  };
}

function tierWrite(decision: TierDecision, tier: 'A' | 'B' | 'C'): NonNullable<RankWrite['tier']> {
  const { source, since, why, expiredOn } = decision;
  return {
    tier,
    source,
    why,
    ...(since === undefined ? {} : { since }),
    // What a person gave as reason and end goes with the person's tier.
    ...(expiredOn === undefined ? {} : { reason: null, until: null }),
  };
}

/** A flag that a person set keeps the day that the person gave it. */
export function flagsWrite(flags: DecidedFlags, storedRiskOn: Day | undefined): NonNullable<RankWrite['flags']> {
  const stays = flags.flags.includes('churn_risk') ? storedRiskOn : undefined;
  return {
    flags: flags.flags,
    proposed: flags.proposed,
    states: flags.states,
    evidence: flags.evidence,
    churnRiskOn: flags.churnRiskOn ?? stays ?? null,
  };
}

/** The interval agreed with the customer while it holds, else the median of its own orders. */
function rhythmOf({ facts }: RankedCustomer, today: Day): number | undefined {
  const { cadenceDays, cadenceUntil, orderGapDays } = facts;
  const agreed = cadenceDays !== undefined && (cadenceUntil === undefined || cadenceUntil >= today);
  return agreed ? cadenceDays : orderGapDays;
}

/** Visits looked back on for falling marks: the newest and the three before it, with room for those that gave none. */
const LOOK_BACK = 6;

/** Marks of the last visits of those among the customers whose newest mark is low enough to have fallen. */
export async function marksOf(
  customers: readonly RankedCustomer[],
  policy: Policy,
  ports: Pick<Ports, 'visits'>,
): Promise<Signs['scores']> {
  const { scoreFall } = tiersOf(policy).churn;
  const asked = customers.filter(({ lastCsat }) => lastCsat !== undefined && lastCsat <= 5 - scoreFall);
  const marks = new Map<string, { readonly on: Day; readonly score: number }[]>();
  const slots = asked.flatMap(({ facts, nextSlot }) =>
    Array.from({ length: Math.min(LOOK_BACK, nextSlot - 1) }, (_, index) => ({
      customerKey: facts.customerKey,
      slot: nextSlot - 1 - index,
    })),
  );
  if (slots.length === 0) return marks;
  for (const { contactId, record } of await ports.visits.readSlots(slots)) {
    const given = Object.values(record?.scores ?? {});
    if (!record || given.length === 0) continue;
    const score = given.reduce((sum, each) => sum + each, 0) / given.length;
    marks.set(contactId, [...(marks.get(contactId) ?? []), { on: record.heldOn, score }]);
  }
  return marks;
}
