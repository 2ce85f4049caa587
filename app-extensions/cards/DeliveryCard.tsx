import { hubspot, type JsonValue } from '@hubspot/ui-extensions';
import type { OpenDeliveryAnswer } from '../../src/contract/open-delivery.ts';
import { useAnswer } from '../ui/common/use-answer.ts';
import { useReader } from '../ui/common/use-reader.ts';
import { DeliveryView } from '../ui/delivery/DeliveryView.tsx';

hubspot.extend<'crm.record.tab'>(() => <DeliveryCard />);

/** Tab: the customer's project, from needs to the survey after acceptance. */
export function DeliveryCard() {
  return <DeliveryView card={useAnswer(read)} format={useReader()} />;
}

function read(parameters: JsonValue) {
  return hubspot.serverless<OpenDeliveryAnswer>('open_delivery', { propertiesToSend: ['hs_object_id'], parameters });
}
