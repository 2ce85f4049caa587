import { formatDay } from '../domain/calendar/day.ts';
import type { DecidedCustomer } from '../use-cases/plan-step.ts';

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

/** Every decided customer under exactly one row. */
export function accountOf(decided: readonly DecidedCustomer[]): AccountRow[] {
  const rows = new Map<
    string,
    { standing: AccountRow['standing']; by: string; customers: number; first?: number; last?: number }
  >();
  for (const { standing } of decided) {
    const by = standing.kind === 'suppressed' || standing.kind === 'infeasible' ? standing.reason : standing.rule;
    const key = `${standing.kind} ${by}`;
    const row = rows.get(key) ?? { standing: standing.kind, by, customers: 0 };
    row.customers += 1;
    if ('on' in standing) {
      row.first = Math.min(row.first ?? standing.on, standing.on);
      row.last = Math.max(row.last ?? standing.on, standing.on);
    }
    rows.set(key, row);
  }
  return [...rows.values()]
    .sort((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing) || a.by.localeCompare(b.by))
    .map(({ first, last, ...row }) => ({
      ...row,
      ...(first === undefined ? {} : { firstOn: formatDay(first as never) }),
      ...(last === undefined ? {} : { lastOn: formatDay(last as never) }),
    }));
}

export function accountLines(decided: readonly DecidedCustomer[]): string[] {
  const rows = accountOf(decided);
  const lines = rows.map((row) => {
    const days = row.firstOn ? (row.firstOn === row.lastOn ? row.firstOn : `${row.firstOn} … ${row.lastOn}`) : '';
    return `${TITLES[row.standing].padEnd(22)} ${row.by.padEnd(18)} ${String(row.customers).padStart(6)}  ${days}`.trimEnd();
  });
  if (lines.length > 0) lines.push(`${'all customers'.padEnd(41)} ${String(decided.length).padStart(6)}`);
  return lines;
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
