import { hubspot } from '@hubspot/ui-extensions';
import { FollowOn } from '../ui/FollowOn.tsx';
import { useElsewhere } from '../ui/use-elsewhere.ts';
import { useHistory } from '../ui/use-history.ts';
import { useReader } from '../ui/use-reader.ts';
import { useTaskDone } from '../ui/use-task-done.ts';
import { useVisit } from '../ui/use-visit.ts';
import { VisitView } from '../ui/VisitView.tsx';
import { Why } from '../ui/Why.tsx';

hubspot.extend<'crm.record.tab'>(() => <VisitCard />);

/** Tab: the brief, the script and the form that records the visit. */
export function VisitCard() {
  const format = useReader();
  const card = useVisit(format);
  const history = useHistory(card.status === 'ready' || card.status === 'empty' ? card.contact : null);
  const elsewhere = useElsewhere();
  const taskDone = useTaskDone(card.status === 'ready' ? card.visit.key : undefined);
  const onRecord = { why: <Why format={format} />, followOn: <FollowOn format={format} /> };
  return <VisitView card={card} beside={{ history, elsewhere, taskDone }} onRecord={onRecord} format={format} />;
}
