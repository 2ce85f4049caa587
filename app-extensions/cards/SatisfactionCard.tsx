import { hubspot, type JsonValue } from '@hubspot/ui-extensions';
import type { OpenSatisfactionAnswer } from '../../src/contract/open-satisfaction.ts';
import { SatisfactionView } from '../ui/SatisfactionView.tsx';
import { useAnswer } from '../ui/use-answer.ts';
import { useReader } from '../ui/use-reader.ts';

hubspot.extend<'crm.record.tab'>(() => <SatisfactionCard />);

/** Tab: what this customer thinks of us, with n and interval. */
export function SatisfactionCard() {
  return <SatisfactionView card={useAnswer(read)} format={useReader()} />;
}

function read(parameters: JsonValue) {
  return hubspot.serverless<OpenSatisfactionAnswer>('open_satisfaction', {
    propertiesToSend: ['hs_object_id'],
    parameters,
  });
}
