import type { Stage } from '../planning/facts.ts';

/** What the stages are called, on a screen and in a report alike. */
export const STAGE_NAMES = {
  en: {
    prospect: 'Prospect',
    new: 'New',
    established: 'Established',
    loyal: 'Loyal',
    dormant: 'Dormant',
    lost: 'Lost',
  },
  zh: {
    prospect: '潜在',
    new: '新客户',
    established: '稳定客户',
    loyal: '老客户',
    dormant: '沉默',
    lost: '流失',
  },
} as const satisfies { readonly [language in 'en' | 'zh']: { readonly [stage in Stage]: string } };
