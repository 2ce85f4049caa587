/**
 * What adds to several counts is one count while facts are added, and is told apart when somebody looks: once for a month, or for the sum
 * of a thousand. An answer with four marks takes seven counts so, and not sixteen.
 */
import { MARK_BITS, MARK_MASK } from '../satisfaction/places.ts';
import type { Cube, Tally } from './cube.ts';
import type { ResponseFact } from './facts.ts';
import {
  AFTER_TARGET,
  ANSWERS,
  ATTEMPT_FROM,
  ATTEMPT_MARKS_AT,
  COLLECTION,
  COLLECTION_FROM,
  DEBT,
  DEBT_BITS,
  DIMENSIONS_ASKED,
  GROUP,
  GROUP_FROM,
  GROUP_PAIRS_AT,
  GROUP_PAIRS_ROOM,
  GROUPS_OF_DIMENSION,
  HUBSPOT,
  HUBSPOT_FROM,
  HUBSPOT_MARK_COUNT,
  HUBSPOT_MARKS_AT,
  JOINT_AT,
  MARK_COUNT,
  MARK_GROUPS_AT,
  MARKS_AT,
  MARKS_OF_DIMENSION,
  MET,
  MISSED,
  NPS_GROUPS_AT,
  NPS_KIND_COUNT,
  NPS_KINDS,
  ON_TARGET,
  ON_TIME,
  PAIR,
  PAIR_BITS,
  PATTERNS_AT,
  ROW,
  ROW_FROM,
  ROW_PAIRS_AT,
  ROW_PAIRS_ROOM,
  SCORE,
  SCORE_AND_ROW,
  SCORE_BITS,
  SCORE_COUNT,
  SCORE_FROM,
  SCORES_AT,
  SEGMENT,
  SEGMENTS,
  TOLD_PATTERNS,
  VERDICT_COUNT,
} from './places.ts';

/** Counts a debt by what it is by its last day and by its target. */
export function countDebt(tally: Tally, segment: number, verdict: number, byTarget: number): void {
  tally.count(JOINT_AT + (segment << DEBT_BITS) + (byTarget === verdict ? verdict : AFTER_TARGET), 1);
}

/**
 * Counts a valid answer, all but {@link countRare}.
 *
 * @param times 1, or -1 to take it back
 */
export function countAnswer(tally: Tally, told: number, marks: number, times: number): void {
  tally.count(SCORES_AT + ((told >> SCORE_FROM) & SCORE_AND_ROW), times);
  const group = (told >> GROUP_FROM) & GROUP;
  let rowAt = ROW_PAIRS_AT + (((told >> ROW_FROM) & ROW) << PAIR_BITS);
  let groupAt = GROUP_PAIRS_AT + (group << PAIR_BITS);
  for (let rest = marks; rest !== 0; rest >>= PAIR_BITS) {
    const pair = rest & PAIR;
    if (pair !== 0) {
      tally.count(rowAt + pair, times);
      tally.count(groupAt + pair, times);
    }
    rowAt += ROW_PAIRS_ROOM;
    groupAt += GROUP_PAIRS_ROOM;
  }
  const score = (told >> SCORE_FROM) & SCORE;
  if (score !== 0)
    tally.count(NPS_GROUPS_AT + Math.imul(group, NPS_KIND_COUNT) + ((NPS_KINDS >> (score << 1)) & 3), times);
  tally.count(PATTERNS_AT + (told & TOLD_PATTERNS), times);
}

/** HubSpot's marks, and those of dimensions that are not asked any more. */
export function countRare(tally: Tally, { told, otherMarks }: ResponseFact, times: number): void {
  const { segment, attempt, place } = rowOf((told >> ROW_FROM) & ROW);
  const group = (told >> GROUP_FROM) & GROUP;
  const hubspotMark = ((told >> HUBSPOT_FROM) & HUBSPOT) - 1;
  if (hubspotMark >= 0) tally.count(HUBSPOT_MARKS_AT + segment * HUBSPOT_MARK_COUNT + hubspotMark, times);
  for (const mark of Object.values(otherMarks ?? {})) {
    tally.count(MARKS_AT + markCell(DIMENSIONS_ASKED, place, mark), times);
    tally.count(MARK_GROUPS_AT + groupCell(DIMENSIONS_ASKED, group, mark), times);
    if (attempt > 0) tally.count(ATTEMPT_MARKS_AT + attemptCell(attempt, segment, mark), times);
  }
}

/** Adds a joint count to the cells of all that it is a count of. */
export function tellApart(
  cell: number,
  count: number,
  cubes: { readonly [part in 'rates' | 'marks' | 'markGroups' | 'nps' | 'attemptMarks']: Cube },
): void {
  if (cell < SCORES_AT) {
    const segment = (cell - JOINT_AT) >> DEBT_BITS;
    const verdict = (cell - JOINT_AT) & DEBT;
    cubes.rates.addAt(rateCell(ON_TIME, segment, verdict === AFTER_TARGET ? MET : verdict), count);
    cubes.rates.addAt(rateCell(ON_TARGET, segment, verdict === AFTER_TARGET ? MISSED : verdict), count);
  } else if (cell < GROUP_PAIRS_AT) {
    const score = (cell - SCORES_AT) & SCORE;
    const { segment, place } = rowOf((cell - SCORES_AT) >> SCORE_BITS);
    cubes.rates.addAt(rateCell(ANSWERS, segment, MET), count);
    if (score > 0) cubes.nps.addAt(place * SCORE_COUNT + score - 1, count);
  } else if (cell < ROW_PAIRS_AT) {
    for (const { dimension, of: group, mark } of marksAt(cell - GROUP_PAIRS_AT, GROUP_PAIRS_ROOM))
      cubes.markGroups.addAt(groupCell(dimension, group, mark), count);
  } else {
    for (const { dimension, of: row, mark } of marksAt(cell - ROW_PAIRS_AT, ROW_PAIRS_ROOM)) {
      const { segment, attempt, place } = rowOf(row);
      cubes.marks.addAt(markCell(dimension, place, mark), count);
      if (attempt > 0) cubes.attemptMarks.addAt(attemptCell(attempt, segment, mark), count);
    }
  }
}

/** A row's segment, its attempt, and its place among ways of collecting and segments. */
function rowOf(row: number): { readonly segment: number; readonly attempt: number; readonly place: number } {
  const segment = row & SEGMENT;
  const collection = (row >> COLLECTION_FROM) & COLLECTION;
  return { segment, attempt: row >> ATTEMPT_FROM, place: collection * SEGMENTS + segment };
}

/** One or two marks, each with the row or group it is of. */
function marksAt(
  cell: number,
  room: number,
): readonly { readonly dimension: number; readonly of: number; readonly mark: number }[] {
  const first = 2 * Math.floor(cell / room);
  const of = (cell % room) >> PAIR_BITS;
  return [cell & MARK_MASK, (cell & PAIR) >> MARK_BITS].flatMap((mark, beside) =>
    mark === 0 ? [] : [{ dimension: first + beside, of, mark }],
  );
}

/** Cells within a part. */
export const rateCell = (rate: number, segment: number, verdict: number): number =>
  (rate * SEGMENTS + segment) * VERDICT_COUNT + verdict;
const markCell = (dimension: number, place: number, mark: number): number =>
  dimension * MARKS_OF_DIMENSION + place * MARK_COUNT + mark - 1;
const groupCell = (dimension: number, group: number, mark: number): number =>
  dimension * GROUPS_OF_DIMENSION + group * MARK_COUNT + mark - 1;
const attemptCell = (attempt: number, segment: number, mark: number): number =>
  ((attempt - 1) * SEGMENTS + segment) * MARK_COUNT + mark - 1;
