import { DEALS_LEFT, UPSELL_DAYS, UPSELL_LEFT, type Upsell, type UpsellSide } from './upsell.ts';

/** Hundredths as an amount of money. @example amountText(-123456) // '-1,234.56' */
export function amountText(cents: number): string {
  const [whole = '', rest = ''] = (Math.abs(cents) / 100).toFixed(2).split('.');
  const amount = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`;
  return cents < 0 && amount !== '0.00' ? `-${amount}` : amount;
}

/** What the amount of upsell is told with, on a page and in a report alike. */
export const UPSELL_WORDS = {
  en: {
    title: 'Upsell amount',
    none: 'Nothing to tell: the month is not over, or nobody counted in it was a customer before.',
    notYet: (n: number) =>
      `Not told yet: the ${UPSELL_DAYS} days after this month are not over (${n} existing customers wait).`,
    visited: (n: number, handed: number, buyers: number, deals: number, amount: string) =>
      `Visited customers: n ${n}, of whom ${handed} were handed to sales in a visit; won deals after those visits: ${deals}, customers with a deal: ${buyers}, amount: ${amount}`,
    notVisited: (n: number, buyers: number, deals: number, amount: string) =>
      `Customers not visited: n ${n}; won deals: ${deals}, customers with a deal: ${buyers}, amount: ${amount}`,
    perHundred: (amount: string) => `; ${amount} for each hundred customers`,
    fewCustomers: '; too few customers for an amount for each hundred',
    difference: (by: string, low: string, high: string) =>
      `For each hundred customers, a visit handed to sales is associated with a difference of ${by} (95 % interval ${low} to ${high}) against those not visited. Associated with, not caused by: who is visited was not left to chance.`,
    tooFew:
      'Too few customers, or too few of them with a deal, to compare. What is shown is associated with visits, not caused by them.',
    customersLeft: 'Customers in neither group',
    dealsLeft: 'Deals left out',
    why: {
      other_month: 'visited in another month than the visit was due in',
      new_owner: 'given to this person since',
      several_owners: 'contacts of several persons',
      not_due: 'not due yet',
      no_amount: 'no amount',
      other_currency: 'another currency',
      no_creation: 'no creation date',
    },
    method: `Won deals in the portal’s currency, created within ${UPSELL_DAYS} days from the first visit handed to sales in the month; of customers not visited within ${UPSELL_DAYS} days from a day drawn from this person’s visit days, so that both are looked at alike. Of a visited customer nothing else counts. Interval: Welch’s; amounts are skewed, so it stands only where each group has 30 customers and 20 of them a deal. Shown, never a goal.`,
    colon: ': ',
    separator: ', ',
  },
  zh: {
    title: '增购金额',
    none: '暂无数据：本月尚未结束，或统计范围内没有老客户。',
    notYet: (n: number) => `尚不能给出：本月之后的 ${UPSELL_DAYS} 天还没有过完（${n} 位老客户等待中）。`,
    visited: (n: number, handed: number, buyers: number, deals: number, amount: string) =>
      `已回访客户：样本 ${n}，其中 ${handed} 位在回访中转给销售；这些回访之后赢得的交易 ${deals} 笔（${buyers} 位客户），金额 ${amount}`,
    notVisited: (n: number, buyers: number, deals: number, amount: string) =>
      `未回访客户：样本 ${n}；赢得的交易 ${deals} 笔（${buyers} 位客户），金额 ${amount}`,
    perHundred: (amount: string) => `；每百位客户 ${amount}`,
    fewCustomers: '；客户太少，不给每百位金额',
    difference: (by: string, low: string, high: string) =>
      `与未回访客户相比，转给销售的回访与每百位客户 ${by} 的差额相关（95% 区间 ${low} 至 ${high}）。只是相关，不是因果：回访谁并非随机决定。`,
    tooFew: '客户太少，或有交易的客户太少，无法比较。以上金额只与回访相关，不是由回访造成。',
    customersLeft: '未归入任何一组的客户',
    dealsLeft: '未计入的交易',
    why: {
      other_month: '回访完成于应访月份之外',
      new_owner: '之后才转给此人',
      several_owners: '联系人分属多人',
      not_due: '未到期',
      no_amount: '没有金额',
      other_currency: '其他币种',
      no_creation: '没有创建日期',
    },
    method: `以门户币种计的赢单金额：交易创建于当月首次转给销售的回访起 ${UPSELL_DAYS} 天之内；未回访客户从此人的回访日中抽取一天起 ${UPSELL_DAYS} 天之内，两组观察方式相同。已回访客户的其他交易不计入。区间为 Welch 区间；金额偏态，故两组各有 30 位客户且其中 20 位有交易时才给出。仅供查看，从不作为目标。`,
    colon: '：',
    separator: '，',
  },
} as const;

/** The amounts of both groups in sentences, with how many they are of, what was left out, and how they are made. */
export function upsellText(upsell: Upsell, language: keyof typeof UPSELL_WORDS): readonly string[] {
  const words = UPSELL_WORDS[language];
  const { visited, notVisited, left, difference } = upsell;
  if (left.not_due > 0) return [words.notYet(left.not_due), words.method];
  const outside = counted(UPSELL_LEFT, (why) => left[why]);
  if (visited.customers + notVisited.customers === 0 && outside === '') return [words.none];
  const deals = counted(DEALS_LEFT, (why) => visited.dealsLeft[why] + notVisited.dealsLeft[why]);
  const per = ({ perHundred }: UpsellSide): string =>
    perHundred === undefined ? words.fewCustomers : words.perHundred(amountText(perHundred));
  return [
    words.visited(visited.customers, visited.handed, visited.buyers, visited.deals, amountText(visited.cents)) +
      per(visited),
    words.notVisited(notVisited.customers, notVisited.buyers, notVisited.deals, amountText(notVisited.cents)) +
      per(notVisited),
    difference
      ? words.difference(
          amountText(difference.cents),
          amountText(difference.interval.low),
          amountText(difference.interval.high),
        )
      : words.tooFew,
    ...(outside === '' ? [] : [words.customersLeft + words.colon + outside]),
    ...(deals === '' ? [] : [words.dealsLeft + words.colon + deals]),
    words.method,
  ];

  function counted<T extends keyof typeof words.why>(reasons: readonly T[], count: (why: T) => number): string {
    return reasons
      .filter((why) => count(why) > 0)
      .map((why) => `${words.why[why]} ${count(why)}`)
      .join(words.separator);
  }
}
