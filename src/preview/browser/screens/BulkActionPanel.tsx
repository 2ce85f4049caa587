import type { BulkActionInfo } from '../../protocol.ts';
import { Dialog } from '../components/overlays.tsx';
import { ExtensionFrame } from '../extension/ExtensionFrame.tsx';
import { usePreview } from '../preview-context.ts';

/** HubSpot draws a bulk action in a panel over the list; closing an overlay from within closes it. */
export function BulkActionPanel({
  action,
  objectIds,
  onClose,
}: {
  action: BulkActionInfo;
  objectIds: readonly number[];
  onClose: () => void;
}) {
  const { say } = usePreview();
  return (
    <Dialog title={action.title} placement="right" closeLabel={say('close')} onClose={onClose}>
      <div className="dialog-body">
        <ExtensionFrame
          uid={action.uid}
          title={action.title}
          location="crm.bulkActions"
          selection={{ objectTypeId: '0-1', objectIds }}
          onCloseOverlay={onClose}
        />
      </div>
    </Dialog>
  );
}
