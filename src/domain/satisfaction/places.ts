/**
 * Where things lie in the whole numbers of answers.
 *
 * Plain numbers in a file of their own: a bundler then writes them where they are used, and none is looked up by its name for every answer.
 */

/** Bits of one mark; 0 where the dimension has none. */
export const MARK_BITS = 3;
export const MARK_MASK = 7;

/** Words of a place in the table of latest answers: what the person's number is placed by, and the place of the answer and one. */
export const PERSON_WORDS = 2;
/** In so many of a table's words there is one person when half of its places are filled. */
export const HALF_FILLED = 2 * PERSON_WORDS;
