import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import { audienceOf } from '../../../src/domain/planning/audience.ts';
import type { CompiledPolicy } from '../../../src/domain/planning/compiled-policy.ts';
import type { CustomerFacts, Flag, Stage } from '../../../src/domain/planning/facts.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, compiled, customer, WHOLE } from '../support.ts';

const TODAY = day('2026-06-01');
const STAGES: readonly Stage[] = ['prospect', 'new', 'established', 'loyal', 'dormant', 'lost'];
const FLAGS: readonly Flag[] = ['high_value_program', 'churn_risk', 'in_project'];
const FLAG_SETS = Array.from({ length: 2 ** FLAGS.length }, (_, set) => FLAGS.filter((_, i) => (set >> i) % 2 === 1));
const ask = (rule: string) => ({
  rule,
  loop: 'c1:1:problem',
  window: { earliest: TODAY, target: TODAY, latest: TODAY },
});

/** What is different about customers of whom different rules may ask something, each alone and with others. */
const KINDS: readonly CustomerText[] = [
  {},
  { customerKind: 'b2b' },
  { customerKind: 'b2c' },
  { openIssueRaisedOn: '2026-05-20' },
  { cadenceDays: 30, cadenceReason: 'contract' },
  { cadenceDays: 30, cadenceReason: 'contract', openIssueRaisedOn: '2026-05-20', customerKind: 'b2c' },
  { asked: [] },
  { asked: [ask('P22')] },
  { asked: [ask('P34'), ask('P22')] },
  { asked: [ask('Q18')], openIssueRaisedOn: '2026-05-20' },
  { products: ['press'] },
  { products: ['lathe'] },
  { products: ['press', 'lathe'] },
  { products: ['lathe'], customerKind: 'b2c' },
  { products: ['press', 'lathe'], asked: [ask('P42')] },
];
const CUSTOMERS = STAGES.flatMap((stage) =>
  [undefined, 'A' as const, 'B' as const, 'C' as const].flatMap((tier) =>
    FLAG_SETS.flatMap((flags) =>
      KINDS.map((kind) => ({ facts: customer({ ...kind, flags, ...(tier ? { tier } : {}) }), stage })),
    ),
  ),
);

function seen(policy: CompiledPolicy, facts: CustomerFacts, stage: Stage): string {
  const { asking, recurringIds, recurring, replacedBy, whys } = audienceOf(policy, facts, { stage }, true, TODAY);
  return [
    asking.map(({ id }) => id),
    recurringIds,
    recurring.map(({ id }) => id),
    replacedBy.map((rule) => rule?.id ?? ''),
    whys.map((why) => (why === undefined ? '' : 'because' in why ? why.because : why.kind)),
  ].join(' / ');
}

/** Two rules ask for two products, and what is only for consumers is on. */
const byProduct: Partial<Policy> = {
  ...WHOLE,
  rules: (WHOLE.rules ?? []).map((rule) => {
    const products = { P08: ['lathe'], P24: ['press'] }[rule.id];
    return products
      ? { ...rule, applies: { ...rule.applies, products } }
      : rule.id === 'P30'
        ? { ...rule, on: true }
        : rule;
  }),
};

describe('the rules that may ask something of a customer', () => {
  it.each([
    ['as shipped', WHOLE],
    ['with rules for products and for consumers', byProduct],
  ])('are the same whoever was looked at before, by a policy %s', (_, changes) => {
    const shared = compiled('2026-01-01', changes);
    const differing = CUSTOMERS.filter(
      ({ facts, stage }) => seen(shared, facts, stage) !== seen({ ...shared }, facts, stage),
    );
    expect(CUSTOMERS).toHaveLength(2_880);
    expect(differing).toEqual([]);
  });

  it('are none for somebody who is not in the book, and a rule that is off says so', () => {
    const policy = compiled('2026-01-01', WHOLE);
    const outside = audienceOf(policy, customer({}), { stage: 'loyal' }, false, TODAY);
    expect(outside).toMatchObject({ asking: [], replacedBy: [], recurring: [], recurringIds: [] });
    policy.rules.forEach(({ rule, index }) => {
      expect(outside.whys[index]).toEqual(rule.on ? { kind: 'not_applicable', because: 'scope' } : { kind: 'off' });
    });
  });

  it('that ask again and again are told from those that follow an event', () => {
    const policy = compiled('2026-01-01', WHOLE);
    const { asking, recurring } = audienceOf(policy, customer({ tier: 'A' }), { stage: 'loyal' }, true, TODAY);
    const ids = recurring.map(({ id }) => id);
    expect(ids).toContain('P11');
    expect(asking.map(({ id }) => id)).toContain('P24');
    expect(ids).not.toContain('P24');
  });

  it('P30: the first talk with somebody who buys for himself stands in for those of P02 and P03, where it is on', () => {
    const rules = (WHOLE.rules ?? []).map((rule) => (rule.id === 'P30' ? { ...rule, on: true } : rule));
    const standIns = (policy: Partial<Policy>, customerKind: 'b2b' | 'b2c') => {
      const shared = compiled('2026-01-01', policy);
      const { replacedBy } = audienceOf(shared, customer({ customerKind }), { stage: 'new' }, true, TODAY);
      return shared.rules.flatMap(({ id, index }) => (replacedBy[index] ? [`${id} ${replacedBy[index]?.id}`] : []));
    };
    expect(standIns({ ...WHOLE, rules }, 'b2c')).toEqual(['P02 P30', 'P03 P30']);
    expect(standIns({ ...WHOLE, rules }, 'b2b')).toEqual([]);
    expect(standIns(WHOLE, 'b2c')).toEqual([]);
  });
});
