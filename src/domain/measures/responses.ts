import { isSelfCollected, PATTERN_SETS, patternsIn } from '../satisfaction/integrity.ts';
import { MARK_BITS, MARK_MASK, type Marks, marksOf } from '../satisfaction/marks.ts';
import type { ResponseFact } from './facts.ts';

/** How an answer was collected, the judged person's own asking told apart, and whatever an incentive was offered for. */
export const COLLECTION_VALUES = [
  'self_collected',
  'colleague',
  'customer_link',
  'hubspot_feedback',
  'blind_reask',
  'unknown',
  'after_acceptance',
  'with_incentive',
] as const;
export type Collection = (typeof COLLECTION_VALUES)[number];

/**
 * What `told` holds, from the lowest bit on: what shows in the answer by `patternsIn` and, next to it, whether another than the month's owner
 * asked; how it was collected; its score and one, its mark of HubSpot's and one, 0 where there is none; whether it is invalid, a second
 * opinion, or has marks of dimensions that are not asked any more. A million answers are counted by it without a text being compared.
 */
export const TOLD = {
  /** Patterns of those whom the owner asked, then of all others. */
  patterns: 2 * PATTERN_SETS - 1,
  collectionFrom: 7,
  collection: 7,
  scoreFrom: 10,
  score: 15,
  hubspotFrom: 14,
  hubspot: 3,
  invalid: 1 << 16,
  again: 1 << 17,
  others: 1 << 18,
} as const;

type Said = Omit<ResponseFact, 'type' | 'told' | keyof Marks>;

/** An answer as a fact. A mark or score that is none throws a RangeError. */
export function answerOf(said: Said, named: { readonly [dimension: string]: number }): ResponseFact {
  const { marks, otherMarks } = marksOf(named);
  // Field by field, those that are counted first: they lie together in memory, and all answers have one form.
  return {
    type: 'response',
    on: said.on,
    told: toldOf(said, { marks, otherMarks }),
    segment: said.segment,
    marks,
    customer: said.customer,
    person: said.person,
    otherMarks,
    key: said.key,
    record: said.record,
    contactId: said.contactId,
    ownerId: said.ownerId,
    team: said.team,
    policyVersion: said.policyVersion,
    mode: said.mode,
    collectorId: said.collectorId,
    subjectId: said.subjectId,
    valid: said.valid,
    incentive: said.incentive,
    afterAcceptance: said.afterAcceptance,
    hubspotMark: said.hubspotMark,
    nps: said.nps,
  };
}

function toldOf(said: Said, marks: Marks): number {
  const { nps, hubspotMark } = said;
  let n = 0;
  let least = MARK_MASK;
  let most = 0;
  for (let rest = marks.marks; rest !== 0; rest >>= MARK_BITS) {
    const mark = rest & MARK_MASK;
    if (mark === 0) continue;
    n += 1;
    least = Math.min(least, mark);
    most = Math.max(most, mark);
  }
  for (const dimension in marks.otherMarks) {
    const mark = marks.otherMarks[dimension] as number;
    n += 1;
    least = Math.min(least, mark);
    most = Math.max(most, mark);
  }
  const shown = patternsIn(n, least === most, least === 5, nps);
  return (
    shown |
    (isAskedByOwner(said) ? 0 : PATTERN_SETS) |
    (COLLECTION_VALUES.indexOf(collectionOf(said)) << TOLD.collectionFrom) |
    ((nps === undefined ? 0 : checked(nps, 10) + 1) << TOLD.scoreFrom) |
    ((hubspotMark === undefined ? 0 : checked(hubspotMark, 2) + 1) << TOLD.hubspotFrom) |
    (said.valid ? 0 : TOLD.invalid) |
    (said.mode === 'blind_reask' ? TOLD.again : 0) |
    (marks.otherMarks ? TOLD.others : 0)
  );
}

function checked(mark: number, most: number): number {
  if (!Number.isInteger(mark) || mark < 0 || mark > most)
    throw new RangeError(`expected a mark from 0 to ${most}, got ${mark}`);
  return mark;
}

/** The name under which an answer's way is counted. */
export function collectionOf(
  answer: Pick<ResponseFact, 'incentive' | 'afterAcceptance' | 'mode' | 'collectorId' | 'subjectId'>,
): Collection {
  if (answer.incentive) return 'with_incentive';
  if (answer.afterAcceptance) return 'after_acceptance';
  if (answer.mode === 'rep_on_phone') return isSelfCollected(answer) ? 'self_collected' : 'colleague';
  return answer.mode;
}

/** The month's owner asked: patterns in answers are held against who asked for them. */
export function isAskedByOwner({
  mode,
  collectorId,
  ownerId,
}: Pick<ResponseFact, 'mode' | 'collectorId' | 'ownerId'>): boolean {
  return mode !== 'blind_reask' && collectorId === ownerId;
}
