import { describe, expect, it } from 'vitest';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import {
  type CompanyContact,
  companyOf,
  isCurrent,
  looksAtCompanies,
  partsOf,
  withCompany,
} from '../../../src/domain/planning/company.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, customer, touchOf } from '../support.ts';

const TODAY = day('2026-06-01');
const contact = (
  id: string,
  text: CustomerText = {},
  { marked = false, talks = [] }: { marked?: boolean; talks?: readonly string[] } = {},
): CompanyContact => ({ id, isMarkedLead: marked, facts: customer(text), touches: talks.map(touchOf) });
const parts = (contacts: readonly CompanyContact[], policy: Partial<Policy> = {}) =>
  partsOf('77', contacts, { ...DEFAULT_POLICY, ...policy }, TODAY);
const leads = (contacts: readonly CompanyContact[], policy: Partial<Policy> = {}) =>
  [...parts(contacts, policy)].map(([id, { lead }]) => `${id}→${lead ?? id}`);

describe('reading rule 18: of several contacts of a company the visits go to', () => {
  it('the one marked lead', () => {
    const marked = contact('9', {}, { marked: true });
    expect(leads([contact('7', {}, { talks: ['2026-05-30 call:out'] }), marked])).toEqual(['7→9', '9→9']);
  });

  it('else the one spoken to last, 2026-05-30 before 2026-05-04', () => {
    const [first, second] = [
      contact('7', {}, { talks: ['2026-05-04 call:out'] }),
      contact('9', {}, { talks: ['2026-05-30 email:in'] }),
    ];
    expect(leads([first, second])).toEqual(['7→9', '9→9']);
  });

  it('nobody who must not be visited, marked or not, nor anybody outside the book', () => {
    const shy = contact('9', { doNotVisit: true }, { marked: true });
    const outside = contact('8', { lifecycleStage: 'lead' }, { talks: ['2026-05-30 call:in'] });
    expect(leads([contact('7'), outside, shy])).toEqual(['7→7', '8→8', '9→7']);
  });

  it('nobody whom the policy leaves out, who lends nothing either', () => {
    const rival = contact('9', { excludable: { company: '对手公司' }, signedOn: '2026-05-29' }, { marked: true });
    const scope = { ...DEFAULT_POLICY.scope, exclude: [{ field: 'company', values: ['对手公司'] }] } as const;
    const book = [contact('7'), rival];
    expect(leads(book)).toEqual(['7→9', '9→9']);
    expect(leads(book, { scope })).toEqual(['7→7', '9→9']);
    expect(parts(book, { scope }).get('7')).toMatchObject({ others: 0, lent: { days: {} } });
    // The company is looked at again once the policy leaves somebody out.
    expect(isCurrent(parts(book).get('9'), rival, '77', { ...DEFAULT_POLICY, scope })).toBe(false);
  });

  it('each, where the policy says each', () => {
    expect(leads([contact('7'), contact('9')], { company: { visits: 'each', sharesBudget: false } })).toEqual([
      '7→7',
      '9→9',
    ]);
  });
});

describe('what is owed to a company is owed to its lead', () => {
  const lead = contact('7', { signedOn: '2026-03-02' }, { marked: true });
  const colleagues = [
    contact('8', {
      signedOn: '2026-05-29',
      deliveredOn: '2026-05-20',
      tier: 'B',
      flags: ['in_project'],
      owners: { account_manager: 'ben', service_engineer: 'eva' },
    }),
    contact('9', { deliveredOn: '2026-05-25', tier: 'A' }),
  ];

  it('dates that only colleagues have, the latest of each, their flags and roles; its own facts stay', () => {
    const part = parts([lead, ...colleagues]).get('7');
    const facts = withCompany(lead.facts, part);
    expect([facts.signedOn, facts.deliveredOn].map((on) => formatDay(on ?? TODAY))).toEqual([
      '2026-03-02',
      '2026-05-25',
    ]);
    expect(facts).toMatchObject({
      tier: 'A',
      flags: ['in_project'],
      owners: { account_manager: 'amy', service_engineer: 'eva' },
    });
    expect(facts.leadElsewhere).toBeUndefined();
  });

  it('nothing is lent to anybody else, nor by contacts outside the book', () => {
    const found = parts([lead, contact('8', { lifecycleStage: 'lead', deliveredOn: '2026-05-20' })]);
    expect(withCompany(lead.facts, found.get('7'))).toEqual(lead.facts);
    const part = parts([lead, ...colleagues]).get('9');
    expect(withCompany(colleagues[1]?.facts ?? lead.facts, part)).toMatchObject({ leadElsewhere: '7' });
    expect(part?.lent).toEqual({ days: {}, flags: [], owners: {} });
  });
});

it('talks of ours with colleagues count where the company shares one budget, for 31 days', () => {
  const talks = ['2026-05-30 call:out', '2026-05-20 email:in', '2026-05-01 on_site:out', '2026-04-30 call:out'];
  const book = [contact('7'), contact('9', {}, { talks })];
  const shared = parts(book, { company: { visits: 'lead', sharesBudget: true } });
  expect(shared.get('7')?.talks.map(({ on, kind }) => `${formatDay(on)} ${kind}`)).toEqual([
    '2026-05-30 call',
    '2026-05-01 on_site',
  ]);
  expect(shared.get('9')?.talks).toEqual([]);
  expect(parts(book).get('7')?.talks).toEqual([]);
});

it('of those talks the newest four count, whoever of the colleagues had them', () => {
  const first = ['2026-05-29 call:out', '2026-05-20 video:out', '2026-05-12 call:out'];
  const second = ['2026-05-30 on_site:out', '2026-05-20 call:out', '2026-05-04 call:in'];
  const book = [contact('7'), contact('8', {}, { talks: first }), contact('9', {}, { talks: second })];
  const seen = (contacts: readonly CompanyContact[]): string[] =>
    (parts(contacts, { company: { visits: 'lead', sharesBudget: true } }).get('7')?.talks ?? []).map(
      ({ on, kind }) => `${formatDay(on)} ${kind}`,
    );
  const found = ['2026-05-30 on_site', '2026-05-29 call', '2026-05-20 call', '2026-05-20 video'];
  expect(seen(book)).toEqual(found);
  expect(seen([...book].reverse())).toEqual(found);
  const part = parts(book, { company: { visits: 'lead', sharesBudget: true } }).get('7');
  expect(withCompany(customer({}), part).companyTouches).toEqual(part?.talks);
  expect(withCompany(customer({}), parts(book).get('7')).companyTouches).toBeUndefined();
});

it.each<[string, Pick<Policy, 'company'>, boolean]>([
  ['unless it says otherwise', {}, true],
  ['for one lead', { company: { visits: 'lead', sharesBudget: false } }, true],
  ['for one budget', { company: { visits: 'each', sharesBudget: true } }, true],
  ['not where each contact is a customer of its own', { company: { visits: 'each', sharesBudget: false } }, false],
])('a policy looks at the contacts of a company together %s', (_what, says, looks) => {
  const { company: _, ...policy } = DEFAULT_POLICY;
  expect(looksAtCompanies({ ...policy, ...says })).toBe(looks);
});

describe('what colleagues lend', () => {
  const own = contact(
    '7',
    { signedOn: '2026-03-02', tier: 'C', flags: ['churn_risk'], owners: { account_manager: 'amy' } },
    { marked: true },
  );
  const lent = (...others: readonly CompanyContact[]) => parts([own, ...others]).get('7')?.lent;

  it('is what the lead has not: no date, tier, flag or role of its own', () => {
    const other = contact('9', {
      signedOn: '2026-05-29',
      acceptedOn: '2026-05-30',
      tier: 'A',
      flags: ['in_project', 'churn_risk', 'high_value_program'],
      owners: { account_manager: 'ben', sales: 'sol' },
    });
    expect(lent(other)).toStrictEqual({
      days: { acceptedOn: day('2026-05-30') },
      flags: ['high_value_program', 'in_project'],
      owners: { sales: 'sol' },
    });
    expect(withCompany(own.facts, parts([own, other]).get('7'))).toMatchObject({
      tier: 'C',
      signedOn: day('2026-03-02'),
    });
  });

  it('is nothing where they know nothing', () => {
    expect(lent(contact('9', { owners: {} }))).toStrictEqual({ days: {}, flags: [], owners: {} });
  });

  it('are the people of the older record, by its number', () => {
    const of = (id: string, sales: string): CompanyContact => contact(id, { owners: { sales } });
    for (const others of [
      [of('10', 'zoe'), of('9', 'sol'), of('11', 'kim')],
      [of('9', 'sol'), of('11', 'kim'), of('10', 'zoe')],
    ]) {
      expect(lent(...others)?.owners).toEqual({ sales: 'sol' });
    }
  });

  it('is lent only where there are colleagues', () => {
    expect(withCompany(own.facts, undefined)).toBe(own.facts);
    expect(withCompany(own.facts, parts([own]).get('7'))).toBe(own.facts);
  });
});

describe('a part holds', () => {
  const alone = contact('7', { signedOn: '2026-05-29' });
  const pair = [alone, contact('9')];
  it('until the contact itself changes', () => {
    const part = parts(pair).get('7');
    expect(isCurrent(part, alone, '77', DEFAULT_POLICY)).toBe(true);
    expect(isCurrent(part, contact('7', { signedOn: '2026-05-30' }), '77', DEFAULT_POLICY)).toBe(false);
    expect(isCurrent(part, { ...alone, isMarkedLead: true }, '77', DEFAULT_POLICY)).toBe(false);
    expect(isCurrent(part, { ...alone, touches: [touchOf('2026-05-30 call:out')] }, '77', DEFAULT_POLICY)).toBe(false);
    expect(isCurrent(part, alone, '78', DEFAULT_POLICY)).toBe(false);
    expect(isCurrent(part, alone, undefined, DEFAULT_POLICY)).toBe(false);
    expect(isCurrent(undefined, alone, '77', DEFAULT_POLICY)).toBe(false);
    expect(isCurrent(undefined, alone, undefined, DEFAULT_POLICY)).toBe(true);
  });

  it('until somebody talks with the contact again', () => {
    const spoken = { ...alone, touches: [touchOf('2026-05-30 call:out')] };
    const part = parts([spoken, contact('9')]).get('7');
    expect(part?.talkedOn).toBe(day('2026-05-30'));
    expect(isCurrent(part, spoken, '77', DEFAULT_POLICY)).toBe(true);
    expect(isCurrent(part, { ...alone, touches: [touchOf('2026-05-31 call:out')] }, '77', DEFAULT_POLICY)).toBe(false);
    expect(parts(pair).get('7')).not.toHaveProperty('talkedOn');
  });

  it('whoever talks with a contact without colleagues', () => {
    const part = parts([alone]).get('7');
    expect(isCurrent(part, { ...alone, touches: [touchOf('2026-05-30 call:out')] }, '77', DEFAULT_POLICY)).toBe(true);
  });

  it('of a consumer, who is a customer alone, there is none', () => {
    expect(companyOf(customer({ customerKind: 'b2c' }), '77')).toBeUndefined();
    expect(companyOf(customer({ customerKind: 'b2b' }), '77')).toBe('77');
  });
});
