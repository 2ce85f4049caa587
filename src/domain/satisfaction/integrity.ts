import { type Comparison, compareShares } from './comparison.ts';
import { binomialAtMost, hypergeometricAtLeast } from './distributions.ts';
import { benjaminiHochberg } from './ranking.ts';

/** How an answer came to us. Answers of different ways are never drawn into one line without a mark. */
export const MODES = ['rep_on_phone', 'customer_link', 'hubspot_feedback', 'blind_reask', 'unknown'] as const;
export type Mode = (typeof MODES)[number];

/** What scale a satisfaction mark is on. HubSpot's own default survey knows 0, 1 and 2 only. */
export type MarkScale = 'one_to_five' | 'hubspot_zero_to_two';

export interface Mark {
  readonly scale: MarkScale;
  readonly value: number;
}

/** Whether a mark counts as satisfied: 4 and 5 of five, 2 of HubSpot's three. */
export function isSatisfied({ scale, value }: Mark): boolean {
  checkMark(scale, value);
  return scale === 'one_to_five' ? value >= 4 : value === 2;
}

/** A mark out of five, for averages and distributions. HubSpot's 0, 1 and 2 are three other things and have none. */
export function outOfFive({ scale, value }: Mark): number | undefined {
  checkMark(scale, value);
  return scale === 'one_to_five' ? value : undefined;
}

function checkMark(scale: MarkScale, value: number): void {
  const [least, most] = scale === 'one_to_five' ? [1, 5] : [0, 2];
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RangeError(`expected a mark from ${least} to ${most}, got ${value}`);
}

/** One valid answer, as the tests of integrity look at it. */
export interface Answer {
  readonly key: string;
  readonly person: string;
  readonly on: number;
  readonly mode: Mode;
  /** Who asked; absent: nobody did, the customer answered by a link. */
  readonly collectorId?: string;
  /** Whose work the marks are about. */
  readonly subjectId: string;
  /** 1–5 by dimension. */
  readonly marks: readonly number[];
  readonly nps?: number;
}

/** The one whose work is judged asked for the judgement. Allowed, and always told apart. */
export function isSelfCollected({
  collectorId,
  subjectId,
}: {
  readonly collectorId?: string | undefined;
  readonly subjectId: string;
}): boolean {
  return collectorId !== undefined && collectorId === subjectId;
}

export interface ModeGap {
  readonly self: { readonly hits: number; readonly of: number };
  readonly others: { readonly hits: number; readonly of: number };
  /** How much better people speak to the one who is judged. */
  readonly gap: Comparison;
}

/** The share of satisfied answers given to the judged person himself, less the share given to anybody else or by link. */
export function modeGap(answers: readonly Answer[]): ModeGap {
  const self = satisfied(answers.filter(isSelfCollected));
  const others = satisfied(answers.filter((answer) => !isSelfCollected(answer)));
  return { self, others, gap: compareShares(self, others) };
}

/** An answer with marks is satisfied when none of them is under 4: one answer counts once, whatever was asked. */
function satisfied(answers: readonly Answer[]): { readonly hits: number; readonly of: number } {
  const marked = answers.filter(({ marks }) => marks.length > 0);
  return { of: marked.length, hits: marked.filter(isAllSatisfied).length };
}

const isAllSatisfied = ({ marks }: Pick<Answer, 'marks'>): boolean => marks.every((mark) => mark >= 4);

/** A pattern that honest asking makes rarely. It is a question to ask, not a finding. */
export type Suspicion =
  /** Every dimension got the same mark, far more often than with colleagues. */
  | 'straight_lining'
  /** Nothing but the highest mark, far more often than with colleagues. */
  | 'all_top'
  /** 0, 5 and 10 of the NPS scale far more often than with colleagues. */
  | 'round_numbers'
  /** The same people say less to somebody else. */
  | 'better_than_reasked';

export interface SuspectTest {
  readonly collectorId: string;
  readonly test: Suspicion;
  /** How often the pattern was seen, in how many of this collector's answers. */
  readonly seen: number;
  readonly of: number;
  /** The same of all other collectors together, or of the blind re-asks. */
  readonly othersSeen: number;
  readonly othersOf: number;
  /** Fisher's exact test, one-sided, of re-asks McNemar's; adjusted over all collectors and tests (Benjamini & Hochberg 1995). */
  readonly adjustedP: number;
  readonly suspicious: boolean;
}

/** Fewer answers of a collector are not tested: no pattern in them could be told from chance. */
const LEAST_ANSWERS = 10;
const FALSE_ALARMS = 0.05;

/** Patterns that are looked for in each answer by itself. */
export const PATTERNS = ['straight_lining', 'all_top', 'round_numbers'] as const satisfies readonly Suspicion[];

/**
 * Which patterns an answer of `n` marks shows: two bits a pattern in the order of {@link PATTERNS}, the lower one where it could be seen, the
 * higher one where it was.
 *
 * @example patternsIn(2, true, false, undefined) // 0b0111: straight-lined, not all top
 */
export function patternsIn(n: number, allSame: boolean, allTop: boolean, nps: number | undefined): number {
  let bits = 0;
  if (n >= 2) bits |= allSame ? 0b11 : 0b01;
  if (n > 0) bits |= allTop ? 0b1100 : 0b0100;
  if (nps !== undefined) bits |= nps % 5 === 0 ? 0b110000 : 0b010000;
  return bits;
}

/** How many different answers {@link patternsIn} may give. */
export const PATTERN_SETS = 4 ** PATTERNS.length;

export interface Seen {
  readonly seen: number;
  readonly of: number;
}

/** What the tests look at of one collector, as counts: they add up over months and need no answer any more. */
export interface CollectorCounts {
  readonly collectorId: string;
  /** In the order of {@link PATTERNS}. */
  readonly patterns: readonly { readonly own: Seen; readonly others: Seen }[];
  /** People asked again blindly after this collector: satisfied both times, only then, only now, neither. */
  readonly reasked: readonly [both: number, onlyTold: number, onlyAgain: number, neither: number];
}

/**
 * Every collector's answers against everybody else's, for patterns of made-up or coaxed scores.
 *
 * All tests of all collectors are adjusted together, so that a team of fifty does not bring a false alarm a week. Answers by link have
 * no collector and are not tested; they and the blind re-asks stand among the others.
 */
export function testIntegrity(answers: readonly Answer[]): readonly SuspectTest[] {
  const collectors = [
    ...new Set(
      answers.flatMap(({ collectorId, mode }) => (collectorId && mode !== 'blind_reask' ? [collectorId] : [])),
    ),
  ];
  const shown = answers.map(({ marks, nps }) =>
    patternsIn(
      marks.length,
      marks.every((mark) => mark === marks[0]),
      marks.every((mark) => mark === 5),
      nps,
    ),
  );
  const counts = collectors.sort().map((collectorId): CollectorCounts => {
    const isOwn = answers.map((answer) => answer.collectorId === collectorId && answer.mode !== 'blind_reask');
    const count = (pattern: number, own: boolean): Seen => {
      const bits = shown.filter((_, index) => isOwn[index] === own).map((each) => (each >> (2 * pattern)) & 3);
      return { seen: bits.filter((each) => each === 3).length, of: bits.filter((each) => each > 0).length };
    };
    const reasked: [number, number, number, number] = [0, 0, 0, 0];
    const own = answers.filter((answer, index) => isOwn[index] || answer.mode === 'blind_reask');
    for (const { told, toldOther } of reaskedPairs(own, ({ marks }) => marks.length > 0)) {
      const place = satisfiedTwice(isAllSatisfied(told), isAllSatisfied(toldOther));
      reasked[place] = (reasked[place] as number) + 1;
    }
    return {
      collectorId,
      patterns: PATTERNS.map((_, pattern) => ({ own: count(pattern, true), others: count(pattern, false) })),
      reasked,
    };
  });
  return testCounts(counts);
}

/** The tests of {@link testIntegrity} from counts. */
export function testCounts(collectors: readonly CollectorCounts[]): readonly SuspectTest[] {
  const found: (Omit<SuspectTest, 'adjustedP' | 'suspicious'> & { readonly p: number })[] = [];
  for (const { collectorId, patterns, reasked } of collectors) {
    patterns.forEach(({ own, others }, index) => {
      if (own.of < LEAST_ANSWERS || others.of === 0) return;
      const p = hypergeometricAtLeast(own.seen, own.of, own.seen + others.seen, own.of + others.of);
      const test = PATTERNS[index] as Suspicion;
      found.push({ collectorId, test, seen: own.seen, of: own.of, othersSeen: others.seen, othersOf: others.of, p });
    });
    const [both, onlyTold, onlyAgain, neither] = reasked;
    const of = both + onlyTold + onlyAgain + neither;
    if (of < LEAST_ANSWERS) continue;
    // McNemar's exact test: of those who answered differently, as many should have changed either way.
    const p = 1 - binomialAtMost(onlyTold - 1, onlyTold + onlyAgain, 0.5);
    const [seen, othersSeen] = [both + onlyTold, both + onlyAgain];
    found.push({ collectorId, test: 'better_than_reasked', seen, of, othersSeen, othersOf: of, p });
  }
  const adjusted = benjaminiHochberg(found.map(({ p }) => p));
  return found.map(({ p: _, ...test }, index) => {
    const adjustedP = adjusted[index] as number;
    return { ...test, adjustedP, suspicious: adjustedP <= FALSE_ALARMS };
  });
}

/** Place of a pair of answers in {@link CollectorCounts.reasked}. */
export function satisfiedTwice(told: boolean, again: boolean): 0 | 1 | 2 | 3 {
  return told ? (again ? 0 : 1) : again ? 2 : 3;
}

/** Each person who was asked again blindly, with the latest answer before among those given and each blind one. */
export function reaskedPairs<T extends Pick<Answer, 'key' | 'on' | 'mode'> & { readonly person: string | number }>(
  answers: readonly T[],
  hasMarks: (answer: T) => boolean,
): readonly { readonly told: T; readonly toldOther: T }[] {
  const last = new Map<string | number, T>();
  for (const answer of answers) {
    if (answer.mode === 'blind_reask' || !hasMarks(answer)) continue;
    const known = last.get(answer.person);
    if (!known || answer.on > known.on || (answer.on === known.on && answer.key > known.key))
      last.set(answer.person, answer);
  }
  return answers.flatMap((toldOther) => {
    const told = last.get(toldOther.person);
    if (toldOther.mode !== 'blind_reask' || !hasMarks(toldOther) || !told || toldOther.on < told.on) return [];
    return [{ told, toldOther }];
  });
}
