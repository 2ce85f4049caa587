import type { Refusal } from '../contract/common.ts';

export const NO_VISIT: Refusal = {
  ok: false,
  reason: 'no_visit',
  message: {
    zh: '这次回访已不在计划中，请刷新卡片。您输入的内容仍在表单里。',
    en: 'This visit is no longer planned; refresh the card. What you typed is still in the form.',
  },
};

export const RECORDED_ALREADY: Refusal = {
  ok: false,
  reason: 'already_recorded',
  message: {
    zh: '这次回访已有人记录，请刷新卡片查看。您输入的内容仍在表单里。',
    en: 'Somebody has recorded this visit already; refresh the card to see it. What you typed is still in the form.',
  },
};

export function badField(path: string, message: string): Refusal {
  return {
    ok: false,
    reason: 'bad_input',
    message: { zh: '请检查标出的字段后再保存。', en: 'Check the marked fields and save again.' },
    fields: [{ path, message }],
  };
}
