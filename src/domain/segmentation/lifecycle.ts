import type { Day } from '../calendar/day.ts';
import type { CustomerFacts, Stage } from '../planning/facts.ts';
import type { Policy } from '../policy/policy.ts';

/** HubSpot's own life-cycle stages in their order; a portal may have more. */
const ORDER = [
  'subscriber',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'evangelist',
] as const;

/** The stage that an admin chose for a life-cycle stage; undefined: the dates decide. */
export function stageOfLifecycle(lifecycleStage: string | undefined, { stages }: Policy): Stage | undefined {
  const { reads } = stages.lifecycle ?? {};
  return lifecycleStage !== undefined && reads !== undefined && Object.hasOwn(reads, lifecycleStage)
    ? reads[lifecycleStage]
    : undefined;
}

/**
 * The life-cycle stage to write for a stage; undefined: leave what is there.
 *
 * Only what the admin chose, and only forwards in HubSpot's order: it takes no step back unless the stage is cleared first. A
 * life-cycle stage that a portal added itself has no place in that order: it is neither left nor written over.
 *
 * @example lifecycleToWrite('new', 'opportunity', writingCustomerForNew) // 'customer'; from 'evangelist': undefined
 */
export function lifecycleToWrite(stage: Stage, lifecycleStage: string | undefined, policy: Policy): string | undefined {
  const wanted = policy.stages.lifecycle?.writes?.[stage];
  if (wanted === undefined || wanted === lifecycleStage) return undefined;
  if (lifecycleStage === undefined) return wanted;
  const from = placeOf(lifecycleStage);
  const to = placeOf(wanted);
  return from >= 0 && to > from ? wanted : undefined;
}

function placeOf(lifecycleStage: string): number {
  return ORDER.indexOf(lifecycleStage as (typeof ORDER)[number]);
}

/** A stage with the day it was entered, as it is kept. */
export type KeptStage = NonNullable<CustomerFacts['stageKept']>;

/**
 * What is to be written down of a stage; undefined: nothing, or it is there already.
 *
 * The first days of a customer's life can be worked out again on any day. The day it fell silent cannot, once its tier and with it the
 * silence allowed have changed; nor that of a stage which a person or the life cycle told without a day: it began when it was met.
 */
export function stageToKeep(
  { stageKept }: Pick<CustomerFacts, 'stageKept'>,
  { stage, enteredOn }: { readonly stage: Stage; readonly enteredOn?: Day },
  today: Day,
): KeptStage | undefined {
  const isPassing = enteredOn !== undefined && stage !== 'dormant' && stage !== 'lost';
  if (isPassing && (stageKept === undefined || stageKept.stage === stage)) return undefined;
  const now = { stage, enteredOn: enteredOn ?? today };
  return stageKept?.stage === now.stage && stageKept.enteredOn === now.enteredOn ? undefined : now;
}
