import type { Day } from '../calendar/day.ts';

/** Which half of its window a visit's day was drawn from. */
export type Arm = 'early' | 'late';

/** What was drawn for a customer first, whatever became of the visit. */
export interface FirstDraw {
  readonly arm: Arm;
  readonly earliest: Day;
  readonly latest: Day;
}
