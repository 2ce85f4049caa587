import type { Day } from '../calendar/day.ts';
import { lowerWord, placingWords, upperWord } from '../satisfaction/hash.ts';
import { naturalOf } from './cube.ts';
import type { ObligationFact } from './facts.ts';
import { VERDICTS, type Verdict, type VerdictPlace } from './kpis.ts';
import { ENTRY_BITS, ENTRY_WORDS, SEGMENT, SEGMENT_BITS } from './places.ts';

/** What counts where several were seen: one visit covers a customer; what excuses one debt does not excuse another. */
const FIRST: readonly Verdict[] = ['met', 'missed', 'do_not_contact', 'lost', 'withdrawn', 'not_due'];
/** A verdict's bit is that of its place, so that the same thing seen twice is seen once. */
const bitOf = (verdict: VerdictPlace): number => 1 << verdict;
const FIRST_BITS = FIRST.map((verdict) => bitOf(VERDICTS.indexOf(verdict)));
const MOST_SEEN = FIRST_BITS.reduce((all, bit) => all | bit, 0);

interface Entry {
  readonly customer: number;
  /** Everything seen of the customer's obligations, as bits. */
  readonly seen: number;
  /** Newest obligation's last day, and its segment: a customer is counted in one segment only. */
  readonly latest: number;
  readonly segment: number;
}

/** Places of the smallest table; it grows before more than half of it is filled. */
const SMALLEST = 2_048;
/** By so much, so that few customers have to move more than once. */
const GROWTH = 4;
/** A larger table is not kept for the next month. */
const LARGEST_KEPT = 65_536;
/** Below the day: of two debts of one day the segment with the greater number counts. */
const newestOf = (latest: number, segment: number): number => (latest << SEGMENT_BITS) | segment;

/** Where customers are joined. */
class Desk {
  /** An open table by the customer's number: the place of the entry and one; 0 marks an empty place. */
  readonly table: Int32Array;
  /** One beside the other, in the order in which the customers came. */
  readonly entries: Int32Array;

  constructor(places: number) {
    this.table = new Int32Array(places);
    this.entries = new Int32Array((places / 2) * ENTRY_WORDS);
  }
}

const NOBODY = new Int32Array(0);

/** Emptied, and kept for the next month: to make one takes longer than to count a small month. */
let idle: Desk | undefined;

/**
 * Customers with what became of their visits: each counts once, however many obligations, contacts, owners or months are put together.
 *
 * The one measure that has to remember names: as many as there are customers, whatever the number of visits.
 */
export class CoveredCustomers {
  /** Absent while nothing is added: the entries are in `#settled` then. */
  #desk: Desk | undefined;
  #settled = NOBODY;
  /** Places of the table that are in use, less one. */
  #mask = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** An obligation with what it counts as. One that owes no visit is passed over. */
  add({ owesVisit, customer, latest, segment }: ObligationFact, verdict: VerdictPlace): void {
    // Compared: whether something counts as true takes longer to see.
    if (owesVisit === true)
      this.#put(lowerWord(customer), upperWord(customer), newestOf(latest, segment), bitOf(verdict));
  }

  /** An entry as its words: added, or joined to what is known of the customer. */
  #put(lower: number, upper: number, newest: number, seen: number): void {
    const { table, entries } = this.#desk ?? this.#takeDesk(SMALLEST);
    const mask = this.#mask;
    let place = placingWords(lower, upper) & mask;
    for (let number = table[place] as number; number !== 0; number = table[place] as number) {
      const at = (number - 1) << ENTRY_BITS;
      if (entries[at] === lower && entries[at + 1] === upper) {
        entries[at + 2] = Math.max(entries[at + 2] as number, newest);
        entries[at + 3] = (entries[at + 3] as number) | seen;
        return;
      }
      place = (place + 1) & mask;
    }
    const at = this.#size << ENTRY_BITS;
    entries[at] = lower;
    entries[at + 1] = upper;
    entries[at + 2] = newest;
    entries[at + 3] = seen;
    this.#size += 1;
    table[place] = this.#size;
    if (this.#size * 2 > mask) this.#takeDesk((mask + 1) * GROWTH);
  }

  /** A table of so many places, or more, with every customer in it. */
  #takeDesk(least: number): Desk {
    let places = least;
    while (this.#size * 2 >= places) places *= 2;
    const before = this.#all();
    let desk = this.#desk ?? idle;
    if (desk === idle) idle = undefined;
    if (!desk || desk.table.length < places) desk = new Desk(places);
    const { table, entries } = desk;
    if (desk === this.#desk) table.fill(0, 0, this.#mask + 1);
    else entries.set(before);
    const mask = places - 1;
    for (let number = 1; number <= this.#size; number += 1) {
      const at = (number - 1) << ENTRY_BITS;
      let place = placingWords(entries[at] as number, entries[at + 1] as number) & mask;
      while (table[place] !== 0) place = (place + 1) & mask;
      table[place] = number;
    }
    this.#desk = desk;
    this.#mask = mask;
    this.#settled = NOBODY;
    return desk;
  }

  /** Gives back what adding takes: nothing is told otherwise, and it takes less memory. */
  settle(): void {
    const desk = this.#desk;
    if (!desk) return;
    this.#settled = this.#all().slice();
    this.#desk = undefined;
    if (desk.table.length > LARGEST_KEPT) return;
    desk.table.fill(0, 0, this.#mask + 1);
    idle = desk;
  }

  /** Every entry's words; not to be kept. */
  #all(): Int32Array {
    return this.#desk ? this.#desk.entries.subarray(0, this.#size * ENTRY_WORDS) : this.#settled;
  }

  *#entries(): IterableIterator<Entry> {
    const all = this.#all();
    for (let at = 0; at < all.length; at += ENTRY_WORDS) {
      const newest = all[at + 2] as number;
      yield {
        customer: (all[at + 1] as number) * 0x1_0000_0000 + ((all[at] as number) >>> 0),
        seen: all[at + 3] as number,
        latest: newest >> SEGMENT_BITS,
        segment: newest & SEGMENT,
      };
    }
  }

  /** Adds what another knows. */
  take(other: CoveredCustomers): void {
    const all = other.#all();
    for (let at = 0; at < all.length; at += ENTRY_WORDS)
      this.#put(all[at] as number, all[at + 1] as number, all[at + 2] as number, all[at + 3] as number);
  }

  /** Each customer with its verdict and segment, in no order that means anything. */
  *verdicts(): IterableIterator<{ readonly customer: string; readonly verdict: Verdict; readonly segment: number }> {
    for (const { customer, seen, segment } of this.#entries()) {
      const verdict = FIRST.find((_, place) => (seen & (FIRST_BITS[place] as number)) !== 0) ?? 'not_due';
      yield { customer: customerName(customer), verdict, segment };
    }
  }

  /** Customers in ascending order, each as gap to the one before, what was seen, days to the base day, and segment. */
  encode(base: Day): string {
    const parts: string[] = [];
    let prefix = '';
    let last = 0;
    const entries = [...this.#entries()].map((entry) => ({
      letter: entry.customer % 2 === 1 ? 'c' : '',
      number: Math.floor(entry.customer / 2),
      entry,
    }));
    entries.sort((a, b) => (a.letter < b.letter ? -1 : a.letter > b.letter ? 1 : a.number - b.number));
    for (const { letter, number, entry } of entries) {
      if (letter !== prefix) {
        prefix = letter;
        last = 0;
        parts.push(`+${letter}`);
      }
      // Signed: the window of a debt that falls due this month may have been moved past its end.
      const days = entry.latest - base;
      parts.push(
        `${(number - last).toString(36)}.${entry.seen.toString(36)}.${days < 0 ? `-${(-days).toString(36)}` : days.toString(36)}.${entry.segment.toString(36)}`,
      );
      last = number;
    }
    return parts.join(',');
  }

  /** Reads what {@link encode} wrote; anything else throws a RangeError. */
  static decode(text: string, base: Day, segments: number): CoveredCustomers {
    const customers = new CoveredCustomers();
    let prefix = '';
    let last = 0;
    for (const part of text === '' ? [] : text.split(',')) {
      if (part.startsWith('+')) {
        prefix = part.slice(1);
        last = 0;
        continue;
      }
      const [gap = '', seen = '', days = '', segment = '', ...more] = part.split('.');
      last += naturalOf(gap);
      const bits = naturalOf(seen);
      const place = naturalOf(segment);
      const latest = base + (days.startsWith('-') ? -naturalOf(days.slice(1)) : naturalOf(days));
      const before = customers.size;
      if (more.length > 0 || bits < 1 || (bits & ~MOST_SEEN) !== 0 || place >= segments)
        throw new RangeError(`expected a customer, got ${JSON.stringify(part)}`);
      const customer = customerNumber(`${prefix}${last}`);
      customers.#put(lowerWord(customer), upperWord(customer), newestOf(latest, place), bits);
      if (customers.size === before) throw new RangeError(`expected each customer once, got ${JSON.stringify(part)}`);
    }
    customers.settle();
    return customers;
  }
}

/** Ways in which one contact may answer without one answer replacing the other. */
const ANSWERS_OF = ['visit', 'NPS', 'CSAT', 'acceptance'] as const;

/** Who answered, as one number: the contact's id, and what was answered where that is a survey of HubSpot's own. */
export function personNumber(contactId: string, survey: (typeof ANSWERS_OF)[number] = 'visit'): number {
  return (customerNumber(contactId) / 2) * ANSWERS_OF.length + ANSWERS_OF.indexOf(survey);
}

/** Digits a customer's id may have, so that it and its letter fit a double exactly. */
const MOST_DIGITS = 15;

/**
 * A customer as one number: twice its id, and one more for a company.
 *
 * @example customerNumber('c12') // 25; customerNumber('12') // 24
 */
export function customerNumber(customer: string): number {
  const from = customer.charCodeAt(0) === 99 ? 1 : 0;
  const digits = customer.length - from;
  let id = 0;
  for (let at = from; at < customer.length; at += 1) {
    const digit = customer.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) throw noCustomer(customer);
    id = id * 10 + digit;
  }
  if (digits < 1 || digits > MOST_DIGITS || (digits > 1 && customer.charCodeAt(from) === 48))
    throw noCustomer(customer);
  return id * 2 + from;
}

function noCustomer(customer: string): RangeError {
  return new RangeError(`expected a customer as c and digits or digits, got ${JSON.stringify(customer)}`);
}

/** What {@link customerNumber} read. */
export function customerName(customer: number): string {
  return `${customer % 2 === 1 ? 'c' : ''}${Math.floor(customer / 2)}`;
}
