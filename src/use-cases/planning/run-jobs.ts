import type { JobStore } from '../ports/ports.ts';

/**
 * Jobs of which a run knows from its start what is kept, and writes what changed when it ends.
 *
 * For work that may be done again: of a run that dies before its end nothing is kept. Other jobs are read and saved at once.
 */
export class RunJobs implements JobStore {
  /** What is to be written, by key. */
  readonly changed = new Map<string, string>();
  readonly #store: JobStore;
  readonly #known: ReadonlySet<string>;
  readonly #found: ReadonlyMap<string, string>;

  constructor(store: JobStore, known: readonly string[], found: ReadonlyMap<string, string>) {
    this.#store = store;
    this.#known = new Set(known);
    this.#found = found;
  }

  async read(key: string): Promise<string | undefined> {
    return this.#known.has(key) ? (this.changed.get(key) ?? this.#found.get(key)) : this.#store.read(key);
  }

  async save(key: string, text: string): Promise<void> {
    if (this.#known.has(key)) this.changed.set(key, text);
    else await this.#store.save(key, text);
  }
}
