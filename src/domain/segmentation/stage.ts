import type { Day } from '../calendar/day.ts';
import type { CustomerFacts, Stage, Tier } from '../planning/facts.ts';
import type { Policy } from '../policy/policy.ts';
import { stageOfLifecycle } from './lifecycle.ts';

export interface StageOnDay {
  readonly stage: Stage;
  /** The day the stage began, where that is known. */
  readonly enteredOn?: Day;
  /** The next day on which the stage changes by itself, if nothing happens before. */
  readonly nextChangeOn?: Day;
}

/**
 * Where a customer stands in its life with us on a day.
 *
 * A stored stage is taken as it is. The day on which a stage was first met is kept while it lasts. An empty one is derived: `new` counts from delivery, else first purchase, else signing (each
 * only once it has come), then `established`, then `loyal`. Past the new days, a customer without order and without two-way
 * touch for as long as {@link silenceAllowed} says is `dormant`, from the day that many days were full. In its new days a silent
 * customer stays `new`: its milestones are what is owed. A life-cycle stage that the policy reads as a stage is taken before the
 * dates are asked.
 * A customer of the book without any date is `established`: it is a customer, only nobody wrote down since when. Whoever is not
 * of the book and has no date is a `prospect`.
 *
 * @example stageOf({ ...facts, firstPurchaseOn: day('2026-03-02') }, policy, day('2026-08-30')) // established since 2026-08-30
 */
export function stageOf(facts: CustomerFacts, policy: Policy, today: Day): StageOnDay {
  if (facts.stage !== undefined) {
    const enteredOn = facts.stageEnteredOn ?? keptDay(facts, facts.stage, today);
    if (enteredOn !== undefined) return { stage: facts.stage, enteredOn };
    if (facts.stage !== 'dormant') return { stage: facts.stage };
    const silentFrom = lastActivityOn(facts, today);
    if (silentFrom === undefined) return { stage: 'dormant' };
    const full = (silentFrom + silenceAllowed(facts, policy)) as Day;
    return { stage: 'dormant', enteredOn: full <= today ? full : silentFrom };
  }
  const told = stageOfLifecycle(facts.lifecycleStage, policy);
  if (told !== undefined) {
    const enteredOn = facts.stageEnteredOn ?? keptDay(facts, told, today);
    return enteredOn === undefined ? { stage: told } : { stage: told, enteredOn };
  }

  const { newUntilDay, establishedUntilDay } = policy.stages;
  const began = lifeBeganOn(facts, today);
  const upcoming = nextOf(facts, today);
  if (began === undefined) {
    if (upcoming !== undefined) return { stage: 'prospect', nextChangeOn: upcoming };
    if (!isCustomer(facts, policy)) return { stage: 'prospect' };
  } else if (today - began <= newUntilDay) {
    const ends = (began + newUntilDay + 1) as Day;
    return { stage: 'new', enteredOn: began, nextChangeOn: earlier(ends, upcoming) };
  }

  const silentFrom = lastActivityOn(facts, today);
  const newEndedOn = began === undefined ? undefined : ((began + newUntilDay + 1) as Day);
  let dormantOn: Day | undefined;
  if (silentFrom !== undefined) {
    dormantOn = (silentFrom + silenceAllowed(facts, policy)) as Day;
    if (newEndedOn !== undefined && newEndedOn > dormantOn) dormantOn = newEndedOn;
    if (dormantOn <= today) {
      const enteredOn = keptDay(facts, 'dormant', today) ?? dormantOn;
      return upcoming === undefined
        ? { stage: 'dormant', enteredOn }
        : { stage: 'dormant', enteredOn, nextChangeOn: upcoming };
    }
  }
  if (began === undefined) {
    const enteredOn = keptDay(facts, 'established', today);
    return {
      stage: 'established',
      ...(enteredOn === undefined ? {} : { enteredOn }),
      ...(dormantOn === undefined ? {} : { nextChangeOn: dormantOn }),
    };
  }

  const loyalOn = (began + establishedUntilDay + 1) as Day;
  const next = earlier(dormantOn, upcoming);
  if (today < loyalOn) {
    return { stage: 'established', enteredOn: (began + newUntilDay + 1) as Day, nextChangeOn: earlier(loyalOn, next) };
  }
  return next === undefined
    ? { stage: 'loyal', enteredOn: loyalOn }
    : { stage: 'loyal', enteredOn: loyalOn, nextChangeOn: next };
}

/** Whether the book of the policy holds this customer. */
export function isInScope(facts: CustomerFacts, policy: Policy): boolean {
  if (isExcluded(facts, policy)) return false;
  if (policy.scope.anyTier && facts.tier !== undefined) return true;
  return facts.lifecycleStage !== undefined && policy.scope.lifecycleStages.includes(facts.lifecycleStage);
}

/** Whether the policy leaves this contact out whatever else is true of it. */
export function isExcluded({ excludable = {} }: CustomerFacts, { scope }: Policy): boolean {
  return (
    scope.exclude?.some(({ field, values }) => {
      const own = excludable[field];
      return own !== undefined && (values.length === 0 || values.some((value) => value.trim().toLowerCase() === own));
    }) ?? false
  );
}

/** A tier alone does not make a customer of somebody whose life cycle says otherwise. */
function isCustomer(facts: CustomerFacts, policy: Policy): boolean {
  return facts.lifecycleStage === undefined
    ? isInScope(facts, policy)
    : policy.scope.lifecycleStages.includes(facts.lifecycleStage);
}

/** Days without order and two-way touch after which a customer of this tier is dormant. */
export function dormantAfter(policy: Policy, tier: Tier | undefined): number {
  return policy.stages.dormantAfterDays[tier ?? 'none'];
}

/** The longest silence that does not make a customer dormant: of its tier, and of its own rhythm where the policy asks for it. */
export function silenceAllowed({ tier, orderGapDays }: CustomerFacts, policy: Policy): number {
  const byTier = dormantAfter(policy, tier);
  const { ownRhythm } = policy.stages;
  if (!ownRhythm || orderGapDays === undefined) return byTier;
  return Math.max(byTier, Math.ceil(ownRhythm.factor * orderGapDays));
}

function lifeBeganOn(facts: CustomerFacts, today: Day): Day | undefined {
  const { deliveredOn, firstPurchaseOn, signedOn } = facts;
  if (deliveredOn !== undefined && deliveredOn <= today) return deliveredOn;
  if (firstPurchaseOn !== undefined && firstPurchaseOn <= today) return firstPurchaseOn;
  return signedOn !== undefined && signedOn <= today ? signedOn : undefined;
}

/** The next coming day from which the life of the customer would be counted anew, or first. */
function nextOf(facts: CustomerFacts, today: Day): Day | undefined {
  let next: Day | undefined;
  for (const on of [facts.deliveredOn, facts.firstPurchaseOn, facts.signedOn]) {
    if (on !== undefined && on > today && (next === undefined || on < next)) next = on;
  }
  return next;
}

/** The day kept for a stage that still lasts. A customer that was heard of since it fell silent has fallen silent anew. */
function keptDay(facts: CustomerFacts, stage: Stage, today: Day): Day | undefined {
  const { stageKept } = facts;
  if (stageKept?.stage !== stage || stageKept.enteredOn > today) return undefined;
  const heardOn = stage === 'dormant' ? lastActivityOn(facts, today) : undefined;
  return heardOn !== undefined && heardOn >= stageKept.enteredOn ? undefined : stageKept.enteredOn;
}

/** The last order, signing, delivery, acceptance or two-way touch up to today. */
function lastActivityOn(facts: CustomerFacts, today: Day): Day | undefined {
  let last = laterUpTo(today, undefined, facts.lastTouch?.on);
  last = laterUpTo(today, last, facts.lastPurchaseOn);
  last = laterUpTo(today, last, facts.firstPurchaseOn);
  last = laterUpTo(today, last, facts.signedOn);
  last = laterUpTo(today, last, facts.deliveredOn);
  return laterUpTo(today, last, facts.acceptedOn);
}

function laterUpTo(today: Day, last: Day | undefined, on: Day | undefined): Day | undefined {
  return on !== undefined && on <= today && (last === undefined || on > last) ? on : last;
}

function earlier(a: Day, b: Day | undefined): Day;
function earlier(a: Day | undefined, b: Day | undefined): Day | undefined;
function earlier(a: Day | undefined, b: Day | undefined): Day | undefined {
  if (a === undefined) return b;
  return b === undefined || a < b ? a : b;
}
