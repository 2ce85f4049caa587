import { describe, expect, it } from 'vitest';
import { day } from '../../../src/domain/calendar/day.ts';
import { type Asked, askedOn, decodeAsked, encodeAsked } from '../../../src/domain/planning/asked.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { type CustomerText, Life, only, planOn, show } from '../support.ts';

const GO_LIVE = '2026-01-01';
const ask = (rule: string, earliest: string, target: string, latest: string, notBy?: readonly string[]): Asked => ({
  rule,
  loop: `c1:i:${rule}${earliest}`,
  window: { earliest: day(earliest), target: day(target), latest: day(latest) },
  ...(notBy ? { notBy } : {}),
});
/** These rules, and the conversations that issues ask for. */
const withAsks = (...ids: readonly string[]): Partial<Policy> => ({
  ...only(...ids),
  duties: (DEFAULT_POLICY.duties ?? []).filter(({ visit }) => visit !== undefined),
});
const LOYAL: CustomerText = {
  stage: 'loyal',
  touch: '2026-05-25 call:out',
  owners: { account_manager: 'amy', service_engineer: 'eva', care_specialist: 'cai' },
};
const planned = (text: CustomerText, today: string, policy = withAsks()) =>
  planOn(text, { goLiveOn: GO_LIVE, today, policy });

describe('P22, Asia/Shanghai: resolved on Monday 2026-06-01 at 15:00, the confirmation', () => {
  // Four working hours on is Tuesday 10:00; a day on is Tuesday 15:00.
  const asked = [ask('P22', '2026-06-01', '2026-06-02', '2026-06-02')];

  it('P22: is a call by Tuesday 2026-06-02 by the engineer, and the reason says within how many hours', () => {
    const plan = planned({ ...LOYAL, asked }, '2026-06-01');
    expect(show(plan).visits).toEqual(['1 P22 2026-06-02 [2026-06-01 2026-06-02 2026-06-02]']);
    expect(plan.visits[0]).toMatchObject({ ownerId: 'eva', ownerRole: 'service_engineer', channel: 'phone' });
    expect(plan.visits[0]?.reason.en).toBe(
      'Confirming that an issue is solved: counted from 2026-06-01; target 2026-06-02 (within 4 working hours), latest 2026-06-02 (within 24 hours)',
    );
    expect(plan.visits[0]?.reason.zh).toContain('4 个工作小时内');
  });

  it('Q17: of a high-value customer the account manager calls, on 2026-06-02, and the engineer helps', () => {
    const plan = planned({ ...LOYAL, asked, flags: ['high_value_program'] }, '2026-06-01');
    expect(show(plan).visits).toEqual(['1 P22 2026-06-02 [2026-06-01 2026-06-02 2026-06-02]']);
    expect(plan.visits[0]).toMatchObject({
      ownerId: 'amy',
      ownerRole: 'account_manager',
      helpers: [{ role: 'service_engineer', id: 'eva' }],
    });
  });

  it('P22: takes a near cadence with it: one talk on 2026-06-02 pays both, and the ledger says who leads', () => {
    // Last contact 2026-05-05, tier A: from 2026-05-26 on, target Tuesday 2026-06-02.
    const text: CustomerText = { ...LOYAL, tier: 'A', touch: '2026-05-05 call:out', asked };
    const plan = planned(text, '2026-06-01', withAsks('P11'));
    expect(show(plan).visits).toEqual(['1 P22 +P11 2026-06-02 [2026-06-01 2026-06-02 2026-06-02]']);
    expect(plan.ledger.map(({ rule, verdict, by }) => `${rule} ${verdict}${by ? ` ${by}` : ''}`)).toEqual([
      'P11 joins P22',
      'P22 leads',
      'Q18 elsewhere',
      'P23 elsewhere',
      'P34 elsewhere',
      'P42 elsewhere',
    ]);
  });

  it('P22: two issues resolved on two days are asked about in one talk, and each debt is paid', () => {
    const both = [...asked, ask('P22', '2026-06-02', '2026-06-03', '2026-06-03')];
    const life = new Life(GO_LIVE, { ...LOYAL, asked: both }, withAsks());
    expect(life.plan('2026-06-02').visits).toEqual(['1 P22 +P22 2026-06-02 [2026-06-01 2026-06-02 2026-06-02]']);
    life.hold(1, '2026-06-02');
    expect(life.plan('2026-06-02').visits).toEqual([]);
    expect(life.memory.settled.map(({ debt }) => debt).sort()).toEqual(['P22@2026-06-01', 'P22@2026-06-02']);
  });

  it('Q16: three tries in vain on 2026-06-02, 06-03 and 06-04 end it; it is not tried a fourth time', () => {
    const life = new Life(GO_LIVE, { ...LOYAL, asked }, withAsks());
    life.plan('2026-06-01');
    life.fail(1, '2026-06-02');
    expect(life.plan('2026-06-02').visits).toEqual(['1 P22 2026-06-03 [2026-06-01 2026-06-02 2026-06-02] late']);
    life.fail(1, '2026-06-03');
    expect(life.plan('2026-06-03').visits).toEqual(['1 P22 2026-06-04 [2026-06-01 2026-06-02 2026-06-02] late']);
    life.fail(1, '2026-06-04');
    expect(life.plan('2026-06-04').visits).toEqual([]);
    expect(life.plan('2026-06-05').visits).toEqual([]);
  });

  it('P22: is withdrawn when the customer has confirmed meanwhile', () => {
    const life = new Life(GO_LIVE, { ...LOYAL, asked }, withAsks());
    life.plan('2026-06-01');
    life.text = { ...LOYAL };
    const { withdrawn, ledger } = life.planned('2026-06-02');
    expect(withdrawn.map(({ slot, why }) => [slot, why.en])).toEqual([[1, 'no issue waits for it any more']]);
    expect(ledger.find(({ rule }) => rule === 'P22')?.verdict).toBe('elsewhere');
  });

  it('P22: resolved on the eve of a holiday, 2026-09-30, waits until the office opens on Thursday 2026-10-08', () => {
    const eve = [ask('P22', '2026-09-30', '2026-10-08', '2026-10-08')];
    const text: CustomerText = { ...LOYAL, touch: '2026-09-28 call:out', asked: eve };
    // Eight days on, its record is not made yet.
    expect(show(planned(text, '2026-09-30')).next).toBe('P22 2026-10-08 [2026-09-30 2026-10-08 2026-10-08]');
    expect(show(planned(text, '2026-10-01')).visits).toEqual(['1 P22 2026-10-08 [2026-09-30 2026-10-08 2026-10-08]']);
  });

  it('P22: a customer who is not to be visited is not asked, and the ledger says so', () => {
    const plan = planned({ ...LOYAL, asked, doNotVisit: true }, '2026-06-01');
    expect(plan.visits).toEqual([]);
    expect(plan.ledger.find(({ rule }) => rule === 'P22')).toMatchObject({
      verdict: 'suppressed',
      debt: 'P22@2026-06-01',
    });
  });
});

it('P23: a ticket closed on 2026-06-01 without a word to the customer is called about on 2026-06-02, by 2026-06-04', () => {
  const asked = [ask('P23', '2026-06-01', '2026-06-02', '2026-06-04')];
  expect(show(planned({ ...LOYAL, asked }, '2026-06-01')).visits).toEqual([
    '1 P23 2026-06-02 [2026-06-01 2026-06-02 2026-06-04]',
  ]);
});

describe('Q18, asking a fixer’s own score again', () => {
  const asked = (notBy: readonly string[]) => [ask('Q18', '2026-06-01', '2026-06-04', '2026-06-08', notBy)];

  it('Q18: is on Thursday 2026-06-04, by somebody who did not work on it', () => {
    const plan = planned({ ...LOYAL, asked: asked(['eva']) }, '2026-06-01');
    expect(show(plan).visits).toEqual(['1 Q18 2026-06-04 [2026-06-01 2026-06-04 2026-06-08]']);
    expect(plan.visits[0]?.ownerId).toBe('cai');
    expect(planned({ ...LOYAL, asked: asked(['cai', 'eva']) }, '2026-06-01').visits[0]?.ownerId).toBe('amy');
  });

  it('Q18: where everybody worked on it nobody asks, and it is reported', () => {
    expect(show(planned({ ...LOYAL, asked: asked(['amy', 'cai', 'eva']) }, '2026-06-01')).standing).toBe(
      'infeasible no_owner Q18',
    );
  });
});

describe('what issues ask for as text', () => {
  it('comes back as it was, the most pressing first', () => {
    const asked = [
      ask('Q18', '2026-06-01', '2026-06-04', '2026-06-08', ['7', '9']),
      ask('P22', '2026-06-01', '2026-06-02', '2026-06-02'),
    ];
    expect(encodeAsked(asked)).toBe(
      'P22 2026-06-01 2026-06-02 2026-06-02 c1:i:P222026-06-01;Q18 2026-06-01 2026-06-04 2026-06-08 c1:i:Q182026-06-01 7,9',
    );
    expect(decodeAsked(encodeAsked(asked))).toEqual([asked[1], asked[0]]);
    expect(decodeAsked(undefined)).toEqual([]);
  });

  it('is named by its first day, as the debt that it becomes', () => {
    const one = ask('P22', '2026-06-19', '2026-06-22', '2026-06-23');
    expect(askedOn(one)).toBe(day('2026-06-19'));
    expect(show(planned({ ...LOYAL, asked: [one] }, '2026-06-19')).visits).toEqual([
      '1 P22 2026-06-22 [2026-06-19 2026-06-22 2026-06-23]',
    ]);
  });

  it('keeps who is to ask, with or without people who must not', () => {
    const asked: Asked[] = [
      { ...ask('Q18', '2026-06-01', '2026-06-04', '2026-06-08', ['7']), by: '12' },
      { ...ask('Q18', '2026-06-02', '2026-06-04', '2026-06-09'), by: '12' },
    ];
    expect(encodeAsked(asked)).toBe(
      'Q18 2026-06-01 2026-06-04 2026-06-08 c1:i:Q182026-06-01 7 12;Q18 2026-06-02 2026-06-04 2026-06-09 c1:i:Q182026-06-02 - 12',
    );
    expect(decodeAsked(encodeAsked(asked))).toEqual(asked);
  });

  it('holds the twelve that are due first, those of one day by their loops', () => {
    const of = (loop: string, latest: string): Asked => ({
      ...ask('P22', '2026-06-01', '2026-06-01', latest),
      loop,
    });
    const many = Array.from({ length: 14 }, (_, i) => of(`c1:i:${String.fromCharCode(110 - i)}`, '2026-06-02'));
    const kept = decodeAsked(encodeAsked([of('c1:i:z', '2026-06-03'), ...many, of('c1:i:y', '2026-06-01')]));
    expect(kept?.map(({ loop }) => loop.slice(5)).join('')).toBe('yabcdefghijk');
    const same = [of('c1:i:b', '2026-06-02'), of('c1:i:a', '2026-06-02'), of('c1:i:a', '2026-06-02')];
    expect(
      decodeAsked(encodeAsked(same))
        ?.map(({ loop }) => loop.slice(5))
        .join(''),
    ).toBe('aab');
  });

  it('is read with the spaces and empty parts that editing leaves', () => {
    const text = ' P22 2026-06-01 2026-06-01 2026-06-02 c1:i:problem ; ;';
    expect(decodeAsked(text)).toEqual([
      { ...ask('P22', '2026-06-01', '2026-06-01', '2026-06-02'), loop: 'c1:i:problem' },
    ]);
    expect(decodeAsked('')).toEqual([]);
  });

  it.each([
    'P22 2026-06-01',
    'P22 2026-06-01 2026-05-30 2026-06-02 loop',
    'P22 2026-06-01 2026-06-03 2026-06-02 loop',
    'P22 2026-06-31 2026-06-30 2026-06-30 loop',
    'P22 2026-06-01 2026-06-31 2026-06-30 loop',
    'P22 2026-06-01 2026-06-01 2026-06-31 loop',
    'P22 2026-06-01 2026-06-01 2026-06-02',
    'P22 2026-06-01 2026-06-01 2026-06-02 loop 7 12 more',
    'p22 2026-06-01 2026-06-01 2026-06-02 loop',
    'xP22 2026-06-01 2026-06-01 2026-06-02 loop',
    'P22x 2026-06-01 2026-06-01 2026-06-02 loop',
    'P22 2026-06-01 2026-06-01 2026-06-02 loop;please call',
    'please call',
  ])('that a person has changed into %j is not read', (text) => {
    expect(decodeAsked(text)).toBeUndefined();
  });
});
