import type { Debt } from './debts.ts';
import type { Placing } from './words.ts';

/** One conversation (or message): the debt that leads, and those it pays along the way. */
export interface Talk {
  readonly leader: Debt;
  /** Grows while messages that are said instead of sent are found. */
  joined: readonly Debt[];
  readonly placing: Placing;
  /** It must stand in a slot now; otherwise it is foreseen. */
  readonly isOpen: boolean;
}
