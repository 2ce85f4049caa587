import { addDays, type Day, formatDay, parseDay } from '../domain/calendar/day.ts';

const OWNERS = 20;

/**
 * Turns the CDNOW sample into rows of a customers CSV: dates shifted so that the last purchase of all is the day before
 * `today`, twenty owners in turn, tiers by a plain cut of total value (first fifth A, next three tenths B, rest C).
 */
export function cdnowCustomers(sample: string, today: Day): { [name: string]: string }[] {
  const customers = new Map<string, { first: Day; last: Day; count: number; cents: number }>();
  let newest = Number.NEGATIVE_INFINITY;
  for (const line of sample.split('\n')) {
    const [id, , date, , amount] = line.trim().split(/\s+/);
    if (!id || !date || !amount) continue;
    const on = parseDay(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`);
    if (on === undefined) throw new RangeError(`expected a purchase date, got ${date}`);
    newest = Math.max(newest, on);
    const cents = Math.round(Number(amount) * 100);
    const known = customers.get(id);
    if (known) {
      if (on < known.first) known.first = on;
      if (on > known.last) known.last = on;
      known.count += 1;
      known.cents += cents;
    } else {
      customers.set(id, { first: on, last: on, count: 1, cents });
    }
  }
  const shift = today - 1 - newest;
  const byValue = [...customers].sort(([a, x], [b, y]) => y.cents - x.cents || a.localeCompare(b));
  const tierOf = new Map(
    byValue.map(([id], rank) => [id, rank < byValue.length * 0.2 ? 'A' : rank < byValue.length * 0.5 ? 'B' : 'C']),
  );
  return [...customers].map(([id, customer], index) => ({
    email: `customer-${id}@cdnow.example`,
    firstname: 'Customer',
    lastname: id,
    hubspot_owner_id: String(1001 + (index % OWNERS)),
    lifecyclestage: 'customer',
    rv_customer_kind: 'b2c',
    rv_tier: tierOf.get(id) ?? 'C',
    rv_first_purchase_on: formatDay(addDays(customer.first, shift)),
    rv_last_purchase_on: formatDay(addDays(customer.last, shift)),
    rv_purchase_count: String(customer.count),
    rv_purchase_total: (customer.cents / 100).toFixed(2),
  }));
}
