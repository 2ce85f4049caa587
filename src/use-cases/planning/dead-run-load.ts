import type { Day } from '../../domain/calendar/day.ts';
import { isAfter } from './contact-order.ts';
import type { LoadTable } from './load-table.ts';

interface Taken {
  readonly ownerId: string;
  readonly on: Day;
  readonly minutes: number;
}

/**
 * Time that visits take which a dead run opened, for customers whom the run that goes on may not have come to yet.
 *
 * That run had room for each beside the customers before, and not beside those after. So must the next one: from
 * {@link holdBack} on such a visit counts only once its customer's turn has come.
 */
export class DeadRunLoad {
  readonly #load: LoadTable;
  readonly #byContact = new Map<string, Taken[]>();
  /** Contacts held back, the first of them at the end. */
  #held: string[] | undefined;

  constructor(load: LoadTable) {
    this.#load = load;
  }

  /** Of a visit that the table counts. */
  add(contactId: string, { ownerId, on, minutes }: Taken): void {
    const taken = { ownerId, on, minutes };
    const list = this.#byContact.get(contactId);
    if (list) list.push(taken);
    else this.#byContact.set(contactId, [taken]);
  }

  /** What was added so far, for a table that holds the same. */
  toText(): string {
    const texts = [...this.#byContact].flatMap(([contactId, list]) =>
      list.map(({ ownerId, on, minutes }) => [contactId, ownerId, on, minutes].join(' ')),
    );
    return texts.join(',');
  }

  /** Takes in what {@link toText} tells. */
  addText(text: string): void {
    for (const each of text.split(',').filter(Boolean)) {
      const [contactId = '', ownerId = '', on, minutes] = each.split(' ');
      this.add(contactId, { ownerId, on: Number(on) as Day, minutes: Number(minutes) });
    }
  }

  /** From here on customers are decided in the order of their ids. */
  holdBack(): void {
    if (this.#held !== undefined) return;
    this.#held = [...this.#byContact.keys()].sort((a, b) => (isAfter(a, b) ? -1 : 1));
    for (const taken of [...this.#byContact.values()].flat()) {
      this.#load.remove(taken.ownerId, taken.on, taken.minutes);
    }
  }

  /** The turn of this customer has come: what was opened for it and for all before counts. */
  reach(contactId: string): void {
    for (
      let first = this.#held?.at(-1);
      first !== undefined && !isAfter(first, contactId);
      first = this.#held?.at(-1)
    ) {
      this.#held?.pop();
      this.count(first);
    }
  }

  /** What was opened for this customer counts. */
  count(contactId: string): void {
    const list = this.#byContact.get(contactId);
    if (list === undefined) return;
    this.#byContact.delete(contactId);
    if (this.#held === undefined) return;
    for (const { ownerId, on, minutes } of list) this.#load.add(ownerId, on, minutes);
  }

  /** Nobody's turn is to come any more. */
  end(): void {
    for (const contactId of [...this.#byContact.keys()]) this.count(contactId);
  }
}
