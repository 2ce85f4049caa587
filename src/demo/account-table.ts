import { type Day, formatDay } from '../domain/calendar/day.ts';
import type { DecidedCustomer } from '../use-cases/planning/plan-step.ts';

export interface AccountRow {
  readonly standing: 'open' | 'late' | 'later' | 'suppressed' | 'infeasible';
  /** Rule for what is planned, reason for what is not. */
  readonly by: string;
  readonly customers: number;
  readonly firstOn?: string;
  readonly lastOn?: string;
}

const ORDER: readonly AccountRow['standing'][] = ['late', 'open', 'later', 'infeasible', 'suppressed'];
const TITLES: { readonly [standing in AccountRow['standing']]: string } = {
  open: 'open visit with task',
  late: 'late, with task',
  later: 'planned later',
  suppressed: 'suppressed',
  infeasible: 'infeasible',
};

interface Tally {
  readonly standing: AccountRow['standing'];
  readonly by: string;
  customers: number;
  first?: Day;
  last?: Day;
}

/** Counts every decided customer under exactly one row; holds rows, not customers. */
export class AccountTable {
  readonly #tallies = new Map<string, Tally>();

  add(decided: readonly DecidedCustomer[]): void {
    for (const { standing } of decided) {
      const by = standing.kind === 'suppressed' || standing.kind === 'infeasible' ? standing.reason : standing.rule;
      const key = `${standing.kind} ${by}`;
      let tally = this.#tallies.get(key);
      if (!tally) {
        tally = { standing: standing.kind, by, customers: 0 };
        this.#tallies.set(key, tally);
      }
      tally.customers += 1;
      if (!('on' in standing)) continue;
      if (tally.first === undefined || standing.on < tally.first) tally.first = standing.on;
      if (tally.last === undefined || standing.on > tally.last) tally.last = standing.on;
    }
  }

  rows(): AccountRow[] {
    return [...this.#tallies.values()]
      .sort((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing) || a.by.localeCompare(b.by))
      .map(({ first, last, ...row }) => ({
        ...row,
        ...(first === undefined ? {} : { firstOn: formatDay(first) }),
        ...(last === undefined ? {} : { lastOn: formatDay(last) }),
      }));
  }

  lines(): string[] {
    const rows = this.rows();
    const lines = rows.map((row) => {
      const days = row.firstOn ? (row.firstOn === row.lastOn ? row.firstOn : `${row.firstOn} … ${row.lastOn}`) : '';
      return `${TITLES[row.standing].padEnd(22)} ${row.by.padEnd(18)} ${String(row.customers).padStart(6)}  ${days}`.trimEnd();
    });
    const all = rows.reduce((sum, row) => sum + row.customers, 0);
    if (lines.length > 0) lines.push(`${'all customers'.padEnd(41)} ${String(all).padStart(6)}`);
    return lines;
  }
}

/** One line a customer: who, when, why. */
export function customerLines(decided: readonly DecidedCustomer[], ownerName: (id: string) => string): string[] {
  const day = (customer: DecidedCustomer): number =>
    'on' in customer.standing ? customer.standing.on : Number.MAX_SAFE_INTEGER;
  return [...decided]
    .sort((a, b) => day(a) - day(b) || Number(a.contactId) - Number(b.contactId))
    .flatMap((customer) => {
      const { standing } = customer;
      const when = 'on' in standing ? formatDay(standing.on) : '—         ';
      const by = 'rule' in standing ? (standing.rule ?? '') : standing.reason;
      const who = `${when}  ${TITLES[standing.kind].padEnd(20)} ${by.padEnd(4)} ${customer.name}${customer.owner ? ` · ${ownerName(customer.owner)}` : ''}`;
      return customer.reason
        ? [
            who,
            `            ${customer.reason.zh.replaceAll('\n', ' ')}`,
            `            ${customer.reason.en.replaceAll('\n', ' ')}`,
          ]
        : [who];
    });
}
