import { hubspot } from '@hubspot/ui-extensions';
import { HelpDeskView } from '../ui/HelpDeskView.tsx';
import { useReader } from '../ui/use-reader.ts';
import { useTicket } from '../ui/use-ticket.ts';

hubspot.extend<'helpdesk.sidebar'>(() => <HelpDeskCard />);

/** Help desk: what is due for the customer of the ticket, and who that is. */
export function HelpDeskCard() {
  return <HelpDeskView card={useTicket()} format={useReader()} />;
}
