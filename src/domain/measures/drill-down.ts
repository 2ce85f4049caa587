import { namedMarks } from '../satisfaction/marks.ts';
import { CoveredCustomers } from './coverage.ts';
import type { Fact, ResponseFact } from './facts.ts';
import { judge, type KpiContext, kept, RATES, type Rate, VERDICTS, type Verdict } from './kpis.ts';
import { answersOf, clockOf, countedAge, dimensionOf, type MonthMeasures } from './month-measures.ts';
import { ANSWERED_AGAIN } from './places.ts';
import { type Attempt, attemptOf, type Collection, collectionOf } from './responses.ts';
import {
  callLengths,
  csat,
  csatOfAttempts,
  hubspotCsat,
  npsOf,
  type Segment,
  timeToResolution,
  upsellAmount,
} from './scorecard.ts';
import { segmentOf } from './segments.ts';
import type { UpsellGroup } from './upsell.ts';

/** Which part of which number somebody wants to see the records of. */
export type DrillDown = Segment &
  (
    | {
        readonly kpi: Rate;
        readonly verdict: Verdict;
        /** Of SLA attainment: one clock. */
        readonly rule?: string;
      }
    | { readonly kpi: 'coverage'; readonly verdict: Verdict }
    /** Marks of 4 and 5, or under 4, of one dimension or all, collected in one way or any. */
    | {
        readonly kpi: 'csat';
        readonly verdict: 'met' | 'missed';
        readonly dimension?: string;
        readonly collection?: Collection;
        readonly attempt?: undefined;
      }
    /** The same of those who were reached at an attempt. */
    | {
        readonly kpi: 'csat';
        readonly verdict: 'met' | 'missed';
        readonly attempt: Attempt;
        readonly dimension?: undefined;
        readonly collection?: undefined;
      }
    | { readonly kpi: 'nps'; readonly verdict: 'promoter' | 'passive' | 'detractor' }
    /** HubSpot's own survey: its highest of three, or another. */
    | { readonly kpi: 'hubspot_csat'; readonly verdict: 'met' | 'missed' }
    /** Loops that were resolved, and those still open. */
    | { readonly kpi: 'resolution'; readonly verdict: 'met' | 'not_due' }
    | { readonly kpi: 'calls'; readonly verdict: 'met' }
    /** Deals, each with its customer. */
    | { readonly kpi: 'upsell'; readonly verdict: UpsellGroup }
  );

/**
 * The facts behind one part of a number, by the rules that made the number: as many as it says. Of coverage these are customers, each
 * once; of satisfaction marks, of which one answer may hold several; of everything else facts.
 */
export function drillDown(facts: readonly Fact[], wanted: DrillDown, context: KpiContext): readonly string[] {
  switch (wanted.kpi) {
    case 'coverage':
      return customersBehind(facts, wanted, context);
    case 'csat':
      return answersBehind(facts, wanted, context).flatMap((answer) =>
        (wanted.collection !== undefined && collectionOf(answer) !== wanted.collection) ||
        (wanted.attempt !== undefined && attemptOf(answer) !== wanted.attempt)
          ? []
          : namedMarks(answer).flatMap(([dimension, mark]) => {
              const isWanted = wanted.dimension === undefined || dimensionOf(dimension) === wanted.dimension;
              return isWanted && mark >= 4 === (wanted.verdict === 'met') ? [`${answer.key}/${dimension}`] : [];
            }),
      );
    case 'nps':
      return keysOf(
        answersBehind(facts, wanted, context).filter(
          ({ nps }) =>
            nps !== undefined && (nps >= 9 ? 'promoter' : nps >= 7 ? 'passive' : 'detractor') === wanted.verdict,
        ),
      );
    case 'hubspot_csat':
      return keysOf(
        answersBehind(facts, wanted, context).filter(
          ({ hubspotMark }) => hubspotMark !== undefined && (hubspotMark === 2) === (wanted.verdict === 'met'),
        ),
      );
    case 'resolution':
      // Counted over all customers: how long a loop takes is not told by segment.
      return keysOf(
        facts.filter((fact) => {
          const age = fact.type === 'loop' ? countedAge(fact, context.asOf) : undefined;
          return age !== undefined && age.ended === (wanted.verdict === 'met');
        }),
      );
    case 'upsell':
      return facts.flatMap((fact) =>
        fact.type === 'upsell' && fact.group === wanted.verdict && isIn(wanted, fact.segment)
          ? fact.deals.map(({ id }) => dealKey(id))
          : [],
      );
    case 'calls':
      return keysOf(facts.filter((fact) => fact.type === 'call' && fact.on <= context.asOf.day));
    default:
      return judgedBehind(facts, wanted, context);
  }
}

/** The key under which a deal is listed. */
export function dealKey(id: string): string {
  return `deal${id}`;
}

function judgedBehind(
  facts: readonly Fact[],
  wanted: Segment & { readonly kpi: Rate; readonly verdict: Verdict; readonly rule?: string },
  context: KpiContext,
): readonly string[] {
  const responses = facts.filter((fact): fact is ResponseFact => fact.type === 'response');
  const earlier = new Set<Fact>(answersOf(responses, context).earlier);
  return facts.flatMap((fact) => {
    if (!isIn(wanted, fact.segment)) return [];
    if (wanted.rule !== undefined && (fact.type !== 'clock' || clockOf(fact) !== wanted.rule)) return [];
    let found = false;
    judge(fact, context, (rate, verdict) => {
      const told = VERDICTS[earlier.has(fact) ? ANSWERED_AGAIN : verdict];
      if (RATES[rate] === wanted.kpi && told === wanted.verdict) found = true;
    });
    return found ? [fact.key] : [];
  });
}

/** The answers that count: of each person the latest, those that are valid. */
function answersBehind(facts: readonly Fact[], segment: Segment, context: KpiContext): readonly ResponseFact[] {
  const responses = facts.filter((fact): fact is ResponseFact => fact.type === 'response');
  return answersOf(responses, context).latest.filter((answer) => answer.valid && isIn(segment, answer.segment));
}

const keysOf = (facts: readonly Fact[]): readonly string[] => facts.map(({ key }) => key);

function customersBehind(
  facts: readonly Fact[],
  wanted: Segment & { readonly verdict: Verdict },
  { asOf }: KpiContext,
): readonly string[] {
  const customers = new CoveredCustomers();
  for (const fact of facts) if (fact.type === 'obligation') customers.add(fact, kept(fact, asOf));
  return [...customers.verdicts()].flatMap(({ customer, verdict, segment }) =>
    verdict === wanted.verdict && isIn(wanted, segment) ? [customer] : [],
  );
}

function isIn(wanted: Segment, segment: number): boolean {
  const { tier, stage } = segmentOf(segment);
  return (wanted.tier === undefined || wanted.tier === tier) && (wanted.stage === undefined || wanted.stage === stage);
}

/** How many are behind a part of a number: as many as its list is long. */
export function countBehind(measures: MonthMeasures, wanted: DrillDown): number {
  switch (wanted.kpi) {
    case 'coverage':
      return measures.coverage().by('verdict', axesOf(wanted))[wanted.verdict] ?? 0;
    case 'csat': {
      const { n, hits } =
        wanted.attempt === undefined
          ? csat(measures, {
              ...segmentIn(wanted),
              ...(wanted.dimension === undefined ? {} : { dimension: wanted.dimension }),
              ...(wanted.collection === undefined ? {} : { collections: [wanted.collection] }),
            })
          : csatOfAttempts(measures, [wanted.attempt], segmentIn(wanted));
      return wanted.verdict === 'met' ? hits : n - hits;
    }
    case 'nps':
      return npsOf(measures, segmentIn(wanted))[`${wanted.verdict}s`];
    case 'hubspot_csat': {
      const { n, hits } = hubspotCsat(measures, segmentIn(wanted));
      return wanted.verdict === 'met' ? hits : n - hits;
    }
    case 'resolution': {
      const { n, ended } = timeToResolution(measures);
      return wanted.verdict === 'met' ? ended : n - ended;
    }
    case 'upsell':
      return upsellAmount(measures, segmentIn(wanted))[wanted.verdict === 'visited' ? 'visited' : 'notVisited'].deals;
    case 'calls':
      return callLengths(measures).n;
    default: {
      const { kpi, verdict, rule } = wanted;
      const found =
        rule === undefined
          ? measures.cubes.rates.by('verdict', { ...axesOf(wanted), rate: [kpi] })
          : measures.cubes.clocks.by('verdict', { ...axesOf(wanted), rule: [rule] });
      return found[verdict] ?? 0;
    }
  }
}

const segmentIn = ({ tier, stage }: Segment): Segment => ({
  ...(tier === undefined ? {} : { tier }),
  ...(stage === undefined ? {} : { stage }),
});

const axesOf = ({ tier, stage }: Segment) => ({
  tier: tier === undefined ? undefined : [tier],
  stage: stage === undefined ? undefined : [stage],
});
