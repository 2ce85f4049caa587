import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../src/domain/policy/default-policy.ts';
import type { Script } from '../../../src/domain/policy/policy.ts';
import { personalise } from '../../../src/domain/script/personalise.ts';

const SCRIPT: Script = {
  id: 'test',
  version: 1,
  opening: [{ zh: '{{name}}您好，我是{{rep}}。', en: 'Hello {{ name }}, this is {{rep}}.' }],
  questions: [
    {
      id: 'q1',
      goal: 'need',
      text: { zh: '{{company}}的{{product}}用得怎么样？', en: 'How is {{product}} at {{company}}?' },
    },
  ],
  closing: [{ zh: '再见{{unknown}}。', en: 'Bye{{unknown}}.' }],
};

describe('a script for one customer', () => {
  it('says the facts that are known', () => {
    const { opening, questions } = personalise(SCRIPT, {
      name: '王建国',
      company: '申远',
      product: 'ERP',
      rep: '王敏',
    });
    expect(opening).toEqual([{ zh: '王建国您好，我是王敏。', en: 'Hello 王建国, this is 王敏.' }]);
    expect(questions[0]?.text).toEqual({ zh: '申远的ERP用得怎么样？', en: 'How is ERP at 申远?' });
  });

  it('speaks in general words where a fact is missing, and drops an unknown token', () => {
    const { opening, questions, closing } = personalise(SCRIPT, {});
    expect(opening[0]?.en).toBe('Hello there, this is your account manager.');
    expect(questions[0]?.text.zh).toBe('贵公司的我们的产品用得怎么样？');
    expect(closing).toEqual([{ zh: '再见。', en: 'Bye.' }]);
  });

  it('does not fill in what a customer’s name holds', () => {
    expect(personalise(SCRIPT, { name: '{{rep}}', rep: 'Grace' }).opening[0]?.en).toBe('Hello {{rep}}, this is Grace.');
  });

  it('leaves no placeholder in any shipped script', () => {
    for (const script of DEFAULT_POLICY.scripts) expect(JSON.stringify(personalise(script, {}))).not.toContain('{{');
  });
});
