import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../src/contract/policy.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import { parseSop } from '../../../src/domain/sop/parse-sop.ts';
import { policyOfDrafts } from '../../../src/domain/sop/policy-of-drafts.ts';
import { ruleOfDraft } from '../../../src/domain/sop/rule-of-draft.ts';
import { planOn, show } from '../support.ts';

const SENTENCES = [
  'A类客户每月至少1次电话回访',
  'B类客户每季度2次回访',
  '签约后3个工作日内由客户经理首次电话回访',
  '合同到期前3个月启动续约沟通',
  '生日前3天发送短信祝福',
  '春节前3天发送短信问候',
  '验收后3个工作日内发送满意度调查问卷',
  'Call every new customer within 3 working days after signing.',
  'Visit tier A customers twice a month.',
];

describe('a draft made a rule', () => {
  it.each(SENTENCES)('%s: the policy reads it', (sentence) => {
    const { drafts } = parseSop(sentence);
    expect(drafts).toHaveLength(1);
    const { policy, left, rules } = policyOfDrafts(drafts, { ...DEFAULT_POLICY, rules: [] });
    expect([left, rules.length]).toEqual([[], 1]);
    expect(parsePolicy(JSON.parse(JSON.stringify(policy)))).toMatchObject({ ok: true });
    expect(rules[0]).toMatchObject({ id: 'S01', source: 'SOP:1' });
  });

  it('plans as the sentence says: signed Thursday 2026-02-12, the third working day is Tuesday 02-24', () => {
    const { drafts } = parseSop('签约后3个工作日内由客户经理首次电话回访');
    const { rules } = policyOfDrafts(drafts, { ...DEFAULT_POLICY, rules: [] });
    const plan = planOn({ signedOn: '2026-02-12' }, { goLiveOn: '2026-01-01', today: '2026-02-20', policy: { rules } });
    expect(show(plan).visits).toEqual(['1 S01 2026-02-24 [2026-02-12 2026-02-24 2026-02-24]']);
  });

  it('what is counted in hours, or is a limit, is no rule, and says why', () => {
    const { drafts } = parseSop('问题解决后24小时内回访\n每月不超过2次联系');
    const answers = drafts.map((draft) => ruleOfDraft(draft, 'S01'));
    expect(answers.map(({ ok }) => ok)).toEqual([false, false]);
    for (const answer of answers) if (!answer.ok) expect(answer.why.en).toMatch(/clock|limit/);
  });

  it('what the shipped policy asks already is added switched off, so that the whole can be planned by', () => {
    const { drafts } = parseSop(SENTENCES.join('\n'));
    const { policy, rules } = policyOfDrafts(drafts, DEFAULT_POLICY);
    expect(parsePolicy(JSON.parse(JSON.stringify(policy)))).toMatchObject({ ok: true });
    expect(rules.map(({ id }) => id)).toEqual(drafts.map((_, i) => `S0${i + 1}`));
    expect(rules.some(({ on }) => on)).toBe(true);
  });
});
