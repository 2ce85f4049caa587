import { describe, expect, it } from 'vitest';
import { SHARE_KPIS } from '../../../src/domain/measures/scorecard.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import { SURVEY } from '../../../src/domain/survey/survey.ts';
import { type CustomerText, only, planOn, show } from '../support.ts';

describe('Q11, accepted on Tuesday 2026-06-30', () => {
  const accepted: CustomerText = { stage: 'established', acceptedOn: '2026-06-30', touch: '2026-06-29 call:out' };
  const planned = (text: CustomerText, today: string) =>
    show(planOn(text, { goLiveOn: '2026-01-01', today, policy: only('P36') })).touches;

  it('is asked about on the next working day, by the third, Friday 2026-07-03', () => {
    expect(planned(accepted, '2026-06-30')).toEqual(['P36 survey 2026-07-01 [2026-06-30 2026-07-01 2026-07-03] email']);
  });

  it('on the eve of National Day, Wednesday 2026-09-30: by the third working day after the holiday, Saturday 2026-10-10', () => {
    expect(planned({ ...accepted, acceptedOn: '2026-09-30', touch: '2026-09-29 call:out' }, '2026-10-01')).toEqual([
      'P36 survey 2026-10-08 [2026-09-30 2026-10-08 2026-10-10] email',
    ]);
  });

  it('is not asked again once the survey was answered on 2026-07-02', () => {
    expect(planned({ ...accepted, touch: '2026-07-02 survey:in' }, '2026-07-02')).toEqual([]);
  });

  it('goes out whatever other surveys do: the limit of one in thirty days leaves it alone', () => {
    expect(DEFAULT_POLICY.budget?.surveyExempt).toContain('P36');
  });
});

describe('Q8, the voucher for answering a survey', () => {
  const bought: CustomerText = { firstPurchaseOn: '2026-03-02' };
  const survey = (text: CustomerText, incentive = DEFAULT_POLICY.incentive) =>
    planOn(text, {
      goLiveOn: '2026-01-01',
      today: '2026-06-25',
      policy: { ...only('P06'), ...(incentive ? { incentive } : {}) },
    }).touches[0];
  const on = DEFAULT_POLICY.incentive && { ...DEFAULT_POLICY.incentive, on: true };

  it('is an example of the guide and off as shipped: the survey of 2026-06-30 promises nothing', () => {
    expect(DEFAULT_POLICY.incentive).toMatchObject({ on: false, source: 'G3:53', basis: 'example' });
    expect(survey(bought)).toMatchObject({ rule: 'P06', kind: 'survey' });
    expect(survey(bought)?.incentive).toBeUndefined();
  });

  it.each<[string, CustomerText]>([
    ['somebody content', { ...bought, touch: '2026-05-18 call:out' }],
    ['somebody about to leave', { ...bought, flags: ['churn_risk'], churnRiskOn: '2026-06-20' }],
  ])('switched on it is named alike to %s, before anybody knows the marks', (_, text) => {
    expect(survey(text, on)?.incentive).toEqual(DEFAULT_POLICY.incentive?.name);
  });
});

it('Q26 the recommendation is asked as the standard item: 0 to 10, named at both ends alone', () => {
  const [item, ...others] = SURVEY.nps.questions;
  expect(others.map(({ id }) => id)).toEqual(['comment']);
  expect(item?.choices?.map(({ value }) => value)).toEqual(Array.from({ length: 11 }, (_, value) => String(value)));
  const labelled = item?.choices?.filter(({ value, label }) => label.en !== value || label.zh !== value);
  expect(labelled?.map(({ value }) => value)).toEqual(['0', '10']);
  expect(item?.label.en).toBe('How likely are you to recommend us to a friend or colleague?');
});

it('Q32 the scorecard rates by shares alone: no number of calls or visits made is among them', () => {
  expect(SHARE_KPIS.length).toBeGreaterThan(5);
  for (const kpi of SHARE_KPIS) expect(kpi).not.toMatch(/count|volume|calls$|visits$|minutes|duration/i);
});
