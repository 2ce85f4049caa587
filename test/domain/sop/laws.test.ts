import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { parseSop } from '../../../src/domain/sop/parse-sop.ts';

const WORDS =
  'A类客户 B类 新客户 老客户 沉默客户 高价值 签约后 购买后 验收后 生日前 春节/中秋前 合同到期前 每月 每季度 每半年 每 至少 不超过 1次 两次 3个工作日内 24小时内 7天 30天 第7天 90-180天 半年 三个月 电话 上门 微信 问卷 祝福 客户经理 回访 间隔 以上 未 前 后 内 ， 、 。 ； ： （ ） / twice once a month within 3 working days after signing before birthday tier A by phone every quarter between and'.split(
    ' ',
  );
/** Lines that are nearly a procedure: every word means something, their order does not. */
const line = fc.array(fc.constantFrom(...WORDS), { maxLength: 14 }).map((words) => words.join(''));
const spaced = fc.array(fc.constantFrom(...WORDS), { maxLength: 14 }).map((words) => words.join(' '));
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  line,
  spaced,
);

describe('any text', () => {
  it.prop([fc.array(anyText, { maxLength: 8 })], { numRuns: 2_000 })(
    'accounts for every line that is not empty: drafted, left out with a reason, or not understood',
    (lines) => {
      const text = lines.join('\n');
      const { drafts, ignored, notUnderstood, contradictions } = parseSop(text);
      const told = new Set([...drafts, ...ignored, ...notUnderstood].map((each) => each.line));
      const full = text.split(/\r\n|[\n\r\u2028\u2029]/).flatMap((each, i) => (each.trim() === '' ? [] : i + 1));
      expect([...told].sort((a, b) => a - b)).toEqual(full);
      for (const { drafts: members } of contradictions)
        for (const index of members) expect(drafts[index]).toBeDefined();
    },
  );

  it.prop([fc.array(fc.oneof(line, spaced), { minLength: 2, maxLength: 10 }), fc.nat()], { numRuns: 1_000 })(
    'gives the same drafts in whatever order its lines stand',
    (lines, turn) => {
      const by = turn % lines.length;
      const turned = [...lines.slice(by), ...lines.slice(0, by)].reverse();
      const drafts = (all: readonly string[]) =>
        parseSop(all.join('\n'))
          .drafts.map(({ line: _, ...draft }) => JSON.stringify(draft))
          .sort();
      expect(drafts(turned)).toEqual(drafts(lines));
    },
  );

  it.prop([fc.array(fc.oneof(line, spaced), { maxLength: 10 })], { numRuns: 1_000 })(
    'gives windows in order, and quotes that stand in their line',
    (lines) => {
      const text = lines.join('\n');
      for (const draft of parseSop(text).drafts) {
        const { earliest, target, latest } = draft.window;
        if (earliest.unit === target.unit) expect(earliest.n).toBeLessThanOrEqual(target.n);
        if (target.unit === latest.unit) expect(target.n).toBeLessThanOrEqual(latest.n);
        const own = text.split('\n')[draft.line - 1] ?? '';
        expect(own).toContain(draft.quote.replace(/…$/u, ''));
      }
    },
  );

  it.prop([line], { numRuns: 1_000 })('reads full-width digits and letters as plain ones', (text) => {
    const wide = text.replace(/[0-9A-Za-z]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
    const shown = (each: string) =>
      parseSop(each).drafts.map(({ quote: _, assumed: __, ...draft }) => JSON.stringify(draft));
    expect(shown(wide)).toEqual(shown(text));
  });
});

describe('a line of a hundred thousand characters', () => {
  it.each([
    ['numbers', '1'],
    ['Chinese numerals', '十'],
    ['every', '每'],
    ['cadences', '每月1次'],
    ['cadences of their own each', (n: number) => `每${(n % 3_000) + 1}天1次，`],
    ['anchors', '签约、'],
    ['open brackets', '（'],
    ['tiers', 'a、'],
    ['full stops', '. '],
    ['half words', 'within 3 '],
    ['emoji', '👩‍👩‍👧‍👦🎉'],
    ['right to left', '\u202eزيارة العميل كل شهر '],
    ['combining marks', 'e\u0301\u0323'],
    ['characters that grow', '\ufdfa'],
    ['lone surrogates', '\ud83d'],
    ['spaces', ' \u3000'],
    ['numbering', '1.1.'],
  ])('of %s comes to an end', (_, unit) => {
    let text = '';
    for (let n = 0; text.length < 100_000; n += 1) text += typeof unit === 'string' ? unit : unit(n);
    const { drafts, ignored, notUnderstood } = parseSop(text);
    expect(drafts.length + ignored.length + notUnderstood.length).toBeGreaterThan(text.trim() === '' ? -1 : 0);
    for (const { quote } of drafts.slice(0, 10)) expect(quote.length).toBeLessThanOrEqual(160);
  });
});
