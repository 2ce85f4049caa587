import { type Day, day } from '../../src/domain/calendar/day.ts';
import type { Fact, ObligationFact, ResponseFact } from '../../src/domain/measures/facts.ts';
import type { KpiContext } from '../../src/domain/measures/kpis.ts';
import { decodeMeasures, encodeMeasures, MonthMeasures, measuresOf } from '../../src/domain/measures/month-measures.ts';
import { csat, shareKpi } from '../../src/domain/measures/scorecard.ts';
import { DIMENSIONS_OF_FORM } from '../../src/domain/satisfaction/dimensions.ts';
import { namedMarks } from '../../src/domain/satisfaction/marks.ts';
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
/** Runs of a hundred thousand records each: on a busy machine the least of many short ones is nearest to what the work takes. */
const RUN = 100_000;
const RUNS = 50;

function table(visits: readonly MeasuredVisit[]): void {
  const facts = factsOf(visits);
  const debts = facts.filter((fact) => fact.type === 'obligation');
  const answers = facts.filter((fact) => fact.type === 'response');
  console.log('records          least   median   plain loop   × plain loop   grouped by text   × faster   numbers');
  const ours = timed(debts, countedOf);
  const naive = timed(debts, groupedDebts);
  const onTime = shareKpi(ours.result, 'on_time');
  const sameDebts = onTime.hits === naive.result.hits && onTime.n === naive.result.n;
  line('debts', ours, timed(debts, plainLoop), naive, sameDebts);
  const marks = timed(answers, countedOf);
  const lists = timed(answers, groupedAnswers);
  const told = csat(marks.result);
  const sameMarks = told.hits === lists.result.hits && told.n === lists.result.n;
  line('answers', marks, timed(answers, plainLoop), lists, sameMarks);
  const full = factsOf(visits.map(withFourMarks)).filter((fact) => fact.type === 'response');
  line('of four marks', timed(full, countedOf), timed(full, plainLoop));
  line('all of visits', timed(facts, countedOf), timed(facts, plainLoop));
  const made = timed(visits, (each) => factsOf(each), visits.length);
  console.log(`making the facts of a visit takes ${inNs(made.least)} before that`);
  const million = countedOf(debts, MILLION / debts.length);
  console.log(`a million debts, counted: ${shareKpi(million, 'on_time').n.toLocaleString('en')}`);

  const stored = { measures: ours.result.plus(marks.result), asOf: CONTEXT.asOf.day };
  const text = encodeMeasures(stored);
  const reads = timed(Array(20).fill(text), (texts: readonly string[]) => texts.map(decodeMeasures), 20);
  console.log(`\nboth as one text: ${text.length} characters, read in ${(reads.least / 1_000).toFixed(0)} µs`);
  const size = (each: MonthMeasures): number => Object.values(each.cubes).reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(
    `memory of the counts: ${size(measuresOf([], CONTEXT))} bytes of none, ${size(ours.result)} of ${RUN.toLocaleString('en')} debts, ${size(million)} of a million`,
  );
}

const inNs = (value: number): string => `${value.toFixed(0)} ns`;

interface Timed {
  readonly least: number;
  readonly median: number;
}

function line(name: string, counted: Timed, plain: Timed, grouped?: Timed, same?: boolean): void {
  const cells = [
    inNs(counted.least).padStart(8),
    inNs(counted.median).padStart(9),
    `${plain.least.toFixed(1)} ns`.padStart(13),
    (counted.least / plain.least).toFixed(1).padStart(15),
    ...(grouped ? [inNs(grouped.least).padStart(18), (grouped.least / counted.least).toFixed(1).padStart(11)] : []),
    ...(same === undefined ? [] : [same ? '   the same' : '   DIFFERENT']),
  ];
  console.log(`${name.padEnd(14)}${cells.join('')}`);
}

/** Processor time a record in nanoseconds, of runs of `count` records: what else the machine does only makes it slower. */
function timed<T, R>(records: readonly T[], run: (records: readonly T[], times: number) => R, count = RUN) {
  const all: number[] = [];
  let result = run(records, 1);
  for (let i = 0; i < RUNS; i += 1) {
    const started = process.cpuUsage();
    result = run(records, Math.round(count / records.length));
    const { user, system } = process.cpuUsage(started);
    all.push(((user + system) * 1_000) / count);
  }
  all.sort((a, b) => a - b);
  return { least: all[0] ?? 0, median: all[RUNS >> 1] ?? 0, result };
}

/** Each round is an owner's month, counted as a step of the counting does; their sum is the month of everybody. */
function countedOf(facts: readonly Fact[], times: number): MonthMeasures {
  return MonthMeasures.sumOf(monthsOf(facts, times));
}

function* monthsOf(facts: readonly Fact[], times: number): Iterable<MonthMeasures> {
  for (let round = 0; round < times; round += 1) yield measuresOf(facts, CONTEXT);
}

/** The least that going through the records takes here: each is met and one whole number of it added up. */
function plainLoop(facts: readonly Fact[], times: number): number {
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
  const marksOf = new Map(facts.map((fact) => [fact, namedMarks(fact)]));
  for (let round = 0; round < times; round += 1) {
    // Of each person the latest answer of the month.
    const latest = new Map<number, ResponseFact>();
    for (const fact of facts) {
      const known = latest.get(fact.person);
      if (!known || fact.on > known.on || (fact.on === known.on && fact.key > known.key)) latest.set(fact.person, fact);
    }
    for (const answer of latest.values()) {
      const { segment, ownerId, mode, customer, nps } = answer;
      for (const [dimension, mark] of marksOf.get(answer) ?? []) {
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
        companyId: String(19_000_000_000 + (i % Math.round(count * 0.4))),
        ownerId: '1001',
        changedAt: 0,
        stage: STAGES[i % 4] as 'new',
        ...(i % 7 === 0 ? {} : { tier: TIERS[i % 3] as 'A' }),
      },
      recordedAt: (heldOn + 1) * 86_400_000,
    };
  });
}

/** The same with a mark of every dimension that a visit without a form of its own asks. */
function withFourMarks(measured: MeasuredVisit, i: number): MeasuredVisit {
  const { visit } = measured;
  if (visit.record === undefined) return measured;
  const scores = Object.fromEntries(
    DIMENSIONS_OF_FORM.service.map((dimension, nth) => [dimension, ((i * 7 + nth) % 5) + 1]),
  );
  return { ...measured, visit: { ...visit, record: { ...visit.record, scores } } };
}

/** One process, bundled as functions ship: see measures.ts. */
for (const size of SIZES) {
  console.log(`\nin months of ${size} visits`);
  table(visitsOf(size));
}
