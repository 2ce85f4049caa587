import type { Refusal } from '../../contract/common.ts';
import type { FlagLine, RetierCustomerAnswer, RetierCustomerCommand } from '../../contract/retier.ts';
import { type Day, day, formatDay } from '../../domain/calendar/day.ts';
import type { Flag } from '../../domain/planning/facts.ts';
import type { Words } from '../../domain/planning/plan.ts';
import { tiersOf } from '../../domain/policy/default-tiers.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { type DecidedFlags, standing } from '../../domain/segmentation/customer-flags.ts';
import {
  decideFlag,
  type FlagCommand,
  type FlagRefusal,
  type Grounds,
  NO_FLAG,
} from '../../domain/segmentation/flags.ts';
import { type BookCuts, BookTally } from '../../domain/segmentation/scores.ts';
import { stageOf } from '../../domain/segmentation/stage.ts';
import { tierOf } from '../../domain/segmentation/tier.ts';
import type { KeptTier, TierDecision } from '../../domain/segmentation/tier-decision.ts';
import { numberText, scoredNumbers } from '../../domain/segmentation/tier-words.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { RankedCustomer, RankWrite } from '../ports/ranking.ts';
import { flagsWrite, marksOf, rankCustomer } from './rank-customer.ts';
import type { RankPorts } from './retier.ts';

interface Opened {
  readonly customer: RankedCustomer;
  readonly policy: Policy;
  /** Undefined: the book was not counted yet. */
  readonly cuts: BookCuts | undefined;
  readonly today: Day;
  /** As the evidence of today has them. */
  readonly flags: DecidedFlags;
  readonly grounds: Grounds;
}

/** Shows one customer's tier and flags with their grounds, and carries out what a person decides about them. */
export async function retierCustomer(
  command: RetierCustomerCommand,
  contactId: string,
  today: Day,
  ports: RankPorts,
): Promise<RetierCustomerAnswer> {
  const opened = await open(contactId, today, ports);
  if ('ok' in opened) return opened;
  const decided = decide(command, opened);
  if ('ok' in decided) return decided;
  const { write } = decided;
  if (write) {
    const [failure] = await ports.ranks.save([write]);
    if (failure)
      return refusal({ zh: `HubSpot 未保存：${failure.message}`, en: `HubSpot did not save it: ${failure.message}` });
  }
  return answerOf(opened, decided);
}

async function open(contactId: string, today: Day, ports: RankPorts): Promise<Opened | Refusal> {
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  const { policy } = inForce;
  const [[customer], run] = await Promise.all([ports.ranks.read([contactId]), ports.ranks.readRun()]);
  if (!customer) {
    return {
      ok: false,
      reason: 'not_a_contact',
      message: { zh: '找不到这位联系人。', en: 'There is no such contact.' },
    };
  }
  const tally = run && run.phase !== 'counting' ? BookTally.decode(run.tally) : undefined;
  const cuts = run && tally && tally.scored > 0 ? tally.cuts(tiersOf(policy), run.today) : undefined;
  const signs = {
    broken: await ports.ranks.brokenPromises(today, customer.facts.customerKey),
    scores: await marksOf([customer], policy, ports),
  };
  // Without cuts nobody is scored: what does not need them still holds.
  const nobody = new BookTally().cuts(tiersOf(policy), today);
  const { flags, grounds } = rankCustomer(customer, { policy, cuts: cuts ?? nobody, today }, signs);
  const opened = { customer, policy, cuts, today, grounds };
  if (cuts) return { ...opened, flags };
  // What is proposed by the scores stays until there are scores.
  const { proposed, flagStates } = customer;
  const states = { ...flags.states, high_value_program: flagStates.high_value_program ?? NO_FLAG };
  return { ...opened, flags: { ...flags, proposed, states } };
}

interface Carried {
  readonly kept: KeptTier | undefined;
  readonly flags: DecidedFlags;
  readonly write?: RankWrite;
}

function decide(command: RetierCustomerCommand, opened: Opened): Carried | Refusal {
  const { customer, flags, today } = opened;
  const { kept, contactId } = customer;
  switch (command.command) {
    case 'explain':
      return { kept, flags };
    case 'set_tier': {
      const until = day(command.until);
      if (until < today) return refusal({ zh: '到期日已过。', en: 'The last day is in the past.' });
      const since = kept?.tier === command.tier ? kept.since : today;
      const set: KeptTier = { tier: command.tier, source: 'manual', since, reason: command.reason, until };
      return withTier(contactId, set, decisionOf(set, opened), flags, { reason: command.reason, until });
    }
    case 'release_tier': {
      if (kept?.source !== 'manual')
        return refusal({ zh: '分层不是人工设定的。', en: 'The tier was not set by hand.' });
      // As on the day after the last: the scores decide, else what was stays.
      const ended: KeptTier = { ...kept, until: (today - 1) as Day };
      const decision = decisionOf(ended, opened);
      const freed: KeptTier = { tier: decision.tier ?? kept.tier, source: 'computed', since: decision.since };
      return withTier(contactId, freed, decision, flags, { reason: null, until: null });
    }
    case 'join_programme':
      if (flags.flags.includes('high_value_program'))
        return refusal({ zh: '客户已在高价值计划中。', en: 'The customer is in the high-value programme already.' });
      return withFlags(opened, {
        ...flags,
        flags: [...flags.flags, 'high_value_program'],
        proposed: [],
        states: { ...flags.states, high_value_program: { ...NO_FLAG, reason: command.reason } },
      });
    case 'leave_programme':
      if (!flags.flags.includes('high_value_program'))
        return refusal({ zh: '客户不在高价值计划中。', en: 'The customer is not in the high-value programme.' });
      return withFlags(opened, {
        ...flags,
        flags: flags.flags.filter((each) => each !== 'high_value_program'),
        states: {
          ...flags.states,
          // Whoever takes the customer out has seen what would propose it.
          high_value_program: {
            evidence: [],
            answered: opened.grounds.high_value_program.map(({ id }) => id),
            reason: command.reason,
          },
        },
      });
    case 'snooze':
      return answered(opened, command.flag, { type: 'snooze', until: day(command.until) });
    case 'mark_healthy':
    case 'undo':
      return answered(opened, command.flag, { type: command.command });
    default: {
      const never: never = command;
      throw new RangeError(`unknown command ${JSON.stringify(never)}`);
    }
  }
}

function answered(opened: Opened, flag: Flag, command: FlagCommand): Carried | Refusal {
  const { flags, today } = opened;
  const decided = decideFlag(command, flags.states[flag] ?? NO_FLAG, today);
  if (!decided.ok) return refusal(wordsOf(decided));
  const states = { ...flags.states, [flag]: decided.state };
  const stands = decided.state.raisedOn !== undefined;
  const others = (list: readonly Flag[]): Flag[] => list.filter((each) => each !== flag);
  const proposes = flag === 'high_value_program';
  const next: DecidedFlags = {
    ...flags,
    states,
    flags: stands && !proposes ? [...others(flags.flags), flag] : proposes ? flags.flags : others(flags.flags),
    proposed: proposes ? (stands ? [flag] : []) : flags.proposed,
  };
  const { churnRiskOn: _, ...rest } = next;
  const raisedOn = next.flags.includes('churn_risk') ? states.churn_risk?.raisedOn : undefined;
  return withFlags(opened, raisedOn === undefined ? rest : { ...rest, churnRiskOn: raisedOn });
}

function withFlags({ customer, grounds }: Opened, flags: DecidedFlags): Carried {
  const { contactId, kept, facts } = customer;
  const evidence = FLAGS.flatMap((flag) => whyOf(flags, grounds, flag));
  const told = { ...flags, evidence };
  return { kept, flags: told, write: { contactId, flags: flagsWrite(told, facts.churnRiskOn) } };
}

/** What is written beside the flags: the grounds each stands on, and what a person said. */
function whyOf({ states }: DecidedFlags, grounds: Grounds, flag: Flag): readonly Words[] {
  const state = states[flag] ?? NO_FLAG;
  const { reason } = state;
  const said = reason === undefined ? [] : [{ zh: `人工：${reason}`, en: `By hand: ${reason}` }];
  return [...said, ...standing(state, grounds[flag])];
}

function withTier(
  contactId: string,
  kept: KeptTier,
  { why }: TierDecision,
  flags: DecidedFlags,
  by: { readonly reason: string | null; readonly until: Day | null },
): Carried {
  const { tier, source, since } = kept;
  const write: RankWrite = {
    contactId,
    tier: { tier, source, why, ...by, ...(since === undefined ? {} : { since }) },
  };
  return { kept, flags, write };
}

function decisionOf(kept: KeptTier | undefined, { customer: { worth }, policy, cuts, today }: Opened): TierDecision {
  const tiers = tiersOf(policy);
  return tierOf({ worth, kept, cuts: cuts ?? new BookTally().cuts(tiers, today), tiers, today });
}

const FLAGS = ['churn_risk', 'high_value_program', 'in_project'] as const satisfies readonly Flag[];

function answerOf(opened: Opened, { kept, flags }: Carried): RetierCustomerAnswer {
  const { customer, policy, cuts, today, grounds } = opened;
  const stage = stageOf({ ...customer.facts, tier: kept?.tier }, policy, today);
  const lines: FlagLine[] = [];
  for (const flag of FLAGS) {
    const state = flags.states[flag] ?? NO_FLAG;
    const snoozed = state.snoozedUntil !== undefined && state.snoozedUntil > today;
    const how = flags.flags.includes(flag)
      ? 'set'
      : flags.proposed.includes(flag)
        ? 'proposed'
        : snoozed
          ? 'snoozed'
          : state.answered.length > 0
            ? 'answered'
            : undefined;
    if (!how) continue;
    lines.push({
      flag,
      state: how,
      evidence: standing(state, grounds[flag]),
      canUndo: state.before !== undefined,
      ...(state.reason === undefined ? {} : { reason: state.reason }),
      ...(state.raisedOn === undefined ? {} : { raisedOn: formatDay(state.raisedOn) }),
      ...(snoozed && state.snoozedUntil !== undefined ? { snoozedUntil: formatDay(state.snoozedUntil) } : {}),
    });
  }
  const decision = cuts || kept?.source === 'manual' ? decisionOf(kept, opened) : undefined;
  const numbers = cuts && decision ? scoredNumbers(decision, customer.worth, cuts, tiersOf(policy)) : [];
  return {
    ok: true,
    today: formatDay(today),
    name: customer.name,
    tier: kept?.tier ?? null,
    source: kept?.source ?? 'computed',
    ...(kept?.since === undefined ? {} : { since: formatDay(kept.since) }),
    ...(kept?.reason === undefined ? {} : { reason: kept.reason }),
    ...(kept?.until === undefined ? {} : { until: formatDay(kept.until) }),
    why: decision?.why ?? null,
    numbers: numbers.map(({ dimension, score, value, beyond, next }) => ({
      dimension,
      score,
      value: numberText(dimension, value),
      ...(beyond === undefined ? {} : { beyond: numberText(dimension, beyond) }),
      ...(next === undefined ? {} : { next: numberText(dimension, next) }),
    })),
    stage: {
      stage: stage.stage,
      ...(stage.enteredOn === undefined ? {} : { enteredOn: formatDay(stage.enteredOn) }),
      ...(stage.nextChangeOn === undefined ? {} : { nextChangeOn: formatDay(stage.nextChangeOn) }),
    },
    flags: lines,
  };
}

function wordsOf(refused: FlagRefusal): Words {
  switch (refused.reason) {
    case 'nothing_raised':
      return { zh: '没有依据提示此标记。', en: 'Nothing raises this flag now.' };
    case 'nothing_to_undo':
      return { zh: '没有可撤销的操作。', en: 'There is nothing to undo.' };
    case 'not_ahead':
      return { zh: '请选择今天之后的日期。', en: 'Choose a day after today.' };
    default: {
      const never: never = refused;
      throw new RangeError(`unknown refusal ${JSON.stringify(never)}`);
    }
  }
}

function refusal(message: Words): Refusal {
  return { ok: false, reason: 'bad_input', message };
}
