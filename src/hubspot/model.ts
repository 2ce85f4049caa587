/** What the app adds to a portal, as data: the installer creates it, the mapping reads and writes it, the CSV loader checks against it. */
import { CAUSE_NAMES, COMPLAINT_CAUSES } from '../domain/loop/causes.ts';
import type { OptionalProfileField } from '../domain/readiness/profile.ts';
import { DIMENSION_NAMES, DIMENSIONS } from '../domain/satisfaction/dimensions.ts';

export interface PropertyOption {
  readonly value: string;
  readonly label: string;
}

export interface PropertyDefinition {
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  readonly type: 'string' | 'date' | 'datetime' | 'enumeration' | 'number' | 'bool';
  readonly fieldType: 'text' | 'textarea' | 'date' | 'select' | 'checkbox' | 'number' | 'booleancheckbox';
  readonly options?: readonly PropertyOption[];
  readonly unique?: boolean;
  /** May be asked for on a form. */
  readonly onForms?: boolean;
}

export interface ObjectDefinition {
  /** Name of the schema; HubSpot puts `p<portal id>_` before it. */
  readonly name: string;
  readonly singular: string;
  readonly plural: string;
  readonly description: string;
  readonly primary: string;
  readonly secondary: readonly string[];
  readonly searchable: readonly string[];
  readonly required: readonly string[];
  /** HubSpot objects it is associated with at creation, by type id; activities come by themselves. */
  readonly associated: readonly string[];
  readonly properties: readonly PropertyDefinition[];
}

export const GROUP = { name: 'return_visits', label: 'Return Visits 客户回访' } as const;

// What a function does not use of the model stays out of its file.
/* @__NO_SIDE_EFFECTS__ */
const text = (name: string, label: string, more: Partial<PropertyDefinition> = {}): PropertyDefinition => ({
  name,
  label,
  type: 'string',
  fieldType: 'text',
  ...more,
});
/* @__NO_SIDE_EFFECTS__ */
const longText = (name: string, label: string, description?: string): PropertyDefinition => ({
  name,
  label,
  type: 'string',
  fieldType: 'textarea',
  ...(description ? { description } : {}),
});
/* @__NO_SIDE_EFFECTS__ */
const date = (name: string, label: string): PropertyDefinition => ({ name, label, type: 'date', fieldType: 'date' });
/* @__NO_SIDE_EFFECTS__ */
const instant = (name: string, label: string): PropertyDefinition => ({
  name,
  label,
  type: 'datetime',
  fieldType: 'date',
});
/* @__NO_SIDE_EFFECTS__ */
const number = (name: string, label: string): PropertyDefinition => ({
  name,
  label,
  type: 'number',
  fieldType: 'number',
});
/* @__NO_SIDE_EFFECTS__ */
const flag = (name: string, label: string, description?: string): PropertyDefinition => ({
  name,
  label,
  type: 'bool',
  fieldType: 'booleancheckbox',
  options: [
    { value: 'true', label: 'Yes 是' },
    { value: 'false', label: 'No 否' },
  ],
  ...(description ? { description } : {}),
});
/* @__NO_SIDE_EFFECTS__ */
const oneOf = (
  name: string,
  label: string,
  options: { readonly [value: string]: string },
  description = '',
): PropertyDefinition => ({
  name,
  label,
  ...(description === '' ? {} : { description }),
  type: 'enumeration',
  fieldType: 'select',
  options: Object.entries(options).map(([value, optionLabel]) => ({ value, label: optionLabel })),
});
/* @__NO_SIDE_EFFECTS__ */
const someOf = (name: string, label: string, options: { readonly [value: string]: string }): PropertyDefinition => ({
  ...oneOf(name, label, options),
  fieldType: 'checkbox',
});

const TIERS = { A: 'A', B: 'B', C: 'C' };
const STAGES = {
  prospect: 'Prospect 潜在',
  new: 'New 新客户',
  established: 'Established 稳定客户',
  loyal: 'Loyal 老客户',
  dormant: 'Dormant 沉默',
  lost: 'Lost 流失',
};
const CHANNELS = {
  phone: 'Phone 电话',
  on_site: 'On site 上门',
  video: 'Video 视频',
  email: 'Email 邮件',
  sms: 'SMS 短信',
  wechat: 'WeChat 微信',
  survey: 'Survey 问卷',
};
const PERMISSIONS = {
  call: 'Call 电话',
  email: 'Email 邮件',
  sms: 'SMS 短信',
  greeting: 'Greeting 问候',
  survey: 'Survey 问卷',
};
const TOUCH_KINDS = ['call', 'video', 'on_site', 'meeting', 'email', 'message', 'survey'];
const TOUCHES = Object.fromEntries(
  TOUCH_KINDS.flatMap((kind) => [
    [`${kind}:out`, `${kind}, by us 我方发起`],
    [`${kind}:in`, `${kind}, by the customer 客户发起`],
  ]),
);

/** Facts about a customer: filled by people, imports or HubSpot; the planner only reads them. */
export const CONTACT_FACTS: readonly PropertyDefinition[] = [
  oneOf('rv_tier', 'Tier 客户分层', TIERS),
  oneOf('rv_tier_source', 'Tier source 分层来源', { computed: 'Computed 计算', manual: 'Manual 人工' }),
  text('rv_tier_reason', 'Tier reason 分层原因', { description: 'Why the tier was set by hand.' }),
  date('rv_tier_until', 'Tier until 人工分层截止'),
  number('rv_potential', 'Potential 1–5 潜力'),
  oneOf('rv_stage', 'Visit stage 生命周期', STAGES),
  date('rv_stage_entered_on', 'Stage entered on 进入阶段日期'),
  someOf('rv_flags', 'Flags 标记', {
    high_value_program: 'High-value programme 高价值计划',
    churn_risk: 'Churn risk 流失风险',
    in_project: 'In project 项目中',
  }),
  oneOf('rv_customer_kind', 'Customer kind 客户类型', { b2b: 'Business 企业', b2c: 'Consumer 个人' }),
  oneOf('rv_service_status', 'Service status 服务状态', {
    in_delivery: 'In delivery 交付中',
    in_service: 'In service 服务中',
    ended: 'Ended 已结束',
  }),
  flag('rv_visit_lead', 'Visit lead 回访对接人'),
  text('rv_excluded', 'Not a customer because 不是客户的原因'),
  date('rv_churn_risk_on', 'Churn risk since 流失风险起始'),
  date('rv_project_started_on', 'Project started on 项目开始'),
  date('rv_project_done_on', 'Project done on 项目完成'),
  date('rv_service_due_on', 'Service due on 服务到期'),
  date('rv_profile_checked_on', 'Profile checked on 画像核对'),
  date('rv_signed_on', 'Signed on 签约日期'),
  date('rv_first_purchase_on', 'First purchase on 首次购买'),
  date('rv_last_purchase_on', 'Last purchase on 最近购买'),
  date('rv_delivered_on', 'Delivered on 交付日期'),
  date('rv_accepted_on', 'Accepted on 验收日期'),
  date('rv_contract_ends_on', 'Contract ends on 合同到期'),
  text('rv_birthday', 'Birthday 生日 (MM-DD)'),
  number('rv_purchase_count', 'Purchases 购买次数'),
  number('rv_purchase_total', 'Purchase total 购买总额'),
  number('rv_profit_total', 'Profit total 利润总额'),
  number('rv_growth_percent', 'Growth in % 增长率'),
  number('rv_order_gap_days', 'Days between orders 订单间隔天数'),
  text('rv_products', 'Products 产品'),
  someOf('rv_consents', 'Consents 同意', PERMISSIONS),
  someOf('rv_refusals', 'Refusals 拒绝', PERMISSIONS),
  oneOf('rv_preferred_channel', 'Preferred channel 偏好渠道', CHANNELS),
  text('rv_preference_tags', 'Preference tags 偏好标签'),
  oneOf('rv_language', 'Language 语言', { zh: '中文', en: 'English' }),
  text('rv_time_zone', 'Time zone 时区'),
  date('rv_paused_until', 'Paused until 暂停至'),
  text('rv_paused_reason', 'Paused because 暂停原因'),
  flag('rv_do_not_visit', 'Do not visit 勿回访'),
  number('rv_cadence_days', 'Cadence in days 约定间隔天数'),
  text('rv_cadence_reason', 'Cadence reason 约定原因'),
  date('rv_cadence_until', 'Cadence until 约定截止'),
  text('rv_service_owner', 'Service engineer 售后负责人 (owner id)'),
  text('rv_care_owner', 'CRM specialist 客户专员 (owner id)'),
  date('rv_open_issue_on', 'Oldest open issue raised on 最早未闭环问题提出日'),
  longText(
    'rv_asked',
    'Calls that issues wait for 问题待确认回访',
    'Rule, first day, target, latest day and issue of each, written when an issue moves.',
  ),
  instant('rv_last_touch_at', 'Last two-way contact 最近双向联系'),
  oneOf('rv_last_touch_kind', 'Last contact kind 最近联系方式', TOUCHES),
];

/** What the app writes on a contact. */
export const CONTACT_STATE: readonly PropertyDefinition[] = [
  text('rv_customer_key', 'Customer key', {
    unique: true,
    description: 'Contact id at first planning; kept for ever, a merge gives a new contact id.',
  }),
  date('rv_next_visit_on', 'Next visit on 下次回访'),
  longText('rv_next_visit_reason', 'Next visit reason 回访原因'),
  date('rv_plan_on', 'Plan on'),
  longText('rv_plan_state', 'Plan state', 'What the planner remembers; not for editing.'),
  text('rv_drawn', 'First day drawn by lot 首次抽签日期', {
    description: 'Half and window of the first visit whose day was drawn.',
  }),
  text('rv_plan_written', 'Plan written', { description: 'Fingerprint of what the planner wrote completely.' }),
  longText('rv_merged_seen', 'Merged contacts seen', 'Contacts merged into this one whose visits and loops followed.'),
  flag('rv_replan', 'Plan again 重新计划', 'Set it when a fact changed: the next planning decides this contact again.'),
  text('rv_standing', 'Planning standing 计划状态', {
    description: 'Where the last planning left the contact, with the reason.',
  }),
  oneOf('rv_stage_then', 'Stage at last planning 计划时阶段', STAGES),
  text('rv_stage_kept', 'Stage and its first day 阶段及起始日', {
    description: 'Written by ranking, where the dates alone would not tell it again.',
  }),
  text('rv_visits_go_to', 'Visits go to contact 回访对接联系人 (id)', {
    description: 'The colleague who receives the visits of the company; empty: this contact.',
  }),
  longText('rv_company_part', 'Part in its company', 'What planning knows of the colleagues; not for editing.'),
  number('rv_open_loops', 'Open loops 未闭环'),
  number('rv_last_csat', 'Last CSAT 最近满意度'),
  number('rv_last_nps', 'Last NPS 最近推荐值'),
];

/** What ranking writes beside the tier, the stage and the flags themselves; planning does not read it. */
export const CONTACT_RANKING: readonly PropertyDefinition[] = [
  date('rv_tier_since', 'Tier since 分层起始'),
  longText('rv_tier_why', 'Why this tier 分层依据', 'The numbers and the cuts; written with the tier.'),
  someOf('rv_proposed_flags', 'Proposed flags 建议标记', { high_value_program: 'High-value programme 高价值计划' }),
  longText('rv_flag_evidence', 'Why flagged 标记依据'),
  longText('rv_flag_state', 'Flag state', 'What people answered about flags; not for editing.'),
];

/** When a customer was last given a link to a survey; planning does not read it. */
export const CONTACT_SURVEYED: readonly PropertyDefinition[] = [
  date('rv_survey_sent_on', 'Survey link given on 问卷链接发送日期'),
  text('rv_survey_sent_for', 'Survey link given for 问卷对象'),
];

const MARKS = { 1: '1', 2: '2', 3: '3', 4: '4', 5: '5' };
/* @__NO_SIDE_EFFECTS__ */
const onForm = (definition: PropertyDefinition): PropertyDefinition => ({ ...definition, onForms: true });

/* @__NO_SIDE_EFFECTS__ */
const causeField = (): PropertyDefinition => {
  const { zh, en } = CAUSE_NAMES;
  const options = Object.fromEntries(COMPLAINT_CAUSES.map((cause) => [cause, `${en[cause]} ${zh[cause]}`]));
  return oneOf('rv_root_cause_category', 'Root cause category 根因类别', options);
};
/* @__NO_SIDE_EFFECTS__ */
const markFields = (): readonly PropertyDefinition[] =>
  DIMENSIONS.map((dimension) => {
    const { zh, en } = DIMENSION_NAMES[dimension];
    return onForm(oneOf(`rv_survey_${dimension}`, `Survey: ${en.toLowerCase()} ${zh}`, MARKS));
  });
/* @__NO_SIDE_EFFECTS__ */
const surveyFields = (): readonly PropertyDefinition[] => [
  onForm(text('rv_survey_token', 'Survey token', { description: 'Says what an answer is about; not for editing.' })),
  ...markFields(),
  onForm(
    oneOf(
      'rv_survey_nps',
      'Survey: recommendation 推荐意愿',
      Object.fromEntries(Array.from({ length: 11 }, (_, value) => [String(value), String(value)])),
    ),
  ),
  onForm(oneOf('rv_survey_solved', 'Survey: solved 已解决', { yes: 'Yes 是', no: 'No 否' })),
  onForm(oneOf('rv_survey_score', 'Survey: satisfied with it 处理满意度', MARKS)),
  onForm(longText('rv_survey_comment', 'Survey: comment 留言')),
];

/** Fields of the survey forms, which HubSpot wants to be properties of contacts; made only where forms are granted. */
export const CONTACT_SURVEY_FIELDS: readonly PropertyDefinition[] = surveyFields();

/** A customer's service delivery: what lists and workflows filter on, and the whole of it for us; planning does not read it. */
export const CONTACT_DELIVERY: readonly PropertyDefinition[] = [
  oneOf('rv_delivery_stage', 'Delivery stage 交付阶段', {
    delivering: 'Delivering 交付中',
    delivered: 'Delivered, to be accepted 待验收',
    in_service: 'In service 服务中',
  }),
  date('rv_delivery_milestone_on', 'Next milestone due on 下一里程碑'),
  number('rv_delivery_open_needs', 'Needs not accepted 未验收需求'),
  number('rv_delivery_exceptions', 'Exceptions not agreed 未达成一致的异常'),
  flag('rv_delivery_confirmed', 'Needs confirmed 需求已确认'),
  date('rv_delivery_survey_by', 'Acceptance survey due by 验收问卷截止'),
  number('rv_delivery_csat', 'Acceptance CSAT 验收满意度'),
  date('rv_delivery_next_on', 'Delivery looked at on 交付检查日'),
  longText('rv_delivery', 'Delivery', 'Needs, plan, reports and acceptance; not for editing.'),
];

/** What people keep of a customer beside what the rules read; the rest of the profile is in HubSpot's own properties. */
export const CONTACT_PROFILE: readonly PropertyDefinition[] = [
  number('rv_staff', 'Staff 员工人数'),
  oneOf('rv_decision_role', 'Part in decisions 决策角色', {
    decision_maker: 'Decision maker 关键决策人',
    business_head: 'Business head 业务负责人',
    user: 'User 使用者',
  }),
  oneOf('rv_source', 'Customer source 客户来源', {
    phone_inquiry: 'Called us 电话咨询',
    website: 'Website 官网',
    exhibition: 'Exhibition 展会',
    referral: 'Referral 渠道转介绍',
    campaign: 'Campaign 市场活动',
    questionnaire: 'Questionnaire 问卷',
    on_site_registration: 'Registered on site 现场登记',
    online_registration: 'Registered online 线上注册',
    online_chat: 'Online chat 在线客服咨询',
  }),
  text('rv_source_note', 'Source note 来源说明'),
  number('rv_contract_amount', 'Contract amount 合同金额'),
];

/** Optional fields of the profile, each with the day on which it was noted. Not installed: made when the first value is kept. */
export const OPTIONAL_PROPERTIES: {
  readonly [field in OptionalProfileField]: {
    readonly value: PropertyDefinition;
    readonly notedOn: PropertyDefinition;
  };
} = {
  third_party: {
    value: text('rv_third_party', 'Known from third parties 第三方信息'),
    notedOn: date('rv_third_party_noted_on', 'Third-party information noted on 第三方信息记录日期'),
  },
  age: { value: number('rv_age', 'Age 年龄'), notedOn: date('rv_age_noted_on', 'Age noted on 年龄记录日期') },
  gender: {
    value: oneOf('rv_gender', 'Gender 性别', { female: 'Female 女', male: 'Male 男', other: 'Other 其他' }),
    notedOn: date('rv_gender_noted_on', 'Gender noted on 性别记录日期'),
  },
};

/** A property as HubSpot takes it. */
export function propertyBody(property: PropertyDefinition, groupName: string | undefined): unknown {
  return {
    name: property.name,
    label: property.label,
    type: property.type,
    fieldType: property.fieldType,
    ...(property.description ? { description: property.description } : {}),
    ...(groupName ? { groupName } : {}),
    ...(property.unique ? { hasUniqueValue: true } : {}),
    ...(property.onForms ? { formField: true } : {}),
    ...(property.options
      ? { options: property.options.map((option, displayOrder) => ({ ...option, displayOrder, hidden: false })) }
      : {}),
  };
}

/** HubSpot's own contact properties that a customers CSV may hold and the app reads. */
export const NATIVE_CONTACT_FACTS = [
  'email',
  'firstname',
  'lastname',
  'company',
  'phone',
  'hubspot_owner_id',
  'lifecyclestage',
] as const;

const TASK_IDS = longText('rv_task_ids', 'Ids of tasks', 'Used where HubSpot refuses a key on tasks; not for editing.');

const SNAPSHOT: readonly PropertyDefinition[] = [
  text('rv_contact_id', 'Contact id'),
  text('rv_company_id', 'Company id'),
  oneOf('rv_tier_then', 'Tier then 当时分层', TIERS),
  oneOf('rv_stage_then', 'Stage then 当时阶段', STAGES),
  text('rv_owner_then', 'Owner then 当时负责人'),
  text('rv_team_then', 'Team then 当时团队'),
  number('rv_policy_version', 'Policy version 策略版本'),
  text('rv_due_month', 'Due month 到期月份'),
];

/* @__NO_SIDE_EFFECTS__ */
const withSnapshot = (own: readonly PropertyDefinition[]): readonly PropertyDefinition[] => [...own, ...SNAPSHOT];

export const VISIT: ObjectDefinition = {
  name: 'rv_visit',
  singular: 'Visit 回访',
  plural: 'Visits 回访',
  description: 'One return visit: why it is due, when, and what came of it.',
  primary: 'rv_name',
  secondary: ['rv_scheduled_on', 'rv_status'],
  searchable: ['rv_name', 'rv_visit_key'],
  required: ['rv_visit_key'],
  associated: ['0-1', '0-2'],
  properties: withSnapshot([
    text('rv_name', 'Visit 回访', { description: 'What it is and with whom, for people.' }),
    text('rv_visit_key', 'Visit key', { unique: true }),
    text('rv_customer_key', 'Customer key'),
    oneOf('rv_status', 'Status 状态', {
      planned: 'Planned 待回访',
      held: 'Held 已回访',
      unreached: 'Unreached 未联系上',
      refused: 'Refused 拒绝',
      withdrawn: 'Withdrawn 已撤回',
    }),
    oneOf('rv_kind', 'Kind 类型', { visit: 'Visit 回访', message: 'Message 问候' }),
    text('rv_leader', 'Leading rule 主规则'),
    text('rv_pays', 'Pays 履行'),
    date('rv_earliest_on', 'Earliest on 最早'),
    date('rv_target_on', 'Target on 目标'),
    date('rv_latest_on', 'Latest on 最迟'),
    date('rv_scheduled_on', 'Scheduled on 计划日期'),
    flag('rv_late', 'Late 逾期'),
    flag('rv_provisional', 'Provisional 暂定'),
    text('rv_goal', 'Goal 目标'),
    oneOf('rv_channel', 'Channel 渠道', CHANNELS),
    text('rv_owner_role', 'Owner role 角色'),
    text('rv_owner_id', 'Owner id'),
    longText('rv_reason_zh', 'Reason 原因'),
    longText('rv_reason_en', 'Reason (English)'),
    text('rv_infeasible', 'Infeasible 无法安排'),
    text('rv_script', 'Script version 话术版本'),
    longText(
      'rv_script_text',
      'Script 话术',
      'The script as it was when the visit was planned; the visit stays with it.',
    ),
    text('rv_script_answers', 'Script answers 话术回答'),
    longText('rv_loops_mentioned', 'Open loops mentioned 已提及的未闭环', 'What became of each open loop in the talk.'),
    text('rv_made_by', 'Made by run 由哪次计划生成', { description: 'The planning run that opened it.' }),
    longText('rv_handover', 'Handover 交接说明', 'From whom it came, why, and what was tried.'),
    longText('rv_rules', 'Rules 规则', 'The rules it pays, with their names.'),
    text('rv_owner_name', 'Owner 负责人'),
    longText('rv_commitments', 'Commitments 承诺'),
    text('rv_attempts', 'Attempts 尝试'),
    date('rv_rescheduled_to', 'Rescheduled to 改期至'),
    text('rv_reschedule_reason', 'Reschedule reason 改期原因'),
    date('rv_closed_on', 'Closed on 结束日期'),
    instant('rv_withdrawn_at', 'Withdrawn at 撤回时间'),
    text('rv_windows', 'Windows of what it pays 各项期限'),
    oneOf('rv_drawn', 'Day drawn by lot 抽签日期', { early: 'Early half 前半段', late: 'Late half 后半段' }),
    oneOf('rv_outcome', 'Outcome 结果', {
      reached: 'Reached 已联系',
      no_answer: 'No answer 未接通',
      refused: 'Refused 拒绝',
      wrong_number: 'Wrong number 号码错误',
      rescheduled: 'Rescheduled 改期',
    }),
    longText('rv_problem', 'Problem 问题'),
    longText('rv_need', 'Need 需求'),
    longText('rv_suggestion', 'Suggestion 建议'),
    longText('rv_complaint', 'Complaint 投诉'),
    longText('rv_praise', 'Praise 表扬'),
    text('rv_scores', 'Scores 评分'),
    text('rv_scores_by', 'Scores collected by 评分方式'),
    number('rv_nps', 'NPS 推荐值'),
    flag('rv_incentive', 'Incentive offered 承诺了答卷礼'),
    longText('rv_follow_up', 'Follow-up plan 后续计划'),
    date('rv_next_contact_on', 'Next contact on 下次联系'),
    instant('rv_record_due_at', 'Record due at 记录到期'),
    instant('rv_recorded_at', 'Recorded at 记录时间'),
    text('rv_submission', 'Submission', {
      description: 'The form that recorded the visit; the same one is never saved twice.',
    }),
    longText('rv_draft', 'Draft 草稿'),
    TASK_IDS,
    text('rv_survey_answers', 'Answers by link 链接答卷', {
      description: 'The submissions that brought scores, by survey; each is taken once.',
    }),
    longText('rv_survey_comment', 'Comment by link 链接留言'),
  ]),
};

export const ISSUE: ObjectDefinition = {
  name: 'rv_issue',
  singular: 'Visit issue 回访问题',
  plural: 'Visit issues 回访问题',
  description: 'An open loop: raised by a customer, closed when the customer confirms it.',
  primary: 'rv_issue_key',
  secondary: ['rv_state', 'rv_kind'],
  searchable: ['rv_issue_key'],
  required: ['rv_issue_key'],
  associated: ['0-1', '0-2', '0-5'],
  properties: withSnapshot([
    text('rv_issue_key', 'Issue key', { unique: true }),
    text('rv_customer_key', 'Customer key'),
    oneOf('rv_kind', 'Kind 类型', {
      problem: 'Problem 问题',
      complaint: 'Complaint 投诉',
      need: 'Need 需求',
      suggestion: 'Suggestion 建议',
      exception: 'Exception 异常',
      praise: 'Praise 表扬',
    }),
    oneOf('rv_state', 'State 状态', {
      raised: 'Raised 已提出',
      accepted: 'Accepted 已受理',
      in_progress: 'In progress 处理中',
      resolved: 'Resolved and told 已解决并反馈',
      confirmed: 'Confirmed 客户已确认',
      closed_unconfirmed: 'Closed unconfirmed 未确认关闭',
    }),
    longText('rv_description', 'Description 描述'),
    oneOf('rv_urgency', 'Urgency 紧急程度', { normal: 'Normal 一般', urgent: 'Urgent 紧急' }),
    date('rv_raised_on', 'Raised on 提出日期'),
    date('rv_expected_on', 'Expected on 客户期望'),
    instant('rv_due_at', 'Due at 到期时间'),
    text('rv_due_rule', 'Due by rule 到期规则'),
    instant('rv_plain_due_at', 'Due by hours alone 按小时到期'),
    instant('rv_reply_due_at', 'Reply due at 响应到期'),
    instant('rv_close_due_at', 'Closure due at 闭环到期'),
    instant('rv_confirm_due_at', 'Confirmation due at 确认到期'),
    instant('rv_progress_due_at', 'Progress due at 进展告知到期'),
    instant('rv_next_alarm_at', 'Next alarm at 下次提醒'),
    instant('rv_breached_at', 'First breached at 首次超时'),
    text('rv_breached', 'Breached clocks 超时时限'),
    number('rv_paused_minutes', 'Paused minutes 暂停分钟'),
    flag('rv_waiting', 'Waiting for the customer 等待客户'),
    oneOf('rv_complexity', 'Complexity 复杂度', { simple: 'Simple 简单', complex: 'Complex 复杂' }),
    text('rv_owner_role', 'Owner role 负责角色'),
    text('rv_owner_id', 'Owner id'),
    text('rv_owner_name', 'Owner 负责人'),
    text('rv_visit_key', 'Raised in 提出于'),
    text('rv_because', 'Because 起因'),
    text('rv_ticket_id', 'Ticket 工单'),
    instant('rv_ticket_closed_at', 'Ticket closed at 工单关闭时间'),
    instant('rv_survey_at', 'Survey to be sent at 应发问卷时间'),
    longText('rv_promises', 'Promises 承诺'),
    instant('rv_raised_at', 'Raised at 提出时间'),
    instant('rv_accepted_at', 'Accepted at 受理时间'),
    instant('rv_resolved_at', 'Resolved and told at 解决并告知时间'),
    instant('rv_confirmed_at', 'Confirmed at 确认时间'),
    instant('rv_closed_at', 'Closed unconfirmed at 未确认关闭时间'),
    number('rv_reopened', 'Reopened 重新打开次数'),
    longText('rv_reply', 'Reply to the customer 答复'),
    longText('rv_answer', 'Customer’s answer 客户答复'),
    text('rv_attempts', 'Attempts to confirm 确认尝试'),
    number('rv_score', 'Score 评分'),
    flag('rv_self_collected', 'Self-collected score 处理人自收评分'),
    longText('rv_offered', 'Offered to the customer 提出的补救'),
    longText('rv_compensation', 'Compensation 补偿'),
    causeField(),
    longText('rv_root_cause', 'Root cause 根因'),
    longText('rv_prevention', 'Prevention 预防措施'),
    longText('rv_measure', 'Improvement measure 改进措施'),
    text('rv_measure_department', 'Measure: department 改进部门'),
    text('rv_measure_person', 'Measure: person 改进负责人'),
    date('rv_measure_due_on', 'Measure due on 改进期限'),
    longText('rv_loop', 'Loop state', 'What the app knows of the loop; not for editing.'),
    longText('rv_clocks', 'Clocks', 'The running clocks with their arithmetic; not for editing.'),
    TASK_IDS,
    longText('rv_events', 'Events', 'The newest fifty events; not for editing.'),
    longText(
      'rv_older_events',
      'Older events 较早的处理记录',
      'A line for each event that is not among the newest fifty.',
    ),
    longText('rv_folded', 'Loop before the newest events', 'What the older events had made; not for editing.'),
  ]),
};

export const POLICY: ObjectDefinition = {
  name: 'rv_policy',
  singular: 'Visit policy 回访策略',
  plural: 'Visit policies 回访策略',
  description: 'Versions and drafts of the cadence policy, and the record of every change of it.',
  primary: 'rv_policy_key',
  secondary: ['rv_kind'],
  searchable: ['rv_policy_key'],
  required: ['rv_policy_key'],
  associated: [],
  properties: [
    text('rv_policy_key', 'Policy key', { unique: true }),
    oneOf('rv_kind', 'Kind 类型', {
      policy: 'Policy 策略',
      script: 'Script 话术',
      draft: 'Draft 草稿',
      change: 'Change 变更记录',
    }),
    number('rv_version', 'Version 版本'),
    longText('rv_document', 'Document 内容'),
    longText('rv_meta', 'About it 说明', 'Who saved it, when and after what; not for editing.'),
    oneOf(
      'rv_approval',
      'Approval 审批',
      {
        approved: 'Approved: may be published 批准发布',
        restore: 'Go back to this version 恢复此版本',
        rejected: 'Rejected 驳回',
      },
      'Set here, in HubSpot, by a person: nothing is published without it.',
    ),
  ],
};

export const RUN: ObjectDefinition = {
  name: 'rv_run',
  singular: 'Planning run 计划运行',
  plural: 'Planning runs 计划运行',
  description:
    'One run of the planner, which is also its right to write; the clock and the policy in force, one record each for the portal.',
  primary: 'rv_run_key',
  secondary: ['rv_status'],
  searchable: ['rv_run_key'],
  required: ['rv_run_key'],
  associated: [],
  properties: [
    text('rv_run_key', 'Run key', { unique: true }),
    oneOf('rv_status', 'Status 状态', {
      running: 'Running 运行中',
      done: 'Done 完成',
      failed: 'Failed 失败',
      clock: 'Clock 时钟',
    }),
    text('rv_trigger', 'Trigger 触发'),
    date('rv_today', 'Day 日期'),
    number('rv_policy_version', 'Policy version 策略版本'),
    longText('rv_counts', 'Counts 计数'),
    instant('rv_started_at', 'Started at 开始'),
    instant('rv_ended_at', 'Ended at 结束'),
    instant('rv_expires_at', 'Right to write until 写入权至'),
    longText('rv_load', 'Load 负荷', 'How full owners’ days are; counted again weekly and after a crash.'),
    date('rv_counted_on', 'Counted on 清点日期'),
    longText(
      'rv_document',
      'Policy in force 现行策略',
      'What is planned by; published from the policy page, not edited here.',
    ),
    text('rv_cursor', 'Cursor 进度'),
    longText('rv_tally', 'Tally 计数', 'What ranking counted so far.'),
    longText('rv_tally_more', 'Tally, continued 计数（续）'),
    text('rv_step', 'Step 步骤', {
      description:
        'Customers of the step being written, as two contact ids; when a run died in it, and the runs that wrote in it.',
    }),
    text('rv_sweep', 'Activities read up to 活动已读至', {
      description: 'How far the search for talks that people logged elsewhere has come.',
    }),
    text('rv_book_by', 'Book decided by 全部客户所依据', {
      description: 'Policy version by which the whole book was last decided.',
    }),
    text('rv_records', 'Records of the portal 记录用量', {
      description: 'Day, custom-object records used, and allowed.',
    }),
    text('rv_rebook', 'Deciding the book again 正在重新计算', {
      description: 'What the whole book is being decided by, and the customer it has come to.',
    }),
    instant('rv_written_at', 'Written at 写入时间'),
    longText('rv_measures', 'Measures 指标', 'Counts of one owner’s month; not for editing.'),
    text('rv_due_month', 'Month 月份'),
    text('rv_owner_then', 'Owner then 当时负责人'),
    text('rv_team_then', 'Team then 当时团队'),
    longText('rv_portal', 'This portal 门户特性', 'What npm run probe found; not for editing.'),
    longText('rv_paused', 'Paused because 暂停原因', 'While it says something, nothing is planned.'),
  ],
};

export const OBJECTS: readonly ObjectDefinition[] = [VISIT, ISSUE, POLICY, RUN];

/** Associations between our own objects; those with HubSpot's objects come with the schemas. */
export const OWN_ASSOCIATIONS = [{ from: 'rv_visit', to: 'rv_issue', name: 'rv_visit_to_issue' }] as const;

export const RAISED_IN = {
  from: 'rv_issue',
  to: 'rv_visit',
  name: 'rv_raised_in',
  label: 'raised in',
  inverse: 'raised',
} as const;

export const LABELS = [
  RAISED_IN,
  { from: 'rv_visit', to: 'rv_issue', name: 'rv_confirms', label: 'confirms', inverse: 'confirmed by' },
] as const;

export const TASK_KEY = text('rv_task_key', 'Return Visits task key', {
  unique: true,
  description: 'What this task is for; a second planning finds it by this.',
});
/** What a task that tells of something to send or do says besides, so that it can be taken back and emptied. */
export const TASK_MARKS: readonly PropertyDefinition[] = [
  text('rv_contact_id', 'Contact id 联系人 id'),
  text('rv_made_by', 'Made by planning run 生成的计划'),
];
export const ACTIVITY_KEY = text('rv_activity_key', 'Return Visits activity key', {
  unique: true,
  description: 'The recorded visit this activity belongs to; it is written once.',
});
export const ACTIVITIES = ['calls', 'meetings', 'communications', 'notes'] as const;
