import type { Day } from '../calendar/day.ts';
import type { StageOnDay } from '../segmentation/stage.ts';
import type { CompiledPolicy, CompiledRule } from './compiled-policy.ts';
import { agreementOf, applicability, asksOfProducts, type Finding } from './debts.ts';
import type { CustomerFacts, Flag, Stage, Tier } from './facts.ts';
import type { RuleId } from './plan.ts';

/** Customers of whom the same rules may ask something. */
export interface Audience {
  /** By rule: why it asks nothing of them; undefined where it may. */
  readonly whys: readonly (Finding | undefined)[];
  /** Rules that may ask something, in the policy's order. */
  readonly asking: readonly CompiledRule[];
  /** By rule: the one that stands in for it here. */
  readonly replacedBy: readonly (CompiledRule | undefined)[];
  /** Rules that come again and again. */
  readonly recurring: readonly CompiledRule[];
  readonly recurringIds: readonly RuleId[];
  /** Of all of those, the one that beats the others; undefined where there are no two. */
  readonly shortest: CompiledRule | undefined;
}

const OUT_OF_SCOPE: Finding = { kind: 'not_applicable', because: 'scope' };
const OFF: Finding = { kind: 'off' };
const NOT_ASKED: Finding = { kind: 'not_applicable', because: 'not_asked' };
const NONE = 0;
const STAGES: { readonly [stage in Stage]: number } = {
  prospect: 1,
  new: 2,
  established: 3,
  loyal: 4,
  dormant: 5,
  lost: 6,
};
const TIERS: { readonly [tier in Tier]: number } = { A: 1, B: 2, C: 3 };
const FLAGS: { readonly [flag in Flag]: number } = { high_value_program: 1, churn_risk: 2, in_project: 4 };
const KINDS = { b2b: 1, b2c: 2 };
/** Above what the rest of a key can come to. */
const ASKED_BITS = 24;

function isAsked({ id }: CompiledRule, { asked }: CustomerFacts): boolean {
  return asked?.some(({ rule }) => rule === id) ?? false;
}

/**
 * The audience a customer belongs to: by stage, tier, flags, kind, an open issue, an agreed interval and the products bought.
 *
 * There are a few hundred in a book of any size, so that most rules are decided on once for all customers of one kind.
 */
export function audienceOf(
  policy: CompiledPolicy,
  facts: CustomerFacts,
  stage: StageOnDay,
  inScope: boolean,
  today: Day,
): Audience {
  let known = KNOWN.get(policy);
  if (known === undefined) {
    known = new Map();
    KNOWN.set(policy, known);
  }
  const key = inScope ? keyOf(policy, facts, stage, today) : OUTSIDE;
  let audience = known.get(key);
  if (audience === undefined) {
    audience = inScope ? inside(policy, facts, stage, today) : outside(policy);
    known.set(key, audience);
  }
  return audience;
}

const KNOWN = new WeakMap<CompiledPolicy, Map<number | string, Audience>>();
const OUTSIDE = -1;

function keyOf(policy: CompiledPolicy, facts: CustomerFacts, { stage }: StageOnDay, today: Day): number | string {
  let flags = NONE;
  for (const flag of facts.flags) flags |= FLAGS[flag] ?? NONE;
  let key = STAGES[stage] ?? NONE;
  key = key * 4 + (facts.tier === undefined ? NONE : (TIERS[facts.tier] ?? NONE));
  key = key * 8 + flags;
  key = key * 3 + (facts.customerKind === undefined ? NONE : (KINDS[facts.customerKind] ?? NONE));
  key = key * 2 + (facts.openIssueRaisedOn === undefined ? 0 : 1);
  key = key * 2 + (agreementOf(facts, today) === undefined ? 0 : 1);
  if (facts.asked !== undefined) {
    policy.asks.forEach((rule, i) => {
      if (isAsked(rule, facts)) key += 2 ** (ASKED_BITS + i);
    });
  }
  if (policy.byProduct.length === 0) return key;
  return `${key} ${policy.byProduct.map(({ rule }) => (asksOfProducts(rule.applies, facts) ? '1' : '0')).join('')}`;
}

function inside(policy: CompiledPolicy, facts: CustomerFacts, stage: StageOnDay, today: Day): Audience {
  const { rules, replacing } = policy;
  const whys = rules.map((rule) =>
    rule.asks !== undefined && rule.rule.on && !isAsked(rule, facts)
      ? NOT_ASKED
      : applicability(rule.rule, facts, stage, today),
  );
  const asking = rules.filter(({ index }) => whys[index] === undefined);
  const recurring = asking.filter(({ isEvent }) => !isEvent);
  const recurringIds = recurring.map(({ id }) => id);
  return {
    whys,
    asking,
    recurring,
    recurringIds,
    shortest: shortestInterval(recurring, recurringIds),
    replacedBy: rules.map((rule) =>
      replacing.find(
        (other) => other !== rule && other.rule.replaces?.includes(rule.id) && whys[other.index] === undefined,
      ),
    ),
  };
}

function outside({ rules }: CompiledPolicy): Audience {
  return {
    whys: rules.map(({ rule }) => (rule.on ? OUT_OF_SCOPE : OFF)),
    asking: [],
    replacedBy: [],
    recurring: [],
    recurringIds: [],
    shortest: undefined,
  };
}

/** Recurring visits of rank 5 compete: the shortest interval that applies wins. */
export function shortestInterval(
  recurring: readonly CompiledRule[],
  applied: readonly RuleId[],
): CompiledRule | undefined {
  if (applied.length < 2) return undefined;
  let winner: CompiledRule | undefined;
  for (const rule of recurring) {
    if (!rule.isCadence || !applied.includes(rule.id)) continue;
    if (
      winner === undefined ||
      rule.interval < winner.interval ||
      (rule.interval === winner.interval && rule.id < winner.id)
    ) {
      winner = rule;
    }
  }
  return winner;
}
