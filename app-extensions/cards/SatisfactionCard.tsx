import { hubspot, type JsonValue } from '@hubspot/ui-extensions';
import { useCrmProperties } from '@hubspot/ui-extensions/crm';
import type { OpenSatisfactionAnswer } from '../../src/contract/open-satisfaction.ts';
import { useAnswer } from '../ui/common/use-answer.ts';
import { useChanged } from '../ui/common/use-changed.ts';
import { useReader } from '../ui/common/use-reader.ts';
import { SatisfactionView } from '../ui/visit/SatisfactionView.tsx';

hubspot.extend<'crm.record.tab'>(() => <SatisfactionCard />);

/** Tab: what this customer thinks of us, with n and interval. */
export function SatisfactionCard() {
  const card = useAnswer(read);
  // A visit that is saved in another card brings scores.
  const { properties, isLoading } = useCrmProperties(['rv_next_visit_on', 'rv_last_csat', 'rv_last_nps']);
  const { rv_next_visit_on, rv_last_csat, rv_last_nps } = properties;
  useChanged(isLoading ? null : `${rv_next_visit_on} ${rv_last_csat} ${rv_last_nps}`, card.reload);
  return <SatisfactionView card={card} format={useReader()} />;
}

function read(parameters: JsonValue) {
  return hubspot.serverless<OpenSatisfactionAnswer>('open_satisfaction', {
    propertiesToSend: ['hs_object_id'],
    parameters,
  });
}
