import type { WhyLine } from '../../contract/open-why.ts';
import { formatDay } from '../../domain/calendar/day.ts';
import type { LedgerEntry, RuleId } from '../../domain/planning/plan.ts';
import type { Policy } from '../../domain/policy/policy.ts';

/** What a reader looks for first. */
const ORDER: readonly WhyLine['verdict'][] = [
  'leads',
  'joins',
  'infeasible',
  'foreseen',
  'sends',
  'beaten',
  'suppressed',
  'settled',
  'lapsed',
  'not_applicable',
  'elsewhere',
  'off',
];

/** A ledger as people read it: what decides first, what asks nothing last. */
export function whyLines(ledger: readonly LedgerEntry[], policy: Policy): readonly WhyLine[] {
  const nameOf = ruleNames(policy);
  return ledger
    .map((entry) => whyLine(entry, nameOf))
    .sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
}

function ruleNames({ rules, duties = [] }: Policy): (id: RuleId) => WhyLine['name'] {
  const names = new Map([...rules, ...duties].map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? { zh: id, en: id };
}

function whyLine(entry: LedgerEntry, nameOf: (id: RuleId) => WhyLine['name']): WhyLine {
  const { rule, verdict, why, window, on, by } = entry;
  return {
    rule,
    name: nameOf(rule),
    verdict,
    why,
    ...(window
      ? {
          window: {
            earliest: formatDay(window.earliest),
            target: formatDay(window.target),
            latest: formatDay(window.latest),
          },
        }
      : {}),
    ...(on === undefined ? {} : { on: formatDay(on) }),
    ...(by === undefined ? {} : { by: { id: by, name: nameOf(by) } }),
  };
}
