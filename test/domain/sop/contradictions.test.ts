import { describe, expect, it } from 'vitest';
import { parseSop } from '../../../src/domain/sop/parse-sop.ts';

const found = (text: string) =>
  parseSop(text).contradictions.map(({ kind, lines, resolution }) => ({
    kind,
    lines,
    ...(resolution.target ? { target: `${resolution.target.n}${resolution.target.unit}` } : {}),
    ...(resolution.latest ? { latest: `${resolution.latest.n}${resolution.latest.unit}` } : {}),
    ...(resolution.wins === undefined ? {} : { wins: parseSop(text).drafts[resolution.wins]?.when }),
  }));

describe('two numbers for one occasion', () => {
  it('become target and latest: 3 days beside 3 working days', () => {
    expect(found('新客户签约后3日内电话回访\n新客户签约后3个工作日内完成首次回访')).toEqual([
      { kind: 'two_numbers', lines: [1, 2], target: '3C', latest: '3W' },
    ]);
  });

  it('before a date the longer one is the target: 3 months beside 2 months', () => {
    expect(found('Visit customers 2 months before contract end\nCall customers 3 months before contract end')).toEqual([
      { kind: 'two_numbers', lines: [1, 2], target: '-3m', latest: '-2m' },
    ]);
  });

  it('are no contradiction when they are milestones one after the other', () => {
    expect(found('签约后3日内电话回访\n签约后第7天回访\n签约后第30天回访')).toEqual([]);
    expect(found('签约后3天内电话回访，7天内再次回访，30天深度回访')).toEqual([]);
  });

  it('are no contradiction for different customers, or when 24 hours stand beside one day', () => {
    expect(found('A类客户签约后3日内回访\nB类客户签约后5日内回访')).toEqual([]);
    expect(found('问题解决后24小时内回访\n问题解决后1天内回访')).toEqual([]);
  });

  it('say why in both languages', () => {
    const [first] = parseSop('签约后3日内回访\n签约后5日内回访').contradictions;
    expect(first?.what).toEqual({ zh: '第 1 行「3日内」与第 2 行「5日内」', en: 'line 1 "3日内" and line 2 "5日内"' });
    expect(first?.resolution.why).toEqual({
      zh: '同一时点有两个数字：3 天作目标，5 天作最迟，两条都守住',
      en: 'two numbers for one occasion: 3 days becomes the target, 5 days the latest, which keeps both',
    });
  });
});

describe('two cadences for the same customers', () => {
  it('the shortest interval wins', () => {
    expect(found('A类客户每季度1次回访\nA类客户每月2次回访\nA类客户每月至少1次回访')).toEqual([
      { kind: 'two_intervals', lines: [1, 2, 3], wins: '每月2次' },
    ]);
  });

  it('are both kept in ways of contact that have nothing in common, or for another tier', () => {
    expect(found('老客户每季度1次电话回访\n老客户每半年1次上门拜访')).toEqual([]);
    expect(found('A类客户每月1次\nB类客户每季度2次\n所有客户每年1次')).toEqual([]);
    expect(found('tier A once a month\ntier A: a survey once a year')).toEqual([]);
  });

  it('said twice in other words are none', () => {
    expect(found('每季度1次电话\n三个月电话回访一次\ncall once a quarter')).toEqual([]);
  });
});

describe('a cadence that other sentences do not leave room for', () => {
  it('twice a month does not fit 20 days apart: the number of times goes first', () => {
    expect(found('每月2次回访\n两次回访间隔不少于20天')).toEqual([
      { kind: 'too_close', lines: [1, 2], wins: '每月2次' },
    ]);
    expect(found('每月2次回访\n两次回访间隔不少于10天')).toEqual([]);
  });

  it('more often than the limit: the limit goes first', () => {
    expect(found('A类客户每周1次电话\nA类客户每月不超过2次联系')).toEqual([
      { kind: 'over_limit', lines: [1, 2], wins: '每月不超过2次' },
    ]);
    expect(found('A类客户每月1次电话\nA类客户每月不超过2次联系')).toEqual([]);
  });
});
