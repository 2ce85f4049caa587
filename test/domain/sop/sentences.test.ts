import { describe, expect, it } from 'vitest';
import type { DraftRule, SopLength } from '../../../src/domain/sop/draft.ts';
import { parseSop } from '../../../src/domain/sop/parse-sop.ts';

const length = ({ n, unit }: SopLength): string => `${n}${unit}`;

/** `visit [A] >=1/month 21C 28C 31C by phone of account_manager`; `C` calendar days, `W` working days, `m` months, `h` hours. */
function show({ kind, trigger, window, segment, channels, owners }: DraftRule): string {
  const whom = [...segment.tiers, ...segment.stages, ...segment.flags].join(' ');
  const when =
    trigger.type === 'recurring'
      ? `${trigger.floor ? '>=' : ''}${trigger.times}/${trigger.every.n === 1 ? '' : trigger.every.n}${trigger.every.unit}`
      : `${trigger.type} ${trigger.anchor ?? '?'}${trigger.times === undefined ? '' : ` x${trigger.times}`}`;
  const by = channels.length === 0 ? '' : ` by ${channels.join('+')}`;
  const of = owners.length === 0 ? '' : ` of ${owners.map(({ role }) => role).join('+')}`;
  return `${kind} [${whom}] ${when} ${length(window.earliest)} ${length(window.target)} ${length(window.latest)}${by}${of}`;
}

const SENTENCES: readonly (readonly [sentence: string, drafts: readonly string[]])[] = [
  ['A类客户每月至少1次', ['visit [A] >=1/month 21C 28C 31C']],
  ['A类客户每月至少1次电话或上门回访', ['visit [A] >=1/month 21C 28C 31C by phone+on_site']],
  ['B类客户每季度2次', ['visit [B] 2/quarter 30C 45C 60C']],
  ['C类客户每半年1次问候短信', ['message [C] 1/half_year 150C 168C 181C by sms']],
  ['每月2次', ['visit [] 2/month 10C 15C 20C']],
  ['每季度回访一次', ['visit [] 1/quarter 60C 84C 90C']],
  ['每周电话回访', ['visit [] 1/week 4C 7C 7C by phone']],
  ['新签客户3个工作日内首次回访', ['visit [new] after ? 0W 3W 3W']],
  ['新客户签约后3日内电话回访', ['visit [new] after signed 0C 3C 3C by phone']],
  ['签约后３个工作日内由客户经理电话回访', ['visit [] after signed 0W 3W 3W by phone of account_manager']],
  ['购买后30天深度回访', ['visit [] after purchased 25C 30C 35C']],
  ['购买后第7天电话回访，了解使用情况', ['visit [] after purchased 5C 7C 9C by phone']],
  [
    '首次购买后3天内，售后工程师电话或视频指导安装',
    ['visit [] after purchased 0C 3C 3C by phone+video of service_engineer'],
  ],
  ['验收后3个工作日内发放满意度调查问卷', ['survey [] after accepted 0W 3W 3W by survey']],
  ['客户生日前3天发送祝福', ['message [] before birthday -3C -3C -1C']],
  [
    '春节/中秋前3天发送短信问候',
    ['message [] before spring_festival -3C -3C -1C by sms', 'message [] before mid_autumn -3C -3C -1C by sms'],
  ],
  [
    '重要节日（春节、中秋）前3天，客服专员发送祝福',
    [
      'message [] before spring_festival -3C -3C -1C of care_specialist',
      'message [] before mid_autumn -3C -3C -1C of care_specialist',
    ],
  ],
  [
    '春节、中秋、客户生日前三天问候',
    [
      'message [] before spring_festival -3C -3C -1C',
      'message [] before mid_autumn -3C -3C -1C',
      'message [] before birthday -3C -3C -1C',
    ],
  ],
  ['合同到期前3个月上门沟通续约', ['visit [] before contract_end -3m -3m -2m by on_site']],
  ['合同到期前三个月，客户经理启动续约回访', ['visit [] before contract_end -3m -3m -2m of account_manager']],
  ['沉默客户1个月内电话回访', ['visit [dormant] after became_dormant 0m 1m 1m by phone']],
  ['高价值客户每月两次', ['visit [high_value_program] 2/month 10C 15C 20C']],
  ['高价值客户24小时内闭环', ['visit [high_value_program] after ? 0h 24h 24h']],
  ['问题解决后24小时内回访', ['visit [] after issue_resolved 0h 24h 24h']],
  ['工单关闭后24小时内电话回访', ['visit [] after ticket_closed 0h 24h 24h by phone']],
  ['投诉2小时内响应，24小时内给出方案', ['visit [] after complaint 0h 2h 2h', 'visit [] after complaint 0h 24h 24h']],
  [
    'A类客户每月1次，B类客户每季度2次，C类客户每半年1次',
    ['visit [A] 1/month 21C 28C 31C', 'visit [B] 2/quarter 30C 45C 60C', 'visit [C] 1/half_year 150C 168C 181C'],
  ],
  [
    '新客户：3日内电话，7天上门，30天微信',
    [
      'visit [new] after ? 0C 3C 3C by phone',
      'visit [new] after ? 5C 7C 9C by on_site',
      'visit [new] after ? 25C 30C 35C by wechat',
    ],
  ],
  [
    '新客户签约后3天内电话回访，7天内再次回访，30天深度回访',
    [
      'visit [new] after signed 0C 3C 3C by phone',
      'visit [new] after signed 0C 7C 7C',
      'visit [new] after signed 25C 30C 35C',
    ],
  ],
  [
    '老客户每季度1次电话回访，每半年1次上门拜访',
    [
      'visit [established loyal] 1/quarter 60C 84C 90C by phone',
      'visit [established loyal] 1/half_year 150C 168C 181C by on_site',
    ],
  ],
  ['每两周发送一次服务进度简报', ['message [] 1/2week 9C 13C 14C']],
  ['每周五提交服务进度简报', ['message [] 1/week 4C 7C 7C']],
  ['每周一次电话沟通', ['visit [] 1/week 4C 7C 7C by phone']],
  ['每隔15天联系一次', ['visit [] 1/15day 10C 14C 15C']],
  ['每3个月上门1次', ['visit [] 1/quarter 60C 84C 90C by on_site']],
  ['三个月回访一次', ['visit [] 1/quarter 60C 84C 90C']],
  ['半年一次上门', ['visit [] 1/half_year 150C 168C 181C by on_site']],
  ['一季度两次电话', ['visit [] 2/quarter 30C 45C 60C by phone']],
  ['2次/月', ['visit [] 2/month 10C 15C 20C']],
  ['上门1次/季度', ['visit [] 1/quarter 60C 84C 90C by on_site']],
  ['每年生日前3天祝福', ['message [] before birthday -3C -3C -1C']],
  ['每年春节前一周上门慰问', ['visit [] before spring_festival -7C -7C -1C by on_site']],
  ['回访后24小时内录入记录', ['task [] after visit_ended 0h 24h 24h']],
  ['每次回访结束后24小时内填写回访记录', ['task [] after visit_ended 0h 24h 24h']],
  ['90天未联系的客户，14天内电话唤醒', ['visit [dormant] after became_dormant 0C 14C 14C by phone']],
  ['超过3个月未下单的客户每月电话关怀1次', ['visit [dormant] 1/month 21C 28C 31C by phone']],
  ['新客户（签约6个月内）每月1次电话', ['visit [new] 1/month 21C 28C 31C by phone']],
  ['新客户前3个月每周1次，之后每月1次', ['visit [new] 1/week 4C 7C 7C', 'visit [new] 1/month 21C 28C 31C']],
  ['每月不超过2次联系', ['limit [] 2/month 10C 15C 20C']],
  ['每月2次回访，间隔不少于20天', ['visit [] 2/month 10C 15C 20C', 'spacing [] 1/20day 20C 20C 20C']],
  ['同一客户7天内不超过1次电话', ['limit [] 1/7day 4C 7C 7C by phone']],
  ['第90-180天进行满意度调研', ['survey [] after ? 90C 135C 180C by survey']],
  ['购买后90至180天做一次问卷调查', ['survey [] after purchased x1 90C 135C 180C by survey']],
  ['提前3天预约', ['visit [] before ? -3C -3C -1C']],
  ['合同到期提前两个月提醒', ['visit [] before contract_end -2m -2m -1m']],
  ['Within 3 working days after signing, call the customer', ['visit [] after signed 0W 3W 3W by phone']],
  ['Call tier A customers twice a month', ['visit [A] 2/month 10C 15C 20C by phone']],
  ['Tier B: two visits per quarter', ['visit [B] 2/quarter 30C 45C 60C']],
  ['every quarter, by phone', ['visit [] 1/quarter 60C 84C 90C by phone']],
  ['3 months before contract end', ['visit [] before contract_end -3m -3m -2m']],
  ['Visit key accounts on site once every two weeks', ['visit [high_value_program] 1/2week 9C 13C 14C by on_site']],
  ['At least one call per month for tier A customers', ['visit [A] >=1/month 21C 28C 31C by phone']],
  ['Send a survey within 3 business days of acceptance', ['survey [] after accepted 0W 3W 3W by survey']],
  [
    '30 days after purchase, the account manager calls',
    ['visit [] after purchased 25C 30C 35C by phone of account_manager'],
  ],
  [
    'New customers: call on day 7 and day 30 after delivery',
    ['visit [new] after delivered 5C 7C 9C by phone', 'visit [new] after delivered 25C 30C 35C'],
  ],
  [
    'Send a greeting 3 days before Spring Festival and Mid-Autumn Festival',
    ['message [] before spring_festival -3C -3C -1C', 'message [] before mid_autumn -3C -3C -1C'],
  ],
  [
    'Birthday greetings 3 days before the birthday by SMS or WeChat',
    ['message [] before birthday -3C -3C -1C by sms+wechat'],
  ],
  ['Dormant customers must be called within one month', ['visit [dormant] after became_dormant 0m 1m 1m by phone']],
  ['Confirm by phone within 24 hours of the resolution', ['visit [] after issue_resolved 0h 24h 24h by phone']],
  ['Weekly brief to customers in project', ['message [in_project] 1/week 4C 7C 7C']],
  [
    'Respond to complaints within 2 hours and resolve within 24 hours',
    ['visit [] after complaint 0h 2h 2h', 'visit [] after complaint 0h 24h 24h'],
  ],
  ['Quarterly visits for existing customers', ['visit [established loyal] 1/quarter 60C 84C 90C']],
  ['Every six months a newsletter to tier C', ['message [C] 1/half_year 150C 168C 181C']],
  ['Half a year after purchase, send a questionnaire', ['survey [] after purchased 5m 6m 7m by survey']],
  ['No more than 2 calls per month', ['limit [] 2/month 10C 15C 20C by phone']],
  ['Contact every other week', ['visit [] 1/2week 9C 13C 14C']],
  ['once a year on site', ['visit [] 1/year 243C 335C 365C by on_site']],
  ['Between day 90 and day 180 send a survey', ['survey [] after ? 90C 135C 180C by survey']],
  ['Days 90-180 after purchase: survey', ['survey [] after purchased 90C 135C 180C by survey']],
  ['回访后24小时内录入回访记录', ['task [] after visit_ended 0h 24h 24h']],
  ['After each visit, log the result within 24 hours', ['task [] after visit_ended 0h 24h 24h']],
  ['1. A类客户每月至少1次', ['visit [A] >=1/month 21C 28C 31C']],
  ['（2）B类客户每季度2次', ['visit [B] 2/quarter 30C 45C 60C']],
  ['第三条 签约后3日内电话回访', ['visit [] after signed 0C 3C 3C by phone']],
  ['① 验收后3个工作日内回访', ['visit [] after accepted 0W 3W 3W']],
  ['- Tier A, at least once a month', ['visit [A] >=1/month 21C 28C 31C']],
  ['1.1 每月2次', ['visit [] 2/month 10C 15C 20C']],
  ['A、B类客户每月1次电话', ['visit [A B] 1/month 21C 28C 31C by phone']],
  ['A/B 类客户每月1次', ['visit [A B] 1/month 21C 28C 31C']],
  ['Tier A and B customers monthly', ['visit [A B] 1/month 21C 28C 31C']],
  ['VIP客户每半个月1次', ['visit [high_value_program] 1/15day 10C 14C 15C']],
  [
    '大客户每月上门1次，电话2次',
    [
      'visit [high_value_program] 1/month 21C 28C 31C by on_site',
      'visit [high_value_program] 2/month 10C 15C 20C by phone',
    ],
  ],
  ['每月至少２次', ['visit [] >=2/month 10C 15C 20C']],
  ['每十天联系一次', ['visit [] 1/10day 6C 10C 10C']],
  ['签约后十五天内上门', ['visit [] after signed 0C 15C 15C by on_site']],
  ['签约后一百天回访', ['visit [] after signed 90C 100C 110C']],
  ['购买后半年回访', ['visit [] after purchased 5m 6m 7m']],
  ['24h内回复', ['visit [] after ? 0h 24h 24h']],
  ['客户投诉后当天回复', ['visit [] after complaint 0C 0C 0C']],
  ['交付后次日电话回访', ['visit [] after delivered 0C 1C 1C by phone']],
  ['项目启动后每周1次电话', ['visit [] 1/week 4C 7C 7C by phone']],
  ['自签约之日起3个工作日内联系客户', ['visit [] after signed 0W 3W 3W']],
  ['在签约后的3个工作日内回访', ['visit [] after signed 0W 3W 3W']],
  ['不晚于签约后5个工作日电话回访', ['visit [] after signed 0W 5W 5W by phone']],
  ['签约后最迟5个工作日内回访', ['visit [] after signed 0W 5W 5W']],
  ['流失风险客户3个工作日内电话回访', ['visit [churn_risk] after ? 0W 3W 3W by phone']],
  ['意向客户每周联系一次', ['visit [prospect] 1/week 4C 7C 7C']],
  ['所有客户每年至少1次满意度调查', ['survey [] >=1/year 243C 335C 365C by survey']],
  ['| A类 | 每月1次 | 电话 |', ['visit [A] 1/month 21C 28C 31C by phone']],
  ['合同到期60天前联系客户', ['visit [] before contract_end -60C -60C -20C']],
  ['国庆节前3天发送短信祝福', ['message [] before national_day -3C -3C -1C by sms']],
  ['元旦前一天微信问候', ['message [] before new_year -1C -1C -1C by wechat']],
  ['报修后2小时内响应', ['visit [] after issue_raised 0h 2h 2h']],
  ['每月5日前发送服务简报', ['message [] 1/month 21C 28C 31C']],
  ['每季度末上门拜访', ['visit [] 1/quarter 60C 84C 90C by on_site']],
  ['每天跟进', ['visit [] 1/day 0C 1C 1C']],
  ['每年1次答谢会', ['visit [] 1/year 243C 335C 365C']],
  ['one visit every quarter', ['visit [] 1/quarter 60C 84C 90C']],
  ['once every 6 months by email', ['visit [] 1/half_year 150C 168C 181C by email']],
  ['at least 2 contacts per quarter', ['visit [] >=2/quarter 30C 45C 60C']],
  ['no later than 5 working days after delivery', ['visit [] after delivered 0W 5W 5W']],
  ['2-3 days after delivery, send a text message', ['visit [] after delivered 2C 3C 3C by sms']],
  ['a week after installation, the engineer calls', ['visit [] after delivered 5C 7C 9C by phone of service_engineer']],
  ['within one week of purchase', ['visit [] after purchased 0C 7C 7C']],
  ['respond the same day', ['visit [] after ? 0C 0C 0C']],
  [
    'at least 30 days before the contract ends, visit in person',
    ['visit [] before contract_end -30C -30C -30C by on_site'],
  ],
  [
    '60 days prior to renewal the account manager calls',
    ['visit [] before contract_end -60C -60C -20C by phone of account_manager'],
  ],
  ['every 2 months', ['visit [] 1/2month 40C 56C 61C']],
  ['bi-weekly calls with high-value customers', ['visit [high_value_program] 1/2week 9C 13C 14C by phone']],
  ['annually on site', ['visit [] 1/year 243C 335C 365C by on_site']],
  ['three times a year', ['visit [] 3/year 80C 111C 121C']],
  ['Inactive for 90 days: call within 14 days', ['visit [dormant] after became_dormant 0C 14C 14C by phone']],
  [
    'customers without contact for 90 days get a call within 2 weeks',
    ['visit [dormant] after became_dormant 0C 14C 14C by phone'],
  ],
  ['Loyal customers: once per half year', ['visit [loyal] 1/half_year 150C 168C 181C']],
  ['每周', ['visit [] 1/week 4C 7C 7C']],
  ['7天', ['visit [] after ? 5C 7C 9C']],
  ['每月至少1次电话回访。记录要完整。', ['visit [] >=1/month 21C 28C 31C by phone']],
];

describe('a sentence of a procedure', () => {
  it.each(SENTENCES)('%s', (sentence, drafts) => {
    expect(parseSop(sentence).drafts.map(show)).toEqual(drafts);
  });

  it('is quoted with its line, its words for when and for whom, and what was assumed', () => {
    const [draft] = parseSop('客户回访管理制度\n\nA类客户每月回访，由客户经理负责。').drafts;
    expect(draft).toMatchObject({
      line: 3,
      quote: 'A类客户每月回访，由客户经理负责',
      when: '每月',
      owners: [{ words: '客户经理', role: 'account_manager' }],
    });
    expect(draft?.assumed.map(({ en }) => en)).toEqual([
      'no number of times; taken as once',
      '21 days after the last contact at the earliest, 28 ideally, 31 at the latest: chosen by us',
      'no way of contact is said; taken as by phone',
    ]);
  });

  it('says so when it is not told what a length is counted from', () => {
    const [draft] = parseSop('新客户3个工作日内电话回访').drafts;
    expect(draft?.trigger).toEqual({ type: 'after' });
    expect(draft?.assumed[0]?.zh).toBe('未写从何时起算，需补充');
  });

  it('does not take over a condition without saying so', () => {
    const [draft] = parseSop('超过90天未下单的客户每月电话关怀1次').drafts;
    expect(draft?.segment.stages).toEqual(['dormant']);
    expect(draft?.assumed[0]?.zh).toBe('条件「90天未」未采用，由客户阶段决定');
  });
});

describe('what makes no rule', () => {
  it.each([
    ['客户回访管理制度', 'heading'],
    ['一、总则', 'heading'],
    ['第二章 回访频率', 'heading'],
    ['A类客户：', 'heading'],
    ['# Return visits', 'heading'],
    ['2. Visit schedule', 'heading'],
    ['--------', 'separator'],
    ['- 3 -', 'separator'],
    ['★★★', 'separator'],
  ])('%s is left out as %s', (line, reason) => {
    expect(parseSop(line)).toMatchObject({ drafts: [], notUnderstood: [], ignored: [{ line: 1, reason }] });
  });

  it.each([
    '客户经理要认真倾听，不得与客户争辩。',
    '7天无理由退货',
    '服务热线7×24小时开通',
    '2026年5月1日起执行',
    '每月上报销售数据',
    '电话回访时长不少于5分钟',
    '统一使用标准话术，一对一服务',
    'The customer must be treated politely.',
    'Keep a second contact person',
  ])('%s is listed as not understood', (line) => {
    const { drafts, notUnderstood } = parseSop(line);
    expect(drafts).toEqual([]);
    expect(notUnderstood).toEqual([{ line: 1, text: line.replace(/[。.]$/u, '') }]);
  });

  it('does not drop the sentence beside one that makes a rule', () => {
    const { drafts, notUnderstood } = parseSop('每月至少1次电话回访。记录要完整；不得造假。');
    expect(drafts.map(show)).toEqual(['visit [] >=1/month 21C 28C 31C by phone']);
    expect(notUnderstood.map(({ text }) => text)).toEqual(['记录要完整', '不得造假']);
  });
});
