import { openDeliveryInput } from '../src/contract/open-delivery.ts';
import { hubspotDeliveries } from '../src/hubspot/deliveries.ts';
import { openDelivery } from '../src/use-cases/delivery/open-delivery.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** The project of the contact, for its tab. */
export const main = (context: FunctionContext) =>
  answer(context, openDeliveryInput, async (_, ports, today, api) => {
    const contactId = contactIdOf(context);
    return contactId
      ? openDelivery({ contactId, today }, { ...ports, deliveries: hubspotDeliveries(api) })
      : NO_CONTACT;
  });
