import { hubspot, type JsonValue } from '@hubspot/ui-extensions';
import type { OpenLoopsAnswer } from '../../src/contract/open-loops.ts';
import { LoopsView } from '../ui/LoopsView.tsx';
import { useAnswer } from '../ui/use-answer.ts';
import { useReader } from '../ui/use-reader.ts';

hubspot.extend<'crm.record.tab'>(() => <OpenLoopsCard />);

/** Tab: what is open with this customer, with its clocks. */
export function OpenLoopsCard() {
  return <LoopsView card={useAnswer(read)} format={useReader()} />;
}

function read(parameters: JsonValue) {
  return hubspot.serverless<OpenLoopsAnswer>('open_loops', { propertiesToSend: ['hs_object_id'], parameters });
}
