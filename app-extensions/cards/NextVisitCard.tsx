import { hubspot } from '@hubspot/ui-extensions';
import { useReader } from '../ui/common/use-reader.ts';
import { NextVisitView } from '../ui/visit/NextVisitView.tsx';
import { useNextVisit } from '../ui/visit/use-next-visit.ts';

hubspot.extend<'crm.record.sidebar'>(() => <NextVisitCard />);

/** Sidebar: what is due for this customer, why, and the one-click answers. */
export function NextVisitCard() {
  const format = useReader();
  return <NextVisitView card={useNextVisit(format)} format={format} />;
}
