import type { DueCustomers } from './plan-step.ts';

/**
 * Reads the customers of one step after the other, each from where the one before it ended, and goes on reading while they are
 * decided and written: at most `ahead` steps that nobody has asked for yet.
 */
export class DueReader {
  readonly #read: (after: string | null) => Promise<DueCustomers>;
  readonly #ahead: number;
  readonly #waiting: Promise<DueCustomers | undefined>[] = [];
  /** The step that is read last of those begun; undefined: there is none after the one before. */
  #last: Promise<Pick<DueCustomers, 'upTo' | 'more'> | undefined>;
  #ended = false;

  /** @param read a step after an id, from the beginning where that is null */
  constructor(read: (after: string | null) => Promise<DueCustomers>, from: string | null, ahead: number) {
    this.#read = read;
    this.#ahead = ahead;
    this.#last = Promise.resolve({ upTo: from, more: true });
  }

  /**
   * The customers of the next step.
   * @throws what reading them, or a step before them, threw; RangeError after a step that had no more
   */
  async next(): Promise<DueCustomers> {
    const step = this.#waiting.shift() ?? this.#begin();
    while (this.#waiting.length < this.#ahead) this.#waiting.push(this.#begin());
    const due = await step;
    if (due === undefined) throw new RangeError('expected no further step after the last');
    return due;
  }

  /** Reads nothing more; what is under way has ended afterwards. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#last.catch(() => {});
  }

  #begin(): Promise<DueCustomers | undefined> {
    const step = this.#last.then((before) =>
      before === undefined || !before.more || this.#ended ? undefined : this.#read(before.upTo),
    );
    // What goes wrong is told when it is waited for.
    step.catch(() => {});
    this.#last = step;
    return step;
  }
}
