import type { Day } from '../../domain/calendar/day.ts';
import { ordersIn, type PurchaseTotals, totalsOf } from '../../domain/segmentation/purchases.ts';
import type { PurchaseBook, RankedCustomer } from '../ports/ranking.ts';

/** A customer as its won deals show it, and what they come to where that is not stored yet. */
export interface Ordered {
  readonly customer: RankedCustomer;
  readonly orders?: PurchaseTotals;
}

/** Takes what customers ordered from their won deals; one without a won deal keeps what was imported. */
export async function ordersFromDeals(
  customers: readonly RankedCustomer[],
  purchases: PurchaseBook,
  today: Day,
): Promise<readonly Ordered[]> {
  const won = await purchases.of(customers.map(({ contactId }) => contactId));
  return customers.map((customer) => {
    const totals = totalsOf(ordersIn(won.get(customer.contactId) ?? []), today);
    if (!totals) return { customer };
    const ordered = withTotals(customer, totals);
    return differs(customer, totals) ? { customer: ordered, orders: totals } : { customer: ordered };
  });
}

function withTotals(customer: RankedCustomer, totals: PurchaseTotals): RankedCustomer {
  const { count, cents, firstOn, lastOn, gapDays, growthPercent } = totals;
  return {
    ...customer,
    worth: {
      ...customer.worth,
      purchaseCount: count,
      purchaseCents: cents,
      lastPurchaseOn: lastOn,
      customerSince: firstOn,
      growthPercent,
    },
    facts: { ...customer.facts, firstPurchaseOn: firstOn, lastPurchaseOn: lastOn, orderGapDays: gapDays },
  };
}

function differs({ worth, facts }: RankedCustomer, totals: PurchaseTotals): boolean {
  return (
    worth.purchaseCount !== totals.count ||
    worth.purchaseCents !== totals.cents ||
    facts.firstPurchaseOn !== totals.firstOn ||
    facts.lastPurchaseOn !== totals.lastOn ||
    facts.orderGapDays !== totals.gapDays ||
    worth.growthPercent !== totals.growthPercent
  );
}
