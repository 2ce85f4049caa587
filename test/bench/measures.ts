import { type Day, day } from '../../src/domain/calendar/day.ts';
import type { Fact, ObligationFact, ResponseFact } from '../../src/domain/measures/facts.ts';
import type { KpiContext } from '../../src/domain/measures/kpis.ts';
import { decodeMeasures, encodeMeasures, MonthMeasures, measuresOf } from '../../src/domain/measures/month-measures.ts';
import { csat, shareKpi } from '../../src/domain/measures/scorecard.ts';
import { type MeasureCalendar, visitFacts } from '../../src/use-cases/measures/measure-facts.ts';
import type { MeasuredVisit } from '../../src/use-cases/ports/measures.ts';

const FROM = day('2026-04-01');
const CONTEXT: KpiContext = {
  asOf: { day: day('2026-05-31'), at: (day('2026-05-31') + 1) * 86_400_000 - 1 },
  span: { from: FROM, to: day('2026-04-30') },
  settings: { resolutionDays: 7, responseDays: 14, repurchaseDays: 180, lostAfterDays: 365 },
};
const MILLION = 1_000_000;
/** Visits of one owner's month, usual and as many as one search can give; a million records are so many such months, added up. */
const SIZES = [1_000, 10_000];
const RUNS = 5;

/**
 * Nanoseconds a record of what is called to count an owner's month and to add the months up, on facts as they are made from visits: against
 * a grouping by text keys that gives the same numbers. `made`: what making a visit's facts takes before that.
 */
export async function measures(): Promise<void> {
  for (const size of SIZES) {
    console.log(`\nin months of ${size} visits`);
    table(visitsOf(size));
  }
}

function table(visits: readonly MeasuredVisit[]): void {
  const facts = factsOf(visits);
  const debts = facts.filter((fact) => fact.type === 'obligation');
  const answers = facts.filter((fact) => fact.type === 'response');
  console.log('records                counted   grouped by text   ratio   read alone   numbers');
  const ours = best(debts, countedOf);
  const naive = best(debts, groupedDebts);
  const onTime = shareKpi(ours.result, 'on_time');
  const sameDebts = onTime.hits === naive.result.hits && onTime.n === naive.result.n;
  line('1,000,000 debts', ours.ns, naive.ns, best(debts, readAlone).ns, sameDebts);
  const marks = best(answers, countedOf);
  const lists = best(answers, groupedAnswers);
  const told = csat(marks.result);
  const sameMarks = told.hits === lists.result.hits && told.n === lists.result.n;
  line('1,000,000 answers', marks.ns, lists.ns, best(answers, readAlone).ns, sameMarks);
  const all = best(facts, countedOf);
  console.log(
    `1,000,000 of all    ${inNs(all.ns).padStart(10)}   debts, attempts, talks and answers as visits give them`,
  );
  const made = best(visits, (each) => factsOf(each), visits.length);
  console.log(`making the facts of a visit takes ${inNs(made.ns)} before that`);

  const stored = { measures: ours.result.plus(marks.result), asOf: CONTEXT.asOf.day };
  const text = encodeMeasures(stored);
  const reads = best(Array(20).fill(text), (texts: readonly string[]) => texts.map(decodeMeasures), 20);
  console.log(`\nboth as one text: ${text.length} characters, read in ${(reads.ns / 1_000).toFixed(0)} µs`);
  const size = (each: MonthMeasures): number =>
    Object.values(each.cubes).reduce((sum, { counts }) => sum + counts.byteLength, 0);
  console.log(
    `memory of the counts: ${size(measuresOf([], CONTEXT))} bytes of none, ${size(ours.result)} of a million`,
  );
}

const inNs = (value: number): string => `${value.toFixed(0)} ns`;

function line(name: string, counted: number, grouped: number, read: number, same: boolean): void {
  console.log(
    `${name.padEnd(19)} ${inNs(counted).padStart(10)} ${inNs(grouped).padStart(17)} ${(grouped / counted).toFixed(1).padStart(7)} ${inNs(read).padStart(12)}   ${same ? 'the same' : 'DIFFERENT'}`,
  );
}

/** Processor time a record, the best of a few runs: what else the machine does only makes it slower. */
function best<T, R>(records: readonly T[], run: (records: readonly T[], times: number) => R, count = MILLION) {
  let ns = Number.POSITIVE_INFINITY;
  let result = run(records, 1);
  for (let i = 0; i < RUNS; i += 1) {
    const started = process.cpuUsage();
    result = run(records, count / records.length);
    const { user, system } = process.cpuUsage(started);
    ns = Math.min(ns, ((user + system) * 1_000) / count);
  }
  return { ns, result };
}

/** Each round is an owner's month, counted as a step of the counting does; their sum is the month of everybody. */
function countedOf(facts: readonly Fact[], times: number): MonthMeasures {
  return MonthMeasures.sumOf(monthsOf(facts, times));
}

function* monthsOf(facts: readonly Fact[], times: number): Iterable<MonthMeasures> {
  for (let round = 0; round < times; round += 1) yield measuresOf(facts, CONTEXT);
}

/** The least that going through the records takes here: each is met and one field of it looked at. */
function readAlone(facts: readonly Fact[], times: number): number {
  let seen = 0;
  for (let round = 0; round < times; round += 1) for (const { segment } of facts) seen += segment;
  return seen;
}

function groupedDebts(facts: readonly ObligationFact[], times: number) {
  const groups: { [key: string]: { n: number; hits: number } } = {};
  const customers = new Map<number, boolean>();
  for (let round = 0; round < times; round += 1) {
    for (const { segment, ownerId, paidOn, latest, target, customer } of facts) {
      for (const kpi of ['on_time', 'on_target']) {
        const key = `${ownerId}/${kpi}/${segment}`;
        groups[key] ??= { n: 0, hits: 0 };
        groups[key].n += 1;
        if (paidOn !== undefined && paidOn <= (kpi === 'on_time' ? latest : target)) groups[key].hits += 1;
      }
      customers.set(customer, customers.get(customer) || (paidOn !== undefined && paidOn <= latest));
    }
  }
  const own = Object.entries(groups).filter(([key]) => key.includes('/on_time/'));
  return { n: own.reduce((sum, [, { n }]) => sum + n, 0), hits: own.reduce((sum, [, { hits }]) => sum + hits, 0) };
}

function groupedAnswers(facts: readonly ResponseFact[], times: number) {
  const groups: { [key: string]: number[] } = {};
  for (let round = 0; round < times; round += 1) {
    // Of each person the latest answer of the month.
    const latest = new Map<number, ResponseFact>();
    for (const fact of facts) {
      const known = latest.get(fact.person);
      if (!known || fact.on > known.on || (fact.on === known.on && fact.key > known.key)) latest.set(fact.person, fact);
    }
    for (const { segment, ownerId, mode, customer, marks, nps } of latest.values()) {
      for (const [dimension, mark] of Object.entries(marks)) {
        const key = `${ownerId}/${dimension}/${mode}/${segment}`;
        groups[key] ??= [0, 0, 0, 0, 0];
        groups[key][mark - 1] = (groups[key][mark - 1] as number) + 1;
        const company = `c${customer}/${dimension}`;
        groups[company] ??= [0, 0, 0, 0, 0];
        groups[company][mark - 1] = (groups[company][mark - 1] as number) + 1;
      }
      if (nps !== undefined) {
        const key = `${ownerId}/nps/${mode}/${segment}`;
        groups[key] ??= Array.from({ length: 11 }, () => 0);
        groups[key][nps] = (groups[key][nps] as number) + 1;
      }
    }
  }
  let n = 0;
  let hits = 0;
  for (const [key, counts] of Object.entries(groups)) {
    if (key.startsWith('c') || key.includes('/nps/')) continue;
    n += counts.reduce((sum, count) => sum + count, 0);
    hits += (counts[3] as number) + (counts[4] as number);
  }
  return { n, hits };
}

const CALENDAR: MeasureCalendar = {
  dayOf: (at) => Math.floor(at / 86_400_000) as Day,
  endOf: (on) => (on + 1) * 86_400_000 - 1,
  recordDueAt: (on) => (on + 2) * 86_400_000 - 1,
  of: async () => CALENDAR,
};

/** Facts by the code that makes them in the product, so that their form in memory is the one that is counted there. */
function factsOf(visits: readonly MeasuredVisit[]): readonly Fact[] {
  return visits.flatMap((visit) => visitFacts(visit, CALENDAR));
}

const TIERS = ['A', 'B', 'C'] as const;
const STAGES = ['new', 'established', 'loyal', 'dormant'] as const;

/** Visits of one owner's month: four of five held, all of them with a mark and a recommendation, one of ten people twice. */
function visitsOf(count: number): readonly MeasuredVisit[] {
  return Array.from({ length: count }, (_, i): MeasuredVisit => {
    const latest = (FROM + (i % 30)) as Day;
    const heldOn = (latest - 3 + (i % 6)) as Day;
    const isHeld = i % 5 !== 0;
    const contactId = String(9_000_000_000 + (i % 10 === 9 ? i - 1 : i));
    return {
      visit: {
        id: String(i),
        customerKey: contactId,
        slot: i % 10 === 9 ? 2 : 1,
        contactId,
        window: { earliest: (latest - 7) as Day, target: (latest - 2) as Day, latest },
        plannedOn: latest,
        kind: 'visit',
        pays: [`P11@${i}`],
        attempts: [],
        status: isHeld ? 'held' : 'planned',
        ...(isHeld ? { closedOn: heldOn } : {}),
        late: false,
        provisional: false,
        goal: 'care',
        leader: 'P11',
        reason: { zh: '', en: '' },
        policyVersion: 3,
        channel: 'phone',
        ownerId: '1001',
        ...(isHeld
          ? {
              record: {
                submissionId: String(i),
                outcome: 'reached',
                channel: 'phone',
                heldOn,
                feedback: {},
                scores: { service_quality: ((i * 7) % 5) + 1 },
                scoresCollectedBy: i % 3 === 0 ? 'customer_link' : 'rep_on_phone',
                nps: (i * 3) % 11,
              },
            }
          : {}),
      },
      asThen: {
        companyId: String(700_000_000 + (i % Math.round(count * 0.4))),
        ownerId: '1001',
        changedAt: 0,
        stage: STAGES[i % 4] as 'new',
        ...(i % 7 === 0 ? {} : { tier: TIERS[i % 3] as 'A' }),
      },
      recordedAt: (heldOn + 1) * 86_400_000,
    };
  });
}
