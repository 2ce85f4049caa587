import type { Day } from '../calendar/day.ts';
import { naturalOf } from './cube.ts';
import type { ObligationFact } from './facts.ts';
import { type AsOf, kept, type Verdict } from './kpis.ts';

/** Everything seen of one customer's obligations. Bits, so that the same thing seen twice is seen once. */
const SEEN = { met: 1, missed: 2, not_due: 4, do_not_contact: 8, lost: 16, withdrawn: 32 } as const;
type Seen = keyof typeof SEEN;
/** What counts where several were seen: one visit covers a customer; what excuses one debt does not excuse another. */
const FIRST: readonly Seen[] = ['met', 'missed', 'do_not_contact', 'lost', 'withdrawn', 'not_due'];

interface Entry {
  seen: number;
  /** Newest obligation's last day, and its cell of tier and stage: a customer is counted in one cell only. */
  latest: number;
  cell: number;
}

/**
 * Customers with what became of their visits: each counts once, however many obligations, contacts, owners or months are put together.
 *
 * The one measure that has to remember names: as many as there are customers, whatever the number of visits.
 */
export class CoveredCustomers {
  readonly #entries: Map<string, Entry>;

  constructor(entries: ReadonlyMap<string, Readonly<Entry>> = new Map()) {
    this.#entries = new Map([...entries].map(([customer, entry]) => [customer, { ...entry }]));
  }

  get size(): number {
    return this.#entries.size;
  }

  /** `cell` numbers tier and stage. An obligation that owes no visit is passed over. */
  add(fact: ObligationFact, cell: number, asOf: AsOf): void {
    if (fact.owesVisit) this.#see(fact.customer, SEEN[kept(fact, asOf) as Seen], fact.latest, cell);
  }

  #see(customer: string, seen: number, latest: number, cell: number): void {
    const known = this.#entries.get(customer);
    if (!known) {
      if (!KEY.test(customer))
        throw new RangeError(`expected a customer as c and digits or digits, got ${JSON.stringify(customer)}`);
      this.#entries.set(customer, { seen, latest, cell });
      return;
    }
    known.seen |= seen;
    if (latest < known.latest || (latest === known.latest && cell <= known.cell)) return;
    known.latest = latest;
    known.cell = cell;
  }

  plus(other: CoveredCustomers): CoveredCustomers {
    const sum = new CoveredCustomers(this.#entries);
    for (const [customer, { seen, latest, cell }] of other.#entries) sum.#see(customer, seen, latest, cell);
    return sum;
  }

  /** Each customer with its verdict and cell, in no order that means anything. */
  *verdicts(): IterableIterator<{ readonly customer: string; readonly verdict: Verdict; readonly cell: number }> {
    for (const [customer, { seen, cell }] of this.#entries) {
      const verdict = FIRST.find((each) => (seen & SEEN[each]) !== 0) ?? 'not_due';
      yield { customer, verdict, cell };
    }
  }

  /** Customers in ascending order, each as gap to the one before, what was seen, days to the base day, and cell. */
  encode(base: Day): string {
    const parts: string[] = [];
    let prefix = '';
    let last = 0;
    const entries = [...this.#entries].map(([customer, entry]) => {
      const [, letter = '', digits = ''] = KEY.exec(customer) ?? [];
      return { letter, number: Number(digits), entry };
    });
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
    const entries = new Map<string, Entry>();
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
      const entry = {
        seen: naturalOf(seen),
        latest: base + (days.startsWith('-') ? -naturalOf(days.slice(1)) : naturalOf(days)),
        cell: naturalOf(cell),
      };
      const customer = `${prefix}${last}`;
      if (
        more.length > 0 ||
        entry.seen < 1 ||
        entry.seen > 63 ||
        entry.cell >= cells ||
        !KEY.test(customer) ||
        entries.has(customer)
      )
        throw new RangeError(`expected a customer, got ${JSON.stringify(part)}`);
      entries.set(customer, entry);
    }
    return new CoveredCustomers(entries);
  }
}

const KEY = /^(c?)(0|[1-9]\d{0,14})$/;
