import { type Day, formatDay } from '../calendar/day.ts';
import type { CustomerFacts } from '../planning/facts.ts';
import type { Words } from '../planning/plan.ts';
import type { ChurnPolicy } from '../policy/policy.ts';

/** What points to a customer about to leave, besides its own dates. */
export interface ChurnSigns {
  /** Marks of 1 to 5, one a visit, newest first. */
  readonly scores: readonly { readonly on: Day; readonly score: number }[];
  readonly brokenPromises: readonly { readonly id: string; readonly dueOn: Day }[];
  readonly openLoops: number;
  /** Days between talks or orders that are this customer's own: agreed, or its median gap. */
  readonly rhythmDays?: number | undefined;
}

/** One ground for a flag. The id is the same as long as it is the same ground, and another once there is more of it. */
export interface Evidence {
  readonly id: string;
  readonly kind: 'falling_scores' | 'broken_promise' | 'silence' | 'contract_end' | 'money' | 'frequency' | 'project';
  readonly why: Words;
}

/** Marks before the newest that it is held against. */
const BEFORE = 3;

/** Everything that says on a day that a customer may leave; empty: nothing does. */
export function churnEvidence(
  facts: Pick<CustomerFacts, 'lastTouch' | 'lastPurchaseOn' | 'contractEndsOn'>,
  signs: ChurnSigns,
  churn: ChurnPolicy,
  today: Day,
): readonly Evidence[] {
  return [
    ...fallingScores(signs, churn),
    ...brokenPromises(signs, churn, today),
    ...silence(facts, signs, churn, today),
    ...contractEnd(facts, signs, churn, today),
  ];
}

function fallingScores({ scores }: ChurnSigns, { scoreFall }: ChurnPolicy): readonly Evidence[] {
  const [newest, ...rest] = [...scores].sort((a, b) => b.on - a.on);
  const before = rest.slice(0, BEFORE);
  if (!newest || before.length === 0) return [];
  const mean = before.reduce((sum, { score }) => sum + score, 0) / before.length;
  if (mean - newest.score < scoreFall) return [];
  const [was, now, on] = [mean.toFixed(1), newest.score.toFixed(1), formatDay(newest.on)];
  return [
    {
      id: `scores:${on}`,
      kind: 'falling_scores',
      why: {
        zh: `满意度下降：${on} 为 ${now} 分，此前 ${before.length} 次平均 ${was} 分`,
        en: `Scores are falling: ${now} on ${on}, ${was} on average in the ${before.length} before`,
      },
    },
  ];
}

function brokenPromises(
  { brokenPromises: broken }: ChurnSigns,
  { promiseDays }: ChurnPolicy,
  today: Day,
): readonly Evidence[] {
  return broken
    .filter(({ dueOn }) => dueOn < today && today - dueOn <= promiseDays)
    .sort((a, b) => a.dueOn - b.dueOn || (a.id < b.id ? -1 : 1))
    .map(({ id, dueOn }) => ({
      id: `promise:${id}`,
      kind: 'broken_promise',
      why: {
        zh: `承诺逾期：应于 ${formatDay(dueOn)} 完成`,
        en: `A promise was broken: it was due on ${formatDay(dueOn)}`,
      },
    }));
}

/** Each further full rhythm of silence is new evidence. */
function silence(
  { lastTouch, lastPurchaseOn }: Pick<CustomerFacts, 'lastTouch' | 'lastPurchaseOn'>,
  { rhythmDays }: ChurnSigns,
  { silenceFactor }: ChurnPolicy,
  today: Day,
): readonly Evidence[] {
  const past = [lastTouch?.on, lastPurchaseOn].filter((on): on is Day => on !== undefined && on <= today);
  if (past.length === 0 || rhythmDays === undefined || rhythmDays < 1) return [];
  const last = Math.max(...past) as Day;
  const silent = today - last;
  if (silent < silenceFactor * rhythmDays) return [];
  const times = Math.floor(silent / rhythmDays);
  return [
    {
      id: `silence:${formatDay(last)}:${times}`,
      kind: 'silence',
      why: {
        zh: `自 ${formatDay(last)} 起 ${silent} 天无联系、无订单，是其自身间隔 ${rhythmDays} 天的 ${times} 倍`,
        en: `No talk and no order since ${formatDay(last)}: ${silent} days, ${times} times its own interval of ${rhythmDays}`,
      },
    },
  ];
}

function contractEnd(
  { contractEndsOn }: Pick<CustomerFacts, 'contractEndsOn'>,
  { openLoops }: ChurnSigns,
  { contractDays }: ChurnPolicy,
  today: Day,
): readonly Evidence[] {
  if (contractEndsOn === undefined || openLoops < 1) return [];
  const left = contractEndsOn - today;
  if (left < 0 || left > contractDays) return [];
  const ends = formatDay(contractEndsOn);
  return [
    {
      id: `contract:${ends}`,
      kind: 'contract_end',
      why: {
        zh: `合同 ${ends} 到期（还有 ${left} 天），仍有 ${openLoops} 个问题未闭环`,
        en: `The contract ends on ${ends} (in ${left} days) with ${openLoops} open ${openLoops === 1 ? 'loop' : 'loops'}`,
      },
    },
  ];
}
