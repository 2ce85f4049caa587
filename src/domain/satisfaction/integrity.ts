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
export function isSelfCollected({ collectorId, subjectId }: Pick<Answer, 'collectorId' | 'subjectId'>): boolean {
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

const isAllSatisfied = ({ marks }: Answer): boolean => marks.every((mark) => mark >= 4);

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

const PATTERNS: readonly {
  readonly test: Exclude<Suspicion, 'better_than_reasked'>;
  readonly applies: (answer: Answer) => boolean;
  readonly seen: (answer: Answer) => boolean;
}[] = [
  {
    test: 'straight_lining',
    applies: ({ marks }) => marks.length >= 2,
    seen: ({ marks }) => marks.every((mark) => mark === marks[0]),
  },
  { test: 'all_top', applies: ({ marks }) => marks.length > 0, seen: ({ marks }) => marks.every((mark) => mark === 5) },
  {
    test: 'round_numbers',
    applies: ({ nps }) => nps !== undefined,
    seen: ({ nps }) => nps !== undefined && nps % 5 === 0,
  },
];

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
  const found: (Omit<SuspectTest, 'adjustedP' | 'suspicious'> & { readonly p: number })[] = [];
  for (const collectorId of collectors.sort()) {
    const isOwn = (answer: Answer): boolean => answer.collectorId === collectorId && answer.mode !== 'blind_reask';
    for (const { test, applies, seen } of PATTERNS) {
      const asked = answers.filter(applies);
      const own = asked.filter(isOwn);
      const rest = asked.filter((answer) => !isOwn(answer));
      if (own.length < LEAST_ANSWERS || rest.length === 0) continue;
      const seenOwn = own.filter(seen).length;
      const othersSeen = rest.filter(seen).length;
      const p = hypergeometricAtLeast(seenOwn, own.length, seenOwn + othersSeen, asked.length);
      found.push({ collectorId, test, seen: seenOwn, of: own.length, othersSeen, othersOf: rest.length, p });
    }
    const pairs = reasked(answers, collectorId);
    if (pairs.length >= LEAST_ANSWERS) {
      const first = pairs.filter(({ told }) => isAllSatisfied(told)).length;
      const again = pairs.filter(({ toldOther }) => isAllSatisfied(toldOther)).length;
      const onlyFirst = pairs.filter((pair) => isAllSatisfied(pair.told) && !isAllSatisfied(pair.toldOther)).length;
      const onlyAgain = onlyFirst - first + again;
      // McNemar's exact test: of those who answered differently, as many should have changed either way.
      const p = 1 - binomialAtMost(onlyFirst - 1, onlyFirst + onlyAgain, 0.5);
      const of = pairs.length;
      found.push({ collectorId, test: 'better_than_reasked', seen: first, of, othersSeen: again, othersOf: of, p });
    }
  }
  const adjusted = benjaminiHochberg(found.map(({ p }) => p));
  return found.map(({ p: _, ...test }, index) => {
    const adjustedP = adjusted[index] as number;
    return { ...test, adjustedP, suspicious: adjustedP <= FALSE_ALARMS };
  });
}

/** Each person who was asked again by somebody else after this collector, with both answers. */
function reasked(answers: readonly Answer[], collectorId: string): readonly { told: Answer; toldOther: Answer }[] {
  const told = new Map<string, Answer>();
  for (const answer of answers) {
    if (answer.collectorId !== collectorId || answer.mode === 'blind_reask' || answer.marks.length === 0) continue;
    const known = told.get(answer.person);
    if (!known || answer.on > known.on || (answer.on === known.on && answer.key > known.key))
      told.set(answer.person, answer);
  }
  return answers.flatMap((toldOther) => {
    const before = told.get(toldOther.person);
    if (toldOther.mode !== 'blind_reask' || toldOther.marks.length === 0 || !before || toldOther.on < before.on)
      return [];
    return [{ told: before, toldOther }];
  });
}
