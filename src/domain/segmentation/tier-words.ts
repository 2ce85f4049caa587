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
    ...numbers(decision, worth, cuts, tiers),
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

function numbers(
  { ranking }: Omit<TierDecision, 'why'>,
  worth: Worth,
  cuts: BookCuts,
  { weights }: TierPolicy,
): readonly Words[] {
  if (!ranking) return [];
  return DIMENSIONS.flatMap((dimension) => {
    const score = ranking.scores[dimension];
    const found = compared(worth, cuts, dimension);
    if (score === undefined || !found) return [];
    // What has no weight decided nothing.
    const counts = dimension === 'recency' || dimension === 'frequency' || weights[dimension] > 0;
    const judges = dimension === 'growth' && worth.potential === undefined;
    if (!counts && !judges) return [];
    return [numberWords(dimension, score, found)];
  });
}

function numberWords(
  dimension: Dimension,
  score: number,
  { value, cuts }: { readonly value: number; readonly cuts: readonly number[] },
): Words {
  // A score of 3 is above the second cut and not above the third.
  const passed = cuts[score - 2];
  const next = cuts[score - 1];
  const said = (number: number): Words => amount(dimension, number);
  const fewer = dimension === 'recency';
  const own = said(value);
  const edges = {
    zh: [
      ...(passed === undefined ? [] : [`${fewer ? '少于' : '高于'} ${said(passed).zh}`]),
      ...(next === undefined ? [] : [`未${fewer ? '少' : '高'}于 ${said(next).zh}`]),
    ].join('，'),
    en: [
      ...(passed === undefined ? [] : [`${fewer ? 'fewer than' : 'above'} ${said(passed).en}`]),
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
      return { zh: (number / 100).toFixed(2), en: (number / 100).toFixed(2) };
    default: {
      const never: never = dimension;
      throw new RangeError(`unknown dimension ${String(never)}`);
    }
  }
}

function decimal(number: number): string {
  return Number.isInteger(number) ? String(number) : number.toFixed(1);
}
