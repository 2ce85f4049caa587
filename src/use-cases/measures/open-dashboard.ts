import type {
  Change,
  CountMeasuresAnswer,
  CsatLine,
  Dashboard,
  FindingLine,
  LoadAhead,
  NpsLine,
  OwnerLine,
  SegmentLine,
  ShareLine,
  TrendMonth,
} from '../../contract/open-dashboard.ts';
import { addDays, type Day, formatDay } from '../../domain/calendar/day.ts';
import { decodeMeasures, MonthMeasures, type StoredMeasures } from '../../domain/measures/month-measures.ts';
import {
  type CsatValue,
  callLengths,
  collections,
  collectorsOf,
  csat,
  csatByAttempt,
  csatByDimension,
  csatOfAttempts,
  effectiveSuggestions,
  hubspotCsat,
  invitedOf,
  type NpsValue,
  npsOf,
  type Segment,
  SHARE_KPIS,
  type ShareValue,
  shareKpi,
  slaByClock,
  timeToResolution,
  upsellAmount,
} from '../../domain/measures/scorecard.ts';
import { STAGE_VALUES, TIER_VALUES } from '../../domain/measures/segments.ts';
import { compareNps, compareShares } from '../../domain/satisfaction/comparison.ts';
import { sampleOf } from '../../domain/satisfaction/display.ts';
import { testCounts } from '../../domain/satisfaction/integrity.ts';
import { rankShares } from '../../domain/satisfaction/ranking.ts';
import { LoadTable } from '../planning/load-table.ts';
import { EVERYBODY, type MeasureRecord } from '../ports/measures.ts';
import type { Ports } from '../ports/ports.ts';
import { measureStep, monthsUpTo } from './measures.ts';

const TREND_MONTHS = 13;
const WEEKS_AHEAD = 4;
const DAYS_OF_WEEK = 7;

export interface Asked {
  readonly tier?: string | undefined;
  readonly stage?: string | undefined;
  readonly month?: string | undefined;
  readonly ownerId?: string | undefined;
  readonly today: Day;
}

/** What a page of numbers reads: what was counted, and names. */
export interface DashboardPorts extends Pick<Ports, 'account' | 'people'> {
  readonly measures: Pick<Ports['measures'], 'readWithLoad' | 'ofMonth'>;
}

/**
 * A month's numbers with the year before it, of everybody or of one owner, from what was counted before: three calls to HubSpot however
 * many visits there are.
 */
export async function openDashboard(input: Asked, ports: DashboardPorts): Promise<Dashboard> {
  const month = input.month ?? formatDay(input.today).slice(0, 7);
  const months = monthsUpTo(month, TREND_MONTHS);
  const whose = input.ownerId ?? EVERYBODY;
  const [{ records: kept, load }, ofMonth, people, { timeZone }] = await Promise.all([
    ports.measures.readWithLoad(months.map((each) => ({ month: each, ownerId: whose }))),
    ports.measures.ofMonth(month),
    ports.people.owners(),
    ports.account(),
  ]);
  const known = new Map(kept.map((record) => [record.month, storedOf(record)]));
  const stored = known.get(month);
  const now = stored?.measures ?? new MonthMeasures();
  const before = known.get(months.at(-2) ?? month)?.measures ?? new MonthMeasures();
  const segment: Segment = {
    ...(input.tier ? { tier: input.tier } : {}),
    ...(input.stage ? { stage: input.stage } : {}),
  };
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const owners = ofMonth.flatMap((record) => {
    const of = storedOf(record);
    return of ? [{ id: record.ownerId, measures: of.measures, ...(record.team ? { team: record.team } : {}) }] : [];
  });
  const suggestions = effectiveSuggestions(now, segment);
  const resolution = timeToResolution(now);
  const calls = callLengths(now);
  const all = csat(now, segment);
  const ways = collections(now, segment);
  const own = csat(now, { ...segment, collections: ['self_collected'] });
  const others = csat(now, {
    ...segment,
    collections: ['colleague', 'customer_link', 'hubspot_feedback', 'after_acceptance', 'unknown'],
  });
  return {
    ok: true,
    today: formatDay(input.today),
    timeZone,
    month,
    ownerId: input.ownerId ?? null,
    asOf: stored ? formatDay(stored.asOf) : null,
    owners: people.map(({ id, name }) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name)),
    shares: SHARE_KPIS.map((kpi) => {
      const value = shareKpi(now, kpi, segment);
      return { kpi, change: changeOf(value, shareKpi(before, kpi, segment)), ...lineOf(value) };
    }),
    clocks: slaByClock(now, segment).map(({ rule, ...value }) => ({ rule, ...lineOf(value) })),
    suggestions,
    calls: {
      n: calls.n,
      sample: calls.sample,
      ...(calls.median ? { median: calls.median.value } : {}),
      ...(calls.median?.interval ? { medianInterval: calls.median.interval } : {}),
      ...(calls.p90 ? { p90: calls.p90.value } : {}),
      ...(calls.p90?.interval ? { p90Interval: calls.p90.interval } : {}),
    },
    upsell: upsellAmount(now, segment),
    resolution: {
      n: resolution.n,
      ended: resolution.ended,
      sample: resolution.sample,
      // As with a percentage: of a handful only counts are shown.
      ...(resolution.median === undefined || resolution.sample === 'too_few'
        ? {}
        : { median: resolution.median, ...resolution.medianInterval }),
    },
    csat: { ...csatLine(all), change: changeOfCsat(all, csat(before, segment)) },
    ...invitedLine(now, segment),
    dimensions: csatByDimension(now, segment).map(({ dimension, ...value }) => ({ dimension, ...csatLine(value) })),
    collections: ways.map(({ collection, csat: value }) => ({ collection, ...csatLine(value) })),
    modeGap: changeOfCsat(own, others),
    attempts: csatByAttempt(now, segment).map(({ attempt, ...value }) => ({ attempt, ...csatLine(value) })),
    attemptGap: changeOfCsat(
      csatOfAttempts(now, ['second', 'third_or_later'], segment),
      csatOfAttempts(now, ['first'], segment),
    ),
    hubspotCsat: lineOf(hubspotCsat(now, segment)),
    nps: { ...npsLine(npsOf(now, segment)), change: compareNps(npsOf(now, segment), npsOf(before, segment)) },
    trend: months.map((each) => trendMonth(each, known.get(each)?.measures, segment)),
    byOwner: {
      onTime: rankedOwners(
        owners.map(({ id, measures }) => ({ id, ...hitsOf(shareKpi(measures, 'on_time', segment)) })),
        names,
      ),
      csat: rankedOwners(
        owners.map(({ id, measures }) => {
          const value = csat(measures, segment);
          return { id, hits: value.hits, of: value.n, certainty: { designEffect: value.companies.designEffect } };
        }),
        names,
      ),
    },
    segments: {
      tier: TIER_VALUES.map((tier) => segmentLine(tier, now, { ...segment, tier })).filter(isFilled),
      stage: STAGE_VALUES.map((stage) => segmentLine(stage, now, { ...segment, stage })).filter(isFilled),
      team: teams(owners).map(({ id, measures }) => segmentLine(id, measures, segment, id)),
      person: owners
        .map(({ id, measures }) => segmentLine(id, measures, segment, names.get(id) ?? id))
        .filter(isFilled),
    },
    load: loadAhead(load, input, names),
    findings: findingsOf(owners, names),
  };
}

/** Teams as they were, each with what its people's months add up to. */
function teams(
  owners: readonly { readonly measures: MonthMeasures; readonly team?: string }[],
): readonly { readonly id: string; readonly measures: MonthMeasures }[] {
  const sums = new Map<string, MonthMeasures>();
  for (const { measures, team } of owners) {
    if (team !== undefined) sums.set(team, (sums.get(team) ?? new MonthMeasures()).plus(measures));
  }
  return [...sums].map(([id, measures]) => ({ id, measures })).sort((a, b) => a.id.localeCompare(b.id));
}

function segmentLine(id: string, measures: MonthMeasures, segment: Segment, name?: string): SegmentLine {
  return {
    id,
    ...(name === undefined ? {} : { name }),
    coverage: lineOf(shareKpi(measures, 'coverage', segment)),
    onTime: lineOf(shareKpi(measures, 'on_time', segment)),
    sla: lineOf(shareKpi(measures, 'sla', segment)),
    response: lineOf(shareKpi(measures, 'response', segment)),
    csat: csatLine(csat(measures, segment)),
  };
}

const isFilled = ({ coverage, onTime, sla, response, csat: marks }: SegmentLine): boolean =>
  coverage.n + onTime.n + sla.n + response.n + marks.n > 0;

/** Minutes of visits by owner and week, as the planner counted them; of one owner only his. */
function loadAhead(
  text: string | undefined,
  { today, ownerId }: Asked,
  names: ReadonlyMap<string, string>,
): LoadAhead | null {
  const load = text === undefined ? undefined : LoadTable.decode(text);
  if (!load) return null;
  const weeks = Array.from({ length: WEEKS_AHEAD }, (_, week) => addDays(today, week * DAYS_OF_WEEK));
  const owners = load
    .owners()
    .filter((owner) => ownerId === undefined || owner.ownerId === ownerId)
    .map(({ ownerId: id, days }) => ({
      id,
      name: names.get(id) ?? id,
      minutes: weeks.map((from) =>
        days
          .filter((on) => on >= from && on < addDays(from, DAYS_OF_WEEK))
          .reduce((sum, on) => sum + load.minutes(id, on), 0),
      ),
    }))
    .filter(({ minutes }) => minutes.some((each) => each > 0))
    .sort((a, b) => a.name.localeCompare(b.name));
  return { weeksFrom: weeks.map(formatDay), owners };
}

/** Patterns in the answers of a month, each person's against everybody else's. */
function findingsOf(
  owners: readonly { readonly id: string; readonly measures: MonthMeasures }[],
  names: ReadonlyMap<string, string>,
): readonly FindingLine[] {
  return testCounts(collectorsOf(owners)).map(({ collectorId, ...test }) => ({
    ownerId: collectorId,
    name: names.get(collectorId) ?? collectorId,
    ...test,
  }));
}

/** Counts some of what changed; a page asks again until nothing is left. */
export async function countMeasures(today: Day, ports: Ports): Promise<CountMeasuresAnswer> {
  return { ok: true, ...(await measureStep(ports, today)) };
}

/** What another version wrote is as if it had not been counted: the next counting replaces it. */
export function storedOf({ text }: MeasureRecord): StoredMeasures | undefined {
  const read = decodeMeasures(text);
  return read.ok ? read : undefined;
}

function trendMonth(month: string, kept: MonthMeasures | undefined, segment: Segment): TrendMonth {
  const measures = kept ?? new MonthMeasures();
  return {
    month,
    counted: kept !== undefined,
    csat: csatLine(csat(measures, segment)),
    nps: npsLine(npsOf(measures, segment)),
    coverage: lineOf(shareKpi(measures, 'coverage', segment)),
    onTime: lineOf(shareKpi(measures, 'on_time', segment)),
    collections: Object.fromEntries(
      collections(measures, segment).map(({ collection, csat: { n } }) => [collection, n]),
    ),
  };
}

function rankedOwners(
  owners: Parameters<typeof rankShares>[0],
  names: ReadonlyMap<string, string>,
): readonly OwnerLine[] {
  return rankShares(owners.filter(({ of }) => of > 0)).map(({ adjustedP: _, ...line }) => ({
    ...line,
    sample: sampleOf(line.n),
    name: names.get(line.id) ?? line.id,
  }));
}

function hitsOf({ hits, n }: ShareValue): { readonly hits: number; readonly of: number } {
  return { hits, of: n };
}

function changeOf(now: ShareValue, before: ShareValue): Change {
  return compareShares(hitsOf(now), hitsOf(before));
}

function changeOfCsat(now: CsatValue, before: CsatValue): Change {
  const side = ({ hits, n, companies }: CsatValue) => ({
    hits,
    of: n,
    certainty: { designEffect: companies.designEffect },
  });
  return compareShares(side(now), side(before));
}

function lineOf({ n, hits, share, interval, sample, excluded }: ShareValue): ShareLine {
  return { n, hits, sample, excluded, ...(share === undefined ? {} : { share }), ...(interval ? { interval } : {}) };
}

function csatLine({ n, hits, counts, share, interval, sample, companies, average }: CsatValue): CsatLine {
  return {
    n,
    hits,
    counts,
    sample,
    designEffect: companies.designEffect,
    ...(share === undefined ? {} : { share }),
    ...(interval ? { interval } : {}),
    ...(average.mean === undefined ? {} : { mean: average.mean }),
    ...(average.interval ? { meanInterval: average.interval } : {}),
  };
}

function invitedLine(measures: MonthMeasures, segment: Segment): Pick<Dashboard, 'invited'> {
  const among = invitedOf(measures, segment);
  if (!among) return {};
  const { share, interval } = csat(measures, { ...segment, among });
  const { score, interval: scoreInterval } = npsOf(measures, { ...segment, among });
  if (interval === undefined && scoreInterval === undefined) return {};
  return {
    invited: {
      ...among,
      ...(share === undefined || !interval ? {} : { share, interval }),
      ...(score === undefined || !scoreInterval ? {} : { score, scoreInterval }),
    },
  };
}

function npsLine({ n, promoters, passives, detractors, score, interval, sample }: NpsValue): NpsLine {
  return {
    n,
    promoters,
    passives,
    detractors,
    sample,
    ...(score === undefined ? {} : { score }),
    ...(interval ? { interval } : {}),
  };
}
