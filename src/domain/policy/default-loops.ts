import type { LoopSettings } from '../loop/settings.ts';

/** What ships: nobody on call, closure when the customer confirms. Numbers that no guide states are marked as chosen by us. */
export const DEFAULT_LOOPS: LoopSettings = {
  onCallRoster: {
    value: false,
    name: { zh: '有值班表（紧急诉求按自然小时计）', en: 'On-call roster: urgent matters run by the clock' },
    source: 'G3:63',
    basis: 'rule',
  },
  opensAt: {
    value: '10:00',
    name: {
      zh: '非工作时间到期时，下一工作日的到期钟点',
      en: 'Hour of the next working day for what falls due outside working time',
    },
    source: 'chosen by us',
    basis: 'ours',
  },
  closureStopsAt: {
    value: 'confirmed',
    name: {
      zh: '闭环计时截止于：客户确认 / 已解决并告知',
      en: 'The clock to closure stops at: confirmed, or resolved and told',
    },
    source: 'G0:92',
    basis: 'rule',
  },
  warnAtPercent: {
    value: 75,
    name: { zh: '预警：时限已用比例（%）', en: 'Warning after this share of a clock (%)' },
    source: 'chosen by us',
    basis: 'ours',
  },
  escalateAfterMinutes: {
    value: 120,
    name: { zh: '超时多少工作分钟后上报主管', en: 'Working minutes after a breach until the lead is told' },
    source: 'chosen by us',
    basis: 'ours',
  },
  confirmationAttempts: {
    value: 3,
    name: { zh: '确认尝试次数（不同工作日）', en: 'Attempts to confirm, on different working days' },
    source: 'chosen by us',
    basis: 'ours',
  },
  blindReaskPercent: {
    value: 10,
    name: {
      zh: '处理人自收评分的盲抽复问比例（%）',
      en: 'Share of self-collected scores asked again by somebody else (%)',
    },
    source: 'chosen by us',
    basis: 'ours',
  },
  lowScore: {
    value: 2,
    name: { zh: '低分阈值（5 分制，含）', en: 'Low score, out of 5, up to and with' },
    source: 'chosen by us',
    basis: 'ours',
  },
  lowNps: {
    value: 6,
    name: { zh: '低推荐值阈值（10 分制，含）', en: 'Low NPS, out of 10, up to and with' },
    source: 'chosen by us',
    basis: 'ours',
  },
  newTermsFor: {
    value: 'new',
    name: {
      zh: '策略变更适用于：新问题 / 新问题和未闭环问题',
      en: 'A changed policy times: new loops, or new and open ones',
    },
    source: 'chosen by us',
    basis: 'ours',
  },
};
