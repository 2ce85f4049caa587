import type { RuleLine } from '../../../src/contract/open-rules.ts';
import type { AnchorField, Festival, Offset } from '../../../src/domain/policy/policy.ts';
import { STAGE_NAMES } from '../../../src/domain/segmentation/stage-names.ts';
import type { Format } from '../common/format.ts';
import { COMMON, inBoth } from '../common/words.ts';

/** How the help page tells the rules of the policy in force. */
export const RULES = /* @__PURE__ */ inBoth(
  {
    anyone: 'every customer',
    tiers: (tiers: string) => `tier ${tiers}`,
    notTiers: (tiers: string) => `not tier ${tiers}`,
    during: 'while a project runs or an issue is open',
    kinds: { b2b: 'businesses', b2c: 'consumers' },
    products: (products: string) => (products ? `who bought ${products}` : 'who bought a product named in the policy'),
    repeatOrder: 'not the first order',
    agreedCadence: 'with an agreed interval',
    flags: { high_value_program: 'high-value programme', churn_risk: 'at risk', in_project: 'in a project' },
    notFlag: (flag: string) => `not ${flag}`,
    units: {
      C: (n: number) => `${n} ${n === 1 ? 'day' : 'days'}`,
      W: (n: number) => `${n} working ${n === 1 ? 'day' : 'days'}`,
      m: (n: number) => `${n} ${n === 1 ? 'month' : 'months'}`,
    },
    sameDay: 'the same day',
    after: (length: string) => `${length} after`,
    before: (length: string) => `${length} before`,
    window: (from: string, best: string, to: string) => `from ${from} to ${to}, best ${best}`,
    anchors: {
      signedOn: 'signing',
      firstPurchaseOn: 'first purchase',
      lastPurchaseOn: 'last purchase',
      deliveredOn: 'delivery',
      acceptedOn: 'acceptance',
      contractEndsOn: 'end of contract',
      stageEnteredOn: 'start of the stage',
      projectStartedOn: 'start of the project',
      projectDoneOn: 'completed delivery',
      serviceDueOn: 'service milestone',
      churnRiskOn: 'risk flag',
      profileCheckedOn: 'last profile check',
      openIssueRaisedOn: 'open issue raised',
    },
    or: ' or ',
    lastTalk: 'last talk',
    counted: (event: string, window: string) => `${event}: ${window}`,
    guard: (times: number, period: string) => `at least ${times} a ${period}`,
    periods: { month: 'month', quarter: 'quarter' },
    every: (days: number, from: string) => `every ${days} days from ${from}`,
    festivals: {
      spring_festival: 'Spring Festival',
      qingming: 'Qingming',
      dragon_boat: 'Dragon Boat Festival',
      mid_autumn: 'Mid-Autumn Festival',
    },
    birthday: 'birthday',
    dates: (n: number) =>
      n === 0 ? 'a date of the policy, of which none is set' : `${n} ${n === 1 ? 'date' : 'dates'} in the policy`,
    sends: { message: 'message', survey: 'survey', task: 'internal task', visit: '' },
    source: (version: string) => `The policy in force, version ${version}.`,
    off: (n: string) => `Rules in the policy that are switched off: ${n}.`,
  },
  {
    anyone: '所有客户',
    tiers: (tiers) => `${tiers} 类`,
    notTiers: (tiers) => `${tiers} 类除外`,
    during: '项目进行中或有未结问题',
    kinds: { b2b: '企业客户', b2c: '个人客户' },
    products: (products) => (products ? `购买了${products}` : '购买了策略中指定的产品'),
    repeatOrder: '非首单',
    agreedCadence: '约定了间隔',
    flags: { high_value_program: '高价值计划', churn_risk: '流失风险', in_project: '项目中' },
    notFlag: (flag) => `非${flag}`,
    units: { C: (n) => `${n} 天`, W: (n) => `${n} 个工作日`, m: (n) => `${n} 个月` },
    sameDay: '当天',
    after: (length) => `${length}后`,
    before: (length) => `${length}前`,
    window: (from, best, to) => `${from}至${to}，${best}为宜`,
    anchors: {
      signedOn: '签约',
      firstPurchaseOn: '首次购买',
      lastPurchaseOn: '最近购买',
      deliveredOn: '交付',
      acceptedOn: '验收',
      contractEndsOn: '合同到期',
      stageEnteredOn: '进入阶段',
      projectStartedOn: '项目开始',
      projectDoneOn: '交付完成',
      serviceDueOn: '服务节点',
      churnRiskOn: '标记流失风险',
      profileCheckedOn: '上次画像核对',
      openIssueRaisedOn: '提出未结问题',
    },
    or: '或',
    lastTalk: '最近一次沟通',
    counted: (event, window) => `${event}：${window}`,
    guard: (times, period) => `每${period}至少 ${times} 次`,
    periods: { month: '月', quarter: '季度' },
    every: (days, from) => `自${from}起每 ${days} 天`,
    festivals: { spring_festival: '春节', qingming: '清明', dragon_boat: '端午', mid_autumn: '中秋' },
    birthday: '生日',
    dates: (n) => (n === 0 ? '策略中的日期（尚未设置）' : `策略中的 ${n} 个日期`),
    sends: { message: '消息', survey: '问卷', task: '内部任务', visit: '' },
    source: (version) => `现行策略第 ${version} 版。`,
    off: (n) => `策略中未启用的规则：${n} 条。`,
  },
);

/** Whom a rule is for. */
export function whoOf({ applies }: RuleLine, format: Format): string {
  const words = RULES[format.language];
  const common = COMMON[format.language];
  const joined = (texts: readonly string[]) => texts.join(common.listSeparator);
  const flags = (names: RuleLine['applies']['flags']) => (names ?? []).map((flag) => words.flags[flag]);
  const parts = [
    ...(applies.stages ? [joined(applies.stages.map((stage) => STAGE_NAMES[format.language][stage]))] : []),
    ...(applies.tiers ? [words.tiers(applies.tiers.join(common.listSeparator))] : []),
    ...(applies.notTiers ? [words.notTiers(applies.notTiers.join(common.listSeparator))] : []),
    ...flags(applies.flags),
    ...flags(applies.notFlags).map(words.notFlag),
    ...(applies.during ? [words.during] : []),
    ...(applies.customerKind ? [words.kinds[applies.customerKind]] : []),
    ...(applies.products ? [words.products(joined(applies.products))] : []),
    ...(applies.repeatOrder ? [words.repeatOrder] : []),
    ...(applies.agreedCadence ? [words.agreedCadence] : []),
  ];
  return parts.join(format.language === 'zh' ? '；' : '; ') || words.anyone;
}

/** When a rule asks for a contact, counted from what. */
export function whenOf({ trigger, window }: RuleLine, format: Format): string {
  const words = RULES[format.language];
  const common = COMMON[format.language];
  const event = (anchors: readonly AnchorField[]) => anchors.map((anchor) => words.anchors[anchor]).join(words.or);
  const days = words.window(
    offsetOf(window.earliest, format),
    offsetOf(window.target, format),
    offsetOf(window.latest, format),
  );
  switch (trigger.type) {
    case 'after':
    case 'before':
      return words.counted(event(trigger.anchor), days);
    case 'recurring': {
      const from = trigger.from ? words.anchors[trigger.from] : words.lastTalk;
      const { guard } = trigger;
      const often = guard ? [words.guard(guard.times, words.periods[guard.period])] : [];
      return [words.counted(from, days), ...often].join(common.listSeparator);
    }
    case 'grid':
      return `${words.every(trigger.every, event(trigger.anchor))}${common.listSeparator}${days}`;
    case 'dated': {
      const named = (festival: Festival) => words.festivals[festival];
      const events = [
        ...(trigger.festivals ?? []).map(named),
        ...(trigger.birthday ? [words.birthday] : []),
        ...(trigger.dates ? [words.dates(trigger.dates.length)] : []),
      ];
      return words.counted(events.join(common.listSeparator), days);
    }
  }
}

/** How it is done: the channels, or what goes out instead of a talk. */
export function howOf({ kind, channels }: RuleLine, format: Format): string {
  const { sends } = RULES[format.language];
  const { channels: names, listSeparator } = COMMON[format.language];
  const by = channels.map((channel) => names[channel]).join(listSeparator);
  return sends[kind] ? `${sends[kind]}${by ? ` (${by})` : ''}` : by;
}

function offsetOf({ n, unit }: Offset, format: Format): string {
  const words = RULES[format.language];
  if (n === 0) return words.sameDay;
  const length = words.units[unit](Math.abs(n));
  return n < 0 ? words.before(length) : words.after(length);
}
