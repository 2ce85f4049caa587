import { hubspot } from '@hubspot/ui-extensions';
import { useReader } from '../ui/common/use-reader.ts';
import { PreviewView } from '../ui/visit/PreviewView.tsx';
import { useContact } from '../ui/visit/use-contact.ts';

hubspot.extend<'crm.preview'>(() => <PreviewCard />);

/** Preview panel: what is due and why, at a glance from any list. */
export function PreviewCard() {
  const { state, reload } = useContact('next');
  return <PreviewView state={state} onRetry={() => void reload()} format={useReader()} />;
}
