import { hubspot, type JsonValue } from '@hubspot/ui-extensions';
import { useCrmProperties } from '@hubspot/ui-extensions/crm';
import type { OpenLoopsAnswer } from '../../src/contract/open-loops.ts';
import { useAnswer } from '../ui/common/use-answer.ts';
import { useChanged } from '../ui/common/use-changed.ts';
import { useReader } from '../ui/common/use-reader.ts';
import { LoopsView } from '../ui/loops/LoopsView.tsx';

hubspot.extend<'crm.record.tab'>(() => <OpenLoopsCard />);

/** Tab: what is open with this customer, with its clocks. */
export function OpenLoopsCard() {
  const card = useAnswer(read);
  const { reading, reload } = card;
  // A visit that is saved in another card raises and settles loops; what was done here is shown already.
  const { properties, isLoading } = useCrmProperties(['rv_next_visit_on', 'rv_next_visit_reason', 'rv_open_loops']);
  useChanged(isLoading ? null : `${properties.rv_next_visit_on} ${properties.rv_next_visit_reason}`, reload);
  const open = properties.rv_open_loops;
  useChanged(isLoading ? null : String(open ?? ''), () => {
    if (reading.status !== 'ready' || String(reading.answer.total) !== open) reload();
  });
  return <LoopsView card={card} format={useReader()} />;
}

function read(parameters: JsonValue) {
  return hubspot.serverless<OpenLoopsAnswer>('open_loops', { propertiesToSend: ['hs_object_id'], parameters });
}
