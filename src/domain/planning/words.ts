import { civilOf, dayText } from '../calendar/civil.ts';
import type { Day } from '../calendar/day.ts';
import type { ClockLength, Offset, PolicyRule } from '../policy/policy.ts';
import type { CompiledPolicy, CompiledRule } from './compiled-policy.ts';
import { type AnchoredBy, type Debt, type Finding, isOf, type Shaped } from './debts.ts';
import type { Arm } from './draw.ts';
import type { Stage } from './facts.ts';
import type { DebtKey, SuppressionReason, Words } from './plan.ts';
import { append } from './short-list.ts';
import type { WindowStory } from './window.ts';

/** How a visit came to its day. */
export interface Placing {
  readonly on: Day;
  readonly late: boolean;
  readonly full: boolean;
  /** The day its owner chose. */
  readonly rescheduledTo?: Day;
  readonly provisional: boolean;
  /** Its day was left to chance. */
  readonly drawn?: Arm;
  /** Off its day because the customer was or will be spoken to; or on its latest day all the same. */
  readonly budget?: 'moved' | 'overruled';
}

/**
 * Why a visit is there and why on that day, at most two lines: what it counts from with target and latest day, then whatever
 * is special about it.
 *
 * @example 签约后首次回访：2026-02-12 签约；目标 2026-02-14（3 天内最后一个工作日，调休上班），最迟 2026-02-24（第 3 个工作日）
 */
export function visitReason(debt: Debt, joined: readonly Debt[], placing: Placing, policy: CompiledPolicy): Words {
  const first = firstLineOf(debt, policy);
  const more = specials(debt, joined, placing, policy);
  if (more === undefined) return first;
  return {
    zh: `${first.zh}\n${more.map((words) => words.zh).join('；')}`,
    en: `${first.en}\n${capital(more.map((words) => words.en).join('; '))}`,
  };
}

/** The first line of a reason, the same for every customer whose debt counts from that day in that way. */
interface FirstLine {
  /** All that the words are made of, in one piece: it is compared for every visit. */
  readonly anchoredBy: AnchoredBy;
  readonly earliest: Day;
  readonly target: Day;
  readonly latest: Day;
  readonly moved: WindowStory['moved'];
  readonly extended: boolean;
  readonly interval: number;
  readonly shaped: Shaped;
  readonly words: Words;
}

/** By rule and anchor day. Many customers owe the same on the same day, and the words cost more than the deciding. */
const FIRST_LINES = new WeakMap<CompiledRule, Map<Day, FirstLine[]>>();
/** Anchor days of a rule, and ways in which debts of one differ, that are remembered. */
const MOST_DAYS = 400;
const MOST_WAYS = 8;

/** What a debt counts from, with target and latest day, whatever became of it. */
export function firstLineOf(debt: Debt, policy: CompiledPolicy): Words {
  let byDay = FIRST_LINES.get(debt.rule);
  if (byDay === undefined) {
    byDay = new Map();
    FIRST_LINES.set(debt.rule, byDay);
  }
  const known = byDay.get(debt.anchor);
  if (known !== undefined) for (const line of known) if (tells(line, debt)) return line.words;
  const line = firstLine(debt, policy);
  if (known === undefined) {
    if (byDay.size >= MOST_DAYS) byDay.clear();
    byDay.set(debt.anchor, [line]);
  } else if (known.length < MOST_WAYS) known.push(line);
  else known[0] = line;
  return line.words;
}

function firstLine(debt: Debt, policy: CompiledPolicy): FirstLine {
  const { anchoredBy, interval, shaped } = debt;
  const { earliest, target, latest } = debt.window;
  const { moved, extended } = debt.story;
  const from = anchorWords(debt);
  const by = targetWords(debt, policy);
  const until = latestWords(debt, policy);
  const words = {
    zh: `${debt.rule.rule.name.zh}：${from.zh}；目标 ${dayText(target)}（${by.zh}），最迟 ${dayText(latest)}（${until.zh}）`,
    en: `${debt.rule.rule.name.en}: ${from.en}; target ${dayText(target)} (${by.en}), latest ${dayText(latest)} (${until.en})`,
  };
  return { anchoredBy, earliest, target, latest, moved, extended, interval, shaped, words };
}

/** Whether a debt of the line's rule and anchor day says what the line says. */
function tells(line: FirstLine, { anchoredBy, window, story, interval, shaped }: Debt): boolean {
  return (
    line.target === window.target &&
    line.latest === window.latest &&
    line.earliest === window.earliest &&
    line.anchoredBy === anchoredBy &&
    line.moved === story.moved &&
    line.extended === story.extended &&
    line.interval === interval &&
    (line.shaped === shaped || isShapedAlike(line.shaped, shaped))
  );
}

function isShapedAlike(a: Shaped, b: Shaped): boolean {
  return (
    a.slot === b.slot &&
    a.skippedOn === b.skippedOn &&
    a.reminds === b.reminds &&
    a.guarded === b.guarded &&
    a.spread === b.spread &&
    a.fresh === b.fresh &&
    a.reopened === b.reopened &&
    a.halfTerm === b.halfTerm
  );
}

const ANCHORS: { readonly [by in AnchoredBy]: (on: string) => Words } = {
  signedOn: (on) => ({ zh: `${on} 签约`, en: `signed ${on}` }),
  firstPurchaseOn: (on) => ({ zh: `${on} 首次购买`, en: `first purchase ${on}` }),
  lastPurchaseOn: (on) => ({ zh: `${on} 最近购买`, en: `last purchase ${on}` }),
  deliveredOn: (on) => ({ zh: `${on} 交付`, en: `delivered ${on}` }),
  acceptedOn: (on) => ({ zh: `${on} 验收`, en: `accepted ${on}` }),
  contractEndsOn: (on) => ({ zh: `合同 ${on} 到期`, en: `contract ends ${on}` }),
  stageEnteredOn: (on) => ({ zh: `${on} 起沉默`, en: `silent customer since ${on}` }),
  projectStartedOn: (on) => ({ zh: `项目 ${on} 开始`, en: `project started ${on}` }),
  projectDoneOn: (on) => ({ zh: `${on} 交付完成`, en: `delivery complete ${on}` }),
  serviceDueOn: (on) => ({ zh: `节点 ${on} 到期`, en: `milestone due ${on}` }),
  churnRiskOn: (on) => ({ zh: `${on} 标记流失风险`, en: `flagged at risk ${on}` }),
  profileCheckedOn: (on) => ({ zh: `画像 ${on} 核对`, en: `profile checked ${on}` }),
  openIssueRaisedOn: (on) => ({ zh: `${on} 提出问题`, en: `issue raised ${on}` }),
  festival: (on) => ({ zh: `${on} 节日`, en: `festival on ${on}` }),
  birthday: (on) => ({ zh: `${on} 生日`, en: `birthday on ${on}` }),
  date: (on) => ({ zh: `${on} 活动`, en: `event on ${on}` }),
  asked: (on) => ({ zh: `${on} 起计时`, en: `counted from ${on}` }),
  touch: (on) => ({ zh: `上次联系 ${on}`, en: `last contact ${on}` }),
  unreached: (on) => ({ zh: `${on} 最后一次尝试未联系上`, en: `last tried in vain ${on}` }),
  refused: (on) => ({ zh: `${on} 客户婉拒`, en: `declined by the customer ${on}` }),
  began: (on) => ({ zh: `规则自 ${on} 起适用`, en: `the rule applies since ${on}` }),
};

function anchorWords({ anchoredBy, anchor, shaped, rule }: Debt): Words {
  const { trigger } = rule.rule;
  if (trigger.type !== 'grid' || shaped.slot === undefined) return ANCHORS[anchoredBy](dayText(anchor));
  // The slot's own day is the debt's; people know the day the grid began.
  const from = ANCHORS[anchoredBy](dayText((anchor - shaped.slot * trigger.every) as Day));
  const skipped = shaped.skippedOn === undefined ? undefined : dayText(shaped.skippedOn);
  return {
    zh: `${from.zh}，每 ${trigger.every} 天一期第 ${shaped.slot} 期${skipped ? `（${skipped} 一期没有工作日，略过）` : ''}`,
    en: `${from.en}, every ${trigger.every} days, number ${shaped.slot}${skipped ? ` (the one of ${skipped} had no working day and is left out)` : ''}`,
  };
}

function targetWords({ rule, window, shaped, story, interval }: Debt, { calendar, policy }: CompiledPolicy): Words {
  if (shaped.spread) {
    const days = policy.firstRun.spreadWorkingDays;
    return {
      zh: `上线时已到期，分散在 ${days} 个工作日内`,
      en: `already due at go-live, spread over ${days} working days`,
    };
  }
  const made = calendar.kindOf(window.target) === 'make_up';
  const { trigger, roll } = rule.rule;
  if (rule.asks !== undefined) return clockWords(rule.asks.target ?? rule.asks.latest);
  let zh: string;
  let en: string;
  if (
    shaped.reopened &&
    window.target >= window.earliest &&
    story.moved !== 'back' &&
    window.target === calendar.workingOnOrAfter(window.earliest)
  ) {
    zh = '暂停结束后重新开始';
    en = 'reopened after the pause';
  } else if (shaped.fresh) {
    zh = '刚开始适用，7 天后';
    en = 'newly applies, 7 days on';
  } else if (shaped.halfTerm && window.target === calendar.workingOnOrAfter(window.earliest)) {
    zh = '不早于合同过半';
    en = 'not before half of the term';
  } else if (shaped.guarded && window.target === window.latest) {
    zh = '不晚于最迟日';
    en = 'no later than the latest day';
  } else if (roll === 'within' && story.moved !== 'forward') {
    const { n } = rule.rule.window.target;
    zh = `${n} 天内最后一个工作日`;
    en = `last working day within ${n} days`;
  } else if (shaped.reminds !== undefined) {
    zh = '问卷没有回复，电话提醒';
    en = 'the survey was not answered';
  } else {
    const offset = agreedWords(rule.rule, interval) ?? offsetWords(rule.rule.window.target, trigger.type);
    zh = offset.zh;
    en = offset.en;
    if (roll === 'within') {
      zh = `${rule.rule.window.target.n} 天内没有工作日，顺延`;
      en = `no working day within ${rule.rule.window.target.n} days, moved on`;
    } else if (story.moved === 'forward') {
      zh += '，遇休息日顺延';
      en += ', moved on from a day off';
    } else if (story.moved === 'back') {
      zh += '，遇休息日提前';
      en += ', moved back from a day off';
    }
  }
  return made ? { zh: `${zh}，调休上班`, en: `${en}, a make-up workday` } : { zh, en };
}

function latestWords({ rule, window, shaped, story, interval }: Debt, { policy }: CompiledPolicy): Words {
  if (shaped.spread) {
    const days = policy.firstRun.spreadWorkingDays;
    return { zh: `上线后第 ${days} 个工作日`, en: `${ordinal(days)} working day after go-live` };
  }
  if (rule.asks !== undefined) return clockWords(rule.asks.latest);
  if (story.extended)
    return { zh: '期限内没有工作日，顺延到第一个工作日', en: 'no working day in time, moved to the first one after' };
  if (shaped.halfTerm && window.latest === window.target) return { zh: '与目标同日', en: 'that day too' };
  if (shaped.guarded) {
    const { trigger } = rule.rule;
    const quarter = trigger.type === 'recurring' && trigger.guard?.period === 'quarter';
    return quarter
      ? { zh: '当季最后一个工作日', en: 'last working day of the quarter' }
      : { zh: '当月最后一个工作日', en: 'last working day of the month' };
  }
  if (shaped.reopened || shaped.fresh) return { zh: '同样的宽限', en: 'the same margin' };
  if (shaped.reminds !== undefined) return { zh: '一周内', en: 'within a week' };
  if (rule.rule.applies.agreedCadence) return agreedWords(rule.rule, interval + Math.floor(interval / 10)) as Words;
  return offsetWords(rule.rule.window.latest, rule.rule.trigger.type);
}

/** What a clock of the policy allows; its due instant may have moved on to when somebody works. */
function clockWords(length: ClockLength | undefined): Words {
  if (length === undefined || length.n === 0) return { zh: '尽快', en: 'at once' };
  const { n, unit } = length;
  switch (unit) {
    case 'h':
      return { zh: `${n} 小时内`, en: `within ${count(n, 'hour')}` };
    case 'wh':
      return { zh: `${n} 个工作小时内`, en: `within ${count(n, 'working hour')}` };
    case 'C':
      return { zh: `${n} 天内`, en: `within ${count(n, 'day')}` };
    case 'W':
      return { zh: `${n} 个工作日内`, en: `within ${count(n, 'working day')}` };
    default:
      return unit satisfies never;
  }
}

function agreedWords({ applies }: PolicyRule, days: number): Words | undefined {
  return applies.agreedCadence ? { zh: `约定相隔 ${days} 天`, en: `agreed, ${days} days on` } : undefined;
}

function offsetWords({ n, unit }: Offset, trigger: PolicyRule['trigger']['type']): Words {
  const size = Math.abs(n);
  if (trigger === 'grid') {
    if (n === 0) return { zh: '当期之日', en: 'the day itself' };
    return n < 0
      ? { zh: `当期前 ${size} 天`, en: `${count(size, 'day')} before it` }
      : { zh: `当期后 ${size} 天`, en: `${count(size, 'day')} after it` };
  }
  if (trigger === 'dated') {
    if (n === 0) return { zh: '当天', en: 'the day itself' };
    const days = unit === 'm' ? '个月' : unit === 'W' ? '个工作日' : '天';
    const things = count(size, unit === 'm' ? 'month' : unit === 'W' ? 'working day' : 'day');
    return n < 0
      ? { zh: `${size} ${days}前`, en: `${things} before` }
      : { zh: `${size} ${days}后`, en: `${things} after` };
  }
  if (trigger === 'before') {
    if (n === 0) return { zh: '到期当天', en: 'the day itself' };
    const zh = unit === 'm' ? `${size} 个月` : unit === 'W' ? `${size} 个工作日` : `${size} 天`;
    const en = count(size, unit === 'm' ? 'month' : unit === 'W' ? 'working day' : 'day');
    return { zh: `到期前 ${zh}`, en: `${en} before` };
  }
  switch (unit) {
    case 'W':
      return { zh: `第 ${n} 个工作日`, en: `${ordinal(n)} working day` };
    case 'm':
      return { zh: `满 ${n} 个月`, en: `after ${count(n, 'month')}` };
    case 'C':
      return trigger === 'recurring'
        ? { zh: `相隔 ${n} 天`, en: `${n} days on` }
        : { zh: `第 ${n} 天`, en: `day ${n}` };
    default:
      return unit satisfies never;
  }
}

/** Undefined: there is nothing special about it. */
function specials(
  debt: Debt,
  joined: readonly Debt[],
  placing: Placing,
  policy: CompiledPolicy,
): readonly Words[] | undefined {
  const { calendar } = policy;
  const { target, latest } = debt.window;
  let more: Words[] | undefined;
  const on = dayText(placing.on);
  if (joined.length > 0) {
    more = append(more, {
      zh: `一次谈完：${joined.map(({ rule }) => rule.rule.name.zh).join('、')}`,
      en: `also covers: ${joined.map(({ rule }) => rule.rule.name.en).join(', ')}`,
    });
  }
  if (debt.attempts.length > 0) {
    const last = dayText(debt.attempts[debt.attempts.length - 1] as Day);
    more = append(more, {
      zh: `已尝试 ${debt.attempts.length} 次，最近 ${last} 未联系上，${on} 再试`,
      en: `tried ${count(debt.attempts.length, 'time')}, last in vain on ${last}, again on ${on}`,
    });
  } else if (placing.full) {
    more = append(more, {
      zh: '期限内负责人没有空档，暂留此日',
      en: 'its owner has no room in the window; kept on this day',
    });
  } else if (placing.rescheduledTo !== undefined) {
    more = append(more, { zh: `负责人改到 ${on}`, en: `moved to ${on} by its owner` });
  } else if (placing.late) {
    more = append(more, { zh: `已过最迟日，安排在 ${on}`, en: `past its latest day, placed on ${on}` });
  } else if (placing.budget === 'moved') {
    more = append(more, { zh: `近期已有联系，移到 ${on}`, en: `spoken to around that day, moved to ${on}` });
  } else if (placing.budget === 'overruled') {
    more = append(more, {
      zh: `近期已有联系，但 ${on} 已是最迟`,
      en: `spoken to lately, but ${on} is as late as it may be`,
    });
  } else if (placing.drawn !== undefined) {
    more = append(more, {
      zh: `日期在期限内抽签决定，用于检验回访是否有效，安排在 ${on}`,
      en: `drawn by lot within the window, to learn whether visits help, placed on ${on}`,
    });
  } else if (placing.on !== target && !policy.calendarOf(debt.ownerId).isWorking(target)) {
    more = append(more, {
      zh: `负责人 ${dayText(target)} 不上班（团队或个人日历），安排在 ${on}`,
      en: `its owner does not work on ${dayText(target)} (calendar of the team or the person), placed on ${on}`,
    });
  } else if (placing.on !== target) {
    more = append(more, { zh: `目标日不可用，安排在 ${on}`, en: `target day gone or full, placed on ${on}` });
  }
  if (placing.late && (debt.attempts.length > 0 || placing.rescheduledTo !== undefined))
    more = append(more, { zh: '已过最迟日', en: 'past its latest day' });
  if (placing.provisional) {
    const { year } = civilOf(Math.max(debt.anchor, latest, placing.on, calendar.publishedUntil + 1) as Day);
    more = append(
      more,
      calendar.basis === 'weekdays'
        ? {
            zh: `没有 ${calendar.country} 的节假日资料，只按周一至周五计，日期暂定`,
            en: `the holidays of ${calendar.country} are not known, Monday to Friday stand in, provisional`,
          }
        : {
            zh: `${year} 年放假安排尚未公布，日期暂定`,
            en: `the holidays of ${year} are not announced yet, provisional`,
          },
    );
  }
  return more;
}

const STAGES: { readonly [stage in Stage]: Words } = {
  prospect: { zh: '潜在客户', en: 'prospect' },
  new: { zh: '新客户', en: 'new' },
  established: { zh: '稳定客户', en: 'established' },
  loyal: { zh: '老客户', en: 'loyal' },
  dormant: { zh: '沉默客户', en: 'dormant' },
  lost: { zh: '流失客户', en: 'lost' },
};

/** Why nothing is asked of anybody: for the ledger, and for a visit that is withdrawn. */
export function findingWords(finding: Finding, rule: PolicyRule, stage: Stage, nameOf: (id: string) => Words): Words {
  switch (finding.kind) {
    case 'off':
      return { zh: '规则未启用', en: 'the rule is off' };
    case 'not_applicable':
      return notApplicableWords(finding.because, rule, stage);
    case 'settled': {
      const on = dayText(finding.on);
      switch (finding.how) {
        case 'held':
          return { zh: `${on} 已联系过`, en: `paid by a talk on ${on}` };
        case 'unreached':
          return { zh: `多次尝试未联系上，最近 ${on}`, en: `tried in vain, last on ${on}` };
        case 'refused':
          return { zh: `${on} 客户婉拒`, en: `declined by the customer on ${on}` };
        default:
          return finding.how satisfies never;
      }
    }
    case 'lapsed':
      if (finding.window && rule.kind !== 'visit') return overWords(finding.window.latest);
      return finding.window
        ? {
            zh: `最迟日 ${dayText(finding.window.latest)} 早于上线日，不再补`,
            en: `its latest day ${dayText(finding.window.latest)} is before go-live; not raised`,
          }
        : { zh: '早于上线日，不再补', en: 'long before go-live; not raised' };
    case 'beaten': {
      const by = nameOf(finding.by);
      return { zh: `由间隔更短的「${by.zh}」代替`, en: `replaced by the shorter interval of "${by.en}"` };
    }
    case 'suppressed':
      return suppressedWords(finding.reason, finding.until);
    case 'no_owner':
      return { zh: '没有负责人，无法安排', en: 'nobody owns this customer; cannot be planned' };
    case 'debt':
      return { zh: `目标 ${dayText(finding.debt.window.target)}`, en: `target ${dayText(finding.debt.window.target)}` };
    default:
      return finding satisfies never;
  }
}

function suppressedWords(reason: SuppressionReason, until: Day | undefined): Words {
  const end = until === undefined ? undefined : dayText(until);
  switch (reason) {
    case 'out_of_scope':
      return { zh: '不在回访范围内', en: 'not in the book of customers' };
    case 'do_not_visit':
      return { zh: '客户标记为勿访', en: 'marked as do not visit' };
    case 'lead_elsewhere':
      return {
        zh: '回访由同公司的对接人接待',
        en: 'visits of this company go to its lead contact',
      };
    case 'paused':
      return end ? { zh: `暂停到 ${end}`, en: `paused until ${end}` } : { zh: '已暂停', en: 'paused' };
    case 'refused':
      return { zh: '客户拒绝这种联系方式', en: 'the customer refuses this way of contact' };
    case 'no_consent':
      return { zh: '客户没有同意这种联系方式', en: 'the customer did not agree to this way of contact' };
    case 'no_rule_applies':
      return { zh: '目前没有适用的规则', en: 'no rule applies at present' };
    case 'milestones_lapsed':
      return { zh: '节点回访早于上线日', en: 'its milestones were before go-live' };
    default:
      return reason satisfies never;
  }
}

function notApplicableWords(
  because: Extract<Finding, { kind: 'not_applicable' }>['because'],
  rule: PolicyRule,
  stage: Stage,
): Words {
  switch (because) {
    case 'scope':
      return suppressedWords('out_of_scope', undefined);
    case 'stage': {
      const wanted = rule.applies.stages ?? [];
      return {
        zh: `适用于${wanted.map((each) => STAGES[each].zh).join('、')}，现为${STAGES[stage].zh}`,
        en: `for ${wanted.map((each) => STAGES[each].en).join(', ')} customers, this one is ${STAGES[stage].en}`,
      };
    }
    case 'tier':
      return rule.applies.tiers
        ? { zh: `只适用于 ${rule.applies.tiers.join('、')} 类`, en: `for tier ${rule.applies.tiers.join(', ')} only` }
        : {
            zh: `不适用于 ${rule.applies.notTiers?.join('、')} 类`,
            en: `not for tier ${rule.applies.notTiers?.join(', ')}`,
          };
    case 'flag':
      return rule.applies.notFlags === undefined
        ? { zh: '缺少所需标记', en: 'the flag it asks for is not set' }
        : { zh: '标记不符', en: 'not with the flags this customer has' };
    case 'work':
      return { zh: '没有进行中的项目或问题', en: 'no project runs and no issue is open' };
    case 'customer_kind':
      return { zh: '不是这类客户（企业或个人）', en: 'for the other kind of customer, business or consumer' };
    case 'product':
      return rule.applies.products?.length === 0
        ? { zh: '规则中没有列出产品', en: 'its list of products is empty' }
        : { zh: '没有再次购买所列产品', en: 'none of its products was bought again' };
    case 'no_agreement':
      return { zh: '没有约定间隔', en: 'no interval was agreed' };
    case 'not_asked':
      return { zh: '没有等待确认或回复的问题', en: 'no issue waits for it any more' };
    case 'no_date':
      return { zh: '缺少起算日期', en: 'the date it counts from is not known' };
    case 'over':
      return { zh: '日期已过', en: 'its date has passed' };
    case 'unsound':
      return { zh: '日期有矛盾：合同到期早于签约', en: 'contradictory dates: the contract ends before it was signed' };
    case 'out_of_range':
      return { zh: '日期超出日历范围', en: 'its date is outside the calendar' };
    default:
      return because satisfies never;
  }
}

/** Why a stored visit goes, told by what became of the debt it was made for. */
export function withdrawnWords(
  debt: DebtKey | undefined,
  finding: Finding | undefined,
  rule: PolicyRule | undefined,
  stage: Stage,
  nameOf: (id: string) => Words,
): Words {
  if (debt === undefined || finding === undefined || rule === undefined)
    return { zh: '规则已停用', en: 'its rule is no longer in the policy' };
  if (finding.kind === 'debt' || finding.kind === 'suppressed' || finding.kind === 'no_owner') {
    const key = finding.kind === 'debt' ? finding.debt.key : finding.key;
    if (key !== undefined && key !== debt && isOf(rule.id, debt)) {
      return { zh: '期间已有联系或日期更改，重新计时', en: 'contact or a changed date meanwhile; counted anew' };
    }
    if (finding.kind === 'debt')
      return { zh: '改到更晚或并入另一次回访', en: 'moved later or covered by another visit' };
  }
  return findingWords(finding, rule, stage, nameOf);
}

/** What goes out in its window only. */
export function overWords(latest: Day): Words {
  const on = dayText(latest);
  return { zh: `最迟日 ${on} 已过，不再补`, en: `its latest day ${on} has passed; not sent late` };
}

/** Why a message or a survey has no day: others are too near. */
export function capWords({ kind }: Debt, { policy }: CompiledPolicy): Words {
  const days = kind === 'survey' ? policy.budget?.surveyEveryDays : policy.budget?.messageEveryDays;
  return kind === 'survey'
    ? {
        zh: `${days} 天内只发一份问卷，期限内没有合适的日子`,
        en: `one survey in ${days} days: no day of its window suits`,
      }
    : {
        zh: `${days} 天内只发一条消息，期限内没有合适的日子`,
        en: `one message in ${days} days: no day of its window suits`,
      };
}

function count(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? '' : 's'}`;
}

function ordinal(n: number): string {
  const tens = n % 100;
  const last = n % 10;
  if (tens >= 11 && tens <= 13) return `${n}th`;
  return `${n}${last === 1 ? 'st' : last === 2 ? 'nd' : last === 3 ? 'rd' : 'th'}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
