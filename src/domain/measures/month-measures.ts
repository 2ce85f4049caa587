import type { Day } from '../calendar/day.ts';
import { latestPerPerson } from '../satisfaction/clusters.ts';
import { hashOf } from '../satisfaction/hash.ts';
import { isSelfCollected } from '../satisfaction/integrity.ts';
import { CoveredCustomers } from './coverage.ts';
import { type Axis, Cube, decodeCounts, encodeCounts, layoutOf, naturalOf } from './cube.ts';
import type { ClockFact, Fact, LoopFact, ResponseFact, Snapshot, VisitFact } from './facts.ts';
import { judge, type KpiContext, RATES, type Rate, resolutionAge, VERDICTS, type Verdict } from './kpis.ts';

export const TIER_VALUES = ['A', 'B', 'C', 'none'] as const;
export const STAGE_VALUES = ['prospect', 'new', 'established', 'loyal', 'dormant', 'lost', 'none'] as const;
/** The dimensions that ship, the ones of the day-7 form, the one mark of a loop, and any other. */
export const DIMENSION_VALUES = [
  'service_quality',
  'response_speed',
  'solution_effect',
  'professionalism',
  'packaging',
  'logistics',
  'installation',
  'overall',
  'other',
] as const;
/** How an answer was collected, the judged person's own asking told apart. */
export const COLLECTION_VALUES = [
  'self_collected',
  'colleague',
  'customer_link',
  'hubspot_feedback',
  'blind_reask',
  'unknown',
] as const;
export type Collection = (typeof COLLECTION_VALUES)[number];
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
/** Companies are drawn into so many groups, so that their number needs no memory (random groups, Wolter 2007, ch. 2). */
const COMPANY_GROUPS = 64;

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));
const SEGMENT: readonly Axis[] = [
  { name: 'tier', values: TIER_VALUES },
  { name: 'stage', values: STAGE_VALUES },
];
const SEGMENTS = TIER_VALUES.length * STAGE_VALUES.length;
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
  ages: [
    { name: 'end', values: ['ended', 'open'] },
    { name: 'hours', values: numbers(OLDEST_HOURS + 1) },
  ],
} as const satisfies { readonly [part: string]: readonly Axis[] };
type Part = keyof typeof LAYOUT;
const PARTS = Object.keys(LAYOUT) as readonly Part[];

const placesOf = <T extends string>(values: readonly T[]): { readonly [value: string]: number } =>
  Object.fromEntries(values.map((value, place) => [value, place]));
const TIER_AT = placesOf(TIER_VALUES);
const STAGE_AT = placesOf(STAGE_VALUES);
const RATE_AT = placesOf(RATES);
const VERDICT_AT = placesOf(VERDICTS);
const DIMENSION_AT = placesOf(DIMENSION_VALUES);
const COLLECTION_AT = placesOf(COLLECTION_VALUES);
const CLOCK_AT = placesOf(CLOCK_VALUES);

/** The name under which a clock is counted. */
export function clockOf({ rule }: Pick<ClockFact, 'rule'>): string {
  return CLOCK_AT[rule] === undefined ? 'other' : rule;
}

/** Tier and stage as one number. */
export function cellOf({ tier, stage }: Pick<Snapshot, 'tier' | 'stage'>): number {
  return (TIER_AT[tier ?? 'none'] as number) * STAGE_VALUES.length + (STAGE_AT[stage ?? 'none'] as number);
}

export function segmentOf(cell: number): { readonly tier: string; readonly stage: string } {
  const stage = cell % STAGE_VALUES.length;
  return { tier: TIER_VALUES[(cell - stage) / STAGE_VALUES.length] as string, stage: STAGE_VALUES[stage] as string };
}

export function collectionOf(answer: Pick<ResponseFact, 'mode' | 'collectorId' | 'subjectId'>): Collection {
  if (answer.mode !== 'rep_on_phone') return answer.mode;
  return isSelfCollected(answer) ? 'self_collected' : 'colleague';
}

/**
 * Everything a page shows of the facts added to it, as counts: the same whatever their order and however they were divided. Memory does
 * not grow with the facts; only the names of covered customers do, with the customers.
 *
 * One person's answers of a period count once: hand them through {@link answersOf} together.
 */
export class MonthMeasures {
  readonly cubes: { readonly [part in Part]: Cube };
  /** Empty after {@link sealed}: what is in `cubes.coverage` comes on top. */
  readonly customers: CoveredCustomers;

  /** Segment of the fact that is being judged: a function made for each fact would cost more than the count. */
  #cell = 0;
  readonly #count = (rate: Rate, verdict: Verdict): void => {
    const { counts } = this.cubes.rates;
    const at = ((RATE_AT[rate] as number) * SEGMENTS + this.#cell) * VERDICTS.length + (VERDICT_AT[verdict] as number);
    counts[at] = (counts[at] as number) + 1;
  };

  constructor(cubes?: { readonly [part in Part]: Cube }, customers = new CoveredCustomers()) {
    this.cubes =
      cubes ?? (Object.fromEntries(PARTS.map((part) => [part, new Cube(LAYOUT[part])])) as { [part in Part]: Cube });
    this.customers = customers;
  }

  /** Counts a fact as it stood at the day looked at. */
  add(fact: Fact, context: KpiContext): void {
    const cell = cellOf(fact);
    this.#cell = cell;
    judge(fact, context, this.#count);
    switch (fact.type) {
      case 'obligation':
        this.customers.add(fact, cell, context.asOf);
        return;
      case 'clock':
        this.#addClock(fact, cell, context);
        return;
      case 'loop':
        this.#addAge(fact, context);
        return;
      case 'visit':
        if (fact.endedAt <= context.asOf.at) this.#addCall(fact);
        return;
      case 'response':
        if (fact.valid && fact.on <= context.asOf.day) this.#addResponse(fact, cell);
        return;
      case 'attempt':
      case 'promise':
      case 'invitation':
      case 'customer':
      case 'suggestion':
        return;
      default:
        fact satisfies never;
    }
  }

  /** An answer that its person gave again later: told as left out. */
  addEarlier(fact: ResponseFact, { asOf }: KpiContext): void {
    if (fact.on > asOf.day) return;
    this.#cell = cellOf(fact);
    this.#count('answers', 'answered_again');
  }

  #addClock(fact: ClockFact, cell: number, context: KpiContext): void {
    const rule = CLOCK_AT[clockOf(fact)] as number;
    judge(fact, context, (_, verdict) => {
      this.cubes.clocks.addAt((rule * SEGMENTS + cell) * VERDICTS.length + (VERDICT_AT[verdict] as number));
    });
  }

  #addAge(fact: LoopFact, { asOf }: KpiContext): void {
    const age = resolutionAge(fact, asOf);
    if (!age) return;
    const hours = Math.floor(age.ms / 3_600_000);
    if (hours >= OLDEST_HOURS) this.cubes.ages.addAt(2 * (OLDEST_HOURS + 1) - 1);
    else this.cubes.ages.addAt((age.ended ? 0 : OLDEST_HOURS + 1) + hours);
  }

  #addCall({ seconds }: VisitFact): void {
    if (seconds !== undefined)
      this.cubes.calls.addAt(Math.min(CALL_STEPS - 1, Math.round(seconds / CALL_STEP_SECONDS)));
  }

  #addResponse(fact: ResponseFact, cell: number): void {
    const collection = COLLECTION_AT[collectionOf(fact)] as number;
    const group = hashOf(fact.customer) % COMPANY_GROUPS;
    for (const dimension in fact.marks) {
      const mark = checked(fact.marks[dimension] as number, 1, 5) - 1;
      const at = DIMENSION_AT[dimension] ?? (DIMENSION_AT.other as number);
      this.cubes.marks.addAt(((at * COLLECTION_VALUES.length + collection) * SEGMENTS + cell) * 5 + mark);
      this.cubes.markGroups.addAt((at * COMPANY_GROUPS + group) * 5 + mark);
    }
    if (fact.hubspotMark !== undefined) this.cubes.hubspotMarks.addAt(cell * 3 + checked(fact.hubspotMark, 0, 2));
    if (fact.nps === undefined) return;
    const score = checked(fact.nps, 0, 10);
    this.cubes.nps.addAt((collection * SEGMENTS + cell) * 11 + score);
    this.cubes.npsGroups.addAt(group * 3 + (score >= 9 ? 0 : score >= 7 ? 1 : 2));
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
    const counts = Float64Array.from(this.cubes.coverage.counts);
    for (const { verdict, cell } of this.customers.verdicts()) {
      const at = cell * VERDICTS.length + (VERDICT_AT[verdict] as number);
      counts[at] = (counts[at] as number) + 1;
    }
    return new Cube(LAYOUT.coverage, counts);
  }

  /** Both together, as if the facts of both had been added to one. */
  plus(other: MonthMeasures): MonthMeasures {
    const cubes = Object.fromEntries(PARTS.map((part) => [part, this.cubes[part].plus(other.cubes[part])]));
    return new MonthMeasures(cubes as { [part in Part]: Cube }, this.customers.plus(other.customers));
  }
}

function checked(mark: number, least: number, most: number): number {
  if (!Number.isInteger(mark) || mark < least || mark > most)
    throw new RangeError(`expected a mark from ${least} to ${most}, got ${mark}`);
  return mark;
}

/** All facts of a period, in any order; of each person's answers the latest counts. */
export function measuresOf(facts: Iterable<Fact>, context: KpiContext): MonthMeasures {
  const measures = new MonthMeasures();
  const responses: ResponseFact[] = [];
  for (const fact of facts) {
    if (fact.type === 'response') responses.push(fact);
    else measures.add(fact, context);
  }
  const { latest, earlier } = answersOf(responses, context);
  for (const fact of latest) measures.add(fact, context);
  for (const fact of earlier) measures.addEarlier(fact, context);
  return measures;
}

/** A period's answers: of each person the latest valid one that was there on the day looked at, and what it replaces. */
export function answersOf(
  responses: readonly ResponseFact[],
  { asOf }: KpiContext,
): { readonly latest: readonly ResponseFact[]; readonly earlier: readonly ResponseFact[] } {
  const known = responses.filter(({ on }) => on <= asOf.day);
  // A second opinion of the same person is asked for on purpose: it replaces nothing.
  const own = known.filter(({ valid, mode }) => valid && mode !== 'blind_reask');
  const { latest, earlier } = latestPerPerson(own);
  return { latest: [...latest, ...known.filter((response) => !own.includes(response))], earlier };
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
    const cubes = Object.fromEntries(
      PARTS.map((part, index) => {
        const axes: readonly Axis[] = LAYOUT[part];
        const size = axes.reduce((product, { values }) => product * values.length, 1);
        return [part, new Cube(axes, decodeCounts(parts[index] ?? '', size))];
      }),
    ) as { [part in Part]: Cube };
    const customers = CoveredCustomers.decode(parts[PARTS.length] ?? '', asOf, SEGMENTS);
    return { ok: true, asOf, measures: new MonthMeasures(cubes, customers) };
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, reason: 'damaged' };
    throw error;
  }
}
