import type { RuleId, Words } from '../planning/plan.ts';
import type { Policy, PolicyRule } from './policy.ts';

export type PresetId = 'durables' | 'software' | 'service' | 'large_retail' | 'consumer' | 'light';

/** A starting point for one industry: which rules are on, and a few of their numbers. */
export interface Preset {
  readonly id: PresetId;
  readonly name: Words;
  readonly about: Words;
  readonly on: readonly RuleId[];
  readonly off: readonly RuleId[];
  /** All rules but those in `on` are off. */
  readonly alone?: true;
  readonly change?: { readonly [rule: RuleId]: Partial<Pick<PolicyRule, 'window' | 'channels' | 'applies'>> };
  readonly visitMinutes?: Partial<Policy['visitMinutes']>;
}

/**
 * The industries that the practice guides name. Rules and numbers are the guides'; which of them an industry begins with is chosen by
 * us, and everything can be changed afterwards.
 */
export const PRESETS: readonly Preset[] = [
  {
    id: 'durables',
    name: { zh: '制造业耐用品', en: 'Manufactured durables' },
    about: {
      zh: '首访指导、第 7 天和第 30 天回访，定制项目每周沟通，老客户每季度。',
      en: 'Guidance after delivery, day 7 and day 30, weekly contact in projects, quarterly afterwards.',
    },
    on: [
      'P01',
      'P02',
      'P03',
      'P04',
      'P06',
      'P07',
      'P08',
      'P11',
      'P12',
      'P17',
      'P18',
      'P19',
      'P20',
      'P24',
      'P35',
      'P36',
    ],
    off: ['P21', 'P30', 'P50'],
  },
  {
    id: 'software',
    name: { zh: '软件与科技', en: 'Software and technology' },
    about: {
      zh: '以使用和续约为主：签约首访、满月深度回访、到期前三个月，线上沟通。',
      en: 'About use and renewal: after signing, day 30, three months before the contract ends; held by video.',
    },
    on: ['P01', 'P04', 'P06', 'P07', 'P08', 'P11', 'P12', 'P16', 'P18', 'P20', 'P24', 'P36', 'P43'],
    off: ['P03', 'P21', 'P25', 'P30', 'P50'],
    change: {
      P01: { channels: ['video', 'phone'] },
      P04: { channels: ['video', 'phone'] },
      P24: { channels: ['video', 'phone'] },
    },
  },
  {
    id: 'service',
    name: { zh: '服务与安装', en: 'Service and installation' },
    about: {
      zh: '项目期每周或每两周沟通，交付后验收与满意度调查，之后每季度。',
      en: 'Weekly or fortnightly contact in projects, acceptance and survey after delivery, quarterly afterwards.',
    },
    on: ['P01', 'P15', 'P17', 'P33', 'P35', 'P36', 'P08', 'P11', 'P18', 'P20', 'P24', 'P52'],
    off: ['P03', 'P05', 'P21', 'P30', 'P50'],
    visitMinutes: { on_site: 180 },
  },
  {
    id: 'large_retail',
    name: { zh: '大件零售', en: 'Large retail goods' },
    about: {
      zh: '送货安装后首访，第 7 天评包装、物流、安装，第 30 天回访，节日与生日问候。',
      en: 'After delivery, day 7 on packaging, logistics and installation, day 30, greetings.',
    },
    on: ['P02', 'P03', 'P04', 'P06', 'P19', 'P26', 'P27'],
    off: ['P01', 'P07', 'P12', 'P15', 'P16', 'P17', 'P21', 'P25', 'P30', 'P33', 'P50'],
  },
  {
    id: 'consumer',
    name: { zh: '快消与消费品（P30）', en: 'Consumer goods (P30)' },
    about: {
      zh: '首购后 7 天内回访一次，之后随新品和促销联系；不做月度电话。',
      en: 'One visit within seven days of the first purchase, then with news and offers; no monthly calls.',
    },
    on: ['P30', 'P26', 'P27'],
    off: [
      'P01',
      'P02',
      'P03',
      'P04',
      'P05',
      'P07',
      'P08',
      'P11',
      'P12',
      'P15',
      'P17',
      'P18',
      'P21',
      'P24',
      'P25',
      'P33',
      'P35',
      'P36',
      'P50',
    ],
  },
  {
    id: 'light',
    name: { zh: '初创轻量模式（P31）', en: 'Start-up light mode (P31)' },
    about: {
      zh: '只有一条规则：每月一次电话或微信，听取使用反馈。',
      en: 'One rule alone: a monthly call or WeChat message to hear how it is used.',
    },
    on: ['P21'],
    off: [],
    alone: true,
    change: { P21: { channels: ['phone', 'wechat'] } },
  },
];

/** The policy with a preset's rules on and off. Rules that the policy does not have are passed over. */
export function withPreset(policy: Policy, preset: Preset): Policy {
  return {
    ...policy,
    visitMinutes: { ...policy.visitMinutes, ...preset.visitMinutes },
    rules: policy.rules.map((rule) => {
      const on = preset.on.includes(rule.id) || (rule.on && !preset.alone && !preset.off.includes(rule.id));
      return { ...rule, ...preset.change?.[rule.id], on };
    }),
  };
}
