import type { Words } from '../planning/plan.ts';
import type { Contradiction, DraftRule, SopLength } from './draft.ts';
import { daysOf } from './windows.ts';

/**
 * Where drafts cannot all be kept as they are written, with what the policy would do.
 *
 * Only drafts for the same customers are held against each other: a finer segment beside a coarser one is no contradiction, the
 * shorter interval goes first there anyway. Cadences in ways of contact that have nothing in common can both be kept.
 */
export function contradictionsOf(drafts: readonly DraftRule[]): readonly Contradiction[] {
  const occasions = new Map<string, number[]>();
  const cadences = new Map<string, number[]>();
  drafts.forEach((draft, i) => {
    const { trigger } = draft;
    if (trigger.type === 'recurring') put(cadences, segmentKey(draft), i);
    else if (trigger.anchor !== undefined && isOfOneKind(draft))
      put(occasions, `${segmentKey(draft)} ${trigger.type} ${trigger.anchor} ${draft.kind}`, i);
  });
  const found: Contradiction[] = [];
  for (const group of occasions.values()) found.push(...twoNumbers(drafts, group));
  for (const group of cadences.values()) found.push(...rates(drafts, group));
  return found.sort((a, b) => (a.drafts[0] as number) - (b.drafts[0] as number) || (a.kind < b.kind ? -1 : 1));
}

function put(groups: Map<string, number[]>, key: string, index: number): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [index]);
  else group.push(index);
}

function segmentKey({ segment: { tiers, stages, flags } }: DraftRule): string {
  return `${tiers.join()}|${stages.join()}|${flags.join()}`;
}

function isOfOneKind({ kind }: DraftRule): boolean {
  return kind === 'visit' || kind === 'message' || kind === 'survey';
}

/** About how many days a length is, to put lengths of different units in order. */
function roughDays({ n, unit }: SopLength): number {
  switch (unit) {
    case 'C':
      return n;
    case 'W':
      return (n * 7) / 5;
    case 'm':
      return n * 30.5;
    case 'h':
      return n / 24;
    default:
      return unit satisfies never;
  }
}

/**
 * One occasion with two lengths. Milestones one after the other (3 days, 7 days, 30 days) are meant so: only windows that overlap,
 * and lengths before one date, contradict each other.
 */
function twoNumbers(drafts: readonly DraftRule[], group: readonly number[]): readonly Contradiction[] {
  const sorted = distinct(drafts, group).sort(
    (a, b) => Math.abs(roughDays(targetOf(drafts, a))) - Math.abs(roughDays(targetOf(drafts, b))) || a - b,
  );
  const clusters: number[][] = [];
  for (const index of sorted) {
    const cluster = clusters.at(-1);
    const last = cluster?.at(-1);
    if (
      cluster !== undefined &&
      last !== undefined &&
      contradicts(drafts[last] as DraftRule, drafts[index] as DraftRule)
    )
      cluster.push(index);
    else clusters.push([index]);
  }
  return clusters.flatMap((cluster) => {
    if (cluster.length < 2) return [];
    const isBefore = (drafts[cluster[0] as number] as DraftRule).trigger.type === 'before';
    const near = targetOf(drafts, cluster[0] as number);
    const far = targetOf(drafts, cluster.at(-1) as number);
    // Before a date the greater length comes first in time.
    const [target, latest] = isBefore ? [far, near] : [near, far];
    return contradiction(drafts, cluster, 'two_numbers', whatWords(drafts, cluster), {
      target,
      latest,
      why: {
        zh: `同一时点有两个数字：${lengthWords(target).zh}作目标，${lengthWords(latest).zh}作最迟，两条都守住`,
        en: `two numbers for one occasion: ${lengthWords(target).en} becomes the target, ${lengthWords(latest).en} the latest, which keeps both`,
      },
    });
  });
}

function contradicts(a: DraftRule, b: DraftRule): boolean {
  if (a.trigger.type === 'before') return true;
  if (a.line === b.line && a.quote === b.quote) return false;
  const bothWithin = isWithin(a) && isWithin(b);
  if (bothWithin) return true;
  if (isWithin(a) || isWithin(b)) return false;
  return roughDays(b.window.earliest) <= roughDays(a.window.latest);
}

function isWithin({ window }: DraftRule): boolean {
  return window.earliest.n === 0;
}

function targetOf(drafts: readonly DraftRule[], index: number): SopLength {
  return (drafts[index] as DraftRule).window.target;
}

/** One draft for each length. */
function distinct(drafts: readonly DraftRule[], group: readonly number[]): number[] {
  const seen = new Map<string, number>();
  for (const index of group) {
    const { n, unit } = targetOf(drafts, index);
    // A day and twenty-four hours are the same length.
    const key = unit === 'h' && n % 24 === 0 ? `${n / 24} C` : `${n} ${unit}`;
    if (!seen.has(key)) seen.set(key, index);
  }
  return [...seen.values()];
}

/** Cadences, limits and spacings of the same customers. */
function rates(drafts: readonly DraftRule[], group: readonly number[]): readonly Contradiction[] {
  const found: Contradiction[] = [];
  const at = (index: number): DraftRule => drafts[index] as DraftRule;
  const cadences = byRate(
    drafts,
    group.filter((index) => isOfOneKind(at(index))),
  );
  const limits = byRate(
    drafts,
    group.filter((index) => at(index).kind === 'limit'),
  );
  const spacings = byRate(
    drafts,
    group.filter((index) => at(index).kind === 'spacing'),
  );

  for (const cluster of alike(drafts, cadences)) {
    if (cluster.length < 2) continue;
    const wins = cluster[0] as number;
    found.push(
      contradiction(drafts, cluster, 'two_intervals', whatWords(drafts, cluster), {
        wins,
        why: {
          zh: `最短间隔优先：按「${at(wins).when}」执行，其余自然满足`,
          en: `the shortest interval wins: "${at(wins).when}" goes first and pays the others on its way`,
        },
      }),
    );
  }
  const strictest = limits.at(-1);
  const fastest = cadences[0];
  if (strictest !== undefined && fastest !== undefined && intervalOf(at(fastest)) < intervalOf(at(strictest))) {
    found.push(
      contradiction(drafts, [fastest, strictest], 'over_limit', whatWords(drafts, [fastest, strictest]), {
        wins: strictest,
        why: {
          zh: '上限优先：它限制例行回访与问候；合同、首次回访与未闭环问题不受限，但计入次数',
          en: 'the limit goes first: it holds back recurring visits and greetings; contract, first visits and open issues are not held back but count',
        },
      }),
    );
  }
  const widest = spacings.at(-1);
  if (widest !== undefined && fastest !== undefined) {
    const { trigger } = at(fastest);
    const apart = intervalOf(at(widest));
    if (trigger.type === 'recurring' && trigger.times * apart > daysOf(trigger.every)) {
      found.push(
        contradiction(drafts, [fastest, widest], 'too_close', whatWords(drafts, [fastest, widest]), {
          wins: fastest,
          why: {
            zh: `${trigger.times} 次、每次相隔 ${apart} 天需要 ${trigger.times * apart} 天，一个周期只有 ${daysOf(trigger.every)} 天：次数优先，间隔作为理想值`,
            en: `${trigger.times} times ${apart} days apart take ${trigger.times * apart} days and the period has ${daysOf(trigger.every)}: the number of times goes first, the spacing is what is aimed at`,
          },
        }),
      );
    }
  }
  return found;
}

/** Days from one to the next. */
function intervalOf({ trigger, kind }: DraftRule): number {
  if (trigger.type !== 'recurring') return Number.POSITIVE_INFINITY;
  return kind === 'spacing' ? daysOf(trigger.every) : daysOf(trigger.every) / trigger.times;
}

/** One draft for each rate and way of contact, the fastest first. */
function byRate(drafts: readonly DraftRule[], group: readonly number[]): readonly number[] {
  const seen = new Map<string, number>();
  for (const index of group) {
    const draft = drafts[index] as DraftRule;
    const key = `${intervalOf(draft)} ${draft.kind} ${[...draft.channels].sort().join()}`;
    if (!seen.has(key)) seen.set(key, index);
  }
  return [...seen.values()].sort(
    (a, b) => intervalOf(drafts[a] as DraftRule) - intervalOf(drafts[b] as DraftRule) || a - b,
  );
}

/** Cadences that are about the same contacts at different rates. */
function alike(drafts: readonly DraftRule[], sorted: readonly number[]): readonly (readonly number[])[] {
  const clusters: { readonly members: number[]; readonly intervals: Set<number> }[] = [];
  for (const index of sorted) {
    const draft = drafts[index] as DraftRule;
    const interval = intervalOf(draft);
    const cluster = clusters.find(({ members }) => {
      const other = drafts[members[0] as number] as DraftRule;
      return other.kind === draft.kind && shareChannel(other, draft);
    });
    if (cluster === undefined) clusters.push({ members: [index], intervals: new Set([interval]) });
    else if (!cluster.intervals.has(interval)) {
      cluster.members.push(index);
      cluster.intervals.add(interval);
    }
  }
  return clusters.map(({ members }) => members);
}

function shareChannel(a: DraftRule, b: DraftRule): boolean {
  if (a.channels.length === 0 || b.channels.length === 0) return true;
  return a.channels.some((channel) => b.channels.includes(channel));
}

function contradiction(
  drafts: readonly DraftRule[],
  members: readonly number[],
  kind: Contradiction['kind'],
  what: Words,
  resolution: Contradiction['resolution'],
): Contradiction {
  const sorted = [...members].sort((a, b) => a - b);
  const lines = [...new Set(sorted.map((index) => (drafts[index] as DraftRule).line))];
  return { kind, drafts: sorted, lines, what, resolution };
}

const MOST_NAMED = 6;

function whatWords(drafts: readonly DraftRule[], members: readonly number[]): Words {
  const sorted = [...members].sort((a, b) => a - b).slice(0, MOST_NAMED);
  const named = sorted.map((index) => drafts[index] as DraftRule);
  return {
    zh: named.map(({ line, when }) => `第 ${line} 行「${when}」`).join('与'),
    en: named.map(({ line, when }) => `line ${line} "${when}"`).join(' and '),
  };
}

function lengthWords({ n, unit }: SopLength): Words {
  const size = Math.abs(n);
  const units: { readonly [unit in SopLength['unit']]: Words } = {
    C: { zh: `${size} 天`, en: `${size} days` },
    W: { zh: `${size} 个工作日`, en: `${size} working days` },
    m: { zh: `${size} 个月`, en: `${size} months` },
    h: { zh: `${size} 小时`, en: `${size} hours` },
  };
  return units[unit];
}
