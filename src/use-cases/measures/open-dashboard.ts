import type {
  Change,
  CountMeasuresAnswer,
  CsatLine,
  Dashboard,
  NpsLine,
  OpenRecords,
  OpenRecordsAnswer,
  OwnerLine,
  ShareLine,
  TrendMonth,
} from '../../contract/open-dashboard.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import { drillDown } from '../../domain/measures/drill-down.ts';
import { decodeMeasures, MonthMeasures, type StoredMeasures } from '../../domain/measures/month-measures.ts';
import {
  type CsatValue,
  callLengths,
  collections,
  csat,
  csatByDimension,
  effectiveSuggestions,
  hubspotCsat,
  type NpsValue,
  npsOf,
  type Segment,
  SHARE_KPIS,
  type ShareValue,
  shareKpi,
  slaByClock,
  timeToResolution,
} from '../../domain/measures/scorecard.ts';
import { compareNps, compareShares } from '../../domain/satisfaction/comparison.ts';
import { rankShares } from '../../domain/satisfaction/ranking.ts';
import { EVERYBODY, type MeasureRecord } from '../ports/measures.ts';
import type { Ports } from '../ports/ports.ts';
import { calendarOf, contextOf, factsOf, measureStep, monthsUpTo } from './measures.ts';

const TREND_MONTHS = 13;
const RECORDS = 200;

interface Asked extends Segment {
  readonly month?: string | undefined;
  readonly ownerId?: string | undefined;
  readonly today: Day;
}

/** What a page of numbers reads: what was counted, and names. */
export interface DashboardPorts extends Pick<Ports, 'account' | 'people'> {
  readonly measures: Pick<Ports['measures'], 'read' | 'ofMonth'>;
}

/**
 * A month's numbers with the year before it, of everybody or of one owner, from what was counted before: three calls to HubSpot however
 * many visits there are.
 */
export async function openDashboard(input: Asked, ports: DashboardPorts): Promise<Dashboard> {
  const month = input.month ?? formatDay(input.today).slice(0, 7);
  const months = monthsUpTo(month, TREND_MONTHS);
  const whose = input.ownerId ?? EVERYBODY;
  const [kept, ofMonth, people, { timeZone }] = await Promise.all([
    ports.measures.read(months.map((each) => ({ month: each, ownerId: whose }))),
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
    return of ? [{ id: record.ownerId, measures: of.measures }] : [];
  });
  const suggestions = effectiveSuggestions(now, segment);
  const resolution = timeToResolution(now);
  const calls = callLengths(now);
  const all = csat(now, segment);
  const ways = collections(now, segment);
  const own = csat(now, { ...segment, collections: ['self_collected'] });
  const others = csat(now, { ...segment, collections: ['colleague', 'customer_link', 'hubspot_feedback', 'unknown'] });
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
      ...(calls.p90 ? { p90: calls.p90.value } : {}),
    },
    resolution: {
      n: resolution.n,
      ended: resolution.ended,
      sample: resolution.sample,
      ...(resolution.median === undefined ? {} : { median: resolution.median }),
      ...resolution.medianInterval,
    },
    csat: { ...csatLine(all), change: changeOfCsat(all, csat(before, segment)) },
    dimensions: csatByDimension(now, segment).map(({ dimension, ...value }) => ({ dimension, ...csatLine(value) })),
    collections: ways.map(({ collection, csat: value }) => ({ collection, ...csatLine(value) })),
    modeGap: changeOfCsat(own, others),
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
  };
}

/** Counts some of what changed; a page asks again until nothing is left. */
export async function countMeasures(today: Day, ports: Ports): Promise<CountMeasuresAnswer> {
  return { ok: true, ...(await measureStep(ports, today)) };
}

/** The records behind a number of one owner's month, by the rules that made it. */
export async function openRecords(
  input: OpenRecords & { readonly today: Day },
  ports: Ports,
): Promise<OpenRecordsAnswer> {
  const calendar = await calendarOf(ports);
  const facts = await factsOf({ month: input.month, ownerId: input.ownerId }, calendar, ports);
  const { kpi, verdict, tier, stage, rule } = input;
  const wanted = { kpi, verdict, ...(tier ? { tier } : {}), ...(stage ? { stage } : {}), ...(rule ? { rule } : {}) };
  const keys = drillDown(facts, wanted, contextOf(input.month, input.today, calendar));
  const recordOf = new Map(facts.map(({ key, record }) => [key, record]));
  return { ok: true, total: keys.length, records: keys.slice(0, RECORDS).map((key) => recordOf.get(key) ?? key) };
}

/** What another version wrote is as if it had not been counted: the next counting replaces it. */
function storedOf({ text }: MeasureRecord): StoredMeasures | undefined {
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
