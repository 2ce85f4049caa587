import { hubspot } from '@hubspot/ui-extensions';
import { BulkActionView } from '../ui/bulk/BulkActionView.tsx';
import { useBulkAction } from '../ui/bulk/use-bulk-action.ts';
import { useReader } from '../ui/common/use-reader.ts';

hubspot.extend<'crm.bulkActions'>(() => <BulkAction />);

/** The panel over selected contacts: plan now, pause, resume, hand over; shown before anything is written. */
export function BulkAction() {
  const format = useReader();
  return <BulkActionView panel={useBulkAction()} format={format} />;
}
