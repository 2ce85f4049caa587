import { fc } from '@fast-check/vitest';
import { type Day, day } from '../../../src/domain/calendar/day.ts';
import { customerNumber, personNumber } from '../../../src/domain/measures/coverage.ts';
import type { Fact, ResponseFact, Snapshot } from '../../../src/domain/measures/facts.ts';
import type { AsOf, KpiContext, Span } from '../../../src/domain/measures/kpis.ts';
import { answerOf } from '../../../src/domain/measures/responses.ts';
import { segmentNumber } from '../../../src/domain/measures/segments.ts';
import type { Stage, Tier } from '../../../src/domain/planning/facts.ts';

export const MS = 86_400_000;
export const APRIL: Span = { from: day('2026-04-01'), to: day('2026-04-30') };
const FIRST = APRIL.from as number;

/** The end of a day, in UTC. */
export function endOf(on: Day): AsOf {
  return { day: on, at: (on + 1) * MS - 1 };
}

export function contextOn(on: Day, span: Span = APRIL): KpiContext {
  return {
    asOf: endOf(on),
    span,
    settings: { resolutionDays: 7, responseDays: 14, repurchaseDays: 90, lostAfterDays: 365 },
  };
}

const anyDay = (from = -5, to = 45) => fc.integer({ min: FIRST + from, max: FIRST + to }).map((on) => on as Day);
const anyAt = (from = -5, to = 45) =>
  fc.integer({ min: (FIRST + from) * 24, max: (FIRST + to) * 24 }).map((hour) => hour * 3_600_000);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** Drops what is undefined: an absent field is left out. */
function given<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

const snapshot = fc.record({
  customer: fc
    .oneof(
      fc.integer({ min: 1, max: 9 }).map((n) => `c${n}`),
      fc.integer({ min: 1, max: 9 }).map(String),
    )
    .map(customerNumber),
  segment: fc
    .tuple(
      maybe(fc.constantFrom('A', 'B', 'C')),
      maybe(fc.constantFrom('new', 'established', 'loyal', 'dormant', 'lost', 'prospect')),
    )
    .map(([tier, stage]) => segmentNumber(tier, stage)),
  ownerId: fc.constantFrom('1', '2', '3'),
});

const pauses = fc.array(fc.record({ from: anyAt(), to: maybe(anyAt()) }).map(given), { maxLength: 2 });
const timed = {
  dueAt: anyAt(0, 32),
  doneAt: maybe(anyAt()),
  pauses,
  agreed: maybe(fc.record({ until: anyAt(), at: anyAt() })),
  unconfirmed: maybe(fc.constant(true)),
};

const ANSWER = fc.record({
  type: fc.constant('response'),
  person: fc.integer({ min: 1, max: 5 }),
  on: anyDay(0, 31),
  mode: fc.constantFrom('rep_on_phone', 'customer_link', 'hubspot_feedback', 'blind_reask', 'unknown'),
  collectorId: maybe(fc.constantFrom('1', '2')),
  subjectId: fc.constantFrom('1', '2'),
  valid: fc.boolean(),
  marks: fc.dictionary(
    fc.constantFrom('service_quality', 'response_speed', 'logistics', 'overall', 'taste'),
    fc.integer({ min: 1, max: 5 }),
  ),
  hubspotMark: maybe(fc.constantFrom(0, 1, 2)),
  nps: maybe(fc.integer({ min: 0, max: 10 })),
  incentive: maybe(fc.constant(true)),
  afterAcceptance: maybe(fc.constant(true)),
  attempt: maybe(fc.constantFrom(1, 2, 3)),
});

const details = fc.oneof(
  fc.record({
    type: fc.constant('obligation'),
    owesVisit: fc.boolean(),
    target: anyDay(0, 30),
    latest: anyDay(0, 32),
    paidOn: maybe(anyDay()),
    withdrawnOn: maybe(anyDay()),
    doNotContactOn: maybe(anyDay()),
    lostOn: maybe(anyDay()),
  }),
  fc.record({
    type: fc.constant('attempt'),
    on: anyDay(0, 31),
    result: fc.constantFrom('conversation', 'refused', 'no_answer', 'wrong_number'),
  }),
  fc.record({
    type: fc.constant('visit'),
    endedAt: anyAt(0, 31),
    recordDueAt: anyAt(1, 34),
    recordedAt: maybe(anyAt(0, 40)),
  }),
  fc.record({ type: fc.constant('call'), on: anyDay(0, 31), seconds: fc.integer({ min: 0, max: 9_000 }) }),
  fc.record({ type: fc.constant('clock'), rule: fc.constantFrom('P14', 'P22', 'P99'), ...timed }),
  fc.record({ type: fc.constant('promise'), ...timed }),
  fc.record({
    type: fc.constant('loop'),
    kind: fc.constantFrom('problem', 'complaint', 'need', 'exception', 'suggestion', 'praise'),
    raisedAt: anyAt(0, 31),
    moves: fc
      .array(
        fc.record({
          at: anyAt(0, 60),
          to: fc.constantFrom('in_progress', 'resolved', 'confirmed', 'closed_unconfirmed'),
        }),
        { maxLength: 5 },
      )
      .map((moves) => moves.sort((a, b) => a.at - b.at)),
  }),
  fc.record({
    type: fc.constant('invitation'),
    on: anyDay(0, 31),
    delivered: fc.boolean(),
    answeredOn: maybe(anyDay(0, 60)),
  }),
  fc.record({
    type: fc.constant('customer'),
    becameOn: anyDay(-60, 20),
    losses: fc.array(fc.record({ lostOn: anyDay(-40, 60), backOn: maybe(anyDay(-40, 60)) }).map(given), {
      maxLength: 2,
    }),
    ordersOn: fc.array(anyDay(-120, 40), { maxLength: 4 }),
  }),
  fc.record({
    type: fc.constant('suggestion'),
    raisedOn: anyDay(-20, 31),
    decided: maybe(fc.record({ on: anyDay(0, 60), accepted: fc.boolean() })),
  }),
  ANSWER,
);

/** Facts of every kind around April 2026, each with a key of its own. */
export function anyFacts(maxLength = 24): fc.Arbitrary<Fact[]> {
  return factsOf(details, maxLength);
}

/** Answers alone, of few people: many of them answer more than once. */
export function anyAnswers(maxLength = 24): fc.Arbitrary<Fact[]> {
  return factsOf(ANSWER, maxLength);
}

function factsOf(arbitrary: fc.Arbitrary<object>, maxLength: number): fc.Arbitrary<Fact[]> {
  // Of all sizes: by itself the library makes lists of hardly five.
  return fc
    .array(fc.tuple(snapshot, arbitrary), { maxLength, size: 'max' })
    .map((pairs) =>
      pairs.map(([base, more], index) => made({ key: `f${index}`, record: `r${index}`, ...base, ...given(more) })),
    );
}

/** A fact from its fields; an answer’s marks by name, and packed as the product does it. */
function made(fields: object): Fact {
  const { marks, ...said } = given(fields) as Omit<ResponseFact, 'marks'> & { readonly marks: Named };
  return said.type === 'response' ? answerOf(said, marks) : (given(fields) as Fact);
}

/** Marks of 1 to 5 by dimension. */
type Named = { readonly [dimension: string]: number };

/** What a test may say of a fact in words: its customer as `c` and digits, or digits; tier and stage; any name for a person; marks by dimension. */
interface Said {
  readonly customer?: string | number;
  readonly person?: string | number;
  readonly tier?: Tier;
  readonly stage?: Stage;
  readonly marks?: Named;
}

/** What the product makes of an answer's fields. */
type Packed = 'marks' | 'otherMarks' | 'told' | 'placed';
/** Some fields of a fact as a test says them. */
export type Fields<T extends Fact> = Partial<Omit<T, 'customer' | 'segment' | 'person' | Packed>> & Said;

let count = 0;
const people = new Map<string, number>();
/** A fact with the fields that matter to a test; the rest is plain. */
export function fact<T extends Fact>(
  more: Omit<T, keyof Snapshot | 'person' | Packed> & Partial<Omit<Snapshot, 'customer' | 'segment'>> & Said,
): T;
export function fact(more: Said): object {
  count += 1;
  const { customer = `c${count}`, person, tier, stage, ...rest } = more;
  const number = typeof customer === 'number' ? customer : customerNumber(customer);
  const segment = segmentNumber(tier, stage);
  return made({
    key: `k${count}`,
    record: `r${count}`,
    customer: number,
    segment,
    ownerId: '1',
    ...rest,
    ...(person === undefined ? {} : { person: typeof person === 'number' ? person : numberOf(person) }),
  });
}

function numberOf(name: string): number {
  const known = people.get(name) ?? personNumber(String(people.size + 1));
  people.set(name, known);
  return known;
}
