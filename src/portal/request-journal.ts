/** What was asked of the portal, for tests and for the curious; the oldest are forgotten. */
export interface JournalEntry {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly at: number;
}

const kept = 50_000;

export class RequestJournal {
  #entries: JournalEntry[] = [];
  #forgotten = 0;

  add(entry: JournalEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length < 2 * kept) return;
    this.#forgotten += this.#entries.length - kept;
    this.#entries = this.#entries.slice(-kept);
  }

  get total(): number {
    return this.#forgotten + this.#entries.length;
  }

  /** Those after the first `since`. */
  since(since: number): readonly JournalEntry[] {
    return this.#entries.slice(Math.max(0, since - this.#forgotten));
  }

  clear(): void {
    this.#entries = [];
    this.#forgotten = 0;
  }
}
