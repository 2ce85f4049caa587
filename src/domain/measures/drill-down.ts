import { CoveredCustomers } from './coverage.ts';
import type { Fact, ResponseFact } from './facts.ts';
import { judge, type KpiContext, type Rate, type Verdict } from './kpis.ts';
import { answersOf, cellOf, clockOf, segmentOf } from './month-measures.ts';
import type { Segment } from './scorecard.ts';

/** Which part of which number somebody wants to see the records of. */
export interface DrillDown extends Segment {
  readonly kpi: 'coverage' | Rate;
  readonly verdict: Verdict;
  /** Of SLA attainment: one clock. */
  readonly rule?: string;
}

/**
 * The facts behind one part of a number, by the rules that made the number: as many as it says. Of coverage these are customers, each
 * once; of everything else facts.
 */
export function drillDown(facts: readonly Fact[], wanted: DrillDown, context: KpiContext): readonly string[] {
  if (wanted.kpi === 'coverage') return customersBehind(facts, wanted, context);
  const responses = facts.filter((fact): fact is ResponseFact => fact.type === 'response');
  const earlier = new Set<Fact>(answersOf(responses, context).earlier);
  return facts.flatMap((fact) => {
    if (!isIn(wanted, fact.tier ?? 'none', fact.stage ?? 'none')) return [];
    if (wanted.rule !== undefined && (fact.type !== 'clock' || clockOf(fact) !== wanted.rule)) return [];
    let found = false;
    judge(fact, context, (rate, verdict) => {
      const told = earlier.has(fact) ? 'answered_again' : verdict;
      if (rate === wanted.kpi && told === wanted.verdict) found = true;
    });
    return found ? [fact.key] : [];
  });
}

function customersBehind(facts: readonly Fact[], wanted: DrillDown, { asOf }: KpiContext): readonly string[] {
  const customers = new CoveredCustomers();
  for (const fact of facts) if (fact.type === 'obligation') customers.add(fact, cellOf(fact), asOf);
  return [...customers.verdicts()].flatMap(({ customer, verdict, cell }) => {
    const { tier, stage } = segmentOf(cell);
    return verdict === wanted.verdict && isIn(wanted, tier, stage) ? [customer] : [];
  });
}

function isIn(segment: Segment, tier: string, stage: string): boolean {
  return (
    (segment.tier === undefined || segment.tier === tier) && (segment.stage === undefined || segment.stage === stage)
  );
}
