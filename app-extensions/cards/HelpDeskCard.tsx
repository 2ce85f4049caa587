import { hubspot } from '@hubspot/ui-extensions';
import { useReader } from '../ui/common/use-reader.ts';
import { HelpDeskView } from '../ui/visit/HelpDeskView.tsx';
import { useTicket } from '../ui/visit/use-ticket.ts';

hubspot.extend<'helpdesk.sidebar'>(() => <HelpDeskCard />);

/** Help desk: what is due for the customer of the ticket, and who that is. */
export function HelpDeskCard() {
  return <HelpDeskView card={useTicket()} format={useReader()} />;
}
