import { inBoth } from '../common/words.ts';

/** Whether visits helped. */
export const EFFECT = /* @__PURE__ */ inBoth(
  {
    title: 'Did visits help?',
    off: 'Off: no visit’s day is left to chance. The admin switches it on in the policy, under “Did visits help?”, for the tiers whose lead agreed.',
    on: (segments: string) =>
      `Days are drawn for: ${segments}. Never for tier A, nor where a clock or a promise waits.`,
    how: (days: string) =>
      `A seeded draw puts a visit into the first or the second half of its own window; nobody is visited later than owed. Compared is who ordered from the window’s first day until ${days} days after its last, by half as drawn, held on that day or not.`,
    counts: (early: string, late: string, waiting: string) =>
      `Drawn and over: ${early} early, ${late} late. Not over yet: ${waiting}.`,
    verdicts: {
      cannot_tell_yet: (wanted: string) => `Cannot tell yet: ${wanted} customers are wanted in each half.`,
      higher: (by: string, range: string) =>
        `Who was visited early ordered more often: by ${by} points, 95 % interval ${range}.`,
      lower: (by: string, range: string) =>
        `Who was visited early ordered less often: by ${by} points, 95 % interval ${range}.`,
      not_distinguishable: (by: string, range: string) =>
        `Not distinguishable from noise: ${by} points, 95 % interval ${range}, which holds zero.`,
    },
    range: (low: string, high: string) => `${low} to ${high}`,
    more: 'There are more drawn customers than one look can read: these are the first ones.',
    segment: (tiers: string, stages: string) => (stages ? `tier ${tiers} (${stages})` : `tier ${tiers}`),
  },
  {
    title: '回访是否有效',
    off: '未启用：没有回访的日期由抽签决定。管理员可在策略的「回访是否有效」中，为负责人同意的分层启用。',
    on: (segments) => `抽签范围：${segments}。A 类客户、有时限或承诺在等的回访从不抽签。`,
    how: (days) =>
      `按种子抽签，把回访放在自身期限的前半段或后半段，不会晚于应访日期。比较两组客户自期限首日起、至期限末日后 ${days} 天内有无下单；按抽签分组统计，不论是否如期进行。`,
    counts: (early, late, waiting) => `已抽签且期满：前半段 ${early} 位，后半段 ${late} 位；尚未期满 ${waiting} 位。`,
    verdicts: {
      cannot_tell_yet: (wanted) => `尚不能判断：每组至少需要 ${wanted} 位客户。`,
      higher: (by, range) => `较早回访的客户下单更多：高 ${by} 个百分点，95% 区间 ${range}。`,
      lower: (by, range) => `较早回访的客户下单更少：低 ${by} 个百分点，95% 区间 ${range}。`,
      not_distinguishable: (by, range) => `与随机波动无法区分：相差 ${by} 个百分点，95% 区间 ${range}，包含零。`,
    },
    range: (low, high) => `${low} 至 ${high}`,
    more: '抽签客户多于一次可读取的数量：此处为最先的一部分。',
    segment: (tiers, stages) => (stages ? `${tiers} 类（${stages}）` : `${tiers} 类`),
  },
);
