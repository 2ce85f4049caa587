import { type Day, day, formatDay } from '../../../src/domain/calendar/day.ts';
import {
  applicability,
  type Debt,
  type Finding,
  findingOf,
  type Situation,
} from '../../../src/domain/planning/debts.ts';
import type { VisitWindow } from '../../../src/domain/planning/plan.ts';
import type { CompiledPolicy } from '../../../src/domain/planning/plan-customer.ts';
import { DEFAULT_DUTIES } from '../../../src/domain/policy/default-duties.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Policy, PolicyRule } from '../../../src/domain/policy/policy.ts';
import { stageOf } from '../../../src/domain/segmentation/stage.ts';
import { type CustomerText, compiled, customer, touchOf } from '../support.ts';

/** One rule on one day, with what is known besides the customer. */
export interface Asking {
  readonly rule: string;
  readonly today: string;
  /** 2026-01-01. */
  readonly goLiveOn?: string;
  /** What differs from the rule as it ships. */
  readonly change?: Partial<PolicyRule>;
  /** Other rules that the policy has. */
  readonly with?: readonly string[];
  /** `2026-01-05 call:out`, newest first. */
  readonly touches?: readonly string[];
  /** `P11@2026-01-05 held 2026-01-05`, newest first. */
  readonly settled?: readonly string[];
  readonly began?: string;
  readonly tried?: Situation['tried'];
  readonly policy?: Partial<Policy>;
}

export function situationOf(text: CustomerText, asking: Asking): Situation {
  const policy = policyOf(asking);
  const facts = customer(text);
  const today = day(asking.today);
  const stage = stageOf(facts, policy.policy, today);
  return {
    facts,
    stage,
    policy,
    whys: policy.rules.map(({ rule }) => applicability(rule, facts, stage, today)),
    today,
    touches: (asking.touches ?? []).map(touchOf),
    settled: (asking.settled ?? []).map((line) => {
      const [debt = '', how, on = ''] = line.split(' ');
      return { debt, how: how as 'held' | 'unreached' | 'refused', on: day(on) };
    }),
    began: asking.began === undefined ? {} : { [asking.rule]: day(asking.began) },
    tried: asking.tried ?? new Map(),
  };
}

function policyOf({ rule, goLiveOn, change, with: others = [], policy }: Asking): CompiledPolicy {
  const rules = DEFAULT_POLICY.rules
    .filter(({ id }) => id === rule || others.includes(id))
    .map((each) => (each.id === rule ? { ...each, ...change, on: true } : each));
  const duties = DEFAULT_DUTIES.filter(({ id }) => id === rule);
  return compiled(goLiveOn ?? '2026-01-01', { rules, duties, ...policy });
}

/** What the rule asks, whether or not it is for this customer. */
export function findingFor(text: CustomerText, asking: Asking): Finding {
  const at = situationOf(text, asking);
  return findingOf(ruleOf(at, asking.rule), at);
}

export function ruleOf({ policy }: Situation, id: string): Situation['policy']['rules'][number] {
  const rule = policy.rules.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return rule;
}

export function debtFor(text: CustomerText, asking: Asking): Debt {
  const finding = findingFor(text, asking);
  if (finding.kind !== 'debt') throw new Error(`expected a debt, found ${told(finding)}`);
  return finding.debt;
}

/** What it asks as a line; see {@link told}. */
export function asks(text: CustomerText, asking: Asking): string {
  return told(findingFor(text, asking));
}

const shown = ({ earliest, target, latest }: VisitWindow): string =>
  `[${formatDay(earliest)} ${formatDay(target)} ${formatDay(latest)}]`;
const on = (is: Day | undefined): string => (is === undefined ? '' : ` ${formatDay(is)}`);

/**
 * A finding as a line, so that a failing test shows dates.
 *
 * @example `P01@2026-02-12 [2026-02-12 2026-02-14 2026-02-24] from signedOn`, then what else shaped its window
 */
export function told(finding: Finding): string {
  switch (finding.kind) {
    case 'off':
      return 'off';
    case 'not_applicable':
      return `not: ${finding.because}`;
    case 'settled':
      return `settled ${finding.key} ${finding.how}${on(finding.on)}${finding.remember ? ' remember' : ''}`;
    case 'lapsed':
      return `lapsed ${finding.key}${finding.window === undefined ? '' : ` ${shown(finding.window)}`}`;
    case 'beaten':
      return `beaten by ${finding.by}`;
    case 'suppressed':
      return `suppressed ${finding.reason}${finding.until === undefined ? '' : ` until${on(finding.until)}`}`;
    case 'no_owner':
      return `no owner ${finding.key} ${shown(finding.window)}`;
    case 'debt': {
      const { key, window, anchoredBy, story, shaped } = finding.debt;
      const marks = (['guarded', 'spread', 'fresh', 'reopened', 'halfTerm'] as const).filter((mark) => shaped[mark]);
      return [
        `${key} ${shown(window)} from ${anchoredBy}`,
        ...marks,
        ...(story.extended ? ['extended'] : []),
        ...(shaped.slot === undefined ? [] : [`slot ${shaped.slot}`]),
        ...(shaped.skippedOn === undefined ? [] : [`skipped${on(shaped.skippedOn)}`]),
        ...(shaped.reminds === undefined ? [] : [`reminds ${shaped.reminds}`]),
        ...(shaped.before === undefined ? [] : [`after${on(shaped.before)}`]),
      ].join(' ');
    }
    default:
      return finding satisfies never;
  }
}
