import type { Day } from '../calendar/day.ts';
import { naturalOf } from './cube.ts';
import type { ObligationFact } from './facts.ts';
import { type AsOf, kept, VERDICTS, type Verdict, type VerdictPlace } from './kpis.ts';

/** What counts where several were seen: one visit covers a customer; what excuses one debt does not excuse another. */
const FIRST: readonly Verdict[] = ['met', 'missed', 'do_not_contact', 'lost', 'withdrawn', 'not_due'];
/** A verdict's bit is that of its place, so that the same thing seen twice is seen once. */
const bitOf = (verdict: VerdictPlace): number => 1 << verdict;
const FIRST_BITS = FIRST.map((verdict) => bitOf(VERDICTS.indexOf(verdict)));
const MOST_SEEN = FIRST_BITS.reduce((all, bit) => all | bit, 0);

interface Entry {
  /** Everything seen of the customer's obligations, as bits. */
  readonly seen: number;
  /** Newest obligation's last day, and its cell of tier and stage: a customer is counted in one cell only. */
  readonly latest: number;
  readonly cell: number;
}

const SMALLEST = 64;
const EMPTY = -1;

/**
 * Customers with what became of their visits: each counts once, however many obligations, contacts, owners or months are put together.
 *
 * The one measure that has to remember names: as many as there are customers, whatever the number of visits.
 */
export class CoveredCustomers {
  /** An open table by the customer's number: no text is kept, nothing is made for a customer seen again. */
  #keys = new Float64Array(SMALLEST).fill(EMPTY);
  #seen = new Int32Array(SMALLEST);
  #latest = new Int32Array(SMALLEST);
  #cells = new Int32Array(SMALLEST);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** `cell` numbers tier and stage. An obligation that owes no visit is passed over. */
  add(fact: ObligationFact, cell: number, asOf: AsOf): void {
    if (fact.owesVisit) this.#see(fact.customer, bitOf(kept(fact, asOf)), fact.latest, cell);
  }

  #see(customer: number, seen: number, latest: number, cell: number): void {
    const at = this.#placeOf(customer);
    if (this.#keys[at] === EMPTY) {
      this.#keys[at] = customer;
      this.#seen[at] = seen;
      this.#latest[at] = latest;
      this.#cells[at] = cell;
      this.#size += 1;
      if (this.#size * 2 > this.#keys.length) this.#grow();
      return;
    }
    this.#seen[at] = (this.#seen[at] as number) | seen;
    const known = this.#latest[at] as number;
    if (latest < known || (latest === known && cell <= (this.#cells[at] as number))) return;
    this.#latest[at] = latest;
    this.#cells[at] = cell;
  }

  /** Where a customer is kept, or would be. */
  #placeOf(customer: number): number {
    const keys = this.#keys;
    const last = keys.length - 1;
    let at = spread(customer) & last;
    while (keys[at] !== customer && keys[at] !== EMPTY) at = (at + 1) & last;
    return at;
  }

  #grow(): void {
    const entries = [...this.#entries()];
    const size = this.#keys.length * 2;
    this.#keys = new Float64Array(size).fill(EMPTY);
    this.#seen = new Int32Array(size);
    this.#latest = new Int32Array(size);
    this.#cells = new Int32Array(size);
    this.#size = 0;
    for (const { customer, seen, latest, cell } of entries) this.#see(customer, seen, latest, cell);
  }

  *#entries(): IterableIterator<Entry & { readonly customer: number }> {
    for (let at = 0; at < this.#keys.length; at += 1) {
      const customer = this.#keys[at] as number;
      if (customer === EMPTY) continue;
      yield {
        customer,
        seen: this.#seen[at] as number,
        latest: this.#latest[at] as number,
        cell: this.#cells[at] as number,
      };
    }
  }

  plus(other: CoveredCustomers): CoveredCustomers {
    const sum = new CoveredCustomers();
    for (const entries of [this.#entries(), other.#entries()])
      for (const { customer, seen, latest, cell } of entries) sum.#see(customer, seen, latest, cell);
    return sum;
  }

  /** Each customer with its verdict and cell, in no order that means anything. */
  *verdicts(): IterableIterator<{ readonly customer: string; readonly verdict: Verdict; readonly cell: number }> {
    for (const { customer, seen, cell } of this.#entries()) {
      const verdict = FIRST.find((_, place) => (seen & (FIRST_BITS[place] as number)) !== 0) ?? 'not_due';
      yield { customer: customerName(customer), verdict, cell };
    }
  }

  /** Customers in ascending order, each as gap to the one before, what was seen, days to the base day, and cell. */
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
        `${(number - last).toString(36)}.${entry.seen.toString(36)}.${days < 0 ? `-${(-days).toString(36)}` : days.toString(36)}.${entry.cell.toString(36)}`,
      );
      last = number;
    }
    return parts.join(',');
  }

  /** Reads what {@link encode} wrote; anything else throws a RangeError. */
  static decode(text: string, base: Day, cells: number): CoveredCustomers {
    const customers = new CoveredCustomers();
    let prefix = '';
    let last = 0;
    for (const part of text === '' ? [] : text.split(',')) {
      if (part.startsWith('+')) {
        prefix = part.slice(1);
        last = 0;
        continue;
      }
      const [gap = '', seen = '', days = '', cell = '', ...more] = part.split('.');
      last += naturalOf(gap);
      const bits = naturalOf(seen);
      const place = naturalOf(cell);
      const latest = base + (days.startsWith('-') ? -naturalOf(days.slice(1)) : naturalOf(days));
      const before = customers.size;
      if (more.length > 0 || bits < 1 || (bits & ~MOST_SEEN) !== 0 || place >= cells)
        throw new RangeError(`expected a customer, got ${JSON.stringify(part)}`);
      customers.#see(customerNumber(`${prefix}${last}`), bits, latest, place);
      if (customers.size === before) throw new RangeError(`expected each customer once, got ${JSON.stringify(part)}`);
    }
    return customers;
  }
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

/** A customer's number as 32 bits spread evenly, the last mixing of MurmurHash3. */
export function spread(customer: number): number {
  const high = Math.floor(customer / 0x1_0000_0000);
  let hash = (customer - high * 0x1_0000_0000) ^ Math.imul(high, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
