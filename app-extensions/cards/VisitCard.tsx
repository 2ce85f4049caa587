import { hubspot } from '@hubspot/ui-extensions';
import { useReader } from '../ui/use-reader.ts';
import { useVisit } from '../ui/use-visit.ts';
import { VisitView } from '../ui/VisitView.tsx';

hubspot.extend<'crm.record.tab'>(() => <VisitCard />);

/** Tab: the brief, the script and the form that records the visit. */
export function VisitCard() {
  const format = useReader();
  return <VisitView card={useVisit(format)} format={format} />;
}
