import { moveDeliveryInput } from '../src/contract/move-delivery.ts';
import { hubspotDeliveries } from '../src/hubspot/deliveries.ts';
import { moveDelivery } from '../src/use-cases/delivery/move-delivery.ts';
import { answer, contactIdOf, type FunctionContext, NO_CONTACT } from './shared/answer.ts';

/** Does something with the project of the contact. */
export const main = (context: FunctionContext) =>
  answer(context, moveDeliveryInput, async (input, ports, today, api) => {
    const contactId = contactIdOf(context);
    return contactId
      ? moveDelivery(input, { contactId, today }, { ...ports, deliveries: hubspotDeliveries(api) })
      : NO_CONTACT;
  });
