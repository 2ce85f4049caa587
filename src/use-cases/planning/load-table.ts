import type { Day } from '../../domain/calendar/day.ts';
import type { LoadView } from '../../domain/planning/plan.ts';

/** How many minutes of visits each owner has on each day. */
export class LoadTable implements LoadView {
  readonly #byOwner = new Map<string, Map<Day, number>>();

  minutes(ownerId: string, on: Day): number {
    return this.#byOwner.get(ownerId)?.get(on) ?? 0;
  }

  /** Everybody who has visits, and on which days. */
  owners(): readonly { readonly ownerId: string; readonly days: readonly Day[] }[] {
    return [...this.#byOwner].flatMap(([ownerId, days]) =>
      days.size > 0 ? [{ ownerId, days: [...days.keys()] }] : [],
    );
  }

  add(ownerId: string, on: Day, minutes: number): void {
    this.#change(ownerId, on, minutes);
  }

  remove(ownerId: string, on: Day, minutes: number): void {
    this.#change(ownerId, on, -minutes);
  }

  /** @param by minutes, negative to give them back */
  change(ownerId: string, on: Day, by: number): void {
    this.#change(ownerId, on, by);
  }

  #change(ownerId: string, on: Day, by: number): void {
    let days = this.#byOwner.get(ownerId);
    if (!days) {
      days = new Map();
      this.#byOwner.set(ownerId, days);
    }
    const minutes = Math.max(0, (days.get(on) ?? 0) + by);
    if (minutes > 0) days.set(on, minutes);
    else days.delete(on);
  }

  /**
   * As text for one property: `owner:firstDay:minutes,minutes,…;` in base 36, days before `from` left out.
   *
   * About 35 characters an owner with a week of visits, so that two thousand owners fit into the 65,536 of a property;
   * undefined when it would be longer: it is counted anew each time then.
   */
  encode(from: Day, most = 65_000): string | undefined {
    let text = '';
    for (const [ownerId, days] of [...this.#byOwner].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const coming = [...days.keys()].filter((on) => on >= from).sort((a, b) => a - b);
      const first = coming[0];
      const last = coming.at(-1);
      if (first === undefined || last === undefined) continue;
      const taken: string[] = [];
      for (let on = first as number; on <= last; on += 1) taken.push((days.get(on as Day) ?? 0).toString(36));
      text += `${ownerId}:${first.toString(36)}:${taken.join(',')};`;
    }
    return text.length <= most ? text : undefined;
  }

  /** Reads {@link encode}'s text; undefined when it is none. */
  static decode(text: string): LoadTable | undefined {
    const load = new LoadTable();
    if (text !== '' && !text.endsWith(';')) return undefined;
    for (const part of text.split(';').slice(0, -1)) {
      const match = /^([^:;]+):([0-9a-z]+):([0-9a-z,]+)$/.exec(part);
      if (!match) return undefined;
      const [, ownerId = '', first = '', taken = ''] = match;
      taken.split(',').forEach((minutes, index) => {
        const on = (Number.parseInt(first, 36) + index) as Day;
        load.#change(ownerId, on, Number.parseInt(minutes, 36));
      });
    }
    return load;
  }
}
