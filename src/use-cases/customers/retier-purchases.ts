import type { Refusal } from '../../contract/common.ts';
import type { Day } from '../../domain/calendar/day.ts';
import { type PurchaseTotals, totalsOf } from '../../domain/segmentation/purchases.ts';
import { policyInForce } from '../policy/policy-in-force.ts';
import type { Ports } from '../ports/ports.ts';
import type { RankedCustomer } from '../ports/ranking.ts';

/**
 * Brings what customers ordered from their won deals onto the contacts, page by page, where ranking and planning read it. A customer
 * without a won deal keeps what was imported; one whose numbers are right already is not written.
 */
export async function gatherPurchases(
  ports: Ports,
  settings: { readonly today: Day; readonly onProgress?: (customers: number) => void },
): Promise<
  | { readonly ok: true; readonly customers: number; readonly written: number; readonly failed: readonly string[] }
  | Refusal
> {
  const inForce = await policyInForce(ports.policies);
  if (!inForce.ok) return inForce;
  const { lifecycleStages, anyTier } = inForce.policy.scope;
  const failed: string[] = [];
  let [customers, written] = [0, 0];
  let after: string | undefined;
  for (;;) {
    const page = await ports.ranks.page({ after, lifecycleStages, anyTier, worthOnly: false });
    const orders = await ports.purchases.of(page.customers.map(({ contactId }) => contactId));
    const writes = page.customers.flatMap((customer) => {
      const totals = totalsOf(orders.get(customer.contactId) ?? [], settings.today);
      return totals && differs(customer, totals) ? [{ contactId: customer.contactId, totals }] : [];
    });
    const failures = writes.length > 0 ? await ports.purchases.save(writes) : [];
    written += writes.length - failures.length;
    failed.push(...failures.map(({ key, message }) => `${key}: ${message}`));
    customers += page.customers.length;
    settings.onProgress?.(customers);
    after = page.customers.at(-1)?.contactId ?? after;
    if (!page.more || page.customers.length === 0) return { ok: true, customers, written, failed };
  }
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
