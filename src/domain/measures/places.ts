/**
 * Where things lie in the whole numbers by which facts are counted.
 *
 * Plain numbers in a file of their own: a bundler then writes them where they are used. Each looked up by its name for every fact, they
 * took a sixth of the counting.
 */

/**
 * What `told` of an answer holds, from the lowest bit on: what shows in it by `patternsIn` and, next to that, whether another than the
 * month's owner asked.
 */
export const TOLD_PATTERNS = 127;
/** Its score and one, 0 where there is none. */
export const SCORE_FROM = 7;
export const SCORE_BITS = 4;
export const SCORE = 15;
/** Its row: segment, collection and attempt. */
export const ROW_FROM = 11;
export const ROWS = 1_024;
export const ROW = ROWS - 1;
/** Score and row together. */
export const SCORE_AND_ROW = 16_383;
/** The group its company is drawn into. */
export const GROUP_FROM = 21;
/** Companies are drawn into so many groups, so that their number needs no memory (random groups, Wolter 2007, ch. 2). */
export const COMPANY_GROUPS = 64;
export const GROUP = COMPANY_GROUPS - 1;
/** Its mark of HubSpot's and one, 0 where there is none. */
export const HUBSPOT_FROM = 27;
export const HUBSPOT = 3;
export const TOLD_INVALID = 1 << 29;
/** A second opinion. */
export const TOLD_AGAIN = 1 << 30;
/** It has marks of dimensions that are not asked any more. */
export const TOLD_OTHERS = 1 << 31;
/** It has one of HubSpot's or some of those. */
export const TOLD_RARE = (3 << 27) | (1 << 31);

/** How many segments there are; their numbers run from 0. */
export const SEGMENTS = 28;
export const SEGMENT_BITS = 5;
export const SEGMENT = 31;
/** Above the segment a row has the way of collecting, and above that the attempt at which the person was reached, 0 where nobody tried. */
export const COLLECTION_FROM = 5;
export const COLLECTIONS = 8;
export const COLLECTION = COLLECTIONS - 1;
export const ATTEMPT_FROM = 8;

/** Places of verdicts, in the order of `VERDICTS`: a million facts are judged without a text. */
export const MET = 0;
export const MISSED = 1;
export const NOT_DUE = 2;
export const DO_NOT_CONTACT = 3;
export const LOST = 4;
export const WITHDRAWN = 5;
export const EXTENDED = 6;
export const PAUSED = 7;
export const UNCONFIRMED = 8;
export const NOT_DELIVERED = 9;
export const INVALID = 10;
export const ANSWERED_AGAIN = 11;
export const VERDICT_COUNT = 12;

/** Places of rates, in the order of `RATES`. */
export const ON_TIME = 0;
export const ON_TARGET = 1;
export const REACH = 2;
export const RECORD_24H = 3;
export const SLA = 4;
export const RESOLVED = 5;
export const CONFIRMED = 6;
export const PROMISES = 7;
export const RESPONSE = 8;
export const CHURN = 9;
export const REPURCHASE = 10;
export const SUGGESTIONS = 11;
export const ANSWERS = 12;

/** How many values the last axis of a part has. */
export const MARK_COUNT = 5;
export const SCORE_COUNT = 11;
export const NPS_KIND_COUNT = 3;
export const HUBSPOT_MARK_COUNT = 3;
/** Dimensions that are asked, and the one mark of a loop. */
export const DIMENSIONS_ASKED = 9;
/** Cells of one dimension among marks, and among those of groups. */
export const MARKS_OF_DIMENSION = COLLECTIONS * SEGMENTS * MARK_COUNT;
export const GROUPS_OF_DIMENSION = COMPANY_GROUPS * MARK_COUNT;

/**
 * While facts are added, each part has room for so many cells: for those of the largest. Not a power of two, of which all parts would
 * begin in the same lines of a cache.
 */
export const PART_ROOM = 11_400;
/** Where those parts begin in which a fact is counted as it comes, in the order of the layout. */
export const RATES_AT = 0 * PART_ROOM;
export const CLOCKS_AT = 1 * PART_ROOM;
export const MARKS_AT = 2 * PART_ROOM;
export const HUBSPOT_MARKS_AT = 4 * PART_ROOM;
export const MARK_GROUPS_AT = 5 * PART_ROOM;
export const NPS_GROUPS_AT = 6 * PART_ROOM;
export const CALLS_AT = 8 * PART_ROOM;
export const PATTERNS_AT = 9 * PART_ROOM;
export const AGES_AT = 11 * PART_ROOM;
export const ATTEMPT_MARKS_AT = 12 * PART_ROOM;

/**
 * After all parts: joint counts, see joint-counts.ts. First debts by segment and verdict; of one more verdict are those paid on time but
 * after the target.
 */
export const JOINT_AT = 14 * PART_ROOM;
export const DEBT_BITS = 4;
export const DEBT = 15;
export const AFTER_TARGET = 12;
/** Answers by row and score. */
export const SCORES_AT = JOINT_AT + 32 * 16;
/** Marks by pair of dimensions, group or row, and the marks of both. */
export const PAIRS = 5;
export const PAIR_BITS = 6;
export const PAIR = 63;
export const GROUP_PAIRS_ROOM = COMPANY_GROUPS * 64;
export const ROW_PAIRS_ROOM = ROWS * 64;
export const GROUP_PAIRS_AT = SCORES_AT + ROWS * 16;
export const ROW_PAIRS_AT = GROUP_PAIRS_AT + PAIRS * GROUP_PAIRS_ROOM;
export const CELLS = ROW_PAIRS_AT + PAIRS * ROW_PAIRS_ROOM;
/** Of each score and one two bits, from the lowest on: promoter 0, passive 1, detractor 2. */
export const NPS_KINDS = 0b00_00_01_01_10_10_10_10_10_10_10_00;

/** Words of a covered customer: its number in two, the newest last day with its segment, and what was seen. */
export const ENTRY_BITS = 2;
export const ENTRY_WORDS = 4;
