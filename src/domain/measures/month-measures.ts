import type { Day } from '../calendar/day.ts';
import { LatestAnswers, replacedAmong } from '../satisfaction/clusters.ts';
import { hashOf } from '../satisfaction/hash.ts';
import { PATTERN_SETS, reaskedPairs, satisfiedTwice } from '../satisfaction/integrity.ts';
import { hasMarks, isAllSatisfied, MARKED } from '../satisfaction/marks.ts';
import { CoveredCustomers } from './coverage.ts';
import { type Axis, type Counted, Cube, decodeCounts, encodeCounts, layoutOf, naturalOf, Tally } from './cube.ts';
import type { CallFact, ClockFact, Fact, LoopFact, ObligationFact, ResponseFact, UpsellFact } from './facts.ts';
import { countAnswer, countDebt, countRare, rateCell, tellApart } from './joint-counts.ts';
import {
  type AsOf,
  judge,
  type KpiContext,
  kept,
  keptByTarget,
  RATES,
  recorded,
  resolutionAge,
  spokenIn,
  VERDICTS,
  type VerdictPlace,
} from './kpis.ts';
import {
  AGES_AT,
  ANSWERED_AGAIN,
  ANSWERS,
  CALLS_AT,
  CELLS,
  CLOCKS_AT,
  COMPANY_GROUPS,
  INVALID,
  JOINT_AT,
  PART_ROOM,
  RATES_AT,
  REACH,
  RECORD_24H,
  SEGMENTS,
  SLA,
  TOLD_AGAIN,
  TOLD_INVALID,
  TOLD_RARE,
  VERDICT_COUNT,
} from './places.ts';
import { ATTEMPT_VALUES, COLLECTION_VALUES, isAskedByOwner } from './responses.ts';
import { STAGE_VALUES, TIER_VALUES } from './segments.ts';
import { UPSELL_COUNTS, UPSELL_GROUPS, upsellCounts } from './upsell.ts';

/** The dimensions that are asked, the one mark of a loop, and any other. */
export const DIMENSION_VALUES = [...MARKED, 'other'] as const;
/** Rules whose clocks are told apart. */
export const CLOCK_VALUES = [
  'P13',
  'P14',
  'P22',
  'P23',
  'P34',
  'P38',
  'P39',
  'P40',
  'P41',
  'P42',
  'P45',
  'P53',
  'other',
] as const;
/** Calls are counted in steps of ten seconds up to two hours; the last step holds what is longer. */
export const CALL_STEP_SECONDS = 10;
const CALL_STEPS = 721;
/** Ages of loops are counted in hours up to ninety days; one that is older counts as still open at ninety days. */
export const OLDEST_HOURS = 2_160;

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));
const SEGMENT: readonly Axis[] = [
  { name: 'tier', values: TIER_VALUES },
  { name: 'stage', values: STAGE_VALUES },
];
const MARKS: Axis = { name: 'mark', values: ['1', '2', '3', '4', '5'] };

/** What is counted, and by what. */
const LAYOUT = {
  rates: [{ name: 'rate', values: RATES }, ...SEGMENT, { name: 'verdict', values: VERDICTS }],
  clocks: [{ name: 'rule', values: CLOCK_VALUES }, ...SEGMENT, { name: 'verdict', values: VERDICTS }],
  marks: [
    { name: 'dimension', values: DIMENSION_VALUES },
    { name: 'collection', values: COLLECTION_VALUES },
    ...SEGMENT,
    MARKS,
  ],
  nps: [{ name: 'collection', values: COLLECTION_VALUES }, ...SEGMENT, { name: 'score', values: numbers(11) }],
  /** HubSpot's 0, 1 and 2: satisfied or not, never a mean. */
  hubspotMarks: [...SEGMENT, { name: 'mark', values: ['0', '1', '2'] }],
  markGroups: [
    { name: 'dimension', values: DIMENSION_VALUES },
    { name: 'group', values: numbers(COMPANY_GROUPS) },
    MARKS,
  ],
  npsGroups: [
    { name: 'group', values: numbers(COMPANY_GROUPS) },
    { name: 'kind', values: ['promoter', 'passive', 'detractor'] },
  ],
  /** Customers by what became of their visits, once their names are no longer kept. */
  coverage: [...SEGMENT, { name: 'verdict', values: VERDICTS }],
  calls: [{ name: 'step', values: numbers(CALL_STEPS) }],
  /** What patterns of made-up scores an answer shows, by `patternsIn`: of those that the owner of the month asked for, and of all others. */
  patterns: [
    { name: 'by', values: ['owner', 'others'] },
    { name: 'shown', values: numbers(PATTERN_SETS) },
  ],
  /** Who told the owner and then, blindly, somebody else: satisfied both times, only then, only now, neither. */
  reasked: [{ name: 'satisfied', values: ['both', 'only_told', 'only_again', 'neither'] }],
  ages: [
    { name: 'end', values: ['ended', 'open'] },
    { name: 'hours', values: numbers(OLDEST_HOURS + 1) },
  ],
  /** Marks of all dimensions of those somebody tried to reach. */
  attemptMarks: [{ name: 'attempt', values: ATTEMPT_VALUES }, ...SEGMENT, MARKS],
  upsell: [{ name: 'group', values: UPSELL_GROUPS }, ...SEGMENT, { name: 'what', values: UPSELL_COUNTS }],
} as const satisfies { readonly [part: string]: readonly Axis[] };
type Part = keyof typeof LAYOUT;
const PARTS = Object.keys(LAYOUT) as readonly Part[];

function cubesOf(cubeOf: (part: Part, index: number) => Cube): { readonly [part in Part]: Cube } {
  return Object.fromEntries(PARTS.map((part, index) => [part, cubeOf(part, index)])) as { [part in Part]: Cube };
}

/** Emptied, and kept for the next month: the cells are not made anew for each. */
let idle: Tally | undefined;

function takeTally(): Tally {
  const tally = idle ?? new Tally(CELLS);
  idle = undefined;
  return tally;
}

const placesOf = <T extends string>(values: readonly T[]): { readonly [value: string]: number } =>
  Object.fromEntries(values.map((value, place) => [value, place]));
const CLOCK_AT = placesOf(CLOCK_VALUES);
const VERDICT_AT = placesOf(VERDICTS);

/** The name under which a clock is counted. */
export function clockOf({ rule }: Pick<ClockFact, 'rule'>): string {
  return CLOCK_AT[rule] === undefined ? 'other' : rule;
}

/** The name under which a mark's dimension is counted. */
export function dimensionOf(dimension: string): string {
  return DIMENSION_VALUES.find((each) => each === dimension) ?? 'other';
}

/**
 * Everything a page shows of the facts added to it, as counts: the same whatever their order and however they were divided. Memory does
 * not grow with the facts; only the names of covered customers do, with the customers.
 *
 * One person's answers of a period count once: hand them through {@link answersOf} together.
 */
export class MonthMeasures {
  /** Made when they are first looked at. */
  #cubes: { readonly [part in Part]: Cube } | undefined;
  /** Empty after {@link sealed}: what is in `cubes.coverage` comes on top. */
  readonly customers: CoveredCustomers;
  /** What was added since it was last settled. */
  #tally: Tally | undefined;
  /** What was settled since the cubes were last looked at. */
  #counted: Counted | undefined;

  /** Segment, and place of the clock if it is one, of the fact being judged: a function made for each would cost more than the count. */
  #segment = 0;
  #clock = 0;
  readonly #count = (rate: number, verdict: VerdictPlace): void => {
    const tally = this.#open();
    tally.count(RATES_AT + rateCell(rate, this.#segment, verdict), 1);
    if (rate === SLA) tally.count(CLOCKS_AT + (this.#clock * SEGMENTS + this.#segment) * VERDICT_COUNT + verdict, 1);
  };

  constructor(cubes?: { readonly [part in Part]: Cube }, customers = new CoveredCustomers()) {
    this.#cubes = cubes;
    this.customers = customers;
  }

  get cubes(): { readonly [part in Part]: Cube } {
    const cubes = this.#ownCubes();
    const counted = this.settled().#counted;
    this.#counted = undefined;
    if (!counted) return cubes;
    for (let at = 0; at < counted.cells.length; at += 1) {
      const cell = counted.cells[at] as number;
      const count = counted.counts[at] as number;
      if (cell >= JOINT_AT) tellApart(cell, count, cubes);
      else cubes[PARTS[Math.floor(cell / PART_ROOM)] as Part].addAt(cell % PART_ROOM, count);
    }
    return cubes;
  }

  /** Gives back what adding takes: nothing is told otherwise, and it takes less memory. */
  settled(): this {
    this.customers.settle();
    const tally = this.#tally;
    if (!tally) return this;
    if (this.#counted) this.#addAll(this.#counted);
    this.#counted = tally.settle();
    this.#tally = undefined;
    idle = tally;
    return this;
  }

  #ownCubes(): { readonly [part in Part]: Cube } {
    this.#cubes ??= cubesOf((part) => new Cube(LAYOUT[part]));
    return this.#cubes;
  }

  #addAll({ cells, counts }: Counted): void {
    const tally = this.#tally ?? this.#open();
    for (let at = 0; at < cells.length; at += 1) tally.count(cells[at] as number, counts[at] as number);
  }

  #open(): Tally {
    this.#tally ??= takeTally();
    return this.#tally;
  }

  /** Counts a fact as it stood at the day looked at. */
  add(fact: Fact, context: KpiContext): void {
    switch (fact.type) {
      case 'obligation':
        this.addDebt(fact, context.asOf);
        return;
      case 'response':
        if (fact.on <= context.asOf.day) this.addAnswer(fact, 1);
        return;
      case 'loop':
        this.#judge(fact, context);
        this.#addAge(fact, context);
        return;
      case 'call':
        if (fact.on <= context.asOf.day) this.#addCall(fact);
        return;
      case 'clock':
        this.#clock = CLOCK_AT[clockOf(fact)] as number;
        this.#judge(fact, context);
        return;
      case 'attempt':
        if (fact.on <= context.asOf.day) this.#countRate(REACH, fact.segment, spokenIn(fact));
        return;
      case 'visit':
        if (fact.endedAt <= context.asOf.at) this.#countRate(RECORD_24H, fact.segment, recorded(fact, context.asOf));
        return;
      case 'upsell':
        this.#addUpsell(fact);
        return;
      case 'promise':
      case 'invitation':
      case 'customer':
      case 'suggestion':
        this.#judge(fact, context);
        return;
      default:
        fact satisfies never;
    }
  }

  /** Counts an answer once more, or once less: counts are whole numbers, so that nothing is left of it. */
  addAnswer(fact: ResponseFact, times: 1 | -1): void {
    const { told } = fact;
    const tally = this.#tally ?? this.#open();
    if ((told & TOLD_INVALID) !== 0) {
      tally.count(RATES_AT + rateCell(ANSWERS, fact.segment, INVALID), times);
      return;
    }
    countAnswer(tally, told, fact.marks, times | 0);
    if ((told & TOLD_RARE) !== 0) countRare(tally, fact, times);
  }

  /** Tells an answer that was counted as left out: its person gave another later. */
  turnEarlier(fact: ResponseFact): void {
    this.addAnswer(fact, -1);
    this.#countRate(ANSWERS, fact.segment, ANSWERED_AGAIN);
  }

  #countRate(rate: number, segment: number, verdict: VerdictPlace): void {
    const tally = this.#tally ?? this.#open();
    tally.count(RATES_AT + rateCell(rate, segment, verdict), 1);
  }

  #judge(fact: Fact, context: KpiContext): void {
    this.#segment = fact.segment;
    judge(fact, context, this.#count);
  }

  addDebt(fact: ObligationFact, asOf: AsOf): void {
    const verdict = kept(fact, asOf);
    countDebt(this.#tally ?? this.#open(), fact.segment, verdict, keptByTarget(fact, verdict));
    this.customers.add(fact, verdict);
  }

  #addAge(fact: LoopFact, { asOf }: KpiContext): void {
    const age = countedAge(fact, asOf);
    if (age) this.#open().count(AGES_AT + (age.ended ? 0 : OLDEST_HOURS + 1) + age.hours, 1);
  }

  /** Straight to the cube: amounts pass what a tally holds. */
  #addUpsell(fact: UpsellFact): void {
    const from = (UPSELL_GROUPS.indexOf(fact.group) * SEGMENTS + fact.segment) * UPSELL_COUNTS.length;
    for (const [place, count] of upsellCounts(fact)) this.#ownCubes().upsell.addAt(from + place, count);
  }

  #addCall({ seconds }: CallFact): void {
    this.#open().count(CALLS_AT + Math.min(CALL_STEPS - 1, Math.round(seconds / CALL_STEP_SECONDS)), 1);
  }

  /** People of whom both the answer given to the owner and a later blind one are among these. */
  addReasked(answers: readonly ResponseFact[], { asOf }: KpiContext): void {
    const known = answers.filter(
      (answer) => answer.valid && answer.on <= asOf.day && (isAskedByOwner(answer) || answer.mode === 'blind_reask'),
    );
    for (const { told, toldOther } of reaskedPairs(known, hasMarks))
      this.cubes.reasked.addAt(satisfiedTwice(isAllSatisfied(told), isAllSatisfied(toldOther)));
  }

  /**
   * The same with customers as counts, short whatever their number. Sealed months add up to customer-months: who was owed a visit in two
   * of them counts twice.
   */
  sealed(): MonthMeasures {
    return new MonthMeasures({ ...this.cubes, coverage: this.coverage() });
  }

  /** Customers by tier, stage and verdict. */
  coverage(): Cube {
    const counts = new Cube(LAYOUT.coverage);
    counts.take(this.cubes.coverage);
    for (const { verdict, segment } of this.customers.verdicts())
      counts.addAt(segment * VERDICT_COUNT + (VERDICT_AT[verdict] as number));
    return counts;
  }

  /** Both together, as if the facts of both had been added to one. */
  plus(other: MonthMeasures): MonthMeasures {
    return MonthMeasures.sumOf([this, other]);
  }

  /** All together: of one at a time, so that a sum of many needs the memory of two. */
  static sumOf(all: Iterable<MonthMeasures>): MonthMeasures {
    const sum = new MonthMeasures();
    for (const each of all) {
      const cubes = each.settled().#cubes;
      if (cubes) for (const part of PARTS) sum.#ownCubes()[part].take(cubes[part]);
      if (each.#counted) sum.#addAll(each.#counted);
      sum.customers.take(each.customers);
    }
    return sum.settled();
  }
}

/** How a loop's time to resolution is counted: in whole hours, as still open at the oldest age there is. */
export function countedAge(
  fact: LoopFact,
  asOf: AsOf,
): { readonly ended: boolean; readonly hours: number } | undefined {
  const age = resolutionAge(fact, asOf);
  if (!age) return undefined;
  const hours = Math.floor(age.ms / 3_600_000);
  return hours >= OLDEST_HOURS ? { ended: false, hours: OLDEST_HOURS } : { ended: age.ended, hours };
}

/** All facts of a period, in any order; of each person's answers the latest counts. */
export function measuresOf(facts: readonly Fact[], context: KpiContext): MonthMeasures {
  const { asOf } = context;
  const measures = new MonthMeasures();
  let latest: LatestAnswers<ResponseFact> | undefined;
  let isReasked = false;
  for (let place = 0; place < facts.length; place += 1) {
    const fact = facts[place] as Fact;
    // Those of which there are most go straight to their counts.
    if (fact.type === 'obligation') {
      measures.addDebt(fact, asOf);
      continue;
    }
    if (fact.type !== 'response') {
      measures.add(fact, context);
      continue;
    }
    if (fact.on > asOf.day) continue;
    if (isOnePerPerson(fact)) {
      latest ??= new LatestAnswers(facts as readonly ResponseFact[]);
      const replaced = latest.add(fact, place, fact.placed);
      // Each is counted as it comes, while it is at hand: few are given again, and those are taken back.
      if (replaced >= 0) measures.turnEarlier(facts[replaced] as ResponseFact);
    } else if ((fact.told & TOLD_AGAIN) !== 0) {
      isReasked = true;
    }
    measures.addAnswer(fact, 1);
  }
  latest?.end();
  if (isReasked)
    measures.addReasked(
      facts.filter((fact) => fact.type === 'response'),
      context,
    );
  return measures.settled();
}

/** A period's answers: of each person the latest valid one that was there on the day looked at, and what it replaces. */
export function answersOf(
  responses: readonly ResponseFact[],
  context: KpiContext,
): { readonly latest: readonly ResponseFact[]; readonly earlier: readonly ResponseFact[] } {
  const { day } = context.asOf;
  const replaced = replacedAmong(responses, (answer) => answer.on <= day && isOnePerPerson(answer));
  return {
    latest: responses.filter(({ on }, place) => on <= day && replaced[place] === 0),
    earlier: responses.filter((_, place) => replaced[place] === 1),
  };
}

/** Of such answers a person has one in a period. A second opinion is asked for on purpose: it replaces nothing. */
function isOnePerPerson({ told }: ResponseFact): boolean {
  return (told & (TOLD_INVALID | TOLD_AGAIN)) === 0;
}

/** A HubSpot text property holds so many characters. */
export const MEASURES_LIMIT = 65_536;
const MAGIC = 'rvm1';
const LAYOUT_MARK = hashOf(PARTS.map((part) => `${part}=${layoutOf(LAYOUT[part])}`).join('|')).toString(36);

export interface StoredMeasures {
  readonly measures: MonthMeasures;
  /** The day up to whose end they were counted. */
  readonly asOf: Day;
}

/**
 * Measures as one text for one property. It names its version and its layout, and carries a sum of its characters.
 *
 * Where the names of the customers would not fit the property, they are sealed: their counts stay exact, months no longer add up to
 * distinct customers.
 */
export function encodeMeasures({ measures, asOf }: StoredMeasures): string {
  const text = written(measures, asOf);
  if (text.length <= MEASURES_LIMIT) return text;
  const sealed = written(measures.sealed(), asOf);
  if (sealed.length > MEASURES_LIMIT)
    throw new RangeError(`expected measures of at most ${MEASURES_LIMIT} characters, got ${sealed.length}`);
  return sealed;
}

function written(measures: MonthMeasures, asOf: Day): string {
  const body = [
    MAGIC,
    LAYOUT_MARK,
    (asOf as number).toString(36),
    ...PARTS.map((part) => encodeCounts(measures.cubes[part].counts)),
    measures.customers.encode(asOf),
  ].join(';');
  return `${body};${hashOf(body).toString(36)}`;
}

/**
 * Reads what {@link encodeMeasures} wrote. `other_version`: written by another version of the app, to be counted anew. `damaged`: cut off
 * or changed.
 */
export function decodeMeasures(
  text: string,
): ({ readonly ok: true } & StoredMeasures) | { readonly ok: false; readonly reason: 'other_version' | 'damaged' } {
  const end = text.lastIndexOf(';');
  const body = text.slice(0, end);
  const [magic, layout, day = '', ...parts] = body.split(';');
  if (!/^rvm\d+$/.test(magic ?? '')) return { ok: false, reason: 'damaged' };
  if (magic !== MAGIC) return { ok: false, reason: 'other_version' };
  if (hashOf(body).toString(36) !== text.slice(end + 1)) return { ok: false, reason: 'damaged' };
  if (layout !== LAYOUT_MARK) return { ok: false, reason: 'other_version' };
  try {
    if (parts.length !== PARTS.length + 1)
      throw new RangeError(`expected ${PARTS.length + 1} parts, got ${parts.length}`);
    const asOf = naturalOf(day) as Day;
    const cubes = cubesOf((part, index) => {
      const axes: readonly Axis[] = LAYOUT[part];
      const size = axes.reduce((product, { values }) => product * values.length, 1);
      return new Cube(axes, decodeCounts(parts[index] ?? '', size));
    });
    const customers = CoveredCustomers.decode(parts[PARTS.length] ?? '', asOf, SEGMENTS);
    return { ok: true, asOf, measures: new MonthMeasures(cubes, customers) };
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, reason: 'damaged' };
    throw error;
  }
}
