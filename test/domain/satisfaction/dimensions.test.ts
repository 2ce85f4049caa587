import { describe, expect, it } from 'vitest';
import { logVisitInput } from '../../../src/contract/log-visit.ts';
import { day, formatDay } from '../../../src/domain/calendar/day.ts';
import type { Fact, ResponseFact } from '../../../src/domain/measures/facts.ts';
import { DIMENSION_VALUES, dimensionOf, measuresOf } from '../../../src/domain/measures/month-measures.ts';
import { collections, csat, csatByDimension, npsOf } from '../../../src/domain/measures/scorecard.ts';
import { rulesPaidBy } from '../../../src/domain/planning/debt-key.ts';
import {
  DIMENSION_NAMES,
  DIMENSIONS,
  DIMENSIONS_OF_FORM,
  markFormOf,
} from '../../../src/domain/satisfaction/dimensions.ts';
import { answerOf, SURVEY, surveyOf } from '../../../src/domain/survey/survey.ts';
import { contextOn, type Fields, fact } from '../measures/arbitraries.ts';
import { type CustomerText, only, planOn } from '../support.ts';

/** The forms of what is planned in the portal's zone, Asia/Shanghai, where the day of a plan is a day of the calendar. */
function asked(text: CustomerText, today: string, ...rules: readonly string[]): readonly string[] {
  const plan = planOn(text, { goLiveOn: '2026-01-01', today, policy: only(...rules) });
  return plan.visits.map(
    (visit) => `${formatDay(visit.plannedOn)} ${DIMENSIONS_OF_FORM[markFormOf(rulesPaidBy(visit))].join(' ')}`,
  );
}

describe('Q27, what satisfaction is asked about', () => {
  it('is all that the guides name: four of the acceptance survey, the result of problems, three of goods', () => {
    expect([...DIMENSIONS].sort()).toEqual(
      [
        'service_quality',
        'response_speed',
        'solution_effect',
        'professionalism',
        'problem_result',
        'packaging',
        'logistics',
        'installation',
      ].sort(),
    );
    expect(DIMENSION_NAMES.problem_result.zh).toBe('问题解决效果');
    expect([...new Set(Object.values(DIMENSIONS_OF_FORM).flat())].sort()).toEqual([...DIMENSIONS].sort());
  });

  it('is the goods form on Monday 2026-06-08, seven days after goods were delivered on 2026-06-01', () => {
    const delivered: CustomerText = { deliveredOn: '2026-06-01', touch: '2026-06-03 call:out' };
    expect(asked(delivered, '2026-06-04', 'P03')).toEqual(['2026-06-08 packaging logistics installation']);
  });

  it('stays the goods form on 2026-06-08 where the weekly project talk is paid with it', () => {
    const project: CustomerText = {
      deliveredOn: '2026-06-01',
      projectStartedOn: '2026-06-01',
      flags: ['high_value_program', 'in_project'],
      touch: '2026-06-03 call:out',
    };
    const [visit] = planOn(project, {
      goLiveOn: '2026-01-01',
      today: '2026-06-04',
      policy: only('P03', 'P17'),
    }).visits;
    expect(visit && formatDay(visit.plannedOn)).toBe('2026-06-08');
    expect(visit && rulesPaidBy(visit)).toEqual(expect.arrayContaining(['P03', 'P17']));
    expect(visit && markFormOf(rulesPaidBy(visit))).toBe('goods');
  });

  it('is the service form on 2026-06-04 after signing on 2026-06-01, never more than four questions', () => {
    expect(asked({ signedOn: '2026-06-01' }, '2026-06-01', 'P01')).toEqual([
      '2026-06-04 service_quality response_speed solution_effect professionalism',
    ]);
    for (const form of Object.values(DIMENSIONS_OF_FORM)) expect(form.length).toBeLessThanOrEqual(4);
  });

  it('is speed and the result of problems in the half-year survey of 2026-06-30 (bought 2026-03-02) and when a problem is settled', () => {
    const [sent] = planOn(
      { firstPurchaseOn: '2026-03-02' },
      { goLiveOn: '2026-01-01', today: '2026-06-25', policy: only('P06') },
    ).touches;
    expect(sent && formatDay(sent.on)).toBe('2026-06-30');
    for (const rule of [sent?.rule ?? '', 'P22', 'P23'])
      expect(DIMENSIONS_OF_FORM[markFormOf([rule])]).toEqual(['response_speed', 'problem_result']);
  });

  it.each(['service', 'after_sales', 'goods'] as const)(
    'the link of the form %s asks the same, 1 to 5 and an open text',
    (form) => {
      const kind = surveyOf(form);
      const questions = SURVEY[kind].questions;
      expect(questions.slice(0, -1).map(({ id }) => id)).toEqual(DIMENSIONS_OF_FORM[form]);
      for (const { choices } of questions.slice(0, -1))
        expect(choices?.map(({ value }) => value).join('')).toBe('12345');
      expect(questions.at(-1)).toMatchObject({ id: 'comment', required: false });
      expect(questions.at(-1)).not.toHaveProperty('choices');
      const values = Object.fromEntries(DIMENSIONS_OF_FORM[form].map((dimension, at) => [dimension, String(at + 2)]));
      expect(answerOf(kind, values)).toEqual({
        kind: 'csat',
        scores: Object.fromEntries(DIMENSIONS_OF_FORM[form].map((dimension, at) => [dimension, at + 2])),
      });
      expect(answerOf(kind, { ...values, [DIMENSIONS_OF_FORM[form][0] ?? '']: '6' })).toBeUndefined();
    },
  );

  it('is taken by the log and counted each under its own name', () => {
    const scores = Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, 5]));
    const visit = {
      visitKey: '501:1',
      submissionId: 'form-0001',
      outcome: 'reached',
      channel: 'phone',
      heldOn: '2026-06-08',
    };
    expect(logVisitInput.parse({ ...visit, scores }).scores).toEqual(scores);
    expect(logVisitInput.safeParse({ ...visit, scores: { colour: 5 } }).success).toBe(false);
    expect(DIMENSION_VALUES.map(dimensionOf)).toEqual(DIMENSION_VALUES);
    const counted = measuresOf([response('1', scores)], END);
    expect(csatByDimension(counted).map(({ dimension, n }) => [dimension, n])).toEqual(
      DIMENSIONS.map((dimension) => [dimension, 1]),
    );
  });
});

const END = contextOn(day('2026-06-30'));
function response(
  person: string,
  marks: { readonly [dimension: string]: number },
  more: Fields<ResponseFact> = {},
): Fact {
  return fact<ResponseFact>({
    type: 'response',
    person,
    customer: person,
    on: day('2026-06-08'),
    mode: 'customer_link',
    subjectId: '1',
    valid: true,
    marks,
    ...more,
  });
}

it('Q8 answers of 2026-06-08 for which something was promised are reported apart, and counted once in the whole', () => {
  const low = { service_quality: 2 };
  const high = { service_quality: 5 };
  const measures = measuresOf(
    [
      ...['1', '2', '3'].map((person) => response(person, high, { incentive: true, nps: 10 })),
      ...['4', '5'].map((person) => response(person, low, { nps: 3 })),
    ],
    END,
  );
  expect(collections(measures).map(({ collection, csat: { n, hits } }) => [collection, n, hits])).toEqual([
    ['customer_link', 2, 0],
    ['with_incentive', 3, 3],
  ]);
  expect(csat(measures)).toMatchObject({ n: 5, hits: 3 });
  expect(npsOf(measures)).toMatchObject({ n: 5 });
});
