import type { OpenDeliveryAnswer } from '../../contract/open-delivery.ts';
import { type Day, formatDay } from '../../domain/calendar/day.ts';
import { type DeliveryPorts, deliveryContext } from './delivery-context.ts';
import { deliveryPage } from './delivery-page.ts';

/** A customer's project with what it owes and what can be done now. */
export async function openDelivery(
  where: { readonly contactId: string; readonly today: Day },
  ports: DeliveryPorts,
): Promise<OpenDeliveryAnswer> {
  const context = await deliveryContext(where, ports);
  if (!context.ok) return context;
  const { delivery } = await ports.deliveries.read(context.contactId);
  return {
    ok: true,
    today: formatDay(where.today),
    contactId: context.contactId,
    contactName: context.customer.name,
    language: context.customer.language ?? (/\p{Script=Han}/u.test(context.customer.name) ? 'zh' : 'en'),
    owners: [...context.ownerNames].map(([id, name]) => ({ id, name })),
    page: deliveryPage(delivery, context),
  };
}
