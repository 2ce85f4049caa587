import { hubspot } from '@hubspot/ui-extensions';
import { NextVisitView } from '../ui/NextVisitView.tsx';
import { useNextVisit } from '../ui/use-next-visit.ts';
import { useReader } from '../ui/use-reader.ts';

hubspot.extend<'crm.record.sidebar'>(() => <NextVisitCard />);

/** Sidebar: what is due for this customer, why, and the one-click answers. */
export function NextVisitCard() {
  const format = useReader();
  return <NextVisitView card={useNextVisit(format)} format={format} />;
}
