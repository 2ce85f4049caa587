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
/** How it was collected, times the number of segments, and its segment. */
export const ROW_FROM = 7;
export const ROW = 255;
/** Its score and one, 0 where there is none. */
export const SCORE_FROM = 15;
export const SCORE = 15;
/** Its mark of HubSpot's and one, 0 where there is none. */
export const HUBSPOT_FROM = 19;
export const HUBSPOT = 3;
export const TOLD_INVALID = 1 << 21;
/** A second opinion. */
export const TOLD_AGAIN = 1 << 22;
/** It has marks of dimensions that are not asked any more. */
export const TOLD_OTHERS = 1 << 23;
/** The group its company is drawn into. */
export const GROUP_FROM = 24;
/** Companies are drawn into so many groups, so that their number needs no memory (random groups, Wolter 2007, ch. 2). */
export const COMPANY_GROUPS = 64;
export const GROUP = COMPANY_GROUPS - 1;
/** The attempt at which its person was reached, 0 where nobody tried; the highest bits, to be shifted without a sign. */
export const ATTEMPT_FROM = 30;

/**
 * While facts are added, each part has room for so many cells: for those of the largest. Not a power of two, of which all parts would
 * begin in the same lines of a cache.
 */
export const PART_ROOM = 11_400;
/** Where those parts begin in which a fact is counted as it comes, in the order of the layout. */
export const RATES_AT = 0 * PART_ROOM;
export const CLOCKS_AT = 1 * PART_ROOM;
export const MARKS_AT = 2 * PART_ROOM;
export const NPS_AT = 3 * PART_ROOM;
export const HUBSPOT_MARKS_AT = 4 * PART_ROOM;
export const MARK_GROUPS_AT = 5 * PART_ROOM;
export const NPS_GROUPS_AT = 6 * PART_ROOM;
export const CALLS_AT = 8 * PART_ROOM;
export const PATTERNS_AT = 9 * PART_ROOM;
export const AGES_AT = 11 * PART_ROOM;
export const ATTEMPT_MARKS_AT = 12 * PART_ROOM;

/** How many values the last axis of a part has. */
export const MARK_COUNT = 5;
export const SCORE_COUNT = 11;
export const NPS_KIND_COUNT = 3;
export const HUBSPOT_MARK_COUNT = 3;
