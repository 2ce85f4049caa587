import { placing, spread } from '../satisfaction/hash.ts';
import { isSelfCollected, PATTERN_SETS, patternsIn } from '../satisfaction/integrity.ts';
import { type Marks, marksOf } from '../satisfaction/marks.ts';
import { MARK_BITS, MARK_MASK } from '../satisfaction/places.ts';
import type { ResponseFact } from './facts.ts';
import {
  ATTEMPT_FROM,
  COLLECTION_FROM,
  GROUP,
  GROUP_FROM,
  HUBSPOT_FROM,
  ROW_FROM,
  SCORE_FROM,
  TOLD_AGAIN,
  TOLD_INVALID,
  TOLD_OTHERS,
} from './places.ts';

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

/** At which attempt somebody who answered was reached: who is hard to reach may think otherwise than who is not. */
export const ATTEMPT_VALUES = ['first', 'second', 'third_or_later'] as const;
export type Attempt = (typeof ATTEMPT_VALUES)[number];

type Said = Omit<ResponseFact, 'type' | 'told' | 'placed' | keyof Marks>;

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
    placed: placing(said.person),
    person: said.person,
    customer: said.customer,
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
    attempt: said.attempt,
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
    ((nps === undefined ? 0 : checked(nps, 10) + 1) << SCORE_FROM) |
    (rowNumber(said) << ROW_FROM) |
    ((hubspotMark === undefined ? 0 : checked(hubspotMark, 2) + 1) << HUBSPOT_FROM) |
    (said.valid ? 0 : TOLD_INVALID) |
    (said.mode === 'blind_reask' ? TOLD_AGAIN : 0) |
    (marks.otherMarks ? TOLD_OTHERS : 0) |
    ((spread(said.customer) & GROUP) << GROUP_FROM)
  );
}

function rowNumber(said: Said): number {
  const collection = COLLECTION_VALUES.indexOf(collectionOf(said));
  return said.segment | (collection << COLLECTION_FROM) | ((said.attempt ?? 0) << ATTEMPT_FROM);
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

/** The name under which its attempt is counted; undefined where nobody tried to reach him. */
export function attemptOf({ attempt }: Pick<ResponseFact, 'attempt'>): Attempt | undefined {
  return attempt === undefined ? undefined : ATTEMPT_VALUES[attempt - 1];
}

/** The month's owner asked: patterns in answers are held against who asked for them. */
export function isAskedByOwner({
  mode,
  collectorId,
  ownerId,
}: Pick<ResponseFact, 'mode' | 'collectorId' | 'ownerId'>): boolean {
  return mode !== 'blind_reask' && collectorId === ownerId;
}
