import type { Bilingual } from '../../src/contract/common.ts';

/** A rule as the help page tells it. The policy in force decides; these are the shipped defaults in words. */
export interface RuleHelp {
  readonly id: string;
  readonly who: Bilingual;
  readonly when: Bilingual;
  readonly how: Bilingual;
}

const phone: Bilingual = { en: 'Phone', zh: '电话' };
const phoneOrVisit: Bilingual = { en: 'Phone or on site', zh: '电话或上门' };

export const RULES: readonly RuleHelp[] = [
  {
    id: 'P01',
    who: { en: 'New customers after signing', zh: '签约后的新客户' },
    when: { en: 'From the day of signing to 3 working days after it', zh: '签约当日起，3 个工作日内' },
    how: phone,
  },
  {
    id: 'P03',
    who: { en: 'New customers after the first purchase', zh: '首次购买后的新客户' },
    when: { en: 'Day 7, from day 5 to day 9', zh: '第 7 天（第 5 至 9 天）' },
    how: phone,
  },
  {
    id: 'P08',
    who: { en: 'Established and loyal customers, not tier C', zh: '稳定客户和老客户（C 类除外）' },
    when: { en: 'Every quarter: best after 84 days, at the latest after 90', zh: '每季度：84 天为宜，最晚 90 天' },
    how: phoneOrVisit,
  },
  {
    id: 'P11',
    who: { en: 'Tier A', zh: 'A 类客户' },
    when: {
      en: 'Once a month at least: best after 28 days; only a talk that we began counts',
      zh: '每月至少 1 次：28 天为宜；只计我方主动的沟通',
    },
    how: phoneOrVisit,
  },
  {
    id: 'P18',
    who: { en: 'Tier B', zh: 'B 类客户' },
    when: { en: 'Twice a quarter: best after 45 days', zh: '每季度 2 次：45 天为宜' },
    how: phoneOrVisit,
  },
  {
    id: 'P19',
    who: { en: 'Tier C', zh: 'C 类客户' },
    when: { en: 'Once in half a year', zh: '每半年 1 次' },
    how: { en: 'Message, or phone where messages are not agreed to', zh: '消息；未同意接收消息的用电话' },
  },
  {
    id: 'P20',
    who: { en: 'Customers who have fallen silent', zh: '沉默客户' },
    when: { en: 'Within a month of falling silent, best after 14 days', zh: '进入沉默后 1 个月内，14 天为宜' },
    how: phone,
  },
  {
    id: 'P24',
    who: { en: 'Customers whose contract ends', zh: '合同即将到期的客户' },
    when: { en: 'From 3 to 2 months before the end', zh: '到期前 3 个月至前 2 个月' },
    how: phoneOrVisit,
  },
];
