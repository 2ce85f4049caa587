import type { DueCustomers } from './plan-step.ts';

/**
 * Reads one page of customers after the other, each from where the one before it ended, and goes on reading while they are decided and
 * written: at most `ahead` pages that nobody has asked for yet.
 */
export class DueReader<Due extends Pick<DueCustomers, 'upTo' | 'more'> = DueCustomers> {
  readonly #read: (after: string | null) => Promise<Due>;
  readonly #ahead: number;
  readonly #waiting: Promise<Due | undefined>[] = [];
  /** The page that is read last of those begun; undefined: there is none after the one before. */
  #last: Promise<Pick<DueCustomers, 'upTo' | 'more'> | undefined>;
  #ended = false;

  /** @param read a page after an id, from the beginning where that is null */
  constructor(read: (after: string | null) => Promise<Due>, from: string | null, ahead: number) {
    this.#read = read;
    this.#ahead = ahead;
    this.#last = Promise.resolve({ upTo: from, more: true });
  }

  /**
   * The customers of the next page.
   * @throws what reading them, or a page before them, threw; RangeError after a page that had no more
   */
  async next(): Promise<Due> {
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

  #begin(): Promise<Due | undefined> {
    const step = this.#last.then((before) =>
      before === undefined || !before.more || this.#ended ? undefined : this.#read(before.upTo),
    );
    // What goes wrong is told when it is waited for.
    step.catch(() => {});
    this.#last = step;
    return step;
  }
}
