import { DIMENSIONS } from './dimensions.ts';
import { MARK_BITS, MARK_MASK } from './places.ts';

/** The dimensions that are asked, and the one mark of a loop: their places in {@link Marks.marks}. */
export const MARKED = [...DIMENSIONS, 'overall'] as const;
const HIGHEST = 5;
const SATISFIED = 4;

/** Marks of 1 to 5 by dimension, so that a million answers are counted without a name being looked up. */
export interface Marks {
  /** Three bits a dimension, in the order of {@link MARKED}. */
  readonly marks: number;
  /** Marks of dimensions that are not asked any more. */
  readonly otherMarks?: { readonly [dimension: string]: number } | undefined;
}

/**
 * Marks as they are counted. A mark that is none throws a RangeError.
 *
 * @example marksOf({ service_quality: 5, response_speed: 2 }).marks // 0b010_101
 */
export function marksOf(named: { readonly [dimension: string]: number }): Required<Marks> {
  let marks = 0;
  let otherMarks: { [dimension: string]: number } | undefined;
  for (const dimension of Object.keys(named)) {
    const mark = named[dimension] as number;
    if (!Number.isInteger(mark) || mark < 1 || mark > HIGHEST)
      throw new RangeError(`expected a mark from 1 to ${HIGHEST}, got ${mark}`);
    const place = (MARKED as readonly string[]).indexOf(dimension);
    if (place >= 0) {
      marks |= mark << (place * MARK_BITS);
    } else {
      otherMarks ??= {};
      otherMarks[dimension] = mark;
    }
  }
  return { marks, otherMarks };
}

/** Each dimension that has a mark, with it. */
export function namedMarks({ marks, otherMarks }: Marks): readonly (readonly [dimension: string, mark: number])[] {
  const known = MARKED.flatMap((dimension, place) => {
    const mark = (marks >> (place * MARK_BITS)) & MARK_MASK;
    return mark === 0 ? [] : [[dimension, mark] as const];
  });
  return otherMarks ? [...known, ...Object.entries(otherMarks)] : known;
}

export function hasMarks({ marks, otherMarks }: Marks): boolean {
  return marks !== 0 || otherMarks !== undefined;
}

/** None of the marks is under 4: one answer counts once, whatever was asked. */
export function isAllSatisfied(answer: Marks): boolean {
  return namedMarks(answer).every(([, mark]) => mark >= SATISFIED);
}
