import { formatDay } from '../calendar/day.ts';
import type { Words } from '../planning/plan.ts';
import type { TierPolicy } from '../policy/policy.ts';
import { type BookCuts, compared, DIMENSIONS, type Dimension, type Worth } from './scores.ts';
import type { KeptTier, TierDecision } from './tier-decision.ts';

const NAMES: { readonly [dimension in Dimension]: Words } = {
  recency: { zh: '最近购买', en: 'recency' },
  frequency: { zh: '购买频次', en: 'frequency' },
  money: { zh: '金额', en: 'money' },
  profit: { zh: '利润', en: 'profit' },
  loyalty: { zh: '合作时长', en: 'loyalty' },
  growth: { zh: '增长', en: 'growth' },
};

/** Why the tier is what it is: the numbers, the cuts they are between, and the threshold that decided. */
export function tierWords(
  decision: Omit<TierDecision, 'why'>,
  {
    worth,
    kept,
    cuts,
    tiers,
  }: {
    readonly worth: Worth;
    readonly kept: KeptTier | undefined;
    readonly cuts: BookCuts;
    readonly tiers: TierPolicy;
  },
): Words {
  const parts = [
    headline(decision, kept, tiers),
    thresholds(decision, tiers),
    ...scoredNumbers(decision, worth, cuts, tiers).map(numberWords),
  ];
  return { zh: sentence(parts, 'zh'), en: sentence(parts, 'en') };
}

function sentence(parts: readonly (Words | undefined)[], language: 'zh' | 'en'): string {
  const said = parts.flatMap((part) => part?.[language] ?? []);
  return language === 'zh' ? `${said.join('；')}。` : `${said.join('; ')}.`;
}

function headline(decision: Omit<TierDecision, 'why'>, kept: KeptTier | undefined, tiers: TierPolicy): Words {
  const { tier, because, ranking, expiredOn, missing } = decision;
  const expired = {
    zh: expiredOn === undefined ? '' : `（人工分层已于 ${formatDay(expiredOn)} 到期）`,
    en: expiredOn === undefined ? '' : ` (the manual tier ended on ${formatDay(expiredOn)})`,
  };
  const lacking = {
    zh: missing.map((dimension) => NAMES[dimension].zh).join('、'),
    en: missing.map((dimension) => NAMES[dimension].en).join(', '),
  };
  switch (because) {
    case 'scores':
      return { zh: `${tier} 级，按评分${expired.zh}`, en: `Tier ${tier} by the scores${expired.en}` };
    case 'held_by_points':
      return {
        zh: `维持 ${tier} 级：评分为 ${ranking?.tier} 级，但各分界下移 ${tiers.hysteresis.points} 个百分点后仍够 ${tier} 级`,
        en: `Stays ${tier}: the scores say ${ranking?.tier}, but with every cut ${tiers.hysteresis.points} points lower it is still ${tier}`,
      };
    case 'held_by_days': {
      const from = kept?.since === undefined ? '' : formatDay(kept.since);
      return {
        zh: `维持 ${tier} 级：评分为 ${ranking?.tier} 级，但自 ${from} 起不满 ${tiers.hysteresis.holdDays} 天，暂不下调`,
        en: `Stays ${tier}: the scores say ${ranking?.tier}, but it is not lowered within ${tiers.hysteresis.holdDays} days of ${from}`,
      };
    }
    case 'potential':
      return {
        zh: `${tier} 级，按潜力；缺少${lacking.zh}，未评分`,
        en: `Tier ${tier} by its potential; not scored: ${lacking.en} is not known`,
      };
    case 'not_scored':
      return {
        zh: `${tier === undefined ? '未分层' : `维持 ${tier} 级`}：缺少${lacking.zh}，未评分${expired.zh}`,
        en: `${tier === undefined ? 'No tier' : `Stays ${tier}`}: not scored, ${lacking.en} is not known${expired.en}`,
      };
    case 'manual':
      return manual(decision, kept);
    default: {
      const never: never = because;
      throw new RangeError(`unknown ground ${String(never)}`);
    }
  }
}

function manual({ tier, ranking }: Omit<TierDecision, 'why'>, kept: KeptTier | undefined): Words {
  const until = kept?.until === undefined ? undefined : formatDay(kept.until);
  const reason = kept?.reason;
  return {
    zh: `${tier} 级，人工设定${until ? `，至 ${until}` : '，未设到期日'}${reason ? `：${reason}` : '，未写原因'}${ranking ? `；评分为 ${ranking.tier} 级` : ''}`,
    en: `Tier ${tier} set by hand${until ? ` until ${until}` : ', without an end'}${reason ? `: ${reason}` : ', without a reason'}${ranking ? `; the scores say ${ranking.tier}` : ''}`,
  };
}

/** Which thresholds of the policy the scores reach, and which not. */
function thresholds({ ranking }: Omit<TierDecision, 'why'>, { A, B }: TierPolicy): Words | undefined {
  if (!ranking) return undefined;
  const { value, activity, potential } = ranking;
  const [v, a] = [decimal(value), decimal(activity)];
  const against = (own: number, least: number): string => `${own >= least ? '≥' : '<'} ${decimal(least)}`;
  const judged = potential === undefined ? undefined : `${decimal(potential)} ${against(potential, B.potential)}`;
  return {
    zh: `价值 ${v}（A ${against(value, A.value)}，B ${against(value, B.value)}），活跃度 ${a}（A ${against(activity, A.activity)}）${judged ? `，潜力 ${judged}` : ''}`,
    en: `value ${v} (A ${against(value, A.value)}, B ${against(value, B.value)}), activity ${a} (A ${against(activity, A.activity)})${judged ? `, potential ${judged}` : ''}`,
  };
}

/** A number of a customer, its score, and the cuts it lies between. */
export interface ScoredNumber {
  readonly dimension: Dimension;
  readonly score: number;
  readonly value: number;
  /** A score of 3 is beyond the second cut and not beyond the third; absent at either end. */
  readonly beyond?: number;
  readonly next?: number;
}

/** The numbers that decided a tier: what has no weight decided nothing and is left out. */
export function scoredNumbers(
  { ranking }: Omit<TierDecision, 'why'>,
  worth: Worth,
  cuts: BookCuts,
  { weights }: TierPolicy,
): readonly ScoredNumber[] {
  if (!ranking) return [];
  return DIMENSIONS.flatMap((dimension): readonly ScoredNumber[] => {
    const score = ranking.scores[dimension];
    const found = compared(worth, cuts, dimension);
    if (score === undefined || !found) return [];
    const counts = dimension === 'recency' || dimension === 'frequency' || weights[dimension] > 0;
    const judges = dimension === 'growth' && worth.potential === undefined;
    if (!counts && !judges) return [];
    const [beyond, next] = [found.cuts[score - 2], found.cuts[score - 1]];
    return [
      {
        dimension,
        score,
        value: found.value,
        ...(beyond === undefined ? {} : { beyond }),
        ...(next === undefined ? {} : { next }),
      },
    ];
  });
}

/** A number as a screen shows it: amounts with their decimals. */
export function numberText(dimension: Dimension, number: number): string {
  return dimension === 'money' || dimension === 'profit' ? (number / 100).toFixed(2) : String(number);
}

function numberWords({ dimension, score, value, beyond, next }: ScoredNumber): Words {
  const said = (number: number): Words => amount(dimension, number);
  const fewer = dimension === 'recency';
  const own = said(value);
  const edges = {
    zh: [
      ...(beyond === undefined ? [] : [`${fewer ? '少于' : '高于'} ${said(beyond).zh}`]),
      ...(next === undefined ? [] : [`未${fewer ? '少' : '高'}于 ${said(next).zh}`]),
    ].join('，'),
    en: [
      ...(beyond === undefined ? [] : [`${fewer ? 'fewer than' : 'above'} ${said(beyond).en}`]),
      ...(next === undefined ? [] : [`not ${fewer ? 'fewer than' : 'above'} ${said(next).en}`]),
    ].join(', '),
  };
  return {
    zh: `${NAMES[dimension].zh} ${score} 分（${own.zh}：${edges.zh}）`,
    en: `${NAMES[dimension].en} ${score} (${own.en}: ${edges.en})`,
  };
}

function amount(dimension: Dimension, number: number): Words {
  switch (dimension) {
    case 'recency':
    case 'loyalty':
      return { zh: `${number} 天`, en: number === 1 ? '1 day' : `${number} days` };
    case 'frequency':
      return { zh: `${number} 次`, en: number === 1 ? '1 order' : `${number} orders` };
    case 'growth':
      return { zh: `${number} %`, en: `${number} %` };
    case 'money':
    case 'profit':
      return { zh: numberText(dimension, number), en: numberText(dimension, number) };
    default: {
      const never: never = dimension;
      throw new RangeError(`unknown dimension ${String(never)}`);
    }
  }
}

function decimal(number: number): string {
  return Number.isInteger(number) ? String(number) : number.toFixed(1);
}
