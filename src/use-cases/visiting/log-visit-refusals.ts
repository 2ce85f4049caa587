import type { Refusal } from '../../contract/common.ts';
import { cut } from '../loops/loop-lines.ts';
import type { StoredIssue } from '../ports/ports.ts';

export const NO_VISIT: Refusal = {
  ok: false,
  reason: 'no_visit',
  message: {
    zh: '这次回访已不在计划中，请刷新卡片。您输入的内容仍在表单里。',
    en: 'This visit is no longer planned; refresh the card. What you typed is still in the form.',
  },
};

export const COUNTED_AS_HELD: Refusal = {
  ok: false,
  reason: 'counted_as_held',
  message: {
    zh: '这次回访的任务已标为完成，按已回访计算：请记录谈话内容；若其实没有联系上，请另约下次联系日期并在后续计划中说明。',
    en: 'The task of this visit was completed, so it counts as held: record what was said. If nobody was reached after all, set a next contact day and say so in the follow-up plan.',
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

/** As many as a form can show at once; the rest is told after these. */
const TOLD_AT_ONCE = 20;

/** What is still open with a customer has to be spoken about, or left out for a reason that is written down. */
export function loopsUnmentioned(issues: readonly StoredIssue[]): Refusal {
  return {
    ok: false,
    reason: 'loops_unmentioned',
    message: {
      zh: `还有 ${issues.length} 个未闭环问题没有说明：请逐一标明已谈、已答复，或这次为何不谈，然后再保存。`,
      en: `${issues.length} open ${issues.length === 1 ? 'loop is' : 'loops are'} not mentioned: say of each whether it was discussed, answered, or why not now, and save again.`,
    },
    fields: issues
      .slice(0, TOLD_AT_ONCE)
      .map(({ key, description }) => ({ path: `loops.${key}`, message: cut(description, 120) })),
  };
}
