import { type Clustering, type ClusterSum, clustering } from '../satisfaction/clusters.ts';
import { type Sample, sampleOf } from '../satisfaction/display.ts';
import { poissonInterval } from '../satisfaction/distributions.ts';
import { type CollectorCounts, PATTERNS, type Seen } from '../satisfaction/integrity.ts';
import { type Interval, type NpsCounts, nps, SMALL_SAMPLING_FRACTION, wilson } from '../satisfaction/intervals.ts';
import { type AverageRating, averageRating, type MarkCounts } from '../satisfaction/ratings.ts';
import type { Cube } from './cube.ts';
import { type Exclusion, RATES, type Rate, VERDICTS, type Verdict } from './kpis.ts';
import {
  CALL_STEP_SECONDS,
  CLOCK_VALUES,
  DIMENSION_VALUES,
  type MonthMeasures,
  OLDEST_HOURS,
} from './month-measures.ts';
import { type Histogram, type QuantileOf, quantileOf } from './quantiles.ts';
import { ATTEMPT_VALUES, type Attempt, COLLECTION_VALUES, type Collection } from './responses.ts';
import { type Survival, survival } from './survival.ts';
import { type Upsell, type UpsellGroup, upsellFrom } from './upsell.ts';

/** Shares of the scorecard; none is a raw count, and none is to be (a goal of calls made is met by calling). */
export type ShareKpi = 'coverage' | Exclude<Rate, 'suggestions' | 'answers'>;
export const SHARE_KPIS: readonly ShareKpi[] = [
  'coverage',
  ...RATES.filter(
    (rate): rate is Exclude<Rate, 'suggestions' | 'answers'> => rate !== 'suggestions' && rate !== 'answers',
  ),
];

/** A share with everything one needs to judge it. Under five, `share` and `interval` are absent: counts are shown. */
export interface ShareValue {
  /** Met and missed. */
  readonly n: number;
  /** Met; of churn, lost. */
  readonly hits: number;
  readonly share?: number;
  /** Wilson. */
  readonly interval?: Interval;
  readonly sample: Sample;
  /** What was left out, by reason; reasons that did not occur are absent. */
  readonly excluded: { readonly [reason in Exclusion]?: number };
}

/** Which customers a number is about; absent: all. */
export interface Segment {
  readonly tier?: string;
  readonly stage?: string;
}

export function shareKpi(measures: MonthMeasures, kpi: ShareKpi, segment: Segment = {}): ShareValue {
  if (kpi === 'coverage') return shareOf(measures.coverage().by('verdict', chosen(segment)));
  return shareOf(measures.cubes.rates.by('verdict', { ...chosen(segment), rate: [kpi] }));
}

/** SLA attainment of each clock that was due or stands still. */
export function slaByClock(
  measures: MonthMeasures,
  segment: Segment = {},
): readonly ({ readonly rule: string } & ShareValue)[] {
  return CLOCK_VALUES.flatMap((rule) => {
    const verdicts = measures.cubes.clocks.by('verdict', { ...chosen(segment), rule: [rule] });
    return Object.values(verdicts).some((count) => count > 0) ? [{ rule, ...shareOf(verdicts) }] : [];
  });
}

/** Any count of verdicts as a share. */
export function shareOf(verdicts: { readonly [verdict: string]: number }): ShareValue {
  const count = (verdict: Verdict): number => verdicts[verdict] ?? 0;
  const hits = count('met');
  const n = hits + count('missed');
  const sample = sampleOf(n);
  const excluded: { [reason in Exclusion]?: number } = {};
  for (const verdict of VERDICTS) {
    if (verdict !== 'met' && verdict !== 'missed' && count(verdict) > 0) excluded[verdict] = count(verdict);
  }
  return {
    n,
    hits,
    excluded,
    sample,
    ...(sample === 'too_few' ? {} : { share: hits / n, interval: wilson(hits, n) }),
  };
}

/** So many of something for each hundred of something else. */
export interface PerHundred {
  readonly count: number;
  readonly of: number;
  readonly perHundred?: number;
  /** Garwood's exact interval of a Poisson count, over `of`. */
  readonly interval?: Interval;
  readonly sample: Sample;
  readonly declined: number;
  readonly undecided: number;
}

/** Suggestions that were accepted, for each hundred visits held. Accepted ones, since a goal of suggestions made is met by asking. */
export function effectiveSuggestions(measures: MonthMeasures, segment: Segment = {}): PerHundred {
  const verdicts = measures.cubes.rates.by('verdict', { ...chosen(segment), rate: ['suggestions'] });
  const of = measures.cubes.rates.total({ ...chosen(segment), rate: ['record_24h'] });
  const count = verdicts.met ?? 0;
  const sample = sampleOf(of);
  const { low, high } = poissonInterval(count);
  return {
    count,
    of,
    declined: verdicts.missed ?? 0,
    undecided: verdicts.not_due ?? 0,
    sample,
    ...(sample === 'too_few'
      ? {}
      : { perHundred: (100 * count) / of, interval: { low: (100 * low) / of, high: (100 * high) / of } }),
  };
}

/** What visited customers and others bought in the days after. */
export function upsellAmount(measures: MonthMeasures, segment: Segment = {}): Upsell {
  const of = (group: UpsellGroup) => measures.cubes.upsell.by('what', { ...chosen(segment), group: [group] });
  return upsellFrom(of('visited'), of('not_visited'));
}

/** Median and ninth tenth of call lengths in seconds, counted in steps of ten; shown, never a goal. */
export function callLengths(measures: MonthMeasures): {
  readonly n: number;
  readonly median?: QuantileOf;
  readonly p90?: QuantileOf;
  readonly sample: Sample;
} {
  const histogram: Histogram = [...measures.cubes.calls.counts].flatMap((count, step) =>
    count === 0 ? [] : [{ value: step * CALL_STEP_SECONDS, count }],
  );
  const n = histogram.reduce((sum, { count }) => sum + count, 0);
  const sample = sampleOf(n);
  if (sample === 'too_few') return { n, sample };
  const median = quantileOf(histogram, 0.5);
  const p90 = quantileOf(histogram, 0.9);
  return { n, sample, ...(median ? { median } : {}), ...(p90 ? { p90 } : {}) };
}

/** How long loops take to be resolved, in hours, the open ones counted for as long as they are open. */
export function timeToResolution(measures: MonthMeasures): Survival & { readonly sample: Sample } {
  const { counts } = measures.cubes.ages;
  const size = OLDEST_HOURS + 1;
  const ages = Array.from({ length: size }, (_, age) => ({
    age,
    ended: counts[age] as number,
    open: counts[size + age] as number,
  }));
  const found = survival(ages.filter(({ ended, open }) => ended + open > 0));
  return { ...found, sample: sampleOf(found.n) };
}

export interface CsatValue {
  /** Marks given; of all dimensions together a person gave several. */
  readonly n: number;
  /** Of 4 or 5. */
  readonly hits: number;
  readonly counts: MarkCounts;
  readonly share?: number;
  /** Wilson; of companies with several marks by their design effect. */
  readonly interval?: Interval;
  readonly sample: Sample;
  readonly companies: Pick<Clustering, 'clusters' | 'designEffect'>;
  /** Apart: another number than the share. */
  readonly average: AverageRating;
}

/**
 * The share of 4 and 5 among all marks, of one dimension or of all together.
 *
 * How much marks of one company resemble each other is taken from all marks of the dimension, also where a segment is looked at.
 * `companies.clusters` counts groups of companies, of which there are at most 64.
 *
 * @param of `among`: the interval is that of a statement about these people alone
 */
export function csat(
  measures: MonthMeasures,
  of: Segment & {
    readonly dimension?: string;
    readonly collections?: readonly Collection[];
    readonly among?: Invited;
  } = {},
): CsatValue {
  const byMark = measures.cubes.marks.by('mark', {
    ...chosen(of),
    dimension: of.dimension === undefined ? undefined : [of.dimension],
    collection: of.collections,
  });
  return csatOf(marksOf(byMark), measures, of);
}

function csatOf(
  counts: MarkCounts,
  measures: MonthMeasures,
  of: { readonly dimension?: string; readonly among?: Invited } = {},
): CsatValue {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const hits = counts[3] + counts[4];
  const groups = groupsOf(measures.cubes.markGroups, of.dimension);
  const shares = clustering(groups.map((group) => sumOf(group, (mark) => (mark >= 4 ? 1 : 0))));
  const sample = sampleOf(n);
  return {
    n,
    hits,
    counts,
    sample,
    companies: { clusters: shares.clusters, designEffect: shares.designEffect },
    average: averageRating(counts, clustering(groups.map((group) => sumOf(group, (mark) => mark)))),
    ...(sample === 'too_few'
      ? {}
      : { share: hits / n, interval: wilson(hits, n, { ...shares.certainty, ...populationOf(n, of.among) }) }),
  };
}

/** Marks that all who were invited would have given, had each given as many as those who answered. */
function populationOf(n: number, among: Invited | undefined): { readonly population?: number } {
  return among === undefined || among.answered === 0
    ? {}
    : { population: Math.max(n, Math.round((n * among.invited) / among.answered)) };
}

/** Dimensions with marks, each by itself. */
export function csatByDimension(
  measures: MonthMeasures,
  segment: Segment = {},
): readonly ({ readonly dimension: string } & CsatValue)[] {
  return DIMENSION_VALUES.map((dimension) => ({ dimension, ...csat(measures, { ...segment, dimension }) })).filter(
    ({ n }) => n > 0,
  );
}

/** The same of all dimensions together, of those who were reached at one of these attempts; whom nobody tried to reach is in none. */
export function csatOfAttempts(
  measures: MonthMeasures,
  attempts: readonly Attempt[],
  segment: Segment = {},
): CsatValue {
  return csatOf(marksOf(measures.cubes.attemptMarks.by('mark', { ...chosen(segment), attempt: attempts })), measures);
}

/** Attempts at which somebody was reached who gave marks, each by itself. */
export function csatByAttempt(
  measures: MonthMeasures,
  segment: Segment = {},
): readonly ({ readonly attempt: Attempt } & CsatValue)[] {
  return ATTEMPT_VALUES.map((attempt) => ({ attempt, ...csatOfAttempts(measures, [attempt], segment) })).filter(
    ({ n }) => n > 0,
  );
}

/** HubSpot's own survey: how many chose its highest of three. It has no mean and is not added to marks out of five. */
export function hubspotCsat(measures: MonthMeasures, segment: Segment = {}): ShareValue {
  const marks = measures.cubes.hubspotMarks.by('mark', chosen(segment));
  return shareOf({ met: marks['2'] ?? 0, missed: (marks['0'] ?? 0) + (marks['1'] ?? 0) });
}

export interface NpsValue extends NpsCounts {
  readonly n: number;
  /** −1 … 1. */
  readonly score?: number;
  /** Adjusted Wald; of companies with several answers by their design effect. */
  readonly interval?: Interval;
  readonly sample: Sample;
  readonly companies: Pick<Clustering, 'clusters' | 'designEffect'>;
}

export function npsOf(
  measures: MonthMeasures,
  of: Segment & { readonly collections?: readonly Collection[]; readonly among?: Invited } = {},
): NpsValue {
  const scores = measures.cubes.nps.by('score', { ...chosen(of), collection: of.collections });
  const sum = (from: number, to: number): number =>
    Object.entries(scores).reduce(
      (all, [score, count]) => (Number(score) >= from && Number(score) <= to ? all + count : all),
      0,
    );
  const counts = { promoters: sum(9, 10), passives: sum(7, 8), detractors: sum(0, 6) };
  const n = counts.promoters + counts.passives + counts.detractors;
  const groups: ClusterSum[] = [];
  const { counts: cells } = measures.cubes.npsGroups;
  for (let at = 0; at < cells.length; at += 3) {
    const [up = 0, middle = 0, down = 0] = cells.subarray(at, at + 3);
    groups.push({ n: up + middle + down, sum: up - down, squares: up + down });
  }
  const companies = clustering(groups);
  const sample = sampleOf(n);
  return {
    n,
    ...counts,
    sample,
    companies: { clusters: companies.clusters, designEffect: companies.designEffect },
    ...(sample === 'too_few' ? {} : nps(counts, { ...companies.certainty, ...populationOf(n, of.among) })),
  };
}

/** Who was asked for marks and could have answered, and how many of them did. */
interface Invited {
  readonly invited: number;
  readonly answered: number;
}

/**
 * Those who were invited in the month, where all its answers are theirs, so that a statement about just these customers in just this month
 * can be made with the finite population correction. Undefined where it cannot: somebody still has days to answer, answers of others are among
 * them (marks given by the way, surveys of HubSpot's, second opinions), or few of them answered.
 */
export function invitedOf(measures: MonthMeasures, segment: Segment = {}): Invited | undefined {
  const asked = measures.cubes.rates.by('verdict', { ...chosen(segment), rate: ['response'] });
  const told = measures.cubes.rates.by('verdict', { ...chosen(segment), rate: ['answers'] });
  const answered = asked.met ?? 0;
  const invited = answered + (asked.missed ?? 0);
  // An invitation that was answered is one answer: as many answers as that are none but theirs.
  const answers = (told.met ?? 0) + (told.invalid ?? 0) + (told.answered_again ?? 0);
  if ((asked.not_due ?? 0) > 0 || answers !== answered || answered <= SMALL_SAMPLING_FRACTION * invited)
    return undefined;
  return { invited, answered };
}

/** What the tests of integrity look at, of each owner against all others together. */
export function collectorsOf(
  owners: readonly { readonly id: string; readonly measures: MonthMeasures }[],
): readonly CollectorCounts[] {
  const known = owners.map(({ id, measures }) => ({
    id,
    measures,
    all: seenIn(measures.cubes.patterns.by('shown')),
    own: seenIn(measures.cubes.patterns.by('shown', { by: ['owner'] })),
  }));
  const all = PATTERNS.map((_, index) =>
    known.reduce(
      (sum, each) => ({ seen: sum.seen + (each.all[index]?.seen ?? 0), of: sum.of + (each.all[index]?.of ?? 0) }),
      { seen: 0, of: 0 },
    ),
  );
  return known.map(({ id, measures, own: seen }) => {
    const [both = 0, onlyTold = 0, onlyAgain = 0, neither = 0] = measures.cubes.reasked.counts;
    return {
      collectorId: id,
      patterns: PATTERNS.map((_, index) => {
        const own = seen[index] as Seen;
        const total = all[index] as Seen;
        return { own, others: { seen: total.seen - own.seen, of: total.of - own.of } };
      }),
      reasked: [both, onlyTold, onlyAgain, neither],
    };
  });
}

/** Of each pattern how often it was seen, and in how many answers it could have been. */
function seenIn(shown: { readonly [bits: string]: number }): readonly Seen[] {
  return PATTERNS.map((_, pattern) => {
    let seen = 0;
    let of = 0;
    for (const [bits, count] of Object.entries(shown)) {
      const sign = (Number(bits) >> (2 * pattern)) & 3;
      if (sign !== 0) of += count;
      if (sign === 3) seen += count;
    }
    return { seen, of };
  });
}

/** Answers by how they were collected, so that a line drawn over them can be marked. */
export function collections(
  measures: MonthMeasures,
  segment: Segment = {},
): readonly { readonly collection: Collection; readonly csat: CsatValue }[] {
  return COLLECTION_VALUES.map((collection) => ({
    collection,
    csat: csat(measures, { ...segment, collections: [collection] }),
  })).filter(({ csat: { n } }) => n > 0);
}

function chosen({ tier, stage }: Segment): {
  readonly tier: readonly string[] | undefined;
  readonly stage: readonly string[] | undefined;
} {
  return { tier: tier === undefined ? undefined : [tier], stage: stage === undefined ? undefined : [stage] };
}

function marksOf(counts: { readonly [mark: string]: number }): MarkCounts {
  return [counts['1'] ?? 0, counts['2'] ?? 0, counts['3'] ?? 0, counts['4'] ?? 0, counts['5'] ?? 0];
}

/** Marks 1 … 5 of each group of companies. */
function groupsOf(cube: Cube, dimension: string | undefined): readonly MarkCounts[] {
  const groups = cube.axes[1]?.values.length ?? 0;
  const { counts } = cube;
  const wanted = DIMENSION_VALUES.flatMap((name, index) =>
    dimension === undefined || name === dimension ? [index] : [],
  );
  return Array.from({ length: groups }, (_, group) => {
    const marks: [number, number, number, number, number] = [0, 0, 0, 0, 0];
    for (const index of wanted) {
      for (let mark = 0; mark < 5; mark += 1)
        marks[mark] = (marks[mark] as number) + (counts[(index * groups + group) * 5 + mark] as number);
    }
    return marks;
  });
}

function sumOf(counts: MarkCounts, value: (mark: number) => number): ClusterSum {
  let n = 0;
  let sum = 0;
  let squares = 0;
  counts.forEach((count, index) => {
    const worth = value(index + 1);
    n += count;
    sum += count * worth;
    squares += count * worth * worth;
  });
  return { n, sum, squares };
}
