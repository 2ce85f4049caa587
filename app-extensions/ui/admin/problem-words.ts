import type { Language } from '../common/words.ts';

/** What the checker of policies says, in Chinese; a `*` stands for what it names. */
const ZH: readonly (readonly [english: string, chinese: string])[] = [
  ['not a value', '请输入有效的值'],
  ["at most * rules fit into a customer's memory", '最多 * 条规则'],
  ['at most * characters', '最多 * 个字符'],
  ['there is no script *', '没有话术 *'],
  ['a text in both languages is needed', '中英文都需要填写'],
  ['plain text only: no tags, no &codes;', '只能是纯文本，不能有标签或 &代码;'],
  [
    'only {{name}}, {{company}}, {{product}} and {{rep}} can be filled in',
    '只能填入 {{name}}、{{company}}、{{product}}、{{rep}}',
  ],
  ['no earlier question has the answer *', '前面的问题没有这个回答：*'],
  ['no earlier question has this answer', '前面的问题没有这个回答'],
  ['is there twice', '重复了'],
  [
    'say whose days may be drawn, or switch it off: tier B, C or both',
    '请选择哪些客户的日期可以抽签（B 类、C 类或两者），或停用',
  ],
  ['a word that nobody guesses is needed: the draw is made from it', '需要一个别人猜不到的词：抽签由它得出'],
  ['this name cannot be used', '这个名称不能使用'],
  ['at least one line is needed', '至少需要一句'],
  ['there are too many', '数量过多'],
  ['the whole script is too long: at most * bytes', '整份话术太长：最多 * 字节'],
  ['a whole number is needed', '请输入整数'],
  ['name at least one, or nearly everybody is left out', '至少填写一个，否则几乎所有人都被排除'],
  ['what stands after the @, such as example.com', '请填写 @ 之后的部分，如 example.com'],
  ['must be between * and *', '须在 * 至 * 之间'],
  ['a time of day as HH:MM', '请按 HH:MM 输入时间'],
  ['a time of day as HH:MM, up to 24:00', '请按 HH:MM 输入时间，最晚 24:00'],
  ['a country as two letters (ISO 3166), such as CN, or none', '请输入两个字母的国家代码（如 CN），或 none'],
  ['a day that exists, as YYYY-MM-DD', '请按 YYYY-MM-DD 输入存在的日期'],
  ['there is no day *', '没有这一天：*'],
  ['the calendar has no day *', '日历中没有这一天：*'],
  ['the calendar reaches from 2017 to 2059 for a first day', '首日须在 2017 至 2059 年之间'],
  ['the calendar reaches from 2016 to 2060', '日历范围为 2016 至 2060 年'],
  ['nobody would be in the book', '这样没有任何客户在范围内'],
  ['at least one minute is needed', '至少 1 分钟'],
  ['must not be negative', '不能为负数'],
  ['at least one attempt is needed', '至少尝试 1 次'],
  ['at least one working day is needed', '至少 1 个工作日'],
  ['at least one day is needed', '至少 1 天'],
  ['must be after *', '须晚于前一项'],
  ['the roles stand in for each other in a circle: *', '角色互相替代成了循环：*'],
  ['* is there twice, see *', '* 重复，见 *'],
  ['* is there twice', '* 重复'],
  ['an owner must be able to hold at least one call a day, * minutes', '每天至少要能打一通电话，* 分钟'],
  ['the target is before the earliest day', '目标日早于最早日'],
  ['the latest day is before the target', '最迟日早于目标日'],
  ['counts back from its date: 0 or negative', '从日期往前算：0 或负数'],
  ['counts on from its date: 0 or positive', '从日期往后算：0 或正数'],
  ['a recurring visit needs an interval of at least one day', '周期回访的间隔至少 1 天'],
  ['nothing would ever pay this rule', '没有任何联系能满足这条规则'],
  ['at least once a period', '每个周期至少一次'],
  ['a date to count from is needed', '需要一个起算日期'],
  ['a visit before a date moves back from a day off', '日期之前的回访遇休息日须提前'],
  ['a tier is both asked for and left out', '同一分层既要求又排除'],
  ['a flag is both asked for and left out', '同一标记既要求又排除'],
  ['the rule would apply to nobody', '这条规则对谁都不适用'],
  ['a channel is needed', '需要一种渠道'],
  ['a message needs email or sms', '消息需要邮件或短信'],
  ['a role is needed', '需要一个角色'],
  ['the rule has no *', '规则中没有 *'],
  ['the duty has no *', '时限规则中没有 *'],
  ['a grid needs at least one day between its days', '固定间隔至少 1 天'],
  ['a grid is counted in calendar days', '固定间隔按自然日计算'],
  ['the window reaches into that of the next day of the grid', '窗口与下一次重叠'],
  ['the first day of a grid is number 1', '第一次的序号是 1'],
  ['numbers ascend', '序号须递增'],
  ['the rule would ask nothing', '这条规则什么也不要求'],
  ['one of festivals, birthday and dates', '节日、生日、日期三者选一'],
  ['the rule is on and has no date', '规则已启用但没有日期'],
  ['a festival is needed', '需要一个节日'],
  ['there is no rule *', '没有规则 *'],
  ['* comes after no date', '* 不从日期起算'],
  ['* is none of its slots', '* 不是它的序号'],
  ['the rules replace each other in a circle: *', '规则互相替代成了循环：*'],
  ['asks the same of the same customers as *', '与 * 对相同客户要求相同'],
  [
    '* comes sooner for every customer it applies to: it would never decide',
    '* 对其所有客户都更早，这条规则永远不起作用',
  ],
  ['nobody can hold the role *: no one stands in for it', '角色 * 没有人担任，也没有替代'],
  ['* is a rule too, see *', '* 与规则重名，见 *'],
  ['a clock needs a length', '时限需要长度'],
  ['at least one, or nobody would ever be called', '至少 1 次，否则永远不会联系'],
  ['ends before it begins', '结束早于开始'],
  [
    'ends before it begins; work over midnight is two shifts, up to 24:00 and from 00:00',
    '结束早于开始；跨零点请分成两段，到 24:00 和从 00:00',
  ],
  ['begins before the shift before it ends', '开始早于上一段结束'],
  ['the leave ends before it begins', '休假结束早于开始'],
  ['nobody stands in for himself', '不能由本人替班'],
  ['there is no team *', '没有团队 *'],
  ['there is no time zone *', '没有时区 *'],
  ['nobody would ever work', '没有任何工作时间'],
  ['must be above the cut before it', '须高于前一个分界'],
  ['must be less than the lowest cut, or nobody ever loses the lowest score', '须小于最低分界'],
  ['must not be below tiers.B.value', '不能低于 B 类的值'],
  ['at least one must be above 0', '至少一项大于 0'],
];

const PATTERNS = ZH.map(([english, chinese]) => ({
  pattern: new RegExp(
    `^${english
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('(.+)')}$`,
  ),
  chinese,
}));

/** A problem as the reader's language says it; one without words here stays as it came. */
export function problemText(message: string, language: Language): string {
  if (language !== 'zh') return message === 'not a value' ? 'Type a value that can be read.' : message;
  for (const { pattern, chinese } of PATTERNS) {
    const found = pattern.exec(message);
    if (!found) continue;
    let next = 1;
    return chinese.replace(/\*/g, () => found[next++] ?? '');
  }
  return message;
}
