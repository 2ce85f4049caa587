/**
 * What an entry has told its extension and not yet seen settled.
 *
 * The extension lives in another thread and hands back what it was told, late and one keystroke at a time. A value that
 * was told is such an echo, and showing it would take back what was typed since. Any other value is the extension's own
 * decision. Only once typing has rested can an echo be one too: an extension that refuses the third letter hands back the
 * first two.
 *
 * Values are compared by their text.
 */
export class Told {
  readonly #values = new Set<string>();
  #unanswered = 0;
  #given: string | undefined;

  /** The visitor entered `value` while the extension's own was `given`. */
  tell(value: string, given: string | undefined): void {
    if (this.#values.size === 0) this.#given = given;
    this.#values.add(value);
    this.#unanswered += 1;
  }

  answered(): void {
    this.#unanswered -= 1;
  }

  /** Whether the extension's value is to be shown at once. */
  isDecided(value: string | undefined): boolean {
    if (this.#unanswered > 0 || (value !== undefined && this.#values.has(value))) return false;
    return this.#values.size === 0 || value !== this.#given;
  }

  /** Typing has rested: whether the extension's value is to be shown, as it is another than before the first key. */
  rest(value: string | undefined): boolean {
    if (this.#unanswered > 0 || this.#values.size === 0) return false;
    this.#values.clear();
    return value !== this.#given;
  }
}
