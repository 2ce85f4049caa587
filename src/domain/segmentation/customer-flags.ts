import type { Day } from '../calendar/day.ts';
import type { Flag } from '../planning/facts.ts';
import type { Words } from '../planning/plan.ts';
import type { Evidence } from './churn.ts';
import { encodeFlags, type FlagState, type FlagStates, type Grounds, NO_FLAG, raiseByEvidence } from './flags.ts';

/** The flags of a customer as they are kept. */
export interface KeptFlags {
  readonly flags: readonly Flag[];
  /** Waiting for a person to take them up. */
  readonly proposed: readonly Flag[];
  readonly states: FlagStates;
}

export interface DecidedFlags extends KeptFlags {
  readonly changed: boolean;
  /** Why those that evidence raised stand. */
  readonly evidence: readonly Words[];
  /** Since when evidence raised churn risk; absent: it did not. */
  readonly churnRiskOn?: Day;
}

const SET_BY_EVIDENCE = ['churn_risk', 'in_project'] as const;

/**
 * The flags of a customer in the light of today's evidence.
 *
 * Churn risk and a running project are set and taken away with their evidence; the high-value programme is only proposed. A flag that a
 * person set without evidence is theirs: it stays until they take it away. A flag that evidence set and a person took away is
 * answered, as if it had been marked healthy.
 */
export function decideFlags(kept: KeptFlags, evidence: Grounds, today: Day): DecidedFlags {
  const states: { [flag in Flag]?: FlagState } = { ...kept.states };
  const flags = new Set(kept.flags);
  const why: Words[] = [];
  for (const flag of SET_BY_EVIDENCE) {
    const before = kept.states[flag] ?? NO_FLAG;
    const raisedBefore = before.raisedOn !== undefined;
    if (flags.has(flag) && !raisedBefore) continue;
    const seen = raisedBefore && !flags.has(flag) ? answeredAll(before) : before;
    const now = raiseByEvidence(seen, evidence[flag], today);
    states[flag] = now;
    if (now.raisedOn !== undefined) flags.add(flag);
    else flags.delete(flag);
    why.push(...standing(now, evidence[flag]));
  }

  const wanted = flags.has('high_value_program') ? [] : evidence.high_value_program;
  const programme = raiseByEvidence(kept.states.high_value_program ?? NO_FLAG, wanted, today);
  states.high_value_program = programme;
  const proposed: Flag[] = programme.raisedOn === undefined ? [] : ['high_value_program'];
  why.push(...standing(programme, wanted));

  const churnRiskOn = flags.has('churn_risk') ? states.churn_risk?.raisedOn : undefined;
  return {
    flags: [...flags],
    proposed,
    states,
    evidence: why,
    changed:
      !sameMembers(kept.flags, flags) ||
      !sameMembers(kept.proposed, new Set(proposed)) ||
      // Another ground for the same flag is worth writing too.
      encodeFlags(kept.states) !== encodeFlags(states),
    ...(churnRiskOn === undefined ? {} : { churnRiskOn }),
  };
}

function answeredAll({ evidence, answered }: FlagState): FlagState {
  return { evidence: [], answered: [...new Set([...evidence, ...answered])] };
}

/** The grounds a flag stands on, in words. */
export function standing(state: FlagState, evidence: readonly Evidence[]): readonly Words[] {
  return state.raisedOn === undefined
    ? []
    : evidence.filter(({ id }) => state.evidence.includes(id)).map(({ why }) => why);
}

function sameMembers(list: readonly Flag[], set: ReadonlySet<Flag>): boolean {
  return new Set(list).size === set.size && list.every((each) => set.has(each));
}
