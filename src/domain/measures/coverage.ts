import type { Day } from '../calendar/day.ts';
import { lowerWord, spreadWords, upperWord } from '../satisfaction/hash.ts';
import { naturalOf } from './cube.ts';
import type { ObligationFact } from './facts.ts';
import { VERDICTS, type Verdict, type VerdictPlace } from './kpis.ts';

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

/** Places of the first table that is not empty; it doubles before more than half of it is filled. */
const SMALLEST = 1_024;
/** Words of an entry: the customer's number in two, the newest last day, and segment with what was seen. */
const WORDS = 4;
const SEEN_BITS = 8;
const SEEN = (1 << SEEN_BITS) - 1;

/**
 * Customers with what became of their visits: each counts once, however many obligations, contacts, owners or months are put together.
 *
 * The one measure that has to remember names: as many as there are customers, whatever the number of visits.
 */
export class CoveredCustomers {
  /** An open table by the customer's number, an entry beside the other: one place in memory is touched for an obligation. */
  #table = new Int32Array(0);
  #mask = -1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** An obligation with what it counts as. One that owes no visit is passed over. */
  add({ owesVisit, customer, latest, segment }: ObligationFact, verdict: VerdictPlace): void {
    if (!owesVisit) return;
    const upper = upperWord(customer);
    this.#put(lowerWord(customer, upper), upper + 1, latest, (segment << SEEN_BITS) | bitOf(verdict));
  }

  #see(customer: number, seen: number, latest: number, segment: number): void {
    const upper = upperWord(customer);
    // An upper word of 0 marks an empty place.
    this.#put(lowerWord(customer, upper), upper + 1, latest, (segment << SEEN_BITS) | seen);
  }

  /** An entry as its words: added, or joined to what is known of the customer. */
  #put(lower: number, marked: number, latest: number, known: number): void {
    if (this.#size * 2 > this.#mask) this.#grow();
    const table = this.#table;
    const mask = this.#mask;
    let place = spreadWords(lower, marked) & mask;
    let at = place * WORDS;
    while (table[at + 1] !== 0 && (table[at] !== lower || table[at + 1] !== marked)) {
      place = (place + 1) & mask;
      at = place * WORDS;
    }
    if (table[at + 1] === 0) {
      table[at] = lower;
      table[at + 1] = marked;
      table[at + 2] = latest;
      table[at + 3] = known;
      this.#size += 1;
      return;
    }
    const before = table[at + 3] as number;
    const latestBefore = table[at + 2] as number;
    const isNewer = latest > latestBefore || (latest === latestBefore && known >> SEEN_BITS > before >> SEEN_BITS);
    table[at + 2] = isNewer ? latest : latestBefore;
    table[at + 3] = isNewer ? known | (before & SEEN) : before | (known & SEEN);
  }

  #grow(): void {
    const table = this.#table;
    const places = table.length === 0 ? SMALLEST : (this.#mask + 1) * 2;
    this.#mask = places - 1;
    this.#table = new Int32Array(places * WORDS);
    this.#size = 0;
    this.#putAll(table);
  }

  #putAll(table: Int32Array): void {
    for (let at = 0; at < table.length; at += WORDS) {
      const marked = table[at + 1] as number;
      if (marked !== 0) this.#put(table[at] as number, marked, table[at + 2] as number, table[at + 3] as number);
    }
  }

  *#entries(): IterableIterator<Entry> {
    const table = this.#table;
    for (let at = 0; at < table.length; at += WORDS) {
      const marked = table[at + 1] as number;
      if (marked === 0) continue;
      const known = table[at + 3] as number;
      yield {
        customer: (marked - 1) * 0x1_0000_0000 + ((table[at] as number) >>> 0),
        seen: known & SEEN,
        latest: table[at + 2] as number,
        segment: known >> SEEN_BITS,
      };
    }
  }

  /** Adds what another knows. */
  take(other: CoveredCustomers): void {
    this.#putAll(other.#table);
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
      customers.#see(customerNumber(`${prefix}${last}`), bits, latest, place);
      if (customers.size === before) throw new RangeError(`expected each customer once, got ${JSON.stringify(part)}`);
    }
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
