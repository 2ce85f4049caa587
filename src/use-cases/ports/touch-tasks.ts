import type { DebtKey, PlannedTouch, Words } from '../../domain/planning/plan.ts';
import type { ItemFailure } from './records.ts';

/** The task of something that is sent or done for a customer and makes no visit, as it is to stand. */
export interface TouchWrite {
  readonly contactId: string;
  readonly customerKey: string;
  readonly customerName: string;
  readonly touch: PlannedTouch;
  readonly ruleName: Words;
  /** Time of day at which the task is due, portal zone, `HH:MM`. */
  readonly taskDueAt: string;
  /** The run that makes it. */
  readonly run?: string;
  /**
   * `fresh`: nobody made it yet. `unsure`: a run that died may have. `told`: it was made; where it is gone, a person deleted it.
   */
  readonly was: 'fresh' | 'unsure' | 'told';
}

/** The task of something that is not to be sent any more. */
export interface TouchEnd {
  readonly contactId: string;
  readonly customerKey: string;
  readonly debt: DebtKey;
  readonly why: Words;
  /** It was done or answered; absent: it is withdrawn. */
  readonly done?: true;
}

/** Tasks that tell people what to send or do besides visits; each has the key `touch:<customerKey>:<debt>`. */
export interface TouchTaskStore {
  /**
   * Brings tasks up to date: what is new is made, what stands is changed, what is not to be sent is completed with the reason. What a person
   * completed or deleted stays so. May run twice.
   */
  save(writes: readonly TouchWrite[], ends: readonly TouchEnd[]): Promise<readonly ItemFailure[]>;
  /** Open tasks that a run made, page by page; the index shows them seconds after they were written. */
  madeBy(run: string): AsyncIterable<readonly TouchTask[]>;
  /** Every open task, page by page; with an id only those after this task. */
  open(after?: string): AsyncIterable<readonly TouchTask[]>;
  /** Withdraws open tasks. */
  withdraw(tasks: readonly TouchTask[], why: Words): Promise<void>;
  /** Tasks of contacts who are gone, or lie in one they were merged into: open ones are withdrawn, those of the surviving key name it. */
  endOf(
    contactIds: readonly string[],
    why: Words,
    survivor?: { readonly contactId: string; readonly customerKey: string },
  ): Promise<void>;
}

/** A task of a touch, as it is stored. */
export interface TouchTask {
  readonly id: string;
  readonly contactId: string;
  readonly subject: string;
}
