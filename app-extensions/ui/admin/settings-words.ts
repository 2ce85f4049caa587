import type { Bilingual } from '../../../src/contract/common.ts';

export type SettingsGroup = 'limits' | 'tiers' | 'scope';

interface SettingField {
  readonly path: string;
  readonly label: Bilingual;
  readonly kind: 'number' | 'decimal' | 'text' | 'list' | 'choice';
  /** Line of a practice guide; absent: chosen by us. */
  readonly source?: string;
  readonly options?: readonly { readonly value: string; readonly label: Bilingual }[];
}

interface SettingSection {
  readonly title: Bilingual;
  readonly fields: readonly SettingField[];
}

const field = (
  path: string,
  zh: string,
  en: string,
  kind: SettingField['kind'] = 'number',
  more: Partial<SettingField> = {},
): SettingField => ({ path, label: { zh, en }, kind, ...more });

const YES_NO = [
  { value: 'true', label: { zh: '是', en: 'yes' } },
  { value: 'false', label: { zh: '否', en: 'no' } },
];

/** An optional field of the profile: whether it is kept, what for and how long. */
const optional = (name: string, zh: string, en: string): readonly SettingField[] => [
  field(`optionalFields.${name}.on`, `记录${zh}`, `Keep ${en}`, 'choice', { options: YES_NO }),
  field(`optionalFields.${name}.keepMonths`, `${zh}保存月数`, `Months for ${en}`),
  field(`optionalFields.${name}.purpose.zh`, `${zh}用途（中文）`, `Purpose of ${en}, Chinese`, 'text'),
  field(`optionalFields.${name}.purpose.en`, `${zh}用途（英文）`, `Purpose of ${en}, English`, 'text'),
];

/** What stands on the settings parts of the policy page, in its order. */
export const SETTINGS: { readonly [group in SettingsGroup]: readonly SettingSection[] } = {
  limits: [
    {
      title: { zh: '联系频次（每位联系人）', en: 'How often one contact is spoken to' },
      fields: [
        field('budget.calls.most', '最多电话次数', 'Calls at most', 'number', { source: 'G4:8,18' }),
        field('budget.calls.days', '在多少天内（电话）', 'Within days (calls)'),
        field('budget.conversations.most', '最多面谈或通话次数', 'Conversations at most'),
        field('budget.conversations.days', '在多少天内（面谈或通话）', 'Within days (conversations)'),
        field('budget.messageEveryDays', '两条消息间隔天数', 'Days between two messages'),
        field('budget.surveyEveryDays', '两次问卷间隔天数', 'Days between two surveys'),
      ],
    },
    {
      title: { zh: '答卷礼', en: 'A thank-you for answering surveys' },
      fields: [
        field(
          'incentive.on',
          '向所有受访者承诺，与评分无关',
          'Promised to everybody asked, whatever the marks',
          'choice',
          {
            source: 'G3:53',
            options: YES_NO,
          },
        ),
        field('incentive.name.zh', '内容（中文）', 'In words, Chinese', 'text'),
        field('incentive.name.en', '内容（英文）', 'In words, English', 'text'),
      ],
    },
    {
      title: { zh: '回访是否有效', en: 'Did visits help?' },
      fields: [
        field('randomDays.on', '在期限内抽签决定回访日期', 'Draw visits’ days by lot within their windows', 'choice', {
          options: YES_NO,
        }),
        field('randomDays.tiers', '负责人同意的分层（B、C）', 'Tiers whose lead agreed (B, C)', 'list'),
        field('randomDays.stages', '限于阶段（空为全部）', 'Only these stages (empty: all)', 'list'),
        field('randomDays.seed', '抽签种子', 'Seed of the draw', 'text'),
      ],
    },
    {
      title: { zh: '可选的画像字段', en: 'Optional profile fields' },
      fields: [
        ...optional('third_party', '第三方信息', 'information from third parties'),
        ...optional('age', '年龄', 'age'),
        ...optional('gender', '性别', 'gender'),
      ],
    },
    {
      title: { zh: '可联系时间（客户当地）', en: 'When customers may be called, their time' },
      fields: [
        field('callingHours.from', '从', 'From', 'text'),
        field('callingHours.to', '到', 'To', 'text'),
        field('callingHours.pauses.0.from', '午休从', 'Pause from', 'text'),
        field('callingHours.pauses.0.to', '午休到', 'Pause to', 'text'),
      ],
    },
    {
      title: { zh: '计划', en: 'Planning' },
      fields: [
        field('leadDays', '提前多少天生成任务', 'Days ahead that a task is made'),
        field('taskDueAt', '任务到期钟点', 'Time of day of a task', 'text'),
        field('attempts', '几次未联系上后放弃', 'Attempts until a visit is given up'),
        field('lateWithinWorkingDays', '逾期后在几个工作日内补上', 'Working days in which a late visit is made up for'),
        field('firstRun.spreadWorkingDays', '首日积压分散的工作日', 'Working days over which the backlog is spread'),
        field('visitMinutes.phone', '电话分钟', 'Minutes of a call'),
        field('visitMinutes.on_site', '上门分钟', 'Minutes of a visit on site'),
        field('visitMinutes.video', '视频分钟', 'Minutes of a video call'),
      ],
    },
    {
      title: { zh: '阶段', en: 'Stages' },
      fields: [
        field('stages.newUntilDay', '新客户到第几天', 'New until day', 'number', { source: 'G3:20,47' }),
        field('stages.establishedUntilDay', '稳定客户到第几天', 'Established until day', 'number', { source: 'G3:21' }),
        field('stages.dormantAfterDays.A', 'A 类沉默天数', 'Days of silence until dormant, tier A'),
        field('stages.dormantAfterDays.B', 'B 类沉默天数', 'Days of silence until dormant, tier B'),
        field('stages.dormantAfterDays.C', 'C 类沉默天数', 'Days of silence until dormant, tier C'),
        field('stages.dormantAfterDays.none', '未分层沉默天数', 'Days of silence until dormant, no tier'),
      ],
    },
  ],
  tiers: [
    {
      title: { zh: 'A 类与 B 类', en: 'Tiers A and B' },
      fields: [
        field('tiers.A.value', 'A 类：价值分至少', 'A: value score at least', 'decimal', { source: 'G0:96' }),
        field('tiers.A.activity', 'A 类：活跃分至少', 'A: activity score at least', 'decimal', { source: 'G0:96' }),
        field('tiers.B.value', 'B 类：价值分至少', 'B: value score at least', 'decimal'),
        field('tiers.B.potential', 'B 类：潜力分至少', 'B: potential at least', 'decimal', { source: 'G0:96' }),
      ],
    },
    {
      title: { zh: '权重与滞后', en: 'Weights and holding back' },
      fields: [
        field('tiers.weights.money', '金额权重', 'Weight of money', 'decimal', { source: 'G2:60' }),
        field('tiers.weights.profit', '利润权重', 'Weight of profit', 'decimal', { source: 'G2:60' }),
        field('tiers.weights.loyalty', '忠诚权重', 'Weight of loyalty', 'decimal', { source: 'G2:60' }),
        field('tiers.weights.growth', '增长权重', 'Weight of growth', 'decimal'),
        field('tiers.hysteresis.points', '降级余量（百分点）', 'Points of share before a tier is lowered'),
        field('tiers.hysteresis.holdDays', '降级前保持天数', 'Days before a tier is lowered'),
        field('tiers.highValue.money', '高价值：金额分', 'High value proposed from money score', 'decimal'),
        field('tiers.highValue.frequency', '高价值：频次分', 'High value proposed from frequency score', 'decimal'),
      ],
    },
  ],
  scope: [
    {
      title: { zh: '谁在范围内', en: 'Who is in the book' },
      fields: [
        field('scope.lifecycleStages', 'HubSpot 生命周期阶段', 'Life-cycle stages of HubSpot', 'list'),
        field('scope.anyTier', '或任何已分层的联系人', 'Or any contact with a tier', 'choice', { options: YES_NO }),
      ],
    },
    {
      title: { zh: '同一公司的多位联系人', en: 'Several contacts of one company' },
      fields: [
        field('company.visits', '回访对象', 'Visits go to', 'choice', {
          options: [
            { value: 'lead', label: { zh: '标记为对接人的一位', en: 'the one marked lead' } },
            { value: 'each', label: { zh: '每一位', en: 'each of them' } },
          ],
        }),
        field('company.sharesBudget', '共用联系频次', 'They share one budget', 'choice', {
          options: [
            { value: 'false', label: { zh: '否', en: 'no' } },
            { value: 'true', label: { zh: '是', en: 'yes' } },
          ],
        }),
      ],
    },
  ],
};
