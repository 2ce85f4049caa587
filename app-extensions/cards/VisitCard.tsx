import { hubspot } from '@hubspot/ui-extensions';
import { useReader } from '../ui/common/use-reader.ts';
import { Why } from '../ui/common/Why.tsx';
import { AskByLink } from '../ui/survey/AskByLink.tsx';
import { FollowOn } from '../ui/visit/FollowOn.tsx';
import { useElsewhere } from '../ui/visit/use-elsewhere.ts';
import { useHistory } from '../ui/visit/use-history.ts';
import { useTaskDone } from '../ui/visit/use-task-done.ts';
import { useVisit } from '../ui/visit/use-visit.ts';
import { VisitView } from '../ui/visit/VisitView.tsx';

hubspot.extend<'crm.record.tab'>(() => <VisitCard />);

/** Tab: the brief, the script and the form that records the visit. */
export function VisitCard() {
  const format = useReader();
  const card = useVisit(format);
  const history = useHistory(card.status === 'ready' || card.status === 'empty' ? card.contact : null);
  const elsewhere = useElsewhere();
  const taskDone = useTaskDone(card.status === 'ready' ? card.visit.key : undefined);
  const onRecord = {
    why: <Why format={format} />,
    followOn: <FollowOn format={format} />,
    survey: <AskByLink visits={history.visits} format={format} />,
  };
  return <VisitView card={card} beside={{ history, elsewhere, taskDone }} onRecord={onRecord} format={format} />;
}
