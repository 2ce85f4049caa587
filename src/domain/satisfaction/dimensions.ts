/** What satisfaction is asked about, 1 to 5 each with an open text: all that the guides name. Source: G1:74, G3:53, G3:51. */
export const DIMENSIONS = [
  'service_quality',
  'response_speed',
  'solution_effect',
  'professionalism',
  'problem_result',
  'packaging',
  'logistics',
  'installation',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const DIMENSION_NAMES: { readonly [dimension in Dimension]: { readonly zh: string; readonly en: string } } = {
  service_quality: { zh: '服务质量', en: 'Service quality' },
  response_speed: { zh: '响应速度', en: 'Speed of response' },
  solution_effect: { zh: '方案效果', en: 'Effect of the solution' },
  professionalism: { zh: '人员专业度', en: 'Professionalism' },
  problem_result: { zh: '问题解决效果', en: 'How the problem was solved' },
  packaging: { zh: '包装', en: 'Packaging' },
  logistics: { zh: '物流', en: 'Logistics' },
  installation: { zh: '安装', en: 'Installation' },
};

/** The names in one language. */
export function dimensionNames(language: 'zh' | 'en'): { readonly [dimension in Dimension]: string } {
  return Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, DIMENSION_NAMES[dimension][language]])) as {
    [dimension in Dimension]: string;
  };
}

/** Which form a talk or a link asks: nobody is asked about all eight. */
export type MarkForm = 'service' | 'after_sales' | 'goods';

/** The dimensions of each form, in the order in which they are asked. */
export const DIMENSIONS_OF_FORM: { readonly [form in MarkForm]: readonly Dimension[] } = {
  /** G1:74, the acceptance survey; asked wherever a visit has no form of its own. */
  service: ['service_quality', 'response_speed', 'solution_effect', 'professionalism'],
  /** G3:53, after-sales service: was the answer quick, and did it solve the problem. */
  after_sales: ['response_speed', 'problem_result'],
  /** G3:51, seven days after goods arrived. */
  goods: ['packaging', 'logistics', 'installation'],
};

/** Rules whose goal is one of the narrower forms: the half-year survey and settled problems, the first week with goods. */
const FORM_OF_RULE: { readonly [rule: string]: MarkForm } = {
  P03: 'goods',
  P06: 'after_sales',
  P22: 'after_sales',
  P23: 'after_sales',
  P30: 'goods',
};

/**
 * The form that a visit asks.
 *
 * @param rules the rules it pays, the leading one first
 * @example markFormOf(['P03', 'P17']) // 'goods'
 */
export function markFormOf(rules: readonly string[]): MarkForm {
  for (const rule of rules) {
    const form = FORM_OF_RULE[rule];
    if (form) return form;
  }
  return 'service';
}
