import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import { agreementOf, applicability } from '../../../src/domain/planning/debts.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { PolicyRule } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, customer } from '../support.ts';
import { told } from './finding.ts';

const TODAY = day('2026-06-01');

function whyNot(applies: PolicyRule['applies'], text: CustomerText, on = true): string {
  const rule = DEFAULT_POLICY.rules.find(({ id }) => id === 'P08');
  if (rule === undefined) throw new Error('expected P08');
  const why = applicability({ ...rule, on, applies }, customer(text), { stage: text.stage ?? 'loyal' }, TODAY);
  return why === undefined ? 'applies' : told(why);
}

const BOTH = ['high_value_program', 'in_project'] as const;
const CASES: readonly (readonly [string, PolicyRule['applies'], CustomerText, string])[] = [
  ['no condition', {}, {}, 'applies'],
  ['its stage', { stages: ['new', 'loyal'] }, { stage: 'loyal' }, 'applies'],
  ['another stage', { stages: ['new', 'loyal'] }, { stage: 'dormant' }, 'not: stage'],
  ['its tier', { tiers: ['A', 'B'] }, { tier: 'B' }, 'applies'],
  ['another tier', { tiers: ['A', 'B'] }, { tier: 'C' }, 'not: tier'],
  ['no tier where one is asked', { tiers: ['A', 'B'] }, {}, 'not: tier'],
  ['a tier that is left out', { notTiers: ['C'] }, { tier: 'C' }, 'not: tier'],
  ['a tier that is not left out', { notTiers: ['C'] }, { tier: 'B' }, 'applies'],
  ['no tier where one is left out', { notTiers: ['C'] }, {}, 'applies'],
  ['all flags it asks for', { flags: BOTH }, { flags: ['in_project', 'high_value_program'] }, 'applies'],
  ['one of two flags it asks for', { flags: BOTH }, { flags: ['in_project'] }, 'not: flag'],
  ['one of two flags it leaves out', { notFlags: BOTH }, { flags: ['in_project'] }, 'not: flag'],
  ['a flag it does not leave out', { notFlags: BOTH }, { flags: ['churn_risk'] }, 'applies'],
  ['a project that runs', { during: 'project_or_issue' }, { flags: ['in_project'] }, 'applies'],
  ['an open issue', { during: 'project_or_issue' }, { openIssueRaisedOn: '2026-05-20' }, 'applies'],
  ['neither project nor issue', { during: 'project_or_issue' }, { flags: ['churn_risk'] }, 'not: work'],
  ['no work where none is asked', {}, { flags: [] }, 'applies'],
  ['a consumer', { customerKind: 'b2c' }, { customerKind: 'b2c' }, 'applies'],
  ['a business where a consumer is asked', { customerKind: 'b2c' }, { customerKind: 'b2b' }, 'not: customer_kind'],
  ['neither, where a consumer is asked', { customerKind: 'b2c' }, {}, 'not: customer_kind'],
  ['one of its products', { products: ['Alpha', 'Beta'] }, { products: ['Gamma', 'Beta'] }, 'applies'],
  ['another product', { products: ['Alpha', 'Beta'] }, { products: ['Gamma'] }, 'not: product'],
  ['nobody knows what', { products: ['Alpha'] }, {}, 'not: product'],
  ['an empty list of products', { products: [] }, { products: ['Alpha'] }, 'not: product'],
  ['a later order', { repeatOrder: true }, { firstPurchaseOn: '2026-05-01', lastPurchaseOn: '2026-05-02' }, 'applies'],
  [
    'the first order',
    { repeatOrder: true },
    { firstPurchaseOn: '2026-05-01', lastPurchaseOn: '2026-05-01' },
    'not: product',
  ],
  ['an order, and no first one', { repeatOrder: true }, { lastPurchaseOn: '2026-05-02' }, 'not: product'],
  ['a first order, and no last one', { repeatOrder: true }, { firstPurchaseOn: '2026-05-01' }, 'not: product'],
  [
    'a first order where any will do',
    { repeatOrder: false },
    { firstPurchaseOn: '2026-05-01', lastPurchaseOn: '2026-05-01' },
    'applies',
  ],
  ['an agreed interval', { agreedCadence: true }, { cadenceDays: 45, cadenceReason: 'contract' }, 'applies'],
  ['no agreed interval', { agreedCadence: true }, {}, 'not: no_agreement'],
  ['no agreed interval where none is asked', { agreedCadence: false }, {}, 'applies'],
];

describe('whom a rule is for', () => {
  it.each(CASES)('%s: %j', (_what, applies, text, why) => {
    expect(whyNot(applies, text)).toBe(why);
  });

  it('is nobody where it is off, and off is said before anything else', () => {
    expect(whyNot({ stages: ['new'] }, { stage: 'loyal' }, false)).toBe('off');
  });
});

describe('an interval agreed with a customer', () => {
  it.each<[string, CustomerText, 'contract' | 'exception' | undefined]>([
    ['of a contract', { cadenceDays: 45, cadenceReason: 'contract' }, 'contract'],
    [
      'of a contract that runs until today',
      { cadenceDays: 45, cadenceReason: 'contract', cadenceUntil: '2026-06-01' },
      'contract',
    ],
    [
      'of a contract that ran until yesterday',
      { cadenceDays: 45, cadenceReason: 'contract', cadenceUntil: '2026-05-31' },
      undefined,
    ],
    [
      'as an exception with its last day',
      { cadenceDays: 45, cadenceReason: 'Li Na asked', cadenceUntil: '2026-12-31' },
      'exception',
    ],
    [
      'as an exception on its last day',
      { cadenceDays: 45, cadenceReason: 'Li Na asked', cadenceUntil: '2026-06-01' },
      'exception',
    ],
    [
      'as an exception that is over',
      { cadenceDays: 45, cadenceReason: 'Li Na asked', cadenceUntil: '2026-05-31' },
      undefined,
    ],
    ['as an exception without a last day', { cadenceDays: 45, cadenceReason: 'Li Na asked' }, undefined],
    ['without a reason', { cadenceDays: 45, cadenceUntil: '2026-12-31' }, undefined],
    ['with an empty reason', { cadenceDays: 45, cadenceReason: '', cadenceUntil: '2026-12-31' }, undefined],
    ['without days', { cadenceReason: 'contract' }, undefined],
    ['of no days', { cadenceDays: 0, cadenceReason: 'contract' }, undefined],
    ['of one day', { cadenceDays: 1, cadenceReason: 'contract' }, 'contract'],
    ['of three years', { cadenceDays: 1_100, cadenceReason: 'contract' }, 'contract'],
    [
      'of so many days that they are a slip of the keyboard',
      { cadenceDays: 1_101, cadenceReason: 'contract' },
      undefined,
    ],
  ])('%s', (_what, text, found) => {
    expect(agreementOf(customer(text), TODAY)).toBe(found);
  });
});
