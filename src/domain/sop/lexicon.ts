import type { Channel, Flag, Role, Stage, Tier } from '../planning/facts.ts';
import type { SopAnchor } from './draft.ts';

export type UnitWord = 'day' | 'workday' | 'hour' | 'minute' | 'week' | 'month' | 'quarter' | 'year';

/** What a word says. */
export type Meaning =
  | { readonly t: 'unit'; readonly unit: UnitWord }
  /** A cadence in one word: monthly, 季度. */
  | { readonly t: 'cadence'; readonly n: number; readonly unit: UnitWord }
  /** Once, twice; also what a number of times is counted in. */
  | { readonly t: 'count'; readonly n: number }
  /** A length in one word: the same day, the next working day. */
  | { readonly t: 'instant'; readonly n: number; readonly unit: 'day' | 'workday' }
  | { readonly t: 'anchor'; readonly anchor: SopAnchor }
  /** What people do; what follows it when it is done. */
  | { readonly t: 'verb'; readonly done?: SopAnchor; readonly counts?: true }
  | { readonly t: 'channel'; readonly channel: Channel; readonly counts?: true }
  | { readonly t: 'owner'; readonly role: Role }
  | {
      readonly t: 'segment';
      readonly tiers?: readonly Tier[];
      readonly stages?: readonly Stage[];
      readonly flags?: readonly Flag[];
      readonly everybody?: true;
      /** The procedure uses another name than the policy. */
      readonly guessed?: true;
    }
  | { readonly t: Mark };

type Mark =
  | 'every'
  | 'per'
  | 'times'
  | 'at_least'
  | 'at_most'
  | 'within'
  | 'before'
  | 'after'
  | 'of'
  | 'ahead'
  | 'over'
  | 'without'
  | 'for'
  | 'ordinal'
  | 'range'
  | 'half'
  | 'measure'
  | 'first'
  | 'spacing'
  | 'other'
  | 'tier'
  | 'message'
  | 'task'
  | 'between'
  | 'comma'
  | 'and'
  | 'open'
  | 'close'
  | 'skip';

const words: [string, Meaning][] = [];
const say = (meaning: Meaning, list: string): void => {
  for (const word of list.split('|')) words.push([word, meaning]);
};
const mark = (t: Mark, list: string): void => say({ t }, list);

say({ t: 'unit', unit: 'day' }, '天|日|自然日|日历日|日历天|calendar days|calendar day|days|day');
say(
  { t: 'unit', unit: 'workday' },
  '工作日|工作天|working days|working day|business days|business day|work days|workdays|workday',
);
say({ t: 'unit', unit: 'hour' }, '小时|钟头|hours|hour|hrs|hr|h');
say({ t: 'unit', unit: 'minute' }, '分钟|minutes|minute|mins|min');
say({ t: 'unit', unit: 'week' }, '周|星期|礼拜|周末|weeks|week');
say({ t: 'unit', unit: 'month' }, '月|月底|月初|月末|月中|months|month');
say({ t: 'unit', unit: 'quarter' }, '季|季末|季初|季度末|季度初|季度|quarters|quarter');
say({ t: 'unit', unit: 'year' }, '年|年度|年底|年初|年末|years|year');

say({ t: 'cadence', n: 1, unit: 'day' }, '按日|逐日|daily');
say({ t: 'cadence', n: 1, unit: 'week' }, '按周|逐周|周度|weekly');
say({ t: 'cadence', n: 2, unit: 'week' }, '双周|隔周|bi-weekly|biweekly|fortnightly|every fortnight|a fortnight');
say({ t: 'cadence', n: 1, unit: 'month' }, '按月|逐月|月度|monthly');
say({ t: 'cadence', n: 2, unit: 'month' }, '双月|隔月|bi-monthly|bimonthly');
say({ t: 'cadence', n: 1, unit: 'quarter' }, '按季|按季度|逐季|quarterly');
say({ t: 'cadence', n: 6, unit: 'month' }, '半年度|half-yearly|half yearly|semi-annually|semiannually|biannually');
say({ t: 'cadence', n: 1, unit: 'year' }, '按年|逐年|yearly|annually|annual|once-a-year');

say({ t: 'count', n: 1 }, 'once');
say({ t: 'count', n: 2 }, 'twice');
say({ t: 'count', n: 3 }, 'thrice');
mark('times', '次|回|趟|轮|遍|times|time|x|contacts|touchpoints');

say({ t: 'instant', n: 0, unit: 'day' }, '当天|当日|即日|the same day|same day');
say({ t: 'instant', n: 1, unit: 'day' }, '次日|翌日|第二天|隔天|the next day|next day');
say(
  { t: 'instant', n: 1, unit: 'workday' },
  '下一个工作日|下一工作日|下个工作日|次一工作日|次工作日|the next working day|next working day|next business day',
);

const anchor = (name: SopAnchor, list: string): void => say({ t: 'anchor', anchor: name }, list);
anchor(
  'signed',
  '签约|签订合同|合同签订|合同签署|签署合同|签合同|签单|新签合同|signing the contract|contract signing|contract is signed|contract signature|signing|signature|signed|signs',
);
anchor(
  'purchased',
  '购买|首次购买|首购|下单|采购|成交|购货|首次下单|first purchase|purchase|purchasing|first order|order|buying|bought|purchases',
);
anchor(
  'delivered',
  '交付|交货|到货|收货|发货|安装完成|安装调试完成|安装调试|安装|产品交付|delivery|delivered|installation|goods received|receipt of the goods',
);
anchor('accepted', '验收|验收通过|验收合格|项目验收|acceptance|accepted|sign-off');
anchor(
  'contract_end',
  '合同到期|合约到期|协议到期|到期|合同期满|合同结束|合同终止|续约|续签|contract end|contract ends|contract expiry|contract expiration|contract expires|end of the contract|contract end date|contract renewal|expiry|expiration|expires|renewal',
);
anchor('service_due', '保修到期|质保到期|质保期满|维保到期|服务到期|warranty end|warranty expiry|warranty expires');
anchor('birthday', '生日|客户生日|birthdays|birthday');
anchor('spring_festival', '春节|农历新年|大年初一|spring festival|chinese new year|lunar new year');
anchor('mid_autumn', '中秋|中秋节|mid-autumn festival|mid-autumn|mid autumn festival|moon festival');
anchor('dragon_boat', '端午|端午节|dragon boat festival');
anchor('national_day', '国庆|国庆节|national day');
anchor('new_year', '元旦|new year');
anchor(
  'festival',
  '重要节日|重大节日|传统节日|法定节假日|节假日|节日|佳节|节|major holidays|public holidays|public holiday|holidays|holiday|festivals|festival',
);
anchor(
  'issue_raised',
  '提出问题|问题提出|问题反馈|反馈问题|报修|故障申报|接到问题|收到问题|问题受理|issue is raised|issue raised|issue is reported|problem is reported|report of a problem|service request',
);
anchor(
  'issue_resolved',
  '问题解决|故障解决|问题处理完成|问题处理完毕|处理完成|处理完毕|维修完成|issue is resolved|issue resolved|problem is solved|problem is resolved|resolution|resolved|repair',
);
anchor('complaint', '客户投诉|投诉|接到投诉|收到投诉|complaints|complaint');
anchor('ticket_closed', '工单关闭|工单结束|工单完成|ticket closure|ticket is closed|ticket closed|closing the ticket');
anchor(
  'visit_ended',
  '回访结束|回访完成|拜访结束|拜访完成|通话结束|沟通结束|each visit|every visit|the visit|each call|every call|the call',
);
anchor(
  'last_touch',
  '上次回访|上一次回访|上次联系|上一次联系|上次沟通|最近一次联系|最近一次回访|last contact|last visit|last call|previous visit|previous contact',
);
anchor(
  'project_started',
  '项目启动|项目开始|立项|项目开工|project start|project starts|project kick-off|kick-off|kickoff',
);
anchor('project_done', '项目结束|项目完成|完工|结项|项目交付完成|project completion|project end|project is done');
anchor('registered', '注册|激活|开户|开通|registration|activation|sign-up');

say({ t: 'verb', done: 'visit_ended', counts: true }, '回访|拜访|沟通|联系|走访|visits|visit|contact');
say({ t: 'verb', done: 'issue_resolved' }, '解决|处理|闭环|resolve|resolves');
say(
  { t: 'verb' },
  '通话|跟进|关怀|关心|交流|联络|探访|响应|回复|答复|反馈|提醒|告知|汇报|visited|visiting|contacted|follow up|follow-up|follows up|check in|check-in|touch base|reach out|respond|responds|response|reply|replies|answer|remind|reminder|review|inform',
);
say({ t: 'verb', counts: true }, 'meetings|meeting|meet|touches|follow-ups|check-ins|reviews');

const channel = (name: Channel, list: string): void => say({ t: 'channel', channel: name }, list);
channel('phone', '电话|致电|打电话|去电|phone calls|phone call|by phone|phone|telephone|calling|called');
say({ t: 'channel', channel: 'phone', counts: true }, 'calls|call');
channel(
  'on_site',
  '上门|登门|实地|面访|面谈|当面|到访|现场|on-site|onsite|on site|in person|in-person|face to face|face-to-face',
);
channel('video', '视频|video calls|video call|video');
channel('email', '邮件|电子邮件|邮箱|email|e-mail|by mail');
say({ t: 'channel', channel: 'email', counts: true }, 'emails|e-mails');
channel('sms', '短信|text messages|text message|sms|by text');
channel('wechat', '微信|企业微信|企微|wechat');
channel('survey', '问卷|问卷调查|调查问卷|调查表|满意度调查|调查|调研|surveys|survey|questionnaires|questionnaire');

const owner = (role: Role, list: string): void => say({ t: 'owner', role }, list);
owner('account_manager', '客户经理|大客户经理|客户成功经理|account managers|account manager|customer success manager');
owner('sales', '销售经理|销售人员|销售代表|销售|业务员|业务经理|sales reps|sales rep|sales team|sales');
owner(
  'service_engineer',
  '售后工程师|售后专员|售后人员|售后部|售后|服务工程师|技术支持|工程师|service engineers|service engineer|after-sales engineer|after-sales team|engineers|engineer|technician',
);
owner(
  'care_specialist',
  'crm专员|客户关怀专员|客服专员|客服人员|客服代表|客服部|客服|crm specialists|crm specialist|care specialist|customer service|support team',
);
owner('team_lead', '部门主管|部门经理|主管|团队负责人|总监|team leads|team leader|team lead|supervisor');
owner('problem_owner', '问题负责人|责任人|责任部门|problem owner');

const segment = (what: Omit<Extract<Meaning, { t: 'segment' }>, 't'>, list: string): void =>
  say({ t: 'segment', ...what }, list);
segment(
  { flags: ['high_value_program'] },
  '高价值客户|高价值|high-value customers|high value customers|high-value clients|high-value|high value',
);
segment(
  { flags: ['high_value_program'], guessed: true },
  '重点客户|重要客户|核心客户|大客户|关键客户|vip客户|vip|key accounts|key account|key customers|vips',
);
segment({ tiers: ['B'], guessed: true }, '潜力客户|高潜力客户|中价值客户|中价值|medium-value customers');
segment({ tiers: ['C'], guessed: true }, '低价值客户|低价值|普通客户|一般客户|low-value customers|regular customers');
segment(
  { stages: ['new'] },
  '新客户|新签客户|新签约客户|新购客户|新用户|新成交客户|new customers|new customer|new clients|new client|new accounts',
);
segment(
  { stages: ['established', 'loyal'], guessed: true },
  '老客户|老用户|存量客户|存量活跃客户|活跃客户|existing customers|existing customer|existing clients|old customers|active customers',
);
segment({ stages: ['loyal'] }, '忠诚客户|loyal customers|loyal customer|long-standing customers');
segment(
  { stages: ['dormant'] },
  '沉默客户|沉默|休眠客户|休眠|沉睡客户|睡眠客户|不活跃客户|dormant customers|dormant clients|dormant|inactive customers|inactive|silent customers',
);
segment(
  { flags: ['churn_risk'] },
  '有流失风险的客户|流失风险客户|流失风险|churn-risk customers|churn risk|at-risk customers|at risk',
);
segment({ stages: ['lost'] }, '流失客户|已流失客户|lost customers|churned customers|former customers');
segment({ stages: ['prospect'] }, '潜在客户|意向客户|prospects|prospect|leads');
segment(
  { flags: ['in_project'] },
  '项目客户|在建项目|项目期间|项目中|实施期间|实施中|in-project customers|in project|during the project',
);
segment(
  { everybody: true },
  '所有客户|全部客户|全体客户|每位客户|每个客户|每一位客户|各类客户|all customers|every customer|each customer|all clients',
);

mark('every', '每隔|每间隔|每|every|each');
mark('per', 'per|/|a|an|in a');
mark(
  'at_least',
  '至少|最少|不少于|不低于|不得少于|不得低于|起码|at least|no fewer than|no less than|a minimum of|minimum of|minimum|≥|>=',
);
mark(
  'at_most',
  '至多|最多|不超过|不得超过|不多于|不得多于|不高于|不晚于|不迟于|不得晚于|不得迟于|最迟|最晚|at most|no more than|not more than|a maximum of|maximum of|maximum|must not exceed|not exceed|up to|no later than|not later than|at the latest|≤|<=',
);
mark('within', '以内|之内|内|within|inside|in');
mark('before', '之前|以前|前|before|prior to|ahead of|in advance of|preceding');
mark('after', '之后|以后|后|之日起|日起|起|after|following|since|from|post|upon|later|on or after');
mark('of', 'of');
mark('ahead', '提前|in advance|ahead|beforehand');
mark('over', '以上|超过|多于|大于|满|more than|longer than|over|or more');
mark('without', '未|没有|没|无|without|no contact|no activity|no order|no orders');
mark('for', 'for|连续|持续|长达|近');
mark('ordinal', '第');
mark('range', '-|~|–|—|－|至|到|to|through');
mark('half', '半|half');
mark('measure', '个');
mark('first', '头|首|最初|first|the first|initial');
mark(
  'spacing',
  '间隔时间|间隔|相隔|apart|between visits|between calls|between contacts|interval of|an interval of|intervals of',
);
mark('other', 'other|second');
mark('tier', 'tiers|tier|class|grade|category|level');
mark(
  'message',
  '祝福|贺卡|祝贺|问候|慰问|简报|资讯|推送|通讯|同步函|关怀短信|greetings|greeting|wishes|wish|newsletters|newsletter|briefs|brief|letters|letter|greeting cards|greeting card',
);
mark('task', '录入|填写|登记|归档|存档|记录|recorded|record|logged|log|entered|enter|filed');
mark('between', 'between');
mark('comma', '，|,|:|：|\t|｜|∣|·');
words.push(['|', { t: 'comma' }]);
mark('and', '、|和|及|与|或|以及|并|且|&|and|or|+');
mark('open', '(|[|【|「|《|<');
mark('close', ')|]|】|」|》|>');
// Words that hold another word's characters and mean something else.
mark(
  'skip',
  '一次性|一对一|一站式|统一|进一步|第一次|第二次|第三次|首次|初次|再次|一定|唯一|目前|当前|前期|后期|后续|售前|内部|内容|内训|国内|境内|上午|下午|日常|日期|日志|今日|工作日志|年龄|年报|周报|月报|季报|前台|前提|前往|后台|最后|然后|今后|落后|环节|节点|细节|调节|季节|节约|节省|联系人|联系方式|回访率|回访员|回访制度|回访流程|回复率|满意度|周期|周年|周边|到达|直到|达到|遇到|做到|合同|个人|回来|回馈|购买记录|无论|无法|未来|有无|of course|first time|24小时热线|24小时在线|24小时服务|24小时值班|24小时值守|7x24小时|7*24小时|7×24小时|7x24|7*24|7×24|24/7|whether or not|order history|call centre|call center|contact details|contact person',
);

/** Chinese and English number words; Chinese tens are put together by the reader. */
export const NUMBER_WORDS: { readonly [word: string]: number } = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fourteen: 14,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  sixty: 60,
  ninety: 90,
};
export const CHINESE_DIGITS: { readonly [digit: string]: number } = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  俩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

/** Words by their first character, the longest first. */
export const LEXICON: ReadonlyMap<string, readonly (readonly [string, Meaning])[]> = (() => {
  const found = new Map<string, (readonly [string, Meaning])[]>();
  for (const [word, meaning] of words) {
    const first = word.charAt(0);
    const list = found.get(first);
    if (list === undefined) found.set(first, [[word, meaning]]);
    else list.push([word, meaning]);
  }
  for (const list of found.values()) list.sort(([a], [b]) => b.length - a.length);
  return found;
})();
