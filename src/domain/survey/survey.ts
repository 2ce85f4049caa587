import { DIMENSION_NAMES, DIMENSIONS_OF_FORM, type Dimension, type MarkForm } from '../satisfaction/dimensions.ts';

/**
 * What a customer can be asked by link: satisfaction by dimension, in three forms of which a customer gets one, recommendation, or
 * whether a matter is settled.
 */
export const SURVEYS = ['csat', 'csat_after_sales', 'csat_goods', 'nps', 'solved'] as const;
export type SurveyKind = (typeof SURVEYS)[number];

/** What a survey is about. `round`: how often the matter had been resolved when the customer was asked. */
export type SurveySubject =
  | { readonly kind: 'visit'; readonly key: string }
  | { readonly kind: 'issue'; readonly key: string; readonly round: number }
  | { readonly kind: 'delivery'; readonly key: string };

/** A question with its choices; without choices it is answered in words. */
export interface SurveyQuestion {
  readonly id: string;
  readonly label: { readonly zh: string; readonly en: string };
  readonly choices?: readonly {
    readonly value: string;
    readonly label: { readonly zh: string; readonly en: string };
  }[];
  readonly required: boolean;
}

export interface Survey {
  readonly name: { readonly zh: string; readonly en: string };
  readonly questions: readonly SurveyQuestion[];
}

/** The form of marks that a survey asks. */
const FORM_OF = { csat: 'service', csat_after_sales: 'after_sales', csat_goods: 'goods' } as const satisfies {
  readonly [kind in SurveyKind]?: MarkForm;
};

/** The survey that asks a form of marks. */
export function surveyOf(form: MarkForm): SurveyKind {
  return form === 'service' ? 'csat' : `csat_${form}`;
}

const COMMENT: SurveyQuestion = {
  id: 'comment',
  label: { zh: '还有什么想告诉我们？', en: 'What else would you like to tell us?' },
  required: false,
};

const mark = (
  value: number,
): { readonly value: string; readonly label: { readonly zh: string; readonly en: string } } => {
  const ends: { readonly [value: number]: { readonly zh: string; readonly en: string } } = {
    1: { zh: '1 很差', en: '1 poor' },
    5: { zh: '5 很好', en: '5 very good' },
  };
  return { value: String(value), label: ends[value] ?? { zh: String(value), en: String(value) } };
};
const MARKS = [1, 2, 3, 4, 5].map(mark);

function marksOf(form: MarkForm): readonly SurveyQuestion[] {
  return DIMENSIONS_OF_FORM[form].map((id) => ({ id, label: DIMENSION_NAMES[id], choices: MARKS, required: true }));
}

/** The questions of each survey. The recommendation item is the standard one, 0 to 10; its words stay as they are (Q26). */
export const SURVEY: { readonly [kind in SurveyKind]: Survey } = {
  csat: {
    name: { zh: '客户满意度调查', en: 'Customer satisfaction' },
    questions: [...marksOf('service'), COMMENT],
  },
  csat_after_sales: {
    name: { zh: '售后满意度调查', en: 'Satisfaction with after-sales service' },
    questions: [...marksOf('after_sales'), COMMENT],
  },
  csat_goods: {
    name: { zh: '到货满意度调查', en: 'Satisfaction with what was delivered' },
    questions: [...marksOf('goods'), COMMENT],
  },
  nps: {
    name: { zh: '推荐意愿', en: 'Recommendation' },
    questions: [
      {
        id: 'nps',
        label: {
          zh: '您有多大可能向朋友或同事推荐我们？',
          en: 'How likely are you to recommend us to a friend or colleague?',
        },
        choices: Array.from({ length: 11 }, (_, value) => {
          const ends: { readonly [value: number]: { readonly zh: string; readonly en: string } } = {
            0: { zh: '0 完全不可能', en: '0 not at all likely' },
            10: { zh: '10 非常可能', en: '10 extremely likely' },
          };
          return { value: String(value), label: ends[value] ?? { zh: String(value), en: String(value) } };
        }),
        required: true,
      },
      COMMENT,
    ],
  },
  solved: {
    name: { zh: '问题解决确认', en: 'Is it solved?' },
    questions: [
      {
        id: 'solved',
        label: { zh: '您提出的问题解决了吗？', en: 'Is what you raised solved?' },
        choices: [
          { value: 'yes', label: { zh: '已解决', en: 'Yes' } },
          { value: 'no', label: { zh: '没有解决', en: 'No' } },
        ],
        required: true,
      },
      {
        id: 'score',
        label: { zh: '您对处理满意吗？', en: 'How satisfied are you with it?' },
        choices: MARKS,
        required: false,
      },
      COMMENT,
    ],
  },
};

/** What a customer answered. Marks are 1 to 5, a recommendation 0 to 10. */
export type SurveyAnswer =
  | {
      readonly kind: 'csat';
      readonly scores: { readonly [dimension in Dimension]?: number };
      readonly comment?: string;
    }
  | { readonly kind: 'nps'; readonly nps: number; readonly comment?: string }
  | { readonly kind: 'solved'; readonly solved: boolean; readonly score?: number; readonly comment?: string };

/** A comment is cut here: it becomes a part of a record that holds more. */
const LONGEST_COMMENT = 2_000;

/**
 * The answer that submitted values hold; undefined where a required question is open or an answer is none of its choices.
 *
 * @example answerOf('nps', { nps: '9' }) // { kind: 'nps', nps: 9 }
 */
export function answerOf(kind: SurveyKind, values: { readonly [question: string]: string }): SurveyAnswer | undefined {
  for (const { id, choices, required } of SURVEY[kind].questions) {
    const value = answerTo(values, id);
    if (value === '' ? required : choices && !choices.some((choice) => choice.value === value)) return undefined;
  }
  const said = answerTo(values, 'comment').slice(0, LONGEST_COMMENT);
  const comment = said === '' ? {} : { comment: said };
  switch (kind) {
    case 'csat':
    case 'csat_after_sales':
    case 'csat_goods':
      return {
        kind: 'csat',
        scores: Object.fromEntries(
          DIMENSIONS_OF_FORM[FORM_OF[kind]].map((dimension) => [dimension, Number(answerTo(values, dimension))]),
        ),
        ...comment,
      };
    case 'nps':
      return { kind, nps: Number(answerTo(values, 'nps')), ...comment };
    case 'solved': {
      const score = answerTo(values, 'score');
      return {
        kind,
        solved: answerTo(values, 'solved') === 'yes',
        ...(score === '' ? {} : { score: Number(score) }),
        ...comment,
      };
    }
    default:
      return kind satisfies never;
  }
}

function answerTo(values: { readonly [question: string]: string }, id: string): string {
  return Object.hasOwn(values, id) ? (values[id] ?? '').trim() : '';
}
