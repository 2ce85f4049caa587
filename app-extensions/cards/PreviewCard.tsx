import { hubspot } from '@hubspot/ui-extensions';
import { PreviewView } from '../ui/PreviewView.tsx';
import { useContact } from '../ui/use-contact.ts';
import { useReader } from '../ui/use-reader.ts';

hubspot.extend<'crm.preview'>(() => <PreviewCard />);

/** Preview panel: what is due and why, at a glance from any list. */
export function PreviewCard() {
  const { state, reload } = useContact('next');
  return <PreviewView state={state} onRetry={() => void reload()} format={useReader()} />;
}
