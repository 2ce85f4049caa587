/** What complaints come from, as they are counted and ranked; of `other` only its words tell. */
export const COMPLAINT_CAUSES = [
  'product_quality',
  'service_process',
  'response_speed',
  'communication',
  'other',
] as const;
export type ComplaintCause = (typeof COMPLAINT_CAUSES)[number];

/** What they are called, on a card, a page and in a report alike. */
export const CAUSE_NAMES: { readonly [language in 'zh' | 'en']: { readonly [cause in ComplaintCause]: string } } = {
  en: {
    product_quality: 'Product quality',
    service_process: 'Service process',
    response_speed: 'Speed',
    communication: 'Communication',
    other: 'Other',
  },
  zh: {
    product_quality: '产品质量',
    service_process: '服务流程',
    response_speed: '响应速度',
    communication: '沟通',
    other: '其他',
  },
};
