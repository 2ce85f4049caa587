import { hubspot } from '@hubspot/ui-extensions';
import { BulkActionView } from '../ui/BulkActionView.tsx';
import { useBulkAction } from '../ui/use-bulk-action.ts';
import { useReader } from '../ui/use-reader.ts';

hubspot.extend<'crm.bulkActions'>(() => <BulkAction />);

/** The panel over selected contacts: plan now, pause, resume, hand over; shown before anything is written. */
export function BulkAction() {
  const format = useReader();
  return <BulkActionView panel={useBulkAction()} format={format} />;
}
